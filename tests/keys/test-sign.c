/* test-sign.c: signatures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"

#include "imw-bitcoin-tx.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-keys-sign.h"
#include "imw-secp256k1.h"

#include <string.h>

static void
get_pubkey (const guint8 key[32], guint8 out[33])
{
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  ImwBip32Pub pub;

  memcpy (node.key, key, 32);
  g_assert_true (imw_keys_node_to_public (&node, &pub));
  memcpy (out, pub.pubkey, 33);
}

static void
sign_message (JsonObject *vector, guint8 key[32], guint8 hash[32], guint8 signature[64])
{
  g_autoptr (GError) error = NULL;
  const char *message = imw_test_vectors_text (vector, "message");

  imw_test_key32 (imw_test_vectors_text (vector, "private_key"), key);
  imw_sha256 ((const guint8 *) message, strlen (message), hash);
  g_assert_true (imw_keys_ecdsa_sign_compact (key, hash, FALSE, signature, &error));
  g_assert_no_error (error);
}

/* Low r and its own check, whatever the vector says about r. */
static void
check_low_r (const guint8 key[32], const guint8 hash[32])
{
  g_autoptr (GError) error = NULL;
  guint8 der[IMW_KEYS_DER_MAX_SIZE];
  guint8 pubkey[33];
  gsize  length;

  get_pubkey (key, pubkey);
  g_assert_true (imw_keys_ecdsa_sign (key, hash, der, &length, &error));
  g_assert_cmpuint (length, <=, 70);
  g_assert_cmpuint (der[4], <, 0x80);
  g_assert_true (imw_secp256k1_ecdsa_verify (pubkey, 33, hash, der, length));
}

static void
test_ecdsa (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-ecdsa.json");
  JsonArray *vectors = imw_test_vectors_array (root, "signatures");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject      *vector = imw_test_vectors_item (vectors, i);
      g_autofree char *hex = NULL;
      guint8           key[32], hash[32], signature[64];

      sign_message (vector, key, hash, signature);
      hex = imw_hex_encode (signature, sizeof signature);
      g_assert_cmpstr (hex, ==, imw_test_vectors_text (vector, "signature"));
      check_low_r (key, hash);
    }
}

static void
test_recoverable (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-signatures.json");
  JsonArray *vectors = imw_test_vectors_array (root, "signatures");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject      *vector = imw_test_vectors_item (vectors, i);
      g_autofree char *hex = NULL;
      guint8           key[32], hash[32], signature[64];
      guint            id;

      imw_test_key32 (imw_test_vectors_text (vector, "private_key"), key);
      imw_test_key32 (imw_test_vectors_text (vector, "hash"), hash);
      g_assert_true (imw_keys_ecdsa_sign_recoverable (key, hash, signature, &id, &error));
      g_assert_no_error (error);
      hex = imw_hex_encode (signature, sizeof signature);
      g_assert_cmpstr (hex, ==, imw_test_vectors_text (vector, "signature"));
      g_assert_cmpuint (id, ==, (guint) json_object_get_int_member (vector, "recovery_id"));
    }
}

/* The signature with its id leads back to the key, for many; and r and s are those of the plain form. */
static void
test_recoverable_always (void)
{
  guint n_odd = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 key[32] = { 0x22 };
      guint8 hash[32] = { 0 };
      guint8 plain[64], signature[64], own[33], pubkey[65], recovered[33];
      guint  id;

      key[31] = (guint8) i;
      hash[0] = (guint8) i;
      get_pubkey (key, own);
      g_assert_true (imw_keys_ecdsa_sign_compact (key, hash, FALSE, plain, &error));
      g_assert_true (imw_keys_ecdsa_sign_recoverable (key, hash, signature, &id, &error));
      g_assert_cmpmem (signature, 64, plain, 64);
      g_assert_true (imw_secp256k1_ecdsa_recover (hash, signature, id, pubkey));
      g_assert_true (imw_secp256k1_pubkey_compress (pubkey, sizeof pubkey, recovered));
      g_assert_cmpmem (recovered, 33, own, 33);
      n_odd += id & 1;
    }
  g_assert_cmpuint (n_odd, >, 50);
  g_assert_cmpuint (n_odd, <, 150);
}

