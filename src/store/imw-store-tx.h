/* imw-store-tx.h: the transactions of the accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_STORE_RECEIVED = 1 << 0,
  IMW_STORE_SENT = 1 << 1,
  IMW_STORE_SELF = 1 << 2 /* within the account: only the fee is gone */
} ImwStoreDirection;

/* One transaction as seen from one account. Counted, read only, any thread. */
typedef struct
{
  gint              ref_count;
  gint64            row;     /* with sort_ms the place in the list */
  gint64            sort_ms; /* never changes once stored: block time, or when first seen */
  char             *account;
  char             *txid;
  ImwTxState        state;      /* as it counts: also DROPPED while a parent is, or while another spends its coins */
  gint64            height;     /* -1 */
  char             *block_hash; /* (nullable) */
  gint64            time_ms;    /* block time, 0 unknown */
  gint64            first_seen_ms;
  ImwStoreDirection direction;
  ImwAmount        *net;
  ImwAmount        *fee;            /* (nullable) */
  GPtrArray        *coins;          /* (element-type ImwStoreCoin) it made for us */
  GPtrArray        *spends;         /* (element-type ImwStoreCoin) ours that it spends, as far as known */
  GPtrArray        *counterparties; /* (element-type ImwTxCounterparty) */
  GPtrArray        *movements; /* (element-type ImwAmount) further assets it moved */
  gint64            sequence;  /* -1 */
  gboolean          failed;
  char             *call;      /* (nullable) */
  char             *memo;      /* (nullable) */
  char             *memo_type; /* (nullable) */
} ImwStoreTx;

#define IMW_TYPE_STORE_TX (imw_store_tx_get_type ())
GType       imw_store_tx_get_type (void) G_GNUC_CONST;
ImwStoreTx *imw_store_tx_ref (ImwStoreTx *self);
void        imw_store_tx_unref (ImwStoreTx *self);
const char *imw_store_direction_get_code (ImwStoreDirection direction); /* "received", "sent", "self" */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreTx, imw_store_tx_unref)

/* Zero or NULL = no condition. Search text and txids together: one of the two must fit. */
typedef struct
{
  char **accounts;   /* (nullable) */
  guint  directions; /* bits of ImwStoreDirection */
  guint  states;     /* bits 1 << ImwTxState */
  gint64 since_ms;   /* sort_ms >= */
  gint64 until_ms;   /* sort_ms < */
  char  *search;     /* (nullable): beginnings of words of txid, memo and addresses, or the last 8 characters of one */
  char **txids;      /* (nullable): an empty one fits nothing */
  char  *asset;      /* (nullable): moved by it, first or further */
  gboolean hidden;   /* also what only unknown, hidden assets came in with; else it is left out */
} ImwStoreTxFilter;

ImwStoreTxFilter *imw_store_tx_filter_new (void);
ImwStoreTxFilter *imw_store_tx_filter_copy (const ImwStoreTxFilter *self);
void              imw_store_tx_filter_free (ImwStoreTxFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreTxFilter, imw_store_tx_filter_free)

/* (element-type ImwStoreTx), newest first; filter NULL = all; after (nullable): the last row of the page before */
void       imw_store_list_txs_async (ImwStore *self, const ImwStoreTxFilter *filter, ImwStoreTx *after, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_txs_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_store_count_txs_async (ImwStore *self, const ImwStoreTxFilter *filter, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_store_count_txs_finish (ImwStore *self, GAsyncResult *result, guint *count, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* account NULL = any that has it; NOT_FOUND */
void        imw_store_get_tx_async (ImwStore *self, const char *account, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStoreTx *imw_store_get_tx_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* txids whose fate must be asked again: in mempool, or in a block above min_height (NULL-terminated) */
void   imw_store_list_unfinal_async (ImwStore *self, const char *account, gint64 min_height, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char **imw_store_list_unfinal_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreTx) what counts under a number of the account's payments, confirmed or pending: one or none.
 * A payment with that number and another txid was replaced by it once it is confirmed. NOT_FOUND: the account */
void       imw_store_find_sequence_async (ImwStore *self, const char *account, gint64 sequence, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_find_sequence_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define IMW_STORE_MAX_PAID_ADDRESSES 10000

/* distinct addresses that transactions of this wallet paid, of all accounts, the last paid first (NULL-terminated) */
void   imw_store_list_paid_addresses_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char **imw_store_list_paid_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
