/* test-abroad.c: money across borders with the practice anchor, the whole way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-told.h"

#include "imw-onboarding.h"
#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

#include <signal.h>
#include <unistd.h>

/* of the specification of practice: the cents choose what goes wrong */
#define GOES_WELL  "1000000000"
#define COMES_BACK "1001300000"
#define IS_MORE    "1001900000"
#define MEMO_MOVES "1001800000"
#define CLABE      "646180111803859359"
static char *program;

#define MAX_ROUNDS 40

static void
knob (ImwTestTold *self, const char *action, const char *json)
{
  g_autofree char *reply = imw_test_world_practice (self->world, action, "%s", json);

  g_assert_nonnull (reply);
}

static void
fund (ImwTestTold *self, const char *asset, const char *units)
{
  g_autofree char *address = imw_test_receive (self->account, FALSE);
  g_autofree char *json =
      g_strdup_printf ("{\"chain\": \"stellar\", \"address\": \"%s\", \"asset\": \"%s\", "
                       "\"amount\": \"%s\"}",
                       address, asset, units);

  knob (self, "fund", json);
}

static void
open_asset (ImwTestTold *self)
{
  g_autoptr (ImwPayment)
      opening = imw_payment_new_opening (self->wallet, self->account, self->token, FALSE);
  g_auto (ImwTestWait) wait = { NULL };
  ImwFeeTable fees = { 0 };
  g_autoptr (GError) error = NULL;

  imw_account_get_fees_async (self->account, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_account_get_fees_finish (self->account, imw_test_wait (&wait), &fees, &error));
  imw_payment_set_fee (opening, &fees, IMW_FEE_NORMAL);
  imw_test_prepare (opening, NULL);
  imw_test_send (opening, NULL);
  imw_test_told_settle (self);
}

/* a wallet with 1000 lumens and 500 USDC, whose practice provider has answered */
static void
set_up (ImwTestTold *self, gconstpointer data)
{
  ImwWalletService *service = NULL;
  ImwKnownProvider *provider = NULL;
  g_autoptr (GError) error = NULL;

  self->world = imw_test_world_new_timed ();
  service = imw_test_world_open (self->world);
  g_assert_true (imw_wallet_service_set_network_enabled (service, "stellar", TRUE, &error));
  self->wallet = imw_test_world_create (self->world);
  self->account = imw_wallet_find_account (self->wallet, "stellar");
  self->native = imw_chain_get_native_asset (imw_account_get_chain (self->account));
  self->token = imw_chain_find_asset (imw_account_get_chain (self->account), "USDC", &error);
  g_assert_no_error (error);
  imw_test_sync (self->wallet, NULL);
  fund (self, "XLM", "10000000000");
  imw_test_told_settle (self);
  open_asset (self);
  fund (self, "USDC", "5000000000");
  imw_test_told_settle (self);

  provider = imw_wallet_find_provider (self->wallet, IMW_PRACTICE_PROVIDER);
  g_assert_nonnull (provider);
  while (imw_known_provider_get_report (provider) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (imw_known_provider_get_usable (provider));
}

static void
tear_down (ImwTestTold *self, gconstpointer data)
{
  imw_test_check_books (self->wallet);
  g_clear_pointer (&self->token, imw_asset_unref);
  imw_test_world_free (self->world);
}

/* ---- calls that wait ---- */

static gboolean
start (ImwTransfer *transfer, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_transfer_start_async (transfer, NULL, imw_test_wait_cb, &wait);

  return imw_transfer_start_finish (transfer, imw_test_wait (&wait), error);
}

/* another step may run by itself */
static void
wait_idle (ImwTransfer *transfer)
{
  while (transfer->busy)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
refresh (ImwTransfer *transfer, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  wait_idle (transfer);
  imw_transfer_refresh_async (transfer, NULL, imw_test_wait_cb, &wait);

  return imw_transfer_refresh_finish (transfer, imw_test_wait (&wait), error);
}

static gboolean
prepare (ImwTransfer *transfer, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  wait_idle (transfer);
  imw_transfer_prepare_async (transfer, NULL, imw_test_wait_cb, &wait);

  return imw_transfer_prepare_finish (transfer, imw_test_wait (&wait), error);
}

static gboolean
pay (ImwTransfer *transfer, gboolean agreed, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  wait_idle (transfer);
  imw_transfer_pay_async (transfer, NULL, agreed, NULL, imw_test_wait_cb, &wait);

  return imw_transfer_pay_finish (transfer, imw_test_wait (&wait), error);
}

static gboolean
send_details (ImwTransfer *transfer, GHashTable *values, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  wait_idle (transfer);
  imw_transfer_send_details_async (transfer, values, NULL, NULL, imw_test_wait_cb, &wait);

  return imw_transfer_send_details_finish (transfer, imw_test_wait (&wait), error);
}

static ImwOffer *
ask (ImwTestTold *self, ImwRoute route, const char *method, ImwAsset *asset, ImwAmount *put_in)
{
  g_autoptr (ImwOffers) offers = imw_offers_new (self->wallet, route);
  g_autoptr (ImwAsset) money = imw_asset_new_fiat ("MXN");
  ImwOffer *found = NULL;

  imw_offers_set_question (offers, "MEX", money, asset, put_in, NULL);
  g_assert_true (imw_offers_get_loading (offers));
  while (imw_offers_get_loading (offers))
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (offers)) && found == NULL; i++)
    {
      g_autoptr (ImwOffer) offer = g_list_model_get_item (G_LIST_MODEL (offers), i);

      if (g_str_equal (imw_offer_get_method (offer)->id, method))
        found = g_steal_pointer (&offer);
    }

  g_assert_nonnull (found);
  g_assert_no_error (imw_offer_get_error (found));
  g_assert_cmpint (imw_offer_get_problem (found), ==, IMW_OFFER_FINE);
  g_assert_nonnull (imw_offer_get_quote (found));

  return found;
}

