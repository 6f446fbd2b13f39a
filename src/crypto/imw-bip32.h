/* imw-bip32.h: public side of BIP32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMW_BIP32_HARDENED 0x80000000u

typedef struct
{
  guint8  depth;
  guint8  parent_fingerprint[4];
  guint32 child_number;
  guint8  chain_code[32];
  guint8  pubkey[33];
} ImwBip32Pub;

gboolean imw_bip32_pub_parse (const char *text, guint32 *version, ImwBip32Pub *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;        /* any 4-byte version; caller compares */
char    *imw_bip32_pub_serialize (const ImwBip32Pub *self, guint32 version);                                                          /* 0x0488b21e xpub, 0x043587cf tpub */
gboolean imw_bip32_pub_derive (const ImwBip32Pub *self, guint32 index, ImwBip32Pub *child, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* not hardened */
void     imw_bip32_pub_fingerprint (const ImwBip32Pub *self, guint8 out[4]);
/* "m/84'/0'/0'/1/5" or with h; up to 255 steps */
gboolean imw_bip32_path_parse (const char *text, GArray **path, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type guint32) */
char    *imw_bip32_path_to_text (const guint32 *path, gsize length);

G_END_DECLS
