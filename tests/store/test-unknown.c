/* test-unknown.c: assets that nobody asked for, and what came in with them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-told.h"

static guint
count (ImwStore *store, TestAsset asset, gboolean any_asset, gboolean hidden)
{
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (GPtrArray) page = NULL;
  guint n;

  filter->hidden = hidden;
  if (!any_asset)
    filter->asset = g_strdup (imw_asset_get_id (test_told_asset (asset)));
  n = test_store_count (store, filter);
  page = test_store_list (store, filter, NULL, 100);
  g_assert_cmpuint (page->len, ==, n);

  return n;
}

static ImwStoreAsset *
find_asset (ImwStore *store, const char *chain, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) assets = imw_store_list_assets_finish (
      store,
      TEST_RUN (result, imw_store_list_assets_async (store, chain, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);
  for (guint i = 0; i < assets->len; i++)
    {
      ImwStoreAsset *asset = g_ptr_array_index (assets, i);

      if (g_strcmp0 (imw_asset_get_id (asset->asset), id) == 0)
        return g_ptr_array_steal_index (assets, i);
    }

  return NULL;
}

/* 1: genuine in; 2: spam in; 3: both in; 4: spam that says we sent it; 5: spam sent by us; 6: nothing, with a
 * genuine one, by somebody else; 7: the network's own in, and spam. */
static ImwStoreBatchResult *
apply_mixture (ImwStore *store)
{
  g_autoptr (ImwAmount) nothing = test_told_amount (TEST_USDT, 0);
  g_autoptr (ImwAmount) much = test_told_amount (TEST_SPAM, 40);
  ImwStoreBatch *batch = test_told_batch (5);
  ImwTxRecord   *record;

  test_told_tell (batch, TEST_ETH, 1000);
  test_batch_take (batch, test_told_record (1, IMW_TX_CONFIRMED, 5, TEST_USDT, 10));
  test_batch_take (batch, test_told_record (2, IMW_TX_CONFIRMED, 5, TEST_SPAM, 20));
  record = test_told_record (3, IMW_TX_CONFIRMED, 5, TEST_SPAM, 30);
  test_told_move (record, TEST_USDT, 1);
  test_batch_take (batch, record);
  record = test_told_record (4, IMW_TX_CONFIRMED, 5, TEST_SPAM, -40);
  imw_tx_record_add_counterparty (record, test_told_address (4), much);
  test_batch_take (batch, record);
  test_batch_take (batch, test_told_sent (5, IMW_TX_CONFIRMED, 5, TEST_SPAM, 50, 2, 0));
  record = test_told_record (6, IMW_TX_CONFIRMED, 5, TEST_USDT, 0);
  imw_tx_record_add_counterparty (record, test_told_address (6), nothing);
  test_batch_take (batch, record);
  record = test_told_record (7, IMW_TX_MEMPOOL, -1, TEST_ETH, 5);
  test_told_move (record, TEST_SPAM, 5);
  test_batch_take (batch, record);

  return test_store_apply (store, batch);
}

static void
test_hidden (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = apply_mixture (fixture->store);

  g_assert_cmpuint (result->received->len, ==, 3);
  g_assert_true (test_has_txid (result->received, 1));
  g_assert_true (test_has_txid (result->received, 3));
  g_assert_true (test_has_txid (result->received, 7));
  g_assert_cmpuint (result->sent->len, ==, 1);
  g_assert_true (test_has_txid (result->sent, 5));
  g_assert_cmpuint (result->confirmed->len, ==, 3);

  g_assert_cmpuint (count (fixture->store, TEST_ETH, TRUE, FALSE), ==, 4);
  g_assert_cmpuint (count (fixture->store, TEST_ETH, TRUE, TRUE), ==, 7);
  g_assert_cmpuint (count (fixture->store, TEST_USDT, FALSE, FALSE), ==, 2);
  g_assert_cmpuint (count (fixture->store, TEST_USDT, FALSE, TRUE), ==, 3);
  g_assert_cmpuint (count (fixture->store, TEST_SPAM, FALSE, FALSE), ==, 3);
  g_assert_cmpuint (count (fixture->store, TEST_SPAM, FALSE, TRUE), ==, 5);
  g_assert_cmpuint (count (fixture->store, TEST_ETH, FALSE, FALSE), ==, 1);
}

/* Search and choice of account leave it out too. */
static void
test_hidden_elsewhere (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = apply_mixture (fixture->store);
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();

  filter->search = g_strdup (test_txid (2));
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 0);
  filter->hidden = TRUE;
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 1);
  g_clear_pointer (&filter->search, g_free);
  filter->accounts = g_strsplit (TEST_TOLD, ",", -1);
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 7);
  filter->hidden = FALSE;
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 4);
  filter->directions = IMW_STORE_SENT;
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 1);
}

