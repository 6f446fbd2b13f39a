/* imw-store-ledger.c: marks of coins and sums of balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-ledger"

#include "config.h"

#include "imw-store-private.h"

#include "imw-error.h"

/* The sums of one account and asset, in the order of the columns. */
typedef enum
{
  SUM_CONFIRMED,
  SUM_PENDING_IN,
  SUM_PENDING_OUT,
  SUM_AVAILABLE,
  SUM_FROZEN,
  SUM_RESERVED,
  N_SUMS
} Sum;

typedef struct
{
  ImwAmount *amounts[N_SUMS];
} ImwStoreSums;

/* Where a coin's marks come from. */
#define MARK_STATE \
  "(SELECT t.state FROM tx t WHERE t.account = coin.account AND t.txid = coin.txid)"
#define MARK_OWN \
  "(SELECT t.direction <> 1 FROM tx t WHERE t.account = coin.account AND t.txid = coin.txid)"
#define MARK_SPENT                                                                         \
  "(EXISTS (SELECT 1 FROM spend s JOIN tx t ON t.account = s.account AND t.txid = s.txid " \
  "WHERE s.account = coin.account AND s.out_txid = coin.txid AND s.out_vout = coin.vout "  \
  "AND t.state <> 2))"
#define MARK_RESERVED                                                    \
  "(EXISTS (SELECT 1 FROM reservation r WHERE r.account = coin.account " \
  "AND r.resource = 'coin:' || coin.txid || ':' || coin.vout))"
#define SET_MARKS                                                                   \
  "UPDATE coin SET state = " MARK_STATE ", own = " MARK_OWN ", spent = " MARK_SPENT \
  ", reserved = " MARK_RESERVED
#define MARKS_DIFFER                                                                       \
  "(coin.state <> " MARK_STATE " OR coin.own <> " MARK_OWN " OR coin.spent <> " MARK_SPENT \
  " OR coin.reserved <> " MARK_RESERVED ")"

static void
sums_free (ImwStoreSums *sums)
{
  for (guint i = 0; i < N_SUMS; i++)
    imw_amount_unref (sums->amounts[i]);
  g_free (sums);
}

static ImwStoreSums *
sums_get (GHashTable *table, ImwAsset *asset)
{
  ImwStoreSums *sums = g_hash_table_lookup (table, imw_asset_get_id (asset));

  if (sums != NULL)
    return sums;

  sums = g_new0 (ImwStoreSums, 1);
  for (guint i = 0; i < N_SUMS; i++)
    sums->amounts[i] = imw_amount_new_zero (asset);
  g_hash_table_insert (table, g_strdup (imw_asset_get_id (asset)), sums);

  return sums;
}

static gboolean
add_to (ImwStoreSums *sums, Sum sum, ImwAmount *amount, gboolean take_out, GError **error)
{
  ImwAmount *next = take_out ? imw_amount_subtract (sums->amounts[sum], amount, error)
                             : imw_amount_add (sums->amounts[sum], amount, error);

  if (next == NULL)
    return FALSE;

  imw_amount_unref (sums->amounts[sum]);
  sums->amounts[sum] = next;

  return TRUE;
}

/* What one transaction adds to the sums. */
static gboolean
count_tx (ImwStoreLedger *self, ImwTxState state, ImwAmount *net, gboolean take_out, GError **error)
{
  ImwStoreSums *sums = sums_get (self->sums, imw_amount_get_asset (net));
  g_autoptr (ImwAmount) going = NULL;

  switch (state)
    {
    case IMW_TX_CONFIRMED:
      return add_to (sums, SUM_CONFIRMED, net, take_out, error);

    case IMW_TX_MEMPOOL:
      if (imw_amount_sign (net) >= 0)
        return add_to (sums, SUM_PENDING_IN, net, take_out, error);
      going = imw_amount_negate (net);
      return add_to (sums, SUM_PENDING_OUT, going, take_out, error);

    case IMW_TX_DROPPED:
      return TRUE;
    }

  g_assert_not_reached ();
}

#define COIN_COLUMNS "asset, amount, state, own, spent, frozen, reserved"

