/* test-esplora-sync.c: what the wallet learns from an honest server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "esplora-fixture.h"

#include "imw-error.h"

static void
sync_ok (Fixture *fixture)
{
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
}

static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  sync_ok (fixture);
  g_test_message ("nothing there: %u requests", fixture->batch->n_requests);
  g_assert_cmpuint (fixture->batch->n_requests, ==, 1 + 2 + 40); /* first block, tip, two gaps */
  g_assert_cmpuint (fixture->batch->n_requests, ==, fixture->fake->n_requests);
  g_assert_cmpuint (fixture->batch->records->len, ==, 0);
  g_assert_cmpuint (fixture->batch->addresses->len, ==, 40);
  g_assert_cmpuint (fixture->batch->scanned[0], ==, 20);
  g_assert_cmpuint (fixture->batch->scanned[1], ==, 20);
  g_assert_cmpint (fixture->batch->tip_height, ==, 100);
  g_assert_cmpint (fixture->batch->as_of_ms, ==, G_GINT64_CONSTANT (1767225600000));
  g_assert_false (fixture->batch->reorganised);
  g_assert_cmpint (imw_backend_get_state (fixture->backend), ==, IMW_BACKEND_GOOD);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  sync_ok (fixture);
  g_test_message ("nothing new: %u requests", fixture->batch->n_requests);
  g_assert_cmpuint (fixture->batch->n_requests, ==, 2 + 40);
  g_assert_cmpuint (fixture->batch->addresses->len, ==, 0);
}

static void
test_receive (Fixture      *fixture,
              gconstpointer data)
{
  const FakeTx      *tx = fixture_pay (fixture, 0, 3, 70000);
  const ImwTxRecord *record;
  const ImwTxCoin   *coin;

  sync_ok (fixture);
  record = fixture_find (fixture, tx->txid);
  g_assert_cmpint (record->state, ==, IMW_TX_MEMPOOL);
  g_assert_cmpint (record->height, ==, -1);
  g_assert_cmpint (record->time_ms, ==, 0);
  g_assert_cmpint (fixture_net (record), ==, 70000);
  g_assert_null (record->fee);
  g_assert_cmpuint (record->spends->len, ==, 0);
  g_assert_cmpuint (record->counterparties->len, ==, 0);
  g_assert_cmpuint (record->coins->len, ==, 1);
  coin = g_ptr_array_index (record->coins, 0);
  g_assert_cmpuint (coin->branch, ==, 0);
  g_assert_cmpuint (coin->index, ==, 3);
  g_assert_cmpuint (coin->vout, ==, 0);
  g_assert_true (g_str_has_prefix (coin->address, "bc1q"));
  g_assert_cmpuint (fixture->batch->scanned[0], ==, 24);

  fake_esplora_mine (fixture->fake, 1);
  sync_ok (fixture);
  g_test_message ("confirmed: %u requests", fixture->batch->n_requests);
  record = fixture_find (fixture, tx->txid);
  g_assert_cmpint (record->state, ==, IMW_TX_CONFIRMED);
  g_assert_cmpint (record->height, ==, 101);
  g_assert_cmpstr (record->block_hash, ==, fixture->tip_hash);
  g_assert_cmpint (record->time_ms, ==, (1767225600 + 101 * 600) * G_GINT64_CONSTANT (1000));
  g_assert_cmpint (fixture_balance (fixture), ==, 70000);

  /* six blocks later it is final and nobody asks again */
  fake_esplora_mine (fixture->fake, 6);
  sync_ok (fixture);
  sync_ok (fixture);
  g_assert_cmpuint (fixture->batch->n_requests, ==, 2 + 44);
  g_assert_cmpuint (fixture->batch->records->len, ==, 0);
}

