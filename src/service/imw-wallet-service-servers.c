/* imw-wallet-service-servers.c: the servers that keep histories
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-service"

#include "config.h"

#include "imw-service-folder.h"
#include "imw-wallet-service-private.h"
#include "imw-wallet-service-struct.h"

#include "imw-error.h"

/* stands for a list without entries, which the settings do not know */
#define NONE "-"

/**
 * imw_wallet_service_dup_own_indexes:
 * @self: the service
 * @chain_id: a network's id
 *
 * Returns: (transfer full) (nullable): the servers that the user has chosen to keep histories by address,
 * empty when none shall be asked; %NULL when the defaults are used
 */
char **
imw_wallet_service_dup_own_indexes (ImwWalletService *self, const char *chain_id)
{
  ImwChain        *chain = NULL;
  g_autofree char *key = NULL;
  char           **urls = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  chain = imw_wallet_service_find_chain (self, chain_id);
  if (chain == NULL)
    return NULL;

  key = imw_service_folder_build_indexes_key (chain);
  urls = imw_settings_get_list (self->settings, key);
  if (urls != NULL && g_str_equal (urls[0], NONE))
    {
      g_strfreev (urls);
      urls = g_new0 (char *, 1);
    }

  return urls;
}

/**
 * imw_wallet_service_set_indexes:
 * @self: the service
 * @chain_id: a network's id
 * @urls: (nullable): servers that keep histories by address; empty: none is asked; %NULL: the defaults
 * @error: return location
 *
 * Uses other servers for histories from now on, and keeps them in the settings.
 *
 * Returns: %TRUE when in use. On %FALSE nothing has changed and @error is as of
 * imw_wallet_service_set_servers().
 */
gboolean
imw_wallet_service_set_indexes (ImwWalletService  *self,
                                const char        *chain_id,
                                const char *const *urls,
                                GError           **error)
{
  static const char *const none[] = { NONE, NULL };
  ImwChain                *chain = NULL;
  g_autofree char         *key = NULL;
  g_auto (GStrv) servers = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (ImwBackend) backend = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), FALSE);
  g_return_val_if_fail (chain_id != NULL, FALSE);

  chain = imw_wallet_service_find_chain (self, chain_id);
  if (chain == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no network %s here", chain_id);
      return FALSE;
    }

  /* a look before the settings change; without a server it waits for one */
  servers = imw_wallet_service_dup_own_servers (self, chain_id);
  backend = imw_backend_registry_new_backend_with_indexes (chain, (const char *const *) servers,
                                                           urls, &local_error);
  if (backend == NULL && !g_error_matches (local_error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  key = imw_service_folder_build_indexes_key (chain);
  if (!imw_settings_set_list (self->settings, key, urls != NULL && urls[0] == NULL ? none : urls,
                              error))
    return FALSE;

  return self->offline || backend == NULL ||
         imw_wallet_service_make_backend (self, chain, (const char *const *) servers, error);
}
