/* imw-stellar-unsigned.h: payments between service and signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-params.h"
#include "imw-stellar-tx.h"

G_BEGIN_DECLS

typedef struct
{
  guint32             account;  /* number of the account, which is the last step of its path */
  ImwStellarEnvelope *envelope; /* without a signature */
} ImwStellarUnsigned;

ImwStellarUnsigned *imw_stellar_unsigned_new (guint32 account, ImwStellarTx *tx); /* tx: transfer full */
void                imw_stellar_unsigned_free (ImwStellarUnsigned *self);
ImwStellarUnsigned *imw_stellar_unsigned_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT, NOT_SUPPORTED */
GBytes             *imw_stellar_unsigned_serialize (const ImwStellarUnsigned *self);

/* The answer is the signed envelope itself. The signature is checked: it must be that of the account that pays, and the only one.
 * BAD_INPUT, REFUSED (somebody else's, or for another network), NOT_SUPPORTED */
ImwStellarEnvelope *imw_stellar_signed_parse (const ImwStellarParams *params, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStellarUnsigned, imw_stellar_unsigned_free)

G_END_DECLS
