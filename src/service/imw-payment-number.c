/* imw-payment-number.c: who has used a payment's number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-number"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"
#include "imw-store-tx.h"

/* A payment that is in no block: its number may have been used by another transaction, one of this
 * wallet or one that another program made with the same words. The books know which, or at least
 * that the network counts on from there. The latter may be said a moment before the payment itself
 * is seen in its block, so it counts only when two syncs say it. */
typedef struct
{
  gboolean final;
  char    *detail; /* (nullable) */
} ImwNumberReview;

static void
number_review_free (ImwNumberReview *review)
{
  g_free (review->detail);
  g_free (review);
}

/**
 * imw_payment_count_confirmations:
 * @self: a payment
 * @height: of a block, -1 for none
 *
 * Returns: blocks from that one to the last known one
 */
guint
imw_payment_count_confirmations (ImwPayment *self, gint64 height)
{
  gint64 tip = imw_account_get_tip_height (self->account);

  if (height < 0)
    return 0;

  return tip < height ? 1 : (guint) (tip - height + 1);
}

static guint
get_final_depth (ImwPayment *self)
{
  return imw_chain_get_final_confirmations (imw_account_get_chain (self->account));
}

static ImwNumberState
taken_by (ImwPayment *self, ImwNumberReview *review, ImwStoreTx *tx)
{
  review->final = imw_payment_count_confirmations (self, tx->height) >= get_final_depth (self);
  review->detail = g_strdup (tx->txid);

  return IMW_NUMBER_TAKEN;
}

static ImwNumberState
judge_unseen (ImwPayment *self, ImwNumberReview *review)
{
  gint64 next = imw_account_get_next_sequence (self->account);
  gint64 as_of_ms = imw_account_get_as_of_ms (self->account);
  gint64 tip = imw_account_get_tip_height (self->account);

  if (next <= self->sequence)
    {
      self->passed_as_of_ms = 0;
      return IMW_NUMBER_FREE;
    }

  if (self->passed_as_of_ms == 0)
    {
      self->passed_as_of_ms = as_of_ms;
      self->passed_height = tip;
    }

  if (self->passed_as_of_ms == as_of_ms && self->state != IMW_PAYMENT_REPLACED)
    return IMW_NUMBER_UNKNOWN;

  review->final = tip - self->passed_height >= (gint64) get_final_depth (self);
  review->detail = g_strdup_printf (
      "another transaction has used the number %" G_GINT64_FORMAT, self->sequence);

  return IMW_NUMBER_TAKEN;
}

static void
sequence_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwNumberReview *review = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) txs = imw_store_find_sequence_finish (IMW_STORE (object), result, &error);

  if (txs == NULL)
    {
      g_info ("who has a payment's number is not known: %s", error->message);
      g_task_return_int (task, IMW_NUMBER_UNKNOWN);
      return;
    }

  for (guint i = 0; i < txs->len; i++)
    {
      ImwStoreTx *tx = g_ptr_array_index (txs, i);

      if (tx->state == IMW_TX_CONFIRMED && g_strcmp0 (tx->txid, self->txid) != 0)
        {
          g_task_return_int (task, taken_by (self, review, tx));
          return;
        }
    }

  g_task_return_int (task, judge_unseen (self, review));
}

/**
 * imw_payment_review_number_async:
 * @self: a payment with a number that is in no block
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks up in the books who has used its number.
 */
void
imw_payment_review_number_async (ImwPayment         *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwStore *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;

  g_task_set_source_tag (task, imw_payment_review_number_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (ImwNumberReview, 1), (GDestroyNotify) number_review_free);

  if (store == NULL)
    g_task_return_int (task, IMW_NUMBER_UNKNOWN);
  else
    imw_store_find_sequence_async (store, imw_account_get_id (self->account), self->sequence,
                                   cancellable, sequence_found_cb, g_steal_pointer (&task));
}

/**
 * imw_payment_review_number_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @final: (out): whether that is so for good
 * @detail: (out) (transfer full) (nullable): the other transaction's id, or words for the log
 *
 * Returns: who has it
 */
ImwNumberState
imw_payment_review_number_finish (ImwPayment   *self,
                                  GAsyncResult *result,
                                  gboolean     *final,
                                  char        **detail)
{
  ImwNumberReview *review = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), IMW_NUMBER_UNKNOWN);

  review = g_task_get_task_data (G_TASK (result));
  *final = review->final;
  *detail = g_steal_pointer (&review->detail);

  return (ImwNumberState) g_task_propagate_int (G_TASK (result), NULL);
}
