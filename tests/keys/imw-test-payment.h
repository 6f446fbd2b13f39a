/* imw-test-payment.h: unsigned payments of a wallet with known words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-account.h"
#include "imw-keys-tree.h"
#include "imw-psbt.h"

G_BEGIN_DECLS

typedef struct
{
  guint    purpose; /* 84 or 86 */
  guint    n_inputs;
  guint64  input_sat; /* each */
  guint64  pay_sat;
  guint64  change_sat;  /* 0: none */
  gboolean no_previous; /* only witness_utxo */
} ImwTestPayment;

#define IMW_TEST_PAYMENT_84             \
  {                                     \
    84, 2, 100000, 150000, 49000, FALSE \
  }
#define IMW_TEST_PAYMENT_86             \
  {                                     \
    86, 2, 100000, 150000, 49000, FALSE \
  }

ImwPsbt *imw_test_payment_new (ImwKeysTree *keys, const ImwTestPayment *payment);
void     imw_test_payment_account (ImwKeysTree *keys, guint purpose, ImwBitcoinAccountKey *account);
GBytes  *imw_test_foreign_script (guint8 seed);

G_END_DECLS
