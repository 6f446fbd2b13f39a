/* imw-practice-anchor-orders.c: deposits and withdrawals at the practice anchor (SEP-6)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"
#include "imw-strkey.h"

#include <string.h>

#define DAY_MS         (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define DEFAULT_AMOUNT "100"

static const char *const over[] = { "completed", "refunded", "expired", "no_market",
                                    "too_small", "too_large", "error", NULL };

/**
 * imw_anchor_is_out: (skip)
 * @order: an order
 *
 * Returns: whether the anchor gets a token and pays money
 */
gboolean
imw_anchor_is_out (const ImwRecord *order)
{
  return imw_record_get (order, "out") != NULL;
}

/**
 * imw_anchor_is_over: (skip)
 * @order: an order
 *
 * Returns: whether its state is a last one
 */
gboolean
imw_anchor_is_over (const ImwRecord *order)
{
  const char *status = imw_record_get (order, "status");

  return status != NULL && g_strv_contains (over, status);
}

/**
 * imw_anchor_new_order: (skip)
 * @request: of somebody who is logged in
 * @sep: "6", "24" or "31"
 * @kind: as transactions name it
 *
 * Returns: (transfer full): an order that is not kept yet
 */
ImwRecord *
imw_anchor_new_order (ImwAnchorRequest *request, const char *sep, const char *kind)
{
  const ImwPracticeForm *form = &request->form;
  g_autofree char       *id = imw_anchor_make_id ();
  ImwRecord             *order = imw_record_new ("order", id, request->sub, request->now_ms);
  const char            *account = imw_practice_form_get (form, "account");

  imw_record_set (order, "sep", sep);
  imw_record_set (order, "kind", kind);
  imw_record_set (order, "account", request->account);
  imw_record_set (order, "account_memo", request->memo);
  imw_record_set (order, "ledger_account", account != NULL ? account : request->account);
  imw_record_set (order, "lang", imw_practice_form_get (form, "lang"));
  imw_record_set (order, "deposit_memo", imw_practice_form_get (form, "memo"));
  imw_record_set (order, "deposit_memo_type", imw_practice_form_get (form, "memo_type"));
  imw_record_set (order, "refund_memo", imw_practice_form_get (form, "refund_memo"));
  imw_record_set (order, "refund_memo_type", imw_practice_form_get (form, "refund_memo_type"));
  imw_record_set (
      order, "claimable",
      g_strcmp0 (imw_practice_form_get (form, "claimable_balance_supported"), "true") == 0 ? "1"
                                                                                           : NULL);
  imw_record_set_int (order, "started_ms", request->now_ms);
  imw_anchor_enter (request->anchor, order, "incomplete", request->now_ms, 0, NULL);

  return order;
}

/**
 * imw_anchor_find_order: (skip)
 * @self: the anchor
 * @id: of an order
 * @order: (out) (nullable) (transfer full): the order, %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_find_order (ImwPracticeAnchor *self, const char *id, ImwRecord **order, GError **error)
{
  return imw_records_find (self->books, "order", id, order, error);
}

/**
 * imw_anchor_list_fields: (skip)
 * @order: an order
 *
 * Returns: (transfer full): names of what has to be known of the payee
 */
GStrv
imw_anchor_list_fields (const ImwRecord *order)
{
  const ImwPracticePlace *place = imw_practice_place_find (imw_record_get (order, "country"));
  const ImwPracticeRail  *rail =
      place != NULL ? imw_practice_place_find_rail (place, imw_record_get (order, "method")) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = rail != NULL ? g_strsplit (rail->fields, " ", 0) : NULL;
  /* of oneself the name is known; a receiver is a customer with a name */
  gboolean without_name = imw_record_is (order, "kind", "withdrawal") ||
                          imw_record_is (order, "sep", "31");

  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    {
      if (imw_anchor_is_out (order) && !imw_record_is (order, "sep", "24") &&
          imw_record_get (order, "no_fields") == NULL &&
          !(without_name && g_str_has_prefix (all[i], "recipient_")))
        g_strv_builder_add (builder, all[i]);
    }

  return g_strv_builder_end (builder);
}

