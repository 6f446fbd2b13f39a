/* imw-practice-anchor.c: the practice network's anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define TOML_PATH "/.well-known/stellar.toml"
#define PREFIX    "/anchor"
#define MAX_STEPS 10000

/**
 * imw_practice_anchor_new:
 * @books: where it keeps what it knows; must outlive it
 * @stellar: the ledger it takes and pays on; must outlive it
 * @port: of the server
 * @web_auth_domain: (nullable): what challenges call the server, %NULL for the host with its port
 *
 * Returns: (transfer full): the anchor "localhost:PORT"
 */
ImwPracticeAnchor *
imw_practice_anchor_new (ImwLedger          *books,
                         ImwPracticeStellar *stellar,
                         guint16             port,
                         const char         *web_auth_domain)
{
  const char        *words = "IM Wallet practice network: anchor tokens";
  ImwPracticeAnchor *self = g_new0 (ImwPracticeAnchor, 1);

  self->books = books;
  self->stellar = stellar;
  self->home = g_strdup_printf ("localhost:%u", port);
  self->base = g_strconcat ("http://", self->home, NULL);
  self->web_auth_domain = g_strdup (web_auth_domain != NULL ? web_auth_domain : self->home);
  imw_sha256 ((const guint8 *) words, strlen (words), self->secret);

  return self;
}

/**
 * imw_practice_anchor_free:
 * @self: (transfer full): the anchor
 *
 * Frees @self; what it keeps stays.
 */
void
imw_practice_anchor_free (ImwPracticeAnchor *self)
{
  g_free (self->base);
  g_free (self->home);
  g_free (self->web_auth_domain);
  g_free (self);
}

/**
 * imw_anchor_get_now_ms: (skip)
 * @self: the anchor
 *
 * Returns: what time it is for the anchor, UTC
 */
gint64
imw_anchor_get_now_ms (ImwPracticeAnchor *self)
{
  return imw_clock_get_wall_ms (imw_ledger_get_clock (self->books));
}

/**
 * imw_anchor_reply: (skip)
 * @request: a request
 * @status: HTTP status
 * @json: the finished answer, empty afterwards
 *
 * Sets the answer.
 *
 * Returns: always %TRUE
 */
gboolean
imw_anchor_reply (ImwAnchorRequest *request, guint status, ImwPracticeJson *json)
{
  imw_practice_reply_json (request->reply, json);
  request->reply->status = status;

  return TRUE;
}

/**
 * imw_anchor_refuse: (skip)
 * @request: a request
 * @status: HTTP status
 * @format: a sentence
 * @...: its arguments
 *
 * Sets the answer {"error": sentence}.
 *
 * Returns: always %TRUE
 */
gboolean
imw_anchor_refuse (ImwAnchorRequest *request, guint status, const char *format, ...)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "error", text);
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, status, &json);
}

/**
 * imw_anchor_needs_login: (skip)
 * @request: a request
 *
 * Sets the answer for somebody who is not logged in.
 *
 * Returns: always %TRUE
 */
gboolean
imw_anchor_needs_login (ImwAnchorRequest *request)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "type", "authentication_required");
  imw_practice_json_string (&json, "error", "authentication required");
  imw_practice_json_end_object (&json);

  return imw_anchor_reply (request, 403, &json);
}

/**
 * imw_anchor_dup_token_asset: (skip)
 * @self: the anchor
 * @token: one of its tokens
 *
 * Returns: (transfer full): as SEP-38 names it
 */
char *
imw_anchor_dup_token_asset (ImwPracticeAnchor *self, const ImwPracticeToken *token)
{
  g_autofree char *asset = imw_practice_stellar_dup_asset (self->stellar, token->code, NULL);

  return g_strdup_printf ("stellar:%s", g_strcmp0 (asset, "XLM") == 0 ? "native" : asset);
}

/**
 * imw_anchor_dup_money_asset: (skip)
 * @currency: ISO 4217 code
 *
 * Returns: (transfer full): as SEP-38 names it
 */
char *
imw_anchor_dup_money_asset (const char *currency)
{
  return g_strconcat ("iso4217:", currency, NULL);
}

/**
 * imw_anchor_format_time: (skip)
 * @time_ms: UTC
 *
 * Returns: (transfer full): ISO 8601 with milliseconds
 */
char *
imw_anchor_format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int) (time_ms % 1000));
}

/**
 * imw_anchor_write_time: (skip)
 * @json: where to
 * @name: of the member
 * @time_ms: UTC; 0: none
 *
 * Writes a time or null.
 */
void
imw_anchor_write_time (ImwPracticeJson *json, const char *name, gint64 time_ms)
{
  g_autofree char *text = time_ms != 0 ? imw_anchor_format_time (time_ms) : NULL;

  imw_practice_json_string (json, name, text);
}

/**
 * imw_anchor_make_id: (skip)
 *
 * Ids are not secret here: whoever may ask is known by the login.
 *
 * Returns: (transfer full): a new id in the form of a UUID
 */
char *
imw_anchor_make_id (void)
{
  return g_uuid_string_random ();
}

static void
catch_up_orders (ImwPracticeAnchor *self, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MAX_STEPS; i++)
    {
      g_autoptr (ImwRecord) order = NULL;

      if (!imw_records_find_due (self->books, "order", now_ms, &order, &error))
        break;
      if (order == NULL)
        return;
      if (!imw_anchor_advance (self, order, order->due_ms, &error))
        break;
    }
  if (error != NULL)
    g_message ("an order stays where it is: %s", error->message);
}

