/* imw-asset.h: what an amount counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Immutable, counted, boxed. id is unique over all networks and stable in the store: "bitcoin" for a
 * native asset of network "bitcoin", "NETWORK/CONTRACT-OR-ISSUER" for others, "fiat/USD" for currencies. */
typedef struct _ImwAsset ImwAsset;

#define IMW_TYPE_ASSET (imw_asset_get_type ())

GType       imw_asset_get_type (void) G_GNUC_CONST;
ImwAsset   *imw_asset_new (const char *id, const char *symbol, const char *name, guint decimals); /* decimals <= 38 */
ImwAsset   *imw_asset_new_fiat (const char *iso_code);                                            /* ISO 4217 code with its minor unit; NULL when the code is not three letters */
ImwAsset   *imw_asset_ref (ImwAsset *self);
void        imw_asset_unref (ImwAsset *self);
gboolean    imw_asset_equal (ImwAsset *a, ImwAsset *b); /* by id and decimals */
const char *imw_asset_get_id (ImwAsset *self);
const char *imw_asset_get_symbol (ImwAsset *self);
const char *imw_asset_get_name (ImwAsset *self);
guint       imw_asset_get_decimals (ImwAsset *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwAsset, imw_asset_unref)

G_END_DECLS
