/* imw-store-account.c: the accounts of the wallet, and their balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-account"

#include "config.h"

#include "imw-store-account.h"

#include "imw-store-private.h"

#include "imw-error.h"

G_DEFINE_BOXED_TYPE (ImwStoreAccount,
                     imw_store_account,
                     imw_store_account_copy,
                     imw_store_account_free)
G_DEFINE_BOXED_TYPE (ImwStoreBalance,
                     imw_store_balance,
                     imw_store_balance_copy,
                     imw_store_balance_free)

/**
 * imw_store_account_new:
 * @id: what people call it: "bitcoin-84"
 * @chain: its network
 * @account_key: text of its public key
 * @asset: the network's own asset
 *
 * Returns: (transfer full): an account that has never been synced
 */
ImwStoreAccount *
imw_store_account_new (const char *id, const char *chain, const char *account_key, ImwAsset *asset)
{
  ImwStoreAccount *self = g_new0 (ImwStoreAccount, 1);

  self->id = g_strdup (id);
  self->chain = g_strdup (chain);
  self->account_key = g_strdup (account_key);
  self->asset = imw_asset_ref (asset);
  self->tip_height = -1;
  self->sequence = -1;
  self->history_from_ms = -1;
  self->exists = -1;
  self->network_time_ms = -1;

  return self;
}

/**
 * imw_store_account_copy:
 * @self: an account
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreAccount *
imw_store_account_copy (const ImwStoreAccount *self)
{
  ImwStoreAccount *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->chain = g_strdup (self->chain);
  copy->account_key = g_strdup (self->account_key);
  copy->title = g_strdup (self->title);
  copy->asset = imw_asset_ref (self->asset);
  copy->tip_hash = g_strdup (self->tip_hash);
  copy->cursor = g_strdup (self->cursor);
  copy->history_source = g_strdup (self->history_source);
  copy->reserved = self->reserved != NULL ? imw_amount_ref (self->reserved) : NULL;
  copy->reserve_step = self->reserve_step != NULL ? imw_amount_ref (self->reserve_step) : NULL;
  copy->opening = self->opening != NULL ? imw_amount_ref (self->opening) : NULL;

  return copy;
}

/**
 * imw_store_account_free:
 * @self: (transfer full): an account
 */
void
imw_store_account_free (ImwStoreAccount *self)
{
  g_free (self->id);
  g_free (self->chain);
  g_free (self->account_key);
  g_free (self->title);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_free (self->tip_hash);
  g_free (self->cursor);
  g_free (self->history_source);
  g_clear_pointer (&self->reserved, imw_amount_unref);
  g_clear_pointer (&self->reserve_step, imw_amount_unref);
  g_clear_pointer (&self->opening, imw_amount_unref);
  g_free (self);
}

/**
 * imw_store_balance_copy:
 * @self: a balance
 *
 * Returns: (transfer full): a copy
 */
ImwStoreBalance *
imw_store_balance_copy (const ImwStoreBalance *self)
{
  ImwStoreBalance *copy = g_memdup2 (self, sizeof *self);

  copy->account = g_strdup (self->account);
  imw_amount_ref (copy->confirmed);
  imw_amount_ref (copy->pending_in);
  imw_amount_ref (copy->pending_out);
  imw_amount_ref (copy->total);
  imw_amount_ref (copy->available);
  imw_amount_ref (copy->frozen);
  imw_amount_ref (copy->reserved);

  return copy;
}

/**
 * imw_store_balance_free:
 * @self: (transfer full): a balance
 */
void
imw_store_balance_free (ImwStoreBalance *self)
{
  g_free (self->account);
  g_clear_pointer (&self->confirmed, imw_amount_unref);
  g_clear_pointer (&self->pending_in, imw_amount_unref);
  g_clear_pointer (&self->pending_out, imw_amount_unref);
  g_clear_pointer (&self->total, imw_amount_unref);
  g_clear_pointer (&self->available, imw_amount_unref);
  g_clear_pointer (&self->frozen, imw_amount_unref);
  g_clear_pointer (&self->reserved, imw_amount_unref);
  g_free (self);
}

