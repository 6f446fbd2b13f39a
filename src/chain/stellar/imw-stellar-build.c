/* imw-stellar-build.c: builds the unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-build"

#include "config.h"

#include "imw-stellar-build.h"

#include "imw-stellar-account.h"
#include "imw-stellar-unsigned.h"
#include "imw-tx-record.h"

#include "imw-error.h"

#include <string.h>

#define MILLI              1000u
#define MIN_STROOPS_PER_OP 100u
/* a whole lumen: nobody means it */
#define MAX_STROOPS_PER_OP 10000000u
/* how long a payment may take when nobody says it; ledgers close every five seconds */
#define USUAL_SPAN_S 180

/* What one call of imw_stellar_build() works with. */
typedef struct
{
  const ImwStellarParams *params;
  ImwPaymentPlan         *plan;
  ImwStellarAccountKey    account;
  ImwStellarAddress       own;
  ImwStellarAddress       payee;
  ImwStellarAsset         asset; /* what the plan is about */
  gboolean                opens; /* a trustline is opened by it */
  gint64                  deadline_s;
  ImwStellarMemo          memo;
  ImwAmount              *amount; /* what the payee gets */
  ImwAmount              *given;  /* what leaves, of the asset that is paid */
  ImwAmount              *fee;
  ImwStellarTx           *tx;
} Building;

static void
building_clear (Building *self)
{
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->given, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->tx, imw_stellar_tx_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Building, building_clear)

static gboolean
bad (GError **error, const char *what)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, what);

  return FALSE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "the network would refuse it: %s", why);

  return FALSE;
}

static gboolean
check_plan (const ImwPaymentPlan *plan, GError **error)
{
  if (plan->nothing || plan->call_data != NULL || plan->minimum_fee != NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "this network has neither calls nor replacements");
      return FALSE;
    }

  if (plan->fee_rate_milli < MIN_STROOPS_PER_OP * MILLI)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_FEE_TOO_LOW,
                           "fee rate is below 100 stroops");
      return FALSE;
    }

  if (plan->fee_rate_milli > (guint64) MAX_STROOPS_PER_OP * MILLI)
    return bad (error, "fee rate is over one lumen");

  if (plan->sequence <= 0)
    return bad (error, "the number of the payment is not known");

  if (plan->payees->len != (plan->act == IMW_PLAN_PAY ? 1 : 0))
    return bad (error, "wrong number of payees");

  if (plan->everything && plan->act != IMW_PLAN_PAY)
    return bad (error, "everything can only be paid");

  if (plan->facts != NULL && !plan->facts->account_exists)
    return refuse (error, "the account that pays is not open");

  return TRUE;
}

/* The network's clock counts, since it judges; ours when that is not known. */
static gboolean
choose_deadline (Building *self, GError **error)
{
  const ImwPaymentPlan *plan = self->plan;
  gint64                now_ms = plan->now_ms;

  if (plan->facts != NULL && plan->facts->network_time_ms > 0)
    now_ms = plan->facts->network_time_ms;

  if (plan->deadline_ms > 0)
    self->deadline_s = plan->deadline_ms / 1000;
  else if (now_ms > 0)
    self->deadline_s = now_ms / 1000 + USUAL_SPAN_S;
  else
    return bad (error, "neither a deadline nor the time is known");

  return self->deadline_s > now_ms / 1000 || bad (error, "its deadline is over");
}

static gboolean
read_memo (Building *self, GError **error)
{
  const ImwPaymentPlan *plan = self->plan;

  if (plan->memo == NULL || plan->memo[0] == '\0')
    return TRUE;

  return imw_stellar_memo_parse (plan->memo_type != NULL ? plan->memo_type : "text", plan->memo,
                                 &self->memo, error);
}

static gboolean
read_parties (Building *self, GError **error)
{
  const ImwPlanPayee *payee = NULL;

  if (!imw_stellar_account_key_parse (self->plan->account_key, &self->account, error))
    return FALSE;
  imw_stellar_address_from_key (self->account.key, &self->own);

  imw_stellar_asset_set_native (&self->asset);
  if (self->plan->asset != NULL &&
      !imw_stellar_params_get_asset (self->params, self->plan->asset, &self->asset))
    return bad (error, "an asset of another network");

  if (self->plan->payees->len == 0)
    return TRUE;

  payee = g_ptr_array_index (self->plan->payees, 0);
  if (!imw_stellar_address_parse (payee->address, &self->payee, error))
    return FALSE;
  if (self->payee.is_muxed && self->memo.type != IMW_STELLAR_MEMO_NONE)
    return bad (error, "a memo beside the number that is part of the address");

  return TRUE;
}

