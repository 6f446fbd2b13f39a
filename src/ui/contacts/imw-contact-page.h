/* imw-contact-page.h: one contact is looked at or changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

/* Signal "removed" (ImwContact): is no longer in the wallet. */
#define IMW_TYPE_CONTACT_PAGE (imw_contact_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwContactPage, imw_contact_page, IMW, CONTACT_PAGE, AdwBin)

GtkWidget *imw_contact_page_new (ImwWallet *wallet, ImwContact *contact);

/* Opens Send with the address. */
void imw_contact_pay (GtkWidget *widget, const char *address);

G_END_DECLS
