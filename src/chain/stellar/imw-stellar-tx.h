/* imw-stellar-tx.h: transactions of Stellar and their envelopes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-op.h"

G_BEGIN_DECLS

#define IMW_STELLAR_MAX_ENVELOPE_BYTES (64 * 1024)
#define IMW_STELLAR_MAX_OPS            100
#define IMW_STELLAR_MAX_SIGNATURES     20
#define IMW_STELLAR_MAX_MEMO_BYTES     28

typedef enum
{
  IMW_STELLAR_MEMO_NONE = 0,
  IMW_STELLAR_MEMO_TEXT = 1,
  IMW_STELLAR_MEMO_ID = 2,
  IMW_STELLAR_MEMO_HASH = 3,
  IMW_STELLAR_MEMO_RETURN = 4
} ImwStellarMemoType;

typedef struct
{
  ImwStellarMemoType type;
  guint8             text[IMW_STELLAR_MAX_MEMO_BYTES]; /* any bytes; usually UTF-8 */
  guint              text_length;
  guint64            id;
  guint8             hash[32]; /* HASH and RETURN */
} ImwStellarMemo;

/* type: "text" "id" (unsigned decimal) "hash" "return" (64 hex digits); NULL: none. BAD_INPUT with a sentence */
gboolean    imw_stellar_memo_parse (const char *type, const char *text, ImwStellarMemo *memo, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *imw_stellar_memo_get_type (const ImwStellarMemo *self); /* (nullable) NULL: none */
char       *imw_stellar_memo_to_text (const ImwStellarMemo *self);  /* (nullable) NULL: none, or a text that is not UTF-8 or holds a NUL */
gboolean    imw_stellar_memo_equal (const ImwStellarMemo *a, const ImwStellarMemo *b);

typedef enum
{
  IMW_STELLAR_CONDITIONS_NONE = 0,
  IMW_STELLAR_CONDITIONS_TIME = 1,
  IMW_STELLAR_CONDITIONS_V2 = 2 /* parsed for its time bounds and kept as it is (CAP-21) */
} ImwStellarConditions;

/* Plain, owned by whoever makes it. */
typedef struct
{
  ImwStellarAddress    source;
  guint32              fee_stroops; /* the most all operations together may cost */
  gint64               sequence;
  ImwStellarConditions conditions;
  gboolean             has_time_bounds; /* with TIME always */
  guint64              min_time_s;      /* seconds since 1970; 0: no bound */
  guint64              max_time_s;
  GBytes              *conditions_v2; /* (nullable) */
  ImwStellarMemo       memo;
  GPtrArray           *ops; /* (element-type ImwStellarOp) */
} ImwStellarTx;

ImwStellarTx *imw_stellar_tx_new (const ImwStellarAddress *source, guint32 fee_stroops, gint64 sequence);
void          imw_stellar_tx_free (ImwStellarTx *self);
void          imw_stellar_tx_set_time_bounds (ImwStellarTx *self, guint64 min_time_s, guint64 max_time_s);
void          imw_stellar_tx_add_op (ImwStellarTx *self, ImwStellarOp *op); /* transfer full */
void          imw_stellar_tx_write (ImwWriter *writer, const ImwStellarTx *self);
void          imw_stellar_tx_get_hash (const ImwStellarTx *self, const guint8 network_id[32], guint8 hash[32]); /* what is signed */

/* A signature with the hint to its key. */
typedef struct
{
  guint8 hint[4]; /* end of the public key */
  guint  length;  /* 64 for Ed25519; preimages are others */
  guint8 bytes[64];
} ImwStellarSignature;

typedef enum
{
  IMW_STELLAR_ENVELOPE_V0 = 0, /* before protocol 13; its hash is that of the same transaction in an envelope of type TX */
  IMW_STELLAR_ENVELOPE_TX = 2,
  IMW_STELLAR_ENVELOPE_FEE_BUMP = 5
} ImwStellarEnvelopeType;

typedef struct
{
  ImwStellarEnvelopeType type;
  ImwStellarTx          *tx;         /* the inner one of a fee bump */
  GArray                *signatures; /* (element-type ImwStellarSignature) of tx */
  ImwStellarAddress      fee_source; /* fee bump: who pays */
  gint64                 fee_stroops;
  GArray                *fee_signatures; /* (element-type ImwStellarSignature) of the fee bump */
} ImwStellarEnvelope;

ImwStellarEnvelope *imw_stellar_envelope_new (ImwStellarTx *tx); /* tx: transfer full */
void                imw_stellar_envelope_free (ImwStellarEnvelope *self);
ImwStellarEnvelope *imw_stellar_envelope_parse (const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT, NOT_SUPPORTED (an operation that is not known) */
ImwStellarEnvelope *imw_stellar_envelope_parse_base64 (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;          /* strict base64 with padding; as above */
GBytes             *imw_stellar_envelope_serialize (const ImwStellarEnvelope *self);
char               *imw_stellar_envelope_to_base64 (const ImwStellarEnvelope *self);
void                imw_stellar_envelope_get_hash (const ImwStellarEnvelope *self, const guint8 network_id[32], guint8 hash[32]); /* the transaction's id; of a fee bump its own */
char               *imw_stellar_envelope_dup_txid (const ImwStellarEnvelope *self, const guint8 network_id[32]);                  /* that, as hex */
/* for whoever holds the key: the signature of imw_stellar_envelope_get_hash () */
void imw_stellar_envelope_add_signature (ImwStellarEnvelope *self, const guint8 key[IMW_STELLAR_KEY_SIZE], const guint8 signature[64]);
/* whether a signature (of the fee bump itself, for one) is that of @key */
gboolean imw_stellar_envelope_is_signed_by (const ImwStellarEnvelope *self, const guint8 network_id[32], const guint8 key[IMW_STELLAR_KEY_SIZE]);
gboolean imw_stellar_signature_verify (const ImwStellarSignature *self, const guint8 hash[32], const guint8 key[IMW_STELLAR_KEY_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStellarTx, imw_stellar_tx_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStellarEnvelope, imw_stellar_envelope_free)

G_END_DECLS
