/* test-seed.c: from words to seed and master key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"

#include "imw-bip39.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-keys-seed.h"

#include <string.h>

static void
check_seed (const char *words,
            const char *passphrase,
            const char *expected_hex,
            const char *expected_xprv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) secret_words = imw_test_secret (words);
  g_autoptr (ImwSecret) secret_passphrase = imw_test_secret (passphrase);
  g_autoptr (ImwSecret) seed = imw_keys_seed_new (secret_words, secret_passphrase, &error);
  g_auto (ImwKeysNode) master = IMW_KEYS_NODE_INIT;
  g_autofree char *hex = NULL;
  g_autofree char *xprv = NULL;

  g_assert_no_error (error);
  hex = imw_test_secret_hex (seed);
  g_assert_cmpstr (hex, ==, expected_hex);
  if (expected_xprv == NULL)
    return;

  g_assert_true (imw_keys_node_init_from_seed (&master, seed, &error));
  xprv = imw_test_node_xprv (&master);
  g_assert_cmpstr (xprv, ==, expected_xprv);
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip39.json");
  JsonArray  *vectors = imw_test_vectors_array (root, "vectors");
  const char *passphrase = imw_test_vectors_text (json_node_get_object (root), "passphrase");

  g_assert_cmpuint (json_array_get_length (vectors), >=, 24);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = imw_test_vectors_item (vectors, i);

      check_seed (imw_test_vectors_text (vector, "words"), passphrase,
                  imw_test_vectors_text (vector, "seed"), imw_test_vectors_text (vector, "master"));
    }
}

/* What GLib makes of the same text, which is checked against Unicode's own tables there. */
static void
test_nfkd (void)
{
  static const char *const texts[] = { "",
                                       "plain",
                                       "Å",
                                       "ﬁ ②",
                                       "e\xcc\x81\xcc\xa7",
                                       "한국어",
                                       "的 一 是",
                                       "　",
                                       "\xe1\xba\x9b\xcc\xa3",
                                       "ｶﾞ",
                                       "㍿ № ½",
                                       "\xc7\x84\xef\xb7\xba",
                                       "q\xcc\x87\xcc\xa3",
                                       "\xf0\x9f\x94\x91 clé" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) text = imw_test_secret (texts[i]);
      g_autoptr (ImwSecret) normal = imw_keys_nfkd (text, &error);
      g_autofree char *expected = g_utf8_normalize (texts[i], -1, G_NORMALIZE_NFKD);

      g_assert_no_error (error);
      g_assert_cmpmem (imw_secret_open (normal), imw_secret_get_length (normal), expected,
                       strlen (expected));
      imw_secret_close (normal);
    }
}

static void
test_nfkd_random (void)
{
  for (guint run = 0; run < 300; run++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (ImwSecret) secret = NULL;
      g_autoptr (ImwSecret) normal = NULL;
      g_autofree char *expected = NULL;

      for (guint i = 0; i < 12; i++)
        {
          gunichar c = g_test_rand_bit () ? (gunichar) g_test_rand_int_range (0x300, 0x370)
                                          : (gunichar) g_test_rand_int_range (1, 0x30000);

          if (g_unichar_validate (c))
            g_string_append_unichar (text, c);
        }
      secret = imw_test_secret (text->str);
      normal = imw_keys_nfkd (secret, &error);
      g_assert_no_error (error);
      expected = g_utf8_normalize (text->str, -1, G_NORMALIZE_NFKD);
      g_assert_cmpmem (imw_secret_open (normal), imw_secret_get_length (normal), expected,
                       strlen (expected));
      imw_secret_close (normal);
    }
}

static void
test_not_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) words = imw_test_secret (IMW_TEST_WORDS);
  g_autoptr (ImwSecret) bad = imw_test_secret ("\xff\xfe");
  g_autoptr (ImwSecret) with_nul = imw_secret_new ((const guint8 *) "a\0b", 3);

  g_assert_null (imw_keys_seed_new (words, bad, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_keys_seed_new (bad, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_keys_seed_new (words, with_nul, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

/* Composed and decomposed typing open the same wallet. */
static void
test_passphrase_forms (void)
{
  g_autoptr (ImwKeysTree) composed =
      imw_test_keys (IMW_TEST_WORDS, "caf\xc3\xa9", IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwKeysTree) decomposed =
      imw_test_keys (IMW_TEST_WORDS, "cafe\xcc\x81", IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwKeysTree) other = imw_test_keys (IMW_TEST_WORDS, "cafe", IMW_ENVIRONMENT_PRACTICE);
  guint8 a[4], b[4], c[4];

  imw_keys_tree_get_fingerprint (composed, a);
  imw_keys_tree_get_fingerprint (decomposed, b);
  imw_keys_tree_get_fingerprint (other, c);
  g_assert_cmpmem (a, 4, b, 4);
  g_assert_true (memcmp (a, c, 4) != 0);
}

/* Chinese words are hashed joined by one ordinary space. */
static void
test_chinese (void)
{
  g_autoptr (GError) error = NULL;
  const guint8 zeros[16] = { 0 };
  g_autoptr (ImwSecret) entropy = imw_secret_new (zeros, sizeof zeros);
  g_autoptr (ImwSecret) words = imw_bip39_from_entropy (IMW_BIP39_CHINESE_SIMPLIFIED, entropy);
  g_autoptr (ImwSecret) seed = imw_keys_seed_new (words, NULL, &error);
  g_autoptr (ImwSecret) typed = imw_test_secret ("的 的 的 的 的 的 的 的 的 的 的 在");
  g_autoptr (ImwSecret) typed_seed = imw_keys_seed_new (typed, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (imw_secret_equal (seed, typed_seed));
}

static void
test_data_key (void)
{
  g_autoptr (ImwSecret) seed = imw_secret_new_random (64);
  g_autoptr (ImwSecret) key = imw_keys_data_key_new (seed);
  guint8 expected[32];

  imw_hkdf_sha256 (imw_secret_open (seed), 64, "imwallet/data-key/1", expected);
  imw_secret_close (seed);
  g_assert_cmpmem (imw_secret_open (key), imw_secret_get_length (key), expected, 32);
  imw_secret_close (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/seed/vectors", test_vectors);
  g_test_add_func ("/keys/seed/nfkd", test_nfkd);
  g_test_add_func ("/keys/seed/nfkd-random", test_nfkd_random);
  g_test_add_func ("/keys/seed/not-text", test_not_text);
  g_test_add_func ("/keys/seed/passphrase-forms", test_passphrase_forms);
  g_test_add_func ("/keys/seed/chinese", test_chinese);
  g_test_add_func ("/keys/seed/data-key", test_data_key);

  return g_test_run ();
}
