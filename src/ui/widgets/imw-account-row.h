/* imw-account-row.h: one account with what is in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-account.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

/* called with the row */
GtkWidget  *imw_account_row_new (ImwWalletService *service,
                                 ImwAccount       *account,
                                 const char       *subtitle,
                                 GCallback         opened);
ImwAccount *imw_account_row_get (GtkWidget *row);
char       *imw_account_row_describe (ImwWalletService *service, ImwAccount *account, const char *subtitle);

G_END_DECLS
