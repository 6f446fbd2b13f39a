/* imw-transaction.h: one transaction of one account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "imw-amount.h"
#include "imw-chain.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_DIRECTION_RECEIVED,
  IMW_DIRECTION_SENT,
  IMW_DIRECTION_SELF /* between own addresses or accounts of this wallet */
} ImwDirection;

const char *imw_direction_get_code (ImwDirection direction); /* "received" "sent" "self" */

#define IMW_TYPE_TRANSACTION (imw_transaction_get_type ())

/* A row of the history. Main thread. Properties (notify): "label", "confirmations", "state". */
G_DECLARE_FINAL_TYPE (ImwTransaction, imw_transaction, IMW, TRANSACTION, GObject)

const char  *imw_transaction_get_txid (ImwTransaction *self);
const char  *imw_transaction_get_account_id (ImwTransaction *self);
ImwChain    *imw_transaction_get_chain (ImwTransaction *self);
ImwDirection imw_transaction_get_direction (ImwTransaction *self);
ImwTxState   imw_transaction_get_state (ImwTransaction *self);
gboolean     imw_transaction_get_replaced (ImwTransaction *self);
gint64       imw_transaction_get_time_ms (ImwTransaction *self); /* block time, else when first seen */
GPtrArray   *imw_transaction_get_movements (ImwTransaction *self); /* (element-type ImwAmount) further assets moved, transfer none */
gboolean     imw_transaction_get_failed (ImwTransaction *self);    /* in a block, without effect but for its fee */
gint64       imw_transaction_get_sequence (ImwTransaction *self);  /* -1 */
const char  *imw_transaction_get_call (ImwTransaction *self);      /* (nullable) "approve", "0x12345678" */
gint64       imw_transaction_get_height (ImwTransaction *self);  /* -1 */
guint        imw_transaction_get_confirmations (ImwTransaction *self);
ImwAmount   *imw_transaction_get_net (ImwTransaction *self);            /* signed, fee included */
ImwAmount   *imw_transaction_get_fee (ImwTransaction *self);            /* (nullable), not always of the asset of net */
const char  *imw_transaction_get_label (ImwTransaction *self);          /* (nullable) also NULL while locked */
GPtrArray   *imw_transaction_get_counterparties (ImwTransaction *self); /* (element-type ImwTxCounterparty) transfer none */
GPtrArray   *imw_transaction_get_own_addresses (ImwTransaction *self);  /* (element-type utf8) that received */
char        *imw_transaction_dup_counterparty (ImwTransaction *self);   /* (nullable) first address, contact name when known */

/* networks with memo; other people's words, to be shown as plain text */
const char *imw_transaction_get_memo (ImwTransaction *self);      /* (nullable) */
const char *imw_transaction_get_memo_type (ImwTransaction *self); /* (nullable) "text" "id" "hash" "return" */

G_END_DECLS
