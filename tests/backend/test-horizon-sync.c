/* test-horizon-sync.c: balances, history and fate on Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "horizon-fixture.h"

#include "imw-error.h"

#include <string.h>

#define USDC(key, value)                                                                   \
  "\"" key "\":\"" value "\",\"asset_type\":\"credit_alphanum4\",\"asset_code\":\"USDC\"," \
  "\"asset_issuer\":\"" XLM_ISSUER "\""
#define PLAIN "\"subentry_count\":0"

static void
pay (HorizonFixture *f, gint64 ledger, const char *from, const char *to, const char *amount)
{
  g_autofree char *members = g_strdup_printf (
      "\"type\":\"payment\",\"source_account\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
      "\"asset_type\":\"native\",\"amount\":\"%s\"",
      from, from, to, amount);

  fake_horizon_add (f->fake, ledger, from, "7", FALSE, members, NULL);
}

static void
add_usdc (HorizonFixture *f)
{
  const ImwStellarToken *token = g_ptr_array_index (f->params->tokens, 0);

  g_ptr_array_add (f->assets, imw_asset_ref (token->facts->asset));
}

/* one that may be paid, one that is frozen, and shares of a pool, which are passed over */
static const char LINES[] =
    "{\"balance\":\"25.5000000\",\"limit\":\"1000.0000000\","
    "\"selling_liabilities\":\"5.5000000\",\"buying_liabilities\":\"1.0000000\","
    "\"is_authorized\":true,\"asset_type\":\"credit_alphanum4\",\"asset_code\":\"USDC\","
    "\"asset_issuer\":\"" XLM_ISSUER "\"},"
    "{\"balance\":\"3.0000000\",\"limit\":\"10.0000000\",\"asset_type\":"
    "\"credit_alphanum12\",\"asset_code\":\"FROZEN\",\"asset_issuer\":\"" XLM_SPAM "\","
    "\"is_authorized\":false},"
    "{\"balance\":\"1.0000000\",\"limit\":\"2.0000000\","
    "\"asset_type\":\"liquidity_pool_shares\",\"liquidity_pool_id\":\"ab\"},";

/* (2 + subentries + sponsoring - sponsored) × 0.5 and what is promised; numbers above 2^53. */
static void
test_account (void)
{
  HorizonFixture   f;
  g_autofree char *reserved = NULL;
  g_autofree char *step = NULL;
  g_autofree char *opening = NULL;

  horizon_fixture_set_up (&f, 1);
  add_usdc (&f);
  fake_horizon_set_account (f.fake, XLM_ME, "9007199254740995", "100.0000001", LINES,
                            "\"subentry_count\":4,\"num_sponsoring\":3,\"num_sponsored\":1");
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->exists);
  g_assert_cmpint (f.batch->sequence, ==, G_GINT64_CONSTANT (9007199254740996));
  g_assert_cmpint (f.batch->tip_height, ==, 1000);
  g_assert_cmpint (f.batch->network_time_ms, ==, fake_horizon_time_ms (1000));
  horizon_fixture_assert_balance (&f, "XLM", "1000000001");
  horizon_fixture_assert_balance (&f, "USDC", "200000000"); /* without what is promised */
  horizon_fixture_assert_balance (&f, "FROZEN", "30000000");
  reserved = imw_amount_to_base_text (f.batch->reserved);
  g_assert_cmpstr (reserved, ==, "40000000"); /* 2 + 4 + 3 - 1 = 8 halves */
  step = imw_amount_to_base_text (f.batch->reserve_step);
  g_assert_cmpstr (step, ==, "5000000");
  opening = imw_amount_to_base_text (f.batch->opening);
  g_assert_cmpstr (opening, ==, "10000000");
  g_assert_cmpuint (f.batch->opened->len, ==, 1);
  g_assert_cmpstr (imw_asset_get_id (g_ptr_array_index (f.batch->opened, 0)), ==,
                   "stellar/USDC:" XLM_ISSUER);
  g_assert_nonnull (f.batch->claims);
  g_assert_cmpuint (f.batch->claims->len, ==, 0);
  g_assert_cmpuint (f.batch->n_requests, ==, f.fake->n_requests);
  g_assert_cmpuint (f.fake->n_requests, <=, 5);
  g_assert_cmpstr (f.batch->history_source, ==, "index");
  g_assert_cmpint (f.batch->history_from_ms, ==, 0);
  g_assert_false (f.batch->history_more);
  horizon_fixture_tear_down (&f);
}

