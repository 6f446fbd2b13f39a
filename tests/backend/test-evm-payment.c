/* test-evm-payment.c: fees, examination, sending, and whole transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "evm-fixture.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define TIP G_GINT64_CONSTANT (20000000)

/* the example of EIP-155: number 9, one ether to 0x3535…, signed */
#define RAW                                                                                     \
  "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"      \
  "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb70" \
  "3304b3800ccf555c9f3dc64214b297fb1966a3b6d83"

static void
got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  EvmFixture *f = user_data;

  f->result = g_object_ref (result);
  f->done = TRUE;
}

static GAsyncResult *
take_result (EvmFixture *f)
{
  g_clear_error (&f->error);
  evm_fixture_wait (f);

  return g_steal_pointer (&f->result);
}

static gboolean
get_fees (EvmFixture *f, ImwFeeTable *fees)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_backend_get_fees_async (f->backend, NULL, got_cb, f);
  result = take_result (f);

  return imw_backend_get_fees_finish (f->backend, result, fees, &f->error);
}

static ImwPaymentFacts *
examine (EvmFixture *f, ImwPaymentPlan *plan)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_backend_examine_async (f->backend, plan, NULL, got_cb, f);
  result = take_result (f);

  return imw_backend_examine_finish (f->backend, result, &f->error);
}

static char *
txid_of (const char *raw_hex)
{
  g_autoptr (GBytes) raw = imw_hex_decode (raw_hex, NULL);
  gsize            length;
  const guint8    *data = g_bytes_get_data (raw, &length);
  guint8           hash[32];
  g_autofree char *hex = NULL;

  imw_keccak256 (data, length, hash);
  hex = imw_hex_encode (hash, sizeof hash);

  return g_strconcat ("0x", hex, NULL);
}

static gboolean
submit (EvmFixture *f)
{
  g_autoptr (GBytes) raw = imw_hex_decode (RAW, NULL);
  g_autofree char *txid = txid_of (RAW);
  g_autoptr (GAsyncResult) result = NULL;

  imw_backend_submit_async (f->backend, raw, txid, NULL, got_cb, f);
  result = take_result (f);

  return imw_backend_submit_finish (f->backend, result, &f->error);
}

static void
test_fees (void)
{
  EvmFixture  f;
  ImwFeeTable fees;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  fake_evm_reply (
      f.fake, "eth_feeHistory",
      "\"result\":{\"oldestBlock\":\"0x1\",\"baseFeePerGas\":[\"0x1\",\"0x2\",\"0x3e8\"],"
      "\"gasUsedRatio\":[0.5,1e-3],\"reward\":[[\"0xa\",\"0x64\",\"0x3e8\"],"
      "[\"0x0\",\"0x0\",\"0x0\"],[\"0x14\",\"0x62\",\"0x7d0\"]]}");
  g_assert_true (get_fees (&f, &fees));
  g_assert_true (fees.known);
  g_assert_cmpuint (fees.base_milli, ==, 1000000);
  g_assert_cmpuint (fees.minimum_milli, ==, 1001000);
  g_assert_cmpuint (fees.tip_milli[IMW_FEE_SLOW], ==, 20000);
  g_assert_cmpuint (fees.tip_milli[IMW_FEE_NORMAL], ==, 100000);
  g_assert_cmpuint (fees.tip_milli[IMW_FEE_FAST], ==, 2000000);
  /* 1000 wei grow by an eighth a block: 1125 after one, 1425 after three, 2031 after six, rounded up */
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_SLOW], ==, (1125 + 20) * 1000);
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_NORMAL], ==, (1425 + 100) * 1000);
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_FAST], ==, (2031 + 2000) * 1000);
  g_assert_cmpuint (fees.expected_s[IMW_FEE_FAST], ==, 12);
  g_assert_cmpuint (fees.expected_s[IMW_FEE_SLOW], ==, 120);

  fake_evm_reply (f.fake, "eth_feeHistory", "\"result\":{\"baseFeePerGas\":[],\"reward\":[]}");
  g_assert_false (get_fees (&f, &fees));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
  fake_evm_reply (f.fake, "eth_feeHistory",
                  "\"result\":{\"baseFeePerGas\":[\"0xffffffffffffff\"],\"reward\":[]}");
  g_assert_false (get_fees (&f, &fees));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);

  /* a network without EIP-1559 */
  fake_evm_reply (f.fake, "eth_feeHistory", NULL);
  fake_evm_reply (f.fake, "eth_gasPrice", "\"result\":\"0x3b9aca00\"");
  g_assert_true (get_fees (&f, &fees));
  g_assert_cmpuint (fees.base_milli, ==, 0);
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_SLOW], ==, G_GUINT64_CONSTANT (1000000000000));
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_FAST], ==, G_GUINT64_CONSTANT (1250000000000));
  g_assert_cmpuint (fees.tip_milli[IMW_FEE_FAST], ==, 0);
  evm_fixture_tear_down (&f);
}

