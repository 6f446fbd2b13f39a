/* imw-backend-registry.c: which backend reaches which network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backend"

#include "config.h"

#include "imw-backend.h"
#include "imw-esplora.h"
#include "imw-ethereum-rpc.h"
#include "imw-horizon.h"
#include "imw-networks.h"

#include "imw-network-facts.h"

#include "imw-error.h"

#include <string.h>

#define DEFAULT_BLOCK_SECONDS 600
#define TXID_MARK             "{txid}"

typedef ImwBackend *(*ImwBackendNewFunc) (ImwChain          *chain,
                                          const char *const *servers,
                                          const char *const *indexes,
                                          guint32            block_seconds,
                                          GError           **error);

static ImwBackend *
new_bitcoin (ImwChain          *chain,
             const char *const *servers,
             const char *const *indexes,
             guint32            block_seconds,
             GError           **error)
{
  return imw_esplora_new (IMW_BITCOIN_CHAIN (chain),
                          imw_http_get_default (),
                          servers,
                          block_seconds,
                          error);
}

static ImwBackend *
new_evm (ImwChain          *chain,
         const char *const *servers,
         const char *const *indexes,
         guint32            block_seconds,
         GError           **error)
{
  return imw_ethereum_rpc_new (chain,
                               imw_http_get_default (),
                               servers,
                               indexes,
                               block_seconds,
                               error);
}

static ImwBackend *
new_stellar (ImwChain          *chain,
             const char *const *servers,
             const char *const *indexes,
             guint32            block_seconds,
             GError           **error)
{
  const ImwStellarParams *params = imw_stellar_params_find (imw_chain_get_id (chain),
                                                            imw_chain_get_environment (chain),
                                                            imw_chain_get_network_name (chain));

  if (params == NULL)
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_NOT_SUPPORTED,
                   "%s is no network of this kind",
                   imw_chain_get_id (chain));
      return NULL;
    }

  return imw_horizon_new (params, imw_http_get_default (), servers, block_seconds, error);
}

/* One line a kind of network. */
static const struct
{
  const char       *kind;
  ImwBackendNewFunc new_backend;
} backends[] = {
  { "bitcoin", new_bitcoin },
  { "evm", new_evm },
  { "stellar", new_stellar },
};

static const ImwNetwork *
find_network (ImwChain *chain)
{
  return imw_networks_find (imw_networks_get_default (),
                            imw_chain_get_id (chain),
                            imw_chain_get_network_name (chain));
}

static const char *
find_kind (ImwChain *chain)
{
  const ImwNetworkFacts *facts = imw_network_facts_find (imw_chain_get_id (chain),
                                                         imw_chain_get_environment (chain),
                                                         imw_chain_get_network_name (chain));

  return facts != NULL ? facts->kind : imw_chain_get_id (chain);
}

/**
 * imw_backend_registry_new_backend_with_indexes:
 * @chain: a network
 * @servers: (nullable): %NULL-terminated base URLs, the preferred one first; %NULL for those that
 *   come with the program
 * @indexes: (nullable): %NULL-terminated base URLs of servers that keep histories by address, for
 *   networks that have such; %NULL for those that come with the program when @servers is %NULL too,
 *   and none otherwise: whoever names a server wants to talk to no other
 * @error: return location
 *
 * Main thread.
 *
 * Returns: (transfer full): a backend; errors as of imw_backend_registry_new_backend()
 */
ImwBackend *
imw_backend_registry_new_backend_with_indexes (ImwChain          *chain,
                                               const char *const *servers,
                                               const char *const *indexes,
                                               GError           **error)
{
  const ImwNetwork *network;
  guint32           block_seconds;

  g_return_val_if_fail (IMW_IS_CHAIN (chain), NULL);

  network = find_network (chain);
  block_seconds = network != NULL ? network->block_seconds : DEFAULT_BLOCK_SECONDS;
  if (indexes == NULL && servers == NULL && network != NULL)
    indexes = (const char *const *) network->indexes;
  if (servers == NULL && network != NULL)
    servers = (const char *const *) network->servers;
  if (servers == NULL || servers[0] == NULL)
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_NOT_FOUND,
                   "No server is known for %s",
                   imw_chain_get_network_name (chain));
      return NULL;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (backends); i++)
    if (g_str_equal (backends[i].kind, find_kind (chain)))
      return backends[i].new_backend (chain, servers, indexes, block_seconds, error);

  g_set_error (error,
               IMW_ERROR,
               IMW_ERROR_NOT_SUPPORTED,
               "Nothing reaches %s",
               imw_chain_get_id (chain));

  return NULL;
}