/* Not opened yet: that is known, and nothing is unknown. */
static void
test_no_account (void)
{
  HorizonFixture f;

  horizon_fixture_set_up (&f, 1);
  add_usdc (&f);
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_false (f.batch->exists);
  g_assert_cmpint (f.batch->sequence, ==, -1);
  horizon_fixture_assert_balance (&f, "XLM", "0");
  horizon_fixture_assert_balance (&f, "USDC", "0");
  g_assert_cmpuint (f.batch->opened->len, ==, 0);
  g_assert_cmpint (imw_amount_sign (f.batch->reserved), ==, 0);

  /* it is opened by somebody */
  fake_horizon_set_account (f.fake, XLM_ME, "1", "5.0000000", "", PLAIN);
  fake_horizon_add (f.fake, 1001, XLM_OTHER, "1", FALSE,
                    "\"type\":\"create_account\",\"source_account\":\"" XLM_OTHER
                    "\",\"funder\":\"" XLM_OTHER "\",\"account\":\"" XLM_ME
                    "\",\"starting_balance\":\"5.0000000\"",
                    NULL);
  f.fake->ledger = 1001;
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->exists);
  horizon_fixture_assert_balance (&f, "XLM", "50000000");
  g_assert_cmpuint (f.batch->records->len, ==, 1);
  horizon_fixture_assert_net (&f, ((FakeOp *) f.fake->ops->pdata[0])->txid, "XLM", "50000000");
  horizon_fixture_tear_down (&f);
}

static const ImwTxCounterparty *
get_side (const ImwTxRecord *record)
{
  g_assert_cmpuint (record->counterparties->len, ==, 1);

  return g_ptr_array_index (record->counterparties, 0);
}

/* of the operation with the token 64424513537, of others, and of somebody else */
static char *
effects_page (void)
{
  static const struct
  {
    const char *token;
    const char *type;
    const char *account;
    guint       amount;
  } effects[] = {
    { "64424513537-1", "claimable_balance_claimed", XLM_ME, 3 },
    { "64424513537-2", "account_credited", XLM_ME, 3 },
    { "64424513537-3", "account_credited", XLM_OTHER, 5 },
    { "64424513538-1", "account_credited", XLM_ME, 7 },
    { "6442451353-1", "account_credited", XLM_ME, 9 },
  };
  GString *text = g_string_new ("{\"_embedded\":{\"records\":[");

  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    g_string_append_printf (text,
                            "%s{\"paging_token\":\"%s\",\"type\":\"%s\",\"account\":\"%s\","
                            "\"asset_type\":\"native\",\"amount\":\"%u.0000000\"}",
                            i > 0 ? "," : "", effects[i].token, effects[i].type,
                            effects[i].account, effects[i].amount);
  g_string_append (text, "]}}");

  return g_string_free (text, FALSE);
}