static gboolean
insert_account (ImwStoreCall *call, const ImwStoreAccount *account, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;

  if (!imw_store_put_asset (call, account->asset, error))
    return FALSE;

  stmt = imw_store_prepare (
      call,
      "INSERT INTO account (id, chain, account_key, title, asset, birthday_ms, created_ms, tip_height, "
      "scanned_receive, scanned_change, last_sync_ms, hidden) VALUES (:id, :chain, :account_key, :title, "
      ":asset, :birthday_ms, :created_ms, -1, 0, 0, 0, :hidden)",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", account->id);
  imw_stmt_bind_text (stmt, ":chain", account->chain);
  imw_stmt_bind_text (stmt, ":account_key", account->account_key);
  imw_stmt_bind_text (stmt, ":title", account->title);
  imw_stmt_bind_text (stmt, ":asset", imw_asset_get_id (account->asset));
  imw_stmt_bind_int64 (stmt, ":birthday_ms", account->birthday_ms);
  imw_stmt_bind_int64 (stmt, ":created_ms",
                       account->created_ms != 0 ? account->created_ms : call->now_ms);
  imw_stmt_bind_int64 (stmt, ":hidden", account->hidden);

  return imw_stmt_run (stmt, error);
}

/* object: the account */
static gboolean
add_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  const ImwStoreAccount *account = call->args->object;
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (call, "SELECT account_key, chain FROM account WHERE id = :id", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", account->id);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    return insert_account (call, account, error);

  if (g_strcmp0 (imw_stmt_get_text (stmt, 0), account->account_key) != 0 ||
      g_strcmp0 (imw_stmt_get_text (stmt, 1), account->chain) != 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "account %s is there with another key",
                   account->id);
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_add_account_async:
 * @self: a store
 * @account: an account; its tip and what was scanned are not taken
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Adds an account. Without created_ms the clock's time is taken.
 */
void
imw_store_add_account_async (ImwStore              *self,
                             const ImwStoreAccount *account,
                             GCancellable          *cancellable,
                             GAsyncReadyCallback    callback,
                             gpointer               user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args, imw_store_account_copy (account),
                       (GDestroyNotify) imw_store_account_free);
  imw_store_run (self, imw_store_add_account_async, IMW_DB_JOB_WRITE, add_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_add_account_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE also when the same account was there. On %FALSE @error is %IMW_ERROR_REFUSED (the id has
 *   another key), %IMW_ERROR_BAD_INPUT (the asset is known with other decimals) or another of the store.
 */
gboolean
imw_store_add_account_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_add_account_async, NULL, error);
}

static ImwStoreAccount *
read_account (ImwStoreCall *call, ImwStmt *stmt, GError **error)
{
  g_autoptr (ImwAsset) asset = imw_store_get_asset (call, imw_stmt_get_text (stmt, 3), error);
  g_autoptr (ImwStoreAccount) account = NULL;

  if (asset == NULL)
    return NULL;

  account = imw_store_account_new (imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1),
                                   imw_stmt_get_text (stmt, 2), asset);
  account->title = imw_stmt_dup_text (stmt, 4);
  account->birthday_ms = imw_stmt_get_int64 (stmt, 5);
  account->created_ms = imw_stmt_get_int64 (stmt, 6);
  account->tip_height = imw_stmt_get_int64 (stmt, 7);
  account->tip_hash = imw_stmt_dup_text (stmt, 8);
  account->scanned[0] = (guint) imw_stmt_get_int64 (stmt, 9);
  account->scanned[1] = (guint) imw_stmt_get_int64 (stmt, 10);
  account->last_sync_ms = imw_stmt_get_int64 (stmt, 11);
  account->hidden = imw_stmt_get_boolean (stmt, 12);
  account->sequence = imw_stmt_get_int64 (stmt, 13);
  account->cursor = imw_stmt_dup_text (stmt, 14);
  account->history_from_ms = imw_stmt_get_int64 (stmt, 15);
  account->history_source = imw_stmt_dup_text (stmt, 16);
  account->exists = (gint) imw_stmt_get_int64 (stmt, 17);
  account->network_time_ms = imw_stmt_get_int64 (stmt, 21);
  if (!imw_store_read_amount (call, stmt, 3, 18, &account->reserved, error) ||
      !imw_store_read_amount (call, stmt, 3, 19, &account->reserve_step, error) ||
      !imw_store_read_amount (call, stmt, 3, 20, &account->opening, error))
    return NULL;

  return g_steal_pointer (&account);
}

static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_account_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT id, chain, account_key, asset, title, birthday_ms, created_ms, tip_height, tip_hash, "
      "scanned_receive, scanned_change, last_sync_ms, hidden, sequence, cursor, history_from_ms, "
      "history_source, is_open, reserved, reserve_step, opening, network_time_ms "
      "FROM account ORDER BY row",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      ImwStoreAccount *account;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      account = read_account (call, stmt, error);
      if (account == NULL)
        return FALSE;
      g_ptr_array_add (accounts, account);
    }
  while (row);

  *result = g_steal_pointer (&accounts);

  return TRUE;
}

/**
 * imw_store_list_accounts_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_accounts_async (ImwStore           *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  imw_store_run (self, imw_store_list_accounts_async, IMW_DB_JOB_READ, list_job, NULL,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_accounts_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreAccount): accounts in the order they were
 *   added, or %NULL with an error of the store
 */
GPtrArray *
imw_store_list_accounts_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_accounts_async, &value, error) ? value
                                                                                           : NULL;
}