static const struct
{
  const char *field;
  const char *value;
} answers[] = {
  { "first_name", "María" },
  { "last_name", "García" },
  { "email_address", "m@example.org" },
  { "clabe_number", CLABE },
  { "sender.first_name", "Alice" },
  { "sender.last_name", "Adams" },
  { "sender.email_address", "alice@example.org" },
};

static void
answer (ImwTransfer *transfer)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  GPtrArray *fields = imw_transfer_get_fields (transfer);

  for (guint i = 0; i < fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (fields, i);

      for (guint k = 0; k < G_N_ELEMENTS (answers); k++)
        {
          if (g_str_equal (answers[k].field, field->name))
            g_hash_table_insert (values, field->name, (gpointer) answers[k].value);
        }
    }

  (void) send_details (transfer, values, &error);
  g_assert_no_error (error);
}

/* until something other than details and time is needed */
static void
go_on (ImwTestTold *self, ImwTransfer *transfer)
{
  for (guint i = 0; i < MAX_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s", imw_stage_get_code (imw_transfer_get_stage (transfer)),
                      imw_need_get_code (imw_transfer_get_need (transfer)));
      if (imw_transfer_get_need (transfer) == IMW_NEED_DETAILS ||
          imw_transfer_get_need (transfer) == IMW_NEED_FIX_DETAILS)
        {
          answer (transfer);
          continue;
        }

      if (imw_transfer_get_need (transfer) != IMW_NEED_NOTHING ||
          imw_stage_get_final (imw_transfer_get_stage (transfer)))
        return;

      knob (self, "clock", "{\"advance_ms\": 5000}");
      imw_test_told_settle (self);
      g_assert_true (refresh (transfer, &error));
      g_assert_no_error (error);
    }

  g_assert_not_reached ();
}

static guint
count_events (ImwTransfer *transfer, const char *code)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  guint count = 0;

  imw_transfer_list_events_async (transfer, NULL, imw_test_wait_cb, &wait);
  events = imw_transfer_list_events_finish (transfer, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    count += g_str_equal (((ImwTransferEvent *) events->pdata[i])->code, code);

  return count;
}

