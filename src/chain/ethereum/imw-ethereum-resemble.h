/* imw-ethereum-resemble.h: tokens that imitate others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-params.h"

G_BEGIN_DECLS

char     *imw_ethereum_fold (const char *text);                                           /* what a reader sees: letters and digits that look alike are the same */
ImwAsset *imw_ethereum_find_resembled (const ImwEthereumParams *params, ImwAsset *asset); /* (nullable) (transfer none) */

G_END_DECLS
