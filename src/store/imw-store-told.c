/* imw-store-told.c: balances that the network tells
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-told"

#include "config.h"

#include "imw-store-private.h"

#include "imw-error.h"

/* A row of the table balance that was told has as_of_ms. Its "confirmed" is the network's word and never
 * summed up; what is coming and going is that of the mempool, "reserved" what open payments hold that is
 * not in "confirmed" yet, and "available" the rest, less what the ledger wants to stay in the account. All
 * that is few rows, so it is made anew each time. */

typedef enum
{
  PART_IN,
  PART_OUT,
  PART_HELD,
  N_PARTS
} Part;

typedef struct
{
  ImwAmount *parts[N_PARTS]; /* (nullable): %NULL for nothing */
} Parts;

static void
parts_free (gpointer data)
{
  Parts *parts = data;

  for (guint i = 0; i < N_PARTS; i++)
    g_clear_pointer (&parts->parts[i], imw_amount_unref);
  g_free (parts);
}

/* Contracts can say any number: what no sum can hold is left out, so that it cannot stop the others. */
static void
add_part (GHashTable *table, Part part, ImwAmount *amount)
{
  const char *id = imw_asset_get_id (imw_amount_get_asset (amount));
  Parts      *parts = g_hash_table_lookup (table, id);
  ImwAmount  *sum;

  if (parts == NULL)
    {
      parts = g_new0 (Parts, 1);
      g_hash_table_insert (table, g_strdup (id), parts);
    }

  sum = parts->parts[part] != NULL ? imw_amount_add (parts->parts[part], amount, NULL)
                                   : imw_amount_ref (amount);
  if (sum == NULL)
    return;

  g_clear_pointer (&parts->parts[part], imw_amount_unref);
  parts->parts[part] = sum;
}

/* The fee is within the first movement unless it is of another asset. */
#define MEMPOOL_MOVEMENTS                                                                 \
  "SELECT asset, net, 0 FROM tx WHERE account = :account AND reported = 0 AND state = 0 " \
  "UNION ALL SELECT fee_asset, fee, 1 FROM tx WHERE account = :account AND reported = 0 " \
  "AND state = 0 AND fee_asset IS NOT NULL AND fee_asset <> asset "                       \
  "UNION ALL SELECT m.asset, m.amount, 0 FROM tx t JOIN movement m ON m.tx = t.row "      \
  "WHERE t.account = :account AND t.reported = 0 AND t.state = 0"

static gboolean
add_mempool (ImwStoreCall *call, gint64 account, GHashTable *table, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, MEMPOOL_MOVEMENTS, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      g_autoptr (ImwAmount) amount = NULL;
      g_autoptr (ImwAmount) going = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!imw_store_read_amount (call, stmt, 0, 1, &amount, error))
        return FALSE;

      if (imw_stmt_get_boolean (stmt, 2))
        add_part (table, PART_OUT, amount);
      else if (imw_amount_sign (amount) >= 0)
        add_part (table, PART_IN, amount);
      else
        add_part (table, PART_OUT, going = imw_amount_negate (amount));
    }
  while (row);

  return TRUE;
}

/* What open payments hold: not those that an open one replaces, nor those whose number a transaction in
 * a block has used, their own or another. */
#define HOLDS                                                                                     \
  "WITH RECURSIVE replaced (id) AS (SELECT p.replaces FROM payment p WHERE p.account = :account " \
  "AND p.final = 0 AND p.replaces IS NOT NULL "                                                   \
  "UNION SELECT q.replaces FROM payment q JOIN replaced f ON q.id = f.id "                        \
  "WHERE q.replaces IS NOT NULL) "                                                                \
  "SELECT r.resource FROM payment p JOIN reservation r ON r.payment = p.id "                      \
  "WHERE p.account = :account AND p.final = 0 AND r.resource GLOB 'amount:*' "                    \
  "AND p.id NOT IN (SELECT id FROM replaced) "                                                    \
  "AND NOT EXISTS (SELECT 1 FROM tx t WHERE t.account = p.account AND t.txid = p.txid "           \
  "AND t.state = 1) "                                                                             \
  "AND NOT EXISTS (SELECT 1 FROM tx t WHERE t.account = p.account AND t.sequence = p.sequence "   \
  "AND t.sequence >= 0 AND t.state = 1)"

