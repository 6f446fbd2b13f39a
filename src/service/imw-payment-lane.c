/* imw-payment-lane.c: the numbers of an account's payments, and what they are paid in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-lane"

#include "config.h"

#include "imw-payment-private.h"

/* On networks that number payments an account's open payments are a lane: each has a number, and
 * they confirm in that order. */

/* signed or about to be, in no block yet, and not out of the race */
static gboolean
is_open (ImwPayment *payment)
{
  switch (payment->state)
    {
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
    case IMW_PAYMENT_SIGNED:
    case IMW_PAYMENT_SUBMITTED:
      return TRUE;

    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_CONFIRMED:
    case IMW_PAYMENT_REPLACED:
    case IMW_PAYMENT_FAILED:
    case IMW_PAYMENT_CANCELLED:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}

/* (nullable): the open payment of the account with that number, but not one that is itself */
static ImwPayment *
find_by_number (ImwPayment *self, gint64 number)
{
  GListModel *payments = self->wallet != NULL ? imw_wallet_get_payments (self->wallet) : NULL;

  for (guint i = 0; payments != NULL && i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      /* the list keeps it alive */
      if (payment != self && payment->account == self->account && payment->sequence == number &&
          is_open (payment))
        return payment;
    }

  return NULL;
}

/**
 * imw_payment_find_free_number:
 * @self: a draft
 * @next: the network's next number
 *
 * Returns: the first number from @next on that no open payment of the account has
 */
gint64
imw_payment_find_free_number (ImwPayment *self, gint64 next)
{
  while (find_by_number (self, next) != NULL)
    next++;

  return next;
}

/**
 * imw_payment_find_before:
 * @self: a payment
 * @number: its number, or the one that it will have
 *
 * Returns: (transfer none) (nullable): the open payment that must confirm right before it
 */
ImwPayment *
imw_payment_find_before (ImwPayment *self, gint64 number)
{
  GListModel *payments = self->wallet != NULL ? imw_wallet_get_payments (self->wallet) : NULL;
  ImwPayment *before = NULL;

  for (guint i = 0; number >= 0 && payments != NULL && i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      if (payment != self && payment->account == self->account && payment->sequence >= 0 &&
          payment->sequence < number && is_open (payment) &&
          (before == NULL || payment->sequence > before->sequence))
        before = payment;
    }

  return before;
}

/**
 * imw_payment_get_sequence:
 * @self: a payment
 *
 * Returns: its number in the account's lane, -1 where there is none
 */
gint64
imw_payment_get_sequence (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), -1);

  return self->sequence;
}

/**
 * imw_payment_get_waits_for:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): the open payment with a lower number that must confirm before
 *   it; %NULL when it waits for none, or is not open itself
 */
ImwPayment *
imw_payment_get_waits_for (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return is_open (self) ? imw_payment_find_before (self, self->sequence) : NULL;
}

/**
 * imw_payment_get_gap:
 * @self: a payment
 *
 * Returns: whether a lower number is missing altogether: it can't confirm until another payment has
 *   that number, which the next new one takes
 */
gboolean
imw_payment_get_gap (ImwPayment *self)
{
  gint64 next = 0;

  g_return_val_if_fail (IMW_IS_PAYMENT (self), FALSE);

  next = imw_account_get_next_sequence (self->account);
  if (self->sequence < 0 || next < 0 || !is_open (self))
    return FALSE;

  for (gint64 number = next; number < self->sequence; number++)
    {
      if (find_by_number (self, number) == NULL)
        return TRUE;
    }

  return FALSE;
}

/* ---- what is paid ---- */

/**
 * imw_payment_get_asset:
 * @self: a payment
 *
 * Returns: (transfer none): what is paid
 */
ImwAsset *
imw_payment_get_asset (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->asset != NULL ? self->asset
                             : imw_chain_get_native_asset (imw_account_get_chain (self->account));
}

/**
 * imw_payment_set_asset:
 * @self: a draft
 * @asset: (nullable): an asset of the account's network; %NULL: the network's own
 *
 * Chooses what is paid; recipients that were given are forgotten when it is another than before.
 */
void
imw_payment_set_asset (ImwPayment *self, ImwAsset *asset)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  if (asset != NULL &&
      imw_asset_equal (asset, imw_chain_get_native_asset (imw_account_get_chain (self->account))))
    asset = NULL;

  if (self->asset == asset ||
      (asset != NULL && self->asset != NULL && imw_asset_equal (asset, self->asset)))
    return;

  g_clear_pointer (&self->asset, imw_asset_unref);
  self->asset = asset != NULL ? imw_asset_ref (asset) : NULL;
  imw_payment_clear_recipients (self);
}

/**
 * imw_payment_set_fee:
 * @self: a draft
 * @fees: what the network says, known
 * @level: a choice of it
 *
 * Chooses what the network gets: rate, and the part of it that goes to the block's maker. A
 * replacement never falls below what it needs.
 */
void
imw_payment_set_fee (ImwPayment *self, const ImwFeeTable *fees, ImwFeeLevel level)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);
  g_return_if_fail (fees != NULL);
  g_return_if_fail (level < IMW_N_FEE_LEVELS);

  self->fee_rate_milli = MAX (fees->rate_milli[level], self->minimum_rate_milli);
  self->tip_milli = MAX (fees->tip_milli[level], self->minimum_tip_milli);
}

/**
 * imw_payment_get_expected_fee:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): what the fee will probably be, of the last estimate or
 *   prepare; %NULL where the fee is exact
 */
ImwAmount *
imw_payment_get_expected_fee (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->expected_fee;
}

/**
 * imw_payment_get_extra_fee:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): the part of the fee that is not by rate, at most
 */
ImwAmount *
imw_payment_get_extra_fee (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->extra_fee;
}
