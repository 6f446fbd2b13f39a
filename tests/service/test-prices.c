/* test-prices.c: rates from several sources, their age, their disagreement; and how long passwords hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-chain.h"
#include "imw-error.h"
#include "imw-onboarding.h"
#include "imw-prices.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW_MS  G_GINT64_CONSTANT (1800000000000)
#define HOUR_MS (60 * 60 * 1000)

/* A source that says what the test tells it. */
#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

struct _TestSource
{
  GObject parent_instance;

  GPtrArray *prices; /* (element-type ImwPrice) (nullable): NULL fails */
  guint      n_asked;
  char     **bases; /* (nullable): last asked for */
};

static void test_source_iface_init (ImwPriceSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource,
                               test_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_PRICE_SOURCE,
                                                      test_source_iface_init))

static const char *
test_source_get_name (ImwPriceSource *source)
{
  return "test";
}

static void
test_source_fetch_async (ImwPriceSource     *source,
                         const char *const  *bases,
                         const char *const  *quotes,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  TestSource *self = TEST_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->n_asked++;
  g_strfreev (self->bases);
  self->bases = g_strdupv ((char **) bases);
  if (self->prices == NULL)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NETWORK, "no");
  else
    g_task_return_pointer (task, g_ptr_array_ref (self->prices),
                           (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
test_source_fetch_finish (ImwPriceSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_source_iface_init (ImwPriceSourceInterface *iface)
{
  iface->get_name = test_source_get_name;
  iface->fetch_async = test_source_fetch_async;
  iface->fetch_finish = test_source_fetch_finish;
}

static void
test_source_finalize (GObject *object)
{
  g_clear_pointer (&TEST_SOURCE (object)->prices, g_ptr_array_unref);
  g_clear_pointer (&TEST_SOURCE (object)->bases, g_strfreev);

  G_OBJECT_CLASS (test_source_parent_class)->finalize (object);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_source_finalize;
}

static void
test_source_init (TestSource *self)
{
  self->prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);
}

static void
say (TestSource *self,
     const char *base,
     const char *quote,
     const char *price,
     const char *source,
     gint64      time_ms)
{
  g_ptr_array_add (self->prices, imw_price_new (base, quote, price, source, time_ms));
}

typedef struct
{
  char        *folder;
  ImwClock    *clock;
  ImwSettings *settings;
  TestSource  *first;
  TestSource  *second;
  ImwPrices   *prices;
  ImwAsset    *bitcoin;
} Fixture;

static void
make_prices (Fixture *fixture)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  g_autofree char *cache = g_build_filename (fixture->folder, "prices.ini", NULL);

  g_clear_object (&fixture->prices);
  g_ptr_array_add (sources, fixture->first);
  g_ptr_array_add (sources, fixture->second);
  fixture->prices = imw_prices_new (cache, fixture->clock, fixture->settings, sources);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("imw-prices-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "settings.ini", NULL);
  fixture->clock = imw_clock_new_manual (NOW_MS, 0);
  fixture->settings = imw_settings_new (path, FALSE);
  fixture->first = g_object_new (TEST_TYPE_SOURCE, NULL);
  fixture->second = g_object_new (TEST_TYPE_SOURCE, NULL);
  fixture->bitcoin = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
  make_prices (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_clear_object (&fixture->prices);
  g_clear_object (&fixture->first);
  g_clear_object (&fixture->second);
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&fixture->bitcoin, imw_asset_unref);
  g_free (fixture->folder);
}

static void
ready_cb (GObject *object, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static gboolean
refresh (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_prices_refresh_async (fixture->prices, NULL, ready_cb, &slot);
  while (slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = slot;

  return imw_prices_refresh_finish (fixture->prices, result, NULL);
}

static void
assert_value (Fixture *fixture, const char *amount_text, const char *currency, const char *expected)
{
  g_autoptr (ImwAmount)
      amount = imw_amount_new_from_decimal_text (fixture->bitcoin, amount_text, NULL);
  g_autoptr (ImwAmount) value = imw_prices_convert (fixture->prices, amount, currency);
  g_autofree char *text = value != NULL ? imw_amount_to_decimal_text (value, 2) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwAsset) token = imw_asset_new ("ethereum/0xdead", "BTC", "Not Bitcoin", 8);

  assert_value (fixture, "1", "USD", NULL);
  g_clear_pointer (&fixture->first->prices, g_ptr_array_unref);
  g_clear_pointer (&fixture->second->prices, g_ptr_array_unref);
  g_assert_false (refresh (fixture));
  assert_value (fixture, "1", "USD", NULL);

  fixture->first->prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);
  say (fixture->first, "BTC", "USD", "61234.50", "one", NOW_MS);
  g_assert_true (refresh (fixture));
  assert_value (fixture, "1", "USD", "61234.50");
  assert_value (fixture, "1", "CNY", NULL);
  /* a token that calls itself BTC has no price */
  g_assert_null (imw_prices_get_rate (fixture->prices, token, "USD"));
}

static void
test_cross (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwRate) rate = NULL;
  g_autoptr (ImwAsset) yen = imw_asset_new_fiat ("JPY");
  g_autoptr (ImwAmount) money = imw_amount_new_from_decimal_text (yen, "16000000", NULL);
  g_autoptr (ImwAmount) coins = NULL;
  g_autofree char *text = NULL;

  say (fixture->first, "BTC", "USD", "100000", "one", NOW_MS);
  say (fixture->second, "EUR", "USD", "1.25", "ecb", NOW_MS - 24 * HOUR_MS);
  say (fixture->second, "EUR", "JPY", "200", "ecb", NOW_MS - 24 * HOUR_MS);
  g_assert_true (refresh (fixture));
  /* 100000 / 1.25 = 80000 euro = 16000000 yen, exactly */
  assert_value (fixture, "1", "EUR", "80000.00");
  assert_value (fixture, "0.00000001", "EUR", "0.00");
  coins = imw_prices_convert_back (fixture->prices, money, fixture->bitcoin);
  text = imw_amount_to_decimal_text (coins, 8);
  g_assert_cmpstr (text, ==, "1.00000000");
  rate = imw_prices_get_rate (fixture->prices, fixture->bitcoin, "JPY");
  g_assert_cmpstr (rate->price, ==, "16000000");
  g_assert_cmpstr (rate->source, ==, "one + ecb");
  g_assert_false (rate->old);
  g_assert_false (rate->disputed);
}

static void
test_age (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwRate) rate = NULL;

  say (fixture->first, "BTC", "USD", "100000", "one",
       NOW_MS + 5 * HOUR_MS); /* a clock that runs ahead */
  g_assert_true (refresh (fixture));
  rate = imw_prices_get_rate (fixture->prices, fixture->bitcoin, "USD");
  g_assert_cmpint (rate->time_ms, ==, NOW_MS);
  g_assert_false (rate->old);
  g_clear_pointer (&rate, imw_rate_free);

  imw_clock_advance (fixture->clock, HOUR_MS + 1);
  make_prices (fixture); /* read again from the file */
  rate = imw_prices_get_rate (fixture->prices, fixture->bitcoin, "USD");
  g_assert_nonnull (rate);
  g_assert_true (rate->old);
}

