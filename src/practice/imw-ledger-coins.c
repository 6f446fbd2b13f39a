/* imw-ledger-coins.c: the ledger's coins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger"

#include "config.h"

#include "imw-ledger.h"

#include "imw-ledger-private.h"

#include "imw-error.h"
#include "imw-hash.h"

/* A coin, the transaction that made it and, where there is one, the transaction that spends it */
#define COIN_QUERY                                                                         \
  "SELECT coin.tx, maker.id, coin.number, coin.script, coin.value, maker.height, "         \
  "maker.coinbase, coin.spent_tx, spender.id, coin.spent_input, spender.height FROM coin " \
  "JOIN tx AS maker ON maker.row = coin.tx "                                               \
  "LEFT JOIN tx AS spender ON spender.row = coin.spent_tx "

/**
 * imw_ledger_coin_free:
 * @self: (transfer full) (nullable): a coin
 *
 * Frees @self.
 */
void
imw_ledger_coin_free (ImwLedgerCoin *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->script, g_bytes_unref);
  g_free (self);
}

static gint64
read_height (ImwStmt *stmt, int column)
{
  return imw_stmt_is_null (stmt, column) ? IMW_LEDGER_WAITING : imw_stmt_get_int64 (stmt, column);
}

static ImwLedgerCoin *
read_coin (ImwStmt *stmt, GError **error)
{
  g_autoptr (ImwLedgerCoin) self = g_new0 (ImwLedgerCoin, 1);

  self->tx_row = imw_stmt_get_int64 (stmt, 0);
  self->number = (guint32) imw_stmt_get_int64 (stmt, 2);
  self->script = imw_stmt_dup_bytes (stmt, 3);
  self->height = read_height (stmt, 5);
  self->coinbase = imw_stmt_get_boolean (stmt, 6);
  self->spent_row = imw_stmt_get_int64 (stmt, 7);
  self->spent_input = (guint32) imw_stmt_get_int64 (stmt, 9);
  self->spent_height = read_height (stmt, 10);
  if (!imw_ledger_read_id (stmt, 1, self->tx_id, error) ||
      !imw_ledger_read_amount (stmt, 4, &self->value, error) ||
      !imw_ledger_read_id (stmt, 8, self->spent_id, error))
    return NULL;

  return g_steal_pointer (&self);
}

static GPtrArray *
read_coins (ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray)
      coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_coin_free);

  while (TRUE)
    {
      ImwLedgerCoin *coin;
      gboolean       row;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&coins);

      coin = read_coin (stmt, error);
      if (coin == NULL)
        return NULL;
      g_ptr_array_add (coins, coin);
    }
}

/**
 * imw_ledger_owner_of:
 * @script: (array length=length): what an output demands
 * @length: its size
 * @owner: (out) (array fixed-size=32): the name under which the books keep it
 */
void
imw_ledger_owner_of (const guint8 *script, gsize length, guint8 owner[32])
{
  imw_sha256 (script, length, owner);
}

static gboolean
add_history (ImwLedger *self, GBytes *owner, gint64 tx_row, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "INSERT INTO history (owner, tx) VALUES (:owner, :tx) ON CONFLICT DO NOTHING",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_bytes (stmt, ":owner", owner);
  imw_stmt_bind_int64 (stmt, ":tx", tx_row);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_ledger_add_history:
 * @self: the books
 * @owner: (array fixed-size=32): an owner
 * @tx_row: a transaction that is not in a block
 * @error: return location
 *
 * Makes a transaction part of the owner's history, inside a change. Coins do so by themselves.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_history (ImwLedger *self, const guint8 owner[32], gint64 tx_row, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (owner, 32);

  return add_history (self, bytes, tx_row, error);
}

static GBytes *
owner_of_script (GBytes *script)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (script, &length);
  guint8        owner[32];

  imw_ledger_owner_of (length > 0 ? data : (const guint8 *) "", length, owner);

  return g_bytes_new (owner, sizeof owner);
}

