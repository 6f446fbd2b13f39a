/* imw-wallet-service-open.c: opening and closing a data folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-service-open"

#include "config.h"

#include "imw-wallet-service.h"

#include "imw-data-folder.h"
#include "imw-practice-control.h"
#include "imw-prices.h"
#include "imw-service-folder.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"
#include "imw-wallet-service-struct.h"

#include "imw-error.h"

#include <unistd.h>

/* Below the practice server's address: a network with coins is at its root, each other one under its id. */
static char **
build_practice_list (const char *url, ImwChain *chain, const char *suffix)
{
  char **list = g_new0 (char *, 2);

  if (imw_chain_has (chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    list[0] = g_strconcat (url, "/", imw_chain_get_id (chain), suffix, NULL);
  else
    list[0] = g_strdup (url);

  return list;
}

/* (nullable): servers that keep histories by address: given by the options, or the practice server's */
static char **
dup_indexes (ImwWalletService *self, ImwChain *chain)
{
  g_autofree char *name = g_strconcat (imw_chain_get_id (chain), "-index", NULL);
  char           **given = g_hash_table_lookup (self->given_servers, name);
  const char      *practice_url = imw_wallet_service_get_practice_url (self);

  if (given != NULL)
    return g_strdupv (given);

  if (practice_url != NULL && imw_chain_has (chain, IMW_CHAIN_HAS_TOLD_BALANCES) &&
      !g_hash_table_contains (self->given_servers, imw_chain_get_id (chain)))
    return build_practice_list (practice_url, chain, "-index");

  return imw_wallet_service_dup_own_indexes (self, imw_chain_get_id (chain));
}

/* (nullable): in this order: given by the options, the practice server, settings; NULL means the
 * built-in list */
static char **
dup_servers (ImwWalletService *self, ImwChain *chain)
{
  const char      *chain_id = imw_chain_get_id (chain);
  g_autofree char *key = imw_service_folder_build_servers_key (chain);
  char           **given = g_hash_table_lookup (self->given_servers, chain_id);
  const char      *practice_url = imw_wallet_service_get_practice_url (self);

  if (given != NULL)
    return g_strdupv (given);

  if (practice_url != NULL)
    return build_practice_list (practice_url, chain, "");

  return imw_settings_get_list (self->settings, key);
}

/* a server told of a new block by itself: those who look regularly look now */
static void
backend_advanced_cb (ImwWalletService *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->wallets)); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);

      imw_wallet_look_soon (wallet);
    }
}

