/* imw-wallet-keep.c: auto-lock time, backup file and place of the vault
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-keep"

#include "config.h"

#include "imw-wallet.h"

#include "imw-backup-payload.h"
#include "imw-vault-talk.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"
#include "imw-signer-admin.h"

/* What one of these calls works with. */
typedef struct
{
  ImwSecret     *password; /* (nullable) */
  GFile         *file;     /* (nullable) */
  GBytes        *bytes;    /* (nullable): vault or backup */
  ImwVaultStore *from;     /* (nullable) */
  ImwVaultStore *to;       /* (nullable) */
  guint          seconds;
} ImwKeepJob;

static void
keep_job_free (ImwKeepJob *job)
{
  g_clear_pointer (&job->password, imw_secret_unref);
  g_clear_object (&job->file);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_clear_object (&job->from);
  g_clear_object (&job->to);
  g_free (job);
}

static void
end_job (GTask *task, GError *error)
{
  ImwWallet *self = g_task_get_source_object (task);

  self->vault_busy = FALSE;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* FALSE: the task has its error */
static gboolean
begin_job (ImwWallet *self, GTask *task)
{
  if (self->closed || self->service == NULL || imw_wallet_get_read_only (self) || self->vault_busy)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "the vault is in use, or the data folder is open for reading only");
      return FALSE;
    }

  self->vault_busy = TRUE;

  return TRUE;
}

/* ---- auto-lock time ---- */

static void
policy_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet  *self = g_task_get_source_object (task);
  ImwKeepJob *job = g_task_get_task_data (task);
  GError     *error = NULL;

  if (imw_vault_store_save_finish (IMW_VAULT_STORE (object), result, &error))
    self->autolock_s = job->seconds;

  end_job (task, error);
}

static void
policy_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet  *self = g_task_get_source_object (task);
  ImwKeepJob *job = g_task_get_task_data (task);
  GError     *error = NULL;

  if (!imw_signer_admin_set_policy_finish (IMW_SIGNER_ADMIN (object), result, &job->bytes, &error))
    {
      end_job (task, error);
      return;
    }

  imw_vault_store_save_async (job->to, imw_wallet_get_id (self), job->bytes,
                              g_task_get_cancellable (task), policy_saved_cb, g_object_ref (task));
}

/**
 * imw_wallet_set_autolock_async:
 * @self: an unlocked wallet
 * @seconds: without the user after which the signer locks, 0 never
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Changes the policy in the vault.
 */
void
imw_wallet_set_autolock_async (ImwWallet          *self,
                               guint               seconds,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ImwSignerAdmin) admin = NULL;
  ImwKeepJob    *job = NULL;
  ImwVaultStore *place = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_set_autolock_async);
  g_task_set_check_cancellable (task, FALSE);

  if (imw_wallet_get_signer (self) == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  if (!begin_job (self, task))
    return;

  place = imw_wallet_service_get_vault_store (self->service, self->marker->vault_kind);
  job = g_new0 (ImwKeepJob, 1);
  job->seconds = seconds;
  job->to = place != NULL ? g_object_ref (place) : NULL;
  g_task_set_task_data (task, job, (GDestroyNotify) keep_job_free);

  if (place == NULL)
    {
      end_job (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                                          "there is no keyring here"));
      return;
    }

  admin = imw_signer_admin_new (self->signer);
  imw_signer_admin_set_policy_async (admin, seconds, cancellable, policy_set_cb,
                                     g_steal_pointer (&task));
}

/**
 * imw_wallet_set_autolock_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. On %FALSE @error is %IMW_ERROR_LOCKED, %IMW_ERROR_BUSY, the signer's
 * or the vault store's.
 */
gboolean
imw_wallet_set_autolock_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- backup file ---- */

static void
backup_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
backup_talked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKeepJob *job = g_task_get_task_data (task);
  GError     *error = NULL;

  if (!imw_vault_talk_finish (IMW_WALLET (object), result, NULL, &job->bytes, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_file_replace_contents_bytes_async (
      job->file, job->bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
      g_task_get_cancellable (task), backup_written_cb, g_object_ref (task));
}

static void
payload_made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKeepJob *job = g_task_get_task_data (task);
  GError     *error = NULL;
  g_autoptr (GBytes) payload = imw_backup_payload_make_finish (IMW_WALLET (object), result, &error);

  if (payload == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_vault_talk_async (IMW_WALLET (object), IMW_VAULT_TALK_EXPORT_BACKUP, job->password, NULL,
                        payload, g_task_get_cancellable (task), backup_talked_cb,
                        g_object_ref (task));
}

/**
 * imw_wallet_export_backup_async:
 * @self: a wallet whose books are open
 * @password: its password, asked again; it will open the file
 * @file: where the backup goes
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Writes the encrypted backup file.
 */
void
imw_wallet_export_backup_async (ImwWallet          *self,
                                ImwSecret          *password,
                                GFile              *file,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwKeepJob *job = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (password != NULL);
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_export_backup_async);
  g_task_set_check_cancellable (task, FALSE);
  job = g_new0 (ImwKeepJob, 1);
  job->password = imw_secret_ref (password);
  job->file = g_object_ref (file);
  g_task_set_task_data (task, job, (GDestroyNotify) keep_job_free);
  imw_backup_payload_make_async (self, cancellable, payload_made_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_export_backup_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the file is written. Errors as of imw_wallet_unlock_finish(), and those of
 * writing a file.
 */
gboolean
imw_wallet_export_backup_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- moving the vault: load → save there → marker → remove here ---- */

static void
old_vault_removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_vault_store_remove_finish (IMW_VAULT_STORE (object), result, &error))
    g_debug ("%s", error->message);
  if (error != NULL)
    g_prefix_error (&error, "moved, but the old copy is still there: ");

  end_job (task, error);
}

