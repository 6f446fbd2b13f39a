/* imw-prices.c: prices with their source and age
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-prices"

#include "config.h"

#include "imw-prices.h"

#include "imw-chain.h"
#include "imw-error.h"

#include <string.h>

#define OLD_MS (60 * 60 * 1000)
/* Reference rates of currencies come once a working day. */
#define CURRENCY_OLD_MS (5LL * 24 * 60 * 60 * 1000)
#define DISPUTE_PERCENT 2
/* Enough that no step of a conversion rounds what a person sees. */
#define CALC_DECIMALS 18
#define BRIDGE        "USD"

/**
 * ImwPrices:
 *
 * The last observation of each source, kept in a file, and the rates made of them. Main thread. "changed" fires when
 * observations came or the setting was switched.
 */

struct _ImwPrices
{
  GObject parent_instance;

  char         *cache_path; /* (nullable) */
  ImwClock     *clock;
  ImwSettings  *settings;
  GPtrArray    *sources;      /* (element-type ImwPriceSource) */
  GPtrArray    *observations; /* (element-type ImwPrice) one a base, quote and source */
  GCancellable *cancellable;
  GPtrArray    *wanted;  /* (element-type utf8): what is asked for, "BTC" */
  GPtrArray    *money;   /* (element-type utf8): currencies that somebody asked a rate in, "MXN" */
  gboolean      started; /* prices have been asked for */
  guint         soon;    /* a source that asks again, 0: none */
  GPtrArray    *waiting; /* (element-type GTask) (nullable): callers of the refresh that runs */
  guint         n_running;
  guint         n_failed;
  GError       *first_error; /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwPrices, imw_prices, G_TYPE_OBJECT)

static const char *const currencies[] = { "USD", "EUR", "CNY", "HKD", "GBP", "JPY", "AUD",
                                          "BRL", "CAD", "CHF", "INR", "KRW", "MXN", "PHP",
                                          "SGD", "THB", "TRY", "ZAR", NULL };

static gboolean
is_on (ImwPrices *self)
{
  return !g_str_equal (imw_settings_get (self->settings, IMW_SETTING_PRICES), "off");
}

static gboolean
is_price (const char *price)
{
  g_autoptr (ImwAsset) calc = imw_asset_new ("calc", "calc", "calc", CALC_DECIMALS);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_decimal_text (calc, price, NULL);

  return amount != NULL && imw_amount_sign (amount) > 0;
}

/* Keeps the newer of two observations of the same thing. A time ahead of ours counts as now. */
static void
take_observation (ImwPrices *self, const ImwPrice *price)
{
  gint64 now_ms = imw_clock_get_wall_ms (self->clock);

  if (price->base == NULL || price->quote == NULL || price->source == NULL ||
      price->price == NULL || !is_price (price->price))
    return;

  for (guint i = 0; i < self->observations->len; i++)
    {
      ImwPrice *known = g_ptr_array_index (self->observations, i);

      if (!g_str_equal (known->base, price->base) || !g_str_equal (known->quote, price->quote) ||
          !g_str_equal (known->source, price->source))
        continue;
      if (price->time_ms >= known->time_ms || known->time_ms > now_ms)
        {
          g_free (known->price);
          known->price = g_strdup (price->price);
          known->time_ms = MIN (price->time_ms, now_ms);
        }
      return;
    }

  g_ptr_array_add (self->observations, imw_price_new (price->base, price->quote, price->price,
                                                      price->source, MIN (price->time_ms, now_ms)));
}

static void
load_cache (ImwPrices *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (self->cache_path == NULL ||
      !g_key_file_load_from_file (file, self->cache_path, G_KEY_FILE_NONE, NULL))
    return;

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL && i < 1000; i++)
    {
      g_autofree char *base = g_key_file_get_string (file, groups[i], "base", NULL);
      g_autofree char *quote = g_key_file_get_string (file, groups[i], "quote", NULL);
      g_autofree char *source = g_key_file_get_string (file, groups[i], "source", NULL);
      g_autofree char *price = g_key_file_get_string (file, groups[i], "price", NULL);
      gint64           time_ms = g_key_file_get_int64 (file, groups[i], "time-ms", NULL);
      g_autoptr (ImwPrice) observation = NULL;

      if (base == NULL || quote == NULL || source == NULL || price == NULL || time_ms <= 0)
        continue;
      observation = imw_price_new (base, quote, price, source, time_ms);
      take_observation (self, observation);
    }
}

