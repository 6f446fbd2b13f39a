/* test-prices.c: price sources against answers in the shape of the real ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-http-price-source.h"
#include "imw-http-server.h"
#include "imw-networks.h"
#include "imw-price-parse.h"

#include <string.h>

#define NOW_MS G_GINT64_CONSTANT (1767225600000)

#define COINBASE "{\"data\":{\"amount\":\"61234.505\",\"base\":\"BTC\",\"currency\":\"USD\"}}"
#define KRAKEN                                                      \
  "{\"error\":[],\"result\":{\"XXBTZUSD\":{"                        \
  "\"a\":[\"61235.00000\",\"1\",\"1.000\"],"                        \
  "\"b\":[\"61234.90000\",\"1\",\"1.000\"],"                        \
  "\"c\":[\"61234.90000\",\"0.00010000\"],\"v\":[\"1.0\",\"2.0\"]," \
  "\"t\":[1,2],\"o\":\"61000.0\"}}}"
#define ECB_HEAD                                                    \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gesmes:Envelope "   \
  "xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" "          \
  "xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n" \
  "<gesmes:subject>Reference rates</gesmes:subject>\n"              \
  "<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>\n<Cube>\n"
#define ECB_TAIL "</Cube></gesmes:Envelope>\n"
#define ECB_DAY  ECB_HEAD "<Cube time='2026-01-02'>\n"
#define ECB                                        \
  ECB_DAY "<Cube currency='USD' rate='1.0823'/>\n" \
          "<Cube currency='JPY' rate='161.50'/>\n</Cube>\n" ECB_TAIL
#define PRACTICE                                                                           \
  "{\"prices\":["                                                                          \
  "{\"base\":\"BTC\",\"quote\":\"USD\",\"price\":\"61234.50\",\"time_ms\":1767225600000}," \
  "{\"base\":\"BTC\",\"quote\":\"CNY\",\"price\":440000,\"time_ms\":1767225600000},"       \
  "{\"base\":\"EUR\",\"quote\":\"USD\",\"price\":\"1.08\",\"time_ms\":1767225600000}]}"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
assert_price (const ImwPrice *price,
              const char     *base,
              const char     *quote,
              const char     *text,
              gint64          time_ms)
{
  g_assert_cmpstr (price->base, ==, base);
  g_assert_cmpstr (price->quote, ==, quote);
  g_assert_cmpstr (price->price, ==, text);
  g_assert_cmpint (price->time_ms, ==, time_ms);
}

static void
test_texts (void)
{
  static const char *const good[] = { "1",
                                      "0.1",
                                      "61234.505",
                                      "00012.50",
                                      "123456789012345678901234567890.123456789" };
  static const char *const bad[] = {
    "",
    "0",
    "0.0",
    "-1",
    "+1",
    ".5",
    "5.",
    "1e5",
    "1,5",
    "1.2.3",
    " 1",
    "1 ",
    "NaN",
    "inf",
    "0x10",
    "１",
    "12345678901234567890123456789012345678901",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (imw_price_check_text (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (imw_price_check_text (bad[i]));
  g_assert_false (imw_price_check_text (NULL));
}

static void
test_coinbase (void)
{
  static const char *const bad[] = {
    "",
    "{}",
    "{\"data\":{\"amount\":61234.5}}",
    "{\"data\":{\"amount\":\"-1\"}}",
    "{\"data\":{\"amount\":\"0\"}}",
    "{\"data\":{\"amount\":\"1\",\"base\":\"ETH\"}}",
    "{\"data\":{\"amount\":\"1\",\"currency\":\"EUR\"}}",
    "{\"data\":{\"amount\":\"1\",\"amount\":\"2\"}}",
    "[]",
  };
  g_autoptr (GBytes) bytes = bytes_of (COINBASE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPrice) price = imw_price_parse_coinbase (bytes,
                                                         "BTC",
                                                         "USD",
                                                         "api.coinbase.com",
                                                         NOW_MS,
                                                         &error);

  g_assert_no_error (error);
  assert_price (price, "BTC", "USD", "61234.505", NOW_MS);
  g_assert_cmpstr (price->source, ==, "api.coinbase.com");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) wrong = bytes_of (bad[i]);
      g_autoptr (GError) reason = NULL;

      g_assert_null (imw_price_parse_coinbase (wrong, "BTC", "USD", "x", NOW_MS, &reason));
      g_assert_error (reason, IMW_ERROR, IMW_ERROR_BAD_REPLY);
    }
}

static void
test_kraken (void)
{
  static const struct
  {
    const char *text;
    ImwError    code;
  } bad[] = {
    { "{\"error\":[\"EQuery:Unknown asset pair\"]}", IMW_ERROR_SERVER },
    { "{\"error\":[],\"result\":{}}", IMW_ERROR_BAD_REPLY },
    { "{\"error\":[],\"result\":{\"XXBTZUSD\":{\"c\":[]}}}", IMW_ERROR_BAD_REPLY },
    { "{\"error\":[],\"result\":{\"XXBTZUSD\":{\"c\":[1]}}}", IMW_ERROR_BAD_REPLY },
    { "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"1\"]}}}", IMW_ERROR_BAD_REPLY },
    { "{\"result\":{\"XXBTZUSD\":{\"c\":[\"1\"]}}}", IMW_ERROR_BAD_REPLY },
  };
  g_autoptr (GBytes) bytes = bytes_of (KRAKEN);
  g_autoptr (GBytes) plain =
      bytes_of ("{\"error\":[],\"result\":{\"XBTJPY\":{\"c\":[\"9000000\",\"1\"]}}}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) half =
      bytes_of ("{\"error\":[],\"result\":{\"USDTZUSD\":{\"c\":[\"0.99950\",\"1\"]}}}");
  g_autoptr (ImwPrice) dollar = NULL;
  g_autoptr (ImwPrice) price = imw_price_parse_kraken (bytes,
                                                       "BTC",
                                                       "USD",
                                                       "api.kraken.com",
                                                       NOW_MS,
                                                       &error);
  g_autoptr (ImwPrice) yen = NULL;

  g_assert_no_error (error);
  assert_price (price, "BTC", "USD", "61234.90000", NOW_MS);
  dollar = imw_price_parse_kraken (half, "USDT", "USD", "api.kraken.com", NOW_MS, &error);
  g_assert_no_error (error);
  assert_price (dollar, "USDT", "USD", "0.99950", NOW_MS);
  yen = imw_price_parse_kraken (plain, "BTC", "JPY", "api.kraken.com", NOW_MS, &error);
  g_assert_no_error (error);
  assert_price (yen, "BTC", "JPY", "9000000", NOW_MS);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) wrong = bytes_of (bad[i].text);
      g_autoptr (GError) reason = NULL;

      g_assert_null (imw_price_parse_kraken (wrong, "BTC", "USD", "x", NOW_MS, &reason));
      g_assert_error (reason, IMW_ERROR, (gint) bad[i].code);
    }
}

static void
test_ecb (void)
{
  static const char *const bad[] = {
    "",
    "<html>",
    ECB_HEAD,
    ECB_HEAD ECB_TAIL,
    ECB_HEAD "<Cube currency='USD' rate='1.08'/>" ECB_TAIL, /* no day */
    ECB_HEAD "<Cube time='yesterday'><Cube currency='USD' rate='1.08'/></Cube>" ECB_TAIL,
    ECB_DAY "<Cube currency='USD'/></Cube>" ECB_TAIL,
    ECB_DAY "<Cube currency='USD' rate='-1'/></Cube>" ECB_TAIL,
    ECB_DAY "<Cube currency='usd' rate='1'/></Cube>" ECB_TAIL,
    ECB_DAY "<Cube currency='USD' rate='1'/><Cube currency='USD' rate='2'/></Cube>" ECB_TAIL,
    ECB_DAY "<Cube currency='USD' rate='1'/></Cube><Cube time='2026-01-03'/>" ECB_TAIL,
  };
  g_autoptr (GBytes) bytes = bytes_of (ECB);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) prices = imw_price_parse_ecb (bytes, "www.ecb.europa.eu", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (prices->len, ==, 2);
  assert_price (g_ptr_array_index (prices, 0),
                "EUR",
                "USD",
                "1.0823",
                G_GINT64_CONSTANT (1767366000000));
  assert_price (g_ptr_array_index (prices, 1),
                "EUR",
                "JPY",
                "161.50",
                G_GINT64_CONSTANT (1767366000000));

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) wrong = bytes_of (bad[i]);
      g_autoptr (GError) reason = NULL;

      g_assert_null (imw_price_parse_ecb (wrong, "x", &reason));
      g_assert_error (reason, IMW_ERROR, IMW_ERROR_BAD_REPLY);
    }
}

