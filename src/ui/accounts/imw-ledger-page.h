/* imw-ledger-page.h: what an account accepts, and what waits for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_LEDGER_PAGE (imw_ledger_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwLedgerPage, imw_ledger_page, IMW, LEDGER_PAGE, AdwBin)

GtkWidget *imw_ledger_page_new (ImwWallet *wallet, ImwAccount *account);

G_END_DECLS
