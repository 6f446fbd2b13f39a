/* imw-payment-flow.c: a payment's way to the network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-flow"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"

/* draft → build → stored "prepared" → previous transactions → signer's description → stored
 * "described"; and described → described again, must be the same → signed → stored "signed" →
 * submitted. One step follows the other in run_step (); what fails before it was signed is undone
 * in the store, what fails after it is tried again later. */
typedef enum
{
  STEP_BUILD,
  STEP_RESERVE,
  STEP_FETCH,
  STEP_DESCRIBE,
  STEP_STORE_DESCRIBED,
  STEP_PREPARED, /* end of prepare */
  STEP_DESCRIBE_AGAIN,
  STEP_SIGN,
  STEP_LABEL,
  STEP_STORE_SIGNED,
  STEP_SUBMIT,
  STEP_SENT /* end of send */
} ImwPaymentStep;

typedef struct
{
  ImwPaymentStep   step;
  ImwBuiltPayment *built; /* (nullable) */
  guint64          token;
  char           **consents; /* (nullable) */
  GError          *error;    /* (nullable): while it is undone */
  guint            n_races;  /* how often another payment has taken its number */
} ImwPaymentFlow;

#define MAX_RACES 3

static void run_step (GTask *task);

static void
payment_flow_free (ImwPaymentFlow *flow)
{
  g_clear_pointer (&flow->built, imw_built_payment_free);
  g_clear_pointer (&flow->consents, g_strfreev);
  g_clear_error (&flow->error);
  g_free (flow);
}

static void
end_flow (GTask *task, GError *error)
{
  ImwPayment *self = g_task_get_source_object (task);

  self->busy = FALSE;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
undone_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment     *self = IMW_PAYMENT (object);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (imw_payment_move_finish (self, result, &error))
    imw_payment_renew_id (self);
  else
    g_info ("a payment that failed can't be undone now, it will be at the next start: %s",
            error->message);

  end_flow (task, g_steal_pointer (&flow->error));
}

static void
fail (GTask *task, GError *error)
{
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);

  /* reserved, but never shown to anybody: the coins are free again and the draft may be tried anew
   */
  if (flow->step > STEP_RESERVE && flow->step < STEP_PREPARED)
    {
      flow->error = error;
      imw_payment_move_async (self, IMW_PAYMENT_CANCELLED, TRUE, "undone", NULL, undone_cb,
                              g_object_ref (task));
      return;
    }

  end_flow (task, error);
}

static void
go_on (GTask *task, GError *error)
{
  ImwPaymentFlow *flow = g_task_get_task_data (task);

  if (error != NULL)
    {
      fail (task, error);
      return;
    }

  flow->step++;
  run_step (task);
}

/* what speaks against it so much that it is not even prepared */
static void
check_findings (ImwPayment *self, GError **error)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (self->findings, i);

      if (!finding->blocks)
        continue;

      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "not to be paid: %s",
                   imw_guard_get_code (finding->guard));
      return;
    }
}

static void
built_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  GError         *error = NULL;

  flow->built = imw_payment_build_finish (IMW_PAYMENT (object), result, &error);
  if (error == NULL)
    check_findings (IMW_PAYMENT (object), &error);

  go_on (task, error);
}

static void
note_reserved (ImwPayment *self)
{
  imw_payment_set_state (self, IMW_PAYMENT_PREPARED);
  if (self->wallet != NULL)
    imw_wallet_add_payment (self->wallet, self);

  imw_payment_run_step_hook (self, "prepared");
}

static void
coins_reserved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_prepare_payment_finish (IMW_STORE (object), result, &error))
    note_reserved (g_task_get_source_object (task));

  go_on (task, error);
}

/* another payment was faster: it gets the next number */
static gboolean
try_next_number (GTask *task, GError *error)
{
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);

  self->sequence = -1;
  if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_BUSY) || self->replaces != NULL ||
      flow->n_races >= MAX_RACES)
    return FALSE;

  flow->n_races++;
  g_clear_pointer (&flow->built, imw_built_payment_free);
  flow->step = STEP_BUILD;
  run_step (task);

  return TRUE;
}

static void
number_reserved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (imw_store_prepare_numbered_finish (IMW_STORE (object), result, &error))
    note_reserved (g_task_get_source_object (task));
  else if (try_next_number (task, error))
    return;

  go_on (task, g_steal_pointer (&error));
}

