/* imw-test-ethereum.c: unsigned payments on Ethereum, and messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-ethereum.h"

#include "imw-hex.h"

#include <string.h>

/**
 * imw_test_ethereum_params:
 * @environment: an environment that has Ethereum
 *
 * Returns: (transfer none): its network
 */
const ImwEthereumParams *
imw_test_ethereum_params (ImwEnvironment environment)
{
  const ImwEthereumParams *params = imw_ethereum_params_find ("ethereum", environment, NULL);

  g_assert_nonnull (params);

  return params;
}

static ImwAmount *
read_amount (const ImwEthereumParams *params, const char *text)
{
  g_autoptr (GError) error = NULL;
  ImwAmount *amount = imw_amount_new_from_base_text (params->asset, text, &error);

  g_assert_no_error (error);

  return amount;
}

/**
 * imw_test_ethereum_payment:
 * @params: the network
 * @type: of the transaction
 * @account: number of the account that pays
 * @to: an address
 * @value: in wei
 * @data: (nullable): in hexadecimal, without "0x"
 *
 * Returns: (transfer full): what the signer is given
 */
GBytes *
imw_test_ethereum_payment (const ImwEthereumParams *params,
                           guint8                   type,
                           guint32                  account,
                           const char              *to,
                           const char              *value,
                           const char              *data)
{
  ImwEthereumTx *tx = imw_ethereum_tx_new (type, params->chain_id, params->asset);
  g_autoptr (ImwEthereumUnsigned) payment = imw_ethereum_unsigned_new (account, tx);

  tx->nonce = 7;
  tx->gas_limit = 100000;
  tx->has_to = TRUE;
  g_assert_true (imw_ethereum_address_parse (to, &tx->to, NULL));
  g_clear_pointer (&tx->value, imw_amount_unref);
  tx->value = read_amount (params, value);
  g_clear_pointer (&tx->max_fee_per_gas, imw_amount_unref);
  tx->max_fee_per_gas = read_amount (params, "20000000000");
  g_clear_pointer (&tx->max_priority_fee_per_gas, imw_amount_unref);
  tx->max_priority_fee_per_gas = read_amount (params, type == 2 ? "1000000000" : "20000000000");
  if (data != NULL)
    {
      g_clear_pointer (&tx->data, g_bytes_unref);
      tx->data = imw_hex_decode (data, NULL);
    }

  return imw_ethereum_unsigned_serialize (payment);
}

static const ImwEthereumToken *
find_usdc (const ImwEthereumParams *params)
{
  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwEthereumToken *token = g_ptr_array_index (params->tokens, i);

      if (g_str_equal (imw_asset_get_symbol (token->facts->asset), "USDC"))
        return token;
    }

  g_assert_not_reached ();
}

/**
 * imw_test_ethereum_permit:
 * @params: the network
 * @value: in base units
 *
 * Returns: (transfer full): typed data of EIP-2612 for its USDC
 */
char *
imw_test_ethereum_permit (const ImwEthereumParams *params, const char *value)
{
  g_autofree char *contract = imw_ethereum_address_to_text (&find_usdc (params)->contract);

  return g_strdup_printf (
      "{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"},"
      "{\"name\":\"chainId\",\"type\":\"uint256\"},"
      "{\"name\":\"verifyingContract\",\"type\":\"address\"}],"
      "\"Permit\":[{\"name\":\"owner\",\"type\":\"address\"},"
      "{\"name\":\"spender\",\"type\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\"},"
      "{\"name\":\"nonce\",\"type\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint256\"}]},"
      "\"primaryType\":\"Permit\",\"domain\":{\"name\":\"USD Coin\",\"chainId\":%" G_GUINT64_FORMAT
      ",\"verifyingContract\":\"%s\"},\"message\":{\"owner\":\"" IMW_TEST_ETHEREUM_MAIN "\","
      "\"spender\":\"" IMW_TEST_ETHEREUM_TO "\",\"value\":\"%s\",\"nonce\":0,"
      "\"deadline\":1900000000}}",
      params->chain_id, contract, value);
}
