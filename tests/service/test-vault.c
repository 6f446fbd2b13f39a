/* test-vault.c: password, labels, locks and files of a wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-settings.h"
#include "imw-vault-store.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-signer.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>

static char *last_reason;

static void
locked_cb (ImwWallet  *wallet,
           const char *reason,
           gpointer    user_data)
{
  g_free (last_reason);
  last_reason = g_strdup (reason);
}

static void
test_wrong_password (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWallet *wallet = NULL;
  g_autoptr (GError) error = NULL;
  guint n_wrong = 0;

  imw_test_world_open (world);
  imw_test_world_create (world);
  imw_test_world_close (world);

  /* each time a new process: the count is in the vault */
  while (n_wrong < 20)
    {
      imw_test_world_open (world);
      wallet = imw_test_world_get_wallet (world);
      g_assert_false (imw_test_unlock (wallet, "wrong", &error));
      g_assert_false (imw_wallet_get_unlocked (wallet));
      imw_test_world_close (world);

      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED))
        break;

      g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
      g_clear_error (&error);
      n_wrong++;
    }

  g_assert_cmpuint (n_wrong, >, 0);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_cmpint (imw_signer_error_wait_ms (error), >, 0);
  g_clear_error (&error);

  /* and the right one has to wait too */
  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  g_assert_false (imw_test_unlock (wallet, "correct horse", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
}

static void
test_signer_dies (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWallet *wallet = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  g_signal_connect (wallet, "locked", G_CALLBACK (locked_cb), NULL);
  kill (imw_signer_get_pid (wallet->signer), SIGKILL);

  while (imw_wallet_get_unlocked (wallet))
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpstr (last_reason, ==, "died");
  g_assert_null (wallet->data_key);
  imw_test_unlock (wallet, "correct horse", NULL);
  imw_wallet_lock (wallet);
  g_assert_cmpstr (last_reason, ==, "asked");
  g_clear_pointer (&last_reason, g_free);
}

static void
test_change_password (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwSecret) old = imw_test_secret ("correct horse");
  g_autoptr (ImwSecret) new = imw_test_secret ("battery staple");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *vault = NULL;
  ImwWallet       *wallet = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  imw_wallet_change_password_async (wallet, old, new, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_change_password_finish (wallet, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);

  imw_wallet_show_words_async (wallet, new, NULL, imw_test_wait_cb, &wait);
  words = imw_wallet_show_words_finish (wallet, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (imw_secret_get_length (words), >, 12 * 3);
  imw_test_wait_clear (&wait);

  imw_wallet_set_autolock_async (wallet, 1234, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_set_autolock_finish (wallet, imw_test_wait (&wait), &error));
  imw_test_wait_clear (&wait);

  vault = g_build_filename (imw_wallet_get_folder (wallet), "vault", NULL);
  imw_test_world_close (world);

  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  imw_test_unlock (wallet, "battery staple", NULL);
  g_assert_cmpuint (imw_wallet_get_autolock_s (wallet), ==, 1234);
  imw_test_world_close (world);

  /* the copy before it does not open with the old password either */
  g_assert_cmpint (g_unlink (vault), ==, 0);
  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  g_assert_false (imw_test_unlock (wallet, "correct horse", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
}

static gboolean
unlock_with (ImwWallet  *wallet,
             const char *passphrase,
             GError    **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwSecret) secret = imw_test_secret (passphrase);

  imw_wallet_unlock_async (wallet, password, secret, NULL, imw_test_wait_cb, &wait);

  return imw_wallet_unlock_finish (wallet, imw_test_wait (&wait), error);
}

/* a passphrase that is asked each time: another one has other keys, which never come into these
 * books */
static void
test_passphrase (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwSecret) passphrase = imw_test_secret ("right");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwWallet) made = NULL;
  g_autoptr (GError) error = NULL;
  ImwWallet *wallet = NULL;

  onboarding = imw_onboarding_new (imw_test_world_open (world));
  imw_onboarding_generate_async (onboarding, 24, IMW_BIP39_CHINESE_SIMPLIFIED, NULL,
                                 imw_test_wait_cb, &wait);
  words = imw_onboarding_generate_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);
  imw_onboarding_finish_async (onboarding, "Test", password, passphrase, TRUE, IMW_VAULT_FILE, TRUE,
                               NULL, imw_test_wait_cb, &wait);
  made = imw_onboarding_finish_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);
  g_clear_object (&made);
  g_clear_object (&onboarding);
  imw_test_world_close (world);

  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  g_assert_false (unlock_with (wallet, "wrong", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_assert_true (imw_signer_error_is_passphrase (error));
  g_assert_false (imw_wallet_get_unlocked (wallet));
  g_assert_null (wallet->data_key);
  g_clear_error (&error);
  g_assert_false (imw_test_unlock (wallet, "not the password", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_assert_false (imw_signer_error_is_passphrase (error));
  g_clear_error (&error);
  imw_test_world_close (world);

  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  g_assert_true (unlock_with (wallet, "right", &error));
  g_assert_no_error (error);
}

static gboolean
file_contains (const char *folder,
               const char *name,
               const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  gsize            length = 0;

  return g_file_get_contents (path, &data, &length, NULL) &&
         memmem (data, length, text, strlen (text)) != NULL;
}

static void
test_labels (void)
{
  static const char *const files[] = { "wallet.db", "wallet.db-wal", "wallet.ini", "vault" };
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwContact) contact = imw_contact_new ("Zaphod Beeblebrox");
  g_autoptr (ImwContact) found = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *address = NULL;
  ImwWallet       *wallet = NULL;
  ImwAccount      *account = NULL;
  const char      *chain_id = NULL;
  const char      *text = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  account = imw_wallet_find_account (wallet, NULL);
  address = imw_test_receive (account, FALSE);
  imw_test_world_fund (world, account, 70000);
  imw_test_set_label (wallet, address, "Magrathea planets", NULL);
  imw_contact_set_note (contact, "two heads");
  imw_contact_add_address (contact, "bitcoin", address);
  imw_wallet_save_contact_async (wallet, contact, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_save_contact_finish (wallet, imw_test_wait (&wait), &error));
  imw_test_wait_clear (&wait);

  history = imw_test_history (wallet, "magra");
  g_assert_cmpuint (history->len, ==, 1);
  g_clear_pointer (&history, g_ptr_array_unref);
  history = imw_test_history (wallet, "zaphod");
  g_assert_cmpuint (history->len, ==, 1);
  g_clear_pointer (&history, g_ptr_array_unref);
  history = imw_test_history (wallet, "nothing");
  g_assert_cmpuint (history->len, ==, 0);
  g_clear_pointer (&history, g_ptr_array_unref);

  imw_wallet_lock (wallet);
  g_assert_null (imw_wallet_get_label (wallet, address));
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_contacts (wallet)), ==, 0);
  g_assert_false (imw_test_set_label (wallet, address, "x", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);

  folder = g_strdup (imw_wallet_get_folder (wallet));
  imw_test_world_close (world);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_assert_false (file_contains (folder, files[i], "Magrathea"));
      g_assert_false (file_contains (folder, files[i], "Zaphod"));
      g_assert_false (file_contains (folder, files[i], "two heads"));
    }

  g_assert_true (file_contains (folder, "wallet.db", address));

  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  imw_test_unlock (wallet, "correct horse", NULL);
  g_assert_cmpstr (imw_wallet_get_label (wallet, address), ==, "Magrathea planets");
  found = g_list_model_get_item (imw_wallet_get_contacts (wallet), 0);
  g_assert_cmpstr (imw_contact_get_name (found), ==, "Zaphod Beeblebrox");
  g_assert_cmpstr (imw_contact_get_note (found), ==, "two heads");
  imw_contact_get_address (found, 0, &chain_id, &text);
  g_assert_cmpstr (chain_id, ==, "bitcoin");
  g_assert_cmpstr (text, ==, address);
  imw_test_set_label (wallet, address, NULL, NULL);
  g_assert_null (imw_wallet_get_label (wallet, address));
}

