/* imw-test-payment.c: unsigned payments of a wallet with known words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-payment.h"

#include "imw-bitcoin-address.h"
#include "imw-keys-bitcoin.h"

#include <string.h>

/**
 * imw_test_payment_account:
 * @keys: keys
 * @purpose: 84 or 86
 * @account: (out caller-allocates): its first account
 *
 * Reads the account back from what the wallet would store.
 */
void
imw_test_payment_account (ImwKeysTree *keys, guint purpose, ImwBitcoinAccountKey *account)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = g_strdup_printf ("bitcoin-%u", purpose);
  g_autofree char *text = imw_keys_bitcoin_dup_account_key (keys, kind, 0, &error);

  g_assert_no_error (error);
  g_assert_true (imw_bitcoin_account_key_parse (
      imw_bitcoin_params_for_environment (imw_keys_tree_get_environment (keys)), text, account,
      &error));
}

/**
 * imw_test_foreign_script:
 * @seed: any number
 *
 * Returns: (transfer full): the script of somebody else
 */
GBytes *
imw_test_foreign_script (guint8 seed)
{
  guint8 program[20];

  memset (program, seed, sizeof program);

  return imw_bitcoin_script_witness (0, program, sizeof program);
}

static void
add_origin (GPtrArray                  *origins,
            GBytes                    **internal_key,
            const ImwBitcoinAccountKey *account,
            const guint8                pubkey[33],
            guint32                     branch,
            guint32                     index)
{
  const guint32 path[5] = { account->purpose | IMW_BIP32_HARDENED,
                            account->coin_type | IMW_BIP32_HARDENED,
                            account->account | IMW_BIP32_HARDENED, branch, index };

  if (account->purpose == 86)
    {
      *internal_key = g_bytes_new (pubkey + 1, 32);
      imw_psbt_add_origin (origins, pubkey + 1, 32, account->fingerprint, path,
                           G_N_ELEMENTS (path));
    }
  else
    imw_psbt_add_origin (origins, pubkey, 33, account->fingerprint, path, G_N_ELEMENTS (path));
}

static ImwBitcoinTx *
make_previous (guint index, guint64 value_sat, GBytes *script)
{
  ImwBitcoinTx *previous = imw_bitcoin_tx_new ();
  guint8        txid[32] = { 0x77 };

  memcpy (txid + 1, &index, sizeof index);
  imw_bitcoin_tx_add_input (previous, txid, 0, 0xffffffff);
  imw_bitcoin_tx_add_output (previous, value_sat, script);

  return previous;
}

/**
 * imw_test_payment_new:
 * @keys: whose payment
 * @payment: what it does
 *
 * Returns: (transfer full): an unsigned payment that an honest wallet would make: recipient first, then change
 */
ImwPsbt *
imw_test_payment_new (ImwKeysTree *keys, const ImwTestPayment *payment)
{
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autoptr (GPtrArray)
      previous = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_tx_unref);
  g_autoptr (GBytes) foreign = imw_test_foreign_script (0x42);
  g_autoptr (GBytes) change = NULL;
  ImwBitcoinAccountKey account;
  ImwPsbt             *psbt;
  guint8               pubkey[33];

  imw_test_payment_account (keys, payment->purpose, &account);
  for (guint i = 0; i < payment->n_inputs; i++)
    {
      g_autoptr (GBytes) script = imw_bitcoin_account_script (&account, 0, i, pubkey, NULL);
      ImwBitcoinTx *one = make_previous (i, payment->input_sat, script);
      guint8        txid[32];

      imw_bitcoin_tx_get_txid (one, txid);
      imw_bitcoin_tx_add_input (tx, txid, 0, IMW_BITCOIN_SEQUENCE_RBF);
      g_ptr_array_add (previous, one);
    }
  imw_bitcoin_tx_add_output (tx, payment->pay_sat, foreign);
  change = imw_bitcoin_account_script (&account, 1, 0, pubkey, NULL);
  if (payment->change_sat > 0)
    imw_bitcoin_tx_add_output (tx, payment->change_sat, change);

  psbt = imw_psbt_new (tx);
  if (payment->change_sat > 0)
    add_origin (imw_psbt_get_output (psbt, 1)->origins,
                &imw_psbt_get_output (psbt, 1)->tap_internal_key, &account, pubkey, 1, 0);
  for (guint i = 0; i < payment->n_inputs; i++)
    {
      ImwPsbtInput     *input = imw_psbt_get_input (psbt, i);
      ImwBitcoinTx     *one = g_ptr_array_index (previous, i);
      ImwBitcoinOutput *spent = imw_bitcoin_tx_get_output (one, 0);
      g_autoptr (GBytes) script = imw_bitcoin_account_script (&account, 0, i, pubkey, NULL);

      add_origin (input->origins, &input->tap_internal_key, &account, pubkey, 0, i);
      input->witness_utxo = g_new0 (ImwBitcoinOutput, 1);
      input->witness_utxo->value_sat = spent->value_sat;
      input->witness_utxo->script = g_bytes_ref (script);
      if (!payment->no_previous)
        input->non_witness_utxo = imw_bitcoin_tx_ref (one);
    }

  return psbt;
}
