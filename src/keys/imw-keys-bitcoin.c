/* imw-keys-bitcoin.c: Bitcoin's signing entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-bitcoin"

#include "config.h"

#include "imw-keys-bitcoin.h"

#include "imw-keys-sign.h"

#include "imw-bitcoin-account.h"
#include "imw-bitcoin-address.h"
#include "imw-bitcoin-describe.h"
#include "imw-error.h"
#include "imw-secp256k1.h"

#include <sodium.h>
#include <string.h>

#define SIGHASH_DEFAULT 0u
#define SIGHASH_ALL     1u

/* One run of signing. Holds the private node of the account used last: nearly always there is one. */
typedef struct
{
  ImwKeysTree       *keys;
  ImwPsbt           *psbt;
  GPtrArray         *prevouts; /* (element-type ImwBitcoinOutput), owned by psbt */
  ImwBitcoinSighash *sighash;
  gboolean           has_account;
  guint32            account_path[3];
  ImwKeysNode        account;
} Signing;

static void
signing_clear (Signing *self)
{
  imw_keys_node_clear (&self->account);
  g_clear_pointer (&self->sighash, imw_bitcoin_sighash_free);
  g_clear_pointer (&self->prevouts, g_ptr_array_unref);
  g_clear_pointer (&self->psbt, imw_psbt_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signing, signing_clear)

static const ImwBitcoinParams *
get_params (ImwKeysTree *keys)
{
  return imw_bitcoin_params_for_environment (imw_keys_tree_get_environment (keys));
}

static gboolean
get_account (ImwKeysTree          *keys,
             guint32               purpose,
             guint32               number,
             ImwBitcoinAccountKey *out,
             GError              **error)
{
  guint32 coin_type = get_params (keys)->coin_type;
  guint32 path[3] = { purpose | IMW_BIP32_HARDENED, coin_type | IMW_BIP32_HARDENED,
                      number | IMW_BIP32_HARDENED };

  memset (out, 0, sizeof *out);
  out->purpose = purpose;
  out->coin_type = coin_type;
  out->account = number;
  imw_keys_tree_get_fingerprint (keys, out->fingerprint);

  return imw_keys_tree_get_public (keys, path, G_N_ELEMENTS (path), &out->key, error);
}

/**
 * imw_keys_bitcoin_dup_account_key:
 * @keys: the unlocked keys
 * @kind: "bitcoin-84" or "bitcoin-86"
 * @number: number of the account
 * @error: return location
 *
 * Returns: (transfer full): the account's public key with its origin, or %NULL with %IMW_ERROR_NOT_FOUND (no such
 *   kind) or %IMW_ERROR_BAD_INPUT (number out of range)
 */
char *
imw_keys_bitcoin_dup_account_key (ImwKeysTree *keys,
                                  const char  *kind,
                                  guint32      number,
                                  GError     **error)
{
  ImwBitcoinAccountKey account;
  guint32              purpose;

  if (g_str_equal (kind, "bitcoin-84"))
    purpose = 84;
  else if (g_str_equal (kind, "bitcoin-86"))
    purpose = 86;
  else
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such kind of account");
      return NULL;
    }
  if (number >= IMW_BIP32_HARDENED)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "account number out of range");
      return NULL;
    }
  if (!get_account (keys, purpose, number, &account, error))
    return NULL;

  return imw_bitcoin_account_key_to_text (get_params (keys), &account);
}

/**
 * imw_keys_bitcoin_owns:
 * @origin: who is said to hold the key of @script
 * @script: (array length=length): an output script
 * @length: its length in bytes
 * @user_data: the #ImwKeysTree
 *
 * Whether @script is exactly the one of our key at the path of @origin: derived from the seed, the public key in
 * @origin is not looked at. Accounts of BIP84 and BIP86 only.
 *
 * Returns: %TRUE if the output is ours
 */
