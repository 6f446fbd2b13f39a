/* imw-bitcoin-address.c: Bitcoin addresses and scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-address"

#include "config.h"

#include "imw-bitcoin-address.h"

#include "imw-bitcoin-codec.h"

#include "imw-base58check.h"
#include "imw-bech32.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

/* opcodes of the templates */
#define OP_0           0x00
#define OP_1           0x51
#define OP_16          0x60
#define OP_RETURN      0x6a
#define OP_DUP         0x76
#define OP_EQUAL       0x87
#define OP_EQUALVERIFY 0x88
#define OP_HASH160     0xa9
#define OP_CHECKSIG    0xac

#define MAX_TEXT 100

/**
 * imw_bitcoin_script_type:
 * @script: (array length=length): an output script
 * @length: its length
 *
 * Returns: which template @script follows, byte for byte
 */
ImwScriptType
imw_bitcoin_script_type (const guint8 *script,
                         gsize         length)
{
  if (length == 25 && script[0] == OP_DUP && script[1] == OP_HASH160 && script[2] == 20 &&
      script[23] == OP_EQUALVERIFY && script[24] == OP_CHECKSIG)
    return IMW_SCRIPT_P2PKH;

  if (length == 23 && script[0] == OP_HASH160 && script[1] == 20 && script[22] == OP_EQUAL)
    return IMW_SCRIPT_P2SH;

  if (length >= 4 && length <= 42 && script[1] == length - 2)
    {
      if (script[0] == OP_0 && length == 22)
        return IMW_SCRIPT_P2WPKH;

      if (script[0] == OP_0 && length == 34)
        return IMW_SCRIPT_P2WSH;

      if (script[0] == OP_1 && length == 34)
        return IMW_SCRIPT_P2TR;

      if (script[0] >= OP_1 && script[0] <= OP_16)
        return IMW_SCRIPT_WITNESS_FUTURE;
    }

  if (length >= 1 && script[0] == OP_RETURN)
    return IMW_SCRIPT_OP_RETURN;

  return IMW_SCRIPT_OTHER;
}

/**
 * imw_script_type_get_code:
 * @type: a script type
 *
 * Returns: (transfer none): a stable word: "p2pkh", "p2sh", "p2wpkh", "p2wsh", "p2tr",
 *   "witness-future", "op-return" or "other"
 */
const char *
imw_script_type_get_code (ImwScriptType type)
{
  switch (type)
    {
    case IMW_SCRIPT_P2PKH:
      return "p2pkh";

    case IMW_SCRIPT_P2SH:
      return "p2sh";

    case IMW_SCRIPT_P2WPKH:
      return "p2wpkh";

    case IMW_SCRIPT_P2WSH:
      return "p2wsh";

    case IMW_SCRIPT_P2TR:
      return "p2tr";

    case IMW_SCRIPT_WITNESS_FUTURE:
      return "witness-future";

    case IMW_SCRIPT_OP_RETURN:
      return "op-return";

    case IMW_SCRIPT_OTHER:
      return "other";
    }

  g_return_val_if_reached ("other");
}

/**
 * imw_bitcoin_script_p2pkh:
 * @hash: (array fixed-size=20): HASH160 of a public key
 *
 * Returns: (transfer full): the output script that pays to the key
 */
GBytes *
imw_bitcoin_script_p2pkh (const guint8 hash[20])
{
  guint8 script[25] = { OP_DUP, OP_HASH160, 20 };

  memcpy (script + 3, hash, 20);
  script[23] = OP_EQUALVERIFY;
  script[24] = OP_CHECKSIG;

  return g_bytes_new (script, sizeof script);
}

/**
 * imw_bitcoin_script_p2sh:
 * @hash: (array fixed-size=20): HASH160 of a redeem script
 *
 * Returns: (transfer full): the output script that pays to the redeem script
 */
GBytes *
imw_bitcoin_script_p2sh (const guint8 hash[20])
{
  guint8 script[23] = { OP_HASH160, 20 };

  memcpy (script + 2, hash, 20);
  script[22] = OP_EQUAL;

  return g_bytes_new (script, sizeof script);
}

