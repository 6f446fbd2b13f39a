/* imw-sse.h: events that a server sends by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http.h"

G_BEGIN_DECLS

/* Main thread. One stream of Server-Sent Events under the rules of ImwHttp; connects again by itself, later each time, with the id of the
 * last event. Signals: "opened" () each time it stands; "received" (type, data, id (nullable): three strings); "failed" (GError) each time
 * it could not be made or broke off; an end in good order is none. */
#define IMW_TYPE_SSE (imw_sse_get_type ())
G_DECLARE_FINAL_TYPE (ImwSse, imw_sse, IMW, SSE, GObject)

ImwSse     *imw_sse_new (ImwHttp *http, const char *purpose, const char *url, gsize max_event_bytes);
void        imw_sse_set_last_id (ImwSse *self, const char *id);                  /* (nullable): where to begin */
void        imw_sse_set_pauses (ImwSse *self, guint first_ms, guint longest_ms); /* 2 s doubling to 5 min */
void        imw_sse_set_silence (ImwSse *self, guint silence_ms);                /* 120 s without a byte: anew */
void        imw_sse_open (ImwSse *self);
gboolean    imw_sse_is_open (ImwSse *self);     /* it stands now */
const char *imw_sse_get_last_id (ImwSse *self); /* (nullable) */
void        imw_sse_close (ImwSse *self);       /* for good: no signal follows */

G_END_DECLS
