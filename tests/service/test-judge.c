/* test-judge.c: where a transfer stands, whatever the provider says in whatever order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-transfer-judge.h"

#include "imw-error.h"

#define N_SEQUENCES 20000
#define N_STEPS     24
#define NOW_MS      G_GINT64_CONSTANT (1800000000000)

static ImwAsset *token;

static ImwOrder *
make_order (ImwOrderState state, gint64 updated_ms, const char *memo)
{
  ImwOrder *order = imw_order_new ("order-1");

  order->state = state;
  g_free (order->raw_state);
  order->raw_state = g_strdup (imw_order_state_get_code (state));
  order->updated_ms = updated_ms;
  if (memo != NULL)
    {
      order->pay_to = g_strdup ("GPROVIDER");
      order->memo_type = g_strdup ("id");
      order->memo = g_strdup (memo);
      order->amount_in = imw_amount_new (token, 1000);
    }

  return order;
}

static void
take (ImwTransferFacts *facts, ImwOrderState state, gint64 updated_ms, const char *memo)
{
  g_autoptr (ImwOrder) order = make_order (state, updated_ms, memo);

  (void) imw_transfer_facts_take (facts, order);
}

/* ---- the table of the specification, section 10 ---- */

static const struct
{
  ImwRoute      route;
  ImwOrderState state;
  ImwPaid       paid;
  ImwStage      stage;
  ImwNeed       need;
  ImwActor      actor;
} table[] = {
  { IMW_ROUTE_ABROAD, IMW_ORDER_WAITS_FOR_PAYMENT, IMW_PAID_NO, IMW_STAGE_PAYMENT, IMW_NEED_REVIEW,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_WAITS_FOR_PAYMENT, IMW_PAID_OPEN, IMW_STAGE_PAYMENT,
    IMW_NEED_NOTHING, IMW_ACTOR_NETWORK },
  { IMW_ROUTE_ABROAD, IMW_ORDER_WAITS_FOR_PAYMENT, IMW_PAID_DONE, IMW_STAGE_PAYMENT,
    IMW_NEED_NOTHING, IMW_ACTOR_PROVIDER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_WAITS_FOR_PAYMENT, IMW_PAID_LOST, IMW_STAGE_PAYMENT,
    IMW_NEED_REVIEW, IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_INCOMPLETE, IMW_PAID_NO, IMW_STAGE_DETAILS, IMW_NEED_DETAILS,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_NEEDS_CUSTOMER, IMW_PAID_NO, IMW_STAGE_DETAILS, IMW_NEED_DETAILS,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_NEEDS_CUSTOMER, IMW_PAID_DONE, IMW_STAGE_PROVIDER,
    IMW_NEED_FIX_DETAILS, IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_NEEDS_INFO, IMW_PAID_NO, IMW_STAGE_DETAILS, IMW_NEED_DETAILS,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_NEEDS_INFO, IMW_PAID_OPEN, IMW_STAGE_PROVIDER, IMW_NEED_FIX_DETAILS,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_PROVIDER, IMW_PAID_NO, IMW_STAGE_DETAILS, IMW_NEED_NOTHING,
    IMW_ACTOR_PROVIDER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_PROVIDER, IMW_PAID_DONE, IMW_STAGE_PROVIDER, IMW_NEED_NOTHING,
    IMW_ACTOR_PROVIDER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_ON_HOLD, IMW_PAID_DONE, IMW_STAGE_PROVIDER, IMW_NEED_NOTHING,
    IMW_ACTOR_PROVIDER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_LEDGER, IMW_PAID_OPEN, IMW_STAGE_PAYMENT, IMW_NEED_NOTHING,
    IMW_ACTOR_NETWORK },
  { IMW_ROUTE_ABROAD, IMW_ORDER_EXTERNAL, IMW_PAID_DONE, IMW_STAGE_ON_WAY, IMW_NEED_NOTHING,
    IMW_ACTOR_BANK },
  { IMW_ROUTE_ABROAD, IMW_ORDER_READY_FOR_PICKUP, IMW_PAID_DONE, IMW_STAGE_ON_WAY, IMW_NEED_PICKUP,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_COMPLETED, IMW_PAID_DONE, IMW_STAGE_DELIVERED, IMW_NEED_NOTHING,
    IMW_ACTOR_NOBODY },
  { IMW_ROUTE_ABROAD, IMW_ORDER_REFUNDED, IMW_PAID_DONE, IMW_STAGE_REFUNDED, IMW_NEED_NOTHING,
    IMW_ACTOR_NOBODY },
  { IMW_ROUTE_ABROAD, IMW_ORDER_EXPIRED, IMW_PAID_NO, IMW_STAGE_EXPIRED, IMW_NEED_NOTHING,
    IMW_ACTOR_NOBODY },
  { IMW_ROUTE_ABROAD, IMW_ORDER_EXPIRED, IMW_PAID_DONE, IMW_STAGE_EXPIRED, IMW_NEED_CONTACT,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_NO_MARKET, IMW_PAID_NO, IMW_STAGE_FAILED, IMW_NEED_NOTHING,
    IMW_ACTOR_NOBODY },
  { IMW_ROUTE_ABROAD, IMW_ORDER_TOO_SMALL, IMW_PAID_NO, IMW_STAGE_FAILED, IMW_NEED_NOTHING,
    IMW_ACTOR_NOBODY },
  { IMW_ROUTE_ABROAD, IMW_ORDER_TOO_LARGE, IMW_PAID_DONE, IMW_STAGE_FAILED, IMW_NEED_CONTACT,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_ERROR, IMW_PAID_DONE, IMW_STAGE_FAILED, IMW_NEED_CONTACT,
    IMW_ACTOR_USER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_UNKNOWN, IMW_PAID_DONE, IMW_STAGE_PROVIDER, IMW_NEED_NOTHING,
    IMW_ACTOR_PROVIDER },
  { IMW_ROUTE_ABROAD, IMW_ORDER_UNKNOWN, IMW_PAID_NO, IMW_STAGE_DETAILS, IMW_NEED_NOTHING,
    IMW_ACTOR_PROVIDER },
  { IMW_ROUTE_DEPOSIT, IMW_ORDER_WAITS_FOR_PAYMENT, IMW_PAID_NO, IMW_STAGE_PAYMENT, IMW_NEED_PAY_IN,
    IMW_ACTOR_USER },
  { IMW_ROUTE_DEPOSIT, IMW_ORDER_EXTERNAL, IMW_PAID_NO, IMW_STAGE_PAYMENT, IMW_NEED_NOTHING,
    IMW_ACTOR_BANK },
  { IMW_ROUTE_DEPOSIT, IMW_ORDER_LEDGER, IMW_PAID_NO, IMW_STAGE_ON_WAY, IMW_NEED_NOTHING,
    IMW_ACTOR_NETWORK },
  { IMW_ROUTE_DEPOSIT, IMW_ORDER_NEEDS_TRUSTLINE, IMW_PAID_NO, IMW_STAGE_ON_WAY, IMW_NEED_TRUSTLINE,
    IMW_ACTOR_USER },
  { IMW_ROUTE_DEPOSIT, IMW_ORDER_COMPLETED, IMW_PAID_NO, IMW_STAGE_DELIVERED, IMW_NEED_NOTHING,
    IMW_ACTOR_NOBODY },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      ImwTransferFacts facts = { .route = table[i].route, .now_ms = NOW_MS };
      ImwVerdict       verdict;

      take (&facts, IMW_ORDER_WAITS_FOR_PAYMENT, 0, "1");
      take (&facts, table[i].state, 0, "1");
      facts.paid = table[i].paid;
      facts.n_fields = 1;
      verdict = imw_transfer_judge (&facts);
      g_test_message ("%s", imw_order_state_get_code (table[i].state));
      g_assert_cmpint (verdict.stage, ==, table[i].stage);
      g_assert_cmpint (verdict.need, ==, table[i].need);
      g_assert_cmpint (verdict.actor, ==, table[i].actor);
      imw_transfer_facts_clear (&facts);
    }
}