/* What each kind of operation does to the account. */
static void
test_records (gconstpointer data)
{
  gboolean           without_join = GPOINTER_TO_INT (data);
  HorizonFixture     f;
  const char        *txids[10];
  g_autofree char   *what = NULL;
  g_autofree char   *effects = effects_page ();
  const ImwTxRecord *record;
  g_autofree char   *text = NULL;
  g_autofree char   *moved = NULL;

  horizon_fixture_set_up (&f, 1);
  f.fake->without_join = without_join;
  fake_horizon_set_account (f.fake, XLM_ME, "20", "5.0000000", "", PLAIN);
  txids[0] = fake_horizon_add (
      f.fake, 10, XLM_ME, "11", FALSE,
      "\"type\":\"payment\",\"source_account\":\"" XLM_ME "\",\"from\":\"" XLM_ME
      "\",\"to\":\"" XLM_OTHER "\"," USDC ("amount", "1.5000000"),
      "\"memo_type\":\"hash\",\"memo\":\"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\"");
  txids[1] = fake_horizon_add (f.fake, 11, XLM_OTHER, "3", FALSE,
                               "\"type\":\"payment\",\"source_account\":\"" XLM_OTHER
                               "\",\"from\":\"" XLM_OTHER "\",\"to\":\"" XLM_ME
                               "\",\"asset_type\":\"native\",\"amount\":\"2.0000000\"",
                               "\"memo_type\":\"text\",\"memo\":\"thanks \\u202e!\"");
  txids[2] = fake_horizon_add (
      f.fake, 12, XLM_ME, "12", FALSE,
      "\"type\":\"path_payment_strict_send\",\"source_account\":\"" XLM_ME "\",\"from\":\"" XLM_ME
      "\",\"to\":\"" XLM_ME
      "\",\"source_asset_type\":\"native\",\"source_amount\":\"10.0000000\"," USDC ("amount",
                                                                                    "1.2500000"),
      NULL);
  txids[3] = fake_horizon_add (f.fake, 13, XLM_ME, "13", FALSE,
                               "\"type\":\"change_trust\",\"source_account\":\"" XLM_ME
                               "\",\"trustor\":\"" XLM_ME "\"," USDC ("limit", "10.0000000"),
                               NULL);
  txids[4] = fake_horizon_add (f.fake, 14, XLM_ME, "14", TRUE,
                               "\"type\":\"payment\",\"source_account\":\"" XLM_ME
                               "\",\"from\":\"" XLM_ME "\",\"to\":\"" XLM_OTHER
                               "\",\"asset_type\":\"native\",\"amount\":\"4.0000000\"",
                               "\"memo_type\":\"id\",\"memo\":\"18446744073709551615\"");
  txids[5] = fake_horizon_add (f.fake, 15, XLM_ME, "15", FALSE,
                               "\"type\":\"claim_claimable_balance\",\"source_account\":\"" XLM_ME
                               "\",\"claimant\":\"" XLM_ME "\"",
                               NULL);
  what = g_strdup_printf ("GET /transactions/%s/effects", txids[5]);
  fake_horizon_reply (f.fake, what, 200, effects, 0);
  /* two operations in one transaction */
  txids[6] = fake_horizon_add (f.fake, 16, XLM_ME, "16", FALSE,
                               "\"type\":\"payment\",\"source_account\":\"" XLM_ME
                               "\",\"from\":\"" XLM_ME "\",\"to\":\"" XLM_OTHER
                               "\",\"asset_type\":\"native\",\"amount\":\"1.0000000\"",
                               NULL);
  fake_horizon_add (f.fake, 16, XLM_ME, "16", FALSE,
                    "+\"type\":\"create_account\",\"source_account\":\"" XLM_ME
                    "\",\"funder\":\"" XLM_ME "\",\"account\":\"" XLM_SPAM
                    "\",\"starting_balance\":\"2.0000000\"",
                    NULL);
  txids[7] = fake_horizon_add (f.fake, 17, XLM_OTHER, "4", FALSE,
                               "\"type\":\"set_options\",\"source_account\":\"" XLM_OTHER "\"",
                               NULL);
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (g_hash_table_size (f.records), ==, 7);

  record = horizon_fixture_find (&f, txids[0]);
  horizon_fixture_assert_net (&f, txids[0], "USDC", "-15000000");
  g_assert_cmpint (record->state, ==, IMW_TX_CONFIRMED);
  g_assert_cmpint (record->height, ==, 10);
  g_assert_cmpint (record->time_ms, ==, fake_horizon_time_ms (10));
  g_assert_cmpint (record->sequence, ==, 11);
  g_assert_false (record->failed);
  text = imw_amount_to_base_text (record->fee);
  g_assert_cmpstr (text, ==, "100");
  g_assert_cmpstr (get_side (record)->address, ==, XLM_OTHER);
  g_assert_cmpstr (record->memo_type, ==, "hash");
  g_assert_cmpstr (record->memo, ==,
                   "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");

  record = horizon_fixture_find (&f, txids[1]);
  horizon_fixture_assert_net (&f, txids[1], "XLM", "20000000");
  g_assert_null (record->fee);
  g_assert_cmpint (record->sequence, ==, -1);
  g_assert_cmpstr (get_side (record)->address, ==, XLM_OTHER);
  g_assert_cmpstr (record->memo_type, ==, "text");
  g_assert_true (g_str_has_prefix (record->memo, "thanks "));
  g_assert_null (strstr (record->memo, "\xe2\x80\xae"));

  record = horizon_fixture_find (&f, txids[2]);
  horizon_fixture_assert_net (&f, txids[2], "USDC", "12500000");
  g_assert_cmpstr (record->call, ==, "exchange");
  g_assert_cmpuint (record->counterparties->len, ==, 0);
  g_assert_cmpuint (record->movements->len, ==, 1);
  moved = imw_amount_to_base_text (g_ptr_array_index (record->movements, 0));
  g_assert_cmpstr (moved, ==, "-100000000");

  record = horizon_fixture_find (&f, txids[3]);
  horizon_fixture_assert_net (&f, txids[3], "XLM", "-100");
  g_assert_cmpstr (record->call, ==, "open-asset");

  record = horizon_fixture_find (&f, txids[4]);
  horizon_fixture_assert_net (&f, txids[4], "XLM", "-100");
  g_assert_true (record->failed);
  g_assert_cmpstr (record->memo, ==, "18446744073709551615");

  record = horizon_fixture_find (&f, txids[5]);
  horizon_fixture_assert_net (&f, txids[5], "XLM", "29999900");
  g_assert_cmpstr (record->call, ==, "claim");

  record = horizon_fixture_find (&f, txids[6]);
  horizon_fixture_assert_net (&f, txids[6], "XLM", "-30000100");
  g_assert_cmpuint (record->counterparties->len, ==, 2);
  g_assert_null (horizon_fixture_find (&f, txids[7]));
  horizon_fixture_tear_down (&f);
}

