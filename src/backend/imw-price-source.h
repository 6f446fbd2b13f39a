/* imw-price-source.h: where prices come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One observation. */
typedef struct
{
  char  *base;   /* "BTC", or "EUR" for currency rates */
  char  *quote;  /* "USD" */
  char  *price;  /* exact decimal text: quote for one base */
  char  *source; /* host name of the source, or "practice" */
  gint64 time_ms; /* of the observation, by the source where it says so */
} ImwPrice;

ImwPrice *imw_price_new (const char *base, const char *quote, const char *price, const char *source, gint64 time_ms);
ImwPrice *imw_price_copy (const ImwPrice *self);
void      imw_price_free (ImwPrice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPrice, imw_price_free)

#define IMW_TYPE_PRICE_SOURCE (imw_price_source_get_type ())
G_DECLARE_INTERFACE (ImwPriceSource, imw_price_source, IMW, PRICE_SOURCE, GObject)

struct _ImwPriceSourceInterface
{
  GTypeInterface parent_iface;

  const char *(*get_name) (ImwPriceSource *self);
  void        (*fetch_async) (ImwPriceSource *self, const char *const *bases, const char *const *quotes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray  *(*fetch_finish) (ImwPriceSource *self, GAsyncResult *result, GError **error);
};

const char *imw_price_source_get_name (ImwPriceSource *self);
void        imw_price_source_fetch_async (ImwPriceSource *self, const char *const *bases, const char *const *quotes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *imw_price_source_fetch_finish (ImwPriceSource *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwPrice) */

/* (element-type ImwPriceSource): two independent public ones for coins and the ECB reference rates, from data/networks.json;
 * with @practice_url the practice server's alone. */
GPtrArray *imw_price_source_registry_new (const char *practice_url);

G_END_DECLS
