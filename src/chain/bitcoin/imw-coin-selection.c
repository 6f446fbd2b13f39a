/* imw-coin-selection.c: which coins pay
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-coin-selection"

#include "config.h"

#include "imw-coin-selection.h"

#include "imw-bitcoin-codec.h"

#include "imw-error.h"

/* Inside, everything is in millisat, so that no rounding comes between rate and fee: 21 million
 * bitcoin are 2.1e18 of them, which gint64 holds; the bounds below keep every fee under 1e18. */
#define MAX_TRIES        100000u
#define MAX_COINS        1000000u
#define MAX_RATE_MILLI   G_GUINT64_CONSTANT (100000000)
#define MAX_INPUT_VBYTES 10000u
#define MAX_OTHER_VBYTES 4000000u

typedef struct
{
  gint64 effective; /* value less what spending it costs, millisat */
  guint  index;
} Candidate;

/* One run over one choice of coins. */
typedef struct
{
  const ImwSelectCoin   *coins;
  const ImwSelectParams *params;
  GArray                *candidates; /* (element-type Candidate) positive ones, largest first */
  GArray                *must;       /* (element-type guint) */
  gint64                 needed;     /* by the candidates, millisat; <= 0: the must coins do */
  gint64                 available;  /* what all candidates bring */
  guint64                must_vbytes;
} Round;

static gint64
cost (const ImwSelectParams *params,
      guint64                vbytes)
{
  return (gint64) (params->fee_rate_milli * vbytes);
}

static gint
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *left = a;
  const Candidate *right = b;

  if (left->effective != right->effective)
    return left->effective > right->effective ? -1 : 1;

  return left->index < right->index ? -1 : left->index > right->index;
}

static gint
compare_indexes (gconstpointer a,
                 gconstpointer b)
{
  guint left = *(const guint *) a;
  guint right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

static gboolean
check_params (const ImwSelectCoin   *coins,
              gsize                  n_coins,
              const ImwSelectParams *params,
              GError               **error)
{
  guint64  sum = 0;
  gboolean good =
      n_coins <= MAX_COINS && params->fee_rate_milli <= MAX_RATE_MILLI &&
      params->target_sat <= IMW_BITCOIN_MAX_SAT && params->minimum_fee_sat <= IMW_BITCOIN_MAX_SAT &&
      params->dust_sat <= IMW_BITCOIN_MAX_SAT && params->base_vbytes <= MAX_OTHER_VBYTES &&
      params->change_vbytes <= MAX_INPUT_VBYTES && params->change_spend_vbytes <= MAX_INPUT_VBYTES;

  for (gsize i = 0; good && i < n_coins; i++)
    good =
        coins[i].input_vbytes <= MAX_INPUT_VBYTES && imw_bitcoin_sat_add (&sum, coins[i].value_sat);

  if (!good)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                         "coins, rate or sizes out of range");

  return good;
}

/* Takes the must coins, and as candidates those others that bring more than they cost. */
static void
round_init (Round                 *self,
            const ImwSelectCoin   *coins,
            gsize                  n_coins,
            const ImwSelectParams *params,
            gboolean               also_unconfirmed)
{
  gint64 must_effective = 0;
  gint64 fee;

  self->coins = coins;
  self->params = params;
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self->must = g_array_new (FALSE, FALSE, sizeof (guint));
  self->available = 0;
  self->must_vbytes = 0;

  for (gsize i = 0; i < n_coins; i++)
    {
      guint     index = (guint) i;
      Candidate candidate = {
        (gint64) (coins[i].value_sat * 1000) - cost (params, coins[i].input_vbytes), index
      };

      if (coins[i].must_spend)
        {
          g_array_append_val (self->must, index);
          must_effective += candidate.effective;
          self->must_vbytes += coins[i].input_vbytes;
        }
      else if (candidate.effective > 0 && (coins[i].confirmed || also_unconfirmed))
        {
          g_array_append_val (self->candidates, candidate);
          self->available += candidate.effective;
        }
    }
  g_array_sort (self->candidates, compare_candidates);

  /* A lowest fee is asked for as if nothing came to the must coins: what more coins pay on top of
   * it comes back as change. */
  fee = cost (params, params->base_vbytes);
  fee = MAX (fee, (gint64) (params->minimum_fee_sat * 1000) - cost (params, self->must_vbytes));
  self->needed = (gint64) (params->target_sat * 1000) + fee - must_effective;
}

