/* imw-bitcoin-uri.h: bitcoin: URIs (BIP21, BIP321)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-params.h"
#include "imw-chain.h"

G_BEGIN_DECLS

ImwRecipient      *imw_bitcoin_recipient_parse (const ImwBitcoinParams *params, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPaymentRequest *imw_bitcoin_uri_parse (const ImwBitcoinParams *params, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char              *imw_bitcoin_uri_build (const ImwPaymentRequest *request);

G_END_DECLS
