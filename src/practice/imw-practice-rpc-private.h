/* imw-practice-rpc-private.h: what the files of the practice JSON-RPC share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-json.h"

#include "imw-practice-evm-private.h"
#include "imw-practice-json.h"

G_BEGIN_DECLS

/* One call. A method writes its result to @json as one value. */
typedef struct
{
  ImwPracticeEthereum *chain;
  ImwLedger           *ledger; /* of @chain */
  JsonArray           *params; /* (nullable) */
  ImwPracticeJson     *json;
  ImwFaultKind         lie;
  int                  code; /* of the error, 0: the one that fits the GError */
  char                *data; /* (nullable): of the error */
} ImwRpc;

/* A transaction with all that is told of it */
typedef struct
{
  ImwLedgerTx    *record;
  ImwEthereumTx  *tx;
  ImwLedgerEntry  entry;
  ImwLedgerBlock *block; /* (nullable) while it waits */
  ImwEvmHeader    header;
} ImwRpcTx;

/* parameters */
JsonNode *imw_rpc_get_param (ImwRpc *rpc, guint index); /* (nullable): missing or null */
gboolean  imw_rpc_get_text (ImwRpc *rpc, guint index, const char **text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_rpc_get_address (ImwRpc *rpc, guint index, ImwEthereumAddress *address, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
         imw_rpc_get_id (ImwRpc *rpc, guint index, guint8 id[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_rpc_get_height (ImwRpc *rpc, guint index, gint64 *height, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* may be past the tip */
gboolean imw_rpc_get_state_height (ImwRpc *rpc, guint index, gint64 *height, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_rpc_parse_height (ImwRpc *rpc, const char *text, gint64 *height, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_rpc_parse_address (const char         *text,
                                ImwEthereumAddress *address,
                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
        imw_rpc_parse_id (const char *text, guint8 id[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *imw_rpc_parse_data (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* values; name NULL: the result itself, or an element */
void imw_rpc_write_u64 (ImwPracticeJson *json, const char *name, guint64 value);
void imw_rpc_write_number (ImwPracticeJson *json, const char *name, ImwAmount *number);
void imw_rpc_write_data (ImwPracticeJson *json, const char *name, const guint8 *data, gsize length);
void imw_rpc_write_bytes (ImwPracticeJson *json, const char *name, GBytes *bytes);
void
imw_rpc_write_log (ImwPracticeJson *json, const ImwLedgerNote *note, const ImwLedgerBlock *block);

/* transactions */
gboolean imw_rpc_tx_load (ImwRpcTx *self, ImwLedger *ledger, ImwLedgerTx *record, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* takes @record */
void imw_rpc_tx_clear (ImwRpcTx *self);
void imw_rpc_write_tx (ImwPracticeJson *json, const ImwRpcTx *tx);

/* methods */
gboolean imw_rpc_block_by_number (ImwRpc *rpc, GError **error);
gboolean imw_rpc_block_by_hash (ImwRpc *rpc, GError **error);
gboolean imw_rpc_tx_by_hash (ImwRpc *rpc, GError **error);
gboolean imw_rpc_raw_tx_by_hash (ImwRpc *rpc, GError **error);
gboolean imw_rpc_receipt (ImwRpc *rpc, GError **error);
gboolean imw_rpc_logs (ImwRpc *rpc, GError **error);
gboolean imw_rpc_balance (ImwRpc *rpc, GError **error);
gboolean imw_rpc_sequence (ImwRpc *rpc, GError **error);
gboolean imw_rpc_code (ImwRpc *rpc, GError **error);
gboolean imw_rpc_call (ImwRpc *rpc, GError **error);
gboolean imw_rpc_estimate (ImwRpc *rpc, GError **error);
gboolean imw_rpc_gas_price (ImwRpc *rpc, GError **error);
gboolean imw_rpc_tip (ImwRpc *rpc, GError **error);
gboolean imw_rpc_fee_history (ImwRpc *rpc, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwRpcTx, imw_rpc_tx_clear)

G_END_DECLS
