/* test-size-told.c: an account of 100,000 transactions in three assets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#define N_TXS       100000
#define BATCH_SIZE  1000
#define SLOW_FACTOR 20 /* checked builds and loaded machines; the numbers are printed */

static gint64 started_us;

static void
begin (void)
{
  started_us = g_get_monotonic_time ();
}

static double
end (const char *what)
{
  double ms = (double) (g_get_monotonic_time () - started_us) / 1000;

  g_test_message ("%-44s %8.1f ms", what, ms);

  return ms;
}

/* By tens: five received, four sent, and one that nobody asked for. */
static ImwTxRecord *
make_record (guint number)
{
  TestAsset    asset = number % 3 == 0 ? TEST_ETH : TEST_USDT;
  gint64       height = number / 4;
  ImwTxRecord *record;

  if (number % 10 == 9)
    return test_told_record (number, IMW_TX_CONFIRMED, height, TEST_SPAM, 1000);
  if (number % 10 < 5)
    return test_told_record (number, IMW_TX_CONFIRMED, height, asset, 10);

  record = test_told_sent (number, IMW_TX_CONFIRMED, height, asset, 10, 2, number);
  if (number % 10 == 8)
    test_told_move (record, asset == TEST_ETH ? TEST_USDT : TEST_ETH, 1);

  return record;
}

static void
fill (ImwStore *store)
{
  double slowest = 0;
  double all = 0;

  for (guint i = 0; i < N_TXS; i += BATCH_SIZE)
    {
      ImwStoreBatch *batch = test_told_batch ((i + BATCH_SIZE) / 4);
      g_autoptr (ImwStoreBatchResult) result = NULL;
      double ms;

      for (guint j = i; j < i + BATCH_SIZE; j++)
        test_batch_take (batch, make_record (j));
      test_told_tell (batch, TEST_ETH, 1000 + i);
      test_told_tell (batch, TEST_USDT, 1000);
      begin ();
      result = test_store_apply (store, batch);
      ms = (double) (g_get_monotonic_time () - started_us) / 1000;
      all += ms;
      slowest = MAX (slowest, ms);
    }
  g_test_message ("%-44s %8.1f ms, slowest %.1f ms", "batch of 1,000, mean of 100",
                  all / (N_TXS / BATCH_SIZE), slowest);
}

static void
measure_pages (ImwStore *store)
{
  static const guint expected[N_TEST_ASSETS] = { N_TXS * 3 / 10, N_TXS * 6 / 10, 0 };

  for (TestAsset asset = TEST_ETH; asset < N_TEST_ASSETS; asset++)
    {
      g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
      g_autoptr (GPtrArray) page = NULL;
      g_autofree char *what = g_strdup_printf ("page of 100 of asset %d", (int) asset);

      filter->asset = g_strdup (imw_asset_get_id (test_told_asset (asset)));
      begin ();
      page = test_store_list (store, filter, NULL, 100);
      g_assert_cmpfloat (end (what), <, 100 * SLOW_FACTOR);
      g_assert_cmpuint (page->len, ==, asset == TEST_SPAM ? 0 : 100);
      begin ();
      g_assert_cmpuint (test_store_count (store, filter), >=, expected[asset]);
      end ("count of the same");
    }
}

static void
measure_lists (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (GPtrArray) page = NULL;
  g_auto (GStrv) paid = NULL;

  filter->accounts = g_strsplit (TEST_TOLD, ",", -1);
  filter->directions = IMW_STORE_SENT;
  begin ();
  page = test_store_list (store, filter, NULL, 100);
  g_assert_cmpfloat (end ("page of 100 sent, of one account"), <, 50 * SLOW_FACTOR);
  g_clear_pointer (&page, g_ptr_array_unref);
  filter->search = g_strdup (test_told_address (77777));
  begin ();
  page = test_store_list (store, filter, NULL, 100);
  g_assert_cmpfloat (end ("search for an address"), <, 50 * SLOW_FACTOR);
  g_assert_cmpuint (page->len, ==, 1);

  begin ();
  paid = imw_store_list_paid_addresses_finish (
      store,
      TEST_RUN (result, imw_store_list_paid_addresses_async (store, NULL, test_done_cb, &result)),
      &error);
  g_assert_cmpfloat (end ("who was paid"), <, 500 * SLOW_FACTOR);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (paid), ==, IMW_STORE_MAX_PAID_ADDRESSES);
  g_assert_cmpstr (paid[0], ==, test_told_address (N_TXS - 2));
}

static void
measure_changes (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autoptr (ImwStorePayment) payment = test_told_payment (NULL, N_TXS);
  ImwStoreBatch *batch = test_told_batch (N_TXS / 4 + 1);

  test_batch_take (batch, test_told_sent (N_TXS + 1, IMW_TX_MEMPOOL, -1, TEST_ETH, 5, 1, N_TXS));
  test_told_tell (batch, TEST_ETH, 1000);
  begin ();
  result = test_store_apply (store, batch);
  g_assert_cmpfloat (end ("batch of one new transaction"), <, 50 * SLOW_FACTOR);
  begin ();
  g_assert_true (test_told_prepare (store, payment, TEST_ETH, 500, 10, &error));
  g_assert_cmpfloat (end ("prepare a payment"), <, 50 * SLOW_FACTOR);
  g_assert_no_error (error);
  begin ();
  g_assert_true (test_told_set_asset (store, test_told_asset (TEST_SPAM), 1, TRUE, &error));
  end ("show an asset of 10,000 transactions");
  g_assert_cmpuint (test_store_count (store, NULL), ==, N_TXS + 1);
  begin ();
  test_store_check (store);
  end ("check of everything");
}

static void
test_large (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = NULL;

  fill (fixture->store);
  test_store_close (fixture->store);
  g_clear_object (&fixture->store);

  begin ();
  fixture->store = test_store_open (fixture->path, IMW_STORE_FLAGS_NONE, fixture->clock, &error);
  g_assert_no_error (error);
  page = test_store_list (fixture->store, NULL, NULL, 100);
  g_assert_cmpfloat (end ("open and first page of 100"), <, 100 * SLOW_FACTOR);
  g_assert_cmpuint (page->len, ==, 100);
  begin ();
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, N_TXS * 9 / 10);
  end ("count of all that is shown");

  measure_pages (fixture->store);
  measure_lists (fixture->store);
  measure_changes (fixture->store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/size-told/large", TestStore, NULL, test_told_set_up, test_large,
              test_store_tear_down);

  return g_test_run ();
}
