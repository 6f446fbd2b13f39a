/* imw-store.c: the database of one wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store"

#include "config.h"

#include "imw-store.h"

#include "imw-store-private.h"
#include "imw-store-raw.h"
#include "imw-store-resources.h"

#include "imw-error.h"

/**
 * ImwStore:
 *
 * The tables of one wallet. Lives on the main thread and hands each call as a job to the thread of its
 * database. Personal data is sealed before it comes here; keys never come here.
 */

struct _ImwStore
{
  GObject parent_instance;

  ImwDb          *db;
  ImwClock       *clock;
  ImwStoreShared *shared; /* counted; jobs hold a reference */
};

/* A job on its way: our task, and what its function needs. */
typedef struct
{
  ImwStoreJob     function;
  ImwStoreArgs   *args;
  ImwStoreShared *shared;
  gint64          now_ms;
} Job;

G_DEFINE_FINAL_TYPE (ImwStore, imw_store, G_TYPE_OBJECT)

static void
shared_clear (gpointer data)
{
  ImwStoreShared *shared = data;

  g_hash_table_unref (shared->assets);
}

static void
shared_unref (ImwStoreShared *shared)
{
  g_atomic_rc_box_release_full (shared, shared_clear);
}

static void
args_free (ImwStoreArgs *args)
{
  for (guint i = 0; i < G_N_ELEMENTS (args->text); i++)
    g_free (args->text[i]);
  if (args->object_free != NULL && args->object != NULL)
    args->object_free (args->object);
  g_free (args);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->args, args_free);
  g_clear_pointer (&job->shared, shared_unref);
  g_free (job);
}

static gboolean
run_job (ImwDbSession *session, gpointer data, gpointer *result, GError **error)
{
  Job         *job = data;
  ImwStoreCall call = {
    .session = session, .shared = job->shared, .args = job->args, .now_ms = job->now_ms
  };

  if (job->function (&call, result, error))
    return TRUE;

  g_hash_table_remove_all (job->shared->assets); /* some may be rolled back now */

  return FALSE;
}

static void
job_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gpointer value = NULL;

  if (imw_db_run_finish (IMW_DB (object), result, &value, &error))
    g_task_return_pointer (task, value, g_task_get_task_data (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
imw_store_finalize (GObject *object)
{
  ImwStore *self = IMW_STORE (object);

  g_clear_object (&self->db);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->shared, shared_unref);

  G_OBJECT_CLASS (imw_store_parent_class)->finalize (object);
}

static void
imw_store_class_init (ImwStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_store_finalize;
}

static void
imw_store_init (ImwStore *self)
{
  self->shared = g_atomic_rc_box_new0 (ImwStoreShared);
  self->shared->assets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) imw_asset_unref);
  self->shared->raw_max_bytes = IMW_STORE_RAW_MAX_BYTES;
}

/**
 * imw_store_args_new: (skip)
 * @text0: (nullable): first text
 * @text1: (nullable): second text
 *
 * Returns: (transfer full): arguments of a job, the rest empty
 */
ImwStoreArgs *
imw_store_args_new (const char *text0, const char *text1)
{
  ImwStoreArgs *args = g_new0 (ImwStoreArgs, 1);

  args->text[0] = g_strdup (text0);
  args->text[1] = g_strdup (text1);

  return args;
}

/**
 * imw_store_args_take: (skip)
 * @args: arguments
 * @object: (transfer full): a value for the job
 * @object_free: frees it
 */
void
imw_store_args_take (ImwStoreArgs *args, gpointer object, GDestroyNotify object_free)
{
  args->object = object;
  args->object_free = object_free;
}

/**
 * imw_store_run: (skip)
 * @self: a store
 * @tag: the public function
 * @kind: whether it writes
 * @job: runs on the database's thread in a transaction
 * @args: (transfer full) (nullable): what it works on
 * @result_free: (nullable): frees a result nobody takes
 * @cancellable: (nullable): looked at before the job begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_run (ImwStore           *self,
               gpointer            tag,
               ImwDbJobKind        kind,
               ImwStoreJob         job,
               ImwStoreArgs       *args,
               GDestroyNotify      result_free,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job   *next = g_new0 (Job, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE); /* what is committed is committed */
  g_task_set_task_data (task, result_free, NULL);

  next->function = job;
  next->args = args != NULL ? args : imw_store_args_new (NULL, NULL);
  next->shared = g_atomic_rc_box_acquire (self->shared);
  next->now_ms = imw_clock_get_wall_ms (self->clock);

  imw_db_run_async (self->db, kind, run_job, next, job_free, result_free, cancellable, job_done_cb,
                    task);
}

