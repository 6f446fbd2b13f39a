/* imw-store-price.c: the last price each source gave
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-price"

#include "config.h"

#include "imw-store-price.h"

#include "imw-store-private.h"

G_DEFINE_BOXED_TYPE (ImwStorePrice, imw_store_price, imw_store_price_copy, imw_store_price_free)

/**
 * imw_store_price_new:
 * @base: id of the asset that has the price
 * @quote: id of the asset it is given in
 * @source: who says so
 * @price: decimal text
 * @time_ms: the source's own time
 * @fetched_ms: when it answered
 *
 * Returns: (transfer full): a price
 */
ImwStorePrice *
imw_store_price_new (const char *base,
                     const char *quote,
                     const char *source,
                     const char *price,
                     gint64      time_ms,
                     gint64      fetched_ms)
{
  ImwStorePrice *self = g_new0 (ImwStorePrice, 1);

  self->base = g_strdup (base);
  self->quote = g_strdup (quote);
  self->source = g_strdup (source);
  self->price = g_strdup (price);
  self->time_ms = time_ms;
  self->fetched_ms = fetched_ms;

  return self;
}

/**
 * imw_store_price_copy:
 * @self: a price
 *
 * Returns: (transfer full): a deep copy
 */
ImwStorePrice *
imw_store_price_copy (const ImwStorePrice *self)
{
  return imw_store_price_new (self->base, self->quote, self->source, self->price, self->time_ms,
                              self->fetched_ms);
}

/**
 * imw_store_price_free:
 * @self: (transfer full): a price
 */
void
imw_store_price_free (ImwStorePrice *self)
{
  g_free (self->base);
  g_free (self->quote);
  g_free (self->source);
  g_free (self->price);
  g_free (self);
}

/* object: the prices */
static gboolean
put_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  GPtrArray *prices = call->args->object;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO price (base, quote, source, price, time_ms, fetched_ms) VALUES (:base, :quote, :source, "
      ":price, :time_ms, :fetched_ms) ON CONFLICT (base, quote, source) DO UPDATE SET price = :price, "
      "time_ms = :time_ms, fetched_ms = :fetched_ms WHERE time_ms <= :time_ms",
      error);

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < prices->len; i++)
    {
      const ImwStorePrice *price = g_ptr_array_index (prices, i);

      imw_stmt_bind_text (stmt, ":base", price->base);
      imw_stmt_bind_text (stmt, ":quote", price->quote);
      imw_stmt_bind_text (stmt, ":source", price->source);
      imw_stmt_bind_text (stmt, ":price", price->price);
      imw_stmt_bind_int64 (stmt, ":time_ms", price->time_ms);
      imw_stmt_bind_int64 (stmt, ":fetched_ms", price->fetched_ms);
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_put_prices_async:
 * @self: a store
 * @prices: (element-type ImwStorePrice): what sources said
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Keeps the last price of each source. One that is older than the kept one changes nothing.
 */
void
imw_store_put_prices_async (ImwStore           *self,
                            GPtrArray          *prices,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args,
                       imw_store_copy_array (prices, (GBoxedCopyFunc) imw_store_price_copy,
                                             (GDestroyNotify) imw_store_price_free),
                       (GDestroyNotify) g_ptr_array_unref);
  imw_store_run (self, imw_store_put_prices_async, IMW_DB_JOB_WRITE, put_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_put_prices_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store; then none was put
 */
gboolean
imw_store_put_prices_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_put_prices_async, NULL, error);
}

static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_price_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT base, quote, source, price, time_ms, fetched_ms FROM price ORDER BY base, quote, source",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (prices, imw_store_price_new (
                                     imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1),
                                     imw_stmt_get_text (stmt, 2), imw_stmt_get_text (stmt, 3),
                                     imw_stmt_get_int64 (stmt, 4), imw_stmt_get_int64 (stmt, 5)));
    }
  while (row);

  *result = g_steal_pointer (&prices);

  return TRUE;
}

/**
 * imw_store_list_prices_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_prices_async (ImwStore           *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_list_prices_async, IMW_DB_JOB_READ, list_job, NULL,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_prices_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStorePrice): prices by base, quote and source, or
 *   %NULL with an error of the store
 */
GPtrArray *
imw_store_list_prices_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_prices_async, &value, error) ? value
                                                                                         : NULL;
}
