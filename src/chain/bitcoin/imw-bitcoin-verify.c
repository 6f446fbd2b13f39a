/* imw-bitcoin-verify.c: checks the signature of an input
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-verify"

#include "config.h"

#include "imw-bitcoin-sighash-private.h"

#include "imw-bitcoin-address.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-reader.h"
#include "imw-secp256k1.h"

static gboolean
refuse (GError    **error,
        guint       input,
        const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "input %u: %s", input, why);

  return FALSE;
}

/* ECDSA types that nodes relay: ALL, NONE, SINGLE, each with or without ANYONECANPAY. */
static gboolean
is_ecdsa_type (guint8 type)
{
  guint8 mode = type & 0x7f;

  return mode >= IMW_SIGHASH_ALL && mode <= IMW_SIGHASH_SINGLE;
}

static gboolean
verify_ecdsa (ImwBitcoinSighash *self,
              guint              input,
              gboolean           segwit,
              GBytes            *script_code,
              const guint8       key_hash[20],
              GBytes            *signature,
              GBytes            *pubkey,
              GError           **error)
{
  gsize         sig_length;
  gsize         key_length;
  const guint8 *sig = g_bytes_get_data (signature, &sig_length);
  const guint8 *key = g_bytes_get_data (pubkey, &key_length);
  guint8        hash[32];
  guint8        found[20];
  guint8        type;
  gboolean      hashed;

  if (sig_length < 9 || sig_length > 73)
    return refuse (error, input, "signature of wrong length");

  type = sig[sig_length - 1];
  if (!is_ecdsa_type (type))
    return refuse (error, input, "unknown sighash type");

  if ((segwit && key_length != 33) || !imw_secp256k1_pubkey_valid (key, key_length))
    return refuse (error, input, "bad public key");

  imw_hash160 (key, key_length, found);
  if (memcmp (found, key_hash, sizeof found) != 0)
    return refuse (error, input, "public key is not the one that is paid");

  if (segwit)
    hashed = imw_bitcoin_sighash_segwit_v0 (self, input, script_code, type, hash);
  else
    hashed = imw_bitcoin_sighash_legacy (self, input, script_code, type, hash);

  if (!hashed || !imw_secp256k1_ecdsa_verify (key, key_length, hash, sig, sig_length - 1))
    return refuse (error, input, "signature is wrong");

  return TRUE;
}

/* One direct push: nothing else is minimal for a signature or a key. */
static GBytes *
read_push (ImwReader *reader)
{
  guint8        length = imw_reader_u8 (reader);
  const guint8 *data;

  if (length == 0 || length > 75)
    imw_reader_fail (reader);

  data = imw_reader_bytes (reader, length);

  return imw_reader_ok (reader) && data != NULL ? g_bytes_new (data, length) : NULL;
}

static gboolean
verify_p2pkh (ImwBitcoinSighash      *self,
              guint                   input,
              const ImwBitcoinInput  *in,
              const ImwBitcoinOutput *prevout,
              GError                **error)
{
  gsize         script_length;
  gsize         length;
  const guint8 *script = g_bytes_get_data (prevout->script, &script_length);
  const guint8 *data = g_bytes_get_data (in->script_sig, &length);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) pubkey = NULL;
  ImwReader reader;

  if (in->witness->len > 0)
    return refuse (error, input, "witness where none may be");

  imw_reader_init (&reader, data, length);
  signature = read_push (&reader);
  pubkey = read_push (&reader);
  if (signature == NULL || pubkey == NULL || imw_reader_get_left (&reader) > 0)
    return refuse (error, input, "malformed script");

  return verify_ecdsa (self, input, FALSE, prevout->script, script + 3, signature, pubkey, error);
}

static gboolean
verify_p2wpkh (ImwBitcoinSighash     *self,
               guint                  input,
               const ImwBitcoinInput *in,
               const guint8           key_hash[20],
               GError               **error)
{
  g_autoptr (GBytes) script_code = imw_bitcoin_script_code_p2wpkh (key_hash);

  if (in->witness->len != 2)
    return refuse (error, input, "witness must have two items");

  return verify_ecdsa (self,
                       input,
                       TRUE,
                       script_code,
                       key_hash,
                       g_ptr_array_index (in->witness, 0),
                       g_ptr_array_index (in->witness, 1),
                       error);
}

