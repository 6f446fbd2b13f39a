/* imw-secp256k1-ecdsa.c: checking ECDSA signatures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-secp256k1"

#include "config.h"

#include "imw-secp256k1.h"
#include "imw-secp256k1-private.h"

#include <string.h>

/* A file of its own, so that a program that checks no ECDSA signature does not link it. */

#define MAX_DER_SIZE 72

/**
 * imw_secp256k1_ecdsa_verify:
 * @pubkey: (array length=pubkey_length): a public key of 33 or 65 bytes
 * @pubkey_length: how many bytes
 * @hash: (array fixed-size=32): what was signed
 * @der: (array length=der_length): the signature, without a sighash byte
 * @der_length: how many bytes
 *
 * Returns: whether @der is strict DER with a low S, and valid
 */
gboolean
imw_secp256k1_ecdsa_verify (const guint8 *pubkey,
                            gsize         pubkey_length,
                            const guint8  hash[32],
                            const guint8 *der,
                            gsize         der_length)
{
  const secp256k1_context  *context = imw_secp256k1_get_context ();
  secp256k1_pubkey          parsed;
  secp256k1_ecdsa_signature signature;
  guint8                    again[MAX_DER_SIZE];
  size_t                    again_length = sizeof again;

  g_return_val_if_fail (pubkey != NULL || pubkey_length == 0, FALSE);
  g_return_val_if_fail (hash != NULL, FALSE);
  g_return_val_if_fail (der != NULL || der_length == 0, FALSE);

  if (der_length == 0 || !imw_secp256k1_parse (pubkey, pubkey_length, &parsed) ||
      secp256k1_ecdsa_signature_parse_der (context, &signature, der, der_length) != 1 ||
      secp256k1_ecdsa_signature_serialize_der (context, again, &again_length, &signature) != 1)
    return FALSE;

  /* The parser takes numbers out of range too; they do not come out as they went in. A high S is
   * refused by secp256k1_ecdsa_verify() itself. */
  return again_length == der_length && memcmp (again, der, der_length) == 0 &&
         secp256k1_ecdsa_verify (context, &signature, hash, &parsed) == 1;
}
