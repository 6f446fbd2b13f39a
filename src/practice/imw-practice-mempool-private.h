/* imw-practice-mempool-private.h: what the files of the practice mempool share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-bitcoin-private.h"

G_BEGIN_DECLS

#define IMW_PRACTICE_MIN_RELAY_MILLI 1000 /* 1 sat/vB */

/* What is found out about a transaction on its way in */
typedef struct
{
  ImwBitcoinTx *tx;
  char         *txid;
  ImwLedgerTx   record; /* owns raw */
  guint64       vsize;
  GPtrArray    *coins;     /* (element-type ImwLedgerCoin) what it spends, one an input */
  GArray       *conflicts; /* (element-type gint64) waiting transactions that spend the same */
} ImwPracticeCandidate;

/* The rules of BIP125; what is replaced is removed. Inside a change. */
gboolean imw_practice_bitcoin_replace (ImwPracticeBitcoin *self, ImwPracticeCandidate *candidate, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_practice_format_btc (guint64 sat);
gboolean imw_practice_has_row (GArray *rows, gint64 row);

G_END_DECLS
