/* imw-practice-rpc-state.c: balances, numbers and calls of the practice JSON-RPC
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-rpc"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define REVERT_CODE 3
#define LIE_NONCE   5
#define LIE_WEI     G_GUINT64_CONSTANT (5000000000000000000)

/* What a caller asks to be tried */
typedef struct
{
  ImwEthereumTx     *tx;
  ImwEthereumAddress from;
  ImwAmount         *price; /* (nullable) */
  guint64            gas;   /* 0: not said */
} Message;

static void
message_clear (Message *message)
{
  g_clear_pointer (&message->tx, imw_ethereum_tx_free);
  g_clear_pointer (&message->price, imw_amount_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Message, message_clear)

/**
 * imw_rpc_balance: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_balance (ImwRpc *rpc, GError **error)
{
  ImwEthereumAddress address;
  g_autoptr (ImwAmount) balance = NULL;
  g_autoptr (ImwAmount) more = NULL;
  g_autoptr (ImwAmount) told = NULL;
  gint64 height;

  if (!imw_rpc_get_address (rpc, 0, &address, error) ||
      !imw_rpc_get_state_height (rpc, 1, &height, error))
    return FALSE;

  balance = imw_evm_get_balance (rpc->chain, address.bytes, height, error);
  if (balance == NULL)
    return FALSE;

  more = imw_practice_number_new (rpc->lie == IMW_FAULT_LIE_BALANCE ? LIE_WEI : 0);
  told = imw_practice_number_add (balance, more);
  imw_rpc_write_number (rpc->json, NULL, told);

  return TRUE;
}

/**
 * imw_rpc_sequence: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_sequence (ImwRpc *rpc, GError **error)
{
  ImwEthereumAddress address;
  JsonNode          *block = imw_rpc_get_param (rpc, 1);
  gboolean           pending = FALSE;
  guint64            sequence;
  gint64             height;

  if (!imw_rpc_get_address (rpc, 0, &address, error) ||
      !imw_rpc_get_state_height (rpc, 1, &height, error))
    return FALSE;

  if (block != NULL && JSON_NODE_HOLDS_VALUE (block))
    pending = g_strcmp0 (imw_json_node_get_string (block, NULL), "pending") == 0;
  if (!(pending ? imw_evm_next_sequence (rpc->chain, address.bytes, &sequence, error)
                : imw_evm_get_sequence (rpc->chain, address.bytes, height, &sequence, error)))
    return FALSE;

  if (rpc->lie == IMW_FAULT_LIE_NONCE)
    sequence += LIE_NONCE;
  imw_rpc_write_u64 (rpc->json, NULL, sequence);

  return TRUE;
}

/**
 * imw_rpc_code: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK.
 */
gboolean
imw_rpc_code (ImwRpc *rpc, GError **error)
{
  ImwEthereumAddress address;
  gint64             height;

  if (!imw_rpc_get_address (rpc, 0, &address, error) ||
      !imw_rpc_get_state_height (rpc, 1, &height, error))
    return FALSE;

  /* nobody can run it, but there is some */
  imw_practice_json_string (rpc->json, NULL,
                            imw_evm_token_find (address.bytes) != NULL ? "0x60006000fd" : "0x");

  return TRUE;
}

static gboolean
read_number (JsonObject *object, const char *name, ImwAmount **number, GError **error)
{
  const char *text;

  *number = NULL;
  if (!imw_json_get_string_opt (object, name, &text, error))
    return FALSE;

  if (text != NULL)
    *number = imw_practice_number_from_hex (text, error);

  return text == NULL || *number != NULL;
}

static gboolean
read_data (JsonObject *object, GBytes **data, GError **error)
{
  const char *input;
  const char *old;

  *data = NULL;
  if (!imw_json_get_string_opt (object, "input", &input, error) ||
      !imw_json_get_string_opt (object, "data", &old, error))
    return FALSE;

  if (input == NULL)
    input = old != NULL ? old : "0x";
  *data = imw_rpc_parse_data (input, error);

  return *data != NULL;
}

static gboolean
read_addresses (Message *message, JsonObject *object, GError **error)
{
  const char *from;
  const char *to;

  if (!imw_json_get_string_opt (object, "from", &from, error) ||
      !imw_json_get_string_opt (object, "to", &to, error) ||
      (from != NULL && !imw_rpc_parse_address (from, &message->from, error)))
    return FALSE;

  if (to == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "contract creation is not supported on the practice network");
      return FALSE;
    }
  message->tx->has_to = TRUE;

  return imw_rpc_parse_address (to, &message->tx->to, error);
}

