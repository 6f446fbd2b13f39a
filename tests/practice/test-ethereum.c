/* test-ethereum.c: the practice Ethereum: rules, time, faults, restarts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include "imw-ethereum-tx.h"
#include "imw-hex.h"
#include "imw-ledger.h"
#include "imw-practice-number.h"

#include <glib/gstdio.h>
#include <string.h>

#define CHAIN_ID G_GUINT64_CONSTANT (7777777)
#define GWEI     G_GUINT64_CONSTANT (1000000000)
#define BOB      "0x000000000000000000000000000000000000dEaD"

static const char *const still[] = { "--no-auto-mine", "--clock-manual", NULL };

static TestServer *
start (void)
{
  return test_server_new (still[0], still[1], NULL);
}

static JsonNode *
ask (TestServer *server, const char *method, const char *params)
{
  g_autofree char *body = g_strdup_printf (
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":[%s]}", method, params);

  return test_post_json (server, "/ethereum", body);
}

static char *
get_text (TestServer *server, const char *method, const char *params)
{
  g_autoptr (JsonNode) answer = ask (server, method, params);

  return g_strdup (test_json_string (answer, "result"));
}

static guint64
get_number (TestServer *server, const char *method, const char *params)
{
  g_autofree char *text = get_text (server, method, params);

  g_assert_true (g_str_has_prefix (text, "0x"));

  return g_ascii_strtoull (text + 2, NULL, 16);
}

static void
control (TestServer *server, const char *action, const char *body)
{
  g_autofree char *path = g_strconcat ("/practice/", action, NULL);
  g_autoptr (JsonNode) answer = test_post_json (server, path, body);
}

static char *
address_of (ImwPracticeKey *key)
{
  ImwEthereumAddress address;
  guint8             public_key[65];

  imw_practice_key_get_public (key, public_key);
  imw_ethereum_address_from_public_key (public_key, &address);

  return imw_ethereum_address_to_text (&address);
}

static void
fund (TestServer *server, ImwPracticeKey *key)
{
  g_autofree char *address = address_of (key);
  g_autofree char *body = g_strdup_printf ("{\"chain\":\"ethereum\",\"address\":\"%s\"}", address);

  control (server, "fund", body);
}

static void
set_number (ImwAmount **target, guint64 value)
{
  g_clear_pointer (target, imw_amount_unref);
  *target = imw_practice_number_new (value);
}

static ImwEthereumTx *
make_tx (guint64 nonce, guint64 fee_gwei)
{
  ImwEthereumTx *tx = imw_ethereum_tx_new (2, CHAIN_ID, imw_practice_number_get_asset ());

  tx->nonce = nonce;
  tx->gas_limit = 21000;
  tx->has_to = TRUE;
  g_assert_true (imw_ethereum_address_parse (BOB, &tx->to, NULL));
  set_number (&tx->max_fee_per_gas, fee_gwei * GWEI);
  set_number (&tx->max_priority_fee_per_gas, GWEI);
  set_number (&tx->value, 1000);

  return tx;
}

/* quoted: a parameter of eth_sendRawTransaction */
static char *
sign (ImwEthereumTx *tx, ImwPracticeKey *key)
{
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *hex = NULL;
  guint8           hash[32];
  guint8           signature[64];
  guint8           recovery_id;

  imw_ethereum_tx_get_sighash (tx, hash);
  imw_practice_key_sign_hash (key, hash, signature, &recovery_id);
  imw_ethereum_tx_set_signature (tx, signature, signature + 32, recovery_id);
  raw = imw_ethereum_tx_serialize_signed (tx);
  hex = imw_hex_encode_bytes (raw);

  return g_strdup_printf ("\"0x%s\"", hex);
}

static char *
pay (TestServer *server, ImwPracticeKey *key, guint64 nonce, guint64 fee_gwei)
{
  g_autoptr (ImwEthereumTx) tx = make_tx (nonce, fee_gwei);
  g_autofree char *param = sign (tx, key);

  return get_text (server, "eth_sendRawTransaction", param);
}

static void
assert_refused (TestServer *server,
                const char *method,
                const char *params,
                gint64      code,
                const char *words)
{
  g_autoptr (JsonNode) answer = ask (server, method, params);
  const char *message = test_json_string (answer, "error.message");

  g_test_message ("%s", message);
  g_assert_nonnull (strstr (message, words));
  g_assert_cmpint (test_json_int (answer, "error.code"), ==, code);
  g_assert_cmpint (test_json_int (answer, "id"), ==, 7);
}

