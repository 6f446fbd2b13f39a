/* imw-db-migrate.c: brings the tables of a database up to date
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-db-migrate"

#include "config.h"

#include <glib/gstdio.h>

#include "imw-db-private.h"

#include "imw-error.h"

#define COPIES_KEPT 2
#define SPARE_BYTES (1024 * 1024)
#define COPY_MARK   ".before-"

static gboolean
read_integer (ImwDbSession *session, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (session, sql, error);
  gboolean row = FALSE;

  if (stmt == NULL || !imw_stmt_step (stmt, &row, error))
    return FALSE;

  *value = row ? imw_stmt_get_int64 (stmt, 0) : 0;

  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Paths of "0001-init.sql" and so on, in order; the number is the place in the list. */
static GPtrArray *
list_migrations (GResource *resource, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv)
      names = g_resource_enumerate_children (resource, folder, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (names == NULL)
    return NULL;

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (paths, g_build_path ("/", folder, names[i], NULL));
  g_ptr_array_sort (paths, compare_names);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *name = g_path_get_basename (g_ptr_array_index (paths, i));

      if (g_ascii_strtoull (name, NULL, 10) != i + 1)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "migration %s is out of order", name);
          return NULL;
        }
    }

  return g_steal_pointer (&paths);
}

/* Statements of one script. Scripts come with the program: their text is as constant as a literal. */
static gboolean
run_script (ImwDbSession *session, const char *sql, GError **error)
{
  while (*sql != '\0')
    {
      sqlite3_stmt *stmt = NULL;
      int           code = sqlite3_prepare_v2 (session->handle, sql, -1, &stmt, &sql);

      while (code == SQLITE_OK && stmt != NULL)
        {
          code = sqlite3_step (stmt);
          if (code == SQLITE_DONE)
            break;
          if (code == SQLITE_ROW)
            code = SQLITE_OK;
        }

      if (code != SQLITE_OK && code != SQLITE_DONE)
        {
          imw_db_error_set (error, session->handle, code, "migration failed");
          sqlite3_finalize (stmt);
          return FALSE;
        }
      sqlite3_finalize (stmt);
    }

  return TRUE;
}

/* Versions of the copies that lie beside the file, oldest first. */
static GArray *
list_copies (const char *folder, const char *prefix)
{
  GArray *versions = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      guint64 version;
      guint   place = 0;

      if (!g_str_has_prefix (name, prefix) ||
          !g_ascii_string_to_unsigned (name + strlen (prefix), 10, 1, G_MAXINT32, &version, NULL))
        continue;

      while (place < versions->len && g_array_index (versions, guint64, place) < version)
        place++;
      g_array_insert_val (versions, place, version);
    }

  return versions;
}

static void
drop_old_copies (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, COPY_MARK, NULL);
  g_autoptr (GArray) versions = list_copies (folder, prefix);

  for (guint i = 0; i + COPIES_KEPT < versions->len; i++)
    {
      g_autofree char *old = g_strdup_printf ("%s%s%" G_GUINT64_FORMAT, path, COPY_MARK,
                                              g_array_index (versions, guint64, i));

      if (g_unlink (old) != 0)
        g_warning ("cannot remove an old copy of the database");
    }
}

/* The copy is made by SQLite: bytes of a file with a log beside it are not the database. */
static gboolean
make_copy (ImwDbSession *session, gint64 next_version, GError **error)
{
  g_autofree char *copy =
      g_strdup_printf ("%s%s%" G_GINT64_FORMAT, session->path, COPY_MARK, next_version);
  g_autofree char *part = g_strconcat (copy, ".part", NULL);
  g_autoptr (ImwStmt) stmt = NULL;
  gint64 n_pages = 0;
  gint64 page_bytes = 0;

  if (!read_integer (session, "PRAGMA page_count", &n_pages, error) ||
      !read_integer (session, "PRAGMA page_size", &page_bytes, error))
    return FALSE;

  /* once for the copy, once for the log of the change itself */
  if (!imw_db_file_check_space (session->path, n_pages * page_bytes * 2 + SPARE_BYTES, error))
    return FALSE;

  g_unlink (part); /* of a copy that was cut off */
  stmt = imw_db_session_prepare (session, "VACUUM INTO :copy", error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":copy", part);
  if (!imw_stmt_run (stmt, error))
    {
      g_unlink (part);
      return FALSE;
    }

  if (g_chmod (part, 0600) != 0 || g_rename (part, copy) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_DISK,
                           "cannot keep the copy of the database");
      g_unlink (part);
      return FALSE;
    }
  drop_old_copies (session->path);

  return TRUE;
}

