/* imw-practice-bitcoin-private.h: what the files of the practice Bitcoin share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-bitcoin.h"
#include "imw-practice-sign.h"

G_BEGIN_DECLS

#define IMW_PRACTICE_N_KEYS           2
#define IMW_PRACTICE_MATURITY         100
#define IMW_PRACTICE_MAX_BLOCK_WEIGHT 4000000
#define IMW_PRACTICE_MAX_CHAIN        25 /* waiting transactions that hang together, each way, itself included */

struct _ImwPracticeBitcoin
{
  ImwLedger              *ledger; /* (transfer none): outlives us */
  const ImwBitcoinParams *params;
  ImwPracticeKey         *keys[IMW_PRACTICE_N_KEYS]; /* of miner and faucet: P2WPKH and P2TR */
};

/* inside a change of the ledger */
gboolean imw_practice_bitcoin_accept (ImwPracticeBitcoin *self, ImwBitcoinTx *tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_bitcoin_add_blocks (ImwPracticeBitcoin *self, guint blocks, gboolean empty, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_bitcoin_check_standard (ImwBitcoinTx *tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether lock time and relative locks (BIP68) let a transaction into a block at @height */
gboolean imw_practice_bitcoin_is_final (ImwPracticeBitcoin *self, ImwBitcoinTx *tx, GPtrArray *coins, gint64 height, gboolean *final, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_bitcoin_median_time (ImwPracticeBitcoin *self, gint64 height, gint64 *time_s, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint     imw_practice_compare_rates (const ImwLedgerTx *a, const ImwLedgerTx *b);
/* sets IMW_ERROR_REFUSED with Bitcoin Core's words; always FALSE */
gboolean imw_practice_refuse (GError **error, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
