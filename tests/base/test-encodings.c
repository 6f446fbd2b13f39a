/* test-encodings.c: tests of hexadecimal, base32, base58 and bech32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-base32.h"
#include "imw-base58.h"
#include "imw-bech32.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define N_RANDOM 500

static void
test_hex (void)
{
  static const char *const bad[] = { "0", "0g", "g0", "0x00", " 00", "00 ", "000", "00\n", "é" };
  g_autoptr (GBytes) mixed = imw_hex_decode ("00fFaB", NULL);
  g_autofree char *text = imw_hex_encode_bytes (mixed);
  g_autofree char *empty = imw_hex_encode (NULL, 0);
  guint8           fixed[3] = { 0 };

  g_assert_cmpstr (text, ==, "00ffab");
  g_assert_cmpstr (empty, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_hex_decode (bad[i], &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  g_assert_true (imw_hex_decode_fixed ("0102FF", fixed, 3, NULL));
  g_assert_cmpmem (fixed, 3, "\1\2\xff", 3);
  g_assert_false (imw_hex_decode_fixed ("0102", fixed, 3, NULL));
  g_assert_false (imw_hex_decode_fixed ("01020304", fixed, 3, NULL));
  g_assert_false (imw_hex_decode_fixed ("01020x", fixed, 3, NULL));
}

static void
test_base32_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("base32.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject      *item = imw_test_vectors_item (valid, i);
      const char      *plain = imw_test_vectors_text (item, "text");
      const char      *padded = imw_test_vectors_text (item, "padded");
      g_autofree char *bare = g_strndup (padded, strcspn (padded, "="));
      g_autofree char *encoded = imw_base32_encode ((const guint8 *) plain, strlen (plain), TRUE);
      g_autofree char *encoded_bare =
          imw_base32_encode ((const guint8 *) plain, strlen (plain), FALSE);
      g_autoptr (GBytes) decoded = imw_base32_decode (padded, NULL);
      g_autoptr (GBytes) decoded_bare = imw_base32_decode (bare, NULL);

      g_assert_cmpstr (encoded, ==, padded);
      g_assert_cmpstr (encoded_bare, ==, bare);
      g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), plain,
                       strlen (plain));
      g_assert_true (g_bytes_equal (decoded, decoded_bare));
    }
}

static void
test_base32_refused (void)
{
  static const char *const bad[] = { "M",
                                     "MZX",
                                     "MZXW6Y",
                                     "mzxw6ytb",
                                     "MZ",
                                     "MY=",
                                     "MY=====",
                                     "MY=======",
                                     "=",
                                     "========",
                                     "MZXW6YTB========",
                                     "MZXW6YT1",
                                     "MY======MY======",
                                     "MZXW6Y==",
                                     "MY =====",
                                     "MZXR====",
                                     "MZXW6YB=" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_base32_decode (bad[i], &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_base58_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("base58.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject *item = imw_test_vectors_item (valid, i);
      const char *text = imw_test_vectors_text (item, "text");
      g_autoptr (GBytes) bytes = imw_test_vectors_bytes (item, "hex");
      g_autofree char *encoded =
          imw_base58_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (GBytes) decoded = imw_base58_decode (text, g_bytes_get_size (bytes), NULL);

      g_assert_cmpstr (encoded, ==, text);
      g_assert_nonnull (decoded);
      g_assert_true (g_bytes_equal (bytes, decoded));
      if (g_bytes_get_size (bytes) > 0)
        g_assert_null (imw_base58_decode (text, g_bytes_get_size (bytes) - 1, NULL));
    }
  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_base58_decode (
          imw_test_vectors_text (imw_test_vectors_item (invalid, i), "text"), 100, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_base58_long (void)
{
  g_autofree char *ones = g_strnfill (10000000, '1');
  g_autofree char *last = g_strnfill (10000000, 'z');

  g_assert_null (imw_base58_decode (ones, 78, NULL));
  g_assert_null (imw_base58_decode (last, 78, NULL));
  last[108] = '\0'; /* as long as 79 bytes can be */
  g_assert_null (imw_base58_decode (last, 78, NULL));
}

