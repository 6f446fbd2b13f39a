/* imw-amount-entry.h: an amount in coins or in money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet-service.h"

G_BEGIN_DECLS

/* Signal "changed": another amount, or none. */
#define IMW_TYPE_AMOUNT_ENTRY (imw_amount_entry_get_type ())
G_DECLARE_FINAL_TYPE (ImwAmountEntry, imw_amount_entry, IMW, AMOUNT_ENTRY, AdwBin)

GtkWidget *imw_amount_entry_new (void);
void       imw_amount_entry_set_asset (ImwAmountEntry *self, ImwWalletService *service, ImwChain *chain, ImwAsset *asset);
void       imw_amount_entry_set_amount (ImwAmountEntry *self, ImwAmount *amount);
ImwAmount *imw_amount_entry_get_amount (ImwAmountEntry *self);
gboolean   imw_amount_entry_get_empty (ImwAmountEntry *self);

G_END_DECLS
