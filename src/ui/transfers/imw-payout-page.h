/* imw-payout-page.h: where the money comes out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_PAYOUT_PAGE (imw_payout_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwPayoutPage, imw_payout_page, IMW, PAYOUT_PAGE, AdwBin)

GtkWidget *imw_payout_page_new (ImwWallet *wallet, ImwRoute route, ImwOffer *offer, const char *country);

G_END_DECLS
