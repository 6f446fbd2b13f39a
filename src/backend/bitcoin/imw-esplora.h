/* imw-esplora.h: Bitcoin through Esplora servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-backend.h"
#include "imw-bitcoin-chain.h"
#include "imw-http.h"

G_BEGIN_DECLS

#define IMW_PURPOSE_BITCOIN_SERVER "bitcoin-server"

#define IMW_TYPE_ESPLORA (imw_esplora_get_type ())
G_DECLARE_FINAL_TYPE (ImwEsplora, imw_esplora, IMW, ESPLORA, GObject)

/* servers: base URLs, at least one; BAD_INPUT, REFUSED (plain http to another machine) */
ImwBackend *imw_esplora_new (ImwBitcoinChain *chain, ImwHttp *http, const char *const *servers, guint32 block_seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
