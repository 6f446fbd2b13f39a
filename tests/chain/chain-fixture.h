/* chain-fixture.h: an account with coins, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-account.h"
#include "imw-bitcoin-build.h"
#include "imw-bitcoin-describe.h"

G_BEGIN_DECLS

/* Two accounts, P2WPKH and P2TR, of the published test words, on mainnet. */
typedef struct
{
  const ImwBitcoinParams *params;
  ImwBitcoinAccountKey    accounts[2];
  char                   *account_texts[2];
  GPtrArray              *previous; /* (element-type ImwBitcoinTx) that made the coins */
  GArray                 *coins[2]; /* (element-type ImwBitcoinCoin) */
  GPtrArray              *txids;    /* owns the texts of the coins */
} ChainFixture;

ChainFixture *chain_fixture_new (void);
void          chain_fixture_free (ChainFixture *self);
void          chain_fixture_add_coin (ChainFixture *self, guint account, guint64 value_sat, guint32 branch, guint32 index);
GBytes       *chain_fixture_foreign_script (guint8 number);
/* the owner's proof, made with public derivation; user_data: the fixture */
gboolean chain_fixture_own (const ImwPsbtKeyOrigin *origin, const guint8 *script, gsize length, gpointer user_data);
/* a payment of @value_sat to a foreign script, with previous transactions */
ImwPsbt *chain_fixture_pay (ChainFixture *self, guint account, guint64 value_sat, guint64 rate_milli);
void     chain_fixture_attach (ChainFixture *self, ImwPsbt *psbt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChainFixture, chain_fixture_free)

G_END_DECLS
