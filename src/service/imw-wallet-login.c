/* imw-wallet-login.c: an account of a wallet proves itself to a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-login"

#include "config.h"

#include "imw-wallet-login.h"

#include "imw-wallet-private.h"

#include "imw-error.h"

static void
login_signed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *answer = imw_signer_sign_login_finish (IMW_SIGNER (object), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * imw_wallet_sign_login_async:
 * @self: an unlocked wallet
 * @account: which of its accounts proves itself
 * @facts: what the provider was asked for
 * @challenge: what it sent, as XDR
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer check a provider's challenge and sign it (SEP-10). It does not count as activity: the time until the
 * wallet locks itself goes on.
 */
void
imw_wallet_sign_login_async (ImwWallet           *self,
                             ImwAccount          *account,
                             const ImwLoginFacts *facts,
                             GBytes              *challenge,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwChain             *chain = NULL;
  const ImwAccountKind *kind = NULL;
  guint32               number = 0;
  GError               *error = NULL;
  ImwSigner            *signer = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_ACCOUNT (account));
  g_return_if_fail (facts != NULL && challenge != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_sign_login_async);

  chain = imw_account_get_chain (account);
  if (!imw_chain_has (chain, IMW_CHAIN_HAS_LOGIN))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "accounts of this network prove themselves to nobody");
      return;
    }

  signer = imw_wallet_get_signer (self);
  if (signer == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  kind = imw_chain_parse_account_id (chain, imw_account_get_id (account), &number, &error);
  if (kind == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_signer_sign_login_async (signer, imw_chain_get_id (chain), kind->id, number, facts, challenge,
                               cancellable, login_signed_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_sign_login_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the challenge with the account's signature, or %NULL with %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_LOCKED, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED (a rule is broken), %IMW_ERROR_RATE_LIMITED (see
 *   imw_signer_error_wait_ms()), %IMW_ERROR_INTERNAL
 */
GBytes *
imw_wallet_sign_login_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
