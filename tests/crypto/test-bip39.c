/* test-bip39.c: tests of the BIP39 words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-bip39.h"
#include "imw-error.h"

#include <string.h>

#define NINE "abandon abandon abandon abandon abandon abandon abandon abandon abandon"
#define LONG "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"

static const ImwBip39List all_lists[] = { IMW_BIP39_ENGLISH, IMW_BIP39_CHINESE_SIMPLIFIED,
                                          IMW_BIP39_CHINESE_TRADITIONAL };

static ImwSecret *
secret_from_text (const char *text)
{
  return imw_secret_new ((const guint8 *) text, strlen (text));
}

static char *
text_from_secret (ImwSecret *secret)
{
  char *text = g_strndup ((const char *) imw_secret_open (secret), imw_secret_get_length (secret));

  imw_secret_close (secret);

  return text;
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip39.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = imw_test_vectors_bytes (item, "entropy");
      g_autoptr (ImwSecret)
          entropy = imw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (ImwSecret) expected = secret_from_text (imw_test_vectors_text (item, "words"));
      g_autoptr (ImwSecret) words = imw_bip39_from_entropy (IMW_BIP39_ENGLISH, entropy);
      ImwBip39List list = IMW_BIP39_CHINESE_SIMPLIFIED;
      g_autoptr (ImwSecret) back = imw_bip39_to_entropy (expected, &list, &error);

      g_assert_no_error (error);
      g_assert_true (imw_secret_equal (words, expected));
      g_assert_true (imw_secret_equal (entropy, back));
      g_assert_cmpint (list, ==, IMW_BIP39_ENGLISH);
    }
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < 300; i++)
    {
      ImwBip39List list = all_lists[i % G_N_ELEMENTS (all_lists)];
      ImwBip39List found = IMW_BIP39_ENGLISH;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) entropy = imw_secret_new_random (16 + 4 * (gsize) (i % 5));
      g_autoptr (ImwSecret) words = imw_bip39_from_entropy (list, entropy);
      g_autoptr (ImwSecret) back = imw_bip39_to_entropy (words, &found, &error);
      g_autofree char *text = text_from_secret (words);
      g_auto (GStrv) split = g_strsplit (text, " ", -1);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (split), ==, 12 + 3 * (i % 5));
      if (found == list)
        {
          g_assert_true (imw_secret_equal (entropy, back));
        }
      else
        {
          /* Words that both Chinese lists have, and a checksum that fits in both: rare. */
          g_autoptr (ImwSecret) same = imw_bip39_from_entropy (found, back);

          g_assert_cmpint (list, ==, IMW_BIP39_CHINESE_TRADITIONAL);
          g_assert_true (imw_secret_equal (same, words));
        }
    }
}

static void
test_lists (void)
{
  static const char *const first[] = { "abandon", "的", "的" };
  static const char *const last[] = { "zoo", "歇", "歇" };

  for (guint i = 0; i < G_N_ELEMENTS (all_lists); i++)
    {
      ImwBip39List list = all_lists[i];
      ImwBip39List read = IMW_BIP39_ENGLISH;

      g_assert_true (imw_bip39_list_from_code (imw_bip39_list_get_code (list), &read));
      g_assert_cmpint (read, ==, list);
      g_assert_cmpstr (imw_bip39_word (list, 0), ==, first[i]);
      g_assert_cmpstr (imw_bip39_word (list, 2047), ==, last[i]);
      for (guint n = 0; n < 2048; n++)
        g_assert_cmpint (imw_bip39_find (list, imw_bip39_word (list, n)), ==, n);
    }
  g_assert_false (imw_bip39_list_from_code ("EN", &(ImwBip39List){ 0 }));
  g_assert_false (imw_bip39_list_from_code (NULL, &(ImwBip39List){ 0 }));
}

