/* imw-http-server.c: a small HTTP server on the loopback
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http-server"

#include "config.h"

#include "imw-http-server.h"
#include "imw-http-private.h"

#include "imw-error.h"

#include <libsoup/soup.h>

/**
 * ImwHttpServer:
 *
 * A server on 127.0.0.1 for the practice network and for tests. One handler gets every request.
 * Requests that name another host than the loopback are refused, so that a web page that has
 * pointed its own name at 127.0.0.1 cannot talk to it. Not thread safe: it lives on the thread
 * whose main context was the default when it began to listen.
 */

#define DEFAULT_MAX_REQUEST_BYTES (1024 * 1024)

struct _ImwHttpServer
{
  GObject parent_instance;

  SoupServer       *server;
  ImwHttpServerFunc handler;
  gpointer          user_data;
  GDestroyNotify    destroy;
  char             *url; /* (nullable): before listen */
  gsize             max_request_bytes;
  guint16           port;
  guint             n_requests;
};

G_DEFINE_FINAL_TYPE (ImwHttpServer, imw_http_server, G_TYPE_OBJECT)

static gboolean
is_own_host (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char         *value = soup_message_headers_get_one (headers, "Host");
  g_autoptr (GUri) uri = NULL;
  g_autofree char *text = NULL;

  if (value == NULL)
    return TRUE; /* HTTP/1.0; no browser leaves it out */

  text = g_strconcat ("http://", value, "/", NULL);
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && imw_http_host_is_loopback (g_uri_get_host (uri));
}

static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  ImwHttpServer      *self = IMW_HTTP_SERVER (user_data);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  guint               status = 0;

  if (!is_own_host (message))
    status = SOUP_STATUS_FORBIDDEN;
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    status = SOUP_STATUS_LENGTH_REQUIRED;
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
           (guint64) soup_message_headers_get_content_length (headers) > self->max_request_bytes)
    status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;

  if (status == 0)
    return;

  /* a status set here keeps the handler from being called; the body is not kept */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Connection",
                                "close");
  soup_server_message_set_status (message, status, NULL);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  g_autoptr (ImwHttpServer) self = g_object_ref (IMW_HTTP_SERVER (user_data));
  g_autoptr (ImwHttpExchange) exchange = imw_http_exchange_new (message, path, query);

  self->n_requests++;
  self->handler (self, exchange, self->user_data);
}

static void
imw_http_server_dispose (GObject *object)
{
  ImwHttpServer *self = IMW_HTTP_SERVER (object);

  imw_http_server_stop (self);

  G_OBJECT_CLASS (imw_http_server_parent_class)->dispose (object);
}

static void
imw_http_server_finalize (GObject *object)
{
  ImwHttpServer *self = IMW_HTTP_SERVER (object);

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (imw_http_server_parent_class)->finalize (object);
}

static void
imw_http_server_class_init (ImwHttpServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_http_server_dispose;
  object_class->finalize = imw_http_server_finalize;
}

static void
imw_http_server_init (ImwHttpServer *self)
{
  self->max_request_bytes = DEFAULT_MAX_REQUEST_BYTES;
}

/**
 * imw_http_server_new:
 * @handler: (scope notified): called for each request, on the thread of the server
 * @user_data: data for @handler
 * @destroy: (nullable): frees @user_data with the server
 *
 * Returns: (transfer full): a new server that does not listen yet
 */
ImwHttpServer *
imw_http_server_new (ImwHttpServerFunc handler,
                     gpointer          user_data,
                     GDestroyNotify    destroy)
{
  ImwHttpServer *self;

  g_return_val_if_fail (handler != NULL, NULL);

  self = g_object_new (IMW_TYPE_HTTP_SERVER, NULL);
  self->handler = handler;
  self->user_data = user_data;
  self->destroy = destroy;

  return self;
}

/**
 * imw_http_server_set_max_request_bytes:
 * @self: a server
 * @max_bytes: longest body of a request, in bytes
 *
 * Requests with a longer body are answered with 413 and never reach the handler.
 */
void
imw_http_server_set_max_request_bytes (ImwHttpServer *self,
                                       gsize          max_bytes)
{
  g_return_if_fail (IMW_IS_HTTP_SERVER (self));

  self->max_request_bytes = max_bytes;
}

/**
 * imw_http_server_listen:
 * @self: a server that does not listen
 * @port: port on 127.0.0.1, 0 for a free one
 * @error: return location
 *
 * Begins to serve on the main context that is the thread's default now.
 *
 * Returns: %TRUE if the server listens; else @error is of GIO, %G_IO_ERROR_ADDRESS_IN_USE for one
 */
gboolean
imw_http_server_listen (ImwHttpServer *self,
                        guint16        port,
                        GError       **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (SoupServer) server = NULL;
  GSList *uris;

  g_return_val_if_fail (IMW_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (self->server == NULL, FALSE);

  server = soup_server_new ("server-header", NULL, NULL);
  soup_server_add_early_handler (server, NULL, early_cb, self, NULL);
  soup_server_add_handler (server, NULL, request_cb, self, NULL);

  address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  if (!soup_server_listen (server, address, 0, error))
    return FALSE;

  uris = soup_server_get_uris (server);
  g_assert (uris != NULL);
  self->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_free (self->url);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", (guint) self->port);
  self->server = g_steal_pointer (&server);

  return TRUE;
}

/**
 * imw_http_server_get_port:
 * @self: a server
 *
 * Returns: the port it listens on, 0 before it listened
 */
guint16
imw_http_server_get_port (ImwHttpServer *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_SERVER (self), 0);

  return self->port;
}

/**
 * imw_http_server_get_url:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): "http://127.0.0.1:PORT", %NULL before it listened
 */
const char *
imw_http_server_get_url (ImwHttpServer *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_SERVER (self), NULL);

  return self->url;
}

/**
 * imw_http_server_get_n_requests:
 * @self: a server
 *
 * Returns: how many requests the handler has been given
 */
guint
imw_http_server_get_n_requests (ImwHttpServer *self)
{
  g_return_val_if_fail (IMW_IS_HTTP_SERVER (self), 0);

  return self->n_requests;
}

/**
 * imw_http_server_stop:
 * @self: a server
 *
 * Stops listening and closes every connection. Safe to call twice; listening again is allowed.
 */
void
imw_http_server_stop (ImwHttpServer *self)
{
  g_return_if_fail (IMW_IS_HTTP_SERVER (self));

  if (self->server == NULL)
    return;

  soup_server_remove_handler (self->server, NULL);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}
