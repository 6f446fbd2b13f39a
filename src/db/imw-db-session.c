/* imw-db-session.c: one connection to a database file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-db-session"

#include "config.h"

#include "imw-db-session.h"

#include "imw-db-private.h"

#include "imw-error.h"

#include <glib/gstdio.h>

/**
 * ImwDbSession:
 *
 * One connection. It is hardened when it is opened: no schema of a file is trusted to run functions or
 * to write into shadow tables, foreign keys are on, text in double quotes is no string. Every commit is
 * on the disk when it returns.
 */

#define BUSY_TIMEOUT_MS 5000

static gboolean
set_option (ImwDbSession *self, int option, int value, GError **error)
{
  int now = -1;
  int code = sqlite3_db_config (self->handle, option, value, &now);

  if (code == SQLITE_OK && now == value)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "this SQLite cannot set option %d",
               option);

  return FALSE;
}

/* The journal's mode is read back: on a file system without shared memory SQLite keeps the old one. */
static gboolean
set_wal (ImwDbSession *self, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (self, "PRAGMA journal_mode = WAL", error);
  gboolean row = FALSE;

  if (stmt == NULL || !imw_stmt_step (stmt, &row, error))
    return FALSE;

  if (!row || g_strcmp0 (imw_stmt_get_text (stmt, 0), "wal") != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_DISK,
                           "the file system cannot hold a database with a log");
      return FALSE;
    }

  return TRUE;
}

static gboolean
harden (ImwDbSession *self, GError **error)
{
  gboolean read_only = imw_db_session_get_read_only (self);

  if (!set_option (self, SQLITE_DBCONFIG_DEFENSIVE, 1, error) ||
      !set_option (self, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, error) ||
      !set_option (self, SQLITE_DBCONFIG_ENABLE_FKEY, 1, error) ||
      !set_option (self, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, error) ||
      !set_option (self, SQLITE_DBCONFIG_DQS_DML, 0, error) ||
      !set_option (self, SQLITE_DBCONFIG_DQS_DDL, 0, error) ||
      !set_option (self, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, error))
    return FALSE;

  if (!imw_db_session_run (self, "PRAGMA cell_size_check = ON", error) ||
      !imw_db_session_run (self, "PRAGMA temp_store = MEMORY", error) ||
      !imw_db_session_run (self, "PRAGMA cache_size = -32000", error) ||
      !imw_db_session_run (self, "PRAGMA wal_autocheckpoint = 4000",
                           error) || /* 16 MB: a long first sync folds less often */
      !imw_db_session_run (self, "PRAGMA synchronous = FULL", error))
    return FALSE;

  if (read_only)
    return imw_db_session_run (self, "PRAGMA query_only = ON", error);

  return set_wal (self, error);
}

/* A reader needs the memory that it shares with the writer, and room on the disk for it. On a disk that is full or
 * read-only it does without, provided that nobody has written anything that is not in the file yet. */
static gboolean
is_at_rest (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf         info;

  return g_stat (log, &info) != 0 || info.st_size == 0;
}

static char *
build_name (const char *path, gboolean at_rest)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = NULL;

  if (!at_rest)
    return g_strdup (path);
  uri = g_filename_to_uri (full, NULL, NULL);

  return uri != NULL ? g_strconcat (uri, "?immutable=1", NULL) : g_strdup (path);
}

