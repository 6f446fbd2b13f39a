/* imw-reader.c: bounds-checked reading of bytes from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-reader"

#include "config.h"

#include "imw-reader.h"
#include "imw-error.h"

#include <string.h>

static guint64
read_number (ImwReader *self,
             gsize      size,
             gboolean   big_endian)
{
  const guint8 *bytes = imw_reader_bytes (self, size);
  guint64       value = 0;

  if (bytes == NULL)
    return 0;

  for (gsize i = 0; i < size; i++)
    value = (value << 8) | bytes[big_endian ? i : size - 1 - i];

  return value;
}

/**
 * imw_reader_init:
 * @self: (out caller-allocates): a reader
 * @data: (array length=length) (nullable): bytes, which must outlive @self; %NULL only with 0
 * @length: how many
 *
 * Starts at the first byte.
 */
void
imw_reader_init (ImwReader    *self,
                 const guint8 *data,
                 gsize         length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || length == 0);

  self->data = data;
  self->length = length;
  self->position = 0;
  self->failed = FALSE;
}

/**
 * imw_reader_ok:
 * @self: a reader
 *
 * Returns: whether nothing has gone wrong so far
 */
gboolean
imw_reader_ok (const ImwReader *self)
{
  return !self->failed;
}

/**
 * imw_reader_fail:
 * @self: a reader
 *
 * Marks the bytes as wrong, for rules that only the caller knows. Later reads give 0 or %NULL.
 */
void
imw_reader_fail (ImwReader *self)
{
  self->failed = TRUE;
}

/**
 * imw_reader_get_position:
 * @self: a reader
 *
 * Returns: how many bytes have been read
 */
gsize
imw_reader_get_position (const ImwReader *self)
{
  return self->position;
}

/**
 * imw_reader_get_left:
 * @self: a reader
 *
 * Returns: how many bytes can still be read; 0 once it has failed
 */
gsize
imw_reader_get_left (const ImwReader *self)
{
  return self->failed ? 0 : self->length - self->position;
}

/**
 * imw_reader_peek_u8:
 * @self: a reader
 *
 * Returns: the next byte without reading it, 0 at the end. Never fails the reader.
 */
guint8
imw_reader_peek_u8 (const ImwReader *self)
{
  return imw_reader_get_left (self) > 0 ? self->data[self->position] : 0;
}

/**
 * imw_reader_u8:
 * @self: a reader
 *
 * Returns: the next byte
 */
guint8
imw_reader_u8 (ImwReader *self)
{
  return (guint8) read_number (self, 1, FALSE);
}

/**
 * imw_reader_u16_le:
 * @self: a reader
 *
 * Returns: two bytes, the least significant first
 */
guint16
imw_reader_u16_le (ImwReader *self)
{
  return (guint16) read_number (self, 2, FALSE);
}

/**
 * imw_reader_u32_le:
 * @self: a reader
 *
 * Returns: four bytes, the least significant first
 */
guint32
imw_reader_u32_le (ImwReader *self)
{
  return (guint32) read_number (self, 4, FALSE);
}

/**
 * imw_reader_u64_le:
 * @self: a reader
 *
 * Returns: eight bytes, the least significant first
 */
guint64
imw_reader_u64_le (ImwReader *self)
{
  return read_number (self, 8, FALSE);
}

/**
 * imw_reader_u16_be:
 * @self: a reader
 *
 * Returns: two bytes, the most significant first
 */
guint16
imw_reader_u16_be (ImwReader *self)
{
  return (guint16) read_number (self, 2, TRUE);
}

/**
 * imw_reader_u32_be:
 * @self: a reader
 *
 * Returns: four bytes, the most significant first
 */
guint32
imw_reader_u32_be (ImwReader *self)
{
  return (guint32) read_number (self, 4, TRUE);
}

/**
 * imw_reader_u64_be:
 * @self: a reader
 *
 * Returns: eight bytes, the most significant first
 */
guint64
imw_reader_u64_be (ImwReader *self)
{
  return read_number (self, 8, TRUE);
}

/**
 * imw_reader_bytes:
 * @self: a reader
 * @length: how many
 *
 * Returns: (nullable) (transfer none): the next @length bytes where they lie; %NULL, and the reader
 *   fails, when there are fewer
 */
const guint8 *
imw_reader_bytes (ImwReader *self,
                  gsize      length)
{
  static const guint8 nothing[1] = { 0 };
  const guint8       *bytes;

  if (self->failed || length > self->length - self->position)
    {
      self->failed = TRUE;
      return NULL;
    }

  bytes = self->data != NULL ? &self->data[self->position] : nothing;
  self->position += length;

  return bytes;
}

/**
 * imw_reader_copy:
 * @self: a reader
 * @target: (out caller-allocates) (array length=length): where to; zeros when the reader fails
 * @length: how many
 *
 * Returns: whether there were enough bytes
 */
gboolean
imw_reader_copy (ImwReader *self,
                 guint8    *target,
                 gsize      length)
{
  const guint8 *bytes = imw_reader_bytes (self, length);

  if (length == 0)
    return bytes != NULL;

  if (bytes == NULL)
    {
      memset (target, 0, length);
      return FALSE;
    }

  memcpy (target, bytes, length);

  return TRUE;
}

/**
 * imw_reader_skip:
 * @self: a reader
 * @length: how many
 *
 * Returns: whether there were enough bytes
 */
gboolean
imw_reader_skip (ImwReader *self,
                 gsize      length)
{
  return imw_reader_bytes (self, length) != NULL;
}

/**
 * imw_reader_finish:
 * @self: a reader
 * @what: what was read, for the message
 * @error: return location
 *
 * Returns: whether everything was read, to the last byte; on %FALSE @error is %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_reader_finish (const ImwReader *self,
                   const char      *what,
                   GError         **error)
{
  if (self->failed)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: ends too early or is malformed",
                   what);
      return FALSE;
    }

  if (self->position != self->length)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: %" G_GSIZE_FORMAT " bytes too many",
                   what, self->length - self->position);
      return FALSE;
    }

  return TRUE;
}
