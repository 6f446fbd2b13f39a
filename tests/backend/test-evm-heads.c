/* test-evm-heads.c: new blocks as a server tells of them by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "evm-fixture.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  SoupServer              *server;
  SoupWebsocketConnection *connection; /* (nullable) */
  guint                    n_connections;
  guint                    n_advanced;
  char                    *asked; /* (nullable) */
} Heads;

static void
message_cb (SoupWebsocketConnection *connection, gint type, GBytes *message, gpointer user_data)
{
  Heads *self = user_data;

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
  Heads *self = user_data;

  g_clear_object (&self->connection);
  self->connection = g_object_ref (connection);
  self->n_connections++;
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
}

static void
advanced_cb (ImwBackend *backend, gpointer user_data)
{
  ((Heads *) user_data)->n_advanced++;
}

#define WAIT_FOR(condition) \
  while (!(condition))      \
  g_main_context_iteration (NULL, TRUE)

static void
test_heads (void)
{
  EvmFixture f;
  Heads      heads = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBackend) backend = NULL;
  g_autofree char *url = NULL;
  const char      *servers[3] = { NULL, NULL, NULL };
  GSList          *uris;

  evm_fixture_set_up (&f, 1, FALSE, 1000);
  heads.server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (heads.server, NULL, NULL, NULL, server_cb, &heads, NULL);
  g_assert_true (soup_server_listen_local (heads.server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (heads.server);
  url = g_strdup_printf ("ws://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  servers[0] = url;
  servers[1] = fake_evm_get_url (f.fake);
  backend = imw_ethereum_rpc_new (f.chain, f.http, servers, NULL, 12, &error);
  g_assert_no_error (error);
  g_signal_connect (backend, "advanced", G_CALLBACK (advanced_cb), &heads);
  g_assert_cmpstr (imw_backend_get_server (backend), ==, fake_evm_get_url (f.fake));

  WAIT_FOR (heads.asked != NULL);
  g_assert_nonnull (strstr (heads.asked, "\"eth_subscribe\",\"params\":[\"newHeads\"]"));
  soup_websocket_connection_send_text (heads.connection,
                                       "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}");
  soup_websocket_connection_send_text (heads.connection, "garbage");
  soup_websocket_connection_send_text (
      heads.connection, "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{}}");
  WAIT_FOR (heads.n_advanced > 0);
  /* a flood counts once */
  for (guint i = 0; i < 20; i++)
    soup_websocket_connection_send_text (heads.connection,
                                         "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\"}");

  /* it comes back by itself */
  soup_websocket_connection_close (heads.connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  WAIT_FOR (heads.n_connections == 2);
  g_assert_cmpuint (heads.n_advanced, ==, 1);

  g_assert_finalize_object (g_steal_pointer (&backend));
  g_clear_object (&heads.connection);
  soup_server_disconnect (heads.server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&heads.server);
  g_free (heads.asked);
  evm_fixture_tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend/evm/heads", test_heads);

  return g_test_run ();
}
