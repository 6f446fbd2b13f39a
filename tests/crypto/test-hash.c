/* test-hash.c: tests of the hashes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

typedef void (*HashFunc) (const guint8 *data, gsize length, guint8 *out);

static void
assert_digest (const guint8 *digest,
               gsize         length,
               const char   *expected)
{
  g_autofree char *text = imw_hex_encode (digest, length);

  g_assert_cmpstr (text, ==, expected);
}

static void
check_texts (const char *member,
             HashFunc    hash,
             gsize       size)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("hashes.json");
  JsonArray *vectors = imw_test_vectors_array (root, member);
  guint8     digest[64];

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      const char *text = imw_test_vectors_text (item, "text");

      hash ((const guint8 *) text, strlen (text), digest);
      assert_digest (digest, size, imw_test_vectors_text (item, "digest"));
    }
}

static void
test_plain (void)
{
  check_texts ("sha256", imw_sha256, IMW_SHA256_SIZE);
  check_texts ("sha512", imw_sha512, IMW_SHA512_SIZE);
  check_texts ("ripemd160", imw_ripemd160, IMW_HASH160_SIZE);
}

static void
test_keccak (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keccak256.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");
  guint8     digest[32];

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) message = imw_test_vectors_bytes (item, "message");

      imw_keccak256 (g_bytes_get_data (message, NULL), g_bytes_get_size (message), digest);
      assert_digest (digest, 32, imw_test_vectors_text (item, "digest"));
    }
  imw_keccak256 (NULL, 0, digest);
  assert_digest (digest, 32, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

static void
test_hmac (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("hashes.json");
  JsonArray *vectors = imw_test_vectors_array (root, "hmac");
  guint8     code[64];

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) key = imw_test_vectors_bytes (item, "key");
      g_autoptr (GBytes) data = imw_test_vectors_bytes (item, "data");

      imw_hmac_sha256 (g_bytes_get_data (key, NULL), g_bytes_get_size (key),
                       g_bytes_get_data (data, NULL), g_bytes_get_size (data), code);
      assert_digest (code, 32, imw_test_vectors_text (item, "sha256"));
      imw_hmac_sha512 (g_bytes_get_data (key, NULL), g_bytes_get_size (key),
                       g_bytes_get_data (data, NULL), g_bytes_get_size (data), code);
      assert_digest (code, 64, imw_test_vectors_text (item, "sha512"));
    }
}

static void
test_hkdf (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("hashes.json");
  JsonArray *vectors = imw_test_vectors_array (root, "hkdf_sha256");
  guint8     out[32];
  guint8     other[32];

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) key = imw_test_vectors_bytes (item, "key");
      const char *info = imw_test_vectors_text (item, "info");

      imw_hkdf_sha256 (g_bytes_get_data (key, NULL), g_bytes_get_size (key), info, out);
      assert_digest (out, 32, imw_test_vectors_text (item, "out"));
      imw_hkdf_sha256 (g_bytes_get_data (key, NULL), g_bytes_get_size (key), "other", other);
      g_assert_cmpint (memcmp (out, other, 32), !=, 0);
    }
}

static void
test_composed (void)
{
  guint8 once[32];
  guint8 twice[32];
  guint8 out[32];
  guint8 preimage[67];

  imw_sha256 ((const guint8 *) "abc", 3, once);
  imw_sha256 (once, 32, twice);
  imw_sha256d ((const guint8 *) "abc", 3, out);
  g_assert_cmpmem (out, 32, twice, 32);

  imw_ripemd160 (once, 32, twice);
  imw_hash160 ((const guint8 *) "abc", 3, out);
  g_assert_cmpmem (out, 20, twice, 20);

  imw_sha256 ((const guint8 *) "TapLeaf", 7, preimage);
  memcpy (&preimage[32], preimage, 32);
  memcpy (&preimage[64], "abc", 3);
  imw_sha256 (preimage, sizeof preimage, once);
  imw_tagged_hash ("TapLeaf", (const guint8 *) "abc", 3, out);
  g_assert_cmpmem (out, 32, once, 32);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hash/plain", test_plain);
  g_test_add_func ("/hash/keccak", test_keccak);
  g_test_add_func ("/hash/hmac", test_hmac);
  g_test_add_func ("/hash/hkdf", test_hkdf);
  g_test_add_func ("/hash/composed", test_composed);

  return g_test_run ();
}
