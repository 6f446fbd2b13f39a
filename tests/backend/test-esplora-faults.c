/* test-esplora-faults.c: servers that fail, and servers that lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "esplora-fixture.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define STATS(head, n_txs)                                                                      \
  "{" head "\"chain_stats\":{\"funded_txo_sum\":0,\"spent_txo_sum\":0,\"tx_count\":" n_txs "}," \
  "\"mempool_stats\":{\"funded_txo_sum\":0,\"spent_txo_sum\":0,\"tx_count\":0}}"

static const struct
{
  FaultKind   kind;
  const char *path;
  const char *body;
  ImwError    code;
} faults[] = {
  { FAULT_500, "/blocks/tip/height", NULL, IMW_ERROR_SERVER },
  { FAULT_500, "/address/", NULL, IMW_ERROR_SERVER },
  { FAULT_500, "/txs", NULL, IMW_ERROR_SERVER },
  { FAULT_DROP, "/address/", NULL, IMW_ERROR_NETWORK },
  { FAULT_TRUNCATED, "/txs", NULL, IMW_ERROR_NETWORK },
  { FAULT_TRUNCATED, "/address/", NULL, IMW_ERROR_NETWORK },
  { FAULT_NEVER, "/block-height/100", NULL, IMW_ERROR_TIMEOUT },
  { FAULT_SLOW, "/txs", NULL, IMW_ERROR_TIMEOUT },
  { FAULT_OVERSIZE, "/txs", NULL, IMW_ERROR_BAD_REPLY },
  { FAULT_OVERSIZE, "/blocks/tip/height", NULL, IMW_ERROR_BAD_REPLY },
  { FAULT_REDIRECT, "/address/", NULL, IMW_ERROR_REFUSED },
  { FAULT_404, "/address/", NULL, IMW_ERROR_BAD_REPLY },
  { FAULT_404, "/block-height/0", NULL, IMW_ERROR_BAD_REPLY },
  { FAULT_429, "/address/", NULL, IMW_ERROR_RATE_LIMITED },
  { FAULT_BODY, "/block-height/0", "<html>Welcome!</html>", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY,
    "/block-height/0",
    "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
    IMW_ERROR_WRONG_NETWORK },
  { FAULT_BODY, "/blocks/tip/height", "-1", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/blocks/tip/height", "99999999999", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/blocks/tip/height", "", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/block-height/100", "abc", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/address/", "", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/address/", "{}", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/address/", STATS ("", "-1"), IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/address/", STATS ("", "0,\"tx_count\":0"), IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/address/", STATS ("\"address\":\"bc1qother\",", "0"), IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/txs", "{}", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/txs", "[", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/txs", "[]]", IMW_ERROR_BAD_REPLY },
  { FAULT_BODY, "/txs", "[null]", IMW_ERROR_BAD_REPLY },
};

/* Each fault ends the round with its error, nothing is half done, and the next round works. */
static void
test_faults (Fixture      *fixture,
             gconstpointer data)
{
  fixture_pay (fixture, 0, 0, 70000);
  fake_esplora_mine (fixture->fake, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup (faults[i].path);

      fixture_tear_down (fixture, NULL);
      fixture_set_up (fixture, NULL);
      fixture_pay (fixture, 0, 0, 70000);
      if (faults[i].kind == FAULT_NEVER || faults[i].kind == FAULT_SLOW)
        imw_http_set_timeouts (fixture->http, 30, 1500);
      fake_esplora_set_fault (fixture->fake, faults[i].kind, path, faults[i].body);
      g_assert_false (fixture_sync (fixture, FALSE));
      g_test_message ("%s %u: %s", path, faults[i].kind, fixture->error->message);
      fixture_assert_error (fixture, (gint) faults[i].code);
      g_assert_cmpint (imw_backend_get_last_good_ms (fixture->backend), ==, 0);
      g_assert_cmpint (imw_backend_get_state (fixture->backend), ==, IMW_BACKEND_FAILING);

      fake_esplora_clear_fault (fixture->fake);
      imw_clock_advance (fixture->clock, 60000);
      fixture_sync (fixture, FALSE);
      g_assert_no_error (fixture->error);
      g_assert_cmpint (fixture_balance (fixture), ==, 70000);
      g_assert_null (imw_backend_get_last_error (fixture->backend));
    }
}

