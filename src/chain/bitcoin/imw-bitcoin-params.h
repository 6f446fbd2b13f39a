/* imw-bitcoin-params.h: the Bitcoin networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-asset.h"
#include "imw-environment.h"

G_BEGIN_DECLS

typedef struct
{
  const char    *name; /* "mainnet" "testnet4" "signet" "regtest" "practice" */
  ImwEnvironment environment;
  const char    *hrp; /* "bc" "tb" "tb" "bcrt" "prac" */
  guint8         p2pkh_version;
  guint8         p2sh_version;
  guint32        xpub_version;
  guint32        xprv_version;
  guint32        coin_type;    /* BIP44: 0 or 1 */
  const char    *genesis_hash; /* display order; what a server must answer for height 0 */
} ImwBitcoinParams;

const ImwBitcoinParams *imw_bitcoin_params_find (const char *name); /* NULL */
const ImwBitcoinParams *imw_bitcoin_params_for_environment (ImwEnvironment environment);
const ImwBitcoinParams *const *imw_bitcoin_params_all (void); /* NULL-terminated */
ImwAsset               *imw_bitcoin_get_asset (void);  /* transfer none */

G_END_DECLS
