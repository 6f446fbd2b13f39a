/* imw-secp256k1.c: public operations on secp256k1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-secp256k1"

#include "config.h"

#include "imw-secp256k1.h"
#include "imw-secp256k1-private.h"
#include "imw-hash.h"

#include <secp256k1_extrakeys.h>
#include <secp256k1_schnorrsig.h>
#include <sodium.h>
#include <string.h>

/**
 * imw_secp256k1_get_context:
 *
 * Tests the library at the first call, which ends the program if it is miscompiled. Any thread.
 *
 * Returns: (transfer none): a context for public operations, randomised, never changed again
 */
const secp256k1_context *
imw_secp256k1_get_context (void)
{
  static gsize context = 0;

  if (g_once_init_enter (&context))
    {
      secp256k1_context *fresh;
      guint8             seed[32];
      int                result;

      secp256k1_selftest ();
      fresh = secp256k1_context_create (SECP256K1_CONTEXT_NONE);
      randombytes_buf (seed, sizeof seed);
      result = secp256k1_context_randomize (fresh, seed);
      g_assert (result == 1);
      sodium_memzero (seed, sizeof seed);
      g_once_init_leave (&context, (gsize) fresh);
    }

  return (const secp256k1_context *) context;
}

/**
 * imw_secp256k1_parse:
 * @pubkey: (array length=length): 33 bytes, or 65 that begin with 4
 * @length: how many
 * @out: (out caller-allocates): the key
 *
 * The hybrid form of 65 bytes is refused.
 *
 * Returns: whether it is a point on the curve
 */
gboolean
imw_secp256k1_parse (const guint8     *pubkey,
                     gsize             length,
                     secp256k1_pubkey *out)
{
  if (length != 33 && (length != 65 || pubkey[0] != 4))
    return FALSE;

  return secp256k1_ec_pubkey_parse (imw_secp256k1_get_context (), out, pubkey, length) == 1;
}

static void
serialize (const secp256k1_pubkey *pubkey,
           guint8                  out[33])
{
  size_t length = 33;

  secp256k1_ec_pubkey_serialize (imw_secp256k1_get_context (), out, &length, pubkey,
                                 SECP256K1_EC_COMPRESSED);
  g_assert (length == 33);
}

/**
 * imw_secp256k1_pubkey_valid:
 * @pubkey: (array length=length): a public key
 * @length: how many bytes
 *
 * Returns: whether it is 33 or 65 bytes, in no hybrid form, and on the curve
 */
gboolean
imw_secp256k1_pubkey_valid (const guint8 *pubkey,
                            gsize         length)
{
  secp256k1_pubkey parsed;

  g_return_val_if_fail (pubkey != NULL || length == 0, FALSE);

  return imw_secp256k1_parse (pubkey, length, &parsed);
}

/**
 * imw_secp256k1_xonly_valid:
 * @xonly: (array fixed-size=32): an x-only public key of BIP340
 *
 * Returns: whether it is the x of a point on the curve
 */
gboolean
imw_secp256k1_xonly_valid (const guint8 xonly[32])
{
  secp256k1_xonly_pubkey parsed;

  g_return_val_if_fail (xonly != NULL, FALSE);

  return secp256k1_xonly_pubkey_parse (imw_secp256k1_get_context (), &parsed, xonly) == 1;
}

/**
 * imw_secp256k1_pubkey_compress:
 * @pubkey: (array length=length): a public key of 33 or 65 bytes
 * @length: how many bytes
 * @out: (out caller-allocates) (array fixed-size=33): set on %TRUE only
 *
 * Returns: whether @pubkey is valid
 */
gboolean
imw_secp256k1_pubkey_compress (const guint8 *pubkey,
                               gsize         length,
                               guint8        out[33])
{
  secp256k1_pubkey parsed;

  g_return_val_if_fail (pubkey != NULL || length == 0, FALSE);

  if (!imw_secp256k1_parse (pubkey, length, &parsed))
    return FALSE;
  serialize (&parsed, out);

  return TRUE;
}

/**
 * imw_secp256k1_schnorr_verify:
 * @xonly: (array fixed-size=32): an x-only public key
 * @message: (array length=length) (nullable): what was signed; %NULL only with 0
 * @length: how many bytes
 * @signature: (array fixed-size=64): the signature
 *
 * Returns: whether @signature is valid by BIP340
 */
gboolean
imw_secp256k1_schnorr_verify (const guint8  xonly[32],
                              const guint8 *message,
                              gsize         length,
                              const guint8  signature[64])
{
  const secp256k1_context *context = imw_secp256k1_get_context ();
  secp256k1_xonly_pubkey   parsed;

  g_return_val_if_fail (xonly != NULL && signature != NULL, FALSE);
  g_return_val_if_fail (message != NULL || length == 0, FALSE);

  return secp256k1_xonly_pubkey_parse (context, &parsed, xonly) == 1 &&
         secp256k1_schnorrsig_verify (context, signature, message, length, &parsed) == 1;
}

/**
 * imw_secp256k1_pubkey_tweak_add:
 * @pubkey: (array fixed-size=33): a public key
 * @tweak: (array fixed-size=32): a number
 * @out: (out caller-allocates) (array fixed-size=33): @pubkey + @tweak * G, set on %TRUE only
 *
 * Returns: %FALSE when @pubkey or @tweak is out of range, or the sum is no point
 */
gboolean
imw_secp256k1_pubkey_tweak_add (const guint8 pubkey[33],
                                const guint8 tweak[32],
                                guint8       out[33])
{
  secp256k1_pubkey parsed;

  g_return_val_if_fail (pubkey != NULL && tweak != NULL && out != NULL, FALSE);

  if (!imw_secp256k1_parse (pubkey, 33, &parsed) ||
      secp256k1_ec_pubkey_tweak_add (imw_secp256k1_get_context (), &parsed, tweak) != 1)
    return FALSE;
  serialize (&parsed, out);

  return TRUE;
}

/**
 * imw_secp256k1_taproot_output_key:
 * @internal: (array fixed-size=32): an x-only internal key
 * @merkle_root: (array fixed-size=32) (nullable): root of the scripts, %NULL where there are none
 * @out: (out caller-allocates) (array fixed-size=32): the x-only output key, set on %TRUE only
 * @odd: (out) (optional): whether its y is odd
 *
 * The output key of BIP341.
 *
 * Returns: %FALSE when @internal is no key
 */
gboolean
imw_secp256k1_taproot_output_key (const guint8  internal[32],
                                  const guint8 *merkle_root,
                                  guint8        out[32],
                                  gboolean     *odd)
{
  const secp256k1_context *context = imw_secp256k1_get_context ();
  secp256k1_xonly_pubkey   parsed;
  secp256k1_pubkey         tweaked;
  guint8                   data[64];
  guint8                   tweak[32];
  int                      parity = 0;

  g_return_val_if_fail (internal != NULL && out != NULL, FALSE);

  memcpy (data, internal, 32);
  if (merkle_root != NULL)
    memcpy (&data[32], merkle_root, 32);
  imw_tagged_hash ("TapTweak", data, merkle_root != NULL ? 64 : 32, tweak);

  if (secp256k1_xonly_pubkey_parse (context, &parsed, internal) != 1 ||
      secp256k1_xonly_pubkey_tweak_add (context, &tweaked, &parsed, tweak) != 1 ||
      secp256k1_xonly_pubkey_from_pubkey (context, &parsed, &parity, &tweaked) != 1)
    return FALSE;
  secp256k1_xonly_pubkey_serialize (context, out, &parsed);
  if (odd != NULL)
    *odd = parity != 0;

  return TRUE;
}
