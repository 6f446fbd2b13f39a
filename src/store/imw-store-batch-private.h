/* imw-store-batch-private.h: one batch while it is applied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store-batch.h"
#include "imw-store-private.h"

G_BEGIN_DECLS

#define IMW_STORE_TX_NEW (-1)

typedef struct
{
  ImwStoreCall        *call;
  const ImwStoreBatch *batch;
  ImwStoreLedger      *ledger;
  gint64               account;
  char                *chain;
  ImwAsset            *asset;
  gint64               next_seq;
  gboolean             told;    /* balances of the account are told by the network */
  gboolean             history; /* older transactions: no news */
  gboolean             changed; /* more than transactions */
  GHashTable          *before; /* (element-type utf8 gint): state of each transaction before the batch, or NEW */
} ImwStoreApply;

void     imw_store_apply_remember (ImwStoreApply *self, const char *txid, gint state);
gboolean imw_store_apply_put_asset (ImwStoreApply *self, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_apply_opening (ImwStoreApply *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_apply_record (ImwStoreApply *self, ImwTxRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
