/* imw-toml.c: the part of TOML that descriptions of providers are written in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-toml"

#include "config.h"

#include "imw-toml.h"

#include "imw-error.h"

#include <string.h>

/* TOML 1.0 without dotted keys, inline tables and dates, which no SEP-1 file needs. */

#define MAX_DEPTH  4
#define MAX_VALUES 5000
#define MAX_KEY    100
#define BARE       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

struct _ImwToml
{
  GHashTable *strings; /* (element-type utf8 utf8) */
  GHashTable *arrays;  /* (element-type utf8 GStrv): the strings of arrays */
  GHashTable *others;  /* (element-type utf8 utf8): keys whose value is neither */
  GHashTable *tables;  /* (element-type utf8 ImwToml) */
  GHashTable *lists;   /* (element-type utf8 GPtrArray of ImwToml) */
};

typedef struct
{
  const char *at;
  const char *end;
  const char *name;
  guint       line;
  guint       n_values;
  GError     *error; /* (nullable): the first one */
} Parser;

static ImwToml *
new_table (void)
{
  ImwToml *self = g_new0 (ImwToml, 1);

  self->strings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->arrays =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tables =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) imw_toml_free);
  self->lists =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  return self;
}

/**
 * imw_toml_free:
 * @self: (transfer full): a table
 */
void
imw_toml_free (ImwToml *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->strings, g_hash_table_unref);
  g_clear_pointer (&self->arrays, g_hash_table_unref);
  g_clear_pointer (&self->others, g_hash_table_unref);
  g_clear_pointer (&self->tables, g_hash_table_unref);
  g_clear_pointer (&self->lists, g_hash_table_unref);
  g_free (self);
}

static gboolean
fail (Parser *parser, const char *what)
{
  if (parser->error == NULL)
    parser->error =
        g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s:%u: %s", parser->name, parser->line, what);

  return FALSE;
}

static char
peek (const Parser *parser)
{
  return parser->at < parser->end ? *parser->at : '\0';
}

static gboolean
looks_at (const Parser *parser, const char *text)
{
  gsize length = strlen (text);

  return (gsize) (parser->end - parser->at) >= length && memcmp (parser->at, text, length) == 0;
}

static void
skip_blanks (Parser *parser)
{
  while (peek (parser) == ' ' || peek (parser) == '\t')
    parser->at++;
}

static void
skip_comment (Parser *parser)
{
  if (peek (parser) != '#')
    return;
  while (parser->at < parser->end && *parser->at != '\n')
    parser->at++;
}

static gboolean
take_line_end (Parser *parser)
{
  if (looks_at (parser, "\r\n"))
    parser->at++;
  if (peek (parser) != '\n')
    return FALSE;

  parser->at++;
  parser->line++;

  return TRUE;
}

/* Blanks, comments and line ends, as between the values of an array. */
static void
skip_space (Parser *parser)
{
  do
    {
      skip_blanks (parser);
      skip_comment (parser);
    }
  while (take_line_end (parser));
}

static gboolean
take_code_point (Parser *parser, guint n_digits, GString *text)
{
  gunichar c = 0;

  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isxdigit (peek (parser)))
        return fail (parser, "not a code point");
      c = c * 16 + (gunichar) g_ascii_xdigit_value (*parser->at++);
    }
  if (c == 0 || !g_unichar_validate (c))
    return fail (parser, "not a code point");
  g_string_append_unichar (text, c);

  return TRUE;
}

static gboolean
take_escape (Parser *parser, gboolean many_lines, GString *text)
{
  static const char from[] = "btnfr\"\\";
  static const char to[] = "\b\t\n\f\r\"\\";
  char              c;
  const char       *found;

  parser->at++;
  c = peek (parser);
  if (c == 'u' || c == 'U')
    {
      parser->at++;
      return take_code_point (parser, c == 'u' ? 4 : 8, text);
    }
  found = c != '\0' ? strchr (from, c) : NULL;
  if (found != NULL)
    {
      g_string_append_c (text, to[found - from]);
      parser->at++;
      return TRUE;
    }
  skip_blanks (parser);
  if (!many_lines || !take_line_end (parser))
    return fail (parser, "unknown escape");
  do
    skip_blanks (parser);
  while (take_line_end (parser));

  return TRUE;
}

/* At the first quotation mark. */
static char *
take_string (Parser *parser)
{
  char        quote = peek (parser);
  const char *triple = quote == '"' ? "\"\"\"" : "'''";
  gboolean    many_lines = looks_at (parser, triple);
  GString    *text = g_string_new (NULL);

  parser->at += many_lines ? 3 : 1;
  if (many_lines)
    take_line_end (parser);
  while (parser->error == NULL)
    {
      char c = peek (parser);

      if (parser->at >= parser->end || (c == '\n' && !many_lines))
        fail (parser, "a text without an end");
      else if (many_lines && looks_at (parser, triple))
        {
          parser->at += 3;
          break;
        }
      else if (!many_lines && c == quote)
        {
          parser->at++;
          break;
        }
      else if (c == '\\' && quote == '"')
        take_escape (parser, many_lines, text);
      else if (many_lines && take_line_end (parser))
        g_string_append_c (text, '\n');
      else if (((guchar) c < 0x20 && c != '\t') || c == 0x7f)
        fail (parser, "a control character in a text");
      else
        {
          g_string_append_c (text, c);
          parser->at++;
        }
    }

  return g_string_free (text, parser->error != NULL);
}

