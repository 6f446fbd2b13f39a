/* test-anchor.c: orders of the practice anchor, state by state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-practice-anchor-private.h"

#include "imw-error.h"
#include "imw-json.h"

#include <glib/gstdio.h>
#include <string.h>

#define START_MS G_GINT64_CONSTANT (1767225600000)
#define UNIT     IMW_PRACTICE_STELLAR_UNIT
#define CLABE    "646180111803859359"

/* The customer is the role SWAP: it has an account with money, and we have its key. */
typedef struct
{
  char               *folder;
  char               *path;
  ImwClock           *clock;
  ImwLedger          *books;
  ImwPracticeStellar *stellar;
  ImwPracticeAnchor  *anchor;
  const char         *customer;
  const char         *address; /* of the anchor */
  char               *usdc;
} Fixture;

typedef struct
{
  guint     status;
  JsonNode *node; /* (nullable) */
  char     *text;
} Answer;

static void
answer_free (Answer *self)
{
  g_clear_pointer (&self->node, json_node_unref);
  g_free (self->text);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
open_books (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->books = imw_ledger_open (f->path, f->clock, &error);
  g_assert_no_error (error);
  f->stellar = imw_practice_stellar_new (f->books, NULL, TRUE, &error);
  g_assert_no_error (error);
  f->anchor = imw_practice_anchor_new (f->books, f->stellar, 8000, NULL);
  f->customer = imw_practice_stellar_get_address (f->stellar, IMW_PRACTICE_STELLAR_SWAP);
  f->address = imw_practice_stellar_get_address (f->stellar, IMW_PRACTICE_STELLAR_ANCHOR);
}

static void
close_books (Fixture *f)
{
  g_clear_pointer (&f->anchor, imw_practice_anchor_free);
  g_clear_pointer (&f->stellar, imw_practice_stellar_free);
  g_clear_pointer (&f->books, imw_ledger_free);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("imw-practice-anchor-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "practice.db", NULL);
  f->clock = imw_clock_new_manual (START_MS, 0);
  open_books (f);
  f->usdc = imw_practice_stellar_dup_asset (f->stellar, "USDC", NULL);
  g_assert_nonnull (f->usdc);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  close_books (f);
  dir = g_dir_open (f->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_clear_object (&f->clock);
  g_free (f->usdc);
  g_free (f->path);
  g_free (f->folder);
}

/* fields: "name=value" */
static Answer *
ask (Fixture *f, ImwAnchorFunc func, const char *method, const char *path, const char *first, ...)
{
  g_auto (ImwPracticeReply) reply = { 0 };
  g_auto (ImwAnchorRequest) request = { 0 };
  g_autoptr (GError) error = NULL;
  Answer *answer = g_new0 (Answer, 1);
  va_list arguments;

  imw_practice_anchor_catch_up (f->anchor);
  request.anchor = f->anchor;
  request.method = method;
  request.path = path;
  request.now_ms = imw_clock_get_wall_ms (f->clock);
  request.reply = &reply;
  request.sub = g_strdup (f->customer);
  request.account = g_strdup (f->customer);
  imw_practice_form_init (&request.form);
  va_start (arguments, first);
  for (const char *field = first; field != NULL; field = va_arg (arguments, const char *))
    {
      g_auto (GStrv) parts = g_strsplit (field, "=", 2);

      imw_practice_form_set (&request.form, parts[0], parts[1]);
    }
  va_end (arguments);

  if (!func (&request, &error))
    {
      imw_practice_reply_error (&reply, error);
      imw_anchor_refuse (&request, reply.status, "%s", error->message);
    }
  answer->status = reply.status;
  answer->text = g_strndup (g_bytes_get_data (reply.body, NULL), g_bytes_get_size (reply.body));
  answer->node = imw_json_parse (answer->text, -1, IMW_JSON_MAX_BYTES, NULL);

  return answer;
}

static const char *
get (Answer *answer, const char *name)
{
  JsonObject *object = imw_json_node_get_object (answer->node, NULL);
  const char *text = NULL;

  g_assert_nonnull (object);
  if (imw_json_has (object, "transaction"))
    object = imw_json_get_object (object, "transaction", NULL);
  g_assert_true (imw_json_get_string_opt (object, name, &text, NULL));

  return text;
}

static void
know_customer (Fixture *f)
{
  g_autoptr (Answer) put = ask (f, imw_anchor_customer, "PUT", "/kyc/customer", "first_name=A",
                                "last_name=B", "email_address=a@b.example", NULL);

  g_assert_cmpuint (put->status, ==, 202);
}

static char *
make_quote (Fixture *f, const char *amount)
{
  g_autofree char *sell = g_strconcat ("sell_asset=stellar:", f->usdc, NULL);
  g_autofree char *sell_amount = g_strconcat ("sell_amount=", amount, NULL);
  g_autoptr (Answer) quote = ask (f, imw_anchor_quotes, "POST", "/sep38/quote", sell,
                                  "buy_asset=iso4217:MXN", sell_amount, "context=sep6",
                                  "country_code=MX", "buy_delivery_method=bank_account", NULL);

  g_assert_cmpuint (quote->status, ==, 201);

  return g_strdup (get (quote, "id"));
}

static char *
make_withdrawal (Fixture *f, const char *amount, const char *refund_memo)
{
  g_autofree char *id = make_quote (f, amount);
  g_autofree char *quote = g_strconcat ("quote_id=", id, NULL);
  g_autofree char *sum = g_strconcat ("amount=", amount, NULL);
  g_autofree char *memo = g_strconcat ("refund_memo=", refund_memo, NULL);
  g_autoptr (Answer)
      made = ask (f, imw_anchor_sep6, "GET", "/sep6/withdraw-exchange", "source_asset=USDC",
                  "destination_asset=iso4217:MXN", sum, quote, "funding_method=bank_account",
                  "country_code=MEX", memo, "refund_memo_type=text", NULL);
  g_autoptr (Answer) details = NULL;
  g_autofree char *transaction = NULL;

  g_assert_cmpuint (made->status, ==, 200);
  transaction = g_strconcat ("transaction_id=", get (made, "id"), NULL);
  details = ask (f, imw_anchor_customer, "PUT", "/kyc/customer", transaction, "type=sep6",
                 "recipient_first_name=Ana", "recipient_last_name=Lopez", "clabe_number=" CLABE,
                 NULL);
  g_assert_cmpuint (details->status, ==, 202);

  return g_strdup (get (made, "id"));
}

static Answer *
see (Fixture *f, const char *id)
{
  g_autofree char *query = g_strconcat ("id=", id, NULL);

  return ask (f, imw_anchor_sep6, "GET", "/sep6/transaction", query, NULL);
}

static void
assert_status (Fixture *f, const char *id, const char *status)
{
  g_autoptr (Answer) answer = see (f, id);

  g_assert_cmpstr (get (answer, "status"), ==, status);
}

static void
pass (Fixture *f, gint64 seconds)
{
  imw_clock_advance (f->clock, seconds * 1000);
  imw_practice_anchor_catch_up (f->anchor);
}

static void
pay (Fixture *f, gint64 units, const char *memo)
{
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_practice_stellar_pay (f->stellar, IMW_PRACTICE_STELLAR_SWAP, f->address,
                                           f->usdc, units, memo != NULL ? "id" : NULL, memo, &hash,
                                           &error));
  g_assert_no_error (error);
}

static void
pay_order (Fixture *f, const char *id)
{
  g_autoptr (Answer) order = see (f, id);
  gint64 units;

  g_assert_cmpstr (get (order, "status"), ==, "pending_user_transfer_start");
  g_assert_true (imw_practice_units_parse (get (order, "amount_in"), 7, &units, NULL));
  pay (f, units, get (order, "withdraw_memo"));
}

/* payments of the anchor to the customer */
static guint
count_refunds (Fixture *f, gint64 units, const char *memo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      payments = imw_practice_stellar_list_payments (f->stellar, f->customer, 0, 200, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < payments->len; i++)
    {
      const ImwPracticeStellarPayment *payment = g_ptr_array_index (payments, i);

      if (g_str_equal (payment->from, f->address) && payment->amount == units &&
          g_strcmp0 (payment->memo, memo) == 0)
        n++;
    }

  return n;
}

static void
test_delivered (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  id = make_withdrawal (f, "100", "back");
  pay_order (f, id);
  assert_status (f, id, "pending_anchor");
  pass (f, 5);
  order = see (f, id);
  g_assert_cmpstr (get (order, "status"), ==, "pending_external");
  g_assert_true (g_str_has_prefix (get (order, "external_transaction_id"), "PR-"));
  pass (f, 19);
  assert_status (f, id, "pending_external");
  pass (f, 1);
  assert_status (f, id, "completed");
  pass (f, 3600);
  assert_status (f, id, "completed");
}

/* One jump over everything ends where single steps end, with the times of the steps. */
static void
test_jump (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  id = make_withdrawal (f, "100", "back");
  pay_order (f, id);
  pass (f, 3600);
  order = see (f, id);
  g_assert_cmpstr (get (order, "status"), ==, "completed");
  g_assert_cmpstr (get (order, "completed_at"), ==, "2026-01-01T00:00:25.000Z");
}

static void
test_details (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer)
      made = ask (f, imw_anchor_sep6, "GET", "/sep6/withdraw-exchange", "source_asset=USDC",
                  "destination_asset=iso4217:MXN", "amount=100", "funding_method=cash", NULL);
  g_autofree char *id = g_strdup (get (made, "id"));
  g_autofree char *transaction = g_strconcat ("transaction_id=", id, NULL);
  g_autoptr (Answer) put = NULL;
  g_autoptr (Answer) put_again = NULL;
  g_autoptr (Answer) order = NULL;

  assert_status (f, id, "pending_customer_info_update");
  put = ask (f, imw_anchor_customer, "PUT", "/kyc/customer", transaction, "type=sep6",
             "recipient_first_name=Ana", "recipient_last_name=Lopez", "mobile_number=+525512345678",
             NULL);
  g_assert_cmpuint (put->status, ==, 202);
  assert_status (f, id, "pending_customer_info_update"); /* who pays is not known */
  put_again = ask (f, imw_anchor_customer, "PUT", "/kyc/customer", "first_name=A",
                   "last_name=Review", "email_address=a@b.example", NULL);
  assert_status (f, id, "pending_customer_info_update");
  pass (f, 15);
  pay_order (f, id);
  pass (f, 5);
  order = see (f, id);
  g_assert_cmpstr (get (order, "status"), ==, "pending_user_transfer_complete");
  g_assert_true (g_str_has_prefix (get (order, "external_transaction_id"), "PICK-"));
  g_assert_nonnull (get (order, "external_extra_text"));
  g_assert_true (imw_practice_anchor_collect (f->anchor, id, NULL));
  assert_status (f, id, "completed");
  g_assert_false (imw_practice_anchor_collect (f->anchor, id, NULL));
}

static void
test_rejected (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) put = ask (f, imw_anchor_customer, "PUT", "/kyc/customer", "first_name=A",
                                "last_name=Reject", "email_address=a@b.example", NULL);

  id = make_withdrawal (f, "100", "back");
  assert_status (f, id, "error");
}

