/* test-stellar.c: Stellar on the practice server, the whole way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#include "imw-error.h"

/* nobody has opened it */
#define NOBODY "GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6"

static void
fund (ImwTestTold *self, const char *asset, const char *stroops)
{
  g_autofree char *address = imw_test_receive (self->account, FALSE);
  g_autofree char *reply =
      imw_test_world_practice (self->world, "fund",
                               "{\"chain\": \"stellar\", \"address\": \"%s\", \"asset\": "
                               "\"%s\", \"amount\": \"%s\"}",
                               address, asset, stroops);
}

/* a wallet whose account is open, with 1000 lumens */
static void
set_up (ImwTestTold *self, gconstpointer data)
{
  ImwWalletService *service = NULL;
  g_autoptr (GError) error = NULL;

  self->world = imw_test_world_new ();
  service = imw_test_world_open (self->world);
  g_assert_true (imw_wallet_service_set_network_enabled (service, "stellar", TRUE, &error));
  g_assert_no_error (error);
  self->wallet = imw_test_world_create (self->world);
  self->account = imw_wallet_find_account (self->wallet, "stellar");
  g_assert_nonnull (self->account);
  self->native = imw_chain_get_native_asset (imw_account_get_chain (self->account));
  self->token = imw_chain_find_asset (imw_account_get_chain (self->account), "USDC", &error);
  g_assert_no_error (error);

  g_assert_cmpint (imw_account_get_exists (self->account), ==, IMW_TRUTH_UNKNOWN);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_account_get_exists (self->account), ==, IMW_TRUTH_NO);
  imw_test_told_assert_units (imw_account_get_opening (self->account), "10000000");
  fund (self, "XLM", "10000000000");
  imw_test_told_settle (self);
}

static void
tear_down (ImwTestTold *self, gconstpointer data)
{
  imw_test_check_books (self->wallet);
  g_clear_pointer (&self->token, imw_asset_unref);
  imw_test_world_free (self->world);
}

static void
set_fee (ImwTestTold *self, ImwPayment *payment)
{
  g_auto (ImwTestWait) wait = { NULL };
  ImwFeeTable fees = { 0 };
  g_autoptr (GError) error = NULL;

  imw_account_get_fees_async (self->account, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_account_get_fees_finish (self->account, imw_test_wait (&wait), &fees, &error));
  g_assert_true (fees.known);
  imw_payment_set_fee (payment, &fees, IMW_FEE_NORMAL);
}

static void
pay (ImwTestTold *self, ImwPayment *payment)
{
  set_fee (self, payment);
  imw_test_prepare (payment, NULL);
  imw_test_send (payment, NULL);
  imw_test_told_settle (self);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
}

static ImwPayment *
draft (ImwTestTold *self, ImwAsset *asset, const char *stroops)
{
  ImwPayment *payment = imw_payment_new (self->wallet, self->account);
  g_autoptr (ImwAmount)
      amount = imw_test_told_units (asset != NULL ? asset : self->native, stroops);

  imw_payment_set_asset (payment, asset);
  imw_payment_add_recipient (payment, NOBODY, amount);

  return payment;
}

static void
test_open (ImwTestTold *self, gconstpointer data)
{
  g_assert_cmpint (imw_account_get_exists (self->account), ==, IMW_TRUTH_YES);
  imw_test_told_assert_units (imw_account_get_total (self->account), "10000000000");
  imw_test_told_assert_units (imw_account_get_reserved (self->account), "10000000");
  imw_test_told_assert_units (imw_account_get_reserve_step (self->account), "5000000");
  imw_test_told_assert_units (imw_account_get_available (self->account), "9990000000");
  g_assert_cmpint (imw_holding_get_opened (imw_test_told_find_token (self)), ==, IMW_TRUTH_NO);
  imw_test_told_assert_units (imw_holding_get_total (imw_test_told_find_token (self)), "0");
}

