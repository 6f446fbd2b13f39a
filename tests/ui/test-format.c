/* test-format.c: amounts, times, addresses and errors as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error-text.h"
#include "imw-format.h"
#include "imw-locale.h"
#include "imw-recipient-entry.h"

#include "imw-error.h"

#include <string.h>

static char *
money (const char *language, const char *currency, const char *decimal)
{
  g_autoptr (ImwAsset) asset = imw_asset_new_fiat (currency);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_decimal_text (asset, decimal, NULL);

  imw_locale_set_current (language);

  return imw_format_money (amount);
}

static void
test_money (void)
{
  static const struct
  {
    const char *language;
    const char *currency;
    const char *decimal;
    const char *shown;
  } cases[] = {
    { "en", "USD", "1234.5", "$1,234.50" },
    { "en", "USD", "-1234.5", "\u2212$1,234.50" },
    { "zh", "CNY", "1234.5", "¥1,234.50" },
    { "zh", "USD", "1234.5", "US$1,234.50" },
    { "en", "CNY", "1234.5", "CN¥1,234.50" },
    { "en", "JPY", "1234", "JP¥1,234" },
    { "de", "EUR", "1234.5", "1.234,50\u00a0€" },
    { "fr", "EUR", "1234.5", "1\u202f234,50\u00a0€" },
    { "hi", "INR", "1234567", "₹12,34,567.00" },
    { "en", "CHF", "10", "CHF\u00a010.00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = money (cases[i].language, cases[i].currency, cases[i].decimal);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
  imw_locale_set_current ("en");
}

static void
test_unknown (void)
{
  g_autofree char *shown = imw_format_money (NULL);

  g_assert_cmpstr (shown, ==, IMW_FORMAT_UNKNOWN);
}

static void
test_times (void)
{
  const gint64     now = G_GINT64_CONSTANT (1790000000000);
  g_autofree char *just = imw_format_ago (now - 1000, now);
  g_autofree char *seconds = imw_format_ago (now - 12000, now);
  g_autofree char *minutes = imw_format_ago (now - 60000, now);
  g_autofree char *hours = imw_format_ago (now - 3 * 3600 * 1000, now);
  g_autofree char *never = imw_format_ago (0, now);
  g_autofree char *short_time = imw_format_duration (20 * 60);
  g_autofree char *long_time = imw_format_duration (48 * 3600);

  g_assert_cmpstr (just, ==, "just now");
  g_assert_cmpstr (seconds, ==, "12 seconds ago");
  g_assert_cmpstr (minutes, ==, "1 minute ago");
  g_assert_cmpstr (hours, ==, "3 hours ago");
  g_assert_cmpstr (never, ==, "never");
  g_assert_cmpstr (short_time, ==, "about 20 minutes");
  g_assert_cmpstr (long_time, ==, "about 2 days");
}

static void
test_addresses (void)
{
  const char      *address = "prac1qxadgkhapnu84ypqhj9ldkqpsusc9awee0q5vz3";
  g_autofree char *brief = imw_format_address_short (address);
  g_autofree char *grouped = imw_format_address_grouped (address);
  g_autofree char *hex =
      imw_format_address_grouped ("0x8ba1f109551bD432803012645Ac136ddd64DBA72");
  g_autofree char *markup = imw_format_address_markup (address);

  g_assert_cmpstr (brief, ==, "prac1qxa…ee0q5vz3");
  g_assert_cmpstr (grouped, ==, "prac 1qxa dgkh apnu 84yp qhj9 ldkq psus c9aw ee0q 5vz3");
  g_assert_cmpstr (hex, ==, "0x8ba1 f109 551b D432 8030 1264 5Ac1 36dd d64D BA72");
  g_assert_true (g_str_has_prefix (markup, "<b>prac</b> 1qxa"));
  g_assert_true (g_str_has_suffix (markup, "<b>5vz3</b>"));
}

static void
test_fee_rates (void)
{
  static const ImwUnit bytes = { "sat/vB", 3 };
  static const ImwUnit gas = { "gwei", 12 };
  static const struct
  {
    const ImwUnit *unit;
    guint64        rate_milli;
    const char    *shown;
  } cases[] = {
    { &bytes, 12000, "12\u00a0sat/vB" },
    { &bytes, 2500, "2.5\u00a0sat/vB" },
    { &bytes, 1066, "1.066\u00a0sat/vB" },
    { &bytes, 1005, "1.005\u00a0sat/vB" },
    { &gas, G_GUINT64_CONSTANT (20000000000000), "20\u00a0gwei" },
    { &gas, G_GUINT64_CONSTANT (1500000000000), "1.5\u00a0gwei" },
    { &gas, G_GUINT64_CONSTANT (1234567890123), "1.234\u00a0gwei" },
    { &gas, G_GUINT64_CONSTANT (1000400000000), "1\u00a0gwei" },
    { &gas, G_GUINT64_CONSTANT (101200000), "0.0001\u00a0gwei" },
    { &gas, G_GUINT64_CONSTANT (0), "0\u00a0gwei" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = imw_format_rate (cases[i].unit, cases[i].rate_milli);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

/* Eighteen decimals are cut to eight, and never to nothing. */
static void
test_amounts (void)
{
  static const struct
  {
    guint          decimals;
    const char    *base;
    ImwFormatFlags flags;
    const char    *shown;
  } cases[] = {
    { 18, "1000000000000000000", IMW_FORMAT_PLAIN, "1\u00a0XYZ" },
    { 18, "1234567890123456789", IMW_FORMAT_PLAIN, "1.23456789\u00a0XYZ" },
    { 18, "1999999999999999999", IMW_FORMAT_PLAIN, "1.99999999\u00a0XYZ" },
    { 18, "1000000001234567890", IMW_FORMAT_PLAIN, "1\u00a0XYZ" },
    { 18, "-1999999999999999999", IMW_FORMAT_PLAIN, "\u22121.99999999\u00a0XYZ" },
    { 18, "123", IMW_FORMAT_PLAIN, "0.00000000000000012\u00a0XYZ" },
    { 18, "1", IMW_FORMAT_PLAIN, "0.000000000000000001\u00a0XYZ" },
    { 18, "1234567890123456789", IMW_FORMAT_EXACT, "1.234567890123456789\u00a0XYZ" },
    { 18, "1500000000000000000", IMW_FORMAT_EXACT, "1.50000000\u00a0XYZ" },
    { 6, "25000000", IMW_FORMAT_PLAIN | IMW_FORMAT_SIGN, "+25\u00a0XYZ" },
    { 6, "25000000", IMW_FORMAT_EXACT, "25.000000\u00a0XYZ" },
    { 0, "1234567", IMW_FORMAT_PLAIN, "1,234,567\u00a0XYZ" },
  };

  imw_locale_set_current ("en");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwAsset) asset = imw_asset_new ("net/x", "XYZ", "X", cases[i].decimals);
      g_autoptr (ImwAmount) amount = imw_amount_new_from_base_text (asset, cases[i].base, NULL);
      g_autofree char *shown = imw_format_amount (NULL, amount, cases[i].flags);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

