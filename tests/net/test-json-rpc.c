/* test-json-rpc.c: JSON-RPC calls and WebSockets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-json-rpc.h"
#include "imw-json.h"
#include "imw-websocket.h"

#include <libsoup/soup.h>
#include <string.h>

static GPtrArray *
new_calls (guint n)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_json_rpc_call_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (calls, imw_json_rpc_call_new ("m", "[1]"));

  return calls;
}

static ImwJsonRpcCall *
call_at (GPtrArray *calls,
         guint      position)
{
  return g_ptr_array_index (calls, position);
}

static void
test_build (void)
{
  g_autoptr (GPtrArray) one = new_calls (1);
  g_autoptr (GPtrArray) two = new_calls (2);
  g_autofree char *alone = imw_json_rpc_build (one, 7);
  g_autofree char *batch = imw_json_rpc_build (two, 8);

  g_assert_cmpstr (alone, ==, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":[1]}");
  g_assert_cmpstr (batch,
                   ==,
                   "[{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"m\",\"params\":[1]},"
                   "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"m\",\"params\":[1]}]");
}

static const struct
{
  guint             n;
  const char       *answer;
  gboolean          good;
  ImwJsonRpcFailure failure;
  ImwError          code; /* of the request, or of the first call when that is good */
} answers[] = {
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":null}", TRUE, 0, 0 },
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":1,\"error\":null}", TRUE, 0, 0 },
  { 1,
    "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32601,\"message\":\"no\"}}",
    TRUE,
    0,
    IMW_ERROR_NOT_SUPPORTED },
  { 1,
    "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32005,\"message\":\"slow\"}}",
    TRUE,
    0,
    IMW_ERROR_RATE_LIMITED },
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":3}}", TRUE, 0, IMW_ERROR_REFUSED },
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":6,\"result\":1}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":\"5\",\"result\":1}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 1, "{\"jsonrpc\":\"1.0\",\"id\":5,\"result\":1}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 1, "{\"id\":5,\"result\":1}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":5}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":\"no\"}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 1, "[]", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 2,
    "[{\"jsonrpc\":\"2.0\",\"id\":6,\"result\":1},{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":2}]",
    TRUE,
    0,
    0 },
  { 2, "[{\"jsonrpc\":\"2.0\",\"id\":6,\"result\":1}]", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 2,
    "[{\"jsonrpc\":\"2.0\",\"id\":6,\"result\":1},{\"jsonrpc\":\"2.0\",\"id\":6,\"result\":2}]",
    FALSE,
    0,
    IMW_ERROR_BAD_REPLY },
  { 2,
    "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"too many\"}}",
    FALSE,
    IMW_JSON_RPC_BATCH_REFUSED,
    IMW_ERROR_REFUSED },
  { 2, "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":1}", FALSE, 0, IMW_ERROR_BAD_REPLY },
  { 2, "7", FALSE, 0, IMW_ERROR_BAD_REPLY },
};

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GPtrArray) calls = new_calls (answers[i].n);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answer = imw_json_parse (answers[i].answer, -1, 1000, &error);
      ImwJsonRpcFailure failure;

      g_assert_no_error (error);
      g_test_message ("%s", answers[i].answer);
      g_assert_cmpint (imw_json_rpc_read (calls, 5, answer, &failure, &error), ==, answers[i].good);
      if (!answers[i].good)
        {
          g_assert_error (error, IMW_ERROR, (gint) answers[i].code);
          g_assert_cmpint (failure, ==, answers[i].failure);
          g_assert_null (call_at (calls, 0)->result);
          g_assert_no_error (call_at (calls, 0)->error);
        }
      else if (call_at (calls, 0)->error != NULL)
        g_assert_error (call_at (calls, 0)->error, IMW_ERROR, (gint) answers[i].code);
      else
        g_assert_nonnull (call_at (calls, 0)->result);
    }
}

typedef struct
{
  SoupServer              *server;
  ImwClock                *clock;
  ImwHosts                *hosts;
  ImwHttp                 *http;
  ImwWebsocket            *socket;
  char                    *url;
  SoupWebsocketConnection *other; /* (nullable): the server's side */
  guint                    n_opened;
  guint                    n_closed;
  char                    *received; /* (nullable) */
  char                    *asked;    /* (nullable): what the server got */
  GError                  *error;    /* (nullable) */
} Fixture;

static void
server_message_cb (SoupWebsocketConnection *connection,
                   gint                     type,
                   GBytes                  *message,
                   gpointer                 user_data)
{
  Fixture *self = user_data;

  g_free (self->asked);
  self->asked = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

static void
server_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  Fixture *self = user_data;

  self->other = g_object_ref (connection);
  g_signal_connect (connection, "message", G_CALLBACK (server_message_cb), self);
}

