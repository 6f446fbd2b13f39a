/* imw-transfer-begin.c: a transfer's way to an order of the provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-begin"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

/* in the books → who takes part, where that is asked before → the rate is locked → the order begins → in the books with its number →
 * what is asked for. Nothing here moves money; what fails half-way leaves an order that nobody pays. */
typedef enum
{
  STEP_STORE,
  STEP_PARTIES,
  STEP_LOCK,
  STEP_BEGIN,
  STEP_STORE_ORDER,
  STEP_ASK,
  STEP_END
} Step;

typedef struct
{
  Step      step;
  ImwQuote *promised; /* (nullable) what was offered or locked before */
  ImwQuote *locked;   /* (nullable) */
  char     *url;      /* (nullable) */
} Flow;

static void run_step (GTask *task);

static void
flow_free (Flow *flow)
{
  g_clear_pointer (&flow->promised, imw_quote_unref);
  g_clear_pointer (&flow->locked, imw_quote_unref);
  g_free (flow->url);
  g_free (flow);
}

static void
go_on (GTask *task, GError *error)
{
  Flow *flow = g_task_get_task_data (task);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  flow->step++;
  run_step (task);
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Flow   *flow = g_task_get_task_data (task);
  GError *error = NULL;

  if (imw_transfer_commit_finish (IMW_TRANSFER (object), result, &error))
    imw_transfer_run_step_hook (IMW_TRANSFER (object),
                                flow->step == STEP_STORE ? "stored" : "begun");

  go_on (task, error);
}

static void
parties_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = IMW_TRANSFER (object);
  Flow        *flow = g_task_get_task_data (task);
  GError      *error = NULL;
  gboolean     ready = FALSE;

  if (imw_transfer_ask_parties_finish (self, result, &ready, &error) && !ready)
    {
      /* first the user is asked; what they say begins it again */
      flow->step = STEP_END - 1;
      imw_transfer_commit (self);
    }

  go_on (task, error);
}

/* what a person would mind */
static gboolean
is_worse (ImwQuote *now, ImwQuote *before)
{
  ImwAmount *out = imw_quote_get_comes_out (now);
  ImwAmount *out_before = imw_quote_get_comes_out (before);
  ImwAmount *in = imw_quote_get_put_in (now);
  ImwAmount *in_before = imw_quote_get_put_in (before);

  if (!imw_asset_equal (imw_amount_get_asset (out), imw_amount_get_asset (out_before)) ||
      !imw_asset_equal (imw_amount_get_asset (in), imw_amount_get_asset (in_before)))
    return TRUE;

  return imw_amount_compare (out, out_before) < 0 || imw_amount_compare (in, in_before) > 0;
}

static void
locked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Flow   *flow = g_task_get_task_data (task);
  GError *error = NULL;

  flow->locked = imw_provider_lock_finish (IMW_PROVIDER (object), result, &error);
  /* by the provider's own page there need be no lock */
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
    g_clear_error (&error);

  go_on (task, error);
}

