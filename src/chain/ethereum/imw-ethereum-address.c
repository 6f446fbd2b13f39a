/* imw-ethereum-address.c: addresses of EVM networks (EIP-55)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-address"

#include "config.h"

#include "imw-ethereum-address.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define N_DIGITS (2 * IMW_ETHEREUM_ADDRESS_SIZE)

/* EIP-55: a letter is upper case where the hash of the lower-case digits has a digit of 8 or more. */
static void
apply_checksum (char *digits)
{
  guint8 hash[32];

  imw_keccak256 ((const guint8 *) digits, N_DIGITS, hash);
  for (guint i = 0; i < N_DIGITS; i++)
    {
      guint half = (guint) hash[i / 2] >> (i % 2 == 0 ? 4 : 0);

      if ((half & 8) != 0)
        digits[i] = g_ascii_toupper (digits[i]);
    }
}

/**
 * imw_ethereum_address_parse:
 * @text: "0x" and 40 digits
 * @address: (out): set on %TRUE only
 * @error: return location
 *
 * Reads an address. When its letters are of both cases, they are a checksum by EIP-55, which must be
 * right; all of one case carry none.
 *
 * Returns: whether it is one. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS.
 */
gboolean
imw_ethereum_address_parse (const char         *text,
                            ImwEthereumAddress *address,
                            GError            **error)
{
  ImwEthereumAddress found;
  gboolean           upper = FALSE;
  gboolean           lower = FALSE;
  g_autofree char   *right = NULL;

  g_return_val_if_fail (text != NULL && address != NULL, FALSE);

  if (text[0] != '0' || text[1] != 'x' || strnlen (text + 2, N_DIGITS + 1) != N_DIGITS ||
      !imw_hex_decode_fixed (text + 2, found.bytes, sizeof found.bytes, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS, "not 0x and 40 digits");
      return FALSE;
    }

  for (const char *at = text + 2; *at != '\0'; at++)
    {
      upper = upper || g_ascii_isupper (*at);
      lower = lower || g_ascii_islower (*at);
    }

  right = imw_ethereum_address_to_text (&found);
  if (upper && lower && strcmp (text, right) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "the checksum of the address is wrong");
      return FALSE;
    }

  *address = found;

  return TRUE;
}

/**
 * imw_ethereum_address_to_text:
 * @self: an address
 *
 * Returns: (transfer full): its text with the checksum of EIP-55
 */
char *
imw_ethereum_address_to_text (const ImwEthereumAddress *self)
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  digits = imw_hex_encode (self->bytes, sizeof self->bytes);
  apply_checksum (digits);

  return g_strconcat ("0x", digits, NULL);
}

/**
 * imw_ethereum_address_from_public_key:
 * @uncompressed: (array fixed-size=65): 4, x and y
 * @address: (out): the address
 *
 * The last 20 bytes of the Keccak-256 of x and y.
 */
void
imw_ethereum_address_from_public_key (const guint8        uncompressed[65],
                                      ImwEthereumAddress *address)
{
  guint8 hash[32];

  g_return_if_fail (uncompressed != NULL && address != NULL);

  imw_keccak256 (uncompressed + 1, 64, hash);
  memcpy (address->bytes, hash + 12, sizeof address->bytes);
}

/**
 * imw_ethereum_address_equal:
 * @a: an address
 * @b: an address
 *
 * Returns: whether they are the same
 */
gboolean
imw_ethereum_address_equal (const ImwEthereumAddress *a,
                            const ImwEthereumAddress *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return memcmp (a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/**
 * imw_ethereum_address_is_zero:
 * @self: an address
 *
 * Returns: whether it is the address of nobody, from which nothing ever comes back
 */
gboolean
imw_ethereum_address_is_zero (const ImwEthereumAddress *self)
{
  static const ImwEthereumAddress zero;

  return imw_ethereum_address_equal (self, &zero);
}
