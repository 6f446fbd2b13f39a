/* test-rules.c: what the practice network takes and refuses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include "imw-bitcoin-address.h"
#include "imw-hex.h"

#include <string.h>

#define COIN_SAT 1000000
#define N_CHAINS 5
#define FINAL    0xffffffffu
#define RBF      IMW_BITCOIN_SEQUENCE_RBF

typedef struct
{
  TestServer     *server;
  ImwPracticeKey *alice; /* P2WPKH */
  ImwPracticeKey *bob;   /* P2TR */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->server = test_server_new ("--no-auto-mine", "--clock-manual", NULL);
  self->alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  self->bob = imw_practice_key_new ("bob", IMW_SCRIPT_P2TR);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_server_free (self->server);
  imw_practice_key_free (self->alice);
  imw_practice_key_free (self->bob);
}

static void
test_script_types (Fixture *self, gconstpointer data)
{
  const ImwScriptType types[] = { IMW_SCRIPT_P2PKH, IMW_SCRIPT_P2SH, IMW_SCRIPT_P2WPKH,
                                  IMW_SCRIPT_P2TR };
  const char *const   names[] = { "p2pkh", "p2sh", "v0_p2wpkh", "v1_p2tr" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (ImwPracticeKey) key = imw_practice_key_new ("carol", types[i]);
      g_autoptr (ImwPracticeKey) thief = imw_practice_key_new ("mallory", types[i]);
      g_autofree char *coin = test_fund (self->server, key, COIN_SAT);
      g_autofree char *good = test_spend (key, coin, 0, COIN_SAT, 1000, self->bob, FINAL);
      g_autofree char *stolen = test_spend (thief, coin, 0, COIN_SAT, 1000, self->bob, FINAL);
      g_autofree char *path = NULL;
      g_autofree char *txid = NULL;
      g_autoptr (JsonNode) tx = NULL;

      test_refused (self->server, stolen, -26, "mandatory-script-verify-flag-failed (");
      txid = test_broadcast (self->server, good);
      path = g_strdup_printf ("/tx/%s", txid);
      tx = test_get_json (self->server, path);
      g_assert_cmpstr (test_json_string (tx, "vin.0.prevout.scriptpubkey_type"), ==, names[i]);
      g_assert_cmpint (test_json_int (tx, "fee"), ==, 1000);
    }
  test_mine (self->server, 1);
  g_assert_cmpuint (test_mempool_count (self->server), ==, 0);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  const char *const texts[] = { "", "zz", "00", "0200000000", "02000000000100", "{}", "\xff" };
  g_autofree char  *coin = test_fund (self->server, self->alice, COIN_SAT);
  g_autofree char  *good = test_spend (self->alice, coin, 0, COIN_SAT, 1000, self->bob, FINAL);
  g_autofree char  *long_one = g_strconcat (good, "00", NULL);
  g_autofree char  *spaced = g_strconcat ("  ", good, "\n", NULL);
  g_autofree char  *txid = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    test_refused (self->server, texts[i], -22, "TX decode failed");
  test_refused (self->server, long_one, -22, "TX decode failed");
  good[strlen (good) - 10] = good[strlen (good) - 10] == 'a' ? 'b' : 'a'; /* in the witness */
  test_refused (self->server, good, -26, "mandatory-script-verify-flag-failed (");
  txid = test_broadcast (self->server, spaced);
  g_assert_cmpuint (test_mempool_count (self->server), ==, 2);
}

