/* imw-practice-bitcoin.c: the practice network's Bitcoin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-bitcoin"

#include "config.h"

#include "imw-practice-bitcoin.h"

#include "imw-practice-bitcoin-private.h"
#include "imw-practice-json.h"

#include "imw-error.h"

/* Enough that the first coinbases are mature, with a margin for reorganisations. */
#define FIRST_BLOCKS 120

static gboolean
make_chain (ImwPracticeBitcoin *self, GError **error)
{
  return imw_practice_bitcoin_add_blocks (self, FIRST_BLOCKS + 1, TRUE, error);
}

/**
 * imw_practice_bitcoin_new:
 * @ledger: the books, which must outlive the new object
 * @error: return location
 *
 * In empty books a new chain is made.
 *
 * Returns: (transfer full): the network. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
ImwPracticeBitcoin *
imw_practice_bitcoin_new (ImwLedger *ledger, GError **error)
{
  g_autoptr (ImwPracticeBitcoin) self = g_new0 (ImwPracticeBitcoin, 1);
  gint64 height = 0;

  self->ledger = ledger;
  self->params = imw_bitcoin_params_for_environment (IMW_ENVIRONMENT_PRACTICE);
  self->keys[0] = imw_practice_key_new ("faucet, P2WPKH", IMW_SCRIPT_P2WPKH);
  self->keys[1] = imw_practice_key_new ("faucet, P2TR", IMW_SCRIPT_P2TR);

  if (!imw_ledger_get_height (ledger, &height, error))
    return NULL;

  if (height < 0 && (!imw_ledger_begin (ledger, error) ||
                     !imw_ledger_end (ledger, make_chain (self, error), error)))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_practice_bitcoin_free:
 * @self: (transfer full): the network
 *
 * Frees @self; the books stay.
 */
void
imw_practice_bitcoin_free (ImwPracticeBitcoin *self)
{
  for (guint i = 0; i < IMW_PRACTICE_N_KEYS; i++)
    g_clear_pointer (&self->keys[i], imw_practice_key_free);
  g_free (self);
}

/**
 * imw_practice_bitcoin_get_ledger:
 * @self: the network
 *
 * Returns: (transfer none): its books
 */
ImwLedger *
imw_practice_bitcoin_get_ledger (ImwPracticeBitcoin *self)
{
  return self->ledger;
}

/**
 * imw_practice_bitcoin_get_params:
 * @self: the network
 *
 * Returns: (transfer none): its parameters
 */
const ImwBitcoinParams *
imw_practice_bitcoin_get_params (ImwPracticeBitcoin *self)
{
  return self->params;
}

/**
 * imw_practice_refuse: (skip)
 * @error: return location
 * @code: number of Bitcoin Core's RPC error
 * @format: its words
 * @...: what goes into them
 *
 * Sets %IMW_ERROR_REFUSED with the answer that a node would give, as JSON.
 *
 * Returns: always %FALSE
 */
gboolean
imw_practice_refuse (GError **error, int code, const char *format, ...)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize         length;
  va_list       list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_int (&json, "code", code);
  imw_practice_json_string (&json, "message", message);
  imw_practice_json_end_object (&json);
  bytes = imw_practice_json_clear_to_bytes (&json);
  data = g_bytes_get_data (bytes, &length);
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "%.*s", (int) length, (const char *) data);

  return FALSE;
}

/**
 * imw_practice_bitcoin_broadcast:
 * @self: the network
 * @hex: a transaction
 * @txid: (out) (transfer full): its txid
 * @error: return location
 *
 * Checks a transaction by the rules of the network and lets it wait for a block. One that waits already is no error.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED, whose message is the answer of Bitcoin Core as
 *   JSON, or %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_broadcast (ImwPracticeBitcoin *self,
                                const char         *hex,
                                char              **txid,
                                GError            **error)
{
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_parse_hex (hex, NULL);

  if (tx == NULL)
    return imw_practice_refuse (error, -22,
                                "TX decode failed. Make sure the tx has at least one input.");

  if (!imw_ledger_begin (self->ledger, error) ||
      !imw_ledger_end (self->ledger, imw_practice_bitcoin_accept (self, tx, error), error))
    return FALSE;

  *txid = imw_bitcoin_tx_dup_txid_text (tx);

  return TRUE;
}

/**
 * imw_practice_bitcoin_mine:
 * @self: the network
 * @blocks: how many, 1 to %IMW_PRACTICE_MAX_MINE
 * @error: return location
 *
 * Adds blocks; the first ones take what waits.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_mine (ImwPracticeBitcoin *self, guint blocks, GError **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, imw_practice_bitcoin_add_blocks (self, blocks, FALSE, error),
                         error);
}

/**
 * imw_practice_bitcoin_reset:
 * @self: the network
 * @error: return location
 *
 * Forgets the chain and makes a new one.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_practice_bitcoin_reset (ImwPracticeBitcoin *self, GError **error)
{
  gint64 mined;

  /* the count of all blocks ever goes on, so that the new chain differs from the old one from the start */
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger,
                         imw_ledger_get_number (self->ledger, "mined", &mined, error) &&
                             imw_ledger_clear (self->ledger, error) &&
                             imw_ledger_set_number (self->ledger, "mined", mined, error) &&
                             imw_ledger_add_event (self->ledger, "reset", "", error) &&
                             make_chain (self, error),
                         error);
}

static gboolean
replace_blocks (ImwPracticeBitcoin *self,
                guint               depth,
                gboolean            drop,
                gboolean            empty,
                GError            **error)
{
  g_autofree char *subject = g_strdup_printf ("%u", depth);
  gint64           height = 0;

  if (!imw_ledger_get_height (self->ledger, &height, error))
    return FALSE;

  if (height < depth)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the chain is shorter than that");
      return FALSE;
    }

  return imw_ledger_drop_blocks (self->ledger, height - depth, drop, error) &&
         imw_ledger_add_event (self->ledger, "reorg", subject, error) &&
         imw_practice_bitcoin_add_blocks (self, depth + 1, empty, error);
}

/**
 * imw_practice_bitcoin_reorganise:
 * @self: the network
 * @depth: how many blocks are dropped, 1 to %IMW_PRACTICE_MAX_REORG
 * @drop: whether the transactions in them are lost; else they wait again
 * @empty: whether the new blocks take no transactions
 * @error: return location
 *
 * Replaces the newest blocks by one more.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT (the chain is shorter), %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_reorganise (ImwPracticeBitcoin *self,
                                 guint               depth,
                                 gboolean            drop,
                                 gboolean            empty,
                                 GError            **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, replace_blocks (self, depth, drop, empty, error), error);
}
