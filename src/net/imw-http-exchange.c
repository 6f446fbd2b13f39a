/* imw-http-exchange.c: one request to our server, and its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http-exchange"

#include "config.h"

#include "imw-http-server.h"
#include "imw-http-private.h"

#include <libsoup/soup.h>
#include <string.h>

/**
 * ImwHttpExchange:
 *
 * One request to an #ImwHttpServer and its answer. The message is paused from the beginning and
 * goes on with the first reply function, so that a handler may answer whenever it likes. The
 * faults steal the connection and write to it by hand.
 */

G_DEFINE_FINAL_TYPE (ImwHttpExchange, imw_http_exchange, G_TYPE_OBJECT)

/* A fault under way: bytes that go out over a stolen connection. */
typedef struct
{
  GIOStream *stream;
  GBytes    *head;
  GBytes    *body;
  gsize      sent;
  gsize      chunk_bytes;
  guint      interval_ms;
} RawAnswer;

static void
raw_answer_free (RawAnswer *raw)
{
  g_clear_object (&raw->stream);
  g_clear_pointer (&raw->head, g_bytes_unref);
  g_clear_pointer (&raw->body, g_bytes_unref);
  g_free (raw);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawAnswer, raw_answer_free)

static void raw_answer_step (RawAnswer *raw);

static gboolean
raw_answer_timeout_cb (gpointer user_data)
{
  raw_answer_step (user_data);

  return G_SOURCE_REMOVE;
}

static void
raw_answer_written_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (RawAnswer) raw = user_data;
  gsize written = 0;
  guint interval_ms = raw->interval_ms;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, &written, NULL))
    return;

  if (raw->sent >= g_bytes_get_size (raw->body))
    {
      g_io_stream_close_async (raw->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      return;
    }

  g_timeout_add (interval_ms, raw_answer_timeout_cb, g_steal_pointer (&raw));
}

static void
raw_answer_step (RawAnswer *raw)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (raw->body, &length);
  gsize         chunk = MIN (raw->chunk_bytes, length - raw->sent);

  data = length > 0 ? data + raw->sent : (const guint8 *) "";
  raw->sent += chunk;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (raw->stream),
                                   data,
                                   chunk,
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   raw_answer_written_cb,
                                   raw);
}

static void
raw_answer_head_written_cb (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr (RawAnswer) raw = user_data;
  gsize written = 0;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, &written, NULL))
    raw_answer_step (g_steal_pointer (&raw));
}

static void
message_gone_cb (SoupServerMessage *message,
                 ImwHttpExchange   *self)
{
  self->done = TRUE;
  g_signal_handlers_disconnect_by_func (message, message_gone_cb, self);
  g_clear_object (&self->message);
}

static GIOStream *
steal_connection (ImwHttpExchange *self)
{
  g_autoptr (SoupServerMessage) message = g_steal_pointer (&self->message);

  self->done = TRUE;
  g_signal_handlers_disconnect_by_func (message, message_gone_cb, self);

  return soup_server_message_steal_connection (message);
}

/* Stealing from inside the handler would pull the message away under libsoup; so it waits for
 * idle. */
typedef struct
{
  ImwHttpExchange *exchange;
  RawAnswer       *raw; /* (nullable): just close */
} Theft;

static gboolean
theft_cb (gpointer user_data)
{
  Theft *theft = user_data;
  g_autoptr (ImwHttpExchange) self = theft->exchange;
  g_autoptr (RawAnswer) raw = theft->raw;
  g_autoptr (GIOStream) stream = NULL;

  g_free (theft);
  if (self->message == NULL)
    return G_SOURCE_REMOVE;

  stream = steal_connection (self);
  if (stream == NULL)
    return G_SOURCE_REMOVE;

  if (raw == NULL)
    {
      g_io_stream_close (stream, NULL, NULL);
      return G_SOURCE_REMOVE;
    }

  raw->stream = g_steal_pointer (&stream);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (raw->stream),
                                   g_bytes_get_data (raw->head, NULL),
                                   g_bytes_get_size (raw->head),
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   raw_answer_head_written_cb,
                                   raw);
  g_steal_pointer (&raw);

  return G_SOURCE_REMOVE;
}

