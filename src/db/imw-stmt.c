/* imw-stmt.c: a prepared statement of the database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stmt"

#include "config.h"

#include "imw-stmt.h"

#include "imw-db-private.h"

#include "imw-error.h"

/**
 * ImwStmt:
 *
 * A statement that is prepared once and used many times. Belongs to its session, which keeps it
 * while nobody uses it; lives on the session's thread.
 */

struct _ImwStmt
{
  ImwDbSession *session; /* (transfer none): outlives us */
  sqlite3_stmt *handle;
  char         *sql;
  int           failed;      /* code of the first binding that failed */
  const char   *failed_name; /* (nullable) */
};

/**
 * imw_stmt_new: (skip)
 * @session: the session it belongs to
 * @handle: (transfer full): the prepared statement
 * @sql: its text
 *
 * Returns: (transfer full): a new statement
 */
ImwStmt *
imw_stmt_new (ImwDbSession *session,
              sqlite3_stmt *handle,
              const char   *sql)
{
  ImwStmt *self = g_new0 (ImwStmt, 1);

  self->session = session;
  self->handle = handle;
  self->sql = g_strdup (sql);

  return self;
}

/**
 * imw_stmt_free: (skip)
 * @self: (transfer full): a statement
 */
void
imw_stmt_free (ImwStmt *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->sql);
  g_free (self);
}

/* Index of a parameter, or 0 with the failure noted. */
static int
find_parameter (ImwStmt    *self,
                const char *name)
{
  int index = sqlite3_bind_parameter_index (self->handle, name);

  if (index == 0 && self->failed == SQLITE_OK)
    {
      self->failed = SQLITE_RANGE;
      self->failed_name = name;
    }

  return index;
}

static void
note_result (ImwStmt    *self,
             const char *name,
             int         code)
{
  if (code == SQLITE_OK || self->failed != SQLITE_OK)
    return;

  self->failed = code;
  self->failed_name = name;
}

/**
 * imw_stmt_bind_text:
 * @self: a statement
 * @name: the parameter, with its colon; a literal
 * @value: (nullable): UTF-8 text, copied
 */
void
imw_stmt_bind_text (ImwStmt    *self,
                    const char *name,
                    const char *value)
{
  int index = find_parameter (self, name);

  if (index == 0)
    return;

  if (value == NULL)
    note_result (self, name, sqlite3_bind_null (self->handle, index));
  else
    note_result (self, name,
                 sqlite3_bind_text64 (self->handle, index, value, strlen (value), SQLITE_TRANSIENT,
                                      SQLITE_UTF8));
}

/**
 * imw_stmt_bind_int64:
 * @self: a statement
 * @name: the parameter, with its colon; a literal
 * @value: the value
 */
void
imw_stmt_bind_int64 (ImwStmt    *self,
                     const char *name,
                     gint64      value)
{
  int index = find_parameter (self, name);

  if (index != 0)
    note_result (self, name, sqlite3_bind_int64 (self->handle, index, value));
}

/**
 * imw_stmt_bind_bytes:
 * @self: a statement
 * @name: the parameter, with its colon; a literal
 * @value: (nullable): bytes, copied
 */
void
imw_stmt_bind_bytes (ImwStmt    *self,
                     const char *name,
                     GBytes     *value)
{
  int           index = find_parameter (self, name);
  gconstpointer data = NULL;
  gsize         length = 0;

  if (index == 0)
    return;

  if (value == NULL)
    {
      note_result (self, name, sqlite3_bind_null (self->handle, index));
      return;
    }

  data = g_bytes_get_data (value, &length);
  /* a NULL pointer would bind NULL: no bytes are not the same as nothing */
  note_result (self, name,
               sqlite3_bind_blob64 (self->handle, index, data != NULL ? data : "", length,
                                    SQLITE_TRANSIENT));
}

/**
 * imw_stmt_bind_null:
 * @self: a statement
 * @name: the parameter, with its colon; a literal
 */