static char *
take_key (Parser *parser)
{
  gsize length;
  char *key;

  if (peek (parser) == '"' || peek (parser) == '\'')
    {
      if (looks_at (parser, "\"\"\"") || looks_at (parser, "'''"))
        {
          fail (parser, "a key of several lines");
          return NULL;
        }
      key = take_string (parser);
    }
  else
    {
      length = 0;
      while (parser->at + length < parser->end && strchr (BARE, parser->at[length]) != NULL &&
             parser->at[length] != '\0')
        length++;
      key = g_strndup (parser->at, length);
      parser->at += length;
    }
  if (key != NULL && (*key == '\0' || strlen (key) > MAX_KEY))
    fail (parser, "not a key");
  if (parser->error != NULL)
    g_clear_pointer (&key, g_free);

  return key;
}

static gboolean
is_number (const char *text)
{
  static const char pattern[] =
      "^[+-]?(0x[0-9a-fA-F]+(_[0-9a-fA-F]+)*|0o[0-7]+(_[0-7]+)*|0b[01]+(_[01]+)*|"
      "(0|[1-9][0-9]*(_[0-9]+)*)(\\.[0-9]+(_[0-9]+)*)?([eE][+-]?[0-9]+)?|inf|nan)$";

  return g_regex_match_simple (pattern, text, 0, 0);
}

/* A number or a truth value: checked, and of no further use here. */
static gboolean
take_word (Parser *parser)
{
  g_autofree char *word = NULL;
  gsize            length = 0;

  while (parser->at + length < parser->end && parser->at[length] != '\0' &&
         strchr (" \t\r\n,]#", parser->at[length]) == NULL)
    length++;
  word = g_strndup (parser->at, length);
  if (!g_str_equal (word, "true") && !g_str_equal (word, "false") &&
      (length > 64 || !is_number (word)))
    return fail (parser, "a value of another kind than text, number, truth or array");
  parser->at += length;

  return TRUE;
}

/* At "[": its strings go to @strings. */
static gboolean
take_array (Parser *parser, GPtrArray *strings, guint depth)
{
  if (depth > MAX_DEPTH)
    return fail (parser, "arrays in arrays in arrays");

  parser->at++;
  skip_space (parser);
  while (parser->error == NULL && peek (parser) != ']')
    {
      if (parser->at >= parser->end || ++parser->n_values > MAX_VALUES)
        return fail (parser, "an array without an end");
      if (peek (parser) == '"' || peek (parser) == '\'')
        {
          char *text = take_string (parser);

          if (text != NULL)
            g_ptr_array_add (strings, text);
        }
      else if (peek (parser) == '[')
        {
          g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func (g_free);

          take_array (parser, inner, depth + 1);
        }
      else
        take_word (parser);
      skip_space (parser);
      if (parser->error == NULL && peek (parser) == ',')
        {
          parser->at++;
          skip_space (parser);
        }
      else if (parser->error == NULL && peek (parser) != ']')
        return fail (parser, "no comma between values");
    }
  if (parser->error == NULL)
    parser->at++;

  return parser->error == NULL;
}

static gboolean
has_key (const ImwToml *table, const char *key)
{
  return g_hash_table_contains (table->strings, key) ||
         g_hash_table_contains (table->arrays, key) || g_hash_table_contains (table->others, key) ||
         g_hash_table_contains (table->tables, key) || g_hash_table_contains (table->lists, key);
}

static gboolean
take_pair (Parser *parser, ImwToml *table)
{
  g_autofree char *key = take_key (parser);

  if (key == NULL)
    return FALSE;
  skip_blanks (parser);
  if (peek (parser) != '=')
    return fail (parser, "no = after a key");
  if (has_key (table, key) || ++parser->n_values > MAX_VALUES)
    return fail (parser, "the same key again");

  parser->at++;
  skip_blanks (parser);
  if (peek (parser) == '"' || peek (parser) == '\'')
    {
      char *text = take_string (parser);

      if (text != NULL)
        g_hash_table_insert (table->strings, g_steal_pointer (&key), text);
    }
  else if (peek (parser) == '[')
    {
      g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

      if (take_array (parser, strings, 1))
        {
          g_ptr_array_add (strings, NULL);
          g_hash_table_insert (table->arrays, g_steal_pointer (&key),
                               g_ptr_array_free (g_steal_pointer (&strings), FALSE));
        }
    }
  else if (take_word (parser))
    g_hash_table_add (table->others, g_steal_pointer (&key));

  return parser->error == NULL;
}

