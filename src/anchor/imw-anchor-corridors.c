/* imw-anchor-corridors.c: what an anchor offers, from its lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-country.h"
#include "imw-error.h"
#include "imw-quote-private.h"
#include "imw-stellar-params.h"

#include <string.h>

#define MAX_COUNTRIES 260
#define MAX_ID_BYTES  200
#define HOSTED        "hosted"

static JsonObject *
get_object (JsonNode *list)
{
  return list != NULL ? imw_json_node_get_object (list, NULL) : NULL;
}

/**
 * imw_anchor_asset_id:
 * @self: an anchor
 * @asset: of its network, or a currency
 *
 * Returns: (transfer full): how SEP-38 calls it
 */
char *
imw_anchor_asset_id (ImwAnchor *self, ImwAsset *asset)
{
  const char      *contract = NULL;
  g_autofree char *text = NULL;

  if (!g_str_has_prefix (imw_asset_get_id (asset), "fiat/"))
    contract = imw_chain_get_contract (self->chain, asset);
  text = imw_quote_asset_id (asset, contract);

  return g_steal_pointer (&text);
}

/**
 * imw_anchor_get_code:
 * @self: an anchor
 * @asset: of its network
 *
 * Returns: (transfer none): how SEP-6, 24 and 31 call it: the code alone, "native" for the network's own
 */
const char *
imw_anchor_get_code (ImwAnchor *self, ImwAsset *asset)
{
  return imw_chain_get_contract (self->chain, asset) != NULL ? imw_asset_get_symbol (asset)
                                                             : "native";
}

/**
 * imw_anchor_find_asset:
 * @self: an anchor
 * @id: "stellar:CODE:ISSUER", "stellar:native" or "iso4217:USD"
 *
 * Returns: (nullable) (transfer full): the asset; %NULL for what is none of its network
 */
ImwAsset *
imw_anchor_find_asset (ImwAnchor *self, const char *id)
{
  const ImwStellarParams *params;
  g_auto (GStrv) parts = g_strsplit (id, ":", 4);
  guint           n_parts = g_strv_length (parts);
  ImwStellarAsset found;

  if (n_parts == 2 && g_str_equal (parts[0], "iso4217"))
    return imw_asset_new_fiat (parts[1]);
  if (n_parts == 2 && g_str_equal (id, "stellar:native"))
    return imw_asset_ref (imw_chain_get_native_asset (self->chain));
  if (n_parts != 3 || !g_str_equal (parts[0], "stellar"))
    return NULL;

  params = imw_stellar_params_find (imw_chain_get_id (self->chain),
                                    imw_chain_get_environment (self->chain),
                                    imw_chain_get_network_name (self->chain));
  if (params == NULL || !imw_stellar_asset_parse (id + strlen ("stellar:"), &found, NULL))
    return NULL;

  return imw_stellar_params_dup_asset (params, &found);
}

/* The assets that stellar.toml names: SEP-6, 24 and 31 know codes only, and the issuer stands there (S6). A code that
 * two issuers have is nobody's. */
static ImwAsset *
find_by_code (ImwAnchor *self, const char *code, const char **currency)
{
  const ImwAnchorCurrency *found = NULL;
  g_autofree char         *id = NULL;

  *currency = NULL;
  if (g_str_equal (code, "native"))
    return imw_asset_ref (imw_chain_get_native_asset (self->chain));
  for (guint i = 0; i < self->toml->currencies->len; i++)
    {
      const ImwAnchorCurrency *one = g_ptr_array_index (self->toml->currencies, i);

      if (one->issuer == NULL || !g_str_equal (one->code, code))
        continue;
      if (found != NULL && g_strcmp0 (found->issuer, one->issuer) != 0)
        return NULL;
      found = one;
    }
  if (found == NULL)
    return NULL;

  *currency = found->currency;
  id = g_strconcat ("stellar:", found->code, ":", found->issuer, NULL);

  return imw_anchor_find_asset (self, id);
}

static JsonObject *
find_quoted (ImwAnchor *self, ImwAsset *asset)
{
  g_autofree char *id = imw_anchor_asset_id (self, asset);
  JsonArray       *assets = imw_anchor_told_array (get_object (self->info38), "assets");

  for (guint i = 0; assets != NULL && i < json_array_get_length (assets); i++)
    {
      JsonObject      *item = imw_anchor_told_item (assets, i);
      g_autofree char *told = imw_anchor_told_exact (item, "asset", MAX_ID_BYTES);

      if (g_strcmp0 (told, id) == 0)
        return item;
    }

  return NULL;
}

/**
 * imw_anchor_quotes_asset:
 * @self: an anchor
 * @asset: of its network, or a currency
 *
 * Returns: whether its list of SEP-38 has it
 */
