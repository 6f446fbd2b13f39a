/* test-accounts.c: BIP84 and BIP86, from words to addresses and signed payments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"
#include "imw-test-payment.h"

#include "imw-bitcoin-address.h"
#include "imw-error.h"
#include "imw-hex.h"
#include "imw-keys-bitcoin.h"
#include "imw-keys-registry.h"

#include <string.h>

static char *
get_address (ImwKeysTree *keys, const char *path_text, char **pubkey_hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) path = NULL;
  g_autoptr (GBytes) script = NULL;
  ImwBitcoinAccountKey account;
  const guint32       *steps;
  guint8               pubkey[33];

  g_assert_true (imw_bip32_path_parse (path_text, &path, &error));
  g_assert_cmpuint (path->len, ==, 5);
  steps = (const guint32 *) (gpointer) path->data;
  imw_test_payment_account (keys, steps[0] & ~IMW_BIP32_HARDENED, &account);
  script = imw_bitcoin_account_script (&account, steps[3], steps[4], pubkey, &error);
  g_assert_no_error (error);
  if (pubkey_hex != NULL)
    *pubkey_hex = imw_hex_encode (pubkey, 33);

  return imw_bitcoin_address_encode (
      imw_bitcoin_params_for_environment (imw_keys_tree_get_environment (keys)),
      g_bytes_get_data (script, NULL), g_bytes_get_size (script));
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-accounts.json");
  JsonArray *addresses = imw_test_vectors_array (root, "addresses");
  g_autoptr (ImwKeysTree) keys = imw_test_keys (
      imw_test_vectors_text (json_node_get_object (root), "words"), NULL, IMW_ENVIRONMENT_MAIN);
  g_autofree char *account_key = NULL;
  g_autofree char *expected = NULL;
  JsonObject      *known = imw_test_vectors_item (imw_test_vectors_array (root, "account_keys"), 0);

  g_assert_cmpuint (json_array_get_length (addresses), ==, 6);
  for (guint i = 0; i < json_array_get_length (addresses); i++)
    {
      JsonObject      *item = imw_test_vectors_item (addresses, i);
      g_autofree char *pubkey = NULL;
      g_autofree char *address = get_address (keys, imw_test_vectors_text (item, "path"), &pubkey);

      g_assert_cmpstr (address, ==, imw_test_vectors_text (item, "address"));
      if (imw_json_has (item, "public_key"))
        g_assert_cmpstr (pubkey, ==, imw_test_vectors_text (item, "public_key"));
      else
        g_assert_cmpstr (pubkey + 2, ==, imw_test_vectors_text (item, "internal_key"));
    }

  account_key = imw_keys_bitcoin_dup_account_key (keys, "bitcoin-86", 0, NULL);
  expected = g_strconcat ("[73c5da0a/86'/0'/0']", imw_test_vectors_text (known, "xpub"), NULL);
  g_assert_cmpstr (account_key, ==, expected);
}

/* 200 seeds, worked out by another program. */
static void
test_oracle (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("oracle-bitcoin.json");
  JsonArray *seeds = imw_test_vectors_array (root, "addresses");

  g_assert_cmpuint (json_array_get_length (seeds), ==, 200);
  for (guint i = 0; i < json_array_get_length (seeds); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *seed = imw_test_vectors_item (seeds, i);
      g_autoptr (ImwKeysTree)
          keys = imw_test_keys (imw_test_vectors_text (seed, "words"),
                                imw_test_vectors_text (seed, "passphrase"), IMW_ENVIRONMENT_MAIN);

      for (guint purpose = 84; purpose <= 86; purpose += 2)
        {
          g_autofree char *name = g_strdup_printf ("bip%u", purpose);
          JsonArray       *expected = imw_json_get_array (seed, name, &error);

          g_assert_cmpuint (json_array_get_length (expected), ==, 20);
          for (guint j = 0; j < 20; j++)
            {
              g_autofree char *path = g_strdup_printf ("m/%u'/0'/0'/0/%u", purpose, j);
              g_autofree char *address = get_address (keys, path, NULL);

              g_assert_cmpstr (address, ==, imw_test_vectors_string (expected, j));
            }
        }
    }
}

