/* imw-payment-told.c: an unsigned payment on networks that tell balances and number payments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-told"

#include "config.h"

#include "imw-holding.h"
#include "imw-payment-private.h"

#include "imw-error.h"

#define TIP_SHARE 20

/* What the books have (balances, less what open payments hold) → what the network says of it (the
 * next number, gas, who the payee is) → what speaks against it → build. A payment that takes the
 * place of another has that one's number, and what that one holds is free for it. */
typedef struct
{
  ImwChain       *chain;
  ImwPaymentPlan *plan;
  ImwPayment     *original; /* (nullable): whose place it takes */
  ImwBackend     *backend;  /* (nullable) */
} ImwToldBuild;

static void
told_build_free (ImwToldBuild *build)
{
  g_clear_object (&build->chain);
  g_clear_object (&build->original);
  g_clear_object (&build->backend);
  g_clear_pointer (&build->plan, imw_payment_plan_free);
  g_free (build);
}

static gboolean
is_of_lane (ImwPayment *original)
{
  return original->sequence >= 0 &&
         (original->state == IMW_PAYMENT_SIGNED || original->state == IMW_PAYMENT_SUBMITTED);
}

static gboolean
find_original (ImwPayment *self, ImwToldBuild *build, GError **error)
{
  gint64 next = imw_account_get_next_sequence (self->account);

  if (self->replaces == NULL)
    return TRUE;

  build->original = imw_payment_dup_original (self);
  if (build->original != NULL && is_of_lane (build->original) &&
      (next < 0 || build->original->sequence >= next))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "the payment before is final");

  return FALSE;
}

/* ---- what can be spent ---- */

static ImwAmount *
add_back (ImwAmount *available, ImwAmount *held, GError **error)
{
  if (held == NULL ||
      !imw_asset_equal (imw_amount_get_asset (available), imw_amount_get_asset (held)))
    return imw_amount_ref (available);

  return imw_amount_add (available, held, error);
}

static ImwAmount *
dup_available (ImwPayment *self, ImwToldBuild *build, ImwAsset *asset, GError **error)
{
  ImwHolding *holding = imw_account_find_holding (self->account, imw_asset_get_id (asset));
  ImwAmount  *known = holding != NULL ? imw_holding_get_available (holding) : NULL;
  g_autoptr (ImwAmount) with_fee = NULL;

  if (known == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NETWORK, "the balance of %s is not known",
                   imw_asset_get_id (asset));
      return NULL;
    }

  if (build->original == NULL)
    return imw_amount_ref (known);

  with_fee = add_back (known, build->original->fee, error);

  return with_fee != NULL ? add_back (with_fee, build->original->amount, error) : NULL;
}

/* What is opened or claimed need not be there, and what is closed says so itself. */
static gboolean
takes_asset (ImwPayment *self)
{
  ImwHolding *holding = NULL;

  if (self->asset == NULL || self->back_to_wallet)
    return FALSE;

  switch (self->act)
    {
    case IMW_PLAN_PAY:
    case IMW_PLAN_EXCHANGE:
      return TRUE;

    case IMW_PLAN_CLOSE_ASSET:
      holding = imw_account_find_holding (self->account, imw_asset_get_id (self->asset));
      return holding != NULL && imw_holding_get_available (holding) != NULL;

    case IMW_PLAN_OPEN_ASSET:
    case IMW_PLAN_CLAIM:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}

static gboolean
set_asset (ImwPayment *self, ImwToldBuild *build, GError **error)
{
  ImwAsset *native = imw_chain_get_native_asset (build->chain);
  g_autoptr (ImwAmount) available = dup_available (self, build, native, error);
  g_autoptr (ImwAmount) asset_available = NULL;

  if (available == NULL)
    return FALSE;

  if (takes_asset (self))
    {
      asset_available = dup_available (self, build, self->asset, error);
      if (asset_available == NULL)
        return FALSE;
    }

  imw_payment_plan_set_asset (build->plan, self->back_to_wallet ? NULL : self->asset, available,
                              asset_available);

  return TRUE;
}

static gboolean
check_sum (ImwToldBuild *build, ImwAmount *sum, GError **error)
{
  ImwAmount *have = build->plan->asset_available != NULL ? build->plan->asset_available
                                                         : build->plan->available;
  g_autoptr (ImwAmount) missing = NULL;
  g_autofree char *text = NULL;

  if (imw_amount_compare (sum, have) <= 0)
    return TRUE;

  missing = imw_amount_subtract (sum, have, error);
  if (missing == NULL)
    return FALSE;

  text = imw_amount_to_base_text (missing);
  g_set_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS, "%s base units are missing", text);

  return FALSE;
}

