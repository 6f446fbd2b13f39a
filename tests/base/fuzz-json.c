/* fuzz-json.c: the JSON guard; what it takes, json-glib takes too, with the same texts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-json.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The same tree, apart from numbers. */
static void
compare (JsonNode *ours,
         JsonNode *theirs)
{
  if (JSON_NODE_HOLDS_OBJECT (ours))
    {
      JsonObject *object = json_node_get_object (ours);
      JsonObject *other = json_node_get_object (theirs);
      g_autoptr (GList) names = json_object_get_members (object);

      g_assert_cmpuint (json_object_get_size (object), ==, json_object_get_size (other));
      for (GList *l = names; l != NULL; l = l->next)
        compare (json_object_get_member (object, l->data), json_object_get_member (other, l->data));
    }
  else if (JSON_NODE_HOLDS_ARRAY (ours))
    {
      JsonArray *array = json_node_get_array (ours);
      JsonArray *other = json_node_get_array (theirs);

      g_assert_cmpuint (json_array_get_length (array), ==, json_array_get_length (other));
      for (guint i = 0; i < json_array_get_length (array); i++)
        compare (json_array_get_element (array, i), json_array_get_element (other, i));
    }
  else
    {
      const char      *text = imw_json_node_get_string (ours, NULL);
      g_autofree char *number = imw_json_node_dup_number_text (ours, NULL);
      gint64           value;

      if (text != NULL)
        g_assert_cmpstr (text, ==, json_node_get_string (theirs));
      else if (imw_json_node_get_int (ours, &value, NULL))
        g_assert_cmpint (value, ==, json_node_get_int (theirs));
      g_assert_false (number != NULL && JSON_NODE_HOLDS_NULL (ours));
      g_assert_cmpint (JSON_NODE_HOLDS_NULL (ours), ==, JSON_NODE_HOLDS_NULL (theirs));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (JsonNode) ours = imw_json_parse ((const char *) data, (gssize) size, 65536, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (ours == NULL)
    return 0;
  json_parser_load_from_data (parser, (const char *) data, (gssize) size, &error);
  g_assert_no_error (error);
  compare (ours, json_parser_get_root (parser));

  return 0;
}
