/* imw-source-chooser.h: from which account, in which asset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-holding.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

/* Signal "changed": another holding. Hidden while there is nothing to choose. */
#define IMW_TYPE_SOURCE_CHOOSER (imw_source_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ImwSourceChooser, imw_source_chooser, IMW, SOURCE_CHOOSER, AdwBin)

void        imw_source_chooser_set_wallet (ImwSourceChooser *self, ImwWallet *wallet);
void        imw_source_chooser_set_chains (ImwSourceChooser *self, GPtrArray *chains, ImwAsset *wanted); /* wanted (nullable) */
void        imw_source_chooser_choose (ImwSourceChooser *self, ImwAccount *account, ImwAsset *asset);
ImwHolding *imw_source_chooser_get_holding (ImwSourceChooser *self); /* (nullable) transfer none */

G_END_DECLS
