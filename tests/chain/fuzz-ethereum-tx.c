/* fuzz-ethereum-tx.c: transactions and the forms between service and signer; what parses is written
 * again byte for byte, and can be described or is refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-ethereum-describe.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_tx (const ImwEthereumParams *params, const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumTx) tx = imw_ethereum_tx_parse (data, size, params->asset, &error);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  ImwEthereumAddress sender;

  g_assert_true ((tx == NULL) == (error != NULL));
  if (tx == NULL)
    return;

  again = tx->has_signature ? imw_ethereum_tx_serialize_signed (tx)
                            : imw_ethereum_tx_serialize_unsigned (tx);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), data, size);
  g_assert_cmpuint (imw_ethereum_tx_get_intrinsic_gas (tx), >=, 21000);
  fee = imw_ethereum_tx_dup_max_fee (tx, NULL);
  if (!tx->has_signature || !imw_ethereum_tx_recover_sender (tx, &sender, &error))
    return;

  {
    g_autoptr (GBytes) container = imw_ethereum_signed_serialize (&sender, tx);
    g_autoptr (ImwEthereumTx) same =
        imw_ethereum_signed_parse (params, container, NULL, NULL);

    g_assert_true ((same != NULL) == (tx->chain_id == params->chain_id));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  static const ImwEthereumAddress own = { { 1, 2, 3 } };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autoptr (ImwDescription) description = NULL;

  try_tx (params, data, size);
  payment = imw_ethereum_unsigned_parse (params, bytes, &error);
  g_assert_true ((payment == NULL) == (error != NULL));
  if (payment == NULL)
    return 0;

  again = imw_ethereum_unsigned_serialize (payment);
  g_assert_true (g_bytes_equal (again, bytes));
  description = imw_ethereum_describe (params, payment, &own, "m/44'/60'/0'/0/0", &error);
  g_assert_true ((description == NULL) == (error != NULL));
  if (description != NULL)
    {
      g_autoptr (GVariant) variant = g_variant_ref_sink (imw_description_to_variant (description));
      g_autoptr (ImwDescription) crossed = imw_description_from_variant (variant, &error);

      g_assert_no_error (error);
      g_assert_nonnull (crossed);
    }

  return 0;
}
