/* test-horizon-payment.c: payments over Stellar: before, while and after they go out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "horizon-fixture.h"

#include "imw-error.h"
#include "imw-stellar-tx.h"

#include <string.h>

#define PLAIN "\"subentry_count\":0"

static GBytes *
make_payment (HorizonFixture *f, char **txid)
{
  ImwStellarAddress address;
  ImwStellarAsset   asset;
  guint8            key[IMW_STELLAR_KEY_SIZE];
  ImwStellarTx     *tx;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;

  g_assert_true (imw_stellar_key_parse (XLM_ME, key, NULL));
  imw_stellar_address_from_key (key, &address);
  tx = imw_stellar_tx_new (&address, 100, 8);
  imw_stellar_tx_set_time_bounds (tx, 0, 1700000180);
  imw_stellar_asset_set_native (&asset);
  g_assert_true (imw_stellar_key_parse (XLM_OTHER, key, NULL));
  imw_stellar_address_from_key (key, &address);
  imw_stellar_tx_add_op (tx, imw_stellar_op_new_payment (&address, &asset, 10000000));
  envelope = imw_stellar_envelope_new (tx);
  *txid = imw_stellar_envelope_dup_txid (envelope, f->params->network_id);

  return imw_stellar_envelope_serialize (envelope);
}

static gboolean
submit (HorizonFixture *f, GBytes *raw, const char *txid)
{
  gboolean done;

  imw_backend_submit_async (f->backend, raw, txid, NULL, horizon_fixture_got_cb, f);
  horizon_fixture_wait (f);
  done = imw_backend_submit_finish (f->backend, f->result, &f->error);
  g_clear_object (&f->result);
  g_assert_true (done == (f->error == NULL));

  return done;
}

#define FAILED(codes)                                                                \
  "{\"type\":\"https://stellar.org/horizon-errors/transaction_failed\",\"extras\":{" \
  "\"result_codes\":" codes "}}"

/* Each answer, what the ledger has afterwards, and what it means. */
static void
test_submit (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    gint        code;    /* -1: done */
    const char *message; /* (nullable) */
  } cases[] = {
    { 400, FAILED ("{\"transaction\":\"tx_bad_seq\"}"), IMW_ERROR_REFUSED, "tx_bad_seq" },
    { 400, FAILED ("{\"transaction\":\"tx_too_late\"}"), IMW_ERROR_REFUSED, "tx_too_late" },
    { 400, FAILED ("{\"transaction\":\"tx_insufficient_fee\"}"), IMW_ERROR_FEE_TOO_LOW,
      "tx_insufficient_fee" },
    { 400, FAILED ("{\"transaction\":\"tx_insufficient_balance\"}"), IMW_ERROR_REFUSED,
      "tx_insufficient_balance" },
    { 400, FAILED ("{\"transaction\":\"tx_internal_error\"}"), IMW_ERROR_SERVER, NULL },
    { 400, FAILED ("{\"transaction\":\"tx_new_in_2030\"}"), IMW_ERROR_REFUSED, "tx_refused" },
    { 400, FAILED ("{\"transaction\":\"tx_failed\",\"operations\":[\"op_no_trust\"]}"),
      IMW_ERROR_REFUSED, "op_no_trust" },
    { 400,
      FAILED ("{\"transaction\":\"tx_failed\",\"operations\":[\"op_success\",\"op_line_full\"]}"),
      IMW_ERROR_REFUSED, "op_line_full" },
    { 400, FAILED ("{\"transaction\":\"tx_failed\",\"operations\":[\"op_under_destmin\"]}"),
      IMW_ERROR_REFUSED, "op_under_dest_min" },
    { 400, FAILED ("{\"transaction\":\"tx_failed\",\"operations\":[\"op_new_in_2030\"]}"),
      IMW_ERROR_REFUSED, "op_refused" },
    { 400, "{\"type\":\"https://stellar.org/horizon-errors/transaction_malformed\",\"status\":400}",
      IMW_ERROR_REFUSED, "transaction_malformed" },
    { 400, "{\"type\":\"https://stellar.org/horizon-errors/bad_request\",\"status\":400}",
      IMW_ERROR_SERVER, NULL },
    { 403, "{\"type\":\"x\",\"status\":403}", IMW_ERROR_SERVER, NULL },
    { 404, "<html>", IMW_ERROR_BAD_REPLY, NULL },
    { 429, "", IMW_ERROR_RATE_LIMITED, NULL },
    { 503, "{\"type\":\"stale_history\"}", IMW_ERROR_SERVER, NULL },
    { 504, "{\"type\":\"timeout\"}", IMW_ERROR_SERVER, NULL },
    { 0, NULL, IMW_ERROR_NETWORK, NULL },
    { 200, "{\"hash\":\"00\"}", IMW_ERROR_BAD_REPLY, NULL },
    { 200, "gibberish", IMW_ERROR_BAD_REPLY, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HorizonFixture   f;
      g_autofree char *txid = NULL;
      g_autoptr (GBytes) raw = NULL;

      horizon_fixture_set_up (&f, 1);
      raw = make_payment (&f, &txid);
      fake_horizon_reply (f.fake, "POST /transactions", cases[i].status, cases[i].body, 0);
      g_assert_false (submit (&f, raw, txid));
      g_assert_error (f.error, IMW_ERROR, cases[i].code);
      if (cases[i].message != NULL)
        g_assert_cmpstr (f.error->message, ==, cases[i].message);
      horizon_fixture_tear_down (&f);
    }
}

