/* test-random.c: sums stay right whatever the network tells, in whatever order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-test-store.h"

#define N_NUMBERS 40 /* few, so that things meet again and again */
#define N_STEPS   150

/* A transaction is always the same, whatever is told of it: its content follows from its number. */
static ImwTxRecord *
make_record (guint      number,
             ImwTxState state,
             gint64     height)
{
  ImwTxRecord *record;
  guint        from = number * 7 % 23; /* several spend the same coin */

  if (number < 10)
    {
      record = test_record (number, state, height, 1000 + number);
      if (state != IMW_TX_DROPPED)
        test_coin (record, 0, 0, number, 1000 + number);
      return record;
    }

  record = test_record (number, state, height, -300);
  if (state == IMW_TX_DROPPED)
    return record;
  test_spend (record, from, from < 10 ? 0 : 1);
  test_coin (record, 1, 1, number, 700);
  if (number % 3 != 0)
    test_payee (record, "prac1qpayee", 290);

  return record;
}

/* The sums once more, from what the store lists of transactions and coins. */
static char *
sums_from_lists (ImwStore *store)
{
  g_autoptr (GPtrArray) txs = test_store_list (store, NULL, NULL, 10000);
  g_autoptr (GPtrArray) coins = test_store_coins (store, IMW_STORE_COINS_UNSPENT);
  gint64 sums[6] = { 0 };

  for (guint i = 0; i < txs->len; i++)
    {
      ImwStoreTx *tx = g_ptr_array_index (txs, i);
      gint64      net = 0;

      g_assert_true (imw_amount_get_i64 (tx->net, &net));
      if (tx->state == IMW_TX_CONFIRMED)
        sums[0] += net;
      else if (tx->state == IMW_TX_MEMPOOL)
        sums[net > 0 ? 1 : 2] += ABS (net);
    }
  for (guint i = 0; i < coins->len; i++)
    {
      ImwStoreCoin *coin = g_ptr_array_index (coins, i);
      gint64        amount = 0;

      g_assert_true (imw_amount_get_i64 (coin->amount, &amount));
      if (coin->frozen)
        sums[4] += amount;
      else if (coin->reserved)
        sums[5] += amount;
      else if (coin->state == IMW_TX_CONFIRMED || coin->own)
        sums[3] += amount;
    }

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
}

/* No coin is spent by two that count; nothing in the mempool counts whose parent does not. */
static void
check_states (ImwStore *store)
{
  g_autoptr (GPtrArray) txs = test_store_list (store, NULL, NULL, 10000);
  g_autoptr (GHashTable) spent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < txs->len; i++)
    {
      ImwStoreTx *tx = g_ptr_array_index (txs, i);

      for (guint j = 0; tx->state == IMW_TX_MEMPOOL && j < tx->spends->len; j++)
        {
          ImwStoreCoin *coin = g_ptr_array_index (tx->spends, j);

          g_assert_cmpint (coin->state, !=, IMW_TX_DROPPED);
          g_assert_true (coin->spent);
          g_assert_true (
              g_hash_table_add (spent, g_strdup_printf ("%s:%u", coin->txid, coin->vout)));
        }
    }
}

static void
pay (ImwStore *store,
     GRand    *rand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) coins = test_store_coins (store, IMW_STORE_COINS_SPENDABLE);
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);
  g_autoptr (ImwStorePayment) payment = imw_store_payment_new (NULL, TEST_ACCOUNT, "prepared");

  for (guint i = 0; i < coins->len; i++)
    {
      ImwStoreCoin *coin = g_ptr_array_index (coins, i);

      if (g_rand_int_range (rand, 0, 3) == 0)
        g_ptr_array_add (chosen, imw_tx_spend_new (coin->txid, coin->vout));
    }
  g_assert_true (test_store_prepare (store, payment, chosen, &error));
  g_assert_no_error (error);
}

static void
end_payment (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) payments = imw_store_list_payments_finish (
      store,
      TEST_RUN (result,
                imw_store_list_payments_async (store, NULL, TRUE, NULL, test_done_cb, &result)),
      &error);
  ImwStorePayment *payment;

  if (payments->len == 0)
    return;
  payment = g_ptr_array_index (payments, 0);
  payment->final = TRUE;
  g_assert_true (test_store_update (store, payment->state, payment, NULL, &error));
}

