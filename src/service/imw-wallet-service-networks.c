/* imw-wallet-service-networks.c: the networks of a service, on and off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-service-networks"

#include "config.h"

#include "imw-wallet-service.h"

#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"
#include "imw-wallet-service-struct.h"

#include "imw-error.h"

static ImwChain *
find_network (ImwWalletService *self, const char *chain_id)
{
  for (guint i = 0; i < self->networks->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (self->networks, i);

      if (g_strcmp0 (imw_chain_get_id (chain), chain_id) == 0)
        return chain;
    }

  return NULL;
}

/* A network that has no place in an environment is not there; a name that no network has is wrong. */
static ImwChain *
make_network (const char *id, ImwEnvironment environment, const char *name, gboolean *named)
{
  g_autoptr (GError) error = NULL;
  ImwChain *chain = NULL;

  if (name != NULL)
    {
      chain = imw_chain_registry_new_chain (id, environment, name, &error);
      if (chain != NULL)
        {
          *named = TRUE;
          return chain;
        }

      g_clear_error (&error);
    }

  chain = imw_chain_registry_new_chain (id, environment, NULL, &error);
  if (chain == NULL)
    g_debug ("%s is not in this environment: %s", id, error->message);

  return chain;
}

/**
 * imw_wallet_service_make_networks:
 * @self: a service that is being opened
 * @network_name: (nullable): which network of the environment
 * @error: return location
 *
 * Makes all networks of the environment.
 *
 * Returns: %TRUE when there is one. On %FALSE @error is %IMW_ERROR_NOT_FOUND.
 */
gboolean
imw_wallet_service_make_networks (ImwWalletService *self, const char *network_name, GError **error)
{
  const char *const *ids = imw_chain_registry_get_ids ();
  gboolean           named = network_name == NULL;

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      ImwChain *chain = make_network (ids[i], self->environment, network_name, &named);

      if (chain != NULL)
        g_ptr_array_add (self->networks, chain);
    }

  if (named && self->networks->len > 0)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no network %s here",
               network_name != NULL ? network_name : "at all");

  return FALSE;
}

/* Where servers are given by hand (own nodes), a network for which there is none is left alone. */
static gboolean
has_server (ImwWalletService *self, ImwChain *chain)
{
  g_auto (GStrv) servers = imw_backend_registry_default_servers (chain);

  return servers[0] != NULL || g_hash_table_size (self->given_servers) == 0 ||
         g_hash_table_contains (self->given_servers, imw_chain_get_id (chain));
}

static gboolean
judge_enabled (ImwWalletService *self, ImwChain *chain)
{
  g_autofree char *key = g_strconcat (IMW_SETTING_NETWORK_PREFIX, imw_chain_get_id (chain), NULL);
  const char      *value = imw_settings_get (self->settings, key);

  if (g_str_equal (value, "on"))
    return TRUE;

  if (g_str_equal (value, "off"))
    return FALSE;

  return imw_chain_get_enabled_by_default (chain) && has_server (self, chain);
}

/**
 * imw_wallet_service_choose_networks:
 * @self: a service whose settings are open
 *
 * Takes those networks into use that are switched on.
 */
void
imw_wallet_service_choose_networks (ImwWalletService *self)
{
  g_ptr_array_set_size (self->chains, 0);

  for (guint i = 0; i < self->networks->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (self->networks, i);

      if (judge_enabled (self, chain))
        g_ptr_array_add (self->chains, g_object_ref (chain));
    }
}

/**
 * imw_wallet_service_list_networks:
 * @self: the service
 *
 * Returns: (transfer container) (element-type ImwChain): all networks of this environment, those
 *   that are switched off too
 */
GPtrArray *
imw_wallet_service_list_networks (ImwWalletService *self)
{
  GPtrArray *list = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  list = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->networks->len; i++)
    g_ptr_array_add (list, g_object_ref (g_ptr_array_index (self->networks, i)));

  return list;
}

