/* imw-session-login.c: an account proves itself to a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-session-login"

#include "config.h"

#include "imw-session-private.h"

#include "imw-error.h"
#include "imw-keys-registry.h"

/* A wallet signs in to a few providers now and then. More than that is something that has gone wrong. */
#define LOGINS_MAX       30
#define LOGINS_PERIOD_MS (60 * 1000)

static gboolean
count_login (ImwSession *self, GError **error)
{
  gint64 boot_ms = imw_clock_get_boot_ms (self->clock);

  if (self->n_logins == 0 || boot_ms - self->logins_since_ms >= LOGINS_PERIOD_MS)
    {
      self->n_logins = 0;
      self->logins_since_ms = boot_ms;
    }
  if (self->n_logins >= LOGINS_MAX)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED,
                   "too many logins wait_ms=%" G_GINT64_FORMAT,
                   self->logins_since_ms + LOGINS_PERIOD_MS - boot_ms);
      return FALSE;
    }
  self->n_logins++;

  return TRUE;
}

/**
 * imw_session_sign_login:
 * @self: a session
 * @chain: id of the network
 * @kind: kind of the account that proves itself
 * @number: its number
 * @facts: what the wallet asked for
 * @challenge: what the provider sent
 * @error: return location
 *
 * Signs a provider's challenge (SEP-10) after having checked every rule by the session's own clock. It needs no
 * description and no consent, for what it signs can't move money. A payment that is described stays so, and the
 * time until the session locks itself goes on.
 *
 * Returns: (transfer full): the answer, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED, %IMW_ERROR_RATE_LIMITED (30 a minute; message
 *   ends in " wait_ms=N"), %IMW_ERROR_INTERNAL
 */
GBytes *
imw_session_sign_login (ImwSession          *self,
                        const char          *chain,
                        const char          *kind,
                        guint32              number,
                        const ImwLoginFacts *facts,
                        GBytes              *challenge,
                        GError             **error)
{
  const ImwKeysEntry *entry;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  if (!imw_session_check_keys (self, error) || !count_login (self, error))
    return NULL;
  entry = imw_keys_registry_find (chain, error);
  if (entry == NULL)
    return NULL;
  if (entry->sign_login == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "no logins are signed for this network");
      return NULL;
    }

  return entry->sign_login (self->keys, chain, kind, number, facts, challenge,
                            imw_clock_get_wall_ms (self->clock), error);
}
