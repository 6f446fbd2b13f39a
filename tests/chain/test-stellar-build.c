/* test-stellar-build.c: everything a plan can be for, and what the signer reads in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stellar-fixture.h"

#include "imw-error.h"

#include <string.h>

/* Builds and reads it as the signer does. */
static ImwDescription *
build (ImwPaymentPlan *plan, ImwBuiltPayment **built)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBuiltPayment) payment = imw_stellar_build (stellar_params (), plan, &error);
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (ImwDescription) again = NULL;

  g_assert_no_error (error);
  description = stellar_describe_bytes (payment->unsigned_tx, &error);
  g_assert_no_error (error);
  g_assert_true (imw_amount_equal (imw_description_get_fee (description), payment->fee));
  g_assert_cmpint (imw_description_get_deadline_ms (description), ==, payment->deadline_ms);
  g_assert_true (imw_description_get_fee_is_bound (description));

  variant = g_variant_ref_sink (imw_description_to_variant (description));
  again = imw_description_from_variant (variant, &error);
  g_assert_no_error (error);
  if (built != NULL)
    *built = g_steal_pointer (&payment);

  return g_steal_pointer (&again);
}

static void
assert_fails (ImwPaymentPlan *plan, ImwError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBuiltPayment) payment = imw_stellar_build (stellar_params (), plan, &error);

  g_assert_null (payment);
  g_assert_error (error, IMW_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, words));
}

static ImwPaymentPlan *
pay (const char *asset,
     const char *available,
     const char *asset_available,
     const char *address,
     const char *amount)
{
  ImwPaymentPlan *plan = stellar_plan (IMW_PLAN_PAY, asset, available, asset_available);
  g_autoptr (ImwAmount)
      value = amount != NULL ? stellar_amount (asset != NULL ? asset : "native", amount) : NULL;

  imw_payment_plan_add_payee (plan, address, value);
  plan->everything = amount == NULL;
  plan->facts = imw_payment_facts_new ();

  return plan;
}

static void
assert_hold (ImwBuiltPayment *built, guint index, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (index, <, built->holds->len);
  text = imw_amount_to_decimal_text (g_ptr_array_index (built->holds, index), 0);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_lumens (void)
{
  g_autoptr (ImwPaymentPlan) plan = pay (NULL, "12.3456889", NULL, PAYEE, "12.3456789");
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (ImwBuiltPayment) built = NULL;

  plan->memo = g_strdup ("invoice 42");
  description = build (plan, &built);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_PAY);
  g_assert_cmpstr (imw_description_get_recipient (description, 0)->address, ==, PAYEE);
  g_assert_null (imw_description_get_recipient (description, 0)->path);
  g_assert_cmpstr (imw_description_get_memo_type (description), ==, "text");
  g_assert_cmpstr (imw_description_get_memo (description), ==, "invoice 42");
  g_assert_cmpuint (imw_description_get_n_warnings (description), ==, 0);
  g_assert_cmpint (built->deadline_ms, ==, NOW_MS + 180000);
  g_assert_cmpint (built->sequence, ==, plan->sequence);
  g_assert_cmpuint (built->holds->len, ==, 1);
  assert_hold (built, 0, "12.3456889");
}

static void
test_lacks (void)
{
  g_autoptr (ImwPaymentPlan) one = pay (NULL, "12.3456888", NULL, PAYEE, "12.3456789");
  g_autoptr (ImwPaymentPlan) two = pay (USDC, "1", "4.9999999", PAYEE, "5");
  g_autoptr (ImwPaymentPlan) three = pay (USDC, "0.0000099", "5", PAYEE, "5");
  g_autoptr (ImwPaymentPlan) four = pay (NULL, "0.00001", NULL, PAYEE, NULL);
  g_autoptr (GError) error = NULL;

  assert_fails (one, IMW_ERROR_INSUFFICIENT_FUNDS, "1 stroops are missing");
  assert_fails (two, IMW_ERROR_INSUFFICIENT_FUNDS, "1 units are missing");
  assert_fails (three, IMW_ERROR_INSUFFICIENT_FUNDS, "1 stroops are missing for the fee");
  assert_fails (four, IMW_ERROR_INSUFFICIENT_FUNDS, "1 stroops are missing for the fee");
  g_assert_null (imw_stellar_build (stellar_params (), three, &error));
  g_assert_true (imw_payment_plan_lacks_fee (error));
}

static void
test_everything (void)
{
  g_autoptr (ImwPaymentPlan) lumens = pay (NULL, "7", NULL, PAYEE, NULL);
  g_autoptr (ImwPaymentPlan) units = pay (USDC, "1", "4.5", PAYEE, NULL);
  g_autoptr (ImwDescription) description = build (lumens, NULL);
  g_autoptr (ImwDescription) other = build (units, NULL);
  g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);
  g_autoptr (ImwAmount) sent_units = imw_description_dup_sent (other);
  g_autofree char *text = imw_amount_to_decimal_text (sent, 0);
  g_autofree char *text_units = imw_amount_to_decimal_text (sent_units, 0);

  g_assert_cmpstr (text, ==, "6.99999");
  g_assert_cmpstr (text_units, ==, "4.5");
}