gboolean
imw_anchor_quotes_asset (ImwAnchor *self, ImwAsset *asset)
{
  return find_quoted (self, asset) != NULL;
}

/**
 * imw_anchor_get_entry:
 * @self: an anchor
 * @rail: which list
 * @route: which part of it
 * @code: of an asset
 *
 * Returns: (nullable) (transfer none): what the list says of it, when it is switched on there
 */
JsonObject *
imw_anchor_get_entry (ImwAnchor *self, ImwAnchorRail rail, ImwRoute route, const char *code)
{
  gboolean    is_deposit = route == IMW_ROUTE_DEPOSIT;
  JsonObject *entry = NULL;

  switch (rail)
    {
    case IMW_ANCHOR_RAIL_NONE:
      return NULL;

    case IMW_ANCHOR_RAIL_SEP31:
      if (route == IMW_ROUTE_ABROAD && !self->is_not_for_31)
        entry = imw_anchor_told_object (
            imw_anchor_told_object (get_object (self->info31), "receive"), code);
      break;

    case IMW_ANCHOR_RAIL_EXCHANGE:
      entry = imw_anchor_told_object (
          imw_anchor_told_object (get_object (self->info6),
                                  is_deposit ? "deposit-exchange" : "withdraw-exchange"),
          code);
      break;

    case IMW_ANCHOR_RAIL_SEP6:
      entry = imw_anchor_told_object (
          imw_anchor_told_object (get_object (self->info6), is_deposit ? "deposit" : "withdraw"),
          code);
      break;

    case IMW_ANCHOR_RAIL_SEP24:
      entry = imw_anchor_told_object (
          imw_anchor_told_object (get_object (self->info24), is_deposit ? "deposit" : "withdraw"),
          code);
      break;
    }

  return entry != NULL && imw_anchor_told_bool (entry, "enabled", TRUE) ? entry : NULL;
}

/* Names of methods in an entry of SEP-6 or 31: "funding_methods", or the keys of the older "types". */
static GPtrArray *
list_funding_methods (JsonObject *entry)
{
  GPtrArray  *names = g_ptr_array_new_with_free_func (g_free);
  JsonArray  *array = imw_anchor_told_array (entry, "funding_methods");
  JsonObject *types = imw_anchor_told_object (entry, "types");

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), IMW_ANCHOR_MAX_LINES);
       i++)
    {
      const char *name = imw_json_node_get_string (json_array_get_element (array, i), NULL);

      if (name != NULL && *name != '\0' && strlen (name) <= IMW_ANCHOR_MAX_NAME)
        g_ptr_array_add (names, g_strdup (name));
    }
  if (names->len == 0 && types != NULL)
    {
      g_autoptr (GList) keys = json_object_get_members (types);
      guint n_keys = 0;

      for (GList *key = keys; key != NULL && n_keys < IMW_ANCHOR_MAX_LINES;
           key = key->next, n_keys++)
        g_ptr_array_add (names, g_strdup (key->data));
    }

  return names;
}

static ImwMethod *
new_method (const char *id, const char *description)
{
  ImwMethod *method = g_new0 (ImwMethod, 1);

  method->id = g_strdup (id);
  method->description = g_strdup (description);
  method->daily_count_left = -1;
  method->eta_s = -1;

  return method;
}

/* The methods of a currency in the list of SEP-38. */
static GPtrArray *
list_delivery_methods (ImwAnchor *self, ImwAsset *money, ImwRoute route)
{
  GPtrArray  *methods = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_method_free);
  JsonObject *quoted = find_quoted (self, money);
  JsonArray  *array = imw_anchor_told_array (
       quoted, route == IMW_ROUTE_DEPOSIT ? "sell_delivery_methods" : "buy_delivery_methods");

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), IMW_ANCHOR_MAX_LINES);
       i++)
    {
      JsonObject      *item = imw_anchor_told_item (array, i);
      g_autofree char *name = imw_anchor_told_exact (item, "name", IMW_ANCHOR_MAX_NAME);
      g_autofree char *text = imw_anchor_told_text (item, "description", IMW_ANCHOR_MAX_TEXT);

      if (name != NULL)
        g_ptr_array_add (methods, new_method (name, text));
    }

  return methods;
}

static const ImwMethod *
find_method (GPtrArray *methods, const char *id)
{
  for (guint i = 0; i < methods->len; i++)
    {
      const ImwMethod *method = g_ptr_array_index (methods, i);

      if (g_str_equal (method->id, id))
        return method;
    }

  return NULL;
}

