/* fuzz-bech32.c: bech32 text and SegWit addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bech32.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *hrp = NULL;
  g_autofree char *segwit_hrp = NULL;
  g_autoptr (GBytes) values = NULL;
  g_autoptr (GBytes) program = NULL;
  ImwBech32Encoding encoding;
  guint8            version;

  if (imw_bech32_decode (text, 1000, &encoding, &hrp, &values, NULL))
    {
      g_autofree char *again = imw_bech32_encode (encoding, hrp, g_bytes_get_data (values, NULL),
                                                  g_bytes_get_size (values));

      g_assert_cmpstr (again, ==, lower);
    }
  if (imw_segwit_decode (text, &segwit_hrp, &version, &program, NULL))
    {
      g_autofree char *again = imw_segwit_encode (
          segwit_hrp, version, g_bytes_get_data (program, NULL), g_bytes_get_size (program));

      g_assert_cmpstr (again, ==, lower);
    }

  return 0;
}
