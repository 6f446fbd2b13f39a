/* test-payment.c: payments that go, that don't, and that are replaced
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-payment-private.h"
#include "imw-wallet-service-private.h"

#include "imw-dummy-backend.h"
#include "imw-error.h"

/* a world with a wallet that has 1,000,000 sat in its first account */
static ImwTestWorld *
make_world (ImwWallet **wallet)
{
  ImwTestWorld *world = imw_test_world_new ();

  imw_test_world_open (world);
  *wallet = imw_test_world_create (world);
  imw_test_world_fund (world, imw_wallet_find_account (*wallet, NULL), 1000000);

  return world;
}

static guint
count_payments (ImwWallet *wallet)
{
  return g_list_model_get_n_items (imw_wallet_get_payments (wallet));
}

static void
refresh (ImwWallet *wallet)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  imw_wallet_refresh_accounts_async (wallet, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_refresh_accounts_finish (wallet, imw_test_wait (&wait), &error));
}

static void
test_cancel (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount      *account = imw_wallet_find_account (wallet, NULL);
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) first = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (ImwPayment) second = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount) missing = NULL;

  imw_test_prepare (first, NULL);
  refresh (wallet);
  imw_test_assert_sat (imw_account_get_available (account), 0);
  imw_test_assert_sat (imw_account_get_total (account), 1000000);

  /* the one coin is taken */
  g_assert_false (imw_test_prepare (second, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
  missing = imw_payment_error_get_missing (
      error, imw_chain_get_native_asset (imw_account_get_chain (account)));
  g_assert_cmpuint (imw_test_sat (missing), >, 100000);
  g_clear_error (&error);

  imw_test_cancel (first, NULL);
  g_assert_cmpint (imw_payment_get_state (first), ==, IMW_PAYMENT_CANCELLED);
  g_assert_cmpuint (count_payments (wallet), ==, 0);
  refresh (wallet);
  imw_test_assert_sat (imw_account_get_available (account), 1000000);

  g_assert_false (imw_test_send (first, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);

  imw_test_prepare (second, NULL);
  imw_test_send (second, NULL);
  g_assert_false (imw_test_cancel (second, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  imw_test_check_books (wallet);
}

static void
test_everything (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount      *first = imw_wallet_find_account (wallet, "bitcoin-84");
  ImwAccount      *second = imw_wallet_find_account (wallet, "bitcoin-86");
  g_autofree char *address = imw_test_receive (second, FALSE);
  g_autofree char *payee = imw_test_foreign_address (2);
  g_autoptr (ImwPayment) over = imw_test_draft (wallet, "bitcoin-84", address, 0);
  g_autoptr (ImwPayment) out = NULL;
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  imw_payment_estimate_async (over, NULL, imw_test_wait_cb, &wait);
  g_assert_true (
      imw_payment_estimate_finish (over, imw_test_wait (&wait), &amount, &fee, &size, &error));
  g_assert_cmpuint (imw_test_sat (amount) + imw_test_sat (fee), ==, 1000000);
  g_assert_cmpuint (size, >, 100);

  imw_test_prepare (over, NULL);
  imw_test_send (over, NULL);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  imw_test_assert_sat (imw_account_get_total (first), 0);
  imw_test_assert_sat (imw_account_get_total (second), imw_test_sat (amount));

  /* Taproot spends too */
  out = imw_test_draft (wallet, "bitcoin-86", payee, 5000);
  imw_test_prepare (out, NULL);
  imw_test_send (out, NULL);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (out), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_check_books (wallet);
}

static void
test_locked (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (GError) error = NULL;

  imw_wallet_lock (wallet);
  g_assert_false (imw_test_prepare (payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);

  imw_test_unlock (wallet, "correct horse", NULL);
  imw_test_prepare (payment, NULL);
  imw_wallet_lock (wallet);
  g_assert_false (imw_test_send (payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_DESCRIBED);

  /* what was shown is described again and must be the same */
  imw_test_unlock (wallet, "correct horse", NULL);
  imw_test_send (payment, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
}

static void
test_replaced (gconstpointer data)
{
  gboolean   back = GPOINTER_TO_INT (data);
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount      *account = imw_wallet_find_account (wallet, NULL);
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) first = imw_test_draft (wallet, NULL, payee, 400000);
  g_autoptr (ImwPayment) second = NULL;
  g_autoptr (ImwPayment) third = NULL;
  g_autoptr (ImwPayment) original = NULL;
  g_autoptr (GError) error = NULL;
  guint64 fee = 0;

  imw_test_prepare (first, NULL);
  imw_test_send (first, NULL);
  imw_test_sync (wallet, NULL);

  second = imw_payment_new_replacement (first, back, &error);
  g_assert_no_error (error);
  original = imw_payment_dup_original (second);
  g_assert_true (original == first);
  g_assert_null (imw_payment_dup_original (first));
  imw_test_prepare (second, NULL);
  imw_test_send (second, NULL);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_cmpint (imw_payment_get_state (first), ==, IMW_PAYMENT_REPLACED);
  g_assert_cmpuint (count_payments (wallet), ==, 1);
  imw_test_sync (wallet, NULL);

  third = imw_payment_new_replacement (second, back, &error);
  g_assert_no_error (error);
  imw_test_prepare (third, NULL);
  imw_test_send (third, NULL);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_REPLACED);

  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (third), ==, IMW_PAYMENT_CONFIRMED);
  fee = imw_test_sat (imw_description_get_fee (imw_payment_get_description (third)));
  imw_test_assert_sat (imw_account_get_total (account), back ? 1000000 - fee : 600000 - fee);
  imw_test_check_books (wallet);

  g_clear_object (&second);
  second = imw_payment_new_replacement (third, back, &error);
  g_assert_null (second);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

/* the network is away, then back */
static void
test_unreachable (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwWalletService *service = imw_test_world_get_service (world);
  g_autoptr (ImwBackend) real = g_object_ref (imw_wallet_service_find_backend (service, "bitcoin"));
  g_autoptr (ImwBackend) dummy = imw_dummy_backend_new ();
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (GError) away = g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK, "away");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) submitted = NULL;

  imw_test_prepare (payment, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), away);
  imw_wallet_service_set_backend (service, "bitcoin", dummy);

  imw_test_send (payment, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SIGNED);
  g_assert_error (imw_payment_get_last_error (payment), IMW_ERROR, IMW_ERROR_NETWORK);
  submitted = imw_dummy_backend_dup_submitted (IMW_DUMMY_BACKEND (dummy));
  g_assert_cmpuint (g_strv_length (submitted), ==, 1);

  /* a refusal now says nothing about the first try */
  payment->tried_boot_ms = 0;
  g_set_error_literal (&error, IMW_ERROR, IMW_ERROR_REFUSED, "no");
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), error);
  g_clear_error (&error);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SIGNED);
  g_assert_error (imw_payment_get_last_error (payment), IMW_ERROR, IMW_ERROR_REFUSED);

  payment->tried_boot_ms = 0;
  imw_wallet_service_set_backend (service, "bitcoin", real);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_no_error (imw_payment_get_last_error (payment));
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
}

