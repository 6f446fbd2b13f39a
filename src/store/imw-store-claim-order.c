/* imw-store-claim-order.c: one order of a provider, one payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-claim-order"

#include "config.h"

#include "imw-store-transfer.h"

#include "imw-store-private.h"

#include "imw-error.h"

/**
 * imw_store_order_payment_new:
 * @provider: whose order
 * @order_id: the provider's
 * @transfer: id of the transfer
 * @payment: id of the payment
 *
 * Returns: (transfer full): a row
 */
ImwStoreOrderPayment *
imw_store_order_payment_new (const char *provider,
                             const char *order_id,
                             const char *transfer,
                             const char *payment)
{
  ImwStoreOrderPayment *self = g_new0 (ImwStoreOrderPayment, 1);

  self->provider = g_strdup (provider);
  self->order_id = g_strdup (order_id);
  self->transfer = g_strdup (transfer);
  self->payment = g_strdup (payment);

  return self;
}

/**
 * imw_store_order_payment_copy:
 * @self: a row
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreOrderPayment *
imw_store_order_payment_copy (const ImwStoreOrderPayment *self)
{
  return imw_store_order_payment_new (self->provider, self->order_id, self->transfer,
                                      self->payment);
}

/**
 * imw_store_order_payment_free:
 * @self: (transfer full): a row
 */
void
imw_store_order_payment_free (ImwStoreOrderPayment *self)
{
  g_free (self->provider);
  g_free (self->order_id);
  g_free (self->transfer);
  g_free (self->payment);
  g_free (self);
}

/* What the books say of a payment. */
typedef struct
{
  gboolean known;
  gboolean final;
  gboolean is_signed;
  gboolean lost;
} PaymentState;

static gboolean
read_payment (ImwStoreCall *call,
              const char   *id,
              const char   *lost,
              PaymentState *state,
              GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT final, raw IS NOT NULL, state FROM payment WHERE id = :id", error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", id);
  if (!imw_stmt_step (stmt, &state->known, error))
    return FALSE;

  if (state->known)
    {
      state->final = imw_stmt_get_boolean (stmt, 0);
      state->is_signed = imw_stmt_get_boolean (stmt, 1);
      state->lost = g_strcmp0 (imw_stmt_get_text (stmt, 2), lost) == 0;
    }

  return TRUE;
}

/* (nullable): who has it now */
static gboolean
read_holder (ImwStoreCall *call, const ImwStoreOrderPayment *claim, char **payment, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT payment FROM order_payment WHERE provider = :provider AND order_id = :order_id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":provider", claim->provider);
  imw_stmt_bind_text (stmt, ":order_id", claim->order_id);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (row)
    *payment = imw_stmt_dup_text (stmt, 0);

  return TRUE;
}

/* An older claim gives way only when it is certain that nothing came of it. */
static gboolean
check_holder (ImwStoreCall *call, const char *holder, const char *lost, GError **error)
{
  PaymentState state = { 0 };

  if (!read_payment (call, holder, lost, &state, error))
    return FALSE;

  if (state.known && state.final && (!state.is_signed || state.lost))
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BUSY, "payment %s was made for this order", holder);

  return FALSE;
}

static gboolean
put_claim (ImwStoreCall *call, const ImwStoreOrderPayment *claim, gboolean keep, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      keep
          ? "INSERT OR IGNORE INTO order_payment (provider, order_id, transfer, payment, created_ms) VALUES "
            "(:provider, :order_id, :transfer, :payment, :created_ms)"
          : "INSERT INTO order_payment (provider, order_id, transfer, payment, created_ms) VALUES (:provider, "
            ":order_id, :transfer, :payment, :created_ms) ON CONFLICT (provider, order_id) DO UPDATE SET "
            "transfer = :transfer, payment = :payment, created_ms = :created_ms",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":provider", claim->provider);
  imw_stmt_bind_text (stmt, ":order_id", claim->order_id);
  imw_stmt_bind_text (stmt, ":transfer", claim->transfer);
  imw_stmt_bind_text (stmt, ":payment", claim->payment);
  imw_stmt_bind_int64 (stmt, ":created_ms", call->now_ms);

  return imw_stmt_run (stmt, error);
}

