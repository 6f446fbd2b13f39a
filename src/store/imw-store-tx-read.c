/* imw-store-tx-read.c: transactions out of the tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-tx-read"

#include "config.h"

#include "imw-store-tx-private.h"

#include "imw-store-coin-private.h"

static void
counterparty_free (gpointer data)
{
  ImwTxCounterparty *counterparty = data;

  g_free (counterparty->address);
  g_clear_pointer (&counterparty->amount, imw_amount_unref);
  g_free (counterparty);
}

static gboolean
read_counterparties (ImwStoreCall *call, ImwStoreTx *tx, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT address, asset, amount FROM counterparty WHERE tx = :tx ORDER BY place", error);
  gboolean row = FALSE;

  tx->counterparties = g_ptr_array_new_with_free_func (counterparty_free);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":tx", tx->row);

  do
    {
      ImwTxCounterparty *counterparty;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;

      counterparty = g_new0 (ImwTxCounterparty, 1);
      g_ptr_array_add (tx->counterparties, counterparty);
      counterparty->address = imw_stmt_dup_text (stmt, 0);
      if (!imw_store_read_amount (call, stmt, 1, 2, &counterparty->amount, error))
        return FALSE;
    }
  while (row);

  return TRUE;
}

static gboolean
read_coins (ImwStoreCall *call, ImwStoreTx *tx, gint64 account, GError **error)
{
  g_autoptr (ImwStmt) made = imw_store_prepare (
      call,
      "SELECT " IMW_STORE_COIN_COLUMNS
      " FROM coin c WHERE c.account = :account AND c.txid = :txid ORDER BY c.vout",
      error);
  g_autoptr (ImwStmt) spent = imw_store_prepare (
      call,
      "SELECT " IMW_STORE_COIN_COLUMNS
      " FROM spend s JOIN coin c ON c.account = s.account AND c.txid = s.out_txid "
      "AND c.vout = s.out_vout WHERE s.account = :account AND s.txid = :txid ORDER BY s.out_txid, s.out_vout",
      error);

  if (made == NULL || spent == NULL)
    return FALSE;

  imw_stmt_bind_int64 (made, ":account", account);
  imw_stmt_bind_text (made, ":txid", tx->txid);
  tx->coins = imw_store_read_coins (call, made, error);
  if (tx->coins == NULL)
    return FALSE;

  imw_stmt_bind_int64 (spent, ":account", account);
  imw_stmt_bind_text (spent, ":txid", tx->txid);
  tx->spends = imw_store_read_coins (call, spent, error);

  return tx->spends != NULL;
}

static gboolean
read_movements (ImwStoreCall *call, ImwStoreTx *tx, gboolean any, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean row = any;

  tx->movements = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  if (!any)
    return TRUE;

  stmt = imw_store_prepare (
      call, "SELECT asset, amount FROM movement WHERE tx = :tx ORDER BY place", error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":tx", tx->row);

  while (row)
    {
      ImwAmount *amount = NULL;

      if (!imw_stmt_step (stmt, &row, error) ||
          (row && !imw_store_read_amount (call, stmt, 0, 1, &amount, error)))
        return FALSE;
      if (amount != NULL)
        g_ptr_array_add (tx->movements, amount);
    }

  return TRUE;
}

/**
 * imw_store_read_tx: (skip)
 * @call: the job
 * @stmt: on a row of a query that begins with %IMW_STORE_TX_COLUMNS
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the transaction, or %NULL with an error of the store
 */
ImwStoreTx *
imw_store_read_tx (ImwStoreCall *call, ImwStmt *stmt, GError **error)
{
  g_autoptr (ImwStoreTx) tx = g_new0 (ImwStoreTx, 1);

  tx->ref_count = 1;
  tx->row = imw_stmt_get_int64 (stmt, 0);
  tx->sort_ms = imw_stmt_get_int64 (stmt, 1);
  tx->account = imw_stmt_dup_text (stmt, 2);
  tx->txid = imw_stmt_dup_text (stmt, 3);
  tx->height = imw_stmt_get_int64 (stmt, 5);
  tx->block_hash = imw_stmt_dup_text (stmt, 6);
  tx->time_ms = imw_stmt_get_int64 (stmt, 7);
  tx->first_seen_ms = imw_stmt_get_int64 (stmt, 8);
  tx->direction = (ImwStoreDirection) imw_stmt_get_int64 (stmt, 9);
  tx->sequence = imw_stmt_get_int64 (stmt, 15);
  tx->failed = imw_stmt_get_boolean (stmt, 16);
  tx->call = imw_stmt_dup_text (stmt, 17);
  tx->memo = imw_stmt_dup_text (stmt, 19);
  tx->memo_type = imw_stmt_dup_text (stmt, 20);
  if (!imw_store_read_state (stmt, 4, &tx->state, error) ||
      !imw_store_read_amount (call, stmt, 10, 11, &tx->net, error) ||
      !imw_store_read_amount (call, stmt, 12, 13, &tx->fee, error) ||
      !read_coins (call, tx, imw_stmt_get_int64 (stmt, 14), error) ||
      !read_counterparties (call, tx, error) ||
      !read_movements (call, tx, imw_stmt_get_boolean (stmt, 18), error))
    return NULL;

  return g_steal_pointer (&tx);
}

/**
 * imw_store_read_txs: (skip)
 * @call: the job
 * @stmt: a bound query that begins with %IMW_STORE_TX_COLUMNS
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreTx): all its rows, or %NULL with an error of the
 *   store
 */
GPtrArray *
imw_store_read_txs (ImwStoreCall *call, ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) txs = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_tx_unref);
  gboolean row = FALSE;

  do
    {
      ImwStoreTx *tx;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        break;
      tx = imw_store_read_tx (call, stmt, error);
      if (tx == NULL)
        return NULL;
      g_ptr_array_add (txs, tx);
    }
  while (row);

  return g_steal_pointer (&txs);
}
