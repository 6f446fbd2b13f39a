/* imw-quote.c: what a provider would give, and what it would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-quote"

#include "config.h"

#include "imw-quote.h"
#include "imw-quote-private.h"

#include "imw-error.h"

/**
 * ImwQuote:
 *
 * What a provider would give for an amount, or has promised to give until a moment. Counted, any thread, immutable
 * after it was made; one whose numbers do not add up is never made.
 */

G_DEFINE_BOXED_TYPE (ImwQuote, imw_quote, imw_quote_ref, imw_quote_unref)

/**
 * imw_quote_new:
 * @request: what was asked; copied
 *
 * Returns: (transfer full): a quote to be filled
 */
ImwQuote *
imw_quote_new (const ImwQuoteRequest *request)
{
  ImwQuote *self = g_new0 (ImwQuote, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->request = imw_quote_request_copy (request);
  self->fee_lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_fee_line_free);
  self->eta_s = -1;

  return self;
}

/**
 * imw_quote_ref:
 * @self: a quote
 *
 * Returns: (transfer full): @self
 */
ImwQuote *
imw_quote_ref (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * imw_quote_unref:
 * @self: (transfer full): a quote
 */
void
imw_quote_unref (ImwQuote *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->request, imw_quote_request_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->put_in, imw_amount_unref);
  g_clear_pointer (&self->comes_out, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->fee_lines, g_ptr_array_unref);
  g_clear_pointer (&self->converted, imw_amount_unref);
  g_clear_pointer (&self->price, g_free);
  g_clear_pointer (&self->total_price, g_free);
  g_free (self);
}

/**
 * imw_quote_get_request:
 * @self: a quote
 *
 * Returns: (transfer none): what was asked
 */
const ImwQuoteRequest *
imw_quote_get_request (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->request;
}

/**
 * imw_quote_get_id:
 * @self: a quote
 *
 * Returns: (nullable) (transfer none): its id at the provider
 */
