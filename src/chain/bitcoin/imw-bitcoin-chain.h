/* imw-bitcoin-chain.h: ImwChain for Bitcoin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-params.h"
#include "imw-chain.h"

G_BEGIN_DECLS

#define IMW_TYPE_BITCOIN_CHAIN (imw_bitcoin_chain_get_type ())
G_DECLARE_FINAL_TYPE (ImwBitcoinChain, imw_bitcoin_chain, IMW, BITCOIN_CHAIN, GObject)

ImwChain               *imw_bitcoin_chain_new (const ImwBitcoinParams *params);
ImwChain               *imw_bitcoin_chain_new_for_environment (ImwEnvironment environment, const char *network_name); /* NULL: no such network there */
const ImwBitcoinParams *imw_bitcoin_chain_get_params (ImwBitcoinChain *self);

G_END_DECLS
