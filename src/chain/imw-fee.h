/* imw-fee.h: fee choices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  IMW_FEE_SLOW,
  IMW_FEE_NORMAL,
  IMW_FEE_FAST
} ImwFeeLevel;

#define IMW_N_FEE_LEVELS 3

/* Fee rates in milli-units per byte of the network's measure (for Bitcoin: millisat per vbyte), with expected time. */
typedef struct
{
  gboolean known;
  guint64  rate_milli[IMW_N_FEE_LEVELS];
  guint32  expected_s[IMW_N_FEE_LEVELS];
  guint64  minimum_milli; /* below it nothing is relayed */
  gint64   as_of_ms;      /* wall time of the source */
  guint64  tip_milli[IMW_N_FEE_LEVELS]; /* networks with a priority fee (EIP-1559): part of the rate that goes to the block's maker */
  guint64  base_milli;    /* networks with a base fee: that of the next block; 0 where there is none */
} ImwFeeTable;

const char *imw_fee_level_get_code (ImwFeeLevel level); /* "slow" "normal" "fast" */
gboolean    imw_fee_level_from_code (const char *code, ImwFeeLevel *level);

G_END_DECLS
