/* fuzz-esplora-fees.c: what an Esplora server says about fees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-esplora-json.h"
#include "imw-json.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JsonNode) node = imw_json_parse ((const char *) data, (gssize) size, 65536, NULL);
  g_autoptr (GError) error = NULL;
  ImwFeeTable fees;

  if (node == NULL)
    return 0;

  if (!imw_esplora_fees_parse (node, 600, &fees, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }

  g_assert_cmpuint (fees.minimum_milli, ==, 1000);
  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    {
      g_assert_true (fees.known == (fees.rate_milli[i] != 0));
      g_assert_cmpuint (fees.rate_milli[i], <=, 2000000);
      g_assert_true (!fees.known || fees.rate_milli[i] >= 1000);
      g_assert_true (i == 0 || fees.rate_milli[i] >= fees.rate_milli[i - 1]);
    }

  return 0;
}
