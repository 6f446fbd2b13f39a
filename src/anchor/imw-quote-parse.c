/* imw-quote-parse.c: prices as providers tell them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-quote"

#include "config.h"

#include "imw-quote-private.h"

#include "imw-error.h"
#include "imw-provider-private.h"

#include <string.h>

#define MAX_LOCK_MS  (G_GINT64_CONSTANT (7) * 86400 * 1000)
#define MIN_SKEW_MS  5000 /* HTTP tells the time in seconds: less is no skew */
#define MAX_ID_BYTES 200

/* Of one answer, as decimal text. */
typedef struct
{
  char *sell;
  char *buy;
  char *price;
  char *total_price;
  char *fee;
} Told;

static void
told_clear (Told *told)
{
  g_clear_pointer (&told->sell, g_free);
  g_clear_pointer (&told->buy, g_free);
  g_clear_pointer (&told->price, g_free);
  g_clear_pointer (&told->total_price, g_free);
  g_clear_pointer (&told->fee, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

/**
 * imw_quote_asset_id:
 * @asset: of a network, or a currency
 * @contract: (nullable): "CODE:ISSUER" of a token
 *
 * Returns: (transfer full): how SEP-38 calls it
 */
char *
imw_quote_asset_id (ImwAsset *asset, const char *contract)
{
  const char *id = imw_asset_get_id (asset);

  if (g_str_has_prefix (id, "fiat/"))
    return g_strconcat ("iso4217:", id + strlen ("fiat/"), NULL);

  return g_strconcat ("stellar:", contract != NULL ? contract : "native", NULL);
}

/**
 * imw_quote_parse_fee_lines:
 * @fee: (nullable): an object with "details" (SEP-38, 6, 31) or "breakdown" (SEP-24)
 * @asset: what the fee is in
 * @sum: (out) (nullable) (transfer full): what the lines add up to, %NULL when there is none
 *
 * Returns: (transfer full) (element-type ImwFeeLine): the lines, maybe none
 */
GPtrArray *
imw_quote_parse_fee_lines (JsonObject *fee, ImwAsset *asset, ImwAmount **sum)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_fee_line_free);
  JsonArray *array = imw_anchor_told_array (fee, "details");
  guint      n_lines;

  *sum = NULL;
  if (array == NULL)
    array = imw_anchor_told_array (fee, "breakdown");
  n_lines = array != NULL ? MIN (json_array_get_length (array), IMW_ANCHOR_MAX_LINES) : 0;

  for (guint i = 0; i < n_lines; i++)
    {
      JsonObject      *item = imw_anchor_told_item (array, i);
      g_autofree char *decimal = imw_anchor_told_decimal (item, "amount");
      ImwAmount       *amount = imw_anchor_amount (asset, decimal, IMW_ROUND_UP);
      ImwFeeLine      *line;
      ImwAmount       *total;

      if (amount == NULL)
        continue;

      line = g_new0 (ImwFeeLine, 1);
      line->name = imw_anchor_told_text (item, "name", IMW_ANCHOR_MAX_NAME);
      if (line->name == NULL)
        line->name = g_strdup ("");
      line->description = imw_anchor_told_text (item, "description", IMW_ANCHOR_MAX_TEXT);
      line->amount = amount;
      g_ptr_array_add (lines, line);
      total = *sum != NULL ? imw_amount_add (*sum, amount, NULL) : imw_amount_ref (amount);
      g_clear_pointer (sum, imw_amount_unref);
      *sum = total;
      if (total == NULL)
        break;
    }

  return lines;
}

/* Whether the answer is about what was asked. Members that are missing are no lie; others must be equal. */
static gboolean
check_assets (JsonObject *reply, const char *sell_id, const char *buy_id, GError **error)
{
  g_autofree char *sell = imw_anchor_told_exact (reply, "sell_asset", MAX_ID_BYTES);
  g_autofree char *buy = imw_anchor_told_exact (reply, "buy_asset", MAX_ID_BYTES);

  if ((sell == NULL || g_str_equal (sell, sell_id)) && (buy == NULL || g_str_equal (buy, buy_id)))
    return TRUE;

  imw_provider_refuse (error, "asset", "The answer is about other assets than was asked");

  return FALSE;
}

