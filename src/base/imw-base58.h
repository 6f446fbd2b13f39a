/* imw-base58.h: Base58 (Bitcoin alphabet), without checksum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char   *imw_base58_encode (const guint8 *data, gsize length);
GBytes *imw_base58_decode (const char *text, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
