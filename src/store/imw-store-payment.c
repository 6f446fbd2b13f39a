/* imw-store-payment.c: payments being made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-payment"

#include "config.h"

#include "imw-store-payment.h"

#include "imw-store-payment-private.h"

#include "imw-error.h"

G_DEFINE_BOXED_TYPE (ImwStorePayment,
                     imw_store_payment,
                     imw_store_payment_copy,
                     imw_store_payment_free)

/**
 * imw_store_payment_new:
 * @id: (nullable): its id, %NULL for a new uuid
 * @account: id of the account that pays
 * @state: its first state
 *
 * Returns: (transfer full): a payment that is stored nowhere yet
 */
ImwStorePayment *
imw_store_payment_new (const char *id, const char *account, const char *state)
{
  ImwStorePayment *self = g_new0 (ImwStorePayment, 1);

  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();
  self->account = g_strdup (account);
  self->state = g_strdup (state);
  self->sequence = -1;

  return self;
}

/**
 * imw_store_payment_copy:
 * @self: a payment
 *
 * Returns: (transfer full): a deep copy
 */
ImwStorePayment *
imw_store_payment_copy (const ImwStorePayment *self)
{
  ImwStorePayment *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->account = g_strdup (self->account);
  copy->state = g_strdup (self->state);
  copy->draft = self->draft != NULL ? g_bytes_ref (self->draft) : NULL;
  copy->unsigned_tx = self->unsigned_tx != NULL ? g_bytes_ref (self->unsigned_tx) : NULL;
  copy->raw = self->raw != NULL ? g_bytes_ref (self->raw) : NULL;
  copy->txid = g_strdup (self->txid);
  copy->replaces = g_strdup (self->replaces);
  copy->error_code = g_strdup (self->error_code);
  copy->error_message = g_strdup (self->error_message);
  copy->amount = self->amount != NULL ? imw_amount_ref (self->amount) : NULL;
  copy->fee = self->fee != NULL ? imw_amount_ref (self->fee) : NULL;

  return copy;
}

/**
 * imw_store_payment_free:
 * @self: (transfer full): a payment
 */
void
imw_store_payment_free (ImwStorePayment *self)
{
  g_free (self->id);
  g_free (self->account);
  g_free (self->state);
  g_clear_pointer (&self->draft, g_bytes_unref);
  g_clear_pointer (&self->unsigned_tx, g_bytes_unref);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_free (self->txid);
  g_free (self->replaces);
  g_free (self->error_code);
  g_free (self->error_message);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_free (self);
}

/* What the caller may set, for both insert and update. */
static gboolean
bind_payment (ImwStoreCall *call, ImwStmt *stmt, const ImwStorePayment *payment, GError **error)
{
  if ((payment->amount != NULL &&
       !imw_store_put_asset (call, imw_amount_get_asset (payment->amount), error)) ||
      (payment->fee != NULL &&
       !imw_store_put_asset (call, imw_amount_get_asset (payment->fee), error)))
    return FALSE;

  imw_stmt_bind_text (stmt, ":id", payment->id);
  imw_stmt_bind_text (stmt, ":state", payment->state);
  imw_stmt_bind_int64 (stmt, ":final", payment->final ? 1 : 0);
  imw_stmt_bind_int64 (stmt, ":now_ms", call->now_ms);
  imw_stmt_bind_bytes (stmt, ":draft", payment->draft);
  imw_stmt_bind_bytes (stmt, ":unsigned_tx", payment->unsigned_tx);
  imw_stmt_bind_bytes (stmt, ":raw", payment->raw);
  imw_stmt_bind_text (stmt, ":txid", payment->txid);
  imw_stmt_bind_text (stmt, ":error_code", payment->error_code);
  imw_stmt_bind_text (stmt, ":error_message", payment->error_message);
  imw_store_bind_amount (stmt, ":amount_asset", ":amount", payment->amount);
  imw_store_bind_amount (stmt, ":fee_asset", ":fee", payment->fee);

  return TRUE;
}

/**
 * imw_store_insert_payment: (skip)
 * @call: the job, which writes
 * @account: row of its account
 * @payment: a payment
 * @error: return location
 *
 * Stores a new payment and the first event of it.
 *
 * Returns: %FALSE with %IMW_ERROR_REFUSED (the id is there) or an error of the store
 */
