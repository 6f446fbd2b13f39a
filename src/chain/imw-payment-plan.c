/* imw-payment-plan.c: everything a chain needs to build a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-plan"

#include "config.h"

#include "imw-payment-plan.h"

#include "imw-error.h"

static void
plan_coin_free (ImwPlanCoin *coin)
{
  g_free (coin->txid);
  g_clear_pointer (&coin->amount, imw_amount_unref);
  g_free (coin);
}

static void
plan_payee_free (ImwPlanPayee *payee)
{
  g_free (payee->address);
  g_free (payee->own_account_key);
  g_clear_pointer (&payee->amount, imw_amount_unref);
  g_free (payee);
}

/**
 * imw_plan_exchange_new:
 * @give: what leaves: exactly, or at most with @exact_get
 * @get: what comes back: at least, or exactly with @exact_get
 * @exact_get: which of the two is exact
 * @path: (nullable) (element-type ImwAsset): assets between the two, at most 5
 *
 * Returns: (transfer full): an exchange of own assets
 */
ImwPlanExchange *
imw_plan_exchange_new (ImwAmount *give, ImwAmount *get, gboolean exact_get, GPtrArray *path)
{
  ImwPlanExchange *self = NULL;

  g_return_val_if_fail (give != NULL && get != NULL, NULL);

  self = g_new0 (ImwPlanExchange, 1);
  self->give = imw_amount_ref (give);
  self->get = imw_amount_ref (get);
  self->exact_get = exact_get;
  self->path = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  for (guint i = 0; path != NULL && i < path->len; i++)
    g_ptr_array_add (self->path, imw_asset_ref (g_ptr_array_index (path, i)));

  return self;
}

/**
 * imw_plan_exchange_copy:
 * @self: an exchange
 *
 * Returns: (transfer full): a copy
 */
ImwPlanExchange *
imw_plan_exchange_copy (const ImwPlanExchange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return imw_plan_exchange_new (self->give, self->get, self->exact_get, self->path);
}

/**
 * imw_plan_exchange_free:
 * @self: (transfer full): an exchange
 *
 * Frees @self.
 */
void
imw_plan_exchange_free (ImwPlanExchange *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->give, imw_amount_unref);
  g_clear_pointer (&self->get, imw_amount_unref);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_payment_facts_new:
 *
 * Returns: (transfer full): facts of which none is known; the accounts are taken to exist and to accept
 *   what they are sent, as they do on networks where that is no question
 */
ImwPaymentFacts *
imw_payment_facts_new (void)
{
  ImwPaymentFacts *self = g_new0 (ImwPaymentFacts, 1);

  self->sequence = -1;
  self->network_time_ms = -1;
  self->account_exists = TRUE;
  self->payee_exists = TRUE;
  self->payee_accepts_asset = TRUE;

  return self;
}

/**
 * imw_payment_facts_free:
 * @self: (transfer full): facts
 *
 * Frees @self.
 */
void
imw_payment_facts_free (ImwPaymentFacts *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->extra_fee, imw_amount_unref);
  g_clear_pointer (&self->reserved, imw_amount_unref);
  g_clear_pointer (&self->reserve_step, imw_amount_unref);
  g_clear_pointer (&self->opening, imw_amount_unref);
  g_free (self->refusal);
  g_free (self);
}

/**
 * imw_payment_plan_new:
 * @account_key: the text the signer hands out for the account that pays
 *
 * Returns: (transfer full): an empty plan with unknown tip height
 */
ImwPaymentPlan *
imw_payment_plan_new (const char *account_key)
{
  ImwPaymentPlan *self;

  g_return_val_if_fail (account_key != NULL, NULL);

  self = g_new0 (ImwPaymentPlan, 1);
  self->account_key = g_strdup (account_key);
  self->coins = g_ptr_array_new_with_free_func ((GDestroyNotify) plan_coin_free);
  self->payees = g_ptr_array_new_with_free_func ((GDestroyNotify) plan_payee_free);
  self->tip_height = -1;
  self->sequence = -1;

  return self;
}

/**
 * imw_payment_plan_free:
 * @self: (transfer full): a plan
 *
 * Frees @self.
 */
void
imw_payment_plan_free (ImwPaymentPlan *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->account_key);
  g_ptr_array_unref (self->coins);
  g_ptr_array_unref (self->payees);
  g_clear_pointer (&self->minimum_fee, imw_amount_unref);
  g_free (self->memo);
  g_free (self->memo_type);
  g_free (self->claim_id);
  g_clear_pointer (&self->exchange, imw_plan_exchange_free);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->available, imw_amount_unref);
  g_clear_pointer (&self->asset_available, imw_amount_unref);
  g_clear_pointer (&self->call_data, g_bytes_unref);
  g_clear_pointer (&self->facts, imw_payment_facts_free);
  g_free (self);
}

