/* imw-test-told.c: an account of a network that tells balances, and what its network says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-test-told"

#include "config.h"

#include "imw-test-told.h"

#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

/**
 * imw_test_told_units:
 * @asset: an asset
 * @text: base units
 *
 * Returns: (transfer full): so much of it
 */
ImwAmount *
imw_test_told_units (ImwAsset *asset, const char *text)
{
  g_autoptr (GError) error = NULL;
  ImwAmount *amount = imw_amount_new_from_base_text (asset, text, &error);

  g_assert_no_error (error);

  return amount;
}

/**
 * imw_test_told_tell:
 * @self: the fixture
 * @native: base units of the network's own asset
 * @token: (nullable): base units of the token, %NULL: nothing is said of it
 * @sequence: the number of the next payment
 *
 * What the network says from now on.
 */
void
imw_test_told_tell (ImwTestTold *self, const char *native, const char *token, gint64 sequence)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);

  g_ptr_array_add (list, imw_test_told_units (self->native, native));
  if (token != NULL)
    g_ptr_array_add (list, imw_test_told_units (self->token, token));

  imw_dummy_backend_set_told (IMW_DUMMY_BACKEND (self->backend), list, sequence);
}

/**
 * imw_test_told_push_record:
 * @self: the fixture
 * @txid: a transaction
 * @state: where it is
 * @height: of the best block, its own when it is in one
 * @sequence: its number, -1 when it is not ours
 * @net: what it changes
 * @counterparty: (nullable): who else has to do with it
 *
 * What the network says at the next sync, once.
 */
void
imw_test_told_push_record (ImwTestTold *self,
                           const char  *txid,
                           ImwTxState   state,
                           gint64       height,
                           gint64       sequence,
                           ImwAmount   *net,
                           const char  *counterparty)
{
  ImwSyncBatch *batch = imw_sync_batch_new ();
  ImwTxRecord  *record = imw_tx_record_new (txid);

  record->state = state;
  record->height = state == IMW_TX_CONFIRMED ? height : -1;
  record->block_hash = state == IMW_TX_CONFIRMED ? g_strnfill (64, 'b') : NULL;
  record->time_ms = state == IMW_TX_CONFIRMED ? g_get_real_time () / 1000 : 0;
  record->net = imw_amount_ref (net);
  record->sequence = sequence;
  if (sequence >= 0)
    record->fee = imw_test_told_units (self->native, "21000");

  if (counterparty != NULL)
    {
      g_autoptr (ImwAmount) amount = imw_amount_sign (net) < 0 ? imw_amount_negate (net)
                                                               : imw_amount_ref (net);

      imw_tx_record_add_counterparty (record, counterparty, amount);
    }

  g_ptr_array_add (batch->records, record);
  batch->tip_height = height;
  batch->tip_hash = g_strnfill (64, 'c');
  batch->sequence = -1;
  imw_dummy_backend_push_batch (IMW_DUMMY_BACKEND (self->backend), batch);
}

/**
 * imw_test_told_set_up:
 * @self: the fixture
 * @data: not used
 *
 * A wallet with 5 whole coins and 2,000 of a token; its next payment has the number 7.
 */
void
imw_test_told_set_up (ImwTestTold *self, gconstpointer data)
{
  ImwWalletService *service = NULL;
  g_autoptr (GError) error = NULL;

  self->world = imw_test_world_new ();
  service = imw_test_world_open (self->world);
  g_assert_true (imw_wallet_service_set_network_enabled (service, "ethereum", TRUE, &error));
  g_assert_no_error (error);
  self->backend = imw_dummy_backend_new ();
  imw_wallet_service_set_backend (service, "ethereum", self->backend);
  self->wallet = imw_test_world_create (self->world);
  self->account = imw_wallet_find_account (self->wallet, "ethereum");
  g_assert_nonnull (self->account);
  self->native = imw_chain_get_native_asset (imw_account_get_chain (self->account));
  self->token = imw_chain_find_asset (imw_account_get_chain (self->account), "USDT", &error);
  g_assert_no_error (error);
  imw_test_told_tell (self, "5" IMW_TEST_ZEROS, "2000000000", 7);
  imw_test_sync (self->wallet, NULL);
}

