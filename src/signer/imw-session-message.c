/* imw-session-message.c: messages, described and signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-session-message"

#include "config.h"

#include "imw-session-private.h"

#include "imw-error.h"
#include "imw-keys-registry.h"

static gboolean
read_form (const char *code, ImwMessageForm *form, GError **error)
{
  if (g_str_equal (code, "text"))
    *form = IMW_MESSAGE_TEXT;
  else if (g_str_equal (code, "typed-data"))
    *form = IMW_MESSAGE_TYPED_DATA;
  else
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such form of message");
      return FALSE;
    }

  return TRUE;
}

static const ImwKeysEntry *
find_entry (const char *chain, GError **error)
{
  const ImwKeysEntry *entry = imw_keys_registry_find (chain, error);

  if (entry != NULL && (entry->describe_message == NULL || entry->sign_message == NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "no messages are signed for this network");
      return NULL;
    }

  return entry;
}

/**
 * imw_session_describe_message:
 * @self: a session
 * @chain: id of the network
 * @kind: kind of the account that is to sign
 * @number: its number
 * @form: "text" or "typed-data"
 * @message: the message
 * @token: (out): names exactly this message and account, for one imw_session_sign_message()
 * @error: return location
 *
 * The way of messages is apart from that of payments: another parser, another token. A payment that was described
 * before can't be signed any more.
 *
 * Returns: (transfer full): what the signer read, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED
 */
ImwDescription *
imw_session_describe_message (ImwSession *self,
                              const char *chain,
                              const char *kind,
                              guint32     number,
                              const char *form,
                              GBytes     *message,
                              guint64    *token,
                              GError    **error)
{
  const ImwKeysEntry *entry;
  ImwDescription     *description;
  ImwMessageForm      message_form;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  imw_session_drop_payment (self);
  if (!imw_session_check_keys (self, error) || !read_form (form, &message_form, error))
    return NULL;
  entry = find_entry (chain, error);
  if (entry == NULL)
    return NULL;
  description =
      entry->describe_message (self->keys, chain, kind, number, message_form, message, error);
  if (description == NULL)
    return NULL;

  self->message_token = imw_session_new_id ();
  self->message_kind = g_strdup (kind);
  self->message_number = number;
  self->message_form = message_form;
  self->payment_chain = g_strdup (chain);
  self->payment = g_bytes_ref (message);
  self->description = imw_description_ref (description);
  *token = self->message_token;

  return description;
}

/**
 * imw_session_sign_message:
 * @self: a session
 * @token: what imw_session_describe_message() gave; that of a payment is none
 * @consents: (nullable) (array zero-terminated=1): codes of warnings that the user has agreed to
 * @error: return location
 *
 * Signs the message that was described last. The token is gone afterwards, whatever comes out.
 *
 * Returns: (transfer full): the signature as text, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED (no such
 *   token, consent missing), %IMW_ERROR_INTERNAL
 */
char *
imw_session_sign_message (ImwSession        *self,
                          guint64            token,
                          const char *const *consents,
                          GError           **error)
{
  const ImwKeysEntry *entry;
  char               *signature = NULL;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  if (!imw_session_check_keys (self, error))
    return NULL;

  if (token == 0 || token != self->message_token)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                         "no message was described under this token");
  else if (imw_session_check_consents (self, consents, error))
    {
      entry = find_entry (self->payment_chain, error);
      if (entry != NULL)
        signature = entry->sign_message (self->keys, self->payment_chain, self->message_kind,
                                         self->message_number, self->message_form, self->payment,
                                         error);
    }
  imw_session_drop_payment (self);

  return signature;
}
