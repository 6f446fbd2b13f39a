/* imw-practice-anchor-hosted.c: deposits and withdrawals on a page of the practice anchor (SEP-24)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-strkey.h"

#include <string.h>

#define TOKEN_BYTES 16

static gboolean
write_info (ImwAnchorRequest *request)
{
  static const char *const names[] = { "deposit", "withdraw", NULL };
  g_autofree char         *min = imw_practice_units_format (IMW_ANCHOR_MIN_UNITS, 7, 0);
  g_autofree char         *max = imw_practice_units_format (IMW_ANCHOR_MAX_UNITS, 7, 0);
  g_auto (ImwPracticeJson) json = { 0 };
  const ImwPracticeToken *token;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      imw_practice_json_begin_object (&json, names[i]);
      for (guint k = 0; (token = imw_practice_token_get (k)) != NULL; k++)
        {
          imw_practice_json_begin_object (&json, g_str_equal (token->code, "XLM") ? "native"
                                                                                  : token->code);
          imw_practice_json_boolean (&json, "enabled", TRUE);
          imw_practice_json_number_text (&json, "min_amount", min);
          imw_practice_json_number_text (&json, "max_amount", max);
          imw_practice_json_end_object (&json);
        }
      imw_practice_json_end_object (&json);
    }
  imw_practice_json_begin_object (&json, "fee");
  imw_practice_json_boolean (&json, "enabled", FALSE);
  imw_practice_json_end_object (&json);
  imw_practice_json_begin_object (&json, "features");
  imw_practice_json_boolean (&json, "account_creation", FALSE);
  imw_practice_json_boolean (&json, "claimable_balances", TRUE);
  imw_practice_json_end_object (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

static char *
make_page_token (ImwPracticeAnchor *self, const char *id)
{
  g_autofree char *words = g_strconcat ("page ", id, NULL);
  guint8           mac[32];

  imw_hmac_sha256 (self->secret, sizeof self->secret, (const guint8 *) words, strlen (words), mac);

  return imw_hex_encode (mac, TOKEN_BYTES);
}

static gboolean
make_order (ImwAnchorRequest *request, gboolean deposit, GError **error)
{
  static const char *const kept[] = {
    "amount", "quote_id", "source_asset", "destination_asset", "first_name",
    "last_name", "email_address", "funding_method", "country_code", NULL
  };
  ImwPracticeAnchor      *self = request->anchor;
  const char             *account = imw_practice_form_get (&request->form, "account");
  const ImwPracticeToken *token =
      imw_practice_token_find (imw_practice_form_get (&request->form, "asset_code"));
  g_autoptr (ImwRecord) order = NULL;
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char  *page_token = NULL;
  g_autofree char  *url = NULL;
  ImwStellarAddress address;

  if (request->sub == NULL)
    return imw_anchor_needs_login (request);
  if (token == NULL)
    return imw_anchor_refuse (request, 400, "asset_code: not supported");
  if (account != NULL && !imw_stellar_address_parse (account, &address, NULL))
    return imw_anchor_refuse (request, 400, "account: not an address of Stellar");

  order = imw_anchor_new_order (request, "24", deposit ? "deposit" : "withdrawal");
  imw_record_set (order, "token", token->code);
  imw_record_set (order, "out", deposit ? NULL : "1");
  for (guint i = 0; kept[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat ("wish.", kept[i], NULL);

      imw_record_set (order, key, imw_practice_form_get (&request->form, kept[i]));
    }
  if (!imw_records_save (self->books, order, error))
    return FALSE;

  page_token = make_page_token (self, order->id);
  url = g_strdup_printf ("%s/anchor/tx/%s?token=%s&lang=%s", self->base, order->id, page_token,
                         g_strcmp0 (imw_record_get (order, "lang"), "zh") == 0 ||
                                 g_str_has_prefix (imw_record_get (order, "lang") != NULL
                                                       ? imw_record_get (order, "lang")
                                                       : "",
                                                   "zh")
                             ? "zh"
                             : "en");
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "type", "interactive_customer_info_needed");
  imw_practice_json_string (&json, "url", url);
  imw_practice_json_string (&json, "id", order->id);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

/**
 * imw_anchor_sep24: (skip)
 * @request: a request below /anchor/sep24
 * @error: return location
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_sep24 (ImwAnchorRequest *request, GError **error)
{
  const char *rest = request->path + strlen ("/sep24/");

  if (g_str_equal (rest, "info"))
    return write_info (request);
  if (g_str_equal (rest, "transactions/deposit/interactive"))
    return make_order (request, TRUE, error);
  if (g_str_equal (rest, "transactions/withdraw/interactive"))
    return make_order (request, FALSE, error);

  return imw_anchor_answer_lists (request, "24", rest, error);
}

/**
 * imw_anchor_may_fill_page: (skip)
 * @request: for the page of an order
 * @order: the order
 *
 * Returns: whether the form is still to be filled, and this is who got its address
 */
gboolean
imw_anchor_may_fill_page (ImwAnchorRequest *request, const ImwRecord *order)
{
  const char      *given = imw_practice_form_get (&request->form, "token");
  g_autofree char *token = make_page_token (request->anchor, order->id);

  return imw_record_is (order, "sep", "24") && imw_record_is (order, "status", "incomplete") &&
         g_strcmp0 (given, token) == 0;
}

/**
 * imw_anchor_take_page: (skip)
 * @request: with the fields of the form
 * @order: the order the form is about
 * @error: return location
 *
 * Takes a filled form: the order then waits for its payment.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT; the message is for the person at the page.
 */
gboolean
imw_anchor_take_page (ImwAnchorRequest *request, ImwRecord *order, GError **error)
{
  static const char *const needed[] = { "first_name", "last_name", "email_address", NULL };
  const ImwPracticePlace  *place =
      imw_practice_place_find (imw_practice_form_get (&request->form, "country_code"));
  const ImwPracticeToken *token = imw_practice_token_find (imw_record_get (order, "token"));
  const char             *quote = imw_record_get (order, "wish.quote_id");
  g_autofree char        *token_asset = NULL;
  g_autofree char        *money_asset = NULL;
  gboolean                deposit = g_str_has_prefix (imw_record_get (order, "kind"), "deposit");

  for (guint i = 0; needed[i] != NULL; i++)
    {
      if (imw_practice_form_get (&request->form, needed[i]) == NULL)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s is missing", needed[i]);
          return FALSE;
        }
    }
  if (place == NULL || token == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the country is missing");
      return FALSE;
    }
  if (g_strcmp0 (imw_practice_form_get (&request->form, "last_name"), "Reject") == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "you cannot be a customer of ours");
      return FALSE;
    }

  if (quote != NULL)
    imw_practice_form_set (&request->form, "quote_id", quote);
  token_asset = imw_anchor_dup_token_asset (request->anchor, token);
  money_asset = imw_anchor_dup_money_asset (place->currency);
  g_clear_pointer (&request->sub, g_free);
  request->sub = g_strdup (order->owner);
  if (!imw_anchor_fill_order (request, order, deposit ? money_asset : token_asset,
                              deposit ? token_asset : money_asset, error))
    return FALSE;

  imw_anchor_wait_for_payment (request->anchor, order, request->now_ms);

  return imw_records_save (request->anchor->books, order, error);
}
