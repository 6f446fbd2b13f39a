/* test-evm-sync.c: balances, history and fate on a network that tells balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "evm-fixture.h"

#include "imw-error.h"

#include <string.h>

#define TIP G_GINT64_CONSTANT (20000000)

static void
add_asset (EvmFixture *f, const char *symbol)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (f->assets, imw_chain_find_asset (f->chain, symbol, &error));
  g_assert_no_error (error);
}

/* The words of those who refuse long ranges. */
static const struct
{
  gint        code;
  gint64      limit;
  const char *words;
} refusals[] = {
  { -32602, 2000, "block range too large" },
  { -32005, 2000, "query exceeds max block range 2,000" },
  { -32600, 2000, "eth_getLogs is limited to a 2000 range" },
  { -32602, 2000,
    "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block "
    "range and no limit on the response size" },
  { -32000, 2000, "exceed maximum block range: 2000" },
  { -32701, 2000, "Please specify less number of addresses or range" },
  { 35, 2000, "ranges over 10000 blocks are not supported on freetier" },
  { -32614, 2000, "eth_getLogs is limited to 0 - 2000 blocks range" },
  { 0, 2000, "requested too many blocks from 0x1 to 0x1312d00, maximum is set to 2000" },
};

/* The balance is right after at most ten requests, whatever the history is like. */
static void
test_balance (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      EvmFixture f;

      evm_fixture_set_up (&f, 1, FALSE, TIP);
      f.fake->max_range = refusals[i].limit;
      f.fake->range_code = refusals[i].code;
      f.fake->range_words = refusals[i].words;
      add_asset (&f, "USDC");
      add_asset (&f, "USDT");
      fake_evm_fund (f.fake, EVM_ME, G_GUINT64_CONSTANT (5000000000000000000));
      fake_evm_pay (f.fake, 5000000, EVM_OTHER, EVM_ME, 70000, 0);
      fake_evm_transfer (f.fake, 5000001, EVM_OTHER, 1, EVM_USDC, EVM_OTHER, EVM_ME, 25000000);
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "ETH", "5000000000000070000");
      evm_fixture_assert_balance (&f, "USDC", "25000000");
      evm_fixture_assert_balance (&f, "USDT", "0");
      g_assert_cmpint (f.batch->sequence, ==, 0);
      g_assert_cmpint (f.batch->tip_height, ==, TIP);
      g_assert_cmpuint (f.batch->n_requests, ==, f.fake->n_requests);
      g_test_message ("%u requests", f.fake->n_requests);
      g_assert_cmpuint (f.fake->n_requests, <=, 10);
      g_assert_true (f.batch->history_more);
      g_assert_cmpint (f.batch->history_from_ms, ==, -1);
      g_assert_cmpstr (f.batch->history_source, ==, "seen");

      /* a year later, with something in every gap */
      f.fake->n_requests = 0;
      fake_evm_transfer (f.fake, TIP + 1000, EVM_OTHER, 2, EVM_USDT, EVM_OTHER, EVM_ME, 7);
      fake_evm_pay (f.fake, TIP + 2000000, EVM_OTHER, EVM_ME, 30000, 3);
      fake_evm_pay (f.fake, TIP + 2000001, EVM_ME, EVM_OTHER, 1, 0);
      f.fake->tip = TIP + 2600000;
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "USDT", "7");
      evm_fixture_assert_balance (&f, "ETH", "4999979000000099999");
      g_assert_cmpint (f.batch->sequence, ==, 1);
      g_test_message ("%u requests a year later", f.fake->n_requests);
      g_assert_cmpuint (f.fake->n_requests, <=, 10);
      evm_fixture_tear_down (&f);
    }
}

