/* imw-payment-request.c: what a payee asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-request"

#include "config.h"

#include "imw-payment-request.h"

G_DEFINE_BOXED_TYPE (ImwPaymentRequest,
                     imw_payment_request,
                     imw_payment_request_copy,
                     imw_payment_request_free)

/**
 * imw_payment_request_new:
 * @address: who is paid, canonical
 * @amount: (nullable): how much is asked for
 * @label: (nullable): the payee's name for himself
 * @message: (nullable): what it is for
 *
 * Returns: (transfer full): a new request without memo
 */
ImwPaymentRequest *
imw_payment_request_new (const char *address,
                         ImwAmount  *amount,
                         const char *label,
                         const char *message)
{
  ImwPaymentRequest *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (ImwPaymentRequest, 1);
  self->address = g_strdup (address);
  self->amount = amount != NULL ? imw_amount_ref (amount) : NULL;
  self->label = g_strdup (label);
  self->message = g_strdup (message);

  return self;
}

/**
 * imw_payment_request_copy:
 * @self: a request
 *
 * Returns: (transfer full): a copy of @self
 */
ImwPaymentRequest *
imw_payment_request_copy (const ImwPaymentRequest *self)
{
  ImwPaymentRequest *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = imw_payment_request_new (self->address, self->amount, self->label, self->message);
  copy->memo = g_strdup (self->memo);
  copy->memo_type = g_strdup (self->memo_type);
  copy->origin = g_strdup (self->origin);
  copy->asset = self->asset != NULL ? imw_asset_ref (self->asset) : NULL;

  return copy;
}

/**
 * imw_payment_request_free:
 * @self: (transfer full): a request
 *
 * Frees @self.
 */
void
imw_payment_request_free (ImwPaymentRequest *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->address);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_free (self->label);
  g_free (self->message);
  g_free (self->memo);
  g_free (self->memo_type);
  g_free (self->origin);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_free (self);
}
