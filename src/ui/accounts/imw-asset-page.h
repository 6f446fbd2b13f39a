/* imw-asset-page.h: one asset of one account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-holding.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_ASSET_PAGE (imw_asset_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwAssetPage, imw_asset_page, IMW, ASSET_PAGE, AdwBin)

GtkWidget *imw_asset_page_new (ImwWallet *wallet, ImwHolding *holding);

G_END_DECLS
