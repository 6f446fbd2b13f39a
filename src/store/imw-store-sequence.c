/* imw-store-sequence.c: the numbers of an account's payments, and whom the wallet has paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-sequence"

#include "config.h"

#include "imw-store-payment.h"
#include "imw-store-tx.h"

#include "imw-store-tx-private.h"

/**
 * imw_store_sequence_free:
 * @self: (transfer full): a reserved number
 */
void
imw_store_sequence_free (ImwStoreSequence *self)
{
  g_free (self->payment);
  g_free (self);
}

/* text: account id; number: the sequence */
static gboolean
find_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT " IMW_STORE_TX_COLUMNS " FROM tx t WHERE t.account = :account "
      "AND t.sequence = :sequence AND t.sequence >= 0 AND t.state <> 2 ORDER BY t.row",
      error);
  gint64 account = 0;

  if (stmt == NULL || !imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":sequence", call->args->number[0]);
  *result = imw_store_read_txs (call, stmt, error);

  return *result != NULL;
}

/**
 * imw_store_find_sequence_async:
 * @self: a store
 * @account: id of an account
 * @sequence: a number of its payments
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks for what has used a number: when it is in a block and not what a payment was signed as, the payment
 * was replaced by it.
 */
void
imw_store_find_sequence_async (ImwStore           *self,
                               const char         *account,
                               gint64              sequence,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = sequence;
  imw_store_run (self, imw_store_find_sequence_async, IMW_DB_JOB_READ, find_job, args,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_find_sequence_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreTx): the transaction that counts under that
 *   number, in a block or not, as an array of one or none; or %NULL with %IMW_ERROR_NOT_FOUND (unknown
 *   account) or another error of the store
 */
GPtrArray *
imw_store_find_sequence_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_find_sequence_async, &value, error) ? value
                                                                                           : NULL;
}

/* text: account id */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      numbers = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sequence_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT p.sequence, p.id FROM payment p JOIN reservation r ON r.payment = p.id "
      "WHERE p.account = :account AND p.final = 0 AND r.resource = 'sequence:' || p.sequence "
      "ORDER BY p.sequence, p.created_ms, p.rowid",
      error);
  gint64   account = 0;
  gboolean row = FALSE;

  if (stmt == NULL || !imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      ImwStoreSequence *number;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      number = g_new0 (ImwStoreSequence, 1);
      number->sequence = imw_stmt_get_int64 (stmt, 0);
      number->payment = imw_stmt_dup_text (stmt, 1);
      g_ptr_array_add (numbers, number);
    }
  while (row);

  *result = g_steal_pointer (&numbers);

  return TRUE;
}

/**
 * imw_store_list_sequences_async:
 * @self: a store
 * @account: id of an account
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lists the numbers that open payments have reserved.
 */
void
imw_store_list_sequences_async (ImwStore           *self,
                                const char         *account,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  imw_store_run (self, imw_store_list_sequences_async, IMW_DB_JOB_READ, list_job,
                 imw_store_args_new (account, NULL), (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_list_sequences_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreSequence): lowest first, and of those with the
 *   same number the one that replaces another after it; or %NULL with %IMW_ERROR_NOT_FOUND (unknown account)
 *   or another error of the store
 */
GPtrArray *
imw_store_list_sequences_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_sequences_async, &value, error) ? value
                                                                                            : NULL;
}

/* Where payments have numbers, what has none was not sent by us, whatever a contract says. */
#define PAID_ADDRESSES                                                                    \
  "SELECT c.address FROM tx t JOIN counterparty c ON c.tx = t.row WHERE t.direction = 2 " \
  "AND t.state <> 2 AND t.failed = 0 AND c.address IS NOT NULL AND c.amount <> '0' "      \
  "AND (t.sequence >= 0 OR (SELECT a.told FROM account a WHERE a.row = t.account) = 0) "  \
  "GROUP BY c.address ORDER BY max (t.sort_ms) DESC, c.address LIMIT :limit"

static gboolean
paid_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, PAID_ADDRESSES, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":limit", IMW_STORE_MAX_PAID_ADDRESSES);

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      g_ptr_array_add (addresses, row ? imw_stmt_dup_text (stmt, 0) : NULL);
    }
  while (row);

  *result = g_ptr_array_free (g_steal_pointer (&addresses), FALSE);

  return TRUE;
}

/**
 * imw_store_list_paid_addresses_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lists whom the wallet has paid, from all accounts. An address that only looks like one of these was made
 * to be taken for it.
 */
void
imw_store_list_paid_addresses_async (ImwStore           *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  imw_store_run (self, imw_store_list_paid_addresses_async, IMW_DB_JOB_READ, paid_job, NULL,
                 (GDestroyNotify) g_strfreev, cancellable, callback, user_data);
}

/**
 * imw_store_list_paid_addresses_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): NULL-terminated, each once, the last paid first, at most
 *   %IMW_STORE_MAX_PAID_ADDRESSES; or %NULL with an error of the store
 */
char **
imw_store_list_paid_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_paid_addresses_async, &value, error)
             ? value
             : NULL;
}
