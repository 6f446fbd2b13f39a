/* imw-payment-request.h: what a payee asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* Boxed, immutable after parsing. All text is from outside: show it as plain text in a marked place. */
typedef struct
{
  char      *address;   /* canonical */
  ImwAmount *amount;    /* (nullable) */
  char      *label;     /* (nullable) who is paid */
  char      *message;   /* (nullable) what for */
  char      *memo;      /* (nullable) networks with memo */
  char      *memo_type; /* (nullable) "text" (the default), "id", "hash", "return" (hex), as in a plan */
  char      *origin;    /* (nullable) the domain the link says it is from; nobody has verified it */
  ImwAsset  *asset;     /* (nullable): the asset that is asked for, when the link names one; else that of the network */
} ImwPaymentRequest;

#define IMW_TYPE_PAYMENT_REQUEST (imw_payment_request_get_type ())

GType              imw_payment_request_get_type (void) G_GNUC_CONST;
ImwPaymentRequest *imw_payment_request_new (const char *address, ImwAmount *amount, const char *label, const char *message);
ImwPaymentRequest *imw_payment_request_copy (const ImwPaymentRequest *self);
void               imw_payment_request_free (ImwPaymentRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPaymentRequest, imw_payment_request_free)

G_END_DECLS
