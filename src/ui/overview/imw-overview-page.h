/* imw-overview-page.h: how much there is and what happened last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_OVERVIEW_PAGE (imw_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwOverviewPage, imw_overview_page, IMW, OVERVIEW_PAGE, AdwBin)

GtkWidget *imw_overview_page_new (ImwWallet *wallet);

G_END_DECLS
