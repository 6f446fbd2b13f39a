/* imw-vault-talk.c: everything for which the password is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-vault-talk"

#include "config.h"

#include "imw-vault-talk.h"

#include "imw-wallet-service-private.h"

#include "imw-error.h"
#include "imw-signer-admin.h"

typedef enum
{
  STEP_SIGNER,
  STEP_LOAD,
  STEP_BEGIN,
  STEP_SAVE_COUNT,
  STEP_TRY,
  STEP_SAVE_RESULT,
  STEP_SAVE_AGAIN,
  STEP_DONE
} ImwVaultTalkStep;

typedef struct
{
  ImwVaultTalkKind kind;
  ImwVaultTalkStep step;
  ImwSigner       *signer; /* (nullable) */
  ImwSignerAdmin  *admin;  /* (nullable) */
  ImwVaultStore   *place;
  ImwSecret       *password;
  ImwSecret       *second;  /* (nullable) */
  GBytes          *payload; /* (nullable) */
  GBytes          *vault;   /* (nullable): the newest */
  guint64          attempt;
  ImwSecret       *secret; /* (nullable): result */
  GBytes          *bytes;  /* (nullable): result */
} ImwVaultTalk;

static void run_step (GTask *task);

static void
vault_talk_free (ImwVaultTalk *talk)
{
  g_clear_object (&talk->signer);
  g_clear_object (&talk->admin);
  g_clear_object (&talk->place);
  g_clear_pointer (&talk->password, imw_secret_unref);
  g_clear_pointer (&talk->second, imw_secret_unref);
  g_clear_pointer (&talk->secret, imw_secret_unref);
  g_clear_pointer (&talk->payload, g_bytes_unref);
  g_clear_pointer (&talk->vault, g_bytes_unref);
  g_clear_pointer (&talk->bytes, g_bytes_unref);
  g_free (talk);
}

static void
end_talk (GTask  *task,
          GError *error)
{
  ImwWallet *self = g_task_get_source_object (task);

  self->vault_busy = FALSE;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
go_on (GTask   *task,
       gboolean done,
       GError  *error)
{
  ImwVaultTalk *talk = g_task_get_task_data (task);

  if (!done)
    {
      end_talk (task, error);
      return;
    }

  talk->step++;
  run_step (task);
}

static void
signer_started_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet    *self = g_task_get_source_object (task);
  ImwVaultTalk *talk = g_task_get_task_data (task);
  GError       *error = NULL;

  talk->signer = imw_signer_new_finish (result, &error);
  if (talk->signer != NULL)
    {
      if (self->closed)
        imw_signer_close (talk->signer);
      else
        {
          g_set_object (&self->signer, talk->signer);
          imw_wallet_watch_signer (self);
        }
    }

  go_on (task, talk->signer != NULL, error);
}

static void
get_signer (GTask *task)
{
  ImwWallet    *self = g_task_get_source_object (task);
  ImwVaultTalk *talk = g_task_get_task_data (task);

  if (self->signer != NULL && imw_signer_get_alive (self->signer))
    {
      talk->signer = g_object_ref (self->signer);
      go_on (task, TRUE, NULL);
      return;
    }

  if (self->service == NULL)
    {
      end_talk (task,
                g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wallet was closed"));
      return;
    }

  imw_signer_new_async (imw_wallet_service_get_signer_path (self->service),
                        g_task_get_cancellable (task), signer_started_cb, g_object_ref (task));
}

static void
vault_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwVaultTalk *talk = g_task_get_task_data (task);
  GError       *error = NULL;

  talk->vault = imw_vault_store_load_finish (IMW_VAULT_STORE (object), result, &error);
  go_on (task, talk->vault != NULL, error);
}

static void
attempt_begun_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwVaultTalk *talk = g_task_get_task_data (task);
  g_autoptr (GBytes) vault = NULL;
  GError  *error = NULL;
  gboolean done = FALSE;

  done = imw_signer_begin_attempt_finish (IMW_SIGNER (object), result, &talk->attempt, NULL, &vault,
                                          &error);
  if (done)
    {
      g_clear_pointer (&talk->vault, g_bytes_unref);
      talk->vault = g_steal_pointer (&vault);
    }

  go_on (task, done, error);
}

static void
talk_vault_saved_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError  *error = NULL;
  gboolean done = imw_vault_store_save_finish (IMW_VAULT_STORE (object), result, &error);

  go_on (task, done, error);
}

static void
save (GTask *task)
{
  ImwWallet    *self = g_task_get_source_object (task);
  ImwVaultTalk *talk = g_task_get_task_data (task);

  imw_vault_store_save_async (talk->place, imw_wallet_get_id (self), talk->vault,
                              g_task_get_cancellable (task), talk_vault_saved_cb,
                              g_object_ref (task));
}

static void
take_vault (ImwVaultTalk *talk,
            GBytes       *vault)
{
  if (vault == NULL)
    return;

  g_clear_pointer (&talk->vault, g_bytes_unref);
  talk->vault = vault;
}

static void
tried_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwVaultTalk *talk = g_task_get_task_data (task);
  GBytes       *vault = NULL;
  GError       *error = NULL;
  gboolean      done = FALSE;

  switch (talk->kind)
    {
    case IMW_VAULT_TALK_UNLOCK:
      done = imw_signer_unlock_finish (IMW_SIGNER (object), result, &vault, &talk->secret, &error);
      break;

    case IMW_VAULT_TALK_SHOW_WORDS:
      done = imw_signer_admin_show_words_finish (IMW_SIGNER_ADMIN (object), result, &vault,
                                                 &talk->secret, &error);
      break;

    case IMW_VAULT_TALK_CHANGE_PASSWORD:
      done = imw_signer_admin_change_password_finish (IMW_SIGNER_ADMIN (object), result, &vault,
                                                      &error);
      break;

    case IMW_VAULT_TALK_EXPORT_BACKUP:
      done = imw_signer_admin_export_backup_finish (IMW_SIGNER_ADMIN (object), result, &vault,
                                                    &talk->bytes, &error);
      break;
    }

  take_vault (talk, vault);
  go_on (task, done, error);
}

