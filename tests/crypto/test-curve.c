/* test-curve.c: tests of the public operations on secp256k1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-secp256k1.h"

#include <string.h>

#define GENERATOR       "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define TWICE_GENERATOR "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"

static void
test_schnorr (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip340.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) key = imw_test_vectors_bytes (item, "public_key");
      g_autoptr (GBytes) message = imw_test_vectors_bytes (item, "message");
      g_autoptr (GBytes) signature = imw_test_vectors_bytes (item, "signature");
      gboolean valid = imw_test_vectors_bool (item, "valid");
      guint8   broken[64];

      g_assert_cmpint (imw_secp256k1_schnorr_verify (
                           g_bytes_get_data (key, NULL), g_bytes_get_data (message, NULL),
                           g_bytes_get_size (message), g_bytes_get_data (signature, NULL)),
                       ==, valid);
      if (!valid)
        continue;
      g_assert_true (imw_secp256k1_xonly_valid (g_bytes_get_data (key, NULL)));
      memcpy (broken, g_bytes_get_data (signature, NULL), 64);
      broken[i % 64] ^= 0x10;
      g_assert_false (imw_secp256k1_schnorr_verify (g_bytes_get_data (key, NULL),
                                                    g_bytes_get_data (message, NULL),
                                                    g_bytes_get_size (message), broken));
    }
}

static void
test_ecdsa (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ecdsa.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) key = imw_test_vectors_bytes (item, "public_key");
      g_autoptr (GBytes) uncompressed = imw_test_vectors_bytes (item, "uncompressed");
      g_autoptr (GBytes) hash = imw_test_vectors_bytes (item, "hash");
      g_autoptr (GBytes) signature = imw_test_vectors_bytes (item, "signature");
      const guint8 *der = g_bytes_get_data (signature, NULL);
      gsize         length = g_bytes_get_size (signature);
      gboolean      valid = imw_test_vectors_bool (item, "valid");
      guint8        longer[80] = { 0 };

      g_assert_cmpint (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                                   g_bytes_get_data (hash, NULL), der, length),
                       ==, valid);
      g_assert_cmpint (imw_secp256k1_ecdsa_verify (g_bytes_get_data (uncompressed, NULL), 65,
                                                   g_bytes_get_data (hash, NULL), der, length),
                       ==, valid);
      g_assert_false (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                                  g_bytes_get_data (hash, NULL), der, length - 1));
      if (length < sizeof longer)
        {
          memcpy (longer, der, length);
          g_assert_false (imw_secp256k1_ecdsa_verify (
              g_bytes_get_data (key, NULL), 33, g_bytes_get_data (hash, NULL), longer, length + 1));
        }
    }
}

static void
test_ecdsa_strict_der (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ecdsa.json");
  JsonObject *item = imw_test_vectors_item (imw_test_vectors_array (root, "vectors"), 0);
  g_autoptr (GBytes) key = imw_test_vectors_bytes (item, "public_key");
  g_autoptr (GBytes) hash = imw_test_vectors_bytes (item, "hash");
  g_autoptr (GBytes) signature = imw_test_vectors_bytes (item, "signature");
  const guint8 *der = g_bytes_get_data (signature, NULL);
  gsize         length = g_bytes_get_size (signature);
  guint8        changed[80] = { 0 };

  g_assert_true (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                             g_bytes_get_data (hash, NULL), der, length));
  g_assert_false (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                              g_bytes_get_data (hash, NULL), NULL, 0));

  /* length in the long form */
  changed[0] = 0x30;
  changed[1] = 0x81;
  memcpy (&changed[2], &der[1], length - 1);
  g_assert_false (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                              g_bytes_get_data (hash, NULL), changed, length + 1));

  /* a zero too many before r */
  memcpy (changed, der, 4);
  changed[1]++;
  changed[3]++;
  changed[4] = 0;
  memcpy (&changed[5], &der[4], length - 4);
  g_assert_false (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                              g_bytes_get_data (hash, NULL), changed, length + 1));

  for (gsize i = 0; i < length; i++)
    {
      memcpy (changed, der, length);
      changed[i] ^= 0x01;
      g_assert_false (imw_secp256k1_ecdsa_verify (g_bytes_get_data (key, NULL), 33,
                                                  g_bytes_get_data (hash, NULL), changed, length));
    }
}

