/* imw-ethereum-sync.c: one round of looking for what has changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-sync-private.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

/* The newest block first, then balances, number and the fate of unfinal transactions as of that
 * block, all in two requests. What is left of the round looks for what happened since the last one;
 * what does not fit in is left to the steps of the history. */

#define MAX_BEHIND    16
#define MAX_NEW_LOGS  60
#define MAX_LOG_TRIES 2
#define MAX_UNFINAL   100
#define REORG_DEPTH   64

static void ask_state (GTask *task);

static void
clear_attempt (ImwEvmSync *sync)
{
  g_clear_pointer (&sync->batch, imw_sync_batch_free);
  g_clear_pointer (&sync->tip, imw_evm_header_free);
  g_clear_pointer (&sync->cursor, imw_evm_cursor_free);
  if (sync->has_gather)
    imw_evm_gather_clear (&sync->gather);
  sync->has_gather = FALSE;
  sync->is_latest = FALSE;
  sync->n_log_tries = 0;
  sync->n_samplings = 0;
  g_clear_error (&sync->disagreement);
  g_clear_pointer (&sync->points, g_array_unref);
}

static void
sync_free (gpointer user_data)
{
  ImwEvmSync *sync = user_data;

  clear_attempt (sync);
  imw_sync_request_free (sync->request);
  g_free (sync->address);
  g_free (sync);
}

static void
finish_round (GTask *task)
{
  ImwEthereumRpc    *self = g_task_get_source_object (task);
  const ImwEvmRound *round = g_task_get_task_data (task);
  ImwEvmSync        *sync = round->data;
  ImwSyncBatch      *batch = sync->batch;
  ImwEvmCursor      *cursor = sync->cursor;

  imw_evm_gather_add_records (&sync->gather, batch->records);
  imw_evm_round_succeed (task);
  batch->cursor = imw_evm_cursor_to_text (cursor);
  batch->tip_height = sync->tip->number;
  batch->tip_hash = g_strdup (sync->tip->hash);
  batch->n_requests = round->n_requests;
  batch->as_of_ms = self->last_good_ms;
  batch->history_more = !cursor->is_done || cursor->high < sync->tip->number ||
                        cursor->is_reading || (cursor->is_stale && self->indexes->len > 0);
  batch->history_from_ms = cursor->from_ms;
  batch->history_source = self->indexes->len > 0 ? "index" : "seen";
  g_task_return_pointer (task, g_steal_pointer (&sync->batch),
                         (GDestroyNotify) imw_sync_batch_free);
}

/**
 * imw_evm_sync_count_requests:
 * @task: the task of a round
 *
 * Returns: how many requests the server of the round got
 */
guint
imw_evm_sync_count_requests (GTask *task)
{
  const ImwEvmRound *round = g_task_get_task_data (task);
  const ImwEvmSync  *sync = round->data;

  return round->n_requests - sync->n_before;
}

/**
 * imw_evm_sync_gather:
 * @task: the task of a round
 *
 * All transactions of interest are named: collects their particulars and ends the round.
 */
void
imw_evm_sync_gather (GTask *task)
{
  ImwEvmSync *sync = imw_evm_round_get_data (task);

  imw_evm_gather_run (&sync->gather, finish_round);
}

static void logs_got (GTask *task, GPtrArray *calls);

static void
ask_logs (GTask *task)
{
  ImwEvmSync         *sync = imw_evm_round_get_data (task);
  const ImwEvmServer *server = imw_evm_round_get_server (task);
  GPtrArray          *calls;

  if (sync->cursor->high >= sync->tip->number || sync->n_log_tries >= MAX_LOG_TRIES)
    {
      imw_evm_sync_look_at_blocks (task);
      return;
    }

  sync->n_log_tries++;
  sync->logs_from = sync->cursor->high + 1;
  sync->logs_to = MIN (sync->tip->number, sync->cursor->high + (gint64) server->log_span);
  calls = imw_evm_calls_new ();
  imw_evm_logs_add_calls (calls, sync->address, sync->logs_from, sync->logs_to);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_DETAIL_BYTES, TRUE, logs_got);
}

