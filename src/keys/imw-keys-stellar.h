/* imw-keys-stellar.h: the signing entry of Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"
#include "imw-keys-tree.h"
#include "imw-login.h"

G_BEGIN_DECLS

#define IMW_KEYS_STELLAR_KIND "stellar"

char           *imw_keys_stellar_dup_account_key (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwDescription *imw_keys_stellar_describe (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes         *imw_keys_stellar_sign (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes         *imw_keys_stellar_sign_login (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, const ImwLoginFacts *facts, GBytes *challenge, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
