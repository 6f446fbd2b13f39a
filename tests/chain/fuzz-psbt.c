/* fuzz-psbt.c: PSBTs; what parses is the same after writing and parsing again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-psbt.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ImwPsbt) psbt = imw_psbt_parse (data, size, NULL);
  g_autoptr (ImwPsbt) again = NULL;
  g_autoptr (GBytes) once = NULL;
  g_autoptr (GBytes) twice = NULL;
  g_autoptr (ImwBitcoinTx) tx = NULL;

  if (psbt == NULL)
    return 0;

  once = imw_psbt_serialize (psbt);
  g_assert_cmpuint (g_bytes_get_size (once), ==, size);
  again = imw_psbt_parse (g_bytes_get_data (once, NULL), g_bytes_get_size (once), NULL);
  g_assert_nonnull (again);
  twice = imw_psbt_serialize (again);
  g_assert_true (g_bytes_equal (once, twice));

  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      g_autoptr (GError) error = NULL;
      ImwBitcoinOutput *prevout = imw_psbt_get_prevout (psbt, i, &error);

      g_assert_true ((prevout == NULL) == (error != NULL));
    }
  tx = imw_psbt_extract (psbt, NULL);

  return 0;
}