/**
 * imw_backend_registry_new_backend:
 * @chain: a network
 * @servers: (nullable): %NULL-terminated base URLs, the preferred one first; %NULL for those that
 *   come with the program
 * @error: return location
 *
 * Main thread.
 *
 * Returns: (transfer full): a backend; on %NULL @error is %IMW_ERROR_NOT_FOUND (no server comes
 *   with the program for this network), %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED (plain http to
 *   another machine), %IMW_ERROR_NOT_SUPPORTED (nothing reaches this chain)
 */
ImwBackend *
imw_backend_registry_new_backend (ImwChain          *chain,
                                  const char *const *servers,
                                  GError           **error)
{
  return imw_backend_registry_new_backend_with_indexes (chain, servers, NULL, error);
}

/**
 * imw_backend_registry_explorer_url:
 * @chain: a network
 * @txid: id of a transaction on it
 *
 * Returns: (transfer full) (nullable): a web page about the transaction; %NULL where there is none
 */
char *
imw_backend_registry_explorer_url (ImwChain   *chain,
                                   const char *txid)
{
  const ImwNetwork *network;
  g_autofree char  *escaped = NULL;
  const char       *mark;

  g_return_val_if_fail (IMW_IS_CHAIN (chain), NULL);
  g_return_val_if_fail (txid != NULL, NULL);

  network = find_network (chain);
  if (network == NULL || network->explorer == NULL)
    return NULL;

  escaped = g_uri_escape_string (txid, NULL, FALSE);
  mark = strstr (network->explorer, TXID_MARK);

  return g_strdup_printf ("%.*s%s%s",
                          (int) (mark - network->explorer),
                          network->explorer,
                          escaped,
                          mark + strlen (TXID_MARK));
}

/**
 * imw_backend_registry_default_servers:
 * @chain: a network
 *
 * Returns: (transfer full): %NULL-terminated base URLs that come with the program; may be empty
 */
char **
imw_backend_registry_default_servers (ImwChain *chain)
{
  const ImwNetwork *network;

  g_return_val_if_fail (IMW_IS_CHAIN (chain), NULL);

  network = find_network (chain);
  if (network == NULL)
    return g_new0 (char *, 1);

  return g_strdupv (network->servers);
}

/**
 * imw_backend_registry_default_indexes:
 * @chain: a network
 *
 * Returns: (transfer full): %NULL-terminated base URLs of servers that keep histories by address and
 *   come with the program; may be empty
 */
char **
imw_backend_registry_default_indexes (ImwChain *chain)
{
  const ImwNetwork *network;

  g_return_val_if_fail (IMW_IS_CHAIN (chain), NULL);

  network = find_network (chain);
  if (network == NULL || network->indexes == NULL)
    return g_new0 (char *, 1);

  return g_strdupv (network->indexes);
}

/**
 * imw_backend_host_free:
 * @self: (transfer full): a host
 */
void
imw_backend_host_free (ImwBackendHost *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->purpose);
  g_free (self->host);
  g_free (self);
}

/**
 * imw_backend_registry_list_hosts:
 *
 * Main thread.
 *
 * Returns: (transfer full) (element-type ImwBackendHost): every host that was used or may be, by purpose,
 *   then host
 */
GPtrArray *
imw_backend_registry_list_hosts (void)
{
  g_autoptr (GPtrArray) uses = imw_hosts_list (imw_http_get_hosts (imw_http_get_default ()));
  GPtrArray *hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_backend_host_free);

  for (guint i = 0; i < uses->len; i++)
    {
      const ImwHostUse *use = g_ptr_array_index (uses, i);
      ImwBackendHost   *host = g_new0 (ImwBackendHost, 1);

      host->purpose = g_strdup (use->purpose);
      host->host = g_strdup (use->host);
      host->last_use_ms = use->last_use_ms;
      host->n_requests = use->n_requests;
      g_ptr_array_add (hosts, host);
    }

  return hosts;
}
