/* imw-http.c: HTTP client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http"

#include "config.h"

#include "imw-http.h"
#include "imw-http-private.h"

#include "imw-error.h"

#include <libsoup/soup.h>

/**
 * ImwHttp:
 *
 * The client that every connection of the program goes through. It asks the list of hosts before
 * each request, keeps at most a few requests to one host running, tries a GET again after
 * failures that pass by themselves, waits as long as a server asks for, and remembers how far the
 * clock of each host is from ours. Main thread.
 */

#define USER_AGENT            "imwallet"
#define DEFAULT_IDLE_S        15
#define DEFAULT_TOTAL_MS      60000
#define DEFAULT_MAX_TRIES     3
#define DEFAULT_BASE_DELAY_MS 400
#define DEFAULT_MAX_PER_HOST  4

G_DEFINE_FINAL_TYPE (ImwHttp, imw_http, G_TYPE_OBJECT)

static SoupSession *
new_session (void)
{
  /* our lanes count, so libsoup's own limits are above them */
  return soup_session_new_with_options ("user-agent",
                                        USER_AGENT,
                                        "timeout",
                                        DEFAULT_IDLE_S,
                                        "idle-timeout",
                                        30,
                                        "max-conns",
                                        64,
                                        "max-conns-per-host",
                                        16,
                                        NULL);
}

static void
imw_http_dispose (GObject *object)
{
  ImwHttp *self = IMW_HTTP (object);

  g_clear_object (&self->hosts);
  g_clear_object (&self->clock);
  g_clear_object (&self->session);
  g_clear_object (&self->loopback);

  G_OBJECT_CLASS (imw_http_parent_class)->dispose (object);
}

static void
imw_http_finalize (GObject *object)
{
  ImwHttp *self = IMW_HTTP (object);

  g_clear_pointer (&self->lanes, g_hash_table_unref);

  G_OBJECT_CLASS (imw_http_parent_class)->finalize (object);
}

static void
imw_http_class_init (ImwHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_http_dispose;
  object_class->finalize = imw_http_finalize;
}

static void
imw_http_init (ImwHttp *self)
{
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, imw_http_lane_free);
  self->session = new_session ();
  self->loopback = new_session ();
  soup_session_set_proxy_resolver (self->loopback, NULL);
  self->total_ms = DEFAULT_TOTAL_MS;
  self->max_tries = DEFAULT_MAX_TRIES;
  self->base_delay_ms = DEFAULT_BASE_DELAY_MS;
  self->max_per_host = DEFAULT_MAX_PER_HOST;
}

/**
 * imw_http_get_default:
 *
 * Returns: (transfer none): the client of this process, with the default list of hosts
 */
ImwHttp *
imw_http_get_default (void)
{
  static ImwHttp *http; /* lives as long as the process */

  if (http == NULL)
    http = imw_http_new (imw_hosts_get_default (), imw_clock_get_default ());

  return http;
}

/**
 * imw_http_new:
 * @hosts: the list of hosts to ask
 * @clock: what time it is
 *
 * For tests; the program uses imw_http_get_default().
 *
 * Returns: (transfer full): a new client
 */
