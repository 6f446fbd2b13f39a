/* imw-vault-store-keyring.c: sealed vaults in the keyring of the desktop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-vault-store-keyring"

#include "config.h"

#include "imw-vault-store-keyring-private.h"

#include "imw-error.h"

#include <libsecret/secret.h>
#include <string.h>

/* The attributes of an item never change: one that did would leave the old item beside the new one, and a look-up might
 * give the old. Version and generation stand in the blob. */
static const SecretSchema schema = {
  .name = "org.imwallet.Wallet.Vault",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
      { "wallet", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "environment", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

#define KIND_VAULT   "vault"
#define KIND_NEW     "vault-new"
#define CONTENT_TYPE "application/octet-stream"

#define IMW_TYPE_VAULT_STORE_KEYRING (imw_vault_store_keyring_get_type ())
G_DECLARE_FINAL_TYPE (ImwVaultStoreKeyring,
                      imw_vault_store_keyring,
                      IMW,
                      VAULT_STORE_KEYRING,
                      GObject)

/**
 * ImwVaultStoreKeyring:
 *
 * libsecret's calls wait for the keyring, and the keyring for a person, so each runs in a thread of its own and can be
 * cancelled. libsecret says nothing at all about a locked keyring: it has to be asked for.
 */

struct _ImwVaultStoreKeyring
{
  GObject parent_instance;

  ImwEnvironment environment;
};

static void vault_store_iface_init (ImwVaultStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwVaultStoreKeyring,
                               imw_vault_store_keyring,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_VAULT_STORE, vault_store_iface_init))

/* What one call works on, copied for its thread. */
typedef struct
{
  char          *wallet_id;
  ImwEnvironment environment;
  GBytes        *vault; /* (nullable) */
} Job;

static ImwVaultStoreStepFunc step_hook;

/**
 * imw_vault_store_keyring_set_step_hook:
 * @hook: (nullable): called before each step of a write
 *
 * For tests.
 */
void
imw_vault_store_keyring_set_step_hook (ImwVaultStoreStepFunc hook)
{
  step_hook = hook;
}

static void
job_free (Job *job)
{
  g_free (job->wallet_id);
  g_clear_pointer (&job->vault, g_bytes_unref);
  g_free (job);
}

static void
reach_step (guint step)
{
  if (step_hook != NULL)
    step_hook (step);
}

static GHashTable *
build_attributes (Job *job, const char *kind)
{
  return secret_attributes_build (&schema, "wallet", job->wallet_id, "environment",
                                  imw_environment_get_code (job->environment), "kind", kind, NULL);
}

/* Puts the many ways in which libsecret and D-Bus say it into the few that the wallet shows. */
static void
translate_error (GError **error)
{
  ImwError code = IMW_ERROR_INTERNAL;

  if (error == NULL || *error == NULL || (*error)->domain == IMW_ERROR)
    return;
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return;

  if (g_error_matches (*error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    code = IMW_ERROR_LOCKED;
  else if ((*error)->domain == G_DBUS_ERROR || (*error)->domain == G_IO_ERROR ||
           (*error)->domain == G_SPAWN_ERROR ||
           g_error_matches (*error, SECRET_ERROR, SECRET_ERROR_PROTOCOL) ||
           g_error_matches (*error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    code = IMW_ERROR_NOT_SUPPORTED;

  if (strstr ((*error)->message, "dismissed") != NULL ||
      strstr ((*error)->message, "user interaction failed") != NULL)
    code = IMW_ERROR_LOCKED;

  g_dbus_error_strip_remote_error (*error);
  (*error)->domain = IMW_ERROR;
  (*error)->code = (gint) code;
  g_prefix_error (error, "keyring: ");
}

static gboolean
is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

static gboolean
any_locked (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next)
    if (is_locked (l->data))
      return TRUE;

  return FALSE;
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

/* Whether the keyring where our item may be is locked; a service that does not answer is an error. A portal's keyring
 * (libsecret's file backend) has no service and no locks of this kind. */
static gboolean
ask_service (SecretService **service, GCancellable *cancellable, GError **error)
{
  *service = NULL;
  if (g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0 ||
      g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return TRUE;

  *service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, error);

  return *service != NULL;
}

/* The keyring that new items go to, when it is locked. Only that one is looked at: loading all of them with all that other
 * programs keep there takes long, and libsecret 0.20 stumbles when their items come and go meanwhile. */
static gboolean
find_locked_keyring (SecretService *service,
                     GList        **locked,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (GError) local = NULL;
  SecretCollection *usual = secret_collection_for_alias_sync (
      service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, &local);

  *locked = NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (usual != NULL && secret_collection_get_locked (usual))
    *locked = g_list_prepend (NULL, g_object_ref (usual));
  g_clear_object (&usual);

  return TRUE;
}

/* Asks the person to open what is locked. */
static gboolean
unlock_objects (SecretService *service, GList *objects, GCancellable *cancellable, GError **error)
{
  GList *unlocked = NULL;
  gint   n_unlocked = secret_service_unlock_sync (service, objects, cancellable, &unlocked, error);

  free_items (unlocked);
  if (n_unlocked < 0)
    return FALSE;
  if (n_unlocked == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_LOCKED, "the keyring stayed locked");
      return FALSE;
    }

  return TRUE;
}

/* All items of one kind, unlocked. An empty list is an answer only when nothing is locked. */
static gboolean
find_items (SecretService *service,
            GHashTable    *attributes,
            GList        **items,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GError) local = NULL;

  *items =
      secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL, cancellable, &local);
  if (local == NULL && *items == NULL && service != NULL)
    {
      GList   *locked = NULL;
      gboolean open = find_locked_keyring (service, &locked, cancellable, &local) &&
                      (locked == NULL || unlock_objects (service, locked, cancellable, &local));

      if (locked != NULL && open)
        *items = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL, cancellable,
                                               &local);
      free_items (locked);
    }
  if (local == NULL && any_locked (*items) && service != NULL)
    {
      if (unlock_objects (service, *items, cancellable, &local))
        {
          free_items (*items);
          *items = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL,
                                                 cancellable, &local);
          if (local == NULL && any_locked (*items))
            g_set_error (&local, IMW_ERROR, IMW_ERROR_LOCKED, "the keyring stayed locked");
        }
    }
  if (local != NULL)
    {
      free_items (*items);
      *items = NULL;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

static GBytes *
read_item (SecretRetrievable *item, GCancellable *cancellable, GError **error)
{
  SecretValue *value = secret_retrievable_retrieve_secret_sync (item, cancellable, error);
  const char  *data;
  GBytes      *bytes;
  gsize        length;

  if (value == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, IMW_ERROR, IMW_ERROR_LOCKED, "the item gave nothing");
      return NULL;
    }
  data = secret_value_get (value, &length);
  bytes = g_bytes_new (data, length);
  secret_value_unref (value);

  return bytes;
}

/* The newest of the items of one kind, or NULL without an error when there is none. */
static gboolean
read_kind (Job           *job,
           SecretService *service,
           const char    *kind,
           GBytes       **vault,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GHashTable) attributes = build_attributes (job, kind);
  SecretRetrievable *newest = NULL;
  GList             *items;

  *vault = NULL;
  if (!find_items (service, attributes, &items, cancellable, error))
    return FALSE;
  for (GList *l = items; l != NULL; l = l->next)
    if (newest == NULL ||
        secret_retrievable_get_modified (l->data) > secret_retrievable_get_modified (newest))
      newest = l->data;
  if (newest != NULL)
    *vault = read_item (newest, cancellable, error);
  free_items (items);

  return newest == NULL || *vault != NULL;
}

