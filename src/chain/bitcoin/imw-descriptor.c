/* imw-descriptor.c: the checksum of output descriptors (BIP380)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-descriptor"

#include "config.h"

#include "imw-bitcoin-account.h"

#include "imw-error.h"

#include <string.h>

#define CHECKSUM_CHARS 8
#define MAX_CHARS      100000

/* The characters a descriptor may have; the order makes groups of 32. */
static const char input_charset[] =
    "0123456789()[],'/*abcdefgh@:$%{}"
    "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~"
    "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ ";
static const char checksum_charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/* One step of the BCH code over groups of 5 bits, 40 bits of state. */
static guint64
step (guint64 state,
      guint8  value)
{
  static const guint64 generators[5] = {
    G_GUINT64_CONSTANT (0xf5dee51989),
    G_GUINT64_CONSTANT (0xa9fdca3312),
    G_GUINT64_CONSTANT (0x1bab10e32d),
    G_GUINT64_CONSTANT (0x3706b1677a),
    G_GUINT64_CONSTANT (0x644d626ffd),
  };
  guint8 top = (guint8) (state >> 35);

  state = ((state & G_GUINT64_CONSTANT (0x7ffffffff)) << 5) ^ value;
  for (guint i = 0; i < G_N_ELEMENTS (generators); i++)
    {
      if (((top >> i) & 1) != 0)
        state ^= generators[i];
    }

  return state;
}

static gboolean
checksum_of (const char *text,
             gsize       length,
             char        out[9])
{
  guint64 state = 1;
  guint8  group = 0;
  guint   n_groups = 0;

  for (gsize i = 0; i < length; i++)
    {
      const char *found = strchr (input_charset, text[i]);
      guint8      position;

      if (found == NULL)
        return FALSE;

      position = (guint8) (found - input_charset);
      state = step (state, position & 31);
      group = (guint8) (group * 3 + (position >> 5));
      if (++n_groups == 3)
        {
          state = step (state, group);
          group = 0;
          n_groups = 0;
        }
    }
  if (n_groups > 0)
    state = step (state, group);
  for (guint i = 0; i < CHECKSUM_CHARS; i++)
    state = step (state, 0);
  state ^= 1;

  for (guint i = 0; i < CHECKSUM_CHARS; i++)
    out[i] = checksum_charset[(state >> (5 * (7 - i))) & 31];
  out[CHECKSUM_CHARS] = '\0';

  return TRUE;
}

/**
 * imw_descriptor_checksum:
 * @text: a descriptor without checksum
 * @out: (out) (array fixed-size=9): eight characters and NUL
 *
 * Returns: %FALSE when @text has a character that no descriptor may have
 */
gboolean
imw_descriptor_checksum (const char *text,
                         char        out[9])
{
  g_return_val_if_fail (text != NULL && out != NULL, FALSE);

  return checksum_of (text, strlen (text), out);
}

/**
 * imw_descriptor_verify:
 * @text: a descriptor with its checksum
 * @error: return location
 *
 * Checks the characters and the checksum, not what the descriptor says.
 *
 * Returns: %TRUE if the checksum is there and right. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_descriptor_verify (const char *text,
                       GError    **error)
{
  gsize       length;
  const char *mark;
  char        checksum[9];

  g_return_val_if_fail (text != NULL, FALSE);

  length = strnlen (text, MAX_CHARS + 1);
  mark = strchr (text, '#');
  if (length > MAX_CHARS || mark == NULL || length - (gsize) (mark - text) != CHECKSUM_CHARS + 1)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "descriptor: no checksum of eight characters");
      return FALSE;
    }

  if (!checksum_of (text, (gsize) (mark - text), checksum) || strcmp (checksum, mark + 1) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "descriptor: mistyped");
      return FALSE;
    }

  return TRUE;
}
