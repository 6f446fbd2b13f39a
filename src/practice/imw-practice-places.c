/* imw-practice-places.c: where the practice anchor pays, and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-places"

#include "config.h"

#include "imw-practice-places.h"

#include "imw-asset.h"

static const ImwPracticeMethod methods[] = {
  { "bank_account", "Bank transfer", 100, 50, 0, 20, 20, 5, FALSE, FALSE },
  { "cash", "Cash pick-up", 300, 100, 0, 0, 60, 0, TRUE, FALSE },
  { "mobile_money", "Mobile money", 50, 80, 0, 50, 10, 5, FALSE, FALSE },
  { "SEPA", "SEPA transfer", 100, 50, 0, 20, 20, 5, FALSE, FALSE },
  { "PIX", "PIX transfer", 100, 50, 0, 20, 20, 5, FALSE, FALSE },
  { "ACH", "ACH transfer", 100, 50, 0, 20, 40, 5, FALSE, FALSE },
  { "WIRE", "Wire transfer", 1500, 10, 1500, 0, 15, 5, FALSE, FALSE },
  { "ALIPAY", "Alipay", 0, 150, 0, 150, 20, 3, FALSE, TRUE },
  { "WECHAT", "WeChat Pay", 0, 150, 0, 150, 20, 3, FALSE, TRUE },
  { "paypal", "PayPal", 50, 200, 35, 340, 20, 3, FALSE, TRUE },
  { "card", "Bank card", 30, 290, 30, 290, 20, 3, FALSE, TRUE },
};

#define NAMES "recipient_first_name recipient_last_name "

static const ImwPracticePlace places[] = {
  { "MX",
    "MEX",
    "Mexico",
    "MXN",
    { { "bank_account", "SPEI", NAMES "clabe_number" },
      { "cash", "cash desk", NAMES "mobile_number" } } },
  { "CN",
    "CHN",
    "China",
    "CNY",
    { { "bank_account", "UnionPay", NAMES "bank_name bank_account_number" },
      { "ALIPAY", "Alipay", NAMES "mobile_money_provider mobile_money_number" },
      { "WECHAT", "WeChat Pay", NAMES "mobile_money_provider mobile_money_number" } } },
  { "HK",
    "HKG",
    "Hong Kong",
    "HKD",
    { { "bank_account", "FPS", NAMES "bank_name bank_number bank_account_number" },
      { "ALIPAY", "AlipayHK", NAMES "mobile_money_provider mobile_money_number" } } },
  { "US",
    "USA",
    "United States",
    "USD",
    { { "ACH", "ACH", NAMES "bank_number bank_account_number bank_account_type address" },
      { "WIRE", "Fedwire", NAMES "bank_number bank_account_number bank_account_type address" },
      { "paypal", "PayPal", "paypal_email_address" } } },
  { "BR", "BRA", "Brazil", "BRL", { { "PIX", "PIX", NAMES "tax_id bank_account_number" } } },
  { "DE",
    "DEU",
    "Germany",
    "EUR",
    { { "SEPA", "SEPA", NAMES "bank_account_number" },
      { "paypal", "PayPal", "paypal_email_address" } } },
  { "FR", "FRA", "France", "EUR", { { "SEPA", "SEPA", NAMES "bank_account_number" } } },
  { "ES", "ESP", "Spain", "EUR", { { "SEPA", "SEPA", NAMES "bank_account_number" } } },
  { "IT", "ITA", "Italy", "EUR", { { "SEPA", "SEPA", NAMES "bank_account_number" } } },
  { "GB",
    "GBR",
    "United Kingdom",
    "GBP",
    { { "bank_account", "Faster Payments", NAMES "bank_number bank_account_number" } } },
  { "IN",
    "IND",
    "India",
    "INR",
    { { "bank_account", "IMPS", NAMES "bank_number bank_account_number purpose" } } },
  { "PH",
    "PHL",
    "Philippines",
    "PHP",
    { { "bank_account", "InstaPay", NAMES "bank_name bank_account_number" },
      { "mobile_money", "GCash", NAMES "mobile_money_provider mobile_money_number" },
      { "cash", "cash desk", NAMES "mobile_number" } } },
  { "NG",
    "NGA",
    "Nigeria",
    "NGN",
    { { "bank_account", "NIP", NAMES "bank_number bank_account_number" } } },
  { "KE",
    "KEN",
    "Kenya",
    "KES",
    { { "mobile_money", "M-Pesa", NAMES "mobile_money_provider mobile_money_number" } } },
  { "GH",
    "GHA",
    "Ghana",
    "GHS",
    { { "mobile_money", "MTN MoMo", NAMES "mobile_money_provider mobile_money_number" } } },
  { "VN",
    "VNM",
    "Vietnam",
    "VND",
    { { "bank_account", "NAPAS", NAMES "bank_name bank_account_number" },
      { "cash", "cash desk", NAMES "mobile_number" } } },
  { "ID",
    "IDN",
    "Indonesia",
    "IDR",
    { { "bank_account", "BI-FAST", NAMES "bank_name bank_account_number" },
      { "cash", "cash desk", NAMES "mobile_number" } } },
  { "PK",
    "PAK",
    "Pakistan",
    "PKR",
    { { "bank_account", "Raast", NAMES "bank_account_number" },
      { "cash", "cash desk", NAMES "mobile_number" } } },
  { "BD",
    "BGD",
    "Bangladesh",
    "BDT",
    { { "bank_account", "BEFTN", NAMES "bank_name bank_account_number" },
      { "cash", "cash desk", NAMES "mobile_number" } } },
  { "AR", "ARG", "Argentina", "ARS", { { "bank_account", "CBU", NAMES "cbu_number" } } },
};

static const ImwPracticeField fields[] = {
  { "first_name", "First name, as in the identity document", NULL, NULL, FALSE },
  { "last_name", "Last name, as in the identity document", NULL, NULL, FALSE },
  { "email_address", "E-mail address", NULL, "^[^@ ]+@[^@ ]+\\.[^@ ]+$", FALSE },
  { "mobile_number", "Mobile number with country code", NULL, "^\\+[1-9][0-9]{6,14}$", FALSE },
  { "recipient_first_name", "First name of the person who gets the money", NULL, NULL, FALSE },
  { "recipient_last_name", "Last name of the person who gets the money", NULL, NULL, FALSE },
  { "clabe_number", "CLABE, 18 digits", NULL, "^[0-9]{18}$", FALSE },
  { "cbu_number", "CBU, 22 digits", NULL, "^[0-9]{22}$", FALSE },
  { "bank_name", "Name of the bank", NULL, NULL, FALSE },
  { "bank_account_number", "Account number", NULL, "^[^<>]{4,64}$", FALSE },
  { "bank_account_type", "Kind of account", "checking|savings", "^(checking|savings)$", FALSE },
  { "bank_number", "Number of the bank", NULL, "^[0-9A-Za-z-]{3,11}$", FALSE },
  { "mobile_money_provider", "Mobile money service", NULL, NULL, FALSE },
  { "mobile_money_number", "Number of the mobile money account", NULL,
    "^(\\+[1-9][0-9]{6,14}|[^@ ]+@[^@ ]+)$", FALSE },
  { "tax_id", "CPF, 11 digits", NULL, "^[0-9]{11}$", FALSE },
  { "address", "Address of the person who gets the money", NULL, NULL, FALSE },
  { "purpose", "Purpose of the transfer",
    "family_support|education|medical|gift|goods_and_services|savings", NULL, FALSE },
  { "paypal_email_address", "E-mail address of the PayPal account", NULL,
    "^[^@ ]+@[^@ ]+\\.[^@ ]+$", FALSE },
};

/**
 * imw_practice_place_get:
 * @index: from 0
 *
 * Returns: (nullable) (transfer none): a country, %NULL past the last one
 */
