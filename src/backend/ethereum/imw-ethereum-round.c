/* imw-ethereum-round.c: one operation, with one server after another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"

/* A round begins with the server that served last. Servers that failed lately are tried after all
 * others, the longer the more often they failed. Each one shows its chain id before anything else. */

#define REST_BASE_MS 15000
#define REST_MAX_MS  600000

/* Calls on their way, in as many requests as the server wants. */
typedef struct
{
  GTask     *task;
  GPtrArray *calls;
  guint      position; /* calls before it are answered */
  guint      n_sent;
  guint      max_calls; /* lowered when answers are too long */
  gsize      max_bytes;
  gboolean   tolerant;
  ImwEvmThen then;
} Sending;

static void send_next (Sending *sending);

static void
sending_free (Sending *sending)
{
  g_clear_object (&sending->task);
  g_clear_pointer (&sending->calls, g_ptr_array_unref);
  g_free (sending);
}

static void
round_free (gpointer user_data)
{
  ImwEvmRound *round = user_data;

  if (round->data_free != NULL)
    round->data_free (round->data);
  g_clear_pointer (&round->order, g_array_unref);
  g_clear_error (&round->first_error);
  g_free (round);
}

static gboolean
is_resting (ImwEthereumRpc *self, guint position)
{
  const ImwEvmServer *server = g_ptr_array_index (self->servers, position);

  return imw_clock_get_boot_ms (imw_http_get_clock (self->http)) < server->rest_until_ms;
}

static GArray *
order_servers (ImwEthereumRpc *self)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint late = 0; late < 2; late++)
    for (guint i = 0; i < self->servers->len; i++)
      {
        guint position = (self->current + i) % self->servers->len;

        if (is_resting (self, position) == (late == 1))
          g_array_append_val (order, position);
      }

  return order;
}

static void
rest (ImwEthereumRpc *self, ImwEvmServer *server)
{
  gint64 rest_ms = (gint64) REST_BASE_MS << MIN (server->n_failures, 6);

  server->n_failures++;
  server->rest_until_ms = imw_clock_get_boot_ms (imw_http_get_clock (self->http)) +
                          MIN (rest_ms, REST_MAX_MS);
}

static void
chain_got (GTask *task, GPtrArray *calls)
{
  ImwEvmRound *round = g_task_get_task_data (task);

  if (imw_evm_round_check_chain (task, imw_evm_calls_get (calls, 0)))
    round->run (task);
}

static void
begin_with_server (GTask *task)
{
  ImwEvmRound *round = g_task_get_task_data (task);
  GPtrArray   *calls;

  if (imw_evm_round_get_server (task)->is_verified)
    {
      round->run (task);
      return;
    }

  calls = imw_evm_calls_new ();
  imw_evm_calls_add (calls, "eth_chainId", "[]");
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, FALSE, chain_got);
}

/* A tolerant caller finds the failure in each call that has no answer. */
static void
spread_error (Sending *sending, const GError *error)
{
  for (guint i = sending->position; i < sending->calls->len; i++)
    {
      ImwJsonRpcCall *call = g_ptr_array_index (sending->calls, i);

      if (call->error == NULL && call->result == NULL)
        call->error = g_error_copy (error);
    }
}

static void
finish_sending (Sending *sending)
{
  g_autoptr (GTask) task = g_object_ref (sending->task);
  g_autoptr (GPtrArray) calls = g_ptr_array_ref (sending->calls);
  ImwEvmThen then = sending->then;

  sending_free (sending);
  if (!g_task_return_error_if_cancelled (task))
    then (task, calls);
}

/* takes @error; whether something was changed so that another try makes sense */
static gboolean
adapt (Sending *sending, ImwJsonRpcFailure failure, const GError *error)
{
  ImwEvmServer *server = imw_evm_round_get_server (sending->task);

  switch (failure)
    {
    case IMW_JSON_RPC_TOO_LONG:
      if (sending->n_sent > 1)
        {
          sending->max_calls = sending->n_sent / 2;
          return TRUE;
        }
      if (!sending->tolerant)
        return FALSE;
      /* this one alone has failed */
      imw_evm_calls_get (sending->calls, sending->position)->error = g_error_copy (error);
      imw_evm_calls_get (sending->calls, sending->position)->words =
          g_strdup ("response size exceeded");
      sending->position++;
      return TRUE;

    case IMW_JSON_RPC_BATCH_REFUSED:
      if (sending->n_sent <= 1)
        return FALSE;
      server->max_batch = sending->n_sent > 10 ? 10 : sending->n_sent > 3 ? 3
                                                                          : 1;
      g_debug ("%s: at most %u calls at once", server->url, server->max_batch);
      return TRUE;

    case IMW_JSON_RPC_FAILED:
      return FALSE;
    }

  return FALSE;
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Sending          *sending = user_data;
  ImwJsonRpcFailure failure;
  g_autoptr (GError) error = NULL;

  if (imw_json_rpc_send_finish (IMW_HTTP (object), result, &failure, &error))
    {
      sending->position += sending->n_sent;
      send_next (sending);
    }
  else if (adapt (sending, failure, error))
    send_next (sending);
  else if (sending->tolerant && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      spread_error (sending, error);
      finish_sending (sending);
    }
  else
    {
      imw_evm_round_fail (sending->task, g_steal_pointer (&error));
      sending_free (sending);
    }
}

