/* imw-onboarding-finish.c: vault, books and marker of a new wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-onboarding-finish"

#include "config.h"

#include "imw-onboarding-private.h"

#include "imw-backup-payload.h"
#include "imw-data-folder.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

/* sealed by the signer → folder with making.ini → vault at its place, read back → making.ini says
 * so → books with the accounts → what a backup holds → wallet.ini. A kill before the vault is at
 * its place leaves nothing that counts; after it the next start completes the wallet. A failure
 * takes everything back. */
typedef enum
{
  STEP_SEAL,
  STEP_FOLDER,
  STEP_SAVE_VAULT,
  STEP_MARK_SAVED,
  STEP_LOAD,
  STEP_ACCOUNTS,
  STEP_PAYLOAD,
  STEP_SEALED_DATA,
  STEP_STATE,
  STEP_COMPLETE,
  STEP_DONE
} ImwMakingStep;

typedef struct
{
  ImwMakingStep    step;
  ImwWalletMarker *marker; /* (nullable): the wallet has it from STEP_LOAD on */
  char            *id;
  char            *folder;
  ImwVaultStore   *place;
  ImwSecret       *password;
  ImwSecret       *passphrase; /* (nullable) */
  gboolean         ask_passphrase;
  GFile           *file;     /* (nullable): a backup */
  GBytes          *payload;  /* (nullable): of a backup */
  GBytes          *vault;    /* (nullable) */
  ImwSecret       *data_key; /* (nullable) */
  ImwWallet       *wallet;   /* (nullable) */
  GError          *error;    /* (nullable): while it is taken back */
} ImwMaking;

#define MAX_BACKUP_BYTES (64 * 1024 * 1024)

static ImwOnboardingStepHook step_hook;
static gpointer              step_hook_data;

static void run_step (GTask *task);

/**
 * imw_onboarding_set_step_hook:
 * @hook: (nullable): called at each step
 * @user_data: data for @hook
 *
 * Lets a test stop the program between two steps.
 */
void
imw_onboarding_set_step_hook (ImwOnboardingStepHook hook, gpointer user_data)
{
  step_hook = hook;
  step_hook_data = user_data;
}

static void
run_step_hook (const char *step)
{
  if (step_hook != NULL)
    step_hook (step, step_hook_data);
}

static void
making_free (ImwMaking *making)
{
  g_clear_pointer (&making->marker, imw_wallet_marker_free);
  g_clear_pointer (&making->id, g_free);
  g_clear_pointer (&making->folder, g_free);
  g_clear_object (&making->place);
  g_clear_pointer (&making->password, imw_secret_unref);
  g_clear_pointer (&making->passphrase, imw_secret_unref);
  g_clear_object (&making->file);
  g_clear_pointer (&making->payload, g_bytes_unref);
  g_clear_pointer (&making->vault, g_bytes_unref);
  g_clear_pointer (&making->data_key, imw_secret_unref);
  g_clear_object (&making->wallet);
  g_clear_error (&making->error);
  g_free (making);
}

/* ---- taking it back ---- */

static void
taken_back (GTask *task)
{
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);

  imw_data_folder_remove (making->folder);
  self->busy = FALSE;
  g_task_return_error (task, g_steal_pointer (&making->error));
}

static void
vault_removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_vault_store_remove_finish (IMW_VAULT_STORE (object), result, &error))
    g_info ("the vault of a wallet that was not made is still there: %s", error->message);

  taken_back (task);
}

static void
remove_vault (GTask *task)
{
  ImwMaking *making = g_task_get_task_data (task);

  imw_vault_store_remove_async (making->place, making->id, NULL, vault_removed_cb,
                                g_object_ref (task));
}

static void
wallet_closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  imw_wallet_close_finish (IMW_WALLET (object), result);
  remove_vault (task);
}

