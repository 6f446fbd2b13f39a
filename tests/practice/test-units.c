/* test-units.c: parts of the practice server by themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-ledger-faults.h"
#include "imw-ledger.h"
#include "imw-practice-json.h"
#include "imw-practice-prices.h"
#include "imw-practice-reply.h"
#include "imw-practice-sign.h"

#include "imw-bitcoin-codec.h"
#include "imw-error.h"
#include "imw-hex.h"
#include "imw-json.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define NOW_MS G_GINT64_CONSTANT (1790000000000)

static void
test_json (void)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  const char *expected =
      "{\"a\":[1,-2,\"x\"],\"q\\\"\\\\\":\"\\u0001\\u000a\",\"n\":null,\"s\":null,\"t\":true,"
      "\"f\":1.500,\"o\":{},\"e\":[],\"u\":\"\xef\xbf\xbd\"}";

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, "a");
  imw_practice_json_int (&json, NULL, 1);
  imw_practice_json_int (&json, NULL, -2);
  imw_practice_json_string (&json, NULL, "x");
  imw_practice_json_end_array (&json);
  imw_practice_json_string (&json, "q\"\\", "\001\n");
  imw_practice_json_null (&json, "n");
  imw_practice_json_string (&json, "s", NULL);
  imw_practice_json_boolean (&json, "t", TRUE);
  imw_practice_json_number_text (&json, "f", "1.500");
  imw_practice_json_begin_object (&json, "o");
  imw_practice_json_end_object (&json);
  imw_practice_json_begin_array (&json, "e");
  imw_practice_json_end_array (&json);
  imw_practice_json_string (&json, "u", "\xff");
  imw_practice_json_end_object (&json);
  bytes = imw_practice_json_clear_to_bytes (&json);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   strlen (expected));
  node = imw_json_parse_bytes (bytes, 1000, &error);
  g_assert_no_error (error);
}

static gint64
to_cents (const char *price)
{
  g_auto (GStrv) halves = g_strsplit (price, ".", 2);

  g_assert_cmpuint (strlen (halves[1]), ==, 2);

  return g_ascii_strtoll (halves[0], NULL, 10) * 100 + g_ascii_strtoll (halves[1], NULL, 10);
}

static void
test_prices (void)
{
  gint64 before = 0;
  gint64 low = G_MAXINT64;
  gint64 high = 0;

  for (gint64 minute = 0; minute < 14 * 24 * 60; minute += 10)
    {
      g_autofree char *price = imw_practice_price ("BTC", "USD", NOW_MS + minute * 60000);
      g_autofree char *same = imw_practice_price ("BTC", "USD", NOW_MS + minute * 60000 + 1000);
      gint64           cents = to_cents (price);

      g_assert_cmpstr (price, ==,
                       same); /* NOW_MS is not on a full minute, and 1 s later is the same one */
      g_assert_cmpint (cents, >, 5800000);
      g_assert_cmpint (cents, <, 6500000);
      if (before != 0) /* within ten minutes less than 0.3 % */
        g_assert_cmpint (ABS (cents - before) * 1000, <, before * 3);
      before = cents;
      low = MIN (low, cents);
      high = MAX (high, cents);
    }
  g_assert_cmpint (high - low, >, 100000);

  g_assert_null (imw_practice_price ("BTC", "QQQ", NOW_MS));
  g_assert_null (imw_practice_price ("USD", "EUR", NOW_MS));
  for (gint64 day = 0; day < 100; day++)
    {
      g_autofree char *price = imw_practice_price ("EUR", "USD", NOW_MS + day * DAY_MS);

      g_assert_true (g_str_has_prefix (price, "1.07") || g_str_has_prefix (price, "1.08") ||
                     g_str_has_prefix (price, "1.09"));
    }
}

