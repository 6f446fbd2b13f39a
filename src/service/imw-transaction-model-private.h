/* imw-transaction-model-private.h: how a wallet makes its history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-transaction-model.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

ImwTransactionModel *imw_transaction_model_new (ImwWallet *wallet);

G_END_DECLS