static void
round_clear (Round *self)
{
  g_array_unref (self->candidates);
  g_array_unref (self->must);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Round, round_clear)

static gint64
effective_at (Round *self,
              guint  position)
{
  return g_array_index (self->candidates, Candidate, position).effective;
}

/* The first position whose coin brings no more than @limit; the length when there is none. */
static guint
first_at_most (Round *self,
               gint64 limit)
{
  guint low = 0;
  guint high = self->candidates->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (effective_at (self, middle) <= limit)
        high = middle;
      else
        low = middle + 1;
    }

  return low;
}

/* For each position what it and all after it bring; one more, zero, at the end. */
static gint64 *
make_suffix_sums (Round *self)
{
  guint   n = self->candidates->len;
  gint64 *sums = g_new0 (gint64, (gsize) n + 1);

  for (guint i = n; i > 0; i--)
    sums[i - 1] = sums[i] + effective_at (self, i - 1);

  return sums;
}

/* For each position the next one with another value: having left one out, its equals need no try.
 */
static guint *
make_next_other (Round *self)
{
  guint  n = self->candidates->len;
  guint *next = g_new0 (guint, (gsize) n + 1);

  next[n] = n;
  for (guint i = n; i > 0; i--)
    {
      gboolean same = i < n && effective_at (self, i) == effective_at (self, i - 1);

      next[i - 1] = same ? next[i] : i;
    }

  return next;
}

/* Branch and bound: a set that brings what is needed and at most what change would cost on top, the
 * one with the least on top that is found within the tries. Depth first, largest coins first, a
 * branch left when what remains can't reach or what is taken exceeds.
 *
 * Returns: (nullable) (element-type guint): positions among the candidates */
static GArray *
search_exact (Round *self,
              guint  max_taken)
{
  gint64 on_top =
      cost (self->params, self->params->change_vbytes + self->params->change_spend_vbytes);
  gint64             best_excess = G_MAXINT64;
  gint64             value = 0;
  guint              position = first_at_most (self, self->needed + on_top);
  g_autofree gint64 *sums = make_suffix_sums (self);
  g_autofree guint  *next_other = make_next_other (self);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) best = NULL;

  for (guint i = 0; i < MAX_TRIES && best_excess >= 1000; i++)
    {
      gboolean reached = value >= self->needed;

      if (reached && value - self->needed < best_excess)
        {
          best_excess = value - self->needed;
          g_clear_pointer (&best, g_array_unref);
          best = g_array_copy (taken);
        }

      if (reached || taken->len >= max_taken || value + sums[position] < self->needed)
        {
          if (taken->len == 0)
            break;

          position = g_array_index (taken, guint, taken->len - 1);
          g_array_set_size (taken, taken->len - 1);
          value -= effective_at (self, position);
          position = next_other[position];
        }
      else if (value + effective_at (self, position) <= self->needed + on_top)
        {
          value += effective_at (self, position);
          g_array_append_val (taken, position);
          position++;
        }
      else
        {
          position = next_other[position];
        }
    }

  return g_steal_pointer (&best);
}

/* The fallback: the smallest single coin that does, else the largest ones until it is enough, of
 * which the last is then changed for the smallest that still does. Few inputs, at most one coin too
 * large. */
static GArray *
accumulate (Round *self,
            gint64 needed)
{
  GArray *taken = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64  value = 0;
  guint   position = 0;

  while (needed > value)
    {
      guint enough =
          first_at_most (self, needed - value - 1); /* the one before is the smallest that does */

      if (enough > position)
        {
          position = enough - 1;
          g_array_append_val (taken, position);
          break;
        }

      value += effective_at (self, position);
      g_array_append_val (taken, position);
      position++;
    }

  return taken;
}