/* A refusal is certain when a sync has found nothing and the network refuses once more. */
static void
test_refused (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount       *account = imw_wallet_find_account (wallet, NULL);
  ImwWalletService *service = imw_test_world_get_service (world);
  g_autoptr (ImwBackend) dummy = imw_dummy_backend_new ();
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (ImwPayment) again = NULL;
  g_autoptr (GError) refused = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "no");
  g_autoptr (GError) away = g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK, "away");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) submitted = NULL;

  imw_test_prepare (payment, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), refused);
  imw_wallet_service_set_backend (service, "bitcoin", dummy);
  g_assert_true (imw_test_send (payment, NULL));
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SIGNED);
  g_assert_true (imw_payment_get_refused (payment));
  g_assert_error (imw_payment_get_last_error (payment), IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpuint (count_payments (wallet), ==, 1);
  refresh (wallet);
  imw_test_assert_sat (imw_account_get_available (account), 0);

  /* so soon it is not tried again */
  imw_test_sync (wallet, NULL);
  g_assert_true (imw_payment_get_refused (payment));

  /* nobody could be asked: not even tried */
  payment->tried_boot_ms = 0;
  imw_dummy_backend_set_error (IMW_DUMMY_BACKEND (dummy), away);
  g_assert_false (imw_test_sync (wallet, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NETWORK);
  submitted = imw_dummy_backend_dup_submitted (IMW_DUMMY_BACKEND (dummy));
  g_assert_cmpuint (g_strv_length (submitted), ==, 1);
  g_assert_true (imw_payment_get_refused (payment));
  imw_dummy_backend_set_error (IMW_DUMMY_BACKEND (dummy), NULL);

  /* the next run knows it */
  imw_test_world_close (world);
  service = imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  account = imw_wallet_find_account (wallet, NULL);
  again = g_list_model_get_item (imw_wallet_get_payments (wallet), 0);
  g_assert_true (imw_payment_get_refused (again));

  imw_wallet_service_set_backend (service, "bitcoin", dummy);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), refused);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (again), ==, IMW_PAYMENT_FAILED);
  g_assert_false (imw_payment_get_refused (again));
  g_assert_cmpuint (count_payments (wallet), ==, 0);
  refresh (wallet);
  imw_test_assert_sat (imw_account_get_available (account), 1000000);
  imw_test_check_books (wallet);
}

