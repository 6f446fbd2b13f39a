/* test-client.c: who an anchor is, the login, the report and the prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-anchor-registry.h"
#include "imw-error.h"
#include "imw-test-anchor.h"
#include "imw-test-vectors.h"

#include <string.h>

#define QUOTE                                                                         \
  "{'id':'q1','expires_at':'%s','price':'0.0540540541','total_price':'0.0546000546'," \
  "'sell_asset':'" IMW_TEST_USDC "','sell_amount':'100','buy_asset':'iso4217:MXN',"   \
  "'buy_amount':'1831.50','fee':{'total':'1.00','asset':'" IMW_TEST_USDC "'}}"

static void
set_quote (ImwTestAnchor *anchor)
{
  g_autofree char *time = imw_test_anchor_time (anchor, 300);
  g_autofree char *quote = g_strdup_printf (QUOTE, time);

  imw_test_anchor_reply (anchor, "GET /sep38/price", 200, quote);
  imw_test_anchor_reply (anchor, "POST /sep38/quote", 201, quote);
}

static void
set_toml (ImwTestAnchor *anchor, const char *from, const char *to)
{
  g_auto (GStrv) parts = NULL;

  g_clear_pointer (&anchor->toml, g_free);
  anchor->toml = g_strdup_printf ("NETWORK_PASSPHRASE=\"IM Wallet Practice Network ; 2026\"\n"
                                  "SIGNING_KEY=\"" IMW_TEST_PAY_TO "\"\n"
                                  "TRANSFER_SERVER=\"http://%s/sep6\"\n"
                                  "ANCHOR_QUOTE_SERVER=\"http://%s/sep38\"\n",
                                  anchor->domain, anchor->domain);
  parts = g_strsplit (anchor->toml, from, 2);
  g_assert_nonnull (parts[1]);
  g_free (anchor->toml);
  anchor->toml = g_strjoinv (to, parts);
}

/* The rule that a question about a price breaks, or "". */
static const char *
ask_rule (ImwTestAnchor *anchor)
{
  g_autoptr (ImwQuoteRequest)
      request = imw_test_anchor_request (anchor, IMW_ROUTE_ABROAD, "100", "bank_account");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) quote = imw_test_anchor_lock (anchor, request, &error);
  const char *rule = imw_provider_error_get_rule (error);

  g_assert_true ((quote == NULL) == (error != NULL));

  return rule != NULL ? rule : "";
}