gboolean
imw_store_insert_payment (ImwStoreCall          *call,
                          gint64                 account,
                          const ImwStorePayment *payment,
                          GError               **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO payment (id, account, state, final, created_ms, updated_ms, draft, unsigned_tx, raw, txid, "
      "replaces, error_code, error_message, amount_asset, amount, fee_asset, fee, sequence, deadline_ms) VALUES (:id, :account, "
      ":state, :final, :created_ms, :now_ms, :draft, :unsigned_tx, :raw, :txid, :replaces, :error_code, "
      ":error_message, :amount_asset, :amount, :fee_asset, :fee, :sequence, :deadline_ms) ON CONFLICT (id) DO NOTHING",
      error);

  if (stmt == NULL || !bind_payment (call, stmt, payment, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":created_ms",
                       payment->created_ms != 0 ? payment->created_ms : call->now_ms);
  imw_stmt_bind_text (stmt, ":replaces", payment->replaces);
  imw_stmt_bind_int64 (stmt, ":sequence", payment->sequence);
  imw_stmt_bind_int64 (stmt, ":deadline_ms", payment->deadline_ms);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  if (imw_db_session_get_n_changed (call->session) == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "the payment is there already");
      return FALSE;
    }

  return imw_store_log_event (call, payment->id, payment->state, NULL, error);
}

/* A payment that comes from a backup has its number already. Of two that compete for one, of which the
 * backup does not say that one replaces the other, the first holds it. */
static gboolean
reserve_known_number (ImwStoreCall          *call,
                      gint64                 account,
                      const ImwStorePayment *payment,
                      GError               **error)
{
  g_autofree char *resource = g_strdup_printf ("sequence:%" G_GINT64_FORMAT, payment->sequence);
  gboolean         held = FALSE;

  if (payment->sequence < 0)
    return TRUE;

  return imw_store_has_other_holder (call, account, payment->replaces, resource, &held, error) &&
         (held || imw_store_insert_reservation (call, account, resource, payment->id, error));
}

/* Who else holds it; the payment that is replaced, and what that one replaced, may. */
#define OTHER_HOLDER                                                                      \
  "WITH RECURSIVE family (id) AS (SELECT :replaces UNION SELECT p.replaces FROM payment " \
  "p JOIN family f ON p.id = f.id "                                                       \
  "WHERE p.replaces IS NOT NULL) "                                                        \
  "SELECT 1 FROM reservation r WHERE r.account = :account AND r.resource = :resource "    \
  "AND r.payment NOT IN (SELECT id FROM family WHERE id IS NOT NULL) LIMIT 1"

/* Who else spends it, among what counts; again but for the family. */
#define COIN_CONDITION                                                                            \
  "WITH RECURSIVE family (id) AS (SELECT :replaces UNION SELECT p.replaces FROM payment "         \
  "p JOIN family f ON p.id = f.id "                                                               \
  "WHERE p.replaces IS NOT NULL) "                                                                \
  "SELECT c.frozen, c.state, EXISTS (SELECT 1 FROM spend s JOIN tx t ON t.account = "             \
  "s.account AND t.txid = s.txid "                                                                \
  "WHERE s.account = c.account AND s.out_txid = c.txid AND s.out_vout = c.vout AND t.state <> 2 " \
  "AND s.txid NOT IN (SELECT q.txid FROM payment q JOIN family f ON q.id = f.id WHERE "           \
  "q.txid IS NOT NULL)) "                                                                         \
  "FROM coin c WHERE c.account = :account AND c.txid = :txid AND c.vout = :vout"

