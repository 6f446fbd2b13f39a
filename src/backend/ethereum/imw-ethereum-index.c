/* imw-ethereum-index.c: a server that keeps histories by address
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

/* Blockscout's API, version 2: /api/v2/addresses/ADDRESS/LIST, the newest entries first, 50 a page,
 * with the query of the next page in next_page_params. It only names transactions; what they are and
 * did comes from the servers. Internal transfers alone are its word. The three lists are read in step:
 * a block is used when no list can have more of it. */

#define MAX_PAGE_BYTES ((gsize) 4 * 1024 * 1024)
#define MAX_KEPT       400
#define MAX_QUERY      600

#define STREAM_INTERNAL 1

static const char *const lists[IMW_EVM_N_STREAMS] = { "transactions", "internal-transactions",
                                                      "token-transfers" };

/* Reading of one page of each list that needs one. */
typedef struct
{
  GTask        *task;
  ImwEvmCursor *cursor;
  ImwEvmGather *gather;
  gint64        stop_ms;
  guint         stream;
  guint         n_tried; /* indexes */
  void (*then) (GTask *task);
} Reading;

static void read_next (Reading *reading);

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->task);
  g_free (reading);
}

/* 0: none, or one that cannot be: what is kept of it must be read again */
static gint64
parse_time (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? MAX (g_date_time_to_unix (time), 0) * 1000 : 0;
}

/* {"hash": "0x…"} or null */
static gboolean
read_side (JsonObject *object, const char *name, char *address)
{
  JsonNode   *node = json_object_get_member (object, name);
  const char *text;

  address[0] = '\0';
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  text = imw_json_get_string (json_node_get_object (node), "hash", NULL);

  return text != NULL && imw_evm_read_address (text, address);
}

/* An internal transfer of something from or to us; others have no value for the history. */
static gboolean
read_move (JsonObject      *object,
           const char      *address,
           ImwEvmIndexItem *item,
           gboolean        *is_one,
           GError         **error)
{
  g_autofree char *value = imw_json_dup_number_text (object, "value", error);
  char             from[IMW_EVM_ADDRESS_SIZE];
  char             to[IMW_EVM_ADDRESS_SIZE];
  gboolean         success;
  gboolean         leaves;

  if (value == NULL || !imw_json_get_bool_opt (object, "success", TRUE, &success, error))
    return FALSE;
  if (!read_side (object, "from", from) || !read_side (object, "to", to) ||
      strspn (value, "0123456789") != strlen (value) || strlen (value) > 77)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not an entry of an index");
      return FALSE;
    }

  leaves = g_str_equal (from, address);
  *is_one = success && !g_str_equal (value, "0") && leaves != g_str_equal (to, address);
  item->value = leaves ? g_strconcat ("-", value, NULL) : g_strdup (value);
  item->other = g_strdup (leaves ? to : from);

  return TRUE;
}

static gboolean
read_entry (ImwEvmStream *stream, guint kind, const char *address, JsonNode *node, GError **error)
{
  JsonObject      *object = imw_json_node_get_object (node, error);
  gboolean         is_list = kind == 0;
  gboolean         is_one = TRUE;
  const char      *txid;
  const char      *time;
  ImwEvmIndexItem *item;

  if (object == NULL)
    return FALSE;
  if (imw_json_has (object, "block_number") &&
      JSON_NODE_HOLDS_NULL (json_object_get_member (object, "block_number")))
    return TRUE; /* not in a block yet */
  txid = imw_json_get_string (object, is_list ? "hash" : "transaction_hash", error);
  if (txid == NULL || !imw_evm_check_hash (txid, error) ||
      !imw_json_get_string_opt (object, "timestamp", &time, error))
    return FALSE;

  item = g_new0 (ImwEvmIndexItem, 1);
  item->txid = g_ascii_strdown (txid, -1);
  item->time_ms = parse_time (time);
  if (!imw_json_get_int (object, "block_number", 0, G_MAXINT32, &item->block, error) ||
      (kind == STREAM_INTERNAL && !read_move (object, address, item, &is_one, error)))
    {
      imw_evm_index_item_free (item);
      return FALSE;
    }
  if (is_one)
    g_ptr_array_add (stream->items, item);
  else
    imw_evm_index_item_free (item);

  return TRUE;
}

