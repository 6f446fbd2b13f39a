/* test-flow.c: a wallet from its making to a confirmed payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-error.h"

typedef struct
{
  guint received;
  guint confirmed;
} News;

static void
received_cb (ImwWalletService *service,
             ImwWallet        *wallet,
             const char       *account_id,
             const char       *txid,
             News             *news)
{
  news->received++;
}

static void
confirmed_cb (ImwWalletService *service,
              ImwWallet        *wallet,
              const char       *account_id,
              const char       *txid,
              News             *news)
{
  news->confirmed++;
}

static void
test_whole_way (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWalletService *service = imw_test_world_open (world);
  ImwWallet        *wallet = imw_test_world_create (world);
  ImwAccount       *account = imw_wallet_find_account (wallet, "bitcoin-84");
  g_autofree char  *address = imw_test_receive (account, FALSE);
  g_autofree char  *payee = imw_test_foreign_address (1);
  g_autofree char  *reply = NULL;
  g_autofree char  *txid = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  g_autoptr (GPtrArray) history = NULL;
  News    news = { 0 };
  guint64 left = 0;

  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_accounts (wallet)), ==, 2);
  g_assert_null (imw_account_get_total (account));
  g_assert_cmpint (imw_account_get_as_of_ms (account), ==, 0);
  g_assert_true (g_str_has_prefix (address, "prac1q"));

  imw_test_sync (wallet, NULL);
  imw_test_assert_sat (imw_account_get_total (account), 0);
  g_assert_cmpint (imw_account_get_as_of_ms (account), >, 0);

  g_signal_connect (service, "transaction-received", G_CALLBACK (received_cb), &news);
  g_signal_connect (service, "transaction-confirmed", G_CALLBACK (confirmed_cb), &news);

  reply = imw_test_world_practice (world, "fund", "{\"address\": \"%s\", \"amount_sat\": 1000000}",
                                   address);
  imw_test_sync (wallet, NULL);
  g_assert_cmpuint (news.received, ==, 1);
  imw_test_assert_sat (imw_account_get_total (account), 1000000);
  imw_test_assert_sat (imw_account_get_confirmed (account), 0);
  imw_test_assert_sat (imw_account_get_available (account), 0);

  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  imw_test_sync (wallet, NULL);
  g_assert_cmpuint (news.received, ==, 1);
  g_assert_cmpuint (news.confirmed, ==, 1);
  imw_test_assert_sat (imw_account_get_available (account), 1000000);

  payment = imw_test_draft (wallet, NULL, payee, 300000);
  imw_payment_set_label (payment, "rent");
  imw_test_prepare (payment, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_DESCRIBED);
  g_assert_cmpuint (imw_description_get_n_recipients (imw_payment_get_description (payment)), ==,
                    1);
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_payments (wallet)), ==, 1);

  imw_test_send (payment, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  txid = g_strdup (imw_payment_get_txid (payment));
  g_assert_cmpstr (imw_wallet_get_label (wallet, txid), ==, "rent");

  imw_test_sync (wallet, NULL);
  left = 700000 - imw_test_sat (imw_description_get_fee (imw_payment_get_description (payment)));
  imw_test_assert_sat (imw_account_get_total (account), left);

  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
  g_assert_cmpuint (imw_payment_get_confirmations (payment), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_payments (wallet)), ==, 1);

  imw_test_world_mine (world, 6);
  imw_test_sync (wallet, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_payments (wallet)), ==, 0);

  history = imw_test_history (wallet, NULL);
  g_assert_cmpuint (history->len, ==, 2);
  g_assert_cmpstr (imw_transaction_get_txid (history->pdata[0]), ==, txid);
  g_assert_cmpstr (imw_transaction_get_label (history->pdata[0]), ==, "rent");
  g_assert_cmpint (imw_transaction_get_direction (history->pdata[0]), ==, IMW_DIRECTION_SENT);
  imw_test_check_books (wallet);

  g_clear_pointer (&history, g_ptr_array_unref);
  g_clear_object (&payment);
  g_signal_handlers_disconnect_by_data (service, &news);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/flow/whole-way", test_whole_way);

  return g_test_run ();
}
