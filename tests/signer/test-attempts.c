/* test-attempts.c: what wrong passwords cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-session.h"

#include "imw-attempts.h"
#include "imw-error.h"

#include <string.h>

static guint32
get_failures (GBytes *vault, gint64 *not_before_ms)
{
  ImwVaultHeader header;

  g_assert_true (imw_vault_parse (vault, &header, NULL));
  if (not_before_ms != NULL)
    *not_before_ms = header.not_before_ms;

  return header.failures;
}

static void
assert_wait (ImwTestWallet *wallet, gint64 wait_ms)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mark = g_strdup_printf (" wait_ms=%" G_GINT64_FORMAT, wait_ms);

  g_assert_cmpuint (imw_test_wallet_begin (wallet, &error), ==, 0);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_true (g_str_has_suffix (error->message, mark));
}

static void
fail_once (ImwTestWallet *wallet)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (imw_test_wallet_unlock (wallet, "wrong", NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
}

static void
test_delays (void)
{
  static const gint64 expected_s[] = { 0, 0, 0, 0, 5, 15, 60, 300, 900, 3600, 3600, 3600 };

  for (guint32 i = 0; i < G_N_ELEMENTS (expected_s); i++)
    g_assert_cmpint (imw_attempts_delay_ms (i), ==, expected_s[i] * 1000);
  g_assert_cmpint (imw_attempts_delay_ms (G_MAXUINT32), ==, 3600 * 1000);
}

static void
test_growing (ImwTestWallet *wallet, gconstpointer data)
{
  static const gint64 waits_ms[] = { 5000, 15000, 60000, 300000, 900000, 3600000, 3600000 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    fail_once (wallet);
  for (guint i = 0; i < G_N_ELEMENTS (waits_ms); i++)
    {
      fail_once (wallet);
      assert_wait (wallet, waits_ms[i]);
      imw_clock_advance (wallet->clock, waits_ms[i] - 1);
      assert_wait (wallet, 1);
      imw_clock_advance (wallet->clock, 1);
    }

  /* the right one forgives all */
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_failures (wallet->vault, NULL), ==, 0);
  for (guint i = 0; i < 3; i++)
    fail_once (wallet);
  g_assert_cmpuint (imw_test_wallet_begin (wallet, &error), !=, 0);
}

/* The count is written before the password is tried: a process that is killed in between has used its try. */
static void
test_killed (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 4; i++)
    {
      g_assert_cmpuint (imw_test_wallet_begin (wallet, &error), !=, 0);
      g_assert_cmpuint (get_failures (wallet->vault, NULL), ==, i);
      imw_test_wallet_restart (wallet);
    }
  assert_wait (wallet, 5000);
}

/* What was asked for before: the number of failures before this try. */
static void
test_failures_out (ImwTestWallet *wallet, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) new_vault = NULL;
      guint64 attempt;
      guint32 failures;

      g_assert_true (imw_session_begin_attempt (wallet->session, wallet->vault, &attempt, &failures,
                                                &new_vault, &error));
      g_assert_cmpuint (failures, ==, i);
      g_clear_pointer (&wallet->vault, g_bytes_unref);
      wallet->vault = g_bytes_ref (new_vault);
    }
}

/* The copy from before the failures, given to the same process. */
static void
test_old_copy (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) old_vault = g_bytes_ref (wallet->vault);

  for (guint i = 0; i < 4; i++)
    {
      fail_once (wallet);
      g_bytes_unref (wallet->vault);
      wallet->vault = g_bytes_ref (old_vault);
    }
  assert_wait (wallet, 5000);
  imw_clock_advance (wallet->clock, 5000);
  fail_once (wallet);
  g_assert_cmpuint (get_failures (wallet->vault, NULL), ==, 5);
}

static void
test_clock_moved (ImwTestWallet *wallet, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    fail_once (wallet);

  /* forward: boot time holds in this process */
  imw_clock_set_wall_ms (wallet->clock, IMW_TEST_WALL_MS + 24 * 3600 * 1000);
  assert_wait (wallet, 5000);

  /* back: the wait is never longer than the count is worth */
  imw_clock_set_wall_ms (wallet->clock,
                         IMW_TEST_WALL_MS - G_GINT64_CONSTANT (1000) * 24 * 3600 * 1000);
  assert_wait (wallet, 5000);
  imw_test_wallet_restart (wallet);
  assert_wait (wallet, 5000);

  /* back to before the vault was made, and then on: in this process boot time had run */
  imw_clock_set_wall_ms (wallet->clock, 0);
  assert_wait (wallet, 5000);
}

