/* imw-websocket.c: WebSocket client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-websocket"

#include "config.h"

#include "imw-http-private.h"
#include "imw-websocket.h"

#include "imw-error.h"

#include <libsoup/soup.h>
#include <string.h>

/**
 * ImwWebsocket:
 *
 * One WebSocket connection (RFC 6455), under the same rules as #ImwHttp: the list of hosts is asked,
 * plain text goes to this machine only, messages have a largest size. It does not connect again by
 * itself. Main thread. `opened` fires once it stands, `received` for each text message, `closed` at
 * last and once, unless it was closed from our side.
 */

#define PING_SECONDS 30

struct _ImwWebsocket
{
  GObject parent_instance;

  ImwHttp                 *http;
  char                    *purpose;
  char                    *url; /* as http or https */
  gsize                    max_bytes;
  GCancellable            *cancellable;
  SoupWebsocketConnection *connection; /* (nullable) */
  gboolean                 is_over;
};

enum
{
  OPENED,
  RECEIVED,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwWebsocket, imw_websocket, G_TYPE_OBJECT)

static void
drop_connection (ImwWebsocket *self)
{
  if (self->connection == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->connection);
}

static void
end (ImwWebsocket *self, const GError *error)
{
  if (self->is_over)
    return;

  self->is_over = TRUE;
  g_object_ref (self);
  drop_connection (self);
  g_signal_emit (self, signals[CLOSED], 0, error);
  g_object_unref (self);
}

static void
message_cb (SoupWebsocketConnection *connection, gint type, GBytes *message, gpointer user_data)
{
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    g_signal_emit (user_data, signals[RECEIVED], 0, message);
}

static void
error_cb (SoupWebsocketConnection *connection, GError *reason, gpointer user_data)
{
  g_autoptr (GError)
      error = g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "WebSocket: %s", reason->message);

  end (user_data, error);
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  end (user_data, NULL);
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwWebsocket) self = user_data;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &reason);

  if (connection == NULL)
    {
      error = g_error_new (IMW_ERROR, IMW_ERROR_NETWORK, "WebSocket: %s", reason->message);
      end (self, error);
      return;
    }

  self->connection = connection;
  if (self->is_over)
    {
      drop_connection (self);
      return;
    }
  soup_websocket_connection_set_max_incoming_payload_size (connection, self->max_bytes);
  soup_websocket_connection_set_keepalive_interval (connection, PING_SECONDS);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (connection, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), self);
  g_signal_emit (self, signals[OPENED], 0);
}

static void
imw_websocket_dispose (GObject *object)
{
  ImwWebsocket *self = IMW_WEBSOCKET (object);

  imw_websocket_close (self);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_websocket_parent_class)->dispose (object);
}

