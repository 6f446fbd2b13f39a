/* imw-abi-reader.c: reading arguments and results of contract calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-abi-reader"

#include "config.h"

#include "imw-abi.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define WORD           32
#define MAX_TEXT_CHARS 64

/**
 * imw_abi_reader_init:
 * @self: (out caller-allocates): a reader
 * @data: (array length=length) (nullable): words, which must outlive @self; %NULL only with 0
 * @length: how many bytes
 *
 * Starts at the first word.
 */
void
imw_abi_reader_init (ImwAbiReader *self,
                     const guint8 *data,
                     gsize         length)
{
  g_return_if_fail (self != NULL && (data != NULL || length == 0));

  self->data = data;
  self->length = length;
  self->position = 0;
  self->failed = FALSE;
}

/**
 * imw_abi_reader_ok:
 * @self: a reader
 *
 * Returns: whether all reads have succeeded so far
 */
gboolean
imw_abi_reader_ok (const ImwAbiReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->failed;
}

/**
 * imw_abi_reader_get_left:
 * @self: a reader
 *
 * Returns: how many bytes are behind the words that were read
 */
gsize
imw_abi_reader_get_left (const ImwAbiReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length - self->position;
}

/**
 * imw_abi_reader_word:
 * @self: a reader
 * @word: (out caller-allocates) (array fixed-size=32): zeros on failure
 *
 * Returns: whether there was another word
 */
gboolean
imw_abi_reader_word (ImwAbiReader *self,
                     guint8        word[32])
{
  g_return_val_if_fail (self != NULL && word != NULL, FALSE);

  memset (word, 0, WORD);
  if (self->failed || self->length - self->position < WORD)
    {
      self->failed = TRUE;
      return FALSE;
    }

  memcpy (word, self->data + self->position, WORD);
  self->position += WORD;

  return TRUE;
}

static gboolean
all_zero (const guint8 *data,
          gsize         length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_abi_reader_address:
 * @self: a reader
 * @address: (out caller-allocates): zeros on failure
 *
 * Returns: whether the next word was an address
 */
gboolean
imw_abi_reader_address (ImwAbiReader       *self,
                        ImwEthereumAddress *address)
{
  guint8 word[WORD];

  g_return_val_if_fail (self != NULL && address != NULL, FALSE);

  memset (address->bytes, 0, sizeof address->bytes);
  if (!imw_abi_reader_word (self, word))
    return FALSE;
  if (!all_zero (word, WORD - sizeof address->bytes))
    {
      self->failed = TRUE;
      return FALSE;
    }

  memcpy (address->bytes, word + WORD - sizeof address->bytes, sizeof address->bytes);

  return TRUE;
}

/**
 * imw_abi_reader_amount:
 * @self: a reader
 * @asset: what is counted
 *
 * Returns: (transfer full) (nullable): the next word as a number; %NULL on failure
 */
ImwAmount *
imw_abi_reader_amount (ImwAbiReader *self,
                       ImwAsset     *asset)
{
  guint8 word[WORD];

  g_return_val_if_fail (self != NULL && asset != NULL, NULL);

  return imw_abi_reader_word (self, word) ? imw_amount_new_from_bytes (asset, word, WORD, NULL)
                                          : NULL;
}

/**
 * imw_abi_reader_u64:
 * @self: a reader
 *
 * Returns: the next word as a number of 64 bits; 0 on failure
 */
guint64
imw_abi_reader_u64 (ImwAbiReader *self)
{
  guint8    word[WORD];
  ImwReader reader;

  g_return_val_if_fail (self != NULL, 0);

  if (!imw_abi_reader_word (self, word))
    return 0;
  if (!all_zero (word, WORD - 8))
    {
      self->failed = TRUE;
      return 0;
    }

  imw_reader_init (&reader, word + WORD - 8, 8);

  return imw_reader_u64_be (&reader);
}

/**
 * imw_abi_reader_bool:
 * @self: a reader
 *
 * Returns: the next word, which must be 0 or 1; %FALSE on failure
 */
gboolean
imw_abi_reader_bool (ImwAbiReader *self)
{
  guint64 value = imw_abi_reader_u64 (self);

  if (value > 1)
    self->failed = TRUE;

  return value == 1;
}

/**
 * imw_abi_reader_bytes:
 * @self: a reader
 *
 * Follows the offset in the next word.
 *
 * Returns: (transfer full) (nullable): the bytes there; %NULL on failure
 */
GBytes *
imw_abi_reader_bytes (ImwAbiReader *self)
{
  guint64 offset = imw_abi_reader_u64 (self);
  guint64 length;
  gsize   padded;
  gsize   start;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->failed || self->length < WORD || offset > self->length - WORD)
    {
      self->failed = TRUE;
      return NULL;
    }

  start = (gsize) offset + WORD;
  {
    ImwAbiReader inner;

    imw_abi_reader_init (&inner, self->data + offset, self->length - (gsize) offset);
    length = imw_abi_reader_u64 (&inner);
    self->failed = inner.failed || length > self->length - start;
  }
  if (self->failed)
    return NULL;

  /* what fills the last word must be there, and zero */
  padded = (((gsize) length + WORD - 1) / WORD) * WORD;
  if (padded > self->length - start ||
      !all_zero (self->data + start + length, padded - (gsize) length))
    {
      self->failed = TRUE;
      return NULL;
    }

  return g_bytes_new (self->data + start, (gsize) length);
}

/**
 * imw_abi_reader_finish:
 * @self: a reader
 * @what: what was read, for the message
 * @error: return location
 *
 * Returns: whether all reads have succeeded. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_abi_reader_finish (const ImwAbiReader *self,
                       const char         *what,
                       GError            **error)
{
  g_return_val_if_fail (self != NULL && what != NULL, FALSE);

  if (!self->failed)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: malformed", what);

  return FALSE;
}

/* 32 bytes with zeros at the end, as tokens from before strings were usual answer. */
static GBytes *
read_short_text (const guint8 *data,
                 gsize         length)
{
  gsize used = 0;

  while (used < length && data[used] != 0)
    used++;

  return all_zero (data + used, length - used) ? g_bytes_new (data, used) : NULL;
}

/**
 * imw_erc20_read_text:
 * @data: (array length=length) (nullable): what symbol() or name() gave; %NULL only with 0
 * @length: how many bytes
 * @error: return location
 *
 * Returns: (transfer full): the text, made harmless for display. On %NULL @error is
 *   %IMW_ERROR_BAD_REPLY.
 */
char *
imw_erc20_read_text (const guint8 *data,
                     gsize         length,
                     GError      **error)
{
  ImwAbiReader     reader;
  gsize            n_bytes = 0;
  const char      *text = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  imw_abi_reader_init (&reader, data, length);
  bytes = length == WORD ? read_short_text (data, length) : imw_abi_reader_bytes (&reader);
  if (bytes != NULL)
    text = g_bytes_get_data (bytes, &n_bytes);
  if (bytes == NULL || memchr (text != NULL ? text : "", '\0', n_bytes) != NULL ||
      !g_utf8_validate (text != NULL ? text : "", (gssize) n_bytes, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "text of a token: malformed");
      return NULL;
    }

  copy = g_strndup (text != NULL ? text : "", n_bytes);

  return imw_text_sanitize (copy, MAX_TEXT_CHARS);
}
