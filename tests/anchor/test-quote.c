/* test-quote.c: the numbers of a quote
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-provider.h"
#include "imw-quote-private.h"
#include "imw-test-vectors.h"

#include <string.h>

#define NOW_MS G_GINT64_CONSTANT (1795316400000) /* 2026-11-22T03:00:00Z */
#define USDC   "stellar:USDC:GA75"
#define MXN    "iso4217:MXN"

static ImwAsset *
new_usdc (void)
{
  return imw_asset_new ("stellar/USDC:GA75", "USDC", "USDC", 7);
}

static ImwQuoteRequest *
new_request (ImwRoute route, const char *put_in, const char *comes_out, const char *currency)
{
  g_autoptr (ImwAsset) usdc = new_usdc ();
  g_autoptr (ImwAsset) money = imw_asset_new_fiat (currency);
  ImwAsset *given = route == IMW_ROUTE_DEPOSIT ? money : usdc;
  ImwAsset *taken = route == IMW_ROUTE_DEPOSIT ? usdc : money;
  g_autoptr (ImwAmount) in = put_in != NULL ? imw_amount_new_from_decimal_text (given, put_in, NULL)
                                            : NULL;
  g_autoptr (ImwAmount)
      out = comes_out != NULL ? imw_amount_new_from_decimal_text (taken, comes_out, NULL) : NULL;

  return imw_quote_request_new (route, usdc, money, "MEX", "bank_account", in, out);
}

static ImwQuote *
parse (const ImwQuoteRequest *request, const char *text, gboolean firm, GError **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"'); /* easier to read below */
  g_autoptr (JsonNode) root = imw_json_parse (json, -1, IMW_ANCHOR_MAX_JSON, NULL);
  g_autofree char *money_id = imw_quote_asset_id (request->money, NULL);

  g_assert_nonnull (root);

  return imw_quote_new_from_reply (request, imw_json_node_get_object (root, NULL), firm, USDC,
                                   money_id, NOW_MS, 0, error);
}

static void
assert_decimal (ImwAmount *amount, const char *expected)
{
  g_autofree char *text = amount != NULL ? imw_amount_to_decimal_text (amount, 0) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

#define GOOD_HEAD                                                \
  "{\"id\":\"fa7f\",\"expires_at\":\"2026-11-22T03:05:00Z\","    \
  "\"price\":\"0.0540540541\",\"total_price\":\"0.0546000546\"," \
  "\"sell_asset\":\"" USDC "\",\"sell_amount\":\"100\","         \
  "\"buy_asset\":\"" MXN "\",\"buy_amount\":\"1831.50\","
#define GOOD_FEE                                                          \
  "\"fee\":{\"total\":\"1.00\",\"asset\":\"" USDC "\",\"details\":["      \
  "{\"name\":\"Service fee\",\"description\":\"x\",\"amount\":\"0.60\"}," \
  "{\"name\":\"Bank\",\"amount\":\"0.40\"}]}}"

/* S7 */
static void
test_worked_example (void)
{
  g_autoptr (ImwQuoteRequest) request = new_request (IMW_ROUTE_ABROAD, "100", NULL, "MXN");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) quote = parse (request, GOOD_HEAD GOOD_FEE, TRUE, &error);
  g_autofree char  *rate = NULL;
  g_autofree char  *inverse = NULL;
  const ImwFeeLine *line;
  gint              points;

  g_assert_no_error (error);
  g_assert_true (imw_quote_get_firm (quote));
  g_assert_cmpstr (imw_quote_get_id (quote), ==, "fa7f");
  g_assert_cmpint (imw_quote_get_expires_ms (quote), ==, NOW_MS + 300000);
  assert_decimal (imw_quote_get_put_in (quote), "100");
  assert_decimal (imw_quote_get_comes_out (quote), "1831.5");
  assert_decimal (imw_quote_get_fee (quote), "1");
  assert_decimal (imw_quote_get_converted (quote), "99");
  g_assert_true (imw_quote_get_fee_disclosed (quote));
  g_assert_cmpuint (imw_quote_get_fee_lines (quote)->len, ==, 2);
  line = g_ptr_array_index (imw_quote_get_fee_lines (quote), 0);
  g_assert_cmpstr (line->name, ==, "Service fee");
  assert_decimal (line->amount, "0.6");
  rate = imw_quote_dup_rate (quote, 6, FALSE);
  inverse = imw_quote_dup_rate (quote, 4, TRUE);
  g_assert_cmpstr (rate, ==, "18.5");
  g_assert_cmpstr (inverse, ==, "0.05405");
  g_assert_true (imw_quote_get_cost (quote, "18.5", &points));
  g_assert_cmpint (points, ==, 100);
  g_assert_true (imw_quote_get_cost (quote, "18", &points));
  g_assert_cmpint (points, ==, -175);
  g_assert_false (imw_quote_get_cost (quote, "0", &points));
}

