/* imw-anchor-orders.c: orders at an anchor (SEP-6, 24 and 31)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-country.h"
#include "imw-error.h"

#include <string.h>

#define LOCK_MARGIN_MS 60000 /* S8 */
#define MAX_ID_BYTES   200
#define AMOUNT_MARK    "\"@amount@\""

/**
 * imw_anchor_begun_free:
 * @self: (transfer full): an order that has begun
 */
void
imw_anchor_begun_free (ImwAnchorBegun *self)
{
  g_clear_pointer (&self->order, imw_order_unref);
  if (self->url != NULL)
    memset (self->url, 0, strlen (self->url)); /* holds a token */
  g_clear_pointer (&self->url, g_free);
  g_free (self);
}

/* What an order is about, when we began it ourselves: the asset that is wanted must be that one (S6), and amounts that do
 * not say what they are in can be read. Otherwise amounts say it themselves, or are left out. */
static void
fill_frame (ImwAnchorJob *job, ImwOrderFrame *frame, gboolean is_31)
{
  const ImwQuoteRequest *request = g_hash_table_lookup (job->self->begun, job->id);
  gboolean               is_deposit = job->route == IMW_ROUTE_DEPOSIT;

  *frame = (ImwOrderFrame){
    .self = job->self, .chain = job->self->chain, .address = job->self->address, .is_31 = is_31
  };
  if (request != NULL)
    {
      frame->in = is_deposit ? request->money : request->asset;
      frame->out = is_deposit ? request->asset : request->money;
    }
}

static ImwOrder *
read_order (ImwAnchorJob *job, JsonObject *reply, GError **error)
{
  JsonObject   *object = imw_json_get_object (reply, "transaction", error);
  ImwOrderFrame frame;
  g_autoptr (ImwOrder) order = NULL;

  if (object == NULL)
    return NULL;
  fill_frame (job, &frame, job->rails[0] == IMW_ANCHOR_RAIL_SEP31);
  order = imw_order_parse (object, &frame, error);
  if (order != NULL && !g_str_equal (order->id, job->id))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another order than was asked for");
      return NULL;
    }

  return g_steal_pointer (&order);
}

static void ask_order (ImwAnchorJob *job, ImwAnchorNext next);

static void
got_order_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwOrder *order = NULL;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND) && job->n_rails > 1)
    {
      g_error_free (error);
      job->n_rails--;
      memmove (job->rails, job->rails + 1, job->n_rails * sizeof (job->rails[0]));
      ask_order (job, got_order_cb);
      return;
    }
  if (reply != NULL)
    order = read_order (job, reply, &error);
  if (order != NULL)
    imw_anchor_job_return (job, order, (GDestroyNotify) imw_order_unref);
  else
    imw_anchor_job_fail (job, error);
}

static void
ask_order (ImwAnchorJob *job, ImwAnchorNext next)
{
  const ImwAnchorToml *toml = job->self->toml;
  g_autofree char     *escaped = g_uri_escape_string (job->id, NULL, FALSE);
  g_autofree char     *path = g_strconcat ("/transactions/", escaped, NULL);
  const char *const    query[] = { "id", job->id, NULL };
  char                *url = NULL;

  switch (job->rails[0])
    {
    case IMW_ANCHOR_RAIL_SEP31:
      url = imw_anchor_build_url (toml->sep31, path, NULL);
      break;

    case IMW_ANCHOR_RAIL_EXCHANGE:
    case IMW_ANCHOR_RAIL_SEP6:
      url = imw_anchor_build_url (toml->sep6, "/transaction", query);
      break;

    case IMW_ANCHOR_RAIL_SEP24:
      url = imw_anchor_build_url (toml->sep24, "/transaction", query);
      break;

    case IMW_ANCHOR_RAIL_NONE:
      g_assert_not_reached ();
    }

  imw_anchor_send (job, "GET", url, NULL, NULL, TRUE, next);
}

/* Which rails an order can be on: it does not say so itself. */
static void
list_rails (ImwAnchorJob *job)
{
  const ImwAnchorToml *toml = job->self->toml;

  job->n_rails = 0;
  if (job->hosted && toml->sep24 != NULL)
    job->rails[job->n_rails++] = IMW_ANCHOR_RAIL_SEP24;
  if (!job->hosted && job->route == IMW_ROUTE_ABROAD && toml->sep31 != NULL)
    job->rails[job->n_rails++] = IMW_ANCHOR_RAIL_SEP31;
  if (!job->hosted && toml->sep6 != NULL)
    job->rails[job->n_rails++] = IMW_ANCHOR_RAIL_SEP6;
}

