/* imw-practice-deal.c: what the practice anchor gives for what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-deal"

#include "config.h"

#include "imw-practice-deal.h"

#include "imw-practice-prices.h"

#include "imw-error.h"

#include <string.h>

#define TOKEN_DECIMALS 7
#define PRICE_DIGITS   6 /* behind the point, of a price of the feed */
#define PRICE_UNIT     1000000
#define MIN_DECIMALS   10     /* of a price in an answer */
#define CENT_UNITS     100000 /* stroops of 0.01 */
#define SPREAD_PPM     6000
#define PPM            1000000
#define PERMYRIAD      10000
/* the products below stay under 2^127 with it; a million dollars */
#define MAX_UNITS G_GINT64_CONSTANT (10000000000000)

__extension__ typedef __int128 Wide;

/* Units of money for one unit of a token: number / divisor */
typedef struct
{
  Wide number;
  Wide divisor;
} Rate;

static const ImwPracticeToken tokens[] = {
  { "USDC", "USD" },
  { "EURC", "EUR" },
  { "XLM", NULL },
};

static gint64
power_of_ten (guint exponent)
{
  gint64 result = 1;

  while (exponent-- > 0)
    result *= 10;

  return result;
}

/**
 * imw_practice_token_get:
 * @index: from 0
 *
 * Returns: (nullable) (transfer none): a token of the anchor, %NULL past the last one
 */
const ImwPracticeToken *
imw_practice_token_get (guint index)
{
  return index < G_N_ELEMENTS (tokens) ? &tokens[index] : NULL;
}

/**
 * imw_practice_token_find:
 * @code: (nullable): "USDC"; "native" is XLM
 *
 * Returns: (nullable) (transfer none): the token
 */
const ImwPracticeToken *
imw_practice_token_find (const char *code)
{
  if (g_strcmp0 (code, "native") == 0)
    code = "XLM";

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      if (g_strcmp0 (tokens[i].code, code) == 0)
        return &tokens[i];
    }

  return NULL;
}

/**
 * imw_practice_units_parse:
 * @text: (nullable): "12.5": digits and at most one point
 * @decimals: how many digits may be behind the point
 * @units: (out): the amount in the smallest unit
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_practice_units_parse (const char *text, guint decimals, gint64 *units, GError **error)
{
  gsize  n_whole = text != NULL ? strspn (text, "0123456789") : 0;
  gsize  n_behind = 0;
  gint64 value = 0;

  if (n_whole > 0 && text[n_whole] == '.')
    n_behind = strspn (text + n_whole + 1, "0123456789");
  /* zeros at the end say nothing */
  if (n_whole == 0 || n_whole > 12 || (text[n_whole] == '.' && n_behind == 0) ||
      strlen (text) != n_whole + (text[n_whole] == '.' ? n_behind + 1 : 0))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "not an amount");
      return FALSE;
    }
  while (n_behind > decimals && text[n_whole + n_behind] == '0')
    n_behind--;
  if (n_behind > decimals)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "too many decimals");
      return FALSE;
    }

  for (gsize i = 0; i < n_whole; i++)
    value = value * 10 + (text[i] - '0');
  for (gsize i = 0; i < decimals; i++)
    value = value * 10 + (i < n_behind ? text[n_whole + 1 + i] - '0' : 0);
  if (value > MAX_UNITS)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the amount is too large");
      return FALSE;
    }
  *units = value;

  return TRUE;
}

static char *
format_wide (Wide units, guint decimals, guint min_decimals)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  do
    {
      g_string_prepend_c (text, (char) ('0' + (int) (units % 10)));
      units /= 10;
      n++;
      if (n == decimals)
        g_string_prepend_c (text, '.');
    }
  while (units > 0 || n <= decimals);

  while (decimals > min_decimals && text->str[text->len - 1] == '0')
    {
      g_string_truncate (text, text->len - 1);
      decimals--;
    }
  if (text->str[text->len - 1] == '.')
    g_string_truncate (text, text->len - 1);

  return g_strdup (text->str);
}

/**
 * imw_practice_units_format:
 * @units: an amount in the smallest unit, not negative
 * @decimals: digits behind the point
 * @min_decimals: how many of them stay though they are zeros
 *
 * Returns: (transfer full): decimal text
 */
