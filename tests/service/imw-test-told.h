/* imw-test-told.h: an account of a network that tells balances, and what its network says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-test-world.h"

#include "imw-account-private.h"
#include "imw-dummy-backend.h"
#include "imw-holding.h"
#include "imw-payment-private.h"

G_BEGIN_DECLS

#define IMW_TEST_PAYEE  "0x52908400098527886E0F7030069857D2E4169EE7"
#define IMW_TEST_POISON "0x5290112233445566778899aabbccddeeff009ee7"
#define IMW_TEST_ZEROS  "000000000000000000"
#define IMW_TEST_ONE    "1" IMW_TEST_ZEROS

typedef struct
{
  ImwTestWorld *world;
  ImwWallet    *wallet;  /* not owned */
  ImwAccount   *account; /* not owned */
  ImwBackend   *backend;
  ImwAsset     *native; /* not owned */
  ImwAsset     *token;
} ImwTestTold;

ImwAmount  *imw_test_told_units (ImwAsset *asset, const char *text);
void        imw_test_told_tell (ImwTestTold *self, const char *native, const char *token, gint64 sequence);
void        imw_test_told_push_record (ImwTestTold *self, const char *txid, ImwTxState state, gint64 height, gint64 sequence, ImwAmount *net, const char *counterparty);
void        imw_test_told_set_up (ImwTestTold *self, gconstpointer data);
void        imw_test_told_tear_down (ImwTestTold *self, gconstpointer data);
ImwHolding *imw_test_told_find_token (ImwTestTold *self);
void        imw_test_told_assert_units (ImwAmount *amount, const char *expected);
ImwPayment *imw_test_told_make_draft (ImwTestTold *self, ImwAsset *asset, const char *payee, const char *amount);
gboolean    imw_test_told_has_finding (ImwPayment *payment, ImwGuard guard, const char *text);
gboolean    imw_test_told_estimate (ImwPayment *payment, ImwAmount **amount, ImwAmount **fee, GError **error);
void        imw_test_told_refresh (ImwTestTold *self);
void        imw_test_told_settle (ImwTestTold *self);

G_END_DECLS
