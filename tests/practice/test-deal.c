/* test-deal.c: the arithmetic of the practice anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-practice-deal.h"

#include "imw-asset.h"
#include "imw-amount.h"
#include "imw-error.h"

#include <string.h>

#define START_MS G_GINT64_CONSTANT (1767225600000)

static void
test_units (void)
{
  static const char *const bad[] = { "", ".", "1.", ".5", "-1", "+1",
                                     "1,5", "1e", "0x1", "1 ", "1.123456789", "99999999999999" };
  static const struct
  {
    const char *text;
    guint       decimals;
    gint64      units;
    const char *shown;
  } good[] = {
    { "12.5000000000", 7, 125000000, "12.50" },
    { "0", 2, 0, "0.00" },
    { "0.01", 2, 1, "0.01" },
    { "5", 0, 5, "5" },
    { "0001.5", 7, 15000000, "1.50" },
    { "0.0000001", 7, 1, "0.0000001" },
  };
  gint64 units;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (imw_practice_units_parse (bad[i], 7, &units, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  g_assert_false (imw_practice_units_parse (NULL, 7, &units, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (imw_practice_units_parse (good[i].text, good[i].decimals, &units, NULL));
      g_assert_cmpint (units, ==, good[i].units);
      text = imw_practice_units_format (units, good[i].decimals, 2);
      g_assert_cmpstr (text, ==, good[i].shown);
    }
}

/* price × bought, rounded to 10^-7, is sold: with the exact decimals of the wallet's amounts */
static void
assert_product (const char *price,
                gint64      bought,
                guint       bought_decimals,
                gint64      sold,
                guint       sold_decimals)
{
  g_autoptr (ImwAsset) buy = imw_asset_new ("b", "B", "b", bought_decimals);
  g_autoptr (ImwAsset) sell = imw_asset_new ("s", "S", "s", 7);
  g_autoptr (ImwAmount) amount = imw_amount_new (buy, bought);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount)
      product = imw_amount_convert (amount, sell, price, IMW_ROUND_HALF_EVEN, &error);
  gint64 units = 0;

  g_assert_no_error (error);
  g_assert_true (imw_amount_get_i64 (product, &units));
  for (guint i = sold_decimals; i < 7; i++)
    sold *= 10;
  g_assert_cmpint (units, ==, sold);
}

static gboolean
check_deal (const ImwPracticePlace *place,
            const char             *method,
            guint                   token,
            gboolean                out,
            gint64                  sell)
{
  ImwPracticeDeal deal = {
    .token = imw_practice_token_get (token),
    .currency = place->currency,
    .method = imw_practice_method_find (method),
    .out = out,
    .sell = sell,
  };
  ImwPracticeDeal  back;
  g_autofree char *price = NULL;
  g_autofree char *total = NULL;

  if (!imw_practice_deal_compute (&deal, START_MS, NULL))
    return FALSE;

  g_assert_cmpint (deal.sell, ==, sell);
  g_assert_cmpint (deal.fee, >, 0);
  g_assert_cmpint (deal.fixed, <=, deal.fee);
  price = imw_practice_deal_dup_price (&deal, FALSE);
  total = imw_practice_deal_dup_price (&deal, TRUE);
  assert_product (total, deal.buy, imw_practice_deal_get_buy_decimals (&deal), deal.sell,
                  imw_practice_deal_get_sell_decimals (&deal));
  assert_product (price, deal.buy, imw_practice_deal_get_buy_decimals (&deal), deal.sell - deal.fee,
                  imw_practice_deal_get_sell_decimals (&deal));

  /* asking for what one gets costs no more than that */
  back = deal;
  back.sell = 0;
  g_assert_true (imw_practice_deal_compute (&back, START_MS, NULL));
  g_assert_cmpint (back.buy, ==, deal.buy);
  g_assert_cmpint (back.sell, <=, deal.sell);
  g_assert_cmpint (back.sell, >, back.fee);

  return TRUE;
}