/* Refused, then nobody could be reached: a later refusal is no proof any more. It is given up by a payment
 * that takes its place, and does not go out again itself. */
static void
test_given_up (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount       *account = imw_wallet_find_account (wallet, NULL);
  ImwWalletService *service = imw_test_world_get_service (world);
  g_autoptr (ImwBackend) dummy = imw_dummy_backend_new ();
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (ImwPayment) back = NULL;
  g_autoptr (GError) refused = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "no");
  g_autoptr (GError) away = g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK, "away");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) submitted = NULL;

  imw_test_prepare (payment, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), refused);
  imw_wallet_service_set_backend (service, "bitcoin", dummy);
  imw_test_send (payment, NULL);
  for (guint i = 0; i < 2; i++)
    {
      payment->tried_boot_ms = 0;
      imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), i == 0 ? away : refused);
      imw_test_sync (wallet, NULL);
      g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SIGNED);
      g_assert_false (imw_payment_get_refused (payment));
    }

  back = imw_payment_new_replacement (payment, TRUE, &error);
  g_assert_no_error (error);
  imw_test_prepare (back, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (dummy), away);
  imw_test_send (back, NULL);
  g_assert_cmpint (imw_payment_get_state (back), ==, IMW_PAYMENT_SIGNED);

  payment->tried_boot_ms = 0;
  back->tried_boot_ms = 0;
  imw_test_sync (wallet, NULL);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (back), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_REPLACED);
  submitted = imw_dummy_backend_dup_submitted (IMW_DUMMY_BACKEND (dummy));
  g_assert_cmpuint (g_strv_length (submitted), ==, 5);
  g_assert_cmpstr (submitted[2], ==, imw_payment_get_txid (payment));
  g_assert_cmpstr (submitted[3], ==, imw_payment_get_txid (back));
  g_assert_cmpstr (submitted[4], ==, imw_payment_get_txid (back));
  refresh (wallet);
  g_assert_cmpuint (count_payments (wallet), ==, 1);
  g_assert_nonnull (imw_account_get_available (account));
  imw_test_check_books (wallet);
}