/**
 * imw_anchor_check_limits: (skip)
 * @request: of somebody who is logged in
 * @deal: what is ordered
 * @error: return location
 *
 * Returns: %TRUE when the order is within the daily limits. On %FALSE @error is %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_check_limits (ImwAnchorRequest *request, const ImwPracticeDeal *deal, GError **error)
{
  g_autoptr (GPtrArray)
      orders = imw_records_list (request->anchor->books, "order", request->sub, error);
  gint64 day_ms = request->now_ms / DAY_MS * DAY_MS;
  gint64 units = deal->out ? deal->sell : deal->buy;
  guint  n = 1;

  if (orders == NULL)
    return FALSE;

  for (guint i = 0; i < orders->len; i++)
    {
      const ImwRecord *order = g_ptr_array_index (orders, i);

      if (order->created_ms < day_ms || imw_record_is (order, "status", "expired") ||
          imw_record_is (order, "status", "error"))
        continue;

      units += imw_record_get_int (order, "token_units");
      n++;
    }
  if (n > IMW_ANCHOR_DAILY_COUNT)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "at most %d orders a day",
                   IMW_ANCHOR_DAILY_COUNT);
      return FALSE;
    }
  if (units > IMW_ANCHOR_DAILY_UNITS)
    {
      g_autofree char *limit = imw_practice_units_format (IMW_ANCHOR_DAILY_UNITS, 7, 0);

      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "at most %s %s a day", limit,
                   deal->token->code);
      return FALSE;
    }

  return TRUE;
}

static void
copy_quote (ImwRecord *order, const ImwRecord *quote)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  g_hash_table_iter_init (&iter, quote->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    imw_record_set (order, name, value);
  imw_record_set (order, "quote_id", quote->id);
}

static gboolean
fill_from_quote (ImwAnchorRequest *request,
                 ImwRecord        *order,
                 const char       *sell,
                 const char       *buy,
                 GError          **error)
{
  const char *id = imw_practice_form_get (&request->form, "quote_id");
  const char *amount = imw_practice_form_get (&request->form, "amount");
  g_autoptr (ImwRecord) quote = NULL;

  if (!imw_anchor_check_quote (request, id, amount, &quote, error))
    return FALSE;
  if ((sell != NULL && !imw_record_is (quote, "sell_asset", sell)) ||
      (buy != NULL && !imw_record_is (quote, "buy_asset", buy)))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "quote_id: the quote is for other assets");
      return FALSE;
    }

  copy_quote (order, quote);
  imw_record_set (quote, "used", order->id);

  return imw_records_save (request->anchor->books, quote, error);
}

static gboolean
fill_from_amount (ImwAnchorRequest *request,
                  ImwRecord        *order,
                  const char       *sell,
                  const char       *buy,
                  GError          **error)
{
  const ImwPracticePlace *place;
  ImwPracticeDeal         deal;

  if (imw_practice_form_get (&request->form, "amount") == NULL)
    imw_practice_form_set (&request->form, "amount", DEFAULT_AMOUNT);
  if (!imw_anchor_read_deal (request, sell, buy, &deal, &place, error) ||
      !imw_anchor_check_limits (request, &deal, error))
    return FALSE;

  imw_anchor_keep_deal (request->anchor, &deal, order);
  imw_record_set (order, "country", place->alpha2);

  return TRUE;
}

/**
 * imw_anchor_fill_order: (skip)
 * @request: with quote_id, or amount and the method
 * @order: a new order
 * @sell: what is sold, as SEP-38 names it
 * @buy: what is bought
 * @error: return location
 *
 * Sets what the order is about.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_fill_order (ImwAnchorRequest *request,
                       ImwRecord        *order,
                       const char       *sell,
                       const char       *buy,
                       GError          **error)
{
  const char *amounts[] = { "sell", "buy" };
  gboolean    done = imw_practice_form_get (&request->form, "quote_id") != NULL
                         ? fill_from_quote (request, order, sell, buy, error)
                         : fill_from_amount (request, order, sell, buy, error);

  for (guint i = 0; done && i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *amount = g_strconcat (amounts[i], "_amount", NULL);
      g_autofree char *asset = g_strconcat (amounts[i], "_asset", NULL);

      imw_record_set (order, i == 0 ? "amount_in" : "amount_out", imw_record_get (order, amount));
      imw_record_set (order, i == 0 ? "amount_in_asset" : "amount_out_asset",
                      imw_record_get (order, asset));
    }

  return done;
}

static gboolean
answer_made (ImwAnchorRequest *request, const ImwRecord *order)
{
  const ImwPracticeMethod *method = imw_practice_method_find (imw_record_get (order, "method"));
  gboolean                 out = imw_anchor_is_out (order);
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "id", order->id);
  if (!out)
    imw_practice_json_string (&json, "how", "Pay as the instructions of the transaction say");
  if (imw_record_get (order, "pay_memo") != NULL && out)
    {
      imw_practice_json_string (
          &json, "account_id",
          imw_practice_stellar_get_address (request->anchor->stellar, IMW_PRACTICE_STELLAR_ANCHOR));
      imw_practice_json_string (&json, "memo_type", "id");
      imw_practice_json_string (&json, "memo", imw_record_get (order, "pay_memo"));
    }
  imw_practice_json_int (&json, "eta", 5 + (out ? method->out_s : method->in_s));
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/* action: deposit, withdraw, or one of them with -exchange */
static gboolean
make_order (ImwAnchorRequest *request, const char *action, GError **error)
{
  ImwPracticeAnchor      *self = request->anchor;
  gboolean                deposit = g_str_has_prefix (action, "deposit");
  gboolean                exchange = g_str_has_suffix (action, "-exchange");
  const char             *source = imw_practice_form_get (&request->form, "source_asset");
  const char             *destination = imw_practice_form_get (&request->form, "destination_asset");
  const char             *account = imw_practice_form_get (&request->form, "account");
  const char             *code = imw_practice_form_get (&request->form, "asset_code");
  const ImwPracticeToken *token;
  ImwStellarAddress       address;
  g_autoptr (ImwRecord) order = NULL;
  g_autofree char *token_asset = NULL;
  g_autofree char *money_asset = NULL;

  if (request->sub == NULL)
    return imw_anchor_needs_login (request);
  if (exchange)
    code = deposit ? destination : source;
  token = imw_practice_token_find (code);
  if (token == NULL)
    return imw_anchor_refuse (request, 400, "asset_code: not supported");
  if (account != NULL && !imw_stellar_address_parse (account, &address, NULL))
    return imw_anchor_refuse (request, 400, "account: not an address of Stellar");
  if (exchange && (source == NULL || destination == NULL))
    return imw_anchor_refuse (request, 400, "source_asset and destination_asset are needed");
  if (exchange && imw_practice_form_get (&request->form, "amount") == NULL)
    return imw_anchor_refuse (request, 400, "amount: missing");

  token_asset = imw_anchor_dup_token_asset (self, token);
  money_asset =
      exchange ? g_strdup (deposit ? source : destination)
               : imw_anchor_dup_money_asset (token->fee_base != NULL ? token->fee_base : "USD");
  order = imw_anchor_new_order (request, "6",
                                deposit ? (exchange ? "deposit-exchange" : "deposit")
                                        : (exchange ? "withdrawal-exchange" : "withdrawal"));
  if (!imw_anchor_fill_order (request, order, deposit ? money_asset : token_asset,
                              deposit ? token_asset : money_asset, error) ||
      !imw_anchor_start (self, order, request->now_ms, error) ||
      !imw_records_save (self->books, order, error))
    return FALSE;

  return answer_made (request, order);
}

