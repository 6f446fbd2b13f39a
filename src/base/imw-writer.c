/* imw-writer.c: growing byte string
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-writer"

#include "config.h"

#include "imw-writer.h"

/**
 * ImwWriter:
 *
 * Puts numbers and bytes one after another. One owner, one thread at a time.
 */

struct _ImwWriter
{
  GByteArray *bytes;
};

static void
write_number (ImwWriter *self,
              guint64    value,
              guint      size,
              gboolean   big_endian)
{
  guint8 bytes[8];

  g_assert (size <= sizeof bytes);

  for (guint i = 0; i < size; i++)
    bytes[big_endian ? size - 1 - i : i] = (guint8) (value >> (8 * i));

  g_byte_array_append (self->bytes, bytes, size);
}

/**
 * imw_writer_new:
 *
 * Returns: (transfer full): an empty writer
 */
ImwWriter *
imw_writer_new (void)
{
  ImwWriter *self = g_new0 (ImwWriter, 1);

  self->bytes = g_byte_array_new ();

  return self;
}

/**
 * imw_writer_free:
 * @self: (transfer full): a writer
 */
void
imw_writer_free (ImwWriter *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

/**
 * imw_writer_u8:
 * @self: a writer
 * @value: a byte
 */
void
imw_writer_u8 (ImwWriter *self,
               guint8     value)
{
  write_number (self, value, 1, FALSE);
}

/**
 * imw_writer_u16_le:
 * @self: a writer
 * @value: written as two bytes, the least significant first
 */
void
imw_writer_u16_le (ImwWriter *self,
                   guint16    value)
{
  write_number (self, value, 2, FALSE);
}

/**
 * imw_writer_u32_le:
 * @self: a writer
 * @value: written as four bytes, the least significant first
 */
void
imw_writer_u32_le (ImwWriter *self,
                   guint32    value)
{
  write_number (self, value, 4, FALSE);
}

/**
 * imw_writer_u64_le:
 * @self: a writer
 * @value: written as eight bytes, the least significant first
 */
void
imw_writer_u64_le (ImwWriter *self,
                   guint64    value)
{
  write_number (self, value, 8, FALSE);
}

/**
 * imw_writer_u16_be:
 * @self: a writer
 * @value: written as two bytes, the most significant first
 */
void
imw_writer_u16_be (ImwWriter *self,
                   guint16    value)
{
  write_number (self, value, 2, TRUE);
}

/**
 * imw_writer_u32_be:
 * @self: a writer
 * @value: written as four bytes, the most significant first
 */
void
imw_writer_u32_be (ImwWriter *self,
                   guint32    value)
{
  write_number (self, value, 4, TRUE);
}

/**
 * imw_writer_u64_be:
 * @self: a writer
 * @value: written as eight bytes, the most significant first
 */
void
imw_writer_u64_be (ImwWriter *self,
                   guint64    value)
{
  write_number (self, value, 8, TRUE);
}

/**
 * imw_writer_bytes:
 * @self: a writer
 * @data: (array length=length) (nullable): copied; %NULL only with 0
 * @length: how many; all together stay below 4 GiB
 */
void
imw_writer_bytes (ImwWriter    *self,
                  const guint8 *data,
                  gsize         length)
{
  g_return_if_fail (data != NULL || length == 0);
  g_return_if_fail (length <= G_MAXUINT32 / 2);

  if (length > 0)
    g_byte_array_append (self->bytes, data, (guint) length);
}

/**
 * imw_writer_gbytes:
 * @self: a writer
 * @bytes: copied
 */
void
imw_writer_gbytes (ImwWriter *self,
                   GBytes    *bytes)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  imw_writer_bytes (self, data, length);
}

/**
 * imw_writer_get_data:
 * @self: a writer
 * @length: (out) (optional): how many
 *
 * Returns: (nullable) (transfer none) (array length=length): what was written so far, until the
 *   next write; may be %NULL when that is nothing
 */
const guint8 *
imw_writer_get_data (ImwWriter *self,
                     gsize     *length)
{
  if (length != NULL)
    *length = self->bytes->len;

  return self->bytes->data;
}

/**
 * imw_writer_free_to_bytes:
 * @self: (transfer full): a writer
 *
 * Returns: (transfer full): all that was written
 */
GBytes *
imw_writer_free_to_bytes (ImwWriter *self)
{
  GBytes *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));

  g_free (self);

  return bytes;
}