static void
set_limits (ImwMethod *method, JsonObject *entry, ImwAsset *put_in)
{
  g_autofree char *minimum = imw_anchor_told_decimal (entry, "min_amount");
  g_autofree char *maximum = imw_anchor_told_decimal (entry, "max_amount");

  method->minimum = imw_anchor_amount (put_in, minimum, IMW_ROUND_UP);
  method->maximum = imw_anchor_amount (put_in, maximum, IMW_ROUND_DOWN);
}

/* Methods that a rail serves for a currency, added to @corridor. The limits of a deposit with exchange are in what is
 * bought, which says nothing about what is put in. */
static void
add_methods (ImwAnchor *self, ImwCorridor *corridor, ImwAnchorRail rail, JsonObject *entry)
{
  gboolean  is_deposit = corridor->route == IMW_ROUTE_DEPOSIT;
  ImwAsset *put_in = is_deposit ? corridor->money : corridor->asset;
  g_autoptr (GPtrArray) told = list_delivery_methods (self, corridor->money, corridor->route);
  g_autoptr (GPtrArray) funding = list_funding_methods (entry);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < told->len; i++)
    {
      ImwMethod *method = g_ptr_array_index (told, i);
      gboolean   is_served = funding->len == 0 || g_ptr_array_find_with_equal_func (
                                                      funding, method->id, g_str_equal, NULL);

      if (rail == IMW_ANCHOR_RAIL_SEP24 || is_served)
        g_ptr_array_add (chosen, imw_method_copy (method));
    }
  for (guint i = 0; chosen->len == 0 && told->len == 0 && i < funding->len; i++)
    g_ptr_array_add (chosen, new_method (g_ptr_array_index (funding, i), NULL));
  if (chosen->len == 0 && rail == IMW_ANCHOR_RAIL_SEP24 && corridor->methods->len == 0)
    g_ptr_array_add (chosen, new_method (HOSTED, NULL));

  for (guint i = 0; i < chosen->len; i++)
    {
      ImwMethod *method = g_ptr_array_index (chosen, i);

      if (find_method (corridor->methods, method->id) != NULL)
        {
          imw_method_free (method);
          continue;
        }
      method->hosted = rail == IMW_ANCHOR_RAIL_SEP24;
      method->two_parties = rail == IMW_ANCHOR_RAIL_SEP31;
      if (!is_deposit || rail == IMW_ANCHOR_RAIL_SEP6)
        set_limits (method, entry, put_in);
      g_ptr_array_add (corridor->methods, method);
    }
}

/* In the order in which they are taken (2.4 of the rules: SEP-31, SEP-6, SEP-24). */
static const ImwAnchorRail rails[] = {
  IMW_ANCHOR_RAIL_SEP31,
  IMW_ANCHOR_RAIL_EXCHANGE,
  IMW_ANCHOR_RAIL_SEP6,
  IMW_ANCHOR_RAIL_SEP24,
};

/* Whether a rail can exchange @asset and @money: by quotes, or because one stands for the other. */
static gboolean
can_exchange (ImwAnchor    *self,
              ImwAnchorRail rail,
              ImwAsset     *asset,
              ImwAsset     *money,
              const char   *currency)
{
  gboolean is_same = g_strcmp0 (currency, imw_asset_get_symbol (money)) == 0;
  gboolean is_quoted = find_quoted (self, asset) != NULL && find_quoted (self, money) != NULL;

  switch (rail)
    {
    case IMW_ANCHOR_RAIL_NONE:
      return FALSE;

    case IMW_ANCHOR_RAIL_EXCHANGE:
      return is_quoted;

    case IMW_ANCHOR_RAIL_SEP6:
      return is_same;

    case IMW_ANCHOR_RAIL_SEP31:
    case IMW_ANCHOR_RAIL_SEP24:
      return is_quoted || is_same;
    }

  g_return_val_if_reached (FALSE);
}

static void
add_corridor (ImwAnchor  *self,
              GPtrArray  *corridors,
              ImwRoute    route,
              ImwAsset   *asset,
              const char *currency,
              ImwAsset   *money,
              const char *country)
{
  const char  *code = imw_anchor_get_code (self, asset);
  ImwCorridor *corridor = g_new0 (ImwCorridor, 1);

  corridor->route = route;
  corridor->asset = imw_asset_ref (asset);
  corridor->money = imw_asset_ref (money);
  corridor->country = g_strdup (country);
  corridor->methods = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_method_free);
  for (guint i = 0; i < G_N_ELEMENTS (rails); i++)
    {
      JsonObject *entry = imw_anchor_get_entry (self, rails[i], route, code);

      if (entry != NULL && can_exchange (self, rails[i], asset, money, currency))
        add_methods (self, corridor, rails[i], entry);
    }
  if (corridor->methods->len > 0)
    g_ptr_array_add (corridors, corridor);
  else
    imw_corridor_free (corridor);
}

