/* imw-base32.h: RFC 4648 base32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char   *imw_base32_encode (const guint8 *data, gsize length, gboolean padding);
GBytes *imw_base32_decode (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* strict: upper case, canonical */

G_END_DECLS
