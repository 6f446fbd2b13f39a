/* imw-uri-text.h: what payment URIs of all networks share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *imw_uri_unescape (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;  /* %XX, strictly; BAD_INPUT */
char *imw_uri_read_text (const char *value, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* that, and harmless for display; BAD_INPUT */
GHashTable *imw_uri_read_query (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* "a=b&c=d", values still escaped, each name once; BAD_INPUT */
void  imw_uri_append_parameter (GString *uri, const char *name, const char *value);   /* value NULL or "": nothing */

G_END_DECLS
