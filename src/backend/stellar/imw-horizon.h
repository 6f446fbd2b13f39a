/* imw-horizon.h: Stellar through Horizon servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-backend.h"
#include "imw-http.h"
#include "imw-stellar-params.h"

G_BEGIN_DECLS

#define IMW_PURPOSE_STELLAR_SERVER "stellar-server"

#define IMW_TYPE_HORIZON (imw_horizon_get_type ())
G_DECLARE_FINAL_TYPE (ImwHorizon, imw_horizon, IMW, HORIZON, GObject)

/* servers: base URLs, NULL-terminated. BAD_INPUT, REFUSED (plain http to another machine) */
ImwBackend *imw_horizon_new (const ImwStellarParams *params, ImwHttp *http, const char *const *servers, guint32 block_seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