static void
add_for_money (ImwAnchor  *self,
               GPtrArray  *corridors,
               ImwAsset   *asset,
               const char *currency,
               ImwAsset   *money)
{
  static const ImwRoute routes[] = { IMW_ROUTE_ABROAD, IMW_ROUTE_WITHDRAW, IMW_ROUTE_DEPOSIT };
  JsonArray            *codes = imw_anchor_told_array (find_quoted (self, money), "country_codes");
  guint                 n_codes = codes != NULL ? json_array_get_length (codes) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      guint n_known = 0;

      for (guint k = 0; k < MIN (n_codes, MAX_COUNTRIES); k++)
        {
          JsonNode         *code = json_array_get_element (codes, k);
          const ImwCountry *country = imw_country_find (imw_json_node_get_string (code, NULL));

          if (country == NULL)
            continue;
          n_known++;
          add_corridor (self, corridors, routes[i], asset, currency, money, country->alpha3);
        }
      if (n_known == 0)
        add_corridor (self, corridors, routes[i], asset, currency, money, NULL);
    }
}

static void
add_for_asset (ImwAnchor *self, GPtrArray *corridors, ImwAsset *asset, const char *currency)
{
  JsonArray *quoted = imw_anchor_told_array (get_object (self->info38), "assets");
  gboolean   is_done = FALSE;

  for (guint i = 0; quoted != NULL && i < MIN (json_array_get_length (quoted), MAX_COUNTRIES); i++)
    {
      g_autofree char *id =
          imw_anchor_told_exact (imw_anchor_told_item (quoted, i), "asset", MAX_ID_BYTES);
      g_autoptr (ImwAsset) money = NULL;

      if (id == NULL || !g_str_has_prefix (id, "iso4217:"))
        continue;
      money = imw_anchor_find_asset (self, id);
      if (money == NULL)
        continue;
      is_done = is_done || g_strcmp0 (imw_asset_get_symbol (money), currency) == 0;
      add_for_money (self, corridors, asset, currency, money);
    }
  if (!is_done && currency != NULL)
    {
      g_autoptr (ImwAsset) money = imw_asset_new_fiat (currency);

      add_for_money (self, corridors, asset, currency, money);
    }
}

/**
 * imw_anchor_list_corridors:
 * @self: an anchor that was loaded
 *
 * Returns: (transfer full) (element-type ImwCorridor): all that it offers
 */
GPtrArray *
imw_anchor_list_corridors (ImwAnchor *self)
{
  GPtrArray *corridors = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_corridor_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->toml->currencies->len; i++)
    {
      const ImwAnchorCurrency *one = g_ptr_array_index (self->toml->currencies, i);
      const char              *currency;
      g_autoptr (ImwAsset) asset = find_by_code (self, one->code, &currency);

      if (asset != NULL && g_hash_table_add (seen, g_strdup (imw_asset_get_id (asset))))
        add_for_asset (self, corridors, asset, currency);
    }

  return corridors;
}

/**
 * imw_anchor_choose_rail:
 * @self: an anchor that was loaded
 * @request: what is asked
 * @hosted: whether the user wants the provider's own page
 *
 * Returns: how it goes; %IMW_ANCHOR_RAIL_NONE when it is not offered
 */
ImwAnchorRail
imw_anchor_choose_rail (ImwAnchor *self, const ImwQuoteRequest *request, gboolean hosted)
{
  const char *code = imw_anchor_get_code (self, request->asset);
  const char *currency;
  g_autoptr (ImwAsset) own = find_by_code (self, code, &currency);

  if (own == NULL || !imw_asset_equal (own, request->asset))
    return IMW_ANCHOR_RAIL_NONE; /* S6: another issuer's */

  for (guint i = hosted ? G_N_ELEMENTS (rails) - 1 : 0; i < G_N_ELEMENTS (rails); i++)
    {
      JsonObject *entry = imw_anchor_get_entry (self, rails[i], request->route, code);
      g_autoptr (ImwCorridor) corridor = NULL;
      gboolean is_served;

      if (entry == NULL || !can_exchange (self, rails[i], request->asset, request->money, currency))
        continue;
      corridor = g_new0 (ImwCorridor, 1);
      corridor->route = request->route;
      corridor->asset = imw_asset_ref (request->asset);
      corridor->money = imw_asset_ref (request->money);
      corridor->methods = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_method_free);
      add_methods (self, corridor, rails[i], entry);
      is_served = find_method (corridor->methods, request->method) != NULL;
      if (is_served)
        return rails[i];
    }

  return IMW_ANCHOR_RAIL_NONE;
}
