/* against.c: our client against an anchor that runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-field-check.h"
#include "imw-test-anchor.h"

#include <stdlib.h>

/* usage: against DOMAIN. Each step prints a line "ok    what", and the last one how many; the first that fails ends it.
 * Everything but the payment itself: no ledger is needed. */

#define MAX_ROUNDS 10

static guint n_passed;

static void
passed (const char *what)
{
  g_print ("ok    %s\n", what);
  n_passed++;
}

static void
must (gboolean condition, const char *what, const GError *error)
{
  if (!condition)
    {
      g_print ("FAIL  %s: %s\n", what, error != NULL ? error->message : "");
      exit (1);
    }
  passed (what);
}

/* What a person would type. */
static const char *
type_in (const ImwField *field)
{
  static const struct
  {
    const char *name;
    const char *text;
  } texts[] = { { "clabe_number", "646180111803859359" },
                { "first_name", "Ana" },
                { "last_name", "López" },
                { "recipient_first_name", "Luis" },
                { "recipient_last_name", "Díaz" },
                { "email_address", "ana@example.org" },
                { "mobile_number", "+525512345678" },
                { "address", "Calle 1, México" },
                { "birth_date", "1980-02-28" } };

  if (field->choices != NULL)
    return field->choices[0];
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (g_str_equal (texts[i].name, field->name))
        return texts[i].text;
    }

  return "something";
}

/* Answers what is asked until the provider is content. */
static char *
introduce (ImwTestAnchor *anchor, const ImwCustomerRequest *request, const char *what)
{
  g_autofree char *id = NULL;

  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      g_autoptr (GHashTable)
          values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwCustomer) customer = imw_test_anchor_get_customer (anchor, request, &error);

      must (customer != NULL, what, error);
      if (customer->state == IMW_CUSTOMER_ACCEPTED)
        return g_steal_pointer (&id);
      for (guint i = 0; i < customer->fields->len; i++)
        {
          const ImwField *field = g_ptr_array_index (customer->fields, i);

          if (field->state == IMW_FIELD_STATE_ASKED && !field->optional)
            g_hash_table_insert (values, g_strdup (field->name), g_strdup (type_in (field)));
          else if (field->state == IMW_FIELD_STATE_WANTS_CODE)
            g_hash_table_insert (values, g_strconcat (field->name, "_verification", NULL),
                                 g_strdup ("123456"));
        }
      must (g_hash_table_size (values) > 0, "something is asked", NULL);
      g_free (id);
      id = imw_test_anchor_put_customer (anchor, request, values, NULL, &error);
      must (id != NULL, "the provider takes it", error);
    }
  must (FALSE, "the provider is content at last", NULL);

  return NULL;
}

static ImwQuoteRequest *
ask (ImwTestAnchor           *anchor,
     const ImwProviderReport *report,
     ImwRoute                 route,
     const char              *put_in,
     gboolean                 two_parties)
{
  for (guint i = 0; i < report->corridors->len; i++)
    {
      const ImwCorridor *corridor = g_ptr_array_index (report->corridors, i);
      ImwAsset          *given = route == IMW_ROUTE_DEPOSIT ? corridor->money : corridor->asset;
      g_autoptr (ImwAmount) amount = NULL;

      if (corridor->route != route || g_strcmp0 (corridor->country, "MEX") != 0 ||
          !g_str_equal (imw_asset_get_symbol (corridor->asset), "USDC"))
        continue;
      amount = imw_amount_new_from_decimal_text (given, put_in, NULL);
      for (guint k = 0; k < corridor->methods->len; k++)
        {
          const ImwMethod *method = g_ptr_array_index (corridor->methods, k);

          if (!method->hosted && method->two_parties == two_parties &&
              g_str_equal (method->id, "bank_account"))
            return imw_quote_request_new (route, corridor->asset, corridor->money, "MEX",
                                          method->id, amount, NULL);
        }
    }

  return NULL;
}

