/* imw-store-asset.c: the assets that the books know, and what is thought of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-asset"

#include "config.h"

#include "imw-store-account.h"

#include "imw-store-private.h"

#include "imw-error.h"

/**
 * imw_store_asset_free:
 * @self: (transfer full): an asset of the books
 */
void
imw_store_asset_free (ImwStoreAsset *self)
{
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_free (self);
}

/* text: network (nullable) */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_asset_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT id, trust, shown FROM asset WHERE :chain IS NULL OR id = :chain "
      "OR substr (id, 1, length (:chain) + 1) = :chain || '/' ORDER BY id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":chain", call->args->text[0]);

  do
    {
      g_autoptr (ImwAsset) asset = NULL;
      ImwStoreAsset *item;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      asset = imw_store_get_asset (call, imw_stmt_get_text (stmt, 0), error);
      if (asset == NULL)
        return FALSE;

      item = g_new0 (ImwStoreAsset, 1);
      item->asset = g_steal_pointer (&asset);
      item->trust = (guint) imw_stmt_get_int64 (stmt, 1);
      item->shown = imw_stmt_get_boolean (stmt, 2);
      g_ptr_array_add (assets, item);
    }
  while (row);

  *result = g_steal_pointer (&assets);

  return TRUE;
}

/**
 * imw_store_list_assets_async:
 * @self: a store
 * @chain: (nullable): a network, %NULL for all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lists what amounts in the books are of, the networks' own assets among them.
 */
void
imw_store_list_assets_async (ImwStore           *self,
                             const char         *chain,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_list_assets_async, IMW_DB_JOB_READ, list_job,
                 imw_store_args_new (chain, NULL), (GDestroyNotify) g_ptr_array_unref, cancellable,
                 callback, user_data);
}

/**
 * imw_store_list_assets_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreAsset): assets by id, or %NULL with an error of
 *   the store
 */
GPtrArray *
imw_store_list_assets_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_assets_async, &value, error) ? value
                                                                                         : NULL;
}

#define COUNTED_IN                                                         \
  "SELECT EXISTS (SELECT 1 FROM tx WHERE asset = :id OR fee_asset = :id) " \
  "OR EXISTS (SELECT 1 FROM movement WHERE asset = :id) "                  \
  "OR EXISTS (SELECT 1 FROM balance WHERE asset = :id) "                   \
  "OR EXISTS (SELECT 1 FROM coin WHERE asset = :id) "                      \
  "OR EXISTS (SELECT 1 FROM claim WHERE asset = :id) "                     \
  "OR EXISTS (SELECT 1 FROM counterparty WHERE asset = :id) "              \
  "OR EXISTS (SELECT 1 FROM payment WHERE amount_asset = :id OR fee_asset = :id)"

/* Whether the asset may stand with these decimals. */
static gboolean
check_decimals (ImwStoreCall *call, ImwAsset *asset, GError **error)
{
  const char *id = imw_asset_get_id (asset);
  g_autoptr (ImwStmt) stored =
      imw_store_prepare (call, "SELECT decimals FROM asset WHERE id = :id", error);
  g_autoptr (ImwStmt) counted = imw_store_prepare (call, COUNTED_IN, error);
  gboolean row = FALSE;

  if (stored == NULL || counted == NULL)
    return FALSE;
  imw_stmt_bind_text (stored, ":id", id);
  if (!imw_stmt_step (stored, &row, error))
    return FALSE;
  if (!row || imw_stmt_get_int64 (stored, 0) == imw_asset_get_decimals (asset))
    return TRUE;

  imw_stmt_bind_text (counted, ":id", id);
  if (!imw_stmt_step (counted, &row, error))
    return FALSE;
  if (!imw_stmt_get_boolean (counted, 0))
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "asset %s is counted with other decimals", id);

  return FALSE;
}

/* object: the asset; number: trust, shown */
static gboolean
set_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  ImwAsset   *asset = call->args->object;
  const char *id = imw_asset_get_id (asset);
  g_autoptr (ImwStmt) stmt = NULL;

  if (call->args->number[0] < 0 || call->args->number[0] > IMW_STORE_TRUST_UNKNOWN)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "there is no such trust");
      return FALSE;
    }
  if (!check_decimals (call, asset, error))
    return FALSE;

  stmt = imw_store_prepare (
      call,
      "INSERT INTO asset (id, symbol, name, decimals, trust, shown) VALUES (:id, :symbol, :name, "
      ":decimals, :trust, :shown) ON CONFLICT (id) DO UPDATE SET symbol = :symbol, name = :name, "
      "decimals = :decimals, trust = :trust, shown = :shown",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", id);
  imw_stmt_bind_text (stmt, ":symbol", imw_asset_get_symbol (asset));
  imw_stmt_bind_text (stmt, ":name", imw_asset_get_name (asset));
  imw_stmt_bind_int64 (stmt, ":decimals", imw_asset_get_decimals (asset));
  imw_stmt_bind_int64 (stmt, ":trust", call->args->number[0]);
  imw_stmt_bind_int64 (stmt, ":shown", call->args->number[1]);
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  g_hash_table_remove (call->shared->assets, id);

  return imw_store_hide_txs_of_asset (call, id, error);
}

/**
 * imw_store_set_asset_async:
 * @self: a store
 * @asset: an asset
 * @trust: 0 genuine, 1 the user's own, 2 turned up by itself
 * @shown: whether lists have what came in with it
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Adds an asset or changes what is thought of it. Transactions that only brought it come into the lists,
 * or go out of them.
 */
void
imw_store_set_asset_async (ImwStore           *self,
                           ImwAsset           *asset,
                           guint               trust,
                           gboolean            shown,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  args->number[0] = trust;
  args->number[1] = shown ? 1 : 0;
  imw_store_args_take (args, imw_asset_ref (asset), (GDestroyNotify) imw_asset_unref);
  imw_store_run (self, imw_store_set_asset_async, IMW_DB_JOB_WRITE, set_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_set_asset_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_REFUSED (it is there with other decimals, and amounts in the books are of
 *   it), %IMW_ERROR_BAD_INPUT (no such trust) or another error of the store
 */
gboolean
imw_store_set_asset_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_set_asset_async, NULL, error);
}
