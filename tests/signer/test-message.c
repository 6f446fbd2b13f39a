/* test-message.c: messages and payments are two ways that do not cross
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-ethereum.h"
#include "imw-test-session.h"

#include "imw-error.h"
#include "imw-ethereum-message.h"

#include <string.h>

static ImwDescription *
describe_message (ImwTestWallet *wallet,
                  const char    *form,
                  GBytes        *message,
                  guint64       *token,
                  GError       **error)
{
  *token = 0;

  return imw_session_describe_message (wallet->session, "ethereum", "ethereum", 0, form, message,
                                       token, error);
}

static guint64
describe (ImwTestWallet *wallet, const char *form, const char *text)
{
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  guint64 token;
  g_autoptr (ImwDescription) description = describe_message (wallet, form, message, &token, &error);

  g_assert_no_error (error);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_MESSAGE);
  g_assert_cmpuint (token, !=, 0);

  return token;
}

static guint64
describe_payment (ImwTestWallet *wallet)
{
  g_autoptr (GBytes)
      payment = imw_test_ethereum_payment (imw_test_ethereum_params (IMW_ENVIRONMENT_PRACTICE), 2,
                                           0, IMW_TEST_ETHEREUM_TO, "1000000000000000000", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = NULL;
  guint64 token = 0;

  description = imw_session_describe (wallet->session, "ethereum", payment, &token, &error);
  g_assert_no_error (error);

  return token;
}

static void
assert_not_signed (ImwTestWallet *wallet, guint64 token, const char *const *consents, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_session_sign_message (wallet->session, token, consents, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static void
assert_not_paid (ImwTestWallet *wallet, guint64 token, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_session_sign (wallet->session, token, NULL, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static void
test_sign (ImwTestWallet *wallet, gconstpointer data)
{
  static const char text[] = "I am who I say.";
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  guint64          token = describe (wallet, "text", text);
  g_autofree char *signature = imw_session_sign_message (wallet->session, token, NULL, &error);
  g_autofree char *key = NULL;

  g_assert_no_error (error);
  key = imw_session_dup_account_key (wallet->session, "ethereum", "ethereum", 0, &error);
  g_assert_no_error (error);
  g_assert_true (imw_ethereum_message_verify (strrchr (key, ']') + 1, IMW_MESSAGE_TEXT, message,
                                              signature, &error));
  g_assert_no_error (error);

  /* once */
  assert_not_signed (wallet, token, NULL, IMW_ERROR_REFUSED);
}

/* A token serves the call it was made for, and a try with the wrong one costs it. */
static void
test_tokens (ImwTestWallet *wallet, gconstpointer data)
{
  guint64 token;
  guint64 other;

  assert_not_signed (wallet, 0, NULL, IMW_ERROR_REFUSED);
  assert_not_signed (wallet, 1, NULL, IMW_ERROR_REFUSED);

  token = describe_payment (wallet);
  assert_not_signed (wallet, token, NULL, IMW_ERROR_REFUSED);
  assert_not_paid (wallet, token, IMW_ERROR_REFUSED);

  token = describe (wallet, "text", "hello");
  assert_not_paid (wallet, token, IMW_ERROR_REFUSED);
  assert_not_signed (wallet, token, NULL, IMW_ERROR_REFUSED);

  /* 0 is no token of the other way either */
  token = describe (wallet, "text", "hello");
  assert_not_paid (wallet, 0, IMW_ERROR_REFUSED);
  token = describe_payment (wallet);
  assert_not_signed (wallet, 0, NULL, IMW_ERROR_REFUSED);

  /* what is described next takes the place of what was described before */
  token = describe_payment (wallet);
  other = describe (wallet, "text", "hello");
  assert_not_paid (wallet, token, IMW_ERROR_REFUSED);
  assert_not_signed (wallet, other, NULL, IMW_ERROR_REFUSED);
  token = describe (wallet, "text", "hello");
  other = describe_payment (wallet);
  assert_not_signed (wallet, token, NULL, IMW_ERROR_REFUSED);
  assert_not_paid (wallet, other, IMW_ERROR_REFUSED);

  token = describe (wallet, "text", "hello");
  imw_clock_advance (wallet->clock, 300 * 1000);
  assert_not_signed (wallet, token, NULL, IMW_ERROR_LOCKED);
}

