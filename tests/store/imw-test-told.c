/* imw-test-told.c: what tests of told balances share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

void
test_told_add_account (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreAccount) account =
      imw_store_account_new (TEST_TOLD, "ethereum", "key of it", test_told_asset (TEST_ETH));

  g_assert_true (imw_store_add_account_finish (
      store,
      TEST_RUN (result, imw_store_add_account_async (store, account, NULL, test_done_cb, &result)),
      &error));
  g_assert_no_error (error);
}

void
test_told_set_up (TestStore *fixture, gconstpointer data)
{
  test_store_set_up (fixture, data);
  test_told_add_account (fixture->store);
}

ImwAsset *
test_told_asset (TestAsset asset)
{
  static ImwAsset *assets[N_TEST_ASSETS];

  if (assets[0] == NULL)
    {
      assets[TEST_ETH] = imw_asset_new ("ethereum", "ETH", "Ether", 18);
      assets[TEST_USDT] = imw_asset_new ("ethereum/0x1111111111111111111111111111111111111111",
                                         "USDT", "Tether USD", 6);
      assets[TEST_SPAM] = imw_asset_new ("ethereum/0x9999999999999999999999999999999999999999",
                                         "USDT", "Tether USD", 6);
    }

  return assets[asset];
}

ImwAmount *
test_told_amount (TestAsset asset, gint64 units)
{
  return imw_amount_new (test_told_asset (asset), units);
}

const char *
test_told_address (guint number)
{
  static char  texts[4][43];
  static guint next;
  char        *text = texts[next++ % G_N_ELEMENTS (texts)];

  g_snprintf (text, sizeof texts[0], "0x%08x%032x", number * 2654435761u, number);

  return text;
}

ImwStoreBatch *
test_told_batch (gint64 tip_height)
{
  ImwStoreBatch *batch = imw_store_batch_new (TEST_TOLD);

  batch->tip_height = tip_height;
  batch->tip_hash = g_strdup_printf ("block%" G_GINT64_FORMAT, tip_height);
  batch->as_of_ms = TEST_START_MS + (tip_height + 1) * 12000;
  batch->told = TRUE;
  batch->unknown_assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (batch->unknown_assets,
                    g_strdup (imw_asset_get_id (test_told_asset (TEST_SPAM))));

  return batch;
}

ImwStoreBatch *
test_told_history (const char *cursor)
{
  ImwStoreBatch *batch = test_told_batch (-1);

  g_clear_pointer (&batch->tip_hash, g_free);
  batch->cursor = g_strdup (cursor);

  return batch;
}

void
test_told_tell (ImwStoreBatch *batch, TestAsset asset, gint64 units)
{
  g_ptr_array_add (batch->balances, test_told_amount (asset, units));
}

ImwTxRecord *
test_told_record (guint number, ImwTxState state, gint64 height, TestAsset asset, gint64 net)
{
  ImwTxRecord *record = imw_tx_record_new (test_txid (number));

  record->state = state;
  record->height = state == IMW_TX_CONFIRMED ? height : -1;
  if (state == IMW_TX_CONFIRMED)
    {
      record->block_hash = g_strdup_printf ("block%" G_GINT64_FORMAT, height);
      record->time_ms = TEST_START_MS + height * 12000;
    }
  if (state != IMW_TX_DROPPED)
    record->net = test_told_amount (asset, net);

  return record;
}

ImwTxRecord *
test_told_sent (guint      number,
                ImwTxState state,
                gint64     height,
                TestAsset  asset,
                gint64     amount,
                gint64     fee,
                gint64     sequence)
{
  ImwTxRecord *record = test_told_record (number, state, height, asset,
                                          -amount - (asset == TEST_ETH ? fee : 0));
  g_autoptr (ImwAmount) paid = test_told_amount (asset, amount);

  record->fee = test_told_amount (TEST_ETH, fee);
  record->sequence = sequence;
  imw_tx_record_add_counterparty (record, test_told_address (number), paid);

  return record;
}

void
test_told_move (ImwTxRecord *record, TestAsset asset, gint64 net)
{
  g_autoptr (ImwAmount) amount = test_told_amount (asset, net);

  imw_tx_record_add_movement (record, amount);
}

char *
test_told_balance (ImwStore *store, TestAsset asset)
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
      ImwStoreBalance *balance = g_ptr_array_index (balances, i);
      ImwAmount       *amounts[] = { balance->confirmed, balance->pending_in, balance->pending_out,
                                     balance->available, balance->reserved };
      GString         *text;

      if (!imw_asset_equal (imw_amount_get_asset (balance->confirmed), test_told_asset (asset)))
        continue;
      g_assert_true (balance->told);
      g_assert_cmpint (imw_amount_sign (balance->frozen), ==, 0);
      text = g_string_new (NULL);
      for (guint j = 0; j < G_N_ELEMENTS (amounts); j++)
        {
          g_autofree char *part = imw_amount_to_base_text (amounts[j]);

          g_string_append_printf (text, "%s%s", j > 0 ? " " : "", part);
        }
      return g_string_free (text, FALSE);
    }

  return g_strdup ("unknown");
}

ImwStorePayment *
test_told_payment (const char *replaces, gint64 sequence)
{
  ImwStorePayment *payment = imw_store_payment_new (NULL, TEST_TOLD, "prepared");

  payment->replaces = g_strdup (replaces);
  payment->sequence = sequence;

  return payment;
}

gboolean
test_told_prepare (ImwStore              *store,
                   const ImwStorePayment *payment,
                   TestAsset              asset,
                   gint64                 units,
                   gint64                 fee,
                   GError               **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) holds = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);

  g_ptr_array_add (holds, test_told_amount (asset, units));
  g_ptr_array_add (holds, test_told_amount (TEST_ETH, fee));

  return imw_store_prepare_numbered_finish (
      store,
      TEST_RUN (result, imw_store_prepare_numbered_async (store, payment, holds, NULL, test_done_cb,
                                                          &result)),
      error);
}

void
test_told_end (ImwStore *store, ImwStorePayment *payment, const char *state)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *old = payment->state;

  payment->state = g_strdup (state);
  payment->final = TRUE;
  g_assert_true (test_store_update (store, old, payment, NULL, &error));
  g_assert_no_error (error);
}

void
test_told_sign (ImwStore *store, ImwStorePayment *payment, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *old = payment->state;

  payment->state = g_strdup ("signed");
  payment->txid = g_strdup (test_txid (number));
  g_assert_true (test_store_update (store, old, payment, NULL, &error));
  g_assert_no_error (error);
}

gboolean
test_told_set_asset (ImwStore *store, ImwAsset *asset, guint trust, gboolean shown, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_set_asset_finish (
      store,
      TEST_RUN (result, imw_store_set_asset_async (store, asset, trust, shown, NULL, test_done_cb,
                                                   &result)),
      error);
}
