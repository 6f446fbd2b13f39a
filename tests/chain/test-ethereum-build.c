/* test-ethereum-build.c: payments of EVM networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-chain.h"
#include "imw-ethereum-unsigned.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define OWN     "0x9858EfFD232B4033E47d90003D41EC34EcaEda94"
#define ACCOUNT "[73c5da0a/44'/60'/0'/0/3]" OWN
#define PAYEE   "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
#define OTHER   "0x1000000000000000000000000000000000000001"
#define GWEI    1000000000000u /* milli-wei */
#define ONE_ETH "1000000000000000000"

typedef struct
{
  const ImwEthereumParams *params;
  ImwChain                *chain;
  ImwAsset                *usdt;
  ImwPaymentPlan          *plan;
} Fixture;

static ImwAmount *
wei (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  ImwAmount *amount = imw_amount_new_from_base_text (f->params->asset, text, &error);

  g_assert_no_error (error);

  return amount;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->params = imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  f->chain = imw_chain_registry_new_chain ("ethereum", IMW_ENVIRONMENT_MAIN, NULL, &error);
  g_assert_no_error (error);
  f->usdt = imw_chain_find_asset (f->chain, "USDT", &error);
  g_assert_no_error (error);
  f->plan = imw_payment_plan_new (ACCOUNT);
  f->plan->fee_rate_milli = 20ull * GWEI;
  f->plan->tip_milli = 2ull * GWEI;
  f->plan->sequence = 5;
  f->plan->facts = imw_payment_facts_new ();
  f->plan->facts->gas_limit = 21000;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  imw_payment_plan_free (f->plan);
  imw_asset_unref (f->usdt);
  g_object_unref (f->chain);
}

static void
pay (Fixture *f, const char *address, const char *amount_text)
{
  g_autoptr (ImwAmount) amount =
      amount_text == NULL
          ? NULL
          : imw_amount_new_from_base_text (
                f->plan->asset != NULL ? f->plan->asset : f->params->asset, amount_text, NULL);

  imw_payment_plan_add_payee (f->plan, address, amount);
}

static void
set_balances (Fixture *f, ImwAsset *asset, const char *native_text, const char *asset_text)
{
  g_autoptr (ImwAmount) native = native_text != NULL ? wei (f, native_text) : NULL;
  g_autoptr (ImwAmount)
      amount = asset_text != NULL ? imw_amount_new_from_base_text (asset, asset_text, NULL) : NULL;

  imw_payment_plan_set_asset (f->plan, asset, native, amount);
}

static void
assert_amount (ImwAmount *amount, const char *expected)
{
  g_autofree char *text = imw_amount_to_base_text (amount);

  g_assert_cmpstr (text, ==, expected);
}

static ImwBuiltPayment *
build (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  ImwBuiltPayment *built = imw_chain_build_payment (f->chain, f->plan, &error);

  g_assert_no_error (error);

  return built;
}

static ImwEthereumUnsigned *
open_built (Fixture *f, ImwBuiltPayment *built)
{
  g_autoptr (GError) error = NULL;
  ImwEthereumUnsigned *payment =
      imw_ethereum_unsigned_parse (f->params, built->unsigned_tx, &error);

  g_assert_no_error (error);

  return payment;
}

static void
assert_fails (Fixture *f, gint code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_chain_build_payment (f->chain, f->plan, &error));
  g_assert_error (error, IMW_ERROR, code);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
  g_assert_true (imw_payment_plan_lacks_fee (error) ==
                 (message != NULL && g_str_has_suffix (message, "for the fee")));
}