static void
test_bounce (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *transaction = NULL;
  g_autoptr (Answer) asked = NULL;
  g_autoptr (Answer) put = NULL;

  know_customer (f);
  id = make_withdrawal (f, "50.11", "back");
  transaction = g_strconcat ("transaction_id=", id, NULL);
  pay_order (f, id);
  pass (f, 5);
  assert_status (f, id, "pending_customer_info_update");
  asked = ask (f, imw_anchor_customer, "GET", "/kyc/customer", transaction, "type=sep6", NULL);
  g_assert_cmpstr (get (asked, "status"), ==, "NEEDS_INFO");
  g_assert_nonnull (strstr (asked->text, "\"fields\":{\"clabe_number\""));
  g_assert_nonnull (strstr (asked->text, "REJECTED"));
  pass (f, 1000);
  assert_status (f, id, "pending_customer_info_update");
  put = ask (f, imw_anchor_customer, "PUT", "/kyc/customer", transaction, "type=sep6",
             "clabe_number=032180000118359719", NULL);
  g_assert_cmpuint (put->status, ==, 202);
  assert_status (f, id, "pending_anchor"); /* and not a second time to the payment */
  pass (f, 60);
  assert_status (f, id, "completed");
}

static void
test_hold (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  know_customer (f);
  id = make_withdrawal (f, "50.12", "back");
  pay_order (f, id);
  pass (f, 5);
  assert_status (f, id, "on_hold");
  pass (f, 29);
  assert_status (f, id, "on_hold");
  pass (f, 60);
  assert_status (f, id, "completed");
}

