/* test-ethereum-describe.c: what the signer reads in a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-ethereum-call.h"
#include "imw-ethereum-describe.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define OWN      "0x9858EfFD232B4033E47d90003D41EC34EcaEda94"
#define PATH     "m/44'/60'/0'/0/0"
#define PAYEE    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
#define USDT     "0xdAC17F958D2ee523a2206206994597C13D831ec7"
#define USDC     "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
#define UNKNOWN  "0x1000000000000000000000000000000000000001"
#define ZERO     "0x0000000000000000000000000000000000000000"
#define NO_BOUND "115792089237316195423570985008687907853269984665640564039457584007913129639935"

static const ImwEthereumParams *mainnet;
static ImwEthereumAddress       own;

static ImwEthereumAddress
address_of (const char *text)
{
  ImwEthereumAddress address;

  g_assert_true (imw_ethereum_address_parse (text, &address, NULL));

  return address;
}

static ImwEthereumUnsigned *
make (const char *to,
      const char *value,
      GBytes     *data)
{
  ImwEthereumTx *tx = imw_ethereum_tx_new (2, 1, mainnet->asset);

  tx->has_to = TRUE;
  tx->to = address_of (to);
  tx->gas_limit = 100000;
  tx->nonce = 9;
  imw_amount_unref (tx->value);
  tx->value = imw_amount_new_from_base_text (mainnet->asset, value, NULL);
  imw_amount_unref (tx->max_fee_per_gas);
  tx->max_fee_per_gas = imw_amount_new (mainnet->asset, 20500000000);
  imw_amount_unref (tx->max_priority_fee_per_gas);
  tx->max_priority_fee_per_gas = imw_amount_new (mainnet->asset, 1000000000);
  if (data != NULL)
    {
      g_bytes_unref (tx->data);
      tx->data = data;
    }

  return imw_ethereum_unsigned_new (0, tx);
}

static GBytes *
call_two (const char *signature,
          const char *who,
          const char *amount_text)
{
  ImwAbiWriter      *writer = imw_abi_writer_new (signature);
  ImwEthereumAddress address = address_of (who);
  g_autoptr (ImwAmount) amount =
      imw_amount_new_from_base_text (mainnet->asset, amount_text, NULL);

  imw_abi_writer_address (writer, &address);
  imw_abi_writer_amount (writer, amount);

  return imw_abi_writer_free_to_bytes (writer);
}

static ImwDescription *
describe (ImwEthereumUnsigned *payment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description =
      imw_ethereum_describe (mainnet, payment, &own, PATH, &error);
  g_autoptr (GVariant) variant = NULL;
  ImwDescription *again = NULL;

  g_assert_no_error (error);

  /* as the faces get it */
  variant = g_variant_ref_sink (imw_description_to_variant (description));
  again = imw_description_from_variant (variant, &error);
  g_assert_no_error (error);

  return again;
}

static void
assert_refused (ImwEthereumUnsigned *payment)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_ethereum_describe (mainnet, payment, &own, PATH, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
assert_recipient (ImwDescription *description,
                  const char     *address,
                  const char     *amount_text,
                  const char     *symbol)
{
  const ImwDescriptionOutput *output = NULL;
  g_autofree char            *text = NULL;

  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 1);
  output = imw_description_get_recipient (description, 0);
  g_assert_cmpstr (output->address, ==, address);
  text = imw_amount_to_base_text (output->amount);
  g_assert_cmpstr (text, ==, amount_text);
  g_assert_cmpstr (imw_asset_get_symbol (imw_amount_get_asset (output->amount)), ==, symbol);
}

/* @codes: the warnings, with a space behind each, in any order */
static void
assert_warnings (ImwDescription *description,
                 const char     *codes)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < imw_description_get_n_warnings (description); i++)
    g_string_append_printf (found, "%s ",
                            imw_warning_get_code (imw_description_get_warning (description, i)));
  g_assert_cmpstr (found->str, ==, codes);
}

static const char *
find_detail (ImwDescription *description,
             const char     *code,
             const char     *name)
{
  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      if (strcmp (detail->code, code) == 0 && strcmp (detail->name, name) == 0)
        return detail->text;
    }

  return NULL;
}

