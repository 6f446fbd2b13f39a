/* imw-base32.c: RFC 4648 base32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-base32"

#include "config.h"

#include "imw-base32.h"
#include "imw-error.h"

#include <string.h>

static int
digit_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= '2' && c <= '7')
    return c - '2' + 26;

  return -1;
}

/* Digits before the padding, or -1 when padding or length cannot come from an encoder. */
static gssize
count_digits (const char *text)
{
  gsize length = strlen (text);
  gsize n_digits = strcspn (text, "=");
  gsize rest = n_digits % 8;

  if (rest == 1 || rest == 3 || rest == 6)
    return -1;
  if (n_digits == length)
    return (gssize) n_digits;
  if (rest == 0 || length != n_digits + 8 - rest || strspn (text + n_digits, "=") != 8 - rest)
    return -1;

  return (gssize) n_digits;
}

/**
 * imw_base32_encode:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @padding: whether "=" fills up the last group of eight
 *
 * Returns: (transfer full): the text, upper case
 */
char *
imw_base32_encode (const guint8 *data,
                   gsize         length,
                   gboolean      padding)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  g_autoptr (GString) text = NULL;
  guint32 bits = 0;
  guint   n_bits = 0;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  text = g_string_sized_new (length / 5 * 8 + 8);
  for (gsize i = 0; i < length; i++)
    {
      bits = (bits << 8 | data[i]) & 0xfff;
      n_bits += 8;
      while (n_bits >= 5)
        {
          n_bits -= 5;
          g_string_append_c (text, digits[(bits >> n_bits) & 31]);
        }
    }
  if (n_bits > 0)
    g_string_append_c (text, digits[(bits << (5 - n_bits)) & 31]);
  while (padding && text->len % 8 != 0)
    g_string_append_c (text, '=');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * imw_base32_decode:
 * @text: upper-case text, either fully padded or not padded at all
 * @error: return location
 *
 * Only what an encoder can have made is taken: the bits left over are zero.
 *
 * Returns: (nullable) (transfer full): the bytes; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
GBytes *
imw_base32_decode (const char *text,
                   GError    **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  guint32 bits = 0;
  guint   n_bits = 0;
  gssize  n_digits;

  g_return_val_if_fail (text != NULL, NULL);

  n_digits = count_digits (text);
  if (n_digits < 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "Base32 text of impossible length");
      return NULL;
    }

  bytes = g_byte_array_new ();
  for (gssize i = 0; i < n_digits; i++)
    {
      int value = digit_value (text[i]);

      if (value < 0)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a base32 digit");
          return NULL;
        }
      bits = (bits << 5 | (guint32) value) & 0xfff;
      n_bits += 5;
      if (n_bits >= 8)
        {
          guint8 byte = (guint8) (bits >> (n_bits - 8));

          n_bits -= 8;
          g_byte_array_append (bytes, &byte, 1);
        }
    }
  if ((bits & ((1u << n_bits) - 1)) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Base32 text is not canonical");
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
