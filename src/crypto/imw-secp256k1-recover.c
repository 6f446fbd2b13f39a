/* imw-secp256k1-recover.c: who has signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-secp256k1"

#include "config.h"

#include "imw-secp256k1.h"
#include "imw-secp256k1-private.h"

#include <secp256k1_recovery.h>

static void
serialize (const secp256k1_pubkey *pubkey, guint8 out[65])
{
  size_t length = 65;

  secp256k1_ec_pubkey_serialize (imw_secp256k1_get_context (), out, &length, pubkey,
                                 SECP256K1_EC_UNCOMPRESSED);
  g_assert (length == 65);
}

/**
 * imw_secp256k1_pubkey_decompress:
 * @pubkey: (array length=length): a public key of 33 or 65 bytes
 * @length: how many bytes
 * @out: (out caller-allocates) (array fixed-size=65): 4, x and y; set on %TRUE only
 *
 * Returns: whether @pubkey is valid
 */
gboolean
imw_secp256k1_pubkey_decompress (const guint8 *pubkey, gsize length, guint8 out[65])
{
  secp256k1_pubkey parsed;

  g_return_val_if_fail (pubkey != NULL || length == 0, FALSE);

  if (!imw_secp256k1_parse (pubkey, length, &parsed))
    return FALSE;
  serialize (&parsed, out);

  return TRUE;
}

/**
 * imw_secp256k1_ecdsa_recover:
 * @hash: (array fixed-size=32): what was signed
 * @signature: (array fixed-size=64): r and s, big endian
 * @recovery_id: 0 to 3; bit 0 is the parity of y of the nonce's point, bit 1 whether its x was over the order
 * @out: (out caller-allocates) (array fixed-size=65): the public key, uncompressed; set on %TRUE only
 *
 * The public key that @signature is valid for, by SEC 1, section 4.1.6. A high S is refused, as EIP-2 wants it.
 *
 * Returns: whether there is one
 */
gboolean
imw_secp256k1_ecdsa_recover (const guint8 hash[32],
                             const guint8 signature[64],
                             guint        recovery_id,
                             guint8       out[65])
{
  const secp256k1_context              *context = imw_secp256k1_get_context ();
  secp256k1_ecdsa_recoverable_signature parsed;
  secp256k1_ecdsa_signature             plain;
  secp256k1_pubkey                      pubkey;

  g_return_val_if_fail (hash != NULL && signature != NULL && out != NULL, FALSE);

  if (recovery_id > 3 ||
      secp256k1_ecdsa_recoverable_signature_parse_compact (context, &parsed, signature,
                                                           (int) recovery_id) != 1 ||
      secp256k1_ecdsa_recoverable_signature_convert (context, &plain, &parsed) != 1 ||
      secp256k1_ecdsa_signature_normalize (context, NULL, &plain) != 0 ||
      secp256k1_ecdsa_recover (context, &pubkey, &parsed, hash) != 1)
    return FALSE;
  serialize (&pubkey, out);

  return TRUE;
}
