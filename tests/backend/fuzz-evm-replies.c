/* fuzz-evm-replies.c: what a JSON-RPC server and an index say, and what the wallet keeps of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-ethereum-rpc-private.h"

#include "imw-json.h"

#include <stdint.h>
#include <string.h>

#define ME "0x9858effd232b4033e47d90003d41ec34ecaeda94"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_amount (ImwAmount *amount, const GError *error)
{
  g_assert_true ((amount == NULL) == (error != NULL));
  if (amount != NULL)
    g_assert_cmpint (imw_amount_sign (amount), >=, 0);
}

/* A transaction, a receipt, a list of events or a block. */
static void
check_node (JsonNode *node)
{
  g_autoptr (GError) header_error = NULL;
  g_autoptr (GError) tx_error = NULL;
  g_autoptr (GError) receipt_error = NULL;
  g_autoptr (GError) logs_error = NULL;
  g_autoptr (ImwEvmHeader) header = imw_evm_header_parse (node, &header_error);
  g_autoptr (ImwEvmTx) tx = imw_evm_tx_parse (node, &tx_error);
  g_autoptr (ImwEvmReceipt) receipt = imw_evm_receipt_parse (node, &receipt_error);
  g_autoptr (GPtrArray) logs = imw_evm_logs_parse (node, &logs_error);

  g_assert_true ((header == NULL) == (header_error != NULL));
  g_assert_true ((tx == NULL) == (tx_error != NULL));
  g_assert_true ((receipt == NULL) == (receipt_error != NULL));
  g_assert_true ((logs == NULL) == (logs_error != NULL));
  if (header != NULL)
    g_assert_true (header->number >= 0 && imw_evm_check_hash (header->hash, NULL));
  if (tx != NULL)
    g_assert_true (imw_evm_check_hash (tx->txid, NULL) && strlen (tx->from) == 42);
  if (receipt != NULL)
    g_assert_true (imw_evm_check_hash (receipt->txid, NULL) && receipt->block >= 0);
  for (guint i = 0; logs != NULL && i < logs->len; i++)
    {
      const ImwEvmLog *log = g_ptr_array_index (logs, i);

      g_assert_true (strlen (log->contract) == 42 && strlen (log->from) == 42 &&
                     strlen (log->to) == 42);
    }
}

static void
check_call (ImwJsonRpcCall *call, ImwAsset *asset)
{
  g_autoptr (GError) amount_error = NULL;
  g_autoptr (GError) word_error = NULL;
  g_autoptr (GError) bytes_error = NULL;
  g_autoptr (ImwAmount) amount = imw_evm_call_get_amount (call, asset, &amount_error);
  g_autoptr (ImwAmount) word = imw_evm_call_get_word_amount (call, asset, &word_error);
  g_autoptr (GBytes) bytes = imw_evm_call_get_bytes (call, &bytes_error);
  guint64 number = 0;

  g_assert_true ((call->result == NULL) != (call->error == NULL));
  check_amount (amount, amount_error);
  check_amount (word, word_error);
  g_assert_true ((bytes == NULL) == (bytes_error != NULL));
  if (imw_evm_call_get_u64 (call, &number, NULL))
    g_assert_nonnull (amount);
  if (call->result != NULL)
    check_node (call->result);
  if (call->words != NULL)
    g_assert_true (g_utf8_validate (call->words, -1, NULL));
}

/* Every question has its own answer, or none has. */
static void
check_answer (JsonNode *root, guint n_calls)
{
  g_autoptr (ImwAsset) asset = imw_asset_new ("ethereum", "ETH", "Ether", 18);
  g_autoptr (GPtrArray)
      calls = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_json_rpc_call_free);
  g_autoptr (GError) error = NULL;
  ImwJsonRpcFailure failure = IMW_JSON_RPC_FAILED;
  gboolean          good = FALSE;

  for (guint i = 0; i < n_calls; i++)
    g_ptr_array_add (calls, imw_json_rpc_call_new ("eth_test", "[]"));
  good = imw_json_rpc_read (calls, 1, root, &failure, &error);
  g_assert_true (good == (error == NULL));

  for (guint i = 0; i < n_calls; i++)
    {
      ImwJsonRpcCall *call = g_ptr_array_index (calls, i);

      if (good)
        check_call (call, asset);
      else
        g_assert_true (call->result == NULL && call->error == NULL);
    }
}

static void
check_page (JsonNode *root, guint kind)
{
  g_autoptr (ImwEvmCursor) cursor = imw_evm_cursor_new (1000);
  g_autoptr (GError) error = NULL;

  imw_evm_cursor_read_index (cursor, 0, 1000);
  g_assert_true (imw_evm_index_read_page (cursor, kind, ME, root, &error) == (error == NULL));
  for (guint i = 0; i < cursor->streams[kind].items->len; i++)
    {
      const ImwEvmIndexItem *item = g_ptr_array_index (cursor->streams[kind].items, i);

      g_assert_true (item->block >= 0 && imw_evm_check_hash (item->txid, NULL));
    }

  /* what was taken can be kept and comes back the same */
  if (error == NULL)
    {
      g_autofree char *text = imw_evm_cursor_to_text (cursor);
      g_autoptr (ImwEvmCursor) again = imw_evm_cursor_parse (text);

      g_assert_nonnull (again);
      g_assert_cmpstr (again->streams[kind].next, ==, cursor->streams[kind].next);
      g_assert_cmpuint (again->streams[kind].items->len, ==, cursor->streams[kind].items->len);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = imw_json_parse_bytes (bytes, IMW_JSON_MAX_BYTES, NULL);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (ImwEvmCursor) cursor = imw_evm_cursor_parse (text);

  if (cursor != NULL)
    {
      g_autofree char *kept = imw_evm_cursor_to_text (cursor);
      g_autoptr (ImwEvmCursor) again = imw_evm_cursor_parse (kept);

      g_assert_nonnull (again);
      g_assert_cmpuint (g_hash_table_size (again->tokens), ==, g_hash_table_size (cursor->tokens));
    }

  if (root == NULL)
    return 0;

  check_node (root);
  check_answer (root, 1);
  check_answer (root, 3);
  for (guint kind = 0; kind < IMW_EVM_N_STREAMS; kind++)
    check_page (root, kind);

  return 0;
}
