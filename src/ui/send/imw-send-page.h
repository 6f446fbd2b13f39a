/* imw-send-page.h: a payment is made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_SEND_PAGE (imw_send_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwSendPage, imw_send_page, IMW, SEND_PAGE, AdwBin)

GtkWidget *imw_send_page_new (ImwWallet *wallet);
void       imw_send_page_set_recipient (ImwSendPage *self, const char *text);
void       imw_send_page_choose (ImwSendPage *self, ImwAccount *account, ImwAsset *asset);
void       imw_send_page_clear (ImwSendPage *self);

G_END_DECLS
