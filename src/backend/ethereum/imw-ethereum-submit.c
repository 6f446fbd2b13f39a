/* imw-ethereum-submit.c: whole transactions, to and from a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"
#include "imw-ethereum-tx.h"
#include "imw-hex.h"
#include "imw-json.h"

#include <string.h>

typedef struct
{
  char   *txid;
  GBytes *raw;    /* (nullable): what is sent */
  GError *answer; /* (nullable): what the server said while we look whether it has it anyway */
  /* an earlier server may have taken it: no later one's refusal is the last word */
  gboolean is_uncertain;
} Payload;

static void
payload_free (gpointer user_data)
{
  Payload *payload = user_data;

  g_free (payload->txid);
  g_clear_pointer (&payload->raw, g_bytes_unref);
  g_clear_error (&payload->answer);
  g_free (payload);
}

static gboolean
says_one_of (const char *words, const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    if (strstr (words, *phrases) != NULL)
      return TRUE;

  return FALSE;
}

typedef enum
{
  VERDICT_KNOWN,   /* the network has it */
  VERDICT_LOOK,    /* it, or another one, was there before */
  VERDICT_FEE,     /* FEE_TOO_LOW */
  VERDICT_REFUSED, /* it can never be taken as it is */
  VERDICT_UNKNOWN  /* nothing is said about the transaction */
} Verdict;

/* Words of Geth, Nethermind, Besu, Erigon, Reth, Anvil and those who build on them. */
static Verdict
judge (const char *words)
{
  static const char *const known[] = { "already known", "known transaction",
                                       "alreadyknown", "already imported",
                                       "already exists", "already in mempool",
                                       "transaction already", NULL };
  static const char *const used[] = { "nonce too low", "nonce is too low",
                                      "oldnonce", "nonce has already been used",
                                      "old nonce", NULL };
  static const char *const fee[] = { "underpriced",
                                     "fee too low",
                                     "feetoolow",
                                     "gas price too low",
                                     "gas price below",
                                     "less than block base fee",
                                     "max fee per gas less",
                                     "below minimum",
                                     "tip too low",
                                     "priority fee",
                                     "feecap below",
                                     "replacement",
                                     NULL };
  static const char *const refused[] = { "insufficient",
                                         "intrinsic gas",
                                         "exceeds block gas limit",
                                         "gas limit",
                                         "invalid sender",
                                         "invalid signature",
                                         "invalid chain id",
                                         "wrong chain",
                                         "chain id",
                                         "oversized data",
                                         "type not supported",
                                         "not eip-155",
                                         "exceeds the configured cap",
                                         "nonce too high",
                                         "negative value",
                                         "rlp",
                                         "invalid transaction",
                                         NULL };
  g_autofree char         *lower = g_ascii_strdown (words, -1);

  if (says_one_of (lower, known))
    return VERDICT_KNOWN;
  if (says_one_of (lower, used))
    return VERDICT_LOOK;
  if (says_one_of (lower, fee))
    return VERDICT_FEE;
  if (says_one_of (lower, refused))
    return VERDICT_REFUSED;

  return VERDICT_UNKNOWN;
}

static void
finish_submit (GTask *task)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  const Payload  *payload = imw_evm_round_get_data (task);
  gsize           length;
  const guint8   *data = g_bytes_get_data (payload->raw, &length);
  g_autoptr (ImwEthereumTx) tx = imw_ethereum_tx_parse (data, length, self->params->asset, NULL);

  if (tx != NULL)
    {
      gint64 number = (gint64) tx->nonce;

      g_hash_table_insert (self->sent, g_ascii_strdown (payload->txid, -1),
                           g_memdup2 (&number, sizeof number));
    }
  imw_evm_round_succeed (task);
  g_task_return_boolean (task, TRUE);
}

/* takes @answer */
static void
refuse_submit (GTask *task, GError *answer)
{
  const Payload *payload = imw_evm_round_get_data (task);

  if (payload->is_uncertain)
    imw_evm_round_fail (task, answer);
  else
    imw_evm_round_refuse (task, answer);
}

/* The number is used: by this very transaction, or by another one. */
static void
looked (GTask *task, GPtrArray *calls)
{
  Payload        *payload = imw_evm_round_get_data (task);
  ImwJsonRpcCall *call = imw_evm_calls_get (calls, 0);
  g_autoptr (ImwEvmTx) tx = NULL;
  GError *error = NULL;

  if (call->error != NULL)
    error = g_error_copy (call->error);
  else if (imw_evm_call_is_null (call))
    {
      refuse_submit (task, g_steal_pointer (&payload->answer));
      return;
    }
  else
    tx = imw_evm_tx_parse (call->result, &error);

  if (tx != NULL && g_ascii_strcasecmp (tx->txid, payload->txid) == 0)
    finish_submit (task);
  else
    {
      if (error == NULL)
        error = g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another transaction than asked for");
      payload->is_uncertain = TRUE;
      imw_evm_round_fail (task, error);
    }
}