static gboolean
fail_short (GError **error,
            gint64   missing_milli)
{
  g_set_error (error,
               IMW_ERROR,
               IMW_ERROR_INSUFFICIENT_FUNDS,
               "%" G_GINT64_FORMAT " sat are missing",
               (missing_milli + 999) / 1000);

  return FALSE;
}

/* Turns a choice of candidates into the result; change only where it is worth its output and its
 * later spending. FALSE: the transaction would be too large. */
static gboolean
round_finish (Round        *self,
              GArray       *taken,
              gboolean      may_change,
              ImwSelection *result)
{
  const ImwSelectParams *params = self->params;
  guint64                vbytes = params->base_vbytes + self->must_vbytes;
  guint64                sum = 0;
  guint64                fee = 0;
  guint64                least_change;

  g_array_set_size (result->chosen, 0);
  g_array_append_vals (result->chosen, self->must->data, self->must->len);
  for (guint i = 0; i < taken->len; i++)
    {
      guint index =
          g_array_index (self->candidates, Candidate, g_array_index (taken, guint, i)).index;

      vbytes += self->coins[index].input_vbytes;
      g_array_append_val (result->chosen, index);
    }
  g_array_sort (result->chosen, compare_indexes);
  for (guint i = 0; i < result->chosen->len; i++)
    sum += self->coins[g_array_index (result->chosen, guint, i)].value_sat;

  result->amount_sat = params->target_sat;
  result->change_sat = 0;
  result->fee_sat = sum - params->target_sat;

  least_change = (guint64) (cost (params, params->change_spend_vbytes) + 999) / 1000;
  least_change = MAX (MAX (least_change, params->dust_sat), 1);
  if (may_change &&
      imw_bitcoin_fee_for (params->fee_rate_milli, vbytes + params->change_vbytes, &fee))
    {
      fee = MAX (fee, params->minimum_fee_sat);
      if (result->fee_sat >= fee && result->fee_sat - fee >= least_change)
        {
          result->change_sat = result->fee_sat - fee;
          result->fee_sat = fee;
          vbytes += params->change_vbytes;
        }
    }

  return params->max_vbytes == 0 || vbytes <= params->max_vbytes;
}

static guint
max_taken (Round *self)
{
  const ImwSelectParams *params = self->params;
  guint64                fixed = params->base_vbytes + self->must_vbytes;
  guint64                smallest = MAX_INPUT_VBYTES;

  if (params->max_vbytes == 0)
    return self->candidates->len;

  for (guint i = 0; i < self->candidates->len; i++)
    smallest = MIN (smallest,
                    self->coins[g_array_index (self->candidates, Candidate, i).index].input_vbytes);

  return fixed >= params->max_vbytes ? 0
                                     : (guint) ((params->max_vbytes - fixed) / MAX (smallest, 1));
}

/* With enough on top for change that is worth making, unless the must coins alone do or there is
 * not so much; then the rest goes to the fee. */
static GArray *
accumulate_with_change (Round *self)
{
  const ImwSelectParams *params = self->params;
  gint64                 least_change =
      MAX ((gint64) (params->dust_sat * 1000), cost (params, params->change_spend_vbytes));
  gint64 more = cost (params, params->change_vbytes) + least_change + 1000;

  if (self->needed > 0 && self->available >= self->needed + more)
    return accumulate (self, self->needed + more);

  return accumulate (self, self->needed);
}

/* One attempt with one set of coins. */
static gboolean
select_round (Round        *self,
              ImwSelection *result,
              GError      **error)
{
  const ImwSelectParams *params = self->params;
  guint64                later_sat = (guint64) cost (params, params->change_spend_vbytes) / 1000;
  guint64                fee_sat;
  gboolean               fits;
  g_autoptr (GArray) exact = NULL;
  g_autoptr (GArray) taken = NULL;

  if (self->available < self->needed)
    return fail_short (error, self->needed - self->available);

  if (self->must->len == 0 && self->candidates->len == 0)
    return fail_short (error, MAX (self->needed, 1000));

  taken = accumulate_with_change (self);
  fits = round_finish (self, taken, TRUE, result);
  fee_sat = result->fee_sat;

  /* no change is worth what spending it later would cost, but not any number of small coins */
  if (self->needed > 0 && params->minimum_fee_sat == 0)
    {
      exact = search_exact (self, max_taken (self));
      if (exact != NULL && round_finish (self, exact, FALSE, result) &&
          (!fits || result->fee_sat <= fee_sat + later_sat))
        return TRUE;

      fits = round_finish (self, taken, TRUE, result);
    }

  if (fits)
    return TRUE;

  g_clear_pointer (&taken, g_array_unref);
  taken = accumulate (self, self->needed);
  if (round_finish (self, taken, TRUE, result))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                       "too many coins are needed for one transaction");

  return FALSE;
}

