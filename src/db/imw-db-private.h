/* imw-db-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "imw-db-session.h"

G_BEGIN_DECLS

#define IMW_DB_APPLICATION_ID 0x494d5761 /* "IMWa" */

struct _ImwDbSession
{
  sqlite3    *handle;
  char       *path;
  ImwDbFlags  flags;
  gint64      version;
  GHashTable *free_stmts; /* (element-type utf8 ImwStmt): prepared and not in use, by text */
};

void     imw_db_error_set (GError **error, sqlite3 *handle, int code, const char *what);
gboolean imw_db_file_prepare (const char *path, ImwDbFlags flags, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_db_file_check_length (const char *path, gint64 length_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_db_file_check_space (const char *path, gint64 needed_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_db_migrate (ImwDbSession *session, GResource *resource, const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwStmt *imw_stmt_new (ImwDbSession *session, sqlite3_stmt *handle, const char *sql);
void     imw_stmt_free (ImwStmt *self);

G_END_DECLS