/* text: lost; object: the claim */
static gboolean
claim_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  const ImwStoreOrderPayment *claim = call->args->object;
  g_autofree char            *holder = NULL;
  PaymentState                state = { 0 };

  if (!read_payment (call, claim->payment, NULL, &state, error))
    return FALSE;

  if (!state.known || state.final || state.is_signed)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED,
                   "payment %s is not one that waits to be signed", claim->payment);
      return FALSE;
    }

  if (!read_holder (call, claim, &holder, error))
    return FALSE;

  if (holder != NULL && !g_str_equal (holder, claim->payment) &&
      !check_holder (call, holder, call->args->text[0], error))
    return FALSE;

  return put_claim (call, claim, FALSE, error);
}

/**
 * imw_store_claim_order_async:
 * @self: a store
 * @claim: which payment for which order
 * @lost: state of payments that positively did not happen
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Writes down that this payment, which is not signed yet, is the one for the order.
 */
void
imw_store_claim_order_async (ImwStore                   *self,
                             const ImwStoreOrderPayment *claim,
                             const char                 *lost,
                             GCancellable               *cancellable,
                             GAsyncReadyCallback         callback,
                             gpointer                    user_data)
{
  ImwStoreArgs *args = imw_store_args_new (lost, NULL);

  imw_store_args_take (args, imw_store_order_payment_copy (claim),
                       (GDestroyNotify) imw_store_order_payment_free);
  imw_store_run (self, imw_store_claim_order_async, IMW_DB_JOB_WRITE, claim_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_claim_order_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the payment may be signed. On %FALSE @error is %IMW_ERROR_BUSY (another payment was signed for this order,
 *   or may still be), %IMW_ERROR_REFUSED (the payment is not an open, unsigned one) or the store's.
 */
gboolean
imw_store_claim_order_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_claim_order_async, NULL, error);
}

/* object: the claims */
static gboolean
restore_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  GPtrArray *claims = call->args->object;

  for (guint i = 0; i < claims->len; i++)
    {
      if (!put_claim (call, g_ptr_array_index (claims, i), TRUE, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_restore_order_payments_async:
 * @self: a store
 * @claims: (element-type ImwStoreOrderPayment): out of a backup; their transfers are there
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Their payments need not be known: such an order is never paid again.
 */
void
imw_store_restore_order_payments_async (ImwStore           *self,
                                        GPtrArray          *claims,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args,
                       imw_store_copy_array (claims, (GBoxedCopyFunc) imw_store_order_payment_copy,
                                             (GDestroyNotify) imw_store_order_payment_free),
                       (GDestroyNotify) g_ptr_array_unref);
  imw_store_run (self, imw_store_restore_order_payments_async, IMW_DB_JOB_WRITE, restore_job, args,
                 NULL, cancellable, callback, user_data);
}

/**
 * imw_store_restore_order_payments_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store; then none was put
 */
gboolean
imw_store_restore_order_payments_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_restore_order_payments_async, NULL, error);
}

static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_order_payment_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT provider, order_id, transfer, payment FROM order_payment ORDER BY provider, order_id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (list, imw_store_order_payment_new (
                                   imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1),
                                   imw_stmt_get_text (stmt, 2), imw_stmt_get_text (stmt, 3)));
    }
  while (row);

  *result = g_steal_pointer (&list);

  return TRUE;
}

/**
 * imw_store_list_order_payments_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_order_payments_async (ImwStore           *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  imw_store_run (self, imw_store_list_order_payments_async, IMW_DB_JOB_READ, list_job, NULL,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_order_payments_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreOrderPayment): all, or %NULL with an error of the store
 */
GPtrArray *
imw_store_list_order_payments_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_order_payments_async, &value, error)
             ? value
             : NULL;
}
