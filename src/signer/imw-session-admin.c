/* imw-session-admin.c: words, passwords, backups
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-session-admin"

#include "config.h"

#include "imw-session-private.h"

#include "imw-backup.h"
#include "imw-error.h"

#define HOLD_MS (10 * 60 * 1000)

/* All backups are counted together: a backup's id is written by whoever made the file. No wallet id has a space. */
#define BACKUP_NAME "a backup"

static gboolean
check_autolock (guint32 autolock_s, GError **error)
{
  if (autolock_s <= IMW_SESSION_AUTOLOCK_MAX_S)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "auto-lock time out of range");

  return FALSE;
}

static gboolean
check_wallet_id (const char *wallet_id, GError **error)
{
  if (imw_vault_wallet_id_valid (wallet_id))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "not a wallet id");

  return FALSE;
}

static void
hold (ImwSession *self, ImwSecret *entropy, ImwBip39List list, gint64 birthday_s)
{
  imw_session_forget (self);
  self->held_entropy = imw_secret_ref (entropy);
  self->held_list = list;
  self->held_until_ms = imw_clock_get_boot_ms (self->clock) + HOLD_MS;
  self->held_birthday_s = birthday_s;
}

/* Seals @body into the first vault of a wallet. */
static GBytes *
seal_first (ImwSession         *self,
            const char         *wallet_id,
            ImwEnvironment      environment,
            const ImwVaultBody *body,
            ImwSecret          *password,
            ImwSecret         **key,
            GError            **error)
{
  ImwVaultHeader header;

  imw_session_new_header (self, wallet_id, environment, 1, &header);
  *key = imw_vault_derive_key (&header, password, error);
  if (*key == NULL)
    return NULL;

  return imw_vault_seal (&header, body, *key, error);
}

/**
 * imw_session_generate:
 * @self: a session
 * @n_words: 12, 15, 18, 21 or 24
 * @list: from which word list
 * @error: return location
 *
 * Makes fresh words and holds them for ten minutes.
 *
 * Returns: (transfer full): the words, or %NULL with %IMW_ERROR_BAD_INPUT
 */
ImwSecret *
imw_session_generate (ImwSession *self, guint32 n_words, ImwBip39List list, GError **error)
{
  g_autoptr (ImwSecret) entropy = NULL;
  ImwSecret *words;

  g_return_val_if_fail (IMW_IS_SESSION (self), NULL);

  if (n_words < 12 || n_words > 24 || n_words % 3 != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "number of words");
      return NULL;
    }

  entropy = imw_secret_new_random ((gsize) n_words / 3 * 4);
  words = imw_bip39_from_entropy (list, entropy);
  if (words == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "no words");
      return NULL;
    }
  hold (self, entropy, list, imw_clock_get_wall_ms (self->clock) / 1000);

  return words;
}

/**
 * imw_session_restore:
 * @self: a session
 * @words: what the user typed
 * @list: (out): the word list they are of
 * @n_words: (out): how many
 * @error: return location
 *
 * Checks words and holds them for ten minutes.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT as imw_bip39_to_entropy() says
 */
gboolean
imw_session_restore (ImwSession   *self,
                     ImwSecret    *words,
                     ImwBip39List *list,
                     guint32      *n_words,
                     GError      **error)
{
  g_autoptr (ImwSecret) entropy = NULL;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  entropy = imw_bip39_to_entropy (words, list, error);
  if (entropy == NULL)
    return FALSE;

  *n_words = (guint32) (imw_secret_get_length (entropy) / 4 * 3);
  hold (self, entropy, *list, 0);

  return TRUE;
}

/**
 * imw_session_forget:
 * @self: a session
 *
 * Lets held words go.
 */
void
imw_session_forget (ImwSession *self)
{
  g_return_if_fail (IMW_IS_SESSION (self));

  g_clear_pointer (&self->held_entropy, imw_secret_unref);
  self->held_until_ms = 0;
  self->held_birthday_s = 0;
}

