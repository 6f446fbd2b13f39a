/* imw-store-tx-private.h: reading transactions, for other files of this folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store-private.h"
#include "imw-store-tx.h"

G_BEGIN_DECLS

/* columns of a query over "tx t"; they come first */
#define IMW_STORE_TX_COLUMNS                                                               \
  "t.row, t.sort_ms, (SELECT a.id FROM account a WHERE a.row = t.account), t.txid, "       \
  "t.state, t.height, t.block_hash, "                                                      \
  "t.time_ms, t.first_seen_ms, t.direction, t.asset, t.net, t.fee_asset, t.fee, t.account, " \
  "t.sequence, t.failed, t.call, EXISTS (SELECT 1 FROM movement m WHERE m.tx = t.row), " \
  "t.memo, t.memo_type"

ImwStoreTx *imw_store_read_tx (ImwStoreCall *call, ImwStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray  *imw_store_read_txs (ImwStoreCall *call, ImwStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
