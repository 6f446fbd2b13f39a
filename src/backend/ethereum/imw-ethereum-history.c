/* imw-ethereum-history.c: one step further back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"

#include <string.h>

/* A step is one of three: the index, where there is one and it has not been read to its end; a range of
 * events that no round has seen yet; else, without an index, the range below what is known. */

#define MAX_LOGS  300
#define MAX_TRIES 24

typedef struct
{
  ImwSyncRequest *request;
  char           *address;
  ImwEvmCursor   *cursor;
  ImwEvmGather    gather;
  gboolean        has_gather;
  gboolean        is_forward;
  gint64          from;
  gint64          to;
  guint           n_tries;
} Step;

static void ask_range (GTask *task);

static void
clear_attempt (Step *step)
{
  g_clear_pointer (&step->cursor, imw_evm_cursor_free);
  if (step->has_gather)
    imw_evm_gather_clear (&step->gather);
  step->has_gather = FALSE;
  step->n_tries = 0;
}

static void
step_free (gpointer user_data)
{
  Step *step = user_data;

  clear_attempt (step);
  imw_sync_request_free (step->request);
  g_free (step->address);
  g_free (step);
}

static gboolean
is_more (ImwEthereumRpc *self, const Step *step)
{
  const ImwEvmCursor *cursor = step->cursor;

  return !cursor->is_done || cursor->high < step->request->tip_height || cursor->is_reading ||
         (cursor->is_stale && self->indexes->len > 0);
}

static void
finish_step (GTask *task)
{
  ImwEthereumRpc    *self = g_task_get_source_object (task);
  const ImwEvmRound *round = g_task_get_task_data (task);
  Step              *step = round->data;
  g_autoptr (ImwSyncBatch) batch = imw_sync_batch_new ();

  if (step->has_gather)
    imw_evm_gather_add_records (&step->gather, batch->records);
  imw_evm_round_succeed (task);
  batch->cursor = imw_evm_cursor_to_text (step->cursor);
  batch->n_requests = round->n_requests;
  batch->as_of_ms = self->last_good_ms;
  batch->history_more = is_more (self, step);
  batch->history_from_ms = step->cursor->from_ms;
  batch->history_source = self->indexes->len > 0 ? "index" : "seen";
  g_task_return_pointer (task, g_steal_pointer (&batch), (GDestroyNotify) imw_sync_batch_free);
}

/* Below is nothing more: the first block, or older than the account. */
static void
take_bottom (Step *step, ImwJsonRpcCall *call)
{
  g_autoptr (ImwEvmHeader) header = NULL;

  step->cursor->low = step->from;
  if (call->result != NULL && !imw_evm_call_is_null (call))
    header = imw_evm_header_parse (call->result, NULL);
  if (header != NULL && header->number == step->from && header->time_ms > 0)
    step->cursor->from_ms = header->time_ms;
  if (step->from == 0 || (header != NULL && step->request->birthday_ms > 0 &&
                          header->time_ms < step->request->birthday_ms))
    {
      step->cursor->is_done = TRUE;
      step->cursor->from_ms = 0;
    }
}

static void
range_failed (GTask *task, ImwJsonRpcCall *call)
{
  Step   *step = imw_evm_round_get_data (task);
  gint64  span = step->to - step->from + 1;
  GError *error;

  if (step->n_tries < MAX_TRIES &&
      imw_evm_logs_narrow (imw_evm_round_get_server (task), span, call))
    {
      ask_range (task);
      return;
    }

  error = imw_evm_call_dup_error (call);
  imw_evm_round_fail (task, error);
}

