/* imw-backend.h: how a network is reached
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-chain.h"
#include "imw-fee.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

/* What the wallet already knows of one address. */
typedef struct
{
  guint32  branch;
  guint32  index;
  char    *status;  /* (nullable) opaque text the backend gave last time; equal = nothing new */
  gboolean used;
  gboolean watch;   /* ask each time: unused window, holds coins, recent; others only when deep */
} ImwSyncAddress;

/* Plain; made by the service, owned by the backend during the call. */
typedef struct
{
  char      *account_key;
  GPtrArray *addresses;  /* (element-type ImwSyncAddress) */
  GPtrArray *unfinal;    /* (element-type utf8) txids in mempool or under the final depth: their fate is looked at again */
  gint64     tip_height; /* last seen, -1 */
  char      *tip_hash;   /* (nullable) */
  guint      gap_limit;  /* 20 */
  gboolean   deep;       /* every known address and a wider gap */

  /* networks with told balances */
  GPtrArray *assets;      /* (element-type ImwAsset) whose balances are asked, beside the native one */
  char      *cursor;      /* (nullable) opaque text the backend gave last time: how far the history is known in both directions */
  gint64     birthday_ms; /* nothing of this account is older; 0 unknown */
} ImwSyncRequest;

/* Money that waits for the account until it is claimed (claimable balances). */
typedef struct
{
  char      *id;
  ImwAmount *amount;
  char      *from;          /* (nullable) who set it out */
  gint64     not_before_ms; /* 0: now */
  gint64     expires_ms;    /* 0: never */
} ImwClaim;

#define IMW_TYPE_CLAIM (imw_claim_get_type ())
GType     imw_claim_get_type (void) G_GNUC_CONST;
ImwClaim *imw_claim_new (const char *id, ImwAmount *amount, const char *from, gint64 not_before_ms, gint64 expires_ms);
ImwClaim *imw_claim_copy (const ImwClaim *self);
void      imw_claim_free (ImwClaim *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwClaim, imw_claim_free)

/* One way to exchange own assets, as the network offers it now. */
typedef struct
{
  ImwAmount *give;
  ImwAmount *get;
  GPtrArray *path; /* (element-type ImwAsset) */
} ImwExchangeOffer;

void imw_exchange_offer_free (ImwExchangeOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwExchangeOffer, imw_exchange_offer_free)

/* One batch: becomes one database transaction. */
typedef struct
{
  GPtrArray *records;   /* (element-type ImwTxRecord) new or changed; DROPPED ones too */
  GPtrArray *addresses; /* (element-type ImwSyncAddress) new status, used */
  gboolean   reorganised; /* blocks the wallet knew are gone: every unfinal record is in the result again */
  gint64     tip_height;
  char      *tip_hash;
  guint      scanned[2];  /* highest index + 1 looked at on each branch */
  guint      n_requests;
  gint64     as_of_ms;

  /* networks with told balances: all as at tip_height */
  GPtrArray *balances;       /* (element-type ImwAmount), one an asset; an asset that is not in it is unknown, never zero */
  gint64     sequence;       /* the number of the account's next payment, -1 unknown */
  gboolean   exists;         /* networks with a reserve: the account is open; TRUE elsewhere */
  GPtrArray *opened;         /* (nullable) (element-type ImwAsset) networks with trustlines: what the account can receive */
  ImwAmount *reserved;       /* (nullable) of the native asset, what can't be spent (reserve and liabilities) */
  ImwAmount *reserve_step;   /* (nullable) what one more opened asset adds to the reserve */
  ImwAmount *opening;        /* (nullable) the least a new account must be given */
  GPtrArray *claims;         /* (nullable) (element-type ImwClaim) what waits to be claimed; NULL: not asked */
  gint64     network_time_ms; /* closing time of the block at tip_height, -1 unknown */
  GPtrArray *missing;        /* (element-type utf8) txids of request->unfinal the server positively doesn't have, as at network_time_ms */
  char      *cursor;         /* (nullable) to be kept; NULL: keep the old one */
  gboolean   history_more;   /* older history is to be had by imw_backend_history_async () */
  gint64     history_from_ms; /* how far back the history reaches: 0 = to the beginning (or the birthday); -1 = not said */
  const char *history_source; /* (nullable) static: "index" (a server that keeps histories), "seen" (own coins only from blocks that were looked at) */
} ImwSyncBatch;

ImwSyncRequest *imw_sync_request_new (const char *account_key);
void            imw_sync_request_free (ImwSyncRequest *self);
void            imw_sync_request_add_address (ImwSyncRequest *self, guint32 branch, guint32 index, const char *status, gboolean used, gboolean watch);
ImwSyncBatch   *imw_sync_batch_new (void);
void            imw_sync_batch_free (ImwSyncBatch *self);
void            imw_sync_batch_add_address (ImwSyncBatch *self, guint32 branch, guint32 index, const char *status, gboolean used);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSyncRequest, imw_sync_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSyncBatch, imw_sync_batch_free)

void            imw_sync_request_add_asset (ImwSyncRequest *self, ImwAsset *asset);
void            imw_sync_batch_add_balance (ImwSyncBatch *self, ImwAmount *amount);

#define IMW_TYPE_BACKEND (imw_backend_get_type ())

/* Main thread. Several servers behind one object; the first that answers serves. Signal "changed" when state,
 * current server or age changed; "advanced" when a server told of a new block by itself, so that a round is worth while. Never reports a balance: an error is an error, not 0. */
G_DECLARE_INTERFACE (ImwBackend, imw_backend, IMW, BACKEND, GObject)

