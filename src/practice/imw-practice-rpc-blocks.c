/* imw-practice-rpc-blocks.c: blocks, transactions and receipts of the practice JSON-RPC
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-rpc"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-rlp.h"

#include <string.h>

#define BLOOM_BYTES 256

/* hash of an empty list of uncles, and of an empty trie: what every such block has */
static const char *const no_uncles =
    "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

static gboolean
answer_null (ImwRpc *rpc)
{
  imw_practice_json_null (rpc->json, NULL);

  return TRUE;
}

/* Three bits for each address and topic (Yellow Paper, 4.3.1) */
static void
add_to_bloom (guint8 bloom[BLOOM_BYTES], const guint8 *data, gsize length)
{
  guint8 hash[32];

  imw_keccak256 (data, length, hash);
  for (guint i = 0; i < 6; i += 2)
    {
      guint bit = ((guint) hash[i] << 8 | hash[i + 1]) & 0x7ff;

      bloom[BLOOM_BYTES - 1 - bit / 8] =
          (guint8) (bloom[BLOOM_BYTES - 1 - bit / 8] | 1u << bit % 8);
    }
}

static void
write_bloom (ImwPracticeJson *json, GPtrArray *notes)
{
  guint8 bloom[BLOOM_BYTES] = { 0 };

  for (guint i = 0; i < notes->len; i++)
    {
      const ImwLedgerNote *note = g_ptr_array_index (notes, i);

      add_to_bloom (bloom, g_bytes_get_data (note->source, NULL), g_bytes_get_size (note->source));
      for (guint j = 0; j < note->n_topics; j++)
        add_to_bloom (bloom, note->topics[j], 32);
    }
  imw_rpc_write_data (json, "logsBloom", bloom, sizeof bloom);
}

/**
 * imw_rpc_tx_load: (skip)
 * @self: memory, zeros
 * @ledger: the books
 * @record: (transfer full): the transaction
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_tx_load (ImwRpcTx *self, ImwLedger *ledger, ImwLedgerTx *record, GError **error)
{
  self->record = record;
  self->tx = imw_ethereum_tx_parse (g_bytes_get_data (record->raw, NULL),
                                    g_bytes_get_size (record->raw),
                                    imw_practice_number_get_asset (), error);
  if (self->tx == NULL || !imw_ledger_get_entry (ledger, record->row, &self->entry, error))
    return FALSE;
  if (record->height == IMW_LEDGER_WAITING)
    return TRUE;
  if (!imw_ledger_find_block_at (ledger, record->height, &self->block, error))
    return FALSE;

  if (self->block == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a block is missing");
      return FALSE;
    }

  return imw_evm_read_header (self->block, &self->header, error);
}

/**
 * imw_rpc_tx_clear: (skip)
 * @self: a transaction
 */
void
imw_rpc_tx_clear (ImwRpcTx *self)
{
  g_clear_pointer (&self->record, imw_ledger_tx_free);
  g_clear_pointer (&self->tx, imw_ethereum_tx_free);
  g_clear_pointer (&self->block, imw_ledger_block_free);
}

