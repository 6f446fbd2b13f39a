/* imw-quote-facts.c: a quote like a receipt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-quote-facts"

#include "config.h"

#include "imw-quote-facts.h"
#include "imw-format.h"
#include "imw-number.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>
#include <string.h>

#define RATE_DIGITS 6

/* A rate to @RATE_DIGITS digits that count; the rest is left out, not rounded up. */
static char *
dup_short (const char *plain)
{
  const char *point = strchr (plain, '.');
  gsize       length = 0;
  guint       digits = 0;

  for (length = 0; plain[length] != '\0'; length++)
    {
      gboolean counts = g_ascii_isdigit (plain[length]) && (digits > 0 || plain[length] != '0');

      if (digits == RATE_DIGITS && point != NULL && point < plain + length)
        break;
      digits += counts && digits < RATE_DIGITS ? 1 : 0;
    }

  return g_strndup (plain, length);
}

static char *
dup_number (const char *plain)
{
  return imw_number_format (imw_locale_get_current (), plain);
}

/**
 * imw_quote_facts_dup_rate:
 * @quote: a quote
 *
 * Returns: (transfer full): "1 USDC = 18.39 MXN"
 */
char *
imw_quote_facts_dup_rate (ImwQuote *quote)
{
  ImwAsset        *from = imw_amount_get_asset (imw_quote_get_put_in (quote));
  ImwAsset        *to = imw_amount_get_asset (imw_quote_get_comes_out (quote));
  g_autofree char *plain = imw_quote_dup_rate (quote, RATE_DIGITS, FALSE);
  g_autofree char *number = dup_number (plain);

  return g_strdup_printf ("1 %s = %s %s", imw_asset_get_symbol (from), number,
                          imw_asset_get_symbol (to));
}

static char *
dup_inverse (ImwQuote *quote)
{
  ImwAsset        *from = imw_amount_get_asset (imw_quote_get_put_in (quote));
  ImwAsset        *to = imw_amount_get_asset (imw_quote_get_comes_out (quote));
  g_autofree char *plain = imw_quote_dup_rate (quote, RATE_DIGITS, TRUE);
  g_autofree char *number = dup_number (plain);

  return g_strdup_printf ("1 %s = %s %s", imw_asset_get_symbol (to), number,
                          imw_asset_get_symbol (from));
}

static void
add_amount (ImwFacts         *facts,
            ImwWalletService *service,
            const char       *name,
            ImwAmount        *amount,
            gboolean          about)
{
  g_autofree char *text = imw_format_amount (service, amount, IMW_FORMAT_PLAIN);
  /* Translators: an amount that is not firm */
  g_autofree char *shown = about ? g_strdup_printf (_ ("about %s"), text) : g_strdup (text);

  imw_facts_add (facts, name, shown);
}

static void
add_fees (ImwFacts *facts, ImwWalletService *service, ImwQuote *quote)
{
  GPtrArray *lines = imw_quote_get_fee_lines (quote);

  if (!imw_quote_get_fee_disclosed (quote))
    {
      imw_facts_add_warning (facts, _ ("The provider does not say its fee"),
                             _ ("Compare what arrives with the market rate."), FALSE);
      return;
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const ImwFeeLine *line = g_ptr_array_index (lines, i);

      add_amount (facts, service, line->name, line->amount, FALSE);
    }
  if (lines->len == 0 && imw_quote_get_fee (quote) != NULL)
    add_amount (facts, service, _ ("Provider's fee"), imw_quote_get_fee (quote), FALSE);
}

/**
 * imw_quote_facts_add_quote:
 * @facts: a list
 * @service: for the format of amounts
 * @quote: a quote
 *
 * Adds what is put in, each fee by name, what is converted, the rate both ways, and what arrives.
 */