const char *
imw_quote_get_id (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * imw_quote_get_firm:
 * @self: a quote
 *
 * Returns: whether the provider has promised it
 */
gboolean
imw_quote_get_firm (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->firm;
}

/**
 * imw_quote_get_expires_ms:
 * @self: a quote
 *
 * Returns: wall time in milliseconds until which the funds must have arrived; 0 when it is not firm
 */
gint64
imw_quote_get_expires_ms (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->expires_ms;
}

/**
 * imw_quote_get_put_in:
 * @self: a quote
 *
 * Returns: (transfer none): what the user gives
 */
ImwAmount *
imw_quote_get_put_in (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->put_in;
}

/**
 * imw_quote_get_comes_out:
 * @self: a quote
 *
 * Returns: (transfer none): what arrives
 */
ImwAmount *
imw_quote_get_comes_out (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->comes_out;
}

/**
 * imw_quote_get_fee_disclosed:
 * @self: a quote
 *
 * Returns: whether the provider says what the fee is; %FALSE is not the same as no fee
 */
gboolean
imw_quote_get_fee_disclosed (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fee_disclosed;
}

/**
 * imw_quote_get_fee:
 * @self: a quote
 *
 * Returns: (nullable) (transfer none): the whole fee, in what is put in or in what comes out: its asset says it;
 *   %NULL when it is not disclosed
 */
ImwAmount *
imw_quote_get_fee (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->fee;
}

/**
 * imw_quote_get_fee_lines:
 * @self: a quote
 *
 * Returns: (transfer none) (element-type ImwFeeLine): the fee line by line, maybe none
 */
GPtrArray *
imw_quote_get_fee_lines (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->fee_lines;
}

/**
 * imw_quote_get_converted:
 * @self: a quote
 *
 * Returns: (nullable) (transfer none): what is exchanged after the fee, when the fee is in what is put in
 */
ImwAmount *
imw_quote_get_converted (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->converted;
}

/**
 * imw_quote_get_price:
 * @self: a quote
 *
 * Returns: (transfer none): decimal text: units of what is put in for one unit that comes out, fees left out
 */
const char *
imw_quote_get_price (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->price;
}

/**
 * imw_quote_get_total_price:
 * @self: a quote
 *
 * Returns: (transfer none): the same with fees
 */
const char *
imw_quote_get_total_price (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->total_price;
}

/**
 * imw_quote_get_eta_s:
 * @self: a quote
 *
 * Returns: seconds until it is delivered, -1 when the provider does not say
 */
gint64
imw_quote_get_eta_s (ImwQuote *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->eta_s;
}

static void
add_request (JsonBuilder *builder, const ImwQuoteRequest *request)
{
  imw_anchor_json_add_text (builder, "route", imw_route_get_code (request->route));
  imw_anchor_json_add_asset (builder, "asset", request->asset);
  imw_anchor_json_add_asset (builder, "money", request->money);
  imw_anchor_json_add_text (builder, "country", request->country);
  imw_anchor_json_add_text (builder, "method", request->method);
  imw_anchor_json_add_amount (builder, "asked_put_in", request->put_in);
  imw_anchor_json_add_amount (builder, "asked_comes_out", request->comes_out);
}

/**
 * imw_quote_to_json:
 * @self: a quote
 *
 * Returns: (transfer full): @self in our own form, for the store
 */
char *
imw_quote_to_json (ImwQuote *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_request (builder, self->request);
  imw_anchor_json_add_text (builder, "id", self->id);
  imw_anchor_json_add_bool (builder, "firm", self->firm);
  imw_anchor_json_add_int (builder, "expires_ms", self->expires_ms);
  imw_anchor_json_add_amount (builder, "put_in", self->put_in);
  imw_anchor_json_add_amount (builder, "comes_out", self->comes_out);
  imw_anchor_json_add_bool (builder, "fee_disclosed", self->fee_disclosed);
  imw_anchor_json_add_amount (builder, "fee", self->fee);
  imw_anchor_json_add_fee_lines (builder, "fee_lines", self->fee_lines);
  imw_anchor_json_add_amount (builder, "converted", self->converted);
  imw_anchor_json_add_text (builder, "price", self->price);
  imw_anchor_json_add_text (builder, "total_price", self->total_price);
  imw_anchor_json_add_int (builder, "eta_s", self->eta_s);

  return imw_anchor_json_end (builder);
}

static ImwQuoteRequest *
read_request (JsonObject *object, GError **error)
{
  g_autoptr (ImwQuoteRequest) request = g_new0 (ImwQuoteRequest, 1);
  const char *route = imw_json_get_string (object, "route", error);

  if (route == NULL || !imw_anchor_json_read_asset (object, "asset", &request->asset, error) ||
      !imw_anchor_json_read_asset (object, "money", &request->money, error) ||
      !imw_anchor_json_read_text (object, "country", &request->country, error) ||
      !imw_anchor_json_read_text (object, "method", &request->method, error) ||
      !imw_anchor_json_read_amount (object, "asked_put_in", &request->put_in, error) ||
      !imw_anchor_json_read_amount (object, "asked_comes_out", &request->comes_out, error))
    return NULL;
  if (!imw_route_from_code (route, &request->route) || request->asset == NULL ||
      request->money == NULL || request->method == NULL ||
      (request->put_in == NULL) == (request->comes_out == NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a question about a price");
      return NULL;
    }

  return g_steal_pointer (&request);
}

static gboolean
read_quote (ImwQuote *self, JsonObject *object, GError **error)
{
  g_clear_pointer (&self->fee_lines, g_ptr_array_unref);
  self->fee_lines = imw_anchor_json_read_fee_lines (object, "fee_lines", error);
  if (self->fee_lines == NULL || !imw_anchor_json_read_text (object, "id", &self->id, error) ||
      !imw_json_get_bool (object, "firm", &self->firm, error) ||
      !imw_json_get_int (object, "expires_ms", 0, G_MAXINT64, &self->expires_ms, error) ||
      !imw_anchor_json_read_amount (object, "put_in", &self->put_in, error) ||
      !imw_anchor_json_read_amount (object, "comes_out", &self->comes_out, error) ||
      !imw_json_get_bool (object, "fee_disclosed", &self->fee_disclosed, error) ||
      !imw_anchor_json_read_amount (object, "fee", &self->fee, error) ||
      !imw_anchor_json_read_amount (object, "converted", &self->converted, error) ||
      !imw_anchor_json_read_text (object, "price", &self->price, error) ||
      !imw_anchor_json_read_text (object, "total_price", &self->total_price, error) ||
      !imw_json_get_int (object, "eta_s", -1, G_MAXINT64, &self->eta_s, error))
    return FALSE;
  if (self->put_in == NULL || self->comes_out == NULL || self->price == NULL ||
      self->total_price == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A quote without its numbers");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_quote_from_json:
 * @text: what imw_quote_to_json() gave
 * @error: return location
 *
 * Returns: (transfer full): the quote; on %NULL @error is %IMW_ERROR_CORRUPT
 */
ImwQuote *
imw_quote_from_json (const char *text, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (ImwQuoteRequest) request = NULL;
  g_autoptr (ImwQuote) self = NULL;
  JsonObject *object;

  g_return_val_if_fail (text != NULL, NULL);

  object = imw_anchor_json_parse_own (text, &root, error);
  request = object != NULL ? read_request (object, error) : NULL;
  if (request == NULL)
    {
      imw_anchor_json_mark_corrupt (error);
      return NULL;
    }

  self = imw_quote_new (request);
  if (!read_quote (self, object, error))
    {
      imw_anchor_json_mark_corrupt (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
