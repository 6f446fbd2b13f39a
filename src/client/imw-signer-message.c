/* imw-signer-message.c: messages for the signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-message"

#include "config.h"

#include "imw-signer-private.h"

static const char *
get_form_code (ImwMessageForm form)
{
  switch (form)
    {
    case IMW_MESSAGE_TEXT:
      return "text";
    case IMW_MESSAGE_TYPED_DATA:
      return "typed-data";
    }

  g_return_val_if_reached ("");
}

/**
 * imw_signer_describe_message_async:
 * @self: an unlocked signer
 * @chain: id of the network
 * @kind: id of the kind of the account that is to sign
 * @number: number of the account
 * @form: what the message is
 * @message: the message, up to 256 KiB
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer read a message. A payment described before can't be signed any more.
 */
void
imw_signer_describe_message_async (ImwSigner          *self,
                                   const char         *chain,
                                   const char         *kind,
                                   guint32             number,
                                   ImwMessageForm      form,
                                   GBytes             *message,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER (self));
  g_return_if_fail (chain != NULL && kind != NULL && message != NULL);

  handle = imw_signer_fds_add_bytes (&fds, message);
  imw_signer_call (self, self->signing, "DescribeMessage",
                   g_variant_new ("(ssush)", chain, kind, number, get_form_code (form), handle),
                   &fds, imw_signer_describe_message_async, cancellable, callback, user_data);
}

/**
 * imw_signer_describe_message_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @token: (out): names exactly this message and account, for one imw_signer_sign_message_async(); it is none of a
 *   payment
 * @error: return location
 *
 * Returns: (transfer full): what the signer read, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED (it could be a
 *   transaction), %IMW_ERROR_BAD_INPUT, %IMW_ERROR_NOT_FOUND, %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_INTERNAL
 */
ImwDescription *
imw_signer_describe_message_finish (ImwSigner    *self,
                                    GAsyncResult *result,
                                    guint64      *token,
                                    GError      **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  g_autoptr (GVariant) description = NULL;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply->values, "(tv)", token, &description);

  return imw_description_from_variant (description, error);
}

/**
 * imw_signer_sign_message_async:
 * @self: an unlocked signer
 * @token: what imw_signer_describe_message_finish() gave
 * @consents: (nullable) (array zero-terminated=1): codes of warnings that the user has agreed to
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Signs the message that was described.
 */
void
imw_signer_sign_message_async (ImwSigner          *self,
                               guint64             token,
                               const char *const  *consents,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  const char *const none[] = { NULL };

  g_return_if_fail (IMW_IS_SIGNER (self));

  imw_signer_call (self, self->signing, "SignMessage",
                   g_variant_new ("(t^as)", token, consents != NULL ? consents : none), NULL,
                   imw_signer_sign_message_async, cancellable, callback, user_data);
}

/**
 * imw_signer_sign_message_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the signature as text, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED (no such
 *   token, consent missing), %IMW_ERROR_INTERNAL
 */
char *
imw_signer_sign_message_finish (ImwSigner *self, GAsyncResult *result, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  char *signature = NULL;

  if (reply != NULL)
    g_variant_get_child (reply->values, 0, "s", &signature);

  return signature;
}