/**
 * imw_bitcoin_script_witness:
 * @version: SegWit version, 0 to 16
 * @program: (array length=length): the witness program
 * @length: its length, 2 to 40
 *
 * Returns: (transfer full): the output script that pays to the program
 */
GBytes *
imw_bitcoin_script_witness (guint8        version,
                            const guint8 *program,
                            gsize         length)
{
  guint8 script[42];

  g_return_val_if_fail (version <= 16, NULL);
  g_return_val_if_fail (length >= 2 && length <= 40, NULL);

  script[0] = version == 0 ? OP_0 : (guint8) (OP_1 + version - 1);
  script[1] = (guint8) length;
  memcpy (script + 2, program, length);

  return g_bytes_new (script, length + 2);
}

/* The names of the networks that have this prefix (or, with @hrp NULL, this Base58 version), "a or
 * b". */
static char *
name_networks (const char *hrp,
               guint8      version)
{
  GString *names = g_string_new (NULL);

  for (const ImwBitcoinParams *const *one = imw_bitcoin_params_all (); *one != NULL; one++)
    {
      gboolean fits = hrp != NULL
                          ? strcmp ((*one)->hrp, hrp) == 0
                          : (*one)->p2pkh_version == version || (*one)->p2sh_version == version;

      if (fits)
        g_string_append_printf (names, "%s%s", names->len > 0 ? " or " : "", (*one)->name);
    }

  return g_string_free (names, FALSE);
}

/* Sets the error for a sound address with a prefix or version that is not ours. */
static void
refuse_foreign (const ImwBitcoinParams *params,
                const char             *hrp,
                guint8                  version,
                GError                **error)
{
  g_autofree char *names = name_networks (hrp, version);

  if (names[0] == '\0')
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS, "not a Bitcoin address");
  else
    g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "address of %s, not of %s", names,
                 params->name);
}

static GBytes *
decode_segwit (const ImwBitcoinParams *params,
               const char             *hrp,
               guint8                  version,
               GBytes                 *program,
               GError                **error)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (program, &length);

  if (strcmp (hrp, params->hrp) != 0)
    {
      refuse_foreign (params, hrp, 0, error);
      return NULL;
    }

  return imw_bitcoin_script_witness (version, data, length);
}

static GBytes *
decode_base58 (const ImwBitcoinParams *params,
               const char             *text,
               GError                **error)
{
  g_autoptr (GBytes) payload = imw_base58check_decode (text, 21, NULL);
  gsize         length = 0;
  const guint8 *data = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;

  if (data == NULL || length != 21)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "not a Bitcoin address, or mistyped");
      return NULL;
    }

  if (data[0] == params->p2pkh_version)
    return imw_bitcoin_script_p2pkh (data + 1);

  if (data[0] == params->p2sh_version)
    return imw_bitcoin_script_p2sh (data + 1);

  refuse_foreign (params, NULL, data[0], error);

  return NULL;
}

/**
 * imw_bitcoin_address_decode:
 * @params: the network it must be of
 * @text: an address without white space around it
 * @type: (out) (optional): what it pays to
 * @error: return location
 *
 * Reads Base58Check, Bech32 (version 0) and Bech32m (version 1 and up) addresses. Testnet4 and
 * signet share their prefix, and with regtest their Base58 versions: an address of one is good for
 * the other. A sound address of a SegWit version without rules yet decodes as
 * %IMW_SCRIPT_WITNESS_FUTURE; whoever wants to pay refuses it.
 *
 * Returns: (transfer full): the output script. On %NULL @error is %IMW_ERROR_BAD_ADDRESS, or
 *   %IMW_ERROR_WRONG_NETWORK with the name of the other network in its message.
 */
