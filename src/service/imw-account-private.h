/* imw-account-private.h: what the wallet may do with its accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"

#include "imw-backend.h"
#include "imw-holding.h"
#include "imw-store-account.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

/* What the books have of all accounts, read together. */
typedef struct
{
  GPtrArray *balances; /* (element-type ImwStoreBalance) */
  GPtrArray *assets;   /* (element-type ImwStoreAsset) (nullable): those beside the networks' own lists */
  GPtrArray *claims;   /* (element-type ImwStoreClaim) (nullable) */
} ImwAccountBooks;

ImwAccount *imw_account_new (ImwWallet *wallet, ImwChain *chain, const ImwStoreAccount *row);
void        imw_account_update (ImwAccount *self, const ImwStoreAccount *row, const ImwAccountBooks *books);
void        imw_account_notify_changed (ImwAccount *self);
gint64      imw_account_get_tip_height (ImwAccount *self);    /* -1 before the first sync */
gint64      imw_account_get_next_sequence (ImwAccount *self); /* the network's next number, -1 unknown */
gint64      imw_account_get_birthday_ms (ImwAccount *self);
gint64      imw_account_get_network_time_ms (ImwAccount *self); /* -1 unknown */
/* the network's time at which the last sync positively did not find the transaction, -1: it did not say so */
gint64      imw_account_get_missing_ms (ImwAccount *self, const char *txid);
ImwHolding *imw_account_find_holding (ImwAccount *self, const char *asset_id); /* (nullable), transfer none */

/* one sync with the network: addresses derived, one batch applied */
void     imw_account_sync_async (ImwAccount *self, gboolean deep, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_account_sync_finish (ImwAccount *self, GAsyncResult *result, gboolean *changed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* older history, step by step, with pauses; never beside a sync */
void imw_account_start_history (ImwAccount *self);
void imw_account_stop_history (ImwAccount *self);
/* addresses 0 … @count - 1 of both branches are in the store */
void     imw_account_derive_async (ImwAccount *self, guint32 receive_count, guint32 change_count, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_account_derive_finish (ImwAccount *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
