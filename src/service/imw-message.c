/* imw-message.c: messages that an account signs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-message"

#include "config.h"

#include "imw-message.h"

#include "imw-wallet-private.h"

#include "imw-error.h"

/* What came back of a description. */
typedef struct
{
  ImwDescription *description; /* (nullable) */
  guint64         token;
} ImwMessageRead;

static void
message_read_free (ImwMessageRead *read)
{
  g_clear_pointer (&read->description, imw_description_unref);
  g_free (read);
}

static void
message_described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError         *error = NULL;
  ImwMessageRead *read = g_new0 (ImwMessageRead, 1);

  read->description =
      imw_signer_describe_message_finish (IMW_SIGNER (object), result, &read->token, &error);
  if (read->description != NULL)
    {
      g_task_return_pointer (task, read, (GDestroyNotify) message_read_free);
      return;
    }

  message_read_free (read);
  g_task_return_error (task, error);
}

static void
message_signed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *signature = imw_signer_sign_message_finish (IMW_SIGNER (object), result, &error);

  if (signature != NULL)
    g_task_return_pointer (task, signature, g_free);
  else
    g_task_return_error (task, error);
}

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
  ImwChain             *chain = NULL;
  const ImwAccountKind *kind = NULL;
  guint32               number = 0;
  GError               *error = NULL;
  ImwSigner            *signer = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_ACCOUNT (account));
  g_return_if_fail (message != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_describe_message_async);

  chain = imw_account_get_chain (account);
  if (!imw_chain_has (chain, IMW_CHAIN_HAS_MESSAGES))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "accounts of this network sign no messages");
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

  imw_signer_describe_message_async (signer, imw_chain_get_id (chain), kind->id, number, form,
                                     message, cancellable, message_described_cb,
                                     g_steal_pointer (&task));
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
  ImwMessageRead *read = NULL;
  ImwDescription *description = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (token != NULL, NULL);

  read = g_task_propagate_pointer (G_TASK (result), error);
  if (read == NULL)
    return NULL;

  *token = read->token;
  description = g_steal_pointer (&read->description);
  message_read_free (read);

  return description;
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
  static const char *const none[] = { NULL };
  g_autoptr (GTask) task = NULL;
  ImwSigner *signer = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_sign_message_async);

  signer = imw_wallet_get_signer (self);
  if (signer == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  imw_signer_sign_message_async (signer, token, consents != NULL ? consents : none, cancellable,
                                 message_signed_cb, g_steal_pointer (&task));
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
