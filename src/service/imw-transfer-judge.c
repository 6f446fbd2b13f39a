/* imw-transfer-judge.c: where a transfer stands, from what is known of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-judge"

#include "config.h"

#include "imw-transfer-judge.h"

#include "imw-error.h"

/* Nothing here waits, writes or asks. A provider's states come in any order, twice, late, or are
 * unknown; the verdict depends on the last one that was believed and on what our own books say, never
 * on the way there. */

/**
 * imw_transfer_facts_clear:
 * @self: facts
 *
 * Lets go of the orders.
 */
void
imw_transfer_facts_clear (ImwTransferFacts *self)
{
  g_clear_pointer (&self->order, imw_order_unref);
  g_clear_pointer (&self->first, imw_order_unref);
}

/* ---- taking what the provider says ---- */

/* A state that can follow one that was an end. */
static gboolean
may_follow (ImwOrder *old, ImwOrder *new)
{
  gboolean newer = old->updated_ms > 0 && new->updated_ms > old->updated_ms;

  if (!imw_order_state_get_final (old->state))
    return TRUE;

  /* the bank may send it back later; nothing comes after a refund */
  if (old->state == IMW_ORDER_COMPLETED)
    return new->state == IMW_ORDER_COMPLETED || new->state == IMW_ORDER_REFUNDED;

  if (old->state == IMW_ORDER_REFUNDED)
    return new->state == IMW_ORDER_REFUNDED;

  /* a failure may be mended by the provider, when it says so later than it said that */
  return imw_order_state_get_final (new->state) || newer;
}

static gboolean
is_stale (ImwOrder *old, ImwOrder *new)
{
  if (old->updated_ms > 0 && new->updated_ms > 0 && new->updated_ms < old->updated_ms)
    return TRUE;

  return !may_follow (old, new);
}

static gboolean
text_changed (const char *old, const char *new)
{
  return old != NULL && new != NULL && !g_str_equal (old, new);
}

static gboolean
amount_changed (ImwAmount *old, ImwAmount *new)
{
  return old != NULL && new != NULL && !imw_amount_equal (old, new);
}

static gboolean
instructions_changed (ImwOrder *first, ImwOrder *new)
{
  return text_changed (first->pay_to, new->pay_to) || text_changed (first->memo, new->memo) ||
         text_changed (first->memo_type, new->memo_type) ||
         (first->memo == NULL && new->memo != NULL) ||
         amount_changed (first->amount_in, new->amount_in);
}