/* The other program's payments: ECDSA is the same to the byte, Schnorr has its own randomness and is checked. */
static void
test_oracle_payments (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("oracle-bitcoin.json");
  JsonArray *seeds = imw_test_vectors_array (root, "addresses");
  JsonArray *payments = imw_test_vectors_array (root, "payments");
  guint      n_equal = 0;

  for (guint i = 0; i < json_array_get_length (payments); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *payment = imw_test_vectors_item (payments, i);
      g_autoptr (GBytes) psbt = imw_test_vectors_bytes (payment, "psbt");
      g_autoptr (GBytes) signed_psbt = NULL;
      g_autoptr (ImwKeysTree) keys = NULL;
      g_autoptr (ImwPsbt) parsed = NULL;
      g_autoptr (ImwBitcoinTx) tx = NULL;
      g_autoptr (GBytes) raw = NULL;
      g_autofree char *txid = NULL;
      g_autofree char *hex = NULL;
      JsonObject      *seed;
      gint64           index;

      g_assert_true (imw_json_get_int (payment, "seed", 0, 199, &index, &error));
      seed = imw_test_vectors_item (seeds, (guint) index);
      keys = imw_test_keys (imw_test_vectors_text (seed, "words"),
                            imw_test_vectors_text (seed, "passphrase"), IMW_ENVIRONMENT_MAIN);
      signed_psbt = imw_keys_bitcoin_sign (keys, psbt, &error);
      g_assert_no_error (error);
      parsed = imw_psbt_parse (g_bytes_get_data (signed_psbt, NULL), g_bytes_get_size (signed_psbt),
                               &error);
      tx = imw_psbt_extract (parsed, &error);
      g_assert_no_error (error);

      txid = imw_bitcoin_tx_dup_txid_text (tx);
      g_assert_cmpstr (txid, ==, imw_test_vectors_text (payment, "txid"));
      raw = imw_bitcoin_tx_serialize (tx, TRUE);
      hex = imw_hex_encode_bytes (raw);
      n_equal += g_str_equal (hex, imw_test_vectors_text (payment, "signed"));
    }

  g_assert_cmpuint (n_equal, >, 0);
  g_test_message ("%u of %u payments are the same to the byte", n_equal,
                  json_array_get_length (payments));
}

