/* fuzz-sep7.c: web+stellar: URIs; what parses says the same after building and parsing again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-stellar-uri.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const ImwStellarParams *params =
      imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_MAIN, NULL);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPaymentRequest) request = imw_stellar_uri_parse (params, text, &error);
  g_autoptr (ImwPaymentRequest) again = NULL;

  g_assert_true ((request == NULL) == (error != NULL));
  if (request == NULL)
    return 0;

  uri = imw_stellar_uri_build (params, request);
  again = imw_stellar_uri_parse (params, uri, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->address, ==, request->address);
  g_assert_true ((again->asset == NULL) == (request->asset == NULL));
  if (again->asset != NULL)
    g_assert_true (imw_asset_equal (again->asset, request->asset));
  g_assert_true ((again->amount == NULL) == (request->amount == NULL));
  if (again->amount != NULL)
    g_assert_true (imw_amount_equal (again->amount, request->amount));
  if (request->memo != NULL && request->memo[0] != '\0')
    {
      g_assert_cmpstr (again->memo, ==, request->memo);
      g_assert_cmpstr (again->memo_type, ==, request->memo_type);
    }
  if (request->message != NULL && request->message[0] != '\0')
    g_assert_cmpstr (again->message, ==, request->message);

  return 0;
}
