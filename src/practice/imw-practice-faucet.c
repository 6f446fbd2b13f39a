/* imw-practice-faucet.c: gives practice money away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-faucet"

#include "config.h"

#include "imw-practice-bitcoin-private.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-error.h"

#define FEE_RATE_MILLI      5000
#define INPUT_VBYTES        68
#define BASE_VBYTES         98 /* header and two outputs of the longest kind */
#define MIN_CHANGE_SAT      1000
#define MAX_COINS_LOOKED_AT 200
#define MAX_REFILLS         3

typedef struct
{
  GPtrArray *coins; /* (element-type ImwLedgerCoin) */
  GArray    *keys;  /* (element-type guint) whose each coin is */
  guint64    sum_sat;
} Purse;

static void
purse_clear (Purse *purse)
{
  g_clear_pointer (&purse->coins, g_ptr_array_unref);
  g_clear_pointer (&purse->keys, g_array_unref);
  purse->sum_sat = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Purse, purse_clear)

static void
purse_init (Purse *purse)
{
  purse_clear (purse);
  purse->coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_coin_free);
  purse->keys = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Payments one after the other */
typedef struct
{
  GBytes *script; /* (transfer none) */
  guint64 amount_sat;
  Purse   purse;       /* of the payment being made */
  guint8  last_id[32]; /* the payment before; its change is output 1 */
  guint   change_key;
  guint   length; /* waiting transactions up to it, 0: its change is not to be used directly */
} Row;

static void
row_clear (Row *row)
{
  purse_clear (&row->purse);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static guint64
fee_for_inputs (guint n_inputs)
{
  guint64  fee_sat = 0;
  gboolean done = imw_bitcoin_fee_for (FEE_RATE_MILLI,
                                       BASE_VBYTES + (guint64) n_inputs * INPUT_VBYTES, &fee_sat);

  g_assert (done);

  return fee_sat;
}

/* A coin that waits is good as long as the chain of waiting ones it hangs on is not too long. */
static gboolean
is_usable (ImwPracticeBitcoin  *self,
           const ImwLedgerCoin *coin,
           gint64               next_height,
           gboolean            *usable,
           GError             **error)
{
  g_autoptr (GArray) ancestors = NULL;

  if (coin->height != IMW_LEDGER_WAITING)
    {
      *usable = !coin->coinbase || next_height - coin->height >= IMW_PRACTICE_MATURITY;
      return TRUE;
    }

  ancestors = imw_ledger_list_relatives (self->ledger, coin->tx_row, FALSE, error);
  if (ancestors == NULL)
    return FALSE;

  *usable = ancestors->len < IMW_PRACTICE_MAX_CHAIN;

  return TRUE;
}

/* Takes coins until they are enough; one that is enough by itself is better than many. A waiting one is taken only
 * alone: several would join the chains that they hang on. */
static gboolean
look_through (ImwPracticeBitcoin *self,
              Purse              *purse,
              guint               key,
              guint64             amount_sat,
              gboolean           *enough,
              GError            **error)
{
  GBytes       *script = imw_practice_key_get_script (self->keys[key]);
  gsize         length;
  const guint8 *data = g_bytes_get_data (script, &length);
  g_autoptr (GPtrArray) coins = NULL;
  guint8 owner[32];
  gint64 height = 0;

  imw_ledger_owner_of (data, length, owner);
  coins = imw_ledger_list_unspent (self->ledger, owner, MAX_COINS_LOOKED_AT, error);
  if (coins == NULL || !imw_ledger_get_height (self->ledger, &height, error))
    return FALSE;

  for (guint i = 0; i < coins->len && !*enough; i++)
    {
      ImwLedgerCoin *coin = g_ptr_array_index (coins, i);
      gboolean       alone = coin->value >= amount_sat + fee_for_inputs (1) + MIN_CHANGE_SAT;
      gboolean       usable;

      if (!alone && coin->height == IMW_LEDGER_WAITING)
        continue;
      if (!is_usable (self, coin, height + 1, &usable, error))
        return FALSE;
      if (!usable)
        continue;

      if (alone)
        purse_init (purse);
      g_ptr_array_add (purse->coins, coin);
      coins->pdata[i] = NULL;
      g_array_append_val (purse->keys, key);
      purse->sum_sat += coin->value;
      *enough = purse->sum_sat >= amount_sat + fee_for_inputs (purse->coins->len);
    }

  return TRUE;
}

static gboolean
fill_purse (ImwPracticeBitcoin *self, Purse *purse, guint64 amount_sat, GError **error)
{
  for (guint i = 0; i <= MAX_REFILLS; i++)
    {
      gboolean enough = FALSE;

      purse_init (purse);
      for (guint key = 0; key < IMW_PRACTICE_N_KEYS && !enough; key++)
        {
          if (!look_through (self, purse, key, amount_sat, &enough, error))
            return FALSE;
        }
      if (enough)
        return TRUE;

      /* a block confirms what waits and makes one more coinbase mature */
      if (!imw_practice_bitcoin_add_blocks (self, 1, FALSE, error))
        return FALSE;
    }

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS, "the faucet is empty");

  return FALSE;
}