/**
 * imw_ledger_add_coin:
 * @self: the books
 * @tx_row: the transaction that makes it, not yet in a block
 * @number: index of the output
 * @script: what spending it demands
 * @value: base units
 * @error: return location
 *
 * Adds a coin, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_coin (ImwLedger *self,
                     gint64     tx_row,
                     guint32    number,
                     GBytes    *script,
                     guint64    value,
                     GError   **error)
{
  g_autoptr (GBytes) owner = owner_of_script (script);
  g_autoptr (ImwStmt)
      stmt = imw_db_session_prepare (self->session,
                                     "INSERT INTO coin (tx, number, owner, script, value) "
                                     "VALUES (:tx, :number, :owner, :script, :value)",
                                     error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_int64 (stmt, ":tx", tx_row);
  imw_stmt_bind_int64 (stmt, ":number", number);
  imw_stmt_bind_bytes (stmt, ":owner", owner);
  imw_stmt_bind_bytes (stmt, ":script", script);
  imw_ledger_bind_amount (stmt, ":value", value);

  return imw_stmt_run (stmt, error) && add_history (self, owner, tx_row, error);
}

/**
 * imw_ledger_find_coin:
 * @self: the books
 * @tx_id: (array fixed-size=32): the transaction that made it
 * @number: index of the output
 * @coin: (out) (nullable): the coin, spent or not; %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_find_coin (ImwLedger      *self,
                      const guint8    tx_id[32],
                      guint32         number,
                      ImwLedgerCoin **coin,
                      GError        **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, COIN_QUERY "WHERE maker.id = :id AND coin.number = :number", error);
  gboolean row;

  *coin = NULL;
  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_id (stmt, ":id", tx_id);
  imw_stmt_bind_int64 (stmt, ":number", number);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  *coin = read_coin (stmt, error);

  return *coin != NULL;
}

/**
 * imw_ledger_spend_coin:
 * @self: the books
 * @coin: a coin
 * @by_row: the transaction that spends it, not yet in a block
 * @by_input: index of the input
 * @error: return location
 *
 * Spends a coin, inside a change. One that is spent already is an error, whatever the caller looked at before.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_INTERNAL (spent already) or %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_spend_coin (ImwLedger           *self,
                       const ImwLedgerCoin *coin,
                       gint64               by_row,
                       guint32              by_input,
                       GError             **error)
{
  g_autoptr (GBytes) owner = owner_of_script (coin->script);
  g_autoptr (ImwStmt)
      stmt = imw_db_session_prepare (self->session,
                                     "UPDATE coin SET spent_tx = :by, spent_input = :input "
                                     "WHERE tx = :tx AND number = :number AND spent_tx IS NULL",
                                     error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_int64 (stmt, ":by", by_row);
  imw_stmt_bind_int64 (stmt, ":input", by_input);
  imw_stmt_bind_int64 (stmt, ":tx", coin->tx_row);
  imw_stmt_bind_int64 (stmt, ":number", coin->number);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  if (imw_db_session_get_n_changed (self->session) != 1)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "a coin was to be spent twice");
      return FALSE;
    }

  return add_history (self, owner, by_row, error);
}

static GPtrArray *
list_by_row (ImwLedger *self, const char *sql, gint64 row, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (self->session, sql, error);

  if (stmt == NULL)
    return NULL;

  imw_stmt_bind_int64 (stmt, ":row", row);

  return read_coins (stmt, error);
}

/**
 * imw_ledger_list_inputs:
 * @self: the books
 * @tx_row: a transaction
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerCoin): what it spends, in the order of its inputs; nothing for a
 *   coinbase. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_inputs (ImwLedger *self, gint64 tx_row, GError **error)
{
  return list_by_row (self, COIN_QUERY "WHERE coin.spent_tx = :row ORDER BY coin.spent_input",
                      tx_row, error);
}

/**
 * imw_ledger_list_outputs:
 * @self: the books
 * @tx_row: a transaction
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerCoin): its coins, spent or not. On %NULL @error is
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_outputs (ImwLedger *self, gint64 tx_row, GError **error)
{
  return list_by_row (self, COIN_QUERY "WHERE coin.tx = :row ORDER BY coin.number", tx_row, error);
}

/**
 * imw_ledger_list_unspent:
 * @self: the books
 * @owner: (array fixed-size=32): an owner
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerCoin): unspent coins of @owner, oldest first, with those that wait
 *   for a block. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_unspent (ImwLedger *self, const guint8 owner[32], guint limit, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_db_session_prepare (self->session,
                              COIN_QUERY "WHERE coin.owner = :owner AND coin.spent_tx IS NULL "
                                         "ORDER BY coin.tx, coin.number LIMIT :limit",
                              error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_id (stmt, ":owner", owner);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return read_coins (stmt, error);
}

static gboolean
sum_coins (ImwStmt *stmt, ImwLedgerStats *chain, ImwLedgerStats *waiting, GError **error)
{
  while (TRUE)
    {
      ImwLedgerStats *funded;
      ImwLedgerStats *spent;
      guint64         value;
      gboolean        row;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!imw_ledger_read_amount (stmt, 0, &value, error))
        return FALSE;

      funded = imw_stmt_is_null (stmt, 1) ? waiting : chain;
      funded->funded_count++;
      funded->funded_sum += value;
      if (imw_stmt_is_null (stmt, 2))
        continue;

      spent = imw_stmt_is_null (stmt, 3) ? waiting : chain;
      spent->spent_count++;
      spent->spent_sum += value;
    }
}

/**
 * imw_ledger_get_stats:
 * @self: the books
 * @owner: (array fixed-size=32): an owner
 * @chain: (out caller-allocates): counts and sums of what is in blocks
 * @waiting: (out caller-allocates): the same of what waits
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_get_stats (ImwLedger      *self,
                      const guint8    owner[32],
                      ImwLedgerStats *chain,
                      ImwLedgerStats *waiting,
                      GError        **error)
{
  g_autoptr (ImwStmt) count = NULL;
  g_autoptr (ImwStmt) stmt =
      imw_db_session_prepare (self->session,
                              "SELECT coin.value, maker.height, coin.spent_tx, spender.height "
                              "FROM coin JOIN tx AS maker ON maker.row = coin.tx "
                              "LEFT JOIN tx AS spender ON spender.row = coin.spent_tx "
                              "WHERE coin.owner = :owner",
                              error);
  gboolean row;

  memset (chain, 0, sizeof *chain);
  memset (waiting, 0, sizeof *waiting);
  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_id (stmt, ":owner", owner);
  if (!sum_coins (stmt, chain, waiting, error))
    return FALSE;

  count = imw_db_session_prepare (
      self->session, "SELECT count (*), count (place) FROM history WHERE owner = :owner", error);
  if (count == NULL)
    return FALSE;

  imw_ledger_bind_id (count, ":owner", owner);
  if (!imw_stmt_step (count, &row, error))
    return FALSE;

  chain->tx_count = imw_stmt_get_int64 (count, 1);
  waiting->tx_count = imw_stmt_get_int64 (count, 0) - chain->tx_count;

  return TRUE;
}
