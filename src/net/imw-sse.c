/* imw-sse.c: events that a server sends by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-sse"

#include "config.h"

#include "imw-http-private.h"
#include "imw-sse-parser.h"
#include "imw-sse.h"

#include "imw-error.h"

#include <libsoup/soup.h>

/**
 * ImwSse:
 *
 * One stream of Server-Sent Events (HTML standard, section 9.2), under the same rules as #ImwHttp: the
 * list of hosts is asked at each connection, plain text goes to this machine only, redirects are not
 * followed. The stream has a session of its own, as the client's ends connections on which nothing
 * comes for a while. Lines and events have a largest size. Main thread.
 */

#define FIRST_PAUSE_MS   2000
#define LONGEST_PAUSE_MS 300000
#define SILENCE_MS       120000
#define LEAST_RETRY_MS   100
#define LONGEST_RETRY_MS 60000
#define CHUNK_BYTES      (16 * 1024)

struct _ImwSse
{
  GObject parent_instance;

  ImwHttp      *http;
  char         *purpose;
  char         *url;
  gsize         max_bytes;
  SoupSession  *session;
  SoupMessage  *message;     /* (nullable): of the connection */
  GInputStream *stream;      /* (nullable) */
  ImwSseParser *parser;      /* (nullable) */
  GCancellable *cancellable; /* (nullable): of the connection */
  char         *last_id;     /* (nullable) */
  guint         first_pause_ms;
  guint         longest_pause_ms;
  guint         pause_ms;
  guint         silence_ms;
  guint         timer; /* until the next connection */
  guint         watch; /* until silence has lasted too long */
  gboolean      is_silent;
  gboolean      is_reading; /* inside the parser */
  gboolean      is_over;
};

enum
{
  OPENED,
  RECEIVED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwSse, imw_sse, G_TYPE_OBJECT)

static void connect_stream (ImwSse *self);
static void read_on (ImwSse *self);

static void
drop_connection (ImwSse *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  if (!self->is_reading)
    g_clear_pointer (&self->parser, imw_sse_parser_free);
}

static gboolean
pause_ended_cb (gpointer user_data)
{
  ImwSse *self = user_data;

  self->timer = 0;
  connect_stream (self);

  return G_SOURCE_REMOVE;
}

/* takes @error, NULL for an end in good order */
static void
connect_later (ImwSse *self, GError *error, gint64 least_ms)
{
  g_autoptr (ImwSse) held = g_object_ref (self);
  g_autoptr (GError) owned = error;
  gint64 retry_ms = self->parser != NULL ? imw_sse_parser_get_retry_ms (self->parser) : -1;
  guint  pause_ms;

  drop_connection (self);
  if (retry_ms >= 0)
    self->first_pause_ms = (guint) CLAMP (retry_ms, LEAST_RETRY_MS, LONGEST_RETRY_MS);
  if (owned == NULL)
    self->pause_ms = self->first_pause_ms;
  pause_ms = MAX (self->pause_ms, self->first_pause_ms);
  self->pause_ms = MIN (pause_ms * 2, MAX (self->longest_pause_ms, self->first_pause_ms));
  /* between half and the whole of it, so that clients do not come in step */
  pause_ms = pause_ms / 2 + (guint) g_random_int_range (0, (gint32) (pause_ms / 2 + 1));
  pause_ms = (guint) MAX ((gint64) pause_ms, MIN (least_ms, LONGEST_PAUSE_MS));
  self->timer = g_timeout_add (pause_ms, pause_ended_cb, self);
  if (owned != NULL)
    {
      g_debug ("%s: %s; again in %u ms", self->purpose, owned->message, pause_ms);
      g_signal_emit (self, signals[FAILED], 0, owned);
    }
}

static gboolean
silence_cb (gpointer user_data)
{
  ImwSse *self = user_data;

  if (!self->is_silent)
    {
      self->is_silent = TRUE;
      return G_SOURCE_CONTINUE;
    }

  self->watch = 0;
  connect_later (self, g_error_new (IMW_ERROR, IMW_ERROR_TIMEOUT, "Nothing comes any more"), 0);

  return G_SOURCE_REMOVE;
}

static void
event_cb (const char *type, const char *data, const char *id, gpointer user_data)
{
  ImwSse *self = user_data;

  if (self->is_over)
    return;
  if (id != NULL)
    imw_sse_set_last_id (self, id);
  self->pause_ms = self->first_pause_ms;
  g_signal_emit (self, signals[RECEIVED], 0, type, data, id);
}

