/* imw-practice-anchor-quotes.c: prices and firm quotes of the practice anchor (SEP-38)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

#define QUOTE_MS       (5 * 60 * 1000)
#define SHORT_QUOTE_MS 10000
#define MAX_QUOTE_MS   (60 * 60 * 1000)
#define PAST_MS        60000
#define LIE_UNITS      100 /* hundredths of what is sold */
#define MAX_FEES       4

static gboolean
fail (GError **error, const char *format, const char *what)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", what, format);

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, text);

  return FALSE;
}

static gboolean
read_amounts (ImwAnchorRequest *request, ImwPracticeDeal *deal, GError **error)
{
  const char *sell = imw_practice_form_get (&request->form, "sell_amount");
  const char *buy = imw_practice_form_get (&request->form, "buy_amount");

  if (sell == NULL && buy == NULL)
    sell = imw_practice_form_get (&request->form, "amount");
  if ((sell == NULL) == (buy == NULL))
    return fail (error, "exactly one of sell_amount and buy_amount is needed", "amount");

  if (sell != NULL ? !imw_practice_units_parse (sell, imw_practice_deal_get_sell_decimals (deal),
                                                &deal->sell, error)
                   : !imw_practice_units_parse (buy, imw_practice_deal_get_buy_decimals (deal),
                                                &deal->buy, error))
    return FALSE;

  return deal->sell > 0 || deal->buy > 0 ? TRUE : fail (error, "not above zero", "amount");
}

static gboolean
check_bounds (const ImwPracticeDeal *deal, GError **error)
{
  gint64           units = deal->out ? deal->sell : deal->buy;
  g_autofree char *min = imw_practice_units_format (IMW_ANCHOR_MIN_UNITS, 7, 0);
  g_autofree char *max = imw_practice_units_format (IMW_ANCHOR_MAX_UNITS, 7, 0);

  if (units >= IMW_ANCHOR_MIN_UNITS && units <= IMW_ANCHOR_MAX_UNITS)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "an order has to be between %s and %s %s",
               min, max, deal->token->code);

  return FALSE;
}

/**
 * imw_anchor_read_deal: (skip)
 * @request: with amounts, country_code and delivery methods
 * @sell_asset: (nullable): what is sold, as SEP-38 names it
 * @buy_asset: (nullable): what is bought
 * @deal: (out caller-allocates): everything about it
 * @place: (out): the country
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_anchor_read_deal (ImwAnchorRequest        *request,
                      const char              *sell_asset,
                      const char              *buy_asset,
                      ImwPracticeDeal         *deal,
                      const ImwPracticePlace **place,
                      GError                 **error)
{
  const ImwPracticeForm  *form = &request->form;
  const ImwPracticeToken *sold = imw_anchor_find_token (request->anchor, sell_asset);
  const char             *country = imw_practice_form_get (form, "country_code");
  const char             *method;

  memset (deal, 0, sizeof *deal);
  deal->out = sold != NULL;
  deal->token = sold != NULL ? sold : imw_anchor_find_token (request->anchor, buy_asset);
  deal->currency = imw_anchor_find_currency (sold != NULL ? buy_asset : sell_asset);
  if (deal->token == NULL || deal->currency == NULL)
    return fail (error, "this is not exchanged here", "assets");

  method = imw_practice_form_get (form, deal->out ? "buy_delivery_method" : "sell_delivery_method");
  if (method == NULL)
    method = imw_practice_form_get (form, "funding_method");
  if (method == NULL)
    method = imw_practice_form_get (form, "type");
  *place = country != NULL ? imw_practice_place_find (country)
                           : imw_practice_place_find_currency (deal->currency);
  if (*place == NULL || !g_str_equal ((*place)->currency, deal->currency))
    return fail (error, "not served with this currency", "country_code");

  if (method == NULL)
    {
      method = (*place)->rails[0].method;
    }
  else if (deal->out)
    {
      const ImwPracticeRail *rail = imw_practice_place_find_rail (*place, method);

      if (rail == NULL)
        return fail (error, "not in this country", "delivery method");
      method = rail->method;
    }
  else if (!imw_practice_place_takes (*place, method))
    {
      return fail (error, "not in this country", "delivery method");
    }
  deal->method = imw_practice_method_find (method);

  return read_amounts (request, deal, error) &&
         imw_practice_deal_compute (deal, request->now_ms, error) && check_bounds (deal, error);
}

/**
 * imw_anchor_get_inject: (skip)
 * @units: an amount in the smallest unit
 * @decimals: digits behind the point
 *
 * Returns: its hundredths when they ask for something to go wrong (11 to 19), else 0
 */
