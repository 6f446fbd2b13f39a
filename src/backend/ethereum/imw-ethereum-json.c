/* imw-ethereum-json.c: what a JSON-RPC server says, parsed once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-json"

#include "config.h"

#include "imw-ethereum-json.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

#define MAX_LOGS 10000

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: the server answers something else",
               what);

  return FALSE;
}

/**
 * imw_evm_header_free:
 * @self: (transfer full): a header
 */
void
imw_evm_header_free (ImwEvmHeader *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->hash);
  g_free (self->parent);
  g_free (self);
}

/**
 * imw_evm_log_free:
 * @self: (transfer full): a transfer
 */
void
imw_evm_log_free (ImwEvmLog *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->txid);
  g_free (self);
}

/**
 * imw_evm_tx_free:
 * @self: (transfer full): a transaction
 */
void
imw_evm_tx_free (ImwEvmTx *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->txid);
  g_free (self->block_hash);
  g_clear_pointer (&self->input, g_bytes_unref);
  g_free (self);
}

/**
 * imw_evm_receipt_free:
 * @self: (transfer full): a receipt
 */
void
imw_evm_receipt_free (ImwEvmReceipt *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->txid);
  g_free (self->block_hash);
  g_clear_pointer (&self->logs, g_ptr_array_unref);
  g_free (self);
}

static gboolean
get_word (JsonObject *object, const char *name, guint8 *word, GError **error)
{
  const char *text = imw_json_get_string (object, name, error);

  if (text == NULL)
    return FALSE;

  return imw_evm_read_word (text, word) || fail (error, name);
}

static gboolean
get_u64 (JsonObject *object, const char *name, guint64 *value, GError **error)
{
  const char *text = imw_json_get_string (object, name, error);

  if (text == NULL)
    return FALSE;

  return imw_evm_read_u64 (text, value) || fail (error, name);
}

static gboolean
get_height (JsonObject *object, const char *name, gint64 *height, GError **error)
{
  guint64 value;

  if (!get_u64 (object, name, &value, error))
    return FALSE;
  if (value > G_MAXINT32)
    return fail (error, name);

  *height = (gint64) value;

  return TRUE;
}

static char *
dup_hash (JsonObject *object, const char *name, GError **error)
{
  const char *text = imw_json_get_string (object, name, error);

  if (text == NULL || !imw_evm_check_hash (text, error))
    return NULL;

  return g_ascii_strdown (text, -1);
}

static gboolean
get_address (JsonObject *object, const char *name, char *address, GError **error)
{
  const char *text = imw_json_get_string (object, name, error);

  if (text == NULL)
    return FALSE;

  return imw_evm_read_address (text, address) || fail (error, name);
}

/**
 * imw_evm_header_parse:
 * @node: a block
 * @error: return location
 *
 * Returns: (transfer full): its header; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwEvmHeader *
imw_evm_header_parse (JsonNode *node, GError **error)
{
  g_autoptr (ImwEvmHeader) self = g_new0 (ImwEvmHeader, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  const char *base_fee;
  guint64     time_s;

  if (object == NULL || !get_height (object, "number", &self->number, error) ||
      (self->hash = dup_hash (object, "hash", error)) == NULL ||
      (self->parent = dup_hash (object, "parentHash", error)) == NULL ||
      !get_u64 (object, "timestamp", &time_s, error) ||
      !imw_json_get_string_opt (object, "baseFeePerGas", &base_fee, error))
    return NULL;
  if (time_s > G_MAXINT64 / 1000 ||
      (base_fee != NULL && !imw_evm_read_u64 (base_fee, &self->base_fee)))
    {
      fail (error, "Block");
      return NULL;
    }

  self->time_ms = (gint64) time_s * 1000;
  self->has_base_fee = base_fee != NULL;

  return g_steal_pointer (&self);
}

static gboolean
read_place (JsonObject *object, gint64 *block, char **hash, GError **error)
{
  *block = -1;
  if (!imw_json_has (object, "blockNumber") ||
      JSON_NODE_HOLDS_NULL (json_object_get_member (object, "blockNumber")))
    return TRUE;

  return get_height (object, "blockNumber", block, error) &&
         (*hash = dup_hash (object, "blockHash", error)) != NULL;
}

/**
 * imw_evm_tx_parse:
 * @node: a transaction
 * @error: return location
 *
 * Returns: (transfer full): the transaction; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwEvmTx *
imw_evm_tx_parse (JsonNode *node, GError **error)
{
  g_autoptr (ImwEvmTx) self = g_new0 (ImwEvmTx, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  const char *to;
  const char *input;
  const char *price;

  if (object == NULL || (self->txid = dup_hash (object, "hash", error)) == NULL ||
      !get_address (object, "from", self->from, error) ||
      !imw_json_get_string_opt (object, "to", &to, error) ||
      !get_u64 (object, "nonce", &self->nonce, error) ||
      !get_word (object, "value", self->value, error) ||
      !get_u64 (object, "gas", &self->gas, error) ||
      !imw_json_get_string_opt (object, "maxFeePerGas", &price, error) ||
      (price == NULL && !imw_json_get_string_opt (object, "gasPrice", &price, error)) ||
      (input = imw_json_get_string (object, "input", error)) == NULL ||
      !read_place (object, &self->block, &self->block_hash, error))
    return NULL;

  self->input = imw_evm_read_bytes (input);
  if (self->input == NULL || (to != NULL && !imw_evm_read_address (to, self->to)) ||
      (price != NULL && !imw_evm_read_word (price, self->price)) || self->nonce > G_MAXINT32)
    {
      fail (error, "Transaction");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* An indexed address: the last 20 of 32 bytes. */
