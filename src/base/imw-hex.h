/* imw-hex.h: hexadecimal text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *imw_hex_encode (const guint8 *data, gsize length);
char    *imw_hex_encode_bytes (GBytes *bytes);
GBytes  *imw_hex_decode (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* even length, either case */
gboolean imw_hex_decode_fixed (const char *text, guint8 *target, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
