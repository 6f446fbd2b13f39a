/* test-attack.c: payments that must not be signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"
#include "imw-test-payment.h"

#include "imw-bitcoin-address.h"
#include "imw-error.h"
#include "imw-keys-bitcoin.h"

#include <string.h>

typedef struct
{
  ImwKeysTree *keys;
  ImwPsbt     *psbt;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  fixture->psbt = imw_test_payment_new (fixture->keys, data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->psbt, imw_psbt_unref);
  g_clear_pointer (&fixture->keys, imw_keys_tree_unref);
}

/* Neither described nor signed, and for the same reason. */
static void
assert_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_psbt_serialize (fixture->psbt);

  g_assert_null (imw_keys_bitcoin_describe (fixture->keys, bytes, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (imw_keys_bitcoin_sign (fixture->keys, bytes, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static ImwDescription *
describe (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_psbt_serialize (fixture->psbt);
  ImwDescription *description = imw_keys_bitcoin_describe (fixture->keys, bytes, &error);

  g_assert_no_error (error);

  return description;
}

static const guint32 *
get_path (GPtrArray *origins)
{
  const ImwPsbtKeyOrigin *origin = g_ptr_array_index (origins, 0);

  return (const guint32 *) (gpointer) origin->path->data;
}

static void
set_path (GPtrArray *origins, guint step, guint32 value)
{
  ImwPsbtKeyOrigin *origin = g_ptr_array_index (origins, 0);

  g_array_index (origin->path, guint32, step) = value;
}

/* The attack on BIP143: the amount that is lied about in one request makes a signature that is good in another. */
static void
test_without_previous (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&imw_psbt_get_input (fixture->psbt, 1)->non_witness_utxo, imw_bitcoin_tx_unref);
  assert_refused (fixture);
}

static void
test_lying_witness_utxo (Fixture *fixture, gconstpointer data)
{
  imw_psbt_get_input (fixture->psbt, 0)->witness_utxo->value_sat -= 1;
  assert_refused (fixture);
}

/* The previous transaction with another amount has another id. */
static void
test_lying_previous (Fixture *fixture, gconstpointer data)
{
  ImwPsbtInput *input = imw_psbt_get_input (fixture->psbt, 0);

  imw_bitcoin_tx_get_output (input->non_witness_utxo, 0)->value_sat += 1000;
  input->witness_utxo->value_sat += 1000;
  assert_refused (fixture);
}

static void
test_other_previous (Fixture *fixture, gconstpointer data)
{
  ImwPsbtInput *a = imw_psbt_get_input (fixture->psbt, 0);
  ImwPsbtInput *b = imw_psbt_get_input (fixture->psbt, 1);
  ImwBitcoinTx *kept = a->non_witness_utxo;

  a->non_witness_utxo = b->non_witness_utxo;
  b->non_witness_utxo = kept;
  assert_refused (fixture);
}

static void
test_output_of_previous (Fixture *fixture, gconstpointer data)
{
  imw_bitcoin_tx_get_input (fixture->psbt->tx, 0)->vout = 1;
  assert_refused (fixture);
}

static void
test_no_utxo (Fixture *fixture, gconstpointer data)
{
  ImwPsbtInput *input = imw_psbt_get_input (fixture->psbt, 0);

  g_clear_pointer (&input->non_witness_utxo, imw_bitcoin_tx_unref);
  g_bytes_unref (input->witness_utxo->script);
  g_clear_pointer (&input->witness_utxo, g_free);
  assert_refused (fixture);
}

/* A Taproot signature is over all amounts: the lie is described, and what comes out is worth nothing. */
static void
test_taproot_lie (void)
{
  const ImwTestPayment payment = { 86, 2, 100000, 150000, 49000, TRUE };
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwPsbt) honest = imw_test_payment_new (keys, &payment);
  g_autoptr (ImwPsbt) lie = imw_test_payment_new (keys, &payment);
  g_autoptr (ImwPsbt) signed_psbt = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (GError) error = NULL;

  imw_psbt_get_input (lie, 0)->witness_utxo->value_sat += 50000;
  bytes = imw_psbt_serialize (lie);
  signed_bytes = imw_keys_bitcoin_sign (keys, bytes, &error);
  g_assert_no_error (error);
  signed_psbt = imw_psbt_parse (g_bytes_get_data (signed_bytes, NULL),
                                g_bytes_get_size (signed_bytes), &error);
  for (guint i = 0; i < 2; i++)
    imw_psbt_get_input (honest, i)->tap_key_sig =
        g_bytes_ref (imw_psbt_get_input (signed_psbt, i)->tap_key_sig);
  g_assert_null (imw_psbt_extract (honest, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
test_foreign_input (Fixture *fixture, gconstpointer data)
{
  /* our key is said to be at another place */
  set_path (imw_psbt_get_input (fixture->psbt, 0)->origins, 4, 99);
  assert_refused (fixture);
}

static void
test_no_origin (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_set_size (imw_psbt_get_input (fixture->psbt, 0)->origins, 0);
  assert_refused (fixture);
}

static void
test_other_fingerprint (Fixture *fixture, gconstpointer data)
{
  ImwPsbtKeyOrigin *origin = g_ptr_array_index (imw_psbt_get_input (fixture->psbt, 0)->origins, 0);

  origin->fingerprint[0] ^= 1;
  assert_refused (fixture);
}

/* The paths of other accounts, coins and depths lead to keys too, but not to ours. */
static void
test_other_paths (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint   step;
    guint32 value;
  } changes[] = {
    { 0, 84 },
    { 0, 44 | IMW_BIP32_HARDENED },
    { 0, 49 | IMW_BIP32_HARDENED },
    { 1, 0 },
    { 1, 1 | IMW_BIP32_HARDENED },
    { 2, 0 },
    { 2, 1 | IMW_BIP32_HARDENED },
    { 3, 2 },
    { 3, 1 },
    { 3, IMW_BIP32_HARDENED },
    { 4, IMW_BIP32_HARDENED },
    { 4, 0xffffffff },
  };
  GPtrArray *origins = imw_psbt_get_input (fixture->psbt, 0)->origins;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      guint32 right = get_path (origins)[changes[i].step];

      set_path (origins, changes[i].step, changes[i].value);
      assert_refused (fixture);
      set_path (origins, changes[i].step, right);
    }

  g_array_set_size (((ImwPsbtKeyOrigin *) g_ptr_array_index (origins, 0))->path, 4);
  assert_refused (fixture);
}

static void
test_foreign_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) foreign = imw_test_foreign_script (0x66);
  g_autoptr (ImwDescription) description = NULL;
  ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (fixture->psbt->tx, 1);

  /* the papers say that it is ours, the script does not */
  g_bytes_unref (output->script);
  output->script = g_bytes_ref (foreign);
  description = describe (fixture);
  g_assert_cmpuint (imw_description_get_n_change (description), ==, 0);
  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 2);
  g_assert_null (imw_description_get_recipient (description, 1)->path);
  g_assert_true (imw_description_has_warning (description, IMW_WARNING_UNPROVEN_CHANGE));
}

