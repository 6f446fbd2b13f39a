/* test-service.c: opening, closing, restoring, and servers that fail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-sealed-text.h"
#include "imw-store-sealed.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-dummy-backend.h"
#include "imw-error.h"

#include <glib/gstdio.h>
#include <signal.h>

static ImwWalletService *
open_service (const ImwServiceOptions *options,
              GError                 **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_wallet_service_open_async (options, NULL, imw_test_wait_cb, &wait);

  return imw_wallet_service_open_finish (imw_test_wait (&wait), error);
}

static void
close_service (ImwWalletService *service)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  imw_wallet_service_close_async (service, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_service_close_finish (service, imw_test_wait (&wait), &error));
}

static char *
ask_practice (ImwWalletService *service,
              const char       *action,
              GError          **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_wallet_service_practice_async (service, action, "{}", NULL, imw_test_wait_cb, &wait);

  return imw_wallet_service_practice_finish (service, imw_test_wait (&wait), error);
}

static void
url_changed_cb (ImwWalletService *service,
                guint            *count)
{
  (*count)++;
}

/* the server is ours: it is started, started again when it dies, and ends with us */
static void
test_practice_child (void)
{
  g_autofree char  *folder = g_dir_make_tmp ("imw-service-XXXXXX", NULL);
  g_autofree char  *command = NULL;
  g_autofree char  *url = NULL;
  g_autofree char  *reply = NULL;
  ImwServiceOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwWalletService) service = NULL;
  guint changes = 0;

  options.data_dir = folder;
  options.environment = IMW_ENVIRONMENT_PRACTICE;
  options.practice_path = PRACTICE;
  service = open_service (&options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (imw_wallet_service_find_backend (service, "bitcoin"));
  url = g_strdup (imw_wallet_service_get_practice_url (service));
  g_assert_nonnull (url);

  reply = ask_practice (service, "mine", &error);
  g_assert_no_error (error);
  g_clear_pointer (&reply, g_free);
  reply = ask_practice (service, "no-such-thing", &error);
  g_assert_null (reply);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_signal_connect (service, "status-changed", G_CALLBACK (url_changed_cb), &changes);
  imw_wallet_service_kill_practice (service);

  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);

  reply = ask_practice (service, "mine", &error);
  g_assert_no_error (error);
  g_signal_handlers_disconnect_by_data (service, &changes);
  close_service (service);
  g_clear_object (&service);

  command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
}

/* a failing server never shows as nothing */
static void
test_never_zero (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWalletService *service = imw_test_world_open (world);
  ImwWallet        *wallet = imw_test_world_create (world);
  ImwAccount       *account = imw_wallet_find_account (wallet, NULL);
  g_autoptr (ImwBackend) real = g_object_ref (imw_wallet_service_find_backend (service, "bitcoin"));
  g_autoptr (ImwBackend) dummy = imw_dummy_backend_new ();
  g_autoptr (GError) away = g_error_new_literal (IMW_ERROR, IMW_ERROR_TIMEOUT, "away");
  g_autoptr (GError) error = NULL;
  gint64 as_of_ms = 0;

  imw_dummy_backend_set_error (IMW_DUMMY_BACKEND (dummy), away);
  imw_wallet_service_set_backend (service, "bitcoin", dummy);
  g_assert_false (imw_test_sync (wallet, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_TIMEOUT);
  g_clear_error (&error);
  g_assert_null (imw_account_get_total (account));
  g_assert_null (imw_account_get_available (account));
  g_assert_null (imw_account_get_pending (account));
  g_assert_cmpint (imw_account_get_as_of_ms (account), ==, 0);
  g_assert_error (imw_account_get_last_error (account), IMW_ERROR, IMW_ERROR_TIMEOUT);

  imw_wallet_service_set_backend (service, "bitcoin", real);
  imw_test_world_fund (world, account, 50000);
  as_of_ms = imw_account_get_as_of_ms (account);
  g_assert_cmpint (as_of_ms, >, 0);
  g_assert_no_error (imw_account_get_last_error (account));

  imw_wallet_service_set_backend (service, "bitcoin", dummy);
  g_assert_false (imw_test_sync (wallet, &error));
  imw_test_assert_sat (imw_account_get_total (account), 50000);
  g_assert_cmpint (imw_account_get_as_of_ms (account), ==, as_of_ms);
}

static ImwSecret *
show_words (ImwWallet *wallet)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (GError) error = NULL;
  ImwSecret *words = NULL;

  imw_wallet_show_words_async (wallet, password, NULL, imw_test_wait_cb, &wait);
  words = imw_wallet_show_words_finish (wallet, imw_test_wait (&wait), &error);
  g_assert_no_error (error);

  return words;
}

