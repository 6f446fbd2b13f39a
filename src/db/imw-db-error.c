/* imw-db-error.c: SQLite's codes as ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-db-error"

#include "config.h"

#include "imw-db-private.h"

#include "imw-error.h"

static ImwError
map_code (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return IMW_ERROR_BUSY;

    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return IMW_ERROR_DISK;

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return IMW_ERROR_CORRUPT;

    case SQLITE_READONLY:
      return IMW_ERROR_REFUSED;

    default:
      return IMW_ERROR_INTERNAL;
    }
}

/**
 * imw_db_error_set:
 * @error: (nullable): return location
 * @handle: (nullable): the connection that failed
 * @code: what SQLite returned
 * @what: what was being done
 *
 * Makes an error of @code: %IMW_ERROR_BUSY, %IMW_ERROR_DISK (full, failing, or a file that cannot be
 * opened), %IMW_ERROR_CORRUPT, %IMW_ERROR_REFUSED (a write on a read-only connection), else
 * %IMW_ERROR_INTERNAL. Bound values are in no message.
 */
void
imw_db_error_set (GError **error, sqlite3 *handle, int code, const char *what)
{
  int         extended = handle != NULL ? sqlite3_extended_errcode (handle) : code;
  const char *message = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code);

  /* the handle speaks of its last call, which need not be the one that failed */
  if ((extended & 0xff) != (code & 0xff))
    {
      extended = code;
      message = sqlite3_errstr (code);
    }

  g_set_error (error, IMW_ERROR, (gint) map_code (code), "%s: %s (%d)", what, message, extended);
}
