/* imw-ethereum-params.h: the EVM networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-address.h"
#include "imw-network-facts.h"

G_BEGIN_DECLS

/* A genuine token of an EVM network. */
typedef struct
{
  const ImwTokenFacts *facts;
  ImwEthereumAddress   contract;
} ImwEthereumToken;

/* One network in one environment. Lives as long as the process, any thread. */
typedef struct
{
  const ImwNetworkFacts *facts;
  const char            *chain_id_text; /* ImwChain's id, "ethereum" */
  guint64                chain_id;      /* EIP-155 */
  ImwEnvironment         environment;
  ImwAsset              *asset;     /* the network's own */
  const char            *name;      /* "Ethereum" */
  const char            *network;   /* "mainnet" */
  guint32                coin_type; /* SLIP-44: 60, or 1 outside the main environment */
  GPtrArray             *tokens;    /* (element-type ImwEthereumToken) genuine ones */
} ImwEthereumParams;

/* network NULL: the environment's default */
const ImwEthereumParams *imw_ethereum_params_find (const char *chain_id_text, ImwEnvironment environment, const char *network); /* NULL */
const ImwEthereumParams *imw_ethereum_params_find_by_number (guint64 chain_id);                                                 /* NULL; only to name a network */
const ImwEthereumToken  *imw_ethereum_params_find_token (const ImwEthereumParams *params, const ImwEthereumAddress *contract);  /* NULL */
/* an asset of a contract that is not in the list: name and decimals are the contract's word; NULL when decimals are over 38 */
ImwAsset *imw_ethereum_params_new_asset (const ImwEthereumParams *params, const ImwEthereumAddress *contract, const char *symbol, const char *name, guint decimals);
/* the contract of an asset of this network; FALSE for its own asset and for those of others */
gboolean imw_ethereum_params_get_contract (const ImwEthereumParams *params, ImwAsset *asset, ImwEthereumAddress *contract);

G_END_DECLS