ImwHttp *
imw_http_new (ImwHosts *hosts,
              ImwClock *clock)
{
  ImwHttp *self;

  g_return_val_if_fail (IMW_IS_HOSTS (hosts), NULL);
  g_return_val_if_fail (IMW_IS_CLOCK (clock), NULL);

  self = g_object_new (IMW_TYPE_HTTP, NULL);
  self->hosts = g_object_ref (hosts);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * imw_http_get_hosts:
 * @self: a client
 *
 * Returns: (transfer none): its list of hosts
 */
ImwHosts *
imw_http_get_hosts (ImwHttp *self)
{
  g_return_val_if_fail (IMW_IS_HTTP (self), NULL);

  return self->hosts;
}

/**
 * imw_http_get_clock:
 * @self: a client
 *
 * Returns: (transfer none): its clock
 */
ImwClock *
imw_http_get_clock (ImwHttp *self)
{
  g_return_val_if_fail (IMW_IS_HTTP (self), NULL);

  return self->clock;
}

/**
 * imw_http_set_timeouts:
 * @self: a client
 * @idle_s: how long connecting, or a connection without a byte, may take, in seconds
 * @total_ms: how long one try may take from connecting to the last byte, in milliseconds
 */
void
imw_http_set_timeouts (ImwHttp *self,
                       guint    idle_s,
                       guint    total_ms)
{
  g_return_if_fail (IMW_IS_HTTP (self));

  soup_session_set_timeout (self->session, idle_s);
  soup_session_set_timeout (self->loopback, idle_s);
  self->total_ms = total_ms;
}

/**
 * imw_http_set_retries:
 * @self: a client
 * @max_tries: how often a GET is tried, at least 1
 * @base_delay_ms: pause before the second try, in milliseconds; doubles with each further one
 */
void
imw_http_set_retries (ImwHttp *self,
                      guint    max_tries,
                      guint    base_delay_ms)
{
  g_return_if_fail (IMW_IS_HTTP (self));
  g_return_if_fail (max_tries > 0);

  self->max_tries = max_tries;
  self->base_delay_ms = MIN (base_delay_ms, IMW_HTTP_MAX_DELAY_MS);
}

/**
 * imw_http_set_max_per_host:
 * @self: a client
 * @max_requests: how many requests to one host may run at once, 1 to 16
 */
void
imw_http_set_max_per_host (ImwHttp *self,
                           guint    max_requests)
{
  g_return_if_fail (IMW_IS_HTTP (self));
  g_return_if_fail (max_requests >= 1 && max_requests <= 16);

  self->max_per_host = max_requests;
}

/**
 * imw_http_set_proxy_resolver:
 * @self: a client
 * @resolver: (nullable): says which proxy to use; %NULL for the one of the desktop
 *
 * Requests to the loopback never go through a proxy.
 */
void
imw_http_set_proxy_resolver (ImwHttp        *self,
                             GProxyResolver *resolver)
{
  g_return_if_fail (IMW_IS_HTTP (self));
  g_return_if_fail (resolver == NULL || G_IS_PROXY_RESOLVER (resolver));

  soup_session_set_proxy_resolver (self->session,
                                   resolver != NULL ? resolver : g_proxy_resolver_get_default ());
}

/**
 * imw_http_get_clock_offset:
 * @self: a client
 * @url: a URL of the host
 * @offset_ms: (out): how much the clock of the host is ahead of ours, in milliseconds
 *
 * Good to about a second, as HTTP tells the time in seconds.
 *
 * Returns: %FALSE if the host has not told the time yet
 */
gboolean
imw_http_get_clock_offset (ImwHttp    *self,
                           const char *url,
                           gint64     *offset_ms)
{
  g_autofree char   *host = NULL;
  const ImwHttpLane *lane;

  g_return_val_if_fail (IMW_IS_HTTP (self), FALSE);
  g_return_val_if_fail (offset_ms != NULL, FALSE);

  host = imw_hosts_name_for_url (url);
  lane = host != NULL ? g_hash_table_lookup (self->lanes, host) : NULL;
  if (lane == NULL || !lane->has_offset)
    return FALSE;

  *offset_ms = lane->offset_ms;

  return TRUE;
}

/**
 * imw_http_check_url:
 * @url: text, from the user for example
 * @error: return location
 *
 * Returns: whether requests can be sent to @url; else @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_REFUSED for plain http to another machine
 */
gboolean
imw_http_check_url (const char *url,
                    GError    **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  host = imw_hosts_name_for_url (url);
  if (uri == NULL || host == NULL || g_uri_get_user (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a web address of a server");
      return FALSE;
    }
  if (g_str_equal (g_uri_get_scheme (uri), "http") &&
      !imw_http_host_is_loopback (g_uri_get_host (uri)))
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_REFUSED,
                   "%s: plain http goes to this machine only",
                   host);
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_http_get_async:
 * @self: a client
 * @purpose: what it is for, as the list of hosts names it
 * @url: an absolute URL
 * @max_bytes: longest answer to accept, after unpacking
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gets @url.
 */
void
imw_http_get_async (ImwHttp            *self,
                    const char         *purpose,
                    const char         *url,
                    gsize               max_bytes,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  const ImwHttpRequest request = { .purpose = purpose,
                                   .method = "GET",
                                   .url = url,
                                   .max_bytes = max_bytes };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_HTTP (self));
  g_return_if_fail (purpose != NULL && url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_http_get_async);
  imw_http_call_start (self, task, &request);
}

/**
 * imw_http_get_finish:
 * @self: a client
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the body of a successful answer. On %NULL @error is
 *   %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER,
 *   %IMW_ERROR_BAD_REPLY (too long, no HTTP), %IMW_ERROR_NOT_FOUND (404), %IMW_ERROR_REFUSED (other
 *   4xx, redirect to elsewhere, host switched off, plain http), %IMW_ERROR_BAD_INPUT (no URL) or
 *   %G_IO_ERROR_CANCELLED
 */
GBytes *
imw_http_get_finish (ImwHttp      *self,
                     GAsyncResult *result,
                     GError      **error)
{
  g_return_val_if_fail (IMW_IS_HTTP (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_http_post_async:
 * @self: a client
 * @purpose: what it is for, as the list of hosts names it
 * @url: an absolute URL
 * @content_type: type of @body
 * @body: what to send
 * @max_bytes: longest answer to accept, after unpacking
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Posts @body to @url, once.
 */
void
imw_http_post_async (ImwHttp            *self,
                     const char         *purpose,
                     const char         *url,
                     const char         *content_type,
                     GBytes             *body,
                     gsize               max_bytes,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  const ImwHttpRequest request = { .purpose = purpose,
                                   .method = "POST",
                                   .url = url,
                                   .content_type = content_type,
                                   .body = body,
                                   .wants_errors = TRUE,
                                   .max_bytes = max_bytes };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_HTTP (self));
  g_return_if_fail (purpose != NULL && url != NULL && content_type != NULL && body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_http_post_async);
  imw_http_call_start (self, task, &request);
}

/**
 * imw_http_post_finish:
 * @self: a client
 * @result: the result given to the callback
 * @status: (out): the HTTP status: 2xx or 4xx
 * @error: return location
 *
 * Returns: (transfer full): the body of the answer. On %NULL @error is as for
 *   imw_http_get_finish(), but that 4xx is an error only for 408 (%IMW_ERROR_TIMEOUT) and 429
 *   (%IMW_ERROR_RATE_LIMITED)
 */
GBytes *
imw_http_post_finish (ImwHttp      *self,
                      GAsyncResult *result,
                      guint        *status,
                      GError      **error)
{
  g_return_val_if_fail (IMW_IS_HTTP (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (status != NULL, NULL);

  *status = imw_http_call_get_status (G_TASK (result));

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_http_send_async:
 * @self: a client
 * @request: what to send; copied
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Any call of HTTP. Redirects are followed within the host, and for GET only.
 */
void
imw_http_send_async (ImwHttp              *self,
                     const ImwHttpRequest *request,
                     GCancellable         *cancellable,
                     GAsyncReadyCallback   callback,
                     gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_HTTP (self));
  g_return_if_fail (request != NULL && request->purpose != NULL && request->method != NULL &&
                    request->url != NULL);
  g_return_if_fail (request->body == NULL || request->content_type != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_http_send_async);
  imw_http_call_start (self, task, request);
}

/**
 * imw_http_send_finish:
 * @self: a client
 * @result: the result given to the callback
 * @status: (out): the HTTP status, 0 when there was no answer
 * @error: return location
 *
 * Returns: (transfer full): the body of the answer. On %NULL @error is as for imw_http_get_finish(), but that 4xx is
 *   an error only for 408 (%IMW_ERROR_TIMEOUT) and 429 (%IMW_ERROR_RATE_LIMITED) when errors were wanted
 */
GBytes *
imw_http_send_finish (ImwHttp      *self,
                      GAsyncResult *result,
                      guint        *status,
                      GError      **error)
{
  g_return_val_if_fail (IMW_IS_HTTP (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (status != NULL, NULL);

  *status = imw_http_call_get_status (G_TASK (result));

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_http_is_too_long:
 * @self: a client
 * @result: the result given to the callback of a GET or a POST
 *
 * Returns: whether the request failed because its answer was longer than the caller allowed
 */
gboolean
imw_http_is_too_long (ImwHttp *self, GAsyncResult *result)
{
  g_return_val_if_fail (IMW_IS_HTTP (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return imw_http_call_is_too_long (G_TASK (result));
}
