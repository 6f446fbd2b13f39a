/* imw-store-claim.c: money that waits for an account until it is claimed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-claim"

#include "config.h"

#include "imw-store-claim.h"

#include "imw-store-private.h"

/**
 * imw_store_claim_new:
 * @account: (nullable): id of the account it waits for
 * @id: the network's own name of it
 * @amount: how much
 * @from: (nullable): who set it out
 * @not_before_ms: from when on it can be claimed, 0 now
 * @expires_ms: until when, 0 for ever
 *
 * Returns: (transfer full): a claim
 */
ImwStoreClaim *
imw_store_claim_new (const char *account,
                     const char *id,
                     ImwAmount  *amount,
                     const char *from,
                     gint64      not_before_ms,
                     gint64      expires_ms)
{
  ImwStoreClaim *self = g_new0 (ImwStoreClaim, 1);

  self->account = g_strdup (account);
  self->id = g_strdup (id);
  self->amount = imw_amount_ref (amount);
  self->from = g_strdup (from);
  self->not_before_ms = not_before_ms;
  self->expires_ms = expires_ms;

  return self;
}

/**
 * imw_store_claim_copy:
 * @self: a claim
 *
 * Returns: (transfer full): a copy
 */
ImwStoreClaim *
imw_store_claim_copy (const ImwStoreClaim *self)
{
  return imw_store_claim_new (self->account, self->id, self->amount, self->from,
                              self->not_before_ms, self->expires_ms);
}

/**
 * imw_store_claim_free:
 * @self: (transfer full): a claim
 */
void
imw_store_claim_free (ImwStoreClaim *self)
{
  g_free (self->account);
  g_free (self->id);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_free (self->from);
  g_free (self);
}

/* text: account id (nullable) */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_claim_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT a.id, c.id, c.asset, c.amount, c.sender, c.not_before_ms, c.expires_ms FROM claim c "
      "JOIN account a ON a.row = c.account WHERE :id IS NULL OR a.id = :id ORDER BY a.row, c.id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", call->args->text[0]);

  do
    {
      g_autoptr (ImwAmount) amount = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!imw_store_read_amount (call, stmt, 2, 3, &amount, error))
        return FALSE;
      g_ptr_array_add (claims,
                       imw_store_claim_new (imw_stmt_get_text (stmt, 0),
                                            imw_stmt_get_text (stmt, 1), amount,
                                            imw_stmt_get_text (stmt, 4),
                                            imw_stmt_get_int64 (stmt, 5),
                                            imw_stmt_get_int64 (stmt, 6)));
    }
  while (row);

  *result = g_steal_pointer (&claims);

  return TRUE;
}

/**
 * imw_store_list_claims_async:
 * @self: a store
 * @account: (nullable): id of an account, %NULL for all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_claims_async (ImwStore           *self,
                             const char         *account,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_list_claims_async, IMW_DB_JOB_READ, list_job,
                 imw_store_args_new (account, NULL), (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_list_claims_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreClaim): claims by account and id, or %NULL with
 *   an error of the store
 */
GPtrArray *
imw_store_list_claims_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_claims_async, &value, error) ? value
                                                                                         : NULL;
}
