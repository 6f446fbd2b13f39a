/* imw-ethereum-seen.c: in which blocks the balance changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-sync-private.h"

#include "imw-json.h"

#include <string.h>

/* Transfers of the network's own asset leave no events. When the balance is another than at the last
 * round, it is asked at heights in between until the blocks are found in which it changed, and only
 * those are read whole. (What we send changes it too: there is always a fee.) A server that has
 * forgotten the states in between shows its newest blocks instead. */

#define MAX_POINTS      58
#define MAX_SAMPLINGS   2
#define MAX_BLOCKS      6
#define MAX_GAP         2 /* blocks that are read although only one of them matters */
#define MAX_BLOCK_BYTES ((gsize) 16 * 1024 * 1024)

static void sample (GTask *task);

static void
point_clear (gpointer data)
{
  ImwEvmPoint *point = data;

  g_clear_pointer (&point->native, g_free);
}

static gboolean
differs (const ImwEvmPoint *a, const ImwEvmPoint *b)
{
  return g_strcmp0 (a->native, b->native) != 0;
}

/* Only who and to whom: blocks hold transactions of kinds that we need not know. */
static gboolean
concerns (JsonObject *object, const char *address)
{
  static const char *const sides[] = { "from", "to" };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      const char *text;
      char        side[IMW_EVM_ADDRESS_SIZE];

      if (imw_json_get_string_opt (object, sides[i], &text, NULL) && text != NULL &&
          imw_evm_read_address (text, side) && g_str_equal (side, address))
        return TRUE;
    }

  return FALSE;
}

static void
read_block (ImwEvmSync *sync, JsonNode *node)
{
  g_autoptr (ImwEvmHeader) header = imw_evm_header_parse (node, NULL);
  JsonArray *txs;

  if (header == NULL)
    return;
  txs = imw_json_get_array (imw_json_node_get_object (node, NULL), "transactions", NULL);
  for (guint i = 0; txs != NULL && i < json_array_get_length (txs); i++)
    {
      JsonObject *tx = imw_json_node_get_object (json_array_get_element (txs, i), NULL);
      const char *txid;

      if (tx == NULL || !concerns (tx, sync->address))
        continue;
      txid = imw_json_get_string (tx, "hash", NULL);
      if (txid != NULL && imw_evm_check_hash (txid, NULL))
        imw_evm_gather_add (&sync->gather, txid, header->number, header->time_ms);
    }
}

static void
blocks_got (GTask *task, GPtrArray *calls)
{
  ImwEvmSync *sync = imw_evm_round_get_data (task);

  for (guint i = 0; i < calls->len; i++)
    {
      ImwJsonRpcCall *call = imw_evm_calls_get (calls, i);

      if (call->result != NULL && !imw_evm_call_is_null (call))
        read_block (sync, call->result);
    }
  imw_evm_sync_gather (task);
}

/* @blocks: (element-type gint64), ascending */
static void
read_blocks (GTask *task, GArray *blocks)
{
  GPtrArray *calls;

  if (blocks->len == 0)
    {
      imw_evm_sync_gather (task);
      return;
    }

  calls = imw_evm_calls_new ();
  for (guint i = blocks->len > MAX_BLOCKS ? blocks->len - MAX_BLOCKS : 0; i < blocks->len; i++)
    imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"0x%" G_GINT64_MODIFIER "x\",true]",
                       (guint64) g_array_index (blocks, gint64, i));
  imw_evm_round_send (task, calls, MAX_BLOCK_BYTES, TRUE, blocks_got);
}

/* Blocks before which everything was as before, and after which it was not. */
static void
read_found_blocks (GTask *task)
{
  ImwEvmSync *sync = imw_evm_round_get_data (task);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 1; i < sync->points->len; i++)
    {
      const ImwEvmPoint *a = &g_array_index (sync->points, ImwEvmPoint, i - 1);
      const ImwEvmPoint *b = &g_array_index (sync->points, ImwEvmPoint, i);

      if (differs (a, b) && b->block <= a->block + MAX_GAP)
        for (gint64 block = a->block + 1; block <= b->block; block++)
          g_array_append_val (blocks, block);
    }

  read_blocks (task, blocks);
}

static void
read_newest_blocks (GTask *task)
{
  ImwEvmSync        *sync = imw_evm_round_get_data (task);
  const ImwEvmPoint *first = &g_array_index (sync->points, ImwEvmPoint, 0);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 block = MAX (first->block, sync->tip->number - MAX_BLOCKS) + 1;
       block <= sync->tip->number; block++)
    g_array_append_val (blocks, block);

  read_blocks (task, blocks);
}

