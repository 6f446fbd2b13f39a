/* fake-evm.c: a JSON-RPC server with a chain of its own making
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fake-evm.h"

#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-json.h"

#include <string.h>

#define TRANSFER  "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
#define GENESIS_S 1500000000
#define BLOCK_S   12

static void
tx_free (gpointer user_data)
{
  EvmTx *tx = user_data;

  g_free (tx->txid);
  g_free (tx->from);
  g_free (tx->to);
  g_free (tx->token);
  g_free (tx->token_from);
  g_free (tx->token_to);
  g_free (tx->internal_to);
  g_free (tx);
}

static char *
hash_text (const char *text)
{
  guint8           hash[32];
  g_autofree char *hex = NULL;

  imw_keccak256 ((const guint8 *) text, strlen (text), hash);
  hex = imw_hex_encode (hash, sizeof hash);

  return g_strconcat ("0x", hex, NULL);
}

char *
fake_evm_block_hash (FakeEvm *self, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("block %" G_GINT64_FORMAT " %u", number,
                                           number >= self->fork_from ? self->fork : 0);

  return hash_text (text);
}

gint64
fake_evm_block_time (gint64 number)
{
  return (GENESIS_S + number * BLOCK_S) * 1000;
}

void
fake_evm_fund (FakeEvm *self, const char *address, guint64 wei)
{
  g_hash_table_insert (self->genesis, g_strdup (address), g_memdup2 (&wei, sizeof wei));
}

EvmTx *
fake_evm_pay (FakeEvm    *self,
              gint64      block,
              const char *from,
              const char *to,
              guint64     wei,
              guint64     nonce)
{
  static guint     counter;
  EvmTx           *tx = g_new0 (EvmTx, 1);
  g_autofree char *text = g_strdup_printf ("tx %u", ++counter);

  tx->txid = hash_text (text);
  tx->block = block;
  tx->from = g_strdup (from);
  tx->to = g_strdup (to);
  tx->value = wei;
  tx->nonce = nonce;
  tx->gas_used = 21000;
  tx->price = 1000000000;
  g_ptr_array_add (self->txs, tx);
  g_hash_table_insert (self->by_txid, g_strdup (tx->txid), tx);

  return tx;
}

EvmTx *
fake_evm_transfer (FakeEvm    *self,
                   gint64      block,
                   const char *sender,
                   guint64     nonce,
                   const char *token,
                   const char *from,
                   const char *to,
                   guint64     amount)
{
  EvmTx *tx = fake_evm_pay (self, block, sender, token, 0, nonce);

  tx->token = g_strdup (token);
  tx->token_from = g_strdup (from);
  tx->token_to = g_strdup (to);
  tx->amount = amount;
  tx->gas_used = 50000;

  return tx;
}

void
fake_evm_remove (FakeEvm *self, EvmTx *tx)
{
  g_hash_table_remove (self->by_txid, tx->txid);
  g_ptr_array_remove (self->txs, tx);
}

void
fake_evm_reply (FakeEvm *self, const char *method, const char *members)
{
  if (members != NULL)
    g_hash_table_insert (self->replies, g_strdup (method), g_strdup (members));
  else
    g_hash_table_remove (self->replies, method);
}

static guint64
balance_at (FakeEvm *self, const char *address, gint64 block)
{
  const guint64 *first = g_hash_table_lookup (self->genesis, address);
  guint64        balance = first != NULL ? *first : 0;

  for (guint i = 0; i < self->txs->len; i++)
    {
      const EvmTx *tx = g_ptr_array_index (self->txs, i);

      if (tx->block < 0 || tx->block > block)
        continue;
      if (g_str_equal (tx->to, address) && !tx->failed && tx->internal_to == NULL)
        balance += tx->value;
      if (tx->internal_to != NULL && g_str_equal (tx->internal_to, address))
        balance += tx->value;
      if (g_str_equal (tx->from, address))
        balance -= (tx->failed ? 0 : tx->value) + tx->gas_used * tx->price;
    }

  return balance + (guint64) self->lie_balance;
}

static guint64
nonce_at (FakeEvm *self, const char *address, gint64 block)
{
  guint64 nonce = 0;

  for (guint i = 0; i < self->txs->len; i++)
    {
      const EvmTx *tx = g_ptr_array_index (self->txs, i);

      if (tx->block >= 0 && tx->block <= block && g_str_equal (tx->from, address))
        nonce = MAX (nonce, tx->nonce + 1);
    }

  return nonce + (guint64) self->lie_nonce;
}

static guint64
token_at (FakeEvm *self, const char *token, const char *address, gint64 block)
{
  guint64 balance = 0;

  for (guint i = 0; i < self->txs->len; i++)
    {
      const EvmTx *tx = g_ptr_array_index (self->txs, i);

      if (tx->token == NULL || tx->failed || tx->block < 0 || tx->block > block ||
          !g_str_equal (tx->token, token))
        continue;
      if (g_str_equal (tx->token_to, address))
        balance += tx->amount;
      if (g_str_equal (tx->token_from, address))
        balance -= tx->amount;
    }

  return balance + (guint64) self->lie_tokens;
}

static gint64
read_tag (FakeEvm *self, const char *tag)
{
  if (g_str_has_prefix (tag, "0x"))
    return (gint64) g_ascii_strtoull (tag + 2, NULL, 16);

  return self->tip;
}

static char *
input_of (const EvmTx *tx)
{
  if (tx->token == NULL)
    return g_strdup ("0x");

  return g_strdup_printf ("0xa9059cbb000000000000000000000000%s%064" G_GINT64_MODIFIER "x",
                          tx->token_to + 2, tx->amount);
}

static void
append_place (GString *text, FakeEvm *self, const EvmTx *tx)
{
  g_autofree char *hash = tx->block >= 0 ? fake_evm_block_hash (self, tx->block) : NULL;

  if (hash == NULL)
    g_string_append (text, "\"blockNumber\":null,\"blockHash\":null");
  else
    g_string_append_printf (text,
                            "\"blockNumber\":\"0x%" G_GINT64_MODIFIER "x\",\"blockHash\":\"%s\"",
                            (guint64) tx->block, hash);
}

static void
append_tx (GString *text, FakeEvm *self, const EvmTx *tx)
{
  g_autofree char *input = input_of (tx);

  g_string_append_printf (
      text,
      "{\"hash\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"nonce\":\"0x%" G_GINT64_MODIFIER
      "x\",\"value\":\"0x%" G_GINT64_MODIFIER
      "x\",\"gas\":\"0xc350\",\"gasPrice\":\"0x%" G_GINT64_MODIFIER
      "x\",\"input\":\"%s\",\"type\":\"0x0\",",
      tx->txid, tx->from, tx->to, tx->nonce, tx->value, tx->price, input);
  append_place (text, self, tx);
  g_string_append_c (text, '}');
}

static void
append_log (GString *text, FakeEvm *self, const EvmTx *tx)
{
  g_string_append_printf (text,
                          "{\"address\":\"%s\",\"topics\":[\"" TRANSFER
                          "\",\"0x000000000000000000000000%s\",\"0x000000000000000000000000%s\"],"
                          "\"data\":\"0x%064" G_GINT64_MODIFIER
                          "x\",\"transactionHash\":\"%s\",\"transactionIndex\":\"0x0\","
                          "\"logIndex\":\"0x0\",\"removed\":false,",
                          tx->token, tx->token_from + 2, tx->token_to + 2, tx->amount, tx->txid);
  append_place (text, self, tx);
  g_string_append_c (text, '}');
}

static void
append_receipt (GString *text, FakeEvm *self, const EvmTx *tx)
{
  g_string_append_printf (
      text,
      "{\"transactionHash\":\"%s\",\"status\":\"0x%d\",\"gasUsed\":\"0x%" G_GINT64_MODIFIER
      "x\",\"effectiveGasPrice\":\"0x%" G_GINT64_MODIFIER "x\",",
      tx->txid, tx->failed ? 0 : 1, tx->gas_used, tx->price);
  append_place (text, self, tx);
  g_string_append (text, ",\"logs\":[");
  if (tx->token != NULL && !tx->failed)
    append_log (text, self, tx);
  g_string_append (text, "]}");
}

static void
append_block (GString *text, FakeEvm *self, gint64 number, gboolean whole)
{
  g_autofree char *hash = fake_evm_block_hash (self, number);
  g_autofree char *parent = fake_evm_block_hash (self, number - 1);
  gboolean         is_first = TRUE;

  g_string_append_printf (
      text,
      "{\"number\":\"0x%" G_GINT64_MODIFIER
      "x\",\"hash\":\"%s\",\"parentHash\":\"%s\",\"timestamp\":\"0x%" G_GINT64_MODIFIER
      "x\",\"baseFeePerGas\":\"0x3b9aca00\",\"transactions\":[",
      (guint64) number, hash, parent, (guint64) fake_evm_block_time (number) / 1000);
  for (guint i = 0; whole && i < self->txs->len; i++)
    {
      const EvmTx *tx = g_ptr_array_index (self->txs, i);

      if (tx->block != number)
        continue;
      if (!is_first)
        g_string_append_c (text, ',');
      is_first = FALSE;
      append_tx (text, self, tx);
    }
  g_string_append (text, "]}");
}

static const EvmTx *
find_tx (FakeEvm    *self,
         const char *txid)
{
  const EvmTx *tx = g_hash_table_lookup (self->by_txid, txid);

  return tx != NULL && tx->block <= self->tip ? tx : NULL;
}

static const char *
param_text (JsonArray *params, guint position)
{
  return imw_json_node_get_string (json_array_get_element (params, position), NULL);
}

static gboolean
topic_fits (JsonArray *topics, guint position, const char *address)
{
  const char *wanted;

  if (json_array_get_length (topics) <= position ||
      JSON_NODE_HOLDS_NULL (json_array_get_element (topics, position)))
    return TRUE;
  wanted = param_text (topics, position);

  return g_str_equal (wanted + 26, address + 2);
}

static void
append_logs (GString *text, FakeEvm *self, JsonArray *params)
{
  JsonObject *filter = imw_json_node_get_object (json_array_get_element (params, 0), NULL);
  JsonArray  *topics = imw_json_get_array (filter, "topics", NULL);
  gint64      from = read_tag (self, imw_json_get_string (filter, "fromBlock", NULL));
  gint64      to = read_tag (self, imw_json_get_string (filter, "toBlock", NULL));
  guint       n = 0;
  gsize       start = text->len;

  if (self->max_range > 0 && to - from + 1 > self->max_range)
    {
      g_string_append_printf (text, "\"error\":{\"code\":%d,\"message\":\"%s\"}", self->range_code,
                              self->range_words);
      return;
    }
  g_string_append (text, "\"result\":[");
  for (guint i = 0; i < self->txs->len; i++)
    {
      const EvmTx *tx = g_ptr_array_index (self->txs, i);

      if (tx->token == NULL || tx->failed || tx->block < from || tx->block > MIN (to, self->tip) ||
          !topic_fits (topics, 1, tx->token_from) || !topic_fits (topics, 2, tx->token_to))
        continue;
      if (n++ > 0)
        g_string_append_c (text, ',');
      append_log (text, self, tx);
    }
  g_string_append_c (text, ']');
  if (self->max_logs > 0 && n > self->max_logs)
    {
      g_string_truncate (text, start);
      g_string_append_printf (
          text,
          "\"error\":{\"code\":-32005,\"message\":\"query returned more than %u "
          "results\"}",
          self->max_logs);
    }
}

static gboolean
lacks_state (FakeEvm *self, gint64 block)
{
  return block > self->tip || (self->state_depth > 0 && block <= self->tip - self->state_depth);
}

static void
append_eth_call (GString *text, FakeEvm *self, JsonArray *params)
{
  JsonObject      *call = imw_json_node_get_object (json_array_get_element (params, 0), NULL);
  const char      *to = imw_json_get_string (call, "to", NULL);
  const char      *data = imw_json_get_string (call, "data", NULL);
  gint64           block = read_tag (self, param_text (params, 1));
  g_autofree char *key = g_strconcat (to, " ", data, NULL);
  g_autofree char *owner = NULL;
  const char      *reply = g_hash_table_lookup (self->replies, key);

  key[strlen (to) + 11] = '\0';
  if (reply == NULL)
    reply = g_hash_table_lookup (self->replies, key);
  if (reply != NULL)
    g_string_append (text, reply);
  else if (lacks_state (self, block))
    g_string_append (text, "\"error\":{\"code\":-32000,\"message\":\"missing trie node\"}");
  else if (g_str_has_prefix (data, "0x70a08231"))
    {
      owner = g_strconcat ("0x", data + 34, NULL);
      g_string_append_printf (text, "\"result\":\"0x%064" G_GINT64_MODIFIER "x\"",
                              token_at (self, to, owner, block));
    }
  else
    g_string_append (text, "\"result\":\"0x\"");
}

static void
append_state (GString *text, FakeEvm *self, const char *method, JsonArray *params)
{
  const char *address = param_text (params, 0);
  gint64      block = read_tag (self, param_text (params, 1));

  if (lacks_state (self, block))
    g_string_append (text, "\"error\":{\"code\":-32000,\"message\":\"missing trie node\"}");
  else
    g_string_append_printf (text, "\"result\":\"0x%" G_GINT64_MODIFIER "x\"",
                            g_str_equal (method, "eth_getBalance")
                                ? balance_at (self, address, block)
                                : nonce_at (self, address, block));
}

static void
append_found (GString *text, FakeEvm *self, const char *method, JsonArray *params)
{
  const EvmTx *tx = find_tx (self, param_text (params, 0));

  g_string_append (text, "\"result\":");
  if (tx == NULL || (tx->block < 0 && g_str_equal (method, "eth_getTransactionReceipt")))
    g_string_append (text, "null");
  else if (g_str_equal (method, "eth_getTransactionReceipt"))
    append_receipt (text, self, tx);
  else
    append_tx (text, self, tx);
}

static void
append_answer (GString *text, FakeEvm *self, const char *method, JsonArray *params)
{
  const char *reply = g_hash_table_lookup (self->replies, method);

  if (reply != NULL)
    g_string_append (text, reply);
  else if (g_str_equal (method, "eth_chainId"))
    g_string_append_printf (text, "\"result\":\"0x%" G_GINT64_MODIFIER "x\"", self->chain_id);
  else if (g_str_equal (method, "eth_getBlockByNumber"))
    {
      gint64 number = read_tag (self, param_text (params, 0));

      g_string_append (text, "\"result\":");
      if (number > self->tip)
        g_string_append (text, "null");
      else
        append_block (text, self, number,
                      json_node_get_boolean (json_array_get_element (params, 1)));
    }
  else if (g_str_equal (method, "eth_getBalance") ||
           g_str_equal (method, "eth_getTransactionCount"))
    append_state (text, self, method, params);
  else if (g_str_equal (method, "eth_getTransactionByHash") ||
           g_str_equal (method, "eth_getTransactionReceipt"))
    append_found (text, self, method, params);
  else if (g_str_equal (method, "eth_getLogs"))
    append_logs (text, self, params);
  else if (g_str_equal (method, "eth_call"))
    append_eth_call (text, self, params);
  else if (g_str_equal (method, "eth_getCode"))
    g_string_append (text, "\"result\":\"0x\"");
  else
    g_string_append (text, "\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}");
}

static void
append_call (GString *text, FakeEvm *self, JsonNode *node)
{
  JsonObject *call = imw_json_node_get_object (node, NULL);
  gint64      id = 0;

  self->n_calls++;
  g_assert_true (imw_json_get_int (call, "id", G_MININT64, G_MAXINT64, &id, NULL));
  if (self->fault == EVM_FAULT_WRONG_IDS)
    id += 1000;
  g_string_append_printf (text, "{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT ",", id);
  append_answer (text, self, imw_json_get_string (call, "method", NULL),
                 imw_json_get_array (call, "params", NULL));
  g_string_append_c (text, '}');
}

static gboolean
has_method (JsonNode *root, const char *method)
{
  JsonArray *array;

  if (method == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (root))
    return g_str_equal (imw_json_get_string (imw_json_node_get_object (root, NULL), "method", NULL),
                        method);
  array = imw_json_node_get_array (root, NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (has_method (json_array_get_element (array, i), method))
      return TRUE;

  return FALSE;
}

static gboolean
spoil (FakeEvm *self, ImwHttpExchange *exchange, guint n_calls)
{
  g_autofree char *large = NULL;

  switch (self->fault)
    {
    case EVM_FAULT_500:
      imw_http_exchange_reply (exchange, 500, "text/plain", "oops", -1);
      return TRUE;
    case EVM_FAULT_429:
      imw_http_exchange_reply (exchange, 429, "text/plain", "slow down", -1);
      return TRUE;
    case EVM_FAULT_DROP:
      imw_http_exchange_drop (exchange);
      return TRUE;
    case EVM_FAULT_NEVER:
      g_object_set_data_full (G_OBJECT (self->server), "kept", g_object_ref (exchange),
                              g_object_unref);
      return TRUE;
    case EVM_FAULT_GARBAGE:
      imw_http_exchange_reply (exchange, 200, "application/json", "<html>Welcome!</html>", -1);
      return TRUE;
    case EVM_FAULT_OVERSIZE:
      large = g_strnfill (32 * 1024 * 1024, ' ');
      imw_http_exchange_reply (exchange, 200, "application/json", large, -1);
      return TRUE;
    case EVM_FAULT_NO_BATCH:
      if (n_calls <= 3)
        return FALSE;
      imw_http_exchange_reply (exchange, 200, "application/json",
                               "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,"
                               "\"message\":\"Batch of more than 3 requests are not allowed\"}}",
                               -1);
      return TRUE;
    case EVM_FAULT_NONE:
    case EVM_FAULT_WRONG_IDS:
    case EVM_FAULT_MISSING:
    case EVM_FAULT_TWICE:
      return FALSE;
    }

  return FALSE;
}

static void
answer_rpc (FakeEvm *self, ImwHttpExchange *exchange)
{
  g_autoptr (JsonNode)
      root = imw_json_parse_bytes (imw_http_exchange_get_body (exchange), 1024 * 1024, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  EvmFault   fault = self->fault;
  JsonArray *array;
  guint      n;

  g_assert_nonnull (root);
  self->n_requests++;
  if (!has_method (root, self->fault_method))
    self->fault = EVM_FAULT_NONE;
  array = JSON_NODE_HOLDS_ARRAY (root) ? imw_json_node_get_array (root, NULL) : NULL;
  n = array != NULL ? json_array_get_length (array) : 1;
  if (spoil (self, exchange, n))
    {
      self->fault = fault;
      return;
    }

  if (array == NULL)
    append_call (text, self, root);
  else
    {
      g_string_append_c (text, '[');
      for (guint i = self->fault == EVM_FAULT_MISSING ? 1 : 0; i < n; i++)
        {
          if (text->len > 1)
            g_string_append_c (text, ',');
          append_call (text, self,
                       json_array_get_element (array, n - 1 - i)); /* any order will do */
          if (self->fault == EVM_FAULT_TWICE && i == 0)
            {
              g_string_append_c (text, ',');
              append_call (text, self, json_array_get_element (array, n - 1));
            }
        }
      g_string_append_c (text, ']');
    }
  self->fault = fault;
  imw_http_exchange_reply (exchange, 200, "application/json", text->str, (gssize) text->len);
}