static void
test_consents (ImwTestWallet *wallet, gconstpointer data)
{
  static const char *const wrong[] = { "unknown-call", "yes", NULL };
  static const char *const right[] = { "message-is-payment", NULL };
  static const char *const both[] = { "message-is-payment", "unlimited-approval", NULL };
  static const char *const unreadable[] = { "message-unreadable", NULL };
  const ImwEthereumParams *practice = imw_test_ethereum_params (IMW_ENVIRONMENT_PRACTICE);
  g_autofree char         *permit = imw_test_ethereum_permit (practice, "25000000");
  g_autofree char         *unlimited = imw_test_ethereum_permit (
              practice, "115792089237316195423570985008687907853269984665640564039457584007913129639935");
  g_autofree char *of_main =
      imw_test_ethereum_permit (imw_test_ethereum_params (IMW_ENVIRONMENT_MAIN), "1");
  const struct
  {
    const char        *form;
    const char        *text;
    const char *const *consents;
    gboolean           done;
  } cases[] = {
    { "typed-data", permit, NULL, FALSE },
    { "typed-data", permit, wrong, FALSE },
    { "typed-data", permit, right, TRUE },
    { "typed-data", unlimited, right, FALSE },
    { "typed-data", unlimited, both, TRUE },
    { "typed-data", of_main, both, FALSE },
    { "text", "hidden\xe2\x80\x8b", NULL, FALSE },
    { "text", "hidden\xe2\x80\x8b", right, FALSE },
    { "text", "hidden\xe2\x80\x8b", unreadable, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 token = describe (wallet, cases[i].form, cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autofree char *signature =
          imw_session_sign_message (wallet->session, token, cases[i].consents, &error);

      g_assert_cmpint (signature != NULL, ==, cases[i].done);
      if (signature == NULL)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      assert_not_signed (wallet, token, both, IMW_ERROR_REFUSED);
    }
}

static void
assert_not_described (ImwTestWallet *wallet, const char *form, GBytes *message, int code)
{
  g_autoptr (GError) error = NULL;
  guint64 token;

  g_assert_null (describe_message (wallet, form, message, &token, &error));
  g_assert_error (error, IMW_ERROR, code);
  g_assert_cmpuint (token, ==, 0);
}

/* A payment, as it stands and without what is around it, goes the way of payments only. */
static void
test_payment_as_message (ImwTestWallet *wallet, gconstpointer data)
{
  const ImwEthereumParams *params = imw_test_ethereum_params (IMW_ENVIRONMENT_PRACTICE);

  for (guint8 type = 0; type <= 2; type++)
    {
      g_autoptr (GBytes)
          payment = imw_test_ethereum_payment (params, type, 0, IMW_TEST_ETHEREUM_TO, "1", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwEthereumUnsigned)
          parsed = imw_ethereum_unsigned_parse (params, payment, &error);
      g_autoptr (GBytes) bare = NULL;
      g_autoptr (GBytes) hash = NULL;
      guint8 sighash[32];

      g_assert_no_error (error);
      bare = imw_ethereum_tx_serialize_unsigned (parsed->tx);
      imw_ethereum_tx_get_sighash (parsed->tx, sighash);
      hash = g_bytes_new (sighash, sizeof sighash);
      assert_not_described (wallet, "text", bare, IMW_ERROR_REFUSED);
      assert_not_described (wallet, "text", hash, IMW_ERROR_REFUSED);
      assert_not_described (wallet, "typed-data", bare, IMW_ERROR_BAD_INPUT);
      assert_not_described (wallet, "typed-data", payment, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_bad_input (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) hello = g_bytes_new_static ("hello", 5);
  g_autoptr (GError) error = NULL;
  guint64 token;

  assert_not_described (wallet, "raw", hello, IMW_ERROR_BAD_INPUT);
  assert_not_described (wallet, "", hello, IMW_ERROR_BAD_INPUT);
  g_assert_null (imw_session_describe_message (wallet->session, "bitcoin", "bitcoin-84", 0, "text",
                                               hello, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (imw_session_describe_message (wallet->session, "dogecoin", "dogecoin", 0, "text",
                                               hello, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (imw_session_describe_message (wallet->session, "ethereum", "bitcoin-84", 0, "text",
                                               hello, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);

  imw_session_lock (wallet->session);
  assert_not_described (wallet, "text", hello, IMW_ERROR_LOCKED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                   \
  g_test_add ("/signer/message/" name, ImwTestWallet, NULL, imw_test_wallet_set_up, func, \
              imw_test_wallet_tear_down)
  ADD ("sign", test_sign);
  ADD ("tokens", test_tokens);
  ADD ("consents", test_consents);
  ADD ("payment-as-message", test_payment_as_message);
  ADD ("bad-input", test_bad_input);
#undef ADD

  return g_test_run ();
}