/* Every country, way, token and direction, and amounts across the bounds: the numbers say one thing. */
static void
test_identities (void)
{
  static const gint64     amounts[] = { 20000000, 1000000000, 12345678901, 371100001, 49999999999 };
  const ImwPracticePlace *place;
  guint                   n_out = 0;
  guint                   n_in = 0;

  for (guint p = 0; (place = imw_practice_place_get (p)) != NULL; p++)
    {
      guint decimals = imw_practice_currency_decimals (place->currency);

      for (guint token = 0; imw_practice_token_get (token) != NULL; token++)
        {
          for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
            {
              gint64 money = decimals == 0 ? amounts[i] / 1000 : amounts[i] / 10000;

              for (guint r = 0; r < IMW_PRACTICE_MAX_RAILS && place->rails[r].method != NULL; r++)
                n_out += check_deal (place, place->rails[r].method, token, TRUE, amounts[i]);
              for (guint m = 0; imw_practice_method_get (m) != NULL; m++)
                {
                  const char *name = imw_practice_method_get (m)->name;

                  if (imw_practice_place_takes (place, name))
                    n_in += check_deal (place, name, token, FALSE, money);
                }
            }
        }
    }
  g_assert_cmpuint (n_out, >, 300);
  g_assert_cmpuint (n_in, >, 300);
}

static gint64
get_fee (const char *method, gboolean out, gint64 sell)
{
  ImwPracticeDeal deal = {
    .token = imw_practice_token_find ("USDC"),
    .currency = "USD",
    .method = imw_practice_method_find (method),
    .out = out,
    .sell = sell,
  };

  g_assert_true (imw_practice_deal_compute (&deal, START_MS, NULL));

  return deal.fee;
}

/* The fees that the practice anchor is known for, of dollars */
static void
test_fees (void)
{
  g_assert_cmpint (get_fee ("bank_account", TRUE, 1000000000), ==, 10000000);  /* 1.00 of 100 */
  g_assert_cmpint (get_fee ("bank_account", TRUE, 10000000000), ==, 50000000); /* 0.5 % of 1000 */
  g_assert_cmpint (get_fee ("cash", TRUE, 1000000000), ==, 30000000);          /* 3.00 of 100 */
  g_assert_cmpint (get_fee ("mobile_money", TRUE, 1000000000), ==, 8000000);   /* 0.8 % of 100 */
  g_assert_cmpint (get_fee ("ALIPAY", TRUE, 1000000000), ==, 15000000);        /* 1.5 % of 100 */
  g_assert_cmpint (get_fee ("card", FALSE, 10000), ==, 320);                   /* 2.9 % + 0.30 of 100 */
  g_assert_cmpint (get_fee ("bank_account", FALSE, 10000), ==, 20);            /* 0.2 % of 100 */
}

/* All in, the way there costs the spread and the fee, and no more. */
static void
test_spread (void)
{
  ImwPracticeDeal deal = {
    .token = imw_practice_token_find ("EURC"),
    .currency = "EUR",
    .method = imw_practice_method_find ("SEPA"),
    .out = TRUE,
    .sell = 10000000000,
  };

  g_assert_true (imw_practice_deal_compute (&deal, START_MS, NULL));
  /* one EURC is one euro: 1000 − 5.00, less 0.6 % */
  g_assert_cmpint (deal.buy, >=, 98900);
  g_assert_cmpint (deal.buy, <=, 98906);
}

static void
test_refusals (void)
{
  ImwPracticeDeal deal = {
    .token = imw_practice_token_find ("USDC"),
    .currency = "MXN",
    .method = imw_practice_method_find ("cash"),
    .out = TRUE,
    .sell = 20000000, /* the fee is 3.00 */
  };
  g_autoptr (GError) error = NULL;

  g_assert_false (imw_practice_deal_compute (&deal, START_MS, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  deal.currency = "QQQ";
  deal.sell = 1000000000;
  g_assert_false (imw_practice_deal_compute (&deal, START_MS, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/deal/units", test_units);
  g_test_add_func ("/practice/deal/identities", test_identities);
  g_test_add_func ("/practice/deal/fees", test_fees);
  g_test_add_func ("/practice/deal/spread", test_spread);
  g_test_add_func ("/practice/deal/refusals", test_refusals);

  return g_test_run ();
}
