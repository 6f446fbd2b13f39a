/* test-lane.c: payments that have a number, and what speaks against them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#include "imw-address-alike.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"
#include "imw-store-payment.h"

/* ---- payments ---- */

static void
test_pay (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment)
      payment = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, IMW_TEST_ONE);
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  g_autoptr (ImwAmount) net = imw_test_told_units (self->native, "-1000210000000000000");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) submitted = NULL;

  g_assert_true (imw_test_told_estimate (payment, &amount, &fee, &error));
  g_assert_no_error (error);
  imw_test_told_assert_units (amount, IMW_TEST_ONE);
  imw_test_told_assert_units (fee, "210000000000000");
  g_assert_nonnull (imw_payment_get_expected_fee (payment));
  g_assert_cmpint (imw_amount_compare (imw_payment_get_expected_fee (payment), fee), <, 0);
  g_assert_cmpuint (imw_payment_get_findings (payment)->len, ==, 0);

  imw_test_prepare (payment, NULL);
  g_assert_cmpint (imw_payment_get_sequence (payment), ==, 7);
  imw_test_told_refresh (self);
  imw_test_told_assert_units (imw_account_get_available (self->account), "3999790000000000000");
  imw_test_told_assert_units (imw_account_get_total (self->account), "5" IMW_TEST_ZEROS);

  imw_test_send (payment, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  submitted = imw_dummy_backend_dup_submitted (IMW_DUMMY_BACKEND (self->backend));
  g_assert_cmpstr (submitted[0], ==, imw_payment_get_txid (payment));

  /* its fate is asked for by its id */
  imw_test_sync (self->wallet, NULL);
  g_assert_true (g_ptr_array_find_with_equal_func (
      imw_dummy_backend_get_last_request (IMW_DUMMY_BACKEND (self->backend))->unfinal,
      imw_payment_get_txid (payment), g_str_equal, NULL));

  imw_test_told_tell (self, "3999790000000000000", NULL, 8);
  imw_test_told_push_record (self, imw_payment_get_txid (payment), IMW_TX_CONFIRMED, 105, 7, net,
                             IMW_TEST_PAYEE);
  imw_test_sync (self->wallet, NULL);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
  imw_test_told_assert_units (imw_account_get_available (self->account), "3999790000000000000");
}