static ImwAmount *
read_hold (ImwStoreCall *call, const char *resource, GError **error)
{
  const char      *text = resource + strlen ("amount:");
  const char      *colon = strrchr (text, ':');
  g_autofree char *id = NULL;
  g_autoptr (ImwAsset) asset = NULL;
  g_autoptr (GError) local = NULL;
  ImwAmount *amount;

  if (colon == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a stored hold cannot be read");
      return NULL;
    }

  id = g_strndup (text, (gsize) (colon - text));
  asset = imw_store_get_asset (call, id, error);
  if (asset == NULL)
    return NULL;

  amount = imw_amount_new_from_base_text (asset, colon + 1, &local);
  if (amount == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a stored hold cannot be read: %s",
                 local->message);

  return amount;
}

static gboolean
add_holds (ImwStoreCall *call, gint64 account, GHashTable *table, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, HOLDS, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      g_autoptr (ImwAmount) amount = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      amount = read_hold (call, imw_stmt_get_text (stmt, 0), error);
      if (amount == NULL)
        return FALSE;
      add_part (table, PART_HELD, amount);
    }
  while (row);

  return TRUE;
}

/* What is left; nothing when more is held than there is. */
static ImwAmount *
subtract_held (ImwAmount *confirmed, ImwAmount *held, ImwAmount *kept)
{
  g_autoptr (ImwAmount) both = NULL;
  ImwAmount *rest;

  if (held != NULL && kept != NULL)
    both = imw_amount_add (held, kept, NULL);
  else if (held != NULL || kept != NULL)
    both = imw_amount_ref (held != NULL ? held : kept);
  else
    return imw_amount_ref (confirmed);

  rest = both != NULL ? imw_amount_subtract (confirmed, both, NULL) : NULL;
  if (rest != NULL && imw_amount_sign (rest) >= 0)
    return rest;
  g_clear_pointer (&rest, imw_amount_unref);

  return imw_amount_new_zero (imw_amount_get_asset (confirmed));
}

static gboolean
write_row (ImwStoreCall      *call,
           gint64             account,
           const char        *asset,
           const char *const *texts,
           GError           **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "UPDATE balance SET pending_in = :pending_in, pending_out = :pending_out, available = :available, "
      "frozen = '0', reserved = :reserved WHERE account = :account AND asset = :asset",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_text (stmt, ":asset", asset);
  imw_stmt_bind_text (stmt, ":pending_in", texts[0]);
  imw_stmt_bind_text (stmt, ":pending_out", texts[1]);
  imw_stmt_bind_text (stmt, ":reserved", texts[2]);
  imw_stmt_bind_text (stmt, ":available", texts[3]);

  return imw_stmt_run (stmt, error);
}

/* stmt: asset, confirmed, pending_in, pending_out, reserved, available, frozen, what must stay (or NULL) */
static gboolean
derive_row (ImwStoreCall *call,
            gint64        account,
            ImwStmt      *stmt,
            const Parts  *parts,
            gboolean      write,
            gboolean     *differs,
            GError      **error)
{
  g_autoptr (ImwAmount) confirmed = NULL;
  g_autoptr (ImwAmount) available = NULL;
  g_autoptr (ImwAmount) kept = NULL;
  g_autofree char *asset = imw_stmt_dup_text (stmt, 0);
  g_auto (GStrv) texts = g_new0 (char *, N_PARTS + 2);
  gboolean same = g_strcmp0 (imw_stmt_get_text (stmt, 6), "0") == 0;

  if (!imw_store_read_amount (call, stmt, 0, 1, &confirmed, error) ||
      !imw_store_read_amount (call, stmt, 0, 7, &kept, error))
    return FALSE;

  for (guint i = 0; i < N_PARTS; i++)
    texts[i] = parts != NULL && parts->parts[i] != NULL ? imw_amount_to_base_text (parts->parts[i])
                                                        : g_strdup ("0");
  available = subtract_held (confirmed, parts != NULL ? parts->parts[PART_HELD] : NULL,
                             kept);
  texts[N_PARTS] = imw_amount_to_base_text (available);

  for (int i = 0; i < N_PARTS + 1; i++)
    same = same && g_strcmp0 (imw_stmt_get_text (stmt, i + 2), texts[i]) == 0;
  if (same)
    return TRUE;
  *differs = TRUE;

  return !write || write_row (call, account, asset, (const char *const *) texts, error);
}

