/* imw-offer.c: what one provider would do, and what it would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-offer"

#include "config.h"

#include "imw-offers-private.h"

#include "imw-holding.h"
#include "imw-prices.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

/**
 * ImwOffer:
 *
 * One provider, one method. Immutable once the list has it. Main thread.
 */

G_DEFINE_FINAL_TYPE (ImwOffer, imw_offer, G_TYPE_OBJECT)

#define CALC_DECIMALS 18

static void
imw_offer_finalize (GObject *object)
{
  ImwOffer *self = IMW_OFFER (object);

  g_clear_object (&self->provider);
  g_clear_pointer (&self->method, imw_method_free);
  g_clear_pointer (&self->request, imw_quote_request_free);
  g_clear_pointer (&self->quote, imw_quote_unref);
  g_clear_pointer (&self->swap, imw_swap_quote_free);
  g_clear_pointer (&self->limit, imw_amount_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->network_fee, imw_amount_unref);
  g_clear_pointer (&self->mid_rate, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->step_cost, imw_amount_unref);

  G_OBJECT_CLASS (imw_offer_parent_class)->finalize (object);
}

static void
imw_offer_class_init (ImwOfferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = imw_offer_finalize;
}

static void
imw_offer_init (ImwOffer *self)
{
  self->eta_s = -1;
  self->steps = g_ptr_array_new ();
}

/**
 * imw_offer_new:
 * @provider: who
 * @method: how
 * @request: what it is asked for
 *
 * Returns: (transfer full): an offer to be filled
 */
ImwOffer *
imw_offer_new (ImwKnownProvider *provider, const ImwMethod *method, const ImwQuoteRequest *request)
{
  ImwOffer *self = g_object_new (IMW_TYPE_OFFER, NULL);

  self->provider = g_object_ref (provider);
  self->method = imw_method_copy (method);
  self->request = imw_quote_request_copy (request);

  return self;
}

/* ---- what the wallet knows ---- */

/**
 * imw_offer_get_given:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): what leaves the wallet, or for a deposit the user's bank; %NULL unknown
 */
ImwAmount *
imw_offer_get_given (ImwOffer *self)
{
  if (self->swap != NULL)
    return self->swap->give;

  return self->quote != NULL ? imw_quote_get_put_in (self->quote) : self->request->put_in;
}

static void
set_problem (ImwOffer *self, ImwOfferProblem problem, ImwAmount *limit)
{
  self->problem = problem;
  g_clear_pointer (&self->limit, imw_amount_unref);
  if (limit != NULL)
    self->limit = imw_amount_ref (limit);
}

static gboolean
same_asset (ImwAmount *a, ImwAmount *b)
{
  return a != NULL && b != NULL &&
         imw_asset_equal (imw_amount_get_asset (a), imw_amount_get_asset (b));
}

static void
check_limits (ImwOffer *self)
{
  const ImwMethod *method = self->method;
  ImwAmount       *put_in = self->quote != NULL ? imw_quote_get_put_in (self->quote)
                                                : self->request->put_in;

  if (put_in == NULL)
    return;

  if (same_asset (put_in, method->minimum) && imw_amount_compare (put_in, method->minimum) < 0)
    set_problem (self, IMW_OFFER_TOO_SMALL, method->minimum);
  else if (same_asset (put_in, method->maximum) && imw_amount_compare (put_in, method->maximum) > 0)
    set_problem (self, IMW_OFFER_TOO_LARGE, method->maximum);
  else if (method->daily_count_left == 0)
    set_problem (self, IMW_OFFER_DAILY_COUNT, NULL);
  else if (same_asset (put_in, method->daily_left) &&
           imw_amount_compare (put_in, method->daily_left) > 0)
    set_problem (self, IMW_OFFER_DAILY_AMOUNT, method->daily_left);
}