static void
test_change_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwDescription) description = NULL;

  set_path (imw_psbt_get_output (fixture->psbt, 1)->origins, 4, 7);
  description = describe (fixture);
  g_assert_cmpuint (imw_description_get_n_change (description), ==, 0);
  g_assert_true (imw_description_has_warning (description, IMW_WARNING_UNPROVEN_CHANGE));
}

static void
test_silent_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwDescription) description = NULL;

  g_ptr_array_set_size (imw_psbt_get_output (fixture->psbt, 1)->origins, 0);
  g_clear_pointer (&imw_psbt_get_output (fixture->psbt, 1)->tap_internal_key, g_bytes_unref);
  description = describe (fixture);
  g_assert_cmpuint (imw_description_get_n_change (description), ==, 0);
  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 2);
}

static void
test_negative_fee (Fixture *fixture, gconstpointer data)
{
  imw_bitcoin_tx_get_output (fixture->psbt->tx, 0)->value_sat = 150001 + 1000;
  assert_refused (fixture);
}

static void
test_overflow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  imw_bitcoin_tx_get_output (fixture->psbt->tx, 0)->value_sat = G_MAXUINT64 - 10;
  bytes = imw_psbt_serialize (fixture->psbt);
  g_assert_null (imw_keys_bitcoin_describe (fixture->keys, bytes, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (imw_keys_bitcoin_sign (fixture->keys, bytes, &error));
  g_assert_nonnull (error);
}

static void
test_duplicate_input (Fixture *fixture, gconstpointer data)
{
  ImwBitcoinInput *a = imw_bitcoin_tx_get_input (fixture->psbt->tx, 0);
  ImwBitcoinInput *b = imw_bitcoin_tx_get_input (fixture->psbt->tx, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  memcpy (b->txid, a->txid, 32);
  bytes = imw_psbt_serialize (fixture->psbt);
  g_assert_null (imw_keys_bitcoin_sign (fixture->keys, bytes, &error));
  g_assert_nonnull (error);
}

/* NONE, SINGLE, ANYONECANPAY, and what is none at all. */
static void
test_sighash_types (Fixture *fixture, gconstpointer data)
{
  static const guint32 types[] = { 2, 3, 0x81, 0x82, 0x83, 0x80, 4, 0x101, 0xffffffff };

  imw_psbt_get_input (fixture->psbt, 1)->has_sighash_type = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      imw_psbt_get_input (fixture->psbt, 1)->sighash_type = types[i];
      assert_refused (fixture);
    }
}

static void
test_sighash_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (ImwPsbt) signed_psbt = NULL;
  g_autoptr (ImwBitcoinTx) tx = NULL;

  for (guint i = 0; i < 2; i++)
    {
      imw_psbt_get_input (fixture->psbt, i)->has_sighash_type = TRUE;
      imw_psbt_get_input (fixture->psbt, i)->sighash_type = 1;
    }
  bytes = imw_psbt_serialize (fixture->psbt);
  signed_bytes = imw_keys_bitcoin_sign (fixture->keys, bytes, &error);
  g_assert_no_error (error);
  signed_psbt = imw_psbt_parse (g_bytes_get_data (signed_bytes, NULL),
                                g_bytes_get_size (signed_bytes), &error);
  tx = imw_psbt_extract (signed_psbt, &error);
  g_assert_no_error (error);
}

