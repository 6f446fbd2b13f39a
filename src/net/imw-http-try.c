/* imw-http-try.c: one try of one request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http-try"

#include "config.h"

#include "imw-http-private.h"

#include "imw-error.h"

#include <libsoup/soup.h>

#define CHUNK_BYTES (64 * 1024)

typedef struct
{
  SoupMessage  *message;
  GInputStream *stream; /* (nullable): the body */
  GByteArray   *received;
  GCancellable *cancellable; /* of this try: the caller's, or the end of the time */
  GSource      *forward;     /* (nullable): the caller's cancellable */
  GSource      *timer;
  gsize         max_bytes;
  gboolean      wants_errors;
  gboolean      timed_out;
  ImwHttpAnswer answer;
} Try;

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
try_free (gpointer user_data)
{
  Try *self = user_data;

  destroy_source (&self->forward);
  destroy_source (&self->timer);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->received, g_byte_array_unref);
  imw_http_answer_clear (&self->answer);
  g_free (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  Try *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Try *self = user_data;

  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static ImwError
code_for_gio_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return IMW_ERROR_TIMEOUT;
  if (error->domain == SOUP_SESSION_ERROR ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return IMW_ERROR_BAD_REPLY;

  return IMW_ERROR_NETWORK;
}

/* takes @error */
static void
fail (GTask  *task,
      GError *error)
{
  Try *self = g_task_get_task_data (task);
  g_autoptr (GError) owned = error;

  if (self->timed_out)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_TIMEOUT, "No whole answer in time");
  else if (owned->domain == IMW_ERROR || g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&owned));
  else
    {
      self->answer.is_tls_error = owned->domain == G_TLS_ERROR;
      g_task_return_new_error (task, IMW_ERROR, code_for_gio_error (owned), "%s", owned->message);
    }
}

/* libsoup takes an answer that ends before its announced length for a whole one. */
static gboolean
is_short (const Try *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  return self->received != NULL &&
         soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_one (headers, "Content-Encoding") == NULL &&
         self->received->len < (guint64) soup_message_headers_get_content_length (headers);
}

static void
succeed (GTask *task)
{
  Try *self = g_task_get_task_data (task);

  if (is_short (self))
    {
      fail (task,
            g_error_new (IMW_ERROR, IMW_ERROR_NETWORK, "The connection ended before the answer"));
      return;
    }
  if (self->received != NULL)
    self->answer.body = g_byte_array_free_to_bytes (g_steal_pointer (&self->received));
  g_task_return_boolean (task, TRUE);
}

static void
chunk_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Try    *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object),
                                                               result,
                                                               &error);
  gsize         length;
  const guint8 *data;

  if (chunk == NULL)
    {
      fail (task, error);
      return;
    }

  data = g_bytes_get_data (chunk, &length);
  if (length == 0)
    {
      succeed (task);
      return;
    }

  if (length > self->max_bytes - self->received->len)
    {
      g_cancellable_cancel (self->cancellable); /* lets libsoup drop the connection */
      self->answer.is_too_long = TRUE;
      fail (task,
            g_error_new (IMW_ERROR,
                         IMW_ERROR_BAD_REPLY,
                         "The answer is longer than %" G_GSIZE_FORMAT " bytes",
                         self->max_bytes));
      return;
    }

  g_byte_array_append (self->received, data, (guint) length);
  g_input_stream_read_bytes_async (self->stream,
                                   CHUNK_BYTES,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   chunk_read_cb,
                                   g_steal_pointer (&task));
}

