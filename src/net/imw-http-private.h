/* imw-http-private.h: what the files of net share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"
#include "imw-http.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean         imw_http_host_is_loopback (const char *host);
ImwHttpExchange *imw_http_exchange_new (SoupServerMessage *message, const char *path, GHashTable *query);

struct _ImwHttpExchange
{
  GObject parent_instance;

  SoupServerMessage *message; /* (nullable): NULL after the connection was stolen or lost */
  char              *path;
  GHashTable        *query; /* (nullable) */
  GBytes            *body;
  gboolean           done;
  gboolean           is_stream; /* pieces may be sent */
};

/* One try of one request. */
typedef struct
{
  const char *method;
  GUri       *uri;
  const char *content_type; /* (nullable) */
  GBytes     *body;         /* (nullable) */
  char      **headers;      /* (nullable) name, value, name, value … */
  gboolean    wants_errors; /* the body of a 4xx answer, too */
  gsize       max_bytes;
  guint       total_ms;
} ImwHttpTry;

typedef struct
{
  guint    status;
  GBytes  *body;          /* (nullable): only for 2xx, and 4xx with wants_errors */
  char    *location;      /* (nullable) */
  gint64   date_ms;       /* the host's time, 0 unknown */
  gint64   retry_after_s; /* -1: not said */
  gboolean is_tls_error;
  gboolean is_too_long; /* more than the call allowed */
} ImwHttpAnswer;

void     imw_http_answer_clear (ImwHttpAnswer *self);
void     imw_http_try_async (SoupSession *session, const ImwHttpTry *what, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_http_try_finish (GAsyncResult *result, ImwHttpAnswer *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwHttpAnswer, imw_http_answer_clear)

#define IMW_HTTP_MAX_DELAY_MS 5000

struct _ImwHttp
{
  GObject parent_instance;

  ImwHosts    *hosts;
  ImwClock    *clock;
  SoupSession *session;  /* for the world: with the proxy */
  SoupSession *loopback; /* for this machine: never through a proxy */
  GHashTable  *lanes;    /* (element-type utf8 ImwHttpLane) by host name */
  guint        total_ms;
  guint        max_tries;
  guint        base_delay_ms;
  guint        max_per_host;
};

/* What we know of one host. */
typedef struct
{
  GQueue   waiting; /* (element-type GTask) owned */
  guint    n_running;
  gint64   not_before_ms; /* boot time: the host asked us to stay away until then */
  gint64   offset_ms;
  gboolean has_offset;
} ImwHttpLane;

void     imw_http_lane_free (gpointer user_data);
void     imw_http_call_start (ImwHttp *self, GTask *task, const ImwHttpRequest *request);
guint    imw_http_call_get_status (GTask *task);
gboolean imw_http_call_is_too_long (GTask *task);

G_END_DECLS
