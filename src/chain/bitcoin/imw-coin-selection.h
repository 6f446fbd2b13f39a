/* imw-coin-selection.h: which coins pay
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64  value_sat;
  guint32  input_vbytes; /* what spending it adds (rounded up) */
  gboolean confirmed;
  gboolean must_spend; /* taken in any case */
  gpointer user_data;
} ImwSelectCoin;

typedef struct
{
  guint64 target_sat;       /* sum of the recipients */
  guint64 fee_rate_milli;   /* millisat per vB */
  guint64 base_vbytes;      /* transaction without inputs and change */
  guint64 change_vbytes;    /* adding the change output */
  guint64 change_spend_vbytes; /* spending it later */
  guint64 dust_sat;         /* of the change output */
  guint64 minimum_fee_sat; /* replacement: the fee is never below it; 0 for none */
  guint64 max_vbytes;      /* larger is not relayed; 0 for no limit */
  gboolean everything;      /* send all: all coins, no change; target ignored */
} ImwSelectParams;

typedef struct
{
  GArray *chosen; /* (element-type guint) indexes into coins, ascending */
  guint64 fee_sat;
  guint64 change_sat; /* 0: no change output */
  guint64 amount_sat; /* the target; with everything, what the one recipient gets */
} ImwSelection;

/* Branch and bound for no change (bounded tries), then a sound fallback. Effective value = value - cost of spending
 * it at this rate; coins that cost more than they bring are left. Near-linear: 100,000 coins in well under a second.
 * INSUFFICIENT_FUNDS (message names the missing sat as decimal), BAD_INPUT on overflow or
 * when the coins needed do not fit into max_vbytes. Deterministic for given input. */
ImwSelection *imw_coin_selection_run (const ImwSelectCoin *coins, gsize n_coins, const ImwSelectParams *params, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_selection_free (ImwSelection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSelection, imw_selection_free)

G_END_DECLS
