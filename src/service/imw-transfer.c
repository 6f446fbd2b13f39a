/* imw-transfer.c: money across a border, in or out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer"

#include "config.h"

#include "imw-transfer.h"

#include "imw-holding.h"
#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

/**
 * ImwTransfer:
 *
 * One transfer from the first details to the end, whatever the provider. Owned by its wallet from the moment it is in the books; main
 * thread; one step at a time. `changed` and the notifications fire after the books have it.
 */

enum
{
  PROP_0,
  PROP_STAGE,
  PROP_NEED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwTransfer, imw_transfer, G_TYPE_OBJECT)

static ImwTransferStepHook step_hook;
static gpointer            step_hook_data;

static void
imw_transfer_dispose (GObject *object)
{
  ImwTransfer *self = IMW_TRANSFER (object);

  g_cancellable_cancel (self->cancellable);
  imw_transfer_stop_asking (self);
  imw_transfer_take_payment (self, FALSE, NULL);
  imw_transfer_take_payment (self, TRUE, NULL);
  g_clear_object (&self->known);
  g_clear_object (&self->account);
  g_clear_object (&self->payout);
  g_clear_weak_pointer (&self->wallet);

  G_OBJECT_CLASS (imw_transfer_parent_class)->dispose (object);
}

static void
imw_transfer_finalize (GObject *object)
{
  ImwTransfer *self = IMW_TRANSFER (object);

  imw_transfer_facts_clear (&self->facts);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->info, imw_provider_info_free);
  g_clear_pointer (&self->request, imw_quote_request_free);
  g_clear_pointer (&self->quote, imw_quote_unref);
  g_clear_pointer (&self->old_quote, imw_quote_unref);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  g_clear_pointer (&self->swap_quote, imw_swap_quote_free);
  g_clear_pointer (&self->swap, imw_swap_order_free);
  g_clear_pointer (&self->swap_account, g_free);
  g_clear_pointer (&self->payment_id, g_free);
  g_clear_pointer (&self->swap_payment_id, g_free);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->customer_id, g_free);
  g_clear_pointer (&self->sender_id, g_free);
  g_clear_pointer (&self->receiver_id, g_free);
  g_clear_pointer (&self->hosted_url, g_free);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->proven, g_hash_table_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (imw_transfer_parent_class)->finalize (object);
}