/* An address that only looks like one of our own is told from it, whatever kind the account is of. */
static void
test_poisoned_own (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount      *account = imw_wallet_find_account (wallet, NULL);
  g_autofree char *own = imw_test_receive (account, FALSE);
  g_autofree char *alike = g_strdup (own);
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwPayment) draft = imw_payment_new (wallet, account);
  g_autoptr (ImwAmount) amount =
      imw_amount_new_u64 (imw_chain_get_native_asset (imw_account_get_chain (account)), 1000);
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;

  for (gsize i = strlen (own) / 2; i < strlen (own) / 2 + 4; i++)
    alike[i] = alike[i] == 'q' ? 'p' : 'q';

  imw_payment_add_recipient (draft, alike, amount);
  imw_payment_look_around_async (draft, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_payment_look_around_finish (draft, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  for (guint i = 0; i < imw_payment_get_findings (draft)->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (imw_payment_get_findings (draft), i);

      found = found ||
              (finding->guard == IMW_GUARD_LOOKS_ALIKE && g_str_equal (finding->text, own));
    }
  g_assert_true (found);
}

static void
submitted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_backend_submit_finish (IMW_BACKEND (object), result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

/* It refuses, denies that it knows the payment, and has passed it on all the same. */
static void
test_lying_server (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount       *account = imw_wallet_find_account (wallet, NULL);
  ImwWalletService *service = imw_test_world_get_service (world);
  g_autoptr (ImwBackend) real = g_object_ref (imw_wallet_service_find_backend (service, "bitcoin"));
  g_autoptr (ImwBackend) liar = imw_dummy_backend_new ();
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (GError) refused = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "no");
  gboolean passed_on = FALSE;

  imw_test_prepare (payment, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (liar), refused);
  imw_wallet_service_set_backend (service, "bitcoin", liar);
  g_assert_true (imw_test_send (payment, NULL));
  g_assert_true (imw_payment_get_refused (payment));
  imw_backend_submit_async (real, payment->raw, payment->txid, NULL, submitted_cb, &passed_on);
  while (!passed_on)
    g_main_context_iteration (NULL, TRUE);

  refresh (wallet);
  imw_test_assert_sat (imw_account_get_available (account), 0);
  imw_wallet_service_set_backend (service, "bitcoin", real);
  payment->tried_boot_ms = 0;
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_no_error (imw_payment_get_last_error (payment));
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_check_books (wallet);
}

static void
count_cb (ImwWalletService *service,
          ImwWallet        *wallet,
          const char       *account_id,
          const char       *txid,
          guint            *count)
{
  (*count)++;
}

static void
test_reorganised (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  ImwAccount      *account = imw_wallet_find_account (wallet, NULL);
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = imw_test_draft (wallet, NULL, payee, 100000);
  g_autofree char *reply = NULL;
  guint64          total = 0;
  guint            n_confirmed = 0;

  g_signal_connect (imw_test_world_get_service (world), "transaction-confirmed",
                    G_CALLBACK (count_cb), &n_confirmed);
  imw_test_prepare (payment, NULL);
  imw_test_send (payment, NULL);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
  total = imw_test_sat (imw_account_get_total (account));

  /* its block is gone, it waits again */
  reply = imw_test_world_practice (world, "reorg", "{\"depth\": 1, \"empty\": true}");
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_cmpuint (imw_payment_get_confirmations (payment), ==, 0);
  imw_test_assert_sat (imw_account_get_total (account), total);

  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_assert_sat (imw_account_get_total (account), total);
  imw_test_check_books (wallet);
  g_assert_cmpuint (n_confirmed, ==, 1);
}

/* its block is gone and nobody knows it any more: the same bytes go out again */
static void
test_forgotten (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) payment = NULL;
  g_autofree char *reply = NULL;

  imw_test_world_mine (world, 3);
  payment = imw_test_draft (wallet, NULL, payee, 100000);
  imw_test_prepare (payment, NULL);
  imw_test_send (payment, NULL);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);

  reply = imw_test_world_practice (world, "reorg", "{\"depth\": 1, \"drop\": true}");
  payment->tried_boot_ms = 0;
  imw_test_sync (wallet, NULL);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_check_books (wallet);
}

