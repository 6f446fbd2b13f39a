/* imw-bitcoin-codec.c: pieces of Bitcoin's serialisation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-codec"

#include "config.h"

#include "imw-bitcoin-codec.h"

/**
 * imw_bitcoin_read_compact:
 * @reader: a reader
 *
 * Reads a compact size. A form that is longer than needed fails @reader.
 *
 * Returns: the value, or 0 when @reader failed
 */
guint64
imw_bitcoin_read_compact (ImwReader *reader)
{
  guint8  first = imw_reader_u8 (reader);
  guint64 value = first;
  guint64 least = 0;

  if (first == 0xfd)
    {
      value = imw_reader_u16_le (reader);
      least = 0xfd;
    }
  else if (first == 0xfe)
    {
      value = imw_reader_u32_le (reader);
      least = G_GUINT64_CONSTANT (0x10000);
    }
  else if (first == 0xff)
    {
      value = imw_reader_u64_le (reader);
      least = G_GUINT64_CONSTANT (0x100000000);
    }

  if (value < least)
    imw_reader_fail (reader);

  return imw_reader_ok (reader) ? value : 0;
}

/**
 * imw_bitcoin_write_compact:
 * @writer: a writer
 * @value: a number
 *
 * Writes @value as a compact size in its shortest form.
 */
void
imw_bitcoin_write_compact (ImwWriter *writer,
                           guint64    value)
{
  if (value < 0xfd)
    {
      imw_writer_u8 (writer, (guint8) value);
    }
  else if (value <= G_MAXUINT16)
    {
      imw_writer_u8 (writer, 0xfd);
      imw_writer_u16_le (writer, (guint16) value);
    }
  else if (value <= G_MAXUINT32)
    {
      imw_writer_u8 (writer, 0xfe);
      imw_writer_u32_le (writer, (guint32) value);
    }
  else
    {
      imw_writer_u8 (writer, 0xff);
      imw_writer_u64_le (writer, value);
    }
}

/**
 * imw_bitcoin_compact_length:
 * @value: a number
 *
 * Returns: how many bytes imw_bitcoin_write_compact() writes for @value
 */
gsize
imw_bitcoin_compact_length (guint64 value)
{
  if (value < 0xfd)
    return 1;

  if (value <= G_MAXUINT16)
    return 3;

  return value <= G_MAXUINT32 ? 5 : 9;
}

/**
 * imw_bitcoin_read_string:
 * @reader: a reader
 *
 * Reads a byte string with its compact size before it.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL when @reader failed
 */
GBytes *
imw_bitcoin_read_string (ImwReader *reader)
{
  guint64       length = imw_bitcoin_read_compact (reader);
  const guint8 *data;

  if (length > imw_reader_get_left (reader))
    imw_reader_fail (reader);

  if (!imw_reader_ok (reader))
    return NULL;

  data = imw_reader_bytes (reader, (gsize) length);

  return length == 0 ? g_bytes_new_static ("", 0) : g_bytes_new (data, (gsize) length);
}

/**
 * imw_bitcoin_write_string:
 * @writer: a writer
 * @data: (array length=length) (nullable): bytes
 * @length: how many
 *
 * Writes a byte string with its compact size before it.
 */
void
imw_bitcoin_write_string (ImwWriter    *writer,
                          const guint8 *data,
                          gsize         length)
{
  imw_bitcoin_write_compact (writer, length);

  if (length > 0)
    imw_writer_bytes (writer, data, length);
}

/**
 * imw_bitcoin_write_string_bytes:
 * @writer: a writer
 * @bytes: bytes
 *
 * Writes a byte string with its compact size before it.
 */
void
imw_bitcoin_write_string_bytes (ImwWriter *writer,
                                GBytes    *bytes)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  imw_bitcoin_write_string (writer, data, length);
}

/**
 * imw_bitcoin_read_witness:
 * @reader: a reader
 *
 * Reads the witness of one input.
 *
 * Returns: (transfer full) (nullable) (element-type GBytes): the items, or %NULL when @reader
 * failed
 */
