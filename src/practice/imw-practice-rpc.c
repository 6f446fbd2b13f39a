/* imw-practice-rpc.c: the practice Ethereum seen as a node's JSON-RPC server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-rpc"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-error.h"

#include <string.h>

#define MAX_BODY_BYTES (1024 * 1024)
#define MAX_BATCH      100

#define PARSE_ERROR     (-32700)
#define INVALID_REQUEST (-32600)
#define NO_METHOD       (-32601)
#define INVALID_PARAMS  (-32602)
#define INTERNAL        (-32603)
#define SERVER_ERROR    (-32000)

/* One method: writes its result to rpc->json, or sets an error. */
typedef gboolean (*MethodFunc) (ImwRpc *rpc, GError **error);

static gboolean
answer_chain_id (ImwRpc *rpc, GError **error)
{
  imw_rpc_write_u64 (rpc->json, NULL,
                     rpc->lie == IMW_FAULT_LIE_CHAIN_ID ? 1 : IMW_PRACTICE_EVM_CHAIN_ID);

  return TRUE;
}

static gboolean
answer_net_version (ImwRpc *rpc, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, IMW_PRACTICE_EVM_CHAIN_ID);

  imw_practice_json_string (rpc->json, NULL, rpc->lie == IMW_FAULT_LIE_CHAIN_ID ? "1" : text);

  return TRUE;
}

static gboolean
answer_client_version (ImwRpc *rpc, GError **error)
{
  imw_practice_json_string (rpc->json, NULL, "imwallet-practice/" IMW_VERSION);

  return TRUE;
}

static gboolean
answer_syncing (ImwRpc *rpc, GError **error)
{
  imw_practice_json_boolean (rpc->json, NULL, FALSE);

  return TRUE;
}

static gboolean
answer_accounts (ImwRpc *rpc, GError **error)
{
  imw_practice_json_begin_array (rpc->json, NULL);
  imw_practice_json_end_array (rpc->json);

  return TRUE;
}

static gboolean
answer_block_number (ImwRpc *rpc, GError **error)
{
  gint64 height = 0;

  if (!imw_ledger_get_height (rpc->ledger, &height, error))
    return FALSE;

  imw_rpc_write_u64 (rpc->json, NULL, (guint64) height);

  return TRUE;
}

static gboolean
answer_send (ImwRpc *rpc, GError **error)
{
  g_autoptr (GBytes) raw = NULL;
  const char *text;
  guint8      id[32];

  if (!imw_rpc_get_text (rpc, 0, &text, error))
    return FALSE;

  raw = imw_rpc_parse_data (text, error);
  if (raw == NULL || !imw_practice_ethereum_broadcast (rpc->chain, raw, id, error))
    return FALSE;

  imw_rpc_write_data (rpc->json, NULL, id, sizeof id);

  return TRUE;
}

static MethodFunc
find_method (const char *name)
{
  static const struct
  {
    const char *name;
    MethodFunc  func;
  } methods[] = {
    { "eth_chainId", answer_chain_id },
    { "net_version", answer_net_version },
    { "web3_clientVersion", answer_client_version },
    { "eth_syncing", answer_syncing },
    { "eth_accounts", answer_accounts },
    { "eth_blockNumber", answer_block_number },
    { "eth_getBlockByNumber", imw_rpc_block_by_number },
    { "eth_getBlockByHash", imw_rpc_block_by_hash },
    { "eth_getBalance", imw_rpc_balance },
    { "eth_getTransactionCount", imw_rpc_sequence },
    { "eth_getCode", imw_rpc_code },
    { "eth_call", imw_rpc_call },
    { "eth_estimateGas", imw_rpc_estimate },
    { "eth_gasPrice", imw_rpc_gas_price },
    { "eth_maxPriorityFeePerGas", imw_rpc_tip },
    { "eth_feeHistory", imw_rpc_fee_history },
    { "eth_sendRawTransaction", answer_send },
    { "eth_getTransactionByHash", imw_rpc_tx_by_hash },
    { "eth_getRawTransactionByHash", imw_rpc_raw_tx_by_hash },
    { "eth_getTransactionReceipt", imw_rpc_receipt },
    { "eth_getLogs", imw_rpc_logs },
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (g_str_equal (methods[i].name, name))
        return methods[i].func;
    }

  return NULL;
}

static int
get_code (const ImwRpc *rpc, const GError *error)
{
  if (rpc->code != 0)
    return rpc->code;
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
    return SERVER_ERROR;
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
    return NO_METHOD;
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT) ||
      g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_REPLY))
    return INVALID_PARAMS;

  return INTERNAL;
}

static void
write_error (ImwPracticeJson *json, int code, const char *message, const char *data)
{
  imw_practice_json_begin_object (json, "error");
  imw_practice_json_int (json, "code", code);
  imw_practice_json_string (json, "message", message);
  if (data != NULL)
    imw_practice_json_string (json, "data", data);
  imw_practice_json_end_object (json);
}