static void
test_payment (void)
{
  g_autoptr (ImwEthereumUnsigned) payment = make (PAYEE, "1000000000000000000", NULL);
  g_autoptr (ImwDescription) description = describe (payment);
  g_autofree char *fee = imw_amount_to_base_text (imw_description_get_fee (description));

  g_assert_cmpstr (imw_description_get_chain_id (description), ==, "ethereum");
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_PAY);
  assert_recipient (description, PAYEE, "1000000000000000000", "ETH");
  assert_warnings (description, "");
  g_assert_true (imw_description_get_fee_is_bound (description));
  g_assert_cmpstr (fee, ==, "2050000000000000");
  g_assert_cmpuint (imw_description_get_size_vbytes (description), ==, 100000);
  g_assert_cmpuint (imw_description_get_fee_rate_millisat_vb (description), ==, 20500000000000);
  g_assert_null (imw_description_get_id (description));
  g_assert_cmpstr (find_detail (description, "chain-id", ""), ==, "1");
  g_assert_cmpstr (find_detail (description, "nonce", ""), ==, "9");
  g_assert_cmpstr (find_detail (description, "gas-limit", ""), ==, "100000");
  g_assert_cmpstr (find_detail (description, "max-fee-per-gas", ""), ==, "20.5 gwei");
  g_assert_cmpstr (find_detail (description, "max-priority-fee-per-gas", ""), ==, "1 gwei");
  g_assert_cmpstr (find_detail (description, "account-path", ""), ==, PATH);
  g_assert_null (find_detail (description, "contract", ""));
}

static void
test_to_oneself (void)
{
  g_autoptr (ImwEthereumUnsigned) payment = make (OWN, "1000000000000000000", NULL);
  g_autoptr (ImwEthereumUnsigned) nothing = make (OWN, "0", NULL);
  g_autoptr (ImwDescription) first = describe (payment);
  g_autoptr (ImwDescription) second = describe (nothing);

  assert_warnings (first, "pays-itself ");
  g_assert_cmpstr (imw_description_get_recipient (first, 0)->path, ==, PATH);
  g_assert_cmpint (imw_description_get_action (second), ==, IMW_ACTION_NOTHING);
  g_assert_cmpuint (imw_description_get_n_recipients (second), ==, 0);
  assert_warnings (second, "");
}

static void
test_token (void)
{
  g_autoptr (ImwEthereumUnsigned) payment =
      make (USDT, "0", call_two ("transfer(address,uint256)", PAYEE, "25000000"));
  g_autoptr (ImwDescription) description = describe (payment);

  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_PAY);
  assert_recipient (description, PAYEE, "25000000", "USDT");
  assert_warnings (description, "");
  g_assert_cmpstr (find_detail (description, "contract", ""), ==, USDT);
  g_assert_cmpstr (find_detail (description, "function", ""), ==, "transfer(address,uint256)");
  g_assert_cmpstr (find_detail (description, "argument", "to"), ==, PAYEE);
  g_assert_cmpstr (find_detail (description, "argument", "amount"), ==, "25000000");
  g_assert_nonnull (find_detail (description, "data", ""));
}

/* Name and decimals of a claim are believed for tokens that are not in the list, with a warning; for
 * genuine ones the program knows better. */
static void
test_claims (void)
{
  g_autoptr (ImwEthereumUnsigned) claimed =
      make (UNKNOWN, "0", call_two ("transfer(address,uint256)", PAYEE, "1234"));
  g_autoptr (ImwEthereumUnsigned) unclaimed =
      make (UNKNOWN, "0", call_two ("transfer(address,uint256)", PAYEE, "1234"));
  g_autoptr (ImwEthereumUnsigned) lying =
      make (USDT, "0", call_two ("transfer(address,uint256)", PAYEE, "1234"));
  ImwEthereumAddress unknown = address_of (UNKNOWN);
  ImwEthereumAddress usdt = address_of (USDT);
  g_autoptr (ImwDescription) first = NULL;
  g_autoptr (ImwDescription) second = NULL;
  g_autoptr (ImwDescription) third = NULL;

  imw_ethereum_unsigned_add_claim (claimed, &unknown, 2, "MINE");
  first = describe (claimed);
  assert_recipient (first, PAYEE, "1234", "MINE");
  assert_warnings (first, "unknown-token ");
  g_assert_cmpuint (imw_asset_get_decimals (imw_description_get_paid_asset (first)), ==, 2);

  second = describe (unclaimed);
  assert_recipient (second, PAYEE, "1234", "?");
  assert_warnings (second, "unknown-token ");

  imw_ethereum_unsigned_add_claim (lying, &usdt, 0, "DUST");
  third = describe (lying);
  assert_recipient (third, PAYEE, "1234", "USDT");
  assert_warnings (third, "");
  g_assert_cmpuint (imw_asset_get_decimals (imw_description_get_paid_asset (third)), ==, 6);
}

