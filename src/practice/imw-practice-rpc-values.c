/* imw-practice-rpc-values.c: parameters and values of the practice JSON-RPC
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-rpc"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define SAFE_DEPTH  32
#define FINAL_DEPTH 64

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, message);

  return FALSE;
}

/**
 * imw_rpc_get_param: (skip)
 * @rpc: a call
 * @index: which parameter
 *
 * Returns: (transfer none) (nullable): the parameter, %NULL when it is missing or null
 */
JsonNode *
imw_rpc_get_param (ImwRpc *rpc, guint index)
{
  JsonNode *node;

  if (rpc->params == NULL || index >= json_array_get_length (rpc->params))
    return NULL;

  node = json_array_get_element (rpc->params, index);

  return JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

/**
 * imw_rpc_get_text: (skip)
 * @rpc: a call
 * @index: which parameter
 * @text: (out): the parameter
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_rpc_get_text (ImwRpc *rpc, guint index, const char **text, GError **error)
{
  JsonNode *node = imw_rpc_get_param (rpc, index);

  if (node == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "missing value for required argument %u",
                   index);
      return FALSE;
    }

  *text = imw_json_node_get_string (node, error);

  return *text != NULL;
}

/**
 * imw_rpc_parse_address: (skip)
 * @text: "0x…", in any case
 * @address: (out caller-allocates): the address
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_rpc_parse_address (const char *text, ImwEthereumAddress *address, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return imw_ethereum_address_parse (lower, address, NULL) ||
         invalid (error, "invalid argument: not an address");
}

/**
 * imw_rpc_parse_id: (skip)
 * @text: "0x" and 64 digits
 * @id: (out caller-allocates) (array fixed-size=32): the bytes
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_rpc_parse_id (const char *text, guint8 id[32], GError **error)
{
  return (g_str_has_prefix (text, "0x") && imw_hex_decode_fixed (text + 2, id, 32, NULL)) ||
         invalid (error, "invalid argument: not a hash of 32 bytes");
}

/**
 * imw_rpc_parse_data: (skip)
 * @text: "0x" and an even number of digits
 * @error: return location
 *
 * Returns: (transfer full): the bytes. On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
GBytes *
imw_rpc_parse_data (const char *text, GError **error)
{
  GBytes *bytes = g_str_has_prefix (text, "0x") ? imw_hex_decode (text + 2, NULL) : NULL;

  if (bytes == NULL)
    (void) invalid (error, "invalid argument: not hexadecimal data");

  return bytes;
}

/**
 * imw_rpc_parse_height: (skip)
 * @rpc: a call
 * @text: "latest" and the like, or a quantity
 * @height: (out): a height, perhaps past the tip
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_DISK.
 */
gboolean
imw_rpc_parse_height (ImwRpc *rpc, const char *text, gint64 *height, GError **error)
{
  g_autoptr (ImwAmount) number = NULL;
  gint64 tip = 0;

  if (!imw_ledger_get_height (rpc->ledger, &tip, error))
    return FALSE;

  *height = tip;
  if (g_str_equal (text, "latest") || g_str_equal (text, "pending"))
    return TRUE;

  if (g_str_equal (text, "earliest"))
    *height = 0;
  else if (g_str_equal (text, "safe"))
    *height = MAX (tip - SAFE_DEPTH, 0);
  else if (g_str_equal (text, "finalized"))
    *height = MAX (tip - FINAL_DEPTH, 0);
  else
    {
      number = imw_practice_number_from_hex (text, error);
      if (number == NULL)
        return FALSE;
      if (!imw_amount_get_i64 (number, height))
        return invalid (error, "block number larger than int64");
    }

  return TRUE;
}

static gboolean
height_of_hash (ImwRpc *rpc, const char *text, gint64 *height, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  guint8 hash[32];

  if (!imw_rpc_parse_id (text, hash, error) ||
      !imw_ledger_find_block (rpc->ledger, hash, &block, error))
    return FALSE;

  if (block == NULL || !block->best)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "header for hash not found");
      return FALSE;
    }
  *height = block->height;

  return TRUE;
}

