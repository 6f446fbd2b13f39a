/* test-list.c: pages, filters and search
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-store.h"

#define N_TXS 500

static void
set_up (TestStore    *fixture,
        gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  g_autoptr (ImwStoreBatchResult) more = NULL;
  ImwStoreBatch *other = imw_store_batch_new ("bitcoin-86");
  ImwTxRecord   *record = test_record (7, IMW_TX_CONFIRMED, 1, 5); /* in both accounts */

  test_store_set_up (fixture, data);
  result = test_store_apply (fixture->store, test_history (0, N_TXS));
  test_store_add_account (fixture->store, "bitcoin-86");
  test_coin (record, 3, 0, 0, 5);
  test_batch_take (other, record);
  test_batch_take (other, test_record (9001, IMW_TX_MEMPOOL, -1, 8));
  more = test_store_apply (fixture->store, other);
}

static void
test_pages (TestStore    *fixture,
            gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ImwStoreTx) last = NULL;
  guint n_pages = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) page = test_store_list (fixture->store, NULL, last, 37);

      if (page->len == 0)
        break;
      n_pages++;
      for (guint i = 0; i < page->len; i++)
        {
          ImwStoreTx *tx = g_ptr_array_index (page, i);

          g_assert_true (g_hash_table_add (seen, g_strconcat (tx->account, tx->txid, NULL)));
          if (last != NULL)
            g_assert_true (tx->sort_ms < last->sort_ms ||
                           (tx->sort_ms == last->sort_ms && tx->row < last->row));
          g_clear_pointer (&last, imw_store_tx_unref);
          last = imw_store_tx_ref (tx);
        }

      /* what comes in meanwhile moves no page */
      if (n_pages == 3)
        {
          ImwStoreBatch *batch = test_batch (N_TXS / 4 + 1);
          g_autoptr (ImwStoreBatchResult) result = NULL;

          test_batch_take (batch, test_record (9002, IMW_TX_MEMPOOL, -1, 8));
          result = test_store_apply (fixture->store, batch);
        }
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, N_TXS + 2);
  g_assert_cmpuint (test_store_count (fixture->store, NULL), ==, N_TXS + 3);
}

static void
test_filters (TestStore    *fixture,
              gconstpointer data)
{
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (ImwStoreTx) tx = NULL;

  filter->directions = IMW_STORE_SENT;
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, N_TXS / 5);
  filter->directions = IMW_STORE_RECEIVED | IMW_STORE_SELF;
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, N_TXS / 5 * 4 + 2);
  filter->states = 1u << IMW_TX_MEMPOOL;
  page = test_store_list (fixture->store, filter, NULL, 10);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpstr (((ImwStoreTx *) g_ptr_array_index (page, 0))->txid, ==, test_txid (9001));
  g_assert_cmpstr (((ImwStoreTx *) g_ptr_array_index (page, 0))->account, ==, "bitcoin-86");
  filter->states = 0;
  filter->directions = 0;

  filter->accounts = g_strsplit ("bitcoin-86", " ", -1);
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 2);
  g_clear_pointer (&page, g_ptr_array_unref);
  page = test_store_list (fixture->store, filter, NULL, 10);
  g_assert_cmpuint (page->len, ==, 2);
  g_strfreev (filter->accounts);
  filter->accounts = g_strsplit (TEST_ACCOUNT " bitcoin-86", " ", -1);
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, N_TXS + 2);
  g_clear_pointer (&page, g_ptr_array_unref);
  page = test_store_list (fixture->store, filter, NULL, 1000);
  g_assert_cmpuint (page->len, ==, N_TXS + 2);

  filter->since_ms = TEST_START_MS + 10 * 600000;
  filter->until_ms = TEST_START_MS + 12 * 600000;
  g_assert_cmpuint (test_store_count (fixture->store, filter), ==, 8);

  tx = test_store_get (fixture->store, test_txid (4));
  g_assert_cmpuint (tx->spends->len, ==, 1);
  g_assert_cmpuint (tx->coins->len, ==, 1);
  g_assert_cmpuint (tx->counterparties->len, ==, 1);
}

static guint
search (ImwStore   *store,
        const char *text,
        char      **txids)
{
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();
  g_autoptr (GPtrArray) page = NULL;

  filter->search = g_strdup (text);
  filter->txids = g_strdupv (txids);
  page = test_store_list (store, filter, NULL, 1000);
  g_assert_cmpuint (test_store_count (store, filter), ==, page->len);

  return page->len;
}

static void
test_search (TestStore    *fixture,
             gconstpointer data)
{
  g_autofree char *address = test_address (0, 12);
  g_autofree char *upper = g_ascii_strup (address, -1);
  g_autofree char *start = g_strndup (test_txid (17), 10);
  g_autofree char *both = g_strdup_printf ("%s %s", start, "prac1q");
  g_auto (GStrv) txids = g_strsplit (test_txid (3), " ", -1);
  g_auto (GStrv) none = g_new0 (char *, 1);

  g_assert_cmpuint (search (fixture->store, address, NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, upper, NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, address + strlen (address) - 8, NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, test_txid (17), NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, start, NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, both, NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, "prac1qpayee", NULL), ==, N_TXS / 5);
  g_assert_cmpuint (search (fixture->store, "nowhere", NULL), ==, 0);

  /* nothing a person types is an operator, or an error */
  g_assert_cmpuint (search (fixture->store, "\" OR tokens:* NEAR(", NULL), ==, 0);
  g_assert_cmpuint (search (fixture->store, "'; DROP TABLE tx; --", NULL), ==, 0);
  g_assert_cmpuint (search (fixture->store, "\"", NULL), ==, 0);
  g_assert_cmpuint (search (fixture->store, "网络", NULL), ==, 0);

  /* labels are searched by the service: it says which they are */
  g_assert_cmpuint (search (fixture->store, "nowhere", txids), ==, 1);
  g_assert_cmpuint (search (fixture->store, start, txids), ==, 2);
  g_assert_cmpuint (search (fixture->store, NULL, txids), ==, 1);
  g_assert_cmpuint (search (fixture->store, NULL, none), ==, 0);
}

/* A public field with Chinese characters: tokens are pairs, so two of them find it. */
static void
test_search_cjk (TestStore    *fixture,
                 gconstpointer data)
{
  g_autoptr (ImwStoreBatchResult) result = NULL;
  ImwStoreBatch *batch = test_batch (200);
  ImwTxRecord   *record = test_record (9100, IMW_TX_CONFIRMED, 150, -100);

  test_payee (record, "支付网络费用", 90);
  test_batch_take (batch, record);
  result = test_store_apply (fixture->store, batch);
  g_assert_cmpuint (search (fixture->store, "网络", NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, "络费用", NULL), ==, 1);
  g_assert_cmpuint (search (fixture->store, "网费", NULL), ==, 0);
}

static void
test_unfinal (TestStore    *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) txids = imw_store_list_unfinal_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_unfinal_async (fixture->store, TEST_ACCOUNT, N_TXS / 4 - 3,
                                                      NULL, test_done_cb, &result)),
      &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (txids), ==, 8);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/list/" name, TestStore, NULL, set_up, function, test_store_tear_down)
  ADD ("pages", test_pages);
  ADD ("filters", test_filters);
  ADD ("search", test_search);
  ADD ("search-cjk", test_search_cjk);
  ADD ("unfinal", test_unfinal);

  return g_test_run ();
}
