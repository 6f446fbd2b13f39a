/* imw-store-batch.c: what a sync found, applied in one database transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-batch"

#include "config.h"

#include "imw-store-batch.h"

#include "imw-store-batch-private.h"
#include "imw-store-tx.h"

#include "imw-error.h"

/**
 * imw_store_batch_new:
 * @account: id of the account
 *
 * Returns: (transfer full): an empty batch that does not touch the tip, nor anything that is only of
 *   networks with told balances
 */
ImwStoreBatch *
imw_store_batch_new (const char *account)
{
  ImwStoreBatch *self = g_new0 (ImwStoreBatch, 1);

  self->account = g_strdup (account);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_record_unref);
  self->addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_address_free);
  self->tip_height = -1;
  self->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  self->sequence = -1;
  self->exists = -1;
  self->network_time_ms = -1;
  self->history_from_ms = -1;

  return self;
}

/**
 * imw_store_batch_free:
 * @self: (transfer full): a batch
 */
void
imw_store_batch_free (ImwStoreBatch *self)
{
  g_free (self->account);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_free (self->tip_hash);
  g_clear_pointer (&self->balances, g_ptr_array_unref);
  g_free (self->cursor);
  g_free (self->history_source);
  g_clear_pointer (&self->opened, g_ptr_array_unref);
  g_clear_pointer (&self->reserved, imw_amount_unref);
  g_clear_pointer (&self->reserve_step, imw_amount_unref);
  g_clear_pointer (&self->opening, imw_amount_unref);
  g_clear_pointer (&self->claims, g_ptr_array_unref);
  g_clear_pointer (&self->unknown_assets, g_hash_table_unref);
  g_free (self);
}

/**
 * imw_store_batch_add_record:
 * @self: a batch
 * @record: what the network reported; kept by reference, so it must not change any more
 */
void
imw_store_batch_add_record (ImwStoreBatch *self, ImwTxRecord *record)
{
  g_ptr_array_add (self->records, imw_tx_record_ref (record));
}

/**
 * imw_store_batch_add_address:
 * @self: a batch
 * @branch: 0 receive, 1 change
 * @index: place on the branch
 * @address: (nullable): its text, needed when the store does not know it yet
 * @status: (nullable): the backend's text
 * @used: whether it was seen in a transaction
 */
void
imw_store_batch_add_address (ImwStoreBatch *self,
                             guint32        branch,
                             guint32        index,
                             const char    *address,
                             const char    *status,
                             gboolean       used)
{
  ImwStoreAddress *item = imw_store_address_new (self->account, branch, index, address);

  item->status = g_strdup (status);
  item->used = used;
  g_ptr_array_add (self->addresses, item);
}

static GHashTable *
copy_set (GHashTable *set)
{
  GHashTable    *copy;
  GHashTableIter iter;
  gpointer       key;

  if (set == NULL)
    return NULL;

  copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (copy, g_strdup (key));

  return copy;
}

static ImwAmount *
copy_amount (ImwAmount *amount)
{
  return amount != NULL ? imw_amount_ref (amount) : NULL;
}

static ImwStoreBatch *
batch_copy (const ImwStoreBatch *self)
{
  ImwStoreBatch *copy = g_memdup2 (self, sizeof *self);

  copy->account = g_strdup (self->account);
  copy->records = imw_store_copy_array (self->records, (GBoxedCopyFunc) imw_tx_record_ref,
                                        (GDestroyNotify) imw_tx_record_unref);
  copy->addresses = imw_store_copy_array (self->addresses, (GBoxedCopyFunc) imw_store_address_copy,
                                          (GDestroyNotify) imw_store_address_free);
  copy->tip_hash = g_strdup (self->tip_hash);
  copy->balances = imw_store_copy_array (self->balances, (GBoxedCopyFunc) imw_amount_ref,
                                         (GDestroyNotify) imw_amount_unref);
  copy->cursor = g_strdup (self->cursor);
  copy->history_source = g_strdup (self->history_source);
  copy->reserved = copy_amount (self->reserved);
  copy->reserve_step = copy_amount (self->reserve_step);
  copy->opening = copy_amount (self->opening);
  if (self->opened != NULL)
    copy->opened = imw_store_copy_array (self->opened, (GBoxedCopyFunc) imw_asset_ref,
                                         (GDestroyNotify) imw_asset_unref);
  if (self->claims != NULL)
    copy->claims = imw_store_copy_array (self->claims, (GBoxedCopyFunc) imw_store_claim_copy,
                                         (GDestroyNotify) imw_store_claim_free);
  copy->unknown_assets = copy_set (self->unknown_assets);

  return copy;
}

