/* imw-payment-cancel.c: a payment that is taken back before it is signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-cancel"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"

static void
cancelled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    g_debug ("%s", error->message);
  IMW_PAYMENT (object)->busy = FALSE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * imw_payment_cancel_async:
 * @self: a payment that is not signed
 * @cancellable: (nullable): not used: whether it was cancelled must be known
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gives the coins free.
 */
void
imw_payment_cancel_async (ImwPayment         *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_PAYMENT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, imw_payment_cancel_async);

  if (self->busy || (self->state != IMW_PAYMENT_DRAFT && self->state != IMW_PAYMENT_PREPARED &&
                     self->state != IMW_PAYMENT_DESCRIBED))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "the payment can't be cancelled any more");
      return;
    }

  if (self->state == IMW_PAYMENT_DRAFT)
    {
      imw_payment_set_state (self, IMW_PAYMENT_CANCELLED);
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->busy = TRUE;
  imw_payment_move_async (self, IMW_PAYMENT_CANCELLED, TRUE, NULL, NULL, cancelled_cb,
                          g_steal_pointer (&task));
}

/**
 * imw_payment_cancel_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the coins are free. On %FALSE @error is %IMW_ERROR_BUSY or the store's.
 */
gboolean
imw_payment_cancel_finish (ImwPayment   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