static gboolean
select_everything (const ImwSelectCoin   *coins,
                   gsize                  n_coins,
                   const ImwSelectParams *params,
                   ImwSelection          *result,
                   GError               **error)
{
  guint64 vbytes = params->base_vbytes;
  guint64 sum = 0;

  for (gsize i = 0; i < n_coins; i++)
    {
      guint index = (guint) i;

      if (!coins[i].must_spend &&
          (gint64) (coins[i].value_sat * 1000) <= cost (params, coins[i].input_vbytes))
        continue;

      g_array_append_val (result->chosen, index);
      vbytes += coins[i].input_vbytes;
      sum += coins[i].value_sat;
    }

  if (!imw_bitcoin_fee_for (params->fee_rate_milli, vbytes, &result->fee_sat))
    return fail_short (error, 1000);

  result->fee_sat = MAX (result->fee_sat, params->minimum_fee_sat);
  if (sum <= result->fee_sat)
    return fail_short (error, (gint64) ((result->fee_sat - sum) * 1000) + 1000);

  if (params->max_vbytes > 0 && vbytes > params->max_vbytes)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "too many coins for one transaction");
      return FALSE;
    }

  result->amount_sat = sum - result->fee_sat;

  return TRUE;
}

/**
 * imw_coin_selection_run:
 * @coins: (array length=n_coins): the coins there are
 * @n_coins: how many
 * @params: what is to be paid, at which rate
 * @error: return location
 *
 * Chooses coins, confirmed ones alone where they do. First a set without change is looked for, by
 * branch and bound with a bounded number of tries; else few large coins with change. The time is
 * that of sorting the coins. The same input gives the same result.
 *
 * The fee is at least the rate for the size of the result, and more only by what is not worth being
 * change: its output, its later spending and the dust limit.
 *
 * Returns: (transfer full): the choice. On %NULL @error is %IMW_ERROR_INSUFFICIENT_FUNDS, whose
 * message begins with the missing sat, or %IMW_ERROR_BAD_INPUT when a number is out of range or the
 * coins needed do not fit into one transaction.
 */
ImwSelection *
imw_coin_selection_run (const ImwSelectCoin   *coins,
                        gsize                  n_coins,
                        const ImwSelectParams *params,
                        GError               **error)
{
  g_autoptr (ImwSelection) result = NULL;

  g_return_val_if_fail (coins != NULL || n_coins == 0, NULL);
  g_return_val_if_fail (params != NULL, NULL);

  if (!check_params (coins, n_coins, params, error))
    return NULL;

  result = g_new0 (ImwSelection, 1);
  result->chosen = g_array_new (FALSE, FALSE, sizeof (guint));

  if (params->everything)
    return select_everything (coins, n_coins, params, result, error) ? g_steal_pointer (&result)
                                                                     : NULL;

  for (guint also_unconfirmed = 0; also_unconfirmed <= 1; also_unconfirmed++)
    {
      g_auto (Round) one = { 0 };

      round_init (&one, coins, n_coins, params, also_unconfirmed == 1);
      if (select_round (&one, result, also_unconfirmed == 1 ? error : NULL))
        return g_steal_pointer (&result);
    }

  return NULL;
}

/**
 * imw_selection_free:
 * @self: (transfer full): a choice of coins
 *
 * Frees @self.
 */
void
imw_selection_free (ImwSelection *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->chosen);
  g_free (self);
}
