/* imw-store-batch.h: what a sync found, applied in one database transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store-address.h"
#include "imw-store-claim.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

/* Filled by the caller, copied by the call. */
typedef struct
{
  char      *account;
  GPtrArray *records;   /* (element-type ImwTxRecord) */
  GPtrArray *addresses; /* (element-type ImwStoreAddress) status and used are taken; the address text is needed for unknown ones */
  gboolean   reorganised;
  gint64     tip_height; /* -1 = not a sync: tip, scanned and last_sync_ms stay (own payment just sent) */
  char      *tip_hash;   /* (nullable) */
  guint      scanned[2]; /* only ever grows */
  gint64     as_of_ms;

  /* networks with told balances */
  GPtrArray *balances;        /* (element-type ImwAmount); what is not in it keeps its last value and age */
  gboolean   told;            /* balances are the network's word and never summed up from the history */
  gint64     sequence;        /* -1 keeps */
  char      *cursor;          /* (nullable) keeps */
  gint64     history_from_ms; /* -1 keeps */
  char      *history_source;  /* (nullable) keeps */
  gint        exists;         /* 1, 0; -1 keeps */
  GPtrArray  *opened;         /* (element-type ImwAsset) (nullable) keeps; else the others of the account are not opened */
  ImwAmount  *reserved;       /* (nullable) keeps */
  ImwAmount  *reserve_step;   /* (nullable) keeps */
  ImwAmount  *opening;        /* (nullable) keeps */
  GPtrArray  *claims;         /* (element-type ImwStoreClaim) (nullable) keeps; else all there are now */
  gint64      network_time_ms; /* -1 keeps */
  GHashTable *unknown_assets; /* (element-type utf8) (nullable): ids of assets in the records that are in no list: kept with trust 2, and their incoming transactions are no news */
} ImwStoreBatch;

ImwStoreBatch *imw_store_batch_new (const char *account);
void           imw_store_batch_free (ImwStoreBatch *self);
void           imw_store_batch_add_record (ImwStoreBatch *self, ImwTxRecord *record);
void           imw_store_batch_add_address (ImwStoreBatch *self, guint32 branch, guint32 index, const char *address, const char *status, gboolean used);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreBatch, imw_store_batch_free)

/* What changed; txids without doubles, in no order. */
typedef struct
{
  gboolean   first_sync; /* the account had never been synced: history, not news */
  gboolean   changed;    /* anything the user can see */
  GPtrArray *received;   /* (element-type utf8) incoming, not known before */
  GPtrArray *sent;       /* (element-type utf8) outgoing or within, not known before */
  GPtrArray *confirmed;  /* (element-type utf8) in a block now, and not before */
  GPtrArray *dropped;    /* (element-type utf8) count no longer (also children, also replaced) */
  GPtrArray *returned;   /* (element-type utf8) out of a block again, or back from dropped */
} ImwStoreBatchResult;

void imw_store_batch_result_free (ImwStoreBatchResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreBatchResult, imw_store_batch_result_free)

/* Transactions, coins, spends, address states, tip, balances and search index change together or not at all.
 * NOT_FOUND: unknown account. BAD_INPUT: a record without net, of another asset, or sums that overflow. */
void                 imw_store_apply_batch_async (ImwStore *self, const ImwStoreBatch *batch, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStoreBatchResult *imw_store_apply_batch_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
