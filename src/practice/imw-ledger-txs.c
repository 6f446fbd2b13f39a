/* imw-ledger-txs.c: the ledger's transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger"

#include "config.h"

#include "imw-ledger.h"

#include "imw-ledger-private.h"

#define PLACES_A_BLOCK (G_GINT64_CONSTANT (1) << 20)

/**
 * imw_ledger_tx_free:
 * @self: (transfer full): a transaction
 *
 * Frees @self.
 */
void
imw_ledger_tx_free (ImwLedgerTx *self)
{
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_free (self);
}

/**
 * imw_ledger_read_tx: (skip)
 * @stmt: a statement on a row of IMW_LEDGER_TX_COLUMNS
 * @error: return location
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_CORRUPT.
 */
ImwLedgerTx *
imw_ledger_read_tx (ImwStmt *stmt, GError **error)
{
  g_autoptr (ImwLedgerTx) self = g_new0 (ImwLedgerTx, 1);

  self->row = imw_stmt_get_int64 (stmt, 0);
  self->raw = imw_stmt_dup_bytes (stmt, 2);
  self->size = imw_stmt_get_int64 (stmt, 4);
  self->weight = imw_stmt_get_int64 (stmt, 5);
  self->coinbase = imw_stmt_get_boolean (stmt, 6);
  self->height = imw_stmt_is_null (stmt, 7) ? IMW_LEDGER_WAITING : imw_stmt_get_int64 (stmt, 7);
  self->position = imw_stmt_get_int64 (stmt, 8);
  if (!imw_ledger_read_id (stmt, 1, self->id, error) ||
      !imw_ledger_read_amount (stmt, 3, &self->fee, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_ledger_read_txs: (skip)
 * @stmt: a query for IMW_LEDGER_TX_COLUMNS
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerTx): all its rows. On %NULL @error is %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_read_txs (ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) txs = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_tx_free);

  while (TRUE)
    {
      ImwLedgerTx *tx;
      gboolean     row;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&txs);

      tx = imw_ledger_read_tx (stmt, error);
      if (tx == NULL)
        return NULL;
      g_ptr_array_add (txs, tx);
    }
}

/**
 * imw_ledger_find_tx:
 * @self: the books
 * @id: (array fixed-size=32): its id
 * @tx: (out) (nullable): the transaction, %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_find_tx (ImwLedger *self, const guint8 id[32], ImwLedgerTx **tx, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT " IMW_LEDGER_TX_COLUMNS " FROM tx WHERE id = :id AND chain = :chain",
      error);
  gboolean row;

  *tx = NULL;
  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":id", id);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  *tx = imw_ledger_read_tx (stmt, error);

  return *tx != NULL;
}

/**
 * imw_ledger_add_tx:
 * @self: the books
 * @tx: a transaction; row, height and position are not looked at
 * @row: (out): its key
 * @error: return location
 *
 * Adds a transaction that waits for a block, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_tx (ImwLedger *self, const ImwLedgerTx *tx, gint64 *row, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_db_session_prepare (self->session,
                              "INSERT INTO tx (id, raw, fee, size, weight, coinbase, arrived_ms, chain) VALUES "
                              "(:id, :raw, :fee, :size, :weight, :coinbase, :arrived, :chain)",
                              error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":id", tx->id);
  imw_stmt_bind_bytes (stmt, ":raw", tx->raw);
  imw_ledger_bind_amount (stmt, ":fee", tx->fee);
  imw_stmt_bind_int64 (stmt, ":size", tx->size);
  imw_stmt_bind_int64 (stmt, ":weight", tx->weight);
  imw_stmt_bind_int64 (stmt, ":coinbase", tx->coinbase ? 1 : 0);
  imw_stmt_bind_int64 (stmt, ":arrived", imw_clock_get_wall_ms (self->clock));
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  *row = imw_db_session_get_last_row (self->session);

  return TRUE;
}

/**
 * imw_ledger_confirm_tx:
 * @self: the books
 * @row: a transaction
 * @height: its block
 * @position: its place in the block
 * @error: return location
 *
 * Puts a transaction into a block, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_confirm_tx (ImwLedger *self, gint64 row, gint64 height, gint64 position, GError **error)
{
  g_autoptr (ImwStmt) place = NULL;
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "UPDATE tx SET height = :height, position = :position WHERE row = :row",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_int64 (stmt, ":height", height);
  imw_stmt_bind_int64 (stmt, ":position", position);
  imw_stmt_bind_int64 (stmt, ":row", row);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  place = imw_db_session_prepare (self->session,
                                  "UPDATE history SET place = :place WHERE tx = :row", error);
  if (place == NULL)
    return FALSE;

  imw_stmt_bind_int64 (place, ":place", height * PLACES_A_BLOCK + position);
  imw_stmt_bind_int64 (place, ":row", row);

  return imw_stmt_run (place, error);
}

/**
 * imw_ledger_list_waiting:
 * @self: the books
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerTx): the transactions that wait for a block, in the order they
 *   came. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_waiting (ImwLedger *self, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT " IMW_LEDGER_TX_COLUMNS " FROM tx WHERE chain = :chain AND height IS NULL ORDER BY row",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_chain (self, stmt);

  return imw_ledger_read_txs (stmt, error);
}

/**
 * imw_ledger_list_relatives:
 * @self: the books
 * @row: a transaction
 * @spenders: %TRUE for those that spend from it, %FALSE for those it spends from
 * @error: return location
 *
 * Follows spending through the transactions that wait for a block.
 *
 * Returns: (transfer full) (element-type gint64): keys, @row first, nearer ones before farther ones. On %NULL
 *   @error is %IMW_ERROR_DISK.
 */