static gboolean
is_mined (TestServer *server, const char *txid)
{
  g_autofree char *param = g_strdup_printf ("\"%s\"", txid);
  g_autoptr (JsonNode) answer = ask (server, "eth_getTransactionReceipt", param);

  return !JSON_NODE_HOLDS_NULL (test_json_at (answer, "result"));
}

static gboolean
is_known (TestServer *server, const char *txid)
{
  g_autofree char *param = g_strdup_printf ("\"%s\"", txid);
  g_autoptr (JsonNode) answer = ask (server, "eth_getTransactionByHash", param);

  return !JSON_NODE_HOLDS_NULL (test_json_at (answer, "result"));
}

static guint64
get_balance (TestServer *server, const char *address)
{
  g_autofree char *params = g_strdup_printf ("\"%s\",\"latest\"", address);

  return get_number (server, "eth_getBalance", params);
}

static void
test_signatures (void)
{
  /* order of the group minus s: the other half, good for ECDSA, refused since EIP-2 */
  static const guint8 order[32] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
                                    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b,
                                    0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41 };
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (ImwEthereumTx) tx = make_tx (0, 20);
  g_autofree char *good = sign (tx, alice);
  g_autofree char *high_hex = NULL;
  g_autofree char *high = NULL;
  g_autofree char *poor = NULL;
  g_autofree char *txid = NULL;
  g_autoptr (GBytes) raw = NULL;
  guint8 s[32];
  guint8 r[32];
  int    borrow = 0;

  fund (server, alice);
  control (server, "mine", "{}");
  memcpy (r, tx->r, sizeof r);
  for (int i = 31; i >= 0; i--)
    {
      int value = order[i] - tx->s[i] - borrow;

      borrow = value < 0 ? 1 : 0;
      s[i] = (guint8) (value & 0xff);
    }
  imw_ethereum_tx_set_signature (tx, r, s, tx->y_parity ^ 1);
  raw = imw_ethereum_tx_serialize_signed (tx);
  high_hex = imw_hex_encode_bytes (raw);
  high = g_strdup_printf ("\"0x%s\"", high_hex);
  assert_refused (server, "eth_sendRawTransaction", high, -32000, "invalid sender");

  /* another signature is another sender, who has nothing */
  poor = g_strdup (good);
  poor[strlen (poor) - 2] = poor[strlen (poor) - 2] == '1' ? '2' : '1';
  assert_refused (server, "eth_sendRawTransaction", poor, -32000, "insufficient funds");
  assert_refused (server, "eth_sendRawTransaction", "\"0x\"", -32000,
                  "typed transaction too short");
  assert_refused (server, "eth_sendRawTransaction", "\"0x03c0\"", -32000,
                  "transaction type not supported");
  assert_refused (server, "eth_sendRawTransaction", "\"0x02c0\"", -32000, "rlp");
  assert_refused (server, "eth_sendRawTransaction", "\"12\"", -32602, "hexadecimal");
  assert_refused (server, "eth_sendRawTransaction", "", -32602, "missing value");
  txid = get_text (server, "eth_sendRawTransaction", good);
  control (server, "mine", "{}");
  g_assert_true (is_mined (server, txid));
}

static void
test_queue (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *address = address_of (alice);
  g_autofree char *pending = g_strdup_printf ("\"%s\",\"pending\"", address);
  g_autofree char *third = NULL;
  g_autofree char *second = NULL;
  g_autofree char *first = NULL;
  g_autofree char *big = NULL;
  g_autoptr (ImwEthereumTx) all = make_tx (3, 20);

  fund (server, alice);
  control (server, "mine", "{}");
  third = pay (server, alice, 2, 20);
  second = pay (server, alice, 1, 20);
  control (server, "mine", "{\"blocks\":2}");
  g_assert_false (is_mined (server, second));
  g_assert_cmpuint (get_number (server, "eth_getTransactionCount", pending), ==, 0);
  first = pay (server, alice, 0, 5);
  g_assert_cmpuint (get_number (server, "eth_getTransactionCount", pending), ==, 3);

  /* what waits counts: one ETH minus three payments is not one ETH minus a fee */
  set_number (&all->value, G_GUINT64_CONSTANT (999000000000000000));
  big = sign (all, alice);
  assert_refused (server, "eth_sendRawTransaction", big, -32000, "queued cost");
  control (server, "mine", "{}");
  g_assert_true (is_mined (server, first) && is_mined (server, second) && is_mined (server, third));
  g_assert_cmpuint (get_balance (server, BOB), ==, 3000);
}

