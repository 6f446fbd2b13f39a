/* imw-practice-index.c: the practice Ethereum seen as a Blockscout index (API version 2)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-index"

#include "config.h"

#include "imw-practice-rpc-private.h"

#include "imw-ethereum-call.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define PREFIX "/api/v2/addresses/"
#define PAGE   50

typedef struct
{
  ImwPracticeEthereum *chain;
  ImwLedger           *ledger;
  ImwPracticeJson     *json;
  ImwEthereumAddress   address;
  gint64               before_height; /* only what is older */
  gint64               before_index;
  gint64               height; /* of the tip */
} Index;

static void
write_decimal (ImwPracticeJson *json, const char *name, ImwAmount *number)
{
  g_autofree char *text = imw_amount_to_base_text (number);

  imw_practice_json_string (json, name, text);
}

static void
write_decimal_u64 (ImwPracticeJson *json, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  imw_practice_json_string (json, name, text);
}

static void
write_party (ImwPracticeJson *json, const char *name, const guint8 bytes[20])
{
  ImwEthereumAddress address;
  g_autofree char   *text = NULL;

  memcpy (address.bytes, bytes, sizeof address.bytes);
  text = imw_ethereum_address_to_text (&address);
  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "hash", text);
  imw_practice_json_boolean (json, "is_contract", imw_evm_token_find (bytes) != NULL);
  imw_practice_json_null (json, "name");
  imw_practice_json_end_object (json);
}

static void
write_time (ImwPracticeJson *json, gint64 time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000000Z");

  imw_practice_json_string (json, "timestamp", text);
}

static void
write_method (ImwPracticeJson *json, GBytes *data)
{
  g_autofree char *name = g_bytes_get_size (data) > 0 ? imw_ethereum_call_name (data) : NULL;

  if (name != NULL)
    imw_practice_json_string (json, "method", name);
  else
    imw_practice_json_null (json, "method");
}

static void
write_fee (ImwPracticeJson *json, const ImwRpcTx *tx)
{
  g_autoptr (ImwAmount) price = imw_practice_number_new (tx->entry.price);
  g_autoptr (ImwAmount) fee = imw_practice_number_multiply (price, (guint64) tx->entry.used, 1);

  imw_practice_json_begin_object (json, "fee");
  imw_practice_json_string (json, "type", "actual");
  write_decimal (json, "value", fee);
  imw_practice_json_end_object (json);
}

static void
write_tx (Index *self, const ImwRpcTx *tx)
{
  ImwPracticeJson *json = self->json;

  imw_practice_json_begin_object (json, NULL);
  imw_rpc_write_data (json, "hash", tx->record->id, 32);
  imw_practice_json_int (json, "block_number", tx->record->height);
  imw_practice_json_int (json, "position", tx->record->position);
  imw_practice_json_int (json, "confirmations", self->height - tx->record->height + 1);
  write_time (json, tx->header.time_s);
  write_party (json, "from", tx->entry.account + 12);
  write_party (json, "to", tx->tx->to.bytes);
  imw_practice_json_null (json, "created_contract");
  write_decimal (json, "value", tx->tx->value);
  write_fee (json, tx);
  write_decimal_u64 (json, "gas_used", (guint64) tx->entry.used);
  write_decimal_u64 (json, "gas_limit", tx->tx->gas_limit);
  write_decimal_u64 (json, "gas_price", tx->entry.price);
  write_decimal_u64 (json, "base_fee_per_gas", tx->header.base_fee);
  write_decimal (json, "max_fee_per_gas", tx->tx->max_fee_per_gas);
  write_decimal (json, "max_priority_fee_per_gas", tx->tx->max_priority_fee_per_gas);
  imw_practice_json_int (json, "nonce", (gint64) tx->tx->nonce);
  imw_practice_json_int (json, "type", tx->tx->type);
  imw_practice_json_string (json, "status", tx->entry.good ? "ok" : "error");
  imw_practice_json_string (json, "result", tx->entry.good ? "success" : "execution reverted");
  write_method (json, tx->tx->data);
  imw_rpc_write_bytes (json, "raw_input", tx->tx->data);
  imw_practice_json_end_object (json);
}

