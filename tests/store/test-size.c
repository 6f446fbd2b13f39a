/* test-size.c: a wallet of 100,000 transactions and 10,000 addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-store.h"

#define N_TXS       100000
#define N_ADDRESSES 10000
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

static void
add_addresses (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) addresses =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_address_free);

  for (guint i = 0; i < N_ADDRESSES; i++)
    {
      g_autofree char *text = test_address (i % 2, i / 2);

      g_ptr_array_add (addresses, imw_store_address_new (TEST_ACCOUNT, i % 2, i / 2, text));
    }
  begin ();
  g_assert_true (imw_store_add_addresses_finish (
      store,
      TEST_RUN (result,
                imw_store_add_addresses_async (store, addresses, NULL, test_done_cb, &result)),
      &error));
  g_assert_no_error (error);
  end ("add 10,000 addresses");
}

static void
fill (ImwStore *store)
{
  double slowest = 0;
  double all = 0;

  for (guint i = 0; i < N_TXS; i += BATCH_SIZE)
    {
      g_autoptr (ImwStoreBatch) batch = test_history (i, BATCH_SIZE);
      g_autoptr (ImwStoreBatchResult) result = NULL;
      g_autoptr (GError) error = NULL;
      double ms;

      begin ();
      result = test_store_try_apply (store, batch, &error);
      ms = (double) (g_get_monotonic_time () - started_us) / 1000;
      g_assert_no_error (error);
      all += ms;
      slowest = MAX (slowest, ms);
    }
  g_test_message ("%-44s %8.1f ms, slowest %.1f ms", "batch of 1,000, mean of 100",
                  all / (N_TXS / BATCH_SIZE), slowest);
}

static void
measure_search (ImwStore *store)
{
  static const char *const texts[] = { "prac1qpayee000003de", "prac1q", "nothing" };
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *what = g_strdup_printf ("first page of a search for \"%s\"", texts[i]);
      g_autoptr (GPtrArray) page = NULL;

      g_free (filter->search);
      filter->search = g_strdup (texts[i]);
      begin ();
      page = test_store_list (store, filter, NULL, 100);
      g_assert_cmpfloat (end (what), <, 200 * SLOW_FACTOR);
    }
  begin ();
  test_store_count (store, filter);
  end ("count of the same");
}

static void
measure_pages (ImwStore *store)
{
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (ImwStoreTx) last = NULL;

  filter->until_ms = TEST_START_MS + (gint64) (N_TXS / 4 / 2) * 600000;
  page = test_store_list (store, filter, NULL, 1);
  last = imw_store_tx_ref (g_ptr_array_index (page, 0));
  g_clear_pointer (&page, g_ptr_array_unref);
  begin ();
  page = test_store_list (store, NULL, last, 100);
  g_assert_cmpfloat (end ("page of 100 from the middle"), <, 50 * SLOW_FACTOR);

  g_clear_pointer (&page, g_ptr_array_unref);
  filter->until_ms = 0;
  filter->accounts = g_strsplit (TEST_ACCOUNT, ",", -1);
  filter->directions = IMW_STORE_SENT;
  begin ();
  page = test_store_list (store, filter, NULL, 100);
  g_assert_cmpfloat (end ("page of 100 sent, of one account"), <, 50 * SLOW_FACTOR);
  g_assert_cmpuint (page->len, ==, 100);
  begin ();
  g_assert_cmpuint (test_store_count (store, filter), ==, N_TXS / 5);
  end ("count of the same");
}

static void
test_large (TestStore    *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) coins = NULL;
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = NULL;

  add_addresses (fixture->store);
  fill (fixture->store);
  test_store_close (fixture->store);
  g_clear_object (&fixture->store);

  begin ();
  fixture->store = test_store_open (fixture->path, IMW_STORE_FLAGS_NONE, fixture->clock, &error);
  g_assert_no_error (error);
  page = test_store_list (fixture->store, NULL, NULL, 100);
  g_assert_cmpfloat (end ("open and first page of 100"), <, 100 * SLOW_FACTOR);
  g_assert_cmpuint (page->len, ==, 100);

  measure_pages (fixture->store);
  measure_search (fixture->store);
  begin ();
  coins = test_store_coins (fixture->store, IMW_STORE_COINS_SPENDABLE);
  end ("list of all spendable coins");
  g_test_message ("%u coins", coins->len);
  begin ();
  g_free (test_store_balance (fixture->store));
  g_assert_cmpfloat (end ("balance"), <, 20 * SLOW_FACTOR);

  batch = test_batch (N_TXS / 4 + 1);
  test_batch_take (batch, test_record (N_TXS + 1, IMW_TX_MEMPOOL, -1, 5));
  begin ();
  result = test_store_apply (fixture->store, batch);
  g_assert_cmpfloat (end ("batch of one new transaction"), <, 50 * SLOW_FACTOR);
  begin ();
  test_store_check (fixture->store);
  end ("check of everything");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/size/large", TestStore, NULL, test_store_set_up, test_large,
              test_store_tear_down);

  return g_test_run ();
}