static void
test_batch (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (JsonNode) two =
      test_post_json (server, "/ethereum",
                      "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"eth_chainId\"},"
                      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_nothing\",\"params\":[]},5]");
  g_autoptr (GString) many = g_string_new ("[");
  g_autoptr (JsonNode) empty = test_post_json (server, "/ethereum", "[]");
  g_autoptr (JsonNode) broken = test_post_json (server, "/ethereum", "{\"a\":");
  g_autoptr (JsonNode) large = NULL;

  g_assert_cmpuint (test_json_length (two, ""), ==, 3);
  g_assert_cmpstr (test_json_string (two, "0.id"), ==, "a");
  g_assert_cmpstr (test_json_string (two, "0.result"), ==, "0x76adf1");
  g_assert_cmpint (test_json_int (two, "1.error.code"), ==, -32601);
  g_assert_cmpint (test_json_int (two, "2.error.code"), ==, -32600);
  g_assert_cmpint (test_json_int (empty, "error.code"), ==, -32600);
  g_assert_cmpint (test_json_int (broken, "error.code"), ==, -32700);

  for (guint i = 0; i < 101; i++)
    g_string_append_printf (many, "%s{\"id\":%u,\"method\":\"eth_chainId\"}", i > 0 ? "," : "", i);
  g_string_append_c (many, ']');
  large = test_post_json (server, "/ethereum", many->str);
  g_assert_cmpstr (test_json_string (large, "error.message"), ==, "batch too large");
}

static void
test_restart (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *mined = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *tip = NULL;
  g_autofree char *tip_again = NULL;
  guint64          height;

  fund (server, alice);
  control (server, "mine", "{\"chain\":\"ethereum\"}");
  mined = pay (server, alice, 0, 20);
  control (server, "mine", "{\"chain\":\"ethereum\"}");
  waiting = pay (server, alice, 1, 20);
  control (server, "token", "{\"token\":\"USDC\",\"paused\":true}");
  height = get_number (server, "eth_blockNumber", "");
  g_assert_cmpuint (height, ==, 22);
  g_assert_cmpint (test_get_height (server), ==, 120);
  {
    g_autoptr (JsonNode) block = ask (server, "eth_getBlockByNumber", "\"latest\",false");

    tip = g_strdup (test_json_string (block, "result.hash"));
  }
  test_server_kill (server);
  test_server_start (server, still);

  {
    g_autoptr (JsonNode) block = ask (server, "eth_getBlockByNumber", "\"latest\",false");

    tip_again = g_strdup (test_json_string (block, "result.hash"));
  }
  g_assert_cmpstr (tip_again, ==, tip);
  g_assert_true (is_mined (server, mined));
  g_assert_true (is_known (server, waiting));
  g_assert_false (is_mined (server, waiting));
  assert_refused (server, "eth_estimateGas",
                  "{\"to\":\"0x2222222222222222222222222222222222222222\",\"data\":\"0xa9059cbb\"}",
                  3, "Pausable: paused");
  test_server_stop (server);
  test_server_start (server, still);
  control (server, "mine", "{}");
  g_assert_true (is_mined (server, waiting));
  g_assert_cmpint (test_get_height (server), ==, 121);
}

