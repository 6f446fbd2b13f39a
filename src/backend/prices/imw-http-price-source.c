/* imw-http-price-source.c: prices over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-price-source"

#include "config.h"

#include "imw-http-price-source.h"
#include "imw-price-parse.h"

#include "imw-error.h"

#include <string.h>

/**
 * ImwHttpPriceSource:
 *
 * One server that tells prices. A kind says what it can be asked for and how its answers read. What
 * a kind does not serve is left out of the answer without an error. Main thread.
 */

typedef struct
{
  const char        *name;
  const char *const *bases;     /* (nullable): NULL for all */
  const char *const *quotes;    /* (nullable): NULL for all */
  gboolean           has_pairs; /* one request a pair; else one for everything */
  char *(*build_path) (const char *base, const char *quote);
  GPtrArray *(*parse) (GBytes     *bytes,
                       const char *base,
                       const char *quote,
                       const char *source,
                       gint64      now_ms,
                       GError    **error);
} Kind;

struct _ImwHttpPriceSource
{
  GObject parent_instance;

  const Kind *kind;
  char       *url; /* without a slash at the end */
  char       *name;
  ImwHttp    *http;
};

static void imw_http_price_source_iface_init (ImwPriceSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwHttpPriceSource,
                               imw_http_price_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_PRICE_SOURCE,
                                                      imw_http_price_source_iface_init))

typedef struct
{
  GStrv      bases;
  GStrv      quotes;
  GPtrArray *prices; /* (element-type ImwPrice) */
  guint      n_running;
  GError    *error; /* (nullable): the first one */
} Fetch;

typedef struct
{
  GTask *task;
  char  *base;
  char  *quote;
} Pair;

static GPtrArray *
array_of_one (ImwPrice *price)
{
  GPtrArray *prices;

  if (price == NULL)
    return NULL;

  prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);
  g_ptr_array_add (prices, price);

  return prices;
}

static char *
build_coinbase_path (const char *base,
                     const char *quote)
{
  return g_strdup_printf ("/v2/prices/%s-%s/spot", base, quote);
}

static GPtrArray *
parse_coinbase (GBytes     *bytes,
                const char *base,
                const char *quote,
                const char *source,
                gint64      now_ms,
                GError    **error)
{
  return array_of_one (imw_price_parse_coinbase (bytes, base, quote, source, now_ms, error));
}

static char *
build_kraken_path (const char *base,
                   const char *quote)
{
  return g_strdup_printf ("/0/public/Ticker?pair=%s%s",
                          g_str_equal (base, "BTC") ? "XBT" : base,
                          quote);
}

static GPtrArray *
parse_kraken (GBytes     *bytes,
              const char *base,
              const char *quote,
              const char *source,
              gint64      now_ms,
              GError    **error)
{
  return array_of_one (imw_price_parse_kraken (bytes, base, quote, source, now_ms, error));
}

static char *
build_ecb_path (const char *base,
                const char *quote)
{
  return g_strdup ("/stats/eurofxref/eurofxref-daily.xml");
}

static GPtrArray *
parse_ecb (GBytes     *bytes,
           const char *base,
           const char *quote,
           const char *source,
           gint64      now_ms,
           GError    **error)
{
  return imw_price_parse_ecb (bytes, source, error);
}

static char *
build_practice_path (const char *base,
                     const char *quote)
{
  return g_strdup ("/prices");
}

static GPtrArray *
parse_practice (GBytes     *bytes,
                const char *base,
                const char *quote,
                const char *source,
                gint64      now_ms,
                GError    **error)
{
  return imw_price_parse_practice (bytes, error);
}

static const char *const coins[] = { "BTC", "ETH", "XLM", "USDT", "USDC",
                                     "DAI", "POL", "BNB", "EURC", NULL };
static const char *const euro[] = { "EUR", NULL };
static const char *const kraken_quotes[] = { "USD", "EUR", "GBP", "CAD", "JPY", NULL };

static const Kind kinds[] = {
  { "coinbase", coins, NULL, TRUE, build_coinbase_path, parse_coinbase },
  { "kraken", coins, kraken_quotes, TRUE, build_kraken_path, parse_kraken },
  { "ecb", euro, NULL, FALSE, build_ecb_path, parse_ecb },
  { "practice", NULL, NULL, FALSE, build_practice_path, parse_practice },
};

static void
fetch_free (gpointer user_data)
{
  Fetch *fetch = user_data;

  g_clear_pointer (&fetch->bases, g_strfreev);
  g_clear_pointer (&fetch->quotes, g_strfreev);
  g_clear_pointer (&fetch->prices, g_ptr_array_unref);
  g_clear_error (&fetch->error);
  g_free (fetch);
}

