/* imw-resemble.h: tokens that imitate others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-asset.h"

G_BEGIN_DECLS

char    *imw_resemble_fold (const char *text); /* what is left when all that looks alike is the same; for tests */
gboolean imw_resemble_imitates (ImwAsset *asset, ImwAsset *genuine, gboolean part_is_enough);

G_END_DECLS