static void
check_bech32_strings (JsonNode         *root,
                      const char       *member,
                      ImwBech32Encoding expected)
{
  JsonObject *group = imw_test_vectors_object (root, member);
  JsonArray  *valid = imw_json_get_array (group, "valid", NULL);
  JsonArray  *invalid = imw_json_get_array (group, "invalid", NULL);

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) values = NULL;
      g_autofree char  *hrp = NULL;
      const char       *text = imw_test_vectors_string (valid, i);
      g_autofree char  *lower = g_ascii_strdown (text, -1);
      g_autofree char  *encoded = NULL;
      ImwBech32Encoding encoding;
      gboolean          good = imw_bech32_decode (text, 90, &encoding, &hrp, &values, &error);

      g_assert_no_error (error);
      g_assert_true (good);
      g_assert_cmpint (encoding, ==, expected);
      encoded = imw_bech32_encode (encoding, hrp, g_bytes_get_data (values, NULL),
                                   g_bytes_get_size (values));
      g_assert_cmpstr (encoded, ==, lower);
      g_assert_false (imw_bech32_decode (text, strlen (text) - 1, NULL, NULL, NULL, NULL));
    }
  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = imw_test_vectors_bytes (imw_test_vectors_item (invalid, i), "hex");
      g_autofree char  *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      ImwBech32Encoding encoding = expected;
      gboolean          good = imw_bech32_decode (text, 90, &encoding, NULL, NULL, &error);

      /* Some are wrong only because their checksum is of the other kind. */
      g_assert_false (good && encoding == expected);
      if (!good)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_bech32_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bech32.json");

  check_bech32_strings (root, "bech32", IMW_BECH32);
  check_bech32_strings (root, "bech32m", IMW_BECH32M);
}

static void
test_segwit_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bech32.json");
  JsonObject *group = imw_test_vectors_object (root, "addresses");
  JsonArray  *valid = imw_json_get_array (group, "valid", NULL);
  JsonArray  *invalid = imw_json_get_array (group, "invalid", NULL);

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *item = imw_test_vectors_item (valid, i);
      const char *text = imw_test_vectors_text (item, "text");
      g_autoptr (GBytes) script = imw_test_vectors_bytes (item, "script");
      const guint8    *expected = g_bytes_get_data (script, NULL);
      g_autofree char *lower = g_ascii_strdown (text, -1);
      g_autofree char *hrp = NULL;
      g_autofree char *encoded = NULL;
      g_autoptr (GBytes) program = NULL;
      guint8   version = 99;
      gboolean good = imw_segwit_decode (text, &hrp, &version, &program, &error);

      g_assert_no_error (error);
      g_assert_true (good);
      g_assert_cmpuint (version, ==, expected[0] == 0 ? 0 : expected[0] - 0x50);
      g_assert_cmpmem (g_bytes_get_data (program, NULL), g_bytes_get_size (program), &expected[2],
                       expected[1]);
      encoded = imw_segwit_encode (hrp, version, g_bytes_get_data (program, NULL),
                                   g_bytes_get_size (program));
      g_assert_cmpstr (encoded, ==, lower);
    }
  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *hrp = NULL;
      const char      *text = imw_test_vectors_text (imw_test_vectors_item (invalid, i), "text");

      /* The one with a wrong prefix is well-formed: which there are is for the network to say. */
      if (imw_segwit_decode (text, &hrp, NULL, NULL, &error))
        g_assert_cmpstr (hrp, ==, "tc");
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
    }
}