/* the words alone bring back what the network knows */
static void
test_restore (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWalletService *service = imw_test_world_open (world);
  ImwWallet        *first = imw_test_world_create (world);
  g_autoptr (ImwOnboarding) onboarding = imw_onboarding_new (service);
  g_autoptr (ImwSecret) password = imw_test_secret ("another one");
  g_autoptr (ImwSecret) bad = imw_test_secret ("abandon abandon notaword");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwWallet) second = NULL;
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  ImwBip39List list = IMW_BIP39_CHINESE_SIMPLIFIED;
  guint        n_words = 0;

  imw_test_world_fund (world, imw_wallet_find_account (first, "bitcoin-86"), 123456);
  words = show_words (first);

  imw_onboarding_restore_words_async (onboarding, bad, NULL, imw_test_wait_cb, &wait);
  g_assert_false (
      imw_onboarding_restore_words_finish (onboarding, imw_test_wait (&wait), NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  imw_test_wait_clear (&wait);

  imw_onboarding_restore_words_async (onboarding, words, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_onboarding_restore_words_finish (onboarding, imw_test_wait (&wait), &list,
                                                      &n_words, &error));
  g_assert_cmpint (list, ==, IMW_BIP39_ENGLISH);
  g_assert_cmpuint (n_words, ==, 12);
  imw_test_wait_clear (&wait);

  imw_onboarding_finish_async (onboarding, "Again", password, NULL, FALSE, IMW_VAULT_FILE, TRUE,
                               NULL, imw_test_wait_cb, &wait);
  second = imw_onboarding_finish_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  imw_test_sync (second, NULL);
  imw_test_assert_sat (imw_account_get_total (imw_wallet_find_account (second, "bitcoin-86")),
                       123456);
  g_assert_cmpstr (imw_account_get_key (imw_wallet_find_account (second, "bitcoin-84")), ==,
                   imw_account_get_key (imw_wallet_find_account (first, "bitcoin-84")));
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_service_get_wallets (service)), ==, 2);
  g_assert_true (imw_wallet_service_find_wallet (service, NULL) == second);
}

/* the backup file brings back what the network does not know, on an empty machine */
static void
test_backup (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_autofree char *empty = g_dir_make_tmp ("imw-service-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (imw_test_world_get_data_dir (world), "backup", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", empty);
  g_autoptr (ImwTestWorld) other = imw_test_world_new_at (empty, imw_test_world_get_url (world));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwSecret) wrong = imw_test_secret ("wrong");
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (ImwWallet) restored = NULL;
  g_autoptr (ImwContact) contact = imw_contact_new ("Ford");
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  ImwWallet       *wallet = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  address = imw_test_receive (imw_wallet_find_account (wallet, NULL), FALSE);
  imw_test_world_fund (world, imw_wallet_find_account (wallet, NULL), 31337);
  imw_test_set_label (wallet, address, "towel", NULL);
  imw_wallet_save_contact_async (wallet, contact, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_save_contact_finish (wallet, imw_test_wait (&wait), &error));
  imw_test_wait_clear (&wait);
  imw_wallet_export_backup_async (wallet, password, file, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_export_backup_finish (wallet, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);

  imw_test_world_open (other);
  onboarding = imw_onboarding_new (imw_test_world_get_service (other));
  imw_onboarding_restore_backup_async (onboarding, file, wrong, "Back", IMW_VAULT_FILE, NULL,
                                       imw_test_wait_cb, &wait);
  restored = imw_onboarding_restore_backup_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_null (restored);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  imw_test_wait_clear (&wait);

  /* a new process has no delay yet */
  g_clear_object (&onboarding);
  onboarding = imw_onboarding_new (imw_test_world_get_service (other));
  imw_onboarding_restore_backup_async (onboarding, file, password, "Back", IMW_VAULT_FILE, NULL,
                                       imw_test_wait_cb, &wait);
  restored = imw_onboarding_restore_backup_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_wallet_get_label (restored, address), ==, "towel");
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_contacts (restored)), ==, 1);
  imw_test_sync (restored, NULL);
  imw_test_assert_sat (imw_account_get_total (imw_wallet_find_account (restored, NULL)), 31337);
  g_clear_object (&restored);
  g_clear_object (&onboarding);
  imw_test_wait_clear (&wait);
  imw_test_world_close (other);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
}