static void
test_refund (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  id = make_withdrawal (f, "50.13", "back 7");
  pay_order (f, id);
  pass (f, 5);
  order = see (f, id);
  g_assert_cmpstr (get (order, "status"), ==, "refunded");
  g_assert_nonnull (strstr (order->text, "\"amount_refunded\":\"49.63\",\"amount_fee\":\"0.50\""));
  g_assert_cmpuint (count_refunds (f, 496300000, "back 7"), ==, 1);
  pass (f, 3600);
  g_assert_cmpuint (count_refunds (f, 496300000, "back 7"), ==, 1);
}

static void
test_error_and_stuck (Fixture *f, gconstpointer data)
{
  g_autofree char *bad = NULL;
  g_autofree char *stuck = NULL;

  know_customer (f);
  bad = make_withdrawal (f, "50.14", "back");
  stuck = make_withdrawal (f, "50.15", "back");
  pay_order (f, bad);
  pay_order (f, stuck);
  pass (f, 5);
  assert_status (f, bad, "error");
  assert_status (f, stuck, "pending_external");
  pass (f, 100000);
  assert_status (f, stuck, "pending_external");
}

static void
test_expiry (Fixture *f, gconstpointer data)
{
  g_autofree char *quick = NULL;
  g_autofree char *memo = NULL;
  g_autofree char *slow = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  quick = make_withdrawal (f, "50.16", "late");
  slow = make_withdrawal (f, "50", "back");
  order = see (f, quick);
  memo = g_strdup (get (order, "withdraw_memo"));
  pass (f, 10);
  assert_status (f, quick, "expired");
  assert_status (f, slow, "pending_user_transfer_start");
  pass (f, 291);
  assert_status (f, slow, "expired");

  /* money that comes all the same goes back */
  pay (f, 501600000, memo);
  pass (f, 5);
  assert_status (f, quick, "refunded");
  g_assert_cmpuint (count_refunds (f, 501600000, "late"), ==, 1);
}