static void
test_inputs (Fixture *self, gconstpointer data)
{
  const char *const nobody = "1111111111111111111111111111111111111111111111111111111111111111";
  const char *const zeros = "0000000000000000000000000000000000000000000000000000000000000000";
  g_autofree char  *coin = test_fund (self->server, self->alice, COIN_SAT);
  g_autofree char  *unknown = test_spend (self->alice, nobody, 0, COIN_SAT, 1000, self->bob, FINAL);
  g_autofree char  *no_output = test_spend (self->alice, coin, 7, COIN_SAT, 1000, self->bob, FINAL);
  g_autofree char  *coinbase =
      test_spend (self->alice, zeros, G_MAXUINT32, COIN_SAT, 1000, self->bob, FINAL);
  g_autofree char *good = test_spend (self->alice, coin, 0, COIN_SAT, 1000, self->bob, FINAL);
  g_autofree char *other = test_spend (self->alice, coin, 0, COIN_SAT, 2000, self->bob, FINAL);
  g_autofree char *lie = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *txid = NULL;
  g_autofree char *again = NULL;
  g_autoptr (TestTx) tx = test_tx_new ();

  test_refused (self->server, unknown, -25, "bad-txns-inputs-missingorspent");
  test_refused (self->server, no_output, -25, "bad-txns-inputs-missingorspent");
  test_refused (self->server, coinbase, -26, "coinbase");

  test_tx_add_input (tx, self->alice, coin, 0, COIN_SAT, FINAL);
  test_tx_add_input (tx, self->alice, coin, 0, COIN_SAT, FINAL);
  test_tx_pay_key (tx, COIN_SAT, self->bob);
  twice = test_tx_sign (tx);
  test_refused (self->server, twice, -26, "bad-txns-inputs-duplicate");

  /* signed over another amount than the coin has */
  lie = test_spend (self->alice, coin, 0, COIN_SAT - 1, 1000, self->bob, FINAL);
  test_refused (self->server, lie, -26, "mandatory-script-verify-flag-failed (");

  txid = test_broadcast (self->server, good);
  again = test_broadcast (self->server, good);
  g_assert_cmpstr (again, ==, txid);
  test_refused (self->server, other, -26, "txn-mempool-conflict");
  test_mine (self->server, 1);
  test_refused (self->server, good, -27, "Transaction already in block chain");
  test_refused (self->server, other, -25, "bad-txns-inputs-missingorspent");
}

static void
test_fees (Fixture *self, gconstpointer data)
{
  g_autofree char *coin = test_fund (self->server, self->alice, COIN_SAT);
  g_autofree char *none = test_spend (self->alice, coin, 0, COIN_SAT, 0, self->bob, FINAL);
  g_autofree char *little = test_spend (self->alice, coin, 0, COIN_SAT, 121, self->bob, FINAL);
  g_autofree char *enough = test_spend (self->alice, coin, 0, COIN_SAT, 122, self->bob, FINAL);
  g_autofree char *negative = NULL;
  g_autofree char *big_coin = test_fund (self->server, self->alice, 5000000);
  g_autofree char *absurd =
      test_spend (self->alice, big_coin, 0, 5000000, 4000000, self->bob, FINAL);
  g_autofree char *txid = NULL;
  g_autoptr (TestTx) tx = test_tx_new ();

  test_tx_add_input (tx, self->alice, coin, 0, COIN_SAT, FINAL);
  test_tx_pay_key (tx, COIN_SAT + 1, self->bob);
  negative = test_tx_sign (tx);
  test_refused (self->server, negative, -26,
                "bad-txns-in-belowout, value in (0.01000000) < value out (0.01000001)");
  test_refused (self->server, none, -26, "min relay fee not met, 0 < 122");
  test_refused (self->server, little, -26, "min relay fee not met, 121 < 122");
  test_refused (self->server, absurd, -25, "Fee exceeds maximum configured by user");
  txid = test_broadcast (self->server, enough);
}

static char *
pay_script (Fixture *self, const char *coin, guint64 value_sat, GBytes *script, guint copies)
{
  g_autoptr (TestTx) tx = test_tx_new ();

  test_tx_add_input (tx, self->alice, coin, 0, COIN_SAT, FINAL);
  test_tx_pay_key (tx, COIN_SAT - 50000, self->bob);
  for (guint i = 0; i < copies; i++)
    test_tx_add_output (tx, value_sat, script);

  return test_tx_sign (tx);
}

static void
refuse_script (Fixture    *self,
               const char *coin,
               guint64     value_sat,
               const char *script_hex,
               guint       copies,
               const char *words)
{
  g_autoptr (GBytes) script = imw_hex_decode (script_hex, NULL);
  g_autofree char *hex = pay_script (self, coin, value_sat, script, copies);

  test_refused (self->server, hex, -26, words);
}

