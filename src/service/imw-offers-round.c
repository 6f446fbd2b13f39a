/* imw-offers-round.c: one question to everybody
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-offers-round"

#include "config.h"

#include "imw-offers-private.h"

#include "imw-holding.h"
#include "imw-payment.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

static ImwOffersRound *
imw_offers_round_ref (ImwOffersRound *round)
{
  g_atomic_ref_count_inc (&round->ref_count);

  return round;
}

static void
imw_offers_round_unref (ImwOffersRound *round)
{
  if (!g_atomic_ref_count_dec (&round->ref_count))
    return;

  g_clear_object (&round->cancellable);
  g_clear_pointer (&round->answers, g_ptr_array_unref);
  g_clear_pointer (&round->available, imw_amount_unref);
  g_clear_pointer (&round->fee, imw_amount_unref);
  g_clear_object (&round->trial);
  g_free (round);
}

/**
 * imw_offers_end_round:
 * @self: offers
 *
 * Older questions are not waited for any more.
 */
void
imw_offers_end_round (ImwOffers *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->round == NULL)
    return;

  self->round->offers = NULL;
  g_cancellable_cancel (self->round->cancellable);
  g_clear_pointer (&self->round, imw_offers_round_unref);
}

static void
answered (ImwOffersRound *round)
{
  ImwOffers *self = round->offers;

  round->waiting--;
  if (round->waiting > 0 || self == NULL)
    return;

  for (guint i = 0; i < round->answers->len; i++)
    {
      ImwOffer *offer = g_ptr_array_index (round->answers, i);

      if (round->fee != NULL && self->route != IMW_ROUTE_DEPOSIT)
        offer->network_fee = imw_amount_ref (round->fee);
      imw_offer_complete (offer, self->wallet, round->available);
    }

  g_ptr_array_sort (round->answers, imw_offer_compare);
  imw_offers_set_items (self, round->answers);
  imw_offers_set_loading (self, FALSE);
}

/* One answer that is waited for. */
typedef struct
{
  ImwOffersRound *round;
  ImwOffer       *offer;
  ImwAsset       *given; /* (nullable): of another network */
} Question;

static void
question_free (Question *question)
{
  imw_offers_round_unref (question->round);
  g_object_unref (question->offer);
  g_clear_pointer (&question->given, imw_asset_unref);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void ask_preview (Question *question);

static void
end_question (Question *question, GError *error)
{
  g_autoptr (Question) owned = question;

  if (error != NULL)
    {
      g_clear_error (&owned->offer->error);
      owned->offer->error = error;
      g_clear_pointer (&owned->offer->quote, imw_quote_unref);
    }

  answered (owned->round);
}

static void
swap_for_quote_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  GError   *error = NULL;

  question->offer->swap =
      imw_swap_provider_quote_finish (IMW_SWAP_PROVIDER (object), result, &error);
  end_question (question, error);
}

static void
previewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Question  *question = user_data;
  ImwOffer  *offer = question->offer;
  ImwOffers *self = question->round->offers;
  GError    *error = NULL;

  offer->quote = imw_provider_preview_finish (IMW_PROVIDER (object), result, &error);

  if (offer->quote == NULL || question->given == NULL || offer->swap != NULL || self == NULL)
    {
      end_question (question, error);
      return;
    }

  /* what has to arrive is known: how much that takes */
  imw_swap_provider_quote_async (imw_wallet_abroad_get_swap (imw_wallet_get_abroad (self->wallet)),
                                 NULL, question->given, imw_quote_get_put_in (offer->quote),
                                 offer->request->asset, question->round->cancellable,
                                 swap_for_quote_cb, question);
}

static void
ask_preview (Question *question)
{
  imw_provider_preview_async (imw_known_provider_get_provider (question->offer->provider),
                              question->offer->request, question->round->cancellable, previewed_cb,
                              question);
}

static void
swap_first_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  ImwOffer *offer = question->offer;
  GError   *error = NULL;

  offer->swap = imw_swap_provider_quote_finish (IMW_SWAP_PROVIDER (object), result, &error);
  if (offer->swap == NULL)
    {
      end_question (question, error);
      return;
    }

  g_clear_pointer (&offer->request->put_in, imw_amount_unref);
  offer->request->put_in = imw_amount_ref (offer->swap->get);
  ask_preview (question);
}

