/* imw-test-vectors.c: reading tests/vectors/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"
#include "imw-hex.h"

/**
 * imw_test_vectors_load:
 * @name: a file in the folder that the environment names
 *
 * Returns: (transfer full): what it holds
 */
JsonNode *
imw_test_vectors_load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("IMW_VECTORS"), name, NULL);
  g_autofree char *text = NULL;
  JsonNode        *root;
  gsize            length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  root = imw_json_parse (text, (gssize) length, IMW_JSON_MAX_BYTES, &error);
  g_assert_no_error (error);

  return root;
}

/**
 * imw_test_vectors_object:
 * @root: what imw_test_vectors_load() gave
 * @member: a name
 *
 * Returns: (transfer none): an object that has to be there
 */
JsonObject *
imw_test_vectors_object (JsonNode   *root,
                         const char *member)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = imw_json_node_get_object (root, &error);

  g_assert_no_error (error);
  object = imw_json_get_object (object, member, &error);
  g_assert_no_error (error);

  return object;
}

/**
 * imw_test_vectors_array:
 * @root: what imw_test_vectors_load() gave
 * @member: a name
 *
 * Returns: (transfer none): an array that has to be there, and not to be empty
 */
JsonArray *
imw_test_vectors_array (JsonNode   *root,
                        const char *member)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = imw_json_node_get_object (root, &error);
  JsonArray  *array;

  g_assert_no_error (error);
  array = imw_json_get_array (object, member, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (array), >, 0);

  return array;
}

/**
 * imw_test_vectors_item:
 * @array: an array of objects
 * @index: which
 *
 * Returns: (transfer none): the object
 */
JsonObject *
imw_test_vectors_item (JsonArray *array,
                       guint      index)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = imw_json_node_get_object (json_array_get_element (array, index), &error);

  g_assert_no_error (error);

  return object;
}

/**
 * imw_test_vectors_string:
 * @array: an array of strings
 * @index: which
 *
 * Returns: (transfer none): the string
 */
const char *
imw_test_vectors_string (JsonArray *array,
                         guint      index)
{
  g_autoptr (GError) error = NULL;
  const char *text = imw_json_node_get_string (json_array_get_element (array, index), &error);

  g_assert_no_error (error);

  return text;
}

/**
 * imw_test_vectors_text:
 * @item: a vector
 * @member: a name
 *
 * Returns: (nullable) (transfer none): its text, %NULL for null
 */
const char *
imw_test_vectors_text (JsonObject *item,
                       const char *member)
{
  g_autoptr (GError) error = NULL;
  const char *text = NULL;
  gboolean    good = imw_json_get_string_opt (item, member, &text, &error);

  g_assert_no_error (error);
  g_assert_true (good);

  return text;
}

/**
 * imw_test_vectors_bool:
 * @item: a vector
 * @member: a name
 *
 * Returns: its value, which has to be there
 */
gboolean
imw_test_vectors_bool (JsonObject *item,
                       const char *member)
{
  g_autoptr (GError) error = NULL;
  gboolean value = FALSE;
  gboolean good = imw_json_get_bool (item, member, &value, &error);

  g_assert_no_error (error);
  g_assert_true (good);

  return value;
}

/**
 * imw_test_vectors_bytes:
 * @item: a vector
 * @member: a name
 *
 * Returns: (transfer full): the bytes that its text has in hexadecimal
 */
GBytes *
imw_test_vectors_bytes (JsonObject *item,
                        const char *member)
{
  g_autoptr (GError) error = NULL;
  const char *text = imw_test_vectors_text (item, member);
  GBytes     *bytes;

  g_assert_nonnull (text);
  bytes = imw_hex_decode (text, &error);
  g_assert_no_error (error);

  return bytes;
}

/**
 * imw_test_random_bytes:
 * @max_length: how many at most
 *
 * Returns: (transfer full): bytes of the seed that the test prints, often with zeros in front
 */
GBytes *
imw_test_random_bytes (gsize max_length)
{
  gsize   length = (gsize) g_test_rand_int_range (0, (gint32) max_length + 1);
  guint8 *bytes = g_malloc0 (length + 1);

  for (gsize i = (gsize) g_test_rand_int_range (0, 3); i < length; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);

  return g_bytes_new_take (bytes, length);
}
