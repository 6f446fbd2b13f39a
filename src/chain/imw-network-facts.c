/* imw-network-facts.c: what data/networks.json says a network is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-network-facts"

#include "config.h"

#include "imw-network-facts.h"

#include "imw-chain-resources.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

#define NETWORKS_PATH "/org/imwallet/chain/networks.json"
#define TOKENS_PATH   "/org/imwallet/chain/tokens.json"
#define MAX_BYTES     (64 * 1024)
#define MAX_DECIMALS  38

static void
network_facts_free (ImwNetworkFacts *self)
{
  g_free (self->chain);
  g_free (self->kind);
  g_free (self->name);
  g_free (self->network);
  g_free (self->price);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->absurd_fee, imw_amount_unref);
  g_free (self->passphrase);
  g_free (self);
}

static void
token_facts_free (ImwTokenFacts *self)
{
  g_free (self->chain);
  g_free (self->network);
  g_free (self->contract);
  g_free (self->price);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwNetworkFacts, network_facts_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwTokenFacts, token_facts_free)

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s", what);

  return FALSE;
}

static gboolean
read_text (JsonObject *object,
           const char *name,
           char      **target,
           GError    **error)
{
  const char *text = imw_json_get_string (object, name, error);

  *target = g_strdup (text);

  return text != NULL;
}

/* symbol, name, decimals and price, which networks and tokens have in the same form */
static gboolean
read_asset (JsonObject *object,
            const char *id,
            ImwAsset  **asset,
            char      **price,
            GError    **error)
{
  const char *symbol = imw_json_get_string (object, "symbol", error);
  const char *name = symbol != NULL ? imw_json_get_string (object, "name", error) : NULL;
  const char *price_text = NULL;
  gint64      decimals;

  if (name == NULL ||
      !imw_json_get_int (object, "decimals", 0, MAX_DECIMALS, &decimals, error) ||
      !imw_json_get_string_opt (object, "price", &price_text, error))
    return FALSE;

  *asset = imw_asset_new (id, symbol, name, (guint) decimals);
  *price = g_strdup (price_text);

  return TRUE;
}

/* What only networks of kind "evm" have. */
static gboolean
read_evm (ImwNetworkFacts *self,
          JsonObject      *object,
          GError         **error)
{
  const char *l1_fee = NULL;
  const char *absurd_fee = NULL;
  gint64      chain_id;

  if (!imw_json_get_int (object, "chain_id", 1, G_MAXINT64, &chain_id, error) ||
      !imw_json_get_string_opt (object, "l1_fee", &l1_fee, error))
    return FALSE;

  absurd_fee = imw_json_get_string (object, "absurd_fee", error);
  if (absurd_fee == NULL)
    return FALSE;

  self->chain_id = (guint64) chain_id;
  self->has_l1_fee = g_strcmp0 (l1_fee, "op-stack") == 0;
  if (l1_fee != NULL && !self->has_l1_fee)
    return bad (error, "unknown kind of fee for data");

  self->absurd_fee = imw_amount_new_from_decimal_text (self->asset, absurd_fee, error);

  return self->absurd_fee != NULL;
}

/* What only networks of kind "stellar" have. */
static gboolean
read_stellar (ImwNetworkFacts *self,
              JsonObject      *object,
              GError         **error)
{
  const char *absurd_fee = imw_json_get_string (object, "absurd_fee", error);

  if (absurd_fee == NULL || !read_text (object, "passphrase", &self->passphrase, error))
    return FALSE;

  self->absurd_fee = imw_amount_new_from_decimal_text (self->asset, absurd_fee, error);

  return self->absurd_fee != NULL;
}