static guint32
count_fee (const Building *self, guint n_ops)
{
  guint64 rate = (self->plan->fee_rate_milli + MILLI - 1) / MILLI;

  return (guint32) (rate * n_ops);
}

static void
set_fee (Building *self, guint n_ops)
{
  g_clear_pointer (&self->fee, imw_amount_unref);
  self->fee = imw_amount_new_u64 (self->params->asset, count_fee (self, n_ops));
}

static gboolean
fail_missing (ImwAmount *missing, const char *what, GError **error)
{
  g_autofree char *text = imw_amount_to_base_text (missing);

  g_set_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS, "%s %s", text, what);

  return FALSE;
}

/* Whether @have is enough for @need; an unknown balance is for the network to judge. */
static gboolean
check_enough (ImwAmount *have, ImwAmount *need, const char *what, GError **error)
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

/* Fee, and what the ledger keeps back for one more trustline. */
static ImwAmount *
dup_keeping (const Building *self, GError **error)
{
  const ImwPaymentFacts *facts = self->plan->facts;

  if (!self->opens || facts == NULL || facts->reserve_step == NULL)
    return imw_amount_ref (self->fee);

  if (!imw_asset_equal (imw_amount_get_asset (facts->reserve_step), self->params->asset))
    {
      bad (error, "reserve of another asset");
      return NULL;
    }

  return imw_amount_add (self->fee, facts->reserve_step, error);
}

/* Whether there is enough of what is given, and of the network's own asset. */
static gboolean
check_funds (Building *self, GError **error)
{
  const ImwPaymentPlan *plan = self->plan;
  g_autoptr (ImwAmount) keeping = dup_keeping (self, error);
  g_autoptr (ImwAmount) total = NULL;

  if (keeping == NULL)
    return FALSE;

  if (self->given == NULL)
    return check_enough (plan->available, keeping,
                         self->opens ? "stroops are missing for the reserve and for the fee"
                                     : "stroops are missing for the fee",
                         error);

  if (!imw_asset_equal (imw_amount_get_asset (self->given), self->params->asset))
    return check_enough (plan->asset_available, self->given, "units are missing", error) &&
           check_enough (plan->available, keeping, "stroops are missing for the fee", error);

  total = imw_amount_add (self->given, keeping, error);

  return total != NULL && check_enough (plan->available, total, "stroops are missing", error);
}

/* Base units for the ledger; FALSE when it can't hold them. */
static gboolean
get_stroops (ImwAmount *amount, gint64 *stroops, GError **error)
{
  if (imw_amount_sign (amount) <= 0 || !imw_amount_get_i64 (amount, stroops))
    return bad (error, "amount is out of range");

  return TRUE;
}

static gboolean
choose_everything (Building *self, GError **error)
{
  gboolean   native = imw_stellar_asset_is_native (&self->asset);
  ImwAmount *have = native ? self->plan->available : self->plan->asset_available;
  g_autoptr (ImwAmount) one = NULL;
  g_autoptr (ImwAmount) least = NULL;

  if (have == NULL)
    return bad (error, "the balance is not known");

  one = imw_amount_new (imw_amount_get_asset (have), 1);
  if (!native)
    {
      self->amount = imw_amount_ref (have);
      return check_enough (have, one, "units are missing", error);
    }

  least = imw_amount_add (self->fee, one, error);
  if (least == NULL || !check_enough (have, least, "stroops are missing for the fee", error))
    return FALSE;

  self->amount = imw_amount_subtract (have, self->fee, error);

  return self->amount != NULL;
}

static gboolean
choose_amount (Building *self, GError **error)
{
  const ImwPlanPayee *payee = g_ptr_array_index (self->plan->payees, 0);
  ImwAsset           *asset = self->plan->asset != NULL ? self->plan->asset : self->params->asset;

  if (self->plan->everything)
    {
      if (!choose_everything (self, error))
        return FALSE;
    }
  else if (payee->amount == NULL)
    {
      return bad (error, "an amount is missing");
    }
  else
    {
      self->amount = imw_amount_ref (payee->amount);
    }

  if (!imw_asset_equal (imw_amount_get_asset (self->amount), asset))
    return bad (error, "amount of another asset");

  self->given = imw_amount_ref (self->amount);

  return TRUE;
}

