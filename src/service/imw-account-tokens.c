/* imw-account-tokens.c: tokens that the user adds, shows and puts away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-tokens"

#include "config.h"

#include "imw-account-struct.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-store-account.h"

/* ---- looking up ---- */

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError   *error = NULL;
  ImwAsset *asset = imw_backend_look_up_asset_finish (IMW_BACKEND (object), result, &error);

  if (asset != NULL)
    g_task_return_pointer (task, asset, (GDestroyNotify) imw_asset_unref);
  else
    g_task_return_error (task, error);
}

/**
 * imw_account_look_up_token_async:
 * @self: an account
 * @contract: from outside: the contract's address, or the symbol of a listed token
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Finds out what a contract says of itself. A listed token is known without asking.
 */
void
imw_account_look_up_token_async (ImwAccount         *self,
                                 const char         *contract,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ImwAsset) listed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwRecipient) recipient = NULL;
  ImwWalletService *service = NULL;
  ImwBackend       *backend = NULL;

  g_return_if_fail (IMW_IS_ACCOUNT (self));
  g_return_if_fail (contract != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_account_look_up_token_async);

  if (!imw_chain_has (self->chain, IMW_CHAIN_HAS_TOKENS))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "this network has no tokens");
      return;
    }

  listed = imw_chain_find_asset (self->chain, contract, &error);
  if (listed != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&listed), (GDestroyNotify) imw_asset_unref);
      return;
    }

  g_clear_error (&error);
  recipient = imw_chain_parse_address (self->chain, contract, &error);
  if (recipient == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  backend = service != NULL
                ? imw_wallet_service_find_backend (service, imw_chain_get_id (self->chain))
                : NULL;
  if (backend == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NETWORK, "no server can be asked");
      return;
    }

  imw_backend_look_up_asset_async (backend, recipient->address, cancellable, looked_up_cb,
                                   g_steal_pointer (&task));
}

/**
 * imw_account_look_up_token_finish:
 * @self: an account
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the token: as it is listed, or with name and decimals that are the
 *   contract's word; or %NULL: %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK,
 *   %IMW_ERROR_NOT_FOUND (no token), %IMW_ERROR_NOT_SUPPORTED, the network's errors
 */
ImwAsset *
imw_account_look_up_token_finish (ImwAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- showing and putting away ---- */

static void
shown_refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *wallet = IMW_WALLET (object);
  GError    *error = NULL;

  if (!imw_wallet_refresh_accounts_finish (wallet, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_wallet_books_changed (wallet);
  g_task_return_boolean (task, TRUE);

  /* its balance is asked for without anybody waiting */
  if (!wallet->closed && !imw_wallet_get_read_only (wallet))
    imw_wallet_sync_async (wallet, FALSE, imw_wallet_get_cancellable (wallet), NULL, NULL);
}

static void
shown_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount *self = g_task_get_source_object (task);
  GError     *error = NULL;

  if (!imw_store_set_asset_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->wallet == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  imw_wallet_refresh_accounts_async (self->wallet, g_task_get_cancellable (task),
                                     shown_refreshed_cb, g_object_ref (task));
}

/* What the list that comes with the program says of it counts, not what a caller says. */
static ImwAsset *
ref_proper_asset (ImwAccount *self, ImwAsset *asset)
{
  const char *contract = imw_chain_get_contract (self->chain, asset);
  ImwAsset   *listed =
      contract != NULL ? imw_chain_find_asset (self->chain, contract, NULL) : NULL;

  return listed != NULL ? listed : imw_asset_ref (asset);
}

/**
 * imw_account_set_token_shown_async:
 * @self: an account
 * @asset: a token of its network
 * @shown: listed as the user's own, or put away among the hidden ones
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Keeps in the books whether the user wants to see a token.
 */
void
imw_account_set_token_shown_async (ImwAccount         *self,
                                   ImwAsset           *asset,
                                   gboolean            shown,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ImwAsset) proper = NULL;
  ImwStore *store = NULL;
  ImwTrust  trust = IMW_TRUST_UNKNOWN;

  g_return_if_fail (IMW_IS_ACCOUNT (self));
  g_return_if_fail (asset != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_account_set_token_shown_async);

  if (!imw_chain_has (self->chain, IMW_CHAIN_HAS_TOKENS))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "this network has no tokens");
      return;
    }

  if (imw_chain_get_contract (self->chain, asset) == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "it is no token of this network");
      return;
    }

  store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  if (store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  /* a genuine one that is wanted although there is nothing of it is kept as the user's own; what was
   * never the user's own stays unknown when it is put away */
  proper = ref_proper_asset (self, asset);
  if (shown)
    trust = IMW_TRUST_OWN;
  else if (imw_chain_get_trust (self->chain, proper) == IMW_TRUST_GENUINE)
    trust = IMW_TRUST_GENUINE;

  imw_store_set_asset_async (store, proper, trust, shown, cancellable, shown_stored_cb,
                             g_steal_pointer (&task));
}

/**
 * imw_account_set_token_shown_finish:
 * @self: an account
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when kept. On %FALSE @error is %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_BAD_INPUT (not
 *   of this network), %IMW_ERROR_REFUSED (known with other decimals) or the store's.
 */
gboolean
imw_account_set_token_shown_finish (ImwAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