/* Programming errors are refused too. */
static void
test_bech32_misuse (void)
{
  static const guint8      values[] = { 32 };
  static const char *const bad_hrps[] = { "", "BC", "b c", "b\x7f" };
  g_autofree char         *long_hrp = g_strnfill (84, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (bad_hrps); i++)
    {
      g_test_expect_message ("imw-bech32", G_LOG_LEVEL_CRITICAL, "*hrp_valid*");
      g_assert_null (imw_bech32_encode (IMW_BECH32, bad_hrps[i], NULL, 0));
    }
  g_test_expect_message ("imw-bech32", G_LOG_LEVEL_CRITICAL, "*hrp_valid*");
  g_assert_null (imw_bech32_encode (IMW_BECH32, long_hrp, NULL, 0));
  g_test_expect_message ("imw-bech32", G_LOG_LEVEL_CRITICAL, "*values*");
  g_assert_null (imw_bech32_encode (IMW_BECH32, "bc", values, 1));
  g_test_expect_message ("imw-bech32", G_LOG_LEVEL_CRITICAL, "*program_valid*");
  g_assert_null (imw_segwit_encode ("bc", 0, values, 1));
  g_test_assert_expected_messages ();
}

static void
test_random_bytes (void)
{
  for (guint i = 0; i < N_RANDOM; i++)
    {
      g_autoptr (GBytes) bytes = imw_test_random_bytes (100);
      const guint8    *data = g_bytes_get_data (bytes, NULL);
      gsize            length = g_bytes_get_size (bytes);
      g_autofree char *hex = imw_hex_encode (data, length);
      g_autofree char *base32 = imw_base32_encode (data, length, TRUE);
      g_autofree char *bare = imw_base32_encode (data, length, FALSE);
      g_autofree char *base58 = imw_base58_encode (data, length);
      g_autoptr (GBytes) from_hex = imw_hex_decode (hex, NULL);
      g_autoptr (GBytes) from_base32 = imw_base32_decode (base32, NULL);
      g_autoptr (GBytes) from_bare = imw_base32_decode (bare, NULL);
      g_autoptr (GBytes) from_base58 = imw_base58_decode (base58, 100, NULL);

      g_assert_true (g_bytes_equal (bytes, from_hex));
      g_assert_true (g_bytes_equal (bytes, from_base32));
      g_assert_true (g_bytes_equal (bytes, from_bare));
      g_assert_true (g_bytes_equal (bytes, from_base58));
    }
}

static void
test_random_segwit (void)
{
  for (guint i = 0; i < N_RANDOM; i++)
    {
      g_autoptr (GBytes) bytes = imw_test_random_bytes (40);
      const guint8    *data = g_bytes_get_data (bytes, NULL);
      gsize            length = g_bytes_get_size (bytes);
      guint8           version = (guint8) g_test_rand_int_range (1, 17);
      g_autofree char *text = NULL;
      g_autofree char *hrp = NULL;
      g_autoptr (GBytes) program = NULL;
      guint8 read_version = 0;
      gsize  place;

      if (length < 2)
        continue;
      text = imw_segwit_encode ("bcrt", version, data, length);
      g_assert_true (imw_segwit_decode (text, &hrp, &read_version, &program, NULL));
      g_assert_cmpstr (hrp, ==, "bcrt");
      g_assert_cmpuint (read_version, ==, version);
      g_assert_true (g_bytes_equal (program, bytes));

      /* The checksum finds every single wrong character. */
      place = (gsize) g_test_rand_int_range (5, (gint32) strlen (text));
      text[place] = text[place] == 'q' ? 'p' : 'q';
      g_assert_false (imw_segwit_decode (text, NULL, NULL, NULL, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/encodings/hex", test_hex);
  g_test_add_func ("/encodings/base32/vectors", test_base32_vectors);
  g_test_add_func ("/encodings/base32/refused", test_base32_refused);
  g_test_add_func ("/encodings/base58/vectors", test_base58_vectors);
  g_test_add_func ("/encodings/base58/long", test_base58_long);
  g_test_add_func ("/encodings/bech32/vectors", test_bech32_vectors);
  g_test_add_func ("/encodings/segwit/vectors", test_segwit_vectors);
  g_test_add_func ("/encodings/bech32/misuse", test_bech32_misuse);
  g_test_add_func ("/encodings/random/bytes", test_random_bytes);
  g_test_add_func ("/encodings/random/segwit", test_random_segwit);

  return g_test_run ();
}