static void
test_faults (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (ImwEthereumTx) tx = make_tx (0, 20);
  g_autofree char *param = sign (tx, alice);
  g_autofree char *txid = imw_ethereum_tx_dup_txid_text (tx);
  g_autofree char *body =
      g_strdup_printf ("[{\"id\":1,\"method\":\"eth_chainId\"},"
                       "{\"id\":2,\"method\":\"eth_sendRawTransaction\",\"params\":[%s]}]",
                       param);
  g_autoptr (TestAnswer) before = NULL;
  g_autoptr (TestAnswer) after = NULL;
  g_autoptr (TestAnswer) index = NULL;
  g_autofree char *chain = NULL;

  fund (server, alice);
  control (server, "mine", "{}");
  control (server, "fail", "{\"kind\":\"http-500\",\"path\":\"/ethereum/eth_sendRawTransaction\"}");
  chain = get_text (server, "eth_chainId", "");
  before = test_ask (server, "POST", "/ethereum", body);
  g_assert_cmpuint (before->status, ==, 500);
  g_assert_false (is_known (server, txid));
  control (server, "fail",
           "{\"kind\":\"http-500\",\"after\":true,\"path\":\"/ethereum/eth_sendRawTransaction\"}");
  after = test_ask (server, "POST", "/ethereum", body);
  g_assert_cmpuint (after->status, ==, 500);
  g_assert_true (is_known (server, txid));

  control (server, "fail", "{\"kind\":\"http-429\",\"path\":\"/ethereum-index\"}");
  (void) get_number (server, "eth_blockNumber", "");
  index = test_ask (server, "GET", "/ethereum-index/api/v2/addresses/" BOB "/transactions", NULL);
  g_assert_cmpuint (index->status, ==, 429);

  /* a failure in the block is no fault of a request */
  control (server, "fail", "{\"kind\":\"revert\"}");
  (void) get_number (server, "eth_blockNumber", "");
  control (server, "mine", "{}");
  {
    g_autofree char *quoted = g_strdup_printf ("\"%s\"", txid);
    g_autoptr (JsonNode) receipt = ask (server, "eth_getTransactionReceipt", quoted);

    g_assert_cmpstr (test_json_string (receipt, "result.status"), ==, "0x0");
    g_assert_cmpuint (get_balance (server, BOB), ==, 0);
  }
}

static void
test_time (void)
{
  g_autoptr (TestServer) server = test_server_new ("--clock-manual", NULL);
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (TestAnswer) deep = NULL;
  g_autoptr (JsonNode) state = NULL;

  control (server, "clock", "{\"advance_ms\":120000}");
  g_assert_cmpint (test_get_height (server), ==, 124);
  g_assert_cmpuint (get_number (server, "eth_blockNumber", ""), ==, 30);
  control (server, "mine", "{\"chain\":\"bitcoin\"}");
  control (server, "mine", "{\"chain\":\"ethereum\",\"blocks\":3}");
  control (server, "mine", "{\"blocks\":2}");
  g_assert_cmpint (test_get_height (server), ==, 127);
  g_assert_cmpuint (get_number (server, "eth_blockNumber", ""), ==, 35);

  fund (server, alice);
  control (server, "reorg", "{\"chain\":\"ethereum\",\"depth\":5}");
  g_assert_cmpuint (get_number (server, "eth_blockNumber", ""), ==, 36);
  g_assert_cmpint (test_get_height (server), ==, 127);
  control (server, "reorg", "{\"chain\":\"ethereum\",\"depth\":6,\"drop\":true}");
  {
    g_autofree char *address = address_of (alice);

    g_assert_cmpuint (get_balance (server, address), ==, 0);
  }
  deep = test_ask (server, "POST", "/practice/reorg", "{\"chain\":\"ethereum\",\"depth\":99}");
  g_assert_cmpuint (deep->status, ==, 400);
  control (server, "reset", "{}");
  state = test_get_json (server, "/practice/state");
  g_assert_cmpint (test_json_int (state, "height"), ==, 120);
  g_assert_cmpint (test_json_int (state, "ethereum_height"), ==, 20);
  g_assert_cmpint (test_json_int (state, "ethereum_pool"), ==, 0);
}

static void
test_control (void)
{
  static const char *const bad[][2] = {
    { "fund", "{\"chain\":\"dogecoin\",\"address\":\"" BOB "\"}" },
    { "fund", "{\"chain\":\"ethereum\",\"address\":\"0x12\"}" },
    { "fund", "{\"chain\":\"ethereum\",\"address\":\"" BOB "\",\"asset\":\"SHIB\"}" },
    { "fund", "{\"chain\":\"ethereum\",\"address\":\"" BOB "\",\"amount\":\"0\"}" },
    { "fund",
      "{\"chain\":\"ethereum\",\"address\":\"" BOB "\",\"amount\":\"101000000000000000000\"}" },
    { "fund", "{\"chain\":\"ethereum\",\"address\":\"" BOB "\",\"amount\":\"1.5\"}" },
    { "token", "{\"token\":\"SHIB\",\"paused\":true}" },
    { "token", "{\"token\":\"USDT\"}" },
    { "token", "{\"token\":\"USDT\",\"fee\":21}" },
    { "token", "{\"token\":\"USDT\",\"account\":\"x\",\"frozen\":true}" },
    { "drop", "{\"txid\":\"x\"}" },
    { "base-fee", "{\"wei\":0}" },
  };
  g_autoptr (TestServer) server = start ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/practice/", bad[i][0], NULL);
      g_autoptr (TestAnswer) answer = test_ask (server, "POST", path, bad[i][1]);

      g_test_message ("%s: %s", bad[i][1], answer->body);
      g_assert_cmpuint (answer->status, ==, 400);
    }
  control (server, "fund", "{\"chain\":\"ethereum\",\"address\":\"" BOB "\",\"amount\":123}");
  control (server, "mine", "{}");
  g_assert_cmpuint (get_balance (server, BOB), ==, 123);
}

