/* imw-bitcoin-tx.h: Bitcoin transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct
{
  guint8     txid[32]; /* internal byte order */
  guint32    vout;
  GBytes    *script_sig; /* never NULL */
  guint32    sequence;
  GPtrArray *witness; /* (element-type GBytes), never NULL */
} ImwBitcoinInput;

typedef struct
{
  guint64 value_sat;
  GBytes *script;
} ImwBitcoinOutput;

/* Counted. Mutable while it is built. */
typedef struct
{
  gint       ref_count;
  guint32    version;
  guint32    lock_time;
  GPtrArray *inputs;  /* (element-type ImwBitcoinInput) */
  GPtrArray *outputs; /* (element-type ImwBitcoinOutput) */
} ImwBitcoinTx;

#define IMW_BITCOIN_SEQUENCE_RBF 0xfffffffdu
#define IMW_BITCOIN_MAX_SAT G_GUINT64_CONSTANT (2100000000000000)

ImwBitcoinTx     *imw_bitcoin_tx_new (void); /* version 2, lock time 0 */
ImwBitcoinTx     *imw_bitcoin_tx_ref (ImwBitcoinTx *self);
void              imw_bitcoin_tx_unref (ImwBitcoinTx *self);
ImwBitcoinTx     *imw_bitcoin_tx_parse (const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT; canonical sizes, at most 4,000,000 bytes, values in range */
ImwBitcoinTx     *imw_bitcoin_tx_parse_hex (const char *hex, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes           *imw_bitcoin_tx_serialize (ImwBitcoinTx *self, gboolean with_witness);
void              imw_bitcoin_tx_get_txid (ImwBitcoinTx *self, guint8 out[32]);
void              imw_bitcoin_tx_get_wtxid (ImwBitcoinTx *self, guint8 out[32]);
char             *imw_bitcoin_tx_dup_txid_text (ImwBitcoinTx *self); /* display order */
guint64           imw_bitcoin_tx_get_weight (ImwBitcoinTx *self);
guint64           imw_bitcoin_tx_get_vsize (ImwBitcoinTx *self);
ImwBitcoinInput  *imw_bitcoin_tx_add_input (ImwBitcoinTx *self, const guint8 txid[32], guint32 vout, guint32 sequence);
ImwBitcoinOutput *imw_bitcoin_tx_add_output (ImwBitcoinTx *self, guint64 value_sat, GBytes *script);
ImwBitcoinInput  *imw_bitcoin_tx_get_input (ImwBitcoinTx *self, guint index);
ImwBitcoinOutput *imw_bitcoin_tx_get_output (ImwBitcoinTx *self, guint index);
gboolean          imw_bitcoin_txid_from_text (const char *text, guint8 out[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
char             *imw_bitcoin_txid_to_text (const guint8 txid[32]);

/* Signature hashes; SIGHASH_ALL / SIGHASH_DEFAULT only for signing, the others are for verification of vectors. */
typedef struct _ImwBitcoinSighash ImwBitcoinSighash; /* shared hashes computed once for one transaction */

/* prevouts: (element-type ImwBitcoinOutput) one an input, all known */
ImwBitcoinSighash *imw_bitcoin_sighash_new (ImwBitcoinTx *tx, GPtrArray *prevouts);
void               imw_bitcoin_sighash_free (ImwBitcoinSighash *self);
gboolean           imw_bitcoin_sighash_legacy (ImwBitcoinSighash *self, guint input, GBytes *script_code, guint32 type, guint8 out[32]);
gboolean           imw_bitcoin_sighash_segwit_v0 (ImwBitcoinSighash *self, guint input, GBytes *script_code, guint32 type, guint8 out[32]);
gboolean           imw_bitcoin_sighash_taproot (ImwBitcoinSighash *self, guint input, guint8 type, guint8 out[32]); /* key path, no annex */
GBytes            *imw_bitcoin_script_code_p2wpkh (const guint8 hash[20]);

/* Checks one input against the output it spends: P2PKH, P2SH-P2WPKH, P2WPKH, P2TR key path. REFUSED / NOT_SUPPORTED */
gboolean imw_bitcoin_verify_input (ImwBitcoinSighash *self, guint input, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBitcoinTx, imw_bitcoin_tx_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBitcoinSighash, imw_bitcoin_sighash_free)

G_END_DECLS
