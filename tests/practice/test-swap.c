/* test-swap.c: the swap service of the practice network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include <string.h>

#define ANCHOR "GDLZ7HHB6USKFKOUJBNVK4DEHPNUEADXL6YKHB2LLG3W5R4EXBATDG3K"
#define NOBODY "GBNXLVRNK4PPDTFM4ZCXIPK3AIEIUIWXXFV3DRVKOP2S76UNDDEXLX2H"
#define USDC   "stellar/USDC:GAGUIBBDV7Z2OT7UH3KQ2QTSOUV5CXA52L52MWIWNGN5VLVW2SHTWNBK"
#define PAYEE  "0x00000000000000000000000000000000000000a1"

static JsonNode *
ask_json (TestServer *server, guint status, const char *path, const char *format, ...)
{
  g_autofree char *body = NULL;
  g_autoptr (TestAnswer) answer = NULL;
  JsonNode *node;
  va_list   arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  answer = test_ask (server, "POST", path, body);
  g_assert_cmpuint (answer->status, ==, status);
  node = imw_json_parse (answer->body, -1, IMW_JSON_MAX_BYTES, NULL);
  g_assert_nonnull (node);

  return node;
}

static JsonNode *
make_order (TestServer *server,
            const char *from,
            const char *to,
            const char *amount,
            const char *address,
            const char *back)
{
  g_autoptr (JsonNode)
      quote = ask_json (server, 200, "/swap/quote",
                        "{\"from\":\"%s\",\"to\":\"%s\",%s,\"account\":\"x\"}", from, to, amount);

  return ask_json (server, 200, "/swap/orders",
                   "{\"quote_id\":\"%s\",\"to_address\":\"%s\",\"refund_address\":\"%s\"}",
                   test_json_string (quote, "id"), address, back);
}

static JsonNode *
see (TestServer *server, JsonNode *order)
{
  g_autofree char *path = g_strconcat ("/swap/orders/", test_json_string (order, "id"), NULL);

  return test_get_json (server, path);
}

static void
assert_state (TestServer *server, JsonNode *order, const char *state)
{
  g_autoptr (JsonNode) now = see (server, order);

  g_assert_cmpstr (test_json_string (now, "state"), ==, state);
}

static void
pass (TestServer *server, guint seconds)
{
  g_autofree char *body = g_strdup_printf ("{\"advance_ms\":%u}", seconds * 1000);
  g_autoptr (JsonNode) node = test_post_json (server, "/practice/clock", body);

  g_assert_nonnull (node);
}

static void
fund_bitcoin (TestServer *server, const char *address, const char *btc_as_sat)
{
  g_autofree char *body =
      g_strdup_printf ("{\"address\":\"%s\",\"amount\":\"%s\"}", address, btc_as_sat);
  g_autoptr (JsonNode) node = test_post_json (server, "/practice/fund", body);

  g_assert_nonnull (node);
}

static void
test_pairs (void)
{
  g_autoptr (TestServer) server = test_server_new ("--no-auto-mine", "--clock-manual", NULL);
  g_autoptr (JsonNode) pairs = test_get_json (server, "/swap/pairs");
  g_autoptr (JsonNode) low = NULL;
  g_autoptr (JsonNode) both = NULL;
  g_autoptr (JsonNode) unknown = NULL;
  g_autoptr (JsonNode) quote = NULL;

  g_assert_cmpuint (test_json_length (pairs, "pairs"), >=, 12);
  g_assert_cmpstr (test_json_string (pairs, "pairs.0.from"), ==, "bitcoin");
  g_assert_cmpstr (test_json_string (pairs, "pairs.0.to"), ==, USDC);
  low = ask_json (server, 400, "/swap/quote",
                  "{\"from\":\"bitcoin\",\"to\":\"" USDC "\",\"from_amount\":\"0.00000100\"}");
  g_assert_nonnull (test_json_string (low, "error"));
  both = ask_json (server, 400, "/swap/quote",
                   "{\"from\":\"bitcoin\",\"to\":\"" USDC
                   "\",\"from_amount\":\"1\",\"to_amount\":\"1\"}");
  unknown = ask_json (server, 400, "/swap/quote",
                      "{\"from\":\"dogecoin\",\"to\":\"" USDC "\",\"from_amount\":\"1\"}");

  /* asking for what one would get costs the same */
  quote = ask_json (server, 200, "/swap/quote",
                    "{\"from\":\"bitcoin\",\"to\":\"" USDC "\",\"to_amount\":\"100\"}");
  g_assert_cmpstr (test_json_string (quote, "to_amount"), ==, "100");
  g_assert_cmpuint (test_json_length (quote, "fees"), ==, 1);
}