static void
test_examine (void)
{
  EvmFixture f;
  g_autoptr (ImwPaymentPlan) plan = NULL;
  g_autoptr (ImwPaymentFacts) facts = NULL;
  g_autoptr (ImwAmount) wei = NULL;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  plan = imw_payment_plan_new (f.account_key);
  wei = imw_amount_new (imw_chain_get_native_asset (f.chain), 1000);
  imw_payment_plan_add_payee (plan, "0x2000000000000000000000000000000000000002", wei);
  fake_evm_pay (f.fake, TIP - 5, EVM_ME, EVM_OTHER, 1, 4);
  fake_evm_reply (f.fake, "eth_estimateGas", "\"result\":\"0x5208\"");
  facts = examine (&f, plan);
  g_assert_no_error (f.error);
  g_assert_cmpint (facts->sequence, ==, 5);
  g_assert_cmpuint (facts->gas_limit, ==, 21000);
  g_assert_false (facts->payee_is_contract);
  g_assert_false (facts->payee_is_used);
  g_assert_null (facts->refusal);
  g_assert_null (facts->extra_fee);
  g_clear_pointer (&facts, imw_payment_facts_free);

  /* a contract: margin; somebody who has coins: used */
  fake_evm_reply (f.fake, "eth_getCode", "\"result\":\"0x6001\"");
  facts = examine (&f, plan);
  g_assert_true (facts->payee_is_contract);
  g_assert_true (facts->payee_is_used);
  g_assert_cmpuint (facts->gas_limit, ==, 25200);
  g_clear_pointer (&facts, imw_payment_facts_free);
  fake_evm_reply (f.fake, "eth_getCode",
                  "\"result\":\"0xef01000000000000000000000000000000000000000001\"");
  fake_evm_fund (f.fake, EVM_THIRD, 1);
  facts = examine (&f, plan);
  g_assert_false (facts->payee_is_contract);
  g_assert_true (facts->payee_is_used);
  g_clear_pointer (&facts, imw_payment_facts_free);

  /* the contract's own reason, cleaned */
  fake_evm_reply (f.fake, "eth_estimateGas",
                  "\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x08c379a0"
                  "0000000000000000000000000000000000000000000000000000000000000020"
                  "0000000000000000000000000000000000000000000000000000000000000006"
                  "66726f7a656e0000000000000000000000000000000000000000000000000000\"}");
  facts = examine (&f, plan);
  g_assert_no_error (f.error);
  g_assert_cmpstr (facts->refusal, ==, "frozen");
  g_assert_cmpuint (facts->gas_limit, ==, 0);
  g_clear_pointer (&facts, imw_payment_facts_free);

  /* trouble of the server is no refusal */
  fake_evm_reply (f.fake, "eth_estimateGas",
                  "\"error\":{\"code\":-32603,\"message\":\"internal error\"}");
  g_assert_null (examine (&f, plan));
  evm_fixture_assert_error (&f, IMW_ERROR_SERVER);
  fake_evm_reply (f.fake, "eth_estimateGas", "\"result\":\"0xffffffffffff\"");
  g_assert_null (examine (&f, plan));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
  evm_fixture_tear_down (&f);
}

/* A rollup of the OP stack takes a fee for its data beside that for gas: its oracle is asked, and a quarter more is held back. */
static void
test_data_fee (void)
{
  EvmFixture  f;
  const char *servers[2] = { NULL, NULL };
  g_autoptr (ImwPaymentPlan) plan = NULL;
  g_autoptr (ImwPaymentFacts) facts = NULL;
  g_autoptr (ImwAmount) wei = NULL;
  g_autofree char *extra = NULL;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  g_clear_object (&f.backend);
  g_clear_object (&f.chain);
  f.fake->chain_id = 8453;
  servers[0] = fake_evm_get_url (f.fake);
  f.chain = imw_chain_registry_new_chain ("base", IMW_ENVIRONMENT_MAIN, NULL, &f.error);
  g_assert_no_error (f.error);
  f.backend = imw_ethereum_rpc_new (f.chain, f.http, servers, NULL, 2, &f.error);
  g_assert_no_error (f.error);

  plan = imw_payment_plan_new (f.account_key);
  wei = imw_amount_new (imw_chain_get_native_asset (f.chain), 1000);
  imw_payment_plan_add_payee (plan, "0x2000000000000000000000000000000000000002", wei);
  fake_evm_reply (f.fake, "eth_estimateGas", "\"result\":\"0x5208\"");
  fake_evm_reply (
      f.fake, "eth_call",
      "\"result\":\"0x00000000000000000000000000000000000000000000000000000000000003e8\"");
  facts = examine (&f, plan);
  g_assert_no_error (f.error);
  g_assert_nonnull (facts->extra_fee);
  extra = imw_amount_to_base_text (facts->extra_fee);
  g_assert_cmpstr (extra, ==, "1250");
  g_assert_cmpstr (imw_asset_get_id (imw_amount_get_asset (facts->extra_fee)), ==, "base");
  g_clear_pointer (&facts, imw_payment_facts_free);

  /* no data costs a thousand ether, and without an answer the fee is not known */
  fake_evm_reply (
      f.fake, "eth_call",
      "\"result\":\"0x00000000000000000000000000000000000000000000003635c9adc5dea00000\"");
  g_assert_null (examine (&f, plan));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
  fake_evm_reply (f.fake, "eth_call", "\"error\":{\"code\":-32603,\"message\":\"internal error\"}");
  g_assert_null (examine (&f, plan));
  g_assert_nonnull (f.error);
  g_clear_error (&f.error);
  evm_fixture_tear_down (&f);
}

