/* fuzz-base32.c: base32 text, and any bytes as base32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-base32.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = imw_base32_decode (text, NULL);
  g_autofree char *encoded = imw_base32_encode (data, size, FALSE);
  g_autoptr (GBytes) decoded = imw_base32_decode (encoded, NULL);

  if (bytes != NULL)
    {
      gboolean         padded = strchr (text, '=') != NULL;
      g_autofree char *again =
          imw_base32_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), padded);

      g_assert_cmpstr (again, ==, text);
    }
  g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), data, size);

  return 0;
}
