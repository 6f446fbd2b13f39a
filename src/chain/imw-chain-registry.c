/* imw-chain-registry.c: the networks there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-chain-registry"

#include "config.h"

#include "imw-chain.h"

#include "imw-bitcoin-chain.h"
#include "imw-ethereum-chain.h"
#include "imw-network-facts.h"
#include "imw-stellar-chain.h"

#include "imw-error.h"

#include <string.h>

typedef ImwChain *(*NewFunc) (const ImwNetworkFacts *facts);

static ImwChain *
new_bitcoin (const ImwNetworkFacts *facts)
{
  return imw_bitcoin_chain_new_for_environment (facts->environment, facts->network);
}

static ImwChain *
new_evm (const ImwNetworkFacts *facts)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find (facts->chain, facts->environment, facts->network);

  return params != NULL ? imw_ethereum_chain_new (params) : NULL;
}

static ImwChain *
new_stellar (const ImwNetworkFacts *facts)
{
  const ImwStellarParams *params =
      imw_stellar_params_find (facts->chain, facts->environment, facts->network);

  return params != NULL ? imw_stellar_chain_new (params) : NULL;
}

/* One line a kind of network; the networks are entries of data/networks.json. */
static const struct
{
  const char *kind;
  NewFunc     new_chain;
} kinds[] = {
  { "bitcoin", new_bitcoin },
  { "evm", new_evm },
  { "stellar", new_stellar },
};

static NewFunc
find_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kinds[i].kind, kind) == 0)
        return kinds[i].new_chain;
    }

  return NULL;
}

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
  const ImwNetworkFacts *facts = id != NULL ? imw_network_facts_find (id, environment, network_name)
                                            : NULL;
  NewFunc                new_chain = facts != NULL ? find_kind (facts->kind) : NULL;
  ImwChain              *chain = new_chain != NULL ? new_chain (facts) : NULL;

  if (chain != NULL)
    return chain;

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no network %s %s in environment %s",
               id != NULL ? id : "(none)", network_name != NULL ? network_name : "(default)",
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
  GPtrArray *networks = imw_network_facts_list ();
  GPtrArray *tokens = imw_token_facts_list ();

  g_return_val_if_fail (asset != NULL, NULL);

  for (guint i = 0; i < networks->len; i++)
    {
      const ImwNetworkFacts *facts = g_ptr_array_index (networks, i);

      if (imw_asset_equal (facts->asset, asset))
        return facts->price;
    }

  for (guint i = 0; i < tokens->len; i++)
    {
      const ImwTokenFacts *facts = g_ptr_array_index (tokens, i);

      if (imw_asset_equal (facts->asset, asset))
        return facts->price;
    }

  return NULL;
}

static char **
list_ids (void)
{
  GPtrArray *list = imw_network_facts_list ();
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    {
      const ImwNetworkFacts *facts = g_ptr_array_index (list, i);

      if (find_kind (facts->kind) != NULL &&
          !g_ptr_array_find_with_equal_func (ids, facts->chain, g_str_equal, NULL))
        g_ptr_array_add (ids, facts->chain);
    }
  g_ptr_array_add (ids, NULL);

  return (char **) g_ptr_array_free (ids, FALSE);
}

/**
 * imw_chain_registry_get_ids:
 *
 * Any thread.
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of all networks there is a class for, in
 *   the order of data/networks.json
 */
const char *const *
imw_chain_registry_get_ids (void)
{
  static char **ids = NULL; /* lives as long as the process */
  static gsize  once = 0;

  if (g_once_init_enter (&once))
    {
      ids = list_ids ();
      g_once_init_leave (&once, 1);
    }

  return (const char *const *) ids;
}
