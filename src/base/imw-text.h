/* imw-text.h: text from outside, for people to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imw_text_is_printable (const char *text, gsize max_length); /* max_length in bytes */
char    *imw_text_escape (const guint8 *data, gsize length, gboolean *escaped); /* shows what can't be seen */
char    *imw_text_sanitize (const char *text, gsize max_chars);

G_END_DECLS
