/* imw-practice-rpc-logs.c: logs of the practice JSON-RPC
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-rpc"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-error.h"

#include <string.h>

#define MAX_RANGE  10000
#define MAX_LOGS   10000
#define LIMIT_CODE (-32005)

typedef struct
{
  gint64     first;
  gint64     last;
  GPtrArray *addresses;                     /* (element-type GBytes) empty: any */
  GPtrArray *topics[IMW_LEDGER_MAX_TOPICS]; /* (nullable) (element-type GBytes) NULL: any */
  guint      n_topics;
} Filter;

static void
filter_clear (Filter *filter)
{
  g_clear_pointer (&filter->addresses, g_ptr_array_unref);
  for (guint i = 0; i < IMW_LEDGER_MAX_TOPICS; i++)
    g_clear_pointer (&filter->topics[i], g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filter, filter_clear)

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, message);

  return FALSE;
}

static gboolean
add_one (GPtrArray *list, JsonNode *node, gsize length, GError **error)
{
  const char *text = imw_json_node_get_string (node, error);
  GBytes     *bytes = text != NULL ? imw_rpc_parse_data (text, error) : NULL;

  if (bytes == NULL)
    return FALSE;

  g_ptr_array_add (list, bytes);

  return g_bytes_get_size (bytes) == length ||
         invalid (error, "invalid argument 0: hex has invalid length");
}

/* one text, or a list of which any will do */
static GPtrArray *
read_choice (JsonNode *node, gsize length, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return add_one (list, node, length, error) ? g_steal_pointer (&list) : NULL;

  array = imw_json_node_get_array (node, error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      if (!add_one (list, json_array_get_element (array, i), length, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}

static gboolean
read_topics (Filter *filter, JsonObject *object, GError **error)
{
  JsonArray *array;

  if (!imw_json_has (object, "topics"))
    return TRUE;

  array = imw_json_get_array (object, "topics", error);
  if (array == NULL)
    return FALSE;

  filter->n_topics = json_array_get_length (array);
  if (filter->n_topics > IMW_LEDGER_MAX_TOPICS)
    return invalid (error, "exceed max topics");

  for (guint i = 0; i < filter->n_topics; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_NULL (node))
        continue;
      filter->topics[i] = read_choice (node, 32, error);
      if (filter->topics[i] == NULL)
        return FALSE;
      if (filter->topics[i]->len == 0)
        g_clear_pointer (&filter->topics[i], g_ptr_array_unref);
    }

  return TRUE;
}

static gboolean
read_addresses (Filter *filter, JsonObject *object, GError **error)
{
  JsonNode *node;

  if (!imw_json_has (object, "address"))
    {
      filter->addresses = g_ptr_array_new ();
      return TRUE;
    }

  node = json_object_get_member (object, "address");
  filter->addresses = read_choice (node, 20, error);

  return filter->addresses != NULL;
}

static gboolean
read_range (ImwRpc *rpc, Filter *filter, JsonObject *object, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  const char *hash;
  const char *first;
  const char *last;
  guint8      id[32];
  gint64      tip = 0;

  if (!imw_json_get_string_opt (object, "blockHash", &hash, error) ||
      !imw_json_get_string_opt (object, "fromBlock", &first, error) ||
      !imw_json_get_string_opt (object, "toBlock", &last, error))
    return FALSE;

  if (hash != NULL)
    {
      if (first != NULL || last != NULL)
        return invalid (error, "cannot specify both BlockHash and FromBlock/ToBlock, choose one");
      if (!imw_rpc_parse_id (hash, id, error) ||
          !imw_ledger_find_block (rpc->ledger, id, &block, error))
        return FALSE;
      if (block == NULL || !block->best)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "unknown block");
          return FALSE;
        }
      filter->first = filter->last = block->height;
      return TRUE;
    }

  if (!imw_rpc_parse_height (rpc, first != NULL ? first : "latest", &filter->first, error) ||
      !imw_rpc_parse_height (rpc, last != NULL ? last : "latest", &filter->last, error) ||
      !imw_ledger_get_height (rpc->ledger, &tip, error))
    return FALSE;

  if (filter->first > filter->last)
    return invalid (error, "invalid block range params");
  if (filter->last - filter->first > MAX_RANGE)
    {
      rpc->code = LIMIT_CODE;
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "exceed maximum block range: %d",
                   MAX_RANGE);
      return FALSE;
    }
  filter->last = MIN (filter->last, tip);

  return TRUE;
}

static gboolean
is_among (GPtrArray *list, const guint8 *data, gsize length)
{
  for (guint i = 0; i < list->len; i++)
    {
      GBytes *bytes = g_ptr_array_index (list, i);

      if (g_bytes_get_size (bytes) == length &&
          memcmp (g_bytes_get_data (bytes, NULL), data, length) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
matches (const Filter *filter, const ImwLedgerNote *note)
{
  if (filter->addresses->len > 0 &&
      !is_among (filter->addresses, g_bytes_get_data (note->source, NULL),
                 g_bytes_get_size (note->source)))
    return FALSE;
  if (filter->n_topics > note->n_topics)
    return FALSE;

  for (guint i = 0; i < filter->n_topics; i++)
    {
      if (filter->topics[i] != NULL && !is_among (filter->topics[i], note->topics[i], 32))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_logs (ImwRpc *rpc, GPtrArray *notes, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;

  imw_practice_json_begin_array (rpc->json, NULL);
  for (guint i = 0; i < notes->len; i++)
    {
      const ImwLedgerNote *note = g_ptr_array_index (notes, i);

      if (block == NULL || block->height != note->height)
        {
          g_clear_pointer (&block, imw_ledger_block_free);
          if (!imw_ledger_find_block_at (rpc->ledger, note->height, &block, error))
            return FALSE;
        }
      if (block != NULL)
        imw_rpc_write_log (rpc->json, note, block);
    }
  imw_practice_json_end_array (rpc->json);

  return TRUE;
}

/**
 * imw_rpc_logs: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, %IMW_ERROR_REFUSED when it asks for too
 *   much, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_logs (ImwRpc *rpc, GError **error)
{
  g_auto (Filter) filter = { 0 };
  JsonNode   *node = imw_rpc_get_param (rpc, 0);
  JsonObject *object = node != NULL ? imw_json_node_get_object (node, error) : NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  if (node == NULL)
    return invalid (error, "missing value for required argument 0");
  if (object == NULL || !read_range (rpc, &filter, object, error) ||
      !read_addresses (&filter, object, error) || !read_topics (&filter, object, error))
    return FALSE;

  notes = imw_ledger_list_notes (rpc->ledger, filter.first, filter.last, G_MAXINT32, error);
  if (notes == NULL)
    return FALSE;

  for (guint i = 0; i < notes->len; i++)
    {
      if (matches (&filter, g_ptr_array_index (notes, i)))
        g_ptr_array_add (found, g_ptr_array_index (notes, i));
    }
  if (found->len > MAX_LOGS)
    {
      rpc->code = LIMIT_CODE;
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "query returned more than %d results",
                   MAX_LOGS);
      return FALSE;
    }

  return write_logs (rpc, found, error);
}
