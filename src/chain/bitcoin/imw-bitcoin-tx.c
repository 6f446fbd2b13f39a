/* imw-bitcoin-tx.c: Bitcoin transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-tx"

#include "config.h"

#include "imw-bitcoin-tx.h"

#include "imw-bitcoin-codec.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#define MAX_BYTES 4000000u
/* the smallest input and output there can be */
#define MIN_INPUT_BYTES  41u
#define MIN_OUTPUT_BYTES 9u

static void
input_free (ImwBitcoinInput *self)
{
  g_bytes_unref (self->script_sig);
  g_ptr_array_unref (self->witness);
  g_free (self);
}

/**
 * imw_bitcoin_tx_new:
 *
 * Returns: (transfer full): an empty transaction of version 2 with lock time 0
 */
ImwBitcoinTx *
imw_bitcoin_tx_new (void)
{
  ImwBitcoinTx *self = g_new0 (ImwBitcoinTx, 1);

  self->ref_count = 1;
  self->version = 2;
  self->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) input_free);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);

  return self;
}

/**
 * imw_bitcoin_tx_ref:
 * @self: a transaction
 *
 * Returns: (transfer full): @self with one more reference
 */
ImwBitcoinTx *
imw_bitcoin_tx_ref (ImwBitcoinTx *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * imw_bitcoin_tx_unref:
 * @self: (transfer full): a transaction
 *
 * Drops a reference.
 */
void
imw_bitcoin_tx_unref (ImwBitcoinTx *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_free (self);
}

/**
 * imw_bitcoin_tx_add_input:
 * @self: a transaction
 * @txid: (array fixed-size=32): the transaction whose output is spent, internal byte order
 * @vout: which output
 * @sequence: the sequence number
 *
 * Adds an input with an empty script and an empty witness.
 *
 * Returns: (transfer none): the input
 */
ImwBitcoinInput *
imw_bitcoin_tx_add_input (ImwBitcoinTx *self,
                          const guint8  txid[32],
                          guint32       vout,
                          guint32       sequence)
{
  ImwBitcoinInput *input = g_new0 (ImwBitcoinInput, 1);

  memcpy (input->txid, txid, sizeof input->txid);
  input->vout = vout;
  input->sequence = sequence;
  input->script_sig = g_bytes_new_static ("", 0);
  input->witness = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->inputs, input);

  return input;
}

/**
 * imw_bitcoin_tx_add_output:
 * @self: a transaction
 * @value_sat: the value
 * @script: the output script
 *
 * Returns: (transfer none): the output added
 */
ImwBitcoinOutput *
imw_bitcoin_tx_add_output (ImwBitcoinTx *self,
                           guint64       value_sat,
                           GBytes       *script)
{
  ImwBitcoinOutput *output = imw_bitcoin_output_new (value_sat, script);

  g_ptr_array_add (self->outputs, output);

  return output;
}

/**
 * imw_bitcoin_tx_get_input:
 * @self: a transaction
 * @index: which, below the number of inputs
 *
 * Returns: (transfer none): the input
 */
ImwBitcoinInput *
imw_bitcoin_tx_get_input (ImwBitcoinTx *self,
                          guint         index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);

  return g_ptr_array_index (self->inputs, index);
}

/**
 * imw_bitcoin_tx_get_output:
 * @self: a transaction
 * @index: which, below the number of outputs
 *
 * Returns: (transfer none): the output
 */
ImwBitcoinOutput *
imw_bitcoin_tx_get_output (ImwBitcoinTx *self,
                           guint         index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);

  return g_ptr_array_index (self->outputs, index);
}

static void
read_inputs (ImwBitcoinTx *self,
             ImwReader    *reader)
{
  guint64 n_inputs = imw_bitcoin_read_compact (reader);

  if (n_inputs > imw_reader_get_left (reader) / MIN_INPUT_BYTES)
    imw_reader_fail (reader);

  for (guint64 i = 0; i < n_inputs && imw_reader_ok (reader); i++)
    {
      guint8           txid[32];
      guint32          vout;
      ImwBitcoinInput *input;
      g_autoptr (GBytes) script = NULL;

      imw_reader_copy (reader, txid, sizeof txid);
      vout = imw_reader_u32_le (reader);
      script = imw_bitcoin_read_string (reader);
      if (script == NULL)
        return;

      input = imw_bitcoin_tx_add_input (self, txid, vout, imw_reader_u32_le (reader));
      g_bytes_unref (input->script_sig);
      input->script_sig = g_steal_pointer (&script);
    }
}