/**
 * imw_store_run_finish: (skip)
 * @self: a store
 * @result: the result given to the callback
 * @tag: the public function that began it
 * @value: (out) (optional) (transfer full) (nullable): what the job gave
 * @error: return location
 *
 * Returns: whether the job succeeded
 */
gboolean
imw_store_run_finish (ImwStore     *self,
                      GAsyncResult *result,
                      gpointer      tag,
                      gpointer     *value,
                      GError      **error)
{
  gboolean failed;
  gpointer pointer;

  g_return_val_if_fail (IMW_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  failed = g_task_had_error (G_TASK (result));
  pointer = g_task_propagate_pointer (G_TASK (result), error);
  if (failed)
    return FALSE;

  if (value != NULL)
    *value = pointer;

  return TRUE;
}

static void
db_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ImwStore *self = g_task_get_task_data (task);

  self->db = imw_db_open_finish (result, &error);
  if (self->db == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * imw_store_open_async:
 * @path: the file
 * @flags: how to open it
 * @clock: (nullable): where the time comes from, %NULL for the system's clock
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Opens the database of a wallet and brings its tables up to date. The caller holds the lock of the
 * data folder unless it opens read-only.
 */
void
imw_store_open_async (const char         *path,
                      ImwStoreFlags       flags,
                      ImwClock           *clock,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GTask     *task;
  ImwStore  *self;
  ImwDbFlags db_flags = IMW_DB_FLAGS_NONE;

  g_return_if_fail (path != NULL);
  g_return_if_fail (clock == NULL || IMW_IS_CLOCK (clock));

  if ((flags & IMW_STORE_READ_ONLY) != 0)
    db_flags |= IMW_DB_READ_ONLY;
  if ((flags & IMW_STORE_CREATE) != 0)
    db_flags |= IMW_DB_CREATE;

  self = g_object_new (IMW_TYPE_STORE, NULL);
  self->clock = g_object_ref (clock != NULL ? clock : imw_clock_get_default ());

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_store_open_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, g_object_unref);
  imw_db_open_async (path, db_flags, imw_store_get_resource (), "/org/imwallet/store/migrations",
                     cancellable, db_opened_cb, task);
}

/**
 * imw_store_open_finish:
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the store, or %NULL with @error: %IMW_ERROR_NOT_FOUND (no file, and
 *   not asked to make one), %IMW_ERROR_NOT_SUPPORTED (a newer version wrote it), %IMW_ERROR_CORRUPT,
 *   %IMW_ERROR_DISK (says how many bytes are missing for the copy before a migration), %IMW_ERROR_BUSY,
 *   %G_IO_ERROR_CANCELLED
 */
ImwStore *
imw_store_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, imw_store_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
db_closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (imw_db_close_finish (IMW_DB (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * imw_store_close_async:
 * @self: a store
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Closes the file after all calls made before. Later calls fail with %IMW_ERROR_REFUSED.
 */
void
imw_store_close_async (ImwStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (IMW_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, imw_store_close_async);
  imw_db_close_async (self->db, db_closed_cb, task);
}

/**
 * imw_store_close_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with @error when the file could not be closed cleanly
 */
gboolean
imw_store_close_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_store_get_read_only:
 * @self: a store
 *
 * Returns: whether it can only be read
 */
gboolean
imw_store_get_read_only (ImwStore *self)
{
  g_return_val_if_fail (IMW_IS_STORE (self), TRUE);

  return imw_db_get_read_only (self->db);
}

/**
 * imw_store_get_path:
 * @self: a store
 *
 * Returns: (transfer none): the file
 */
const char *
imw_store_get_path (ImwStore *self)
{
  g_return_val_if_fail (IMW_IS_STORE (self), NULL);

  return imw_db_get_path (self->db);
}

/**
 * imw_store_get_clock:
 * @self: a store
 *
 * Returns: (transfer none): where its times come from
 */
ImwClock *
imw_store_get_clock (ImwStore *self)
{
  g_return_val_if_fail (IMW_IS_STORE (self), NULL);

  return self->clock;
}

/**
 * imw_store_set_raw_max_bytes:
 * @self: a store that has just been opened
 * @max_bytes: how much previous transactions may take together
 */
void
imw_store_set_raw_max_bytes (ImwStore *self, gint64 max_bytes)
{
  g_return_if_fail (IMW_IS_STORE (self));

  self->shared->raw_max_bytes = max_bytes;
}
