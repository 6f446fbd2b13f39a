/* imw-store-record.c: one reported transaction into the tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-record"

#include "config.h"

#include "imw-store-batch-private.h"
#include "imw-store-tx.h"

#include "imw-error.h"

/* What is stored of a transaction. */
typedef struct
{
  gboolean   known;
  gint64     row;
  ImwTxState reported;
  ImwTxState state;
  gint64     seq;
  gboolean   same; /* the record says nothing new */
} Stored;

/**
 * imw_store_apply_remember: (skip)
 * @self: a batch being applied
 * @txid: a transaction that is about to change
 * @state: its state now, or %IMW_STORE_TX_NEW; the first one told stays
 */
void
imw_store_apply_remember (ImwStoreApply *self, const char *txid, gint state)
{
  if (!g_hash_table_contains (self->before, txid))
    g_hash_table_insert (self->before, g_strdup (txid), GINT_TO_POINTER (state));
}

/**
 * imw_store_apply_put_asset: (skip)
 * @self: a batch being applied
 * @asset: an asset of the batch
 * @error: return location
 *
 * Stores an asset as what the batch says it is.
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_INPUT or an error of the store
 */
gboolean
imw_store_apply_put_asset (ImwStoreApply *self, ImwAsset *asset, GError **error)
{
  GHashTable *unknown = self->batch->unknown_assets;

  if (unknown != NULL && g_hash_table_contains (unknown, imw_asset_get_id (asset)))
    return imw_store_put_unknown_asset (self->call, asset, error);

  return imw_store_put_asset (self->call, asset, error);
}

static gboolean
bad_record (const char *what, GError **error)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a reported transaction %s", what);

  return FALSE;
}

static gboolean
check_amount (ImwStoreApply *self, ImwAmount *amount, const char *what, GError **error)
{
  if (amount == NULL)
    return bad_record (what, error);

  return imw_store_apply_put_asset (self, imw_amount_get_asset (amount), error);
}

static gboolean
check_record (ImwStoreApply *self, ImwTxRecord *record, GError **error)
{
  if (record->txid == NULL || *record->txid == '\0')
    return bad_record ("has no id", error);
  if (record->state == IMW_TX_DROPPED)
    return TRUE;

  if (!check_amount (self, record->net, "has no net amount", error))
    return FALSE;
  if (record->fee != NULL && !check_amount (self, record->fee, "", error))
    return FALSE;

  for (guint i = 0; i < record->coins->len; i++)
    {
      ImwTxCoin *coin = g_ptr_array_index (record->coins, i);

      if (!check_amount (self, coin->amount, "has a coin without amount", error))
        return FALSE;
      if (coin->address == NULL || imw_amount_sign (coin->amount) < 0)
        return bad_record ("has a coin that cannot be", error);
    }
  for (guint i = 0; i < record->movements->len; i++)
    {
      if (!check_amount (self, g_ptr_array_index (record->movements, i), "", error))
        return FALSE;
    }
  for (guint i = 0; i < record->counterparties->len; i++)
    {
      ImwTxCounterparty *other = g_ptr_array_index (record->counterparties, i);

      if (!check_amount (self, other->amount, "has an output without amount", error))
        return FALSE;
    }

  return TRUE;
}

static ImwStoreDirection
direction_of (ImwTxRecord *record)
{
  if (imw_amount_sign (record->net) > 0)
    return IMW_STORE_RECEIVED;
  if (imw_amount_sign (record->net) == 0 && record->sequence < 0 && record->fee == NULL &&
      record->spends->len == 0 && record->coins->len == 0)
    return IMW_STORE_RECEIVED; /* nothing of ours in it */

  return imw_amount_sign (record->net) < 0 && record->counterparties->len > 0 ? IMW_STORE_SENT
                                                                              : IMW_STORE_SELF;
}

static gboolean
same_amount (ImwStmt *stmt, int asset_column, int amount_column, ImwAmount *amount)
{
  g_autofree char *text = amount != NULL ? imw_amount_to_base_text (amount) : NULL;

  return g_strcmp0 (imw_stmt_get_text (stmt, amount_column), text) == 0 &&
         (amount == NULL || g_strcmp0 (imw_stmt_get_text (stmt, asset_column),
                                       imw_asset_get_id (imw_amount_get_asset (amount))) == 0);
}