static gint
compare_blocks (gconstpointer a, gconstpointer b)
{
  const EvmTx *left = *(const EvmTx *const *) a;
  const EvmTx *right = *(const EvmTx *const *) b;

  return left->block > right->block ? -1 : left->block < right->block;
}

static void
append_index_item (GString *text, const EvmTx *tx, const char *list)
{
  g_autoptr (GDateTime)
      time = g_date_time_new_from_unix_utc (fake_evm_block_time (tx->block) / 1000);
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000000Z");

  g_string_append_printf (
      text,
      "{\"%s\":\"%s\",\"block_number\":%" G_GINT64_FORMAT
      ",\"timestamp\":\"%s\",\"value\":\"%" G_GUINT64_FORMAT
      "\",\"success\":true,\"from\":{\"hash\":\"%s\"},\"to\":{\"hash\":\"%s\"}}",
      g_str_equal (list, "transactions") ? "hash" : "transaction_hash", tx->txid, tx->block, stamp,
      tx->value, g_str_equal (list, "internal-transactions") ? tx->to : tx->from,
      g_str_equal (list, "internal-transactions") ? tx->internal_to : tx->to);
}

static gboolean
is_listed (const EvmTx *tx, const char *address, const char *list)
{
  if (tx->block < 0)
    return FALSE;
  if (g_str_equal (list, "transactions"))
    return g_str_equal (tx->from, address) || g_str_equal (tx->to, address);
  if (g_str_equal (list, "token-transfers"))
    return tx->token != NULL &&
           (g_str_equal (tx->token_from, address) || g_str_equal (tx->token_to, address));

  return tx->internal_to != NULL && g_str_equal (tx->internal_to, address);
}

