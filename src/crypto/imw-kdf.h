/* imw-kdf.h: keys from passwords
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_ARGON2_SALT_SIZE       16
#define IMW_ARGON2_OPS_MODERATE    3u
#define IMW_ARGON2_MEMORY_MODERATE (256u * 1024u * 1024u)
#define IMW_ARGON2_MEMORY_FLOOR    (64u * 1024u * 1024u)

/* Argon2id, 32 bytes out; blocks for about 0.5 s at "moderate": not on the window's main thread. */
ImwSecret *imw_kdf_argon2id (ImwSecret *password, const guint8 salt[16], guint32 ops, gsize memory_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* PBKDF2-HMAC-SHA512, 64 bytes out (BIP39) */
ImwSecret *imw_kdf_pbkdf2_sha512 (ImwSecret *password, const guint8 *salt, gsize salt_length, guint iterations);

G_END_DECLS
