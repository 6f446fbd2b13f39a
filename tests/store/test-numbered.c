/* test-numbered.c: payments with a number, and what they hold of told balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-told.h"

static void
apply (ImwStore *store, ImwStoreBatch *batch)
{
  imw_store_batch_result_free (test_store_apply (store, batch));
}

static void
set_up (TestStore *fixture, gconstpointer data)
{
  ImwStoreBatch *batch = test_told_batch (5);

  test_told_set_up (fixture, data);
  test_told_tell (batch, TEST_ETH, 1000);
  test_told_tell (batch, TEST_USDT, 500);
  apply (fixture->store, batch);
}

static void
apply_record (ImwStore *store, gint64 tip, ImwTxRecord *record)
{
  ImwStoreBatch *batch = test_told_batch (tip);

  test_batch_take (batch, record);
  apply (store, batch);
}

static ImwStorePayment *
prepare (ImwStore   *store,
         const char *replaces,
         gint64      sequence,
         TestAsset   asset,
         gint64      units,
         gint64      fee)
{
  g_autoptr (GError) error = NULL;
  ImwStorePayment *payment = test_told_payment (replaces, sequence);

  g_assert_true (test_told_prepare (store, payment, asset, units, fee, &error));
  g_assert_no_error (error);

  return payment;
}

static void
assert_refused (ImwStore   *store,
                const char *replaces,
                gint64      sequence,
                TestAsset   asset,
                gint64      units,
                gint64      fee,
                ImwError    code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) gone = NULL;
  g_autoptr (ImwStorePayment) payment = test_told_payment (replaces, sequence);

  g_assert_false (test_told_prepare (store, payment, asset, units, fee, &error));
  g_assert_error (error, IMW_ERROR, (gint) code);
  g_assert_null (test_store_get_payment (store, payment->id, &gone)); /* nothing of it stays */
  g_assert_error (gone, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static char *
list_sequences (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) numbers = imw_store_list_sequences_finish (
      store,
      TEST_RUN (result,
                imw_store_list_sequences_async (store, TEST_TOLD, NULL, test_done_cb, &result)),
      &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < numbers->len; i++)
    {
      ImwStoreSequence *number = g_ptr_array_index (numbers, i);
      g_autoptr (ImwStorePayment) payment =
          test_store_get_payment (store, number->payment, &error);

      g_assert_no_error (error);
      g_assert_cmpint (payment->sequence, ==, number->sequence);
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT "%s", i > 0 ? " " : "", number->sequence,
                              payment->replaces != NULL ? "r" : "");
    }

  return g_string_free (text, FALSE);
}

#define assert_sequences(store, expected)              \
  G_STMT_START                                         \
  {                                                    \
    g_autofree char *numbers = list_sequences (store); \
    g_assert_cmpstr (numbers, ==, expected);           \
  }                                                    \
  G_STMT_END

