/* imw-store-raw.h: previous transactions, kept so that they are fetched once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

#define IMW_STORE_RAW_MAX_BYTES (64 * 1024 * 1024) /* all together; the longest unused go first */

/* The caller has checked that raw hashes to txid. */
void     imw_store_put_raw_async (ImwStore *self, const char *chain, const char *txid, GBytes *raw, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_put_raw_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND */
void    imw_store_get_raw_async (ImwStore *self, const char *chain, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *imw_store_get_raw_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void    imw_store_set_raw_max_bytes (ImwStore *self, gint64 max_bytes); /* before the first put; tests */

G_END_DECLS