static void
test_native (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) built = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autofree char *to = NULL;

  set_balances (f, NULL,
                "2"
                "000000000000000000",
                NULL);
  pay (f, PAYEE, ONE_ETH);
  built = build (f);
  assert_amount (built->amount, ONE_ETH);
  assert_amount (built->fee, "420000000000000");          /* 21000 × 20 gwei */
  assert_amount (built->expected_fee, "231000000000000"); /* 21000 × (18 / 2 + 2) gwei */
  g_assert_cmpuint (built->size_vbytes, ==, 21000);
  g_assert_cmpint (built->sequence, ==, 5);
  g_assert_cmpuint (built->spends->len, ==, 0);
  g_assert_null (built->previous[0]);
  g_assert_null (built->change);
  g_assert_cmpuint (built->holds->len, ==, 1);
  assert_amount (g_ptr_array_index (built->holds, 0), "1000420000000000000");

  payment = open_built (f, built);
  g_assert_cmpuint (payment->account, ==, 3);
  g_assert_cmpuint (payment->tx->type, ==, 2);
  g_assert_cmpuint (payment->tx->chain_id, ==, 1);
  g_assert_cmpuint (payment->tx->nonce, ==, 5);
  g_assert_cmpuint (payment->tx->gas_limit, ==, 21000);
  assert_amount (payment->tx->value, ONE_ETH);
  assert_amount (payment->tx->max_fee_per_gas, "20000000000");
  assert_amount (payment->tx->max_priority_fee_per_gas, "2000000000");
  g_assert_cmpuint (g_bytes_get_size (payment->tx->data), ==, 0);
  to = imw_ethereum_address_to_text (&payment->tx->to);
  g_assert_cmpstr (to, ==, PAYEE);
}

static void
test_token (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) built = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autofree char *to = NULL;
  g_autofree char *call = NULL;

  f->plan->facts->gas_limit = 78000;
  set_balances (f, f->usdt, ONE_ETH, "30000000");
  pay (f, PAYEE, "25000000");
  built = build (f);
  assert_amount (built->amount, "25000000");
  g_assert_true (imw_asset_equal (imw_amount_get_asset (built->amount), f->usdt));
  assert_amount (built->fee, "1560000000000000");
  assert_amount (built->expected_fee, "715000000000000"); /* 78000 × 5 / 6 × 11 gwei */
  g_assert_cmpuint (built->holds->len, ==, 2);
  assert_amount (g_ptr_array_index (built->holds, 0), "25000000");
  assert_amount (g_ptr_array_index (built->holds, 1), "1560000000000000");

  payment = open_built (f, built);
  g_assert_cmpuint (payment->claims->len, ==, 0);
  assert_amount (payment->tx->value, "0");
  to = imw_ethereum_address_to_text (&payment->tx->to);
  g_assert_cmpstr (to, ==, "0xdAC17F958D2ee523a2206206994597C13D831ec7");
  call = imw_hex_encode_bytes (payment->tx->data);
  g_assert_cmpstr (call, ==,
                   "a9059cbb000000000000000000000000fb6916095ca1df60bb79ce92ce3ea74c37c5d359"
                   "00000000000000000000000000000000000000000000000000000000017d7840");
}

static void
test_unknown_token (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwAsset) own = imw_asset_new ("ethereum/" OTHER, "MINE", "My Token", 2);
  g_autoptr (ImwAsset) foreign = imw_asset_new ("base/" OTHER, "MINE", "My Token", 2);
  g_autoptr (ImwBuiltPayment) built = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  const ImwEthereumClaim *claim = NULL;

  set_balances (f, own, ONE_ETH, "500");
  pay (f, PAYEE, "500");
  f->plan->facts->gas_limit = 60000;
  built = build (f);
  payment = open_built (f, built);
  g_assert_cmpuint (payment->claims->len, ==, 1);
  claim = g_ptr_array_index (payment->claims, 0);
  g_assert_cmpstr (claim->symbol, ==, "MINE");
  g_assert_cmpuint (claim->decimals, ==, 2);
  g_assert_true (imw_ethereum_address_equal (&claim->contract, &payment->tx->to));

  set_balances (f, foreign, ONE_ETH, "500");
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
}

