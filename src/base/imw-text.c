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

/* Beyond what is harmful: what has no picture that people agree on, or an empty one. Line breaks and tabs are part of
 * a text of several lines. */
static gboolean
needs_escape (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (c == '\n' || c == '\t')
    return FALSE;

  return is_harmful (c) || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED ||
         c == 0x2800;
}

static gboolean
is_readable (const char *text, gsize length)
{
  if (!g_utf8_validate_len (text, length, NULL))
    return FALSE;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      if (needs_escape (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_text_escape:
 * @data: (array length=length) (nullable): bytes from outside; %NULL only with 0
 * @length: how many
 * @escaped: (out): whether something had to be escaped
 *
 * For texts that have to be read as they are, in several lines. When there is anything in it that can't be seen or
 * changes what is seen, that is written as "\u{202e}", a wrong byte as "\x9f" and a backslash as "\\"; else the text
 * stays as it is.
 *
 * Returns: (transfer full): plain text
 */
char *
imw_text_escape (const guint8 *data,
                 gsize         length,
                 gboolean     *escaped)
{
  const char *text = (const char *) data;
  GString    *result;
  gsize       i = 0;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (escaped != NULL, NULL);

  *escaped = length > 0 && !is_readable (text, length);
  if (!*escaped)
    return g_strndup (length > 0 ? text : "", length);

  result = g_string_new (NULL);
  while (i < length)
    {
      gunichar c = g_utf8_get_char_validated (text + i, (gssize) (length - i));

      if (data[i] == 0)
        c = 0;
      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (result, "\\x%02x", data[i]);
          i++;
          continue;
        }
      if (needs_escape (c))
        g_string_append_printf (result, "\\u{%x}", c);
      else if (c == '\\')
        g_string_append (result, "\\\\");
      else
        g_string_append_unichar (result, c);
      i += c == 0 ? 1 : (gsize) g_unichar_to_utf8 (c, NULL);
    }

  return g_string_free (result, FALSE);
}