/* What nodes say, and what it means. */
static const struct
{
  const char *words;
  gint        code; /* -1: the network has it */
} words[] = {
  { "already known", -1 },
  { "ALREADY_EXISTS: already known", -1 },
  { "known transaction: 1234", -1 },
  { "AlreadyKnown", -1 },
  { "replacement transaction underpriced", IMW_ERROR_FEE_TOO_LOW },
  { "transaction underpriced: tip needed 1, tip permitted 0", IMW_ERROR_FEE_TOO_LOW },
  { "max fee per gas less than block base fee: address 0x1", IMW_ERROR_FEE_TOO_LOW },
  { "FeeTooLow, EffectivePriorityFeePerGas too low 1 < 2", IMW_ERROR_FEE_TOO_LOW },
  { "Gas price below configured minimum gas price", IMW_ERROR_FEE_TOO_LOW },
  { "insufficient funds for gas * price + value: balance 0", IMW_ERROR_REFUSED },
  { "InsufficientFunds, Account balance: 0", IMW_ERROR_REFUSED },
  { "intrinsic gas too low", IMW_ERROR_REFUSED },
  { "exceeds block gas limit", IMW_ERROR_REFUSED },
  { "invalid sender", IMW_ERROR_REFUSED },
  { "nonce too low: next nonce 10, tx nonce 9", IMW_ERROR_REFUSED },
  { "OldNonce, Current nonce: 10, nonce of rejected tx: 9", IMW_ERROR_REFUSED },
  { "Internal error", IMW_ERROR_SERVER },
  { "the sky is falling", IMW_ERROR_SERVER },
};