/* A new process with the clock as it was: the vault holds. */
static void
test_wall_holds (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 not_before_ms;

  for (guint i = 0; i < 4; i++)
    fail_once (wallet);
  g_assert_cmpuint (get_failures (wallet->vault, &not_before_ms), ==, 4);
  g_assert_cmpint (not_before_ms, ==, IMW_TEST_WALL_MS + 5000);
  imw_test_wallet_restart (wallet);
  assert_wait (wallet, 5000);
  imw_clock_advance (wallet->clock, 5000);
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
}

static void
test_attempt_serves_once (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) wrong = imw_test_secret ("wrong");
  g_autoptr (ImwSecret) right = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 first, second;

  g_assert_false (
      imw_session_unlock (wallet->session, 0, right, NULL, &new_vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (
      imw_session_unlock (wallet->session, 17, right, NULL, &new_vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  first = imw_test_wallet_begin (wallet, &error);
  g_assert_false (
      imw_session_unlock (wallet->session, first, wrong, NULL, &new_vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (
      imw_session_unlock (wallet->session, first, right, NULL, &new_vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* the second begun one is the only one */
  first = imw_test_wallet_begin (wallet, &error);
  second = imw_test_wallet_begin (wallet, &error);
  g_assert_cmpuint (first, !=, second);
  g_assert_false (
      imw_session_unlock (wallet->session, first, right, NULL, &new_vault, &data_key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (
      imw_session_unlock (wallet->session, second, right, NULL, &new_vault, &data_key, &error));
}

/* Many ids neither push the counts of one out nor grow without end. */
static void
test_many_names (void)
{
  g_autoptr (ImwClock) clock = imw_clock_new_manual (IMW_TEST_WALL_MS, 0);
  g_autoptr (ImwAttempts) attempts = imw_attempts_new (clock);
  guint32 failures;
  gint64  not_before_ms;
  guint   n_taken = 0;

  for (guint i = 0; i < 4; i++)
    g_assert_true (imw_attempts_begin (attempts, "mine", 0, 0, &failures, &not_before_ms, NULL));
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("w%u", i);

      if (imw_attempts_begin (attempts, name, 0, 0, &failures, &not_before_ms, &error))
        n_taken++;
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BUSY);
    }
  g_assert_cmpuint (n_taken, ==, 63);

  {
    g_autoptr (GError) error = NULL;

    g_assert_false (imw_attempts_begin (attempts, "mine", 0, 0, &failures, &not_before_ms, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  }
  imw_attempts_forgive (attempts, "nobody");
}

static void
test_highest_count (void)
{
  g_autoptr (ImwClock) clock = imw_clock_new_manual (IMW_TEST_WALL_MS, 0);
  g_autoptr (ImwAttempts) attempts = imw_attempts_new (clock);
  g_autoptr (GError) error = NULL;
  guint32 failures;
  gint64  not_before_ms;

  g_assert_true (
      imw_attempts_begin (attempts, "w", G_MAXUINT32, 0, &failures, &not_before_ms, &error));
  g_assert_cmpuint (failures, ==, G_MAXUINT32);
  g_assert_cmpint (not_before_ms, ==, IMW_TEST_WALL_MS + 3600 * 1000);

  /* a time out of the world waits as long as the count says */
  g_assert_false (
      imw_attempts_begin (attempts, "v", 4, G_MAXINT64, &failures, &not_before_ms, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_true (g_str_has_suffix (error->message, "wait_ms=5000"));
  g_clear_error (&error);
  g_assert_true (
      imw_attempts_begin (attempts, "u", 0, G_MININT64, &failures, &not_before_ms, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                    \
  g_test_add ("/signer/attempts/" name, ImwTestWallet, NULL, imw_test_wallet_set_up, func, \
              imw_test_wallet_tear_down)
  g_test_add_func ("/signer/attempts/delays", test_delays);
  ADD ("growing", test_growing);
  ADD ("killed", test_killed);
  ADD ("failures-out", test_failures_out);
  ADD ("old-copy", test_old_copy);
  ADD ("clock-moved", test_clock_moved);
  ADD ("wall-holds", test_wall_holds);
  ADD ("attempt-serves-once", test_attempt_serves_once);
  g_test_add_func ("/signer/attempts/many-names", test_many_names);
  g_test_add_func ("/signer/attempts/highest-count", test_highest_count);
#undef ADD

  return g_test_run ();
}