static void
test_pubkey (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ecdsa.json");
  JsonObject *item = imw_test_vectors_item (imw_test_vectors_array (root, "vectors"), 0);
  g_autoptr (GBytes) key = imw_test_vectors_bytes (item, "public_key");
  g_autoptr (GBytes) uncompressed = imw_test_vectors_bytes (item, "uncompressed");
  guint8 out[33];
  guint8 changed[65];

  g_assert_true (imw_secp256k1_pubkey_compress (g_bytes_get_data (uncompressed, NULL), 65, out));
  g_assert_cmpmem (out, 33, g_bytes_get_data (key, NULL), 33);
  g_assert_true (imw_secp256k1_pubkey_compress (g_bytes_get_data (key, NULL), 33, out));
  g_assert_cmpmem (out, 33, g_bytes_get_data (key, NULL), 33);
  g_assert_true (imw_secp256k1_pubkey_valid (out, 33));
  g_assert_false (imw_secp256k1_pubkey_valid (out, 32));
  g_assert_false (imw_secp256k1_pubkey_valid (NULL, 0));

  /* hybrid */
  memcpy (changed, g_bytes_get_data (uncompressed, NULL), 65);
  changed[0] = (guint8) (6 | (changed[64] & 1));
  g_assert_false (imw_secp256k1_pubkey_valid (changed, 65));
  /* off the curve */
  changed[0] = 4;
  changed[64] ^= 1;
  g_assert_false (imw_secp256k1_pubkey_valid (changed, 65));
  g_assert_false (imw_secp256k1_pubkey_compress (changed, 65, out));
  memset (changed, 0xff, sizeof changed);
  changed[0] = 2;
  g_assert_false (imw_secp256k1_pubkey_valid (changed, 33));
  g_assert_false (imw_secp256k1_xonly_valid (&changed[1]));
}

static void
test_tweak (void)
{
  guint8 generator[33];
  guint8 twice[33];
  guint8 tweak[32] = { 0 };
  guint8 out[33];

  g_assert_true (imw_hex_decode_fixed (GENERATOR, generator, 33, NULL));
  g_assert_true (imw_hex_decode_fixed (TWICE_GENERATOR, twice, 33, NULL));
  g_assert_true (imw_secp256k1_pubkey_tweak_add (generator, tweak, out));
  g_assert_cmpmem (out, 33, generator, 33);
  tweak[31] = 1;
  g_assert_true (imw_secp256k1_pubkey_tweak_add (generator, tweak, out));
  g_assert_cmpmem (out, 33, twice, 33);
  memset (tweak, 0xff, sizeof tweak); /* above the order */
  g_assert_false (imw_secp256k1_pubkey_tweak_add (generator, tweak, out));
  /* G - G */
  g_assert_true (imw_hex_decode_fixed (
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", tweak, 32, NULL));
  g_assert_false (imw_secp256k1_pubkey_tweak_add (generator, tweak, out));
  generator[0] = 5;
  g_assert_false (imw_secp256k1_pubkey_tweak_add (generator, tweak, out));
}

static void
test_taproot (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("taproot-output.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");
  guint8     bad[32];
  guint8     out[32];

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) internal = imw_test_vectors_bytes (item, "internal");
      g_autoptr (GBytes) expected = imw_test_vectors_bytes (item, "output");
      g_autoptr (GBytes) tweak = imw_test_vectors_bytes (item, "tweak");
      g_autoptr (GBytes) merkle_root = NULL;
      guint8   even[33];
      guint8   full[33];
      gboolean odd = FALSE;

      if (imw_test_vectors_text (item, "merkle_root") != NULL)
        merkle_root = imw_test_vectors_bytes (item, "merkle_root");
      g_assert_true (imw_secp256k1_taproot_output_key (
          g_bytes_get_data (internal, NULL),
          merkle_root != NULL ? g_bytes_get_data (merkle_root, NULL) : NULL, out, &odd));
      g_assert_cmpmem (out, 32, g_bytes_get_data (expected, NULL), 32);

      even[0] = 2;
      memcpy (&even[1], g_bytes_get_data (internal, NULL), 32);
      g_assert_true (imw_secp256k1_pubkey_tweak_add (even, g_bytes_get_data (tweak, NULL), full));
      g_assert_cmpmem (&full[1], 32, out, 32);
      g_assert_cmpint (odd, ==, full[0] == 3);
    }
  memset (bad, 0xff, sizeof bad);
  g_assert_false (imw_secp256k1_taproot_output_key (bad, NULL, out, NULL));
}

