/* imw-practice-esplora-json.c: JSON forms of the Esplora adapter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-esplora"

#include "config.h"

#include "imw-practice-bitcoin-private.h"
#include "imw-practice-esplora-private.h"

#include "imw-bitcoin-address.h"
#include "imw-hex.h"
#include "imw-reader.h"

static const char *
get_type_name (ImwScriptType type)
{
  switch (type)
    {
    case IMW_SCRIPT_P2PKH:
      return "p2pkh";

    case IMW_SCRIPT_P2SH:
      return "p2sh";

    case IMW_SCRIPT_P2WPKH:
      return "v0_p2wpkh";

    case IMW_SCRIPT_P2WSH:
      return "v0_p2wsh";

    case IMW_SCRIPT_P2TR:
      return "v1_p2tr";

    case IMW_SCRIPT_OP_RETURN:
      return "op_return";

    case IMW_SCRIPT_WITNESS_FUTURE:
    case IMW_SCRIPT_OTHER:
      return "unknown";
    }

  g_return_val_if_reached ("unknown");
}

static void
write_output (ImwEsplora      *self,
              ImwPracticeJson *json,
              const char      *name,
              GBytes          *script,
              guint64          value_sat)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (script, &length);
  const guint8    *safe = length > 0 ? data : (const guint8 *) "";
  g_autofree char *hex = imw_hex_encode (safe, length);
  g_autofree char *address =
      imw_bitcoin_address_encode (imw_practice_bitcoin_get_params (self->bitcoin), safe, length);

  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "scriptpubkey", hex);
  imw_practice_json_string (json, "scriptpubkey_type",
                            get_type_name (imw_bitcoin_script_type (safe, length)));
  if (address != NULL)
    imw_practice_json_string (json, "scriptpubkey_address", address);
  imw_practice_json_int (json, "value", (gint64) value_sat);
  imw_practice_json_end_object (json);
}

static void
write_input (ImwEsplora            *self,
             ImwPracticeJson       *json,
             const ImwBitcoinInput *input,
             const ImwLedgerCoin   *coin)
{
  g_autofree char *txid = imw_bitcoin_txid_to_text (input->txid);
  g_autofree char *script_sig = imw_hex_encode_bytes (input->script_sig);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "txid", txid);
  imw_practice_json_int (json, "vout", input->vout);
  if (coin != NULL)
    write_output (self, json, "prevout", coin->script, coin->value);
  else
    imw_practice_json_null (json, "prevout");
  imw_practice_json_string (json, "scriptsig", script_sig);
  if (input->witness->len > 0)
    {
      imw_practice_json_begin_array (json, "witness");
      for (guint i = 0; i < input->witness->len; i++)
        {
          g_autofree char *item = imw_hex_encode_bytes (g_ptr_array_index (input->witness, i));

          imw_practice_json_string (json, NULL, item);
        }
      imw_practice_json_end_array (json);
    }
  imw_practice_json_boolean (json, "is_coinbase", coin == NULL);
  imw_practice_json_int (json, "sequence", input->sequence);
  imw_practice_json_end_object (json);
}

/**
 * imw_esplora_write_status: (skip)
 * @self: a request
 * @json: where to
 * @name: (nullable): the member's name
 * @height: of the block, or %IMW_LEDGER_WAITING
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_esplora_write_status (ImwEsplora      *self,
                          ImwPracticeJson *json,
                          const char      *name,
                          gint64           height,
                          GError         **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  g_autofree char *hash = NULL;

  if (height != IMW_LEDGER_WAITING &&
      !imw_ledger_find_block_at (self->ledger, height, &block, error))
    return FALSE;

  imw_practice_json_begin_object (json, name);
  imw_practice_json_boolean (json, "confirmed", block != NULL);
  if (block != NULL)
    {
      hash = imw_bitcoin_txid_to_text (block->hash);
      imw_practice_json_int (json, "block_height", block->height);
      imw_practice_json_string (json, "block_hash", hash);
      imw_practice_json_int (json, "block_time", block->time_s);
    }
  imw_practice_json_end_object (json);

  return TRUE;
}

/**
 * imw_esplora_write_tx: (skip)
 * @self: a request
 * @json: where to
 * @name: (nullable): the member's name
 * @tx: a transaction
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK, %IMW_ERROR_CORRUPT or %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_esplora_write_tx (ImwEsplora        *self,
                      ImwPracticeJson   *json,
                      const char        *name,
                      const ImwLedgerTx *tx,
                      GError           **error)
{
  g_autoptr (ImwBitcoinTx) parsed =
      imw_bitcoin_tx_parse (g_bytes_get_data (tx->raw, NULL), g_bytes_get_size (tx->raw), error);
  g_autoptr (GPtrArray) coins = NULL;
  g_autofree char *txid = imw_bitcoin_txid_to_text (tx->id);

  if (parsed == NULL)
    return FALSE;

  coins = imw_ledger_list_inputs (self->ledger, tx->row, error);
  if (coins == NULL)
    return FALSE;

  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "txid", txid);
  imw_practice_json_int (json, "version", parsed->version);
  imw_practice_json_int (json, "locktime", parsed->lock_time);
  imw_practice_json_begin_array (json, "vin");
  for (guint i = 0; i < parsed->inputs->len; i++)
    write_input (self, json, imw_bitcoin_tx_get_input (parsed, i),
                 i < coins->len ? g_ptr_array_index (coins, i) : NULL);
  imw_practice_json_end_array (json);
  imw_practice_json_begin_array (json, "vout");
  for (guint i = 0; i < parsed->outputs->len; i++)
    {
      const ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (parsed, i);

      write_output (self, json, NULL, output->script, output->value_sat);
    }
  imw_practice_json_end_array (json);
  imw_practice_json_int (json, "size", tx->size);
  imw_practice_json_int (json, "weight", tx->weight);
  imw_practice_json_int (json, "fee", (gint64) tx->fee);
  if (!imw_esplora_write_status (self, json, "status", tx->height, error))
    return FALSE;
  imw_practice_json_end_object (json);

  return TRUE;
}

/**
 * imw_esplora_write_txs: (skip)
 * @self: a request
 * @json: where to, with an array open
 * @txs: (element-type ImwLedgerTx): transactions
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is that of imw_esplora_write_tx().
 */
