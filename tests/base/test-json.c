/* test-json.c: attacks on the JSON guard, and its getters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

static void
assert_refused (const char *data,
                gssize      length)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = imw_json_parse (data, length, IMW_JSON_MAX_BYTES, &error);

  if (node != NULL)
    g_test_message ("was taken: %.60s", data);
  g_assert_null (node);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = imw_json_parse (text, -1, IMW_JSON_MAX_BYTES, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);

  return node;
}

static void
test_syntax_refused (void)
{
  static const char *const bad[] = { "",
                                     " ",
                                     "{",
                                     "}",
                                     "[",
                                     "]",
                                     "[1",
                                     "[1,",
                                     "[1,]",
                                     "[,1]",
                                     "[,]",
                                     "[1 2]",
                                     "[1;2]",
                                     "{\"a\"",
                                     "{\"a\":",
                                     "{\"a\":1",
                                     "{\"a\":1,",
                                     "{\"a\":1,}",
                                     "{,}",
                                     "{\"a\" 1}",
                                     "{\"a\":1 \"b\":2}",
                                     "{a:1}",
                                     "{'a':1}",
                                     "{1:2}",
                                     "{null:1}",
                                     "{\"a\":}",
                                     "{\"a\"::1}",
                                     "'a'",
                                     "[1}",
                                     "{\"a\":1]",
                                     "tru",
                                     "True",
                                     "TRUE",
                                     "truee",
                                     "nul",
                                     "null0",
                                     "falsy",
                                     "undefined",
                                     "NaN",
                                     "Infinity",
                                     "-Infinity",
                                     "1 2",
                                     "1,2",
                                     "{} {}",
                                     "[]]",
                                     "{}}",
                                     "// x\n1",
                                     "1 // x",
                                     "/* x */ 1",
                                     "[1/**/]",
                                     "# x\n1",
                                     "var x = 1;",
                                     "\xef\xbb\xbf{}",
                                     "\"",
                                     "\"a",
                                     "\"\\",
                                     "\"\\\"",
                                     "\"a\\x\"",
                                     "\"\\u\"",
                                     "\"\\u12\"",
                                     "\"\\u12g4\"",
                                     "\"\\U0041\"",
                                     "\"\t\"",
                                     "\"\n\"",
                                     "\"\x01\"",
                                     "\"a\0b\"",
                                     "\f1",
                                     "\v1",
                                     "\302\2401" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1);
}

static void
test_numbers_refused (void)
{
  static const char *const bad[] = { "01", "-", "-01", "+1", ".5", "5.", "1.e5",
                                     "1e", "1e+", "1E-", "--1", "0x10", "1_000", "1,0",
                                     "1.2.3", "1e5.5", "00", "-00", "1a", "١", "-a",
                                     "1ee5", "0e", "[1.]", "1e++5" };
  g_autofree char         *digits = g_strnfill (1000000, '9');
  g_autofree char         *fraction = g_strconcat ("0.", digits, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1);
  assert_refused (digits, -1);
  assert_refused (fraction, -1);
}

static void
test_nul (void)
{
  assert_refused ("{}\0", 3);
  assert_refused ("\"a\0b\"", 5);
  assert_refused ("\0", 1);
  assert_refused ("\"\\u0000\"", -1);
  assert_refused ("\"a\\u0000b\"", -1);
  assert_refused ("{\"\\u0000\":1}", -1);
  assert_refused (NULL, 0);
}

static void
test_unicode (void)
{
  static const char *const bad[] = { "\"\\ud800\"",
                                     "\"\\udc00\"",
                                     "\"\\ud800\\ud800\"",
                                     "\"\\ud800x\"",
                                     "\"\\ud800\\n\"",
                                     "\"\\udc00\\ud800\"",
                                     "\"\\uD83D\\u0041\"",
                                     "\"\\ud83d\\\"",
                                     "\"\xff\"",
                                     "\"\xc0\x80\"",
                                     "\"\xc3\"",
                                     "\"\xed\xa0\x80\"",
                                     "\"\xf5\x80\x80\x80\"",
                                     "\"\xe2\x82\"",
                                     "{\"\xff\":1}",
                                     "\x80",
                                     "\"\xf0\x82\x82\xac\"" };
  g_autoptr (JsonNode) face =
      parse ("\"\\uD83D\\ude00 \\u00e9 \\u4e2d 中 \\/\\\\\\\"\\b\\f\\n\\r\\t\"");

  g_assert_cmpstr (imw_json_node_get_string (face, NULL), ==, "😀 é 中 中 /\\\"\b\f\n\r\t");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1);
}

