/* imw-quote-numbers.c: whether the numbers of a quote add up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-quote"

#include "config.h"

#include "imw-quote-private.h"

#include "imw-provider-private.h"

#include <string.h>

/* The formulas of SEP-38: sell = total_price × buy; with the fee in what is sold sell − fee = price × buy; with the fee
 * in what is bought sell = price × (buy + fee). All with exact decimals. A told amount is off by at most one unit of
 * its last place, and of places behind the second by at most half a hundredth, since many providers count in
 * hundredths; a told price by one unit of its last place, but that by no more than a hundred-thousandth of the whole. */

#define FINE_DECIMALS  38
#define PRICE_SLACK    100000
#define QUOTE_DECIMALS 12

static ImwAsset *
get_fine_asset (guint decimals)
{
  return imw_asset_new ("number", "", "", decimals);
}

static ImwAmount *
parse_number (ImwAsset *fine, const char *text)
{
  return text != NULL ? imw_amount_new_from_decimal_text (fine, text, NULL) : NULL;
}

/* As a price, so that it can be multiplied. */
static char *
last_place (const char *decimal)
{
  const char *mark = strchr (decimal, '.');
  GString    *text;

  if (mark == NULL)
    return g_strdup ("1");

  text = g_string_new ("0.");
  for (gsize i = 1; i < strlen (mark + 1); i++)
    g_string_append_c (text, '0');
  g_string_append_c (text, '1');

  return g_string_free (text, FALSE);
}

static const char *
rounding_unit (guint decimals)
{
  return decimals == 0 ? "1" : decimals == 1 ? "0.1"
                           : decimals == 2   ? "0.01"
                                             : "0.005";
}

static ImwAmount *
multiply (ImwAmount *amount, const char *factor)
{
  return amount != NULL ? imw_amount_convert (amount, imw_amount_get_asset (amount), factor,
                                              IMW_ROUND_UP, NULL)
                        : NULL;
}

static ImwAmount *
add (ImwAmount *a, ImwAmount *b)
{
  return a != NULL && b != NULL ? imw_amount_add (a, b, NULL) : NULL;
}

/* |sell − price × buy| within what rounding explains */
static gboolean
is_product (ImwAsset              *fine,
            ImwAmount             *sell,
            ImwAmount             *buy,
            const char            *price,
            const ImwQuoteNumbers *numbers)
{
  g_autoptr (ImwAmount) product = multiply (buy, price);
  g_autoptr (ImwAmount) buy_unit = parse_number (fine, rounding_unit (numbers->buy_decimals));
  g_autoptr (ImwAmount) sell_unit = parse_number (fine, rounding_unit (numbers->sell_decimals));
  g_autofree char *place = last_place (price);
  g_autoptr (ImwAmount) from_price = multiply (buy, place);
  g_autoptr (ImwAmount) most = NULL;
  g_autoptr (ImwAmount) from_buy = multiply (buy_unit, price);
  g_autoptr (ImwAmount) units = add (from_buy, sell_unit);
  g_autoptr (ImwAmount) slack = NULL;
  g_autoptr (ImwAmount) difference = NULL;

  if (product == NULL || from_price == NULL || units == NULL)
    return FALSE;

  most = imw_amount_multiply_ratio (sell, 1, PRICE_SLACK, IMW_ROUND_UP, NULL);
  if (most == NULL)
    return FALSE;

  slack = add (units, imw_amount_compare (from_price, most) < 0 ? from_price : most);
  difference = imw_amount_compare (sell, product) >= 0 ? imw_amount_subtract (sell, product, NULL)
                                                       : imw_amount_subtract (product, sell, NULL);

  return slack != NULL && difference != NULL && imw_amount_compare (difference, slack) <= 0;
}

static gboolean
refuse_numbers (GError **error, const char *what)
{
  imw_provider_refuse (error, "numbers", "The provider's numbers do not add up: %s", what);

  return FALSE;
}

/**
 * imw_quote_check_numbers:
 * @numbers: what was told
 * @error: return location
 *
 * Returns: whether the identities of SEP-38 hold; else @error is %IMW_ERROR_REFUSED by the rule "numbers"
 */
gboolean
imw_quote_check_numbers (const ImwQuoteNumbers *numbers, GError **error)
{
  g_autoptr (ImwAsset) fine = get_fine_asset (FINE_DECIMALS);
  g_autoptr (ImwAmount) sell = parse_number (fine, numbers->sell);
  g_autoptr (ImwAmount) buy = parse_number (fine, numbers->buy);
  g_autoptr (ImwAmount) fee = parse_number (fine, numbers->fee);
  g_autoptr (ImwAmount) net_sell = NULL;
  g_autoptr (ImwAmount) gross_buy = NULL;

  if (sell == NULL || buy == NULL || imw_amount_sign (sell) <= 0 || imw_amount_sign (buy) <= 0)
    return refuse_numbers (error, "an amount is not above zero");
  if (numbers->total_price != NULL && !is_product (fine, sell, buy, numbers->total_price, numbers))
    return refuse_numbers (error, "what is given is not the whole price of what arrives");
  if (fee == NULL)
    return TRUE;

  net_sell = numbers->fee_in_buy ? imw_amount_ref (sell) : imw_amount_subtract (sell, fee, NULL);
  gross_buy = numbers->fee_in_buy ? imw_amount_add (buy, fee, NULL) : imw_amount_ref (buy);
  if (net_sell == NULL || gross_buy == NULL || imw_amount_sign (net_sell) <= 0)
    return refuse_numbers (error, "the fee is larger than what is given");
  if (numbers->price != NULL && !is_product (fine, net_sell, gross_buy, numbers->price, numbers))
    return refuse_numbers (error, "price and fee do not make the amounts");

  return TRUE;
}