/* /api/v2/addresses/ADDRESS/LIST?offset=N */
static void
answer_index (FakeEvm *self, ImwHttpExchange *exchange)
{
  g_auto (GStrv) parts = g_strsplit (imw_http_exchange_get_path (exchange), "/", -1);
  const char *offset_text = imw_http_exchange_get_query_value (exchange, "items_count");
  guint       offset = offset_text != NULL ? (guint) g_ascii_strtoull (offset_text, NULL, 10) : 0;
  g_autoptr (GPtrArray) listed = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new ("{\"items\":[");

  g_assert_cmpuint (g_strv_length (parts), ==, 6);
  self->n_index++;
  for (guint i = 0; i < self->txs->len; i++)
    if (is_listed (g_ptr_array_index (self->txs, i), parts[4], parts[5]))
      g_ptr_array_add (listed, g_ptr_array_index (self->txs, i));
  g_ptr_array_sort (listed, compare_blocks);
  for (guint i = offset; i < listed->len && i < offset + self->page_size; i++)
    {
      if (i > offset)
        g_string_append_c (text, ',');
      append_index_item (text, g_ptr_array_index (listed, i), parts[5]);
    }
  if (offset + self->page_size < listed->len)
    g_string_append_printf (text,
                            "],\"next_page_params\":{\"items_count\":%u,\"fee\":\"12 34\","
                            "\"inserted_at\":null}}",
                            offset + self->page_size);
  else
    g_string_append (text, "],\"next_page_params\":null}");
  imw_http_exchange_reply (exchange, 200, "application/json", text->str, (gssize) text->len);
}