static void
test_faults (void)
{
  g_autoptr (ImwFaults) faults = imw_faults_new ();
  const ImwFault on_tx = {
    .kind = IMW_FAULT_HTTP_500,
    .path = (char *) "/tx",
    .count = 2,
    .after = TRUE,
  };
  const ImwFault on_all = { .kind = IMW_FAULT_DELAY, .count = 1, .ms = 7 };
  const ImwFault none = { .kind = IMW_FAULT_NONE, .count = 1 };
  ImwFaultKind   kind;
  gboolean       after = FALSE;
  guint          ms = 0;

  imw_faults_add (faults, &on_tx);
  imw_faults_add (faults, &on_all);
  imw_faults_add (faults, &none);
  g_assert_cmpuint (imw_faults_get_length (faults), ==, 2);
  g_assert_cmpint (imw_faults_take (faults, "/tx/1", &ms, &after), ==, IMW_FAULT_HTTP_500);
  g_assert_true (after);
  g_assert_cmpint (imw_faults_take (faults, "/blocks", &ms, &after), ==, IMW_FAULT_DELAY);
  g_assert_cmpuint (ms, ==, 7);
  g_assert_false (after);
  g_assert_cmpint (imw_faults_take (faults, "/blocks", &ms, &after), ==, IMW_FAULT_NONE);
  g_assert_cmpint (imw_faults_take (faults, "/tx", &ms, &after), ==, IMW_FAULT_HTTP_500);
  g_assert_cmpint (imw_faults_take (faults, "/tx", &ms, &after), ==, IMW_FAULT_NONE);
  g_assert_cmpuint (imw_faults_get_length (faults), ==, 0);

  for (ImwFaultKind i = IMW_FAULT_NONE; i <= IMW_FAULT_HANG; i++)
    {
      g_assert_true (imw_fault_kind_from_code (imw_fault_kind_get_code (i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
  g_assert_false (imw_fault_kind_from_code ("", &kind));
  g_assert_false (imw_fault_kind_from_code (NULL, &kind));
}

static void
check_falsified (const char *content_type, const char *body, const char *expected)
{
  g_auto (ImwPracticeReply) reply = { .status = 200, .content_type = content_type };

  reply.body = g_bytes_new (body, strlen (body));
  imw_practice_reply_falsify (&reply);
  g_assert_cmpmem (g_bytes_get_data (reply.body, NULL), g_bytes_get_size (reply.body), expected,
                   strlen (expected));
}

static void
test_falsify (void)
{
  g_autofree char *zeros = g_strnfill (64, '0');
  g_autofree char *changed = g_strnfill (64, '0');

  changed[32] = '1';
  check_falsified ("application/json", "[{\"value\":105},{\"value\":1}]",
                   "[{\"value\":101},{\"value\":2}]");
  check_falsified ("text/plain", zeros, changed);
  check_falsified ("text/plain", "120", "210");
  check_falsified ("application/json", "{\"a\":12.5}", "{\"a\":21.1}");
  check_falsified ("application/json", "{\"value\":}", "{\"value\":}");
  check_falsified ("application/octet-stream", "abc", "acc");
  check_falsified ("text/plain", "", "");
}

static void
test_errors (void)
{
  const struct
  {
    ImwError code;
    guint    status;
  } cases[] = {
    { IMW_ERROR_NOT_FOUND, 404 },
    { IMW_ERROR_BAD_INPUT, 400 },
    { IMW_ERROR_BAD_ADDRESS, 400 },
    { IMW_ERROR_WRONG_NETWORK, 400 },
    { IMW_ERROR_REFUSED, 400 },
    { IMW_ERROR_DISK, 500 },
    { IMW_ERROR_CORRUPT, 500 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ImwPracticeReply) reply = { 0 };
      g_autoptr (GError) error = g_error_new_literal (IMW_ERROR, (gint) cases[i].code, "why");

      imw_practice_reply_error (&reply, error);
      g_assert_cmpuint (reply.status, ==, cases[i].status);
      g_assert_cmpmem (g_bytes_get_data (reply.body, NULL), g_bytes_get_size (reply.body), "why",
                       3);
    }
}

/* Every kind of key signs what verifies, twice the same, and only for its own coin. */
static void
test_sign (void)
{
  const ImwScriptType types[] = { IMW_SCRIPT_P2PKH, IMW_SCRIPT_P2SH, IMW_SCRIPT_P2WPKH,
                                  IMW_SCRIPT_P2TR };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (ImwPracticeKey) key = imw_practice_key_new ("a", types[i]);
      g_autoptr (ImwPracticeKey) same = imw_practice_key_new ("a", types[i]);
      g_autoptr (ImwPracticeKey) other = imw_practice_key_new ("b", types[i]);
      g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
      g_autoptr (GPtrArray)
          prevouts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);
      g_autoptr (ImwBitcoinSighash) sighash = NULL;
      g_autoptr (GBytes) first = NULL;
      g_autoptr (GBytes) second = NULL;
      guint8 txid[32] = { 7 };

      g_assert_true (
          g_bytes_equal (imw_practice_key_get_script (key), imw_practice_key_get_script (same)));
      g_assert_false (
          g_bytes_equal (imw_practice_key_get_script (key), imw_practice_key_get_script (other)));
      imw_bitcoin_tx_add_input (tx, txid, 1, IMW_BITCOIN_SEQUENCE_RBF);
      imw_bitcoin_tx_add_output (tx, 900, imw_practice_key_get_script (other));
      g_ptr_array_add (prevouts, imw_bitcoin_output_new (1000, imw_practice_key_get_script (key)));
      sighash = imw_bitcoin_sighash_new (tx, prevouts);
      imw_practice_key_sign (key, tx, sighash, 0);
      g_assert_true (imw_bitcoin_verify_input (sighash, 0, NULL));
      first = imw_bitcoin_tx_serialize (tx, TRUE);
      imw_practice_key_sign (same, tx, sighash, 0);
      second = imw_bitcoin_tx_serialize (tx, TRUE);
      g_assert_true (g_bytes_equal (first, second));
      imw_practice_key_sign (other, tx, sighash, 0);
      g_assert_false (imw_bitcoin_verify_input (sighash, 0, NULL));
    }
}

/* The books refuse to spend a coin twice, whoever asks; a change that is not ended well leaves nothing. */
static void
test_ledger (void)
{
  g_autofree char *folder = g_dir_make_tmp ("imw-ledger-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.db", NULL);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autoptr (ImwClock) clock = imw_clock_new_manual (NOW_MS, 0);
  g_autoptr (GBytes) script = g_bytes_new_static ("script", 6);
  g_autoptr (ImwLedgerCoin) coin = NULL;
  g_autoptr (ImwLedgerCoin) nothing = NULL;
  g_autoptr (GError) error = NULL;
  ImwLedger  *ledger = imw_ledger_open (path, clock, &error);
  ImwLedgerTx tx = { .id = { 1 }, .raw = script, .fee = G_MAXUINT64, .size = 6, .weight = 24 };
  gint64      row;
  gint64      spender;
  gint64      number;

  g_assert_no_error (error);
  g_assert_true (imw_ledger_begin (ledger, &error));
  g_assert_true (imw_ledger_add_tx (ledger, &tx, &row, &error));
  g_assert_true (imw_ledger_add_coin (ledger, row, 0, script, G_MAXUINT64, &error));
  tx.id[0] = 2;
  g_assert_true (imw_ledger_add_tx (ledger, &tx, &spender, &error));
  g_assert_true (imw_ledger_end (ledger, TRUE, &error));
  tx.id[0] = 1;
  g_assert_true (imw_ledger_find_coin (ledger, tx.id, 0, &coin, &error));
  g_assert_cmpuint (coin->value, ==, G_MAXUINT64);
  g_assert_true (imw_ledger_find_coin (ledger, tx.id, 1, &nothing, &error));
  g_assert_null (nothing);

  g_assert_true (imw_ledger_begin (ledger, &error));
  g_assert_true (imw_ledger_spend_coin (ledger, coin, spender, 0, &error));
  g_assert_false (imw_ledger_spend_coin (ledger, coin, spender, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  g_assert_true (imw_ledger_set_number (ledger, "x", G_MININT64, NULL));
  g_assert_false (imw_ledger_end (ledger, FALSE, NULL));
  g_clear_error (&error);
  g_assert_true (imw_ledger_get_number (ledger, "x", &number, &error));
  g_assert_cmpint (number, ==, 0);
  g_clear_pointer (&coin, imw_ledger_coin_free);
  g_assert_true (imw_ledger_find_coin (ledger, tx.id, 0, &coin, &error));
  g_assert_cmpint (coin->spent_row, ==, 0);

  imw_ledger_free (ledger);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (lock_path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_not_books (void)
{
  g_autofree char *folder = g_dir_make_tmp ("imw-ledger-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.db", NULL);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autofree char *inside = g_build_filename (folder, "no", "b.db", NULL);
  g_autofree char *text = g_strnfill (5000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (imw_ledger_open (path, imw_clock_get_default (), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (imw_ledger_open (inside, imw_clock_get_default (), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_DISK);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (lock_path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/units/json", test_json);
  g_test_add_func ("/practice/units/prices", test_prices);
  g_test_add_func ("/practice/units/faults", test_faults);
  g_test_add_func ("/practice/units/falsify", test_falsify);
  g_test_add_func ("/practice/units/errors", test_errors);
  g_test_add_func ("/practice/units/sign", test_sign);
  g_test_add_func ("/practice/units/ledger", test_ledger);
  g_test_add_func ("/practice/units/not-books", test_not_books);

  return g_test_run ();
}
