/* imw-anchor-json.c: what the files of anchor share in reading and writing JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-json.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define MAX_DECIMAL_LENGTH 48
#define MAX_SECONDS        (G_GINT64_CONSTANT (10) * 365 * 86400)
#define MAX_TIME_S         G_GINT64_CONSTANT (0xffffffff)

/**
 * imw_anchor_json_add_text:
 * @builder: inside an object
 * @name: of the member
 * @value: (nullable): what it holds
 */
void
imw_anchor_json_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * imw_anchor_json_add_int:
 * @builder: inside an object
 * @name: of the member
 * @value: what it holds
 */
void
imw_anchor_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * imw_anchor_json_add_bool:
 * @builder: inside an object
 * @name: of the member
 * @value: what it holds
 */
void
imw_anchor_json_add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/**
 * imw_anchor_json_add_asset:
 * @builder: inside an object
 * @name: of the member
 * @asset: (nullable): what it holds
 */
void
imw_anchor_json_add_asset (JsonBuilder *builder, const char *name, ImwAsset *asset)
{
  if (asset == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "id", imw_asset_get_id (asset));
  imw_anchor_json_add_text (builder, "symbol", imw_asset_get_symbol (asset));
  imw_anchor_json_add_text (builder, "name", imw_asset_get_name (asset));
  imw_anchor_json_add_int (builder, "decimals", imw_asset_get_decimals (asset));
  json_builder_end_object (builder);
}

/**
 * imw_anchor_json_add_amount:
 * @builder: inside an object
 * @name: of the member
 * @amount: (nullable): what it holds
 */
void
imw_anchor_json_add_amount (JsonBuilder *builder, const char *name, ImwAmount *amount)
{
  g_autofree char *value = NULL;

  if (amount == NULL)
    return;

  value = imw_amount_to_base_text (amount);
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "value", value);
  imw_anchor_json_add_asset (builder, "asset", imw_amount_get_asset (amount));
  json_builder_end_object (builder);
}

/**
 * imw_anchor_json_add_fee_lines:
 * @builder: inside an object
 * @name: of the member
 * @lines: (element-type ImwFeeLine): what it holds
 */
