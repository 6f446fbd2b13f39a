/* imw-xdr.c: the data format of Stellar (RFC 4506)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-xdr"

#include "config.h"

#include "imw-xdr.h"

#define UNIT_BYTES 4

/**
 * imw_xdr_read_bool:
 * @reader: a reader
 *
 * Reads a flag, as stands before optional things too (RFC 4506, sections 4.4 and 4.19).
 *
 * Returns: the flag; %FALSE, and the reader fails, when it is neither 0 nor 1
 */
gboolean
imw_xdr_read_bool (ImwReader *reader)
{
  guint32 value = imw_reader_u32_be (reader);

  if (value > 1)
    imw_reader_fail (reader);

  return value == 1;
}

/**
 * imw_xdr_read_i32:
 * @reader: a reader
 *
 * Returns: the next signed number of 32 bits, which is also an enumeration or the choice of a union
 */
gint32
imw_xdr_read_i32 (ImwReader *reader)
{
  return (gint32) imw_reader_u32_be (reader);
}

/**
 * imw_xdr_read_i64:
 * @reader: a reader
 *
 * Returns: the next signed number of 64 bits
 */
gint64
imw_xdr_read_i64 (ImwReader *reader)
{
  return (gint64) imw_reader_u64_be (reader);
}

/**
 * imw_xdr_read_count:
 * @reader: a reader
 * @max: how many there may be
 *
 * Reads how long an array is (RFC 4506, section 4.13).
 *
 * Returns: the count; 0, and the reader fails, when it is over @max
 */
guint32
imw_xdr_read_count (ImwReader *reader, guint32 max)
{
  guint32 count = imw_reader_u32_be (reader);

  if (count <= max)
    return count;

  imw_reader_fail (reader);

  return 0;
}

/**
 * imw_xdr_read_opaque:
 * @reader: a reader
 * @max: how many bytes there may be
 * @length: (out): how many there are
 *
 * Reads bytes with their length and padding (RFC 4506, sections 4.10 and 4.11).
 *
 * Returns: (nullable) (transfer none): the bytes where they lie; %NULL, and the reader fails, when they
 *   are too many, or the padding is not zero
 */
const guint8 *
imw_xdr_read_opaque (ImwReader *reader, gsize max, gsize *length)
{
  guint32       count = imw_xdr_read_count (reader, (guint32) MIN (max, G_MAXINT32));
  const guint8 *bytes = imw_reader_bytes (reader, count);

  for (guint32 i = count; i % UNIT_BYTES != 0; i++)
    {
      if (imw_reader_u8 (reader) != 0)
        imw_reader_fail (reader);
    }

  *length = imw_reader_ok (reader) ? count : 0;

  return imw_reader_ok (reader) ? bytes : NULL;
}

/**
 * imw_xdr_read_ascii:
 * @reader: a reader
 * @max: how many bytes there may be
 *
 * Returns: (nullable) (transfer full): the next string; %NULL, and the reader fails, when it holds
 *   anything but printable ASCII
 */
char *
imw_xdr_read_ascii (ImwReader *reader, gsize max)
{
  gsize         length;
  const guint8 *bytes = imw_xdr_read_opaque (reader, max, &length);

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isprint (bytes[i]))
        imw_reader_fail (reader);
    }

  return imw_reader_ok (reader) ? g_strndup ((const char *) bytes, length) : NULL;
}

/**
 * imw_xdr_write_bool:
 * @writer: a writer
 * @value: a flag
 *
 * Writes a flag.
 */
void
imw_xdr_write_bool (ImwWriter *writer, gboolean value)
{
  imw_writer_u32_be (writer, value ? 1 : 0);
}

/**
 * imw_xdr_write_i32:
 * @writer: a writer
 * @value: a number, or the choice of a union
 *
 * Writes a signed number of 32 bits.
 */
void
imw_xdr_write_i32 (ImwWriter *writer, gint32 value)
{
  imw_writer_u32_be (writer, (guint32) value);
}

/**
 * imw_xdr_write_i64:
 * @writer: a writer
 * @value: a number
 *
 * Writes a signed number of 64 bits.
 */
void
imw_xdr_write_i64 (ImwWriter *writer, gint64 value)
{
  imw_writer_u64_be (writer, (guint64) value);
}

/**
 * imw_xdr_write_opaque:
 * @writer: a writer
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 *
 * Writes bytes with their length and padding.
 */
void
imw_xdr_write_opaque (ImwWriter *writer, const guint8 *data, gsize length)
{
  imw_writer_u32_be (writer, (guint32) length);
  if (length > 0)
    imw_writer_bytes (writer, data, length);
  for (; length % UNIT_BYTES != 0; length++)
    imw_writer_u8 (writer, 0);
}