/* Without events the round is still good: they are had later. */
static void
logs_got (GTask *task, GPtrArray *calls)
{
  ImwEvmSync   *sync = imw_evm_round_get_data (task);
  ImwEvmServer *server = imw_evm_round_get_server (task);
  gint64        span = sync->logs_to - sync->logs_from + 1;
  g_autoptr (GPtrArray) logs = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      ImwJsonRpcCall *call = imw_evm_calls_get (calls, i);

      if (call->error == NULL)
        continue;
      g_debug ("%s", call->error->message);
      if (imw_evm_logs_narrow (server, span, call))
        ask_logs (task);
      else
        imw_evm_sync_look_at_blocks (task);
      return;
    }

  logs = imw_evm_logs_read (calls, sync->logs_from, sync->logs_to, sync->address, &error);
  if (logs == NULL)
    {
      imw_evm_round_fail (task, g_steal_pointer (&error));
      return;
    }
  if (logs->len <= MAX_NEW_LOGS)
    {
      for (guint i = 0; i < logs->len; i++)
        {
          const ImwEvmLog *log = g_ptr_array_index (logs, i);

          imw_evm_gather_add (&sync->gather, log->txid, log->block, 0);
        }
      sync->cursor->high = sync->logs_to;
      imw_evm_logs_widen (server, (guint64) span, logs->len);
    }
  imw_evm_sync_look_at_blocks (task);
}

/* What the wallet keeps is brought up to what the round has found. */
static void
begin_history (GTask *task)
{
  ImwEvmSync     *sync = imw_evm_round_get_data (task);
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmCursor   *cursor;

  if (sync->is_first)
    {
      cursor = sync->cursor;
      if (self->indexes->len > 0)
        imw_evm_cursor_read_index (cursor, 0, sync->tip->number);
    }
  else
    {
      cursor = sync->cursor;
      if (sync->batch->reorganised)
        cursor->high = MIN (cursor->high, MAX (cursor->low - 1, sync->tip->number - REORG_DEPTH));
      cursor->high = MIN (cursor->high, sync->tip->number);
    }

  ask_logs (task);
}

/* The server has it, in a block or waiting. */
static gboolean
take_known (ImwEvmSync     *sync,
            const char     *txid,
            ImwJsonRpcCall *receipt,
            ImwJsonRpcCall *tx,
            GError        **error)
{
  ImwEvmItem *item;

  item = imw_evm_gather_add (&sync->gather, txid, -1, 0);
  if (!imw_evm_call_is_null (tx))
    {
      item->tx = imw_evm_tx_parse (tx->result, error);
      if (item->tx == NULL)
        return FALSE;
    }
  if (!imw_evm_call_is_null (receipt))
    {
      item->receipt = imw_evm_receipt_parse (receipt->result, error);
      if (item->receipt == NULL)
        return FALSE;
      item->block = item->receipt->block;
    }
  if ((item->tx != NULL && !g_str_equal (item->tx->txid, txid)) ||
      (item->receipt != NULL && !g_str_equal (item->receipt->txid, txid)))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another transaction than asked for");
      return FALSE;
    }
  item->is_asked = item->tx != NULL && (item->receipt != NULL || item->tx->block < 0);
  if (item->tx != NULL)
    {
      gint64 own = g_str_equal (item->tx->from, sync->address) ? (gint64) item->tx->nonce : -1;

      g_hash_table_insert (sync->cursor->pending, g_strdup (txid), g_memdup2 (&own, sizeof own));
    }
  return TRUE;
}

static gboolean
take_fate (ImwEvmSync     *sync,
           const char     *txid,
           ImwJsonRpcCall *receipt,
           ImwJsonRpcCall *tx,
           GError        **error)
{
  ImwEthereumRpc *rpc = g_task_get_source_object (sync->gather.task);
  const gint64   *number = g_hash_table_lookup (sync->cursor->pending, txid);
  ImwTxRecord    *record;
  gboolean        lives;

  if (receipt->error != NULL || tx->error != NULL)
    return TRUE; /* its fate is asked again next time */

  if (!imw_evm_call_is_null (receipt) || !imw_evm_call_is_null (tx))
    return take_known (sync, txid, receipt, tx, error);

  /* Unknown to the server. A payment of ours lives until its number is used: the same bytes can be sent
   * again. What others sent is gone only when blocks are: else it is the server that does not know. */
  if (number == NULL)
    number = g_hash_table_lookup (rpc->sent, txid);
  lives = !sync->batch->reorganised &&
          (number == NULL || *number < 0 || sync->batch->sequence <= *number);
  if (lives)
    return TRUE;

  record = imw_tx_record_new (txid);
  record->state = IMW_TX_DROPPED;
  record->net = imw_amount_new_zero (rpc->params->asset);
  if (number != NULL)
    record->sequence = *number;
  g_ptr_array_add (sync->batch->records, record);
  g_hash_table_remove (sync->cursor->pending, txid);

  return TRUE;
}

/* Numbers of transactions that are not looked at any more need not be kept. */
static void
prune_pending (ImwEvmSync *sync)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, sync->cursor->pending);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_ptr_array_find_with_equal_func (sync->request->unfinal, key, g_str_equal, NULL))
      g_hash_table_iter_remove (&iter);
}

