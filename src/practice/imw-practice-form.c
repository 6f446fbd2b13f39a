/* imw-practice-form.c: what a request brings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-form"

#include "config.h"

#include "imw-practice-form.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

#define MAX_JSON_BYTES 65536
#define MAX_FIELDS     200

/**
 * imw_practice_form_init:
 * @self: (out caller-allocates): a form
 *
 * Makes an empty form.
 */
void
imw_practice_form_init (ImwPracticeForm *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->files =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

/**
 * imw_practice_form_clear:
 * @self: a form
 *
 * Frees what is in it.
 */
void
imw_practice_form_clear (ImwPracticeForm *self)
{
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
}

/**
 * imw_practice_form_get:
 * @self: a form
 * @name: of a field
 *
 * Returns: (nullable) (transfer none): its text, %NULL when it is not there or empty
 */
const char *
imw_practice_form_get (const ImwPracticeForm *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->values, name);

  return value != NULL && value[0] != '\0' ? value : NULL;
}

/**
 * imw_practice_form_set:
 * @self: a form
 * @name: of a field
 * @value: its text
 *
 * Sets a field.
 */
void
imw_practice_form_set (ImwPracticeForm *self, const char *name, const char *value)
{
  g_hash_table_insert (self->values, g_strdup (name), g_strdup (value));
}

/**
 * imw_practice_form_add_query:
 * @self: a form
 * @query: (nullable) (element-type utf8 utf8): parameters of an address
 *
 * Adds them.
 */
void
imw_practice_form_add_query (ImwPracticeForm *self, GHashTable *query)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  if (query == NULL)
    return;

  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (value != NULL && g_utf8_validate (value, -1, NULL))
        imw_practice_form_set (self, name, value);
    }
}

static gboolean
add_json (ImwPracticeForm *self, GBytes *body, GError **error)
{
  g_autoptr (JsonNode) node = imw_json_parse_bytes (body, MAX_JSON_BYTES, error);
  g_autoptr (GList) names = NULL;
  JsonObject *object;

  if (node == NULL)
    return FALSE;

  object = imw_json_node_get_object (node, error);
  if (object == NULL)
    return FALSE;

  names = json_object_get_members (object);
  for (GList *link = names; link != NULL; link = link->next)
    {
      JsonNode        *member = json_object_get_member (object, link->data);
      const char      *text = imw_json_node_get_string (member, NULL);
      g_autofree char *number = imw_json_node_dup_number_text (member, NULL);

      if (text != NULL)
        imw_practice_form_set (self, link->data, text);
      else if (number != NULL)
        imw_practice_form_set (self, link->data, number);
      else if (JSON_NODE_HOLDS_VALUE (member) &&
               json_node_get_value_type (member) == G_TYPE_BOOLEAN)
        imw_practice_form_set (self, link->data, json_node_get_boolean (member) ? "true" : "false");
    }

  return TRUE;
}

static gboolean
add_urlencoded (ImwPracticeForm *self, GBytes *body, GError **error)
{
  gsize       length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (GHashTable) params = NULL;

  if (length == 0)
    return TRUE;

  params = g_uri_parse_params (data, (gssize) length, "&", G_URI_PARAMS_WWW_FORM, NULL);
  if (params == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the form cannot be read");
      return FALSE;
    }
  imw_practice_form_add_query (self, params);

  return TRUE;
}

/* name="…" of a part's head */
static char *
read_attribute (const char *head, const char *name)
{
  g_autofree char *mark = g_strdup_printf ("; %s=\"", name);
  const char      *start = strstr (head, mark);
  const char      *end = start != NULL ? strchr (start + strlen (mark), '"') : NULL;

  return end != NULL ? g_strndup (start + strlen (mark), (gsize) (end - start) - strlen (mark))
                     : NULL;
}

static void
add_part (ImwPracticeForm *self, const char *part, gsize length)
{
  const char      *gap = memmem (part, length, "\r\n\r\n", 4);
  g_autofree char *head = gap != NULL ? g_strndup (part, (gsize) (gap - part)) : NULL;
  g_autofree char *name = head != NULL ? read_attribute (head, "name") : NULL;
  g_autofree char *file = head != NULL ? read_attribute (head, "filename") : NULL;
  const char      *data = gap != NULL ? gap + 4 : NULL;
  gsize            size = gap != NULL ? length - (gsize) (data - part) : 0;

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    return;

  if (file != NULL)
    {
      g_hash_table_insert (self->files, g_strdup (name), g_bytes_new (data, size));
    }
  else if (g_utf8_validate (data, (gssize) size, NULL))
    {
      g_autofree char *text = g_strndup (data, size);

      imw_practice_form_set (self, name, text);
    }
}

static gboolean
add_multipart (ImwPracticeForm *self, GBytes *body, const char *content_type, GError **error)
{
  const char      *mark = strstr (content_type, "boundary=");
  g_autofree char *boundary = NULL;
  g_autofree char *between = NULL;
  gsize            length;
  const char      *data = g_bytes_get_data (body, &length);
  const char      *end = data + length;
  const char      *part;

  if (mark == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "multipart without a boundary");
      return FALSE;
    }

  mark += strlen ("boundary=");
  boundary = mark[0] == '"' ? g_strndup (mark + 1, strcspn (mark + 1, "\""))
                            : g_strndup (mark, strcspn (mark, "; "));
  between = g_strconcat ("--", boundary, NULL);
  part = length > 0 ? memmem (data, length, between, strlen (between)) : NULL;
  for (guint i = 0; part != NULL && i < MAX_FIELDS; i++)
    {
      const char *start = part + strlen (between);
      const char *next;

      if (end - start < 2 || memcmp (start, "--", 2) == 0)
        break;

      start += 2; /* the line's end */
      next = memmem (start, (gsize) (end - start), between, strlen (between));
      if (next == NULL || next - start < 2)
        break;

      add_part (self, start, (gsize) (next - start) - 2);
      part = next;
    }

  return TRUE;
}

/**
 * imw_practice_form_add_body:
 * @self: a form
 * @body: of a request
 * @content_type: (nullable): what it is
 * @error: return location
 *
 * Adds the fields of a body: JSON, urlencoded or multipart; nothing from other kinds.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_practice_form_add_body (ImwPracticeForm *self,
                            GBytes          *body,
                            const char      *content_type,
                            GError         **error)
{
  if (content_type == NULL || g_bytes_get_size (body) == 0)
    return TRUE;
  if (strstr (content_type, "json") != NULL)
    return add_json (self, body, error);
  if (strstr (content_type, "urlencoded") != NULL)
    return add_urlencoded (self, body, error);
  if (strstr (content_type, "multipart/form-data") != NULL)
    return add_multipart (self, body, content_type, error);

  return TRUE;
}
