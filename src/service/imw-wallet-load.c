/* imw-wallet-load.c: opening and closing the books of a wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-load"

#include "config.h"

#include "imw-wallet.h"

#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

/* ---- loading ---- */

static void
end_load (ImwWallet *self,
          GError    *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->load_waiting);
  g_autoptr (GError) owned = error;

  self->loaded = error == NULL;
  if (self->loaded)
    imw_wallet_notify_loaded (self);
  else
    g_clear_object (&self->store);

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (owned == NULL)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_error_copy (owned));
    }
}

static void
abroad_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (ImwWallet) self = IMW_WALLET (user_data);
  GError *error = NULL;

  if (!imw_wallet_abroad_load_finish (self->abroad, result, &error))
    g_debug ("%s", error->message);
  end_load (self, error);
}

static void
payments_loaded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (ImwWallet) self = IMW_WALLET (user_data);
  GError *error = NULL;

  if (!imw_wallet_load_payments_finish (self, result, &error))
    {
      end_load (self, error);
      return;
    }

  imw_wallet_abroad_load_async (self->abroad, self->cancellable, abroad_loaded_cb,
                                g_object_ref (self));
}

static void
accounts_loaded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (ImwWallet) self = IMW_WALLET (user_data);
  GError *error = NULL;

  if (!imw_wallet_refresh_accounts_finish (self, result, &error))
    {
      end_load (self, error);
      return;
    }

  imw_wallet_load_payments_async (self, self->cancellable, payments_loaded_cb, g_object_ref (self));
}

static void
store_opened_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ImwWallet) self = IMW_WALLET (user_data);
  GError *error = NULL;

  self->store = imw_store_open_finish (result, &error);
  if (self->store == NULL)
    {
      end_load (self, error);
      return;
    }

  imw_wallet_refresh_accounts_async (self, self->cancellable, accounts_loaded_cb,
                                     g_object_ref (self));
}

/**
 * imw_wallet_load_async:
 * @self: a wallet
 * @cancellable: (nullable): ends this caller's waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Opens the books. Needs no password. Calls made while one is running join it.
 */
void
imw_wallet_load_async (ImwWallet          *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;
  gboolean         read_only = FALSE;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_load_async);

  if (self->loaded)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->closed || self->service == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED, "the wallet was closed");
      return;
    }

  if (self->load_waiting != NULL)
    {
      g_ptr_array_add (self->load_waiting, g_steal_pointer (&task));
      return;
    }

  self->load_waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->load_waiting, g_steal_pointer (&task));

  /* lost books are made anew: words and networks hold everything but labels */
  read_only = imw_wallet_get_read_only (self);
  path = g_build_filename (self->folder, "wallet.db", NULL);
  imw_store_open_async (path, read_only ? IMW_STORE_READ_ONLY : IMW_STORE_CREATE,
                        imw_wallet_service_get_clock (self->service), self->cancellable,
                        store_opened_cb, g_object_ref (self));
}

/**
 * imw_wallet_load_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the books are open. On %FALSE @error is %IMW_ERROR_NOT_FOUND,
 * %IMW_ERROR_NOT_SUPPORTED (newer version), %IMW_ERROR_CORRUPT, %IMW_ERROR_DISK or %IMW_ERROR_BUSY.
 */
gboolean
imw_wallet_load_finish (ImwWallet    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- closing ---- */

static void
store_closed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_store_close_finish (IMW_STORE (object), result, &error))
    g_info ("the books did not close well: %s", error->message);

  g_task_return_boolean (task, TRUE);
}

/**
 * imw_wallet_close_async:
 * @self: a wallet
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Locks it, ends what runs, and closes its books for good.
 */
void
imw_wallet_close_async (ImwWallet          *self,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  ImwStore *store = self->store;

  g_task_set_source_tag (task, imw_wallet_close_async);
  self->closed = TRUE;
  imw_wallet_stop_watching (self);
  imw_wallet_stop_history (self);
  imw_wallet_lock (self);
  imw_wallet_abroad_stop (self->abroad);
  g_cancellable_cancel (self->cancellable);

  if (self->signer != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->signer, self);
      imw_signer_close (self->signer);
      g_clear_object (&self->signer);
    }

  if (store == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  imw_store_close_async (store, store_closed_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_close_finish:
 * @self: a wallet
 * @result: the result given to the callback
 *
 * Ends the call.
 */
void
imw_wallet_close_finish (ImwWallet    *self,
                         GAsyncResult *result)
{
  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}
