/* imw-db.c: a database on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-db"

#include "config.h"

#include "imw-db.h"

#include "imw-error.h"

/**
 * ImwDb:
 *
 * A database. Its connection is made, used and closed on one thread, which takes jobs from a queue.
 * The object itself belongs to the thread that made it. When it goes, the jobs before are done first.
 */

struct _ImwDb
{
  GObject parent_instance;

  GAsyncQueue *jobs; /* (element-type Job): shared with the thread */
  char        *path;
  gboolean     read_only;
  gboolean     closed; /* close was asked for */
};

typedef enum
{
  JOB_OPEN,
  JOB_RUN,
  JOB_CLOSE,
  JOB_QUIT
} JobType;

typedef struct
{
  JobType        type;
  GTask         *task;        /* (nullable): NULL for quit alone */
  char          *path;        /* open */
  ImwDbFlags     flags;       /* open */
  GResource     *resource;    /* open */
  char          *folder;      /* open */
  ImwDbJobKind   kind;        /* run */
  ImwDbJob       function;    /* run */
  gpointer       data;        /* run */
  GDestroyNotify data_free;   /* run (nullable) */
  GDestroyNotify result_free; /* run (nullable) */
  gpointer       result;
  gboolean       done;
  GError        *error; /* (nullable) */
} Job;

/* What the thread owns. */
typedef struct
{
  GAsyncQueue  *jobs;
  ImwDbSession *session; /* (nullable): while open */
} Worker;

G_DEFINE_FINAL_TYPE (ImwDb, imw_db, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->data_free != NULL)
    g_clear_pointer (&job->data, job->data_free);
  if (job->result_free != NULL)
    g_clear_pointer (&job->result, job->result_free);
  g_clear_object (&job->task);
  g_clear_pointer (&job->path, g_free);
  g_clear_pointer (&job->resource, g_resource_unref);
  g_clear_pointer (&job->folder, g_free);
  g_clear_error (&job->error);
  g_free (job);
}

static Job *
job_new (JobType type, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->type = type;
  job->task = task;

  return job;
}

static gboolean
run_in_transaction (ImwDbSession *session, Job *job)
{
  if (!imw_db_session_begin (session, job->kind == IMW_DB_JOB_WRITE, &job->error))
    return FALSE;

  if (!job->function (session, job->data, &job->result, &job->error))
    {
      imw_db_session_rollback (session);
      return FALSE;
    }

  return imw_db_session_commit (session, &job->error);
}

static void
do_job (Worker *worker, Job *job)
{
  GCancellable *cancellable = job->task != NULL ? g_task_get_cancellable (job->task) : NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &job->error))
    return;

  switch (job->type)
    {
    case JOB_OPEN:
      worker->session =
          imw_db_session_open (job->path, job->flags, job->resource, job->folder, &job->error);
      job->done = worker->session != NULL;
      break;

    case JOB_RUN:
      job->done = worker->session != NULL && run_in_transaction (worker->session, job);
      break;

    case JOB_CLOSE:
      job->done = worker->session == NULL ||
                  imw_db_session_close (g_steal_pointer (&worker->session), &job->error);
      break;

    case JOB_QUIT:
      break;
    }

  if (!job->done && job->type == JOB_RUN)
    {
      g_assert (job->error != NULL);
      if (job->result_free != NULL)
        g_clear_pointer (&job->result, job->result_free);
    }
}

/* In the caller's context: results are handed over, and objects go, where they were made. */
static gboolean
deliver_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->type == JOB_RUN)
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->result_free);
  else if (job->type == JOB_OPEN)
    g_task_return_pointer (job->task, g_object_ref (g_task_get_task_data (job->task)),
                           g_object_unref);
  else
    g_task_return_boolean (job->task, TRUE);

  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  Worker  *worker = data;
  gboolean quit = FALSE;

  while (!quit)
    {
      Job *job = g_async_queue_pop (worker->jobs);

      quit = job->type == JOB_QUIT;
      do_job (worker, job);

      if (job->task != NULL)
        {
          g_autoptr (GSource) source = g_idle_source_new ();

          g_source_set_priority (source, g_task_get_priority (job->task));
          g_source_set_callback (source, deliver_cb, job, job_free);
          g_source_set_static_name (source, "imw-db");
          g_source_attach (source, g_task_get_context (job->task));
        }
      else
        {
          job_free (job);
        }
    }

  g_clear_pointer (&worker->session, imw_db_session_free);
  g_async_queue_unref (worker->jobs);
  g_free (worker);

  return NULL;
}

static void
imw_db_dispose (GObject *object)
{
  ImwDb *self = IMW_DB (object);

  /* not joined: the main thread does not wait for a disk */
  if (self->jobs != NULL)
    g_async_queue_push (self->jobs, job_new (JOB_QUIT, NULL));
  g_clear_pointer (&self->jobs, g_async_queue_unref);

  G_OBJECT_CLASS (imw_db_parent_class)->dispose (object);
}