static void
answer_raw (ImwHttpExchange *self,
            RawAnswer       *raw)
{
  Theft *theft = g_new0 (Theft, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  self->done = TRUE;
  theft->exchange = g_object_ref (self);
  theft->raw = raw;
  g_source_set_callback (source, theft_cb, theft, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static GBytes *
make_head (guint       status,
           const char *content_type,
           gsize       length)
{
  char *text =
      g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                       "\r\nConnection: close\r\n\r\n",
                       status,
                       soup_status_get_phrase (status),
                       content_type != NULL ? content_type : "text/plain",
                       length);

  return g_bytes_new_take (text, strlen (text));
}

static void
imw_http_exchange_dispose (GObject *object)
{
  ImwHttpExchange *self = IMW_HTTP_EXCHANGE (object);

  if (self->is_stream)
    imw_http_exchange_end_stream (self);
  if (self->message != NULL && !self->done)
    {
      g_autoptr (GIOStream) stream = NULL;

      g_debug ("A request to %s was never answered", self->path);
      stream = steal_connection (self);
      if (stream != NULL)
        g_io_stream_close (stream, NULL, NULL);
    }
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, message_gone_cb, self);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (imw_http_exchange_parent_class)->dispose (object);
}

static void
imw_http_exchange_finalize (GObject *object)
{
  ImwHttpExchange *self = IMW_HTTP_EXCHANGE (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);

  G_OBJECT_CLASS (imw_http_exchange_parent_class)->finalize (object);
}

static void
imw_http_exchange_class_init (ImwHttpExchangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_http_exchange_dispose;
  object_class->finalize = imw_http_exchange_finalize;
}

static void
imw_http_exchange_init (ImwHttpExchange *self)
{
}

/**
 * imw_http_exchange_new:
 * @message: a message whose body has been read
 * @path: decoded path
 * @query: (nullable): decoded query
 *
 * For #ImwHttpServer. Pauses @message until a reply function is called.
 *
 * Returns: (transfer full): a new exchange
 */
ImwHttpExchange *
imw_http_exchange_new (SoupServerMessage *message,
                       const char        *path,
                       GHashTable        *query)
{
  ImwHttpExchange *self = g_object_new (IMW_TYPE_HTTP_EXCHANGE, NULL);

  self->message = g_object_ref (message);
  self->path = g_strdup (path);
  self->query = query != NULL ? g_hash_table_ref (query) : NULL;
  self->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_signal_connect (message, "disconnected", G_CALLBACK (message_gone_cb), self);
  soup_server_message_pause (message);

  return self;
}

/**
 * imw_http_exchange_get_method:
 * @self: an exchange
 *
 * Returns: (transfer none): "GET", "POST", …; "" when the other side has gone away
 */
const char *
imw_http_exchange_get_method (ImwHttpExchange *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), "");

  return self->message != NULL ? soup_server_message_get_method (self->message) : "";
}

/**
 * imw_http_exchange_get_path:
 * @self: an exchange
 *
 * Returns: (transfer none): the path without percent signs, beginning with "/"
 */
const char *
imw_http_exchange_get_path (ImwHttpExchange *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), "");

  return self->path;
}

/**
 * imw_http_exchange_get_query:
 * @self: an exchange
 *
 * Returns: (nullable) (transfer none) (element-type utf8 utf8): the decoded query
 */
GHashTable *
imw_http_exchange_get_query (ImwHttpExchange *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), NULL);

  return self->query;
}

/**
 * imw_http_exchange_get_query_value:
 * @self: an exchange
 * @name: name of a parameter
 *
 * Returns: (nullable) (transfer none): the value of the parameter
 */
const char *
imw_http_exchange_get_query_value (ImwHttpExchange *self,
                                   const char      *name)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), NULL);

  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/**
 * imw_http_exchange_get_header:
 * @self: an exchange
 * @name: name of a header of the request
 *
 * Returns: (nullable) (transfer none): its value, %NULL also when the other side has gone away
 */
const char *
imw_http_exchange_get_header (ImwHttpExchange *self,
                              const char      *name)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), NULL);

  if (self->message == NULL)
    return NULL;

  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

/**
 * imw_http_exchange_get_body:
 * @self: an exchange
 *
 * Returns: (transfer none): the body of the request, may be empty
 */
GBytes *
imw_http_exchange_get_body (ImwHttpExchange *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), NULL);

  return self->body;
}

/**
 * imw_http_exchange_is_done:
 * @self: an exchange
 *
 * Returns: whether it has been answered or the other side has gone away
 */
gboolean
imw_http_exchange_is_done (ImwHttpExchange *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_EXCHANGE (self), TRUE);

  return self->done;
}

/**
 * imw_http_exchange_add_header:
 * @self: an exchange that is not answered
 * @name: name of a header of the answer
 * @value: its value, replacing an earlier one
 *
 * Has no effect on the faults, which write their own headers.
 */
void
imw_http_exchange_add_header (ImwHttpExchange *self,
                              const char      *name,
                              const char      *value)
{
  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));

  if (self->message != NULL && !self->done)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                  name,
                                  value);
}

/**
 * imw_http_exchange_reply:
 * @self: an exchange
 * @status: HTTP status
 * @content_type: (nullable): type of @body
 * @body: (nullable): copied
 * @length: bytes in @body, -1 when it ends with NUL
 *
 * Answers. Does nothing when it has been answered or the other side has gone away.
 */
