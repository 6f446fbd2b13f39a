/* imw-ledger-blocks.c: the ledger's blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger"

#include "config.h"

#include "imw-ledger.h"

#include "imw-ledger-private.h"

#define BLOCK_COLUMNS "hash, height, best, header, time_s, size, weight, tx_ids"

/**
 * imw_ledger_block_free:
 * @self: (transfer full): a block
 *
 * Frees @self.
 */
void
imw_ledger_block_free (ImwLedgerBlock *self)
{
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->tx_ids, g_bytes_unref);
  g_free (self);
}

static gboolean
read_block (ImwStmt *stmt, ImwLedgerBlock **block, GError **error)
{
  g_autoptr (ImwLedgerBlock) self = NULL;
  gboolean row;

  *block = NULL;
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  self = g_new0 (ImwLedgerBlock, 1);
  if (!imw_ledger_read_id (stmt, 0, self->hash, error))
    return FALSE;

  self->height = imw_stmt_get_int64 (stmt, 1);
  self->best = imw_stmt_get_boolean (stmt, 2);
  self->header = imw_stmt_dup_bytes (stmt, 3);
  self->time_s = imw_stmt_get_int64 (stmt, 4);
  self->size = imw_stmt_get_int64 (stmt, 5);
  self->weight = imw_stmt_get_int64 (stmt, 6);
  self->tx_ids = imw_stmt_dup_bytes (stmt, 7);
  *block = g_steal_pointer (&self);

  return TRUE;
}

/**
 * imw_ledger_get_height:
 * @self: the books
 * @height: (out): of the newest block, -1 when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_get_height (ImwLedger *self, gint64 *height, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT height FROM block WHERE best = 1 AND chain = :chain ORDER BY height DESC LIMIT 1",
      error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  if (!imw_ledger_read_one (stmt, &row, height, error))
    return FALSE;

  if (!row)
    *height = -1;

  return TRUE;
}

/**
 * imw_ledger_find_block:
 * @self: the books
 * @hash: (array fixed-size=32): its hash
 * @block: (out) (nullable): the block, %NULL when there is none; it may be one that was dropped
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_find_block (ImwLedger       *self,
                       const guint8     hash[32],
                       ImwLedgerBlock **block,
                       GError         **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT " BLOCK_COLUMNS " FROM block WHERE hash = :hash AND chain = :chain",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":hash", hash);

  return read_block (stmt, block, error);
}

/**
 * imw_ledger_find_block_at:
 * @self: the books
 * @height: its height
 * @block: (out) (nullable): the block of the best chain, %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_find_block_at (ImwLedger *self, gint64 height, ImwLedgerBlock **block, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT " BLOCK_COLUMNS " FROM block WHERE best = 1 AND chain = :chain AND height = :height",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_int64 (stmt, ":height", height);

  return read_block (stmt, block, error);
}

/**
 * imw_ledger_find_block_below:
 * @self: the books
 * @height: a height
 * @block: (out) (transfer full) (nullable): the highest block of the best chain that is not above @height; %NULL when
 *   there is none
 * @error: return location
 *
 * For chains that keep only blocks in which something happened.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_find_block_below (ImwLedger *self, gint64 height, ImwLedgerBlock **block, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT " BLOCK_COLUMNS " FROM block WHERE best = 1 AND chain = :chain "
                     "AND height <= :height ORDER BY height DESC LIMIT 1",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_int64 (stmt, ":height", height);

  return read_block (stmt, block, error);
}

/**
 * imw_ledger_add_block:
 * @self: the books
 * @block: a block on top of the best chain
 * @error: return location
 *
 * Adds a block, inside a change. Its transactions are confirmed by imw_ledger_confirm_tx().
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_block (ImwLedger *self, const ImwLedgerBlock *block, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_db_session_prepare (self->session,
                              "INSERT INTO block (" BLOCK_COLUMNS ", chain) VALUES (:hash, "
                              ":height, 1, :header, :time, :size, :weight, :ids, :chain)",
                              error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":hash", block->hash);
  imw_stmt_bind_int64 (stmt, ":height", block->height);
  imw_stmt_bind_bytes (stmt, ":header", block->header);
  imw_stmt_bind_int64 (stmt, ":time", block->time_s);
  imw_stmt_bind_int64 (stmt, ":size", block->size);
  imw_stmt_bind_int64 (stmt, ":weight", block->weight);
  imw_stmt_bind_bytes (stmt, ":ids", block->tx_ids);

  return imw_stmt_run (stmt, error);
}

static GArray *
list_rows_above (ImwLedger *self, gint64 height, gboolean all, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT row FROM tx WHERE chain = :chain AND height > :height AND (coinbase = 1 OR :all) "
      "ORDER BY height DESC, position DESC",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_int64 (stmt, ":height", height);
  imw_stmt_bind_int64 (stmt, ":all", all ? 1 : 0);
  while (TRUE)
    {
      gint64   value;
      gboolean row;

      if (!imw_ledger_read_one (stmt, &row, &value, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&rows);
      g_array_append_val (rows, value);
    }
}

static gboolean
run_above (ImwLedger *self, const char *sql, gint64 height, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (self->session, sql, error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_int64 (stmt, ":height", height);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_ledger_drop_blocks:
 * @self: the books
 * @height: the last one to keep
 * @forget_txs: whether the transactions of the dropped blocks are forgotten too
 * @error: return location
 *
 * Takes blocks from the top of the best chain, inside a change. Their transactions wait for a block again, but
 * coinbases, and everything that spends from what is removed, are gone, and so are cells and notes of those heights.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_drop_blocks (ImwLedger *self, gint64 height, gboolean forget_txs, GError **error)
{
  static const char *const steps[] = {
    "UPDATE history SET place = NULL "
    "WHERE tx IN (SELECT row FROM tx WHERE chain = :chain AND height > :height)",
    "UPDATE entry SET good = NULL, used = NULL, price = NULL "
    "WHERE tx IN (SELECT row FROM tx WHERE chain = :chain AND height > :height)",
    "DELETE FROM note WHERE chain = :chain AND height > :height",
    "DELETE FROM cell WHERE chain = :chain AND height > :height",
    "UPDATE tx SET height = NULL, position = NULL WHERE chain = :chain AND height > :height",
    "UPDATE block SET best = 0 WHERE best = 1 AND chain = :chain AND height > :height",
  };
  g_autoptr (GArray) rows = list_rows_above (self, height, forget_txs, error);

  if (rows == NULL)
    return FALSE;

  /* first all of them wait: then what came of a removed one is found among the waiting */
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (!run_above (self, steps[i], height, error))
        return FALSE;
    }

  for (guint i = 0; i < rows->len; i++)
    {
      if (!imw_ledger_remove_tx (self, g_array_index (rows, gint64, i), error))
        return FALSE;
    }

  return TRUE;
}