/* The same bytes, once more: whatever the server says, the ledger has them. */
static void
test_submit_known (void)
{
  static const struct
  {
    guint       status;
    const char *body;
  } cases[] = {
    { 200, NULL },
    { 409, NULL },
    { 400, FAILED ("{\"transaction\":\"tx_bad_seq\"}") },
    { 400, FAILED ("{\"transaction\":\"tx_too_late\"}") },
    { 400, FAILED ("{\"transaction\":\"tx_failed\",\"operations\":[\"op_underfunded\"]}") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HorizonFixture   f;
      g_autofree char *txid = NULL;
      g_autofree char *what = NULL;
      g_autofree char *body = NULL;
      g_autofree char *escaped = NULL;
      g_autofree char *base64 = NULL;
      g_autoptr (GBytes) raw = NULL;

      horizon_fixture_set_up (&f, 1);
      raw = make_payment (&f, &txid);
      what = g_strconcat ("GET /transactions/", txid, NULL);
      body = g_strdup_printf ("{\"hash\":\"%s\",\"tx_status\":\"%s\"}", txid,
                              cases[i].status == 409 ? "DUPLICATE" : "PENDING");
      fake_horizon_reply (f.fake, what, 200, body, 0);
      fake_horizon_reply (f.fake, "POST /transactions", cases[i].status,
                          cases[i].body != NULL ? cases[i].body : body, 0);
      g_assert_true (submit (&f, raw, txid));
      base64 = g_base64_encode (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
      escaped = g_uri_escape_string (base64, NULL, FALSE);
      g_assert_true (g_str_has_prefix (f.fake->last_form, "tx="));
      g_assert_cmpstr (f.fake->last_form + 3, ==, escaped);
      horizon_fixture_tear_down (&f);
    }
}

/* A server whose history lags behind its ledger can't say that something is not there. */
static void
test_submit_lagging (void)
{
  HorizonFixture   f;
  g_autofree char *txid = NULL;
  g_autoptr (GBytes) raw = NULL;

  horizon_fixture_set_up (&f, 1);
  raw = make_payment (&f, &txid);
  f.fake->core_ledger = f.fake->ledger + 1;
  fake_horizon_reply (f.fake, "POST /transactions", 400,
                      FAILED ("{\"transaction\":\"tx_bad_seq\"}"), 0);
  g_assert_false (submit (&f, raw, txid));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_SERVER);
  f.fake->core_ledger = f.fake->ledger;
  g_assert_false (submit (&f, raw, txid));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_REFUSED);
  horizon_fixture_tear_down (&f);
}

