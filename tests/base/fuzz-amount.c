/* fuzz-amount.c: amounts as text, and conversions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-amount.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (ImwAsset) asset = imw_asset_new ("a", "A", "a", size % 39);
  g_autoptr (ImwAsset) fiat = imw_asset_new_fiat ("USD");
  g_autoptr (ImwAmount) base = imw_amount_new_from_base_text (asset, text, NULL);
  g_autoptr (ImwAmount) decimal = imw_amount_new_from_decimal_text (asset, text, NULL);
  g_autoptr (ImwAmount) one = imw_amount_new (asset, 1);
  g_autoptr (ImwAmount) converted = imw_amount_convert (one, fiat, text, IMW_ROUND_HALF_EVEN, NULL);
  g_autoptr (ImwAmount) inverse = imw_amount_convert_inverse (one, fiat, text, IMW_ROUND_UP, NULL);

  if (base != NULL)
    {
      g_autofree char *again_text = imw_amount_to_base_text (base);
      g_autoptr (ImwAmount) again = imw_amount_new_from_base_text (asset, again_text, NULL);

      g_assert_true (imw_amount_equal (base, again));
    }
  if (decimal != NULL)
    {
      g_autofree char *again_text = imw_amount_to_decimal_text (decimal, (guint) size % 5);
      g_autoptr (ImwAmount) again = imw_amount_new_from_decimal_text (asset, again_text, NULL);

      g_assert_true (imw_amount_equal (decimal, again));
    }
  if (converted != NULL)
    g_assert_cmpint (imw_amount_sign (converted), >=, 0);
  if (inverse != NULL)
    g_assert_cmpint (imw_amount_sign (inverse), ==, 1);

  return 0;
}