static void
test_pays_contract (void)
{
  g_autoptr (ImwEthereumUnsigned) native = make (USDT, "1000000000000000000", NULL);
  g_autoptr (ImwEthereumUnsigned) same =
      make (USDT, "0", call_two ("transfer(address,uint256)", USDT, "5"));
  g_autoptr (ImwEthereumUnsigned) other =
      make (USDT, "0", call_two ("transfer(address,uint256)", USDC, "5"));
  g_autoptr (ImwEthereumUnsigned) unknown =
      make (UNKNOWN, "0", call_two ("transfer(address,uint256)", UNKNOWN, "5"));
  g_autoptr (ImwDescription) first = describe (native);
  g_autoptr (ImwDescription) second = describe (same);
  g_autoptr (ImwDescription) third = describe (other);
  g_autoptr (ImwDescription) fourth = describe (unknown);

  assert_warnings (first, "pays-contract ");
  assert_warnings (second, "pays-contract ");
  assert_warnings (third, "pays-contract ");
  assert_warnings (fourth, "unknown-token pays-contract ");
}

static void
test_approvals (void)
{
  static const struct
  {
    const char *signature;
    const char *amount;
    const char *shown;
    const char *warnings;
  } cases[] = {
    { "approve(address,uint256)", "1000000", "1000000", "approval " },
    { "approve(address,uint256)", "0", "0", "" },
    { "approve(address,uint256)", NO_BOUND, NO_BOUND, "approval unlimited-approval " },
    { "increaseAllowance(address,uint256)", "5", "5", "approval " },
    /* 2^256 - 2, 2^128, 2^96 - 1, and the highest that are numbers */
    { "approve(address,uint256)",
      "115792089237316195423570985008687907853269984665640564039457584007913129639934", NO_BOUND,
      "approval unlimited-approval " },
    { "approve(address,uint256)", "340282366920938463463374607431768211456", NO_BOUND,
      "approval unlimited-approval " },
    { "approve(address,uint256)", "79228162514264337593543950335", NO_BOUND,
      "approval unlimited-approval " },
    { "approve(address,uint256)", "79228162514264337593543950336",
      "79228162514264337593543950336", "approval " },
    { "approve(address,uint256)", "340282366920938463463374607431768211455",
      "340282366920938463463374607431768211455", "approval " },
  };
  ImwAbiWriter      *writer = imw_abi_writer_new ("setApprovalForAll(address,bool)");
  ImwEthereumAddress payee = address_of (PAYEE);
  g_autoptr (ImwEthereumUnsigned) all = NULL;
  g_autoptr (ImwDescription) description = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwEthereumUnsigned) payment =
          make (USDC, "0", call_two (cases[i].signature, PAYEE, cases[i].amount));
      g_autoptr (ImwDescription) one = describe (payment);

      g_test_message ("%s %s", cases[i].signature, cases[i].amount);
      g_assert_cmpint (imw_description_get_action (one), ==, IMW_ACTION_APPROVE);
      assert_recipient (one, PAYEE, cases[i].shown, "USDC");
      assert_warnings (one, cases[i].warnings);
    }

  imw_abi_writer_address (writer, &payee);
  imw_abi_writer_u64 (writer, 1);
  all = make (UNKNOWN, "0", imw_abi_writer_free_to_bytes (writer));
  description = describe (all);
  assert_recipient (description, PAYEE, NO_BOUND, "?");
  assert_warnings (description, "unknown-token approval unlimited-approval ");
}

static GBytes *
permit_call (const char *owner)
{
  ImwAbiWriter *writer =
      imw_abi_writer_new ("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)");
  ImwEthereumAddress from = address_of (owner);
  ImwEthereumAddress spender = address_of (PAYEE);
  guint8             word[32] = { 1 };

  imw_abi_writer_address (writer, &from);
  imw_abi_writer_address (writer, &spender);
  imw_abi_writer_u64 (writer, 77);
  imw_abi_writer_u64 (writer, 1900000000);
  imw_abi_writer_u64 (writer, 27);
  imw_abi_writer_fixed (writer, word, 32);
  imw_abi_writer_fixed (writer, word, 32);

  return imw_abi_writer_free_to_bytes (writer);
}

