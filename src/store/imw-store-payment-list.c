/* imw-store-payment-list.c: payments read back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-payment-list"

#include "config.h"

#include "imw-store-payment.h"

#include "imw-store-private.h"

#include "imw-error.h"

#define PAYMENT_COLUMNS                                                            \
  "p.id, (SELECT a.id FROM account a WHERE a.row = p.account), p.state, p.final, " \
  "p.created_ms, p.updated_ms, p.draft, "                                          \
  "p.unsigned_tx, p.raw, p.txid, p.replaces, p.error_code, p.error_message, "      \
  "p.amount_asset, p.amount, p.fee_asset, p.fee, p.sequence, p.deadline_ms"

static GPtrArray *
read_payments (ImwStoreCall *call, ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray)
      payments = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_payment_free);
  gboolean row = FALSE;

  do
    {
      ImwStorePayment *payment;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        break;

      payment = imw_store_payment_new (imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1),
                                       imw_stmt_get_text (stmt, 2));
      g_ptr_array_add (payments, payment);
      payment->final = imw_stmt_get_boolean (stmt, 3);
      payment->created_ms = imw_stmt_get_int64 (stmt, 4);
      payment->updated_ms = imw_stmt_get_int64 (stmt, 5);
      payment->draft = imw_stmt_dup_bytes (stmt, 6);
      payment->unsigned_tx = imw_stmt_dup_bytes (stmt, 7);
      payment->raw = imw_stmt_dup_bytes (stmt, 8);
      payment->txid = imw_stmt_dup_text (stmt, 9);
      payment->replaces = imw_stmt_dup_text (stmt, 10);
      payment->error_code = imw_stmt_dup_text (stmt, 11);
      payment->error_message = imw_stmt_dup_text (stmt, 12);
      payment->sequence = imw_stmt_get_int64 (stmt, 17);
      payment->deadline_ms = imw_stmt_get_int64 (stmt, 18);
      if (!imw_store_read_amount (call, stmt, 13, 14, &payment->amount, error) ||
          !imw_store_read_amount (call, stmt, 15, 16, &payment->fee, error))
        return NULL;
    }
  while (row);

  return g_steal_pointer (&payments);
}

/* text: account id (nullable); number: only open ones */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (call,
                         "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE (:account IS NULL OR "
                         "p.account = (SELECT a.row FROM account a WHERE a.id = :account)) "
                         "AND (:open = 0 OR p.final = 0) ORDER BY p.created_ms, p.rowid",
                         error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":account", call->args->text[0]);
  imw_stmt_bind_int64 (stmt, ":open", call->args->number[0]);
  *result = read_payments (call, stmt, error);

  return *result != NULL;
}

/**
 * imw_store_list_payments_async:
 * @self: a store
 * @account: (nullable): id of an account, %NULL for all
 * @only_open: whether final ones are left out
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_payments_async (ImwStore           *self,
                               const char         *account,
                               gboolean            only_open,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = only_open ? 1 : 0;
  imw_store_run (self, imw_store_list_payments_async, IMW_DB_JOB_READ, list_job, args,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_payments_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStorePayment): payments, oldest first, or %NULL with
 *   an error of the store
 */
GPtrArray *
imw_store_list_payments_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_payments_async, &value, error) ? value
                                                                                           : NULL;
}

/* text: what is looked for */
static gboolean
get_one (ImwStoreCall *call, const char *sql, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, sql, error);
  g_autoptr (GPtrArray) payments = NULL;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":key", call->args->text[0]);
  payments = read_payments (call, stmt, error);
  if (payments == NULL)
    return FALSE;

  if (payments->len == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the payment is not known");
      return FALSE;
    }
  *result = g_ptr_array_steal_index (payments, 0);

  return TRUE;
}

static gboolean
get_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  return get_one (call, "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE p.id = :key", result,
                  error);
}

static gboolean
find_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  return get_one (
      call,
      "SELECT " PAYMENT_COLUMNS
      " FROM payment p WHERE p.txid = :key ORDER BY p.created_ms DESC, p.rowid DESC LIMIT 1",
      result, error);
}

/**
 * imw_store_get_payment_async:
 * @self: a store
 * @id: id of a payment
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_get_payment_async (ImwStore           *self,
                             const char         *id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  imw_store_run (self, imw_store_get_payment_async, IMW_DB_JOB_READ, get_job,
                 imw_store_args_new (id, NULL), (GDestroyNotify) imw_store_payment_free,
                 cancellable, callback, user_data);
}

/**
 * imw_store_get_payment_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the payment, or %NULL with %IMW_ERROR_NOT_FOUND or another error of
 *   the store
 */
ImwStorePayment *
imw_store_get_payment_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_get_payment_async, &value, error) ? value
                                                                                         : NULL;
}

/**
 * imw_store_find_payment_async:
 * @self: a store
 * @txid: a transaction
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks for the payment that made a transaction.
 */
void
imw_store_find_payment_async (ImwStore           *self,
                              const char         *txid,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  imw_store_run (self, imw_store_find_payment_async, IMW_DB_JOB_READ, find_job,
                 imw_store_args_new (txid, NULL), (GDestroyNotify) imw_store_payment_free,
                 cancellable, callback, user_data);
}

/**
 * imw_store_find_payment_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the newest one, or %NULL with %IMW_ERROR_NOT_FOUND or another error
 *   of the store
 */
ImwStorePayment *
imw_store_find_payment_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_find_payment_async, &value, error) ? value
                                                                                          : NULL;
}

/* text: payment id */
static gboolean
reserved_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray) coins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT resource FROM reservation WHERE payment = :id ORDER BY resource", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", call->args->text[0]);

  do
    {
      g_auto (GStrv) parts = NULL;
      guint64 vout = 0;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      parts = g_strsplit (imw_stmt_get_text (stmt, 0), ":", 3);
      if (g_strv_length (parts) != 3 || g_strcmp0 (parts[0], "coin") != 0 ||
          !g_ascii_string_to_unsigned (parts[2], 10, 0, G_MAXUINT32, &vout, NULL))
        continue; /* something that is no coin */

      g_ptr_array_add (coins, imw_tx_spend_new (parts[1], (guint32) vout));
    }
  while (row);

  *result = g_steal_pointer (&coins);

  return TRUE;
}

/**
 * imw_store_list_reserved_async:
 * @self: a store
 * @id: id of a payment
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_reserved_async (ImwStore           *self,
                               const char         *id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  imw_store_run (self, imw_store_list_reserved_async, IMW_DB_JOB_READ, reserved_job,
                 imw_store_args_new (id, NULL), (GDestroyNotify) g_ptr_array_unref, cancellable,
                 callback, user_data);
}

/**
 * imw_store_list_reserved_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwTxSpend): the coins that the payment holds, or %NULL
 *   with an error of the store
 */
GPtrArray *
imw_store_list_reserved_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_reserved_async, &value, error) ? value
                                                                                           : NULL;
}
