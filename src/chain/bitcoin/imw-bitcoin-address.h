/* imw-bitcoin-address.h: Bitcoin addresses and scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-params.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_SCRIPT_P2PKH,
  IMW_SCRIPT_P2SH,
  IMW_SCRIPT_P2WPKH,
  IMW_SCRIPT_P2WSH,
  IMW_SCRIPT_P2TR,
  IMW_SCRIPT_WITNESS_FUTURE, /* a SegWit version nobody can spend safely yet */
  IMW_SCRIPT_OP_RETURN,
  IMW_SCRIPT_OTHER
} ImwScriptType;

ImwScriptType imw_bitcoin_script_type (const guint8 *script, gsize length);
const char   *imw_script_type_get_code (ImwScriptType type); /* "p2wpkh" … */
GBytes       *imw_bitcoin_script_p2pkh (const guint8 hash[20]);
GBytes       *imw_bitcoin_script_p2sh (const guint8 hash[20]);
GBytes       *imw_bitcoin_script_witness (guint8 version, const guint8 *program, gsize length);
/* BAD_ADDRESS; WRONG_NETWORK with the other network's name in the message */
GBytes       *imw_bitcoin_address_decode (const ImwBitcoinParams *params, const char *text, ImwScriptType *type, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char         *imw_bitcoin_address_encode (const ImwBitcoinParams *params, const guint8 *script, gsize length); /* NULL: no address form */
guint64       imw_bitcoin_dust_sat (const guint8 *script, gsize length); /* at 3 sat/vB, as Bitcoin Core's policy */
/* the script hash that Electrum-like servers index by: sha256, reversed, hex */
char         *imw_bitcoin_script_hash (const guint8 *script, gsize length);

G_END_DECLS
