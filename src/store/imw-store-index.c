/* imw-store-index.c: the full-text index over public fields of transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-index"

#include "config.h"

#include "imw-store-private.h"
#include "imw-search-text.h"

#define TAIL_CHARS 8 /* people compare the end of an address too */

static void
add_field (GString    *tokens,
           const char *field)
{
  g_auto (GStrv) words = imw_search_text_tokens (field);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);

      g_string_append_printf (tokens, "%s ", words[i]);
      if (length > 2 * TAIL_CHARS && g_str_is_ascii (words[i]))
        g_string_append_printf (tokens, "%s ", words[i] + length - TAIL_CHARS);
    }
}

#define PUBLIC_FIELDS                                                                           \
  "SELECT txid FROM tx WHERE row = :row "                                                       \
  "UNION SELECT memo FROM tx WHERE row = :row AND memo IS NOT NULL "                            \
  "UNION SELECT c.address FROM tx t JOIN coin c ON c.account = t.account AND c.txid = "         \
  "t.txid WHERE t.row = :row "                                                                  \
  "UNION SELECT address FROM counterparty WHERE tx = :row AND address IS NOT NULL "             \
  "UNION SELECT c.address FROM tx t JOIN spend s ON s.account = t.account AND s.txid = t.txid " \
  "JOIN coin c ON c.account = s.account AND c.txid = s.out_txid AND c.vout = s.out_vout "       \
  "WHERE t.row = :row"

/**
 * imw_store_index_tx: (skip)
 * @call: the job
 * @row: a transaction whose fields are stored
 * @known: whether it was in the index before
 * @error: return location
 *
 * Triggers may not write to the index, so whoever stores a transaction calls this.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_index_tx (ImwStoreCall *call,
                    gint64        row,
                    gboolean      known,
                    GError      **error)
{
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autoptr (ImwStmt) fields = imw_store_prepare (call, PUBLIC_FIELDS, error);
  g_autoptr (ImwStmt) drop =
      imw_store_prepare (call, "DELETE FROM tx_search WHERE rowid = :row", error);
  g_autoptr (ImwStmt) put = imw_store_prepare (
      call, "INSERT INTO tx_search (rowid, tokens) VALUES (:row, :tokens)", error);
  gboolean found = FALSE;

  if (fields == NULL || drop == NULL || put == NULL)
    return FALSE;

  imw_stmt_bind_int64 (fields, ":row", row);
  do
    {
      if (!imw_stmt_step (fields, &found, error))
        return FALSE;
      if (found)
        add_field (tokens, imw_stmt_get_text (fields, 0));
    }
  while (found);

  imw_stmt_bind_int64 (drop, ":row", row);
  if (known && !imw_stmt_run (drop, error))
    return FALSE;

  imw_stmt_bind_int64 (put, ":row", row);
  imw_stmt_bind_text (put, ":tokens", tokens->str);

  return imw_stmt_run (put, error);
}

/**
 * imw_store_index_rebuild: (skip)
 * @call: the job
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_index_rebuild (ImwStoreCall *call,
                         GError      **error)
{
  g_autoptr (ImwStmt) rows = NULL;
  gboolean row = FALSE;

  if (!imw_db_session_run (call->session, "DELETE FROM tx_search", error))
    return FALSE;
  rows = imw_store_prepare (call, "SELECT row FROM tx", error);
  if (rows == NULL)
    return FALSE;

  do
    {
      if (!imw_stmt_step (rows, &row, error) ||
          (row && !imw_store_index_tx (call, imw_stmt_get_int64 (rows, 0), FALSE, error)))
        return FALSE;
    }
  while (row);

  return TRUE;
}
