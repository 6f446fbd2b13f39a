/* test-ledger.c: accounts of a ledger with a reserve, trustlines, deadlines, claims and exchange
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-account-claim.h"
#include "imw-account-private.h"
#include "imw-dummy-backend.h"
#include "imw-holding.h"
#include "imw-payment-private.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

/* somebody else's account */
#define PAYEE    "GDRXE2BQUC3AZNPVFSCEZ76NJ3WWL25FYFK6RGZGIEKWE4SOOHSUJUJ6"
#define CLAIM_ID "00000000da0d57da7d4850e7fc10d2a9d0ebc731f7afb40574c03395b17d49149b91f5be"
#define NEXT     G_GINT64_CONSTANT (103420918407103890)

typedef struct
{
  ImwTestWorld *world;
  ImwWallet    *wallet;  /* not owned */
  ImwAccount   *account; /* not owned */
  ImwBackend   *backend;
  ImwAsset     *native; /* not owned */
  ImwAsset     *token;
  gint64        height;
  gint64        network_ms;
} Fixture;

static ImwDummyBackend *
get_dummy (Fixture *self)
{
  return IMW_DUMMY_BACKEND (self->backend);
}

static ImwAmount *
units (ImwAsset *asset, gint64 stroops)
{
  return imw_amount_new (asset, stroops);
}

static void
assert_units (ImwAmount *amount, gint64 stroops)
{
  gint64 value = 0;

  g_assert_nonnull (amount);
  g_assert_true (imw_amount_get_i64 (amount, &value));
  g_assert_cmpint (value, ==, stroops);
}

/* one more ledger, which says the same as the one before unless it is told otherwise */
static ImwSyncBatch *
next_ledger (Fixture *self, gint64 native, gint64 token, gboolean opened)
{
  ImwSyncBatch *batch = imw_sync_batch_new ();
  g_autoptr (ImwAmount) native_amount = units (self->native, native);
  g_autoptr (ImwAmount) token_amount = units (self->token, token);

  self->height++;
  self->network_ms += 5000;
  imw_dummy_backend_get_facts (get_dummy (self))->network_time_ms = self->network_ms;
  batch->tip_height = self->height;
  batch->tip_hash = g_strdup_printf ("%064" G_GINT64_FORMAT, self->height);
  batch->network_time_ms = self->network_ms;
  batch->exists = TRUE;
  batch->sequence = NEXT;
  imw_sync_batch_add_balance (batch, native_amount);
  imw_sync_batch_add_balance (batch, token_amount);
  g_clear_pointer (&batch->opened, g_ptr_array_unref);
  batch->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  if (opened)
    g_ptr_array_add (batch->opened, imw_asset_ref (self->token));
  batch->reserved = units (self->native, opened ? 15000000 : 10000000);
  batch->reserve_step = units (self->native, 5000000);
  batch->opening = units (self->native, 10000000);

  return batch;
}

static void
sync_batch (Fixture *self, ImwSyncBatch *batch)
{
  imw_dummy_backend_push_batch (get_dummy (self), batch);
  imw_test_sync (self->wallet, NULL);
}

/* 100 lumens, 50 of the token */
static void
sync_usual (Fixture *self)
{
  sync_batch (self, next_ledger (self, 1000000000, 500000000, TRUE));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  ImwWalletService *service = NULL;
  ImwPaymentFacts  *facts = NULL;
  g_autoptr (GError) error = NULL;

  self->world = imw_test_world_new ();
  self->network_ms = imw_clock_get_wall_ms (imw_test_world_get_clock (self->world));
  service = imw_test_world_open (self->world);
  imw_wallet_service_set_network_enabled (service, "stellar", TRUE, NULL);
  self->backend = imw_dummy_backend_new ();
  imw_wallet_service_set_backend (service, "stellar", self->backend);
  self->wallet = imw_test_world_create (self->world);
  self->account = imw_wallet_find_account (self->wallet, "stellar");
  g_assert_nonnull (self->account);
  self->native = imw_chain_get_native_asset (imw_account_get_chain (self->account));
  self->token = imw_chain_find_asset (imw_account_get_chain (self->account), "USDC", &error);
  g_assert_no_error (error);
  self->height = 100;
  {
    g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);

    imw_dummy_backend_set_told (get_dummy (self), none, NEXT);
  }
  imw_dummy_backend_set_facts (get_dummy (self), 0, NULL, FALSE, TRUE, NULL);
  facts = imw_dummy_backend_get_facts (get_dummy (self));
  facts->reserve_step = units (self->native, 5000000);
  facts->opening = units (self->native, 10000000);
  sync_usual (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  imw_test_check_books (self->wallet);
  imw_test_world_close (self->world);
  g_clear_object (&self->backend);
  g_clear_pointer (&self->token, imw_asset_unref);
  imw_test_world_free (self->world);
}

