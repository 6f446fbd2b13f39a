/* imw-transfer-pay.c: the payment for a transfer: one, or none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-pay"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

/* Both legs are paid alike: asked again → built and described → (the user looks) → asked again → the books say which payment it is →
 * signed, stored, sent. Between "which payment it is" and "signed" nothing can take its place but another payment after this one has
 * ended without being signed, or has positively not happened. */

/* a deadline that is nearer than this is renewed before the signature */
#define NEAR_MS ((gint64) 45 * 1000)

typedef enum
{
  STEP_ASK,
  STEP_DROP,    /* what was prepared before */
  STEP_PREPARE, /* end of prepare */
  STEP_CLAIM,
  STEP_SEND,
  STEP_STORE,
  STEP_END
} Step;

typedef struct
{
  Step     step;
  gboolean pay; /* else only prepared */
  gboolean agreed;
  char   **consents; /* (nullable) */
  GError  *error;    /* (nullable) while the books follow */
} Flow;

static void run_step (GTask *task);

static void
flow_free (Flow *flow)
{
  g_strfreev (flow->consents);
  g_clear_error (&flow->error);
  g_free (flow);
}

static void
go_on (GTask *task, GError *error)
{
  Flow *flow = g_task_get_task_data (task);

  if (error != NULL)
    {
      imw_transfer_end_step (g_task_get_source_object (task), task, error);
      return;
    }

  flow->step++;
  run_step (task);
}

static ImwPayment *
get_payment (ImwTransfer *self)
{
  return imw_transfer_in_swap (self) ? self->swap_payment : self->payment;
}

static gboolean
check_may_pay (ImwTransfer *self, gboolean agreed, GError **error)
{
  imw_transfer_refresh_facts (self);

  if (!imw_transfer_in_swap (self))
    return imw_transfer_facts_may_pay (&self->facts, agreed, error);

  if (self->facts.differs && !agreed)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "the exchange gives less than it offered");
      return FALSE;
    }

  return imw_transfer_facts_may_pay_swap (&self->facts, error);
}

/* ---- what is paid ---- */

static gboolean
is_own (ImwTransfer *self, const char *address)
{
  g_autofree char *own =
      self->account != NULL
          ? imw_wallet_abroad_dup_address (imw_wallet_get_abroad (self->wallet), self->account)
          : NULL;

  return g_strcmp0 (own, address) == 0;
}

static ImwPayment *
build (ImwTransfer *self,
       ImwAccount  *account,
       const char  *to,
       ImwAmount   *amount,
       const char  *memo_type,
       const char  *memo,
       GError     **error)
{
  g_autoptr (ImwRecipient) recipient = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  ImwChain *chain = imw_account_get_chain (account);
  ImwAsset *asset = imw_amount_get_asset (amount);

  recipient = imw_chain_parse_address (chain, to, error);
  if (recipient == NULL)
    return NULL;

  if (is_own (self, recipient->address) || imw_amount_sign (amount) <= 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "what is to be paid makes no sense");
      return NULL;
    }

  if (memo != NULL && !imw_chain_has (chain, IMW_CHAIN_HAS_MEMO))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "a memo is asked for where there is none");
      return NULL;
    }

  payment = imw_payment_new (self->wallet, account);
  /* a change of the asset forgets whom to pay */
  if (!imw_asset_equal (asset, imw_chain_get_native_asset (chain)))
    imw_payment_set_asset (payment, asset);
  imw_payment_add_recipient (payment, recipient->address, amount);
  if (memo != NULL)
    imw_payment_set_memo (payment, memo_type, memo);
  if (imw_chain_has (chain, IMW_CHAIN_HAS_DEADLINE))
    imw_payment_set_deadline_ms (
        payment, imw_transfer_facts_deadline_ms (&self->facts, imw_transfer_now_ms (self)));
  if (self->code != NULL)
    imw_payment_set_label (payment, self->code);

  return g_steal_pointer (&payment);
}

