/* imw-transfers-page.h: all transfers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_TRANSFERS_PAGE (imw_transfers_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwTransfersPage, imw_transfers_page, IMW, TRANSFERS_PAGE, AdwBin)

GtkWidget *imw_transfers_page_new (ImwWallet *wallet);

G_END_DECLS