/* When the user asks for it, it is there; and the other way round. */
static void
test_shown (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatchResult) result = apply_mixture (fixture->store);
  ImwAsset      *spam = test_told_asset (TEST_SPAM);
  ImwStoreBatch *batch = NULL;

  g_assert_true (test_told_set_asset (fixture->store, spam, 2, TRUE, &error));
  g_assert_cmpuint (count (fixture->store, TEST_ETH, TRUE, FALSE), ==, 6); /* 6 moved nothing */
  test_store_check (fixture->store);
  g_assert_true (test_told_set_asset (fixture->store, spam, 2, FALSE, &error));
  g_assert_cmpuint (count (fixture->store, TEST_ETH, TRUE, FALSE), ==, 4);
  g_assert_true (test_told_set_asset (fixture->store, spam, 1, TRUE, &error));
  g_assert_cmpuint (count (fixture->store, TEST_ETH, TRUE, FALSE), ==, 6);

  /* the user's own stays it, whatever a batch says of it; now it is news */
  g_clear_pointer (&result, imw_store_batch_result_free);
  batch = test_told_batch (6);
  test_batch_take (batch, test_told_record (8, IMW_TX_MEMPOOL, -1, TEST_SPAM, 5));
  result = test_store_apply (fixture->store, batch);
  g_assert_true (test_has_txid (result->received, 8));
  test_store_check (fixture->store);
}

static void
test_assets (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatchResult) result = apply_mixture (fixture->store);
  const char *spam_id = imw_asset_get_id (test_told_asset (TEST_SPAM));
  g_autoptr (ImwStoreAsset) asset = find_asset (fixture->store, NULL, spam_id);
  g_autoptr (ImwAsset) other = imw_asset_new (spam_id, "X", "Other", 9);
  g_autoptr (ImwAsset) own = imw_asset_new ("ethereum/0xabc", "OWN", "Own", 9);
  g_autoptr (ImwAsset) own_again = imw_asset_new ("ethereum/0xabc", "OWN2", "Own 2", 3);
  g_autoptr (ImwAsset) base = imw_asset_new ("ethereum2/0xabc", "OWN", "Own", 9);

  g_assert_cmpuint (asset->trust, ==, 2);
  g_assert_false (asset->shown);
  g_clear_pointer (&asset, imw_store_asset_free);
  asset = find_asset (fixture->store, "ethereum",
                      imw_asset_get_id (test_told_asset (TEST_USDT)));
  g_assert_cmpuint (asset->trust, ==, 0);
  g_assert_true (asset->shown);
  g_assert_null (find_asset (fixture->store, "bitcoin", spam_id));
  g_clear_pointer (&asset, imw_store_asset_free);
  asset = find_asset (fixture->store, "bitcoin", "bitcoin");
  g_assert_nonnull (asset);

  g_assert_false (test_told_set_asset (fixture->store, other, 1, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (test_told_set_asset (fixture->store, own, 3, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  /* counted nowhere yet, so its decimals can be put right */
  g_assert_true (test_told_set_asset (fixture->store, own, 1, TRUE, &error));
  g_assert_true (test_told_set_asset (fixture->store, own_again, 1, FALSE, &error));
  g_assert_true (test_told_set_asset (fixture->store, base, 1, TRUE, &error));
  g_assert_no_error (error);
  g_assert_null (find_asset (fixture->store, "ethereum", "ethereum2/0xabc"));
  g_clear_pointer (&asset, imw_store_asset_free);
  asset = find_asset (fixture->store, "ethereum", "ethereum/0xabc");
  g_assert_cmpuint (imw_asset_get_decimals (asset->asset), ==, 3);
  g_assert_cmpstr (imw_asset_get_symbol (asset->asset), ==, "OWN2");
  g_assert_cmpuint (asset->trust, ==, 1);
  g_assert_false (asset->shown);
}

static char **
list_paid (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char **addresses = imw_store_list_paid_addresses_finish (
      store,
      TEST_RUN (result, imw_store_list_paid_addresses_async (store, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);

  return addresses;
}

/* Only whom we have paid; not whom somebody says we did. */
static void
test_paid (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = apply_mixture (fixture->store);
  g_autoptr (ImwStoreBatchResult) more = NULL;
  g_auto (GStrv) paid = list_paid (fixture->store);
  ImwStoreBatch *batch = test_told_batch (9);
  ImwTxRecord   *record;

  g_assert_cmpuint (g_strv_length (paid), ==, 1);
  g_assert_cmpstr (paid[0], ==, test_told_address (5));

  test_batch_take (batch, test_told_sent (10, IMW_TX_CONFIRMED, 8, TEST_USDT, 1, 1, 1));
  record = test_told_sent (11, IMW_TX_CONFIRMED, 9, TEST_ETH, 1, 1, 2);
  record->failed = TRUE; /* nothing came there */
  test_batch_take (batch, record);
  test_batch_take (batch, test_told_sent (12, IMW_TX_CONFIRMED, 9, TEST_ETH, 0, 1, 3));
  more = test_store_apply (fixture->store, batch);
  imw_store_batch_result_free (test_store_apply (fixture->store, test_history (0, 10)));

  g_strfreev (paid);
  paid = list_paid (fixture->store);
  g_assert_cmpuint (g_strv_length (paid), ==, 4);
  g_assert_true (g_str_has_prefix (paid[0], "prac1qpayee"));
  g_assert_true (g_str_has_prefix (paid[1], "prac1qpayee"));
  g_assert_cmpstr (paid[2], ==, test_told_address (10));
  g_assert_cmpstr (paid[3], ==, test_told_address (5));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (TestStore *fixture, gconstpointer data);
  } tests[] = {
    { "/store/unknown/hidden", test_hidden },
    { "/store/unknown/hidden-elsewhere", test_hidden_elsewhere },
    { "/store/unknown/shown", test_shown },
    { "/store/unknown/assets", test_assets },
    { "/store/unknown/paid", test_paid },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, TestStore, NULL, test_told_set_up, tests[i].run,
                test_store_tear_down);

  return g_test_run ();
}
