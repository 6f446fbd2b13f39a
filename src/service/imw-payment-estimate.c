/* imw-payment-estimate.c: what a payment would cost, and whether the signer read the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-estimate"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"

static void
estimated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError          *error = NULL;
  ImwBuiltPayment *built = imw_payment_build_finish (IMW_PAYMENT (object), result, &error);

  if (built != NULL)
    g_task_return_pointer (task, built, (GDestroyNotify) imw_built_payment_free);
  else
    g_task_return_error (task, error);
}

/**
 * imw_payment_estimate_async:
 * @self: a draft
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Finds out what the payment would cost, without writing anything.
 */
void
imw_payment_estimate_async (ImwPayment         *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_PAYMENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_payment_estimate_async);
  imw_payment_build_async (self, cancellable, estimated_cb, g_steal_pointer (&task));
}

/**
 * imw_payment_estimate_finish:
 * @self: a draft
 * @result: the result given to the callback
 * @amount: (out) (optional) (transfer full): what the recipients get together
 * @fee: (out) (optional) (transfer full): what the network gets
 * @size_vbytes: (out) (optional): how large it would be
 * @error: return location
 *
 * Returns: %TRUE when it can be paid, as far as it is known; imw_payment_get_findings() may still speak
 * against it. Errors as of imw_payment_build_finish().
 */
gboolean
imw_payment_estimate_finish (ImwPayment   *self,
                             GAsyncResult *result,
                             ImwAmount   **amount,
                             ImwAmount   **fee,
                             guint64      *size_vbytes,
                             GError      **error)
{
  g_autoptr (ImwBuiltPayment) built = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  built = g_task_propagate_pointer (G_TASK (result), error);
  if (built == NULL)
    return FALSE;

  if (amount != NULL)
    *amount = imw_amount_ref (built->amount);

  if (fee != NULL)
    *fee = imw_amount_ref (built->fee);

  if (size_vbytes != NULL)
    *size_vbytes = built->size_vbytes;

  return TRUE;
}

/* ---- what it costs as the signer read it ---- */

/* (nullable): takes @amount */
static ImwAmount *
add_extra (ImwPayment *self, ImwAmount *amount)
{
  g_autoptr (ImwAmount) part = amount;

  if (part == NULL || self->extra_fee == NULL)
    return g_steal_pointer (&part);

  return imw_amount_add (part, self->extra_fee, NULL);
}

/**
 * imw_payment_dup_fee:
 * @self: a payment
 *
 * The signer reads the fee by rate; what a network takes beside it is not in what is signed.
 *
 * Returns: (transfer full) (nullable): all of the fee, or its bound; %NULL before it was described
 */
ImwAmount *
imw_payment_dup_fee (ImwPayment *self)
{
  ImwAmount *fee = NULL;

  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  if (self->description != NULL)
    fee = imw_description_get_fee (self->description);

  return add_extra (self, fee != NULL ? imw_amount_ref (fee) : NULL);
}

/**
 * imw_payment_dup_leaves:
 * @self: a payment
 *
 * Returns: (transfer full) (nullable): what leaves the wallet, all of the fee included; %NULL before it
 *   was described, and where what is paid and the fee are of two assets
 */
ImwAmount *
imw_payment_dup_leaves (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  if (self->description == NULL)
    return NULL;

  return add_extra (self, imw_description_dup_leaves (self->description));
}

/* ---- what the signer read against what was wanted ---- */

static gboolean
find_recipient (ImwPayment *self, const ImwDescriptionOutput *output, gboolean *taken)
{
  if (self->back_to_wallet)
    return g_strcmp0 (output->address, self->back_address) == 0 &&
           imw_amount_equal (output->amount, self->amount);

  for (guint i = 0; i < self->recipients->len; i++)
    {
      const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, i);
      ImwAmount                 *wanted = recipient->amount;

      if (wanted == NULL)
        wanted = self->amount;

      /* equal also means: of the same asset, counted with the same decimals */
      if (!taken[i] && g_strcmp0 (recipient->address, output->address) == 0 && wanted != NULL &&
          imw_amount_equal (wanted, output->amount))
        {
          taken[i] = TRUE;
          return TRUE;
        }
    }

  return FALSE;
}

/* What the network takes beside the fee by rate is not in what is signed. */
static gboolean
is_fee_as_built (ImwPayment *self, ImwAmount *fee)
{
  g_autoptr (ImwAmount) whole = NULL;

  if (fee == NULL || self->fee == NULL)
    return FALSE;

  whole = self->extra_fee != NULL ? imw_amount_add (fee, self->extra_fee, NULL)
                                  : imw_amount_ref (fee);

  return whole != NULL && imw_amount_equal (whole, self->fee);
}

static gboolean
is_number_as_built (ImwPayment *self, ImwDescription *description)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->sequence);

  for (guint i = 0; self->sequence >= 0 && i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      if (g_str_equal (detail->code, "nonce"))
        return g_str_equal (detail->text, number);
    }

  return self->sequence < 0;
}

/* nothing to oneself: whatever is listed is ours, and nothing */
static gboolean
is_nothing (ImwDescription *description)
{
  if (imw_description_get_action (description) != IMW_ACTION_NOTHING)
    return FALSE;

  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);

      if (output->path == NULL || imw_amount_sign (output->amount) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_as_wanted (ImwPayment *self, ImwDescription *description)
{
  guint                wanted = self->back_to_wallet ? 1 : self->recipients->len;
  guint                n_outputs = imw_description_get_n_recipients (description);
  g_autofree gboolean *taken = g_new0 (gboolean, self->recipients->len + 1);

  if (self->back_to_wallet && self->sequence >= 0)
    return is_nothing (description);

  if (self->act != IMW_PLAN_PAY)
    return imw_payment_acts_is_as_wanted (self, description);

  if (imw_description_get_action (description) != IMW_ACTION_PAY || n_outputs != wanted)
    return FALSE;

  for (guint i = 0; i < n_outputs; i++)
    {
      if (!find_recipient (self, imw_description_get_recipient (description, i), taken))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_payment_check_description:
 * @self: a payment that has been built
 * @description: what the signer read
 * @error: return location
 *
 * Compares what was wanted with what would be signed: network, recipients, amounts with their
 * assets and decimals, number, fee, memo, last moment.
 *
 * Returns: %TRUE if it is the same. On %FALSE @error is %IMW_ERROR_REFUSED.
 */
gboolean
imw_payment_check_description (ImwPayment *self, ImwDescription *description, GError **error)
{
  const char *chain_id = imw_chain_get_id (imw_account_get_chain (self->account));

  if (g_strcmp0 (imw_description_get_chain_id (description), chain_id) == 0 &&
      is_fee_as_built (self, imw_description_get_fee (description)) &&
      is_number_as_built (self, description) && imw_payment_acts_has_terms (self, description) &&
      is_as_wanted (self, description))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                       "the signer read another payment than was asked for");

  return FALSE;
}