/* The parameters go back as they came: text and numbers only. */
static char *
build_query (JsonObject *params, GError **error)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (GList) names = json_object_get_members (params);

  for (GList *link = names; link != NULL; link = link->next)
    {
      JsonNode        *node = json_object_get_member (params, link->data);
      g_autofree char *name = g_uri_escape_string (link->data, NULL, FALSE);
      g_autofree char *number = NULL;
      g_autofree char *value = NULL;

      if (JSON_NODE_HOLDS_NULL (node))
        continue;
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        number = g_strdup (json_node_get_boolean (node) ? "true" : "false");
      else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        number = g_strdup (imw_json_node_get_string (node, NULL));
      if (number == NULL)
        number = imw_json_node_dup_number_text (node, error);
      if (number == NULL)
        return NULL;
      value = g_uri_escape_string (number, NULL, FALSE);
      g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "?", name, value);
    }
  if (query->len == 0 || query->len > MAX_QUERY)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not the parameters of a page");
      return NULL;
    }

  return g_string_free (g_steal_pointer (&query), FALSE);
}

/**
 * imw_evm_index_read_page:
 * @cursor: what is read goes into it
 * @kind: which list it is of, below %IMW_EVM_N_STREAMS
 * @address: whose history, in lower case
 * @root: a page of a Blockscout-compatible index
 * @error: return location
 *
 * Reads the entries of a page, and where the next one is.
 *
 * Returns: %TRUE if all of it makes sense. On %FALSE @error is %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_evm_index_read_page (ImwEvmCursor *cursor,
                         guint         kind,
                         const char   *address,
                         JsonNode     *root,
                         GError      **error)
{
  ImwEvmStream *stream = &cursor->streams[kind];
  JsonObject   *object = imw_json_node_get_object (root, error);
  JsonArray    *items;
  JsonNode     *params;
  char         *next = NULL;

  if (object == NULL || (items = imw_json_get_array (object, "items", error)) == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (!read_entry (stream, kind, address, json_array_get_element (items, i), error))
      return FALSE;

  params = json_object_get_member (object, "next_page_params");
  if (params != NULL && !JSON_NODE_HOLDS_NULL (params))
    {
      JsonObject *members = imw_json_node_get_object (params, error);

      next = members != NULL ? build_query (members, error) : NULL;
      if (next == NULL)
        return FALSE;
      if (g_strcmp0 (next, stream->next) == 0 || json_array_get_length (items) == 0)
        g_clear_pointer (&next, g_free); /* it goes round in a circle */
    }
  g_free (stream->next);
  stream->next = next;

  return TRUE;
}

/* The lowest block of a list that has more: below it, and in it, something may be missing. */
static gint64
find_border (const ImwEvmCursor *cursor)
{
  gint64 border = -1;

  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    {
      const ImwEvmStream    *stream = &cursor->streams[i];
      const ImwEvmIndexItem *last;

      if (stream->next == NULL)
        continue;
      if (stream->items->len == 0)
        return G_MAXINT64;
      last = g_ptr_array_index (stream->items, stream->items->len - 1);
      border = MAX (border, last->block);
    }

  return border;
}

static void
use_item (Reading *reading, guint stream, ImwEvmIndexItem *item)
{
  ImwEvmItem      *place;
  ImwEvmIndexItem *move;

  place = imw_evm_gather_add (reading->gather, item->txid, item->block, item->time_ms);
  if (stream != STREAM_INTERNAL)
    return;
  if (place->internal == NULL)
    place->internal = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_evm_index_item_free);
  move = g_new0 (ImwEvmIndexItem, 1);
  move->block = item->block;
  move->value = g_strdup (item->value);
  move->other = g_strdup (item->other);
  g_ptr_array_add (place->internal, move);
}

static void
end_reading (Reading *reading)
{
  ImwEvmCursor *cursor = reading->cursor;

  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    {
      g_clear_pointer (&cursor->streams[i].next, g_free);
      g_ptr_array_set_size (cursor->streams[i].items, 0);
    }
  cursor->is_reading = FALSE;
  if (cursor->is_done)
    return;
  cursor->is_done = TRUE;
  cursor->low = 0;
  cursor->from_ms = 0;
}

