/* imw-contacts-page.h: people who are paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_CONTACTS_PAGE (imw_contacts_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwContactsPage, imw_contacts_page, IMW, CONTACTS_PAGE, AdwBin)

GtkWidget *imw_contacts_page_new (ImwWallet *wallet);

G_END_DECLS