static gboolean
read_topic_address (const char *text, char *address)
{
  g_autofree char *tail = NULL;

  if (!imw_evm_is_hex (text, 64))
    return FALSE;
  tail = g_strconcat ("0x", text + 2 + 24, NULL);

  return imw_evm_read_address (tail, address);
}

/* ERC-721 has the same event with a fourth topic; that is no amount. */
static gboolean
is_fungible_transfer (JsonObject *object, const char **topics, gboolean *is_one, GError **error)
{
  JsonArray *array = imw_json_get_array (object, "topics", error);
  guint      n;

  *is_one = FALSE;
  if (array == NULL)
    return FALSE;
  n = json_array_get_length (array);
  for (guint i = 0; i < n && i < 3; i++)
    {
      topics[i] = imw_json_node_get_string (json_array_get_element (array, i), error);
      if (topics[i] == NULL)
        return FALSE;
    }
  *is_one = n == 3 && g_ascii_strcasecmp (topics[0], IMW_EVM_TRANSFER_TOPIC) == 0;

  return TRUE;
}

/* %TRUE and no log: something else than a transfer */
static gboolean
parse_log (JsonNode *node, ImwEvmLog **log, GError **error)
{
  g_autoptr (ImwEvmLog) self = g_new0 (ImwEvmLog, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  const char *topics[3] = { NULL, NULL, NULL };
  const char *data;
  gboolean    is_one;
  gboolean    removed;

  *log = NULL;
  if (object == NULL || !is_fungible_transfer (object, topics, &is_one, error) ||
      !imw_json_get_bool_opt (object, "removed", FALSE, &removed, error))
    return FALSE;
  if (!is_one || removed)
    return TRUE;

  if (!get_address (object, "address", self->contract, error) ||
      (self->txid = dup_hash (object, "transactionHash", error)) == NULL ||
      !get_height (object, "blockNumber", &self->block, error) ||
      (data = imw_json_get_string (object, "data", error)) == NULL)
    return FALSE;
  if (!imw_evm_is_hex (data, 64) || !read_topic_address (topics[1], self->from) ||
      !read_topic_address (topics[2], self->to) || !imw_evm_read_word (data, self->value))
    return TRUE; /* a contract may write what it likes */

  *log = g_steal_pointer (&self);

  return TRUE;
}

/**
 * imw_evm_logs_parse:
 * @node: an array of events
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwEvmLog): the ERC-20 transfers among them; on %NULL @error
 *   is %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_evm_logs_parse (JsonNode *node, GError **error)
{
  g_autoptr (GPtrArray) logs = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_evm_log_free);
  JsonArray *array = imw_json_node_get_array (node, error);

  if (array == NULL)
    return NULL;
  if (json_array_get_length (array) > MAX_LOGS)
    {
      fail (error, "Events");
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ImwEvmLog *log;

      if (!parse_log (json_array_get_element (array, i), &log, error))
        return NULL;
      if (log != NULL)
        g_ptr_array_add (logs, log);
    }

  return g_steal_pointer (&logs);
}

/**
 * imw_evm_receipt_parse:
 * @node: a receipt
 * @error: return location
 *
 * Returns: (transfer full): the receipt; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwEvmReceipt *
imw_evm_receipt_parse (JsonNode *node, GError **error)
{
  g_autoptr (ImwEvmReceipt) self = g_new0 (ImwEvmReceipt, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  const char *price;
  const char *l1_fee;
  const char *status;
  guint64     value = 1;

  if (object == NULL || (self->txid = dup_hash (object, "transactionHash", error)) == NULL ||
      !get_height (object, "blockNumber", &self->block, error) ||
      (self->block_hash = dup_hash (object, "blockHash", error)) == NULL ||
      !imw_json_get_string_opt (object, "status", &status, error) ||
      !get_u64 (object, "gasUsed", &self->gas_used, error) ||
      !imw_json_get_string_opt (object, "effectiveGasPrice", &price, error) ||
      !imw_json_get_string_opt (object, "l1Fee", &l1_fee, error) ||
      imw_json_get_array (object, "logs", error) == NULL)
    return NULL;
  if ((status != NULL && !imw_evm_read_u64 (status, &value)) ||
      (price != NULL && !imw_evm_read_word (price, self->price)) ||
      (l1_fee != NULL && !imw_evm_read_word (l1_fee, self->l1_fee)))
    {
      fail (error, "Receipt");
      return NULL;
    }

  self->good = value == 1;
  self->has_price = price != NULL;
  self->logs = imw_evm_logs_parse (json_object_get_member (object, "logs"), error);

  return self->logs != NULL ? g_steal_pointer (&self) : NULL;
}
