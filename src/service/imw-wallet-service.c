/* imw-wallet-service.c: the wallet service: what the window and the command line share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-service"

#include "config.h"

#include "imw-wallet-service.h"

#include "imw-practice-control.h"
#include "imw-prices.h"
#include "imw-service-folder.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"
#include "imw-wallet-service-struct.h"

#include "imw-error.h"

#include <unistd.h>

/**
 * ImwWalletService:
 *
 * One data folder in one environment: its lock, settings, wallets, networks and the practice
 * server. Owned by the program, main thread. `status-changed` fires when a network's state or age,
 * or the prices, have changed; `transaction-received` and `transaction-confirmed` once a
 * transaction.
 */

enum
{
  SIGNAL_TRANSACTION_RECEIVED,
  SIGNAL_TRANSACTION_CONFIRMED,
  SIGNAL_STATUS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwWalletService, imw_wallet_service, G_TYPE_OBJECT)

static void
imw_wallet_service_dispose (GObject *object)
{
  ImwWalletService *self = IMW_WALLET_SERVICE (object);

  self->closed = TRUE;

  if (self->practice != NULL)
    imw_practice_control_stop (self->practice);

  for (guint i = 0;
       self->wallets != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->wallets)); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);

      g_object_run_dispose (G_OBJECT (wallet));
    }

  g_clear_object (&self->practice);
  g_clear_object (&self->wallets);
  g_clear_object (&self->prices);
  g_clear_object (&self->settings);
  g_clear_object (&self->vault_file);
  g_clear_object (&self->vault_keyring);
  g_clear_pointer (&self->backends, g_hash_table_unref);

  G_OBJECT_CLASS (imw_wallet_service_parent_class)->dispose (object);
}

static void
imw_wallet_service_finalize (GObject *object)
{
  ImwWalletService *self = IMW_WALLET_SERVICE (object);

  if (self->lock_fd >= 0)
    (void) close (self->lock_fd);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->chains, g_ptr_array_unref);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_clear_pointer (&self->given_servers, g_hash_table_unref);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->environment_dir, g_free);
  g_clear_pointer (&self->signer_path, g_free);

  G_OBJECT_CLASS (imw_wallet_service_parent_class)->finalize (object);
}

static void
imw_wallet_service_class_init (ImwWalletServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_wallet_service_dispose;
  object_class->finalize = imw_wallet_service_finalize;

  /**
   * ImwWalletService::transaction-received:
   * @self: the service
   * @wallet: whose
   * @account_id: to which account
   * @txid: which transaction
   */
  signals[SIGNAL_TRANSACTION_RECEIVED] =
      g_signal_new ("transaction-received", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 3, IMW_TYPE_WALLET, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * ImwWalletService::transaction-confirmed:
   * @self: the service
   * @wallet: whose
   * @account_id: of which account
   * @txid: which transaction
   */
  signals[SIGNAL_TRANSACTION_CONFIRMED] =
      g_signal_new ("transaction-confirmed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 3, IMW_TYPE_WALLET, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * ImwWalletService::status-changed:
   * @self: the service
   */
  signals[SIGNAL_STATUS_CHANGED] =
      g_signal_new ("status-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
imw_wallet_service_init (ImwWalletService *self)
{
  self->lock_fd = -1;
  self->wallets = g_list_store_new (IMW_TYPE_WALLET);
  self->chains = g_ptr_array_new_with_free_func (g_object_unref);
  self->networks = g_ptr_array_new_with_free_func (g_object_unref);
  self->backends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->given_servers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
}

/**
 * imw_wallet_service_get_wallets:
 * @self: the service
 *
 * Returns: (transfer none): list of #ImwWallet, oldest first
 */
GListModel *
imw_wallet_service_get_wallets (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return G_LIST_MODEL (self->wallets);
}

static ImwWallet *
find_wallet (ImwWalletService *self,
             const char       *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->wallets)); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);

      /* the list keeps it alive */
      if (id == NULL || g_str_equal (imw_wallet_get_id (wallet), id))
        return wallet;
    }

  return NULL;
}

/**
 * imw_wallet_service_find_wallet:
 * @self: the service
 * @id: (nullable): a wallet's UUID; %NULL: the one last used, else the first
 *
 * Returns: (transfer none) (nullable): the wallet
 */
ImwWallet *
imw_wallet_service_find_wallet (ImwWalletService *self,
                                const char       *id)
{
  ImwWallet *wallet = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  if (id != NULL)
    return find_wallet (self, id);

  wallet = find_wallet (self, imw_settings_get (self->settings, IMW_SETTING_LAST_WALLET));

  return wallet != NULL ? wallet : find_wallet (self, NULL);
}