static void
test_send (Fixture      *fixture,
           gconstpointer data)
{
  FakeTx *first = fixture_pay (fixture, 0, 0, 100000);
  FakeTx *second = fixture_pay (fixture, 0, 1, 50000);
  FakeTx *sent;
  g_autoptr (GBytes) change = fixture_script (fixture, 1, 0);
  g_autoptr (GBytes) payee = fake_esplora_foreign_script (9);
  const ImwTxRecord       *record;
  const ImwTxCounterparty *party;
  gint64                   fee_sat;

  fake_esplora_mine (fixture->fake, 1);
  sent = fake_esplora_spend (fixture->fake,
                             (FakeTx *[]){ first, second },
                             (guint32[]){ 0, 0 },
                             2,
                             (GBytes *[]){ payee, change },
                             (guint64[]){ 120000, 29000 },
                             2);
  sync_ok (fixture);
  record = fixture_find (fixture, sent->txid);
  g_assert_cmpint (fixture_net (record), ==, -121000);
  g_assert_true (imw_amount_get_i64 (record->fee, &fee_sat));
  g_assert_cmpint (fee_sat, ==, 1000);
  g_assert_cmpuint (record->spends->len, ==, 2);
  g_assert_cmpstr (((ImwTxSpend *) g_ptr_array_index (record->spends, 1))->txid, ==, second->txid);
  g_assert_cmpuint (record->coins->len, ==, 1);
  g_assert_cmpuint (((ImwTxCoin *) g_ptr_array_index (record->coins, 0))->branch, ==, 1);
  g_assert_cmpuint (record->counterparties->len, ==, 1);
  party = g_ptr_array_index (record->counterparties, 0);
  g_assert_true (g_str_has_prefix (party->address, "1"));
  g_assert_true (imw_amount_get_i64 (party->amount, &fee_sat));
  g_assert_cmpint (fee_sat, ==, 120000);
  g_assert_cmpint (fixture_balance (fixture), ==, 29000);
  g_assert_cmpint (((ImwTxRecord *) g_ptr_array_index (fixture->batch->records, 0))->height,
                   ==,
                   101);
  g_assert_cmpint (((ImwTxRecord *) g_ptr_array_index (fixture->batch->records, 2))->height,
                   ==,
                   -1);
}

/* 19 unused ones between two used: found; 20: not, until one looks deeper. */
static void
test_gap (Fixture      *fixture,
          gconstpointer data)
{
  fixture_pay (fixture, 0, 19, 1);
  fixture_pay (fixture, 0, 39, 10);
  fixture_pay (fixture, 0, 60, 100);
  fixture_pay (fixture, 1, 20, 1000);
  sync_ok (fixture);
  g_assert_cmpint (fixture_balance (fixture), ==, 11);
  g_assert_cmpuint (fixture->batch->scanned[0], ==, 60);
  g_assert_cmpuint (fixture->batch->scanned[1], ==, 20);

  fixture_sync (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture_balance (fixture), ==, 1111);
  g_assert_cmpuint (fixture->batch->scanned[0], ==, 161);
  g_assert_cmpuint (fixture->batch->scanned[1], ==, 121);

  /* afterwards they stay found */
  sync_ok (fixture);
  g_assert_cmpuint (fixture->batch->scanned[0], ==, 81);
  g_assert_cmpint (fixture_balance (fixture), ==, 1111);
}

/* Change that lies beyond the window when its transaction is seen first. */
static void
test_late_window (Fixture      *fixture,
                  gconstpointer data)
{
  FakeTx *first = fixture_pay (fixture, 0, 0, 100000);
  g_autoptr (GBytes) far = fixture_script (fixture, 1, 25);
  FakeTx *sent = fake_esplora_spend (fixture->fake,
                                     &first,
                                     (guint32[]){ 0 },
                                     1,
                                     (GBytes *[]){ far },
                                     (guint64[]){ 99000 },
                                     1);

  fixture_pay (fixture, 1, 10, 1);
  sync_ok (fixture);
  g_assert_cmpint (fixture_net (fixture_find (fixture, sent->txid)), ==, -1000);
  g_assert_cmpint (fixture_balance (fixture), ==, 99001);
}

static void
test_two_accounts (Fixture      *fixture,
                   gconstpointer data)
{
  FakeTx          *first = fixture_pay (fixture, 0, 0, 100000);
  g_autofree char *other_key = fixture_account_key (8);
  char            *own_key = fixture->account_key;
  g_autoptr (GBytes) theirs = NULL;
  FakeTx *moved;

  fixture->account_key = other_key;
  theirs = fixture_script (fixture, 0, 0);
  fixture->account_key = own_key;
  moved = fake_esplora_spend (fixture->fake,
                              &first,
                              (guint32[]){ 0 },
                              1,
                              &theirs,
                              (guint64[]){ 99500 },
                              1);
  sync_ok (fixture);
  g_assert_cmpint (fixture_net (fixture_find (fixture, moved->txid)), ==, -100000);

  /* the other account, with a wallet of its own */
  g_hash_table_remove_all (fixture->records);
  g_ptr_array_set_size (fixture->addresses, 0);
  fixture->account_key = other_key;
  sync_ok (fixture);
  fixture->account_key = own_key;
  g_assert_cmpint (fixture_net (fixture_find (fixture, moved->txid)), ==, 99500);
  g_assert_null (fixture_find (fixture, moved->txid)->fee);
}

