/* imw-wallet-vault.c: unlocking, words, password, backup and place of the vault
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-vault"

#include "config.h"

#include "imw-wallet.h"

#include "imw-backup-payload.h"
#include "imw-vault-talk.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"
#include "imw-signer-admin.h"

/* ---- the signer's own news ---- */

static void
signer_locked_cb (ImwSigner  *signer,
                  const char *reason,
                  ImwWallet  *self)
{
  imw_wallet_forget_keys (self, reason);
}

static void
signer_died_cb (ImwSigner *signer,
                ImwWallet *self)
{
  g_signal_handlers_disconnect_by_data (signer, self);

  if (self->signer == signer)
    g_clear_object (&self->signer);

  imw_wallet_forget_keys (self, "died");
}

/**
 * imw_wallet_watch_signer:
 * @self: a wallet with a new signer
 *
 * Listens to what the signer says by itself.
 */
void
imw_wallet_watch_signer (ImwWallet *self)
{
  g_signal_connect_object (self->signer, "locked", G_CALLBACK (signer_locked_cb), self, 0);
  g_signal_connect_object (self->signer, "died", G_CALLBACK (signer_died_cb), self, 0);
}

/**
 * imw_wallet_take_keys:
 * @self: a wallet that has just been made
 * @signer: its signer, unlocked
 * @data_key: the key of its personal data
 *
 * Makes the wallet an unlocked one. The caller notifies when all is in place.
 */
void
imw_wallet_take_keys (ImwWallet *self,
                      ImwSigner *signer,
                      ImwSecret *data_key)
{
  g_set_object (&self->signer, signer);
  imw_wallet_watch_signer (self);
  self->data_key = imw_secret_ref (data_key);
}

/* ---- unlocking ---- */

static void
fail_unlock (GTask  *task,
             GError *error)
{
  ImwWallet *self = g_task_get_source_object (task);

  g_clear_pointer (&self->data_key, imw_secret_unref);
  if (self->signer != NULL)
    imw_signer_lock_async (self->signer, NULL, NULL, NULL);

  imw_wallet_forget_keys (self, "asked");
  g_task_return_error (task, error);
}

static void
sealed_opened_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  GError    *error = NULL;

  if (!imw_wallet_open_sealed_finish (self, result, &error))
    {
      fail_unlock (task, error);
      return;
    }

  /* it may have died meanwhile */
  if (self->signer == NULL || self->data_key == NULL)
    {
      fail_unlock (task,
                   g_error_new_literal (IMW_ERROR, IMW_ERROR_INTERNAL, "the signer has ended"));
      return;
    }

  if (!self->unlocked)
    {
      self->unlocked = TRUE;
      self->resting = FALSE;
      imw_wallet_notify_unlocked (self);
      imw_wallet_abroad_unlocked (self->abroad);
    }

  if (self->service != NULL)
    (void) imw_settings_set (imw_wallet_service_get_settings (self->service),
                             IMW_SETTING_LAST_WALLET, imw_wallet_get_id (self), NULL);

  g_task_return_boolean (task, TRUE);
}

static void
accounts_ensured_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  GError    *error = NULL;

  if (!imw_wallet_ensure_accounts_finish (self, result, &error))
    {
      fail_unlock (task, error);
      return;
    }

  imw_wallet_open_sealed_async (self, g_task_get_cancellable (task), sealed_opened_cb,
                                g_object_ref (task));
}

static void
state_got_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  GError    *error = NULL;
  gboolean   unlocked = FALSE;

  if (!imw_signer_get_state_finish (IMW_SIGNER (object), result, &unlocked, NULL, &self->autolock_s,
                                    &error))
    {
      fail_unlock (task, error);
      return;
    }

  imw_wallet_ensure_accounts_async (self, g_task_get_cancellable (task), accounts_ensured_cb,
                                    g_object_ref (task));
}

