/* test-signer.c: the calls, to a real process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-signer.h"

#include "imw-error.h"

#include <string.h>

#define WORDS \
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

typedef struct
{
  ImwSigner      *signer;
  ImwSignerAdmin *admin;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->signer = imw_test_signer_new (NULL);
  fixture->admin = imw_signer_admin_new (fixture->signer);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  imw_signer_close (fixture->signer);
  g_clear_object (&fixture->admin);
  g_clear_object (&fixture->signer);
}

static char *
get_account_key (ImwSigner *signer, const char *kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_signer_get_account_key_async (signer, "bitcoin", kind, 0, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);

  return imw_signer_get_account_key_finish (signer, result, error);
}

static gboolean
get_unlocked (ImwSigner *signer, guint *left_s, guint *autolock_s)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean unlocked = FALSE;

  imw_signer_get_state_async (signer, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (
      imw_signer_get_state_finish (signer, result, &unlocked, left_s, autolock_s, &error));

  return unlocked;
}

static void
lock (ImwSigner *signer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  imw_signer_lock_async (signer, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (imw_signer_lock_finish (signer, result, &error));
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autofree char *key = NULL;
  g_autofree char *again = NULL;
  guint            left_s, autolock_s;

  g_assert_true (imw_signer_get_alive (fixture->signer));
  g_assert_false (get_unlocked (fixture->signer, &left_s, &autolock_s));
  g_assert_cmpuint (left_s, ==, 0);
  g_assert_null (get_account_key (fixture->signer, "bitcoin-84", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);

  imw_test_restore (fixture->admin, WORDS);
  vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_MAIN, 300);
  g_assert_true (get_unlocked (fixture->signer, &left_s, &autolock_s));
  g_assert_cmpuint (autolock_s, ==, 300);
  g_assert_cmpuint (left_s, >, 290);
  key = get_account_key (fixture->signer, "bitcoin-84", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (key, "[73c5da0a/84'/0'/0']xpub"));

  imw_signer_touch (fixture->signer);
  imw_signer_touch (fixture->signer);
  lock (fixture->signer);
  g_assert_false (get_unlocked (fixture->signer, NULL, NULL));

  g_assert_true (imw_test_unlock (fixture->signer, &vault, IMW_TEST_PASSWORD, &error));
  again = get_account_key (fixture->signer, "bitcoin-84", &error);
  g_assert_cmpstr (key, ==, again);
  g_assert_null (get_account_key (fixture->signer, "bitcoin-49", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_wrong_passwords (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) old_vault = NULL;
  g_autoptr (GError) error = NULL;
  gint64 wait_ms;

  imw_test_restore (fixture->admin, WORDS);
  vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
  old_vault = g_bytes_ref (vault);
  lock (fixture->signer);

  for (guint i = 0; i < 4; i++)
    {
      g_assert_false (imw_test_unlock (fixture->signer, &vault, "wrong", &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
      g_assert_cmpint (imw_signer_error_wait_ms (error), ==, 0);
      g_clear_error (&error);
    }

  g_assert_false (imw_test_unlock (fixture->signer, &vault, IMW_TEST_PASSWORD, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  wait_ms = imw_signer_error_wait_ms (error);
  g_assert_cmpint (wait_ms, >, 3000);
  g_assert_cmpint (wait_ms, <=, 5000);
  g_clear_error (&error);

  /* the copy from before is not forgiven either */
  g_assert_false (imw_test_unlock (fixture->signer, &old_vault, IMW_TEST_PASSWORD, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
}

static void
locked_cb (ImwSigner *signer, const char *reason, char **kept)
{
  *kept = g_strdup (reason);
}

static void
test_auto_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  g_signal_connect (fixture->signer, "locked", G_CALLBACK (locked_cb), &reason);
  imw_test_restore (fixture->admin, WORDS);
  vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 1);
  while (reason == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpstr (reason, ==, "timeout");
  g_assert_null (get_account_key (fixture->signer, "bitcoin-84", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwSecret) shown = NULL;
  g_autoptr (ImwSecret) password = imw_test_text (IMW_TEST_PASSWORD);
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt;

  imw_signer_admin_generate_async (fixture->admin, 24, IMW_BIP39_CHINESE_SIMPLIFIED, NULL,
                                   imw_test_result_cb, &result);
  imw_test_wait (&result);
  words = imw_signer_admin_generate_finish (fixture->admin, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  vault = imw_test_create (fixture->admin, "w2", IMW_ENVIRONMENT_PRACTICE, 0);
  attempt = imw_test_begin (fixture->signer, &vault, &error);
  g_assert_cmpuint (attempt, !=, 0);
  imw_signer_admin_show_words_async (fixture->admin, attempt, password, NULL, imw_test_result_cb,
                                     &result);
  imw_test_wait (&result);
  g_assert_true (
      imw_signer_admin_show_words_finish (fixture->admin, result, &new_vault, &shown, &error));
  g_assert_true (imw_secret_equal (words, shown));
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_text (IMW_TEST_PASSWORD);

  imw_test_restore (fixture->admin, WORDS);
  imw_signer_admin_forget (fixture->admin);
  imw_signer_admin_create_async (fixture->admin, "w1", IMW_ENVIRONMENT_MAIN, password, NULL, FALSE,
                                 300, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_false (imw_signer_admin_create_finish (fixture->admin, result, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_bad_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) words = imw_test_text ("abandon abandon");

  imw_signer_admin_restore_async (fixture->admin, words, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_false (imw_signer_admin_restore_finish (fixture->admin, result, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
change_password (Fixture *fixture, GBytes **vault, const char *from, const char *to)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_text (from);
  g_autoptr (ImwSecret) new_password = imw_test_text (to);
  guint64 attempt = imw_test_begin (fixture->signer, vault, &error);

  imw_signer_admin_change_password_async (fixture->admin, attempt, password, new_password, NULL,
                                          imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_clear_pointer (vault, g_bytes_unref);
  g_assert_true (imw_signer_admin_change_password_finish (fixture->admin, result, vault, &error));
}

static void
test_change_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) vault = NULL;
  guint autolock_s;

  imw_test_restore (fixture->admin, WORDS);
  vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
  change_password (fixture, &vault, IMW_TEST_PASSWORD, "new one");

  imw_signer_admin_set_policy_async (fixture->admin, 77, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_clear_pointer (&vault, g_bytes_unref);
  g_assert_true (imw_signer_admin_set_policy_finish (fixture->admin, result, &vault, &error));

  lock (fixture->signer);
  g_assert_false (imw_test_unlock (fixture->signer, &vault, IMW_TEST_PASSWORD, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (imw_test_unlock (fixture->signer, &vault, "new one", &error));
  g_assert_true (get_unlocked (fixture->signer, NULL, &autolock_s));
  g_assert_cmpuint (autolock_s, ==, 77);
}

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_text (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (3 * 1024 * 1024), 3 * 1024 * 1024);
  g_autoptr (GBytes) found = NULL;
  g_autoptr (ImwSigner) other = imw_test_signer_new (NULL);
  g_autoptr (ImwSignerAdmin) other_admin = imw_signer_admin_new (other);
  guint64 attempt;

  imw_test_restore (fixture->admin, WORDS);
  vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_TEST, 300);
  attempt = imw_test_begin (fixture->signer, &vault, &error);
  imw_signer_admin_export_backup_async (fixture->admin, attempt, password, payload, NULL,
                                        imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (
      imw_signer_admin_export_backup_finish (fixture->admin, result, &new_vault, &backup, &error));
  g_clear_object (&result);
  g_clear_pointer (&new_vault, g_bytes_unref);

  imw_signer_admin_import_backup_async (other_admin, backup, password, "w-new",
                                        IMW_ENVIRONMENT_TEST, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (imw_signer_admin_import_backup_finish (other_admin, result, &new_vault, &data_key,
                                                        &found, &error));
  g_assert_true (g_bytes_equal (payload, found));
  g_assert_nonnull (data_key);
  g_assert_true (get_unlocked (other, NULL, NULL));
}

static void
test_sign_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) described = NULL;
  g_autoptr (GAsyncResult) signed_result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) junk = g_bytes_new_static ("psbt\xff junk", 10);
  guint64 token;

  imw_test_restore (fixture->admin, WORDS);
  vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
  imw_signer_describe_async (fixture->signer, "bitcoin", junk, NULL, imw_test_result_cb,
                             &described);
  imw_test_wait (&described);
  g_assert_null (imw_signer_describe_finish (fixture->signer, described, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  imw_signer_sign_async (fixture->signer, 12345, NULL, NULL, imw_test_result_cb, &signed_result);
  imw_test_wait (&signed_result);
  g_assert_null (imw_signer_sign_finish (fixture->signer, signed_result, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/client/signer/life", test_life);
  ADD ("/client/signer/wrong-passwords", test_wrong_passwords);
  ADD ("/client/signer/auto-lock", test_auto_lock);
  ADD ("/client/signer/words", test_words);
  ADD ("/client/signer/forget", test_forget);
  ADD ("/client/signer/bad-words", test_bad_words);
  ADD ("/client/signer/change-password", test_change_password);
  ADD ("/client/signer/backup", test_backup);
  ADD ("/client/signer/sign-nothing", test_sign_nothing);
#undef ADD

  return g_test_run ();
}