static void
check_funds (ImwOffer *self, ImwAmount *available)
{
  ImwAmount *given = imw_offer_get_given (self);
  g_autoptr (ImwAmount) missing = NULL;

  if (self->problem != IMW_OFFER_FINE || !same_asset (given, available) ||
      imw_amount_compare (given, available) <= 0)
    return;

  missing = imw_amount_subtract (given, available, NULL);
  set_problem (self, IMW_OFFER_NO_FUNDS, missing);
}

static void
add_step (ImwOffer *self, const char *step, ImwAmount *cost)
{
  g_ptr_array_add (self->steps, (gpointer) step);
  if (cost == NULL)
    return;

  if (self->step_cost == NULL)
    self->step_cost = imw_amount_ref (cost);
  else if (same_asset (self->step_cost, cost))
    {
      ImwAmount *sum = imw_amount_add (self->step_cost, cost, NULL);

      if (sum != NULL)
        {
          imw_amount_unref (self->step_cost);
          self->step_cost = sum;
        }
    }
}

/* what is received has to be able to arrive */
static void
find_steps (ImwOffer *self, ImwWalletAbroad *abroad)
{
  ImwAccount *account = imw_wallet_abroad_find_account (abroad);
  ImwHolding *holding = NULL;

  if (account == NULL)
    return;

  if (imw_account_get_exists (account) == IMW_TRUTH_NO)
    add_step (self, "open-account", imw_account_get_opening (account));

  if (self->swap == NULL && self->request->route != IMW_ROUTE_DEPOSIT)
    return;

  holding = imw_account_find_holding (account, imw_asset_get_id (self->request->asset));
  if (imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TRUSTLINES) &&
      (holding == NULL || imw_holding_get_opened (holding) == IMW_TRUTH_NO))
    add_step (self, "open-asset", imw_account_get_reserve_step (account));
}

/* mid: units of @out's asset for one of @in's */
static void
set_cost (ImwOffer *self, ImwAmount *in, ImwAmount *out, const char *mid)
{
  g_autoptr (ImwAsset) calc = imw_asset_new ("calc", "calc", "calc", CALC_DECIMALS);
  g_autoptr (ImwAsset) points = imw_asset_new ("points", "points", "points", 0);
  g_autoptr (ImwAmount) fair = imw_amount_convert (in, calc, mid, IMW_ROUND_HALF_EVEN, NULL);
  g_autoptr (ImwAmount) got = imw_amount_convert (out, calc, "1", IMW_ROUND_HALF_EVEN, NULL);
  g_autoptr (ImwAmount) lost = fair != NULL && got != NULL ? imw_amount_subtract (fair, got, NULL)
                                                           : NULL;
  g_autoptr (ImwAmount) ratio = NULL;
  g_autofree char *price = NULL;
  gint64           basis_points = 0;

  if (lost == NULL || imw_amount_sign (fair) <= 0)
    return;

  /* lost / fair in hundredths of a percent: what is lost, priced at fair for ten thousand points */
  price = imw_amount_to_decimal_text (fair, 0);
  ratio = imw_amount_convert_inverse (lost, calc, price, IMW_ROUND_HALF_EVEN, NULL);
  if (ratio == NULL)
    return;

  g_clear_pointer (&lost, imw_amount_unref);
  lost = imw_amount_convert (ratio, points, "10000", IMW_ROUND_HALF_EVEN, NULL);
  if (lost == NULL || !imw_amount_get_i64 (lost, &basis_points) || ABS (basis_points) > G_MAXINT32)
    return;

  self->has_cost = TRUE;
  self->cost_bp = (gint) basis_points;
  self->mid_rate = g_strdup (mid);
}

static char *
invert (const char *price)
{
  g_autoptr (ImwAsset) calc = imw_asset_new ("calc", "calc", "calc", CALC_DECIMALS);
  g_autoptr (ImwAmount) one = imw_amount_new_from_decimal_text (calc, "1", NULL);
  g_autoptr (ImwAmount)
      inverse = imw_amount_convert_inverse (one, calc, price, IMW_ROUND_HALF_EVEN, NULL);

  return inverse != NULL && imw_amount_sign (inverse) > 0 ? imw_amount_to_decimal_text (inverse, 0)
                                                          : NULL;
}