static void
save_cache (ImwPrices *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize            length;

  if (self->cache_path == NULL)
    return;

  for (guint i = 0; i < self->observations->len; i++)
    {
      const ImwPrice  *price = g_ptr_array_index (self->observations, i);
      g_autofree char *group = g_strdup_printf ("%u", i);

      g_key_file_set_string (file, group, "base", price->base);
      g_key_file_set_string (file, group, "quote", price->quote);
      g_key_file_set_string (file, group, "source", price->source);
      g_key_file_set_string (file, group, "price", price->price);
      g_key_file_set_int64 (file, group, "time-ms", price->time_ms);
    }
  text = g_key_file_to_data (file, &length, NULL);
  if (!g_file_set_contents_full (self->cache_path, text, (gssize) length,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_warning ("prices are not kept: %s", error->message);
}

/* One way to a price: the observation of the coin, and of the currencies where the quote is another one. */
typedef struct
{
  ImwAmount *price; /* in a calculation asset, one coin */
  char      *source;
  gint64     time_ms;
  gboolean   old;
} Candidate;

static void
candidate_free (Candidate *self)
{
  imw_amount_unref (self->price);
  g_free (self->source);
  g_free (self);
}

static const ImwPrice *
find_currency (ImwPrices *self, const char *quote, const char *source)
{
  for (guint i = 0; i < self->observations->len; i++)
    {
      const ImwPrice *price = g_ptr_array_index (self->observations, i);

      if (g_str_equal (price->base, "EUR") && g_str_equal (price->quote, quote) &&
          (source == NULL || g_str_equal (price->source, source)))
        return price;
    }

  return NULL;
}

/* @amount of dollars in @currency, over the euro, with rates of one source. */
static ImwAmount *
cross (ImwPrices   *self,
       ImwAmount   *amount,
       const char  *currency,
       ImwAsset    *calc,
       const char **source,
       gboolean    *old)
{
  const ImwPrice *dollar = find_currency (self, BRIDGE, NULL);
  const ImwPrice *other;
  g_autoptr (ImwAmount) euro = NULL;

  if (dollar == NULL)
    return NULL;
  *source = dollar->source;
  *old = imw_clock_get_wall_ms (self->clock) - dollar->time_ms > CURRENCY_OLD_MS;
  euro = imw_amount_convert_inverse (amount, calc, dollar->price, IMW_ROUND_HALF_EVEN, NULL);
  if (euro == NULL || g_str_equal (currency, "EUR"))
    return g_steal_pointer (&euro);

  other = find_currency (self, currency, dollar->source);

  return other != NULL ? imw_amount_convert (euro, calc, other->price, IMW_ROUND_HALF_EVEN, NULL)
                       : NULL;
}

static Candidate *
make_candidate (ImwPrices *self, const ImwPrice *observation, const char *currency, ImwAsset *calc)
{
  g_autoptr (ImwAmount) direct = imw_amount_new_from_decimal_text (calc, observation->price, NULL);
  g_autoptr (ImwAmount) price = NULL;
  const char *source = NULL;
  gboolean    old = FALSE;
  Candidate  *candidate;

  if (direct == NULL)
    return NULL;
  if (g_str_equal (observation->quote, currency))
    price = g_steal_pointer (&direct);
  else if (g_str_equal (observation->quote, BRIDGE))
    price = cross (self, direct, currency, calc, &source, &old);
  if (price == NULL || imw_amount_sign (price) <= 0)
    return NULL;

  candidate = g_new0 (Candidate, 1);
  candidate->price = g_steal_pointer (&price);
  candidate->source = source != NULL && !g_str_equal (source, observation->source)
                          ? g_strdup_printf ("%s + %s", observation->source, source)
                          : g_strdup (observation->source);
  candidate->time_ms = observation->time_ms;
  candidate->old = old || imw_clock_get_wall_ms (self->clock) - observation->time_ms > OLD_MS;

  return candidate;
}

static gboolean
differ (ImwAmount *a, ImwAmount *b)
{
  ImwAmount *low = imw_amount_compare (a, b) <= 0 ? a : b;
  ImwAmount *high = low == a ? b : a;
  g_autoptr (ImwAmount)
      bound = imw_amount_multiply_ratio (low, 100 + DISPUTE_PERCENT, 100, IMW_ROUND_DOWN, NULL);

  return bound == NULL || imw_amount_compare (high, bound) > 0;
}

/* One that is not old before one that is, then the newer. */
static gboolean
is_better (const Candidate *a, const Candidate *b)
{
  if (a->old != b->old)
    return !a->old;

  return a->time_ms > b->time_ms;
}

static void
settings_changed_cb (ImwSettings *settings, const char *key, ImwPrices *self)
{
  if (g_str_equal (key, IMW_SETTING_PRICES) || g_str_equal (key, IMW_SETTING_CURRENCY))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
imw_prices_dispose (GObject *object)
{
  ImwPrices *self = IMW_PRICES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->soon, g_source_remove);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_func (self->settings, settings_changed_cb, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->sources, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_prices_parent_class)->dispose (object);
}

static void
imw_prices_finalize (GObject *object)
{
  ImwPrices *self = IMW_PRICES (object);

  g_assert (self->waiting == NULL); /* each waiting task holds a reference to us */
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->observations, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->money, g_ptr_array_unref);
  g_clear_pointer (&self->cache_path, g_free);
  g_clear_error (&self->first_error);

  G_OBJECT_CLASS (imw_prices_parent_class)->finalize (object);
}

static void
imw_prices_class_init (ImwPricesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_prices_dispose;
  object_class->finalize = imw_prices_finalize;

  /**
   * ImwPrices::changed:
   * @self: the prices
   *
   * A rate may be another now.
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_PRICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
imw_prices_init (ImwPrices *self)
{
  self->cancellable = g_cancellable_new ();
  self->observations = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->wanted, g_strdup ("BTC"));
  self->money = g_ptr_array_new_with_free_func (g_free);
}

static void
end_refresh (ImwPrices *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);
  g_autoptr (GError) first_error = g_steal_pointer (&self->first_error);
  gboolean all_failed = self->sources == NULL ||
                        (self->n_failed == self->sources->len && self->n_failed > 0);

  if (!all_failed)
    {
      save_cache (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (all_failed && first_error != NULL)
        g_task_return_error (task, g_error_copy (first_error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
source_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwPrices) self = IMW_PRICES (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      prices = imw_price_source_fetch_finish (IMW_PRICE_SOURCE (object), result, &error);

  if (prices == NULL)
    {
      g_debug ("%s: %s", imw_price_source_get_name (IMW_PRICE_SOURCE (object)), error->message);
      self->n_failed++;
      if (self->first_error == NULL)
        self->first_error = g_steal_pointer (&error);
    }
  else
    {
      for (guint i = 0; i < prices->len; i++)
        take_observation (self, g_ptr_array_index (prices, i));
    }

  self->n_running--;
  if (self->n_running == 0)
    end_refresh (self);
}

/**
 * imw_prices_new:
 * @cache_path: (nullable): where the last observations are kept; %NULL keeps nothing
 * @clock: whose time it is
 * @settings: says whether prices are wanted
 * @sources: (element-type ImwPriceSource): who is asked, in order of preference
 *
 * Returns: (transfer full): the prices, with what the last run has seen
 */
ImwPrices *
imw_prices_new (const char *cache_path, ImwClock *clock, ImwSettings *settings, GPtrArray *sources)
{
  ImwPrices *self = g_object_new (IMW_TYPE_PRICES, NULL);

  self->cache_path = g_strdup (cache_path);
  self->clock = g_object_ref (clock);
  self->settings = g_object_ref (settings);
  self->sources = g_ptr_array_ref (sources);
  g_signal_connect (settings, "changed", G_CALLBACK (settings_changed_cb), self);
  load_cache (self);

  return self;
}

/* With the euro where another currency than the dollar is needed: reference rates are quoted in it. */
static char **
dup_wanted (ImwPrices *self, gboolean with_euro)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->wanted->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->wanted, i));
  if (with_euro)
    g_strv_builder_add (builder, "EUR");

  return g_strv_builder_end (builder);
}

