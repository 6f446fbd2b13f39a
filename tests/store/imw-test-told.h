/* imw-test-told.h: what tests of told balances share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-test-store.h"

G_BEGIN_DECLS

#define TEST_TOLD "ethereum"

typedef enum
{
  TEST_ETH,
  TEST_USDT,
  TEST_SPAM, /* in no list */
  N_TEST_ASSETS
} TestAsset;

/* as test_store_set_up (), with TEST_TOLD in it too */
void        test_told_set_up (TestStore *fixture, gconstpointer data);
void        test_told_add_account (ImwStore *store);
ImwAsset   *test_told_asset (TestAsset asset); /* transfer none */
ImwAmount  *test_told_amount (TestAsset asset, gint64 units);
const char *test_told_address (guint number); /* transfer none */

/* a batch with a tip; the network has told nothing in it yet */
ImwStoreBatch *test_told_batch (gint64 tip_height);
ImwStoreBatch *test_told_history (const char *cursor); /* without tip */
void           test_told_tell (ImwStoreBatch *batch, TestAsset asset, gint64 units);
ImwTxRecord   *test_told_record (guint number, ImwTxState state, gint64 height, TestAsset asset, gint64 net);
/* ours: with number, fee (in the network's own asset), and paid to test_told_address (number) */
ImwTxRecord *test_told_sent (guint number, ImwTxState state, gint64 height, TestAsset asset, gint64 amount, gint64 fee, gint64 sequence);
void         test_told_move (ImwTxRecord *record, TestAsset asset, gint64 net);

/* "confirmed pending_in pending_out available reserved", or "unknown" */
char *test_told_balance (ImwStore *store, TestAsset asset);
#define test_assert_told(store, asset, expected)                   \
  G_STMT_START                                                     \
  {                                                                \
    g_autofree char *test_told = test_told_balance (store, asset); \
    g_assert_cmpstr (test_told, ==, expected);                     \
    test_store_check (store);                                      \
  }                                                                \
  G_STMT_END

ImwStorePayment *test_told_payment (const char *replaces, gint64 sequence);
/* holds units of asset (0: none) and fee of the network's own */
gboolean test_told_prepare (ImwStore *store, const ImwStorePayment *payment, TestAsset asset, gint64 units, gint64 fee, GError **error);
void     test_told_end (ImwStore *store, ImwStorePayment *payment, const char *state);
void     test_told_sign (ImwStore *store, ImwStorePayment *payment, guint number);
gboolean test_told_set_asset (ImwStore *store, ImwAsset *asset, guint trust, gboolean shown, GError **error);

G_END_DECLS