/* n - s */
static void
negate_s (guint8 signature[64])
{
  static const char order[] = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  guint8            n[32];
  gint              borrow = 0;

  g_assert_true (imw_hex_decode_fixed (order, n, sizeof n, NULL));
  for (gint i = 31; i >= 0; i--)
    {
      gint digit = n[i] - signature[32 + i] - borrow;

      borrow = digit < 0;
      signature[32 + i] = (guint8) (digit + borrow * 256);
    }
}

static void
check_recovered (JsonObject *item, const guint8 hash[32], const guint8 signature[64], guint id)
{
  g_autofree char *address = NULL;
  guint8           pubkey[65];
  guint8           compressed[33];
  guint8           again[65];
  guint8           digest[32];

  g_assert_true (imw_secp256k1_ecdsa_recover (hash, signature, id, pubkey));
  imw_keccak256 (pubkey + 1, 64, digest);
  address = imw_hex_encode (digest + 12, 20);
  g_assert_cmpstr (address, ==, imw_test_vectors_text (item, "address"));

  g_assert_true (imw_secp256k1_pubkey_compress (pubkey, sizeof pubkey, compressed));
  g_assert_true (imw_secp256k1_pubkey_decompress (compressed, sizeof compressed, again));
  g_assert_cmpmem (again, sizeof again, pubkey, sizeof pubkey);
}

static void
check_recover (JsonObject *item)
{
  g_autoptr (GBytes) hash = imw_test_vectors_bytes (item, "hash");
  g_autoptr (GBytes) given = imw_test_vectors_bytes (item, "signature");
  guint  id = (guint) json_object_get_int_member (item, "recovery_id");
  guint8 low[64];
  guint8 high[64];
  guint8 pubkey[65];

  memcpy (low, g_bytes_get_data (given, NULL), 64);
  memcpy (high, low, 64);
  negate_s (high);

  check_recovered (item, g_bytes_get_data (hash, NULL), low, id);
  g_assert_false (
      imw_secp256k1_ecdsa_recover (g_bytes_get_data (hash, NULL), high, id ^ 1, pubkey));
  g_assert_false (imw_secp256k1_ecdsa_recover (g_bytes_get_data (hash, NULL), low, 4, pubkey));
  memset (low, 0, 32);
  g_assert_false (imw_secp256k1_ecdsa_recover (g_bytes_get_data (hash, NULL), low, id, pubkey));
}

static void
test_recover (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-signatures.json");
  JsonArray *vectors = imw_test_vectors_array (root, "signatures");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    check_recover (imw_test_vectors_item (vectors, i));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/curve/schnorr", test_schnorr);
  g_test_add_func ("/curve/ecdsa", test_ecdsa);
  g_test_add_func ("/curve/ecdsa-strict-der", test_ecdsa_strict_der);
  g_test_add_func ("/curve/recover", test_recover);
  g_test_add_func ("/curve/pubkey", test_pubkey);
  g_test_add_func ("/curve/tweak", test_tweak);
  g_test_add_func ("/curve/taproot", test_taproot);

  return g_test_run ();
}
