/* imw-address-alike.c: addresses that are made to be taken for one another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-address-alike"

#include "config.h"

#include "imw-address-alike.h"

#include <string.h>

#define END_LENGTH 4

/* Where the part begins that differs from one address to the other: after "0x"; after the separator
 * of bech32 and the version behind it ("bc1q"); after the version of base58 ("1", "3"). */
static const char *
find_body (const char *address)
{
  const char *separator = NULL;

  if (g_str_has_prefix (address, "0x"))
    return address + 2;

  separator = strrchr (address, '1');
  if (separator != NULL && separator - address >= 2 && separator - address <= 6 &&
      separator[1] != '\0')
    return separator + 2;

  return *address != '\0' ? address + 1 : address;
}

/**
 * imw_address_alike:
 * @a: an address
 * @b: an address
 *
 * Letters count the same in both cases: where they mean something they are a checksum, which nobody
 * compares by eye.
 *
 * Returns: whether the two differ, but begin and end with the same four characters
 */
gboolean
imw_address_alike (const char *a, const char *b)
{
  const char *body_a = NULL;
  const char *body_b = NULL;
  gsize       length_a = 0;
  gsize       length_b = 0;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (g_ascii_strcasecmp (a, b) == 0)
    return FALSE;

  body_a = find_body (a);
  body_b = find_body (b);
  length_a = strlen (body_a);
  length_b = strlen (body_b);

  if (length_a < 4 * END_LENGTH || length_b < 4 * END_LENGTH || body_a - a != body_b - b ||
      g_ascii_strncasecmp (a, b, (gsize) (body_a - a)) != 0)
    return FALSE;

  return g_ascii_strncasecmp (body_a, body_b, END_LENGTH) == 0 &&
         g_ascii_strcasecmp (body_a + length_a - END_LENGTH, body_b + length_b - END_LENGTH) == 0;
}