static void
test_domains (void)
{
  static const struct
  {
    const char *text;
    const char *domain; /* NULL: none */
  } cases[] = {
    { "example.org", "example.org" },
    { " https://Example.ORG/ ", "example.org" },
    { "https://example.org/.well-known/stellar.toml", "example.org" },
    { "anker.bücher.example", "anker.xn--bcher-kva.example" },
    { "example.org.", "example.org" },
    { "localhost:8000", "localhost:8000" },
    { "http://localhost:8000", "localhost:8000" },
    { "http://example.org", NULL },
    { "example", NULL },
    { "127.0.0.1", NULL },
    { "1.2.3.4", NULL },
    { "[::1]", NULL },
    { "localhost", NULL },
    { "localhost:0", NULL },
    { "localhost:99999", NULL },
    { "example.org:8443", NULL },
    { "user@example.org", NULL },
    { "https://example.org@evil.example", NULL },
    { "https://example.org/@evil", NULL },
    { "exa mple.org", NULL },
    { "-a.org", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *domain = imw_anchor_normalize_domain (cases[i].text, TRUE, &error);

      g_assert_cmpstr (domain, ==, cases[i].domain);
      if (domain == NULL)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  g_assert_null (imw_anchor_normalize_domain ("localhost:8000", FALSE, NULL));
}

static gboolean
has_line (const ImwProviderReport *report, const char *code)
{
  for (guint i = 0; i < report->lines->len; i++)
    {
      if (g_str_equal (((ImwReportLine *) report->lines->pdata[i])->code, code))
        return TRUE;
    }

  return FALSE;
}

static const ImwReportLine *
find_line (const ImwProviderReport *report, const char *code)
{
  for (guint i = 0; i < report->lines->len; i++)
    {
      const ImwReportLine *line = g_ptr_array_index (report->lines, i);

      if (g_str_equal (line->code, code))
        return line;
    }

  g_assert_not_reached ();
}

static const ImwMethod *
find_method (const ImwProviderReport *report, ImwRoute route, const char *id)
{
  for (guint i = 0; i < report->corridors->len; i++)
    {
      const ImwCorridor *corridor = g_ptr_array_index (report->corridors, i);

      if (corridor->route != route)
        continue;
      g_assert_cmpstr (corridor->country, ==, "MEX");
      g_assert_cmpstr (imw_asset_get_id (corridor->money), ==, "fiat/MXN");
      for (guint k = 0; k < corridor->methods->len; k++)
        {
          const ImwMethod *method = g_ptr_array_index (corridor->methods, k);

          if (g_str_equal (method->id, id))
            return method;
        }
    }

  g_assert_not_reached ();
}

static void
test_report (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwProviderReport) open = NULL;
  g_autoptr (ImwProviderReport) known = NULL;
  const ImwMethod *method;
  g_autofree char *most = NULL;

  imw_test_anchor_set_up (&anchor);
  open = imw_test_anchor_report (&anchor);
  g_assert_cmpint (open->level, ==, IMW_REPORT_GOOD);
  g_assert_false (has_line (open, "login"));
  imw_test_anchor_log_in (&anchor);
  known = imw_test_anchor_report (&anchor);
  g_assert_cmpint (known->level, ==, IMW_REPORT_GOOD);
  g_assert_true (find_line (known, "login")->good);
  g_assert_true (find_line (known, "quotes")->good);
  g_assert_true (known->can_abroad && known->can_withdraw && known->can_deposit);

  /* S14: the name has lost the character that turns the direction of writing */
  g_assert_cmpstr (known->info->name, ==, "Test Anchor");
  g_assert_cmpstr (known->info->support_email, ==, "help@example.org");
  g_assert_cmpuint (g_strv_length (known->info->hosts), ==, 1);

  /* SEP-31 first, then SEP-6, and the provider's page for what these don't have */
  method = find_method (known, IMW_ROUTE_ABROAD, "bank_account");
  g_assert_true (method->two_parties && !method->hosted);
  method = find_method (known, IMW_ROUTE_ABROAD, "cash");
  g_assert_true (!method->two_parties && !method->hosted);
  method = find_method (known, IMW_ROUTE_WITHDRAW, "bank_account");
  g_assert_true (!method->two_parties && !method->hosted);
  most = imw_amount_to_decimal_text (method->maximum, 0);
  g_assert_cmpstr (most, ==, "10000.5");
  method = find_method (known, IMW_ROUTE_DEPOSIT, "card");
  g_assert_true (method->hosted);
  g_assert_false (find_method (known, IMW_ROUTE_DEPOSIT, "bank_account")->hosted);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_report_bad (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwProviderReport) network = NULL;
  g_autoptr (ImwProviderReport) syntax = NULL;
  g_autoptr (ImwProviderReport) lists = NULL;
  g_autoptr (ImwProviderReport) attribution = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_toml (&anchor, "IM Wallet Practice Network ; 2026", "Test SDF Network ; September 2015");
  network = imw_test_anchor_report (&anchor);
  g_assert_cmpint (network->level, ==, IMW_REPORT_BAD);
  g_assert_false (find_line (network, "network")->good);
  set_toml (&anchor, "SIGNING_KEY=", "SIGNING_KEY:");
  syntax = imw_test_anchor_report (&anchor);
  g_assert_cmpint (syntax->level, ==, IMW_REPORT_BAD);
  g_assert_nonnull (strstr (find_line (syntax, "toml")->text, "stellar.toml:2: "));

  g_clear_pointer (&anchor.toml, g_free);
  imw_test_anchor_reply (&anchor, "GET /sep31/info", 500, "{}");
  lists = imw_test_anchor_report (&anchor);
  g_assert_cmpint (lists->level, ==, IMW_REPORT_LIMITED);
  g_assert_false (find_line (lists, "sep31")->good);
  g_assert_false (find_method (lists, IMW_ROUTE_ABROAD, "bank_account")->two_parties);
  imw_test_anchor_tear_down (&anchor);

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  imw_test_anchor_reply (&anchor, "GET /auth", 400, "{'error':'client_domain is required'}");
  attribution = imw_test_anchor_report (&anchor);
  g_assert_cmpint (attribution->level, ==, IMW_REPORT_BAD);
  g_assert_true (attribution->needs_wallet_registration);
  g_assert_cmpstr (find_line (attribution, "client-domain")->text, ==, "client_domain is required");
  imw_test_anchor_tear_down (&anchor);
}

/* S1: https alone, but on this machine; no redirect to elsewhere */
static void
test_s1 (void)
{
  ImwTestAnchor anchor;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwProviderReport) report = NULL;
  g_autoptr (ImwProvider) far = NULL;

  imw_test_anchor_set_up (&anchor);
  set_toml (&anchor, "TRANSFER_SERVER=\"http://localhost", "TRANSFER_SERVER=\"http://example.org");
  report = imw_test_anchor_report (&anchor);
  g_assert_false (find_line (report, "https")->good);
  g_assert_false (has_line (report, "sep6"));
  g_assert_true (find_line (report, "quotes")->good);
  far = imw_anchor_new ("http://example.org", anchor.chain, anchor.http, &error);
  g_assert_null (far);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  imw_test_anchor_tear_down (&anchor);
}