/* Each fault of the first server is overcome by the second, which is remembered. */
static void
test_second_server (Fixture      *fixture,
                    gconstpointer data)
{
  static const FaultKind kinds[] = { FAULT_500,
                                     FAULT_DROP,
                                     FAULT_TRUNCATED,
                                     FAULT_NEVER,
                                     FAULT_404,
                                     FAULT_429 };
  g_autoptr (GBytes) script = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *url;
      guint       before;

      fixture_tear_down (fixture, GINT_TO_POINTER (1));
      fixture_set_up (fixture, GINT_TO_POINTER (1));
      g_clear_pointer (&script, g_bytes_unref);
      script = fixture_script (fixture, 0, 0);
      fake_esplora_pay (fixture->other, script, 70000);
      if (kinds[i] == FAULT_NEVER)
        imw_http_set_timeouts (fixture->http, 30, 1500);
      fake_esplora_set_fault (fixture->fake, kinds[i], "/address/", NULL);
      fixture_sync (fixture, FALSE);
      g_assert_no_error (fixture->error);
      g_assert_cmpint (fixture_balance (fixture), ==, 70000);
      url = imw_backend_get_server (fixture->backend);
      g_assert_cmpstr (url, ==, fake_esplora_get_url (fixture->other));

      before = fixture->fake->n_requests;
      fixture_sync (fixture, FALSE);
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (fixture->fake->n_requests, ==, before);
    }

  /* and back again when that one fails */
  fake_esplora_clear_fault (fixture->fake);
  imw_clock_advance (fixture->clock, 60000);
  fake_esplora_pay (fixture->fake, script, 70000);
  fake_esplora_set_fault (fixture->other, FAULT_500, "/", NULL);
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (imw_backend_get_server (fixture->backend),
                   ==,
                   fake_esplora_get_url (fixture->fake));

  /* both fail: the error is that of the one that was asked first */
  fake_esplora_set_fault (fixture->fake, FAULT_BODY, "/", "?");
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
}

static void
test_behind_two (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GBytes) script = fixture_script (fixture, 0, 0);

  fake_esplora_pay (fixture->fake, script, 70000);
  fake_esplora_mine (fixture->fake, 3);
  fixture_sync (fixture, FALSE);
  fake_esplora_fork (fixture->fake, 3, 0);
  fake_esplora_pay (fixture->other, script, 70000);
  fake_esplora_mine (fixture->other, 3);
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (imw_backend_get_server (fixture->backend),
                   ==,
                   fake_esplora_get_url (fixture->other));
  g_assert_cmpint (fixture->batch->tip_height, ==, 103);
}

/* What one server no longer knows, the other still has; only when both do not, it is gone. */
static void
test_still_elsewhere (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GBytes) script = fixture_script (fixture, 0, 0);
  FakeTx *tx = fake_esplora_pay (fixture->fake, script, 70000);
  FakeTx *same = fake_esplora_pay (fixture->other, script, 70000);

  g_assert_cmpstr (tx->txid, ==, same->txid);
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  fake_esplora_drop (fixture->fake, tx);
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->batch->records->len, ==, 0);
  g_assert_cmpint (fixture_balance (fixture), ==, 70000);

  fake_esplora_drop (fixture->other, same);
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture_find (fixture, tx->txid)->state, ==, IMW_TX_DROPPED);
  g_assert_cmpint (fixture_balance (fixture), ==, 0);
}

/* A second server that fails does not keep anything alive, nor does it spoil the round. */
static void
test_gone_and_alone (Fixture      *fixture,
                     gconstpointer data)
{
  FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);

  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  fake_esplora_drop (fixture->fake, tx);
  fake_esplora_set_fault (fixture->other, FAULT_500, "/", NULL);
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture_find (fixture, tx->txid)->state, ==, IMW_TX_DROPPED);
  g_assert_cmpstr (imw_backend_get_server (fixture->backend),
                   ==,
                   fake_esplora_get_url (fixture->fake));
}

static void
test_switched_off (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *host = imw_hosts_name_for_url (fake_esplora_get_url (fixture->fake));
  g_autoptr (GPtrArray) list = imw_hosts_list (fixture->hosts);

  g_assert_cmpuint (list->len, ==, 1); /* known before it is used */
  imw_hosts_set_enabled (fixture->hosts, IMW_PURPOSE_BITCOIN_SERVER, host, FALSE);
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_REFUSED);
  g_assert_cmpuint (fixture->fake->n_requests, ==, 0);
}

