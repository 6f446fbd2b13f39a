/* fuzz-bip32.c: derivation paths and extended public keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bip32.h"
#include "imw-base58check.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *key = NULL;
  g_autoptr (GArray) path = NULL;
  ImwBip32Pub pub;
  guint32     version;

  if (imw_bip32_path_parse (text, &path, NULL))
    {
      g_autofree char *again_text =
          imw_bip32_path_to_text ((const guint32 *) (gpointer) path->data, path->len);
      g_autoptr (GArray) again = NULL;

      g_assert_true (imw_bip32_path_parse (again_text, &again, NULL));
      g_assert_cmpmem (path->data, path->len * sizeof (guint32), again->data,
                       again->len * sizeof (guint32));
    }

  /* The bytes as text, and as what is behind a good checksum. */
  if (imw_bip32_pub_parse (text, &version, &pub, NULL))
    {
      g_autofree char *again = imw_bip32_pub_serialize (&pub, version);

      g_assert_cmpstr (again, ==, text);
    }
  if (size > 0 && size < 100)
    {
      key = imw_base58check_encode (data, size);
      if (imw_bip32_pub_parse (key, &version, &pub, NULL))
        {
          g_autofree char *again = imw_bip32_pub_serialize (&pub, version);

          g_assert_cmpstr (again, ==, key);
        }
    }

  return 0;
}
