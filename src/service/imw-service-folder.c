/* imw-service-folder.c: how a data folder is laid out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-service-folder"

#include "config.h"

#include "imw-service-folder.h"

#include "imw-data-folder.h"
#include "imw-settings.h"

#include "imw-error.h"
#include "imw-networks.h"

/* DATA/<environment>/settings.ini holds for all networks of the environment and may name another than its default, which
 * then has a folder of its own beside it: DATA/test-signet/. Money of different networks never shares a folder. */

static gboolean
is_default_network (ImwEnvironment environment, const char *network_name)
{
  const char *const *ids = imw_chain_registry_get_ids ();

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (ImwChain) chain = imw_chain_registry_new_chain (ids[i], environment, NULL, NULL);

      if (chain != NULL && g_strcmp0 (imw_chain_get_network_name (chain), network_name) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_network (GStrvBuilder  *names,
             ImwEnvironment environment,
             const char    *chain_id,
             const char    *network_name,
             gboolean       wants_default)
{
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain (chain_id, environment, network_name, NULL);
  g_autoptr (ImwChain) usual = imw_chain_registry_new_chain (chain_id, environment, NULL, NULL);
  gboolean is_usual = FALSE;

  if (chain == NULL || usual == NULL)
    return;

  is_usual = g_str_equal (imw_chain_get_network_name (usual), imw_chain_get_network_name (chain));
  if (is_usual == wants_default)
    g_strv_builder_add (names, imw_chain_get_network_name (chain));
}

/**
 * imw_service_folder_list_networks:
 * @environment: the environment
 * @chain_id: a network's id, "bitcoin"
 *
 * Returns: (transfer full) (array zero-terminated=1): what there is of it in @environment, the
 * default first: "testnet4", "signet"
 */
char **
imw_service_folder_list_networks (ImwEnvironment environment,
                                  const char    *chain_id)
{
  const ImwNetworks *known = imw_networks_get_default ();
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  add_network (names, environment, chain_id, NULL, TRUE);
  for (guint i = 0; i < known->networks->len; i++)
    {
      const ImwNetwork *network = g_ptr_array_index (known->networks, i);

      if (g_str_equal (network->chain, chain_id))
        add_network (names, environment, chain_id, network->network, FALSE);
    }

  return g_strv_builder_end (names);
}

static char *
build_key (const char *what, ImwChain *chain)
{
  const char *name = imw_chain_get_network_name (chain);

  if (is_default_network (imw_chain_get_environment (chain), name))
    return g_strconcat (what, imw_chain_get_id (chain), NULL);

  return g_strconcat (what, imw_chain_get_id (chain), "-", name, NULL);
}

/**
 * imw_service_folder_build_servers_key:
 * @chain: a network
 *
 * Returns: (transfer full): the key of its servers in the settings, which all networks of the
 * environment share: "servers-bitcoin", "servers-bitcoin-signet"
 */
char *
imw_service_folder_build_servers_key (ImwChain *chain)
{
  return build_key ("servers-", chain);
}

/**
 * imw_service_folder_build_indexes_key:
 * @chain: a network
 *
 * Returns: (transfer full): the key of its servers that keep histories: "indexes-ethereum"
 */
char *
imw_service_folder_build_indexes_key (ImwChain *chain)
{
  return build_key ("indexes-", chain);
}

/**
 * imw_service_folder_choose_network:
 * @data_dir: the data folder
 * @environment: the environment
 * @network_name: (nullable): given by the caller, wins
 *
 * Returns: (transfer full) (nullable): the network's name; %NULL: the environment's default
 */
char *
imw_service_folder_choose_network (const char    *data_dir,
                                   ImwEnvironment environment,
                                   const char    *network_name)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (ImwSettings) settings = NULL;
  const char *value = NULL;

  if (network_name != NULL)
    return is_default_network (environment, network_name) ? NULL : g_strdup (network_name);

  folder = imw_service_folder_build_path (data_dir, environment, NULL);
  path = g_build_filename (folder, "settings.ini", NULL);
  settings = imw_settings_new (path, TRUE);
  value = imw_settings_get (settings, IMW_SETTING_NETWORK);

  if (value[0] == '\0' || is_default_network (environment, value))
    return NULL;

  return g_strdup (value);
}

/**
 * imw_service_folder_build_path:
 * @data_dir: the data folder
 * @environment: the environment
 * @network_name: (nullable): a network that is not the environment's default
 *
 * Returns: (transfer full): the folder of that environment
 */
char *
imw_service_folder_build_path (const char    *data_dir,
                               ImwEnvironment environment,
                               const char    *network_name)
{
  g_autofree char *name = NULL;

  if (network_name == NULL)
    return g_build_filename (data_dir, imw_environment_get_code (environment), NULL);

  name = g_strconcat (imw_environment_get_code (environment), "-", network_name, NULL);

  return g_build_filename (data_dir, name, NULL);
}

/* A folder without wallet.ini: the making was interrupted. With a vault it is completed (the user
 * has seen the words and chosen the password), without one nothing was there to lose. */
static ImwWalletMarker *
settle_unfinished (const char *folder, GError **error)
{
  g_autoptr (ImwWalletMarker) marker = imw_wallet_marker_read (folder, TRUE, NULL);
  g_autofree char *vault = g_build_filename (folder, "vault", NULL);
  g_autofree char *vault_old = g_build_filename (folder, "vault~", NULL);
  gboolean         has_vault = g_file_test (vault, G_FILE_TEST_EXISTS) ||
                       g_file_test (vault_old, G_FILE_TEST_EXISTS);

  if (marker != NULL && (marker->vault_saved || has_vault))
    {
      if (!imw_wallet_marker_complete (marker, folder, error))
        return NULL;

      return g_steal_pointer (&marker);
    }

  if (has_vault)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT,
                           "a wallet's folder has a vault but no marker");
      return NULL;
    }

  imw_data_folder_remove (folder);
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                       "an unfinished wallet was cleared away");

  return NULL;
}

