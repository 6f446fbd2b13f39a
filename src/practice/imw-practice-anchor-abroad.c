/* imw-practice-anchor-abroad.c: payments to other people at the practice anchor (SEP-31)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

static void
write_types (ImwPracticeJson *json, const char *name, const char *type, const char *description)
{
  imw_practice_json_begin_object (json, name);
  imw_practice_json_begin_object (json, "types");
  imw_practice_json_begin_object (json, type);
  imw_practice_json_string (json, "description", description);
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
}

static void
write_token (ImwPracticeJson *json, const ImwPracticeToken *token)
{
  g_autofree char *min = imw_practice_units_format (IMW_ANCHOR_MIN_UNITS, 7, 0);
  g_autofree char *max = imw_practice_units_format (IMW_ANCHOR_MAX_UNITS, 7, 0);

  imw_practice_json_begin_object (json, g_str_equal (token->code, "XLM") ? "native" : token->code);
  imw_practice_json_boolean (json, "enabled", TRUE);
  imw_practice_json_boolean (json, "quotes_supported", TRUE);
  imw_practice_json_boolean (json, "quotes_required", FALSE);
  imw_practice_json_number_text (json, "min_amount", min);
  imw_practice_json_number_text (json, "max_amount", max);
  imw_practice_json_begin_array (json, "funding_methods");
  for (guint i = 0; imw_practice_method_get (i) != NULL; i++)
    {
      const ImwPracticePlace *place;
      gboolean                served = FALSE;

      for (guint k = 0; !served && (place = imw_practice_place_get (k)) != NULL; k++)
        served = imw_practice_place_find_rail (place, imw_practice_method_get (i)->name) != NULL;
      if (served)
        imw_practice_json_string (json, NULL, imw_practice_method_get (i)->name);
    }
  imw_practice_json_end_array (json);
  imw_practice_json_begin_object (json, "sep12");
  write_types (json, "sender", "sep31-sender", "Who sends the money");
  write_types (json, "receiver", "sep31-receiver", "Who gets it");
  imw_practice_json_end_object (json);
  imw_practice_json_begin_object (json, "fields");
  imw_practice_json_begin_object (json, "transaction");
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
}

static gboolean
write_info (ImwAnchorRequest *request)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_object (&json, "receive");
  for (guint i = 0; imw_practice_token_get (i) != NULL; i++)
    write_token (&json, imw_practice_token_get (i));
  imw_practice_json_end_object (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

static gboolean
refuse_customer (ImwAnchorRequest *request, const char *type)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "error", "customer_info_needed");
  imw_practice_json_string (&json, "type", type);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 400, &json);
}

/* Whether a customer is known well enough; @customer is NULL when not */
static gboolean
find_known (ImwAnchorRequest *request, const char *name, ImwRecord **customer, GError **error)
{
  const char  *id = imw_practice_form_get (&request->form, name);
  ImwAnchorKyc kyc;

  *customer = NULL;
  if (id == NULL)
    return TRUE;
  if (!imw_records_find (request->anchor->books, "customer", id, customer, error) ||
      !imw_anchor_get_kyc (request->anchor, id, request->now_ms, &kyc, NULL, error))
    return FALSE;

  if (*customer != NULL &&
      (!g_str_equal ((*customer)->owner, request->account) || kyc == IMW_ANCHOR_KYC_NEEDS_INFO))
    g_clear_pointer (customer, imw_record_free);

  return TRUE;
}

/* What is known of the receiver already need not be told again. */
static void
copy_fields (ImwRecord *order, const ImwRecord *receiver)
{
  g_auto (GStrv) names = imw_anchor_list_fields (order);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat ("field.", names[i], NULL);

      imw_record_set (order, key, imw_record_get (receiver, key));
    }
}

/* Without a destination the money goes where that method is at home. */
static char *
find_destination (ImwAnchorRequest *request, ImwRecord *order)
{
  const char             *destination = imw_practice_form_get (&request->form, "destination_asset");
  const char             *method = imw_practice_form_get (&request->form, "funding_method");
  const ImwPracticePlace *place;

  if (destination != NULL || imw_practice_form_get (&request->form, "quote_id") != NULL)
    return g_strdup (destination);

  imw_record_set (order, "no_fields", "1");
  for (guint i = 0; (place = imw_practice_place_get (i)) != NULL; i++)
    {
      if (method != NULL && imw_practice_place_find_rail (place, method) != NULL)
        {
          imw_practice_form_set (&request->form, "country_code", place->alpha2);
          return imw_anchor_dup_money_asset (place->currency);
        }
    }

  return imw_anchor_dup_money_asset ("USD");
}

