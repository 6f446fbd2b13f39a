/* imw-transaction-model.h: the history, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-transaction.h"

G_BEGIN_DECLS

#define IMW_TYPE_TRANSACTION_MODEL (imw_transaction_model_get_type ())

/* GListModel of ImwTransaction, newest first. Holds the pages loaded so far; load_more appends one (100 rows). Main thread.
 * Properties (notify): "loading", "complete" (no further page). Refreshes itself when the books change. */
G_DECLARE_FINAL_TYPE (ImwTransactionModel, imw_transaction_model, IMW, TRANSACTION_MODEL, GObject)

/* NULL or "" = no limit. search: txid, address, label, contact name */
void     imw_transaction_model_set_filter (ImwTransactionModel *self, const char *account_id, const char *direction_code, const char *search);
void     imw_transaction_model_set_asset (ImwTransactionModel *self, const char *asset_id);   /* (nullable) */
void     imw_transaction_model_set_show_hidden (ImwTransactionModel *self, gboolean shown); /* also what only unknown tokens came in with */
void     imw_transaction_model_set_page_size (ImwTransactionModel *self, guint rows);
void     imw_transaction_model_load_more (ImwTransactionModel *self);
void     imw_transaction_model_load_more_async (ImwTransactionModel *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transaction_model_load_more_finish (ImwTransactionModel *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_transaction_model_get_loading (ImwTransactionModel *self);
gboolean imw_transaction_model_get_complete (ImwTransactionModel *self);

G_END_DECLS