static void
test_pay_token (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment)
      payment = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, "25000000");
  g_autoptr (ImwPayment)
      everything = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, NULL);
  g_autoptr (ImwPayment)
      too_much = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, "2000000001");
  g_autoptr (ImwAmount) missing = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (GError) error = NULL;

  imw_dummy_backend_set_facts (IMW_DUMMY_BACKEND (self->backend), 60000, NULL, FALSE, TRUE, NULL);

  g_assert_false (imw_test_told_estimate (too_much, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
  missing = imw_payment_error_get_missing (error, self->token);
  imw_test_told_assert_units (missing, "1");
  g_clear_error (&error);

  imw_test_prepare (payment, NULL);
  g_assert_true (imw_asset_equal (imw_payment_get_asset (payment), self->token));
  g_assert_true (imw_asset_equal (
      imw_description_get_paid_asset (imw_payment_get_description (payment)), self->token));
  imw_test_told_refresh (self);
  imw_test_told_assert_units (imw_holding_get_available (imw_test_told_find_token (self)),
                              "1975000000");
  imw_test_told_assert_units (imw_account_get_available (self->account), "4999400000000000000");
  imw_test_send (payment, NULL);

  /* all that the open one leaves */
  g_assert_true (imw_test_told_estimate (everything, &amount, NULL, &error));
  g_assert_no_error (error);
  imw_test_told_assert_units (amount, "1975000000");
  g_assert_true (
      imw_test_told_has_finding (everything, IMW_GUARD_WAITS, imw_payment_get_id (payment)));
}

static void
test_everything (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, NULL);
  g_autoptr (ImwAmount) extra = imw_test_told_units (self->native, "1000");

  /* what the network takes beside the fee by rate is not in what is signed */
  imw_dummy_backend_set_facts (IMW_DUMMY_BACKEND (self->backend), 21000, extra, FALSE, TRUE, NULL);
  imw_test_prepare (payment, NULL);
  imw_test_told_assert_units (imw_payment_get_extra_fee (payment), "1000");
  imw_test_told_refresh (self);
  imw_test_told_assert_units (imw_account_get_available (self->account), "0");
  imw_test_send (payment, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
}

static void
test_lane (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) first = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) second = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "2000");
  g_autoptr (ImwPayment) third = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "3000");
  g_auto (ImwTestWait) first_wait = { NULL };
  g_auto (ImwTestWait) second_wait = { NULL };
  g_autoptr (GError) error = NULL;

  /* both want the next number at once */
  imw_payment_prepare_async (first, NULL, imw_test_wait_cb, &first_wait);
  imw_payment_prepare_async (second, NULL, imw_test_wait_cb, &second_wait);
  g_assert_true (imw_payment_prepare_finish (first, imw_test_wait (&first_wait), &error));
  g_assert_true (imw_payment_prepare_finish (second, imw_test_wait (&second_wait), &error));
  g_assert_no_error (error);
  g_assert_cmpint (imw_payment_get_sequence (first), ==, 7);
  g_assert_cmpint (imw_payment_get_sequence (second), ==, 8);
  imw_test_send (first, NULL);
  imw_test_send (second, NULL);
  imw_test_prepare (third, NULL);
  imw_test_send (third, NULL);
  g_assert_cmpint (imw_payment_get_sequence (third), ==, 9);

  g_assert_null (imw_payment_get_waits_for (first));
  g_assert_true (imw_payment_get_waits_for (second) == first);
  g_assert_true (imw_payment_get_waits_for (third) == second);
  g_assert_false (imw_payment_get_gap (third));

  /* the network says that it counts from 6: something before ours got lost */
  imw_test_told_tell (self, "5" IMW_TEST_ZEROS, "2000000000", 6);
  imw_test_told_settle (self);
  g_assert_true (imw_payment_get_gap (first));
  g_assert_true (imw_payment_get_gap (third));

  /* the next one fills it */
  {
    g_autoptr (ImwPayment) fill = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "4000");

    imw_test_prepare (fill, NULL);
    g_assert_cmpint (imw_payment_get_sequence (fill), ==, 6);
    g_assert_false (imw_payment_get_gap (third));
    g_assert_true (imw_payment_get_waits_for (first) == fill);
    imw_test_cancel (fill, NULL);
  }
  g_assert_true (imw_payment_get_gap (third));
}