static void
write_access_list (ImwPracticeJson *json, GBytes *rlp)
{
  g_autoptr (ImwRlpItem)
      list = imw_rlp_decode (g_bytes_get_data (rlp, NULL), g_bytes_get_size (rlp), NULL);

  imw_practice_json_begin_array (json, "accessList");
  for (guint i = 0; list != NULL && i < imw_rlp_item_get_n_items (list); i++)
    {
      const ImwRlpItem *pair = imw_rlp_item_get_item (list, i);
      const ImwRlpItem *keys = imw_rlp_item_get_item (pair, 1);

      imw_practice_json_begin_object (json, NULL);
      imw_rpc_write_bytes (json, "address",
                           imw_rlp_item_get_bytes (imw_rlp_item_get_item (pair, 0)));
      imw_practice_json_begin_array (json, "storageKeys");
      for (guint j = 0; j < imw_rlp_item_get_n_items (keys); j++)
        imw_rpc_write_bytes (json, NULL, imw_rlp_item_get_bytes (imw_rlp_item_get_item (keys, j)));
      imw_practice_json_end_array (json);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
}

static void
write_place (ImwPracticeJson *json, const ImwRpcTx *tx)
{
  if (tx->block == NULL)
    {
      imw_practice_json_null (json, "blockHash");
      imw_practice_json_null (json, "blockNumber");
      imw_practice_json_null (json, "transactionIndex");
      return;
    }

  imw_rpc_write_data (json, "blockHash", tx->block->hash, 32);
  imw_rpc_write_u64 (json, "blockNumber", (guint64) tx->block->height);
  imw_rpc_write_u64 (json, "transactionIndex", (guint64) tx->record->position);
}

static void
write_signature (ImwPracticeJson *json, const ImwEthereumTx *tx)
{
  g_autoptr (ImwAmount) r = imw_practice_number_from_word (tx->r);
  g_autoptr (ImwAmount) s = imw_practice_number_from_word (tx->s);

  if (tx->type == 0)
    {
      imw_rpc_write_u64 (json, "v", tx->chain_id * 2 + 35 + tx->y_parity);
    }
  else
    {
      imw_rpc_write_u64 (json, "v", tx->y_parity);
      imw_rpc_write_u64 (json, "yParity", tx->y_parity);
    }
  imw_rpc_write_number (json, "r", r);
  imw_rpc_write_number (json, "s", s);
}

/**
 * imw_rpc_write_tx: (skip)
 * @json: where to
 * @tx: a transaction
 */
void
imw_rpc_write_tx (ImwPracticeJson *json, const ImwRpcTx *tx)
{
  const ImwEthereumTx *body = tx->tx;

  imw_practice_json_begin_object (json, NULL);
  write_place (json, tx);
  imw_rpc_write_data (json, "from", tx->entry.account + 12, 20);
  imw_rpc_write_u64 (json, "gas", body->gas_limit);
  if (body->type == 2 && !tx->entry.done)
    imw_rpc_write_number (json, "gasPrice", body->max_fee_per_gas);
  else if (body->type == 2)
    imw_rpc_write_u64 (json, "gasPrice", tx->entry.price);
  else
    imw_rpc_write_number (json, "gasPrice", body->max_fee_per_gas);
  if (body->type == 2)
    {
      imw_rpc_write_number (json, "maxFeePerGas", body->max_fee_per_gas);
      imw_rpc_write_number (json, "maxPriorityFeePerGas", body->max_priority_fee_per_gas);
    }
  imw_rpc_write_data (json, "hash", tx->record->id, 32);
  imw_rpc_write_bytes (json, "input", body->data);
  imw_rpc_write_u64 (json, "nonce", body->nonce);
  imw_rpc_write_data (json, "to", body->to.bytes, 20);
  imw_rpc_write_number (json, "value", body->value);
  imw_rpc_write_u64 (json, "type", body->type);
  if (body->type != 0)
    write_access_list (json, body->access_list);
  imw_rpc_write_u64 (json, "chainId", body->chain_id);
  write_signature (json, body);
  imw_practice_json_end_object (json);
}

/* TRUE with record NULL when there is none */
static gboolean
load_by_id (ImwRpc *rpc, const guint8 id[32], ImwRpcTx *tx, GError **error)
{
  ImwLedgerTx *record;

  return imw_ledger_find_tx (rpc->ledger, id, &record, error) &&
         (record == NULL || imw_rpc_tx_load (tx, rpc->ledger, record, error));
}

static gboolean
write_block_txs (ImwRpc *rpc, const ImwLedgerBlock *block, gboolean full, GError **error)
{
  gsize         length;
  const guint8 *ids = g_bytes_get_data (block->tx_ids, &length);

  imw_practice_json_begin_array (rpc->json, "transactions");
  for (gsize i = 0; i + 32 <= length; i += 32)
    {
      g_auto (ImwRpcTx) tx = { 0 };

      if (!full)
        imw_rpc_write_data (rpc->json, NULL, ids + i, 32);
      else if (!load_by_id (rpc, ids + i, &tx, error))
        return FALSE;
      else if (tx.record != NULL)
        imw_rpc_write_tx (rpc->json, &tx);
    }
  imw_practice_json_end_array (rpc->json);

  return TRUE;
}

static gboolean
answer_block (ImwRpc *rpc, const ImwLedgerBlock *block, GError **error)
{
  static const guint8 zeros[32] = { 0 };
  JsonNode           *full = imw_rpc_get_param (rpc, 1);
  g_autoptr (GPtrArray) notes = NULL;
  ImwPracticeJson *json = rpc->json;
  ImwEvmHeader     header;

  if (block == NULL)
    return answer_null (rpc);

  notes = imw_ledger_list_notes (rpc->ledger, block->height, block->best ? block->height : -1,
                                 G_MAXINT32, error);
  if (notes == NULL || !imw_evm_read_header (block, &header, error))
    return FALSE;

  imw_practice_json_begin_object (json, NULL);
  imw_rpc_write_u64 (json, "number", (guint64) block->height);
  imw_rpc_write_data (json, "hash", block->hash, 32);
  imw_rpc_write_data (json, "parentHash", header.parent, 32);
  imw_practice_json_string (json, "sha3Uncles", no_uncles);
  imw_rpc_write_data (json, "miner", zeros, 20);
  imw_rpc_write_data (json, "stateRoot", header.root, 32);
  imw_rpc_write_data (json, "transactionsRoot", header.root, 32);
  imw_rpc_write_data (json, "receiptsRoot", header.root, 32);
  write_bloom (json, notes);
  imw_practice_json_string (json, "difficulty", "0x0");
  imw_practice_json_string (json, "totalDifficulty", "0x0");
  imw_rpc_write_u64 (json, "gasLimit", IMW_EVM_GAS_LIMIT);
  imw_rpc_write_u64 (json, "gasUsed", header.gas_used);
  imw_rpc_write_u64 (json, "timestamp", (guint64) header.time_s);
  imw_rpc_write_u64 (json, "baseFeePerGas", header.base_fee);
  imw_rpc_write_u64 (json, "size", (guint64) block->size);
  imw_rpc_write_data (json, "extraData", NULL, 0);
  imw_rpc_write_data (json, "mixHash", zeros, 32);
  imw_rpc_write_data (json, "nonce", zeros, 8);
  imw_practice_json_begin_array (json, "uncles");
  imw_practice_json_end_array (json);
  if (!write_block_txs (rpc, block, full != NULL && json_node_get_boolean (full), error))
    return FALSE;
  imw_practice_json_end_object (json);

  return TRUE;
}

/**
 * imw_rpc_block_by_number: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_block_by_number (ImwRpc *rpc, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  gint64 height;

  return imw_rpc_get_height (rpc, 0, &height, error) &&
         imw_ledger_find_block_at (rpc->ledger, height, &block, error) &&
         answer_block (rpc, block, error);
}

/**
 * imw_rpc_block_by_hash: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_block_by_hash (ImwRpc *rpc, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  guint8 hash[32];

  return imw_rpc_get_id (rpc, 0, hash, error) &&
         imw_ledger_find_block (rpc->ledger, hash, &block, error) &&
         answer_block (rpc, block, error);
}

/**
 * imw_rpc_tx_by_hash: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_tx_by_hash (ImwRpc *rpc, GError **error)
{
  g_auto (ImwRpcTx) tx = { 0 };
  guint8 id[32];

  if (!imw_rpc_get_id (rpc, 0, id, error) || !load_by_id (rpc, id, &tx, error))
    return FALSE;
  if (tx.record == NULL)
    return answer_null (rpc);

  imw_rpc_write_tx (rpc->json, &tx);

  return TRUE;
}

/**
 * imw_rpc_raw_tx_by_hash: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_raw_tx_by_hash (ImwRpc *rpc, GError **error)
{
  g_autoptr (ImwLedgerTx) record = NULL;
  guint8 id[32];

  if (!imw_rpc_get_id (rpc, 0, id, error) || !imw_ledger_find_tx (rpc->ledger, id, &record, error))
    return FALSE;
  if (record == NULL)
    return answer_null (rpc);

  imw_rpc_write_bytes (rpc->json, NULL, record->raw);

  return TRUE;
}

/* Gas of the block up to and with this transaction */
static gboolean
sum_gas (ImwRpc *rpc, const ImwRpcTx *tx, guint64 *sum, GError **error)
{
  const guint8 *ids = g_bytes_get_data (tx->block->tx_ids, NULL);

  *sum = 0;
  for (gint64 i = 0; i <= tx->record->position; i++)
    {
      g_autoptr (ImwLedgerTx) record = NULL;
      ImwLedgerEntry entry;

      if (!imw_ledger_find_tx (rpc->ledger, ids + 32 * i, &record, error))
        return FALSE;
      if (record == NULL)
        continue;
      if (!imw_ledger_get_entry (rpc->ledger, record->row, &entry, error))
        return FALSE;
      *sum += (guint64) entry.used;
    }

  return TRUE;
}

/**
 * imw_rpc_receipt: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_receipt (ImwRpc *rpc, GError **error)
{
  g_auto (ImwRpcTx) tx = { 0 };
  g_autoptr (GPtrArray) notes = NULL;
  ImwPracticeJson *json = rpc->json;
  guint64          sum;
  guint8           id[32];

  if (!imw_rpc_get_id (rpc, 0, id, error) || !load_by_id (rpc, id, &tx, error))
    return FALSE;
  if (tx.block == NULL)
    return answer_null (rpc);

  notes = imw_ledger_list_notes_of (rpc->ledger, tx.record->row, error);
  if (notes == NULL || !sum_gas (rpc, &tx, &sum, error))
    return FALSE;

  imw_practice_json_begin_object (json, NULL);
  imw_rpc_write_data (json, "transactionHash", tx.record->id, 32);
  write_place (json, &tx);
  imw_rpc_write_data (json, "from", tx.entry.account + 12, 20);
  imw_rpc_write_data (json, "to", tx.tx->to.bytes, 20);
  imw_practice_json_null (json, "contractAddress");
  imw_rpc_write_u64 (json, "cumulativeGasUsed", sum);
  imw_rpc_write_u64 (json, "gasUsed", (guint64) tx.entry.used);
  imw_rpc_write_u64 (json, "effectiveGasPrice", tx.entry.price);
  imw_practice_json_begin_array (json, "logs");
  for (guint i = 0; i < notes->len; i++)
    imw_rpc_write_log (json, g_ptr_array_index (notes, i), tx.block);
  imw_practice_json_end_array (json);
  write_bloom (json, notes);
  imw_rpc_write_u64 (json, "status", tx.entry.good ? 1 : 0);
  imw_rpc_write_u64 (json, "type", tx.tx->type);
  imw_practice_json_end_object (json);

  return TRUE;
}