/* Ten thousand payments, backwards in steps, none twice and none lost; then forward again. */
static void
test_many (gconstpointer data)
{
  HorizonFixture f;
  guint          n_steps = 0;

  horizon_fixture_set_up (&f, 1);
  f.fake->padding = GPOINTER_TO_SIZE (data);
  fake_horizon_set_account (f.fake, XLM_ME, "1", "5.0000000", "", PLAIN);
  for (guint i = 0; i < 10000; i++)
    pay (&f, 100 + i / 7, XLM_OTHER, XLM_ME, "0.0000001");
  f.fake->ledger = 5000;
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->history_more);
  while (f.batch->history_more)
    {
      gint64 before_ms = f.batch->history_from_ms;

      horizon_fixture_history (&f);
      g_assert_no_error (f.error);
      g_assert_cmpuint (++n_steps, <, 2500);
      g_assert_cmpint (f.batch->history_from_ms, <=, before_ms);
    }
  g_assert_cmpint (f.batch->history_from_ms, ==, 0);
  g_assert_cmpuint (g_hash_table_size (f.records), ==, 10000);
  g_test_message ("%u steps", n_steps);

  /* more than one round reads happened meanwhile */
  for (guint i = 0; i < 500; i++)
    pay (&f, 6000 + i, XLM_OTHER, XLM_ME, "0.0000002");
  f.fake->ledger = 7000;
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_true (f.batch->history_more);
  for (n_steps = 0; f.batch->history_more; n_steps++)
    {
      g_assert_cmpuint (n_steps, <, 200);
      horizon_fixture_history (&f);
      g_assert_no_error (f.error);
    }
  g_assert_cmpuint (g_hash_table_size (f.records), ==, 10500);
  horizon_fixture_tear_down (&f);
}

