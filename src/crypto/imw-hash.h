/* imw-hash.h: hashes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMW_SHA256_SIZE  32
#define IMW_SHA512_SIZE  64
#define IMW_HASH160_SIZE 20

void imw_sha256 (const guint8 *data, gsize length, guint8 out[32]);
void imw_sha256d (const guint8 *data, gsize length, guint8 out[32]);
void imw_sha512 (const guint8 *data, gsize length, guint8 out[64]);
void imw_ripemd160 (const guint8 *data, gsize length, guint8 out[20]);
void imw_hash160 (const guint8 *data, gsize length, guint8 out[20]);
void imw_keccak256 (const guint8 *data, gsize length, guint8 out[32]);
void imw_tagged_hash (const char *tag, const guint8 *data, gsize length, guint8 out[32]); /* BIP340 */
void imw_hmac_sha256 (const guint8 *key, gsize key_length, const guint8 *data, gsize length, guint8 out[32]);
void imw_hmac_sha512 (const guint8 *key, gsize key_length, const guint8 *data, gsize length, guint8 out[64]);
void imw_hkdf_sha256 (const guint8 *key, gsize key_length, const char *info, guint8 out[32]); /* RFC 5869, empty salt */

G_END_DECLS