static ImwTransfer *
begin (ImwTestTold *self, const char *units)
{
  g_autoptr (ImwAmount) amount = imw_test_told_units (self->token, units);
  g_autoptr (ImwOffer) offer = ask (self, IMW_ROUTE_ABROAD, "bank_account", self->token, amount);
  g_autoptr (ImwPayout) payout = imw_payout_new (FALSE);
  g_autoptr (ImwTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  imw_payout_set_name (payout, "Mum");
  transfer = imw_transfer_new (self->wallet, offer, payout);
  (void) start (transfer, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&transfer);
}

/* ---- tests ---- */

static void
test_delivered (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwTransfer) transfer = begin (self, GOES_WELL);
  g_autoptr (GError) error = NULL;
  g_autofree char *bundle = NULL;

  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_REVIEW);
  g_assert_nonnull (imw_transfer_get_code (transfer));
  g_assert_false (imw_transfer_get_paid (transfer));
  g_assert_false (pay (transfer, FALSE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  (void) prepare (transfer, &error);
  g_assert_no_error (error);
  g_assert_nonnull (imw_payment_get_description (imw_transfer_get_payment (transfer)));
  g_assert_nonnull (imw_payment_get_memo (imw_transfer_get_payment (transfer)));
  (void) pay (transfer, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (imw_transfer_get_paid (transfer));

  /* a second time, whatever anybody wants */
  g_assert_false (pay (transfer, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_stage (transfer), ==, IMW_STAGE_DELIVERED);
  g_assert_false (imw_transfer_get_unproven (transfer));
  g_assert_cmpuint (count_events (transfer, "paid"), ==, 1);
  g_assert_cmpuint (count_events (transfer, "details-sent"), >=, 1);
  g_assert_true (imw_wallet_find_transfer (self->wallet, imw_transfer_get_code (transfer)) ==
                 transfer);
  g_assert_true (imw_wallet_find_transfer (
                     self->wallet, imw_transfer_get_order (transfer)->external_id) == transfer);
  bundle = imw_transfer_dup_support_bundle (transfer);
  g_assert_nonnull (strstr (bundle, imw_transfer_get_order (transfer)->id));
  g_assert_null (strstr (bundle, CLABE));
  g_assert_null (strstr (bundle, "Mum"));
}

static void
test_refunded (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwTransfer) transfer = begin (self, COMES_BACK);
  g_autoptr (GError) error = NULL;

  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_REVIEW);
  g_assert_true (prepare (transfer, &error));
  (void) pay (transfer, FALSE, &error);
  g_assert_no_error (error);
  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_stage (transfer), ==, IMW_STAGE_REFUNDED);
  g_assert_cmpuint (imw_transfer_get_order (transfer)->refunds->len, ==, 1);
  imw_test_told_settle (self);
  while (!imw_transfer_get_refund_proven (transfer, 0))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_events (transfer, "refund"), ==, 1);
}

static void
test_more (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwTransfer) transfer = begin (self, IS_MORE);
  g_autoptr (GError) error = NULL;

  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_REVIEW_CHANGED);
  (void) prepare (transfer, &error);
  g_assert_no_error (error);
  g_assert_false (pay (transfer, FALSE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  (void) pay (transfer, TRUE, &error);
  g_assert_no_error (error);
  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_stage (transfer), ==, IMW_STAGE_DELIVERED);
}

static void
test_stopped (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwTransfer) transfer = begin (self, MEMO_MOVES);
  g_autoptr (GError) error = NULL;

  go_on (self, transfer);
  for (guint i = 0; i < MAX_ROUNDS && imw_transfer_get_need (transfer) != IMW_NEED_STOPPED; i++)
    {
      knob (self, "clock", "{\"advance_ms\": 1000}");
      g_assert_true (refresh (transfer, &error));
    }

  g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_STOPPED);
  g_assert_false (prepare (transfer, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpuint (count_events (transfer, "stopped"), ==, 1);
  g_assert_false (imw_transfer_get_paid (transfer));
}

static void
test_deposit (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwAsset) money = imw_asset_new_fiat ("MXN");
  g_autoptr (ImwAmount) amount = imw_test_told_units (money, "200000");
  g_autoptr (ImwOffer) offer = ask (self, IMW_ROUTE_DEPOSIT, "bank_account", self->token, amount);
  g_autoptr (ImwTransfer) transfer = imw_transfer_new (self->wallet, offer, NULL);
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  (void) start (transfer, &error);
  g_assert_no_error (error);
  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_PAY_IN);
  g_assert_cmpuint (imw_transfer_get_order (transfer)->instructions->len, >, 0);
  json = g_strdup_printf ("{\"id\": \"%s\"}", imw_transfer_get_order (transfer)->id);
  knob (self, "anchor-pay", json);
  g_assert_true (refresh (transfer, &error));
  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_stage (transfer), ==, IMW_STAGE_DELIVERED);
  imw_test_told_settle (self);
  while (imw_transfer_get_unproven (transfer))
    g_main_context_iteration (NULL, TRUE);
}

