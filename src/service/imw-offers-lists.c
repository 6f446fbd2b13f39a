/* imw-offers-lists.c: what can be asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-offers-lists"

#include "config.h"

#include "imw-offers-private.h"

#include "imw-holding.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-country.h"

/* ---- who could do it ---- */

/**
 * imw_offers_country_fits:
 * @corridor: of a report
 * @country: ISO 3166-1 alpha-3
 *
 * Returns: whether it serves the country; one that names none serves those with its money
 */
gboolean
imw_offers_country_fits (const ImwCorridor *corridor, const char *country)
{
  const ImwCountry *place = NULL;

  if (corridor->country != NULL)
    return g_strcmp0 (corridor->country, country) == 0;

  place = imw_country_find (country);

  return place != NULL && g_strcmp0 (place->currency, imw_asset_get_symbol (corridor->money)) == 0;
}

/**
 * imw_offers_find_pair:
 * @self: offers
 * @from: what is held
 * @to: what a provider takes
 *
 * Returns: (nullable): how one becomes the other
 */
const ImwSwapPair *
imw_offers_find_pair (ImwOffers *self, ImwAsset *from, ImwAsset *to)
{
  GPtrArray *pairs = self->wallet != NULL ? imw_wallet_get_abroad (self->wallet)->pairs : NULL;

  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const ImwSwapPair *pair = g_ptr_array_index (pairs, i);

      if (g_strcmp0 (pair->from, imw_asset_get_id (from)) == 0 &&
          g_strcmp0 (pair->to, imw_asset_get_id (to)) == 0)
        return pair;
    }

  return NULL;
}

/**
 * imw_offers_for_each_corridor:
 * @self: offers
 * @func: called for each corridor of this route, of each provider that can be used
 * @user_data: data for @func
 */
void
imw_offers_for_each_corridor (ImwOffers *self, ImwCorridorFunc func, gpointer user_data)
{
  GListModel *providers = imw_wallet_get_providers (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (ImwKnownProvider) provider = g_list_model_get_item (providers, i);
      ImwProviderReport *report = imw_known_provider_get_report (provider);

      for (guint k = 0; imw_known_provider_get_usable (provider) && report->corridors != NULL &&
                        k < report->corridors->len;
           k++)
        {
          const ImwCorridor *corridor = g_ptr_array_index (report->corridors, k);

          if (corridor->route == self->route)
            func (self, provider, corridor, user_data);
        }
    }
}

/* ---- what can be asked for ---- */

static void
add_country (GHashTable *names, const char *name)
{
  if (!g_hash_table_contains (names, name))
    g_hash_table_add (names, g_strdup (name));
}

