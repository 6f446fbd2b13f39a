/* imw-network-facts.h: what data/networks.json says a network is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-environment.h"

G_BEGIN_DECLS

/* One entry of data/networks.json, as the chains read it. Lives as long as the process, any thread. */
typedef struct
{
  char          *chain;   /* "ethereum" */
  char          *kind;    /* "bitcoin", "evm", "stellar": which class of chain it is */
  char          *name;    /* "Ethereum", untranslated brand name */
  char          *network; /* "mainnet" */
  ImwEnvironment environment;
  gboolean       enabled; /* on in a new wallet */
  guint          final_confirmations;
  guint32        block_seconds;
  ImwAsset      *asset;      /* the network's own */
  char          *price;      /* (nullable): what sources of prices call that */
  guint64        chain_id;   /* EIP-155, 0 where there is none */
  gboolean       has_l1_fee; /* takes a fee for its data beside that by rate (OP stack) */
  ImwAmount     *absurd_fee; /* (nullable): from here on a fee is absurd whatever is paid */
  char          *passphrase; /* (nullable): what tells a Stellar network from others */
} ImwNetworkFacts;

typedef enum
{
  IMW_TOKEN_NO_RETURN = 1 << 0,   /* transfer gives nothing back */
  IMW_TOKEN_FREEZABLE = 1 << 1,   /* the issuer can freeze addresses */
  IMW_TOKEN_PAUSABLE = 1 << 2,    /* the issuer can stop all transfers */
  IMW_TOKEN_MAY_TAKE_FEE = 1 << 3 /* the recipient may get less than was sent */
} ImwTokenTraits;

/* One genuine token of data/tokens.json. */
typedef struct
{
  char          *chain;    /* "ethereum" */
  char          *network;  /* "mainnet" */
  char          *contract; /* canonical text */
  ImwAsset      *asset;    /* its id is "CHAIN/CONTRACT" */
  char          *price;    /* (nullable) */
  ImwTokenTraits traits;
} ImwTokenFacts;

GPtrArray *imw_network_facts_list (void); /* (element-type ImwNetworkFacts) (transfer none) in the order of the file */
/* the first entry of @chain in @environment, or that of the name */
const ImwNetworkFacts *imw_network_facts_find (const char *chain, ImwEnvironment environment, const char *network); /* NULL */
GPtrArray             *imw_token_facts_list (void);                                                                 /* (element-type ImwTokenFacts) (transfer none) in the order of the file */
GBytes                *imw_network_facts_dup_file (void);                                                           /* data/networks.json as the program was built with; for what chains don't read (servers) */

/* for tests: CORRUPT when such a file is not right */
GPtrArray *imw_network_facts_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_token_facts_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