static ImwHolding *
find_token (Fixture *self)
{
  return imw_account_find_holding (self->account, imw_asset_get_id (self->token));
}

static ImwPayment *
make_payment (Fixture *self, ImwAsset *asset, gint64 stroops)
{
  ImwPayment *payment = imw_payment_new (self->wallet, self->account);
  g_autoptr (ImwAmount) amount = units (asset, stroops);

  imw_payment_set_asset (payment, asset);
  imw_payment_set_fee_rate (payment, 100 * 1000);
  imw_payment_add_recipient (payment, PAYEE, amount);

  return payment;
}

static gboolean
estimate (ImwPayment *payment, ImwAmount **amount, ImwAmount **fee, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_payment_estimate_async (payment, NULL, imw_test_wait_cb, &wait);

  return imw_payment_estimate_finish (payment, imw_test_wait (&wait), amount, fee, NULL, error);
}

static const ImwGuardFinding *
expect_finding (ImwPayment *payment, ImwGuard guard)
{
  GPtrArray *findings = imw_payment_get_findings (payment);

  for (guint i = 0; i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);

      if (finding->guard == guard)
        return finding;
    }

  g_assert_not_reached ();
}

static void
test_account (Fixture *self, gconstpointer data)
{
  ImwSyncBatch *batch = NULL;

  g_assert_cmpint (imw_account_get_exists (self->account), ==, IMW_TRUTH_YES);
  assert_units (imw_account_get_reserved (self->account), 15000000);
  assert_units (imw_account_get_reserve_step (self->account), 5000000);
  assert_units (imw_account_get_opening (self->account), 10000000);
  assert_units (imw_account_get_total (self->account), 1000000000);
  assert_units (imw_account_get_available (self->account), 985000000);
  g_assert_cmpint (imw_holding_get_opened (find_token (self)), ==, IMW_TRUTH_YES);
  assert_units (imw_holding_get_available (find_token (self)), 500000000);

  /* closed: known to be empty and not to be received; the overview lists it no more */
  sync_batch (self, next_ledger (self, 1000000000, 0, FALSE));
  g_assert_cmpint (imw_holding_get_opened (find_token (self)), ==, IMW_TRUTH_NO);
  g_assert_false (imw_holding_get_visible (find_token (self)));
  assert_units (imw_account_get_available (self->account), 990000000);
  sync_batch (self, next_ledger (self, 1000000000, 0, TRUE));
  g_assert_true (imw_holding_get_visible (find_token (self)));

  batch = next_ledger (self, 0, 0, FALSE);
  batch->exists = FALSE;
  batch->sequence = -1;
  sync_batch (self, batch);
  g_assert_cmpint (imw_account_get_exists (self->account), ==, IMW_TRUTH_NO);
}