/**
 * imw_session_create:
 * @self: a session that holds words
 * @wallet_id: the new wallet's id
 * @environment: its environment, for good
 * @password: its password
 * @passphrase: (nullable): the BIP39 passphrase
 * @ask_passphrase: whether to keep @passphrase out of the vault
 * @autolock_s: seconds without a touch after which it locks itself, 0 never
 * @vault: (out) (transfer full): its first vault
 * @data_key: (out) (transfer full): the key of the personal data
 * @error: return location
 *
 * Seals the held words; unlocked afterwards.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_NOT_FOUND (no words held) or %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_session_create (ImwSession    *self,
                    const char    *wallet_id,
                    ImwEnvironment environment,
                    ImwSecret     *password,
                    ImwSecret     *passphrase,
                    gboolean       ask_passphrase,
                    guint32        autolock_s,
                    GBytes       **vault,
                    ImwSecret    **data_key,
                    GError       **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwKeysTree) keys = NULL;
  g_autoptr (ImwSecret) key = NULL;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  imw_session_check_time (self);
  if (!check_wallet_id (wallet_id, error) || !imw_session_check_password (password, error) ||
      !check_autolock (autolock_s, error))
    return FALSE;
  if (passphrase != NULL && imw_secret_get_length (passphrase) > IMW_VAULT_PASSPHRASE_MAX)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the passphrase is too long");
      return FALSE;
    }
  if (self->held_entropy == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no words are held");
      return FALSE;
    }

  body.list = self->held_list;
  body.entropy = imw_secret_ref (self->held_entropy);
  body.passphrase = passphrase != NULL && imw_secret_get_length (passphrase) > 0
                        ? imw_secret_ref (passphrase)
                        : NULL;
  body.ask_passphrase = ask_passphrase;
  body.autolock_s = autolock_s;
  body.birthday_s = self->held_birthday_s;
  keys = imw_session_new_keys (&body, body.passphrase, environment, error);
  if (keys == NULL)
    return FALSE;
  imw_keys_tree_get_fingerprint (keys, body.fingerprint);

  *vault = seal_first (self, wallet_id, environment, &body, password, &key, error);
  if (*vault == NULL)
    return FALSE;

  *data_key = imw_keys_tree_dup_data_key (keys);
  imw_session_enter (self, g_steal_pointer (&keys), *vault, key, autolock_s);
  imw_session_forget (self);

  return TRUE;
}

/* After a try outside imw_session_unlock (): the unlocked wallet's vault is the one just given out. */
static void
follow_vault (ImwSession *self, const ImwVaultHeader *header, GBytes *vault, ImwSecret *key)
{
  if (!imw_session_is_current (self, header))
    return;

  g_clear_pointer (&self->vault, g_bytes_unref);
  g_clear_pointer (&self->vault_key, imw_secret_unref);
  self->vault = g_bytes_ref (vault);
  self->vault_key = imw_secret_ref (key);
}

/**
 * imw_session_show_words:
 * @self: a session
 * @attempt: what imw_session_begin_attempt() gave
 * @password: the password
 * @new_vault: (out) (transfer full): the vault with its count at 0
 * @words: (out) (transfer full): its words
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with the errors of imw_session_try()
 */
gboolean
imw_session_show_words (ImwSession *self,
                        guint64     attempt,
                        ImwSecret  *password,
                        GBytes    **new_vault,
                        ImwSecret **words,
                        GError    **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwSecret) key = NULL;
  g_autoptr (GBytes) vault = NULL;
  ImwVaultHeader header;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  if (!imw_session_try (self, attempt, password, &header, &body, &key, &vault, error))
    return FALSE;
  *words = imw_bip39_from_entropy (body.list, body.entropy);
  if (*words == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "no words");
      return FALSE;
    }

  follow_vault (self, &header, vault, key);
  *new_vault = g_steal_pointer (&vault);

  return TRUE;
}

/**
 * imw_session_change_password:
 * @self: a session
 * @attempt: what imw_session_begin_attempt() gave
 * @password: the old password
 * @new_password: the new one
 * @new_vault: (out) (transfer full): the next generation of the vault
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT (the new one is empty) and the errors of imw_session_try()
 */
gboolean
imw_session_change_password (ImwSession *self,
                             guint64     attempt,
                             ImwSecret  *password,
                             ImwSecret  *new_password,
                             GBytes    **new_vault,
                             GError    **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwSecret) key = NULL;
  g_autoptr (ImwSecret) new_key = NULL;
  g_autoptr (GBytes) vault = NULL;
  ImwVaultHeader header;
  ImwVaultHeader new_header;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  if (!imw_session_check_password (new_password, error) ||
      !imw_session_try (self, attempt, password, &header, &body, &key, &vault, error))
    return FALSE;

  imw_session_new_header (self, header.wallet_id, header.environment, header.generation + 1,
                          &new_header);
  new_key = imw_vault_derive_key (&new_header, new_password, error);
  if (new_key == NULL)
    return FALSE;
  *new_vault = imw_vault_seal (&new_header, &body, new_key, error);
  if (*new_vault == NULL)
    return FALSE;
  follow_vault (self, &new_header, *new_vault, new_key);

  return TRUE;
}