/* bitcoins become what the provider takes, and that money in another country */
static void
test_exchanged (ImwTestTold *self, gconstpointer data)
{
  ImwAccount *bitcoin = imw_wallet_find_account (self->wallet, "bitcoin-84");
  ImwAsset   *asset = imw_chain_get_native_asset (imw_account_get_chain (bitcoin));
  g_autoptr (ImwAmount) amount = imw_test_told_units (asset, "200000");
  g_autoptr (ImwOffer) offer = NULL;
  g_autoptr (ImwTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  imw_test_world_fund (self->world, bitcoin, 1000000);
  offer = ask (self, IMW_ROUTE_ABROAD, "bank_account", asset, amount);
  g_assert_nonnull (imw_offer_get_swap (offer));
  transfer = imw_transfer_new (self->wallet, offer, NULL);
  (void) start (transfer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_REVIEW);
  g_assert_nonnull (imw_transfer_get_swap (transfer));
  (void) prepare (transfer, &error);
  g_assert_no_error (error);
  (void) pay (transfer, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (imw_transfer_get_paid (transfer));
  g_assert_false (pay (transfer, TRUE, NULL));
  imw_test_world_mine (self->world, 2);
  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_swap (transfer)->state, ==, IMW_SWAP_DONE);
  g_assert_true (imw_transfer_get_need (transfer) == IMW_NEED_REVIEW ||
                 imw_transfer_get_need (transfer) == IMW_NEED_REVIEW_CHANGED);
  (void) prepare (transfer, &error);
  g_assert_no_error (error);
  (void) pay (transfer, TRUE, &error);
  g_assert_no_error (error);
  go_on (self, transfer);
  g_assert_cmpint (imw_transfer_get_stage (transfer), ==, IMW_STAGE_DELIVERED);
  g_assert_cmpuint (count_events (transfer, "paid"), ==, 1);
  g_assert_cmpuint (count_events (transfer, "swap-paid"), ==, 1);
}

/* everything is there again after a restart, also what was sent, once it is unlocked */
static void
test_restart (ImwTestTold *self, gconstpointer data)
{
  g_autoptr (ImwTransfer) transfer = begin (self, GOES_WELL);
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayout) payout = NULL;
  ImwTransfer *again = NULL;

  go_on (self, transfer);
  g_assert_true (prepare (transfer, &error));
  (void) pay (transfer, FALSE, &error);
  g_assert_no_error (error);
  wait_idle (transfer);
  code = g_strdup (imw_transfer_get_code (transfer));
  g_clear_object (&transfer);
  imw_test_world_close (self->world);

  imw_test_world_open (self->world);
  self->wallet = imw_test_world_get_wallet (self->world);
  self->account = imw_wallet_find_account (self->wallet, "stellar");
  again = imw_wallet_find_transfer (self->wallet, code);
  g_assert_nonnull (again);
  g_assert_true (imw_transfer_get_paid (again));
  g_assert_cmpint (imw_transfer_get_need (again), ==, IMW_NEED_UNLOCK);
  g_assert_null (imw_transfer_dup_payout (again));
  imw_test_unlock (self->wallet, "correct horse", NULL);
  payout = imw_transfer_dup_payout (again);
  g_assert_cmpstr (imw_payout_get_value (payout, "clabe_number"), ==, CLABE);
  g_assert_cmpstr (imw_payout_get_name (payout), ==, "Mum");
  go_on (self, again);
  g_assert_cmpint (imw_transfer_get_stage (again), ==, IMW_STAGE_DELIVERED);
  g_assert_cmpuint (count_events (again, "paid"), ==, 1);
}

