/* imw-sse-parser.h: reading a stream of events
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The format of Server-Sent Events (HTML standard, section 9.2.6), from bytes in any pieces. Not thread safe. */
typedef struct _ImwSseParser ImwSseParser;

/* type: "message" when none is given; id: (nullable) last one seen; strings live during the call */
typedef void (*ImwSseFunc) (const char *type,
                            const char *data,
                            const char *id,
                            gpointer    user_data);

/* max_bytes: longest line, and longest data of one event */
ImwSseParser *imw_sse_parser_new (gsize max_bytes, ImwSseFunc func, gpointer user_data);
void          imw_sse_parser_free (ImwSseParser *self);
/* FALSE: BAD_REPLY (too long, or no UTF-8); the parser is of no use afterwards. func must not free it */
gboolean imw_sse_parser_feed (ImwSseParser *self, const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64   imw_sse_parser_get_retry_ms (ImwSseParser *self); /* what the server asked for, -1 nothing */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSseParser, imw_sse_parser_free)

G_END_DECLS