/* The amount that was fixed comes back; a difference of a hundredth part is a rounding, more is another question. */
static gboolean
is_near (ImwAmount *asked, ImwAmount *told)
{
  g_autoptr (ImwAmount) slack = NULL;
  g_autoptr (ImwAmount) difference = NULL;

  if (asked == NULL || imw_amount_equal (asked, told))
    return TRUE;

  slack = imw_amount_multiply_ratio (asked, 1, 100, IMW_ROUND_DOWN, NULL);
  difference = imw_amount_compare (asked, told) > 0 ? imw_amount_subtract (asked, told, NULL)
                                                    : imw_amount_subtract (told, asked, NULL);

  return slack != NULL && difference != NULL && imw_amount_compare (difference, slack) <= 0;
}

static gboolean
set_amounts (ImwQuote *self, const Told *told, GError **error)
{
  gboolean         is_deposit = self->request->route == IMW_ROUTE_DEPOSIT;
  ImwAsset        *sold = is_deposit ? self->request->money : self->request->asset;
  ImwAsset        *bought = is_deposit ? self->request->asset : self->request->money;
  g_autofree char *echo = NULL;

  self->put_in = imw_anchor_amount (sold, told->sell, IMW_ROUND_UP);
  self->comes_out = imw_anchor_amount (bought, told->buy, IMW_ROUND_DOWN);
  if (self->put_in == NULL || self->comes_out == NULL || imw_amount_sign (self->put_in) <= 0 ||
      imw_amount_sign (self->comes_out) <= 0)
    {
      imw_provider_refuse (error, "numbers", "An amount is not above zero");
      return FALSE;
    }

  echo = imw_amount_to_decimal_text (self->put_in, 0);
  if (!g_str_equal (echo, told->sell))
    {
      imw_provider_refuse (error, "numbers", "What is to be given has more digits than its asset");
      return FALSE;
    }
  if (!is_near (self->request->put_in, self->put_in) ||
      !is_near (self->request->comes_out, self->comes_out))
    {
      imw_provider_refuse (error, "numbers", "The answer is about another amount than was asked");
      return FALSE;
    }

  return TRUE;
}

static gboolean
set_fee (ImwQuote *self, JsonObject *fee, const char *total, gboolean in_buy, GError **error)
{
  ImwAsset *asset = imw_amount_get_asset (in_buy ? self->comes_out : self->put_in);
  g_autoptr (ImwAmount) sum = NULL;

  self->fee = imw_anchor_amount (asset, total, IMW_ROUND_UP);
  if (self->fee == NULL)
    {
      imw_provider_refuse (error, "numbers", "The fee is too large");
      return FALSE;
    }

  self->fee_disclosed = TRUE;
  g_ptr_array_unref (self->fee_lines);
  self->fee_lines = imw_quote_parse_fee_lines (fee, asset, &sum);
  if (self->fee_lines->len > 0 && (sum == NULL || !imw_amount_equal (sum, self->fee)))
    {
      imw_provider_refuse (error, "numbers", "The lines of the fee are not the fee");
      return FALSE;
    }
  if (!in_buy)
    {
      self->converted = imw_amount_subtract (self->put_in, self->fee, error);
      return self->converted != NULL;
    }

  return TRUE;
}

static gboolean
set_lock (ImwQuote *self, JsonObject *reply, gint64 now_ms, gint64 clock_offset_ms, GError **error)
{
  gint64 expires_ms = imw_anchor_told_time_ms (reply, "expires_at");

  self->id = imw_anchor_told_exact (reply, "id", MAX_ID_BYTES);
  if (self->id == NULL || expires_ms == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A promise without its id or its end");
      return FALSE;
    }
  if (expires_ms <= now_ms)
    {
      imw_provider_refuse (error, "expiry", "The promise is over before it began");
      return FALSE;
    }

  self->firm = TRUE;
  self->expires_ms = MIN (expires_ms, now_ms + MAX_LOCK_MS);
  if (ABS (clock_offset_ms) > MIN_SKEW_MS)
    self->expires_ms -= clock_offset_ms;

  return TRUE;
}