/* One word of a true answer is changed. */
static void
expect_lie (Fixture    *fixture,
            const char *from,
            const char *to)
{
  const FakeTx    *tx = fixture_pay (fixture, 0, 0, 70000);
  g_autofree char *json = NULL;
  g_autofree char *page = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *lie = NULL;

  fake_esplora_mine (fixture->fake, 1);
  json = fake_esplora_tx_to_json (fixture->fake, tx);
  parts = g_strsplit (json, from, 2);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  lie = g_strconcat (parts[0], to, parts[1], NULL);
  page = g_strconcat ("[", lie, "]", NULL);
  fake_esplora_set_fault (fixture->fake, FAULT_BODY, "/txs", page);
  g_assert_false (fixture_sync (fixture, FALSE));
  g_test_message ("%s -> %s: %s", from, to, fixture->error->message);
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  g_assert_cmpint (fixture_balance (fixture), ==, 0);
}

static void
test_lies (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const lies[][2] = {
    { "\"value\":70000", "\"value\":70001" },
    { "\"value\":70000", "\"value\":2100000000000001" },
    { "\"value\":70000", "\"value\":-1" },
    { "\"value\":70000", "\"value\":7e4" },
    { "\"value\":75500", "\"value\":75501" }, /* the fee no longer fits */
    { "\"value\":75500", "\"value\":60000" }, /* more out than in */
    { "\"fee\":500", "\"fee\":499" },
    { "\"fee\":500", "\"fee\":500,\"fee\":500" },
    { "\"version\":2", "\"version\":1" },
    { "\"locktime\":0", "\"locktime\":1" },
    { "\"vout\":0", "\"vout\":1" },
    { "\"txid\":\"", "\"txid\":\"A" },
    { "\"scriptsig\":\"\"", "\"scriptsig\":\"51\"" },
    { "\"sequence\":4294967293", "\"sequence\":4294967294" },
    { "\"is_coinbase\":false", "\"is_coinbase\":true" },
    { "\"block_height\":101", "\"block_height\":1000" },
    { "\"block_height\":101", "\"block_height\":-1" },
    { "\"block_hash\":\"0", "\"block_hash\":\"g" },
    { "\"confirmed\":true", "\"confirmed\":\"true\"" },
    { "\"vin\":[", "\"vin\":[],\"win\":[" },
    { "\"scriptpubkey\":\"0014", "\"scriptpubkey\":\"0015" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      fixture_tear_down (fixture, NULL);
      fixture_set_up (fixture, NULL);
      expect_lie (fixture, lies[i][0], lies[i][1]);
    }
}

static void
test_somebody_elses (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GBytes) foreign = fake_esplora_foreign_script (2);
  const FakeTx    *other = fake_esplora_pay (fixture->fake, foreign, 70000);
  g_autofree char *json = fake_esplora_tx_to_json (fixture->fake, other);
  g_autofree char *page = g_strconcat ("[", json, "]", NULL);

  fixture_pay (fixture, 0, 0, 70000);
  fake_esplora_set_fault (fixture->fake, FAULT_BODY, "/txs", page);
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
}

static void
test_round_and_round (Fixture      *fixture,
                      gconstpointer data)
{
  for (guint i = 0; i < 60; i++)
    fixture_pay (fixture, 0, 0, 1000);
  fake_esplora_mine (fixture->fake, 1);
  fixture->fake->double_pages = TRUE;
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  fixture->fake->double_pages = FALSE;
  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture_balance (fixture), ==, 60000);
}

static void
test_history_ends_early (Fixture      *fixture,
                         gconstpointer data)
{
  for (guint i = 0; i < 60; i++)
    fixture_pay (fixture, 0, 0, 1000);
  fake_esplora_mine (fixture->fake, 1);
  fake_esplora_set_fault (fixture->fake, FAULT_BODY, "/txs/chain/", "[]");
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  g_assert_cmpint (fixture_balance (fixture), ==, 0);
}