static void
put_backend (ImwWalletService *self, const char *chain_id, ImwBackend *backend)
{
  ImwBackend *old = g_hash_table_lookup (self->backends, chain_id);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);

  g_signal_connect_object (backend, "changed", G_CALLBACK (imw_wallet_service_status_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (backend, "advanced", G_CALLBACK (backend_advanced_cb), self,
                           G_CONNECT_SWAPPED);
  g_hash_table_replace (self->backends, g_strdup (chain_id), g_object_ref (backend));
  imw_wallet_service_status_changed (self);
}

/**
 * imw_wallet_service_set_backend:
 * @self: the service
 * @chain_id: a network's id
 * @backend: how it is reached from now on
 *
 * Puts another backend in place, for tests.
 */
void
imw_wallet_service_set_backend (ImwWalletService *self, const char *chain_id, ImwBackend *backend)
{
  put_backend (self, chain_id, backend);
}

/**
 * imw_wallet_service_make_backend:
 * @self: the service
 * @chain: a network
 * @urls: (nullable): its servers; %NULL: the built-in list
 * @error: return location
 *
 * Returns: %TRUE when the network is reached by them from now on. On %FALSE @error is
 * %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED.
 */
gboolean
imw_wallet_service_make_backend (ImwWalletService  *self,
                                 ImwChain          *chain,
                                 const char *const *urls,
                                 GError           **error)
{
  g_auto (GStrv) indexes = dup_indexes (self, chain);
  g_autoptr (ImwBackend) backend = imw_backend_registry_new_backend_with_indexes (
      chain, urls, (const char *const *) indexes, error);

  if (backend == NULL)
    return FALSE;

  put_backend (self, imw_chain_get_id (chain), backend);

  return TRUE;
}

static void
drop_backends (ImwWalletService *self)
{
  GHashTableIter iter;
  gpointer       chain_id = NULL;
  gpointer       backend = NULL;

  g_hash_table_iter_init (&iter, self->backends);
  while (g_hash_table_iter_next (&iter, &chain_id, &backend))
    {
      if (imw_wallet_service_find_chain (self, chain_id) != NULL)
        continue;

      g_signal_handlers_disconnect_by_data (backend, self);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * imw_wallet_service_make_backends:
 * @self: the service
 * @anew: whether those that are there are made again
 *
 * Sees to it that each network that is on can be reached, and none that is off.
 */
void
imw_wallet_service_make_backends (ImwWalletService *self, gboolean anew)
{
  drop_backends (self);

  if (self->offline || (self->environment == IMW_ENVIRONMENT_PRACTICE && self->read_only &&
                        g_hash_table_size (self->given_servers) == 0))
    return;

  for (guint i = 0; i < self->chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (self->chains, i);
      g_auto (GStrv) urls = dup_servers (self, chain);
      g_autoptr (GError) error = NULL;

      if (!anew && g_hash_table_contains (self->backends, imw_chain_get_id (chain)))
        continue;

      if (!imw_wallet_service_make_backend (self, chain, (const char *const *) urls, &error))
        g_info ("%s has no server: %s", imw_chain_get_id (chain), error->message);
    }
}

static void
practice_url_changed_cb (ImwWalletService *self)
{
  if (!self->closed)
    imw_wallet_service_make_backends (self, TRUE);
}

static void
make_prices (ImwWalletService *self)
{
  g_autofree char *path = g_build_filename (self->environment_dir, "prices.json", NULL);
  const char      *practice_url = imw_wallet_service_get_practice_url (self);
  g_autoptr (GPtrArray) sources = NULL;

  if (self->offline || (self->environment == IMW_ENVIRONMENT_PRACTICE && practice_url == NULL))
    sources = g_ptr_array_new_with_free_func (g_object_unref);
  else
    sources = imw_price_source_registry_new (practice_url);

  self->prices = imw_prices_new (path, self->clock, self->settings, sources);
  if (self->prices != NULL)
    g_signal_connect_object (self->prices, "changed",
                             G_CALLBACK (imw_wallet_service_status_changed), self,
                             G_CONNECT_SWAPPED);
}

static void
finish_opening (ImwWalletService *self, GTask *task)
{
  imw_wallet_service_make_backends (self, TRUE);
  make_prices (self);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void
practice_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWalletService *self = g_task_get_task_data (task);
  GError           *error = NULL;

  if (!imw_practice_control_start_finish (IMW_PRACTICE_CONTROL (object), result, &error))
    {
      imw_practice_control_stop (self->practice);
      g_task_return_error (task, error);
      return;
    }

  g_signal_connect_object (object, "url-changed", G_CALLBACK (practice_url_changed_cb), self,
                           G_CONNECT_SWAPPED);
  finish_opening (self, task);
}

static gboolean
read_servers (ImwWalletService *self, const char *const *servers, GError **error)
{
  for (gsize i = 0; servers != NULL && servers[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (servers[i], "=", 2);
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      char **old = NULL;

      if (g_strv_length (parts) != 2)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "a server is given as NETWORK=ADDRESS");
          return FALSE;
        }

      old = g_hash_table_lookup (self->given_servers, parts[0]);
      for (gsize k = 0; old != NULL && old[k] != NULL; k++)
        g_strv_builder_add (builder, old[k]);

      g_strv_builder_add (builder, parts[1]);
      g_hash_table_replace (self->given_servers, g_strdup (parts[0]), g_strv_builder_end (builder));
    }

  return TRUE;
}

static gboolean
open_folder (ImwWalletService *self, const ImwServiceOptions *options, GError **error)
{
  g_autofree char *network = NULL;
  g_autofree char *lock_path = NULL;
  g_autofree char *base_dir = NULL;
  g_autofree char *settings_path = NULL;
  g_autoptr (GPtrArray) markers = NULL;

  self->data_dir = options->data_dir != NULL
                       ? g_strdup (options->data_dir)
                       : g_build_filename (g_get_user_data_dir (), "imwallet", NULL);
  self->environment = options->environment;
  network =
      imw_service_folder_choose_network (self->data_dir, self->environment, options->network_name);

  if (!read_servers (self, options->servers, error) ||
      !imw_wallet_service_make_networks (self, network, error))
    return FALSE;

  self->environment_dir =
      imw_service_folder_build_path (self->data_dir, self->environment, network);

  if (!self->read_only)
    {
      if (!imw_data_folder_make (self->environment_dir, error))
        return FALSE;

      lock_path = g_build_filename (self->environment_dir, "lock", NULL);
      self->lock_fd = imw_data_folder_lock (lock_path, error);
      if (self->lock_fd < 0)
        return FALSE;
    }

  base_dir = imw_service_folder_build_path (self->data_dir, self->environment, NULL);
  if (!self->read_only && !imw_data_folder_make (base_dir, error))
    return FALSE;

  settings_path = g_build_filename (base_dir, "settings.ini", NULL);
  self->settings = imw_settings_new (settings_path, self->read_only);
  imw_wallet_service_choose_networks (self);
  self->vault_file = imw_vault_store_new_file (self->environment_dir);

  markers = imw_service_folder_read_wallets (self->environment_dir, self->environment,
                                             self->read_only, error);
  if (markers == NULL)
    return FALSE;

  for (guint i = 0; i < markers->len; i++)
    {
      g_autoptr (ImwWallet)
          wallet = imw_wallet_new (self, g_steal_pointer (&g_ptr_array_index (markers, i)));

      g_list_store_append (self->wallets, wallet);
    }

  return TRUE;
}

static gboolean
wants_own_practice (ImwWalletService *self)
{
  return self->environment == IMW_ENVIRONMENT_PRACTICE && !self->offline && !self->read_only &&
         g_hash_table_size (self->given_servers) == 0;
}

/**
 * imw_wallet_service_open_async:
 * @options: what to open; copied
 * @cancellable: (nullable): ends the waiting for the practice server
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Opens a data folder: takes its lock, reads settings and wallet markers, makes the networks, and
 * starts the practice server where it is needed. Needs no keyring and no password.
 */
void
imw_wallet_service_open_async (const ImwServiceOptions *options,
                               GCancellable            *cancellable,
                               GAsyncReadyCallback      callback,
                               gpointer                 user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ImwWalletService) self = NULL;
  GError *error = NULL;

  g_return_if_fail (options != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_service_open_async);

  self = g_object_new (IMW_TYPE_WALLET_SERVICE, NULL);
  self->clock = g_object_ref (options->clock != NULL ? options->clock : imw_clock_get_default ());
  self->read_only = options->read_only;
  self->offline = options->offline;
  self->signer_path = g_strdup (options->signer_path);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);

  if (!open_folder (self, options, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (wants_own_practice (self))
    {
      g_autofree char *state_path =
          g_build_filename (self->environment_dir, "practice-network.db", NULL);

      self->practice = imw_practice_control_new (options->practice_path, state_path);
      imw_practice_control_start_async (self->practice, cancellable, practice_started_cb,
                                        g_steal_pointer (&task));
      return;
    }

  if (self->environment == IMW_ENVIRONMENT_PRACTICE &&
      g_hash_table_contains (self->given_servers, "practice"))
    {
      char **urls = g_hash_table_lookup (self->given_servers, "practice");

      self->practice = imw_practice_control_new_for_url (urls[0]);
    }

  finish_opening (self, task);
}

/**
 * imw_wallet_service_open_finish:
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the open service, or %NULL: %IMW_ERROR_BUSY, %IMW_ERROR_DISK,
 * %IMW_ERROR_CORRUPT, %IMW_ERROR_NOT_SUPPORTED (newer data), %IMW_ERROR_NOT_FOUND (no such
 * network), %IMW_ERROR_BAD_INPUT (servers), %IMW_ERROR_INTERNAL (practice server)
 */
ImwWalletService *
imw_wallet_service_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
wallet_closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWalletService *self = g_task_get_source_object (task);

  imw_wallet_close_finish (IMW_WALLET (object), result);

  self->closing--;
  if (self->closing > 0)
    return;

  if (self->lock_fd >= 0)
    (void) close (self->lock_fd);

  self->lock_fd = -1;
  g_task_return_boolean (task, TRUE);
}

/**
 * imw_wallet_service_close_async:
 * @self: the service
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Locks all wallets, stops what runs, closes the books, ends signer and practice server, and gives
 * the folder free.
 */
void
imw_wallet_service_close_async (ImwWalletService   *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  guint n_wallets = 0;

  g_return_if_fail (IMW_IS_WALLET_SERVICE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_service_close_async);

  self->closed = TRUE;
  if (self->practice != NULL)
    imw_practice_control_stop (self->practice);

  n_wallets = g_list_model_get_n_items (G_LIST_MODEL (self->wallets));
  self->closing = n_wallets;

  for (guint i = 0; i < n_wallets; i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);

      imw_wallet_close_async (wallet, wallet_closed_cb, g_object_ref (task));
    }

  if (n_wallets == 0)
    {
      if (self->lock_fd >= 0)
        (void) close (self->lock_fd);

      self->lock_fd = -1;
      g_task_return_boolean (task, TRUE);
    }
}

/**
 * imw_wallet_service_close_finish:
 * @self: the service
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when closed
 */
gboolean
imw_wallet_service_close_finish (ImwWalletService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
