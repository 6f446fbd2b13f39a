/* imw-esplora-split.c: a long array, cut before it is parsed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora-json"

#include "config.h"

#include "imw-esplora-json.h"

#include "imw-error.h"

#include <string.h>

/* A page of 25 transactions that pay hundreds of people each is longer than what the JSON parser
 * takes. Each of them is not, so the array is cut first. The cut only counts brackets outside of
 * strings; every part goes through the strict parser afterwards. */

#define MAX_DEPTH 64
#define MAX_PARTS 10000

static gsize
skip_space (const char *data,
            gsize       length,
            gsize       from)
{
  while (from < length && data[from] != '\0' && strchr (" \t\r\n", data[from]) != NULL)
    from++;

  return from;
}

static gsize
skip_string (const char *data,
             gsize       length,
             gsize       from)
{
  for (from++; from < length && data[from] != '"'; from++)
    if (data[from] == '\\')
      from++;

  return from;
}

/* The end of one element: a comma or bracket that belongs to the array itself; or the length. */
static gsize
find_end (const char *data,
          gsize       length,
          gsize       from)
{
  guint depth = 0;

  for (; from < length; from++)
    {
      char c = data[from];

      if (depth == 0 && (c == ',' || c == ']'))
        return from;
      if (c == '"')
        from = skip_string (data, length, from);
      else if (c == '[' || c == '{')
        depth++;
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
      if (depth > MAX_DEPTH)
        break;
    }

  return length;
}

/**
 * imw_esplora_split_array:
 * @bytes: the text of a JSON array
 * @error: return location
 *
 * Returns: (transfer full) (element-type GBytes): the texts of its elements, which are not
 *   checked yet; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_esplora_split_array (GBytes  *bytes,
                         GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize       length;
  const char *data;
  gsize       at;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  at = skip_space (data, length, 0);
  if (at < length && data[at] == '[')
    {
      at = skip_space (data, length, at + 1);
      if (at < length && data[at] == ']' && skip_space (data, length, at + 1) == length)
        return g_steal_pointer (&parts);

      while (at < length && parts->len < MAX_PARTS)
        {
          gsize end = find_end (data, length, at);

          if (end == length || end == at)
            break;
          g_ptr_array_add (parts, g_bytes_new_from_bytes (bytes, at, end - at));
          if (data[end] == ']' && skip_space (data, length, end + 1) == length)
            return g_steal_pointer (&parts);
          if (data[end] == ']')
            break;
          at = end + 1;
        }
    }

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not an array");

  return NULL;
}