/* two at once want the one coin there is */
static void
test_race (void)
{
  ImwWallet *wallet = NULL;
  g_autoptr (ImwTestWorld) world = make_world (&wallet);
  g_autofree char *payee = imw_test_foreign_address (1);
  g_autoptr (ImwPayment) first = imw_test_draft (wallet, NULL, payee, 100000);
  g_autoptr (ImwPayment) second = imw_test_draft (wallet, NULL, payee, 100000);
  g_auto (ImwTestWait) first_wait = { NULL };
  g_auto (ImwTestWait) second_wait = { NULL };
  g_autoptr (GError) error = NULL;

  imw_payment_prepare_async (first, NULL, imw_test_wait_cb, &first_wait);
  imw_payment_prepare_async (second, NULL, imw_test_wait_cb, &second_wait);
  g_assert_true (imw_payment_prepare_finish (first, imw_test_wait (&first_wait), &error));
  g_assert_no_error (error);
  g_assert_false (imw_payment_prepare_finish (second, imw_test_wait (&second_wait), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_DRAFT);
  g_assert_cmpuint (count_payments (wallet), ==, 1);
  imw_test_send (first, NULL);
  imw_test_check_books (wallet);
}

/* many small coins: chosen on a thread, their transactions fetched a few at once */
static void
test_many_coins (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_autofree char *payee = imw_test_foreign_address (3);
  g_autofree char *address = NULL;
  g_autofree char *reply = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  g_autoptr (GTimer) timer = g_timer_new ();
  ImwWallet *wallet = NULL;

  if (!g_test_slow ())
    {
      g_test_skip ("needs -m slow");
      return;
    }

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  address = imw_test_receive (imw_wallet_find_account (wallet, NULL), FALSE);
  reply = imw_test_world_practice (
      world, "fund", "{\"address\": \"%s\", \"amount_sat\": 10000, \"count\": 1200}", address);
  imw_test_world_mine (world, 1);
  g_timer_start (timer);
  imw_test_sync (wallet, NULL);
  g_test_message ("sync of 1,200 coins: %.1f s", g_timer_elapsed (timer, NULL));
  payment = imw_test_draft (wallet, NULL, payee, 3000000);
  g_timer_start (timer);
  imw_test_prepare (payment, NULL);
  g_test_message ("prepare: %.1f s", g_timer_elapsed (timer, NULL));
  g_timer_start (timer);
  imw_test_send (payment, NULL);
  g_test_message ("send: %.1f s", g_timer_elapsed (timer, NULL));
  imw_test_check_books (wallet);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/payment/cancel", test_cancel);
  g_test_add_func ("/service/payment/everything", test_everything);
  g_test_add_func ("/service/payment/locked", test_locked);
  g_test_add_data_func ("/service/payment/faster", GINT_TO_POINTER (FALSE), test_replaced);
  g_test_add_data_func ("/service/payment/back", GINT_TO_POINTER (TRUE), test_replaced);
  g_test_add_func ("/service/payment/unreachable", test_unreachable);
  g_test_add_func ("/service/payment/refused", test_refused);
  g_test_add_func ("/service/payment/given-up", test_given_up);
  g_test_add_func ("/service/payment/poisoned-own", test_poisoned_own);
  g_test_add_func ("/service/payment/lying-server", test_lying_server);
  g_test_add_func ("/service/payment/reorganised", test_reorganised);
  g_test_add_func ("/service/payment/forgotten", test_forgotten);
  g_test_add_func ("/service/payment/race", test_race);
  g_test_add_func ("/service/payment/many-coins", test_many_coins);

  return g_test_run ();
}