static void
test_pay (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment) first = make_payment (self, self->native, 250000000);
  g_autoptr (ImwPayment) second = make_payment (self, self->token, 100000000);
  ImwSyncBatch *batch = NULL;
  ImwTxRecord  *record = NULL;
  g_autoptr (GPtrArray) found = NULL;

  imw_payment_set_memo (first, NULL, "Invoice 42");
  imw_payment_set_memo (second, "id", "0077");
  imw_test_prepare (first, NULL);
  imw_test_prepare (second, NULL);
  g_assert_cmpint (imw_payment_get_sequence (first), ==, NEXT);
  g_assert_cmpint (imw_payment_get_sequence (second), ==, NEXT + 1);
  (void) expect_finding (second, IMW_GUARD_WAITS);
  g_assert_cmpint (imw_payment_get_deadline_ms (first), >, self->network_ms);
  g_assert_cmpstr (imw_description_get_memo (imw_payment_get_description (first)), ==,
                   "Invoice 42");
  g_assert_cmpstr (imw_description_get_memo (imw_payment_get_description (second)), ==, "77");
  imw_test_send (first, NULL);
  imw_test_send (second, NULL);
  g_assert_cmpint (imw_payment_get_state (first), ==, IMW_PAYMENT_SUBMITTED);

  batch = next_ledger (self, 749999900, 500000000, TRUE);
  batch->sequence = NEXT + 1;
  record = imw_tx_record_new (imw_payment_get_txid (first));
  record->state = IMW_TX_CONFIRMED;
  record->height = self->height;
  record->time_ms = self->network_ms;
  record->net = units (self->native, -250000100);
  record->fee = units (self->native, 100);
  record->sequence = NEXT;
  record->memo = g_strdup ("Invoice 42");
  record->memo_type = g_strdup ("text");
  g_ptr_array_add (batch->records, record);
  g_ptr_array_add (batch->missing, g_strdup (imw_payment_get_txid (second)));
  sync_batch (self, batch);
  g_assert_cmpint (imw_payment_get_state (first), ==, IMW_PAYMENT_CONFIRMED);
  g_assert_cmpint (imw_payment_get_state (second), ==, IMW_PAYMENT_SUBMITTED);

  found = imw_test_history (self->wallet, "invoice");
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (imw_transaction_get_memo (g_ptr_array_index (found, 0)), ==, "Invoice 42");
  g_assert_cmpstr (imw_transaction_get_memo_type (g_ptr_array_index (found, 0)), ==, "text");
}

