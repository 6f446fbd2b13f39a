/* imw-transaction-private.h: how the history makes its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"
#include "imw-transaction.h"

#include "imw-store-tx.h"

G_BEGIN_DECLS

ImwTransaction *imw_transaction_new (ImwWallet *wallet, ImwAccount *account, ImwStoreTx *row);
void            imw_transaction_update (ImwTransaction *self, ImwStoreTx *row);
ImwStoreTx     *imw_transaction_get_row (ImwTransaction *self);

G_END_DECLS