static void
test_outputs (Fixture *self, gconstpointer data)
{
  g_autofree char *coin = test_fund (self->server, self->alice, COIN_SAT);
  g_autofree char *filler = g_strnfill (162, '0');
  g_autofree char *data_83 = g_strconcat ("6a4c50", filler, NULL);
  g_autofree char *data_84 = g_strconcat ("6a4c51", filler, "00", NULL);
  g_autofree char *many = g_strnfill (44, '0');
  g_autofree char *witness = g_strconcat ("0014", many + 4, NULL);
  g_autofree char *hex = NULL;
  g_autofree char *version = NULL;
  g_autofree char *large = NULL;
  g_autofree char *txid = NULL;
  g_autoptr (GBytes) script = NULL;
  g_autoptr (GBytes) data_script = NULL;
  g_autoptr (TestTx) tx = test_tx_new ();

  data_83[strlen (data_83) - 2] = '\0'; /* 83 bytes */
  refuse_script (self, coin, 293, witness, 1, "dust");
  refuse_script (self, coin, 1000, "51", 1, "scriptpubkey");
  refuse_script (self, coin, 0, data_84, 1, "scriptpubkey");
  refuse_script (self, coin, 0, "6a0461626364", 2, "multi-op-return");

  script = imw_hex_decode (witness, NULL);
  large = pay_script (self, coin, 1000, script, 3300);
  test_refused (self->server, large, -26, "tx-size");

  tx->tx->version = 3;
  test_tx_add_input (tx, self->alice, coin, 0, COIN_SAT, FINAL);
  test_tx_pay_key (tx, COIN_SAT - 1000, self->bob);
  version = test_tx_sign (tx);
  test_refused (self->server, version, -26, "version");

  data_script = imw_hex_decode (data_83, NULL);
  hex = pay_script (self, coin, 0, data_script, 1);
  txid = test_broadcast (self->server, hex);
}

/* What other networks could spend by a script, and we can't check, is refused and not waved through. */
static void
test_unsupported_spend (Fixture *self, gconstpointer data)
{
  const guint8 program[32] = { 1 };
  g_autoptr (GBytes) script = imw_bitcoin_script_witness (0, program, sizeof program);
  g_autofree char *address = imw_bitcoin_address_encode (
      self->server->params, g_bytes_get_data (script, NULL), g_bytes_get_size (script));
  g_autofree char *body =
      g_strdup_printf ("{\"address\":\"%s\",\"amount_sat\":%d}", address, COIN_SAT);
  g_autoptr (JsonNode) funded = test_post_json (self->server, "/practice/fund", body);
  g_autofree char *hex = test_spend (self->alice, test_json_string (funded, "txid"), 0, COIN_SAT,
                                     1000, self->bob, FINAL);

  test_refused (self->server, hex, -26,
                "mandatory-script-verify-flag-failed (input 0: spends p2wsh");
}

static void
test_maturity (Fixture *self, gconstpointer data)
{
  g_autoptr (ImwPracticeKey) miner = imw_practice_key_new ("faucet, P2WPKH", IMW_SCRIPT_P2WPKH);
  g_autofree char *hash = test_get (self->server, "/block-height/22");
  g_autofree char *path = g_strdup_printf ("/block/%s/txids", hash);
  g_autoptr (JsonNode) txids = test_get_json (self->server, path);
  g_autofree char *hex = test_spend (miner, test_json_string (txids, "0"), 0,
                                     G_GUINT64_CONSTANT (5000000000), 1000, self->bob, FINAL);
  g_autofree char *txid = NULL;

  g_assert_cmpint (test_get_height (self->server), ==, 120);
  test_refused (self->server, hex, -26,
                "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 99");
  test_mine (self->server, 1);
  txid = test_broadcast (self->server, hex);
}