static void
ask (ImwOffersRound    *round,
     ImwKnownProvider  *provider,
     const ImwCorridor *corridor,
     const ImwMethod   *method)
{
  ImwOffers *self = round->offers;
  Question  *question = g_new0 (Question, 1);
  gboolean   direct = imw_asset_equal (corridor->asset, self->asset);
  /* how much the exchange gives is known later */
  g_autoptr (ImwAmount)
      later = self->put_in != NULL ? imw_amount_new_zero (corridor->asset) : NULL;
  g_autoptr (ImwQuoteRequest)
      request = imw_quote_request_new (self->route, corridor->asset, corridor->money, self->country,
                                       method->id, direct ? self->put_in : later, self->comes_out);

  question->round = imw_offers_round_ref (round);
  question->offer = imw_offer_new (provider, method, request);
  question->given = direct ? NULL : imw_asset_ref (self->asset);
  g_ptr_array_add (round->answers, g_object_ref (question->offer));
  round->waiting++;

  if (!direct && self->put_in != NULL)
    imw_swap_provider_quote_async (
        imw_wallet_abroad_get_swap (imw_wallet_get_abroad (self->wallet)), self->put_in,
        self->asset, NULL, corridor->asset, round->cancellable, swap_first_cb, question);
  else
    ask_preview (question);
}

/* ---- what our own payment costs ---- */

static void
trial_estimated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwOffersRound *round = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_payment_estimate_finish (IMW_PAYMENT (object), result, NULL, &round->fee, NULL, &error))
    g_debug ("the network's fee is not known: %s", error->message);

  answered (round);
  imw_offers_round_unref (round);
}

static void
trial_fees_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwOffersRound *round = user_data;
  ImwFeeTable     fees = { 0 };
  g_autoptr (GError) error = NULL;

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      answered (round);
      imw_offers_round_unref (round);
      return;
    }

  imw_payment_set_fee (round->trial, &fees, IMW_FEE_NORMAL);
  imw_payment_estimate_async (round->trial, round->cancellable, trial_estimated_cb, round);
}

static void
trial_address_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwOffersRound *round = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAddressInfo)
      own = imw_account_get_receive_address_finish (IMW_ACCOUNT (object), result, &error);

  if (own == NULL || round->offers == NULL)
    {
      answered (round);
      imw_offers_round_unref (round);
      return;
    }

  imw_payment_add_recipient (round->trial, own->address, round->offers->put_in);
  imw_account_get_fees_async (IMW_ACCOUNT (object), round->cancellable, trial_fees_cb, round);
}

/* a payment of that much to oneself costs the same */
static void
ask_fee (ImwOffersRound *round)
{
  ImwOffers  *self = round->offers;
  ImwAccount *holder =
      imw_wallet_abroad_find_holder (imw_wallet_get_abroad (self->wallet), self->asset);
  ImwHolding *holding =
      holder != NULL ? imw_account_find_holding (holder, imw_asset_get_id (self->asset)) : NULL;

  if (holding == NULL)
    return;

  if (imw_holding_get_available (holding) != NULL)
    round->available = imw_amount_ref (imw_holding_get_available (holding));

  if (self->route == IMW_ROUTE_DEPOSIT || self->put_in == NULL ||
      imw_amount_sign (self->put_in) <= 0)
    return;

  round->trial = imw_payment_new (self->wallet, holder);
  if (!imw_holding_get_native (holding))
    imw_payment_set_asset (round->trial, self->asset);
  round->waiting++;
  imw_account_get_receive_address_async (holder, FALSE, round->cancellable, trial_address_cb,
                                         imw_offers_round_ref (round));
}

static void
ask_corridor (ImwOffers         *self,
              ImwKnownProvider  *provider,
              const ImwCorridor *corridor,
              gpointer           user_data)
{
  if (!imw_asset_equal (corridor->money, self->money) ||
      !imw_offers_country_fits (corridor, self->country))
    return;

  if (!imw_asset_equal (corridor->asset, self->asset) &&
      (self->route == IMW_ROUTE_DEPOSIT ||
       imw_offers_find_pair (self, self->asset, corridor->asset) == NULL))
    return;

  for (guint i = 0; i < corridor->methods->len; i++)
    ask (user_data, provider, corridor, g_ptr_array_index (corridor->methods, i));
}

/**
 * imw_offers_begin_round:
 * @self: offers with a complete question
 *
 * Asks everybody who could do it.
 */
void
imw_offers_begin_round (ImwOffers *self)
{
  ImwOffersRound *round = g_new0 (ImwOffersRound, 1);

  g_atomic_ref_count_init (&round->ref_count);
  round->offers = self;
  round->cancellable = g_cancellable_new ();
  round->answers = g_ptr_array_new_with_free_func (g_object_unref);
  self->round = round;

  /* one more than the answers, so that the round does not end while questions are asked */
  round->waiting = 1;
  ask_fee (round);
  imw_offers_for_each_corridor (self, ask_corridor, round);
  answered (round);
}