/* All there is leaves the reserve. */
static void
test_everything (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = imw_payment_new (self->wallet, self->account);
  g_autoptr (ImwPayment) too_much = make_payment (self, self->native, 985000000);
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  g_autoptr (GError) error = NULL;

  imw_payment_set_fee_rate (payment, 100 * 1000);
  imw_payment_set_everything (payment, PAYEE);
  g_assert_true (estimate (payment, &amount, &fee, &error));
  g_assert_no_error (error);
  assert_units (amount, 984999900);
  assert_units (fee, 100);

  g_assert_false (estimate (too_much, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
}

static void
assert_blocked (Fixture *self, ImwPayment *payment, ImwGuard guard)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (imw_test_prepare (payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_true (expect_finding (payment, guard)->blocks);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_DRAFT);
}

static void
test_guards (Fixture *self, gconstpointer data)
{
  ImwPaymentFacts *facts = imw_dummy_backend_get_facts (get_dummy (self));
  g_autoptr (ImwPayment) native = make_payment (self, self->native, 9999999);
  g_autoptr (ImwPayment) enough = make_payment (self, self->native, 10000000);
  g_autoptr (ImwPayment) token = make_payment (self, self->token, 100000000);
  g_autoptr (GError) error = NULL;

  facts->payee_needs_memo = TRUE;
  assert_blocked (self, native, IMW_GUARD_NEEDS_MEMO);
  imw_payment_set_memo (native, "text", "for 42");
  g_assert_true (estimate (native, NULL, NULL, &error));
  g_assert_no_error (error);
  facts->payee_needs_memo = FALSE;

  facts->payee_accepts_asset = FALSE;
  assert_blocked (self, token, IMW_GUARD_NOT_ACCEPTED);

  facts->payee_exists = FALSE;
  assert_blocked (self, token, IMW_GUARD_NOT_ACCEPTED);
  assert_blocked (self, native, IMW_GUARD_OPENS_ACCOUNT);
  assert_units (expect_finding (native, IMW_GUARD_OPENS_ACCOUNT)->amount, 10000000);
  imw_test_prepare (enough, NULL);
  g_assert_false (expect_finding (enough, IMW_GUARD_OPENS_ACCOUNT)->blocks);
  g_assert_true (imw_description_has_warning (imw_payment_get_description (enough),
                                              IMW_WARNING_CREATES_ACCOUNT));
  imw_test_cancel (enough, NULL);
}

static void
test_closed (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = make_payment (self, self->native, 10000000);
  g_autoptr (ImwPayment)
      opening = imw_payment_new_opening (self->wallet, self->account, self->token, FALSE);
  g_autoptr (GError) error = NULL;
  ImwSyncBatch *batch = next_ledger (self, 0, 0, FALSE);

  batch->exists = FALSE;
  batch->sequence = -1;
  sync_batch (self, batch);
  imw_dummy_backend_get_facts (get_dummy (self))->account_exists = FALSE;

  g_assert_false (estimate (payment, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
  assert_units (expect_finding (payment, IMW_GUARD_CLOSED)->amount, 10000000);
  imw_payment_set_fee_rate (opening, 100 * 1000);
  assert_blocked (self, opening, IMW_GUARD_CLOSED);
}

static void
test_opening (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment)
      opening = imw_payment_new_opening (self->wallet, self->account, self->token, FALSE);
  g_autoptr (ImwPayment)
      closing = imw_payment_new_opening (self->wallet, self->account, self->token, TRUE);
  g_autoptr (GError) error = NULL;

  imw_payment_set_fee_rate (opening, 100 * 1000);
  imw_payment_set_fee_rate (closing, 100 * 1000);

  /* what is not empty can't be closed */
  g_assert_false (imw_test_prepare (closing, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  sync_batch (self, next_ledger (self, 1000000000, 0, FALSE));
  imw_test_prepare (opening, NULL);
  g_assert_cmpint (imw_payment_get_act (opening), ==, IMW_PLAN_OPEN_ASSET);
  g_assert_cmpint (imw_description_get_action (imw_payment_get_description (opening)), ==,
                   IMW_ACTION_OPEN_ASSET);
  imw_test_send (opening, NULL);
  g_assert_cmpint (imw_payment_get_state (opening), ==, IMW_PAYMENT_SUBMITTED);

  sync_batch (self, next_ledger (self, 1000000000, 0, TRUE));
  imw_test_prepare (closing, NULL);
  g_assert_cmpint (imw_description_get_action (imw_payment_get_description (closing)), ==,
                   IMW_ACTION_CLOSE_ASSET);
  imw_test_cancel (closing, NULL);
}

static ImwExchangeOffer *
make_offer (Fixture *self, gint64 give, gint64 get)
{
  ImwExchangeOffer *offer = g_new0 (ImwExchangeOffer, 1);

  offer->give = units (self->native, give);
  offer->get = units (self->token, get);
  offer->path = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);

  return offer;
}

static void
test_exchange (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwAmount) give = units (self->native, 100000000);
  g_autoptr (ImwAmount) get = units (self->token, 12000001);
  g_autoptr (ImwPayment) exact_give = imw_payment_new_exchange (
      self->wallet, self->account, give, self->native, NULL, self->token, 50);
  g_autoptr (ImwPayment) exact_get = imw_payment_new_exchange (self->wallet, self->account, NULL,
                                                               self->native, get, self->token, 50);
  g_autoptr (GError) error = NULL;
  ImwDescription *description = NULL;

  imw_payment_set_fee_rate (exact_give, 100 * 1000);
  imw_payment_set_fee_rate (exact_get, 100 * 1000);
  g_assert_false (estimate (exact_give, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* half a percent of 12000001 is 60000.005: never more of it is lost */
  imw_dummy_backend_set_offer (get_dummy (self), make_offer (self, 100000000, 12000001));
  imw_test_prepare (exact_give, NULL);
  description = imw_payment_get_description (exact_give);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_EXCHANGE);
  assert_units (imw_payment_get_offer (exact_give)->get, 12000001);
  assert_units (imw_payment_get_exchange (exact_give)->get, 11940001);
  assert_units (imw_description_get_given (description), 100000000);
  assert_units (imw_description_get_recipient (description, 0)->amount, 11940001);
  imw_test_cancel (exact_give, NULL);

  imw_dummy_backend_set_offer (get_dummy (self), make_offer (self, 100000001, 12000001));
  imw_test_prepare (exact_get, NULL);
  description = imw_payment_get_description (exact_get);
  assert_units (imw_payment_get_exchange (exact_get)->give, 100500001);
  assert_units (imw_description_get_given (description), 100500001);
  assert_units (imw_description_get_recipient (description, 0)->amount, 12000001);
  imw_test_send (exact_get, NULL);
  g_assert_cmpint (imw_payment_get_state (exact_get), ==, IMW_PAYMENT_SUBMITTED);
}

/* An offer of something else than was asked for is a lie. */
static void
test_exchange_lie (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwAmount) give = units (self->native, 100000000);
  g_autoptr (ImwPayment) payment = imw_payment_new_exchange (self->wallet, self->account, give,
                                                             self->native, NULL, self->token, 50);
  g_autoptr (GError) error = NULL;

  imw_payment_set_fee_rate (payment, 100 * 1000);
  imw_dummy_backend_set_offer (get_dummy (self), make_offer (self, 99999999, 12000000));
  g_assert_false (estimate (payment, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
}

static void
test_claim (Fixture *self, gconstpointer data)
{
  GListModel *claims = imw_account_get_claims (self->account);
  g_autoptr (ImwAmount) amount = units (self->token, 70000000);
  g_autoptr (ImwPayment) payment = NULL;
  g_autoptr (ImwPayment) gone = NULL;
  g_autoptr (ImwAccountClaim) claim = NULL;
  g_autoptr (GError) error = NULL;
  ImwSyncBatch *batch = next_ledger (self, 1000000000, 500000000, TRUE);

  g_assert_cmpuint (g_list_model_get_n_items (claims), ==, 0);
  g_clear_pointer (&batch->claims, g_ptr_array_unref);
  batch->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_claim_free);
  g_ptr_array_add (batch->claims, imw_claim_new (CLAIM_ID, amount, PAYEE, 0, 0));
  sync_batch (self, batch);
  g_assert_cmpuint (g_list_model_get_n_items (claims), ==, 1);
  claim = g_list_model_get_item (claims, 0);
  assert_units (imw_account_claim_get_amount (claim), 70000000);
  g_assert_cmpstr (imw_account_claim_get_from (claim), ==, PAYEE);

  payment = imw_payment_new_claim (self->wallet, self->account, imw_account_claim_get_id (claim));
  imw_payment_set_fee_rate (payment, 100 * 1000);
  imw_test_prepare (payment, NULL);
  g_assert_cmpint (imw_description_get_action (imw_payment_get_description (payment)), ==,
                   IMW_ACTION_CLAIM);
  imw_test_send (payment, NULL);

  gone = imw_payment_new_claim (self->wallet, self->account, "nothing");
  imw_payment_set_fee_rate (gone, 100 * 1000);
  g_assert_false (estimate (gone, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

/* and the sync that it starts by itself */
static void
send_and_settle (Fixture *self, ImwPayment *payment)
{
  imw_test_send (payment, NULL);
  imw_test_sync (self->wallet, NULL);
}

static guint
count_submitted (Fixture *self)
{
  g_auto (GStrv) submitted = imw_dummy_backend_dup_submitted (get_dummy (self));

  return g_strv_length (submitted);
}

static void
pass_time (Fixture *self, gint64 ms)
{
  self->network_ms += ms;
  imw_clock_advance (imw_test_world_get_clock (self->world), ms);
}

/* The same bytes until the network's time is past the deadline and it positively is not there. */
static void
test_deadline (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = make_payment (self, self->native, 250000000);
  g_autoptr (GError) refused = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "tx_bad_seq");
  ImwSyncBatch *batch = NULL;

  imw_test_prepare (payment, NULL);
  for (guint i = 0; i < 3; i++)
    imw_dummy_backend_push_submit_error (get_dummy (self), refused);
  send_and_settle (self, payment);
  g_assert_true (imw_payment_get_refused (payment));

  /* refused again and again, and unknown to the server: it could still happen */
  for (guint i = 0; i < 2; i++)
    {
      pass_time (self, 65000);
      batch = next_ledger (self, 1000000000, 500000000, TRUE);
      g_ptr_array_add (batch->missing, g_strdup (imw_payment_get_txid (payment)));
      sync_batch (self, batch);
      g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SIGNED);
    }
  g_assert_cmpuint (count_submitted (self), ==, 3);
  assert_units (imw_account_get_available (self->account), 985000000 - 250000100);

  /* past it, but this server does not say whether it has it */
  pass_time (self, 200000);
  sync_usual (self);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SIGNED);
  g_assert_cmpuint (count_submitted (self), ==, 3); /* and it is not sent any more */

  batch = next_ledger (self, 1000000000, 500000000, TRUE);
  g_ptr_array_add (batch->missing, g_strdup (imw_payment_get_txid (payment)));
  sync_batch (self, batch);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_FAILED);
  sync_usual (self);
  assert_units (imw_account_get_available (self->account), 985000000);
}

/* Our own clock decides nothing; and what was not seen in time is not lost when it was. */
static void
test_deadline_seen_late (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = make_payment (self, self->native, 250000000);
  ImwSyncBatch *batch = NULL;
  ImwTxRecord  *record = NULL;

  imw_test_prepare (payment, NULL);
  send_and_settle (self, payment);
  imw_clock_advance (imw_test_world_get_clock (self->world), 3600 * 1000);
  batch = next_ledger (self, 1000000000, 500000000, TRUE);
  g_ptr_array_add (batch->missing, g_strdup (imw_payment_get_txid (payment)));
  sync_batch (self, batch);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);

  pass_time (self, 400000);
  sync_usual (self);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
  batch = next_ledger (self, 749999900, 500000000, TRUE);
  batch->sequence = NEXT + 1;
  record = imw_tx_record_new (imw_payment_get_txid (payment));
  record->state = IMW_TX_CONFIRMED;
  record->height = 103;
  record->time_ms = self->network_ms - 390000;
  record->net = units (self->native, -250000100);
  record->fee = units (self->native, 100);
  record->sequence = NEXT;
  g_ptr_array_add (batch->records, record);
  sync_batch (self, batch);
  g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
}

/* A review that took too long is not signed. */
static void
test_late (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPayment) payment = make_payment (self, self->native, 250000000);
  g_autoptr (GError) error = NULL;

  imw_test_prepare (payment, NULL);

  /* a clock that jumps does no harm */
  imw_clock_set_wall_ms (imw_test_world_get_clock (self->world), G_GINT64_CONSTANT (4000000000000));
  imw_clock_advance (imw_test_world_get_clock (self->world), 170000);
  g_assert_false (imw_test_send (payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_TIMEOUT);
  g_assert_cmpuint (count_submitted (self), ==, 0);
  imw_test_cancel (payment, NULL);
}

static void
test_not_supported (Fixture *self, gconstpointer data)
{
  ImwAccount *bitcoin = imw_wallet_find_account (self->wallet, "bitcoin-84");
  g_autoptr (ImwPayment) claim = imw_payment_new_claim (self->wallet, bitcoin, CLAIM_ID);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (imw_account_get_exists (bitcoin), ==, IMW_TRUTH_YES);
  g_assert_cmpuint (g_list_model_get_n_items (imw_account_get_claims (bitcoin)), ==, 0);
  imw_payment_set_fee_rate (claim, 2000);
  g_assert_false (estimate (claim, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/service/ledger/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("account", test_account);
  ADD ("pay", test_pay);
  ADD ("everything", test_everything);
  ADD ("guards", test_guards);
  ADD ("closed", test_closed);
  ADD ("opening", test_opening);
  ADD ("exchange", test_exchange);
  ADD ("exchange-lie", test_exchange_lie);
  ADD ("claim", test_claim);
  ADD ("deadline", test_deadline);
  ADD ("deadline-seen-late", test_deadline_seen_late);
  ADD ("late", test_late);
  ADD ("not-supported", test_not_supported);
#undef ADD

  return g_test_run ();
}
