/* chain-fixture.c: an account with coins, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "chain-fixture.h"

#include "imw-bitcoin-address.h"
#include "imw-test-vectors.h"

#include <string.h>

ChainFixture *
chain_fixture_new (void)
{
  ChainFixture *self = g_new0 (ChainFixture, 1);
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-accounts.json");
  JsonArray *accounts = imw_test_vectors_array (root, "accounts");

  self->params = imw_bitcoin_params_find ("mainnet");
  self->previous = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_tx_unref);
  self->txids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < 2; i++)
    {
      ImwBitcoinAccountKey *key = &self->accounts[i];
      JsonObject           *item = imw_test_vectors_item (accounts, i);
      const char           *text = imw_test_vectors_text (item, "account_key");
      guint32               version;
      g_autoptr (GError) error = NULL;
      gboolean good = imw_bip32_pub_parse (text, &version, &key->key, &error);

      g_assert_no_error (error);
      g_assert_true (good);
      key->purpose = i == 0 ? 84 : 86;
      memcpy (key->fingerprint, "\x73\xc5\xda\x0a", 4);
      self->account_texts[i] = imw_bitcoin_account_key_to_text (self->params, key);
      self->coins[i] = g_array_new (FALSE, TRUE, sizeof (ImwBitcoinCoin));
    }

  return self;
}

void
chain_fixture_free (ChainFixture *self)
{
  for (guint i = 0; i < 2; i++)
    {
      g_free (self->account_texts[i]);
      g_array_unref (self->coins[i]);
    }
  g_ptr_array_unref (self->previous);
  g_ptr_array_unref (self->txids);
  g_free (self);
}

/* Each coin comes out of a transaction of its own, at the second place. */
void
chain_fixture_add_coin (ChainFixture *self,
                        guint         account,
                        guint64       value_sat,
                        guint32       branch,
                        guint32       index)
{
  ImwBitcoinTx  *tx = imw_bitcoin_tx_new ();
  ImwBitcoinCoin coin = { 0 };
  guint8         from[32] = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script =
      imw_bitcoin_account_script (&self->accounts[account], branch, index, NULL, &error);
  g_autoptr (GBytes) other = chain_fixture_foreign_script (200);

  g_assert_no_error (error);
  from[0] = (guint8) self->previous->len;
  from[1] = (guint8) (self->previous->len >> 8);
  from[2] = 1;
  imw_bitcoin_tx_add_input (tx, from, 0, 0);
  imw_bitcoin_tx_add_output (tx, 12345, other);
  imw_bitcoin_tx_add_output (tx, value_sat, script);
  g_ptr_array_add (self->previous, tx);

  coin.txid = imw_bitcoin_tx_dup_txid_text (tx);
  g_ptr_array_add (self->txids, coin.txid);
  coin.vout = 1;
  coin.value_sat = value_sat;
  coin.branch = branch;
  coin.index = index;
  coin.confirmed = TRUE;
  g_array_append_val (self->coins[account], coin);
}

GBytes *
chain_fixture_foreign_script (guint8 number)
{
  guint8 program[20];

  memset (program, number, sizeof program);

  return imw_bitcoin_script_witness (0, program, sizeof program);
}

gboolean
chain_fixture_own (const ImwPsbtKeyOrigin *origin,
                   const guint8           *script,
                   gsize                   length,
                   gpointer                user_data)
{
  ChainFixture  *self = user_data;
  const guint32 *path = (const guint32 *) (gpointer) origin->path->data;

  g_assert_cmpuint (origin->path->len, ==, 5);
  g_assert_cmpuint (path[3], <=, 1);
  for (guint i = 0; i < 2; i++)
    {
      const ImwBitcoinAccountKey *key = &self->accounts[i];
      g_autoptr (GBytes) own = NULL;

      if (path[0] != (key->purpose | IMW_BIP32_HARDENED) ||
          path[2] != (key->account | IMW_BIP32_HARDENED))
        continue;

      own = imw_bitcoin_account_script (key, path[3], path[4], NULL, NULL);
      if (own != NULL && g_bytes_get_size (own) == length &&
          memcmp (g_bytes_get_data (own, NULL), script, length) == 0)
        return TRUE;
    }

  return FALSE;
}

void
chain_fixture_attach (ChainFixture *self,
                      ImwPsbt      *psbt)
{
  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      const ImwBitcoinInput *in = imw_bitcoin_tx_get_input (psbt->tx, i);

      for (guint j = 0; j < self->previous->len; j++)
        {
          ImwBitcoinTx *previous = g_ptr_array_index (self->previous, j);
          guint8        txid[32];
          g_autoptr (GError) error = NULL;

          imw_bitcoin_tx_get_txid (previous, txid);
          if (memcmp (txid, in->txid, 32) != 0)
            continue;

          g_assert_true (imw_psbt_attach_previous (psbt, previous, &error));
          g_assert_no_error (error);
        }
    }
}

ImwPsbt *
chain_fixture_pay (ChainFixture *self,
                   guint         account,
                   guint64       value_sat,
                   guint64       rate_milli)
{
  ImwBitcoinPayee payee = { 0 };
  ImwBitcoinBuild build = { 0 };
  g_autoptr (GBytes) script = chain_fixture_foreign_script (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBitcoinBuilt) built = NULL;

  payee.script = script;
  payee.value_sat = value_sat;
  build.params = self->params;
  build.account = &self->accounts[account];
  build.coins = (const ImwBitcoinCoin *) (gpointer) self->coins[account]->data;
  build.n_coins = self->coins[account]->len;
  build.payees = &payee;
  build.n_payees = 1;
  build.fee_rate_milli = rate_milli;
  build.change_index = 7;
  build.lock_time = 800000;
  built = imw_bitcoin_build (&build, &error);
  g_assert_no_error (error);
  if (account == 0)
    chain_fixture_attach (self, built->psbt);

  return imw_psbt_ref (built->psbt);
}