static void
test_practice (void)
{
  static const char *const bad[] = {
    "{}",
    "{\"prices\":[{}]}",
    "{\"prices\":[{\"base\":\"BTC\",\"quote\":\"USD\",\"price\":\"0\",\"time_ms\":1}]}",
    "{\"prices\":[{\"base\":\"BTC\",\"quote\":\"USD\",\"price\":\"1\",\"time_ms\":0}]}",
    "{\"prices\":[{\"base\":\"b/c\",\"quote\":\"USD\",\"price\":\"1\",\"time_ms\":1}]}",
  };
  g_autoptr (GBytes) bytes = bytes_of (PRACTICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) prices = imw_price_parse_practice (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (prices->len, ==, 3);
  assert_price (g_ptr_array_index (prices, 1), "BTC", "CNY", "440000", NOW_MS);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) wrong = bytes_of (bad[i]);
      g_autoptr (GError) reason = NULL;

      g_assert_null (imw_price_parse_practice (wrong, &reason));
      g_assert_error (reason, IMW_ERROR, IMW_ERROR_BAD_REPLY);
    }
}

typedef struct
{
  ImwHttpServer *server;
  ImwHttp       *http;
  ImwHosts      *hosts;
  ImwClock      *clock;
  gboolean       is_down;
  GPtrArray     *prices;
  GError        *error;
  gboolean       done;
} Fixture;

