/* test-release.c: databases that earlier releases wrote, and broken ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-told.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "wallet.db", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* Opens a copy of one of the kept files. */
static ImwStore *
open_kept (Fixture    *fixture,
           const char *name,
           GError    **error)
{
  g_autofree char *kept = g_test_build_filename (G_TEST_DIST, "data", "db", name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) local = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (kept, &bytes, &length, &local));
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) length, &local));
  g_assert_no_error (local);

  return test_store_open (fixture->path, IMW_STORE_FLAGS_NONE, NULL, error);
}

/* What the first release wrote, and the second too. */
static void
test_first (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStore) store = open_kept (fixture, data, &error);
  g_autoptr (ImwStorePayment) payment = NULL;
  g_autoptr (ImwStoreSealed) field = NULL;
  g_autoptr (GHashTable) settings = NULL;
  g_autoptr (GPtrArray) prices = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();

  g_assert_no_error (error);
  /* 16 received, 4 sent; of the 12 whole coins one is held */
  test_assert_balance (store, "1360000 7000 0 1260000 0 100000");
  filter->accounts = g_strsplit (TEST_ACCOUNT, ",", -1);
  g_assert_cmpuint (test_store_count (store, filter), ==, 21);
  filter->search = g_strdup (test_txid (13));
  page = test_store_list (store, filter, NULL, 10);
  g_assert_cmpuint (page->len, ==, 1);

  payment = test_store_get_payment (store, "00000000-0000-4000-8000-000000000001", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (payment->state, ==, "prepared");
  g_assert_cmpint (payment->sequence, ==, -1);
  g_assert_cmpint (payment->created_ms, ==, TEST_START_MS);
  field = imw_store_get_sealed_finish (
      store,
      TEST_RUN (result, imw_store_get_sealed_async (store, "label-tx", test_txid (3), NULL,
                                                    test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  settings = imw_store_list_settings_finish (
      store, TEST_RUN (result, imw_store_list_settings_async (store, NULL, test_done_cb, &result)),
      &error);
  g_assert_cmpstr (g_hash_table_lookup (settings, "currency"), ==, "CNY");
  prices = imw_store_list_prices_finish (
      store, TEST_RUN (result, imw_store_list_prices_async (store, NULL, test_done_cb, &result)),
      &error);
  g_assert_cmpuint (prices->len, ==, 1);
  test_store_close (store);
}

/* A wallet of the first release gets an account of the new kind. */
static void
test_grows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStore) store = open_kept (fixture, "release-0001.db", &error);
  ImwStoreBatch *batch = test_told_batch (5);
  g_autofree char *copy = g_strconcat (fixture->path, ".before-2", NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_test (copy, G_FILE_TEST_IS_REGULAR));
  test_told_add_account (store);
  test_told_tell (batch, TEST_ETH, 5);
  test_batch_take (batch, test_told_record (1, IMW_TX_CONFIRMED, 4, TEST_SPAM, 5));
  imw_store_batch_result_free (test_store_apply (store, batch));
  test_assert_told (store, TEST_ETH, "5 0 0 5 0");
  test_assert_balance (store, "1360000 7000 0 1260000 0 100000");
  g_assert_cmpuint (test_store_count (store, NULL), ==, 21);
  test_store_close (store);
}

static void
test_second (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStore) store = open_kept (fixture, "release-0002.db", &error);
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) numbers = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  ImwStoreAccount *account;
  ImwStoreTx      *tx;

  g_assert_no_error (error);
  test_assert_told (store, TEST_ETH, "1000 9 0 960 40");
  test_assert_told (store, TEST_USDT, "600 0 0 500 100");
  filter->accounts = g_strsplit (TEST_TOLD, ",", -1);
  g_assert_cmpuint (test_store_count (store, filter), ==, 2);
  filter->asset = g_strdup (imw_asset_get_id (test_told_asset (TEST_USDT)));
  page = test_store_list (store, filter, NULL, 10);
  g_assert_cmpuint (page->len, ==, 1);
  tx = g_ptr_array_index (page, 0);
  g_assert_cmpint (tx->sequence, ==, 3);
  g_assert_cmpstr (tx->call, ==, "transfer");
  g_assert_cmpuint (tx->movements->len, ==, 1);

  numbers = imw_store_list_sequences_finish (
      store,
      TEST_RUN (result,
                imw_store_list_sequences_async (store, TEST_TOLD, NULL, test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (numbers->len, ==, 2);
  accounts = imw_store_list_accounts_finish (
      store, TEST_RUN (result, imw_store_list_accounts_async (store, NULL, test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  account = g_ptr_array_index (accounts, 1);
  g_assert_cmpint (account->sequence, ==, 4);
  g_assert_cmpstr (account->cursor, ==, "20:17");
  g_assert_cmpint (account->history_from_ms, ==, 12000);
  g_assert_cmpstr (account->history_source, ==, "index");
  test_store_close (store);
}

static void
test_broken (Fixture      *fixture,
             gconstpointer data)
{
  static const struct
  {
    const char *name;
    ImwError    code;
  } cases[] = {
    { "newer-version.db", IMW_ERROR_NOT_SUPPORTED },
    { "truncated.db", IMW_ERROR_CORRUPT },
    { "garbage.db", IMW_ERROR_CORRUPT },
    { "other-program.db", IMW_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwStore) store = open_kept (fixture, cases[i].name, &error);

      g_assert_null (store);
      g_assert_error (error, IMW_ERROR, (gint) cases[i].code);
    }
}

/* Opens well, but an amount in it is wrong: found by the check, put right by the repair. */
static void
test_wrong_sums (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStore) store = open_kept (fixture, "wrong-sums.db", &error);
  gboolean changed = FALSE;

  g_assert_no_error (error);
  g_assert_false (imw_store_check_finish (
      store, TEST_RUN (result, imw_store_check_async (store, NULL, test_done_cb, &result)),
      &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (imw_store_repair_finish (
      store, TEST_RUN (result, imw_store_repair_async (store, NULL, test_done_cb, &result)),
      &changed, &error));
  g_assert_no_error (error);
  g_assert_true (changed);
  test_assert_balance (store, "1360000 7000 0 1260000 0 100000");
  test_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/release/first", Fixture, "release-0001.db", set_up, test_first, tear_down);
  g_test_add ("/store/release/first-again", Fixture, "release-0002.db", set_up, test_first,
              tear_down);
  g_test_add ("/store/release/grows", Fixture, NULL, set_up, test_grows, tear_down);
  g_test_add ("/store/release/second", Fixture, NULL, set_up, test_second, tear_down);
  g_test_add ("/store/release/broken", Fixture, NULL, set_up, test_broken, tear_down);
  g_test_add ("/store/release/wrong-sums", Fixture, NULL, set_up, test_wrong_sums, tear_down);

  return g_test_run ();
}