static ImwStoreBatchResult *
batch_result_new (void)
{
  ImwStoreBatchResult *self = g_new0 (ImwStoreBatchResult, 1);

  self->received = g_ptr_array_new_with_free_func (g_free);
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->confirmed = g_ptr_array_new_with_free_func (g_free);
  self->dropped = g_ptr_array_new_with_free_func (g_free);
  self->returned = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * imw_store_batch_result_free:
 * @self: (transfer full): a result
 */
void
imw_store_batch_result_free (ImwStoreBatchResult *self)
{
  g_clear_pointer (&self->received, g_ptr_array_unref);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
  g_clear_pointer (&self->confirmed, g_ptr_array_unref);
  g_clear_pointer (&self->dropped, g_ptr_array_unref);
  g_clear_pointer (&self->returned, g_ptr_array_unref);
  g_free (self);
}

static gboolean
load_account (ImwStoreApply *self, ImwStoreBatchResult *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "SELECT row, chain, asset, last_sync_ms, told, "
      "(SELECT ifnull (max (seq), 0) FROM tx WHERE tx.account = account.row AND reported = 0) "
      "FROM account WHERE id = :id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", self->batch->account);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "there is no account %s",
                   self->batch->account);
      return FALSE;
    }

  self->account = imw_stmt_get_int64 (stmt, 0);
  self->chain = imw_stmt_dup_text (stmt, 1);
  self->asset = imw_store_get_asset (self->call, imw_stmt_get_text (stmt, 2), error);
  self->told = imw_stmt_get_boolean (stmt, 4);
  self->next_seq = imw_stmt_get_int64 (stmt, 5) + 1;
  self->history = self->batch->tip_height < 0 && self->batch->cursor != NULL;
  self->ledger = imw_store_ledger_new (self->call, self->account);
  result->first_sync = imw_stmt_get_int64 (stmt, 3) == 0;

  return self->asset != NULL;
}

/* What only networks with told balances have, before the records: how these count depends on it. */
static gboolean
set_told (ImwStoreApply *self, GError **error)
{
  const ImwStoreBatch *batch = self->batch;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "UPDATE account SET told = max (told, :told), "
      "sequence = CASE WHEN :sequence >= 0 THEN :sequence ELSE sequence END, "
      "cursor = ifnull (:cursor, cursor), "
      "history_from_ms = CASE WHEN :from_ms >= 0 THEN :from_ms ELSE history_from_ms END, "
      "history_source = ifnull (:source, history_source) WHERE row = :row "
      "AND (told < :told OR (:sequence >= 0 AND sequence <> :sequence) OR cursor IS NOT ifnull (:cursor, cursor) "
      "OR (:from_ms >= 0 AND history_from_ms <> :from_ms) "
      "OR history_source IS NOT ifnull (:source, history_source))",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":told", batch->told ? 1 : 0);
  imw_stmt_bind_int64 (stmt, ":sequence", batch->sequence);
  imw_stmt_bind_text (stmt, ":cursor", batch->cursor);
  imw_stmt_bind_int64 (stmt, ":from_ms", batch->history_from_ms);
  imw_stmt_bind_text (stmt, ":source", batch->history_source);
  imw_stmt_bind_int64 (stmt, ":row", self->account);
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  self->changed = imw_db_session_get_n_changed (self->call->session) > 0;

  if (batch->told && !self->told) /* what came before was not looked at this way */
    {
      self->told = TRUE;
      return imw_store_hide_txs_of_account (self->call, self->account, TRUE, &self->changed, error);
    }

  return TRUE;
}

