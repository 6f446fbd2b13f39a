/* test-selection.c: which coins pay
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bitcoin-codec.h"
#include "imw-coin-selection.h"

#include "imw-error.h"

#include <string.h>

static ImwSelectParams
make_params (guint64 target_sat,
             guint64 rate_milli)
{
  ImwSelectParams params = { 0 };

  params.target_sat = target_sat;
  params.fee_rate_milli = rate_milli;
  params.base_vbytes = 42;
  params.change_vbytes = 31;
  params.change_spend_vbytes = 68;
  params.dust_sat = 294;

  return params;
}

static ImwSelectCoin
make_coin (guint64  value_sat,
           gboolean confirmed)
{
  ImwSelectCoin coin = { 0 };

  coin.value_sat = value_sat;
  coin.input_vbytes = 68;
  coin.confirmed = confirmed;

  return coin;
}

static guint64
fee_for (guint64 rate_milli,
         guint64 vbytes)
{
  guint64 fee = 0;

  g_assert_true (imw_bitcoin_fee_for (rate_milli, vbytes, &fee));

  return fee;
}

/* What has to hold for every result. */
static void
check_selection (const ImwSelectCoin   *coins,
                 gsize                  n_coins,
                 const ImwSelectParams *params,
                 ImwSelection          *selection)
{
  guint64 vbytes = params->base_vbytes;
  guint64 sum = 0;
  guint64 least;
  guint64 most;
  guint   n_must = 0;
  guint   n_must_chosen = 0;

  g_assert_cmpuint (selection->chosen->len, >, 0);
  for (guint i = 0; i < selection->chosen->len; i++)
    {
      guint index = g_array_index (selection->chosen, guint, i);

      g_assert_cmpuint (index, <, n_coins);
      if (i > 0)
        g_assert_cmpuint (index, >, g_array_index (selection->chosen, guint, i - 1));
      sum += coins[index].value_sat;
      vbytes += coins[index].input_vbytes;
      n_must_chosen += coins[index].must_spend;
    }
  for (gsize i = 0; i < n_coins; i++)
    n_must += coins[i].must_spend;
  g_assert_cmpuint (n_must_chosen, ==, n_must);

  if (selection->change_sat > 0)
    {
      vbytes += params->change_vbytes;
      g_assert_cmpuint (selection->change_sat, >=, params->dust_sat);
    }
  if (!params->everything)
    g_assert_cmpuint (selection->amount_sat, ==, params->target_sat);
  g_assert_cmpuint (sum, ==, selection->amount_sat + selection->change_sat + selection->fee_sat);

  least = MAX (fee_for (params->fee_rate_milli, vbytes), params->minimum_fee_sat);
  most = least;
  if (selection->change_sat == 0 && !params->everything)
    most += fee_for (params->fee_rate_milli, params->change_vbytes) +
            MAX (params->dust_sat, fee_for (params->fee_rate_milli, params->change_spend_vbytes)) +
            2;
  g_assert_cmpuint (selection->fee_sat, >=, least);
  g_assert_cmpuint (selection->fee_sat, <=, most);
}

static void
test_random (void)
{
  guint n_paid = 0;
  guint n_exact = 0;

  for (guint round = 0; round < 3000; round++)
    {
      gsize           n_coins = (gsize) g_test_rand_int_range (0, 40);
      ImwSelectCoin   coins[40];
      guint64         sum = 0;
      ImwSelectParams params;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSelection) selection = NULL;
      g_autoptr (ImwSelection) again = NULL;

      for (gsize i = 0; i < n_coins; i++)
        {
          coins[i] =
              make_coin ((guint64) g_test_rand_int_range (1, 1 << g_test_rand_int_range (6, 30)),
                         g_test_rand_int_range (0, 3) > 0);
          coins[i].must_spend = g_test_rand_int_range (0, 30) == 0;
          coins[i].input_vbytes = g_test_rand_int_range (0, 2) == 0 ? 58 : 68;
          sum += coins[i].value_sat;
        }
      params =
          make_params ((guint64) g_test_rand_int_range (1, (gint32) MIN (sum + 2, G_MAXINT32)),
                       (guint64) g_test_rand_int_range (1000, 1 << g_test_rand_int_range (11, 20)));
      if (g_test_rand_int_range (0, 10) == 0)
        params.minimum_fee_sat = (guint64) g_test_rand_int_range (0, 100000);
      params.everything = g_test_rand_int_range (0, 10) == 0;

      selection = imw_coin_selection_run (coins, n_coins, &params, &error);
      if (selection == NULL)
        {
          g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
          g_assert_true (g_ascii_isdigit (error->message[0]) && error->message[0] != '0');
          continue;
        }

      g_assert_no_error (error);
      check_selection (coins, n_coins, &params, selection);
      n_paid++;
      n_exact += selection->change_sat == 0;

      again = imw_coin_selection_run (coins, n_coins, &params, NULL);
      g_assert_cmpuint (again->fee_sat, ==, selection->fee_sat);
      g_assert_cmpmem (again->chosen->data,
                       again->chosen->len * sizeof (guint),
                       selection->chosen->data,
                       selection->chosen->len * sizeof (guint));
    }
  g_assert_cmpuint (n_paid, >, 500);
  g_assert_cmpuint (n_exact, >, 10);
}