/* What one coin, as its marks stand, adds to the sums. */
static gboolean
count_coin (ImwStoreLedger *self, ImwStmt *stmt, int first, gboolean take_out, GError **error)
{
  g_autoptr (ImwAmount) amount = NULL;
  ImwTxState    state;
  ImwStoreSums *sums;

  if (!imw_store_read_state (stmt, first + 2, &state, error))
    return FALSE;
  if (state == IMW_TX_DROPPED || imw_stmt_get_boolean (stmt, first + 4))
    return TRUE;

  if (!imw_store_read_amount (self->call, stmt, first, first + 1, &amount, error))
    return FALSE;
  sums = sums_get (self->sums, imw_amount_get_asset (amount));

  if (imw_stmt_get_boolean (stmt, first + 5))
    return add_to (sums, SUM_FROZEN, amount, take_out, error);
  if (imw_stmt_get_boolean (stmt, first + 6))
    return add_to (sums, SUM_RESERVED, amount, take_out, error);
  if (state == IMW_TX_CONFIRMED || imw_stmt_get_boolean (stmt, first + 3))
    return add_to (sums, SUM_AVAILABLE, amount, take_out, error);

  return TRUE;
}

/* Whether the history of the account sums up to anything; asked of the database once. */
static gboolean
load_told (ImwStoreLedger *self, GError **error)
{
  if (!self->asked && !imw_store_told_is (self->call, self->account, &self->told, error))
    return FALSE;
  self->asked = TRUE;

  return TRUE;
}

static gboolean
count_tx_row (ImwStoreLedger *self, ImwStmt *stmt, int first, gboolean take_out, GError **error)
{
  g_autoptr (ImwAmount) net = NULL;
  ImwTxState state;

  if (!load_told (self, error))
    return FALSE;
  if (self->told) /* contracts say any number, also such that have no sum */
    return TRUE;

  return imw_store_read_state (stmt, first, &state, error) &&
         imw_store_read_amount (self->call, stmt, first + 1, first + 2, &net, error) &&
         count_tx (self, state, net, take_out, error);
}

/**
 * imw_store_ledger_new: (skip)
 * @call: the job
 * @account: row of the account
 *
 * Returns: (transfer full): a ledger with nothing touched
 */
ImwStoreLedger *
imw_store_ledger_new (ImwStoreCall *call, gint64 account)
{
  ImwStoreLedger *self = g_new0 (ImwStoreLedger, 1);

  self->call = call;
  self->account = account;
  self->coins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->txs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sums_free);

  return self;
}

/**
 * imw_store_ledger_free: (skip)
 * @self: (transfer full): a ledger
 */
void
imw_store_ledger_free (ImwStoreLedger *self)
{
  g_clear_pointer (&self->coins, g_hash_table_unref);
  g_clear_pointer (&self->txs, g_hash_table_unref);
  g_clear_pointer (&self->sums, g_hash_table_unref);
  g_free (self);
}

/**
 * imw_store_ledger_touch_tx: (skip)
 * @self: a ledger
 * @row: a transaction whose state or net is about to change
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_ledger_touch_tx (ImwStoreLedger *self, gint64 row, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean found = FALSE;

  if (!g_hash_table_add (self->txs, g_memdup2 (&row, sizeof row)))
    return TRUE;

  stmt = imw_store_prepare (self->call, "SELECT state, asset, net FROM tx WHERE row = :row", error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":row", row);

  return imw_stmt_step (stmt, &found, error) &&
         (!found || count_tx_row (self, stmt, 0, TRUE, error));
}

/**
 * imw_store_ledger_add_new_tx: (skip)
 * @self: a ledger
 * @row: a transaction that was just inserted and counts nowhere yet
 */
void
imw_store_ledger_add_new_tx (ImwStoreLedger *self, gint64 row)
{
  g_hash_table_add (self->txs, g_memdup2 (&row, sizeof row));
}

