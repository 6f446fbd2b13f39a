/* imw-message.c: messages that an account signs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-message"

#include "config.h"

#include "imw-message.h"

#include "imw-wallet-private.h"

#include "imw-error.h"

/**
 * imw_wallet_describe_message_async:
 * @self: an unlocked wallet
 * @account: which of its accounts signs
 * @form: what the message is
 * @message: it, as it came
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer read a message with a parser of its own.
 */
void
imw_wallet_describe_message_async (ImwWallet          *self,
                                   ImwAccount         *account,
                                   ImwMessageForm      form,
                                   GBytes             *message,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_ACCOUNT (account));
  g_return_if_fail (message != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_describe_message_async);
  g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "accounts of this network sign no messages");
}

/**
 * imw_wallet_describe_message_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @token: (out): for imw_wallet_sign_message_async(), good once and until the next one
 * @error: return location
 *
 * Returns: (transfer full): what the signer read, or %NULL: %IMW_ERROR_LOCKED,
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED (it could be a transaction)
 */
ImwDescription *
imw_wallet_describe_message_finish (ImwWallet    *self,
                                    GAsyncResult *result,
                                    guint64      *token,
                                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (token != NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_wallet_sign_message_async:
 * @self: an unlocked wallet
 * @token: of the description that the user has agreed to
 * @consents: (nullable): codes of the warnings that the user has agreed to
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer sign what it described.
 */
void
imw_wallet_sign_message_async (ImwWallet          *self,
                               guint64             token,
                               const char *const  *consents,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_sign_message_async);
  g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "accounts of this network sign no messages");
}

/**
 * imw_wallet_sign_message_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the signature as text, or %NULL: %IMW_ERROR_LOCKED,
 *   %IMW_ERROR_REFUSED (a consent is missing), %IMW_ERROR_NOT_FOUND (token), the signer's
 */
char *
imw_wallet_sign_message_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