static void
test_duplicates (void)
{
  static const char *const bad[] = { "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}",
                                     "{\"a\":1,\"\\u0061\":2}", "{\"amount\":1,\"\\u0061mount\":2}",
                                     "{\"\":1,\"\":2}", "{\"😀\":1,\"\\ud83d\\ude00\":2}",
                                     "{\"/\":1,\"\\/\":2}", "[{\"x\":{\"a\":1,\"a\":2}}]" };
  g_autoptr (JsonNode) fine = parse ("{\"a\":{\"a\":1},\"A\":{\"a\":2}}");

  g_assert_true (JSON_NODE_HOLDS_OBJECT (fine));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1);
}

static void
test_depth (void)
{
  static const char openers[] = { '[', '{' };

  for (guint i = 0; i < G_N_ELEMENTS (openers); i++)
    {
      g_autofree char *deep = g_strnfill (100000, openers[i]);

      assert_refused (deep, -1);
    }

  for (guint depth = 63; depth <= 66; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '[');
      g_autofree char *close = g_strnfill (depth, ']');
      g_autofree char *text = g_strconcat (open, close, NULL);
      g_autoptr (GString) nested = g_string_new ("0");
      g_autoptr (JsonNode) node = NULL;

      if (depth > 64)
        {
          assert_refused (text, -1);
          continue;
        }
      node = parse (text);
      for (guint n = 0; n < depth; n++)
        {
          g_string_prepend (nested, "{\"a\":");
          g_string_append_c (nested, '}');
        }
      g_clear_pointer (&node, json_node_unref);
      node = parse (nested->str);
      g_string_prepend (nested, "[[");
      g_string_append (nested, "]]");
      assert_refused (nested->str, -1);
    }
}

static void
test_size (void)
{
  g_autofree char *letters = g_strnfill (IMW_JSON_MAX_BYTES - 2, 'a');
  g_autofree char *largest = g_strconcat ("\"", letters, "\"", NULL);
  g_autofree char *larger = g_strconcat (largest, " ", NULL);
  g_autoptr (JsonNode) node = parse (largest);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("[1,2,3]", 7);
  g_autoptr (JsonNode) small = imw_json_parse_bytes (bytes, 7, NULL);
  g_autoptr (GString) many = g_string_new ("[0");
  g_autoptr (GString) wide = g_string_new ("{");

  g_assert_cmpuint (strlen (imw_json_node_get_string (node, NULL)), ==, IMW_JSON_MAX_BYTES - 2);
  assert_refused (larger, -1);
  g_assert_nonnull (small);
  g_assert_null (imw_json_parse_bytes (bytes, 6, NULL));

  while (many->len < IMW_JSON_MAX_BYTES - 10)
    g_string_append (many, ",[]");
  g_string_append_c (many, ']');
  assert_refused (many->str, -1);

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (wide, "%s\"%u\":0", i > 0 ? "," : "", i);
  g_string_append_c (wide, '}');
  assert_refused (wide->str, -1);
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *token;
    const char *text; /* NULL: too large to write out */
    gboolean    integer;
  } cases[] = {
    { "0", "0", TRUE },
    { "-0", "0", TRUE },
    { "123456789012345678", "123456789012345678", TRUE },
    { "-999999999999999999", "-999999999999999999", TRUE },
    { "1234567890123456789", "1234567890123456789", FALSE },
    { "9223372036854775807", "9223372036854775807", FALSE },
    { "18446744073709551615", "18446744073709551615", FALSE },
    { "-18446744073709551616", "-18446744073709551616", FALSE },
    { "0.1", "0.1", FALSE },
    { "-0.0", "-0.0", FALSE },
    { "1.10", "1.10", FALSE },
    { "61234.5", "61234.5", FALSE },
    { "1e3", "1000", FALSE },
    { "1E+3", "1000", FALSE },
    { "1.5e3", "1500", FALSE },
    { "1.5e1", "15", FALSE },
    { "1.2345e2", "123.45", FALSE },
    { "5e-8", "0.00000005", FALSE },
    { "-1.25e-2", "-0.0125", FALSE },
    { "12.5e-1", "1.25", FALSE },
    { "0e5", "0", FALSE },
    { "0.001e2", "0.1", FALSE },
    { "0.01e2", "1", FALSE },
    { "1e400", NULL, FALSE },
    { "1e-400", NULL, FALSE },
    { "1e99999999999999999999", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i].token);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = imw_json_node_dup_number_text (node, &error);
      gint64           value = 0;

      g_assert_cmpstr (text, ==, cases[i].text);
      if (text == NULL)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      g_assert_cmpint (imw_json_node_get_int (node, &value, NULL), ==, cases[i].integer);
      if (cases[i].integer)
        g_assert_cmpint (value, ==, g_ascii_strtoll (cases[i].token, NULL, 10));
      /* A marked number is no text, and is no double either. */
      g_assert_null (imw_json_node_get_string (node, NULL));
      g_assert_true (json_node_get_value_type (node) != G_TYPE_DOUBLE);
    }
}