static gboolean
answer_made (ImwAnchorRequest *request, const ImwRecord *order)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "id", order->id);
  if (imw_record_get (order, "pay_memo") != NULL)
    {
      imw_practice_json_string (
          &json, "stellar_account_id",
          imw_practice_stellar_get_address (request->anchor->stellar, IMW_PRACTICE_STELLAR_ANCHOR));
      imw_practice_json_string (&json, "stellar_memo_type", "id");
      imw_practice_json_string (&json, "stellar_memo", imw_record_get (order, "pay_memo"));
    }
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 201, &json);
}

static gboolean
make_order (ImwAnchorRequest *request, GError **error)
{
  ImwPracticeAnchor      *self = request->anchor;
  const ImwPracticeToken *token =
      imw_practice_token_find (imw_practice_form_get (&request->form, "asset_code"));
  g_autoptr (ImwRecord) sender = NULL;
  g_autoptr (ImwRecord) receiver = NULL;
  g_autoptr (ImwRecord) order = NULL;
  g_autofree char *token_asset = NULL;
  g_autofree char *destination = NULL;

  if (token == NULL)
    return imw_anchor_refuse (request, 400, "asset_code: not supported");
  if (imw_practice_form_get (&request->form, "amount") == NULL)
    return imw_anchor_refuse (request, 400, "amount: missing");
  if (!find_known (request, "sender_id", &sender, error) ||
      !find_known (request, "receiver_id", &receiver, error))
    return FALSE;
  if (sender == NULL)
    return refuse_customer (request, "sep31-sender");
  if (receiver == NULL)
    return refuse_customer (request, "sep31-receiver");

  token_asset = imw_anchor_dup_token_asset (self, token);
  order = imw_anchor_new_order (request, "31", "send");
  destination = find_destination (request, order);
  imw_record_set (order, "sender_id", sender->id);
  imw_record_set (order, "receiver_id", receiver->id);
  if (!imw_anchor_fill_order (request, order, token_asset, destination, error))
    return FALSE;

  copy_fields (order, receiver);
  if (!imw_anchor_start (self, order, request->now_ms, error) ||
      !imw_records_save (self->books, order, error))
    return FALSE;

  return answer_made (request, order);
}

static gboolean
answer_transaction (ImwAnchorRequest *request, const char *rest, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 2);
  g_autoptr (ImwRecord) order = NULL;

  if (!imw_anchor_find_order (request->anchor, parts[0], &order, error))
    return FALSE;
  if (order == NULL || !g_str_equal (order->owner, request->sub) ||
      !imw_record_is (order, "sep", "31"))
    return imw_anchor_refuse (request, 404, "no such transaction");

  if (parts[1] != NULL && g_str_equal (parts[1], "callback"))
    {
      /* whoever asks has no address that we could call */
      imw_practice_reply_text (request->reply, 204, "");
      return TRUE;
    }
  if (g_str_equal (request->method, "PATCH"))
    return imw_anchor_refuse (request, 400, "nothing is asked for in this state");

  return imw_anchor_answer_order (request, order, error);
}

/**
 * imw_anchor_sep31: (skip)
 * @request: a request below /anchor/sep31
 * @error: return location
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_sep31 (ImwAnchorRequest *request, GError **error)
{
  const char *rest = request->path + strlen ("/sep31/");

  if (g_str_equal (rest, "info"))
    return write_info (request);
  if (request->sub == NULL)
    return imw_anchor_needs_login (request);
  if (g_str_equal (rest, "transactions") && g_str_equal (request->method, "POST"))
    return make_order (request, error);
  if (g_str_has_prefix (rest, "transactions/"))
    return answer_transaction (request, rest + strlen ("transactions/"), error);

  return imw_anchor_refuse (request, 404, "there is nothing at this address");
}
