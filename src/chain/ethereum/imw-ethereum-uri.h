/* imw-ethereum-uri.h: addresses and ethereum: URIs (EIP-681)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-ethereum-params.h"

G_BEGIN_DECLS

/* an address somebody wants to pay to; BAD_ADDRESS, NOT_SUPPORTED (a name) */
ImwRecipient      *imw_ethereum_recipient_parse (const ImwEthereumParams *params, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPaymentRequest *imw_ethereum_uri_parse (const ImwEthereumParams *params, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char              *imw_ethereum_uri_build (const ImwEthereumParams *params, const ImwPaymentRequest *request);

G_END_DECLS
