/* imw-practice-sign.c: the practice server's own keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-sign"

#include "config.h"

#include "imw-practice-sign.h"

#include "imw-hash.h"

#include <secp256k1.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>
#include <sodium.h>
#include <string.h>

#define SIGHASH_ALL   1u
#define MAX_DER_BYTES 72u

/* The private key is the hash of a published text, so it protects nothing and may be derived anew at each use. It
 * is still wiped, so that reading this file teaches no bad habit. */
struct _ImwPracticeKey
{
  secp256k1_context *context;
  char              *label;
  ImwScriptType      type;
  guint8             pubkey[33];
  GBytes            *script;
  GBytes            *redeem_script; /* (nullable): P2SH only */
};

static void
derive_keypair (ImwPracticeKey *self, secp256k1_keypair *keypair)
{
  g_autofree char *text = g_strconcat ("imwallet practice key: ", self->label, NULL);
  guint8           secret[32];
  int              made;

  imw_sha256 ((const guint8 *) text, strlen (text), secret);
  made = secp256k1_keypair_create (self->context, keypair, secret);
  sodium_memzero (secret, sizeof secret);
  g_assert (made == 1); /* a hash outside the group's order has never been seen */
}

static void
tweak_taproot (ImwPracticeKey *self, secp256k1_keypair *keypair, guint8 output_key[32])
{
  secp256k1_xonly_pubkey xonly;
  guint8                 internal[32];
  guint8                 tweak[32];
  int                    done;

  done = secp256k1_keypair_xonly_pub (self->context, &xonly, NULL, keypair);
  g_assert (done == 1);
  secp256k1_xonly_pubkey_serialize (self->context, internal, &xonly);
  imw_tagged_hash ("TapTweak", internal, sizeof internal, tweak);
  done = secp256k1_keypair_xonly_tweak_add (self->context, keypair, tweak);
  g_assert (done == 1);
  done = secp256k1_keypair_xonly_pub (self->context, &xonly, NULL, keypair);
  g_assert (done == 1);
  secp256k1_xonly_pubkey_serialize (self->context, output_key, &xonly);
}

static void
make_scripts (ImwPracticeKey *self, secp256k1_keypair *keypair)
{
  secp256k1_pubkey pubkey;
  guint8           hash[20];
  guint8           redeem_hash[20];
  guint8           output_key[32];
  gsize            length = sizeof self->pubkey;
  int              done;

  done = secp256k1_keypair_pub (self->context, &pubkey, keypair);
  g_assert (done == 1);
  secp256k1_ec_pubkey_serialize (self->context, self->pubkey, &length, &pubkey,
                                 SECP256K1_EC_COMPRESSED);
  imw_hash160 (self->pubkey, sizeof self->pubkey, hash);

  if (self->type == IMW_SCRIPT_P2PKH)
    {
      self->script = imw_bitcoin_script_p2pkh (hash);
    }
  else if (self->type == IMW_SCRIPT_P2SH)
    {
      self->redeem_script = imw_bitcoin_script_witness (0, hash, sizeof hash);
      imw_hash160 (g_bytes_get_data (self->redeem_script, NULL),
                   g_bytes_get_size (self->redeem_script), redeem_hash);
      self->script = imw_bitcoin_script_p2sh (redeem_hash);
    }
  else if (self->type == IMW_SCRIPT_P2TR)
    {
      tweak_taproot (self, keypair, output_key);
      self->script = imw_bitcoin_script_witness (1, output_key, sizeof output_key);
    }
  else
    {
      self->script = imw_bitcoin_script_witness (0, hash, sizeof hash);
    }
}

/**
 * imw_practice_key_new:
 * @label: a text that names the key; equal texts give equal keys
 * @type: %IMW_SCRIPT_P2PKH, %IMW_SCRIPT_P2SH (P2WPKH inside), %IMW_SCRIPT_P2WPKH or %IMW_SCRIPT_P2TR
 *
 * Returns: (transfer full): the key
 */
ImwPracticeKey *
imw_practice_key_new (const char *label, ImwScriptType type)
{
  ImwPracticeKey   *self;
  secp256k1_keypair keypair;

  g_return_val_if_fail (label != NULL, NULL);
  g_return_val_if_fail (type == IMW_SCRIPT_P2PKH || type == IMW_SCRIPT_P2SH ||
                            type == IMW_SCRIPT_P2WPKH || type == IMW_SCRIPT_P2TR,
                        NULL);

  self = g_new0 (ImwPracticeKey, 1);
  self->context = secp256k1_context_create (SECP256K1_CONTEXT_NONE);
  self->label = g_strdup (label);
  self->type = type;
  derive_keypair (self, &keypair);
  make_scripts (self, &keypair);
  sodium_memzero (&keypair, sizeof keypair);

  return self;
}