static void
write_next_page (Index *self, gboolean more, gint64 height, gint64 index)
{
  if (!more)
    {
      imw_practice_json_null (self->json, "next_page_params");
      return;
    }

  imw_practice_json_begin_object (self->json, "next_page_params");
  imw_practice_json_int (self->json, "block_number", height);
  imw_practice_json_int (self->json, "index", index);
  imw_practice_json_int (self->json, "items_count", PAGE);
  imw_practice_json_end_object (self->json);
}

static gboolean
answer_transactions (Index *self, GError **error)
{
  ImwLedgerTx before = { .height = self->before_height, .position = self->before_index };
  g_autoptr (GPtrArray) records = NULL;
  gint64 last_height = 0;
  gint64 last_position = 0;
  guint8 owner[32];

  imw_ledger_owner_of (self->address.bytes, sizeof self->address.bytes, owner);
  records = imw_ledger_list_history (self->ledger, owner, self->before_height >= 0 ? &before : NULL,
                                     PAGE + 1, error);
  if (records == NULL)
    return FALSE;

  imw_practice_json_begin_object (self->json, NULL);
  imw_practice_json_begin_array (self->json, "items");
  for (guint i = 0; i < MIN (records->len, PAGE); i++)
    {
      g_auto (ImwRpcTx) tx = { 0 };
      const ImwLedgerTx *record = g_ptr_array_index (records, i);
      ImwLedgerTx       *own;

      last_height = record->height;
      last_position = record->position;
      if (!imw_ledger_find_tx (self->ledger, record->id, &own, error))
        return FALSE;
      if (own == NULL)
        continue;
      if (!imw_rpc_tx_load (&tx, self->ledger, own, error))
        return FALSE;
      write_tx (self, &tx);
    }
  imw_practice_json_end_array (self->json);
  write_next_page (self, records->len > PAGE, last_height, last_position);
  imw_practice_json_end_object (self->json);

  return TRUE;
}

static void
write_token (ImwPracticeJson *json, const ImwEvmToken *token)
{
  ImwEthereumAddress address;
  g_autofree char   *text = NULL;
  g_autofree char   *decimals = g_strdup_printf ("%u", token->decimals);

  memcpy (address.bytes, token->address, sizeof address.bytes);
  text = imw_ethereum_address_to_text (&address);
  imw_practice_json_begin_object (json, "token");
  imw_practice_json_string (json, "address", text); /* its name in older versions */
  imw_practice_json_string (json, "address_hash", text);
  imw_practice_json_string (json, "symbol", token->symbol);
  imw_practice_json_string (json, "name", token->name);
  imw_practice_json_string (json, "decimals", decimals);
  imw_practice_json_string (json, "type", "ERC-20");
  imw_practice_json_end_object (json);
}

