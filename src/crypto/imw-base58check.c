/* imw-base58check.c: Base58 with the double SHA-256 checksum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-base58check"

#include "config.h"

#include "imw-base58check.h"
#include "imw-hash.h"
#include "imw-base58.h"
#include "imw-error.h"

#include <string.h>

#define CHECKSUM_SIZE 4

/**
 * imw_base58check_encode:
 * @data: (array length=length): version byte(s) and payload; public, since heap copies stay behind
 * @length: how many bytes
 *
 * Returns: (transfer full): the text
 */
char *
imw_base58check_encode (const guint8 *data,
                        gsize         length)
{
  g_autoptr (GByteArray) bytes = NULL;
  guint8 hash[32];

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (length <= G_MAXUINT16, NULL);

  imw_sha256d (data, length, hash);
  bytes = g_byte_array_new ();
  g_byte_array_append (bytes, data, (guint) length);
  g_byte_array_append (bytes, hash, CHECKSUM_SIZE);

  return imw_base58_encode (bytes->data, bytes->len);
}

/**
 * imw_base58check_decode:
 * @text: the text
 * @max_length: how many bytes may come out, checksum not counted
 * @error: return location
 *
 * Returns: (nullable) (transfer full): version byte(s) and payload; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT
 */
GBytes *
imw_base58check_decode (const char *text,
                        gsize       max_length,
                        GError    **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  guint8        hash[32];
  gsize         length;

  g_return_val_if_fail (text != NULL, NULL);

  bytes = imw_base58_decode (text, max_length + CHECKSUM_SIZE, error);
  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &length);
  if (length < CHECKSUM_SIZE)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Base58 text without a checksum");
      return NULL;
    }
  length -= CHECKSUM_SIZE;
  imw_sha256d (data, length, hash);
  if (memcmp (hash, &data[length], CHECKSUM_SIZE) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Base58 checksum does not fit");
      return NULL;
    }

  return g_bytes_new_from_bytes (bytes, 0, length);
}
