/* imw-http-swap.h: exchanges between networks on the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http.h"
#include "imw-swap-provider.h"

G_BEGIN_DECLS

#define IMW_TYPE_HTTP_SWAP (imw_http_swap_get_type ())

/* The JSON protocol of the practice server at /swap. */
G_DECLARE_FINAL_TYPE (ImwHttpSwap, imw_http_swap, IMW, HTTP_SWAP, GObject)

/* base_url: of the practice server; chains: (element-type ImwChain). BAD_INPUT, REFUSED */
ImwSwapProvider *imw_http_swap_new (const char *base_url, GPtrArray *chains, ImwHttp *http, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
