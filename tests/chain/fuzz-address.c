/* fuzz-address.c: addresses; what decodes has one canonical text, which decodes to the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-bitcoin-address.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  for (const ImwBitcoinParams *const *params = imw_bitcoin_params_all (); *params != NULL; params++)
    {
      g_autofree char *canonical = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) script = imw_bitcoin_address_decode (*params, text, NULL, &error);
      g_autoptr (GBytes) again = NULL;

      g_assert_true ((script == NULL) == (error != NULL));
      if (script == NULL)
        continue;

      canonical = imw_bitcoin_address_encode (*params, g_bytes_get_data (script, NULL),
                                              g_bytes_get_size (script));
      g_assert_true (g_ascii_strcasecmp (canonical, text) == 0);
      again = imw_bitcoin_address_decode (*params, canonical, NULL, NULL);
      g_assert_true (g_bytes_equal (script, again));
    }

  return 0;
}
