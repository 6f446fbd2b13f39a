/* fuzz-anchor-quote.c: prices as anchors tell them, and as we keep them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-quote-private.h"

#include <stdint.h>

#define NOW_MS G_GINT64_CONSTANT (1795316400000)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ImwAsset) usdc = imw_asset_new ("stellar/USDC:G", "USDC", "USDC", 7);
  g_autoptr (ImwAsset) money = imw_asset_new_fiat ("MXN");
  g_autoptr (ImwAmount) amount = imw_amount_new (usdc, 1000000000);
  g_autoptr (ImwQuoteRequest)
      request = imw_quote_request_new (IMW_ROUTE_ABROAD, usdc, money, "MEX", "bank", amount, NULL);
  g_autoptr (JsonNode) root = imw_json_parse ((const char *) data,
                                              (gssize) size,
                                              IMW_ANCHOR_MAX_JSON,
                                              NULL);
  JsonObject      *object = root != NULL ? imw_json_node_get_object (root, NULL) : NULL;
  g_autofree char *copy = g_strndup ((const char *) data, size);
  g_autoptr (ImwQuote) own = imw_quote_from_json (copy, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) quote = NULL;
  gint points;

  if (object == NULL)
    return 0;
  quote = imw_quote_new_from_reply (request,
                                    object,
                                    FALSE,
                                    "stellar:USDC:G",
                                    "iso4217:MXN",
                                    NOW_MS,
                                    0,
                                    &error);
  g_assert_true ((quote == NULL) == (error != NULL));
  if (quote != NULL)
    {
      g_autofree char *json = imw_quote_to_json (quote);
      g_autoptr (ImwQuote) back = imw_quote_from_json (json, &error);
      g_autofree char *rate = imw_quote_dup_rate (quote, 6, FALSE);

      g_assert_no_error (error);
      g_assert_cmpint (imw_amount_sign (imw_quote_get_comes_out (back)), >, 0);
      imw_quote_get_cost (quote, "18.5", &points);
    }

  return 0;
}
