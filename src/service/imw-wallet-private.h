/* imw-wallet-private.h: what the files of a wallet share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account-private.h"
#include "imw-payment.h"
#include "imw-wallet-marker.h"
#include "imw-wallet.h"

#include "imw-signer.h"
#include "imw-store.h"
#include "imw-store-tx.h"

G_BEGIN_DECLS

#define IMW_GAP_LIMIT      20
#define IMW_GAP_LIMIT_DEEP 100

typedef struct _ImwWalletAbroad ImwWalletAbroad;

struct _ImwWallet
{
  GObject parent_instance;

  ImwWalletService *service; /* (nullable) not owned, cleared when it goes */
  ImwWalletMarker  *marker;
  char             *folder;
  GCancellable     *cancellable;

  /* books */
  ImwStore   *store;        /* (nullable) before they are loaded */
  GPtrArray  *load_waiting; /* (element-type GTask) (nullable) */
  gboolean    loaded;
  gint64      birthday_ms; /* of accounts that are made now, 0 unknown */
  gboolean    some_off;    /* the store has accounts of networks that are switched off */
  gboolean    closed;
  GListStore *accounts; /* (element-type ImwAccount) */
  GListStore *payments; /* (element-type ImwPayment) */
  GListStore *contacts; /* (element-type ImwContact) */
  GListStore *holdings; /* (element-type ImwHolding) of all accounts, in their order */

  ImwWalletAbroad *abroad; /* providers, transfers, recipients */

  /* keys */
  ImwSigner  *signer;   /* (nullable) */
  ImwSecret  *data_key; /* (nullable) while unlocked */
  GHashTable *labels;   /* (element-type utf8 utf8) while unlocked */
  gboolean    unlocked;
  gboolean    resting;    /* it was locked: nothing is read in the background that nobody waits for */
  gboolean    vault_busy; /* one talk about the password at a time */
  guint       autolock_s;

  /* sync */
  GPtrArray *sync_waiting; /* (element-type GTask) (nullable) */
  gboolean   sync_deep;
  gboolean   watching;
  guint      watch_id;
  guint      watch_failures;
};

ImwWallet    *imw_wallet_new (ImwWalletService *service, ImwWalletMarker *marker);            /* takes the marker */
void          imw_wallet_take_keys (ImwWallet *self, ImwSigner *signer, ImwSecret *data_key); /* a new wallet, unlocked by its making */
void          imw_wallet_close_async (ImwWallet *self, GAsyncReadyCallback callback, gpointer user_data);
void          imw_wallet_close_finish (ImwWallet *self, GAsyncResult *result);
ImwStore     *imw_wallet_get_store (ImwWallet *self);    /* (nullable) */
ImwSigner    *imw_wallet_get_signer (ImwWallet *self);   /* (nullable) while unlocked */
ImwSecret    *imw_wallet_get_data_key (ImwWallet *self); /* (nullable) while unlocked */
const char   *imw_wallet_get_folder (ImwWallet *self);
GCancellable *imw_wallet_get_cancellable (ImwWallet *self);
gboolean      imw_wallet_get_read_only (ImwWallet *self);
gboolean      imw_wallet_get_resting (ImwWallet *self);
gint64        imw_wallet_get_wall_ms (ImwWallet *self);
void          imw_wallet_notify_unlocked (ImwWallet *self);
void          imw_wallet_notify_loaded (ImwWallet *self);
void          imw_wallet_notify_syncing (ImwWallet *self);
void          imw_wallet_notify_vault_kind (ImwWallet *self);
void          imw_wallet_books_changed (ImwWallet *self);
void          imw_wallet_forget_keys (ImwWallet *self, const char *reason);
void          imw_wallet_watch_signer (ImwWallet *self);

/* reads accounts and balances from the store again */
void     imw_wallet_refresh_accounts_async (ImwWallet *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_refresh_accounts_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char   **imw_wallet_dup_account_ids (ImwWallet *self); /* (nullable): all that the store has */
void     imw_wallet_update_holdings (ImwWallet *self); /* the list follows the accounts */
/* while the signer is unlocked: every kind of every chain is in the store */
void     imw_wallet_ensure_accounts_async (ImwWallet *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_ensure_accounts_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* labels and contacts into memory, with the data key */
void     imw_wallet_open_sealed_async (ImwWallet *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_open_sealed_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* a vault that has changed goes to its place */
void     imw_wallet_save_vault_async (ImwWallet *self, GBytes *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_save_vault_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* open payments of the store become objects; those never signed are cancelled */
void     imw_wallet_load_payments_async (ImwWallet *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_load_payments_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* after a sync: what became of each open payment; sends again what must be sent again */
void imw_wallet_review_payments_async (ImwWallet *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void imw_wallet_review_payments_finish (ImwWallet *self, GAsyncResult *result);
void imw_wallet_add_payment (ImwWallet *self, ImwPayment *payment);
void imw_wallet_remove_payment (ImwWallet *self, ImwPayment *payment);
void imw_wallet_stop_watching (ImwWallet *self);
void imw_wallet_look_soon (ImwWallet *self);
void imw_wallet_stop_history (ImwWallet *self);
/* refs of labels and addresses of contacts that fit a search, while unlocked */
void        imw_wallet_search_sealed (ImwWallet *self, const char *search, GPtrArray *txids, GPtrArray *addresses);
const char *imw_wallet_find_contact_name (ImwWallet *self, const char *address); /* (nullable) */

G_END_DECLS