static void
fail (GTask *task, GError *error)
{
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);

  making->error = error;

  if (making->step == STEP_SEAL)
    {
      self->busy = FALSE;
      g_task_return_error (task, g_steal_pointer (&making->error));
    }
  else if (making->wallet != NULL)
    imw_wallet_close_async (making->wallet, wallet_closed_cb, g_object_ref (task));
  else
    remove_vault (task);
}

static void
go_on (GTask *task, GError *error)
{
  ImwMaking *making = g_task_get_task_data (task);

  if (error != NULL)
    {
      fail (task, error);
      return;
    }

  making->step++;
  run_step (task);
}

/* ---- steps ---- */

static void
created_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwMaking *making = g_task_get_task_data (task);
  GError    *error = NULL;

  if (imw_signer_admin_create_finish (IMW_SIGNER_ADMIN (object), result, &making->vault,
                                      &making->data_key, &error))
    run_step_hook ("sealed");

  go_on (task, error);
}

static void
imported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwMaking *making = g_task_get_task_data (task);
  GError    *error = NULL;

  if (imw_signer_admin_import_backup_finish (IMW_SIGNER_ADMIN (object), result, &making->vault,
                                             &making->data_key, &making->payload, &error))
    run_step_hook ("sealed");

  go_on (task, error);
}

static void
backup_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);
  GError        *error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);

  if (bytes != NULL && g_bytes_get_size (bytes) > MAX_BACKUP_BYTES)
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_BAD_INPUT, "this is not a backup file");

  if (error != NULL)
    {
      go_on (task, error);
      return;
    }

  imw_signer_admin_import_backup_async (self->admin, bytes, making->password, making->id,
                                        imw_wallet_service_get_environment (self->service),
                                        g_task_get_cancellable (task), imported_cb,
                                        g_object_ref (task));
}

static void
making_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = IMW_ONBOARDING (object);
  ImwMaking     *making = g_task_get_task_data (task);
  GError        *error = NULL;

  if (!imw_onboarding_start_finish (self, result, &error))
    go_on (task, error);
  else if (making->file != NULL)
    g_file_load_bytes_async (making->file, g_task_get_cancellable (task), backup_read_cb,
                             g_object_ref (task));
  else
    imw_signer_admin_create_async (
        self->admin, making->id, imw_wallet_service_get_environment (self->service),
        making->password, making->passphrase, making->ask_passphrase, IMW_DEFAULT_AUTOLOCK_S,
        g_task_get_cancellable (task), created_cb, g_object_ref (task));
}

static void
make_folder (GTask *task)
{
  ImwMaking *making = g_task_get_task_data (task);
  GError    *error = NULL;

  if (imw_data_folder_make (making->folder, &error) &&
      imw_wallet_marker_write (making->marker, making->folder, TRUE, &error))
    run_step_hook ("folder");

  go_on (task, error);
}

static void
making_vault_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_vault_store_save_finish (IMW_VAULT_STORE (object), result, &error))
    g_debug ("%s", error->message);
  go_on (task, error);
}

static void
mark_saved (GTask *task)
{
  ImwMaking *making = g_task_get_task_data (task);
  GError    *error = NULL;

  making->marker->vault_saved = TRUE;
  if (imw_wallet_marker_write (making->marker, making->folder, TRUE, &error))
    run_step_hook ("saved");

  go_on (task, error);
}

static void
making_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);
  GError        *error = NULL;

  if (imw_wallet_load_finish (IMW_WALLET (object), result, &error))
    {
      imw_wallet_take_keys (making->wallet, self->signer, making->data_key);
      g_clear_object (&self->admin);
      g_clear_object (&self->signer);
    }

  go_on (task, error);
}

static void
load_books (GTask *task)
{
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);

  making->wallet = imw_wallet_new (self->service, g_steal_pointer (&making->marker));
  making->wallet->birthday_ms = self->fresh_ms != 0 ? self->fresh_ms : self->birthday_ms;
  imw_wallet_load_async (making->wallet, g_task_get_cancellable (task), making_loaded_cb,
                         g_object_ref (task));
}

