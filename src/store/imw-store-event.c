/* imw-store-event.c: the log of what happened to payments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-event"

#include "config.h"

#include "imw-store-payment.h"

#include "imw-store-private.h"

G_DEFINE_BOXED_TYPE (ImwStoreEvent, imw_store_event, imw_store_event_copy, imw_store_event_free)

/**
 * imw_store_event_copy:
 * @self: an event
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreEvent *
imw_store_event_copy (const ImwStoreEvent *self)
{
  ImwStoreEvent *copy = g_memdup2 (self, sizeof *self);

  copy->subject = g_strdup (self->subject);
  copy->state = g_strdup (self->state);
  copy->detail = g_strdup (self->detail);

  return copy;
}

/**
 * imw_store_event_free:
 * @self: (transfer full): an event
 */
void
imw_store_event_free (ImwStoreEvent *self)
{
  g_free (self->subject);
  g_free (self->state);
  g_free (self->detail);
  g_free (self);
}

/**
 * imw_store_log_event: (skip)
 * @call: the job, which writes
 * @subject: what it happened to
 * @state: the state it came into
 * @detail: (nullable): more
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_log_event (ImwStoreCall *call,
                     const char   *subject,
                     const char   *state,
                     const char   *detail,
                     GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO event (subject, time_ms, state, detail) VALUES (:subject, :time_ms, :state, :detail)",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":subject", subject);
  imw_stmt_bind_int64 (stmt, ":time_ms", call->now_ms);
  imw_stmt_bind_text (stmt, ":state", state);
  imw_stmt_bind_text (stmt, ":detail", detail);

  return imw_stmt_run (stmt, error);
}

/* text: subject, state, detail (nullable) */
static gboolean
add_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  return imw_store_log_event (call, call->args->text[0], call->args->text[1], call->args->text[2],
                              error);
}

/**
 * imw_store_add_event_async:
 * @self: a store
 * @subject: what it happened to: id of a payment
 * @state: the state it came into
 * @detail: (nullable): more; no personal data
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Adds to the log something that was seen and changes no payment.
 */
void
imw_store_add_event_async (ImwStore           *self,
                           const char         *subject,
                           const char         *state,
                           const char         *detail,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (subject, state);

  args->text[2] = g_strdup (detail);
  imw_store_run (self, imw_store_add_event_async, IMW_DB_JOB_WRITE, add_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_add_event_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_add_event_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_add_event_async, NULL, error);
}

/* text: subject */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      events = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_event_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT subject, time_ms, state, detail FROM event WHERE subject = :subject ORDER BY row",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":subject", call->args->text[0]);

  do
    {
      ImwStoreEvent *event;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      event = g_new0 (ImwStoreEvent, 1);
      event->subject = imw_stmt_dup_text (stmt, 0);
      event->time_ms = imw_stmt_get_int64 (stmt, 1);
      event->state = imw_stmt_dup_text (stmt, 2);
      event->detail = imw_stmt_dup_text (stmt, 3);
      g_ptr_array_add (events, event);
    }
  while (row);

  *result = g_steal_pointer (&events);

  return TRUE;
}

/**
 * imw_store_list_events_async:
 * @self: a store
 * @subject: id of a payment
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_events_async (ImwStore           *self,
                             const char         *subject,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_list_events_async, IMW_DB_JOB_READ, list_job,
                 imw_store_args_new (subject, NULL), (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_list_events_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreEvent): events in the order they were logged, or
 *   %NULL with an error of the store
 */
GPtrArray *
imw_store_list_events_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_events_async, &value, error) ? value
                                                                                         : NULL;
}
