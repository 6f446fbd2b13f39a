/* imw-practice-prices.c: practice prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-prices"

#include "config.h"

#include "imw-practice-prices.h"

#include "imw-hash.h"

#include <string.h>

#define MINUTE_MS 60000
#define HOUR_MS   (60 * MINUTE_MS)
#define PPM       G_GINT64_CONSTANT (1000000)

/* A price walks slowly around its middle: at each full step it is somewhere in the span, and goes straight in between.
 * The same time gives the same price everywhere. */
typedef struct
{
  const char *base;
  const char *quote;
  gint64      middle; /* in the smallest digit */
  guint       decimals;
  gint64      span_ppm;
  gint64      step_ms;
} Pair;

#define RATE(quote, middle, decimals)                  \
  {                                                    \
    "EUR", quote, middle, decimals, 8000, 24 * HOUR_MS \
  }

static const Pair pairs[] = {
  { "BTC", "USD", 6123450, 2, 40000, 6 * HOUR_MS },
  { "ETH", "USD", 312480, 2, 45000, 6 * HOUR_MS },
  { "USDT", "USD", 10002, 4, 600, 6 * HOUR_MS },
  { "USDC", "USD", 10000, 4, 400, 6 * HOUR_MS },
  { "DAI", "USD", 9998, 4, 800, 6 * HOUR_MS },
  { "XLM", "USD", 28435, 5, 40000, 6 * HOUR_MS },
  { "EURC", "USD", 10845, 4, 8000, 24 * HOUR_MS }, /* goes with the euro */
  RATE ("ARS", 1573840, 2),
  RATE ("AUD", 16542, 4),
  RATE ("BDT", 132450, 3),
  RATE ("BRL", 60315, 4),
  RATE ("CAD", 15128, 4),
  RATE ("CHF", 9418, 4),
  RATE ("CNY", 78236, 4),
  RATE ("CZK", 25142, 3),
  RATE ("DKK", 74591, 4),
  RATE ("GBP", 8423, 4),
  RATE ("GHS", 118640, 4),
  RATE ("HKD", 84417, 4),
  RATE ("HUF", 40235, 2),
  RATE ("IDR", 1731245, 2),
  RATE ("ILS", 40115, 4),
  RATE ("INR", 914230, 4),
  RATE ("JPY", 16274, 2),
  RATE ("KES", 140135, 3),
  RATE ("KRW", 148532, 2),
  RATE ("MXN", 209145, 4),
  RATE ("MYR", 47620, 4),
  RATE ("NGN", 1561870, 2),
  RATE ("NOK", 117830, 4),
  RATE ("NZD", 18235, 4),
  RATE ("PHP", 62745, 3),
  RATE ("PKR", 304760, 3),
  RATE ("PLN", 43120, 4),
  RATE ("SEK", 114760, 4),
  RATE ("SGD", 14385, 4),
  RATE ("THB", 37915, 3),
  RATE ("TRY", 376420, 4),
  RATE ("USD", 10845, 4),
  RATE ("VND", 28574000, 2),
  RATE ("ZAR", 197430, 4),
};

static gint64
compute_offset_ppm (const Pair *pair, gint64 step)
{
  const char      *base = g_str_equal (pair->base, "EURC") ? "EUR" : pair->base;
  g_autofree char *text =
      g_strdup_printf ("imwallet practice price %s/%s %" G_GINT64_FORMAT, base, pair->quote, step);
  guint8 hash[32];
  gint64 value;

  imw_sha256 ((const guint8 *) text, strlen (text), hash);
  value = ((gint64) hash[0] << 16) | ((gint64) hash[1] << 8) | hash[2];

  return value % (2 * pair->span_ppm + 1) - pair->span_ppm;
}

static char *
format_price (const Pair *pair, gint64 time_ms)
{
  gint64 step = time_ms / pair->step_ms;
  gint64 part = time_ms % pair->step_ms;
  gint64 from_ppm = compute_offset_ppm (pair, step);
  gint64 to_ppm = compute_offset_ppm (pair, step + 1);
  gint64 ppm = from_ppm + (to_ppm - from_ppm) * part / pair->step_ms;
  gint64 price = pair->middle + pair->middle * ppm / PPM;
  gint64 unit = 1;

  for (guint i = 0; i < pair->decimals; i++)
    unit *= 10;

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT, price / unit,
                          (int) pair->decimals, price % unit);
}

/**
 * imw_practice_price:
 * @base: what is priced
 * @quote: in what
 * @time_ms: when, UTC
 *
 * Returns: (transfer full) (nullable): decimal text, how many @quote one @base costs; %NULL when the pair is not quoted
 */
char *
imw_practice_price (const char *base, const char *quote, gint64 time_ms)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (g_str_equal (pairs[i].base, base) && g_str_equal (pairs[i].quote, quote))
        return format_price (&pairs[i], MAX (time_ms, 0) / MINUTE_MS * MINUTE_MS);
    }

  return NULL;
}

/**
 * imw_practice_prices_write:
 * @json: where to
 * @time_ms: when, UTC
 *
 * Writes the prices of the full minute as one object.
 */
void
imw_practice_prices_write (ImwPracticeJson *json, gint64 time_ms)
{
  gint64 minute_ms = MAX (time_ms, 0) / MINUTE_MS * MINUTE_MS;

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_begin_array (json, "prices");
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *price = format_price (&pairs[i], minute_ms);

      imw_practice_json_begin_object (json, NULL);
      imw_practice_json_string (json, "base", pairs[i].base);
      imw_practice_json_string (json, "quote", pairs[i].quote);
      imw_practice_json_string (json, "price", price);
      imw_practice_json_int (json, "time_ms", minute_ms);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
  imw_practice_json_end_object (json);
}