static ImwPayment *
build_payment (ImwTransfer *self, GError **error)
{
  ImwOrder   *first = self->facts.first;
  ImwAccount *account = NULL;

  if (imw_transfer_in_swap (self))
    {
      account = imw_wallet_find_account (self->wallet, self->swap_account);
      if (account == NULL)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the account is not there");
          return NULL;
        }

      return build (self, account, self->swap->deposit_address, self->swap->give,
                    self->swap->deposit_memo != NULL ? "text" : NULL, self->swap->deposit_memo,
                    error);
    }

  /* the provider must ask for the asset that was chosen: code and issuer */
  if (!imw_asset_equal (imw_amount_get_asset (first->amount_in), self->request->asset))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "the provider asks for another asset");
      return NULL;
    }

  return build (self, self->account, first->pay_to, first->amount_in, first->memo_type, first->memo,
                error);
}

static void fees_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_payment_prepare_finish (IMW_PAYMENT (object), result, &error))
    g_debug ("%s", error->message);

  go_on (task, error);
}

/* what was described and is still good goes as it was shown */
static gboolean
is_fresh (ImwTransfer *self, ImwPayment *payment)
{
  gint64 deadline_ms = imw_payment_get_deadline_ms (payment);

  return imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED &&
         (deadline_ms == 0 || deadline_ms - imw_transfer_now_ms (self) > NEAR_MS);
}

static void
prepare (GTask *task)
{
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);
  ImwPayment  *payment = get_payment (self);
  GError      *error = NULL;
  g_autoptr (ImwPayment) made = NULL;

  if (payment != NULL && is_fresh (self, payment))
    {
      go_on (task, NULL);
      return;
    }

  /* preparing shows what differs, paying needs the agreement */
  if (!check_may_pay (self, flow->agreed || !flow->pay, &error))
    {
      go_on (task, error);
      return;
    }

  made = build_payment (self, &error);
  if (made == NULL)
    {
      go_on (task, error);
      return;
    }

  imw_transfer_take_payment (self, imw_transfer_in_swap (self), made);
  imw_account_get_fees_async (imw_payment_get_account (made), g_task_get_cancellable (task),
                              fees_got_cb, g_object_ref (task));
}

static void
fees_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment *payment = get_payment (g_task_get_source_object (task));
  GError     *error = NULL;
  ImwFeeTable fees = { 0 };

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      go_on (task, error);
      return;
    }

  imw_payment_set_fee (payment, &fees, IMW_FEE_NORMAL);
  imw_payment_prepare_async (payment, g_task_get_cancellable (task), prepared_cb,
                             g_object_ref (task));
}

/* ---- the guard ---- */

static void
claimed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;

  if (imw_store_claim_order_finish (IMW_STORE (object), result, &error))
    {
      char **place = imw_transfer_in_swap (self) ? &self->swap_payment_id : &self->payment_id;

      g_free (*place);
      *place = g_strdup (imw_payment_get_id (get_payment (self)));
      imw_transfer_run_step_hook (self, "claimed");
    }

  go_on (task, error);
}

static void
claim (GTask *task)
{
  ImwTransfer     *self = g_task_get_source_object (task);
  Flow            *flow = g_task_get_task_data (task);
  ImwStore        *store = imw_wallet_get_store (self->wallet);
  ImwPayment      *payment = get_payment (self);
  GError          *error = NULL;
  g_autofree char *swap_name = NULL;
  g_autoptr (ImwStoreOrderPayment) row = NULL;

  if (store == NULL)
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_BUSY, "the books are closed");
  else
    (void) check_may_pay (self, flow->agreed, &error);

  if (error != NULL)
    {
      go_on (task, error);
      return;
    }

  if (imw_transfer_in_swap (self))
    {
      swap_name = g_strconcat ("swap:",
                               imw_swap_provider_get_name (imw_wallet_abroad_get_swap (
                                   imw_wallet_get_abroad (self->wallet))),
                               NULL);
      row = imw_store_order_payment_new (swap_name, self->swap->id, self->id,
                                         imw_payment_get_id (payment));
    }
  else
    row = imw_store_order_payment_new (self->domain, self->facts.order->id, self->id,
                                       imw_payment_get_id (payment));

  imw_store_claim_order_async (store, row, imw_payment_state_get_code (IMW_PAYMENT_FAILED), NULL,
                               claimed_cb, g_object_ref (task));
}