/**
 * imw_session_set_policy:
 * @self: an unlocked session
 * @autolock_s: seconds without a touch after which it locks itself, 0 never
 * @new_vault: (out) (transfer full): the next generation of the vault
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_LOCKED or %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_session_set_policy (ImwSession *self, guint32 autolock_s, GBytes **new_vault, GError **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwKeysTree) keys = NULL;
  g_autoptr (ImwSecret) key = NULL;
  ImwVaultHeader header;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  if (!imw_session_check_keys (self, error) || !check_autolock (autolock_s, error) ||
      !imw_vault_parse (self->vault, &header, error) ||
      !imw_vault_open (self->vault, self->vault_key, &body, error))
    return FALSE;

  body.autolock_s = autolock_s;
  header.generation++;
  *new_vault = imw_vault_seal (&header, &body, self->vault_key, error);
  if (*new_vault == NULL)
    return FALSE;

  keys = imw_keys_tree_ref (self->keys);
  key = imw_secret_ref (self->vault_key);
  imw_session_enter (self, g_steal_pointer (&keys), *new_vault, key, autolock_s);

  return TRUE;
}

/**
 * imw_session_export_backup:
 * @self: a session
 * @attempt: what imw_session_begin_attempt() gave
 * @password: the password, which will open the backup too
 * @payload: what the wallet adds
 * @new_vault: (out) (transfer full): the vault with its count at 0
 * @backup: (out) (transfer full): the backup
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT (too much payload) and the errors of imw_session_try()
 */
gboolean
imw_session_export_backup (ImwSession *self,
                           guint64     attempt,
                           ImwSecret  *password,
                           GBytes     *payload,
                           GBytes    **new_vault,
                           GBytes    **backup,
                           GError    **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwSecret) key = NULL;
  g_autoptr (ImwSecret) backup_key = NULL;
  g_autoptr (GBytes) vault = NULL;
  ImwVaultHeader header;
  ImwVaultHeader backup_header;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  if (!imw_session_try (self, attempt, password, &header, &body, &key, &vault, error))
    return FALSE;

  imw_session_new_header (self, header.wallet_id, header.environment, header.generation,
                          &backup_header);
  backup_key = imw_vault_derive_key (&backup_header, password, error);
  if (backup_key == NULL)
    return FALSE;
  *backup = imw_backup_seal (&backup_header, &body, payload, backup_key, error);
  if (*backup == NULL)
    return FALSE;

  follow_vault (self, &header, vault, key);
  *new_vault = g_steal_pointer (&vault);

  return TRUE;
}

static gboolean
open_backup (ImwSession    *self,
             GBytes        *backup,
             ImwSecret     *password,
             ImwEnvironment environment,
             ImwVaultBody  *body,
             GBytes       **payload,
             GError       **error)
{
  g_autoptr (ImwSecret) key = NULL;
  ImwVaultHeader header;
  guint32        failures;
  gint64         not_before_ms;

  if (!imw_backup_parse (backup, &header, error) || !imw_session_check_cost (self, &header, error))
    return FALSE;
  if (header.environment != environment)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "a backup of \"%s\"",
                   imw_environment_get_code (header.environment));
      return FALSE;
    }
  if (!imw_attempts_begin (self->attempts, BACKUP_NAME, 0, 0, &failures, &not_before_ms, error))
    return FALSE;
  key = imw_vault_derive_key (&header, password, error);
  if (key == NULL || !imw_backup_open (backup, key, body, payload, error))
    return FALSE;

  imw_attempts_forgive (self->attempts, BACKUP_NAME);

  return TRUE;
}

/**
 * imw_session_import_backup:
 * @self: a session
 * @backup: what imw_session_export_backup() gave
 * @password: the password it was made with
 * @wallet_id: the new wallet's id
 * @environment: must be the one of the backup
 * @vault: (out) (transfer full): its first vault
 * @data_key: (out) (transfer full) (nullable): the key of the personal data; %NULL when the passphrase is asked for
 *   each time
 * @payload: (out) (transfer full): what the wallet had added
 * @error: return location
 *
 * Unlocked afterwards, but for a wallet whose passphrase is asked for each time: that one is locked.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_WRONG_PASSPHRASE, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_WRONG_NETWORK,
 *   %IMW_ERROR_CORRUPT, %IMW_ERROR_REFUSED, %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_session_import_backup (ImwSession    *self,
                           GBytes        *backup,
                           ImwSecret     *password,
                           const char    *wallet_id,
                           ImwEnvironment environment,
                           GBytes       **vault,
                           ImwSecret    **data_key,
                           GBytes       **payload,
                           GError       **error)
{
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_autoptr (ImwKeysTree) keys = NULL;
  g_autoptr (ImwSecret) key = NULL;
  g_autoptr (GBytes) found = NULL;

  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  *data_key = NULL;
  if (!check_wallet_id (wallet_id, error) || !imw_session_check_password (password, error) ||
      !open_backup (self, backup, password, environment, &body, &found, error))
    return FALSE;

  if (!body.ask_passphrase)
    {
      keys = imw_session_new_keys (&body, body.passphrase, environment, error);
      if (keys == NULL)
        return FALSE;
    }
  *vault = seal_first (self, wallet_id, environment, &body, password, &key, error);
  if (*vault == NULL)
    return FALSE;

  if (keys != NULL)
    {
      *data_key = imw_keys_tree_dup_data_key (keys);
      imw_session_enter (self, g_steal_pointer (&keys), *vault, key, body.autolock_s);
    }
  else
    imw_session_leave (self, NULL);
  *payload = g_steal_pointer (&found);

  return TRUE;
}
