/* imw-number.c: decimal text for people, both ways
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-number"

#include "config.h"

#include "imw-number.h"

#include <string.h>

#define MAX_CHARS 64

/**
 * ImwNumber:
 *
 * Reading what a person typed as an amount. One decimal mark; grouping only in correct threes; what
 * can be read two ways is never guessed.
 */

/* One kind of character after the other: digits, and marks as '.', ',' or ' ' (any space, "'"). */
static gboolean
normalise (const char *text, char out[MAX_CHARS + 1])
{
  gsize n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gint     digit = g_unichar_digit_value (c);
      char     mark;

      if (digit >= 0)
        mark = (char) ('0' + digit);
      else if (c == '.' || c == 0x3002 || c == 0xff0e || c == 0xff61)
        mark = '.';
      else if (c == ',' || c == 0xff0c || c == 0x3001)
        mark = ',';
      else if (g_unichar_isspace (c) || c == 0x202f || c == '\'' || c == 0x2019)
        mark = ' ';
      else
        return FALSE;

      if (n == MAX_CHARS)
        return FALSE;
      out[n++] = mark;
    }
  out[n] = '\0';

  return TRUE;
}

/* "1,234,567": threes after the first group, and nothing else; with Indian grouping also 12,34,567. */
static gboolean
groups_are_right (const char *text, gsize length, char mark)
{
  g_autofree char *copy = g_strndup (text, length);
  char             marks[2] = { mark, '\0' };
  g_auto (GStrv) parts = g_strsplit (copy, marks, -1);
  guint    n = g_strv_length (parts);
  gboolean threes = TRUE;
  gboolean indian = TRUE;

  if (n < 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      gsize part = strlen (parts[i]);

      if (part == 0 || strspn (parts[i], "0123456789") != part)
        return FALSE;
      threes = threes && (i == 0 ? part <= 3 : part == 3);
      indian = indian && (i == 0 ? part <= 2 : part == (i == n - 1 ? 3u : 2u));
    }

  return (threes || indian) && parts[0][0] != '0';
}

/* Digits of @text up to @length without marks, then "." and @fraction. */
static char *
compose (const char *text, gsize length, const char *fraction)
{
  GString    *out = g_string_new (NULL);
  const char *start;
  char       *result;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (text[i]))
        g_string_append_c (out, text[i]);
    }
  start = out->str;
  while (*start == '0' && start[1] != '\0')
    start++;
  if (*start == '\0')
    start = "0";
  if (fraction != NULL && *fraction != '\0')
    result = g_strconcat (start, ".", fraction, NULL);
  else
    result = g_strdup (start);
  g_string_free (out, TRUE);

  return result;
}

static void
set_good (ImwNumber  *result,
          const char *text,
          gsize       length,
          const char *fraction,
          guint       max_decimals)
{
  gsize significant = fraction != NULL ? strlen (fraction) : 0;

  while (significant > 0 && fraction[significant - 1] == '0')
    significant--;
  if (significant > max_decimals)
    {
      result->kind = IMW_NUMBER_TOO_PRECISE;
    }
  else
    {
      g_autofree char *cut = fraction != NULL ? g_strndup (fraction, significant) : NULL;

      result->kind = IMW_NUMBER_GOOD;
      result->value = compose (text, length, cut);
    }
}

/* Exactly one '.' or ',' and nothing else: a decimal mark, a group mark, or nobody knows. */
static void
parse_one_mark (const ImwLocale *locale,
                const char      *text,
                gsize            at,
                guint            max_decimals,
                ImwNumber       *result)
{
  const char *fraction = text + at + 1;
  gboolean    could_group = groups_are_right (text, strlen (text), text[at]);
  gboolean    is_decimal = text[at] == locale->decimal[0] || text[at] == '.';

  if (could_group)
    {
      /* the reading with decimals may be impossible; that alone does not make the other one meant */
      set_good (result, text, at, fraction, max_decimals);
      result->kind = IMW_NUMBER_AMBIGUOUS;
      result->other_value = compose (text, strlen (text), NULL);
    }
  else if (is_decimal && *fraction != '\0')
    {
      set_good (result, text, at, fraction, max_decimals);
    }
  else if (is_decimal && at > 0)
    {
      set_good (result, text, at, NULL, max_decimals); /* "12." while typing */
    }
  else
    {
      result->kind = IMW_NUMBER_BAD;
    }
}

