/* imw-provider-book.c: the providers a wallet knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-provider-book"

#include "config.h"

#include "imw-provider-book.h"

#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-anchor.h"
#include "imw-error.h"
#include "imw-store-provider.h"

/* ---- the book ---- */

/**
 * imw_wallet_get_providers:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwKnownProvider that were accepted
 */
GListModel *
imw_wallet_get_providers (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (imw_wallet_get_abroad (self)->providers);
}

/**
 * imw_wallet_find_provider:
 * @self: a wallet
 * @domain: as the books know it
 *
 * Returns: (transfer none) (nullable): the provider
 */
ImwKnownProvider *
imw_wallet_find_provider (ImwWallet *self, const char *domain)
{
  GListModel *providers = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  providers = imw_wallet_get_providers (self);
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (ImwKnownProvider) provider = g_list_model_get_item (providers, i);

      /* the list keeps it alive */
      if (g_strcmp0 (imw_known_provider_get_domain (provider), domain) == 0)
        return provider;
    }

  return NULL;
}

static void
added_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_known_provider_check_finish (IMW_KNOWN_PROVIDER (object), result, &error))
    g_task_return_pointer (task, g_object_ref (object), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * imw_wallet_add_provider_async:
 * @self: a wallet whose books are open
 * @domain: as typed
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads who it is and what it offers. Nothing is kept until it is accepted.
 */
void
imw_wallet_add_provider_async (ImwWallet          *self,
                               const char         *domain,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;
  g_autoptr (ImwKnownProvider) provider = NULL;
  GError *error = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (domain != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_add_provider_async);
  name = imw_wallet_abroad_normalize_domain (imw_wallet_get_abroad (self), domain, &error);
  if (name != NULL && imw_wallet_find_provider (self, name) != NULL)
    error = g_error_new (IMW_ERROR, IMW_ERROR_BUSY, "%s is known already", name);
  if (error == NULL)
    provider = imw_known_provider_new (self, name, &error);

  if (provider == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_known_provider_check_async (provider, cancellable, added_checked_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_add_provider_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the provider, with a report that may be bad, to be accepted. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_BUSY (known already) or %IMW_ERROR_NOT_SUPPORTED.
 */
ImwKnownProvider *
imw_wallet_add_provider_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet        *self = g_task_get_source_object (task);
  ImwKnownProvider *provider = g_task_get_task_data (task);
  GListStore       *providers = imw_wallet_get_abroad (self)->providers;
  GError           *error = NULL;
  guint             position = 0;

  if (!imw_store_remove_provider_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (g_list_store_find (providers, provider, &position))
    g_list_store_remove (providers, position);

  g_task_return_boolean (task, TRUE);
}

static gboolean
has_open_transfer (ImwWallet *self, ImwKnownProvider *provider)
{
  GListModel *transfers = imw_wallet_get_transfers (self);

  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);

      if (imw_transfer_get_provider (transfer) == provider &&
          !imw_stage_get_final (imw_transfer_get_stage (transfer)))
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_wallet_remove_provider_async:
 * @self: a wallet
 * @provider: one of its
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Forgets a provider. Transfers with it stay in the books.
 */
void
imw_wallet_remove_provider_async (ImwWallet          *self,
                                  ImwKnownProvider   *provider,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_KNOWN_PROVIDER (provider));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_remove_provider_async);
  g_task_set_task_data (task, g_object_ref (provider), g_object_unref);

  if (has_open_transfer (self, provider) || imw_known_provider_get_practice (provider) ||
      self->store == NULL || imw_wallet_get_read_only (self))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "a transfer with it is open, or it can't be removed");
      return;
    }

  imw_store_remove_provider_async (self->store, imw_known_provider_get_domain (provider), NULL,
                                   removed_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_remove_provider_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is forgotten. On %FALSE @error is %IMW_ERROR_BUSY (a transfer with it is open, or it is the practice
 *   network's own) or the store's.
 */
gboolean
imw_wallet_remove_provider_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
