/* imw-practice-replace.c: which waiting transactions may be replaced
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-mempool"

#include "config.h"

#include "imw-practice-mempool-private.h"

#include "imw-bitcoin-codec.h"

#define MAX_REPLACED 100

/**
 * imw_practice_format_btc: (skip)
 * @sat: an amount
 *
 * Returns: (transfer full): @sat as Bitcoin Core writes amounts
 */
char *
imw_practice_format_btc (guint64 sat)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%08" G_GUINT64_FORMAT, sat / 100000000,
                          sat % 100000000);
}

/**
 * imw_practice_has_row: (skip)
 * @rows: (element-type gint64): keys of transactions
 * @row: one
 *
 * Returns: whether @row is among @rows
 */
gboolean
imw_practice_has_row (GArray *rows, gint64 row)
{
  for (guint i = 0; i < rows->len; i++)
    {
      if (g_array_index (rows, gint64, i) == row)
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_practice_compare_rates: (skip)
 * @a: a transaction
 * @b: another one
 *
 * Returns: 1, 0 or -1: whether @a pays more, as much, or less for its weight than @b
 */
gint
imw_practice_compare_rates (const ImwLedgerTx *a, const ImwLedgerTx *b)
{
  unsigned __int128 left = (unsigned __int128) a->fee * (guint64) b->weight;
  unsigned __int128 right = (unsigned __int128) b->fee * (guint64) a->weight;

  if (left == right)
    return 0;

  return left > right ? 1 : -1;
}

static gboolean
signals_replacement (ImwBitcoinTx *tx)
{
  for (guint i = 0; i < tx->inputs->len; i++)
    {
      if (imw_bitcoin_tx_get_input (tx, i)->sequence <= IMW_BITCOIN_SEQUENCE_RBF)
        return TRUE;
    }

  return FALSE;
}

/* BIP125 for each transaction that is replaced directly: it must have said so, and pay a lower rate. */
static gboolean
check_direct_conflict (ImwPracticeCandidate *candidate, const ImwLedgerTx *old, GError **error)
{
  g_autoptr (ImwBitcoinTx) tx =
      imw_bitcoin_tx_parse (g_bytes_get_data (old->raw, NULL), g_bytes_get_size (old->raw), error);

  if (tx == NULL)
    return FALSE;

  if (!signals_replacement (tx))
    return imw_practice_refuse (error, -26, "txn-mempool-conflict");

  if (imw_practice_compare_rates (&candidate->record, old) <= 0)
    {
      g_autofree char *new_rate =
          imw_practice_format_btc (candidate->record.fee * 1000 / candidate->vsize);
      g_autofree char *old_rate = imw_practice_format_btc (old->fee * 4000 / (guint64) old->weight);

      return imw_practice_refuse (
          error, -26,
          "insufficient fee, rejecting replacement %s; new feerate %s BTC/kvB <= old feerate %s BTC/kvB",
          candidate->txid, new_rate, old_rate);
    }

  return TRUE;
}

/* Everything that goes when the conflicts go */
static GArray *
list_replaced (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error)
{
  g_autoptr (GArray) replaced = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < candidate->conflicts->len; i++)
    {
      g_autoptr (GArray) rows = imw_ledger_list_relatives (
          self->ledger, g_array_index (candidate->conflicts, gint64, i), TRUE, error);

      if (rows == NULL)
        return NULL;
      for (guint j = 0; j < rows->len; j++)
        {
          if (!imw_practice_has_row (replaced, g_array_index (rows, gint64, j)))
            g_array_append_val (replaced, g_array_index (rows, gint64, j));
        }
      if (replaced->len > MAX_REPLACED)
        {
          imw_practice_refuse (
              error, -26,
              "too many potential replacements, rejecting replacement %s; too many potential replacements (%u > %d)",
              candidate->txid, replaced->len, MAX_REPLACED);
          return NULL;
        }
    }

  return g_steal_pointer (&replaced);
}

/* The replacement must not depend on what it removes, nor on waiting transactions that the old ones did not need. */
static gboolean
check_new_parents (ImwPracticeCandidate *candidate,
                   GArray               *replaced,
                   GHashTable           *old_parents,
                   GError              **error)
{
  for (guint i = 0; i < candidate->coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (candidate->coins, i);
      g_autofree char     *parent = NULL;

      if (coin->height != IMW_LEDGER_WAITING)
        continue;

      if (imw_practice_has_row (replaced, coin->tx_row))
        {
          parent = imw_bitcoin_txid_to_text (coin->tx_id);
          return imw_practice_refuse (
              error, -26, "bad-txns-spends-conflicting-tx, %s spends conflicting transaction %s",
              candidate->txid, parent);
        }
      if (!g_hash_table_contains (old_parents, &coin->tx_row))
        return imw_practice_refuse (
            error, -26,
            "replacement-adds-unconfirmed, replacement %s adds unconfirmed input, idx %u",
            candidate->txid, i);
    }

  return TRUE;
}

static gboolean
check_replacement_fee (ImwPracticeCandidate *candidate, guint64 old_fees_sat, GError **error)
{
  g_autofree char *new_fee = imw_practice_format_btc (candidate->record.fee);
  g_autofree char *old_fees = imw_practice_format_btc (old_fees_sat);
  g_autofree char *extra = NULL;
  g_autofree char *needed = NULL;
  guint64          relay_sat = 0;

  if (candidate->record.fee < old_fees_sat)
    return imw_practice_refuse (
        error, -26,
        "insufficient fee, rejecting replacement %s, less fees than conflicting txs; %s < %s",
        candidate->txid, new_fee, old_fees);

  if (imw_bitcoin_fee_for (IMW_PRACTICE_MIN_RELAY_MILLI, candidate->vsize, &relay_sat) &&
      candidate->record.fee - old_fees_sat >= relay_sat)
    return TRUE;

  extra = imw_practice_format_btc (candidate->record.fee - old_fees_sat);
  needed = imw_practice_format_btc (relay_sat);

  return imw_practice_refuse (
      error, -26,
      "insufficient fee, rejecting replacement %s, not enough additional fees to relay; %s < %s",
      candidate->txid, extra, needed);
}

static ImwLedgerTx *
find_waiting (GPtrArray *waiting, gint64 row)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      ImwLedgerTx *tx = g_ptr_array_index (waiting, i);

      if (tx->row == row)
        return tx;
    }

  return NULL;
}