static void
test_asset (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment)
      opening = imw_payment_new_opening (self->wallet, self->account, self->token, FALSE);
  g_autoptr (ImwPayment)
      closing = imw_payment_new_opening (self->wallet, self->account, self->token, TRUE);
  g_autoptr (ImwAmount) give = imw_test_told_units (self->native, "1000000000");
  g_autoptr (ImwPayment) exchange = imw_payment_new_exchange (self->wallet, self->account, give,
                                                              self->native, NULL, self->token, 100);
  g_autoptr (ImwPayment) refused = draft (self, self->token, "10000000");
  g_autoptr (GError) error = NULL;
  ImwAmount *total = NULL;

  pay (self, opening);
  g_assert_cmpint (imw_holding_get_opened (imw_test_told_find_token (self)), ==, IMW_TRUTH_YES);
  g_assert_true (imw_holding_get_visible (imw_test_told_find_token (self)));
  imw_test_told_assert_units (imw_account_get_reserved (self->account), "15000000");

  fund (self, "USDC", "500000000");
  imw_test_told_settle (self);
  imw_test_told_assert_units (imw_holding_get_available (imw_test_told_find_token (self)),
                              "500000000");

  pay (self, exchange);
  total = imw_holding_get_total (imw_test_told_find_token (self));
  g_assert_nonnull (imw_payment_get_exchange (exchange));
  {
    g_autoptr (ImwAmount) before = imw_test_told_units (self->token, "500000000");
    g_autoptr (ImwAmount) got = imw_amount_subtract (total, before, &error);

    g_assert_no_error (error);
    g_assert_cmpint (imw_amount_compare (got, imw_payment_get_exchange (exchange)->get), >=, 0);
  }

  /* the recipient's account is not open, and a token opens none */
  set_fee (self, refused);
  g_assert_false (imw_test_prepare (refused, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_true (imw_test_told_has_finding (refused, IMW_GUARD_NOT_ACCEPTED, NULL));
  g_clear_error (&error);

  /* what is not empty can't be closed */
  set_fee (self, closing);
  g_assert_false (imw_test_prepare (closing, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
test_pay (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) first = draft (self, NULL, "250000000");
  g_autoptr (ImwPayment) second = draft (self, NULL, "10000000");
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (GPtrArray) found = NULL;

  imw_payment_set_memo (first, "text", "Invoice 42");
  pay (self, first);
  g_assert_true (imw_test_told_has_finding (first, IMW_GUARD_OPENS_ACCOUNT, NULL));
  imw_payment_set_memo (second, "id", "18446744073709551615");
  pay (self, second);
  g_assert_false (imw_test_told_has_finding (second, IMW_GUARD_OPENS_ACCOUNT, NULL));
  g_assert_cmpint (imw_payment_get_sequence (second), ==, imw_payment_get_sequence (first) + 1);
  imw_test_told_assert_units (imw_account_get_total (self->account), "9739999800");

  history = imw_test_history (self->wallet, NULL);
  g_assert_cmpuint (history->len, ==, 3);
  found = imw_test_history (self->wallet, "invoice");
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (imw_transaction_get_memo_type (g_ptr_array_index (found, 0)), ==, "text");
  g_assert_cmpstr (imw_transaction_get_txid (g_ptr_array_index (found, 0)), ==,
                   imw_payment_get_txid (first));
}

/* All but the reserve; nothing is left that could pay a fee. */
static void
test_everything (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = imw_payment_new (self->wallet, self->account);

  imw_payment_set_everything (payment, NOBODY);
  pay (self, payment);
  imw_test_told_assert_units (imw_account_get_total (self->account), "10000000");
  imw_test_told_assert_units (imw_account_get_available (self->account), "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/service/stellar/" name, ImwTestTold, NULL, set_up, func, tear_down)
  ADD ("open", test_open);
  ADD ("asset", test_asset);
  ADD ("pay", test_pay);
  ADD ("everything", test_everything);
#undef ADD

  return g_test_run ();
}