static char *
spend_locked (Fixture *self, const char *coin, guint32 lock_time, guint32 sequence)
{
  g_autoptr (TestTx) tx = test_tx_new ();

  tx->tx->lock_time = lock_time;
  test_tx_add_input (tx, self->alice, coin, 0, COIN_SAT, sequence);
  test_tx_pay_key (tx, COIN_SAT - 1000, self->bob);

  return test_tx_sign (tx);
}

static void
test_lock_time (Fixture *self, gconstpointer data)
{
  g_autofree char *coin = test_fund (self->server, self->alice, COIN_SAT);
  g_autofree char *early = spend_locked (self, coin, 122, RBF);
  g_autofree char *ignored = spend_locked (self, coin, 200, FINAL);
  g_autofree char *by_time = spend_locked (self, coin, 2000000000, RBF);
  g_autofree char *relative = NULL;
  g_autofree char *relative_time = NULL;
  g_autofree char *txid = NULL;
  g_autofree char *coin_2 = NULL;
  g_autofree char *txid_2 = NULL;
  g_autoptr (JsonNode) clock = NULL;

  test_mine (self->server, 1); /* 121: the next one is 122 */
  test_refused (self->server, early, -26, "non-final");
  test_refused (self->server, by_time, -26, "non-final");
  test_mine (self->server, 1);
  txid = test_broadcast (self->server, early);
  test_refused (self->server, ignored, -26, "insufficient fee");

  coin_2 = test_fund (self->server, self->alice, COIN_SAT);
  test_mine (self->server, 1); /* in 123 */
  relative = spend_locked (self, coin_2, 0, 3);
  relative_time = spend_locked (self, coin_2, 0, 0x00400002);
  test_refused (self->server, relative, -26, "non-final");
  test_refused (self->server, relative_time, -26, "non-final");
  test_mine (self->server, 2); /* the next one is 126 */
  clock = test_post_json (self->server, "/practice/clock", "{\"advance_ms\":7200000}");
  test_mine (self->server, 6); /* the median moves too */
  txid_2 = test_broadcast (self->server, relative);
  g_assert_cmpuint (test_mempool_count (self->server), ==, 1);
  test_refused (self->server, relative_time, -26, "insufficient fee");
}

static void
test_replacement (Fixture *self, gconstpointer data)
{
  g_autofree char *coin = test_fund (self->server, self->alice, COIN_SAT);
  g_autofree char *waiting_coin = NULL;
  g_autofree char *first = NULL;
  g_autofree char *child = NULL;
  g_autofree char *hex = test_spend (self->alice, coin, 0, COIN_SAT, 1000, self->bob, RBF);
  g_autofree char *child_hex = NULL;
  g_autofree char *lower_rate = test_spend (self->alice, coin, 0, COIN_SAT, 1000, self->alice, RBF);
  g_autofree char *lower_fee = test_spend (self->alice, coin, 0, COIN_SAT, 3100, self->bob, RBF);
  g_autofree char *no_relay = test_spend (self->alice, coin, 0, COIN_SAT, 5121, self->bob, RBF);
  g_autofree char *good = test_spend (self->alice, coin, 0, COIN_SAT, 5122, self->bob, FINAL);
  g_autofree char *adds = NULL;
  g_autofree char *eats_own = NULL;
  g_autofree char *path = NULL;
  g_autofree char *replaced_by = NULL;
  g_autoptr (TestTx) adding = test_tx_new ();
  g_autoptr (TestTx) eating = test_tx_new ();
  g_autoptr (TestAnswer) gone = NULL;

  test_mine (self->server, 1);
  first = test_broadcast (self->server, hex);
  child_hex = test_spend (self->bob, first, 0, COIN_SAT - 1000, 4000, self->alice, RBF);
  child = test_broadcast (self->server, child_hex);
  g_assert_cmpuint (test_mempool_count (self->server), ==, 2);

  test_refused (self->server, lower_rate, -26, "insufficient fee, rejecting replacement ");
  test_refused (self->server, lower_fee, -26, "insufficient fee, rejecting replacement ");
  test_refused (self->server, no_relay, -26, "insufficient fee, rejecting replacement ");

  waiting_coin = test_fund (self->server, self->alice, COIN_SAT);
  test_tx_add_input (adding, self->alice, coin, 0, COIN_SAT, RBF);
  test_tx_add_input (adding, self->alice, waiting_coin, 0, COIN_SAT, RBF);
  test_tx_pay_key (adding, COIN_SAT, self->bob);
  adds = test_tx_sign (adding);
  test_refused (self->server, adds, -26, "replacement-adds-unconfirmed, replacement ");

  test_tx_add_input (eating, self->alice, coin, 0, COIN_SAT, RBF);
  test_tx_add_input (eating, self->alice, child, 0, COIN_SAT - 5000, RBF);
  test_tx_pay_key (eating, COIN_SAT, self->bob);
  eats_own = test_tx_sign (eating);
  test_refused (self->server, eats_own, -26, "bad-txns-spends-conflicting-tx, ");

  replaced_by = test_broadcast (self->server, good);
  g_assert_cmpuint (test_mempool_count (self->server), ==, 2); /* with the faucet's */
  path = g_strdup_printf ("/tx/%s", child);
  gone = test_ask (self->server, "GET", path, NULL);
  g_assert_cmpuint (gone->status, ==, 404);
  test_refused (self->server, hex, -26, "txn-mempool-conflict");
  test_refused (self->server, child_hex, -25, "bad-txns-inputs-missingorspent");
}

