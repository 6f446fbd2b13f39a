/* imw-test-anchor.c: an anchor whose every answer the test decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-anchor.h"

#include "imw-error.h"
#include "imw-stellar-login.h"

#include <sodium.h>
#include <string.h>

#define START_MS G_GINT64_CONSTANT (1795316400000) /* 2026-11-22T03:00:00Z */
#define SOON_MS  20000
#define TOKEN_S  3600
#define OUR_SEED "test anchor client"
#define ITS_SEED "test anchor server"

static const ImwStellarParams *
get_params (void)
{
  return imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL);
}

static void
asked_free (gpointer user_data)
{
  ImwTestAsked *asked = user_data;

  g_free (asked->what);
  g_free (asked->query);
  g_free (asked->token);
  g_free (asked->type);
  g_free (asked->body);
  g_free (asked);
}

static void
make_keys (const char *name, guint8 key[32], guint8 secret[64])
{
  guint8 seed[32];

  crypto_hash_sha256 (seed, (const guint8 *) name, strlen (name));
  crypto_sign_seed_keypair (key, secret, seed);
}

static char *
dup_address (const char *name)
{
  guint8 key[32];
  guint8 secret[64];

  make_keys (name, key, secret);

  return imw_stellar_key_to_text (key);
}

/**
 * imw_test_anchor_time:
 * @self: a test anchor
 * @later_s: seconds from now
 *
 * Returns: (transfer full): that moment as of ISO 8601
 */