static char *
replace (const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (GOOD_HEAD GOOD_FEE, from, 2);

  g_assert_nonnull (parts[1]);

  return g_strjoinv (to, parts);
}

static void
test_lies (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *rule; /* NULL: BAD_REPLY */
  } lies[] = {
    { "\"1831.50\"", "\"1830.50\"", "numbers" },
    { "\"1831.50\"", "\"1832.50\"", "numbers" },
    { "\"1831.50\"", "\"183.15\"", "numbers" },
    { "\"1831.50\"", "\"-1831.50\"", NULL },
    { "\"1831.50\"", "\"0\"", "numbers" },
    { "\"1831.50\"", "\"1e3\"", NULL },
    { "\"1831.50\"", "null", NULL },
    { "\"sell_amount\":\"100\"", "\"sell_amount\":\"100.5\"", "numbers" },
    { "\"sell_amount\":\"100\"", "\"sell_amount\":\"1000\"", "numbers" },
    { "\"sell_amount\":\"100\"", "\"sell_amount\":\"100.00000001\"", "numbers" },
    { "\"price\":\"0.0540540541\"", "\"price\":\"0.0546000546\"", "numbers" },
    { "\"price\":\"0.0540540541\"", "\"price\":\"0.05\"", "numbers" },
    { "\"price\":\"0.0540540541\"", "\"price\":\"0\"", "numbers" },
    { "\"price\":\"0.0540540541\"", "\"price\":\"-1\"", "numbers" },
    { "\"total_price\":\"0.0546000546\"", "\"total_price\":\"0.0540540541\"", "numbers" },
    { "\"total\":\"1.00\"", "\"total\":\"0.50\"", "numbers" },
    { "\"total\":\"1.00\"", "\"total\":\"200\"", "numbers" },
    { "\"total\":\"1.00\"", "\"total\":\"x\"", "numbers" },
    { "\"amount\":\"0.40\"", "\"amount\":\"0.30\"", "numbers" },
    { "\"asset\":\"" USDC "\"", "\"asset\":\"stellar:USDC:GOTHER\"", "numbers" },
    { "\"sell_asset\":\"" USDC "\"", "\"sell_asset\":\"stellar:USDC:GOTHER\"", "asset" },
    { "\"buy_asset\":\"" MXN "\"", "\"buy_asset\":\"iso4217:MXV\"", "asset" },
    { "T03:05:00Z", "T02:59:59Z", "expiry" },
    { "2026-11-22T03:05:00Z", "soon", NULL },
    { "\"id\":\"fa7f\"", "\"id\":\"\"", NULL },
  };
  g_autoptr (ImwQuoteRequest) request = new_request (IMW_ROUTE_ABROAD, "100", NULL, "MXN");

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *text = replace (lies[i].from, lies[i].to);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwQuote) quote = parse (request, text, TRUE, &error);

      g_test_message ("%s", lies[i].to);
      g_assert_null (quote);
      g_assert_cmpstr (imw_provider_error_get_rule (error), ==, lies[i].rule);
      if (lies[i].rule != NULL)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
    }
}

static void
test_missing_fields (void)
{
  g_autoptr (ImwQuoteRequest) request = new_request (IMW_ROUTE_ABROAD, "100", NULL, "MXN");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote)
      bare = parse (request, "{\"sell_amount\":\"100\",\"buy_amount\":\"1831.50\"}", FALSE, &error);

  g_assert_no_error (error);
  g_assert_false (imw_quote_get_fee_disclosed (bare));
  g_assert_null (imw_quote_get_fee (bare));
  g_assert_false (imw_quote_get_firm (bare));
  g_assert_cmpint (imw_quote_get_expires_ms (bare), ==, 0);
  g_assert_cmpstr (imw_quote_get_total_price (bare), ==, "0.0546000546");
}

/* S8: more than a week is not believed, zones and servers that omit "Z" are */
static void
test_expiry (void)
{
  static const struct
  {
    const char *told;
    gint64      after_ms;
  } times[] = {
    { "2026-11-22T03:05:00", 300000 },
    { "2026-11-22T04:05:00+01:00", 300000 },
    { "2026-11-22T03:05:00.250Z", 300250 },
    { "9999-12-31T23:59:59Z", 0 },
    { "2027-11-22T03:05:00Z", G_GINT64_CONSTANT (7) * 86400000 },
  };
  g_autoptr (ImwQuoteRequest) request = new_request (IMW_ROUTE_ABROAD, "100", NULL, "MXN");

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = replace ("2026-11-22T03:05:00Z", times[i].told);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwQuote) quote = parse (request, text, TRUE, &error);

      if (times[i].after_ms == 0)
        {
          g_assert_null (quote);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (imw_quote_get_expires_ms (quote), ==, NOW_MS + times[i].after_ms);
    }
}