/**
 * imw_wallet_service_get_network_enabled:
 * @self: the service
 * @chain_id: a network's id
 *
 * Returns: whether the network is there and switched on
 */
gboolean
imw_wallet_service_get_network_enabled (ImwWalletService *self, const char *chain_id)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), FALSE);
  g_return_val_if_fail (chain_id != NULL, FALSE);

  return imw_wallet_service_find_chain (self, chain_id) != NULL;
}

static gboolean
has_open_payment (ImwWalletService *self, ImwChain *chain)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->wallets)); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);
      GListModel *payments = imw_wallet_get_payments (wallet);

      for (guint k = 0; k < g_list_model_get_n_items (payments); k++)
        {
          g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, k);

          if (imw_account_get_chain (imw_payment_get_account (payment)) == chain)
            return TRUE;
        }
    }

  return FALSE;
}

static void
accounts_ensured_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwWallet *wallet = IMW_WALLET (object);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_ensure_accounts_finish (wallet, result, &error))
    g_info ("accounts of a network are made at the next unlocking: %s", error->message);
  else if (!wallet->closed)
    imw_wallet_sync_async (wallet, FALSE, imw_wallet_get_cancellable (wallet), NULL, NULL);

  imw_wallet_books_changed (wallet);
}

static void
accounts_changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwWallet *wallet = IMW_WALLET (object);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_refresh_accounts_finish (wallet, result, &error))
    g_info ("the accounts are not up to date: %s", error->message);

  imw_wallet_books_changed (wallet);
  if (wallet->unlocked && !wallet->closed)
    imw_wallet_ensure_accounts_async (wallet, imw_wallet_get_cancellable (wallet),
                                      accounts_ensured_cb, NULL);
}

static void
refresh_wallets (ImwWalletService *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->wallets)); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);

      if (wallet->loaded && !wallet->closed)
        imw_wallet_refresh_accounts_async (wallet, imw_wallet_get_cancellable (wallet),
                                           accounts_changed_cb, NULL);
    }
}

/**
 * imw_wallet_service_set_network_enabled:
 * @self: the service
 * @chain_id: a network's id
 * @enabled: whether it is to be used
 * @error: return location
 *
 * Switches a network on or off, and keeps that in the settings. What the books know of one that is
 * off stays there.
 *
 * Returns: %TRUE when it is so. On %FALSE nothing has changed and @error is %IMW_ERROR_NOT_FOUND (no
 *   such network here), %IMW_ERROR_BUSY (a payment on it is open, or the folder is open for reading
 *   only), %IMW_ERROR_REFUSED (the last one) or %IMW_ERROR_DISK.
 */
gboolean
imw_wallet_service_set_network_enabled (ImwWalletService *self,
                                        const char       *chain_id,
                                        gboolean          enabled,
                                        GError          **error)
{
  ImwChain        *chain = NULL;
  g_autofree char *key = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), FALSE);
  g_return_val_if_fail (chain_id != NULL, FALSE);

  chain = find_network (self, chain_id);
  if (chain == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no network %s here", chain_id);
      return FALSE;
    }

  if (imw_wallet_service_get_network_enabled (self, chain_id) == !!enabled)
    return TRUE;

  if (!enabled && has_open_payment (self, chain))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BUSY, "a payment on %s is open", chain_id);
      return FALSE;
    }

  if (!enabled && self->chains->len == 1)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "it is the last network");
      return FALSE;
    }

  key = g_strconcat (IMW_SETTING_NETWORK_PREFIX, chain_id, NULL);
  if (!imw_settings_set (self->settings, key, enabled ? "on" : "off", error))
    return FALSE;

  imw_wallet_service_choose_networks (self);
  imw_wallet_service_make_backends (self, FALSE);
  refresh_wallets (self);
  imw_wallet_service_status_changed (self);

  return TRUE;
}

/**
 * imw_wallet_service_list_payment_chains:
 * @self: the service
 * @text: from outside: an address or a payment link
 *
 * Returns: (transfer container) (element-type ImwChain): the networks in use whose it can be, in
 *   their order; several when an address is good on more than one
 */
