/* test-practice.c: a numbered network of the practice server, the whole way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#include "imw-message.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

/* a wallet with 3 whole coins and 500 of a token, from the faucet */
static void
set_up (ImwTestTold *self, gconstpointer data)
{
  ImwWalletService *service = NULL;
  g_autofree char  *address = NULL;
  g_autofree char  *reply = NULL;
  g_autofree char  *token_reply = NULL;
  g_autoptr (GError) error = NULL;

  self->world = imw_test_world_new ();
  service = imw_test_world_open (self->world);
  g_assert_true (imw_wallet_service_set_network_enabled (service, "ethereum", TRUE, &error));
  g_assert_no_error (error);
  self->wallet = imw_test_world_create (self->world);
  self->account = imw_wallet_find_account (self->wallet, "ethereum");
  self->native = imw_chain_get_native_asset (imw_account_get_chain (self->account));
  self->token = imw_chain_find_asset (imw_account_get_chain (self->account), "USDT", &error);
  g_assert_no_error (error);
  address = imw_test_receive (self->account, FALSE);
  reply = imw_test_world_practice (self->world, "fund",
                                   "{\"chain\": \"ethereum\", \"address\": \"%s\", \"asset\": "
                                   "\"ethereum\", \"amount\": \"3" IMW_TEST_ZEROS "\"}",
                                   address);
  token_reply = imw_test_world_practice (
      self->world, "fund",
      "{\"chain\": \"ethereum\", \"address\": \"%s\", \"asset\": \"%s\", \"amount\": "
      "\"500000000\"}",
      address, imw_asset_get_id (self->token));
  imw_test_world_mine (self->world, 1);
  imw_test_sync (self->wallet, NULL);
}

static void
tear_down (ImwTestTold *self, gconstpointer data)
{
  imw_test_check_books (self->wallet);
  g_clear_pointer (&self->token, imw_asset_unref);
  imw_test_world_free (self->world);
}

static void
mine (ImwTestTold *self)
{
  imw_test_world_mine (self->world, 1);
  imw_test_told_settle (self);
}

static ImwPayment *
draft (ImwTestTold *self, ImwAsset *asset, const char *amount)
{
  ImwPayment *payment = imw_test_told_make_draft (self, asset, IMW_TEST_PAYEE, amount);
  g_auto (ImwTestWait) wait = { NULL };
  ImwFeeTable fees = { 0 };
  g_autoptr (GError) error = NULL;

  imw_account_get_fees_async (self->account, NULL, imw_test_wait_cb, &wait);
  g_assert_true (
      imw_account_get_fees_finish (self->account, imw_test_wait (&wait), &fees, &error));
  g_assert_true (fees.known);
  imw_payment_set_fee (payment, &fees, IMW_FEE_NORMAL);

  return payment;
}

static void
test_balances (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (GPtrArray) history = NULL;

  imw_test_told_assert_units (imw_account_get_total (self->account), "3" IMW_TEST_ZEROS);
  imw_test_told_assert_units (imw_holding_get_total (imw_test_told_find_token (self)),
                              "500000000");
  g_assert_cmpuint (imw_account_get_n_requests (self->account), <=, 10);
  while (imw_account_get_history_running (self->account))
    g_main_context_iteration (NULL, TRUE);

  history = imw_test_history (self->wallet, NULL);
  g_assert_cmpuint (history->len, ==, 2);
}

