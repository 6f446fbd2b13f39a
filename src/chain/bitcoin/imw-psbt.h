/* imw-psbt.h: PSBT version 0 (BIP174, BIP371)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-tx.h"

G_BEGIN_DECLS

#define IMW_PSBT_MAX_BYTES (16u * 1024u * 1024u)

typedef struct
{
  guint8  pubkey[33];
  gsize   pubkey_length; /* 33, or 32 for x-only (taproot; leaf hashes empty) */
  guint8  fingerprint[4];
  GArray *path; /* (element-type guint32) */
} ImwPsbtKeyOrigin;

typedef struct
{
  GBytes *key;
  GBytes *value;
} ImwPsbtUnknown;

typedef struct
{
  ImwBitcoinTx     *non_witness_utxo; /* (nullable) */
  ImwBitcoinOutput *witness_utxo;     /* (nullable) */
  GPtrArray        *origins;          /* (element-type ImwPsbtKeyOrigin) BIP32 and taproot */
  GBytes           *redeem_script;    /* (nullable) */
  GBytes           *partial_pubkey;   /* (nullable) with partial_sig: the one signature of single-key inputs */
  GBytes           *partial_sig;      /* (nullable) DER + sighash byte */
  GBytes           *tap_key_sig;      /* (nullable) 64 or 65 bytes */
  GBytes           *tap_internal_key; /* (nullable) 32 bytes */
  GBytes           *final_script_sig; /* (nullable) */
  GPtrArray        *final_witness;    /* (nullable) (element-type GBytes) */
  gboolean          has_sighash_type;
  guint32           sighash_type;
  GPtrArray        *unknown; /* (element-type ImwPsbtUnknown) kept and written again */
} ImwPsbtInput;

typedef struct
{
  GPtrArray *origins;
  GBytes    *redeem_script;    /* (nullable) */
  GBytes    *tap_internal_key; /* (nullable) */
  GPtrArray *unknown;
} ImwPsbtOutput;

typedef struct
{
  gint          ref_count;
  ImwBitcoinTx *tx; /* unsigned */
  GPtrArray    *inputs;
  GPtrArray    *outputs;
  GPtrArray    *unknown; /* globals, xpubs included */
} ImwPsbt;

ImwPsbt       *imw_psbt_new (ImwBitcoinTx *unsigned_tx);
ImwPsbt       *imw_psbt_ref (ImwPsbt *self);
void           imw_psbt_unref (ImwPsbt *self);
ImwPsbt       *imw_psbt_parse (const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPsbt       *imw_psbt_parse_base64 (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes        *imw_psbt_serialize (ImwPsbt *self);
char          *imw_psbt_to_base64 (ImwPsbt *self);
ImwPsbtInput  *imw_psbt_get_input (ImwPsbt *self, guint index);
ImwPsbtOutput *imw_psbt_get_output (ImwPsbt *self, guint index);
void           imw_psbt_add_origin (GPtrArray *origins, const guint8 *pubkey, gsize pubkey_length, const guint8 fingerprint[4], const guint32 *path, gsize path_length);
/* The output an input spends, by the wallet's rule: SegWit v0 and legacy only through non_witness_utxo whose txid is
 * recomputed and compared (and witness_utxo, when also there, must agree); Taproot may come with witness_utxo. REFUSED */
ImwBitcoinOutput *imw_psbt_get_prevout (ImwPsbt *self, guint index, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer none */
/* finalizer + extractor: every input signed and each checked; BAD_INPUT, REFUSED */
ImwBitcoinTx  *imw_psbt_extract (ImwPsbt *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPsbt, imw_psbt_unref)

G_END_DECLS
