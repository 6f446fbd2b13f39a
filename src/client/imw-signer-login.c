/* imw-signer-login.c: logins for the signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-login"

#include "config.h"

#include "imw-signer-private.h"

/**
 * imw_signer_sign_login_async:
 * @self: an unlocked signer
 * @chain: id of the network
 * @kind: id of the kind of the account that proves itself
 * @number: number of the account
 * @facts: what the provider was asked for
 * @challenge: a TransactionEnvelope as XDR, as the provider sent it, up to 16 KiB
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer check a provider's challenge and sign it (SEP-10).
 */
void
imw_signer_sign_login_async (ImwSigner           *self,
                             const char          *chain,
                             const char          *kind,
                             guint32              number,
                             const ImwLoginFacts *facts,
                             GBytes              *challenge,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER (self));
  g_return_if_fail (chain != NULL && kind != NULL && facts != NULL && challenge != NULL);

  handle = imw_signer_fds_add_bytes (&fds, challenge);
  imw_signer_call (self, self->signing, "SignLogin",
                   g_variant_new ("(ssu@a{ss}h)", chain, kind, number,
                                  imw_login_facts_to_variant (facts), handle),
                   &fds, imw_signer_sign_login_async, cancellable, callback, user_data);
}

/**
 * imw_signer_sign_login_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the challenge with the account's signature, or %NULL with %IMW_ERROR_LOCKED,
 *   %IMW_ERROR_REFUSED (a rule is broken: what the challenge is), %IMW_ERROR_BAD_INPUT, %IMW_ERROR_NOT_FOUND,
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_RATE_LIMITED (see imw_signer_error_wait_ms()), %IMW_ERROR_INTERNAL
 */
GBytes *
imw_signer_sign_login_finish (ImwSigner *self, GAsyncResult *result, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  g_autoptr (GBytes) answer = NULL;

  if (reply == NULL || !imw_signer_reply_take_bytes (reply, 0, &answer, error))
    return NULL;

  return g_steal_pointer (&answer);
}
