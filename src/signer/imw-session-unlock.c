/* imw-session-unlock.c: passwords, tried one at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-session-unlock"

#include "config.h"

#include "imw-session-private.h"

#include "imw-error.h"
#include "imw-keys-seed.h"

#include <sodium.h>
#include <string.h>

/**
 * imw_session_drop_attempt:
 * @self: a session
 *
 * Forgets the try that was begun.
 */
void
imw_session_drop_attempt (ImwSession *self)
{
  self->attempt = 0;
  g_clear_pointer (&self->attempt_vault, g_bytes_unref);
}

/**
 * imw_session_check_password:
 * @password: (nullable): what the user typed
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when it is empty
 */
gboolean
imw_session_check_password (ImwSecret *password, GError **error)
{
  if (password != NULL && imw_secret_get_length (password) > 0)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the password is empty");

  return FALSE;
}

/**
 * imw_session_check_cost:
 * @self: a session
 * @header: of a vault or a backup
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_REFUSED when guessing its password would be cheaper than allowed
 */
gboolean
imw_session_check_cost (ImwSession *self, const ImwVaultHeader *header, GError **error)
{
  if (header->argon2_memory_kib >= self->cost.argon2_floor_kib)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED,
               "sealed with %u KiB, at least %u KiB are asked for", header->argon2_memory_kib,
               self->cost.argon2_floor_kib);

  return FALSE;
}

/**
 * imw_session_new_header:
 * @self: a session
 * @wallet_id: a valid wallet id
 * @environment: its environment
 * @generation: from 1 on
 * @header: (out caller-allocates): with a fresh salt and no failures
 *
 * The open part of a new vault.
 */
void
imw_session_new_header (ImwSession     *self,
                        const char     *wallet_id,
                        ImwEnvironment  environment,
                        guint64         generation,
                        ImwVaultHeader *header)
{
  memset (header, 0, sizeof *header);
  header->environment = environment;
  header->argon2_ops = self->cost.argon2_ops;
  header->argon2_memory_kib = self->cost.argon2_memory_kib;
  randombytes_buf (header->salt, sizeof header->salt);
  header->generation = generation;
  g_strlcpy (header->wallet_id, wallet_id, sizeof header->wallet_id);
}

/**
 * imw_session_try:
 * @self: a session
 * @attempt: what imw_session_begin_attempt() gave
 * @password: what the user typed
 * @header: (out caller-allocates): of the vault, attempts at 0
 * @body: (out caller-allocates): a cleared body
 * @key: (out) (transfer full): the key of the vault
 * @vault: (out) (transfer full): the vault with its attempts at 0
 * @error: return location
 *
 * Makes the one try that was begun and counted.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_REFUSED (no such attempt), %IMW_ERROR_WRONG_PASSPHRASE,
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_CORRUPT
 */
gboolean
imw_session_try (ImwSession     *self,
                 guint64         attempt,
                 ImwSecret      *password,
                 ImwVaultHeader *header,
                 ImwVaultBody   *body,
                 ImwSecret     **key,
                 GBytes        **vault,
                 GError        **error)
{
  g_autoptr (GBytes) tried = NULL;

  if (attempt == 0 || attempt != self->attempt)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "no such attempt");
      return FALSE;
    }
  if (!imw_session_check_password (password, error))
    return FALSE;

  tried = g_steal_pointer (&self->attempt_vault);
  imw_session_drop_attempt (self);
  if (!imw_vault_parse (tried, header, error))
    return FALSE;
  *key = imw_vault_derive_key (header, password, error);
  if (*key == NULL)
    return FALSE;
  if (!imw_vault_open (tried, *key, body, error))
    {
      g_clear_pointer (key, imw_secret_unref);
      return FALSE;
    }

  imw_attempts_forgive (self->attempts, header->wallet_id);
  header->failures = 0;
  header->not_before_ms = 0;
  *vault = imw_vault_with_attempts (tried, 0, 0, error);

  return *vault != NULL;
}

/**
 * imw_session_new_keys:
 * @body: the secrets of a vault
 * @passphrase: (nullable): the BIP39 passphrase that goes with them now
 * @environment: where the keys may be used
 * @error: return location
 *
 * Returns: (transfer full): the keys, or %NULL with %IMW_ERROR_BAD_INPUT
 */