#define STORED_COLUMNS                                                                   \
  "row, reported, state, seq, height, block_hash, time_ms, asset, net, fee_asset, fee, " \
  "(SELECT count(*) FROM coin c WHERE c.account = tx.account AND c.txid = tx.txid), "    \
  "(SELECT count(*) FROM spend s WHERE s.account = tx.account AND s.txid = tx.txid), "   \
  "(SELECT count(*) FROM counterparty p WHERE p.tx = tx.row), "                          \
  "(SELECT count(*) FROM movement m WHERE m.tx = tx.row), sequence, failed, call, "      \
  "memo, memo_type"

static gboolean
load_stored (ImwStoreApply *self, ImwTxRecord *record, Stored *stored, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call, "SELECT " STORED_COLUMNS " FROM tx WHERE account = :account AND txid = :txid",
      error);

  memset (stored, 0, sizeof *stored);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":txid", record->txid);
  if (!imw_stmt_step (stmt, &stored->known, error))
    return FALSE;
  if (!stored->known)
    return TRUE;

  stored->row = imw_stmt_get_int64 (stmt, 0);
  stored->seq = imw_stmt_get_int64 (stmt, 3);
  if (!imw_store_read_state (stmt, 1, &stored->reported, error) ||
      !imw_store_read_state (stmt, 2, &stored->state, error))
    return FALSE;

  stored->same =
      stored->reported == record->state &&
      (record->state == IMW_TX_DROPPED ||
       (imw_stmt_get_int64 (stmt, 4) == record->height &&
        g_strcmp0 (imw_stmt_get_text (stmt, 5), record->block_hash) == 0 &&
        imw_stmt_get_int64 (stmt, 6) == record->time_ms && same_amount (stmt, 7, 8, record->net) &&
        same_amount (stmt, 9, 10, record->fee) &&
        imw_stmt_get_int64 (stmt, 11) == record->coins->len &&
        imw_stmt_get_int64 (stmt, 12) == record->spends->len &&
        imw_stmt_get_int64 (stmt, 13) == record->counterparties->len &&
        imw_stmt_get_int64 (stmt, 14) == record->movements->len &&
        imw_stmt_get_int64 (stmt, 15) == record->sequence &&
        imw_stmt_get_boolean (stmt, 16) == (record->failed != FALSE) &&
        g_strcmp0 (imw_stmt_get_text (stmt, 17), record->call) == 0 &&
        g_strcmp0 (imw_stmt_get_text (stmt, 18), record->memo) == 0 &&
        g_strcmp0 (imw_stmt_get_text (stmt, 19), record->memo_type) == 0));

  return TRUE;
}

static gboolean
drop_tx (ImwStoreApply *self, ImwTxRecord *record, Stored *stored, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;

  if (!imw_store_ledger_touch_all_of_tx (self->ledger, stored->row, record->txid, error))
    return FALSE;

  stmt = imw_store_prepare (
      self->call,
      "UPDATE tx SET reported = 2, state = 2, height = -1, block_hash = NULL WHERE row = :row",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":row", stored->row);

  return imw_stmt_run (stmt, error);
}

static void
bind_tx (ImwStoreApply *self, ImwStmt *stmt, ImwTxRecord *record, gint64 seq)
{
  imw_stmt_bind_int64 (stmt, ":state", record->state);
  imw_stmt_bind_int64 (stmt, ":seq", seq);
  imw_stmt_bind_int64 (stmt, ":height", record->height);
  imw_stmt_bind_text (stmt, ":block_hash", record->block_hash);
  imw_stmt_bind_int64 (stmt, ":time_ms", record->time_ms);
  imw_stmt_bind_int64 (stmt, ":direction", direction_of (record));
  imw_store_bind_amount (stmt, ":asset", ":net", record->net);
  imw_store_bind_amount (stmt, ":fee_asset", ":fee", record->fee);
  imw_stmt_bind_int64 (stmt, ":sequence", record->sequence);
  imw_stmt_bind_int64 (stmt, ":failed", record->failed ? 1 : 0);
  imw_stmt_bind_text (stmt, ":call", record->call);
  imw_stmt_bind_text (stmt, ":memo", record->memo);
  imw_stmt_bind_text (stmt, ":memo_type", record->memo_type);
}

