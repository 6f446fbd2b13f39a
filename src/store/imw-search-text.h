/* imw-search-text.h: text cut into tokens for searching
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lower case, compatibility forms folded; words of letters and digits, runs of CJK as overlapping pairs ("网络费" gives
 * "网络" "络费"; a lone character stays alone). NULL-terminated; not valid UTF-8 gives none. */
char **imw_search_text_tokens (const char *text);
/* whether every token of @query begins a token of @text: for labels and contacts in memory. An empty query fits. */
gboolean imw_search_text_matches (const char *text, const char *query);
/* the same as a query of the full-text index; never fails, what has no token matches nothing */
char *imw_search_text_to_match (const char *query);

G_END_DECLS