static void
test_replace (ImwTestTold *self, gconstpointer data)
{
  gboolean back = GPOINTER_TO_INT (data);
  g_autoptr (ImwPayment)
      first = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, "25000000");
  g_autoptr (ImwPayment) behind = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) second = NULL;
  g_autoptr (ImwPayment) third = NULL;
  g_autoptr (ImwAmount) net = imw_test_told_units (self->native, "-210000");
  g_autoptr (GError) error = NULL;
  guint64 rate = 0;

  imw_test_prepare (first, NULL);
  imw_test_send (first, NULL);
  imw_test_prepare (behind, NULL);
  imw_test_send (behind, NULL);
  rate = imw_description_get_fee_rate_millisat_vb (imw_payment_get_description (first));

  second = imw_payment_new_replacement (first, back, &error);
  g_assert_no_error (error);
  imw_test_prepare (second, NULL);
  g_assert_cmpint (imw_payment_get_sequence (second), ==, 7);
  g_assert_cmpuint (imw_description_get_fee_rate_millisat_vb (imw_payment_get_description (second)),
                    >=, rate + rate / 8);
  g_assert_cmpint (imw_description_get_action (imw_payment_get_description (second)), ==,
                   back ? IMW_ACTION_NOTHING : IMW_ACTION_PAY);
  imw_test_told_refresh (self);
  imw_test_told_assert_units (imw_holding_get_available (imw_test_told_find_token (self)),
                              back ? "2000000000" : "1975000000");
  imw_test_send (second, NULL);
  while (imw_payment_get_state (first) != IMW_PAYMENT_REPLACED) /* told by the books, a moment later */
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (imw_payment_get_waits_for (behind) == second);

  /* once more */
  third = imw_payment_new_replacement (second, back, &error);
  g_assert_no_error (error);
  imw_test_prepare (third, NULL);
  imw_test_send (third, NULL);
  g_assert_cmpint (imw_payment_get_sequence (third), ==, 7);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_REPLACED);

  /* and the second is the one that gets into a block */
  imw_test_told_tell (self, "5" IMW_TEST_ZEROS, "2000000000", 8);
  imw_test_told_push_record (self, imw_payment_get_txid (second), IMW_TX_CONFIRMED, 110, 7, net,
                             IMW_TEST_PAYEE);
  imw_test_sync (self->wallet, NULL);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (third), ==, IMW_PAYMENT_REPLACED);
  g_assert_null (imw_payment_get_waits_for (behind));

  g_assert_null (imw_payment_new_replacement (third, back, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

/* who gives a rate alone gets a share for the block's maker, and a replacement raises that, too */
static void
test_rate_alone (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment)
      first = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) second = NULL;
  g_autoptr (GError) error = NULL;

  imw_payment_set_fee_rate (first, 20000000000000);
  imw_test_prepare (first, NULL);
  g_assert_cmpuint (first->tip_milli, ==, 1000000000000);
  imw_test_send (first, NULL);
  second = imw_payment_new_replacement (first, FALSE, &error);
  g_assert_no_error (error);
  imw_test_prepare (second, NULL);
  g_assert_cmpuint (second->tip_milli, >=, 1125000000000);
}

static char *
dup_last_event (ImwTestTold *self, ImwPayment *payment)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  const ImwStoreEvent *last = NULL;

  imw_store_list_events_async (imw_wallet_get_store (self->wallet), imw_payment_get_id (payment),
                               NULL, imw_test_wait_cb, &wait);
  events = imw_store_list_events_finish (imw_wallet_get_store (self->wallet), imw_test_wait (&wait),
                                         &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, >, 0);
  last = g_ptr_array_index (events, events->len - 1);

  return g_strdup_printf ("%s: %s", last->state, last->detail != NULL ? last->detail : "");
}

/* another program with the same words has used the number */
static void
test_taken (ImwTestTold *self, gconstpointer data)
{
  gboolean seen = GPOINTER_TO_INT (data);
  g_autoptr (ImwPayment) payment = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) next = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwAmount) net = imw_test_told_units (self->native, "-31000");
  g_autofree char *event = NULL;

  imw_test_prepare (payment, NULL);
  imw_test_send (payment, NULL);
  imw_test_told_tell (self, "5" IMW_TEST_ZEROS, "2000000000", 8);

  if (seen)
    imw_test_told_push_record (self,
                               "0x"
                               "2222222222222222222222222222222222222222222222222222222222222222",
                               IMW_TX_CONFIRMED, 101, 7, net, IMW_TEST_PAYEE);
  else
    {
      /* said once it may be a payment that is just getting into a block */
      imw_test_sync (self->wallet, NULL);
      g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
    }

  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_REPLACED);
  event = dup_last_event (self, payment);
  g_assert_nonnull (
      strstr (event, seen ? "replaced: 0x22222222" : "replaced: another transaction"));

  /* nothing is in the way of the next one */
  if (seen)
    imw_test_sync (self->wallet, NULL);
  imw_test_prepare (next, NULL);
  g_assert_cmpint (imw_payment_get_sequence (next), ==, 8);
  imw_test_send (next, NULL);

  /* but if it was only that the block was late, the payment is found in it */
  if (!seen)
    {
      imw_test_told_push_record (self, imw_payment_get_txid (payment), IMW_TX_CONFIRMED, 103, 7,
                                 net, IMW_TEST_PAYEE);
      imw_test_sync (self->wallet, NULL);
      g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
    }
}

