/* test-description.c: descriptions between processes, and the small types of the layer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-chain.h"
#include "imw-description.h"
#include "imw-fee.h"
#include "imw-tx-record.h"

#include "imw-error.h"

#include <string.h>

static ImwDescription *
make_description (void)
{
  g_autoptr (ImwAsset) asset = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
  g_autoptr (ImwAmount) small = imw_amount_new_u64 (asset, 1);
  g_autoptr (ImwAmount) large = imw_amount_new_u64 (asset, 2100000000000000);
  ImwDescription *self = imw_description_new ("bitcoin", asset);

  imw_description_add_recipient (self, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", small, NULL);
  imw_description_add_recipient (self, "OP_RETURN 00", small, NULL);
  imw_description_add_recipient (self, "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", large,
                                 "m/84'/0'/0'/0/0");
  imw_description_add_change (self, "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el", large,
                              "m/84'/0'/0'/1/0");
  imw_description_add_warning (self, IMW_WARNING_ABSURD_FEE);
  imw_description_add_warning (self, IMW_WARNING_LOCK_TIME);
  imw_description_add_warning (self, IMW_WARNING_ABSURD_FEE);
  imw_description_set_totals (self, large, small, 141, 1234);
  imw_description_set_id (self, "00ff");
  imw_description_set_action (self, IMW_ACTION_APPROVE);
  imw_description_set_fee_is_bound (self, TRUE);
  imw_description_add_detail (self, "nonce", NULL, "7");
  imw_description_add_detail (self, "argument", "to", "0x00");
  imw_description_set_given (self, small);
  imw_description_set_memo (self, "text", "汇款");
  imw_description_set_deadline (self, G_GINT64_CONSTANT (1700000300000));

  return self;
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) self = make_description ();
  g_autoptr (GVariant) variant = g_variant_ref_sink (imw_description_to_variant (self));
  g_autoptr (ImwDescription) again = imw_description_from_variant (variant, &error);
  g_autoptr (GVariant) second = NULL;
  g_autoptr (ImwAmount) sent = NULL;
  g_autoptr (ImwAmount) leaves = NULL;
  g_autofree char *sent_text = NULL;
  g_autofree char *leaves_text = NULL;
  g_autoptr (ImwDescription) same = g_boxed_copy (IMW_TYPE_DESCRIPTION, self);

  g_assert_true (same == self);
  g_assert_no_error (error);
  g_assert_cmpstr (g_variant_get_type_string (variant), ==, IMW_DESCRIPTION_VARIANT_TYPE);
  second = g_variant_ref_sink (imw_description_to_variant (again));
  g_assert_true (g_variant_equal (variant, second));

  g_assert_cmpuint (imw_description_get_n_recipients (again), ==, 3);
  g_assert_cmpuint (imw_description_get_n_change (again), ==, 1);
  g_assert_null (imw_description_get_recipient (again, 0)->path);
  g_assert_cmpstr (imw_description_get_recipient (again, 2)->path, ==, "m/84'/0'/0'/0/0");
  g_assert_cmpuint (imw_description_get_n_warnings (again), ==, 2);
  g_assert_cmpint (imw_description_get_warning (again, 1), ==, IMW_WARNING_LOCK_TIME);
  g_assert_false (imw_description_has_warning (again, IMW_WARNING_HIGH_FEE));
  g_assert_cmpuint (imw_description_get_size_vbytes (again), ==, 141);
  g_assert_cmpuint (imw_description_get_fee_rate_millisat_vb (again), ==, 1234);
  g_assert_cmpstr (imw_description_get_id (again), ==, "00ff");
  g_assert_cmpstr (imw_asset_get_symbol (imw_description_get_asset (again)), ==, "BTC");
  g_assert_cmpint (imw_description_get_action (again), ==, IMW_ACTION_APPROVE);
  g_assert_true (imw_description_get_fee_is_bound (again));
  g_assert_cmpuint (imw_description_get_n_details (again), ==, 2);
  g_assert_cmpstr (imw_description_get_detail (again, 0)->code, ==, "nonce");
  g_assert_cmpstr (imw_description_get_detail (again, 0)->name, ==, "");
  g_assert_cmpstr (imw_description_get_detail (again, 1)->name, ==, "to");
  g_assert_cmpstr (imw_description_get_detail (again, 1)->text, ==, "0x00");
  g_assert_true (
      imw_amount_equal (imw_description_get_given (again), imw_description_get_given (self)));
  g_assert_cmpstr (imw_description_get_memo_type (again), ==, "text");
  g_assert_cmpstr (imw_description_get_memo (again), ==, "汇款");
  g_assert_cmpint (imw_description_get_deadline_ms (again), ==, 1700000300000);
  sent = imw_description_dup_sent (again);
  leaves = imw_description_dup_leaves (again);
  sent_text = imw_amount_to_base_text (sent);
  leaves_text = imw_amount_to_base_text (leaves);
  g_assert_cmpstr (sent_text, ==, "2100000000000002");
  g_assert_cmpstr (leaves_text, ==, "3");
}

/* what is paid may be another asset than the fee */
static void
test_two_assets (void)
{
  g_autoptr (ImwAsset) ether = imw_asset_new ("ethereum", "ETH", "Ether", 18);
  g_autoptr (ImwAsset) token = imw_asset_new ("ethereum/0x00", "USDT", "Tether USD", 6);
  g_autoptr (ImwAmount) fee = imw_amount_new_u64 (ether, 42);
  g_autoptr (ImwAmount) amount = imw_amount_new_u64 (token, 5000000);
  g_autoptr (ImwDescription) self = imw_description_new ("ethereum", ether);
  g_autoptr (ImwDescription) again = NULL;
  g_autoptr (ImwAmount) sent = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_description_get_paid_asset (self) == ether);
  imw_description_add_recipient (self, "0x01", amount, NULL);
  imw_description_set_totals (self, fee, fee, 65000, 1);
  variant = g_variant_ref_sink (imw_description_to_variant (self));
  again = imw_description_from_variant (variant, &error);
  g_assert_no_error (error);
  g_assert_true (imw_asset_equal (imw_description_get_paid_asset (again), token));
  g_assert_true (imw_asset_equal (imw_description_get_asset (again), ether));
  g_assert_null (imw_description_dup_leaves (again));
  sent = imw_description_dup_sent (again);
  g_assert_true (imw_amount_equal (sent, amount));
}

