/* test-evm-faults.c: servers that fail, and servers that lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "evm-fixture.h"

#include "imw-error.h"

#include <string.h>

#define TIP G_GINT64_CONSTANT (20000000)

static const struct
{
  EvmFault    fault;
  const char *method;
  ImwError    code;
} faults[] = {
  { EVM_FAULT_500, "eth_chainId", IMW_ERROR_SERVER },
  { EVM_FAULT_500, "eth_getBalance", IMW_ERROR_SERVER },
  { EVM_FAULT_DROP, "eth_getBalance", IMW_ERROR_NETWORK },
  { EVM_FAULT_NEVER, "eth_getBalance", IMW_ERROR_TIMEOUT },
  { EVM_FAULT_GARBAGE, "eth_chainId", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_GARBAGE, "eth_getBalance", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_WRONG_IDS, "eth_chainId", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_WRONG_IDS, "eth_getBalance", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_MISSING, "eth_getBalance", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_TWICE, "eth_getBalance", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_OVERSIZE, "eth_getBalance", IMW_ERROR_BAD_REPLY },
  { EVM_FAULT_429, "eth_getBalance", IMW_ERROR_RATE_LIMITED },
};

static const struct
{
  const char *method;
  const char *reply;
} lies[] = {
  { "eth_chainId", "\"result\":\"1\"" },
  { "eth_chainId", "\"result\":null" },
  { "eth_chainId", "\"result\":1" },
  { "eth_chainId", "\"result\":\"0x10000000000000000\"" },
  { "eth_getBlockByNumber", "\"result\":null" },
  { "eth_getBlockByNumber", "\"result\":{}" },
  { "eth_getBlockByNumber", "\"result\":{\"number\":\"0x1\",\"hash\":\"0x12\"}" },
  { "eth_getBalance", "\"result\":null" },
  { "eth_getBalance", "\"result\":\"0x\"" },
  { "eth_getBalance", "\"result\":\"-0x1\"" },
  { "eth_getBalance", "\"result\":12" },
  { "eth_getBalance",
    "\"result\":\"0x10000000000000000000000000000000000000000000000000000000000000000\"" },
  { "eth_getBalance", "\"result\":\"0x1\",\"error\":{\"code\":1,\"message\":\"both\"}" },
  { "eth_getBalance", "\"neither\":1" },
  { "eth_getTransactionCount", "\"result\":\"0xffffffffff\"" },
  { "eth_getTransactionCount", "\"result\":\"zero\"" },
};

/* Each fault ends the round with its error, nothing is half done, and the next round works. */
static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      EvmFixture f;

      evm_fixture_set_up (&f, 1, FALSE, TIP);
      fake_evm_fund (f.fake, EVM_ME, 1000);
      if (faults[i].fault == EVM_FAULT_NEVER)
        imw_http_set_timeouts (f.http, 30, 500);
      f.fake->fault = faults[i].fault;
      f.fake->fault_method = faults[i].method;
      g_assert_false (evm_fixture_sync (&f));
      g_test_message ("%s %u: %s", faults[i].method, faults[i].fault, f.error->message);
      evm_fixture_assert_error (&f, (gint) faults[i].code);
      g_assert_cmpint (imw_backend_get_last_good_ms (f.backend), ==, 0);
      g_assert_cmpint (imw_backend_get_state (f.backend), ==, IMW_BACKEND_FAILING);

      f.fake->fault = EVM_FAULT_NONE;
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "ETH", "1000");
      g_assert_null (imw_backend_get_last_error (f.backend));
      evm_fixture_tear_down (&f);
    }
}

static void
test_garbage (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      EvmFixture f;

      evm_fixture_set_up (&f, 1, FALSE, TIP);
      fake_evm_reply (f.fake, lies[i].method, lies[i].reply);
      g_assert_false (evm_fixture_sync (&f));
      evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
      evm_fixture_tear_down (&f);
    }
}

/* What the first server cannot, the second one does, and it is remembered; the first one rests. */
static void
test_second_server (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      EvmFixture f;
      guint      before;

      evm_fixture_set_up (&f, 2, FALSE, TIP);
      fake_evm_fund (f.fakes[1], EVM_ME, 1000);
      if (faults[i].fault == EVM_FAULT_NEVER)
        imw_http_set_timeouts (f.http, 30, 500);
      f.fake->fault = faults[i].fault;
      f.fake->fault_method = faults[i].method;
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "ETH", "1000");
      g_assert_cmpstr (imw_backend_get_server (f.backend), ==, fake_evm_get_url (f.fakes[1]));
      before = f.fake->n_requests;
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      g_assert_cmpuint (f.fake->n_requests, ==, before);
      evm_fixture_tear_down (&f);
    }
}

