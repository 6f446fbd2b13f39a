/* imw-practice-esplora-address.c: the Esplora adapter's answers about an address
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-esplora"

#include "config.h"

#include "imw-practice-esplora-private.h"

#include "imw-bitcoin-address.h"
#include "imw-hex.h"

#define CHAIN_PAGE   25
#define MEMPOOL_PAGE 50
#define MAX_UNSPENT  100000

static void
write_stats (ImwPracticeJson *json, const char *name, const ImwLedgerStats *stats)
{
  imw_practice_json_begin_object (json, name);
  imw_practice_json_int (json, "funded_txo_count", stats->funded_count);
  imw_practice_json_int (json, "funded_txo_sum", (gint64) stats->funded_sum);
  imw_practice_json_int (json, "spent_txo_count", stats->spent_count);
  imw_practice_json_int (json, "spent_txo_sum", (gint64) stats->spent_sum);
  imw_practice_json_int (json, "tx_count", stats->tx_count);
  imw_practice_json_end_object (json);
}

static gboolean
answer_stats (ImwEsplora *self, const guint8 owner[32], GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  ImwLedgerStats chain;
  ImwLedgerStats waiting;

  if (!imw_ledger_get_stats (self->ledger, owner, &chain, &waiting, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, self->parts[0], self->parts[1]);
  write_stats (&json, "chain_stats", &chain);
  write_stats (&json, "mempool_stats", &waiting);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
answer_unspent (ImwEsplora *self, const guint8 owner[32], GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GPtrArray) coins = imw_ledger_list_unspent (self->ledger, owner, MAX_UNSPENT, error);

  if (coins == NULL)
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_array (&json, NULL);
  for (guint i = 0; i < coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (coins, i);
      g_autofree char     *txid = imw_bitcoin_txid_to_text (coin->tx_id);

      imw_practice_json_begin_object (&json, NULL);
      imw_practice_json_string (&json, "txid", txid);
      imw_practice_json_int (&json, "vout", coin->number);
      if (!imw_esplora_write_status (self, &json, "status", coin->height, error))
        return FALSE;
      imw_practice_json_int (&json, "value", (gint64) coin->value);
      imw_practice_json_end_object (&json);
    }
  imw_practice_json_end_array (&json);
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

/* An unknown or waiting "last" gives an empty page, never the first one again: nobody who pages can loop. */
static GPtrArray *
list_chain_page (ImwEsplora *self, const guint8 owner[32], const char *last, GError **error)
{
  g_autoptr (ImwLedgerTx) before = NULL;
  guint8 id[32];

  if (last != NULL)
    {
      if (!imw_bitcoin_txid_from_text (last, id, error) ||
          !imw_ledger_find_tx (self->ledger, id, &before, error))
        return NULL;
      if (before == NULL || before->height == IMW_LEDGER_WAITING)
        return g_ptr_array_new ();
    }

  return imw_ledger_list_history (self->ledger, owner, before, CHAIN_PAGE, error);
}

static gboolean
answer_history (ImwEsplora  *self,
                const guint8 owner[32],
                gboolean     with_waiting,
                gboolean     with_chain,
                const char  *last,
                GError     **error)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_array (&json, NULL);
  if (with_waiting)
    {
      g_autoptr (GPtrArray)
          txs = imw_ledger_list_waiting_of (self->ledger, owner, MEMPOOL_PAGE, error);

      if (txs == NULL || !imw_esplora_write_txs (self, &json, txs, error))
        return FALSE;
    }
  if (with_chain)
    {
      g_autoptr (GPtrArray) txs = list_chain_page (self, owner, last, error);

      if (txs == NULL || !imw_esplora_write_txs (self, &json, txs, error))
        return FALSE;
    }
  imw_practice_json_end_array (&json);
  imw_practice_reply_json (self->reply, &json);

  return TRUE;
}

static gboolean
find_owner (ImwEsplora *self, guint8 owner[32], GError **error)
{
  g_autoptr (GBytes) script = NULL;
  ImwScriptType type;

  if (self->parts[1] == NULL)
    return imw_esplora_not_found (error);

  if (g_str_equal (self->parts[0], "scripthash"))
    return imw_hex_decode_fixed (self->parts[1], owner, 32, error);

  script = imw_bitcoin_address_decode (imw_practice_bitcoin_get_params (self->bitcoin),
                                       self->parts[1], &type, error);
  if (script == NULL)
    {
      g_prefix_error (error, "Invalid Bitcoin address: ");
      return FALSE;
    }
  imw_ledger_owner_of (g_bytes_get_data (script, NULL), g_bytes_get_size (script), owner);

  return TRUE;
}

/**
 * imw_esplora_answer_address: (skip)
 * @self: a request for /address/… or /scripthash/…
 * @error: return location
 *
 * Returns: %TRUE if the reply is set. On %FALSE @error is %IMW_ERROR_NOT_FOUND (no such path), %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_WRONG_NETWORK, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_esplora_answer_address (ImwEsplora *self, GError **error)
{
  const char *what = self->parts[1] != NULL ? self->parts[2] : NULL;
  const char *part = what != NULL ? self->parts[3] : NULL;
  const char *last = part != NULL ? self->parts[4] : NULL;
  guint8      owner[32];

  if (!find_owner (self, owner, error))
    return FALSE;

  if (what == NULL)
    return answer_stats (self, owner, error);
  if (g_str_equal (what, "utxo") && part == NULL)
    return answer_unspent (self, owner, error);
  if (g_str_equal (what, "txs") && part == NULL)
    return answer_history (self, owner, TRUE, TRUE, NULL, error);
  if (g_str_equal (what, "txs") && g_strcmp0 (part, "mempool") == 0 && last == NULL)
    return answer_history (self, owner, TRUE, FALSE, NULL, error);
  if (g_str_equal (what, "txs") && g_strcmp0 (part, "chain") == 0)
    return answer_history (self, owner, FALSE, TRUE, last, error);

  return imw_esplora_not_found (error);
}
