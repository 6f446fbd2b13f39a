/* imw-rlp.c: Recursive Length Prefix (Ethereum Yellow Paper, appendix B)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-rlp"

#include "config.h"

#include "imw-rlp.h"

#include "imw-error.h"
#include "imw-reader.h"

#include <string.h>

#define MAX_DEPTH    16
#define STRING_SHORT 0x80
#define STRING_LONG  0xb7
#define LIST_SHORT   0xc0
#define LIST_LONG    0xf7
#define SHORT_BYTES  55

struct _ImwRlpItem
{
  GBytes    *bytes; /* (nullable): of a byte string */
  GPtrArray *items; /* (element-type ImwRlpItem) (nullable): of a list */
};

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "RLP: %s", what);

  return FALSE;
}

/* The length behind a first byte that says how long the length is. */
static gboolean
read_long_length (ImwReader *reader,
                  guint      size,
                  gsize     *length,
                  GError   **error)
{
  guint64 value = 0;

  if (imw_reader_peek_u8 (reader) == 0)
    return bad (error, "length with zeros in front, or cut off");

  for (guint i = 0; i < size; i++)
    {
      if (value > G_MAXUINT32)
        return bad (error, "length is out of range");
      value = (value << 8) | imw_reader_u8 (reader);
    }

  if (!imw_reader_ok (reader))
    return bad (error, "cut off");
  if (value <= SHORT_BYTES)
    return bad (error, "length in a longer form than needed");

  *length = (gsize) value;

  return TRUE;
}

static gboolean
read_header (ImwReader *reader,
             gboolean  *is_list,
             gsize     *length,
             GError   **error)
{
  guint8 first = imw_reader_peek_u8 (reader);

  if (imw_reader_get_left (reader) == 0)
    return bad (error, "cut off");

  *is_list = first >= LIST_SHORT;
  if (first < STRING_SHORT)
    {
      *length = 1;
      return TRUE;
    }

  imw_reader_skip (reader, 1);
  if (first <= STRING_LONG)
    *length = (gsize) (first - STRING_SHORT);
  else if (first < LIST_SHORT)
    return read_long_length (reader, (guint) (first - STRING_LONG), length, error);
  else if (first <= LIST_LONG)
    *length = (gsize) (first - LIST_SHORT);
  else
    return read_long_length (reader, (guint) (first - LIST_LONG), length, error);

  if (first == STRING_SHORT + 1 && imw_reader_peek_u8 (reader) < STRING_SHORT)
    return bad (error, "a small byte in a longer form than needed");

  return TRUE;
}

static ImwRlpItem *
read_item (ImwReader *reader,
           guint      depth,
           GError   **error)
{
  g_autoptr (ImwRlpItem) item = g_new0 (ImwRlpItem, 1);
  const guint8 *data;
  gboolean      is_list;
  gsize         length;
  ImwReader     inner;

  if (!read_header (reader, &is_list, &length, error))
    return NULL;

  data = imw_reader_bytes (reader, length);
  if (data == NULL && length > 0)
    {
      bad (error, "cut off");
      return NULL;
    }

  if (!is_list)
    {
      item->bytes = g_bytes_new (data, length);
      return g_steal_pointer (&item);
    }

  if (depth == MAX_DEPTH)
    {
      bad (error, "too many lists in each other");
      return NULL;
    }

  item->items = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_rlp_item_free);
  imw_reader_init (&inner, data, length);
  while (imw_reader_get_left (&inner) > 0)
    {
      ImwRlpItem *child = read_item (&inner, depth + 1, error);

      if (child == NULL)
        return NULL;
      g_ptr_array_add (item->items, child);
    }

  return g_steal_pointer (&item);
}

/**
 * imw_rlp_decode:
 * @data: (array length=length) (nullable): bytes from outside; %NULL only with 0
 * @length: how many
 * @error: return location
 *
 * Reads one item and nothing behind it. Lengths must be in their shortest form; lists may be 16 deep.
 *
 * Returns: (transfer full): the item. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwRlpItem *
imw_rlp_decode (const guint8 *data,
                gsize         length,
                GError      **error)
{
  ImwReader reader;
  g_autoptr (ImwRlpItem) item = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  imw_reader_init (&reader, data, length);
  item = read_item (&reader, 0, error);
  if (item == NULL)
    return NULL;

  if (imw_reader_get_left (&reader) > 0)
    {
      bad (error, "more behind the item");
      return NULL;
    }

  return g_steal_pointer (&item);
}

/**
 * imw_rlp_item_free:
 * @self: (transfer full): an item
 *
 * Frees @self with all in it.
 */