gboolean
imw_keys_bitcoin_owns (const ImwPsbtKeyOrigin *origin,
                       const guint8           *script,
                       gsize                   length,
                       gpointer                user_data)
{
  ImwKeysTree         *keys = user_data;
  ImwBitcoinAccountKey account;
  g_autoptr (GBytes) own = NULL;
  guint8         fingerprint[4];
  guint8         pubkey[33];
  const guint32 *path;
  guint32        purpose;

  imw_keys_tree_get_fingerprint (keys, fingerprint);
  if (origin->path == NULL || origin->path->len != 5 ||
      memcmp (origin->fingerprint, fingerprint, 4) != 0)
    return FALSE;

  path = (const guint32 *) (gpointer) origin->path->data;
  purpose = path[0] & ~IMW_BIP32_HARDENED;
  if ((path[0] & path[1] & path[2] & IMW_BIP32_HARDENED) == 0 || (purpose != 84 && purpose != 86) ||
      (path[1] & ~IMW_BIP32_HARDENED) != get_params (keys)->coin_type || path[3] > 1 ||
      path[4] >= IMW_BIP32_HARDENED)
    return FALSE;

  if (!get_account (keys, purpose, path[2] & ~IMW_BIP32_HARDENED, &account, NULL))
    return FALSE;
  own = imw_bitcoin_account_script (&account, path[3], path[4], pubkey, NULL);

  return own != NULL && g_bytes_get_size (own) == length &&
         memcmp (g_bytes_get_data (own, NULL), script, length) == 0;
}

static ImwPsbt *
parse (GBytes *unsigned_tx, GError **error)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (unsigned_tx, &length);

  return imw_psbt_parse (data, length, error);
}

/**
 * imw_keys_bitcoin_describe:
 * @keys: the unlocked keys
 * @unsigned_tx: a PSBT
 * @error: return location
 *
 * Returns: (transfer full): what the PSBT does, or %NULL with the errors of imw_psbt_parse() and
 *   imw_bitcoin_describe()
 */
ImwDescription *
imw_keys_bitcoin_describe (ImwKeysTree *keys, GBytes *unsigned_tx, GError **error)
{
  g_autoptr (ImwPsbt) psbt = parse (unsigned_tx, error);

  if (psbt == NULL)
    return NULL;

  return imw_bitcoin_describe (get_params (keys), psbt, imw_keys_bitcoin_owns, keys, error);
}

static gboolean
derive_key (Signing *self, const ImwPsbtKeyOrigin *origin, ImwKeysNode *node, GError **error)
{
  const guint32 *path = (const guint32 *) (gpointer) origin->path->data;

  if (!self->has_account || memcmp (self->account_path, path, sizeof self->account_path) != 0)
    {
      self->has_account = FALSE;
      if (!imw_keys_tree_derive (self->keys, path, 3, &self->account, error))
        return FALSE;
      memcpy (self->account_path, path, sizeof self->account_path);
      self->has_account = TRUE;
    }

  return imw_keys_node_derive_path (&self->account, path + 3, 2, node, error);
}

static gboolean
refuse (guint index, const char *why, GError **error)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "input %u: %s", index, why);

  return FALSE;
}

static gboolean
sign_p2wpkh (Signing           *self,
             guint              index,
             const ImwKeysNode *node,
             const guint8      *script,
             GError           **error)
{
  ImwPsbtInput *input = imw_psbt_get_input (self->psbt, index);
  g_autoptr (GBytes) code = imw_bitcoin_script_code_p2wpkh (script + 2);
  ImwBip32Pub pub;
  guint8      hash[32];
  guint8      signature[IMW_KEYS_DER_MAX_SIZE + 1];
  gsize       length;

  if (input->has_sighash_type && input->sighash_type != SIGHASH_ALL)
    return refuse (index, "only SIGHASH_ALL is signed", error);
  if (!imw_keys_node_to_public (node, &pub) ||
      !imw_bitcoin_sighash_segwit_v0 (self->sighash, index, code, SIGHASH_ALL, hash))
    return refuse (index, "no signature hash", error);
  if (!imw_keys_ecdsa_sign (node->key, hash, signature, &length, error))
    return FALSE;
  if (!imw_secp256k1_ecdsa_verify (pub.pubkey, sizeof pub.pubkey, hash, signature, length))
    return refuse (index, "the signature does not check", error);

  signature[length] = SIGHASH_ALL;
  input->partial_pubkey = g_bytes_new (pub.pubkey, sizeof pub.pubkey);
  input->partial_sig = g_bytes_new (signature, length + 1);

  return TRUE;
}

