/* imw-ed25519.c: public operations on Ed25519 (RFC 8032)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ed25519"

#include "config.h"

#include "imw-ed25519.h"

#include <sodium.h>

/**
 * imw_ed25519_verify:
 * @pubkey: (array fixed-size=32): a public key
 * @message: (array length=length) (nullable): what was signed; %NULL only with 0
 * @length: how many bytes
 * @signature: (array fixed-size=64): R and S
 *
 * Checks a signature (RFC 8032, section 5.1.7). Signatures with an S that is not reduced, and keys
 * or R of small order, are not taken.
 *
 * Returns: whether the holder of @pubkey has signed @message
 */
gboolean
imw_ed25519_verify (const guint8  pubkey[32],
                    const guint8 *message,
                    gsize         length,
                    const guint8  signature[64])
{
  g_return_val_if_fail (pubkey != NULL && signature != NULL, FALSE);
  g_return_val_if_fail (message != NULL || length == 0, FALSE);

  return crypto_sign_verify_detached (signature, message, length, pubkey) == 0;
}