/* the old order, if there is one, is not paid any more: it has another number */
static void
take_new_order (ImwTransfer *self, Flow *flow, ImwOrder *order)
{
  gboolean again = self->facts.order != NULL;

  imw_transfer_facts_clear (&self->facts);
  self->facts.forgotten = FALSE;
  self->facts.paid = IMW_PAID_NO;
  imw_transfer_take_payment (self, FALSE, NULL);
  g_clear_pointer (&self->payment_id, g_free);
  g_ptr_array_set_size (self->fields, 0);
  if (again)
    g_clear_pointer (&self->customer_id, g_free);

  g_clear_pointer (&self->old_quote, imw_quote_unref);
  self->facts.differs = FALSE;
  if (flow->locked != NULL)
    {
      if (flow->promised != NULL && (again || is_worse (flow->locked, flow->promised)))
        {
          self->old_quote = imw_quote_ref (flow->promised);
          self->facts.differs = is_worse (flow->locked, flow->promised);
        }

      g_clear_pointer (&self->quote, imw_quote_unref);
      self->quote = imw_quote_ref (flow->locked);
      imw_transfer_add_event (self, again ? "requoted" : "locked", imw_quote_get_id (self->quote));
    }

  g_free (self->code);
  self->code = imw_transfer_build_code (self->domain, order->id);
  g_free (self->hosted_url);
  self->hosted_url = g_steal_pointer (&flow->url);
  imw_transfer_add_event (self, "begun", order->id);
  imw_transfer_take_order (self, order);
  imw_transfer_kick (self);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);
  GError      *error = NULL;
  g_autoptr (ImwOrder)
      order = imw_provider_begin_finish (IMW_PROVIDER (object), result, &flow->url, &error);

  if (order != NULL && (order->id == NULL || order->id[0] == '\0'))
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_BAD_REPLY, "an order without a number");
  else if (order != NULL)
    take_new_order (self, flow, order);

  go_on (task, error);
}

static void
begin_order (GTask *task)
{
  ImwTransfer       *self = g_task_get_source_object (task);
  Flow              *flow = g_task_get_task_data (task);
  g_autofree char   *address = NULL;
  ImwOrderRequest   *request = g_new0 (ImwOrderRequest, 1);
  const char *const *languages = g_get_language_names ();

  if (self->account != NULL)
    address = imw_wallet_abroad_dup_address (imw_wallet_get_abroad (self->wallet), self->account);

  if (flow->locked != NULL)
    request->quote = imw_quote_ref (flow->locked);
  request->request = imw_quote_request_copy (self->request);
  request->address = g_strdup (address);
  request->sender_id = g_strdup (self->sender_id);
  request->receiver_id = g_strdup (self->receiver_id);
  request->language = g_strdup (g_str_has_prefix (languages[0], "zh") ? "zh" : "en");
  request->claimable = self->account != NULL &&
                       imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_CLAIMS);
  request->hosted = self->hosted;
  imw_provider_begin_async (imw_known_provider_get_provider (self->known), request,
                            g_task_get_cancellable (task), begun_cb, g_object_ref (task));
  imw_order_request_free (request);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* the order is there: what it asks for comes with the next question */
  if (!imw_transfer_ask_finish (IMW_TRANSFER (object), result, &error))
    g_info ("a new order is not known better yet: %s", error->message);

  go_on (task, NULL);
}

static void
run_step (GTask *task)
{
  ImwTransfer  *self = g_task_get_source_object (task);
  Flow         *flow = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (flow->step)
    {
    case STEP_STORE:
    case STEP_STORE_ORDER:
      imw_transfer_commit_async (self, committed_cb, g_object_ref (task));
      break;

    case STEP_PARTIES:
      if (self->two_parties)
        imw_transfer_ask_parties_async (self, cancellable, parties_cb, g_object_ref (task));
      else
        go_on (task, NULL);
      break;

    case STEP_LOCK:
      if (self->hosted && self->quote == NULL)
        go_on (task, NULL);
      else
        imw_provider_lock_async (imw_known_provider_get_provider (self->known), self->request,
                                 cancellable, locked_cb, g_object_ref (task));
      break;

    case STEP_BEGIN:
      begin_order (task);
      break;

    case STEP_ASK:
      imw_transfer_ask_async (self, cancellable, asked_cb, g_object_ref (task));
      break;

    case STEP_END:
      g_task_return_boolean (task, TRUE);
      break;
    }
}

/**
 * imw_transfer_begin_leg_async:
 * @self: a transfer
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Locks the rate and begins the order, a new one in place of one that was not paid.
 */
