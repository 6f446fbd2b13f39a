/* imw-practice-esplora.c: the practice Bitcoin seen as an Esplora server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-esplora"

#include "config.h"

#include "imw-practice-esplora.h"

#include "imw-practice-esplora-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define MAX_PARTS   8
#define BLOCKS_PAGE 10
#define FEE_STEP_S  600

/* The practice market: what share of the next block's rate gets a transaction in within so many blocks */
static const struct
{
  guint blocks;
  guint percent;
} fee_steps[] = {
  { 1, 100 },
  { 2, 90 },
  { 3, 80 },
  { 4, 70 },
  { 5, 65 },
  { 6, 60 },
  { 10, 50 },
  { 12, 45 },
  { 20, 35 },
  { 24, 30 },
  { 144, 15 },
  { 504, 12 },
  { 1008, 10 },
};

/**
 * imw_esplora_not_found: (skip)
 * @error: return location
 *
 * Sets %IMW_ERROR_NOT_FOUND.
 *
 * Returns: always %FALSE
 */
gboolean
imw_esplora_not_found (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "Not Found");

  return FALSE;
}

static gboolean
answer_number (ImwEsplora *self, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  imw_practice_reply_text (self->reply, 200, text);

  return TRUE;
}

static gboolean
answer_id (ImwEsplora *self, const guint8 id[32])
{
  g_autofree char *text = imw_bitcoin_txid_to_text (id);

  imw_practice_reply_text (self->reply, 200, text);

  return TRUE;
}

static gboolean
parse_number (const char *text, gint64 *value, GError **error)
{
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    return imw_esplora_not_found (error);

  *value = (gint64) number;

  return TRUE;
}

