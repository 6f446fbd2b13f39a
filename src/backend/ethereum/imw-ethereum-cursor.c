/* imw-ethereum-cursor.c: where the history of one account stands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-json.h"

#include <string.h>

/* The wallet keeps it as text and gives it back. It is ours, but it went through a file: whatever is
 * strange about it makes it start anew. */

#define VERSION          1
#define MAX_CURSOR_BYTES ((gsize) 1024 * 1024)

/**
 * imw_evm_index_item_free:
 * @self: (transfer full): an entry of an index
 */
void
imw_evm_index_item_free (ImwEvmIndexItem *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->txid);
  g_free (self->value);
  g_free (self->other);
  g_free (self);
}

/**
 * imw_evm_cursor_free:
 * @self: (transfer full): a cursor
 */
void
imw_evm_cursor_free (ImwEvmCursor *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    {
      g_free (self->streams[i].next);
      g_clear_pointer (&self->streams[i].items, g_ptr_array_unref);
    }
  g_clear_pointer (&self->pending, g_hash_table_unref);
  g_clear_pointer (&self->tokens, g_hash_table_unref);
  g_free (self->native);
  g_free (self);
}

/**
 * imw_evm_cursor_new:
 * @tip: height of the newest block
 *
 * Returns: (transfer full): a history of which nothing is known yet
 */
ImwEvmCursor *
imw_evm_cursor_new (gint64 tip)
{
  ImwEvmCursor *self = g_new0 (ImwEvmCursor, 1);

  self->low = tip + 1;
  self->high = tip;
  self->seen = tip;
  self->from_ms = -1;
  self->sequence = -1;
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    self->streams[i].items =
        g_ptr_array_new_with_free_func ((GDestroyNotify) imw_evm_index_item_free);

  return self;
}

/**
 * imw_evm_cursor_read_index:
 * @self: a cursor
 * @floor: blocks below it need not be read
 * @tip: height of the newest block
 *
 * Lets the index be read from its newest entry down to @floor.
 */