/* At "[". Answers the table that the following pairs belong to. */
static ImwToml *
take_header (Parser *parser, ImwToml *root)
{
  gboolean         is_list = looks_at (parser, "[[");
  g_autofree char *name = NULL;
  ImwToml         *table;
  GPtrArray       *list;

  parser->at += is_list ? 2 : 1;
  skip_blanks (parser);
  name = take_key (parser);
  skip_blanks (parser);
  if (name == NULL || !looks_at (parser, is_list ? "]]" : "]"))
    {
      fail (parser, "not the name of a table");
      return NULL;
    }
  parser->at += is_list ? 2 : 1;
  list = g_hash_table_lookup (root->lists, name);
  if ((has_key (root, name) && (!is_list || list == NULL)) || ++parser->n_values > MAX_VALUES)
    {
      fail (parser, "the same table again");
      return NULL;
    }

  table = new_table ();
  if (!is_list)
    {
      g_hash_table_insert (root->tables, g_steal_pointer (&name), table);
      return table;
    }
  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_toml_free);
      g_hash_table_insert (root->lists, g_steal_pointer (&name), list);
    }
  g_ptr_array_add (list, table);

  return table;
}

static gboolean
parse_lines (Parser *parser, ImwToml *root)
{
  ImwToml *table = root;

  skip_space (parser);
  while (parser->at < parser->end && parser->error == NULL)
    {
      if (peek (parser) == '[')
        table = take_header (parser, root);
      else
        take_pair (parser, table);
      if (parser->error != NULL)
        break;
      skip_blanks (parser);
      skip_comment (parser);
      if (parser->at < parser->end && !take_line_end (parser))
        fail (parser, "more than one thing in a line");
      else
        skip_space (parser);
    }

  return parser->error == NULL;
}

/**
 * imw_toml_parse:
 * @data: (array length=length): what a server sent
 * @length: how many bytes
 * @name: what it is called in messages
 * @error: return location
 *
 * Returns: (transfer full): the outermost table; on %NULL @error is %IMW_ERROR_BAD_REPLY with name and line
 */
ImwToml *
imw_toml_parse (const char *data, gsize length, const char *name, GError **error)
{
  g_autoptr (ImwToml) root = NULL;
  Parser parser = { .at = data, .end = data + length, .name = name, .line = 1 };

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (length > IMW_TOML_MAX_BYTES)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: longer than 100 KB", name);
      return NULL;
    }
  if (!g_utf8_validate_len (data != NULL ? data : "", length, NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: not UTF-8", name);
      return NULL;
    }
  if (looks_at (&parser, "\xef\xbb\xbf"))
    parser.at += 3;

  root = new_table ();
  if (!parse_lines (&parser, root))
    {
      g_propagate_error (error, parser.error);
      return NULL;
    }

  return g_steal_pointer (&root);
}

/**
 * imw_toml_get_string:
 * @self: a table
 * @key: of a pair
 *
 * Returns: (nullable) (transfer none): its text; %NULL when it is missing or something else
 */
const char *
imw_toml_get_string (const ImwToml *self, const char *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  return g_hash_table_lookup (self->strings, key);
}

/**
 * imw_toml_get_strings:
 * @self: a table
 * @key: of a pair
 *
 * Returns: (nullable) (transfer none): the texts of its array; %NULL when it is missing or something else
 */
const char *const *
imw_toml_get_strings (const ImwToml *self, const char *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  return g_hash_table_lookup (self->arrays, key);
}

/**
 * imw_toml_get_table:
 * @self: the outermost table
 * @name: of a table
 *
 * Returns: (nullable) (transfer none): the table written as [name]
 */
const ImwToml *
imw_toml_get_table (const ImwToml *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_hash_table_lookup (self->tables, name);
}

/**
 * imw_toml_get_n_tables:
 * @self: the outermost table
 * @name: of tables
 *
 * Returns: how many tables are written as [[name]]
 */
guint
imw_toml_get_n_tables (const ImwToml *self, const char *name)
{
  const GPtrArray *list;

  g_return_val_if_fail (self != NULL && name != NULL, 0);

  list = g_hash_table_lookup (self->lists, name);

  return list != NULL ? list->len : 0;
}

/**
 * imw_toml_get_nth_table:
 * @self: the outermost table
 * @name: of tables
 * @index: which, from 0
 *
 * Returns: (nullable) (transfer none): one of the tables written as [[name]]
 */
const ImwToml *
imw_toml_get_nth_table (const ImwToml *self, const char *name, guint index)
{
  const GPtrArray *list;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  list = g_hash_table_lookup (self->lists, name);

  return list != NULL && index < list->len ? g_ptr_array_index (list, index) : NULL;
}
