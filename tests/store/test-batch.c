/* test-batch.c: what syncs do to transactions, coins and balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-store.h"

/* One incoming transaction of 100000 sat. */
static ImwTxRecord *
receive (guint      number,
         ImwTxState state,
         gint64     height)
{
  ImwTxRecord *record = test_record (number, state, height, 100000);

  test_coin (record, 0, 0, number, 100000);

  return record;
}

/* Sends 60000 with a fee of 500 from output 0 of @from; 39500 come back. */
static ImwTxRecord *
send (guint      number,
      guint      from,
      ImwTxState state,
      gint64     height)
{
  ImwTxRecord *record = test_record (number, state, height, -60500);

  record->fee = test_amount (500);
  test_spend (record, from, 0);
  test_coin (record, 1, 1, number, 39500);
  test_payee (record, "prac1qsomebody", 60000);

  return record;
}

static void
apply_one (ImwStore    *store,
           gint64       tip,
           ImwTxRecord *record)
{
  ImwStoreBatch *batch = test_batch (tip);
  g_autoptr (ImwStoreBatchResult) result = NULL;

  test_batch_take (batch, record);
  result = test_store_apply (store, batch);
}

static void
test_receive (TestStore    *fixture,
              gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autoptr (ImwStoreTx) tx = NULL;
  ImwStoreBatch *batch;

  test_assert_balance (fixture->store, "unknown");

  batch = test_batch (9);
  result = test_store_apply (fixture->store, batch);
  g_assert_true (result->first_sync);
  g_assert_false (result->changed);
  test_assert_balance (fixture->store, "0 0 0 0 0 0"); /* now it is known */
  imw_store_batch_result_free (g_steal_pointer (&result));

  batch = test_batch (10);
  test_batch_take (batch, receive (1, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_false (result->first_sync);
  g_assert_true (result->changed);
  g_assert_true (test_has_txid (result->received, 1));
  g_assert_cmpuint (result->confirmed->len, ==, 0);
  test_assert_balance (fixture->store, "0 100000 0 0 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  /* the same again is nothing new */
  batch = test_batch (10);
  test_batch_take (batch, receive (1, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_false (result->changed);
  g_assert_cmpuint (result->received->len, ==, 0);
  imw_store_batch_result_free (g_steal_pointer (&result));

  batch = test_batch (11);
  test_batch_take (batch, receive (1, IMW_TX_CONFIRMED, 11));
  result = test_store_apply (fixture->store, batch);
  g_assert_cmpuint (result->received->len, ==, 0);
  g_assert_true (test_has_txid (result->confirmed, 1));
  test_assert_balance (fixture->store, "100000 0 0 100000 0 0");

  tx = test_store_get (fixture->store, test_txid (1));
  g_assert_cmpint (tx->state, ==, IMW_TX_CONFIRMED);
  g_assert_cmpint (tx->height, ==, 11);
  g_assert_cmpint (tx->direction, ==, IMW_STORE_RECEIVED);
  g_assert_cmpint (tx->first_seen_ms, ==, TEST_START_MS + 11 * 600000);
  g_assert_cmpint (tx->sort_ms, ==, tx->first_seen_ms); /* its place has not moved */
  g_assert_cmpuint (tx->coins->len, ==, 1);
  g_assert_cmpuint (tx->spends->len, ==, 0);
}

static void
test_send (TestStore    *fixture,
           gconstpointer data)
{
  g_autoptr (ImwStoreTx) tx = NULL;
  g_autoptr (GPtrArray) coins = NULL;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  apply_one (fixture->store, 10, send (2, 1, IMW_TX_MEMPOOL, -1));
  test_assert_balance (fixture->store, "100000 0 60500 39500 0 0"); /* own change can be spent */
  coins = test_store_coins (fixture->store, IMW_STORE_COINS_SPENDABLE);
  g_assert_cmpuint (coins->len, ==, 1);
  g_assert_true (((ImwStoreCoin *) g_ptr_array_index (coins, 0))->own);

  apply_one (fixture->store, 11, send (2, 1, IMW_TX_CONFIRMED, 11));
  test_assert_balance (fixture->store, "39500 0 0 39500 0 0");

  tx = test_store_get (fixture->store, test_txid (2));
  g_assert_cmpint (tx->direction, ==, IMW_STORE_SENT);
  g_assert_cmpuint (tx->counterparties->len, ==, 1);
  g_assert_cmpuint (tx->spends->len, ==, 1);
  g_assert_cmpstr (((ImwStoreCoin *) g_ptr_array_index (tx->spends, 0))->txid, ==, test_txid (1));
  g_assert_true (((ImwStoreCoin *) g_ptr_array_index (tx->spends, 0))->spent);
}

/* The spender is learned of before what it spends, in another batch. */
static void
test_backwards (TestStore    *fixture,
                gconstpointer data)
{
  apply_one (fixture->store, 11, send (2, 1, IMW_TX_CONFIRMED, 11));
  test_assert_balance (fixture->store, "-60500 0 0 39500 0 0");
  apply_one (fixture->store, 11, receive (1, IMW_TX_CONFIRMED, 10));
  test_assert_balance (fixture->store, "39500 0 0 39500 0 0");
}

static void
test_drop (TestStore    *fixture,
           gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autoptr (ImwStoreTx) tx = NULL;
  ImwStoreBatch *batch;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  apply_one (fixture->store, 10, send (2, 1, IMW_TX_MEMPOOL, -1));

  /* the network knows nothing of it any more, not even what it was */
  batch = test_batch (11);
  test_batch_take (batch, test_record (2, IMW_TX_DROPPED, -1, 0));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->dropped, 2));
  test_assert_balance (fixture->store, "100000 0 0 100000 0 0");
  tx = test_store_get (fixture->store, test_txid (2));
  g_assert_cmpint (tx->state, ==, IMW_TX_DROPPED);
  g_assert_cmpuint (tx->counterparties->len, ==, 1); /* we do know */

  imw_store_batch_result_free (g_steal_pointer (&result));
  batch = test_batch (12);
  test_batch_take (batch, send (2, 1, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->returned, 2));
  test_assert_balance (fixture->store, "100000 0 60500 39500 0 0");
}

/* A chain 1 → 2 → 3 in the mempool: when 1 goes, all go; when it returns, all return. */
static void
test_children (TestStore    *fixture,
               gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_batch (10);
  ImwTxRecord   *third = test_record (3, IMW_TX_MEMPOOL, -1, -500);

  test_spend (third, 2, 1);
  test_coin (third, 0, 0, 99, 39000);
  test_batch_take (batch, receive (1, IMW_TX_MEMPOOL, -1));
  test_batch_take (batch, send (2, 1, IMW_TX_MEMPOOL, -1));
  test_batch_take (batch, third);
  result = test_store_apply (fixture->store, batch);
  test_assert_balance (fixture->store, "0 100000 61000 39000 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  batch = test_batch (11);
  test_batch_take (batch, test_record (1, IMW_TX_DROPPED, -1, 0));
  result = test_store_apply (fixture->store, batch);
  g_assert_cmpuint (result->dropped->len, ==, 3);
  test_assert_balance (fixture->store, "0 0 0 0 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  batch = test_batch (12);
  test_batch_take (batch, receive (1, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_cmpuint (result->returned->len, ==, 3);
  test_assert_balance (fixture->store, "0 100000 61000 39000 0 0");
}

/* 2 and 3 spend the same coin: the later one counts, until one of them is in a block. */
static void
test_replaced (TestStore    *fixture,
               gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  apply_one (fixture->store, 10, send (2, 1, IMW_TX_MEMPOOL, -1));

  batch = test_batch (10);
  test_batch_take (batch, send (3, 1, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->sent, 3));
  g_assert_true (test_has_txid (result->dropped, 2));
  test_assert_balance (fixture->store, "100000 0 60500 39500 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  /* it was the first that went into a block, and nobody has said that the second is gone */
  batch = test_batch (11);
  test_batch_take (batch, send (2, 1, IMW_TX_CONFIRMED, 11));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->dropped, 3));
  g_assert_true (test_has_txid (result->confirmed, 2));
  test_assert_balance (fixture->store, "39500 0 0 39500 0 0");
}

static void
test_reorganise (TestStore    *fixture,
                 gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_batch (12);

  test_batch_take (batch, receive (1, IMW_TX_CONFIRMED, 10));
  test_batch_take (batch, receive (2, IMW_TX_CONFIRMED, 12));
  test_batch_take (batch, receive (3, IMW_TX_CONFIRMED, 12));
  result = test_store_apply (fixture->store, batch);
  test_assert_balance (fixture->store, "300000 0 0 300000 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  /* block 12 went: 2 is in the mempool again, of 3 the report says nothing */
  batch = test_batch (11);
  batch->reorganised = TRUE;
  test_batch_take (batch, receive (2, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->returned, 2));
  g_assert_true (test_has_txid (result->returned, 3));
  test_assert_balance (fixture->store, "100000 200000 0 100000 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  batch = test_batch (13);
  test_batch_take (batch, receive (2, IMW_TX_CONFIRMED, 13));
  test_batch_take (batch, test_record (3, IMW_TX_DROPPED, -1, 0));
  result = test_store_apply (fixture->store, batch);
  test_assert_balance (fixture->store, "200000 0 0 200000 0 0");
}

/* A wider scan finds that a payee was ours. */
static void
test_learned_more (TestStore    *fixture,
                   gconstpointer data)
{
  g_autoptr (ImwStoreTx) tx = NULL;
  ImwTxRecord *more;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  apply_one (fixture->store, 11, send (2, 1, IMW_TX_CONFIRMED, 11));
  more = test_record (2, IMW_TX_CONFIRMED, 11, -500);
  more->fee = test_amount (500);
  test_spend (more, 1, 0);
  test_coin (more, 0, 0, 70, 60000);
  test_coin (more, 1, 1, 2, 39500);
  apply_one (fixture->store, 11, more);
  test_assert_balance (fixture->store, "99500 0 0 99500 0 0");
  tx = test_store_get (fixture->store, test_txid (2));
  g_assert_cmpint (tx->direction, ==, IMW_STORE_SELF);
  g_assert_cmpuint (tx->counterparties->len, ==, 0);
}

static gboolean
freeze (ImwStore *store,
        guint     number,
        gboolean  frozen,
        GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_freeze_coin_finish (
      store,
      TEST_RUN (result, imw_store_freeze_coin_async (store, TEST_ACCOUNT, test_txid (number), 0,
                                                     frozen, NULL, test_done_cb, &result)),
      error);
}

static void
test_freeze (TestStore    *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) coins = NULL;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  apply_one (fixture->store, 10, receive (2, IMW_TX_CONFIRMED, 10));
  g_assert_true (freeze (fixture->store, 1, TRUE, &error));
  test_assert_balance (fixture->store, "200000 0 0 100000 100000 0");
  coins = test_store_coins (fixture->store, IMW_STORE_COINS_SPENDABLE);
  g_assert_cmpuint (coins->len, ==, 1);

  /* it stays frozen through a reorganisation, and is gone when spent all the same */
  apply_one (fixture->store, 10, receive (1, IMW_TX_MEMPOOL, -1));
  test_assert_balance (fixture->store, "100000 100000 0 100000 100000 0");
  apply_one (fixture->store, 11, receive (1, IMW_TX_CONFIRMED, 11));
  apply_one (fixture->store, 11, send (3, 1, IMW_TX_CONFIRMED, 11));
  test_assert_balance (fixture->store, "139500 0 0 139500 0 0");
  g_assert_true (freeze (fixture->store, 1, FALSE, &error));
  test_assert_balance (fixture->store, "139500 0 0 139500 0 0");

  g_assert_false (freeze (fixture->store, 77, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_amounts (TestStore    *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autofree char *sums = NULL;
  ImwStoreBatch   *batch = test_batch (10);

  /* sums far above what an integer or a double holds exactly */
  for (guint i = 1; i <= 3; i++)
    {
      ImwTxRecord *record = imw_tx_record_new (test_txid (i));

      record->state = IMW_TX_CONFIRMED;
      record->height = 10;
      record->net =
          imw_amount_new_from_base_text (test_asset (), "9223372036854775807123456789", &error);
      imw_tx_record_add_coin (record, 0, 0, i, "prac1qbig", record->net);
      test_batch_take (batch, record);
    }
  result = test_store_apply (fixture->store, batch);
  test_assert_balance (fixture->store,
                       "27670116110564327421370370367 0 0 27670116110564327421370370367 0 0");
  imw_store_batch_result_free (g_steal_pointer (&result));

  /* a sum that overflows changes nothing, whatever came before it in the batch */
  batch = test_batch (11);
  test_batch_take (batch, receive (7, IMW_TX_CONFIRMED, 11));
  for (guint i = 8; i <= 9; i++)
    {
      ImwTxRecord *record = test_record (i, IMW_TX_CONFIRMED, 11, 0);

      imw_amount_unref (record->net);
      record->net = imw_amount_new_from_base_text (
          test_asset (),
          "115792089237316195423570985008687907853269984665640564039457584007913129639935", &error);
      test_batch_take (batch, record);
    }
  g_assert_no_error (error);
  g_assert_null (test_store_try_apply (fixture->store, batch, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  imw_store_batch_free (batch);
  test_assert_balance (fixture->store,
                       "27670116110564327421370370367 0 0 27670116110564327421370370367 0 0");
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, 3);
}

static void
expect_refused (ImwStore    *store,
                ImwTxRecord *record,
                ImwError     code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatch) batch = test_batch (10);

  test_batch_take (batch, receive (5, IMW_TX_CONFIRMED, 10));
  test_batch_take (batch, record);
  g_assert_null (test_store_try_apply (store, batch, &error));
  g_assert_error (error, IMW_ERROR, (gint) code);
  g_assert_cmpuint (test_store_count (store, NULL), ==, 0);
}

static void
test_bad_records (TestStore    *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatch) batch = imw_store_batch_new ("no such account");
  g_autoptr (ImwAsset) other = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 6);
  ImwTxRecord *record = test_record (1, IMW_TX_MEMPOOL, -1, 5);

  g_clear_pointer (&record->net, imw_amount_unref);
  expect_refused (fixture->store, record, IMW_ERROR_BAD_INPUT);

  record = test_record (1, IMW_TX_MEMPOOL, -1, 5);
  g_clear_pointer (&record->net, imw_amount_unref);
  record->net = imw_amount_new (other, 5); /* the same asset with other decimals */
  expect_refused (fixture->store, record, IMW_ERROR_BAD_INPUT);

  record = test_record (1, IMW_TX_MEMPOOL, -1, 5);
  test_coin (record, 0, 0, 0, -5);
  expect_refused (fixture->store, record, IMW_ERROR_BAD_INPUT);

  g_assert_null (test_store_try_apply (fixture->store, batch, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_own_payment (TestStore    *fixture,
                  gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) waited = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  ImwStoreAccount *account;
  ImwStoreBatch   *batch;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  batch = imw_store_batch_new (TEST_ACCOUNT); /* not a sync: no tip */
  test_batch_take (batch, send (2, 1, IMW_TX_MEMPOOL, -1));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->sent, 2));
  test_assert_balance (fixture->store, "100000 0 60500 39500 0 0");

  accounts = imw_store_list_accounts_finish (
      fixture->store,
      TEST_RUN (waited,
                imw_store_list_accounts_async (fixture->store, NULL, test_done_cb, &waited)),
      &error);
  account = g_ptr_array_index (accounts, 0);
  g_assert_cmpint (account->tip_height, ==, 10);
  g_assert_cmpint (account->last_sync_ms, ==, TEST_START_MS + 11 * 600000);
}

/* Marks and sums that were damaged are found, and put right. */
static void
test_repair (TestStore    *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean changed = TRUE;

  apply_one (fixture->store, 10, receive (1, IMW_TX_CONFIRMED, 10));
  g_assert_true (imw_store_repair_finish (
      fixture->store,
      TEST_RUN (result, imw_store_repair_async (fixture->store, NULL, test_done_cb, &result)),
      &changed, &error));
  g_assert_no_error (error);
  g_assert_false (changed);
  test_assert_balance (fixture->store, "100000 0 0 100000 0 0");
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                       \
  g_test_add ("/store/batch/" name, TestStore, NULL, test_store_set_up, function, \
              test_store_tear_down)
  ADD ("receive", test_receive);
  ADD ("send", test_send);
  ADD ("backwards", test_backwards);
  ADD ("drop", test_drop);
  ADD ("children", test_children);
  ADD ("replaced", test_replaced);
  ADD ("reorganise", test_reorganise);
  ADD ("learned-more", test_learned_more);
  ADD ("freeze", test_freeze);
  ADD ("amounts", test_amounts);
  ADD ("bad-records", test_bad_records);
  ADD ("own-payment", test_own_payment);
  ADD ("repair", test_repair);

  return g_test_run ();
}