/* S3: the network is the chosen one, in stellar.toml and in the login */
static void
test_s3 (void)
{
  ImwTestAnchor anchor;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  set_toml (&anchor, "IM Wallet Practice Network ; 2026",
            "Public Global Stellar Network ; September 2015");
  g_assert_cmpstr (ask_rule (&anchor), ==, "network");
  set_toml (&anchor, "NETWORK_PASSPHRASE", "NETWORK");
  g_assert_cmpstr (ask_rule (&anchor), ==, "toml");
  g_clear_pointer (&anchor.toml, g_free);
  anchor.must_not_sign = TRUE;
  imw_test_anchor_reply (
      &anchor, "GET /auth", 200,
      "{'transaction':'AAAA','network_passphrase':'Test SDF Network ; September 2015'}");
  g_assert_cmpstr (ask_rule (&anchor), ==, "network");
  imw_test_anchor_tear_down (&anchor);
}

/* S4: no challenge of the set reaches the signer: they are for another account, domain and time. The rules one by one
 * are in the tests of the network. */
static void
test_s4 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-login.json");
  JsonArray    *challenges = imw_test_vectors_array (root, "challenges");
  ImwTestAnchor anchor;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  anchor.must_not_sign = TRUE;
  for (guint i = 0; i < json_array_get_length (challenges); i++)
    {
      JsonObject      *item = imw_test_vectors_item (challenges, i);
      g_autofree char *reply =
          g_strdup_printf ("{'transaction':'%s'}", imw_test_vectors_text (item, "envelope"));

      imw_test_anchor_reply (&anchor, "GET /auth", 200, reply);
      g_assert_cmpstr (ask_rule (&anchor), ==, "login");
    }
  imw_test_anchor_reply (&anchor, "GET /auth", 200, "{'transaction':'not base64!'}");
  g_assert_cmpstr (ask_rule (&anchor), ==, "login");
  imw_test_anchor_reply (&anchor, "GET /auth", 200, "{'token':'x'}");
  g_assert_cmpstr (ask_rule (&anchor), ==, "");
  g_hash_table_remove (anchor.replies, "GET /auth");
  g_free (anchor.signer);
  anchor.signer = g_strdup (IMW_TEST_PAY_TO); /* signed by somebody else than stellar.toml says */
  g_assert_cmpstr (ask_rule (&anchor), ==, "login");
  imw_test_anchor_tear_down (&anchor);
}

