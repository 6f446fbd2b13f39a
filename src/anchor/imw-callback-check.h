/* imw-callback-check.h: whether a message that claims to come from a provider does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A desktop wallet has no address to be called at; kept for who has one, and for the vector. header: "t=…, s=…"; signing_key: "G…".
 * REFUSED (older than two minutes, or signed by somebody else), BAD_INPUT */
gboolean imw_callback_check (const char *header, const char *host, GBytes *body, const char *signing_key, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