static void
try_password (GTask *task)
{
  ImwVaultTalk *talk = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (talk->kind != IMW_VAULT_TALK_UNLOCK)
    talk->admin = imw_signer_admin_new (talk->signer);

  switch (talk->kind)
    {
    case IMW_VAULT_TALK_UNLOCK:
      imw_signer_unlock_async (talk->signer, talk->attempt, talk->password, talk->second,
                               cancellable, tried_cb, g_object_ref (task));
      break;

    case IMW_VAULT_TALK_SHOW_WORDS:
      imw_signer_admin_show_words_async (talk->admin, talk->attempt, talk->password, cancellable,
                                         tried_cb, g_object_ref (task));
      break;

    case IMW_VAULT_TALK_CHANGE_PASSWORD:
      imw_signer_admin_change_password_async (talk->admin, talk->attempt, talk->password,
                                              talk->second, cancellable, tried_cb,
                                              g_object_ref (task));
      break;

    case IMW_VAULT_TALK_EXPORT_BACKUP:
      imw_signer_admin_export_backup_async (talk->admin, talk->attempt, talk->password,
                                            talk->payload, cancellable, tried_cb,
                                            g_object_ref (task));
      break;
    }
}

static void
run_step (GTask *task)
{
  ImwWallet    *self = g_task_get_source_object (task);
  ImwVaultTalk *talk = g_task_get_task_data (task);

  switch (talk->step)
    {
    case STEP_SIGNER:
      get_signer (task);
      break;

    case STEP_LOAD:
      imw_vault_store_load_async (talk->place, imw_wallet_get_id (self),
                                  g_task_get_cancellable (task), vault_loaded_cb,
                                  g_object_ref (task));
      break;

    case STEP_BEGIN:
      imw_signer_begin_attempt_async (talk->signer, talk->vault, g_task_get_cancellable (task),
                                      attempt_begun_cb, g_object_ref (task));
      break;

    case STEP_SAVE_COUNT:
    case STEP_SAVE_RESULT:
      save (task);
      break;

    case STEP_TRY:
      try_password (task);
      break;

    case STEP_SAVE_AGAIN:
      /* the copy that a place keeps of the vault before must not open with the old password either
       */
      if (talk->kind == IMW_VAULT_TALK_CHANGE_PASSWORD)
        save (task);
      else
        go_on (task, TRUE, NULL);
      break;

    case STEP_DONE:
      end_talk (task, NULL);
      break;
    }
}

/**
 * imw_vault_talk_async:
 * @wallet: a wallet
 * @kind: what is wanted
 * @password: its password
 * @second: (nullable): passphrase for unlocking, the new password for changing it
 * @payload: (nullable): for a backup
 * @cancellable: (nullable): ends the waiting, for a keyring's prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Does what the password is needed for. The count of wrong ones is stored before the password is
 * tried.
 */
void
imw_vault_talk_async (ImwWallet          *wallet,
                      ImwVaultTalkKind    kind,
                      ImwSecret          *password,
                      ImwSecret          *second,
                      GBytes             *payload,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (wallet, cancellable, callback, user_data);
  ImwVaultTalk  *talk = NULL;
  ImwVaultStore *place = NULL;

  g_task_set_source_tag (task, imw_vault_talk_async);
  g_task_set_check_cancellable (task, FALSE);

  if (wallet->closed || wallet->service == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED, "the wallet was closed");
      return;
    }

  if (imw_wallet_get_read_only (wallet))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "the data folder is open for reading only");
      return;
    }

  if (wallet->vault_busy)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "the password is being tried already");
      return;
    }

  place = imw_wallet_service_get_vault_store (wallet->service, wallet->marker->vault_kind);
  if (place == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "there is no keyring here");
      return;
    }

  wallet->vault_busy = TRUE;
  talk = g_new0 (ImwVaultTalk, 1);
  talk->kind = kind;
  talk->place = g_object_ref (place);
  talk->password = imw_secret_ref (password);
  talk->second = second != NULL ? imw_secret_ref (second) : NULL;
  talk->payload = payload != NULL ? g_bytes_ref (payload) : NULL;
  g_task_set_task_data (task, talk, (GDestroyNotify) vault_talk_free);
  run_step (task);
}

/**
 * imw_vault_talk_finish:
 * @wallet: a wallet
 * @result: the result given to the callback
 * @secret: (out) (optional) (nullable) (transfer full): data key or words
 * @bytes: (out) (optional) (nullable) (transfer full): backup
 * @error: return location
 *
 * Returns: %TRUE when done and stored. On %FALSE @error is %IMW_ERROR_WRONG_PASSPHRASE,
 * %IMW_ERROR_RATE_LIMITED (see imw_signer_error_wait_ms()), %IMW_ERROR_BUSY, the vault store's or
 * the signer's.
 */
gboolean
imw_vault_talk_finish (ImwWallet    *wallet,
                       GAsyncResult *result,
                       ImwSecret   **secret,
                       GBytes      **bytes,
                       GError      **error)
{
  ImwVaultTalk *talk = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  talk = g_task_get_task_data (G_TASK (result));

  if (secret != NULL)
    *secret = g_steal_pointer (&talk->secret);

  if (bytes != NULL)
    *bytes = g_steal_pointer (&talk->bytes);

  return TRUE;
}
