/* imw-chain-registry.c: the networks there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-chain-registry"

#include "config.h"

#include "imw-chain.h"

#include "imw-bitcoin-chain.h"

#include "imw-error.h"

typedef ImwChain *(*NewFunc) (ImwEnvironment environment,
                              const char    *network_name);

/* One line a network. */
static const struct
{
  const char *id;
  NewFunc     new_chain;
} chains[] = {
  { "bitcoin", imw_bitcoin_chain_new_for_environment },
};

/**
 * imw_chain_registry_new_chain:
 * @id: the network's id, "bitcoin"
 * @environment: the environment
 * @network_name: (nullable): which network of the environment, %NULL for its default
 * @error: return location
 *
 * Returns: (transfer full): the chain. On %NULL @error is %IMW_ERROR_NOT_FOUND.
 */
ImwChain *
imw_chain_registry_new_chain (const char    *id,
                              ImwEnvironment environment,
                              const char    *network_name,
                              GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      ImwChain *chain;

      if (g_strcmp0 (chains[i].id, id) != 0)
        continue;

      chain = chains[i].new_chain (environment, network_name);
      if (chain != NULL)
        return chain;
    }

  g_set_error (error,
               IMW_ERROR,
               IMW_ERROR_NOT_FOUND,
               "no network %s %s in environment %s",
               id != NULL ? id : "(none)",
               network_name != NULL ? network_name : "(default)",
               imw_environment_get_code (environment));

  return NULL;
}

/**
 * imw_chain_registry_get_price_symbol:
 * @asset: an asset of any network
 *
 * Returns: (transfer none) (nullable): what sources of prices call it; %NULL when it has no price
 */
const char *
imw_chain_registry_get_price_symbol (ImwAsset *asset)
{
  g_return_val_if_fail (asset != NULL, NULL);

  return g_str_equal (imw_asset_get_id (asset), "bitcoin") ? "BTC" : NULL;
}

/**
 * imw_chain_registry_get_ids:
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of all networks
 */
const char *const *
imw_chain_registry_get_ids (void)
{
  static const char *const ids[] = { "bitcoin", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (ids) == G_N_ELEMENTS (chains) + 1);

  return ids;
}