static gboolean
is_ready (ImwAnchorJob *job, GError *error)
{
  if (error == NULL && imw_anchor_check_pin (job->self, &error))
    {
      list_rails (job);
      if (job->n_rails > 0)
        return TRUE;
      error = g_error_new (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "%s has no such orders",
                           job->self->domain);
    }
  imw_anchor_job_fail (job, error);

  return FALSE;
}

static void
loaded_for_order_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  if (is_ready (job, error))
    ask_order (job, got_order_cb);
}

/**
 * imw_anchor_get_order_job:
 * @job: (transfer full): with `route`, `hosted` and `id`
 *
 * Asks how an order stands.
 */
void
imw_anchor_get_order_job (ImwAnchorJob *job)
{
  imw_anchor_load (job, FALSE, loaded_for_order_cb);
}

static void
updated_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  if (error != NULL)
    imw_anchor_job_fail (job, error);
  else
    {
      g_task_return_boolean (job->task, TRUE);
      imw_anchor_job_done (job);
    }
}

static void
loaded_for_update_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  const ImwAnchorToml *toml = job->self->toml;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  GHashTableIter   iter;
  gpointer         name;
  gpointer         value;
  gboolean         is_31;

  if (!is_ready (job, error))
    return;

  is_31 = job->rails[0] == IMW_ANCHOR_RAIL_SEP31;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  if (is_31)
    {
      json_builder_set_member_name (builder, "fields");
      json_builder_begin_object (builder);
    }
  json_builder_set_member_name (builder, "transaction");
  json_builder_begin_object (builder);
  g_hash_table_iter_init (&iter, job->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    imw_anchor_json_add_text (builder, name, value);
  json_builder_end_object (builder);
  if (is_31)
    json_builder_end_object (builder);
  escaped = g_uri_escape_string (job->id, NULL, FALSE);
  path = g_strconcat ("/transactions/", escaped, NULL);
  imw_anchor_send_object (job, "PATCH",
                          imw_anchor_build_url (is_31         ? toml->sep31
                                                : job->hosted ? toml->sep24
                                                              : toml->sep6,
                                                path, NULL),
                          builder, updated_cb);
}

/**
 * imw_anchor_update_order_job:
 * @job: (transfer full): with `route`, `id` and `values`
 *
 * Tells what an order asked for.
 */
void
imw_anchor_update_order_job (ImwAnchorJob *job)
{
  imw_anchor_load (job, TRUE, loaded_for_update_cb);
}

/* The order has begun: from here on its id is never lost, whatever happens to the second question. */
static void
begun_and_read_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwAnchorBegun *begun = job->begun;
  g_autoptr (GError) owned = error;
  g_autoptr (ImwOrder) order = reply != NULL ? read_order (job, reply, &owned) : NULL;

  if (order == NULL && g_error_matches (owned, IMW_ERROR, IMW_ERROR_REFUSED))
    g_message ("%s: the new order can't be read: %s", job->self->domain, owned->message);
  if (order != NULL)
    {
      order->eta_s = begun->order->eta_s;
      imw_order_unref (begun->order);
      begun->order = g_steal_pointer (&order);
    }
  job->begun = NULL;
  imw_anchor_job_return (job, begun, (GDestroyNotify) imw_anchor_begun_free);
}

/* S1, S14: a page of the provider is opened over https only. */
static gboolean
take_url (ImwAnchorJob *job, JsonObject *reply, ImwAnchorBegun *begun, GError **error)
{
  g_autofree char *url = imw_anchor_told_exact (reply, "url", 4000);
  gboolean         is_local = imw_anchor_is_local (job->self->domain);
  g_autofree char *host = url != NULL ? imw_hosts_name_for_url (url) : NULL;

  if (host == NULL || strchr (host, '@') != NULL ||
      !(g_str_has_prefix (url, "https://") || (is_local && imw_http_check_url (url, NULL))))
    {
      imw_provider_refuse (error, "hosted", "The provider's page has no safe address");
      return FALSE;
    }

  begun->url = g_steal_pointer (&url);

  return TRUE;
}

