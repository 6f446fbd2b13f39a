/* imw-transfer-watch.c: a transfer is followed to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-watch"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"
#include "imw-store-tx.h"

#define MAX_SPREAD 1001

static void ask_now (ImwTransfer *self);

/* ---- when to ask ---- */

static gboolean
poll_cb (gpointer user_data)
{
  ImwTransfer *self = user_data;

  self->poll_id = 0;
  ask_now (self);

  return G_SOURCE_REMOVE;
}

/* nobody can be asked while locked, closed, or beside another owner of the folder */
static gboolean
may_ask (ImwTransfer *self)
{
  return self->stored && self->wallet != NULL && imw_wallet_get_unlocked (self->wallet) &&
         !imw_wallet_get_resting (self->wallet) && !imw_wallet_get_read_only (self->wallet) &&
         !imw_stage_get_final (self->verdict.stage) &&
         (self->facts.order != NULL || self->swap != NULL);
}

/**
 * imw_transfer_stop_asking:
 * @self: a transfer
 *
 * Nothing is asked by itself any more.
 */
void
imw_transfer_stop_asking (ImwTransfer *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
}

/**
 * imw_transfer_kick:
 * @self: a transfer
 *
 * Something has happened: it is asked often again.
 */
void
imw_transfer_kick (ImwTransfer *self)
{
  self->n_polls = 0;
  self->n_failures = 0;
  self->kicked_boot_ms = imw_transfer_boot_ms (self);
}

/**
 * imw_transfer_schedule:
 * @self: a transfer
 *
 * The next question, by the schedule.
 */
void
imw_transfer_schedule (ImwTransfer *self)
{
  gint64 status_eta_s = self->facts.order != NULL ? self->facts.order->status_eta_s : -1;
  gint64 delay_ms = 0;

  imw_transfer_stop_asking (self);
  if (self->busy || !may_ask (self))
    return;

  delay_ms = imw_transfer_poll_delay_ms (
      self->n_polls, imw_transfer_boot_ms (self) - self->kicked_boot_ms, status_eta_s,
      self->n_failures, (guint) g_random_int_range (0, MAX_SPREAD));
  self->poll_id = g_timeout_add ((guint) delay_ms, poll_cb, self);
}

static void
polled_leg_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransfer) self = IMW_TRANSFER (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_transfer_begin_leg_finish (self, result, &error))
    {
      g_info ("the provider's part of a transfer does not begin yet: %s", error->message);
      imw_transfer_set_last_error (self, error);
      self->n_failures++;
    }

  self->busy = FALSE;
  imw_transfer_schedule (self);
}

static void
polled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransfer) self = IMW_TRANSFER (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_transfer_ask_finish (self, result, &error))
    g_debug ("a transfer's state is not known: %s", error->message);

  self->n_polls++;
  self->busy = FALSE;
  imw_transfer_schedule (self);
}

/* the exchange is over: the provider's part begins by itself, which moves no money */
static gboolean
wants_leg (ImwTransfer *self)
{
  return self->facts.has_swap && self->facts.order == NULL &&
         self->facts.swap_state == IMW_SWAP_DONE && self->fields->len == 0 &&
         !self->facts.cancelled;
}

/* the program ended between the first details and the order: what is asked for is not known any more, and nothing was paid */
static gboolean
was_interrupted (ImwTransfer *self)
{
  return !self->facts.has_swap && self->facts.order == NULL && self->fields->len == 0 &&
         !self->facts.cancelled && !imw_stage_get_final (self->verdict.stage);
}

static void
ask_now (ImwTransfer *self)
{
  if (self->busy || !may_ask (self))
    return;

  imw_transfer_stop_asking (self);
  self->busy = TRUE;
  imw_transfer_refresh_facts (self);
  if (wants_leg (self))
    imw_transfer_begin_leg_async (self, self->cancellable, polled_leg_cb, g_object_ref (self));
  else
    imw_transfer_ask_async (self, self->cancellable, polled_cb, g_object_ref (self));
}

/**
 * imw_transfer_ask_soon:
 * @self: a transfer
 *
 * Asks now when it is one that is followed.
 */
void
imw_transfer_ask_soon (ImwTransfer *self)
{
  if (self->kicked_boot_ms == 0)
    self->kicked_boot_ms = imw_transfer_boot_ms (self);

  ask_now (self);
}

