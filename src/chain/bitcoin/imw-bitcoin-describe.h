/* imw-bitcoin-describe.h: reads a PSBT for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-params.h"
#include "imw-description.h"
#include "imw-psbt.h"

G_BEGIN_DECLS

/* Proves whether the key of @origin at its path gives exactly @script. The signer derives it from the seed; never
 * trusts the pubkey in the PSBT. Path must have the form m/purpose'/coin'/account'/0|1/index. */
typedef gboolean (*ImwBitcoinOwnFunc) (const ImwPsbtKeyOrigin *origin, const guint8 *script, gsize length, gpointer user_data);

/* Refuses (REFUSED) what must never be signed: unproven input amounts, inputs that are not ours, fee below 0,
 * duplicate inputs, sighash types other than ALL/DEFAULT, no outputs, sums out of range. BAD_INPUT for malformed. */
ImwDescription *imw_bitcoin_describe (const ImwBitcoinParams *params, ImwPsbt *psbt, ImwBitcoinOwnFunc own, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
