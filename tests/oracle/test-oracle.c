/* test-oracle.c: the same bytes as an independent library, for 200 seeds and 20 payments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-oracle.h"

#include "imw-bitcoin-account.h"
#include "imw-bitcoin-address.h"
#include "imw-chain.h"
#include "imw-hex.h"
#include "imw-json.h"
#include "imw-keys-bitcoin.h"
#include "imw-keys-seed.h"
#include "imw-keys-sign.h"

#include <string.h>

/* The kept file, or one made anew (for the comparison with what the library says today). */
static const char *oracle_path;
static guint       n_equal_ecdsa;

static ImwKeysTree *
new_tree (JsonObject *entry)
{
  const char *words_text = imw_test_oracle_get_string (entry, "words");
  const char *passphrase_text = imw_test_oracle_get_string (entry, "passphrase");
  g_autoptr (ImwSecret) words = imw_secret_new ((const guint8 *) words_text, strlen (words_text));
  g_autoptr (ImwSecret)
      passphrase = imw_secret_new ((const guint8 *) passphrase_text, strlen (passphrase_text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) seed = imw_keys_seed_new (words, passphrase, &error);
  ImwKeysTree *tree;

  g_assert_no_error (error);
  tree = imw_keys_tree_new (seed, IMW_ENVIRONMENT_MAIN, &error);
  g_assert_no_error (error);

  return tree;
}

static void
check_addresses (ImwChain *chain, ImwKeysTree *tree, JsonArray *expected, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = imw_keys_bitcoin_dup_account_key (tree, kind, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (expected), ==, 20);
  for (guint32 i = 0; i < 20; i++)
    {
      g_autofree char *address = imw_chain_derive_address (chain, key, 0, i, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address, ==, json_array_get_string_element (expected, i));
    }
}

static void
test_addresses (void)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwChain)
      chain = imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, &error);
  JsonArray *entries =
      imw_test_oracle_get_array (imw_test_oracle_load (oracle_path, &root), "addresses");

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (entries), ==, 200);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);
      g_autoptr (ImwKeysTree) tree = new_tree (entry);

      check_addresses (chain, tree, imw_test_oracle_get_array (entry, "bip84"), "bitcoin-84");
      check_addresses (chain, tree, imw_test_oracle_get_array (entry, "bip86"), "bitcoin-86");
    }
}