static void
test_number_strings (void)
{
  static const char *const good[] = {
    "0", "-1", "12.50", "007",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935"
  };
  static const char *const bad[] = { "", "-", "1e3", ".5", "5.", "0x1", "1 ",
                                     " 1", "1,5", "abc", "１", "+1", "1..2", "--1" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *quoted = g_strconcat ("\"", good[i], "\"", NULL);
      g_autoptr (JsonNode) node = parse (quoted);
      g_autofree char *text = imw_json_node_dup_number_text (node, NULL);

      g_assert_cmpstr (text, ==, good[i]);
      g_assert_cmpstr (imw_json_node_get_string (node, NULL), ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *quoted = g_strconcat ("\"", bad[i], "\"", NULL);
      g_autoptr (JsonNode) node = parse (quoted);

      g_assert_null (imw_json_node_dup_number_text (node, NULL));
    }
}

static void
test_getters (void)
{
  g_autoptr (JsonNode) root =
      parse ("{\"o\":{\"x\":1},\"a\":[1,2],\"s\":\"text\",\"i\":42,\"t\":true,\"f\":false,"
             "\"n\":null,\"big\":18446744073709551615,\"d\":1.5}");
  JsonObject      *object = imw_json_node_get_object (root, NULL);
  const char      *text = "before";
  gint64           value = -1;
  gboolean         flag = FALSE;
  g_autofree char *big = NULL;

  g_assert_true (imw_json_has (object, "i"));
  g_assert_false (imw_json_has (object, "n"));
  g_assert_false (imw_json_has (object, "zz"));
  g_assert_nonnull (imw_json_get_object (object, "o", NULL));
  g_assert_cmpuint (json_array_get_length (imw_json_get_array (object, "a", NULL)), ==, 2);
  g_assert_cmpstr (imw_json_get_string (object, "s", NULL), ==, "text");
  g_assert_true (imw_json_get_int (object, "i", 42, 42, &value, NULL));
  g_assert_cmpint (value, ==, 42);
  g_assert_true (imw_json_get_int_opt (object, "i", 0, 100, 7, &value, NULL));
  g_assert_cmpint (value, ==, 42);
  g_assert_true (imw_json_get_bool (object, "t", &flag, NULL));
  g_assert_true (flag);
  g_assert_true (imw_json_get_bool_opt (object, "f", TRUE, &flag, NULL));
  g_assert_false (flag);
  big = imw_json_dup_number_text (object, "big", NULL);
  g_assert_cmpstr (big, ==, "18446744073709551615");

  /* missing or null */
  g_assert_true (imw_json_get_string_opt (object, "zz", &text, NULL));
  g_assert_null (text);
  g_assert_true (imw_json_get_string_opt (object, "n", &text, NULL));
  g_assert_null (text);
  g_assert_true (imw_json_get_string_opt (object, "s", &text, NULL));
  g_assert_cmpstr (text, ==, "text");
  g_assert_true (imw_json_get_int_opt (object, "zz", 0, 1, -9, &value, NULL));
  g_assert_cmpint (value, ==, -9);
  g_assert_true (imw_json_get_int_opt (object, "n", 0, 1, -9, &value, NULL));
  g_assert_true (imw_json_get_bool_opt (object, "n", TRUE, &flag, NULL));
  g_assert_true (flag);
}

static void
assert_error_names (GError    **error,
                    const char *name)
{
  g_assert_error (*error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr ((*error)->message, name));
  g_clear_error (error);
}

static void
test_getters_refuse (void)
{
  static const char *const names[] = { "o", "a", "s", "i", "t", "n", "big", "d", "missing" };
  g_autoptr (JsonNode) root =
      parse ("{\"o\":{},\"a\":[],\"s\":\"text\",\"i\":42,\"t\":true,\"n\":null,"
             "\"big\":18446744073709551615,\"d\":1.5}");
  JsonObject *object = imw_json_node_get_object (root, NULL);
  g_autoptr (GError) error = NULL;
  gint64      value = 0;
  gboolean    flag = FALSE;
  const char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = names[i];
      gboolean    optional = strcmp (name, "n") == 0 || strcmp (name, "missing") == 0;

      if (strcmp (name, "o") != 0 && imw_json_get_object (object, name, &error) == NULL)
        assert_error_names (&error, name);
      if (strcmp (name, "a") != 0 && imw_json_get_array (object, name, &error) == NULL)
        assert_error_names (&error, name);
      if (strcmp (name, "s") != 0 && imw_json_get_string (object, name, &error) == NULL)
        assert_error_names (&error, name);
      if (strcmp (name, "s") != 0 && !optional &&
          !imw_json_get_string_opt (object, name, &text, &error))
        assert_error_names (&error, name);
      if (strcmp (name, "i") != 0 && !imw_json_get_int (object, name, 0, 100, &value, &error))
        assert_error_names (&error, name);
      if (strcmp (name, "i") != 0 && !optional &&
          !imw_json_get_int_opt (object, name, 0, 100, 0, &value, &error))
        assert_error_names (&error, name);
      if (strcmp (name, "t") != 0 && !imw_json_get_bool (object, name, &flag, &error))
        assert_error_names (&error, name);
      if (strcmp (name, "t") != 0 && !optional &&
          !imw_json_get_bool_opt (object, name, FALSE, &flag, &error))
        assert_error_names (&error, name);
    }
  g_assert_null (imw_json_dup_number_text (object, "s", &error));
  assert_error_names (&error, "s");
  g_assert_null (imw_json_dup_number_text (object, "t", &error));
  assert_error_names (&error, "t");
  g_assert_null (imw_json_dup_number_text (object, "missing", &error));
  assert_error_names (&error, "missing");
  g_assert_false (imw_json_get_int (object, "i", 43, 100, &value, &error));
  assert_error_names (&error, "i");
  g_assert_false (imw_json_get_int (object, "i", 0, 41, &value, &error));
  assert_error_names (&error, "i");
  g_assert_false (imw_json_get_int (object, "big", G_MININT64, G_MAXINT64, &value, &error));
  assert_error_names (&error, "big");
  g_assert_null (imw_json_node_get_object (json_object_get_member (object, "a"), NULL));
  g_assert_null (imw_json_node_get_array (json_object_get_member (object, "o"), NULL));
}

