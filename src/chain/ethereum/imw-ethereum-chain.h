/* imw-ethereum-chain.h: ImwChain for EVM networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-ethereum-params.h"

G_BEGIN_DECLS

#define IMW_TYPE_ETHEREUM_CHAIN (imw_ethereum_chain_get_type ())
G_DECLARE_FINAL_TYPE (ImwEthereumChain, imw_ethereum_chain, IMW, ETHEREUM_CHAIN, GObject)

ImwChain                *imw_ethereum_chain_new (const ImwEthereumParams *params);
const ImwEthereumParams *imw_ethereum_chain_get_params (ImwEthereumChain *self);

G_END_DECLS
