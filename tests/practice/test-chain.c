/* test-chain.c: what the practice server tells of its chain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define RBF  IMW_BITCOIN_SEQUENCE_RBF
#define MANY 10000

static TestServer *
start (void)
{
  return test_server_new ("--no-auto-mine", "--clock-manual", NULL);
}

static JsonNode *
get_at (TestServer *server, const char *format, const char *argument)
{
  g_auto (GStrv) halves = g_strsplit (format, "%", 2);
  g_autofree char *path = g_strconcat (halves[0], argument, halves[1], NULL);

  return test_get_json (server, path);
}

static void
test_blocks (void)
{
  g_autoptr (TestServer) server = start ();
  g_autofree char *genesis = test_get (server, "/block-height/0");
  g_autofree char *tip = test_get (server, "/api/blocks/tip/hash");
  g_autofree char *at_tip = test_get (server, "/block-height/120");
  g_autoptr (JsonNode) blocks = test_get_json (server, "/blocks");
  g_autoptr (JsonNode) older = test_get_json (server, "/blocks/5");
  gint64 last_time = 0;

  g_assert_cmpstr (genesis, ==, server->params->genesis_hash);
  g_assert_cmpint (test_get_height (server), ==, 120);
  g_assert_cmpstr (tip, ==, at_tip);
  g_assert_cmpuint (test_json_length (blocks, ""), ==, 10);
  g_assert_cmpstr (test_json_string (blocks, "0.id"), ==, tip);
  g_assert_cmpuint (test_json_length (older, ""), ==, 6);
  g_assert_cmpstr (test_json_string (older, "5.id"), ==, genesis);

  for (guint height = 1; height <= 120; height++)
    {
      g_autofree char *number = g_strdup_printf ("/block-height/%u", height);
      g_autofree char *hash = test_get (server, number);
      g_autofree char *header_path = g_strdup_printf ("/block/%s/header", hash);
      g_autofree char *header_hex = test_get (server, header_path);
      g_autofree char *computed = NULL;
      g_autoptr (GBytes) header = imw_hex_decode (header_hex, NULL);
      g_autoptr (JsonNode) block = get_at (server, "/block/%", hash);
      g_autoptr (JsonNode) txids = get_at (server, "/block/%/txids", hash);
      g_autoptr (JsonNode) status = get_at (server, "/block/%/status", hash);
      guint8 id[32];

      g_assert_cmpuint (g_bytes_get_size (header), ==, 80);
      imw_sha256d (g_bytes_get_data (header, NULL), 80, id);
      computed = imw_bitcoin_txid_to_text (id);
      g_assert_cmpstr (computed, ==, hash);
      g_assert_cmpint (test_json_int (block, "height"), ==, height);
      g_assert_cmpint (test_json_int (block, "tx_count"), ==, 1);
      /* of a single transaction the root is its txid */
      g_assert_cmpstr (test_json_string (block, "merkle_root"), ==, test_json_string (txids, "0"));
      g_assert_true (test_json_boolean (status, "in_best_chain"));
      g_assert_cmpint (test_json_int (block, "timestamp"), >, last_time);
      last_time = test_json_int (block, "timestamp");
    }
}