static void
test_submit (void)
{
  g_autofree char *txid = txid_of (RAW);
  g_autofree char *good = g_strdup_printf ("\"result\":\"%s\"", txid);
  EvmFixture       f;
  EvmTx           *tx;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *reply =
          g_strdup_printf ("\"error\":{\"code\":-32000,\"message\":\"%s\"}", words[i].words);

      evm_fixture_set_up (&f, 1, FALSE, TIP);
      fake_evm_reply (f.fake, "eth_sendRawTransaction", reply);
      g_test_message ("%s", words[i].words);
      if (submit (&f))
        g_assert_cmpint (words[i].code, ==, -1);
      else
        evm_fixture_assert_error (&f, words[i].code);
      evm_fixture_tear_down (&f);
    }

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  fake_evm_reply (f.fake, "eth_sendRawTransaction", good);
  g_assert_true (submit (&f));
  g_assert_no_error (f.error);
  fake_evm_reply (
      f.fake, "eth_sendRawTransaction",
      "\"result\":\"0x0000000000000000000000000000000000000000000000000000000000000000\"");
  g_assert_false (submit (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);

  /* its number is used, by itself */
  fake_evm_reply (f.fake, "eth_sendRawTransaction",
                  "\"error\":{\"code\":-32000,\"message\":\"nonce too low\"}");
  tx = fake_evm_pay (f.fake, TIP, EVM_ME, EVM_OTHER, 1, 9);
  g_free (tx->txid);
  tx->txid = g_strdup (txid);
  g_hash_table_insert (f.fake->by_txid, g_strdup (txid), tx);
  g_assert_true (submit (&f));
  evm_fixture_tear_down (&f);

  /* no answer from the first: a refusal by the second is not the last word */
  evm_fixture_set_up (&f, 2, FALSE, TIP);
  f.fake->fault = EVM_FAULT_DROP;
  f.fake->fault_method = "eth_sendRawTransaction";
  fake_evm_reply (f.fakes[1], "eth_sendRawTransaction",
                  "\"error\":{\"code\":-32000,\"message\":\"insufficient funds\"}");
  g_assert_false (submit (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_NETWORK);
  evm_fixture_tear_down (&f);
}

static GBytes *
get_raw (EvmFixture *f)
{
  g_autofree char *txid = txid_of (RAW);
  g_autoptr (GAsyncResult) result = NULL;

  imw_backend_get_raw_async (f->backend, txid, NULL, got_cb, f);
  result = take_result (f);

  return imw_backend_get_raw_finish (f->backend, result, &f->error);
}

static void
test_get_raw (void)
{
  static const char *const members =
      "\"result\":{\"hash\":\"%s\",\"from\":\"0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f\","
      "\"to\":\"0x3535353535353535353535353535353535353535\",\"nonce\":\"0x9\",\"value\":\"%s\","
      "\"gas\":\"0x5208\",\"gasPrice\":\"0x4a817c800\",\"input\":\"0x\",\"type\":\"0x0\","
      "\"v\":\"0x25\","
      "\"r\":\"0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276\","
      "\"s\":\"0x67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83\","
      "\"blockNumber\":null,\"blockHash\":null}";
  EvmFixture       f;
  g_autofree char *txid = txid_of (RAW);
  g_autoptr (GBytes) expected = imw_hex_decode (RAW, NULL);
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GString) reply = g_string_new (members);

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  g_assert_null (get_raw (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_NOT_FOUND);

  fake_evm_reply (f.fake, "eth_getRawTransactionByHash", "\"result\":\"0x" RAW "\"");
  raw = get_raw (&f);
  g_assert_no_error (f.error);
  g_assert_true (g_bytes_equal (raw, expected));
  g_clear_pointer (&raw, g_bytes_unref);

  /* put together from its members, and checked by its id */
  fake_evm_reply (f.fake, "eth_getRawTransactionByHash", "\"result\":\"0xf86c09\"");
  g_string_replace (reply, "%s", txid, 1);
  g_string_replace (reply, "%s", "0xde0b6b3a7640000", 1);
  fake_evm_reply (f.fake, "eth_getTransactionByHash", reply->str);
  raw = get_raw (&f);
  g_assert_no_error (f.error);
  g_assert_true (g_bytes_equal (raw, expected));
  g_string_replace (reply, "0xde0b6b3a7640000", "0xde0b6b3a7640001", 1);
  fake_evm_reply (f.fake, "eth_getTransactionByHash", reply->str);
  g_assert_null (get_raw (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
  evm_fixture_tear_down (&f);
}

static ImwAsset *
look_up (EvmFixture *f, const char *contract)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_backend_look_up_asset_async (f->backend, contract, NULL, got_cb, f);
  result = take_result (f);

  return imw_backend_look_up_asset_finish (f->backend, result, &f->error);
}

static void
test_look_up (void)
{
  EvmFixture f;
  g_autoptr (ImwAsset) asset = NULL;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  asset = look_up (&f, EVM_USDC);
  g_assert_no_error (f.error);
  g_assert_cmpstr (imw_asset_get_symbol (asset), ==, "USDC");
  g_assert_cmpuint (f.fake->n_requests, ==, 0);
  g_clear_pointer (&asset, imw_asset_unref);

  g_assert_null (look_up (&f, EVM_SPAM));
  evm_fixture_assert_error (&f, IMW_ERROR_NOT_FOUND);
  g_assert_null (look_up (&f, "0x12"));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_ADDRESS);

  fake_evm_reply (
      f.fake, EVM_SPAM " 0x313ce567",
      "\"result\":\"0x0000000000000000000000000000000000000000000000000000000000000006\"");
  /* "USD", a line feed, a mark that turns the direction of writing, "T" */
  fake_evm_reply (f.fake, EVM_SPAM " 0x95d89b41",
                  "\"result\":\"0x0000000000000000000000000000000000000000000000000000000000000020"
                  "0000000000000000000000000000000000000000000000000000000000000008"
                  "5553440ae280ae54000000000000000000000000000000000000000000000000\"");
  asset = look_up (&f, EVM_SPAM);
  g_assert_no_error (f.error);
  g_assert_cmpuint (imw_asset_get_decimals (asset), ==, 6);
  g_test_message ("\"%s\"", imw_asset_get_symbol (asset));
  g_assert_null (strchr (imw_asset_get_symbol (asset), '\n'));
  g_assert_null (strstr (imw_asset_get_symbol (asset), "\xe2\x80\xae"));
  evm_fixture_tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend/evm/payment/fees", test_fees);
  g_test_add_func ("/backend/evm/payment/examine", test_examine);
  g_test_add_func ("/backend/evm/payment/data-fee", test_data_fee);
  g_test_add_func ("/backend/evm/payment/submit", test_submit);
  g_test_add_func ("/backend/evm/payment/get-raw", test_get_raw);
  g_test_add_func ("/backend/evm/payment/look-up", test_look_up);

  return g_test_run ();
}
