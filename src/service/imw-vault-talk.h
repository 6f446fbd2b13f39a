/* imw-vault-talk.h: everything for which the password is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-wallet-private.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_VAULT_TALK_UNLOCK,
  IMW_VAULT_TALK_SHOW_WORDS,
  IMW_VAULT_TALK_CHANGE_PASSWORD,
  IMW_VAULT_TALK_EXPORT_BACKUP
} ImwVaultTalkKind;

/* Signer → load the vault → begin an attempt → store the count → try the password → store the vault that came back. One at
 * a time a wallet (BUSY). second: passphrase for unlock, new password for change, else NULL. */
void imw_vault_talk_async (ImwWallet *wallet, ImwVaultTalkKind kind, ImwSecret *password, ImwSecret *second, GBytes *payload, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* secret: data key or words; bytes: backup */
gboolean imw_vault_talk_finish (ImwWallet *wallet, GAsyncResult *result, ImwSecret **secret, GBytes **bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
