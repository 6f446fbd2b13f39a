/* imw-payment-submit.c: signed bytes to the network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-submit"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"

/* The same bytes, any number of times. "It is being tried" is stored before the first try. A refusal
 * alone is no proof that nothing went out: a server may refuse a payment, deny that it knows it, and
 * pass it on. So it is final only when every try was refused, the first one too, and a sync in
 * between has found neither the payment nor anything else that spends its coins. Until then they
 * stay taken. Where a payment has a last moment, that alone decides, see imw-payment-deadline.c. */
typedef struct
{
  ImwBackend *backend;
  gboolean    first;
  GError     *error; /* (nullable): the network's answer */
} ImwPaymentSubmit;

static void
payment_submit_free (ImwPaymentSubmit *submit)
{
  g_clear_object (&submit->backend);
  g_clear_error (&submit->error);
  g_free (submit);
}

static void
original_moved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment *original = IMW_PAYMENT (object);
  g_autoptr (GError) error = NULL;

  original->busy = FALSE;
  if (!imw_payment_move_finish (original, result, &error))
    g_info ("the replaced payment is not marked yet: %s", error->message);

  g_task_return_boolean (task, TRUE);
}

/* the payment before is replaced as soon as the network has taken this one */
static void
mark_original (GTask *task)
{
  ImwPayment *self = g_task_get_source_object (task);
  g_autoptr (ImwPayment) original = imw_payment_dup_original (self);

  if (original == NULL || original->busy ||
      (original->state != IMW_PAYMENT_SUBMITTED && original->state != IMW_PAYMENT_SIGNED))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  original->busy = TRUE;
  imw_payment_move_async (original, IMW_PAYMENT_REPLACED, TRUE, self->id, NULL, original_moved_cb,
                          g_object_ref (task));
}

static void
submitted_stored_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_payment_run_step_hook (IMW_PAYMENT (object), "submitted");
  mark_original (task);
}

static void
taken (GTask *task)
{
  ImwPayment *self = g_task_get_source_object (task);

  imw_payment_set_last_error (self, NULL);

  if (self->state == IMW_PAYMENT_SIGNED)
    imw_payment_move_async (self, IMW_PAYMENT_SUBMITTED, FALSE, NULL, NULL, submitted_stored_cb,
                            g_object_ref (task));
  else
    mark_original (task);
}

static void
error_stored_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPaymentSubmit *submit = g_task_get_task_data (task);
  ImwPayment       *self = IMW_PAYMENT (object);
  GError           *error = NULL;

  if (!imw_payment_move_finish (self, result, &error))
    g_task_return_error (task, error);
  else if (self->state == IMW_PAYMENT_FAILED)
    g_task_return_error (task, g_steal_pointer (&submit->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* it stays what it is, and the store knows why */
static void
not_taken (GTask          *task,
           ImwPaymentState state)
{
  ImwPayment       *self = g_task_get_source_object (task);
  ImwPaymentSubmit *submit = g_task_get_task_data (task);

  imw_payment_set_last_error (self, submit->error);
  g_info ("payment %s was not taken: %s", self->id, submit->error->message);
  imw_payment_move_async (self, state, state == IMW_PAYMENT_FAILED, submit->error->message, NULL,
                          error_stored_cb, g_object_ref (task));
}

static void
known_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = imw_backend_get_raw_finish (IMW_BACKEND (object), result, &error);

  if (raw != NULL)
    taken (task);
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    not_taken (task, IMW_PAYMENT_FAILED);
  else
    not_taken (task, IMW_PAYMENT_SIGNED);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment       *self = g_task_get_source_object (task);
  ImwPaymentSubmit *submit = g_task_get_task_data (task);
  gboolean          refused = FALSE;

  if (!imw_backend_submit_finish (IMW_BACKEND (object), result, &submit->error))
    g_debug ("%s", submit->error->message);
  imw_payment_run_step_hook (self, "answered");

  if (submit->error == NULL)
    {
      taken (task);
      return;
    }

  refused = self->state == IMW_PAYMENT_SIGNED && (submit->first || self->refused) &&
            (g_error_matches (submit->error, IMW_ERROR, IMW_ERROR_REFUSED) ||
             g_error_matches (submit->error, IMW_ERROR, IMW_ERROR_FEE_TOO_LOW));
  self->refused = refused;

  /* what is tried again has been looked for by a sync; whether that succeeded the account says */
  if (refused && !submit->first && self->deadline_ms == 0 &&
      imw_account_get_last_error (self->account) == NULL)
    imw_backend_get_raw_async (submit->backend, self->txid, NULL, known_cb,
                               g_steal_pointer (&task));
  else
    not_taken (task, self->state);
}

static void
send_bytes (GTask *task)
{
  ImwPayment       *self = g_task_get_source_object (task);
  ImwPaymentSubmit *submit = g_task_get_task_data (task);

  imw_backend_submit_async (submit->backend, self->raw, self->txid, g_task_get_cancellable (task),
                            answered_cb, g_object_ref (task));
}

static void
trying_stored_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    {
      IMW_PAYMENT (object)->tried = FALSE;
      g_task_return_error (task, error);
      return;
    }

  imw_payment_run_step_hook (IMW_PAYMENT (object), "trying");
  send_bytes (task);
}

/**
 * imw_payment_submit_async:
 * @self: a signed payment that is in the store
 * @cancellable: (nullable): ends the waiting for the network
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sends the signed bytes, as they are in the store.
 */
void
imw_payment_submit_async (ImwPayment         *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwPaymentSubmit *submit = g_new0 (ImwPaymentSubmit, 1);
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  ImwBackend       *backend = NULL;

  g_task_set_source_tag (task, imw_payment_submit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, submit, (GDestroyNotify) payment_submit_free);

  if (self->raw == NULL || self->txid == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_CORRUPT,
                               "the signed bytes are not in the store");
      return;
    }

  backend = service != NULL ? imw_wallet_service_find_backend (
                                  service, imw_chain_get_id (imw_account_get_chain (self->account)))
                            : NULL;
  if (backend == NULL)
    {
      g_autoptr (GError) error =
          g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK, "no server can be asked");

      imw_payment_set_last_error (self, error);
      g_task_return_boolean (task, TRUE);
      return;
    }

  submit->backend = g_object_ref (backend);
  submit->first = !self->tried;
  self->tried_boot_ms = imw_clock_get_boot_ms (imw_wallet_service_get_clock (service));

  if (submit->first)
    {
      self->tried = TRUE;
      imw_payment_move_async (self, self->state, FALSE, "trying", NULL, trying_stored_cb,
                              g_steal_pointer (&task));
      return;
    }

  send_bytes (task);
}

/**
 * imw_payment_submit_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the network has it, or could not be asked: the state and the last error say.
 * On %FALSE @error is the store's, or %IMW_ERROR_REFUSED or %IMW_ERROR_FEE_TOO_LOW when it was
 * refused again after a sync that did not find it, and the payment has failed.
 */
gboolean
imw_payment_submit_finish (ImwPayment   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
