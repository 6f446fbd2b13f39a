/* imw-practice-mempool.c: which transactions may wait for a block
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-mempool"

#include "config.h"

#include "imw-practice-mempool-private.h"

#include "imw-bitcoin-codec.h"

#include <string.h>

#define MAX_RATE_MILLI \
  G_GUINT64_CONSTANT (10000000) /* what sendrawtransaction lets through: 0.1 BTC/kvB */
#define MAX_REPLACED 100

static void
candidate_clear (ImwPracticeCandidate *self)
{
  g_clear_pointer (&self->tx, imw_bitcoin_tx_unref);
  g_clear_pointer (&self->txid, g_free);
  g_clear_pointer (&self->record.raw, g_bytes_unref);
  g_clear_pointer (&self->coins, g_ptr_array_unref);
  g_clear_pointer (&self->conflicts, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwPracticeCandidate, candidate_clear)

static void
candidate_init (ImwPracticeCandidate *self, ImwBitcoinTx *tx)
{
  self->tx = imw_bitcoin_tx_ref (tx);
  self->txid = imw_bitcoin_tx_dup_txid_text (tx);
  self->vsize = imw_bitcoin_tx_get_vsize (tx);
  self->coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_coin_free);
  self->conflicts = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->record.raw = imw_bitcoin_tx_serialize (tx, TRUE);
  self->record.size = (gint64) g_bytes_get_size (self->record.raw);
  self->record.weight = (gint64) imw_bitcoin_tx_get_weight (tx);
  imw_bitcoin_tx_get_txid (tx, self->record.id);
}

static gboolean
find_coins (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error)
{
  for (guint i = 0; i < candidate->tx->inputs->len; i++)
    {
      const ImwBitcoinInput *input = imw_bitcoin_tx_get_input (candidate->tx, i);
      g_autoptr (ImwLedgerCoin) coin = NULL;

      if (!imw_ledger_find_coin (self->ledger, input->txid, input->vout, &coin, error))
        return FALSE;

      if (coin == NULL || (coin->spent_row != 0 && coin->spent_height != IMW_LEDGER_WAITING))
        return imw_practice_refuse (error, -25, "bad-txns-inputs-missingorspent");

      if (coin->spent_row != 0 && !imw_practice_has_row (candidate->conflicts, coin->spent_row))
        g_array_append_val (candidate->conflicts, coin->spent_row);
      g_ptr_array_add (candidate->coins, g_steal_pointer (&coin));
    }

  return TRUE;
}

static gboolean
check_time (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error)
{
  gint64   height;
  gboolean final;

  if (!imw_ledger_get_height (self->ledger, &height, error))
    return FALSE;

  for (guint i = 0; i < candidate->coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (candidate->coins, i);

      if (coin->coinbase && height + 1 - coin->height < IMW_PRACTICE_MATURITY)
        return imw_practice_refuse (
            error, -26,
            "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth %" G_GINT64_FORMAT,
            height + 1 - coin->height);
    }

  if (!imw_practice_bitcoin_is_final (self, candidate->tx, candidate->coins, height + 1, &final,
                                      error))
    return FALSE;

  return final || imw_practice_refuse (error, -26, "non-final");
}

static gboolean
check_fee (ImwPracticeCandidate *candidate, GError **error)
{
  guint64 in_sat = 0;
  guint64 out_sat = 0;
  guint64 needed_sat = 0;

  for (guint i = 0; i < candidate->coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (candidate->coins, i);

      if (!imw_bitcoin_sat_add (&in_sat, coin->value))
        return imw_practice_refuse (error, -26, "bad-txns-inputvalues-outofrange");
    }
  for (guint i = 0; i < candidate->tx->outputs->len; i++)
    out_sat += imw_bitcoin_tx_get_output (candidate->tx, i)->value_sat;

  if (in_sat < out_sat)
    {
      g_autofree char *in_text = imw_practice_format_btc (in_sat);
      g_autofree char *out_text = imw_practice_format_btc (out_sat);

      return imw_practice_refuse (
          error, -26, "bad-txns-in-belowout, value in (%s) < value out (%s)", in_text, out_text);
    }

  candidate->record.fee = in_sat - out_sat;
  if (!imw_bitcoin_fee_for (IMW_PRACTICE_MIN_RELAY_MILLI, candidate->vsize, &needed_sat) ||
      candidate->record.fee < needed_sat)
    return imw_practice_refuse (error, -26,
                                "min relay fee not met, %" G_GUINT64_FORMAT " < %" G_GUINT64_FORMAT,
                                candidate->record.fee, needed_sat);

  return TRUE;
}