GArray *
imw_ledger_list_relatives (ImwLedger *self, gint64 row, gboolean spenders, GError **error)
{
  /* SQLite's queue is first in, first out; UNION keeps each row once. What spends from a waiting one waits itself. */
  const char *sql =
      spenders ? "WITH RECURSIVE found (row) AS (SELECT :row UNION "
                 "SELECT coin.spent_tx FROM found JOIN coin ON coin.tx = found.row "
                 "WHERE coin.spent_tx IS NOT NULL) SELECT row FROM found"
               : "WITH RECURSIVE found (row) AS (SELECT :row UNION "
                 "SELECT coin.tx FROM found JOIN coin ON coin.spent_tx = found.row "
                 "JOIN tx ON tx.row = coin.tx WHERE tx.height IS NULL) SELECT row FROM found";
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (self->session, sql, error);

  if (stmt == NULL)
    return NULL;

  imw_stmt_bind_int64 (stmt, ":row", row);
  while (TRUE)
    {
      gboolean found;
      gint64   value;

      if (!imw_ledger_read_one (stmt, &found, &value, error))
        return NULL;
      if (!found)
        return g_steal_pointer (&rows);
      g_array_append_val (rows, value);
    }
}

/**
 * imw_ledger_remove_tx:
 * @self: the books
 * @row: a transaction that waits for a block; one that is gone already does no harm
 * @error: return location
 *
 * Removes a transaction and all that spend from it, inside a change. What they spent is free again.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_remove_tx (ImwLedger *self, gint64 row, GError **error)
{
  g_autoptr (GArray) rows = imw_ledger_list_relatives (self, row, TRUE, error);
  g_autoptr (ImwStmt) stmt = NULL;

  if (rows == NULL)
    return FALSE;

  stmt = imw_db_session_prepare (self->session, "DELETE FROM tx WHERE row = :row", error);
  if (stmt == NULL)
    return FALSE;

  for (guint i = rows->len; i > 0; i--)
    {
      imw_stmt_reset (stmt);
      imw_stmt_bind_int64 (stmt, ":row", g_array_index (rows, gint64, i - 1));
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_ledger_list_history:
 * @self: the books
 * @owner: (array fixed-size=32): an owner
 * @before: (nullable): a transaction in a block: only older ones
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerTx): transactions of @owner in blocks, newest first. On %NULL
 *   @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_history (ImwLedger         *self,
                         const guint8       owner[32],
                         const ImwLedgerTx *before,
                         guint              limit,
                         GError           **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " IMW_LEDGER_TX_COLUMNS " FROM history JOIN tx ON tx.row = history.tx "
      "WHERE history.owner = :owner AND history.place < :before "
      "ORDER BY history.place DESC LIMIT :limit",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_id (stmt, ":owner", owner);
  imw_stmt_bind_int64 (stmt, ":before",
                       before != NULL ? before->height * PLACES_A_BLOCK + before->position
                                      : G_MAXINT64);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return imw_ledger_read_txs (stmt, error);
}

/**
 * imw_ledger_list_waiting_of:
 * @self: the books
 * @owner: (array fixed-size=32): an owner
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerTx): transactions of @owner that wait for a block, newest first.
 *   On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_waiting_of (ImwLedger *self, const guint8 owner[32], guint limit, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " IMW_LEDGER_TX_COLUMNS " FROM history JOIN tx ON tx.row = history.tx "
      "WHERE history.owner = :owner AND history.place IS NULL "
      "ORDER BY history.tx DESC LIMIT :limit",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_id (stmt, ":owner", owner);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return imw_ledger_read_txs (stmt, error);
}

/**
 * imw_ledger_list_history_since:
 * @self: the books
 * @owner: (array fixed-size=32): an owner
 * @after: (nullable): a transaction in a block: only newer ones
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerTx): transactions of @owner in blocks, oldest first. On %NULL
 *   @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_history_since (ImwLedger         *self,
                               const guint8       owner[32],
                               const ImwLedgerTx *after,
                               guint              limit,
                               GError           **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " IMW_LEDGER_TX_COLUMNS " FROM history JOIN tx ON tx.row = history.tx "
      "WHERE history.owner = :owner AND history.place > :after "
      "ORDER BY history.place LIMIT :limit",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_id (stmt, ":owner", owner);
  imw_stmt_bind_int64 (stmt, ":after",
                       after != NULL ? after->height * PLACES_A_BLOCK + after->position : -1);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return imw_ledger_read_txs (stmt, error);
}
