/* imw-wallet-login.h: an account of a wallet proves itself to a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"
#include "imw-login.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

/* Main thread. The signer checks every rule of SEP-10 itself; what could move money is REFUSED. The wallet must be unlocked (LOCKED).
 * challenge, answer: a TransactionEnvelope as XDR. NOT_SUPPORTED (the account's network has no IMW_CHAIN_HAS_LOGIN), BAD_INPUT, REFUSED,
 * RATE_LIMITED (far too many in short time) */
void    imw_wallet_sign_login_async (ImwWallet *self, ImwAccount *account, const ImwLoginFacts *facts, GBytes *challenge, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *imw_wallet_sign_login_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