const ImwPracticePlace *
imw_practice_place_get (guint index)
{
  return index < G_N_ELEMENTS (places) ? &places[index] : NULL;
}

/**
 * imw_practice_place_find:
 * @country: ISO 3166 code of two or three letters
 *
 * Returns: (nullable) (transfer none): the country
 */
const ImwPracticePlace *
imw_practice_place_find (const char *country)
{
  for (guint i = 0; country != NULL && i < G_N_ELEMENTS (places); i++)
    {
      if (g_ascii_strcasecmp (places[i].alpha2, country) == 0 ||
          g_ascii_strcasecmp (places[i].alpha3, country) == 0)
        return &places[i];
    }

  return NULL;
}

/**
 * imw_practice_place_find_currency:
 * @code: ISO 4217
 *
 * Returns: (nullable) (transfer none): the first country with that currency
 */
const ImwPracticePlace *
imw_practice_place_find_currency (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (g_strcmp0 (places[i].currency, code) == 0)
        return &places[i];
    }

  return NULL;
}

static gboolean
is_bank (const char *method)
{
  const ImwPracticeMethod *found = imw_practice_method_find (method);

  return found != NULL && !found->cash && !found->hosted &&
         !g_str_equal (found->name, "mobile_money");
}

/**
 * imw_practice_place_find_rail:
 * @place: a country
 * @method: (nullable): a way of paying, %NULL: the first one
 *
 * Returns: (nullable) (transfer none): how it goes there, %NULL when it does not
 */
