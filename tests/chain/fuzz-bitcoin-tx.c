/* fuzz-bitcoin-tx.c: transactions; what parses comes out byte for byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-bitcoin-tx.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_parse (data, size, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (tx == NULL)
    return 0;

  bytes = imw_bitcoin_tx_serialize (tx, TRUE);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, size);
  g_assert_cmpuint (imw_bitcoin_tx_get_vsize (tx), <=, size);

  return 0;
}
