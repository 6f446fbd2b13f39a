/* test-migrate.c: databases of older and newer versions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "imw-db-session.h"
#include "imw-error.h"
#include "imw-test-db.h"
#include "test-db-resources.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ImwDbSession *
open_as (const char *path,
         const char *folder,
         GError    **error)
{
  g_autofree char *place = g_strconcat ("/test/migrations/", folder, NULL);

  return imw_db_session_open (path, IMW_DB_CREATE, test_db_get_resource (), place, error);
}

static void
expect_version (const char *path,
                const char *folder,
                gint64      version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_as (path, folder, &error);

  g_assert_no_error (error);
  g_assert_cmpint (imw_db_session_get_version (session), ==, version);
}

static gint64
ask (ImwDbSession *session,
     const char   *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (session, sql, &error);
  gboolean row = FALSE;

  g_assert_no_error (error);
  g_assert_true (imw_stmt_step (stmt, &row, &error));

  return row ? imw_stmt_get_int64 (stmt, 0) : -1;
}

static void
make_with_thing (const char *path,
                 guint       n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_as (path, "one", &error);
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      session, "INSERT INTO thing (id, name, data) VALUES (1, 'abc', zeroblob(:size))", &error);

  g_assert_no_error (error);
  imw_stmt_bind_int64 (stmt, ":size", n_bytes);
  g_assert_true (imw_stmt_run (stmt, &error));
}

static gboolean
copy_exists (const char *path,
             guint       version)
{
  g_autofree char *copy = g_strdup_printf ("%s.before-%u", path, version);

  return g_file_test (copy, G_FILE_TEST_EXISTS);
}

static void
test_steps (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *copy = g_strdup_printf ("%s.before-3", fixture->path);
  g_autoptr (ImwDbSession) session = NULL;
  g_autoptr (GError) error = NULL;

  make_with_thing (fixture->path, 10);
  g_assert_false (copy_exists (fixture->path, 1)); /* nothing to copy the first time */
  expect_version (fixture->path, "two", 2);
  g_assert_true (copy_exists (fixture->path, 2));
  expect_version (fixture->path, "three", 3);
  expect_version (fixture->path, "four", 4);
  g_assert_false (copy_exists (fixture->path, 2)); /* the last two are kept */
  g_assert_true (copy_exists (fixture->path, 3));
  g_assert_true (copy_exists (fixture->path, 4));

  session = open_as (fixture->path, "four", &error);
  g_assert_cmpint (ask (session, "SELECT size FROM thing WHERE id = 1"), ==, 3);
  g_clear_pointer (&session, imw_db_session_free);

  /* a copy is a whole database of its time */
  session = open_as (copy, "two", &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask (session, "SELECT size FROM thing WHERE id = 1"), ==, 3);
  g_assert_true (imw_db_session_check (session, &error));
}

static void
test_several (Fixture      *fixture,
              gconstpointer data)
{
  make_with_thing (fixture->path, 10);
  expect_version (fixture->path, "four", 4);
  g_assert_true (copy_exists (fixture->path, 2)); /* one copy for the whole way */
  g_assert_false (copy_exists (fixture->path, 3));
}

static void
test_newer (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = NULL;

  make_with_thing (fixture->path, 10);
  expect_version (fixture->path, "three", 3);
  session = open_as (fixture->path, "two", &error);
  g_assert_null (session);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  expect_version (fixture->path, "three", 3);
}

static void
test_read_only (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = NULL;

  make_with_thing (fixture->path, 10);
  session = imw_db_session_open (fixture->path, IMW_DB_READ_ONLY, test_db_get_resource (),
                                 "/test/migrations/two", &error);
  g_assert_null (session);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_assert_false (copy_exists (fixture->path, 2));
}

static void
test_failing (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const folders[] = { "bad", "forgetful" };

  make_with_thing (fixture->path, 10);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwDbSession) session = open_as (fixture->path, folders[i], &error);

      g_assert_null (session);
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
      g_clear_error (&error);

      /* the step before it holds, nothing of it does */
      session = open_as (fixture->path, "two", &error);
      g_assert_no_error (error);
      g_assert_cmpint (imw_db_session_get_version (session), ==, 2);
      g_assert_cmpint (ask (session, "SELECT count(*) FROM thing"), ==, 1);
    }
}

static void
test_stranger (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_as (fixture->path, "one", &error);

  g_assert_true (imw_db_session_run (session, "PRAGMA application_id = 5", &error));
  g_clear_pointer (&session, imw_db_session_free);
  session = open_as (fixture->path, "two", &error);
  g_assert_null (session);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

static void
test_no_space (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = NULL;
  g_autofree char *filler = g_build_filename (fixture->folder, "filler", NULL);

  if (!test_mount_small (fixture->folder, 8192))
    {
      g_test_skip ("no file system may be mounted here");
      return;
    }

  make_with_thing (fixture->path, 1000000);
  test_fill_disk (fixture->folder, 500);
  session = open_as (fixture->path, "two", &error);
  g_assert_null (session);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_DISK);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "bytes more"));
  g_clear_error (&error);
  g_assert_false (copy_exists (fixture->path, 2));
  expect_version (fixture->path, "one", 1); /* as it was */

  g_assert_cmpint (g_unlink (filler), ==, 0);
  expect_version (fixture->path, "two", 2);
  test_unmount (fixture->folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/db/migrate/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/db/migrate/several", Fixture, NULL, set_up, test_several, tear_down);
  g_test_add ("/db/migrate/newer", Fixture, NULL, set_up, test_newer, tear_down);
  g_test_add ("/db/migrate/read-only", Fixture, NULL, set_up, test_read_only, tear_down);
  g_test_add ("/db/migrate/failing", Fixture, NULL, set_up, test_failing, tear_down);
  g_test_add ("/db/migrate/stranger", Fixture, NULL, set_up, test_stranger, tear_down);
  g_test_add ("/db/migrate/no-space", Fixture, NULL, set_up, test_no_space, tear_down);

  return g_test_run ();
}
