/* test-amount.c: tests of ImwAmount and ImwAsset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-amount.h"
#include "imw-error.h"

#include <string.h>

#define MAX_256         "115792089237316195423570985008687907853269984665640564039457584007913129639935"
#define ABOVE_256       "115792089237316195423570985008687907853269984665640564039457584007913129639936"
#define MINUS_MAX_256   "-" MAX_256
#define MINUS_ABOVE_256 "-" ABOVE_256

static ImwAsset *
new_bitcoin (void)
{
  return imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
}

static ImwAmount *
parse (ImwAsset *asset, const char *text)
{
  g_autoptr (GError) error = NULL;
  ImwAmount *amount = imw_amount_new_from_decimal_text (asset, text, &error);

  g_assert_no_error (error);

  return amount;
}

static void
assert_base (ImwAmount *amount, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (amount);
  text = imw_amount_to_base_text (amount);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_asset (void)
{
  g_autoptr (ImwAsset) bitcoin = new_bitcoin ();
  g_autoptr (ImwAsset) same = imw_asset_new ("bitcoin", "XBT", "other", 8);
  g_autoptr (ImwAsset) other = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 11);
  g_autoptr (ImwAsset) dollar = imw_asset_new_fiat ("usd");
  g_autoptr (ImwAsset) yen = imw_asset_new_fiat ("JPY");
  g_autoptr (ImwAsset) dinar = imw_asset_new_fiat ("KWD");
  g_autoptr (ImwAsset) fomento = imw_asset_new_fiat ("CLF");
  ImwAsset *copy = g_boxed_copy (IMW_TYPE_ASSET, bitcoin);

  g_assert_true (copy == bitcoin);
  g_boxed_free (IMW_TYPE_ASSET, copy);
  g_assert_true (imw_asset_equal (bitcoin, same));
  g_assert_false (imw_asset_equal (bitcoin, other));
  g_assert_false (imw_asset_equal (bitcoin, dollar));
  g_assert_cmpstr (imw_asset_get_id (dollar), ==, "fiat/USD");
  g_assert_cmpstr (imw_asset_get_symbol (dollar), ==, "USD");
  g_assert_cmpstr (imw_asset_get_name (bitcoin), ==, "Bitcoin");
  g_assert_cmpuint (imw_asset_get_decimals (dollar), ==, 2);
  g_assert_cmpuint (imw_asset_get_decimals (yen), ==, 0);
  g_assert_cmpuint (imw_asset_get_decimals (dinar), ==, 3);
  g_assert_cmpuint (imw_asset_get_decimals (fomento), ==, 4);
  g_assert_null (imw_asset_new_fiat ("US"));
  g_assert_null (imw_asset_new_fiat ("USDT"));
  g_assert_null (imw_asset_new_fiat ("U5D"));
  g_assert_null (imw_asset_new_fiat ("€UR"));
}

static void
test_decimal_text (void)
{
  static const struct
  {
    const char *text;
    const char *base;
    const char *shortest;
    const char *with_two;
  } cases[] = {
    { "0", "0", "0", "0.00" },
    { "0.00000001", "1", "0.00000001", "0.00000001" },
    { "-0.5", "-50000000", "-0.5", "-0.50" },
    { "21000000", "2100000000000000", "21000000", "21000000.00" },
    { "1.10", "110000000", "1.1", "1.10" },
    { "-0", "0", "0", "0.00" },
    { "007.000", "700000000", "7", "7.00" },
    { "12.34567890", "1234567890", "12.3456789", "12.3456789" },
  };
  g_autoptr (ImwAsset) bitcoin = new_bitcoin ();
  g_autoptr (ImwAsset) yen = imw_asset_new_fiat ("JPY");
  g_autoptr (ImwAmount) thousand = imw_amount_new (yen, 1000);
  g_autofree char *plain = imw_amount_to_decimal_text (thousand, 2);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwAmount) amount = parse (bitcoin, cases[i].text);
      g_autofree char *shortest = imw_amount_to_decimal_text (amount, 0);
      g_autofree char *with_two = imw_amount_to_decimal_text (amount, 2);
      g_autofree char *full = imw_amount_to_decimal_text (amount, 99);

      assert_base (amount, cases[i].base);
      g_assert_cmpstr (shortest, ==, cases[i].shortest);
      g_assert_cmpstr (with_two, ==, cases[i].with_two);
      g_assert_cmpuint (strlen (strchr (full, '.')), ==, 9);
    }
  g_assert_cmpstr (plain, ==, "1000");
}

static void
test_refused_text (void)
{
  static const char *const decimal[] = { "", "-", ".", ".5", "5.", "1e3",
                                         "1,5", "1 000", "+1", "--1", "0x10", " 1",
                                         "1 ", "1.2.3", "１", "0.000000001", "1.-5", "nan",
                                         "∞", ABOVE_256 };
  static const char *const base[] = { "", "-", "1.0", "1.", "a", "+5", ABOVE_256, MINUS_ABOVE_256 };
  g_autoptr (ImwAsset) bitcoin = new_bitcoin ();
  g_autofree char *endless = g_strnfill (100000, '9');

  for (guint i = 0; i < G_N_ELEMENTS (decimal); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_amount_new_from_decimal_text (bitcoin, decimal[i], &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (base); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_amount_new_from_base_text (bitcoin, base[i], &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  g_assert_null (imw_amount_new_from_base_text (bitcoin, endless, NULL));
  g_assert_null (imw_amount_new_from_decimal_text (bitcoin, endless, NULL));
}

static void
test_edge (void)
{
  static const char *const edges[] = { MAX_256, MINUS_MAX_256, "18446744073709551616",
                                       "-9223372036854775809" };
  g_autoptr (ImwAsset) coarse = imw_asset_new ("x", "X", "x", 0);
  g_autoptr (ImwAsset) fine = imw_asset_new ("y", "Y", "y", 38);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount) one = imw_amount_new (coarse, 1);
  g_autoptr (ImwAmount) max = NULL;
  g_autoptr (ImwAmount) min = NULL;
  g_autoptr (ImwAmount) sum = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autoptr (ImwAmount) amount = imw_amount_new_from_base_text (fine, edges[i], &error);
      g_autofree char *decimal = imw_amount_to_decimal_text (amount, 0);
      g_autoptr (ImwAmount) again = parse (fine, decimal);
      guint64 u64;
      gint64  i64;

      g_assert_no_error (error);
      g_assert_true (imw_amount_equal (amount, again));
      g_assert_false (imw_amount_get_u64 (amount, &u64));
      g_assert_false (imw_amount_get_i64 (amount, &i64));
    }

  max = imw_amount_new_from_base_text (coarse, MAX_256, &error);
  min = imw_amount_negate (max);
  assert_base (min, MINUS_MAX_256);
  g_assert_null (imw_amount_add (max, one, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_amount_subtract (min, one, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_amount_multiply_ratio (max, 2, 1, IMW_ROUND_DOWN, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  sum = imw_amount_add (max, min, &error);
  g_assert_no_error (error);
  g_assert_cmpint (imw_amount_sign (sum), ==, 0);
}

static void
test_integers (void)
{
  g_autoptr (ImwAsset) asset = new_bitcoin ();
  g_autoptr (ImwAmount) zero = imw_amount_new_zero (asset);
  g_autoptr (ImwAmount) least = imw_amount_new (asset, G_MININT64);
  g_autoptr (ImwAmount) most = imw_amount_new (asset, G_MAXINT64);
  g_autoptr (ImwAmount) unsigned_most = imw_amount_new_u64 (asset, G_MAXUINT64);
  ImwAmount *copy = g_boxed_copy (IMW_TYPE_AMOUNT, most);
  guint64    u64 = 0;
  gint64     i64 = 0;

  g_assert_true (copy == most);
  g_boxed_free (IMW_TYPE_AMOUNT, copy);
  g_assert_true (imw_amount_get_asset (most) == asset);
  assert_base (least, "-9223372036854775808");
  assert_base (unsigned_most, "18446744073709551615");
  g_assert_true (imw_amount_get_i64 (least, &i64));
  g_assert_cmpint (i64, ==, G_MININT64);
  g_assert_true (imw_amount_get_i64 (most, &i64));
  g_assert_cmpint (i64, ==, G_MAXINT64);
  g_assert_true (imw_amount_get_u64 (unsigned_most, &u64));
  g_assert_cmpuint (u64, ==, G_MAXUINT64);
  g_assert_false (imw_amount_get_u64 (least, &u64));
  g_assert_false (imw_amount_get_i64 (unsigned_most, &i64));
  g_assert_true (imw_amount_get_u64 (zero, &u64));
  g_assert_cmpuint (u64, ==, 0);
  g_assert_cmpint (imw_amount_sign (least), ==, -1);
  g_assert_cmpint (imw_amount_sign (most), ==, 1);
  g_assert_cmpint (imw_amount_compare (least, most), ==, -1);
  g_assert_cmpint (imw_amount_compare (unsigned_most, most), ==, 1);
  g_assert_cmpint (imw_amount_compare (most, most), ==, 0);
}

static void
test_other_asset (void)
{
  g_autoptr (ImwAsset) bitcoin = new_bitcoin ();
  g_autoptr (ImwAsset) dollar = imw_asset_new_fiat ("USD");
  g_autoptr (ImwAmount) a = imw_amount_new (bitcoin, 1);
  g_autoptr (ImwAmount) b = imw_amount_new (dollar, 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (imw_amount_equal (a, b));
  g_assert_null (imw_amount_add (a, b, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_amount_subtract (a, b, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_rounding (void)
{
  static const struct
  {
    gint64      value;
    guint64     numerator;
    guint64     denominator;
    const char *down;
    const char *up;
    const char *even;
  } cases[] = {
    { 5, 1, 2, "2", "3", "2" },
    { 7, 1, 2, "3", "4", "4" },
    { -5, 1, 2, "-2", "-3", "-2" },
    { -7, 1, 2, "-3", "-4", "-4" },
    { 10, 1, 3, "3", "4", "3" },
    { 11, 1, 3, "3", "4", "4" },
    { 9, 2, 3, "6", "6", "6" },
    { 0, 7, 9, "0", "0", "0" },
    { 1, 1, G_MAXUINT64, "0", "1", "0" },
    { 3, G_MAXUINT64, 1, "55340232221128654845", "55340232221128654845", "55340232221128654845" },
  };
  g_autoptr (ImwAsset) asset = new_bitcoin ();
  g_autoptr (ImwAmount) one = imw_amount_new (asset, 1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwAmount) value = imw_amount_new (asset, cases[i].value);
      g_autoptr (ImwAmount) down = imw_amount_multiply_ratio (
          value, cases[i].numerator, cases[i].denominator, IMW_ROUND_DOWN, &error);
      g_autoptr (ImwAmount) up = imw_amount_multiply_ratio (
          value, cases[i].numerator, cases[i].denominator, IMW_ROUND_UP, &error);
      g_autoptr (ImwAmount) even = imw_amount_multiply_ratio (
          value, cases[i].numerator, cases[i].denominator, IMW_ROUND_HALF_EVEN, &error);

      g_assert_no_error (error);
      assert_base (down, cases[i].down);
      assert_base (up, cases[i].up);
      assert_base (even, cases[i].even);
    }
  g_assert_null (imw_amount_multiply_ratio (one, 1, 0, IMW_ROUND_DOWN, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_convert (void)
{
  static const char *const bad_prices[] = { "", "0", "0.00", "-1", "1e5", "1,5", "x" };
  g_autoptr (ImwAsset) bitcoin = new_bitcoin ();
  g_autoptr (ImwAsset) dollar = imw_asset_new_fiat ("USD");
  g_autoptr (ImwAmount) coins = parse (bitcoin, "0.015");
  g_autoptr (ImwAmount) hundred = parse (dollar, "100");
  g_autoptr (ImwAmount) huge = imw_amount_new_from_base_text (bitcoin, MAX_256, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount)
      worth = imw_amount_convert (coins, dollar, "61234.5", IMW_ROUND_HALF_EVEN, &error);
  g_autoptr (ImwAmount) up = imw_amount_convert (coins, dollar, "61234.5", IMW_ROUND_UP, &error);
  g_autoptr (ImwAmount)
      bought = imw_amount_convert_inverse (hundred, bitcoin, "61234.5", IMW_ROUND_DOWN, &error);
  g_autoptr (ImwAmount)
      bought_up = imw_amount_convert_inverse (hundred, bitcoin, "61234.5", IMW_ROUND_UP, &error);

  g_assert_no_error (error);
  assert_base (worth, "91852"); /* 918.5175 */
  assert_base (up, "91852");
  assert_base (bought, "163306"); /* 0.001633066… */
  assert_base (bought_up, "163307");
  g_assert_true (imw_amount_get_asset (worth) == dollar);

  for (guint i = 0; i < G_N_ELEMENTS (bad_prices); i++)
    {
      g_assert_null (imw_amount_convert (coins, dollar, bad_prices[i], IMW_ROUND_DOWN, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_clear_error (&error);
      g_assert_null (
          imw_amount_convert_inverse (coins, dollar, bad_prices[i], IMW_ROUND_DOWN, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_clear_error (&error);
    }
  g_assert_null (imw_amount_convert (huge, dollar, "99999999999", IMW_ROUND_DOWN, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_random (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (ImwAsset)
          asset = imw_asset_new ("t", "T", "t", (guint) g_test_rand_int_range (0, 39));
      g_autoptr (GString) digits = g_string_new (g_test_rand_bit () ? "-" : "");
      g_autoptr (ImwAmount) amount = NULL;
      g_autoptr (ImwAmount) again = NULL;
      g_autoptr (ImwAmount) twice = NULL;
      g_autoptr (ImwAmount) half = NULL;
      g_autoptr (ImwAmount) back = NULL;
      g_autofree char *decimal = NULL;
      gint             n_digits = g_test_rand_int_range (1, 77);

      for (gint n = 0; n < n_digits; n++)
        g_string_append_c (digits, (char) ('0' + g_test_rand_int_range (0, 10)));
      amount = imw_amount_new_from_base_text (asset, digits->str, NULL);
      decimal = imw_amount_to_decimal_text (amount, (guint) g_test_rand_int_range (0, 40));
      again = parse (asset, decimal);
      g_assert_true (imw_amount_equal (amount, again));

      twice = imw_amount_add (amount, again, NULL);
      half = imw_amount_multiply_ratio (twice, 1, 2, IMW_ROUND_DOWN, NULL);
      back = imw_amount_subtract (twice, amount, NULL);
      g_assert_true (imw_amount_equal (half, amount));
      g_assert_true (imw_amount_equal (back, amount));
    }
}

/* Big-endian bytes there and back, at both ends of the range. */
static void
test_bytes (void)
{
  static const struct
  {
    const char *text;
    gsize       length;
    guint8      first;
    guint8      last;
  } cases[] = {
    { "0", 0, 0, 0 },
    { "1", 1, 0, 1 },
    { "256", 2, 0, 0 },
    { "115792089237316195423570985008687907853269984665640564039457584007913129639935", 32, 0xff,
      0xff },
  };
  g_autoptr (ImwAsset) asset = imw_asset_new ("a", "A", "A", 0);
  g_autoptr (GError) error = NULL;
  guint8 large[33] = { 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwAmount) amount = imw_amount_new_from_base_text (asset, cases[i].text, &error);
      g_autoptr (ImwAmount) whole = NULL;
      g_autoptr (ImwAmount) part = NULL;
      guint8 bytes[32];

      g_assert_no_error (error);
      imw_amount_to_bytes (amount, bytes);
      g_assert_cmpuint (bytes[0], ==, cases[i].first);
      g_assert_cmpuint (bytes[31], ==, cases[i].last);
      whole = imw_amount_new_from_bytes (asset, bytes, sizeof bytes, &error);
      g_assert_no_error (error);
      g_assert_true (imw_amount_equal (whole, amount));
      part = imw_amount_new_from_bytes (asset, bytes + 32 - cases[i].length, cases[i].length,
                                        &error);
      g_assert_no_error (error);
      g_assert_true (imw_amount_equal (part, amount));
    }

  g_assert_null (imw_amount_new_from_bytes (asset, large, sizeof large, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/amount/asset", test_asset);
  g_test_add_func ("/amount/decimal-text", test_decimal_text);
  g_test_add_func ("/amount/refused-text", test_refused_text);
  g_test_add_func ("/amount/edge", test_edge);
  g_test_add_func ("/amount/integers", test_integers);
  g_test_add_func ("/amount/other-asset", test_other_asset);
  g_test_add_func ("/amount/rounding", test_rounding);
  g_test_add_func ("/amount/convert", test_convert);
  g_test_add_func ("/amount/random", test_random);
  g_test_add_func ("/amount/bytes", test_bytes);

  return g_test_run ();
}
