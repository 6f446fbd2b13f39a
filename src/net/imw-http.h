/* imw-http.h: HTTP client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-hosts.h"

G_BEGIN_DECLS

/* Main thread. https everywhere; plain http to the loopback only. Redirects stay on their host. No cookies.
 * Each request names its purpose ("bitcoin-server") for the list of hosts. */
#define IMW_TYPE_HTTP (imw_http_get_type ())
G_DECLARE_FINAL_TYPE (ImwHttp, imw_http, IMW, HTTP, GObject)

ImwHttp  *imw_http_get_default (void); /* transfer none */
ImwHttp  *imw_http_new (ImwHosts *hosts, ImwClock *clock);
ImwHosts *imw_http_get_hosts (ImwHttp *self); /* transfer none */
ImwClock *imw_http_get_clock (ImwHttp *self); /* transfer none */
void      imw_http_set_timeouts (ImwHttp *self, guint idle_s, guint total_ms); /* 15 s without a byte; 60 s one try */
void      imw_http_set_retries (ImwHttp *self, guint max_tries, guint base_delay_ms); /* GET: 3 tries, 400 ms doubling, with jitter */
void      imw_http_set_max_per_host (ImwHttp *self, guint max_requests); /* 4 at once */
void      imw_http_set_proxy_resolver (ImwHttp *self, GProxyResolver *resolver); /* NULL: the desktop's own */
gboolean  imw_http_get_clock_offset (ImwHttp *self, const char *url, gint64 *offset_ms); /* host's time - ours; FALSE: unknown */
gboolean  imw_http_check_url (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT, REFUSED (plain http to elsewhere) */

/* GET, tried again after NETWORK, SERVER and RATE_LIMITED */
void    imw_http_get_async (ImwHttp *self, const char *purpose, const char *url, gsize max_bytes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *imw_http_get_finish (ImwHttp *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* POST, never tried again. A 4xx answer (but 408 and 429) is no error: @status and the body say what the server means */
void    imw_http_post_async (ImwHttp *self, const char *purpose, const char *url, const char *content_type, GBytes *body, gsize max_bytes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *imw_http_post_finish (ImwHttp *self, GAsyncResult *result, guint *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Any other call: method, headers, what to do with a refusal. Plain; nothing of it is kept. A GET is tried again as above, others never. */
typedef struct
{
  const char        *purpose;
  const char        *method;       /* "GET" "POST" "PUT" "PATCH" "DELETE" */
  const char        *url;
  const char        *content_type; /* (nullable) with body */
  GBytes            *body;         /* (nullable) */
  const char *const *headers;      /* (nullable) name, value, name, value …, NULL: never logged */
  gboolean           wants_errors; /* a 4xx answer (but 408 and 429) is no error: status and body say what the server means */
  gsize              max_bytes;
  guint              total_ms;     /* one try; 0: as set by imw_http_set_timeouts () */
} ImwHttpRequest;

void    imw_http_send_async (ImwHttp *self, const ImwHttpRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *imw_http_send_finish (ImwHttp *self, GAsyncResult *result, guint *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* for the callback of each of them, after an error: whether the answer was longer than max_bytes (BAD_REPLY), so that less can be asked */
gboolean imw_http_is_too_long (ImwHttp *self, GAsyncResult *result);

G_END_DECLS