static void
test_lock (void)
{
  ImwTransferFacts facts = { .route = IMW_ROUTE_ABROAD, .now_ms = NOW_MS };
  g_autoptr (GError) error = NULL;

  take (&facts, IMW_ORDER_WAITS_FOR_PAYMENT, 0, "1");
  facts.expires_ms = NOW_MS + 60000;
  g_assert_cmpint (imw_transfer_judge (&facts).need, ==, IMW_NEED_REVIEW);
  g_assert_true (imw_transfer_facts_may_pay (&facts, FALSE, &error));
  g_assert_cmpint (imw_transfer_facts_deadline_ms (&facts, NOW_MS), ==, NOW_MS + 55000);
  facts.expires_ms = NOW_MS + 600000;
  g_assert_cmpint (imw_transfer_facts_deadline_ms (&facts, NOW_MS), ==, NOW_MS + 180000);

  facts.expires_ms = NOW_MS + 59999;
  g_assert_cmpint (imw_transfer_judge (&facts).need, ==, IMW_NEED_REQUOTE);
  g_assert_false (imw_transfer_facts_may_pay (&facts, TRUE, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* the clock may jump back and forth: what counts is what it says when it is asked */
  facts.now_ms = NOW_MS - 3600000;
  g_assert_cmpint (imw_transfer_judge (&facts).need, ==, IMW_NEED_REVIEW);
  facts.differs = TRUE;
  g_assert_cmpint (imw_transfer_judge (&facts).need, ==, IMW_NEED_REVIEW_CHANGED);
  g_assert_false (imw_transfer_facts_may_pay (&facts, FALSE, NULL));
  g_assert_true (imw_transfer_facts_may_pay (&facts, TRUE, NULL));
  facts.locked = TRUE;
  g_assert_cmpint (imw_transfer_judge (&facts).need, ==, IMW_NEED_REVIEW_CHANGED);
  facts.paid = IMW_PAID_OPEN;
  g_assert_cmpint (imw_transfer_judge (&facts).need, ==, IMW_NEED_UNLOCK);
  imw_transfer_facts_clear (&facts);
}

static void
test_refunds (void)
{
  g_autoptr (ImwOrder) order = make_order (IMW_ORDER_REFUNDED, 0, "1");
  g_autoptr (ImwAmount) sum = NULL;
  g_autofree char *text = NULL;
  static const struct
  {
    const char *id;
    gint64      amount;
  } refunds[] = { { "one", 300 }, { "two", 200 }, { "one", 300 } };

  for (guint i = 0; i < G_N_ELEMENTS (refunds); i++)
    {
      ImwRefund *refund = g_new0 (ImwRefund, 1);

      refund->id = g_strdup (refunds[i].id);
      refund->amount = imw_amount_new (token, refunds[i].amount);
      g_ptr_array_add (order->refunds, refund);
    }

  sum = imw_order_sum_refunds (order);
  text = imw_amount_to_base_text (sum);
  g_assert_cmpstr (text, ==, "500");
}

/* ---- any order of anything ---- */

static void
check_always (const ImwTransferFacts *facts, guint n_paid, gboolean was_signed)
{
  ImwVerdict verdict = imw_transfer_judge (facts);

  g_assert_cmpuint (n_paid, <=, 1);

  /* nobody is told to have it who was not told so */
  if (verdict.stage == IMW_STAGE_DELIVERED)
    g_assert_cmpint (facts->order->state, ==, IMW_ORDER_COMPLETED);
  if (verdict.stage == IMW_STAGE_REFUNDED)
    g_assert_cmpint (facts->order->state, ==, IMW_ORDER_REFUNDED);

  /* who has paid is never asked to pay, or to try again */
  if (was_signed)
    {
      g_assert_cmpint (verdict.need, !=, IMW_NEED_REVIEW);
      g_assert_cmpint (verdict.need, !=, IMW_NEED_REVIEW_CHANGED);
      g_assert_cmpint (verdict.need, !=, IMW_NEED_REQUOTE);
      g_assert_cmpint (verdict.need, !=, IMW_NEED_STOPPED);
      g_assert_cmpint (verdict.stage, !=, IMW_STAGE_DETAILS);
      g_assert_false (imw_transfer_facts_may_pay (facts, TRUE, NULL));
      g_assert_true (imw_transfer_facts_money_moved (facts));
    }

  /* what was changed before is not paid */
  if (facts->stopped)
    g_assert_false (imw_transfer_facts_may_pay (facts, TRUE, NULL));
}

static void
check_step (ImwOrderState before, gint64 before_ms, const ImwOrder *told, const ImwOrder *after)
{
  if (before == IMW_ORDER_COMPLETED)
    g_assert_true (after->state == IMW_ORDER_COMPLETED || after->state == IMW_ORDER_REFUNDED);
  if (before == IMW_ORDER_REFUNDED)
    g_assert_cmpint (after->state, ==, IMW_ORDER_REFUNDED);
  if (imw_order_state_get_final (before) && !imw_order_state_get_final (after->state))
    g_assert_cmpint (told->updated_ms, >, before_ms);
  if (before_ms > 0 && told->updated_ms > 0 && told->updated_ms < before_ms)
    g_assert_cmpint (after->state, ==, before);
}

static void
test_any_order (void)
{
  guint n_paid_all = 0;
  guint n_stopped = 0;
  guint n_delivered = 0;

  for (guint i = 0; i < N_SEQUENCES; i++)
    {
      ImwTransferFacts facts = { .route = IMW_ROUTE_ABROAD, .now_ms = NOW_MS };
      g_autofree char *first_memo = NULL;
      guint            n_paid = 0;
      gboolean         was_signed = FALSE;

      for (guint k = 0; k < N_STEPS; k++)
        {
          gboolean      waits = g_test_rand_int_range (0, 3) == 0;
          ImwOrderState state = waits ? IMW_ORDER_WAITS_FOR_PAYMENT
                                      : (ImwOrderState) g_test_rand_int_range (IMW_ORDER_UNKNOWN,
                                                                               IMW_ORDER_ERROR + 1);
          gint64        updated_ms =
              g_test_rand_int_range (0, 4) == 0 ? 0 : NOW_MS + g_test_rand_int_range (0, 100);
          const char   *memo = g_test_rand_int_range (0, 20) == 0 ? "2" : "1";
          ImwOrderState before = facts.order != NULL ? facts.order->state : IMW_ORDER_UNKNOWN;
          gint64        before_ms = facts.order != NULL ? facts.order->updated_ms : 0;
          g_autoptr (ImwOrder)
              order = make_order (state, updated_ms, g_test_rand_bit () ? memo : NULL);

          (void) imw_transfer_facts_take (&facts, order);
          check_step (before, before_ms, order, facts.order);
          if (facts.first != NULL && first_memo == NULL)
            first_memo = g_strdup (facts.first->memo);
          if (facts.first != NULL)
            g_assert_cmpstr (facts.first->memo, ==, first_memo);

          /* our payments: sent when it may be, then on the ledger, or positively not */
          if (g_test_rand_bit () && imw_transfer_facts_may_pay (&facts, g_test_rand_bit (), NULL))
            {
              g_assert_cmpint (facts.order->state, ==, IMW_ORDER_WAITS_FOR_PAYMENT);
              n_paid++;
              facts.paid = IMW_PAID_OPEN;
              was_signed = TRUE;
            }
          else if (facts.paid == IMW_PAID_OPEN && g_test_rand_int_range (0, 4) == 0)
            facts.paid = IMW_PAID_DONE;
          else if (facts.paid == IMW_PAID_OPEN && g_test_rand_int_range (0, 8) == 0)
            {
              facts.paid = IMW_PAID_LOST;
              n_paid--;
              was_signed = FALSE;
            }

          check_always (&facts, n_paid, was_signed);
        }

      n_paid_all += n_paid;
      n_stopped += facts.stopped ? 1 : 0;
      n_delivered += imw_transfer_judge (&facts).stage == IMW_STAGE_DELIVERED ? 1 : 0;
      imw_transfer_facts_clear (&facts);
    }

  /* it was worth while */
  g_assert_cmpuint (n_paid_all, >, N_SEQUENCES / 100);
  g_assert_cmpuint (n_stopped, >, N_SEQUENCES / 100);
  g_assert_cmpuint (n_delivered, >, N_SEQUENCES / 100);
}

/* ---- when, and what it is called ---- */

static void
test_schedule (void)
{
  const guint middle = 500;

  g_assert_cmpint (imw_transfer_poll_delay_ms (0, 0, -1, 0, middle), ==, 2000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (14, 30000, -1, 0, middle), ==, 2000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (15, 30000, -1, 0, middle), ==, 5000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (38, 150000, -1, 0, middle), ==, 5000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (39, 150000, -1, 0, middle), ==, 15000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (80, 600000, -1, 0, middle), ==, 60000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (80, 600000, 100, 0, middle), ==, 60000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (80, 600000, 1200, 0, middle), ==, 300000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (80, 600000, G_MAXINT64, 0, middle), ==, 900000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (0, 0, -1, 1, middle), ==, 4000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (0, 0, -1, 50, middle), ==, 512000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (80, 600000, -1, 50, middle), ==, 900000);
  g_assert_cmpint (imw_transfer_poll_delay_ms (0, 0, -1, 0, 0), ==, 1600);
  g_assert_cmpint (imw_transfer_poll_delay_ms (0, 0, -1, 0, 1000), ==, 2400);
}

/* made with hashlib and a table of Crockford's letters */
static void
test_code (void)
{
  g_autofree char *code = imw_transfer_build_code ("example.org", "ac1d");

  g_assert_cmpstr (code, ==, "IMW-FA1B-42WK");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  token = imw_asset_new ("stellar/USDC:G", "USDC", "USDC", 7);

  g_test_add_func ("/service/judge/table", test_table);
  g_test_add_func ("/service/judge/lock", test_lock);
  g_test_add_func ("/service/judge/refunds", test_refunds);
  g_test_add_func ("/service/judge/any-order", test_any_order);
  g_test_add_func ("/service/judge/schedule", test_schedule);
  g_test_add_func ("/service/judge/code", test_code);

  return g_test_run ();
}