/* What the ledger would say after it has taken the fee. */
static gboolean
check_payee (const Building *self, GError **error)
{
  const ImwPaymentFacts *facts = self->plan->facts;

  if (facts == NULL)
    return TRUE;

  if (facts->payee_needs_memo && self->memo.type == IMW_STELLAR_MEMO_NONE && !self->payee.is_muxed)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "the recipient asks for a memo, and there is none (SEP-29)");
      return FALSE;
    }

  if (!facts->payee_exists && (self->payee.is_muxed || !imw_stellar_asset_is_native (&self->asset)))
    return refuse (error, "the recipient's account is not open, and only lumens open it");
  if (!facts->payee_exists && facts->opening != NULL &&
      imw_asset_equal (imw_amount_get_asset (facts->opening), self->params->asset) &&
      imw_amount_compare (self->amount, facts->opening) < 0)
    return refuse (error, "too little to open the recipient's account");
  if (facts->payee_exists && !imw_stellar_asset_is_native (&self->asset) &&
      !facts->payee_accepts_asset)
    return refuse (error, "the recipient has not opened the asset, or has no room for it");

  return TRUE;
}

static gboolean
build_payment (Building *self, GError **error)
{
  gint64   stroops;
  gboolean exists = self->plan->facts == NULL || self->plan->facts->payee_exists;

  set_fee (self, 1);
  if (!choose_amount (self, error) || !get_stroops (self->amount, &stroops, error) ||
      !check_funds (self, error) || !check_payee (self, error))
    return FALSE;

  imw_stellar_tx_add_op (self->tx,
                         exists ? imw_stellar_op_new_payment (&self->payee, &self->asset, stroops)
                                : imw_stellar_op_new_create_account (self->payee.key, stroops));

  return TRUE;
}

static gboolean
build_trust (Building *self, GError **error)
{
  gboolean opens = self->plan->act == IMW_PLAN_OPEN_ASSET;

  if (imw_stellar_asset_is_native (&self->asset))
    return bad (error, "the network's own asset is always open");
  if (memcmp (self->asset.issuer, self->own.key, sizeof self->own.key) == 0)
    return bad (error, "the account issues this asset itself");
  if (!opens && self->plan->asset_available != NULL &&
      imw_amount_sign (self->plan->asset_available) > 0)
    return refuse (error, "the account still holds some of the asset");

  self->opens = opens;
  set_fee (self, 1);
  imw_stellar_tx_add_op (self->tx,
                         imw_stellar_op_new_change_trust (&self->asset, opens ? G_MAXINT64 : 0));

  return check_funds (self, error);
}

static gboolean
add_path (const Building *self, ImwStellarOp *op, GError **error)
{
  GPtrArray *path = self->plan->exchange->path;

  for (guint i = 0; path != NULL && i < path->len; i++)
    {
      ImwStellarAsset asset;

      if (!imw_stellar_params_get_asset (self->params, g_ptr_array_index (path, i), &asset) ||
          !imw_stellar_op_add_path (op, &asset))
        return bad (error, "a way of exchange that is too long, or of another network");
    }

  return TRUE;
}

static gboolean
build_exchange (Building *self, GError **error)
{
  const ImwPlanExchange *exchange = self->plan->exchange;
  const ImwPaymentFacts *facts = self->plan->facts;
  g_autoptr (ImwStellarOp) op = NULL;

  if (exchange == NULL)
    return bad (error, "nothing to exchange");

  op = imw_stellar_op_new (exchange->exact_get ? IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE
                                               : IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND);
  op->destination = self->own;
  if (!imw_stellar_params_get_asset (self->params, imw_amount_get_asset (exchange->give),
                                     &op->asset) ||
      !imw_stellar_params_get_asset (self->params, imw_amount_get_asset (exchange->get),
                                     &op->dest_asset) ||
      imw_stellar_asset_equal (&op->asset, &op->dest_asset))
    return bad (error, "assets that can't be exchanged");

  if (!get_stroops (exchange->give, &op->amount_stroops, error) ||
      !get_stroops (exchange->get, &op->dest_stroops, error) || !add_path (self, op, error))
    return FALSE;

  if (facts != NULL && !facts->payee_accepts_asset &&
      !imw_stellar_asset_is_native (&op->dest_asset))
    return refuse (error, "the asset that comes back is not open, or has no room");

  self->amount = imw_amount_ref (exchange->get);
  self->given = imw_amount_ref (exchange->give);
  set_fee (self, 1);
  imw_stellar_tx_add_op (self->tx, g_steal_pointer (&op));

  return check_funds (self, error);
}

static gboolean
build_claim (Building *self, GError **error)
{
  const ImwPaymentFacts *facts = self->plan->facts;
  guint8                 id[32];

  if (self->plan->claim_id == NULL)
    return bad (error, "nothing to claim");
  if (!imw_stellar_balance_id_parse (self->plan->claim_id, id, error))
    return FALSE;

  self->opens = facts != NULL && !facts->payee_accepts_asset &&
                !imw_stellar_asset_is_native (&self->asset);
  set_fee (self, self->opens ? 2 : 1);
  if (self->opens)
    imw_stellar_tx_add_op (self->tx, imw_stellar_op_new_change_trust (&self->asset, G_MAXINT64));
  imw_stellar_tx_add_op (self->tx, imw_stellar_op_new_claim (id));

  return check_funds (self, error);
}

