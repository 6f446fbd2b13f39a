/* fuzz-rlp.c: RLP; what parses is written again byte for byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-rlp.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwRlpItem) item = imw_rlp_decode (data, size, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_true ((item == NULL) == (error != NULL));
  if (item == NULL)
    return 0;

  again = imw_rlp_item_serialize (item);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), data, size);

  return 0;
}
