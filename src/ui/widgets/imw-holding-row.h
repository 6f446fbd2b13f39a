/* imw-holding-row.h: one asset of an account with how much there is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-holding.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

GtkWidget  *imw_holding_row_new (ImwWalletService *service, ImwHolding *holding, GCallback opened);
ImwHolding *imw_holding_row_get (GtkWidget *row);
char       *imw_holding_row_describe (ImwWalletService *service, ImwHolding *holding);
GtkWidget  *imw_holding_row_new_figures (ImwWalletService *service, ImwAmount *total);

G_END_DECLS