/**
 * imw_practice_key_free:
 * @self: (transfer full): a key
 *
 * Frees @self.
 */
void
imw_practice_key_free (ImwPracticeKey *self)
{
  secp256k1_context_destroy (self->context);
  g_free (self->label);
  g_bytes_unref (self->script);
  g_clear_pointer (&self->redeem_script, g_bytes_unref);
  g_free (self);
}

/**
 * imw_practice_key_get_script:
 * @self: a key
 *
 * Returns: (transfer none): the output script that @self can spend
 */
GBytes *
imw_practice_key_get_script (ImwPracticeKey *self)
{
  return self->script;
}

static GBytes *
sign_ecdsa (ImwPracticeKey *self, secp256k1_keypair *keypair, const guint8 hash[32])
{
  secp256k1_ecdsa_signature signature;
  guint8                    secret[32];
  guint8                    der[MAX_DER_BYTES + 1];
  gsize                     length = MAX_DER_BYTES;
  int                       done;

  done = secp256k1_keypair_sec (self->context, secret, keypair);
  g_assert (done == 1);
  done = secp256k1_ecdsa_sign (self->context, &signature, hash, secret, NULL, NULL);
  sodium_memzero (secret, sizeof secret);
  g_assert (done == 1);
  done = secp256k1_ecdsa_signature_serialize_der (self->context, der, &length, &signature);
  g_assert (done == 1);
  der[length] = SIGHASH_ALL;

  return g_bytes_new (der, length + 1);
}

static void
set_ecdsa_witness (ImwPracticeKey *self, ImwBitcoinInput *target, GBytes *signature)
{
  g_ptr_array_set_size (target->witness, 0);
  g_ptr_array_add (target->witness, g_bytes_ref (signature));
  g_ptr_array_add (target->witness, g_bytes_new (self->pubkey, sizeof self->pubkey));
}

static void
set_script_sig (ImwBitcoinInput *target, GBytes *first, GBytes *second)
{
  GByteArray *script = g_byte_array_new ();
  GBytes     *pushes[] = { first, second };

  for (guint i = 0; i < G_N_ELEMENTS (pushes); i++)
    {
      gsize         length;
      const guint8 *data;
      guint8        push;

      if (pushes[i] == NULL)
        continue;

      data = g_bytes_get_data (pushes[i], &length);
      g_assert (length < 0x4c);
      push = (guint8) length;
      g_byte_array_append (script, &push, 1);
      g_byte_array_append (script, data, (guint) length);
    }

  g_bytes_unref (target->script_sig);
  target->script_sig = g_byte_array_free_to_bytes (script);
}

/**
 * imw_practice_key_sign:
 * @self: a key
 * @tx: a transaction with all its inputs and outputs
 * @sighash: the hashes of @tx
 * @input: index of an input that spends an output of this key
 *
 * Signs everything (SIGHASH_ALL or SIGHASH_DEFAULT) and sets scriptSig and witness of the input. Signatures are
 * deterministic.
 */
void
imw_practice_key_sign (ImwPracticeKey    *self,
                       ImwBitcoinTx      *tx,
                       ImwBitcoinSighash *sighash,
                       guint              input)
{
  ImwBitcoinInput *target = imw_bitcoin_tx_get_input (tx, input);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) code = NULL;
  g_autoptr (GBytes) pubkey = g_bytes_new (self->pubkey, sizeof self->pubkey);
  secp256k1_keypair keypair;
  guint8            hash160[20];
  guint8            hash[32];
  guint8            schnorr[64];
  guint8            output_key[32];
  int               done;

  derive_keypair (self, &keypair);
  imw_hash160 (self->pubkey, sizeof self->pubkey, hash160);

  if (self->type == IMW_SCRIPT_P2TR)
    {
      g_assert (imw_bitcoin_sighash_taproot (sighash, input, 0, hash));
      tweak_taproot (self, &keypair, output_key);
      done = secp256k1_schnorrsig_sign32 (self->context, schnorr, hash, &keypair, NULL);
      g_assert (done == 1);
      g_ptr_array_set_size (target->witness, 0);
      g_ptr_array_add (target->witness, g_bytes_new (schnorr, sizeof schnorr));
    }
  else if (self->type == IMW_SCRIPT_P2PKH)
    {
      g_assert (imw_bitcoin_sighash_legacy (sighash, input, self->script, SIGHASH_ALL, hash));
      signature = sign_ecdsa (self, &keypair, hash);
      set_script_sig (target, signature, pubkey);
    }
  else
    {
      code = imw_bitcoin_script_code_p2wpkh (hash160);
      g_assert (imw_bitcoin_sighash_segwit_v0 (sighash, input, code, SIGHASH_ALL, hash));
      signature = sign_ecdsa (self, &keypair, hash);
      set_ecdsa_witness (self, target, signature);
      if (self->type == IMW_SCRIPT_P2SH)
        set_script_sig (target, self->redeem_script, NULL);
    }

  sodium_memzero (&keypair, sizeof keypair);
}