static void
test_pay (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) coins = draft (self, NULL, IMW_TEST_ONE);
  g_autoptr (ImwPayment) tokens = draft (self, self->token, "25000000");

  imw_test_prepare (coins, NULL);
  imw_test_send (coins, NULL);
  imw_test_prepare (tokens, NULL);
  g_assert_true (
      imw_test_told_has_finding (tokens, IMW_GUARD_WAITS, imw_payment_get_id (coins)));
  imw_test_send (tokens, NULL);
  g_assert_cmpint (imw_payment_get_state (coins), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_cmpint (imw_payment_get_sequence (tokens), ==, 1);
  imw_test_told_settle (self);
  g_assert_cmpint (imw_payment_get_state (tokens), ==, IMW_PAYMENT_SUBMITTED);

  mine (self);
  g_assert_cmpint (imw_payment_get_state (coins), ==, IMW_PAYMENT_CONFIRMED);
  g_assert_cmpint (imw_payment_get_state (tokens), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_told_assert_units (imw_holding_get_total (imw_test_told_find_token (self)),
                              "475000000");
  imw_test_told_assert_units (imw_holding_get_available (imw_test_told_find_token (self)),
                              "475000000");
  g_assert_cmpint (imw_account_get_next_sequence (self->account), ==, 2);
}

static void
test_everything (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) tokens = draft (self, self->token, NULL);
  g_autoptr (ImwPayment) coins = NULL;

  imw_test_prepare (tokens, NULL);
  imw_test_send (tokens, NULL);
  mine (self);
  imw_test_told_assert_units (imw_holding_get_total (imw_test_told_find_token (self)), "0");

  coins = draft (self, NULL, NULL);
  imw_test_prepare (coins, NULL);
  imw_test_send (coins, NULL);
  mine (self);
  g_assert_cmpint (imw_payment_get_state (coins), ==, IMW_PAYMENT_CONFIRMED);
}

static void
test_replaced (ImwTestTold *self, gconstpointer data)
{
  gboolean back = GPOINTER_TO_INT (data);
  g_autoptr (ImwPayment) first = draft (self, self->token, "25000000");
  g_autoptr (ImwPayment) second = NULL;
  g_autoptr (GError) error = NULL;

  imw_test_prepare (first, NULL);
  imw_test_send (first, NULL);
  second = imw_payment_new_replacement (first, back, &error);
  g_assert_no_error (error);
  imw_test_prepare (second, NULL);
  imw_test_send (second, NULL);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_SUBMITTED);
  g_assert_cmpint (imw_payment_get_state (first), ==, IMW_PAYMENT_REPLACED);
  mine (self);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_told_assert_units (imw_holding_get_total (imw_test_told_find_token (self)),
                              back ? "500000000" : "475000000");
}

static void
test_message (ImwTestTold *self, gconstpointer data)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GBytes) message = g_bytes_new_static ("hello", 5);
  g_autofree char *address = imw_test_receive (self->account, FALSE);
  g_autoptr (ImwDescription) description = NULL;
  g_autofree char *signature = NULL;
  g_autoptr (GError) error = NULL;
  ImwChain *chain = imw_account_get_chain (self->account);
  guint64   token = 0;

  imw_wallet_describe_message_async (self->wallet, self->account, IMW_MESSAGE_TEXT, message, NULL,
                                     imw_test_wait_cb, &wait);
  description = imw_wallet_describe_message_finish (self->wallet, imw_test_wait (&wait), &token,
                                                    &error);
  g_assert_no_error (error);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_MESSAGE);
  imw_test_wait_clear (&wait);
  imw_wallet_sign_message_async (self->wallet, token, NULL, NULL, imw_test_wait_cb, &wait);
  signature = imw_wallet_sign_message_finish (self->wallet, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_true (
      imw_chain_verify_message (chain, address, IMW_MESSAGE_TEXT, message, signature, &error));
  g_assert_false (imw_chain_verify_message (chain, IMW_TEST_PAYEE, IMW_MESSAGE_TEXT, message,
                                            signature, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

#define ADD(name, func, data) \
  g_test_add ("/service/practice/" name, ImwTestTold, data, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("balances", test_balances, NULL);
  ADD ("pay", test_pay, NULL);
  ADD ("everything", test_everything, NULL);
  ADD ("faster", test_replaced, GINT_TO_POINTER (FALSE));
  ADD ("back", test_replaced, GINT_TO_POINTER (TRUE));
  ADD ("message", test_message, NULL);

  return g_test_run ();
}