/* When it says that funds are missing they are; when the missing sat are there, it pays. */
static void
test_missing (void)
{
  for (guint round = 0; round < 500; round++)
    {
      ImwSelectCoin   coins[6];
      ImwSelectParams params = make_params (0, (guint64) g_test_rand_int_range (1000, 50000));
      guint64         missing = 0;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSelection) selection = NULL;

      for (guint i = 0; i < 5; i++)
        {
          coins[i] = make_coin ((guint64) g_test_rand_int_range (100000, 1000000), TRUE);
          params.target_sat += coins[i].value_sat;
        }
      g_assert_null (imw_coin_selection_run (coins, 5, &params, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
      missing = g_ascii_strtoull (error->message, NULL, 10);
      g_assert_cmpuint (missing, >, 0);

      coins[5] = make_coin (missing + fee_for (params.fee_rate_milli, 68), TRUE);
      selection = imw_coin_selection_run (coins, 6, &params, &error);
      g_assert_nonnull (selection);
      check_selection (coins, 6, &params, selection);
      g_clear_error (&error);

      coins[5].value_sat -= 2;
      g_assert_null (imw_coin_selection_run (coins, 6, &params, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
    }
}

static void
test_no_change (void)
{
  /* 60,000 + 40,000 pay 99,000 and the fee of 178 vbytes to the sat, the others do not */
  ImwSelectCoin   coins[] = { make_coin (75000, TRUE), make_coin (60000, TRUE),
                              make_coin (40000, TRUE), make_coin (33333, TRUE),
                              make_coin (22222, TRUE) };
  ImwSelectParams params = make_params (100000 - 178, 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSelection) selection =
      imw_coin_selection_run (coins, G_N_ELEMENTS (coins), &params, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (selection->chosen->len, ==, 2);
  g_assert_cmpuint (g_array_index (selection->chosen, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (selection->chosen, guint, 1), ==, 2);
  g_assert_cmpuint (selection->change_sat, ==, 0);
  g_assert_cmpuint (selection->fee_sat, ==, 178);
}

static void
test_confirmed_first (void)
{
  ImwSelectCoin   coins[] = { make_coin (1000000, FALSE), make_coin (60000, TRUE),
                              make_coin (60000, TRUE) };
  ImwSelectParams params = make_params (100000, 2000);
  g_autoptr (ImwSelection) two = imw_coin_selection_run (coins, 3, &params, NULL);
  g_autoptr (ImwSelection) one = NULL;

  g_assert_cmpuint (two->chosen->len, ==, 2);
  g_assert_cmpuint (g_array_index (two->chosen, guint, 0), ==, 1);

  params.target_sat = 200000;
  one = imw_coin_selection_run (coins, 3, &params, NULL);
  g_assert_cmpuint (g_array_index (one->chosen, guint, 0), ==, 0);
}

static void
test_must (void)
{
  ImwSelectCoin   coins[] = { make_coin (1000, TRUE), make_coin (500000, TRUE),
                              make_coin (50, FALSE) };
  ImwSelectParams params = make_params (100000, 1000);
  g_autoptr (ImwSelection) selection = NULL;
  g_autoptr (ImwSelection) enough = NULL;

  coins[0].must_spend = TRUE;
  coins[2].must_spend = TRUE; /* costs more than it brings, and not in a block */
  selection = imw_coin_selection_run (coins, 3, &params, NULL);
  g_assert_cmpuint (selection->chosen->len, ==, 3);
  check_selection (coins, 3, &params, selection);

  coins[0].value_sat = 200000;
  enough = imw_coin_selection_run (coins, 3, &params, NULL);
  g_assert_cmpuint (enough->chosen->len, ==, 2);
  check_selection (coins, 3, &params, enough);
}

static void
test_minimum_fee (void)
{
  ImwSelectCoin   coins[] = { make_coin (500000, TRUE), make_coin (100000, TRUE) };
  ImwSelectParams params = make_params (400000, 1000);
  g_autoptr (ImwSelection) selection = NULL;
  g_autoptr (ImwSelection) both = NULL;

  params.minimum_fee_sat = 5000;
  selection = imw_coin_selection_run (coins, 2, &params, NULL);
  g_assert_cmpuint (selection->fee_sat, ==, 5000);
  g_assert_cmpuint (selection->change_sat, ==, 95000);
  check_selection (coins, 2, &params, selection);

  params.minimum_fee_sat = 150000;
  both = imw_coin_selection_run (coins, 2, &params, NULL);
  g_assert_cmpuint (both->chosen->len, ==, 2);
  g_assert_cmpuint (both->fee_sat, ==, 150000);
  check_selection (coins, 2, &params, both);
}

static void
test_everything (void)
{
  ImwSelectCoin   coins[] = { make_coin (10000, TRUE), make_coin (100, TRUE),
                              make_coin (20000, FALSE) };
  ImwSelectParams params = make_params (0, 10000);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSelection) selection = NULL;

  params.everything = TRUE;
  selection = imw_coin_selection_run (coins, 3, &params, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (selection->chosen->len, ==, 2);
  g_assert_cmpuint (selection->amount_sat, ==, 30000 - 1780);
  g_assert_cmpuint (selection->change_sat, ==, 0);
  check_selection (coins, 3, &params, selection);

  g_assert_null (imw_coin_selection_run (coins + 1, 1, &params, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
  g_clear_error (&error);
  g_assert_null (imw_coin_selection_run (NULL, 0, &params, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
  g_clear_error (&error);

  params.max_vbytes = 150;
  g_assert_null (imw_coin_selection_run (coins, 3, &params, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_out_of_range (void)
{
  ImwSelectCoin   coins[] = { make_coin (IMW_BITCOIN_MAX_SAT, TRUE), make_coin (1, TRUE) };
  ImwSelectParams good = make_params (1000, 1000);
  g_autoptr (ImwSelection) fine = imw_coin_selection_run (coins, 1, &good, NULL);

  g_assert_nonnull (fine);
  check_selection (coins, 1, &good, fine);
  for (guint way = 0; way < 8; way++)
    {
      ImwSelectParams params = good;
      gsize           n_coins = 1;
      g_autoptr (GError) error = NULL;

      coins[0].input_vbytes = 68;
      if (way == 0)
        n_coins = 2; /* over 21 million together */
      else if (way == 1)
        params.target_sat = IMW_BITCOIN_MAX_SAT + 1;
      else if (way == 2)
        params.fee_rate_milli = G_MAXUINT64;
      else if (way == 3)
        params.base_vbytes = G_MAXUINT64;
      else if (way == 4)
        params.dust_sat = G_MAXUINT64;
      else if (way == 5)
        params.minimum_fee_sat = G_MAXUINT64;
      else if (way == 6)
        coins[0].input_vbytes = G_MAXUINT32;
      else
        params.change_vbytes = G_MAXUINT64;
      g_assert_null (imw_coin_selection_run (coins, n_coins, &params, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

/* A hundred thousand coins: the time stays near that of sorting. Small coins in great number do not
 * fit into one transaction, and it says so. */
static void
test_large (void)
{
  gsize                     n_coins = 100000;
  g_autofree ImwSelectCoin *coins = g_new0 (ImwSelectCoin, n_coins);
  gint64                    times[3] = { 0 };

  for (guint scale = 0; scale < 3; scale++)
    {
      gsize n = scale == 0 ? n_coins / 10 : n_coins;

      for (gsize i = 0; i < n; i++)
        coins[i] = scale == 2
                       ? make_coin (1000, TRUE)
                       : make_coin ((guint64) g_test_rand_int_range (1000, 1000000000), TRUE);
      for (guint round = 0; round < 5; round++)
        {
          ImwSelectParams params = make_params (
              (guint64) g_test_rand_int_range (50000, G_MAXINT32) * (scale == 2 ? 1 : 50), 5000);
          gint64 start = g_get_monotonic_time ();
          g_autoptr (GError) error = NULL;
          g_autoptr (ImwSelection) selection = NULL;

          params.max_vbytes = 100000;
          selection = imw_coin_selection_run (coins, n, &params, &error);
          times[scale] = MAX (times[scale], g_get_monotonic_time () - start);
          if (selection != NULL)
            check_selection (coins, n, &params, selection);
          else
            g_assert_true (g_error_matches (error, IMW_ERROR,
                                            scale == 2 && error->code == IMW_ERROR_BAD_INPUT
                                                ? IMW_ERROR_BAD_INPUT
                                                : IMW_ERROR_INSUFFICIENT_FUNDS));
        }
    }
  g_test_message ("longest of 5: 10,000 coins %" G_GINT64_FORMAT
                  " us, 100,000 coins %" G_GINT64_FORMAT
                  " us, 100,000 equal coins %" G_GINT64_FORMAT " us",
                  times[0], times[1], times[2]);
  g_assert_cmpint (times[1], <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/selection/random", test_random);
  g_test_add_func ("/chain/selection/missing", test_missing);
  g_test_add_func ("/chain/selection/no-change", test_no_change);
  g_test_add_func ("/chain/selection/confirmed-first", test_confirmed_first);
  g_test_add_func ("/chain/selection/must", test_must);
  g_test_add_func ("/chain/selection/minimum-fee", test_minimum_fee);
  g_test_add_func ("/chain/selection/everything", test_everything);
  g_test_add_func ("/chain/selection/out-of-range", test_out_of_range);
  g_test_add_func ("/chain/selection/large", test_large);

  return g_test_run ();
}
