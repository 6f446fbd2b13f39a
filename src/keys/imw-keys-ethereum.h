/* imw-keys-ethereum.h: the signing entry of Ethereum and the networks like it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-description.h"
#include "imw-keys-tree.h"

G_BEGIN_DECLS

gboolean        imw_keys_ethereum_has (const char *chain); /* whether it is one of these networks */
char           *imw_keys_ethereum_dup_account_key (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwDescription *imw_keys_ethereum_describe (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes         *imw_keys_ethereum_sign (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwDescription *imw_keys_ethereum_describe_message (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, ImwMessageForm form, GBytes *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char           *imw_keys_ethereum_sign_message (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, ImwMessageForm form, GBytes *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
