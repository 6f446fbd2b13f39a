/* imw-db.h: a database on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-db-session.h"

G_BEGIN_DECLS

#define IMW_TYPE_DB (imw_db_get_type ())

/* Jobs run one after the other on the thread that owns the connection; results come back in the
 * caller's main context, in the same order. */
G_DECLARE_FINAL_TYPE (ImwDb, imw_db, IMW, DB, GObject)

typedef enum
{
  IMW_DB_JOB_READ, /* one snapshot */
  IMW_DB_JOB_WRITE /* one transaction: committed when the job gives TRUE, else rolled back */
} ImwDbJobKind;

/* On the database's thread. *result is given to imw_db_run_finish(). */
typedef gboolean (*ImwDbJob) (ImwDbSession *session, gpointer data, gpointer *result, GError **error);

void        imw_db_open_async (const char *path, ImwDbFlags flags, GResource *resource, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwDb      *imw_db_open_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_db_get_read_only (ImwDb *self);
const char *imw_db_get_path (ImwDb *self);
void        imw_db_run_async (ImwDb *self, ImwDbJobKind kind, ImwDbJob job, gpointer data, GDestroyNotify data_free, GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_db_run_finish (ImwDb *self, GAsyncResult *result, gpointer *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        imw_db_check_async (ImwDb *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_db_check_finish (ImwDb *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        imw_db_close_async (ImwDb *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_db_close_finish (ImwDb *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
