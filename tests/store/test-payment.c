/* test-payment.c: payments, their coins and what is logged of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-store.h"

static void
set_up (TestStore    *fixture,
        gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_batch (10);

  test_store_set_up (fixture, data);
  for (guint i = 1; i <= 3; i++)
    {
      ImwTxRecord *record = test_record (i, IMW_TX_CONFIRMED, 10, 1000);

      test_coin (record, 0, 0, i, 1000);
      test_batch_take (batch, record);
    }
  result = test_store_apply (fixture->store, batch);
}

static GPtrArray *
coins_of (guint first,
          guint last)
{
  GPtrArray *coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);

  for (guint i = first; i <= last; i++)
    g_ptr_array_add (coins, imw_tx_spend_new (test_txid (i), 0));

  return coins;
}

static ImwStorePayment *
prepare (ImwStore   *store,
         const char *replaces,
         guint       first,
         guint       last,
         GError    **error)
{
  g_autoptr (ImwStorePayment) payment = imw_store_payment_new (NULL, TEST_ACCOUNT, "prepared");
  g_autoptr (GPtrArray) coins = coins_of (first, last);

  payment->replaces = g_strdup (replaces);
  payment->amount = test_amount (700);
  payment->draft = g_bytes_new_static ("{\"to\":1}", 8);
  if (!test_store_prepare (store, payment, coins, error))
    return NULL;

  return g_steal_pointer (&payment);
}

static guint
count_reserved (ImwStore   *store,
                const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) coins = imw_store_list_reserved_finish (
      store,
      TEST_RUN (result, imw_store_list_reserved_async (store, id, NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);

  return coins->len;
}

static guint
count_payments (ImwStore *store,
                gboolean  only_open)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) payments = imw_store_list_payments_finish (
      store,
      TEST_RUN (result, imw_store_list_payments_async (store, TEST_ACCOUNT, only_open, NULL,
                                                       test_done_cb, &result)),
      &error);

  g_assert_no_error (error);

  return payments->len;
}

static void
to_state (ImwStore        *store,
          ImwStorePayment *payment,
          const char      *state,
          gboolean         final)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *old = g_strdup (payment->state);

  g_free (payment->state);
  payment->state = g_strdup (state);
  payment->final = final;
  g_assert_true (test_store_update (store, old, payment, NULL, &error));
  g_assert_no_error (error);
}

static void
test_life (TestStore    *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStorePayment) payment = prepare (fixture->store, NULL, 1, 2, &error);
  g_autoptr (ImwStorePayment) back = NULL;
  g_autoptr (GPtrArray) events = NULL;

  g_assert_no_error (error);
  test_assert_balance (fixture->store, "3000 0 0 1000 0 2000");
  g_assert_cmpuint (count_reserved (fixture->store, payment->id), ==, 2);

  imw_clock_advance (fixture->clock, 5000);
  payment->raw = g_bytes_new_static ("signed", 6);
  payment->txid = g_strdup (test_txid (50));
  payment->fee = test_amount (20);
  to_state (fixture->store, payment, "signed", FALSE);
  g_clear_pointer (&payment->raw, g_bytes_unref); /* what is not told stays */
  g_clear_pointer (&payment->txid, g_free);
  payment->error_code = g_strdup ("network");
  to_state (fixture->store, payment, "submitted", FALSE);

  back = imw_store_find_payment_finish (
      fixture->store,
      TEST_RUN (result, imw_store_find_payment_async (fixture->store, test_txid (50), NULL,
                                                      test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->id, ==, payment->id);
  g_assert_cmpstr (back->state, ==, "submitted");
  g_assert_cmpuint (g_bytes_get_size (back->raw), ==, 6);
  g_assert_cmpuint (g_bytes_get_size (back->draft), ==, 8);
  g_assert_cmpint (back->created_ms, ==, TEST_START_MS);
  g_assert_cmpint (back->updated_ms, ==, TEST_START_MS + 5000);
  g_assert_cmpstr (back->error_code, ==, "network");
  g_assert_true (imw_amount_equal (back->fee, payment->fee));
  g_assert_cmpuint (count_payments (fixture->store, TRUE), ==, 1);

  to_state (fixture->store, payment, "confirmed", TRUE);
  test_assert_balance (fixture->store, "3000 0 0 3000 0 0");
  g_assert_cmpuint (count_reserved (fixture->store, payment->id), ==, 0);
  g_assert_cmpuint (count_payments (fixture->store, TRUE), ==, 0);
  g_assert_cmpuint (count_payments (fixture->store, FALSE), ==, 1);

  /* over is over */
  payment->final = FALSE;
  g_assert_false (test_store_update (fixture->store, "confirmed", payment, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  events = imw_store_list_events_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_events_async (fixture->store, payment->id, NULL,
                                                     test_done_cb, &result)),
      &error);
  g_assert_cmpuint (events->len, ==, 4);
  g_assert_cmpstr (((ImwStoreEvent *) g_ptr_array_index (events, 0))->state, ==, "prepared");
  g_assert_cmpstr (((ImwStoreEvent *) g_ptr_array_index (events, 3))->state, ==, "confirmed");
}

static void
test_swap (TestStore    *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = prepare (fixture->store, NULL, 1, 1, &error);
  g_autoptr (ImwStorePayment) other = imw_store_payment_new ("nobody", TEST_ACCOUNT, "signed");
  g_autoptr (ImwStorePayment) back = NULL;

  payment->raw = g_bytes_new_static ("one", 3);
  to_state (fixture->store, payment, "signed", FALSE);

  /* somebody else was faster */
  g_assert_false (test_store_update (fixture->store, "prepared", payment, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);

  /* what was signed is never replaced by other bytes */
  g_clear_pointer (&payment->raw, g_bytes_unref);
  payment->raw = g_bytes_new_static ("two", 3);
  g_assert_false (test_store_update (fixture->store, "signed", payment, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  back = test_store_get_payment (fixture->store, payment->id, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (back->raw, NULL), 3, "one", 3);

  g_assert_false (test_store_update (fixture->store, "signed", other, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (test_store_get_payment (fixture->store, "nobody", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
expect_prepare_error (ImwStore   *store,
                      const char *replaces,
                      guint       first,
                      guint       last,
                      ImwError    code)
{
  g_autoptr (GError) error = NULL;
  guint before = count_payments (store, FALSE);

  g_assert_null (prepare (store, replaces, first, last, &error));
  g_assert_error (error, IMW_ERROR, (gint) code);
  g_assert_cmpuint (count_payments (store, FALSE), ==, before); /* nothing is left of it */
}

static void
test_coins (TestStore    *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStorePayment) payment = prepare (fixture->store, NULL, 2, 2, &error);

  g_assert_no_error (error);
  expect_prepare_error (fixture->store, NULL, 1, 2, IMW_ERROR_BUSY);
  test_assert_balance (fixture->store, "3000 0 0 2000 0 1000"); /* coin 1 was not kept either */
  expect_prepare_error (fixture->store, NULL, 4, 4, IMW_ERROR_REFUSED);
  g_assert_true (imw_store_freeze_coin_finish (
      fixture->store,
      TEST_RUN (result, imw_store_freeze_coin_async (fixture->store, TEST_ACCOUNT, test_txid (3), 0,
                                                     TRUE, NULL, test_done_cb, &result)),
      &error));
  expect_prepare_error (fixture->store, NULL, 3, 3, IMW_ERROR_REFUSED);
  g_assert_false (test_store_prepare (fixture->store, payment, NULL, &error)); /* the same id */
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
apply_spend (ImwStore *store,
             guint     number,
             guint     from,
             gint64    height)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_batch (11);
  ImwTxRecord   *record =
      test_record (number, height >= 0 ? IMW_TX_CONFIRMED : IMW_TX_MEMPOOL, height, -1000);

  test_spend (record, from, 0);
  test_payee (record, "prac1qx", 900);
  test_batch_take (batch, record);
  result = test_store_apply (store, batch);
}

/* A payment that pays a higher fee spends what the first one spends. */
static void
test_replace (TestStore    *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) first = prepare (fixture->store, NULL, 1, 1, &error);
  g_autoptr (ImwStorePayment) second = NULL;
  g_autoptr (ImwStorePayment) third = NULL;

  first->txid = g_strdup (test_txid (60));
  to_state (fixture->store, first, "submitted", FALSE);
  apply_spend (fixture->store, 60, 1, -1); /* the network shows it */
  test_assert_balance (fixture->store, "3000 0 1000 2000 0 0");

  expect_prepare_error (fixture->store, NULL, 1, 1, IMW_ERROR_BUSY);
  second = prepare (fixture->store, first->id, 1, 1, &error);
  g_assert_no_error (error);
  third = prepare (fixture->store, second->id, 1, 2, &error); /* and once more */
  g_assert_no_error (error);
  g_assert_cmpstr (third->replaces, ==, second->id);

  /* the end of one does not free what another still holds */
  to_state (fixture->store, second, "failed", TRUE);
  expect_prepare_error (fixture->store, NULL, 1, 1, IMW_ERROR_BUSY);
  to_state (fixture->store, third, "failed", TRUE);
  to_state (fixture->store, first, "confirmed", TRUE);
  apply_spend (fixture->store, 60, 1, 11);
  expect_prepare_error (fixture->store, NULL, 1, 1, IMW_ERROR_REFUSED); /* spent */
  test_assert_balance (fixture->store, "2000 0 0 2000 0 0");
}

/* Two processes, here two connections, reach for the same coin at the same time: one gets it. */
static void
test_race (TestStore    *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStore) other =
      test_store_open (fixture->path, IMW_STORE_FLAGS_NONE, fixture->clock, &error);
  guint n_won = 0;

  g_assert_no_error (error);
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (ImwStorePayment) ours = imw_store_payment_new (NULL, TEST_ACCOUNT, "prepared");
      g_autoptr (ImwStorePayment) theirs = imw_store_payment_new (NULL, TEST_ACCOUNT, "prepared");
      g_autoptr (GPtrArray) coins = coins_of (1, 3);
      g_autoptr (GAsyncResult) our_result = NULL;
      g_autoptr (GAsyncResult) their_result = NULL;
      gboolean we;
      gboolean they;

      imw_store_prepare_payment_async (fixture->store, ours, coins, NULL, test_done_cb,
                                       &our_result);
      imw_store_prepare_payment_async (other, theirs, coins, NULL, test_done_cb, &their_result);
      we = imw_store_prepare_payment_finish (fixture->store, test_wait (&our_result), &error);
      if (!we)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
      g_clear_error (&error);
      they = imw_store_prepare_payment_finish (other, test_wait (&their_result), &error);
      if (!they)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
      g_clear_error (&error);

      g_assert_true (we != they);
      n_won += we ? 1 : 0;
      test_assert_balance (fixture->store, "3000 0 0 0 0 3000");
      to_state (we ? fixture->store : other, we ? ours : theirs, "failed", TRUE);
    }
  g_test_message ("the first connection won %u of 30", n_won);
  test_store_close (other);
}

static void
test_event (TestStore    *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  ImwStoreEvent *event;

  g_assert_true (imw_store_add_event_finish (
      fixture->store,
      TEST_RUN (result, imw_store_add_event_async (fixture->store, "p1", "seen", "in a block", NULL,
                                                   test_done_cb, &result)),
      &error));
  events = imw_store_list_events_finish (
      fixture->store,
      TEST_RUN (result,
                imw_store_list_events_async (fixture->store, "p1", NULL, test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->state, ==, "seen");
  g_assert_cmpstr (event->detail, ==, "in a block");
  g_assert_cmpint (event->time_ms, ==, TEST_START_MS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/payment/" name, TestStore, NULL, set_up, function, test_store_tear_down)
  ADD ("life", test_life);
  ADD ("swap", test_swap);
  ADD ("coins", test_coins);
  ADD ("replace", test_replace);
  ADD ("race", test_race);
  ADD ("event", test_event);

  return g_test_run ();
}