static void
imw_websocket_finalize (GObject *object)
{
  ImwWebsocket *self = IMW_WEBSOCKET (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->purpose, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (imw_websocket_parent_class)->finalize (object);
}

static void
imw_websocket_class_init (ImwWebsocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_websocket_dispose;
  object_class->finalize = imw_websocket_finalize;

  /**
   * ImwWebsocket::opened:
   *
   * The connection stands.
   */
  signals[OPENED] = g_signal_new ("opened", IMW_TYPE_WEBSOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  /**
   * ImwWebsocket::received:
   * @message: a text message
   *
   * Something came.
   */
  signals[RECEIVED] = g_signal_new ("received", IMW_TYPE_WEBSOCKET, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  /**
   * ImwWebsocket::closed:
   * @error: (nullable): why, %NULL when the other side ended it in good order
   *
   * The connection could not be made, or is over.
   */
  signals[CLOSED] = g_signal_new ("closed", IMW_TYPE_WEBSOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
imw_websocket_init (ImwWebsocket *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_websocket_is_url:
 * @url: text
 *
 * Returns: whether it begins like the address of a WebSocket
 */
gboolean
imw_websocket_is_url (const char *url)
{
  g_return_val_if_fail (url != NULL, FALSE);

  return g_ascii_strncasecmp (url, "ws://", 5) == 0 || g_ascii_strncasecmp (url, "wss://", 6) == 0;
}

/**
 * imw_websocket_http_url:
 * @url: address of a WebSocket
 *
 * Returns: (transfer full): the same with the scheme http or https
 */
char *
imw_websocket_http_url (const char *url)
{
  g_return_val_if_fail (url != NULL && imw_websocket_is_url (url), NULL);

  return g_strconcat ("http", url + strlen ("ws"), NULL);
}

/**
 * imw_websocket_check_url:
 * @url: text
 * @error: return location
 *
 * Returns: %TRUE if a WebSocket may be opened there; else @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_REFUSED (without encryption to another machine)
 */
gboolean
imw_websocket_check_url (const char *url, GError **error)
{
  g_autofree char *http_url = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  if (!imw_websocket_is_url (url))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not the address of a WebSocket");
      return FALSE;
    }

  http_url = imw_websocket_http_url (url);

  return imw_http_check_url (http_url, error);
}

/**
 * imw_websocket_new:
 * @http: the client whose connections and list of hosts are used
 * @purpose: what it is for
 * @url: where; imw_websocket_check_url() has taken it
 * @max_message_bytes: longest message; a longer one ends the connection
 *
 * Returns: (transfer full): a connection that is not open yet
 */
ImwWebsocket *
imw_websocket_new (ImwHttp *http, const char *purpose, const char *url, gsize max_message_bytes)
{
  ImwWebsocket *self;

  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);
  g_return_val_if_fail (purpose != NULL && url != NULL && imw_websocket_is_url (url), NULL);

  self = g_object_new (IMW_TYPE_WEBSOCKET, NULL);
  self->http = g_object_ref (http);
  self->purpose = g_strdup (purpose);
  self->url = imw_websocket_http_url (url);
  self->max_bytes = max_message_bytes;

  return self;
}

/**
 * imw_websocket_open:
 * @self: a connection that is not open yet
 *
 * Connects. `opened` or `closed` follows; `closed` at once when the host is switched off.
 */
void
imw_websocket_open (ImwWebsocket *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *host = NULL;
  GUri            *uri;

  g_return_if_fail (IMW_IS_WEBSOCKET (self));

  host = imw_hosts_name_for_url (self->url);
  if (!imw_http_check_url (self->url, &error) ||
      !imw_hosts_use (self->http->hosts, self->purpose, host, &error))
    {
      end (self, error);
      return;
    }

  message = soup_message_new (SOUP_METHOD_GET, self->url);
  uri = soup_message_get_uri (message);
  soup_session_websocket_connect_async (
      imw_http_host_is_loopback (g_uri_get_host (uri)) ? self->http->loopback : self->http->session,
      message, NULL, NULL, G_PRIORITY_DEFAULT, self->cancellable, connected_cb,
      g_object_ref (self));
}

/**
 * imw_websocket_is_open:
 * @self: a connection
 *
 * Returns: whether something can be sent
 */
gboolean
imw_websocket_is_open (ImwWebsocket *self)
{
  g_return_val_if_fail (IMW_IS_WEBSOCKET (self), FALSE);

  return self->connection != NULL &&
         soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

/**
 * imw_websocket_send:
 * @self: a connection
 * @text: a message
 *
 * Sends a text message; nothing happens when the connection is not open.
 */
void
imw_websocket_send (ImwWebsocket *self, const char *text)
{
  g_return_if_fail (IMW_IS_WEBSOCKET (self));
  g_return_if_fail (text != NULL);

  if (imw_websocket_is_open (self))
    soup_websocket_connection_send_text (self->connection, text);
}

/**
 * imw_websocket_close:
 * @self: a connection
 *
 * Ends it from our side; no signal fires any more.
 */
void
imw_websocket_close (ImwWebsocket *self)
{
  g_return_if_fail (IMW_IS_WEBSOCKET (self));

  self->is_over = TRUE;
  g_cancellable_cancel (self->cancellable);
  drop_connection (self);
}
