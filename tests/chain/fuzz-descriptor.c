/* fuzz-descriptor.c: descriptors and account keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-bitcoin-account.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const ImwBitcoinParams *params = imw_bitcoin_params_find ("mainnet");
  g_autofree char        *text = g_strndup ((const char *) data, size);
  ImwBitcoinAccountKey    key;
  char                    checksum[9];

  /* what has no mark of its own is good with the checksum that is computed for it */
  if (strchr (text, '#') == NULL && imw_descriptor_checksum (text, checksum))
    {
      g_autofree char *whole = g_strdup_printf ("%s#%s", text, checksum);

      g_assert_true (imw_descriptor_verify (whole, NULL) || strlen (text) > 99000);
    }
  else
    {
      g_autoptr (GError) error = NULL;
      gboolean good = imw_descriptor_verify (text, &error);

      g_assert_true (good == (error == NULL));
    }

  if (imw_bitcoin_account_key_parse (params, text, &key, NULL))
    {
      g_autofree char     *again = imw_bitcoin_account_key_to_text (params, &key);
      ImwBitcoinAccountKey second;

      g_assert_true (imw_bitcoin_account_key_parse (params, again, &second, NULL));
      g_assert_cmpmem (&key, sizeof key, &second, sizeof second);
    }

  return 0;
}