/* A failing server does not make a transaction disappear, nor one that names another. */
static void
test_not_dropped (Fixture      *fixture,
                  gconstpointer data)
{
  FakeTx          *tx = fixture_pay (fixture, 0, 0, 70000);
  const FakeTx    *other = fixture_pay (fixture, 0, 1, 1);
  g_autofree char *json = fake_esplora_tx_to_json (fixture->fake, other);
  g_autofree char *path = g_strconcat ("/tx/", tx->txid, NULL);

  fixture_sync (fixture, FALSE);
  g_assert_no_error (fixture->error);
  fake_esplora_drop (fixture->fake, tx);
  fake_esplora_set_fault (fixture->fake, FAULT_500, path, NULL);
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_SERVER);
  fake_esplora_set_fault (fixture->fake, FAULT_BODY, path, json);
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  g_assert_cmpint (fixture_balance (fixture), ==, 70001);
}

static void
test_bad_requests (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *good = g_steal_pointer (&fixture->account_key);

  fixture->account_key = g_strdup ("xpub");
  g_assert_false (fixture_sync (fixture, FALSE));
  fixture_assert_error (fixture, IMW_ERROR_BAD_INPUT);
  g_free (fixture->account_key);
  fixture->account_key = g_strdup (good);
  g_assert_false (fixture_get_raw (fixture, "../../x"));
  fixture_assert_error (fixture, IMW_ERROR_BAD_INPUT);
  g_assert_cmpuint (fixture->fake->n_requests, ==, 0);
}

