/* imw-receive-page.h: an address to be paid at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_RECEIVE_PAGE (imw_receive_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwReceivePage, imw_receive_page, IMW, RECEIVE_PAGE, AdwBin)

GtkWidget *imw_receive_page_new (ImwWallet *wallet);
void       imw_receive_page_choose (ImwReceivePage *self, ImwAccount *account, ImwAsset *asset);

G_END_DECLS