static void
opened_cb (ImwWebsocket *socket,
           gpointer      user_data)
{
  ((Fixture *) user_data)->n_opened++;
}

static void
received_cb (ImwWebsocket *socket,
             GBytes       *message,
             gpointer      user_data)
{
  Fixture *self = user_data;

  g_free (self->received);
  self->received = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

static void
closed_cb (ImwWebsocket *socket,
           const GError *error,
           gpointer      user_data)
{
  Fixture *self = user_data;

  self->n_closed++;
  if (error != NULL)
    self->error = g_error_copy (error);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self->server, "/ws", NULL, NULL, server_cb, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("ws://127.0.0.1:%d/ws", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->clock = imw_clock_new_manual (1000, 1000);
  self->hosts = imw_hosts_new (self->clock);
  self->http = imw_http_new (self->hosts, self->clock);
  self->socket = imw_websocket_new (self->http, "test", self->url, 1000);
  g_signal_connect (self->socket, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect (self->socket, "received", G_CALLBACK (received_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  imw_websocket_close (self->socket);
  g_clear_object (&self->other);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->socket);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->http);
  g_clear_object (&self->hosts);
  g_clear_object (&self->clock);
  g_clear_error (&self->error);
  g_free (self->url);
  g_free (self->received);
  g_free (self->asked);
}

#define WAIT_FOR(condition) \
  while (!(condition))      \
  g_main_context_iteration (NULL, TRUE)

static void
test_talk (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  imw_websocket_open (self->socket);
  WAIT_FOR (self->n_opened > 0 && self->other != NULL);
  g_assert_true (imw_websocket_is_open (self->socket));
  imw_websocket_send (self->socket, "hello");
  WAIT_FOR (self->asked != NULL);
  g_assert_cmpstr (self->asked, ==, "hello");
  soup_websocket_connection_send_text (self->other, "there");
  WAIT_FOR (self->received != NULL);
  g_assert_cmpstr (self->received, ==, "there");
  list = imw_hosts_list (self->hosts);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (((ImwHostUse *) g_ptr_array_index (list, 0))->n_requests, ==, 1);
  soup_websocket_connection_close (self->other, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  WAIT_FOR (self->n_closed > 0);
  g_assert_cmpuint (self->n_closed, ==, 1);
  g_assert_false (imw_websocket_is_open (self->socket));
}

static void
test_limit (Fixture      *self,
            gconstpointer data)
{
  g_autofree char *large = g_strnfill (2000, 'x');

  imw_websocket_open (self->socket);
  WAIT_FOR (self->n_opened > 0 && self->other != NULL);
  soup_websocket_connection_send_text (self->other, large);
  WAIT_FOR (self->n_closed > 0);
  g_assert_error (self->error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_assert_null (self->received);
}

static void
test_switched_off (Fixture      *self,
                   gconstpointer data)
{
  g_autofree char *http_url = imw_websocket_http_url (self->url);
  g_autofree char *host = imw_hosts_name_for_url (http_url);

  imw_hosts_set_enabled (self->hosts, "test", host, FALSE);
  imw_websocket_open (self->socket);
  g_assert_cmpuint (self->n_closed, ==, 1);
  g_assert_error (self->error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_null (self->other);
}

static void
test_urls (void)
{
  static const struct
  {
    const char *url;
    gint        code; /* -1: taken */
  } urls[] = {
    { "wss://example.org/ws", -1 },
    { "ws://127.0.0.1:8546", -1 },
    { "ws://example.org/ws", IMW_ERROR_REFUSED },
    { "https://example.org", IMW_ERROR_BAD_INPUT },
    { "wss://", IMW_ERROR_BAD_INPUT },
    { "wss://user@example.org", IMW_ERROR_BAD_INPUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;

      if (imw_websocket_check_url (urls[i].url, &error))
        g_assert_cmpint (urls[i].code, ==, -1);
      else
        g_assert_error (error, IMW_ERROR, urls[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/json-rpc/build", test_build);
  g_test_add_func ("/net/json-rpc/read", test_read);
  g_test_add ("/net/websocket/talk", Fixture, NULL, set_up, test_talk, tear_down);
  g_test_add ("/net/websocket/limit", Fixture, NULL, set_up, test_limit, tear_down);
  g_test_add ("/net/websocket/switched-off", Fixture, NULL, set_up, test_switched_off, tear_down);
  g_test_add_func ("/net/websocket/urls", test_urls);

  return g_test_run ();
}
