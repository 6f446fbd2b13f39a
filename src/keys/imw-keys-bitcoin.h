/* imw-keys-bitcoin.h: Bitcoin's signing entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"
#include "imw-keys-tree.h"
#include "imw-psbt.h"

G_BEGIN_DECLS

char           *imw_keys_bitcoin_dup_account_key (ImwKeysTree *keys, const char *kind, guint32 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwDescription *imw_keys_bitcoin_describe (ImwKeysTree *keys, GBytes *unsigned_tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes         *imw_keys_bitcoin_sign (ImwKeysTree *keys, GBytes *unsigned_tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* ImwBitcoinOwnFunc, user_data = ImwKeysTree */
gboolean imw_keys_bitcoin_owns (const ImwPsbtKeyOrigin *origin, const guint8 *script, gsize length, gpointer user_data);

G_END_DECLS