static void
read_headers (Try *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char         *text = soup_message_headers_get_one (headers, "Date");
  guint64             number;

  self->answer.status = soup_message_get_status (self->message);
  self->answer.location = g_strdup (soup_message_headers_get_one (headers, "Location"));

  if (text != NULL)
    {
      g_autoptr (GDateTime) date = soup_date_time_new_from_http_string (text);

      if (date != NULL)
        self->answer.date_ms = g_date_time_to_unix (date) * 1000;
    }

  /* an answer out of a cache on the way keeps the date of its making */
  text = soup_message_headers_get_one (headers, "Age");
  if (self->answer.date_ms > 0 && text != NULL &&
      g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    self->answer.date_ms += (gint64) number * 1000;

  text = soup_message_headers_get_one (headers, "Retry-After");
  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    self->answer.retry_after_s = (gint64) number;
  else if (text != NULL && self->answer.date_ms > 0)
    {
      g_autoptr (GDateTime) until = soup_date_time_new_from_http_string (text);

      if (until != NULL)
        {
          gint64 now_s = self->answer.date_ms / 1000;

          self->answer.retry_after_s = MAX (0, g_date_time_to_unix (until) - now_s);
        }
    }
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Try                *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers;
  gboolean            is_wanted;
  GError             *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (self->stream == NULL)
    {
      fail (task, error);
      return;
    }

  read_headers (self);
  is_wanted = SOUP_STATUS_IS_SUCCESSFUL (self->answer.status) ||
              (SOUP_STATUS_IS_CLIENT_ERROR (self->answer.status) && self->wants_errors);
  headers = soup_message_get_response_headers (self->message);
  if (is_wanted && soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64) soup_message_headers_get_content_length (headers) > self->max_bytes)
    {
      g_cancellable_cancel (self->cancellable);
      self->answer.is_too_long = TRUE;
      fail (task,
            g_error_new (IMW_ERROR,
                         IMW_ERROR_BAD_REPLY,
                         "The answer is longer than %" G_GSIZE_FORMAT " bytes",
                         self->max_bytes));
      return;
    }

  if (!is_wanted)
    {
      g_cancellable_cancel (self->cancellable); /* its body is of no interest */
      succeed (task);
      return;
    }

  self->received = g_byte_array_new ();
  g_input_stream_read_bytes_async (self->stream,
                                   CHUNK_BYTES,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   chunk_read_cb,
                                   g_steal_pointer (&task));
}

/**
 * imw_http_host_is_loopback:
 * @host: (nullable): a host name or address as text
 *
 * Returns: whether @host is this machine: "localhost" or an address of the loopback
 */
gboolean
imw_http_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * imw_http_answer_clear:
 * @self: an answer
 *
 * Frees what @self holds and sets it to zero.
 */
void
imw_http_answer_clear (ImwHttpAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->location, g_free);
}

/**
 * imw_http_try_async:
 * @session: the session to use
 * @what: the request; copied
 * @cancellable: (nullable): ends the try
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sends one request and reads its answer, without following redirects and without trying again.
 */
void
imw_http_try_async (SoupSession        *session,
                    const ImwHttpTry   *what,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Try *self = g_new0 (Try, 1);

  g_task_set_source_tag (task, imw_http_try_async);
  g_task_set_task_data (task, self, try_free);
  self->answer.retry_after_s = -1;
  self->max_bytes = what->max_bytes;
  self->wants_errors = what->wants_errors;
  self->cancellable = g_cancellable_new ();
  self->message = soup_message_new_from_uri (what->method, what->uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  for (guint i = 0; what->headers != NULL && what->headers[i] != NULL; i += 2)
    soup_message_headers_append (soup_message_get_request_headers (self->message),
                                 what->headers[i],
                                 what->headers[i + 1]);
  if (what->body != NULL)
    soup_message_set_request_body_from_bytes (self->message, what->content_type, what->body);

  self->timer = g_timeout_source_new (what->total_ms);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  if (cancellable != NULL)
    {
      self->forward = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->forward, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->forward, g_main_context_get_thread_default ());
    }

  soup_session_send_async (session,
                           self->message,
                           G_PRIORITY_DEFAULT,
                           self->cancellable,
                           sent_cb,
                           g_steal_pointer (&task));
}

/**
 * imw_http_try_finish:
 * @result: the result given to the callback
 * @answer: (out caller-allocates): what came; on %FALSE only `is_tls_error` and `is_too_long` are set
 * @error: return location
 *
 * Returns: %TRUE if there is an answer of whatever status. On %FALSE @error is %IMW_ERROR_NETWORK,
 *   %IMW_ERROR_TIMEOUT, %IMW_ERROR_BAD_REPLY (too long, or no HTTP) or %G_IO_ERROR_CANCELLED.
 */
gboolean
imw_http_try_finish (GAsyncResult  *result,
                     ImwHttpAnswer *answer,
                     GError       **error)
{
  Try *self = g_task_get_task_data (G_TASK (result));

  *answer = (ImwHttpAnswer){ .retry_after_s = -1,
                             .is_tls_error = self->answer.is_tls_error,
                             .is_too_long = self->answer.is_too_long };
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *answer = self->answer;
  self->answer = (ImwHttpAnswer){ 0 };

  return TRUE;
}
