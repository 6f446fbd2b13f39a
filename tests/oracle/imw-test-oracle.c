/* imw-test-oracle.c: reading what an independent library made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-oracle.h"

JsonObject *
imw_test_oracle_load (const char *path, JsonNode **root)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize            length;
  JsonObject      *object;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  *root = imw_json_parse (text, (gssize) length, IMW_JSON_MAX_BYTES, &error);
  g_assert_no_error (error);
  object = imw_json_node_get_object (*root, &error);
  g_assert_no_error (error);

  return object;
}

JsonArray *
imw_test_oracle_get_array (JsonObject *object, const char *name)
{
  g_autoptr (GError) error = NULL;
  JsonArray *array = imw_json_get_array (object, name, &error);

  g_assert_no_error (error);

  return array;
}

const char *
imw_test_oracle_get_string (JsonObject *object, const char *name)
{
  g_autoptr (GError) error = NULL;
  const char *text = imw_json_get_string (object, name, &error);

  g_assert_no_error (error);

  return text;
}