/* Backwards in ranges that the server takes, to the birthday, resumed from text each time. */
static void
test_history_back (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      EvmFixture f;
      EvmTx     *txs[12];
      EvmTx     *older;
      guint      n_steps;

      evm_fixture_set_up (&f, 1, FALSE, TIP);
      f.fake->max_range = refusals[i].limit;
      f.fake->range_code = refusals[i].code;
      f.fake->range_words = refusals[i].words;
      add_asset (&f, "USDC");
      for (guint k = 0; k < G_N_ELEMENTS (txs); k++)
        txs[k] = fake_evm_transfer (f.fake, TIP - 4000 * k, EVM_OTHER, k, EVM_USDC, EVM_OTHER,
                                    EVM_ME, k + 1);
      older =
          fake_evm_transfer (f.fake, TIP - 90000, EVM_OTHER, 0, EVM_USDC, EVM_OTHER, EVM_ME, 99);
      f.birthday_ms = fake_evm_block_time (TIP - 60000);
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      f.fake->n_requests = 0;
      n_steps = evm_fixture_history_all (&f);
      g_test_message ("%u steps, %u requests", n_steps, f.fake->n_requests);
      g_assert_cmpuint (f.fake->n_requests, <, 130);
      g_assert_cmpint (f.batch->history_from_ms, ==, 0);
      for (guint k = 0; k < G_N_ELEMENTS (txs); k++)
        {
          g_autofree char   *value = g_strdup_printf ("%u", k + 1);
          const ImwTxRecord *record = evm_fixture_find (&f, txs[k]->txid);

          evm_fixture_assert_net (&f, txs[k]->txid, "USDC", value);
          g_assert_cmpint (record->height, ==, txs[k]->block);
          g_assert_cmpint (record->time_ms, ==, fake_evm_block_time (txs[k]->block));
          g_assert_cmpint (record->state, ==, IMW_TX_CONFIRMED);
          g_assert_cmpint (record->sequence, ==, -1);
          g_assert_null (record->fee);
        }
      g_assert_null (evm_fixture_find (&f, older->txid));
      evm_fixture_tear_down (&f);
    }
}

/* Ten thousand transfers in few blocks: answers over the cap, or over the server's own limit, split. */
static void
test_many_logs (void)
{
  for (guint kind = 0; kind < 2; kind++)
    {
      EvmFixture f;
      guint      n_steps;

      evm_fixture_set_up (&f, 1, FALSE, 30000);
      f.fake->max_logs = kind == 1 ? 1000 : 0;
      add_asset (&f, "USDC");
      for (guint i = 0; i < 10000; i++)
        fake_evm_transfer (f.fake, 20000 + i / 5, EVM_OTHER, i, EVM_USDC, EVM_OTHER, EVM_ME, 1);
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_balance (&f, "USDC", "10000");
      f.fake->n_requests = 0;
      n_steps = evm_fixture_history_all (&f);
      g_test_message ("%u steps, %u requests", n_steps, f.fake->n_requests);
      g_assert_cmpuint (g_hash_table_size (f.records), ==, 10000);
      evm_fixture_tear_down (&f);
    }
}

/* What comes between two rounds is found at once: tokens by their events, the rest by the blocks in
 * which the balance changed. */
static void
test_forward (void)
{
  EvmFixture         f;
  EvmTx             *in;
  EvmTx             *out;
  EvmTx             *token;
  EvmTx             *sent;
  EvmTx             *poison;
  EvmTx             *failed;
  const ImwTxRecord *record;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  add_asset (&f, "USDC");
  fake_evm_fund (f.fake, EVM_ME, G_GUINT64_CONSTANT (1000000000000000000));
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (f.batch->records->len, ==, 0);

  in = fake_evm_pay (f.fake, TIP + 3, EVM_OTHER, EVM_ME, 500, 0);
  token = fake_evm_transfer (f.fake, TIP + 5, EVM_OTHER, 1, EVM_USDC, EVM_OTHER, EVM_ME, 9000000);
  out = fake_evm_pay (f.fake, TIP + 9, EVM_ME, EVM_THIRD, 200, 0);
  sent = fake_evm_transfer (f.fake, TIP + 9, EVM_ME, 1, EVM_USDC, EVM_ME, EVM_THIRD, 4000000);
  poison = fake_evm_transfer (f.fake, TIP + 10, EVM_OTHER, 2, EVM_USDC, EVM_ME, EVM_OTHER, 0);
  failed = fake_evm_pay (f.fake, TIP + 11, EVM_ME, EVM_THIRD, 1, 2);
  failed->failed = TRUE;
  f.fake->tip = TIP + 14;
  f.fake->n_requests = 0;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (f.fake->n_requests, <=, 10);
  g_assert_cmpint (f.batch->sequence, ==, 3);
  evm_fixture_assert_balance (&f, "USDC", "5000000");

  evm_fixture_assert_net (&f, in->txid, "ETH", "500");
  evm_fixture_assert_net (&f, token->txid, "USDC", "9000000");
  evm_fixture_assert_net (&f, out->txid, "ETH", "-21000000000200");
  evm_fixture_assert_net (&f, sent->txid, "USDC", "-4000000");
  evm_fixture_assert_net (&f, failed->txid, "ETH", "-21000000000000");
  g_assert_null (evm_fixture_find (&f, poison->txid));

  record = evm_fixture_find (&f, sent->txid);
  g_assert_cmpint (record->sequence, ==, 1);
  g_assert_cmpstr (record->call, ==, "transfer");
  g_assert_cmpstr (imw_asset_get_symbol (imw_amount_get_asset (record->fee)), ==, "ETH");
  g_assert_cmpuint (record->movements->len, ==, 0);
  g_assert_cmpuint (record->counterparties->len, ==, 1);
  g_assert_cmpstr (((ImwTxCounterparty *) g_ptr_array_index (record->counterparties, 0))->address,
                   ==, "0x2000000000000000000000000000000000000002");
  record = evm_fixture_find (&f, failed->txid);
  g_assert_true (record->failed);
  record = evm_fixture_find (&f, in->txid);
  g_assert_cmpuint (record->counterparties->len, ==, 1);
  g_assert_null (record->fee);
  evm_fixture_tear_down (&f);
}

