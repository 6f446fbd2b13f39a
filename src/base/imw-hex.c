/* imw-hex.c: hexadecimal text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-hex"

#include "config.h"

#include "imw-hex.h"
#include "imw-error.h"

#include <string.h>

static gboolean
decode_into (const char *text,
             guint8     *target,
             gsize       length,
             GError    **error)
{
  for (gsize i = 0; i < length; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = high < 0 ? -1 : g_ascii_xdigit_value (text[2 * i + 1]);

      if (low < 0)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a hexadecimal digit");
          return FALSE;
        }
      target[i] = (guint8) (high << 4 | low);
    }

  return TRUE;
}

/**
 * imw_hex_encode:
 * @data: (array length=length) (nullable): public bytes; %NULL only with 0
 * @length: how many
 *
 * Returns: (transfer full): two lower-case digits a byte
 */
char *
imw_hex_encode (const guint8 *data,
                gsize         length)
{
  static const char digits[] = "0123456789abcdef";
  char             *text;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  text = g_malloc (2 * length + 1);
  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = digits[data[i] >> 4];
      text[2 * i + 1] = digits[data[i] & 15];
    }
  text[2 * length] = '\0';

  return text;
}

/**
 * imw_hex_encode_bytes:
 * @bytes: public bytes
 *
 * Returns: (transfer full): two lower-case digits a byte
 */
char *
imw_hex_encode_bytes (GBytes *bytes)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return imw_hex_encode (data, length);
}

/**
 * imw_hex_decode:
 * @text: digits of either case, an even number of them, nothing else
 * @error: return location
 *
 * Returns: (nullable) (transfer full): the bytes; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
GBytes *
imw_hex_decode (const char *text,
                GError    **error)
{
  g_autofree guint8 *bytes = NULL;
  gsize              length;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  if (length % 2 != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "Odd number of hexadecimal digits");
      return NULL;
    }

  length /= 2;
  bytes = g_malloc (length + 1);
  if (!decode_into (text, bytes, length, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

/**
 * imw_hex_decode_fixed:
 * @text: exactly twice @length digits
 * @target: (out caller-allocates) (array length=length): unspecified on %FALSE
 * @length: how many bytes are wanted
 * @error: return location
 *
 * Returns: whether @text was that; on %FALSE @error is %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_hex_decode_fixed (const char *text,
                      guint8     *target,
                      gsize       length,
                      GError    **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (target != NULL || length == 0, FALSE);

  if (strlen (text) != 2 * length)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                   "Expected %" G_GSIZE_FORMAT " hexadecimal digits", 2 * length);
      return FALSE;
    }

  return decode_into (text, target, length, error);
}
