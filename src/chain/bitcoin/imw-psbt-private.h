/* imw-psbt-private.h: record types of a PSBT
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-psbt.h"

G_BEGIN_DECLS

/* BIP174, BIP370 (only to refuse them) and BIP371 */
#define PSBT_GLOBAL_UNSIGNED_TX 0x00
#define PSBT_GLOBAL_XPUB 0x01
#define PSBT_GLOBAL_V2_FIRST 0x02
#define PSBT_GLOBAL_V2_LAST 0x06
#define PSBT_GLOBAL_VERSION 0xfb

#define PSBT_IN_NON_WITNESS_UTXO 0x00
#define PSBT_IN_WITNESS_UTXO 0x01
#define PSBT_IN_PARTIAL_SIG 0x02
#define PSBT_IN_SIGHASH_TYPE 0x03
#define PSBT_IN_REDEEM_SCRIPT 0x04
#define PSBT_IN_WITNESS_SCRIPT 0x05
#define PSBT_IN_BIP32_DERIVATION 0x06
#define PSBT_IN_FINAL_SCRIPTSIG 0x07
#define PSBT_IN_FINAL_SCRIPTWITNESS 0x08
#define PSBT_IN_POR_COMMITMENT 0x09
#define PSBT_IN_RIPEMD160 0x0a
#define PSBT_IN_SHA256 0x0b
#define PSBT_IN_HASH160 0x0c
#define PSBT_IN_HASH256 0x0d
#define PSBT_IN_V2_FIRST 0x0e
#define PSBT_IN_V2_LAST 0x12
#define PSBT_IN_TAP_KEY_SIG 0x13
#define PSBT_IN_TAP_SCRIPT_SIG 0x14
#define PSBT_IN_TAP_LEAF_SCRIPT 0x15
#define PSBT_IN_TAP_BIP32_DERIVATION 0x16
#define PSBT_IN_TAP_INTERNAL_KEY 0x17
#define PSBT_IN_TAP_MERKLE_ROOT 0x18

#define PSBT_OUT_REDEEM_SCRIPT 0x00
#define PSBT_OUT_WITNESS_SCRIPT 0x01
#define PSBT_OUT_BIP32_DERIVATION 0x02
#define PSBT_OUT_V2_FIRST 0x03
#define PSBT_OUT_V2_LAST 0x04
#define PSBT_OUT_TAP_INTERNAL_KEY 0x05
#define PSBT_OUT_TAP_TREE 0x06
#define PSBT_OUT_TAP_BIP32_DERIVATION 0x07

/* "psbt" 0xff */
#define IMW_PSBT_MAGIC_SIZE 5
extern const guint8 imw_psbt_magic[IMW_PSBT_MAGIC_SIZE];

ImwPsbtUnknown *imw_psbt_record_new (GBytes *key, GBytes *value);
void            imw_psbt_record_free (ImwPsbtUnknown *self);
/* One record: its type, what follows the type in the key, its value */
typedef struct
{
  guint64       type;
  GBytes       *key;
  const guint8 *key_data;
  gsize         key_length;
  GBytes       *value;
  const guint8 *data;
  gsize         length;
} ImwPsbtRecord;

/* imw-psbt-fields.c: reads one record into its place or into unknown; BAD_INPUT, NOT_SUPPORTED */
gboolean imw_psbt_read_global (ImwPsbt *psbt, const ImwPsbtRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_psbt_read_input (ImwPsbtInput *input, const ImwPsbtRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_psbt_read_output (ImwPsbtOutput *output, const ImwPsbtRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
