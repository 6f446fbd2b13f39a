/* imw-store-coin.c: coins, the outputs that belong to an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-coin"

#include "config.h"

#include "imw-store-coin.h"

#include "imw-store-coin-private.h"

#include "imw-error.h"

G_DEFINE_BOXED_TYPE (ImwStoreCoin, imw_store_coin, imw_store_coin_copy, imw_store_coin_free)

/**
 * imw_store_coin_copy:
 * @self: a coin
 *
 * Returns: (transfer full): a copy
 */
ImwStoreCoin *
imw_store_coin_copy (const ImwStoreCoin *self)
{
  ImwStoreCoin *copy = g_memdup2 (self, sizeof *self);

  copy->account = g_strdup (self->account);
  copy->txid = g_strdup (self->txid);
  copy->address = g_strdup (self->address);
  imw_amount_ref (copy->amount);

  return copy;
}

/**
 * imw_store_coin_free:
 * @self: (transfer full): a coin
 */
void
imw_store_coin_free (ImwStoreCoin *self)
{
  g_free (self->account);
  g_free (self->txid);
  g_free (self->address);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_free (self);
}

/**
 * imw_store_read_coins: (skip)
 * @call: the job
 * @stmt: a bound query that begins with %IMW_STORE_COIN_COLUMNS
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreCoin): all its rows, or %NULL with an error of
 *   the store
 */
GPtrArray *
imw_store_read_coins (ImwStoreCall *call, ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray)
      coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_coin_free);
  gboolean row = FALSE;

  do
    {
      ImwStoreCoin *coin;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        break;

      coin = g_new0 (ImwStoreCoin, 1);
      g_ptr_array_add (coins, coin);
      coin->account = imw_stmt_dup_text (stmt, 0);
      coin->txid = imw_stmt_dup_text (stmt, 1);
      coin->vout = (guint32) imw_stmt_get_int64 (stmt, 2);
      coin->branch = (guint32) imw_stmt_get_int64 (stmt, 3);
      coin->index = (guint32) imw_stmt_get_int64 (stmt, 4);
      coin->address = imw_stmt_dup_text (stmt, 5);
      coin->height = imw_stmt_get_int64 (stmt, 9);
      coin->own = imw_stmt_get_boolean (stmt, 10);
      coin->spent = imw_stmt_get_boolean (stmt, 11);
      coin->frozen = imw_stmt_get_boolean (stmt, 12);
      coin->reserved = imw_stmt_get_boolean (stmt, 13);
      if (!imw_store_read_amount (call, stmt, 6, 7, &coin->amount, error) ||
          !imw_store_read_state (stmt, 8, &coin->state, error))
        return NULL;
    }
  while (row);

  return g_steal_pointer (&coins);
}

/* text: account id; number: which */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT " IMW_STORE_COIN_COLUMNS
      " FROM coin c WHERE c.account = :account AND c.spent = 0 AND c.state <> 2 "
      "AND (:all OR (c.frozen = 0 AND c.reserved = 0 AND (c.state = 1 OR c.own = 1))) ORDER BY c.row",
      error);
  gint64 account = 0;

  if (stmt == NULL || !imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":all", call->args->number[0] == IMW_STORE_COINS_UNSPENT ? 1 : 0);
  *result = imw_store_read_coins (call, stmt, error);

  return *result != NULL;
}

/**
 * imw_store_list_coins_async:
 * @self: a store
 * @account: id of an account
 * @which: which coins
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_coins_async (ImwStore           *self,
                            const char         *account,
                            ImwStoreCoins       which,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = which;
  imw_store_run (self, imw_store_list_coins_async, IMW_DB_JOB_READ, list_job, args,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_coins_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreCoin): coins in the order they were learned of,
 *   or %NULL with %IMW_ERROR_NOT_FOUND (unknown account) or another error of the store
 */
GPtrArray *
imw_store_list_coins_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_coins_async, &value, error) ? value
                                                                                        : NULL;
}

/* text: account id, txid; number: vout, frozen */
static gboolean
freeze_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStoreLedger) ledger = NULL;
  g_autoptr (ImwStmt) stmt = NULL;
  gint64 account = 0;

  if (!imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;

  ledger = imw_store_ledger_new (call, account);
  if (!imw_store_ledger_touch_outpoint (ledger, call->args->text[1],
                                        (guint32) call->args->number[0], error))
    return FALSE;

  stmt = imw_store_prepare (
      call,
      "UPDATE coin SET frozen = :frozen WHERE account = :account AND txid = :txid AND vout = :vout",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":frozen", call->args->number[1]);
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_text (stmt, ":txid", call->args->text[1]);
  imw_stmt_bind_int64 (stmt, ":vout", call->args->number[0]);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  if (imw_db_session_get_n_changed (call->session) == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the coin is not known");
      return FALSE;
    }

  return imw_store_ledger_settle (ledger, error);
}

/**
 * imw_store_freeze_coin_async:
 * @self: a store
 * @account: id of an account
 * @txid: the transaction that made the coin
 * @vout: which output
 * @frozen: whether payments leave it alone from now on
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_freeze_coin_async (ImwStore           *self,
                             const char         *account,
                             const char         *txid,
                             guint32             vout,
                             gboolean            frozen,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, txid);

  args->number[0] = vout;
  args->number[1] = frozen ? 1 : 0;
  imw_store_run (self, imw_store_freeze_coin_async, IMW_DB_JOB_WRITE, freeze_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_freeze_coin_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_NOT_FOUND or another error of the store
 */
gboolean
imw_store_freeze_coin_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_freeze_coin_async, NULL, error);
}