static void
reserve (GTask *task)
{
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  ImwStore       *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  GError         *error = NULL;
  g_autoptr (ImwStorePayment) row = NULL;

  if (store == NULL)
    {
      go_on (task,
             g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "the wallet's books are not open"));
      return;
    }

  g_clear_pointer (&self->draft, g_bytes_unref);
  g_clear_pointer (&self->unsigned_tx, g_bytes_unref);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  self->draft = imw_payment_seal_draft (self, &error);
  if (self->draft == NULL)
    {
      go_on (task, error);
      return;
    }

  self->created_ms = imw_wallet_get_wall_ms (self->wallet);
  self->unsigned_tx = g_bytes_ref (flow->built->unsigned_tx);
  self->amount = imw_amount_ref (flow->built->amount);
  self->fee = imw_amount_ref (flow->built->fee);
  self->sequence = flow->built->sequence;
  self->deadline_ms = flow->built->deadline_ms;
  row = imw_payment_make_row (self, IMW_PAYMENT_PREPARED, FALSE);

  /* not to be cancelled: whether it is in the store must be known */
  if (self->sequence >= 0)
    imw_store_prepare_numbered_async (store, row, flow->built->holds, NULL, number_reserved_cb,
                                      g_object_ref (task));
  else
    imw_store_prepare_payment_async (store, row, flow->built->spends, NULL, coins_reserved_cb,
                                     g_object_ref (task));
}

static void
previous_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment     *self = IMW_PAYMENT (object);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  GError         *error = NULL;
  g_autoptr (GPtrArray) raws = imw_payment_fetch_previous_finish (self, result, &error);
  GBytes *attached = NULL;

  if (raws != NULL)
    attached = imw_chain_attach_previous (imw_account_get_chain (self->account),
                                          flow->built->unsigned_tx, raws, &error);

  if (attached != NULL)
    {
      g_clear_pointer (&self->unsigned_tx, g_bytes_unref);
      self->unsigned_tx = attached;
    }

  go_on (task, error);
}

static void
described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  GError         *error = NULL;
  g_autoptr (ImwDescription)
      description = imw_signer_describe_finish (IMW_SIGNER (object), result, &flow->token, &error);

  if (description != NULL && imw_payment_check_description (self, description, &error))
    {
      g_clear_pointer (&self->description, imw_description_unref);
      self->description = g_steal_pointer (&description);
    }

  go_on (task, error);
}

static void
described_again_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  GError         *error = NULL;
  g_autoptr (ImwDescription)
      description = imw_signer_describe_finish (IMW_SIGNER (object), result, &flow->token, &error);
  g_autoptr (GVariant) shown = NULL;
  g_autoptr (GVariant) now = NULL;

  if (description == NULL)
    {
      go_on (task, error);
      return;
    }

  shown = g_variant_ref_sink (imw_description_to_variant (self->description));
  now = g_variant_ref_sink (imw_description_to_variant (description));

  if (!g_variant_equal (shown, now))
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED,
                                 "the signer reads the payment otherwise than it was shown");

  go_on (task, error);
}

static void
describe (GTask *task, GAsyncReadyCallback callback)
{
  ImwPayment *self = g_task_get_source_object (task);
  ImwSigner  *signer = self->wallet != NULL ? imw_wallet_get_signer (self->wallet) : NULL;

  if (signer == NULL)
    {
      go_on (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked"));
      return;
    }

  imw_signer_describe_async (signer, imw_chain_get_id (imw_account_get_chain (self->account)),
                             self->unsigned_tx, g_task_get_cancellable (task), callback,
                             g_object_ref (task));
}

static void
described_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    imw_payment_run_step_hook (IMW_PAYMENT (object), "described");

  go_on (task, error);
}

static void
signed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  GError          *error = NULL;
  g_autofree char *txid = NULL;
  g_autoptr (GBytes) bytes = imw_signer_sign_finish (IMW_SIGNER (object), result, &error);
  g_autoptr (GBytes) raw = NULL;

  if (bytes != NULL)
    raw = imw_chain_extract_signed (imw_account_get_chain (self->account), bytes, &txid, &error);

  if (raw != NULL)
    {
      g_clear_pointer (&self->raw, g_bytes_unref);
      g_free (self->txid);
      self->raw = g_steal_pointer (&raw);
      self->txid = g_steal_pointer (&txid);
    }

  go_on (task, error);
}

static void
sign (GTask *task)
{
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  ImwSigner      *signer = self->wallet != NULL ? imw_wallet_get_signer (self->wallet) : NULL;

  if (signer == NULL)
    {
      go_on (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked"));
      return;
    }

  imw_signer_sign_async (signer, flow->token, (const char *const *) flow->consents,
                         g_task_get_cancellable (task), signed_cb, g_object_ref (task));
}

static void
label_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* the payment does not fail for its label */
  if (!imw_wallet_set_label_finish (IMW_WALLET (object), result, &error))
    g_info ("a payment's label was not kept: %s", error->message);

  go_on (task, NULL);
}

static void
signed_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    imw_payment_run_step_hook (IMW_PAYMENT (object), "signed");

  go_on (task, error);
}

static void
flow_submitted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment *self = IMW_PAYMENT (object);
  GError     *error = NULL;

  if (!imw_payment_submit_finish (self, result, &error))
    g_debug ("%s", error->message);

  /* the books follow without anybody waiting for it */
  if (self->wallet != NULL && !self->wallet->closed)
    imw_wallet_sync_async (self->wallet, FALSE, imw_wallet_get_cancellable (self->wallet), NULL,
                           NULL);

  go_on (task, error);
}