static gboolean
insert_tx (ImwStoreApply *self, ImwTxRecord *record, Stored *stored, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO tx (account, txid, reported, state, seq, height, block_hash, time_ms, first_seen_ms, "
      "sort_ms, direction, asset, net, fee_asset, fee, sequence, failed, call, memo, memo_type) "
      "VALUES (:account, :txid, :state, :state, :seq, :height, :block_hash, :time_ms, "
      ":first_seen_ms, :sort_ms, :direction, :asset, :net, :fee_asset, :fee, :sequence, :failed, :call, :memo, :memo_type)",
      error);
  gboolean in_block = record->state == IMW_TX_CONFIRMED && record->time_ms > 0;

  if (stmt == NULL)
    return FALSE;
  bind_tx (self, stmt, record, record->state == IMW_TX_MEMPOOL ? self->next_seq++ : 0);
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":txid", record->txid);
  imw_stmt_bind_int64 (stmt, ":first_seen_ms", self->batch->as_of_ms);
  imw_stmt_bind_int64 (stmt, ":sort_ms", in_block ? record->time_ms : self->batch->as_of_ms);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  stored->row = imw_db_session_get_last_row (self->call->session);
  imw_store_ledger_add_new_tx (self->ledger, stored->row);

  return TRUE;
}

static gboolean
remove_rows (ImwStoreApply *self,
             const char    *sql,
             ImwTxRecord   *record,
             const char    *vouts,
             GError       **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (self->call, sql, error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":txid", record->txid);
  if (vouts != NULL)
    imw_stmt_bind_text (stmt, ":vouts", vouts);

  return imw_stmt_run (stmt, error);
}

/* Everything is touched before it goes. Coins that stay keep their rows: they may be frozen. */
static gboolean
update_tx (ImwStoreApply *self, ImwTxRecord *record, Stored *stored, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  g_autoptr (GString) vouts = g_string_new ("[");
  gboolean returns = record->state == IMW_TX_MEMPOOL && stored->reported != IMW_TX_MEMPOOL;

  if (!imw_store_ledger_touch_all_of_tx (self->ledger, stored->row, record->txid, error))
    return FALSE;

  stmt = imw_store_prepare (
      self->call,
      "UPDATE tx SET reported = :state, state = :state, seq = :seq, height = :height, block_hash = :block_hash, "
      "time_ms = :time_ms, direction = :direction, asset = :asset, net = :net, fee_asset = :fee_asset, fee = :fee, "
      "sequence = :sequence, failed = :failed, call = :call, memo = :memo, memo_type = :memo_type "
      "WHERE row = :row",
      error);
  if (stmt == NULL)
    return FALSE;
  bind_tx (self, stmt, record, returns ? self->next_seq++ : stored->seq);
  imw_stmt_bind_int64 (stmt, ":row", stored->row);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  for (guint i = 0; i < record->coins->len; i++)
    {
      ImwTxCoin *coin = g_ptr_array_index (record->coins, i);

      g_string_append_printf (vouts, "%s%u", i > 0 ? "," : "", coin->vout);
    }
  g_string_append_c (vouts, ']');

  return remove_rows (
             self,
             "DELETE FROM coin WHERE account = :account AND txid = :txid AND vout NOT IN (SELECT value FROM json_each (:vouts))",
             record, vouts->str, error) &&
         remove_rows (self, "DELETE FROM spend WHERE account = :account AND txid = :txid", record,
                      NULL, error) &&
         remove_rows (
             self,
             "DELETE FROM counterparty WHERE tx = (SELECT row FROM tx WHERE account = :account AND txid = :txid)",
             record, NULL, error) &&
         remove_rows (
             self,
             "DELETE FROM movement WHERE tx = (SELECT row FROM tx WHERE account = :account AND txid = :txid)",
             record, NULL, error);
}

/* A coin shows that its address is used. */
static gboolean
mark_used (ImwStoreApply *self, ImwTxCoin *coin, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO address (account, branch, idx, address, used) VALUES (:account, :branch, :idx, :address, 1) "
      "ON CONFLICT (account, branch, idx) DO UPDATE SET used = 1 WHERE used = 0",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_int64 (stmt, ":branch", coin->branch);
  imw_stmt_bind_int64 (stmt, ":idx", coin->index);
  imw_stmt_bind_text (stmt, ":address", coin->address);

  return imw_stmt_run (stmt, error);
}