/* A permit, and a transfer of somebody's, is about us when the owner is us. */
static void
test_owners (void)
{
  g_autoptr (ImwEthereumUnsigned) ours = make (USDC, "0", permit_call (OWN));
  g_autoptr (ImwEthereumUnsigned) theirs = make (USDC, "0", permit_call (UNKNOWN));
  g_autoptr (ImwDescription) first = describe (ours);
  g_autoptr (ImwDescription) second = describe (theirs);
  ImwAbiWriter      *writer = imw_abi_writer_new ("transferFrom(address,address,uint256)");
  ImwEthereumAddress to = address_of (PAYEE);
  g_autoptr (ImwEthereumUnsigned) from_us = NULL;
  g_autoptr (ImwDescription) third = NULL;

  g_assert_cmpint (imw_description_get_action (first), ==, IMW_ACTION_APPROVE);
  assert_recipient (first, PAYEE, "77", "USDC");
  assert_warnings (first, "approval ");
  g_assert_cmpstr (find_detail (first, "argument", "deadline"), ==, "1900000000");
  g_assert_cmpint (imw_description_get_action (second), ==, IMW_ACTION_CALL);
  assert_warnings (second, "unknown-call ");

  imw_abi_writer_address (writer, &own);
  imw_abi_writer_address (writer, &to);
  imw_abi_writer_u64 (writer, 5);
  from_us = make (USDC, "0", imw_abi_writer_free_to_bytes (writer));
  third = describe (from_us);
  g_assert_cmpint (imw_description_get_action (third), ==, IMW_ACTION_PAY);
  assert_recipient (third, PAYEE, "5", "USDC");
}

/* What is not in the exact form is unknown: longer, shorter, words that are not filled with zeros,
 * or with money beside it. */
static void
test_unknown_calls (void)
{
  g_autoptr (GBytes) transfer = call_two ("transfer(address,uint256)", PAYEE, "5");
  gsize         length;
  const guint8 *data = g_bytes_get_data (transfer, &length);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree guint8 *copy = g_malloc0 (length + 32);
      gsize              used = length;
      g_autoptr (ImwEthereumUnsigned) payment = NULL;
      g_autoptr (ImwDescription) description = NULL;

      memcpy (copy, data, length);
      if (i == 0)
        used = length + 32;
      else if (i == 1)
        used = length - 1;
      else if (i == 2)
        copy[4] = 1;
      else if (i == 3)
        copy[0] ^= 1;
      payment = make (USDT, i == 4 ? "7" : "0", g_bytes_new (copy, used));
      description = describe (payment);
      g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_CALL);
      assert_recipient (description, USDT, i == 4 ? "7" : "0", "ETH");
      g_assert_true (imw_description_has_warning (description, IMW_WARNING_UNKNOWN_CALL));
      g_assert_nonnull (find_detail (description, "data", ""));
    }
}

/* Data that is too long to be shown whole is cut, and the description still crosses. */
static void
test_long_data (void)
{
  g_autofree guint8 *data = g_malloc0 (100000);
  g_autoptr (ImwEthereumUnsigned) payment = make (UNKNOWN, "0", g_bytes_new (data, 100000));
  g_autoptr (ImwDescription) description = NULL;

  payment->tx->gas_limit = 3000000;
  description = describe (payment);
  g_assert_true (g_str_has_suffix (find_detail (description, "data", ""), "(100000)"));
}

static void
test_refused (void)
{
  g_autoptr (ImwEthereumUnsigned) creation = make (PAYEE, "1", NULL);
  g_autoptr (ImwEthereumUnsigned) zero = make (ZERO, "1", NULL);
  g_autoptr (ImwEthereumUnsigned) burn =
      make (USDT, "0", call_two ("transfer(address,uint256)", ZERO, "5"));
  g_autoptr (ImwEthereumUnsigned) chain = make (PAYEE, "1", NULL);
  g_autoptr (ImwEthereumUnsigned) little = make (PAYEE, "1", NULL);
  g_autoptr (ImwEthereumUnsigned) much = make (PAYEE, "1", NULL);
  g_autoptr (ImwEthereumUnsigned) sum = make (PAYEE, NO_BOUND, NULL);
  g_autoptr (ImwEthereumUnsigned) rate = make (PAYEE, "1", NULL);
  g_autoptr (ImwEthereumUnsigned) done = make (PAYEE, "1", NULL);
  guint8 number[32] = { 1 };

  creation->tx->has_to = FALSE;
  assert_refused (creation);
  assert_refused (zero);
  assert_refused (burn);
  chain->tx->chain_id = 10;
  assert_refused (chain);
  chain->tx->chain_id = 0;
  assert_refused (chain);
  little->tx->gas_limit = 20999;
  assert_refused (little);
  much->tx->gas_limit = 30000001;
  assert_refused (much);
  assert_refused (sum);
  imw_amount_unref (rate->tx->max_fee_per_gas);
  rate->tx->max_fee_per_gas = imw_amount_new_u64 (mainnet->asset, G_MAXUINT64);
  assert_refused (rate);
  imw_ethereum_tx_set_signature (done->tx, number, number, 0);
  assert_refused (done);
}

