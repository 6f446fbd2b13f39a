/* test-types.c: plain data of providers and orders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-order-private.h"
#include "imw-provider-private.h"

#include <string.h>

static void
test_states (void)
{
  guint n_final = 0;

  for (guint i = IMW_ORDER_UNKNOWN; i <= IMW_ORDER_ERROR; i++)
    {
      ImwOrderState state = IMW_ORDER_UNKNOWN;

      g_assert_true (
          imw_order_state_from_code (imw_order_state_get_code ((ImwOrderState) i), &state));
      g_assert_cmpuint (state, ==, i);
      n_final += imw_order_state_get_final (state) ? 1 : 0;
    }
  g_assert_cmpuint (n_final, ==, 7);
  g_assert_false (imw_order_state_get_final (IMW_ORDER_ON_HOLD));
  g_assert_false (imw_order_state_get_final (IMW_ORDER_READY_FOR_PICKUP));
  g_assert_false (imw_order_state_get_final (IMW_ORDER_UNKNOWN));
}

static ImwOrder *
new_order (void)
{
  static const char *const choices[] = { "a", "b", NULL };
  g_autoptr (ImwAsset) usdc = imw_asset_new ("stellar/USDC:G", "USDC", "USD Coin", 7);
  ImwOrder       *order = imw_order_new ("ac1d");
  ImwRefund      *refund = g_new0 (ImwRefund, 1);
  ImwInstruction *instruction = g_new0 (ImwInstruction, 1);
  ImwFeeLine     *line = g_new0 (ImwFeeLine, 1);
  ImwField       *field = imw_field_new ("clabe_number", IMW_FIELD_CHOICE);

  order->state = IMW_ORDER_REFUNDED;
  g_free (order->raw_state);
  order->raw_state = g_strdup ("refunded");
  order->amount_in = imw_amount_new (usdc, 1000000000);
  order->refunded = imw_amount_new (usdc, 995000000);
  order->memo = g_strdup ("42");
  order->memo_type = g_strdup ("id");
  order->started_ms = 1795316400000;
  refund->id = g_strdup ("ab");
  refund->on_ledger = TRUE;
  refund->amount = imw_amount_new (usdc, 995000000);
  g_ptr_array_add (order->refunds, refund);
  instruction->name = g_strdup ("bank_account_number");
  instruction->value = g_strdup ("123");
  g_ptr_array_add (order->instructions, instruction);
  line->name = g_strdup ("Fee");
  line->amount = imw_amount_new (usdc, 5);
  g_ptr_array_add (order->fee_lines, line);
  field->choices = g_strdupv ((char **) choices);
  field->state = IMW_FIELD_STATE_REJECTED;
  field->error = g_strdup ("No such account");
  g_ptr_array_add (order->asked, field);

  return order;
}

static void
test_order_json (void)
{
  g_autoptr (ImwOrder) order = new_order ();
  g_autoptr (ImwOrder) other = new_order ();
  g_autofree char *text = imw_order_to_json (order);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwOrder) back = imw_order_from_json (text, &error);

  g_assert_no_error (error);
  g_assert_true (imw_order_equal (order, back));
  g_assert_true (imw_order_equal (order, other));
  g_assert_cmpint (back->eta_s, ==, -1);
  g_assert_cmpstr (((ImwField *) back->asked->pdata[0])->choices[1], ==, "b");
  other->updated_ms++;
  g_assert_false (imw_order_equal (order, other));
  for (gsize length = 0; length < strlen (text); length += 11)
    {
      g_autofree char *cut = g_strndup (text, length);
      g_autoptr (GError) why = NULL;

      g_assert_null (imw_order_from_json (cut, &why));
      g_assert_error (why, IMW_ERROR, IMW_ERROR_CORRUPT);
    }
}

static void
test_info_json (void)
{
  static const char *const hosts[] = { "a.example.org", "b.example.org:8000", NULL };
  ImwProviderInfo          info = { .domain = (char *) "example.org",
                                    .name = (char *) "Example Ltd.",
                                    .signing_key = (char *) "GABC",
                                    .support_email = (char *) "help@example.org",
                                    .hosts = (char **) hosts,
                                    .issuer_verified = TRUE };
  g_autofree char         *text = imw_provider_info_to_json (&info);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwProviderInfo) back = imw_provider_info_from_json (text, &error);
  g_autoptr (ImwProviderInfo) copy = NULL;
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  copy = imw_provider_info_copy (back);
  again = imw_provider_info_to_json (copy);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpstr (copy->hosts[1], ==, "b.example.org:8000");
  g_assert_null (copy->url);
  g_assert_null (imw_provider_info_from_json ("{\"domain\":\"x\"}", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

static void
test_refusals (void)
{
  g_autoptr (GError) rule = NULL;
  g_autoptr (GError) words = NULL;
  g_autoptr (GError) forged = NULL;
  g_autoptr (GError) silent = NULL;

  imw_provider_refuse (&rule, "numbers", "They %s", "differ");
  g_assert_error (rule, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpstr (imw_provider_error_get_rule (rule), ==, "numbers");
  g_assert_cmpstr (imw_provider_error_get_words (rule), ==, "They differ");

  /* S14: the provider's words are cleaned, and can't look like a rule of ours */
  imw_provider_refuse_in_words (&words, "No\nway \xe2\x80\xae<b>");
  g_assert_null (imw_provider_error_get_rule (words));
  g_assert_cmpstr (imw_provider_error_get_words (words), ==, "No way <b>");
  imw_provider_refuse_in_words (&forged, " rule:numbers: x");
  g_assert_null (imw_provider_error_get_rule (forged));
  imw_provider_refuse_in_words (&silent, NULL);
  g_assert_error (silent, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_null (imw_provider_error_get_rule (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/types/states", test_states);
  g_test_add_func ("/anchor/types/order-json", test_order_json);
  g_test_add_func ("/anchor/types/info-json", test_info_json);
  g_test_add_func ("/anchor/types/s14-refusals", test_refusals);

  return g_test_run ();
}