gint64
imw_anchor_get_inject (gint64 units, guint decimals)
{
  gint64 hundredths;

  if (decimals < 2)
    return 0;

  for (guint i = 2; i < decimals; i++)
    units /= 10;
  hundredths = units % 100;

  return hundredths >= 11 && hundredths <= 19 ? hundredths : 0;
}

static void
add_fee (ImwRecord *record, guint index, const char *name, gint64 units, guint decimals)
{
  g_autofree char *name_key = g_strdup_printf ("fee_name_%u", index);
  g_autofree char *amount_key = g_strdup_printf ("fee_amount_%u", index);
  g_autofree char *amount = imw_practice_units_format (units, decimals, 2);

  imw_record_set (record, name_key, name);
  imw_record_set (record, amount_key, amount);
}

/**
 * imw_anchor_keep_deal: (skip)
 * @self: the anchor
 * @deal: a computed deal
 * @record: of a quote or an order
 *
 * Sets what the deal says: assets, amounts, fees, prices, method.
 */
void
imw_anchor_keep_deal (ImwPracticeAnchor *self, const ImwPracticeDeal *deal, ImwRecord *record)
{
  guint            sell_decimals = imw_practice_deal_get_sell_decimals (deal);
  guint            buy_decimals = imw_practice_deal_get_buy_decimals (deal);
  g_autofree char *token = imw_anchor_dup_token_asset (self, deal->token);
  g_autofree char *money = imw_anchor_dup_money_asset (deal->currency);
  g_autofree char *sell = imw_practice_units_format (deal->sell, sell_decimals, 2);
  g_autofree char *buy = imw_practice_units_format (deal->buy, buy_decimals, 2);
  g_autofree char *fee = imw_practice_units_format (deal->fee, sell_decimals, 2);
  g_autofree char *price = imw_practice_deal_dup_price (deal, FALSE);
  g_autofree char *total_price = imw_practice_deal_dup_price (deal, TRUE);
  g_autofree char *fee_name = g_strconcat (deal->method->label, " fee", NULL);
  guint            n = 0;

  imw_record_set (record, "token", deal->token->code);
  imw_record_set (record, "currency", deal->currency);
  imw_record_set (record, "method", deal->method->name);
  imw_record_set (record, "out", deal->out ? "1" : NULL);
  imw_record_set (record, "sell_asset", deal->out ? token : money);
  imw_record_set (record, "buy_asset", deal->out ? money : token);
  imw_record_set (record, "sell_amount", sell);
  imw_record_set (record, "buy_amount", buy);
  imw_record_set_int (record, "sell_units", deal->sell);
  imw_record_set_int (record, "buy_units", deal->buy);
  imw_record_set_int (record, "token_units", deal->out ? deal->sell : deal->buy);
  imw_record_set_int (record, "sell_decimals", sell_decimals);
  imw_record_set (record, "price", price);
  imw_record_set (record, "total_price", total_price);
  imw_record_set_int (record, "fee_units", deal->fee);
  imw_record_set (record, "fee", fee);
  imw_record_set (record, "fee_asset", deal->out ? token : money);
  if (deal->fixed > 0)
    add_fee (record, n++, fee_name, deal->fixed, sell_decimals);
  if (deal->fee > deal->fixed)
    add_fee (record, n++, "Service fee", deal->fee - deal->fixed, sell_decimals);
  imw_record_set_int (record, "inject", imw_anchor_get_inject (deal->sell, sell_decimals));
}

/**
 * imw_anchor_write_fee: (skip)
 * @json: where to
 * @name: of the member
 * @list: how the lines are called there, "details" or "breakdown"
 * @record: a quote or an order
 *
 * Writes the fee with its lines.
 */
void
imw_anchor_write_fee (ImwPracticeJson *json,
                      const char      *name,
                      const char      *list,
                      const ImwRecord *record)
{
  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "total", imw_record_get (record, "fee"));
  imw_practice_json_string (json, "asset", imw_record_get (record, "fee_asset"));
  imw_practice_json_begin_array (json, list);
  for (guint i = 0; i < MAX_FEES; i++)
    {
      g_autofree char *name_key = g_strdup_printf ("fee_name_%u", i);
      g_autofree char *amount_key = g_strdup_printf ("fee_amount_%u", i);

      if (imw_record_get (record, name_key) == NULL)
        break;

      imw_practice_json_begin_object (json, NULL);
      imw_practice_json_string (json, "name", imw_record_get (record, name_key));
      imw_practice_json_string (json, "amount", imw_record_get (record, amount_key));
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
  imw_practice_json_end_object (json);
}

