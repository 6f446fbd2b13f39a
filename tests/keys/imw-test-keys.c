/* imw-test-keys.c: keys of known words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"

#include "imw-base58check.h"
#include "imw-hex.h"
#include "imw-keys-seed.h"

#include <string.h>

/**
 * imw_test_secret:
 * @text: no secret at all
 *
 * Returns: (transfer full): its bytes
 */
ImwSecret *
imw_test_secret (const char *text)
{
  return imw_secret_new ((const guint8 *) text, strlen (text));
}

/**
 * imw_test_secret_hex:
 * @secret: bytes of a vector
 *
 * Returns: (transfer full): the same in hexadecimal
 */
char *
imw_test_secret_hex (ImwSecret *secret)
{
  char *hex = imw_hex_encode (imw_secret_open (secret), imw_secret_get_length (secret));

  imw_secret_close (secret);

  return hex;
}

/**
 * imw_test_key32:
 * @hex: 64 digits
 * @out: (out caller-allocates): 32 bytes
 *
 * Reads a key of a vector.
 */
void
imw_test_key32 (const char *hex, guint8 out[32])
{
  g_autoptr (GError) error = NULL;
  gboolean done = imw_hex_decode_fixed (hex, out, 32, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

/**
 * imw_test_keys:
 * @words: a mnemonic
 * @passphrase: (nullable): its passphrase
 * @environment: an environment
 *
 * Returns: (transfer full): its keys
 */
ImwKeysTree *
imw_test_keys (const char *words, const char *passphrase, ImwEnvironment environment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) secret_words = imw_test_secret (words);
  g_autoptr (ImwSecret) secret_passphrase = imw_test_secret (passphrase != NULL ? passphrase : "");
  g_autoptr (ImwSecret) seed = imw_keys_seed_new (secret_words, secret_passphrase, &error);
  ImwKeysTree *keys;

  g_assert_no_error (error);
  keys = imw_keys_tree_new (seed, environment, &error);
  g_assert_no_error (error);

  return keys;
}

/**
 * imw_test_node_xprv:
 * @node: a node of a vector
 *
 * The program itself never writes a private key as text.
 *
 * Returns: (transfer full): the extended private key
 */
char *
imw_test_node_xprv (const ImwKeysNode *node)
{
  guint8 data[78] = { 0x04, 0x88, 0xad, 0xe4 };

  data[4] = node->depth;
  memcpy (data + 5, node->parent_fingerprint, 4);
  for (guint i = 0; i < 4; i++)
    data[9 + i] = (guint8) (node->child_number >> (24 - 8 * i));
  memcpy (data + 13, node->chain_code, 32);
  memcpy (data + 46, node->key, 32);

  return imw_base58check_encode (data, sizeof data);
}
