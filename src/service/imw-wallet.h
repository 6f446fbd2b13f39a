/* imw-wallet.h: one wallet: one vault, its accounts and its books
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"
#include "imw-contact.h"
#include "imw-secret.h"
#include "imw-transaction-model.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

#define IMW_TYPE_WALLET (imw_wallet_get_type ())

/* Main thread. Properties (notify): "name", "unlocked", "syncing", "loaded", "backup-verified", "vault-kind".
 * Signal "locked" (const char *reason: "asked" "timeout" "died"), "books-changed" (balances or history changed). */
G_DECLARE_FINAL_TYPE (ImwWallet, imw_wallet, IMW, WALLET, GObject)

const char       *imw_wallet_get_id (ImwWallet *self);
const char       *imw_wallet_get_name (ImwWallet *self);
gboolean          imw_wallet_set_name (ImwWallet *self, const char *name, GError **error);
ImwWalletService *imw_wallet_get_service (ImwWallet *self);
ImwVaultKind      imw_wallet_get_vault_kind (ImwWallet *self);
gboolean          imw_wallet_get_unlocked (ImwWallet *self);
gboolean          imw_wallet_get_syncing (ImwWallet *self);
gboolean          imw_wallet_get_backup_verified (ImwWallet *self);
void              imw_wallet_set_backup_verified (ImwWallet *self);
guint             imw_wallet_get_autolock_s (ImwWallet *self);

/* Opens the books (no password needed); balances, history, addresses and receive work from here on. */
void     imw_wallet_load_async (ImwWallet *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_load_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* WRONG_PASSPHRASE; RATE_LIMITED (imw_signer_error_wait_ms); the vault store's errors. passphrase (nullable) */
void       imw_wallet_unlock_async (ImwWallet *self, ImwSecret *password, ImwSecret *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_wallet_unlock_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_wallet_lock (ImwWallet *self);  /* labels and contacts disappear from memory */
void       imw_wallet_touch (ImwWallet *self); /* the user is active */
void       imw_wallet_show_words_async (ImwWallet *self, ImwSecret *password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSecret *imw_wallet_show_words_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_wallet_change_password_async (ImwWallet *self, ImwSecret *password, ImwSecret *new_password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_wallet_change_password_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_wallet_set_autolock_async (ImwWallet *self, guint seconds, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data); /* while unlocked; 0 never */
gboolean   imw_wallet_set_autolock_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_wallet_export_backup_async (ImwWallet *self, ImwSecret *password, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_wallet_export_backup_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_wallet_move_vault_async (ImwWallet *self, ImwVaultKind kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_wallet_move_vault_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* all accounts; joins one that runs. deep: every known address and a gap of 100 */
void     imw_wallet_sync_async (ImwWallet *self, gboolean deep, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_sync_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_wallet_start_watching (ImwWallet *self); /* periodic sync with back-off until the wallet is closed */
/* while unlocked: a further account ("bitcoin-84-1") */
void        imw_wallet_add_account_async (ImwWallet *self, const char *chain_id, const char *kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwAccount *imw_wallet_add_account_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GListModel          *imw_wallet_get_holdings (ImwWallet *self);                 /* (element-type ImwHolding) of all accounts, in their order; all, visible or not */
GListModel          *imw_wallet_get_accounts (ImwWallet *self);                 /* (element-type ImwAccount) */
ImwAccount          *imw_wallet_find_account (ImwWallet *self, const char *id); /* transfer none; NULL id: the first */
ImwTransactionModel *imw_wallet_new_transaction_model (ImwWallet *self);        /* transfer full: newest first, pages from the store */
GListModel          *imw_wallet_get_payments (ImwWallet *self);                 /* (element-type ImwPayment) not final yet */
GListModel          *imw_wallet_get_contacts (ImwWallet *self);                 /* (element-type ImwContact); empty while locked */

/* sealed; kept in memory while unlocked. LOCKED otherwise. ref: a txid or an address; text NULL or "" removes */
const char *imw_wallet_get_label (ImwWallet *self, const char *ref); /* (nullable) */
void        imw_wallet_set_label_async (ImwWallet *self, const char *ref, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_wallet_set_label_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        imw_wallet_save_contact_async (ImwWallet *self, ImwContact *contact, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_wallet_save_contact_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        imw_wallet_remove_contact_async (ImwWallet *self, ImwContact *contact, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_wallet_remove_contact_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* how often this wallet has paid to the address (confirmed or pending), for "first time" */
void     imw_wallet_count_paid_async (ImwWallet *self, const char *address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_count_paid_finish (ImwWallet *self, GAsyncResult *result, guint *count, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* everything, oldest first, RFC 4180, "." decimals, UTC ISO 8601 times, formula characters neutralised */
void     imw_wallet_export_csv_async (ImwWallet *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_export_csv_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
