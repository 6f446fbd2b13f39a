/* imw-payment-replace.c: a payment that takes the place of another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-replace"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"

/* Nodes take a replacement that pays at least the old fee and the price of its own way through the
 * network, one unit a byte of its size; the margin is for one more coin. */
static ImwAmount *
build_minimum_fee (ImwPayment *original,
                   GError    **error)
{
  ImwAsset *asset = imw_amount_get_asset (original->fee);
  guint64   size = original->description != NULL
                       ? imw_description_get_size_vbytes (original->description)
                       : g_bytes_get_size (original->raw);
  g_autoptr (ImwAmount) way = imw_amount_new_u64 (asset, size + size / 2 + 70);

  return imw_amount_add (original->fee, way, error);
}

/* Where payments are numbered, nodes take another one with the same number when both rates are a tenth
 * higher; some want an eighth. */
static guint64
raise_by_an_eighth (guint64 rate_milli)
{
  return rate_milli + rate_milli / 8 + 1;
}

static void
set_rates (ImwPayment *self,
           ImwPayment *original)
{
  guint64 rate = original->fee_rate_milli;

  if (original->description != NULL)
    rate = MAX (rate, imw_description_get_fee_rate_millisat_vb (original->description));

  if (original->sequence < 0)
    {
      self->fee_rate_milli = MAX (rate + rate / 4, rate + 1000);
      return;
    }

  self->minimum_rate_milli = raise_by_an_eighth (rate);
  self->minimum_tip_milli = raise_by_an_eighth (original->tip_milli);
  self->fee_rate_milli = self->minimum_rate_milli;
  self->tip_milli = self->minimum_tip_milli;
}

/**
 * imw_payment_new_replacement:
 * @original: a payment that is signed and in no block
 * @back_to_wallet: %TRUE: everything goes back; %FALSE: the same recipients at a higher fee
 * @error: return location
 *
 * Returns: (transfer full): a draft that spends the coins of @original, which makes sure that at
 * most one of the two is ever paid. %NULL: %IMW_ERROR_NOT_SUPPORTED (network, or too late),
 * %IMW_ERROR_LOCKED, %IMW_ERROR_CORRUPT
 */
ImwPayment *
imw_payment_new_replacement (ImwPayment *original,
                             gboolean    back_to_wallet,
                             GError    **error)
{
  g_autoptr (ImwPayment) self = NULL;

  g_return_val_if_fail (IMW_IS_PAYMENT (original), NULL);

  if (!imw_chain_has (imw_account_get_chain (original->account), IMW_CHAIN_HAS_REPLACEMENT) ||
      original->wallet == NULL || original->raw == NULL || original->fee == NULL ||
      (original->state != IMW_PAYMENT_SUBMITTED && original->state != IMW_PAYMENT_SIGNED))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "this payment can't be replaced");
      return NULL;
    }

  if (!imw_payment_open_draft (original, error))
    return NULL;

  self = imw_payment_new (original->wallet, original->account);
  self->replaces = g_strdup (original->id);
  self->replaces_txid = g_strdup (original->txid);
  self->back_to_wallet = back_to_wallet || original->back_to_wallet;
  if (original->sequence < 0)
    {
      self->minimum_fee = build_minimum_fee (original, error);
      if (self->minimum_fee == NULL)
        return NULL;
    }

  if (!self->back_to_wallet)
    {
      imw_payment_set_asset (self, original->asset);
      for (guint i = 0; i < original->recipients->len; i++)
        {
          const ImwPaymentRecipient *recipient = g_ptr_array_index (original->recipients, i);

          if (recipient->amount != NULL)
            imw_payment_add_recipient (self, recipient->address, recipient->amount);
          else
            imw_payment_set_everything (self, recipient->address);
        }

      imw_payment_set_label (self, imw_payment_get_label (original));
    }

  set_rates (self, original);

  return g_steal_pointer (&self);
}

/**
 * imw_payment_dup_original:
 * @self: a payment
 *
 * Returns: (transfer full) (nullable): the payment whose place it takes, %NULL when it is an
 * ordinary one or the other is final and forgotten. Its state says whether it can still be replaced.
 */
ImwPayment *
imw_payment_dup_original (ImwPayment *self)
{
  GListModel *payments = NULL;

  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  if (self->replaces == NULL || self->wallet == NULL)
    return NULL;

  payments = G_LIST_MODEL (self->wallet->payments);
  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      if (g_str_equal (payment->id, self->replaces))
        return g_steal_pointer (&payment);
    }

  return NULL;
}
