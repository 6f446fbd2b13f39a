/* imw-anchor.h: a provider that speaks the Stellar anchor protocols
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http.h"
#include "imw-provider.h"

G_BEGIN_DECLS

#define IMW_PURPOSE_PROVIDER "provider"

#define IMW_TYPE_ANCHOR (imw_anchor_get_type ())

/* SEP-1, 10, 12 with 9, 38, 6, 24 and 31. */
G_DECLARE_FINAL_TYPE (ImwAnchor, imw_anchor, IMW, ANCHOR, GObject)

/* chain: one with IMW_CHAIN_HAS_LOGIN; domain: "example.org", or "localhost:PORT" (plain HTTP only there). BAD_INPUT for a domain that is
 * none, NOT_SUPPORTED for the chain. assets it may trade: those of the chain's list and of its /info, by code and issuer. */
ImwProvider *imw_anchor_new (const char *domain, ImwChain *chain, ImwHttp *http, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what people type: "https://Example.org/", "example.org" → "example.org"; BAD_INPUT */
char        *imw_anchor_normalize_domain (const char *text, gboolean allow_loopback, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
