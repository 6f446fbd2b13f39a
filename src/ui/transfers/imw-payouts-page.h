/* imw-payouts-page.h: saved recipients and own accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-recipient-book.h"

G_BEGIN_DECLS

#define IMW_TYPE_PAYOUTS_PAGE (imw_payouts_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwPayoutsPage, imw_payouts_page, IMW, PAYOUTS_PAGE, AdwBin)

GtkWidget *imw_payouts_page_new (ImwWallet *wallet, gboolean own);

G_END_DECLS
