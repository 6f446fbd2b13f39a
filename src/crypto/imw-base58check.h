/* imw-base58check.h: Base58 with the double SHA-256 checksum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char   *imw_base58check_encode (const guint8 *data, gsize length);
GBytes *imw_base58check_decode (const char *text, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* payload with version byte(s) */

G_END_DECLS