/* The lines stay, the sum is another one: nothing adds up any more. */
static void
lie (ImwRecord *record)
{
  guint            decimals = (guint) imw_record_get_int (record, "sell_decimals");
  gint64           unit = LIE_UNITS;
  g_autofree char *fee = NULL;

  for (guint i = 2; i < decimals; i++)
    unit *= 10;
  fee = imw_practice_units_format (imw_record_get_int (record, "fee_units") + unit, decimals, 2);
  imw_record_set (record, "fee", fee);
}

static void
write_members (ImwPracticeJson *json, const ImwRecord *record, gboolean firm)
{
  if (firm)
    {
      imw_practice_json_string (json, "id", record->id);
      imw_anchor_write_time (json, "expires_at", imw_record_get_int (record, "expires_ms"));
      imw_practice_json_string (json, "sell_asset", imw_record_get (record, "sell_asset"));
      imw_practice_json_string (json, "buy_asset", imw_record_get (record, "buy_asset"));
      imw_practice_json_string (json,
                                imw_record_get (record, "out") != NULL ? "buy_delivery_method"
                                                                       : "sell_delivery_method",
                                imw_record_get (record, "method"));
    }
  imw_practice_json_string (json, "total_price", imw_record_get (record, "total_price"));
  imw_practice_json_string (json, "price", imw_record_get (record, "price"));
  imw_practice_json_string (json, "sell_amount", imw_record_get (record, "sell_amount"));
  imw_practice_json_string (json, "buy_amount", imw_record_get (record, "buy_amount"));
  imw_anchor_write_fee (json, "fee", "details", record);
}

static gboolean
answer_record (ImwAnchorRequest *request, const ImwRecord *record, gboolean firm, guint status)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  write_members (&json, record, firm);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, status, &json);
}

/* What was asked for, as a record. The amount that was given comes back as it was written. */
static ImwRecord *
read_record (ImwAnchorRequest *request, const char *owner, GError **error)
{
  const ImwPracticeForm  *form = &request->form;
  const ImwPracticePlace *place;
  const char             *context = imw_practice_form_get (form, "context");
  const char             *sell = imw_practice_form_get (form, "sell_amount");
  const char             *buy = imw_practice_form_get (form, "buy_amount");
  g_autofree char        *id = imw_anchor_make_id ();
  ImwPracticeDeal         deal;
  ImwRecord              *record;

  if (context == NULL || !(g_str_equal (context, "sep6") || g_str_equal (context, "sep24") ||
                           g_str_equal (context, "sep31")))
    {
      fail (error, "sep6, sep24 or sep31", "context");
      return NULL;
    }
  if (!imw_anchor_read_deal (request, imw_practice_form_get (form, "sell_asset"),
                             imw_practice_form_get (form, "buy_asset"), &deal, &place, error))
    return NULL;

  record = imw_record_new ("quote", id, owner, request->now_ms);
  imw_anchor_keep_deal (request->anchor, &deal, record);
  imw_record_set (record, "country", place->alpha2);
  imw_record_set (record, sell != NULL ? "sell_amount" : "buy_amount", sell != NULL ? sell : buy);
  if (request->fault == IMW_FAULT_ANCHOR_LIE)
    lie (record);

  return record;
}

static gboolean
answer_price (ImwAnchorRequest *request, GError **error)
{
  g_autoptr (ImwRecord) record = read_record (request, NULL, error);

  return record != NULL && answer_record (request, record, FALSE, 200);
}

/* When the quote ends. No quote lasts longer than an hour, whatever is asked for. */
static gboolean
read_expiry (ImwAnchorRequest *request, const ImwRecord *record, gint64 *expires_ms, GError **error)
{
  const char *text = imw_practice_form_get (&request->form, "expire_after");
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 wanted_ms;

  *expires_ms = request->now_ms +
                (imw_record_get_int (record, "inject") == 16 ? SHORT_QUOTE_MS : QUOTE_MS);
  if (text == NULL)
    return TRUE;

  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL)
    return fail (error, "not a time", "expire_after");

  wanted_ms = g_date_time_to_unix (time) * 1000;
  if (wanted_ms < request->now_ms - PAST_MS || wanted_ms > request->now_ms + MAX_QUOTE_MS)
    return fail (error, "in the past, or more than an hour away", "expire_after");
  *expires_ms = MAX (*expires_ms, wanted_ms);

  return TRUE;
}