/* Replaced by one with the same sums: the counts of the address stay as they were. */
static void
test_replaced (Fixture      *fixture,
               gconstpointer data)
{
  FakeTx       *first = fixture_pay (fixture, 0, 0, 70000);
  const FakeTx *second;

  sync_ok (fixture);
  fake_esplora_drop (fixture->fake, first);
  second = fixture_pay (fixture, 0, 0, 70000);
  sync_ok (fixture);
  g_assert_cmpint (fixture_find (fixture, first->txid)->state, ==, IMW_TX_DROPPED);
  g_assert_cmpint (fixture_find (fixture, second->txid)->state, ==, IMW_TX_MEMPOOL);
  g_assert_cmpint (fixture_balance (fixture), ==, 70000);

  /* and when it is simply gone */
  fake_esplora_drop (fixture->fake, g_hash_table_lookup (fixture->fake->txs, second->txid));
  sync_ok (fixture);
  g_assert_cmpint (fixture_balance (fixture), ==, 0);
}

static void
test_reorganised (Fixture      *fixture,
                  gconstpointer data)
{
  FakeTx *deep = fixture_pay (fixture, 0, 0, 1000);
  FakeTx *stays;
  FakeTx *doubled;
  FakeTx *instead;

  fake_esplora_mine (fixture->fake, 10);
  stays = fixture_pay (fixture, 0, 1, 20000);
  doubled = fixture_pay (fixture, 0, 2, 300000);
  fake_esplora_mine (fixture->fake, 3);
  sync_ok (fixture);
  g_assert_cmpint (fixture_balance (fixture), ==, 321000);
  g_assert_cmpint (fixture->tip_height, ==, 113);

  /* the same height again, other blocks: one payment waits again, one was spent elsewhere */
  fake_esplora_fork (fixture->fake, 3, 3);
  fake_esplora_drop (fixture->fake, doubled);
  instead = fixture_pay (fixture, 0, 2, 300000);
  sync_ok (fixture);
  g_assert_true (fixture->batch->reorganised);
  g_assert_cmpint (fixture_find (fixture, deep->txid)->state, ==, IMW_TX_CONFIRMED);
  g_assert_cmpint (fixture_find (fixture, stays->txid)->state, ==, IMW_TX_MEMPOOL);
  g_assert_cmpint (fixture_find (fixture, stays->txid)->height, ==, -1);
  g_assert_cmpint (fixture_find (fixture, doubled->txid)->state, ==, IMW_TX_DROPPED);
  g_assert_cmpint (fixture_find (fixture, instead->txid)->state, ==, IMW_TX_MEMPOOL);
  g_assert_cmpint (fixture_balance (fixture), ==, 321000);

  /* a longer one, noticed by the old tip that is gone */
  fake_esplora_mine (fixture->fake, 1);
  sync_ok (fixture);
  g_assert_false (fixture->batch->reorganised);
  fake_esplora_fork (fixture->fake, 1, 5);
  sync_ok (fixture);
  g_assert_true (fixture->batch->reorganised);
  g_assert_cmpint (fixture_find (fixture, stays->txid)->state, ==, IMW_TX_MEMPOOL);
  fake_esplora_mine (fixture->fake, 1);
  sync_ok (fixture);
  g_assert_false (fixture->batch->reorganised);
  g_assert_cmpint (fixture_find (fixture, stays->txid)->height, ==, 119);
}

/* In the other branch another payment of the same size stands in its place: same counts, other
 * id. */
static void
test_reorganised_same_counts (Fixture      *fixture,
                              gconstpointer data)
{
  FakeTx       *first = fixture_pay (fixture, 0, 0, 70000);
  const FakeTx *second;

  fake_esplora_mine (fixture->fake, 1);
  sync_ok (fixture);
  fake_esplora_fork (fixture->fake, 1, 0);
  fake_esplora_drop (fixture->fake, first);
  second = fixture_pay (fixture, 0, 0, 70000);
  fake_esplora_mine (fixture->fake, 2);
  sync_ok (fixture);
  g_assert_true (fixture->batch->reorganised);
  g_assert_cmpint (fixture_find (fixture, first->txid)->state, ==, IMW_TX_DROPPED);
  g_assert_cmpint (fixture_find (fixture, second->txid)->state, ==, IMW_TX_CONFIRMED);
}

