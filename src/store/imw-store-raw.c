/* imw-store-raw.c: previous transactions, kept so that they are fetched once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-raw"

#include "config.h"

#include "imw-store-raw.h"

#include "imw-store-private.h"

#include "imw-error.h"

#define USE_STEP_MS (60 * 60 * 1000) /* a use is noted once an hour: reading need not write */

static gboolean
add_to_total (ImwStoreCall *call, gint64 bytes, gint64 *total_bytes, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "UPDATE raw_total SET bytes = bytes + :bytes WHERE id = 1 RETURNING bytes", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":bytes", bytes);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  *total_bytes = row ? imw_stmt_get_int64 (stmt, 0) : 0;

  return TRUE;
}

/* The longest unused go until there is room; the newest stays in any case. */
static gboolean
make_room (ImwStoreCall *call, gint64 total_bytes, GError **error)
{
  while (total_bytes > call->shared->raw_max_bytes)
    {
      g_autoptr (ImwStmt) stmt = imw_store_prepare (
          call,
          "DELETE FROM raw_tx WHERE rowid = (SELECT rowid FROM raw_tx ORDER BY used_ms, rowid LIMIT 1) "
          "AND (SELECT count(*) FROM (SELECT 1 FROM raw_tx LIMIT 2)) > 1 RETURNING length (raw)",
          error);
      gboolean row = FALSE;
      gint64   bytes;

      if (stmt == NULL || !imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      bytes = imw_stmt_get_int64 (stmt, 0);
      imw_stmt_reset (stmt);
      if (!add_to_total (call, -bytes, &total_bytes, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_put_raw_job: (skip)
 * @call: the job, which writes
 * @chain: its network
 * @txid: the transaction
 * @raw: its bytes
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_put_raw_job (ImwStoreCall *call,
                       const char   *chain,
                       const char   *txid,
                       GBytes       *raw,
                       GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO raw_tx (chain, txid, raw, used_ms) VALUES (:chain, :txid, :raw, :used_ms) "
      "ON CONFLICT (chain, txid) DO NOTHING",
      error);
  gint64 total_bytes = 0;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":chain", chain);
  imw_stmt_bind_text (stmt, ":txid", txid);
  imw_stmt_bind_bytes (stmt, ":raw", raw);
  imw_stmt_bind_int64 (stmt, ":used_ms", call->now_ms);
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  if (imw_db_session_get_n_changed (call->session) == 0)
    return TRUE;

  return add_to_total (call, (gint64) g_bytes_get_size (raw), &total_bytes, error) &&
         make_room (call, total_bytes, error);
}

/* text: chain, txid; object: bytes */
static gboolean
put_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  return imw_store_put_raw_job (call, call->args->text[0], call->args->text[1], call->args->object,
                                error);
}

/**
 * imw_store_put_raw_async:
 * @self: a store
 * @chain: its network
 * @txid: the transaction
 * @raw: its bytes, which hash to @txid
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_put_raw_async (ImwStore           *self,
                         const char         *chain,
                         const char         *txid,
                         GBytes             *raw,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (chain, txid);

  imw_store_args_take (args, g_bytes_ref (raw), (GDestroyNotify) g_bytes_unref);
  imw_store_run (self, imw_store_put_raw_async, IMW_DB_JOB_WRITE, put_job, args, NULL, cancellable,
                 callback, user_data);
}

/**
 * imw_store_put_raw_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_put_raw_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_put_raw_async, NULL, error);
}

static gboolean
note_use (ImwStoreCall *call, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "UPDATE raw_tx SET used_ms = :now_ms WHERE chain = :chain AND txid = :txid", error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":now_ms", call->now_ms);
  imw_stmt_bind_text (stmt, ":chain", call->args->text[0]);
  imw_stmt_bind_text (stmt, ":txid", call->args->text[1]);

  return imw_stmt_run (stmt, error);
}

/* text: chain, txid */
static gboolean
get_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT raw, used_ms FROM raw_tx WHERE chain = :chain AND txid = :txid", error);
  g_autoptr (GBytes) raw = NULL;
  gboolean row = FALSE;
  gint64   used_ms;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":chain", call->args->text[0]);
  imw_stmt_bind_text (stmt, ":txid", call->args->text[1]);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                           "the transaction's bytes are not kept");
      return FALSE;
    }

  raw = imw_stmt_dup_bytes (stmt, 0);
  used_ms = imw_stmt_get_int64 (stmt, 1);
  imw_stmt_reset (stmt);
  if (!imw_db_session_get_read_only (call->session) && call->now_ms - used_ms >= USE_STEP_MS &&
      !note_use (call, error))
    return FALSE;

  *result = g_steal_pointer (&raw);

  return TRUE;
}

/**
 * imw_store_get_raw_async:
 * @self: a store
 * @chain: its network
 * @txid: the transaction
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_get_raw_async (ImwStore           *self,
                         const char         *chain,
                         const char         *txid,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  imw_store_run (self, imw_store_get_raw_async,
                 imw_store_get_read_only (self) ? IMW_DB_JOB_READ : IMW_DB_JOB_WRITE, get_job,
                 imw_store_args_new (chain, txid), (GDestroyNotify) g_bytes_unref, cancellable,
                 callback, user_data);
}

/**
 * imw_store_get_raw_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL with %IMW_ERROR_NOT_FOUND or another error of the
 *   store
 */
GBytes *
imw_store_get_raw_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_get_raw_async, &value, error) ? value : NULL;
}
