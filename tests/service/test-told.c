/* test-told.c: networks that tell balances: holdings, tokens, older history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

#define UNKNOWN "0x00000000000000000000000000000000DeaDBeef"

/* ---- accounts, holdings, networks ---- */

static void
test_holdings (ImwTestTold *self, gconstpointer data)
{
  const ImwSyncRequest *request =
      imw_dummy_backend_get_last_request (IMW_DUMMY_BACKEND (self->backend));
  GListModel *holdings = imw_account_get_holdings (self->account);
  g_autoptr (ImwHolding) first = g_list_model_get_item (holdings, 0);
  ImwHolding      *usdt = imw_test_told_find_token (self);
  g_autofree char *address = imw_test_receive (self->account, TRUE);
  g_autofree char *again = imw_test_receive (self->account, TRUE);
  guint            n_visible = 0;

  /* one address, always the same, and no others */
  g_assert_cmpstr (address, ==, again);
  g_assert_cmpuint (request->addresses->len, ==, 1);
  g_assert_cmpuint (request->assets->len, >=, 3);

  g_assert_true (imw_holding_get_native (first));
  imw_test_told_assert_units (imw_holding_get_total (first), "5" IMW_TEST_ZEROS);
  imw_test_told_assert_units (imw_holding_get_total (usdt), "2000000000");
  g_assert_cmpint (imw_holding_get_trust (usdt), ==, IMW_TRUST_GENUINE);
  g_assert_true (imw_holding_get_visible (usdt));
  imw_test_told_assert_units (imw_account_get_total (self->account), "5" IMW_TEST_ZEROS);
  g_assert_cmpint (imw_account_get_next_sequence (self->account), ==, 7);
  g_assert_cmpuint (imw_account_get_n_requests (self->account), >, 0);

  /* of the others nothing was said: unknown, not zero, and not in the way */
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      n_visible += imw_holding_get_visible (holding);
      if (i > 0 && holding != usdt)
        g_assert_null (imw_holding_get_total (holding));
    }
  g_assert_cmpuint (n_visible, ==, 2);

  /* two of Bitcoin before them, which are always listed */
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_holdings (self->wallet)), ==,
                    2 + g_list_model_get_n_items (holdings));
}

/* a new wallet shows nothing of a network that was never used */
static void
test_no_clutter (ImwTestTold *self, gconstpointer data)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);
  guint       n_visible = 0;

  imw_test_told_tell (self, "0", "0", 0);
  imw_test_sync (self->wallet, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      n_visible += imw_holding_get_visible (holding);
    }
  g_assert_cmpuint (n_visible, ==, 2);
  imw_test_told_assert_units (imw_account_get_total (self->account), "0");
}

