/* imw-store-opening.c: what a ledger says of an account beside its balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-opening"

#include "config.h"

#include "imw-store-batch-private.h"

static gboolean
has_changed (ImwStoreApply *self)
{
  return imw_db_session_get_n_changed (self->call->session) > 0;
}

static gboolean
set_account (ImwStoreApply *self, GError **error)
{
  const ImwStoreBatch *batch = self->batch;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "UPDATE account SET is_open = CASE WHEN :is_open >= 0 THEN :is_open ELSE is_open END, "
      "reserved = ifnull (:reserved, reserved), reserve_step = ifnull (:step, reserve_step), "
      "opening = ifnull (:opening, opening) WHERE row = :row "
      "AND ((:is_open >= 0 AND is_open <> :is_open) OR reserved IS NOT ifnull (:reserved, reserved) "
      "OR reserve_step IS NOT ifnull (:step, reserve_step) "
      "OR opening IS NOT ifnull (:opening, opening))",
      error);
  g_autoptr (ImwStmt) clock = imw_store_prepare (
      self->call, "UPDATE account SET network_time_ms = :time_ms WHERE row = :row AND :time_ms >= 0",
      error);
  g_autofree char *reserved = NULL;
  g_autofree char *step = NULL;
  g_autofree char *opening = NULL;

  if (stmt == NULL || clock == NULL)
    return FALSE;

  reserved = batch->reserved != NULL ? imw_amount_to_base_text (batch->reserved) : NULL;
  step = batch->reserve_step != NULL ? imw_amount_to_base_text (batch->reserve_step) : NULL;
  opening = batch->opening != NULL ? imw_amount_to_base_text (batch->opening) : NULL;
  imw_stmt_bind_int64 (stmt, ":is_open", batch->exists);
  imw_stmt_bind_text (stmt, ":reserved", reserved);
  imw_stmt_bind_text (stmt, ":step", step);
  imw_stmt_bind_text (stmt, ":opening", opening);
  imw_stmt_bind_int64 (stmt, ":row", self->account);
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  self->changed |= has_changed (self);

  imw_stmt_bind_int64 (clock, ":time_ms", batch->network_time_ms);
  imw_stmt_bind_int64 (clock, ":row", self->account);

  return imw_stmt_run (clock, error);
}

/* Nobody but the owner can open an asset: one that turned up by itself before is their own from then on. */
static gboolean
take_as_own (ImwStoreApply *self, ImwAsset *asset, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call, "UPDATE asset SET trust = 1, shown = 1 WHERE id = :id AND trust = 2", error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", imw_asset_get_id (asset));
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  if (!has_changed (self))
    return TRUE;

  self->changed = TRUE;

  return imw_store_hide_txs_of_asset (self->call, imw_asset_get_id (asset), error);
}

static gboolean
add_opened (ImwStoreApply *self, ImwAsset *asset, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO opened (account, asset) VALUES (:account, :asset) ON CONFLICT DO NOTHING", error);

  if (stmt == NULL || !imw_store_apply_put_asset (self, asset, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":asset", imw_asset_get_id (asset));
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  self->changed |= has_changed (self);

  return take_as_own (self, asset, error);
}

static gboolean
put_opened (ImwStoreApply *self, GError **error)
{
  GPtrArray *opened = self->batch->opened;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *list = NULL;
  g_autoptr (ImwStmt) drop = imw_store_prepare (
      self->call,
      "DELETE FROM opened WHERE account = :account AND asset NOT IN (SELECT value FROM json_each (:list))",
      error);
  g_autoptr (ImwStmt) know = imw_store_prepare (
      self->call, "UPDATE account SET opened_known = 1 WHERE row = :row AND opened_known = 0", error);

  if (drop == NULL || know == NULL)
    return FALSE;

  for (guint i = 0; i < opened->len; i++)
    g_ptr_array_add (ids, (gpointer) imw_asset_get_id (g_ptr_array_index (opened, i)));
  g_ptr_array_add (ids, NULL);
  list = imw_store_json_list ((const char *const *) ids->pdata);

  imw_stmt_bind_int64 (drop, ":account", self->account);
  imw_stmt_bind_text (drop, ":list", list);
  if (!imw_stmt_run (drop, error))
    return FALSE;
  self->changed |= has_changed (self);

  for (guint i = 0; i < opened->len; i++)
    {
      if (!add_opened (self, g_ptr_array_index (opened, i), error))
        return FALSE;
    }

  imw_stmt_bind_int64 (know, ":row", self->account);
  if (!imw_stmt_run (know, error))
    return FALSE;
  self->changed |= has_changed (self);

  return TRUE;
}

static gboolean
add_claim (ImwStoreApply *self, const ImwStoreClaim *claim, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      self->call,
      "INSERT INTO claim (account, id, asset, amount, sender, not_before_ms, expires_ms) "
      "VALUES (:account, :id, :asset, :amount, :sender, :not_before_ms, :expires_ms) ON CONFLICT (account, id) "
      "DO UPDATE SET asset = :asset, amount = :amount, sender = :sender, not_before_ms = :not_before_ms, "
      "expires_ms = :expires_ms WHERE asset <> :asset OR amount <> :amount OR sender IS NOT :sender "
      "OR not_before_ms <> :not_before_ms OR expires_ms <> :expires_ms",
      error);

  if (stmt == NULL ||
      !imw_store_apply_put_asset (self, imw_amount_get_asset (claim->amount), error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", self->account);
  imw_stmt_bind_text (stmt, ":id", claim->id);
  imw_store_bind_amount (stmt, ":asset", ":amount", claim->amount);
  imw_stmt_bind_text (stmt, ":sender", claim->from);
  imw_stmt_bind_int64 (stmt, ":not_before_ms", claim->not_before_ms);
  imw_stmt_bind_int64 (stmt, ":expires_ms", claim->expires_ms);
  if (!imw_stmt_run (stmt, error))
    return FALSE;
  self->changed |= has_changed (self);

  return TRUE;
}

static gboolean
put_claims (ImwStoreApply *self, GError **error)
{
  GPtrArray *claims = self->batch->claims;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *list = NULL;
  g_autoptr (ImwStmt) drop = imw_store_prepare (
      self->call,
      "DELETE FROM claim WHERE account = :account AND id NOT IN (SELECT value FROM json_each (:list))",
      error);

  if (drop == NULL)
    return FALSE;

  for (guint i = 0; i < claims->len; i++)
    {
      const ImwStoreClaim *claim = g_ptr_array_index (claims, i);

      g_ptr_array_add (ids, claim->id);
    }
  g_ptr_array_add (ids, NULL);
  list = imw_store_json_list ((const char *const *) ids->pdata);

  imw_stmt_bind_int64 (drop, ":account", self->account);
  imw_stmt_bind_text (drop, ":list", list);
  if (!imw_stmt_run (drop, error))
    return FALSE;
  self->changed |= has_changed (self);

  for (guint i = 0; i < claims->len; i++)
    {
      if (!add_claim (self, g_ptr_array_index (claims, i), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_apply_opening: (skip)
 * @self: a batch being applied, before what is derived from it
 * @error: return location
 *
 * Writes whether the account is open, what must stay in it, what it can receive, and what waits for it.
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_INPUT or an error of the store
 */
gboolean
imw_store_apply_opening (ImwStoreApply *self, GError **error)
{
  if (self->history)
    return TRUE;

  return set_account (self, error) && (self->batch->opened == NULL || put_opened (self, error)) &&
         (self->batch->claims == NULL || put_claims (self, error));
}