static gboolean
build_act (Building *self, GError **error)
{
  switch (self->plan->act)
    {
    case IMW_PLAN_PAY:
      return build_payment (self, error);

    case IMW_PLAN_OPEN_ASSET:
    case IMW_PLAN_CLOSE_ASSET:
      return build_trust (self, error);

    case IMW_PLAN_EXCHANGE:
      return build_exchange (self, error);

    case IMW_PLAN_CLAIM:
      return build_claim (self, error);
    }

  g_return_val_if_reached (FALSE);
}

/* What leaves the balances, per asset once. */
static GPtrArray *
list_holds (const Building *self, GError **error)
{
  g_autoptr (GPtrArray) holds = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  g_autoptr (ImwAmount) keeping = dup_keeping (self, error);
  ImwAmount *total = NULL;

  if (keeping == NULL)
    return NULL;

  if (self->given == NULL ||
      !imw_asset_equal (imw_amount_get_asset (self->given), self->params->asset))
    {
      if (self->given != NULL)
        g_ptr_array_add (holds, imw_amount_ref (self->given));
      g_ptr_array_add (holds, g_steal_pointer (&keeping));
      return g_steal_pointer (&holds);
    }

  total = imw_amount_add (self->given, keeping, error);
  if (total == NULL)
    return NULL;
  g_ptr_array_add (holds, total);

  return g_steal_pointer (&holds);
}

static ImwBuiltPayment *
wrap_built (Building *self, GError **error)
{
  guint n_ops = self->tx->ops->len;
  g_autoptr (ImwStellarUnsigned) unsigned_one = NULL;
  g_autoptr (ImwBuiltPayment) payment = g_new0 (ImwBuiltPayment, 1);

  self->tx->fee_stroops = count_fee (self, n_ops);
  self->tx->memo = self->memo;
  payment->holds = list_holds (self, error);
  if (payment->holds == NULL)
    return NULL;

  payment->amount = self->amount != NULL ? imw_amount_ref (self->amount)
                                         : imw_amount_new_zero (self->params->asset);
  payment->fee = imw_amount_ref (self->fee);
  payment->expected_fee = imw_amount_new_u64 (self->params->asset, MIN_STROOPS_PER_OP * n_ops);
  payment->size_vbytes = n_ops;
  payment->sequence = self->plan->sequence;
  payment->deadline_ms = self->deadline_s * 1000;
  payment->spends = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);
  payment->previous = g_new0 (char *, 1);
  unsigned_one = imw_stellar_unsigned_new (self->account.number, g_steal_pointer (&self->tx));
  payment->unsigned_tx = imw_stellar_unsigned_serialize (unsigned_one);

  return g_steal_pointer (&payment);
}

/**
 * imw_stellar_build:
 * @params: the network
 * @plan: what to do, out of what, and what the network says about it
 * @error: return location
 *
 * Builds what a plan is for. A payment of lumens to an account that does not exist opens it. The fee is
 * a bound; balances that are not known are for the network to judge. plan->available is what can be
 * spent, with the reserve taken off already. For acts without a payee the facts are about the account
 * itself.
 *
 * Returns: (transfer full): the payment. On %NULL @error is %IMW_ERROR_INSUFFICIENT_FUNDS, whose
 *   message begins with the base units that are missing and ends with "for the fee" when it is the
 *   network's own asset that lacks beside what is paid; %IMW_ERROR_FEE_TOO_LOW, %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_NOT_SUPPORTED, or %IMW_ERROR_REFUSED when the ledger would not take
 *   it: an account that is not open, an asset that is not accepted, or a memo that is missing.
 */
ImwBuiltPayment *
imw_stellar_build (const ImwStellarParams *params, ImwPaymentPlan *plan, GError **error)
{
  g_auto (Building) building = { 0 };

  g_return_val_if_fail (params != NULL && plan != NULL, NULL);

  building.params = params;
  building.plan = plan;
  if (!check_plan (plan, error) || !read_memo (&building, error) ||
      !read_parties (&building, error) || !choose_deadline (&building, error))
    return NULL;

  building.tx = imw_stellar_tx_new (&building.own, 0, plan->sequence);
  imw_stellar_tx_set_time_bounds (building.tx, 0, (guint64) building.deadline_s);
  if (!build_act (&building, error))
    return NULL;

  return wrap_built (&building, error);
}