static void
making_accounts_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_wallet_ensure_accounts_finish (IMW_WALLET (object), result, &error))
    run_step_hook ("books");

  go_on (task, error);
}

static void
payload_applied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_backup_payload_apply_finish (IMW_WALLET (object), result, &error))
    g_debug ("%s", error->message);
  else
    imw_wallet_refresh_accounts_async (IMW_WALLET (object), NULL, NULL, NULL); /* its tokens */
  go_on (task, error);
}

static void
making_sealed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_wallet_open_sealed_finish (IMW_WALLET (object), result, &error))
    g_debug ("%s", error->message);
  go_on (task, error);
}

static void
making_state_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwMaking *making = g_task_get_task_data (task);
  GError    *error = NULL;

  if (!imw_signer_get_state_finish (IMW_SIGNER (object), result, NULL, NULL,
                                    &making->wallet->autolock_s, &error))
    g_debug ("%s", error->message);
  go_on (task, error);
}

static void
get_state (GTask *task)
{
  ImwMaking *making = g_task_get_task_data (task);

  if (making->wallet->signer == NULL)
    go_on (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_INTERNAL, "the signer has ended"));
  else
    imw_signer_get_state_async (making->wallet->signer, g_task_get_cancellable (task),
                                making_state_cb, g_object_ref (task));
}

static void
complete (GTask *task)
{
  ImwMaking *making = g_task_get_task_data (task);
  GError    *error = NULL;

  if (imw_wallet_marker_complete (making->wallet->marker, making->folder, &error))
    run_step_hook ("complete");

  go_on (task, error);
}

static void
done (GTask *task)
{
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);
  ImwWallet     *wallet = making->wallet;

  wallet->unlocked = wallet->signer != NULL && wallet->data_key != NULL;
  imw_wallet_notify_unlocked (wallet);
  imw_wallet_service_add_wallet (self->service, wallet);
  self->busy = FALSE;
  g_task_return_pointer (task, g_object_ref (wallet), g_object_unref);
}

static void
run_step (GTask *task)
{
  ImwOnboarding *self = g_task_get_source_object (task);
  ImwMaking     *making = g_task_get_task_data (task);
  GCancellable  *cancellable = g_task_get_cancellable (task);
  GError        *error = NULL;

  switch (making->step)
    {
    case STEP_SEAL:
      imw_onboarding_start_async (self, cancellable, making_started_cb, g_object_ref (task));
      break;

    case STEP_FOLDER:
      make_folder (task);
      break;

    case STEP_SAVE_VAULT:
      imw_vault_store_save_async (making->place, making->id, making->vault, cancellable,
                                  making_vault_saved_cb, g_object_ref (task));
      break;

    case STEP_MARK_SAVED:
      mark_saved (task);
      break;

    case STEP_LOAD:
      load_books (task);
      break;

    case STEP_ACCOUNTS:
      if (making->payload != NULL &&
          !imw_backup_payload_begin (making->wallet, making->payload, &error))
        {
          go_on (task, error);
          break;
        }

      imw_wallet_ensure_accounts_async (making->wallet, cancellable, making_accounts_cb,
                                        g_object_ref (task));
      break;

    case STEP_PAYLOAD:
      if (making->payload != NULL)
        imw_backup_payload_apply_async (making->wallet, making->payload, cancellable,
                                        payload_applied_cb, g_object_ref (task));
      else
        go_on (task, NULL);
      break;

    case STEP_SEALED_DATA:
      imw_wallet_open_sealed_async (making->wallet, cancellable, making_sealed_cb,
                                    g_object_ref (task));
      break;

    case STEP_STATE:
      get_state (task);
      break;

    case STEP_COMPLETE:
      complete (task);
      break;

    case STEP_DONE:
      done (task);
      break;
    }
}