typedef enum
{
  IMW_BACKEND_UNKNOWN, /* not asked yet */
  IMW_BACKEND_GOOD,
  IMW_BACKEND_FAILING
} ImwBackendState;

struct _ImwBackendInterface
{
  GTypeInterface parent_iface;

  void          (*sync_async) (ImwBackend *self, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwSyncBatch *(*sync_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  void          (*get_fees_async) (ImwBackend *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean      (*get_fees_finish) (ImwBackend *self, GAsyncResult *result, ImwFeeTable *fees, GError **error);
  void          (*get_raw_async) (ImwBackend *self, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GBytes       *(*get_raw_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  void          (*submit_async) (ImwBackend *self, GBytes *raw, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean      (*submit_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  /* these three may be NULL: NOT_SUPPORTED, and for examine: success without facts */
  void             (*history_async) (ImwBackend *self, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwSyncBatch    *(*history_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  void             (*examine_async) (ImwBackend *self, ImwPaymentPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwPaymentFacts *(*examine_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  void             (*look_up_asset_async) (ImwBackend *self, const char *contract, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwAsset        *(*look_up_asset_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  void              (*find_exchange_async) (ImwBackend *self, ImwAmount *give, ImwAsset *give_asset, ImwAmount *get, ImwAsset *get_asset, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  ImwExchangeOffer *(*find_exchange_finish) (ImwBackend *self, GAsyncResult *result, GError **error);
  ImwBackendState (*get_state) (ImwBackend *self);
  const char     *(*get_server) (ImwBackend *self);
  gint64          (*get_last_good_ms) (ImwBackend *self);
  const GError   *(*get_last_error) (ImwBackend *self);
};

/* takes @request. NETWORK TIMEOUT RATE_LIMITED SERVER BAD_REPLY WRONG_NETWORK (the server serves another chain) */
void            imw_backend_sync_async (ImwBackend *self, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch   *imw_backend_sync_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_backend_get_fees_async (ImwBackend *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        imw_backend_get_fees_finish (ImwBackend *self, GAsyncResult *result, ImwFeeTable *fees, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the raw transaction, whose txid has been recomputed */
void            imw_backend_get_raw_async (ImwBackend *self, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes         *imw_backend_get_raw_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE also when the network has it already. FEE_TOO_LOW, REFUSED (double spend, invalid: message = the server's words),
 * NETWORK/TIMEOUT/SERVER = unknown whether it went out: send the same bytes again later, never a new payment. */
void            imw_backend_submit_async (ImwBackend *self, GBytes *raw, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        imw_backend_submit_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One bounded step backwards from where the cursor stands; takes @request. The batch has records, cursor, history_*, n_requests;
 * its tip_height is -1 and its balances are empty: history never changes a balance. Call it again while history_more. */
void             imw_backend_history_async (ImwBackend *self, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch    *imw_backend_history_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What the network says of a payment before it is built (number, gas, who the payee is). The plan is read during the call only before
 * it returns. On networks where nothing need be asked: at once, (transfer full) empty facts. Errors as of sync. */
void             imw_backend_examine_async (ImwBackend *self, ImwPaymentPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwPaymentFacts *imw_backend_examine_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* symbol, name and decimals as the contract says them (untrusted text, capped and cleaned); NOT_FOUND when it is no token */
void             imw_backend_look_up_asset_async (ImwBackend *self, const char *contract, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwAsset        *imw_backend_look_up_asset_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the best way to exchange: exactly one of @give and @get is set, the other side's asset says what for. NOT_FOUND: nobody offers it */
void              imw_backend_find_exchange_async (ImwBackend *self, ImwAmount *give, ImwAsset *give_asset, ImwAmount *get, ImwAsset *get_asset, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwExchangeOffer *imw_backend_find_exchange_finish (ImwBackend *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer full */
ImwBackendState imw_backend_get_state (ImwBackend *self);
const char     *imw_backend_get_server (ImwBackend *self); /* base URL in use */
gint64          imw_backend_get_last_good_ms (ImwBackend *self); /* wall time, 0 never */
const GError   *imw_backend_get_last_error (ImwBackend *self);   /* (nullable) */

/* The registry: one line a network. servers NULL = the defaults of data/networks.json for this chain and environment
 * (practice and local have none: NOT_FOUND). Each URL http(s)://host[:port][/path]; plain http only to loopback. */
ImwBackend *imw_backend_registry_new_backend (ImwChain *chain, const char *const *servers, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* indexes: base URLs of servers that keep histories by address ("ethereum-index=URL"); NULL: those of data/networks.json when servers is NULL too, else none */
ImwBackend *imw_backend_registry_new_backend_with_indexes (ImwChain *chain, const char *const *servers, const char *const *indexes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* where the user can look at a transaction: "https://…/tx/TXID" from data/networks.json; NULL where there is none */
char       *imw_backend_registry_explorer_url (ImwChain *chain, const char *txid);
char      **imw_backend_registry_default_servers (ImwChain *chain); /* NULL-terminated, may be empty */
char      **imw_backend_registry_default_indexes (ImwChain *chain); /* the same of servers that keep histories */

/* A host that the wallet talks to. */
typedef struct
{
  char   *purpose; /* "bitcoin-server", "ethereum-index", "prices" */
  char   *host;
  gint64  last_use_ms; /* wall time, 0 never */
  guint64 n_requests;  /* since the program started */
} ImwBackendHost;

void       imw_backend_host_free (ImwBackendHost *self);
GPtrArray *imw_backend_registry_list_hosts (void); /* (transfer full) (element-type ImwBackendHost): by purpose, then host */

G_END_DECLS
