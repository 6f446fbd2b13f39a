/* imw-practice-number.c: numbers of 256 bits as Ethereum writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-number"

#include "config.h"

#include "imw-practice-number.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define WORD_BYTES 32

/**
 * imw_practice_number_get_asset:
 *
 * Returns: (transfer none): the asset whose base units all numbers count
 */
ImwAsset *
imw_practice_number_get_asset (void)
{
  static gsize     once = 0;
  static ImwAsset *asset = NULL;

  if (g_once_init_enter (&once))
    {
      asset = imw_asset_new ("practice-number", "", "", 0);
      g_once_init_leave (&once, 1);
    }

  return asset;
}

static ImwAmount *
get_largest (void)
{
  guint8 word[WORD_BYTES];

  memset (word, 0xff, sizeof word);

  return imw_practice_number_from_word (word);
}

/**
 * imw_practice_number_new:
 * @value: a number
 *
 * Returns: (transfer full): @value
 */
ImwAmount *
imw_practice_number_new (guint64 value)
{
  return imw_amount_new_u64 (imw_practice_number_get_asset (), value);
}

/**
 * imw_practice_number_from_text:
 * @text: (nullable): decimal digits
 * @error: return location
 *
 * Returns: (transfer full): the number, 0 for no text. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
ImwAmount *
imw_practice_number_from_text (const char *text, GError **error)
{
  g_autoptr (ImwAmount) number = NULL;

  if (text == NULL)
    return imw_practice_number_new (0);

  number = imw_amount_new_from_base_text (imw_practice_number_get_asset (), text, error);
  if (number == NULL)
    return NULL;

  if (imw_amount_sign (number) < 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a number is negative");
      return NULL;
    }

  return g_steal_pointer (&number);
}

/**
 * imw_practice_number_from_hex:
 * @text: "0x" and hexadecimal digits without leading zeros
 * @error: return location
 *
 * Reads a quantity as Ethereum's JSON-RPC writes it.
 *
 * Returns: (transfer full): the number. On %NULL @error is %IMW_ERROR_BAD_INPUT, with the words of a node.
 */
ImwAmount *
imw_practice_number_from_hex (const char *text, GError **error)
{
  char        digits[2 * WORD_BYTES + 1];
  guint8      word[WORD_BYTES];
  const char *problem = NULL;
  gsize       length;

  if (!g_str_has_prefix (text, "0x") && !g_str_has_prefix (text, "0X"))
    problem = "hex string without 0x prefix";
  else if (text[2] == '\0')
    problem = "hex string \"0x\"";
  else if (text[2] == '0' && text[3] != '\0')
    problem = "hex number with leading zero digits";
  else if (strlen (text + 2) > 2 * WORD_BYTES)
    problem = "hex number > 256 bits";

  if (problem == NULL)
    {
      length = strlen (text + 2);
      memset (digits, '0', sizeof digits - 1);
      memcpy (digits + 2 * WORD_BYTES - length, text + 2, length);
      digits[2 * WORD_BYTES] = '\0';
      if (!imw_hex_decode_fixed (digits, word, sizeof word, NULL))
        problem = "invalid hex string";
    }

  if (problem != NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, problem);
      return NULL;
    }

  return imw_practice_number_from_word (word);
}

/**
 * imw_practice_number_from_word:
 * @word: (array fixed-size=32): big endian
 *
 * Returns: (transfer full): the number
 */
ImwAmount *
imw_practice_number_from_word (const guint8 word[32])
{
  ImwAbiReader reader;

  imw_abi_reader_init (&reader, word, WORD_BYTES);

  return imw_abi_reader_amount (&reader, imw_practice_number_get_asset ());
}

/**
 * imw_practice_number_to_word:
 * @self: a number
 * @word: (out caller-allocates) (array fixed-size=32): big endian
 */
void
imw_practice_number_to_word (ImwAmount *self, guint8 word[32])
{
  ImwAbiWriter *writer = imw_abi_writer_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  imw_abi_writer_amount (writer, self);
  bytes = imw_abi_writer_free_to_bytes (writer);
  memcpy (word, g_bytes_get_data (bytes, NULL), WORD_BYTES);
}

/**
 * imw_practice_number_to_hex:
 * @self: a number
 *
 * Returns: (transfer full): "0x" and hexadecimal digits without leading zeros
 */
char *
imw_practice_number_to_hex (ImwAmount *self)
{
  g_autofree char *hex = NULL;
  guint8           word[WORD_BYTES];
  const char      *digits;

  imw_practice_number_to_word (self, word);
  hex = imw_hex_encode (word, sizeof word);
  for (digits = hex; digits[0] == '0' && digits[1] != '\0';)
    digits++;

  return g_strconcat ("0x", digits, NULL);
}

/**
 * imw_practice_number_add:
 * @a: a number
 * @b: a number
 *
 * Returns: (transfer full): the sum, 2^256 - 1 when it would be more
 */
ImwAmount *
imw_practice_number_add (ImwAmount *a, ImwAmount *b)
{
  ImwAmount *sum = imw_amount_add (a, b, NULL);

  return sum != NULL ? sum : get_largest ();
}

/**
 * imw_practice_number_subtract:
 * @a: a number
 * @b: a number, not above @a
 *
 * Returns: (transfer full): the difference
 */
ImwAmount *
imw_practice_number_subtract (ImwAmount *a, ImwAmount *b)
{
  ImwAmount *difference = imw_amount_subtract (a, b, NULL);

  g_assert (difference != NULL && imw_amount_sign (difference) >= 0);

  return difference;
}

/**
 * imw_practice_number_multiply:
 * @a: a number
 * @numerator: times this
 * @denominator: divided by this, not 0
 *
 * Returns: (transfer full): the product, rounded down; 2^256 - 1 when it would be more
 */
ImwAmount *
imw_practice_number_multiply (ImwAmount *a, guint64 numerator, guint64 denominator)
{
  ImwAmount *product = imw_amount_multiply_ratio (a, numerator, denominator, IMW_ROUND_DOWN, NULL);

  return product != NULL ? product : get_largest ();
}