/* S5: one login serves all calls, goes to named hosts only, is renewed once, and is nobody else's */
static void
test_s5 (void)
{
  ImwTestAnchor       anchor;
  const ImwTestAsked *asked;
  char               *address;

  imw_test_anchor_set_up (&anchor);
  g_assert_cmpstr (ask_rule (&anchor), ==, ""); /* LOCKED without an account */
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  g_assert_cmpstr (ask_rule (&anchor), ==, "");
  g_assert_cmpstr (ask_rule (&anchor), ==, "");
  g_assert_cmpuint (anchor.n_logins, ==, 1);
  asked = imw_test_anchor_last (&anchor, "POST /sep38/quote");
  g_assert_true (g_str_has_prefix (asked->token, "Bearer e30."));
  g_assert_null (imw_test_anchor_last (&anchor, "GET /.well-known/stellar.toml")->token);
  g_assert_null (imw_test_anchor_last (&anchor, "GET /sep38/info")->token);
  g_assert_null (imw_test_anchor_last (&anchor, "GET /auth")->token);

  /* not taken any more: once again */
  anchor.n_refuse_token = 1;
  g_assert_cmpstr (ask_rule (&anchor), ==, "");
  g_assert_cmpuint (anchor.n_logins, ==, 2);
  anchor.n_refuse_token = 2;
  g_assert_cmpstr (ask_rule (&anchor), ==, ""); /* the provider's own words */
  g_assert_cmpuint (anchor.n_logins, ==, 3);

  /* a minute before its end it is renewed */
  imw_clock_advance (anchor.clock, (3600 - 50) * 1000);
  set_quote (&anchor);
  g_assert_cmpstr (ask_rule (&anchor), ==, "");
  g_assert_cmpuint (anchor.n_logins, ==, 4);

  /* for somebody else */
  address = anchor.address;
  imw_clock_advance (anchor.clock, 3600 * 1000);
  anchor.token = g_strdup (IMW_TEST_PAY_TO);
  g_assert_cmpstr (ask_rule (&anchor), ==, "login");
  g_assert_true (address == anchor.address);
  imw_test_anchor_tear_down (&anchor);
}

/* S6: the code alone says nothing: the issuer must be the one of the asset that is held */
static void
test_s6 (void)
{
  ImwTestAnchor anchor;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  g_assert_cmpstr (ask_rule (&anchor), ==, "");
  imw_test_anchor_reply (
      &anchor, "POST /sep38/quote", 201,
      "{'id':'q1','expires_at':'2027-01-01T00:00:00Z','sell_amount':'100','buy_amount':'1831.5',"
      "'sell_asset':'stellar:USDC:" IMW_TEST_PAY_TO "','buy_asset':'iso4217:MXN'}");
  g_assert_cmpstr (ask_rule (&anchor), ==, "asset");
  imw_test_anchor_tear_down (&anchor);

  /* two issuers of one code in stellar.toml: SEP-6 could mean either */
  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  set_toml (&anchor, "SIGNING_KEY",
            "SIGNING_KEY=\"" IMW_TEST_PAY_TO
            "\"\n[[CURRENCIES]]\ncode=\"USDC\"\nissuer=\"" IMW_TEST_ISSUER "\"\n"
            "[[CURRENCIES]]\ncode=\"USDC\"\nissuer=\"" IMW_TEST_PAY_TO "\"\n[X]\nY");
  {
    g_autoptr (ImwProviderReport) report = imw_test_anchor_report (&anchor);

    g_assert_cmpuint (report->corridors->len, ==, 0);
  }
  imw_test_anchor_tear_down (&anchor);
}

