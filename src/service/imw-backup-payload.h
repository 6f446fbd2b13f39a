/* imw-backup-payload.h: what the backup file holds beside the words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-wallet.h"

G_BEGIN_DECLS

/* Labels and contacts (sealed as they are in the store: the same words give the same data key), settings, open payments. */
void     imw_backup_payload_make_async (ImwWallet *wallet, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes  *imw_backup_payload_make_finish (ImwWallet *wallet, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_backup_payload_begin (ImwWallet *wallet, GBytes *payload, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* before its accounts are made */
/* into a wallet that has just been made, before its marker is written; the payload is from outside */
void     imw_backup_payload_apply_async (ImwWallet *wallet, GBytes *payload, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_backup_payload_apply_finish (ImwWallet *wallet, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
