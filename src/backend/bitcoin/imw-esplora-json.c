/* imw-esplora-json.c: what an Esplora server says, parsed once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora-json"

#include "config.h"

#include "imw-esplora-json.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-tx.h"
#include "imw-error.h"
#include "imw-hex.h"
#include "imw-json.h"

#include <string.h>

#define MAX_HEIGHT 100000000
#define MAX_TIME_S G_GINT64_CONSTANT (0xffffffff)

static void
input_clear (gpointer data)
{
  ImwEsploraInput *input = data;

  g_clear_pointer (&input->script, g_bytes_unref);
}

static void
output_clear (gpointer data)
{
  ImwEsploraOutput *output = data;

  g_clear_pointer (&output->script, g_bytes_unref);
}

/**
 * imw_esplora_check_hash:
 * @text: text from a server
 * @error: return location
 *
 * Returns: whether @text is a hash as servers write it, 64 digits in lower case; else @error is
 *   %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_esplora_check_hash (const char *text,
                        GError    **error)
{
  if (strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a hash");

  return FALSE;
}

static GBytes *
get_hex (JsonObject *object,
         const char *name,
         GError    **error)
{
  g_autoptr (GError) reason = NULL;
  const char *text = imw_json_get_string (object, name, error);
  GBytes     *bytes;

  if (text == NULL)
    return NULL;

  bytes = imw_hex_decode (text, &reason);
  if (bytes == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: %s", name, reason->message);

  return bytes;
}

static gboolean
parse_output (JsonObject *object,
              guint64    *value_sat,
              GBytes    **script,
              GError    **error)
{
  gint64 value;

  if (!imw_json_get_int (object, "value", 0, (gint64) IMW_BITCOIN_MAX_SAT, &value, error))
    return FALSE;

  *script = get_hex (object, "scriptpubkey", error);
  *value_sat = (guint64) value;

  return *script != NULL;
}

static gboolean
is_null_outpoint (const ImwEsploraInput *input)
{
  static const guint8 zeros[32];

  return input->vout == G_MAXUINT32 && memcmp (input->txid, zeros, sizeof zeros) == 0;
}

static gboolean
parse_input (ImwEsploraTx *self,
             ImwBitcoinTx *tx,
             JsonObject   *object,
             GError      **error)
{
  g_autoptr (GBytes) script_sig = NULL;
  g_autoptr (GError) reason = NULL;
  ImwEsploraInput  input = { 0 };
  ImwBitcoinInput *part;
  JsonObject      *prevout = NULL;
  const char      *txid = imw_json_get_string (object, "txid", error);
  gint64           vout;
  gint64           sequence;
  gboolean         is_coinbase;

  if (txid == NULL || !imw_json_get_int (object, "vout", 0, G_MAXUINT32, &vout, error) ||
      !imw_json_get_int (object, "sequence", 0, G_MAXUINT32, &sequence, error) ||
      !imw_json_get_bool_opt (object, "is_coinbase", FALSE, &is_coinbase, error))
    return FALSE;
  if (!imw_bitcoin_txid_from_text (txid, input.txid, &reason))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "vin: %s", reason->message);
      return FALSE;
    }

  script_sig = get_hex (object, "scriptsig", error);
  if (script_sig == NULL)
    return FALSE;

  input.vout = (guint32) vout;
  if (is_coinbase != is_null_outpoint (&input))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "vin: is it a coinbase or not?");
      return FALSE;
    }
  if (!is_coinbase)
    {
      prevout = imw_json_get_object (object, "prevout", error);
      if (prevout == NULL || !parse_output (prevout, &input.value_sat, &input.script, error))
        {
          g_prefix_error (error, "prevout: ");
          return FALSE;
        }
    }

  self->is_coinbase |= is_coinbase;
  g_array_append_val (self->inputs, input);
  part = imw_bitcoin_tx_add_input (tx, input.txid, input.vout, (guint32) sequence);
  g_clear_pointer (&part->script_sig, g_bytes_unref);
  part->script_sig = g_steal_pointer (&script_sig);

  return TRUE;
}

static gboolean
parse_parts (ImwEsploraTx *self,
             ImwBitcoinTx *tx,
             JsonObject   *object,
             GError      **error)
{
  JsonArray *vin = imw_json_get_array (object, "vin", error);
  JsonArray *vout;

  if (vin == NULL || (vout = imw_json_get_array (object, "vout", error)) == NULL)
    return FALSE;
  if (json_array_get_length (vin) == 0 || json_array_get_length (vout) == 0)
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_BAD_REPLY,
                   "A transaction without inputs or outputs");
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (vin); i++)
    {
      JsonObject *part = imw_json_node_get_object (json_array_get_element (vin, i), error);

      if (part == NULL || !parse_input (self, tx, part, error))
        return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (vout); i++)
    {
      JsonObject      *part = imw_json_node_get_object (json_array_get_element (vout, i), error);
      ImwEsploraOutput output = { 0 };

      if (part == NULL || !parse_output (part, &output.value_sat, &output.script, error))
        return FALSE;
      g_array_append_val (self->outputs, output);
      imw_bitcoin_tx_add_output (tx, output.value_sat, output.script);
    }

  return TRUE;
}

/* Sums stay in range because each value is at most 21 million coins and each sum is looked at. */
static gboolean
check_sums (ImwEsploraTx *self,
            JsonObject   *object,
            GError      **error)
{
  guint64 in_sat = 0;
  guint64 out_sat = 0;
  gint64  fee_sat;

  for (guint i = 0; i < self->inputs->len && in_sat <= IMW_BITCOIN_MAX_SAT; i++)
    in_sat += g_array_index (self->inputs, ImwEsploraInput, i).value_sat;
  for (guint i = 0; i < self->outputs->len && out_sat <= IMW_BITCOIN_MAX_SAT; i++)
    out_sat += g_array_index (self->outputs, ImwEsploraOutput, i).value_sat;
  if (in_sat > IMW_BITCOIN_MAX_SAT || out_sat > IMW_BITCOIN_MAX_SAT ||
      (!self->is_coinbase && out_sat > in_sat) || (self->is_coinbase && self->inputs->len != 1))
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_BAD_REPLY,
                   "The sums of a transaction are impossible");
      return FALSE;
    }

  if (self->is_coinbase)
    return TRUE;

  self->fee_sat = in_sat - out_sat;
  if (!imw_json_get_int_opt (object,
                             "fee",
                             0,
                             (gint64) IMW_BITCOIN_MAX_SAT,
                             (gint64) self->fee_sat,
                             &fee_sat,
                             error))
    return FALSE;
  if ((guint64) fee_sat != self->fee_sat)
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_BAD_REPLY,
                   "The fee is not what inputs and outputs leave");
      return FALSE;
    }

  return TRUE;
}

