/* imw-ethereum-rpc.c: Ethereum and its like through JSON-RPC servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"
#include "imw-ethereum-account.h"
#include "imw-websocket.h"

#include <string.h>

/**
 * ImwEthereumRpc:
 *
 * An #ImwBackend over servers that speak Ethereum's JSON-RPC, for any EVM network. Every operation is
 * a round: it begins with the server that served last and goes on to the next ones when that fails.
 * A server shows its chain id before anything else. Balances are asked as of one block and never
 * depend on the history; the history comes from events (eth_getLogs), an index where one is known,
 * and blocks in which the balance changed. Main thread.
 */

#define DEFAULT_MAX_BATCH 60
#define DEFAULT_LOG_SPAN  10000
#define MAX_LOG_SPAN      200000

static void imw_ethereum_rpc_iface_init (ImwBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwEthereumRpc,
                               imw_ethereum_rpc,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_BACKEND,
                                                      imw_ethereum_rpc_iface_init))

static void
server_free (gpointer user_data)
{
  ImwEvmServer *server = user_data;

  g_clear_pointer (&server->url, g_free);
  g_free (server);
}

static void
asset_unref (gpointer asset)
{
  if (asset != NULL)
    imw_asset_unref (asset);
}

static ImwBackendState
imw_ethereum_rpc_get_state (ImwBackend *backend)
{
  return IMW_ETHEREUM_RPC (backend)->state;
}

static const char *
imw_ethereum_rpc_get_server (ImwBackend *backend)
{
  ImwEthereumRpc     *self = IMW_ETHEREUM_RPC (backend);
  const ImwEvmServer *server = g_ptr_array_index (self->servers, self->current);

  return server->url;
}

static gint64
imw_ethereum_rpc_get_last_good_ms (ImwBackend *backend)
{
  return IMW_ETHEREUM_RPC (backend)->last_good_ms;
}

static const GError *
imw_ethereum_rpc_get_last_error (ImwBackend *backend)
{
  return IMW_ETHEREUM_RPC (backend)->last_error;
}

static void
imw_ethereum_rpc_iface_init (ImwBackendInterface *iface)
{
  iface->sync_async = imw_evm_sync_async;
  iface->sync_finish = imw_evm_sync_finish;
  iface->get_fees_async = imw_evm_get_fees_async;
  iface->get_fees_finish = imw_evm_get_fees_finish;
  iface->get_raw_async = imw_evm_get_raw_async;
  iface->get_raw_finish = imw_evm_get_raw_finish;
  iface->submit_async = imw_evm_submit_async;
  iface->submit_finish = imw_evm_submit_finish;
  iface->history_async = imw_evm_history_async;
  iface->history_finish = imw_evm_history_finish;
  iface->examine_async = imw_evm_examine_async;
  iface->examine_finish = imw_evm_examine_finish;
  iface->look_up_asset_async = imw_evm_look_up_asset_async;
  iface->look_up_asset_finish = imw_evm_look_up_asset_finish;
  iface->get_state = imw_ethereum_rpc_get_state;
  iface->get_server = imw_ethereum_rpc_get_server;
  iface->get_last_good_ms = imw_ethereum_rpc_get_last_good_ms;
  iface->get_last_error = imw_ethereum_rpc_get_last_error;
}

static void
imw_ethereum_rpc_dispose (GObject *object)
{
  ImwEthereumRpc *self = IMW_ETHEREUM_RPC (object);

  g_clear_pointer (&self->heads, imw_evm_heads_free);
  g_clear_object (&self->chain);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_ethereum_rpc_parent_class)->dispose (object);
}

static void
imw_ethereum_rpc_finalize (GObject *object)
{
  ImwEthereumRpc *self = IMW_ETHEREUM_RPC (object);

  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_pointer (&self->indexes, g_ptr_array_unref);
  g_clear_pointer (&self->tokens, g_hash_table_unref);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  g_clear_error (&self->last_error);
  g_free (self->server_purpose);
  g_free (self->index_purpose);

  G_OBJECT_CLASS (imw_ethereum_rpc_parent_class)->finalize (object);
}

static void
imw_ethereum_rpc_class_init (ImwEthereumRpcClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_ethereum_rpc_dispose;
  object_class->finalize = imw_ethereum_rpc_finalize;
}

static void
imw_ethereum_rpc_init (ImwEthereumRpc *self)
{
  self->servers = g_ptr_array_new_with_free_func (server_free);
  self->indexes = g_ptr_array_new_with_free_func (g_free);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, asset_unref);
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static char *
trim_url (const char *url)
{
  gsize length = strlen (url);

  while (length > 0 && url[length - 1] == '/')
    length--;

  return g_strndup (url, length);
}

static void
add_server (ImwEthereumRpc *self, const char *url)
{
  ImwEvmServer *server = g_new0 (ImwEvmServer, 1);

  server->url = trim_url (url);
  server->max_batch = DEFAULT_MAX_BATCH;
  server->log_span = DEFAULT_LOG_SPAN;
  server->log_limit = MAX_LOG_SPAN;
  g_ptr_array_add (self->servers, server);
  imw_hosts_add_url (imw_http_get_hosts (self->http), self->server_purpose, server->url);
}

static gboolean
add_servers (ImwEthereumRpc *self, const char *const *servers, const char **socket, GError **error)
{
  for (gsize i = 0; servers[i] != NULL; i++)
    {
      if (imw_websocket_is_url (servers[i]))
        {
          if (!imw_websocket_check_url (servers[i], error))
            return FALSE;
          if (*socket == NULL)
            *socket = servers[i];
          continue;
        }
      if (!imw_http_check_url (servers[i], error))
        return FALSE;
      add_server (self, servers[i]);
    }
  if (self->servers->len > 0)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "No server is given");

  return FALSE;
}

