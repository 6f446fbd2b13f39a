/* imw-keys-sign.h: signatures on secp256k1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_KEYS_DER_MAX_SIZE 72

/* key: 32 bytes in wiped memory. Each signature is checked before it is given out; INTERNAL when that fails. */
gboolean imw_keys_ecdsa_sign (const guint8 key[32], const guint8 hash[32], guint8 der[IMW_KEYS_DER_MAX_SIZE], gsize *der_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_keys_ecdsa_sign_compact (const guint8 key[32], const guint8 hash[32], gboolean low_r, guint8 out[64], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* r and s, and which of the possible public keys is ours: for networks that recover the signer */
gboolean imw_keys_ecdsa_sign_recoverable (const guint8 key[32], const guint8 hash[32], guint8 out[64], guint *recovery_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_keys_schnorr_sign (const guint8 key[32], const guint8 *message, gsize length, const guint8 aux[32], guint8 out[64], GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_keys_taproot_tweak (const guint8 key[32], const guint8 *merkle_root, guint8 out[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
