/* test-login.c: an account proves itself, and nothing else is signed that way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-login.h"
#include "imw-test-session.h"

#include "imw-error.h"
#include "imw-stellar-unsigned.h"

#include <string.h>

static const ImwStellarParams *
get_params (void)
{
  return imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL);
}

static char *
dup_address (ImwTestWallet *wallet)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key =
      imw_session_dup_account_key (wallet->session, "stellar", "stellar", 0, &error);

  g_assert_no_error (error);

  return g_strdup (strrchr (key, ']') + 1);
}

static GPtrArray *
list_logins (ImwTestWallet *wallet)
{
  g_autofree char *address = dup_address (wallet);

  return imw_test_login_list (get_params (), address, imw_clock_get_wall_ms (wallet->clock));
}

static GBytes *
sign (ImwTestWallet *wallet, const char *chain, const ImwTestLogin *login, GError **error)
{
  return imw_session_sign_login (wallet->session, chain, chain, 0, login->facts, login->challenge,
                                 error);
}

static void
assert_refused (ImwTestWallet *wallet, const char *chain, const ImwTestLogin *login, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sign (wallet, chain, login, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static void
test_set (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GPtrArray) logins = list_logins (wallet);

  g_assert_cmpuint (logins->len, ==, 25);
  for (guint i = 0; i < logins->len; i++)
    {
      const ImwTestLogin *login = g_ptr_array_index (logins, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = NULL;

      g_test_message ("%s", login->name);
      if (!login->valid)
        {
          assert_refused (wallet, "stellar", login, IMW_ERROR_REFUSED);
          continue;
        }
      answer = sign (wallet, "stellar", login, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (answer), >, g_bytes_get_size (login->challenge));
    }
}

/* The session's own clock counts, and only while there are keys. */
static void
test_time (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GPtrArray) logins = list_logins (wallet);
  const ImwTestLogin *login = imw_test_login_find (logins, "valid");
  gint64              wall_ms = imw_clock_get_wall_ms (wallet->clock);

  imw_clock_set_wall_ms (wallet->clock, wall_ms + 2 * 3600 * 1000);
  assert_refused (wallet, "stellar", login, IMW_ERROR_REFUSED);
  imw_clock_set_wall_ms (wallet->clock, wall_ms - 2 * 3600 * 1000);
  assert_refused (wallet, "stellar", login, IMW_ERROR_REFUSED);
  imw_clock_set_wall_ms (wallet->clock, wall_ms);

  imw_session_lock (wallet->session);
  assert_refused (wallet, "stellar", login, IMW_ERROR_LOCKED);
}

static void
test_rate (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GPtrArray) logins = list_logins (wallet);
  const ImwTestLogin *login = imw_test_login_find (logins, "valid");

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = sign (wallet, "stellar", login, &error);

      g_assert_no_error (error);
      g_assert_nonnull (answer);
    }
  assert_refused (wallet, "stellar", login, IMW_ERROR_RATE_LIMITED);
  imw_clock_advance (wallet->clock, 59 * 1000);
  assert_refused (wallet, "stellar", login, IMW_ERROR_RATE_LIMITED);
  imw_clock_advance (wallet->clock, 1000);
  g_clear_pointer (&logins, g_ptr_array_unref);
  logins = list_logins (wallet);
  assert_refused (wallet, "stellar", imw_test_login_find (logins, "bad_expired"),
                  IMW_ERROR_REFUSED);
}

static void
test_other_networks (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GPtrArray) logins = list_logins (wallet);
  const ImwTestLogin *login = imw_test_login_find (logins, "valid");

  assert_refused (wallet, "bitcoin", login, IMW_ERROR_NOT_SUPPORTED);
  assert_refused (wallet, "ethereum", login, IMW_ERROR_NOT_SUPPORTED);
  assert_refused (wallet, "nowhere", login, IMW_ERROR_NOT_SUPPORTED);
}

/* A payment sent as a login, a login sent as a payment; and a login leaves a payment that is described alone. */
static void
test_crossed (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GPtrArray) logins = list_logins (wallet);
  const ImwTestLogin *login = imw_test_login_find (logins, "valid");
  g_autofree char    *address = dup_address (wallet);
  gint64              wall_ms = imw_clock_get_wall_ms (wallet->clock);
  g_autoptr (ImwStellarUnsigned)
      payment = imw_stellar_unsigned_new (0, imw_test_stellar_tx (address, 5, wall_ms));
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (ImwStellarUnsigned) dressed = NULL;
  g_autoptr (GBytes) payment_bytes = imw_stellar_unsigned_serialize (payment);
  g_autoptr (GBytes) dressed_bytes = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = NULL;
  ImwTestLogin as_login = { NULL, FALSE, login->facts, payment_bytes };
  guint64      token = 0;

  assert_refused (wallet, "stellar", &as_login, IMW_ERROR_BAD_INPUT);

  envelope = imw_stellar_envelope_parse (g_bytes_get_data (login->challenge, NULL),
                                         g_bytes_get_size (login->challenge), &error);
  g_assert_no_error (error);
  g_array_set_size (envelope->signatures, 0);
  dressed = imw_stellar_unsigned_new (0, g_steal_pointer (&envelope->tx));
  dressed_bytes = imw_stellar_unsigned_serialize (dressed);
  g_assert_null (
      imw_session_describe (wallet->session, "stellar", dressed_bytes, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (
      imw_session_describe (wallet->session, "stellar", login->challenge, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  description = imw_session_describe (wallet->session, "stellar", payment_bytes, &token, &error);
  g_assert_no_error (error);
  answer = sign (wallet, "stellar", login, &error);
  g_assert_no_error (error);
  g_clear_pointer (&answer, g_bytes_unref);
  answer = imw_session_sign (wallet->session, token, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                 \
  g_test_add ("/signer/login/" name, ImwTestWallet,                                     \
              GINT_TO_POINTER (IMW_ENVIRONMENT_PRACTICE), imw_test_wallet_set_up, func, \
              imw_test_wallet_tear_down)
  ADD ("set", test_set);
  ADD ("time", test_time);
  ADD ("rate", test_rate);
  ADD ("other-networks", test_other_networks);
  ADD ("crossed", test_crossed);
#undef ADD

  return g_test_run ();
}