static void
test_amounts (void)
{
  g_autoptr (ImwAsset) ether = imw_asset_new ("e", "E", "e", 18);
  g_autoptr (JsonNode) root =
      parse ("{\"a\":1000000000000000000001,\"b\":\"42\",\"c\":0.5,\"d\":1e3,\"e\":\"x\","
             "\"f\":1e-19,\"g\":1e64,\"h\":1.5}");
  JsonObject *object = imw_json_node_get_object (root, NULL);
  static const struct
  {
    const char *name;
    const char *as_base;
    const char *as_decimal;
  } cases[] = {
    { "a", "1000000000000000000001", "1000000000000000000001000000000000000000" },
    { "b", "42", "42000000000000000000" },
    { "c", NULL, "500000000000000000" },
    { "d", "1000", "1000000000000000000000" },
    { "e", NULL, NULL },
    { "f", NULL, NULL },
    { "g", "10000000000000000000000000000000000000000000000000000000000000000", NULL },
    { "h", NULL, "1500000000000000000" },
    { "missing", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) base_error = NULL;
      g_autoptr (GError) decimal_error = NULL;
      g_autoptr (ImwAmount) base =
          imw_json_get_base_amount (object, cases[i].name, ether, &base_error);
      g_autoptr (ImwAmount) decimal =
          imw_json_get_decimal_amount (object, cases[i].name, ether, &decimal_error);
      g_autofree char *base_text = base != NULL ? imw_amount_to_base_text (base) : NULL;
      g_autofree char *decimal_text = decimal != NULL ? imw_amount_to_base_text (decimal) : NULL;

      g_assert_cmpstr (base_text, ==, cases[i].as_base);
      g_assert_cmpstr (decimal_text, ==, cases[i].as_decimal);
      if (base == NULL)
        assert_error_names (&base_error, cases[i].name);
      if (decimal == NULL)
        assert_error_names (&decimal_error, cases[i].name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/refused/syntax", test_syntax_refused);
  g_test_add_func ("/json/refused/numbers", test_numbers_refused);
  g_test_add_func ("/json/refused/nul", test_nul);
  g_test_add_func ("/json/refused/duplicates", test_duplicates);
  g_test_add_func ("/json/unicode", test_unicode);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/number-strings", test_number_strings);
  g_test_add_func ("/json/getters", test_getters);
  g_test_add_func ("/json/getters-refuse", test_getters_refuse);
  g_test_add_func ("/json/amounts", test_amounts);

  return g_test_run ();
}
