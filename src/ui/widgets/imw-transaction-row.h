/* imw-transaction-row.h: one line of the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transaction.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

#define IMW_TYPE_TRANSACTION_ROW (imw_transaction_row_get_type ())
G_DECLARE_FINAL_TYPE (ImwTransactionRow, imw_transaction_row, IMW, TRANSACTION_ROW, AdwBin)

GtkWidget      *imw_transaction_row_new (ImwWalletService *service);
void            imw_transaction_row_set (ImwTransactionRow *self, ImwTransaction *transaction);
ImwTransaction *imw_transaction_row_get (ImwTransactionRow *self);

G_END_DECLS
