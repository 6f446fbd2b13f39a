/* imw-store-tx.c: the transactions of the accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-tx"

#include "config.h"

#include "imw-store-tx.h"

#include "imw-store-tx-private.h"
#include "imw-search-text.h"

#include "imw-error.h"

/* One text for each kind of question, so that each can walk the index that fits it. */
#define TX_CONDITIONS                                                                 \
  "(:directions = 0 OR (t.direction & :directions) <> 0) AND (:states = 0 OR ((1 << " \
  "t.state) & :states) <> 0) "                                                        \
  "AND t.sort_ms >= :since_ms AND t.sort_ms < :until_ms "                             \
  "AND (:hidden OR t.hidden = 0) AND (:asset IS NULL OR t.asset = :asset OR EXISTS "  \
  "(SELECT 1 FROM movement m WHERE m.tx = t.row AND m.asset = :asset))"
#define TX_PAGE                                                                       \
  " AND (t.sort_ms, t.row) < (:after_ms, :after_row) ORDER BY t.sort_ms DESC, t.row " \
  "DESC LIMIT :limit"
#define IN_ACCOUNTS                                                                       \
  "t.account IN (SELECT a.row FROM account a WHERE a.id IN (SELECT value FROM json_each " \
  "(:accounts)))"
#define IN_MATCHES                                                      \
  "t.row IN (SELECT rowid FROM tx_search WHERE tx_search MATCH :match " \
  "UNION SELECT x.row FROM tx x WHERE x.txid IN (SELECT value FROM json_each (:txids)))"

typedef enum
{
  QUERY_ALL,
  QUERY_ACCOUNT,
  QUERY_ACCOUNTS,
  QUERY_MATCH,
  N_QUERIES
} Query;

static const char *const list_queries[N_QUERIES] = {
  "SELECT " IMW_STORE_TX_COLUMNS " FROM tx t WHERE " TX_CONDITIONS                          TX_PAGE,
  "SELECT " IMW_STORE_TX_COLUMNS " FROM tx t WHERE t.account = :account AND " TX_CONDITIONS TX_PAGE,
  "SELECT " IMW_STORE_TX_COLUMNS " FROM tx t WHERE " IN_ACCOUNTS " AND " TX_CONDITIONS      TX_PAGE,
  "SELECT " IMW_STORE_TX_COLUMNS " FROM tx t WHERE " IN_MATCHES
  " AND (:accounts IS NULL OR " IN_ACCOUNTS ") AND " TX_CONDITIONS TX_PAGE,
};

static const char *const count_queries[N_QUERIES] = {
  "SELECT count(*) FROM tx t WHERE " TX_CONDITIONS,
  "SELECT count(*) FROM tx t WHERE t.account = :account AND " TX_CONDITIONS,
  "SELECT count(*) FROM tx t WHERE " IN_ACCOUNTS " AND " TX_CONDITIONS,
  "SELECT count(*) FROM tx t WHERE " IN_MATCHES " AND (:accounts IS NULL OR " IN_ACCOUNTS
  ") AND " TX_CONDITIONS,
};

static Query
choose_query (const ImwStoreTxFilter *filter)
{
  if (filter->search != NULL || filter->txids != NULL)
    return QUERY_MATCH;
  if (filter->accounts == NULL)
    return QUERY_ALL;

  return g_strv_length (filter->accounts) == 1 ? QUERY_ACCOUNT : QUERY_ACCOUNTS;
}

