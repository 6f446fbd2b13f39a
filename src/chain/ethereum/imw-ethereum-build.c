/* imw-ethereum-build.c: builds the unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-build"

#include "config.h"

#include "imw-ethereum-build.h"

#include "imw-abi.h"
#include "imw-ethereum-account.h"
#include "imw-ethereum-unsigned.h"
#include "imw-ethereum-uri.h"
#include "imw-tx-record.h"

#include "imw-error.h"

/* 100,000 gwei: nobody means it */
#define MAX_RATE_MILLI 100000000000000000u
/* no network takes in more */
#define MAX_GAS 30000000u
/* what is assumed when the network has not said it */
#define GAS_PAYMENT 21000u
#define GAS_TOKEN   100000u
#define GAS_CALL    300000u

/* What one call of imw_ethereum_build() works with. */
typedef struct
{
  const ImwEthereumParams *params;
  ImwPaymentPlan          *plan;
  ImwEthereumAccountKey    account;
  gboolean                 is_token;
  ImwEthereumAddress       contract; /* of the token */
  ImwEthereumAddress       payee;
  ImwEthereumTx           *tx;
  ImwAmount               *amount;    /* what the payee gets */
  ImwAmount               *extra_fee; /* beside that by rate */
  ImwAmount               *fee;       /* the most it can cost */
  ImwAmount               *expected_fee;
} Building;

static void
building_clear (Building *self)
{
  g_clear_pointer (&self->tx, imw_ethereum_tx_free);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->extra_fee, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->expected_fee, imw_amount_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Building, building_clear)

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, what);

  return FALSE;
}

static gboolean
check_plan (const ImwPaymentPlan *plan,
            GError              **error)
{
  if (plan->memo != NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payments of this network have no memo");
      return FALSE;
    }

  if (plan->fee_rate_milli == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_FEE_TOO_LOW, "fee rate is zero");
      return FALSE;
    }

  if (plan->fee_rate_milli > MAX_RATE_MILLI)
    return bad (error, "fee rate is over 100,000 gwei");

  if (plan->sequence < 0)
    return bad (error, "the number of the payment is not known");

  if (plan->payees->len != (plan->nothing ? 0 : 1))
    return bad (error, "wrong number of payees");

  if (plan->nothing && (plan->everything || plan->call_data != NULL || plan->asset != NULL))
    return bad (error, "a payment of nothing that pays something");

  if (plan->call_data != NULL && (plan->everything || plan->asset != NULL))
    return bad (error, "a call that is a payment too");

  return TRUE;
}

static gboolean
read_parties (Building *self,
              GError  **error)
{
  const ImwPlanPayee *payee = NULL;
  g_autoptr (ImwRecipient) recipient = NULL;

  if (!imw_ethereum_account_key_parse (self->params, self->plan->account_key, &self->account,
                                       error))
    return FALSE;

  self->is_token =
      self->plan->asset != NULL && !imw_asset_equal (self->plan->asset, self->params->asset);
  if (self->is_token &&
      !imw_ethereum_params_get_contract (self->params, self->plan->asset, &self->contract))
    return bad (error, "an asset of another network");

  if (self->plan->nothing)
    {
      self->payee = self->account.address;
      return TRUE;
    }

  payee = g_ptr_array_index (self->plan->payees, 0);
  recipient = imw_ethereum_recipient_parse (self->params, payee->address, error);

  return recipient != NULL &&
         imw_ethereum_address_parse (recipient->address, &self->payee, error);
}

