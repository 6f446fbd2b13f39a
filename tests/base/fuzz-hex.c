/* fuzz-hex.c: hexadecimal text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-hex.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = imw_hex_decode (text, NULL);

  if (bytes != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (text, -1);
      g_autofree char *again = imw_hex_encode_bytes (bytes);

      g_assert_cmpstr (again, ==, lower);
    }

  return 0;
}