/* Everything above the border is whole now. */
static void
use_items (Reading *reading)
{
  ImwEvmCursor *cursor = reading->cursor;
  gint64        border = find_border (cursor);
  gboolean      is_over = border < 0;

  for (guint i = 0; i < IMW_EVM_N_STREAMS; i++)
    {
      GPtrArray *items = cursor->streams[i].items;

      while (items->len > 0)
        {
          ImwEvmIndexItem *item = g_ptr_array_index (items, 0);

          if (item->block <= border && items->len < MAX_KEPT)
            break;
          if (item->block < cursor->floor ||
              (reading->stop_ms > 0 && item->time_ms > 0 && item->time_ms < reading->stop_ms))
            is_over |= item->block > border;
          else
            {
              use_item (reading, i, item);
              if (!cursor->is_done && item->time_ms > 0 &&
                  (cursor->from_ms <= 0 || item->time_ms < cursor->from_ms))
                cursor->from_ms = item->time_ms;
            }
          g_ptr_array_remove_index (items, 0);
        }
    }
  if (border < cursor->floor)
    is_over = TRUE;
  if (is_over)
    end_reading (reading);
}

static void
page_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Reading        *reading = user_data;
  ImwEthereumRpc *self = g_task_get_source_object (reading->task);
  GError         *error = NULL;
  g_autoptr (GBytes) body = imw_http_get_finish (IMW_HTTP (object), result, &error);
  g_autoptr (JsonNode) root = NULL;

  if (body == NULL && g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      /* an address that it never saw */
      g_clear_error (&error);
      body = g_bytes_new_static ("{\"items\":[]}", strlen ("{\"items\":[]}"));
    }
  if (body != NULL)
    root = imw_json_parse_bytes (body, MAX_PAGE_BYTES, &error);
  if (root != NULL && imw_evm_index_read_page (reading->cursor, reading->stream,
                                               reading->gather->address, root, &error))
    {
      reading->stream++;
      reading->n_tried = 0;
      read_next (reading);
      return;
    }

  g_debug ("index: %s", error->message);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      ++reading->n_tried < self->indexes->len)
    {
      /* pages of one are nothing to the other, but the first pages are alike */
      self->current_index = (self->current_index + 1) % self->indexes->len;
      g_clear_error (&error);
      imw_evm_cursor_read_index (reading->cursor, reading->cursor->floor,
                                 reading->cursor->index_high);
      reading->stream = 0;
      read_next (reading);
      return;
    }

  g_task_return_error (reading->task, error);
  reading_free (reading);
}

static gboolean
needs_page (const ImwEvmStream *stream, gint64 border)
{
  const ImwEvmIndexItem *last;

  if (stream->next == NULL || stream->items->len >= MAX_KEPT)
    return FALSE;
  if (stream->items->len == 0)
    return TRUE;
  last = g_ptr_array_index (stream->items, stream->items->len - 1);

  return last->block >= border;
}

static void
read_next (Reading *reading)
{
  ImwEthereumRpc  *self = g_task_get_source_object (reading->task);
  ImwEvmRound     *round = g_task_get_task_data (reading->task);
  gint64           border = find_border (reading->cursor);
  g_autofree char *url = NULL;

  while (reading->stream < IMW_EVM_N_STREAMS &&
         !needs_page (&reading->cursor->streams[reading->stream], border))
    reading->stream++;
  if (reading->stream >= IMW_EVM_N_STREAMS)
    {
      g_autoptr (GTask) task = g_object_ref (reading->task);
      void (*then) (GTask * task) = reading->then;

      use_items (reading);
      reading_free (reading);
      then (task);
      return;
    }

  url = g_strdup_printf ("%s/api/v2/addresses/%s/%s%s",
                         (const char *) g_ptr_array_index (self->indexes, self->current_index),
                         reading->gather->address, lists[reading->stream],
                         reading->cursor->streams[reading->stream].next);
  round->n_requests++;
  imw_http_get_async (self->http, self->index_purpose, url, MAX_PAGE_BYTES,
                      g_task_get_cancellable (reading->task), page_got_cb, reading);
}

/**
 * imw_evm_index_step:
 * @task: the task of a step of the history
 * @cursor: whose index is being read
 * @gather: gets the transactions
 * @stop_ms: what is older is of no interest; 0: everything is
 * @then: called when a page of each list has been read; when the index fails the operation ends
 *
 * Reads one page further.
 */
void
imw_evm_index_step (GTask        *task,
                    ImwEvmCursor *cursor,
                    ImwEvmGather *gather,
                    gint64        stop_ms,
                    void (*then) (GTask *task))
{
  Reading *reading = g_new0 (Reading, 1);

  reading->task = g_object_ref (task);
  reading->cursor = cursor;
  reading->gather = gather;
  reading->stop_ms = stop_ms;
  reading->then = then;
  read_next (reading);
}
