/* test-told.c: balances that the network tells, and payments with numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-told.h"

static void
apply (ImwStore *store, ImwStoreBatch *batch)
{
  imw_store_batch_result_free (test_store_apply (store, batch));
}

static void
tell_both (ImwStore *store, gint64 tip, gint64 eth, gint64 usdt)
{
  ImwStoreBatch *batch = test_told_batch (tip);

  test_told_tell (batch, TEST_ETH, eth);
  test_told_tell (batch, TEST_USDT, usdt);
  apply (store, batch);
}

static void
apply_record (ImwStore *store, gint64 tip, ImwTxRecord *record)
{
  ImwStoreBatch *batch = test_told_batch (tip);

  test_batch_take (batch, record);
  apply (store, batch);
}

static ImwStoreAccount *
get_account (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) accounts = imw_store_list_accounts_finish (
      store, TEST_RUN (result, imw_store_list_accounts_async (store, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);
  for (guint i = 0; i < accounts->len; i++)
    {
      ImwStoreAccount *account = g_ptr_array_index (accounts, i);

      if (g_strcmp0 (account->id, TEST_TOLD) == 0)
        return imw_store_account_copy (account);
    }

  g_assert_not_reached ();
}

static void
repair (ImwStore *store, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean changed = !expected;

  g_assert_true (imw_store_repair_finish (
      store, TEST_RUN (result, imw_store_repair_async (store, NULL, test_done_cb, &result)),
      &changed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (changed, ==, expected);
}

/* The network's word stands beside any history. */
static void
test_balance (TestStore *fixture, gconstpointer data)
{
  ImwStore      *store = fixture->store;
  ImwStoreBatch *batch = test_told_batch (5);
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ImwTxRecord *record;

  test_assert_told (store, TEST_ETH, "unknown");
  test_told_tell (batch, TEST_ETH, 1000);
  test_batch_take (batch, test_told_record (1, IMW_TX_CONFIRMED, 4, TEST_ETH, 77));
  result = test_store_apply (store, batch);
  g_assert_true (result->first_sync);
  g_assert_true (result->changed);
  test_assert_told (store, TEST_ETH, "1000 0 0 1000 0");
  test_assert_told (store, TEST_USDT, "unknown"); /* not told: unknown, not zero */

  /* the same again is no change; another word is one, without any transaction */
  g_clear_pointer (&result, imw_store_batch_result_free);
  batch = test_told_batch (5);
  test_told_tell (batch, TEST_ETH, 1000);
  result = test_store_apply (store, batch);
  g_assert_false (result->changed);
  g_clear_pointer (&result, imw_store_batch_result_free);
  batch = test_told_batch (6);
  test_told_tell (batch, TEST_ETH, 1100);
  test_told_tell (batch, TEST_USDT, 0);
  result = test_store_apply (store, batch);
  g_assert_true (result->changed);
  test_assert_told (store, TEST_ETH, "1100 0 0 1100 0");
  test_assert_told (store, TEST_USDT, "0 0 0 0 0");

  /* what comes and goes: first and further movements, and a fee in another asset than what is paid */
  record = test_told_sent (2, IMW_TX_MEMPOOL, -1, TEST_USDT, 30, 7, 0);
  test_told_move (record, TEST_ETH, -50);
  apply_record (store, 7, record);
  apply_record (store, 7, test_told_record (3, IMW_TX_MEMPOOL, -1, TEST_ETH, 400));
  test_assert_told (store, TEST_ETH, "1100 400 57 1100 0");
  test_assert_told (store, TEST_USDT, "0 0 30 0 0");
  /* a fee in the same asset is within the net amount */
  apply_record (store, 7, test_told_sent (4, IMW_TX_MEMPOOL, -1, TEST_ETH, 20, 3, 1));
  test_assert_told (store, TEST_ETH, "1100 400 80 1100 0");

  /* in a block: no longer pending; what it did is in the next word */
  record = test_told_sent (2, IMW_TX_CONFIRMED, 8, TEST_USDT, 30, 7, 0);
  test_told_move (record, TEST_ETH, -50);
  apply_record (store, 8, record);
  test_assert_told (store, TEST_ETH, "1100 400 23 1100 0");
  test_assert_told (store, TEST_USDT, "0 0 0 0 0");
  repair (store, FALSE);
  test_assert_told (store, TEST_ETH, "1100 400 23 1100 0");

  /* less than nothing cannot be told, and then nothing of the batch stays */
  batch = test_told_batch (9);
  test_told_tell (batch, TEST_ETH, -1);
  test_batch_take (batch, test_told_record (5, IMW_TX_MEMPOOL, -1, TEST_ETH, 1));
  g_assert_null (test_store_try_apply (store, batch, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  imw_store_batch_free (batch);
  test_assert_told (store, TEST_ETH, "1100 400 23 1100 0");
}

/* A figure has the age of the batch that told it. */
static void
test_age (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) balances = NULL;
  ImwStoreBatch *batch = test_told_batch (9);

  tell_both (fixture->store, 5, 10, 20);
  test_told_tell (batch, TEST_ETH, 11);
  apply (fixture->store, batch);
  balances = imw_store_list_balances_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_balances_async (fixture->store, TEST_TOLD, NULL,
                                                       test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (balances->len, ==, 2);
  g_assert_cmpint (((ImwStoreBalance *) g_ptr_array_index (balances, 0))->as_of_ms, ==,
                   TEST_START_MS + 10 * 12000);
  g_assert_cmpint (((ImwStoreBalance *) g_ptr_array_index (balances, 1))->as_of_ms, ==,
                   TEST_START_MS + 6 * 12000);
}

/* Sequence, cursor and how far the history reaches; what a batch leaves out stays. */
static void
test_account (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreAccount) account = get_account (fixture->store);
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_told_batch (5);

  g_assert_cmpint (account->sequence, ==, -1);
  g_assert_null (account->cursor);
  g_assert_cmpint (account->history_from_ms, ==, -1);
  g_assert_null (account->history_source);

  batch->sequence = 4;
  batch->cursor = g_strdup ("5:1");
  batch->history_from_ms = 1000;
  batch->history_source = g_strdup ("index");
  apply (fixture->store, batch);
  tell_both (fixture->store, 6, 1, 1);
  g_clear_pointer (&account, imw_store_account_free);
  account = get_account (fixture->store);
  g_assert_cmpint (account->sequence, ==, 4);
  g_assert_cmpstr (account->cursor, ==, "5:1");
  g_assert_cmpint (account->history_from_ms, ==, 1000);
  g_assert_cmpstr (account->history_source, ==, "index");
  g_assert_cmpint (account->tip_height, ==, 6);

  /* after a reorganisation the number may be a lower one */
  batch = test_told_batch (6);
  batch->sequence = 3;
  batch->history_from_ms = 0;
  result = test_store_apply (fixture->store, batch);
  g_assert_true (result->changed);
  g_clear_pointer (&account, imw_store_account_free);
  account = get_account (fixture->store);
  g_assert_cmpint (account->sequence, ==, 3);
  g_assert_cmpint (account->history_from_ms, ==, 0);
}

/* Older history is no news and leaves balances and tip alone. */
static void
test_history_batch (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreAccount) before = NULL;
  g_autoptr (ImwStoreAccount) after = NULL;
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch;

  tell_both (fixture->store, 50, 100, 200);
  apply_record (fixture->store, 50, test_told_sent (9, IMW_TX_MEMPOOL, -1, TEST_ETH, 5, 1, 7));
  before = get_account (fixture->store);

  batch = test_told_history ("20:0");
  test_told_tell (batch, TEST_ETH, 999999);
  test_batch_take (batch, test_told_record (1, IMW_TX_CONFIRMED, 21, TEST_ETH, 30));
  test_batch_take (batch, test_told_sent (2, IMW_TX_CONFIRMED, 22, TEST_USDT, 5, 1, 3));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (result->changed);
  g_assert_cmpuint (result->received->len + result->sent->len + result->confirmed->len, ==, 0);
  g_assert_cmpuint (result->dropped->len + result->returned->len, ==, 0);

  after = get_account (fixture->store);
  g_assert_cmpstr (after->cursor, ==, "20:0");
  g_assert_cmpint (after->tip_height, ==, before->tip_height);
  g_assert_cmpstr (after->tip_hash, ==, before->tip_hash);
  g_assert_cmpint (after->last_sync_ms, ==, before->last_sync_ms);
  test_assert_told (fixture->store, TEST_ETH, "100 0 6 100 0");
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, 3);
}

