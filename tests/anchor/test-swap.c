/* test-swap.c: exchanges between networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-http-swap.h"
#include "imw-provider.h"
#include "imw-test-anchor.h"

#include <string.h>

#define USDC "stellar/USDC:" IMW_TEST_ISSUER
#define QUOTE                                                     \
  "{'id':'q1','expires_at':'2026-11-22T03:05:00Z',"               \
  "'from_amount':'%s','to_amount':'%s','rate':'0.12',"            \
  "'fees':[{'name':'Exchange','amount':'0.5','asset':'stellar'}," \
  "{'name':'x','amount':'1','asset':'moon'}]}"
#define ORDER                                                          \
  "{'id':'s1','state':'%s','deposit_address':'%s','deposit_memo':'9'," \
  "'from_amount':'100','to_amount':'11.5','refund_address':'%s',"      \
  "'expires_at':'2026-11-22T03:05:00Z'%s}"

typedef struct
{
  ImwTestAnchor    anchor; /* its server answers */
  ImwSwapProvider *swap;
  ImwAsset        *xlm;
  ImwAsset        *usdc;
} Fixture;

static void
set_up (Fixture *fixture)
{
  g_autoptr (GPtrArray) chains = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  imw_test_anchor_set_up (&fixture->anchor);
  g_ptr_array_add (chains, fixture->anchor.chain);
  fixture->swap = imw_http_swap_new (imw_http_server_get_url (fixture->anchor.server), chains,
                                     fixture->anchor.http, &error);
  g_assert_no_error (error);
  fixture->xlm = imw_asset_ref (imw_chain_get_native_asset (fixture->anchor.chain));
  fixture->usdc = imw_chain_find_asset (fixture->anchor.chain, USDC, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture)
{
  g_assert_finalize_object (fixture->swap);
  imw_asset_unref (fixture->xlm);
  imw_asset_unref (fixture->usdc);
  imw_test_anchor_tear_down (&fixture->anchor);
}

static ImwSwapQuote *
quote (Fixture *fixture, const char *give, const char *get, GError **error)
{
  g_autoptr (ImwAmount)
      given = give != NULL ? imw_amount_new_from_decimal_text (fixture->xlm, give, NULL) : NULL;
  g_autoptr (ImwAmount)
      got = get != NULL ? imw_amount_new_from_decimal_text (fixture->usdc, get, NULL) : NULL;
  g_autoptr (GAsyncResult) result = NULL;

  imw_swap_provider_quote_async (fixture->swap, given, fixture->xlm, got, fixture->usdc, NULL,
                                 imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_swap_provider_quote_finish (fixture->swap, result, error);
}

static ImwSwapOrder *
get_order (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_swap_provider_get_order_async (fixture->swap, "s1", NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_swap_provider_get_order_finish (fixture->swap, result, error);
}

static ImwSwapOrder *
begin (Fixture *fixture, const ImwSwapQuote *offer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_swap_provider_begin_async (fixture->swap, offer, fixture->anchor.address,
                                 fixture->anchor.address, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);

  return imw_swap_provider_begin_finish (fixture->swap, result, error);
}

static void
set_order (Fixture    *fixture,
           const char *what,
           const char *state,
           const char *pay_to,
           const char *refund_to,
           const char *more)
{
  g_autofree char *order = g_strdup_printf (ORDER, state, pay_to, refund_to, more);

  imw_test_anchor_reply (&fixture->anchor, what, 200, order);
}

static void
test_pairs (void)
{
  Fixture fixture;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pairs = NULL;
  const ImwSwapPair *pair;
  g_autofree char   *least = NULL;

  set_up (&fixture);
  imw_test_anchor_reply (&fixture.anchor, "GET /swap/pairs", 200,
                         "{'pairs':[{'from':'stellar','to':'" USDC
                         "','min':'1','max':'1000.5','minutes':5},"
                         "{'from':'moon','to':'" USDC "'},{}]}");
  imw_swap_provider_list_pairs_async (fixture.swap, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);
  pairs = imw_swap_provider_list_pairs_finish (fixture.swap, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pairs->len, ==, 1);
  pair = g_ptr_array_index (pairs, 0);
  g_assert_cmpstr (pair->from, ==, "stellar");
  g_assert_cmpstr (pair->to, ==, USDC);
  g_assert_cmpint (pair->eta_s, ==, 300);
  least = imw_amount_to_decimal_text (pair->minimum, 0);
  g_assert_cmpstr (least, ==, "1");
  g_clear_object (&result);
  tear_down (&fixture);
}

static void
test_quote (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSwapQuote) offer = NULL;
  g_autofree char *good = g_strdup_printf (QUOTE, "100", "11.5");
  g_autofree char *other = g_strdup_printf (QUOTE, "101", "11.5");

  set_up (&fixture);
  imw_test_anchor_reply (&fixture.anchor, "POST /swap/quote", 200, good);
  offer = quote (&fixture, "100", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (offer->id, ==, "q1");
  g_assert_cmpstr (offer->rate, ==, "0.12");
  g_assert_cmpuint (offer->fee_lines->len, ==, 1);
  g_assert_cmpstr (imw_test_anchor_last (&fixture.anchor, "POST /swap/quote")->body, ==,
                   "{\"from\":\"stellar\",\"to\":\"" USDC "\",\"from_amount\":\"100\"}");

  imw_test_anchor_reply (&fixture.anchor, "POST /swap/quote", 200, other);
  g_assert_null (quote (&fixture, "100", NULL, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "numbers");
  g_clear_error (&error);
  imw_test_anchor_reply (&fixture.anchor, "POST /swap/quote", 400, "{'error':'too little'}");
  g_assert_null (quote (&fixture, NULL, "1", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "too little");
  tear_down (&fixture);
}

static void
test_order (void)
{
  static const struct
  {
    const char  *told;
    ImwSwapState state;
  } states[] = {
    { "waiting", IMW_SWAP_WAITING },
    { "received", IMW_SWAP_RECEIVED },
    { "sending", IMW_SWAP_SENDING },
    { "done", IMW_SWAP_DONE },
    { "refunded", IMW_SWAP_REFUNDED },
    { "expired", IMW_SWAP_EXPIRED },
    { "failed", IMW_SWAP_FAILED },
    { "dancing", IMW_SWAP_UNKNOWN },
  };
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSwapQuote) offer = NULL;
  g_autoptr (ImwSwapOrder) order = NULL;
  g_autofree char *good = g_strdup_printf (QUOTE, "100", "11.5");

  set_up (&fixture);
  imw_test_anchor_reply (&fixture.anchor, "POST /swap/quote", 200, good);
  offer = quote (&fixture, "100", NULL, &error);
  g_assert_no_error (error);

  /* what it is about is not known before it has begun here, unless it says so itself */
  set_order (&fixture, "GET /swap/orders/s1", "done", IMW_TEST_PAY_TO, fixture.anchor.address, "");
  g_assert_null (get_order (&fixture, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  set_order (&fixture, "POST /swap/orders", "waiting", IMW_TEST_PAY_TO, fixture.anchor.address, "");
  order = begin (&fixture, offer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (order->deposit_address, ==, IMW_TEST_PAY_TO);
  g_assert_cmpstr (order->deposit_memo, ==, "9");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (ImwSwapOrder) now = NULL;
      g_autoptr (ImwSwapOrder) back = NULL;
      g_autofree char *json = NULL;
      g_autofree char *again = NULL;

      set_order (&fixture, "GET /swap/orders/s1", states[i].told, IMW_TEST_PAY_TO,
                 fixture.anchor.address, ",'from':'stellar','to':'" USDC "','sent_txid':'ab'");
      now = get_order (&fixture, &error);
      g_assert_no_error (error);
      g_assert_cmpint (now->state, ==, states[i].state);
      json = imw_swap_order_to_json (now);
      back = imw_swap_order_from_json (json, &error);
      g_assert_no_error (error);
      again = imw_swap_order_to_json (back);
      g_assert_cmpstr (again, ==, json);
    }
  imw_test_anchor_reply (&fixture.anchor, "GET /swap/orders/s1", 404, "{'error':'x'}");
  g_assert_null (get_order (&fixture, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  tear_down (&fixture);
}

/* Refunds go where we said, and what is paid to is an address. */
static void
test_lies (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSwapQuote) offer = NULL;
  g_autofree char *good = g_strdup_printf (QUOTE, "100", "11.5");
  g_autofree char *worse = g_strdup_printf (QUOTE, "100", "11.6");

  set_up (&fixture);
  imw_test_anchor_reply (&fixture.anchor, "POST /swap/quote", 200, good);
  offer = quote (&fixture, "100", NULL, &error);
  g_assert_no_error (error);
  set_order (&fixture, "POST /swap/orders", "waiting", "GABC", fixture.anchor.address, "");
  g_assert_null (begin (&fixture, offer, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "address");
  g_clear_error (&error);
  set_order (&fixture, "POST /swap/orders", "waiting", IMW_TEST_PAY_TO, IMW_TEST_PAY_TO, "");
  g_assert_null (begin (&fixture, offer, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "address");
  g_clear_error (&error);
  imw_test_anchor_reply (&fixture.anchor, "POST /swap/quote", 200, worse);
  imw_swap_quote_free (g_steal_pointer (&offer));
  offer = quote (&fixture, "100", NULL, NULL);
  set_order (&fixture, "POST /swap/orders", "waiting", IMW_TEST_PAY_TO, fixture.anchor.address, "");
  g_assert_null (begin (&fixture, offer, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "numbers");
  tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/swap/pairs", test_pairs);
  g_test_add_func ("/anchor/swap/quote", test_quote);
  g_test_add_func ("/anchor/swap/order", test_order);
  g_test_add_func ("/anchor/swap/lies", test_lies);

  return g_test_run ();
}
