/* imw-resemble.c: tokens that imitate others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-resemble"

#include "config.h"

#include "imw-resemble.h"

#include <string.h>

/* Shorter symbols are part of many honest ones ("DAI" of "DAILY"). */
#define MIN_PART_BYTES 4
#define MAX_CHARS      200

/* Letters of other scripts, and signs, that look like those on the right (a choice out of Unicode
 * UTS #39, confusables). What compatibility decomposition brings together is not listed. */
static const struct
{
  gunichar    from;
  const char *to;
} confusables[] = {
  { 0x0430, "a" },
  { 0x0432, "b" },
  { 0x0435, "e" },
  { 0x0438, "u" },
  { 0x043a, "k" },
  { 0x043c, "m" },
  { 0x043d, "h" },
  { 0x043e, "o" },
  { 0x0440, "p" },
  { 0x0441, "c" },
  { 0x0442, "t" },
  { 0x0443, "y" },
  { 0x0445, "x" },
  { 0x0455, "s" },
  { 0x0456, "i" },
  { 0x0458, "j" },
  { 0x0501, "d" },
  { 0x051b, "q" },
  { 0x051d, "w" },
  { 0x04bb, "h" },
  { 0x03b1, "a" },
  { 0x03b2, "b" },
  { 0x03b5, "e" },
  { 0x03b9, "i" },
  { 0x03ba, "k" },
  { 0x03bd, "v" },
  { 0x03bf, "o" },
  { 0x03c1, "p" },
  { 0x03c4, "t" },
  { 0x03c5, "u" },
  { 0x03c7, "x" },
  { 0x03b7, "n" },
  { 0x03bc, "m" },
  { 0x03b6, "z" },
  { 0x0585, "o" },
  { 0x057d, "u" },
  { 0x0561, "w" },
  { 0x0578, "n" },
  { 0x0566, "q" },
  { 0x0570, "h" },
  { 0x054f, "s" },
  { 0x0131, "i" },
  { 0x0261, "g" },
  { 0x026a, "i" },
  { 0x1d1c, "u" },
  { 0x1d04, "c" },
  { 0x1d05, "d" },
  { 0x1d07, "e" },
  { 0x1d1b, "t" },
  { 0xa731, "s" },
  { 0x20ae, "t" },
  { 0x2c6b, "h" },
  { 0x0111, "d" },
  { 0x0167, "t" },
  { 0x0275, "o" },
  { 0x00f8, "o" },
  { 0x20bf, "b" },
  { 0x20ab, "d" },
  { 0x20b5, "c" },
  { 0x20b4, "s" },
  { '0', "o" },
  { '1', "i" },
  { 'l', "i" },
  { '5', "s" },
  { '$', "s" },
  { '|', "i" },
  { '@', "a" },
  { '3', "e" },
};

static const char *
find_confusable (gunichar character)
{
  for (guint i = 0; i < G_N_ELEMENTS (confusables); i++)
    {
      if (confusables[i].from == character)
        return confusables[i].to;
    }

  return NULL;
}

/**
 * imw_resemble_fold:
 * @text: a symbol or name, valid UTF-8
 *
 * Brings texts together that a reader could take for each other: case, accents, wide and other forms
 * of letters are dropped, letters of other scripts become those they look like, and everything that
 * is neither letter nor digit goes away.
 *
 * Returns: (transfer full): what is left; may be empty
 */
char *
imw_resemble_fold (const char *text)
{
  GString         *folded = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *forms = NULL;
  g_autofree char *normal = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  forms = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  lower = g_utf8_casefold (forms != NULL ? forms : "", -1);
  normal = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL);
  folded = g_string_new (NULL);
  for (const char *at = normal; *at != '\0' && folded->len < MAX_CHARS; at = g_utf8_next_char (at))
    {
      gunichar    character = g_utf8_get_char (at);
      const char *instead = find_confusable (character);

      if (instead != NULL)
        g_string_append (folded, instead);
      else if (g_unichar_isalnum (character))
        g_string_append_unichar (folded, character);
    }

  return g_string_free (folded, FALSE);
}

static gboolean
imitates (const char *folded,
          const char *genuine,
          gboolean    part_is_enough)
{
  g_autofree char *other = imw_resemble_fold (genuine);

  if (folded[0] == '\0')
    return FALSE;

  return strcmp (folded, other) == 0 || (part_is_enough && strlen (other) >= MIN_PART_BYTES &&
                                         strstr (folded, other) != NULL);
}

/**
 * imw_resemble_imitates:
 * @asset: an asset that is not in the list
 * @genuine: one that is
 * @part_is_enough: whether it counts when @genuine is a part of what @asset calls itself
 *
 * Returns: whether a reader could take @asset for @genuine by symbol or name
 */
gboolean
imw_resemble_imitates (ImwAsset *asset, ImwAsset *genuine, gboolean part_is_enough)
{
  g_autofree char *symbol = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (asset != NULL && genuine != NULL, FALSE);

  symbol = imw_resemble_fold (imw_asset_get_symbol (asset));
  name = imw_resemble_fold (imw_asset_get_name (asset));

  return imitates (symbol, imw_asset_get_symbol (genuine), part_is_enough) ||
         imitates (name, imw_asset_get_name (genuine), part_is_enough) ||
         imitates (name, imw_asset_get_symbol (genuine), part_is_enough);
}