static gboolean
add_indexes (ImwEthereumRpc *self, const char *const *indexes, GError **error)
{
  for (gsize i = 0; indexes != NULL && indexes[i] != NULL; i++)
    {
      if (!imw_http_check_url (indexes[i], error))
        return FALSE;
      if (strchr (indexes[i], '?') != NULL)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                       "The address of an index has no query");
          return FALSE;
        }
      g_ptr_array_add (self->indexes, trim_url (indexes[i]));
      imw_hosts_add_url (imw_http_get_hosts (self->http), self->index_purpose, indexes[i]);
    }

  return TRUE;
}

/**
 * imw_ethereum_rpc_new:
 * @chain: the network that the servers must serve
 * @http: the client to use
 * @servers: %NULL-terminated base URLs, the preferred one first; ws(s) ones only tell of new blocks
 * @indexes: (nullable): %NULL-terminated base URLs of Blockscout-compatible servers
 * @block_seconds: expected time between two blocks
 * @error: return location
 *
 * Returns: (transfer full): a backend that has asked nothing yet; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED (plain http to another machine) or
 *   %IMW_ERROR_NOT_SUPPORTED (not an EVM network)
 */
ImwBackend *
imw_ethereum_rpc_new (ImwChain          *chain,
                      ImwHttp           *http,
                      const char *const *servers,
                      const char *const *indexes,
                      guint32            block_seconds,
                      GError           **error)
{
  g_autoptr (ImwEthereumRpc) self = NULL;
  const ImwEthereumParams *params;
  const char              *socket = NULL;

  g_return_val_if_fail (IMW_IS_CHAIN (chain), NULL);
  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);
  g_return_val_if_fail (servers != NULL, NULL);

  params = imw_ethereum_params_find (imw_chain_get_id (chain), imw_chain_get_environment (chain),
                                     imw_chain_get_network_name (chain));
  if (params == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "%s is no network of this kind",
                   imw_chain_get_id (chain));
      return NULL;
    }

  self = g_object_new (IMW_TYPE_ETHEREUM_RPC, NULL);
  self->chain = g_object_ref (chain);
  self->http = g_object_ref (http);
  self->params = params;
  self->server_purpose =
      g_strconcat (imw_chain_get_id (chain), IMW_PURPOSE_SUFFIX_SERVER, NULL);
  self->index_purpose = g_strconcat (imw_chain_get_id (chain), IMW_PURPOSE_SUFFIX_INDEX, NULL);
  self->block_seconds = MAX (block_seconds, 1);
  if (!add_servers (self, servers, &socket, error) || !add_indexes (self, indexes, error))
    return NULL;
  if (socket != NULL)
    self->heads = imw_evm_heads_new (self, socket);

  return IMW_BACKEND (g_steal_pointer (&self));
}

/**
 * imw_evm_account_address:
 * @self: a backend
 * @account_key: key text of an account
 * @error: return location
 *
 * Returns: (transfer full): its address in lower case; on %NULL @error is %IMW_ERROR_BAD_INPUT or
 *   %IMW_ERROR_WRONG_NETWORK
 */
char *
imw_evm_account_address (ImwEthereumRpc *self, const char *account_key, GError **error)
{
  ImwEthereumAccountKey key;
  g_autofree char      *text = NULL;

  if (!imw_ethereum_account_key_parse (self->params, account_key, &key, error))
    return NULL;
  text = imw_ethereum_address_to_text (&key.address);

  return g_ascii_strdown (text, -1);
}

/**
 * imw_evm_asset_contract:
 * @self: a backend
 * @asset: an asset
 *
 * Returns: (transfer full) (nullable): its contract in lower case; %NULL when it has none here
 */
char *
imw_evm_asset_contract (ImwEthereumRpc *self, ImwAsset *asset)
{
  ImwEthereumAddress contract;
  g_autofree char   *text = NULL;

  if (!imw_ethereum_params_get_contract (self->params, asset, &contract))
    return NULL;
  text = imw_ethereum_address_to_text (&contract);

  return g_ascii_strdown (text, -1);
}

/**
 * imw_evm_find_asset:
 * @self: a backend
 * @assets: (nullable) (element-type ImwAsset): assets that the wallet knows
 * @contract: address in lower case
 * @is_known: (out) (nullable): whether the wallet or the list that comes with the program has it
 *
 * Returns: (transfer none) (nullable): the token of the contract; %NULL when nothing is known of it
 */
ImwAsset *
imw_evm_find_asset (ImwEthereumRpc *self,
                    GPtrArray      *assets,
                    const char     *contract,
                    gboolean       *is_known)
{
  const ImwEthereumToken *token;
  ImwEthereumAddress      address;

  if (is_known != NULL)
    *is_known = TRUE;
  if (!imw_ethereum_address_parse (contract, &address, NULL))
    return NULL;
  token = imw_ethereum_params_find_token (self->params, &address);
  if (token != NULL)
    return token->facts->asset;

  for (guint i = 0; assets != NULL && i < assets->len; i++)
    {
      ImwAsset          *asset = g_ptr_array_index (assets, i);
      ImwEthereumAddress other;

      if (imw_ethereum_params_get_contract (self->params, asset, &other) &&
          imw_ethereum_address_equal (&other, &address))
        return asset;
    }
  if (is_known != NULL)
    *is_known = FALSE;

  return g_hash_table_lookup (self->tokens, contract);
}
