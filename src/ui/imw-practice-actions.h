/* imw-practice-actions.h: coins and blocks of the practice network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

void imw_practice_fund (GtkWidget *widget, ImwWallet *wallet);
void imw_practice_fund_asset (GtkWidget *widget, ImwWallet *wallet, const char *asset_id);
void imw_practice_add_menu (ImwWalletService *service, GMenu *menu);
void imw_practice_mine (GtkWidget *widget, ImwWallet *wallet);

G_END_DECLS