static void
begun_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwAnchorBegun *begun;

  if (reply == NULL)
    {
      if (job->rails[0] == IMW_ANCHOR_RAIL_SEP31 &&
          g_strcmp0 (imw_provider_error_get_rule (error), "admission") == 0)
        job->self->is_not_for_31 = TRUE; /* the next try takes another rail */
      imw_anchor_job_fail (job, error);
      return;
    }

  job->id = imw_anchor_told_exact (reply, "id", MAX_ID_BYTES);
  if (job->id == NULL)
    {
      imw_anchor_job_fail (
          job, g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY, "An order that can't be asked after"));
      return;
    }

  g_hash_table_insert (job->self->begun, g_strdup (job->id),
                       imw_quote_request_copy (job->order->request));
  begun = g_new0 (ImwAnchorBegun, 1);
  begun->order = imw_order_new (job->id);
  begun->order->eta_s = imw_anchor_told_seconds (reply, "eta");
  if (job->rails[0] == IMW_ANCHOR_RAIL_SEP24 && !take_url (job, reply, begun, &error))
    {
      imw_anchor_begun_free (begun);
      imw_anchor_job_fail (job, error);
      return;
    }

  job->begun = begun;
  ask_order (job, begun_and_read_cb);
}

static char *
dup_amount (const ImwOrderRequest *order)
{
  ImwAmount *amount = order->quote != NULL ? imw_quote_get_put_in (order->quote)
                                           : order->request->put_in;

  return amount != NULL ? imw_amount_to_decimal_text (amount, 0) : NULL;
}

static void
begin_6 (ImwAnchorJob *job)
{
  ImwAnchor             *self = job->self;
  const ImwOrderRequest *order = job->order;
  const ImwQuoteRequest *request = order->request;
  gboolean               is_deposit = request->route == IMW_ROUTE_DEPOSIT;
  gboolean               is_exchange = job->rails[0] == IMW_ANCHOR_RAIL_EXCHANGE;
  g_autofree char       *money = imw_anchor_asset_id (self, request->money);
  g_autofree char       *amount = dup_amount (order);
  const char            *code = imw_anchor_get_code (self, request->asset);
  const ImwCountry      *country = imw_country_find (request->country);
  const char *const      query[] = {
         is_deposit ? "destination_asset" : "source_asset",
    is_exchange ? code : NULL, /* the code alone here */
    is_deposit ? "source_asset" : "destination_asset",
    is_exchange ? money : NULL,
    "asset_code",
    is_exchange ? NULL : code,
    "amount",
    amount,
    "quote_id",
    is_exchange && order->quote != NULL ? imw_quote_get_id (order->quote) : NULL,
    "account",
    order->address,
    "funding_method",
    request->method,
    "type", /* how older servers call it */
    request->method,
    "country_code",
    country != NULL ? country->alpha3 : NULL,
    "lang",
    order->language,
    "refund_memo",
    is_deposit ? NULL : order->refund_memo,
    "refund_memo_type",
    is_deposit ? NULL : order->refund_memo_type,
    "claimable_balance_supported",
    is_deposit && order->claimable ? "true" : NULL,
    NULL,
  };
  const char *path = is_exchange ? (is_deposit ? "/deposit-exchange" : "/withdraw-exchange")
                                 : (is_deposit ? "/deposit" : "/withdraw");

  imw_anchor_send (job, "GET", imw_anchor_build_url (self->toml->sep6, path, query), NULL, NULL,
                   TRUE, begun_cb);
}

/* "CODE:ISSUER" → "ISSUER" */
static const char *
get_issuer (ImwAnchor *self, ImwAsset *asset)
{
  const char *contract = imw_chain_get_contract (self->chain, asset);
  const char *mark = contract != NULL ? strchr (contract, ':') : NULL;

  return mark != NULL ? mark + 1 : NULL;
}

static void
begin_24 (ImwAnchorJob *job)
{
  ImwAnchor             *self = job->self;
  const ImwOrderRequest *order = job->order;
  const ImwQuoteRequest *request = order->request;
  gboolean               is_deposit = request->route == IMW_ROUTE_DEPOSIT;
  g_autofree char       *money = imw_anchor_asset_id (self, request->money);
  g_autofree char       *amount = dup_amount (order);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "asset_code", imw_anchor_get_code (self, request->asset));
  imw_anchor_json_add_text (builder, "asset_issuer", get_issuer (self, request->asset));
  imw_anchor_json_add_text (builder, "amount", amount);
  if (order->quote != NULL)
    imw_anchor_json_add_text (builder, "quote_id", imw_quote_get_id (order->quote));
  imw_anchor_json_add_text (builder, "account", order->address);
  imw_anchor_json_add_text (builder, "lang", order->language);
  if (imw_anchor_quotes_asset (self, request->money))
    imw_anchor_json_add_text (builder, is_deposit ? "source_asset" : "destination_asset", money);
  if (is_deposit && order->claimable)
    imw_anchor_json_add_text (builder, "claimable_balance_supported", "true");
  if (!is_deposit)
    {
      imw_anchor_json_add_text (builder, "refund_memo", order->refund_memo);
      imw_anchor_json_add_text (builder, "refund_memo_type", order->refund_memo_type);
    }
  imw_anchor_send_object (job, "POST",
                          imw_anchor_build_url (self->toml->sep24,
                                                is_deposit ? "/transactions/deposit/interactive"
                                                           : "/transactions/withdraw/interactive",
                                                NULL),
                          builder, begun_cb);
}