static gboolean
has_refund (ImwOrder *order, const char *id)
{
  for (guint i = 0; order != NULL && order->refunds != NULL && i < order->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (order->refunds, i);

      if (g_strcmp0 (refund->id, id) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_new_refund (ImwOrder *old, ImwOrder *new)
{
  for (guint i = 0; new->refunds != NULL &&i < new->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (new->refunds, i);

      if (!has_refund (old, refund->id))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_signed (ImwPaid paid)
{
  return paid == IMW_PAID_OPEN || paid == IMW_PAID_DONE;
}

static ImwTaken
look_at_instructions (ImwTransferFacts *self, ImwOrder *order)
{
  if (self->route == IMW_ROUTE_DEPOSIT)
    return IMW_TAKEN_NOTHING;

  if (self->first == NULL)
    {
      if (order->state != IMW_ORDER_WAITS_FOR_PAYMENT || order->pay_to == NULL ||
          order->amount_in == NULL)
        return IMW_TAKEN_NOTHING;

      self->first = imw_order_ref (order);
      return IMW_TAKEN_INSTRUCTIONS;
    }

  if (!instructions_changed (self->first, order))
    return IMW_TAKEN_NOTHING;

  if (is_signed (self->paid))
    return IMW_TAKEN_CHANGED_LATE;

  if (self->stopped)
    return IMW_TAKEN_NOTHING;

  self->stopped = TRUE;

  return IMW_TAKEN_STOPPED;
}

/**
 * imw_transfer_facts_take:
 * @self: facts
 * @order: what the provider says now
 *
 * Believes it, unless it is older than what is known or can't follow it. Address, memo and amount are fixed when they are seen first;
 * another one before our payment stops the transfer for good, also when it comes with something that is not believed.
 *
 * Returns: what has changed
 */
ImwTaken
imw_transfer_facts_take (ImwTransferFacts *self, ImwOrder *order)
{
  ImwTaken  taken = IMW_TAKEN_NOTHING;
  ImwOrder *old = self->order;

  if (old != NULL && is_stale (old, order))
    {
      taken = IMW_TAKEN_STALE;
      if (self->first != NULL)
        taken |= look_at_instructions (self, order);
      return taken;
    }

  taken = look_at_instructions (self, order);
  self->forgotten = FALSE;
  if (old == NULL || old->state != order->state ||
      (order->state == IMW_ORDER_UNKNOWN && g_strcmp0 (old->raw_state, order->raw_state) != 0))
    taken |= IMW_TAKEN_STATE;
  if (old == NULL || !imw_order_equal (old, order))
    taken |= IMW_TAKEN_DETAILS;
  if (has_new_refund (old, order))
    taken |= IMW_TAKEN_REFUND;

  imw_order_ref (order);
  g_clear_pointer (&self->order, imw_order_unref);
  self->order = order;

  return taken;
}

/**
 * imw_order_sum_refunds:
 * @order: an order
 *
 * Returns: (transfer full) (nullable): what came back, each payment once however often it is listed; without a list what the provider
 *   says in sum; %NULL for nothing
 */
ImwAmount *
imw_order_sum_refunds (ImwOrder *order)
{
  g_autoptr (ImwAmount) sum = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; order->refunds != NULL && i < order->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (order->refunds, i);
      ImwAmount       *next = NULL;

      if (refund->amount == NULL || (refund->id != NULL && !g_hash_table_add (seen, refund->id)))
        continue;

      next = sum == NULL ? imw_amount_ref (refund->amount)
                         : imw_amount_add (sum, refund->amount, NULL);
      if (next == NULL)
        continue;

      g_clear_pointer (&sum, imw_amount_unref);
      sum = next;
    }

  if (sum == NULL && order->refunded != NULL)
    return imw_amount_ref (order->refunded);

  return g_steal_pointer (&sum);
}

/* ---- the verdict ---- */

static ImwVerdict
say (ImwStage stage, ImwNeed need, ImwActor actor)
{
  return (ImwVerdict){ stage, need, actor };
}

static gboolean
lock_is_over (const ImwTransferFacts *self)
{
  return self->expires_ms > 0 && self->expires_ms - self->now_ms < IMW_TRANSFER_MARGIN_MS;
}

static ImwVerdict
judge_details (const ImwTransferFacts *self)
{
  gboolean moved = is_signed (self->paid);
  ImwStage stage = moved ? IMW_STAGE_PROVIDER : IMW_STAGE_DETAILS;

  if (self->customer == IMW_CUSTOMER_REJECTED)
    return say (moved ? IMW_STAGE_PROVIDER : IMW_STAGE_DETAILS, IMW_NEED_CONTACT, IMW_ACTOR_USER);

  if (self->wants_code)
    return say (stage, IMW_NEED_CODE, IMW_ACTOR_USER);

  if (self->n_fields == 0 && self->customer == IMW_CUSTOMER_PROCESSING)
    return say (stage, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

  /* accepted, or not asked yet what is missing */
  if (self->n_fields == 0)
    return say (stage, IMW_NEED_NOTHING,
                self->customer == IMW_CUSTOMER_ACCEPTED ? IMW_ACTOR_PROVIDER : IMW_ACTOR_WALLET);

  return say (stage, moved ? IMW_NEED_FIX_DETAILS : IMW_NEED_DETAILS, IMW_ACTOR_USER);
}

static ImwVerdict
judge_payment (const ImwTransferFacts *self)
{
  if (self->route == IMW_ROUTE_DEPOSIT)
    return say (IMW_STAGE_PAYMENT,
                self->hosted &&
                        (self->order->instructions == NULL || self->order->instructions->len == 0)
                    ? IMW_NEED_BROWSER
                    : IMW_NEED_PAY_IN,
                IMW_ACTOR_USER);

  switch (self->paid)
    {
    case IMW_PAID_OPEN:
      return say (IMW_STAGE_PAYMENT, IMW_NEED_NOTHING, IMW_ACTOR_NETWORK);

    case IMW_PAID_DONE:
      return say (IMW_STAGE_PAYMENT, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

    case IMW_PAID_NO:
    case IMW_PAID_LOST:
      break;
    }

  if (self->stopped)
    return say (IMW_STAGE_PAYMENT, IMW_NEED_STOPPED, IMW_ACTOR_USER);

  /* it waits for a payment and does not say where to */
  if (self->first == NULL)
    return say (IMW_STAGE_PAYMENT, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

  if (lock_is_over (self))
    return say (IMW_STAGE_PAYMENT, IMW_NEED_REQUOTE, IMW_ACTOR_USER);

  return say (IMW_STAGE_PAYMENT, self->differs ? IMW_NEED_REVIEW_CHANGED : IMW_NEED_REVIEW,
              IMW_ACTOR_USER);
}

static ImwVerdict
judge_trustline (const ImwTransferFacts *self)
{
  if (self->order->claim_id != NULL)
    return say (IMW_STAGE_ON_WAY, IMW_NEED_CLAIM, IMW_ACTOR_USER);

  if (self->opened)
    return say (IMW_STAGE_ON_WAY, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

  return say (IMW_STAGE_ON_WAY, IMW_NEED_TRUSTLINE, IMW_ACTOR_USER);
}

static ImwVerdict
judge_order (const ImwTransferFacts *self)
{
  gboolean deposit = self->route == IMW_ROUTE_DEPOSIT;
  gboolean moved = is_signed (self->paid);
  gboolean received =
      moved || (deposit && self->order->instructions != NULL && self->order->instructions->len > 0);
  ImwStage working = received ? IMW_STAGE_PROVIDER : IMW_STAGE_DETAILS;
  ImwNeed  after = moved ? IMW_NEED_CONTACT : IMW_NEED_NOTHING;

  switch (self->order->state)
    {
    case IMW_ORDER_UNKNOWN:
      return say (working, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

    case IMW_ORDER_INCOMPLETE:
      if (moved)
        return say (IMW_STAGE_PROVIDER, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);
      if (self->hosted)
        return say (IMW_STAGE_DETAILS, IMW_NEED_BROWSER, IMW_ACTOR_USER);
      return judge_details (self);

    case IMW_ORDER_NEEDS_CUSTOMER:
    case IMW_ORDER_NEEDS_INFO:
      if (self->hosted && self->n_fields == 0)
        return say (working, IMW_NEED_BROWSER, IMW_ACTOR_USER);
      return judge_details (self);

    case IMW_ORDER_NEEDS_USER:
      return say (working, self->hosted ? IMW_NEED_BROWSER : IMW_NEED_CONTACT, IMW_ACTOR_USER);

    case IMW_ORDER_WAITS_FOR_PAYMENT:
      return judge_payment (self);

    case IMW_ORDER_LEDGER:
      return say (deposit ? IMW_STAGE_ON_WAY : IMW_STAGE_PAYMENT, IMW_NEED_NOTHING,
                  IMW_ACTOR_NETWORK);

    case IMW_ORDER_NEEDS_TRUSTLINE:
      return judge_trustline (self);

    case IMW_ORDER_PROVIDER:
    case IMW_ORDER_ON_HOLD:
      return say (working, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

    case IMW_ORDER_EXTERNAL:
      return say (deposit ? IMW_STAGE_PAYMENT : IMW_STAGE_ON_WAY, IMW_NEED_NOTHING, IMW_ACTOR_BANK);

    case IMW_ORDER_READY_FOR_PICKUP:
      return say (IMW_STAGE_ON_WAY, IMW_NEED_PICKUP, IMW_ACTOR_USER);

    case IMW_ORDER_COMPLETED:
      if (deposit && self->order->claim_id != NULL)
        return say (IMW_STAGE_DELIVERED, IMW_NEED_CLAIM, IMW_ACTOR_USER);
      return say (IMW_STAGE_DELIVERED, IMW_NEED_NOTHING, IMW_ACTOR_NOBODY);

    case IMW_ORDER_REFUNDED:
      return say (IMW_STAGE_REFUNDED, IMW_NEED_NOTHING, IMW_ACTOR_NOBODY);

    case IMW_ORDER_EXPIRED:
      return say (IMW_STAGE_EXPIRED, after, moved ? IMW_ACTOR_USER : IMW_ACTOR_NOBODY);

    case IMW_ORDER_NO_MARKET:
    case IMW_ORDER_TOO_SMALL:
    case IMW_ORDER_TOO_LARGE:
    case IMW_ORDER_ERROR:
      return say (IMW_STAGE_FAILED, after, moved ? IMW_ACTOR_USER : IMW_ACTOR_NOBODY);
    }

  g_return_val_if_reached (say (working, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER));
}

static ImwVerdict
judge_swap (const ImwTransferFacts *self)
{
  gboolean moved = is_signed (self->swap_paid);

  switch (self->swap_state)
    {
    case IMW_SWAP_UNKNOWN:
    case IMW_SWAP_WAITING:
      if (moved)
        return say (IMW_STAGE_PAYMENT, IMW_NEED_NOTHING, IMW_ACTOR_NETWORK);
      if (self->swap_expires_ms > 0 &&
          self->swap_expires_ms - self->now_ms < IMW_TRANSFER_MARGIN_MS)
        return say (IMW_STAGE_PAYMENT, IMW_NEED_REQUOTE, IMW_ACTOR_USER);
      return say (IMW_STAGE_PAYMENT, self->differs ? IMW_NEED_REVIEW_CHANGED : IMW_NEED_REVIEW,
                  IMW_ACTOR_USER);

    case IMW_SWAP_RECEIVED:
    case IMW_SWAP_SENDING:
      return say (IMW_STAGE_PAYMENT, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER);

    case IMW_SWAP_DONE:
      /* the provider's leg begins by itself, which needs the keys for the login */
      return say (IMW_STAGE_DETAILS, self->locked ? IMW_NEED_UNLOCK : IMW_NEED_NOTHING,
                  IMW_ACTOR_WALLET);

    case IMW_SWAP_REFUNDED:
      return say (IMW_STAGE_REFUNDED, IMW_NEED_NOTHING, IMW_ACTOR_NOBODY);

    case IMW_SWAP_EXPIRED:
      return say (IMW_STAGE_EXPIRED, moved ? IMW_NEED_CONTACT : IMW_NEED_NOTHING,
                  moved ? IMW_ACTOR_USER : IMW_ACTOR_NOBODY);

    case IMW_SWAP_FAILED:
      return say (IMW_STAGE_FAILED, moved ? IMW_NEED_CONTACT : IMW_NEED_NOTHING,
                  moved ? IMW_ACTOR_USER : IMW_ACTOR_NOBODY);
    }

  g_return_val_if_reached (say (IMW_STAGE_PAYMENT, IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER));
}

/**
 * imw_transfer_judge:
 * @self: facts
 *
 * Returns: stage, what the user has to do, and who acts next
 */
ImwVerdict
imw_transfer_judge (const ImwTransferFacts *self)
{
  ImwVerdict verdict;

  if (self->cancelled)
    return say (IMW_STAGE_CANCELLED, IMW_NEED_NOTHING, IMW_ACTOR_NOBODY);

  if (self->order != NULL)
    verdict = judge_order (self);
  else if (self->has_swap && self->swap_ordered &&
           (self->swap_state != IMW_SWAP_DONE || self->n_fields == 0))
    verdict = judge_swap (self);
  else if (self->n_fields > 0)
    verdict = judge_details (self);
  else
    verdict = say (IMW_STAGE_DETAILS, IMW_NEED_NOTHING, IMW_ACTOR_WALLET);

  if (imw_stage_get_final (verdict.stage))
    return verdict;

  if (self->forgotten)
    return say (verdict.stage, IMW_NEED_CONTACT, IMW_ACTOR_USER);

  /* nobody can be asked without the keys */
  if (self->locked && verdict.need == IMW_NEED_NOTHING)
    verdict.need = IMW_NEED_UNLOCK;

  return verdict;
}

/* ---- paying ---- */

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, why);

  return FALSE;
}

/**
 * imw_transfer_facts_may_pay:
 * @self: facts
 * @agreed: the user has seen that what is asked for is not what was offered
 * @error: return location
 *
 * Returns: whether the order may be paid now; on %FALSE @error is %IMW_ERROR_REFUSED
 */
gboolean
imw_transfer_facts_may_pay (const ImwTransferFacts *self, gboolean agreed, GError **error)
{
  if (self->cancelled)
    return refuse (error, "the transfer was cancelled");

  if (self->route == IMW_ROUTE_DEPOSIT)
    return refuse (error, "a deposit is paid by the user's bank");

  if (is_signed (self->paid))
    return refuse (error, "the order was paid already");

  if (self->order == NULL || self->first == NULL || self->forgotten ||
      self->order->state != IMW_ORDER_WAITS_FOR_PAYMENT)
    return refuse (error, "the provider does not wait for a payment");

  if (self->stopped)
    return refuse (error, "the provider's instructions were changed");

  if (lock_is_over (self))
    return refuse (error, "the rate is not locked any more");

  if (self->differs && !agreed)
    return refuse (error, "what the provider asks for differs from the offer");

  return TRUE;
}

/**
 * imw_transfer_facts_may_pay_swap:
 * @self: facts
 * @error: return location
 *
 * Returns: whether leg 0 may be paid now; on %FALSE @error is %IMW_ERROR_REFUSED
 */
gboolean
imw_transfer_facts_may_pay_swap (const ImwTransferFacts *self, GError **error)
{
  if (self->cancelled)
    return refuse (error, "the transfer was cancelled");

  if (is_signed (self->swap_paid))
    return refuse (error, "the exchange was paid already");

  if (!self->swap_ordered || self->order != NULL || self->swap_state != IMW_SWAP_WAITING)
    return refuse (error, "the exchange does not wait for a payment");

  if (self->swap_expires_ms > 0 && self->swap_expires_ms - self->now_ms < IMW_TRANSFER_MARGIN_MS)
    return refuse (error, "the rate of the exchange is not locked any more");

  return TRUE;
}

/**
 * imw_transfer_facts_money_moved:
 * @self: facts
 *
 * Returns: whether money of the user's has moved for it, or may have; then it can't be cancelled
 */
gboolean
imw_transfer_facts_money_moved (const ImwTransferFacts *self)
{
  if (is_signed (self->paid) || is_signed (self->swap_paid))
    return TRUE;

  if (self->order == NULL)
    return self->swap_ordered && self->swap_state != IMW_SWAP_UNKNOWN &&
           self->swap_state != IMW_SWAP_WAITING && self->swap_state != IMW_SWAP_EXPIRED &&
           self->swap_state != IMW_SWAP_FAILED;

  switch (self->order->state)
    {
    case IMW_ORDER_UNKNOWN:
    case IMW_ORDER_INCOMPLETE:
    case IMW_ORDER_NEEDS_CUSTOMER:
    case IMW_ORDER_NEEDS_INFO:
    case IMW_ORDER_NEEDS_USER:
    case IMW_ORDER_WAITS_FOR_PAYMENT:
    case IMW_ORDER_ON_HOLD:
    case IMW_ORDER_PROVIDER:
    case IMW_ORDER_EXPIRED:
    case IMW_ORDER_NO_MARKET:
    case IMW_ORDER_TOO_SMALL:
    case IMW_ORDER_TOO_LARGE:
    case IMW_ORDER_ERROR:
      return FALSE;

    case IMW_ORDER_LEDGER:
    case IMW_ORDER_NEEDS_TRUSTLINE:
    case IMW_ORDER_EXTERNAL:
    case IMW_ORDER_READY_FOR_PICKUP:
    case IMW_ORDER_COMPLETED:
    case IMW_ORDER_REFUNDED:
      return TRUE;
    }

  return TRUE;
}

/**
 * imw_transfer_facts_deadline_ms:
 * @self: facts
 * @now_ms: wall time
 *
 * Returns: wall time after which the payment must not happen: it has to arrive before the lock ends
 */
gint64
imw_transfer_facts_deadline_ms (const ImwTransferFacts *self, gint64 now_ms)
{
  gint64 expires_ms = self->order != NULL ? self->expires_ms : self->swap_expires_ms;
  gint64 deadline_ms = now_ms + IMW_TRANSFER_DEADLINE_MS;

  return expires_ms > 0 ? MIN (deadline_ms, expires_ms - IMW_TRANSFER_BEFORE_MS) : deadline_ms;
}
