/* imw-stellar-params.h: the Stellar networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-network-facts.h"
#include "imw-stellar-asset.h"

G_BEGIN_DECLS

/* A genuine asset of a Stellar network. */
typedef struct
{
  const ImwTokenFacts *facts;
  ImwStellarAsset      asset;
} ImwStellarToken;

/* One network in one environment. Lives as long as the process, any thread. */
typedef struct
{
  const ImwNetworkFacts *facts;
  const char            *chain_id_text; /* ImwChain's id, "stellar" */
  ImwEnvironment         environment;
  ImwAsset              *asset;          /* the network's own */
  const char            *name;           /* "Stellar" */
  const char            *network;        /* "public" */
  const char            *passphrase;     /* what tells the networks apart */
  guint8                 network_id[32]; /* its SHA-256 */
  GPtrArray             *tokens;         /* (element-type ImwStellarToken) genuine ones */
} ImwStellarParams;

/* network NULL: the environment's default */
const ImwStellarParams *imw_stellar_params_find (const char *chain_id_text, ImwEnvironment environment, const char *network); /* NULL */
const ImwStellarParams *imw_stellar_params_find_by_passphrase (const char *passphrase);                                       /* NULL; only to name a network */
const ImwStellarToken  *imw_stellar_params_find_token (const ImwStellarParams *params, const ImwStellarAsset *asset);         /* NULL */
/* (transfer full) the network's own, the genuine one, or one whose name is its code */
ImwAsset *imw_stellar_params_dup_asset (const ImwStellarParams *params, const ImwStellarAsset *asset);
/* the other way; FALSE for an asset of another network */
gboolean imw_stellar_params_get_asset (const ImwStellarParams *params, ImwAsset *asset, ImwStellarAsset *found);
void     imw_stellar_network_id (const char *passphrase, guint8 network_id[32]);

G_END_DECLS