static void
test_raw (Fixture      *fixture,
          gconstpointer data)
{
  const FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);
  const FakeTx *other = fixture_pay (fixture, 0, 1, 70000);
  g_autoptr (GBytes) expected = imw_bitcoin_tx_serialize (tx->tx, TRUE);
  g_autoptr (GBytes) wrong = imw_bitcoin_tx_serialize (other->tx, TRUE);
  g_autofree char *wrong_hex = imw_hex_encode_bytes (wrong);
  guint            before;

  fake_esplora_set_fault (fixture->fake, FAULT_BODY, "/hex", wrong_hex);
  g_assert_false (fixture_get_raw (fixture, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  fake_esplora_set_fault (fixture->fake, FAULT_BODY, "/hex", "xyz");
  g_assert_false (fixture_get_raw (fixture, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  fake_esplora_set_fault (fixture->fake, FAULT_404, "/hex", NULL);
  g_assert_false (fixture_get_raw (fixture, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_NOT_FOUND);

  fake_esplora_clear_fault (fixture->fake);
  g_assert_true (fixture_get_raw (fixture, tx->txid));
  g_assert_true (g_bytes_equal (fixture->raw, expected));
  before = fixture->fake->n_requests;
  g_assert_true (fixture_get_raw (fixture, tx->txid));
  g_assert_true (g_bytes_equal (fixture->raw, expected));
  g_assert_cmpuint (fixture->fake->n_requests, ==, before); /* kept */
}

static const struct
{
  guint       status;
  const char *body;
  gint        code; /* -1: success */
} submits[] = {
  { 400,
    "RPC error: {\"code\":-27,\"message\":\"Transaction already in block chain\"}",
    -1 },
  { 400,
    "RPC error: {\"code\":-27,\"message\":\"Transaction outputs already in utxo set\"}",
    -1 },
  { 400,
    "RPC error: {\"code\":-26,\"message\":\"txn-already-in-mempool\"}",
    -1 },
  { 400, "RPC error: {\"code\":-26,\"message\":\"txn-already-known\"}", -1 },
  { 400,
    "RPC error: {\"code\":-26,\"message\":\"min relay fee not met, 100 < 141\"}",
    IMW_ERROR_FEE_TOO_LOW },
  { 400,
    "RPC error: {\"code\":-26,\"message\":\"mempool min fee not met, 141 < 705\"}",
    IMW_ERROR_FEE_TOO_LOW },
  { 400,
    "RPC error: {\"code\":-26,\"message\":\"insufficient fee, rejecting replacement\"}",
    IMW_ERROR_FEE_TOO_LOW },
  { 400,
    "RPC error: {\"code\":-25,\"message\":\"bad-txns-inputs-missingorspent\"}",
    IMW_ERROR_REFUSED },
  { 400,
    "RPC error: {\"code\":-26,\"message\":\"txn-mempool-conflict\"}",
    IMW_ERROR_REFUSED },
  { 400, "", IMW_ERROR_REFUSED },
  { 500, "oops", IMW_ERROR_SERVER },
  { 408, "", IMW_ERROR_TIMEOUT },
  { 429, "", IMW_ERROR_RATE_LIMITED },
  { 200, "not a txid", IMW_ERROR_BAD_REPLY },
  { 200, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043", IMW_ERROR_BAD_REPLY },
};

static void
test_submit (Fixture      *fixture,
             gconstpointer data)
{
  FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);
  g_autoptr (GBytes) raw = imw_bitcoin_tx_serialize (tx->tx, TRUE);
  g_autofree char *hex = imw_hex_encode_bytes (raw);

  fake_esplora_drop (fixture->fake, tx);
  g_assert_true (fixture_submit (fixture, raw, tx->txid));
  g_assert_cmpstr (fixture->fake->submitted, ==, hex);

  for (gsize i = 0; i < G_N_ELEMENTS (submits); i++)
    {
      guint    before = fixture->fake->n_submits;
      gboolean ok;

      fixture->fake->submit_status = submits[i].status;
      g_free (fixture->fake->submit_body);
      fixture->fake->submit_body = g_strdup (submits[i].body);
      ok = fixture_submit (fixture, raw, tx->txid);
      g_assert_cmpuint (fixture->fake->n_submits, ==, before + 1); /* never twice */
      if (submits[i].code < 0)
        g_assert_true (ok);
      else
        g_assert_error (fixture->error, IMW_ERROR, submits[i].code);
    }

  /* refused, because it is there already and has spent its own inputs */
  tx->height = 50;
  fixture->fake->submit_status = 400;
  g_free (fixture->fake->submit_body);
  fixture->fake->submit_body = g_strdup ("bad-txns-inputs-missingorspent");
  g_assert_true (fixture_submit (fixture, raw, tx->txid));

  /* words of the server are made harmless */
  tx->height = -2;
  g_free (fixture->fake->submit_body);
  fixture->fake->submit_body = g_strdup ("no\n\x1b[31m \xe2\x80\xaepay me \xff");
  g_assert_false (fixture_submit (fixture, raw, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_REFUSED);
  g_assert_null (strpbrk (fixture->error->message, "\n\x1b"));
  g_assert_null (strstr (fixture->error->message, "\xe2\x80\xae"));
}

static void
test_submit_wrong_bytes (Fixture      *fixture,
                         gconstpointer data)
{
  const FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);
  const FakeTx *other = fixture_pay (fixture, 0, 1, 70000);
  g_autoptr (GBytes) raw = imw_bitcoin_tx_serialize (tx->tx, TRUE);

  g_assert_false (fixture_submit (fixture, raw, other->txid));
  fixture_assert_error (fixture, IMW_ERROR_BAD_INPUT);
  g_assert_cmpuint (fixture->fake->n_requests, ==, 0);
}

/* What one server may have taken is not refused by the other: it stays unknown. */
static void
test_submit_two (Fixture      *fixture,
                 gconstpointer data)
{
  FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);
  g_autoptr (GBytes) raw = imw_bitcoin_tx_serialize (tx->tx, TRUE);

  fake_esplora_drop (fixture->fake, tx);
  fixture->fake->submit_status = 502;
  fixture->fake->submit_body = g_strdup ("");
  g_assert_true (fixture_submit (fixture, raw, tx->txid));
  g_assert_cmpuint (fixture->other->n_submits, ==, 1);

  fixture->other->submit_status = 502;
  fixture->other->submit_body = g_strdup ("");
  fixture->fake->submit_status = 400;
  g_free (fixture->fake->submit_body);
  fixture->fake->submit_body = g_strdup ("bad-txns-inputs-missingorspent");
  g_assert_false (fixture_submit (fixture, raw, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_SERVER);
}

/* One server's refusal is certain only when the other refuses as well. */
static void
test_submit_second_opinion (Fixture      *fixture,
                            gconstpointer data)
{
  FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);
  g_autoptr (GBytes) raw = imw_bitcoin_tx_serialize (tx->tx, TRUE);

  fake_esplora_drop (fixture->fake, tx);
  fixture->fake->submit_status = 400;
  fixture->fake->submit_body = g_strdup ("min relay fee not met");
  g_assert_true (fixture_submit (fixture, raw, tx->txid));
  g_assert_cmpuint (fixture->fake->n_submits, ==, 1);
  g_assert_cmpuint (fixture->other->n_submits, ==, 1);
}

static void
test_submit_both_refuse (Fixture      *fixture,
                         gconstpointer data)
{
  FakeTx *tx = fixture_pay (fixture, 0, 0, 70000);
  g_autoptr (GBytes) raw = imw_bitcoin_tx_serialize (tx->tx, TRUE);

  fake_esplora_drop (fixture->fake, tx);
  fixture->fake->submit_status = 400;
  fixture->fake->submit_body = g_strdup ("min relay fee not met");
  fixture->other->submit_status = 400;
  fixture->other->submit_body = g_strdup ("min relay fee not met");
  g_assert_false (fixture_submit (fixture, raw, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_FEE_TOO_LOW);

  /* the other can't be asked: it stays unknown */
  fixture->other->submit_status = 502;
  g_assert_false (fixture_submit (fixture, raw, tx->txid));
  fixture_assert_error (fixture, IMW_ERROR_SERVER);
}

static void
test_fees (Fixture      *fixture,
           gconstpointer data)
{
  ImwFeeTable fees;

  g_assert_true (fixture_get_fees (fixture, &fees));
  g_assert_true (fees.known);
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_FAST], ==, 20500);
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_NORMAL], ==, 10000);
  g_assert_cmpuint (fees.rate_milli[IMW_FEE_SLOW], ==, 1000);
  g_assert_cmpuint (fees.expected_s[IMW_FEE_FAST], ==, 600);
  g_assert_cmpuint (fees.expected_s[IMW_FEE_NORMAL], ==, 3600);
  g_assert_cmpuint (fees.expected_s[IMW_FEE_SLOW], ==, 86400);
  g_assert_cmpuint (fees.minimum_milli, ==, 1000);
  g_assert_cmpint (fees.as_of_ms, ==, G_GINT64_CONSTANT (1767225600000));

  g_free (fixture->fake->fees);
  fixture->fake->fees = g_strdup ("{}");
  g_assert_true (fixture_get_fees (fixture, &fees));
  g_assert_false (fees.known);

  fake_esplora_set_fault (fixture->fake, FAULT_404, "/fee-estimates", NULL);
  g_assert_true (fixture_get_fees (fixture, &fees));
  g_assert_false (fees.known);
  fake_esplora_set_fault (fixture->fake, FAULT_500, "/fee-estimates", NULL);
  g_assert_false (fixture_get_fees (fixture, &fees));
  fixture_assert_error (fixture, IMW_ERROR_SERVER);
  g_assert_false (fees.known);
  fake_esplora_clear_fault (fixture->fake);

  g_free (fixture->fake->fees);
  fixture->fake->fees = g_strdup ("{\"1\":2001,\"6\":10,\"144\":1}");
  g_assert_false (fixture_get_fees (fixture, &fees));
  fixture_assert_error (fixture, IMW_ERROR_BAD_REPLY);
  g_assert_false (fees.known);
}