/* What was summed up before the network's word came is forgotten. */
static void
test_becomes_told (TestStore *fixture, gconstpointer data)
{
  ImwStoreBatch *batch = test_told_batch (3);

  batch->told = FALSE;
  test_batch_take (batch, test_told_record (1, IMW_TX_CONFIRMED, 2, TEST_ETH, 30));
  test_batch_take (batch, test_told_record (2, IMW_TX_CONFIRMED, 2, TEST_SPAM, 30));
  apply (fixture->store, batch);
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, 2);

  batch = test_told_batch (4);
  test_told_tell (batch, TEST_USDT, 8);
  apply (fixture->store, batch);
  test_assert_told (fixture->store, TEST_ETH, "unknown");
  test_assert_told (fixture->store, TEST_SPAM, "unknown");
  test_assert_told (fixture->store, TEST_USDT, "8 0 0 8 0");
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, 1);
}

static GPtrArray *
find_sequence (ImwStore *store, gint64 sequence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *txs = imw_store_find_sequence_finish (
      store,
      TEST_RUN (result, imw_store_find_sequence_async (store, TEST_TOLD, sequence, NULL,
                                                       test_done_cb, &result)),
      &error);

  g_assert_no_error (error);

  return txs;
}

static void
assert_sequence (ImwStore *store, gint64 sequence, guint number, ImwTxState state)
{
  g_autoptr (GPtrArray) txs = find_sequence (store, sequence);
  ImwStoreTx *tx;

  g_assert_cmpuint (txs->len, ==, 1);
  tx = g_ptr_array_index (txs, 0);
  g_assert_cmpstr (tx->txid, ==, test_txid (number));
  g_assert_cmpint (tx->state, ==, state);
}

