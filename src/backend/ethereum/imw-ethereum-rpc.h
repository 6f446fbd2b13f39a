/* imw-ethereum-rpc.h: Ethereum and its like through JSON-RPC servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-backend.h"
#include "imw-http.h"

G_BEGIN_DECLS

/* behind the id of the network: "ethereum-server", "base-index" */
#define IMW_PURPOSE_SUFFIX_SERVER "-server"
#define IMW_PURPOSE_SUFFIX_INDEX  "-index"

#define IMW_TYPE_ETHEREUM_RPC (imw_ethereum_rpc_get_type ())
G_DECLARE_FINAL_TYPE (ImwEthereumRpc, imw_ethereum_rpc, IMW, ETHEREUM_RPC, GObject)

/* chain: an ImwEthereumChain. servers: base URLs, at least one http(s); ws(s) ones only tell of new blocks. indexes: (nullable) base URLs of
 * Blockscout-compatible servers. BAD_INPUT, REFUSED (plain http to another machine), NOT_SUPPORTED (not such a chain) */
ImwBackend *imw_ethereum_rpc_new (ImwChain *chain, ImwHttp *http, const char *const *servers, const char *const *indexes, guint32 block_seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