static ImwDbSession *
open_session (const char *path,
              ImwDbFlags  flags,
              GResource  *resource,
              const char *folder,
              gboolean    at_rest,
              GError    **error)
{
  g_autoptr (ImwDbSession) self = NULL;
  g_autofree char *name = build_name (path, at_rest);
  gboolean         read_only = (flags & IMW_DB_READ_ONLY) != 0;
  int              code;

  self = g_new0 (ImwDbSession, 1);
  self->path = g_strdup (path);
  self->flags = flags;
  self->free_stmts =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) imw_stmt_free);

  code = sqlite3_open_v2 (name, &self->handle,
                          SQLITE_OPEN_NOMUTEX | (at_rest ? SQLITE_OPEN_URI : 0) |
                              (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE),
                          NULL);
  if (code != SQLITE_OK)
    {
      imw_db_error_set (error, self->handle, code, "cannot open the database");
      return NULL;
    }
  sqlite3_extended_result_codes (self->handle, 1);
  imw_db_session_set_busy_timeout_ms (self, BUSY_TIMEOUT_MS);

  if (!harden (self, error) || !imw_db_migrate (self, resource, folder, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_db_session_open:
 * @path: the database file
 * @flags: how to open it
 * @resource: holds the migrations
 * @folder: where in it
 * @error: return location
 *
 * Opens a database and brings its tables up to date. Scripts are named "0001-NAME.sql" and on without a gap;
 * each sets "PRAGMA user_version" to its number, the first also "PRAGMA application_id" to that of the project.
 *
 * Returns: (transfer full) (nullable): a session, or %NULL with @error: %IMW_ERROR_NOT_FOUND,
 *   %IMW_ERROR_NOT_SUPPORTED (written by a newer version), %IMW_ERROR_CORRUPT, %IMW_ERROR_DISK,
 *   %IMW_ERROR_BUSY, %IMW_ERROR_INTERNAL
 */
ImwDbSession *
imw_db_session_open (const char *path,
                     ImwDbFlags  flags,
                     GResource  *resource,
                     const char *folder,
                     GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  ImwDbSession *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (resource != NULL && folder != NULL, NULL);

  if (!imw_db_file_prepare (path, flags, error))
    return NULL;

  self = open_session (path, flags, resource, folder, FALSE, &local_error);
  if (self == NULL && (flags & IMW_DB_READ_ONLY) != 0 && is_at_rest (path) &&
      (g_error_matches (local_error, IMW_ERROR, IMW_ERROR_DISK) ||
       g_error_matches (local_error, IMW_ERROR, IMW_ERROR_REFUSED)))
    {
      g_clear_error (&local_error);
      self = open_session (path, flags, resource, folder, TRUE, &local_error);
    }
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return self;
}

/**
 * imw_db_session_close:
 * @self: (transfer full): a session
 * @error: return location
 *
 * Ends the session; its statements must have been released. The log is folded into the file.
 *
 * Returns: %FALSE with @error when something still used it
 */
gboolean
imw_db_session_close (ImwDbSession *self, GError **error)
{
  int code;

  g_return_val_if_fail (self != NULL, FALSE);

  g_clear_pointer (&self->free_stmts, g_hash_table_unref);
  code = sqlite3_close (self->handle);
  if (code != SQLITE_OK)
    {
      imw_db_error_set (error, self->handle, code, "cannot close the database");
      sqlite3_close_v2 (self->handle);
    }
  g_free (self->path);
  g_free (self);

  return code == SQLITE_OK;
}

/**
 * imw_db_session_free:
 * @self: (transfer full): a session
 *
 * Ends the session; what fails is logged.
 */
void
imw_db_session_free (ImwDbSession *self)
{
  g_autoptr (GError) error = NULL;

  if (!imw_db_session_close (self, &error))
    g_warning ("%s", error->message);
}

/**
 * imw_db_session_get_read_only:
 * @self: a session
 *
 * Returns: whether it can only read
 */
gboolean
imw_db_session_get_read_only (ImwDbSession *self)
{
  return (self->flags & IMW_DB_READ_ONLY) != 0;
}

/**
 * imw_db_session_get_path:
 * @self: a session
 *
 * Returns: (transfer none): the file
 */
const char *
imw_db_session_get_path (ImwDbSession *self)
{
  return self->path;
}

/**
 * imw_db_session_get_version:
 * @self: a session
 *
 * Returns: the number of the last migration
 */
gint64
imw_db_session_get_version (ImwDbSession *self)
{
  return self->version;
}

/**
 * imw_db_session_set_busy_timeout_ms:
 * @self: a session
 * @timeout_ms: how long to wait for another writer before %IMW_ERROR_BUSY
 */
void
imw_db_session_set_busy_timeout_ms (ImwDbSession *self, int timeout_ms)
{
  sqlite3_busy_timeout (self->handle, timeout_ms);
}

/**
 * imw_db_session_prepare:
 * @self: a session
 * @sql: constant text of one statement
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a statement ready to be bound, to be released after use; %NULL with
 *   @error: %IMW_ERROR_INTERNAL for wrong text, %IMW_ERROR_CORRUPT, %IMW_ERROR_DISK, %IMW_ERROR_BUSY
 */
ImwStmt *
imw_db_session_prepare (ImwDbSession *self, const char *sql, GError **error)
{
  ImwStmt      *stmt = g_hash_table_lookup (self->free_stmts, sql);
  sqlite3_stmt *handle = NULL;
  int           code;

  if (stmt != NULL)
    {
      g_hash_table_steal (self->free_stmts, sql);
      return stmt;
    }

  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK)
    {
      imw_db_error_set (error, self->handle, code, "cannot prepare a statement");
      return NULL;
    }

  return imw_stmt_new (self, handle, sql);
}

/**
 * imw_db_session_run:
 * @self: a session
 * @sql: constant text of one statement without parameters
 * @error: return location
 *
 * Returns: %FALSE with the errors of imw_stmt_step()
 */
gboolean
imw_db_session_run (ImwDbSession *self, const char *sql, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (self, sql, error);

  return stmt != NULL && imw_stmt_run (stmt, error);
}

/**
 * imw_db_session_get_last_row:
 * @self: a session
 *
 * Returns: the number of the row inserted last
 */
gint64
imw_db_session_get_last_row (ImwDbSession *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

/**
 * imw_db_session_get_n_changed:
 * @self: a session
 *
 * Returns: how many rows the last statement inserted, changed or removed
 */
gint64
imw_db_session_get_n_changed (ImwDbSession *self)
{
  return sqlite3_changes64 (self->handle);
}

/**
 * imw_db_session_begin:
 * @self: a session
 * @write: whether it will write: then other writers are kept out from now on
 * @error: return location
 *
 * Returns: %FALSE with @error: %IMW_ERROR_BUSY, %IMW_ERROR_REFUSED (a write on a read-only session),
 *   %IMW_ERROR_DISK, %IMW_ERROR_CORRUPT
 */
gboolean
imw_db_session_begin (ImwDbSession *self, gboolean write, GError **error)
{
  if (write && imw_db_session_get_read_only (self))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "the database is open for reading only");
      return FALSE;
    }

  return imw_db_session_run (self, write ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

/**
 * imw_db_session_commit:
 * @self: a session in a transaction
 * @error: return location
 *
 * When it returns %TRUE, the changes are on the disk. When not, there are none.
 *
 * Returns: %FALSE with @error: %IMW_ERROR_DISK, %IMW_ERROR_BUSY, %IMW_ERROR_CORRUPT
 */
gboolean
imw_db_session_commit (ImwDbSession *self, GError **error)
{
  if (imw_db_session_run (self, "COMMIT", error))
    return TRUE;

  imw_db_session_rollback (self);

  return FALSE;
}

/**
 * imw_db_session_rollback:
 * @self: a session, in a transaction or not: SQLite ends one by itself when the disk is full
 */
void
imw_db_session_rollback (ImwDbSession *self)
{
  g_autoptr (GError) error = NULL;

  if (!sqlite3_get_autocommit (self->handle) && !imw_db_session_run (self, "ROLLBACK", &error))
    g_warning ("cannot roll back: %s", error != NULL ? error->message : "no reason");
}

/**
 * imw_db_session_check:
 * @self: a session
 * @error: return location
 *
 * SQLite's own check of the whole file: structure, indexes, and foreign keys. Takes long on a large one.
 *
 * Returns: %FALSE with %IMW_ERROR_CORRUPT, whose message says what is wrong first; or the errors of
 *   imw_stmt_step()
 */
gboolean
imw_db_session_check (ImwDbSession *self, GError **error)
{
  g_autoptr (ImwStmt) whole = imw_db_session_prepare (self, "PRAGMA integrity_check(1)", error);
  g_autoptr (ImwStmt) keys = NULL;
  gboolean row = FALSE;

  if (whole == NULL || !imw_stmt_step (whole, &row, error))
    return FALSE;
  if (!row || g_strcmp0 (imw_stmt_get_text (whole, 0), "ok") != 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "the database is damaged: %s",
                   row ? imw_stmt_get_text (whole, 0) : "?");
      return FALSE;
    }

  keys = imw_db_session_prepare (self, "PRAGMA foreign_key_check", error);
  if (keys == NULL || !imw_stmt_step (keys, &row, error))
    return FALSE;
  if (row)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "table %s refers to what is not there",
                   imw_stmt_get_text (keys, 0));
      return FALSE;
    }

  return TRUE;
}
