/* imw-stellar-login.h: the rules of web authentication (SEP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-login.h"
#include "imw-stellar-params.h"
#include "imw-stellar-tx.h"

G_BEGIN_DECLS

#define IMW_STELLAR_LOGIN_MAX_BYTES 8192

/* account: the address that was asked for (G… or M…). The envelope to be signed, of type TX; REFUSED (the message names the rule),
 * BAD_INPUT (not an envelope, or @account or @facts are malformed) */
ImwStellarEnvelope *imw_stellar_login_check (const ImwStellarParams *params, const char *account, const ImwLoginFacts *facts, GBytes *challenge, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
