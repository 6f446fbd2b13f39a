/* test-node.c: BIP32, private side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"

#include "imw-base58check.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

static void
check_vector (JsonObject *vector)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_test_vectors_bytes (vector, "seed");
  g_autoptr (ImwSecret)
      seed = imw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (ImwKeysNode) master = IMW_KEYS_NODE_INIT;
  JsonArray *chains = imw_json_get_array (vector, "chains", &error);

  g_assert_no_error (error);
  g_assert_true (imw_keys_node_init_from_seed (&master, seed, &error));
  for (guint i = 0; i < json_array_get_length (chains); i++)
    {
      JsonObject *chain = imw_test_vectors_item (chains, i);
      g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
      g_autoptr (GArray) path = NULL;
      g_autofree char *xprv = NULL;
      g_autofree char *xpub = NULL;
      ImwBip32Pub      pub;

      g_assert_true (imw_bip32_path_parse (imw_test_vectors_text (chain, "path"), &path, &error));
      g_assert_true (imw_keys_node_derive_path (&master, (guint32 *) (gpointer) path->data,
                                                path->len, &node, &error));
      g_assert_no_error (error);
      g_assert_true (imw_keys_node_to_public (&node, &pub));
      xprv = imw_test_node_xprv (&node);
      xpub = imw_bip32_pub_serialize (&pub, 0x0488b21e);
      g_assert_cmpstr (xprv, ==, imw_test_vectors_text (chain, "xprv"));
      g_assert_cmpstr (xpub, ==, imw_test_vectors_text (chain, "xpub"));
    }
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-bip32.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  g_assert_cmpuint (json_array_get_length (vectors), ==, 4);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    check_vector (imw_test_vectors_item (vectors, i));
}

/* There is no reader of private keys; the public one takes none of them, and a node takes no key out of range. */
static void
test_invalid (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-bip32.json");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");

  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *item = imw_test_vectors_item (invalid, i);
      ImwBip32Pub pub;
      guint32     version = 0;

      g_assert_false (
          imw_bip32_pub_parse (imw_test_vectors_text (item, "key"), &version, &pub, &error) &&
          version == 0x0488b21e);
      g_clear_error (&error);
    }
}

static void
test_private_range (void)
{
  static const char *const keys[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
      g_auto (ImwKeysNode) child = IMW_KEYS_NODE_INIT;
      ImwBip32Pub pub;

      imw_test_key32 (keys[i], node.key);
      g_assert_false (imw_keys_node_to_public (&node, &pub));
      g_assert_false (imw_keys_node_derive (&node, 0, &child, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

/* Private and public derivation meet. */
static void
test_agreement (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) seed = imw_secret_new_random (32);
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  ImwBip32Pub pub;

  g_assert_true (imw_keys_node_init_from_seed (&node, seed, &error));
  g_assert_true (imw_keys_node_to_public (&node, &pub));
  for (guint32 i = 0; i < 50; i++)
    {
      g_auto (ImwKeysNode) child = IMW_KEYS_NODE_INIT;
      ImwBip32Pub from_private;
      ImwBip32Pub from_public;

      g_assert_true (imw_keys_node_derive (&node, i * 77, &child, &error));
      g_assert_true (imw_keys_node_to_public (&child, &from_private));
      g_assert_true (imw_bip32_pub_derive (&pub, i * 77, &from_public, &error));
      g_assert_cmpmem (from_private.pubkey, 33, from_public.pubkey, 33);
      g_assert_cmpmem (from_private.chain_code, 32, from_public.chain_code, 32);
      g_assert_cmpmem (from_private.parent_fingerprint, 4, from_public.parent_fingerprint, 4);
    }
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) short_seed = imw_secret_new_random (15);
  g_autoptr (ImwSecret) long_seed = imw_secret_new_random (65);
  g_autoptr (ImwSecret) seed = imw_secret_new_random (64);
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  g_auto (ImwKeysNode) child = IMW_KEYS_NODE_INIT;
  const guint8 nothing[32] = { 0 };

  g_assert_false (imw_keys_node_init_from_seed (&node, short_seed, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_keys_node_init_from_seed (&node, long_seed, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  g_assert_true (imw_keys_node_init_from_seed (&node, seed, &error));
  node.depth = 255;
  g_assert_false (imw_keys_node_derive (&node, 1, &child, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);

  imw_keys_node_clear (&node);
  g_assert_cmpmem (node.key, 32, nothing, 32);
  g_assert_cmpmem (node.chain_code, 32, nothing, 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/node/vectors", test_vectors);
  g_test_add_func ("/keys/node/invalid", test_invalid);
  g_test_add_func ("/keys/node/private-range", test_private_range);
  g_test_add_func ("/keys/node/agreement", test_agreement);
  g_test_add_func ("/keys/node/limits", test_limits);

  return g_test_run ();
}
