/* imw-db-session.h: one connection to a database file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-stmt.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_DB_FLAGS_NONE = 0,
  IMW_DB_READ_ONLY = 1 << 0,
  IMW_DB_CREATE = 1 << 1 /* make the file (0600) and its folder (0700) when there is none */
} ImwDbFlags;

/* Synchronous, for one thread at a time: the thread of an ImwDb, or a program without a window. */
typedef struct _ImwDbSession ImwDbSession;

/* migrations: a folder of @resource with 0001-NAME.sql, 0002-…; all that are missing are applied. Each script sets
 * "PRAGMA user_version" to its number, the first also "PRAGMA application_id = 1229805409". */
ImwDbSession *imw_db_session_open (const char *path, ImwDbFlags flags, GResource *resource, const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      imw_db_session_close (ImwDbSession *self, GError **error); /* frees in any case */
void          imw_db_session_free (ImwDbSession *self);
gboolean      imw_db_session_get_read_only (ImwDbSession *self);
const char   *imw_db_session_get_path (ImwDbSession *self);
gint64        imw_db_session_get_version (ImwDbSession *self);                         /* number of the last migration */
void          imw_db_session_set_busy_timeout_ms (ImwDbSession *self, int timeout_ms); /* 5000 at first */

/* constant text, one statement; kept for the next time */
ImwStmt *imw_db_session_prepare (ImwDbSession *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_db_session_run (ImwDbSession *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64   imw_db_session_get_last_row (ImwDbSession *self);
gint64   imw_db_session_get_n_changed (ImwDbSession *self); /* rows the last statement changed */

gboolean imw_db_session_begin (ImwDbSession *self, gboolean write, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_db_session_commit (ImwDbSession *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* rolls back when it fails */
void     imw_db_session_rollback (ImwDbSession *self);
gboolean imw_db_session_check (ImwDbSession *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwDbSession, imw_db_session_free)

G_END_DECLS