static ImwOrderRequest *
new_order (ImwTestAnchor *anchor, ImwQuoteRequest *request, ImwQuote *quote)
{
  ImwOrderRequest *order = g_new0 (ImwOrderRequest, 1);

  order->request = imw_quote_request_copy (request);
  order->quote = quote != NULL ? imw_quote_ref (quote) : NULL;
  order->address = g_strdup (anchor->address);
  order->language = g_strdup ("en");
  order->claimable = TRUE;

  return order;
}

static void
check_payable (ImwTestAnchor *anchor, ImwRoute route, const char *id, ImwQuote *quote)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = imw_test_anchor_get_order (anchor, route, FALSE, id, &error);

  must (order != NULL && order->state == IMW_ORDER_WAITS_FOR_PAYMENT, "the order waits for payment",
        error);
  must (order->pay_to != NULL && order->memo != NULL, "it says where to pay to, with a memo", NULL);
  must (order->amount_in != NULL &&
            imw_amount_equal (order->amount_in, imw_quote_get_put_in (quote)),
        "it wants what was promised", NULL);
}

static void
withdraw (ImwTestAnchor *anchor, const ImwProviderReport *report)
{
  g_autoptr (ImwQuoteRequest) request = ask (anchor, report, IMW_ROUTE_WITHDRAW, "100", FALSE);
  g_autoptr (ImwOrderRequest) begin = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) about = NULL;
  g_autoptr (ImwQuote) firm = NULL;
  g_autoptr (ImwOrder) order = NULL;
  ImwCustomerRequest customer = { .type = (char *) "sep6" };
  g_autofree char   *id = NULL;

  must (request != NULL, "withdrawing to a bank in Mexico is offered", NULL);
  about = imw_test_anchor_preview (anchor, request, &error);
  must (about != NULL, "a price", error);
  must (imw_quote_get_fee_disclosed (about), "with its fee", NULL);
  firm = imw_test_anchor_lock (anchor, request, &error);
  must (firm != NULL && imw_quote_get_firm (firm), "a promise", error);
  begin = new_order (anchor, request, firm);
  order = imw_test_anchor_begin (anchor, begin, NULL, &error);
  must (order != NULL && order->state == IMW_ORDER_NEEDS_CUSTOMER,
        "an order that wants to know more", error);
  customer.order_id = order->id;
  id = introduce (anchor, &customer, "what it wants to know");
  check_payable (anchor, IMW_ROUTE_WITHDRAW, order->id, firm);
}

static void
deposit (ImwTestAnchor *anchor, const ImwProviderReport *report)
{
  g_autoptr (ImwQuoteRequest) request = ask (anchor, report, IMW_ROUTE_DEPOSIT, "2000", FALSE);
  g_autoptr (ImwOrderRequest) begin = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) firm = NULL;
  g_autoptr (ImwOrder) order = NULL;
  ImwCustomerRequest customer = { .type = (char *) "sep6" };
  g_autofree char   *id = NULL;

  must (request != NULL, "paying in by a bank in Mexico is offered", NULL);
  firm = imw_test_anchor_lock (anchor, request, &error);
  must (firm != NULL, "a promise for paying in", error);
  begin = new_order (anchor, request, firm);
  order = imw_test_anchor_begin (anchor, begin, NULL, &error);
  must (order != NULL, "an order for paying in", error);
  customer.order_id = order->id;
  if (order->state == IMW_ORDER_NEEDS_CUSTOMER)
    {
      g_autofree char *order_id = g_strdup (order->id);

      id = introduce (anchor, &customer, "what it wants to know of who pays in");
      imw_order_unref (order);
      order = imw_test_anchor_get_order (anchor, IMW_ROUTE_DEPOSIT, FALSE, order_id, &error);
      must (order != NULL, "the order for paying in again", error);
    }
  must (order->state == IMW_ORDER_WAITS_FOR_PAYMENT, "it waits for the bank", NULL);
  must (order->instructions->len > 0, "it says how to pay in", NULL);
}