static void
pair_free (Pair *pair)
{
  g_clear_object (&pair->task);
  g_clear_pointer (&pair->base, g_free);
  g_clear_pointer (&pair->quote, g_free);
  g_free (pair);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

/* Only what was asked for. */
static void
take_prices (Fetch     *fetch,
             GPtrArray *prices)
{
  for (guint i = 0; i < prices->len; i++)
    {
      const ImwPrice *price = g_ptr_array_index (prices, i);

      if (g_strv_contains ((const char *const *) fetch->bases, price->base) &&
          g_strv_contains ((const char *const *) fetch->quotes, price->quote))
        g_ptr_array_add (fetch->prices, imw_price_copy (price));
    }
}

static void
finish_when_done (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->n_running > 0)
    return;

  if (fetch->prices->len == 0 && fetch->error != NULL)
    g_task_return_error (task, g_steal_pointer (&fetch->error));
  else
    g_task_return_pointer (task,
                           g_steal_pointer (&fetch->prices),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (Pair) pair = user_data;
  ImwHttpPriceSource *self = g_task_get_source_object (pair->task);
  Fetch              *fetch = g_task_get_task_data (pair->task);
  GError             *error = NULL;
  g_autoptr (GBytes) bytes = imw_http_get_finish (self->http, result, &error);
  g_autoptr (GPtrArray) prices = NULL;

  if (bytes != NULL)
    prices = self->kind->parse (bytes,
                                pair->base,
                                pair->quote,
                                self->name,
                                imw_clock_get_wall_ms (imw_http_get_clock (self->http)),
                                &error);
  if (prices != NULL)
    take_prices (fetch, prices);
  else if (fetch->error == NULL)
    {
      g_prefix_error (&error, "%s: ", self->name);
      fetch->error = error;
    }
  else
    g_error_free (error);

  fetch->n_running--;
  finish_when_done (pair->task);
}

static void
ask (ImwHttpPriceSource *self,
     GTask              *task,
     const char         *base,
     const char         *quote)
{
  Fetch           *fetch = g_task_get_task_data (task);
  Pair            *pair = g_new0 (Pair, 1);
  g_autofree char *path = self->kind->build_path (base, quote);
  g_autofree char *url = g_strconcat (self->url, path, NULL);

  fetch->n_running++;
  pair->task = g_object_ref (task);
  pair->base = g_strdup (base);
  pair->quote = g_strdup (quote);
  imw_http_get_async (self->http,
                      IMW_PURPOSE_PRICES,
                      url,
                      IMW_PRICE_MAX_BYTES,
                      g_task_get_cancellable (task),
                      got_cb,
                      pair);
}

static gboolean
is_code (const char *text)
{
  gsize length = strlen (text);

  return length >= 2 && length <= 10 &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == length;
}

/* Codes become part of a URL, so anything else is left out. */
static gboolean
is_served (const char        *code,
           const char *const *served)
{
  return is_code (code) && (served == NULL || g_strv_contains (served, code));
}

static const char *
imw_http_price_source_get_name (ImwPriceSource *source)
{
  return IMW_HTTP_PRICE_SOURCE (source)->name;
}

static void
imw_http_price_source_fetch_async (ImwPriceSource     *source,
                                   const char *const  *bases,
                                   const char *const  *quotes,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  ImwHttpPriceSource *self = IMW_HTTP_PRICE_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Fetch   *fetch = g_new0 (Fetch, 1);
  gboolean is_asked = FALSE;

  g_task_set_source_tag (task, imw_http_price_source_fetch_async);
  g_task_set_task_data (task, fetch, fetch_free);
  fetch->bases = g_strdupv ((GStrv) bases);
  fetch->quotes = g_strdupv ((GStrv) quotes);
  fetch->prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);

  for (gsize i = 0; bases[i] != NULL; i++)
    for (gsize j = 0; is_served (bases[i], self->kind->bases) && quotes[j] != NULL; j++)
      {
        if (!is_served (quotes[j], self->kind->quotes) || g_str_equal (bases[i], quotes[j]) ||
            (is_asked && !self->kind->has_pairs))
          continue;

        is_asked = TRUE;
        ask (self, task, bases[i], quotes[j]);
      }
  if (!is_asked)
    finish_when_done (task);
}

static GPtrArray *
imw_http_price_source_fetch_finish (ImwPriceSource *source,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_http_price_source_iface_init (ImwPriceSourceInterface *iface)
{
  iface->get_name = imw_http_price_source_get_name;
  iface->fetch_async = imw_http_price_source_fetch_async;
  iface->fetch_finish = imw_http_price_source_fetch_finish;
}

static void
imw_http_price_source_dispose (GObject *object)
{
  ImwHttpPriceSource *self = IMW_HTTP_PRICE_SOURCE (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_http_price_source_parent_class)->dispose (object);
}

static void
imw_http_price_source_finalize (GObject *object)
{
  ImwHttpPriceSource *self = IMW_HTTP_PRICE_SOURCE (object);

  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (imw_http_price_source_parent_class)->finalize (object);
}

static void
imw_http_price_source_class_init (ImwHttpPriceSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_http_price_source_dispose;
  object_class->finalize = imw_http_price_source_finalize;
}

static void
imw_http_price_source_init (ImwHttpPriceSource *self)
{
}

/**
 * imw_http_price_source_new:
 * @kind: "coinbase", "kraken", "ecb" or "practice"
 * @url: base URL
 * @http: the client to use
 * @error: return location
 *
 * Returns: (transfer full): a source that has asked nothing yet; on %NULL @error is
 *   %IMW_ERROR_NOT_SUPPORTED (an unknown @kind), %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED (@url)
 */
ImwPriceSource *
imw_http_price_source_new (const char *kind,
                           const char *url,
                           ImwHttp    *http,
                           GError    **error)
{
  ImwHttpPriceSource *self;
  const Kind         *found = NULL;
  gsize               length;

  g_return_val_if_fail (kind != NULL && url != NULL, NULL);
  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, kind))
      found = &kinds[i];
  if (found == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "No price source of kind %s", kind);
      return NULL;
    }
  if (!imw_http_check_url (url, error))
    return NULL;

  self = g_object_new (IMW_TYPE_HTTP_PRICE_SOURCE, NULL);
  for (length = strlen (url); length > 0 && url[length - 1] == '/';)
    length--;
  self->kind = found;
  self->url = g_strndup (url, length);
  self->name = g_str_equal (kind, "practice") ? g_strdup (kind) : imw_hosts_name_for_url (url);
  self->http = g_object_ref (http);
  imw_hosts_add_url (imw_http_get_hosts (http), IMW_PURPOSE_PRICES, url);

  return IMW_PRICE_SOURCE (self);
}
