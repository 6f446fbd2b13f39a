/* imw-websocket.h: WebSocket client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http.h"

G_BEGIN_DECLS

/* Main thread. One connection: wss everywhere, plain ws to the loopback only. Signals: "opened" (), "received" (GBytes: one text message),
 * "closed" (GError: why, (nullable)), the last one, once. */
#define IMW_TYPE_WEBSOCKET (imw_websocket_get_type ())
G_DECLARE_FINAL_TYPE (ImwWebsocket, imw_websocket, IMW, WEBSOCKET, GObject)

gboolean      imw_websocket_is_url (const char *url);                                              /* ws:// or wss:// */
gboolean      imw_websocket_check_url (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT, REFUSED (plain ws to elsewhere) */
char         *imw_websocket_http_url (const char *url);                                            /* the same address as http(s), for the list of hosts */
ImwWebsocket *imw_websocket_new (ImwHttp *http, const char *purpose, const char *url, gsize max_message_bytes);
void          imw_websocket_open (ImwWebsocket *self); /* once */
gboolean      imw_websocket_is_open (ImwWebsocket *self);
void          imw_websocket_send (ImwWebsocket *self, const char *text); /* ignored when not open */
void          imw_websocket_close (ImwWebsocket *self);                  /* no signal follows */

G_END_DECLS
