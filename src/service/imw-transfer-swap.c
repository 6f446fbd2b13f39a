/* imw-transfer-swap.c: leg 0: what is held becomes what the provider takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-swap"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

/* in the books → a quote → an order, which says where to pay and where it would come back to → in the books. The payment itself is
 * reviewed by the user like any other. */

static void
swap_committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_transfer_commit_finish (IMW_TRANSFER (object), result, &error))
    {
      imw_transfer_run_step_hook (IMW_TRANSFER (object), "swap-begun");
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

/**
 * imw_transfer_take_swap:
 * @self: a transfer
 * @swap: (transfer full): what the exchange says now
 *
 * An order that was final stays as it was; address and amount that were told first are the ones that are paid.
 */
void
imw_transfer_take_swap (ImwTransfer *self, ImwSwapOrder *swap)
{
  g_autoptr (ImwSwapOrder) owned = swap;
  ImwSwapOrder *old = self->swap;

  self->asked_ms = imw_transfer_now_ms (self);
  if (old != NULL && g_strcmp0 (old->id, swap->id) == 0)
    {
      gboolean changed = g_strcmp0 (old->deposit_address, swap->deposit_address) != 0 ||
                         g_strcmp0 (old->deposit_memo, swap->deposit_memo) != 0 ||
                         !imw_amount_equal (old->give, swap->give);

      if (changed && self->facts.swap_paid == IMW_PAID_NO)
        {
          self->facts.cancelled = TRUE;
          imw_transfer_add_event (self, "stopped", swap->deposit_address);
          return;
        }

      if (imw_swap_state_get_final (old->state) && old->state != swap->state)
        {
          imw_transfer_add_event (self, "out-of-order", imw_swap_state_get_code (swap->state));
          return;
        }
    }

  if (old == NULL || old->state != swap->state)
    {
      self->state_ms = self->asked_ms;
      imw_transfer_kick (self);
    }

  g_clear_pointer (&self->swap, imw_swap_order_free);
  self->swap = g_steal_pointer (&owned);
  if (old == NULL || self->facts.swap_state != self->swap->state)
    imw_transfer_add_event (self, "swap", imw_swap_state_get_code (self->swap->state));

  /* the provider gets what came of it, whatever was expected */
  if (self->swap->state == IMW_SWAP_DONE)
    {
      g_clear_pointer (&self->request->put_in, imw_amount_unref);
      g_clear_pointer (&self->request->comes_out, imw_amount_unref);
      self->request->put_in = imw_amount_ref (self->swap->get);
    }
}

static gboolean
fits (ImwSwapOrder *order, ImwSwapQuote *quote, const char *refund_address)
{
  return order->id != NULL && order->deposit_address != NULL && order->give != NULL &&
         order->get != NULL && imw_amount_equal (order->give, quote->give) &&
         imw_asset_equal (imw_amount_get_asset (order->get), imw_amount_get_asset (quote->get)) &&
         imw_amount_compare (order->get, quote->get) >= 0 &&
         g_strcmp0 (order->refund_address, refund_address) == 0;
}

static void
swap_ordered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;
  g_autoptr (ImwSwapOrder)
      order = imw_swap_provider_begin_finish (IMW_SWAP_PROVIDER (object), result, &error);

  if (order != NULL && !fits (order, self->swap_quote, g_task_get_task_data (task)))
    {
      g_clear_pointer (&order, imw_swap_order_free);
      error = g_error_new_literal (IMW_ERROR, IMW_ERROR_BAD_REPLY,
                                   "the exchange orders something else than it offered");
    }

  if (order == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* an earlier order was never paid */
  imw_transfer_take_payment (self, TRUE, NULL);
  self->facts.swap_paid = IMW_PAID_NO;
  g_clear_pointer (&self->swap_payment_id, g_free);
  g_clear_pointer (&self->swap, imw_swap_order_free);
  imw_transfer_take_swap (self, g_steal_pointer (&order));
  imw_transfer_commit_async (self, swap_committed_cb, g_steal_pointer (&task));
}

static void
refund_address_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer     *self = g_task_get_source_object (task);
  ImwWalletAbroad *abroad = imw_wallet_get_abroad (self->wallet);
  GError          *error = NULL;
  g_autofree char *to = NULL;
  g_autoptr (ImwAddressInfo)
      refund = imw_account_get_receive_address_finish (IMW_ACCOUNT (object), result, &error);

  if (refund == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  to = imw_wallet_abroad_dup_address (abroad, self->account);
  g_task_set_task_data (task, g_strdup (refund->address), g_free);
  imw_swap_provider_begin_async (imw_wallet_abroad_get_swap (abroad), self->swap_quote, to,
                                 refund->address, g_task_get_cancellable (task), swap_ordered_cb,
                                 g_object_ref (task));
}

static void
swap_quoted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer  *self = g_task_get_source_object (task);
  GError       *error = NULL;
  ImwSwapQuote *quote = imw_swap_provider_quote_finish (IMW_SWAP_PROVIDER (object), result, &error);
  ImwAccount   *holder = NULL;

  if (quote == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->facts.differs = imw_amount_compare (quote->get, self->swap_quote->get) < 0 ||
                        imw_amount_compare (quote->give, self->swap_quote->give) > 0;
  g_clear_pointer (&self->swap_quote, imw_swap_quote_free);
  self->swap_quote = quote;

  holder = imw_wallet_find_account (self->wallet, self->swap_account);
  if (holder == NULL || imw_wallet_abroad_get_swap (imw_wallet_get_abroad (self->wallet)) == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the account is not there");
      return;
    }

  imw_account_get_receive_address_async (holder, FALSE, g_task_get_cancellable (task),
                                         refund_address_got_cb, g_object_ref (task));
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer     *self = IMW_TRANSFER (object);
  ImwSwapProvider *swap = imw_wallet_abroad_get_swap (imw_wallet_get_abroad (self->wallet));
  GError          *error = NULL;

  if (!imw_transfer_commit_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_transfer_run_step_hook (self, "stored");
  if (swap == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "nobody exchanges it");
      return;
    }

  imw_swap_provider_quote_async (
      swap, self->swap_quote->give, imw_amount_get_asset (self->swap_quote->give), NULL,
      imw_amount_get_asset (self->swap_quote->get), g_task_get_cancellable (task), swap_quoted_cb,
      g_object_ref (task));
}

/**
 * imw_transfer_begin_swap_async:
 * @self: a transfer with a leg 0 that was not paid
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Orders the exchange, at the rate of now.
 */
void
imw_transfer_begin_swap_async (ImwTransfer        *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_transfer_begin_swap_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->account == NULL || self->swap_account == NULL || self->swap_quote == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "an account is not there");
      return;
    }

  /* what comes out of the exchange has to be able to arrive */
  imw_transfer_refresh_facts (self);
  if (imw_account_get_exists (self->account) == IMW_TRUTH_NO || !self->facts.opened)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the account can't receive the asset yet");
      return;
    }

  imw_transfer_commit_async (self, stored_cb, g_steal_pointer (&task));
}

/**
 * imw_transfer_begin_swap_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the order is in the books. On %FALSE @error is %IMW_ERROR_NOT_FOUND, %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_REFUSED (a step comes first), %IMW_ERROR_BAD_REPLY, the exchange's or the store's.
 */
gboolean
imw_transfer_begin_swap_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