/* What the payee gets, as far as it does not hang on the fee. */
static gboolean
read_amount (Building *self,
             GError  **error)
{
  ImwAsset           *asset = self->is_token ? self->plan->asset : self->params->asset;
  const ImwPlanPayee *payee = NULL;

  if (self->plan->payees->len > 0)
    payee = g_ptr_array_index (self->plan->payees, 0);

  if (self->plan->everything && self->is_token)
    {
      if (self->plan->asset_available == NULL)
        return bad (error, "the balance is not known");
      self->amount = imw_amount_ref (self->plan->asset_available);
      if (!imw_asset_equal (imw_amount_get_asset (self->amount), asset))
        return bad (error, "balance of another asset");
      return TRUE;
    }

  if (payee == NULL || payee->amount == NULL || self->plan->everything)
    {
      if (payee != NULL && !self->plan->everything && self->plan->call_data == NULL)
        return bad (error, "an amount is missing");
      self->amount = imw_amount_new_zero (asset);
      return TRUE;
    }

  if (!imw_asset_equal (imw_amount_get_asset (payee->amount), asset) ||
      imw_amount_sign (payee->amount) < (self->plan->call_data != NULL ? 0 : 1))
    return bad (error, "amount is out of range");
  self->amount = imw_amount_ref (payee->amount);

  return TRUE;
}

static ImwAmount *
wei_of_rate (const Building *self,
             guint64         rate_milli)
{
  return imw_amount_new_u64 (self->params->asset, rate_milli / 1000 + (rate_milli % 1000 != 0));
}

/* Replaces *@target by @value, which it takes. */
static gboolean
take (ImwAmount **target,
      ImwAmount  *value)
{
  if (value == NULL)
    return FALSE;

  g_clear_pointer (target, imw_amount_unref);
  *target = value;

  return TRUE;
}

static guint64
choose_gas_limit (const Building *self)
{
  const ImwPaymentFacts *facts = self->plan->facts;
  guint64                assumed = GAS_PAYMENT;
  guint64                least = imw_ethereum_tx_get_intrinsic_gas (self->tx);

  if (self->is_token)
    assumed = GAS_TOKEN;
  else if (self->plan->call_data != NULL || (facts != NULL && facts->payee_is_contract))
    assumed = GAS_CALL;

  return MAX (least, facts != NULL && facts->gas_limit > 0 ? facts->gas_limit : assumed);
}

static void
fill_tx (Building *self)
{
  self->tx = imw_ethereum_tx_new (2, self->params->chain_id, self->params->asset);
  self->tx->nonce = (guint64) self->plan->sequence;
  self->tx->has_to = TRUE;
  self->tx->to = self->is_token ? self->contract : self->payee;
  if (self->is_token)
    {
      g_bytes_unref (self->tx->data);
      self->tx->data = imw_erc20_transfer (&self->payee, self->amount);
    }
  else
    {
      take (&self->tx->value, imw_amount_ref (self->amount));
    }
  if (self->plan->call_data != NULL)
    {
      g_bytes_unref (self->tx->data);
      self->tx->data = g_bytes_ref (self->plan->call_data);
    }
  self->tx->gas_limit = choose_gas_limit (self);
}

/* A payment that takes the place of another may have to cost more than its rate makes. */
static gboolean
raise_to_minimum (Building *self,
                  GError  **error)
{
  if (self->plan->minimum_fee == NULL)
    return TRUE;

  if (!imw_asset_equal (imw_amount_get_asset (self->plan->minimum_fee), self->params->asset))
    return bad (error, "lowest fee is of another asset");

  {
    ImwAmount *rate = imw_amount_multiply_ratio (self->plan->minimum_fee, 1, self->tx->gas_limit,
                                                 IMW_ROUND_UP, error);

    if (rate == NULL)
      return FALSE;
    if (imw_amount_compare (rate, self->tx->max_fee_per_gas) <= 0)
      imw_amount_unref (rate);
    else
      take (&self->tx->max_fee_per_gas, rate);
  }

  return TRUE;
}

/* Fees of networks with a base fee are usually offered as twice that and the tip, so half of what is
 * over the tip is what it will be; and gas limits have a margin of a fifth where code is run. */
