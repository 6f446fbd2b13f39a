/* test-opening.c: accounts that are opened, keep a reserve, accept assets, and have money waiting for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#include "imw-error.h"
#include "imw-store-claim.h"

static void
apply (ImwStore *store, ImwStoreBatch *batch, gboolean changes)
{
  g_autoptr (ImwStoreBatchResult) result = test_store_apply (store, batch);

  g_assert_cmpint (result->changed, ==, changes);
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
      const ImwStoreAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, TEST_TOLD))
        return imw_store_account_copy (account);
    }

  g_assert_not_reached ();
}

static gint
get_opened (ImwStore *store, TestAsset asset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) balances = imw_store_list_balances_finish (
      store,
      TEST_RUN (result,
                imw_store_list_balances_async (store, TEST_TOLD, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);
  for (guint i = 0; i < balances->len; i++)
    {
      const ImwStoreBalance *balance = g_ptr_array_index (balances, i);

      if (imw_asset_equal (imw_amount_get_asset (balance->confirmed), test_told_asset (asset)))
        return balance->opened;
    }

  g_assert_not_reached ();
}

static ImwStoreBatch *
tell_all (gint64 tip, gint64 eth)
{
  ImwStoreBatch *batch = test_told_batch (tip);

  test_told_tell (batch, TEST_ETH, eth);
  test_told_tell (batch, TEST_USDT, 0);

  return batch;
}

static void
open_asset (ImwStoreBatch *batch, TestAsset asset)
{
  if (batch->opened == NULL)
    batch->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  if (asset != TEST_ETH)
    g_ptr_array_add (batch->opened, imw_asset_ref (test_told_asset (asset)));
}

static void
assert_ether (ImwAmount *amount, gint64 units)
{
  g_autoptr (ImwAmount) expected = test_told_amount (TEST_ETH, units);

  g_assert_true (imw_amount_equal (amount, expected));
}

static void
test_account (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreAccount) account = get_account (fixture->store);
  ImwStoreBatch *batch = tell_all (5, 0);

  g_assert_cmpint (account->exists, ==, -1);
  g_assert_null (account->reserved);
  g_assert_cmpint (account->network_time_ms, ==, -1);

  batch->exists = 0;
  batch->opening = test_told_amount (TEST_ETH, 100);
  batch->reserve_step = test_told_amount (TEST_ETH, 50);
  batch->network_time_ms = 5000;
  apply (fixture->store, batch, TRUE);
  g_clear_pointer (&account, imw_store_account_free);
  account = get_account (fixture->store);
  g_assert_cmpint (account->exists, ==, 0);
  g_assert_null (account->reserved);
  assert_ether (account->opening, 100);
  g_assert_cmpint (account->network_time_ms, ==, 5000);

  /* what a batch leaves out stays, and the time alone is nothing that anybody sees */
  batch = tell_all (6, 0);
  batch->network_time_ms = 6000;
  apply (fixture->store, batch, FALSE);
  batch = test_told_batch (7);
  batch->exists = 1;
  batch->reserved = test_told_amount (TEST_ETH, 150);
  apply (fixture->store, batch, TRUE);
  g_clear_pointer (&account, imw_store_account_free);
  account = get_account (fixture->store);
  g_assert_cmpint (account->exists, ==, 1);
  g_assert_cmpint (account->network_time_ms, ==, 6000);
  assert_ether (account->reserved, 150);
  assert_ether (account->reserve_step, 50);
}

