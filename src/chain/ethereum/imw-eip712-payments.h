/* imw-eip712-payments.h: typed data by which money can be taken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-eip712.h"
#include "imw-ethereum-address.h"

G_BEGIN_DECLS

/* With the signature, @who may take, or hands on, @amount. */
typedef struct
{
  gboolean           is_native; /* the network's own asset, not a token */
  ImwEthereumAddress token;
  ImwEthereumAddress who;
  guint8             amount[32];
  gboolean           unlimited;
} ImwEip712Payment;

typedef struct
{
  GArray  *payments;   /* (element-type ImwEip712Payment) */
  gboolean has_call;   /* holds bytes by which a contract may be asked for something */
  gboolean looks_like; /* names amounts in a way this wallet has no reading for, or nothing at all */
} ImwEip712Payments;

ImwEip712Payments *imw_eip712_payments_find (ImwEip712 *data);
void               imw_eip712_payments_free (ImwEip712Payments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEip712Payments, imw_eip712_payments_free)

G_END_DECLS