/**
 * imw_payment_plan_set_asset:
 * @self: a plan
 * @asset: (nullable): what is paid; %NULL for the network's own asset
 * @available: (nullable): how much of the network's own asset there is; %NULL when unknown
 * @asset_available: (nullable): how much of @asset there is, when that is another one
 *
 * Says what is paid, out of what, on a network that tells balances.
 */
void
imw_payment_plan_set_asset (ImwPaymentPlan *self,
                            ImwAsset       *asset,
                            ImwAmount      *available,
                            ImwAmount      *asset_available)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->available, imw_amount_unref);
  g_clear_pointer (&self->asset_available, imw_amount_unref);
  self->asset = asset != NULL ? imw_asset_ref (asset) : NULL;
  self->available = available != NULL ? imw_amount_ref (available) : NULL;
  self->asset_available = asset_available != NULL ? imw_amount_ref (asset_available) : NULL;
}

/**
 * imw_payment_plan_add_coin:
 * @self: a plan
 * @txid: the transaction that made the coin, as text
 * @vout: which of its outputs
 * @amount: its value
 * @branch: 0 for receiving, 1 for change
 * @index: of its address on the branch
 * @confirmed: whether it is in a block
 * @must_spend: whether it has to be spent
 *
 * Adds a coin of ours that may be spent.
 */
void
imw_payment_plan_add_coin (ImwPaymentPlan *self,
                           const char     *txid,
                           guint32         vout,
                           ImwAmount      *amount,
                           guint32         branch,
                           guint32         index,
                           gboolean        confirmed,
                           gboolean        must_spend)
{
  ImwPlanCoin *coin;

  g_return_if_fail (self != NULL && txid != NULL && amount != NULL);

  coin = g_new0 (ImwPlanCoin, 1);
  coin->txid = g_strdup (txid);
  coin->vout = vout;
  coin->amount = imw_amount_ref (amount);
  coin->branch = branch;
  coin->index = index;
  coin->confirmed = confirmed;
  coin->must_spend = must_spend;
  g_ptr_array_add (self->coins, coin);
}

/**
 * imw_payment_plan_add_payee:
 * @self: a plan
 * @address: who is paid
 * @amount: (nullable): how much; %NULL only with everything
 *
 * Adds somebody who is paid.
 */
void
imw_payment_plan_add_payee (ImwPaymentPlan *self,
                            const char     *address,
                            ImwAmount      *amount)
{
  ImwPlanPayee *payee;

  g_return_if_fail (self != NULL && address != NULL);

  payee = g_new0 (ImwPlanPayee, 1);
  payee->address = g_strdup (address);
  payee->amount = amount != NULL ? imw_amount_ref (amount) : NULL;
  g_ptr_array_add (self->payees, payee);
}

/**
 * imw_payment_plan_set_own_payee:
 * @self: a plan
 * @position: which payee
 * @account_key: the account of this wallet that the address belongs to
 * @branch: 0 or 1
 * @index: where on the branch
 *
 * Says that a payee is the wallet itself. The signer proves it and shows it as such; a wrong claim is shown as a foreign
 * recipient with a warning.
 */
void
imw_payment_plan_set_own_payee (ImwPaymentPlan *self,
                                guint           position,
                                const char     *account_key,
                                guint32         branch,
                                guint32         index)
{
  ImwPlanPayee *payee;

  g_return_if_fail (self != NULL && position < self->payees->len);

  payee = g_ptr_array_index (self->payees, position);
  g_free (payee->own_account_key);
  payee->own_account_key = g_strdup (account_key);
  payee->own_branch = branch;
  payee->own_index = index;
}

/**
 * imw_payment_plan_lacks_fee:
 * @error: (nullable): why a payment could not be built
 *
 * Returns: whether what is missing is the network's own asset, for the fee alone; the base units that
 *   the message begins with are of that asset then
 */
gboolean
imw_payment_plan_lacks_fee (const GError *error)
{
  return g_error_matches (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS) &&
         g_str_has_suffix (error->message, "for the fee");
}

/**
 * imw_built_payment_free:
 * @self: (transfer full): a built payment
 *
 * Frees @self.
 */
void
imw_built_payment_free (ImwBuiltPayment *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->unsigned_tx, g_bytes_unref);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->change, imw_amount_unref);
  g_clear_pointer (&self->spends, g_ptr_array_unref);
  g_clear_pointer (&self->expected_fee, imw_amount_unref);
  g_clear_pointer (&self->holds, g_ptr_array_unref);
  g_strfreev (self->previous);
  g_free (self);
}
