/* imw-ethereum-gather.c: the particulars of transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"

#include <string.h>

/* Whoever named a transaction, events, an index or a block, the transaction itself and its receipt
 * come from the server of the round. Tokens that nobody knows are asked for their names. */

#define MAX_NEW_TOKENS 12

static GQuark
gather_quark (void)
{
  return g_quark_from_static_string ("imw-evm-gather");
}

static void
item_free (gpointer user_data)
{
  ImwEvmItem *item = user_data;

  g_free (item->txid);
  g_clear_pointer (&item->tx, imw_evm_tx_free);
  g_clear_pointer (&item->receipt, imw_evm_receipt_free);
  g_clear_pointer (&item->internal, g_ptr_array_unref);
  g_free (item);
}

static ImwEvmGather *
current_gather (GTask *task)
{
  return g_object_get_qdata (G_OBJECT (task), gather_quark ());
}

/**
 * imw_evm_gather_init:
 * @self: (out caller-allocates): a collection
 * @task: the task of the operation, whose data holds @self
 * @address: of the account, in lower case
 * @assets: (element-type ImwAsset): tokens that the wallet knows
 */
void
imw_evm_gather_init (ImwEvmGather *self, GTask *task, const char *address, GPtrArray *assets)
{
  memset (self, 0, sizeof *self);
  self->task = task;
  g_strlcpy (self->address, address, sizeof self->address);
  self->assets = assets;
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, item_free);
  self->times = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->newest = G_MAXINT64;
}

/**
 * imw_evm_gather_clear:
 * @self: a collection
 */
void
imw_evm_gather_clear (ImwEvmGather *self)
{
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->times, g_hash_table_unref);
}

/**
 * imw_evm_gather_add:
 * @self: a collection
 * @txid: a transaction
 * @block: its block, -1 unknown
 * @time_ms: time of that, 0 unknown
 *
 * Returns: (transfer none): its place; the same one for the same transaction
 */
ImwEvmItem *
imw_evm_gather_add (ImwEvmGather *self, const char *txid, gint64 block, gint64 time_ms)
{
  ImwEvmItem *item = g_hash_table_lookup (self->items, txid);

  if (item == NULL)
    {
      item = g_new0 (ImwEvmItem, 1);
      item->txid = g_ascii_strdown (txid, -1);
      item->block = -1;
      g_hash_table_insert (self->items, item->txid, item);
    }
  if (block >= 0)
    item->block = block;
  if (time_ms > 0)
    item->time_ms = time_ms;

  return item;
}

static void
tokens_got (GTask *task, GPtrArray *calls)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmGather   *gather = current_gather (task);

  for (guint i = 0; i + IMW_EVM_TOKEN_CALLS <= calls->len; i += IMW_EVM_TOKEN_CALLS)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *contract = NULL;
      const char      *params = imw_evm_calls_get (calls, i)->params;

      contract = g_strndup (strstr (params, "0x"), IMW_EVM_ADDRESS_SIZE - 1);
      if (imw_evm_tokens_read (self, calls, i, contract, &error) == NULL)
        g_debug ("%s", error->message);
    }
  gather->then (task);
}

static gboolean
is_ours (const ImwEvmGather *self, const ImwEvmLog *log)
{
  return g_str_equal (log->from, self->address) || g_str_equal (log->to, self->address);
}

static void
ask_tokens (ImwEvmGather *self)
{
  ImwEthereumRpc *rpc = g_task_get_source_object (self->task);
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) calls = imw_evm_calls_new ();
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const ImwEvmItem *item = value;

      for (guint i = 0; item->receipt != NULL && i < item->receipt->logs->len; i++)
        {
          ImwEvmLog *log = g_ptr_array_index (item->receipt->logs, i);

          if (g_hash_table_size (asked) >= MAX_NEW_TOKENS || !is_ours (self, log) ||
              imw_evm_find_asset (rpc, self->assets, log->contract, NULL) != NULL ||
              g_hash_table_contains (rpc->tokens, log->contract) ||
              !g_hash_table_add (asked, log->contract))
            continue;
          imw_evm_tokens_add_calls (calls, log->contract);
        }
    }

  if (calls->len == 0)
    self->then (self->task);
  else
    imw_evm_round_send (self->task, g_steal_pointer (&calls), IMW_EVM_MAX_SMALL_BYTES, TRUE,
                        tokens_got);
}

static gboolean
take_tx (ImwEvmItem *item, ImwJsonRpcCall *call, GError **error)
{
  g_autoptr (ImwEvmTx) tx = NULL;

  if (imw_evm_call_is_null (call))
    return TRUE;
  tx = imw_evm_tx_parse (call->result, error);
  if (tx == NULL)
    return FALSE;
  if (!g_str_equal (tx->txid, item->txid))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another transaction than was asked for");
      return FALSE;
    }
  g_clear_pointer (&item->tx, imw_evm_tx_free);
  item->tx = g_steal_pointer (&tx);
  if (item->tx->block >= 0)
    item->block = item->tx->block;

  return TRUE;
}