/**
 * imw_quote_divide:
 * @a: a decimal
 * @b: a decimal above zero
 *
 * Returns: (nullable) (transfer full): @a divided by @b, with up to twelve digits behind the mark
 */
char *
imw_quote_divide (const char *a, const char *b)
{
  g_autoptr (ImwAsset) fine = get_fine_asset (FINE_DECIMALS);
  g_autoptr (ImwAsset) coarse = get_fine_asset (QUOTE_DECIMALS);
  g_autoptr (ImwAmount) number = parse_number (fine, a);
  g_autoptr (ImwAmount) result = NULL;

  if (number != NULL)
    result = imw_amount_convert_inverse (number, coarse, b, IMW_ROUND_HALF_EVEN, NULL);

  return result != NULL ? imw_amount_to_decimal_text (result, 0) : NULL;
}

/* @number with at most @digits digits that say something. */
static char *
shorten (ImwAmount *number, guint digits)
{
  g_autofree char *text = imw_amount_to_decimal_text (number, 0);
  gsize            n_whole = strcspn (text, ".");
  gsize            n_zeros = 0;
  guint            decimals;
  g_autoptr (ImwAsset) coarse = NULL;
  g_autoptr (ImwAmount) rounded = NULL;

  if (*text == '0' && text[n_whole] == '.')
    {
      n_zeros = strspn (text + n_whole + 1, "0");
      n_whole = 0;
    }
  decimals = n_whole < digits ? (guint) MIN (digits - n_whole + n_zeros, FINE_DECIMALS) : 0;
  coarse = get_fine_asset (decimals);
  rounded = imw_amount_convert (number, coarse, "1", IMW_ROUND_HALF_EVEN, NULL);

  return imw_amount_to_decimal_text (rounded != NULL ? rounded : number, 0);
}

/**
 * imw_quote_dup_rate:
 * @self: a quote
 * @digits: how many digits say something
 * @inverse: what one unit that comes out costs, in place of what comes out for one unit put in
 *
 * Fees are left out.
 *
 * Returns: (transfer full): the rate as decimal text
 */
char *
imw_quote_dup_rate (ImwQuote *self, guint digits, gboolean inverse)
{
  g_autoptr (ImwAsset) fine = NULL;
  g_autoptr (ImwAmount) one = NULL;
  g_autoptr (ImwAmount) rate = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (digits > 0, NULL);

  fine = get_fine_asset (FINE_DECIMALS);
  one = parse_number (fine, "1");
  rate = inverse ? imw_amount_convert (one, fine, self->price, IMW_ROUND_HALF_EVEN, NULL)
                 : imw_amount_convert_inverse (one, fine, self->price, IMW_ROUND_HALF_EVEN, NULL);

  return rate != NULL ? shorten (rate, digits) : g_strdup (self->price);
}

/**
 * imw_quote_get_cost:
 * @self: a quote
 * @mid_rate: decimal text: how many units of what comes out one unit put in is worth by an independent source
 * @basis_points: (out): hundredths of a percent of what is put in that are lost; below zero when it is better than
 *   the reference
 *
 * Everything counts, also what the provider does not call a fee.
 *
 * Returns: %FALSE when it can't be computed
 */
gboolean
imw_quote_get_cost (ImwQuote *self, const char *mid_rate, gint *basis_points)
{
  g_autoptr (ImwAsset) fine = NULL;
  g_autoptr (ImwAsset) whole = NULL;
  g_autoptr (ImwAmount) ideal = NULL;
  g_autoptr (ImwAmount) real = NULL;
  g_autoptr (ImwAmount) lost = NULL;
  g_autoptr (ImwAmount) scaled = NULL;
  g_autoptr (ImwAmount) points = NULL;
  g_autofree char *ideal_text = NULL;
  gint64           value;

  g_return_val_if_fail (self != NULL && mid_rate != NULL, FALSE);
  g_return_val_if_fail (basis_points != NULL, FALSE);

  fine = get_fine_asset (18);
  whole = get_fine_asset (0);
  ideal = imw_amount_convert (self->put_in, fine, mid_rate, IMW_ROUND_HALF_EVEN, NULL);
  real = imw_amount_convert (self->comes_out, fine, "1", IMW_ROUND_HALF_EVEN, NULL);
  if (ideal == NULL || real == NULL || imw_amount_sign (ideal) <= 0)
    return FALSE;

  lost = imw_amount_subtract (ideal, real, NULL);
  scaled = lost != NULL ? imw_amount_multiply_ratio (lost, 10000, 1, IMW_ROUND_DOWN, NULL) : NULL;
  ideal_text = imw_amount_to_decimal_text (ideal, 0);
  if (scaled != NULL)
    points = imw_amount_convert_inverse (scaled, whole, ideal_text, IMW_ROUND_HALF_EVEN, NULL);
  if (points == NULL || !imw_amount_get_i64 (points, &value) || value < G_MININT ||
      value > G_MAXINT)
    return FALSE;

  *basis_points = (gint) value;

  return TRUE;
}
