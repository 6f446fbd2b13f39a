/* make-release.c: writes the small database that is kept of each release
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run once when a release has new tables: make-release tests/data/db/release-NNNN.db. What it holds is
 * checked by test-release.c; it never changes afterwards.
 */

#include "config.h"

#include <stdio.h>

#include <glib/gstdio.h>

#include "imw-test-told.h"

static void
put_small_tables (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray)
      fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_autoptr (GPtrArray)
      prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_price_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("sealed", 6);

  g_ptr_array_add (fields, imw_store_sealed_new ("label-tx", test_txid (3), bytes));
  g_assert_true (imw_store_put_sealed_finish (
      store,
      TEST_RUN (result, imw_store_put_sealed_async (store, fields, NULL, test_done_cb, &result)),
      &error));
  g_ptr_array_add (prices,
                   imw_store_price_new ("bitcoin", "fiat/USD", "one", "61234.50", 1000, 2000));
  g_assert_true (imw_store_put_prices_finish (
      store,
      TEST_RUN (result, imw_store_put_prices_async (store, prices, NULL, test_done_cb, &result)),
      &error));
  g_assert_true (imw_store_set_setting_finish (
      store,
      TEST_RUN (result, imw_store_set_setting_async (store, "currency", "CNY", NULL, test_done_cb,
                                                     &result)),
      &error));
  g_assert_true (imw_store_put_raw_finish (
      store,
      TEST_RUN (result, imw_store_put_raw_async (store, "bitcoin", test_txid (3), bytes, NULL,
                                                 test_done_cb, &result)),
      &error));
}

static void
put_payment (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment =
      imw_store_payment_new ("00000000-0000-4000-8000-000000000001", TEST_ACCOUNT, "prepared");
  g_autoptr (GPtrArray) coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);

  payment->amount = test_amount (5000);
  payment->fee = test_amount (100);
  payment->draft = g_bytes_new_static ("{}", 2);
  g_ptr_array_add (coins, imw_tx_spend_new (test_txid (2), 0));
  g_assert_true (test_store_prepare (store, payment, coins, &error));
  g_assert_no_error (error);
}

/* An account whose balances are told: paid twice, with a replacement open, and spam. */
static void
put_told (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = test_told_payment (NULL, 4);
  g_autoptr (ImwStorePayment) faster = test_told_payment (NULL, 4);
  ImwStoreBatch *batch = test_told_batch (20);
  ImwTxRecord   *record = test_told_sent (201, IMW_TX_CONFIRMED, 18, TEST_USDT, 250, 21, 3);

  record->call = g_strdup ("transfer");
  test_told_move (record, TEST_ETH, -5);
  test_batch_take (batch, record);
  test_batch_take (batch, test_told_record (202, IMW_TX_CONFIRMED, 19, TEST_SPAM, 7));
  test_batch_take (batch, test_told_record (203, IMW_TX_MEMPOOL, -1, TEST_ETH, 9));
  test_told_tell (batch, TEST_ETH, 1000);
  test_told_tell (batch, TEST_USDT, 600);
  batch->sequence = 4;
  batch->cursor = g_strdup ("20:17");
  batch->history_from_ms = 12000;
  batch->history_source = g_strdup ("index");
  imw_store_batch_result_free (test_store_apply (store, batch));

  g_free (payment->id);
  payment->id = g_strdup ("00000000-0000-4000-8000-000000000002");
  g_free (faster->id);
  faster->id = g_strdup ("00000000-0000-4000-8000-000000000003");
  faster->replaces = g_strdup (payment->id);
  g_assert_true (test_told_prepare (store, payment, TEST_USDT, 100, 30, &error));
  g_assert_true (test_told_prepare (store, faster, TEST_USDT, 100, 40, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwClock) clock = imw_clock_new_manual (TEST_START_MS, 1000);
  g_autoptr (ImwStore) store = NULL;
  ImwStoreBatch *batch;

  if (argc != 2)
    {
      fprintf (stderr, "usage: %s FILE\n", argv[0]);
      return 2;
    }

  store = test_store_open (argv[1], IMW_STORE_CREATE, clock, &error);
  if (store == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  test_store_add_account (store, TEST_ACCOUNT);
  imw_store_batch_result_free (test_store_apply (store, test_history (0, 20)));
  batch = test_batch (6);
  test_batch_take (batch, test_record (100, IMW_TX_MEMPOOL, -1, 7000));
  imw_store_batch_result_free (test_store_apply (store, batch));
  put_small_tables (store);
  put_payment (store);
  test_told_add_account (store);
  put_told (store);
  test_store_close (store);

  return 0;
}