void
imw_quote_facts_add_quote (ImwFacts *facts, ImwWalletService *service, ImwQuote *quote)
{
  gboolean         about = !imw_quote_get_firm (quote);
  g_autofree char *rate = imw_quote_facts_dup_rate (quote);
  g_autofree char *inverse = dup_inverse (quote);
  g_autofree char *both = g_strdup_printf ("%s\n%s", rate, inverse);

  add_amount (facts, service, _ ("You put in"), imw_quote_get_put_in (quote), FALSE);
  add_fees (facts, service, quote);
  if (imw_quote_get_converted (quote) != NULL)
    add_amount (facts, service, _ ("Is converted"), imw_quote_get_converted (quote), FALSE);
  imw_facts_add (facts, _ ("Exchange rate"), both);
  add_amount (facts, service, _ ("Arrives"), imw_quote_get_comes_out (quote), about);
}

static void
add_cost (ImwFacts *facts, ImwOffer *offer)
{
  gint             basis_points;
  const char      *mid_rate;
  const char      *source;
  gint64           time_ms;
  g_autofree char *percent = NULL;
  g_autofree char *time = NULL;
  g_autofree char *short_rate = NULL;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (!imw_offer_get_cost (offer, &basis_points, &mid_rate, &source, &time_ms))
    {
      imw_facts_add (facts, _ ("True cost"), _ ("No independent rate is known"));
      return;
    }
  percent = imw_words_percent (basis_points);
  time = imw_format_date_time (time_ms);
  short_rate = dup_short (mid_rate);
  number = dup_number (short_rate);
  /* Translators: a share of what is put in; the market's rate; who says so; when */
  text = g_strdup_printf (_ ("%s against the mid-market rate %s\n%s, %s"), percent, number, source,
                          time);
  imw_facts_add (facts, _ ("True cost"), text);
}

static void
add_steps (ImwFacts *facts, ImwWalletService *service, ImwOffer *offer)
{
  GPtrArray       *steps = imw_offer_get_steps (offer);
  g_autofree char *cost = NULL;
  g_autofree char *text = NULL;

  if (steps->len == 0)
    return;

  cost = imw_format_amount (service, imw_offer_get_step_cost (offer), IMW_FORMAT_PLAIN);
  /* Translators: %s is an amount */
  text = g_strdup_printf (
      _ ("%s stays reserved in your account and is yours again when it is closed"), cost);
  imw_facts_add (facts, _ ("Stays reserved for this"), text);
}

/**
 * imw_quote_facts_add_offer:
 * @facts: a list
 * @service: for the format of amounts
 * @offer: an offer with a quote
 *
 * Adds the quote, what comes before it, the network's fee, the true cost and the arrival.
 */
void
imw_quote_facts_add_offer (ImwFacts *facts, ImwWalletService *service, ImwOffer *offer)
{
  ImwSwapQuote    *swap = imw_offer_get_swap (offer);
  g_autofree char *eta = imw_words_eta (imw_offer_get_eta_s (offer));

  if (swap != NULL)
    {
      add_amount (facts, service, _ ("You give"), swap->give, TRUE);
      for (guint i = 0; i < swap->fee_lines->len; i++)
        {
          const ImwFeeLine *line = g_ptr_array_index (swap->fee_lines, i);

          add_amount (facts, service, line->name, line->amount, FALSE);
        }
      add_amount (facts, service, _ ("After the exchange"), swap->get, TRUE);
    }
  imw_quote_facts_add_quote (facts, service, imw_offer_get_quote (offer));
  if (imw_offer_get_network_fee (offer) != NULL)
    add_amount (facts, service, _ ("Network fee at most"), imw_offer_get_network_fee (offer),
                FALSE);
  add_steps (facts, service, offer);
  add_cost (facts, offer);
  if (imw_offer_get_eta_learned (offer))
    {
      g_autofree char *learned = g_strdup_printf (_ ("%s (from your own transfers)"), eta);

      imw_facts_add (facts, _ ("Arrival"), learned);
    }
  else
    {
      imw_facts_add (facts, _ ("Arrival"), eta);
    }
}
