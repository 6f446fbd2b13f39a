/* imw-ethereum-json.h: what a JSON-RPC server says, parsed once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-amount.h"
#include "imw-json-rpc.h"

G_BEGIN_DECLS

#define IMW_EVM_ADDRESS_SIZE 43 /* "0x", 40 lower case digits, NUL */
#define IMW_EVM_WORD_BYTES   32

/* keccak256 ("Transfer(address,address,uint256)"), ERC-20 */
#define IMW_EVM_TRANSFER_TOPIC "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"

typedef struct
{
  gint64   number;
  char    *hash;
  char    *parent;
  gint64   time_ms;
  gboolean has_base_fee;
  guint64  base_fee; /* wei */
} ImwEvmHeader;

/* One ERC-20 transfer. */
typedef struct
{
  char   contract[IMW_EVM_ADDRESS_SIZE];
  char   from[IMW_EVM_ADDRESS_SIZE];
  char   to[IMW_EVM_ADDRESS_SIZE];
  guint8 value[IMW_EVM_WORD_BYTES];
  char  *txid;
  gint64 block;
} ImwEvmLog;

typedef struct
{
  char   *txid;
  char    from[IMW_EVM_ADDRESS_SIZE];
  char    to[IMW_EVM_ADDRESS_SIZE]; /* "" when it makes a contract */
  guint64 nonce;
  guint8  value[IMW_EVM_WORD_BYTES];
  guint64 gas;
  guint8  price[IMW_EVM_WORD_BYTES]; /* most that a unit of gas costs */
  GBytes *input;
  gint64  block;      /* -1 when not in a block */
  char   *block_hash; /* (nullable) */
} ImwEvmTx;

typedef struct
{
  char      *txid;
  gint64     block;
  char      *block_hash;
  gboolean   good; /* status 1 */
  guint64    gas_used;
  gboolean   has_price;
  guint8     price[IMW_EVM_WORD_BYTES];  /* paid for a unit of gas */
  guint8     l1_fee[IMW_EVM_WORD_BYTES]; /* 0 where there is none */
  GPtrArray *logs;                       /* (element-type ImwEvmLog) */
} ImwEvmReceipt;

void       imw_evm_header_free (ImwEvmHeader *self);
void       imw_evm_log_free (ImwEvmLog *self);
void       imw_evm_tx_free (ImwEvmTx *self);
void       imw_evm_receipt_free (ImwEvmReceipt *self);
gboolean   imw_evm_is_hex (const char *text, gssize n);                                     /* "0x" and n digits, -1: any number of them */
GBytes    *imw_evm_read_bytes (const char *text);                                           /* NULL */
gboolean   imw_evm_check_hash (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* "0x" and 64 digits */
gboolean   imw_evm_read_address (const char *text, char address[IMW_EVM_ADDRESS_SIZE]);
char      *imw_evm_show_address (const char *address); /* with its checksum (EIP-55) */
gboolean   imw_evm_read_u64 (const char *text, guint64 *value);
gboolean   imw_evm_read_word (const char *text, guint8 word[IMW_EVM_WORD_BYTES]);
gboolean   imw_evm_word_is_zero (const guint8 word[IMW_EVM_WORD_BYTES]);
void       imw_evm_u64_to_word (guint64 value, guint8 word[IMW_EVM_WORD_BYTES]);
ImwAmount *imw_evm_word_to_amount (const guint8 word[IMW_EVM_WORD_BYTES], ImwAsset *asset);
char      *imw_evm_amount_to_hex (ImwAmount *amount, guint min_digits); /* NULL when negative */
char      *imw_evm_selector (const char *signature);                    /* "0x" and 8 digits */

/* the answers of calls: error when the call failed, or answered something else */
GError        *imw_evm_call_dup_error (ImwJsonRpcCall *call);
const char    *imw_evm_call_get_text (ImwJsonRpcCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean       imw_evm_call_get_u64 (ImwJsonRpcCall *call, guint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAmount     *imw_evm_call_get_amount (ImwJsonRpcCall *call, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;      /* a quantity */
ImwAmount     *imw_evm_call_get_word_amount (ImwJsonRpcCall *call, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* a word of call data */
GBytes        *imw_evm_call_get_bytes (ImwJsonRpcCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean       imw_evm_call_is_null (ImwJsonRpcCall *call);
ImwEvmHeader  *imw_evm_header_parse (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwEvmTx      *imw_evm_tx_parse (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwEvmReceipt *imw_evm_receipt_parse (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray     *imw_evm_logs_parse (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwEvmLog), only fungible transfers */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEvmHeader, imw_evm_header_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEvmLog, imw_evm_log_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEvmTx, imw_evm_tx_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEvmReceipt, imw_evm_receipt_free)

G_END_DECLS