/* Old kinds of scripts, even with our own key in them: no account of ours has such. */
static void
test_old_scripts (Fixture *fixture, gconstpointer data)
{
  ImwPsbtInput *input = imw_psbt_get_input (fixture->psbt, 0);
  gsize         length;
  const guint8 *script = g_bytes_get_data (input->witness_utxo->script, &length);
  g_autoptr (GBytes) p2pkh = imw_bitcoin_script_p2pkh (script + 2);
  g_autoptr (ImwBitcoinTx) previous = imw_bitcoin_tx_new ();
  guint8 txid[32] = { 9 };

  imw_bitcoin_tx_add_input (previous, txid, 0, 0);
  imw_bitcoin_tx_add_output (previous, 100000, p2pkh);
  imw_bitcoin_tx_get_txid (previous, imw_bitcoin_tx_get_input (fixture->psbt->tx, 0)->txid);
  g_bytes_unref (input->witness_utxo->script);
  g_clear_pointer (&input->witness_utxo, g_free);
  imw_bitcoin_tx_unref (input->non_witness_utxo);
  input->non_witness_utxo = imw_bitcoin_tx_ref (previous);
  assert_refused (fixture);
}

/* Signatures that came along are thrown away. */
static void
test_old_signatures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (ImwPsbt) signed_psbt = NULL;
  g_autoptr (ImwBitcoinTx) tx = NULL;

  bytes = imw_psbt_serialize (fixture->psbt);
  signed_bytes = imw_keys_bitcoin_sign (fixture->keys, bytes, &error);
  g_assert_no_error (error);
  again = imw_keys_bitcoin_sign (fixture->keys, signed_bytes, &error);
  g_assert_no_error (error);
  signed_psbt = imw_psbt_parse (g_bytes_get_data (again, NULL), g_bytes_get_size (again), &error);
  tx = imw_psbt_extract (signed_psbt, &error);
  g_assert_no_error (error);
}

