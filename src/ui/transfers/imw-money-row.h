/* imw-money-row.h: an amount of one asset or currency
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-amount.h"

G_BEGIN_DECLS

#define IMW_TYPE_MONEY_ROW (imw_money_row_get_type ())
G_DECLARE_FINAL_TYPE (ImwMoneyRow, imw_money_row, IMW, MONEY_ROW, AdwBin)

void       imw_money_row_set_title (ImwMoneyRow *self, const char *title);
void       imw_money_row_set_asset (ImwMoneyRow *self, ImwAsset *asset); /* (nullable) */
void       imw_money_row_show_amount (ImwMoneyRow *self, ImwAmount *amount, gboolean about); /* (nullable) */
void       imw_money_row_set_amount (ImwMoneyRow *self, ImwAmount *amount);
ImwAmount *imw_money_row_get_amount (ImwMoneyRow *self); /* (nullable) transfer none */
void       imw_money_row_add_suffix (ImwMoneyRow *self, GtkWidget *widget);

G_END_DECLS
