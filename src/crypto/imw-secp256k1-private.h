/* imw-secp256k1-private.h: the context for public operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <secp256k1.h>

G_BEGIN_DECLS

const secp256k1_context *imw_secp256k1_get_context (void);
gboolean                 imw_secp256k1_parse (const guint8 *pubkey, gsize length, secp256k1_pubkey *out);

G_END_DECLS
