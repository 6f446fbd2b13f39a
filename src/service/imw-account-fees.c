/* imw-account-fees.c: what a payment from an account costs now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-fees"

#include "config.h"

#include "imw-account-struct.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

static void
fees_got_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree ImwFeeTable *fees = g_new0 (ImwFeeTable, 1);
  g_autoptr (GError) error = NULL;

  if (!imw_backend_get_fees_finish (IMW_BACKEND (object), result, fees, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }

      g_info ("fees are not known: %s", error->message);
      memset (fees, 0, sizeof *fees);
    }

  g_task_return_pointer (task, g_steal_pointer (&fees), g_free);
}

/**
 * imw_account_get_fees_async:
 * @self: an account
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the network what a payment costs now.
 */
void
imw_account_get_fees_async (ImwAccount         *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwWalletService *service = NULL;
  ImwBackend       *backend = NULL;

  g_return_if_fail (IMW_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_account_get_fees_async);

  service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  backend = service != NULL
                ? imw_wallet_service_find_backend (service, imw_chain_get_id (self->chain))
                : NULL;

  if (backend == NULL)
    {
      g_task_return_pointer (task, g_new0 (ImwFeeTable, 1), g_free);
      return;
    }

  imw_backend_get_fees_async (backend, cancellable, fees_got_cb, g_steal_pointer (&task));
}

/**
 * imw_account_get_fees_finish:
 * @self: an account
 * @result: the result given to the callback
 * @fees: (out caller-allocates): the choices; `known` is %FALSE when no server could be asked
 * @error: return location
 *
 * Returns: %TRUE when @fees is filled. On %FALSE @error is %G_IO_ERROR_CANCELLED.
 */
gboolean
imw_account_get_fees_finish (ImwAccount   *self,
                             GAsyncResult *result,
                             ImwFeeTable  *fees,
                             GError      **error)
{
  g_autofree ImwFeeTable *known = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (fees != NULL, FALSE);

  known = g_task_propagate_pointer (G_TASK (result), error);
  if (known == NULL)
    return FALSE;

  *fees = *known;

  return TRUE;
}