static ImwAmount *
guess_fee (const Building *self)
{
  gboolean plain = self->tx->gas_limit == GAS_PAYMENT;
  g_autoptr (ImwAmount) over =
      imw_amount_subtract (self->tx->max_fee_per_gas, self->tx->max_priority_fee_per_gas, NULL);
  g_autoptr (ImwAmount) half = NULL;
  g_autoptr (ImwAmount) rate = NULL;
  g_autoptr (ImwAmount) fee = NULL;

  half = imw_amount_multiply_ratio (over, 1, 2, IMW_ROUND_UP, NULL);
  rate = imw_amount_add (half, self->tx->max_priority_fee_per_gas, NULL);
  fee = imw_amount_multiply_ratio (rate, self->tx->gas_limit * (plain ? 6 : 5), 6, IMW_ROUND_UP,
                                   NULL);

  return fee != NULL ? imw_amount_add (fee, self->extra_fee, NULL) : NULL;
}

static gboolean
fill_fees (Building *self,
           GError  **error)
{
  const ImwPaymentPlan *plan = self->plan;
  g_autoptr (ImwAmount) by_rate = NULL;

  if (self->tx->gas_limit > MAX_GAS)
    return bad (error, "gas limit is out of range");

  self->extra_fee = plan->facts != NULL && plan->facts->extra_fee != NULL
                        ? imw_amount_ref (plan->facts->extra_fee)
                        : imw_amount_new_zero (self->params->asset);
  if (!imw_asset_equal (imw_amount_get_asset (self->extra_fee), self->params->asset) ||
      imw_amount_sign (self->extra_fee) < 0)
    return bad (error, "fee for data is out of range");

  take (&self->tx->max_fee_per_gas, wei_of_rate (self, plan->fee_rate_milli));
  take (&self->tx->max_priority_fee_per_gas,
        wei_of_rate (self, MIN (plan->tip_milli, plan->fee_rate_milli)));
  if (!raise_to_minimum (self, error))
    return FALSE;

  by_rate = imw_ethereum_tx_dup_max_fee (self->tx, error);
  if (by_rate == NULL)
    return FALSE;
  self->fee = imw_amount_add (by_rate, self->extra_fee, error);
  self->expected_fee = guess_fee (self);

  return self->fee != NULL;
}

static gboolean
fail_missing (ImwAmount  *missing,
              const char *what,
              GError    **error)
{
  g_autofree char *text = imw_amount_to_base_text (missing);

  g_set_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS, "%s %s", text, what);

  return FALSE;
}

/* Whether @have is enough for @need; an unknown balance is for the network to judge. */
static gboolean
check_enough (ImwAmount  *have,
              ImwAmount  *need,
              const char *what,
              GError    **error)
{
  g_autoptr (ImwAmount) missing = NULL;

  if (have == NULL)
    return TRUE;
  if (!imw_asset_equal (imw_amount_get_asset (have), imw_amount_get_asset (need)))
    return bad (error, "balance of another asset");

  missing = imw_amount_subtract (need, have, error);
  if (missing == NULL)
    return FALSE;

  return imw_amount_sign (missing) <= 0 || fail_missing (missing, what, error);
}

/* Everything of the network's own asset is what the fee leaves of it. */
static gboolean
take_everything (Building *self,
                 GError  **error)
{
  g_autoptr (ImwAmount) one = imw_amount_new (self->params->asset, 1);
  g_autoptr (ImwAmount) least = imw_amount_add (self->fee, one, error);

  if (self->plan->available == NULL)
    return bad (error, "the balance is not known");
  if (least == NULL ||
      !check_enough (self->plan->available, least, "wei are missing for the fee", error))
    return FALSE;

  return take (&self->amount, imw_amount_subtract (self->plan->available, self->fee, error)) &&
         take (&self->tx->value, imw_amount_ref (self->amount));
}