static void
test_payment (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (ImwPracticeKey) bob = imw_practice_key_new ("bob", IMW_SCRIPT_P2TR);
  g_autofree char *alice_address = test_address (server, alice);
  g_autofree char *bob_address = test_address (server, bob);
  g_autofree char *coin = test_fund (server, alice, 1000000);
  g_autofree char *hex = NULL;
  g_autofree char *txid = NULL;
  g_autofree char *raw_path = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *raw_hex = NULL;
  g_autofree char *hex_path = NULL;
  g_autofree char *hex_again = NULL;
  g_autoptr (JsonNode) tx = NULL;
  g_autoptr (JsonNode) stats = NULL;
  g_autoptr (JsonNode) unspent = NULL;
  g_autoptr (JsonNode) outspend = NULL;
  g_autoptr (JsonNode) outspends = NULL;
  g_autoptr (JsonNode) after = NULL;
  g_autoptr (TestAnswer) raw_answer = NULL;

  stats = get_at (server, "/address/%", alice_address);
  g_assert_cmpstr (test_json_string (stats, "address"), ==, alice_address);
  g_assert_cmpint (test_json_int (stats, "chain_stats.tx_count"), ==, 0);
  g_assert_cmpint (test_json_int (stats, "mempool_stats.funded_txo_sum"), ==, 1000000);
  test_mine (server, 1);

  hex = test_spend (alice, coin, 0, 1000000, 500, bob, RBF);
  txid = test_broadcast (server, hex);
  tx = get_at (server, "/tx/%", txid);
  g_assert_cmpstr (test_json_string (tx, "txid"), ==, txid);
  g_assert_cmpint (test_json_int (tx, "version"), ==, 2);
  g_assert_cmpint (test_json_int (tx, "locktime"), ==, 0);
  g_assert_cmpint (test_json_int (tx, "fee"), ==, 500);
  g_assert_cmpint (test_json_int (tx, "size"), ==, (gint64) strlen (hex) / 2);
  g_assert_cmpstr (test_json_string (tx, "vin.0.txid"), ==, coin);
  g_assert_cmpint (test_json_int (tx, "vin.0.vout"), ==, 0);
  g_assert_cmpint (test_json_int (tx, "vin.0.prevout.value"), ==, 1000000);
  g_assert_cmpstr (test_json_string (tx, "vin.0.prevout.scriptpubkey_address"), ==, alice_address);
  g_assert_cmpuint (test_json_length (tx, "vin.0.witness"), ==, 2);
  g_assert_false (test_json_boolean (tx, "vin.0.is_coinbase"));
  g_assert_cmpint (test_json_int (tx, "vin.0.sequence"), ==, RBF);
  g_assert_cmpint (test_json_int (tx, "vout.0.value"), ==, 999500);
  g_assert_cmpstr (test_json_string (tx, "vout.0.scriptpubkey_type"), ==, "v1_p2tr");
  g_assert_false (test_json_boolean (tx, "status.confirmed"));

  hex_path = g_strdup_printf ("/tx/%s/hex", txid);
  hex_again = test_get (server, hex_path);
  g_assert_cmpstr (hex_again, ==, hex);
  raw_path = g_strdup_printf ("/tx/%s/raw", txid);
  raw_answer = test_ask (server, "GET", raw_path, NULL);
  raw_hex = imw_hex_encode ((const guint8 *) raw_answer->body, raw_answer->length);
  g_assert_cmpstr (raw_hex, ==, hex);

  unspent = get_at (server, "/address/%/utxo", bob_address);
  g_assert_cmpuint (test_json_length (unspent, ""), ==, 1);
  g_assert_cmpstr (test_json_string (unspent, "0.txid"), ==, txid);
  g_assert_cmpint (test_json_int (unspent, "0.value"), ==, 999500);
  g_assert_false (test_json_boolean (unspent, "0.status.confirmed"));

  test_mine (server, 1);
  g_assert_true (test_is_confirmed (server, txid));
  outspend = get_at (server, "/tx/%/outspend/0", coin);
  g_assert_true (test_json_boolean (outspend, "spent"));
  g_assert_cmpstr (test_json_string (outspend, "txid"), ==, txid);
  g_assert_cmpint (test_json_int (outspend, "vin"), ==, 0);
  g_assert_cmpint (test_json_int (outspend, "status.block_height"), ==, 122);
  outspends = get_at (server, "/tx/%/outspends", txid);
  g_assert_cmpuint (test_json_length (outspends, ""), ==, 1);
  g_assert_false (test_json_boolean (outspends, "0.spent"));
  after = get_at (server, "/address/%", alice_address);
  g_assert_cmpint (test_json_int (after, "chain_stats.funded_txo_sum"), ==, 1000000);
  g_assert_cmpint (test_json_int (after, "chain_stats.spent_txo_sum"), ==, 1000000);
  g_assert_cmpint (test_json_int (after, "chain_stats.tx_count"), ==, 2);
  g_assert_cmpint (test_json_int (after, "mempool_stats.tx_count"), ==, 0);
}

