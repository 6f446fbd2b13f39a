/* test-login.c: a login through the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-keys.h"
#include "imw-test-login.h"
#include "imw-test-signer.h"

#include "imw-error.h"

#include <string.h>

typedef struct
{
  ImwSigner      *signer;
  ImwSignerAdmin *admin;
  GBytes         *vault;
  char           *address;
  GPtrArray      *logins; /* (element-type ImwTestLogin) */
} Fixture;

static const ImwStellarParams *
get_params (void)
{
  return imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  fixture->signer = imw_test_signer_new (NULL);
  fixture->admin = imw_signer_admin_new (fixture->signer);
  imw_test_restore (fixture->admin, IMW_TEST_WORDS);
  fixture->vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);

  imw_signer_get_account_key_async (fixture->signer, "stellar", "stellar", 2, NULL,
                                    imw_test_result_cb, &result);
  imw_test_wait (&result);
  key = imw_signer_get_account_key_finish (fixture->signer, result, &error);
  g_assert_no_error (error);
  fixture->address = g_strdup (strrchr (key, ']') + 1);
  fixture->logins =
      imw_test_login_list (get_params (), fixture->address, g_get_real_time () / 1000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  imw_signer_close (fixture->signer);
  g_clear_object (&fixture->admin);
  g_clear_object (&fixture->signer);
  g_clear_pointer (&fixture->vault, g_bytes_unref);
  g_clear_pointer (&fixture->address, g_free);
  g_clear_pointer (&fixture->logins, g_ptr_array_unref);
}

static GBytes *
sign (Fixture *fixture, const ImwLoginFacts *facts, GBytes *challenge, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_signer_sign_login_async (fixture->signer, "stellar", "stellar", 2, facts, challenge, NULL,
                               imw_test_result_cb, &result);
  imw_test_wait (&result);

  return imw_signer_sign_login_finish (fixture->signer, result, error);
}

static void
test_set (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->logins->len; i++)
    {
      const ImwTestLogin *login = g_ptr_array_index (fixture->logins, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = sign (fixture, login->facts, login->challenge, &error);
      g_autoptr (ImwStellarEnvelope) envelope = NULL;
      guint8 key[IMW_STELLAR_KEY_SIZE];

      g_test_message ("%s", login->name);
      if (!login->valid)
        {
          g_assert_null (answer);
          g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
          continue;
        }
      g_assert_no_error (error);
      envelope = imw_stellar_envelope_parse (g_bytes_get_data (answer, NULL),
                                             g_bytes_get_size (answer), &error);
      g_assert_no_error (error);
      g_assert_true (imw_stellar_key_parse (fixture->address, key, &error));
      g_assert_true (
          imw_stellar_envelope_is_signed_by (envelope, get_params ()->network_id, key));
    }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const ImwTestLogin *login = imw_test_login_find (fixture->logins, "valid");
  g_autofree char    *much = g_strnfill (17 * 1024, 'A');
  g_autoptr (GBytes) large = g_bytes_new (much, 17 * 1024);
  g_autoptr (GBytes) payment = imw_test_login_wrap (
      get_params (), imw_test_stellar_tx (fixture->address, 9, g_get_real_time () / 1000));
  g_autoptr (ImwLoginFacts) facts = imw_login_facts_copy (login->facts);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (sign (fixture, login->facts, payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (sign (fixture, login->facts, large, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  g_free (facts->home_domain);
  facts->home_domain = g_strdup ("another.example");
  g_assert_null (sign (fixture, facts, login->challenge, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  imw_signer_lock_async (fixture->signer, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (imw_signer_lock_finish (fixture->signer, result, &error));
  g_assert_null (sign (fixture, login->facts, login->challenge, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
}

static void
test_rate (Fixture *fixture, gconstpointer data)
{
  const ImwTestLogin *login = imw_test_login_find (fixture->logins, "bad_not_signed");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_clear_error (&error);
      g_assert_null (sign (fixture, login->facts, login->challenge, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
    }
  g_clear_error (&error);
  g_assert_null (sign (fixture, login->facts, login->challenge, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_cmpint (imw_signer_error_wait_ms (error), >, 0);
  g_assert_cmpint (imw_signer_error_wait_ms (error), <=, 60 * 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/client/login/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("set", test_set);
  ADD ("refused", test_refused);
  ADD ("rate", test_rate);
#undef ADD

  return g_test_run ();
}
