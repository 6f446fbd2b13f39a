/* imw-cli-transfer-output.c: how transfers are told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli-transfer.h"

#include <glib/gi18n.h>

static void
json_fee_lines (JsonBuilder *builder, GPtrArray *lines)
{
  json_builder_set_member_name (builder, "fees");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lines->len; i++)
    {
      const ImwFeeLine *line = g_ptr_array_index (lines, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "name", line->name);
      imw_cli_json_amount (builder, "amount", line->amount);
      imw_cli_json_string (builder, "asset",
                           imw_asset_get_symbol (imw_amount_get_asset (line->amount)));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * imw_cli_json_quote:
 * @builder: stands in an object
 * @name: of the member
 * @quote: (nullable): a quote
 *
 * Adds the quote with every fee by name.
 */
void
imw_cli_json_quote (JsonBuilder *builder, const char *name, ImwQuote *quote)
{
  if (quote == NULL)
    {
      imw_cli_json_string (builder, name, NULL);
      return;
    }
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "id", imw_quote_get_id (quote));
  imw_cli_json_bool (builder, "firm", imw_quote_get_firm (quote));
  imw_cli_json_time (builder, "expires", imw_quote_get_expires_ms (quote));
  imw_cli_json_amount (builder, "put_in", imw_quote_get_put_in (quote));
  imw_cli_json_string (builder, "put_in_asset",
                       imw_asset_get_symbol (imw_amount_get_asset (imw_quote_get_put_in (quote))));
  imw_cli_json_amount (builder, "comes_out", imw_quote_get_comes_out (quote));
  imw_cli_json_string (
      builder, "comes_out_asset",
      imw_asset_get_symbol (imw_amount_get_asset (imw_quote_get_comes_out (quote))));
  imw_cli_json_string (builder, "price", imw_quote_get_price (quote));
  imw_cli_json_string (builder, "total_price", imw_quote_get_total_price (quote));
  imw_cli_json_amount (builder, "fee", imw_quote_get_fee (quote));
  json_fee_lines (builder, imw_quote_get_fee_lines (quote));
  json_builder_end_object (builder);
}

static const char *
get_problem_code (ImwOfferProblem problem)
{
  switch (problem)
    {
    case IMW_OFFER_FINE:
      return NULL;
    case IMW_OFFER_TOO_SMALL:
      return "too-small";
    case IMW_OFFER_TOO_LARGE:
      return "too-large";
    case IMW_OFFER_DAILY_AMOUNT:
      return "daily-amount";
    case IMW_OFFER_DAILY_COUNT:
      return "daily-count";
    case IMW_OFFER_NO_QUOTE:
      return "no-quote";
    case IMW_OFFER_NO_FUNDS:
      return "no-funds";
    }

  g_return_val_if_reached (NULL);
}

/**
 * imw_cli_json_offer:
 * @builder: stands in an array or behind a member's name
 * @offer: an offer
 *
 * Adds provider, method, quote, true cost, arrival, and what stands against it.
 */