static gboolean
check_scripts (ImwPracticeCandidate *candidate, GError **error)
{
  g_autoptr (GPtrArray)
      prevouts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);
  g_autoptr (ImwBitcoinSighash) sighash = NULL;

  for (guint i = 0; i < candidate->coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (candidate->coins, i);

      g_ptr_array_add (prevouts, imw_bitcoin_output_new (coin->value, coin->script));
    }

  sighash = imw_bitcoin_sighash_new (candidate->tx, prevouts);
  for (guint i = 0; i < candidate->coins->len; i++)
    {
      g_autoptr (GError) local_error = NULL;

      if (!imw_bitcoin_verify_input (sighash, i, &local_error))
        return imw_practice_refuse (error, -26, "mandatory-script-verify-flag-failed (%s)",
                                    local_error->message);
    }

  return TRUE;
}

static gboolean
check_max_fee (ImwPracticeCandidate *candidate, GError **error)
{
  guint64 limit_sat;

  if (imw_bitcoin_fee_for (MAX_RATE_MILLI, candidate->vsize, &limit_sat) &&
      candidate->record.fee > limit_sat)
    return imw_practice_refuse (
        error, -25, "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");

  return TRUE;
}

static gboolean
store (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error)
{
  gint64 row;

  if (!imw_ledger_add_tx (self->ledger, &candidate->record, &row, error))
    return FALSE;

  for (guint i = 0; i < candidate->coins->len; i++)
    {
      if (!imw_ledger_spend_coin (self->ledger, g_ptr_array_index (candidate->coins, i), row, i,
                                  error))
        return FALSE;
    }
  for (guint i = 0; i < candidate->tx->outputs->len; i++)
    {
      const ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (candidate->tx, i);

      if (!imw_ledger_add_coin (self->ledger, row, i, output->script, output->value_sat, error))
        return FALSE;
    }
  candidate->record.row = row;

  return imw_ledger_add_event (self->ledger, "accepted", candidate->txid, error);
}

/* Runs after it is stored, because then the ledger knows its relatives; the change is rolled back when it fails. */
static gboolean
check_chain_limits (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error)
{
  g_autoptr (GArray)
      ancestors = imw_ledger_list_relatives (self->ledger, candidate->record.row, FALSE, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (ancestors == NULL)
    return FALSE;

  if (ancestors->len > IMW_PRACTICE_MAX_CHAIN)
    return imw_practice_refuse (
        error, -26, "too-long-mempool-chain, too many unconfirmed ancestors [limit: %d]",
        IMW_PRACTICE_MAX_CHAIN);

  /* farthest first: what spends from a child spends from its parent, so that most need no look of their own */
  for (guint i = ancestors->len; i > 1; i--)
    {
      gint64 row = g_array_index (ancestors, gint64, i - 1);
      g_autoptr (GArray) descendants = NULL;

      if (g_hash_table_contains (seen, &row))
        continue;

      descendants = imw_ledger_list_relatives (self->ledger, row, TRUE, error);
      if (descendants == NULL)
        return FALSE;
      if (descendants->len > IMW_PRACTICE_MAX_CHAIN)
        return imw_practice_refuse (error, -26,
                                    "too-long-mempool-chain, too many descendants [limit: %d]",
                                    IMW_PRACTICE_MAX_CHAIN);
      for (guint j = 0; j < descendants->len; j++)
        {
          gint64 *known = &g_array_index (descendants, gint64, j);

          g_hash_table_add (seen, g_memdup2 (known, sizeof *known));
        }
    }

  return TRUE;
}

/* 1: known and waiting, 0: new, -1: error */
static gint
check_known (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error)
{
  g_autoptr (ImwLedgerTx) known = NULL;

  if (!imw_ledger_find_tx (self->ledger, candidate->record.id, &known, error))
    return -1;
  if (known == NULL)
    return 0;
  if (known->height == IMW_LEDGER_WAITING)
    return 1;

  imw_practice_refuse (error, -27, "Transaction already in block chain");

  return -1;
}

/**
 * imw_practice_bitcoin_accept: (skip)
 * @self: the network
 * @tx: a transaction
 * @error: return location
 *
 * Checks a transaction by the rules of the network, in the order of Bitcoin Core, and stores it; inside a change,
 * which must be rolled back when it fails. One that waits already is fine.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED (the message is the node's answer as JSON),
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_accept (ImwPracticeBitcoin *self, ImwBitcoinTx *tx, GError **error)
{
  g_auto (ImwPracticeCandidate) candidate = { 0 };
  gint known;

  candidate_init (&candidate, tx);
  known = check_known (self, &candidate, error);
  if (known != 0)
    return known > 0;

  return imw_practice_bitcoin_check_standard (tx, error) && find_coins (self, &candidate, error) &&
         check_time (self, &candidate, error) && check_fee (&candidate, error) &&
         check_scripts (&candidate, error) && check_max_fee (&candidate, error) &&
         imw_practice_bitcoin_replace (self, &candidate, error) &&
         store (self, &candidate, error) && check_chain_limits (self, &candidate, error);
}
