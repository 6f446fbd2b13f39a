/* imw-bitcoin-codec.h: pieces of Bitcoin's serialisation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-tx.h"
#include "imw-reader.h"
#include "imw-writer.h"

G_BEGIN_DECLS

/* Compact size integers, canonical only: another form fails the reader. */
guint64 imw_bitcoin_read_compact (ImwReader *reader);
void    imw_bitcoin_write_compact (ImwWriter *writer, guint64 value);
gsize   imw_bitcoin_compact_length (guint64 value);
/* Byte strings with their length before them */
GBytes *imw_bitcoin_read_string (ImwReader *reader); /* NULL when the reader failed */
void    imw_bitcoin_write_string (ImwWriter *writer, const guint8 *data, gsize length);
void    imw_bitcoin_write_string_bytes (ImwWriter *writer, GBytes *bytes);
/* (element-type GBytes), NULL when the reader failed */
GPtrArray *imw_bitcoin_read_witness (ImwReader *reader);
void       imw_bitcoin_write_witness (ImwWriter *writer, GPtrArray *witness);

ImwBitcoinOutput *imw_bitcoin_output_new (guint64 value_sat, GBytes *script);
void              imw_bitcoin_output_free (ImwBitcoinOutput *self);
ImwBitcoinOutput *imw_bitcoin_output_read (
    ImwReader *reader); /* NULL when the reader failed or the value is over 21 million */
void imw_bitcoin_output_write (const ImwBitcoinOutput *self, ImwWriter *writer);
/* FALSE, *sum untouched, when the sum goes over 21 million bitcoin */
gboolean imw_bitcoin_sat_add (guint64 *sum, guint64 value_sat);
/* ceil (rate * vsize / 1000); FALSE on overflow */
gboolean imw_bitcoin_fee_for (guint64 rate_milli, guint64 vbytes, guint64 *fee_sat);
/* The form of a PSBT's unsigned transaction: never with witness, zero inputs or outputs allowed;
 * BAD_INPUT */
ImwBitcoinTx *imw_bitcoin_tx_parse_unsigned (const guint8 *data,
                                             gsize         length,
                                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBitcoinOutput, imw_bitcoin_output_free)

G_END_DECLS