const ImwPracticeRail *
imw_practice_place_find_rail (const ImwPracticePlace *place, const char *method)
{
  const ImwPracticeMethod *found = method != NULL ? imw_practice_method_find (method) : NULL;
  const ImwPracticeRail   *bank = NULL;

  if (method != NULL && found == NULL)
    return NULL;

  for (guint i = 0; i < IMW_PRACTICE_MAX_RAILS && place->rails[i].method != NULL; i++)
    {
      if (found == NULL || g_str_equal (place->rails[i].method, found->name))
        return &place->rails[i];
      if (bank == NULL && is_bank (place->rails[i].method))
        bank = &place->rails[i];
    }

  /* "bank_account" is any transfer between banks */
  return found != NULL && g_str_equal (found->name, "bank_account") ? bank : NULL;
}

/**
 * imw_practice_place_takes:
 * @place: a country
 * @method: a way of paying
 *
 * Returns: whether people there can pay the anchor that way
 */
gboolean
imw_practice_place_takes (const ImwPracticePlace *place, const char *method)
{
  const ImwPracticeMethod *found = imw_practice_method_find (method);

  if (found == NULL || found->cash)
    return FALSE;
  if (g_str_equal (found->name, "card") || g_str_equal (found->name, "paypal"))
    return TRUE;

  return imw_practice_place_find_rail (place, method) != NULL;
}

/**
 * imw_practice_method_get:
 * @index: from 0
 *
 * Returns: (nullable) (transfer none): a way of paying, %NULL past the last one
 */
const ImwPracticeMethod *
imw_practice_method_get (guint index)
{
  return index < G_N_ELEMENTS (methods) ? &methods[index] : NULL;
}

/**
 * imw_practice_method_find:
 * @name: (nullable): "bank_account", "alipay", …
 *
 * Returns: (nullable) (transfer none): the way of paying
 */
const ImwPracticeMethod *
imw_practice_method_find (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (methods); i++)
    {
      if (g_ascii_strcasecmp (methods[i].name, name) == 0)
        return &methods[i];
    }

  return NULL;
}

/**
 * imw_practice_field_find:
 * @name: of a field (SEP-9, or ours)
 *
 * Returns: (nullable) (transfer none): what it is
 */
const ImwPracticeField *
imw_practice_field_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_str_equal (fields[i].name, name))
        return &fields[i];
    }

  return NULL;
}

/**
 * imw_practice_currency_decimals:
 * @code: ISO 4217
 *
 * Returns: digits behind the point
 */
guint
imw_practice_currency_decimals (const char *code)
{
  g_autoptr (ImwAsset) asset = imw_asset_new_fiat (code);

  return asset != NULL ? imw_asset_get_decimals (asset) : 2;
}
