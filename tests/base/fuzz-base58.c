/* fuzz-base58.c: Base58 text, and any bytes as Base58
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-base58.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_SIZE 200

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = imw_base58_decode (text, MAX_SIZE, NULL);

  if (bytes != NULL)
    {
      g_autofree char *again =
          imw_base58_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_assert_cmpstr (again, ==, text);
    }
  if (size <= MAX_SIZE)
    {
      g_autofree char *encoded = imw_base58_encode (data, size);
      g_autoptr (GBytes) decoded = imw_base58_decode (encoded, size, NULL);

      g_assert_nonnull (decoded);
      g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), data, size);
    }

  return 0;
}
