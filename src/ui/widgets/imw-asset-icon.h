/* imw-asset-icon.h: a coloured disc with the symbol of an asset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-chain.h"

G_BEGIN_DECLS

#define IMW_TYPE_ASSET_ICON (imw_asset_icon_get_type ())
G_DECLARE_FINAL_TYPE (ImwAssetIcon, imw_asset_icon, IMW, ASSET_ICON, GObject)

ImwAssetIcon *imw_asset_icon_new (ImwAsset *asset, ImwTrust trust);
GtkWidget    *imw_asset_icon_new_image (ImwAsset *asset, ImwTrust trust, int pixel_size);

G_END_DECLS
