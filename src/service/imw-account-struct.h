/* imw-account-struct.h: the members of an account, for its own files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account-private.h"
#include "imw-holding.h"
#include "imw-store-batch.h"

G_BEGIN_DECLS

struct _ImwAccount
{
  GObject parent_instance;

  ImwWallet       *wallet; /* (nullable) not owned, cleared when it goes */
  ImwChain        *chain;
  ImwStoreAccount *row;
  ImwStoreBalance *balance;    /* (nullable): unknown */
  ImwAmount       *pending;    /* (nullable) */
  GError          *last_error; /* (nullable) */
  GHashTable      *told;       /* (element-type utf8): confirmed ones that the faces have heard of */
  gboolean         syncing;
  GListStore      *holdings; /* (element-type ImwHolding) */
  GListStore      *claims;   /* (element-type ImwAccountClaim) */
  guint            n_requests;
  GHashTable      *missing;    /* (element-type utf8) (nullable): what the network positively did not have at the last sync */
  gint64           missing_ms; /* the network's time then */

  /* older history, read in the background */
  GCancellable *history_cancellable; /* (nullable): while it runs */
  guint         history_id;          /* of the pause between two steps */
  gboolean      history_more;
};

void imw_account_set_syncing (ImwAccount *self, gboolean syncing);
void imw_account_set_last_error (ImwAccount *self, const GError *error);

void                   imw_account_update_holdings (ImwAccount *self, GPtrArray *balances, GPtrArray *assets); /* assets (nullable) */
void                   imw_account_update_claims (ImwAccount *self, GPtrArray *claims); /* (nullable) */
void                   imw_account_note_missing (ImwAccount *self, ImwSyncBatch *batch);
void                   imw_account_convert_opening (ImwAccount *self, ImwSyncBatch *batch, ImwStoreBatch *converted);
const ImwStoreBalance *imw_account_find_balance (ImwAccount *self, GPtrArray *balances);                       /* (nullable) */

G_END_DECLS