static void
handle_cb (ImwHttpServer *server, ImwHttpExchange *exchange, gpointer user_data)
{
  if (g_str_equal (imw_http_exchange_get_method (exchange), "POST"))
    answer_rpc (user_data, exchange);
  else
    answer_index (user_data, exchange);
}

FakeEvm *
fake_evm_new (guint64 chain_id, gint64 tip)
{
  FakeEvm *self = g_new0 (FakeEvm, 1);
  g_autoptr (GError) error = NULL;

  self->chain_id = chain_id;
  self->tip = tip;
  self->fork_from = G_MAXINT64;
  self->page_size = 50;
  self->range_words = "block range too large";
  self->range_code = -32602;
  self->txs = g_ptr_array_new_with_free_func (tx_free);
  self->by_txid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->genesis = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->server = imw_http_server_new (handle_cb, self, NULL);
  g_assert_true (imw_http_server_listen (self->server, 0, &error));
  g_assert_no_error (error);

  return self;
}

void
fake_evm_free (FakeEvm *self)
{
  imw_http_server_stop (self->server);
  g_object_set_data (G_OBJECT (self->server), "kept", NULL);
  g_clear_object (&self->server);
  g_hash_table_unref (self->by_txid);
  g_ptr_array_unref (self->txs);
  g_hash_table_unref (self->genesis);
  g_hash_table_unref (self->replies);
  g_free (self->last_sent);
  g_free (self);
}

const char *
fake_evm_get_url (FakeEvm *self)
{
  return imw_http_server_get_url (self->server);
}
