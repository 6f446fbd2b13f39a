/* imw-ed25519.h: public operations on Ed25519 (RFC 8032)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* strict: a canonical S, no key or R of small order */
gboolean imw_ed25519_verify (const guint8 pubkey[32], const guint8 *message, gsize length, const guint8 signature[64]);

G_END_DECLS
