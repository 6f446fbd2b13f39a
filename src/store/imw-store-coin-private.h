/* imw-store-coin-private.h: reading coins, for other files of this folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store-coin.h"
#include "imw-store-private.h"

G_BEGIN_DECLS

/* columns of a query over "coin c"; they come first */
#define IMW_STORE_COIN_COLUMNS                                                                                            \
  "(SELECT a.id FROM account a WHERE a.row = c.account), c.txid, c.vout, c.branch, c.idx, c.address, c.asset, c.amount, " \
  "c.state, (SELECT t.height FROM tx t WHERE t.account = c.account AND t.txid = c.txid), c.own, c.spent, c.frozen, c.reserved"

GPtrArray *imw_store_read_coins (ImwStoreCall *call, ImwStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