static gboolean
write_transfer (Index *self, const ImwLedgerNote *note, GError **error)
{
  const ImwEvmToken *token = imw_evm_token_find (g_bytes_get_data (note->source, NULL));
  g_autoptr (ImwLedgerTx) record = NULL;
  g_auto (ImwRpcTx) tx = { 0 };
  g_autoptr (ImwAmount) value = imw_practice_number_from_word (g_bytes_get_data (note->data, NULL));
  g_autofree char *decimals = NULL;
  ImwPracticeJson *json = self->json;

  if (token == NULL)
    return TRUE;
  if (!imw_ledger_find_tx (self->ledger, note->tx_id, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  if (!imw_rpc_tx_load (&tx, self->ledger, g_steal_pointer (&record), error))
    return FALSE;

  decimals = g_strdup_printf ("%u", token->decimals);
  imw_practice_json_begin_object (json, NULL);
  imw_rpc_write_data (json, "transaction_hash", note->tx_id, 32);
  imw_practice_json_int (json, "block_number", note->height);
  imw_rpc_write_data (json, "block_hash", tx.block->hash, 32);
  imw_practice_json_int (json, "log_index", note->number);
  write_time (json, tx.header.time_s);
  write_party (json, "from", note->topics[1] + 12);
  write_party (json, "to", note->topics[2] + 12);
  write_method (json, tx.tx->data);
  write_token (json, token);
  imw_practice_json_begin_object (json, "total");
  imw_practice_json_string (json, "decimals", decimals);
  write_decimal (json, "value", value);
  imw_practice_json_end_object (json);
  imw_practice_json_string (
      json, "type", (token->flags & IMW_EVM_TOKEN_SPAM) != 0 ? "token_minting" : "token_transfer");
  imw_practice_json_end_object (json);

  return TRUE;
}

static gboolean
answer_transfers (Index *self, GError **error)
{
  static const char *const signature = "Transfer(address,address,uint256)";
  gint64                   height = self->before_height >= 0 ? self->before_height : G_MAXINT64;
  gint64                   number = self->before_height >= 0 ? self->before_index : 0;
  guint                    n_items = 0;
  guint8                   topic[32];
  guint8                   transfer[32];
  gboolean                 more = TRUE;

  imw_keccak256 ((const guint8 *) signature, strlen (signature), transfer);
  imw_evm_account_of (self->address.bytes, topic);
  imw_practice_json_begin_object (self->json, NULL);
  imw_practice_json_begin_array (self->json, "items");
  while (more && n_items < PAGE)
    {
      g_autoptr (GPtrArray) notes =
          imw_ledger_list_notes_about (self->ledger, topic, height, number, PAGE + 1, error);

      if (notes == NULL)
        return FALSE;

      more = notes->len > PAGE;
      for (guint i = 0; i < notes->len && n_items < PAGE; i++)
        {
          const ImwLedgerNote *note = g_ptr_array_index (notes, i);

          height = note->height;
          number = note->number;
          if (memcmp (note->topics[0], transfer, sizeof transfer) != 0)
            continue;
          if (!write_transfer (self, note, error))
            return FALSE;
          n_items++;
        }
    }
  imw_practice_json_end_array (self->json);
  write_next_page (self, more, height, number);
  imw_practice_json_end_object (self->json);

  return TRUE;
}

/* Contracts here send nothing of the network's own. */
static gboolean
answer_internal (Index *self, GError **error)
{
  imw_practice_json_begin_object (self->json, NULL);
  imw_practice_json_begin_array (self->json, "items");
  imw_practice_json_end_array (self->json);
  write_next_page (self, FALSE, 0, 0);
  imw_practice_json_end_object (self->json);

  return TRUE;
}

static gboolean
read_place (GHashTable *query, const char *name, gint64 *value, GError **error)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;
  guint64     number;

  if (text == NULL)
    return TRUE;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: not a number", name);
      return FALSE;
    }
  *value = (gint64) number;

  return TRUE;
}

static gboolean
answer (Index *self, const char *path, GHashTable *query, GError **error)
{
  g_auto (GStrv) parts = NULL;

  if (!g_str_has_prefix (path, PREFIX))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "Not Found");
      return FALSE;
    }

  parts = g_strsplit (path + strlen (PREFIX), "/", 3);
  self->before_height = -1;
  if (!imw_rpc_parse_address (parts[0] != NULL ? parts[0] : "", &self->address, error) ||
      !read_place (query, "block_number", &self->before_height, error) ||
      !read_place (query, "index", &self->before_index, error) ||
      !imw_ledger_get_height (self->ledger, &self->height, error))
    return FALSE;

  if (g_strcmp0 (parts[1], "transactions") == 0)
    return answer_transactions (self, error);
  if (g_strcmp0 (parts[1], "token-transfers") == 0)
    return answer_transfers (self, error);
  if (g_strcmp0 (parts[1], "internal-transactions") == 0)
    return answer_internal (self, error);

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "Not Found");

  return FALSE;
}

/**
 * imw_practice_index_answer:
 * @self: the network
 * @path: the path after "/ethereum-index"
 * @query: (nullable): the parameters
 * @reply: (out caller-allocates): the answer, set in any case
 *
 * Answers as an index of the Blockscout kind does.
 */
void
imw_practice_index_answer (ImwPracticeEthereum *self,
                           const char          *path,
                           GHashTable          *query,
                           ImwPracticeReply    *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GError) error = NULL;
  Index index = { .chain = self, .json = &json };

  index.ledger = imw_practice_ethereum_get_ledger (self);
  imw_practice_json_init (&json);
  if (answer (&index, path, query, &error))
    imw_practice_reply_json (reply, &json);
  else
    imw_practice_reply_error (reply, error);
}
