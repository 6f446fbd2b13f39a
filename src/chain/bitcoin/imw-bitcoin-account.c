/* imw-bitcoin-account.c: public side of a Bitcoin account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-account"

#include "config.h"

#include "imw-bitcoin-account.h"

#include "imw-bitcoin-address.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-secp256k1.h"

#include <string.h>

#define PURPOSE_P2WPKH 84u
#define PURPOSE_P2TR   86u

#define ACCOUNT_DEPTH     3
#define FINGERPRINT_CHARS 8

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "account key: %s", what);

  return FALSE;
}

/* "84'/0'/0'" */
static gboolean
parse_origin_path (ImwBitcoinAccountKey *out,
                   const char           *text,
                   gsize                 length,
                   GError              **error)
{
  g_autofree char *inner = g_strndup (text, length);
  g_autofree char *path_text = g_strconcat ("m/", inner, NULL);
  g_autoptr (GArray) path = NULL;

  if (!imw_bip32_path_parse (path_text, &path, NULL) || path->len != ACCOUNT_DEPTH)
    return bad (error, "path must be purpose/coin/account");

  for (guint i = 0; i < ACCOUNT_DEPTH; i++)
    {
      if ((g_array_index (path, guint32, i) & IMW_BIP32_HARDENED) == 0)
        return bad (error, "path must be hardened");
    }

  out->purpose = g_array_index (path, guint32, 0) & ~IMW_BIP32_HARDENED;
  out->coin_type = g_array_index (path, guint32, 1) & ~IMW_BIP32_HARDENED;
  out->account = g_array_index (path, guint32, 2) & ~IMW_BIP32_HARDENED;
  if (out->purpose != PURPOSE_P2WPKH && out->purpose != PURPOSE_P2TR)
    return bad (error, "purpose is neither 84 nor 86");

  return TRUE;
}

/**
 * imw_bitcoin_account_key_parse:
 * @params: the network it must be of
 * @text: "[f00dbabe/84'/0'/0']xpub…", hardened steps marked by ' or h
 * @out: (out): the account's key
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, or %IMW_ERROR_WRONG_NETWORK
 * when coin type or version are those of another network.
 */
gboolean
imw_bitcoin_account_key_parse (const ImwBitcoinParams *params,
                               const char             *text,
                               ImwBitcoinAccountKey   *out,
                               GError                **error)
{
  ImwBitcoinAccountKey key = { 0 };
  const char          *end;
  guint32              version;
  g_autofree char     *fingerprint = NULL;

  g_return_val_if_fail (params != NULL && text != NULL && out != NULL, FALSE);

  end = strchr (text, ']');
  if (text[0] != '[' || end == NULL || end - text < FINGERPRINT_CHARS + 3 ||
      text[1 + FINGERPRINT_CHARS] != '/')
    return bad (error, "no key origin");

  fingerprint = g_strndup (text + 1, FINGERPRINT_CHARS);
  if (!imw_hex_decode_fixed (fingerprint, key.fingerprint, sizeof key.fingerprint, NULL))
    return bad (error, "fingerprint");

  if (!parse_origin_path (&key,
                          text + 2 + FINGERPRINT_CHARS,
                          (gsize) (end - text) - 2 - FINGERPRINT_CHARS,
                          error))
    return FALSE;

  if (!imw_bip32_pub_parse (end + 1, &version, &key.key, NULL))
    return bad (error, "extended key");

  if (version != params->xpub_version || key.coin_type != params->coin_type)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "account key is not of %s",
                   params->name);
      return FALSE;
    }

  if (key.key.depth != ACCOUNT_DEPTH || key.key.child_number != (key.account | IMW_BIP32_HARDENED))
    return bad (error, "extended key is not the one of its path");

  *out = key;

  return TRUE;
}

/**
 * imw_bitcoin_account_key_to_text:
 * @params: the network
 * @self: an account's key
 *
 * Returns: (transfer full): "[f00dbabe/84'/0'/0']xpub…"
 */
