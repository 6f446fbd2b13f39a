/* imw-prices.h: prices with their source and age
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-amount.h"
#include "imw-price-source.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

#define IMW_TYPE_PRICES (imw_prices_get_type ())

/* Main thread. Signal "changed". Kept on disk, so the last known price shows at start with its age. */
G_DECLARE_FINAL_TYPE (ImwPrices, imw_prices, IMW, PRICES, GObject)

typedef struct
{
  char    *price;  /* exact decimal text: currency units for one whole coin */
  char    *source; /* "api.kraken.com", or "api.kraken.com + ECB" */
  gint64   time_ms;
  gboolean old;      /* over 1 h */
  gboolean disputed; /* the sources differ by more than 2 % */
} ImwRate;

void     imw_rate_free (ImwRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwRate, imw_rate_free)

/* service: for clock, settings, folder; sources (element-type ImwPriceSource) */
ImwPrices *imw_prices_new (const char *cache_path, ImwClock *clock, ImwSettings *settings, GPtrArray *sources);
void       imw_prices_want (ImwPrices *self, ImwAsset *asset); /* is asked for, too */
void       imw_prices_refresh_async (ImwPrices *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   imw_prices_refresh_finish (ImwPrices *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwRate   *imw_prices_get_rate (ImwPrices *self, ImwAsset *asset, const char *currency); /* NULL: unknown or switched off */
/* value of an amount in the user's currency; NULL: unknown. Rounded half even to the currency's minor unit */
ImwAmount *imw_prices_convert (ImwPrices *self, ImwAmount *amount, const char *currency);
/* the other way: how much of @asset is worth @money (rounded down); NULL: unknown */
ImwAmount *imw_prices_convert_back (ImwPrices *self, ImwAmount *money, ImwAsset *asset);
const char *const *imw_prices_get_currencies (void); /* "USD" "EUR" "CNY" "HKD" "GBP" "JPY" … */

G_END_DECLS