/* Two payments within 400 blocks are found within one round. */
static void
test_gap (void)
{
  EvmFixture f;
  EvmTx     *in;
  EvmTx     *out;

  for (gint64 shift = 0; shift < 20; shift++)
    {
      evm_fixture_set_up (&f, 1, FALSE, TIP);
      fake_evm_fund (f.fake, EVM_ME, G_GUINT64_CONSTANT (1000000000000000000));
      evm_fixture_sync (&f);
      in = fake_evm_pay (f.fake, TIP + 100 + shift, EVM_OTHER, EVM_ME, 500, 0);
      out = fake_evm_pay (f.fake, TIP + 390 - shift, EVM_ME, EVM_OTHER, 7, 0);
      f.fake->tip = TIP + 400;
      evm_fixture_sync (&f);
      g_assert_no_error (f.error);
      evm_fixture_assert_net (&f, in->txid, "ETH", "500");
      evm_fixture_assert_net (&f, out->txid, "ETH", "-21000000000007");
      g_assert_cmpuint (f.batch->n_requests, <=, 8);
      evm_fixture_tear_down (&f);
    }
}

/* A server that forgets states at once: balances as of now, the newest blocks are read whole. */
static void
test_no_state (void)
{
  EvmFixture f;
  EvmTx     *in;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  f.fake->state_depth = 1;
  fake_evm_fund (f.fake, EVM_ME, 1000);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  in = fake_evm_pay (f.fake, TIP + 2, EVM_OTHER, EVM_ME, 500, 0);
  f.fake->tip = TIP + 3;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "ETH", "1500");
  evm_fixture_assert_net (&f, in->txid, "ETH", "500");

  /* not even that of the block it names: then that of its own newest one */
  fake_evm_reply (f.fake, "eth_getTransactionCount",
                  "\"error\":{\"code\":-32000,\"message\":\"state\"}");
  g_assert_false (evm_fixture_sync (&f));
  fake_evm_reply (f.fake, "eth_getTransactionCount", NULL);
  evm_fixture_tear_down (&f);
}

/* A token that cannot say its balance is unknown, and the others are known. */
static void
test_unknown_balance (void)
{
  EvmFixture f;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  add_asset (&f, "USDC");
  add_asset (&f, "USDT");
  fake_evm_fund (f.fake, EVM_ME, 1000);
  fake_evm_reply (f.fake, EVM_USDT " 0x70a08231",
                  "\"error\":{\"code\":3,\"message\":\"execution reverted\"}");
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "ETH", "1000");
  evm_fixture_assert_balance (&f, "USDC", "0");
  evm_fixture_assert_balance (&f, "USDT", NULL);
  fake_evm_reply (f.fake, EVM_USDT " 0x70a08231", "\"result\":\"0x\"");
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_balance (&f, "USDT", NULL);
  evm_fixture_tear_down (&f);
}

