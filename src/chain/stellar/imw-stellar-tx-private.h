/* imw-stellar-tx-private.h: parts of a transaction that envelopes read and write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-tx.h"

G_BEGIN_DECLS

/* BAD_INPUT, NOT_SUPPORTED; v0: in the form before protocol 13 */
ImwStellarTx *imw_stellar_tx_read (ImwReader *reader, gboolean v0, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_stellar_tx_write_v0 (ImwWriter *writer, const ImwStellarTx *self);

G_END_DECLS