char *
imw_test_anchor_time (ImwTestAnchor *self, gint64 later_s)
{
  g_autoptr (GDateTime)
      time = g_date_time_new_from_unix_utc (imw_clock_get_wall_ms (self->clock) / 1000 + later_s);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

static char *
make_toml (ImwTestAnchor *self)
{
  g_autofree char *signer = self->signer != NULL ? g_strdup (self->signer) : dup_address (ITS_SEED);
  g_autofree char *base = g_strconcat ("http://", self->domain, NULL);

  return g_strdup_printf (
      "NETWORK_PASSPHRASE=\"%s\"\nSIGNING_KEY=\"%s\"\n"
      "WEB_AUTH_ENDPOINT=\"%s/auth\"\nTRANSFER_SERVER=\"%s/sep6/\"\n"
      "TRANSFER_SERVER_SEP0024=\"%s/sep24\"\nDIRECT_PAYMENT_SERVER=\"%s/sep31\"\n"
      "ANCHOR_QUOTE_SERVER=\"%s/sep38\"\nKYC_SERVER=\"%s/kyc\"\n"
      "[DOCUMENTATION]\nORG_NAME=\"Test \\u202EAnchor\"\n"
      "ORG_SUPPORT_EMAIL=\"help@example.org\"\n"
      "[[CURRENCIES]]\ncode=\"USDC\"\nissuer=\"" IMW_TEST_ISSUER "\"\n"
      "anchor_asset=\"USD\"\n[[CURRENCIES]]\ncode=\"native\"\n",
      get_params ()->passphrase, signer, base, base, base, base, base, base);
}

static char *
make_challenge (ImwTestAnchor *self, const char *account)
{
  guint8           key[32];
  guint8           secret[64];
  guint8           hash[32];
  guint8           signature[64];
  gint64           now_s = imw_clock_get_wall_ms (self->clock) / 1000;
  g_autofree char *nonce =
      g_base64_encode ((const guchar *) "0123456789abcdef0123456789abcdef0123456789abcdef", 48);
  g_autofree char *name = g_strconcat (self->domain, " auth", NULL);
  g_autoptr (GBytes) value = g_bytes_new (nonce, strlen (nonce));
  g_autoptr (GBytes) host = g_bytes_new (self->domain, strlen (self->domain));
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  ImwStellarAddress server;
  ImwStellarAddress client;
  ImwStellarTx     *tx;
  ImwStellarOp     *op;

  make_keys (ITS_SEED, key, secret);
  imw_stellar_address_from_key (key, &server);
  g_assert_true (imw_stellar_address_parse (account, &client, NULL));
  tx = imw_stellar_tx_new (&server, 200, 0);
  imw_stellar_tx_set_time_bounds (tx, (guint64) now_s, (guint64) now_s + 900);
  op = imw_stellar_op_new_manage_data (name, value);
  imw_stellar_op_set_source (op, &client);
  imw_stellar_tx_add_op (tx, op);
  op = imw_stellar_op_new_manage_data ("web_auth_domain", host);
  imw_stellar_op_set_source (op, &server);
  imw_stellar_tx_add_op (tx, op);
  envelope = imw_stellar_envelope_new (tx);
  imw_stellar_envelope_get_hash (envelope, get_params ()->network_id, hash);
  crypto_sign_detached (signature, NULL, hash, sizeof hash, secret);
  imw_stellar_envelope_add_signature (envelope, key, signature);

  return imw_stellar_envelope_to_base64 (envelope);
}

static char *
make_token (ImwTestAnchor *self)
{
  g_autofree char *claims = NULL;
  g_autofree char *middle = NULL;

  claims = g_strdup_printf ("{\"iss\":\"http://%s/auth\",\"sub\":\"%s\",\"exp\":%" G_GINT64_FORMAT
                            "}",
                            self->domain, self->token != NULL ? self->token : self->address,
                            imw_clock_get_wall_ms (self->clock) / 1000 + TOKEN_S);
  middle = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_strdelimit (middle, "+", '-');
  g_strdelimit (middle, "/", '_');
  middle[strcspn (middle, "=")] = '\0';

  return g_strdup_printf ("e30.%s.login%u", middle, self->n_logins);
}

static void
reply_text (ImwTestAnchor *self, ImwHttpExchange *exchange, guint status, const char *text)
{
  g_autoptr (GDateTime)
      now = g_date_time_new_from_unix_utc (imw_clock_get_wall_ms (self->clock) / 1000);
  g_autofree char *date = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S GMT");

  imw_http_exchange_add_header (exchange, "Date", date);
  imw_http_exchange_reply (exchange, status, "application/json", text, -1);
}

static void
answer_usual (ImwTestAnchor *self, ImwHttpExchange *exchange, const char *what)
{
  g_autofree char *text = NULL;
  g_autofree char *inner = NULL;

  if (g_str_equal (what, "GET /.well-known/stellar.toml"))
    {
      text = self->toml != NULL ? g_strdup (self->toml) : make_toml (self);
      reply_text (self, exchange, 200, text);
    }
  else if (g_str_equal (what, "GET /auth"))
    {
      inner = make_challenge (self, imw_http_exchange_get_query_value (exchange, "account"));
      text = g_strdup_printf ("{\"transaction\":\"%s\",\"network_passphrase\":\"%s\"}", inner,
                              get_params ()->passphrase);
      reply_text (self, exchange, 200, text);
    }
  else if (g_str_equal (what, "POST /auth"))
    {
      self->n_logins++;
      inner = make_token (self);
      text = g_strdup_printf ("{\"token\":\"%s\"}", inner);
      reply_text (self, exchange, 200, text);
    }
  else
    reply_text (self, exchange, 404, "{\"error\":\"Nothing here\"}");
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_query (ImwHttpExchange *exchange)
{
  GHashTable *query = imw_http_exchange_get_query (exchange);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  if (query == NULL)
    return g_strdup ("");
  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_ptr_array_add (pairs, g_strdup_printf ("%s=%s", (char *) name, (char *) value));
  g_ptr_array_sort (pairs, compare_texts);
  g_ptr_array_add (pairs, NULL);

  return g_strjoinv ("&", (char **) pairs->pdata);
}

static void
handle_cb (ImwHttpServer *server, ImwHttpExchange *exchange, gpointer user_data)
{
  ImwTestAnchor *self = user_data;
  ImwTestAsked  *asked = g_new0 (ImwTestAsked, 1);
  gsize          length;
  gconstpointer  data = g_bytes_get_data (imw_http_exchange_get_body (exchange), &length);
  const char    *reply;

  asked->what = g_strconcat (imw_http_exchange_get_method (exchange), " ",
                             imw_http_exchange_get_path (exchange), NULL);
  asked->query = join_query (exchange);
  asked->token = g_strdup (imw_http_exchange_get_header (exchange, "Authorization"));
  asked->type = g_strdup (imw_http_exchange_get_header (exchange, "Content-Type"));
  asked->body = g_strndup (data != NULL ? data : "", length);
  g_ptr_array_add (self->asked, asked);
  reply = g_hash_table_lookup (self->replies, asked->what);
  if (self->n_refuse_token > 0 && asked->token != NULL)
    {
      self->n_refuse_token--;
      reply_text (self, exchange, 403, "{\"error\":\"Token is not valid\"}");
    }
  else if (reply != NULL)
    reply_text (self, exchange, (guint) g_ascii_strtoull (reply, NULL, 10), reply + 4);
  else
    answer_usual (self, exchange, asked->what);
}

/**
 * imw_test_anchor_reply:
 * @self: a test anchor
 * @what: "METHOD /path"
 * @status: of HTTP
 * @json: the answer from now on, with ' for "
 */
void
imw_test_anchor_reply (ImwTestAnchor *self, const char *what, guint status, const char *json)
{
  char *reply = g_strdup_printf ("%u %s", status, json);

  g_strdelimit (reply, "'", '"');
  g_hash_table_insert (self->replies, g_strdup (what), reply);
}

/**
 * imw_test_anchor_count:
 * @self: a test anchor
 * @what: "METHOD /path"
 *
 * Returns: how often it was asked for
 */
guint
imw_test_anchor_count (ImwTestAnchor *self, const char *what)
{
  guint n_asked = 0;

  for (guint i = 0; i < self->asked->len; i++)
    n_asked += g_str_equal (((ImwTestAsked *) self->asked->pdata[i])->what, what) ? 1 : 0;

  return n_asked;
}

/**
 * imw_test_anchor_last:
 * @self: a test anchor
 * @what: "METHOD /path"
 *
 * Returns: (transfer none): the last question for it, which was asked
 */
const ImwTestAsked *
imw_test_anchor_last (ImwTestAnchor *self, const char *what)
{
  for (guint i = self->asked->len; i > 0; i--)
    {
      const ImwTestAsked *asked = g_ptr_array_index (self->asked, i - 1);

      if (g_str_equal (asked->what, what))
        return asked;
    }

  g_assert_not_reached ();
}

static void
sign_async (ImwLoginFacts      *facts,
            GBytes             *challenge,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            callback_data,
            gpointer            user_data)
{
  ImwTestAnchor *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, callback_data);

  gsize         length;
  gconstpointer data = g_bytes_get_data (challenge, &length);
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_envelope_parse (data, length, NULL);
  guint8 key[32];
  guint8 secret[64];
  guint8 hash[32];
  guint8 signature[64];

  g_assert_false (self->must_not_sign);
  g_assert_cmpstr (facts->home_domain, ==, self->domain);
  self->n_signed++;
  make_keys (OUR_SEED, key, secret);
  imw_stellar_envelope_get_hash (envelope, get_params ()->network_id, hash);
  crypto_sign_detached (signature, NULL, hash, sizeof hash, secret);
  imw_stellar_envelope_add_signature (envelope, key, signature);
  g_task_return_pointer (task,
                         imw_stellar_envelope_serialize (envelope),
                         (GDestroyNotify) g_bytes_unref);
}

static GBytes *
sign_finish (GAsyncResult *result, gpointer user_data, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_test_anchor_log_in:
 * @self: a test anchor
 *
 * Gives the provider an account; the login itself comes when it is needed.
 */
void
imw_test_anchor_log_in (ImwTestAnchor *self)
{
  imw_provider_set_login (self->provider, self->address, sign_async, sign_finish, self, NULL);
}

static void
fill_replies (ImwTestAnchor *self)
{
  imw_test_anchor_reply (self, "GET /sep38/info", 200,
                         "{'assets':[{'asset':'" IMW_TEST_USDC "'},"
                         "{'asset':'iso4217:MXN','country_codes':['MX'],"
                         "'sell_delivery_methods':[{'name':'bank_account','description':'SPEI'},"
                         "{'name':'card','description':'Card'}],"
                         "'buy_delivery_methods':[{'name':'bank_account','description':'SPEI'},"
                         "{'name':'cash','description':'Cash'}]}]}");
  imw_test_anchor_reply (
      self, "GET /sep6/info", 200,
      "{'deposit-exchange':{'USDC':{'enabled':true,'funding_methods':['bank_account']}},"
      "'withdraw-exchange':{'USDC':{'enabled':true,'min_amount':5,'max_amount':10000.5,"
      "'funding_methods':['bank_account','cash']}}}");
  imw_test_anchor_reply (
      self, "GET /sep24/info", 200,
      "{'deposit':{'USDC':{'enabled':true}},'withdraw':{'USDC':{'enabled':true}}}");
  imw_test_anchor_reply (
      self, "GET /sep31/info", 200,
      "{'receive':{'USDC':{'min_amount':1,'funding_methods':['bank_account']}}}");
}

static void
set_up_provider (ImwTestAnchor *self)
{
  g_autoptr (GError) error = NULL;

  self->address = dup_address (OUR_SEED);
  self->chain = imw_chain_registry_new_chain ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL, &error);
  g_assert_no_error (error);
  self->provider = imw_anchor_new (self->domain, self->chain, self->http, &error);
  g_assert_no_error (error);
}

/**
 * imw_test_anchor_set_up_for:
 * @self: a test anchor
 * @domain: of an anchor that runs
 *
 * Makes a provider for an anchor of somebody else, with an account.
 */
void
imw_test_anchor_set_up_for (ImwTestAnchor *self,
                            const char    *domain)
{
  memset (self, 0, sizeof *self);
  g_assert_cmpint (sodium_init (), >=, 0);
  self->clock = g_object_ref (imw_clock_get_default ());
  self->hosts = imw_hosts_new (self->clock);
  self->http = imw_http_new (self->hosts, self->clock);
  self->domain = g_strdup (domain);
  set_up_provider (self);
  imw_test_anchor_log_in (self);
}

/**
 * imw_test_anchor_set_up:
 * @self: a test anchor
 *
 * Starts the server and makes a provider for it, without an account.
 */
void
imw_test_anchor_set_up (ImwTestAnchor *self)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  g_assert_cmpint (sodium_init (), >=, 0);
  self->clock = imw_clock_new_manual (START_MS, 1000);
  self->hosts = imw_hosts_new (self->clock);
  self->http = imw_http_new (self->hosts, self->clock);
  imw_http_set_retries (self->http, 1, 1);
  self->server = imw_http_server_new (handle_cb, self, NULL);
  g_assert_true (imw_http_server_listen (self->server, 0, &error));
  self->domain = g_strdup_printf ("localhost:%u", imw_http_server_get_port (self->server));
  self->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asked = g_ptr_array_new_with_free_func (asked_free);
  set_up_provider (self);
  fill_replies (self);
}