void
imw_stmt_bind_null (ImwStmt    *self,
                    const char *name)
{
  int index = find_parameter (self, name);

  if (index != 0)
    note_result (self, name, sqlite3_bind_null (self->handle, index));
}

/**
 * imw_stmt_step:
 * @self: a statement
 * @row: (out): whether there is a row
 * @error: return location
 *
 * Goes to the next row, or runs a statement that has none.
 *
 * Returns: %FALSE with @error: %IMW_ERROR_BUSY, %IMW_ERROR_DISK, %IMW_ERROR_CORRUPT,
 *   %IMW_ERROR_REFUSED (a write on a read-only connection) or %IMW_ERROR_INTERNAL (a broken
 *   condition of the tables, a wrong parameter)
 */
gboolean
imw_stmt_step (ImwStmt  *self,
               gboolean *row,
               GError  **error)
{
  int code;

  *row = FALSE;

  if (self->failed != SQLITE_OK)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "cannot bind %s: %s", self->failed_name,
                   sqlite3_errstr (self->failed));
      return FALSE;
    }

  code = sqlite3_step (self->handle);
  if (code == SQLITE_ROW || code == SQLITE_DONE)
    {
      *row = code == SQLITE_ROW;
      return TRUE;
    }

  imw_db_error_set (error, self->session->handle, code, "statement failed");

  return FALSE;
}

/**
 * imw_stmt_run:
 * @self: a statement
 * @error: return location
 *
 * Runs it to its end and makes it ready to be run again.
 *
 * Returns: %FALSE with the errors of imw_stmt_step()
 */
gboolean
imw_stmt_run (ImwStmt *self,
              GError **error)
{
  gboolean row = TRUE;
  gboolean done = TRUE;

  while (done && row)
    done = imw_stmt_step (self, &row, error);

  imw_stmt_reset (self);

  return done;
}

/**
 * imw_stmt_is_null:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: whether the column holds NULL
 */
gboolean
imw_stmt_is_null (ImwStmt *self,
                  int      column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

/**
 * imw_stmt_get_int64:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: the integer; 0 for NULL
 */
gint64
imw_stmt_get_int64 (ImwStmt *self,
                    int      column)
{
  return sqlite3_column_int64 (self->handle, column);
}

/**
 * imw_stmt_get_boolean:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: whether the integer is not 0
 */
gboolean
imw_stmt_get_boolean (ImwStmt *self,
                      int      column)
{
  return sqlite3_column_int64 (self->handle, column) != 0;
}

/**
 * imw_stmt_get_text:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: (nullable) (transfer none): the text, until the next step; in a damaged file it may not
 *   be valid UTF-8
 */
const char *
imw_stmt_get_text (ImwStmt *self,
                   int      column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

/**
 * imw_stmt_dup_text:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: (nullable) (transfer full): the text, always valid UTF-8
 */
char *
imw_stmt_dup_text (ImwStmt *self,
                   int      column)
{
  const char *text = imw_stmt_get_text (self, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * imw_stmt_dup_bytes:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: (nullable) (transfer full): the bytes
 */
GBytes *
imw_stmt_dup_bytes (ImwStmt *self,
                    int      column)
{
  gconstpointer data;

  if (imw_stmt_is_null (self, column))
    return NULL;

  data = sqlite3_column_blob (self->handle, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->handle, column));
}

/**
 * imw_stmt_reset:
 * @self: a statement
 *
 * Makes it ready to be run again. Bindings stay.
 */
void
imw_stmt_reset (ImwStmt *self)
{
  sqlite3_reset (self->handle); /* gives the step's error again, which the step has told */
}

/**
 * imw_stmt_release:
 * @self: (transfer full): a statement
 *
 * Gives it back to its session.
 */
void
imw_stmt_release (ImwStmt *self)
{
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->failed = SQLITE_OK;
  self->failed_name = NULL;

  if (g_hash_table_contains (self->session->free_stmts, self->sql))
    imw_stmt_free (self);
  else
    g_hash_table_insert (self->session->free_stmts, self->sql, self);
}
