/* imw-practice-anchor-lists.c: orders of the practice anchor as transactions (SEP-6, SEP-24)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

#define BANK_NUMBER  "646180111803859359"
#define SECOND_POLL  2
#define HEX_ID_BYTES 8

static void
write_text (ImwPracticeJson *json, const char *name, const ImwRecord *order, const char *value)
{
  if (imw_record_get (order, value) != NULL)
    imw_practice_json_string (json, name, imw_record_get (order, value));
}

static void
write_instruction (ImwPracticeJson *json,
                   const char      *name,
                   const char      *value,
                   const char      *description)
{
  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "value", value);
  imw_practice_json_string (json, "description", description);
  imw_practice_json_end_object (json);
}

/* Where the customer has to pay to */
static void
write_instructions (ImwPracticeJson *json, const ImwRecord *order)
{
  const ImwPracticePlace *place = imw_practice_place_find (imw_record_get (order, "country"));
  g_autofree char        *reference = g_strndup (order->id, HEX_ID_BYTES);
  const char             *method = imw_record_get (order, "method");
  gboolean                is_wallet = g_str_equal (method, "mobile_money") || g_str_equal (method, "ALIPAY") ||
                       g_str_equal (method, "WECHAT");

  imw_practice_json_begin_object (json, "instructions");
  if (is_wallet)
    {
      write_instruction (json, "organization.mobile_money_number", "+10000000000",
                         "Account of the practice anchor");
    }
  else
    {
      write_instruction (json, "organization.bank_name", "Practice Bank", "Bank");
      if (place != NULL && g_str_equal (place->currency, "EUR"))
        write_instruction (json, "organization.bank_account_number", "DE89370400440532013000",
                           "IBAN of the practice anchor");
      else if (place != NULL && g_str_equal (place->currency, "MXN"))
        write_instruction (json, "organization.clabe_number", BANK_NUMBER,
                           "CLABE of the practice anchor");
      else
        write_instruction (json, "organization.bank_account_number", "121122676",
                           "Account of the practice anchor");
    }
  write_instruction (json, "external_transfer_memo", reference, "Reference of the payment");
  imw_practice_json_end_object (json);
}

static void
write_refunds (ImwPracticeJson *json, const ImwRecord *order)
{
  if (imw_record_get (order, "refund_id") == NULL)
    return;

  imw_practice_json_begin_object (json, "refunds");
  imw_practice_json_string (json, "amount_refunded", imw_record_get (order, "refund_amount"));
  imw_practice_json_string (json, "amount_fee", imw_record_get (order, "refund_fee"));
  imw_practice_json_begin_array (json, "payments");
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "id", imw_record_get (order, "refund_id"));
  if (!imw_record_is (order, "sep", "31"))
    imw_practice_json_string (json, "id_type", imw_record_get (order, "refund_id_type"));
  imw_practice_json_string (json, "amount", imw_record_get (order, "refund_amount"));
  imw_practice_json_string (json, "fee", imw_record_get (order, "refund_fee"));
  imw_practice_json_end_object (json);
  imw_practice_json_end_array (json);
  imw_practice_json_end_object (json);
}

/* The memo to pay with. An amount that ends in .18 is answered with another one after it was told twice. */
static void
write_memo (ImwPracticeJson *json, const char *prefix, const ImwRecord *order)
{
  g_autofree char *type_name = g_strconcat (prefix, "memo_type", NULL);
  g_autofree char *name = g_strconcat (prefix, "memo", NULL);
  gint64           memo = imw_record_get_int (order, "pay_memo");
  g_autofree char *text = NULL;

  if (imw_record_get_int (order, "inject") == 18 &&
      imw_record_get_int (order, "shown") > SECOND_POLL)
    memo++;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, memo);
  imw_practice_json_string (json, type_name, "id");
  imw_practice_json_string (json, name, text);
}

static void
write_common (ImwPracticeAnchor *self, ImwPracticeJson *json, const ImwRecord *order)
{
  imw_practice_json_string (json, "id", order->id);
  imw_practice_json_string (json, "status", imw_record_get (order, "status"));
  if (!imw_anchor_is_over (order))
    imw_practice_json_int (json, "status_eta", MAX (imw_record_get_int (order, "eta_s"), 1));
  write_text (json, "amount_in", order, "amount_in");
  write_text (json, "amount_in_asset", order, "amount_in_asset");
  write_text (json, "amount_out", order, "amount_out");
  write_text (json, "amount_out_asset", order, "amount_out_asset");
  if (imw_record_get (order, "fee") != NULL)
    imw_anchor_write_fee (json, "fee_details",
                          imw_record_is (order, "sep", "24") ? "breakdown" : "details", order);
  write_text (json, "quote_id", order, "quote_id");
  imw_anchor_write_time (json, "started_at", imw_record_get_int (order, "started_ms"));
  imw_anchor_write_time (json, "updated_at", imw_record_get_int (order, "updated_ms"));
  if (imw_record_get_int (order, "completed_ms") != 0)
    imw_anchor_write_time (json, "completed_at", imw_record_get_int (order, "completed_ms"));
  write_text (json, "stellar_transaction_id", order, "stellar_tx");
  write_text (json, "external_transaction_id", order, "external_tx");
  imw_practice_json_boolean (json, "refunded", imw_record_is (order, "status", "refunded"));
  write_refunds (json, order);
  write_text (json, "required_info_message", order, "required_message");
}

