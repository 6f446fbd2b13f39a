/* imw-stellar-describe.h: reads an unsigned payment for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"
#include "imw-stellar-unsigned.h"

G_BEGIN_DECLS

/* own, path: the account the caller has derived. REFUSED for what must never be signed */
ImwDescription *imw_stellar_describe (const ImwStellarParams *params, const ImwStellarUnsigned *payment, const guint8 own[IMW_STELLAR_KEY_SIZE], const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
