/* imw-practice-rpc-fees.c: fees as the practice JSON-RPC tells them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-rpc"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-error.h"

#include <string.h>

#define USUAL_TIP       G_GUINT64_CONSTANT (1000000000)
#define MAX_HISTORY     1024
#define MAX_PERCENTILES 100
#define RATIO_PARTS     1000000

typedef struct
{
  guint64 tip;
  guint64 gas;
} Paid;

/**
 * imw_rpc_gas_price: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_gas_price (ImwRpc *rpc, GError **error)
{
  guint64 base_fee;

  if (!imw_evm_next_base_fee (rpc->chain, &base_fee, error))
    return FALSE;

  imw_rpc_write_u64 (rpc->json, NULL, base_fee + USUAL_TIP);

  return TRUE;
}

/**
 * imw_rpc_tip: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: always %TRUE
 */
gboolean
imw_rpc_tip (ImwRpc *rpc, GError **error)
{
  imw_rpc_write_u64 (rpc->json, NULL, USUAL_TIP);

  return TRUE;
}

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, message);

  return FALSE;
}

static gboolean
read_count (ImwRpc *rpc, gint64 *count, GError **error)
{
  JsonNode *node = imw_rpc_get_param (rpc, 0);
  g_autoptr (ImwAmount) number = NULL;
  const char *text;

  if (node == NULL)
    return invalid (error, "missing value for required argument 0");
  if (imw_json_node_get_int (node, count, NULL))
    return *count > 0 || invalid (error, "invalid block count");

  text = imw_json_node_get_string (node, error);
  number = text != NULL ? imw_practice_number_from_hex (text, error) : NULL;
  if (number == NULL)
    return FALSE;

  return (imw_amount_get_i64 (number, count) && *count > 0) ||
         invalid (error, "invalid block count");
}

/* The part after the point is not looked at. */
static gboolean
read_percentiles (ImwRpc *rpc, GArray *percentiles, GError **error)
{
  JsonNode  *node = imw_rpc_get_param (rpc, 2);
  JsonArray *array = NULL;

  if (node == NULL)
    return TRUE;

  array = imw_json_node_get_array (node, error);
  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) > MAX_PERCENTILES)
    return invalid (error, "over the query limit 100");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text =
          imw_json_node_dup_number_text (json_array_get_element (array, i), error);
      guint percent;

      if (text == NULL)
        return FALSE;
      if (!g_ascii_isdigit (text[0]) || strlen (text) > 20)
        return invalid (error, "invalid reward percentile");

      percent = (guint) g_ascii_strtoull (text, NULL, 10);
      if (percent > 100 ||
          (i > 0 && percent < g_array_index (percentiles, guint, percentiles->len - 1)))
        return invalid (error, "invalid reward percentile");
      g_array_append_val (percentiles, percent);
    }

  return TRUE;
}

static gint
compare_paid (gconstpointer a, gconstpointer b)
{
  const Paid *first = a;
  const Paid *second = b;

  return first->tip < second->tip ? -1 : first->tip > second->tip;
}

static GArray *
list_paid (ImwRpc *rpc, const ImwLedgerBlock *block, const ImwEvmHeader *header, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Paid));
  gsize         length;
  const guint8 *ids = g_bytes_get_data (block->tx_ids, &length);

  for (gsize i = 0; i + 32 <= length; i += 32)
    {
      g_autoptr (ImwLedgerTx) record = NULL;
      ImwLedgerEntry entry;
      Paid           paid;

      if (!imw_ledger_find_tx (rpc->ledger, ids + i, &record, error))
        return NULL;
      if (record == NULL)
        continue;
      if (!imw_ledger_get_entry (rpc->ledger, record->row, &entry, error))
        return NULL;
      paid.tip = entry.price > header->base_fee ? entry.price - header->base_fee : 0;
      paid.gas = (guint64) entry.used;
      g_array_append_val (list, paid);
    }
  g_array_sort (list, compare_paid);

  return g_steal_pointer (&list);
}

/* The tip below which so many percent of the block's gas paid */
static gboolean
write_rewards (ImwRpc               *rpc,
               const ImwLedgerBlock *block,
               const ImwEvmHeader   *header,
               GArray               *percentiles,
               GError              **error)
{
  g_autoptr (GArray) list = list_paid (rpc, block, header, error);

  if (list == NULL)
    return FALSE;

  imw_practice_json_begin_array (rpc->json, NULL);
  for (guint i = 0; i < percentiles->len; i++)
    {
      guint64 threshold = header->gas_used * g_array_index (percentiles, guint, i) / 100;
      guint64 sum = 0;
      guint64 tip = 0;

      for (guint j = 0; j < list->len && (j == 0 || sum < threshold); j++)
        {
          tip = g_array_index (list, Paid, j).tip;
          sum += g_array_index (list, Paid, j).gas;
        }
      imw_rpc_write_u64 (rpc->json, NULL, tip);
    }
  imw_practice_json_end_array (rpc->json);

  return TRUE;
}