static void
write_sep31 (ImwPracticeAnchor *self, ImwPracticeJson *json, const ImwRecord *order)
{
  write_text (json, "status_message", order, "message");
  if (imw_record_get (order, "pay_memo") != NULL)
    {
      imw_practice_json_string (
          json, "stellar_account_id",
          imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR));
      write_memo (json, "stellar_", order);
    }
}

static void
write_sep6 (ImwPracticeAnchor *self, ImwPracticeJson *json, const ImwRecord *order)
{
  gboolean         out = imw_anchor_is_out (order);
  gboolean         deposit = g_str_has_prefix (imw_record_get (order, "kind"), "deposit");
  gboolean         waits = imw_record_is (order, "status", "pending_user_transfer_start");
  g_autofree char *more = g_strconcat (self->base, "/anchor/tx/", order->id, NULL);

  imw_practice_json_string (json, "kind", imw_record_get (order, "kind"));
  imw_practice_json_string (json, "more_info_url", more);
  write_text (json, "message", order, "message");
  if (imw_record_get (order, "fee") != NULL)
    {
      write_text (json, "amount_fee", order, "fee");
      write_text (json, "amount_fee_asset", order, "fee_asset");
    }
  imw_practice_json_string (json, deposit ? "to" : "from",
                            imw_record_get (order, "ledger_account"));
  write_text (json, "external_extra_text", order, "external_extra_text");
  if (deposit)
    {
      write_text (json, "deposit_memo", order, "deposit_memo");
      write_text (json, "deposit_memo_type", order, "deposit_memo_type");
      write_text (json, "claimable_balance_id", order, "claimable_id");
    }
  if (out && imw_record_get (order, "pay_memo") != NULL)
    {
      imw_practice_json_string (
          json, "withdraw_anchor_account",
          imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR));
      write_memo (json, "withdraw_", order);
    }
  if (waits)
    imw_anchor_write_time (json, "user_action_required_by",
                           imw_record_get_int (order, "deadline_ms"));
  if (waits && deposit && imw_record_is (order, "sep", "6"))
    write_instructions (json, order);
  if (imw_record_is (order, "sep", "24"))
    imw_practice_json_boolean (json, "kyc_verified",
                               !imw_record_is (order, "status", "incomplete"));
}

/**
 * imw_anchor_write_order: (skip)
 * @self: the anchor
 * @json: where to
 * @name: (nullable): of the member
 * @order: an order
 *
 * Writes the order as a transaction of its SEP.
 */
void
imw_anchor_write_order (ImwPracticeAnchor *self,
                        ImwPracticeJson   *json,
                        const char        *name,
                        const ImwRecord   *order)
{
  imw_practice_json_begin_object (json, name);
  write_common (self, json, order);
  if (imw_record_is (order, "sep", "31"))
    write_sep31 (self, json, order);
  else
    write_sep6 (self, json, order);
  imw_practice_json_end_object (json);
}

static gboolean
is_asked_for (ImwAnchorRequest *request, const ImwRecord *order)
{
  static const struct
  {
    const char *name;
    const char *value;
  } keys[] = {
    { "stellar_transaction_id", "stellar_tx" },
    { "external_transaction_id", "external_tx" },
  };
  const char *id = imw_practice_form_get (&request->form, "id");

  if (id != NULL)
    return g_str_equal (order->id, id);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *wanted = imw_practice_form_get (&request->form, keys[i].name);

      if (wanted != NULL && imw_record_is (order, keys[i].value, wanted))
        return TRUE;
    }

  return FALSE;
}

static gboolean
answer_one (ImwAnchorRequest *request, const char *sep, GError **error)
{
  g_autoptr (GPtrArray)
      orders = imw_records_list (request->anchor->books, "order", request->sub, error);

  if (orders == NULL)
    return FALSE;

  for (guint i = 0; i < orders->len; i++)
    {
      ImwRecord *order = g_ptr_array_index (orders, i);

      if (imw_record_is (order, "sep", sep) && is_asked_for (request, order))
        return imw_anchor_answer_order (request, order, error);
    }

  return imw_anchor_refuse (request, 404, "no such transaction");
}

