/* imw-price-source.c: where prices come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-price-source"

#include "config.h"

#include "imw-price-source.h"
#include "imw-http-price-source.h"
#include "imw-networks.h"

#include "imw-error.h"

/**
 * ImwPriceSource:
 *
 * Where prices come from. What a source does not serve is not in its answer. Main thread.
 */

G_DEFINE_INTERFACE (ImwPriceSource, imw_price_source, G_TYPE_OBJECT)

static void
imw_price_source_default_init (ImwPriceSourceInterface *iface)
{
}

/**
 * imw_price_new:
 * @base: what is priced, "BTC"
 * @quote: in what, "USD"
 * @price: decimal text: how much @quote one @base costs
 * @source: host name of the source, or "practice"
 * @time_ms: wall time of the observation in milliseconds
 *
 * Returns: (transfer full): a new observation
 */
ImwPrice *
imw_price_new (const char *base,
               const char *quote,
               const char *price,
               const char *source,
               gint64      time_ms)
{
  ImwPrice *self;

  g_return_val_if_fail (base != NULL && quote != NULL && price != NULL && source != NULL, NULL);

  self = g_new0 (ImwPrice, 1);
  self->base = g_strdup (base);
  self->quote = g_strdup (quote);
  self->price = g_strdup (price);
  self->source = g_strdup (source);
  self->time_ms = time_ms;

  return self;
}

/**
 * imw_price_copy:
 * @self: an observation
 *
 * Returns: (transfer full): a copy
 */
ImwPrice *
imw_price_copy (const ImwPrice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return imw_price_new (self->base, self->quote, self->price, self->source, self->time_ms);
}

/**
 * imw_price_free:
 * @self: (transfer full): an observation
 */
void
imw_price_free (ImwPrice *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->quote, g_free);
  g_clear_pointer (&self->price, g_free);
  g_clear_pointer (&self->source, g_free);
  g_free (self);
}

/**
 * imw_price_source_get_name:
 * @self: a source
 *
 * Returns: (transfer none): host name of the source, or "practice"
 */
const char *
imw_price_source_get_name (ImwPriceSource *self)
{
  g_return_val_if_fail (IMW_IS_PRICE_SOURCE (self), NULL);

  return IMW_PRICE_SOURCE_GET_IFACE (self)->get_name (self);
}

/**
 * imw_price_source_fetch_async:
 * @self: a source
 * @bases: %NULL-terminated codes of what is to be priced
 * @quotes: %NULL-terminated codes of what it is to be priced in
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for the price of each of @bases in each of @quotes.
 */
void
imw_price_source_fetch_async (ImwPriceSource     *self,
                              const char *const  *bases,
                              const char *const  *quotes,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (IMW_IS_PRICE_SOURCE (self));
  g_return_if_fail (bases != NULL && quotes != NULL);

  IMW_PRICE_SOURCE_GET_IFACE (self)->fetch_async (self,
                                                  bases,
                                                  quotes,
                                                  cancellable,
                                                  callback,
                                                  user_data);
}

/**
 * imw_price_source_fetch_finish:
 * @self: a source
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwPrice): the prices that the source told, maybe none. On
 *   %NULL there is no price at all, and @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_NOT_FOUND,
 *   %IMW_ERROR_REFUSED (the host is switched off) or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
imw_price_source_fetch_finish (ImwPriceSource *self,
                               GAsyncResult   *result,
                               GError        **error)
{
  g_return_val_if_fail (IMW_IS_PRICE_SOURCE (self), NULL);

  return IMW_PRICE_SOURCE_GET_IFACE (self)->fetch_finish (self, result, error);
}

/**
 * imw_price_source_registry_new:
 * @practice_url: (nullable): base URL of the practice server
 *
 * Main thread.
 *
 * Returns: (transfer full) (element-type ImwPriceSource): the sources that come with the program,
 *   or the practice server's alone; empty when @practice_url is no URL of this machine
 */
GPtrArray *
imw_price_source_registry_new (const char *practice_url)
{
  GPtrArray       *sources = g_ptr_array_new_with_free_func (g_object_unref);
  const GPtrArray *servers = imw_networks_get_default ()->prices;
  ImwPriceServer   practice = { (char *) "practice", (char *) practice_url };

  for (guint i = 0; i < (practice_url != NULL ? 1 : servers->len); i++)
    {
      const ImwPriceServer *server = practice_url != NULL
                                         ? &practice
                                         : g_ptr_array_index (servers, i);
      g_autoptr (GError) error = NULL;
      ImwPriceSource *source = imw_http_price_source_new (server->kind,
                                                          server->url,
                                                          imw_http_get_default (),
                                                          &error);

      if (source != NULL)
        g_ptr_array_add (sources, source);
      else
        g_message ("%s: %s", server->url, error->message);
    }

  return sources;
}