static void
handle_cb (ImwHttpServer   *server,
           ImwHttpExchange *exchange,
           gpointer         user_data)
{
  static const struct
  {
    const char *path;
    const char *body;
  } answers[] = {
    { "/v2/prices/BTC-USD/spot", COINBASE },
    { "/0/public/Ticker", KRAKEN },
    { "/stats/eurofxref/eurofxref-daily.xml", ECB },
    { "/prices", PRACTICE },
  };
  const Fixture *fixture = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (!fixture->is_down && g_str_equal (answers[i].path, imw_http_exchange_get_path (exchange)))
      {
        const char *pair = imw_http_exchange_get_query_value (exchange, "pair");

        g_assert_true (pair == NULL || g_str_equal (pair, "XBTUSD") ||
                       g_str_equal (pair, "XBTEUR"));
        imw_http_exchange_reply (exchange, 200, "text/plain", answers[i].body, -1);
        return;
      }

  imw_http_exchange_reply (exchange, fixture->is_down ? 503 : 404, NULL, "", -1);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->clock = imw_clock_new_manual (NOW_MS, 0);
  fixture->hosts = imw_hosts_new (fixture->clock);
  fixture->http = imw_http_new (fixture->hosts, fixture->clock);
  imw_http_set_retries (fixture->http, 1, 1);
  fixture->server = imw_http_server_new (handle_cb, fixture, NULL);
  g_assert_true (imw_http_server_listen (fixture->server, 0, &fixture->error));
  g_assert_no_error (fixture->error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  imw_http_server_stop (fixture->server);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->http);
  g_clear_object (&fixture->hosts);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&fixture->prices, g_ptr_array_unref);
  g_clear_error (&fixture->error);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->prices = imw_price_source_fetch_finish (IMW_PRICE_SOURCE (object),
                                                   result,
                                                   &fixture->error);
  g_assert_true ((fixture->prices == NULL) == (fixture->error != NULL));
  fixture->done = TRUE;
}

