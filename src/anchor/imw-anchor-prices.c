/* imw-anchor-prices.c: what it would cost at an anchor, and its promise (SEP-38)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-country.h"
#include "imw-error.h"
#include "imw-quote-private.h"

#include <string.h>

static const char *
get_context (ImwAnchorRail rail)
{
  switch (rail)
    {
    case IMW_ANCHOR_RAIL_SEP31:
      return "sep31";

    case IMW_ANCHOR_RAIL_SEP24:
      return "sep24";

    case IMW_ANCHOR_RAIL_NONE:
    case IMW_ANCHOR_RAIL_EXCHANGE:
    case IMW_ANCHOR_RAIL_SEP6:
      return "sep6";
    }

  g_return_val_if_reached ("sep6");
}

static void
priced_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwAnchor       *self = job->self;
  g_autofree char *asset_id = imw_anchor_asset_id (self, job->request->asset);
  g_autofree char *money_id = imw_anchor_asset_id (self, job->request->money);
  ImwQuote        *quote = NULL;
  gint64           offset_ms = 0;
  gint64           now_ms;

  if (reply != NULL)
    {
      imw_http_get_clock_offset (self->http, job->url, &offset_ms);
      now_ms = imw_clock_get_wall_ms (imw_http_get_clock (self->http)) + offset_ms;
      quote = imw_quote_new_from_reply (job->request, reply, job->firm, asset_id, money_id, now_ms,
                                        offset_ms, &error);
    }
  if (quote != NULL)
    imw_anchor_job_return (job, quote, (GDestroyNotify) imw_quote_unref);
  else
    imw_anchor_job_fail (job, error);
}

/* The members of GET /price and of POST /quote are the same: name, value, …; those after the eighth name may be NULL. */
#define N_MEMBERS 8

typedef struct
{
  const char *names[N_MEMBERS];
  char       *values[N_MEMBERS]; /* (nullable) each */
} Members;

static void
members_clear (Members *members)
{
  for (guint i = 0; i < N_MEMBERS; i++)
    g_clear_pointer (&members->values[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Members, members_clear)

static void
fill_members (ImwAnchorJob *job, ImwAnchorRail rail, Members *members)
{
  const ImwQuoteRequest *request = job->request;
  gboolean               is_deposit = request->route == IMW_ROUTE_DEPOSIT;
  const ImwCountry      *country = imw_country_find (request->country);
  char                  *asset_id = imw_anchor_asset_id (job->self, request->asset);
  char                  *money_id = imw_anchor_asset_id (job->self, request->money);
  gboolean               is_named = !g_str_equal (request->method, "hosted");

  *members = (Members){
    .names = { "sell_asset", "buy_asset", "sell_amount", "buy_amount",
               is_deposit ? "sell_delivery_method" : "buy_delivery_method", "country_code",
               "context", NULL },
    .values = { is_deposit ? money_id : asset_id, is_deposit ? asset_id : money_id,
                request->put_in != NULL ? imw_amount_to_decimal_text (request->put_in, 0) : NULL,
                request->comes_out != NULL ? imw_amount_to_decimal_text (request->comes_out, 0)
                                           : NULL,
                is_named ? g_strdup (request->method) : NULL,
                country != NULL ? g_strdup (country->alpha2)
                                : NULL, /* two letters here, three in SEP-6 */
                g_strdup (get_context (rail)), NULL },
  };
}

static void
ask_price (ImwAnchorJob *job, ImwAnchorRail rail)
{
  g_auto (Members) members = { { NULL }, { NULL } };
  const char *query[2 * N_MEMBERS + 1] = { NULL };

  fill_members (job, rail, &members);
  for (guint i = 0; members.names[i] != NULL; i++)
    {
      query[2 * i] = members.names[i];
      query[2 * i + 1] = members.values[i];
    }
  imw_anchor_send (
      job, "GET", imw_anchor_build_url (job->self->toml->quotes, "/price", query), NULL, NULL,
      imw_anchor_has_token (job->self), /* some tell better prices to those they know */
      priced_cb);
}

static void
ask_promise (ImwAnchorJob *job, ImwAnchorRail rail)
{
  g_auto (Members) members = { { NULL }, { NULL } };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  fill_members (job, rail, &members);
  json_builder_begin_object (builder);
  for (guint i = 0; members.names[i] != NULL; i++)
    imw_anchor_json_add_text (builder, members.names[i], members.values[i]);
  imw_anchor_send_object (job, "POST",
                          imw_anchor_build_url (job->self->toml->quotes, "/quote", NULL), builder,
                          priced_cb);
}

/* Without quotes, where the asset stands for the currency: only the fees of the list are known. */
static void
compute (ImwAnchorJob *job, ImwAnchorRail rail)
{
  const char      *code = imw_anchor_get_code (job->self, job->request->asset);
  JsonObject      *entry = imw_anchor_get_entry (job->self, rail, job->request->route, code);
  g_autofree char *fixed = imw_anchor_told_decimal (entry, "fee_fixed");
  g_autofree char *percent = imw_anchor_told_decimal (entry, "fee_percent");
  g_autofree char *minimum = imw_anchor_told_decimal (entry, "fee_minimum");
  GError          *error = NULL;
  ImwQuote        *quote = imw_quote_new_from_fees (job->request, fixed, percent, minimum, &error);

  if (quote != NULL)
    imw_anchor_job_return (job, quote, (GDestroyNotify) imw_quote_unref);
  else
    imw_anchor_job_fail (job, error);
}

static void
loaded_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwAnchor    *self = job->self;
  ImwAnchorRail rail;
  gboolean      has_quotes;

  if (error != NULL || !imw_anchor_check_pin (self, &error))
    {
      imw_anchor_job_fail (job, error);
      return;
    }

  rail = imw_anchor_choose_rail (self, job->request, FALSE);
  has_quotes = self->toml->quotes != NULL && imw_anchor_quotes_asset (self, job->request->asset) &&
               imw_anchor_quotes_asset (self, job->request->money);
  if (rail == IMW_ANCHOR_RAIL_NONE || (job->firm && !has_quotes))
    imw_anchor_job_fail (job, g_error_new (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                                           "%s does not offer this", self->domain));
  else if (!has_quotes)
    compute (job, rail);
  else if (job->firm)
    ask_promise (job, rail);
  else
    ask_price (job, rail);
}

/**
 * imw_anchor_price_job:
 * @job: (transfer full): with `request` and `firm`
 *
 * Asks for a price, or for a promise.
 */
void
imw_anchor_price_job (ImwAnchorJob *job)
{
  imw_anchor_load (job, job->firm, loaded_cb);
}