/* A payment that the page's end cuts through is whole in the end. */
static void
test_page_end (void)
{
  HorizonFixture f;
  const char    *txid = NULL;

  horizon_fixture_set_up (&f, 1);
  fake_horizon_set_account (f.fake, XLM_ME, "1", "5.0000000", "", PLAIN);
  for (guint i = 0; i < 40; i++)
    for (guint k = 0; k < 7; k++)
      {
        g_autofree char *members = g_strdup_printf (
            "%s\"type\":\"payment\",\"source_account\":\"" XLM_OTHER "\",\"from\":\"" XLM_OTHER
            "\",\"to\":\"" XLM_ME "\",\"asset_type\":\"native\",\"amount\":\"1.0000000\"",
            k > 0 ? "+" : "");

        txid = fake_horizon_add (f.fake, 10 + i, XLM_OTHER, "1", FALSE, members, NULL);
      }
  horizon_fixture_sync (&f);
  while (f.batch->history_more)
    horizon_fixture_history (&f);
  g_assert_cmpuint (g_hash_table_size (f.records), ==, 40);
  for (guint i = 0; i < f.fake->ops->len; i++)
    {
      txid = ((FakeOp *) g_ptr_array_index (f.fake->ops, i))->txid;
      horizon_fixture_assert_net (&f, txid, "XLM", "70000000");
    }
  horizon_fixture_tear_down (&f);
}

/* Done, failed, positively not there; a server that does not answer says nothing of a fate. */
static void
test_fate (void)
{
  HorizonFixture   f;
  g_autofree char *missing = g_strnfill (64, 'a');
  g_autofree char *what = g_strconcat ("GET /transactions/", missing, NULL);
  g_autofree char *failed = NULL;
  g_autofree char *body = NULL;
  const char      *failed_txid;

  horizon_fixture_set_up (&f, 1);
  fake_horizon_set_account (f.fake, XLM_ME, "1", "5.0000000", "", PLAIN);
  horizon_fixture_sync (&f);
  g_assert_cmpuint (f.batch->missing->len, ==, 0);

  pay (&f, 1001, XLM_ME, XLM_OTHER, "1.0000000");
  f.fake->ledger = 1001;
  g_ptr_array_add (f.unfinal, g_strdup (((FakeOp *) f.fake->ops->pdata[0])->txid));
  g_ptr_array_add (f.unfinal, g_strdup (missing));
  fake_horizon_reply (f.fake, what, 500, "", 1);
  horizon_fixture_sync (&f);
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_SERVER);

  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (f.batch->missing->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (f.batch->missing, 0), ==, missing);
  g_assert_cmpint (f.batch->network_time_ms, ==, fake_horizon_time_ms (1001));
  horizon_fixture_assert_net (&f, ((FakeOp *) f.fake->ops->pdata[0])->txid, "XLM", "-10000100");

  /* one that took only the fee, and that the list of operations does not hold */
  failed_txid = fake_horizon_add (f.fake, 1002, XLM_ME, "8", TRUE, "\"type\":\"payment\"", NULL);
  failed = g_strdup (failed_txid);
  what = (g_free (what), g_strconcat ("GET /transactions/", failed, NULL));
  body = g_strdup_printf ("{%s}", ((FakeOp *) f.fake->ops->pdata[1])->tx_members);
  fake_horizon_reply (f.fake, what, 200, body, 0);
  g_ptr_array_set_size (f.fake->ops, 1);
  g_ptr_array_set_size (f.unfinal, 0);
  g_ptr_array_add (f.unfinal, g_strdup (failed));
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  g_assert_cmpuint (f.batch->missing->len, ==, 0);
  g_assert_true (horizon_fixture_find (&f, failed)->failed);
  horizon_fixture_assert_net (&f, failed, "XLM", "-100");
  horizon_fixture_tear_down (&f);
}

/* The network's time is 1700005000 s. */
static const struct
{
  const char *asset;
  const char *predicate;
  gint64      not_before_s;
  gint64      expires_s; /* -1: not listed */
} claims[] = {
  { "native", "{\"unconditional\":true}", 0, 0 },
  { "SPAM:" XLM_SPAM, "{\"abs_before_epoch\":\"1700009000\"}", 0, 1700009000 },
  { "native", "{\"not\":{\"abs_before_epoch\":\"1700009000\"}}", 1700009000, 0 },
  { "native",
    "{\"and\":[{\"not\":{\"abs_before_epoch\":\"1700006000\"}},"
    "{\"abs_before_epoch\":\"1700009000\"}]}",
    1700006000, 1700009000 },
  { "native", "{\"abs_before_epoch\":\"1700004000\"}", 0, -1 },
  { "native", "{\"rel_before\":\"10000\"}", 0, 1700010000 },
  { "native", "{\"abs_before\":\"2023-11-14T23:53:20Z\"}", 0, 1700006000 },
  { "native", "{\"strange\":1}", 0, -1 },
  { "native", "{\"and\":[{\"unconditional\":true}]}", 0, -1 },
  { "nowhere", "{\"unconditional\":true}", 0, -1 },
};