void
imw_rlp_item_free (ImwRlpItem *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_rlp_item_is_list:
 * @self: an item
 *
 * Returns: whether it is a list
 */
gboolean
imw_rlp_item_is_list (const ImwRlpItem *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->items != NULL;
}

/**
 * imw_rlp_item_get_n_items:
 * @self: an item
 *
 * Returns: how many items are in the list; 0 for a byte string
 */
guint
imw_rlp_item_get_n_items (const ImwRlpItem *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->items != NULL ? self->items->len : 0;
}

/**
 * imw_rlp_item_get_item:
 * @self: a list
 * @index: below imw_rlp_item_get_n_items()
 *
 * Returns: (transfer none): one of its items
 */
const ImwRlpItem *
imw_rlp_item_get_item (const ImwRlpItem *self,
                       guint             index)
{
  g_return_val_if_fail (self != NULL && self->items != NULL, NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return g_ptr_array_index (self->items, index);
}

/**
 * imw_rlp_item_get_bytes:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the byte string; %NULL for a list
 */
GBytes *
imw_rlp_item_get_bytes (const ImwRlpItem *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

/* The bytes of a number of at most @max bytes. */
static const guint8 *
get_number (const ImwRlpItem *self,
            gsize             max,
            gsize            *length,
            GError          **error)
{
  const guint8 *data;

  if (self->bytes == NULL)
    {
      bad (error, "a list where a number belongs");
      return NULL;
    }

  data = g_bytes_get_data (self->bytes, length);
  if (*length > max || (*length > 0 && data[0] == 0))
    {
      bad (error, "number is too long, or has zeros in front");
      return NULL;
    }

  return *length > 0 ? data : (const guint8 *) "";
}

/**
 * imw_rlp_item_get_u64:
 * @self: an item
 * @value: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether it is a number of 64 bits. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_rlp_item_get_u64 (const ImwRlpItem *self,
                      guint64          *value,
                      GError          **error)
{
  gsize         length;
  const guint8 *data;

  g_return_val_if_fail (self != NULL && value != NULL, FALSE);

  data = get_number (self, 8, &length, error);
  if (data == NULL)
    return FALSE;

  *value = 0;
  for (gsize i = 0; i < length; i++)
    *value = (*value << 8) | data[i];

  return TRUE;
}

/**
 * imw_rlp_item_get_amount:
 * @self: an item
 * @asset: what is counted
 * @error: return location
 *
 * Returns: (transfer full): the number, below 2^256. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwAmount *
imw_rlp_item_get_amount (const ImwRlpItem *self,
                         ImwAsset         *asset,
                         GError          **error)
{
  gsize         length;
  const guint8 *data;

  g_return_val_if_fail (self != NULL && asset != NULL, NULL);

  data = get_number (self, 32, &length, error);

  return data != NULL ? imw_amount_new_from_bytes (asset, data, length, error) : NULL;
}

/**
 * imw_rlp_item_get_fixed:
 * @self: an item
 * @target: (out caller-allocates) (array length=length): untouched on %FALSE
 * @length: how many bytes it must have
 * @error: return location
 *
 * Returns: whether it is a byte string of @length. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_rlp_item_get_fixed (const ImwRlpItem *self,
                        guint8           *target,
                        gsize             length,
                        GError          **error)
{
  g_return_val_if_fail (self != NULL && target != NULL, FALSE);

  if (self->bytes == NULL || g_bytes_get_size (self->bytes) != length)
    return bad (error, "a byte string of another length");

  memcpy (target, g_bytes_get_data (self->bytes, NULL), length);

  return TRUE;
}

static void
write_item (ImwRlpWriter     *writer,
            const ImwRlpItem *item)
{
  if (item->bytes != NULL)
    {
      imw_rlp_writer_gbytes (writer, item->bytes);
      return;
    }

  imw_rlp_writer_begin_list (writer);
  for (guint i = 0; i < item->items->len; i++)
    write_item (writer, g_ptr_array_index (item->items, i));
  imw_rlp_writer_end_list (writer);
}

/**
 * imw_rlp_item_serialize:
 * @self: an item
 *
 * Returns: (transfer full): the bytes that it was read from
 */
GBytes *
imw_rlp_item_serialize (const ImwRlpItem *self)
{
  ImwRlpWriter *writer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  writer = imw_rlp_writer_new ();
  write_item (writer, self);

  return imw_rlp_writer_free_to_bytes (writer);
}
