/* imw-practice-xlm-market.c: path payments and the market of the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-market"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include <string.h>

/* One maker deals in every pair of these at prices that stand still: each asset has a middle price, and whoever trades
 * pays a quarter of a percent at each step. What he gives is the maker's, what he gets was the maker's. */
#define KEPT_POINTS 9975 /* of 10000 */
#define ALL_POINTS  10000

static const struct
{
  const char            *code; /* "": the ledger's own */
  ImwPracticeStellarRole issuer;
  guint64                price; /* in ten thousandths of a dollar */
} assets[] = {
  { "", IMW_PRACTICE_STELLAR_ROOT, 2500 },
  { "USDC", IMW_PRACTICE_STELLAR_USDC_ISSUER, 10000 },
  { "EURC", IMW_PRACTICE_STELLAR_EURC_ISSUER, 10845 },
};

/**
 * imw_xlm_market_get_asset: (skip)
 * @net: the network
 * @index: which
 * @asset: (out caller-allocates): an asset that is dealt in
 *
 * Returns: %FALSE past the last one
 */
gboolean
imw_xlm_market_get_asset (ImwPracticeStellar *net, guint index, ImwStellarAsset *asset)
{
  if (index >= G_N_ELEMENTS (assets))
    return FALSE;

  imw_stellar_asset_set_native (asset);
  if (*assets[index].code != '\0')
    {
      g_strlcpy (asset->code, assets[index].code, sizeof asset->code);
      memcpy (asset->issuer, net->keys[assets[index].issuer], sizeof asset->issuer);
    }

  return TRUE;
}

static guint64
find_price (ImwPracticeStellar *net, const ImwStellarAsset *asset)
{
  ImwStellarAsset known;

  for (guint i = 0; imw_xlm_market_get_asset (net, i, &known); i++)
    {
      if (imw_stellar_asset_equal (asset, &known))
        return assets[i].price;
    }

  return 0;
}

/* up: whether a part of a stroop counts as a whole one */
static gboolean
multiply (gint64 amount, guint64 numerator, guint64 denominator, gboolean up, gint64 *product)
{
  unsigned __int128 value = (unsigned __int128) (guint64) amount * numerator;

  if (up)
    value += denominator - 1;
  value /= denominator;
  *product = value <= G_MAXINT64 ? (gint64) value : 0;

  return *product > 0;
}

/**
 * imw_xlm_market_sell: (skip)
 * @net: the network
 * @from: what is given
 * @to: what is got
 * @amount: of @from, stroops
 * @received: (out): of @to, stroops
 *
 * Returns: %FALSE when there is no such market, or it would be nothing
 */
gboolean
imw_xlm_market_sell (ImwPracticeStellar    *net,
                     const ImwStellarAsset *from,
                     const ImwStellarAsset *to,
                     gint64                 amount,
                     gint64                *received)
{
  guint64 from_price = find_price (net, from);
  guint64 to_price = find_price (net, to);

  return from_price > 0 && to_price > 0 && !imw_stellar_asset_equal (from, to) &&
         multiply (amount, from_price * KEPT_POINTS, to_price * ALL_POINTS, FALSE, received);
}

/**
 * imw_xlm_market_buy: (skip)
 * @net: the network
 * @from: what is given
 * @to: what is got
 * @amount: of @to, stroops
 * @needed: (out): of @from, stroops
 *
 * Returns: %FALSE when there is no such market, or it would be too much
 */
gboolean
imw_xlm_market_buy (ImwPracticeStellar    *net,
                    const ImwStellarAsset *from,
                    const ImwStellarAsset *to,
                    gint64                 amount,
                    gint64                *needed)
{
  guint64 from_price = find_price (net, from);
  guint64 to_price = find_price (net, to);

  return from_price > 0 && to_price > 0 && !imw_stellar_asset_equal (from, to) &&
         multiply (amount, to_price * ALL_POINTS, from_price * KEPT_POINTS, TRUE, needed);
}

/* A path payment as a row of assets, and how much of each */
typedef struct
{
  const ImwStellarAsset *assets[IMW_STELLAR_MAX_PATH + 2];
  gint64                 amounts[IMW_STELLAR_MAX_PATH + 2];
  guint                  n_assets;
} Route;

static void
add_stop (Route *route, const ImwStellarAsset *asset)
{
  if (route->n_assets == 0 || !imw_stellar_asset_equal (route->assets[route->n_assets - 1], asset))
    route->assets[route->n_assets++] = asset;
}

static gint32
plan_route (ImwPracticeStellar *net, const ImwStellarOp *op, Route *route)
{
  gboolean is_send = op->type == IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND;
  guint    last;

  route->n_assets = 0;
  add_stop (route, &op->asset);
  for (guint i = 0; i < op->n_path; i++)
    add_stop (route, &op->path[i]);
  add_stop (route, &op->dest_asset);
  last = route->n_assets - 1;

  if (is_send)
    {
      route->amounts[0] = op->amount_stroops;
      for (guint i = 0; i < last; i++)
        {
          if (!imw_xlm_market_sell (net, route->assets[i], route->assets[i + 1], route->amounts[i],
                                    &route->amounts[i + 1]))
            return IMW_XLM_PATH_TOO_FEW_OFFERS;
        }
      return route->amounts[last] < op->dest_stroops ? IMW_XLM_PATH_NOT_THAT_PRICE : 0;
    }

  route->amounts[last] = op->dest_stroops;
  for (guint i = last; i > 0; i--)
    {
      if (!imw_xlm_market_buy (net, route->assets[i - 1], route->assets[i], route->amounts[i],
                               &route->amounts[i - 1]))
        return IMW_XLM_PATH_TOO_FEW_OFFERS;
    }

  return route->amounts[0] > op->amount_stroops ? IMW_XLM_PATH_NOT_THAT_PRICE : 0;
}