/* what was paid stays paid where a backup is restored, and what was sent is there */
static void
test_backup (ImwTestTold *self, gconstpointer data)
{
  g_autofree char *folder =
      g_build_filename (imw_test_world_get_data_dir (self->world), "restored", NULL);
  g_autoptr (ImwTestWorld)
      other = imw_test_world_new_at (folder, imw_test_world_get_url (self->world));
  g_autofree char *path =
      g_build_filename (imw_test_world_get_data_dir (self->world), "backup", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwTransfer) transfer = begin (self, GOES_WELL);
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (ImwWallet) restored = NULL;
  g_autoptr (ImwPayout) payout = NULL;
  g_autoptr (GPtrArray) consents = NULL;
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  ImwTransfer *again = NULL;

  go_on (self, transfer);
  (void) prepare (transfer, &error);
  g_assert_no_error (error);
  (void) pay (transfer, FALSE, &error);
  g_assert_no_error (error);
  go_on (self, transfer);
  imw_wallet_export_backup_async (self->wallet, password, file, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_export_backup_finish (self->wallet, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);

  onboarding = imw_onboarding_new (imw_test_world_open (other));
  imw_onboarding_restore_backup_async (onboarding, file, password, "Back", IMW_VAULT_FILE, NULL,
                                       imw_test_wait_cb, &wait);
  restored = imw_onboarding_restore_backup_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);
  again = imw_wallet_find_transfer (restored, imw_transfer_get_code (transfer));
  g_assert_nonnull (again);
  g_assert_cmpint (imw_transfer_get_stage (again), ==, IMW_STAGE_DELIVERED);
  g_assert_true (imw_transfer_get_paid (again));
  payout = imw_transfer_dup_payout (again);
  g_assert_cmpstr (imw_payout_get_value (payout, "clabe_number"), ==, CLABE);
  imw_wallet_list_consents_async (restored, NULL, NULL, imw_test_wait_cb, &wait);
  consents = imw_wallet_list_consents_finish (restored, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (consents->len, >=, 1);
  g_clear_object (&onboarding);
  g_clear_object (&restored);
}

/* ---- killed at each step ---- */

static void
transfer_hook (ImwTransfer *transfer, const char *step, gpointer user_data)
{
  if (g_str_equal (step, user_data))
    kill (getpid (), SIGKILL);
}

static void
payment_hook (ImwPayment *payment, const char *step, gpointer user_data)
{
  if (g_str_equal (step, user_data))
    kill (getpid (), SIGKILL);
}

static void
wait_for_provider (ImwTestTold *self)
{
  ImwKnownProvider *provider = imw_wallet_find_provider (self->wallet, IMW_PRACTICE_PROVIDER);

  g_assert_nonnull (provider);
  while (imw_known_provider_get_report (provider) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (imw_known_provider_get_usable (provider));
}

static void
find_parts (ImwTestTold *self)
{
  g_autoptr (GError) error = NULL;

  self->wallet = imw_test_world_get_wallet (self->world);
  self->account = imw_wallet_find_account (self->wallet, "stellar");
  g_clear_pointer (&self->token, imw_asset_unref);
  self->token = imw_chain_find_asset (imw_account_get_chain (self->account), "USDC", &error);
  g_assert_no_error (error);
}

/* the child: dies at its step */
static int
run_child (char **argv)
{
  ImwTestTold self = { 0 };
  g_autoptr (ImwTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  self.world = imw_test_world_new_at (argv[3], argv[4]);
  imw_test_world_open (self.world);
  find_parts (&self);
  imw_test_unlock (self.wallet, "correct horse", NULL);
  wait_for_provider (&self);
  imw_test_told_settle (&self);
  imw_transfer_set_step_hook (transfer_hook, argv[2]);
  transfer = begin (&self, GOES_WELL);
  go_on (&self, transfer);
  imw_payment_set_step_hook (payment_hook, argv[2]);
  (void) prepare (transfer, &error);
  g_assert_no_error (error);
  (void) pay (transfer, FALSE, &error);
  g_assert_no_error (error);

  return 0;
}

typedef struct
{
  const char *step;
  gboolean    begun; /* there is an order */
  gboolean    paid;
} Step;

static const Step steps[] = {
  { "stored", FALSE, FALSE },
  { "begun", TRUE, FALSE },
  { "prepared", TRUE, FALSE },
  { "described", TRUE, FALSE },
  { "claimed", TRUE, FALSE },
  { "signed", TRUE, TRUE },
  { "trying", TRUE, TRUE },
  { "answered", TRUE, TRUE },
  { "submitted", TRUE, TRUE },

  { "sent", TRUE, TRUE },
};

static void
kill_at (ImwTestTold *self, const char *step)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--child", step,
                            imw_test_world_get_data_dir (self->world),
                            imw_test_world_get_url (self->world), NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (child, NULL, imw_test_wait_cb, &wait);
  g_assert_true (g_subprocess_wait_finish (child, imw_test_wait (&wait), &error));
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
}

/* it is found again where it was, and pays once */
static void
finish_after (ImwTestTold *self, const Step *step)
{
  ImwTransfer *transfer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwTransfer) owned = NULL;

  imw_test_world_open (self->world);
  find_parts (self);
  owned = g_list_model_get_item (imw_wallet_get_transfers (self->wallet), 0);
  transfer = owned;
  g_assert_nonnull (transfer);
  g_assert_true (imw_transfer_get_paid (transfer) == step->paid);
  imw_test_unlock (self->wallet, "correct horse", NULL);
  wait_for_provider (self);
  imw_test_told_settle (self);

  if (!step->begun)
    {
      g_assert_cmpint (imw_transfer_get_stage (transfer), !=, IMW_STAGE_DELIVERED);
      g_assert_null (imw_transfer_get_order (transfer));
    }
  else
    {
      (void) refresh (transfer, &error);
      g_assert_no_error (error);
      go_on (self, transfer);
      if (!step->paid)
        {
          g_assert_cmpint (imw_transfer_get_need (transfer), ==, IMW_NEED_REVIEW);
          (void) prepare (transfer, &error);
          g_assert_no_error (error);
          (void) pay (transfer, FALSE, &error);
          g_assert_no_error (error);
          go_on (self, transfer);
        }

      g_assert_cmpint (imw_transfer_get_stage (transfer), ==, IMW_STAGE_DELIVERED);
    }

  wait_idle (transfer);
  imw_test_told_settle (self);
}

static void
test_killed (ImwTestTold *self, gconstpointer data)
{
  const Step *step = data;

  imw_test_world_close (self->world);
  kill_at (self, step->step);
  finish_after (self, step);
  imw_test_told_assert_units (imw_holding_get_total (imw_test_told_find_token (self)),
                              step->begun ? "4000000000" : "5000000000");
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    return run_child (argv);

  program = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/service/abroad/delivered", ImwTestTold, NULL, set_up, test_delivered, tear_down);
  g_test_add ("/service/abroad/refunded", ImwTestTold, NULL, set_up, test_refunded, tear_down);
  g_test_add ("/service/abroad/more", ImwTestTold, NULL, set_up, test_more, tear_down);
  g_test_add ("/service/abroad/stopped", ImwTestTold, NULL, set_up, test_stopped, tear_down);
  g_test_add ("/service/abroad/deposit", ImwTestTold, NULL, set_up, test_deposit, tear_down);
  g_test_add ("/service/abroad/exchanged", ImwTestTold, NULL, set_up, test_exchanged, tear_down);
  g_test_add ("/service/abroad/backup", ImwTestTold, NULL, set_up, test_backup, tear_down);
  g_test_add ("/service/abroad/restart", ImwTestTold, NULL, set_up, test_restart, tear_down);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/service/abroad/killed/", steps[i].step, NULL);

      g_test_add (path, ImwTestTold, &steps[i], set_up, test_killed, tear_down);
    }

  return g_test_run ();
}