static void
moved_vault_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet   *self = g_task_get_source_object (task);
  ImwKeepJob  *job = g_task_get_task_data (task);
  ImwVaultKind old = self->marker->vault_kind;
  GError      *error = NULL;

  if (!imw_vault_store_save_finish (IMW_VAULT_STORE (object), result, &error))
    {
      end_job (task, error);
      return;
    }

  self->marker->vault_kind = imw_vault_store_get_kind (job->to);
  if (!imw_wallet_marker_write (self->marker, self->folder, FALSE, &error))
    {
      self->marker->vault_kind = old;
      end_job (task, error);
      return;
    }

  imw_wallet_notify_vault_kind (self);
  imw_vault_store_remove_async (job->from, imw_wallet_get_id (self), g_task_get_cancellable (task),
                                old_vault_removed_cb, g_object_ref (task));
}

static void
moving_vault_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet  *self = g_task_get_source_object (task);
  ImwKeepJob *job = g_task_get_task_data (task);
  GError     *error = NULL;

  job->bytes = imw_vault_store_load_finish (IMW_VAULT_STORE (object), result, &error);
  if (job->bytes == NULL)
    {
      end_job (task, error);
      return;
    }

  imw_vault_store_save_async (job->to, imw_wallet_get_id (self), job->bytes,
                              g_task_get_cancellable (task), moved_vault_saved_cb,
                              g_object_ref (task));
}

static void
stray_removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_vault_store_remove_finish (IMW_VAULT_STORE (object), result, &error))
    g_info ("a copy of the vault may be left: %s", error->message);

  end_job (task, NULL);
}

/* It is there already. A move that was killed may have left the old one, which nothing would ever seal anew. */
static void
arrived_vault_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet  *self = g_task_get_source_object (task);
  ImwKeepJob *job = g_task_get_task_data (task);
  GError     *error = NULL;

  job->bytes = imw_vault_store_load_finish (IMW_VAULT_STORE (object), result, &error);
  if (job->bytes == NULL || job->from == NULL)
    {
      end_job (task, error);
      return;
    }

  imw_vault_store_remove_async (job->from, imw_wallet_get_id (self), g_task_get_cancellable (task),
                                stray_removed_cb, g_object_ref (task));
}

/**
 * imw_wallet_move_vault_async:
 * @self: a wallet
 * @kind: where its vault shall be
 * @cancellable: (nullable): ends the waiting, for a keyring's prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Moves the sealed vault between keyring and file. A kill at any step leaves the marker pointing at
 * one that opens; asking again removes what it has left.
 */
void
imw_wallet_move_vault_async (ImwWallet          *self,
                             ImwVaultKind        kind,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwKeepJob    *job = NULL;
  ImwVaultStore *from = NULL;
  ImwVaultStore *to = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_move_vault_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!begin_job (self, task))
    return;

  to = imw_wallet_service_get_vault_store (self->service, kind);
  if (self->marker->vault_kind == kind)
    {
      ImwVaultKind other = kind == IMW_VAULT_FILE ? IMW_VAULT_KEYRING : IMW_VAULT_FILE;

      job = g_new0 (ImwKeepJob, 1);
      g_set_object (&job->from, imw_wallet_service_get_vault_store (self->service, other));
      g_task_set_task_data (task, job, (GDestroyNotify) keep_job_free);
      imw_vault_store_load_async (to, imw_wallet_get_id (self), cancellable,
                                  arrived_vault_loaded_cb, g_steal_pointer (&task));
      return;
    }

  from = imw_wallet_service_get_vault_store (self->service, self->marker->vault_kind);
  if (from == NULL || to == NULL)
    {
      end_job (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                                          "there is no keyring here"));
      return;
    }

  job = g_new0 (ImwKeepJob, 1);
  job->from = g_object_ref (from);
  job->to = g_object_ref (to);
  g_task_set_task_data (task, job, (GDestroyNotify) keep_job_free);
  imw_vault_store_load_async (from, imw_wallet_get_id (self), cancellable, moving_vault_loaded_cb,
                              g_steal_pointer (&task));
}

/**
 * imw_wallet_move_vault_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the vault is at its new place alone. On %FALSE @error is %IMW_ERROR_BUSY or
 * the vault stores'.
 */
gboolean
imw_wallet_move_vault_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
