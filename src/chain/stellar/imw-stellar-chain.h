/* imw-stellar-chain.h: ImwChain for Stellar networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-stellar-params.h"

G_BEGIN_DECLS

#define IMW_TYPE_STELLAR_CHAIN (imw_stellar_chain_get_type ())
G_DECLARE_FINAL_TYPE (ImwStellarChain, imw_stellar_chain, IMW, STELLAR_CHAIN, GObject)

ImwChain               *imw_stellar_chain_new (const ImwStellarParams *params);
const ImwStellarParams *imw_stellar_chain_get_params (ImwStellarChain *self);

G_END_DECLS
