/* test-number.c: amounts as people type them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-number.h"

typedef struct
{
  const char   *language;
  const char   *text;
  guint         max_decimals;
  ImwNumberKind kind;
  const char   *value;
  const char   *other;
} Case;

static const Case cases[] = {
  { "en", "", 8, IMW_NUMBER_EMPTY, NULL, NULL },
  { "en", "   ", 8, IMW_NUMBER_EMPTY, NULL, NULL },
  { "en", "0.015", 8, IMW_NUMBER_GOOD, "0.015", NULL },
  { "en", "12", 8, IMW_NUMBER_GOOD, "12", NULL },
  { "en", "007", 8, IMW_NUMBER_GOOD, "7", NULL },
  { "en", "12.", 8, IMW_NUMBER_GOOD, "12", NULL },
  { "en", ".5", 8, IMW_NUMBER_GOOD, "0.5", NULL },
  { "en", "1.50000000", 8, IMW_NUMBER_GOOD, "1.5", NULL },
  { "en", "1.500000000", 8, IMW_NUMBER_GOOD, "1.5", NULL },
  { "en", "0.123456789", 8, IMW_NUMBER_TOO_PRECISE, NULL, NULL },
  { "en", "1.234", 8, IMW_NUMBER_AMBIGUOUS, "1.234", "1234" },
  { "en", "1,234", 8, IMW_NUMBER_AMBIGUOUS, "1.234", "1234" },
  { "en", "1,234", 2, IMW_NUMBER_AMBIGUOUS, NULL, "1234" },
  { "en", "0.234", 8, IMW_NUMBER_GOOD, "0.234", NULL },
  { "en", "1.2345", 8, IMW_NUMBER_GOOD, "1.2345", NULL },
  { "en", "1,234.5", 8, IMW_NUMBER_GOOD, "1234.5", NULL },
  { "en", "1,234,567", 8, IMW_NUMBER_GOOD, "1234567", NULL },
  { "en", "1.234.567", 8, IMW_NUMBER_GOOD, "1234567", NULL },
  { "en", "12,34,567", 8, IMW_NUMBER_GOOD, "1234567", NULL },
  { "en", "1,23", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "en", "1,2345,678", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "en", "1.2.3", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "en", "1e5", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "en", "-1", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "en", "1 BTC", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "en", ".", 8, IMW_NUMBER_BAD, NULL, NULL },
  { "de", "0,015", 8, IMW_NUMBER_GOOD, "0.015", NULL },
  { "de", "1,5", 8, IMW_NUMBER_GOOD, "1.5", NULL },
  { "de", "1.5", 8, IMW_NUMBER_GOOD, "1.5", NULL },
  { "de", "1.234,56", 8, IMW_NUMBER_GOOD, "1234.56", NULL },
  { "de", "1.234", 8, IMW_NUMBER_AMBIGUOUS, "1.234", "1234" },
  { "fr", "1 234,5", 8, IMW_NUMBER_GOOD, "1234.5", NULL },
  { "fr", "1\u202f234\u202f567,5", 8, IMW_NUMBER_GOOD, "1234567.5", NULL },
  { "zh", "０。０１５", 8, IMW_NUMBER_GOOD, "0.015", NULL },
  { "zh", "１，２３４．５", 8, IMW_NUMBER_GOOD, "1234.5", NULL },
  { "hi", "१२.५", 8, IMW_NUMBER_GOOD, "12.5", NULL },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };

      imw_number_parse (imw_locale_find (cases[i].language), cases[i].text, cases[i].max_decimals,
                        &number);
      g_test_message ("%s: %s", cases[i].language, cases[i].text);
      g_assert_cmpint ((int) number.kind, ==, (int) cases[i].kind);
      g_assert_cmpstr (number.value, ==, cases[i].value);
      g_assert_cmpstr (number.other_value, ==, cases[i].other);
    }
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (100, '1');
  g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };

  imw_number_parse (imw_locale_find ("en"), text, 8, &number);
  g_assert_cmpint ((int) number.kind, ==, (int) IMW_NUMBER_BAD);
}

static void
test_format (void)
{
  static const struct
  {
    const char *language;
    const char *plain;
    const char *shown;
  } formats[] = {
    { "en", "0.015", "0.015" },
    { "en", "-1234.5", "\u22121,234.5" },
    { "zh", "1234567", "1,234,567" },
    { "de", "1234567.89", "1.234.567,89" },
    { "fr", "1234567.89", "1\u202f234\u202f567,89" },
    { "hi", "1234567.89", "12,34,567.89" },
    { "hi", "123", "123" },
    { "hi", "1234", "1,234" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *shown =
          imw_number_format (imw_locale_find (formats[i].language), formats[i].plain);

      g_assert_cmpstr (shown, ==, formats[i].shown);
    }
}

/* Whatever is shown is read back as the same number, or asked about. */
static void
test_round_trip (void)
{
  static const char *const languages[] = { "en", "zh", "de", "fr", "hi" };
  static const char *const numbers[] = { "0", "1", "12", "123", "1234",
                                         "1234567", "0.1", "0.015", "1.23456789", "1234.5" };

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (numbers); j++)
        {
          const ImwLocale *locale = imw_locale_find (languages[i]);
          g_autofree char *shown = imw_number_format (locale, numbers[j]);
          g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };

          imw_number_parse (locale, shown, 8, &number);
          g_test_message ("%s: %s", languages[i], shown);
          if (number.kind == IMW_NUMBER_AMBIGUOUS)
            g_assert_cmpstr (number.other_value, ==, numbers[j]);
          else
            g_assert_cmpstr (number.value, ==, numbers[j]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/parse", test_parse);
  g_test_add_func ("/number/long", test_long);
  g_test_add_func ("/number/format", test_format);
  g_test_add_func ("/number/round-trip", test_round_trip);

  return g_test_run ();
}