/**
 * imw_practice_key_get_public:
 * @self: a key
 * @uncompressed: (out caller-allocates) (array fixed-size=65): the public key, beginning with 4
 */
void
imw_practice_key_get_public (ImwPracticeKey *self, guint8 uncompressed[65])
{
  secp256k1_pubkey pubkey;
  gsize            length = 65;
  int              done;

  done = secp256k1_ec_pubkey_parse (self->context, &pubkey, self->pubkey, sizeof self->pubkey);
  g_assert (done == 1);
  secp256k1_ec_pubkey_serialize (self->context, uncompressed, &length, &pubkey,
                                 SECP256K1_EC_UNCOMPRESSED);
}

/**
 * imw_practice_key_sign_hash:
 * @self: a key
 * @hash: (array fixed-size=32): what is signed
 * @signature: (out caller-allocates) (array fixed-size=64): r and s, s in the lower half
 * @recovery_id: (out): 0 to 3, with which the public key is found from the signature
 *
 * Signs with ECDSA, deterministically (RFC 6979).
 */
void
imw_practice_key_sign_hash (ImwPracticeKey *self,
                            const guint8    hash[32],
                            guint8          signature[64],
                            guint8         *recovery_id)
{
  secp256k1_ecdsa_recoverable_signature recoverable;
  secp256k1_keypair                     keypair;
  guint8                                secret[32];
  int                                   id = 0;
  int                                   done;

  derive_keypair (self, &keypair);
  done = secp256k1_keypair_sec (self->context, secret, &keypair);
  g_assert (done == 1);
  done = secp256k1_ecdsa_sign_recoverable (self->context, &recoverable, hash, secret, NULL, NULL);
  sodium_memzero (secret, sizeof secret);
  sodium_memzero (&keypair, sizeof keypair);
  g_assert (done == 1);
  secp256k1_ecdsa_recoverable_signature_serialize_compact (self->context, signature, &id,
                                                           &recoverable);
  *recovery_id = (guint8) id;
}

/* the seed is the hash of a published text, as above */
static void
derive_ed25519 (const char *role, guint8 public_key[32], guint8 secret_key[64])
{
  g_autofree char *text = g_strconcat ("IM Wallet practice network: stellar ", role, NULL);
  guint8           seed[32];
  int              done;

  imw_sha256 ((const guint8 *) text, strlen (text), seed);
  done = crypto_sign_seed_keypair (public_key, secret_key, seed);
  sodium_memzero (seed, sizeof seed);
  g_assert (done == 0);
}

/**
 * imw_practice_sign_get_ed25519_key:
 * @role: who, as "anchor signing"
 * @key: (out caller-allocates) (array fixed-size=32): his public key
 */
void
imw_practice_sign_get_ed25519_key (const char *role, guint8 key[32])
{
  guint8 secret_key[64];

  derive_ed25519 (role, key, secret_key);
  sodium_memzero (secret_key, sizeof secret_key);
}

/**
 * imw_practice_sign_ed25519:
 * @role: who
 * @message: (array length=length): what he signs
 * @length: bytes of @message
 * @signature: (out caller-allocates) (array fixed-size=64): his signature (RFC 8032)
 */
void
imw_practice_sign_ed25519 (const char   *role,
                           const guint8 *message,
                           gsize         length,
                           guint8        signature[64])
{
  guint8 public_key[32];
  guint8 secret_key[64];
  int    done;

  derive_ed25519 (role, public_key, secret_key);
  done = crypto_sign_detached (signature, NULL, message, length, secret_key);
  sodium_memzero (secret_key, sizeof secret_key);
  g_assert (done == 0);
}