/* The pin: another key or a new host stops everything but the report. */
static void
test_pin (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwProviderReport) first = NULL;
  g_autoptr (ImwProviderReport) second = NULL;
  g_autoptr (ImwProviderReport) third = NULL;
  guint n_asked;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  first = imw_test_anchor_report (&anchor);
  imw_provider_set_pin (anchor.provider, first->info);
  g_assert_cmpstr (ask_rule (&anchor), ==, "");

  anchor.signer = g_strdup (IMW_TEST_PAY_TO);
  n_asked = imw_test_anchor_count (&anchor, "POST /sep38/quote");
  g_assert_cmpstr (ask_rule (&anchor), ==, "pin");
  g_assert_cmpuint (imw_test_anchor_count (&anchor, "POST /sep38/quote"), ==, n_asked);
  second = imw_test_anchor_report (&anchor);
  g_assert_false (find_line (second, "signing-key")->good);
  g_assert_cmpint (second->level, ==, IMW_REPORT_BAD);
  g_assert_cmpstr (second->info->signing_key, ==, IMW_TEST_PAY_TO);

  /* accepted: goes on with the new key (the login does not, as nobody has it) */
  imw_provider_set_pin (anchor.provider, second->info);
  third = imw_test_anchor_report (&anchor);
  g_assert_true (find_line (third, "signing-key")->good);
  g_assert_cmpuint (third->corridors->len, >, 0);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_pin_host (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwProviderReport) first = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *domain = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  set_toml (&anchor, "SIGNING_KEY", "SIGNING_KEY");
  first = imw_test_anchor_report (&anchor);
  imw_provider_set_pin (anchor.provider, first->info);
  domain = g_strconcat ("TRANSFER_SERVER=\"http://", anchor.domain, NULL);
  set_toml (&anchor, domain, "TRANSFER_SERVER=\"http://localhost:1");
  g_assert_cmpstr (ask_rule (&anchor), ==, "pin");
  imw_test_anchor_tear_down (&anchor);
}

