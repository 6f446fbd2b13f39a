/* imw-test-session.c: a session with a cheap password and a clock that stands still
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-session.h"

const ImwSessionCost imw_test_cost = { .argon2_ops = 1,
                                       .argon2_memory_kib = 64,
                                       .argon2_floor_kib = 64 };

/**
 * imw_test_wallet_restart:
 * @self: a wallet
 *
 * The process was killed; what is stored stays.
 */
void
imw_test_wallet_restart (ImwTestWallet *self)
{
  g_clear_object (&self->session);
  self->session = imw_session_new (self->clock, &imw_test_cost);
}

/**
 * imw_test_wallet_create:
 * @self: a wallet
 * @passphrase: (nullable): its passphrase
 * @ask_passphrase: whether it is asked for each time
 * @autolock_s: its policy
 *
 * Makes it anew from %IMW_TEST_WORDS, in the practice environment; unlocked afterwards.
 */
void
imw_test_wallet_create (ImwTestWallet *self,
                        const char    *passphrase,
                        gboolean       ask_passphrase,
                        guint32        autolock_s)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) words = imw_test_secret (IMW_TEST_WORDS);
  g_autoptr (ImwSecret) password = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) secret_passphrase = imw_test_secret (passphrase != NULL ? passphrase : "");
  g_autoptr (ImwSecret) data_key = NULL;
  ImwBip39List list;
  guint32      n_words;

  g_clear_pointer (&self->vault, g_bytes_unref);
  g_assert_true (imw_session_restore (self->session, words, &list, &n_words, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_words, ==, 12);
  g_assert_cmpint (list, ==, IMW_BIP39_ENGLISH);
  g_assert_true (imw_session_create (self->session, "wallet-1", IMW_ENVIRONMENT_PRACTICE, password,
                                     secret_passphrase, ask_passphrase, autolock_s, &self->vault,
                                     &data_key, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (imw_secret_get_length (data_key), ==, 32);
}

/**
 * imw_test_wallet_set_up:
 * @self: (out caller-allocates): a wallet
 * @environment: not used
 *
 * A fixture: made and unlocked.
 */
void
imw_test_wallet_set_up (ImwTestWallet *self, gconstpointer environment)
{
  self->clock = imw_clock_new_manual (IMW_TEST_WALL_MS, 1000000);
  self->session = imw_session_new (self->clock, &imw_test_cost);
  self->vault = NULL;
  imw_test_wallet_create (self, NULL, FALSE, 300);
}

/**
 * imw_test_wallet_tear_down:
 * @self: a wallet
 * @environment: not used
 *
 * Frees it.
 */
void
imw_test_wallet_tear_down (ImwTestWallet *self, gconstpointer environment)
{
  g_clear_object (&self->session);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->vault, g_bytes_unref);
}

/**
 * imw_test_wallet_begin:
 * @self: a wallet
 * @error: return location
 *
 * Stores what comes back, as the wallet must.
 *
 * Returns: the attempt, or 0
 */
guint64
imw_test_wallet_begin (ImwTestWallet *self, GError **error)
{
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt;
  guint32 failures;

  if (!imw_session_begin_attempt (self->session, self->vault, &attempt, &failures, &new_vault,
                                  error))
    return 0;

  g_bytes_unref (self->vault);
  self->vault = g_steal_pointer (&new_vault);

  return attempt;
}

/**
 * imw_test_wallet_unlock:
 * @self: a wallet
 * @password: what is typed
 * @passphrase: (nullable): what is typed
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with the errors of both steps
 */
gboolean
imw_test_wallet_unlock (ImwTestWallet *self,
                        const char    *password,
                        const char    *passphrase,
                        GError       **error)
{
  g_autoptr (ImwSecret) secret = imw_test_secret (password);
  g_autoptr (ImwSecret) secret_passphrase = imw_test_secret (passphrase != NULL ? passphrase : "");
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt = imw_test_wallet_begin (self, error);

  if (attempt == 0 || !imw_session_unlock (self->session, attempt, secret, secret_passphrase,
                                           &new_vault, &data_key, error))
    return FALSE;

  g_bytes_unref (self->vault);
  self->vault = g_steal_pointer (&new_vault);

  return TRUE;
}
