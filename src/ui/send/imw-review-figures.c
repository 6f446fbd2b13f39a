/* imw-review-figures.c: the figures of a payment before it is signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-review-figures"

#include "config.h"

#include "imw-review-figures.h"
#include "imw-format.h"
#include "imw-locale.h"
#include "imw-number.h"
#include "imw-words.h"

#include <glib/gi18n.h>

typedef struct
{
  ImwFacts   *facts;
  ImwPayment *payment;
} Figures;

static ImwWalletService *
get_service (Figures *self)
{
  return imw_wallet_get_service (imw_payment_get_wallet (self->payment));
}

static ImwChain *
get_chain (Figures *self)
{
  return imw_account_get_chain (imw_payment_get_account (self->payment));
}

static char *
both (Figures *self, ImwAmount *amount)
{
  g_autofree char *coins = imw_format_amount (get_service (self), amount, IMW_FORMAT_EXACT);
  g_autofree char *value = imw_format_value (get_service (self), amount);

  if (g_strcmp0 (value, IMW_FORMAT_UNKNOWN) == 0)
    return g_steal_pointer (&coins);

  return g_strdup_printf ("%s\n≈ %s", coins, value);
}

/* The share in hundredths of a percent, by integers only. */
static char *
percent (ImwAmount *part, ImwAmount *whole)
{
  guint64          a, b, hundredths;
  g_autofree char *plain = NULL;

  if (!imw_amount_get_u64 (part, &a) || !imw_amount_get_u64 (whole, &b) || b == 0 ||
      a > G_MAXUINT64 / 10000)
    return NULL;

  hundredths = (a * 10000 + b / 2) / b;
  plain = g_strdup_printf ("%" G_GUINT64_FORMAT ".%02" G_GUINT64_FORMAT, hundredths / 100,
                           hundredths % 100);

  return imw_number_format (imw_locale_get_current (), plain);
}

/* What the account holds of @asset; NULL when not known. */
static ImwAmount *
find_total (Figures *self, ImwAsset *asset)
{
  GListModel *holdings = imw_account_get_holdings (imw_payment_get_account (self->payment));

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (imw_asset_equal (imw_holding_get_asset (holding), asset))
        return imw_holding_get_total (holding); /* the account keeps it */
    }

  return NULL;
}

static void
add_remains (Figures *self, const char *name, ImwAmount *leaves)
{
  ImwAmount *total = find_total (self, imw_amount_get_asset (leaves));
  g_autoptr (ImwAmount) rest = total != NULL ? imw_amount_subtract (total, leaves, NULL) : NULL;
  g_autofree char *text = NULL;

  if (total == NULL)
    return;

  text = rest != NULL ? both (self, rest) : g_strdup (IMW_FORMAT_UNKNOWN);
  imw_facts_add (self->facts, name, text);
}

/* Recipients that are not ours, in the paid asset. */
static ImwAmount *
dup_given_away (ImwDescription *description)
{
  ImwAmount *sum = imw_amount_new_zero (imw_description_get_paid_asset (description));

  for (guint i = 0; sum != NULL && i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      ImwAmount                  *next;

      if (output->path != NULL)
        continue;
      next = imw_amount_add (sum, output->amount, NULL);
      imw_amount_unref (sum);
      sum = next;
    }

  return sum;
}

static void
add_leaves (Figures *self, ImwDescription *description)
{
  g_autoptr (ImwAmount) fee = imw_payment_dup_fee (self->payment);
  gboolean pays = imw_description_get_action (description) == IMW_ACTION_PAY;
  gboolean bound = imw_description_get_fee_is_bound (description);
  g_autoptr (ImwAmount) leaves = imw_payment_dup_leaves (self->payment);
  g_autoptr (ImwAmount) paid = dup_given_away (description);
  g_autofree char *text = NULL;

  if (leaves == NULL && (!pays || paid == NULL)) /* what may be taken later does not leave now */
    leaves = imw_amount_ref (fee);
  if (leaves != NULL)
    {
      text = both (self, leaves);
    }
  else
    {
      g_autofree char *paid_text = both (self, paid);
      g_autofree char *fee_text = both (self, fee);

      text = g_strdup_printf ("%s\n+ %s", paid_text, fee_text);
    }
  gtk_widget_add_css_class (
      GTK_WIDGET (imw_facts_add (self->facts, _ ("Leaves your wallet"), text)), "heading");
  if (leaves != NULL)
    {
      add_remains (self,
                   bound ? _ ("Remains in the account, at least") : _ ("Remains in the account"),
                   leaves);
      return;
    }
  add_remains (self, _ ("Remains in the account"), paid);
  add_remains (self, _ ("Remains for fees, at least"), fee);
}