static gint
compare_markers (gconstpointer a, gconstpointer b)
{
  const ImwWalletMarker *first = *(ImwWalletMarker *const *) a;
  const ImwWalletMarker *second = *(ImwWalletMarker *const *) b;

  if (first->created_ms != second->created_ms)
    return first->created_ms < second->created_ms ? -1 : 1;

  return g_strcmp0 (first->id, second->id);
}

static void
free_markers (GPtrArray *markers)
{
  g_ptr_array_set_free_func (markers, (GDestroyNotify) imw_wallet_marker_free);
  g_ptr_array_unref (markers);
}

/**
 * imw_service_folder_read_wallets:
 * @environment_dir: the environment's folder; it need not exist
 * @environment: what its wallets must belong to
 * @read_only: whether unfinished wallets are left alone
 * @error: return location
 *
 * Reads the markers of all wallets, oldest first, and clears away or completes those whose making
 * was interrupted.
 *
 * Returns: (transfer full) (element-type ImwWalletMarker): the markers, which the caller frees; or
 * %NULL: %IMW_ERROR_CORRUPT, %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_DISK. A wallet that can't be read
 * is an error, never "there is none".
 */
GPtrArray *
imw_service_folder_read_wallets (const char    *environment_dir,
                                 ImwEnvironment environment,
                                 gboolean       read_only,
                                 GError       **error)
{
  g_autoptr (GError) dir_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (environment_dir, 0, &dir_error);
  GPtrArray  *markers = NULL;
  const char *name = NULL;

  if (dir == NULL && !g_error_matches (dir_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "the data folder can't be read: %s",
                   dir_error->message);
      return NULL;
    }

  markers = g_ptr_array_new ();
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (environment_dir, name, NULL);
      g_autoptr (GError) local_error = NULL;
      ImwWalletMarker *marker = NULL;

      if (!g_uuid_string_is_valid (name))
        continue;

      marker = imw_wallet_marker_read (folder, FALSE, &local_error);
      if (marker == NULL && !read_only &&
          g_error_matches (local_error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
        {
          g_clear_error (&local_error);
          marker = settle_unfinished (folder, &local_error);
        }

      if (marker != NULL && marker->environment != environment)
        {
          g_clear_pointer (&marker, imw_wallet_marker_free);
          g_set_error_literal (&local_error, IMW_ERROR, IMW_ERROR_CORRUPT,
                               "a wallet of another environment is in this folder");
        }

      if (marker != NULL)
        g_ptr_array_add (markers, marker);
      else if (!g_error_matches (local_error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          free_markers (markers);
          return NULL;
        }
    }

  g_ptr_array_sort (markers, compare_markers);

  return markers;
}
