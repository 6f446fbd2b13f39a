/* test-transfer.c: transfers, providers, consents, and one payment for one order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-store.h"

#include "imw-error.h"
#include "imw-store-provider.h"
#include "imw-store-transfer.h"

#define LOST "failed"

static gboolean
put (TestStore *fixture, const ImwStoreTransfer *transfer, GPtrArray *events, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_store_put_transfer_async (fixture->store, transfer, events, NULL, test_done_cb, &result);
  test_wait (&result);

  return imw_store_put_transfer_finish (fixture->store, result, error);
}

static ImwStoreTransfer *
make_transfer (const char *id, const char *order)
{
  ImwStoreTransfer *transfer = imw_store_transfer_new (id, "example.org");

  transfer->order_id = g_strdup (order);
  transfer->route = g_strdup ("abroad");
  transfer->stage = g_strdup ("payment");
  transfer->body = g_strdup ("{}");
  transfer->created_ms = TEST_START_MS;
  transfer->updated_ms = TEST_START_MS;

  return transfer;
}

static void
add_transfer (TestStore *fixture, const char *id, const char *order)
{
  g_autoptr (ImwStoreTransfer) transfer = make_transfer (id, order);
  g_autoptr (GError) error = NULL;

  (void) put (fixture, transfer, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
claim (TestStore  *fixture,
       const char *order,
       const char *transfer,
       const char *payment,
       GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwStoreOrderPayment)
      row = imw_store_order_payment_new ("example.org", order, transfer, payment);

  imw_store_claim_order_async (fixture->store, row, LOST, NULL, test_done_cb, &result);
  test_wait (&result);

  return imw_store_claim_order_finish (fixture->store, result, error);
}

static void
assert_claim (TestStore *fixture, const char *payment, int code)
{
  g_autoptr (GError) error = NULL;

  if (code < 0)
    {
      (void) claim (fixture, "order", "one", payment, &error);
      g_assert_no_error (error);
      return;
    }

  g_assert_false (claim (fixture, "order", "one", payment, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static void
add_payment (TestStore *fixture, const char *id)
{
  g_autoptr (ImwStorePayment) payment = imw_store_payment_new (id, TEST_ACCOUNT, "prepared");
  g_autoptr (GError) error = NULL;

  (void) test_store_prepare (fixture->store, payment, NULL, &error);
  g_assert_no_error (error);
}

static void
move (TestStore  *fixture,
      const char *id,
      const char *from,
      const char *to,
      gboolean    final,
      gboolean    sign)
{
  g_autoptr (ImwStorePayment) payment = imw_store_payment_new (id, TEST_ACCOUNT, to);
  g_autoptr (GError) error = NULL;

  payment->final = final;
  if (sign)
    {
      payment->raw = g_bytes_new_static (id, strlen (id));
      payment->txid = g_strdup (id);
    }

  (void) test_store_update (fixture->store, from, payment, NULL, &error);
  g_assert_no_error (error);
}

static void
test_guard (TestStore *fixture, gconstpointer data)
{
  add_transfer (fixture, "one", "order");
  assert_claim (fixture, "a", IMW_ERROR_REFUSED); /* not known */
  add_payment (fixture, "a");
  assert_claim (fixture, "a", -1);
  assert_claim (fixture, "a", -1); /* the same again */

  /* it may still be signed */
  add_payment (fixture, "b");
  assert_claim (fixture, "b", IMW_ERROR_BUSY);

  /* it ended without a signature: another one may follow */
  move (fixture, "a", "prepared", "cancelled", TRUE, FALSE);
  assert_claim (fixture, "a", IMW_ERROR_REFUSED);
  assert_claim (fixture, "b", -1);

  /* it was signed: nothing may follow, whatever became of it */
  move (fixture, "b", "prepared", "signed", FALSE, TRUE);
  assert_claim (fixture, "b", IMW_ERROR_REFUSED);
  add_payment (fixture, "c");
  assert_claim (fixture, "c", IMW_ERROR_BUSY);
  move (fixture, "b", "signed", "confirmed", TRUE, FALSE);
  assert_claim (fixture, "c", IMW_ERROR_BUSY);
}

static void
test_lost (TestStore *fixture, gconstpointer data)
{
  add_transfer (fixture, "one", "order");
  add_payment (fixture, "a");
  assert_claim (fixture, "a", -1);
  move (fixture, "a", "prepared", "signed", FALSE, TRUE);
  add_payment (fixture, "b");
  assert_claim (fixture, "b", IMW_ERROR_BUSY);
  move (fixture, "a", "signed", LOST, TRUE, FALSE);
  assert_claim (fixture, "b", -1);
}