static void
test_prices (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwQuoteRequest) abroad = NULL;
  g_autoptr (ImwQuoteRequest) card = NULL;
  g_autoptr (ImwQuoteRequest) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) about = NULL;
  g_autoptr (ImwQuote) firm = NULL;
  g_autoptr (ImwQuote) paid = NULL;
  const ImwTestAsked *asked;

  imw_test_anchor_set_up (&anchor);
  set_quote (&anchor);
  abroad = imw_test_anchor_request (&anchor, IMW_ROUTE_ABROAD, "100", "bank_account");
  about = imw_test_anchor_preview (&anchor, abroad, &error);
  g_assert_no_error (error);
  g_assert_false (imw_quote_get_firm (about));
  asked = imw_test_anchor_last (&anchor, "GET /sep38/price");
  g_assert_null (asked->token); /* public */
  g_assert_cmpstr (
      asked->query, ==,
      "buy_asset=iso4217:MXN&buy_delivery_method=bank_account&context=sep31&country_code=MX&"
      "sell_amount=100&sell_asset=" IMW_TEST_USDC);
  g_assert_null (imw_test_anchor_lock (&anchor, abroad, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);

  imw_test_anchor_log_in (&anchor);
  firm = imw_test_anchor_lock (&anchor, abroad, &error);
  g_assert_no_error (error);
  g_assert_true (imw_quote_get_firm (firm));
  g_assert_cmpint (imw_quote_get_expires_ms (firm), ==,
                   imw_clock_get_wall_ms (anchor.clock) + 300000);

  imw_test_anchor_reply (
      &anchor, "GET /sep38/price", 200,
      "{'price':'18.5','total_price':'18.6','sell_amount':'1860','buy_amount':'100',"
      "'fee':{'total':'10','asset':'iso4217:MXN'}}");
  card = imw_test_anchor_request (&anchor, IMW_ROUTE_DEPOSIT, "1860", "card");
  paid = imw_test_anchor_preview (&anchor, card, &error);
  g_assert_no_error (error);
  asked = imw_test_anchor_last (&anchor, "GET /sep38/price");
  g_assert_nonnull (strstr (asked->query, "context=sep24"));
  g_assert_nonnull (strstr (asked->query, "sell_delivery_method=card"));

  none = imw_test_anchor_request (&anchor, IMW_ROUTE_ABROAD, "100", "pigeon");
  g_assert_null (imw_test_anchor_preview (&anchor, none, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  imw_test_anchor_tear_down (&anchor);
}

/* S16: sizes and cancelling; S1: redirects */
static void
test_s16 (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwQuoteRequest) request = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *spaces = g_strnfill (256 * 1024, ' ');

  imw_test_anchor_set_up (&anchor);
  request = imw_test_anchor_request (&anchor, IMW_ROUTE_ABROAD, "100", "bank_account");
  imw_test_anchor_reply (&anchor, "GET /sep38/price", 200, spaces);
  g_assert_null (imw_test_anchor_preview (&anchor, request, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  imw_test_anchor_reply (&anchor, "GET /sep38/price", 200, "[]");
  g_assert_null (imw_test_anchor_preview (&anchor, request, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  imw_test_anchor_reply (&anchor, "GET /sep38/price", 503, "{}");
  g_assert_null (imw_test_anchor_preview (&anchor, request, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_SERVER);
  g_clear_error (&error);
  imw_test_anchor_reply (&anchor, "GET /sep38/price", 400, "{'error':'too\\nlittle <b>'}");
  g_assert_null (imw_test_anchor_preview (&anchor, request, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "too little <b>");
  g_clear_error (&error);

  imw_provider_preview_async (anchor.provider, request, cancellable, imw_test_anchor_done_cb,
                              &result);
  g_cancellable_cancel (cancellable);
  imw_test_anchor_wait (&result);
  g_assert_null (imw_provider_preview_finish (anchor.provider, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  imw_test_anchor_tear_down (&anchor);
}

/* Questions at once share one reading and one login. */
static void
test_joined (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwQuoteRequest) request = NULL;
  GAsyncResult *results[4] = { NULL };

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  set_quote (&anchor);
  request = imw_test_anchor_request (&anchor, IMW_ROUTE_ABROAD, "100", "bank_account");
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    imw_provider_lock_async (anchor.provider, request, NULL, imw_test_anchor_done_cb, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwQuote) quote = NULL;

      imw_test_anchor_wait (&results[i]);
      quote = imw_provider_lock_finish (anchor.provider, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (anchor.n_logins, ==, 1);
  g_assert_cmpuint (imw_test_anchor_count (&anchor, "GET /.well-known/stellar.toml"), ==, 1);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_registry (void)
{
  g_autoptr (GPtrArray) chains = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (imw_anchor_registry_get_presets (IMW_ENVIRONMENT_TEST)[0], ==,
                   "testanchor.stellar.org");
  g_assert_null (imw_anchor_registry_get_presets (IMW_ENVIRONMENT_MAIN)[0]);
  g_assert_null (imw_anchor_registry_new_swap (IMW_ENVIRONMENT_MAIN, NULL, chains, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/client/domains", test_domains);
  g_test_add_func ("/anchor/client/report", test_report);
  g_test_add_func ("/anchor/client/report-bad", test_report_bad);
  g_test_add_func ("/anchor/client/s1-https-only", test_s1);
  g_test_add_func ("/anchor/client/s3-network", test_s3);
  g_test_add_func ("/anchor/client/s4-challenges", test_s4);
  g_test_add_func ("/anchor/client/s5-token", test_s5);
  g_test_add_func ("/anchor/client/s6-issuer", test_s6);
  g_test_add_func ("/anchor/client/pin-key", test_pin);
  g_test_add_func ("/anchor/client/pin-host", test_pin_host);
  g_test_add_func ("/anchor/client/prices", test_prices);
  g_test_add_func ("/anchor/client/s16-sizes", test_s16);
  g_test_add_func ("/anchor/client/joined", test_joined);
  g_test_add_func ("/anchor/client/registry", test_registry);

  return g_test_run ();
}