static void
look (GTask *task, GError *answer)
{
  Payload   *payload = imw_evm_round_get_data (task);
  GPtrArray *calls = imw_evm_calls_new ();

  g_clear_error (&payload->answer);
  payload->answer = answer;
  imw_evm_calls_add (calls, "eth_getTransactionByHash", "[\"%s\"]", payload->txid);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, TRUE, looked);
}

static void
answer_refused (GTask *task, ImwJsonRpcCall *call)
{
  Payload         *payload = imw_evm_round_get_data (task);
  g_autofree char *words = imw_evm_words_for_refusal (call);

  switch (judge (call->words))
    {
    case VERDICT_KNOWN:
      finish_submit (task);
      break;

    case VERDICT_LOOK:
      look (task, g_error_new (IMW_ERROR, IMW_ERROR_REFUSED, "%s", words));
      break;

    case VERDICT_FEE:
      refuse_submit (task, g_error_new (IMW_ERROR, IMW_ERROR_FEE_TOO_LOW, "%s", words));
      break;

    case VERDICT_REFUSED:
      refuse_submit (task, g_error_new (IMW_ERROR, IMW_ERROR_REFUSED, "%s", words));
      break;

    case VERDICT_UNKNOWN:
      payload->is_uncertain = TRUE;
      imw_evm_round_fail (task, g_error_matches (call->error, IMW_ERROR, IMW_ERROR_RATE_LIMITED)
                                    ? g_error_copy (call->error)
                                    : g_error_new (IMW_ERROR, IMW_ERROR_SERVER, "%s", words));
      break;
    }
}

static void
submitted (GTask *task, GPtrArray *calls)
{
  Payload        *payload = imw_evm_round_get_data (task);
  ImwJsonRpcCall *call = imw_evm_calls_get (calls, 0);
  GError         *error = NULL;
  const char     *told;

  if (call->error != NULL && call->words != NULL)
    {
      answer_refused (task, call);
      return;
    }
  if (call->error != NULL)
    {
      /* REFUSED without words: the server was not asked (switched off), or does not serve us */
      payload->is_uncertain |= !g_error_matches (call->error, IMW_ERROR, IMW_ERROR_REFUSED) &&
                               !g_error_matches (call->error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
      error = g_error_copy (call->error);
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
        error->code = IMW_ERROR_SERVER;
      imw_evm_round_fail (task, error);
      return;
    }

  told = imw_evm_call_get_text (call, &error);
  if (told != NULL && g_ascii_strcasecmp (told, payload->txid) != 0)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The server names another transaction");
  if (error != NULL)
    {
      payload->is_uncertain = TRUE;
      imw_evm_round_fail (task, error);
    }
  else
    finish_submit (task);
}

static void
run_submit (GTask *task)
{
  const Payload   *payload = imw_evm_round_get_data (task);
  g_autofree char *hex = imw_hex_encode_bytes (payload->raw);
  GPtrArray       *calls = imw_evm_calls_new ();

  imw_evm_calls_add (calls, "eth_sendRawTransaction", "[\"0x%s\"]", hex);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, TRUE, submitted);
}

/**
 * imw_evm_submit_async:
 * @backend: an #ImwEthereumRpc
 * @raw: a signed transaction
 * @txid: its id
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_submit_async(). When a server fails, the next one gets the same bytes.
 */
void
imw_evm_submit_async (ImwBackend         *backend,
                      GBytes             *raw,
                      const char         *txid,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  ImwEthereumRpc *self = IMW_ETHEREUM_RPC (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Payload *payload;

  g_task_set_source_tag (task, imw_evm_submit_async);
  if (!imw_evm_check_hash (txid, NULL) || !imw_chain_check_raw (self->chain, raw, txid, NULL))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "The bytes are not the transaction");
      return;
    }

  payload = g_new0 (Payload, 1);
  payload->txid = g_strdup (txid);
  payload->raw = g_bytes_ref (raw);
  imw_evm_round_start (g_steal_pointer (&task), run_submit, payload, payload_free);
}

/**
 * imw_evm_submit_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: as imw_backend_submit_finish()
 */
gboolean
imw_evm_submit_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
get_word (JsonObject *object, const char *name, guint8 word[IMW_EVM_WORD_BYTES])
{
  const char *text = imw_json_get_string (object, name, NULL);

  return text != NULL && imw_evm_read_word (text, word);
}

/* A server without raw transactions: the members put together again. Access lists are not; their
 * transactions do not fit then. */
