/* imw-session-payment.c: describing and signing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-session-payment"

#include "config.h"

#include "imw-session-private.h"

#include "imw-error.h"
#include "imw-keys-registry.h"

/**
 * imw_session_dup_account_key:
 * @self: a session
 * @chain: id of the network
 * @kind: kind of the account
 * @number: its number
 * @error: return location
 *
 * Returns: (transfer full): what the wallet keeps of an account to make addresses, or %NULL with %IMW_ERROR_LOCKED,
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT
 */
char *
imw_session_dup_account_key (ImwSession *self,
                             const char *chain,
                             const char *kind,
                             guint32     number,
                             GError    **error)
{
  const ImwKeysEntry *entry;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  if (!imw_session_check_keys (self, error))
    return NULL;
  entry = imw_keys_registry_find (chain, error);

  return entry != NULL ? entry->dup_account_key (self->keys, chain, kind, number, error) : NULL;
}

/**
 * imw_session_describe:
 * @self: a session
 * @chain: id of the network
 * @unsigned_tx: the unsigned payment in the network's form
 * @token: (out): names exactly these bytes, for one imw_session_sign()
 * @error: return location
 *
 * Returns: (transfer full): what the signer read, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED
 */
ImwDescription *
imw_session_describe (ImwSession *self,
                      const char *chain,
                      GBytes     *unsigned_tx,
                      guint64    *token,
                      GError    **error)
{
  const ImwKeysEntry *entry;
  ImwDescription     *description;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  imw_session_drop_payment (self);
  if (!imw_session_check_keys (self, error))
    return NULL;
  entry = imw_keys_registry_find (chain, error);
  if (entry == NULL)
    return NULL;
  description = entry->describe (self->keys, chain, unsigned_tx, error);
  if (description == NULL)
    return NULL;

  self->token = imw_session_new_id ();
  self->payment_chain = g_strdup (chain);
  self->payment = g_bytes_ref (unsigned_tx);
  self->description = imw_description_ref (description);
  *token = self->token;

  return description;
}

/**
 * imw_session_check_consents:
 * @self: a session in which something is described
 * @consents: (nullable) (array zero-terminated=1): codes of warnings that the user has agreed to
 * @error: return location
 *
 * Returns: %TRUE when each warning that needs a consent has it, or %FALSE with %IMW_ERROR_REFUSED
 */
gboolean
imw_session_check_consents (ImwSession *self, const char *const *consents, GError **error)
{
  for (guint i = 0; i < imw_description_get_n_warnings (self->description); i++)
    {
      ImwWarning  warning = imw_description_get_warning (self->description, i);
      const char *code = imw_warning_get_code (warning);

      if (imw_warning_needs_consent (warning) &&
          (consents == NULL || !g_strv_contains (consents, code)))
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "needs the consent \"%s\"", code);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * imw_session_sign:
 * @self: a session
 * @token: what imw_session_describe() gave
 * @consents: (nullable) (array zero-terminated=1): codes of warnings that the user has agreed to
 * @error: return location
 *
 * Signs what was described last. The token is gone afterwards, whatever comes out.
 *
 * Returns: (transfer full): the signed payment, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED (no such token,
 *   consent missing), %IMW_ERROR_INTERNAL
 */
GBytes *
imw_session_sign (ImwSession *self, guint64 token, const char *const *consents, GError **error)
{
  const ImwKeysEntry *entry;
  GBytes             *signed_tx = NULL;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  if (!imw_session_check_keys (self, error))
    return NULL;

  if (token == 0 || token != self->token)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                         "nothing was described under this token");
  else if (imw_session_check_consents (self, consents, error))
    {
      entry = imw_keys_registry_find (self->payment_chain, error);
      if (entry != NULL)
        signed_tx = entry->sign (self->keys, self->payment_chain, self->payment, error);
    }
  imw_session_drop_payment (self);

  return signed_tx;
}
