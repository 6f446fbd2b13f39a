/* test-orders.c: orders and people at an anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-test-anchor.h"

#include <string.h>

#define ORDER_31 "GET /sep31/transactions/o1"
#define ORDER_6  "GET /sep6/transaction"
#define ORDER_24 "GET /sep24/transaction"
#define IN       "'amount_in':'100','amount_in_asset':'" IMW_TEST_USDC "'"
#define OUT      "'amount_out':'1831.50','amount_out_asset':'iso4217:MXN'"
#define PAY_6    "'withdraw_anchor_account':'" IMW_TEST_PAY_TO "'"

static ImwOrder *
get_6 (ImwTestAnchor *anchor, const char *members, GError **error)
{
  g_autofree char *reply = g_strdup_printf ("{'transaction':{'id':'o1',%s}}", members);

  imw_test_anchor_reply (anchor, ORDER_6, 200, reply);

  return imw_test_anchor_get_order (anchor, IMW_ROUTE_WITHDRAW, FALSE, "o1", error);
}

static void
assert_rule (ImwTestAnchor *anchor, const char *members, const char *rule)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = get_6 (anchor, members, &error);

  g_test_message ("%s", members);
  g_assert_true ((order == NULL) == (rule != NULL));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, rule);
}

static ImwOrderRequest *
new_order (ImwTestAnchor *anchor, ImwRoute route, const char *method, gboolean hosted)
{
  ImwOrderRequest *order = g_new0 (ImwOrderRequest, 1);

  order->request = imw_test_anchor_request (anchor, route, "100", method);
  order->address = g_strdup (anchor->address);
  order->language = g_strdup ("zh");
  order->refund_memo = g_strdup ("77");
  order->refund_memo_type = g_strdup ("id");
  order->claimable = TRUE;
  order->hosted = hosted;

  return order;
}

static void
test_begin_31 (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwOrderRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;
  g_autoptr (ImwOrder) lost = NULL;
  g_autoptr (ImwOrder) other = NULL;
  const ImwTestAsked *asked;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  request = new_order (&anchor, IMW_ROUTE_ABROAD, "bank_account", FALSE);
  request->sender_id = g_strdup ("s1");
  request->receiver_id = g_strdup ("r1");
  imw_test_anchor_reply (&anchor, "POST /sep31/transactions", 201, "{'id':'o1'}");
  imw_test_anchor_reply (
      &anchor, ORDER_31, 200,
      "{'transaction':{'id':'o1','status':'pending_sender','stellar_account_id':'" IMW_TEST_PAY_TO
      "',"
      "'stellar_memo_type':'id','stellar_memo':'42'," IN "," OUT "}}");
  order = imw_test_anchor_begin (&anchor, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (order->state, ==, IMW_ORDER_WAITS_FOR_PAYMENT);
  g_assert_cmpstr (order->pay_to, ==, IMW_TEST_PAY_TO);
  g_assert_cmpstr (order->memo, ==, "42");
  asked = imw_test_anchor_last (&anchor, "POST /sep31/transactions");
  g_assert_nonnull (strstr (asked->body, "\"amount\":100,")); /* a number, here alone */
  g_assert_nonnull (strstr (asked->body, "\"asset_issuer\":\"" IMW_TEST_ISSUER "\""));
  g_assert_nonnull (strstr (asked->body, "\"receiver_id\":\"r1\""));

  /* the order exists: its id comes back even when nothing else can be read */
  imw_test_anchor_reply (&anchor, ORDER_31, 500, "{}");
  lost = imw_test_anchor_begin (&anchor, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lost->id, ==, "o1");
  g_assert_cmpint (lost->state, ==, IMW_ORDER_UNKNOWN);

  imw_test_anchor_reply (&anchor, "POST /sep31/transactions", 400,
                         "{'error':'customer_info_needed','type':'sep31-receiver'}");
  g_assert_null (imw_test_anchor_begin (&anchor, request, NULL, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "customer");
  g_assert_cmpstr (imw_provider_error_get_words (error), ==, "sep31-receiver");
  g_clear_error (&error);

  /* not admitted: the next try takes SEP-6 */
  imw_test_anchor_reply (&anchor, "POST /sep31/transactions", 403,
                         "{'type':'authentication_required'}");
  g_assert_null (imw_test_anchor_begin (&anchor, request, NULL, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "admission");
  g_clear_error (&error);
  imw_test_anchor_reply (&anchor, "GET /sep6/withdraw-exchange", 200, "{'id':'o1','eta':3600}");
  imw_test_anchor_reply (&anchor, ORDER_6, 200,
                         "{'transaction':{'id':'o1','status':'incomplete'}}");
  other = imw_test_anchor_begin (&anchor, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (other->eta_s, ==, 3600);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_begin_6 (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwOrderRequest) out = NULL;
  g_autoptr (ImwOrderRequest) in = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) first = NULL;
  g_autoptr (ImwOrder) second = NULL;
  const ImwTestAsked *asked;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  imw_test_anchor_reply (&anchor, ORDER_6, 200,
                         "{'transaction':{'id':'o1','status':'pending_anchor'}}");
  imw_test_anchor_reply (&anchor, "GET /sep6/withdraw-exchange", 200, "{'id':'o1','eta':3600}");
  out = new_order (&anchor, IMW_ROUTE_WITHDRAW, "bank_account", FALSE);
  first = imw_test_anchor_begin (&anchor, out, NULL, &error);
  g_assert_no_error (error);
  asked = imw_test_anchor_last (&anchor, "GET /sep6/withdraw-exchange");
  g_assert_true (g_str_has_prefix (asked->query, "account=G"));
  g_assert_nonnull (strstr (
      asked->query, "&amount=100&country_code=MEX&destination_asset=iso4217:MXN&"
                    "funding_method=bank_account&lang=zh&refund_memo=77&refund_memo_type=id&"
                    "source_asset=USDC&type=bank_account"));
  imw_test_anchor_reply (&anchor, "GET /sep6/deposit-exchange", 200, "{'id':'o1','how':'x'}");
  in = new_order (&anchor, IMW_ROUTE_DEPOSIT, "bank_account", FALSE);
  second = imw_test_anchor_begin (&anchor, in, NULL, &error);
  g_assert_no_error (error);
  asked = imw_test_anchor_last (&anchor, "GET /sep6/deposit-exchange");
  g_assert_nonnull (strstr (asked->query, "claimable_balance_supported=true"));
  g_assert_nonnull (strstr (asked->query, "destination_asset=USDC"));
  g_assert_nonnull (strstr (asked->query, "source_asset=iso4217:MXN"));
  g_assert_null (strstr (asked->query, "refund_memo"));

  /* one without an id could never be asked after */
  imw_test_anchor_reply (&anchor, "GET /sep6/withdraw-exchange", 200,
                         "{'account_id':'" IMW_TEST_PAY_TO "'}");
  g_assert_null (imw_test_anchor_begin (&anchor, out, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  imw_test_anchor_tear_down (&anchor);
}

/* Older servers say in a 403 what they want. */
static void
test_legacy_403 (void)
{
  static const struct
  {
    const char *reply;
    const char *rule;
    const char *words;
  } cases[] = {
    { "{'type':'non_interactive_customer_info_needed','fields':['first_name']}", "customer",
      "sep6" },
    { "{'type':'customer_info_status','status':'pending'}", NULL,
      "The provider is still checking this customer" },
    { "{'type':'customer_info_status','status':'denied'}", NULL,
      "The provider does not accept this customer" },
    { "{'type':'authentication_required'}", "admission", "The provider wants another login" },
    { "{'error':'Not in your country'}", NULL, "Not in your country" },
    { "no json", "admission", "The provider does not admit this account" },
  };
  ImwTestAnchor anchor;
  g_autoptr (ImwOrderRequest) out = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  out = new_order (&anchor, IMW_ROUTE_WITHDRAW, "bank_account", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      imw_test_anchor_reply (&anchor, "GET /sep6/withdraw-exchange", 403, cases[i].reply);
      g_assert_null (imw_test_anchor_begin (&anchor, out, NULL, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      g_assert_cmpstr (imw_provider_error_get_rule (error), ==, cases[i].rule);
      g_assert_cmpstr (imw_provider_error_get_words (error), ==, cases[i].words);
    }
  imw_test_anchor_tear_down (&anchor);
}

static void
test_begin_24 (void)
{
  static const char *const bad[] = {
    "http://example.org/page",
    "javascript:alert(1)",
    "https://",
    "file:///etc/passwd",
  };
  ImwTestAnchor anchor;
  g_autoptr (ImwOrderRequest) in = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;
  g_autofree char    *url = NULL;
  const ImwTestAsked *asked;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  in = new_order (&anchor, IMW_ROUTE_DEPOSIT, "card", TRUE);
  imw_test_anchor_reply (&anchor, ORDER_24, 200,
                         "{'transaction':{'id':'o1','status':'incomplete'}}");
  imw_test_anchor_reply (
      &anchor, "POST /sep24/transactions/deposit/interactive", 200,
      "{'type':'interactive_customer_info_needed','url':'https://pages.example.org/x?token=1','id':'o1'}");
  order = imw_test_anchor_begin (&anchor, in, &url, &error);
  g_assert_no_error (error);
  g_assert_cmpint (order->state, ==, IMW_ORDER_INCOMPLETE);
  g_assert_cmpstr (url, ==, "https://pages.example.org/x?token=1");
  asked = imw_test_anchor_last (&anchor, "POST /sep24/transactions/deposit/interactive");
  g_assert_nonnull (strstr (asked->body, "\"asset_code\":\"USDC\""));
  g_assert_nonnull (strstr (asked->body, "\"source_asset\":\"iso4217:MXN\""));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *reply = g_strdup_printf ("{'url':'%s','id':'o1'}", bad[i]);
      char            *page = NULL;

      imw_test_anchor_reply (&anchor, "POST /sep24/transactions/deposit/interactive", 200, reply);
      g_clear_error (&error);
      g_assert_null (imw_test_anchor_begin (&anchor, in, &page, &error));
      g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "hosted");
      g_assert_null (page);
    }
  imw_test_anchor_tear_down (&anchor);
}

static void
test_whole_order (void)
{
  ImwTestAnchor anchor;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;
  const ImwRefund *refund;
  g_autofree char *fee = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  order = get_6 (
      &anchor,
      "'status':'refunded','status_eta':'60'," IN "," OUT ","
      "'fee_details':{'total':'1.00','asset':'" IMW_TEST_USDC
      "','breakdown':[{'name':'Fee','amount':'1.00'}]},"
      "'started_at':'2026-11-22T03:00:00','updated_at':'2026-11-22T03:01:00Z','completed_at':null,"
      "'external_transaction_id':'PR-1','message':'Sent\\u202e by\\nSPEI','more_info_url':'https://example.org/tx',"
      "'refunds':{'amount_refunded':'99.5','amount_fee':'0.5','payments':["
      "{'id':'ab','id_type':'stellar','amount':'99.5','fee':'0.5'},{'id':'x','id_type':'external','amount':'1'}]},"
      "'instructions':{'bank_account_number':{'value':'123','description':'To this'}},"
      "'required_info_updates':{'transaction':{'dest':{'description':'Account'}}}",
      &error);
  g_assert_no_error (error);
  g_assert_cmpint (order->state, ==, IMW_ORDER_REFUNDED);
  g_assert_cmpint (order->status_eta_s, ==, 60);
  g_assert_cmpint (order->updated_ms - order->started_ms, ==, 60000);
  g_assert_cmpint (order->completed_ms, ==, 0);
  g_assert_cmpstr (order->message, ==, "Sent by SPEI"); /* S14 */
  g_assert_cmpstr (order->more_url, ==, "https://example.org/tx");
  fee = imw_amount_to_decimal_text (order->fee, 2);
  g_assert_cmpstr (fee, ==, "1.00");
  g_assert_cmpuint (order->fee_lines->len, ==, 1);
  g_assert_cmpuint (order->refunds->len, ==, 2);
  refund = g_ptr_array_index (order->refunds, 0);
  g_assert_true (refund->on_ledger); /* S13: to be looked for there */
  refund = g_ptr_array_index (order->refunds, 1);
  g_assert_false (refund->on_ledger);
  g_assert_cmpuint (order->instructions->len, ==, 1);
  g_assert_cmpuint (order->asked->len, ==, 1);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_states (void)
{
  static const struct
  {
    const char   *told;
    ImwOrderState state;
  } cases[] = {
    { "incomplete", IMW_ORDER_INCOMPLETE },
    { "pending_customer_info_update", IMW_ORDER_NEEDS_CUSTOMER },
    { "pending_transaction_info_update", IMW_ORDER_NEEDS_INFO },
    { "pending_user", IMW_ORDER_NEEDS_USER },
    { "pending_user_transfer_start", IMW_ORDER_WAITS_FOR_PAYMENT },
    { "pending_user_transfer_complete", IMW_ORDER_READY_FOR_PICKUP },
    { "pending_sender", IMW_ORDER_WAITS_FOR_PAYMENT },
    { "pending_stellar", IMW_ORDER_LEDGER },
    { "pending_trust", IMW_ORDER_NEEDS_TRUSTLINE },
    { "pending_anchor", IMW_ORDER_PROVIDER },
    { "pending_receiver", IMW_ORDER_PROVIDER },
    { "on_hold", IMW_ORDER_ON_HOLD },
    { "pending_external", IMW_ORDER_EXTERNAL },
    { "completed", IMW_ORDER_COMPLETED },
    { "refunded", IMW_ORDER_REFUNDED },
    { "expired", IMW_ORDER_EXPIRED },
    { "no_market", IMW_ORDER_NO_MARKET },
    { "too_small", IMW_ORDER_TOO_SMALL },
    { "too_large", IMW_ORDER_TOO_LARGE },
    { "error", IMW_ORDER_ERROR },
    { "dancing", IMW_ORDER_UNKNOWN },
    { "COMPLETED", IMW_ORDER_UNKNOWN },
  };
  ImwTestAnchor anchor;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *members = g_strdup_printf ("'status':'%s'", cases[i].told);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwOrder) order = get_6 (&anchor, members, &error);

      g_assert_no_error (error);
      g_assert_cmpint (order->state, ==, cases[i].state);
      g_assert_cmpstr (order->raw_state, ==, cases[i].told);
    }
  imw_test_anchor_tear_down (&anchor);
}

/* S9: where money goes is looked at when it is first told. That it stays so is the transfer's to watch. */
static void
test_s9 (void)
{
  ImwTestAnchor    anchor;
  g_autofree char *own = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  own = g_strdup_printf ("'status':'pending_user_transfer_start','withdraw_anchor_account':'%s'",
                         anchor.address);
  assert_rule (&anchor, "'status':'pending_user_transfer_start'," PAY_6 "," IN, NULL);
  assert_rule (&anchor, own, "address");
  assert_rule (&anchor, "'status':'pending_user_transfer_start','withdraw_anchor_account':'GABC'",
               "address");
  assert_rule (&anchor,
               "'status':'pending_user_transfer_start','withdraw_anchor_account':"
               "'SAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
               "address");
  assert_rule (&anchor, "'status':'completed','withdraw_anchor_account':'GABC'", NULL);
  imw_test_anchor_tear_down (&anchor);
}

/* S10: the memo has the form of its type; a hash is base64 on the wire */
static void
test_s10 (void)
{
  static const struct
  {
    const char *memo;
    const char *rule;
  } cases[] = {
    { "'withdraw_memo':'18446744073709551615','withdraw_memo_type':'id'", NULL },
    { "'withdraw_memo':384712,'withdraw_memo_type':'id'", NULL },
    { "'withdraw_memo':'18446744073709551616','withdraw_memo_type':'id'", "memo" },
    { "'withdraw_memo':'-1','withdraw_memo_type':'id'", "memo" },
    { "'withdraw_memo':'x1','withdraw_memo_type':'id'", "memo" },
    { "'withdraw_memo':'1234567890123456789012345678','withdraw_memo_type':'text'", NULL },
    { "'withdraw_memo':'12345678901234567890123456789','withdraw_memo_type':'text'", "memo" },
    { "'withdraw_memo':'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=','withdraw_memo_type':'hash'",
      NULL },
    { "'withdraw_memo':'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f','withdraw_memo_type':'hash'",
      "memo" },
    { "'withdraw_memo':'AAEC','withdraw_memo_type':'hash'", "memo" },
    { "'withdraw_memo':'1'", "memo" },
    { "'withdraw_memo':'1','withdraw_memo_type':'other'", "memo" },
  };
  ImwTestAnchor anchor;
  g_autoptr (ImwOrder) order = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *members =
          g_strconcat ("'status':'pending_user_transfer_start'," PAY_6 ",", cases[i].memo, NULL);

      assert_rule (&anchor, members, cases[i].rule);
    }
  order = get_6 (&anchor,
                 "'status':'pending_user_transfer_start','withdraw_memo_type':'hash',"
                 "'withdraw_memo':'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='",
                 NULL);
  g_assert_cmpstr (order->memo, ==,
                   "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  imw_test_anchor_tear_down (&anchor);
}

/* S6 in an order; and answers that are about something else */
static void
test_lies (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwOrderRequest) out = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  imw_test_anchor_reply (&anchor, ORDER_6, 200,
                         "{'transaction':{'id':'another','status':'completed'}}");
  g_assert_null (imw_test_anchor_get_order (&anchor, IMW_ROUTE_WITHDRAW, FALSE, "o1", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  imw_test_anchor_reply (&anchor, ORDER_6, 200, "{'transaction':{'id':'o1'}}");
  g_assert_null (imw_test_anchor_get_order (&anchor, IMW_ROUTE_WITHDRAW, FALSE, "o1", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);

  /* another issuer's asset is not what was agreed on: the new order comes back without anything to pay */
  out = new_order (&anchor, IMW_ROUTE_WITHDRAW, "bank_account", FALSE);
  imw_test_anchor_reply (&anchor, "GET /sep6/withdraw-exchange", 200, "{'id':'o1'}");
  imw_test_anchor_reply (
      &anchor, ORDER_6, 200,
      "{'transaction':{'id':'o1','status':'pending_user_transfer_start'," PAY_6 ","
      "'amount_in':'100','amount_in_asset':'stellar:USDC:" IMW_TEST_PAY_TO "'}}");
  order = imw_test_anchor_begin (&anchor, out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (order->state, ==, IMW_ORDER_UNKNOWN);
  g_assert_null (order->pay_to);
  g_assert_null (imw_test_anchor_get_order (&anchor, IMW_ROUTE_WITHDRAW, FALSE, "o1", &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "asset");
  imw_test_anchor_tear_down (&anchor);
}

/* An order abroad can be one of SEP-31 or of SEP-6; nothing says which after a restart. */
static void
test_find_rail (void)
{
  ImwTestAnchor anchor;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) order = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  imw_test_anchor_reply (&anchor, ORDER_6, 200, "{'transaction':{'id':'o1','status':'on_hold'}}");
  order = imw_test_anchor_get_order (&anchor, IMW_ROUTE_ABROAD, FALSE, "o1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (order->state, ==, IMW_ORDER_ON_HOLD);
  g_assert_cmpuint (imw_test_anchor_count (&anchor, ORDER_31), ==, 1);
  imw_test_anchor_reply (&anchor, ORDER_6, 404, "{'error':'unknown'}");
  g_assert_null (imw_test_anchor_get_order (&anchor, IMW_ROUTE_ABROAD, FALSE, "o1", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_customers (void)
{
  ImwTestAnchor      anchor;
  ImwCustomerRequest request = { .order_id = (char *) "o1", .type = (char *) "sep6" };
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable)
      files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwCustomer) customer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char    *first = NULL;
  g_autofree char    *second = NULL;
  const ImwTestAsked *asked;
  const ImwField     *field;
  g_autofree char    *erase = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  imw_test_anchor_reply (
      &anchor, "GET /kyc/customer", 200,
      "{'id':'c1','status':'NEEDS_INFO','fields':{"
      "'clabe_number':{'type':'string','description':'CLABE'},"
      "'bank_account_type':{'type':'string','choices':['checking','savings'],'optional':true},"
      "'photo':{'type':'binary'}},"
      "'provided_fields':{'mobile_number':{'type':'string','status':'VERIFICATION_REQUIRED'},"
      "'first_name':{'type':'string','status':'REJECTED','error':'Too\\u0007 short'}}}");
  customer = imw_test_anchor_get_customer (&anchor, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpint (customer->state, ==, IMW_CUSTOMER_NEEDS_INFO);
  g_assert_cmpuint (customer->fields->len, ==, 5);
  field = g_ptr_array_index (customer->fields, 1);
  g_assert_cmpint (field->type, ==, IMW_FIELD_CHOICE);
  g_assert_true (field->optional);
  field = g_ptr_array_index (customer->fields, 2);
  g_assert_cmpint (field->type, ==, IMW_FIELD_BINARY);
  field = g_ptr_array_index (customer->fields, 3);
  g_assert_cmpint (field->state, ==, IMW_FIELD_STATE_WANTS_CODE);
  field = g_ptr_array_index (customer->fields, 4);
  g_assert_cmpstr (field->error, ==, "Too short");
  g_assert_cmpstr (imw_test_anchor_last (&anchor, "GET /kyc/customer")->query, ==,
                   "transaction_id=o1&type=sep6");

  imw_test_anchor_reply (&anchor, "PUT /kyc/customer", 202, "{'id':'c1'}");
  g_hash_table_insert (values, (gpointer) "clabe_number", (gpointer) "646180111803859359");
  first = imw_test_anchor_put_customer (&anchor, &request, values, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, "c1");
  asked = imw_test_anchor_last (&anchor, "PUT /kyc/customer");
  g_assert_cmpstr (asked->type, ==, "application/json");
  g_assert_cmpstr (
      asked->body, ==,
      "{\"type\":\"sep6\",\"transaction_id\":\"o1\",\"clabe_number\":\"646180111803859359\"}");

  /* with a file: a form, the file last */
  g_hash_table_insert (files, (gpointer) "photo", g_bytes_new_static ("\x89PNGxyz", 7));
  second = imw_test_anchor_put_customer (&anchor, &request, values, files, &error);
  g_assert_no_error (error);
  asked = imw_test_anchor_last (&anchor, "PUT /kyc/customer");
  g_assert_true (g_str_has_prefix (asked->type, "multipart/form-data; boundary="));
  g_assert_true (strstr (asked->body, "name=\"photo\"") >
                 strstr (asked->body, "name=\"clabe_number\""));
  g_assert_nonnull (strstr (asked->body, "Content-Type: image/png\r\n\r\n\x89PNGxyz\r\n--"));
  g_hash_table_insert (files, (gpointer) "photo", g_bytes_new_static ("MZ", 2));
  g_assert_null (imw_test_anchor_put_customer (&anchor, &request, values, files, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  erase = g_strconcat ("DELETE /kyc/customer/", anchor.address, NULL);
  imw_test_anchor_reply (&anchor, erase, 200, "");
  imw_provider_erase_customer_async (anchor.provider, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);
  g_assert_true (imw_provider_erase_customer_finish (anchor.provider, result, &error));
  g_clear_object (&result);
  imw_test_anchor_reply (&anchor, erase, 404, "{}");
  imw_provider_erase_customer_async (anchor.provider, NULL, imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);
  g_assert_true (imw_provider_erase_customer_finish (anchor.provider, result, &error));
  g_clear_object (&result);
  imw_test_anchor_tear_down (&anchor);
}

static void
test_update (void)
{
  ImwTestAnchor anchor;
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  imw_test_anchor_reply (&anchor, "PATCH /sep6/transactions/o1", 200, "{}");
  g_hash_table_insert (values, (gpointer) "dest", (gpointer) "123");
  imw_provider_update_order_async (anchor.provider, IMW_ROUTE_WITHDRAW, "o1", values, NULL,
                                   imw_test_anchor_done_cb, &result);
  imw_test_anchor_wait (&result);
  g_assert_true (imw_provider_update_order_finish (anchor.provider, result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (imw_test_anchor_last (&anchor, "PATCH /sep6/transactions/o1")->body, ==,
                   "{\"transaction\":{\"dest\":\"123\"}}");
  g_clear_object (&result);
  imw_test_anchor_tear_down (&anchor);
}

/* S8: nothing is ordered on a promise that ends within a minute */
static void
test_s8 (void)
{
  ImwTestAnchor anchor;
  g_autoptr (ImwOrderRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *time = NULL;
  g_autofree char *quote = NULL;

  imw_test_anchor_set_up (&anchor);
  imw_test_anchor_log_in (&anchor);
  time = imw_test_anchor_time (&anchor, 300);
  quote = g_strdup_printf (
      "{'id':'q1','expires_at':'%s','sell_amount':'100','buy_amount':'1831.5'}", time);
  imw_test_anchor_reply (&anchor, "POST /sep38/quote", 201, quote);
  imw_test_anchor_reply (&anchor, "GET /sep6/withdraw-exchange", 200, "{'id':'o1'}");
  request = new_order (&anchor, IMW_ROUTE_WITHDRAW, "bank_account", FALSE);
  request->quote = imw_test_anchor_lock (&anchor, request->request, &error);
  g_assert_no_error (error);
  imw_clock_advance (anchor.clock, 241 * 1000);
  g_assert_null (imw_test_anchor_begin (&anchor, request, NULL, &error));
  g_assert_cmpstr (imw_provider_error_get_rule (error), ==, "expiry");
  g_assert_cmpuint (imw_test_anchor_count (&anchor, "GET /sep6/withdraw-exchange"), ==, 0);
  imw_test_anchor_tear_down (&anchor);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/orders/begin-31", test_begin_31);
  g_test_add_func ("/anchor/orders/begin-6", test_begin_6);
  g_test_add_func ("/anchor/orders/legacy-403", test_legacy_403);
  g_test_add_func ("/anchor/orders/begin-24", test_begin_24);
  g_test_add_func ("/anchor/orders/whole", test_whole_order);
  g_test_add_func ("/anchor/orders/states", test_states);
  g_test_add_func ("/anchor/orders/s9-address", test_s9);
  g_test_add_func ("/anchor/orders/s10-memo", test_s10);
  g_test_add_func ("/anchor/orders/s6-lies", test_lies);
  g_test_add_func ("/anchor/orders/find-rail", test_find_rail);
  g_test_add_func ("/anchor/orders/s8-promise", test_s8);
  g_test_add_func ("/anchor/orders/update", test_update);
  g_test_add_func ("/anchor/customers/all", test_customers);

  return g_test_run ();
}