/* Another chain is never believed, not even when a server changes over to it later. */
static void
test_wrong_chain (void)
{
  EvmFixture f;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  fake_evm_fund (f.fake, EVM_ME, 1000);
  f.fake->chain_id = 137;
  g_assert_false (evm_fixture_sync (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_WRONG_NETWORK);
  g_assert_cmpuint (f.fake->n_calls, ==, 1);
  f.fake->chain_id = EVM_CHAIN_ID;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  f.fake->chain_id = 56;
  g_assert_false (evm_fixture_sync (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_WRONG_NETWORK);
  evm_fixture_tear_down (&f);

  evm_fixture_set_up (&f, 2, FALSE, TIP);
  fake_evm_fund (f.fakes[1], EVM_ME, 7);
  f.fake->chain_id = 137;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "ETH", "7");
  evm_fixture_tear_down (&f);
}

/* One server says another balance, or another number, for the same block. Of two, neither is believed;
 * of three, the one that stands alone is not. */
static void
test_lies (void)
{
  for (guint kind = 0; kind < 4; kind++)
    {
      EvmFixture f;
      guint      n_servers = kind < 2 ? 2 : 3;

      evm_fixture_set_up (&f, n_servers, FALSE, TIP);
      for (guint i = 0; i < n_servers; i++)
        fake_evm_fund (f.fakes[i], EVM_ME, 1000);
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      for (guint i = 0; i < n_servers; i++)
        f.fakes[i]->tip++;
      if (kind % 2 == 0)
        f.fake->lie_balance = 5000;
      else
        f.fake->lie_nonce = 3;
      evm_fixture_sync (&f);
      if (n_servers == 2)
        {
          evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
          g_test_message ("%s", f.error->message);
          g_assert_nonnull (strstr (f.error->message, "disagree"));
          g_assert_cmpint (imw_backend_get_state (f.backend), ==, IMW_BACKEND_FAILING);
          g_assert_nonnull (imw_backend_get_last_error (f.backend));
        }
      else
        {
          g_assert_no_error (f.error);
          evm_fixture_assert_balance (&f, "ETH", "1000");
          g_assert_cmpint (f.batch->sequence, ==, 0);
          g_assert_cmpstr (imw_backend_get_server (f.backend), !=, fake_evm_get_url (f.fake));
          g_assert_cmpuint (f.batch->n_requests, <=, 12);
        }
      evm_fixture_tear_down (&f);
    }
}

static void
add_token (EvmFixture *f, const char *contract)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strconcat ("ethereum/", contract, NULL);
  ImwAsset        *asset = g_str_equal (contract, EVM_SPAM)
                               ? imw_asset_new (id, "SPAM", "Spam", 6)
                               : imw_chain_find_asset (f->chain, contract, &error);

  g_assert_no_error (error);
  g_ptr_array_add (f->assets, asset);
}

/* The same when nothing but the balance of a token changes. */
static void
test_token_lies (void)
{
  for (guint n_servers = 2; n_servers <= 3; n_servers++)
    {
      EvmFixture f;

      evm_fixture_set_up (&f, n_servers, FALSE, TIP);
      add_token (&f, EVM_USDC);
      for (guint i = 0; i < n_servers; i++)
        {
          fake_evm_fund (f.fakes[i], EVM_ME, 1000);
          fake_evm_transfer (f.fakes[i], TIP - 5, EVM_OTHER, 0, EVM_USDC, EVM_OTHER, EVM_ME, 77);
        }
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      for (guint i = 0; i < n_servers; i++)
        f.fakes[i]->tip++;
      f.fake->lie_tokens = 900000000;
      evm_fixture_sync (&f);
      if (n_servers == 2)
        {
          evm_fixture_assert_error (&f, IMW_ERROR_BAD_REPLY);
          g_assert_nonnull (strstr (f.error->message, "disagree"));
          f.fake->lie_tokens = 0;
          imw_clock_advance (f.clock, 3600 * 1000);
          evm_fixture_sync (&f);
        }
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "USDC", "77");
      evm_fixture_assert_balance (&f, "ETH", "1000");
      evm_fixture_tear_down (&f);
    }
}

/* Nobody is asked twice while nothing changes; a token alone is a change. */
static void
test_token_change (void)
{
  EvmFixture f;
  guint      before;

  evm_fixture_set_up (&f, 2, FALSE, TIP);
  add_token (&f, EVM_USDC);
  for (guint i = 0; i < 2; i++)
    fake_evm_fund (f.fakes[i], EVM_ME, 1000);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  before = f.fakes[1]->n_requests;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (f.fakes[1]->n_requests, ==, before);
  for (guint i = 0; i < 2; i++)
    fake_evm_transfer (f.fakes[i], ++f.fakes[i]->tip, EVM_OTHER, 0, EVM_USDC, EVM_OTHER, EVM_ME, 5);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "USDC", "5");
  g_assert_cmpuint (f.fakes[1]->n_requests, ==, before + 1);
  evm_fixture_tear_down (&f);
}