static void
imw_transfer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ImwTransfer *self = IMW_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_STAGE:
      g_value_set_int (value, (gint) imw_transfer_get_stage (self));
      break;

    case PROP_NEED:
      g_value_set_int (value, (gint) imw_transfer_get_need (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_transfer_class_init (ImwTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_transfer_dispose;
  object_class->finalize = imw_transfer_finalize;
  object_class->get_property = imw_transfer_get_property;

  /**
   * ImwTransfer:stage:
   *
   * An #ImwStage.
   */
  properties[PROP_STAGE] = g_param_spec_int ("stage", NULL, NULL, 0, IMW_STAGE_CANCELLED, 0, flags);

  /**
   * ImwTransfer:need:
   *
   * An #ImwNeed.
   */
  properties[PROP_NEED] = g_param_spec_int ("need", NULL, NULL, 0, IMW_NEED_CONTACT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ImwTransfer::changed:
   * @self: a transfer
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
imw_transfer_init (ImwTransfer *self)
{
  self->cancellable = g_cancellable_new ();
  self->id = g_uuid_string_random ();
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_field_free);
  self->proven = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_event_free);
  self->verdict.actor = IMW_ACTOR_WALLET;
}

/**
 * imw_transfer_set_step_hook:
 * @hook: (nullable): called at each step
 * @user_data: data for @hook
 *
 * Lets a test stop the program between two steps.
 */
void
imw_transfer_set_step_hook (ImwTransferStepHook hook, gpointer user_data)
{
  step_hook = hook;
  step_hook_data = user_data;
}

/**
 * imw_transfer_run_step_hook:
 * @self: a transfer
 * @step: which step is done
 *
 * Calls the hook, if there is one.
 */
void
imw_transfer_run_step_hook (ImwTransfer *self, const char *step)
{
  if (step_hook != NULL)
    step_hook (self, step, step_hook_data);
}

/* ---- making ---- */

/**
 * imw_transfer_new:
 * @wallet: whose; not kept alive
 * @offer: what it shall be, with a provider that was accepted
 * @payout: (nullable): where it comes out, or where it comes from
 *
 * Returns: (transfer full): a transfer in memory: nothing is written or sent yet
 */
ImwTransfer *
imw_transfer_new (ImwWallet *wallet, ImwOffer *offer, ImwPayout *payout)
{
  ImwTransfer           *self = NULL;
  ImwKnownProvider      *known = NULL;
  ImwSwapQuote          *swap = NULL;
  const ImwQuoteRequest *request = NULL;
  ImwProviderReport     *report = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (wallet), NULL);
  g_return_val_if_fail (IMW_IS_OFFER (offer), NULL);
  g_return_val_if_fail (payout == NULL || IMW_IS_PAYOUT (payout), NULL);

  self = g_object_new (IMW_TYPE_TRANSFER, NULL);
  g_set_weak_pointer (&self->wallet, wallet);
  known = imw_offer_get_provider (offer);
  self->known = g_object_ref (known);
  self->domain = g_strdup (imw_known_provider_get_domain (known));
  report = imw_known_provider_get_report (known);
  if (report != NULL && report->info != NULL)
    self->info = imw_provider_info_copy (report->info);

  g_set_object (&self->account, imw_wallet_abroad_find_account (imw_wallet_get_abroad (wallet)));
  if (self->account != NULL)
    self->account_id = g_strdup (imw_account_get_id (self->account));

  request = imw_offer_get_request (offer);
  self->request = imw_quote_request_copy (request);
  self->hosted = imw_offer_get_method (offer)->hosted;
  self->two_parties = imw_offer_get_method (offer)->two_parties;
  self->facts.route = request->route;
  self->facts.hosted = self->hosted;
  if (imw_offer_get_quote (offer) != NULL)
    self->quote = imw_quote_ref (imw_offer_get_quote (offer));
  if (payout != NULL)
    self->payout = imw_payout_copy (payout);

  swap = imw_offer_get_swap (offer);
  if (swap != NULL)
    {
      ImwAccount *holder = imw_wallet_abroad_find_holder (imw_wallet_get_abroad (wallet),
                                                          imw_amount_get_asset (swap->give));

      self->facts.has_swap = TRUE;
      self->swap_quote = imw_abroad_copy_swap_quote (swap);
      self->swap_account = holder != NULL ? g_strdup (imw_account_get_id (holder)) : NULL;
    }

  imw_transfer_refresh_facts (self);

  return self;
}

/**
 * imw_transfer_find_parties:
 * @self: a transfer of the books
 *
 * Finds its provider and its account again; either may be gone.
 */
void
imw_transfer_find_parties (ImwTransfer *self)
{
  if (self->wallet == NULL)
    return;

  g_set_object (&self->known, imw_wallet_find_provider (self->wallet, self->domain));
  if (self->account_id != NULL)
    g_set_object (&self->account, imw_wallet_find_account (self->wallet, self->account_id));
}

/* ---- our payments ---- */

/**
 * imw_transfer_read_paid:
 * @payment: (nullable): a payment of this wallet
 *
 * Returns: what became of it
 */
ImwPaid
imw_transfer_read_paid (ImwPayment *payment)
{
  if (payment == NULL)
    return IMW_PAID_NO;

  switch (imw_payment_get_state (payment))
    {
    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
    case IMW_PAYMENT_CANCELLED:
      return IMW_PAID_NO;

    case IMW_PAYMENT_SIGNED:
    case IMW_PAYMENT_SUBMITTED:
      return IMW_PAID_OPEN;

    /* what took its place pays the same, or the provider will say that nothing came */
    case IMW_PAYMENT_REPLACED:
      return IMW_PAID_OPEN;

    case IMW_PAYMENT_CONFIRMED:
      return IMW_PAID_DONE;

    case IMW_PAYMENT_FAILED:
      return IMW_PAID_LOST;
    }

  g_return_val_if_reached (IMW_PAID_OPEN);
}

static void
payment_state_cb (ImwPayment *payment, GParamSpec *pspec, ImwTransfer *self)
{
  gboolean swap = payment == self->swap_payment;
  ImwPaid *known = swap ? &self->facts.swap_paid : &self->facts.paid;
  ImwPaid  now = imw_transfer_read_paid (payment);

  if (now == *known || !self->stored)
    return;

  *known = now;
  switch (now)
    {
    case IMW_PAID_NO:
      break;

    case IMW_PAID_OPEN:
      if (self->paid_ms == 0)
        self->paid_ms = imw_transfer_now_ms (self);
      imw_transfer_add_event (self, swap ? "swap-paid" : "paid", imw_payment_get_txid (payment));
      imw_transfer_kick (self);
      break;

    case IMW_PAID_DONE:
      imw_transfer_add_event (self, swap ? "swap-confirmed" : "confirmed",
                              imw_payment_get_txid (payment));
      imw_transfer_kick (self);
      break;

    case IMW_PAID_LOST:
      imw_transfer_add_event (self, "not-paid", imw_payment_get_txid (payment));
      break;
    }

  imw_transfer_commit (self);
}

/**
 * imw_transfer_take_payment:
 * @self: a transfer
 * @swap: leg 0
 * @payment: (nullable): the payment for it
 *
 * From now on this payment's state counts.
 */
void
imw_transfer_take_payment (ImwTransfer *self, gboolean swap, ImwPayment *payment)
{
  ImwPayment **place = swap ? &self->swap_payment : &self->payment;
  ImwPaid     *paid = swap ? &self->facts.swap_paid : &self->facts.paid;

  if (*place == payment)
    return;

  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, payment_state_cb, self);

  g_set_object (place, payment);
  if (payment == NULL)
    return;

  g_signal_connect_object (payment, "notify::state", G_CALLBACK (payment_state_cb), self, 0);
  *paid = imw_transfer_read_paid (payment);
}

