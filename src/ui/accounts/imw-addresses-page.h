/* imw-addresses-page.h: the addresses of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_ADDRESSES_PAGE (imw_addresses_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwAddressesPage, imw_addresses_page, IMW, ADDRESSES_PAGE, AdwBin)

GtkWidget *imw_addresses_page_new (ImwWallet *wallet, ImwAccount *account);

G_END_DECLS