static void
test_networks (ImwTestTold *self, gconstpointer data)
{
  ImwWalletService *service = imw_test_world_get_service (self->world);
  g_autoptr (GPtrArray) all = imw_wallet_service_list_networks (service);
  g_autoptr (ImwPayment)
      payment = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, IMW_TEST_ONE);
  g_autoptr (ImwPaymentRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  ImwChain *chain = NULL;

  g_assert_cmpuint (all->len, ==, 3);
  g_assert_false (imw_wallet_service_set_network_enabled (service, "nothing", TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  request = imw_wallet_service_parse_payment (service, IMW_TEST_PAYEE, &chain, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_chain_get_id (chain), ==, "ethereum");

  /* not while something is under way */
  imw_test_prepare (payment, NULL);
  g_assert_false (imw_wallet_service_set_network_enabled (service, "ethereum", FALSE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);
  imw_test_cancel (payment, NULL);
  g_clear_object (&payment);

  g_assert_true (imw_wallet_service_set_network_enabled (service, "ethereum", FALSE, &error));
  imw_test_told_refresh (self);
  g_assert_null (imw_wallet_find_account (self->wallet, "ethereum"));
  g_assert_null (imw_wallet_service_find_backend (service, "ethereum"));
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_holdings (self->wallet)), ==, 2);
  g_clear_pointer (&request, imw_payment_request_free);
  request = imw_wallet_service_parse_payment (service, IMW_TEST_PAYEE, NULL, &error);
  g_assert_null (request);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  g_clear_error (&error);

  /* the last one stays on */
  g_assert_false (imw_wallet_service_set_network_enabled (service, "bitcoin", FALSE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* what the books know is there again, without a password */
  imw_wallet_lock (self->wallet);
  g_assert_true (imw_wallet_service_set_network_enabled (service, "ethereum", TRUE, &error));
  imw_wallet_service_set_backend (service, "ethereum", self->backend);
  imw_test_told_refresh (self);
  self->account = imw_wallet_find_account (self->wallet, "ethereum");
  g_assert_nonnull (self->account);
  imw_test_told_assert_units (imw_account_get_total (self->account), "5" IMW_TEST_ZEROS);
}

/* ---- tokens ---- */

static ImwAsset *
look_up (ImwTestTold *self, const char *contract, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_account_look_up_token_async (self->account, contract, NULL, imw_test_wait_cb, &wait);

  return imw_account_look_up_token_finish (self->account, imw_test_wait (&wait), error);
}

static gboolean
set_shown (ImwTestTold *self, ImwAsset *asset, gboolean shown, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_account_set_token_shown_async (self->account, asset, shown, NULL, imw_test_wait_cb, &wait);

  return imw_account_set_token_shown_finish (self->account, imw_test_wait (&wait), error);
}

static void
test_tokens (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwAsset) fake = imw_asset_new ("ethereum/" UNKNOWN, "USDT", "Tether USD", 6);
  g_autoptr (ImwAsset) other = imw_asset_new ("ethereum/" UNKNOWN, "USDT", "Tether USD", 9);
  g_autoptr (ImwAsset) found = NULL;
  g_autoptr (ImwAsset) listed = NULL;
  g_autoptr (ImwAmount) amount = imw_test_told_units (fake, "777");
  g_autoptr (GError) error = NULL;
  ImwHolding *holding = NULL;
  g_autoptr (GPtrArray)
      balances = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);

  /* somebody sends what calls itself USDT */
  imw_test_told_push_record (self,
                             "0x"
                             "1111111111111111111111111111111111111111111111111111111111111111",
                             IMW_TX_CONFIRMED, 101, -1, amount, IMW_TEST_PAYEE);
  imw_test_sync (self->wallet, NULL);
  holding = imw_account_find_holding (self->account, imw_asset_get_id (fake));
  g_assert_nonnull (holding);
  g_assert_cmpint (imw_holding_get_trust (holding), ==, IMW_TRUST_UNKNOWN);
  g_assert_true (imw_asset_equal (imw_holding_get_resembled (holding), self->token));
  g_assert_false (imw_holding_get_visible (holding));
  g_assert_null (imw_holding_get_total (holding));

  /* it is in no list until it is asked for */
  {
    g_autoptr (GPtrArray) history = imw_test_history (self->wallet, NULL);

    g_assert_cmpuint (history->len, ==, 0);
  }

  imw_dummy_backend_add_asset (IMW_DUMMY_BACKEND (self->backend), UNKNOWN, fake);
  found = look_up (self, UNKNOWN, &error);
  g_assert_no_error (error);
  g_assert_true (imw_asset_equal (found, fake));
  g_assert_null (look_up (self, "0x1234", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
  g_clear_error (&error);
  g_assert_null (look_up (self, IMW_TEST_PAYEE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  listed = look_up (
      self, imw_chain_get_contract (imw_account_get_chain (self->account), self->token), &error);
  g_assert_no_error (error);
  g_assert_true (imw_asset_equal (listed, self->token));

  g_assert_true (set_shown (self, fake, TRUE, &error));
  g_assert_no_error (error);
  g_ptr_array_add (balances, imw_test_told_units (fake, "777"));
  imw_dummy_backend_set_told (IMW_DUMMY_BACKEND (self->backend), balances, 7);
  imw_test_sync (self->wallet, NULL);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_holding_get_trust (holding), ==, IMW_TRUST_OWN);
  g_assert_true (imw_holding_get_visible (holding));
  imw_test_told_assert_units (imw_holding_get_total (holding), "777");

  {
    g_autoptr (GPtrArray) history = imw_test_history (self->wallet, NULL);

    g_assert_cmpuint (history->len, ==, 1);
    g_assert_cmpint (imw_transaction_get_sequence (history->pdata[0]), ==, -1);
  }

  /* other decimals would make another sum of the same balance */
  g_assert_false (set_shown (self, other, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (set_shown (self, fake, FALSE, &error));
  g_assert_false (imw_holding_get_visible (holding));

  /* a genuine one that is wanted although there is nothing of it, with what a caller says of it ignored */
  {
    g_autoptr (ImwAsset)
        dai = imw_chain_find_asset (imw_account_get_chain (self->account), "DAI", &error);
    g_autoptr (ImwAsset) wrong = imw_asset_new (imw_asset_get_id (dai), "DAI", "Dai", 2);
    ImwHolding *dai_holding = imw_account_find_holding (self->account, imw_asset_get_id (dai));

    g_assert_false (imw_holding_get_visible (dai_holding));
    g_assert_true (set_shown (self, wrong, TRUE, &error));
    g_assert_no_error (error);
    g_assert_true (imw_holding_get_visible (dai_holding));
    g_assert_cmpint (imw_holding_get_trust (dai_holding), ==, IMW_TRUST_GENUINE);
    g_assert_cmpuint (imw_asset_get_decimals (imw_holding_get_asset (dai_holding)), ==, 18);
  }
}

/* ---- older history ---- */

static void
push_more (ImwTestTold *self, gboolean more)
{
  ImwSyncBatch *batch = imw_sync_batch_new ();
  g_autoptr (ImwAmount) balance = imw_test_told_units (self->native, "5" IMW_TEST_ZEROS);

  imw_sync_batch_add_balance (batch, balance);
  batch->tip_height = 100;
  batch->tip_hash = g_strnfill (64, 'a');
  batch->sequence = 7;
  batch->cursor = g_strdup ("100");
  batch->history_more = more;
  batch->history_from_ms = 5000;
  batch->history_source = "index";
  imw_dummy_backend_push_batch (IMW_DUMMY_BACKEND (self->backend), batch);
}

static void
push_step (ImwTestTold *self, const char *txid, const char *cursor, gint64 from_ms, gboolean more)
{
  ImwSyncBatch *batch = imw_sync_batch_new ();
  ImwTxRecord  *record = imw_tx_record_new (txid);

  record->state = IMW_TX_CONFIRMED;
  record->height = 10;
  record->block_hash = g_strnfill (64, 'b');
  record->time_ms = 1000;
  record->net = imw_test_told_units (self->native, "5");
  g_ptr_array_add (batch->records, record);
  batch->cursor = g_strdup (cursor);
  batch->history_more = more;
  batch->history_from_ms = from_ms;
  imw_dummy_backend_push_history (IMW_DUMMY_BACKEND (self->backend), batch);
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
test_history (ImwTestTold *self, gconstpointer data)
{
  guint n_news = 0;

  g_signal_connect (imw_test_world_get_service (self->world), "transaction-received",
                    G_CALLBACK (count_cb), &n_news);
  push_step (self,
             "0x"
             "5555555555555555555555555555555555555555555555555555555555555555",
             "60", 3000, TRUE);
  push_step (self,
             "0x"
             "6666666666666666666666666666666666666666666666666666666666666666",
             "20", 0, FALSE);
  push_more (self, TRUE);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpint (imw_account_get_history_from_ms (self->account), ==, 5000);
  g_assert_cmpstr (imw_account_get_history_source (self->account), ==, "index");
  g_assert_true (imw_account_get_history_running (self->account));

  while (imw_account_get_history_running (self->account))
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (imw_dummy_backend_get_n_steps (IMW_DUMMY_BACKEND (self->backend)), ==, 2);
  g_assert_cmpint (imw_account_get_history_from_ms (self->account), ==, 0);
  {
    g_autoptr (GPtrArray) history = imw_test_history (self->wallet, NULL);

    g_assert_cmpuint (history->len, ==, 2);
  }

  /* what is old is no news, and changes no balance */
  g_assert_cmpuint (n_news, ==, 0);
  imw_test_told_assert_units (imw_account_get_total (self->account), "5" IMW_TEST_ZEROS);
  imw_test_sync (self->wallet, NULL);
  g_assert_cmpstr (imw_dummy_backend_get_last_request (IMW_DUMMY_BACKEND (self->backend))->cursor,
                   ==, "20");
}

/* a step that takes for ever keeps neither a sync nor locking waiting */
static void
test_history_stops (ImwTestTold *self, gconstpointer data)
{
  imw_dummy_backend_hold_history (IMW_DUMMY_BACKEND (self->backend), TRUE);
  push_more (self, TRUE);
  imw_test_sync (self->wallet, NULL);
  while (imw_dummy_backend_get_n_steps (IMW_DUMMY_BACKEND (self->backend)) == 0)
    g_main_context_iteration (NULL, TRUE);

  push_more (self, TRUE);
  imw_test_sync (self->wallet, NULL);
  while (imw_dummy_backend_get_n_steps (IMW_DUMMY_BACKEND (self->backend)) == 1)
    g_main_context_iteration (NULL, TRUE);

  imw_wallet_lock (self->wallet);
  g_assert_false (imw_account_get_history_running (self->account));
  push_more (self, TRUE);
  imw_test_sync (self->wallet, NULL);
  g_assert_false (imw_account_get_history_running (self->account));

  imw_test_unlock (self->wallet, "correct horse", NULL);
  push_more (self, TRUE);
  imw_test_sync (self->wallet, NULL);
  g_assert_true (imw_account_get_history_running (self->account));
}

/* ---- the rest ---- */

static void
test_csv (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("imw-csv-XXXXXX", &stream, NULL);
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwAmount) net = imw_test_told_units (self->token, "-25000000");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  imw_test_told_push_record (self,
                             "0x"
                             "7777777777777777777777777777777777777777777777777777777777777777",
                             IMW_TX_CONFIRMED, 101, 6, net, IMW_TEST_PAYEE);
  imw_test_sync (self->wallet, NULL);
  imw_wallet_export_csv_async (self->wallet, file, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_export_csv_finish (self->wallet, imw_test_wait (&wait), &error));
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, &error));
  g_assert_nonnull (strstr (text, "\"-25.000000\",\"USDT\",\"ethereum/0x"));
  g_assert_nonnull (strstr (text, "\"0.000000000000021000\",\"ETH\""));
  g_file_delete (file, NULL, NULL);
}

/* open payments that come back with a backup hold their number in the books, also the one that is to take
 * the place of another */
static void
assert_numbers (ImwWallet *wallet, ImwPayment *first, ImwPayment *second)
{
  ImwStore *store = imw_wallet_get_store (wallet);
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GPtrArray) numbers = NULL;
  g_autoptr (GError) error = NULL;
  const ImwStoreSequence *number = NULL;

  imw_store_list_sequences_async (store, "ethereum", NULL, imw_test_wait_cb, &wait);
  numbers = imw_store_list_sequences_finish (store, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (numbers->len, ==, 2);
  number = g_ptr_array_index (numbers, 0);
  g_assert_cmpint (number->sequence, ==, 7);
  g_assert_cmpstr (number->payment, ==, imw_payment_get_id (first));
  number = g_ptr_array_index (numbers, 1);
  g_assert_cmpint (number->sequence, ==, 7);
  g_assert_cmpstr (number->payment, ==, imw_payment_get_id (second));
}

/* own tokens, networks and how old the words are come back with a backup */
static void
test_backup (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwTestWorld) other = imw_test_world_new ();
  g_autofree char *path =
      g_build_filename (imw_test_world_get_data_dir (self->world), "backup", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ImwAsset) token = imw_asset_new ("ethereum/" UNKNOWN, "OWN", "My own", 9);
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (ImwWallet) restored = NULL;
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  ImwAccount *account = NULL;
  ImwHolding *holding = NULL;
  gint64      birthday_ms = imw_account_get_birthday_ms (self->account);
  g_autoptr (ImwPayment) sent = imw_test_told_make_draft (self, NULL, IMW_TEST_PAYEE, "1000");
  g_autoptr (ImwPayment) faster = NULL;
  g_autoptr (GError) away = g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK, "away");

  imw_test_prepare (sent, NULL);
  imw_test_send (sent, NULL);
  faster = imw_payment_new_replacement (sent, FALSE, &error);
  g_assert_no_error (error);
  imw_test_prepare (faster, NULL);
  imw_dummy_backend_push_submit_error (IMW_DUMMY_BACKEND (self->backend), away);
  imw_test_send (faster, NULL);

  g_assert_cmpint (birthday_ms, >, 0);
  g_assert_true (set_shown (self, token, TRUE, &error));
  imw_wallet_export_backup_async (self->wallet, password, file, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_export_backup_finish (self->wallet, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);

  onboarding = imw_onboarding_new (imw_test_world_open (other));
  g_assert_false (imw_wallet_service_get_network_enabled (imw_test_world_get_service (other),
                                                          "ethereum"));
  imw_onboarding_restore_backup_async (onboarding, file, password, "Back", IMW_VAULT_FILE, NULL,
                                       imw_test_wait_cb, &wait);
  restored = imw_onboarding_restore_backup_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  account = imw_wallet_find_account (restored, "ethereum");
  g_assert_nonnull (account);
  g_assert_cmpstr (imw_account_get_key (account), ==, imw_account_get_key (self->account));
  g_assert_cmpint (imw_account_get_birthday_ms (account), ==, birthday_ms);
  assert_numbers (restored, sent, faster);

  imw_test_wait_clear (&wait);
  imw_wallet_refresh_accounts_async (restored, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_refresh_accounts_finish (restored, imw_test_wait (&wait), &error));
  holding = imw_account_find_holding (account, imw_asset_get_id (token));
  g_assert_nonnull (holding);
  g_assert_cmpint (imw_holding_get_trust (holding), ==, IMW_TRUST_OWN);
  g_assert_true (imw_holding_get_visible (holding));
  g_assert_cmpuint (imw_asset_get_decimals (imw_holding_get_asset (holding)), ==, 9);
  g_clear_object (&onboarding);
  g_clear_object (&restored);
}

#define ADD(name, func, data)                                                       \
  g_test_add ("/service/told/" name, ImwTestTold, data, imw_test_told_set_up, func, \
              imw_test_told_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("holdings", test_holdings, NULL);
  ADD ("no-clutter", test_no_clutter, NULL);
  ADD ("networks", test_networks, NULL);
  ADD ("tokens", test_tokens, NULL);
  ADD ("history", test_history, NULL);
  ADD ("history-stops", test_history_stops, NULL);
  ADD ("backup", test_backup, NULL);
  ADD ("csv", test_csv, NULL);

  return g_test_run ();
}
