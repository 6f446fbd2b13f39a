/* test-session.c: unlocked and locked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-session.h"

#include "imw-error.h"

#include <string.h>

static guint64
get_generation (GBytes *vault)
{
  ImwVaultHeader header;

  g_assert_true (imw_vault_parse (vault, &header, NULL));

  return header.generation;
}

static char *
get_key (ImwTestWallet *wallet, GError **error)
{
  return imw_session_dup_account_key (wallet->session, "bitcoin", "bitcoin-84", 0, error);
}

static void
locked_cb (ImwSession *session, const char *reason, GString *log)
{
  g_string_append_printf (log, "%s;", reason);
}

static void
test_lock (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *key = get_key (wallet, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_signal_connect (wallet->session, "locked", G_CALLBACK (locked_cb), log);
  imw_session_lock (wallet->session);
  imw_session_lock (wallet->session);
  g_assert_cmpstr (log->str, ==, "asked;");
  g_assert_false (imw_session_get_unlocked (wallet->session));
  g_assert_cmpuint (imw_session_get_autolock_s (wallet->session), ==, 0);
  g_assert_null (get_key (wallet, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);

  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  again = get_key (wallet, &error);
  g_assert_cmpstr (key, ==, again);
  g_assert_null (imw_session_dup_account_key (wallet->session, "nothing", "bitcoin-84", 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

static void
test_auto_lock (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (wallet->session, "locked", G_CALLBACK (locked_cb), log);
  g_assert_cmpuint (imw_session_get_autolock_left_s (wallet->session), ==, 300);
  imw_clock_advance (wallet->clock, 299 * 1000);
  g_assert_cmpuint (imw_session_get_autolock_left_s (wallet->session), ==, 1);
  imw_session_touch (wallet->session);
  g_assert_cmpuint (imw_session_get_autolock_left_s (wallet->session), ==, 300);
  imw_clock_advance (wallet->clock, 299999);
  g_assert_true (imw_session_get_unlocked (wallet->session));

  /* it is too late for a touch, and the wall clock has no say */
  imw_clock_advance (wallet->clock, 1);
  imw_clock_set_wall_ms (wallet->clock, 0);
  imw_session_touch (wallet->session);
  g_assert_false (imw_session_get_unlocked (wallet->session));
  g_assert_cmpstr (log->str, ==, "timeout;");
  g_assert_null (get_key (wallet, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
}

static void
test_never (ImwTestWallet *wallet, gconstpointer data)
{
  imw_test_wallet_create (wallet, NULL, FALSE, 0);
  imw_clock_advance (wallet->clock, G_GINT64_CONSTANT (365) * 24 * 3600 * 1000);
  g_assert_true (imw_session_get_unlocked (wallet->session));
  g_assert_cmpuint (imw_session_get_autolock_left_s (wallet->session), ==, 0);
}

static void
test_set_policy (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) new_vault = NULL;

  g_assert_false (
      imw_session_set_policy (wallet->session, IMW_SESSION_AUTOLOCK_MAX_S + 1, &new_vault, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_true (imw_session_set_policy (wallet->session, 60, &new_vault, &error));
  g_assert_cmpuint (get_generation (new_vault), ==, 2);
  g_assert_cmpuint (imw_session_get_autolock_left_s (wallet->session), ==, 60);
  g_clear_pointer (&wallet->vault, g_bytes_unref);
  wallet->vault = g_steal_pointer (&new_vault);
  g_assert_true (imw_session_set_policy (wallet->session, 61, &new_vault, &error));
  g_assert_cmpuint (get_generation (new_vault), ==, 3);
  g_clear_pointer (&new_vault, g_bytes_unref);

  imw_test_wallet_restart (wallet);
  g_assert_false (imw_session_set_policy (wallet->session, 60, &new_vault, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  g_assert_cmpuint (imw_session_get_autolock_s (wallet->session), ==, 60);
}

/* A wrong password is not forgotten by sealing another policy. */
static void
test_policy_keeps_count (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) wrong = imw_test_secret ("wrong");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64        attempt = imw_test_wallet_begin (wallet, &error);
  ImwVaultHeader header;

  g_assert_false (
      imw_session_show_words (wallet->session, attempt, wrong, &new_vault, &words, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (imw_session_set_policy (wallet->session, 60, &new_vault, &error));
  g_assert_true (imw_vault_parse (new_vault, &header, &error));
  g_assert_cmpuint (header.failures, ==, 1);
  g_assert_cmpuint (header.generation, ==, 2);
}

static void
change_password (ImwTestWallet *wallet, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret (from);
  g_autoptr (ImwSecret) new_password = imw_test_secret (to);
  guint64 attempt = imw_test_wallet_begin (wallet, &error);

  g_clear_pointer (&wallet->vault, g_bytes_unref);
  g_assert_true (imw_session_change_password (wallet->session, attempt, password, new_password,
                                              &wallet->vault, &error));
  g_assert_no_error (error);
}

static void
test_change_password (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) new_vault = NULL;

  change_password (wallet, IMW_TEST_PASSWORD, "another");
  g_assert_cmpuint (get_generation (wallet->vault), ==, 2);

  /* it stays unlocked, and what it seals from here on is under the new one */
  g_assert_true (imw_session_set_policy (wallet->session, 10, &new_vault, &error));
  g_bytes_unref (wallet->vault);
  wallet->vault = g_steal_pointer (&new_vault);
  g_assert_cmpuint (get_generation (wallet->vault), ==, 3);

  imw_session_lock (wallet->session);
  g_assert_false (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (imw_test_wallet_unlock (wallet, "another", NULL, &error));

  /* locked works too */
  imw_session_lock (wallet->session);
  change_password (wallet, "another", "third");
  g_assert_false (imw_session_get_unlocked (wallet->session));
  g_assert_true (imw_test_wallet_unlock (wallet, "third", NULL, &error));
}

static void
test_empty_passwords (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) empty = imw_test_secret ("");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt = imw_test_wallet_begin (wallet, &error);

  g_assert_false (
      imw_session_change_password (wallet->session, attempt, password, empty, &new_vault, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (
      imw_session_change_password (wallet->session, attempt, NULL, password, &new_vault, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  words = imw_session_generate (wallet->session, 12, IMW_BIP39_ENGLISH, &error);
  g_assert_no_error (error);
  g_assert_false (imw_session_create (wallet->session, "w", IMW_ENVIRONMENT_MAIN, empty, NULL,
                                      FALSE, 300, &new_vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_show_words (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) expected = imw_test_secret (IMW_TEST_WORDS);
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt = imw_test_wallet_begin (wallet, &error);

  /* locked or not, the password is what counts */
  imw_session_lock (wallet->session);
  g_assert_true (
      imw_session_show_words (wallet->session, attempt, password, &new_vault, &words, &error));
  g_assert_true (imw_secret_equal (words, expected));
  g_assert_false (imw_session_get_unlocked (wallet->session));
}

static void
test_generate (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwBip39List lists[] = { IMW_BIP39_ENGLISH, IMW_BIP39_CHINESE_SIMPLIFIED,
                                        IMW_BIP39_CHINESE_TRADITIONAL };

  for (guint32 n = 0; n <= 30; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) words = imw_session_generate (wallet->session, n, lists[n % 3], &error);

      if (n >= 12 && n <= 24 && n % 3 == 0)
        {
          g_autoptr (ImwSecret) data_key = NULL;
          g_autoptr (ImwSecret) password = imw_test_secret ("pw");
          g_autoptr (GBytes) vault = NULL;
          g_autoptr (GBytes) new_vault = NULL;
          g_autoptr (ImwSecret) shown = NULL;
          guint64 attempt;
          guint32 failures;

          g_assert_no_error (error);
          g_assert_true (imw_session_create (wallet->session, "g", IMW_ENVIRONMENT_MAIN, password,
                                             NULL, FALSE, 300, &vault, &data_key, &error));
          g_assert_true (imw_session_begin_attempt (wallet->session, vault, &attempt, &failures,
                                                    &new_vault, &error));
          g_clear_pointer (&new_vault, g_bytes_unref);
          g_assert_true (imw_session_show_words (wallet->session, attempt, password, &new_vault,
                                                 &shown, &error));
          g_assert_true (imw_secret_equal (words, shown));
        }
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_held_words_expire (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret)
      words = imw_session_generate (wallet->session, 12, IMW_BIP39_ENGLISH, &error);
  g_autoptr (ImwSecret) password = imw_test_secret ("pw");
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) vault = NULL;

  imw_clock_advance (wallet->clock, 10 * 60 * 1000);
  g_assert_false (imw_session_create (wallet->session, "w", IMW_ENVIRONMENT_MAIN, password, NULL,
                                      FALSE, 300, &vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_create_arguments (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret)
      words = imw_session_generate (wallet->session, 12, IMW_BIP39_ENGLISH, &error);
  g_autoptr (ImwSecret) password = imw_test_secret ("pw");
  g_autoptr (ImwSecret) long_passphrase = imw_secret_new_random (IMW_VAULT_PASSPHRASE_MAX + 1);
  g_autoptr (ImwSecret) no_text = imw_test_secret ("\xff");
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) vault = NULL;

  g_assert_false (imw_session_create (wallet->session, "no/id", IMW_ENVIRONMENT_MAIN, password,
                                      NULL, FALSE, 300, &vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_session_create (wallet->session, "w", IMW_ENVIRONMENT_MAIN, password,
                                      long_passphrase, FALSE, 300, &vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_session_create (wallet->session, "w", IMW_ENVIRONMENT_MAIN, password, no_text,
                                      FALSE, 300, &vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_session_create (wallet->session, "w", IMW_ENVIRONMENT_MAIN, password, NULL,
                                      FALSE, G_MAXUINT32, &vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  /* the words are still there for a second go, and gone after it */
  g_assert_true (imw_session_create (wallet->session, "w", IMW_ENVIRONMENT_MAIN, password, NULL,
                                     FALSE, 300, &vault, &data_key, &error));
  g_clear_pointer (&vault, g_bytes_unref);
  g_clear_pointer (&data_key, imw_secret_unref);
  g_assert_false (imw_session_create (wallet->session, "w2", IMW_ENVIRONMENT_MAIN, password, NULL,
                                      FALSE, 300, &vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_restore_bad (ImwTestWallet *wallet, gconstpointer data)
{
  static const char *const texts[] = {
    "", "abandon",
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
    "abandon",
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon xyzzy",
    "\xff\xff"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) words = imw_test_secret (texts[i]);
      ImwBip39List list;
      guint32      n_words;

      g_assert_false (imw_session_restore (wallet->session, words, &list, &n_words, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_assert_null (strstr (error->message, "xyzzy"));
    }
}

static void
test_passphrases (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = get_key (wallet, &error);
  g_autofree char *kept = NULL;
  g_autofree char *asked = NULL;

  imw_test_wallet_create (wallet, "a passphrase", FALSE, 300);
  imw_session_lock (wallet->session);
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  kept = get_key (wallet, &error);
  g_assert_cmpstr (plain, !=, kept);

  imw_test_wallet_create (wallet, "a passphrase", TRUE, 300);
  imw_session_lock (wallet->session);
  g_assert_false (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, "A passphrase", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (imw_session_get_unlocked (wallet->session));
  g_assert_false (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, "a passphrase", &error));
  asked = get_key (wallet, &error);
  g_assert_cmpstr (asked, ==, kept);
}

static void
test_floor (ImwTestWallet *wallet, gconstpointer data)
{
  const ImwSessionCost dear = { 1, 1024, 1024 };
  g_autoptr (ImwSession) strict = imw_session_new (wallet->clock, &dear);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt;
  guint32 failures;

  g_assert_false (
      imw_session_begin_attempt (strict, wallet->vault, &attempt, &failures, &new_vault, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

/* A second wallet takes the place of the first; the vault of one is not taken for that of the other. */
static void
test_two_wallets (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (ImwSecret) password = imw_test_secret ("other password");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) other = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  ImwVaultHeader header;

  words = imw_session_generate (wallet->session, 12, IMW_BIP39_ENGLISH, &error);
  g_signal_connect (wallet->session, "locked", G_CALLBACK (locked_cb), log);
  g_assert_true (imw_session_create (wallet->session, "other", IMW_ENVIRONMENT_MAIN, password, NULL,
                                     FALSE, 300, &other, &data_key, &error));
  g_assert_cmpstr (log->str, ==, "");

  /* a try for the first while the second is unlocked */
  change_password (wallet, IMW_TEST_PASSWORD, "pw");
  g_assert_true (imw_session_set_policy (wallet->session, 5, &new_vault, &error));
  g_assert_true (imw_vault_parse (new_vault, &header, &error));
  g_assert_cmpstr (header.wallet_id, ==, "other");
  g_assert_cmpint (header.environment, ==, IMW_ENVIRONMENT_MAIN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                   \
  g_test_add ("/signer/session/" name, ImwTestWallet, NULL, imw_test_wallet_set_up, func, \
              imw_test_wallet_tear_down)
  ADD ("lock", test_lock);
  ADD ("auto-lock", test_auto_lock);
  ADD ("never", test_never);
  ADD ("set-policy", test_set_policy);
  ADD ("policy-keeps-count", test_policy_keeps_count);
  ADD ("change-password", test_change_password);
  ADD ("empty-passwords", test_empty_passwords);
  ADD ("show-words", test_show_words);
  ADD ("generate", test_generate);
  ADD ("held-words-expire", test_held_words_expire);
  ADD ("create-arguments", test_create_arguments);
  ADD ("restore-bad", test_restore_bad);
  ADD ("passphrases", test_passphrases);
  ADD ("floor", test_floor);
  ADD ("two-wallets", test_two_wallets);
#undef ADD

  return g_test_run ();
}