static gboolean
take_state (GTask *task, GPtrArray *calls, guint position, GError **error)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmSync     *sync = imw_evm_round_get_data (task);
  ImwAmount      *native;
  guint64         sequence;

  native =
      imw_evm_call_get_amount (imw_evm_calls_get (calls, position++), self->params->asset, error);
  if (native == NULL)
    return FALSE;
  imw_sync_batch_add_balance (sync->batch, native);
  imw_amount_unref (native);
  if (!imw_evm_call_get_u64 (imw_evm_calls_get (calls, position++), &sequence, error))
    return FALSE;
  if (sequence > G_MAXINT32)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No account has made so many payments");
      return FALSE;
    }
  sync->batch->sequence = (gint64) sequence;

  for (guint i = 0; i < sync->request->assets->len; i++)
    {
      ImwAsset        *asset = g_ptr_array_index (sync->request->assets, i);
      g_autofree char *contract = imw_evm_asset_contract (self, asset);
      g_autoptr (GError) reason = NULL;
      g_autoptr (ImwAmount) amount = NULL;

      if (contract == NULL)
        continue;
      amount = imw_evm_call_get_word_amount (imw_evm_calls_get (calls, position++), asset, &reason);
      if (amount != NULL)
        imw_sync_batch_add_balance (sync->batch, amount);
      else
        g_debug ("%s: %s", contract, reason->message); /* unknown, not zero */
    }

  for (guint i = 0; i < MIN (sync->request->unfinal->len, MAX_UNFINAL); i++, position += 2)
    if (!take_fate (sync, g_ptr_array_index (sync->request->unfinal, i),
                    imw_evm_calls_get (calls, position), imw_evm_calls_get (calls, position + 1),
                    error))
      return FALSE;
  prune_pending (sync);

  return TRUE;
}

static void
state_got (GTask *task, GPtrArray *calls)
{
  ImwEvmSync *sync = imw_evm_round_get_data (task);
  guint       position = 0;
  GError     *error = NULL;

  if (sync->is_latest)
    {
      ImwJsonRpcCall *first = imw_evm_calls_get (calls, position++);
      ImwEvmHeader   *tip = NULL;

      if (first->result != NULL)
        tip = imw_evm_header_parse (first->result, &error);
      else
        error = imw_evm_call_dup_error (first);
      if (tip == NULL)
        {
          imw_evm_round_fail (task, error);
          return;
        }
      imw_evm_header_free (sync->tip);
      sync->tip = tip;
    }
  else if (imw_evm_calls_get (calls, 0)->words != NULL ||
           imw_evm_calls_get (calls, 1)->words != NULL)
    {
      /* many servers keep no state by block, or have the block but not its state yet */
      sync->is_latest = TRUE;
      ask_state (task);
      return;
    }

  if (!take_state (task, calls, position, &error))
    {
      imw_evm_round_fail (task, error);
      return;
    }

  imw_evm_sync_compare (task, begin_history);
}

static void
ask_state (GTask *task)
{
  ImwEthereumRpc  *self = g_task_get_source_object (task);
  ImwEvmSync      *sync = imw_evm_round_get_data (task);
  GPtrArray       *calls = imw_evm_calls_new ();
  g_autofree char *tag =
      sync->is_latest ? g_strdup ("latest")
                      : g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64) sync->tip->number);

  if (sync->is_latest)
    imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"latest\",false]");
  imw_evm_calls_add (calls, "eth_getBalance", "[\"%s\",\"%s\"]", sync->address, tag);
  imw_evm_calls_add (calls, "eth_getTransactionCount", "[\"%s\",\"%s\"]", sync->address, tag);
  for (guint i = 0; i < sync->request->assets->len; i++)
    {
      g_autofree char *contract =
          imw_evm_asset_contract (self, g_ptr_array_index (sync->request->assets, i));

      if (contract != NULL)
        imw_evm_calls_add (calls, "eth_call",
                           "[{\"to\":\"%s\",\"data\":\"0x70a08231000000000000000000000000%s\"},"
                           "\"%s\"]",
                           contract, sync->address + strlen ("0x"), tag);
    }
  for (guint i = 0; i < MIN (sync->request->unfinal->len, MAX_UNFINAL); i++)
    {
      const char *txid = g_ptr_array_index (sync->request->unfinal, i);

      imw_evm_calls_add (calls, "eth_getTransactionReceipt", "[\"%s\"]", txid);
      imw_evm_calls_add (calls, "eth_getTransactionByHash", "[\"%s\"]", txid);
    }
  imw_evm_round_send (task, calls, IMW_EVM_MAX_DETAIL_BYTES, FALSE, state_got);
}

