/* imw-keys-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <secp256k1.h>

G_BEGIN_DECLS

const secp256k1_context *imw_keys_context_get (void);

G_END_DECLS