void
imw_cli_json_offer (JsonBuilder *builder, ImwOffer *offer)
{
  gint        basis_points = 0;
  const char *mid_rate = NULL;
  const char *source = NULL;
  gint64      time_ms = 0;
  GPtrArray  *steps = imw_offer_get_steps (offer);

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "provider",
                       imw_known_provider_get_domain (imw_offer_get_provider (offer)));
  imw_cli_json_string (builder, "method", imw_offer_get_method (offer)->id);
  imw_cli_json_bool (builder, "hosted", imw_offer_get_method (offer)->hosted);
  imw_cli_json_string (builder, "problem", get_problem_code (imw_offer_get_problem (offer)));
  imw_cli_json_amount (builder, "limit", imw_offer_get_limit (offer));
  imw_cli_json_quote (builder, "quote", imw_offer_get_quote (offer));
  imw_cli_json_amount (builder, "network_fee", imw_offer_get_network_fee (offer));
  imw_cli_json_int (builder, "eta_s", imw_offer_get_eta_s (offer));
  if (imw_offer_get_cost (offer, &basis_points, &mid_rate, &source, &time_ms))
    {
      imw_cli_json_int (builder, "cost_basis_points", basis_points);
      imw_cli_json_string (builder, "mid_rate", mid_rate);
      imw_cli_json_string (builder, "mid_rate_source", source);
      imw_cli_json_time (builder, "mid_rate_time", time_ms);
    }
  else
    {
      imw_cli_json_string (builder, "cost_basis_points", NULL);
    }
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (steps, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
json_fields (JsonBuilder *builder, GPtrArray *fields)
{
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (fields, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "name", field->name);
      imw_cli_json_string (builder, "description", field->description);
      imw_cli_json_bool (builder, "optional", field->optional);
      imw_cli_json_bool (builder, "file", field->type == IMW_FIELD_BINARY);
      imw_cli_json_bool (builder, "wants_code", field->state == IMW_FIELD_STATE_WANTS_CODE);
      imw_cli_json_string (builder, "error", field->error);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
json_order (JsonBuilder *builder, ImwOrder *order)
{
  json_builder_set_member_name (builder, "order");
  if (order == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "id", order->id);
  imw_cli_json_string (builder, "state", order->raw_state);
  imw_cli_json_amount (builder, "amount_in", order->amount_in);
  imw_cli_json_amount (builder, "amount_out", order->amount_out);
  imw_cli_json_string (builder, "pay_to", order->pay_to);
  imw_cli_json_string (builder, "memo_type", order->memo_type);
  imw_cli_json_string (builder, "memo", order->memo);
  imw_cli_json_string (builder, "ledger_id", order->ledger_id);
  imw_cli_json_string (builder, "external_id", order->external_id);
  imw_cli_json_string (builder, "message", order->message);
  imw_cli_json_time (builder, "act_before", order->act_before_ms);
  imw_cli_json_amount (builder, "refunded", order->refunded);
  json_builder_set_member_name (builder, "instructions");
  json_builder_begin_object (builder);
  for (guint i = 0; i < order->instructions->len; i++)
    {
      const ImwInstruction *line = g_ptr_array_index (order->instructions, i);

      imw_cli_json_string (builder, line->name, line->value);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/**
 * imw_cli_json_transfer:
 * @builder: stands in an array or at the beginning
 * @transfer: a transfer
 *
 * Adds all that can be said of it without a secret.
 */
void
imw_cli_json_transfer (JsonBuilder *builder, ImwTransfer *transfer)
{
  ImwPayment *payment = imw_transfer_get_payment (transfer);

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "id", imw_transfer_get_id (transfer));
  imw_cli_json_string (builder, "code", imw_transfer_get_code (transfer));
  imw_cli_json_string (builder, "route", imw_route_get_code (imw_transfer_get_route (transfer)));
  imw_cli_json_string (builder, "stage", imw_stage_get_code (imw_transfer_get_stage (transfer)));
  imw_cli_json_string (builder, "need", imw_need_get_code (imw_transfer_get_need (transfer)));
  imw_cli_json_bool (builder, "paid", imw_transfer_get_paid (transfer));
  imw_cli_json_bool (builder, "overdue", imw_transfer_get_overdue (transfer));
  imw_cli_json_time (builder, "since", imw_transfer_get_since_ms (transfer));
  imw_cli_json_time (builder, "expected", imw_transfer_get_eta_ms (transfer));
  imw_cli_json_time (builder, "asked", imw_transfer_get_asked_ms (transfer));
  imw_cli_json_string (builder, "provider", imw_transfer_get_provider_info (transfer)->domain);
  imw_cli_json_string (builder, "country", imw_transfer_get_country (transfer));
  imw_cli_json_string (builder, "method", imw_transfer_get_method (transfer));
  imw_cli_json_amount (builder, "put_in", imw_transfer_get_put_in (transfer));
  imw_cli_json_amount (builder, "comes_out", imw_transfer_get_comes_out (transfer));
  imw_cli_json_quote (builder, "quote", imw_transfer_get_quote (transfer));
  imw_cli_json_string (builder, "txid", payment != NULL ? imw_payment_get_txid (payment) : NULL);
  imw_cli_json_bool (builder, "unproven", imw_transfer_get_unproven (transfer));
  json_fields (builder, imw_transfer_get_fields (transfer));
  json_order (builder, imw_transfer_get_order (transfer));
  json_builder_end_object (builder);
}

static void
print_line (const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    g_print ("%s %s\n", title, value);
}

/**
 * imw_cli_print_transfer:
 * @cli: this run
 * @transfer: a transfer
 *
 * Prints it, as JSON or for a person.
 */
void
imw_cli_print_transfer (ImwCli *cli, ImwTransfer *transfer)
{
  ImwOrder        *order = imw_transfer_get_order (transfer);
  ImwPayment      *payment = imw_transfer_get_payment (transfer);
  g_autofree char *put_in = imw_cli_format_amount (imw_transfer_get_put_in (transfer));
  g_autofree char *comes_out = imw_cli_format_amount (imw_transfer_get_comes_out (transfer));
  g_autofree char *since = imw_cli_format_time (imw_transfer_get_since_ms (transfer));
  g_autofree char *expected = imw_transfer_get_eta_ms (transfer) > 0
                                  ? imw_cli_format_time (imw_transfer_get_eta_ms (transfer))
                                  : NULL;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      imw_cli_json_transfer (builder, transfer);
      imw_cli_print_json (builder);
      return;
    }
  print_line (_ ("Tracking number:"), imw_transfer_get_code (transfer));
  if (order != NULL)
    {
      print_line (_ ("The provider's number:"), order->id);
      print_line (_ ("The bank's number:"), order->external_id);
    }
  print_line (_ ("Provider:"), imw_transfer_get_provider_info (transfer)->name);
  print_line (_ ("State:"), imw_stage_get_code (imw_transfer_get_stage (transfer)));
  if (imw_transfer_get_need (transfer) != IMW_NEED_NOTHING)
    print_line (_ ("Needed from you:"), imw_need_get_code (imw_transfer_get_need (transfer)));
  print_line (_ ("Since:"), since);
  print_line (_ ("Expected:"), expected);
  print_line (_ ("You put in:"), put_in);
  print_line (_ ("Arrives:"), comes_out);
  print_line (_ ("Transaction:"), payment != NULL ? imw_payment_get_txid (payment) : NULL);
  for (guint i = 0; order != NULL && i < order->instructions->len; i++)
    {
      const ImwInstruction *line = g_ptr_array_index (order->instructions, i);

      g_print ("  %s: %s\n", line->name, line->value);
    }
  for (guint i = 0; i < imw_transfer_get_fields (transfer)->len; i++)
    {
      const ImwField *field = g_ptr_array_index (imw_transfer_get_fields (transfer), i);

      g_print ("  --field %s=…  %s%s\n", field->name,
               field->description != NULL ? field->description : "",
               field->optional ? _ (" (optional)") : "");
    }
  if (order != NULL)
    print_line (_ ("The provider says:"), order->message);
}