/**
 * imw_wallet_service_get_environment:
 * @self: the service
 *
 * Returns: the environment of everything in it
 */
ImwEnvironment
imw_wallet_service_get_environment (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), IMW_ENVIRONMENT_PRACTICE);

  return self->environment;
}

/**
 * imw_wallet_service_get_data_dir:
 * @self: the service
 *
 * Returns: the data folder, above the environments
 */
const char *
imw_wallet_service_get_data_dir (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return self->data_dir;
}

/**
 * imw_wallet_service_get_environment_dir:
 * @self: the service
 *
 * Returns: the environment's folder, in which each wallet has its own
 */
const char *
imw_wallet_service_get_environment_dir (ImwWalletService *self)
{
  return self->environment_dir;
}

/**
 * imw_wallet_service_get_read_only:
 * @self: the service
 *
 * Returns: whether somebody else may own the folder
 */
gboolean
imw_wallet_service_get_read_only (ImwWalletService *self)
{
  return self->read_only;
}

/**
 * imw_wallet_service_get_signer_path:
 * @self: the service
 *
 * Returns: (nullable): the signer's program as given by the options
 */
const char *
imw_wallet_service_get_signer_path (ImwWalletService *self)
{
  return self->signer_path;
}

/**
 * imw_wallet_service_get_vault_store:
 * @self: the service
 * @kind: which kind of place
 *
 * Returns: (transfer none) (nullable): the place of that kind
 */
ImwVaultStore *
imw_wallet_service_get_vault_store (ImwWalletService *self,
                                    ImwVaultKind      kind)
{
  switch (kind)
    {
    case IMW_VAULT_FILE:
      return self->vault_file;

    case IMW_VAULT_KEYRING:
      if (self->vault_keyring == NULL)
        self->vault_keyring = imw_vault_store_new_keyring (self->environment);

      return self->vault_keyring;
    }

  g_return_val_if_reached (NULL);
}

/**
 * imw_wallet_service_add_wallet:
 * @self: the service
 * @wallet: a new wallet whose marker has been written
 *
 * Puts a wallet into the list and makes it the one last used.
 */
void
imw_wallet_service_add_wallet (ImwWalletService *self,
                               ImwWallet        *wallet)
{
  g_autoptr (GError) error = NULL;

  g_list_store_append (self->wallets, wallet);

  if (!imw_settings_set (self->settings, IMW_SETTING_LAST_WALLET, imw_wallet_get_id (wallet),
                         &error))
    g_info ("the last used wallet can't be kept: %s", error->message);
}

/**
 * imw_wallet_service_status_changed:
 * @self: the service
 *
 * Tells the faces that a network's state or age, or the prices, have changed.
 */
void
imw_wallet_service_status_changed (ImwWalletService *self)
{
  g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
}

/**
 * imw_wallet_service_transaction_received:
 * @self: the service
 * @wallet: whose
 * @account_id: to which account
 * @txid: which transaction
 *
 * Tells the faces of a new incoming transaction.
 */
void
imw_wallet_service_transaction_received (ImwWalletService *self,
                                         ImwWallet        *wallet,
                                         const char       *account_id,
                                         const char       *txid)
{
  g_signal_emit (self, signals[SIGNAL_TRANSACTION_RECEIVED], 0, wallet, account_id, txid);
}

/**
 * imw_wallet_service_transaction_confirmed:
 * @self: the service
 * @wallet: whose
 * @account_id: of which account
 * @txid: which transaction
 *
 * Tells the faces that a transaction is in a block now.
 */
void
imw_wallet_service_transaction_confirmed (ImwWalletService *self,
                                          ImwWallet        *wallet,
                                          const char       *account_id,
                                          const char       *txid)
{
  g_signal_emit (self, signals[SIGNAL_TRANSACTION_CONFIRMED], 0, wallet, account_id, txid);
}

/**
 * imw_wallet_service_get_clock:
 * @self: the service
 *
 * Returns: (transfer none): the clock of everything in it
 */
ImwClock *
imw_wallet_service_get_clock (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return self->clock;
}

/**
 * imw_wallet_service_get_settings:
 * @self: the service
 *
 * Returns: (transfer none): the settings of this environment
 */
ImwSettings *
imw_wallet_service_get_settings (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return self->settings;
}

/**
 * imw_wallet_service_get_prices:
 * @self: the service
 *
 * Returns: (transfer none) (nullable): the prices
 */
ImwPrices *
imw_wallet_service_get_prices (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return self->prices;
}

/**
 * imw_wallet_service_get_chains:
 * @self: the service
 *
 * Returns: (transfer none) (element-type ImwChain): the networks of this environment that are
 *   switched on
 */