static void
refresh_leg_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_transfer_begin_leg_finish (IMW_TRANSFER (object), result, &error))
    g_debug ("%s", error->message);

  imw_transfer_end_step (IMW_TRANSFER (object), task, error);
}

static void
refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = IMW_TRANSFER (object);
  GError      *error = NULL;

  if (imw_transfer_ask_finish (self, result, &error))
    {
      imw_transfer_refresh_facts (self);
      if ((wants_leg (self) || was_interrupted (self)) && imw_wallet_get_unlocked (self->wallet))
        {
          imw_transfer_begin_leg_async (self, g_task_get_cancellable (task), refresh_leg_cb,
                                        g_object_ref (task));
          return;
        }
    }

  imw_transfer_end_step (self, task, error);
}

/**
 * imw_transfer_refresh_async:
 * @self: a transfer
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the provider now.
 */
void
imw_transfer_refresh_async (ImwTransfer        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_refresh_async);
  g_task_set_check_cancellable (task, FALSE);

  /* its number is in the books, but not known to the provider without the first order */
  if (imw_transfer_begin_step (self, task))
    imw_transfer_ask_async (self, cancellable, refreshed_cb, g_steal_pointer (&task));
}

/**
 * imw_transfer_refresh_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the answer is in the books. On %FALSE @error is %IMW_ERROR_BUSY (another step runs), %IMW_ERROR_NOT_FOUND,
 *   the provider's or the store's.
 */
gboolean
imw_transfer_refresh_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- what the ledger shows ---- */

/* One id that is looked up in our books, and what it has to be. */
typedef struct
{
  ImwTransfer *transfer;
  char        *id;
  ImwAmount   *amount;
} Proof;

static void
proof_free (Proof *proof)
{
  g_clear_object (&proof->transfer);
  g_clear_pointer (&proof->amount, imw_amount_unref);
  g_free (proof->id);
  g_free (proof);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Proof, proof_free)

static gboolean
brought (ImwAmount *moved, ImwAmount *wanted)
{
  return imw_asset_equal (imw_amount_get_asset (moved), imw_amount_get_asset (wanted)) &&
         imw_amount_compare (moved, wanted) >= 0;
}

static gboolean
tx_brought (ImwStoreTx *tx, ImwAmount *wanted)
{
  if (tx->state != IMW_TX_CONFIRMED || tx->failed)
    return FALSE;

  if (brought (tx->net, wanted))
    return TRUE;

  for (guint i = 0; tx->movements != NULL && i < tx->movements->len; i++)
    {
      if (brought (g_ptr_array_index (tx->movements, i), wanted))
        return TRUE;
    }

  return FALSE;
}

static void
proof_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Proof) proof = user_data;
  g_autoptr (ImwStoreTx) tx = imw_store_get_tx_finish (IMW_STORE (object), result, NULL);

  if (tx == NULL || !tx_brought (tx, proof->amount) ||
      !g_hash_table_add (proof->transfer->proven, g_strdup (proof->id)))
    return;

  imw_transfer_add_event (proof->transfer, "proven", proof->id);
  imw_transfer_commit (proof->transfer);
}

static void
look_up (ImwTransfer *self, const char *id, ImwAmount *amount)
{
  ImwStore *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  Proof    *proof = NULL;

  if (store == NULL || id == NULL || amount == NULL || self->account_id == NULL ||
      g_hash_table_contains (self->proven, id))
    return;

  proof = g_new0 (Proof, 1);
  proof->transfer = g_object_ref (self);
  proof->id = g_strdup (id);
  proof->amount = imw_amount_ref (amount);
  imw_store_get_tx_async (store, self->account_id, id, self->cancellable, proof_looked_up_cb,
                          proof);
}

/**
 * imw_transfer_verify:
 * @self: a transfer
 *
 * Looks in the wallet's own books for what the provider says to have paid to us: a deposit, refunds. Asset and amount must be right.
 */
void
imw_transfer_verify (ImwTransfer *self)
{
  ImwOrder *order = self->facts.order;

  if (order == NULL || !self->stored)
    return;

  if (self->facts.route == IMW_ROUTE_DEPOSIT && order->state == IMW_ORDER_COMPLETED)
    look_up (self, order->ledger_id,
             order->amount_out != NULL ? order->amount_out : imw_transfer_get_comes_out (self));

  for (guint i = 0; order->refunds != NULL && i < order->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (order->refunds, i);

      if (refund->on_ledger)
        look_up (self, refund->id, refund->amount);
    }
}
