/* imw-store-account.h: the accounts of the wallet, and their balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char     *id;          /* "bitcoin-84" */
  char     *chain;       /* "bitcoin" */
  char     *account_key; /* public key text of the account */
  char     *title;       /* (nullable) */
  ImwAsset *asset;       /* native asset of the network */
  gint64    birthday_ms; /* 0 unknown */
  gint64    created_ms;
  gint64    tip_height;   /* -1 before the first sync */
  char     *tip_hash;     /* (nullable) */
  guint     scanned[2];   /* highest index + 1 looked at on each branch */
  gint64    last_sync_ms; /* 0 never */
  gboolean  hidden;

  /* networks with told balances */
  gint64 sequence;        /* the network's next number for it, -1 unknown */
  char  *cursor;          /* (nullable) the backend's own text */
  gint64 history_from_ms; /* how far back the history reaches: 0 to the beginning, -1 not said yet */
  char  *history_source;  /* (nullable) "index", "seen" */
  /* networks with a reserve */
  gint       exists;       /* 1 the account is open, 0 it is not, -1 not known yet */
  ImwAmount *reserved;     /* (nullable) of the native asset, what can't be spent */
  ImwAmount *reserve_step; /* (nullable) what one more opened asset adds to it */
  ImwAmount *opening;      /* (nullable) the least a new account must be given */
  gint64     network_time_ms; /* closing time of the block at tip_height, -1 unknown */
} ImwStoreAccount;

#define IMW_TYPE_STORE_ACCOUNT (imw_store_account_get_type ())
GType            imw_store_account_get_type (void) G_GNUC_CONST;
ImwStoreAccount *imw_store_account_new (const char *id, const char *chain, const char *account_key, ImwAsset *asset);
ImwStoreAccount *imw_store_account_copy (const ImwStoreAccount *self);
void             imw_store_account_free (ImwStoreAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreAccount, imw_store_account_free)

/* REFUSED when the id is there already with another key; the same again is no error and changes nothing */
void     imw_store_add_account_async (ImwStore *self, const ImwStoreAccount *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_add_account_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreAccount) in the order they were added */
void       imw_store_list_accounts_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_accounts_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* title, birthday and hidden; NOT_FOUND. Tip, scanned and last_sync_ms come from imw_store_apply_batch_async() alone. */
void     imw_store_edit_account_async (ImwStore *self, const char *id, const char *title, gint64 birthday_ms, gboolean hidden, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_edit_account_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Per account and asset. No row before the first sync: unknown is not zero. */
typedef struct
{
  char      *account;
  ImwAmount *confirmed;   /* from blocks */
  ImwAmount *pending_in;  /* not in a block: coming (>= 0) */
  ImwAmount *pending_out; /* not in a block: going, fee included (>= 0) */
  ImwAmount *total;       /* confirmed + pending_in - pending_out */
  ImwAmount *available;   /* unspent, confirmed or own change, neither frozen nor reserved */
  ImwAmount *frozen;      /* unspent, frozen by the user */
  ImwAmount *reserved;    /* unspent, not frozen, held by payments that are not final */
  gint64     as_of_ms;    /* when the last batch was read from the network */
  gboolean   told;        /* by the network: confirmed is its word; available = confirmed less what open payments hold that it doesn't contain yet, less what must stay in the account */
  gint       opened;      /* networks with trustlines: 1 the account can receive it, 0 it can't, -1 not known (and everywhere else) */
} ImwStoreBalance;

/* Assets that the books know beside the networks' own lists. trust: 0 genuine, 1 the user's own, 2 turned up by itself */
typedef struct
{
  ImwAsset *asset;
  guint     trust;
  gboolean  shown; /* the user wants to see it although it is unknown, or not although it is known */
} ImwStoreAsset;

void imw_store_asset_free (ImwStoreAsset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreAsset, imw_store_asset_free)

/* (element-type ImwStoreAsset) of one network (assets whose id begins with it); NULL = all */
void       imw_store_list_assets_async (ImwStore *self, const char *chain, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_assets_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* adds or changes; REFUSED when the id is there with other decimals and has been counted in */
void     imw_store_set_asset_async (ImwStore *self, ImwAsset *asset, guint trust, gboolean shown, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_set_asset_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define IMW_TYPE_STORE_BALANCE (imw_store_balance_get_type ())
GType            imw_store_balance_get_type (void) G_GNUC_CONST;
ImwStoreBalance *imw_store_balance_copy (const ImwStoreBalance *self);
void             imw_store_balance_free (ImwStoreBalance *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreBalance, imw_store_balance_free)

/* (element-type ImwStoreBalance); account NULL = of all accounts */
void       imw_store_list_balances_async (ImwStore *self, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_balances_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