GPtrArray *
imw_wallet_service_get_chains (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return self->chains;
}

/**
 * imw_wallet_service_find_chain:
 * @self: the service
 * @id: a network's id
 *
 * Returns: (transfer none) (nullable): the network
 */
ImwChain *
imw_wallet_service_find_chain (ImwWalletService *self,
                               const char       *id)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  for (guint i = 0; i < self->chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (self->chains, i);

      if (g_strcmp0 (imw_chain_get_id (chain), id) == 0)
        return chain;
    }

  return NULL;
}

/**
 * imw_wallet_service_find_backend:
 * @self: the service
 * @chain_id: a network's id
 *
 * Returns: (transfer none) (nullable): how the network is reached; %NULL while offline or without a
 * server
 */
ImwBackend *
imw_wallet_service_find_backend (ImwWalletService *self,
                                 const char       *chain_id)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);
  g_return_val_if_fail (chain_id != NULL, NULL);

  return self->backends != NULL ? g_hash_table_lookup (self->backends, chain_id) : NULL;
}

/**
 * imw_wallet_service_set_servers:
 * @self: the service
 * @chain_id: a network's id
 * @urls: (nullable): servers in the order in which they are asked; %NULL: the defaults
 * @error: return location
 *
 * Uses other servers from now on, and keeps them in the settings.
 *
 * Returns: %TRUE when in use. On %FALSE nothing has changed and @error is %IMW_ERROR_NOT_FOUND,
 * %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED (plain http), %IMW_ERROR_BUSY or %IMW_ERROR_DISK.
 */
gboolean
imw_wallet_service_set_servers (ImwWalletService  *self,
                                const char        *chain_id,
                                const char *const *urls,
                                GError           **error)
{
  ImwChain        *chain = NULL;
  g_autofree char *key = NULL;
  g_autoptr (ImwBackend) backend = NULL;
  g_auto (GStrv) defaults = NULL;
  gboolean none = FALSE;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), FALSE);
  g_return_val_if_fail (chain_id != NULL, FALSE);

  chain = imw_wallet_service_find_chain (self, chain_id);
  if (chain == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no network %s here", chain_id);
      return FALSE;
    }

  /* a look before the settings change; a network without defaults goes back to none */
  defaults = imw_backend_registry_default_servers (chain);
  none = urls == NULL && (defaults == NULL || defaults[0] == NULL);
  backend = none ? NULL : imw_backend_registry_new_backend (chain, urls, error);
  if (backend == NULL && !none)
    return FALSE;

  key = imw_service_folder_build_servers_key (chain);
  if (!imw_settings_set_list (self->settings, key, urls, error))
    return FALSE;

  if (none)
    {
      g_hash_table_remove (self->backends, chain_id);
      imw_wallet_service_status_changed (self);
      return TRUE;
    }

  return self->offline || imw_wallet_service_make_backend (self, chain, urls, error);
}

/**
 * imw_wallet_service_dup_own_servers:
 * @self: the service
 * @chain_id: a network's id
 *
 * Returns: (transfer full) (nullable): the servers that the user has chosen for this very network,
 * %NULL when the defaults are used
 */
char **
imw_wallet_service_dup_own_servers (ImwWalletService *self,
                                    const char       *chain_id)
{
  ImwChain        *chain = NULL;
  g_autofree char *key = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  chain = imw_wallet_service_find_chain (self, chain_id);
  if (chain == NULL)
    return NULL;

  key = imw_service_folder_build_servers_key (chain);

  return imw_settings_get_list (self->settings, key);
}

/**
 * imw_wallet_service_list_network_names:
 * @self: the service
 * @chain_id: a network's id
 *
 * Returns: (transfer full) (array zero-terminated=1): what %IMW_SETTING_NETWORK may name, the
 * environment's default first; one element where there is no choice
 */
char **
imw_wallet_service_list_network_names (ImwWalletService *self,
                                       const char       *chain_id)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);
  g_return_val_if_fail (chain_id != NULL, NULL);

  return imw_service_folder_list_networks (self->environment, chain_id);
}

/**
 * imw_wallet_service_explorer_url:
 * @self: the service
 * @chain_id: a network's id
 * @txid: a transaction
 *
 * Returns: (transfer full) (nullable): where the user can look at it, %NULL where there is none
 */
char *
imw_wallet_service_explorer_url (ImwWalletService *self,
                                 const char       *chain_id,
                                 const char       *txid)
{
  ImwChain *chain = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  chain = imw_wallet_service_find_chain (self, chain_id);

  return chain != NULL ? imw_backend_registry_explorer_url (chain, txid) : NULL;
}