/* r is the x of nonce * G. */
static void
test_nonces (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-ecdsa.json");
  JsonArray *vectors = imw_test_vectors_array (root, "nonces");

  g_assert_cmpuint (json_array_get_length (vectors), >=, 10);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = imw_test_vectors_item (vectors, i);
      guint8      key[32], hash[32], signature[64], nonce[32], point[33];

      sign_message (vector, key, hash, signature);
      imw_test_key32 (imw_test_vectors_text (vector, "nonce"), nonce);
      get_pubkey (nonce, point);
      g_assert_cmpmem (signature, 32, point + 1, 32);
    }
}

static void
test_low_r_always (void)
{
  guint n_ground = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 key[32] = { 0x11 };
      guint8 hash[32] = { 0 };
      guint8 plain[64];
      guint8 ground[64];

      key[31] = (guint8) i;
      hash[0] = (guint8) i;
      g_assert_true (imw_keys_ecdsa_sign_compact (key, hash, FALSE, plain, &error));
      g_assert_true (imw_keys_ecdsa_sign_compact (key, hash, TRUE, ground, &error));
      g_assert_cmpuint (ground[0], <, 0x80);
      g_assert_cmpuint (ground[32], <, 0x80);
      n_ground += memcmp (plain, ground, 64) != 0;
      check_low_r (key, hash);
    }

  /* about one of two has a low r at once and stays as it was */
  g_assert_cmpuint (n_ground, >, 50);
  g_assert_cmpuint (n_ground, <, 150);
}

static void
test_bip143 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-bip143.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  g_assert_cmpuint (json_array_get_length (vectors), ==, 2);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject      *vector = imw_test_vectors_item (vectors, i);
      g_autofree char *hex = NULL;
      g_autofree char *with_type = NULL;
      guint8           key[32], hash[32], der[IMW_KEYS_DER_MAX_SIZE];
      gsize            length;

      imw_test_key32 (imw_test_vectors_text (vector, "private_key"), key);
      imw_test_key32 (imw_test_vectors_text (vector, "hash"), hash);
      g_assert_true (imw_keys_ecdsa_sign (key, hash, der, &length, &error));
      hex = imw_hex_encode (der, length);
      with_type = g_strconcat (hex, "01", NULL);
      g_assert_cmpstr (with_type, ==, imw_test_vectors_text (vector, "signature"));
    }
}

static void
test_bip340 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip340.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");
  guint      n_signed = 0;

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *vector = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) message = imw_test_vectors_bytes (vector, "message");
      g_autofree char *hex = NULL;
      const char      *secret = imw_test_vectors_text (vector, "secret_key");
      guint8           key[32], aux[32], signature[64];

      if (*secret == '\0')
        continue;

      imw_test_key32 (secret, key);
      imw_test_key32 (imw_test_vectors_text (vector, "aux"), aux);
      g_assert_true (imw_keys_schnorr_sign (key, g_bytes_get_data (message, NULL),
                                            g_bytes_get_size (message), aux, signature, &error));
      hex = imw_hex_encode (signature, sizeof signature);
      g_assert_cmpstr (hex, ==, imw_test_vectors_text (vector, "signature"));
      n_signed++;
    }

  g_assert_cmpuint (n_signed, ==, 8);
}

static GPtrArray *
read_prevouts (JsonNode *root, ImwBitcoinTx *holder)
{
  GPtrArray *prevouts = g_ptr_array_new ();
  JsonArray *array = imw_test_vectors_array (root, "prevouts");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *item = imw_test_vectors_item (array, i);
      g_autoptr (GBytes) script = imw_test_vectors_bytes (item, "script");
      gint64 value_sat;

      g_assert_true (imw_json_get_int (item, "value_sat", 0, G_MAXINT64, &value_sat, &error));
      g_ptr_array_add (prevouts, imw_bitcoin_tx_add_output (holder, (guint64) value_sat, script));
    }

  return prevouts;
}

