/* test-file.c: opening database files, good and bad
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "imw-db-session.h"
#include "imw-error.h"
#include "imw-test-db.h"
#include "test-db-resources.h"

#define FOLDER_ONE "/test/migrations/one"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "wallet", "test.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ImwDbSession *
open_db (const char *path, ImwDbFlags flags, GError **error)
{
  return imw_db_session_open (path, flags, test_db_get_resource (), FOLDER_ONE, error);
}

static void
put_things (ImwDbSession *session, guint count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStmt)
      stmt = imw_db_session_prepare (session, "INSERT INTO thing (name) VALUES (:name)", &error);

  g_assert_no_error (error);
  g_assert_true (imw_db_session_begin (session, TRUE, &error));
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name =
          g_strdup_printf ("thing number %u with a name that takes some room", i);

      imw_stmt_bind_text (stmt, ":name", name);
      g_assert_true (imw_stmt_run (stmt, &error));
    }
  g_assert_true (imw_db_session_commit (session, &error));
}

static gint64
count_things (ImwDbSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (session, "SELECT count(*) FROM thing", &error);
  gboolean row = FALSE;

  g_assert_no_error (error);
  g_assert_true (imw_stmt_step (stmt, &row, &error));
  g_assert_true (row);

  return imw_stmt_get_int64 (stmt, 0);
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_db (fixture->path, IMW_DB_FLAGS_NONE, &error);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  struct stat      info;

  g_assert_null (session);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  session = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (imw_db_session_get_version (session), ==, 1);
  put_things (session, 3);

  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (wal, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  g_assert_true (imw_db_session_check (session, &error));
  g_assert_no_error (error);
  g_assert_true (imw_db_session_close (g_steal_pointer (&session), &error));

  /* a file that others could read is closed to them again */
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  session = open_db (fixture->path, IMW_DB_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_things (session), ==, 3);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_hardened (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    gint64      value;
  } pragmas[] = {
    { "PRAGMA synchronous", 2 },
    { "PRAGMA foreign_keys", 1 },
    { "PRAGMA trusted_schema", 0 },
    { "PRAGMA cell_size_check", 1 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_autoptr (ImwStmt) quoted = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++)
    {
      g_autoptr (ImwStmt) stmt = imw_db_session_prepare (session, pragmas[i].sql, &error);
      gboolean row = FALSE;

      g_assert_true (imw_stmt_step (stmt, &row, &error));
      g_assert_cmpint (imw_stmt_get_int64 (stmt, 0), ==, pragmas[i].value);
    }

  /* defensive: the schema cannot be written past SQLite */
  g_assert_false (imw_db_session_run (session, "DELETE FROM sqlite_schema", &error));
  g_clear_error (&error);
  /* foreign keys hold, STRICT holds, double quotes make no text */
  g_assert_false (imw_db_session_run (session, "INSERT INTO part (thing) VALUES (7)", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_false (imw_db_session_run (session, "INSERT INTO thing (id) VALUES ('x')", &error));
  g_clear_error (&error);
  quoted = imw_db_session_prepare (session, "SELECT \"no column\" FROM thing", &error);
  g_assert_null (quoted);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_autoptr (ImwStmt) put = imw_db_session_prepare (
      session, "INSERT INTO thing (id, name, data) VALUES (:id, :name, :data)", &error);
  g_autoptr (ImwStmt) get =
      imw_db_session_prepare (session, "SELECT id, name, data FROM thing ORDER BY id", &error);
  g_autoptr (ImwStmt)
      wrong = imw_db_session_prepare (session, "SELECT name FROM thing WHERE id = :id", &error);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) back = NULL;
  g_autofree char *text = NULL;
  gboolean         row = FALSE;

  g_assert_no_error (error);
  imw_stmt_bind_int64 (put, ":id", G_MININT64);
  imw_stmt_bind_text (put, ":name", "比特币 'x'");
  imw_stmt_bind_bytes (put, ":data", bytes);
  g_assert_true (imw_stmt_run (put, &error));
  imw_stmt_bind_int64 (put, ":id", G_MAXINT64);
  imw_stmt_bind_text (put, ":name", NULL);
  imw_stmt_bind_bytes (put, ":data", empty);
  g_assert_true (imw_stmt_run (put, &error));

  g_assert_true (imw_stmt_step (get, &row, &error) && row);
  g_assert_cmpint (imw_stmt_get_int64 (get, 0), ==, G_MININT64);
  text = imw_stmt_dup_text (get, 1);
  g_assert_cmpstr (text, ==, "比特币 'x'");
  back = imw_stmt_dup_bytes (get, 2);
  g_assert_true (g_bytes_equal (back, bytes));
  g_clear_pointer (&back, g_bytes_unref);
  g_assert_true (imw_stmt_step (get, &row, &error) && row);
  g_assert_cmpint (imw_stmt_get_int64 (get, 0), ==, G_MAXINT64);
  g_assert_true (imw_stmt_is_null (get, 1));
  g_assert_null (imw_stmt_get_text (get, 1));
  back = imw_stmt_dup_bytes (get, 2);
  g_assert_nonnull (back); /* no bytes are not NULL */
  g_assert_cmpuint (g_bytes_get_size (back), ==, 0);
  g_assert_true (imw_stmt_step (get, &row, &error) && !row);

  imw_stmt_bind_int64 (wrong, ":ID", 1);
  g_assert_false (imw_stmt_step (wrong, &row, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
}

static void
expect_open_error (const char *path, ImwDbFlags flags, ImwError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_db (path, flags, &error);

  g_assert_null (session);
  g_assert_error (error, IMW_ERROR, (gint) code);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_autofree char *good = NULL;
  gsize            length = 0;

  put_things (session, 2000);
  g_clear_pointer (&session, imw_db_session_free);
  g_assert_true (g_file_get_contents (fixture->path, &good, &length, &error));
  g_assert_cmpuint (length, >, 64 * 1024);

  /* cut off at several places, within a page and between pages */
  for (guint i = 1; i < 8; i++)
    {
      g_assert_true (g_file_set_contents (fixture->path, good,
                                          (gssize) (length * i / 8 / 4096 * 4096), &error));
      expect_open_error (fixture->path, IMW_DB_FLAGS_NONE, IMW_ERROR_CORRUPT);
      g_assert_true (
          g_file_set_contents (fixture->path, good, (gssize) (length * i / 8) + 17, &error));
      expect_open_error (fixture->path, IMW_DB_READ_ONLY, IMW_ERROR_CORRUPT);
    }

  /* only the end of the last page */
  g_assert_true (g_file_set_contents (fixture->path, good, (gssize) length - 9, &error));
  expect_open_error (fixture->path, IMW_DB_FLAGS_NONE, IMW_ERROR_CORRUPT);

  /* not a database at all */
  g_assert_true (g_file_set_contents (fixture->path, "hello", -1, &error));
  expect_open_error (fixture->path, IMW_DB_FLAGS_NONE, IMW_ERROR_CORRUPT);
  g_assert_true (g_file_set_contents (fixture->path, good + 1, (gssize) length - 1, &error));
  expect_open_error (fixture->path, IMW_DB_CREATE, IMW_ERROR_CORRUPT);

  /* a page in the middle overwritten: found by the check at the latest */
  memset (good + 8 * 4096, 0xa5, 4096);
  g_assert_true (g_file_set_contents (fixture->path, good, (gssize) length, &error));
  session = open_db (fixture->path, IMW_DB_FLAGS_NONE, &error);
  if (session != NULL)
    g_assert_false (imw_db_session_check (session, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_clear_pointer (&session, imw_db_session_free);

  /* a folder, a link */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  expect_open_error (fixture->path, IMW_DB_FLAGS_NONE, IMW_ERROR_CORRUPT);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  g_assert_cmpint (symlink ("elsewhere", fixture->path), ==, 0);
  expect_open_error (fixture->path, IMW_DB_CREATE, IMW_ERROR_CORRUPT);
}

/* The home folder may be a link; only the file itself must be none. */
static void
test_linked_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *real = g_build_filename (fixture->folder, "real", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *path = g_build_filename (link, "test.db", NULL);
  g_autoptr (ImwDbSession) session = NULL;

  g_assert_cmpint (g_mkdir (real, 0700), ==, 0);
  g_assert_cmpint (symlink ("real", link), ==, 0);
  session = open_db (path, IMW_DB_CREATE, &error);
  g_assert_no_error (error);
  put_things (session, 1);
}

/* Opening the file once more in the same process must not take the locks of the first connection. */
static void
test_locks_stay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) first = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *inode = NULL;
  struct stat      info;

  put_things (first, 1);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  inode = g_strdup_printf (":%" G_GUINT64_FORMAT " ", (guint64) info.st_ino);
  if (!g_file_get_contents ("/proc/locks", &before, NULL, NULL) || strstr (before, inode) == NULL)
    {
      g_test_skip ("locks cannot be seen here");
      return;
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ImwDbSession) second = open_db (fixture->path, IMW_DB_READ_ONLY, &error);

      g_assert_no_error (error);
      g_assert_cmpint (count_things (second), ==, 1);
    }
  g_assert_true (g_file_get_contents ("/proc/locks", &after, NULL, &error));
  g_assert_nonnull (strstr (after, inode));
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) owner = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_autoptr (ImwDbSession) reader = NULL;

  put_things (owner, 5);
  reader = open_db (fixture->path, IMW_DB_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_things (reader), ==, 5);
  put_things (owner, 2);
  g_assert_cmpint (count_things (reader), ==, 7);

  g_assert_false (imw_db_session_begin (reader, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (imw_db_session_run (reader, "DELETE FROM thing", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* without an owner, and without its log */
  g_clear_pointer (&reader, imw_db_session_free);
  g_clear_pointer (&owner, imw_db_session_free);
  reader = open_db (fixture->path, IMW_DB_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_things (reader), ==, 7);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) first = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_autoptr (ImwDbSession) second = open_db (fixture->path, IMW_DB_FLAGS_NONE, &error);

  g_assert_no_error (error);
  imw_db_session_set_busy_timeout_ms (second, 20);
  g_assert_true (imw_db_session_begin (first, TRUE, &error));
  g_assert_false (imw_db_session_begin (second, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_cmpint (count_things (second), ==, 0); /* reading goes on */
  g_assert_true (imw_db_session_commit (first, &error));
  g_assert_true (imw_db_session_begin (second, TRUE, &error));
  imw_db_session_rollback (second);
  imw_db_session_rollback (second); /* once more is nothing */
}

/* A write that cannot be finished leaves everything as it was, and goes through later. */
static void
write_until_full (ImwDbSession *session, gint64 before)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      session, "INSERT INTO thing (data) VALUES (zeroblob(100000))", &error);
  gboolean failed = FALSE;

  g_assert_no_error (error);
  g_assert_true (imw_db_session_begin (session, TRUE, &error));
  for (guint i = 0; i < 1000 && !failed; i++)
    failed = !imw_stmt_run (stmt, &error);
  if (!failed)
    failed = !imw_db_session_commit (session, &error);
  else
    imw_db_session_rollback (session);

  g_assert_true (failed);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_DISK);
  g_clear_error (&error);
  g_assert_cmpint (count_things (session), ==, before);
  g_assert_true (imw_db_session_check (session, &error));
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDbSession) session = NULL;
  g_autofree char *filler = g_build_filename (fixture->folder, "filler", NULL);

  if (!test_mount_small (fixture->folder, 4096))
    {
      g_test_skip ("no file system may be mounted here");
      return;
    }

  session = open_db (fixture->path, IMW_DB_CREATE, &error);
  g_assert_no_error (error);
  put_things (session, 100);
  test_fill_disk (fixture->folder, 200);
  write_until_full (session, 100);
  g_assert_cmpint (g_unlink (filler), ==, 0);
  put_things (session, 100);
  g_assert_cmpint (count_things (session), ==, 200);

  g_clear_pointer (&session, imw_db_session_free);
  test_unmount (fixture->folder);
}

/* The same where nothing can be mounted: a limit on the size of files. In a child, for it stays. */
static void
test_size_limit (Fixture *fixture, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwDbSession) session = open_db (fixture->path, IMW_DB_CREATE, &error);
      struct rlimit limit = { .rlim_cur = 600 * 1024, .rlim_max = 600 * 1024 };

      g_assert_no_error (error);
      put_things (session, 100);
      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      write_until_full (session, 100);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/db/file/create", Fixture, NULL, set_up, test_create, tear_down);
  g_test_add ("/db/file/hardened", Fixture, NULL, set_up, test_hardened, tear_down);
  g_test_add ("/db/file/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/db/file/broken", Fixture, NULL, set_up, test_broken, tear_down);
  g_test_add ("/db/file/linked-folder", Fixture, NULL, set_up, test_linked_folder, tear_down);
  g_test_add ("/db/file/locks-stay", Fixture, NULL, set_up, test_locks_stay, tear_down);
  g_test_add ("/db/file/read-only", Fixture, NULL, set_up, test_read_only, tear_down);
  g_test_add ("/db/file/busy", Fixture, NULL, set_up, test_busy, tear_down);
  g_test_add ("/db/file/full-disk", Fixture, NULL, set_up, test_full_disk, tear_down);
  g_test_add ("/db/file/size-limit", Fixture, NULL, set_up, test_size_limit, tear_down);

  return g_test_run ();
}
