/* imw-wallet-service-private.h: what wallets and onboarding need of the service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-wallet-service.h"

G_BEGIN_DECLS

const char    *imw_wallet_service_get_environment_dir (ImwWalletService *self);
gboolean       imw_wallet_service_get_read_only (ImwWalletService *self);
const char    *imw_wallet_service_get_signer_path (ImwWalletService *self);                                        /* (nullable) */
ImwVaultStore *imw_wallet_service_get_vault_store (ImwWalletService *self, ImwVaultKind kind);                     /* (nullable), transfer none */
void           imw_wallet_service_kill_practice (ImwWalletService *self);                                          /* tests */
void           imw_wallet_service_set_backend (ImwWalletService *self, const char *chain_id, ImwBackend *backend); /* tests */
void           imw_wallet_service_add_wallet (ImwWalletService *self, ImwWallet *wallet);
void           imw_wallet_service_transaction_received (ImwWalletService *self, ImwWallet *wallet, const char *account_id, const char *txid);
void           imw_wallet_service_transaction_confirmed (ImwWalletService *self, ImwWallet *wallet, const char *account_id, const char *txid);

G_END_DECLS