static void
test_dispute (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwRate) rate = NULL;

  say (fixture->first, "BTC", "USD", "100000", "one", NOW_MS);
  say (fixture->second, "BTC", "USD", "102000", "two", NOW_MS - 1000);
  g_assert_true (refresh (fixture));
  rate = imw_prices_get_rate (fixture->prices, fixture->bitcoin, "USD");
  g_assert_false (rate->disputed); /* 2 % is not over 2 % */
  g_assert_cmpstr (rate->source, ==, "one");
  g_clear_pointer (&rate, imw_rate_free);

  say (fixture->second, "BTC", "USD", "102000.01", "two", NOW_MS - 500);
  g_assert_true (refresh (fixture));
  rate = imw_prices_get_rate (fixture->prices, fixture->bitcoin, "USD");
  g_assert_true (rate->disputed);
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  static const char *const prices[] = {
    "0", "-1",
    "1e9", "NaN",
    "", "1,5",
    "0x10", "99999999999999999999999999999999999999999999999999999999999999999999999999999999"
  };

  for (guint i = 0; i < G_N_ELEMENTS (prices); i++)
    say (fixture->first, "BTC", "USD", prices[i], "one", NOW_MS);
  g_assert_true (refresh (fixture));
  assert_value (fixture, "1", "USD", NULL);
}

static void
test_off (Fixture *fixture, gconstpointer data)
{
  say (fixture->first, "BTC", "USD", "100000", "one", NOW_MS);
  g_assert_true (refresh (fixture));
  assert_value (fixture, "1", "USD", "100000.00");
  g_assert_true (imw_settings_set (fixture->settings, IMW_SETTING_PRICES, "off", NULL));
  assert_value (fixture, "1", "USD", NULL);
  g_assert_true (refresh (fixture));
  g_assert_cmpuint (fixture->first->n_asked, ==, 1); /* nobody is asked */
}

static guint
strength_of (const char *text, const char **hint)
{
  g_autoptr (ImwSecret) password = imw_secret_new ((const guint8 *) text, strlen (text));

  return imw_password_strength (password, hint);
}

