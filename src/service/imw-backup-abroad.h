/* imw-backup-abroad.h: providers and transfers in the backup file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-json.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

/* what the books have of providers and transfers, into an open object */
void     imw_backup_abroad_make_async (ImwWallet *wallet, JsonBuilder *builder, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_backup_abroad_make_finish (ImwWallet *wallet, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct _ImwBackupAbroad ImwBackupAbroad;

ImwBackupAbroad *imw_backup_abroad_read (JsonObject *root, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_REPLY */
void             imw_backup_abroad_free (ImwBackupAbroad *self);
/* takes it */
void     imw_backup_abroad_apply_async (ImwWallet *wallet, ImwBackupAbroad *abroad, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_backup_abroad_apply_finish (ImwWallet *wallet, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
