/* imw-offers.c: what it would cost, from everybody who could do it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-offers"

#include "config.h"

#include "imw-offers-private.h"
#include "imw-prices.h"

#include "imw-holding.h"
#include "imw-payment.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-country.h"
#include "imw-error.h"

#define PAUSE_MS 400

/**
 * ImwOffers:
 *
 * A question that changes while the user types, and its answers, best first. Main thread. `notify::loading` fires when questions are
 * under way and when all have been answered; the list changes once, at the end.
 */

enum
{
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CORRIDORS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
imw_offers_get_item_type (GListModel *model)
{
  return IMW_TYPE_OFFER;
}

static guint
imw_offers_get_n_items (GListModel *model)
{
  return IMW_OFFERS (model)->items->len;
}

static gpointer
imw_offers_get_item (GListModel *model, guint position)
{
  ImwOffers *self = IMW_OFFERS (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
imw_offers_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = imw_offers_get_item_type;
  iface->get_n_items = imw_offers_get_n_items;
  iface->get_item = imw_offers_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwOffers,
                               imw_offers,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      imw_offers_list_model_init))

static void
corridors_changed_cb (ImwOffers *self)
{
  g_signal_emit (self, signals[CORRIDORS_CHANGED], 0);
}

static void
follow_providers (ImwOffers *self)
{
  GListModel *providers = imw_wallet_get_providers (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (ImwKnownProvider) provider = g_list_model_get_item (providers, i);

      g_signal_handlers_disconnect_by_func (provider, corridors_changed_cb, self);
      g_signal_connect_object (provider, "notify::report", G_CALLBACK (corridors_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
imw_offers_dispose (GObject *object)
{
  ImwOffers *self = IMW_OFFERS (object);

  imw_offers_end_round (self);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_offers_parent_class)->dispose (object);
}

static void
imw_offers_finalize (GObject *object)
{
  ImwOffers *self = IMW_OFFERS (object);

  g_clear_pointer (&self->country, g_free);
  g_clear_pointer (&self->money, imw_asset_unref);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->put_in, imw_amount_unref);
  g_clear_pointer (&self->comes_out, imw_amount_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->countries, g_strfreev);

  G_OBJECT_CLASS (imw_offers_parent_class)->finalize (object);
}

static void
imw_offers_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, imw_offers_get_loading (IMW_OFFERS (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_offers_class_init (ImwOffersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_offers_dispose;
  object_class->finalize = imw_offers_finalize;
  object_class->get_property = imw_offers_get_property;

  /**
   * ImwOffers:loading:
   *
   * Whether answers are waited for.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ImwOffers::corridors-changed:
   *
   * A provider came, went, or says something else.
   */
  signals[CORRIDORS_CHANGED] = g_signal_new ("corridors-changed", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                             0);
}

static void
imw_offers_init (ImwOffers *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * imw_offers_set_loading:
 * @self: offers
 * @loading: whether answers are waited for
 */
void
imw_offers_set_loading (ImwOffers *self, gboolean loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * imw_offers_set_items:
 * @self: offers
 * @items: (nullable) (element-type ImwOffer): answers, the best first
 */
void
imw_offers_set_items (ImwOffers *self, GPtrArray *items)
{
  guint before = self->items->len;

  if (items == NULL && before == 0)
    return;

  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; items != NULL && i < items->len; i++)
    g_ptr_array_add (self->items, g_object_ref (g_ptr_array_index (items, i)));

  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->items->len);
}

/* ---- asking ---- */

static gboolean
pause_over_cb (gpointer user_data)
{
  ImwOffers *self = user_data;

  self->pause_id = 0;
  imw_offers_begin_round (self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_complete (ImwOffers *self)
{
  return self->country != NULL && self->money != NULL && self->asset != NULL &&
         (self->put_in != NULL || self->comes_out != NULL);
}

static void
ask_again (ImwOffers *self)
{
  if (!is_complete (self))
    return;

  imw_offers_end_round (self);
  imw_offers_set_loading (self, TRUE);
  self->pause_id = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

/* somebody more can be asked, or it is known what can be exchanged */
static void
providers_changed_cb (ImwOffers *self)
{
  follow_providers (self);
  corridors_changed_cb (self);
  ask_again (self);
}

/* The rate in a currency that nobody has asked for before comes a moment later. */
static void
prices_changed_cb (ImwOffers *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      ImwOffer *offer = g_ptr_array_index (self->items, i);

      if (imw_offer_get_quote (offer) != NULL &&
          !imw_offer_get_cost (offer, NULL, NULL, NULL, NULL))
        {
          ask_again (self);
          return;
        }
    }
}

static void
want_rate (ImwOffers *self)
{
  ImwPrices *prices = imw_wallet_service_get_prices (imw_wallet_get_service (self->wallet));
  g_autoptr (ImwRate) rate = NULL;

  if (prices != NULL && self->asset != NULL && self->money != NULL)
    rate = imw_prices_get_rate (prices, self->asset, imw_asset_get_symbol (self->money));
}

/**
 * imw_offers_new:
 * @wallet: whose
 * @route: which way money goes
 *
 * Returns: (transfer full): nothing asked yet
 */
ImwOffers *
imw_offers_new (ImwWallet *wallet, ImwRoute route)
{
  ImwOffers *self = NULL;
  ImwPrices *prices = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (wallet), NULL);

  self = g_object_new (IMW_TYPE_OFFERS, NULL);
  self->wallet = g_object_ref (wallet);
  self->route = route;
  imw_wallet_abroad_ask_pairs (imw_wallet_get_abroad (wallet));
  g_signal_connect_object (imw_wallet_get_providers (wallet), "items-changed",
                           G_CALLBACK (providers_changed_cb), self, G_CONNECT_SWAPPED);
  prices = imw_wallet_service_get_prices (imw_wallet_get_service (wallet));
  if (prices != NULL)
    g_signal_connect_object (prices, "changed", G_CALLBACK (prices_changed_cb), self,
                             G_CONNECT_SWAPPED);
  follow_providers (self);

  return self;
}

static void
set_asset (ImwAsset **place, ImwAsset *asset)
{
  ImwAsset *taken = asset != NULL ? imw_asset_ref (asset) : NULL;

  g_clear_pointer (place, imw_asset_unref);
  *place = taken;
}

static void
set_amount (ImwAmount **place, ImwAmount *amount)
{
  ImwAmount *taken = amount != NULL && imw_amount_sign (amount) > 0 ? imw_amount_ref (amount)
                                                                    : NULL;

  g_clear_pointer (place, imw_amount_unref);
  *place = taken;
}

/**
 * imw_offers_set_question:
 * @self: offers
 * @country: (nullable): ISO 3166-1 alpha-3
 * @money: (nullable): what is paid out there, or paid in
 * @asset: (nullable): what is given, of any network; for deposits what is to be got
 * @put_in: (nullable): how much is given
 * @comes_out: (nullable): how much is to arrive; exactly one of the two
 *
 * Asks everybody who could do it, after a pause in which nothing changes. Older questions are cancelled.
 */
void
imw_offers_set_question (ImwOffers  *self,
                         const char *country,
                         ImwAsset   *money,
                         ImwAsset   *asset,
                         ImwAmount  *put_in,
                         ImwAmount  *comes_out)
{
  char *place = g_strdup (country);

  g_return_if_fail (IMW_IS_OFFERS (self));
  g_return_if_fail (put_in == NULL || comes_out == NULL);

  g_free (self->country);
  self->country = place;
  set_asset (&self->money, money);
  set_asset (&self->asset, asset);
  want_rate (self);
  set_amount (&self->put_in, put_in);
  set_amount (&self->comes_out, comes_out);
  imw_offers_end_round (self);

  if (!is_complete (self))
    {
      imw_offers_set_items (self, NULL);
      imw_offers_set_loading (self, FALSE);
      return;
    }

  imw_wallet_abroad_ask_pairs (imw_wallet_get_abroad (self->wallet));
  imw_offers_set_loading (self, TRUE);
  self->pause_id = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

/**
 * imw_offers_get_loading:
 * @self: offers
 *
 * Returns: whether answers are waited for
 */
gboolean
imw_offers_get_loading (ImwOffers *self)
{
  g_return_val_if_fail (IMW_IS_OFFERS (self), FALSE);

  return self->loading;
}