/* The library signs with auxiliary randomness of zero bytes; our own signature with the same is the same. */
static void
check_schnorr (ImwKeysTree       *tree,
               ImwPsbt           *psbt,
               ImwBitcoinTx      *theirs,
               guint              index,
               ImwBitcoinSighash *sighash)
{
  static const guint8 zero[32] = { 0 };
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  g_auto (ImwKey32) key = IMW_KEY32_INIT;
  g_autoptr (GError) error = NULL;
  const ImwPsbtKeyOrigin *origin = g_ptr_array_index (imw_psbt_get_input (psbt, index)->origins, 0);
  GPtrArray              *witness = imw_bitcoin_tx_get_input (theirs, index)->witness;
  GBytes                 *expected = g_ptr_array_index (witness, 0);
  guint8                  hash[32];
  guint8                  signature[64];

  g_assert_true (imw_keys_tree_derive (tree, &g_array_index (origin->path, guint32, 0),
                                       origin->path->len, &node, &error));
  g_assert_true (imw_keys_taproot_tweak (node.key, NULL, key.bytes, &error));
  g_assert_true (imw_bitcoin_sighash_taproot (sighash, index, 0, hash));
  g_assert_true (imw_keys_schnorr_sign (key.bytes, hash, sizeof hash, zero, signature, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (signature, sizeof signature, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
}

/* DER of a signature whose r begins with a high bit holds one more byte: 0x30 length 0x02 0x21 0x00 … */
static gboolean
has_low_r (GBytes *signature)
{
  const guint8 *data = g_bytes_get_data (signature, NULL);

  return data[3] == 0x20;
}

/* The library stops at the first nonce of RFC 6979. So do we where that gives a low r; elsewhere ours is shorter, and its
 * check is the network's own. */
static void
check_ecdsa (ImwBitcoinInput *ours, ImwBitcoinInput *theirs)
{
  GBytes *our_signature = g_ptr_array_index (ours->witness, 0);
  GBytes *their_signature = g_ptr_array_index (theirs->witness, 0);

  g_assert_cmpuint (ours->witness->len, ==, 2);
  g_assert_true (has_low_r (our_signature));
  g_assert_true (
      g_bytes_equal (g_ptr_array_index (ours->witness, 1), g_ptr_array_index (theirs->witness, 1)));
  if (!has_low_r (their_signature))
    return;

  n_equal_ecdsa++;
  g_assert_true (g_bytes_equal (our_signature, their_signature));
}

static void
check_payment (ImwKeysTree *tree, JsonObject *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      unsigned_tx = imw_hex_decode (imw_test_oracle_get_string (entry, "psbt"), &error);
  g_autoptr (GBytes) signed_tx = imw_keys_bitcoin_sign (tree, unsigned_tx, &error);
  g_autoptr (ImwBitcoinTx)
      theirs = imw_bitcoin_tx_parse_hex (imw_test_oracle_get_string (entry, "signed"), NULL);
  g_autoptr (ImwBitcoinTx) ours = NULL;
  g_autoptr (ImwPsbt) psbt = NULL;
  g_autoptr (GPtrArray) prevouts = g_ptr_array_new ();
  g_autoptr (ImwBitcoinSighash) sighash = NULL;
  g_autofree char *txid = NULL;
  gsize            length;
  const guint8    *data;

  g_assert_no_error (error);
  g_assert_nonnull (theirs);
  data = g_bytes_get_data (signed_tx, &length);
  psbt = imw_psbt_parse (data, length, &error);
  g_assert_no_error (error);
  ours = imw_psbt_extract (psbt, &error);
  g_assert_no_error (error);
  txid = imw_bitcoin_tx_dup_txid_text (ours);
  g_assert_cmpstr (txid, ==, imw_test_oracle_get_string (entry, "txid"));

  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      g_ptr_array_add (prevouts, imw_psbt_get_prevout (psbt, i, &error));
      g_assert_no_error (error);
    }
  sighash = imw_bitcoin_sighash_new (theirs, prevouts);
  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      ImwBitcoinInput *their_input = imw_bitcoin_tx_get_input (theirs, i);
      ImwBitcoinInput *our_input = imw_bitcoin_tx_get_input (ours, i);

      g_assert_true (imw_bitcoin_verify_input (sighash, i, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (our_input->witness->len, ==, their_input->witness->len);
      if (our_input->witness->len == 1)
        check_schnorr (tree, psbt, theirs, i, sighash);
      else
        check_ecdsa (our_input, their_input);
    }
}

static void
test_payments (void)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *oracle = imw_test_oracle_load (oracle_path, &root);
  JsonArray  *payments = imw_test_oracle_get_array (oracle, "payments");
  JsonArray  *seeds = imw_test_oracle_get_array (oracle, "addresses");

  g_assert_cmpuint (json_array_get_length (payments), ==, 20);
  for (guint i = 0; i < json_array_get_length (payments); i++)
    {
      JsonObject *entry = json_array_get_object_element (payments, i);
      gint64      seed;
      g_autoptr (ImwKeysTree) tree = NULL;

      g_assert_true (imw_json_get_int (entry, "seed", 0, 199, &seed, &error));
      tree = new_tree (json_array_get_object_element (seeds, (guint) seed));
      check_payment (tree, entry);
    }
  g_test_message ("%u ECDSA signatures equal to the byte", n_equal_ecdsa);
  g_assert_cmpuint (n_equal_ecdsa, >=, 5);
}

int
main (int argc, char **argv)
{
  g_autofree char *kept = g_build_filename (g_getenv ("IMW_VECTORS"), "oracle-bitcoin.json", NULL);

  g_test_init (&argc, &argv, NULL);
  oracle_path = argc > 1 ? argv[1] : kept;
  g_test_add_func ("/oracle/addresses", test_addresses);
  g_test_add_func ("/oracle/payments", test_payments);

  return g_test_run ();
}
