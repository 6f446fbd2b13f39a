/* imw-base58.c: Base58 (Bitcoin alphabet), without checksum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-base58"

#include "config.h"

#include "imw-base58.h"
#include "imw-error.h"

#include <string.h>

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/* number = number * base + carry; digits are of base @target_base, the least significant first. */
static void
multiply_add (GByteArray *digits,
              guint       base,
              guint       carry,
              guint       target_base)
{
  for (guint i = 0; i < digits->len; i++)
    {
      carry += digits->data[i] * base;
      digits->data[i] = (guint8) (carry % target_base);
      carry /= target_base;
    }
  while (carry > 0)
    {
      guint8 digit = (guint8) (carry % target_base);

      g_byte_array_append (digits, &digit, 1);
      carry /= target_base;
    }
}

/**
 * imw_base58_encode:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many; the time taken grows with its square, so keep it to keys and addresses
 *
 * Returns: (transfer full): the text
 */
char *
imw_base58_encode (const guint8 *data,
                   gsize         length)
{
  g_autoptr (GByteArray) digits = NULL;
  char *text;
  gsize n_zeros = 0;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  while (n_zeros < length && data[n_zeros] == 0)
    n_zeros++;

  digits = g_byte_array_new ();
  for (gsize i = n_zeros; i < length; i++)
    multiply_add (digits, 256, data[i], 58);

  text = g_malloc (n_zeros + digits->len + 1);
  memset (text, alphabet[0], n_zeros);
  for (gsize i = 0; i < digits->len; i++)
    text[n_zeros + i] = alphabet[digits->data[digits->len - 1 - i]];
  text[n_zeros + digits->len] = '\0';

  return text;
}

/**
 * imw_base58_decode:
 * @text: the text
 * @max_length: how many bytes may come out; longer text is refused before any work is done
 * @error: return location
 *
 * Returns: (nullable) (transfer full): the bytes; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
GBytes *
imw_base58_decode (const char *text,
                   gsize       max_length,
                   GError    **error)
{
  g_autoptr (GByteArray) digits = NULL;
  guint8 *bytes;
  gsize   text_length;
  gsize   n_zeros = 0;
  gsize   length;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_length <= G_MAXUINT16, NULL);

  /* A byte needs at most 1.366 digits. */
  text_length = strlen (text);
  if (text_length > max_length * 137 / 100 + 1)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Base58 text is too long");
      return NULL;
    }

  while (text[n_zeros] == alphabet[0])
    n_zeros++;

  digits = g_byte_array_new ();
  for (gsize i = n_zeros; i < text_length; i++)
    {
      const char *found = strchr (alphabet, text[i]);

      if (found == NULL)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a Base58 digit");
          return NULL;
        }
      multiply_add (digits, 58, (guint) (found - alphabet), 256);
    }

  length = n_zeros + digits->len;
  if (length > max_length)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Base58 text is too long");
      return NULL;
    }

  bytes = g_malloc0 (length + 1);
  for (gsize i = 0; i < digits->len; i++)
    bytes[n_zeros + i] = digits->data[digits->len - 1 - i];

  return g_bytes_new_take (bytes, length);
}
