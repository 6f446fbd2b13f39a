/* imw-store-price.h: the last price each source gave
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char  *base;       /* asset id: "bitcoin", "fiat/EUR" */
  char  *quote;      /* "fiat/USD" */
  char  *source;     /* name of the source */
  char  *price;      /* decimal text, never a number */
  gint64 time_ms;    /* the source's own time, or when it answered */
  gint64 fetched_ms; /* when it answered */
} ImwStorePrice;

#define IMW_TYPE_STORE_PRICE (imw_store_price_get_type ())
GType          imw_store_price_get_type (void) G_GNUC_CONST;
ImwStorePrice *imw_store_price_new (const char *base, const char *quote, const char *source, const char *price, gint64 time_ms, gint64 fetched_ms);
ImwStorePrice *imw_store_price_copy (const ImwStorePrice *self);
void           imw_store_price_free (ImwStorePrice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStorePrice, imw_store_price_free)

/* (element-type ImwStorePrice) one transaction; an older observation than the stored one changes nothing */
void     imw_store_put_prices_async (ImwStore *self, GPtrArray *prices, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_put_prices_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStorePrice) */
void       imw_store_list_prices_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_prices_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
