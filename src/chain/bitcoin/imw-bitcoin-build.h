/* imw-bitcoin-build.h: builds the unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-account.h"
#include "imw-coin-selection.h"
#include "imw-psbt.h"

G_BEGIN_DECLS

typedef struct
{
  char   *txid; /* display order */
  guint32 vout;
  guint64 value_sat;
  guint32 branch;
  guint32 index;
  gboolean confirmed;
  gboolean must_spend; /* replacement, or chosen by hand */
} ImwBitcoinCoin;

typedef struct
{
  GBytes *script;
  guint64 value_sat; /* ignored for the single recipient of "everything" */

  gboolean             own; /* one of ours: its origin goes along */
  ImwBitcoinAccountKey own_account;
  guint32              own_branch;
  guint32              own_index;
} ImwBitcoinPayee;

typedef struct
{
  const ImwBitcoinParams     *params;
  const ImwBitcoinAccountKey *account;
  const ImwBitcoinCoin       *coins;
  gsize                       n_coins;
  const ImwBitcoinPayee      *payees;
  gsize                       n_payees;
  gboolean                    everything;
  gboolean                    only_must_spend; /* coin control: take nothing but the marked coins */
  guint64                     fee_rate_milli;
  guint64                     minimum_fee_sat; /* replacement: old fee + own relay cost (BIP125 rules 3 and 4) */
  guint32                     change_index;    /* next unused index on branch 1 */
  guint32                     lock_time;       /* anti fee sniping: tip height, or 0 */
} ImwBitcoinBuild;

typedef struct
{
  ImwPsbt *psbt; /* without non_witness_utxo: the caller attaches previous transactions with imw_psbt_attach_previous () */
  guint64  fee_sat;
  guint64  change_sat;
  guint64  amount_sat;
  guint64  vsize_estimate;
} ImwBitcoinBuilt;

/* INSUFFICIENT_FUNDS, FEE_TOO_LOW, BAD_INPUT (dust payee; absurd fee over 10,000 sat/vB) */
ImwBitcoinBuilt *imw_bitcoin_build (const ImwBitcoinBuild *build, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_bitcoin_built_free (ImwBitcoinBuilt *self);
/* sets non_witness_utxo of every input that spends @previous after checking its txid and the amount; REFUSED when the server lied */
gboolean         imw_psbt_attach_previous (ImwPsbt *psbt, ImwBitcoinTx *previous, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBitcoinBuilt, imw_bitcoin_built_free)

G_END_DECLS
