/* imw-test-store.h: what tests of the store share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store-account.h"
#include "imw-store-batch.h"
#include "imw-store-coin.h"
#include "imw-store-payment.h"
#include "imw-store-price.h"
#include "imw-store-raw.h"
#include "imw-store-sealed.h"
#include "imw-store-setting.h"
#include "imw-store-tx.h"
#include "imw-test-db.h"

G_BEGIN_DECLS

#define TEST_ACCOUNT  "bitcoin-84"
#define TEST_START_MS G_GINT64_CONSTANT (1700000000000)

typedef struct
{
  char     *folder;
  char     *path;
  ImwClock *clock;
  ImwStore *store; /* with TEST_ACCOUNT in it */
} TestStore;

void test_store_set_up (TestStore *fixture, gconstpointer data);
void test_store_tear_down (TestStore *fixture, gconstpointer data);

/* Each runs to its end; the plain ones assert success. */
ImwStore            *test_store_open (const char *path, ImwStoreFlags flags, ImwClock *clock, GError **error);
void                 test_store_close (ImwStore *store);
void                 test_store_add_account (ImwStore *store, const char *id);
ImwStoreBatchResult *test_store_try_apply (ImwStore *store, ImwStoreBatch *batch, GError **error);
ImwStoreBatchResult *test_store_apply (ImwStore *store, ImwStoreBatch *batch); /* takes batch */
void                 test_store_check (ImwStore *store);
GPtrArray           *test_store_list (ImwStore *store, const ImwStoreTxFilter *filter, ImwStoreTx *after, guint limit);
guint                test_store_count (ImwStore *store, const ImwStoreTxFilter *filter);
ImwStoreTx          *test_store_get (ImwStore *store, const char *txid);
gboolean             test_store_prepare (ImwStore *store, const ImwStorePayment *payment, GPtrArray *coins, GError **error);
gboolean             test_store_update (ImwStore *store, const char *old_state, const ImwStorePayment *payment, const char *detail, GError **error);
ImwStorePayment     *test_store_get_payment (ImwStore *store, const char *id, GError **error);
GPtrArray           *test_store_coins (ImwStore *store, ImwStoreCoins which);
/* "confirmed pending_in pending_out available frozen reserved", or "unknown" */
char *test_store_balance (ImwStore *store);
#define test_assert_balance(store, expected)                 \
  G_STMT_START                                               \
  {                                                          \
    g_autofree char *test_sums = test_store_balance (store); \
    g_assert_cmpstr (test_sums, ==, expected);               \
    test_store_check (store);                                \
  }                                                          \
  G_STMT_END

/* number 7 becomes "0000…0007" of 64 digits; transfer none */
const char    *test_txid (guint number);
ImwAsset      *test_asset (void); /* transfer none */
ImwAmount     *test_amount (gint64 sat);
ImwTxRecord   *test_record (guint number, ImwTxState state, gint64 height, gint64 net_sat);
void           test_coin (ImwTxRecord *record, guint32 vout, guint32 branch, guint32 index, gint64 sat);
void           test_spend (ImwTxRecord *record, guint number, guint32 vout);
void           test_payee (ImwTxRecord *record, const char *address, gint64 sat);
char          *test_address (guint32 branch, guint32 index);
ImwStoreBatch *test_batch (gint64 tip_height);
void           test_batch_take (ImwStoreBatch *batch, ImwTxRecord *record);
gboolean       test_has_txid (GPtrArray *txids, guint number);

/* A history of @count transactions, always the same: mostly received, some sent, in blocks of a few. @begin is the first
 * number; batches of it follow each other. */
ImwStoreBatch *test_history (guint begin, guint count);

G_END_DECLS
