/* imw-http-call.c: one request with all its tries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http"

#include "config.h"

#include "imw-http-private.h"

#include "imw-error.h"

#include <libsoup/soup.h>

/* A request waits in the lane of its host until few enough others run, is tried, maybe waits and is
 * queued again, and ends once. */

#define MAX_RETRY_AFTER_S 600
#define MAX_REDIRECTS     3

/* One request with all its tries. */
typedef struct
{
  char    *method;
  char    *purpose;
  char    *host;
  GUri    *uri;
  char    *content_type; /* (nullable) */
  GBytes  *body;         /* (nullable) */
  char   **headers;      /* (nullable): may hold a token: never logged */
  gboolean wants_errors;
  gsize    max_bytes;
  guint    total_ms; /* 0: as all */
  guint    n_tries;
  guint    n_redirects;
  guint    status;
  gboolean is_waiting; /* in the lane's queue, or between two tries */
  gboolean is_done;
  gboolean is_too_long;
  GSource *pause; /* (nullable): between two tries */
  GSource *watch; /* (nullable): the caller's cancellable */
} Call;

/**
 * imw_http_lane_free:
 * @user_data: (transfer full): an #ImwHttpLane
 */
void
imw_http_lane_free (gpointer user_data)
{
  ImwHttpLane *lane = user_data;

  g_queue_clear_full (&lane->waiting, g_object_unref);
  g_free (lane);
}

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
call_free (gpointer user_data)
{
  Call *call = user_data;

  destroy_source (&call->pause);
  destroy_source (&call->watch);
  g_clear_pointer (&call->method, g_free);
  g_clear_pointer (&call->purpose, g_free);
  g_clear_pointer (&call->host, g_free);
  g_clear_pointer (&call->uri, g_uri_unref);
  g_clear_pointer (&call->content_type, g_free);
  g_clear_pointer (&call->headers, g_strfreev);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_free (call);
}

static ImwHttpLane *
ensure_lane (ImwHttp    *self,
             const char *host)
{
  ImwHttpLane *lane = g_hash_table_lookup (self->lanes, host);

  if (lane == NULL)
    {
      lane = g_new0 (ImwHttpLane, 1);
      g_queue_init (&lane->waiting);
      g_hash_table_insert (self->lanes, g_strdup (host), lane);
    }

  return lane;
}

static void
finish_call (GTask  *task,
             GBytes *body,
             GError *error)
{
  Call *call = g_task_get_task_data (task);

  call->is_done = TRUE;
  destroy_source (&call->pause);
  destroy_source (&call->watch);
  if (error != NULL)
    {
      g_clear_pointer (&body, g_bytes_unref);
      g_prefix_error (&error, "%s: ", call->host);
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, body, (GDestroyNotify) g_bytes_unref);
}

static void start_next (ImwHttp *self, ImwHttpLane *lane);

static void
enqueue (ImwHttp *self,
         GTask   *task)
{
  Call        *call = g_task_get_task_data (task);
  ImwHttpLane *lane = ensure_lane (self, call->host);

  call->is_waiting = TRUE;
  g_queue_push_tail (&lane->waiting, g_object_ref (task));
  start_next (self, lane);
}

static gboolean
pause_ended_cb (gpointer user_data)
{
  GTask *task = user_data;
  Call  *call = g_task_get_task_data (task);

  g_object_ref (task); /* the source below holds the last one otherwise */
  destroy_source (&call->pause);
  enqueue (g_task_get_source_object (task), task);
  g_object_unref (task);

  return G_SOURCE_REMOVE;
}

static gboolean
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  GTask *task = user_data;
  Call  *call = g_task_get_task_data (task);

  if (call->is_done || !call->is_waiting)
    return G_SOURCE_REMOVE; /* a try that runs has its own watch */

  g_object_ref (task); /* lane or pause hold the last one otherwise */
  if (call->pause == NULL)
    {
      ImwHttpLane *lane = ensure_lane (g_task_get_source_object (task), call->host);

      if (g_queue_remove (&lane->waiting, task))
        g_object_unref (task);
    }
  finish_call (task, NULL, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  g_object_unref (task);

  return G_SOURCE_REMOVE;
}