static void
send_next (Sending *sending)
{
  ImwEthereumRpc *self = g_task_get_source_object (sending->task);
  ImwEvmRound    *round = g_task_get_task_data (sending->task);
  ImwEvmServer   *server = imw_evm_round_get_server (sending->task);
  guint           n = MIN (server->max_batch, sending->max_calls);
  g_autoptr (GPtrArray) part = NULL;

  if (sending->position >= sending->calls->len)
    {
      finish_sending (sending);
      return;
    }

  n = MIN (n, sending->calls->len - sending->position);
  part = g_ptr_array_sized_new (n); /* borrows: the whole list lives as long as sending */
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (part, g_ptr_array_index (sending->calls, sending->position + i));
  sending->n_sent = n;
  round->n_requests++;
  imw_json_rpc_send_async (self->http, self->server_purpose, server->url, part,
                           sending->max_bytes, g_task_get_cancellable (sending->task), sent_cb,
                           sending);
}

/**
 * imw_evm_round_start:
 * @task: (transfer full): the task of an operation; its source is the #ImwEthereumRpc
 * @run: carries the operation out with the server of the round; called once for each server
 * @data: (transfer full): the operation's own data
 * @data_free: frees @data
 *
 * Begins a round.
 */
void
imw_evm_round_start (GTask *task, ImwEvmRun run, gpointer data, GDestroyNotify data_free)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmRound    *round = g_new0 (ImwEvmRound, 1);

  round->run = run;
  round->data = data;
  round->data_free = data_free;
  round->order = order_servers (self);
  g_task_set_task_data (task, round, round_free);
  begin_with_server (task);
  g_object_unref (task);
}

/**
 * imw_evm_round_fail:
 * @task: the task of an operation
 * @error: (transfer full): why this server could not serve
 *
 * Goes on with the next server, or ends the operation with the first server's error.
 */
void
imw_evm_round_fail (GTask *task, GError *error)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmRound    *round = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    {
      g_error_free (error);
      return;
    }

  g_debug ("%s: %s", imw_evm_round_get_server (task)->url, error->message);
  if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    rest (self, imw_evm_round_get_server (task));
  if (round->first_error == NULL)
    round->first_error = error;
  else
    g_error_free (error);

  if (round->position + 1 < round->order->len)
    {
      round->position++;
      begin_with_server (task);
      return;
    }

  if (g_error_matches (round->first_error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    g_task_return_error (task, g_steal_pointer (&round->first_error));
  else
    imw_evm_round_refuse_all (task, g_steal_pointer (&round->first_error));
}

/**
 * imw_evm_round_refuse_all:
 * @task: the task of an operation
 * @error: (transfer full): why no server can be believed
 *
 * Ends the operation without asking further servers.
 */
void
imw_evm_round_refuse_all (GTask *task, GError *error)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);

  self->state = IMW_BACKEND_FAILING;
  g_clear_error (&self->last_error);
  self->last_error = g_error_copy (error);
  g_signal_emit_by_name (self, "changed");
  g_task_return_error (task, error);
}

/**
 * imw_evm_round_refuse:
 * @task: the task of an operation
 * @error: (transfer full): what the server answered
 *
 * Ends the operation: the server works, and its answer is no.
 */
void
imw_evm_round_refuse (GTask *task, GError *error)
{
  imw_evm_round_succeed (task);
  g_task_return_error (task, error);
}

/**
 * imw_evm_round_succeed:
 * @task: the task of an operation
 *
 * Remembers that the server of the round works. The caller returns the result itself.
 */
