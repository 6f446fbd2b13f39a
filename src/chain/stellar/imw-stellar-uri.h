/* imw-stellar-uri.h: addresses and web+stellar: URIs (SEP-7)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-stellar-params.h"

G_BEGIN_DECLS

/* an address somebody wants to pay to; BAD_ADDRESS, NOT_SUPPORTED (a name, a contract), REFUSED (a secret seed) */
ImwRecipient      *imw_stellar_recipient_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPaymentRequest *imw_stellar_uri_parse (const ImwStellarParams *params, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char              *imw_stellar_uri_build (const ImwStellarParams *params, const ImwPaymentRequest *request);

G_END_DECLS