/**
 * imw_test_anchor_tear_down:
 * @self: a test anchor
 *
 * Ends it; nothing may be left.
 */
void
imw_test_anchor_tear_down (ImwTestAnchor *self)
{
  g_assert_finalize_object (self->provider);
  if (self->server != NULL)
    {
      imw_http_server_stop (self->server);
      g_assert_finalize_object (self->server);
    }
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->hosts);
  g_clear_object (&self->clock);
  g_assert_finalize_object (self->chain);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->replies, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_ptr_array_unref);
  g_clear_pointer (&self->toml, g_free);
  g_clear_pointer (&self->signer, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->token, g_free);
}

/**
 * imw_test_anchor_done_cb:
 * @object: the provider
 * @result: of the call
 * @user_data: where the result goes
 */
void
imw_test_anchor_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **target = user_data;

  *target = g_object_ref (result);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

/**
 * imw_test_anchor_wait:
 * @result: where the result will be
 *
 * Returns: (transfer full): the result
 */
GAsyncResult *
imw_test_anchor_wait (GAsyncResult **result)
{
  guint timer = g_timeout_add (SOON_MS, give_up_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);

  return *result;
}

/**
 * imw_test_anchor_request:
 * @self: a test anchor
 * @route: which way
 * @put_in: what is given, as decimal text
 * @method: by which method
 *
 * Returns: (transfer full): a question about USDC and Mexican pesos
 */