void
imw_anchor_json_add_fee_lines (JsonBuilder *builder, const char *name, GPtrArray *lines)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < lines->len; i++)
    {
      const ImwFeeLine *line = g_ptr_array_index (lines, i);

      json_builder_begin_object (builder);
      imw_anchor_json_add_text (builder, "name", line->name);
      imw_anchor_json_add_text (builder, "description", line->description);
      imw_anchor_json_add_amount (builder, "amount", line->amount);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * imw_anchor_json_end:
 * @builder: whose outermost object is still open
 *
 * Returns: (transfer full): the text
 */
char *
imw_anchor_json_end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * imw_anchor_json_read_text:
 * @object: an object of our own form
 * @name: of the member
 * @value: (out) (nullable) (transfer full): what it holds; %NULL when it is not there
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_REPLY if it is something else
 */
gboolean
imw_anchor_json_read_text (JsonObject *object, const char *name, char **value, GError **error)
{
  const char *text;

  if (!imw_json_get_string_opt (object, name, &text, error))
    return FALSE;

  g_free (*value);
  *value = g_strdup (text);

  return TRUE;
}

/**
 * imw_anchor_json_read_asset:
 * @object: an object of our own form
 * @name: of the member
 * @asset: (out) (nullable) (transfer full): what it holds; %NULL when it is not there
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_REPLY if it is something else
 */
gboolean
imw_anchor_json_read_asset (JsonObject *object, const char *name, ImwAsset **asset, GError **error)
{
  JsonObject *inner;
  const char *id;
  const char *symbol;
  const char *title;
  gint64      decimals;

  *asset = NULL;
  if (!imw_json_has (object, name))
    return TRUE;
  if ((inner = imw_json_get_object (object, name, error)) == NULL ||
      (id = imw_json_get_string (inner, "id", error)) == NULL ||
      (symbol = imw_json_get_string (inner, "symbol", error)) == NULL ||
      (title = imw_json_get_string (inner, "name", error)) == NULL ||
      !imw_json_get_int (inner, "decimals", 0, 38, &decimals, error))
    return FALSE;

  *asset = imw_asset_new (id, symbol, title, (guint) decimals);

  return TRUE;
}

/**
 * imw_anchor_json_read_amount:
 * @object: an object of our own form
 * @name: of the member
 * @amount: (out) (nullable) (transfer full): what it holds; %NULL when it is not there
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_REPLY if it is something else
 */
gboolean
imw_anchor_json_read_amount (JsonObject *object,
                             const char *name,
                             ImwAmount **amount,
                             GError    **error)
{
  g_autoptr (ImwAsset) asset = NULL;
  JsonObject *inner;

  *amount = NULL;
  if (!imw_json_has (object, name))
    return TRUE;
  if ((inner = imw_json_get_object (object, name, error)) == NULL ||
      !imw_anchor_json_read_asset (inner, "asset", &asset, error))
    return FALSE;
  if (asset == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: an amount of nothing", name);
      return FALSE;
    }

  *amount = imw_json_get_base_amount (inner, "value", asset, error);

  return *amount != NULL;
}

static ImwFeeLine *
read_fee_line (JsonNode *node, GError **error)
{
  g_autoptr (ImwFeeLine) line = g_new0 (ImwFeeLine, 1);
  JsonObject *object = imw_json_node_get_object (node, error);

  if (object == NULL || !imw_anchor_json_read_text (object, "name", &line->name, error) ||
      !imw_anchor_json_read_text (object, "description", &line->description, error) ||
      !imw_anchor_json_read_amount (object, "amount", &line->amount, error))
    return NULL;
  if (line->name == NULL || line->amount == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a line of a fee");
      return NULL;
    }

  return g_steal_pointer (&line);
}

/**
 * imw_anchor_json_read_fee_lines:
 * @object: an object of our own form
 * @name: of the member
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwFeeLine): what it holds; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_anchor_json_read_fee_lines (JsonObject *object, const char *name, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_fee_line_free);
  JsonArray *array = imw_json_get_array (object, name, error);

  if (array == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ImwFeeLine *line = read_fee_line (json_array_get_element (array, i), error);

      if (line == NULL)
        return NULL;
      g_ptr_array_add (lines, line);
    }

  return g_steal_pointer (&lines);
}

/**
 * imw_anchor_json_parse_own:
 * @text: our own form
 * @root: (out) (transfer full): keeps what is returned
 * @error: return location
 *
 * Returns: (nullable) (transfer none): the object; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
JsonObject *
imw_anchor_json_parse_own (const char *text, JsonNode **root, GError **error)
{
  *root = imw_json_parse (text, -1, IMW_JSON_MAX_BYTES, error);

  return *root != NULL ? imw_json_node_get_object (*root, error) : NULL;
}

/**
 * imw_anchor_json_mark_corrupt:
 * @error: (nullable): what a reader of our own form has set
 *
 * Makes an %IMW_ERROR_CORRUPT of it.
 */
void
imw_anchor_json_mark_corrupt (GError **error)
{
  if (error != NULL && *error != NULL && (*error)->domain == IMW_ERROR)
    (*error)->code = IMW_ERROR_CORRUPT;
}

static JsonNode *
find_told (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/**
 * imw_anchor_told_exact:
 * @object: (nullable): what a provider told
 * @name: of the member
 * @max_bytes: how long it may be
 *
 * For what is sent back as it came. A whole number counts as its digits.
 *
 * Returns: (nullable) (transfer full): the text; %NULL also when it is empty, too long, or has characters that can't be
 *   seen
 */
char *
imw_anchor_told_exact (JsonObject *object, const char *name, gsize max_bytes)
{
  JsonNode   *node = find_told (object, name);
  const char *text = node != NULL ? imw_json_node_get_string (node, NULL) : NULL;
  gint64      number;

  if (text == NULL && node != NULL && imw_json_node_get_int (node, &number, NULL))
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (text == NULL || *text == '\0' || !imw_text_is_printable (text, max_bytes))
    return NULL;

  return g_strdup (text);
}

/**
 * imw_anchor_told_text:
 * @object: (nullable): what a provider told
 * @name: of the member
 * @max_chars: how many characters are kept
 *
 * Returns: (nullable) (transfer full): plain text of one line; %NULL also when it is empty
 */
char *
imw_anchor_told_text (JsonObject *object, const char *name, gsize max_chars)
{
  JsonNode        *node = find_told (object, name);
  const char      *text = node != NULL ? imw_json_node_get_string (node, NULL) : NULL;
  g_autofree char *clean = NULL;

  if (text == NULL)
    return imw_anchor_told_exact (object, name, max_chars);

  clean = g_strstrip (imw_text_sanitize (text, max_chars));

  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

/**
 * imw_anchor_trim_decimal:
 * @text: text from outside
 *
 * Returns: (nullable) (transfer full): the same number without needless zeros; %NULL when it is not a plain decimal
 *   that is zero or above
 */
char *
imw_anchor_trim_decimal (const char *text)
{
  gsize n_whole = strspn (text, "0123456789");
  gsize n_fraction = text[n_whole] == '.' ? strspn (text + n_whole + 1, "0123456789") : 0;
  gsize end = n_whole + (n_fraction > 0 ? n_fraction + 1 : 0);

  if (n_whole == 0 || text[end] != '\0' || end > MAX_DECIMAL_LENGTH)
    return NULL;

  while (n_whole > 1 && *text == '0')
    {
      text++;
      n_whole--;
      end--;
    }
  while (n_fraction > 0 && text[end - 1] == '0')
    {
      end--;
      n_fraction--;
    }

  return g_strndup (text, n_fraction > 0 ? end : n_whole);
}

/**
 * imw_anchor_told_decimal:
 * @object: (nullable): what a provider told
 * @name: of the member, a number or text
 *
 * Returns: (nullable) (transfer full): a plain decimal that is zero or above
 */
char *
imw_anchor_told_decimal (JsonObject *object, const char *name)
{
  JsonNode        *node = find_told (object, name);
  g_autofree char *text = node != NULL ? imw_json_node_dup_number_text (node, NULL) : NULL;

  return text != NULL ? imw_anchor_trim_decimal (text) : NULL;
}

/**
 * imw_anchor_told_seconds:
 * @object: (nullable): what a provider told
 * @name: of the member, a number or text
 *
 * Returns: seconds; -1 when there is no such thing, or it is absurd
 */
gint64
imw_anchor_told_seconds (JsonObject *object, const char *name)
{
  g_autofree char *text = imw_anchor_told_decimal (object, name);
  gint64           value;

  if (text == NULL)
    return -1;

  text[strcspn (text, ".")] = '\0';
  value = strlen (text) <= 12 ? g_ascii_strtoll (text, NULL, 10) : -1;

  return value >= 0 && value <= MAX_SECONDS ? value : -1;
}

/**
 * imw_anchor_parse_time:
 * @text: a time as of ISO 8601; without a zone it is UTC
 *
 * Returns: wall milliseconds, 0 when it is none
 */
gint64
imw_anchor_parse_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  gint64 seconds;

  if (strlen (text) > 40)
    return 0;

  time = g_date_time_new_from_iso8601 (text, utc);
  seconds = time != NULL ? g_date_time_to_unix (time) : 0;
  if (seconds <= 0 || seconds > MAX_TIME_S)
    return 0;

  return seconds * 1000 + g_date_time_get_microsecond (time) / 1000;
}

/**
 * imw_anchor_told_time_ms:
 * @object: (nullable): what a provider told
 * @name: of the member
 *
 * Returns: wall milliseconds, 0 when there is no such thing
 */
gint64
imw_anchor_told_time_ms (JsonObject *object, const char *name)
{
  JsonNode   *node = find_told (object, name);
  const char *text = node != NULL ? imw_json_node_get_string (node, NULL) : NULL;

  return text != NULL ? imw_anchor_parse_time (text) : 0;
}

/**
 * imw_anchor_told_bool:
 * @object: (nullable): what a provider told
 * @name: of the member; "true" as text counts, too
 * @fallback: when there is no such thing
 *
 * Returns: its value
 */
gboolean
imw_anchor_told_bool (JsonObject *object, const char *name, gboolean fallback)
{
  JsonNode   *node = find_told (object, name);
  const char *text = node != NULL ? imw_json_node_get_string (node, NULL) : NULL;
  gboolean    value = fallback;

  if (text != NULL)
    return g_str_equal (text, "true");
  if (node == NULL || !imw_json_get_bool (object, name, &value, NULL))
    return fallback;

  return value;
}

/**
 * imw_anchor_told_object:
 * @object: (nullable): what a provider told
 * @name: of the member
 *
 * Returns: (nullable) (transfer none): the object in it
 */
JsonObject *
imw_anchor_told_object (JsonObject *object, const char *name)
{
  JsonNode *node = find_told (object, name);

  return node != NULL ? imw_json_node_get_object (node, NULL) : NULL;
}

/**
 * imw_anchor_told_array:
 * @object: (nullable): what a provider told
 * @name: of the member
 *
 * Returns: (nullable) (transfer none): the array in it
 */
JsonArray *
imw_anchor_told_array (JsonObject *object, const char *name)
{
  JsonNode *node = find_told (object, name);

  return node != NULL ? imw_json_node_get_array (node, NULL) : NULL;
}

/**
 * imw_anchor_told_item:
 * @array: what a provider told
 * @index: which
 *
 * Returns: (nullable) (transfer none): the object at that place
 */
JsonObject *
imw_anchor_told_item (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return node != NULL ? imw_json_node_get_object (node, NULL) : NULL;
}

/**
 * imw_anchor_amount:
 * @asset: what is counted
 * @decimal: (nullable): a plain decimal
 * @rounding: for digits that @asset does not have
 *
 * Returns: (nullable) (transfer full): the amount; %NULL when it is no number that is zero or above
 */
ImwAmount *
imw_anchor_amount (ImwAsset *asset, const char *decimal, ImwRounding rounding)
{
  g_autoptr (ImwAsset) fine = NULL;
  g_autoptr (ImwAmount) exact = NULL;
  g_autofree char *trimmed = decimal != NULL ? imw_anchor_trim_decimal (decimal) : NULL;

  if (trimmed == NULL)
    return NULL;

  fine = imw_asset_new (imw_asset_get_id (asset), "", "", 38);
  exact = imw_amount_new_from_decimal_text (fine, trimmed, NULL);

  return exact != NULL ? imw_amount_convert (exact, asset, "1", rounding, NULL) : NULL;
}