static void
test_find (void)
{
  static const char *const bad[] = { "",
                                     "abando",
                                     "abandonn",
                                     " abandon",
                                     "abandon zoo",
                                     "的的",
                                     "\xff",
                                     "abandon\xff",
                                     "ábandon",
                                     "averyveryveryveryveryveryveryveryveryveryverylongword" };

  g_assert_cmpint (imw_bip39_find (IMW_BIP39_ENGLISH, "Zoo"), ==, 2047);
  g_assert_cmpint (imw_bip39_find (IMW_BIP39_ENGLISH, "ABILITY"), ==, 1);
  g_assert_cmpint (imw_bip39_find (IMW_BIP39_ENGLISH, "ＺＯＯ"), ==, 2047);
  g_assert_cmpint (imw_bip39_find (IMW_BIP39_CHINESE_SIMPLIFIED, "zoo"), ==, -1);
  g_assert_cmpint (imw_bip39_find (IMW_BIP39_ENGLISH, "的"), ==, -1);
  /* U+F9DB is the compatibility form of U+7387 */
  g_assert_cmpint (imw_bip39_find (IMW_BIP39_CHINESE_SIMPLIFIED, "\uf9db"), ==,
                   imw_bip39_find (IMW_BIP39_CHINESE_SIMPLIFIED, "率"));
  g_assert_cmpint (imw_bip39_find (IMW_BIP39_CHINESE_SIMPLIFIED, "率"), >=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (imw_bip39_find (IMW_BIP39_ENGLISH, bad[i]), ==, -1);
}

static void
test_complete (void)
{
  g_autoptr (GPtrArray) some = imw_bip39_complete (IMW_BIP39_ENGLISH, "ABA", 10);
  g_autoptr (GPtrArray) few = imw_bip39_complete (IMW_BIP39_ENGLISH, "a", 3);
  g_autoptr (GPtrArray) none = imw_bip39_complete (IMW_BIP39_ENGLISH, "", 10);
  g_autoptr (GPtrArray) unknown = imw_bip39_complete (IMW_BIP39_ENGLISH, "xyz", 10);
  g_autoptr (GPtrArray) chinese = imw_bip39_complete (IMW_BIP39_CHINESE_TRADITIONAL, "這", 10);

  g_assert_cmpuint (some->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (some, 0), ==, "abandon");
  g_assert_cmpuint (few->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (few, 2), ==, "able");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (unknown->len, ==, 0);
  g_assert_cmpuint (chinese->len, ==, 1);
}

static void
test_typed (void)
{
  static const struct
  {
    const char *text;
  } typed[] = {
    { NINE " abandon abandon about" },
    { "  Abandon\tABANDON\nabandon\r\nabandon  abandon abandon abandon abandon abandon abandon "
      "abandon about \n" },
    { NINE "\u3000abandon\u3000abandon\u3000about\u3000" },
    { "ａｂａｎｄｏｎ " NINE " abandon ＡＢＯＵＴ" },
    { NINE "\u00a0abandon abandon\u2003about" },
  };
  static const guint8 zeros[16] = { 0 };
  g_autoptr (ImwSecret) expected = imw_secret_new (zeros, sizeof zeros);
  g_autoptr (ImwSecret)
      chinese = secret_from_text ("的　的　的　的　的　的　的　的　的　的　的　在");
  g_autoptr (ImwSecret) dense = secret_from_text ("的的的的的的 的的的的的在\n");
  ImwBip39List list = IMW_BIP39_ENGLISH;
  g_autoptr (ImwSecret) from_chinese = imw_bip39_to_entropy (chinese, &list, NULL);
  g_autoptr (ImwSecret) from_dense = imw_bip39_to_entropy (dense, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) words = secret_from_text (typed[i].text);
      g_autoptr (ImwSecret) entropy = imw_bip39_to_entropy (words, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (imw_secret_equal (entropy, expected));
    }
  g_assert_nonnull (from_chinese);
  g_assert_nonnull (from_dense);
  g_assert_true (imw_secret_equal (from_dense, expected));
  g_assert_true (imw_secret_equal (from_chinese, expected));
  g_assert_cmpint (list, ==, IMW_BIP39_CHINESE_SIMPLIFIED);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message; /* part of it */
  } cases[] = {
    { "", "0 words" },
    { "   ", "0 words" },
    { "abandon", "1 words" },
    { NINE " abandon about", "11 words" },
    { NINE " abandon abandon abandon about", "13 words" },
    { NINE " abandon abandon abandon", "checksum" },
    { "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", "checksum" },
    { "abandon abandon abandun " NINE, "Word 3 " },
    { NINE " abandon abandon 的", "Word 12 " },
    { "的 的 的 的 的 的 的 的 的 的 的 abandon", "Word 12 " },
    { LONG " 的 的 的 的 的 的 的 的 的 的 在", "Word 1 " },
    { "a b c d e f g h i j k l m n o p q r s t u v w x y", "More than 24" },
    { "abandon \xff", "UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) words = secret_from_text (cases[i].text);
      ImwBip39List list = IMW_BIP39_ENGLISH;

      g_assert_null (imw_bip39_to_entropy (words, &list, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].message));
      g_assert_null (strstr (error->message, "zz"));
      g_assert_null (strstr (error->message, "abandu"));
    }
}

static void
test_normalize (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "TREZOR", "TREZOR" },
    { "é", "e\u0301" },
    { "㍍ガバヴァぱばぐゞちぢ十人十色", "メートルガバヴァぱばぐゞちぢ十人十色" },
    { "ＡＢ　c", "AB c" },
  };
  g_autoptr (ImwSecret) bad = secret_from_text ("x\xff");
  g_autoptr (ImwSecret) nul = imw_secret_new ((const guint8 *) "a\0b", 3);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwSecret) text = secret_from_text (cases[i].text);
      g_autoptr (ImwSecret) normal = imw_bip39_normalize (text, &error);
      g_autofree char *got = text_from_secret (normal);
      g_autofree char *expected = g_utf8_normalize (cases[i].expected, -1, G_NORMALIZE_NFKD);

      g_assert_no_error (error);
      g_assert_cmpstr (got, ==, expected);
    }
  g_assert_null (imw_bip39_normalize (bad, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_bip39_normalize (nul, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bip39/vectors", test_vectors);
  g_test_add_func ("/bip39/round-trip", test_round_trip);
  g_test_add_func ("/bip39/lists", test_lists);
  g_test_add_func ("/bip39/find", test_find);
  g_test_add_func ("/bip39/complete", test_complete);
  g_test_add_func ("/bip39/typed", test_typed);
  g_test_add_func ("/bip39/refused", test_refused);
  g_test_add_func ("/bip39/normalize", test_normalize);

  return g_test_run ();
}
