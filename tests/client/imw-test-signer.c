/* imw-test-signer.c: a real signer process for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-signer.h"

#include <string.h>

/**
 * imw_test_result_cb:
 * @object: (nullable): who answered
 * @result: the answer
 * @user_data: a `GAsyncResult **`
 *
 * Keeps the answer for imw_test_wait().
 */
void
imw_test_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/**
 * imw_test_wait:
 * @result: where imw_test_result_cb() keeps it
 *
 * Runs the main context until the answer is there.
 */
void
imw_test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * imw_test_signer_new:
 * @path: (nullable): the program
 *
 * Returns: (transfer full): a running signer
 */
ImwSigner *
imw_test_signer_new (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ImwSigner *signer;

  imw_signer_new_async (path, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  signer = imw_signer_new_finish (result, &error);
  g_assert_no_error (error);

  return signer;
}

/**
 * imw_test_text:
 * @text: no secret at all
 *
 * Returns: (transfer full): its bytes
 */
ImwSecret *
imw_test_text (const char *text)
{
  return imw_secret_new ((const guint8 *) text, strlen (text));
}

/**
 * imw_test_restore:
 * @admin: the second connection
 * @words: published words
 *
 * Has the signer hold them.
 */
void
imw_test_restore (ImwSignerAdmin *admin, const char *words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) secret = imw_test_text (words);

  imw_signer_admin_restore_async (admin, secret, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (imw_signer_admin_restore_finish (admin, result, NULL, NULL, &error));
  g_assert_no_error (error);
}

/**
 * imw_test_create:
 * @admin: the second connection of a signer that holds words
 * @wallet_id: the new wallet's id
 * @environment: its environment
 * @autolock_s: its policy
 *
 * Returns: (transfer full): the first vault, with the password %IMW_TEST_PASSWORD
 */
GBytes *
imw_test_create (ImwSignerAdmin *admin,
                 const char     *wallet_id,
                 ImwEnvironment  environment,
                 guint           autolock_s)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_text (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) data_key = NULL;
  GBytes *vault = NULL;

  imw_signer_admin_create_async (admin, wallet_id, environment, password, NULL, FALSE, autolock_s,
                                 NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_true (imw_signer_admin_create_finish (admin, result, &vault, &data_key, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (imw_secret_get_length (data_key), ==, 32);

  return vault;
}

/**
 * imw_test_begin:
 * @signer: a signer
 * @vault: (inout): as it is stored
 * @error: return location
 *
 * Returns: the attempt, or 0
 */
guint64
imw_test_begin (ImwSigner *signer, GBytes **vault, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt = 0;

  imw_signer_begin_attempt_async (signer, *vault, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  if (!imw_signer_begin_attempt_finish (signer, result, &attempt, NULL, &new_vault, error))
    return 0;

  g_bytes_unref (*vault);
  *vault = g_steal_pointer (&new_vault);

  return attempt;
}

/**
 * imw_test_unlock:
 * @signer: a signer
 * @vault: (inout): as it is stored
 * @password: a password
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with the errors of both steps
 */
gboolean
imw_test_unlock (ImwSigner *signer, GBytes **vault, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwSecret) secret = imw_test_text (password);
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  guint64 attempt = imw_test_begin (signer, vault, error);

  if (attempt == 0)
    return FALSE;

  imw_signer_unlock_async (signer, attempt, secret, NULL, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  if (!imw_signer_unlock_finish (signer, result, &new_vault, &data_key, error))
    return FALSE;

  g_bytes_unref (*vault);
  *vault = g_steal_pointer (&new_vault);

  return TRUE;
}
