/* evm-fixture.h: a backend, fake servers, and a little wallet with told balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "fake-evm.h"

#include "imw-ethereum-rpc.h"

G_BEGIN_DECLS

#define EVM_CHAIN_ID G_GUINT64_CONSTANT (1)
#define EVM_ME       "0x9858effd232b4033e47d90003d41ec34ecaeda94"
#define EVM_OTHER    "0x1000000000000000000000000000000000000001"
#define EVM_THIRD    "0x2000000000000000000000000000000000000002"
#define EVM_USDC     "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
#define EVM_USDT     "0xdac17f958d2ee523a2206206994597c13d831ec7"
#define EVM_SPAM     "0x5000000000000000000000000000000000000005"

typedef struct
{
  FakeEvm      *fakes[3]; /* (nullable) */
  FakeEvm      *fake;     /* the first one */
  ImwChain     *chain;
  ImwHosts     *hosts;
  ImwClock     *clock;
  ImwHttp      *http;
  ImwBackend   *backend;
  char         *account_key;
  GPtrArray    *assets;  /* (element-type ImwAsset) */
  GHashTable   *records; /* (element-type utf8 ImwTxRecord) */
  gint64        tip_height;
  char         *tip_hash;
  char         *cursor;
  gint64        birthday_ms;
  gint64        final_depth;
  ImwSyncBatch *batch; /* (nullable): the last one */
  gboolean      is_history;
  GError       *error; /* (nullable): of the last call */
  gpointer      result;
  gboolean      done;
} EvmFixture;

void               evm_fixture_set_up (EvmFixture *self, guint n_servers, gboolean with_index, gint64 tip);
void               evm_fixture_tear_down (EvmFixture *self);
gboolean           evm_fixture_sync (EvmFixture *self);        /* keeps batch or error */
gboolean           evm_fixture_history (EvmFixture *self);     /* one step */
guint              evm_fixture_history_all (EvmFixture *self); /* number of steps */
void               evm_fixture_wait (EvmFixture *self);
void               evm_fixture_assert_error (EvmFixture *self, gint code);
const ImwTxRecord *evm_fixture_find (EvmFixture *self, const char *txid);
char              *evm_fixture_balance (EvmFixture *self, const char *symbol); /* base units, NULL unknown */
void               evm_fixture_assert_balance (EvmFixture *self, const char *symbol, const char *base_units);
void               evm_fixture_assert_net (EvmFixture *self, const char *txid, const char *symbol, const char *base_units);

G_END_DECLS