static void
test_polls (Fixture *f, gconstpointer data)
{
  g_autofree char *busy = NULL;
  g_autofree char *changing = NULL;
  g_autofree char *dearer = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;
  g_autoptr (Answer) third = NULL;
  g_autoptr (Answer) added = NULL;

  know_customer (f);
  busy = make_withdrawal (f, "50.17", "back");
  first = see (f, busy);
  second = see (f, busy);
  third = see (f, busy);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (second->status, ==, 503);
  g_assert_cmpuint (third->status, ==, 200);
  g_clear_pointer (&first, answer_free);
  g_clear_pointer (&third, answer_free);

  changing = make_withdrawal (f, "50.18", "back");
  first = see (f, changing);
  g_clear_pointer (&second, answer_free);
  second = see (f, changing);
  third = see (f, changing);
  g_assert_cmpstr (get (first, "withdraw_memo"), ==, get (second, "withdraw_memo"));
  g_assert_cmpstr (get (first, "withdraw_memo"), !=, get (third, "withdraw_memo"));

  dearer = make_withdrawal (f, "50.19", "back");
  added = see (f, dearer);
  g_assert_cmpstr (get (added, "amount_in"), ==, "51.19");
  pay_order (f, dearer);
  pass (f, 100);
  assert_status (f, dearer, "completed");
}

static void
test_wrong_payments (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  id = make_withdrawal (f, "50", "my refund");
  order = see (f, id);
  pay (f, 49 * UNIT, get (order, "withdraw_memo")); /* another amount */
  pay (f, 3 * UNIT, "1");                           /* no such order */
  pay (f, 2 * UNIT, NULL);                          /* no memo */
  pass (f, 4);
  g_assert_cmpuint (count_refunds (f, 49 * UNIT, "my refund"), ==, 0);
  pass (f, 1);
  assert_status (f, id, "refunded");
  g_assert_cmpuint (count_refunds (f, 49 * UNIT, "my refund"), ==, 1);
  g_assert_cmpuint (count_refunds (f, 3 * UNIT, NULL), ==, 1);
  g_assert_cmpuint (count_refunds (f, 2 * UNIT, NULL), ==, 1);

  /* the right one, too late: the order is over */
  pay (f, 50 * UNIT, get (order, "withdraw_memo"));
  pass (f, 5);
  g_assert_cmpuint (count_refunds (f, 50 * UNIT, NULL), ==, 1);
  assert_status (f, id, "refunded");
}