static void
test_scripthash (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  GBytes          *script = imw_practice_key_get_script (alice);
  g_autofree char *coin = test_fund (server, alice, 5000);
  g_autofree char *hash = NULL;
  g_autoptr (JsonNode) stats = NULL;
  g_autoptr (JsonNode) txs = NULL;
  guint8 owner[32];

  imw_sha256 (g_bytes_get_data (script, NULL), g_bytes_get_size (script), owner);
  hash = imw_hex_encode (owner, sizeof owner);
  stats = get_at (server, "/scripthash/%", hash);
  g_assert_cmpstr (test_json_string (stats, "scripthash"), ==, hash);
  g_assert_cmpint (test_json_int (stats, "mempool_stats.funded_txo_sum"), ==, 5000);
  txs = get_at (server, "/scripthash/%/txs", hash);
  g_assert_cmpstr (test_json_string (txs, "0.txid"), ==, coin);
}

/* Fills one address, then pages through it: every transaction once, newest first, and an end. */
static void
test_paging (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *address = test_address (server, alice);
  g_autofree char *body =
      g_strdup_printf ("{\"address\":\"%s\",\"amount_sat\":1000,\"count\":%d}", address, MANY);
  g_autofree char *last = NULL;
  g_autofree char *unknown_path = NULL;
  g_autoptr (JsonNode) funded = test_post_json (server, "/practice/fund", body);
  g_autoptr (JsonNode) stats = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) nothing = NULL;
  g_autoptr (JsonNode) waiting = NULL;
  g_autoptr (GTimer) timer = NULL;
  gint64 height = G_MAXINT64;
  guint  n_pages = 0;
  guint  n_waiting;

  n_waiting = test_mempool_count (server);
  waiting = get_at (server, "/address/%/txs/mempool", address);
  g_assert_cmpuint (test_json_length (waiting, ""), ==, MIN (n_waiting, 50));
  first = get_at (server, "/address/%/txs", address);
  g_assert_cmpuint (test_json_length (first, ""), ==, MIN (n_waiting, 50) + 25);
  test_mine (server, 1);
  g_assert_cmpuint (test_mempool_count (server), ==, 0);
  timer = g_timer_new ();
  stats = get_at (server, "/address/%", address);
  g_test_message ("address: %d ms", (int) (g_timer_elapsed (timer, NULL) * 1000));
  g_assert_cmpint (test_json_int (stats, "chain_stats.tx_count"), ==, MANY);
  g_assert_cmpint (test_json_int (stats, "chain_stats.funded_txo_sum"), ==, MANY * 1000);

  g_timer_start (timer);
  while (TRUE)
    {
      g_autofree char *path = g_strdup_printf ("/address/%s/txs/chain%s%s", address,
                                               last != NULL ? "/" : "", last != NULL ? last : "");
      g_autoptr (JsonNode) page = test_get_json (server, path);
      guint n = test_json_length (page, "");

      if (n == 0)
        break;
      n_pages++;
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *id_place = g_strdup_printf ("%u.txid", i);
          g_autofree char *height_place = g_strdup_printf ("%u.status.block_height", i);

          g_assert_cmpint (test_json_int (page, height_place), <=, height);
          height = test_json_int (page, height_place);
          g_free (last);
          last = g_strdup (test_json_string (page, id_place));
          g_assert_true (g_hash_table_add (seen, g_strdup (last)));
        }
    }
  g_test_message ("%u pages: %d ms", n_pages, (int) (g_timer_elapsed (timer, NULL) * 1000));
  g_assert_cmpuint (g_hash_table_size (seen), ==, MANY);
  g_assert_cmpuint (n_pages, ==, MANY / 25);

  unknown_path =
      g_strdup_printf ("/address/%s/txs/chain/%s", address,
                       "1111111111111111111111111111111111111111111111111111111111111111");
  nothing = test_get_json (server, unknown_path);
  g_assert_cmpuint (test_json_length (nothing, ""), ==, 0);
}

