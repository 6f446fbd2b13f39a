/* imw-tx-record.h: a transaction as a backend reports it, of any network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_TX_MEMPOOL,   /* seen, not in a block */
  IMW_TX_CONFIRMED, /* in a block of the best chain */
  IMW_TX_DROPPED    /* once seen, now gone (replaced or evicted) */
} ImwTxState;

/* One output that belongs to the account. */
typedef struct
{
  guint32    vout;
  guint32    branch; /* 0 receive, 1 change */
  guint32    index;
  char      *address;
  ImwAmount *amount;
} ImwTxCoin;

/* One coin spent: an outpoint of the account or of somebody else (only ours need be listed). */
typedef struct
{
  char   *txid;
  guint32 vout;
} ImwTxSpend;

ImwTxSpend *imw_tx_spend_new (const char *txid, guint32 vout);
void        imw_tx_spend_free (ImwTxSpend *self);

/* A payee or payer that is not ours. */
typedef struct
{
  char      *address; /* (nullable) */
  ImwAmount *amount;
} ImwTxCounterparty;

/* Normalised, boxed by ref count, filled by the backend, then read only. */
typedef struct
{
  gint       ref_count;
  char      *txid;
  ImwTxState state;
  gint64     height;       /* -1 when not in a block */
  char      *block_hash;   /* (nullable) */
  gint64     time_ms;      /* block time, or 0 when unknown */
  ImwAmount *net;          /* change of the account's balance, fee included; negative = left */
  ImwAmount *fee;          /* (nullable): whole fee when known and any input is ours */
  GBytes    *raw;          /* (nullable): serialised transaction */
  GPtrArray *coins;        /* (element-type ImwTxCoin) created for us */
  GPtrArray *spends;       /* (element-type ImwTxSpend) our outpoints that it spends */
  GPtrArray *counterparties; /* (element-type ImwTxCounterparty) outputs not ours when sent; the payer, where it is known, when received */
  GPtrArray *movements; /* (element-type ImwAmount) net changes of further assets, signed; @net is the first, and @fee may be of another asset than @net */
  gint64     sequence;  /* number of the payer's payment (nonce), -1 where there is none or it is not ours */
  gboolean   failed;    /* in a block, but without effect but for its fee */
  char      *call;      /* (nullable): what a contract was asked to do: "approve", "transfer", or the selector "0x…" */
  char      *memo;      /* (nullable) networks with memo: as it is read by people ("id" decimal, "hash" and "return" hex); untrusted */
  char      *memo_type; /* (nullable) "text" "id" "hash" "return" */
} ImwTxRecord;

#define IMW_TYPE_TX_RECORD (imw_tx_record_get_type ())
GType        imw_tx_record_get_type (void) G_GNUC_CONST;
ImwTxRecord *imw_tx_record_new (const char *txid);
ImwTxRecord *imw_tx_record_ref (ImwTxRecord *self);
void         imw_tx_record_unref (ImwTxRecord *self);
void         imw_tx_record_add_coin (ImwTxRecord *self, guint32 vout, guint32 branch, guint32 index, const char *address, ImwAmount *amount);
void         imw_tx_record_add_spend (ImwTxRecord *self, const char *txid, guint32 vout);
void         imw_tx_record_add_movement (ImwTxRecord *self, ImwAmount *net);
void         imw_tx_record_add_counterparty (ImwTxRecord *self, const char *address, ImwAmount *amount);
const char  *imw_tx_state_get_code (ImwTxState state); /* "mempool", "confirmed", "dropped" */
gboolean     imw_tx_state_from_code (const char *code, ImwTxState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwTxRecord, imw_tx_record_unref)

G_END_DECLS
