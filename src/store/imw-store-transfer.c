/* imw-store-transfer.c: transfers across borders and what happened to them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-transfer"

#include "config.h"

#include "imw-store-transfer.h"

#include "imw-store-private.h"

#include "imw-error.h"

G_DEFINE_BOXED_TYPE (ImwStoreTransfer,
                     imw_store_transfer,
                     imw_store_transfer_copy,
                     imw_store_transfer_free)
G_DEFINE_BOXED_TYPE (ImwStoreTransferEvent,
                     imw_store_transfer_event,
                     imw_store_transfer_event_copy,
                     imw_store_transfer_event_free)

/**
 * imw_store_transfer_new:
 * @id: (nullable): uuid, %NULL makes one
 * @provider: whose
 *
 * Returns: (transfer full): a row
 */
ImwStoreTransfer *
imw_store_transfer_new (const char *id, const char *provider)
{
  ImwStoreTransfer *self = g_new0 (ImwStoreTransfer, 1);

  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();
  self->provider = g_strdup (provider);

  return self;
}

/**
 * imw_store_transfer_copy:
 * @self: a row
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreTransfer *
imw_store_transfer_copy (const ImwStoreTransfer *self)
{
  ImwStoreTransfer *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->provider = g_strdup (self->provider);
  copy->order_id = g_strdup (self->order_id);
  copy->route = g_strdup (self->route);
  copy->stage = g_strdup (self->stage);
  copy->body = g_strdup (self->body);

  return copy;
}

/**
 * imw_store_transfer_free:
 * @self: (transfer full): a row
 */
void
imw_store_transfer_free (ImwStoreTransfer *self)
{
  g_free (self->id);
  g_free (self->provider);
  g_free (self->order_id);
  g_free (self->route);
  g_free (self->stage);
  g_free (self->body);
  g_free (self);
}

/**
 * imw_store_transfer_event_new:
 * @time_ms: when it was seen
 * @stage: where the transfer was then
 * @code: what it was
 * @text: (nullable): in whose words ever
 *
 * Returns: (transfer full): an event
 */
ImwStoreTransferEvent *
imw_store_transfer_event_new (gint64 time_ms, const char *stage, const char *code, const char *text)
{
  ImwStoreTransferEvent *self = g_new0 (ImwStoreTransferEvent, 1);

  self->time_ms = time_ms;
  self->stage = g_strdup (stage);
  self->code = g_strdup (code);
  self->text = g_strdup (text);

  return self;
}

/**
 * imw_store_transfer_event_copy:
 * @self: an event
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreTransferEvent *
imw_store_transfer_event_copy (const ImwStoreTransferEvent *self)
{
  return imw_store_transfer_event_new (self->time_ms, self->stage, self->code, self->text);
}

/**
 * imw_store_transfer_event_free:
 * @self: (transfer full): an event
 */
void
imw_store_transfer_event_free (ImwStoreTransferEvent *self)
{
  g_free (self->stage);
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

/* ---- putting ---- */

/* What put is given. */
typedef struct
{
  ImwStoreTransfer *transfer;
  GPtrArray        *events; /* (nullable) */
} PutTransfer;

static void
put_transfer_free (PutTransfer *put)
{
  imw_store_transfer_free (put->transfer);
  g_clear_pointer (&put->events, g_ptr_array_unref);
  g_free (put);
}

static gboolean
check_order (ImwStoreCall *call, const ImwStoreTransfer *transfer, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT 1 FROM transfer WHERE provider = :provider AND order_id = :order_id AND id <> :id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":provider", transfer->provider);
  imw_stmt_bind_text (stmt, ":order_id", transfer->order_id);
  imw_stmt_bind_text (stmt, ":id", transfer->id);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;

  if (row)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                         "the order belongs to another transfer");

  return !row;
}

