/* imw-store-repair.c: marks and sums against the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-repair"

#include "config.h"

#include "imw-store.h"

#include "imw-store-private.h"

#include "imw-error.h"

/* States of the mempool; in check mode only looked at. */
static gboolean
recompute_states (ImwStoreCall *call,
                  gint64        account,
                  gboolean      write,
                  gboolean     *differs,
                  GError      **error)
{
  g_autoptr (GPtrArray) fates = NULL;
  g_autoptr (ImwStmt) plain = NULL;
  g_autoptr (ImwStmt) set = NULL;
  gboolean row = FALSE;

  plain = imw_store_prepare (
      call,
      write
          ? "UPDATE tx SET state = reported WHERE account = :account AND reported <> 0 AND state <> reported RETURNING row"
          : "SELECT row FROM tx WHERE account = :account AND reported <> 0 AND state <> reported LIMIT 1",
      error);
  if (plain == NULL)
    return FALSE;
  imw_stmt_bind_int64 (plain, ":account", account);
  do
    {
      if (!imw_stmt_step (plain, &row, error))
        return FALSE;
      *differs |= row;
    }
  while (row);

  fates = imw_store_judge_mempool (call, account, error);
  if (fates == NULL)
    return FALSE;
  *differs |= fates->len > 0;

  set = imw_store_prepare (call, "UPDATE tx SET state = :state WHERE row = :row", error);
  if (set == NULL)
    return FALSE;
  for (guint i = 0; write && i < fates->len; i++)
    {
      ImwStoreFate *fate = g_ptr_array_index (fates, i);

      imw_stmt_bind_int64 (set, ":state", fate->now);
      imw_stmt_bind_int64 (set, ":row", fate->row);
      if (!imw_stmt_run (set, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
recompute_all (ImwStoreCall *call, gboolean write, gboolean *differs, GError **error)
{
  g_autoptr (ImwStmt) accounts = imw_store_prepare (call, "SELECT row FROM account", error);
  gboolean row = FALSE;

  if (accounts == NULL)
    return FALSE;

  do
    {
      g_autoptr (ImwStoreLedger) ledger = NULL;

      if (!imw_stmt_step (accounts, &row, error))
        return FALSE;
      if (!row)
        break;

      ledger = imw_store_ledger_new (call, imw_stmt_get_int64 (accounts, 0));
      if (!recompute_states (call, ledger->account, write, differs, error) ||
          !imw_store_ledger_recompute (ledger, write, differs, error))
        return FALSE;
    }
  while (row);

  return TRUE;
}

static gboolean
check_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  gboolean differs = FALSE;

  if (!imw_db_session_check (call->session, error) || !recompute_all (call, FALSE, &differs, error))
    return FALSE;

  if (differs)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT,
                           "sums or marks do not fit the history");
      return FALSE;
    }

  return TRUE;
}

static gboolean
repair_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  gboolean differs = FALSE;

  /* a payment that is final holds nothing */
  if (!imw_db_session_run (
          call->session,
          "DELETE FROM reservation WHERE payment IN (SELECT id FROM payment WHERE final = 1)",
          error))
    return FALSE;
  differs = imw_db_session_get_n_changed (call->session) > 0;

  if (!imw_db_session_run (
          call->session,
          "UPDATE raw_total SET bytes = (SELECT ifnull (sum (length (raw)), 0) FROM raw_tx)",
          error) ||
      !recompute_all (call, TRUE, &differs, error) || !imw_store_index_rebuild (call, error))
    return FALSE;

  *result = GINT_TO_POINTER (differs);

  return TRUE;
}

/**
 * imw_store_check_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Checks the whole file, and the sums against the history. Changes nothing.
 */
void
imw_store_check_async (ImwStore           *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  imw_store_run (self, imw_store_check_async, IMW_DB_JOB_READ, check_job, NULL, NULL, cancellable,
                 callback, user_data);
}

/**
 * imw_store_check_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_CORRUPT, whose message says what is wrong, or another error of the store
 */
gboolean
imw_store_check_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_check_async, NULL, error);
}

/**
 * imw_store_repair_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes everything that is derived again from the history.
 */
void
imw_store_repair_async (ImwStore           *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  imw_store_run (self, imw_store_repair_async, IMW_DB_JOB_WRITE, repair_job, NULL, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_repair_finish:
 * @self: a store
 * @result: the result given to the callback
 * @changed: (out) (optional): whether something was different from what the history says
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_repair_finish (ImwStore *self, GAsyncResult *result, gboolean *changed, GError **error)
{
  gpointer value = NULL;

  if (!imw_store_run_finish (self, result, imw_store_repair_async, &value, error))
    return FALSE;

  if (changed != NULL)
    *changed = GPOINTER_TO_INT (value);

  return TRUE;
}
