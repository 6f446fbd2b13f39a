/* imw-http-server.h: a small HTTP server on the loopback
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For the practice network and for tests; 127.0.0.1 only. Lives on the thread (main context) it was made on. */
#define IMW_TYPE_HTTP_SERVER (imw_http_server_get_type ())
G_DECLARE_FINAL_TYPE (ImwHttpServer, imw_http_server, IMW, HTTP_SERVER, GObject)

/* One request and its answer. The handler answers at once, or keeps a reference and answers later.
 * Exactly one of the reply functions ends it; further ones are ignored. Unanswered at its last unref: the connection is closed. */
#define IMW_TYPE_HTTP_EXCHANGE (imw_http_exchange_get_type ())
G_DECLARE_FINAL_TYPE (ImwHttpExchange, imw_http_exchange, IMW, HTTP_EXCHANGE, GObject)

typedef void (*ImwHttpServerFunc) (ImwHttpServer   *server,
                                   ImwHttpExchange *exchange,
                                   gpointer         user_data);

ImwHttpServer *imw_http_server_new (ImwHttpServerFunc handler, gpointer user_data, GDestroyNotify destroy);
void           imw_http_server_set_max_request_bytes (ImwHttpServer *self, gsize max_bytes); /* 1 MiB; larger: 413 */
gboolean       imw_http_server_listen (ImwHttpServer *self, guint16 port, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* 0: a free port */
guint16        imw_http_server_get_port (ImwHttpServer *self);
const char    *imw_http_server_get_url (ImwHttpServer *self); /* "http://127.0.0.1:40123", NULL before listen */
guint          imw_http_server_get_n_requests (ImwHttpServer *self);
void           imw_http_server_stop (ImwHttpServer *self); /* closes every connection */

const char *imw_http_exchange_get_method (ImwHttpExchange *self); /* "GET" */
const char *imw_http_exchange_get_path (ImwHttpExchange *self);   /* percent-decoded, begins with "/" */
GHashTable *imw_http_exchange_get_query (ImwHttpExchange *self);  /* transfer none, nullable: utf8 -> utf8, decoded */
const char *imw_http_exchange_get_query_value (ImwHttpExchange *self, const char *name); /* nullable */
const char *imw_http_exchange_get_header (ImwHttpExchange *self, const char *name);      /* nullable */
GBytes     *imw_http_exchange_get_body (ImwHttpExchange *self); /* transfer none, may be empty */
gboolean    imw_http_exchange_is_done (ImwHttpExchange *self);  /* answered, or the other side went away */

void imw_http_exchange_add_header (ImwHttpExchange *self, const char *name, const char *value);
void imw_http_exchange_reply (ImwHttpExchange *self, guint status, const char *content_type, const char *body, gssize length); /* copies; -1: strlen; body NULL: empty */
void imw_http_exchange_reply_bytes (ImwHttpExchange *self, guint status, const char *content_type, GBytes *body);
void imw_http_exchange_reply_after (ImwHttpExchange *self, guint delay_ms, guint status, const char *content_type, const char *body, gssize length);
/* An answer without end, in pieces; ended by _end_stream (), or by the other side (then the exchange is done). */
void imw_http_exchange_begin_stream (ImwHttpExchange *self, guint status, const char *content_type);
void imw_http_exchange_send (ImwHttpExchange *self, const char *text);
void imw_http_exchange_end_stream (ImwHttpExchange *self);
/* Faults. truncated: announces the whole length, sends the first @send_length bytes, closes. slowly: @chunk_bytes each
 * @interval_ms. drop: closes without a byte. */
void imw_http_exchange_reply_truncated (ImwHttpExchange *self, guint status, const char *content_type, GBytes *body, gsize send_length);
void imw_http_exchange_reply_slowly (ImwHttpExchange *self, guint status, const char *content_type, GBytes *body, gsize chunk_bytes, guint interval_ms);
void imw_http_exchange_drop (ImwHttpExchange *self);

G_END_DECLS
