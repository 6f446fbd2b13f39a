/* imw-store-hidden.c: which transactions the lists leave out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-hidden"

#include "config.h"

#include "imw-store-private.h"

/* Anybody can make a token, send it to everybody, and even say that we sent it: such a transaction has
 * neither a number nor a fee of ours. It is left out when it moved nothing, or nothing but assets that
 * turned up by themselves and that nobody asked to see. */
#define UNKNOWN_ASSETS "(SELECT u.id FROM asset u WHERE u.trust = 2 AND u.shown = 0)"
#define IS_HIDDEN                                                                     \
  "((SELECT a.told FROM account a WHERE a.row = tx.account) AND tx.sequence < 0 "     \
  "AND tx.fee IS NULL AND (tx.net = '0' OR tx.asset IN " UNKNOWN_ASSETS ") "          \
  "AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.tx = tx.row AND m.amount <> '0' " \
  "AND m.asset NOT IN " UNKNOWN_ASSETS "))"

/**
 * imw_store_hide_tx: (skip)
 * @call: the job, which writes
 * @row: a transaction that is stored with all it moved
 * @error: return location
 *
 * Marks one transaction as hidden or not.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_hide_tx (ImwStoreCall *call, gint64 row, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (call, "UPDATE tx SET hidden = " IS_HIDDEN " WHERE row = :row", error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":row", row);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_store_hide_txs_of_asset: (skip)
 * @call: the job, which writes
 * @asset: id of an asset of which something else is thought now
 * @error: return location
 *
 * Marks all transactions that moved it.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_hide_txs_of_asset (ImwStoreCall *call, const char *asset, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "UPDATE tx SET hidden = " IS_HIDDEN " WHERE (asset = :asset OR row IN (SELECT m.tx FROM "
      "movement m WHERE m.asset = :asset)) AND hidden <> " IS_HIDDEN,
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":asset", asset);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_store_hide_txs_of_account: (skip)
 * @call: the job
 * @account: row of an account
 * @write: whether what differs is put right
 * @differs: (inout): set to %TRUE when a mark was not right; else left alone
 * @error: return location
 *
 * Makes the marks of all its transactions anew.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_hide_txs_of_account (ImwStoreCall *call,
                               gint64        account,
                               gboolean      write,
                               gboolean     *differs,
                               GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      write ? "UPDATE tx SET hidden = " IS_HIDDEN
              " WHERE account = :account AND hidden <> " IS_HIDDEN " RETURNING row"
            : "SELECT row FROM tx WHERE account = :account AND hidden <> " IS_HIDDEN " LIMIT 1",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      *differs |= row;
    }
  while (row);

  return TRUE;
}