static ImwNetworkFacts *
parse_network (JsonObject *object,
               GError    **error)
{
  const char *environment;
  JsonObject *asset = NULL;
  gint64      confirmations;
  gint64      seconds;
  g_autoptr (ImwNetworkFacts) self = g_new0 (ImwNetworkFacts, 1);

  if (!read_text (object, "chain", &self->chain, error) ||
      !read_text (object, "kind", &self->kind, error) ||
      !read_text (object, "name", &self->name, error) ||
      !read_text (object, "network", &self->network, error) ||
      !imw_json_get_bool (object, "enabled", &self->enabled, error) ||
      !imw_json_get_int (object, "final_confirmations", 1, 10000, &confirmations, error) ||
      !imw_json_get_int (object, "block_seconds", 1, 86400, &seconds, error))
    return NULL;

  environment = imw_json_get_string (object, "environment", error);
  if (environment == NULL)
    return NULL;
  if (!imw_environment_from_code (environment, &self->environment))
    {
      bad (error, "unknown environment");
      return NULL;
    }

  self->final_confirmations = (guint) confirmations;
  self->block_seconds = (guint32) seconds;
  asset = imw_json_get_object (object, "asset", error);
  if (asset == NULL || !read_asset (asset, self->chain, &self->asset, &self->price, error))
    return NULL;

  if (strcmp (self->kind, "evm") == 0 && !read_evm (self, object, error))
    return NULL;
  if (strcmp (self->kind, "stellar") == 0 && !read_stellar (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
read_traits (ImwTokenFacts *self,
             JsonArray     *array,
             GError       **error)
{
  static const struct
  {
    const char    *code;
    ImwTokenTraits trait;
  } all[] = {
    { "no-return", IMW_TOKEN_NO_RETURN },
    { "freezable", IMW_TOKEN_FREEZABLE },
    { "pausable", IMW_TOKEN_PAUSABLE },
    { "may-take-fee", IMW_TOKEN_MAY_TAKE_FEE },
  };

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *code = imw_json_node_get_string (json_array_get_element (array, i), error);
      guint       j = 0;

      if (code == NULL)
        return FALSE;
      while (j < G_N_ELEMENTS (all) && strcmp (all[j].code, code) != 0)
        j++;
      if (j == G_N_ELEMENTS (all))
        return bad (error, "unknown trait");
      self->traits |= all[j].trait;
    }

  return TRUE;
}

static ImwTokenFacts *
parse_token (JsonObject *object,
             GError    **error)
{
  JsonArray       *traits = NULL;
  g_autofree char *id = NULL;
  g_autoptr (ImwTokenFacts) self = g_new0 (ImwTokenFacts, 1);

  if (!read_text (object, "chain", &self->chain, error) ||
      !read_text (object, "network", &self->network, error) ||
      !read_text (object, "contract", &self->contract, error))
    return NULL;

  id = g_strconcat (self->chain, "/", self->contract, NULL);
  if (!read_asset (object, id, &self->asset, &self->price, error))
    return NULL;

  traits = imw_json_get_array (object, "traits", error);
  if (traits == NULL || !read_traits (self, traits, error))
    return NULL;

  return g_steal_pointer (&self);
}

typedef gpointer (*ParseFunc) (JsonObject *object, GError **error);

static GPtrArray *
parse_list (GBytes        *bytes,
            const char    *member,
            ParseFunc      parse,
            GDestroyNotify free_func,
            GError       **error)
{
  JsonObject *root;
  JsonArray  *array = NULL;
  gint64      version;
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) node = imw_json_parse_bytes (bytes, MAX_BYTES, &reason);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_func);

  root = node != NULL ? imw_json_node_get_object (node, &reason) : NULL;
  if (root != NULL && imw_json_get_int (root, "version", 1, 1, &version, &reason))
    array = imw_json_get_array (root, member, &reason);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object =
          imw_json_node_get_object (json_array_get_element (array, i), &reason);
      gpointer entry = object != NULL ? parse (object, &reason) : NULL;

      if (entry == NULL)
        {
          g_prefix_error (&reason, "entry %u: ", i);
          array = NULL;
        }
      else
        g_ptr_array_add (list, entry);
    }

  if (array == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "list of %s: %s", member, reason->message);
      return NULL;
    }

  return g_steal_pointer (&list);
}

/**
 * imw_network_facts_parse:
 * @bytes: a file like data/networks.json
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwNetworkFacts): what it says of the networks. On %NULL
 *   @error is %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_network_facts_parse (GBytes  *bytes,
                         GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return parse_list (bytes, "networks", (ParseFunc) parse_network,
                     (GDestroyNotify) network_facts_free, error);
}

/**
 * imw_token_facts_parse:
 * @bytes: a file like data/tokens.json
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwTokenFacts): the genuine tokens. On %NULL @error is
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_token_facts_parse (GBytes  *bytes,
                       GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return parse_list (bytes, "tokens", (ParseFunc) parse_token, (GDestroyNotify) token_facts_free,
                     error);
}

/* Straight out of the program: what the environment may lay over resources is not asked, since the
 * signer believes what stands here. */
static GBytes *
load (const char *path)
{
  static gsize once = 0;
  GBytes      *bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (g_once_init_enter (&once))
    {
      imw_chain_register_resource ();
      g_once_init_leave (&once, 1);
    }

  bytes = g_resource_lookup_data (imw_chain_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                  &error);
  if (bytes == NULL)
    g_critical ("%s: %s", path, error->message);
  g_assert (bytes != NULL);

  return bytes;
}

/**
 * imw_network_facts_dup_file:
 *
 * Returns: (transfer full): data/networks.json as it was when the program was built
 */
GBytes *
imw_network_facts_dup_file (void)
{
  return load (NETWORKS_PATH);
}

/**
 * imw_network_facts_list:
 *
 * Any thread.
 *
 * Returns: (transfer none) (element-type ImwNetworkFacts): all networks, in the order of the file
 */
GPtrArray *
imw_network_facts_list (void)
{
  static GPtrArray *list = NULL; /* lives as long as the process */
  static gsize      once = 0;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = load (NETWORKS_PATH);

      list = imw_network_facts_parse (bytes, &error);
      if (list == NULL) /* part of the program, and a test reads it */
        g_critical ("%s", error != NULL ? error->message : "no networks");
      g_assert (list != NULL);
      g_once_init_leave (&once, 1);
    }

  return list;
}

/**
 * imw_token_facts_list:
 *
 * Any thread.
 *
 * Returns: (transfer none) (element-type ImwTokenFacts): the genuine tokens of all networks, in the
 *   order of the file
 */
GPtrArray *
imw_token_facts_list (void)
{
  static GPtrArray *list = NULL; /* lives as long as the process */
  static gsize      once = 0;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = load (TOKENS_PATH);

      list = imw_token_facts_parse (bytes, &error);
      if (list == NULL) /* part of the program, and a test reads it */
        g_critical ("%s", error != NULL ? error->message : "no networks");
      g_assert (list != NULL);
      g_once_init_leave (&once, 1);
    }

  return list;
}

/**
 * imw_network_facts_find:
 * @chain: id of a chain, "ethereum"
 * @environment: the environment
 * @network: (nullable): which network of it; %NULL for the first in the file
 *
 * Returns: (transfer none) (nullable): the entry
 */
const ImwNetworkFacts *
imw_network_facts_find (const char    *chain,
                        ImwEnvironment environment,
                        const char    *network)
{
  GPtrArray *list = imw_network_facts_list ();

  g_return_val_if_fail (chain != NULL, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const ImwNetworkFacts *facts = g_ptr_array_index (list, i);

      if (strcmp (facts->chain, chain) == 0 && facts->environment == environment &&
          (network == NULL || strcmp (facts->network, network) == 0))
        return facts;
    }

  return NULL;
}