static gboolean
sign_p2tr (Signing           *self,
           guint              index,
           const ImwKeysNode *node,
           const guint8      *script,
           GError           **error)
{
  ImwPsbtInput *input = imw_psbt_get_input (self->psbt, index);
  guint32       type = input->has_sighash_type ? input->sighash_type : SIGHASH_DEFAULT;
  g_auto (ImwKey32) key = IMW_KEY32_INIT;
  guint8 aux[32];
  guint8 hash[32];
  guint8 signature[65];

  if (type != SIGHASH_DEFAULT && type != SIGHASH_ALL)
    return refuse (index, "only SIGHASH_DEFAULT and SIGHASH_ALL are signed", error);
  if (!imw_bitcoin_sighash_taproot (self->sighash, index, (guint8) type, hash))
    return refuse (index, "no signature hash", error);
  randombytes_buf (aux, sizeof aux);
  if (!imw_keys_taproot_tweak (node->key, NULL, key.bytes, error) ||
      !imw_keys_schnorr_sign (key.bytes, hash, sizeof hash, aux, signature, error))
    return FALSE;
  if (!imw_secp256k1_schnorr_verify (script + 2, hash, sizeof hash, signature))
    return refuse (index, "the signature does not check", error);

  signature[64] = (guint8) type;
  input->tap_key_sig = g_bytes_new (signature, type == SIGHASH_DEFAULT ? 64 : 65);

  return TRUE;
}

/* Signatures that came with the PSBT are none of ours. */
static void
drop_signatures (ImwPsbtInput *input)
{
  g_clear_pointer (&input->partial_pubkey, g_bytes_unref);
  g_clear_pointer (&input->partial_sig, g_bytes_unref);
  g_clear_pointer (&input->tap_key_sig, g_bytes_unref);
  g_clear_pointer (&input->final_script_sig, g_bytes_unref);
  g_clear_pointer (&input->final_witness, g_ptr_array_unref);
}

static gboolean
sign_input (Signing *self, guint index, GError **error)
{
  ImwPsbtInput           *input = imw_psbt_get_input (self->psbt, index);
  ImwBitcoinOutput       *prevout = g_ptr_array_index (self->prevouts, index);
  const ImwPsbtKeyOrigin *own = NULL;
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  gsize         length;
  const guint8 *script = g_bytes_get_data (prevout->script, &length);

  drop_signatures (input);
  for (guint i = 0; i < input->origins->len && own == NULL; i++)
    if (imw_keys_bitcoin_owns (g_ptr_array_index (input->origins, i), script, length, self->keys))
      own = g_ptr_array_index (input->origins, i);
  if (own == NULL)
    return refuse (index, "it is not ours", error);
  if (!derive_key (self, own, &node, error))
    return FALSE;

  switch (imw_bitcoin_script_type (script, length))
    {
    case IMW_SCRIPT_P2WPKH:
      return sign_p2wpkh (self, index, &node, script, error);
    case IMW_SCRIPT_P2TR:
      return sign_p2tr (self, index, &node, script, error);
    case IMW_SCRIPT_P2PKH:
    case IMW_SCRIPT_P2SH:
    case IMW_SCRIPT_P2WSH:
    case IMW_SCRIPT_WITNESS_FUTURE:
    case IMW_SCRIPT_OP_RETURN:
    case IMW_SCRIPT_OTHER:
      break;
    }

  return refuse (index, "our accounts have no such script", error);
}

/**
 * imw_keys_bitcoin_sign:
 * @keys: the unlocked keys
 * @unsigned_tx: a PSBT
 * @error: return location
 *
 * Signs every input, after the whole of imw_keys_bitcoin_describe() once more: what it would refuse is never
 * signed, whoever calls. Each signature is checked against the script it is for.
 *
 * Returns: (transfer full): the signed PSBT, or %NULL with the errors of imw_keys_bitcoin_describe() or
 *   %IMW_ERROR_INTERNAL
 */
GBytes *
imw_keys_bitcoin_sign (ImwKeysTree *keys, GBytes *unsigned_tx, GError **error)
{
  g_auto (Signing) self = { .keys = keys };
  g_autoptr (ImwDescription) description = NULL;

  self.psbt = parse (unsigned_tx, error);
  if (self.psbt == NULL)
    return NULL;
  description =
      imw_bitcoin_describe (get_params (keys), self.psbt, imw_keys_bitcoin_owns, keys, error);
  if (description == NULL)
    return NULL;

  self.prevouts = g_ptr_array_new ();
  for (guint i = 0; i < self.psbt->inputs->len; i++)
    {
      ImwBitcoinOutput *prevout = imw_psbt_get_prevout (self.psbt, i, error);

      if (prevout == NULL)
        return NULL;
      g_ptr_array_add (self.prevouts, prevout);
    }
  self.sighash = imw_bitcoin_sighash_new (self.psbt->tx, self.prevouts);

  for (guint i = 0; i < self.psbt->inputs->len; i++)
    if (!sign_input (&self, i, error))
      return NULL;

  return imw_psbt_serialize (self.psbt);
}
