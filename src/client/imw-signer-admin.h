/* imw-signer-admin.h: the signer's second connection: words, passwords, backups
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bip39.h"
#include "imw-signer.h"

G_BEGIN_DECLS

#define IMW_TYPE_SIGNER_ADMIN (imw_signer_admin_get_type ())

/* Opened only by onboarding and settings. Keeps its signer alive. Main thread. */
G_DECLARE_FINAL_TYPE (ImwSignerAdmin, imw_signer_admin, IMW, SIGNER_ADMIN, GObject)

ImwSignerAdmin *imw_signer_admin_new (ImwSigner *signer);

void       imw_signer_admin_generate_async (ImwSignerAdmin *self, guint n_words, ImwBip39List list, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSecret *imw_signer_admin_generate_finish (ImwSignerAdmin *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* the words */
void       imw_signer_admin_restore_async (ImwSignerAdmin *self, ImwSecret *words, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_restore_finish (ImwSignerAdmin *self, GAsyncResult *result, ImwBip39List *list, guint *n_words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_admin_forget (ImwSignerAdmin *self);
void       imw_signer_admin_create_async (ImwSignerAdmin *self, const char *wallet_id, ImwEnvironment environment, ImwSecret *password, ImwSecret *passphrase, gboolean ask_passphrase, guint autolock_s, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_create_finish (ImwSignerAdmin *self, GAsyncResult *result, GBytes **vault, ImwSecret **data_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_admin_show_words_async (ImwSignerAdmin *self, guint64 attempt, ImwSecret *password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_show_words_finish (ImwSignerAdmin *self, GAsyncResult *result, GBytes **new_vault, ImwSecret **words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_admin_change_password_async (ImwSignerAdmin *self, guint64 attempt, ImwSecret *password, ImwSecret *new_password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_change_password_finish (ImwSignerAdmin *self, GAsyncResult *result, GBytes **new_vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_admin_set_policy_async (ImwSignerAdmin *self, guint autolock_s, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_set_policy_finish (ImwSignerAdmin *self, GAsyncResult *result, GBytes **new_vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_admin_export_backup_async (ImwSignerAdmin *self, guint64 attempt, ImwSecret *password, GBytes *payload, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_export_backup_finish (ImwSignerAdmin *self, GAsyncResult *result, GBytes **new_vault, GBytes **backup, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_admin_import_backup_async (ImwSignerAdmin *self, GBytes *backup, ImwSecret *password, const char *wallet_id, ImwEnvironment environment, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_signer_admin_import_backup_finish (ImwSignerAdmin *self, GAsyncResult *result, GBytes **vault, ImwSecret **data_key, GBytes **payload, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