void
imw_http_exchange_reply (ImwHttpExchange *self,
                         guint            status,
                         const char      *content_type,
                         const char      *body,
                         gssize           length)
{
  gsize size = 0;

  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));

  if (self->done || self->message == NULL)
    return;

  if (body != NULL)
    size = length < 0 ? strlen (body) : (gsize) length;
  self->done = TRUE;
  soup_server_message_set_status (self->message, status, NULL);
  if (size > 0)
    soup_server_message_set_response (self->message,
                                      content_type != NULL ? content_type : "text/plain",
                                      SOUP_MEMORY_COPY,
                                      body,
                                      size);
  soup_server_message_unpause (self->message);
}

/**
 * imw_http_exchange_reply_bytes:
 * @self: an exchange
 * @status: HTTP status
 * @content_type: (nullable): type of @body
 * @body: the body
 *
 * As imw_http_exchange_reply().
 */
void
imw_http_exchange_reply_bytes (ImwHttpExchange *self,
                               guint            status,
                               const char      *content_type,
                               GBytes          *body)
{
  gsize       length;
  const char *data = g_bytes_get_data (body, &length);

  imw_http_exchange_reply (self, status, content_type, data, (gssize) length);
}

typedef struct
{
  ImwHttpExchange *exchange;
  char            *content_type;
  GBytes          *body;
  guint            status;
} LateAnswer;

static gboolean
late_answer_cb (gpointer user_data)
{
  LateAnswer *late = user_data;

  imw_http_exchange_reply_bytes (late->exchange, late->status, late->content_type, late->body);

  return G_SOURCE_REMOVE;
}

static void
late_answer_free (gpointer user_data)
{
  LateAnswer *late = user_data;

  g_clear_object (&late->exchange);
  g_clear_pointer (&late->content_type, g_free);
  g_clear_pointer (&late->body, g_bytes_unref);
  g_free (late);
}

/**
 * imw_http_exchange_reply_after:
 * @self: an exchange
 * @delay_ms: how long to wait
 * @status: HTTP status
 * @content_type: (nullable): type of @body
 * @body: (nullable): copied
 * @length: bytes in @body, -1 when it ends with NUL
 *
 * As imw_http_exchange_reply(), later.
 */
void
imw_http_exchange_reply_after (ImwHttpExchange *self,
                               guint            delay_ms,
                               guint            status,
                               const char      *content_type,
                               const char      *body,
                               gssize           length)
{
  LateAnswer *late = g_new0 (LateAnswer, 1);
  g_autoptr (GSource) source = g_timeout_source_new (delay_ms);
  gsize size = 0;

  if (body != NULL)
    size = length < 0 ? strlen (body) : (gsize) length;
  late->exchange = g_object_ref (self);
  late->content_type = g_strdup (content_type);
  late->body = g_bytes_new (body, size);
  late->status = status;
  g_source_set_callback (source, late_answer_cb, late, late_answer_free);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/**
 * imw_http_exchange_reply_truncated:
 * @self: an exchange
 * @status: HTTP status
 * @content_type: (nullable): type of @body
 * @body: the body, whose whole length is announced
 * @send_length: how many bytes of it are sent before the connection is closed
 *
 * A fault: an answer that ends too early.
 */
void
imw_http_exchange_reply_truncated (ImwHttpExchange *self,
                                   guint            status,
                                   const char      *content_type,
                                   GBytes          *body,
                                   gsize            send_length)
{
  RawAnswer *raw;

  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));

  if (self->done || self->message == NULL)
    return;

  raw = g_new0 (RawAnswer, 1);
  raw->head = make_head (status, content_type, g_bytes_get_size (body));
  raw->body = g_bytes_new_from_bytes (body, 0, MIN (send_length, g_bytes_get_size (body)));
  raw->chunk_bytes = g_bytes_get_size (raw->body);
  answer_raw (self, raw);
}

/**
 * imw_http_exchange_reply_slowly:
 * @self: an exchange
 * @status: HTTP status
 * @content_type: (nullable): type of @body
 * @body: the body
 * @chunk_bytes: how much of it at once, at least 1
 * @interval_ms: pause between two pieces
 *
 * A fault: an answer that drips.
 */
void
imw_http_exchange_reply_slowly (ImwHttpExchange *self,
                                guint            status,
                                const char      *content_type,
                                GBytes          *body,
                                gsize            chunk_bytes,
                                guint            interval_ms)
{
  RawAnswer *raw;

  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (chunk_bytes > 0);

  if (self->done || self->message == NULL)
    return;

  raw = g_new0 (RawAnswer, 1);
  raw->head = make_head (status, content_type, g_bytes_get_size (body));
  raw->body = g_bytes_ref (body);
  raw->chunk_bytes = chunk_bytes;
  raw->interval_ms = interval_ms;
  answer_raw (self, raw);
}

/**
 * imw_http_exchange_drop:
 * @self: an exchange
 *
 * A fault: closes the connection without a byte.
 */
void
imw_http_exchange_drop (ImwHttpExchange *self)
{
  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));

  if (self->done || self->message == NULL)
    return;

  answer_raw (self, NULL);
}