/* The block that the wallet saw as the newest one has another hash, or is not the parent of the next. */
static gboolean
is_reorganised (const ImwEvmSync *sync, const ImwEvmHeader *old)
{
  const ImwSyncRequest *request = sync->request;

  if (request->tip_hash == NULL)
    return FALSE;
  if (old != NULL && old->number == request->tip_height)
    return g_ascii_strcasecmp (old->hash, request->tip_hash) != 0;
  if (sync->tip->number == request->tip_height)
    return g_ascii_strcasecmp (sync->tip->hash, request->tip_hash) != 0;

  return sync->tip->number == request->tip_height + 1 &&
         g_ascii_strcasecmp (sync->tip->parent, request->tip_hash) != 0;
}

static void
tip_got (GTask *task, GPtrArray *calls)
{
  ImwEvmSync     *sync = imw_evm_round_get_data (task);
  ImwJsonRpcCall *latest = imw_evm_calls_get (calls, 1);
  ImwJsonRpcCall *old = calls->len > 2 ? imw_evm_calls_get (calls, 2) : NULL;
  g_autoptr (ImwEvmHeader) old_header = NULL;
  GError *error = NULL;

  if (!imw_evm_round_check_chain (task, imw_evm_calls_get (calls, 0)))
    return;
  if (latest->result != NULL)
    sync->tip = imw_evm_header_parse (latest->result, &error);
  else
    error = imw_evm_call_dup_error (latest);
  if (sync->tip != NULL && old != NULL && old->result != NULL && !imw_evm_call_is_null (old))
    old_header = imw_evm_header_parse (old->result, &error);
  if (error == NULL && sync->tip == NULL)
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_BAD_REPLY, "The server says no newest block");
  if (error == NULL && sync->tip != NULL &&
      sync->tip->number + MAX_BEHIND < sync->request->tip_height && !imw_evm_round_is_last (task))
    g_set_error (&error, IMW_ERROR, IMW_ERROR_SERVER, "The server is far behind");
  if (error != NULL || sync->tip == NULL)
    {
      imw_evm_round_fail (task, error);
      return;
    }

  sync->batch->reorganised = is_reorganised (sync, old_header);
  sync->cursor = imw_evm_cursor_parse (sync->request->cursor);
  sync->is_first = sync->cursor == NULL;
  if (sync->is_first)
    sync->cursor = imw_evm_cursor_new (sync->tip->number);
  ask_state (task);
}

static void
run_sync (GTask *task)
{
  const ImwEvmRound *round = g_task_get_task_data (task);
  ImwEvmSync        *sync = round->data;
  GPtrArray         *calls = imw_evm_calls_new ();

  clear_attempt (sync);
  sync->n_before = round->n_requests;
  sync->batch = imw_sync_batch_new ();
  imw_evm_gather_init (&sync->gather, task, sync->address, sync->request->assets);
  sync->has_gather = TRUE;

  imw_evm_calls_add (calls, "eth_chainId", "[]");
  imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"latest\",false]");
  if (sync->request->tip_height >= 0 && sync->request->tip_hash != NULL)
    imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"0x%" G_GINT64_MODIFIER "x\",false]",
                       (guint64) sync->request->tip_height);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, FALSE, tip_got);
}

static gboolean
check_request (const ImwSyncRequest *request, GError **error)
{
  for (guint i = 0; i < request->unfinal->len; i++)
    if (!imw_evm_check_hash (g_ptr_array_index (request->unfinal, i), NULL))
      {
        g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not the id of a transaction");
        return FALSE;
      }

  return TRUE;
}

/**
 * imw_evm_sync_async:
 * @backend: an #ImwEthereumRpc
 * @request: (transfer full): what is known and what to look for
 * @cancellable: (nullable): ends the round
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_sync_async().
 */
void
imw_evm_sync_async (ImwBackend         *backend,
                    ImwSyncRequest     *request,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  ImwEvmSync *sync = g_new0 (ImwEvmSync, 1);
  GError     *error = NULL;

  g_task_set_source_tag (task, imw_evm_sync_async);
  sync->request = request;
  sync->address =
      imw_evm_account_address (IMW_ETHEREUM_RPC (backend), request->account_key, &error);
  if (sync->address == NULL || !check_request (request, &error))
    {
      sync_free (sync);
      g_task_return_error (task, error);
      return;
    }

  imw_evm_round_start (g_steal_pointer (&task), run_sync, sync, sync_free);
}

/**
 * imw_evm_sync_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_sync_finish()
 */
ImwSyncBatch *
imw_evm_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_evm_amount_text:
 * @batch: a batch
 * @asset: an asset
 *
 * Returns: (transfer full) (nullable): its balance in base units; %NULL when it is not in the batch
 */
char *
imw_evm_amount_text (ImwSyncBatch *batch, ImwAsset *asset)
{
  for (guint i = 0; i < batch->balances->len; i++)
    {
      ImwAmount *amount = g_ptr_array_index (batch->balances, i);

      if (imw_asset_equal (imw_amount_get_asset (amount), asset))
        return imw_amount_to_base_text (amount);
    }

  return NULL;
}