/* What must stay can't be spent, and no payment gets it. */
static void
test_reserve (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStorePayment) payment = test_told_payment (NULL, 4);
  g_autoptr (ImwStorePayment) second = test_told_payment (NULL, 5);
  g_autoptr (GError) error = NULL;
  ImwStoreBatch *batch = tell_all (5, 1000);

  batch->exists = 1;
  batch->reserved = test_told_amount (TEST_ETH, 150);
  apply (fixture->store, batch, TRUE);
  test_assert_told (fixture->store, TEST_ETH, "1000 0 0 850 0");
  test_assert_told (fixture->store, TEST_USDT, "0 0 0 0 0");

  g_assert_true (test_told_prepare (fixture->store, payment, TEST_ETH, 800, 20, &error));
  test_assert_told (fixture->store, TEST_ETH, "1000 0 0 30 820");
  g_assert_false (test_told_prepare (fixture->store, second, TEST_ETH, 30, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (test_told_prepare (fixture->store, second, TEST_ETH, 29, 1, &error));
  test_assert_told (fixture->store, TEST_ETH, "1000 0 0 0 850");

  /* one more asset was opened meanwhile: less than nothing is nothing */
  batch = test_told_batch (6);
  batch->reserved = test_told_amount (TEST_ETH, 200);
  apply (fixture->store, batch, TRUE);
  test_assert_told (fixture->store, TEST_ETH, "1000 0 0 0 850");
}

static void
test_opened (TestStore *fixture, gconstpointer data)
{
  ImwStoreBatch *batch = tell_all (5, 1000);

  apply (fixture->store, batch, TRUE);
  g_assert_cmpint (get_opened (fixture->store, TEST_USDT), ==, -1);

  batch = tell_all (6, 1000);
  open_asset (
      batch, TEST_ETH); /* an empty list: nothing is opened, which is something else than unknown */
  apply (fixture->store, batch, TRUE);
  g_assert_cmpint (get_opened (fixture->store, TEST_USDT), ==, 0);
  g_assert_cmpint (get_opened (fixture->store, TEST_ETH), ==, 1);

  batch = tell_all (7, 1000);
  open_asset (batch, TEST_USDT);
  apply (fixture->store, batch, TRUE);
  g_assert_cmpint (get_opened (fixture->store, TEST_USDT), ==, 1);

  batch = tell_all (8, 1000);
  apply (fixture->store, batch, FALSE); /* not said: stays */
  g_assert_cmpint (get_opened (fixture->store, TEST_USDT), ==, 1);

  batch = tell_all (9, 1000);
  open_asset (batch, TEST_ETH);
  apply (fixture->store, batch, TRUE);
  g_assert_cmpint (get_opened (fixture->store, TEST_USDT), ==, 0);
}

static guint
get_trust (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) assets = imw_store_list_assets_finish (
      store,
      TEST_RUN (result, imw_store_list_assets_async (store, NULL, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);
  for (guint i = 0; i < assets->len; i++)
    {
      const ImwStoreAsset *known = g_ptr_array_index (assets, i);

      if (imw_asset_equal (known->asset, test_told_asset (TEST_SPAM)))
        return known->trust;
    }

  g_assert_not_reached ();
}

/* What an account has opened, its owner wanted; what waits for it, anybody can send. */
static void
test_trust (TestStore *fixture, gconstpointer data)
{
  ImwStoreBatch *batch = tell_all (5, 1000);
  g_autoptr (ImwAmount) amount = test_told_amount (TEST_SPAM, 7);

  batch->unknown_assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (batch->unknown_assets,
                    g_strdup (imw_asset_get_id (test_told_asset (TEST_SPAM))));
  batch->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_claim_free);
  g_ptr_array_add (batch->claims, imw_store_claim_new (NULL, "00ff", amount, NULL, 0, 0));
  apply (fixture->store, batch, TRUE);
  g_assert_cmpuint (get_trust (fixture->store), ==, 2);

  batch = tell_all (6, 1000);
  open_asset (batch, TEST_SPAM);
  apply (fixture->store, batch, TRUE);
  g_assert_cmpuint (get_trust (fixture->store), ==, 1);
}

static GPtrArray *
list_claims (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *claims = imw_store_list_claims_finish (
      store,
      TEST_RUN (result,
                imw_store_list_claims_async (store, TEST_TOLD, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);

  return claims;
}

static void
test_claims (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwAmount) amount = test_told_amount (TEST_USDT, 25);
  g_autoptr (GPtrArray) claims = NULL;
  const ImwStoreClaim *claim;
  ImwStoreBatch       *batch;

  for (gint64 tip = 5; tip < 7; tip++)
    {
      batch = tell_all (tip, 1000);
      batch->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_claim_free);
      g_ptr_array_add (batch->claims,
                       imw_store_claim_new (NULL, "aa", amount, "somebody", 0, 9000));
      g_ptr_array_add (batch->claims, imw_store_claim_new (NULL, "bb", amount, NULL, 7000, 0));
      apply (fixture->store, batch, tip == 5); /* the same again changes nothing */
    }
  claims = list_claims (fixture->store);
  g_assert_cmpuint (claims->len, ==, 2);
  claim = g_ptr_array_index (claims, 0);
  g_assert_cmpstr (claim->account, ==, TEST_TOLD);
  g_assert_cmpstr (claim->id, ==, "aa");
  g_assert_cmpstr (claim->from, ==, "somebody");
  g_assert_cmpint (claim->expires_ms, ==, 9000);
  g_assert_true (imw_amount_equal (claim->amount, amount));

  batch = tell_all (8, 1000);
  apply (fixture->store, batch, FALSE); /* not asked for: they stay */
  batch = tell_all (9, 1000);
  batch->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_claim_free);
  g_ptr_array_add (batch->claims, imw_store_claim_new (NULL, "bb", amount, NULL, 7000, 0));
  apply (fixture->store, batch, TRUE);
  g_clear_pointer (&claims, g_ptr_array_unref);
  claims = list_claims (fixture->store);
  g_assert_cmpuint (claims->len, ==, 1);
  claim = g_ptr_array_index (claims, 0);
  g_assert_cmpstr (claim->id, ==, "bb");
}

/* A memo is kept, found, and may come late; a payment keeps its last moment. */
static void
test_memo (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (ImwStorePayment) payment = test_told_payment (NULL, 4);
  g_autoptr (ImwStorePayment) stored = NULL;
  g_autoptr (GPtrArray) txs = NULL;
  const ImwStoreTx *tx;
  g_autoptr (GError) error = NULL;
  ImwStoreBatch *batch = tell_all (5, 1000);
  ImwTxRecord   *record = test_told_record (1, IMW_TX_CONFIRMED, 5, TEST_ETH, 30);

  test_batch_take (batch, record);
  apply (fixture->store, batch, TRUE);
  filter->search = g_strdup ("invoice");
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 0);

  batch = tell_all (6, 1000);
  record = test_told_record (1, IMW_TX_CONFIRMED, 5, TEST_ETH, 30);
  record->memo = g_strdup ("Invoice 42");
  record->memo_type = g_strdup ("text");
  test_batch_take (batch, record);
  apply (fixture->store, batch, TRUE);
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 1);
  txs = test_store_list (fixture->store, filter, NULL, 10);
  tx = g_ptr_array_index (txs, 0);
  g_assert_cmpstr (tx->memo, ==, "Invoice 42");
  g_assert_cmpstr (tx->memo_type, ==, "text");

  payment->deadline_ms = 123456;
  g_assert_true (test_told_prepare (fixture->store, payment, TEST_ETH, 5, 1, &error));
  stored = test_store_get_payment (fixture->store, payment->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stored->deadline_ms, ==, 123456);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/store/opening/" name, TestStore, NULL, test_told_set_up, func, test_store_tear_down)
  ADD ("account", test_account);
  ADD ("reserve", test_reserve);
  ADD ("opened", test_opened);
  ADD ("trust", test_trust);
  ADD ("claims", test_claims);
  ADD ("memo", test_memo);
#undef ADD

  return g_test_run ();
}
