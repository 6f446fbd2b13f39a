/* imw-json.c: strict JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-json"

#include "config.h"

#include "imw-json.h"
#include "imw-json-private.h"
#include "imw-error.h"
#include "imw-reader.h"

#include <string.h>

/* The whole grammar is read here and json-glib only keeps the tree: its own parser takes comments,
 * the last of duplicate names, wraps large integers and recurses without a limit. */

#define MAX_DEPTH         64
#define MAX_NUMBER_LENGTH 128
#define MAX_INT_DIGITS    18
#define MAX_MEMBERS       10000
#define MAX_VALUES        250000
#define MAX_OWN_VALUES    2000000

typedef struct
{
  ImwReader reader;
  guint     depth;
  guint     n_values;
  guint     max_values;
} Guard;

static JsonNode *parse_value (Guard   *guard,
                              GError **error);

static gboolean
fail_at (Guard      *guard,
         GError    **error,
         const char *reason)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "JSON, byte %" G_GSIZE_FORMAT ": %s",
               imw_reader_get_position (&guard->reader), reason);
  return FALSE;
}

static void
skip_space (Guard *guard)
{
  guint8 c = imw_reader_peek_u8 (&guard->reader);

  while (c == ' ' || c == '\t' || c == '\n' || c == '\r')
    {
      imw_reader_u8 (&guard->reader);
      c = imw_reader_peek_u8 (&guard->reader);
    }
}

static gboolean
take (Guard *guard,
      char   expected)
{
  if (imw_reader_peek_u8 (&guard->reader) != (guint8) expected)
    return FALSE;
  imw_reader_u8 (&guard->reader);

  return TRUE;
}

static gboolean
parse_hex4 (Guard    *guard,
            gunichar *value)
{
  *value = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value ((char) imw_reader_u8 (&guard->reader));

      if (digit < 0)
        return FALSE;
      *value = *value << 4 | (gunichar) digit;
    }

  return TRUE;
}

/* After "\u" */
static gboolean
parse_unicode_escape (Guard   *guard,
                      GString *text,
                      GError **error)
{
  gunichar c;
  gunichar low;

  if (!parse_hex4 (guard, &c))
    return fail_at (guard, error, "malformed \\u");
  if (c == 0)
    return fail_at (guard, error, "\\u0000");
  if (c >= 0xdc00 && c <= 0xdfff)
    return fail_at (guard, error, "half of a surrogate pair");
  if (c >= 0xd800 && c <= 0xdbff)
    {
      if (!take (guard, '\\') || !take (guard, 'u') || !parse_hex4 (guard, &low) || low < 0xdc00 ||
          low > 0xdfff)
        return fail_at (guard, error, "half of a surrogate pair");
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (text, c);

  return TRUE;
}

static gboolean
parse_escape (Guard   *guard,
              GString *text,
              GError **error)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  char              c = (char) imw_reader_u8 (&guard->reader);
  const char       *found;

  if (c == 'u')
    return parse_unicode_escape (guard, text, error);

  found = c != '\0' ? strchr (names, c) : NULL;
  if (found == NULL)
    return fail_at (guard, error, "unknown escape");
  g_string_append_c (text, values[found - names]);

  return TRUE;
}