static void
write_limits (ImwPracticeJson *json)
{
  g_autofree char *min = imw_practice_units_format (IMW_ANCHOR_MIN_UNITS, 7, 0);
  g_autofree char *max = imw_practice_units_format (IMW_ANCHOR_MAX_UNITS, 7, 0);

  imw_practice_json_boolean (json, "enabled", TRUE);
  imw_practice_json_boolean (json, "authentication_required", TRUE);
  imw_practice_json_number_text (json, "min_amount", min);
  imw_practice_json_number_text (json, "max_amount", max);
}

/* The ways for some currency or for any of them (NULL) */
static void
write_ways (ImwPracticeJson *json,
            const char      *name,
            const char      *currency,
            gboolean         deposit,
            gboolean         as_types)
{
  if (as_types)
    imw_practice_json_begin_object (json, name);
  else
    imw_practice_json_begin_array (json, name);
  for (guint i = 0; imw_practice_method_get (i) != NULL; i++)
    {
      const char             *method = imw_practice_method_get (i)->name;
      const ImwPracticePlace *place;
      gboolean                served = FALSE;

      for (guint k = 0; !served && (place = imw_practice_place_get (k)) != NULL; k++)
        served = (currency == NULL || g_str_equal (place->currency, currency)) &&
                 (deposit ? imw_practice_place_takes (place, method)
                          : imw_practice_place_find_rail (place, method) != NULL);
      if (!served || (deposit && imw_practice_method_get (i)->hosted))
        continue;

      if (!as_types)
        {
          imw_practice_json_string (json, NULL, method);
          continue;
        }
      imw_practice_json_begin_object (json, method);
      imw_practice_json_begin_object (json, "fields");
      imw_practice_json_end_object (json);
      imw_practice_json_end_object (json);
    }
  if (as_types)
    imw_practice_json_end_object (json);
  else
    imw_practice_json_end_array (json);
}