/* ---- time, facts, news ---- */

/**
 * imw_transfer_now_ms:
 * @self: a transfer
 *
 * Returns: wall time
 */
gint64
imw_transfer_now_ms (ImwTransfer *self)
{
  return self->wallet != NULL ? imw_wallet_get_wall_ms (self->wallet)
                              : imw_clock_get_wall_ms (imw_clock_get_default ());
}

/**
 * imw_transfer_boot_ms:
 * @self: a transfer
 *
 * Returns: boot time, for delays
 */
gint64
imw_transfer_boot_ms (ImwTransfer *self)
{
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;

  return imw_clock_get_boot_ms (service != NULL ? imw_wallet_service_get_clock (service)
                                                : imw_clock_get_default ());
}

/**
 * imw_transfer_in_swap:
 * @self: a transfer
 *
 * Returns: whether leg 0 is not over
 */
gboolean
imw_transfer_in_swap (ImwTransfer *self)
{
  return self->facts.has_swap && self->facts.order == NULL &&
         self->facts.swap_state != IMW_SWAP_DONE;
}

static gboolean
find_opened (ImwTransfer *self)
{
  ImwHolding *holding = NULL;

  if (self->account == NULL || self->request == NULL)
    return FALSE;

  holding = imw_account_find_holding (self->account, imw_asset_get_id (self->request->asset));

  return holding != NULL && imw_holding_get_opened (holding) == IMW_TRUTH_YES;
}

/**
 * imw_transfer_refresh_facts:
 * @self: a transfer
 *
 * What changes by itself: time, the lock of the wallet, what is asked for.
 */
void
imw_transfer_refresh_facts (ImwTransfer *self)
{
  ImwTransferFacts *facts = &self->facts;

  facts->now_ms = imw_transfer_now_ms (self);
  facts->locked = self->wallet == NULL || !imw_wallet_get_unlocked (self->wallet);
  facts->expires_ms = self->quote != NULL && imw_quote_get_firm (self->quote)
                          ? imw_quote_get_expires_ms (self->quote)
                          : 0;
  facts->opened = find_opened (self);
  facts->n_fields = self->fields->len;
  facts->wants_code = FALSE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (self->fields, i);

      facts->wants_code = facts->wants_code || field->state == IMW_FIELD_STATE_WANTS_CODE;
    }

  facts->swap_ordered = self->swap != NULL;
  if (self->swap != NULL)
    {
      facts->swap_state = self->swap->state;
      facts->swap_expires_ms = self->swap->expires_ms;
    }
}

/**
 * imw_transfer_set_last_error:
 * @self: a transfer
 * @error: (nullable): of the last question
 */
void
imw_transfer_set_last_error (ImwTransfer *self, const GError *error)
{
  g_clear_error (&self->last_error);
  if (error != NULL)
    self->last_error = g_error_copy (error);
}

/**
 * imw_transfer_notify:
 * @self: a transfer that is in the books
 * @before: the verdict that the faces know
 *
 * Tells the faces.
 */
void
imw_transfer_notify (ImwTransfer *self, const ImwVerdict *before)
{
  gboolean stage = before->stage != self->verdict.stage;

  if (stage)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
  if (before->need != self->verdict.need)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEED]);

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->wallet != NULL)
    imw_wallet_transfer_changed (self->wallet, self, stage);
}

/**
 * imw_transfer_forget_personal:
 * @self: a transfer
 *
 * The wallet is locked: what was sent is not in memory any more.
 */
void
imw_transfer_forget_personal (ImwTransfer *self)
{
  g_clear_object (&self->payout);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  g_clear_pointer (&self->hosted_url, g_free);
}

/**
 * imw_transfer_begin_step:
 * @self: a transfer
 * @task: who wants to begin
 *
 * Returns: whether it may; on %FALSE the task has its error
 */
gboolean
imw_transfer_begin_step (ImwTransfer *self, GTask *task)
{
  if (self->busy)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the transfer is busy");
      return FALSE;
    }

  if (self->wallet == NULL || imw_wallet_get_store (self->wallet) == NULL ||
      imw_wallet_get_read_only (self->wallet))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the books can't be written");
      return FALSE;
    }

  self->busy = TRUE;

  return TRUE;
}

/**
 * imw_transfer_end_step:
 * @self: a transfer
 * @task: who began
 * @error: (nullable) (transfer full): what went wrong
 *
 * Ends the step and answers.
 */
void
imw_transfer_end_step (ImwTransfer *self, GTask *task, GError *error)
{
  self->busy = FALSE;
  imw_transfer_schedule (self);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}
