/* imw-networks.c: the servers that come with the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-networks"

#include "config.h"

#include "imw-networks.h"

#include "imw-network-facts.h"

#include "imw-error.h"
#include "imw-http.h"
#include "imw-json.h"

#include <string.h>

#define MAX_BYTES (64 * 1024)
#define TXID_MARK "{txid}"

static void
network_free (gpointer user_data)
{
  ImwNetwork *network = user_data;

  g_clear_pointer (&network->chain, g_free);
  g_clear_pointer (&network->network, g_free);
  g_clear_pointer (&network->servers, g_strfreev);
  g_clear_pointer (&network->indexes, g_strfreev);
  g_clear_pointer (&network->explorer, g_free);
  g_free (network);
}

static void
price_server_free (gpointer user_data)
{
  ImwPriceServer *server = user_data;

  g_clear_pointer (&server->kind, g_free);
  g_clear_pointer (&server->url, g_free);
  g_free (server);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwNetwork, network_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPriceServer, price_server_free)

static char **
parse_servers (JsonArray *array,
               GError   **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *url = imw_json_node_get_string (json_array_get_element (array, i), error);

      if (url == NULL || !imw_http_check_url (url, error))
        return NULL;

      g_strv_builder_add (builder, url);
    }

  return g_strv_builder_end (builder);
}

static ImwNetwork *
parse_network (JsonNode *node,
               GError  **error)
{
  g_autoptr (ImwNetwork) network = g_new0 (ImwNetwork, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  JsonArray  *servers;
  JsonArray  *indexes = NULL;
  const char *chain;
  const char *name;
  const char *explorer;
  gint64      seconds;

  if (object == NULL || (chain = imw_json_get_string (object, "chain", error)) == NULL ||
      (name = imw_json_get_string (object, "network", error)) == NULL ||
      !imw_json_get_int (object, "block_seconds", 1, 86400, &seconds, error) ||
      (servers = imw_json_get_array (object, "servers", error)) == NULL ||
      !imw_json_get_string_opt (object, "explorer", &explorer, error))
    return NULL;

  network->chain = g_strdup (chain);
  network->network = g_strdup (name);
  network->block_seconds = (guint32) seconds;
  network->servers = parse_servers (servers, error);
  if (network->servers == NULL)
    return NULL;
  if (imw_json_has (object, "indexes") &&
      (indexes = imw_json_get_array (object, "indexes", error)) == NULL)
    return NULL;
  network->indexes = indexes != NULL ? parse_servers (indexes, error) : g_new0 (char *, 1);
  if (network->indexes == NULL)
    return NULL;
  if (explorer != NULL &&
      (!g_str_has_prefix (explorer, "https://") || strstr (explorer, TXID_MARK) == NULL))
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_BAD_REPLY,
                   "explorer: not an https address with " TXID_MARK);
      return NULL;
    }
  network->explorer = g_strdup (explorer);

  return g_steal_pointer (&network);
}

static ImwPriceServer *
parse_price_server (JsonNode *node,
                    GError  **error)
{
  g_autoptr (ImwPriceServer) server = g_new0 (ImwPriceServer, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  const char *kind;
  const char *url;

  if (object == NULL || (kind = imw_json_get_string (object, "kind", error)) == NULL ||
      (url = imw_json_get_string (object, "url", error)) == NULL ||
      !imw_http_check_url (url, error))
    return NULL;

  server->kind = g_strdup (kind);
  server->url = g_strdup (url);

  return g_steal_pointer (&server);
}

static gboolean
parse_lists (ImwNetworks *self,
             JsonNode    *root,
             GError     **error)
{
  JsonObject *object = imw_json_node_get_object (root, error);
  JsonArray  *networks;
  JsonArray  *prices;
  gint64      version;

  if (object == NULL || !imw_json_get_int (object, "version", 1, 1, &version, error) ||
      (networks = imw_json_get_array (object, "networks", error)) == NULL ||
      (prices = imw_json_get_array (object, "prices", error)) == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (networks); i++)
    {
      ImwNetwork *network = parse_network (json_array_get_element (networks, i), error);

      if (network == NULL)
        return FALSE;
      g_ptr_array_add (self->networks, network);
    }
  for (guint i = 0; i < json_array_get_length (prices); i++)
    {
      ImwPriceServer *server = parse_price_server (json_array_get_element (prices, i), error);

      if (server == NULL)
        return FALSE;
      g_ptr_array_add (self->prices, server);
    }

  return TRUE;
}

/**
 * imw_networks_get_default:
 *
 * Main thread.
 *
 * Returns: (transfer none): what data/networks.json held when the program was built
 */
const ImwNetworks *
imw_networks_get_default (void)
{
  static ImwNetworks *networks; /* lives as long as the process */

  if (networks == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = imw_network_facts_dup_file ();

      networks = imw_networks_parse (bytes, &error);
      if (networks == NULL) /* part of the program, and a test reads it */
        g_critical ("networks.json: %s", error->message);
      g_assert (networks != NULL);
    }

  return networks;
}

/**
 * imw_networks_parse:
 * @bytes: a file like data/networks.json
 * @error: return location
 *
 * Returns: (transfer full): what it says; on %NULL @error is %IMW_ERROR_CORRUPT
 */
ImwNetworks *
imw_networks_parse (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (ImwNetworks) self = g_new0 (ImwNetworks, 1);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  self->networks = g_ptr_array_new_with_free_func (network_free);
  self->prices = g_ptr_array_new_with_free_func (price_server_free);
  root = imw_json_parse_bytes (bytes, MAX_BYTES, &reason);
  if (root == NULL || !parse_lists (self, root, &reason))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "List of networks: %s", reason->message);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_networks_free:
 * @self: (transfer full): a list
 */
void
imw_networks_free (ImwNetworks *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_clear_pointer (&self->prices, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_networks_find:
 * @self: a list
 * @chain: id of a chain, "bitcoin"
 * @network: name of a network of it, "mainnet"
 *
 * Returns: (nullable) (transfer none): the entry
 */
const ImwNetwork *
imw_networks_find (const ImwNetworks *self,
                   const char        *chain,
                   const char        *network)
{
  g_return_val_if_fail (self != NULL && chain != NULL && network != NULL, NULL);

  for (guint i = 0; i < self->networks->len; i++)
    {
      const ImwNetwork *entry = g_ptr_array_index (self->networks, i);

      if (g_str_equal (entry->chain, chain) && g_str_equal (entry->network, network))
        return entry;
    }

  return NULL;
}
