/* imw-secp256k1.h: public operations on secp256k1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imw_secp256k1_pubkey_valid (const guint8 *pubkey, gsize length); /* 33 or 65 bytes, on the curve */
gboolean imw_secp256k1_xonly_valid (const guint8 xonly[32]);
gboolean imw_secp256k1_pubkey_compress (const guint8 *pubkey, gsize length, guint8 out[33]);
gboolean imw_secp256k1_pubkey_decompress (const guint8 *pubkey, gsize length, guint8 out[65]);
gboolean imw_secp256k1_ecdsa_recover (const guint8 hash[32], const guint8 signature[64], guint recovery_id, guint8 out[65]); /* low S demanded */
gboolean imw_secp256k1_ecdsa_verify (const guint8 *pubkey, gsize pubkey_length, const guint8 hash[32], const guint8 *der, gsize der_length); /* low S demanded, strict DER */
gboolean imw_secp256k1_schnorr_verify (const guint8 xonly[32], const guint8 *message, gsize length, const guint8 signature[64]);
gboolean imw_secp256k1_pubkey_tweak_add (const guint8 pubkey[33], const guint8 tweak[32], guint8 out[33]);
/* BIP341: output key of an internal key; merkle_root NULL for key path only */
gboolean imw_secp256k1_taproot_output_key (const guint8 internal[32], const guint8 *merkle_root, guint8 out[32], gboolean *odd);

G_END_DECLS