/* Pending, confirmed, thrown out by a reorganisation, and replaced. */
static void
test_fate (void)
{
  EvmFixture         f;
  EvmTx             *first;
  EvmTx             *second;
  EvmTx             *winner;
  const ImwTxRecord *record;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  fake_evm_fund (f.fake, EVM_ME, G_GUINT64_CONSTANT (1000000000000000000));
  evm_fixture_sync (&f);
  first = fake_evm_pay (f.fake, -1, EVM_ME, EVM_OTHER, 100, 0);
  second = fake_evm_pay (f.fake, -1, EVM_ME, EVM_OTHER, 200, 1);
  g_hash_table_insert (f.records, first->txid, imw_tx_record_new (first->txid));
  g_hash_table_insert (f.records, second->txid, imw_tx_record_new (second->txid));
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  record = evm_fixture_find (&f, first->txid);
  g_assert_cmpint (record->state, ==, IMW_TX_MEMPOOL);
  g_assert_cmpint (record->sequence, ==, 0);
  g_assert_cmpint (record->height, ==, -1);
  evm_fixture_assert_net (&f, first->txid, "ETH", "-50000000000100");

  first->block = TIP + 1;
  f.fake->tip = TIP + 1;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  record = evm_fixture_find (&f, first->txid);
  g_assert_cmpint (record->state, ==, IMW_TX_CONFIRMED);
  g_assert_cmpint (record->height, ==, TIP + 1);
  evm_fixture_assert_net (&f, first->txid, "ETH", "-21000000000100");
  g_assert_cmpint (evm_fixture_find (&f, second->txid)->state, ==, IMW_TX_MEMPOOL);

  /* the second is forgotten, but its number is free: it lives */
  second->block = G_MAXINT64;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpint (evm_fixture_find (&f, second->txid)->state, ==, IMW_TX_MEMPOOL);

  /* another one took its number */
  winner = fake_evm_pay (f.fake, TIP + 2, EVM_ME, EVM_THIRD, 300, 1);
  f.fake->tip = TIP + 2;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_false (f.batch->reorganised);
  g_assert_cmpint (evm_fixture_find (&f, second->txid)->state, ==, IMW_TX_DROPPED);
  g_assert_cmpint (evm_fixture_find (&f, second->txid)->sequence, ==, 1);
  evm_fixture_assert_net (&f, winner->txid, "ETH", "-21000000000300");

  /* both blocks are gone: one payment waits again, the other is in another block */
  f.fake->fork_from = TIP + 1;
  f.fake->fork = 1;
  first->block = TIP + 3;
  winner->block = -1;
  f.fake->tip = TIP + 3;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->reorganised);
  record = evm_fixture_find (&f, first->txid);
  g_assert_cmpint (record->height, ==, TIP + 3);
  g_assert_cmpint (evm_fixture_find (&f, winner->txid)->state, ==, IMW_TX_MEMPOOL);
  g_assert_cmpint (f.batch->sequence, ==, 1);
  evm_fixture_tear_down (&f);
}

/* What somebody else paid us is gone with its block. */
static void
test_reorganised (void)
{
  EvmFixture       f;
  EvmTx           *in;
  g_autofree char *txid = NULL;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  fake_evm_fund (f.fake, EVM_ME, 1000);
  evm_fixture_sync (&f);
  in = fake_evm_pay (f.fake, TIP + 2, EVM_OTHER, EVM_ME, 500, 0);
  txid = g_strdup (in->txid);
  f.fake->tip = TIP + 2;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  evm_fixture_assert_net (&f, txid, "ETH", "500");
  fake_evm_remove (f.fake, in);
  f.fake->fork_from = TIP + 1;
  f.fake->fork = 1;
  f.fake->tip = TIP + 3;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->reorganised);
  evm_fixture_assert_balance (&f, "ETH", "1000");
  g_assert_cmpint (evm_fixture_find (&f, txid)->state, ==, IMW_TX_DROPPED);
  evm_fixture_tear_down (&f);
}