static void
fetch (Fixture    *fixture,
       const char *kind)
{
  static const char *const bases[] = { "BTC", "EUR", "../x", NULL };
  static const char *const quotes[] = { "USD", "EUR", NULL };
  g_autoptr (ImwPriceSource) source = NULL;

  g_clear_pointer (&fixture->prices, g_ptr_array_unref);
  g_clear_error (&fixture->error);
  source = imw_http_price_source_new (kind,
                                      imw_http_server_get_url (fixture->server),
                                      fixture->http,
                                      &fixture->error);
  g_assert_no_error (fixture->error);
  fixture->done = FALSE;
  imw_price_source_fetch_async (source, bases, quotes, NULL, fetched_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_fetch (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    const char *kind;
    guint       n_prices;
    guint       n_requests;
  } cases[] = {
    { "coinbase", 1, 2 }, /* BTC-EUR is not there: the other counts */
    { "kraken", 1, 2 },
    { "ecb", 1, 1 },
    { "practice", 2, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint before = imw_http_server_get_n_requests (fixture->server);

      fixture->is_down = FALSE;
      fetch (fixture, cases[i].kind);
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (fixture->prices->len, ==, cases[i].n_prices);
      g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server) - before,
                        ==,
                        cases[i].n_requests);

      fixture->is_down = TRUE;
      fetch (fixture, cases[i].kind);
      g_assert_error (fixture->error, IMW_ERROR, IMW_ERROR_SERVER);
    }
}

static void
test_switched_off (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *host = imw_hosts_name_for_url (imw_http_server_get_url (fixture->server));

  imw_hosts_set_enabled (fixture->hosts, IMW_PURPOSE_PRICES, host, FALSE);
  fetch (fixture, "coinbase");
  g_assert_error (fixture->error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_registry (void)
{
  g_autoptr (GPtrArray) sources = imw_price_source_registry_new (NULL);
  g_autoptr (GPtrArray) practice = imw_price_source_registry_new ("http://127.0.0.1:1");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (sources->len, ==, 3);
  g_assert_cmpstr (imw_price_source_get_name (g_ptr_array_index (sources, 0)),
                   ==,
                   "api.coinbase.com");
  g_assert_cmpstr (imw_price_source_get_name (g_ptr_array_index (sources, 1)),
                   ==,
                   "api.kraken.com");
  g_assert_cmpstr (imw_price_source_get_name (g_ptr_array_index (sources, 2)),
                   ==,
                   "www.ecb.europa.eu");
  g_assert_cmpuint (practice->len, ==, 1);
  g_assert_cmpstr (imw_price_source_get_name (g_ptr_array_index (practice, 0)), ==, "practice");

  g_assert_null (imw_http_price_source_new ("tea-leaves",
                                            "https://example.com",
                                            imw_http_get_default (),
                                            &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (imw_http_price_source_new ("ecb",
                                            "http://example.com",
                                            imw_http_get_default (),
                                            &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backend/prices/texts", test_texts);
  g_test_add_func ("/backend/prices/coinbase", test_coinbase);
  g_test_add_func ("/backend/prices/kraken", test_kraken);
  g_test_add_func ("/backend/prices/ecb", test_ecb);
  g_test_add_func ("/backend/prices/practice", test_practice);
  g_test_add ("/backend/prices/fetch", Fixture, NULL, set_up, test_fetch, tear_down);
  g_test_add ("/backend/prices/switched-off", Fixture, NULL, set_up, test_switched_off, tear_down);
  g_test_add_func ("/backend/prices/registry", test_registry);

  return g_test_run ();
}