/**
 * imw_anchor_answer_order: (skip)
 * @request: of the order's owner
 * @order: an order
 * @error: return location
 *
 * Answers the order and counts how often that was done: amounts that end in .17 get no answer every second time.
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_BUSY.
 */
gboolean
imw_anchor_answer_order (ImwAnchorRequest *request, ImwRecord *order, GError **error)
{
  gint64 polls = imw_record_get_int (order, "polls") + 1;
  gint64 inject = imw_record_get_int (order, "inject");
  g_auto (ImwPracticeJson) json = { 0 };

  imw_record_set_int (order, "polls", polls);
  if (imw_record_get (order, "pay_memo") != NULL)
    imw_record_set_int (order, "shown", imw_record_get_int (order, "shown") + 1);
  if ((inject == 17 || inject == 18) && !imw_records_save (request->anchor->books, order, error))
    return FALSE;
  if (inject == 17 && polls % 2 == 0)
    return imw_anchor_refuse (request, 503, "come back later");

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_anchor_write_order (request->anchor, &json, "transaction", order);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

static gint64
read_limit (ImwAnchorRequest *request)
{
  const char *text = imw_practice_form_get (&request->form, "limit");
  gint64      limit = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  return limit > 0 ? limit : G_MAXINT32;
}

static gboolean
is_kind (ImwAnchorRequest *request, const ImwRecord *order)
{
  const char *kinds = imw_practice_form_get (&request->form, "kind");
  g_auto (GStrv) list = kinds != NULL ? g_strsplit (kinds, ",", 0) : NULL;

  return list == NULL ||
         g_strv_contains ((const char *const *) list, imw_record_get (order, "kind"));
}

static gboolean
answer_all (ImwAnchorRequest *request, const char *sep, GError **error)
{
  const char             *code = imw_practice_form_get (&request->form, "asset_code");
  const char             *since = imw_practice_form_get (&request->form, "no_older_than");
  const char             *paging = imw_practice_form_get (&request->form, "paging_id");
  const ImwPracticeToken *token = imw_practice_token_find (code);
  gint64                  left = read_limit (request);
  gboolean                begun = paging == NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = since != NULL ? g_date_time_new_from_iso8601 (since, utc) : NULL;
  g_autoptr (GPtrArray) orders = NULL;
  g_auto (ImwPracticeJson) json = { 0 };

  if (token == NULL)
    return imw_anchor_refuse (request, 400, "asset_code: not supported");

  orders = imw_records_list (request->anchor->books, "order", request->sub, error);
  if (orders == NULL)
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, "transactions");
  for (guint i = 0; i < orders->len && left > 0; i++)
    {
      const ImwRecord *order = g_ptr_array_index (orders, i);

      if (!begun)
        {
          begun = g_str_equal (order->id, paging);
          continue;
        }
      if (!imw_record_is (order, "sep", sep) || !imw_record_is (order, "token", token->code) ||
          !is_kind (request, order) ||
          (time != NULL && order->created_ms < g_date_time_to_unix (time) * 1000))
        continue;

      imw_anchor_write_order (request->anchor, &json, NULL, order);
      left--;
    }
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/**
 * imw_anchor_answer_lists: (skip)
 * @request: a request
 * @sep: "6" or "24"
 * @path: its last part
 * @error: return location
 *
 * Answers "transaction" and "transactions".
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_answer_lists (ImwAnchorRequest *request,
                         const char       *sep,
                         const char       *path,
                         GError          **error)
{
  gboolean one = g_str_equal (path, "transaction");

  if (!one && !g_str_equal (path, "transactions"))
    return imw_anchor_refuse (request, 404, "there is nothing at this address");
  if (request->sub == NULL)
    return imw_anchor_needs_login (request);

  return one ? answer_one (request, sep, error) : answer_all (request, sep, error);
}

/**
 * imw_practice_anchor_write_orders:
 * @self: the anchor
 * @json: where to, inside an object
 * @error: return location
 *
 * Writes all orders as the array "orders".
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_anchor_write_orders (ImwPracticeAnchor *self, ImwPracticeJson *json, GError **error)
{
  g_autoptr (GPtrArray) orders = imw_records_list (self->books, "order", NULL, error);

  if (orders == NULL)
    return FALSE;

  imw_practice_json_begin_array (json, "orders");
  for (guint i = 0; i < orders->len; i++)
    {
      const ImwRecord *order = g_ptr_array_index (orders, i);

      imw_practice_json_begin_object (json, NULL);
      imw_practice_json_string (json, "sep", imw_record_get (order, "sep"));
      imw_practice_json_string (json, "owner", order->owner);
      imw_anchor_write_order (self, json, "transaction", order);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);

  return TRUE;
}