/**
 * imw_store_has_other_holder: (skip)
 * @call: the job
 * @account: row of an account
 * @replaces: (nullable): the payment whose resources may be held again
 * @resource: a coin or a number
 * @held: (out): whether another payment holds it
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_has_other_holder (ImwStoreCall *call,
                            gint64        account,
                            const char   *replaces,
                            const char   *resource,
                            gboolean     *held,
                            GError      **error)
{
  g_autoptr (ImwStmt) holder = imw_store_prepare (call, OTHER_HOLDER, error);

  if (holder == NULL)
    return FALSE;
  imw_stmt_bind_int64 (holder, ":account", account);
  imw_stmt_bind_text (holder, ":replaces", replaces);
  imw_stmt_bind_text (holder, ":resource", resource);

  return imw_stmt_step (holder, held, error);
}

/**
 * imw_store_insert_reservation: (skip)
 * @call: the job, which writes
 * @account: row of an account
 * @resource: what is held
 * @payment: id of the payment that holds it
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_insert_reservation (ImwStoreCall *call,
                              gint64        account,
                              const char   *resource,
                              const char   *payment,
                              GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO reservation (account, resource, payment) VALUES (:account, :resource, :payment) "
      "ON CONFLICT DO NOTHING",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_text (stmt, ":resource", resource);
  imw_stmt_bind_text (stmt, ":payment", payment);

  return imw_stmt_run (stmt, error);
}

static gboolean
check_coin (ImwStoreCall          *call,
            gint64                 account,
            const ImwStorePayment *payment,
            const ImwTxSpend      *coin,
            const char            *resource,
            GError               **error)
{
  g_autoptr (ImwStmt) condition = imw_store_prepare (call, COIN_CONDITION, error);
  gboolean row = FALSE;

  if (condition == NULL ||
      !imw_store_has_other_holder (call, account, payment->replaces, resource, &row, error))
    return FALSE;
  if (row)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BUSY,
                           "another payment holds a coin of this one");
      return FALSE;
    }

  imw_stmt_bind_int64 (condition, ":account", account);
  imw_stmt_bind_text (condition, ":replaces", payment->replaces);
  imw_stmt_bind_text (condition, ":txid", coin->txid);
  imw_stmt_bind_int64 (condition, ":vout", coin->vout);
  if (!imw_stmt_step (condition, &row, error))
    return FALSE;
  if (row && !imw_stmt_get_boolean (condition, 0) &&
      imw_stmt_get_int64 (condition, 1) != IMW_TX_DROPPED && !imw_stmt_get_boolean (condition, 2))
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "a coin of the payment is %s",
               !row                                  ? "not known"
               : imw_stmt_get_boolean (condition, 0) ? "frozen"
                                                     : "gone");

  return FALSE;
}

static gboolean
reserve (ImwStoreCall          *call,
         ImwStoreLedger        *ledger,
         const ImwStorePayment *payment,
         const ImwTxSpend      *coin,
         GError               **error)
{
  g_autofree char *resource = g_strdup_printf ("coin:%s:%u", coin->txid, coin->vout);

  return check_coin (call, ledger->account, payment, coin, resource, error) &&
         imw_store_insert_reservation (call, ledger->account, resource, payment->id, error) &&
         imw_store_ledger_touch_outpoint (ledger, coin->txid, coin->vout, error);
}

typedef struct
{
  ImwStorePayment *payment;
  GPtrArray       *coins; /* (element-type ImwTxSpend) */
} Prepare;

static void
prepare_free (gpointer data)
{
  Prepare *prepare = data;

  g_clear_pointer (&prepare->payment, imw_store_payment_free);
  g_clear_pointer (&prepare->coins, g_ptr_array_unref);
  g_free (prepare);
}

static gpointer
spend_copy (gpointer data)
{
  const ImwTxSpend *spend = data;

  return imw_tx_spend_new (spend->txid, spend->vout);
}

/* object: Prepare */
static gboolean
prepare_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  Prepare               *prepare = call->args->object;
  const ImwStorePayment *payment = prepare->payment;
  g_autoptr (ImwStoreLedger) ledger = NULL;
  gint64 account = 0;

  if (!imw_store_find_account (call, payment->account, &account, error) ||
      !imw_store_insert_payment (call, account, payment, error))
    return FALSE;

  if (!payment->final && !reserve_known_number (call, account, payment, error))
    return FALSE;

  ledger = imw_store_ledger_new (call, account);
  for (guint i = 0; !payment->final && i < prepare->coins->len; i++)
    {
      if (!reserve (call, ledger, payment, g_ptr_array_index (prepare->coins, i), error))
        return FALSE;
    }

  return imw_store_ledger_settle (ledger, error);
}

/**
 * imw_store_prepare_payment_async:
 * @self: a store
 * @payment: a payment
 * @coins: (nullable) (element-type ImwTxSpend): the outpoints it will spend
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Stores a payment and reserves its coins, together or not at all. When it has a number already, as one
 * of a backup may have, that is reserved, too, unless another payment has it.
 */
void
imw_store_prepare_payment_async (ImwStore              *self,
                                 const ImwStorePayment *payment,
                                 GPtrArray             *coins,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);
  Prepare      *prepare = g_new0 (Prepare, 1);

  prepare->payment = imw_store_payment_copy (payment);
  prepare->coins = imw_store_copy_array (coins, spend_copy, (GDestroyNotify) imw_tx_spend_free);
  imw_store_args_take (args, prepare, prepare_free);
  imw_store_run (self, imw_store_prepare_payment_async, IMW_DB_JOB_WRITE, prepare_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_prepare_payment_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_BUSY (another payment holds a coin, or another process writes),
 *   %IMW_ERROR_REFUSED (a coin is unknown, spent or frozen, or the payment is there already),
 *   %IMW_ERROR_NOT_FOUND (unknown account) or another error of the store
 */
gboolean
imw_store_prepare_payment_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_prepare_payment_async, NULL, error);
}