static gboolean
check_funds (Building *self,
             GError  **error)
{
  g_autoptr (ImwAmount) total = NULL;

  if (self->plan->everything && !self->is_token)
    return take_everything (self, error);

  if (self->is_token)
    {
      if (imw_amount_sign (self->amount) <= 0)
        {
          g_autoptr (ImwAmount) one = imw_amount_new (self->plan->asset, 1);

          return fail_missing (one, "units are missing", error);
        }

      return check_enough (self->plan->asset_available, self->amount, "units are missing",
                           error) &&
             check_enough (self->plan->available, self->fee, "wei are missing for the fee", error);
    }

  total = imw_amount_add (self->amount, self->fee, error);

  return total != NULL &&
         check_enough (self->plan->available, total,
                       imw_amount_sign (self->amount) == 0 ? "wei are missing for the fee"
                                                           : "wei are missing",
                       error);
}

static GBytes *
wrap_tx (Building *self)
{
  g_autoptr (ImwEthereumUnsigned) payment =
      imw_ethereum_unsigned_new (self->account.number, g_steal_pointer (&self->tx));

  if (self->is_token && imw_ethereum_params_find_token (self->params, &self->contract) == NULL)
    imw_ethereum_unsigned_add_claim (payment, &self->contract,
                                     imw_asset_get_decimals (self->plan->asset),
                                     imw_asset_get_symbol (self->plan->asset));

  return imw_ethereum_unsigned_serialize (payment);
}

static ImwBuiltPayment *
wrap_built (Building *self,
            GError  **error)
{
  g_autoptr (ImwBuiltPayment) payment = g_new0 (ImwBuiltPayment, 1);

  payment->amount = imw_amount_ref (self->amount);
  payment->fee = imw_amount_ref (self->fee);
  payment->expected_fee = g_steal_pointer (&self->expected_fee);
  payment->size_vbytes = self->tx->gas_limit;
  payment->sequence = self->plan->sequence;
  payment->spends = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);
  payment->previous = g_new0 (char *, 1);
  payment->holds = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  if (self->is_token)
    {
      g_ptr_array_add (payment->holds, imw_amount_ref (self->amount));
      g_ptr_array_add (payment->holds, imw_amount_ref (self->fee));
    }
  else
    {
      ImwAmount *total = imw_amount_add (self->amount, self->fee, error);

      if (total == NULL)
        return NULL;
      g_ptr_array_add (payment->holds, total);
    }
  payment->unsigned_tx = wrap_tx (self);

  return g_steal_pointer (&payment);
}

/**
 * imw_ethereum_build:
 * @params: the network
 * @plan: whom to pay, out of what, and what the network says about it
 * @error: return location
 *
 * Builds a payment of the network's own asset or of a token, a call that is given as it is, or a
 * payment of nothing to oneself. The fee is a bound: gas limit times rate, and what the network takes
 * beside that. Balances that are not known are for the network to judge.
 *
 * Returns: (transfer full): the payment. On %NULL @error is %IMW_ERROR_INSUFFICIENT_FUNDS, whose
 *   message begins with the base units that are missing and ends with "for the fee" when it is the
 *   network's own asset that lacks for it; %IMW_ERROR_FEE_TOO_LOW, %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_WRONG_NETWORK, %IMW_ERROR_NOT_SUPPORTED, or %IMW_ERROR_REFUSED
 *   with the network's own words when it would not take it.
 */
ImwBuiltPayment *
imw_ethereum_build (const ImwEthereumParams *params,
                    ImwPaymentPlan          *plan,
                    GError                 **error)
{
  g_auto (Building) building = { 0 };

  g_return_val_if_fail (params != NULL && plan != NULL, NULL);

  building.params = params;
  building.plan = plan;
  if (!check_plan (plan, error) || !read_parties (&building, error) ||
      !read_amount (&building, error))
    return NULL;

  fill_tx (&building);
  if (!fill_fees (&building, error) || !check_funds (&building, error))
    return NULL;

  if (plan->facts != NULL && plan->facts->refusal != NULL && plan->facts->gas_limit == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "the network would refuse it: %s",
                   plan->facts->refusal);
      return NULL;
    }

  return wrap_built (&building, error);
}
