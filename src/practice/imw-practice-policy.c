/* imw-practice-policy.c: which transactions the practice network takes by their form and time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-policy"

#include "config.h"

#include "imw-practice-bitcoin-private.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"

#include <string.h>

#define MAX_STANDARD_WEIGHT   400000
#define MIN_STANDARD_BYTES    65
#define MAX_SCRIPT_SIG_BYTES  1650
#define MAX_DATA_SCRIPT_BYTES 83
#define LOCK_TIME_THRESHOLD   500000000u
#define SEQUENCE_FINAL        0xffffffffu
#define SEQUENCE_NO_LOCK      0x80000000u
#define SEQUENCE_TIME_LOCK    0x00400000u
#define SEQUENCE_LOCK_MASK    0x0000ffffu
#define SEQUENCE_LOCK_SECONDS 512

static gboolean
is_coinbase (ImwBitcoinTx *tx)
{
  return tx->inputs->len == 1 && imw_bitcoin_tx_get_input (tx, 0)->vout == G_MAXUINT32;
}

static gboolean
check_inputs (ImwBitcoinTx *tx,
              GError      **error)
{
  static const guint8 zeros[32] = { 0 };
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < tx->inputs->len; i++)
    {
      const ImwBitcoinInput *input = imw_bitcoin_tx_get_input (tx, i);
      guint8                 outpoint[36];

      memcpy (outpoint, input->txid, 32);
      memcpy (outpoint + 32, &input->vout, 4);
      if (!g_hash_table_add (seen, g_bytes_new (outpoint, sizeof outpoint)))
        return imw_practice_refuse (error, -26, "bad-txns-inputs-duplicate");
      if (memcmp (input->txid, zeros, sizeof zeros) == 0)
        return imw_practice_refuse (error,
                                    -26,
                                    "%s",
                                    is_coinbase (tx) ? "coinbase" : "bad-txns-prevout-null");
      if (g_bytes_get_size (input->script_sig) > MAX_SCRIPT_SIG_BYTES)
        return imw_practice_refuse (error, -26, "scriptsig-size");
    }

  return TRUE;
}

static gboolean
check_outputs (ImwBitcoinTx *tx,
               GError      **error)
{
  guint64 sum_sat = 0;
  guint   n_data = 0;

  for (guint i = 0; i < tx->outputs->len; i++)
    {
      const ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (tx, i);
      gsize                   length;
      const guint8           *script = g_bytes_get_data (output->script, &length);
      ImwScriptType           type =
          imw_bitcoin_script_type (length > 0 ? script : (const guint8 *) "", length);

      if (!imw_bitcoin_sat_add (&sum_sat, output->value_sat))
        return imw_practice_refuse (error, -26, "bad-txns-txouttotal-toolarge");
      if (type == IMW_SCRIPT_OTHER ||
          (type == IMW_SCRIPT_OP_RETURN && length > MAX_DATA_SCRIPT_BYTES))
        return imw_practice_refuse (error, -26, "scriptpubkey");
      if (type == IMW_SCRIPT_OP_RETURN)
        n_data++;
      else if (output->value_sat < imw_bitcoin_dust_sat (script, length))
        return imw_practice_refuse (error, -26, "dust");
    }

  if (n_data > 1)
    return imw_practice_refuse (error, -26, "multi-op-return");

  return TRUE;
}

/**
 * imw_practice_bitcoin_check_standard: (skip)
 * @tx: a transaction
 * @error: return location
 *
 * Checks what can be seen without knowing what it spends.
 *
 * Returns: %TRUE if it is in order. On %FALSE @error is %IMW_ERROR_REFUSED.
 */
gboolean
imw_practice_bitcoin_check_standard (ImwBitcoinTx *tx,
                                     GError      **error)
{
  g_autoptr (GBytes) bare = imw_bitcoin_tx_serialize (tx, FALSE);

  if (tx->inputs->len == 0)
    return imw_practice_refuse (error, -26, "bad-txns-vin-empty");
  if (tx->outputs->len == 0)
    return imw_practice_refuse (error, -26, "bad-txns-vout-empty");
  if (!check_inputs (tx, error))
    return FALSE;
  if (tx->version < 1 || tx->version > 2)
    return imw_practice_refuse (error, -26, "version");
  if (imw_bitcoin_tx_get_weight (tx) > MAX_STANDARD_WEIGHT)
    return imw_practice_refuse (error, -26, "tx-size");
  if (g_bytes_get_size (bare) < MIN_STANDARD_BYTES)
    return imw_practice_refuse (error, -26, "tx-size-small");

  return check_outputs (tx, error);
}

static gboolean
has_lock (ImwBitcoinTx *tx)
{
  gboolean all_final = TRUE;

  for (guint i = 0; i < tx->inputs->len; i++)
    {
      guint32 sequence = imw_bitcoin_tx_get_input (tx, i)->sequence;

      all_final = all_final && sequence == SEQUENCE_FINAL;
      if (tx->version >= 2 && (sequence & SEQUENCE_NO_LOCK) == 0)
        return TRUE;
    }

  return tx->lock_time != 0 && !all_final;
}

/**
 * imw_practice_bitcoin_is_final: (skip)
 * @self: the network
 * @tx: a transaction
 * @coins: (element-type ImwLedgerCoin): what it spends, one an input
 * @height: the height of the block it wants into
 * @final: (out): whether lock time and relative locks (BIP68) allow it
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_is_final (ImwPracticeBitcoin *self,
                               ImwBitcoinTx       *tx,
                               GPtrArray          *coins,
                               gint64              height,
                               gboolean           *final,
                               GError            **error)
{
  gint64 median_s;

  *final = !has_lock (tx);
  if (*final)
    return TRUE;

  if (!imw_practice_bitcoin_median_time (self, height - 1, &median_s, error))
    return FALSE;
  if (tx->lock_time != 0 &&
      tx->lock_time >= (tx->lock_time < LOCK_TIME_THRESHOLD ? height : median_s))
    return TRUE;

  for (guint i = 0; tx->version >= 2 && i < coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (coins, i);
      guint32              sequence = imw_bitcoin_tx_get_input (tx, i)->sequence;
      gint64               coin_height = coin->height == IMW_LEDGER_WAITING ? height : coin->height;
      gint64               lock = sequence & SEQUENCE_LOCK_MASK;
      gint64               coin_s;

      if ((sequence & SEQUENCE_NO_LOCK) != 0)
        continue;

      if ((sequence & SEQUENCE_TIME_LOCK) == 0)
        {
          if (coin_height + lock > height)
            return TRUE;
          continue;
        }

      if (!imw_practice_bitcoin_median_time (self, MAX (coin_height - 1, 0), &coin_s, error))
        return FALSE;
      if (coin_s + lock * SEQUENCE_LOCK_SECONDS > median_s)
        return TRUE;
    }

  *final = TRUE;

  return TRUE;
}