ImwQuoteRequest *
imw_test_anchor_request (ImwTestAnchor *self,
                         ImwRoute       route,
                         const char    *put_in,
                         const char    *method)
{
  ImwStellarAsset stellar;
  g_autoptr (ImwAsset) usdc = NULL;
  g_autoptr (ImwAsset) money = imw_asset_new_fiat ("MXN");
  g_autoptr (ImwAmount) amount = NULL;

  g_assert_true (imw_stellar_asset_parse ("USDC:" IMW_TEST_ISSUER, &stellar, NULL));
  usdc = imw_stellar_params_dup_asset (get_params (), &stellar);
  amount =
      imw_amount_new_from_decimal_text (route == IMW_ROUTE_DEPOSIT ? money : usdc, put_in, NULL);

  return imw_quote_request_new (route, usdc, money, "MEX", method, amount, NULL);
}

ImwProviderReport *
imw_test_anchor_report (ImwTestAnchor *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_report_async (self->provider, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_provider_report_finish (self->provider, result, NULL);
}

ImwQuote *
imw_test_anchor_preview (ImwTestAnchor *self, const ImwQuoteRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_preview_async (self->provider, request, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_provider_preview_finish (self->provider, result, error);
}

ImwQuote *
imw_test_anchor_lock (ImwTestAnchor *self, const ImwQuoteRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_lock_async (self->provider, request, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_provider_lock_finish (self->provider, result, error);
}

ImwOrder *
imw_test_anchor_begin (ImwTestAnchor         *self,
                       const ImwOrderRequest *request,
                       char                 **url,
                       GError               **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_begin_async (self->provider, request, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_provider_begin_finish (self->provider, result, url, error);
}

ImwOrder *
imw_test_anchor_get_order (ImwTestAnchor *self,
                           ImwRoute       route,
                           gboolean       hosted,
                           const char    *id,
                           GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_get_order_async (self->provider, route, hosted, id, NULL, imw_test_anchor_done_cb,
                                &result);
  imw_test_anchor_wait (&result);

  return imw_provider_get_order_finish (self->provider, result, error);
}

ImwCustomer *
imw_test_anchor_get_customer (ImwTestAnchor            *self,
                              const ImwCustomerRequest *request,
                              GError                  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_get_customer_async (self->provider, request, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_provider_get_customer_finish (self->provider, result, error);
}

char *
imw_test_anchor_put_customer (ImwTestAnchor            *self,
                              const ImwCustomerRequest *request,
                              GHashTable               *values,
                              GHashTable               *files,
                              GError                  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_provider_put_customer_async (self->provider, request, values, files, NULL,
                                   imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_provider_put_customer_finish (self->provider, result, error);
}