static gboolean
release (ImwStoreCall *call, gint64 account, const char *id, GError **error)
{
  g_autoptr (ImwStoreLedger) ledger = imw_store_ledger_new (call, account);
  g_autoptr (ImwStmt) held = imw_store_prepare (
      call,
      "SELECT c.row FROM reservation r JOIN coin c ON c.account = r.account "
      "AND r.resource = 'coin:' || c.txid || ':' || c.vout WHERE r.payment = :payment",
      error);
  g_autoptr (ImwStmt)
      drop = imw_store_prepare (call, "DELETE FROM reservation WHERE payment = :payment", error);
  gboolean row = FALSE;

  if (held == NULL || drop == NULL)
    return FALSE;

  imw_stmt_bind_text (held, ":payment", id);
  do
    {
      if (!imw_stmt_step (held, &row, error) ||
          (row && !imw_store_ledger_touch_coin (ledger, imw_stmt_get_int64 (held, 0), error)))
        return FALSE;
    }
  while (row);

  imw_stmt_bind_text (drop, ":payment", id);

  return imw_stmt_run (drop, error) && imw_store_ledger_settle (ledger, error);
}

/* On networks with told balances, what a payment holds depends on its txid too. */
static gboolean
derive (ImwStoreCall *call, gint64 account, GError **error)
{
  gboolean told = FALSE;
  gboolean differs = FALSE;

  return imw_store_told_is (call, account, &told, error) &&
         (!told || imw_store_told_derive (call, account, TRUE, &differs, error));
}

/* Whether the stored payment may become what is asked for. */
static gboolean
check_update (ImwStoreCall          *call,
              const ImwStorePayment *payment,
              const char            *old_state,
              gint64                *account,
              GError               **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT account, state, final, raw IS NOT NULL AND :raw IS NOT NULL AND raw <> :raw, "
      "txid IS NOT NULL AND :txid IS NOT NULL AND txid <> :txid FROM payment WHERE id = :id",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", payment->id);
  imw_stmt_bind_bytes (stmt, ":raw", payment->raw);
  imw_stmt_bind_text (stmt, ":txid", payment->txid);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;

  if (!row)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the payment is not known");
  else if (g_strcmp0 (imw_stmt_get_text (stmt, 1), old_state) != 0)
    g_set_error (error, IMW_ERROR, IMW_ERROR_BUSY, "the payment is %s, not %s",
                 imw_stmt_get_text (stmt, 1), old_state);
  else if (imw_stmt_get_boolean (stmt, 2) && !payment->final)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "the payment is over");
  else if (imw_stmt_get_boolean (stmt, 3) || imw_stmt_get_boolean (stmt, 4))
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                         "the payment has been signed already");
  else
    {
      *account = imw_stmt_get_int64 (stmt, 0);
      return TRUE;
    }

  return FALSE;
}

/* text: old state, detail (nullable); object: the payment */
static gboolean
update_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  const ImwStorePayment *payment = call->args->object;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "UPDATE payment SET state = :state, final = :final, updated_ms = :now_ms, "
      "draft = ifnull (:draft, draft), unsigned_tx = ifnull (:unsigned_tx, unsigned_tx), "
      "raw = ifnull (:raw, raw), txid = ifnull (:txid, txid), error_code = :error_code, "
      "error_message = :error_message, amount_asset = ifnull (:amount_asset, amount_asset), "
      "amount = ifnull (:amount, amount), fee_asset = ifnull (:fee_asset, fee_asset), "
      "fee = ifnull (:fee, fee) WHERE id = :id",
      error);
  gint64 account = 0;

  if (stmt == NULL || !check_update (call, payment, call->args->text[0], &account, error) ||
      !bind_payment (call, stmt, payment, error) || !imw_stmt_run (stmt, error) ||
      !imw_store_log_event (call, payment->id, payment->state, call->args->text[1], error))
    return FALSE;

  return payment->final ? release (call, account, payment->id, error)
                        : derive (call, account, error);
}

/**
 * imw_store_update_payment_async:
 * @self: a store
 * @old_state: the state the caller believes it to be in
 * @payment: what it is to be
 * @detail: (nullable): for the log of events
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Brings a payment from one state to the next. When it becomes final, what it held is free again. Its
 * number stays that of the first day.
 */
void
imw_store_update_payment_async (ImwStore              *self,
                                const char            *old_state,
                                const ImwStorePayment *payment,
                                const char            *detail,
                                GCancellable          *cancellable,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data)
{
  ImwStoreArgs *args = imw_store_args_new (old_state, detail);

  imw_store_args_take (args, imw_store_payment_copy (payment),
                       (GDestroyNotify) imw_store_payment_free);
  imw_store_run (self, imw_store_update_payment_async, IMW_DB_JOB_WRITE, update_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_update_payment_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the new state is on the disk. On %FALSE nothing has changed and @error is
 *   %IMW_ERROR_BUSY (it is in another state, or another process writes), %IMW_ERROR_NOT_FOUND,
 *   %IMW_ERROR_REFUSED (it is over, or was signed with other bytes) or another error of the store.
 */
gboolean
imw_store_update_payment_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_update_payment_async, NULL, error);
}