char *
imw_bitcoin_account_key_to_text (const ImwBitcoinParams     *params,
                                 const ImwBitcoinAccountKey *self)
{
  g_autofree char *fingerprint = NULL;
  g_autofree char *xpub = NULL;

  g_return_val_if_fail (params != NULL && self != NULL, NULL);

  fingerprint = imw_hex_encode (self->fingerprint, sizeof self->fingerprint);
  xpub = imw_bip32_pub_serialize (&self->key, params->xpub_version);

  return g_strdup_printf ("[%s/%u'/%u'/%u']%s", fingerprint, self->purpose, self->coin_type,
                          self->account, xpub);
}

/**
 * imw_bitcoin_account_script:
 * @self: an account's key
 * @branch: 0 for receiving, 1 for change
 * @index: below 2^31
 * @pubkey: (out) (optional) (array fixed-size=33): the public key at the path
 * @error: return location
 *
 * The output script of an address: P2WPKH for purpose 84, P2TR with the key as internal key and
 * without scripts for purpose 86.
 *
 * Returns: (transfer full): the script. On %NULL @error is %IMW_ERROR_BAD_INPUT, for a hardened
 * index or, as good as never, one that has no key.
 */
GBytes *
imw_bitcoin_account_script (const ImwBitcoinAccountKey *self,
                            guint32                     branch,
                            guint32                     index,
                            guint8                      pubkey[33],
                            GError                    **error)
{
  ImwBip32Pub parent;
  ImwBip32Pub child;
  guint8      program[32];
  gboolean    odd;

  g_return_val_if_fail (self != NULL, NULL);

  if (branch > 1 || index >= IMW_BIP32_HARDENED)
    {
      bad (error, "no such branch or index");
      return NULL;
    }

  if (!imw_bip32_pub_derive (&self->key, branch, &parent, error) ||
      !imw_bip32_pub_derive (&parent, index, &child, error))
    return NULL;

  if (pubkey != NULL)
    memcpy (pubkey, child.pubkey, sizeof child.pubkey);

  if (self->purpose == PURPOSE_P2TR)
    {
      if (!imw_secp256k1_taproot_output_key (child.pubkey + 1, NULL, program, &odd))
        {
          bad (error, "index has no key");
          return NULL;
        }
      return imw_bitcoin_script_witness (1, program, 32);
    }

  imw_hash160 (child.pubkey, sizeof child.pubkey, program);

  return imw_bitcoin_script_witness (0, program, 20);
}

/**
 * imw_bitcoin_account_input_vbytes:
 * @self: an account's key
 *
 * Returns: what spending a coin of the account adds to a transaction, in vbytes, rounded up: 68 for
 *   P2WPKH (signature of 71 bytes), 58 for P2TR
 */
guint32
imw_bitcoin_account_input_vbytes (const ImwBitcoinAccountKey *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->purpose == PURPOSE_P2TR ? 58 : 68;
}

/**
 * imw_bitcoin_descriptor:
 * @params: the network
 * @self: an account's key
 * @branch: 0 or 1 for one branch, -1 for both in the form of BIP389
 *
 * Returns: (transfer full): the output descriptor of the account with its checksum
 */
char *
imw_bitcoin_descriptor (const ImwBitcoinParams     *params,
                        const ImwBitcoinAccountKey *self,
                        gint                        branch)
{
  g_autofree char *key = NULL;
  g_autofree char *body = NULL;
  g_autofree char *branches = NULL;
  char             checksum[9];

  g_return_val_if_fail (params != NULL && self != NULL, NULL);
  g_return_val_if_fail (branch >= -1 && branch <= 1, NULL);

  key = imw_bitcoin_account_key_to_text (params, self);
  branches = branch == -1 ? g_strdup ("<0;1>") : g_strdup_printf ("%d", branch);
  body =
      g_strdup_printf ("%s(%s/%s/*)", self->purpose == PURPOSE_P2TR ? "tr" : "wpkh", key, branches);
  if (!imw_descriptor_checksum (body, checksum))
    g_return_val_if_reached (NULL);

  return g_strdup_printf ("%s#%s", body, checksum);
}