static void
write_group (ImwPracticeJson *json, const char *name, gboolean deposit, gboolean exchange)
{
  const ImwPracticeToken *token;

  imw_practice_json_begin_object (json, name);
  for (guint i = 0; (token = imw_practice_token_get (i)) != NULL; i++)
    {
      const char *currency = token->fee_base != NULL ? token->fee_base : "USD";

      imw_practice_json_begin_object (json,
                                      g_str_equal (token->code, "XLM") ? "native" : token->code);
      write_limits (json);
      write_ways (json, "funding_methods", exchange ? NULL : currency, deposit, FALSE);
      if (!deposit)
        write_ways (json, "types", exchange ? NULL : currency, FALSE, TRUE);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_object (json);
}

static void
write_switch (ImwPracticeJson *json, const char *name, gboolean enabled)
{
  imw_practice_json_begin_object (json, name);
  imw_practice_json_boolean (json, "enabled", enabled);
  if (enabled)
    imw_practice_json_boolean (json, "authentication_required", TRUE);
  imw_practice_json_end_object (json);
}

static gboolean
write_info (ImwAnchorRequest *request)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  write_group (&json, "deposit", TRUE, FALSE);
  write_group (&json, "deposit-exchange", TRUE, TRUE);
  write_group (&json, "withdraw", FALSE, FALSE);
  write_group (&json, "withdraw-exchange", FALSE, TRUE);
  write_switch (&json, "fee", FALSE);
  write_switch (&json, "transactions", TRUE);
  write_switch (&json, "transaction", TRUE);
  imw_practice_json_begin_object (&json, "features");
  imw_practice_json_boolean (&json, "account_creation", FALSE);
  imw_practice_json_boolean (&json, "claimable_balances", TRUE);
  imw_practice_json_end_object (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/* The old way of giving what is missing: taken only while something of the order is asked for. */
static gboolean
patch_order (ImwAnchorRequest *request, const char *id, GError **error)
{
  g_autoptr (ImwRecord) order = NULL;

  if (request->sub == NULL)
    return imw_anchor_needs_login (request);
  if (!imw_anchor_find_order (request->anchor, id, &order, error))
    return FALSE;
  if (order == NULL || !g_str_equal (order->owner, request->sub))
    return imw_anchor_refuse (request, 404, "no such transaction");

  return imw_anchor_refuse (request, 400, "nothing is asked for in this state");
}

/**
 * imw_anchor_sep6: (skip)
 * @request: a request below /anchor/sep6
 * @error: return location
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_sep6 (ImwAnchorRequest *request, GError **error)
{
  const char *rest = request->path + strlen ("/sep6/");

  if (g_str_equal (rest, "info"))
    return write_info (request);
  if (g_str_equal (rest, "deposit") || g_str_equal (rest, "deposit-exchange") ||
      g_str_equal (rest, "withdraw") || g_str_equal (rest, "withdraw-exchange"))
    return make_order (request, rest, error);
  if (g_str_has_prefix (rest, "transactions/") && g_str_equal (request->method, "PATCH"))
    return patch_order (request, rest + strlen ("transactions/"), error);

  return imw_anchor_answer_lists (request, "6", rest, error);
}