static gboolean
verify_p2sh (ImwBitcoinSighash      *self,
             guint                   input,
             const ImwBitcoinInput  *in,
             const ImwBitcoinOutput *prevout,
             GError                **error)
{
  gsize         script_length;
  gsize         length;
  const guint8 *script = g_bytes_get_data (prevout->script, &script_length);
  const guint8 *data = g_bytes_get_data (in->script_sig, &length);
  guint8        hash[20];

  if (length != 23 || data[0] != 22 || imw_bitcoin_script_type (data + 1, 22) != IMW_SCRIPT_P2WPKH)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                   "input %u: script hash other than P2WPKH", input);
      return FALSE;
    }

  imw_hash160 (data + 1, 22, hash);
  if (memcmp (hash, script + 2, sizeof hash) != 0)
    return refuse (error, input, "redeem script is not the one that is paid");

  return verify_p2wpkh (self, input, in, data + 3, error);
}

static gboolean
verify_p2tr (ImwBitcoinSighash      *self,
             guint                   input,
             const ImwBitcoinInput  *in,
             const ImwBitcoinOutput *prevout,
             GError                **error)
{
  gsize         script_length;
  gsize         length;
  const guint8 *script = g_bytes_get_data (prevout->script, &script_length);
  const guint8 *signature;
  guint8        type = IMW_SIGHASH_DEFAULT;
  guint8        hash[32];

  if (in->witness->len == 0)
    return refuse (error, input, "no witness");

  if (in->witness->len > 1)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "input %u: script path or annex",
                   input);
      return FALSE;
    }

  signature = g_bytes_get_data (g_ptr_array_index (in->witness, 0), &length);
  if (length != 64 && length != 65)
    return refuse (error, input, "signature of wrong length");

  if (length == 65)
    {
      type = signature[64];
      if (type == IMW_SIGHASH_DEFAULT)
        return refuse (error, input, "unknown sighash type");
    }

  if (!imw_bitcoin_sighash_taproot (self, input, type, hash))
    return refuse (error, input, "unknown sighash type");

  if (!imw_secp256k1_schnorr_verify (script + 2, hash, sizeof hash, signature))
    return refuse (error, input, "signature is wrong");

  return TRUE;
}

/**
 * imw_bitcoin_verify_input:
 * @self: the hasher of a signed transaction
 * @input: which input
 * @error: return location
 *
 * Checks that an input may spend its output: P2PKH, P2SH-P2WPKH, P2WPKH and the key path of P2TR.
 * Any sighash type of the network is good; whoever wants only "all" looks at the signature himself.
 *
 * Returns: %TRUE if it may. On %FALSE @error is %IMW_ERROR_REFUSED, or %IMW_ERROR_NOT_SUPPORTED for
 *   another kind of output.
 */
gboolean
imw_bitcoin_verify_input (ImwBitcoinSighash *self,
                          guint              input,
                          GError           **error)
{
  const ImwBitcoinInput  *in;
  const ImwBitcoinOutput *prevout;
  const guint8           *script;
  gsize                   length;
  ImwScriptType           type;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (input < self->tx->inputs->len, FALSE);

  in = g_ptr_array_index (self->tx->inputs, input);
  prevout = g_ptr_array_index (self->prevouts, input);
  script = g_bytes_get_data (prevout->script, &length);
  type = imw_bitcoin_script_type (script, length);

  if ((type == IMW_SCRIPT_P2WPKH || type == IMW_SCRIPT_P2TR) &&
      g_bytes_get_size (in->script_sig) > 0)
    return refuse (error, input, "script where none may be");

  switch (type)
    {
    case IMW_SCRIPT_P2PKH:
      return verify_p2pkh (self, input, in, prevout, error);

    case IMW_SCRIPT_P2SH:
      return verify_p2sh (self, input, in, prevout, error);

    case IMW_SCRIPT_P2WPKH:
      return verify_p2wpkh (self, input, in, script + 2, error);

    case IMW_SCRIPT_P2TR:
      return verify_p2tr (self, input, in, prevout, error);

    case IMW_SCRIPT_P2WSH:
    case IMW_SCRIPT_WITNESS_FUTURE:
    case IMW_SCRIPT_OP_RETURN:
    case IMW_SCRIPT_OTHER:
      break;
    }

  g_set_error (error,
               IMW_ERROR,
               IMW_ERROR_NOT_SUPPORTED,
               "input %u: spends %s",
               input,
               imw_script_type_get_code (type));

  return FALSE;
}