/* Whoever has no account yet gets one, if it is enough. */
static void
test_opening (void)
{
  g_autoptr (ImwPaymentPlan) plan = pay (NULL, "100", NULL, PAYEE, "2");
  g_autoptr (ImwPaymentPlan) token = pay (USDC, "100", "5", PAYEE, "2");
  g_autoptr (ImwDescription) description = NULL;

  plan->facts->payee_exists = FALSE;
  plan->facts->opening = stellar_amount ("native", "2");
  description = build (plan, NULL);
  g_assert_true (imw_description_has_warning (description, IMW_WARNING_CREATES_ACCOUNT));
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_PAY);

  g_clear_pointer (&plan->facts->opening, imw_amount_unref);
  plan->facts->opening = stellar_amount ("native", "2.0000001");
  assert_fails (plan, IMW_ERROR_REFUSED, "too little to open");

  token->facts->payee_exists = FALSE;
  assert_fails (token, IMW_ERROR_REFUSED, "not open");
}

static void
test_facts (void)
{
  g_autoptr (ImwPaymentPlan) plan = pay (USDC, "100", "5", PAYEE, "2");
  g_autoptr (ImwDescription) description = NULL;

  plan->facts->payee_accepts_asset = FALSE;
  assert_fails (plan, IMW_ERROR_REFUSED, "has not opened the asset");
  plan->facts->payee_accepts_asset = TRUE;

  plan->facts->payee_needs_memo = TRUE;
  assert_fails (plan, IMW_ERROR_REFUSED, "memo");
  plan->memo = g_strdup ("18446744073709551615");
  plan->memo_type = g_strdup ("id");
  description = build (plan, NULL);
  g_assert_cmpstr (imw_description_get_memo_type (description), ==, "id");
  g_assert_cmpstr (imw_description_get_memo (description), ==, "18446744073709551615");
  g_assert_cmpstr (imw_asset_get_symbol (imw_description_get_paid_asset (description)), ==, "USDC");

  plan->facts->account_exists = FALSE;
  assert_fails (plan, IMW_ERROR_REFUSED, "not open");
}

static void
test_muxed (void)
{
  ImwStellarAddress address;
  g_autofree char  *text = NULL;
  g_autoptr (ImwPaymentPlan) plan = NULL;
  g_autoptr (ImwDescription) description = NULL;

  g_assert_true (imw_stellar_address_parse (PAYEE, &address, NULL));
  address.is_muxed = TRUE;
  address.id = 77;
  text = imw_stellar_address_to_text (&address);
  plan = pay (NULL, "100", NULL, text, "2");
  plan->facts->payee_needs_memo = TRUE; /* the number is in the address */
  description = build (plan, NULL);
  g_assert_cmpstr (imw_description_get_recipient (description, 0)->address, ==, text);
  plan->memo = g_strdup ("x");
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "memo");
}

static void
test_bad_plans (void)
{
  g_autoptr (ImwPaymentPlan) plan = pay (NULL, "100", NULL, PAYEE, "2");

  plan->fee_rate_milli = 99999;
  assert_fails (plan, IMW_ERROR_FEE_TOO_LOW, "100 stroops");
  plan->fee_rate_milli = G_MAXUINT64;
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "fee rate");
  plan->fee_rate_milli = 100000;
  plan->sequence = -1;
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "number");
  plan->sequence = 5;
  plan->deadline_ms = NOW_MS;
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "deadline");
  plan->deadline_ms = 0;
  plan->now_ms = 0;
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "time");
  plan->now_ms = NOW_MS;
  plan->nothing = TRUE;
  assert_fails (plan, IMW_ERROR_NOT_SUPPORTED, "replacements");
  plan->nothing = FALSE;
  plan->memo = g_strdup ("twenty-nine bytes of memo ...");
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "28 bytes");
  g_clear_pointer (&plan->memo, g_free);
  imw_payment_plan_add_payee (plan, PAYEE, NULL);
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "payees");
}

