/* imw-ethereum-message.h: messages that are signed and checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-ethereum-params.h"

G_BEGIN_DECLS

/* What is signed. Text: EIP-191, version 0x45, whatever the text is; typed data: EIP-712. BAD_INPUT */
gboolean imw_ethereum_message_hash (ImwMessageForm form, GBytes *message, guint8 out[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* own: the address that signs; path: (nullable) of its key. BAD_INPUT; REFUSED when it could be a transaction or another thing that is hashed and signed */
ImwDescription *imw_ethereum_message_describe (const ImwEthereumParams *params, const ImwEthereumAddress *own, const char *path, ImwMessageForm form, GBytes *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* signature: hexadecimal, 65 bytes r s v (v 27, 28, 0 or 1), or 64 bytes of EIP-2098. BAD_INPUT, BAD_ADDRESS, REFUSED (somebody else's) */
gboolean imw_ethereum_message_verify (const char *address, ImwMessageForm form, GBytes *message, const char *signature, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* r, s, y parity -> "0x…", 65 bytes, v 27 or 28 */
char *imw_ethereum_message_format_signature (const guint8 signature[64], guint recovery_id);

G_END_DECLS