/* Rows that were summed up before the account was told to be one whose balances are told. */
static gboolean
drop_sums (ImwStoreCall *call, gint64 account, gboolean write, gboolean *differs, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      write ? "DELETE FROM balance WHERE account = :account AND as_of_ms IS NULL RETURNING 1"
            : "SELECT 1 FROM balance WHERE account = :account AND as_of_ms IS NULL LIMIT 1",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  *differs |= row;
  while (row)
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_told_is: (skip)
 * @call: the job
 * @account: row of an account
 * @told: (out): whether its balances are told by the network
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_told_is (ImwStoreCall *call, gint64 account, gboolean *told, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (call, "SELECT told FROM account WHERE row = :account", error);
  gboolean row = FALSE;

  *told = FALSE;
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  *told = row && imw_stmt_get_boolean (stmt, 0);

  return TRUE;
}

/**
 * imw_store_told_put: (skip)
 * @call: the job, which writes
 * @account: row of an account
 * @confirmed: how much of its asset the network says the account has; the asset is stored
 * @as_of_ms: when it was told
 * @changed: (inout): set to %TRUE when it is another amount than before; else left alone
 * @error: return location
 *
 * Stores a told balance. What is derived from it comes with imw_store_told_derive().
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_INPUT (less than nothing) or an error of the store
 */
gboolean
imw_store_told_put (ImwStoreCall *call,
                    gint64        account,
                    ImwAmount    *confirmed,
                    gint64        as_of_ms,
                    gboolean     *changed,
                    GError      **error)
{
  g_autoptr (ImwStmt) before = imw_store_prepare (
      call,
      "SELECT confirmed FROM balance WHERE account = :account AND asset = :asset AND as_of_ms IS NOT NULL",
      error);
  g_autoptr (ImwStmt) put = imw_store_prepare (
      call,
      "INSERT INTO balance (account, asset, confirmed, pending_in, pending_out, available, frozen, "
      "reserved, as_of_ms) VALUES (:account, :asset, :confirmed, '0', '0', :confirmed, '0', '0', :as_of_ms) "
      "ON CONFLICT (account, asset) DO UPDATE SET confirmed = :confirmed, as_of_ms = :as_of_ms",
      error);
  const char      *asset = imw_asset_get_id (imw_amount_get_asset (confirmed));
  g_autofree char *text = imw_amount_to_base_text (confirmed);
  gboolean         row = FALSE;

  if (before == NULL || put == NULL)
    return FALSE;
  if (imw_amount_sign (confirmed) < 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "a told balance is less than nothing");
      return FALSE;
    }

  imw_stmt_bind_int64 (before, ":account", account);
  imw_stmt_bind_text (before, ":asset", asset);
  if (!imw_stmt_step (before, &row, error))
    return FALSE;
  if (!row || g_strcmp0 (imw_stmt_get_text (before, 0), text) != 0)
    *changed = TRUE;

  imw_stmt_bind_int64 (put, ":account", account);
  imw_stmt_bind_text (put, ":asset", asset);
  imw_stmt_bind_text (put, ":confirmed", text);
  imw_stmt_bind_int64 (put, ":as_of_ms", as_of_ms);

  return imw_stmt_run (put, error);
}

/**
 * imw_store_told_derive: (skip)
 * @call: the job
 * @account: row of an account whose balances are told
 * @write: whether what differs is put right
 * @differs: (inout): set to %TRUE when something differed; else left alone
 * @error: return location
 *
 * Makes anew what is derived from told balances, mempool and open payments. What was told stays.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_told_derive (ImwStoreCall *call,
                       gint64        account,
                       gboolean      write,
                       gboolean     *differs,
                       GError      **error)
{
  g_autoptr (GHashTable) table =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, parts_free);
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean row = FALSE;

  if (!drop_sums (call, account, write, differs, error) ||
      !add_mempool (call, account, table, error) || !add_holds (call, account, table, error))
    return FALSE;

  stmt = imw_store_prepare (
      call,
      "SELECT b.asset, b.confirmed, b.pending_in, b.pending_out, b.reserved, b.available, b.frozen, "
      "CASE WHEN b.asset = a.asset THEN a.reserved END FROM balance b JOIN account a ON a.row = b.account "
      "WHERE b.account = :account AND b.as_of_ms IS NOT NULL",
      error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      if (!imw_stmt_step (stmt, &row, error) ||
          (row && !derive_row (call, account, stmt,
                               g_hash_table_lookup (table, imw_stmt_get_text (stmt, 0)), write,
                               differs, error)))
        return FALSE;
    }
  while (row);

  return TRUE;
}