static void
test_trust (void)
{
  g_autoptr (ImwPaymentPlan) plan = stellar_plan (IMW_PLAN_OPEN_ASSET, USDC, "0.50001", NULL);
  g_autoptr (ImwPaymentPlan)
      unknown = stellar_plan (IMW_PLAN_OPEN_ASSET, "USDC:" ISSUER, "0.50001", NULL);
  g_autoptr (ImwPaymentPlan) shut = stellar_plan (IMW_PLAN_CLOSE_ASSET, USDC, "1", "0");
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (ImwDescription) other = NULL;
  g_autoptr (ImwDescription) closing = NULL;
  g_autoptr (ImwBuiltPayment) built = NULL;

  plan->facts = imw_payment_facts_new ();
  plan->facts->reserve_step = stellar_amount ("native", "0.5");
  description = build (plan, &built);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_OPEN_ASSET);
  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 0);
  g_assert_cmpuint (imw_description_get_n_warnings (description), ==, 0);
  g_assert_cmpstr (imw_description_get_detail (description, 0)->code, ==, "asset");
  g_assert_cmpstr (imw_description_get_detail (description, 0)->text, ==, "USDC");
  assert_hold (built, 0, "0.50001");

  g_clear_pointer (&plan->available, imw_amount_unref);
  plan->available = stellar_amount ("native", "0.50");
  assert_fails (plan, IMW_ERROR_INSUFFICIENT_FUNDS, "100 stroops are missing for the reserve");

  other = build (unknown, NULL);
  g_assert_true (imw_description_has_warning (other, IMW_WARNING_UNKNOWN_TOKEN));

  closing = build (shut, NULL);
  g_assert_cmpint (imw_description_get_action (closing), ==, IMW_ACTION_CLOSE_ASSET);
  g_clear_pointer (&shut->asset_available, imw_amount_unref);
  shut->asset_available = stellar_amount (USDC, "0.0000001");
  assert_fails (shut, IMW_ERROR_REFUSED, "still holds");
}

static void
test_exchange (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ImwPaymentPlan) plan = stellar_plan (IMW_PLAN_EXCHANGE, NULL, "10.5", NULL);
      g_autoptr (ImwAmount) give = stellar_amount ("native", "10");
      g_autoptr (ImwAmount) get = stellar_amount (USDC, "0.98");
      g_autoptr (GPtrArray)
          path = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (ImwBuiltPayment) built = NULL;

      g_ptr_array_add (path, stellar_asset ("REMITTOKEN12:" ISSUER));
      plan->exchange = imw_plan_exchange_new (give, get, i == 1, path);
      description = build (plan, &built);
      g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_EXCHANGE);
      g_assert_true (imw_amount_equal (imw_description_get_given (description), give));
      g_assert_true (
          imw_amount_equal (imw_description_get_recipient (description, 0)->amount, get));
      g_assert_cmpstr (imw_description_get_recipient (description, 0)->path, ==, "m/44'/148'/0'");
      g_assert_cmpstr (imw_description_get_detail (description, 0)->code, ==, "exact");
      g_assert_cmpstr (imw_description_get_detail (description, 0)->text, ==,
                       i == 1 ? "received" : "given");
      assert_hold (built, 0, "10.00001");

      for (guint k = 0; k < 5; k++)
        g_ptr_array_add (plan->exchange->path, stellar_asset ("native"));
      assert_fails (plan, IMW_ERROR_BAD_INPUT, "too long");
    }
}

static void
test_claim (void)
{
  g_autoptr (ImwPaymentPlan) plan = stellar_plan (IMW_PLAN_CLAIM, USDC, "1", NULL);
  g_autoptr (ImwDescription) alone = NULL;
  g_autoptr (ImwDescription) both = NULL;
  g_autoptr (ImwBuiltPayment) built = NULL;

  plan->claim_id = g_strdup (CLAIM);
  plan->facts = imw_payment_facts_new ();
  alone = build (plan, NULL);
  g_assert_cmpint (imw_description_get_action (alone), ==, IMW_ACTION_CLAIM);
  g_assert_cmpuint (imw_description_get_size_vbytes (alone), ==, 1);

  plan->facts->payee_accepts_asset = FALSE;
  plan->facts->reserve_step = stellar_amount ("native", "0.5");
  both = build (plan, &built);
  g_assert_cmpint (imw_description_get_action (both), ==, IMW_ACTION_CLAIM);
  g_assert_cmpuint (imw_description_get_size_vbytes (both), ==, 2);
  assert_hold (built, 0, "0.50002");

  g_free (plan->claim_id);
  plan->claim_id = g_strdup ("abab");
  assert_fails (plan, IMW_ERROR_BAD_INPUT, "claimable");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stellar-build/lumens", test_lumens);
  g_test_add_func ("/stellar-build/lacks", test_lacks);
  g_test_add_func ("/stellar-build/everything", test_everything);
  g_test_add_func ("/stellar-build/opening", test_opening);
  g_test_add_func ("/stellar-build/facts", test_facts);
  g_test_add_func ("/stellar-build/muxed", test_muxed);
  g_test_add_func ("/stellar-build/bad-plans", test_bad_plans);
  g_test_add_func ("/stellar-build/trust", test_trust);
  g_test_add_func ("/stellar-build/exchange", test_exchange);
  g_test_add_func ("/stellar-build/claim", test_claim);

  return g_test_run ();
}