/* The amount is a number in this one request; it is put in as text, so that no double ever exists. */
static void
begin_31 (ImwAnchorJob *job)
{
  ImwAnchor             *self = job->self;
  const ImwOrderRequest *order = job->order;
  const ImwQuoteRequest *request = order->request;
  g_autofree char       *money = imw_anchor_asset_id (self, request->money);
  g_autofree char       *amount = dup_amount (order);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *text = NULL;
  char            *whole;
  g_auto (GStrv) parts = NULL;

  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "amount", "@amount@");
  imw_anchor_json_add_text (builder, "asset_code", imw_anchor_get_code (self, request->asset));
  imw_anchor_json_add_text (builder, "asset_issuer", get_issuer (self, request->asset));
  imw_anchor_json_add_text (builder, "destination_asset", money);
  imw_anchor_json_add_text (builder, "funding_method", request->method);
  if (order->quote != NULL)
    imw_anchor_json_add_text (builder, "quote_id", imw_quote_get_id (order->quote));
  imw_anchor_json_add_text (builder, "sender_id", order->sender_id);
  imw_anchor_json_add_text (builder, "receiver_id", order->receiver_id);
  imw_anchor_json_add_text (builder, "lang", order->language);
  imw_anchor_json_add_text (builder, "refund_memo", order->refund_memo);
  imw_anchor_json_add_text (builder, "refund_memo_type", order->refund_memo_type);
  text = imw_anchor_json_end (builder);
  parts = g_strsplit (text, AMOUNT_MARK, 2);
  whole = g_strjoinv (amount, parts);
  imw_anchor_send (job, "POST", imw_anchor_build_url (self->toml->sep31, "/transactions", NULL),
                   "application/json", g_bytes_new_take (whole, strlen (whole)), TRUE, begun_cb);
}

static gboolean
check_lock (ImwAnchorJob *job, GError **error)
{
  ImwQuote *quote = job->order->quote;

  if (quote == NULL || !imw_quote_get_firm (quote) ||
      imw_quote_get_expires_ms (quote) -
              imw_clock_get_wall_ms (imw_http_get_clock (job->self->http)) >=
          LOCK_MARGIN_MS)
    return TRUE;

  imw_provider_refuse (error, "expiry", "The promise is over, or as good as over");

  return FALSE;
}

static void
loaded_for_begin_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwAnchorRail rail;

  if (error != NULL || !imw_anchor_check_pin (job->self, &error) || !check_lock (job, &error))
    {
      imw_anchor_job_fail (job, error);
      return;
    }

  rail = imw_anchor_choose_rail (job->self, job->order->request, job->order->hosted);
  job->rails[0] = rail;
  job->n_rails = 1;
  switch (rail)
    {
    case IMW_ANCHOR_RAIL_NONE:
      imw_anchor_job_fail (job, g_error_new (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                                             "%s does not offer this", job->self->domain));
      break;

    case IMW_ANCHOR_RAIL_SEP31:
      begin_31 (job);
      break;

    case IMW_ANCHOR_RAIL_EXCHANGE:
    case IMW_ANCHOR_RAIL_SEP6:
      begin_6 (job);
      break;

    case IMW_ANCHOR_RAIL_SEP24:
      begin_24 (job);
      break;
    }
}

/**
 * imw_anchor_begin_job:
 * @job: (transfer full): with `order`
 *
 * Begins an order, and reads it.
 */
void
imw_anchor_begin_job (ImwAnchorJob *job)
{
  job->route = job->order->request->route;
  job->hosted = job->order->hosted;
  imw_anchor_load (job, TRUE, loaded_for_begin_cb);
}
