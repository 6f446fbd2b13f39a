/* imw-stmt.h: a prepared statement of the database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Thread of its session only. Parameters are bound by name (":name"); a wrong name or a failed binding
 * comes out as the error of the next step. Columns count from 0. */
typedef struct _ImwStmt ImwStmt;

void        imw_stmt_bind_text (ImwStmt *self, const char *name, const char *value); /* NULL binds NULL */
void        imw_stmt_bind_int64 (ImwStmt *self, const char *name, gint64 value);
void        imw_stmt_bind_bytes (ImwStmt *self, const char *name, GBytes *value); /* NULL binds NULL */
void        imw_stmt_bind_null (ImwStmt *self, const char *name);
gboolean    imw_stmt_step (ImwStmt *self, gboolean *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_stmt_run (ImwStmt *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* to the end, rows are passed over */
gboolean    imw_stmt_is_null (ImwStmt *self, int column);
gint64      imw_stmt_get_int64 (ImwStmt *self, int column);
gboolean    imw_stmt_get_boolean (ImwStmt *self, int column);
const char *imw_stmt_get_text (ImwStmt *self, int column);  /* (nullable) until the next step */
char       *imw_stmt_dup_text (ImwStmt *self, int column);  /* (nullable) always valid UTF-8 */
GBytes     *imw_stmt_dup_bytes (ImwStmt *self, int column); /* (nullable) */
void        imw_stmt_reset (ImwStmt *self);                 /* to run it again; bindings stay */
void        imw_stmt_release (ImwStmt *self);               /* back to its session */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStmt, imw_stmt_release)

G_END_DECLS