char *
imw_practice_units_format (gint64 units, guint decimals, guint min_decimals)
{
  return format_wide (units, decimals, MIN (min_decimals, decimals));
}

/**
 * imw_practice_deal_get_sell_decimals:
 * @self: a deal
 *
 * Returns: digits behind the point of what is sold
 */
guint
imw_practice_deal_get_sell_decimals (const ImwPracticeDeal *self)
{
  return self->out ? TOKEN_DECIMALS : imw_practice_currency_decimals (self->currency);
}

/**
 * imw_practice_deal_get_buy_decimals:
 * @self: a deal
 *
 * Returns: digits behind the point of what is bought
 */
guint
imw_practice_deal_get_buy_decimals (const ImwPracticeDeal *self)
{
  return self->out ? imw_practice_currency_decimals (self->currency) : TOKEN_DECIMALS;
}

static gint64
read_price (const char *base, const char *quote, gint64 time_ms)
{
  g_autofree char *text = g_str_equal (base, quote) ? g_strdup ("1")
                                                    : imw_practice_price (base, quote, time_ms);
  gint64           price = 0;

  return imw_practice_units_parse (text, PRICE_DIGITS, &price, NULL) ? price : 0;
}

/* The middle of the market, by the practice feed */
static gboolean
find_rate (const ImwPracticeDeal *self, gint64 time_ms, Rate *rate, GError **error)
{
  gint64 token = read_price (self->token->code, "USD", time_ms);
  gint64 money = read_price ("EUR", self->currency, time_ms);
  gint64 dollar = read_price ("EUR", "USD", time_ms);

  if (token == 0 || money == 0 || dollar == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no rate for %s", self->currency);
      return FALSE;
    }

  rate->number = (Wide) token * money *
                 power_of_ten (imw_practice_currency_decimals (self->currency));
  rate->divisor = (Wide) dollar * PRICE_UNIT * power_of_ten (TOKEN_DECIMALS);

  return TRUE;
}

static Wide
divide_up (Wide number, Wide divisor)
{
  g_return_val_if_fail (divisor > 0, 0);

  return (number + divisor - 1) / divisor;
}

/* US cents in units of what is sold */
static gint64
price_cents (const ImwPracticeDeal *self, guint cents, gint64 time_ms)
{
  gint64 dollar = read_price ("EUR", "USD", time_ms);
  gint64 other = read_price ("EUR", self->out ? "USD" : self->currency, time_ms);

  if (cents == 0)
    return 0;
  if (self->out && g_strcmp0 (self->token->fee_base, "USD") == 0)
    return (gint64) cents * CENT_UNITS;
  if (self->out)
    return (gint64) divide_up ((Wide) cents * PRICE_UNIT,
                               read_price (self->token->code, "USD", time_ms)) *
           CENT_UNITS;

  return (gint64) divide_up ((Wide) cents * other *
                                 power_of_ten (imw_practice_currency_decimals (self->currency)),
                             (Wide) dollar * 100);
}

static gint64
compute_fee (const ImwPracticeDeal *self, gint64 sell, gint64 fixed)
{
  guint  permyriad = self->out ? self->method->out_permyriad : self->method->in_permyriad;
  gint64 step = self->out ? CENT_UNITS : 1;
  gint64 part = (gint64) divide_up ((Wide) sell * permyriad, (Wide) PERMYRIAD * step) * step;

  return self->out ? MAX (fixed, part) : fixed + part;
}

/* What comes of @net after the spread, rounded down */
static Wide
convert (const ImwPracticeDeal *self, const Rate *rate, Wide net)
{
  return self->out ? net * (PPM - SPREAD_PPM) * rate->number / (rate->divisor * PPM)
                   : net * rate->divisor * PPM / (rate->number * (PPM + SPREAD_PPM));
}

/* What has to be changed for @buy to come of it */
static Wide
convert_back (const ImwPracticeDeal *self, const Rate *rate, Wide buy)
{
  return self->out ? divide_up (buy * rate->divisor * PPM, rate->number * (PPM - SPREAD_PPM))
                   : divide_up (buy * rate->number * (PPM + SPREAD_PPM), rate->divisor * PPM);
}