/* What thieves make: the ends that people compare are the same, the rest is not. */
static void
test_look_alike (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean    alike;
  } cases[] = {
    { "0x8ba1f109551bD432803012645Ac136ddd64DBA72", "0x8ba1000000000000000000000000000000000a72",
      FALSE }, /* the end differs */
    { "0x8ba1f109551bD432803012645Ac136ddd64DBA72", "0x8ba100000000000000000000000000000000BA72",
      TRUE },
    { "0x8ba1f109551bD432803012645Ac136ddd64DBA72", "0x8ba1f109551bd432803012645ac136ddd64dba72",
      FALSE }, /* the same in other letters */
    { "0x8ba1f109551bD432803012645Ac136ddd64DBA72", "0x8ba2f109551bD432803012645Ac136ddd64DBA72",
      FALSE }, /* the beginning differs */
    { "bc1qmevt79ex5qjthhs93z376excc9xfer79xfdndj", "bc1qmevaaaaaaaaaaaaaaaaaaaaaaaaaaaaaafdndj",
      TRUE },
    { "bc1qmevt79ex5qjthhs93z376excc9xfer79xfdndj", "bc1p00000000000000000000000000000000000fdndj",
      FALSE },
    { "0x12", "0x12", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (imw_recipient_entry_look_alike (cases[i].a, cases[i].b), ==, cases[i].alike);
      g_assert_cmpint (imw_recipient_entry_look_alike (cases[i].b, cases[i].a), ==, cases[i].alike);
    }
}

/* Every code has a sentence in every situation, and none shows the message for the log. */
static void
test_errors (void)
{
  for (int code = IMW_ERROR_NETWORK; code <= IMW_ERROR_INTERNAL; code++)
    {
      for (int doing = IMW_DOING_GENERAL; doing <= IMW_DOING_FILE; doing++)
        {
          g_autoptr (GError) error = g_error_new_literal (IMW_ERROR, code, "for the log only");
          g_autofree char *text = imw_error_text (error, (ImwDoing) doing);

          g_assert_cmpuint (strlen (text), >, 10);
          g_assert_null (strstr (text, "for the log only"));
          if (doing == IMW_DOING_PAY)
            g_assert_nonnull (strstr (text, "Nothing was sent."));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/money", test_money);
  g_test_add_func ("/format/unknown", test_unknown);
  g_test_add_func ("/format/times", test_times);
  g_test_add_func ("/format/addresses", test_addresses);
  g_test_add_func ("/format/fee-rates", test_fee_rates);
  g_test_add_func ("/format/amounts", test_amounts);
  g_test_add_func ("/format/look-alike", test_look_alike);
  g_test_add_func ("/format/errors", test_errors);

  return g_test_run ();
}