int
main (int    argc,
      char **argv)
{
  gpointer two = GINT_TO_POINTER (1);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, servers, func) \
  g_test_add (path, Fixture, servers, fixture_set_up, func, fixture_tear_down)
  ADD ("/backend/esplora/faults", NULL, test_faults);
  ADD ("/backend/esplora/second-server", two, test_second_server);
  ADD ("/backend/esplora/behind-two", two, test_behind_two);
  ADD ("/backend/esplora/still-elsewhere", two, test_still_elsewhere);
  ADD ("/backend/esplora/gone-and-alone", two, test_gone_and_alone);
  ADD ("/backend/esplora/switched-off", NULL, test_switched_off);
  ADD ("/backend/esplora/lies", NULL, test_lies);
  ADD ("/backend/esplora/somebody-elses", NULL, test_somebody_elses);
  ADD ("/backend/esplora/round-and-round", NULL, test_round_and_round);
  ADD ("/backend/esplora/history-ends-early", NULL, test_history_ends_early);
  ADD ("/backend/esplora/not-dropped", NULL, test_not_dropped);
  ADD ("/backend/esplora/bad-requests", NULL, test_bad_requests);
  ADD ("/backend/esplora/raw", NULL, test_raw);
  ADD ("/backend/esplora/submit", NULL, test_submit);
  ADD ("/backend/esplora/submit-wrong-bytes", NULL, test_submit_wrong_bytes);
  ADD ("/backend/esplora/submit-two", two, test_submit_two);
  ADD ("/backend/esplora/submit-second-opinion", two, test_submit_second_opinion);
  ADD ("/backend/esplora/submit-both-refuse", two, test_submit_both_refuse);
  ADD ("/backend/esplora/fees", NULL, test_fees);

  return g_test_run ();
}
