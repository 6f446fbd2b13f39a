/* imw-uri-text.c: what payment URIs of all networks share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-uri-text"

#include "config.h"

#include "imw-uri-text.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define MAX_TEXT_CHARS 500

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "payment URI: %s", what);

  return FALSE;
}

/**
 * imw_uri_unescape:
 * @text: a part of a URI
 * @error: return location
 *
 * Undoes %XX (RFC 3986, section 2.1), strictly: every % has two digits, and the result is UTF-8
 * without a NUL.
 *
 * Returns: (transfer full): the text. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
char *
imw_uri_unescape (const char *text,
                  GError    **error)
{
  GString         *result = NULL;
  g_autofree char *owned = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  result = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++)
    {
      gint value = (guchar) *at;

      if (*at == '%')
        {
          if (!g_ascii_isxdigit (at[1]) || !g_ascii_isxdigit (at[2]))
            {
              g_string_free (result, TRUE);
              bad (error, "malformed escape");
              return NULL;
            }
          value = g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2]);
          at += 2;
        }
      g_string_append_c (result, (char) value);
    }

  if (!g_utf8_validate (result->str, (gssize) result->len, NULL))
    {
      g_string_free (result, TRUE);
      bad (error, "text is not UTF-8");
      return NULL;
    }

  owned = g_string_free (result, FALSE);

  return g_steal_pointer (&owned);
}

/**
 * imw_uri_read_text:
 * @value: value of a parameter
 * @error: return location
 *
 * Returns: (transfer full): what it says, made harmless for display. On %NULL @error is
 *   %IMW_ERROR_BAD_INPUT.
 */
char *
imw_uri_read_text (const char *value,
                   GError    **error)
{
  g_autofree char *text = imw_uri_unescape (value, error);

  return text != NULL ? imw_text_sanitize (text, MAX_TEXT_CHARS) : NULL;
}

/**
 * imw_uri_read_query:
 * @text: what stands behind the question mark: "a=b&c=d"; may be empty
 * @error: return location
 *
 * Returns: (transfer full) (element-type utf8 utf8): the parameters by name, values still escaped. On
 *   %NULL @error is %IMW_ERROR_BAD_INPUT, also when a name stands there twice.
 */
GHashTable *
imw_uri_read_query (const char *text,
                    GError    **error)
{
  g_autoptr (GHashTable) query = NULL;
  g_auto (GStrv) pairs = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  pairs = g_strsplit (text, "&", -1);
  query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      const char *mark = strchr (pairs[i], '=');

      if (pairs[i][0] == '\0')
        continue;
      if (mark == NULL || mark == pairs[i])
        {
          bad (error, "malformed parameter");
          return NULL;
        }

      if (!g_hash_table_insert (query, g_strndup (pairs[i], (gsize) (mark - pairs[i])),
                                g_strdup (mark + 1)))
        {
          bad (error, "the same parameter twice");
          return NULL;
        }
    }

  return g_steal_pointer (&query);
}

/**
 * imw_uri_append_parameter:
 * @uri: a URI being built
 * @name: name of a parameter
 * @value: (nullable): its value; %NULL and "" add nothing
 *
 * Appends a parameter, escaped.
 */
void
imw_uri_append_parameter (GString    *uri,
                          const char *name,
                          const char *value)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (uri != NULL && name != NULL);

  if (value == NULL || value[0] == '\0')
    return;

  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (uri, "%c%s=%s", strchr (uri->str, '?') == NULL ? '?' : '&', name,
                          escaped);
}
