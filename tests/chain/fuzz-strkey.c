/* fuzz-strkey.c: keys of Stellar; what is read is written the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-strkey.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char  *text = g_strndup ((const char *) data, size);
  g_autofree char  *again = NULL;
  g_autofree char  *address_text = NULL;
  const guint8     *bytes;
  gsize             length;
  ImwStrkeyType     type;
  ImwStellarAddress address;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  if (!imw_strkey_decode (text, &type, &payload, &error))
    {
      g_assert_nonnull (error);
      g_assert_false (imw_stellar_address_parse (text, &address, NULL));
      return 0;
    }

  bytes = g_bytes_get_data (payload, &length);
  again = imw_strkey_encode (type, bytes, length);
  g_assert_cmpstr (again, ==, text);
  if (imw_stellar_address_parse (text, &address, NULL))
    {
      address_text = imw_stellar_address_to_text (&address);
      g_assert_cmpstr (address_text, ==, text);
    }

  return 0;
}