/* One server took it and did not say so; the other one's refusal is no proof. */
static void
test_submit_uncertain (void)
{
  HorizonFixture   f;
  g_autofree char *txid = NULL;
  g_autofree char *other = g_strnfill (64, 'c');
  g_autoptr (GBytes) raw = NULL;

  horizon_fixture_set_up (&f, 2);
  raw = make_payment (&f, &txid);
  fake_horizon_reply (f.fakes[0], "POST /transactions", 504, "{}", 0);
  fake_horizon_reply (f.fakes[1], "POST /transactions", 400,
                      FAILED ("{\"transaction\":\"tx_bad_seq\"}"), 0);
  g_assert_false (submit (&f, raw, txid));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_SERVER);
  g_assert_nonnull (f.fakes[1]->last_form);
  g_assert_cmpstr (f.fakes[0]->last_form, ==, f.fakes[1]->last_form);

  /* nothing of it goes out under another name, nor over a host that is switched off */
  g_assert_false (submit (&f, raw, other));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *host = imw_hosts_name_for_url (fake_horizon_get_url (f.fakes[i]));

      imw_hosts_set_enabled (f.hosts, IMW_PURPOSE_STELLAR_SERVER, host, FALSE);
    }
  g_assert_false (submit (&f, raw, txid));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_SERVER);
  horizon_fixture_tear_down (&f);
}