static gboolean
parse_block (ImwEsploraTx *self,
             JsonObject   *object,
             GError      **error)
{
  JsonObject *status = imw_json_get_object (object, "status", error);
  const char *hash;
  gint64      time_s;

  self->height = -1;
  if (status == NULL || !imw_json_get_bool (status, "confirmed", &self->confirmed, error))
    return FALSE;
  if (!self->confirmed)
    return TRUE;

  if (!imw_json_get_int (status, "block_height", 0, MAX_HEIGHT, &self->height, error) ||
      (hash = imw_json_get_string (status, "block_hash", error)) == NULL ||
      !imw_esplora_check_hash (hash, error) ||
      !imw_json_get_int (status, "block_time", 0, MAX_TIME_S, &time_s, error))
    return FALSE;

  self->block_hash = g_strdup (hash);
  self->time_ms = time_s * 1000;

  return TRUE;
}

/**
 * imw_esplora_tx_parse:
 * @node: a transaction as Esplora describes it
 * @error: return location
 *
 * Computes the id again from the parts, so that outputs and inputs are those of the transaction
 * that is named. The values of the outputs that are spent are the server's word.
 *
 * Returns: (transfer full): the transaction; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwEsploraTx *
imw_esplora_tx_parse (JsonNode *node,
                      GError  **error)
{
  g_autoptr (ImwEsploraTx) self = NULL;
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autofree char *computed = NULL;
  JsonObject      *object;
  const char      *txid;
  gint64           version;
  gint64           lock_time;

  g_return_val_if_fail (node != NULL, NULL);

  object = imw_json_node_get_object (node, error);
  if (object == NULL || (txid = imw_json_get_string (object, "txid", error)) == NULL ||
      !imw_esplora_check_hash (txid, error) ||
      !imw_json_get_int (object, "version", G_MININT32, G_MAXUINT32, &version, error) ||
      !imw_json_get_int (object, "locktime", 0, G_MAXUINT32, &lock_time, error))
    return NULL;

  self = g_new0 (ImwEsploraTx, 1);
  self->txid = g_strdup (txid);
  self->inputs = g_array_new (FALSE, TRUE, sizeof (ImwEsploraInput));
  g_array_set_clear_func (self->inputs, input_clear);
  self->outputs = g_array_new (FALSE, TRUE, sizeof (ImwEsploraOutput));
  g_array_set_clear_func (self->outputs, output_clear);
  tx->version = (guint32) version;
  tx->lock_time = (guint32) lock_time;
  if (!parse_parts (self, tx, object, error) || !check_sums (self, object, error) ||
      !parse_block (self, object, error))
    return NULL;

  computed = imw_bitcoin_tx_dup_txid_text (tx);
  if (!g_str_equal (computed, txid))
    {
      g_set_error (error,
                   IMW_ERROR,
                   IMW_ERROR_BAD_REPLY,
                   "The transaction is not the one it is called");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_esplora_tx_parse_bytes:
 * @bytes: the JSON of a transaction
 * @error: return location
 *
 * As imw_esplora_tx_parse().
 *
 * Returns: (transfer full): the transaction; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwEsploraTx *
imw_esplora_tx_parse_bytes (GBytes  *bytes,
                            GError **error)
{
  g_autoptr (JsonNode) node = imw_json_parse_bytes (bytes, IMW_JSON_MAX_BYTES, error);

  return node != NULL ? imw_esplora_tx_parse (node, error) : NULL;
}

/**
 * imw_esplora_tx_free:
 * @self: (transfer full): a transaction
 */