/* Each of @n payments spends the one before. */
static void
make_waiting_chain (Fixture *self, const char *coin, guint n)
{
  g_autofree char *last = g_strdup (coin);
  guint64          value_sat = COIN_SAT;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *hex = test_spend (self->alice, last, 0, value_sat, 200, self->alice, RBF);

      g_free (last);
      last = test_broadcast (self->server, hex);
      value_sat -= 200;
    }
}

static void
test_limits (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) coins = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *last = NULL;
  g_autofree char *one_more = NULL;
  g_autofree char *replacement = NULL;
  g_autoptr (TestTx) tx = test_tx_new ();
  g_autoptr (JsonNode) ids = NULL;

  for (guint i = 0; i < N_CHAINS; i++)
    g_ptr_array_add (coins, test_fund (self->server, self->alice, COIN_SAT));
  test_mine (self->server, 1);
  for (guint i = 0; i < N_CHAINS; i++)
    {
      make_waiting_chain (self, g_ptr_array_index (coins, i), 25);
      test_tx_add_input (tx, self->alice, g_ptr_array_index (coins, i), 0, COIN_SAT, RBF);
    }
  ids = test_get_json (self->server, "/mempool/txids");
  g_assert_cmpuint (test_json_length (ids, ""), ==, 125);
  last = g_strdup (test_json_string (ids, "24"));
  one_more = test_spend (self->alice, last, 0, COIN_SAT - 25 * 200, 200, self->alice, RBF);
  test_refused (self->server, one_more, -26, "too-long-mempool-chain");

  test_tx_pay_key (tx, 3 * COIN_SAT, self->bob);
  replacement = test_tx_sign (tx);
  test_refused (self->server, replacement, -26, "too many potential replacements");

  /* one block takes all of them, parents first */
  test_mine (self->server, 1);
  g_assert_cmpuint (test_mempool_count (self->server), ==, 0);
  one_more = (g_free (one_more),
              test_spend (self->alice, last, 0, COIN_SAT - 25 * 200, 200, self->alice, RBF));
  last = (g_free (last), test_broadcast (self->server, one_more));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/practice/rules/script-types", test_script_types);
  ADD ("/practice/rules/malformed", test_malformed);
  ADD ("/practice/rules/inputs", test_inputs);
  ADD ("/practice/rules/fees", test_fees);
  ADD ("/practice/rules/outputs", test_outputs);
  ADD ("/practice/rules/unsupported-spend", test_unsupported_spend);
  ADD ("/practice/rules/maturity", test_maturity);
  ADD ("/practice/rules/lock-time", test_lock_time);
  ADD ("/practice/rules/replacement", test_replacement);
  ADD ("/practice/rules/limits", test_limits);

  return g_test_run ();
}