/* Shapes of real servers: other roundings, fees in what is bought, currencies without or with three digits. */
static void
test_roundings (void)
{
  static const struct
  {
    ImwRoute    route;
    const char *currency;
    const char *put_in;
    const char *reply;
    const char *out;
  } cases[] = {
    { IMW_ROUTE_DEPOSIT, "MXN", "2000",
      "{'price':'18.5','total_price':'18.6872041','sell_amount':'2000',"
      "'buy_amount':'107.0251','fee':{'total':'20.04','asset':'iso4217:MXN'}}",
      "107.0251" },
    { IMW_ROUTE_ABROAD, "VND", "50000",
      "{'price':'0.0000384615','total_price':'0.0000386548','sell_amount':'50000',"
      "'buy_amount':'1293500000','fee':{'total':'250','asset':'" USDC "'}}",
      "1293500000" },
    { IMW_ROUTE_ABROAD, "MXN", "100",
      "{'price':0.0540540541,'total_price':0.0546000546,'sell_amount':100,'buy_amount':1831.5,"
      "'fee':{'total':18.5,'asset':'" MXN "','details':[{'name':'a','amount':18.5}]}}",
      "1831.5" },
    { IMW_ROUTE_ABROAD, "MXN", "33.33",
      "{'price':'0.05','total_price':'0.05','sell_amount':'33.33','buy_amount':'666.6',"
      "'fee':{'total':'0','asset':'" USDC "'}}",
      "666.6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwQuoteRequest)
          request = new_request (cases[i].route, cases[i].put_in, NULL, cases[i].currency);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwQuote) quote = parse (request, cases[i].reply, FALSE, &error);

      g_assert_no_error (error);
      assert_decimal (imw_quote_get_comes_out (quote), cases[i].out);
    }
}

static void
test_from_fees (void)
{
  g_autoptr (ImwQuoteRequest) request = new_request (IMW_ROUTE_WITHDRAW, "100", NULL, "USD");
  g_autoptr (ImwQuoteRequest) backwards = new_request (IMW_ROUTE_WITHDRAW, NULL, "100", "USD");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) both = imw_quote_new_from_fees (request, "1", "0.5", NULL, NULL);
  g_autoptr (ImwQuote) least = imw_quote_new_from_fees (request, NULL, "0.5", "2", NULL);
  g_autoptr (ImwQuote) silent = imw_quote_new_from_fees (request, NULL, NULL, NULL, NULL);
  g_autoptr (ImwQuote) nothing = imw_quote_new_from_fees (request, "100", NULL, NULL, &error);

  assert_decimal (imw_quote_get_fee (both), "1.5");
  assert_decimal (imw_quote_get_comes_out (both), "98.5");
  assert_decimal (imw_quote_get_comes_out (least), "98");
  g_assert_false (imw_quote_get_fee_disclosed (silent));
  assert_decimal (imw_quote_get_comes_out (silent), "100");
  g_assert_null (nothing);
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "numbers");
  g_clear_error (&error);
  g_assert_null (imw_quote_new_from_fees (backwards, "1", NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

static void
test_json (void)
{
  g_autoptr (ImwQuoteRequest) request = new_request (IMW_ROUTE_ABROAD, "100", NULL, "MXN");
  g_autoptr (ImwQuote) quote = parse (request, GOOD_HEAD GOOD_FEE, TRUE, NULL);
  g_autofree char *text = imw_quote_to_json (quote);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) back = imw_quote_from_json (text, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = imw_quote_to_json (back);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpstr (imw_quote_get_request (back)->method, ==, "bank_account");
  for (gsize length = 0; length < strlen (text); length += 7)
    {
      g_autofree char *cut = g_strndup (text, length);
      g_autoptr (GError) why = NULL;

      g_assert_null (imw_quote_from_json (cut, &why));
      g_assert_error (why, IMW_ERROR, IMW_ERROR_CORRUPT);
    }
  g_assert_null (imw_quote_from_json ("{\"route\":\"abroad\"}", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/quote/s7-worked-example", test_worked_example);
  g_test_add_func ("/anchor/quote/s7-lies", test_lies);
  g_test_add_func ("/anchor/quote/missing-fields", test_missing_fields);
  g_test_add_func ("/anchor/quote/s8-expiry", test_expiry);
  g_test_add_func ("/anchor/quote/roundings", test_roundings);
  g_test_add_func ("/anchor/quote/from-fees", test_from_fees);
  g_test_add_func ("/anchor/quote/json", test_json);

  return g_test_run ();
}