/* Texts and integers come back as they were. */
static void
write_id (ImwPracticeJson *json, JsonObject *request)
{
  const char *text;
  gint64      number;

  if (request != NULL && imw_json_get_string_opt (request, "id", &text, NULL) && text != NULL)
    imw_practice_json_string (json, "id", text);
  else if (request != NULL && imw_json_has (request, "id") &&
           imw_json_get_int (request, "id", G_MININT64, G_MAXINT64, &number, NULL))
    imw_practice_json_int (json, "id", number);
  else
    imw_practice_json_null (json, "id");
}

static gboolean
run_method (ImwRpc *rpc, JsonObject *request, GError **error)
{
  const char *name = imw_json_get_string (request, "method", error);
  MethodFunc  func = name != NULL ? find_method (name) : NULL;

  if (name == NULL)
    {
      rpc->code = INVALID_REQUEST;
      return FALSE;
    }
  if (func == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                   "the method %s does not exist/is not available", name);
      return FALSE;
    }
  if (imw_json_has (request, "params"))
    {
      rpc->params = imw_json_get_array (request, "params", error);
      if (rpc->params == NULL)
        return FALSE;
    }

  return func (rpc, error);
}

static void
answer_one (ImwPracticeEthereum *self, JsonNode *node, ImwFaultKind lie, ImwPracticeJson *json)
{
  g_auto (ImwPracticeJson) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  JsonObject      *request = imw_json_node_get_object (node, NULL);
  ImwRpc           rpc = { .chain = self, .json = &result, .lie = lie };

  rpc.ledger = imw_practice_ethereum_get_ledger (self);
  imw_practice_json_init (&result);
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "jsonrpc", "2.0");
  write_id (json, request);
  if (request == NULL)
    {
      write_error (json, INVALID_REQUEST, "invalid request", NULL);
    }
  else if (run_method (&rpc, request, &error))
    {
      g_autoptr (GBytes) text = imw_practice_json_clear_to_bytes (&result);
      g_autofree char *copy = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));

      imw_practice_json_number_text (json, "result", copy);
    }
  else
    {
      data = g_steal_pointer (&rpc.data);
      write_error (json, get_code (&rpc, error), error->message, data);
    }
  imw_practice_json_end_object (json);
}

static void
write_failure (ImwPracticeJson *json, int code, const char *message)
{
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "jsonrpc", "2.0");
  imw_practice_json_null (json, "id");
  write_error (json, code, message, NULL);
  imw_practice_json_end_object (json);
}

/**
 * imw_practice_rpc_answer:
 * @self: the network
 * @body: a JSON-RPC 2.0 request, or an array of them
 * @lie: %IMW_FAULT_NONE, or about what to lie
 * @reply: (out caller-allocates): the answer, set in any case
 *
 * Answers as an Ethereum node does.
 */
void
imw_practice_rpc_answer (ImwPracticeEthereum *self,
                         GBytes              *body,
                         ImwFaultKind         lie,
                         ImwPracticeReply    *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (JsonNode) node = imw_json_parse_bytes (body, MAX_BODY_BYTES, NULL);
  JsonArray *batch = NULL;

  imw_practice_json_init (&json);
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    batch = imw_json_node_get_array (node, NULL);

  if (node == NULL)
    write_failure (&json, PARSE_ERROR, "parse error");
  else if (batch == NULL)
    answer_one (self, node, lie, &json);
  else if (json_array_get_length (batch) == 0)
    write_failure (&json, INVALID_REQUEST, "empty batch");
  else if (json_array_get_length (batch) > MAX_BATCH)
    write_failure (&json, INVALID_REQUEST, "batch too large");
  else
    {
      imw_practice_json_begin_array (&json, NULL);
      for (guint i = 0; i < json_array_get_length (batch); i++)
        answer_one (self, json_array_get_element (batch, i), lie, &json);
      imw_practice_json_end_array (&json);
    }
  imw_practice_reply_json (reply, &json);
}

static void
add_path (JsonNode *node, GPtrArray *paths)
{
  JsonObject *request = imw_json_node_get_object (node, NULL);
  const char *method = request != NULL ? imw_json_get_string (request, "method", NULL) : NULL;

  if (method != NULL)
    g_ptr_array_add (paths, g_strconcat ("/ethereum/", method, NULL));
}

/**
 * imw_practice_rpc_list_paths:
 * @body: a request
 *
 * Returns: (transfer full): "/ethereum/METHOD" for each call in it, and "/ethereum" when there is none: what faults can
 *   be asked for
 */
GStrv
imw_practice_rpc_list_paths (GBytes *body)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) node = imw_json_parse_bytes (body, MAX_BODY_BYTES, NULL);
  JsonArray *batch = NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    batch = imw_json_node_get_array (node, NULL);
  if (node != NULL && batch == NULL)
    add_path (node, paths);
  for (guint i = 0; batch != NULL && i < MIN (json_array_get_length (batch), MAX_BATCH); i++)
    add_path (json_array_get_element (batch, i), paths);
  if (paths->len == 0)
    g_ptr_array_add (paths, g_strdup ("/ethereum"));
  g_ptr_array_add (paths, NULL);

  return (GStrv) g_ptr_array_steal (paths, NULL);
}