static void
test_everything (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) native = NULL;
  g_autoptr (ImwBuiltPayment) token = NULL;

  f->plan->everything = TRUE;
  f->plan->facts->extra_fee = wei (f, "1000");
  pay (f, PAYEE, NULL);
  set_balances (f, NULL, ONE_ETH, NULL);
  native = build (f);
  assert_amount (native->fee, "420000000001000");
  assert_amount (native->amount, "999579999999999000");
  assert_amount (g_ptr_array_index (native->holds, 0), ONE_ETH);

  /* one wei over the fee is paid; the fee alone is not enough */
  set_balances (f, NULL, "420000000001001", NULL);
  g_clear_pointer (&native, imw_built_payment_free);
  native = build (f);
  assert_amount (native->amount, "1");
  set_balances (f, NULL, "420000000001000", NULL);
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "1 wei are missing for the fee");
  set_balances (f, NULL, NULL, NULL);
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);

  set_balances (f, f->usdt, ONE_ETH, "123456");
  token = build (f);
  assert_amount (token->amount, "123456");
  set_balances (f, f->usdt, ONE_ETH, "0");
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "1 units are missing");
  set_balances (f, f->usdt, ONE_ETH, NULL);
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  pay (f, PAYEE, ONE_ETH);
  set_balances (f, NULL, ONE_ETH, NULL);
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "420000000000000 wei are missing");
  set_balances (f, NULL, "1000420000000000000", NULL);
  imw_built_payment_free (build (f));
  set_balances (f, NULL, "0", NULL);
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "1000420000000000000 wei are missing");
}

static void
test_missing_token (Fixture *f, gconstpointer data)
{
  f->plan->facts->gas_limit = 50000;
  set_balances (f, f->usdt, ONE_ETH, "9");
  pay (f, PAYEE, "10");
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "1 units are missing");
  set_balances (f, f->usdt, "1", "10");
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "999999999999999 wei are missing for the fee");
  set_balances (f, f->usdt, "1000000000000000", "10");
  imw_built_payment_free (build (f));
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) built = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autofree char *to = NULL;

  f->plan->nothing = TRUE;
  set_balances (f, NULL, ONE_ETH, NULL);
  built = build (f);
  assert_amount (built->amount, "0");
  assert_amount (g_ptr_array_index (built->holds, 0), "420000000000000");
  payment = open_built (f, built);
  to = imw_ethereum_address_to_text (&payment->tx->to);
  g_assert_cmpstr (to, ==, OWN);
  set_balances (f, NULL, "20", NULL);
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, "419999999999980 wei are missing for the fee");
  pay (f, PAYEE, "1");
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
}

static void
test_call (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) built = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;

  f->plan->call_data = g_bytes_new_static ("\x01\x02\x03\x04", 4);
  f->plan->facts->gas_limit = 90000;
  set_balances (f, NULL, ONE_ETH, NULL);
  pay (f, OTHER, NULL);
  built = build (f);
  payment = open_built (f, built);
  g_assert_true (g_bytes_equal (payment->tx->data, f->plan->call_data));
  assert_amount (payment->tx->value, "0");
  g_assert_cmpuint (payment->tx->gas_limit, ==, 90000);
  f->plan->everything = TRUE;
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
}