static void
pause_call (ImwHttp *self,
            GTask   *task,
            guint    delay_ms)
{
  Call *call = g_task_get_task_data (task);

  call->is_waiting = TRUE;
  call->pause = g_timeout_source_new (delay_ms);
  g_source_set_callback (call->pause, pause_ended_cb, g_object_ref (task), g_object_unref);
  g_source_attach (call->pause, g_main_context_get_thread_default ());
}

/* Doubles with each try; between half and the whole of it, so that clients do not come in step. */
static guint
next_delay_ms (ImwHttp *self,
               guint    n_tries)
{
  guint delay_ms = MIN (self->base_delay_ms << MIN (n_tries - 1, 6), IMW_HTTP_MAX_DELAY_MS);

  return delay_ms / 2 + (guint) g_random_int_range (0, (gint32) (delay_ms / 2 + 1));
}

static GError *
error_for_status (guint    status,
                  gboolean wants_errors)
{
  const char *phrase = soup_status_get_phrase (status);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return NULL;
  if (status == SOUP_STATUS_REQUEST_TIMEOUT)
    return g_error_new (IMW_ERROR, IMW_ERROR_TIMEOUT, "Status %u, %s", status, phrase);
  if (status == 429)
    return g_error_new (IMW_ERROR, IMW_ERROR_RATE_LIMITED, "The server asks for fewer requests");
  if (SOUP_STATUS_IS_SERVER_ERROR (status))
    return g_error_new (IMW_ERROR, IMW_ERROR_SERVER, "Status %u, %s", status, phrase);
  if (SOUP_STATUS_IS_CLIENT_ERROR (status) && wants_errors)
    return NULL; /* the caller reads the answer */
  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    return g_error_new (IMW_ERROR, IMW_ERROR_NOT_FOUND, "Status %u, %s", status, phrase);
  if (SOUP_STATUS_IS_CLIENT_ERROR (status))
    return g_error_new (IMW_ERROR, IMW_ERROR_REFUSED, "Status %u, %s", status, phrase);

  return g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "Unexpected status %u", status);
}

static gboolean
is_same_origin (GUri *a,
                GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) && g_uri_get_host (b) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b);
}

/* Follows within the host. */
static gboolean
redirect (Call       *call,
          const char *location,
          GError    **error)
{
  g_autoptr (GUri) target = NULL;

  if (!g_str_equal (call->method, "GET") || location == NULL || call->n_redirects >= MAX_REDIRECTS)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The server redirects and redirects");
      return FALSE;
    }

  target = g_uri_parse_relative (call->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || !is_same_origin (call->uri, target))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "The server redirects to another host");
      return FALSE;
    }

  call->n_redirects++;
  g_clear_pointer (&call->uri, g_uri_unref);
  call->uri = g_steal_pointer (&target);

  return TRUE;
}

static gboolean
may_try_again (ImwHttp             *self,
               const Call          *call,
               const ImwHttpAnswer *answer,
               const GError        *error)
{
  if (!g_str_equal (call->method, "GET") || call->n_tries >= self->max_tries ||
      answer->is_tls_error)
    return FALSE;
  if (answer->retry_after_s * 1000 > IMW_HTTP_MAX_DELAY_MS)
    return FALSE;

  return g_error_matches (error, IMW_ERROR, IMW_ERROR_NETWORK) ||
         g_error_matches (error, IMW_ERROR, IMW_ERROR_SERVER) ||
         g_error_matches (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
}

static void
learn (ImwHttp             *self,
       ImwHttpLane         *lane,
       const ImwHttpAnswer *answer)
{
  if (answer->date_ms > 0)
    {
      lane->has_offset = TRUE;
      lane->offset_ms = answer->date_ms - imw_clock_get_wall_ms (self->clock);
    }
  if (answer->status == 429 && answer->retry_after_s * 1000 > IMW_HTTP_MAX_DELAY_MS)
    lane->not_before_ms = imw_clock_get_boot_ms (self->clock) +
                          MIN (answer->retry_after_s, MAX_RETRY_AFTER_S) * 1000;
}

static void
try_ended_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwHttp     *self = g_task_get_source_object (task);
  Call        *call = g_task_get_task_data (task);
  ImwHttpLane *lane = ensure_lane (self, call->host);
  g_auto (ImwHttpAnswer) answer = { 0 };
  GError *error = NULL;

  lane->n_running--;
  if (imw_http_try_finish (result, &answer, &error))
    {
      learn (self, lane, &answer);
      call->status = answer.status;
      if (SOUP_STATUS_IS_REDIRECTION (answer.status) && redirect (call, answer.location, &error))
        {
          enqueue (self, task);
          start_next (self, lane);
          return;
        }
      if (error == NULL)
        error = error_for_status (answer.status, call->wants_errors);
    }

  call->is_too_long = answer.is_too_long;
  if (error != NULL && may_try_again (self, call, &answer, error))
    {
      guint delay_ms = MAX (next_delay_ms (self, call->n_tries),
                            (guint) MAX (0, answer.retry_after_s) * 1000);

      g_debug ("%s: %s; again in %u ms", call->host, error->message, delay_ms);
      g_clear_error (&error);
      pause_call (self, task, delay_ms);
    }
  else
    finish_call (task, g_steal_pointer (&answer.body), error);

  start_next (self, lane);
}

