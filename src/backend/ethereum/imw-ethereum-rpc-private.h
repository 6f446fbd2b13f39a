/* imw-ethereum-rpc-private.h: what the files of ImwEthereumRpc share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-rpc.h"

#include "imw-ethereum-json.h"
#include "imw-ethereum-params.h"
#include "imw-json-rpc.h"

G_BEGIN_DECLS

#define IMW_EVM_MAX_SMALL_BYTES  ((gsize) 512 * 1024)
#define IMW_EVM_MAX_DETAIL_BYTES ((gsize) 4 * 1024 * 1024)

typedef struct
{
  char    *url;
  gboolean is_verified;   /* has shown the right chain id */
  guint    n_failures;    /* one after another */
  gint64   rest_until_ms; /* boot time: others come first until then */
  guint    max_batch;     /* calls that it takes in one request */
  guint64  log_span;      /* blocks asked at once for events */
  guint64  log_limit;     /* log_span does not grow above it */
} ImwEvmServer;

typedef struct _ImwEvmHeads ImwEvmHeads;

struct _ImwEthereumRpc
{
  GObject parent_instance;

  ImwChain                *chain;
  ImwHttp                 *http;
  const ImwEthereumParams *params;
  char                    *server_purpose; /* in the list of hosts */
  char                    *index_purpose;
  guint32                  block_seconds;
  GPtrArray               *servers; /* (element-type ImwEvmServer) */
  GPtrArray               *indexes; /* (element-type utf8) */
  guint                    current; /* the server that served last */
  guint                    current_index;
  ImwBackendState          state;
  gint64                   last_good_ms;
  GError                  *last_error; /* (nullable) */
  GHashTable              *tokens;     /* (element-type utf8 ImwAsset) by contract; a NULL asset: no token */
  GHashTable              *sent;       /* (element-type utf8 guint64*) numbers of payments that were handed to the network here, by txid */
  ImwEvmHeads             *heads;      /* (nullable): who tells of new blocks */
};

/* One operation, carried out with one server after another until one serves. Task data of the operation's task. */
typedef void (*ImwEvmRun) (GTask *task);
typedef void (*ImwEvmThen) (GTask *task, GPtrArray *calls);

typedef struct
{
  ImwEvmRun      run;
  gpointer       data;
  GDestroyNotify data_free;
  GArray        *order; /* (element-type guint) servers in the order they are tried */
  guint          position;
  guint          n_requests;
  GError        *first_error; /* (nullable) */
} ImwEvmRound;

void          imw_evm_round_start (GTask *task, ImwEvmRun run, gpointer data, GDestroyNotify data_free);
void          imw_evm_round_fail (GTask *task, GError *error);
void          imw_evm_round_refuse (GTask *task, GError *error);
void          imw_evm_round_refuse_all (GTask *task, GError *error);
void          imw_evm_round_succeed (GTask *task);
gpointer      imw_evm_round_get_data (GTask *task);
gboolean      imw_evm_round_is_last (GTask *task);
ImwEvmServer *imw_evm_round_get_server (GTask *task);
void          imw_evm_round_send (GTask *task, GPtrArray *calls, gsize max_bytes, gboolean tolerant, ImwEvmThen then);
gboolean      imw_evm_round_check_chain (GTask *task, ImwJsonRpcCall *call);

