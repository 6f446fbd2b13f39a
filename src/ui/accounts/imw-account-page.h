/* imw-account-page.h: one account, its addresses and its public keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_ACCOUNT_PAGE (imw_account_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwAccountPage, imw_account_page, IMW, ACCOUNT_PAGE, AdwBin)

GtkWidget *imw_account_page_new (ImwWallet *wallet, ImwAccount *account);

G_END_DECLS