static char *
claims_page (void)
{
  GString *text = g_string_new ("{\"_embedded\":{\"records\":[");

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    g_string_append_printf (
        text,
        "%s{\"id\":\"%08d%064x\",\"asset\":\"%s\",\"amount\":\"7.0000000\","
        "\"sponsor\":\"" XLM_OTHER "\",\"last_modified_time\":\"2023-11-14T22:13:20Z\","
        "\"claimants\":[{\"destination\":\"" XLM_OTHER "\","
        "\"predicate\":{\"unconditional\":true}},"
        "{\"destination\":\"" XLM_ME "\",\"predicate\":%s}]}",
        i > 0 ? "," : "", 0, i, claims[i].asset, claims[i].predicate);
  g_string_append (text, "]}}");

  return g_string_free (text, FALSE);
}

static void
test_claims (void)
{
  HorizonFixture   f;
  g_autofree char *page = claims_page ();
  guint            n = 0;

  horizon_fixture_set_up (&f, 1);
  fake_horizon_reply (f.fake, "GET /claimable_balances", 200, page, 0);
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autofree char *end = g_strdup_printf ("%04x", i);
      g_autofree char *amount = NULL;
      const ImwClaim  *claim;

      if (claims[i].expires_s < 0)
        continue;
      g_assert_cmpuint (n, <, f.batch->claims->len);
      claim = g_ptr_array_index (f.batch->claims, n++);
      amount = imw_amount_to_base_text (claim->amount);
      g_assert_true (g_str_has_suffix (claim->id, end));
      g_assert_cmpint (claim->not_before_ms, ==, claims[i].not_before_s * 1000);
      g_assert_cmpint (claim->expires_ms, ==, claims[i].expires_s * 1000);
      g_assert_cmpstr (amount, ==, "70000000");
      g_assert_cmpstr (claim->from, ==, XLM_OTHER);
    }
  g_assert_cmpuint (f.batch->claims->len, ==, n);
  horizon_fixture_tear_down (&f);
}