static gboolean
read_told (Told *told, JsonObject *reply, GError **error)
{
  told->sell = imw_anchor_told_decimal (reply, "sell_amount");
  told->buy = imw_anchor_told_decimal (reply, "buy_amount");
  told->price = imw_anchor_told_decimal (reply, "price");
  told->total_price = imw_anchor_told_decimal (reply, "total_price");
  if (told->sell == NULL || told->buy == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A price without its amounts");
      return FALSE;
    }
  if ((told->price == NULL && imw_json_has (reply, "price")) ||
      (told->total_price == NULL && imw_json_has (reply, "total_price")) ||
      g_strcmp0 (told->price, "0") == 0 || g_strcmp0 (told->total_price, "0") == 0)
    {
      imw_provider_refuse (error, "numbers", "The price is not above zero");
      return FALSE;
    }

  return TRUE;
}

/* Prices that were not told, from the amounts. */
static void
fill_prices (ImwQuote *self, Told *told)
{
  self->total_price = g_steal_pointer (&told->total_price);
  if (self->total_price == NULL)
    self->total_price = imw_quote_divide (told->sell, told->buy);
  self->price = g_steal_pointer (&told->price);
  if (self->price == NULL && self->converted != NULL)
    {
      g_autofree char *net = imw_amount_to_decimal_text (self->converted, 0);

      self->price = imw_quote_divide (net, told->buy);
    }
  if (self->price == NULL)
    self->price = g_strdup (self->total_price);
}

/**
 * imw_quote_new_from_reply:
 * @request: what was asked; copied
 * @reply: the answer, of GET /price or POST /quote
 * @firm: whether a promise was asked for
 * @asset_id: how SEP-38 calls the asset of @request
 * @money_id: … and the currency
 * @now_ms: wall time in milliseconds, by the provider's clock
 * @clock_offset_ms: how much that clock is ahead of ours
 * @error: return location
 *
 * Computes everything again. An end of the promise later than in seven days counts as seven days.
 *
 * Returns: (transfer full): the quote. On %NULL @error is %IMW_ERROR_BAD_REPLY, or %IMW_ERROR_REFUSED by the rule
 *   "numbers", "asset" or "expiry"
 */