static GBytes *
rebuild (ImwEthereumRpc *self, JsonNode *node)
{
  g_autoptr (ImwEvmTx) told = imw_evm_tx_parse (node, NULL);
  g_autoptr (ImwEthereumTx) tx = NULL;
  JsonObject *object = imw_json_node_get_object (node, NULL);
  ImwAsset   *asset = self->params->asset;
  guint8      type[IMW_EVM_WORD_BYTES] = { 0 };
  guint8      tip[IMW_EVM_WORD_BYTES];
  guint8      v[IMW_EVM_WORD_BYTES];
  guint8      r[IMW_EVM_WORD_BYTES];
  guint8      s[IMW_EVM_WORD_BYTES];

  if (told == NULL || (imw_json_has (object, "type") && !get_word (object, "type", type)) ||
      type[31] > 2 || !get_word (object, "r", r) || !get_word (object, "s", s) ||
      (!get_word (object, "yParity", v) && !get_word (object, "v", v)))
    return NULL;

  tx = imw_ethereum_tx_new (type[31], self->params->chain_id, asset);
  tx->nonce = told->nonce;
  tx->gas_limit = told->gas;
  tx->has_to = *told->to != '\0';
  if (tx->has_to && !imw_ethereum_address_parse (told->to, &tx->to, NULL))
    return NULL;
  if (!get_word (object, "maxPriorityFeePerGas", tip))
    memcpy (tip, told->price, sizeof tip);
  g_clear_pointer (&tx->max_fee_per_gas, imw_amount_unref);
  g_clear_pointer (&tx->max_priority_fee_per_gas, imw_amount_unref);
  g_clear_pointer (&tx->value, imw_amount_unref);
  g_clear_pointer (&tx->data, g_bytes_unref);
  tx->max_fee_per_gas = imw_evm_word_to_amount (told->price, asset);
  tx->max_priority_fee_per_gas = imw_evm_word_to_amount (tip, asset);
  tx->value = imw_evm_word_to_amount (told->value, asset);
  tx->data = g_bytes_ref (told->input);
  /* 0 and 1, 27 and 28, or EIP-155's 35 + 2 × chain id + parity: parity decides */
  imw_ethereum_tx_set_signature (tx, r, s,
                                 type[31] == 0 && v[31] % 2 == 0 ? 1
                                 : type[31] == 0                 ? 0
                                                                 : v[31] & 1);

  return imw_ethereum_tx_serialize_signed (tx);
}

static void
raw_got (GTask *task, GPtrArray *calls)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  const Payload  *payload = imw_evm_round_get_data (task);
  ImwJsonRpcCall *raw_call = imw_evm_calls_get (calls, 0);
  ImwJsonRpcCall *tx_call = imw_evm_calls_get (calls, 1);
  g_autoptr (GBytes) raw = NULL;
  GError *error = NULL;

  if (raw_call->result != NULL && !imw_evm_call_is_null (raw_call))
    raw = imw_evm_call_get_bytes (raw_call, NULL);
  if (raw != NULL && !imw_chain_check_raw (self->chain, raw, payload->txid, NULL))
    g_clear_pointer (&raw, g_bytes_unref);
  if (raw == NULL && tx_call->result != NULL && !imw_evm_call_is_null (tx_call))
    {
      raw = rebuild (self, tx_call->result);
      if (raw == NULL || !imw_chain_check_raw (self->chain, raw, payload->txid, NULL))
        {
          g_clear_pointer (&raw, g_bytes_unref);
          g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The bytes are not the transaction");
        }
    }
  else if (raw == NULL && imw_evm_call_is_null (tx_call))
    g_set_error (&error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "No such transaction");
  else if (raw == NULL)
    error = imw_evm_call_dup_error (tx_call);

  if (raw == NULL)
    {
      imw_evm_round_fail (task, error);
      return;
    }
  imw_evm_round_succeed (task);
  g_task_return_pointer (task, g_steal_pointer (&raw), (GDestroyNotify) g_bytes_unref);
}

static void
run_get_raw (GTask *task)
{
  const Payload *payload = imw_evm_round_get_data (task);
  GPtrArray     *calls = imw_evm_calls_new ();

  imw_evm_calls_add (calls, "eth_getRawTransactionByHash", "[\"%s\"]", payload->txid);
  imw_evm_calls_add (calls, "eth_getTransactionByHash", "[\"%s\"]", payload->txid);
  imw_evm_round_send (task, calls, IMW_EVM_MAX_DETAIL_BYTES, FALSE, raw_got);
}

/**
 * imw_evm_get_raw_async:
 * @backend: an #ImwEthereumRpc
 * @txid: id of a transaction
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_get_raw_async().
 */
void
imw_evm_get_raw_async (ImwBackend         *backend,
                       const char         *txid,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  Payload *payload;

  g_task_set_source_tag (task, imw_evm_get_raw_async);
  if (!imw_evm_check_hash (txid, NULL))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not the id of a transaction");
      return;
    }

  payload = g_new0 (Payload, 1);
  payload->txid = g_strdup (txid);
  imw_evm_round_start (g_steal_pointer (&task), run_get_raw, payload, payload_free);
}

/**
 * imw_evm_get_raw_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_get_raw_finish()
 */
GBytes *
imw_evm_get_raw_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
