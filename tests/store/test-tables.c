/* test-tables.c: accounts, addresses and the small tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-search-text.h"
#include "imw-test-store.h"

static void
test_accounts (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreAccount)
      wrong = imw_store_account_new (TEST_ACCOUNT, "bitcoin", "another key", test_asset ());
  g_autoptr (GPtrArray) accounts = NULL;
  ImwStoreAccount *account;

  test_store_add_account (fixture->store, "bitcoin-86");
  test_store_add_account (fixture->store, TEST_ACCOUNT); /* the same again */
  g_assert_false (imw_store_add_account_finish (
      fixture->store,
      TEST_RUN (result,
                imw_store_add_account_async (fixture->store, wrong, NULL, test_done_cb, &result)),
      &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (imw_store_edit_account_finish (
      fixture->store,
      TEST_RUN (result, imw_store_edit_account_async (fixture->store, "bitcoin-86", "储蓄", 5, TRUE,
                                                      NULL, test_done_cb, &result)),
      &error));
  accounts = imw_store_list_accounts_finish (
      fixture->store,
      TEST_RUN (result,
                imw_store_list_accounts_async (fixture->store, NULL, test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 2);
  account = g_ptr_array_index (accounts, 0);
  g_assert_cmpstr (account->id, ==, TEST_ACCOUNT);
  g_assert_cmpint (account->created_ms, ==, TEST_START_MS);
  g_assert_cmpint (account->tip_height, ==, -1);
  g_assert_cmpint (account->last_sync_ms, ==, 0);
  g_assert_true (imw_asset_equal (account->asset, test_asset ()));
  account = g_ptr_array_index (accounts, 1);
  g_assert_cmpstr (account->title, ==, "储蓄");
  g_assert_true (account->hidden);
  g_assert_cmpint (account->birthday_ms, ==, 5);
}

static void
add_addresses (ImwStore *store, guint32 branch, guint count, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray)
      addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_address_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *text = test_address (branch, i);

      g_ptr_array_add (addresses, imw_store_address_new (TEST_ACCOUNT, branch, i, text));
    }
  g_assert_true (imw_store_add_addresses_finish (
      store,
      TEST_RUN (result,
                imw_store_add_addresses_async (store, addresses, NULL, test_done_cb, &result)),
      error));
}

static ImwStoreAddress *
issue_next (ImwStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  return imw_store_issue_next_address_finish (
      store,
      TEST_RUN (result, imw_store_issue_next_address_async (store, TEST_ACCOUNT, 0, NULL,
                                                            test_done_cb, &result)),
      error);
}

static void
test_addresses (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreBatchResult) applied = NULL;
  g_autoptr (ImwStoreAddress) address = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *text = test_address (0, 0);
  ImwStoreBatch   *batch = test_batch (10);
  ImwTxRecord     *record = test_record (1, IMW_TX_CONFIRMED, 10, 1000);

  add_addresses (fixture->store, 0, 4, &error);
  add_addresses (fixture->store, 0, 4, &error);
  add_addresses (fixture->store, 1, 2, &error);
  g_assert_no_error (error);

  test_coin (record, 0, 0, 0, 1000);
  test_batch_take (batch, record);
  imw_store_batch_add_address (batch, 0, 0, NULL, "status a", TRUE);
  imw_store_batch_add_address (batch, 0, 1, NULL, "status b", TRUE);
  imw_store_batch_add_address (batch, 0, 9, "prac1qnine", "status c", FALSE);
  batch->scanned[0] = 10;
  applied = test_store_apply (fixture->store, batch);

  address = issue_next (fixture->store, &error);
  g_assert_cmpuint (address->index, ==, 2); /* 0 and 1 are used */
  g_assert_true (address->issued);
  imw_store_address_free (g_steal_pointer (&address));
  address = issue_next (fixture->store, &error);
  g_assert_cmpuint (address->index, ==, 3);
  imw_store_address_free (g_steal_pointer (&address));
  address = imw_store_next_address_finish (
      fixture->store,
      TEST_RUN (result, imw_store_next_address_async (fixture->store, TEST_ACCOUNT, 0, FALSE, NULL,
                                                      test_done_cb, &result)),
      &error);
  g_assert_cmpuint (address->index, ==, 2); /* issued is not used */
  imw_store_address_free (g_steal_pointer (&address));
  address = issue_next (fixture->store, &error);
  g_assert_cmpuint (address->index, ==, 9);
  imw_store_address_free (g_steal_pointer (&address));
  g_assert_null (issue_next (fixture->store, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  list = imw_store_list_addresses_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_addresses_async (fixture->store, TEST_ACCOUNT, -1, 0, 2,
                                                        NULL, test_done_cb, &result)),
      &error);
  g_assert_cmpuint (list->len, ==, 4);
  g_assert_true (((ImwStoreAddress *) g_ptr_array_index (list, 0))->holds_coins);
  g_assert_cmpstr (((ImwStoreAddress *) g_ptr_array_index (list, 1))->status, ==, "status b");
  g_assert_false (((ImwStoreAddress *) g_ptr_array_index (list, 1))->holds_coins);
  g_assert_cmpuint (((ImwStoreAddress *) g_ptr_array_index (list, 2))->branch, ==, 1);
  g_clear_pointer (&list, g_ptr_array_unref);

  list = imw_store_find_address_finish (
      fixture->store,
      TEST_RUN (result,
                imw_store_find_address_async (fixture->store, text, NULL, test_done_cb, &result)),
      &error);
  g_assert_cmpuint (list->len, ==, 1);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = imw_store_find_address_finish (
      fixture->store,
      TEST_RUN (result, imw_store_find_address_async (fixture->store, "prac1qother", NULL,
                                                      test_done_cb, &result)),
      &error);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_false (imw_store_issue_address_finish (
      fixture->store,
      TEST_RUN (result, imw_store_issue_address_async (fixture->store, TEST_ACCOUNT, 1, 77, NULL,
                                                       test_done_cb, &result)),
      &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_address_changed (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray)
      addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_address_free);
  g_autoptr (ImwStoreBatch) batch = test_batch (10);

  add_addresses (fixture->store, 0, 2, &error);
  g_ptr_array_add (addresses, imw_store_address_new (TEST_ACCOUNT, 0, 2, "prac1qtwo"));
  g_ptr_array_add (addresses, imw_store_address_new (TEST_ACCOUNT, 0, 1, "prac1qfalse"));
  g_assert_false (imw_store_add_addresses_finish (
      fixture->store,
      TEST_RUN (result, imw_store_add_addresses_async (fixture->store, addresses, NULL,
                                                       test_done_cb, &result)),
      &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  imw_store_batch_add_address (batch, 0, 2, NULL, "x", TRUE); /* not known, and no text */
  g_assert_null (test_store_try_apply (fixture->store, batch, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
put_sealed (ImwStore *store, const char *kind, const char *ref, const char *blob)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray)
      fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_autoptr (GBytes) bytes = blob != NULL ? g_bytes_new (blob, strlen (blob)) : NULL;

  g_ptr_array_add (fields, imw_store_sealed_new (kind, ref, bytes));
  g_assert_true (imw_store_put_sealed_finish (
      store,
      TEST_RUN (result, imw_store_put_sealed_async (store, fields, NULL, test_done_cb, &result)),
      &error));
  g_assert_no_error (error);
}

static void
test_sealed (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (ImwStoreSealed) field = NULL;

  put_sealed (fixture->store, "label-tx", "a", "one");
  put_sealed (fixture->store, "label-tx", "b", "two");
  put_sealed (fixture->store, "label-tx", "a", "three");
  put_sealed (fixture->store, "contact", "a", "four");
  put_sealed (fixture->store, "label-tx", "b", NULL);

  fields = imw_store_list_sealed_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_sealed_async (fixture->store, "label-tx", NULL, test_done_cb,
                                                     &result)),
      &error);
  g_assert_cmpuint (fields->len, ==, 1);
  g_clear_pointer (&fields, g_ptr_array_unref);
  fields = imw_store_list_sealed_finish (
      fixture->store,
      TEST_RUN (result,
                imw_store_list_sealed_async (fixture->store, NULL, NULL, test_done_cb, &result)),
      &error);
  g_assert_cmpuint (fields->len, ==, 2);
  field = imw_store_get_sealed_finish (
      fixture->store,
      TEST_RUN (result, imw_store_get_sealed_async (fixture->store, "label-tx", "a", NULL,
                                                    test_done_cb, &result)),
      &error);
  g_assert_cmpmem (g_bytes_get_data (field->blob, NULL), g_bytes_get_size (field->blob), "three",
                   5);
  g_assert_cmpint (field->updated_ms, ==, TEST_START_MS);
  g_assert_null (imw_store_get_sealed_finish (
      fixture->store,
      TEST_RUN (result, imw_store_get_sealed_async (fixture->store, "label-tx", "b", NULL,
                                                    test_done_cb, &result)),
      &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
set_setting (ImwStore *store, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (imw_store_set_setting_finish (
      store,
      TEST_RUN (result,
                imw_store_set_setting_async (store, key, value, NULL, test_done_cb, &result)),
      &error));
  g_assert_no_error (error);
}

static void
test_settings (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GHashTable) settings = NULL;

  set_setting (fixture->store, "currency", "EUR");
  set_setting (fixture->store, "currency", "CNY");
  set_setting (fixture->store, "server", "x");
  set_setting (fixture->store, "server", NULL);
  settings = imw_store_list_settings_finish (
      fixture->store,
      TEST_RUN (result,
                imw_store_list_settings_async (fixture->store, NULL, test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (settings), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (settings, "currency"), ==, "CNY");
}

static void
test_prices (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) prices = NULL;
  ImwStorePrice *price;

  for (guint i = 0; i < 3; i++)
    {
      static const gint64 times[] = { 1000, 3000, 2000 };
      g_autoptr (GPtrArray)
          put = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_price_free);
      g_autofree char *text = g_strdup_printf ("6123%u.50", i);

      g_ptr_array_add (
          put, imw_store_price_new ("bitcoin", "fiat/USD", "one", text, times[i], times[i] + 1));
      g_ptr_array_add (
          put, imw_store_price_new ("bitcoin", "fiat/USD", "two", text, times[i], times[i] + 1));
      g_assert_true (imw_store_put_prices_finish (
          fixture->store,
          TEST_RUN (result,
                    imw_store_put_prices_async (fixture->store, put, NULL, test_done_cb, &result)),
          &error));
    }
  prices = imw_store_list_prices_finish (
      fixture->store,
      TEST_RUN (result, imw_store_list_prices_async (fixture->store, NULL, test_done_cb, &result)),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (prices->len, ==, 2);
  price = g_ptr_array_index (prices, 1);
  g_assert_cmpstr (price->source, ==, "two");
  g_assert_cmpstr (price->price, ==, "61231.50"); /* the one of 3000 */
  g_assert_cmpint (price->fetched_ms, ==, 3001);
}

static void
put_raw (ImwStore *store, guint number, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) raw = g_bytes_new_take (g_malloc0 (size), size);

  g_assert_true (imw_store_put_raw_finish (
      store,
      TEST_RUN (result, imw_store_put_raw_async (store, "bitcoin", test_txid (number), raw, NULL,
                                                 test_done_cb, &result)),
      &error));
  g_assert_no_error (error);
}

static gboolean
has_raw (ImwStore *store, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) raw = imw_store_get_raw_finish (
      store,
      TEST_RUN (result, imw_store_get_raw_async (store, "bitcoin", test_txid (number), NULL,
                                                 test_done_cb, &result)),
      &error);

  if (raw == NULL)
    g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);

  return raw != NULL;
}

static void
test_raw (TestStore *fixture, gconstpointer data)
{
  imw_store_set_raw_max_bytes (fixture->store, 1000);
  for (guint i = 1; i <= 4; i++)
    {
      put_raw (fixture->store, i, 250);
      put_raw (fixture->store, i, 250); /* the same again takes no room */
      imw_clock_advance (fixture->clock, 1000);
    }
  g_assert_true (has_raw (fixture->store, 1));
  imw_clock_advance (fixture->clock, 2 * 3600 * 1000);
  g_assert_true (has_raw (fixture->store, 1)); /* used again: others go before it */
  put_raw (fixture->store, 5, 400);
  g_assert_true (has_raw (fixture->store, 1));
  g_assert_false (has_raw (fixture->store, 2));
  g_assert_false (has_raw (fixture->store, 3));
  g_assert_true (has_raw (fixture->store, 4));
  g_assert_true (has_raw (fixture->store, 5));
  put_raw (fixture->store, 6, 5000); /* larger than all: it alone stays */
  g_assert_true (has_raw (fixture->store, 6));
  g_assert_false (has_raw (fixture->store, 5));
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *text;
    const char *tokens;
  } cases[] = {
    { "", "" },
    { "Rent for May", "rent|for|may" },
    { "网络费", "网络|络费" },
    { "网", "网" },
    { "付 网络费2024年", "付|网络|络费|2024|年" },
    { "ＡＢＣ１２", "abc12" },
    { "a\"b* (c) OR -d", "a|b|c|or|d" },
    { "\xff\xfe", "" },
    { "Straße CAFÉ", "straße|café" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) tokens = imw_search_text_tokens (cases[i].text);
      g_autofree char *joined = g_strjoinv ("|", tokens);

      g_assert_cmpstr (joined, ==, cases[i].tokens);
    }

  g_assert_true (imw_search_text_matches ("给妈妈的生活费", "妈妈"));
  g_assert_true (imw_search_text_matches ("给妈妈的生活费", "费"));
  g_assert_true (imw_search_text_matches ("给妈妈的生活费", "生活 妈"));
  g_assert_false (imw_search_text_matches ("给妈妈的生活费", "爸爸"));
  g_assert_true (imw_search_text_matches ("Rent for May", "ma RE"));
  g_assert_false (imw_search_text_matches ("Rent for May", "ent"));
  g_assert_true (imw_search_text_matches ("anything", " "));
}

static void
test_read_only (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreBatchResult) applied = test_store_apply (fixture->store, test_history (0, 20));
  g_autoptr (ImwStore) reader = test_store_open (fixture->path, IMW_STORE_READ_ONLY, NULL, &error);
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  g_assert_no_error (error);
  g_assert_true (imw_store_get_read_only (reader));
  g_assert_cmpuint (test_store_count (reader, NULL), ==, 20);
  ours = test_store_balance (fixture->store);
  theirs = test_store_balance (reader);
  g_assert_cmpstr (ours, ==, theirs);
  g_assert_false (imw_store_set_setting_finish (
      reader,
      TEST_RUN (result,
                imw_store_set_setting_async (reader, "a", "b", NULL, test_done_cb, &result)),
      &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  test_store_close (reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                        \
  g_test_add ("/store/tables/" name, TestStore, NULL, test_store_set_up, function, \
              test_store_tear_down)
  ADD ("accounts", test_accounts);
  ADD ("addresses", test_addresses);
  ADD ("address-changed", test_address_changed);
  ADD ("sealed", test_sealed);
  ADD ("settings", test_settings);
  ADD ("prices", test_prices);
  ADD ("raw", test_raw);
  ADD ("read-only", test_read_only);
  g_test_add_func ("/store/tables/tokens", test_tokens);

  return g_test_run ();
}
