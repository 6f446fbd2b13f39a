/* test-release.c: databases that earlier releases wrote, and broken ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-store.h"

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

static void
test_first (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStore) store = open_kept (fixture, "release-0001.db", &error);
  g_autoptr (ImwStorePayment) payment = NULL;
  g_autoptr (ImwStoreSealed) field = NULL;
  g_autoptr (GHashTable) settings = NULL;
  g_autoptr (GPtrArray) prices = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();

  g_assert_no_error (error);
  /* 16 received, 4 sent; of the 12 whole coins one is held */
  test_assert_balance (store, "1360000 7000 0 1260000 0 100000");
  g_assert_cmpuint (test_store_count (store, NULL), ==, 21);
  filter->search = g_strdup (test_txid (13));
  page = test_store_list (store, filter, NULL, 10);
  g_assert_cmpuint (page->len, ==, 1);

  payment = test_store_get_payment (store, "00000000-0000-4000-8000-000000000001", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (payment->state, ==, "prepared");
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

  g_test_add ("/store/release/first", Fixture, NULL, set_up, test_first, tear_down);
  g_test_add ("/store/release/broken", Fixture, NULL, set_up, test_broken, tear_down);
  g_test_add ("/store/release/wrong-sums", Fixture, NULL, set_up, test_wrong_sums, tear_down);

  return g_test_run ();
}
