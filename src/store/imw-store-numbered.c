/* imw-store-numbered.c: payments that have a number and take from told balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-numbered"

#include "config.h"

#include "imw-store-payment.h"

#include "imw-store-payment-private.h"

#include "imw-error.h"

typedef struct
{
  ImwStorePayment *payment;
  GPtrArray       *holds; /* (element-type ImwAmount) */
} Prepare;

static void
prepare_free (gpointer data)
{
  Prepare *prepare = data;

  g_clear_pointer (&prepare->payment, imw_store_payment_free);
  g_clear_pointer (&prepare->holds, g_ptr_array_unref);
  g_free (prepare);
}

/* A number that a transaction in a block has used will not be taken by the network again. */
static gboolean
check_used (ImwStoreCall *call, gint64 account, gint64 sequence, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT 1 FROM tx WHERE account = :account AND sequence = :sequence AND sequence >= 0 "
      "AND state = 1 LIMIT 1",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":sequence", sequence);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (row)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                         "the payment's number is used up already");

  return !row;
}

static gboolean
reserve_number (ImwStoreCall *call, gint64 account, const ImwStorePayment *payment, GError **error)
{
  g_autofree char *resource = g_strdup_printf ("sequence:%" G_GINT64_FORMAT, payment->sequence);
  gboolean         held = FALSE;

  if (!imw_store_has_other_holder (call, account, payment->replaces, resource, &held, error))
    return FALSE;
  if (held)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BUSY, "another payment has this number");
      return FALSE;
    }

  return check_used (call, account, payment->sequence, error) &&
         imw_store_insert_reservation (call, account, resource, payment->id, error);
}

/* What is held of one asset; the first of its kind in the list speaks for all of it. */
static gboolean
sum_hold (GPtrArray *holds, guint place, ImwAmount **sum, GError **error)
{
  ImwAmount *first = g_ptr_array_index (holds, place);
  g_autoptr (ImwAmount) total = imw_amount_new_zero (imw_amount_get_asset (first));

  *sum = NULL;
  for (guint i = 0; i < holds->len; i++)
    {
      ImwAmount *hold = g_ptr_array_index (holds, i);
      ImwAmount *next;

      if (!imw_asset_equal (imw_amount_get_asset (hold), imw_amount_get_asset (first)))
        continue;
      if (i < place)
        return TRUE;
      if (imw_amount_sign (hold) < 0)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "a payment holds less than nothing");
          return FALSE;
        }

      next = imw_amount_add (total, hold, error);
      if (next == NULL)
        return FALSE;
      imw_amount_unref (total);
      total = next;
    }
  if (imw_amount_sign (total) > 0)
    *sum = g_steal_pointer (&total);

  return TRUE;
}

static gboolean
reserve_amount (ImwStoreCall *call,
                gint64        account,
                const char   *payment,
                ImwAmount    *amount,
                GError      **error)
{
  g_autofree char *units = imw_amount_to_base_text (amount);
  g_autofree char *resource = g_strdup_printf (
      "amount:%s:%s", imw_asset_get_id (imw_amount_get_asset (amount)), units);

  return imw_store_put_asset (call, imw_amount_get_asset (amount), error) &&
         imw_store_insert_reservation (call, account, resource, payment, error);
}