/* The vectors of BIP341 are signed with an aux of zeros. */
static void
test_bip341 (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-taproot.json");
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (ImwBitcoinTx) holder = imw_bitcoin_tx_new ();
  g_autoptr (GPtrArray) prevouts = read_prevouts (root, holder);
  g_autoptr (ImwBitcoinSighash) sighash = NULL;
  JsonArray   *inputs = imw_test_vectors_array (root, "inputs");
  const guint8 aux[32] = { 0 };

  tx = imw_bitcoin_tx_parse_hex (imw_test_vectors_text (json_node_get_object (root), "transaction"),
                                 &error);
  g_assert_no_error (error);
  sighash = imw_bitcoin_sighash_new (tx, prevouts);
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = imw_test_vectors_item (inputs, i);
      g_autoptr (GBytes) merkle_root = imw_test_vectors_bytes (input, "merkle_root");
      g_autofree char *key_hex = NULL;
      g_autofree char *hash_hex = NULL;
      g_autoptr (GString) hex = g_string_new (NULL);
      gint64 index, type;
      guint8 key[32], tweaked[32], hash[32], signature[64];

      g_assert_true (imw_json_get_int (input, "index", 0, 100, &index, &error));
      g_assert_true (imw_json_get_int (input, "type", 0, 255, &type, &error));
      imw_test_key32 (imw_test_vectors_text (input, "private_key"), key);
      g_assert_true (imw_keys_taproot_tweak (
          key, g_bytes_get_size (merkle_root) == 32 ? g_bytes_get_data (merkle_root, NULL) : NULL,
          tweaked, &error));
      key_hex = imw_hex_encode (tweaked, sizeof tweaked);
      g_assert_cmpstr (key_hex, ==, imw_test_vectors_text (input, "tweaked_key"));

      g_assert_true (imw_bitcoin_sighash_taproot (sighash, (guint) index, (guint8) type, hash));
      hash_hex = imw_hex_encode (hash, sizeof hash);
      g_assert_cmpstr (hash_hex, ==, imw_test_vectors_text (input, "hash"));

      g_assert_true (imw_keys_schnorr_sign (tweaked, hash, sizeof hash, aux, signature, &error));
      for (guint j = 0; j < sizeof signature; j++)
        g_string_append_printf (hex, "%02x", (guint) signature[j]);
      if (type != 0)
        g_string_append_printf (hex, "%02x", (guint) type);
      g_assert_cmpstr (hex->str, ==, imw_test_vectors_text (input, "witness"));
    }
}

static void
test_no_key (void)
{
  static const char *const keys[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 key[32], out[72];
      gsize  length;
      guint  id;

      imw_test_key32 (keys[i], key);
      g_assert_false (imw_keys_ecdsa_sign (key, key, out, &length, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
      g_clear_error (&error);
      g_assert_false (imw_keys_ecdsa_sign_compact (key, key, TRUE, out, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
      g_clear_error (&error);
      g_assert_false (imw_keys_ecdsa_sign_recoverable (key, key, out, &id, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
      g_clear_error (&error);
      g_assert_false (imw_keys_schnorr_sign (key, key, 32, key, out, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
      g_clear_error (&error);
      g_assert_false (imw_keys_taproot_tweak (key, NULL, out, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/sign/ecdsa", test_ecdsa);
  g_test_add_func ("/keys/sign/recoverable", test_recoverable);
  g_test_add_func ("/keys/sign/recoverable-always", test_recoverable_always);
  g_test_add_func ("/keys/sign/nonces", test_nonces);
  g_test_add_func ("/keys/sign/low-r-always", test_low_r_always);
  g_test_add_func ("/keys/sign/bip143", test_bip143);
  g_test_add_func ("/keys/sign/bip340", test_bip340);
  g_test_add_func ("/keys/sign/bip341", test_bip341);
  g_test_add_func ("/keys/sign/no-key", test_no_key);

  return g_test_run ();
}