static void
sampled (GTask *task, GPtrArray *calls)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmSync     *sync = imw_evm_round_get_data (task);
  guint           position = 0;

  for (guint i = 0; i < sync->points->len; i++)
    {
      ImwEvmPoint *point = &g_array_index (sync->points, ImwEvmPoint, i);
      g_autoptr (ImwAmount) native = NULL;

      if (point->native != NULL)
        continue;
      native = imw_evm_call_get_amount (imw_evm_calls_get (calls, position++), self->params->asset,
                                        NULL);
      if (native == NULL)
        {
          read_newest_blocks (task);
          return;
        }
      point->native = imw_amount_to_base_text (native);
    }

  sample (task);
}

static gint
compare_points (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const ImwEvmPoint *) a)->block;
  gint64 right = ((const ImwEvmPoint *) b)->block;

  return left < right ? -1 : left > right;
}

/* New heights within each stretch over which something changed. */
static void
add_points (GArray *points)
{
  guint n_known = points->len;
  guint n_wide = 0;

  for (guint i = 1; i < n_known; i++)
    {
      const ImwEvmPoint *a = &g_array_index (points, ImwEvmPoint, i - 1);
      const ImwEvmPoint *b = &g_array_index (points, ImwEvmPoint, i);

      n_wide += differs (a, b) && b->block > a->block + 1;
    }

  for (guint i = 1; i < n_known; i++)
    {
      gint64   from = g_array_index (points, ImwEvmPoint, i - 1).block;
      gint64   to = g_array_index (points, ImwEvmPoint, i).block;
      gint64   n;
      gboolean is_wide = differs (&g_array_index (points, ImwEvmPoint, i - 1),
                                  &g_array_index (points, ImwEvmPoint, i));

      if (!is_wide || to <= from + 1)
        continue;
      n = MIN (to - from - 1, MAX (MAX_POINTS / MAX (n_wide, 1), 1));
      for (gint64 k = 1; k <= n; k++)
        {
          ImwEvmPoint point = { .block = from + (to - from) * k / (n + 1) };

          g_array_append_val (points, point);
        }
    }
  g_array_sort (points, compare_points);
}

static void
sample (GTask *task)
{
  ImwEvmSync *sync = imw_evm_round_get_data (task);
  guint       n_known = sync->points->len;
  GPtrArray  *calls;

  if (sync->n_samplings >= MAX_SAMPLINGS ||
      imw_evm_sync_count_requests (task) + 3 > IMW_EVM_MAX_SYNC_REQUESTS)
    {
      read_found_blocks (task);
      return;
    }
  add_points (sync->points);
  if (sync->points->len == n_known)
    {
      read_found_blocks (task);
      return;
    }

  sync->n_samplings++;
  calls = imw_evm_calls_new ();
  for (guint i = 0; i < sync->points->len; i++)
    {
      const ImwEvmPoint *point = &g_array_index (sync->points, ImwEvmPoint, i);
      g_autofree char   *tag = NULL;

      if (point->native != NULL)
        continue;
      tag = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64) point->block);
      imw_evm_calls_add (calls, "eth_getBalance", "[\"%s\",\"%s\"]", sync->address, tag);
    }
  imw_evm_round_send (task, calls, IMW_EVM_MAX_SMALL_BYTES, TRUE, sampled);
}

static void
add_point (GArray *points, gint64 block, const char *native)
{
  ImwEvmPoint point = { .block = block, .native = g_strdup (native) };

  g_array_append_val (points, point);
}

/**
 * imw_evm_sync_look_at_blocks:
 * @task: the task of a round
 *
 * Looks for transactions that left no events, and goes on with imw_evm_sync_gather().
 */
void
imw_evm_sync_look_at_blocks (GTask *task)
{
  ImwEthereumRpc  *self = g_task_get_source_object (task);
  ImwEvmSync      *sync = imw_evm_round_get_data (task);
  ImwEvmCursor    *cursor = sync->cursor;
  g_autofree char *native = imw_evm_amount_text (sync->batch, self->params->asset);
  g_autofree char *old_native = g_steal_pointer (&cursor->native);
  gint64           old_sequence = cursor->sequence;
  gint64           old_seen = cursor->seen;
  gboolean         changed = old_native != NULL &&
                     (g_strcmp0 (old_native, native) != 0 || old_sequence != sync->batch->sequence);

  cursor->native = g_strdup (native);
  cursor->sequence = sync->batch->sequence;
  cursor->seen = sync->tip->number;
  if (changed)
    cursor->is_stale = TRUE;
  if (!changed || old_seen >= sync->tip->number ||
      imw_evm_sync_count_requests (task) + 2 > IMW_EVM_MAX_SYNC_REQUESTS)
    {
      imw_evm_sync_gather (task);
      return;
    }

  sync->points = g_array_new (FALSE, FALSE, sizeof (ImwEvmPoint));
  g_array_set_clear_func (sync->points, point_clear);
  add_point (sync->points, old_seen, old_native);
  add_point (sync->points, sync->tip->number, native);
  if (sync->batch->reorganised)
    read_newest_blocks (task);
  else
    sample (task);
}