static void
test_hostile (void)
{
  static const char *const good =
      "('bitcoin', ('bitcoin', 'BTC', 'Bitcoin', 8), [('a', ('t', 'T', 'T', 0), '1', '')], "
      "[('b', ('bitcoin', 'BTC', 'Bitcoin', 8), '2', 'm/1')], ['high-fee'], '4', '1', 141, 1000, "
      "'', ('pay', true), [('nonce', '', '1')], ([(('t', 'T', 'T', 7), '9')], 'id', '77', 5))";
  static const struct
  {
    const char *from;
    const char *to;
  } cases[] = {
    { "('bitcoin', ('bitcoin', 'BTC'", "('', ('bitcoin', 'BTC'" },
    { "('bitcoin', ('bitcoin', 'BTC'", "('bitcoin', ('', 'BTC'" },
    { "('bitcoin', ('bitcoin', 'BTC'", "('bitcoin', ('bitcoin', 'B\\nC'" },
    { "'Bitcoin', 8), [('a'", "'Bitcoin', 39), [('a'" },
    { "'T', 0)", "'T', 39)" },
    { "[('a', ('t', 'T'", "[('a', ('', 'T'" },
    { "('a', (", "('', (" },
    { "('a', (", "('a\\u202eb', (" },
    { "'1', '')], [('b'", "'-1', '')], [('b'" },
    { "'1', '')], [('b'", "'', '')], [('b'" },
    { "'1', '')], [('b'", "'1.0', '')], [('b'" },
    { "'1', '')], [('b'", "' 1', '')], [('b'" },
    { "'1', '')], [('b'",
      "'115792089237316195423570985008687907853269984665640564039457584007913129639936', '')], "
      "[('b'" },
    { "'1', '')], [('b'", "'1', 'm/\\t')], [('b'" },
    { "'1', '')], [('b'", "'1', ''), ('a', ('u', 'T', 'T', 0), '1', '')], [('b'" },
    { "('b', ('bitcoin', 'BTC'", "('b', ('t', 'BTC'" },
    { "'2', 'm/1')", "'2', '')" },
    { "'high-fee'", "'unheard-of'" },
    { "'high-fee'", "'high-fee', 'high-fee'" },
    { "'4', '1', 141", "'-4', '1', 141" },
    { "'4', '1', 141", "'4', 'x', 141" },
    { "1000, ''", "1000, '\\n'" },
    { "'pay'", "'steal'" },
    { "('nonce', '', '1')", "('', '', '1')" },
    { "('nonce', '', '1')", "('no\\nce', '', '1')" },
    { "'T', 7), '9')", "'T', 39), '9')" },
    { "'T', 7), '9')", "'T', 7), '-9')" },
    { "'T', 7), '9')", "'T', 7), '9'), (('t', 'T', 'T', 7), '9')" },
    { "'id', '77'", "'', '77'" },
    { "'id', '77'", "'name', '77'" },
    { "'id', '77'", "'text', 'a\\u202eb'" },
    { "'77', 5)", "'77', -5)" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("x"));

  g_assert_null (imw_description_from_variant (other, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);

  for (guint i = 0; i <= G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (good);
      g_autoptr (GVariant) variant = NULL;
      g_autoptr (ImwDescription) description = NULL;

      if (i < G_N_ELEMENTS (cases))
        g_assert_cmpuint (g_string_replace (text, cases[i].from, cases[i].to, 0), ==, 1);
      variant = g_variant_parse (G_VARIANT_TYPE (IMW_DESCRIPTION_VARIANT_TYPE), text->str, NULL,
                                 NULL, &error);
      g_assert_no_error (error);
      description = imw_description_from_variant (variant, &error);
      g_test_message ("%s", text->str);
      if (i == G_N_ELEMENTS (cases))
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_null (description);
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      g_clear_error (&error);
    }
}

static void
test_too_many (void)
{
  g_autoptr (ImwAsset) asset = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
  g_autoptr (ImwAmount) one = imw_amount_new_u64 (asset, 1);
  g_autoptr (ImwDescription) self = imw_description_new ("bitcoin", asset);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10001; i++)
    imw_description_add_recipient (self, "a", one, NULL);
  variant = g_variant_ref_sink (imw_description_to_variant (self));
  g_assert_null (imw_description_from_variant (variant, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
}

static void
test_codes (void)
{
  GEnumClass *warnings = g_type_class_ref (IMW_TYPE_WARNING);
  GEnumClass *actions = g_type_class_ref (IMW_TYPE_ACTION);
  ImwFeeLevel level = IMW_FEE_SLOW;
  ImwTxState  state = IMW_TX_MEMPOOL;

  for (guint i = 0; i < warnings->n_values; i++)
    g_assert_cmpstr (imw_warning_get_code ((ImwWarning) warnings->values[i].value), ==,
                     warnings->values[i].value_nick);
  g_type_class_unref (warnings);
  for (guint i = 0; i < actions->n_values; i++)
    g_assert_cmpstr (imw_action_get_code ((ImwAction) actions->values[i].value), ==,
                     actions->values[i].value_nick);
  g_type_class_unref (actions);
  g_assert_true (imw_warning_needs_consent (IMW_WARNING_UNLIMITED_APPROVAL));
  g_assert_false (imw_warning_needs_consent (IMW_WARNING_APPROVAL));

  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    {
      g_assert_true (imw_fee_level_from_code (imw_fee_level_get_code ((ImwFeeLevel) i), &level));
      g_assert_cmpint (level, ==, (ImwFeeLevel) i);
    }
  g_assert_false (imw_fee_level_from_code ("SLOW", &level));
  g_assert_false (imw_fee_level_from_code (NULL, &level));

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (imw_tx_state_from_code (imw_tx_state_get_code ((ImwTxState) i), &state));
      g_assert_cmpint (state, ==, (ImwTxState) i);
    }
  g_assert_false (imw_tx_state_from_code ("", &state));
}

static void
test_environments (void)
{
  static const char *const codes[] = { "main", "test", "local", "practice" };
  ImwEnvironment           environment = IMW_ENVIRONMENT_MAIN;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_true (imw_environment_from_code (codes[i], &environment));
      g_assert_cmpint (environment, ==, (ImwEnvironment) i);
      g_assert_cmpstr (imw_environment_get_code (environment), ==, codes[i]);
    }
  g_assert_false (imw_environment_from_code ("Main", &environment));
  g_assert_false (imw_environment_from_code (NULL, &environment));
}

static void
test_records (void)
{
  g_autoptr (ImwAsset) asset = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
  g_autoptr (ImwAmount) amount = imw_amount_new_u64 (asset, 5);
  g_autoptr (ImwTxRecord) record = imw_tx_record_new ("ab");
  g_autoptr (ImwTxRecord) same = g_boxed_copy (IMW_TYPE_TX_RECORD, record);
  g_autoptr (ImwPaymentRequest) request = imw_payment_request_new ("x", amount, "l", NULL);
  g_autoptr (ImwPaymentRequest) copy = NULL;

  g_assert_true (same == record);
  g_assert_cmpint (record->height, ==, -1);
  g_assert_cmpint (record->state, ==, IMW_TX_MEMPOOL);
  imw_tx_record_add_coin (record, 1, 0, 2, "addr", amount);
  imw_tx_record_add_spend (record, "cd", 3);
  imw_tx_record_add_counterparty (record, NULL, amount);
  record->net = imw_amount_ref (amount);
  record->fee = imw_amount_ref (amount);
  record->raw = g_bytes_new_static ("x", 1);
  g_assert_cmpstr (((ImwTxSpend *) g_ptr_array_index (record->spends, 0))->txid, ==, "cd");
  g_assert_cmpuint (((ImwTxCoin *) g_ptr_array_index (record->coins, 0))->index, ==, 2);

  request->memo = g_strdup ("m");
  copy = g_boxed_copy (IMW_TYPE_PAYMENT_REQUEST, request);
  g_assert_cmpstr (copy->memo, ==, "m");
  g_assert_cmpstr (copy->label, ==, "l");
  g_assert_null (copy->message);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/description/round-trip", test_round_trip);
  g_test_add_func ("/chain/description/two-assets", test_two_assets);
  g_test_add_func ("/chain/description/hostile", test_hostile);
  g_test_add_func ("/chain/description/too-many", test_too_many);
  g_test_add_func ("/chain/description/codes", test_codes);
  g_test_add_func ("/chain/description/environments", test_environments);
  g_test_add_func ("/chain/description/records", test_records);

  return g_test_run ();
}