static void
test_two_owners (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_autoptr (ImwWalletService) second = NULL;
  g_autoptr (ImwWalletService) reader = NULL;
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *same = NULL;
  ImwWallet       *wallet = NULL;
  ImwWallet       *read_wallet = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  imw_test_world_fund (world, imw_wallet_find_account (wallet, NULL), 60000);
  address = imw_test_receive (imw_wallet_find_account (wallet, NULL), FALSE);

  second = imw_test_world_try_open (world, FALSE, &error);
  g_assert_null (second);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);

  reader = imw_test_world_try_open (world, TRUE, &error);
  g_assert_no_error (error);
  read_wallet = imw_wallet_service_find_wallet (reader, NULL);
  imw_test_load (read_wallet);
  imw_test_assert_sat (imw_account_get_total (imw_wallet_find_account (read_wallet, NULL)), 60000);
  same = imw_test_receive (imw_wallet_find_account (read_wallet, NULL), FALSE);
  g_assert_cmpstr (same, ==, address);

  g_assert_false (imw_test_unlock (read_wallet, "correct horse", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (imw_test_sync (read_wallet, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
  g_clear_error (&error);

  imw_wallet_service_close_async (reader, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_service_close_finish (reader, imw_test_wait (&wait), &error));
}

/* the marker says there is a wallet; the vault is gone: that is an error of its own */
static void
test_lost_vault (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *vault = NULL;
  g_autofree char *copy = NULL;
  ImwWallet       *wallet = NULL;
  GStatBuf         info = { 0 };

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  imw_test_unlock (wallet, "correct horse", NULL);
  vault = g_build_filename (imw_wallet_get_folder (wallet), "vault", NULL);
  copy = g_strconcat (vault, "~", NULL);
  g_assert_cmpint (g_stat (vault, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (imw_wallet_get_folder (wallet), &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  imw_test_world_close (world);

  g_assert_cmpint (g_unlink (vault), ==, 0);
  g_assert_cmpint (g_unlink (copy), ==, 0);
  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_accounts (wallet)), ==, 2);
  g_assert_false (imw_test_unlock (wallet, "correct horse", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_settings (void)
{
  g_autofree char  *folder = g_dir_make_tmp ("imw-settings-XXXXXX", NULL);
  g_autofree char  *path = g_build_filename (folder, "settings.ini", NULL);
  const char *const servers[] = { "https://a.example", "https://b.example", NULL };
  g_autoptr (ImwSettings) settings = imw_settings_new (path, FALSE);
  g_autoptr (ImwSettings) again = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = NULL;

  g_assert_cmpstr (imw_settings_get (settings, IMW_SETTING_CURRENCY), ==, "USD");
  g_assert_true (imw_settings_set (settings, IMW_SETTING_CURRENCY, "CNY", &error));
  g_assert_false (imw_settings_set (settings, IMW_SETTING_CURRENCY, "yuan", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_true (imw_settings_set_list (settings, "servers-bitcoin", servers, &error));

  again = imw_settings_new (path, TRUE);
  g_assert_cmpstr (imw_settings_get (again, IMW_SETTING_CURRENCY), ==, "CNY");
  list = imw_settings_get_list (again, "servers-bitcoin");
  g_assert_cmpuint (g_strv_length (list), ==, 2);
  g_assert_false (imw_settings_set (again, IMW_SETTING_PRICES, "off", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);

  g_unlink (path);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/vault/wrong-password", test_wrong_password);
  g_test_add_func ("/service/vault/signer-dies", test_signer_dies);
  g_test_add_func ("/service/vault/change-password", test_change_password);
  g_test_add_func ("/service/vault/passphrase", test_passphrase);
  g_test_add_func ("/service/vault/labels", test_labels);
  g_test_add_func ("/service/vault/two-owners", test_two_owners);
  g_test_add_func ("/service/vault/lost-vault", test_lost_vault);
  g_test_add_func ("/service/vault/settings", test_settings);

  return g_test_run ();
}