static gboolean
read_message (ImwRpc *rpc, Message *message, GError **error)
{
  JsonNode   *node = imw_rpc_get_param (rpc, 0);
  JsonObject *object;
  g_autoptr (ImwAmount) value = NULL;
  g_autoptr (ImwAmount) gas = NULL;
  g_autoptr (ImwAmount) old_price = NULL;
  g_autoptr (GBytes) data = NULL;

  if (node == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "missing value for required argument 0");
      return FALSE;
    }

  object = imw_json_node_get_object (node, error);
  message->tx =
      imw_ethereum_tx_new (2, IMW_PRACTICE_EVM_CHAIN_ID, imw_practice_number_get_asset ());
  if (object == NULL || !read_addresses (message, object, error) ||
      !read_number (object, "value", &value, error) || !read_number (object, "gas", &gas, error) ||
      !read_number (object, "maxFeePerGas", &message->price, error) ||
      !read_number (object, "gasPrice", &old_price, error) || !read_data (object, &data, error))
    return FALSE;

  if (message->price == NULL)
    message->price = g_steal_pointer (&old_price);
  if (gas != NULL && !imw_amount_get_u64 (gas, &message->gas))
    message->gas = G_MAXUINT64;
  if (value != NULL)
    {
      g_clear_pointer (&message->tx->value, imw_amount_unref);
      message->tx->value = g_steal_pointer (&value);
    }
  g_clear_pointer (&message->tx->data, g_bytes_unref);
  message->tx->data = g_steal_pointer (&data);

  return TRUE;
}

static gboolean
fail_reverted (ImwRpc *rpc, ImwEvmRun *run, GError **error)
{
  g_autofree char *hex = run->output->len > 0 ? imw_hex_encode (run->output->data, run->output->len)
                                              : g_strdup ("");

  rpc->code = REVERT_CODE;
  rpc->data = g_strconcat ("0x", hex, NULL);
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "execution reverted%s%s",
               run->reason != NULL ? ": " : "", run->reason != NULL ? run->reason : "");

  return FALSE;
}

/* Runs the message on the state as at a block, if the sender has the value at all. */
static gboolean
try_message (ImwRpc *rpc, Message *message, gint64 height, ImwEvmRun *run, GError **error)
{
  g_autoptr (ImwAmount)
      balance = imw_evm_get_balance (rpc->chain, message->from.bytes, height, error);

  if (balance == NULL)
    return FALSE;

  if (imw_amount_compare (balance, message->tx->value) < 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "insufficient funds for transfer");
      return FALSE;
    }

  imw_evm_run_init (run, rpc->chain, height);
  imw_evm_run_set_message (run, message->from.bytes, message->tx->to.bytes, message->tx->value,
                           message->tx->data);
  if (!imw_evm_run_execute (run, error))
    return FALSE;

  return !run->reverted || fail_reverted (rpc, run, error);
}

/**
 * imw_rpc_call: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong or why the contract refuses, or
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_call (ImwRpc *rpc, GError **error)
{
  g_auto (Message) message = { 0 };
  g_auto (ImwEvmRun) run = { 0 };
  gint64 height;

  if (!read_message (rpc, &message, error) || !imw_rpc_get_state_height (rpc, 1, &height, error) ||
      !try_message (rpc, &message, height, &run, error))
    return FALSE;

  if (rpc->lie == IMW_FAULT_LIE_BALANCE && run.output->len == 32)
    run.output->data[24] ^= 1;
  imw_rpc_write_data (rpc->json, NULL, run.output->data, run.output->len);

  return TRUE;
}

/* A sender that says what it pays must be able to. */
static gboolean
check_allowance (ImwRpc *rpc, Message *message, gint64 height, guint64 gas, GError **error)
{
  g_autoptr (ImwAmount) balance = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  g_autoptr (ImwAmount) cost = NULL;

  if (message->gas > 0 && message->gas < gas)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED,
                   "gas required exceeds allowance (%" G_GUINT64_FORMAT ")", message->gas);
      return FALSE;
    }
  if (message->price == NULL || imw_amount_sign (message->price) == 0)
    return TRUE;

  balance = imw_evm_get_balance (rpc->chain, message->from.bytes, height, error);
  if (balance == NULL)
    return FALSE;

  fee = imw_practice_number_multiply (message->price, gas, 1);
  cost = imw_practice_number_add (fee, message->tx->value);
  if (imw_amount_compare (cost, balance) <= 0)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                       "insufficient funds for gas * price + value");

  return FALSE;
}

/**
 * imw_rpc_estimate: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong or why the transaction would fail, or
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_estimate (ImwRpc *rpc, GError **error)
{
  g_auto (Message) message = { 0 };
  g_auto (ImwEvmRun) run = { 0 };
  guint64 gas;
  gint64  height;

  if (!read_message (rpc, &message, error) || !imw_rpc_get_state_height (rpc, 1, &height, error) ||
      !try_message (rpc, &message, height, &run, error))
    return FALSE;

  gas = MAX (imw_ethereum_tx_get_intrinsic_gas (message.tx) + run.gas,
             imw_evm_floor_gas (message.tx->data));
  if (!check_allowance (rpc, &message, height, gas, error))
    return FALSE;

  imw_rpc_write_u64 (rpc->json, NULL, gas);

  return TRUE;
}