ImwKeysTree *
imw_session_new_keys (const ImwVaultBody *body,
                      ImwSecret          *passphrase,
                      ImwEnvironment      environment,
                      GError            **error)
{
  g_autoptr (ImwSecret) words = imw_bip39_from_entropy (body->list, body->entropy);
  g_autoptr (ImwSecret) seed = NULL;

  if (words == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "no words");
      return NULL;
    }
  seed = imw_keys_seed_new (words, passphrase, error);

  return seed != NULL ? imw_keys_tree_new (seed, environment, error) : NULL;
}

/* So that a vault that is sealed while a try is open does not come out with the count from before. */
static void
keep_attempts (ImwSession *self, guint32 failures, gint64 not_before_ms)
{
  GBytes *vault = imw_vault_with_attempts (self->vault, failures, not_before_ms, NULL);

  if (vault == NULL)
    return;

  g_bytes_unref (self->vault);
  self->vault = vault;
}

/**
 * imw_session_begin_attempt:
 * @self: a session
 * @vault: a sealed vault
 * @attempt: (out): names the try
 * @failures: (out): wrong passwords in a row before this try
 * @new_vault: (out) (transfer full): @vault with this try counted, to be stored before it is made
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_RATE_LIMITED (message ends in " wait_ms=N"), %IMW_ERROR_CORRUPT,
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_REFUSED (cost below the floor), %IMW_ERROR_BUSY
 */
gboolean
imw_session_begin_attempt (ImwSession *self,
                           GBytes     *vault,
                           guint64    *attempt,
                           guint32    *failures,
                           GBytes    **new_vault,
                           GError    **error)
{
  ImwVaultHeader header;
  gint64         not_before_ms;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  imw_session_drop_attempt (self);
  if (!imw_vault_parse (vault, &header, error) || !imw_session_check_cost (self, &header, error))
    return FALSE;
  if (!imw_attempts_begin (self->attempts, header.wallet_id, header.failures, header.not_before_ms,
                           failures, &not_before_ms, error))
    return FALSE;

  *new_vault = imw_vault_with_attempts (vault, *failures, not_before_ms, error);
  if (*new_vault == NULL)
    return FALSE;
  if (imw_session_is_current (self, &header))
    keep_attempts (self, *failures, not_before_ms);

  *failures -= 1;
  self->attempt = imw_session_new_id ();
  self->attempt_vault = g_bytes_ref (*new_vault);
  *attempt = self->attempt;

  return TRUE;
}

/**
 * imw_session_unlock:
 * @self: a session
 * @attempt: what imw_session_begin_attempt() gave
 * @password: what the user typed
 * @passphrase: (nullable): for vaults that ask each time
 * @new_vault: (out) (transfer full): the vault with its count at 0
 * @data_key: (out) (transfer full): the key of the personal data
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_WRONG_PASSPHRASE and the errors of imw_session_try()
 */
gboolean
imw_session_unlock (ImwSession *self,
                    guint64     attempt,
                    ImwSecret  *password,
                    ImwSecret  *passphrase,
                    GBytes    **new_vault,
                    ImwSecret **data_key,
                    GError    **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwSecret) key = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (ImwKeysTree) keys = NULL;
  ImwVaultHeader header;
  guint8         fingerprint[4];

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  if (!imw_session_try (self, attempt, password, &header, &body, &key, &vault, error))
    return FALSE;
  keys = imw_session_new_keys (&body, body.ask_passphrase ? passphrase : body.passphrase,
                               header.environment, error);
  if (keys == NULL)
    return FALSE;

  imw_keys_tree_get_fingerprint (keys, fingerprint);
  if (memcmp (fingerprint, body.fingerprint, sizeof fingerprint) != 0)
    {
      /* the client knows these words: imw_signer_error_is_passphrase () */
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE,
                           "the passphrase is another one");
      return FALSE;
    }

  *data_key = imw_keys_tree_dup_data_key (keys);
  imw_session_enter (self, g_steal_pointer (&keys), vault, key, body.autolock_s);
  *new_vault = g_steal_pointer (&vault);

  return TRUE;
}