/**
 * imw_test_told_tear_down:
 * @self: the fixture
 * @data: not used
 *
 * Lets the store check its books, and closes everything.
 */
void
imw_test_told_tear_down (ImwTestTold *self, gconstpointer data)
{
  imw_test_check_books (self->wallet);
  imw_test_world_close (self->world);
  g_clear_object (&self->backend);
  g_clear_pointer (&self->token, imw_asset_unref);
  imw_test_world_free (self->world);
}

/**
 * imw_test_told_find_token:
 * @self: the fixture
 *
 * Returns: (transfer none): what the account has of the token
 */
ImwHolding *
imw_test_told_find_token (ImwTestTold *self)
{
  return imw_account_find_holding (self->account, imw_asset_get_id (self->token));
}

/**
 * imw_test_told_assert_units:
 * @amount: (nullable): not to be unknown
 * @expected: base units
 *
 * Compares.
 */
void
imw_test_told_assert_units (ImwAmount *amount, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (amount);
  text = imw_amount_to_base_text (amount);
  g_assert_cmpstr (text, ==, expected);
}

/**
 * imw_test_told_make_draft:
 * @self: the fixture
 * @asset: (nullable): what is paid
 * @payee: to whom
 * @amount: (nullable): base units; %NULL: everything
 *
 * Returns: (transfer full): a draft at 10 gwei, one of them for the block's maker
 */
ImwPayment *
imw_test_told_make_draft (ImwTestTold *self, ImwAsset *asset, const char *payee, const char *amount)
{
  ImwPayment *payment = imw_payment_new (self->wallet, self->account);
  ImwFeeTable fees = { .known = TRUE,
                       .rate_milli = { 5000000000000, 10000000000000, 20000000000000 },
                       .tip_milli = { 500000000000, 1000000000000, 2000000000000 } };

  imw_payment_set_asset (payment, asset);
  imw_payment_set_fee (payment, &fees, IMW_FEE_NORMAL);

  if (amount != NULL)
    {
      g_autoptr (ImwAmount)
          parsed = imw_test_told_units (asset != NULL ? asset : self->native, amount);

      imw_payment_add_recipient (payment, payee, parsed);
    }
  else
    imw_payment_set_everything (payment, payee);

  return payment;
}

/**
 * imw_test_told_has_finding:
 * @payment: a payment
 * @guard: what was found
 * @text: (nullable): with these words
 *
 * Returns: whether that was found
 */
gboolean
imw_test_told_has_finding (ImwPayment *payment, ImwGuard guard, const char *text)
{
  GPtrArray *findings = imw_payment_get_findings (payment);

  for (guint i = 0; i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);

      if (finding->guard == guard && (text == NULL || g_strcmp0 (finding->text, text) == 0))
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_test_told_estimate:
 * @payment: a draft
 * @amount: (out) (optional): what the payee gets
 * @fee: (out) (optional): what the network gets at most
 * @error: return location
 *
 * Returns: %TRUE when it can be paid
 */
gboolean
imw_test_told_estimate (ImwPayment *payment, ImwAmount **amount, ImwAmount **fee, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_payment_estimate_async (payment, NULL, imw_test_wait_cb, &wait);

  return imw_payment_estimate_finish (payment, imw_test_wait (&wait), amount, fee, NULL, error);
}

/**
 * imw_test_told_refresh:
 * @self: the fixture
 *
 * Lets the figures follow the books.
 */
void
imw_test_told_refresh (ImwTestTold *self)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  imw_wallet_refresh_accounts_async (self->wallet, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_refresh_accounts_finish (self->wallet, imw_test_wait (&wait), &error));
}

/**
 * imw_test_told_settle:
 * @self: the fixture
 *
 * Syncs twice: a sync may have begun by itself before the network said something else.
 */
void
imw_test_told_settle (ImwTestTold *self)
{
  imw_test_sync (self->wallet, NULL);
  imw_test_sync (self->wallet, NULL);
}
