/* imw-onboarding.h: a wallet comes into being
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bip39.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_ONBOARDING (imw_onboarding_get_type ())

/* One attempt to make or restore a wallet; owns a signer process until it is finished, then the wallet has it (unlocked).
 * Main thread. Dropped = the words are forgotten, nothing was written. */
G_DECLARE_FINAL_TYPE (ImwOnboarding, imw_onboarding, IMW, ONBOARDING, GObject)

ImwOnboarding *imw_onboarding_new (ImwWalletService *service);
/* fresh words, to be shown and asked for again; may be called anew */
void       imw_onboarding_generate_async (ImwOnboarding *self, guint n_words, ImwBip39List list, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSecret *imw_onboarding_generate_finish (ImwOnboarding *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* BAD_INPUT: message holds the position of an unknown word, or "checksum", or "word count" */
void     imw_onboarding_restore_words_async (ImwOnboarding *self, ImwSecret *words, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_onboarding_restore_words_finish (ImwOnboarding *self, GAsyncResult *result, ImwBip39List *list, guint *n_words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* nothing of a restored wallet is older (ms, UTC; 0 unknown): history is not looked for beyond it */
void     imw_onboarding_set_birthday (ImwOnboarding *self, gint64 birthday_ms);
/* Seals the vault, stores it (keyring or file), makes the store with the accounts bitcoin-84 and bitcoin-86, writes the marker
 * last. Vault store's errors. backup_verified: the quiz was passed (or the words were typed in). */
void       imw_onboarding_finish_async (ImwOnboarding *self, const char *name, ImwSecret *password, ImwSecret *passphrase, gboolean ask_passphrase, ImwVaultKind vault_kind, gboolean backup_verified, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwWallet *imw_onboarding_finish_finish (ImwOnboarding *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer full, in the service's list */
/* the encrypted backup file on an empty machine: words, labels, contacts, settings, open payments */
void       imw_onboarding_restore_backup_async (ImwOnboarding *self, GFile *file, ImwSecret *password, const char *name, ImwVaultKind vault_kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwWallet *imw_onboarding_restore_backup_finish (ImwOnboarding *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* 0 (unusable) … 4 (strong), and an English hint for translation; the secret is looked at in place */
guint imw_password_strength (ImwSecret *password, const char **hint);
#define IMW_PASSWORD_MIN_STRENGTH 2

G_END_DECLS