static void
test_fees (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) raised = NULL;
  g_autoptr (ImwBuiltPayment) small = NULL;
  g_autoptr (ImwEthereumUnsigned) payment = NULL;

  set_balances (f, NULL,
                "9"
                "000000000000000000",
                NULL);
  pay (f, PAYEE, "1");
  f->plan->minimum_fee = wei (f, "420000000000001");
  raised = build (f);
  assert_amount (raised->fee, "420000000021000"); /* one wei a gas more */
  g_clear_pointer (&f->plan->minimum_fee, imw_amount_unref);

  /* parts of a wei are rounded up, and a tip over the whole is the whole */
  f->plan->fee_rate_milli = 1001;
  f->plan->tip_milli = 5000;
  small = build (f);
  payment = open_built (f, small);
  assert_amount (payment->tx->max_fee_per_gas, "2");
  assert_amount (payment->tx->max_priority_fee_per_gas, "2");
  assert_amount (small->fee, "42000");

  f->plan->fee_rate_milli = 0;
  assert_fails (f, IMW_ERROR_FEE_TOO_LOW, NULL);
  f->plan->fee_rate_milli = 100001ull * GWEI;
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
  f->plan->fee_rate_milli = GWEI;
  f->plan->facts->gas_limit = 30000001;
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
  f->plan->facts->gas_limit = 1; /* a server that lies */
  g_clear_pointer (&small, imw_built_payment_free);
  small = build (f);
  g_assert_cmpuint (small->size_vbytes, ==, 21000);
  f->plan->facts->extra_fee = wei (f, "-1");
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
}

/* Without the network's word a payment can still be shown; what it refuses is not built. */
static void
test_facts (Fixture *f, gconstpointer data)
{
  g_autoptr (ImwBuiltPayment) built = NULL;
  g_autoptr (GError) error = NULL;

  pay (f, PAYEE, "1");
  g_clear_pointer (&f->plan->facts, imw_payment_facts_free);
  built = build (f); /* the balance is not known either */
  g_assert_cmpuint (built->size_vbytes, ==, 21000);

  f->plan->facts = imw_payment_facts_new ();
  f->plan->facts->refusal = g_strdup ("execution reverted: Blacklisted");
  g_assert_null (imw_chain_build_payment (f->chain, f->plan, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Blacklisted"));

  /* missing money is told first: that is why it is refused */
  set_balances (f, NULL, "1", NULL);
  assert_fails (f, IMW_ERROR_INSUFFICIENT_FUNDS, NULL);
}

static void
test_bad (Fixture *f, gconstpointer data)
{
  set_balances (f, NULL, ONE_ETH, NULL);
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL); /* nobody */
  pay (f, "0x0000000000000000000000000000000000000000", "1");
  assert_fails (f, IMW_ERROR_BAD_ADDRESS, NULL);
  g_ptr_array_set_size (f->plan->payees, 0);
  pay (f, PAYEE, "0");
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
  g_ptr_array_set_size (f->plan->payees, 0);
  pay (f, PAYEE, NULL);
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
  g_ptr_array_set_size (f->plan->payees, 0);
  pay (f, PAYEE, "115792089237316195423570985008687907853269984665640564039457584007913129639935");
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
  g_ptr_array_set_size (f->plan->payees, 0);
  pay (f, PAYEE, "1");
  f->plan->sequence = -1;
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL);
  f->plan->sequence = 0;
  f->plan->memo = g_strdup ("hello");
  assert_fails (f, IMW_ERROR_NOT_SUPPORTED, NULL);
  g_clear_pointer (&f->plan->memo, g_free);
  pay (f, PAYEE, "1");
  assert_fails (f, IMW_ERROR_BAD_INPUT, NULL); /* two */
  g_ptr_array_set_size (f->plan->payees, 1);
  g_free (f->plan->account_key);
  f->plan->account_key = g_strdup ("[73c5da0a/44'/1'/0'/0/3]" OWN);
  assert_fails (f, IMW_ERROR_WRONG_NETWORK, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/chain/ethereum-build/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("native", test_native);
  ADD ("token", test_token);
  ADD ("unknown-token", test_unknown_token);
  ADD ("everything", test_everything);
  ADD ("missing", test_missing);
  ADD ("missing-token", test_missing_token);
  ADD ("nothing", test_nothing);
  ADD ("call", test_call);
  ADD ("fees", test_fees);
  ADD ("facts", test_facts);
  ADD ("bad", test_bad);
#undef ADD

  return g_test_run ();
}