ImwQuote *
imw_quote_new_from_reply (const ImwQuoteRequest *request,
                          JsonObject            *reply,
                          gboolean               firm,
                          const char            *asset_id,
                          const char            *money_id,
                          gint64                 now_ms,
                          gint64                 clock_offset_ms,
                          GError               **error)
{
  g_autoptr (ImwQuote) self = imw_quote_new (request);
  g_auto (Told) told = { NULL };
  gboolean         is_deposit = request->route == IMW_ROUTE_DEPOSIT;
  const char      *sell_id = is_deposit ? money_id : asset_id;
  const char      *buy_id = is_deposit ? asset_id : money_id;
  JsonObject      *fee = imw_anchor_told_object (reply, "fee");
  g_autofree char *fee_asset = imw_anchor_told_exact (fee, "asset", MAX_ID_BYTES);
  ImwQuoteNumbers  numbers = { 0 };

  if (!check_assets (reply, sell_id, buy_id, error) || !read_told (&told, reply, error) ||
      !set_amounts (self, &told, error))
    return NULL;

  told.fee = imw_anchor_told_decimal (fee, "total");
  if (fee != NULL && (told.fee == NULL || fee_asset == NULL ||
                      (!g_str_equal (fee_asset, sell_id) && !g_str_equal (fee_asset, buy_id))))
    {
      imw_provider_refuse (error, "numbers", "The fee is in another asset, or no number");
      return NULL;
    }

  numbers.sell = told.sell;
  numbers.buy = told.buy;
  numbers.price = told.price;
  numbers.total_price = told.total_price;
  numbers.fee = told.fee;
  numbers.fee_in_buy = fee != NULL && g_str_equal (fee_asset, buy_id);
  numbers.sell_decimals = imw_asset_get_decimals (imw_amount_get_asset (self->put_in));
  numbers.buy_decimals = imw_asset_get_decimals (imw_amount_get_asset (self->comes_out));
  if (!imw_quote_check_numbers (&numbers, error) ||
      (fee != NULL && !set_fee (self, fee, told.fee, numbers.fee_in_buy, error)) ||
      (firm && !set_lock (self, reply, now_ms, clock_offset_ms, error)))
    return NULL;

  fill_prices (self, &told);
  if (self->price == NULL || self->total_price == NULL)
    {
      imw_provider_refuse (error, "numbers", "There is no price");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static ImwAmount *
compute_fee (ImwAmount *amount, const char *fixed, const char *percent, const char *minimum)
{
  ImwAsset *asset = imw_amount_get_asset (amount);
  g_autoptr (ImwAmount) base = imw_anchor_amount (asset, fixed != NULL ? fixed : "0", IMW_ROUND_UP);
  g_autoptr (ImwAmount) least = minimum != NULL ? imw_anchor_amount (asset, minimum, IMW_ROUND_UP)
                                                : NULL;
  g_autoptr (ImwAmount) hundredth = NULL;
  g_autoptr (ImwAmount) share = NULL;
  g_autoptr (ImwAmount) fee = NULL;

  if (percent != NULL && strspn (percent, "0.") < strlen (percent))
    {
      share = imw_amount_convert (amount, asset, percent, IMW_ROUND_UP, NULL);
      hundredth = share != NULL ? imw_amount_multiply_ratio (share, 1, 100, IMW_ROUND_UP, NULL)
                                : NULL;
    }
  else
    hundredth = imw_amount_new_zero (asset);
  if (base == NULL || hundredth == NULL)
    return NULL;

  fee = imw_amount_add (base, hundredth, NULL);
  if (fee != NULL && least != NULL && imw_amount_compare (fee, least) < 0)
    return g_steal_pointer (&least);

  return g_steal_pointer (&fee);
}

/**
 * imw_quote_new_from_fees:
 * @request: what was asked, with what is put in; copied
 * @fixed: (nullable): fee for each order, as decimal text in what is put in
 * @percent: (nullable): fee in hundredths
 * @minimum: (nullable): the least fee
 * @error: return location
 *
 * For a provider without quotes whose asset stands for the currency one to one. Not firm. Where no fee is told it is
 * not disclosed.
 *
 * Returns: (transfer full): the quote. On %NULL @error is %IMW_ERROR_NOT_SUPPORTED when what shall arrive is fixed, or
 *   %IMW_ERROR_REFUSED by the rule "numbers" when nothing would be left
 */
ImwQuote *
imw_quote_new_from_fees (const ImwQuoteRequest *request,
                         const char            *fixed,
                         const char            *percent,
                         const char            *minimum,
                         GError               **error)
{
  g_autoptr (ImwQuote) self = imw_quote_new (request);
  ImwAsset        *bought = request->route == IMW_ROUTE_DEPOSIT ? request->asset : request->money;
  g_autofree char *sell = NULL;
  g_autofree char *net = NULL;

  if (request->put_in == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                   "Only what is given can be fixed here");
      return NULL;
    }

  self->put_in = imw_amount_ref (request->put_in);
  self->fee_disclosed = fixed != NULL || percent != NULL || minimum != NULL;
  if (self->fee_disclosed)
    self->fee = compute_fee (self->put_in, fixed, percent, minimum);
  if (self->fee != NULL)
    self->converted = imw_amount_subtract (self->put_in, self->fee, NULL);
  else if (!self->fee_disclosed)
    self->converted = imw_amount_ref (self->put_in);
  if (self->converted == NULL || imw_amount_sign (self->converted) <= 0)
    {
      imw_provider_refuse (error, "numbers", "The fee is larger than what is given");
      return NULL;
    }

  net = imw_amount_to_decimal_text (self->converted, 0);
  sell = imw_amount_to_decimal_text (self->put_in, 0);
  self->comes_out = imw_anchor_amount (bought, net, IMW_ROUND_DOWN);
  self->price = g_strdup ("1");
  self->total_price = imw_quote_divide (sell, net);
  if (self->comes_out == NULL || self->total_price == NULL ||
      imw_amount_sign (self->comes_out) <= 0)
    {
      imw_provider_refuse (error, "numbers", "Nothing would arrive");
      return NULL;
    }

  return g_steal_pointer (&self);
}
