/* test-login.c: an account of a wallet proves itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-login.h"
#include "imw-test-world.h"

#include "imw-wallet-login.h"

#include "imw-error.h"

static GBytes *
sign (ImwWallet *wallet, ImwAccount *account, const ImwTestLogin *login, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };

  imw_wallet_sign_login_async (wallet, account, login->facts, login->challenge, NULL,
                               imw_test_wait_cb, &wait);

  return imw_wallet_sign_login_finish (wallet, imw_test_wait (&wait), error);
}

static void
assert_refused (ImwWallet *wallet, ImwAccount *account, const ImwTestLogin *login, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sign (wallet, account, login, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static void
test_login (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWalletService       *service = imw_test_world_open (world);
  const ImwStellarParams *params =
      imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL);
  ImwWallet       *wallet = NULL;
  ImwAccount      *account = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GPtrArray) logins = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  const ImwTestLogin *valid = NULL;

  g_assert_true (imw_wallet_service_set_network_enabled (service, "stellar", TRUE, &error));
  g_assert_no_error (error);
  wallet = imw_test_world_create (world);
  account = imw_wallet_find_account (wallet, "stellar");
  address = imw_test_receive (account, FALSE);
  logins = imw_test_login_list (params, address, g_get_real_time () / 1000);
  valid = imw_test_login_find (logins, "valid");

  answer = sign (wallet, account, valid, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (answer), >, g_bytes_get_size (valid->challenge));

  assert_refused (wallet, account, imw_test_login_find (logins, "bad_extra_op_payment"),
                  IMW_ERROR_REFUSED);
  assert_refused (wallet, imw_wallet_find_account (wallet, "bitcoin-84"), valid,
                  IMW_ERROR_NOT_SUPPORTED);
  imw_wallet_lock (wallet);
  assert_refused (wallet, account, valid, IMW_ERROR_LOCKED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/service/login", test_login);

  return g_test_run ();
}