static gboolean
apply_one (ImwDbSession *session,
           GResource    *resource,
           const char   *path,
           gint64        version,
           GError      **error)
{
  g_autoptr (GBytes)
      bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *sql = NULL;
  gint64           now = 0;

  if (bytes == NULL)
    return FALSE;
  sql = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (!imw_db_session_begin (session, TRUE, error))
    return FALSE;

  /* another process may have been here since we looked; if the script forgot its number, so do we */
  if (!read_integer (session, "PRAGMA user_version", &now, error) ||
      (now < version && (!run_script (session, sql, error) ||
                         !read_integer (session, "PRAGMA user_version", &now, error))))
    {
      imw_db_session_rollback (session);
      return FALSE;
    }

  if (now < version)
    {
      imw_db_session_rollback (session);
      g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "%s does not set its version", path);
      return FALSE;
    }

  return imw_db_session_commit (session, error);
}

static gboolean
check_owner (ImwDbSession *session, gint64 *version, GError **error)
{
  gint64 application = 0;
  gint64 n_tables = 0;
  gint64 n_pages = 0;
  gint64 page_bytes = 0;

  if (!read_integer (session, "PRAGMA page_count", &n_pages, error) ||
      !read_integer (session, "PRAGMA page_size", &page_bytes, error) ||
      !imw_db_file_check_length (session->path, n_pages * page_bytes, error))
    return FALSE;

  if (!read_integer (session, "PRAGMA application_id", &application, error) ||
      !read_integer (session, "PRAGMA user_version", version, error) ||
      !read_integer (session, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;

  if ((n_tables > 0 || *version != 0) && application != IMW_DB_APPLICATION_ID)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT,
                           "the database was made by another program");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_db_migrate: (skip)
 * @session: a fresh session
 * @resource: holds the scripts
 * @folder: where in it
 * @error: return location
 *
 * Applies what is missing, each in a transaction of its own, after a copy was made of a database that
 * was in use. A read-only session must be up to date already.
 *
 * Returns: %FALSE with @error: %IMW_ERROR_NOT_SUPPORTED (a newer version wrote it, or an older one and the
 *   session is read-only), %IMW_ERROR_CORRUPT, %IMW_ERROR_DISK (says how many bytes are missing),
 *   %IMW_ERROR_BUSY, %IMW_ERROR_INTERNAL
 */
gboolean
imw_db_migrate (ImwDbSession *session, GResource *resource, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) paths = list_migrations (resource, folder, error);

  if (paths == NULL || !check_owner (session, &session->version, error))
    return FALSE;

  if (session->version < 0 || session->version > paths->len)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                   "the database has version %" G_GINT64_FORMAT ", this program knows %u",
                   session->version, paths->len);
      return FALSE;
    }
  if (session->version == paths->len)
    return TRUE;

  if ((session->flags & IMW_DB_READ_ONLY) != 0)
    {
      g_set_error_literal (
          error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
          "the database is of an older version and must be opened for writing first");
      return FALSE;
    }

  if (session->version > 0 && !make_copy (session, session->version + 1, error))
    return FALSE;

  while (session->version < paths->len)
    {
      const char *path = g_ptr_array_index (paths, (guint) session->version);

      if (!apply_one (session, resource, path, session->version + 1, error))
        return FALSE;
      session->version++;
    }

  return TRUE;
}