static gboolean
answer_blocks (ImwEsplora *self, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwLedgerBlock) tip = NULL;
  gint64 height = 0;

  if (!imw_ledger_get_height (self->ledger, &height, error))
    return FALSE;

  if (g_strcmp0 (self->parts[1], "tip") == 0)
    {
      if (g_strcmp0 (self->parts[2], "height") == 0)
        return answer_number (self, height);
      if (g_strcmp0 (self->parts[2], "hash") != 0)
        return imw_esplora_not_found (error);

      return imw_ledger_find_block_at (self->ledger, height, &tip, error) &&
             (tip != NULL ? answer_id (self, tip->hash) : imw_esplora_not_found (error));
    }

  if (self->parts[1] != NULL && !parse_number (self->parts[1], &height, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_array (&json, NULL);
  for (gint64 i = height; i >= 0 && i > height - BLOCKS_PAGE; i--)
    {
      g_autoptr (ImwLedgerBlock) block = NULL;

      if (!imw_ledger_find_block_at (self->ledger, i, &block, error))
        return FALSE;
      if (block != NULL && !imw_esplora_write_block (self, &json, block, error))
        return FALSE;
    }
  imw_practice_json_end_array (&json);
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
answer_block_height (ImwEsplora *self, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  gint64 height = 0;

  if (!parse_number (self->parts[1], &height, error) ||
      !imw_ledger_find_block_at (self->ledger, height, &block, error))
    return FALSE;

  return block != NULL ? answer_id (self, block->hash) : imw_esplora_not_found (error);
}

static gboolean
write_block_status (ImwEsplora           *self,
                    ImwPracticeJson      *json,
                    const ImwLedgerBlock *block,
                    GError              **error)
{
  g_autoptr (ImwLedgerBlock) next = NULL;
  g_autofree char *next_hash = NULL;

  if (block->best && !imw_ledger_find_block_at (self->ledger, block->height + 1, &next, error))
    return FALSE;

  if (next != NULL)
    next_hash = imw_bitcoin_txid_to_text (next->hash);
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_boolean (json, "in_best_chain", block->best);
  if (block->best)
    imw_practice_json_int (json, "height", block->height);
  imw_practice_json_string (json, "next_best", next_hash);
  imw_practice_json_end_object (json);

  return TRUE;
}

static void
write_block_txids (ImwPracticeJson *json, const ImwLedgerBlock *block)
{
  gsize         length;
  const guint8 *ids = g_bytes_get_data (block->tx_ids, &length);

  imw_practice_json_begin_array (json, NULL);
  for (gsize i = 0; i + 32 <= length; i += 32)
    {
      g_autofree char *txid = imw_bitcoin_txid_to_text (ids + i);

      imw_practice_json_string (json, NULL, txid);
    }
  imw_practice_json_end_array (json);
}

static gboolean
answer_block (ImwEsplora *self, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwLedgerBlock) block = NULL;
  g_autofree char *hex = NULL;
  const char      *what = self->parts[1] != NULL ? self->parts[2] : NULL;
  guint8           hash[32];

  if (self->parts[1] == NULL || !imw_bitcoin_txid_from_text (self->parts[1], hash, NULL))
    return imw_esplora_not_found (error);
  if (!imw_ledger_find_block (self->ledger, hash, &block, error))
    return FALSE;
  if (block == NULL)
    return imw_esplora_not_found (error);

  if (g_strcmp0 (what, "header") == 0)
    {
      hex = imw_hex_encode_bytes (block->header);
      imw_practice_reply_text (self->reply, 200, hex);
      return TRUE;
    }

  imw_practice_json_init (&json);
  if (what == NULL)
    {
      if (!imw_esplora_write_block (self, &json, block, error))
        return FALSE;
    }
  else if (g_str_equal (what, "status"))
    {
      if (!write_block_status (self, &json, block, error))
        return FALSE;
    }
  else if (g_str_equal (what, "txids"))
    {
      write_block_txids (&json, block);
    }
  else
    {
      return imw_esplora_not_found (error);
    }
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
write_outspend (ImwEsplora *self, ImwPracticeJson *json, const ImwLedgerCoin *coin, GError **error)
{
  g_autofree char *txid = imw_bitcoin_txid_to_text (coin->spent_id);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_boolean (json, "spent", coin->spent_row != 0);
  if (coin->spent_row != 0)
    {
      imw_practice_json_string (json, "txid", txid);
      imw_practice_json_int (json, "vin", coin->spent_input);
      if (!imw_esplora_write_status (self, json, "status", coin->spent_height, error))
        return FALSE;
    }
  imw_practice_json_end_object (json);

  return TRUE;
}

static gboolean
answer_outspends (ImwEsplora *self, const ImwLedgerTx *tx, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GPtrArray) coins = imw_ledger_list_outputs (self->ledger, tx->row, error);
  gboolean one = g_strcmp0 (self->parts[2], "outspend") == 0;
  gint64   number = 0;

  if (coins == NULL || (one && !parse_number (self->parts[3], &number, error)))
    return FALSE;
  if (number >= coins->len)
    return imw_esplora_not_found (error);

  imw_practice_json_init (&json);
  if (one)
    {
      if (!write_outspend (self, &json, g_ptr_array_index (coins, number), error))
        return FALSE;
      imw_practice_reply_json (self->reply, &json);
      return TRUE;
    }

  imw_practice_json_begin_array (&json, NULL);
  for (guint i = 0; i < coins->len; i++)
    {
      if (!write_outspend (self, &json, g_ptr_array_index (coins, i), error))
        return FALSE;
    }
  imw_practice_json_end_array (&json);
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
answer_tx (ImwEsplora *self, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwLedgerTx) tx = NULL;
  g_autofree char *hex = NULL;
  const char      *what = self->parts[1] != NULL ? self->parts[2] : NULL;
  guint8           id[32];

  if (self->parts[1] == NULL || !imw_bitcoin_txid_from_text (self->parts[1], id, NULL))
    return imw_esplora_not_found (error);
  if (!imw_ledger_find_tx (self->ledger, id, &tx, error))
    return FALSE;
  if (tx == NULL)
    return imw_esplora_not_found (error);

  if (g_strcmp0 (what, "hex") == 0)
    {
      hex = imw_hex_encode_bytes (tx->raw);
      imw_practice_reply_text (self->reply, 200, hex);
      return TRUE;
    }
  if (g_strcmp0 (what, "raw") == 0)
    {
      imw_practice_reply_bytes (self->reply, tx->raw);
      return TRUE;
    }
  if (g_strcmp0 (what, "outspend") == 0 || g_strcmp0 (what, "outspends") == 0)
    return answer_outspends (self, tx, error);

  imw_practice_json_init (&json);
  if (what == NULL)
    {
      if (!imw_esplora_write_tx (self, &json, NULL, tx, error))
        return FALSE;
    }
  else if (g_str_equal (what, "status"))
    {
      if (!imw_esplora_write_status (self, &json, NULL, tx->height, error))
        return FALSE;
    }
  else
    {
      return imw_esplora_not_found (error);
    }
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
answer_mempool (ImwEsplora *self, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GPtrArray) waiting = imw_ledger_list_waiting (self->ledger, error);
  gboolean only_ids = g_strcmp0 (self->parts[1], "txids") == 0;
  gint64   vsize = 0;
  gint64   fees_sat = 0;

  if (waiting == NULL)
    return FALSE;
  if (self->parts[1] != NULL && !only_ids)
    return imw_esplora_not_found (error);

  imw_practice_json_init (&json);
  if (only_ids)
    imw_practice_json_begin_array (&json, NULL);
  for (guint i = 0; i < waiting->len; i++)
    {
      const ImwLedgerTx *tx = g_ptr_array_index (waiting, i);
      g_autofree char   *txid = imw_bitcoin_txid_to_text (tx->id);

      vsize += (tx->weight + 3) / 4;
      fees_sat += (gint64) tx->fee;
      if (only_ids)
        imw_practice_json_string (&json, NULL, txid);
    }
  if (only_ids)
    {
      imw_practice_json_end_array (&json);
    }
  else
    {
      imw_practice_json_begin_object (&json, NULL);
      imw_practice_json_int (&json, "count", waiting->len);
      imw_practice_json_int (&json, "vsize", vsize);
      imw_practice_json_int (&json, "total_fee", fees_sat);
      imw_practice_json_begin_array (&json, "fee_histogram");
      imw_practice_json_end_array (&json);
      imw_practice_json_end_object (&json);
    }
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

/* Between 6 and 18 sat/vB for the next block, another one every ten minutes */
static guint64
get_next_block_rate_milli (ImwLedger *ledger)
{
  ImwClock        *clock = imw_ledger_get_clock (ledger);
  gint64           step = imw_clock_get_wall_ms (clock) / (FEE_STEP_S * 1000);
  g_autofree char *text = g_strdup_printf ("imwallet practice fee %" G_GINT64_FORMAT, step);
  guint8           hash[32];

  imw_sha256 ((const guint8 *) text, strlen (text), hash);

  return 6000 + ((guint64) hash[0] << 8 | hash[1]) % 12000;
}

static gboolean
answer_fees (ImwEsplora *self)
{
  g_auto (ImwPracticeJson) json = { 0 };
  guint64 next_milli = get_next_block_rate_milli (self->ledger);

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fee_steps); i++)
    {
      guint64          rate_milli = MAX (next_milli * fee_steps[i].percent / 100, 1000);
      g_autofree char *name = g_strdup_printf ("%u", fee_steps[i].blocks);
      g_autofree char *rate = g_strdup_printf ("%" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT,
                                               rate_milli / 1000, rate_milli % 1000);

      imw_practice_json_number_text (&json, name, rate);
    }
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
answer_broadcast (ImwEsplora *self, GBytes *body, GError **error)
{
  gsize            length;
  const char      *data = g_bytes_get_data (body, &length);
  g_autofree char *hex = g_strndup (length > 0 ? data : "", length);
  g_autofree char *txid = NULL;

  if (!imw_practice_bitcoin_broadcast (self->bitcoin, g_strstrip (hex), &txid, error))
    {
      if (error != NULL && g_error_matches (*error, IMW_ERROR, IMW_ERROR_REFUSED))
        g_prefix_error (error, "sendrawtransaction RPC error: ");
      return FALSE;
    }
  imw_practice_reply_text (self->reply, 200, txid);

  return TRUE;
}

static gboolean
route (ImwEsplora *self, const char *method, GBytes *body, GError **error)
{
  const char *first = self->parts[0];

  if (first == NULL)
    return imw_esplora_not_found (error);

  if (g_str_equal (method, "POST"))
    return g_str_equal (first, "tx") && self->parts[1] == NULL
               ? answer_broadcast (self, body, error)
               : imw_esplora_not_found (error);
  if (g_str_equal (first, "blocks"))
    return answer_blocks (self, error);
  if (g_str_equal (first, "block-height"))
    return answer_block_height (self, error);
  if (g_str_equal (first, "block"))
    return answer_block (self, error);
  if (g_str_equal (first, "tx"))
    return answer_tx (self, error);
  if (g_str_equal (first, "address") || g_str_equal (first, "scripthash"))
    return imw_esplora_answer_address (self, error);
  if (g_str_equal (first, "mempool"))
    return answer_mempool (self, error);
  if (g_str_equal (first, "fee-estimates") && self->parts[1] == NULL)
    return answer_fees (self);

  return imw_esplora_not_found (error);
}

/**
 * imw_practice_esplora_answer:
 * @bitcoin: the network
 * @method: "GET" or "POST"
 * @path: the path, without "/api" before it
 * @body: the body of the request
 * @reply: (out caller-allocates): the answer, set in any case
 *
 * Answers as a server of Blockstream's Esplora API does.
 */
void
imw_practice_esplora_answer (ImwPracticeBitcoin *bitcoin,
                             const char         *method,
                             const char         *path,
                             GBytes             *body,
                             ImwPracticeReply   *reply)
{
  g_auto (GStrv) split = g_strsplit (path[0] == '/' ? path + 1 : path, "/", MAX_PARTS);
  g_autoptr (GError) error = NULL;
  char      *parts[MAX_PARTS + 1] = { NULL };
  ImwEsplora self = { .bitcoin = bitcoin, .parts = parts, .reply = reply };

  self.ledger = imw_practice_bitcoin_get_ledger (bitcoin);
  for (guint i = 0; split[i] != NULL && split[i][0] != '\0'; i++)
    parts[i] = split[i];

  if (!route (&self, method, body, &error))
    imw_practice_reply_error (reply, error);
}
