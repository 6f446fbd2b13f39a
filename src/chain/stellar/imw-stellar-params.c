/* imw-stellar-params.c: the Stellar networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-params"

#include "config.h"

#include "imw-stellar-params.h"

#include "imw-hash.h"

#include <string.h>

static GPtrArray *
list_tokens (const ImwNetworkFacts *facts)
{
  GPtrArray *all = imw_token_facts_list ();
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < all->len; i++)
    {
      const ImwTokenFacts *entry = g_ptr_array_index (all, i);
      ImwStellarToken      token = { .facts = entry };

      if (strcmp (entry->chain, facts->chain) != 0 || strcmp (entry->network, facts->network) != 0)
        continue;

      /* part of the program, and a test reads all */
      if (imw_stellar_asset_parse (entry->contract, &token.asset, NULL))
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
      ImwStellarParams      *params = NULL;

      if (strcmp (facts->kind, "stellar") != 0)
        continue;

      params = g_new0 (ImwStellarParams, 1);
      params->facts = facts;
      params->chain_id_text = facts->chain;
      params->environment = facts->environment;
      params->asset = facts->asset;
      params->name = facts->name;
      params->network = facts->network;
      params->passphrase = facts->passphrase;
      imw_stellar_network_id (facts->passphrase, params->network_id);
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
 * imw_stellar_params_find:
 * @chain_id_text: id of a chain, "stellar"
 * @environment: the environment
 * @network: (nullable): which network of it, %NULL for its default
 *
 * Returns: (transfer none) (nullable): the network
 */
const ImwStellarParams *
imw_stellar_params_find (const char *chain_id_text, ImwEnvironment environment, const char *network)
{
  GPtrArray             *list = get_list ();
  const ImwNetworkFacts *facts = NULL;

  g_return_val_if_fail (chain_id_text != NULL, NULL);

  facts = imw_network_facts_find (chain_id_text, environment, network);
  for (guint i = 0; facts != NULL && i < list->len; i++)
    {
      const ImwStellarParams *params = g_ptr_array_index (list, i);

      if (params->facts == facts)
        return params;
    }

  return NULL;
}

/**
 * imw_stellar_params_find_by_passphrase:
 * @passphrase: what tells a network from others
 *
 * Returns: (transfer none) (nullable): the network that has it
 */
const ImwStellarParams *
imw_stellar_params_find_by_passphrase (const char *passphrase)
{
  GPtrArray *list = get_list ();

  g_return_val_if_fail (passphrase != NULL, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const ImwStellarParams *params = g_ptr_array_index (list, i);

      if (strcmp (params->passphrase, passphrase) == 0)
        return params;
    }

  return NULL;
}

/**
 * imw_stellar_params_find_token:
 * @params: a network
 * @asset: an asset that somebody issues
 *
 * Returns: (transfer none) (nullable): the genuine one that has its code and its issuer
 */
const ImwStellarToken *
imw_stellar_params_find_token (const ImwStellarParams *params, const ImwStellarAsset *asset)
{
  g_return_val_if_fail (params != NULL && asset != NULL, NULL);

  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwStellarToken *token = g_ptr_array_index (params->tokens, i);

      if (imw_stellar_asset_equal (&token->asset, asset))
        return token;
    }

  return NULL;
}

/**
 * imw_stellar_params_dup_asset:
 * @params: a network
 * @asset: any asset of it
 *
 * Returns: (transfer full): what it is outside this network: its own asset, the genuine one with its
 *   name, or one whose name is its code
 */
ImwAsset *
imw_stellar_params_dup_asset (const ImwStellarParams *params, const ImwStellarAsset *asset)
{
  const ImwStellarToken *token = NULL;
  g_autofree char       *text = NULL;
  g_autofree char       *id = NULL;

  g_return_val_if_fail (params != NULL && asset != NULL, NULL);

  if (imw_stellar_asset_is_native (asset))
    return imw_asset_ref (params->asset);

  token = imw_stellar_params_find_token (params, asset);
  if (token != NULL)
    return imw_asset_ref (token->facts->asset);

  text = imw_stellar_asset_to_text (asset);
  id = g_strconcat (params->chain_id_text, "/", text, NULL);

  return imw_asset_new (id, asset->code, asset->code, IMW_STELLAR_DECIMALS);
}

/**
 * imw_stellar_params_get_asset:
 * @params: a network
 * @asset: any asset
 * @found: (out): what the ledger knows it as; set on %TRUE only
 *
 * Returns: whether @asset is one of this network, with as many digits as the ledger counts
 */
gboolean
imw_stellar_params_get_asset (const ImwStellarParams *params,
                              ImwAsset               *asset,
                              ImwStellarAsset        *found)
{
  const char *id;
  gsize       length;

  g_return_val_if_fail (params != NULL && asset != NULL && found != NULL, FALSE);

  if (imw_asset_equal (asset, params->asset))
    {
      imw_stellar_asset_set_native (found);
      return TRUE;
    }

  id = imw_asset_get_id (asset);
  length = strlen (params->chain_id_text);

  return imw_asset_get_decimals (asset) == IMW_STELLAR_DECIMALS &&
         strncmp (id, params->chain_id_text, length) == 0 && id[length] == '/' &&
         strchr (id + length + 1, ':') != NULL &&
         imw_stellar_asset_parse (id + length + 1, found, NULL);
}

/**
 * imw_stellar_network_id:
 * @passphrase: what tells a network from others
 * @network_id: (out caller-allocates) (array fixed-size=32): what stands before everything that is
 *   signed for it
 *
 * SHA-256 of the passphrase.
 */
void
imw_stellar_network_id (const char *passphrase, guint8 network_id[32])
{
  g_return_if_fail (passphrase != NULL && network_id != NULL);

  imw_sha256 ((const guint8 *) passphrase, strlen (passphrase), network_id);
}