/* Too little is known without asking the network. */
static gboolean
check_amounts (ImwPayment *self, ImwToldBuild *build, GError **error)
{
  ImwAmount *have = build->plan->asset_available != NULL ? build->plan->asset_available
                                                         : build->plan->available;
  g_autoptr (ImwAmount) sum = imw_amount_new_zero (imw_amount_get_asset (have));

  if (self->give != NULL)
    return check_sum (build, self->give, error);

  for (guint i = 0; i < self->recipients->len && !self->back_to_wallet; i++)
    {
      const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, i);
      ImwAmount                 *next = NULL;

      if (recipient->amount == NULL)
        return TRUE;

      next = imw_amount_add (sum, recipient->amount, error);
      if (next == NULL)
        return FALSE;

      imw_amount_unref (sum);
      sum = next;
    }

  return check_sum (build, sum, error);
}

/* Who gives a rate alone means a payment that is taken: nothing for the block's maker is refused. */
static guint64
choose_tip (ImwPayment *self, guint64 rate_milli)
{
  guint64 tip = self->tip_milli != 0 ? self->tip_milli : rate_milli / TIP_SHARE;

  return MIN (MAX (tip, self->minimum_tip_milli), rate_milli);
}

static gboolean
make_plan (ImwPayment *self, ImwToldBuild *build, GError **error)
{
  ImwPaymentPlan *plan = build->plan;

  /* said before what is missing, which is all of it then */
  if (imw_account_get_exists (self->account) == IMW_TRUTH_NO)
    imw_payment_acts_note_closed (self, imw_account_get_opening (self->account));

  if (!set_asset (self, build, error))
    return FALSE;

  if (self->coins != NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "this network has no coins");
      return FALSE;
    }

  if (self->recipients->len == 0 && !self->back_to_wallet && self->act == IMW_PLAN_PAY)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "nobody is to be paid");
      return FALSE;
    }

  if (self->recipients->len > 1 && !imw_chain_has (build->chain, IMW_CHAIN_HAS_MANY_RECIPIENTS))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payments of this network have one recipient");
      return FALSE;
    }

  for (guint i = 0; i < self->recipients->len && !self->back_to_wallet; i++)
    {
      const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, i);

      imw_payment_plan_add_payee (plan, recipient->address, recipient->amount);
    }

  plan->nothing = self->back_to_wallet;
  plan->everything = self->everything && !self->back_to_wallet;
  plan->fee_rate_milli = MAX (self->fee_rate_milli, self->minimum_rate_milli);
  self->tip_milli = choose_tip (self, plan->fee_rate_milli);
  plan->tip_milli = self->tip_milli;
  plan->tip_height = imw_account_get_tip_height (self->account);
  plan->sequence = -1;
  imw_payment_acts_fill_plan (self, plan);

  return check_amounts (self, build, error);
}

/* ---- what the network says ---- */

static void
choose_number (ImwPayment *self, ImwToldBuild *build)
{
  gint64 next = MAX (imw_account_get_next_sequence (self->account), build->plan->facts->sequence);

  if (build->original != NULL)
    build->plan->sequence = build->original->sequence;
  else if (next >= 0)
    build->plan->sequence = imw_payment_find_free_number (self, next);
}

/* The most that it costs, so that a lack is told in numbers also when the network would not even
 * look at it. */
static ImwAmount *
guess_fee (ImwToldBuild *build)
{
  const ImwPaymentPlan *plan = build->plan;
  g_autoptr (ImwAmount)
      rate = imw_amount_new_u64 (imw_chain_get_native_asset (build->chain), plan->fee_rate_milli);
  g_autoptr (ImwAmount)
      fee = imw_amount_multiply_ratio (rate, plan->facts->gas_limit, 1000, IMW_ROUND_UP, NULL);

  if (fee == NULL || plan->facts->extra_fee == NULL)
    return g_steal_pointer (&fee);

  return imw_amount_add (fee, plan->facts->extra_fee, NULL);
}

/* FALSE: there is too little for the fee, which is of another asset than what is paid */
static gboolean
check_fee (ImwPayment *self, ImwToldBuild *build, GError **error)
{
  g_autoptr (ImwAmount) fee = guess_fee (build);
  g_autoptr (ImwAmount) missing = NULL;

  if (fee == NULL || (build->plan->asset == NULL && !build->plan->nothing) ||
      imw_amount_compare (fee, build->plan->available) <= 0)
    return TRUE;

  missing = imw_amount_subtract (fee, build->plan->available, error);
  if (missing == NULL)
    return FALSE;

  imw_payment_add_finding (self, IMW_GUARD_FEE_MISSING, NULL, missing);
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS,
                       "too little of the network's own asset for the fee");

  return FALSE;
}

