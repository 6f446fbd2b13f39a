/* imw-ethereum-fees.c: what a unit of gas costs now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"
#include "imw-json.h"

/* EIP-1559: the base fee of the next block is known, and may grow by an eighth with each block. What
 * was given beside it in the last blocks (eth_feeHistory) is ordered by percentiles: a slow payment
 * gives what the lower tenth gave, a fast one what the upper tenth gave. The rate holds out a growing
 * base fee for as many blocks as its level may wait at full blocks. */

#define N_BLOCKS    20u
#define MAX_FEE_WEI G_GUINT64_CONSTANT (1000000000000000) /* a million gwei */
#define MILLI       1000

static const guint32 wait_blocks[IMW_N_FEE_LEVELS] = { 10, 3, 1 };
static const guint   growth_blocks[IMW_N_FEE_LEVELS] = { 1, 3, 6 };

static gint
compare_u64 (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

static gboolean
read_wei (JsonNode *node, guint64 *value, GError **error)
{
  const char *text = imw_json_node_get_string (node, error);

  if (text == NULL)
    return FALSE;
  if (imw_evm_read_u64 (text, value) && *value <= MAX_FEE_WEI)
    return TRUE;
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No such fee is possible");

  return FALSE;
}

/* The middle one of what blocks gave at one percentile; empty blocks, which say 0, are left out. */
static gboolean
read_tip (JsonArray *rewards, guint level, guint64 *tip, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < json_array_get_length (rewards); i++)
    {
      JsonArray *row = imw_json_node_get_array (json_array_get_element (rewards, i), error);
      guint64    value;

      if (row == NULL)
        return FALSE;
      if (json_array_get_length (row) != IMW_N_FEE_LEVELS)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Other percentiles than asked for");
          return FALSE;
        }
      if (!read_wei (json_array_get_element (row, level), &value, error))
        return FALSE;
      if (value > 0)
        g_array_append_val (values, value);
    }

  *tip = 0;
  if (values->len > 0)
    {
      g_array_sort (values, compare_u64);
      *tip = g_array_index (values, guint64, values->len / 2);
    }

  return TRUE;
}

static gboolean
read_history (JsonNode *node, guint64 usual_tip, ImwFeeTable *fees, GError **error)
{
  JsonObject *object = imw_json_node_get_object (node, error);
  JsonArray  *bases;
  JsonArray  *rewards;
  guint64     base;
  guint64     tip = 0;
  guint       n;

  if (object == NULL || (bases = imw_json_get_array (object, "baseFeePerGas", error)) == NULL ||
      (rewards = imw_json_get_array (object, "reward", error)) == NULL)
    return FALSE;
  n = json_array_get_length (bases);
  if (n == 0 || n > N_BLOCKS + 1 || json_array_get_length (rewards) > N_BLOCKS)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Other blocks than asked for");
      return FALSE;
    }
  if (!read_wei (json_array_get_element (bases, n - 1), &base, error))
    return FALSE;

  fees->base_milli = base * MILLI;
  for (guint level = 0; level < IMW_N_FEE_LEVELS; level++)
    {
      guint64 least = tip;
      guint64 high = base;

      if (!read_tip (rewards, level, &tip, error))
        return FALSE;
      if (tip == 0) /* nobody paid anything lately */
        tip = usual_tip;
      tip = MAX (MAX (tip, least), 1);
      for (guint i = 0; i < growth_blocks[level]; i++)
        high += (high + 7) / 8;
      fees->tip_milli[level] = tip * MILLI;
      fees->rate_milli[level] = (high + tip) * MILLI;
    }
  fees->minimum_milli = (base + 1) * MILLI;

  return TRUE;
}

/* Before EIP-1559 there is one price. */
static void
read_price (guint64 price, ImwFeeTable *fees)
{
  static const guint64 percent[IMW_N_FEE_LEVELS] = { 100, 110, 125 };

  for (guint level = 0; level < IMW_N_FEE_LEVELS; level++)
    {
      fees->rate_milli[level] = MAX (price * percent[level] / 100, 1) * MILLI;
      fees->tip_milli[level] = 0;
    }
  fees->base_milli = 0;
  fees->minimum_milli = MILLI;
}

static void
fees_got (GTask *task, GPtrArray *calls)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwFeeTable    *fees = imw_evm_round_get_data (task);
  ImwJsonRpcCall *history = imw_evm_calls_get (calls, 0);
  ImwJsonRpcCall *price_call = imw_evm_calls_get (calls, 1);
  GError         *error = NULL;
  guint64         tip = 0;
  guint64         price;

  if (!imw_evm_call_get_u64 (imw_evm_calls_get (calls, 2), &tip, NULL) || tip > MAX_FEE_WEI)
    tip = 0;
  if (history->result != NULL && !imw_evm_call_is_null (history))
    read_history (history->result, tip, fees, &error);
  else if (history->error != NULL && history->words == NULL)
    error = imw_evm_call_dup_error (history);
  else if (imw_evm_call_get_u64 (price_call, &price, &error))
    {
      if (price > MAX_FEE_WEI)
        g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No such fee is possible");
      else
        read_price (price, fees);
    }
  if (error != NULL)
    {
      imw_evm_round_fail (task, error);
      return;
    }

  for (guint level = 0; level < IMW_N_FEE_LEVELS; level++)
    fees->expected_s[level] = wait_blocks[level] * self->block_seconds;
  fees->known = TRUE;
  imw_evm_round_succeed (task);
  fees->as_of_ms = self->last_good_ms;
  g_task_return_boolean (task, TRUE);
}

static void
run_fees (GTask *task)
{
  GPtrArray *calls = imw_evm_calls_new ();

  imw_evm_calls_add (calls, "eth_feeHistory", "[\"0x%x\",\"latest\",[10,50,90]]", N_BLOCKS);
  imw_evm_calls_add (calls, "eth_gasPrice", "[]");
  imw_evm_calls_add (calls, "eth_maxPriorityFeePerGas", "[]");
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, FALSE, fees_got);
}

/**
 * imw_evm_get_fees_async:
 * @backend: an #ImwEthereumRpc
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_get_fees_async().
 */
void
imw_evm_get_fees_async (ImwBackend         *backend,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = g_task_new (backend, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_evm_get_fees_async);
  imw_evm_round_start (task, run_fees, g_new0 (ImwFeeTable, 1), g_free);
}

/**
 * imw_evm_get_fees_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @fees: (out caller-allocates): the fees
 * @error: return location
 *
 * Returns: as imw_backend_get_fees_finish()
 */
gboolean
imw_evm_get_fees_finish (ImwBackend   *backend,
                         GAsyncResult *result,
                         ImwFeeTable  *fees,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  *fees = (ImwFeeTable){ .known = FALSE };
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *fees = *(ImwFeeTable *) imw_evm_round_get_data (G_TASK (result));

  return TRUE;
}
