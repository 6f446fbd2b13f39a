/* imw-transfer-read.c: what the faces read of a transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-read"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

/**
 * imw_transfer_get_id:
 * @self: a transfer
 *
 * Returns: its UUID
 */
const char *
imw_transfer_get_id (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->id;
}

/**
 * imw_transfer_get_route:
 * @self: a transfer
 *
 * Returns: which way the money goes
 */
ImwRoute
imw_transfer_get_route (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), IMW_ROUTE_ABROAD);

  return self->facts.route;
}

/**
 * imw_transfer_get_stage:
 * @self: a transfer
 *
 * Returns: where it stands, as the books have it
 */
ImwStage
imw_transfer_get_stage (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), IMW_STAGE_FAILED);

  return self->verdict.stage;
}

/* what time and the wallet's lock change by themselves */
static ImwVerdict
judge_now (ImwTransfer *self)
{
  ImwVerdict verdict;

  if (!self->stored)
    return self->verdict;

  imw_transfer_refresh_facts (self);
  verdict = imw_transfer_judge (&self->facts);

  return verdict.stage == self->verdict.stage ? verdict : self->verdict;
}

/**
 * imw_transfer_get_need:
 * @self: a transfer
 *
 * Returns: what the user has to do now
 */
ImwNeed
imw_transfer_get_need (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), IMW_NEED_NOTHING);

  return judge_now (self).need;
}

/**
 * imw_transfer_get_actor:
 * @self: a transfer
 *
 * Returns: who acts next
 */
ImwActor
imw_transfer_get_actor (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), IMW_ACTOR_NOBODY);

  return judge_now (self).actor;
}

/**
 * imw_transfer_get_since_ms:
 * @self: a transfer
 *
 * Returns: since when it is in this stage, wall time
 */
gint64
imw_transfer_get_since_ms (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), 0);

  return self->since_ms;
}

/**
 * imw_transfer_get_next_update_ms:
 * @self: a transfer
 *
 * Returns: when the provider said that its state would change, wall time; 0 when it did not say, or nothing is expected
 */
gint64
imw_transfer_get_next_update_ms (ImwTransfer *self)
{
  ImwOrder *order = NULL;
  gint64    from_ms = 0;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), 0);

  order = self->facts.order;
  if (order == NULL || order->status_eta_s < 0 || imw_stage_get_final (self->verdict.stage))
    return 0;

  from_ms = order->updated_ms > 0 ? order->updated_ms : self->state_ms;

  return from_ms > 0 ? from_ms + MIN (order->status_eta_s, G_MAXINT32) * 1000 : 0;
}

/**
 * imw_transfer_get_eta_ms:
 * @self: a transfer
 *
 * Returns: when the money is expected to arrive, wall time: what the provider said, else what this wallet has learned; 0 unknown
 */
gint64
imw_transfer_get_eta_ms (ImwTransfer *self)
{
  ImwOrder *order = NULL;
  gint64    from_ms = 0;
  gint64    eta_s = -1;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), 0);

  if (imw_stage_get_final (self->verdict.stage))
    return 0;

  order = self->facts.order;
  from_ms = self->paid_ms != 0 ? self->paid_ms : self->created_ms;
  if (order != NULL && order->eta_s >= 0)
    eta_s = order->eta_s;
  else if (self->quote != NULL)
    eta_s = imw_quote_get_eta_s (self->quote);

  if (eta_s < 0 && self->wallet != NULL)
    eta_s = imw_wallet_abroad_learn_eta_s (imw_wallet_get_abroad (self->wallet), self->domain,
                                           self->request->method, self->facts.route);

  return eta_s >= 0 && from_ms > 0 ? from_ms + MIN (eta_s, G_MAXINT32) * 1000 : 0;
}

/**
 * imw_transfer_get_overdue:
 * @self: a transfer
 *
 * Returns: whether the provider has taken more than one and a half times as long as it said
 */
gboolean
imw_transfer_get_overdue (ImwTransfer *self)
{
  ImwOrder *order = NULL;
  gint64    from_ms = 0;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), FALSE);

  order = self->facts.order;
  if (order == NULL || order->status_eta_s <= 0 || imw_stage_get_final (self->verdict.stage) ||
      judge_now (self).actor == IMW_ACTOR_USER)
    return FALSE;

  from_ms = order->updated_ms > 0 ? order->updated_ms : self->state_ms;

  return from_ms > 0 &&
         imw_transfer_now_ms (self) - from_ms > MIN (order->status_eta_s, G_MAXINT32) * 1500;
}

/**
 * imw_transfer_get_asked_ms:
 * @self: a transfer
 *
 * Returns: time of the last good answer, 0 never
 */
gint64
imw_transfer_get_asked_ms (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), 0);

  return self->asked_ms;
}

/**
 * imw_transfer_get_last_error:
 * @self: a transfer
 *
 * Returns: (nullable): why the last question had no answer
 */
const GError *
imw_transfer_get_last_error (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->last_error;
}

/**
 * imw_transfer_get_paid:
 * @self: a transfer
 *
 * Returns: whether money of the user's is on its way for it, or has been taken; it can't be cancelled then
 */
gboolean
imw_transfer_get_paid (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), FALSE);

  return imw_transfer_facts_money_moved (&self->facts);
}

/**
 * imw_transfer_get_created_ms:
 * @self: a transfer
 *
 * Returns: when it began, wall time
 */
gint64
imw_transfer_get_created_ms (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), 0);

  return self->created_ms;
}

/**
 * imw_transfer_get_provider:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): who does it, %NULL when it was removed since
 */
