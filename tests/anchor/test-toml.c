/* test-toml.c: the part of TOML that descriptions of providers are written in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-toml.h"

#include <string.h>

static ImwToml *
parse (const char *text,
       GError    **error)
{
  return imw_toml_parse (text, strlen (text), "t", error);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwToml) root = parse ("\xef\xbb\xbf# a comment\r\n"
                                    "A=\"x\" # behind\r\n"
                                    "\"quoted key\" = 'C:\\path'\n"
                                    "ESCAPES = \"\\t\\\"\\\\\\u00e9\\U0001F600\"\n"
                                    "MANY = \"\"\"\none\ntwo\\\n   three\"\"\"\n"
                                    "LITERAL = '''\na \\ b'''\n"
                                    "N = -1_000\nF = 1.5e3\nH=0xff\nB = true\n"
                                    "LIST = [ # of accounts\n \"G1\", 'G2',\n [1, 2],\n]\n"
                                    "EMPTY = []\n\n"
                                    "[DOCUMENTATION]\nORG_NAME = \"Org\"\n"
                                    "[[CURRENCIES]]\ncode='A'\n[[CURRENCIES]]\ncode='B'",
                                    &error);
  const ImwToml *table;

  g_assert_no_error (error);
  g_assert_cmpstr (imw_toml_get_string (root, "A"), ==, "x");
  g_assert_cmpstr (imw_toml_get_string (root, "quoted key"), ==, "C:\\path");
  g_assert_cmpstr (imw_toml_get_string (root, "ESCAPES"), ==, "\t\"\\é😀");
  g_assert_cmpstr (imw_toml_get_string (root, "MANY"), ==, "one\ntwothree");
  g_assert_cmpstr (imw_toml_get_string (root, "LITERAL"), ==, "a \\ b");
  g_assert_null (imw_toml_get_string (root, "N"));
  g_assert_cmpuint (g_strv_length ((char **) imw_toml_get_strings (root, "LIST")), ==, 2);
  g_assert_cmpuint (g_strv_length ((char **) imw_toml_get_strings (root, "EMPTY")), ==, 0);
  table = imw_toml_get_table (root, "DOCUMENTATION");
  g_assert_cmpstr (imw_toml_get_string (table, "ORG_NAME"), ==, "Org");
  g_assert_cmpuint (imw_toml_get_n_tables (root, "CURRENCIES"), ==, 2);
  table = imw_toml_get_nth_table (root, "CURRENCIES", 1);
  g_assert_cmpstr (imw_toml_get_string (table, "code"), ==, "B");
  g_assert_null (imw_toml_get_nth_table (root, "CURRENCIES", 2));
  g_assert_null (imw_toml_get_table (root, "NONE"));
}

/* S2: what is not understood is refused with its line, never guessed. */
static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    guint       line;
  } cases[] = {
    { "A", 1 },
    { "A=", 1 },
    { "A=1\nA=2", 2 },
    { "\n\nA=\"x", 3 },
    { "A=\"x\ny\"", 1 },
    { "A='''x", 1 },
    { "A=\"\\q\"", 1 },
    { "A=\"\\ud800\"", 1 },
    { "A=\"\\u0000\"", 1 },
    { "A=\"\x01\"", 1 },
    { "A=1 B=2", 1 },
    { "A=[1,2", 1 },
    { "A=[1 2]", 1 },
    { "A=[[[[[1]]]]]", 1 },
    { "A={b=1}", 1 },
    { "a.b=1", 1 },
    { "[a.b]\n", 1 },
    { "[]\n", 1 },
    { "[T]\nx=1\n[T]", 3 },
    { "T=1\n[T]", 2 },
    { "[[T]]\n[T]", 2 },
    { "[T]\n[[T]]", 2 },
    { "A=2024-01-01", 1 },
    { "A=01", 1 },
    { "A=1__0", 1 },
    { "A=yes", 1 },
    { "=1", 1 },
    { "\"\"=1", 1 },
    { "[T", 1 },
    { "A=\"\"\"x\"\"", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwToml) root = parse (cases[i].text, &error);
      g_autofree char *place = g_strdup_printf ("t:%u: ", cases[i].line);

      g_test_message ("%s", cases[i].text);
      g_assert_null (root);
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      g_assert_true (g_str_has_prefix (error->message, place));
    }
}

/* S2 */
static void
test_size (void)
{
  g_autofree char *most = g_malloc (IMW_TOML_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwToml) fits = NULL;

  memset (most, '#', IMW_TOML_MAX_BYTES + 1);
  fits = imw_toml_parse (most, IMW_TOML_MAX_BYTES, "t", &error);
  g_assert_no_error (error);
  g_assert_nonnull (fits);
  g_assert_null (imw_toml_parse (most, IMW_TOML_MAX_BYTES + 1, "t", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_null (imw_toml_parse ("A=\"\xff\"", 6, "t", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_null (imw_toml_parse ("A=1\0", 4, "t", &error));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/toml/good", test_good);
  g_test_add_func ("/anchor/toml/s2-bad", test_bad);
  g_test_add_func ("/anchor/toml/s2-size", test_size);

  return g_test_run ();
}