static void
read_outputs (ImwBitcoinTx *self,
              ImwReader    *reader)
{
  guint64 n_outputs = imw_bitcoin_read_compact (reader);
  guint64 sum = 0;

  if (n_outputs > imw_reader_get_left (reader) / MIN_OUTPUT_BYTES)
    imw_reader_fail (reader);

  for (guint64 i = 0; i < n_outputs && imw_reader_ok (reader); i++)
    {
      ImwBitcoinOutput *output = imw_bitcoin_output_read (reader);

      if (output == NULL)
        return;

      g_ptr_array_add (self->outputs, output);
      if (!imw_bitcoin_sat_add (&sum, output->value_sat))
        imw_reader_fail (reader);
    }
}

static void
read_witnesses (ImwBitcoinTx *self,
                ImwReader    *reader)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->inputs->len; i++)
    {
      ImwBitcoinInput *input = g_ptr_array_index (self->inputs, i);
      GPtrArray       *witness = imw_bitcoin_read_witness (reader);

      if (witness == NULL)
        return;

      any = any || witness->len > 0;
      g_ptr_array_unref (input->witness);
      input->witness = witness;
    }

  /* the long form without a witness would be a second form of the same transaction */
  if (!any)
    imw_reader_fail (reader);
}

static ImwBitcoinTx *
parse_tx (const guint8 *data,
          gsize         length,
          gboolean      is_unsigned,
          GError      **error)
{
  g_autoptr (ImwBitcoinTx) self = imw_bitcoin_tx_new ();
  gboolean  has_witness = FALSE;
  ImwReader reader;

  if (length > MAX_BYTES)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                   "transaction of %" G_GSIZE_FORMAT " bytes is too large", length);
      return NULL;
    }

  imw_reader_init (&reader, data, length);
  self->version = imw_reader_u32_le (&reader);
  if (!is_unsigned && imw_reader_peek_u8 (&reader) == 0)
    {
      has_witness = TRUE;
      imw_reader_skip (&reader, 1);
      if (imw_reader_u8 (&reader) != 1)
        imw_reader_fail (&reader);
    }

  read_inputs (self, &reader);
  read_outputs (self, &reader);
  if (has_witness)
    read_witnesses (self, &reader);
  self->lock_time = imw_reader_u32_le (&reader);
  if (!is_unsigned && (self->inputs->len == 0 || self->outputs->len == 0))
    imw_reader_fail (&reader);

  if (!imw_reader_finish (&reader, "transaction", error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_bitcoin_tx_parse:
 * @data: (array length=length): a serialised transaction, with or without witness
 * @length: its length
 * @error: return location
 *
 * Every size must be in its shortest form, every value and the sum of the outputs at most 21
 * million bitcoin, and no byte may follow.
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwBitcoinTx *
imw_bitcoin_tx_parse (const guint8 *data,
                      gsize         length,
                      GError      **error)
{
  return parse_tx (data, length, FALSE, error);
}

/**
 * imw_bitcoin_tx_parse_unsigned:
 * @data: (array length=length): a transaction as it stands in a PSBT
 * @length: its length
 * @error: return location
 *
 * The form without witness, in which zero inputs are not the mark of the form with witness.
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwBitcoinTx *
imw_bitcoin_tx_parse_unsigned (const guint8 *data,
                               gsize         length,
                               GError      **error)
{
  return parse_tx (data, length, TRUE, error);
}

/**
 * imw_bitcoin_tx_parse_hex:
 * @hex: a serialised transaction in hexadecimal
 * @error: return location
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwBitcoinTx *
imw_bitcoin_tx_parse_hex (const char *hex,
                          GError    **error)
{
  g_autoptr (GBytes) bytes = imw_hex_decode (hex, error);
  gsize         length;
  const guint8 *data;

  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &length);

  return imw_bitcoin_tx_parse (data, length, error);
}

static gboolean
has_any_witness (ImwBitcoinTx *self)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const ImwBitcoinInput *input = g_ptr_array_index (self->inputs, i);

      if (input->witness->len > 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_bitcoin_tx_serialize:
 * @self: a transaction
 * @with_witness: whether to write the witnesses, when there are any
 *
 * Returns: (transfer full): the bytes of the network
 */
GBytes *
imw_bitcoin_tx_serialize (ImwBitcoinTx *self,
                          gboolean      with_witness)
{
  ImwWriter *writer = imw_writer_new ();

  with_witness = with_witness && has_any_witness (self);
  imw_writer_u32_le (writer, self->version);
  if (with_witness)
    {
      imw_writer_u8 (writer, 0);
      imw_writer_u8 (writer, 1);
    }

  imw_bitcoin_write_compact (writer, self->inputs->len);
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const ImwBitcoinInput *input = g_ptr_array_index (self->inputs, i);

      imw_writer_bytes (writer, input->txid, sizeof input->txid);
      imw_writer_u32_le (writer, input->vout);
      imw_bitcoin_write_string_bytes (writer, input->script_sig);
      imw_writer_u32_le (writer, input->sequence);
    }

  imw_bitcoin_write_compact (writer, self->outputs->len);
  for (guint i = 0; i < self->outputs->len; i++)
    imw_bitcoin_output_write (g_ptr_array_index (self->outputs, i), writer);

  for (guint i = 0; with_witness && i < self->inputs->len; i++)
    {
      const ImwBitcoinInput *input = g_ptr_array_index (self->inputs, i);

      imw_bitcoin_write_witness (writer, input->witness);
    }
  imw_writer_u32_le (writer, self->lock_time);

  return imw_writer_free_to_bytes (writer);
}

static void
hash_tx (ImwBitcoinTx *self,
         gboolean      with_witness,
         guint8        out[32])
{
  g_autoptr (GBytes) bytes = imw_bitcoin_tx_serialize (self, with_witness);
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  imw_sha256d (data, length, out);
}

/**
 * imw_bitcoin_tx_get_txid:
 * @self: a transaction
 * @out: (out) (array fixed-size=32): the txid in internal byte order
 *
 * Hashes the form without witness.
 */
void
imw_bitcoin_tx_get_txid (ImwBitcoinTx *self,
                         guint8        out[32])
{
  hash_tx (self, FALSE, out);
}

/**
 * imw_bitcoin_tx_get_wtxid:
 * @self: a transaction
 * @out: (out) (array fixed-size=32): the wtxid in internal byte order
 *
 * Hashes the form with witness.
 */
void
imw_bitcoin_tx_get_wtxid (ImwBitcoinTx *self,
                          guint8        out[32])
{
  hash_tx (self, TRUE, out);
}

/**
 * imw_bitcoin_tx_dup_txid_text:
 * @self: a transaction
 *
 * Returns: (transfer full): the txid as people see it: hexadecimal, bytes reversed
 */
char *
imw_bitcoin_tx_dup_txid_text (ImwBitcoinTx *self)
{
  guint8 txid[32];

  imw_bitcoin_tx_get_txid (self, txid);

  return imw_bitcoin_txid_to_text (txid);
}

/**
 * imw_bitcoin_tx_get_weight:
 * @self: a transaction
 *
 * Returns: the weight of BIP141: three times the size without witness plus the size with it
 */
guint64
imw_bitcoin_tx_get_weight (ImwBitcoinTx *self)
{
  g_autoptr (GBytes) base = imw_bitcoin_tx_serialize (self, FALSE);
  g_autoptr (GBytes) total = imw_bitcoin_tx_serialize (self, TRUE);

  return (guint64) g_bytes_get_size (base) * 3 + g_bytes_get_size (total);
}

/**
 * imw_bitcoin_tx_get_vsize:
 * @self: a transaction
 *
 * Returns: a quarter of the weight, rounded up
 */
guint64
imw_bitcoin_tx_get_vsize (ImwBitcoinTx *self)
{
  return (imw_bitcoin_tx_get_weight (self) + 3) / 4;
}

static void
reverse (guint8 bytes[32])
{
  for (guint i = 0; i < 16; i++)
    {
      guint8 byte = bytes[i];

      bytes[i] = bytes[31 - i];
      bytes[31 - i] = byte;
    }
}

/**
 * imw_bitcoin_txid_from_text:
 * @text: 64 hexadecimal digits in display order
 * @out: (out) (array fixed-size=32): the txid in internal byte order
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_bitcoin_txid_from_text (const char *text,
                            guint8      out[32],
                            GError    **error)
{
  if (!imw_hex_decode_fixed (text, out, 32, error))
    {
      g_prefix_error (error, "txid: ");
      return FALSE;
    }

  reverse (out);

  return TRUE;
}

/**
 * imw_bitcoin_txid_to_text:
 * @txid: (array fixed-size=32): a txid in internal byte order
 *
 * Returns: (transfer full): 64 lower case hexadecimal digits in display order
 */
char *
imw_bitcoin_txid_to_text (const guint8 txid[32])
{
  guint8 copy[32];

  memcpy (copy, txid, sizeof copy);
  reverse (copy);

  return imw_hex_encode (copy, sizeof copy);
}