static void
hosted (ImwTestAnchor *anchor, const ImwProviderReport *report)
{
  g_autoptr (ImwQuoteRequest) request = ask (anchor, report, IMW_ROUTE_WITHDRAW, "100", FALSE);
  g_autoptr (ImwOrderRequest) begin = new_order (anchor, request, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;
  g_autoptr (ImwOrder) again = NULL;
  g_autofree char *url = NULL;

  begin->hosted = TRUE;
  order = imw_test_anchor_begin (anchor, begin, &url, &error);
  must (order != NULL && url != NULL, "an order in the provider's page", error);
  must (order->state == IMW_ORDER_INCOMPLETE, "that nobody has filled in yet", NULL);
  again = imw_test_anchor_get_order (anchor, IMW_ROUTE_WITHDRAW, TRUE, order->id, &error);
  must (again != NULL, "which can be asked after", error);
}

static void
abroad (ImwTestAnchor *anchor, const ImwProviderReport *report)
{
  g_autoptr (ImwQuoteRequest) request = ask (anchor, report, IMW_ROUTE_ABROAD, "100", TRUE);
  ImwCustomerRequest sender = { .type = (char *) "sep31-sender", .memo = (char *) "1" };
  ImwCustomerRequest receiver = { .type = (char *) "sep31-receiver", .memo = (char *) "2" };
  g_autoptr (ImwOrderRequest) begin = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwQuote) firm = NULL;
  g_autoptr (ImwOrder) order = NULL;

  if (request == NULL)
    {
      g_print ("no order abroad with two parties is offered for this\n");
      return;
    }
  firm = imw_test_anchor_lock (anchor, request, &error);
  must (firm != NULL, "a promise for somebody abroad", error);
  begin = new_order (anchor, request, firm);
  begin->sender_id = introduce (anchor, &sender, "what it wants to know of the sender");
  begin->receiver_id = introduce (anchor, &receiver, "what it wants to know of the receiver");
  order = imw_test_anchor_begin (anchor, begin, NULL, &error);
  must (order != NULL, "an order abroad", error);
  if (order->state == IMW_ORDER_NEEDS_CUSTOMER)
    {
      ImwCustomerRequest more = { .id = begin->receiver_id,
                                  .order_id = order->id,
                                  .type = (char *) "sep31-receiver" };
      g_autofree char   *id = introduce (anchor, &more, "what it wants to know for this order");
    }
  check_payable (anchor, IMW_ROUTE_ABROAD, order->id, firm);
}

int
main (int argc, char *argv[])
{
  ImwTestAnchor anchor;
  g_autoptr (ImwProviderReport) report = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) nothing = NULL;

  if (argc != 2)
    return 2;

  imw_test_anchor_set_up_for (&anchor, argv[1]);
  report = imw_test_anchor_report (&anchor);
  for (guint i = 0; i < report->lines->len; i++)
    {
      const ImwReportLine *line = g_ptr_array_index (report->lines, i);

      g_print ("report: %s %s %s\n", line->code, line->good ? "good" : "bad",
               line->text != NULL ? line->text : "");
    }
  must (report->level == IMW_REPORT_GOOD, "the report is good", NULL);
  must (report->can_abroad && report->can_withdraw && report->can_deposit,
        "all three ways are offered", NULL);
  withdraw (&anchor, report);
  deposit (&anchor, report);
  hosted (&anchor, report);
  abroad (&anchor, report);
  nothing = imw_test_anchor_get_order (&anchor, IMW_ROUTE_ABROAD, FALSE,
                                       "00000000-0000-4000-8000-000000000000", &error);
  must (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND), "an order that it does not know",
        error);
  imw_provider_erase_customer_async (anchor.provider, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);
  g_clear_error (&error);
  must (imw_provider_erase_customer_finish (anchor.provider, result, &error), "it forgets us",
        error);
  g_clear_object (&result);
  must (anchor.n_signed == 1, "one login was enough", NULL);
  imw_test_anchor_tear_down (&anchor);
  g_print ("%u passed\n", n_passed);

  return 0;
}
