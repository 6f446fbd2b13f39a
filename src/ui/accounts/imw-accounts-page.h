/* imw-accounts-page.h: the accounts of a wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_ACCOUNTS_PAGE (imw_accounts_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwAccountsPage, imw_accounts_page, IMW, ACCOUNTS_PAGE, AdwBin)

GtkWidget *imw_accounts_page_new (ImwWallet *wallet);

G_END_DECLS