/**
 * imw_practice_deal_compute:
 * @self: a deal with everything but the amounts, and one of @sell and @buy
 * @time_ms: of the rate, UTC
 * @error: return location
 *
 * Computes the other amounts with integers: sold − fee, changed at the middle of the market less the spread, rounded in
 * favour of the anchor.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_practice_deal_compute (ImwPracticeDeal *self, gint64 time_ms, GError **error)
{
  Rate   rate = { 0, 0 };
  gint64 fixed;

  if (!find_rate (self, time_ms, &rate, error))
    return FALSE;

  fixed =
      price_cents (self, self->out ? self->method->out_fixed_c : self->method->in_fixed_c, time_ms);
  if (self->sell == 0)
    {
      Wide net = convert_back (self, &rate, self->buy);

      if (net > MAX_UNITS / 2)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the amount is too large");
          return FALSE;
        }
      /* the fee depends on what is sold; it grows more slowly than that, so this ends */
      self->sell = (gint64) net;
      while (self->sell != (gint64) net + compute_fee (self, self->sell, fixed))
        self->sell = (gint64) net + compute_fee (self, self->sell, fixed);
      self->fee = compute_fee (self, self->sell, fixed);
    }
  else
    {
      self->fee = compute_fee (self, self->sell, fixed);
      self->buy = self->sell > self->fee ? (gint64) convert (self, &rate, self->sell - self->fee)
                                         : 0;
    }
  self->fixed = MIN (fixed, self->fee);

  if (self->sell <= self->fee || self->buy <= 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "the amount is too small: the fee would take all of it");
      return FALSE;
    }

  return TRUE;
}

/* So many digits that price × bought, rounded to the finer of the two units, is exactly what is sold */
static guint
count_decimals (const ImwPracticeDeal *self)
{
  guint finest = TOKEN_DECIMALS;
  Wide  whole = self->buy / power_of_ten (imw_practice_deal_get_buy_decimals (self)) + 1;
  guint digits = 0;

  for (; whole > 0; whole /= 10)
    digits++;

  return MAX (MIN_DECIMALS, finest + digits);
}

/**
 * imw_practice_deal_dup_price:
 * @self: a computed deal
 * @all_in: with the fee (total_price) or without it (price)
 *
 * Returns: (transfer full): how many of what is sold one of what is bought costs
 */
char *
imw_practice_deal_dup_price (const ImwPracticeDeal *self, gboolean all_in)
{
  guint sell_decimals = imw_practice_deal_get_sell_decimals (self);
  guint buy_decimals = imw_practice_deal_get_buy_decimals (self);
  guint decimals = count_decimals (self);
  Wide  number = all_in ? self->sell : self->sell - self->fee;
  Wide  divisor = self->buy;
  guint up = decimals + buy_decimals;

  if (up >= sell_decimals)
    {
      for (guint i = 0; i < up - sell_decimals; i++)
        number *= 10;
    }

  return format_wide ((number * 2 + divisor) / (divisor * 2), decimals, MIN_DECIMALS);
}

/**
 * imw_practice_deal_dup_plain_price:
 * @self: a deal with token, currency and direction
 * @time_ms: of the rate, UTC
 *
 * Returns: (transfer full) (nullable): how many of what is sold one of what is bought costs, with the spread and without
 *   a fee; %NULL when there is no rate
 */
char *
imw_practice_deal_dup_plain_price (const ImwPracticeDeal *self, gint64 time_ms)
{
  Rate rate = { 0, 0 };
  Wide number;
  Wide divisor;

  if (!find_rate (self, time_ms, &rate, NULL))
    return NULL;

  /* of whole ones */
  number = rate.number / power_of_ten (imw_practice_currency_decimals (self->currency));
  divisor = rate.divisor / power_of_ten (TOKEN_DECIMALS);

  return self->out
             ? format_wide (divide_up (divisor * PPM * power_of_ten (MIN_DECIMALS),
                                       number * (PPM - SPREAD_PPM)),
                            MIN_DECIMALS, MIN_DECIMALS)
             : format_wide (divide_up (number * (PPM + SPREAD_PPM) * power_of_ten (MIN_DECIMALS),
                                       divisor * PPM),
                            MIN_DECIMALS, MIN_DECIMALS);
}