static void
test_cancel (void)
{
  HorizonFixture   f;
  g_autofree char *txid = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  horizon_fixture_set_up (&f, 2);
  raw = make_payment (&f, &txid);
  f.fake->never = TRUE;
  imw_backend_submit_async (f.backend, raw, txid, cancellable, horizon_fixture_got_cb, &f);
  while (f.fake->n_requests == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  horizon_fixture_wait (&f);
  g_assert_false (imw_backend_submit_finish (f.backend, f.result, &f.error));
  g_assert_error (f.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f.fakes[1]->n_requests, ==, 0);
  horizon_fixture_tear_down (&f);
}

#define FEES(usage, low, middle, high)                                                          \
  "{\"last_ledger_base_fee\":\"100\",\"ledger_capacity_usage\":\"" usage "\",\"fee_charged\":{" \
  "\"p10\":\"" low "\",\"p70\":\"" middle "\",\"p95\":\"" high                                  \
  "\"},\"max_fee\":{\"p50\":\"1000\","                                                          \
  "\"p80\":\"5000\",\"p99\":\"9000000\"}}"

static void
test_fees (void)
{
  static const struct
  {
    const char *body;
    guint64     rates[IMW_N_FEE_LEVELS]; /* stroops; 0: no answer */
  } cases[] = {
    { FEES ("0.05", "100", "100", "100"), { 100, 100, 100 } },
    { FEES ("0.89", "100", "250", "600"), { 100, 250, 600 } },
    { FEES ("0.9", "100", "250", "600"), { 1000, 5000, 100000 } },
    { FEES ("1", "100", "250", "600"), { 1000, 5000, 100000 } },
    { FEES ("0.1", "300", "1", "200"), { 300, 300, 300 } },
    { FEES ("0.1", "-3", "1", "200"), { 0 } },
    { "{}", { 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HorizonFixture f;
      ImwFeeTable    fees;
      gboolean       good;

      horizon_fixture_set_up (&f, 1);
      fake_horizon_reply (f.fake, "GET /fee_stats", 200, cases[i].body, 0);
      imw_backend_get_fees_async (f.backend, NULL, horizon_fixture_got_cb, &f);
      horizon_fixture_wait (&f);
      good = imw_backend_get_fees_finish (f.backend, f.result, &fees, &f.error);
      g_assert_true (good == (cases[i].rates[0] > 0));
      g_assert_true (fees.known == good);
      for (guint level = 0; good && level < IMW_N_FEE_LEVELS; level++)
        g_assert_cmpuint (fees.rate_milli[level], ==, cases[i].rates[level] * 1000);
      if (good)
        g_assert_cmpuint (fees.minimum_milli, ==, 100000);
      else
        g_assert_error (f.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      horizon_fixture_tear_down (&f);
    }
}

static ImwPaymentFacts *
examine (HorizonFixture *f, ImwAsset *asset, gint64 stroops, ImwPlanAct act, const char *payee)
{
  g_autoptr (ImwPaymentPlan) plan = imw_payment_plan_new (f->account_key);
  g_autoptr (ImwAmount) amount = imw_amount_new (asset != NULL ? asset : f->params->asset, stroops);
  ImwPaymentFacts *facts;

  plan->act = act;
  imw_payment_plan_set_asset (plan, asset, NULL, NULL);
  if (payee != NULL)
    imw_payment_plan_add_payee (plan, payee, amount);
  imw_backend_examine_async (f->backend, plan, NULL, horizon_fixture_got_cb, f);
  horizon_fixture_wait (f);
  facts = imw_backend_examine_finish (f->backend, f->result, &f->error);
  g_clear_object (&f->result);

  return facts;
}

#define LINE(balance, limit, authorized)                                                       \
  "{\"balance\":\"" balance "\",\"limit\":\"" limit "\",\"buying_liabilities\":\"1.0000000\"," \
  "\"asset_type\":\"credit_alphanum4\",\"asset_code\":\"USDC\",\"asset_issuer\":\"" XLM_ISSUER \
  "\",\"is_authorized\":" authorized "},"

/* Five is what is paid. */
static void
test_examine (void)
{
  static const struct
  {
    const char *lines;
    const char *refusal; /* (nullable) */
  } cases[] = {
    { "", "op_no_trust" },
    { LINE ("0", "100", "true"), NULL },
    { LINE ("0", "100", "false"), "op_not_authorized" },
    { LINE ("94", "100", "true"), NULL },
    { LINE ("94.0000001", "100", "true"), "op_line_full" },
  };
  HorizonFixture         f;
  const ImwStellarToken *token;
  ImwStellarAddress      muxed;
  g_autofree char       *muxed_text = NULL;

  horizon_fixture_set_up (&f, 1);
  token = g_ptr_array_index (f.params->tokens, 0);
  fake_horizon_set_account (f.fake, XLM_ME, "41", "5.0000000", "", "\"subentry_count\":1");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwPaymentFacts) facts = NULL;
      g_autofree char *reserved = NULL;

      fake_horizon_set_account (f.fake, XLM_OTHER, "1", "5.0000000", cases[i].lines,
                                PLAIN ",\"data\":{\"config.memo_required\":\"MQ==\"}");
      facts = examine (&f, token->facts->asset, 50000000, IMW_PLAN_PAY, XLM_OTHER);
      g_assert_no_error (f.error);
      g_assert_true (facts->account_exists);
      g_assert_true (facts->payee_exists);
      g_assert_true (facts->payee_needs_memo);
      g_assert_cmpint (facts->sequence, ==, 42);
      g_assert_cmpint (facts->network_time_ms, ==, fake_horizon_time_ms (1000));
      g_assert_cmpstr (facts->refusal, ==, cases[i].refusal);
      g_assert_true (facts->payee_accepts_asset == (cases[i].refusal == NULL));
      reserved = imw_amount_to_base_text (facts->reserved);
      g_assert_cmpstr (reserved, ==, "15000000");
    }

  /* one of several customers behind the account: the address says who */
  g_assert_true (imw_stellar_address_parse (XLM_OTHER, &muxed, NULL));
  muxed.is_muxed = TRUE;
  muxed.id = 5;
  muxed_text = imw_stellar_address_to_text (&muxed);
  {
    g_autoptr (ImwPaymentFacts) facts = examine (&f, NULL, 5, IMW_PLAN_PAY, muxed_text);

    g_assert_no_error (f.error);
    g_assert_false (facts->payee_needs_memo);
    g_assert_true (facts->payee_accepts_asset);
  }
  /* one that is not opened yet, and an issuer that is not there */
  {
    g_autoptr (ImwPaymentFacts) facts = examine (&f, NULL, 5, IMW_PLAN_PAY, XLM_SPAM);
    g_autoptr (ImwPaymentFacts) issuer = NULL;
    g_autofree char *opening = NULL;

    g_assert_no_error (f.error);
    g_assert_false (facts->payee_exists);
    g_assert_false (facts->payee_accepts_asset);
    opening = imw_amount_to_base_text (facts->opening);
    g_assert_cmpstr (opening, ==, "10000000");
    issuer = examine (&f, token->facts->asset, 0, IMW_PLAN_OPEN_ASSET, NULL);
    g_assert_no_error (f.error);
    g_assert_cmpstr (issuer->refusal, ==, "op_no_issuer");
  }
  horizon_fixture_tear_down (&f);
}

static ImwExchangeOffer *
find_exchange (HorizonFixture *f, gboolean exact_get)
{
  const ImwStellarToken *token = g_ptr_array_index (f->params->tokens, 0);
  ImwAsset              *usdc = token->facts->asset;
  g_autoptr (ImwAmount) give = imw_amount_new (f->params->asset, 100000000);
  g_autoptr (ImwAmount) get = imw_amount_new (usdc, 100000000);
  ImwExchangeOffer *offer;

  imw_backend_find_exchange_async (f->backend, exact_get ? NULL : give, f->params->asset,
                                   exact_get ? get : NULL, usdc, NULL, horizon_fixture_got_cb, f);
  horizon_fixture_wait (f);
  offer = imw_backend_find_exchange_finish (f->backend, f->result, &f->error);
  g_clear_object (&f->result);

  return offer;
}

#define PATH(give, get, path)                                                                      \
  "{\"source_asset_type\":\"native\",\"source_amount\":\"" give "\",\"destination_amount\":\"" get \
  "\",\"destination_asset_type\":\"credit_alphanum4\",\"destination_asset_code\":\"USDC\","        \
  "\"destination_asset_issuer\":\"" XLM_ISSUER "\",\"path\":[" path "]}"
#define HOP "{\"asset_type\":\"native\"}"

static void
test_exchange (void)
{
  HorizonFixture f;

  horizon_fixture_set_up (&f, 1);
  fake_horizon_reply (
      f.fake, "GET /paths/strict-send", 200,
      "{\"_embedded\":{\"records\":[" PATH ("10.0000000", "1.1000000", "") "," PATH (
          "10.0000000", "1.2000000", HOP) "," PATH ("11.0000000", "9.0000000",
                                                    "") "," PATH ("10.0000000", "9.0000000",
                                                                  HOP "," HOP "," HOP "," HOP
                                                                      "," HOP "," HOP) "]}}",
      0);
  fake_horizon_reply (
      f.fake, "GET /paths/strict-receive", 200,
      "{\"_embedded\":{\"records\":[" PATH ("90.0000000", "10.0000000", "") "," PATH (
          "80.0000000", "10.0000000", "") "," PATH ("1.0000000", "9.9999999", "") "]}}",
      0);
  {
    g_autoptr (ImwExchangeOffer) offer = find_exchange (&f, FALSE);
    g_autofree char *get = NULL;

    g_assert_no_error (f.error);
    get = imw_amount_to_base_text (offer->get);
    g_assert_cmpstr (get, ==, "12000000");
    g_assert_cmpuint (offer->path->len, ==, 1);
    g_assert_cmpstr (f.fake->last_query, ==, "10.0000000");
  }
  {
    g_autoptr (ImwExchangeOffer) offer = find_exchange (&f, TRUE);
    g_autofree char *give = NULL;

    g_assert_no_error (f.error);
    give = imw_amount_to_base_text (offer->give);
    g_assert_cmpstr (give, ==, "800000000");
  }
  fake_horizon_reply (f.fake, "GET /paths/strict-send", 200, "{\"_embedded\":{\"records\":[]}}", 0);
  g_assert_null (find_exchange (&f, FALSE));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_assert_cmpint (imw_backend_get_state (f.backend), ==, IMW_BACKEND_GOOD);
  horizon_fixture_tear_down (&f);
}

static ImwAsset *
look_up (HorizonFixture *f, const char *contract)
{
  ImwAsset *asset;

  imw_backend_look_up_asset_async (f->backend, contract, NULL, horizon_fixture_got_cb, f);
  horizon_fixture_wait (f);
  asset = imw_backend_look_up_asset_finish (f->backend, f->result, &f->error);
  g_clear_object (&f->result);

  return asset;
}

static void
test_look_up (void)
{
  HorizonFixture f;
  g_autoptr (ImwAsset) asset = NULL;

  horizon_fixture_set_up (&f, 1);
  g_assert_null (look_up (&f, "GOLD:" XLM_SPAM));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_assert_null (look_up (&f, "GOLD"));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
  fake_horizon_set_account (f.fake, XLM_SPAM, "1", "5.0000000", "",
                            PLAIN ",\"home_domain\":\"gold.example\"");
  asset = look_up (&f, "GOLD:" XLM_SPAM);
  g_assert_no_error (f.error);
  g_assert_cmpstr (imw_asset_get_id (asset), ==, "stellar/GOLD:" XLM_SPAM);
  g_assert_cmpstr (imw_asset_get_symbol (asset), ==, "GOLD");
  g_assert_cmpstr (imw_asset_get_name (asset), ==, "gold.example");
  g_assert_cmpuint (imw_asset_get_decimals (asset), ==, 7);
  horizon_fixture_tear_down (&f);
}

static void
test_raw (void)
{
  HorizonFixture   f;
  g_autofree char *txid = NULL;
  g_autofree char *what = NULL;
  g_autofree char *body = NULL;
  g_autofree char *base64 = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) got = NULL;

  horizon_fixture_set_up (&f, 1);
  raw = make_payment (&f, &txid);
  base64 = g_base64_encode (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  what = g_strconcat ("GET /transactions/", txid, NULL);
  body = g_strdup_printf ("{\"hash\":\"%s\",\"envelope_xdr\":\"%s\"}", txid, base64);
  fake_horizon_reply (f.fake, what, 200, body, 1);
  imw_backend_get_raw_async (f.backend, txid, NULL, horizon_fixture_got_cb, &f);
  horizon_fixture_wait (&f);
  got = imw_backend_get_raw_finish (f.backend, f.result, &f.error);
  g_assert_no_error (f.error);
  g_assert_true (g_bytes_equal (got, raw));
  g_clear_object (&f.result);
  imw_backend_get_raw_async (f.backend, txid, NULL, horizon_fixture_got_cb, &f);
  horizon_fixture_wait (&f);
  g_assert_null (imw_backend_get_raw_finish (f.backend, f.result, &f.error));
  g_assert_error (f.error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  horizon_fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/horizon/submit", test_submit);
  g_test_add_func ("/horizon/submit-known", test_submit_known);
  g_test_add_func ("/horizon/submit-lagging", test_submit_lagging);
  g_test_add_func ("/horizon/submit-uncertain", test_submit_uncertain);
  g_test_add_func ("/horizon/cancel", test_cancel);
  g_test_add_func ("/horizon/fees", test_fees);
  g_test_add_func ("/horizon/examine", test_examine);
  g_test_add_func ("/horizon/exchange", test_exchange);
  g_test_add_func ("/horizon/look-up", test_look_up);
  g_test_add_func ("/horizon/raw", test_raw);

  return g_test_run ();
}
