/* imw-vault-store-file.c: sealed vaults as files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-vault-store-file"

#include "config.h"

#include "imw-vault-store.h"

#include "imw-data-folder.h"
#include "imw-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

/**
 * ImwVaultStoreFile:
 *
 * The place for vaults where there is no keyring: ENVIRONMENT/WALLET-ID/vault, with the copy before
 * it in "vault~". The files are small; the work is done on a thread since it waits for the disk.
 * Main thread.
 */

#define IMW_TYPE_VAULT_STORE_FILE (imw_vault_store_file_get_type ())
G_DECLARE_FINAL_TYPE (ImwVaultStoreFile, imw_vault_store_file, IMW, VAULT_STORE_FILE, GObject)

struct _ImwVaultStoreFile
{
  GObject parent_instance;

  char *dir;
};

static void imw_vault_store_file_vault_store_init (ImwVaultStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwVaultStoreFile,
                               imw_vault_store_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_VAULT_STORE,
                                                      imw_vault_store_file_vault_store_init))

/* What one job on the thread works with. */
typedef struct
{
  char   *folder;
  char   *path;
  char   *path_new;
  char   *path_old;
  GBytes *vault; /* (nullable): to be saved */
} ImwVaultJob;

static void
vault_job_free (ImwVaultJob *job)
{
  g_free (job->folder);
  g_free (job->path);
  g_free (job->path_new);
  g_free (job->path_old);
  g_clear_pointer (&job->vault, g_bytes_unref);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwVaultJob, vault_job_free)

static void
start_job (ImwVaultStore      *store,
           const char         *wallet_id,
           GBytes             *vault,
           GTaskThreadFunc     func,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data,
           gpointer            source_tag)
{
  ImwVaultStoreFile *self = IMW_VAULT_STORE_FILE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwVaultJob *job = NULL;

  g_task_set_source_tag (task, source_tag);

  /* the id becomes a part of a path */
  if (!g_uuid_string_is_valid (wallet_id))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "not a wallet id");
      return;
    }

  job = g_new0 (ImwVaultJob, 1);
  job->folder = g_build_filename (self->dir, wallet_id, NULL);
  job->path = g_build_filename (job->folder, "vault", NULL);
  job->path_new = g_build_filename (job->folder, "vault.new", NULL);
  job->path_old = g_build_filename (job->folder, "vault~", NULL);
  job->vault = vault != NULL ? g_bytes_ref (vault) : NULL;
  g_task_set_task_data (task, job, (GDestroyNotify) vault_job_free);
  g_task_run_in_thread (task, func);
}

static GBytes *
read_vault (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = imw_data_file_read (path, IMW_DATA_FILE_MAX_BYTES, error);

  if (bytes == NULL)
    return NULL;

  if (g_bytes_get_size (bytes) == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "vault file is empty");
      return NULL;
    }

  return g_steal_pointer (&bytes);
}

static void
load_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  ImwVaultJob *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_vault (job->path, &error);

  if (bytes == NULL && (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND) ||
                        g_error_matches (error, IMW_ERROR, IMW_ERROR_CORRUPT)))
    {
      bytes = read_vault (job->path_old, NULL);
      if (bytes != NULL)
        g_info ("the vault file can't be used, the copy before it is");
    }

  if (bytes == NULL)
    {
      g_prefix_error (&error, "vault: ");
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
}

static gboolean
check_content (const char *path, GBytes *wanted, GError **error)
{
  g_autoptr (GBytes) bytes = read_vault (path, error);

  if (bytes == NULL)
    return FALSE;

  if (!g_bytes_equal (bytes, wanted))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT,
                           "vault file reads back otherwise than written");
      return FALSE;
    }

  return TRUE;
}

/* A write that was killed leaves a file beside the one that it was to become. It is sealed, but perhaps with a password
 * that was changed since. */
static gboolean
remove_unfinished (ImwVaultJob *job, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (job->folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;

      if (!g_str_has_prefix (name, "vault.new") && !g_str_has_prefix (name, "vault~.new"))
        continue;

      path = g_build_filename (job->folder, name, NULL);
      if (!imw_data_file_remove (path, error))
        return FALSE;
    }

  return TRUE;
}

