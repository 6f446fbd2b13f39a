/* imw-wallet-payments.c: the payments of a wallet that are not final
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-payments"

#include "config.h"

#include "imw-payment-private.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

/* what can be spent has changed */
static void
refresh_figures (ImwWallet *self)
{
  if (self->loaded && !self->closed && self->store != NULL)
    imw_wallet_refresh_accounts_async (self, self->cancellable, NULL, NULL);
}

/**
 * imw_wallet_add_payment:
 * @self: a wallet
 * @payment: one that is in the store now
 *
 * Puts it into the list.
 */
void
imw_wallet_add_payment (ImwWallet  *self,
                        ImwPayment *payment)
{
  g_list_store_append (self->payments, payment);
  refresh_figures (self);
}

/**
 * imw_wallet_remove_payment:
 * @self: a wallet
 * @payment: one that is final now
 *
 * Takes it from the list.
 */
void
imw_wallet_remove_payment (ImwWallet  *self,
                           ImwPayment *payment)
{
  guint position = 0;

  if (g_list_store_find (self->payments, payment, &position))
    g_list_store_remove (self->payments, position);

  refresh_figures (self);
}

/* ---- at the start ---- */

/* What was never signed can't be out there: it is cancelled, and its coins are free. */
typedef struct
{
  GPtrArray *rows;
  guint      position;
} ImwPaymentsLoad;

static void next_row (GTask *task);

static void
payments_load_free (ImwPaymentsLoad *load)
{
  g_clear_pointer (&load->rows, g_ptr_array_unref);
  g_free (load);
}

static void
leftover_cancelled_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPaymentsLoad *load = g_task_get_task_data (task);
  GError          *error = NULL;

  if (!imw_store_update_payment_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  load->position++;
  next_row (task);
}

/* TRUE: an answer of the store is waited for */
static gboolean
load_row (ImwWallet             *self,
          const ImwStorePayment *row,
          GTask                 *task)
{
  ImwAccount     *account = imw_wallet_find_account (self, row->account);
  ImwPaymentState state = IMW_PAYMENT_DRAFT;
  g_autoptr (ImwPayment) payment = NULL;
  g_autoptr (ImwStorePayment) cancelled = NULL;

  if (account == NULL || !imw_payment_state_from_code (row->state, &state))
    {
      g_info ("a payment of the store is not understood and left alone");
      return FALSE;
    }

  if (!imw_wallet_get_read_only (self) &&
      (state == IMW_PAYMENT_PREPARED || state == IMW_PAYMENT_DESCRIBED))
    {
      cancelled = imw_store_payment_copy (row);
      g_free (cancelled->state);
      cancelled->state = g_strdup (imw_payment_state_get_code (IMW_PAYMENT_CANCELLED));
      cancelled->final = TRUE;
      imw_store_update_payment_async (
          self->store, row->state, cancelled, "not signed when the program ended",
          g_task_get_cancellable (task), leftover_cancelled_cb, g_object_ref (task));
      return TRUE;
    }

  payment = imw_payment_new_from_row (self, account, row);
  if (payment != NULL)
    imw_wallet_add_payment (self, payment);

  return FALSE;
}

static void
balances_refreshed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_wallet_refresh_accounts_finish (IMW_WALLET (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
next_row (GTask *task)
{
  ImwWallet       *self = g_task_get_source_object (task);
  ImwPaymentsLoad *load = g_task_get_task_data (task);

  if (self->store == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wallet was closed");
      return;
    }

  while (load->position < load->rows->len)
    {
      if (load_row (self, g_ptr_array_index (load->rows, load->position), task))
        return;

      load->position++;
    }

  /* freed coins count as available again */
  imw_wallet_refresh_accounts_async (self, g_task_get_cancellable (task), balances_refreshed_cb,
                                     g_object_ref (task));
}

static void
payments_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPaymentsLoad *load = g_task_get_task_data (task);
  GError          *error = NULL;

  load->rows = imw_store_list_payments_finish (IMW_STORE (object), result, &error);
  if (load->rows == NULL)
    g_task_return_error (task, error);
  else
    next_row (task);
}

/**
 * imw_wallet_load_payments_async:
 * @self: a wallet whose accounts are there
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Finds the payments again that are not final: signed ones go on, others are cancelled.
 */
void
imw_wallet_load_payments_async (ImwWallet          *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_wallet_load_payments_async);
  g_task_set_task_data (task, g_new0 (ImwPaymentsLoad, 1), (GDestroyNotify) payments_load_free);
  g_list_store_remove_all (self->payments);
  imw_store_list_payments_async (self->store, NULL, TRUE, cancellable, payments_listed_cb,
                                 g_steal_pointer (&task));
}

/**
 * imw_wallet_load_payments_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when they are in the list. Errors are the store's.
 */
gboolean
imw_wallet_load_payments_finish (ImwWallet    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- after a sync ---- */

static void next_review (GTask *task);

static void
reviewed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  imw_payment_review_finish (IMW_PAYMENT (object), result);
  next_review (task);
}

static void
review_refreshed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_refresh_accounts_finish (IMW_WALLET (object), result, &error))
    g_info ("figures are not up to date: %s", error->message);

  g_task_return_boolean (task, TRUE);
}

static void
next_review (GTask *task)
{
  ImwWallet *self = g_task_get_source_object (task);
  GPtrArray *payments = g_task_get_task_data (task);
  g_autoptr (ImwPayment) payment = NULL;

  if (self->closed || self->store == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (payments->len == 0)
    {
      /* reservations may have ended */
      imw_wallet_refresh_accounts_async (self, g_task_get_cancellable (task), review_refreshed_cb,
                                         g_object_ref (task));
      return;
    }

  payment = g_ptr_array_steal_index (payments, 0);
  imw_payment_review_async (payment, g_task_get_cancellable (task), reviewed_cb,
                            g_object_ref (task));
}

/**
 * imw_wallet_review_payments_async:
 * @self: a wallet
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks at each payment that is not final, one after the other.
 */
void
imw_wallet_review_payments_async (ImwWallet          *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *payments = g_ptr_array_new_with_free_func (g_object_unref);

  g_task_set_source_tag (task, imw_wallet_review_payments_async);
  g_task_set_check_cancellable (task, FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->payments)); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (G_LIST_MODEL (self->payments), i);

      if (imw_payment_get_watched (payment))
        g_ptr_array_add (payments, g_steal_pointer (&payment));
    }

  g_task_set_task_data (task, payments, (GDestroyNotify) g_ptr_array_unref);

  if (payments->len == 0)
    g_task_return_boolean (task, TRUE);
  else
    next_review (task);
}

/**
 * imw_wallet_review_payments_finish:
 * @self: a wallet
 * @result: the result given to the callback
 *
 * Ends the call; what could not be done is done after the next sync.
 */
void
imw_wallet_review_payments_finish (ImwWallet    *self,
                                   GAsyncResult *result)
{
  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}
