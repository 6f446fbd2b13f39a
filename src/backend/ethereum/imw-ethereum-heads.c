/* imw-ethereum-heads.c: new blocks as they come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-json.h"
#include "imw-websocket.h"

#include <string.h>

/* eth_subscribe ("newHeads") over a WebSocket. Nothing in a message is believed: that one came is a
 * reason to ask, no more. A connection that ends is made again, later each time. */

#define MAX_MESSAGE_BYTES ((gsize) 256 * 1024)
#define FIRST_PAUSE_MS    2000
#define LONGEST_PAUSE_MS  300000
#define LEAST_GAP_MS      1000

struct _ImwEvmHeads
{
  ImwEthereumRpc *self; /* borrowed: it owns us */
  char           *url;
  ImwWebsocket   *socket; /* (nullable) */
  guint           pause_ms;
  guint           timer;
  gint64          last_ms; /* boot time of the last news */
};

static void connect_socket (ImwEvmHeads *heads);

static void
opened_cb (ImwWebsocket *socket, gpointer user_data)
{
  imw_websocket_send (
      socket,
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}");
}

static gboolean
is_news (GBytes *message)
{
  g_autoptr (JsonNode) root = imw_json_parse_bytes (message, MAX_MESSAGE_BYTES, NULL);
  JsonObject *object = root != NULL ? imw_json_node_get_object (root, NULL) : NULL;
  const char *method = object != NULL ? imw_json_get_string (object, "method", NULL) : NULL;

  return g_strcmp0 (method, "eth_subscription") == 0;
}

static void
received_cb (ImwWebsocket *socket, GBytes *message, gpointer user_data)
{
  ImwEvmHeads *heads = user_data;
  gint64       now_ms = imw_clock_get_boot_ms (imw_http_get_clock (heads->self->http));

  if (!is_news (message) || (heads->last_ms > 0 && now_ms - heads->last_ms < LEAST_GAP_MS))
    return;

  heads->pause_ms = FIRST_PAUSE_MS;
  heads->last_ms = now_ms;
  g_signal_emit_by_name (heads->self, "advanced");
}

static gboolean
pause_ended_cb (gpointer user_data)
{
  ImwEvmHeads *heads = user_data;

  heads->timer = 0;
  connect_socket (heads);

  return G_SOURCE_REMOVE;
}

static void
closed_cb (ImwWebsocket *socket, const GError *error, gpointer user_data)
{
  ImwEvmHeads *heads = user_data;

  g_debug ("%s: %s", heads->url, error != NULL ? error->message : "closed");
  heads->timer = g_timeout_add (heads->pause_ms, pause_ended_cb, heads);
  heads->pause_ms = MIN (heads->pause_ms * 2, LONGEST_PAUSE_MS);
}

static void
drop_socket (ImwEvmHeads *heads)
{
  if (heads->socket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (heads->socket, heads);
  imw_websocket_close (heads->socket);
  g_clear_object (&heads->socket);
}

static void
connect_socket (ImwEvmHeads *heads)
{
  drop_socket (heads);
  heads->socket = imw_websocket_new (heads->self->http, heads->self->server_purpose, heads->url,
                                     MAX_MESSAGE_BYTES);
  g_signal_connect (heads->socket, "opened", G_CALLBACK (opened_cb), heads);
  g_signal_connect (heads->socket, "received", G_CALLBACK (received_cb), heads);
  g_signal_connect (heads->socket, "closed", G_CALLBACK (closed_cb), heads);
  imw_websocket_open (heads->socket);
}

/**
 * imw_evm_heads_new:
 * @self: (transfer none): a backend, which owns the result
 * @url: address of a WebSocket
 *
 * Returns: (transfer full): a watch that makes the backend fire `advanced` when there is a new block
 */
ImwEvmHeads *
imw_evm_heads_new (ImwEthereumRpc *self, const char *url)
{
  ImwEvmHeads     *heads = g_new0 (ImwEvmHeads, 1);
  g_autofree char *http_url = imw_websocket_http_url (url);

  heads->self = self;
  heads->url = g_strdup (url);
  heads->pause_ms = FIRST_PAUSE_MS;
  imw_hosts_add_url (imw_http_get_hosts (self->http), self->server_purpose, http_url);
  heads->timer = g_timeout_add (0, pause_ended_cb, heads);

  return heads;
}

/**
 * imw_evm_heads_free:
 * @self: (transfer full): a watch
 */
void
imw_evm_heads_free (ImwEvmHeads *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->timer, g_source_remove);
  drop_socket (self);
  g_free (self->url);
  g_free (self);
}