static void
find_cost (ImwOffer *self, ImwWallet *wallet)
{
  ImwWalletService *service = imw_wallet_get_service (wallet);
  ImwPrices        *prices = service != NULL ? imw_wallet_service_get_prices (service) : NULL;
  ImwAmount        *given = imw_offer_get_given (self);
  gboolean          deposit = self->request->route == IMW_ROUTE_DEPOSIT;
  ImwAmount        *out = self->quote != NULL ? imw_quote_get_comes_out (self->quote) : NULL;
  g_autoptr (ImwRate) rate = NULL;
  g_autofree char *mid = NULL;

  if (prices == NULL || given == NULL || out == NULL)
    return;

  rate = imw_prices_get_rate (prices, imw_amount_get_asset (deposit ? out : given),
                              imw_asset_get_symbol (self->request->money));
  if (rate == NULL)
    return;

  mid = deposit ? invert (rate->price) : g_strdup (rate->price);
  if (mid == NULL)
    return;

  set_cost (self, given, out, mid);
  self->source = g_strdup (rate->source);
  self->rate_ms = rate->time_ms;
}

static void
find_eta (ImwOffer *self, ImwWalletAbroad *abroad)
{
  if (self->quote != NULL)
    self->eta_s = imw_quote_get_eta_s (self->quote);
  if (self->eta_s < 0)
    self->eta_s = self->method->eta_s;
  if (self->eta_s >= 0)
    return;

  self->eta_s = imw_wallet_abroad_learn_eta_s (abroad,
                                               imw_known_provider_get_domain (self->provider),
                                               self->method->id, self->request->route);
  self->eta_learned = self->eta_s >= 0;
}

/**
 * imw_offer_complete:
 * @self: an offer with what the provider has answered
 * @wallet: whose
 * @available: (nullable): what the wallet has of the asset that is given; %NULL unknown
 *
 * Adds what the wallet itself knows: limits, money, steps, cost, time.
 */
void
imw_offer_complete (ImwOffer *self, ImwWallet *wallet, ImwAmount *available)
{
  ImwWalletAbroad *abroad = imw_wallet_get_abroad (wallet);

  /* the provider's own page says what it costs */
  if (self->quote == NULL && (!self->method->hosted || self->request->put_in == NULL))
    self->problem = IMW_OFFER_NO_QUOTE;

  check_limits (self);
  if (self->request->route != IMW_ROUTE_DEPOSIT)
    check_funds (self, available);
  find_steps (self, abroad);
  find_cost (self, wallet);
  find_eta (self, abroad);
}

static gint
compare_amounts (ImwAmount *a, ImwAmount *b)
{
  return same_asset (a, b) ? imw_amount_compare (a, b) : 0;
}

/**
 * imw_offer_compare:
 * @a: (type ImwOffer): element of an array
 * @b: (type ImwOffer): element of an array
 *
 * Returns: which is better: what can be done first, then what arrives, then what is given, then the time
 */
gint
imw_offer_compare (gconstpointer a, gconstpointer b)
{
  ImwOffer *first = *(ImwOffer *const *) a;
  ImwOffer *second = *(ImwOffer *const *) b;
  gboolean  first_fine = first->problem == IMW_OFFER_FINE && first->quote != NULL;
  gboolean  second_fine = second->problem == IMW_OFFER_FINE && second->quote != NULL;
  gint      order = 0;

  if (first_fine != second_fine)
    return first_fine ? -1 : 1;

  if (first->quote != NULL && second->quote != NULL)
    order = compare_amounts (imw_quote_get_comes_out (second->quote),
                             imw_quote_get_comes_out (first->quote));
  if (order == 0)
    order = compare_amounts (imw_offer_get_given (first), imw_offer_get_given (second));
  if (order == 0 && first->eta_s != second->eta_s)
    order = first->eta_s >= 0 && (second->eta_s < 0 || first->eta_s < second->eta_s) ? -1 : 1;

  return order;
}