/* the server refuses it: its number is used */
static void
test_too_low (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) next = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (GError) refused = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "nonce too low");

  imw_test_prepare (payment, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (self->backend), refused);
  imw_test_send (payment, NULL);
  g_assert_true (imw_payment_get_refused (payment));

  imw_test_told_tell (self, "5" IMW_TEST_ZEROS, "2000000000", 8);
  imw_test_sync (self->wallet, NULL);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_REPLACED);
  imw_test_prepare (next, NULL);
  g_assert_cmpint (imw_payment_get_sequence (next), ==, 8);
}

/* nobody knows it any more: the same bytes go out again */
static void
test_dropped (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwAmount) net = imw_test_told_units (self->native, "-31000");
  g_auto (GStrv) submitted = NULL;

  imw_test_prepare (payment, NULL);
  imw_test_send (payment, NULL);
  imw_test_sync (self->wallet, NULL);
  imw_test_told_push_record (self, imw_payment_get_txid (payment), IMW_TX_MEMPOOL, 100, 7, net,
                             IMW_TEST_PAYEE);
  imw_test_sync (self->wallet, NULL);
  imw_test_told_push_record (self, imw_payment_get_txid (payment), IMW_TX_DROPPED, 100, 7, net,
                             IMW_TEST_PAYEE);
  payment->tried_boot_ms = 0;
  imw_test_sync (self->wallet, NULL);
  submitted = imw_dummy_backend_dup_submitted (IMW_DUMMY_BACKEND (self->backend));
  g_assert_cmpuint (g_strv_length (submitted), ==, 2);
  g_assert_cmpstr (submitted[0], ==, submitted[1]);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
}

/* the program ends with open payments */
static void
test_again (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment)
      sent = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, "25000000");
  g_autoptr (ImwPayment) left = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) back = NULL;
  g_autoptr (ImwPayment) faster = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *payments = NULL;

  imw_test_prepare (sent, NULL);
  imw_test_send (sent, NULL);
  imw_test_prepare (left, NULL);
  g_clear_object (&sent);
  g_clear_object (&left);

  imw_test_world_close (self->world);
  imw_wallet_service_set_backend (imw_test_world_open (self->world), "ethereum", self->backend);
  self->wallet = imw_test_world_get_wallet (self->world);
  self->account = imw_wallet_find_account (self->wallet, "ethereum");
  payments = imw_wallet_get_payments (self->wallet);
  g_assert_cmpuint (g_list_model_get_n_items (payments), ==, 1);
  back = g_list_model_get_item (payments, 0);
  g_assert_cmpint (imw_payment_get_sequence (back), ==, 7);
  g_assert_true (imw_asset_equal (imw_payment_get_asset (back), self->token));
  imw_test_told_assert_units (imw_holding_get_available (imw_test_told_find_token (self)),
                              "1975000000");

  imw_test_unlock (self->wallet, "correct horse", NULL);
  faster = imw_payment_new_replacement (back, FALSE, &error);
  g_assert_no_error (error);
  imw_test_prepare (faster, NULL);
  g_assert_true (imw_asset_equal (
      imw_description_get_paid_asset (imw_payment_get_description (faster)), self->token));
  imw_test_send (faster, NULL);
  g_assert_cmpint (imw_payment_get_state (back), ==, IMW_PAYMENT_REPLACED);
}

/* ---- what speaks against it ---- */