static void
unlock_talked_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  ImwSecret *data_key = NULL;
  GError    *error = NULL;

  if (!imw_vault_talk_finish (self, result, &data_key, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_pointer (&self->data_key, imw_secret_unref);
  self->data_key = data_key;

  if (self->signer == NULL || data_key == NULL)
    {
      fail_unlock (task,
                   g_error_new_literal (IMW_ERROR, IMW_ERROR_INTERNAL, "the signer has ended"));
      return;
    }

  imw_signer_get_state_async (self->signer, g_task_get_cancellable (task), state_got_cb,
                              g_object_ref (task));
}

/* What unlock was given, until the books are open. */
typedef struct
{
  ImwSecret *password;
  ImwSecret *passphrase; /* (nullable) */
} ImwUnlock;

static void
unlock_free (ImwUnlock *unlock)
{
  g_clear_pointer (&unlock->password, imw_secret_unref);
  g_clear_pointer (&unlock->passphrase, imw_secret_unref);
  g_free (unlock);
}

static void
unlock_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  ImwUnlock *unlock = g_task_get_task_data (task);
  GError    *error = NULL;

  if (!imw_wallet_load_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_vault_talk_async (self, IMW_VAULT_TALK_UNLOCK, unlock->password, unlock->passphrase, NULL,
                        g_task_get_cancellable (task), unlock_talked_cb, g_object_ref (task));
}

/**
 * imw_wallet_unlock_async:
 * @self: a wallet
 * @password: its password
 * @passphrase: (nullable): the BIP39 passphrase, for a vault that asks each time
 * @cancellable: (nullable): ends the waiting, for a keyring's prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Opens the books if they are closed, starts a signer if there is none, and unlocks it.
 */
void
imw_wallet_unlock_async (ImwWallet          *self,
                         ImwSecret          *password,
                         ImwSecret          *passphrase,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwUnlock *unlock = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_unlock_async);
  g_task_set_check_cancellable (task, FALSE);
  unlock = g_new0 (ImwUnlock, 1);
  unlock->password = imw_secret_ref (password);
  unlock->passphrase = passphrase != NULL ? imw_secret_ref (passphrase) : NULL;
  g_task_set_task_data (task, unlock, (GDestroyNotify) unlock_free);
  imw_wallet_load_async (self, cancellable, unlock_loaded_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_unlock_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when unlocked. On %FALSE @error is %IMW_ERROR_WRONG_PASSPHRASE,
 * %IMW_ERROR_RATE_LIMITED (see imw_signer_error_wait_ms()), %IMW_ERROR_BUSY, %IMW_ERROR_REFUSED
 * when these are not the keys of the books, the vault store's, the store's, or %IMW_ERROR_INTERNAL
 * (signer).
 */
gboolean
imw_wallet_unlock_finish (ImwWallet    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_wallet_lock:
 * @self: a wallet
 *
 * Wipes its keys in both processes.
 */
void
imw_wallet_lock (ImwWallet *self)
{
  g_return_if_fail (IMW_IS_WALLET (self));

  if (self->signer != NULL && imw_signer_get_alive (self->signer))
    imw_signer_lock_async (self->signer, NULL, NULL, NULL);

  imw_wallet_forget_keys (self, "asked");
}

/**
 * imw_wallet_touch:
 * @self: a wallet
 *
 * Tells the signer that the user is active.
 */
void
imw_wallet_touch (ImwWallet *self)
{
  g_return_if_fail (IMW_IS_WALLET (self));

  if (self->unlocked && self->signer != NULL)
    imw_signer_touch (self->signer);
}

/* ---- words and password ---- */

static void
words_talked_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwSecret *words = NULL;
  GError    *error = NULL;

  if (imw_vault_talk_finish (IMW_WALLET (object), result, &words, NULL, &error))
    g_task_return_pointer (task, words, (GDestroyNotify) imw_secret_unref);
  else
    g_task_return_error (task, error);
}

/**
 * imw_wallet_show_words_async:
 * @self: a wallet
 * @password: its password, asked again
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Fetches the words from the signer.
 */
void
imw_wallet_show_words_async (ImwWallet          *self,
                             ImwSecret          *password,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_show_words_async);
  g_task_set_check_cancellable (task, FALSE);
  imw_vault_talk_async (self, IMW_VAULT_TALK_SHOW_WORDS, password, NULL, NULL, cancellable,
                        words_talked_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_show_words_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the words, or %NULL with the errors of imw_wallet_unlock_finish()
 */
ImwSecret *
imw_wallet_show_words_finish (ImwWallet    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stray_removed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_vault_store_remove_finish (IMW_VAULT_STORE (object), result, &error))
    g_info ("a copy of the vault may be left: %s", error->message);

  g_task_return_boolean (task, TRUE);
}

static void
password_talked_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet     *self = IMW_WALLET (object);
  ImwVaultStore *file = NULL;
  GError        *error = NULL;

  if (!imw_vault_talk_finish (self, result, NULL, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->service != NULL && self->marker->vault_kind == IMW_VAULT_KEYRING)
    file = imw_wallet_service_get_vault_store (self->service, IMW_VAULT_FILE);
  if (file == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* a move to the keyring that was killed has left one that opens with the password before */
  imw_vault_store_remove_async (file, imw_wallet_get_id (self), NULL, stray_removed_cb,
                                g_steal_pointer (&task));
}

/**
 * imw_wallet_change_password_async:
 * @self: a wallet
 * @password: its password
 * @new_password: the one from now on
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals the vault anew; no copy that opens with the old password is kept.
 */
void
imw_wallet_change_password_async (ImwWallet          *self,
                                  ImwSecret          *password,
                                  ImwSecret          *new_password,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (password != NULL && new_password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_change_password_async);
  g_task_set_check_cancellable (task, FALSE);
  imw_vault_talk_async (self, IMW_VAULT_TALK_CHANGE_PASSWORD, password, new_password, NULL,
                        cancellable, password_talked_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_change_password_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. Errors as of imw_wallet_unlock_finish().
 */
gboolean
imw_wallet_change_password_finish (ImwWallet    *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