/* text: id, title; number: birthday_ms, hidden */
static gboolean
edit_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "UPDATE account SET title = :title, birthday_ms = :birthday_ms, hidden = :hidden WHERE row = :row",
      error);
  gint64 row = 0;

  if (stmt == NULL || !imw_store_find_account (call, call->args->text[0], &row, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":row", row);
  imw_stmt_bind_text (stmt, ":title", call->args->text[1]);
  imw_stmt_bind_int64 (stmt, ":birthday_ms", call->args->number[0]);
  imw_stmt_bind_int64 (stmt, ":hidden", call->args->number[1]);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_store_edit_account_async:
 * @self: a store
 * @id: an account
 * @title: (nullable): its new title
 * @birthday_ms: when it was first used, 0 when unknown
 * @hidden: whether lists leave it out
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_edit_account_async (ImwStore           *self,
                              const char         *id,
                              const char         *title,
                              gint64              birthday_ms,
                              gboolean            hidden,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (id, title);

  args->number[0] = birthday_ms;
  args->number[1] = hidden ? 1 : 0;
  imw_store_run (self, imw_store_edit_account_async, IMW_DB_JOB_WRITE, edit_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_edit_account_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_NOT_FOUND or another error of the store
 */
gboolean
imw_store_edit_account_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_edit_account_async, NULL, error);
}

/* A contract can say that there is as much as a sum cannot hold: then the figure is left out, as unknown
 * as before, and stops no other. */
static gboolean
sum_total (ImwStoreBalance *balance, GError **error)
{
  g_autoptr (ImwAmount) sum = imw_amount_add (balance->confirmed, balance->pending_in, error);

  if (sum != NULL)
    balance->total = imw_amount_subtract (sum, balance->pending_out, error);

  return balance->total != NULL;
}

/* balance: NULL when there is nothing to be shown */
static gboolean
read_balance (ImwStoreCall *call, ImwStmt *stmt, ImwStoreBalance **result, GError **error)
{
  g_autoptr (ImwStoreBalance) balance = g_new0 (ImwStoreBalance, 1);

  *result = NULL;

  balance->account = imw_stmt_dup_text (stmt, 0);
  balance->as_of_ms = imw_stmt_get_int64 (stmt, 8);
  balance->told = imw_stmt_get_boolean (stmt, 9);
  balance->opened = (gint) imw_stmt_get_int64 (stmt, 10);
  if (!imw_store_read_amount (call, stmt, 1, 2, &balance->confirmed, error) ||
      !imw_store_read_amount (call, stmt, 1, 3, &balance->pending_in, error) ||
      !imw_store_read_amount (call, stmt, 1, 4, &balance->pending_out, error) ||
      !imw_store_read_amount (call, stmt, 1, 5, &balance->available, error) ||
      !imw_store_read_amount (call, stmt, 1, 6, &balance->frozen, error) ||
      !imw_store_read_amount (call, stmt, 1, 7, &balance->reserved, error))
    return FALSE;

  if (!sum_total (balance, balance->told ? NULL : error))
    return balance->told;
  *result = g_steal_pointer (&balance);

  return TRUE;
}

/* text: account id (nullable) */
static gboolean
list_balances_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      balances = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_balance_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT a.id, b.asset, b.confirmed, b.pending_in, b.pending_out, b.available, b.frozen, "
      "b.reserved, ifnull (b.as_of_ms, a.last_sync_ms), b.as_of_ms IS NOT NULL, "
      "CASE WHEN a.opened_known = 0 THEN -1 ELSE b.asset = a.asset OR EXISTS (SELECT 1 FROM opened o "
      "WHERE o.account = b.account AND o.asset = b.asset) END "
      "FROM balance b JOIN account a ON a.row = b.account "
      "WHERE (b.as_of_ms IS NOT NULL OR a.last_sync_ms <> 0) AND (:id IS NULL OR a.id = :id) "
      "ORDER BY a.row, b.asset",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", call->args->text[0]);

  do
    {
      ImwStoreBalance *balance;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!read_balance (call, stmt, &balance, error))
        return FALSE;
      if (balance != NULL)
        g_ptr_array_add (balances, balance);
    }
  while (row);

  *result = g_steal_pointer (&balances);

  return TRUE;
}

/**
 * imw_store_list_balances_async:
 * @self: a store
 * @account: (nullable): id of an account, %NULL for all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_balances_async (ImwStore           *self,
                               const char         *account,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  imw_store_run (self, imw_store_list_balances_async, IMW_DB_JOB_READ, list_balances_job,
                 imw_store_args_new (account, NULL), (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_list_balances_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreBalance): balances of accounts that have been
 *   synced, or %NULL with an error of the store
 */
GPtrArray *
imw_store_list_balances_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_balances_async, &value, error) ? value
                                                                                           : NULL;
}