gboolean
imw_esplora_write_txs (ImwEsplora *self, ImwPracticeJson *json, GPtrArray *txs, GError **error)
{
  for (guint i = 0; i < txs->len; i++)
    {
      if (!imw_esplora_write_tx (self, json, NULL, g_ptr_array_index (txs, i), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_esplora_write_block: (skip)
 * @self: a request
 * @json: where to
 * @block: a block
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_esplora_write_block (ImwEsplora           *self,
                         ImwPracticeJson      *json,
                         const ImwLedgerBlock *block,
                         GError              **error)
{
  g_autofree char *hash = imw_bitcoin_txid_to_text (block->hash);
  g_autofree char *previous = NULL;
  g_autofree char *root = NULL;
  const guint8    *previous_bytes;
  const guint8    *root_bytes;
  ImwReader        reader;
  guint32          version;
  gint64           median_s;

  imw_reader_init (&reader, g_bytes_get_data (block->header, NULL),
                   g_bytes_get_size (block->header));
  version = imw_reader_u32_le (&reader);
  previous_bytes = imw_reader_bytes (&reader, 32);
  root_bytes = imw_reader_bytes (&reader, 32);
  imw_reader_skip (&reader, 12);
  if (!imw_reader_finish (&reader, "block header", error) ||
      !imw_practice_bitcoin_median_time (self->bitcoin, block->height, &median_s, error))
    return FALSE;

  previous = imw_bitcoin_txid_to_text (previous_bytes);
  root = imw_bitcoin_txid_to_text (root_bytes);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "id", hash);
  imw_practice_json_int (json, "height", block->height);
  imw_practice_json_int (json, "version", version);
  imw_practice_json_int (json, "timestamp", block->time_s);
  imw_practice_json_int (json, "tx_count", (gint64) (g_bytes_get_size (block->tx_ids) / 32));
  imw_practice_json_int (json, "size", block->size);
  imw_practice_json_int (json, "weight", block->weight);
  imw_practice_json_string (json, "merkle_root", root);
  imw_practice_json_string (json, "previousblockhash", block->height > 0 ? previous : NULL);
  imw_practice_json_int (json, "mediantime", median_s);
  imw_practice_json_int (json, "nonce", 0);
  imw_practice_json_int (json, "bits", 0x207fffff);
  imw_practice_json_int (json, "difficulty", 0);
  imw_practice_json_end_object (json);

  return TRUE;
}