/* A file from before there were several chains is taken over. */
static void
test_old_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("imw-ledger-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "old.db", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autofree char *script_path =
      g_build_filename (g_getenv ("IMW_PRACTICE_MIGRATIONS"), "0001-init.sql", NULL);
  g_autofree char *value = NULL;
  g_autoptr (ImwLedger) ledger = NULL;
  g_autoptr (ImwLedger) other = NULL;
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GError) error = NULL;
  gint64 number;

  shell = g_subprocess_new (
      G_SUBPROCESS_FLAGS_NONE, &error, "python3", "-c",
      "import sqlite3,sys\n"
      "db=sqlite3.connect(sys.argv[1])\n"
      "db.executescript(open(sys.argv[2]).read())\n"
      "db.execute(\"INSERT INTO meta VALUES ('mined','41')\")\n"
      "db.execute(\"INSERT INTO block VALUES (zeroblob(32),7,1,x'00',1,1,1,x'')\")\n"
      "db.commit()\n",
      path, script_path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (shell, NULL, &error));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);

  ledger = imw_ledger_open (path, imw_clock_get_default (), &error);
  g_assert_no_error (error);
  g_assert_true (imw_ledger_get_number (ledger, "mined", &number, &error));
  g_assert_cmpint (number, ==, 41);
  g_assert_true (imw_ledger_get_height (ledger, &number, &error));
  g_assert_cmpint (number, ==, 7);
  other = imw_ledger_new_chain (ledger, 1);
  g_assert_true (imw_ledger_get_height (other, &number, &error));
  g_assert_cmpint (number, ==, -1);

  /* a cell is what it was at each height */
  g_assert_true (imw_ledger_begin (other, &error));
  g_assert_true (imw_ledger_set_cell (other, "a", 3, "first", &error));
  g_assert_true (imw_ledger_set_cell (other, "a", 5, "second", &error));
  g_assert_true (imw_ledger_end (other, TRUE, &error));
  g_assert_true (imw_ledger_get_cell (other, "a", 2, &value, &error));
  g_assert_null (value);
  g_assert_true (imw_ledger_get_cell (other, "a", 4, &value, &error));
  g_assert_cmpstr (value, ==, "first");
  g_clear_pointer (&value, g_free);
  g_assert_true (imw_ledger_get_cell (ledger, "a", 9, &value, &error));
  g_assert_null (value);
  g_assert_true (imw_ledger_begin (other, &error));
  g_assert_true (imw_ledger_drop_blocks (other, 4, FALSE, &error));
  g_assert_true (imw_ledger_end (other, TRUE, &error));
  g_assert_true (imw_ledger_get_cell (other, "a", 9, &value, &error));
  g_assert_cmpstr (value, ==, "first");

  g_clear_pointer (&other, imw_ledger_free);
  g_clear_pointer (&ledger, imw_ledger_free);
  g_clear_object (&shell);
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-r", folder, NULL);
  g_assert_true (g_subprocess_wait_check (shell, NULL, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/ethereum/signatures", test_signatures);
  g_test_add_func ("/practice/ethereum/queue", test_queue);
  g_test_add_func ("/practice/ethereum/batch", test_batch);
  g_test_add_func ("/practice/ethereum/restart", test_restart);
  g_test_add_func ("/practice/ethereum/faults", test_faults);
  g_test_add_func ("/practice/ethereum/time", test_time);
  g_test_add_func ("/practice/ethereum/control", test_control);
  g_test_add_func ("/practice/ethereum/old-file", test_old_file);

  return g_test_run ();
}