void
imw_transfer_begin_leg_async (ImwTransfer        *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Flow *flow = g_new0 (Flow, 1);

  g_task_set_source_tag (task, imw_transfer_begin_leg_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, flow, (GDestroyNotify) flow_free);

  if (self->known == NULL || !imw_known_provider_get_usable (self->known))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the provider was not accepted, or has changed");
      return;
    }

  if (self->account == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                               "there is no account on the provider's network");
      return;
    }

  if (!imw_wallet_get_unlocked (self->wallet))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  if (self->quote != NULL)
    flow->promised = imw_quote_ref (self->quote);
  flow->step = self->stored ? STEP_PARTIES : STEP_STORE;
  run_step (task);
}

/**
 * imw_transfer_begin_leg_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the order is in the books, or when the user is asked before. On %FALSE @error is %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_LOCKED, %IMW_ERROR_NOT_FOUND, the provider's or the store's.
 */
gboolean
imw_transfer_begin_leg_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- start ---- */

static void
leg_begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_transfer_begin_leg_finish (IMW_TRANSFER (object), result, &error))
    g_debug ("%s", error->message);

  imw_transfer_end_step (IMW_TRANSFER (object), task, error);
}

static void
swap_begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_transfer_begin_swap_finish (IMW_TRANSFER (object), result, &error))
    g_debug ("%s", error->message);

  imw_transfer_end_step (IMW_TRANSFER (object), task, error);
}

static void
begin (ImwTransfer *self, GTask *task)
{
  if (imw_transfer_in_swap (self))
    imw_transfer_begin_swap_async (self, g_task_get_cancellable (task), swap_begun_cb,
                                   g_object_ref (task));
  else
    imw_transfer_begin_leg_async (self, g_task_get_cancellable (task), leg_begun_cb,
                                  g_object_ref (task));
}

/**
 * imw_transfer_start_async:
 * @self: a transfer, new or one whose start failed before there was an order
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Locks the rate, for which the account signs in, begins the order, and reads what is asked for. With another asset than the provider
 * takes the exchange is ordered first.
 */
void
imw_transfer_start_async (ImwTransfer        *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_start_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->facts.order != NULL || self->swap != NULL || self->facts.cancelled)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the transfer has begun already");
      return;
    }

  if (imw_transfer_begin_step (self, task))
    begin (self, task);
}

/**
 * imw_transfer_start_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it has begun: imw_transfer_get_need() says what comes. On %FALSE @error is %IMW_ERROR_LOCKED,
 *   %IMW_ERROR_REFUSED, %IMW_ERROR_NOT_FOUND (no account on that network), %IMW_ERROR_BUSY, the provider's or the store's.
 */
gboolean
imw_transfer_start_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- requote ---- */

static void
old_cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;

  if (!imw_payment_cancel_finish (IMW_PAYMENT (object), result, &error))
    {
      imw_transfer_end_step (self, task, error);
      return;
    }

  begin (self, task);
}

/**
 * imw_transfer_requote_async:
 * @self: a transfer that was not paid
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Locks a new rate, with a new order in place of the old one, which is never paid from then on. Never goes on by itself.
 */
void
imw_transfer_requote_async (ImwTransfer        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwPayment *payment = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_requote_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->facts.cancelled || self->facts.stopped || self->facts.paid == IMW_PAID_OPEN ||
      self->facts.paid == IMW_PAID_DONE ||
      (imw_transfer_in_swap (self) && imw_transfer_facts_money_moved (&self->facts)))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the order was paid, or must not be");
      return;
    }

  if (!imw_transfer_begin_step (self, task))
    return;

  payment = imw_transfer_in_swap (self) ? self->swap_payment : self->payment;
  if (payment != NULL && (imw_payment_get_state (payment) == IMW_PAYMENT_PREPARED ||
                          imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED))
    imw_payment_cancel_async (payment, NULL, old_cancelled_cb, g_steal_pointer (&task));
  else
    begin (self, task);
}

/**
 * imw_transfer_requote_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when there is a new lock. On %FALSE @error is %IMW_ERROR_REFUSED (it was paid, or was stopped), %IMW_ERROR_LOCKED,
 *   the provider's or the store's.
 */
gboolean
imw_transfer_requote_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