static void
test_bitcoin (void)
{
  g_autoptr (TestServer) server = test_server_new ("--no-auto-mine", "--clock-manual", NULL);
  g_autoptr (ImwPracticeKey) back = imw_practice_key_new ("swap test", IMW_SCRIPT_P2WPKH);
  g_autofree char *refund = test_address (server, back);
  g_autoptr (JsonNode) good = NULL;
  g_autoptr (JsonNode) wrong = NULL;
  g_autoptr (JsonNode) late = NULL;
  g_autoptr (JsonNode) after = NULL;
  g_autofree char *path = g_strconcat ("/address/", refund, NULL);

  test_mine (server, 1);
  good = make_order (server, "bitcoin", USDC, "\"from_amount\":\"0.002\"", ANCHOR, refund);
  wrong = make_order (server, "bitcoin", USDC, "\"from_amount\":\"0.002\"", ANCHOR, refund);
  late = make_order (server, "bitcoin", USDC, "\"from_amount\":\"0.002\"", ANCHOR, refund);
  g_assert_cmpstr (test_json_string (good, "state"), ==, "waiting");
  g_assert_cmpstr (test_json_string (good, "deposit_address"), !=,
                   test_json_string (wrong, "deposit_address"));

  fund_bitcoin (server, test_json_string (good, "deposit_address"), "200000");
  fund_bitcoin (server, test_json_string (wrong, "deposit_address"), "150000");
  assert_state (server, good, "received");
  test_mine (server, 1);
  assert_state (server, good, "sending");
  pass (server, 2);
  after = see (server, good);
  g_assert_cmpstr (test_json_string (after, "state"), ==, "done");
  g_assert_nonnull (test_json_string (after, "sent_txid"));
  g_assert_nonnull (test_json_string (after, "received_txid"));
  g_clear_pointer (&after, json_node_unref);

  after = see (server, wrong);
  g_assert_cmpstr (test_json_string (after, "state"), ==, "refunded");
  g_assert_nonnull (test_json_string (after, "refund_txid"));
  g_clear_pointer (&after, json_node_unref);
  after = test_get_json (server, path);
  g_assert_cmpint (test_json_int (after, "mempool_stats.funded_txo_sum"), ==, 150000);
  g_clear_pointer (&after, json_node_unref);

  pass (server, 30 * 60);
  assert_state (server, late, "expired");
  fund_bitcoin (server, test_json_string (late, "deposit_address"), "200000");
  test_mine (server, 1);
  assert_state (server, late, "sending");
  pass (server, 2);
  after = see (server, late);
  g_assert_cmpstr (test_json_string (after, "state"), ==, "refunded");
  g_clear_pointer (&after, json_node_unref);

  /* nothing is paid a second time */
  pass (server, 3600);
  test_mine (server, 1);
  after = test_get_json (server, path);
  g_assert_cmpint (test_json_int (after, "chain_stats.funded_txo_sum"), ==, 350000);
}

static void
fund_ethereum (TestServer *server, const char *address, const char *asset, const char *amount)
{
  g_autofree char *body = g_strdup_printf (
      "{\"chain\":\"ethereum\",\"address\":\"%s\",\"asset\":\"%s\",\"amount\":\"%s\"}", address,
      asset, amount);
  g_autoptr (JsonNode) node = test_post_json (server, "/practice/fund", body);
  g_autoptr (JsonNode)
      mined = test_post_json (server, "/practice/mine", "{\"chain\":\"ethereum\"}");

  g_assert_nonnull (node);
  g_assert_nonnull (mined);
}

static void
test_ethereum (void)
{
  g_autoptr (TestServer) server = test_server_new ("--no-auto-mine", "--clock-manual", NULL);
  g_autoptr (JsonNode) ether = NULL;
  g_autoptr (JsonNode) token = NULL;
  g_autoptr (JsonNode) dust = NULL;

  ether = make_order (server, "ethereum", USDC, "\"from_amount\":\"0.1\"", ANCHOR, PAYEE);
  token = make_order (server, "ethereum/0x1111111111111111111111111111111111111111", USDC,
                      "\"from_amount\":\"50\"", ANCHOR, PAYEE);
  dust = make_order (server, "ethereum", USDC, "\"from_amount\":\"0.1\"", ANCHOR, PAYEE);
  fund_ethereum (server, test_json_string (ether, "deposit_address"), "ETH", "100000000000000000");
  fund_ethereum (server, test_json_string (token, "deposit_address"), "USDT", "50000000");
  fund_ethereum (server, test_json_string (dust, "deposit_address"), "ETH", "100000000000000001");
  assert_state (server, ether, "sending");
  pass (server, 2);
  assert_state (server, ether, "done");
  assert_state (server, token, "done");
  assert_state (server, dust, "refunded");
}

/* A payee that does not take the token: everything comes back. One that is not there is opened by XLM. */
static void
test_payees (void)
{
  g_autoptr (TestServer) server = test_server_new ("--no-auto-mine", "--clock-manual", NULL);
  g_autoptr (JsonNode) closed = NULL;
  g_autoptr (JsonNode) opened = NULL;

  closed = make_order (server, "ethereum", USDC, "\"from_amount\":\"0.1\"", NOBODY, PAYEE);
  opened = make_order (server, "ethereum", "stellar", "\"from_amount\":\"0.1\"", NOBODY, PAYEE);
  fund_ethereum (server, test_json_string (closed, "deposit_address"), "ETH", "100000000000000000");
  assert_state (server, closed, "sending");
  pass (server, 2);
  pass (server, 2);
  assert_state (server, closed, "refunded");
  fund_ethereum (server, test_json_string (opened, "deposit_address"), "ETH", "100000000000000000");
  assert_state (server, opened, "sending");
  pass (server, 2);
  assert_state (server, opened, "done");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/swap/pairs", test_pairs);
  g_test_add_func ("/practice/swap/bitcoin", test_bitcoin);
  g_test_add_func ("/practice/swap/ethereum", test_ethereum);
  g_test_add_func ("/practice/swap/payees", test_payees);

  return g_test_run ();
}