/* From reserving to the network's word that contains it. */
static void
test_life (TestStore *fixture, gconstpointer data)
{
  ImwStore *store = fixture->store;
  g_autoptr (ImwStorePayment) payment = prepare (store, NULL, 3, TEST_USDT, 200, 30);
  g_autoptr (ImwStorePayment) second = prepare (store, NULL, 4, TEST_ETH, 100, 20);
  ImwStoreBatch *batch;

  assert_sequences (store, "3 4");
  test_assert_told (store, TEST_ETH, "1000 0 0 850 150");
  test_assert_told (store, TEST_USDT, "500 0 0 300 200");

  test_told_sign (store, payment, 1);
  apply_record (store, 5, test_told_sent (1, IMW_TX_MEMPOOL, -1, TEST_USDT, 200, 25, 3));
  test_assert_told (store, TEST_ETH, "1000 0 25 850 150");
  test_assert_told (store, TEST_USDT, "500 0 200 300 200");

  /* in a block, and in the balances that were told with it */
  batch = test_told_batch (6);
  test_batch_take (batch, test_told_sent (1, IMW_TX_CONFIRMED, 6, TEST_USDT, 200, 25, 3));
  test_told_tell (batch, TEST_ETH, 975);
  test_told_tell (batch, TEST_USDT, 300);
  apply (store, batch);
  test_assert_told (store, TEST_ETH, "975 0 0 855 120");
  test_assert_told (store, TEST_USDT, "300 0 0 300 0");
  assert_sequences (store, "3 4"); /* until it is final */

  /* the block is gone */
  batch = test_told_batch (5);
  batch->reorganised = TRUE;
  test_told_tell (batch, TEST_ETH, 1000);
  test_told_tell (batch, TEST_USDT, 500);
  apply (store, batch);
  test_assert_told (store, TEST_ETH, "1000 0 25 850 150");
  test_assert_told (store, TEST_USDT, "500 0 200 300 200");

  test_told_end (store, second, "cancelled");
  assert_sequences (store, "3");
  test_assert_told (store, TEST_ETH, "1000 0 25 970 30");
}