static void
test_fee_warnings (void)
{
  static const struct
  {
    const char *to;
    const char *value;
    guint64     gas_limit;
    gint64      rate_wei;
    const char *warnings;
  } cases[] = {
    /* 21000 gas at 20 gwei are 0.00042 */
    { PAYEE, "1000000000000000000", 21000, 20000000000, "" },
    { PAYEE, "8400000000000000", 21000, 20000000000, "" }, /* exactly 5 % */
    { PAYEE, "8399999999999999", 21000, 20000000000, "high-fee " },
    { PAYEE, "1", 21000, 20000000000, "high-fee " },
    /* 0.06: over 0.05, but not over a quarter of 1 */
    { PAYEE, "1000000000000000000", 30000, 2000000000000, "high-fee " },
    { PAYEE, "239999999999999999", 30000, 2000000000000, "high-fee absurd-fee " },
    { PAYEE, "1000000000000000000000", 21000, 10000000000001, "high-fee absurd-fee " },
    /* with tokens nothing compares but the fee itself: 0.01 is much, 0.05 absurd */
    { USDT, "0", 100000, 100000000000, "" },
    { USDT, "0", 100000, 100000000001, "high-fee " },
    { USDT, "0", 100000, 500000000000, "high-fee " },
    { USDT, "0", 100000, 500000000001, "high-fee absurd-fee " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwEthereumUnsigned) payment =
          make (cases[i].to, cases[i].value,
                strcmp (cases[i].to, USDT) == 0
                    ? call_two ("transfer(address,uint256)", PAYEE, "5")
                    : NULL);
      g_autoptr (ImwDescription) description = NULL;

      g_test_message ("case %u", i);
      payment->tx->gas_limit = cases[i].gas_limit;
      imw_amount_unref (payment->tx->max_fee_per_gas);
      payment->tx->max_fee_per_gas = imw_amount_new (mainnet->asset, cases[i].rate_wei);
      description = describe (payment);
      assert_warnings (description, cases[i].warnings);
    }
}

static void
test_call_names (void)
{
  g_autoptr (GBytes) transfer = call_two ("transfer(address,uint256)", PAYEE, "5");
  g_autoptr (GBytes) other = g_bytes_new_static ("\x01\x02\x03\x04\x05", 5);
  g_autoptr (GBytes) none = g_bytes_new_static ("\x01\x02\x03", 3);
  g_autofree char *first = imw_ethereum_call_name (transfer);
  g_autofree char *second = imw_ethereum_call_name (other);

  g_assert_cmpstr (first, ==, "transfer");
  g_assert_cmpstr (second, ==, "0x01020304");
  g_assert_null (imw_ethereum_call_name (none));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mainnet = imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  own = address_of (OWN);

  g_test_add_func ("/chain/ethereum-describe/payment", test_payment);
  g_test_add_func ("/chain/ethereum-describe/to-oneself", test_to_oneself);
  g_test_add_func ("/chain/ethereum-describe/token", test_token);
  g_test_add_func ("/chain/ethereum-describe/claims", test_claims);
  g_test_add_func ("/chain/ethereum-describe/pays-contract", test_pays_contract);
  g_test_add_func ("/chain/ethereum-describe/approvals", test_approvals);
  g_test_add_func ("/chain/ethereum-describe/owners", test_owners);
  g_test_add_func ("/chain/ethereum-describe/unknown-calls", test_unknown_calls);
  g_test_add_func ("/chain/ethereum-describe/long-data", test_long_data);
  g_test_add_func ("/chain/ethereum-describe/refused", test_refused);
  g_test_add_func ("/chain/ethereum-describe/fee-warnings", test_fee_warnings);
  g_test_add_func ("/chain/ethereum-describe/call-names", test_call_names);

  return g_test_run ();
}