GPtrArray *
imw_bitcoin_read_witness (ImwReader *reader)
{
  g_autoptr (GPtrArray) witness = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint64 n_items = imw_bitcoin_read_compact (reader);

  if (n_items > imw_reader_get_left (reader))
    imw_reader_fail (reader);

  for (guint64 i = 0; i < n_items && imw_reader_ok (reader); i++)
    {
      GBytes *item = imw_bitcoin_read_string (reader);

      if (item != NULL)
        g_ptr_array_add (witness, item);
    }

  return imw_reader_ok (reader) ? g_steal_pointer (&witness) : NULL;
}

/**
 * imw_bitcoin_write_witness:
 * @writer: a writer
 * @witness: (element-type GBytes): the items
 *
 * Writes the witness of one input.
 */
void
imw_bitcoin_write_witness (ImwWriter *writer,
                           GPtrArray *witness)
{
  imw_bitcoin_write_compact (writer, witness->len);

  for (guint i = 0; i < witness->len; i++)
    imw_bitcoin_write_string_bytes (writer, g_ptr_array_index (witness, i));
}

/**
 * imw_bitcoin_output_new:
 * @value_sat: the value
 * @script: the output script
 *
 * Returns: (transfer full): a new output
 */
ImwBitcoinOutput *
imw_bitcoin_output_new (guint64 value_sat,
                        GBytes *script)
{
  ImwBitcoinOutput *self = g_new0 (ImwBitcoinOutput, 1);

  self->value_sat = value_sat;
  self->script = g_bytes_ref (script);

  return self;
}

/**
 * imw_bitcoin_output_free:
 * @self: (transfer full): an output
 *
 * Frees @self.
 */
void
imw_bitcoin_output_free (ImwBitcoinOutput *self)
{
  g_bytes_unref (self->script);
  g_free (self);
}

/**
 * imw_bitcoin_output_read:
 * @reader: a reader
 *
 * Reads an output; a value over 21 million bitcoin fails @reader.
 *
 * Returns: (transfer full) (nullable): the output, or %NULL when @reader failed
 */
ImwBitcoinOutput *
imw_bitcoin_output_read (ImwReader *reader)
{
  guint64 value_sat = imw_reader_u64_le (reader);
  g_autoptr (GBytes) script = imw_bitcoin_read_string (reader);

  if (value_sat > IMW_BITCOIN_MAX_SAT)
    imw_reader_fail (reader);

  if (!imw_reader_ok (reader) || script == NULL)
    return NULL;

  return imw_bitcoin_output_new (value_sat, script);
}

/**
 * imw_bitcoin_output_write:
 * @self: an output
 * @writer: a writer
 *
 * Writes @self in the form of a transaction.
 */
void
imw_bitcoin_output_write (const ImwBitcoinOutput *self,
                          ImwWriter              *writer)
{
  imw_writer_u64_le (writer, self->value_sat);
  imw_bitcoin_write_string_bytes (writer, self->script);
}

/**
 * imw_bitcoin_sat_add:
 * @sum: (inout): a sum so far, at most 21 million bitcoin
 * @value_sat: what to add
 *
 * Returns: %FALSE, with @sum untouched, when the result is over 21 million bitcoin
 */
gboolean
imw_bitcoin_sat_add (guint64 *sum,
                     guint64  value_sat)
{
  if (*sum > IMW_BITCOIN_MAX_SAT || value_sat > IMW_BITCOIN_MAX_SAT - *sum)
    return FALSE;

  *sum += value_sat;

  return TRUE;
}

/**
 * imw_bitcoin_fee_for:
 * @rate_milli: fee rate in millisat per vbyte
 * @vbytes: size
 * @fee_sat: (out): the fee, rounded up
 *
 * Returns: %FALSE when the fee is over 21 million bitcoin
 */
gboolean
imw_bitcoin_fee_for (guint64  rate_milli,
                     guint64  vbytes,
                     guint64 *fee_sat)
{
  guint64 product;

  if (!g_uint64_checked_mul (&product, rate_milli, vbytes) || product > G_MAXUINT64 - 999)
    return FALSE;

  product = (product + 999) / 1000;
  if (product > IMW_BITCOIN_MAX_SAT)
    return FALSE;

  *fee_sat = product;

  return TRUE;
}