GPtrArray *
imw_wallet_service_list_payment_chains (ImwWalletService *self, const char *text)
{
  GPtrArray *list = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  list = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (self->chains, i);
      g_autoptr (ImwPaymentRequest) request = imw_chain_parse_uri (chain, text, NULL);

      if (request != NULL)
        g_ptr_array_add (list, g_object_ref (chain));
    }

  return list;
}

static gboolean
holds_something (ImwWalletService *self, ImwChain *chain)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->wallets)); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (G_LIST_MODEL (self->wallets), i);
      GListModel *holdings = imw_wallet_get_holdings (wallet);

      for (guint k = 0; k < g_list_model_get_n_items (holdings); k++)
        {
          g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, k);
          ImwAccount *account = imw_holding_get_account (holding);
          ImwAmount  *total = imw_holding_get_total (holding);

          if (account != NULL && imw_account_get_chain (account) == chain && total != NULL &&
              imw_amount_sign (total) > 0 && imw_holding_get_trust (holding) != IMW_TRUST_UNKNOWN)
            return TRUE;
        }
    }

  return FALSE;
}

/* a network that is there but switched off says more than "not an address" */
static gboolean
is_of_network_off (ImwWalletService *self, const char *text, GError **error)
{
  for (guint i = 0; i < self->networks->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (self->networks, i);
      g_autoptr (ImwPaymentRequest) request = NULL;

      if (imw_wallet_service_find_chain (self, imw_chain_get_id (chain)) != NULL)
        continue;

      request = imw_chain_parse_uri (chain, text, NULL);
      if (request == NULL)
        continue;

      g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "%s is switched off",
                   imw_chain_get_name (chain));
      return TRUE;
    }

  return FALSE;
}

static void
explain (ImwWalletService *self, const char *text, GError **error)
{
  g_autoptr (GError) best = NULL;

  if (is_of_network_off (self, text, error))
    return;

  for (guint i = 0; i < self->chains->len; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (ImwPaymentRequest)
          request = imw_chain_parse_uri (g_ptr_array_index (self->chains, i), text, &local_error);

      if (request != NULL)
        continue;

      /* "of another network" and "link with a condition" say more than "not an address" */
      if (best == NULL || g_error_matches (local_error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK) ||
          g_error_matches (local_error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
        {
          g_clear_error (&best);
          best = g_steal_pointer (&local_error);
        }
    }

  if (best != NULL)
    g_propagate_error (error, g_steal_pointer (&best));
  else
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no network");
}

/**
 * imw_wallet_service_parse_payment:
 * @self: the service
 * @text: from outside: an address or a payment link
 * @chain: (out) (optional) (transfer none): whose it is
 * @error: return location
 *
 * Recognises an address or payment link of any network that is in use. What several networks know is
 * taken for the first on which a wallet holds something, else for the first;
 * imw_wallet_service_list_payment_chains() has all of them.
 *
 * Returns: (transfer full): what is asked for, or %NULL: %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK (another, or one that is switched off),
 *   %IMW_ERROR_NOT_SUPPORTED
 */
ImwPaymentRequest *
imw_wallet_service_parse_payment (ImwWalletService *self,
                                  const char       *text,
                                  ImwChain        **chain,
                                  GError          **error)
{
  g_autoptr (GPtrArray) candidates = NULL;
  ImwChain *chosen = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  candidates = imw_wallet_service_list_payment_chains (self, text);
  if (candidates->len == 0)
    {
      explain (self, text, error);
      return NULL;
    }

  for (guint i = 0; candidates->len > 1 && chosen == NULL && i < candidates->len; i++)
    {
      if (holds_something (self, g_ptr_array_index (candidates, i)))
        chosen = g_ptr_array_index (candidates, i);
    }

  if (chosen == NULL)
    chosen = g_ptr_array_index (candidates, 0);

  if (chain != NULL)
    *chain = chosen;

  return imw_chain_parse_uri (chosen, text, error);
}
