/* imw-tx-record.c: a transaction as a backend reports it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-tx-record"

#include "config.h"

#include "imw-tx-record.h"

G_DEFINE_BOXED_TYPE (ImwTxRecord, imw_tx_record, imw_tx_record_ref, imw_tx_record_unref)

static void
coin_free (ImwTxCoin *coin)
{
  g_free (coin->address);
  g_clear_pointer (&coin->amount, imw_amount_unref);
  g_free (coin);
}

static void
counterparty_free (ImwTxCounterparty *counterparty)
{
  g_free (counterparty->address);
  g_clear_pointer (&counterparty->amount, imw_amount_unref);
  g_free (counterparty);
}

/**
 * imw_tx_spend_new:
 * @txid: the transaction whose output is spent, as text
 * @vout: which of its outputs
 *
 * Returns: (transfer full): a coin that is spent
 */
ImwTxSpend *
imw_tx_spend_new (const char *txid,
                  guint32     vout)
{
  ImwTxSpend *self;

  g_return_val_if_fail (txid != NULL, NULL);

  self = g_new0 (ImwTxSpend, 1);
  self->txid = g_strdup (txid);
  self->vout = vout;

  return self;
}

/**
 * imw_tx_spend_free:
 * @self: (transfer full): a coin that is spent
 *
 * Frees @self.
 */
void
imw_tx_spend_free (ImwTxSpend *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->txid);
  g_free (self);
}

/**
 * imw_tx_record_new:
 * @txid: the transaction's id, as text
 *
 * Returns: (transfer full): an empty record, in the mempool, without block
 */
ImwTxRecord *
imw_tx_record_new (const char *txid)
{
  ImwTxRecord *self;

  g_return_val_if_fail (txid != NULL, NULL);

  self = g_new0 (ImwTxRecord, 1);
  self->ref_count = 1;
  self->txid = g_strdup (txid);
  self->state = IMW_TX_MEMPOOL;
  self->height = -1;
  self->coins = g_ptr_array_new_with_free_func ((GDestroyNotify) coin_free);
  self->spends = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);
  self->counterparties = g_ptr_array_new_with_free_func ((GDestroyNotify) counterparty_free);
  self->movements = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  self->sequence = -1;

  return self;
}

/**
 * imw_tx_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self with one more reference
 */
ImwTxRecord *
imw_tx_record_ref (ImwTxRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * imw_tx_record_unref:
 * @self: (transfer full): a record
 *
 * Drops a reference.
 */
void
imw_tx_record_unref (ImwTxRecord *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->txid);
  g_free (self->block_hash);
  g_clear_pointer (&self->net, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_ptr_array_unref (self->coins);
  g_ptr_array_unref (self->spends);
  g_ptr_array_unref (self->counterparties);
  g_ptr_array_unref (self->movements);
  g_free (self->call);
  g_free (self->memo);
  g_free (self->memo_type);
  g_free (self);
}

/**
 * imw_tx_record_add_coin:
 * @self: a record
 * @vout: which output
 * @branch: 0 for receiving, 1 for change
 * @index: of its address on the branch
 * @address: the address
 * @amount: its value
 *
 * Adds an output that belongs to the account.
 */
void
imw_tx_record_add_coin (ImwTxRecord *self,
                        guint32      vout,
                        guint32      branch,
                        guint32      index,
                        const char  *address,
                        ImwAmount   *amount)
{
  ImwTxCoin *coin;

  g_return_if_fail (self != NULL && address != NULL && amount != NULL);

  coin = g_new0 (ImwTxCoin, 1);
  coin->vout = vout;
  coin->branch = branch;
  coin->index = index;
  coin->address = g_strdup (address);
  coin->amount = imw_amount_ref (amount);
  g_ptr_array_add (self->coins, coin);
}

/**
 * imw_tx_record_add_spend:
 * @self: a record
 * @txid: the transaction whose output is spent, as text
 * @vout: which of its outputs
 *
 * Adds a coin of ours that the transaction spends.
 */
void
imw_tx_record_add_spend (ImwTxRecord *self,
                         const char  *txid,
                         guint32      vout)
{
  g_return_if_fail (self != NULL && txid != NULL);

  g_ptr_array_add (self->spends, imw_tx_spend_new (txid, vout));
}

/**
 * imw_tx_record_add_movement:
 * @self: a record
 * @net: signed change of a further asset
 *
 * Adds what the transaction did to another asset than that of its net.
 */
void
imw_tx_record_add_movement (ImwTxRecord *self, ImwAmount *net)
{
  g_return_if_fail (self != NULL && net != NULL);

  g_ptr_array_add (self->movements, imw_amount_ref (net));
}

/**
 * imw_tx_record_add_counterparty:
 * @self: a record
 * @address: (nullable): who; %NULL for an output without address
 * @amount: how much
 *
 * Adds somebody else who is paid.
 */
void
imw_tx_record_add_counterparty (ImwTxRecord *self,
                                const char  *address,
                                ImwAmount   *amount)
{
  ImwTxCounterparty *counterparty;

  g_return_if_fail (self != NULL && amount != NULL);

  counterparty = g_new0 (ImwTxCounterparty, 1);
  counterparty->address = g_strdup (address);
  counterparty->amount = imw_amount_ref (amount);
  g_ptr_array_add (self->counterparties, counterparty);
}

/**
 * imw_tx_state_get_code:
 * @state: a state
 *
 * Returns: (transfer none): "mempool", "confirmed" or "dropped", as the store has it
 */
const char *
imw_tx_state_get_code (ImwTxState state)
{
  switch (state)
    {
    case IMW_TX_MEMPOOL:
      return "mempool";

    case IMW_TX_CONFIRMED:
      return "confirmed";

    case IMW_TX_DROPPED:
      return "dropped";
    }

  g_return_val_if_reached ("mempool");
}

/**
 * imw_tx_state_from_code:
 * @code: (nullable): a word
 * @state: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is exactly one of the words of imw_tx_state_get_code()
 */
gboolean
imw_tx_state_from_code (const char *code,
                        ImwTxState *state)
{
  static const ImwTxState states[] = { IMW_TX_MEMPOOL, IMW_TX_CONFIRMED, IMW_TX_DROPPED };

  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_strcmp0 (code, imw_tx_state_get_code (states[i])) == 0)
        {
          *state = states[i];
          return TRUE;
        }
    }

  return FALSE;
}