static void
test_block_choice (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *cheap_coin = test_fund (server, alice, 100000);
  g_autofree char *dear_coin = test_fund (server, alice, 100000);
  g_autofree char *cheap_hex = NULL;
  g_autofree char *dear_hex = NULL;
  g_autofree char *cheap = NULL;
  g_autofree char *dear = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (JsonNode) txids = NULL;
  g_autoptr (JsonNode) coinbase = NULL;

  test_mine (server, 1);
  cheap_hex = test_spend (alice, cheap_coin, 0, 100000, 200, alice, RBF);
  dear_hex = test_spend (alice, dear_coin, 0, 100000, 3000, alice, RBF);
  cheap = test_broadcast (server, cheap_hex);
  dear = test_broadcast (server, dear_hex);
  test_mine (server, 1);
  hash = test_get (server, "/blocks/tip/hash");
  txids = get_at (server, "/block/%/txids", hash);
  g_assert_cmpuint (test_json_length (txids, ""), ==, 3);
  g_assert_cmpstr (test_json_string (txids, "1"), ==, dear);
  g_assert_cmpstr (test_json_string (txids, "2"), ==, cheap);
  coinbase = get_at (server, "/tx/%", test_json_string (txids, "0"));
  g_assert_true (test_json_boolean (coinbase, "vin.0.is_coinbase"));
  g_assert_cmpint (test_json_int (coinbase, "vout.0.value"), ==, G_GINT64_CONSTANT (5000003200));
}

static void
test_fees_and_prices (void)
{
  const char *const assets[] = { "BTC", "ETH", "USDT", "USDC", "DAI", "XLM", "EURC" };
  const char *const quotes[] = { "USD", "CNY", "HKD", "GBP", "JPY", "INR", "MXN", "PHP", "BRL",
                                 "NGN", "KES", "GHS", "VND", "IDR", "PKR", "BDT", "ARS" };
  g_autoptr (TestServer) server = start ();
  g_autoptr (JsonNode) fees = test_get_json (server, "/fee-estimates");
  g_autoptr (JsonNode) prices = test_get_json (server, "/prices");
  g_autoptr (JsonNode) again = test_get_json (server, "/prices");
  g_autofree char *fast = NULL;
  g_autofree char *slow = NULL;

  fast = imw_json_node_dup_number_text (test_json_at (fees, "1"), NULL);
  slow = imw_json_node_dup_number_text (test_json_at (fees, "1008"), NULL);
  g_assert_cmpuint (g_ascii_strtoull (fast, NULL, 10), >=, 6);
  g_assert_cmpuint (g_ascii_strtoull (fast, NULL, 10), <, 18);
  g_assert_cmpuint (g_ascii_strtoull (slow, NULL, 10), >=, 1);

  g_assert_cmpstr (test_json_string (prices, "prices.0.price"), ==,
                   test_json_string (again, "prices.0.price"));
  for (guint i = 0; i < G_N_ELEMENTS (assets); i++)
    {
      g_autofree char *base = g_strdup_printf ("prices.%u.base", i);
      g_autofree char *quote = g_strdup_printf ("prices.%u.quote", i);

      g_assert_cmpstr (test_json_string (prices, base), ==, assets[i]);
      g_assert_cmpstr (test_json_string (prices, quote), ==, "USD");
    }
  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    {
      gboolean found = FALSE;

      for (guint j = G_N_ELEMENTS (assets); j < test_json_length (prices, "prices"); j++)
        {
          g_autofree char *base = g_strdup_printf ("prices.%u.base", j);
          g_autofree char *quote = g_strdup_printf ("prices.%u.quote", j);

          g_assert_cmpstr (test_json_string (prices, base), ==, "EUR");
          found = found || g_str_equal (test_json_string (prices, quote), quotes[i]);
        }
      g_assert_true (found);
    }
}