static void
test_refused (TestStore *fixture, gconstpointer data)
{
  ImwStore *store = fixture->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = prepare (store, NULL, 3, TEST_ETH, 600, 30);

  assert_refused (store, NULL, 3, TEST_ETH, 1, 1, IMW_ERROR_BUSY);
  assert_refused (store, NULL, 4, TEST_ETH, 341, 30, IMW_ERROR_REFUSED); /* one too many */
  assert_refused (store, NULL, 4, TEST_USDT, 500, 371, IMW_ERROR_REFUSED);
  assert_refused (store, NULL, 4, TEST_USDT, 501, 1, IMW_ERROR_REFUSED);
  assert_refused (store, NULL, 4, TEST_SPAM, 1, 1, IMW_ERROR_REFUSED); /* nobody said how much */
  assert_refused (store, NULL, 4, TEST_ETH, -5, 1, IMW_ERROR_BAD_INPUT);
  assert_refused (store, NULL, -1, TEST_ETH, 1, 1, IMW_ERROR_BAD_INPUT);
  g_assert_false (test_told_prepare (store, payment, TEST_ETH, 1, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED); /* the id is there */
  test_assert_told (store, TEST_ETH, "1000 0 0 370 630");

  apply_record (store, 6, test_told_sent (7, IMW_TX_CONFIRMED, 6, TEST_ETH, 1, 1, 2));
  assert_refused (store, NULL, 2, TEST_ETH, 1, 1, IMW_ERROR_REFUSED); /* used up */
  payment = (imw_store_payment_free (payment), prepare (store, NULL, 4, TEST_ETH, 340, 30));
  test_assert_told (store, TEST_ETH, "1000 0 0 0 1000");
}

static void
test_not_told (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = test_told_payment (NULL, 0);

  g_free (payment->account);
  payment->account = g_strdup (TEST_ACCOUNT);
  g_assert_false (test_told_prepare (fixture->store, payment, TEST_ETH, 1, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_free (payment->account);
  payment->account = g_strdup ("nobody");
  g_assert_false (test_told_prepare (fixture->store, payment, TEST_ETH, 1, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

/* Whoever replaces takes the number over, and what is held counts once. */
static void
test_replace (TestStore *fixture, gconstpointer data)
{
  ImwStore *store = fixture->store;
  g_autoptr (ImwStorePayment) first = prepare (store, NULL, 3, TEST_USDT, 400, 100);
  g_autoptr (ImwStorePayment) faster = prepare (store, first->id, 3, TEST_USDT, 400, 150);
  g_autoptr (ImwStorePayment) cancel = NULL;

  assert_sequences (store, "3 3r");
  test_assert_told (store, TEST_USDT, "500 0 0 100 400");
  test_assert_told (store, TEST_ETH, "1000 0 0 850 150");
  assert_refused (store, first->id, 3, TEST_ETH, 0, 200, IMW_ERROR_BUSY); /* the second has it */

  cancel = prepare (store, faster->id, 3, TEST_ETH, 0, 200);
  assert_sequences (store, "3 3r 3r");
  test_assert_told (store, TEST_USDT, "500 0 0 500 0");
  test_assert_told (store, TEST_ETH, "1000 0 0 800 200");

  /* the one in the middle is over: the first is still replaced, by way of it */
  test_told_end (store, faster, "cancelled");
  test_assert_told (store, TEST_USDT, "500 0 0 500 0");
  test_assert_told (store, TEST_ETH, "1000 0 0 800 200");

  /* the first was quicker: nothing of the lane is held any more */
  test_told_sign (store, first, 1);
  apply_record (store, 6, test_told_sent (1, IMW_TX_CONFIRMED, 6, TEST_USDT, 400, 90, 3));
  test_assert_told (store, TEST_ETH, "1000 0 0 1000 0");
  test_assert_told (store, TEST_USDT, "500 0 0 500 0");
  test_told_end (store, cancel, "replaced");
  test_told_end (store, first, "confirmed");
  assert_sequences (store, "");
}

/* Who is given up gives the number back. */
static void
test_given_back (TestStore *fixture, gconstpointer data)
{
  ImwStore *store = fixture->store;
  g_autoptr (ImwStorePayment) first = prepare (store, NULL, 3, TEST_ETH, 900, 100);
  g_autoptr (ImwStorePayment) again = NULL;

  test_told_end (store, first, "cancelled");
  test_assert_told (store, TEST_ETH, "1000 0 0 1000 0");
  again = prepare (store, NULL, 3, TEST_ETH, 900, 100);
  test_assert_told (store, TEST_ETH, "1000 0 0 0 1000");
}

/* The network's word falls below what is held: nothing is left, and not less than that. */
static void
test_less_than_held (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStorePayment) payment = prepare (fixture->store, NULL, 3, TEST_ETH, 900, 100);
  ImwStoreBatch *batch = test_told_batch (6);

  test_told_tell (batch, TEST_ETH, 300);
  apply (fixture->store, batch);
  test_assert_told (fixture->store, TEST_ETH, "300 0 0 0 1000");
  assert_refused (fixture->store, NULL, 4, TEST_ETH, 0, 1, IMW_ERROR_REFUSED);
}

/* The sealed parts and the number come back as they were, and coins are no matter of it. */
static void
test_read_back (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStorePayment) payment = prepare (fixture->store, NULL, 12, TEST_USDT, 1, 2);
  g_autoptr (ImwStorePayment) back = NULL;
  g_autoptr (GPtrArray) coins = NULL;
  g_autoptr (GPtrArray) open = NULL;

  payment->sequence = 99; /* what it was prepared with stays */
  test_told_sign (fixture->store, payment, 5);
  back = test_store_get_payment (fixture->store, payment->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->sequence, ==, 12);
  coins = imw_store_list_reserved_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_reserved_async (fixture->store, payment->id, NULL,
                                                       test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (coins->len, ==, 0);
  open = imw_store_list_payments_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_payments_async (fixture->store, TEST_TOLD, TRUE, NULL,
                                                       test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (((ImwStorePayment *) g_ptr_array_index (open, 0))->sequence, ==, 12);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (TestStore *fixture, gconstpointer data);
  } tests[] = {
    { "/store/numbered/life", test_life },
    { "/store/numbered/refused", test_refused },
    { "/store/numbered/not-told", test_not_told },
    { "/store/numbered/replace", test_replace },
    { "/store/numbered/given-back", test_given_back },
    { "/store/numbered/less-than-held", test_less_than_held },
    { "/store/numbered/read-back", test_read_back },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, TestStore, NULL, set_up, tests[i].run, test_store_tear_down);

  return g_test_run ();
}