/* ---- sending ---- */

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Flow *flow = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* what was sent was sent: the books of payments have it */
  if (!imw_transfer_commit_finish (IMW_TRANSFER (object), result, &error))
    g_info ("a paid transfer is not in the books yet: %s", error->message);

  go_on (task, g_steal_pointer (&flow->error));
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);

  if (imw_payment_send_finish (IMW_PAYMENT (object), result, &flow->error))
    {
      imw_transfer_run_step_hook (self, "sent");
      imw_transfer_kick (self);
    }

  flow->step++;
  run_step (task);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = IMW_TRANSFER (object);
  Flow        *flow = g_task_get_task_data (task);
  GError      *error = NULL;

  if (imw_transfer_ask_finish (self, result, &error))
    (void) check_may_pay (self, flow->agreed || !flow->pay, &error);

  go_on (task, error);
}

static void
dropped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_payment_cancel_finish (IMW_PAYMENT (object), result, &error))
    g_debug ("%s", error->message);

  go_on (task, error);
}

static void
drop (GTask *task)
{
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);
  ImwPayment  *payment = get_payment (self);

  if (payment != NULL && !(flow->pay && is_fresh (self, payment)) &&
      (imw_payment_get_state (payment) == IMW_PAYMENT_PREPARED ||
       imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED))
    imw_payment_cancel_async (payment, NULL, dropped_cb, g_object_ref (task));
  else
    go_on (task, NULL);
}

static void
run_step (GTask *task)
{
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);

  switch (flow->step)
    {
    case STEP_ASK:
      imw_transfer_ask_async (self, g_task_get_cancellable (task), asked_cb, g_object_ref (task));
      break;

    case STEP_DROP:
      drop (task);
      break;

    case STEP_PREPARE:
      prepare (task);
      break;

    case STEP_CLAIM:
      if (flow->pay)
        claim (task);
      else
        imw_transfer_end_step (self, task, NULL);
      break;

    case STEP_SEND:
      imw_payment_send_async (get_payment (self), (const char *const *) flow->consents,
                              g_task_get_cancellable (task), sent_cb, g_object_ref (task));
      break;

    case STEP_STORE:
      imw_transfer_commit_async (self, stored_cb, g_object_ref (task));
      break;

    case STEP_END:
      imw_transfer_end_step (self, task, NULL);
      break;
    }
}

static void
begin_flow (ImwTransfer *self, GTask *task, Flow *flow)
{
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, flow, (GDestroyNotify) flow_free);

  if (imw_transfer_begin_step (self, task))
    {
      imw_transfer_stop_asking (self);
      run_step (task);
    }
}

/**
 * imw_transfer_prepare_async:
 * @self: a transfer that waits for our payment
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the provider once more, and makes and describes the payment on the ledger (for leg 0 that to the exchange), without sending it.
 */
void
imw_transfer_prepare_async (ImwTransfer        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_prepare_async);
  begin_flow (self, task, g_new0 (Flow, 1));
}

/**
 * imw_transfer_prepare_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when imw_transfer_get_payment(), or imw_transfer_get_swap_payment() for leg 0, is described. On %FALSE @error is
 *   %IMW_ERROR_REFUSED (it must not be paid), %IMW_ERROR_BUSY, those of imw_payment_prepare_finish(), the provider's or the store's.
 */
gboolean
imw_transfer_prepare_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_transfer_pay_async:
 * @self: a prepared transfer
 * @consents: (nullable) (array zero-terminated=1): warning codes the user has agreed to
 * @agreed: the user has seen that what is asked for differs from what was offered
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the provider once more, writes down which payment is the one for this order, then signs, stores and sends it. When the
 * payment's deadline is too near, the same payment is made again with a new one.
 */
void
imw_transfer_pay_async (ImwTransfer        *self,
                        const char *const  *consents,
                        gboolean            agreed,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Flow *flow = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_pay_async);
  if (get_payment (self) == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "nothing was prepared and shown");
      return;
    }

  flow = g_new0 (Flow, 1);
  flow->pay = TRUE;
  flow->agreed = agreed;
  flow->consents = g_strdupv ((char **) consents);
  begin_flow (self, task, flow);
}

/**
 * imw_transfer_pay_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is signed and stored, whether or not the network has answered. On %FALSE @error is %IMW_ERROR_REFUSED (it
 *   must not be paid), %IMW_ERROR_BUSY (a payment for this order was made before), those of imw_payment_send_finish(), the
 *   provider's or the store's.
 */
gboolean
imw_transfer_pay_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
