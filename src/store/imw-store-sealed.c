/* imw-store-sealed.c: personal data, sealed by the service before it comes here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-sealed"

#include "config.h"

#include "imw-store-sealed.h"

#include "imw-store-private.h"

#include "imw-error.h"

G_DEFINE_BOXED_TYPE (ImwStoreSealed, imw_store_sealed, imw_store_sealed_copy, imw_store_sealed_free)

/**
 * imw_store_sealed_new:
 * @kind: what it is
 * @ref: what it is about
 * @blob: (nullable): sealed bytes, %NULL to remove
 *
 * Returns: (transfer full): a field
 */
ImwStoreSealed *
imw_store_sealed_new (const char *kind, const char *ref, GBytes *blob)
{
  ImwStoreSealed *self = g_new0 (ImwStoreSealed, 1);

  self->kind = g_strdup (kind);
  self->ref = g_strdup (ref);
  self->blob = blob != NULL ? g_bytes_ref (blob) : NULL;

  return self;
}

/**
 * imw_store_sealed_copy:
 * @self: a field
 *
 * Returns: (transfer full): a copy
 */
ImwStoreSealed *
imw_store_sealed_copy (const ImwStoreSealed *self)
{
  ImwStoreSealed *copy = imw_store_sealed_new (self->kind, self->ref, self->blob);

  copy->updated_ms = self->updated_ms;

  return copy;
}

/**
 * imw_store_sealed_free:
 * @self: (transfer full): a field
 */
void
imw_store_sealed_free (ImwStoreSealed *self)
{
  g_free (self->kind);
  g_free (self->ref);
  g_clear_pointer (&self->blob, g_bytes_unref);
  g_free (self);
}

/* object: the fields */
static gboolean
put_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  GPtrArray *fields = call->args->object;
  g_autoptr (ImwStmt) put = imw_store_prepare (
      call,
      "INSERT OR REPLACE INTO sealed_field (kind, ref, blob, updated_ms) VALUES (:kind, :ref, :blob, :updated_ms)",
      error);
  g_autoptr (ImwStmt) drop =
      imw_store_prepare (call, "DELETE FROM sealed_field WHERE kind = :kind AND ref = :ref", error);

  if (put == NULL || drop == NULL)
    return FALSE;

  for (guint i = 0; i < fields->len; i++)
    {
      const ImwStoreSealed *field = g_ptr_array_index (fields, i);
      ImwStmt              *stmt = field->blob != NULL ? put : drop;

      imw_stmt_bind_text (stmt, ":kind", field->kind);
      imw_stmt_bind_text (stmt, ":ref", field->ref);
      if (field->blob != NULL)
        {
          imw_stmt_bind_bytes (stmt, ":blob", field->blob);
          imw_stmt_bind_int64 (stmt, ":updated_ms", call->now_ms);
        }
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_put_sealed_async:
 * @self: a store
 * @fields: (element-type ImwStoreSealed): fields to put, or to remove where the blob is %NULL
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_put_sealed_async (ImwStore           *self,
                            GPtrArray          *fields,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args,
                       imw_store_copy_array (fields, (GBoxedCopyFunc) imw_store_sealed_copy,
                                             (GDestroyNotify) imw_store_sealed_free),
                       (GDestroyNotify) g_ptr_array_unref);
  imw_store_run (self, imw_store_put_sealed_async, IMW_DB_JOB_WRITE, put_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_put_sealed_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store; then none was put
 */
gboolean
imw_store_put_sealed_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_put_sealed_async, NULL, error);
}

static GPtrArray *
read_fields (ImwStoreCall *call, GError **error)
{
  g_autoptr (GPtrArray)
      fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT kind, ref, blob, updated_ms FROM sealed_field WHERE (:kind IS NULL OR kind = :kind) "
      "AND (:ref IS NULL OR ref = :ref) ORDER BY kind, ref",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  imw_stmt_bind_text (stmt, ":kind", call->args->text[0]);
  imw_stmt_bind_text (stmt, ":ref", call->args->text[1]);

  do
    {
      g_autoptr (GBytes) blob = NULL;
      ImwStoreSealed *field;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        break;
      blob = imw_stmt_dup_bytes (stmt, 2);
      field = imw_store_sealed_new (imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1), blob);
      field->updated_ms = imw_stmt_get_int64 (stmt, 3);
      g_ptr_array_add (fields, field);
    }
  while (row);

  return g_steal_pointer (&fields);
}

/* text: kind (nullable) */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  *result = read_fields (call, error);

  return *result != NULL;
}

/* text: kind, ref */
static gboolean
get_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray) fields = read_fields (call, error);

  if (fields == NULL)
    return FALSE;
  if (fields->len == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "there is no such field");
      return FALSE;
    }
  *result = g_ptr_array_steal_index (fields, 0);

  return TRUE;
}

/**
 * imw_store_list_sealed_async:
 * @self: a store
 * @kind: (nullable): which kind, %NULL for all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_sealed_async (ImwStore           *self,
                             const char         *kind,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_list_sealed_async, IMW_DB_JOB_READ, list_job,
                 imw_store_args_new (kind, NULL), (GDestroyNotify) g_ptr_array_unref, cancellable,
                 callback, user_data);
}

/**
 * imw_store_list_sealed_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreSealed): fields by kind and ref, or %NULL with
 *   an error of the store
 */
GPtrArray *
imw_store_list_sealed_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_sealed_async, &value, error) ? value
                                                                                         : NULL;
}

/**
 * imw_store_get_sealed_async:
 * @self: a store
 * @kind: what it is
 * @ref: what it is about
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_get_sealed_async (ImwStore           *self,
                            const char         *kind,
                            const char         *ref,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (kind != NULL && ref != NULL);

  imw_store_run (self, imw_store_get_sealed_async, IMW_DB_JOB_READ, get_job,
                 imw_store_args_new (kind, ref), (GDestroyNotify) imw_store_sealed_free,
                 cancellable, callback, user_data);
}

/**
 * imw_store_get_sealed_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the field, or %NULL with %IMW_ERROR_NOT_FOUND or another error of the
 *   store
 */
ImwStoreSealed *
imw_store_get_sealed_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_get_sealed_async, &value, error) ? value
                                                                                        : NULL;
}