static void
freeze (ImwStore *store,
        GRand    *rand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) coins = test_store_coins (store, IMW_STORE_COINS_UNSPENT);
  ImwStoreCoin *coin;

  if (coins->len == 0)
    return;
  coin = g_ptr_array_index (coins, (guint) g_rand_int_range (rand, 0, (gint32) coins->len));
  g_assert_true (imw_store_freeze_coin_finish (
      store,
      TEST_RUN (result, imw_store_freeze_coin_async (store, TEST_ACCOUNT, coin->txid, coin->vout,
                                                     !coin->frozen, NULL, test_done_cb, &result)),
      &error));
}

static void
sync_random (ImwStore *store,
             GRand    *rand,
             gint64    tip)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_batch (tip);
  guint          count = (guint) g_rand_int_range (rand, 1, 6);

  batch->reorganised = g_rand_int_range (rand, 0, 10) == 0;
  for (guint i = 0; i < count; i++)
    {
      guint      number = (guint) g_rand_int_range (rand, 0, N_NUMBERS);
      ImwTxState state = (ImwTxState) g_rand_int_range (rand, IMW_TX_MEMPOOL, IMW_TX_DROPPED + 1);

      /* two that spend the same coin are never both in blocks: the network would not have it */
      if (state == IMW_TX_CONFIRMED && number >= 10 && number % 23 > 5)
        state = IMW_TX_MEMPOOL;
      test_batch_take (batch,
                       make_record (number, state, g_rand_int_range (rand, 1, (gint32) tip + 1)));
    }
  result = test_store_apply (store, batch);
}

static void
test_random (TestStore    *fixture,
             gconstpointer data)
{
  guint32 seed = (g_test_rand_int () & 0x7fffffff) + (data != NULL ? 1 : 0);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean changed = TRUE;

  g_test_message ("seed %u", seed);
  sync_random (fixture->store, rand, 5);
  for (guint step = 0; step < N_STEPS; step++)
    {
      g_autofree char *expected = NULL;

      switch (g_rand_int_range (rand, 0, 6))
        {
        case 0:
          pay (fixture->store, rand);
          break;
        case 1:
          end_payment (fixture->store);
          break;
        case 2:
          freeze (fixture->store, rand);
          break;
        default:
          sync_random (fixture->store, rand, g_rand_int_range (rand, 3, 30));
        }

      expected = sums_from_lists (fixture->store);
      test_assert_balance (fixture->store, expected);
      check_states (fixture->store);
    }

  g_assert_true (imw_store_repair_finish (
      fixture->store,
      TEST_RUN (result, imw_store_repair_async (fixture->store, NULL, test_done_cb, &result)),
      &changed, &error));
  g_assert_no_error (error);
  g_assert_false (changed);
}

/* The same history in any order and in batches of any size ends in the same place. */
static void
test_any_order (TestStore    *fixture,
                gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint round = 0; round < 4; round++)
    {
      TestStore other;
      g_autoptr (ImwStoreBatch) all = test_history (0, 60);
      g_autofree char *sums = NULL;

      test_store_set_up (&other, NULL);
      for (guint i = 0; round > 0 && i < all->records->len; i++)
        {
          guint    place = (guint) g_rand_int_range (rand, 0, (gint32) all->records->len);
          gpointer swap = all->records->pdata[i];

          all->records->pdata[i] = all->records->pdata[place];
          all->records->pdata[place] = swap;
        }
      for (guint i = 0; i < all->records->len;)
        {
          ImwStoreBatch *batch = test_batch (100);
          guint          count = (guint) g_rand_int_range (rand, 1, 12);
          g_autoptr (ImwStoreBatchResult) result = NULL;

          for (guint j = 0; j < count && i < all->records->len; j++, i++)
            imw_store_batch_add_record (batch, g_ptr_array_index (all->records, i));
          result = test_store_apply (other.store, batch);
        }
      sums = test_store_balance (other.store);
      if (first == NULL)
        first = g_strdup (sums);
      g_assert_cmpstr (sums, ==, first);
      test_store_tear_down (&other, NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/random/steps", TestStore, NULL, test_store_set_up, test_random,
              test_store_tear_down);
  g_test_add ("/store/random/steps-again", TestStore, "again", test_store_set_up, test_random,
              test_store_tear_down);
  g_test_add ("/store/random/any-order", TestStore, NULL, test_store_set_up, test_any_order,
              test_store_tear_down);

  return g_test_run ();
}