/* New coins go in as spent: they count nowhere until their marks are made. */
static gboolean
put_coins (ImwStoreApply *self, ImwTxRecord *record, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO coin (account, txid, vout, branch, idx, address, asset, amount, frozen, state, own, spent, "
      "reserved) VALUES (:account, :txid, :vout, :branch, :idx, :address, :asset, :amount, 0, 0, 0, 1, 0) "
      "ON CONFLICT (account, txid, vout) DO UPDATE SET branch = :branch, idx = :idx, address = :address, "
      "asset = :asset, amount = :amount",
      error);

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < record->coins->len; i++)
    {
      ImwTxCoin *coin = g_ptr_array_index (record->coins, i);

      imw_stmt_bind_int64 (stmt, ":account", self->account);
      imw_stmt_bind_text (stmt, ":txid", record->txid);
      imw_stmt_bind_int64 (stmt, ":vout", coin->vout);
      imw_stmt_bind_int64 (stmt, ":branch", coin->branch);
      imw_stmt_bind_int64 (stmt, ":idx", coin->index);
      imw_stmt_bind_text (stmt, ":address", coin->address);
      imw_store_bind_amount (stmt, ":asset", ":amount", coin->amount);
      if (!imw_stmt_run (stmt, error) ||
          !imw_store_ledger_touch_outpoint (self->ledger, record->txid, coin->vout, error) ||
          !mark_used (self, coin, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_spends (ImwStoreApply *self, ImwTxRecord *record, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO spend (account, txid, out_txid, out_vout) VALUES (:account, :txid, :out_txid, :out_vout) "
      "ON CONFLICT DO NOTHING",
      error);

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < record->spends->len; i++)
    {
      ImwTxSpend *spend = g_ptr_array_index (record->spends, i);

      imw_stmt_bind_int64 (stmt, ":account", self->account);
      imw_stmt_bind_text (stmt, ":txid", record->txid);
      imw_stmt_bind_text (stmt, ":out_txid", spend->txid);
      imw_stmt_bind_int64 (stmt, ":out_vout", spend->vout);
      if (!imw_stmt_run (stmt, error) ||
          !imw_store_ledger_touch_outpoint (self->ledger, spend->txid, spend->vout, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_counterparties (ImwStoreApply *self, ImwTxRecord *record, gint64 row, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO counterparty (tx, place, address, asset, amount) VALUES (:tx, :place, :address, :asset, :amount)",
      error);

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < record->counterparties->len; i++)
    {
      ImwTxCounterparty *other = g_ptr_array_index (record->counterparties, i);

      imw_stmt_bind_int64 (stmt, ":tx", row);
      imw_stmt_bind_int64 (stmt, ":place", i);
      imw_stmt_bind_text (stmt, ":address", other->address);
      imw_store_bind_amount (stmt, ":asset", ":amount", other->amount);
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_movements (ImwStoreApply *self, ImwTxRecord *record, gint64 row, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;

  if (record->movements->len == 0)
    return TRUE;

  stmt = imw_store_prepare (
      self->call,
      "INSERT INTO movement (tx, place, asset, amount) VALUES (:tx, :place, :asset, :amount)",
      error);
  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < record->movements->len; i++)
    {
      imw_stmt_bind_int64 (stmt, ":tx", row);
      imw_stmt_bind_int64 (stmt, ":place", i);
      imw_store_bind_amount (stmt, ":asset", ":amount", g_ptr_array_index (record->movements, i));
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_apply_record: (skip)
 * @self: a batch being applied
 * @record: what the network reported
 * @error: return location
 *
 * Writes one transaction, its coins, spends, payees and movements. What it does to others, and to the sums, comes
 * when all records are in. A record that says a transaction is gone changes nothing but its state: the
 * network knows no more of it than that.
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_INPUT or an error of the store
 */
gboolean
imw_store_apply_record (ImwStoreApply *self, ImwTxRecord *record, GError **error)
{
  Stored stored;

  if (!check_record (self, record, error) || !load_stored (self, record, &stored, error))
    return FALSE;

  if (record->raw != NULL && record->state != IMW_TX_DROPPED &&
      !imw_store_put_raw_job (self->call, self->chain, record->txid, record->raw, error))
    return FALSE;

  if (stored.known ? stored.same : record->state == IMW_TX_DROPPED)
    return TRUE;

  imw_store_apply_remember (self, record->txid,
                            stored.known ? (gint) stored.state : IMW_STORE_TX_NEW);
  if (record->state == IMW_TX_DROPPED)
    return drop_tx (self, record, &stored, error);

  return (stored.known ? update_tx (self, record, &stored, error)
                       : insert_tx (self, record, &stored, error)) &&
         put_coins (self, record, error) && put_spends (self, record, error) &&
         put_counterparties (self, record, stored.row, error) &&
         put_movements (self, record, stored.row, error) &&
         (!self->told || imw_store_hide_tx (self->call, stored.row, error));
}