static void
add_fee (Figures *self, ImwDescription *description)
{
  g_autoptr (ImwAmount) fee = imw_payment_dup_fee (self->payment);
  ImwAmount *expected = imw_payment_get_expected_fee (self->payment);
  ImwAmount *extra = imw_payment_get_extra_fee (self->payment);
  g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);
  g_autofree char *fee_text = both (self, fee);
  g_autofree char *share = NULL;
  g_autofree char *rate = imw_format_fee_rate (
      get_chain (self), imw_description_get_fee_rate_millisat_vb (description));
  g_autofree char *rate_text = NULL;

  if (sent != NULL && imw_asset_equal (imw_amount_get_asset (sent), imw_amount_get_asset (fee)))
    share = percent (fee, sent);
  imw_facts_add (self->facts,
                 imw_description_get_fee_is_bound (description) ? _ ("Network fee at most")
                                                                : _ ("Network fee"),
                 fee_text);
  if (expected != NULL)
    {
      g_autofree char *text = both (self, expected);

      imw_facts_add (self->facts, _ ("Network fee, probably"), text);
    }
  if (extra != NULL && imw_amount_sign (extra) > 0)
    {
      g_autofree char *text = imw_format_amount (get_service (self), extra, IMW_FORMAT_EXACT);

      imw_facts_add (self->facts, _ ("Of it for the network below"), text);
    }
  /* Translators: "0.35% of the amount · 12 sat/vB" */
  rate_text = share != NULL ? g_strdup_printf (_ ("%s%% of the amount · %s"), share, rate)
                            : g_strdup (rate);
  imw_facts_add (self->facts, _ ("Fee rate"), rate_text);
}

static void
add_changes (Figures *self, ImwDescription *description)
{
  for (guint i = 0; i < imw_description_get_n_change (description); i++)
    {
      const ImwDescriptionOutput *change = imw_description_get_change (description, i);
      g_autofree char            *text =
          imw_format_amount (get_service (self), change->amount, IMW_FORMAT_EXACT);

      imw_facts_add (self->facts, _ ("Change, back to you"), text);
    }
}

/* What goes and what comes; the side that is not exact at its bound. */
static void
add_exchange (Figures *self, ImwDescription *description)
{
  ImwAmount *given = imw_description_get_given (description);

  if (given != NULL)
    {
      g_autofree char *text = both (self, given);

      imw_facts_add (self->facts, _ ("You give at most"), text);
    }
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      g_autofree char *text =
          both (self, imw_description_get_recipient (description, i)->amount);

      imw_facts_add (self->facts, _ ("You get at least"), text);
    }
}

static const char *
get_memo_title (const char *type)
{
  if (g_strcmp0 (type, "id") == 0)
    return _ ("Memo, a number");
  if (g_strcmp0 (type, "hash") == 0)
    return _ ("Memo, a hash");
  if (g_strcmp0 (type, "return") == 0)
    return _ ("Memo, a hash of what is given back");

  return _ ("Memo");
}

static void
add_terms (Figures *self, ImwDescription *description)
{
  gint64 deadline_ms = imw_description_get_deadline_ms (description);

  if (imw_description_get_memo (description) != NULL)
    imw_facts_add (self->facts, get_memo_title (imw_description_get_memo_type (description)),
                   imw_description_get_memo (description));
  if (deadline_ms > 0)
    {
      g_autofree char *time = imw_format_date_time (deadline_ms);
      /* Translators: %s is a date and time */
      g_autofree char *text = g_strdup_printf (_ ("%s, or not at all"), time);

      imw_facts_add (self->facts, _ ("Happens before"), text);
    }
}

static void
add_all (Figures *self, ImwDescription *description)
{
  ImwAction action = imw_description_get_action (description);
  gboolean  tokens = imw_chain_has (get_chain (self), IMW_CHAIN_HAS_TOKENS);
  g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);

  if (action != IMW_ACTION_PAY)
    imw_facts_add (self->facts, _ ("What is done"), imw_words_action (action));
  if (tokens)
    imw_facts_add (self->facts, _ ("Network"), imw_chain_get_name (get_chain (self)));
  if (imw_description_has_warning (description, IMW_WARNING_UNLIMITED_APPROVAL))
    {
      g_autofree char *asset = imw_words_asset (imw_description_get_paid_asset (description));
      /* Translators: "All of Tether USD (USDT)" */
      g_autofree char *text = g_strdup_printf (_ ("All of %s"), asset);

      imw_facts_add (self->facts, _ ("May take"), text);
    }
  else if (action == IMW_ACTION_EXCHANGE)
    {
      add_exchange (self, description);
    }
  else if (sent != NULL && imw_description_get_n_recipients (description) > 0 &&
           action != IMW_ACTION_NOTHING)
    {
      g_autofree char *text = both (self, sent);

      imw_facts_add (self->facts,
                     action == IMW_ACTION_APPROVE ? _ ("May take up to") : _ ("Recipients get"),
                     text);
    }
  add_terms (self, description);
  add_fee (self, description);
  add_leaves (self, description);
  add_changes (self, description);
}

/**
 * imw_review_figures_fill:
 * @facts: an empty list
 * @payment: described by the signer
 *
 * What is done, what it costs, what leaves and what remains: all from the signer's reading, and only what
 * is expected from the network's word.
 */
void
imw_review_figures_fill (ImwFacts *facts, ImwPayment *payment)
{
  Figures self = { facts, payment };

  g_return_if_fail (IMW_IS_FACTS (facts));
  g_return_if_fail (imw_payment_get_description (payment) != NULL);

  add_all (&self, imw_payment_get_description (payment));
}

/**
 * imw_review_figures_format:
 * @payment: for units and prices
 * @amount: an amount
 *
 * Returns: (transfer full): every digit of it, with its value below
 */
char *
imw_review_figures_format (ImwPayment *payment, ImwAmount *amount)
{
  Figures self = { NULL, payment };

  return both (&self, amount);
}