static void
test_account_keys (void)
{
  g_autoptr (ImwKeysTree) main_keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) test_keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_TEST);
  g_autofree char *main_key = NULL;
  g_autofree char *test_key = NULL;
  g_autoptr (GError) error = NULL;

  main_key = imw_keys_bitcoin_dup_account_key (main_keys, "bitcoin-84", 5, &error);
  g_assert_true (g_str_has_prefix (main_key, "[73c5da0a/84'/0'/5']xpub"));
  test_key = imw_keys_bitcoin_dup_account_key (test_keys, "bitcoin-84", 5, &error);
  g_assert_true (g_str_has_prefix (test_key, "[73c5da0a/84'/1'/5']tpub"));
  g_assert_no_error (error);

  g_assert_null (imw_keys_bitcoin_dup_account_key (main_keys, "bitcoin-44", 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (imw_keys_bitcoin_dup_account_key (main_keys, "bitcoin-84", 0x80000000u, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_registry (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (imw_keys_registry_find ("bitcoin", &error));
  g_assert_no_error (error);
  g_assert_null (imw_keys_registry_find ("dogecoin", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

static void
check_payment (ImwEnvironment environment, const ImwTestPayment *payment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, environment);
  g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, payment);
  g_autoptr (GBytes) bytes = imw_psbt_serialize (psbt);
  g_autoptr (ImwDescription) description = imw_keys_bitcoin_describe (keys, bytes, &error);
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (ImwPsbt) signed_psbt = NULL;
  g_autoptr (ImwBitcoinTx) tx = NULL;
  guint64 amount_sat;

  g_assert_no_error (error);
  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 1);
  g_assert_true (
      imw_amount_get_u64 (imw_description_get_recipient (description, 0)->amount, &amount_sat));
  g_assert_cmpuint (amount_sat, ==, payment->pay_sat);
  g_assert_cmpuint (imw_description_get_n_change (description), ==,
                    payment->change_sat > 0 ? 1 : 0);
  g_assert_true (imw_amount_get_u64 (imw_description_get_fee (description), &amount_sat));
  g_assert_cmpuint (amount_sat, ==,
                    payment->n_inputs * payment->input_sat - payment->pay_sat -
                        payment->change_sat);

  signed_bytes = imw_keys_bitcoin_sign (keys, bytes, &error);
  g_assert_no_error (error);
  signed_psbt = imw_psbt_parse (g_bytes_get_data (signed_bytes, NULL),
                                g_bytes_get_size (signed_bytes), &error);
  tx = imw_psbt_extract (signed_psbt, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tx);
}

static void
test_sign (void)
{
  static const ImwEnvironment environments[] = { IMW_ENVIRONMENT_MAIN, IMW_ENVIRONMENT_TEST,
                                                 IMW_ENVIRONMENT_LOCAL, IMW_ENVIRONMENT_PRACTICE };
  static const ImwTestPayment payments[] = {
    IMW_TEST_PAYMENT_84,
    IMW_TEST_PAYMENT_86,
    { 86, 3, 100000, 150000, 149000, TRUE },
    { 84, 1, 100000, 98000, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (environments); i++)
    for (guint j = 0; j < G_N_ELEMENTS (payments); j++)
      check_payment (environments[i], &payments[j]);
}

/* Aux randomness: the same payment twice has different Schnorr signatures and the same ECDSA ones. */
static void
test_randomness (void)
{
  for (guint purpose = 84; purpose <= 86; purpose += 2)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
      const ImwTestPayment payment = { purpose, 1, 100000, 50000, 49000, FALSE };
      g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, &payment);
      g_autoptr (GBytes) bytes = imw_psbt_serialize (psbt);
      g_autoptr (GBytes) a = imw_keys_bitcoin_sign (keys, bytes, &error);
      g_autoptr (GBytes) b = imw_keys_bitcoin_sign (keys, bytes, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (a, b) == (purpose == 84));
    }
}

static void
test_thousand_inputs (void)
{
  for (guint purpose = 84; purpose <= 86; purpose += 2)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
      const ImwTestPayment payment = { purpose, 1000, 100000, 99000000, 900000, FALSE };
      g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, &payment);
      g_autoptr (GBytes) bytes = imw_psbt_serialize (psbt);
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (GBytes) signed_bytes = NULL;
      gint64 start_us = g_get_monotonic_time ();
      gint64 described_us, signed_us;

      description = imw_keys_bitcoin_describe (keys, bytes, &error);
      described_us = g_get_monotonic_time ();
      signed_bytes = imw_keys_bitcoin_sign (keys, bytes, &error);
      signed_us = g_get_monotonic_time ();
      g_assert_no_error (error);
      g_assert_nonnull (description);
      g_test_message ("BIP%u, 1000 inputs, %" G_GSIZE_FORMAT
                      " bytes: described in %" G_GINT64_FORMAT " ms, signed in %" G_GINT64_FORMAT
                      " ms",
                      purpose, g_bytes_get_size (bytes), (described_us - start_us) / 1000,
                      (signed_us - described_us) / 1000);
    }
}

static void
test_tree (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) same = imw_keys_tree_ref (keys);
  g_autoptr (ImwSecret) data_key = imw_keys_tree_dup_data_key (keys);
  g_autoptr (ImwSecret) short_seed = imw_secret_new_random (8);
  ImwBip32Pub first;
  ImwBip32Pub again;

  g_assert_cmpuint (imw_secret_get_length (data_key), ==, 32);
  for (guint32 round = 0; round < 2; round++)
    for (guint32 i = 0; i < 70; i++) /* more than the cache holds */
      {
        const guint32 path[1] = { i };

        g_assert_true (imw_keys_tree_get_public (keys, path, 1, &again, &error));
        if (i == 0 && round == 0)
          first = again;
        if (i == 0)
          g_assert_cmpmem (first.pubkey, 33, again.pubkey, 33);
      }

  g_assert_null (imw_keys_tree_new (short_seed, IMW_ENVIRONMENT_MAIN, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/accounts/vectors", test_vectors);
  g_test_add_func ("/keys/accounts/oracle", test_oracle);
  g_test_add_func ("/keys/accounts/oracle-payments", test_oracle_payments);
  g_test_add_func ("/keys/accounts/account-keys", test_account_keys);
  g_test_add_func ("/keys/accounts/registry", test_registry);
  g_test_add_func ("/keys/accounts/sign", test_sign);
  g_test_add_func ("/keys/accounts/randomness", test_randomness);
  g_test_add_func ("/keys/accounts/thousand-inputs", test_thousand_inputs);
  g_test_add_func ("/keys/accounts/tree", test_tree);

  return g_test_run ();
}