static void
feed (ImwSse *self, GBytes *chunk)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (chunk, &length);
  ImwSseParser *parser = self->parser;
  GError       *error = NULL;
  gboolean      good;

  self->is_silent = FALSE;
  self->is_reading = TRUE;
  good = imw_sse_parser_feed (parser, data, length, &error);
  self->is_reading = FALSE;
  if (self->is_over)
    {
      g_clear_error (&error);
      g_clear_pointer (&self->parser, imw_sse_parser_free);
    }
  else if (good)
    read_on (self);
  else
    connect_later (self, error, 0);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSse) self = user_data;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes)
      chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &reason);

  if (self->is_over || self->stream != G_INPUT_STREAM (object))
    return; /* closed, or given up, meanwhile */

  if (chunk == NULL)
    connect_later (self, g_error_new (IMW_ERROR, IMW_ERROR_NETWORK, "%s", reason->message), 0);
  else if (g_bytes_get_size (chunk) == 0)
    connect_later (self, NULL, 0);
  else
    feed (self, chunk);
}

static void
read_on (ImwSse *self)
{
  g_input_stream_read_bytes_async (self->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->cancellable,
                                   read_cb, g_object_ref (self));
}

static gint64
read_retry_after_ms (SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    return 0;

  return (gint64) number * 1000;
}

static GError *
check_answer (SoupMessage *message)
{
  guint       status = soup_message_get_status (message);
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  if (status == SOUP_STATUS_OK && g_strcmp0 (type, "text/event-stream") == 0)
    return NULL;
  if (status == SOUP_STATUS_OK)
    return g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a stream of events");
  if (status == 429)
    return g_error_new (IMW_ERROR, IMW_ERROR_RATE_LIMITED,
                        "The server asks for fewer requests");
  if (status == SOUP_STATUS_NOT_FOUND)
    return g_error_new (IMW_ERROR, IMW_ERROR_NOT_FOUND, "There is no such stream");
  if (SOUP_STATUS_IS_SERVER_ERROR (status))
    return g_error_new (IMW_ERROR, IMW_ERROR_SERVER, "Status %u", status);

  return g_error_new (IMW_ERROR, IMW_ERROR_REFUSED, "Status %u", status);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSse) self = user_data;
  g_autoptr (GError) reason = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream)
      stream = soup_session_send_finish (SOUP_SESSION (object), result, &reason);
  GError *error;

  message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  if (message != NULL)
    g_object_ref (message);
  if (self->is_over || message == NULL || message != self->message)
    return;

  if (stream == NULL)
    {
      connect_later (self, g_error_new (IMW_ERROR, IMW_ERROR_NETWORK, "%s", reason->message), 0);
      return;
    }
  if (soup_message_get_status (message) == SOUP_STATUS_NO_CONTENT)
    {
      imw_sse_close (self); /* the server wants no further connection */
      return;
    }
  error = check_answer (message);
  if (error != NULL)
    {
      connect_later (self, error, read_retry_after_ms (message));
      return;
    }

  self->stream = g_steal_pointer (&stream);
  self->parser = imw_sse_parser_new (self->max_bytes, event_cb, self);
  g_signal_emit (self, signals[OPENED], 0);
  if (!self->is_over)
    read_on (self);
}

static void
connect_stream (ImwSse *self)
{
  g_autofree char *host = imw_hosts_name_for_url (self->url);
  GError          *error = NULL;

  if (!imw_http_check_url (self->url, &error) ||
      !imw_hosts_use (self->http->hosts, self->purpose, host, &error))
    {
      connect_later (self, error, 0);
      return;
    }

  self->is_silent = FALSE;
  self->watch = g_timeout_add (MAX (self->silence_ms / 2, 1), silence_cb, self);
  self->cancellable = g_cancellable_new ();
  self->message = soup_message_new (SOUP_METHOD_GET, self->url);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (self->message), "Accept",
                                "text/event-stream");
  soup_message_headers_replace (soup_message_get_request_headers (self->message), "Cache-Control",
                                "no-store");
  if (self->last_id != NULL && *self->last_id != '\0')
    soup_message_headers_replace (soup_message_get_request_headers (self->message), "Last-Event-ID",
                                  self->last_id);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           sent_cb, g_object_ref (self));
}

static void
imw_sse_dispose (GObject *object)
{
  ImwSse *self = IMW_SSE (object);

  imw_sse_close (self);
  g_clear_object (&self->session);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_sse_parent_class)->dispose (object);
}

static void
imw_sse_finalize (GObject *object)
{
  ImwSse *self = IMW_SSE (object);

  g_clear_pointer (&self->purpose, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->last_id, g_free);

  G_OBJECT_CLASS (imw_sse_parent_class)->finalize (object);
}