static void
note_facts (ImwPayment *self, ImwToldBuild *build)
{
  const ImwPaymentFacts *facts = build->plan->facts;
  ImwPayment            *before = imw_payment_find_before (self, build->plan->sequence);

  if (before != NULL && before != build->original)
    imw_payment_add_finding (self, IMW_GUARD_WAITS, before->id, NULL);

  if (facts->refusal != NULL)
    imw_payment_add_finding (self, IMW_GUARD_WOULD_FAIL, facts->refusal, NULL);

  if (self->back_to_wallet)
    return;

  imw_payment_acts_note_facts (self, facts);
  if (self->act != IMW_PLAN_PAY || imw_chain_has (build->chain, IMW_CHAIN_HAS_RESERVE))
    return;

  if (facts->payee_is_contract)
    imw_payment_add_finding (self, IMW_GUARD_CONTRACT, NULL, NULL);
  else if (!facts->payee_is_used)
    imw_payment_add_finding (self, IMW_GUARD_UNUSED, NULL, NULL);
}

static void
keep_fees (ImwPayment *self, ImwToldBuild *build, ImwBuiltPayment *built)
{
  ImwAmount *extra = build->plan->facts->extra_fee;

  g_clear_pointer (&self->expected_fee, imw_amount_unref);
  g_clear_pointer (&self->extra_fee, imw_amount_unref);

  if (built->expected_fee != NULL)
    self->expected_fee = imw_amount_ref (built->expected_fee);

  if (extra != NULL && imw_amount_sign (extra) > 0)
    self->extra_fee = imw_amount_ref (extra);
}

static void
told_examined_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwToldBuild    *build = g_task_get_task_data (task);
  GError          *error = NULL;
  ImwBuiltPayment *built = NULL;

  build->plan->facts = imw_backend_examine_finish (IMW_BACKEND (object), result, &error);
  if (build->plan->facts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  choose_number (self, build);
  note_facts (self, build);

  if (build->plan->facts->refusal != NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the network would refuse it: %s", build->plan->facts->refusal);
      return;
    }

  if (!build->plan->facts->account_exists && imw_chain_has (build->chain, IMW_CHAIN_HAS_RESERVE))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the account that pays is not open");
      return;
    }

  if (check_fee (self, build, &error))
    built = imw_chain_build_payment (build->chain, build->plan, &error);

  if (built == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  keep_fees (self, build, built);
  imw_payment_note_deadline (self, built->deadline_ms, build->plan->facts->network_time_ms);
  g_task_return_pointer (task, built, (GDestroyNotify) imw_built_payment_free);
}

/* an exchange: what is given may be known only now */
static void
exchange_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment       *self = g_task_get_source_object (task);
  ImwToldBuild     *build = g_task_get_task_data (task);
  GError           *error = NULL;
  ImwExchangeOffer *offer = imw_backend_find_exchange_finish (IMW_BACKEND (object), result, &error);

  if (offer == NULL || !imw_payment_acts_take_offer (self, offer, build->plan, &error) ||
      !check_sum (build, build->plan->exchange->give, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_backend_examine_async (build->backend, build->plan, g_task_get_cancellable (task),
                             told_examined_cb, g_object_ref (task));
}

/**
 * imw_payment_build_told_async:
 * @self: a draft
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the network what it says of the payment, adds that to the findings, and builds it.
 */
void
imw_payment_build_told_async (ImwPayment         *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwToldBuild     *build = g_new0 (ImwToldBuild, 1);
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  ImwBackend       *backend = NULL;
  GError           *error = NULL;

  g_task_set_source_tag (task, imw_payment_build_told_async);
  build->chain = g_object_ref (imw_account_get_chain (self->account));
  build->plan = imw_payment_plan_new (imw_account_get_key (self->account));
  g_task_set_task_data (task, build, (GDestroyNotify) told_build_free);

  if (!find_original (self, build, &error) || !make_plan (self, build, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (service != NULL)
    backend = imw_wallet_service_find_backend (service, imw_chain_get_id (build->chain));

  if (backend == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NETWORK, "no server can be asked");
      return;
    }

  build->backend = g_object_ref (backend);
  if (self->act == IMW_PLAN_EXCHANGE)
    imw_backend_find_exchange_async (backend, self->give, imw_payment_get_asset (self), self->get,
                                     self->get_asset, cancellable, exchange_found_cb,
                                     g_steal_pointer (&task));
  else
    imw_backend_examine_async (backend, build->plan, cancellable, told_examined_cb,
                               g_steal_pointer (&task));
}

/**
 * imw_payment_build_told_finish:
 * @self: a draft
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the unsigned payment, or %NULL: %IMW_ERROR_INSUFFICIENT_FUNDS,
 *   %IMW_ERROR_FEE_TOO_LOW, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_NOT_SUPPORTED
 *   (the payment before is final, or the network can't do that), %IMW_ERROR_NOT_FOUND (nobody offers the
 *   exchange, or what was claimed does not wait any more), %IMW_ERROR_REFUSED (the network would), the network's errors
 */
ImwBuiltPayment *
imw_payment_build_told_finish (ImwPayment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