static void
start_try (ImwHttp     *self,
           ImwHttpLane *lane,
           GTask       *task)
{
  Call      *call = g_task_get_task_data (task);
  ImwHttpTry what = {
    .method = call->method,
    .uri = call->uri,
    .content_type = call->content_type,
    .body = call->body,
    .headers = call->headers,
    .wants_errors = call->wants_errors,
    .max_bytes = call->max_bytes,
    .total_ms = call->total_ms > 0 ? call->total_ms : self->total_ms,
  };
  gboolean is_loopback;
  GError  *error = NULL;

  call->is_waiting = FALSE;
  if (!imw_hosts_use (self->hosts, call->purpose, call->host, &error))
    {
      finish_call (task, NULL, error);
      return;
    }
  if (imw_clock_get_boot_ms (self->clock) < lane->not_before_ms)
    {
      finish_call (task,
                   NULL,
                   g_error_new (IMW_ERROR,
                                IMW_ERROR_RATE_LIMITED,
                                "The server asked for a longer pause"));
      return;
    }

  call->n_tries++;
  lane->n_running++;
  is_loopback = imw_http_host_is_loopback (g_uri_get_host (call->uri));
  imw_http_try_async (is_loopback ? self->loopback : self->session,
                      &what,
                      g_task_get_cancellable (task),
                      try_ended_cb,
                      g_object_ref (task));
}

static void
start_next (ImwHttp     *self,
            ImwHttpLane *lane)
{
  while (lane->n_running < self->max_per_host && !g_queue_is_empty (&lane->waiting))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&lane->waiting);

      start_try (self, lane, task);
    }
}

/**
 * imw_http_call_start:
 * @self: a client
 * @task: the task of the request
 * @request: what to send; copied
 *
 * Queues the request; @task returns the body as #GBytes.
 */
void
imw_http_call_start (ImwHttp              *self,
                     GTask                *task,
                     const ImwHttpRequest *request)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Call         *call = g_new0 (Call, 1);
  GError       *error = NULL;

  g_task_set_task_data (task, call, call_free);
  if (!imw_http_check_url (request->url, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  call->method = g_strdup (request->method);
  call->purpose = g_strdup (request->purpose);
  call->host = imw_hosts_name_for_url (request->url);
  call->uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  call->content_type = g_strdup (request->content_type);
  call->body = request->body != NULL ? g_bytes_ref (request->body) : NULL;
  call->headers = g_strdupv ((char **) request->headers);
  call->wants_errors = request->wants_errors;
  call->max_bytes = request->max_bytes;
  call->total_ms = request->total_ms;
  if (cancellable != NULL)
    {
      call->watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (call->watch, G_SOURCE_FUNC (caller_cancelled_cb), task, NULL);
      g_source_attach (call->watch, g_main_context_get_thread_default ());
    }

  enqueue (self, task);
}

/**
 * imw_http_call_get_status:
 * @task: the task of a request that has ended
 *
 * Returns: the HTTP status of the last try, 0 when there was no answer
 */
guint
imw_http_call_get_status (GTask *task)
{
  const Call *call = g_task_get_task_data (task);

  return call->status;
}

/**
 * imw_http_call_is_too_long:
 * @task: the task of a request that has ended
 *
 * Returns: whether it failed because the answer was longer than allowed
 */
gboolean
imw_http_call_is_too_long (GTask *task)
{
  const Call *call = g_task_get_task_data (task);

  return call->is_too_long;
}
