/* imw-practice-json.c: writes JSON text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-json"

#include "config.h"

#include "imw-practice-json.h"

/* Own text because json-glib writes numbers with a fraction through doubles only. */

static void
append_quoted (GString    *text,
               const char *value)
{
  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    {
      guchar byte = (guchar) *p;

      if (byte == '"' || byte == '\\')
        {
          g_string_append_c (text, '\\');
          g_string_append_c (text, *p);
        }
      else if (byte < 0x20)
        {
          g_string_append_printf (text, "\\u%04x", (guint) byte);
        }
      else
        {
          g_string_append_c (text, *p);
        }
    }
  g_string_append_c (text, '"');
}

static void
begin_value (ImwPracticeJson *self,
             const char      *name)
{
  if (self->comma)
    g_string_append_c (self->text, ',');

  if (name != NULL)
    {
      append_quoted (self->text, name);
      g_string_append_c (self->text, ':');
    }
  self->comma = TRUE;
}

/**
 * imw_practice_json_init:
 * @self: memory for a writer
 *
 * Starts an empty text.
 */
void
imw_practice_json_init (ImwPracticeJson *self)
{
  self->text = g_string_new (NULL);
  self->comma = FALSE;
}

/**
 * imw_practice_json_clear:
 * @self: a writer
 *
 * Frees the text, if it is still there.
 */
void
imw_practice_json_clear (ImwPracticeJson *self)
{
  if (self->text != NULL)
    g_string_free (g_steal_pointer (&self->text), TRUE);
}

/**
 * imw_practice_json_clear_to_bytes:
 * @self: a writer
 *
 * Returns: (transfer full): the text; @self is empty afterwards
 */
GBytes *
imw_practice_json_clear_to_bytes (ImwPracticeJson *self)
{
  return g_string_free_to_bytes (g_steal_pointer (&self->text));
}

/**
 * imw_practice_json_begin_object:
 * @self: a writer
 * @name: (nullable): the member's name
 *
 * Opens an object.
 */
void
imw_practice_json_begin_object (ImwPracticeJson *self,
                                const char      *name)
{
  begin_value (self, name);
  g_string_append_c (self->text, '{');
  self->comma = FALSE;
}

/**
 * imw_practice_json_end_object:
 * @self: a writer
 *
 * Closes an object.
 */
void
imw_practice_json_end_object (ImwPracticeJson *self)
{
  g_string_append_c (self->text, '}');
  self->comma = TRUE;
}

/**
 * imw_practice_json_begin_array:
 * @self: a writer
 * @name: (nullable): the member's name
 *
 * Opens an array.
 */
void
imw_practice_json_begin_array (ImwPracticeJson *self,
                               const char      *name)
{
  begin_value (self, name);
  g_string_append_c (self->text, '[');
  self->comma = FALSE;
}

/**
 * imw_practice_json_end_array:
 * @self: a writer
 *
 * Closes an array.
 */
void
imw_practice_json_end_array (ImwPracticeJson *self)
{
  g_string_append_c (self->text, ']');
  self->comma = TRUE;
}

/**
 * imw_practice_json_string:
 * @self: a writer
 * @name: (nullable): the member's name
 * @value: (nullable): UTF-8 text; %NULL writes null
 *
 * Writes a string; bytes that are not UTF-8 become replacement characters.
 */
void
imw_practice_json_string (ImwPracticeJson *self,
                          const char      *name,
                          const char      *value)
{
  g_autofree char *valid = NULL;

  begin_value (self, name);
  if (value == NULL)
    {
      g_string_append (self->text, "null");
      return;
    }

  valid = g_utf8_make_valid (value, -1);
  append_quoted (self->text, valid);
}

/**
 * imw_practice_json_int:
 * @self: a writer
 * @name: (nullable): the member's name
 * @value: a number
 *
 * Writes an integer.
 */
void
imw_practice_json_int (ImwPracticeJson *self,
                       const char      *name,
                       gint64           value)
{
  begin_value (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

/**
 * imw_practice_json_boolean:
 * @self: a writer
 * @name: (nullable): the member's name
 * @value: a truth value
 *
 * Writes true or false.
 */
void
imw_practice_json_boolean (ImwPracticeJson *self,
                           const char      *name,
                           gboolean         value)
{
  begin_value (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

/**
 * imw_practice_json_null:
 * @self: a writer
 * @name: (nullable): the member's name
 *
 * Writes null.
 */
void
imw_practice_json_null (ImwPracticeJson *self,
                        const char      *name)
{
  begin_value (self, name);
  g_string_append (self->text, "null");
}

/**
 * imw_practice_json_number_text:
 * @self: a writer
 * @name: (nullable): the member's name
 * @text: a JSON number, as "2.5"
 *
 * Writes a number that must not go through a double.
 */
void
imw_practice_json_number_text (ImwPracticeJson *self,
                               const char      *name,
                               const char      *text)
{
  begin_value (self, name);
  g_string_append (self->text, text);
}