/* Whatever is impossible is an error, never a figure. */
static void
test_lies (void)
{
  static const char *const accounts[] = {
    "\"account_id\":\"" XLM_OTHER "\",\"sequence\":\"1\",\"balances\":[]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"-1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":\"1\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"9223372036854775807\",\"subentry_count\":0,"
    "\"balances\":[{\"balance\":\"1\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"9223372036854775808\",\"subentry_count\":0,"
    "\"balances\":[{\"balance\":\"1\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":\"-1\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":\"0.00000001\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":\"922337203685.4775808\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":\"1\",\"selling_liabilities\":\"2\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":\"1\",\"asset_type\":\"native\"},{\"balance\":\"1\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"num_sponsored\":9,"
    "\"balances\":[{\"balance\":\"1\",\"asset_type\":\"native\"}]",
    "\"account_id\":\"" XLM_ME "\",\"sequence\":\"1\",\"subentry_count\":0,\"balances\":[{"
    "\"balance\":5,\"asset_type\":\"native\"}]",
  };
  HorizonFixture f;

  horizon_fixture_set_up (&f, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_hash_table_insert (f.fake->accounts, g_strdup (XLM_ME), g_strdup (accounts[i]));
      g_assert_false (horizon_fixture_sync (&f));
      g_assert_error (f.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
    }
  horizon_fixture_tear_down (&f);
}

/* The passphrase comes first, also for submitting; the next server serves instead. */
static void
test_wrong_network (void)
{
  HorizonFixture f;

  horizon_fixture_set_up (&f, 2);
  fake_horizon_set_account (f.fakes[1], XLM_ME, "1", "5.0000000", "", PLAIN);
  g_free (f.fake->passphrase);
  f.fake->passphrase = g_strdup ("Test SDF Network ; September 2015");
  horizon_fixture_sync (&f);
  g_assert_no_error (f.error);
  horizon_fixture_assert_balance (&f, "XLM", "50000000");
  g_assert_cmpuint (f.fake->n_requests, ==, 1); /* its root, and nothing of ours */
  g_assert_cmpstr (imw_backend_get_server (f.backend), ==, fake_horizon_get_url (f.fakes[1]));

  g_free (f.fakes[1]->passphrase);
  f.fakes[1]->passphrase = g_strdup ("another");
  fake_horizon_reply (f.fakes[1], "GET /ledgers", 500, "", 1);
  horizon_fixture_sync (&f); /* it failed: it must show it again */
  g_assert_nonnull (f.error);
  horizon_fixture_sync (&f);
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  horizon_fixture_tear_down (&f);
}

/* An event is a reason to ask, once it is about a payment. */
static void
test_stream (void)
{
  HorizonFixture f;

  horizon_fixture_set_up (&f, 1);
  fake_horizon_set_account (f.fake, XLM_ME, "1", "5.0000000", "", PLAIN);
  horizon_fixture_sync (&f);
  while (f.fake->stream == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f.n_advanced, ==, 0);
  imw_http_exchange_send (f.fake->stream, "id: 5\ndata: {\"type\":\"payment\"}\n\n");
  while (f.n_advanced == 0)
    g_main_context_iteration (NULL, TRUE);
  imw_http_exchange_send (f.fake->stream, "id: 6\ndata: {\"type\":\"payment\"}\n\n");
  imw_clock_advance (f.clock, 2000);
  imw_http_exchange_send (f.fake->stream, "id: 7\ndata: {\"type\":\"payment\"}\n\n");
  while (f.n_advanced == 1)
    g_main_context_iteration (NULL, TRUE);
  horizon_fixture_sync (&f); /* goes on as it is */
  g_assert_no_error (f.error);
  horizon_fixture_tear_down (&f);
}

/* A page in no order, or one that says again what is known, would never end. */
static void
test_pages (void)
{
  HorizonFixture   f;
  g_autofree char *path = g_strdup ("GET /accounts/" XLM_ME "/operations");
  g_autofree char *txid = g_strnfill (64, 'b');
  g_autofree char *one = g_strdup_printf (
      "{\"paging_token\":\"8589938689\",\"transaction_hash\":\"%s\",\"type\":\"payment\"}", txid);
  g_autofree char *twice =
      g_strdup_printf ("{\"_embedded\":{\"records\":[%s,%s]}}", one, one);
  static const char *const bad[] = {
    "{}",
    "[]",
    "{\"_embedded\":{\"records\":{}}}",
    "{\"_embedded\":{\"records\":[5]}}",
    "{\"_embedded\":{\"records\":[{\"paging_token\":\"x\"}]}}",
    "not even JSON",
  };

  horizon_fixture_set_up (&f, 1);
  fake_horizon_reply (f.fake, path, 200, twice, 0);
  g_assert_false (horizon_fixture_sync (&f));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      fake_horizon_reply (f.fake, path, 200, bad[i], 0);
      g_assert_false (horizon_fixture_sync (&f));
      g_assert_error (f.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
    }
  horizon_fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/horizon/account", test_account);
  g_test_add_func ("/horizon/no-account", test_no_account);
  g_test_add_data_func ("/horizon/records", GINT_TO_POINTER (FALSE), test_records);
  g_test_add_data_func ("/horizon/records-without-join", GINT_TO_POINTER (TRUE), test_records);
  g_test_add_data_func ("/horizon/many", GSIZE_TO_POINTER (0), test_many);
  g_test_add_data_func ("/horizon/many-and-long", GSIZE_TO_POINTER (30000), test_many);
  g_test_add_func ("/horizon/page-end", test_page_end);
  g_test_add_func ("/horizon/fate", test_fate);
  g_test_add_func ("/horizon/claims", test_claims);
  g_test_add_func ("/horizon/lies", test_lies);
  g_test_add_func ("/horizon/pages", test_pages);
  g_test_add_func ("/horizon/wrong-network", test_wrong_network);
  g_test_add_func ("/horizon/stream", test_stream);

  return g_test_run ();
}
