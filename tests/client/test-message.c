/* test-message.c: a message through the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-ethereum.h"
#include "imw-test-keys.h"
#include "imw-test-signer.h"

#include "imw-error.h"
#include "imw-ethereum-message.h"

#include <string.h>

typedef struct
{
  ImwSigner      *signer;
  ImwSignerAdmin *admin;
  GBytes         *vault;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->signer = imw_test_signer_new (NULL);
  fixture->admin = imw_signer_admin_new (fixture->signer);
  imw_test_restore (fixture->admin, IMW_TEST_WORDS);
  fixture->vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  imw_signer_close (fixture->signer);
  g_clear_object (&fixture->admin);
  g_clear_object (&fixture->signer);
  g_clear_pointer (&fixture->vault, g_bytes_unref);
}

static ImwDescription *
describe (Fixture *fixture, ImwMessageForm form, GBytes *message, guint64 *token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_signer_describe_message_async (fixture->signer, "ethereum", "ethereum", 1, form, message,
                                     NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);

  return imw_signer_describe_message_finish (fixture->signer, result, token, error);
}

static char *
sign (Fixture *fixture, guint64 token, const char *const *consents, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_signer_sign_message_async (fixture->signer, token, consents, NULL, imw_test_result_cb,
                                 &result);
  imw_test_wait (&result);

  return imw_signer_sign_message_finish (fixture->signer, result, error);
}

static char *
get_address (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  imw_signer_get_account_key_async (fixture->signer, "ethereum", "ethereum", 1, NULL,
                                    imw_test_result_cb, &result);
  imw_test_wait (&result);
  key = imw_signer_get_account_key_finish (fixture->signer, result, &error);
  g_assert_no_error (error);

  return g_strdup (strrchr (key, ']') + 1);
}

static void
check (Fixture *fixture, ImwMessageForm form, const char *text, const char *const *consents)
{
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  guint64 token;
  g_autoptr (ImwDescription) description = describe (fixture, form, message, &token, &error);
  g_autofree char *signature = NULL;
  g_autofree char *address = get_address (fixture);

  g_assert_no_error (error);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_MESSAGE);
  signature = sign (fixture, token, consents, &error);
  g_assert_no_error (error);
  g_assert_true (imw_ethereum_message_verify (address, form, message, signature, &error));
  g_assert_no_error (error);
  g_assert_null (sign (fixture, token, consents, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
test_sign (Fixture *fixture, gconstpointer data)
{
  static const char *const consents[] = { "message-is-payment", NULL };
  g_autofree char         *permit =
      imw_test_ethereum_permit (imw_test_ethereum_params (IMW_ENVIRONMENT_PRACTICE), "25000000");

  check (fixture, IMW_MESSAGE_TEXT, "Hello, 世界!", NULL);
  check (fixture, IMW_MESSAGE_TYPED_DATA, permit, consents);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *permit =
      imw_test_ethereum_permit (imw_test_ethereum_params (IMW_ENVIRONMENT_PRACTICE), "25000000");
  g_autoptr (GBytes) typed = g_bytes_new (permit, strlen (permit));
  g_autoptr (GBytes) preimage = g_bytes_new_static ("\x19\x01", 2);
  g_autofree char *much = g_strnfill (300 * 1024, ' ');
  g_autoptr (GBytes) large = g_bytes_new (much, 300 * 1024);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = NULL;
  guint64 token;

  g_assert_null (describe (fixture, IMW_MESSAGE_TEXT, preimage, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (describe (fixture, IMW_MESSAGE_TYPED_DATA, large, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  description = describe (fixture, IMW_MESSAGE_TYPED_DATA, typed, &token, &error);
  g_assert_no_error (error);
  g_assert_true (imw_description_has_warning (description, IMW_WARNING_MESSAGE_IS_PAYMENT));
  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 1);
  g_assert_null (sign (fixture, token, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

/* On the wire too, no token serves the other way. */
static void
test_crossed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) payment = imw_test_ethereum_payment (
      imw_test_ethereum_params (IMW_ENVIRONMENT_PRACTICE), 2, 0, IMW_TEST_ETHEREUM_TO, "1", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 token;
  g_autoptr (ImwDescription)
      description = describe (fixture, IMW_MESSAGE_TEXT, message, &token, &error);

  g_assert_no_error (error);
  imw_signer_sign_async (fixture->signer, token, NULL, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_null (imw_signer_sign_finish (fixture->signer, result, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  g_clear_object (&result);
  imw_signer_describe_async (fixture->signer, "ethereum", payment, NULL, imw_test_result_cb,
                             &result);
  imw_test_wait (&result);
  g_clear_pointer (&description, imw_description_unref);
  description = imw_signer_describe_finish (fixture->signer, result, &token, &error);
  g_assert_no_error (error);
  g_assert_null (sign (fixture, token, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/client/message/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("sign", test_sign);
  ADD ("refused", test_refused);
  ADD ("crossed", test_crossed);
#undef ADD

  return g_test_run ();
}