/**
 * imw_rpc_get_height: (skip)
 * @rpc: a call
 * @index: which parameter
 * @height: (out): a height, perhaps past the tip; the tip when the parameter is missing
 * @error: return location
 *
 * Reads a block by number, name, or object (EIP-1898).
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (an
 *   unknown hash), %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_rpc_get_height (ImwRpc *rpc, guint index, gint64 *height, GError **error)
{
  JsonNode   *node = imw_rpc_get_param (rpc, index);
  JsonObject *object;
  const char *text = "latest";

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      object = imw_json_node_get_object (node, error);
      if (object == NULL || !imw_json_get_string_opt (object, "blockHash", &text, error))
        return FALSE;
      if (text != NULL)
        return height_of_hash (rpc, text, height, error);
      text = imw_json_get_string (object, "blockNumber", error);
    }
  else if (node != NULL)
    {
      text = imw_json_node_get_string (node, error);
    }

  return text != NULL && imw_rpc_parse_height (rpc, text, height, error);
}

/**
 * imw_rpc_get_state_height: (skip)
 * @rpc: a call
 * @index: which parameter
 * @height: (out): a block that is there
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is what imw_rpc_get_height() gives; %IMW_ERROR_REFUSED also past the tip.
 */
gboolean
imw_rpc_get_state_height (ImwRpc *rpc, guint index, gint64 *height, GError **error)
{
  gint64 tip = 0;

  if (!imw_rpc_get_height (rpc, index, height, error) ||
      !imw_ledger_get_height (rpc->ledger, &tip, error))
    return FALSE;

  if (*height > tip)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "header not found");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_rpc_get_address: (skip)
 * @rpc: a call
 * @index: which parameter
 * @address: (out caller-allocates): the address
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_rpc_get_address (ImwRpc *rpc, guint index, ImwEthereumAddress *address, GError **error)
{
  const char *text;

  return imw_rpc_get_text (rpc, index, &text, error) &&
         imw_rpc_parse_address (text, address, error);
}

/**
 * imw_rpc_get_id: (skip)
 * @rpc: a call
 * @index: which parameter
 * @id: (out caller-allocates) (array fixed-size=32): the hash
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_rpc_get_id (ImwRpc *rpc, guint index, guint8 id[32], GError **error)
{
  const char *text;

  return imw_rpc_get_text (rpc, index, &text, error) && imw_rpc_parse_id (text, id, error);
}

/**
 * imw_rpc_write_u64: (skip)
 * @json: where to
 * @name: (nullable): the member's name
 * @value: a number
 */
void
imw_rpc_write_u64 (ImwPracticeJson *json, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", value);

  imw_practice_json_string (json, name, text);
}

/**
 * imw_rpc_write_number: (skip)
 * @json: where to
 * @name: (nullable): the member's name
 * @number: a number
 */
void
imw_rpc_write_number (ImwPracticeJson *json, const char *name, ImwAmount *number)
{
  g_autofree char *text = imw_practice_number_to_hex (number);

  imw_practice_json_string (json, name, text);
}

/**
 * imw_rpc_write_data: (skip)
 * @json: where to
 * @name: (nullable): the member's name
 * @data: (array length=length): bytes
 * @length: how many
 */
void
imw_rpc_write_data (ImwPracticeJson *json, const char *name, const guint8 *data, gsize length)
{
  g_autofree char *hex = length > 0 ? imw_hex_encode (data, length) : g_strdup ("");
  g_autofree char *text = g_strconcat ("0x", hex, NULL);

  imw_practice_json_string (json, name, text);
}

/**
 * imw_rpc_write_bytes: (skip)
 * @json: where to
 * @name: (nullable): the member's name
 * @bytes: bytes
 */
void
imw_rpc_write_bytes (ImwPracticeJson *json, const char *name, GBytes *bytes)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  imw_rpc_write_data (json, name, data, length);
}

/**
 * imw_rpc_write_log: (skip)
 * @json: where to
 * @note: a log
 * @block: its block
 */
void
imw_rpc_write_log (ImwPracticeJson *json, const ImwLedgerNote *note, const ImwLedgerBlock *block)
{
  imw_practice_json_begin_object (json, NULL);
  imw_rpc_write_bytes (json, "address", note->source);
  imw_practice_json_begin_array (json, "topics");
  for (guint i = 0; i < note->n_topics; i++)
    imw_rpc_write_data (json, NULL, note->topics[i], 32);
  imw_practice_json_end_array (json);
  imw_rpc_write_bytes (json, "data", note->data);
  imw_rpc_write_u64 (json, "blockNumber", (guint64) note->height);
  imw_rpc_write_data (json, "transactionHash", note->tx_id, 32);
  imw_rpc_write_u64 (json, "transactionIndex", (guint64) note->position);
  imw_rpc_write_data (json, "blockHash", block->hash, 32);
  imw_rpc_write_u64 (json, "blockTimestamp", (guint64) block->time_s);
  imw_rpc_write_u64 (json, "logIndex", (guint64) note->number);
  imw_practice_json_boolean (json, "removed", FALSE);
  imw_practice_json_end_object (json);
}
