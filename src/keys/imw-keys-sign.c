/* imw-keys-sign.c: signatures on secp256k1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-sign"

#include "config.h"

#include "imw-keys-sign.h"

#include "imw-keys-private.h"

#include "imw-error.h"
#include "imw-hash.h"

#include <secp256k1_extrakeys.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>
#include <sodium.h>
#include <string.h>

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "%s failed", what);

  return FALSE;
}

/* A first byte of r below 0x80 saves a byte in DER, and wallets that do it look alike. The further nonces
 * take a counter as extra entropy, as Bitcoin Core does it: little endian in the first of 32 bytes. */
static gboolean
sign_ecdsa (const guint8               key[32],
            const guint8               hash[32],
            gboolean                   low_r,
            secp256k1_ecdsa_signature *signature)
{
  const secp256k1_context *context = imw_keys_context_get ();
  guint8                   extra[32] = { 0 };
  guint8                   compact[64];
  guint32                  counter = 0;

  if (secp256k1_ecdsa_sign (context, signature, hash, key, secp256k1_nonce_function_rfc6979,
                            NULL) != 1)
    return FALSE;

  while (low_r)
    {
      secp256k1_ecdsa_signature_serialize_compact (context, compact, signature);
      if (compact[0] < 0x80)
        break;

      counter++;
      for (guint i = 0; i < 4; i++)
        extra[i] = (guint8) (counter >> (8 * i));
      if (secp256k1_ecdsa_sign (context, signature, hash, key, secp256k1_nonce_function_rfc6979,
                                extra) != 1)
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_ecdsa (const guint8                     key[32],
             const guint8                     hash[32],
             const secp256k1_ecdsa_signature *signature)
{
  const secp256k1_context *context = imw_keys_context_get ();
  secp256k1_pubkey         pubkey;

  /* libsecp256k1 only accepts low s here */
  return secp256k1_ec_pubkey_create (context, &pubkey, key) == 1 &&
         secp256k1_ecdsa_verify (context, signature, hash, &pubkey) == 1;
}

/**
 * imw_keys_ecdsa_sign:
 * @key: a private key
 * @hash: what is signed
 * @der: (out caller-allocates): the signature in DER
 * @der_length: (out): its length
 * @error: return location
 *
 * ECDSA with the nonce of RFC 6979, low s and low r. Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL when @key is none or the signature does not check
 */
gboolean
imw_keys_ecdsa_sign (const guint8 key[32],
                     const guint8 hash[32],
                     guint8       der[IMW_KEYS_DER_MAX_SIZE],
                     gsize       *der_length,
                     GError     **error)
{
  secp256k1_ecdsa_signature signature;

  if (!sign_ecdsa (key, hash, TRUE, &signature) || !check_ecdsa (key, hash, &signature))
    return fail ("ECDSA", error);

  *der_length = IMW_KEYS_DER_MAX_SIZE;
  if (secp256k1_ecdsa_signature_serialize_der (imw_keys_context_get (), der, der_length,
                                               &signature) != 1)
    return fail ("DER", error);

  return TRUE;
}

/**
 * imw_keys_ecdsa_sign_compact:
 * @key: a private key
 * @hash: what is signed
 * @low_r: whether to look for a small r
 * @out: (out caller-allocates): r and s, big endian
 * @error: return location
 *
 * The same as imw_keys_ecdsa_sign() in the fixed form, for networks (and vectors) that want plain RFC 6979.
 * Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL when @key is none or the signature does not check
 */
gboolean
imw_keys_ecdsa_sign_compact (const guint8 key[32],
                             const guint8 hash[32],
                             gboolean     low_r,
                             guint8       out[64],
                             GError     **error)
{
  secp256k1_ecdsa_signature signature;

  if (!sign_ecdsa (key, hash, low_r, &signature) || !check_ecdsa (key, hash, &signature))
    return fail ("ECDSA", error);

  secp256k1_ecdsa_signature_serialize_compact (imw_keys_context_get (), out, &signature);

  return TRUE;
}

static gboolean
check_recovered (const guint8                                 key[32],
                 const guint8                                 hash[32],
                 const secp256k1_ecdsa_recoverable_signature *signature)
{
  const secp256k1_context *context = imw_keys_context_get ();
  secp256k1_pubkey         own;
  secp256k1_pubkey         recovered;

  return secp256k1_ec_pubkey_create (context, &own, key) == 1 &&
         secp256k1_ecdsa_recover (context, &recovered, signature, hash) == 1 &&
         secp256k1_ec_pubkey_cmp (context, &own, &recovered) == 0;
}

/**
 * imw_keys_ecdsa_sign_recoverable:
 * @key: a private key
 * @hash: what is signed
 * @out: (out caller-allocates): r and s, big endian
 * @recovery_id: (out): 0 to 3
 * @error: return location
 *
 * ECDSA with the plain nonce of RFC 6979 and low s, in the form from which the public key can be found again; that
 * is done, and the key compared, before anything is given out. Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL when @key is none or the signature does not lead back to it
 */
gboolean
imw_keys_ecdsa_sign_recoverable (const guint8 key[32],
                                 const guint8 hash[32],
                                 guint8       out[64],
                                 guint       *recovery_id,
                                 GError     **error)
{
  const secp256k1_context              *context = imw_keys_context_get ();
  secp256k1_ecdsa_recoverable_signature signature;
  int                                   id;

  if (secp256k1_ecdsa_sign_recoverable (context, &signature, hash, key,
                                        secp256k1_nonce_function_rfc6979, NULL) != 1 ||
      !check_recovered (key, hash, &signature))
    return fail ("recoverable ECDSA", error);

  secp256k1_ecdsa_recoverable_signature_serialize_compact (context, out, &id, &signature);
  *recovery_id = (guint) id;

  return TRUE;
}

static gboolean
sign_schnorr (const secp256k1_keypair *keypair,
              const guint8            *message,
              gsize                    length,
              const guint8             aux[32],
              guint8                   out[64])
{
  const secp256k1_context         *context = imw_keys_context_get ();
  secp256k1_schnorrsig_extraparams params = SECP256K1_SCHNORRSIG_EXTRAPARAMS_INIT;
  secp256k1_xonly_pubkey           pubkey;
  guint8                           entropy[32];
  int                              done;

  memcpy (entropy, aux, sizeof entropy);
  params.ndata = entropy;
  done = secp256k1_schnorrsig_sign_custom (context, out, message, length, keypair, &params);
  sodium_memzero (entropy, sizeof entropy);

  return done == 1 && secp256k1_keypair_xonly_pub (context, &pubkey, NULL, keypair) == 1 &&
         secp256k1_schnorrsig_verify (context, out, message, length, &pubkey) == 1;
}

/**
 * imw_keys_schnorr_sign:
 * @key: a private key
 * @message: (array length=length): what is signed
 * @length: its length in bytes
 * @aux: fresh randomness (in vectors: a given one)
 * @out: (out caller-allocates): the signature
 * @error: return location
 *
 * A signature of BIP340. Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL when @key is none or the signature does not check
 */
gboolean
imw_keys_schnorr_sign (const guint8  key[32],
                       const guint8 *message,
                       gsize         length,
                       const guint8  aux[32],
                       guint8        out[64],
                       GError      **error)
{
  secp256k1_keypair keypair;
  gboolean          done;

  done = secp256k1_keypair_create (imw_keys_context_get (), &keypair, key) == 1 &&
         sign_schnorr (&keypair, message, length, aux, out);
  sodium_memzero (&keypair, sizeof keypair);

  return done ? TRUE : fail ("Schnorr", error);
}

/**
 * imw_keys_taproot_tweak:
 * @key: an internal private key
 * @merkle_root: (nullable) (array fixed-size=32): root of the script tree, %NULL for key path only
 * @out: (out caller-allocates): the private key of the output key
 * @error: return location
 *
 * The tweak of BIP341. Any thread; the caller wipes @out.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL when @key is none
 */
gboolean
imw_keys_taproot_tweak (const guint8  key[32],
                        const guint8 *merkle_root,
                        guint8        out[32],
                        GError      **error)
{
  const secp256k1_context *context = imw_keys_context_get ();
  secp256k1_keypair        keypair;
  secp256k1_xonly_pubkey   pubkey;
  guint8                   data[64];
  guint8                   tweak[32];
  gboolean                 done;

  done = secp256k1_keypair_create (context, &keypair, key) == 1 &&
         secp256k1_keypair_xonly_pub (context, &pubkey, NULL, &keypair) == 1 &&
         secp256k1_xonly_pubkey_serialize (context, data, &pubkey) == 1;
  if (done)
    {
      if (merkle_root != NULL)
        memcpy (data + 32, merkle_root, 32);
      imw_tagged_hash ("TapTweak", data, merkle_root != NULL ? 64 : 32, tweak);
      done = secp256k1_keypair_xonly_tweak_add (context, &keypair, tweak) == 1 &&
             secp256k1_keypair_sec (context, out, &keypair) == 1;
    }
  sodium_memzero (&keypair, sizeof keypair);

  return done ? TRUE : fail ("the taproot tweak", error);
}