/* Twice the same payment: one is delivered, one comes back. */
static void
test_paid_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  id = make_withdrawal (f, "50", "back");
  order = see (f, id);
  pay (f, 50 * UNIT, get (order, "withdraw_memo"));
  pay (f, 50 * UNIT, get (order, "withdraw_memo"));
  pass (f, 100);
  assert_status (f, id, "completed");
  g_assert_cmpuint (count_refunds (f, 50 * UNIT, NULL), ==, 1);
}

/* The end of the server at each step: what was paid stays paid, what is due comes, and nothing twice. */
static void
test_restarts (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *refunded = NULL;

  know_customer (f);
  id = make_withdrawal (f, "100", "back");
  refunded = make_withdrawal (f, "50.13", "again");
  pay_order (f, id);
  pay_order (f, refunded);
  for (guint i = 0; i < 30; i++)
    {
      imw_clock_advance (f->clock, 1000);
      if (i % 2 == 0)
        imw_practice_anchor_catch_up (f->anchor);
      close_books (f);
      open_books (f);
    }
  assert_status (f, id, "completed");
  assert_status (f, refunded, "refunded");
  g_assert_cmpuint (count_refunds (f, 496300000, "again"), ==, 1);
}

/* Ended between the payment and the note that it was made */
static void
test_pays_once (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (ImwRecord) order = NULL;
  g_autoptr (GError) error = NULL;

  know_customer (f);
  id = make_withdrawal (f, "50.13", "once");
  pay_order (f, id);
  imw_practice_anchor_catch_up (f->anchor);
  g_assert_true (imw_anchor_find_order (f->anchor, id, &order, &error));
  imw_record_set_int (order, "paying", 0);
  g_assert_true (imw_records_save (f->books, order, &error));
  g_assert_true (imw_practice_stellar_pay (f->stellar, IMW_PRACTICE_STELLAR_ANCHOR, f->customer,
                                           f->usdc, 496300000, "text", "once", &hash, &error));
  pass (f, 100);
  assert_status (f, id, "refunded");
  g_assert_cmpuint (count_refunds (f, 496300000, "once"), ==, 1);
}

static char *
make_deposit (Fixture *f, const char *amount, const char *account, const char *extra)
{
  g_autofree char *sum = g_strconcat ("amount=", amount, NULL);
  g_autofree char *to = g_strconcat ("account=", account, NULL);
  g_autoptr (Answer)
      made = ask (f, imw_anchor_sep6, "GET", "/sep6/deposit-exchange", "source_asset=iso4217:MXN",
                  "destination_asset=USDC", sum, to, "funding_method=bank_account", extra, NULL);

  g_assert_cmpuint (made->status, ==, 200);

  return g_strdup (get (made, "id"));
}

