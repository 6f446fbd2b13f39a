/* imw-ethereum-tokens.c: what tokens say of themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

/* symbol(), name() and decimals() are words of whoever made the contract: they are cut, cleaned, and
 * never taken for more than that. */

#define MAX_SYMBOL   16
#define MAX_NAME     64
#define MAX_DECIMALS 38
#define MAX_WORDS    200

static const char *const questions[IMW_EVM_TOKEN_CALLS] = { "decimals()", "symbol()", "name()" };

/**
 * imw_evm_tokens_add_calls:
 * @calls: (element-type ImwJsonRpcCall): gets %IMW_EVM_TOKEN_CALLS more
 * @contract: address of what may be a token
 */
void
imw_evm_tokens_add_calls (GPtrArray *calls, const char *contract)
{
  for (guint i = 0; i < IMW_EVM_TOKEN_CALLS; i++)
    {
      g_autofree char *selector = imw_evm_selector (questions[i]);

      imw_evm_calls_add (calls, "eth_call", "[{\"to\":\"%s\",\"data\":\"%s\"},\"latest\"]",
                         contract, selector);
    }
}

static char *
read_text (ImwJsonRpcCall *call, guint max_chars)
{
  g_autoptr (GBytes) bytes = imw_evm_call_get_bytes (call, NULL);
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  gsize            length;
  const guint8    *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &length);
  text = data != NULL ? imw_erc20_read_text (data, length, NULL) : NULL;
  if (text == NULL)
    return NULL;

  clean = imw_text_sanitize (text, max_chars);
  g_strstrip (clean);

  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

/**
 * imw_evm_tokens_read:
 * @self: a backend
 * @calls: (element-type ImwJsonRpcCall): with the answers
 * @position: where those of imw_evm_tokens_add_calls() begin
 * @contract: the address
 * @error: return location
 *
 * Returns: (transfer none): the token, which is remembered; on %NULL @error is %IMW_ERROR_NOT_FOUND
 *   (it is no token, which is remembered too), or that of a server that could not answer
 */
ImwAsset *
imw_evm_tokens_read (ImwEthereumRpc *self,
                     GPtrArray      *calls,
                     guint           position,
                     const char     *contract,
                     GError        **error)
{
  ImwJsonRpcCall    *first = imw_evm_calls_get (calls, position);
  g_autofree char   *symbol = read_text (imw_evm_calls_get (calls, position + 1), MAX_SYMBOL);
  g_autofree char   *name = read_text (imw_evm_calls_get (calls, position + 2), MAX_NAME);
  const char        *text;
  ImwEthereumAddress address;
  guint64            decimals;
  ImwAsset          *asset = NULL;

  if (first->error != NULL && imw_evm_error_is_passing (first->error))
    {
      g_propagate_error (error, g_error_copy (first->error));
      return NULL;
    }

  text = imw_evm_call_get_text (first, NULL);
  if (text != NULL && strlen (text) == 2 + 2 * IMW_EVM_WORD_BYTES &&
      imw_evm_read_u64 (text, &decimals) && decimals <= MAX_DECIMALS &&
      (symbol != NULL || name != NULL) && imw_ethereum_address_parse (contract, &address, NULL))
    asset = imw_ethereum_params_new_asset (self->params, &address, symbol != NULL ? symbol : name,
                                           name != NULL ? name : symbol, (guint) decimals);
  g_hash_table_insert (self->tokens, g_strdup (contract), asset);
  if (asset == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "The contract is no token");

  return asset;
}

static void
looked_up (GTask *task, GPtrArray *calls)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  const char     *contract = imw_evm_round_get_data (task);
  GError         *error = NULL;
  ImwAsset       *asset = imw_evm_tokens_read (self, calls, 0, contract, &error);

  if (asset != NULL)
    {
      imw_evm_round_succeed (task);
      g_task_return_pointer (task, imw_asset_ref (asset), (GDestroyNotify) imw_asset_unref);
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    imw_evm_round_refuse (task, error);
  else
    imw_evm_round_fail (task, error);
}

static void
run_look_up (GTask *task)
{
  GPtrArray *calls = imw_evm_calls_new ();

  imw_evm_tokens_add_calls (calls, imw_evm_round_get_data (task));
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, FALSE, looked_up);
}

/**
 * imw_evm_look_up_asset_async:
 * @backend: an #ImwEthereumRpc
 * @contract: address of a token
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_look_up_asset_async().
 */
void
imw_evm_look_up_asset_async (ImwBackend         *backend,
                             const char         *contract,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  ImwEthereumRpc *self = IMW_ETHEREUM_RPC (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwEthereumAddress address;
  GError            *error = NULL;
  g_autofree char   *lower = g_ascii_strdown (contract, -1);
  ImwAsset          *asset;

  g_task_set_source_tag (task, imw_evm_look_up_asset_async);
  if (!imw_ethereum_address_parse (contract, &address, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  asset = imw_evm_find_asset (self, NULL, lower, NULL);
  if (asset != NULL)
    {
      g_task_return_pointer (task, imw_asset_ref (asset), (GDestroyNotify) imw_asset_unref);
      return;
    }

  imw_evm_round_start (g_steal_pointer (&task), run_look_up, g_steal_pointer (&lower), g_free);
}

/**
 * imw_evm_look_up_asset_finish:
 * @backend: an #ImwEthereumRpc
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_look_up_asset_finish()
 */
ImwAsset *
imw_evm_look_up_asset_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Solidity's Error(string), as revert gives it */
static char *
read_reason (const char *data)
{
  g_autofree char *selector = imw_evm_selector ("Error(string)");
  g_autofree char *tail = NULL;
  ImwJsonRpcCall   call = { 0 };
  char            *text;

  if (data == NULL || !g_str_has_prefix (data, selector))
    return NULL;

  tail = g_strconcat ("0x", data + strlen (selector), NULL);
  call.result = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (call.result, tail);
  text = read_text (&call, MAX_WORDS);
  json_node_unref (call.result);

  return text;
}

/**
 * imw_evm_words_for_refusal:
 * @call: a call that the server refused
 *
 * Returns: (transfer full): the reason that a contract gave, else the server's words; cleaned
 */
char *
imw_evm_words_for_refusal (ImwJsonRpcCall *call)
{
  char *reason = read_reason (call->data != NULL ? strstr (call->data, "0x") : NULL);

  if (reason != NULL)
    return reason;
  if (call->words != NULL && *call->words != '\0')
    return imw_text_sanitize (call->words, MAX_WORDS);

  return g_strdup ("execution reverted");
}