ImwKnownProvider *
imw_transfer_get_provider (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->known;
}

/**
 * imw_transfer_get_provider_info:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): who did it, as it was when it began
 */
ImwProviderInfo *
imw_transfer_get_provider_info (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->info;
}

/**
 * imw_transfer_get_country:
 * @self: a transfer
 *
 * Returns: (nullable): ISO 3166-1 alpha-3
 */
const char *
imw_transfer_get_country (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->request->country;
}

/**
 * imw_transfer_get_method:
 * @self: a transfer
 *
 * Returns: the provider's name of how it pays out, or is paid
 */
const char *
imw_transfer_get_method (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->request->method;
}

/**
 * imw_transfer_get_quote:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): the newest lock; before there is one the offer
 */
ImwQuote *
imw_transfer_get_quote (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->quote;
}

/**
 * imw_transfer_get_old_quote:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): what was offered or locked before
 */
ImwQuote *
imw_transfer_get_old_quote (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->old_quote;
}

/**
 * imw_transfer_get_order:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): the order as last told
 */
ImwOrder *
imw_transfer_get_order (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->facts.order;
}

/**
 * imw_transfer_get_first_order:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): the order as it was when address, memo and amount were first told
 */
ImwOrder *
imw_transfer_get_first_order (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->facts.first;
}

/**
 * imw_transfer_get_put_in:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): what goes to the provider
 */
ImwAmount *
imw_transfer_get_put_in (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  if (self->facts.first != NULL && self->facts.first->amount_in != NULL)
    return self->facts.first->amount_in;

  if (self->facts.order != NULL && self->facts.order->amount_in != NULL)
    return self->facts.order->amount_in;

  return self->quote != NULL ? imw_quote_get_put_in (self->quote) : self->request->put_in;
}

/**
 * imw_transfer_get_comes_out:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): what arrives, as last told
 */
ImwAmount *
imw_transfer_get_comes_out (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  if (self->facts.order != NULL && self->facts.order->amount_out != NULL)
    return self->facts.order->amount_out;

  return self->quote != NULL ? imw_quote_get_comes_out (self->quote) : self->request->comes_out;
}

/**
 * imw_transfer_get_fields:
 * @self: a transfer
 *
 * Returns: (transfer none) (element-type ImwField): what is asked for now, may be empty
 */
GPtrArray *
imw_transfer_get_fields (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->fields;
}

/**
 * imw_transfer_get_payment:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): our payment for the order
 */
ImwPayment *
imw_transfer_get_payment (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->payment;
}

/**
 * imw_transfer_get_swap_payment:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): our payment for leg 0
 */
ImwPayment *
imw_transfer_get_swap_payment (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->swap_payment;
}

/**
 * imw_transfer_get_swap:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): leg 0 as last told
 */
ImwSwapOrder *
imw_transfer_get_swap (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->swap;
}

/**
 * imw_transfer_dup_hosted_url:
 * @self: a transfer
 *
 * Returns: (transfer full) (nullable): the provider's page, which holds a token
 */
char *
imw_transfer_dup_hosted_url (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return g_strdup (self->hosted_url);
}

/**
 * imw_transfer_get_code:
 * @self: a transfer
 *
 * Returns: (nullable): the short code, %NULL before the provider has given a number
 */
const char *
imw_transfer_get_code (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->code;
}

/**
 * imw_transfer_dup_recipient_name:
 * @self: a transfer
 *
 * Returns: (transfer full) (nullable): what the user calls whoever gets it; "" while locked; %NULL when there is nobody
 */
char *
imw_transfer_dup_recipient_name (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  if (self->wallet == NULL || !imw_wallet_get_unlocked (self->wallet))
    return g_strdup ("");

  return self->payout != NULL ? g_strdup (imw_payout_get_name (self->payout)) : NULL;
}

/**
 * imw_transfer_dup_payout:
 * @self: a transfer
 *
 * Returns: (transfer full) (nullable): where it comes out, as it was given or sent; %NULL while locked
 */
ImwPayout *
imw_transfer_dup_payout (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->payout != NULL ? imw_payout_copy (self->payout) : NULL;
}

/**
 * imw_transfer_get_unproven:
 * @self: a transfer
 *
 * Returns: whether the provider says that it is done and the ledger does not show it
 */
gboolean
imw_transfer_get_unproven (ImwTransfer *self)
{
  ImwOrder *order = NULL;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), FALSE);

  order = self->facts.order;
  if (order == NULL || order->state != IMW_ORDER_COMPLETED)
    return FALSE;

  if (self->facts.route != IMW_ROUTE_DEPOSIT)
    return self->facts.paid == IMW_PAID_NO || self->facts.paid == IMW_PAID_LOST;

  return order->claim_id == NULL &&
         (order->ledger_id == NULL || !g_hash_table_contains (self->proven, order->ledger_id));
}

/**
 * imw_transfer_get_refund_proven:
 * @self: a transfer
 * @index: of a refund of the order
 *
 * Returns: whether the ledger shows it; always %FALSE for one that went to a bank
 */
gboolean
imw_transfer_get_refund_proven (ImwTransfer *self, guint index)
{
  const ImwRefund *refund = NULL;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), FALSE);

  if (self->facts.order == NULL || self->facts.order->refunds == NULL ||
      index >= self->facts.order->refunds->len)
    return FALSE;

  refund = g_ptr_array_index (self->facts.order->refunds, index);

  return refund->on_ledger && refund->id != NULL &&
         g_hash_table_contains (self->proven, refund->id);
}