static void
start_making (ImwOnboarding *self,
              GTask         *task,
              ImwMaking     *making,
              const char    *name,
              ImwVaultKind   vault_kind,
              gboolean       backup_verified)
{
  ImwVaultStore *place = imw_wallet_service_get_vault_store (self->service, vault_kind);

  g_task_set_task_data (task, making, (GDestroyNotify) making_free);
  g_task_set_check_cancellable (task, FALSE);

  if (self->busy)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the wallet is being made already");
      return;
    }

  if (place == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "there is no keyring here");
      return;
    }

  self->busy = TRUE;
  making->place = g_object_ref (place);
  making->id = g_uuid_string_random ();
  making->folder =
      g_build_filename (imw_wallet_service_get_environment_dir (self->service), making->id, NULL);
  making->marker = imw_wallet_marker_new (
      making->id, name, vault_kind, imw_wallet_service_get_environment (self->service),
      imw_clock_get_wall_ms (imw_wallet_service_get_clock (self->service)));
  making->marker->backup_verified = backup_verified;
  run_step (task);
}

/**
 * imw_onboarding_finish_async:
 * @self: an attempt whose signer has words
 * @name: what the user calls the wallet
 * @password: that will open the vault
 * @passphrase: (nullable): BIP39 passphrase
 * @ask_passphrase: whether it is asked each time instead of being kept in the vault
 * @vault_kind: where the vault goes
 * @backup_verified: whether the user has shown to have the words
 * @cancellable: (nullable): ends the waiting, for a keyring's prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes the wallet: vault, books, marker last of all. It is unlocked then.
 */
void
imw_onboarding_finish_async (ImwOnboarding      *self,
                             const char         *name,
                             ImwSecret          *password,
                             ImwSecret          *passphrase,
                             gboolean            ask_passphrase,
                             ImwVaultKind        vault_kind,
                             gboolean            backup_verified,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwMaking *making = NULL;

  g_return_if_fail (IMW_IS_ONBOARDING (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_onboarding_finish_async);
  making = g_new0 (ImwMaking, 1);
  making->password = imw_secret_ref (password);
  making->passphrase = passphrase != NULL ? imw_secret_ref (passphrase) : NULL;
  making->ask_passphrase = ask_passphrase;
  start_making (self, task, making, name, vault_kind, backup_verified);
}

/**
 * imw_onboarding_finish_finish:
 * @self: an attempt
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the wallet, unlocked and in the service's list; or %NULL: the vault
 * store's errors, the signer's, the store's, %IMW_ERROR_DISK, %IMW_ERROR_BUSY. Nothing is left
 * then.
 */
ImwWallet *
imw_onboarding_finish_finish (ImwOnboarding *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_onboarding_restore_backup_async:
 * @self: an attempt
 * @file: an encrypted backup file
 * @password: that opens it, and the vault from now on
 * @name: what the user calls the wallet
 * @vault_kind: where the vault goes
 * @cancellable: (nullable): ends the waiting, for a keyring's prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes the wallet from a backup file: words, labels, contacts, settings, open payments.
 */
void
imw_onboarding_restore_backup_async (ImwOnboarding      *self,
                                     GFile              *file,
                                     ImwSecret          *password,
                                     const char         *name,
                                     ImwVaultKind        vault_kind,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwMaking *making = NULL;

  g_return_if_fail (IMW_IS_ONBOARDING (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (password != NULL);
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_onboarding_restore_backup_async);
  making = g_new0 (ImwMaking, 1);
  making->password = imw_secret_ref (password);
  making->file = g_object_ref (file);
  start_making (self, task, making, name, vault_kind, TRUE);
}

/**
 * imw_onboarding_restore_backup_finish:
 * @self: an attempt
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the wallet, as imw_onboarding_finish_finish(); further errors:
 * %IMW_ERROR_WRONG_PASSPHRASE, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_CORRUPT,
 * those of reading a file
 */
ImwWallet *
imw_onboarding_restore_backup_finish (ImwOnboarding *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