static gboolean
collect_parents (ImwPracticeBitcoin *self, gint64 row, GHashTable *parents, GError **error)
{
  g_autoptr (GPtrArray) inputs = imw_ledger_list_inputs (self->ledger, row, error);

  for (guint i = 0; inputs != NULL && i < inputs->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (inputs, i);

      g_hash_table_add (parents, g_memdup2 (&coin->tx_row, sizeof coin->tx_row));
    }

  return inputs != NULL;
}

/**
 * imw_practice_bitcoin_replace: (skip)
 * @self: the network
 * @candidate: a transaction whose coins, fee and scripts have been looked at
 * @error: return location
 *
 * When @candidate spends what waiting transactions spend, checks the rules of BIP125 in the words of Bitcoin Core and
 * removes those with all that came of them.
 *
 * Returns: %TRUE if nothing is in the way any more. On %FALSE @error is %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_replace (ImwPracticeBitcoin   *self,
                              ImwPracticeCandidate *candidate,
                              GError              **error)
{
  g_autoptr (GHashTable)
      parents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GArray) replaced = NULL;
  guint64 old_fees_sat = 0;

  if (candidate->conflicts->len == 0)
    return TRUE;

  waiting = imw_ledger_list_waiting (self->ledger, error);
  if (waiting == NULL)
    return FALSE;
  for (guint i = 0; i < candidate->conflicts->len; i++)
    {
      gint64       row = g_array_index (candidate->conflicts, gint64, i);
      ImwLedgerTx *old = find_waiting (waiting, row);

      if (old == NULL)
        return imw_practice_refuse (error, -26, "txn-mempool-conflict");
      if (!check_direct_conflict (candidate, old, error) ||
          !collect_parents (self, row, parents, error))
        return FALSE;
    }

  replaced = list_replaced (self, candidate, error);
  if (replaced == NULL || !check_new_parents (candidate, replaced, parents, error))
    return FALSE;
  for (guint i = 0; i < replaced->len; i++)
    {
      const ImwLedgerTx *old = find_waiting (waiting, g_array_index (replaced, gint64, i));

      old_fees_sat += old != NULL ? old->fee : 0;
    }
  if (!check_replacement_fee (candidate, old_fees_sat, error))
    return FALSE;

  for (guint i = 0; i < replaced->len; i++)
    {
      const ImwLedgerTx *old = find_waiting (waiting, g_array_index (replaced, gint64, i));
      g_autofree char   *text = old != NULL ? imw_bitcoin_txid_to_text (old->id) : NULL;

      if (old != NULL && !imw_ledger_add_event (self->ledger, "replaced", text, error))
        return FALSE;
    }
  for (guint i = 0; i < candidate->conflicts->len; i++)
    {
      if (!imw_ledger_remove_tx (self->ledger, g_array_index (candidate->conflicts, gint64, i),
                                 error))
        return FALSE;
    }

  return TRUE;
}
