/* imw-test-store.c: what tests of the store share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-store.h"

void
test_store_set_up (TestStore    *fixture,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "practice", "w1", "wallet.db", NULL);
  fixture->clock = imw_clock_new_manual (TEST_START_MS, 1000);
  fixture->store = test_store_open (fixture->path, IMW_STORE_CREATE, fixture->clock, &error);
  g_assert_no_error (error);
  test_store_add_account (fixture->store, TEST_ACCOUNT);
}

void
test_store_tear_down (TestStore    *fixture,
                      gconstpointer data)
{
  test_store_check (fixture->store);
  test_store_close (fixture->store);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_clear_object (&fixture->clock);
  test_remove_folder (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
}

ImwStore *
test_store_open (const char   *path,
                 ImwStoreFlags flags,
                 ImwClock     *clock,
                 GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_open_finish (
      TEST_RUN (result, imw_store_open_async (path, flags, clock, NULL, test_done_cb, &result)),
      error);
}

void
test_store_close (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (imw_store_close_finish (
      store, TEST_RUN (result, imw_store_close_async (store, test_done_cb, &result)), &error));
  g_assert_no_error (error);
}

void
test_store_add_account (ImwStore   *store,
                        const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *key = g_strconcat ("key of ", id, NULL);
  g_autoptr (ImwStoreAccount) account = imw_store_account_new (id, "bitcoin", key, test_asset ());

  g_assert_true (imw_store_add_account_finish (
      store,
      TEST_RUN (result, imw_store_add_account_async (store, account, NULL, test_done_cb, &result)),
      &error));
  g_assert_no_error (error);
}

ImwStoreBatchResult *
test_store_try_apply (ImwStore      *store,
                      ImwStoreBatch *batch,
                      GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_apply_batch_finish (
      store,
      TEST_RUN (result, imw_store_apply_batch_async (store, batch, NULL, test_done_cb, &result)),
      error);
}

ImwStoreBatchResult *
test_store_apply (ImwStore      *store,
                  ImwStoreBatch *batch)
{
  g_autoptr (GError) error = NULL;
  ImwStoreBatchResult *applied = test_store_try_apply (store, batch, &error);

  g_assert_no_error (error);
  imw_store_batch_free (batch);

  return applied;
}

void
test_store_check (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean good = imw_store_check_finish (
      store, TEST_RUN (result, imw_store_check_async (store, NULL, test_done_cb, &result)), &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

GPtrArray *
test_store_list (ImwStore               *store,
                 const ImwStoreTxFilter *filter,
                 ImwStoreTx             *after,
                 guint                   limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *txs = imw_store_list_txs_finish (
      store,
      TEST_RUN (result, imw_store_list_txs_async (store, filter, after, limit, NULL, test_done_cb,
                                                  &result)),
      &error);

  g_assert_no_error (error);

  return txs;
}

guint
test_store_count (ImwStore               *store,
                  const ImwStoreTxFilter *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint count = 0;

  g_assert_true (imw_store_count_txs_finish (
      store,
      TEST_RUN (result, imw_store_count_txs_async (store, filter, NULL, test_done_cb, &result)),
      &count, &error));
  g_assert_no_error (error);

  return count;
}

ImwStoreTx *
test_store_get (ImwStore   *store,
                const char *txid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  ImwStoreTx *tx = imw_store_get_tx_finish (
      store,
      TEST_RUN (result,
                imw_store_get_tx_async (store, TEST_ACCOUNT, txid, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);

  return tx;
}

gboolean
test_store_prepare (ImwStore              *store,
                    const ImwStorePayment *payment,
                    GPtrArray             *coins,
                    GError               **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_prepare_payment_finish (
      store,
      TEST_RUN (result, imw_store_prepare_payment_async (store, payment, coins, NULL, test_done_cb,
                                                         &result)),
      error);
}

gboolean
test_store_update (ImwStore              *store,
                   const char            *old_state,
                   const ImwStorePayment *payment,
                   const char            *detail,
                   GError               **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_update_payment_finish (
      store,
      TEST_RUN (result, imw_store_update_payment_async (store, old_state, payment, detail, NULL,
                                                        test_done_cb, &result)),
      error);
}

ImwStorePayment *
test_store_get_payment (ImwStore   *store,
                        const char *id,
                        GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_get_payment_finish (
      store,
      TEST_RUN (result, imw_store_get_payment_async (store, id, NULL, test_done_cb, &result)),
      error);
}

GPtrArray *
test_store_coins (ImwStore     *store,
                  ImwStoreCoins which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *coins = imw_store_list_coins_finish (
      store,
      TEST_RUN (result, imw_store_list_coins_async (store, TEST_ACCOUNT, which, NULL, test_done_cb,
                                                    &result)),
      &error);

  g_assert_no_error (error);

  return coins;
}

char *
test_store_balance (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) balances = imw_store_list_balances_finish (
      store,
      TEST_RUN (result,
                imw_store_list_balances_async (store, TEST_ACCOUNT, NULL, test_done_cb, &result)),
      &error);
  ImwStoreBalance *balance;
  ImwAmount       *amounts[6];
  GString         *text;

  g_assert_no_error (error);
  if (balances->len == 0)
    return g_strdup ("unknown");

  g_assert_cmpuint (balances->len, ==, 1);
  balance = g_ptr_array_index (balances, 0);
  amounts[0] = balance->confirmed;
  amounts[1] = balance->pending_in;
  amounts[2] = balance->pending_out;
  amounts[3] = balance->available;
  amounts[4] = balance->frozen;
  amounts[5] = balance->reserved;
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *part = imw_amount_to_base_text (amounts[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", part);
    }

  return g_string_free (text, FALSE);
}

const char *
test_txid (guint number)
{
  static char  texts[4][65];
  static guint next;
  char        *text = texts[next++ % G_N_ELEMENTS (texts)];

  g_snprintf (text, sizeof texts[0], "%08x%056x", number * 2654435761u, number);

  return text;
}

ImwAsset *
test_asset (void)
{
  static ImwAsset *asset;

  if (asset == NULL)
    asset = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);

  return asset;
}

ImwAmount *
test_amount (gint64 sat)
{
  return imw_amount_new (test_asset (), sat);
}

char *
test_address (guint32 branch,
              guint32 index)
{
  return g_strdup_printf ("prac1q%u%08xw508d6qejxtdg4y5r3zarvary0c%x", branch, index * 40503u,
                          index);
}

ImwTxRecord *
test_record (guint      number,
             ImwTxState state,
             gint64     height,
             gint64     net_sat)
{
  ImwTxRecord *record = imw_tx_record_new (test_txid (number));

  record->state = state;
  record->height = state == IMW_TX_CONFIRMED ? height : -1;
  if (state == IMW_TX_CONFIRMED)
    {
      record->block_hash = g_strdup_printf ("block%" G_GINT64_FORMAT, height);
      record->time_ms = TEST_START_MS + height * 600000;
    }
  if (state != IMW_TX_DROPPED)
    record->net = test_amount (net_sat);

  return record;
}

void
test_coin (ImwTxRecord *record,
           guint32      vout,
           guint32      branch,
           guint32      index,
           gint64       sat)
{
  g_autoptr (ImwAmount) amount = test_amount (sat);
  g_autofree char *address = test_address (branch, index);

  imw_tx_record_add_coin (record, vout, branch, index, address, amount);
}

void
test_spend (ImwTxRecord *record,
            guint        number,
            guint32      vout)
{
  imw_tx_record_add_spend (record, test_txid (number), vout);
}

void
test_payee (ImwTxRecord *record,
            const char  *address,
            gint64       sat)
{
  g_autoptr (ImwAmount) amount = test_amount (sat);

  imw_tx_record_add_counterparty (record, address, amount);
}

ImwStoreBatch *
test_batch (gint64 tip_height)
{
  ImwStoreBatch *batch = imw_store_batch_new (TEST_ACCOUNT);

  batch->tip_height = tip_height;
  batch->tip_hash = g_strdup_printf ("block%" G_GINT64_FORMAT, tip_height);
  batch->as_of_ms = TEST_START_MS + (tip_height + 1) * 600000;

  return batch;
}

void
test_batch_take (ImwStoreBatch *batch,
                 ImwTxRecord   *record)
{
  imw_store_batch_add_record (batch, record);
  imw_tx_record_unref (record);
}

gboolean
test_has_txid (GPtrArray *txids,
               guint      number)
{
  return g_ptr_array_find_with_equal_func (txids, test_txid (number), g_str_equal, NULL);
}

ImwStoreBatch *
test_history (guint begin,
              guint count)
{
  ImwStoreBatch *batch = test_batch ((begin + count) / 4);

  for (guint i = begin; i < begin + count; i++)
    {
      ImwTxRecord *record;

      if (i % 5 == 4)
        {
          g_autofree char *payee = g_strdup_printf ("prac1qpayee%08x", i % 1000 * 7919u);

          record = test_record (i, IMW_TX_CONFIRMED, i / 4, -60000);
          record->fee = test_amount (200);
          test_spend (record, i - 1, 0);
          test_coin (record, 1, 1, i % 5000, 40000);
          test_payee (record, payee, 59800);
        }
      else
        {
          record = test_record (i, IMW_TX_CONFIRMED, i / 4, 100000);
          test_coin (record, 0, 0, i % 5000, 100000);
        }
      test_batch_take (batch, record);
    }

  return batch;
}