static char **
dup_quotes (ImwPrices *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *currency = imw_settings_get (self->settings, IMW_SETTING_CURRENCY);

  g_strv_builder_add (builder, BRIDGE);
  if (!g_str_equal (currency, BRIDGE))
    g_strv_builder_add (builder, currency);
  for (guint i = 0; i < self->money->len; i++)
    {
      const char *code = g_ptr_array_index (self->money, i);

      if (!g_str_equal (code, BRIDGE) && !g_str_equal (code, currency))
        g_strv_builder_add (builder, code);
    }

  return g_strv_builder_end (builder);
}

static gboolean
wanted_cb (gpointer user_data)
{
  ImwPrices *self = IMW_PRICES (user_data);

  self->soon = 0;
  imw_prices_refresh_async (self, NULL, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
ask_soon (ImwPrices *self)
{
  if (self->soon == 0 && self->started && is_on (self))
    self->soon = g_idle_add (wanted_cb, self);
}

/**
 * imw_prices_want:
 * @self: the prices
 * @asset: what somebody has
 *
 * Asks for its price, too, from now on; at once when prices have been asked for before. Nobody learns what nobody has.
 */
void
imw_prices_want (ImwPrices *self, ImwAsset *asset)
{
  const char *symbol;

  g_return_if_fail (IMW_IS_PRICES (self));
  g_return_if_fail (asset != NULL);

  symbol = imw_chain_registry_get_price_symbol (asset);
  if (symbol == NULL ||
      g_ptr_array_find_with_equal_func (self->wanted, symbol, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->wanted, g_strdup (symbol));
  ask_soon (self);
}

/* A rate in another currency than the user's: from now on that one is asked for, too. */
static void
want_money (ImwPrices *self, const char *currency)
{
  if (g_str_equal (currency, BRIDGE) ||
      g_str_equal (currency, imw_settings_get (self->settings, IMW_SETTING_CURRENCY)) ||
      g_ptr_array_find_with_equal_func (self->money, currency, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->money, g_strdup (currency));
  ask_soon (self);
}

/**
 * imw_prices_refresh_async:
 * @self: the prices
 * @cancellable: (nullable): ends this caller's request, not the one that others share
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks all sources. Asks nobody when prices are switched off. Calls made while one is running join it.
 */
void
imw_prices_refresh_async (ImwPrices          *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (GStrv) bases = NULL;
  g_auto (GStrv) quotes = NULL;

  g_return_if_fail (IMW_IS_PRICES (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_prices_refresh_async);
  if (!is_on (self) || self->sources == NULL || self->sources->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->waiting != NULL)
    {
      g_ptr_array_add (self->waiting, g_steal_pointer (&task));
      return;
    }

  self->started = TRUE;
  quotes = dup_quotes (self);
  bases = dup_wanted (self, quotes[1] != NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  self->n_running = self->sources->len;
  self->n_failed = 0;
  for (guint i = 0; i < self->sources->len; i++)
    imw_price_source_fetch_async (g_ptr_array_index (self->sources, i),
                                  (const char *const *) bases, (const char *const *) quotes,
                                  self->cancellable, source_fetched_cb, g_object_ref (self));
}

/**
 * imw_prices_refresh_finish:
 * @self: the prices
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE if at least one source answered (or nobody was to be asked); the first source's error otherwise
 */
gboolean
imw_prices_refresh_finish (ImwPrices *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_rate_free:
 * @self: (transfer full): a rate
 */
void
imw_rate_free (ImwRate *self)
{
  g_free (self->price);
  g_free (self->source);
  g_free (self);
}

/**
 * imw_prices_get_rate:
 * @self: the prices
 * @asset: what is priced: coins, and tokens of the list that comes with the program; never by its symbol, which anybody may
 *   give a token
 * @currency: ISO 4217
 *
 * A currency that is not known yet is asked for from now on; "changed" fires when there is something new.
 *
 * Returns: (transfer full) (nullable): the newest rate; %NULL while unknown or switched off
 */
ImwRate *
imw_prices_get_rate (ImwPrices *self, ImwAsset *asset, const char *currency)
{
  g_autoptr (ImwAsset) calc = imw_asset_new ("calc", "calc", "calc", CALC_DECIMALS);
  g_autoptr (GPtrArray)
      candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  const char      *base = imw_chain_registry_get_price_symbol (asset);
  const Candidate *best = NULL;
  ImwRate         *rate;

  g_return_val_if_fail (IMW_IS_PRICES (self), NULL);

  if (base == NULL || !is_on (self))
    return NULL;
  imw_prices_want (self, asset);
  want_money (self, currency);
  for (guint i = 0; i < self->observations->len; i++)
    {
      const ImwPrice *observation = g_ptr_array_index (self->observations, i);
      Candidate      *candidate = g_str_equal (observation->base, base)
                                      ? make_candidate (self, observation, currency, calc)
                                      : NULL;

      if (candidate == NULL)
        continue;
      g_ptr_array_add (candidates, candidate);
      if (best == NULL || is_better (candidate, best))
        best = candidate;
    }
  if (best == NULL)
    return NULL;

  rate = g_new0 (ImwRate, 1);
  rate->price = imw_amount_to_decimal_text (best->price, 0);
  rate->source = g_strdup (best->source);
  rate->time_ms = best->time_ms;
  rate->old = best->old;
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *other = g_ptr_array_index (candidates, i);

      if (other != best && other->old == best->old && differ (other->price, best->price))
        rate->disputed = TRUE;
    }

  return rate;
}

/**
 * imw_prices_convert:
 * @self: the prices
 * @amount: an amount of a coin
 * @currency: ISO 4217
 *
 * Returns: (transfer full) (nullable): its value, rounded half even to the minor unit; %NULL while unknown
 */
ImwAmount *
imw_prices_convert (ImwPrices *self, ImwAmount *amount, const char *currency)
{
  g_autoptr (ImwRate) rate = imw_prices_get_rate (self, imw_amount_get_asset (amount), currency);
  g_autoptr (ImwAsset) money = imw_asset_new_fiat (currency);

  return rate != NULL && money != NULL
             ? imw_amount_convert (amount, money, rate->price, IMW_ROUND_HALF_EVEN, NULL)
             : NULL;
}

/**
 * imw_prices_convert_back:
 * @self: the prices
 * @money: an amount of a currency, of an asset made by imw_asset_new_fiat()
 * @asset: a coin
 *
 * Returns: (transfer full) (nullable): how much of @asset it is worth, rounded down; %NULL while unknown
 */
ImwAmount *
imw_prices_convert_back (ImwPrices *self, ImwAmount *money, ImwAsset *asset)
{
  const char *currency = imw_asset_get_symbol (imw_amount_get_asset (money));
  g_autoptr (ImwRate) rate = imw_prices_get_rate (self, asset, currency);

  return rate != NULL ? imw_amount_convert_inverse (money, asset, rate->price, IMW_ROUND_DOWN, NULL)
                      : NULL;
}

/**
 * imw_prices_get_currencies:
 *
 * Returns: (transfer none) (array zero-terminated=1): ISO 4217 codes for which there can be rates
 */
const char *const *
imw_prices_get_currencies (void)
{
  return currencies;
}