static gboolean
write_kind (Job           *job,
            SecretService *service,
            const char    *kind,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GHashTable) attributes = build_attributes (job, kind);
  g_autoptr (GBytes) back = NULL;
  g_autofree char *label = g_strdup_printf (
      "IM Wallet (%s) %.8s", imw_environment_get_code (job->environment), job->wallet_id);
  SecretValue *value;
  gboolean     stored;
  gsize        length;
  const char  *data = g_bytes_get_data (job->vault, &length);

  value = secret_value_new (data, (gssize) length, CONTENT_TYPE);
  stored = secret_password_storev_binary_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT,
                                               label, value, cancellable, error);
  secret_value_unref (value);
  if (!stored)
    return FALSE;

  if (!read_kind (job, service, kind, &back, cancellable, error))
    return FALSE;
  if (back == NULL || !g_bytes_equal (back, job->vault))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT,
                   "the keyring gave back something else than was stored");
      return FALSE;
    }

  return TRUE;
}

static gboolean
clear_kind (Job *job, const char *kind, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) attributes = build_attributes (job, kind);
  g_autoptr (GError) local = NULL;

  /* FALSE without an error: there was nothing */
  if (!secret_password_clearv_sync (&schema, attributes, cancellable, &local) && local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

/* Opens what is locked before the first write: storing never prompts by itself everywhere. */
static gboolean
open_for_writing (SecretService *service, GCancellable *cancellable, GError **error)
{
  GList   *locked = NULL;
  gboolean open;

  if (service == NULL)
    return TRUE;
  open = find_locked_keyring (service, &locked, cancellable, error) &&
         (locked == NULL || unlock_objects (service, locked, cancellable, error));
  free_items (locked);

  return open;
}

/* store as new → read back → replace → read back → clear the new one: a kill at any step leaves one that opens */
static gboolean
save (Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = NULL;

  if (!ask_service (&service, cancellable, error) ||
      !open_for_writing (service, cancellable, error))
    return FALSE;

  reach_step (1);
  if (!write_kind (job, service, KIND_NEW, cancellable, error))
    return FALSE;
  reach_step (2);
  if (!write_kind (job, service, KIND_VAULT, cancellable, error))
    return FALSE;
  reach_step (3);
  if (!clear_kind (job, KIND_NEW, cancellable, error))
    return FALSE;
  reach_step (4);

  return TRUE;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GBytes) vault = NULL;
  GError *error = NULL;
  Job    *job = task_data;

  if (ask_service (&service, cancellable, &error) &&
      read_kind (job, service, KIND_VAULT, &vault, cancellable, &error) && vault == NULL)
    {
      /* a write was cut off before the first replace */
      (void) read_kind (job, service, KIND_NEW, &vault, cancellable, &error);
      if (vault == NULL && error == NULL)
        error = g_error_new (IMW_ERROR, IMW_ERROR_NOT_FOUND,
                             "the keyring is open and holds no vault of this wallet");
    }

  if (error != NULL)
    {
      translate_error (&error);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&vault), (GDestroyNotify) g_bytes_unref);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (save (task_data, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  translate_error (&error);
  g_task_return_error (task, error);
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (SecretService) service = NULL;
  GError *error = NULL;

  if (ask_service (&service, cancellable, &error) &&
      open_for_writing (service, cancellable, &error) &&
      clear_kind (task_data, KIND_NEW, cancellable, &error) &&
      clear_kind (task_data, KIND_VAULT, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  translate_error (&error);
  g_task_return_error (task, error);
}

static void
start (ImwVaultStore      *store,
       gpointer            source_tag,
       const char         *wallet_id,
       GBytes             *vault,
       GTaskThreadFunc     func,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->wallet_id = g_strdup (wallet_id);
  job->environment = IMW_VAULT_STORE_KEYRING (store)->environment;
  job->vault = vault != NULL ? g_bytes_ref (vault) : NULL;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  /* a prompt that nobody answers must not hold the caller; a write goes to its end in any case */
  if (vault == NULL)
    g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, func);
}

static ImwVaultKind
imw_vault_store_keyring_get_kind (ImwVaultStore *store)
{
  return IMW_VAULT_KEYRING;
}

static void
imw_vault_store_keyring_load_async (ImwVaultStore      *store,
                                    const char         *wallet_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  start (store, imw_vault_store_keyring_load_async, wallet_id, NULL, load_in_thread, cancellable,
         callback, user_data);
}

static GBytes *
imw_vault_store_keyring_load_finish (ImwVaultStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_vault_store_keyring_save_async (ImwVaultStore      *store,
                                    const char         *wallet_id,
                                    GBytes             *vault,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  start (store, imw_vault_store_keyring_save_async, wallet_id, vault, save_in_thread, cancellable,
         callback, user_data);
}

static void
imw_vault_store_keyring_remove_async (ImwVaultStore      *store,
                                      const char         *wallet_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  start (store, imw_vault_store_keyring_remove_async, wallet_id, NULL, remove_in_thread,
         cancellable, callback, user_data);
}

static gboolean
finish_boolean (ImwVaultStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
vault_store_iface_init (ImwVaultStoreInterface *iface)
{
  iface->get_kind = imw_vault_store_keyring_get_kind;
  iface->load_async = imw_vault_store_keyring_load_async;
  iface->load_finish = imw_vault_store_keyring_load_finish;
  iface->save_async = imw_vault_store_keyring_save_async;
  iface->save_finish = finish_boolean;
  iface->remove_async = imw_vault_store_keyring_remove_async;
  iface->remove_finish = finish_boolean;
}

static void
imw_vault_store_keyring_class_init (ImwVaultStoreKeyringClass *klass)
{
}

static void
imw_vault_store_keyring_init (ImwVaultStoreKeyring *self)
{
}

/**
 * imw_vault_store_new_keyring:
 * @environment: whose vaults; an attribute of each item
 *
 * Asks nothing of the keyring yet.
 *
 * Returns: (transfer full): the vaults in the keyring of the desktop
 */
ImwVaultStore *
imw_vault_store_new_keyring (ImwEnvironment environment)
{
  ImwVaultStoreKeyring *self = g_object_new (IMW_TYPE_VAULT_STORE_KEYRING, NULL);

  self->environment = environment;

  return IMW_VAULT_STORE (self);
}

static void
probe_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (SecretService) service = NULL;
  GError *error = NULL;

  if (ask_service (&service, cancellable, &error) && service != NULL)
    {
      GList *locked = NULL;

      if (find_locked_keyring (service, &locked, cancellable, &error) && locked != NULL)
        error = g_error_new (IMW_ERROR, IMW_ERROR_LOCKED, "the keyring is locked");
      free_items (locked);
    }
  if (error != NULL)
    {
      translate_error (&error);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * imw_vault_store_probe_keyring_async:
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks whether there is a keyring. Shows no prompt.
 */
void
imw_vault_store_probe_keyring_async (GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_vault_store_probe_keyring_async);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, probe_in_thread);
}

/**
 * imw_vault_store_probe_keyring_finish:
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE if a keyring answers and is open (or asks when it is used first); on %FALSE @error is
 *   %IMW_ERROR_NOT_SUPPORTED (there is none), %IMW_ERROR_LOCKED or %G_IO_ERROR_CANCELLED
 */
gboolean
imw_vault_store_probe_keyring_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