static void
test_faucet (void)
{
  const char *const refused[] = {
    "{\"address\":\"%\",\"amount_sat\":100000001}",
    "{\"address\":\"%\",\"amount_sat\":0}",
    "{\"address\":\"%\",\"amount_sat\":-1}",
    "{\"address\":\"%\",\"amount_sat\":100}",
    "{\"address\":\"%\",\"amount_sat\":1.5}",
    "{\"address\":\"%\"}",
    "{\"address\":\"%\",\"amount_sat\":1000,\"count\":10001}",
    "{\"address\":\"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4\",\"amount_sat\":1000}",
    "{\"address\":\"\",\"amount_sat\":1000}",
    "{\"amount_sat\":1000}",
    "[]",
    "nonsense",
  };
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2TR);
  g_autofree char *address = test_address (server, alice);
  g_autofree char *whole =
      g_strdup_printf ("{\"address\":\"%s\",\"amount_sat\":100000000,\"count\":1500}", address);
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JsonNode) stats = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto (GStrv) halves = g_strsplit (refused[i], "%", 2);
      g_autofree char *body =
          g_strconcat (halves[0], halves[1] != NULL ? address : NULL, halves[1], NULL);
      g_autoptr (TestAnswer) bad = test_ask (server, "POST", "/practice/fund", body);

      g_assert_cmpuint (bad->status, ==, 400);
    }
  g_assert_cmpuint (test_mempool_count (server), ==, 0);

  /* more than it has: it fills itself */
  answer = test_post_json (server, "/practice/fund", whole);
  g_assert_cmpint (test_json_int (answer, "count"), ==, 1500);
  stats = get_at (server, "/address/%", address);
  g_assert_cmpint (test_json_int (stats, "chain_stats.funded_txo_sum") +
                       test_json_int (stats, "mempool_stats.funded_txo_sum"),
                   ==, G_GINT64_CONSTANT (150000000000));
}

static void
test_bad_requests (void)
{
  const char *const not_found[] = {
    "/",
    "/api",
    "/api/",
    "/nothing",
    "/block",
    "/block/00",
    "/block-height",
    "/block-height/121",
    "/block-height/-1",
    "/block-height/99999999999999999999",
    "/block-height/0x10",
    "/tx",
    "/tx/zz",
    "/tx/zz/hex",
    "/blocks/tip",
    "/blocks/tip/x",
    "/address",
    "/practice/nothing",
    "/practice/fund",
    "/mempool/x",
    "/fee-estimates/1",
    "//",
    "/api/api/blocks",
    "/%00",
    "/..%2f..",
    "/tx/1111111111111111111111111111111111111111111111111111111111111111",
    "/block/1111111111111111111111111111111111111111111111111111111111111111/txids",
  };
  const char *const bad[] = {
    "/address/x",
    "/address/bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "/scripthash/00",
    "/address/x/utxo",
    "/scripthash/1111111111111111111111111111111111111111111111111111111111111111/txs/chain/x",
    "/practice/events?after=x",
  };
  g_autoptr (TestServer) server = start ();
  g_autofree char *big = g_strnfill (3 * 1024 * 1024, 'a');
  g_autoptr (TestAnswer) large = NULL;
  g_autoptr (TestAnswer) method = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (not_found); i++)
    {
      g_autoptr (TestAnswer) answer = test_ask (server, "GET", not_found[i], NULL);

      g_test_message ("%s: %u", not_found[i], answer->status);
      g_assert_true (answer->status == 404 || answer->status == 400);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (TestAnswer) answer = test_ask (server, "GET", bad[i], NULL);

      g_test_message ("%s: %u", bad[i], answer->status);
      g_assert_cmpuint (answer->status, ==, 400);
    }
  large = test_ask (server, "POST", "/tx", big);
  g_assert_true (large->status == 413 || large->status == 0);
  method = test_ask (server, "DELETE", "/blocks", NULL);
  g_assert_cmpuint (method->status, ==, 405);
  g_assert_cmpint (test_get_height (server), ==, 120);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/chain/blocks", test_blocks);
  g_test_add_func ("/practice/chain/payment", test_payment);
  g_test_add_func ("/practice/chain/scripthash", test_scripthash);
  g_test_add_func ("/practice/chain/paging", test_paging);
  g_test_add_func ("/practice/chain/block-choice", test_block_choice);
  g_test_add_func ("/practice/chain/fees-and-prices", test_fees_and_prices);
  g_test_add_func ("/practice/chain/faucet", test_faucet);
  g_test_add_func ("/practice/chain/bad-requests", test_bad_requests);

  return g_test_run ();
}