static void
imw_sse_class_init (ImwSseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_sse_dispose;
  object_class->finalize = imw_sse_finalize;

  /**
   * ImwSse::opened:
   *
   * The stream stands, for the first time or again.
   */
  signals[OPENED] = g_signal_new ("opened", IMW_TYPE_SSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  /**
   * ImwSse::received:
   * @type: kind of event, "message" where the server names none
   * @data: its text
   * @id: (nullable): of the last event that had one
   *
   * An event came.
   */
  signals[RECEIVED] =
      g_signal_new ("received", IMW_TYPE_SSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  /**
   * ImwSse::failed:
   * @error: why
   *
   * The stream could not be made, or broke off. It is tried again later.
   */
  signals[FAILED] = g_signal_new ("failed", IMW_TYPE_SSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
imw_sse_init (ImwSse *self)
{
  self->first_pause_ms = FIRST_PAUSE_MS;
  self->longest_pause_ms = LONGEST_PAUSE_MS;
  self->pause_ms = FIRST_PAUSE_MS;
  self->silence_ms = SILENCE_MS;
}

/**
 * imw_sse_new:
 * @http: the client whose list of hosts and proxy are used
 * @purpose: what it is for
 * @url: where; imw_http_check_url() has taken it
 * @max_event_bytes: longest line and longest event
 *
 * Returns: (transfer full): a stream that is not open yet
 */
ImwSse *
imw_sse_new (ImwHttp *http, const char *purpose, const char *url, gsize max_event_bytes)
{
  ImwSse *self;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);
  g_return_val_if_fail (purpose != NULL && url != NULL, NULL);

  self = g_object_new (IMW_TYPE_SSE, NULL);
  self->http = g_object_ref (http);
  self->purpose = g_strdup (purpose);
  self->url = g_strdup (url);
  self->max_bytes = max_event_bytes;
  self->session = soup_session_new_with_options ("user-agent", "imwallet", "timeout", 0,
                                                 "idle-timeout", 30, NULL);
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri != NULL && imw_http_host_is_loopback (g_uri_get_host (uri)))
    soup_session_set_proxy_resolver (self->session, NULL);
  else
    soup_session_set_proxy_resolver (self->session,
                                     soup_session_get_proxy_resolver (http->session));

  return self;
}

/**
 * imw_sse_set_last_id:
 * @self: a stream
 * @id: (nullable): id of the last event that is known
 *
 * From the next connection on the server is asked for what came after it.
 */
void
imw_sse_set_last_id (ImwSse *self, const char *id)
{
  g_autofree char *copy = NULL;

  g_return_if_fail (IMW_IS_SSE (self));

  copy = g_strdup (id);
  g_free (self->last_id);
  self->last_id = g_steal_pointer (&copy);
}

/**
 * imw_sse_set_pauses:
 * @self: a stream
 * @first_ms: pause before it is tried again, in milliseconds, until the server asks for another one
 * @longest_ms: the pause doubles with each failure, but not above this
 */
void
imw_sse_set_pauses (ImwSse *self, guint first_ms, guint longest_ms)
{
  g_return_if_fail (IMW_IS_SSE (self));
  g_return_if_fail (longest_ms <= LONGEST_PAUSE_MS);

  self->first_pause_ms = first_ms;
  self->pause_ms = first_ms;
  self->longest_pause_ms = longest_ms;
}

/**
 * imw_sse_set_silence:
 * @self: a stream
 * @silence_ms: about how long nothing may come before the connection is given up
 */
void
imw_sse_set_silence (ImwSse *self, guint silence_ms)
{
  g_return_if_fail (IMW_IS_SSE (self));

  self->silence_ms = silence_ms;
}

/**
 * imw_sse_open:
 * @self: a stream that was never opened
 *
 * Connects, and again whenever the connection has ended, until imw_sse_close().
 */
void
imw_sse_open (ImwSse *self)
{
  g_return_if_fail (IMW_IS_SSE (self));
  g_return_if_fail (!self->is_over && self->timer == 0 && self->message == NULL);

  self->timer = g_timeout_add (0, pause_ended_cb, self);
}

/**
 * imw_sse_is_open:
 * @self: a stream
 *
 * Returns: whether the server has answered and events may come
 */
gboolean
imw_sse_is_open (ImwSse *self)
{
  g_return_val_if_fail (IMW_IS_SSE (self), FALSE);

  return self->stream != NULL;
}

/**
 * imw_sse_get_last_id:
 * @self: a stream
 *
 * Returns: (nullable) (transfer none): id of the last event
 */
const char *
imw_sse_get_last_id (ImwSse *self)
{
  g_return_val_if_fail (IMW_IS_SSE (self), NULL);

  return self->last_id;
}

/**
 * imw_sse_close:
 * @self: a stream
 *
 * Ends it for good; no signal fires any more.
 */
void
imw_sse_close (ImwSse *self)
{
  g_return_if_fail (IMW_IS_SSE (self));

  self->is_over = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  drop_connection (self);
}
