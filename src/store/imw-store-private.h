/* imw-store-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-db.h"
#include "imw-store.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

/* asset.trust */
#define IMW_STORE_TRUST_GENUINE 0
#define IMW_STORE_TRUST_OWN     1
#define IMW_STORE_TRUST_UNKNOWN 2

/* What the jobs of one store share; touched on the database's thread alone, but for raw_max_bytes. */
typedef struct
{
  GHashTable *assets; /* (element-type utf8 ImwAsset): those met so far */
  gint64      raw_max_bytes;
} ImwStoreShared;

/* Arguments of a job: copies. Each job says what it finds where. */
typedef struct
{
  char          *text[4];
  gint64         number[4];
  gpointer       object;
  GDestroyNotify object_free;
} ImwStoreArgs;

/* One job while it runs on the database's thread. */
typedef struct
{
  ImwDbSession   *session;
  ImwStoreShared *shared;
  ImwStoreArgs   *args;
  gint64          now_ms; /* wall time when the job was given */
} ImwStoreCall;

typedef gboolean (*ImwStoreJob) (ImwStoreCall *call, gpointer *result, GError **error);

ImwStoreArgs *imw_store_args_new (const char *text0, const char *text1);
void          imw_store_args_take (ImwStoreArgs *args, gpointer object, GDestroyNotify object_free);
void          imw_store_run (ImwStore *self, gpointer tag, ImwDbJobKind kind, ImwStoreJob job, ImwStoreArgs *args, GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      imw_store_run_finish (ImwStore *self, GAsyncResult *result, gpointer tag, gpointer *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* imw-store-value.c: values as they stand in the tables */
ImwStmt   *imw_store_prepare (ImwStoreCall *call, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_store_put_asset (ImwStoreCall *call, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_store_put_unknown_asset (ImwStoreCall *call, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAsset  *imw_store_get_asset (ImwStoreCall *call, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_store_bind_amount (ImwStmt *stmt, const char *asset_name, const char *amount_name, ImwAmount *amount);
gboolean   imw_store_read_amount (ImwStoreCall *call, ImwStmt *stmt, int asset_column, int amount_column, ImwAmount **amount, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_store_read_state (ImwStmt *stmt, int column, ImwTxState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_store_find_account (ImwStoreCall *call, const char *id, gint64 *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char      *imw_store_json_list (const char *const *texts);
GPtrArray *imw_store_copy_array (GPtrArray *array, GBoxedCopyFunc copy, GDestroyNotify free_func);

/* imw-store-ledger.c: marks of coins and sums of balances. Whatever a job is about to change is touched first;
 * settling then takes the old contributions out and puts the new ones in. */
typedef struct
{
  ImwStoreCall *call;
  gint64        account;
  gboolean      asked; /* told is known */
  gboolean      told;
  GHashTable   *coins; /* (element-type gint64): rows touched */
  GHashTable   *txs;   /* (element-type gint64): rows touched */
  GHashTable   *sums;  /* (element-type utf8 ImwStoreSums): changes by asset */
} ImwStoreLedger;

ImwStoreLedger *imw_store_ledger_new (ImwStoreCall *call, gint64 account);
void            imw_store_ledger_free (ImwStoreLedger *self);
gboolean        imw_store_ledger_touch_tx (ImwStoreLedger *self, gint64 row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_store_ledger_add_new_tx (ImwStoreLedger *self, gint64 row);
gboolean        imw_store_ledger_touch_coin (ImwStoreLedger *self, gint64 row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_store_ledger_touch_outpoint (ImwStoreLedger *self, const char *txid, guint32 vout, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_store_ledger_touch_all_of_tx (ImwStoreLedger *self, gint64 row, const char *txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_store_ledger_settle (ImwStoreLedger *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_store_ledger_recompute (ImwStoreLedger *self, gboolean write, gboolean *differs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_store_ledger_ensure_row (ImwStoreLedger *self, ImwAsset *asset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreLedger, imw_store_ledger_free)

/* imw-store-told.c: balances that the network tells */
gboolean imw_store_told_is (ImwStoreCall *call, gint64 account, gboolean *told, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_told_put (ImwStoreCall *call, gint64 account, ImwAmount *confirmed, gint64 as_of_ms, gboolean *changed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_told_derive (ImwStoreCall *call, gint64 account, gboolean write, gboolean *differs, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* imw-store-hidden.c: which transactions the lists leave out */
gboolean imw_store_hide_tx (ImwStoreCall *call, gint64 row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_hide_txs_of_asset (ImwStoreCall *call, const char *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_hide_txs_of_account (ImwStoreCall *call, gint64 account, gboolean write, gboolean *differs, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* imw-store-fate.c: which transactions of the mempool count */
typedef struct
{
  gint64     row;
  char      *txid;
  ImwTxState before;
  ImwTxState now;
} ImwStoreFate;

/* (element-type ImwStoreFate): those in the mempool whose state is to be another */
GPtrArray *imw_store_judge_mempool (ImwStoreCall *call, gint64 account, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* imw-store-index.c: the full-text index */
gboolean imw_store_index_tx (ImwStoreCall *call, gint64 row, gboolean known, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_index_rebuild (ImwStoreCall *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* others */
gboolean imw_store_put_raw_job (ImwStoreCall *call, const char *chain, const char *txid, GBytes *raw, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_log_event (ImwStoreCall *call, const char *subject, const char *state, const char *detail, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
