/* imw-exchange-page.h: own assets are exchanged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_EXCHANGE_PAGE (imw_exchange_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwExchangePage, imw_exchange_page, IMW, EXCHANGE_PAGE, AdwBin)

GtkWidget *imw_exchange_page_new (ImwWallet *wallet, ImwAccount *account);

G_END_DECLS