static void
range_got (GTask *task, GPtrArray *calls)
{
  Step         *step = imw_evm_round_get_data (task);
  ImwEvmServer *server = imw_evm_round_get_server (task);
  gint64        span = step->to - step->from + 1;
  GError       *error = NULL;
  g_autoptr (GPtrArray) logs = NULL;

  for (guint i = 0; i < 2; i++)
    if (imw_evm_calls_get (calls, i)->error != NULL)
      {
        range_failed (task, imw_evm_calls_get (calls, i));
        return;
      }

  logs = imw_evm_logs_read (calls, step->from, step->to, step->address, &error);
  if (logs == NULL)
    {
      imw_evm_round_fail (task, error);
      return;
    }
  if (logs->len > MAX_LOGS && span > 1 && step->n_tries < MAX_TRIES)
    {
      server->log_span = (guint64) MAX (span * MAX_LOGS / 2 / logs->len, 1);
      ask_range (task);
      return;
    }

  for (guint i = 0; i < logs->len; i++)
    {
      const ImwEvmLog *log = g_ptr_array_index (logs, i);

      imw_evm_gather_add (&step->gather, log->txid, log->block, 0);
    }
  imw_evm_logs_widen (server, (guint64) span, logs->len);
  if (step->is_forward)
    step->cursor->high = step->to;
  else
    take_bottom (step, imw_evm_calls_get (calls, 2));
  imw_evm_gather_run (&step->gather, finish_step);
}

static void
ask_range (GTask *task)
{
  Step               *step = imw_evm_round_get_data (task);
  const ImwEvmServer *server = imw_evm_round_get_server (task);
  GPtrArray          *calls = imw_evm_calls_new ();

  step->n_tries++;
  if (step->is_forward)
    {
      step->from = step->cursor->high + 1;
      step->to = MIN (step->request->tip_height, step->cursor->high + (gint64) server->log_span);
    }
  else
    {
      step->to = step->cursor->low - 1;
      step->from = MAX (0, step->cursor->low - (gint64) server->log_span);
    }
  imw_evm_logs_add_calls (calls, step->address, step->from, step->to);
  if (!step->is_forward)
    imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"0x%" G_GINT64_MODIFIER "x\",false]",
                       (guint64) step->from);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_DETAIL_BYTES, TRUE, range_got);
}

static void
index_read (GTask *task)
{
  Step *step = imw_evm_round_get_data (task);

  imw_evm_gather_run (&step->gather, finish_step);
}

static void
run_step (GTask *task)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  Step           *step = imw_evm_round_get_data (task);
  ImwEvmCursor   *cursor;

  clear_attempt (step);
  cursor = step->cursor = imw_evm_cursor_parse (step->request->cursor);
  if (cursor == NULL)
    {
      imw_evm_round_refuse (
          task, g_error_new (IMW_ERROR, IMW_ERROR_BAD_INPUT, "A round comes before its history"));
      return;
    }

  imw_evm_gather_init (&step->gather, task, step->address, step->request->assets);
  step->has_gather = TRUE;
  if (self->indexes->len > 0 && cursor->is_stale && !cursor->is_reading)
    imw_evm_cursor_read_index (cursor, cursor->index_high - 50, step->request->tip_height);
  if (self->indexes->len > 0 && cursor->is_reading)
    imw_evm_index_step (task, cursor, &step->gather, step->request->birthday_ms, index_read);
  else if (cursor->high < step->request->tip_height || !cursor->is_done)
    {
      step->is_forward = cursor->high < step->request->tip_height;
      ask_range (task);
    }
  else
    finish_step (task);
}

/**
 * imw_evm_history_async:
 * @backend: an #ImwEthereumRpc
 * @request: (transfer full): what is known, with the cursor of the last batch
 * @cancellable: (nullable): ends the step
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_history_async().
 */
void
imw_evm_history_async (ImwBackend         *backend,
                       ImwSyncRequest     *request,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  Step   *step = g_new0 (Step, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, imw_evm_history_async);
  step->request = request;
  step->address =
      imw_evm_account_address (IMW_ETHEREUM_RPC (backend), request->account_key, &error);
  if (step->address == NULL)
    {
      step_free (step);
      g_task_return_error (task, error);
      return;
    }

  imw_evm_round_start (g_steal_pointer (&task), run_step, step, step_free);
}

/**
 * imw_evm_history_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_history_finish()
 */
ImwSyncBatch *
imw_evm_history_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
