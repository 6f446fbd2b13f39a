/* imw-preparing.c: a payment without a form of its own is made ready
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-preparing"

#include "config.h"

#include "imw-preparing.h"
#include "imw-password-dialog.h"

#include <glib/gi18n.h>

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (imw_payment_prepare_finish (IMW_PAYMENT (object), result, &error))
    g_task_return_pointer (task, g_object_ref (object), g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Where no server says what is usual, the network's least is in the table. */
static void
fees_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  ImwPayment *payment = g_task_get_task_data (task);
  ImwFeeTable fees = { 0 };
  GError     *error = NULL;

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  imw_payment_set_fee (payment, &fees, IMW_FEE_NORMAL);
  imw_payment_prepare_async (payment, g_task_get_cancellable (task), prepared_cb,
                             g_object_ref (task));
}

static void
ask_fees (GTask *task)
{
  ImwPayment *payment = g_task_get_task_data (task);

  imw_account_get_fees_async (imw_payment_get_account (payment), g_task_get_cancellable (task),
                              fees_cb, g_object_ref (task));
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    ask_fees (task);
  else
    g_task_return_error (task, error);
}

/**
 * imw_preparing_run_async:
 * @widget: of the window that asks for the password, when the wallet is locked
 * @payment: a draft
 * @cancellable: (nullable): ends it
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gives @payment the usual fee and makes it ready for a review.
 */
void
imw_preparing_run_async (GtkWidget          *widget,
                         ImwPayment         *payment,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (widget, cancellable, callback, user_data);
  ImwWallet *wallet = imw_payment_get_wallet (payment);

  g_task_set_source_tag (task, imw_preparing_run_async);
  g_task_set_task_data (task, g_object_ref (payment), g_object_unref);
  if (imw_wallet_get_unlocked (wallet))
    ask_fees (task);
  else
    imw_password_dialog_unlock_async (widget, wallet, _ ("To make the payment ready, type the wallet's password."),
                                      cancellable, unlocked_cb, g_object_ref (task));
}

/**
 * imw_preparing_run_finish:
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the payment, as the signer has described it. On %NULL @error is one of
 *   imw_payment_prepare_finish(), or %G_IO_ERROR_CANCELLED.
 */
ImwPayment *
imw_preparing_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
