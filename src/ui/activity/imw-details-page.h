/* imw-details-page.h: all about one transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transaction.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_DETAILS_PAGE (imw_details_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwDetailsPage, imw_details_page, IMW, DETAILS_PAGE, AdwBin)

GtkWidget *imw_details_page_new (ImwWallet *wallet, ImwTransaction *transaction);

G_END_DECLS