/* A contract that nobody vouches for, and that says something else to each server, spoils nothing else:
 * its own balance is unknown. */
static void
test_spam_differs (void)
{
  EvmFixture       f;
  g_autofree char *spam = NULL;

  evm_fixture_set_up (&f, 2, FALSE, TIP);
  add_token (&f, EVM_SPAM);
  add_token (&f, EVM_USDC);
  for (guint i = 0; i < 2; i++)
    {
      fake_evm_fund (f.fakes[i], EVM_ME, 1000);
      fake_evm_transfer (f.fakes[i], TIP - 6, EVM_OTHER, 0, EVM_SPAM, EVM_OTHER, EVM_ME, 10 + i);
      fake_evm_transfer (f.fakes[i], TIP - 5, EVM_OTHER, 1, EVM_USDC, EVM_OTHER, EVM_ME, 77);
    }
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "ETH", "1000");
  evm_fixture_assert_balance (&f, "USDC", "77");
  spam = evm_fixture_balance (&f, "SPAM");
  g_assert_null (spam);
  evm_fixture_tear_down (&f);
}

/* A second server on another fork, behind, or failing does not spoil the round. */
static void
test_no_second_word (void)
{
  for (guint kind = 0; kind < 3; kind++)
    {
      EvmFixture f;

      evm_fixture_set_up (&f, 2, FALSE, TIP);
      fake_evm_fund (f.fake, EVM_ME, 1000);
      if (kind == 0)
        {
          f.fakes[1]->fork_from = TIP;
          f.fakes[1]->fork = 1;
        }
      else if (kind == 1)
        f.fakes[1]->tip = TIP - 1;
      else
        f.fakes[1]->fault = EVM_FAULT_500;
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "ETH", "1000");
      evm_fixture_tear_down (&f);
    }
}

/* Servers that take few calls at once, and batches whose answers are too long. */
static void
test_batches (void)
{
  EvmFixture f;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  f.fake->fault = EVM_FAULT_NO_BATCH;
  fake_evm_fund (f.fake, EVM_ME, 1000);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (f.assets, imw_chain_find_asset (f.chain, i == 0 ? "USDC" : "USDT", &error));
      g_assert_no_error (error);
    }
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "ETH", "1000");
  evm_fixture_assert_balance (&f, "USDT", "0");
  g_test_message ("%u requests", f.batch->n_requests);
  g_assert_cmpuint (f.batch->n_requests, <=, 10);
  evm_fixture_tear_down (&f);

  evm_fixture_set_up (&f, 1, FALSE, 1000);
  for (guint i = 0; i < 50; i++)
    fake_evm_transfer (f.fake, 100 + i, EVM_OTHER, i, EVM_USDC, EVM_OTHER, EVM_ME, 1);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_history_all (&f);
  g_assert_cmpuint (g_hash_table_size (f.records), ==, 50);
  evm_fixture_tear_down (&f);
}

/* The account key is checked, and nothing is asked for a wrong one. */
static void
test_bad_input (void)
{
  EvmFixture f;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  g_free (f.account_key);
  f.account_key = g_strdup ("xpub");
  g_assert_false (evm_fixture_sync (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_INPUT);
  g_assert_false (evm_fixture_history (&f));
  g_assert_cmpuint (f.fake->n_requests, ==, 0);
  evm_fixture_tear_down (&f);

  /* a cursor that is none: the history begins anew, and a step without a round is refused */
  evm_fixture_set_up (&f, 1, FALSE, TIP);
  f.cursor = g_strdup ("{\"version\":1,\"low\":-5}");
  g_assert_false (evm_fixture_history (&f));
  evm_fixture_assert_error (&f, IMW_ERROR_BAD_INPUT);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->history_more);
  evm_fixture_tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend/evm/faults/faults", test_faults);
  g_test_add_func ("/backend/evm/faults/garbage", test_garbage);
  g_test_add_func ("/backend/evm/faults/second-server", test_second_server);
  g_test_add_func ("/backend/evm/faults/wrong-chain", test_wrong_chain);
  g_test_add_func ("/backend/evm/faults/lies", test_lies);
  g_test_add_func ("/backend/evm/faults/token-lies", test_token_lies);
  g_test_add_func ("/backend/evm/faults/token-change", test_token_change);
  g_test_add_func ("/backend/evm/faults/spam-differs", test_spam_differs);
  g_test_add_func ("/backend/evm/faults/no-second-word", test_no_second_word);
  g_test_add_func ("/backend/evm/faults/batches", test_batches);
  g_test_add_func ("/backend/evm/faults/bad-input", test_bad_input);

  return g_test_run ();
}