/* The keys of one environment are of no use in another where the coin type differs. */
static void
test_other_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwKeysTree) other = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (GBytes) bytes = imw_psbt_serialize (fixture->psbt);
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_keys_bitcoin_sign (other, bytes, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
test_other_wallet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwKeysTree) other = imw_test_keys (IMW_TEST_WORDS, "other", IMW_ENVIRONMENT_MAIN);
  g_autoptr (GBytes) bytes = imw_psbt_serialize (fixture->psbt);
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_keys_bitcoin_sign (other, bytes, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

/* Whatever one changed byte does: no crash, and what is signed after all pays the same people the same amounts or was
 * described as it is. */
static void
test_mutations (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = imw_psbt_serialize (fixture->psbt);
  gsize         length;
  const guint8 *original = g_bytes_get_data (bytes, &length);
  guint         n_signed = 0;

  for (guint run = 0; run < 3000; run++)
    {
      g_autofree guint8 *copy = g_memdup2 (original, length);
      g_autoptr (GBytes) mutated = NULL;
      g_autoptr (GBytes) signed_bytes = NULL;
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (GError) error = NULL;
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length);
      gsize kept = g_test_rand_int_range (0, 4) == 0 ? at : length;

      copy[at] = (guint8) g_test_rand_int_range (0, 256);
      mutated = g_bytes_new (copy, kept);
      description = imw_keys_bitcoin_describe (fixture->keys, mutated, &error);
      g_assert_true ((description == NULL) == (error != NULL));
      g_clear_error (&error);
      signed_bytes = imw_keys_bitcoin_sign (fixture->keys, mutated, &error);
      g_assert_true ((signed_bytes == NULL) == (error != NULL));
      g_assert_true ((description == NULL) == (signed_bytes == NULL));
      n_signed += signed_bytes != NULL;
    }
  g_test_message ("%u of 3000 mutations were still payments", n_signed);
}

int
main (int argc, char **argv)
{
  static const ImwTestPayment p84 = IMW_TEST_PAYMENT_84;
  static const ImwTestPayment p86 = IMW_TEST_PAYMENT_86;

  g_test_init (&argc, &argv, NULL);

#define ADD(name, payment, func) \
  g_test_add ("/keys/attack/" name, Fixture, &payment, set_up, func, tear_down)
  ADD ("84/without-previous", p84, test_without_previous);
  ADD ("84/lying-witness-utxo", p84, test_lying_witness_utxo);
  ADD ("84/lying-previous", p84, test_lying_previous);
  ADD ("84/other-previous", p84, test_other_previous);
  ADD ("84/output-of-previous", p84, test_output_of_previous);
  ADD ("84/no-utxo", p84, test_no_utxo);
  ADD ("84/foreign-input", p84, test_foreign_input);
  ADD ("84/no-origin", p84, test_no_origin);
  ADD ("84/other-fingerprint", p84, test_other_fingerprint);
  ADD ("84/other-paths", p84, test_other_paths);
  ADD ("84/foreign-change", p84, test_foreign_change);
  ADD ("84/change-elsewhere", p84, test_change_elsewhere);
  ADD ("84/silent-change", p84, test_silent_change);
  ADD ("84/negative-fee", p84, test_negative_fee);
  ADD ("84/overflow", p84, test_overflow);
  ADD ("84/duplicate-input", p84, test_duplicate_input);
  ADD ("84/sighash-types", p84, test_sighash_types);
  ADD ("84/sighash-all", p84, test_sighash_all);
  ADD ("84/old-scripts", p84, test_old_scripts);
  ADD ("84/old-signatures", p84, test_old_signatures);
  ADD ("84/other-environment", p84, test_other_environment);
  ADD ("84/other-wallet", p84, test_other_wallet);
  ADD ("84/mutations", p84, test_mutations);
  ADD ("86/lying-witness-utxo", p86, test_lying_witness_utxo);
  ADD ("86/lying-previous", p86, test_lying_previous);
  ADD ("86/no-utxo", p86, test_no_utxo);
  ADD ("86/foreign-input", p86, test_foreign_input);
  ADD ("86/other-fingerprint", p86, test_other_fingerprint);
  ADD ("86/foreign-change", p86, test_foreign_change);
  ADD ("86/change-elsewhere", p86, test_change_elsewhere);
  ADD ("86/silent-change", p86, test_silent_change);
  ADD ("86/negative-fee", p86, test_negative_fee);
  ADD ("86/sighash-types", p86, test_sighash_types);
  ADD ("86/sighash-all", p86, test_sighash_all);
  ADD ("86/old-signatures", p86, test_old_signatures);
  ADD ("86/other-environment", p86, test_other_environment);
  ADD ("86/mutations", p86, test_mutations);
#undef ADD
  g_test_add_func ("/keys/attack/86/taproot-lie", test_taproot_lie);

  return g_test_run ();
}
