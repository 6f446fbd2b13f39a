/* fuzz-ecb.c: the reference rates of the European Central Bank
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-price-parse.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) prices = imw_price_parse_ecb (bytes, "ecb", &error);

  g_assert_true ((prices == NULL) == (error != NULL));
  for (guint i = 0; prices != NULL && i < prices->len; i++)
    {
      const ImwPrice *price = g_ptr_array_index (prices, i);

      g_assert_true (imw_price_check_text (price->price));
      g_assert_cmpstr (price->base, ==, "EUR");
      g_assert_cmpint (price->time_ms, >, 0);
    }

  return 0;
}