static void
test_deposit (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (Answer) order = NULL;
  g_autoptr (GError) error = NULL;
  gint64 units;

  know_customer (f);
  id = make_deposit (f, "2000", f->customer, NULL);
  order = see (f, id);
  g_assert_cmpstr (get (order, "status"), ==, "pending_user_transfer_start");
  g_assert_nonnull (strstr (order->text, "external_transfer_memo"));
  g_assert_true (imw_practice_anchor_pay (f->anchor, id, &error));
  g_assert_no_error (error);
  g_assert_false (imw_practice_anchor_pay (f->anchor, id, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  pass (f, 5);
  assert_status (f, id, "pending_stellar");
  pass (f, 2);
  assert_status (f, id, "completed");
  g_assert_true (imw_practice_units_parse (get (order, "amount_out"), 7, &units, NULL));
  g_assert_cmpuint (count_refunds (f, units, NULL), ==, 1);
}

static void
test_deposit_trust (Fixture *f, gconstpointer data)
{
  const char *nobody =
      imw_practice_stellar_get_address (f->stellar, IMW_PRACTICE_STELLAR_ANCHOR_SIGNING);
  g_autofree char *waits = NULL;
  g_autofree char *claims = NULL;
  g_autoptr (GPtrArray) claimable = NULL;
  g_autoptr (Answer) order = NULL;

  know_customer (f);
  waits = make_deposit (f, "2000", nobody, NULL);
  claims = make_deposit (f, "1000", nobody, "claimable_balance_supported=true");
  g_assert_true (imw_practice_anchor_pay (f->anchor, waits, NULL));
  g_assert_true (imw_practice_anchor_pay (f->anchor, claims, NULL));
  pass (f, 7);
  assert_status (f, waits, "pending_trust");
  pass (f, 100);
  assert_status (f, waits, "pending_trust");
  order = see (f, claims);
  g_assert_cmpstr (get (order, "status"), ==, "completed");
  claimable = imw_practice_stellar_list_claimable (f->stellar, nobody, NULL);
  g_assert_nonnull (claimable);
  g_assert_cmpuint (claimable->len, ==, 1);
  g_assert_cmpstr (get (order, "claimable_balance_id"), ==,
                   ((ImwPracticeStellarClaimable *) g_ptr_array_index (claimable, 0))->id);
}

static void
test_deposit_injections (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *amount;
    const char *soon;
    const char *later;
  } cases[] = {
    { "2000.12", "on_hold", "completed" },
    { "2000.13", "refunded", "refunded" },
    { "2000.14", "error", "error" },
    { "2000.15", "pending_external", "pending_external" },
  };

  know_customer (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = make_deposit (f, cases[i].amount, f->customer, NULL);

      g_assert_true (imw_practice_anchor_pay (f->anchor, id, NULL));
      pass (f, 5);
      assert_status (f, id, cases[i].soon);
      pass (f, 1000);
      assert_status (f, id, cases[i].later);
    }
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) small = ask (f, imw_anchor_sep6, "GET", "/sep6/withdraw-exchange",
                                  "source_asset=USDC", "destination_asset=iso4217:MXN",
                                  "amount=1.5", "funding_method=bank_account", NULL);
  g_autoptr (Answer) large = ask (f, imw_anchor_sep6, "GET", "/sep6/withdraw-exchange",
                                  "source_asset=USDC", "destination_asset=iso4217:MXN",
                                  "amount=5001", "funding_method=bank_account", NULL);
  guint n = 0;

  g_assert_cmpuint (small->status, ==, 400);
  g_assert_cmpuint (large->status, ==, 400);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Answer) one = ask (f, imw_anchor_sep6, "GET", "/sep6/withdraw-exchange",
                                    "source_asset=USDC", "destination_asset=iso4217:MXN",
                                    "amount=4500", "funding_method=bank_account", NULL);

      n += one->status == 200 ? 1 : 0;
    }
  g_assert_cmpuint (n, ==, 4); /* 20000 a day */
  imw_clock_advance (f->clock, G_GINT64_CONSTANT (24) * 3600 * 1000);
  g_clear_pointer (&small, answer_free);
  small = ask (f, imw_anchor_sep6, "GET", "/sep6/withdraw-exchange", "source_asset=USDC",
               "destination_asset=iso4217:MXN", "amount=4500", "funding_method=bank_account", NULL);
  g_assert_cmpuint (small->status, ==, 200);
}

#define ADD(name, func) \
  g_test_add ("/practice/anchor/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("delivered", test_delivered);
  ADD ("jump", test_jump);
  ADD ("details", test_details);
  ADD ("rejected", test_rejected);
  ADD ("bounce", test_bounce);
  ADD ("hold", test_hold);
  ADD ("refund", test_refund);
  ADD ("error-and-stuck", test_error_and_stuck);
  ADD ("expiry", test_expiry);
  ADD ("polls", test_polls);
  ADD ("wrong-payments", test_wrong_payments);
  ADD ("paid-twice", test_paid_twice);
  ADD ("restarts", test_restarts);
  ADD ("pays-once", test_pays_once);
  ADD ("deposit", test_deposit);
  ADD ("deposit-trust", test_deposit_trust);
  ADD ("deposit-injections", test_deposit_injections);
  ADD ("limits", test_limits);

  return g_test_run ();
}
