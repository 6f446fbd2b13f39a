/* imw-practice-bitcoin.h: the practice network's Bitcoin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-params.h"
#include "imw-bitcoin-tx.h"

#include "imw-ledger.h"

G_BEGIN_DECLS

/* The rules of a small Bitcoin network on top of an ImwLedger: what is accepted, blocks, the faucet. */
typedef struct _ImwPracticeBitcoin ImwPracticeBitcoin;

#define IMW_PRACTICE_MAX_FUND_SAT   G_GINT64_CONSTANT (100000000)
#define IMW_PRACTICE_MAX_FUND_COUNT 10000
#define IMW_PRACTICE_MAX_MINE       1000
#define IMW_PRACTICE_MAX_REORG      100

ImwPracticeBitcoin     *imw_practice_bitcoin_new (ImwLedger *ledger, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* makes a new chain in an empty ledger */
void                    imw_practice_bitcoin_free (ImwPracticeBitcoin *self);
ImwLedger              *imw_practice_bitcoin_get_ledger (ImwPracticeBitcoin *self);
const ImwBitcoinParams *imw_practice_bitcoin_get_params (ImwPracticeBitcoin *self);

/* REFUSED: the message is Bitcoin Core's answer as JSON, {"code":-26,"message":"…"} */
gboolean imw_practice_bitcoin_broadcast (ImwPracticeBitcoin *self, const char *hex, char **txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_bitcoin_mine (ImwPracticeBitcoin *self, guint blocks, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_bitcoin_reset (ImwPracticeBitcoin *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* drop: the transactions of the dropped blocks are lost; empty: the new blocks take none of those that wait */
gboolean imw_practice_bitcoin_reorganise (ImwPracticeBitcoin *self, guint depth, gboolean drop, gboolean empty, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* one payment of @amount_sat each to @address; REFUSED, BAD_ADDRESS, WRONG_NETWORK, INSUFFICIENT_FUNDS */
gboolean imw_practice_bitcoin_fund (ImwPracticeBitcoin *self, const char *address, guint64 amount_sat, guint count, char **last_txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeBitcoin, imw_practice_bitcoin_free)

G_END_DECLS