static gboolean
put_balances (ImwStoreApply *self, GError **error)
{
  const ImwStoreBatch *batch = self->batch;

  for (guint i = 0; batch->told && !self->history && i < batch->balances->len; i++)
    {
      ImwAmount *balance = g_ptr_array_index (batch->balances, i);

      if (!imw_store_apply_put_asset (self, imw_amount_get_asset (balance), error) ||
          !imw_store_told_put (self->call, self->account, balance, batch->as_of_ms, &self->changed,
                               error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_address (ImwStoreApply *self, ImwStoreAddress *address, GError **error)
{
  g_autoptr (ImwStmt)
      update = imw_store_prepare (self->call,
                                  "UPDATE address SET status = :status, used = max (used, :used) "
                                  "WHERE account = :account AND branch = :branch AND idx = :idx",
                                  error);
  g_autoptr (ImwStmt) insert =
      imw_store_prepare (self->call,
                         "INSERT INTO address (account, branch, idx, address, used, status) "
                         "VALUES (:account, :branch, :idx, :address, :used, :status)",
                         error);
  ImwStmt *stmts[] = { update, insert };

  if (update == NULL || insert == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (stmts); i++)
    {
      imw_stmt_bind_int64 (stmts[i], ":account", self->account);
      imw_stmt_bind_int64 (stmts[i], ":branch", address->branch);
      imw_stmt_bind_int64 (stmts[i], ":idx", address->index);
      imw_stmt_bind_text (stmts[i], ":status", address->status);
      imw_stmt_bind_int64 (stmts[i], ":used", address->used ? 1 : 0);
    }
  imw_stmt_bind_text (insert, ":address", address->address);

  if (!imw_stmt_run (update, error))
    return FALSE;
  if (imw_db_session_get_n_changed (self->call->session) > 0)
    return TRUE;

  if (address->address == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                   "address %u/%u is not known and comes without text", address->branch,
                   address->index);
      return FALSE;
    }

  return imw_stmt_run (insert, error);
}

static gboolean
set_state (ImwStoreApply *self, ImwStoreFate *fate, GError **error)
{
  g_autoptr (ImwStmt)
      stmt = imw_store_prepare (self->call, "UPDATE tx SET state = :state WHERE row = :row", error);

  if (stmt == NULL)
    return FALSE;

  imw_store_apply_remember (self, fate->txid, (gint) fate->before);
  imw_stmt_bind_int64 (stmt, ":state", fate->now);
  imw_stmt_bind_int64 (stmt, ":row", fate->row);

  return imw_store_ledger_touch_all_of_tx (self->ledger, fate->row, fate->txid, error) &&
         imw_stmt_run (stmt, error);
}

static gboolean
judge (ImwStoreApply *self, GError **error)
{
  g_autoptr (GPtrArray) fates = imw_store_judge_mempool (self->call, self->account, error);

  if (fates == NULL)
    return FALSE;

  for (guint i = 0; i < fates->len; i++)
    {
      if (!set_state (self, g_ptr_array_index (fates, i), error))
        return FALSE;
    }

  return TRUE;
}

/* After a reorganisation nothing can stand in a block above the tip, whatever the report left out. */
static gboolean
unconfirm_above_tip (ImwStoreApply *self, GError **error)
{
  g_autoptr (ImwStmt) find = imw_store_prepare (
      self->call,
      "SELECT row, txid, state FROM tx WHERE account = :account AND height > :tip AND reported = 1 LIMIT 1",
      error);
  g_autoptr (ImwStmt) change = imw_store_prepare (
      self->call,
      "UPDATE tx SET reported = 0, state = 0, height = -1, block_hash = NULL, seq = :seq WHERE row = :row",
      error);
  gboolean row = TRUE;

  if (find == NULL || change == NULL)
    return FALSE;
  imw_stmt_bind_int64 (find, ":account", self->account);
  imw_stmt_bind_int64 (find, ":tip", self->batch->tip_height);

  while (row)
    {
      g_autofree char *txid = NULL;
      gint64           place;

      if (!imw_stmt_step (find, &row, error))
        return FALSE;
      if (!row)
        break;
      place = imw_stmt_get_int64 (find, 0);
      txid = imw_stmt_dup_text (find, 1);
      imw_store_apply_remember (self, txid, (gint) imw_stmt_get_int64 (find, 2));
      imw_stmt_reset (find);

      imw_stmt_bind_int64 (change, ":row", place);
      imw_stmt_bind_int64 (change, ":seq", self->next_seq++);
      if (!imw_store_ledger_touch_all_of_tx (self->ledger, place, txid, error) ||
          !imw_stmt_run (change, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
set_tip (ImwStoreApply *self, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "UPDATE account SET tip_height = :tip_height, tip_hash = :tip_hash, last_sync_ms = :as_of_ms, "
      "scanned_receive = max (scanned_receive, :receive), "
      "scanned_change = max (scanned_change, :change) WHERE row = :row",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":tip_height", self->batch->tip_height);
  imw_stmt_bind_text (stmt, ":tip_hash", self->batch->tip_hash);
  imw_stmt_bind_int64 (stmt, ":as_of_ms", self->batch->as_of_ms);
  imw_stmt_bind_int64 (stmt, ":receive", self->batch->scanned[0]);
  imw_stmt_bind_int64 (stmt, ":change", self->batch->scanned[1]);
  imw_stmt_bind_int64 (stmt, ":row", self->account);
  if (!self->told) /* there, what was not told is not known */
    imw_store_ledger_ensure_row (self->ledger, self->asset);

  return imw_stmt_run (stmt, error);
}

static void
tell (ImwStoreBatchResult *result,
      const char          *txid,
      gint                 before,
      ImwTxState           now,
      ImwStoreDirection    direction)
{
  if (before == IMW_STORE_TX_NEW && now != IMW_TX_DROPPED)
    g_ptr_array_add (direction == IMW_STORE_RECEIVED ? result->received : result->sent,
                     g_strdup (txid));

  switch (now)
    {
    case IMW_TX_CONFIRMED:
      if (before != IMW_TX_CONFIRMED)
        g_ptr_array_add (result->confirmed, g_strdup (txid));
      break;

    case IMW_TX_MEMPOOL:
      if (before == IMW_TX_CONFIRMED || before == IMW_TX_DROPPED)
        g_ptr_array_add (result->returned, g_strdup (txid));
      break;

    case IMW_TX_DROPPED:
      if (before == IMW_TX_CONFIRMED || before == IMW_TX_MEMPOOL)
        g_ptr_array_add (result->dropped, g_strdup (txid));
      break;
    }
}

/* With all states settled: the index, and what to tell the caller. */
static gboolean
finish_txs (ImwStoreApply *self, ImwStoreBatchResult *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "SELECT row, state, direction, hidden, sequence FROM tx WHERE account = :account AND txid = :txid",
      error);
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);

  g_hash_table_iter_init (&iter, self->before);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      gboolean   found = FALSE;
      ImwTxState state;
      gint       before = GPOINTER_TO_INT (value);

      imw_stmt_bind_text (stmt, ":txid", key);
      if (!imw_stmt_step (stmt, &found, error) || !imw_store_read_state (stmt, 1, &state, error))
        return FALSE;
      g_assert (found);

      if (!imw_store_index_tx (self->call, imw_stmt_get_int64 (stmt, 0), before != IMW_STORE_TX_NEW,
                               error))
        return FALSE;
      if (!imw_stmt_get_boolean (stmt, 3) && (!self->history || before != IMW_STORE_TX_NEW))
        tell (result, key, before, state,
              imw_stmt_get_int64 (stmt, 4) >= 0
                  ? IMW_STORE_SENT /* it was ours, whatever it brought */
                  : (ImwStoreDirection) imw_stmt_get_int64 (stmt, 2));
      imw_stmt_reset (stmt);
    }

  result->changed = self->changed || g_hash_table_size (self->before) > 0;

  return TRUE;
}

static gboolean
apply (ImwStoreApply *self, ImwStoreBatchResult *result, GError **error)
{
  const ImwStoreBatch *batch = self->batch;

  if (!load_account (self, result, error) || !set_told (self, error))
    return FALSE;

  for (guint i = 0; i < batch->records->len; i++)
    {
      if (!imw_store_apply_record (self, g_ptr_array_index (batch->records, i), error))
        return FALSE;
    }
  if (batch->reorganised && batch->tip_height >= 0 && !unconfirm_above_tip (self, error))
    return FALSE;
  for (guint i = 0; i < batch->addresses->len; i++)
    {
      if (!put_address (self, g_ptr_array_index (batch->addresses, i), error))
        return FALSE;
    }

  return judge (self, error) && (batch->tip_height < 0 || set_tip (self, error)) &&
         put_balances (self, error) && imw_store_apply_opening (self, error) &&
         imw_store_ledger_settle (self->ledger, error) && finish_txs (self, result, error);
}

/* object: the batch */
static gboolean
apply_job (ImwStoreCall *call, gpointer *value, GError **error)
{
  g_autoptr (ImwStoreBatchResult) result = batch_result_new ();
  ImwStoreApply self = { .call = call, .batch = call->args->object };
  gboolean      done;

  self.before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  done = apply (&self, result, error);
  g_clear_pointer (&self.ledger, imw_store_ledger_free);
  g_clear_pointer (&self.asset, imw_asset_unref);
  g_clear_pointer (&self.chain, g_free);
  g_clear_pointer (&self.before, g_hash_table_unref);

  if (done)
    *value = g_steal_pointer (&result);

  return done;
}

/**
 * imw_store_apply_batch_async:
 * @self: a store
 * @batch: what the network reported
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Brings an account to what the network reported: transactions, coins, spends, addresses, tip, balances
 * and search index together, or nothing at all. The same batch again changes nothing. A batch without
 * tip and with a cursor is older history: its transactions are no news, and balances and tip stay.
 */
void
imw_store_apply_batch_async (ImwStore            *self,
                             const ImwStoreBatch *batch,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  ImwStoreArgs  *args = imw_store_args_new (NULL, NULL);
  ImwStoreBatch *copy = batch_copy (batch);

  if (copy->as_of_ms == 0)
    copy->as_of_ms = imw_clock_get_wall_ms (imw_store_get_clock (self));
  imw_store_args_take (args, copy, (GDestroyNotify) imw_store_batch_free);
  imw_store_run (self, imw_store_apply_batch_async, IMW_DB_JOB_WRITE, apply_job, args,
                 (GDestroyNotify) imw_store_batch_result_free, cancellable, callback, user_data);
}

/**
 * imw_store_apply_batch_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what changed, or %NULL with %IMW_ERROR_NOT_FOUND (unknown account),
 *   %IMW_ERROR_BAD_INPUT (a record that cannot be, sums that overflow, an unknown address without text) or
 *   another error of the store; then nothing has changed
 */
ImwStoreBatchResult *
imw_store_apply_batch_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_apply_batch_async, &value, error) ? value
                                                                                         : NULL;
}
