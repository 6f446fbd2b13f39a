/* imw-store.h: the database of one wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-clock.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_STORE_FLAGS_NONE = 0,
  IMW_STORE_READ_ONLY = 1 << 0, /* for read commands while another process owns the folder */
  IMW_STORE_CREATE = 1 << 1     /* make folder (0700) and file (0600) when there is none */
} ImwStoreFlags;

#define IMW_TYPE_STORE (imw_store_get_type ())

/* Main thread. All work happens on one thread of the database, in the order of the calls; what a
 * call is given is copied. Errors any call may give: DISK (full or failing disk), CORRUPT, BUSY
 * (another process writes), REFUSED (a write on a read-only store), INTERNAL, G_IO_ERROR_CANCELLED
 * (only before the job began). A call that failed has changed nothing. */
G_DECLARE_FINAL_TYPE (ImwStore, imw_store, IMW, STORE, GObject)

/* path: the file DATA/<environment>/<wallet-id>/wallet.db. NOT_FOUND when absent without CREATE,
 * NOT_SUPPORTED when a newer version wrote it, CORRUPT, DISK (says how many bytes are missing for the
 * copy that a migration makes first). clock NULL = the system's. */
void      imw_store_open_async (const char *path, ImwStoreFlags flags, ImwClock *clock, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStore *imw_store_open_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* ends after all jobs that were given before; later calls fail with REFUSED. Dropping the last reference closes too. */
void        imw_store_close_async (ImwStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_store_close_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_store_get_read_only (ImwStore *self);
const char *imw_store_get_path (ImwStore *self);
ImwClock   *imw_store_get_clock (ImwStore *self);

/* SQLite's own check of the whole file, and sums and marks against history; CORRUPT says what is wrong */
void     imw_store_check_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_check_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* recomputes balances, coin marks, reservations' marks and the search index from history; changed (nullable): something was different */
void     imw_store_repair_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_repair_finish (ImwStore *self, GAsyncResult *result, gboolean *changed, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
