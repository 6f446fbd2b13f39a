/* imw-rlp-writer.c: writing Recursive Length Prefix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-rlp-writer"

#include "config.h"

#include "imw-rlp.h"

#include "imw-writer.h"

#include <string.h>

#define STRING_SHORT 0x80
#define LIST_SHORT   0xc0
#define SHORT_BYTES  55

struct _ImwRlpWriter
{
  GPtrArray *open; /* (element-type ImwWriter) the whole, then the lists that are open */
};

/**
 * imw_rlp_writer_new:
 *
 * Returns: (transfer full): an empty writer
 */
ImwRlpWriter *
imw_rlp_writer_new (void)
{
  ImwRlpWriter *self = g_new0 (ImwRlpWriter, 1);

  self->open = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_writer_free);
  g_ptr_array_add (self->open, imw_writer_new ());

  return self;
}

/**
 * imw_rlp_writer_free:
 * @self: (transfer full): a writer
 *
 * Frees @self with what was written.
 */
void
imw_rlp_writer_free (ImwRlpWriter *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->open);
  g_free (self);
}

static ImwWriter *
get_top (ImwRlpWriter *self)
{
  return g_ptr_array_index (self->open, self->open->len - 1);
}

static void
write_header (ImwWriter *writer,
              guint8     short_first,
              gsize      length)
{
  guint size = 1;

  if (length <= SHORT_BYTES)
    {
      imw_writer_u8 (writer, (guint8) (short_first + length));
      return;
    }

  while (size < sizeof length && (length >> (8 * size)) != 0)
    size++;
  imw_writer_u8 (writer, (guint8) (short_first + SHORT_BYTES + size));
  for (guint i = size; i > 0; i--)
    imw_writer_u8 (writer, (guint8) (length >> (8 * (i - 1))));
}

/**
 * imw_rlp_writer_begin_list:
 * @self: a writer
 *
 * What is written from here on is in the list, until it is ended.
 */
void
imw_rlp_writer_begin_list (ImwRlpWriter *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_add (self->open, imw_writer_new ());
}

/**
 * imw_rlp_writer_end_list:
 * @self: a writer with an open list
 *
 * Ends the list that was begun last.
 */
void
imw_rlp_writer_end_list (ImwRlpWriter *self)
{
  g_autoptr (ImwWriter) list = NULL;
  const guint8 *data;
  gsize         length;

  g_return_if_fail (self != NULL && self->open->len > 1);

  list = g_ptr_array_steal_index (self->open, self->open->len - 1);
  data = imw_writer_get_data (list, &length);
  write_header (get_top (self), LIST_SHORT, length);
  imw_writer_bytes (get_top (self), data, length);
}

/**
 * imw_rlp_writer_bytes:
 * @self: a writer
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 *
 * Writes a byte string.
 */
void
imw_rlp_writer_bytes (ImwRlpWriter *self,
                      const guint8 *data,
                      gsize         length)
{
  g_return_if_fail (self != NULL && (data != NULL || length == 0));

  if (length != 1 || data[0] >= STRING_SHORT)
    write_header (get_top (self), STRING_SHORT, length);
  imw_writer_bytes (get_top (self), data, length);
}

/**
 * imw_rlp_writer_gbytes:
 * @self: a writer
 * @bytes: bytes
 *
 * Writes a byte string.
 */
void
imw_rlp_writer_gbytes (ImwRlpWriter *self,
                       GBytes       *bytes)
{
  gsize         length;
  const guint8 *data;

  g_return_if_fail (self != NULL && bytes != NULL);

  data = g_bytes_get_data (bytes, &length);
  imw_rlp_writer_bytes (self, data, length);
}

/**
 * imw_rlp_writer_text:
 * @self: a writer
 * @text: a text
 *
 * Writes a text as a byte string, without a zero at its end.
 */
void
imw_rlp_writer_text (ImwRlpWriter *self,
                     const char   *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  imw_rlp_writer_bytes (self, (const guint8 *) text, strlen (text));
}

/**
 * imw_rlp_writer_number:
 * @self: a writer
 * @data: (array length=length): a number, the highest byte first
 * @length: how many bytes
 *
 * Writes a number; zeros in front are left out.
 */
void
imw_rlp_writer_number (ImwRlpWriter *self,
                       const guint8 *data,
                       gsize         length)
{
  gsize start = 0;

  g_return_if_fail (self != NULL && data != NULL);

  while (start < length && data[start] == 0)
    start++;
  imw_rlp_writer_bytes (self, data + start, length - start);
}

/**
 * imw_rlp_writer_u64:
 * @self: a writer
 * @value: a number
 *
 * Writes a number.
 */
void
imw_rlp_writer_u64 (ImwRlpWriter *self,
                    guint64       value)
{
  guint64 big_endian = GUINT64_TO_BE (value);

  imw_rlp_writer_number (self, (const guint8 *) &big_endian, sizeof big_endian);
}

/**
 * imw_rlp_writer_amount:
 * @self: a writer
 * @amount: an amount that is not negative
 *
 * Writes its base units as a number.
 */
void
imw_rlp_writer_amount (ImwRlpWriter *self,
                       ImwAmount    *amount)
{
  guint8 bytes[32];

  g_return_if_fail (self != NULL && amount != NULL);

  imw_amount_to_bytes (amount, bytes);
  imw_rlp_writer_number (self, bytes, sizeof bytes);
}

/**
 * imw_rlp_writer_raw:
 * @self: a writer
 * @item: one or several items in RLP
 *
 * Writes @item as it is.
 */
void
imw_rlp_writer_raw (ImwRlpWriter *self,
                    GBytes       *item)
{
  g_return_if_fail (self != NULL && item != NULL);

  imw_writer_gbytes (get_top (self), item);
}

/**
 * imw_rlp_writer_free_to_bytes:
 * @self: (transfer full): a writer without open lists
 *
 * Returns: (transfer full): what was written
 */
GBytes *
imw_rlp_writer_free_to_bytes (ImwRlpWriter *self)
{
  GBytes *bytes = NULL;

  g_return_val_if_fail (self != NULL && self->open->len == 1, NULL);

  bytes = imw_writer_free_to_bytes (g_ptr_array_steal_index (self->open, 0));
  imw_rlp_writer_free (self);

  return bytes;
}