/* What other quotes have promised and what is on the account must be enough for this one, too. */
static gboolean
check_reserve (ImwAnchorRequest *request, const ImwRecord *record, GError **error)
{
  ImwPracticeAnchor *self = request->anchor;
  g_autoptr (ImwPracticeStellarAccount) account = NULL;
  g_autoptr (GPtrArray) quotes = NULL;
  g_autofree char *asset = NULL;
  gint64           promised = imw_record_get_int (record, "buy_units");
  gint64           held = 0;

  if (imw_record_get (record, "out") != NULL)
    return TRUE;

  quotes = imw_records_list (self->books, "quote", NULL, error);
  asset = imw_practice_stellar_dup_asset (self->stellar, imw_record_get (record, "token"), error);
  if (quotes == NULL || asset == NULL ||
      !imw_practice_stellar_find_account (
          self->stellar,
          imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR), &account,
          error))
    return FALSE;

  for (guint i = 0; i < quotes->len; i++)
    {
      const ImwRecord *quote = g_ptr_array_index (quotes, i);

      if (imw_record_get_int (quote, "expires_ms") > request->now_ms &&
          imw_record_get (quote, "out") == NULL &&
          imw_record_is (quote, "token", imw_record_get (record, "token")))
        promised += imw_record_get_int (quote, "buy_units");
    }
  if (account != NULL && g_str_equal (asset, "XLM"))
    held = account->balance - account->reserved;
  for (guint i = 0; account != NULL && i < account->lines->len; i++)
    {
      const ImwPracticeStellarLine *line = g_ptr_array_index (account->lines, i);

      if (g_str_equal (line->asset, asset))
        held = line->balance;
    }
  if (promised > held)
    return fail (error, "the anchor has not enough of it just now", "buy_amount");

  return TRUE;
}

static gboolean
make_quote (ImwAnchorRequest *request, GError **error)
{
  g_autoptr (ImwRecord) record = NULL;
  gint64 expires_ms;

  if (request->sub == NULL)
    return imw_anchor_needs_login (request);

  record = read_record (request, request->sub, error);
  if (record == NULL || !read_expiry (request, record, &expires_ms, error) ||
      !check_reserve (request, record, error))
    return FALSE;

  imw_record_set_int (record, "expires_ms", expires_ms);

  return imw_records_save (request->anchor->books, record, error) &&
         answer_record (request, record, TRUE, 201);
}

static gboolean
find_quote (ImwAnchorRequest *request, const char *id, ImwRecord **quote, GError **error)
{
  if (!imw_records_find (request->anchor->books, "quote", id, quote, error))
    return FALSE;
  if (*quote != NULL && !g_str_equal ((*quote)->owner, request->sub))
    g_clear_pointer (quote, imw_record_free);

  return TRUE;
}

/**
 * imw_anchor_check_quote: (skip)
 * @request: of somebody who is logged in
 * @id: of a quote
 * @amount: (nullable): what the order says is sold
 * @quote: (out) (transfer full): the quote
 * @error: return location
 *
 * Finds a quote that is the customer's, has not expired, was not used and says the same amount.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_check_quote (ImwAnchorRequest *request,
                        const char       *id,
                        const char       *amount,
                        ImwRecord       **quote,
                        GError          **error)
{
  gint64 units = 0;

  if (!find_quote (request, id, quote, error))
    return FALSE;
  if (*quote == NULL)
    return fail (error, "unknown", "quote_id");
  if (imw_record_get_int (*quote, "expires_ms") <= request->now_ms)
    return fail (error, "this quote has expired", "quote_id");
  if (imw_record_get (*quote, "used") != NULL)
    return fail (error, "this quote was used before", "quote_id");
  if (amount != NULL &&
      (!imw_practice_units_parse (amount, (guint) imw_record_get_int (*quote, "sell_decimals"),
                                  &units, error) ||
       units != imw_record_get_int (*quote, "sell_units")))
    {
      g_clear_error (error);
      return fail (error, "not the amount of the quote", "amount");
    }

  return TRUE;
}

static gboolean
get_quote (ImwAnchorRequest *request, const char *id, GError **error)
{
  g_autoptr (ImwRecord) quote = NULL;

  if (request->sub == NULL)
    return imw_anchor_needs_login (request);
  if (!find_quote (request, id, &quote, error))
    return FALSE;

  return quote != NULL ? answer_record (request, quote, TRUE, 200)
                       : imw_anchor_refuse (request, 404, "no such quote");
}

/**
 * imw_anchor_quotes: (skip)
 * @request: a request below /anchor/sep38
 * @error: return location
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_quotes (ImwAnchorRequest *request, GError **error)
{
  const char *rest = request->path + strlen ("/sep38");

  if (g_str_equal (rest, "/info"))
    return imw_anchor_quote_info (request);
  if (g_str_equal (rest, "/prices"))
    return imw_anchor_quote_prices (request, error);
  if (g_str_equal (rest, "/price"))
    return answer_price (request, error);
  if (g_str_equal (rest, "/quote") && g_str_equal (request->method, "POST"))
    return make_quote (request, error);
  if (g_str_has_prefix (rest, "/quote/"))
    return get_quote (request, rest + strlen ("/quote/"), error);

  return imw_anchor_refuse (request, 404, "there is nothing at this address");
}