/* new → read back → keep the one before → replace → read back */
static gboolean
save (ImwVaultJob *job, GError **error)
{
  if (!imw_data_folder_make (job->folder, error) || !remove_unfinished (job, error) ||
      !imw_data_file_write (job->path_new, job->vault, error) ||
      !check_content (job->path_new, job->vault, error))
    return FALSE;

  if (g_file_test (job->path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *spare = g_strconcat (job->path_old, ".new", NULL);

      if (!imw_data_file_remove (spare, error))
        return FALSE;

      if (link (job->path, spare) != 0 || g_rename (spare, job->path_old) != 0)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "vault copy can't be kept: %s",
                       g_strerror (errno));
          return FALSE;
        }

      /* when both names are of one file rename () does nothing */
      if (!imw_data_file_remove (spare, error))
        return FALSE;
    }

  if (g_rename (job->path_new, job->path) != 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "vault can't be replaced: %s",
                   g_strerror (errno));
      return FALSE;
    }

  return imw_data_folder_sync (job->folder, error) && check_content (job->path, job->vault, error);
}

static void
save_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (save (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remove_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  ImwVaultJob *job = task_data;
  GError      *error = NULL;

  if (remove_unfinished (job, &error) && imw_data_file_remove (job->path_old, &error) &&
      imw_data_file_remove (job->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static ImwVaultKind
imw_vault_store_file_get_kind (ImwVaultStore *store)
{
  return IMW_VAULT_FILE;
}

static void
imw_vault_store_file_load_async (ImwVaultStore      *store,
                                 const char         *wallet_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  start_job (store, wallet_id, NULL, load_in_thread, cancellable, callback, user_data,
             imw_vault_store_file_load_async);
}

static GBytes *
imw_vault_store_file_load_finish (ImwVaultStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_vault_store_file_save_async (ImwVaultStore      *store,
                                 const char         *wallet_id,
                                 GBytes             *vault,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  start_job (store, wallet_id, vault, save_in_thread, cancellable, callback, user_data,
             imw_vault_store_file_save_async);
}

static void
imw_vault_store_file_remove_async (ImwVaultStore      *store,
                                   const char         *wallet_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  start_job (store, wallet_id, NULL, remove_in_thread, cancellable, callback, user_data,
             imw_vault_store_file_remove_async);
}

static gboolean
imw_vault_store_file_boolean_finish (ImwVaultStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
imw_vault_store_file_vault_store_init (ImwVaultStoreInterface *iface)
{
  iface->get_kind = imw_vault_store_file_get_kind;
  iface->load_async = imw_vault_store_file_load_async;
  iface->load_finish = imw_vault_store_file_load_finish;
  iface->save_async = imw_vault_store_file_save_async;
  iface->save_finish = imw_vault_store_file_boolean_finish;
  iface->remove_async = imw_vault_store_file_remove_async;
  iface->remove_finish = imw_vault_store_file_boolean_finish;
}

static void
imw_vault_store_file_finalize (GObject *object)
{
  ImwVaultStoreFile *self = IMW_VAULT_STORE_FILE (object);

  g_clear_pointer (&self->dir, g_free);

  G_OBJECT_CLASS (imw_vault_store_file_parent_class)->finalize (object);
}

static void
imw_vault_store_file_class_init (ImwVaultStoreFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_vault_store_file_finalize;
}

static void
imw_vault_store_file_init (ImwVaultStoreFile *self)
{
}

/**
 * imw_vault_store_new_file:
 * @environment_dir: the folder in which each wallet has its own
 *
 * Returns: (transfer full): a place for vaults in files of mode 0600
 */
ImwVaultStore *
imw_vault_store_new_file (const char *environment_dir)
{
  ImwVaultStoreFile *self = NULL;

  g_return_val_if_fail (environment_dir != NULL, NULL);

  self = g_object_new (IMW_TYPE_VAULT_STORE_FILE, NULL);
  self->dir = g_strdup (environment_dir);

  return IMW_VAULT_STORE (self);
}
