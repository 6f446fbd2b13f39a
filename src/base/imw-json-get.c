/* imw-json-get.c: typed getters for strict JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-json"

#include "config.h"

#include "imw-json.h"
#include "imw-json-private.h"
#include "imw-error.h"

#include <string.h>

#define MAX_EXPONENT       64
#define MAX_DECIMAL_LENGTH 128

static gboolean
fail_type (GError    **error,
           const char *expected)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "JSON: %s was expected", expected);
  return FALSE;
}

static gboolean
node_has_type (JsonNode *node,
               GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* The member, or NULL with an error that names it. */
static JsonNode *
get_member (JsonObject *object,
            const char *name,
            GError    **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "JSON: member \"%s\" is missing", name);

  return node;
}

static JsonNode *
get_member_opt (JsonObject *object,
                const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

static gboolean
check_range (gint64      value,
             gint64      min,
             gint64      max,
             const char *name,
             GError    **error)
{
  if (value >= min && value <= max)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "JSON: member \"%s\" is out of range", name);

  return FALSE;
}

/* A number token as a plain decimal without an exponent; NULL when that would be too long. */
static char *
expand_number (const char *token)
{
  const char *magnitude = token[0] == '-' ? token + 1 : token;
  gsize       length = strcspn (magnitude, "e");
  gsize       n_whole = strcspn (magnitude, ".e");
  const char *exponent_text = magnitude[length] == 'e' ? magnitude + length + 1 : "0";
  gint64      exponent = 0;
  gint64      point;
  GString    *digits;

  if (!g_ascii_string_to_signed (exponent_text, 10, -MAX_EXPONENT, MAX_EXPONENT, &exponent, NULL))
    return NULL;

  digits = g_string_new_len (magnitude, (gssize) length);
  if (n_whole < length)
    g_string_erase (digits, (gssize) n_whole, 1);
  point = (gint64) n_whole + exponent;
  for (; point < 1; point++)
    g_string_prepend_c (digits, '0');
  while ((gint64) digits->len < point)
    g_string_append_c (digits, '0');
  while (point > 1 && digits->str[0] == '0')
    {
      g_string_erase (digits, 0, 1);
      point--;
    }
  if ((gint64) digits->len > point)
    g_string_insert_c (digits, (gssize) point, '.');
  if (magnitude != token)
    g_string_prepend_c (digits, '-');

  return g_string_free (digits, FALSE);
}

static gboolean
is_plain_decimal (const char *text)
{
  const char *magnitude = text[0] == '-' ? text + 1 : text;
  gsize       n_whole = strspn (magnitude, "0123456789");
  gsize       n_behind = 0;
  gsize       length = strlen (magnitude);

  if (n_whole == 0 || length > MAX_DECIMAL_LENGTH)
    return FALSE;
  if (magnitude[n_whole] == '.')
    n_behind = strspn (magnitude + n_whole + 1, "0123456789");

  return length == n_whole || (n_behind > 0 && length == n_whole + 1 + n_behind);
}

/**
 * imw_json_node_get_object:
 * @node: a node
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the object; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonObject *
imw_json_node_get_object (JsonNode *node,
                          GError  **error)
{
  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_type (error, "an object");
      return NULL;
    }

  return json_node_get_object (node);
}

/**
 * imw_json_node_get_array:
 * @node: a node
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the array; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonArray *
imw_json_node_get_array (JsonNode *node,
                         GError  **error)
{
  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail_type (error, "an array");
      return NULL;
    }

  return json_node_get_array (node);
}

/**
 * imw_json_node_get_string:
 * @node: a node
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the text; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
const char *
imw_json_node_get_string (JsonNode *node,
                          GError  **error)
{
  const char *text;

  g_return_val_if_fail (node != NULL, NULL);

  text = node_has_type (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
  if (text == NULL || text[0] == IMW_JSON_NUMBER_MARK)
    {
      fail_type (error, "a string");
      return NULL;
    }

  return text;
}

/**
 * imw_json_node_get_int:
 * @node: a node
 * @value: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether @node is an integer of at most 18 digits; on %FALSE @error is
 *   %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_json_node_get_int (JsonNode *node,
                       gint64   *value,
                       GError  **error)
{
  g_return_val_if_fail (node != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!node_has_type (node, G_TYPE_INT64))
    return fail_type (error, "an integer of at most 18 digits");
  *value = json_node_get_int (node);

  return TRUE;
}

/**
 * imw_json_node_dup_number_text:
 * @node: a node: any number, or a string that holds a plain decimal
 * @error: return location
 *
 * Returns: (nullable) (transfer full): the exact number as a plain decimal, without an exponent; on
 *   %NULL @error is %IMW_ERROR_BAD_REPLY
 */