static void
sign (ImwPracticeBitcoin *self, ImwBitcoinTx *tx, Purse *purse)
{
  g_autoptr (GPtrArray)
      prevouts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);
  g_autoptr (ImwBitcoinSighash) sighash = NULL;

  for (guint i = 0; i < purse->coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (purse->coins, i);

      g_ptr_array_add (prevouts, imw_bitcoin_output_new (coin->value, coin->script));
    }

  sighash = imw_bitcoin_sighash_new (tx, prevouts);
  for (guint i = 0; i < purse->coins->len; i++)
    imw_practice_key_sign (self->keys[g_array_index (purse->keys, guint, i)], tx, sighash, i);
}

/* The change of the payment before goes on, as long as its chain of waiting transactions is short. */
static gboolean
continue_purse (ImwPracticeBitcoin *self, Row *row, GError **error)
{
  g_autoptr (ImwLedgerCoin) coin = NULL;
  guint64 needed_sat = row->amount_sat + fee_for_inputs (1) + MIN_CHANGE_SAT;

  if (row->length > 0 && row->length < IMW_PRACTICE_MAX_CHAIN &&
      !imw_ledger_find_coin (self->ledger, row->last_id, 1, &coin, error))
    return FALSE;

  purse_init (&row->purse);
  if (coin == NULL || coin->value < needed_sat)
    {
      row->length = 0;
      return fill_purse (self, &row->purse, row->amount_sat, error);
    }

  row->purse.sum_sat = coin->value;
  g_array_append_val (row->purse.keys, row->change_key);
  g_ptr_array_add (row->purse.coins, g_steal_pointer (&coin));

  return TRUE;
}

static gboolean
are_confirmed (GPtrArray *coins)
{
  for (guint i = 0; i < coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (coins, i);

      if (coin->height == IMW_LEDGER_WAITING)
        return FALSE;
    }

  return TRUE;
}

static gboolean
pay (ImwPracticeBitcoin *self, Row *row, GError **error)
{
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  GBytes *change_script;
  guint64 rest_sat;

  if (!continue_purse (self, row, error))
    return FALSE;

  for (guint i = 0; i < row->purse.coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (row->purse.coins, i);

      imw_bitcoin_tx_add_input (tx, coin->tx_id, coin->number, IMW_BITCOIN_SEQUENCE_RBF);
    }
  imw_bitcoin_tx_add_output (tx, row->amount_sat, row->script);
  rest_sat = row->purse.sum_sat - row->amount_sat - fee_for_inputs (row->purse.coins->len);
  /* change goes to the kind of key that the first coin came from, so that both kinds stay in use */
  row->change_key = g_array_index (row->purse.keys, guint, 0);
  change_script = imw_practice_key_get_script (self->keys[row->change_key]);
  if (rest_sat >= MIN_CHANGE_SAT)
    imw_bitcoin_tx_add_output (tx, rest_sat, change_script);
  sign (self, tx, &row->purse);
  if (!imw_practice_bitcoin_accept (self, tx, error))
    return FALSE;

  imw_bitcoin_tx_get_txid (tx, row->last_id);
  if (row->length > 0 || are_confirmed (row->purse.coins))
    row->length = tx->outputs->len == 2 ? row->length + 1 : 0;

  return TRUE;
}

static gboolean
pay_many (ImwPracticeBitcoin *self, Row *row, guint count, GError **error)
{
  for (guint i = 0; i < count; i++)
    {
      if (!pay (self, row, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_practice_bitcoin_fund:
 * @self: the network
 * @address: an address of this network
 * @amount_sat: how much, at most %IMW_PRACTICE_MAX_FUND_SAT and not dust
 * @count: how many payments of it, 1 to %IMW_PRACTICE_MAX_FUND_COUNT
 * @last_txid: (out) (transfer full): txid of the last payment
 * @error: return location
 *
 * Pays from the faucet. The payments wait for a block; when the faucet runs dry, blocks are made to fill it.
 *
 * Returns: %TRUE on success. On %FALSE nothing was paid and @error is %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_WRONG_NETWORK, %IMW_ERROR_BAD_INPUT (amount or count), %IMW_ERROR_INSUFFICIENT_FUNDS, or
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_fund (ImwPracticeBitcoin *self,
                           const char         *address,
                           guint64             amount_sat,
                           guint               count,
                           char              **last_txid,
                           GError            **error)
{
  g_auto (Row) row = { 0 };
  ImwScriptType type;
  g_autoptr (GBytes) script = imw_bitcoin_address_decode (self->params, address, &type, error);

  if (script == NULL)
    return FALSE;

  if (amount_sat > IMW_PRACTICE_MAX_FUND_SAT || count < 1 || count > IMW_PRACTICE_MAX_FUND_COUNT ||
      amount_sat <
          imw_bitcoin_dust_sat (g_bytes_get_data (script, NULL), g_bytes_get_size (script)))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "the faucet does not pay that amount or count");
      return FALSE;
    }

  row.script = script;
  row.amount_sat = amount_sat;
  if (!imw_ledger_begin (self->ledger, error) ||
      !imw_ledger_end (self->ledger, pay_many (self, &row, count, error), error))
    return FALSE;

  *last_txid = imw_bitcoin_txid_to_text (row.last_id);

  return TRUE;
}