static void
test_restored (TestStore *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray)
      claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_order_payment_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  add_transfer (fixture, "one", "order");
  g_ptr_array_add (claims, imw_store_order_payment_new ("example.org", "order", "one", "gone"));
  imw_store_restore_order_payments_async (fixture->store, claims, NULL, test_done_cb, &result);
  test_wait (&result);
  g_assert_true (imw_store_restore_order_payments_finish (fixture->store, result, &error));

  /* a payment that is not known was paid, as far as we can tell */
  add_payment (fixture, "a");
  assert_claim (fixture, "a", IMW_ERROR_BUSY);
  imw_store_list_order_payments_async (fixture->store, NULL, test_done_cb, &listed);
  test_wait (&listed);
  rows = imw_store_list_order_payments_finish (fixture->store, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((ImwStoreOrderPayment *) rows->pdata[0])->payment, ==, "gone");
}

static void
test_rows (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreTransfer) other = make_transfer ("two", "order");
  g_autoptr (ImwStoreTransfer) again = make_transfer ("one", "order-2");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) seen = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray)
      events = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_event_free);
  g_autoptr (GPtrArray) log = NULL;
  g_autoptr (GError) error = NULL;
  const ImwStoreTransfer *row = NULL;

  add_transfer (fixture, "one", "order");
  g_assert_false (put (fixture, other, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* what is refused leaves no events */
  g_ptr_array_add (events, imw_store_transfer_event_new (1, "payment", "state", "pending"));
  g_assert_false (put (fixture, other, events, NULL));
  g_free (again->stage);
  again->stage = g_strdup ("delivered");
  again->final = TRUE;
  (void) put (fixture, again, events, &error);
  g_assert_no_error (error);

  imw_store_list_transfers_async (fixture->store, NULL, test_done_cb, &result);
  test_wait (&result);
  rows = imw_store_list_transfers_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (row->order_id, ==, "order-2");
  g_assert_cmpstr (row->stage, ==, "delivered");
  g_assert_true (row->final);

  imw_store_list_transfer_events_async (fixture->store, "one", NULL, test_done_cb, &seen);
  test_wait (&seen);
  log = imw_store_list_transfer_events_finish (fixture->store, seen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (log->len, ==, 1);
  g_assert_cmpstr (((ImwStoreTransferEvent *) log->pdata[0])->text, ==, "pending");
}

static void
test_consents (TestStore *fixture, gconstpointer data)
{
  const char *const fields[] = { "first_name", "clabe_number", NULL };
  g_autoptr (GPtrArray)
      lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_consent_free);
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const ImwStoreConsent *row = NULL;

  g_ptr_array_add (lines, imw_store_consent_new ("example.org", "transfer", fields));
  g_ptr_array_add (lines, imw_store_consent_new ("example.net", "kyc", fields));
  g_ptr_array_add (lines, imw_store_consent_new ("example.org", "erased", NULL));
  imw_store_add_consents_async (fixture->store, lines, NULL, test_done_cb, &added);
  test_wait (&added);
  g_assert_true (imw_store_add_consents_finish (fixture->store, added, &error));
  imw_store_list_consents_async (fixture->store, "example.org", NULL, test_done_cb, &listed);
  test_wait (&listed);
  rows = imw_store_list_consents_finish (fixture->store, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (row->purpose, ==, "erased");
  g_assert_cmpuint (g_strv_length (row->fields), ==, 0);
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpstr (row->fields[1], ==, "clabe_number");
}

static void
test_provider (TestStore *fixture, gconstpointer data)
{
  g_autoptr (ImwStoreProvider) provider = imw_store_provider_new ("example.org");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  provider->pin = g_strdup ("{}");
  provider->accepted_ms = 5;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) done = NULL;

      imw_store_put_provider_async (fixture->store, provider, NULL, test_done_cb, &done);
      test_wait (&done);
      g_assert_true (imw_store_put_provider_finish (fixture->store, done, &error));
    }

  imw_store_list_providers_async (fixture->store, NULL, test_done_cb, &listed);
  test_wait (&listed);
  rows = imw_store_list_providers_finish (fixture->store, listed, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((ImwStoreProvider *) rows->pdata[0])->pin, ==, "{}");
  imw_store_remove_provider_async (fixture->store, "example.org", NULL, test_done_cb, &result);
  test_wait (&result);
  g_assert_true (imw_store_remove_provider_finish (fixture->store, result, &error));
}

#define ADD(name, func)                                                          \
  g_test_add ("/store/transfer/" name, TestStore, NULL, test_store_set_up, func, \
              test_store_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("guard", test_guard);
  ADD ("lost", test_lost);
  ADD ("restored", test_restored);
  ADD ("rows", test_rows);
  ADD ("consents", test_consents);
  ADD ("provider", test_provider);

  return g_test_run ();
}