/* The index names what happened, the server says what it was; pages are read in step. */
static void
test_index (void)
{
  EvmFixture f;
  EvmTx     *inner;
  EvmTx     *late;
  guint      n_steps;

  evm_fixture_set_up (&f, 1, TRUE, TIP);
  f.fake->page_size = 7;
  add_asset (&f, "USDC");
  fake_evm_fund (f.fake, EVM_ME, G_GUINT64_CONSTANT (1000000000000000000));
  for (guint i = 0; i < 20; i++)
    {
      fake_evm_pay (f.fake, 1000000 + i * 300, EVM_OTHER, EVM_ME, 10 + i, i);
      fake_evm_transfer (f.fake, 1000000 + i * 500, EVM_OTHER, i, EVM_USDC, EVM_OTHER, EVM_ME,
                         1 + i);
      fake_evm_transfer (f.fake, 3000000 + i, EVM_ME, i, EVM_USDC, EVM_ME, EVM_OTHER, 1);
    }
  inner = fake_evm_pay (f.fake, 2000000, EVM_OTHER, EVM_THIRD, 777, 50);
  inner->internal_to = g_strdup (EVM_ME);
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpstr (f.batch->history_source, ==, "index");
  g_assert_cmpuint (f.fake->n_index, ==, 0);
  n_steps = evm_fixture_history_all (&f);
  g_test_message ("%u steps, %u pages", n_steps, f.fake->n_index);
  g_assert_cmpuint (f.fake->n_index, <=, 16);
  g_assert_cmpuint (g_hash_table_size (f.records), ==, 61);
  g_assert_cmpint (f.batch->history_from_ms, ==, 0);
  evm_fixture_assert_net (&f, inner->txid, "ETH", "777");
  for (guint i = 0; i < f.fake->txs->len; i++)
    {
      const EvmTx       *tx = g_ptr_array_index (f.fake->txs, i);
      const ImwTxRecord *record = evm_fixture_find (&f, tx->txid);

      g_assert_nonnull (record);
      g_assert_cmpint (record->time_ms, ==, fake_evm_block_time (tx->block));
    }

  /* a change that no block explains makes it be read again, from the top down to what is known */
  late = fake_evm_pay (f.fake, TIP + 5, EVM_OTHER, EVM_THIRD, 888, 51);
  late->internal_to = g_strdup (EVM_ME);
  f.fake->tip = TIP + 9;
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->history_more);
  f.fake->n_index = 0;
  evm_fixture_history_all (&f);
  g_assert_cmpuint (f.fake->n_index, <=, 6);
  evm_fixture_assert_net (&f, late->txid, "ETH", "888");
  evm_fixture_tear_down (&f);
}

/* Tokens that nobody knows: their words are cut and cleaned, and what is no token is left out. */
static void
test_unknown_tokens (void)
{
  static const char bytes32[] =
      "\"result\":\"0x4d4b520000000000000000000000000000000000000000000000000000000000\"";
  EvmFixture         f;
  EvmTx             *tx;
  const ImwTxRecord *record;
  ImwAsset          *asset;

  evm_fixture_set_up (&f, 1, FALSE, TIP);
  evm_fixture_sync (&f);
  tx = fake_evm_transfer (f.fake, TIP + 1, EVM_OTHER, 0, EVM_SPAM, EVM_OTHER, EVM_ME, 5);
  f.fake->tip = TIP + 1;
  fake_evm_reply (f.fake, EVM_SPAM " 0x95d89b41", bytes32);
  fake_evm_reply (
      f.fake, EVM_SPAM " 0x313ce567",
      "\"result\":\"0x0000000000000000000000000000000000000000000000000000000000000009\"");
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (f.fake->n_requests, <=, 10);
  record = evm_fixture_find (&f, tx->txid);
  g_assert_nonnull (record);
  asset = imw_amount_get_asset (record->net);
  g_assert_cmpstr (imw_asset_get_symbol (asset), ==, "MKR");
  g_assert_cmpuint (imw_asset_get_decimals (asset), ==, 9);
  g_assert_cmpstr (imw_asset_get_id (asset), ==,
                   "ethereum/0x5000000000000000000000000000000000000005");
  evm_fixture_tear_down (&f);

  /* 39 decimals: no token */
  evm_fixture_set_up (&f, 1, FALSE, TIP);
  evm_fixture_sync (&f);
  tx = fake_evm_transfer (f.fake, TIP + 1, EVM_OTHER, 0, EVM_SPAM, EVM_OTHER, EVM_ME, 5);
  f.fake->tip = TIP + 1;
  fake_evm_reply (f.fake, EVM_SPAM " 0x95d89b41", bytes32);
  fake_evm_reply (
      f.fake, EVM_SPAM " 0x313ce567",
      "\"result\":\"0x0000000000000000000000000000000000000000000000000000000000000027\"");
  evm_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_null (evm_fixture_find (&f, tx->txid));
  evm_fixture_tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend/evm/sync/balance", test_balance);
  g_test_add_func ("/backend/evm/sync/history-back", test_history_back);
  g_test_add_func ("/backend/evm/sync/many-logs", test_many_logs);
  g_test_add_func ("/backend/evm/sync/forward", test_forward);
  g_test_add_func ("/backend/evm/sync/gap", test_gap);
  g_test_add_func ("/backend/evm/sync/no-state", test_no_state);
  g_test_add_func ("/backend/evm/sync/unknown-balance", test_unknown_balance);
  g_test_add_func ("/backend/evm/sync/fate", test_fate);
  g_test_add_func ("/backend/evm/sync/reorganised", test_reorganised);
  g_test_add_func ("/backend/evm/sync/index", test_index);
  g_test_add_func ("/backend/evm/sync/unknown-tokens", test_unknown_tokens);

  return g_test_run ();
}
