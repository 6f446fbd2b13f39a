/* imw-wallet-paid.c: how often somebody was paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-paid"

#include "config.h"

#include "imw-wallet-private.h"

#include "imw-error.h"

static void
paid_counted_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint   count = 0;

  if (imw_store_count_txs_finish (IMW_STORE (object), result, &count, &error))
    g_task_return_int (task, (gssize) count);
  else
    g_task_return_error (task, error);
}

/**
 * imw_wallet_count_paid_async:
 * @self: a wallet whose books are open
 * @address: canonical text
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Counts the payments to an address, confirmed or under way.
 */
void
imw_wallet_count_paid_async (ImwWallet          *self,
                             const char         *address,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ImwStoreTxFilter) filter = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_count_paid_async);

  if (self->store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  filter = imw_store_tx_filter_new ();
  filter->directions = IMW_STORE_SENT | IMW_STORE_SELF;
  filter->states = 1u << IMW_TX_MEMPOOL | 1u << IMW_TX_CONFIRMED;
  g_free (filter->search);
  filter->search = g_strdup (address);
  imw_store_count_txs_async (self->store, filter, cancellable, paid_counted_cb,
                             g_steal_pointer (&task));
}

/**
 * imw_wallet_count_paid_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @count: (out): how many
 * @error: return location
 *
 * Returns: %TRUE when counted. Errors are the store's.
 */
gboolean
imw_wallet_count_paid_finish (ImwWallet    *self,
                              GAsyncResult *result,
                              guint        *count,
                              GError      **error)
{
  g_autoptr (GError) local_error = NULL;
  gssize value = 0;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (count != NULL, FALSE);

  value = g_task_propagate_int (G_TASK (result), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  *count = (guint) value;

  return TRUE;
}
