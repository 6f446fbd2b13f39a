/* imw-ethereum-unsigned.h: payments between service and signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-params.h"
#include "imw-ethereum-tx.h"

G_BEGIN_DECLS

/* What the wallet says of a token that is not in the list; the signer marks it. */
typedef struct
{
  ImwEthereumAddress contract;
  guint              decimals;
  char              *symbol; /* printable ASCII */
} ImwEthereumClaim;

typedef struct
{
  guint32        account; /* number of the account, which is the last step of its path */
  ImwEthereumTx *tx;      /* without a signature */
  GPtrArray     *claims;  /* (element-type ImwEthereumClaim) */
} ImwEthereumUnsigned;

ImwEthereumUnsigned *imw_ethereum_unsigned_new (guint32 account, ImwEthereumTx *tx); /* tx: transfer full */
void                 imw_ethereum_unsigned_free (ImwEthereumUnsigned *self);
void                 imw_ethereum_unsigned_add_claim (ImwEthereumUnsigned *self, const ImwEthereumAddress *contract, guint decimals, const char *symbol);
/* BAD_INPUT, WRONG_NETWORK (another chain id), NOT_SUPPORTED */
ImwEthereumUnsigned *imw_ethereum_unsigned_parse (const ImwEthereumParams *params, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes              *imw_ethereum_unsigned_serialize (const ImwEthereumUnsigned *self);

/* The answer. */
GBytes *imw_ethereum_signed_serialize (const ImwEthereumAddress *from, const ImwEthereumTx *tx);
/* the sender is recovered and compared; BAD_INPUT, WRONG_NETWORK, REFUSED, NOT_SUPPORTED */
ImwEthereumTx *imw_ethereum_signed_parse (const ImwEthereumParams *params, GBytes *bytes, ImwEthereumAddress *from, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEthereumUnsigned, imw_ethereum_unsigned_free)

G_END_DECLS