static gboolean
load_headers (ImwRpc    *rpc,
              gint64     first,
              gint64     last,
              GPtrArray *blocks,
              GArray    *headers,
              GError   **error)
{
  for (gint64 i = first; i <= last; i++)
    {
      ImwLedgerBlock *block;
      ImwEvmHeader    header;

      if (!imw_ledger_find_block_at (rpc->ledger, i, &block, error))
        return FALSE;
      if (block == NULL)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "request beyond head block");
          return FALSE;
        }
      g_ptr_array_add (blocks, block);
      if (!imw_evm_read_header (block, &header, error))
        return FALSE;
      g_array_append_val (headers, header);
    }

  return TRUE;
}

static gboolean
write_base_fees (ImwRpc *rpc, gint64 last, GArray *headers, GError **error)
{
  const ImwEvmHeader *newest = &g_array_index (headers, ImwEvmHeader, headers->len - 1);
  guint64             next = imw_evm_compute_base_fee (newest);
  g_autoptr (ImwLedgerBlock) after = NULL;
  ImwEvmHeader header;

  if (!imw_ledger_find_block_at (rpc->ledger, last + 1, &after, error) ||
      (after != NULL && !imw_evm_read_header (after, &header, error)) ||
      (after == NULL && !imw_evm_next_base_fee (rpc->chain, &next, error)))
    return FALSE;

  imw_practice_json_begin_array (rpc->json, "baseFeePerGas");
  for (guint i = 0; i < headers->len; i++)
    imw_rpc_write_u64 (rpc->json, NULL, g_array_index (headers, ImwEvmHeader, i).base_fee);
  imw_rpc_write_u64 (rpc->json, NULL, after != NULL ? header.base_fee : next);
  imw_practice_json_end_array (rpc->json);

  return TRUE;
}

static void
write_ratios (ImwRpc *rpc, GArray *headers)
{
  imw_practice_json_begin_array (rpc->json, "gasUsedRatio");
  for (guint i = 0; i < headers->len; i++)
    {
      guint64 parts = g_array_index (headers, ImwEvmHeader, i).gas_used * RATIO_PARTS /
                      IMW_EVM_GAS_LIMIT;
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT,
                                               parts / RATIO_PARTS, parts % RATIO_PARTS);

      imw_practice_json_number_text (rpc->json, NULL, text);
    }
  imw_practice_json_end_array (rpc->json);
}

/**
 * imw_rpc_fee_history: (skip)
 * @rpc: a call
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what the caller did wrong, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_fee_history (ImwRpc *rpc, GError **error)
{
  g_autoptr (GArray) percentiles = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) headers = g_array_new (FALSE, FALSE, sizeof (ImwEvmHeader));
  g_autoptr (GPtrArray)
      blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_block_free);
  gint64 count;
  gint64 first;
  gint64 last;

  if (!read_count (rpc, &count, error) || !imw_rpc_get_height (rpc, 1, &last, error) ||
      !read_percentiles (rpc, percentiles, error))
    return FALSE;

  first = MAX (last - MIN (count, MAX_HISTORY) + 1, 0);
  if (!load_headers (rpc, first, last, blocks, headers, error))
    return FALSE;
  if (headers->len == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "header not found");
      return FALSE;
    }

  imw_practice_json_begin_object (rpc->json, NULL);
  imw_rpc_write_u64 (rpc->json, "oldestBlock", (guint64) first);
  if (!write_base_fees (rpc, last, headers, error))
    return FALSE;
  write_ratios (rpc, headers);
  if (percentiles->len > 0)
    {
      imw_practice_json_begin_array (rpc->json, "reward");
      for (guint i = 0; i < blocks->len; i++)
        {
          if (!write_rewards (rpc, g_ptr_array_index (blocks, i),
                              &g_array_index (headers, ImwEvmHeader, i), percentiles, error))
            return FALSE;
        }
      imw_practice_json_end_array (rpc->json);
    }
  imw_practice_json_end_object (rpc->json);

  return TRUE;
}