static void
collect_country (ImwOffers         *self,
                 ImwKnownProvider  *provider,
                 const ImwCorridor *corridor,
                 gpointer           user_data)
{
  const ImwCountry *all = NULL;
  guint             n_countries = 0;

  if (corridor->country != NULL)
    {
      add_country (user_data, corridor->country);
      return;
    }

  all = imw_country_get_all (&n_countries);
  for (guint i = 0; i < n_countries; i++)
    {
      if (g_strcmp0 (all[i].currency, imw_asset_get_symbol (corridor->money)) == 0)
        add_country (user_data, all[i].alpha3);
    }
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/**
 * imw_offers_list_countries:
 * @self: offers
 *
 * Returns: (transfer none) (array zero-terminated=1): ISO 3166-1 alpha-3 codes that the known providers serve this way, sorted; until
 *   the next call
 */
const char *const *
imw_offers_list_countries (ImwOffers *self)
{
  g_autoptr (GHashTable) names = NULL;
  g_autoptr (GPtrArray) list = NULL;
  GHashTableIter iter;
  gpointer       name = NULL;

  g_return_val_if_fail (IMW_IS_OFFERS (self), NULL);

  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  imw_offers_for_each_corridor (self, collect_country, names);
  list = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (list, g_strdup (name));
  g_ptr_array_sort (list, compare_texts);
  g_ptr_array_add (list, NULL);
  g_clear_pointer (&self->countries, g_strfreev);
  self->countries = (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);

  return (const char *const *) self->countries;
}

/* What is collected for a country. */
typedef struct
{
  GPtrArray  *assets;
  const char *country; /* (nullable) any */
} Collect;

static void
add_asset (GPtrArray *assets, ImwAsset *asset)
{
  for (guint i = 0; i < assets->len; i++)
    {
      if (imw_asset_equal (g_ptr_array_index (assets, i), asset))
        return;
    }

  g_ptr_array_add (assets, imw_asset_ref (asset));
}

static void
collect_money (ImwOffers         *self,
               ImwKnownProvider  *provider,
               const ImwCorridor *corridor,
               gpointer           user_data)
{
  Collect *collect = user_data;

  if (imw_offers_country_fits (corridor, collect->country))
    add_asset (collect->assets, corridor->money);
}

/**
 * imw_offers_list_money:
 * @self: offers
 * @country: ISO 3166-1 alpha-3
 *
 * Returns: (transfer container) (element-type ImwAsset): what is paid out there, or paid in
 */
GPtrArray *
imw_offers_list_money (ImwOffers *self, const char *country)
{
  Collect collect = { NULL, country };

  g_return_val_if_fail (IMW_IS_OFFERS (self), NULL);
  g_return_val_if_fail (country != NULL, NULL);

  collect.assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  imw_offers_for_each_corridor (self, collect_money, &collect);

  return collect.assets;
}

static void
collect_asset (ImwOffers         *self,
               ImwKnownProvider  *provider,
               const ImwCorridor *corridor,
               gpointer           user_data)
{
  add_asset (user_data, corridor->asset);
}

/**
 * imw_offers_list_assets:
 * @self: offers
 *
 * Returns: (transfer container) (element-type ImwAsset): what can be given (for deposits: got): what providers take first, then what
 *   the wallet has and can exchange for it
 */
GPtrArray *
imw_offers_list_assets (ImwOffers *self)
{
  GPtrArray  *assets = NULL;
  GListModel *holdings = NULL;

  g_return_val_if_fail (IMW_IS_OFFERS (self), NULL);

  assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  imw_offers_for_each_corridor (self, collect_asset, assets);
  if (self->route == IMW_ROUTE_DEPOSIT)
    return assets;

  holdings = imw_wallet_get_holdings (self->wallet);
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (imw_offers_can_exchange (self, imw_holding_get_asset (holding)))
        add_asset (assets, imw_holding_get_asset (holding));
    }

  return assets;
}

/* Looks for one asset. */
typedef struct
{
  ImwAsset *asset;
  gboolean  direct;
  gboolean  by_exchange;
} Look;

static void
look_for_asset (ImwOffers         *self,
                ImwKnownProvider  *provider,
                const ImwCorridor *corridor,
                gpointer           user_data)
{
  Look *look = user_data;

  look->direct = look->direct || imw_asset_equal (corridor->asset, look->asset);
  look->by_exchange = look->by_exchange ||
                      imw_offers_find_pair (self, look->asset, corridor->asset) != NULL;
}

/**
 * imw_offers_needs_exchange:
 * @self: offers
 * @asset: what is held
 *
 * Returns: whether no provider takes it as it is
 */
gboolean
imw_offers_needs_exchange (ImwOffers *self, ImwAsset *asset)
{
  Look look = { asset, FALSE, FALSE };

  g_return_val_if_fail (IMW_IS_OFFERS (self), FALSE);
  g_return_val_if_fail (asset != NULL, FALSE);

  imw_offers_for_each_corridor (self, look_for_asset, &look);

  return !look.direct;
}

/**
 * imw_offers_can_exchange:
 * @self: offers
 * @asset: what is held
 *
 * Returns: whether somebody exchanges it for what a provider takes
 */
gboolean
imw_offers_can_exchange (ImwOffers *self, ImwAsset *asset)
{
  Look look = { asset, FALSE, FALSE };

  g_return_val_if_fail (IMW_IS_OFFERS (self), FALSE);
  g_return_val_if_fail (asset != NULL, FALSE);

  imw_offers_for_each_corridor (self, look_for_asset, &look);

  return look.by_exchange && self->route != IMW_ROUTE_DEPOSIT;
}
