/* test-slip10.c: private keys of Ed25519
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-keys-slip10.h"
#include "imw-test-keys.h"

#include "imw-bip32.h"
#include "imw-ed25519.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

static void
derive (const ImwKeysSlip10 *master, const char *text, ImwKeysSlip10 *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) path = NULL;

  g_assert_true (imw_bip32_path_parse (text, &path, &error));
  g_assert_true (imw_keys_slip10_derive_path (master, (guint32 *) (gpointer) path->data, path->len,
                                              node, &error));
  g_assert_no_error (error);
}

static void
init_from_hex (ImwKeysSlip10 *master, JsonObject *vector)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_test_vectors_bytes (vector, "seed");
  g_autoptr (ImwSecret)
      seed = imw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_true (imw_keys_slip10_init_from_seed (master, seed, &error));
  g_assert_no_error (error);
}

static void
check_vector (JsonObject *vector)
{
  g_auto (ImwKeysSlip10) master = IMW_KEYS_SLIP10_INIT;
  JsonArray *chains = imw_json_get_array (vector, "chains", NULL);

  init_from_hex (&master, vector);
  for (guint i = 0; i < json_array_get_length (chains); i++)
    {
      JsonObject *chain = imw_test_vectors_item (chains, i);
      g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
      g_autofree char *code = NULL;
      g_autofree char *key = NULL;
      g_autofree char *public = NULL;
      guint8 pubkey[33] = { 0 };

      derive (&master, imw_test_vectors_text (chain, "path"), &node);
      imw_keys_slip10_get_public (&node, pubkey + 1);
      code = imw_hex_encode (node.chain_code, 32);
      key = imw_hex_encode (node.key, 32);
      public = imw_hex_encode (pubkey, 33);
      g_assert_cmpstr (code, ==, imw_test_vectors_text (chain, "chain_code"));
      g_assert_cmpstr (key, ==, imw_test_vectors_text (chain, "private"));
      g_assert_cmpstr (public, ==, imw_test_vectors_text (chain, "public"));
    }
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-slip10.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  g_assert_cmpuint (json_array_get_length (vectors), ==, 2);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    check_vector (imw_test_vectors_item (vectors, i));
}

/* The node above the accounts of SEP-5, from its seed; words to accounts is in test-stellar.c. */
static void
test_sep5 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-sep5.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  g_assert_cmpuint (json_array_get_length (vectors), ==, 5);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = imw_test_vectors_item (vectors, i);
      g_auto (ImwKeysSlip10) master = IMW_KEYS_SLIP10_INIT;
      g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
      g_autofree char *key = NULL;

      init_from_hex (&master, vector);
      derive (&master, "m/44'/148'", &node);
      key = imw_hex_encode (node.key, 32);
      g_assert_cmpstr (key, ==, imw_test_vectors_text (vector, "key"));
    }
}

static void
test_limits (void)
{
  const guint32 soft[] = { 44 | IMW_BIP32_HARDENED, 148 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) short_seed = imw_secret_new_random (15);
  g_autoptr (ImwSecret) long_seed = imw_secret_new_random (65);
  g_autoptr (ImwSecret) seed = imw_secret_new_random (64);
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
  g_auto (ImwKeysSlip10) child = IMW_KEYS_SLIP10_INIT;
  const ImwKeysSlip10 nothing = IMW_KEYS_SLIP10_INIT;

  g_assert_false (imw_keys_slip10_init_from_seed (&node, short_seed, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_keys_slip10_init_from_seed (&node, long_seed, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  /* what is not hardened has no key, and nothing of its parent stays behind */
  g_assert_true (imw_keys_slip10_init_from_seed (&node, seed, &error));
  g_assert_false (imw_keys_slip10_derive_path (&node, soft, G_N_ELEMENTS (soft), &child, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_assert_cmpmem (&child, sizeof child, &nothing, sizeof nothing);

  imw_keys_slip10_clear (&node);
  g_assert_cmpmem (&node, sizeof node, &nothing, sizeof nothing);
}

/* Test 3 of RFC 8032, 7.1. */
static void
test_sign (void)
{
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
  const guint8 message[] = { 0xaf, 0x82 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint8           pubkey[32];
  guint8           signature[64];

  imw_test_key32 ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", node.key);
  g_assert_true (imw_keys_slip10_sign (&node, message, sizeof message, signature, &error));
  g_assert_no_error (error);
  text = imw_hex_encode (signature, sizeof signature);
  g_assert_cmpstr (text, ==,
                   "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                   "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

  imw_keys_slip10_get_public (&node, pubkey);
  g_assert_true (imw_ed25519_verify (pubkey, message, sizeof message, signature));
  g_assert_false (imw_ed25519_verify (pubkey, message, 1, signature));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/slip10/vectors", test_vectors);
  g_test_add_func ("/keys/slip10/sep5", test_sep5);
  g_test_add_func ("/keys/slip10/limits", test_limits);
  g_test_add_func ("/keys/slip10/sign", test_sign);

  return g_test_run ();
}
