/* imw-practice-anchor-prices.c: what the practice anchor exchanges (SEP-38)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

#include <string.h>

/**
 * imw_anchor_find_token: (skip)
 * @self: the anchor
 * @asset: (nullable): as SEP-38 names it, with the issuer
 *
 * Returns: (nullable) (transfer none): the token
 */
const ImwPracticeToken *
imw_anchor_find_token (ImwPracticeAnchor *self, const char *asset)
{
  for (guint i = 0; asset != NULL && imw_practice_token_get (i) != NULL; i++)
    {
      g_autofree char *name = imw_anchor_dup_token_asset (self, imw_practice_token_get (i));

      if (g_str_equal (name, asset))
        return imw_practice_token_get (i);
    }

  return NULL;
}

/**
 * imw_anchor_find_currency: (skip)
 * @asset: (nullable): as SEP-38 names it
 *
 * Returns: (nullable) (transfer none): the ISO 4217 code of a currency that is served
 */
const char *
imw_anchor_find_currency (const char *asset)
{
  const ImwPracticePlace *place = NULL;

  if (asset != NULL && g_str_has_prefix (asset, "iso4217:"))
    place = imw_practice_place_find_currency (asset + strlen ("iso4217:"));

  return place != NULL ? place->currency : NULL;
}

static void
write_methods (ImwPracticeJson *json, const char *name, const char *currency, gboolean out)
{
  imw_practice_json_begin_array (json, name);
  for (guint i = 0; imw_practice_method_get (i) != NULL; i++)
    {
      const ImwPracticeMethod *method = imw_practice_method_get (i);
      const ImwPracticePlace  *place;
      const ImwPracticeRail   *rail = NULL;
      gboolean                 served = FALSE;

      for (guint k = 0; !served && (place = imw_practice_place_get (k)) != NULL; k++)
        {
          if (!g_str_equal (place->currency, currency))
            continue;
          rail = imw_practice_place_find_rail (place, method->name);
          served = out ? rail != NULL && g_str_equal (rail->method, method->name)
                       : imw_practice_place_takes (place, method->name) &&
                             (rail == NULL || g_str_equal (rail->method, method->name));
        }
      if (!served)
        continue;

      imw_practice_json_begin_object (json, NULL);
      imw_practice_json_string (json, "name", method->name);
      imw_practice_json_string (json, "description", rail != NULL ? rail->rail : method->label);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
}

static void
write_currency (ImwPracticeJson *json, const char *currency)
{
  g_autofree char        *asset = imw_anchor_dup_money_asset (currency);
  const ImwPracticePlace *place;

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "asset", asset);
  imw_practice_json_begin_array (json, "country_codes");
  for (guint i = 0; (place = imw_practice_place_get (i)) != NULL; i++)
    {
      if (g_str_equal (place->currency, currency))
        imw_practice_json_string (json, NULL, place->alpha2);
    }
  imw_practice_json_end_array (json);
  write_methods (json, "sell_delivery_methods", currency, FALSE);
  write_methods (json, "buy_delivery_methods", currency, TRUE);
  imw_practice_json_end_object (json);
}

/* Whether that country is the first one with its currency */
static gboolean
is_first (const ImwPracticePlace *place)
{
  return imw_practice_place_find_currency (place->currency) == place;
}

/**
 * imw_anchor_quote_info: (skip)
 * @request: a request
 *
 * Answers which assets are exchanged, and how they are delivered.
 *
 * Returns: always %TRUE
 */
gboolean
imw_anchor_quote_info (ImwAnchorRequest *request)
{
  g_auto (ImwPracticeJson) json = { 0 };
  const ImwPracticePlace *place;
  const ImwPracticeToken *token;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, "assets");
  for (guint i = 0; (token = imw_practice_token_get (i)) != NULL; i++)
    {
      g_autofree char *asset = imw_anchor_dup_token_asset (request->anchor, token);

      imw_practice_json_begin_object (&json, NULL);
      imw_practice_json_string (&json, "asset", asset);
      imw_practice_json_end_object (&json);
      /* the first two assets are a pair that is exchanged */
      if (i == 0)
        write_currency (&json, imw_practice_place_get (0)->currency);
    }
  for (guint i = 1; (place = imw_practice_place_get (i)) != NULL; i++)
    {
      if (is_first (place))
        write_currency (&json, place->currency);
    }
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}

static void
write_plain_price (ImwAnchorRequest       *request,
                   ImwPracticeJson        *json,
                   const ImwPracticeToken *token,
                   const char             *currency,
                   gboolean                out,
                   gboolean                wants_bought)
{
  ImwPracticeDeal  deal = { .token = token, .currency = currency, .out = out };
  g_autofree char *price = imw_practice_deal_dup_plain_price (&deal, request->now_ms);
  g_autofree char *token_asset = imw_anchor_dup_token_asset (request->anchor, token);
  g_autofree char *money_asset = imw_anchor_dup_money_asset (currency);
  gboolean         is_money = out == wants_bought;

  if (price == NULL)
    return;

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "asset", is_money ? money_asset : token_asset);
  imw_practice_json_string (json, "price", price);
  imw_practice_json_int (json, "decimals",
                         is_money ? imw_practice_currency_decimals (currency)
                                  : IMW_ANCHOR_TOKEN_DECIMALS);
  imw_practice_json_end_object (json);
}

/**
 * imw_anchor_quote_prices: (skip)
 * @request: with one asset and its amount
 * @error: return location
 *
 * Answers every asset that is exchanged for the given one, with its price.
 *
 * Returns: %TRUE when there is an answer. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_anchor_quote_prices (ImwAnchorRequest *request, GError **error)
{
  const char *sell = imw_practice_form_get (&request->form, "sell_asset");
  const char *buy = imw_practice_form_get (&request->form, "buy_asset");
  const char *amount =
      imw_practice_form_get (&request->form, sell != NULL ? "sell_amount" : "buy_amount");
  const char             *given = sell != NULL ? sell : buy;
  const ImwPracticeToken *token = imw_anchor_find_token (request->anchor, given);
  const char             *currency = imw_anchor_find_currency (given);
  g_auto (ImwPracticeJson) json = { 0 };
  gint64 units;

  if ((sell == NULL) == (buy == NULL) || (token == NULL && currency == NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "exactly one of sell_asset and buy_asset, exchanged here");
      return FALSE;
    }
  if (!imw_practice_units_parse (amount, IMW_ANCHOR_TOKEN_DECIMALS, &units, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, sell != NULL ? "buy_assets" : "sell_assets");
  for (guint i = 0; token != NULL && imw_practice_place_get (i) != NULL; i++)
    {
      if (is_first (imw_practice_place_get (i)))
        write_plain_price (request, &json, token, imw_practice_place_get (i)->currency,
                           sell != NULL, sell != NULL);
    }
  for (guint i = 0; currency != NULL && imw_practice_token_get (i) != NULL; i++)
    write_plain_price (request, &json, imw_practice_token_get (i), currency, sell == NULL,
                       sell != NULL);
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 200, &json);
}