/* From the opening quote on. The bytes are known to be UTF-8 without NUL. */
static char *
parse_string (Guard   *guard,
              GError **error)
{
  g_autoptr (GString) text = NULL;

  if (!take (guard, '"'))
    {
      fail_at (guard, error, "a string was expected");
      return NULL;
    }

  text = g_string_new (NULL);
  while (!take (guard, '"'))
    {
      guint8 c = imw_reader_u8 (&guard->reader);

      if (c < 0x20)
        {
          fail_at (guard, error,
                   imw_reader_ok (&guard->reader) ? "control character in a string"
                                                  : "string without an end");
          return NULL;
        }
      if (c != '\\')
        g_string_append_c (text, (char) c);
      else if (!parse_escape (guard, text, error))
        return NULL;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Moves digits over to @text. */
static guint
take_digits (Guard   *guard,
             GString *text)
{
  guint n = 0;

  while (g_ascii_isdigit (imw_reader_peek_u8 (&guard->reader)))
    {
      g_string_append_c (text, (char) imw_reader_u8 (&guard->reader));
      n++;
    }

  return n;
}

static JsonNode *
parse_number (Guard   *guard,
              GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonNode *node;
  gboolean  plain = TRUE;
  gboolean  good;
  gsize     start;
  guint     n_digits;

  g_string_append_c (text, IMW_JSON_NUMBER_MARK);
  if (take (guard, '-'))
    g_string_append_c (text, '-');
  start = text->len;
  n_digits = take_digits (guard, text);
  good = n_digits > 0 && (n_digits == 1 || text->str[start] != '0');
  if (good && take (guard, '.'))
    {
      plain = FALSE;
      g_string_append_c (text, '.');
      good = take_digits (guard, text) > 0;
    }
  if (good && (imw_reader_peek_u8 (&guard->reader) | 0x20) == 'e')
    {
      plain = FALSE;
      imw_reader_u8 (&guard->reader);
      g_string_append_c (text, 'e');
      if (take (guard, '-'))
        g_string_append_c (text, '-');
      else
        take (guard, '+');
      good = take_digits (guard, text) > 0;
    }
  if (!good || text->len > MAX_NUMBER_LENGTH)
    {
      fail_at (guard, error, "malformed or overlong number");
      return NULL;
    }

  node = json_node_alloc ();
  if (plain && n_digits <= MAX_INT_DIGITS)
    json_node_init_int (node, g_ascii_strtoll (text->str + 1, NULL, 10));
  else
    json_node_init_string (node, text->str);

  return node;
}

static JsonNode *
parse_word (Guard      *guard,
            const char *word,
            JsonNode   *node,
            GError    **error)
{
  g_autoptr (JsonNode) owned = node;

  for (const char *p = word; *p != '\0'; p++)
    {
      if (!take (guard, *p))
        {
          fail_at (guard, error, "a value was expected");
          return NULL;
        }
    }

  return g_steal_pointer (&owned);
}

static gboolean
parse_member (Guard      *guard,
              JsonObject *object,
              GError    **error)
{
  g_autofree char *name = NULL;
  JsonNode        *value;

  skip_space (guard);
  name = parse_string (guard, error);
  if (name == NULL)
    return FALSE;
  if (json_object_has_member (object, name))
    return fail_at (guard, error, "duplicate name in an object");
  /* A cap, since names can be made so that they all fall into one slot of the hash table. */
  if (json_object_get_size (object) >= MAX_MEMBERS)
    return fail_at (guard, error, "too many members in an object");

  skip_space (guard);
  if (!take (guard, ':'))
    return fail_at (guard, error, "\":\" was expected");
  value = parse_value (guard, error);
  if (value == NULL)
    return FALSE;
  json_object_set_member (object, name, value);

  return TRUE;
}

static JsonNode *
parse_object (Guard   *guard,
              GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  skip_space (guard);
  if (!take (guard, '}'))
    {
      do
        {
          if (!parse_member (guard, object, error))
            return NULL;
          skip_space (guard);
        }
      while (take (guard, ','));
      if (!take (guard, '}'))
        {
          fail_at (guard, error, "\",\" or \"}\" was expected");
          return NULL;
        }
    }

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
parse_array (Guard   *guard,
             GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();

  skip_space (guard);
  if (!take (guard, ']'))
    {
      do
        {
          JsonNode *value = parse_value (guard, error);

          if (value == NULL)
            return NULL;
          json_array_add_element (array, value);
          skip_space (guard);
        }
      while (take (guard, ','));
      if (!take (guard, ']'))
        {
          fail_at (guard, error, "\",\" or \"]\" was expected");
          return NULL;
        }
    }

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
parse_container (Guard   *guard,
                 GError **error)
{
  JsonNode *node;

  if (guard->depth >= MAX_DEPTH)
    {
      fail_at (guard, error, "nested too deeply");
      return NULL;
    }

  guard->depth++;
  node = take (guard, '{') ? parse_object (guard, error)
                           : (take (guard, '['), parse_array (guard, error));
  guard->depth--;

  return node;
}

static JsonNode *
parse_value (Guard   *guard,
             GError **error)
{
  g_autofree char *text = NULL;
  JsonNode        *node = NULL;
  guint8           c;

  skip_space (guard);
  guard->n_values++;
  if (guard->n_values > guard->max_values)
    {
      fail_at (guard, error, "too many values");
      return NULL;
    }

  c = imw_reader_peek_u8 (&guard->reader);
  if (c == '{' || c == '[')
    {
      node = parse_container (guard, error);
    }
  else if (c == '"')
    {
      text = parse_string (guard, error);
      if (text != NULL)
        node = json_node_init_string (json_node_alloc (), text);
    }
  else if (c == 't')
    {
      node = parse_word (guard, "true", json_node_init_boolean (json_node_alloc (), TRUE), error);
    }
  else if (c == 'f')
    {
      node = parse_word (guard, "false", json_node_init_boolean (json_node_alloc (), FALSE), error);
    }
  else if (c == 'n')
    {
      node = parse_word (guard, "null", json_node_init_null (json_node_alloc ()), error);
    }
  else
    {
      node = parse_number (guard, error);
    }

  return node;
}

/**
 * imw_json_parse:
 * @data: (array length=length): JSON text
 * @length: how many bytes, or -1 when @data ends in NUL
 * @max_bytes: how many are allowed, at most %IMW_JSON_MAX_BYTES, or %IMW_JSON_MAX_OWN_BYTES for
 *   what the wallet itself has sealed
 * @error: return location
 *
 * Strict: RFC 8259, UTF-8, nothing before and after, no duplicate names, no NUL, no half
 * surrogates, 64 levels. Numbers with a fraction, an exponent or more than 18 digits are kept as
 * marked text for imw_json_dup_number_text() and the amount getters; such a tree can't be written
 * out again.
 *
 * Returns: (nullable) (transfer full): the value; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonNode *
imw_json_parse (const char *data,
                gssize      length,
                gsize       max_bytes,
                GError    **error)
{
  g_autoptr (JsonNode) node = NULL;
  Guard guard = { 0 };
  gsize n_bytes;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (max_bytes <= IMW_JSON_MAX_OWN_BYTES, NULL);

  n_bytes = length < 0 ? strlen (data) : (gsize) length;
  guard.max_values = max_bytes > IMW_JSON_MAX_BYTES ? MAX_OWN_VALUES : MAX_VALUES;
  imw_reader_init (&guard.reader, (const guint8 *) data, n_bytes);
  if (n_bytes > max_bytes)
    {
      fail_at (&guard, error, "too long");
      return NULL;
    }
  if (n_bytes > 0 && !g_utf8_validate_len (data, n_bytes, NULL))
    {
      fail_at (&guard, error, "not UTF-8");
      return NULL;
    }

  node = parse_value (&guard, error);
  if (node == NULL)
    return NULL;
  skip_space (&guard);
  if (imw_reader_get_left (&guard.reader) > 0)
    {
      fail_at (&guard, error, "something after the value");
      return NULL;
    }

  return g_steal_pointer (&node);
}

/**
 * imw_json_parse_bytes:
 * @bytes: JSON text
 * @max_bytes: how many are allowed, at most %IMW_JSON_MAX_BYTES, or %IMW_JSON_MAX_OWN_BYTES for
 *   what the wallet itself has sealed
 * @error: return location
 *
 * imw_json_parse() for #GBytes.
 *
 * Returns: (nullable) (transfer full): the value; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonNode *
imw_json_parse_bytes (GBytes  *bytes,
                      gsize    max_bytes,
                      GError **error)
{
  gsize       length;
  const char *data = g_bytes_get_data (bytes, &length);

  return imw_json_parse (data, (gssize) length, max_bytes, error);
}
