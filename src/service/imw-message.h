/* imw-message.h: messages that an account signs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

/* The signer reads the message with a parser of its own; what could be a transaction is refused. The wallet must be unlocked (LOCKED).
 * Main thread. The description has the action IMW_ACTION_MESSAGE; a permit or an order has recipients and amounts like a payment. */
void            imw_wallet_describe_message_async (ImwWallet *self, ImwAccount *account, ImwMessageForm form, GBytes *message, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwDescription *imw_wallet_describe_message_finish (ImwWallet *self, GAsyncResult *result, guint64 *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* consents: codes of the warnings the user has agreed to; REFUSED when one is missing */
void  imw_wallet_sign_message_async (ImwWallet *self, guint64 token, const char *const *consents, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char *imw_wallet_sign_message_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* to check one: imw_chain_verify_message () */

G_END_DECLS