/* Several marks: the last may be the decimal one when it is another than the group mark. */
static void
parse_many_marks (const char *text, guint max_decimals, ImwNumber *result)
{
  const char *last = strpbrk (text, "., ");
  char        group = *last;
  const char *decimal = NULL;

  for (const char *p = last; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p) || *p == group)
        continue;
      if (decimal != NULL || *p == ' ')
        {
          result->kind = IMW_NUMBER_BAD;
          return;
        }
      decimal = p;
    }

  if (decimal == NULL && groups_are_right (text, strlen (text), group))
    set_good (result, text, strlen (text), NULL, max_decimals);
  else if (decimal != NULL && strpbrk (decimal + 1, "., ") == NULL &&
           groups_are_right (text, (gsize) (decimal - text), group))
    set_good (result, text, (gsize) (decimal - text), decimal + 1, max_decimals);
  else
    result->kind = IMW_NUMBER_BAD;
}

/**
 * imw_number_clear:
 * @self: a number
 *
 * Frees what it holds.
 */
void
imw_number_clear (ImwNumber *self)
{
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->other_value, g_free);
  self->kind = IMW_NUMBER_EMPTY;
}

/**
 * imw_number_parse:
 * @locale: whose decimal mark counts
 * @text: what was typed; full-width digits and marks are taken too
 * @max_decimals: more significant decimals than this are %IMW_NUMBER_TOO_PRECISE
 * @result: (out caller-allocates): filled; clear it with imw_number_clear()
 *
 * "1.234" and "1,234" have two readings in every language and are %IMW_NUMBER_AMBIGUOUS. Any thread.
 */
void
imw_number_parse (const ImwLocale *locale, const char *text, guint max_decimals, ImwNumber *result)
{
  char             plain[MAX_CHARS + 1];
  g_autofree char *stripped = NULL;
  gsize            n_marks = 0;

  g_return_if_fail (locale != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (result != NULL);

  memset (result, 0, sizeof *result);
  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    {
      result->kind = IMW_NUMBER_EMPTY;
      return;
    }
  if (!g_utf8_validate (stripped, -1, NULL) || !normalise (stripped, plain) ||
      strpbrk (plain, "0123456789") == NULL)
    {
      result->kind = IMW_NUMBER_BAD;
      return;
    }

  for (const char *p = plain; *p != '\0'; p++)
    n_marks += g_ascii_isdigit (*p) ? 0 : 1;

  if (n_marks == 0)
    set_good (result, plain, strlen (plain), NULL, max_decimals);
  else if (n_marks == 1 && strchr (plain, ' ') == NULL)
    parse_one_mark (locale, plain, strcspn (plain, ".,"), max_decimals, result);
  else
    parse_many_marks (plain, max_decimals, result);
}

/**
 * imw_number_format:
 * @locale: a table
 * @decimal_text: "-1234.5": "." only, no grouping
 *
 * Returns: (transfer full): "−1,234.5" in the language's way. Any thread.
 */
char *
imw_number_format (const ImwLocale *locale, const char *decimal_text)
{
  const char *digits = decimal_text;
  gsize       whole;
  GString    *out;

  g_return_val_if_fail (locale != NULL, NULL);
  g_return_val_if_fail (decimal_text != NULL, NULL);

  out = g_string_new (NULL);
  if (*digits == '-')
    {
      g_string_append (out, "\u2212");
      digits++;
    }
  whole = strcspn (digits, ".");
  for (gsize i = 0; i < whole; i++)
    {
      gsize left = whole - i;

      if (i > 0 && (locale->indian ? left == 3 || (left > 3 && left % 2 == 1) : left % 3 == 0))
        g_string_append (out, locale->group);
      g_string_append_c (out, digits[i]);
    }
  if (digits[whole] == '.')
    {
      g_string_append (out, locale->decimal);
      g_string_append (out, digits + whole + 1);
    }

  return g_string_free (out, FALSE);
}