static void
imw_db_finalize (GObject *object)
{
  ImwDb *self = IMW_DB (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (imw_db_parent_class)->finalize (object);
}

static void
imw_db_class_init (ImwDbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_db_dispose;
  object_class->finalize = imw_db_finalize;
}

static void
imw_db_init (ImwDb *self)
{
  Worker  *worker = g_new0 (Worker, 1);
  GThread *thread;

  self->jobs = g_async_queue_new ();
  worker->jobs = g_async_queue_ref (self->jobs);
  thread = g_thread_new ("imw-db", work, worker);
  g_thread_unref (thread);
}

static GTask *
make_task (gpointer            source,
           gpointer            tag,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* a commit that has been made is not called off by a late cancel */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/**
 * imw_db_open_async:
 * @path: the database file
 * @flags: how to open it
 * @resource: holds the migrations
 * @folder: where in it
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called in the caller's main context
 * @user_data: data for @callback
 *
 * Starts the thread, opens the database and brings its tables up to date.
 */
void
imw_db_open_async (const char         *path,
                   ImwDbFlags          flags,
                   GResource          *resource,
                   const char         *folder,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  ImwDb *self;
  Job   *job;

  g_return_if_fail (path != NULL && resource != NULL && folder != NULL);

  self = g_object_new (IMW_TYPE_DB, NULL);
  self->path = g_strdup (path);
  self->read_only = (flags & IMW_DB_READ_ONLY) != 0;

  job = job_new (JOB_OPEN, make_task (NULL, imw_db_open_async, cancellable, callback, user_data));
  job->path = g_strdup (path);
  job->flags = flags;
  job->resource = g_resource_ref (resource);
  job->folder = g_strdup (folder);
  g_task_set_task_data (job->task, self, g_object_unref);
  g_async_queue_push (self->jobs, job);
}

/**
 * imw_db_open_finish:
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the database, or %NULL with the errors of imw_db_session_open() or
 *   %G_IO_ERROR_CANCELLED
 */
ImwDb *
imw_db_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_db_get_read_only:
 * @self: a database
 *
 * Returns: whether it can only be read
 */
gboolean
imw_db_get_read_only (ImwDb *self)
{
  g_return_val_if_fail (IMW_IS_DB (self), TRUE);

  return self->read_only;
}

/**
 * imw_db_get_path:
 * @self: a database
 *
 * Returns: (transfer none): the file
 */
const char *
imw_db_get_path (ImwDb *self)
{
  g_return_val_if_fail (IMW_IS_DB (self), NULL);

  return self->path;
}

/**
 * imw_db_run_async:
 * @self: a database
 * @kind: whether the job writes
 * @job: (scope async): runs on the database's thread, within a transaction
 * @data: (transfer full): what the job works on; nobody else may touch it
 * @data_free: (nullable): frees @data, in the caller's context
 * @result_free: (nullable): frees a result that nobody takes, on any thread
 * @cancellable: (nullable): looked at before the job begins, not later
 * @callback: (scope async): called in the caller's main context
 * @user_data: data for @callback
 *
 * Runs a job after all that were given before it.
 */
void
imw_db_run_async (ImwDb              *self,
                  ImwDbJobKind        kind,
                  ImwDbJob            job,
                  gpointer            data,
                  GDestroyNotify      data_free,
                  GDestroyNotify      result_free,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  Job *next;

  g_return_if_fail (IMW_IS_DB (self));
  g_return_if_fail (job != NULL);

  next = job_new (JOB_RUN, make_task (self, imw_db_run_async, cancellable, callback, user_data));
  next->kind = kind;
  next->function = job;
  next->data = data;
  next->data_free = data_free;
  next->result_free = result_free;

  if (self->closed)
    {
      g_task_return_new_error (next->task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the database has been closed");
      job_free (next);
      return;
    }

  g_async_queue_push (self->jobs, next);
}

/**
 * imw_db_run_finish:
 * @self: a database
 * @result: the result given to the callback
 * @value: (out) (optional) (nullable) (transfer full): what the job gave; %NULL only for a job that gives
 *   nothing
 * @error: return location
 *
 * Returns: %TRUE if the job gave %TRUE and, when it writes, its changes are on the disk. On %FALSE nothing
 *   has changed and @error is the job's, or %IMW_ERROR_BUSY, %IMW_ERROR_DISK, %IMW_ERROR_CORRUPT,
 *   %IMW_ERROR_REFUSED (read-only, or closed) or %G_IO_ERROR_CANCELLED.
 */
gboolean
imw_db_run_finish (ImwDb *self, GAsyncResult *result, gpointer *value, GError **error)
{
  GTask   *task = G_TASK (result);
  gboolean failed;
  gpointer pointer;

  g_return_val_if_fail (IMW_IS_DB (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  /* a job without a result gives NULL too */
  failed = g_task_had_error (task);
  pointer = g_task_propagate_pointer (task, error);
  if (failed)
    return FALSE;

  if (value != NULL)
    *value = pointer;

  return TRUE;
}

static gboolean
check_job (ImwDbSession *session, gpointer data, gpointer *result, GError **error)
{
  return imw_db_session_check (session, error);
}

/**
 * imw_db_check_async:
 * @self: a database
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called in the caller's main context
 * @user_data: data for @callback
 *
 * Lets SQLite check the whole file.
 */
void
imw_db_check_async (ImwDb              *self,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  imw_db_run_async (self, IMW_DB_JOB_READ, check_job, NULL, NULL, NULL, cancellable, callback,
                    user_data);
}

/**
 * imw_db_check_finish:
 * @self: a database
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_CORRUPT (the message says what is wrong first) or the errors of
 *   imw_db_run_finish()
 */
gboolean
imw_db_check_finish (ImwDb *self, GAsyncResult *result, GError **error)
{
  return imw_db_run_finish (self, result, NULL, error);
}

/**
 * imw_db_close_async:
 * @self: a database
 * @callback: (scope async): called in the caller's main context
 * @user_data: data for @callback
 *
 * Closes the file after all jobs that were given before. Later ones are refused.
 */
void
imw_db_close_async (ImwDb *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (IMW_IS_DB (self));

  self->closed = TRUE;
  g_async_queue_push (self->jobs, job_new (JOB_CLOSE, make_task (self, imw_db_close_async, NULL,
                                                                 callback, user_data)));
}

/**
 * imw_db_close_finish:
 * @self: a database
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with @error when the file could not be closed cleanly
 */
gboolean
imw_db_close_finish (ImwDb *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_DB (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
