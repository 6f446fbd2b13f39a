/* imw-message-page.h: messages are signed and checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_MESSAGE_PAGE (imw_message_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwMessagePage, imw_message_page, IMW, MESSAGE_PAGE, AdwBin)

GtkWidget *imw_message_page_new (ImwWallet *wallet, ImwAccount *account);

G_END_DECLS