void
imw_evm_cursor_read_index (ImwEvmCursor *self, gint64 floor, gint64 tip)
{
  g_return_if_fail (self != NULL);

  self->is_reading = TRUE;
  self->is_stale = FALSE;
  self->floor = MAX (floor, 0);
  self->index_high = tip;
  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    {
      g_free (self->streams[i].next);
      self->streams[i].next = g_strdup ("");
      g_ptr_array_set_size (self->streams[i].items, 0);
    }
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_stream (JsonBuilder *builder, const ImwEvmStream *stream)
{
  json_builder_begin_object (builder);
  add_text (builder, "next", stream->next);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < stream->items->len; i++)
    {
      const ImwEvmIndexItem *item = g_ptr_array_index (stream->items, i);

      json_builder_begin_object (builder);
      add_int (builder, "b", item->block);
      add_text (builder, "x", item->txid);
      add_int (builder, "t", item->time_ms);
      add_text (builder, "v", item->value);
      add_text (builder, "o", item->other);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_tokens (JsonBuilder *builder, GHashTable *tokens)
{
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  json_builder_set_member_name (builder, "tokens");
  json_builder_begin_array (builder);
  g_hash_table_iter_init (&iter, tokens);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      json_builder_begin_object (builder);
      add_text (builder, "a", key);
      add_text (builder, "v", value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * imw_evm_cursor_to_text:
 * @self: a cursor
 *
 * Returns: (transfer full): text for the wallet to keep
 */
char *
imw_evm_cursor_to_text (const ImwEvmCursor *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  json_builder_begin_object (builder);
  add_int (builder, "version", VERSION);
  add_int (builder, "low", self->low);
  add_int (builder, "high", self->high);
  add_int (builder, "done", self->is_done);
  add_int (builder, "from", self->from_ms);
  add_int (builder, "seen", self->seen);
  add_text (builder, "native", self->native);
  add_tokens (builder, self->tokens);
  add_int (builder, "sequence", self->sequence);
  add_int (builder, "stale", self->is_stale);
  add_int (builder, "reading", self->is_reading);
  add_int (builder, "floor", self->floor);
  add_int (builder, "index_high", self->index_high);
  json_builder_set_member_name (builder, "streams");
  json_builder_begin_array (builder);
  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    add_stream (builder, &self->streams[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "pending");
  json_builder_begin_array (builder);
  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      json_builder_begin_object (builder);
      add_text (builder, "x", key);
      add_int (builder, "n", *(gint64 *) value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
get_flag (JsonObject *object, const char *name, gboolean *flag)
{
  gint64 value;

  if (!imw_json_get_int (object, name, 0, 1, &value, NULL))
    return FALSE;
  *flag = value == 1;

  return TRUE;
}

static gboolean
read_item (JsonNode *node, GPtrArray *items)
{
  ImwEvmIndexItem *item = g_new0 (ImwEvmIndexItem, 1);
  JsonObject      *object = imw_json_node_get_object (node, NULL);
  const char      *txid;
  const char      *value;
  const char      *other;

  g_ptr_array_add (items, item);
  if (object == NULL || (txid = imw_json_get_string (object, "x", NULL)) == NULL ||
      !imw_evm_check_hash (txid, NULL) ||
      !imw_json_get_int (object, "b", 0, G_MAXINT32, &item->block, NULL) ||
      !imw_json_get_int (object, "t", 0, G_MAXINT64, &item->time_ms, NULL) ||
      !imw_json_get_string_opt (object, "v", &value, NULL) ||
      !imw_json_get_string_opt (object, "o", &other, NULL))
    return FALSE;

  item->txid = g_strdup (txid);
  item->value = g_strdup (value);
  item->other = g_strdup (other);

  return TRUE;
}

static gboolean
read_stream (JsonNode *node, ImwEvmStream *stream)
{
  JsonObject *object = imw_json_node_get_object (node, NULL);
  JsonArray  *items;
  const char *next;

  if (object == NULL || !imw_json_get_string_opt (object, "next", &next, NULL) ||
      (items = imw_json_get_array (object, "items", NULL)) == NULL)
    return FALSE;

  stream->next = g_strdup (next);
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (!read_item (json_array_get_element (items, i), stream->items))
      return FALSE;

  return TRUE;
}

static gboolean
read_pending (JsonArray *array, GHashTable *pending)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (array, i), NULL);
      const char *txid;
      gint64      number;

      if (object == NULL || (txid = imw_json_get_string (object, "x", NULL)) == NULL ||
          !imw_json_get_int (object, "n", -1, G_MAXINT32, &number, NULL))
        return FALSE;
      g_hash_table_insert (pending, g_strdup (txid), g_memdup2 (&number, sizeof number));
    }

  return TRUE;
}

/* Cursors of earlier versions have none. */
static gboolean
read_tokens (JsonObject *root, GHashTable *tokens)
{
  JsonArray *array = NULL;

  if (!imw_json_has (root, "tokens"))
    return TRUE;

  array = imw_json_get_array (root, "tokens", NULL);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (array, i), NULL);
      const char *asset;
      const char *value;

      if (object == NULL || (asset = imw_json_get_string (object, "a", NULL)) == NULL ||
          (value = imw_json_get_string (object, "v", NULL)) == NULL)
        return FALSE;
      g_hash_table_insert (tokens, g_strdup (asset), g_strdup (value));
    }

  return array != NULL;
}

/**
 * imw_evm_cursor_parse:
 * @text: (nullable): what imw_evm_cursor_to_text() gave
 *
 * Returns: (transfer full) (nullable): the cursor; %NULL when it is none
 */
ImwEvmCursor *
imw_evm_cursor_parse (const char *text)
{
  g_autoptr (ImwEvmCursor) self = imw_evm_cursor_new (0);
  g_autoptr (JsonNode) root = text != NULL ? imw_json_parse (text, -1, MAX_CURSOR_BYTES, NULL)
                                           : NULL;
  JsonObject *object = root != NULL ? imw_json_node_get_object (root, NULL) : NULL;
  JsonArray  *streams;
  JsonArray  *pending;
  const char *native;
  gint64      version;

  if (object == NULL || !imw_json_get_int (object, "version", VERSION, VERSION, &version, NULL) ||
      !imw_json_get_int (object, "low", 0, G_MAXINT32, &self->low, NULL) ||
      !imw_json_get_int (object, "high", -1, G_MAXINT32, &self->high, NULL) ||
      !get_flag (object, "done", &self->is_done) ||
      !imw_json_get_int (object, "from", -1, G_MAXINT64, &self->from_ms, NULL) ||
      !imw_json_get_int (object, "seen", -1, G_MAXINT32, &self->seen, NULL) ||
      !imw_json_get_string_opt (object, "native", &native, NULL) ||
      !imw_json_get_int (object, "sequence", -1, G_MAXINT32, &self->sequence, NULL) ||
      !get_flag (object, "stale", &self->is_stale) ||
      !get_flag (object, "reading", &self->is_reading) ||
      !imw_json_get_int (object, "floor", 0, G_MAXINT32, &self->floor, NULL) ||
      !imw_json_get_int (object, "index_high", 0, G_MAXINT32, &self->index_high, NULL) ||
      (streams = imw_json_get_array (object, "streams", NULL)) == NULL ||
      json_array_get_length (streams) != IMW_EVM_N_STREAMS ||
      (pending = imw_json_get_array (object, "pending", NULL)) == NULL ||
      !read_pending (pending, self->pending) || !read_tokens (object, self->tokens))
    return NULL;

  self->native = g_strdup (native);
  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    if (!read_stream (json_array_get_element (streams, i), &self->streams[i]))
      return NULL;

  return g_steal_pointer (&self);
}