void
imw_esplora_tx_free (ImwEsploraTx *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->txid, g_free);
  g_clear_pointer (&self->block_hash, g_free);
  g_clear_pointer (&self->inputs, g_array_unref);
  g_clear_pointer (&self->outputs, g_array_unref);
  g_free (self);
}

/**
 * imw_esplora_tx_touches:
 * @self: a transaction
 * @script: a script
 *
 * Returns: whether the transaction pays to @script or spends from it
 */
gboolean
imw_esplora_tx_touches (const ImwEsploraTx *self,
                        GBytes             *script)
{
  g_return_val_if_fail (self != NULL && script != NULL, FALSE);

  for (guint i = 0; i < self->outputs->len; i++)
    if (g_bytes_equal (g_array_index (self->outputs, ImwEsploraOutput, i).script, script))
      return TRUE;
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const ImwEsploraInput *input = &g_array_index (self->inputs, ImwEsploraInput, i);

      if (input->script != NULL && g_bytes_equal (input->script, script))
        return TRUE;
    }

  return FALSE;
}

static char *
encode_address (const ImwBitcoinParams *params,
                GBytes                 *script)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (script, &length);

  return imw_bitcoin_address_encode (params, data, length);
}

static gint64
add_own_inputs (const ImwEsploraTx *self,
                GHashTable         *own,
                ImwTxRecord        *record)
{
  gint64 sum_sat = 0;

  for (guint i = 0; i < self->inputs->len; i++)
    {
      const ImwEsploraInput *input = &g_array_index (self->inputs, ImwEsploraInput, i);
      g_autofree char       *txid = NULL;

      if (input->script == NULL || !g_hash_table_contains (own, input->script))
        continue;

      txid = imw_bitcoin_txid_to_text (input->txid);
      imw_tx_record_add_spend (record, txid, input->vout);
      sum_sat += (gint64) input->value_sat;
    }

  return sum_sat;
}

/**
 * imw_esplora_tx_to_record:
 * @self: a transaction
 * @own: (element-type GBytes ImwEsploraOwn): the scripts of the account
 * @params: the network
 * @asset: what is counted
 *
 * Any thread, as long as nobody changes @own.
 *
 * Returns: (transfer full) (nullable): what it means for the account; %NULL when nothing in it is
 *   the account's
 */
ImwTxRecord *
imw_esplora_tx_to_record (const ImwEsploraTx     *self,
                          GHashTable             *own,
                          const ImwBitcoinParams *params,
                          ImwAsset               *asset)
{
  g_autoptr (ImwTxRecord) record = NULL;
  gint64   spent_sat;
  gint64   received_sat = 0;
  gboolean is_sender;

  g_return_val_if_fail (self != NULL && own != NULL && params != NULL && asset != NULL, NULL);

  record = imw_tx_record_new (self->txid);
  spent_sat = add_own_inputs (self, own, record);
  is_sender = record->spends->len > 0;
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const ImwEsploraOutput *output = &g_array_index (self->outputs, ImwEsploraOutput, i);
      const ImwEsploraOwn    *place = g_hash_table_lookup (own, output->script);
      g_autoptr (ImwAmount) amount = NULL;
      g_autofree char *address = NULL;

      if (place == NULL && !is_sender)
        continue;

      amount = imw_amount_new_u64 (asset, output->value_sat);
      address = encode_address (params, output->script);
      if (place == NULL)
        imw_tx_record_add_counterparty (record, address, amount);
      else
        {
          imw_tx_record_add_coin (record, i, place->branch, place->index, address, amount);
          received_sat += (gint64) output->value_sat;
        }
    }

  if (!is_sender && record->coins->len == 0)
    return NULL;

  record->state = self->confirmed ? IMW_TX_CONFIRMED : IMW_TX_MEMPOOL;
  record->height = self->height;
  record->block_hash = g_strdup (self->block_hash);
  record->time_ms = self->time_ms;
  g_clear_pointer (&record->net, imw_amount_unref);
  record->net = imw_amount_new (asset, received_sat - spent_sat);
  if (is_sender)
    record->fee = imw_amount_new_u64 (asset, self->fee_sat);

  return g_steal_pointer (&record);
}
