/* imw-bitcoin-account.h: public side of a Bitcoin account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bip32.h"
#include "imw-bitcoin-params.h"

G_BEGIN_DECLS

/* account_key text: "[f00dbabe/84'/0'/0']xpub…" (BIP380 key expression; xpub or tpub by network) */
typedef struct
{
  guint32     purpose; /* 84 or 86 */
  guint32     coin_type;
  guint32     account;
  guint8      fingerprint[4]; /* of the master key */
  ImwBip32Pub key;            /* at m/purpose'/coin'/account' */
} ImwBitcoinAccountKey;

gboolean imw_bitcoin_account_key_parse (const ImwBitcoinParams *params, const char *text, ImwBitcoinAccountKey *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_bitcoin_account_key_to_text (const ImwBitcoinParams *params, const ImwBitcoinAccountKey *self);
GBytes  *imw_bitcoin_account_script (const ImwBitcoinAccountKey *self, guint32 branch, guint32 index, guint8 pubkey[33], GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint32  imw_bitcoin_account_input_vbytes (const ImwBitcoinAccountKey *self); /* 68 for P2WPKH, 58 for P2TR (rounded up) */
/* BIP380 descriptors with checksum: wpkh(…/<0;1>/\*) as BIP389, or one branch */
char    *imw_bitcoin_descriptor (const ImwBitcoinParams *params, const ImwBitcoinAccountKey *self, gint branch); /* -1: both */
gboolean imw_descriptor_checksum (const char *text, char out[9]);
gboolean imw_descriptor_verify (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
