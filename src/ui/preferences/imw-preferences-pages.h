/* imw-preferences-pages.h: what the preferences window is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_GENERAL_PREFERENCES (imw_general_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ImwGeneralPreferences, imw_general_preferences, IMW, GENERAL_PREFERENCES, AdwBin)
GtkWidget *imw_general_preferences_new (ImwWalletService *service);

#define IMW_TYPE_WALLET_PREFERENCES (imw_wallet_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ImwWalletPreferences, imw_wallet_preferences, IMW, WALLET_PREFERENCES, AdwBin)
GtkWidget *imw_wallet_preferences_new (ImwWallet *wallet);

#define IMW_TYPE_NETWORK_PREFERENCES (imw_network_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ImwNetworkPreferences, imw_network_preferences, IMW, NETWORK_PREFERENCES, AdwBin)
GtkWidget *imw_network_preferences_new (ImwWalletService *service);

#define IMW_TYPE_SERVER_LIST (imw_server_list_get_type ())
G_DECLARE_FINAL_TYPE (ImwServerList, imw_server_list, IMW, SERVER_LIST, AdwBin)
/* indexes: of the servers that keep histories by address */
GtkWidget *imw_server_list_new (ImwWalletService *service, ImwChain *chain, gboolean indexes);

#define IMW_TYPE_PASSWORD_PAGE (imw_password_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwPasswordPage, imw_password_page, IMW, PASSWORD_PAGE, AdwBin)
GtkWidget *imw_password_page_new (ImwWallet *wallet);

#define IMW_TYPE_RECOVERY_PAGE (imw_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwRecoveryPage, imw_recovery_page, IMW, RECOVERY_PAGE, AdwBin)
GtkWidget *imw_recovery_page_new (ImwSecret *words);

G_END_DECLS