/* ClaimAtom of the kind ORDER_BOOK */
static void
add_trade (ImwXlmRun *run, const Route *route, guint step, ImwXlmOutcome *outcome)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const guint8 *data;
  gsize         length;

  imw_xdr_write_i32 (writer, 1);
  imw_xdr_write_i32 (writer, 0);
  imw_writer_bytes (writer, run->net->keys[IMW_PRACTICE_STELLAR_SWAP], 32);
  imw_xdr_write_i64 (writer, step + 1);
  imw_stellar_asset_write (writer, route->assets[step + 1]);
  imw_xdr_write_i64 (writer, route->amounts[step + 1]);
  imw_stellar_asset_write (writer, route->assets[step]);
  imw_xdr_write_i64 (writer, route->amounts[step]);
  data = imw_writer_get_data (writer, &length);
  if (outcome->trades == NULL)
    outcome->trades = g_byte_array_new ();
  g_byte_array_append (outcome->trades, data, (guint) length);
  outcome->n_trades++;
}

/* What the maker cannot give or take is not on offer. */
static gboolean
trade (ImwXlmRun *run, const Route *route, ImwXlmOutcome *outcome, GError **error)
{
  const guint8 *maker = run->net->keys[IMW_PRACTICE_STELLAR_SWAP];

  for (guint i = 0; i + 1 < route->n_assets; i++)
    {
      if (!imw_xlm_debit (run, maker, route->assets[i + 1], route->amounts[i + 1], &outcome->code,
                          error) ||
          (outcome->code == 0 && !imw_xlm_credit (run, maker, route->assets[i], route->amounts[i],
                                                  &outcome->code, error)))
        return FALSE;

      if (outcome->code != 0)
        {
          outcome->code = IMW_XLM_PATH_TOO_FEW_OFFERS;
          return TRUE;
        }
      add_trade (run, route, i, outcome);
    }

  return TRUE;
}

static gboolean
find_payee (ImwXlmRun *run, const ImwStellarOp *op, ImwXlmOutcome *outcome, GError **error)
{
  g_autoptr (ImwXlmAccount) payee = NULL;

  if (!imw_xlm_run_get_account (run, op->destination.key, &payee, error))
    return FALSE;

  if (payee == NULL)
    outcome->code = IMW_XLM_PAY_NO_DESTINATION;

  return TRUE;
}

/* How the three sides of it are done depends on which amount stands fast: stellar-core begins with that one. */
static gboolean
carry_out (ImwXlmRun          *run,
           const guint8        source[32],
           const ImwStellarOp *op,
           const Route        *route,
           gint32              price_code,
           ImwXlmOutcome      *outcome,
           GError            **error)
{
  gboolean               is_send = op->type == IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND;
  guint                  last = route->n_assets - 1;
  const ImwStellarAsset *asset = route->assets[last];

  if (is_send ? !imw_xlm_debit (run, source, route->assets[0], op->amount_stroops, &outcome->code,
                                error)
              : !imw_xlm_credit (run, op->destination.key, asset, op->dest_stroops, &outcome->code,
                                 error))
    return FALSE;

  if (outcome->code == 0)
    outcome->code = price_code;
  if (outcome->code == 0 && last > 0 &&
      memcmp (source, run->net->keys[IMW_PRACTICE_STELLAR_SWAP], 32) == 0)
    outcome->code = IMW_XLM_PATH_CROSS_SELF;
  if (outcome->code != 0)
    return TRUE;

  if (!trade (run, route, outcome, error))
    return FALSE;
  if (outcome->code != 0)
    return TRUE;

  return is_send ? imw_xlm_credit (run, op->destination.key, asset, route->amounts[last],
                                   &outcome->code, error)
                 : imw_xlm_debit (run, source, route->assets[0], route->amounts[0], &outcome->code,
                                  error);
}

/**
 * imw_xlm_apply_path: (skip)
 * @run: a run
 * @tx: a transaction
 * @op: a path payment of either kind
 * @outcome: (inout): what it came to
 * @error: return location
 *
 * Returns: %TRUE when @outcome is set. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_apply_path (ImwXlmRun          *run,
                    const ImwStellarTx *tx,
                    const ImwStellarOp *op,
                    ImwXlmOutcome      *outcome,
                    GError            **error)
{
  Route  route = { 0 };
  guint8 source[32];
  gint32 price_code = plan_route (run->net, op, &route);

  imw_xlm_op_get_source (tx, op, source);
  outcome->sent = route.amounts[0];
  outcome->received = route.amounts[route.n_assets - 1];
  outcome->asset = op->dest_asset;
  memcpy (outcome->id, op->destination.key, sizeof outcome->id);

  if (!find_payee (run, op, outcome, error))
    return FALSE;

  return outcome->code != 0 ||
         carry_out (run, source, op, &route, price_code, outcome, error);
}