/**
 * imw_store_ledger_touch_coin: (skip)
 * @self: a ledger
 * @row: a coin of which something that it counts by is about to change
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_ledger_touch_coin (ImwStoreLedger *self, gint64 row, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean found = FALSE;

  if (!g_hash_table_add (self->coins, g_memdup2 (&row, sizeof row)))
    return TRUE;

  stmt =
      imw_store_prepare (self->call, "SELECT " COIN_COLUMNS " FROM coin WHERE row = :row", error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":row", row);

  return imw_stmt_step (stmt, &found, error) && (!found || count_coin (self, stmt, 0, TRUE, error));
}

/**
 * imw_store_ledger_touch_outpoint: (skip)
 * @self: a ledger
 * @txid: a transaction
 * @vout: one of its outputs
 * @error: return location
 *
 * Touches the coin there, if one is known.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_ledger_touch_outpoint (ImwStoreLedger *self,
                                 const char     *txid,
                                 guint32         vout,
                                 GError        **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean found = FALSE;

  stmt = imw_store_prepare (
      self->call, "SELECT row FROM coin WHERE account = :account AND txid = :txid AND vout = :vout",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":txid", txid);
  imw_stmt_bind_int64 (stmt, ":vout", vout);

  return imw_stmt_step (stmt, &found, error) &&
         (!found || imw_store_ledger_touch_coin (self, imw_stmt_get_int64 (stmt, 0), error));
}

/**
 * imw_store_ledger_touch_all_of_tx: (skip)
 * @self: a ledger
 * @row: a transaction
 * @txid: its id
 * @error: return location
 *
 * Touches it, the coins it made and those it spends.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_ledger_touch_all_of_tx (ImwStoreLedger *self,
                                  gint64          row,
                                  const char     *txid,
                                  GError        **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean found = FALSE;

  if (!imw_store_ledger_touch_tx (self, row, error))
    return FALSE;

  stmt = imw_store_prepare (
      self->call,
      "SELECT row FROM coin WHERE account = :account AND txid = :txid "
      "UNION ALL SELECT c.row FROM spend s JOIN coin c ON c.account = s.account AND c.txid = s.out_txid "
      "AND c.vout = s.out_vout WHERE s.account = :account AND s.txid = :txid",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":txid", txid);

  do
    {
      if (!imw_stmt_step (stmt, &found, error) ||
          (found && !imw_store_ledger_touch_coin (self, imw_stmt_get_int64 (stmt, 0), error)))
        return FALSE;
    }
  while (found);

  return TRUE;
}

static gboolean
read_balance (ImwStoreLedger *self,
              ImwAsset       *asset,
              ImwStoreSums   *sums,
              gboolean       *found,
              GError        **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "SELECT asset, confirmed, pending_in, pending_out, available, frozen, reserved "
      "FROM balance WHERE account = :account AND asset = :asset",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":asset", imw_asset_get_id (asset));
  if (!imw_stmt_step (stmt, found, error))
    return FALSE;

  for (int i = 0; *found && i < N_SUMS; i++)
    {
      g_autoptr (ImwAmount) amount = NULL;

      if (!imw_store_read_amount (self->call, stmt, 0, i + 1, &amount, error) ||
          !add_to (sums, (Sum) i, amount, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_balance (ImwStoreLedger *self, const char *asset, ImwStoreSums *sums, GError **error)
{
  static const char *const names[N_SUMS] = { ":confirmed", ":pending_in", ":pending_out",
                                             ":available", ":frozen", ":reserved" };
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT OR REPLACE INTO balance (account, asset, confirmed, pending_in, pending_out, "
      "available, frozen, reserved) VALUES (:account, :asset, :confirmed, :pending_in, "
      ":pending_out, :available, :frozen, :reserved)",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":asset", asset);
  for (guint i = 0; i < N_SUMS; i++)
    {
      g_autofree char *text = imw_amount_to_base_text (sums->amounts[i]);

      imw_stmt_bind_text (stmt, names[i], text);
    }

  return imw_stmt_run (stmt, error);
}

static gboolean
settle_coins (ImwStoreLedger *self, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (self->call, SET_MARKS " WHERE row = :row RETURNING " COIN_COLUMNS, error);
  GHashTableIter iter;
  gpointer       key;

  if (stmt == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, self->coins);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gboolean found = FALSE;

      imw_stmt_bind_int64 (stmt, ":row", *(gint64 *) key);
      if (!imw_stmt_step (stmt, &found, error) ||
          (found && !count_coin (self, stmt, 0, FALSE, error)))
        return FALSE;
      imw_stmt_reset (stmt);
    }
  g_hash_table_remove_all (self->coins);

  return TRUE;
}

static gboolean
settle_txs (ImwStoreLedger *self, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (self->call, "SELECT state, asset, net FROM tx WHERE row = :row", error);
  GHashTableIter iter;
  gpointer       key;

  if (stmt == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, self->txs);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gboolean found = FALSE;

      imw_stmt_bind_int64 (stmt, ":row", *(gint64 *) key);
      if (!imw_stmt_step (stmt, &found, error) ||
          (found && !count_tx_row (self, stmt, 0, FALSE, error)))
        return FALSE;
      imw_stmt_reset (stmt);
    }
  g_hash_table_remove_all (self->txs);

  return TRUE;
}

/**
 * imw_store_ledger_ensure_row: (skip)
 * @self: a ledger
 * @asset: the account's asset
 *
 * Makes settling write a balance even when it is zero: now it is known to be.
 */
void
imw_store_ledger_ensure_row (ImwStoreLedger *self, ImwAsset *asset)
{
  sums_get (self->sums, asset);
}