/* as many as a busy shop has */
static void
test_backup_large (void)
{
  enum
  {
    N_LABELS = 100000
  };
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_autofree char *empty = g_dir_make_tmp ("imw-service-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (imw_test_world_get_data_dir (world), "backup", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", empty);
  g_autoptr (ImwTestWorld) other = imw_test_world_new_at (empty, imw_test_world_get_url (world));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (ImwWallet) restored = NULL;
  g_autoptr (GPtrArray) labels =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *last = g_strdup_printf ("%064x", (guint) N_LABELS - 1);
  ImwWallet       *wallet = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  for (guint i = 0; i < N_LABELS; i++)
    {
      g_autofree char *ref = g_strdup_printf ("%064x", i);
      char            *text = g_strdup_printf ("invoice number %u of a customer", i);
      g_autoptr (GBytes) plain = g_bytes_new_take (text, strlen (text));
      g_autoptr (GBytes) blob =
          imw_sealed_text_seal (wallet->data_key, IMW_SEALED_LABEL_TX, ref, plain, &error);

      g_assert_no_error (error);
      g_ptr_array_add (labels, imw_store_sealed_new (IMW_SEALED_LABEL_TX, ref, blob));
    }
  imw_store_put_sealed_async (imw_wallet_get_store (wallet), labels, NULL, imw_test_wait_cb, &wait);
  g_assert_true (
      imw_store_put_sealed_finish (imw_wallet_get_store (wallet), imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);
  imw_wallet_export_backup_async (wallet, password, file, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_export_backup_finish (wallet, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);

  imw_test_world_open (other);
  onboarding = imw_onboarding_new (imw_test_world_get_service (other));
  imw_onboarding_restore_backup_async (onboarding, file, password, "Back", IMW_VAULT_FILE, NULL,
                                       imw_test_wait_cb, &wait);
  restored = imw_onboarding_restore_backup_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_wallet_get_label (restored, last), ==,
                   "invoice number 99999 of a customer");
  g_clear_object (&restored);
  g_clear_object (&onboarding);
  imw_test_wait_clear (&wait);
  imw_test_world_close (other);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
}

/* money beyond the gap is found by looking deeper */
static void
test_deep (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *reply = NULL;
  ImwWallet       *wallet = NULL;
  ImwAccount      *account = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  account = imw_wallet_find_account (wallet, NULL);
  imw_account_list_addresses_async (account, 0, 60, 1, NULL, imw_test_wait_cb, &wait);
  list = imw_account_list_addresses_finish (account, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);
  reply = imw_test_world_practice (world, "fund", "{\"address\": \"%s\", \"amount_sat\": 40000}",
                                   ((ImwAddressInfo *) list->pdata[0])->address);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  imw_test_assert_sat (imw_account_get_total (account), 0);
  g_assert_cmpuint (imw_account_get_scanned (account, 0), >=, 20);

  imw_wallet_sync_async (wallet, TRUE, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_sync_finish (wallet, imw_test_wait (&wait), &error));
  imw_test_assert_sat (imw_account_get_total (account), 40000);
  g_assert_cmpuint (imw_account_get_scanned (account, 0), >=, 161);
  imw_test_check_books (wallet);
}

static void
test_addresses (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (ImwAddressInfo) info = NULL;
  g_autoptr (ImwAccount) further = NULL;
  g_autofree char      *first = NULL;
  g_autofree char      *again = NULL;
  g_autofree char      *descriptor = NULL;
  ImwWallet            *wallet = NULL;
  ImwAccount           *account = NULL;
  const ImwAddressInfo *far = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  account = imw_wallet_find_account (wallet, NULL);
  first = imw_test_receive (account, FALSE);
  again = imw_test_receive (account, FALSE);
  g_assert_cmpstr (first, ==, again);

  for (guint i = 1; i < 20; i++)
    {
      g_autofree char *fresh = imw_test_receive (account, TRUE);

      g_assert_cmpstr (fresh, !=, first);
    }

  /* a restored wallet would not look further */
  imw_account_get_receive_address_async (account, TRUE, NULL, imw_test_wait_cb, &wait);
  info = imw_account_get_receive_address_finish (account, imw_test_wait (&wait), &error);
  g_assert_null (info);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  imw_test_wait_clear (&wait);

  imw_account_list_addresses_async (account, 0, 0, 200, NULL, imw_test_wait_cb, &wait);
  list = imw_account_list_addresses_finish (account, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 200);
  far = g_ptr_array_index (list, 199);
  g_assert_cmpuint (far->index, ==, 199);
  g_assert_false (far->issued);
  imw_test_wait_clear (&wait);

  descriptor = imw_account_get_descriptor (account, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (descriptor, "wpkh("));

  imw_wallet_add_account_async (wallet, "bitcoin", "bitcoin-84", NULL, imw_test_wait_cb, &wait);
  further = imw_wallet_add_account_finish (wallet, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_account_get_id (further), ==, "bitcoin-84-1");
}

/* whatever runs when it closes ends, and the folder is free */
static void
test_close_while_busy (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwWallet) wallet = NULL;

  imw_test_world_open (world);
  wallet = g_object_ref (imw_test_world_create (world));
  imw_wallet_start_watching (wallet);
  imw_wallet_sync_async (wallet, TRUE, NULL, imw_test_wait_cb, &wait);
  g_main_context_iteration (NULL, FALSE);
  close_service (imw_test_world_get_service (world));
  g_assert_false (imw_wallet_sync_finish (wallet, imw_test_wait (&wait), &error));
  g_assert_nonnull (error);
  g_clear_object (&wallet);
  imw_test_wait_clear (&wait);
  imw_test_world_close (world);
  imw_test_world_open (world);
}