/* what somebody has is asked for, at what it really costs; what nobody has is not */
/* A rate in a currency that nobody has chosen: it is asked for once, over the euro. */
static void
test_money (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwChain)
      chain = imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);
  g_autoptr (ImwRate) rate = NULL;

  say (fixture->first, "BTC", "USD", "50000", "one", NOW_MS);
  g_assert_true (refresh (fixture));
  g_assert_cmpuint (g_strv_length (fixture->first->bases), ==, 1);
  g_assert_null (imw_prices_get_rate (fixture->prices, imw_chain_get_native_asset (chain), "MXN"));
  g_assert_null (imw_prices_get_rate (fixture->prices, imw_chain_get_native_asset (chain), "MXN"));
  say (fixture->first, "EUR", "USD", "1.25", "one", NOW_MS);
  say (fixture->first, "EUR", "MXN", "25", "one", NOW_MS);
  while (fixture->first->n_asked == 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_strv_contains ((const char *const *) fixture->first->bases, "EUR"));
  g_assert_true (refresh (fixture));
  rate = imw_prices_get_rate (fixture->prices, imw_chain_get_native_asset (chain), "MXN");
  g_assert_nonnull (rate);
  g_assert_cmpstr (rate->price, ==, "1000000");
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_wanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ImwChain)
      chain = imw_chain_registry_new_chain ("ethereum", IMW_ENVIRONMENT_MAIN, NULL, NULL);
  g_autoptr (ImwAsset) dollar = imw_chain_find_asset (chain, "USDC", NULL);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_decimal_text (dollar, "1000", NULL);
  g_autoptr (ImwAmount) value = NULL;
  g_autofree char *text = NULL;

  say (fixture->first, "BTC", "USD", "61234.50", "one", NOW_MS);
  say (fixture->first, "USDC", "USD", "0.9987", "one", NOW_MS);
  g_assert_true (refresh (fixture));
  g_assert_cmpuint (g_strv_length (fixture->first->bases), ==, 1);

  imw_prices_want (fixture->prices, dollar);
  imw_prices_want (fixture->prices, imw_chain_get_native_asset (chain));
  while (fixture->first->n_asked == 1)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (g_strv_length (fixture->first->bases), ==, 3);
  g_assert_true (g_strv_contains ((const char *const *) fixture->first->bases, "ETH"));
  g_assert_true (refresh (fixture));
  value = imw_prices_convert (fixture->prices, amount, "USD");
  text = imw_amount_to_decimal_text (value, 2);
  g_assert_cmpstr (text, ==, "998.70");
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_strength (void)
{
  const char *hint;

  g_assert_cmpuint (strength_of ("", &hint), ==, 0);
  g_assert_cmpuint (strength_of ("password", &hint), <, IMW_PASSWORD_MIN_STRENGTH);
  g_assert_nonnull (hint);
  g_assert_cmpuint (strength_of ("12345678", &hint), <, IMW_PASSWORD_MIN_STRENGTH);
  g_assert_cmpuint (strength_of ("aB3$x9", &hint), <, IMW_PASSWORD_MIN_STRENGTH); /* too short */
  g_assert_cmpuint (strength_of ("qwertyuiop", &hint), <, IMW_PASSWORD_MIN_STRENGTH);
  g_assert_cmpuint (strength_of ("correct horse battery 7", &hint), >=, IMW_PASSWORD_MIN_STRENGTH);
  g_assert_cmpuint (strength_of ("蓝色的河马在月亮上跳舞", &hint), >=, IMW_PASSWORD_MIN_STRENGTH);
  g_assert_cmpuint (strength_of ("xT9#qLw2!mZr7&pV", &hint), ==, 4);
  g_assert_null (hint);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/prices/unknown", Fixture, NULL, set_up, test_unknown, tear_down);
  g_test_add ("/prices/cross", Fixture, NULL, set_up, test_cross, tear_down);
  g_test_add ("/prices/age", Fixture, NULL, set_up, test_age, tear_down);
  g_test_add ("/prices/dispute", Fixture, NULL, set_up, test_dispute, tear_down);
  g_test_add ("/prices/nonsense", Fixture, NULL, set_up, test_nonsense, tear_down);
  g_test_add ("/prices/off", Fixture, NULL, set_up, test_off, tear_down);
  g_test_add ("/prices/wanted", Fixture, NULL, set_up, test_wanted, tear_down);
  g_test_add ("/prices/money", Fixture, NULL, set_up, test_money, tear_down);
  g_test_add_func ("/password/strength", test_strength);

  return g_test_run ();
}