/* A server with a shorter chain than we have seen does not make anything disappear. */
static void
test_behind (Fixture      *fixture,
             gconstpointer data)
{
  FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);

  fake_esplora_mine (fixture->fake, 2);
  sync_ok (fixture);
  fake_esplora_fork (fixture->fake, 2, 0);
  fake_esplora_drop (fixture->fake, tx);
  sync_ok (fixture);
  g_assert_cmpint (fixture->batch->tip_height, ==, 100);
  g_assert_true (fixture->batch->reorganised);
  g_assert_cmpuint (fixture->batch->records->len, ==, 0);
  g_assert_cmpint (fixture_balance (fixture), ==, 70000);
}

static void
block_comes (gpointer    data,
             const char *path)
{
  FakeEsplora *fake = data;

  if (!g_str_has_suffix (path, "/txs"))
    return;

  fake->hook = NULL;
  fake_esplora_mine (fake, 1);
}

/* A block comes between counts and history: the oldest transaction must not fall off the page. */
static void
test_block_between (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (GBytes) script = fixture_script (fixture, 0, 0);

  for (guint i = 0; i < 25; i++)
    {
      fake_esplora_pay (fixture->fake, script, 1000);
      fake_esplora_mine (fixture->fake, 1);
    }
  fake_esplora_pay (fixture->fake, script, 1000);
  fixture->fake->hook = block_comes;
  sync_ok (fixture);
  g_assert_cmpint (fixture_balance (fixture), ==, 26000);
  g_assert_cmpint (fixture->batch->tip_height, ==, 126);
  g_assert_cmpint (fixture->batch->tip_height, ==, fake_esplora_get_tip (fixture->fake));
}

/* A long history on one address, then one more transaction on top of it. */
static void
test_paging (Fixture      *fixture,
             gconstpointer data)
{
  const char *wish = g_getenv ("IMW_TEST_TXS"); /* to measure more */
  guint       n_txs = wish != NULL ? (guint) g_ascii_strtoull (wish, NULL, 10) : 5000;
  g_autoptr (GBytes) script = fixture_script (fixture, 0, 0);
  gint64 start_us;

  for (guint i = 0; i < n_txs; i++)
    {
      fake_esplora_pay (fixture->fake, script, 1000);
      if (i % 50 == 49)
        fake_esplora_mine (fixture->fake, 1);
    }
  fake_esplora_mine (fixture->fake, 10);

  start_us = g_get_monotonic_time ();
  sync_ok (fixture);
  g_test_message ("%u transactions: %u requests, %.1f s",
                  n_txs,
                  fixture->batch->n_requests,
                  (double) (g_get_monotonic_time () - start_us) / 1e6);
  g_assert_cmpuint (fixture->batch->records->len, ==, n_txs);
  g_assert_cmpint (fixture_balance (fixture), ==, (gint64) n_txs * 1000);

  fake_esplora_pay (fixture->fake, script, 7);
  fake_esplora_mine (fixture->fake, 1);
  sync_ok (fixture);
  g_test_message ("one more: %u requests", fixture->batch->n_requests);
  g_assert_cmpuint (fixture->batch->n_requests, ==, 3 + 41 + 1);
  g_assert_cmpint (fixture_balance (fixture), ==, (gint64) n_txs * 1000 + 7);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fake_esplora_set_fault (fixture->fake, FAULT_NEVER, "/address/", NULL);
  imw_http_set_timeouts (fixture->http, 60, 60000);
  g_timeout_add (50, cancel_cb, cancellable);
  fixture_sync_start (fixture, FALSE, cancellable);
  fixture_wait (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (imw_backend_get_state (fixture->backend), ==, IMW_BACKEND_UNKNOWN);

  g_clear_error (&fixture->error);
  fixture_sync_start (fixture, FALSE, cancellable);
  fixture_wait (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/backend/esplora/empty", test_empty);
  ADD ("/backend/esplora/receive", test_receive);
  ADD ("/backend/esplora/send", test_send);
  ADD ("/backend/esplora/gap", test_gap);
  ADD ("/backend/esplora/late-window", test_late_window);
  ADD ("/backend/esplora/two-accounts", test_two_accounts);
  ADD ("/backend/esplora/replaced", test_replaced);
  ADD ("/backend/esplora/reorganised", test_reorganised);
  ADD ("/backend/esplora/reorganised-same-counts", test_reorganised_same_counts);
  ADD ("/backend/esplora/behind", test_behind);
  ADD ("/backend/esplora/block-between", test_block_between);
  ADD ("/backend/esplora/paging", test_paging);
  ADD ("/backend/esplora/cancel", test_cancel);

  return g_test_run ();
}