GBytes *
imw_bitcoin_address_decode (const ImwBitcoinParams *params,
                            const char             *text,
                            ImwScriptType          *type,
                            GError                **error)
{
  g_autofree char *hrp = NULL;
  g_autoptr (GBytes) program = NULL;
  g_autoptr (GBytes) script = NULL;
  guint8        version;
  gsize         length;
  const guint8 *data;

  g_return_val_if_fail (params != NULL && text != NULL, NULL);

  if (strnlen (text, MAX_TEXT + 1) > MAX_TEXT)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "too long for a Bitcoin address");
      return NULL;
    }

  if (imw_segwit_decode (text, &hrp, &version, &program, NULL))
    script = decode_segwit (params, hrp, version, program, error);
  else
    script = decode_base58 (params, text, error);

  if (script == NULL)
    return NULL;

  data = g_bytes_get_data (script, &length);
  if (type != NULL)
    *type = imw_bitcoin_script_type (data, length);

  return g_steal_pointer (&script);
}

static char *
encode_base58 (guint8        version,
               const guint8 *hash)
{
  guint8 payload[21];

  payload[0] = version;
  memcpy (payload + 1, hash, 20);

  return imw_base58check_encode (payload, sizeof payload);
}

/**
 * imw_bitcoin_address_encode:
 * @params: the network
 * @script: (array length=length): an output script
 * @length: its length
 *
 * Returns: (transfer full) (nullable): the address, or %NULL when @script has none
 */
char *
imw_bitcoin_address_encode (const ImwBitcoinParams *params,
                            const guint8           *script,
                            gsize                   length)
{
  g_return_val_if_fail (params != NULL, NULL);

  switch (imw_bitcoin_script_type (script, length))
    {
    case IMW_SCRIPT_P2PKH:
      return encode_base58 (params->p2pkh_version, script + 3);

    case IMW_SCRIPT_P2SH:
      return encode_base58 (params->p2sh_version, script + 2);

    case IMW_SCRIPT_P2WPKH:
    case IMW_SCRIPT_P2WSH:
    case IMW_SCRIPT_P2TR:
    case IMW_SCRIPT_WITNESS_FUTURE:
      return imw_segwit_encode (params->hrp,
                                script[0] == OP_0 ? 0 : (guint8) (script[0] - OP_1 + 1),
                                script + 2,
                                length - 2);

    case IMW_SCRIPT_OP_RETURN:
    case IMW_SCRIPT_OTHER:
      return NULL;
    }

  g_return_val_if_reached (NULL);
}

/**
 * imw_bitcoin_dust_sat:
 * @script: (array length=length): an output script
 * @length: its length
 *
 * The value below which nodes do not relay an output: what the output and spending it cost at the
 * dust rate of Bitcoin Core, 3 sat/vB.
 *
 * Returns: the least value in sat that is not dust; 0 for an output that can never be spent
 */
guint64
imw_bitcoin_dust_sat (const guint8 *script,
                      gsize         length)
{
  ImwScriptType type = imw_bitcoin_script_type (script, length);
  guint64       size = 8 + imw_bitcoin_compact_length (length) + length;

  switch (type)
    {
    case IMW_SCRIPT_OP_RETURN:
      return 0;

    case IMW_SCRIPT_P2WPKH:
    case IMW_SCRIPT_P2WSH:
    case IMW_SCRIPT_P2TR:
    case IMW_SCRIPT_WITNESS_FUTURE:
      return (size + 67) * 3;

    case IMW_SCRIPT_P2PKH:
    case IMW_SCRIPT_P2SH:
    case IMW_SCRIPT_OTHER:
      return (size + 148) * 3;
    }

  g_return_val_if_reached (0);
}

/**
 * imw_bitcoin_script_hash:
 * @script: (array length=length): an output script
 * @length: its length
 *
 * Returns: (transfer full): SHA-256 of @script, bytes reversed, in hexadecimal: what servers of the
 *   Electrum kind index by
 */
char *
imw_bitcoin_script_hash (const guint8 *script,
                         gsize         length)
{
  guint8 hash[32];

  imw_sha256 (script, length, hash);

  /* the reversal is the same as that of a txid */
  return imw_bitcoin_txid_to_text (hash);
}