static ImwStmt *
prepare_query (ImwStoreCall           *call,
               const char *const      *queries,
               const ImwStoreTxFilter *filter,
               GError                **error)
{
  static const char *const none[] = { NULL };
  Query                    query = choose_query (filter);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, queries[query], error);
  g_autofree char *accounts = imw_store_json_list ((const char *const *) filter->accounts);
  g_autofree char *txids =
      imw_store_json_list (filter->txids != NULL ? (const char *const *) filter->txids : none);
  g_autofree char *match = imw_search_text_to_match (filter->search != NULL ? filter->search : "");
  gint64           account = 0;

  if (stmt == NULL)
    return NULL;

  switch (query)
    {
    case QUERY_ALL:
      break;

    case QUERY_ACCOUNT:
      if (!imw_store_find_account (call, filter->accounts[0], &account, error))
        return NULL;
      imw_stmt_bind_int64 (stmt, ":account", account);
      break;

    case QUERY_ACCOUNTS:
      imw_stmt_bind_text (stmt, ":accounts", accounts);
      break;

    case QUERY_MATCH:
      imw_stmt_bind_text (stmt, ":accounts", accounts);
      imw_stmt_bind_text (stmt, ":match", match);
      imw_stmt_bind_text (stmt, ":txids", txids);
      break;

    case N_QUERIES:
      g_assert_not_reached ();
    }

  imw_stmt_bind_int64 (stmt, ":directions", filter->directions);
  imw_stmt_bind_int64 (stmt, ":states", filter->states);
  imw_stmt_bind_int64 (stmt, ":hidden", filter->hidden ? 1 : 0);
  imw_stmt_bind_text (stmt, ":asset", filter->asset);
  imw_stmt_bind_int64 (stmt, ":since_ms", filter->since_ms != 0 ? filter->since_ms : G_MININT64);
  imw_stmt_bind_int64 (stmt, ":until_ms", filter->until_ms != 0 ? filter->until_ms : G_MAXINT64);

  return g_steal_pointer (&stmt);
}

/* object: the filter; number: sort_ms and row of the row before, limit */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = prepare_query (call, list_queries, call->args->object, error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":after_ms", call->args->number[0]);
  imw_stmt_bind_int64 (stmt, ":after_row", call->args->number[1]);
  imw_stmt_bind_int64 (stmt, ":limit", call->args->number[2]);

  *result = imw_store_read_txs (call, stmt, error);

  return *result != NULL;
}

static ImwStoreArgs *
filter_args (const ImwStoreTxFilter *filter)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (
      args, filter != NULL ? imw_store_tx_filter_copy (filter) : imw_store_tx_filter_new (),
      (GDestroyNotify) imw_store_tx_filter_free);

  return args;
}

/**
 * imw_store_list_txs_async:
 * @self: a store
 * @filter: (nullable): which ones, %NULL for all
 * @after: (nullable): the last row of the page before, %NULL for the first page
 * @limit: how many at most
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads one page, newest first. The place of a row never changes, so pages stay whole while new
 * transactions come in.
 */
void
imw_store_list_txs_async (ImwStore               *self,
                          const ImwStoreTxFilter *filter,
                          ImwStoreTx             *after,
                          guint                   limit,
                          GCancellable           *cancellable,
                          GAsyncReadyCallback     callback,
                          gpointer                user_data)
{
  ImwStoreArgs *args = filter_args (filter);

  args->number[0] = after != NULL ? after->sort_ms : G_MAXINT64;
  args->number[1] = after != NULL ? after->row : G_MAXINT64;
  args->number[2] = limit;
  imw_store_run (self, imw_store_list_txs_async, IMW_DB_JOB_READ, list_job, args,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_txs_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreTx): the page, shorter than asked for at the
 *   end; or %NULL with %IMW_ERROR_NOT_FOUND (unknown account) or another error of the store
 */
GPtrArray *
imw_store_list_txs_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_txs_async, &value, error) ? value
                                                                                      : NULL;
}

/* object: the filter */
static gboolean
count_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = prepare_query (call, count_queries, call->args->object, error);
  gboolean row = FALSE;

  if (stmt == NULL || !imw_stmt_step (stmt, &row, error))
    return FALSE;
  *result = GUINT_TO_POINTER ((guint) imw_stmt_get_int64 (stmt, 0));

  return TRUE;
}