/* ---- reading ---- */

/**
 * imw_offer_get_provider:
 * @self: an offer
 *
 * Returns: (transfer none): who
 */
ImwKnownProvider *
imw_offer_get_provider (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->provider;
}

/**
 * imw_offer_get_method:
 * @self: an offer
 *
 * Returns: how
 */
const ImwMethod *
imw_offer_get_method (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->method;
}

/**
 * imw_offer_get_request:
 * @self: an offer
 *
 * Returns: what the provider is asked for
 */
const ImwQuoteRequest *
imw_offer_get_request (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->request;
}

/**
 * imw_offer_get_quote:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): indicative; %NULL when the provider gave none
 */
ImwQuote *
imw_offer_get_quote (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->quote;
}

/**
 * imw_offer_get_problem:
 * @self: an offer
 *
 * Returns: why it can't be done like this
 */
ImwOfferProblem
imw_offer_get_problem (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), IMW_OFFER_NO_QUOTE);

  return self->problem;
}

/**
 * imw_offer_get_limit:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): the least, the most, what is left or what is missing
 */
ImwAmount *
imw_offer_get_limit (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->limit;
}

/**
 * imw_offer_get_error:
 * @self: an offer
 *
 * Returns: (nullable): why there is no quote
 */
const GError *
imw_offer_get_error (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->error;
}

/**
 * imw_offer_get_network_fee:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): what our own payment costs at most, in its network's asset; %NULL unknown
 */
ImwAmount *
imw_offer_get_network_fee (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->network_fee;
}

/**
 * imw_offer_get_eta_s:
 * @self: an offer
 *
 * Returns: seconds to delivery, -1 unknown
 */
gint64
imw_offer_get_eta_s (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), -1);

  return self->eta_s;
}

/**
 * imw_offer_get_eta_learned:
 * @self: an offer
 *
 * Returns: whether the time is the median of the wallet's own transfers
 */
gboolean
imw_offer_get_eta_learned (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), FALSE);

  return self->eta_learned;
}

/**
 * imw_offer_get_cost:
 * @self: an offer
 * @basis_points: (out) (optional): hundredths of a percent, negative when it is better than the reference
 * @mid_rate: (out) (optional) (transfer none): units that come out for one that is given
 * @source: (out) (optional) (transfer none): who says so
 * @time_ms: (out) (optional): of the rate
 *
 * What it costs all in, against the rate between buying and selling.
 *
 * Returns: %FALSE when no independent rate is known
 */
gboolean
imw_offer_get_cost (ImwOffer    *self,
                    gint        *basis_points,
                    const char **mid_rate,
                    const char **source,
                    gint64      *time_ms)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), FALSE);

  if (!self->has_cost)
    return FALSE;

  if (basis_points != NULL)
    *basis_points = self->cost_bp;
  if (mid_rate != NULL)
    *mid_rate = self->mid_rate;
  if (source != NULL)
    *source = self->source;
  if (time_ms != NULL)
    *time_ms = self->rate_ms;

  return TRUE;
}

/**
 * imw_offer_get_swap:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): leg 0
 */
ImwSwapQuote *
imw_offer_get_swap (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->swap;
}

/**
 * imw_offer_get_steps:
 * @self: an offer
 *
 * Returns: (transfer none) (element-type utf8): what must be done first: "open-account", "open-asset"
 */
GPtrArray *
imw_offer_get_steps (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->steps;
}

/**
 * imw_offer_get_step_cost:
 * @self: an offer
 *
 * Returns: (transfer none) (nullable): what these steps keep back in the account, in the network's own asset; %NULL none or unknown
 */
ImwAmount *
imw_offer_get_step_cost (ImwOffer *self)
{
  g_return_val_if_fail (IMW_IS_OFFER (self), NULL);

  return self->step_cost;
}
