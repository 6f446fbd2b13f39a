/* imw-ethereum-describe.h: reads an unsigned payment for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"
#include "imw-ethereum-unsigned.h"

G_BEGIN_DECLS

/* own: the address that pays, derived by the caller; path: of its key. REFUSED for what must never be signed */
ImwDescription *imw_ethereum_describe (const ImwEthereumParams *params, const ImwEthereumUnsigned *payment, const ImwEthereumAddress *own, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
