/* imw-ethereum-params.c: the EVM networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-params"

#include "config.h"

#include "imw-ethereum-params.h"

#include <string.h>

#define COIN_TYPE_ETHER 60 /* SLIP-44 */
#define COIN_TYPE_TEST  1
#define MAX_DECIMALS    38

static GPtrArray *
list_tokens (const ImwNetworkFacts *facts)
{
  GPtrArray *all = imw_token_facts_list ();
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < all->len; i++)
    {
      const ImwTokenFacts *entry = g_ptr_array_index (all, i);
      ImwEthereumToken     token = { .facts = entry };

      if (strcmp (entry->chain, facts->chain) != 0 || strcmp (entry->network, facts->network) != 0)
        continue;

      /* part of the program, and a test reads all */
      if (imw_ethereum_address_parse (entry->contract, &token.contract, NULL))
        g_ptr_array_add (tokens, g_memdup2 (&token, sizeof token));
    }

  return tokens;
}

static GPtrArray *
make_list (void)
{
  GPtrArray *all = imw_network_facts_list ();
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      const ImwNetworkFacts *facts = g_ptr_array_index (all, i);
      ImwEthereumParams     *params = NULL;

      if (strcmp (facts->kind, "evm") != 0)
        continue;

      params = g_new0 (ImwEthereumParams, 1);
      params->facts = facts;
      params->chain_id_text = facts->chain;
      params->chain_id = facts->chain_id;
      params->environment = facts->environment;
      params->asset = facts->asset;
      params->name = facts->name;
      params->network = facts->network;
      params->coin_type =
          facts->environment == IMW_ENVIRONMENT_MAIN ? COIN_TYPE_ETHER : COIN_TYPE_TEST;
      params->tokens = list_tokens (facts);
      g_ptr_array_add (list, params);
    }

  return list;
}

static GPtrArray *
get_list (void)
{
  static GPtrArray *list = NULL; /* lives as long as the process */
  static gsize      once = 0;

  if (g_once_init_enter (&once))
    {
      list = make_list ();
      g_once_init_leave (&once, 1);
    }

  return list;
}

/**
 * imw_ethereum_params_find:
 * @chain_id_text: id of a chain, "ethereum"
 * @environment: the environment
 * @network: (nullable): which network of it, %NULL for its default
 *
 * Returns: (transfer none) (nullable): the network
 */
const ImwEthereumParams *
imw_ethereum_params_find (const char    *chain_id_text,
                          ImwEnvironment environment,
                          const char    *network)
{
  GPtrArray             *list = get_list ();
  const ImwNetworkFacts *facts = NULL;

  g_return_val_if_fail (chain_id_text != NULL, NULL);

  facts = imw_network_facts_find (chain_id_text, environment, network);
  for (guint i = 0; facts != NULL && i < list->len; i++)
    {
      const ImwEthereumParams *params = g_ptr_array_index (list, i);

      if (params->facts == facts)
        return params;
    }

  return NULL;
}

/**
 * imw_ethereum_params_find_by_number:
 * @chain_id: a chain id of EIP-155
 *
 * Returns: (transfer none) (nullable): the network that has it
 */
const ImwEthereumParams *
imw_ethereum_params_find_by_number (guint64 chain_id)
{
  GPtrArray *list = get_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const ImwEthereumParams *params = g_ptr_array_index (list, i);

      if (params->chain_id == chain_id)
        return params;
    }

  return NULL;
}

/**
 * imw_ethereum_params_find_token:
 * @params: a network
 * @contract: a contract
 *
 * Returns: (transfer none) (nullable): the genuine token that has it
 */
const ImwEthereumToken *
imw_ethereum_params_find_token (const ImwEthereumParams  *params,
                                const ImwEthereumAddress *contract)
{
  g_return_val_if_fail (params != NULL && contract != NULL, NULL);

  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwEthereumToken *token = g_ptr_array_index (params->tokens, i);

      if (imw_ethereum_address_equal (&token->contract, contract))
        return token;
    }

  return NULL;
}

/**
 * imw_ethereum_params_new_asset:
 * @params: a network
 * @contract: the contract of a token
 * @symbol: what it calls itself
 * @name: its name
 * @decimals: how many digits it has
 *
 * Returns: (transfer full) (nullable): the asset; %NULL when @decimals are over 38
 */
ImwAsset *
imw_ethereum_params_new_asset (const ImwEthereumParams  *params,
                               const ImwEthereumAddress *contract,
                               const char               *symbol,
                               const char               *name,
                               guint                     decimals)
{
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (params != NULL && contract != NULL, NULL);
  g_return_val_if_fail (symbol != NULL && name != NULL, NULL);

  if (decimals > MAX_DECIMALS)
    return NULL;

  text = imw_ethereum_address_to_text (contract);
  id = g_strconcat (params->chain_id_text, "/", text, NULL);

  return imw_asset_new (id, symbol, name, decimals);
}

/**
 * imw_ethereum_params_get_contract:
 * @params: a network
 * @asset: any asset
 * @contract: (out): set on %TRUE only
 *
 * Returns: whether @asset is a token of this network
 */
gboolean
imw_ethereum_params_get_contract (const ImwEthereumParams *params,
                                  ImwAsset                *asset,
                                  ImwEthereumAddress      *contract)
{
  const char *id;
  gsize       length;

  g_return_val_if_fail (params != NULL && asset != NULL && contract != NULL, FALSE);

  id = imw_asset_get_id (asset);
  length = strlen (params->chain_id_text);

  return strncmp (id, params->chain_id_text, length) == 0 && id[length] == '/' &&
         imw_ethereum_address_parse (id + length + 1, contract, NULL);
}