char *
imw_json_node_dup_number_text (JsonNode *node,
                               GError  **error)
{
  const char *text;
  char       *result = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  if (node_has_type (node, G_TYPE_INT64))
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  text = node_has_type (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
  if (text != NULL && text[0] == IMW_JSON_NUMBER_MARK)
    result = expand_number (text + 1);
  else if (text != NULL && is_plain_decimal (text))
    result = g_strdup (text);
  if (result == NULL)
    fail_type (error, "a number");

  return result;
}

/**
 * imw_json_has:
 * @object: an object
 * @name: a member's name
 *
 * Returns: whether the member is there and not null
 */
gboolean
imw_json_has (JsonObject *object,
              const char *name)
{
  g_return_val_if_fail (object != NULL && name != NULL, FALSE);

  return get_member_opt (object, name) != NULL;
}

/**
 * imw_json_get_object:
 * @object: an object
 * @name: a member's name
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the object; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonObject *
imw_json_get_object (JsonObject *object,
                     const char *name,
                     GError    **error)
{
  JsonNode   *node;
  JsonObject *value;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = get_member (object, name, error);
  if (node == NULL)
    return NULL;
  value = imw_json_node_get_object (node, error);
  if (value == NULL)
    g_prefix_error (error, "Member \"%s\": ", name);

  return value;
}

/**
 * imw_json_get_array:
 * @object: an object
 * @name: a member's name
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the array; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonArray *
imw_json_get_array (JsonObject *object,
                    const char *name,
                    GError    **error)
{
  JsonNode  *node;
  JsonArray *value;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = get_member (object, name, error);
  if (node == NULL)
    return NULL;
  value = imw_json_node_get_array (node, error);
  if (value == NULL)
    g_prefix_error (error, "Member \"%s\": ", name);

  return value;
}

/**
 * imw_json_get_string:
 * @object: an object
 * @name: a member's name
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the text; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
const char *
imw_json_get_string (JsonObject *object,
                     const char *name,
                     GError    **error)
{
  JsonNode   *node;
  const char *value;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = get_member (object, name, error);
  if (node == NULL)
    return NULL;
  value = imw_json_node_get_string (node, error);
  if (value == NULL)
    g_prefix_error (error, "Member \"%s\": ", name);

  return value;
}

/**
 * imw_json_get_string_opt:
 * @object: an object
 * @name: a member's name
 * @value: (out) (nullable) (transfer none): the text, %NULL when missing or null
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_REPLY when the member is of another type
 */
gboolean
imw_json_get_string_opt (JsonObject  *object,
                         const char  *name,
                         const char **value,
                         GError     **error)
{
  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  *value = NULL;
  if (get_member_opt (object, name) == NULL)
    return TRUE;
  *value = imw_json_get_string (object, name, error);

  return *value != NULL;
}

/**
 * imw_json_get_int:
 * @object: an object
 * @name: a member's name
 * @min: least value allowed
 * @max: greatest value allowed
 * @value: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether the member is such an integer; on %FALSE @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_json_get_int (JsonObject *object,
                  const char *name,
                  gint64      min,
                  gint64      max,
                  gint64     *value,
                  GError    **error)
{
  JsonNode *node;
  gint64    read = 0;

  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  node = get_member (object, name, error);
  if (node == NULL)
    return FALSE;
  if (!imw_json_node_get_int (node, &read, error))
    {
      g_prefix_error (error, "Member \"%s\": ", name);
      return FALSE;
    }
  if (!check_range (read, min, max, name, error))
    return FALSE;
  *value = read;

  return TRUE;
}

/**
 * imw_json_get_int_opt:
 * @object: an object
 * @name: a member's name
 * @min: least value allowed
 * @max: greatest value allowed
 * @fallback: the value when the member is missing or null; need not be in the range
 * @value: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_REPLY when the member is of another type or out of range
 */
gboolean
imw_json_get_int_opt (JsonObject *object,
                      const char *name,
                      gint64      min,
                      gint64      max,
                      gint64      fallback,
                      gint64     *value,
                      GError    **error)
{
  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  if (get_member_opt (object, name) == NULL)
    {
      *value = fallback;
      return TRUE;
    }

  return imw_json_get_int (object, name, min, max, value, error);
}

/**
 * imw_json_get_bool:
 * @object: an object
 * @name: a member's name
 * @value: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether the member is true or false; on %FALSE @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_json_get_bool (JsonObject *object,
                   const char *name,
                   gboolean   *value,
                   GError    **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  node = get_member (object, name, error);
  if (node == NULL)
    return FALSE;
  if (!node_has_type (node, G_TYPE_BOOLEAN))
    {
      fail_type (error, "true or false");
      g_prefix_error (error, "Member \"%s\": ", name);
      return FALSE;
    }
  *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * imw_json_get_bool_opt:
 * @object: an object
 * @name: a member's name
 * @fallback: the value when the member is missing or null
 * @value: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_REPLY when the member is of another type
 */
gboolean
imw_json_get_bool_opt (JsonObject *object,
                       const char *name,
                       gboolean    fallback,
                       gboolean   *value,
                       GError    **error)
{
  g_return_val_if_fail (object != NULL && name != NULL && value != NULL, FALSE);

  if (get_member_opt (object, name) == NULL)
    {
      *value = fallback;
      return TRUE;
    }

  return imw_json_get_bool (object, name, value, error);
}

/**
 * imw_json_dup_number_text:
 * @object: an object
 * @name: a member's name: any number, or a string that holds a plain decimal
 * @error: return location
 *
 * Returns: (nullable) (transfer full): the exact number as a plain decimal, without an exponent; on
 *   %NULL @error is %IMW_ERROR_BAD_REPLY
 */
char *
imw_json_dup_number_text (JsonObject *object,
                          const char *name,
                          GError    **error)
{
  JsonNode *node;
  char     *text;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = get_member (object, name, error);
  if (node == NULL)
    return NULL;
  text = imw_json_node_dup_number_text (node, error);
  if (text == NULL)
    g_prefix_error (error, "Member \"%s\": ", name);

  return text;
}

static ImwAmount *
get_amount (JsonObject *object,
            const char *name,
            ImwAsset   *asset,
            gboolean    whole_units,
            GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = imw_json_dup_number_text (object, name, error);
  ImwAmount       *amount;

  if (text == NULL)
    return NULL;
  if (whole_units)
    amount = imw_amount_new_from_decimal_text (asset, text, &local_error);
  else
    amount = imw_amount_new_from_base_text (asset, text, &local_error);
  if (amount == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Member \"%s\": %s", name,
                 local_error->message);

  return amount;
}

/**
 * imw_json_get_base_amount:
 * @object: an object
 * @name: a member's name: an integer of any size, or a string of digits
 * @asset: what is counted
 * @error: return location
 *
 * Returns: (nullable) (transfer full): that many base units; on %NULL @error is
 *   %IMW_ERROR_BAD_REPLY
 */
ImwAmount *
imw_json_get_base_amount (JsonObject *object,
                          const char *name,
                          ImwAsset   *asset,
                          GError    **error)
{
  g_return_val_if_fail (object != NULL && name != NULL && asset != NULL, NULL);

  return get_amount (object, name, asset, FALSE, error);
}

/**
 * imw_json_get_decimal_amount:
 * @object: an object
 * @name: a member's name: any number, or a string that holds a plain decimal
 * @asset: what is counted
 * @error: return location
 *
 * Returns: (nullable) (transfer full): that many whole units; on %NULL @error is
 *   %IMW_ERROR_BAD_REPLY, also when there are more digits behind the mark than the asset has
 */
ImwAmount *
imw_json_get_decimal_amount (JsonObject *object,
                             const char *name,
                             ImwAsset   *asset,
                             GError    **error)
{
  g_return_val_if_fail (object != NULL && name != NULL && asset != NULL, NULL);

  return get_amount (object, name, asset, TRUE, error);
}
