/* test-thread.c: jobs on the thread of a database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-db.h"
#include "imw-error.h"
#include "imw-test-db.h"
#include "test-db-resources.h"

typedef struct
{
  char  *folder;
  char  *path;
  ImwDb *db;
} Fixture;

static ImwDb *
open_db (const char *path,
         ImwDbFlags  flags,
         GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_db_open_finish (
      TEST_RUN (result, imw_db_open_async (path, flags, test_db_get_resource (),
                                           "/test/migrations/one", NULL, test_done_cb, &result)),
      error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->db = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_assert_no_error (error);
}

static void
close_db (ImwDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (imw_db_close_finish (
      db, TEST_RUN (result, imw_db_close_async (db, test_done_cb, &result)), &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_db (fixture->db);
  g_assert_finalize_object (fixture->db);
  test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

typedef struct
{
  gint64   id;
  gboolean fail;
  GThread *caller;
} Put;

static gboolean
put_job (ImwDbSession *session,
         gpointer      data,
         gpointer     *result,
         GError      **error)
{
  Put *put = data;
  g_autoptr (ImwStmt) stmt =
      imw_db_session_prepare (session, "INSERT INTO thing (id) VALUES (:id)", error);

  g_assert_true (g_thread_self () != put->caller);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":id", put->id);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  *result = g_strdup_printf ("%" G_GINT64_FORMAT, put->id);
  if (put->fail)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "asked to fail");
      return FALSE;
    }

  return TRUE;
}

static gboolean
count_job (ImwDbSession *session,
           gpointer      data,
           gpointer     *result,
           GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (session, "SELECT count(*) FROM thing", error);
  gboolean row = FALSE;

  if (stmt == NULL || !imw_stmt_step (stmt, &row, error))
    return FALSE;
  *result = GINT_TO_POINTER ((gint) imw_stmt_get_int64 (stmt, 0));

  return TRUE;
}

static gint
count_things (ImwDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gpointer value = NULL;

  g_assert_true (imw_db_run_finish (
      db,
      TEST_RUN (result, imw_db_run_async (db, IMW_DB_JOB_READ, count_job, NULL, NULL, NULL, NULL,
                                          test_done_cb, &result)),
      &value, &error));
  g_assert_no_error (error);

  return GPOINTER_TO_INT (value);
}

static Put *
put_new (gint64   id,
         gboolean fail)
{
  Put *put = g_new0 (Put, 1);

  put->id = id;
  put->fail = fail;
  put->caller = g_thread_self ();

  return put;
}

static void
test_jobs (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gpointer value = NULL;

  g_assert_true (
      imw_db_run_finish (fixture->db,
                         TEST_RUN (result, imw_db_run_async (fixture->db, IMW_DB_JOB_WRITE, put_job,
                                                             put_new (7, FALSE), g_free, g_free,
                                                             NULL, test_done_cb, &result)),
                         &value, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, "7");
  g_free (value);
  g_assert_cmpint (count_things (fixture->db), ==, 1);

  /* what fails is undone, its result freed */
  g_assert_false (imw_db_run_finish (
      fixture->db,
      TEST_RUN (result, imw_db_run_async (fixture->db, IMW_DB_JOB_WRITE, put_job, put_new (8, TRUE),
                                          g_free, g_free, NULL, test_done_cb, &result)),
      &value, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_assert_cmpint (count_things (fixture->db), ==, 1);

  g_clear_error (&error);
  g_assert_true (imw_db_check_finish (
      fixture->db, TEST_RUN (result, imw_db_check_async (fixture->db, NULL, test_done_cb, &result)),
      &error));
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;
  gpointer         pointer = NULL;
  GArray          *seen = user_data;
  gint64           id;

  g_assert_true (imw_db_run_finish (IMW_DB (object), result, &pointer, &error));
  g_assert_no_error (error);
  value = pointer;
  id = g_ascii_strtoll (value, NULL, 10);
  g_array_append_val (seen, id);
}

static void
test_order (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 i = 0; i < 200; i++)
    imw_db_run_async (fixture->db, IMW_DB_JOB_WRITE, put_job, put_new (i, FALSE), g_free, g_free,
                      NULL, counted_cb, seen);
  while (seen->len < 200)
    g_main_context_iteration (NULL, TRUE);
  for (gint64 i = 0; i < 200; i++)
    g_assert_cmpint (g_array_index (seen, gint64, i), ==, i);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer value = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (
      imw_db_run_finish (fixture->db,
                         TEST_RUN (result, imw_db_run_async (fixture->db, IMW_DB_JOB_WRITE, put_job,
                                                             put_new (1, FALSE), g_free, g_free,
                                                             cancellable, test_done_cb, &result)),
                         NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_things (fixture->db), ==, 0);

  /* too late: the job has run, and says so */
  g_clear_object (&result);
  g_clear_object (&cancellable);
  g_clear_error (&error);
  cancellable = g_cancellable_new ();
  imw_db_run_async (fixture->db, IMW_DB_JOB_WRITE, put_job, put_new (1, FALSE), g_free, g_free,
                    cancellable, test_done_cb, &result);
  g_assert_cmpint (count_things (fixture->db), ==, 1);
  g_cancellable_cancel (cancellable);
  g_assert_true (imw_db_run_finish (fixture->db, test_wait (&result), &value, &error));
  g_assert_no_error (error);
  g_free (value);
}

static void
test_close (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) before = NULL;
  g_autoptr (ImwDb) db = open_db (fixture->path, IMW_DB_FLAGS_NONE, &error);
  gpointer value = NULL;

  g_assert_no_error (error);
  imw_db_run_async (db, IMW_DB_JOB_WRITE, put_job, put_new (1, FALSE), g_free, g_free, NULL,
                    test_done_cb, &before);
  close_db (db);
  g_assert_true (imw_db_run_finish (db, test_wait (&before), &value, &error));
  g_free (value);
  g_assert_false (imw_db_run_finish (
      db,
      TEST_RUN (result, imw_db_run_async (db, IMW_DB_JOB_WRITE, put_job, put_new (2, FALSE), g_free,
                                          g_free, NULL, test_done_cb, &result)),
      NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpint (count_things (fixture->db), ==, 1);
}

static void
freed_cb (gpointer data)
{
  g_atomic_int_set ((gint *) data, 1);
}

static gboolean
wait_job (ImwDbSession *session,
          gpointer      data,
          gpointer     *result,
          GError      **error)
{
  return TRUE;
}

/* Dropped without closing, with jobs on their way. */
static void
test_drop (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  ImwDb *db = open_db (fixture->path, IMW_DB_FLAGS_NONE, &error);
  gint   freed = 0;

  g_assert_no_error (error);
  imw_db_run_async (db, IMW_DB_JOB_READ, wait_job, &freed, freed_cb, NULL, NULL, test_done_cb,
                    &result);
  g_object_unref (db); /* the task holds it */
  test_wait (&result);
  while (g_atomic_int_get (&freed) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&result);
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "none", "test.db", NULL);
  g_autoptr (ImwDb) db = open_db (path, IMW_DB_FLAGS_NONE, &error);

  g_assert_null (db);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/db/thread/jobs", Fixture, NULL, set_up, test_jobs, tear_down);
  g_test_add ("/db/thread/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/db/thread/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/db/thread/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/db/thread/drop", Fixture, NULL, set_up, test_drop, tear_down);
  g_test_add ("/db/thread/missing", Fixture, NULL, set_up, test_missing, tear_down);

  return g_test_run ();
}
