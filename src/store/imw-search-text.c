/* imw-search-text.c: text cut into tokens for searching
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-search-text"

#include "config.h"

#include "imw-search-text.h"

/* Scripts that are written without spaces between words. */
static gboolean
is_cjk (gunichar c)
{
  GUnicodeScript script = g_unichar_get_script (c);

  return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
         script == G_UNICODE_SCRIPT_KATAKANA || script == G_UNICODE_SCRIPT_HANGUL ||
         script == G_UNICODE_SCRIPT_BOPOMOFO;
}

static void
add_token (GPtrArray *tokens, const char *start, const char *end)
{
  g_ptr_array_add (tokens, g_strndup (start, (gsize) (end - start)));
}

/* A run of CJK characters: each with its neighbour; one alone stays alone. */
static void
add_pairs (GPtrArray *tokens, const char *start, const char *end)
{
  const char *first = start;
  const char *second = g_utf8_next_char (first);

  if (second >= end)
    {
      add_token (tokens, start, end);
      return;
    }

  while (second < end)
    {
      const char *after = g_utf8_next_char (second);

      add_token (tokens, first, after);
      first = second;
      second = after;
    }
}

/**
 * imw_search_text_tokens:
 * @text: any text
 *
 * Cuts a text into tokens: words of letters and digits in lower case with compatibility forms folded
 * (full-width digits become plain ones), and overlapping pairs of CJK characters.
 *
 * Returns: (transfer full): NULL-terminated tokens; none for text that is not valid UTF-8
 */
char **
imw_search_text_tokens (const char *text)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folded = NULL;
  g_autofree char *plain = NULL;
  const char      *place;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_utf8_validate (text, -1, NULL))
    {
      folded = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
      plain = g_utf8_strdown (folded, -1);
    }

  place = plain != NULL ? plain : "";
  while (*place != '\0')
    {
      const char *start = place;
      gunichar    c = g_utf8_get_char (place);
      gboolean    cjk = is_cjk (c);

      place = g_utf8_next_char (place);
      if (!g_unichar_isalnum (c) && !cjk)
        continue;

      while (*place != '\0')
        {
          c = g_utf8_get_char (place);
          if (cjk != is_cjk (c) || (!cjk && !g_unichar_isalnum (c) && !g_unichar_ismark (c)))
            break;
          place = g_utf8_next_char (place);
        }

      if (cjk)
        add_pairs (tokens, start, place);
      else
        add_token (tokens, start, place);
    }

  g_ptr_array_add (tokens, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&tokens), FALSE);
}

static gboolean
begins_any (const char *const *tokens, const char *start)
{
  for (guint i = 0; tokens[i] != NULL; i++)
    {
      /* one CJK character may also be the second one of a pair */
      if (g_str_has_prefix (tokens[i], start) ||
          (is_cjk (g_utf8_get_char (start)) && g_str_has_suffix (tokens[i], start)))
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_search_text_matches:
 * @text: what is looked through
 * @query: what somebody typed
 *
 * Returns: whether each token of @query begins a token of @text; %TRUE for a query without tokens
 */
gboolean
imw_search_text_matches (const char *text, const char *query)
{
  g_auto (GStrv) wanted = NULL;
  g_auto (GStrv) tokens = NULL;

  g_return_val_if_fail (text != NULL && query != NULL, FALSE);

  wanted = imw_search_text_tokens (query);
  tokens = imw_search_text_tokens (text);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (!begins_any ((const char *const *) tokens, wanted[i]))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_search_text_to_match:
 * @query: what somebody typed
 *
 * The same question in the language of the full-text index. Tokens hold letters and digits only, so
 * nothing a person types is taken for an operator.
 *
 * Returns: (transfer full): a query; one that matches nothing when there is no token
 */
char *
imw_search_text_to_match (const char *query)
{
  g_auto (GStrv) tokens = NULL;
  GString *match;

  g_return_val_if_fail (query != NULL, NULL);

  tokens = imw_search_text_tokens (query);
  match = g_string_new (NULL);
  for (guint i = 0; tokens[i] != NULL; i++)
    g_string_append_printf (match, "%s\"%s\"*", i > 0 ? " " : "", tokens[i]);
  if (match->len == 0)
    g_string_append (match, "\"\"");

  return g_string_free (match, FALSE);
}