static void
catch_up_customers (ImwPracticeAnchor *self, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MAX_STEPS; i++)
    {
      g_autoptr (ImwRecord) customer = NULL;
      gint64 at_ms;

      if (!imw_records_find_due (self->books, "customer", now_ms, &customer, &error))
        break;
      if (customer == NULL)
        return;

      at_ms = customer->due_ms;
      customer->due_ms = 0;
      if (!imw_records_save (self->books, customer, &error) ||
          !imw_anchor_customer_changed (self, customer->id, at_ms, &error))
        break;
    }
  if (error != NULL)
    g_message ("a customer stays as he is: %s", error->message);
}

/**
 * imw_practice_anchor_catch_up:
 * @self: the anchor
 *
 * Does everything that is due: takes payments from the ledger, moves customers and orders on. What fails is tried again
 * the next time.
 */
void
imw_practice_anchor_catch_up (ImwPracticeAnchor *self)
{
  g_autoptr (GError) error = NULL;
  gint64 now_ms = imw_anchor_get_now_ms (self);

  /* payments of our own close ledgers, which call us */
  if (self->busy)
    return;

  self->busy = TRUE;
  if (!imw_anchor_take_payments (self, &error))
    {
      g_message ("payments are not seen: %s", error->message);
      g_clear_error (&error);
    }
  catch_up_customers (self, now_ms);
  catch_up_orders (self, now_ms);
  if (!imw_anchor_pay_back_strays (self, now_ms, &error))
    g_message ("nothing is paid back: %s", error->message);
  self->busy = FALSE;
}

/**
 * imw_practice_anchor_owns:
 * @path: of a request
 *
 * Returns: whether the anchor answers it
 */
gboolean
imw_practice_anchor_owns (const char *path)
{
  return g_str_equal (path, TOML_PATH) || g_str_has_prefix (path, PREFIX "/");
}

/**
 * imw_practice_anchor_add_cors:
 * @exchange: a request to the anchor
 *
 * Any web page may ask the anchor: it knows nothing but what was told to it (SEP-1, SEP-10).
 */
void
imw_practice_anchor_add_cors (ImwHttpExchange *exchange)
{
  imw_http_exchange_add_header (exchange, "Access-Control-Allow-Origin", "*");
  imw_http_exchange_add_header (exchange, "Access-Control-Allow-Headers",
                                "Authorization, Content-Type");
  imw_http_exchange_add_header (exchange, "Access-Control-Allow-Methods",
                                "GET, POST, PUT, PATCH, DELETE, OPTIONS");
}

static gboolean
route (ImwAnchorRequest *request, GError **error)
{
  static const struct
  {
    const char   *prefix;
    ImwAnchorFunc func;
  } parts[] = {
    { "/auth", imw_anchor_check_login },
    { "/kyc/customer", imw_anchor_customer },
    { "/sep38/", imw_anchor_quotes },
    { "/sep6/", imw_anchor_sep6 },
    { "/sep24/", imw_anchor_sep24 },
    { "/sep31/", imw_anchor_sep31 },
    { "/tx/", imw_anchor_page },
  };

  if (request->path[0] == '\0')
    return imw_anchor_toml (request, error);

  imw_anchor_read_token (request);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (g_str_has_prefix (request->path, parts[i].prefix))
        return parts[i].func (request, error);
    }

  return imw_anchor_refuse (request, 404, "there is nothing at this address");
}

/**
 * imw_practice_anchor_answer:
 * @self: the anchor
 * @exchange: the request
 * @fault: %IMW_FAULT_NONE, or how the answer shall be wrong
 * @reply: (out caller-allocates): the answer, set in any case
 *
 * Answers a request whose path the anchor owns.
 */
void
imw_practice_anchor_answer (ImwPracticeAnchor *self,
                            ImwHttpExchange   *exchange,
                            ImwFaultKind       fault,
                            ImwPracticeReply  *reply)
{
  g_auto (ImwAnchorRequest) request = { 0 };
  g_autoptr (GError) error = NULL;
  const char *path = imw_http_exchange_get_path (exchange);

  request.anchor = self;
  request.method = imw_http_exchange_get_method (exchange);
  request.path = g_str_equal (path, TOML_PATH) ? "" : path + strlen (PREFIX);
  request.authorization = imw_http_exchange_get_header (exchange, "Authorization");
  request.query = imw_http_exchange_get_query (exchange);
  request.fault = fault;
  request.reply = reply;
  imw_practice_form_init (&request.form);
  imw_practice_form_add_query (&request.form, request.query);

  if (g_str_equal (request.method, "OPTIONS"))
    {
      imw_practice_reply_text (reply, 204, "");
      return;
    }

  imw_practice_anchor_catch_up (self);
  request.now_ms = imw_anchor_get_now_ms (self);
  if (!imw_practice_form_add_body (&request.form, imw_http_exchange_get_body (exchange),
                                   imw_http_exchange_get_header (exchange, "Content-Type"),
                                   &error) ||
      !route (&request, &error))
    {
      imw_practice_reply_error (reply, error);
      imw_anchor_refuse (&request, reply->status, "%s", error->message);
    }
}
