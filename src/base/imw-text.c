/* imw-text.c: text from outside, for people to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-text"

#include "config.h"

#include "imw-text.h"

#include <string.h>

/* Characters that cannot be seen, or that change what the others look like: controls, the format
 * characters (bidi marks, overrides and isolates, zero-width, soft hyphen, tags), line separators,
 * and letters that Unicode says are drawn as nothing. */
static gboolean
is_harmful (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE ||
      type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
    return TRUE;
  if (c >= 0xe0000 && c <= 0xe0fff)
    return TRUE;

  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x180e || c == 0x3164 || c == 0xffa0 ||
         (c >= 0x2065 && c <= 0x206f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static gboolean
is_break (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' || c == 0x85 ||
         c == 0x2028 || c == 0x2029;
}

/**
 * imw_text_is_printable:
 * @text: text from outside
 * @max_length: how many bytes are allowed
 *
 * Returns: whether @text is valid UTF-8 of one line without control, bidi or zero-width characters,
 *   and not longer than allowed
 */
gboolean
imw_text_is_printable (const char *text,
                       gsize       max_length)
{
  gsize length;

  g_return_val_if_fail (text != NULL, FALSE);

  length = strnlen (text, max_length < G_MAXSSIZE ? max_length + 1 : max_length);
  if (length > max_length || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (is_harmful (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_text_sanitize:
 * @text: text from outside, perhaps not even UTF-8
 * @max_chars: how many characters are allowed, at least 1
 *
 * Line breaks and tabs become one space; other control, bidi and zero-width characters go; wrong
 * bytes become U+FFFD; what is too long ends in "…", which counts.
 *
 * Returns: (transfer full): plain text of one line
 */
char *
imw_text_sanitize (const char *text,
                   gsize       max_chars)
{
  g_autofree char *valid = NULL;
  GString         *result;
  gsize            n_chars = 0;
  gsize            before_last = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_chars > 0, NULL);

  valid = g_utf8_make_valid (text, -1);
  result = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_break (c))
        {
          if (result->len == 0 || result->str[result->len - 1] == ' ')
            continue;
          c = ' ';
        }
      else if (is_harmful (c))
        {
          continue;
        }
      if (n_chars == max_chars)
        {
          g_string_truncate (result, before_last);
          g_string_append (result, "…");
          break;
        }
      before_last = result->len;
      g_string_append_unichar (result, c);
      n_chars++;
    }

  return g_string_free (result, FALSE);
}