static gboolean
put_events (ImwStoreCall *call, const char *transfer, GPtrArray *events, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO transfer_event (transfer, time_ms, stage, code, text) VALUES (:transfer, :time_ms, "
      ":stage, :code, :text)",
      error);

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      const ImwStoreTransferEvent *event = g_ptr_array_index (events, i);

      imw_stmt_bind_text (stmt, ":transfer", transfer);
      imw_stmt_bind_int64 (stmt, ":time_ms", event->time_ms);
      imw_stmt_bind_text (stmt, ":stage", event->stage);
      imw_stmt_bind_text (stmt, ":code", event->code);
      imw_stmt_bind_text (stmt, ":text", event->text);
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

/* object: PutTransfer */
static gboolean
put_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  const PutTransfer      *put = call->args->object;
  const ImwStoreTransfer *transfer = put->transfer;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO transfer (id, provider, order_id, route, stage, final, created_ms, updated_ms, body) VALUES "
      "(:id, :provider, :order_id, :route, :stage, :final, :created_ms, :updated_ms, :body) ON CONFLICT (id) DO "
      "UPDATE SET order_id = :order_id, stage = :stage, final = :final, updated_ms = :updated_ms, body = :body",
      error);

  if (stmt == NULL || (transfer->order_id != NULL && !check_order (call, transfer, error)))
    return FALSE;

  imw_stmt_bind_text (stmt, ":id", transfer->id);
  imw_stmt_bind_text (stmt, ":provider", transfer->provider);
  imw_stmt_bind_text (stmt, ":order_id", transfer->order_id);
  imw_stmt_bind_text (stmt, ":route", transfer->route);
  imw_stmt_bind_text (stmt, ":stage", transfer->stage);
  imw_stmt_bind_int64 (stmt, ":final", transfer->final ? 1 : 0);
  imw_stmt_bind_int64 (stmt, ":created_ms", transfer->created_ms);
  imw_stmt_bind_int64 (stmt, ":updated_ms", transfer->updated_ms);
  imw_stmt_bind_text (stmt, ":body", transfer->body);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  return put->events == NULL || put_events (call, transfer->id, put->events, error);
}

/**
 * imw_store_put_transfer_async:
 * @self: a store
 * @transfer: the row
 * @events: (nullable) (element-type ImwStoreTransferEvent): what was seen
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Inserts or replaces a transfer, and adds to its log. Provider, route and time of creation stay as they were first.
 */
void
imw_store_put_transfer_async (ImwStore               *self,
                              const ImwStoreTransfer *transfer,
                              GPtrArray              *events,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);
  PutTransfer  *put = g_new0 (PutTransfer, 1);

  put->transfer = imw_store_transfer_copy (transfer);
  if (events != NULL)
    put->events = imw_store_copy_array (events, (GBoxedCopyFunc) imw_store_transfer_event_copy,
                                        (GDestroyNotify) imw_store_transfer_event_free);
  imw_store_args_take (args, put, (GDestroyNotify) put_transfer_free);
  imw_store_run (self, imw_store_put_transfer_async, IMW_DB_JOB_WRITE, put_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_put_transfer_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_REFUSED (the order is another transfer's) or an error of the store; then nothing was put
 */
gboolean
imw_store_put_transfer_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_put_transfer_async, NULL, error);
}

/* ---- listing ---- */

static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT id, provider, order_id, route, stage, final, created_ms, updated_ms, body FROM transfer ORDER BY "
      "created_ms DESC, id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      ImwStoreTransfer *transfer = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      transfer = imw_store_transfer_new (imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1));
      transfer->order_id = imw_stmt_dup_text (stmt, 2);
      transfer->route = imw_stmt_dup_text (stmt, 3);
      transfer->stage = imw_stmt_dup_text (stmt, 4);
      transfer->final = imw_stmt_get_boolean (stmt, 5);
      transfer->created_ms = imw_stmt_get_int64 (stmt, 6);
      transfer->updated_ms = imw_stmt_get_int64 (stmt, 7);
      transfer->body = imw_stmt_dup_text (stmt, 8);
      g_ptr_array_add (list, transfer);
    }
  while (row);

  *result = g_steal_pointer (&list);

  return TRUE;
}

/**
 * imw_store_list_transfers_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_transfers_async (ImwStore           *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  imw_store_run (self, imw_store_list_transfers_async, IMW_DB_JOB_READ, list_job, NULL,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_transfers_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreTransfer): all, newest first, or %NULL with an error of the store
 */
GPtrArray *
imw_store_list_transfers_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_transfers_async, &value, error) ? value
                                                                                            : NULL;
}

/* text: transfer */
static gboolean
list_events_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_event_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT time_ms, stage, code, text FROM transfer_event WHERE transfer = :transfer ORDER BY row",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":transfer", call->args->text[0]);

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (list, imw_store_transfer_event_new (
                                   imw_stmt_get_int64 (stmt, 0), imw_stmt_get_text (stmt, 1),
                                   imw_stmt_get_text (stmt, 2), imw_stmt_get_text (stmt, 3)));
    }
  while (row);

  *result = g_steal_pointer (&list);

  return TRUE;
}

/**
 * imw_store_list_transfer_events_async:
 * @self: a store
 * @transfer: its id
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_transfer_events_async (ImwStore           *self,
                                      const char         *transfer,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  imw_store_run (self, imw_store_list_transfer_events_async, IMW_DB_JOB_READ, list_events_job,
                 imw_store_args_new (transfer, NULL), (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_list_transfer_events_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreTransferEvent): in the order they were seen, or %NULL with an error
 *   of the store
 */
GPtrArray *
imw_store_list_transfer_events_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_transfer_events_async, &value, error)
             ? value
             : NULL;
}