void
imw_evm_round_succeed (GTask *task)
{
  ImwEthereumRpc    *self = g_task_get_source_object (task);
  const ImwEvmRound *round = g_task_get_task_data (task);
  ImwEvmServer      *server = imw_evm_round_get_server (task);

  server->n_failures = 0;
  server->rest_until_ms = 0;
  self->current = g_array_index (round->order, guint, round->position);
  self->state = IMW_BACKEND_GOOD;
  self->last_good_ms = imw_clock_get_wall_ms (imw_http_get_clock (self->http));
  g_clear_error (&self->last_error);
  g_signal_emit_by_name (self, "changed");
}

/**
 * imw_evm_round_get_data:
 * @task: the task of an operation
 *
 * Returns: (transfer none): the operation's own data
 */
gpointer
imw_evm_round_get_data (GTask *task)
{
  const ImwEvmRound *round = g_task_get_task_data (task);

  return round->data;
}

/**
 * imw_evm_round_is_last:
 * @task: the task of an operation
 *
 * Returns: whether no further server would be tried after this one
 */
gboolean
imw_evm_round_is_last (GTask *task)
{
  const ImwEvmRound *round = g_task_get_task_data (task);

  return round->position + 1 >= round->order->len;
}

/**
 * imw_evm_round_get_server:
 * @task: the task of an operation
 *
 * Returns: (transfer none): the server of the round
 */
ImwEvmServer *
imw_evm_round_get_server (GTask *task)
{
  ImwEthereumRpc    *self = g_task_get_source_object (task);
  const ImwEvmRound *round = g_task_get_task_data (task);

  return g_ptr_array_index (self->servers, g_array_index (round->order, guint, round->position));
}

/**
 * imw_evm_round_check_chain:
 * @task: the task of an operation
 * @call: eth_chainId, answered
 *
 * Returns: %TRUE if the server serves our chain; else the round goes on without it
 */
gboolean
imw_evm_round_check_chain (GTask *task, ImwJsonRpcCall *call)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmServer   *server = imw_evm_round_get_server (task);
  GError         *error = NULL;
  guint64         chain_id;

  if (imw_evm_call_get_u64 (call, &chain_id, &error) && chain_id != self->params->chain_id)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK,
                 "%s serves chain %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, server->url,
                 chain_id, self->params->chain_id);
  server->is_verified = error == NULL;
  if (error != NULL)
    imw_evm_round_fail (task, error);

  return server->is_verified;
}

/**
 * imw_evm_round_send:
 * @task: the task of an operation
 * @calls: (transfer full) (element-type ImwJsonRpcCall): what to call
 * @max_bytes: longest answer to one request
 * @tolerant: whether a request that fails is told by the errors of its calls; else the round goes on
 *   with the next server
 * @then: called when each call has a result or an error; not when the operation has ended
 *
 * Sends calls to the server of the round, in as few requests as it takes. When an answer is too long,
 * fewer calls are sent at once.
 */
void
imw_evm_round_send (GTask     *task,
                    GPtrArray *calls,
                    gsize      max_bytes,
                    gboolean   tolerant,
                    ImwEvmThen then)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->task = g_object_ref (task);
  sending->calls = calls;
  sending->max_bytes = max_bytes;
  sending->max_calls = IMW_JSON_RPC_MAX_CALLS;
  sending->tolerant = tolerant;
  sending->then = then;
  send_next (sending);
}

/**
 * imw_evm_calls_new:
 *
 * Returns: (transfer full) (element-type ImwJsonRpcCall): an empty list
 */
GPtrArray *
imw_evm_calls_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) imw_json_rpc_call_free);
}

/**
 * imw_evm_calls_add:
 * @calls: (element-type ImwJsonRpcCall): a list
 * @method: name of a method
 * @format: its parameters, a JSON array; nothing put into it may need escaping
 * @...: for @format
 *
 * Returns: (transfer none): the new last one
 */
ImwJsonRpcCall *
imw_evm_calls_add (GPtrArray *calls, const char *method, const char *format, ...)
{
  g_autofree char *params = NULL;
  ImwJsonRpcCall  *call;
  va_list          arguments;

  va_start (arguments, format);
  params = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  call = imw_json_rpc_call_new (method, params);
  g_ptr_array_add (calls, call);

  return call;
}

/**
 * imw_evm_calls_get:
 * @calls: (element-type ImwJsonRpcCall): a list
 * @position: which
 *
 * Returns: (transfer none): the call
 */
ImwJsonRpcCall *
imw_evm_calls_get (GPtrArray *calls, guint position)
{
  g_assert (position < calls->len);

  return g_ptr_array_index (calls, position);
}

/**
 * imw_evm_error_is_passing:
 * @error: why a call failed
 *
 * Returns: whether it says nothing about what was asked, only that the server cannot serve now
 */
gboolean
imw_evm_error_is_passing (const GError *error)
{
  return !g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED) &&
         !g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}
