/* imw-http-price-source.h: prices over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http.h"
#include "imw-price-source.h"

G_BEGIN_DECLS

#define IMW_PURPOSE_PRICES "prices"

#define IMW_TYPE_HTTP_PRICE_SOURCE (imw_http_price_source_get_type ())
G_DECLARE_FINAL_TYPE (ImwHttpPriceSource, imw_http_price_source, IMW, HTTP_PRICE_SOURCE, GObject)

/* kind: "coinbase", "kraken", "ecb", "practice"; NOT_SUPPORTED otherwise, BAD_INPUT, REFUSED for the URL */
ImwPriceSource *imw_http_price_source_new (const char *kind, const char *url, ImwHttp *http, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