/* Two transactions with one number are rivals: the later one counts until one of them is in a block. */
static void
test_rivals (TestStore *fixture, gconstpointer data)
{
  ImwStore      *store = fixture->store;
  ImwStoreBatch *batch;
  g_autoptr (GPtrArray) none = NULL;

  tell_both (store, 5, 1000, 1000);
  apply_record (store, 5, test_told_sent (1, IMW_TX_MEMPOOL, -1, TEST_ETH, 100, 10, 4));
  test_assert_told (store, TEST_ETH, "1000 0 110 1000 0");
  apply_record (store, 5, test_told_sent (2, IMW_TX_MEMPOOL, -1, TEST_ETH, 0, 20, 4));
  test_assert_told (store, TEST_ETH, "1000 0 20 1000 0");
  assert_sequence (store, 4, 2, IMW_TX_MEMPOOL);

  apply_record (store, 6, test_told_sent (1, IMW_TX_CONFIRMED, 6, TEST_ETH, 100, 10, 4));
  test_assert_told (store, TEST_ETH, "1000 0 0 1000 0");
  assert_sequence (store, 4, 1, IMW_TX_CONFIRMED);

  /* out of its block again: it is the later one now */
  batch = test_told_batch (5);
  batch->reorganised = TRUE;
  apply (store, batch);
  assert_sequence (store, 4, 1, IMW_TX_MEMPOOL);
  test_assert_told (store, TEST_ETH, "1000 0 110 1000 0");

  /* one from elsewhere */
  apply_record (store, 6, test_told_sent (3, IMW_TX_CONFIRMED, 6, TEST_USDT, 1, 10, 4));
  assert_sequence (store, 4, 3, IMW_TX_CONFIRMED);
  none = find_sequence (store, 5);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_pointer (&none, g_ptr_array_unref);
  none = find_sequence (store, -1); /* that of others is no number */
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_details (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreTx) tx = NULL;
  g_autoptr (ImwStoreBatchResult) news = NULL;
  ImwStoreBatch *batch = test_told_batch (5);
  ImwTxRecord   *record = test_told_sent (1, IMW_TX_MEMPOOL, -1, TEST_USDT, 30, 7, 2);

  record->call = g_strdup ("transfer");
  test_told_move (record, TEST_ETH, -5);
  test_told_move (record, TEST_SPAM, 6);
  test_batch_take (batch, record);
  apply (fixture->store, batch);

  /* in a block, where it failed: all of it is another */
  batch = test_told_batch (6);
  record = test_told_record (1, IMW_TX_CONFIRMED, 6, TEST_ETH, -7);
  record->fee = test_told_amount (TEST_ETH, 7);
  record->sequence = 2;
  record->failed = TRUE;
  record->call = g_strdup ("0xdeadbeef");
  test_told_move (record, TEST_USDT, -1);
  test_batch_take (batch, record);
  news = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (news->confirmed, 1));

  tx = imw_store_get_tx_finish (
      fixture->store,
      TEST_RUN (result, imw_store_get_tx_async (fixture->store, TEST_TOLD, test_txid (1), NULL,
                                                test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_true (tx->failed);
  g_assert_cmpint (tx->sequence, ==, 2);
  g_assert_cmpstr (tx->call, ==, "0xdeadbeef");
  g_assert_cmpuint (tx->movements->len, ==, 1);
  g_assert_true (imw_asset_equal (imw_amount_get_asset (g_ptr_array_index (tx->movements, 0)),
                                  test_told_asset (TEST_USDT)));
  g_assert_true (
      imw_asset_equal (imw_amount_get_asset (tx->fee), test_told_asset (TEST_ETH)));
}

/* Contracts say what they like; no figure of theirs stops the others. */
static void
test_absurd (TestStore *fixture, gconstpointer data)
{
  static const char most[] =
      "115792089237316195423570985008687907853269984665640564039457584007913129639935";
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAsset) other = imw_asset_new (imw_asset_get_id (test_told_asset (TEST_SPAM)),
                                              "EVIL", "Other decimals now", 30);
  ImwStoreBatch *batch = test_told_batch (5);
  ImwTxRecord   *record;

  test_told_tell (batch, TEST_ETH, 5);
  g_ptr_array_add (batch->balances,
                   imw_amount_new_from_base_text (test_told_asset (TEST_SPAM), most, &error));
  for (guint i = 1; i <= 3; i++)
    {
      record = test_told_record (i, IMW_TX_MEMPOOL, -1, TEST_SPAM, 0);
      g_clear_pointer (&record->net, imw_amount_unref);
      record->net = imw_amount_new_from_base_text (test_told_asset (TEST_SPAM), most, &error);
      test_batch_take (batch, record);
    }
  apply (fixture->store, batch);
  test_assert_told (fixture->store, TEST_ETH, "5 0 0 5 0");
  test_assert_told (fixture->store, TEST_SPAM, "unknown");

  /* with other decimals than it had */
  batch = test_told_batch (6);
  record = imw_tx_record_new (test_txid (4));
  record->net = imw_amount_new (other, 7);
  test_batch_take (batch, record);
  test_told_tell (batch, TEST_ETH, 6);
  apply (fixture->store, batch);
  test_assert_told (fixture->store, TEST_ETH, "6 0 0 6 0");

  /* a genuine one never does that: what came was not from the network */
  batch = test_told_batch (7);
  record = imw_tx_record_new (test_txid (5));
  g_clear_pointer (&other, imw_asset_unref);
  other = imw_asset_new ("ethereum", "ETH", "Ether", 6);
  record->net = imw_amount_new (other, 7);
  test_batch_take (batch, record);
  g_assert_null (test_store_try_apply (fixture->store, batch, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  imw_store_batch_free (batch);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (TestStore *fixture, gconstpointer data);
  } tests[] = {
    { "/store/told/balance", test_balance },
    { "/store/told/age", test_age },
    { "/store/told/account", test_account },
    { "/store/told/history", test_history_batch },
    { "/store/told/becomes-told", test_becomes_told },
    { "/store/told/rivals", test_rivals },
    { "/store/told/details", test_details },
    { "/store/told/absurd", test_absurd },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, TestStore, NULL, test_told_set_up, tests[i].run,
                test_store_tear_down);

  return g_test_run ();
}