static void
test_environments (void)
{
  g_autofree char  *folder = g_dir_make_tmp ("imw-service-XXXXXX", NULL);
  g_autofree char  *command = NULL;
  ImwServiceOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwWalletService) local = NULL;
  g_autoptr (ImwWalletService) test = NULL;
  g_autoptr (ImwWalletService) signet = NULL;
  g_autoptr (ImwPaymentRequest) request = NULL;
  const char *const bad[] = { "bitcoin", NULL };

  options.data_dir = folder;
  options.environment = IMW_ENVIRONMENT_LOCAL;
  local = open_service (&options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_chain_get_network_name (imw_wallet_service_find_chain (local, "bitcoin")),
                   ==, "regtest");
  g_assert_null (imw_wallet_service_find_backend (local, "bitcoin"));
  g_assert_null (imw_wallet_service_get_practice_url (local));

  /* each has a lock and a folder of its own */
  options.environment = IMW_ENVIRONMENT_TEST;
  options.offline = TRUE;
  test = open_service (&options, &error);
  g_assert_no_error (error);
  options.network_name = "signet";
  signet = open_service (&options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_wallet_service_get_environment_dir (signet), !=,
                   imw_wallet_service_get_environment_dir (test));

  request = imw_wallet_service_parse_payment (local, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                                              NULL, &error);
  g_assert_null (request);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  g_clear_error (&error);

  close_service (test);
  options.network_name = NULL;
  options.servers = bad;
  g_clear_object (&test);
  test = open_service (&options, &error);
  g_assert_null (test);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  close_service (local);
  close_service (signet);
  command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/service/practice-child", test_practice_child);
  g_test_add_func ("/service/service/never-zero", test_never_zero);
  g_test_add_func ("/service/service/restore", test_restore);
  g_test_add_func ("/service/service/backup", test_backup);
  g_test_add_func ("/service/service/backup-large", test_backup_large);
  g_test_add_func ("/service/service/deep", test_deep);
  g_test_add_func ("/service/service/addresses", test_addresses);
  g_test_add_func ("/service/service/close-while-busy", test_close_while_busy);
  g_test_add_func ("/service/service/environments", test_environments);

  return g_test_run ();
}
