/* imw-store-setting.c: settings of the wallet that matter for money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-setting"

#include "config.h"

#include "imw-store-setting.h"

#include "imw-store-private.h"

/* text: key, value (nullable) */
static gboolean
set_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) put = imw_store_prepare (
      call, "INSERT OR REPLACE INTO setting (key, value) VALUES (:key, :value)", error);
  g_autoptr (ImwStmt)
      drop = imw_store_prepare (call, "DELETE FROM setting WHERE key = :key", error);
  gboolean set = call->args->text[1] != NULL;

  if (put == NULL || drop == NULL)
    return FALSE;
  imw_stmt_bind_text (set ? put : drop, ":key", call->args->text[0]);
  if (set)
    imw_stmt_bind_text (put, ":value", call->args->text[1]);

  return imw_stmt_run (set ? put : drop, error);
}

/**
 * imw_store_set_setting_async:
 * @self: a store
 * @key: name of the setting
 * @value: (nullable): its value, %NULL removes it
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_set_setting_async (ImwStore           *self,
                             const char         *key,
                             const char         *value,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_set_setting_async, IMW_DB_JOB_WRITE, set_job,
                 imw_store_args_new (key, value), NULL, cancellable, callback, user_data);
}

/**
 * imw_store_set_setting_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_set_setting_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_set_setting_async, NULL, error);
}

static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, "SELECT key, value FROM setting", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_hash_table_insert (settings, imw_stmt_dup_text (stmt, 0), imw_stmt_dup_text (stmt, 1));
    }
  while (row);

  *result = g_steal_pointer (&settings);

  return TRUE;
}

/**
 * imw_store_list_settings_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_settings_async (ImwStore           *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  imw_store_run (self, imw_store_list_settings_async, IMW_DB_JOB_READ, list_job, NULL,
                 (GDestroyNotify) g_hash_table_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_settings_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): all settings, or %NULL with an error of the
 *   store
 */
GHashTable *
imw_store_list_settings_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_settings_async, &value, error) ? value
                                                                                           : NULL;
}