/**
 * imw_store_ledger_settle: (skip)
 * @self: a ledger
 * @error: return location
 *
 * Makes the marks of all touched coins again and brings the balances up to date.
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_INPUT when a sum overflows, or an error of the store
 */
gboolean
imw_store_ledger_settle (ImwStoreLedger *self, GError **error)
{
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;
  gboolean       differs = FALSE;

  if (!settle_coins (self, error) || !settle_txs (self, error) || !load_told (self, error))
    return FALSE;
  if (self->told)
    {
      g_hash_table_remove_all (self->sums);
      return imw_store_told_derive (self->call, self->account, TRUE, &differs, error);
    }

  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      ImwStoreSums *sums = value;
      gboolean      found = FALSE;

      if (!read_balance (self, imw_amount_get_asset (sums->amounts[0]), sums, &found, error) ||
          !write_balance (self, key, sums, error))
        return FALSE;
    }
  g_hash_table_remove_all (self->sums);

  return TRUE;
}

static gboolean
recompute_marks (ImwStoreLedger *self, gboolean write, gboolean *differs, GError **error)
{
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = imw_store_prepare (
      self->call,
      write ? SET_MARKS " WHERE account = :account AND " MARKS_DIFFER " RETURNING row"
            : "SELECT row FROM coin WHERE account = :account AND " MARKS_DIFFER " LIMIT 1",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      *differs |= row;
    }
  while (row);

  return TRUE;
}

static gboolean
sum_history (ImwStoreLedger *self, GError **error)
{
  g_autoptr (ImwStmt) txs = imw_store_prepare (
      self->call, "SELECT state, asset, net FROM tx WHERE account = :account", error);
  g_autoptr (ImwStmt) coins = imw_store_prepare (
      self->call, "SELECT " COIN_COLUMNS " FROM coin WHERE account = :account AND spent = 0",
      error);
  gboolean row = FALSE;

  if (txs == NULL || coins == NULL)
    return FALSE;
  imw_stmt_bind_int64 (txs, ":account", self->account);
  imw_stmt_bind_int64 (coins, ":account", self->account);

  do
    {
      if (!imw_stmt_step (txs, &row, error) || (row && !count_tx_row (self, txs, 0, FALSE, error)))
        return FALSE;
    }
  while (row);

  do
    {
      if (!imw_stmt_step (coins, &row, error) ||
          (row && !count_coin (self, coins, 0, FALSE, error)))
        return FALSE;
    }
  while (row);

  return TRUE;
}

/* Balances that are stored for assets of which the history knows nothing count as zero. */
static gboolean
add_stored_assets (ImwStoreLedger *self, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (self->call, "SELECT asset FROM balance WHERE account = :account", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);

  do
    {
      g_autoptr (ImwAsset) asset = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      asset = imw_store_get_asset (self->call, imw_stmt_get_text (stmt, 0), error);
      if (asset == NULL)
        return FALSE;
      sums_get (self->sums, asset);
    }
  while (row);

  return TRUE;
}

/**
 * imw_store_ledger_recompute: (skip)
 * @self: a ledger with nothing touched
 * @write: whether what differs is put right
 * @differs: (inout): set to %TRUE when something differed; else left alone
 * @error: return location
 *
 * Makes marks and balances of the account anew from the history. Without @write the marks stay as they
 * are, and the sums are those of the marks. Balances that were told stay what they are, and only what is
 * derived from them is made anew.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_ledger_recompute (ImwStoreLedger *self, gboolean write, gboolean *differs, GError **error)
{
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  if (!imw_store_hide_txs_of_account (self->call, self->account, write, differs, error) ||
      !load_told (self, error))
    return FALSE;
  if (self->told)
    return recompute_marks (self, write, differs, error) &&
           imw_store_told_derive (self->call, self->account, write, differs, error);

  if (!recompute_marks (self, write, differs, error) || !sum_history (self, error) ||
      !add_stored_assets (self, error))
    return FALSE;

  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autoptr (GHashTable) scratch =
          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sums_free);
      ImwStoreSums *sums = value;
      ImwStoreSums *stored = sums_get (scratch, imw_amount_get_asset (sums->amounts[0]));
      gboolean      found = FALSE;
      gboolean      same = TRUE;

      if (!read_balance (self, imw_amount_get_asset (sums->amounts[0]), stored, &found, error))
        return FALSE;
      for (guint i = 0; i < N_SUMS; i++)
        same = same && imw_amount_equal (sums->amounts[i], stored->amounts[i]);

      if (found && same)
        continue;
      *differs = TRUE;
      if (write && !write_balance (self, key, sums, error))
        return FALSE;
    }

  return TRUE;
}