/* With everything reserved: is there as much as is held? */
static gboolean
check_covered (ImwStoreCall *call, gint64 account, ImwAmount *amount, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT b.asset, b.confirmed, b.reserved, CASE WHEN b.asset = a.asset THEN a.reserved END "
      "FROM balance b JOIN account a ON a.row = b.account WHERE b.account = :account "
      "AND b.asset = :asset AND b.as_of_ms IS NOT NULL",
      error);
  const char *asset = imw_asset_get_id (imw_amount_get_asset (amount));
  g_autoptr (ImwAmount) confirmed = NULL;
  g_autoptr (ImwAmount) reserved = NULL;
  g_autoptr (ImwAmount) kept = NULL; /* must stay in the account */
  g_autoptr (ImwAmount) taken = NULL;
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_text (stmt, ":asset", asset);
  if (!imw_stmt_step (stmt, &row, error) ||
      (row && (!imw_store_read_amount (call, stmt, 0, 1, &confirmed, error) ||
               !imw_store_read_amount (call, stmt, 0, 2, &reserved, error) ||
               !imw_store_read_amount (call, stmt, 0, 3, &kept, error))))
    return FALSE;
  if (row)
    taken = kept != NULL ? imw_amount_add (reserved, kept, NULL) : imw_amount_ref (reserved);
  if (taken != NULL && imw_amount_compare (taken, confirmed) <= 0)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "the balance of %s %s", asset,
               row ? "does not cover the payment" : "is not known");

  return FALSE;
}

static gboolean
hold (ImwStoreCall *call, gint64 account, const Prepare *prepare, GError **error)
{
  g_autoptr (GPtrArray) sums = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  gboolean differs = FALSE;

  for (guint i = 0; i < prepare->holds->len; i++)
    {
      ImwAmount *sum = NULL;

      if (!sum_hold (prepare->holds, i, &sum, error))
        return FALSE;
      if (sum == NULL)
        continue;
      g_ptr_array_add (sums, sum);
      if (!reserve_amount (call, account, prepare->payment->id, sum, error))
        return FALSE;
    }

  if (!imw_store_told_derive (call, account, TRUE, &differs, error))
    return FALSE;
  for (guint i = 0; i < sums->len; i++)
    {
      if (!check_covered (call, account, g_ptr_array_index (sums, i), error))
        return FALSE;
    }

  return TRUE;
}

/* object: Prepare */
static gboolean
prepare_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  const Prepare         *prepare = call->args->object;
  const ImwStorePayment *payment = prepare->payment;
  gint64                 account = 0;
  gboolean               told = FALSE;

  if (!imw_store_find_account (call, payment->account, &account, error) ||
      !imw_store_told_is (call, account, &told, error))
    return FALSE;
  if (payment->sequence < 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the payment has no number");
      return FALSE;
    }
  if (!told)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "the network has told no balances yet");
      return FALSE;
    }

  return imw_store_insert_payment (call, account, payment, error) &&
         (payment->final || (reserve_number (call, account, payment, error) &&
                             hold (call, account, prepare, error)));
}

/**
 * imw_store_prepare_numbered_async:
 * @self: a store
 * @payment: a payment with a number
 * @holds: (nullable) (element-type ImwAmount): what will leave the account at most, fee included; several
 *   of one asset are added up
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Stores a payment, reserves its number and holds its amounts, together or not at all. What the payment
 * that it replaces holds counts no more from then on.
 */
void
imw_store_prepare_numbered_async (ImwStore              *self,
                                  const ImwStorePayment *payment,
                                  GPtrArray             *holds,
                                  GCancellable          *cancellable,
                                  GAsyncReadyCallback    callback,
                                  gpointer               user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);
  Prepare      *prepare = g_new0 (Prepare, 1);

  prepare->payment = imw_store_payment_copy (payment);
  prepare->holds = imw_store_copy_array (holds, (GBoxedCopyFunc) imw_amount_ref,
                                         (GDestroyNotify) imw_amount_unref);
  imw_store_args_take (args, prepare, prepare_free);
  imw_store_run (self, imw_store_prepare_numbered_async, IMW_DB_JOB_WRITE, prepare_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_prepare_numbered_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BUSY (another payment has the number, or another process writes),
 *   %IMW_ERROR_REFUSED (the balances known now do not cover it or are unknown, a transaction in a block has
 *   used the number, or the payment is there already), %IMW_ERROR_BAD_INPUT (no number, or less than nothing
 *   is held), %IMW_ERROR_NOT_FOUND (unknown account) or another error of the store
 */
gboolean
imw_store_prepare_numbered_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_prepare_numbered_async, NULL, error);
}