GPtrArray      *imw_evm_calls_new (void);
ImwJsonRpcCall *imw_evm_calls_add (GPtrArray *calls, const char *method, const char *format, ...) G_GNUC_PRINTF (3, 4);
ImwJsonRpcCall *imw_evm_calls_get (GPtrArray *calls, guint position);
gboolean        imw_evm_error_is_passing (const GError *error);
char           *imw_evm_account_address (ImwEthereumRpc *self, const char *account_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAsset       *imw_evm_find_asset (ImwEthereumRpc *self, GPtrArray *assets, const char *contract, gboolean *is_known);
char           *imw_evm_asset_contract (ImwEthereumRpc *self, ImwAsset *asset);

/* Where the history of one account stands; opaque text for everybody else. */
#define IMW_EVM_N_STREAMS 3

typedef struct
{
  gint64 block;
  char  *txid;
  gint64 time_ms;
  char  *value; /* (nullable): of an internal transfer, decimal; negative when it left */
  char  *other; /* (nullable): the other side of it */
} ImwEvmIndexItem;

typedef struct
{
  char      *next;  /* (nullable): query of the next page, "" for the first one; NULL: there is none */
  GPtrArray *items; /* (element-type ImwEvmIndexItem) read and not used yet, the newest first */
} ImwEvmStream;

typedef struct
{
  gint64       low;     /* transfers of tokens are known from this block on */
  gint64       high;    /* and to this one */
  gboolean     is_done; /* there is nothing more below */
  gint64       from_ms; /* time of @low, -1 unknown, 0 the beginning */
  gint64       seen;    /* block at which @native and @sequence were so */
  char        *native;  /* (nullable): balance in base units */
  GHashTable  *tokens;  /* (element-type utf8 utf8): the same of tokens, by the asset's id */
  gint64       sequence;
  gboolean     is_stale;   /* the index may know something that we do not */
  gboolean     is_reading; /* the index is being read */
  gint64       floor;      /* what the index has below it was read before */
  gint64       index_high; /* to be the next floor */
  ImwEvmStream streams[IMW_EVM_N_STREAMS];
  GHashTable  *pending; /* (element-type utf8 gint64*) number of each unfinal payment of ours, by txid */
} ImwEvmCursor;

ImwEvmCursor *imw_evm_cursor_parse (const char *text); /* (nullable) on anything strange */
ImwEvmCursor *imw_evm_cursor_new (gint64 tip);
char         *imw_evm_cursor_to_text (const ImwEvmCursor *self);
void          imw_evm_cursor_free (ImwEvmCursor *self);
void          imw_evm_index_item_free (ImwEvmIndexItem *self);
void          imw_evm_cursor_read_index (ImwEvmCursor *self, gint64 floor, gint64 tip);

/* Transactions whose particulars are being collected. */
typedef struct
{
  char          *txid;
  ImwEvmTx      *tx;      /* (nullable) */
  ImwEvmReceipt *receipt; /* (nullable) */
  gint64         block;   /* -1 unknown */
  gint64         time_ms; /* 0 unknown */
  gboolean       is_asked;
  GPtrArray     *internal; /* (element-type ImwEvmIndexItem) (nullable) */
} ImwEvmItem;

typedef struct
{
  GTask      *task; /* borrowed: the task owns what holds us */
  char        address[IMW_EVM_ADDRESS_SIZE];
  GPtrArray  *assets; /* (element-type ImwAsset) borrowed */
  GHashTable *items;  /* (element-type utf8 ImwEvmItem) by txid */
  GHashTable *times;  /* (element-type gint64 gint64) time by block */
  gint64      newest; /* blocks above it are not looked at */
  void (*then) (GTask *task);
} ImwEvmGather;

void         imw_evm_gather_init (ImwEvmGather *self, GTask *task, const char *address, GPtrArray *assets);
void         imw_evm_gather_clear (ImwEvmGather *self);
ImwEvmItem  *imw_evm_gather_add (ImwEvmGather *self, const char *txid, gint64 block, gint64 time_ms);
void         imw_evm_gather_run (ImwEvmGather *self, void (*then) (GTask *task));
ImwTxRecord *imw_evm_gather_to_record (ImwEvmGather *self, ImwEvmItem *item, GError **error);
void         imw_evm_gather_add_records (ImwEvmGather *self, GPtrArray *records);

/* events */
void       imw_evm_logs_add_calls (GPtrArray *calls, const char *address, gint64 from, gint64 to);
GPtrArray *imw_evm_logs_read (GPtrArray *calls, gint64 from, gint64 to, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_evm_logs_narrow (ImwEvmServer *server, gint64 span, ImwJsonRpcCall *call);
void       imw_evm_logs_widen (ImwEvmServer *server, guint64 span, guint n_logs);

/* tokens */
void      imw_evm_tokens_add_calls (GPtrArray *calls, const char *contract);
ImwAsset *imw_evm_tokens_read (ImwEthereumRpc *self, GPtrArray *calls, guint position, const char *contract, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define IMW_EVM_TOKEN_CALLS 3

/* the words of a refusal: what a contract gave as its reason, or the server's own */
char *imw_evm_words_for_refusal (ImwJsonRpcCall *call);

gboolean imw_evm_index_read_page (ImwEvmCursor *cursor, guint kind, const char *address, JsonNode *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void imw_evm_index_step (GTask *task, ImwEvmCursor *cursor, ImwEvmGather *gather, gint64 stop_ms, void (*then) (GTask *task)); /* one page of each list; ends the operation on failure */

void             imw_evm_sync_async (ImwBackend *backend, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch    *imw_evm_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_evm_history_async (ImwBackend *backend, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch    *imw_evm_history_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_evm_get_fees_async (ImwBackend *backend, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean         imw_evm_get_fees_finish (ImwBackend *backend, GAsyncResult *result, ImwFeeTable *fees, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_evm_get_raw_async (ImwBackend *backend, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes          *imw_evm_get_raw_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_evm_submit_async (ImwBackend *backend, GBytes *raw, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean         imw_evm_submit_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_evm_examine_async (ImwBackend *backend, ImwPaymentPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwPaymentFacts *imw_evm_examine_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_evm_look_up_asset_async (ImwBackend *backend, const char *contract, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwAsset        *imw_evm_look_up_asset_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* new blocks as they come, where a ws(s) address is given */
ImwEvmHeads *imw_evm_heads_new (ImwEthereumRpc *self, const char *url);
void         imw_evm_heads_free (ImwEvmHeads *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEvmCursor, imw_evm_cursor_free)

G_END_DECLS