static void
test_guards (ImwTestTold *self, gconstpointer data)
{
  ImwDummyBackend *backend = IMW_DUMMY_BACKEND (self->backend);
  const char      *contract =
      imw_chain_get_contract (imw_account_get_chain (self->account), self->token);
  g_autofree char *own = imw_test_receive (self->account, FALSE);
  g_autoptr (ImwPayment)
      to_contract = imw_test_told_make_draft (self, self->token, contract, "1000");
  g_autoptr (ImwPayment) to_self = imw_test_told_make_draft (self, NULL, own, "1000");
  g_autoptr (ImwPayment) unused = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment)
      refused = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment)
      no_fee = imw_test_told_make_draft (self, self->token, IMW_TEST_PAYEE, "1000");
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_test_told_estimate (to_contract, NULL, NULL, &error));
  g_assert_true (imw_test_told_has_finding (to_contract, IMW_GUARD_TOKEN_CONTRACT, NULL));
  g_assert_true (imw_test_told_has_finding (to_contract, IMW_GUARD_MAY_FREEZE, NULL));
  g_assert_false (imw_test_prepare (to_contract, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (imw_payment_get_state (to_contract), ==, IMW_PAYMENT_DRAFT);

  g_assert_true (imw_test_told_estimate (to_self, NULL, NULL, &error));
  g_assert_true (imw_test_told_has_finding (to_self, IMW_GUARD_OWN_ADDRESS, NULL));
  g_assert_false (imw_test_told_has_finding (to_self, IMW_GUARD_LOOKS_ALIKE, NULL));

  imw_dummy_backend_set_facts (backend, 21000, NULL, FALSE, FALSE, NULL);
  g_assert_true (imw_test_told_estimate (unused, NULL, NULL, &error));
  g_assert_true (imw_test_told_has_finding (unused, IMW_GUARD_UNUSED, NULL));

  imw_dummy_backend_set_facts (backend, 50000, NULL, TRUE, TRUE, NULL);
  g_assert_true (imw_test_told_estimate (unused, NULL, NULL, &error));
  g_assert_true (imw_test_told_has_finding (unused, IMW_GUARD_CONTRACT, NULL));
  g_assert_false (imw_test_told_has_finding (unused, IMW_GUARD_UNUSED, NULL));

  imw_dummy_backend_set_facts (backend, 0, NULL, FALSE, TRUE, "frozen by the issuer");
  g_assert_false (imw_test_told_estimate (refused, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (imw_test_told_has_finding (refused, IMW_GUARD_WOULD_FAIL, "frozen by the issuer"));

  imw_dummy_backend_set_facts (backend, 60000, NULL, FALSE, TRUE, NULL);
  imw_test_told_tell (self, "599999999999999", "2000000000", 7);
  imw_test_sync (self->wallet, NULL);
  g_assert_false (imw_test_told_estimate (no_fee, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
  g_clear_error (&error);
  g_assert_true (imw_test_told_has_finding (no_fee, IMW_GUARD_FEE_MISSING, NULL));
  {
    const ImwGuardFinding *finding = g_ptr_array_index (imw_payment_get_findings (no_fee), 0);

    g_assert_true (finding->blocks);
    imw_test_told_assert_units (finding->amount, "1");
  }
}

static void
test_poison (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwPayment) good = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) bad = imw_test_told_make_draft (self, NULL, IMW_TEST_POISON, "1000");
  g_autoptr (ImwAmount) net = imw_test_told_units (self->native, "-31000");
  g_autoptr (ImwAmount) nothing = imw_test_told_units (self->token, "0");
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_test_told_estimate (bad, NULL, NULL, &error));
  g_assert_false (imw_test_told_has_finding (bad, IMW_GUARD_LOOKS_ALIKE, NULL));

  imw_test_told_push_record (self,
                             "0x"
                             "3333333333333333333333333333333333333333333333333333333333333333",
                             IMW_TX_CONFIRMED, 101, 6, net, IMW_TEST_PAYEE);
  imw_test_sync (self->wallet, NULL);
  /* a contract was made to say that we paid nothing to it */
  imw_test_told_push_record (self,
                             "0x"
                             "4444444444444444444444444444444444444444444444444444444444444444",
                             IMW_TX_CONFIRMED, 102, -1, nothing, IMW_TEST_POISON);
  imw_test_sync (self->wallet, NULL);

  g_assert_true (imw_test_told_estimate (good, NULL, NULL, &error));
  g_assert_false (imw_test_told_has_finding (good, IMW_GUARD_LOOKS_ALIKE, NULL));
  g_assert_true (imw_test_told_estimate (bad, NULL, NULL, &error));
  g_assert_true (imw_test_told_has_finding (bad, IMW_GUARD_LOOKS_ALIKE, IMW_TEST_PAYEE));
}

static void
test_poison_contact (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwContact) contact = imw_contact_new ("Friend");
  g_autoptr (ImwPayment) bad = imw_test_told_make_draft (self, NULL, IMW_TEST_POISON, "1000");
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  imw_contact_add_address (contact, "ethereum", IMW_TEST_PAYEE);
  imw_wallet_save_contact_async (self->wallet, contact, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_save_contact_finish (self->wallet, imw_test_wait (&wait), &error));
  g_assert_true (imw_test_told_estimate (bad, NULL, NULL, &error));
  g_assert_true (imw_test_told_has_finding (bad, IMW_GUARD_LOOKS_ALIKE, IMW_TEST_PAYEE));
}

static void
test_alike (void)
{
  g_assert_true (imw_address_alike (IMW_TEST_PAYEE, IMW_TEST_POISON));
  g_assert_false (imw_address_alike (IMW_TEST_PAYEE, IMW_TEST_PAYEE));
  g_assert_false (imw_address_alike (IMW_TEST_PAYEE, "0x52908400098527886e0f7030069857d2e4169ee7"));
  g_assert_false (imw_address_alike (IMW_TEST_PAYEE, "0x52918400098527886E0F7030069857D2E4169EE7"));
  g_assert_false (imw_address_alike (IMW_TEST_PAYEE, "0x52908400098527886E0F7030069857D2E4169EE8"));
  /* what all addresses begin with says nothing */
  g_assert_true (imw_address_alike ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                                    "bc1qw508aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaf3t4"));
  g_assert_false (imw_address_alike ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                                     "bc1qaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaf3t4"));
  g_assert_false (imw_address_alike ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                                     "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
  g_assert_true (imw_address_alike ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                                    "1BvBMaaaaaaaaaaaaaaaaaaaaaaaaaNVN2"));
  g_assert_false (imw_address_alike ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                                     "3BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"));
  g_assert_false (imw_address_alike ("", "x"));
}

#define ADD(name, func, data)                                                       \
  g_test_add ("/service/lane/" name, ImwTestTold, data, imw_test_told_set_up, func, \
              imw_test_told_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pay", test_pay, NULL);
  ADD ("pay-token", test_pay_token, NULL);
  ADD ("everything", test_everything, NULL);
  ADD ("lane", test_lane, NULL);
  ADD ("faster", test_replace, GINT_TO_POINTER (FALSE));
  ADD ("back", test_replace, GINT_TO_POINTER (TRUE));
  ADD ("rate-alone", test_rate_alone, NULL);
  ADD ("taken-seen", test_taken, GINT_TO_POINTER (TRUE));
  ADD ("taken-unseen", test_taken, GINT_TO_POINTER (FALSE));
  ADD ("too-low", test_too_low, NULL);
  ADD ("dropped", test_dropped, NULL);
  ADD ("again", test_again, NULL);
  ADD ("guards", test_guards, NULL);
  ADD ("poison", test_poison, NULL);
  ADD ("poison-contact", test_poison_contact, NULL);
  g_test_add_func ("/service/lane/alike", test_alike);

  return g_test_run ();
}