static void
run_step (GTask *task)
{
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentFlow *flow = g_task_get_task_data (task);
  GCancellable   *cancellable = g_task_get_cancellable (task);

  switch (flow->step)
    {
    case STEP_BUILD:
      imw_payment_build_async (self, cancellable, built_cb, g_object_ref (task));
      break;

    case STEP_RESERVE:
      reserve (task);
      break;

    case STEP_FETCH:
      imw_payment_fetch_previous_async (self, (const char *const *) flow->built->previous,
                                        cancellable, previous_fetched_cb, g_object_ref (task));
      break;

    case STEP_DESCRIBE:
      describe (task, described_cb);
      break;

    case STEP_STORE_DESCRIBED:
      imw_payment_move_async (self, IMW_PAYMENT_DESCRIBED, FALSE, NULL, NULL, described_stored_cb,
                              g_object_ref (task));
      break;

    case STEP_DESCRIBE_AGAIN:
      describe (task, described_again_cb);
      break;

    case STEP_SIGN:
      sign (task);
      break;

    case STEP_LABEL:
      if (self->label != NULL && self->wallet != NULL)
        imw_wallet_set_label_async (self->wallet, self->txid, self->label, NULL, label_set_cb,
                                    g_object_ref (task));
      else
        go_on (task, NULL);
      break;

    case STEP_STORE_SIGNED:
      imw_payment_move_async (self, IMW_PAYMENT_SIGNED, FALSE, NULL, NULL, signed_stored_cb,
                              g_object_ref (task));
      break;

    case STEP_SUBMIT:
      imw_payment_submit_async (self, cancellable, flow_submitted_cb, g_object_ref (task));
      break;

    case STEP_PREPARED:
    case STEP_SENT:
      end_flow (task, NULL);
      break;
    }
}

/* FALSE: the task has its error */
static gboolean
begin_flow (ImwPayment *self, GTask *task, ImwPaymentState wanted, ImwPaymentStep step)
{
  ImwPaymentFlow *flow = NULL;

  if (self->busy || self->state != wanted)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the payment is %s%s",
                               imw_payment_state_get_code (self->state),
                               self->busy ? " and busy" : "");
      return FALSE;
    }

  if (self->wallet == NULL || imw_wallet_get_read_only (self->wallet))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "the data folder is open for reading only");
      return FALSE;
    }

  if (imw_wallet_get_signer (self->wallet) == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return FALSE;
    }

  self->busy = TRUE;
  flow = g_new0 (ImwPaymentFlow, 1);
  flow->step = step;
  g_task_set_task_data (task, flow, (GDestroyNotify) payment_flow_free);
  g_task_set_check_cancellable (task, FALSE);

  return TRUE;
}

/**
 * imw_payment_prepare_async:
 * @self: a draft of an unlocked wallet
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Builds the payment, reserves its coins, or its number, in the store in the same step, fetches what the signer
 * wants to see, and lets the signer describe it. When that fails the coins are free again and the
 * payment is a draft.
 */
void
imw_payment_prepare_async (ImwPayment         *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_PAYMENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_payment_prepare_async);

  if (begin_flow (self, task, IMW_PAYMENT_DRAFT, STEP_BUILD))
    run_step (task);
}

/**
 * imw_payment_prepare_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when described. On %FALSE @error is %IMW_ERROR_LOCKED, %IMW_ERROR_BUSY (a coin was
 * taken meanwhile, or not a draft), %IMW_ERROR_REFUSED (the signer read another payment, or a
 * server lied), the errors of imw_payment_estimate_finish(), the network's (previous transactions),
 * the signer's or the store's.
 */
gboolean
imw_payment_prepare_finish (ImwPayment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_payment_send_async:
 * @self: a described payment of an unlocked wallet
 * @consents: (nullable): codes of the warnings that the user has agreed to
 * @cancellable: (nullable): ends the waiting; once it is signed it goes its way nevertheless
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer sign what it described, stores the signed bytes, and sends them.
 */
void
imw_payment_send_async (ImwPayment         *self,
                        const char *const  *consents,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  static const char *const none[] = { NULL };
  g_autoptr (GTask) task = NULL;
  ImwPaymentFlow *flow = NULL;

  g_return_if_fail (IMW_IS_PAYMENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_payment_send_async);

  if (self->state == IMW_PAYMENT_DESCRIBED && imw_payment_is_late (self))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_TIMEOUT,
                               "the payment's time is over: it is to be made anew");
      return;
    }

  if (!begin_flow (self, task, IMW_PAYMENT_DESCRIBED, STEP_DESCRIBE_AGAIN))
    return;

  flow = g_task_get_task_data (task);
  flow->consents = g_strdupv ((char **) (consents != NULL ? consents : none));
  run_step (task);
}

/**
 * imw_payment_send_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is signed and stored, whether or not the network could be asked: the state
 * says; a refusal by the network is not final yet, see imw_payment_get_refused(). On %FALSE nothing
 * went out and @error is %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED (a consent is missing),
 * %IMW_ERROR_TIMEOUT (its last moment has come: cancel it and make it anew), %IMW_ERROR_BUSY, the signer's or the store's.
 */
gboolean
imw_payment_send_finish (ImwPayment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
