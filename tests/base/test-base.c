/* test-base.c: tests of errors, environments, clock and text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-clock.h"
#include "imw-environment.h"
#include "imw-error.h"
#include "imw-text.h"

#include <gio/gio.h>
#include <string.h>

static void
test_error (void)
{
  g_autoptr (GHashTable) nicks = g_hash_table_new (g_str_hash, g_str_equal);
  const char *none;

  for (gint code = IMW_ERROR_NETWORK; code <= IMW_ERROR_INTERNAL; code++)
    {
      const char *nick = imw_error_code_to_nick ((ImwError) code);
      g_autoptr (GError) error = g_error_new_literal (IMW_ERROR, code, "text");
      g_autofree char *name = g_dbus_error_encode_gerror (error);
      g_autoptr (GError) back = g_dbus_error_new_for_dbus_error (name, "text");

      g_assert_true (g_hash_table_add (nicks, (gpointer) nick));
      g_assert_true (g_str_has_prefix (name, "org.imwallet.Error."));
      g_assert_error (back, IMW_ERROR, code);
    }
  g_assert_cmpstr (imw_error_code_to_nick (IMW_ERROR_INSUFFICIENT_FUNDS), ==, "insufficient-funds");
  none = imw_error_code_to_nick ((ImwError) 4711);
  g_assert_cmpstr (none, ==, "internal");
}

static void
test_environment (void)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (IMW_TYPE_ENVIRONMENT);
  ImwEnvironment read = IMW_ENVIRONMENT_MAIN;

  g_assert_cmpuint (klass->n_values, ==, 4);
  for (guint i = 0; i < klass->n_values; i++)
    {
      const char *code = imw_environment_get_code ((ImwEnvironment) klass->values[i].value);

      g_assert_cmpstr (code, ==, klass->values[i].value_nick);
      g_assert_true (imw_environment_from_code (code, &read));
      g_assert_cmpint (read, ==, klass->values[i].value);
    }
  g_assert_false (imw_environment_from_code ("Main", &read));
  g_assert_false (imw_environment_from_code ("", &read));
  g_assert_false (imw_environment_from_code (NULL, &read));
}

static void
test_manual_clock (void)
{
  g_autoptr (ImwClock) clock = imw_clock_new_manual (1000, 50);

  g_assert_cmpint (imw_clock_get_wall_ms (clock), ==, 1000);
  g_assert_cmpint (imw_clock_get_boot_ms (clock), ==, 50);
  imw_clock_advance (clock, 7);
  g_assert_cmpint (imw_clock_get_wall_ms (clock), ==, 1007);
  g_assert_cmpint (imw_clock_get_boot_ms (clock), ==, 57);
  imw_clock_set_wall_ms (clock, -5);
  g_assert_cmpint (imw_clock_get_wall_ms (clock), ==, -5);
  g_assert_cmpint (imw_clock_get_boot_ms (clock), ==, 57);
}

static void
test_system_clock (void)
{
  ImwClock *clock = imw_clock_get_default ();
  gint64    boot = imw_clock_get_boot_ms (clock);
  gint64    wall = g_get_real_time () / 1000;

  g_assert_true (clock == imw_clock_get_default ());
  g_assert_cmpint (boot, >, 0);
  g_assert_cmpint (imw_clock_get_boot_ms (clock), >=, boot);
  g_assert_cmpint (ABS (imw_clock_get_wall_ms (clock) - wall), <, 60000);
}

static void
test_printable (void)
{
  static const char *const good[] = { "", "Coffee", "咖啡 ☕", "été – 5 €", "हिन्दी", "👍🏽" };
  static const char *const bad[] = { "a\nb", "a\tb", "\x1b[2J", "\x7f",
                                     "a\302\205b", "\u202e123", "\u202a", "\u2066x\u2069",
                                     "a\u200bb", "a\u200db", "\ufeffa", "a\u2028b",
                                     "a\u00adb", "\u061c", "a\u2060b", "\U000e0041",
                                     "\u3164", "\u180e", "\xff", "a\xc0\x80",
                                     "\xed\xa0\x80", "\ufffe", "\u034f", "\ufdd0",
                                     "\U000e0100", "\U0001fffe" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (imw_text_is_printable (good[i], 100));
      g_assert_true (imw_text_is_printable (good[i], strlen (good[i])));
      if (good[i][0] != '\0')
        g_assert_false (imw_text_is_printable (good[i], strlen (good[i]) - 1));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (imw_text_is_printable (bad[i], 100));
  g_assert_true (imw_text_is_printable ("abc", G_MAXSIZE));
}

static void
test_sanitize (void)
{
  static const struct
  {
    const char *text;
    gsize       max_chars;
    const char *expected;
  } cases[] = {
    { "", 10, "" },
    { "plain", 10, "plain" },
    { "exactly", 7, "exactly" },
    { "too long", 5, "too …" },
    { "咖啡很好喝", 3, "咖啡…" },
    { "ab", 1, "…" },
    { "line\r\n\tbreak", 20, "line break" },
    { "\n first", 20, " first" },
    { "\u202egnp.exe\u202c", 20, "gnp.exe" },
    { "\u2066a\u2069\u200b\u200e\ufeff\u00ad", 20, "a" },
    { "\x1b[31mred\x07", 20, "[31mred" },
    { "ab\xff\xc3", 20, "ab\ufffd\ufffd" },
    { "\u200b\u200b\u200b\u200babc", 3, "abc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = imw_text_sanitize (cases[i].text, cases[i].max_chars);

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_true (imw_text_is_printable (text, 100));
    }
}

#define BYTES(text) text, sizeof text - 1

static void
test_escape (void)
{
  static const struct
  {
    const char *text;
    gsize       length;
    const char *shown;
    gboolean    escaped;
  } cases[] = {
    { BYTES (""), "", FALSE },
    { BYTES ("two\nlines\tand \\ as it is"), "two\nlines\tand \\ as it is", FALSE },
    { BYTES ("签名 é"), "签名 é", FALSE },
    { BYTES ("a\0b"), "a\\u{0}b", TRUE },
    { BYTES ("a\rb"), "a\\u{d}b", TRUE },
    { BYTES ("pay \u202e001"), "pay \\u{202e}001", TRUE },
    { BYTES ("zero\u200bwidth \\"), "zero\\u{200b}width \\\\", TRUE },
    { BYTES ("blank \u2800"), "blank \\u{2800}", TRUE },
    { BYTES ("own \ue000"), "own \\u{e000}", TRUE },
    { BYTES ("\xff\xc3"), "\\xff\\xc3", TRUE },
    { BYTES ("\xe7\xad"), "\\xe7\\xad", TRUE },
    { BYTES ("\xed\xa0\x80"), "\\xed\\xa0\\x80", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean         escaped;
      g_autofree char *shown =
          imw_text_escape ((const guint8 *) cases[i].text, cases[i].length, &escaped);

      g_assert_cmpstr (shown, ==, cases[i].shown);
      g_assert_cmpint (escaped, ==, cases[i].escaped);
    }
}

/* Whatever goes in, what comes out can be shown, and different bytes never look the same. */
static void
test_escape_random (void)
{
  for (guint run = 0; run < 2000; run++)
    {
      guint8           data[12];
      gsize            length = (gsize) g_test_rand_int_range (0, sizeof data);
      gboolean         escaped;
      gboolean         escaped_again;
      g_autofree char *shown = NULL;
      g_autofree char *again = NULL;

      for (gsize i = 0; i < length; i++)
        data[i] = (guint8) g_test_rand_int ();
      shown = imw_text_escape (data, length, &escaped);
      again = imw_text_escape ((const guint8 *) shown, strlen (shown), &escaped_again);
      g_assert_false (escaped_again);
      g_assert_cmpstr (again, ==, shown);
    }
}

static void
test_sanitize_random (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      char             bytes[40] = { 0 };
      g_autofree char *text = NULL;

      for (guint n = 0; n < sizeof bytes - 1; n++)
        bytes[n] = (char) g_test_rand_int_range (1, 256);
      text = imw_text_sanitize (bytes, 20);
      g_assert_true (imw_text_is_printable (text, 200));
      g_assert_cmpint (g_utf8_strlen (text, -1), <=, 20);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/error", test_error);
  g_test_add_func ("/base/environment", test_environment);
  g_test_add_func ("/base/clock/manual", test_manual_clock);
  g_test_add_func ("/base/clock/system", test_system_clock);
  g_test_add_func ("/base/text/printable", test_printable);
  g_test_add_func ("/base/text/sanitize", test_sanitize);
  g_test_add_func ("/base/text/escape", test_escape);
  g_test_add_func ("/base/text/escape-random", test_escape_random);
  g_test_add_func ("/base/text/random", test_sanitize_random);

  return g_test_run ();
}