/**
 * imw_store_count_txs_async:
 * @self: a store
 * @filter: (nullable): which ones, %NULL for all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_count_txs_async (ImwStore               *self,
                           const ImwStoreTxFilter *filter,
                           GCancellable           *cancellable,
                           GAsyncReadyCallback     callback,
                           gpointer                user_data)
{
  imw_store_run (self, imw_store_count_txs_async, IMW_DB_JOB_READ, count_job, filter_args (filter),
                 NULL, cancellable, callback, user_data);
}

/**
 * imw_store_count_txs_finish:
 * @self: a store
 * @result: the result given to the callback
 * @count: (out): how many there are
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_NOT_FOUND (unknown account) or another error of the store
 */
gboolean
imw_store_count_txs_finish (ImwStore *self, GAsyncResult *result, guint *count, GError **error)
{
  gpointer value = NULL;

  if (!imw_store_run_finish (self, result, imw_store_count_txs_async, &value, error))
    return FALSE;
  *count = GPOINTER_TO_UINT (value);

  return TRUE;
}

/* text: account id (nullable), txid */
static gboolean
get_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT " IMW_STORE_TX_COLUMNS " FROM tx t WHERE t.txid = :txid AND (:account IS NULL OR "
      "t.account = (SELECT a.row FROM account a WHERE a.id = :account)) ORDER BY t.account LIMIT 1",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":account", call->args->text[0]);
  imw_stmt_bind_text (stmt, ":txid", call->args->text[1]);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the transaction is not known");
      return FALSE;
    }
  *result = imw_store_read_tx (call, stmt, error);

  return *result != NULL;
}

/**
 * imw_store_get_tx_async:
 * @self: a store
 * @account: (nullable): id of an account, %NULL for the first that has it
 * @txid: the transaction
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_get_tx_async (ImwStore           *self,
                        const char         *account,
                        const char         *txid,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  imw_store_run (self, imw_store_get_tx_async, IMW_DB_JOB_READ, get_job,
                 imw_store_args_new (account, txid), (GDestroyNotify) imw_store_tx_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_get_tx_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the transaction, or %NULL with %IMW_ERROR_NOT_FOUND or another error
 *   of the store
 */
ImwStoreTx *
imw_store_get_tx_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_get_tx_async, &value, error) ? value : NULL;
}

/* text: account id; number: min_height */
static gboolean
unfinal_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray) txids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT txid, reported, sequence < 0 AS other, height FROM tx WHERE account = :account AND reported = 0 "
      "UNION ALL SELECT txid, reported, sequence < 0, height FROM tx WHERE account = :account "
      "AND reported = 1 AND height > :min_height ORDER BY reported, other, height DESC, txid",
      error);
  gint64   account = 0;
  gboolean row = FALSE;

  if (stmt == NULL || !imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":min_height", call->args->number[0]);

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      g_ptr_array_add (txids, row ? imw_stmt_dup_text (stmt, 0) : NULL);
    }
  while (row);

  *result = g_ptr_array_free (g_steal_pointer (&txids), FALSE);

  return TRUE;
}

/**
 * imw_store_list_unfinal_async:
 * @self: a store
 * @account: id of an account
 * @min_height: blocks above this one may still go
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lists the transactions whose fate a sync must ask for again: first those outside blocks, then our own, then those in the
 * newest blocks, so that who can't ask for all of them asks for those that matter.
 */
void
imw_store_list_unfinal_async (ImwStore           *self,
                              const char         *account,
                              gint64              min_height,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = min_height;
  imw_store_run (self, imw_store_list_unfinal_async, IMW_DB_JOB_READ, unfinal_job, args,
                 (GDestroyNotify) g_strfreev, cancellable, callback, user_data);
}

/**
 * imw_store_list_unfinal_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): NULL-terminated txids, or %NULL with %IMW_ERROR_NOT_FOUND (unknown
 *   account) or another error of the store
 */
char **
imw_store_list_unfinal_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_unfinal_async, &value, error) ? value
                                                                                          : NULL;
}
