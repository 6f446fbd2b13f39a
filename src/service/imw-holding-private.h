/* imw-holding-private.h: how an account makes and keeps its holdings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-holding.h"

#include "imw-store-account.h"

G_BEGIN_DECLS

/* What the user has said of an asset. */
typedef enum
{
  IMW_HOLDING_AS_IT_COMES,
  IMW_HOLDING_WANTED,
  IMW_HOLDING_PUT_AWAY
} ImwHoldingWish;

ImwHolding *imw_holding_new (ImwAccount *account, ImwAsset *asset);
/* balance (nullable): unknown; used: the account has been used */
void imw_holding_update (ImwHolding *self, ImwTrust trust, ImwHoldingWish wish, gboolean used, const ImwStoreBalance *balance);

G_END_DECLS