static gboolean
take_receipt (ImwEvmItem *item, ImwJsonRpcCall *call, GError **error)
{
  g_autoptr (ImwEvmReceipt) receipt = NULL;

  if (imw_evm_call_is_null (call))
    return TRUE;
  receipt = imw_evm_receipt_parse (call->result, error);
  if (receipt == NULL)
    return FALSE;
  if (!g_str_equal (receipt->txid, item->txid))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another receipt than was asked for");
      return FALSE;
    }
  g_clear_pointer (&item->receipt, imw_evm_receipt_free);
  item->receipt = g_steal_pointer (&receipt);
  item->block = item->receipt->block;

  return TRUE;
}

static gboolean
take_time (ImwEvmGather *self, ImwJsonRpcCall *call, GError **error)
{
  g_autoptr (ImwEvmHeader) header = NULL;

  if (imw_evm_call_is_null (call))
    return TRUE;
  header = imw_evm_header_parse (call->result, error);
  if (header == NULL)
    return FALSE;
  g_hash_table_insert (self->times, g_memdup2 (&header->number, sizeof header->number),
                       g_memdup2 (&header->time_ms, sizeof header->time_ms));

  return TRUE;
}

/* What a call is about stands in its parameters. A refusal (pruned, still indexing) leaves the place
 * empty; a server that cannot answer now is left for the next one. */
static gboolean
take_answer (ImwEvmGather *self, ImwJsonRpcCall *call, GError **error)
{
  g_autofree char *txid = NULL;
  ImwEvmItem      *item;

  if (call->error != NULL)
    {
      if (!imw_evm_error_is_passing (call->error) || call->words != NULL)
        return TRUE;
      g_propagate_error (error, g_error_copy (call->error));
      return FALSE;
    }
  if (g_str_equal (call->method, "eth_getBlockByNumber"))
    return take_time (self, call, error);

  txid = g_strndup (call->params + strlen ("[\""), 66);
  item = g_hash_table_lookup (self->items, txid);
  g_assert (item != NULL);
  if (g_str_equal (call->method, "eth_getTransactionByHash"))
    return take_tx (item, call, error);

  return take_receipt (item, call, error);
}

static void
particulars_got (GTask *task, GPtrArray *calls)
{
  ImwEvmGather *self = current_gather (task);
  GError       *error = NULL;

  for (guint i = 0; i < calls->len; i++)
    if (!take_answer (self, imw_evm_calls_get (calls, i), &error))
      {
        imw_evm_round_fail (task, error);
        return;
      }

  ask_tokens (self);
}

/**
 * imw_evm_gather_run:
 * @self: a collection
 * @then: called when all that could be had is there; not when the operation has ended
 *
 * Asks the server of the round for what is missing.
 */
void
imw_evm_gather_run (ImwEvmGather *self, void (*then) (GTask *task))
{
  g_autoptr (GPtrArray) calls = imw_evm_calls_new ();
  GHashTableIter iter;
  gpointer       value;

  self->then = then;
  g_object_set_qdata (G_OBJECT (self->task), gather_quark (), self);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ImwEvmItem *item = value;

      if (item->tx == NULL && !item->is_asked)
        imw_evm_calls_add (calls, "eth_getTransactionByHash", "[\"%s\"]", item->txid);
      if (item->receipt == NULL && !item->is_asked)
        imw_evm_calls_add (calls, "eth_getTransactionReceipt", "[\"%s\"]", item->txid);
      item->is_asked = TRUE;
      if (item->block >= 0 && item->time_ms == 0 &&
          g_hash_table_lookup (self->times, &item->block) == NULL)
        {
          gint64 none = 0;

          imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"0x%" G_GINT64_MODIFIER "x\",false]",
                             (guint64) item->block);
          g_hash_table_insert (self->times, g_memdup2 (&item->block, sizeof item->block),
                               g_memdup2 (&none, sizeof none));
        }
    }

  if (calls->len == 0)
    ask_tokens (self);
  else
    imw_evm_round_send (self->task, g_steal_pointer (&calls), IMW_EVM_MAX_DETAIL_BYTES, TRUE,
                        particulars_got);
}

/**
 * imw_evm_gather_add_records:
 * @self: a collection
 * @records: (element-type ImwTxRecord): gets a record for each transaction that concerns the account
 */
void
imw_evm_gather_add_records (ImwEvmGather *self, GPtrArray *records)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autoptr (GError) error = NULL;
      ImwTxRecord *record = imw_evm_gather_to_record (self, value, &error);

      if (record != NULL)
        g_ptr_array_add (records, record);
      else if (error != NULL)
        g_debug ("%s", error->message);
    }
}
