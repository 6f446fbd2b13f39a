/* test-stellar-describe.c: what the signer refuses to read as a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stellar-fixture.h"

#include "imw-error.h"
#include "imw-test-vectors.h"

#include <string.h>

static ImwStellarAddress
address_of (const char *text)
{
  ImwStellarAddress address;

  g_assert_true (imw_stellar_address_parse (text, &address, NULL));

  return address;
}

static ImwStellarAsset
asset_of (const char *text)
{
  ImwStellarAsset asset;

  g_assert_true (imw_stellar_asset_parse (text, &asset, NULL));

  return asset;
}

static ImwStellarOp *
new_payment (const char *asset_text, gint64 stroops)
{
  ImwStellarAddress payee = address_of (PAYEE);
  ImwStellarAsset   asset = asset_of (asset_text);

  return imw_stellar_op_new_payment (&payee, &asset, stroops);
}

static ImwStellarOp *
new_trust (gint64 limit)
{
  ImwStellarAsset asset = asset_of (USDC);

  return imw_stellar_op_new_change_trust (&asset, limit);
}

/* Good but for @op, which it takes; NULL: without. */
static ImwStellarTx *
new_tx (ImwStellarOp *op)
{
  ImwStellarAddress own = address_of (OWN);
  ImwStellarTx     *tx = imw_stellar_tx_new (&own, 200, 7);

  imw_stellar_tx_set_time_bounds (tx, 0, 1700000300);
  if (op != NULL)
    imw_stellar_tx_add_op (tx, op);

  return tx;
}

static void
assert_refused (ImwStellarTx *tx, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = stellar_describe_tx (tx, &error);

  g_assert_null (description);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_frame (void)
{
  ImwStellarTx     *tx = new_tx (new_payment ("native", 1000000000));
  ImwStellarAddress own = address_of (OWN);
  ImwStellarAddress other = address_of (PAYEE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) good = stellar_describe_tx (tx, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (imw_description_get_n_warnings (good), ==, 0);
  g_assert_cmpuint (strlen (imw_description_get_id (good)), ==, 64);

  tx = new_tx (new_payment ("native", 1));
  tx->source = other;
  assert_refused (tx, "another account");

  tx = new_tx (new_payment ("native", 1));
  tx->source.is_muxed = TRUE;
  assert_refused (tx, "another account");

  tx = new_tx (new_payment ("native", 1));
  tx->sequence = 0;
  assert_refused (tx, "number");

  tx = new_tx (new_payment ("native", 1));
  tx->conditions = IMW_STELLAR_CONDITIONS_NONE;
  assert_refused (tx, "no end");

  tx = new_tx (new_payment ("native", 1));
  tx->max_time_s = 0;
  assert_refused (tx, "no end");

  tx = new_tx (new_payment ("native", 1));
  tx->max_time_s = G_MAXUINT64;
  assert_refused (tx, "no end");

  tx = new_tx (new_payment ("native", 1));
  tx->min_time_s = 1;
  assert_refused (tx, "yet");

  tx = new_tx (new_payment ("native", 1));
  tx->fee_stroops = 99;
  assert_refused (tx, "fee");

  assert_refused (new_tx (NULL), "nothing");

  tx = new_tx (new_payment ("native", 1));
  imw_stellar_op_set_source (g_ptr_array_index (tx->ops, 0), &other);
  assert_refused (tx, "another account");

  tx = new_tx (new_payment ("native", 1000000000));
  imw_stellar_op_set_source (g_ptr_array_index (tx->ops, 0), &own);
  g_clear_pointer (&good, imw_description_unref);
  good = stellar_describe_tx (tx, &error);
  g_assert_no_error (error);
}

static void
test_acts (void)
{
  ImwStellarTx *tx = new_tx (new_payment ("native", 1));
  guint8        id[32] = { 1 };
  g_autoptr (GBytes) value = g_bytes_new_static ("1", 1);
  ImwStellarOp   *op = NULL;
  guint8          own[IMW_STELLAR_KEY_SIZE];
  ImwStellarAsset asset;

  imw_stellar_tx_add_op (tx, new_payment ("native", 1));
  assert_refused (tx, "several things");

  tx = new_tx (imw_stellar_op_new_claim (id));
  imw_stellar_tx_add_op (tx, new_trust (5));
  assert_refused (tx, "several things");

  tx = new_tx (new_trust (0));
  imw_stellar_tx_add_op (tx, imw_stellar_op_new_claim (id));
  assert_refused (tx, "several things");

  tx = new_tx (new_trust (5));
  imw_stellar_tx_add_op (tx, imw_stellar_op_new_claim (id));
  imw_stellar_tx_add_op (tx, imw_stellar_op_new_claim (id));
  assert_refused (tx, "too much");

  assert_refused (new_tx (imw_stellar_op_new_manage_data ("config.memo_required", value)), "data");
  assert_refused (new_tx (imw_stellar_op_new (IMW_STELLAR_OP_ACCOUNT_MERGE)), "close");
  assert_refused (new_tx (imw_stellar_op_new (IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE)),
                  "set money");
  assert_refused (new_tx (new_payment ("native", 0)), "range");
  assert_refused (new_tx (new_payment ("native", -1)), "range");
  assert_refused (new_tx (new_trust (-1)), "range");

  g_assert_true (imw_stellar_key_parse (OWN, own, NULL));
  assert_refused (new_tx (imw_stellar_op_new_create_account (own, 5)), "account that pays");
  memset (own, 0, sizeof own);
  assert_refused (new_tx (imw_stellar_op_new_create_account (own, 5)), "lost");
  asset = asset_of ("ABC:" OWN);
  assert_refused (new_tx (imw_stellar_op_new_change_trust (&asset, 5)), "itself");

  op = imw_stellar_op_new (IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND);
  op->destination = address_of (PAYEE);
  op->dest_asset = asset_of (USDC);
  op->amount_stroops = op->dest_stroops = 5;
  assert_refused (new_tx (op), "somebody else");

  op = imw_stellar_op_new (IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE);
  op->destination = address_of (OWN);
  op->amount_stroops = op->dest_stroops = 5;
  assert_refused (new_tx (op), "against itself");
}

static void
test_memo (void)
{
  ImwStellarTx *tx = new_tx (new_payment ("native", 1));

  tx->memo.type = IMW_STELLAR_MEMO_TEXT;
  tx->memo.text[0] = 0xff;
  tx->memo.text_length = 1;
  assert_refused (tx, "memo");

  tx = new_tx (new_payment ("native", 1));
  g_assert_true (imw_stellar_memo_parse ("text",
                                         "a\xe2\x80\xae"
                                         "b",
                                         &tx->memo, NULL));
  assert_refused (tx, "memo");
}

/* High against what leaves, absurd only from a sum on that hurts. */
static void
test_fees (void)
{
  ImwStellarTx *tx = new_tx (new_payment ("native", 3999));
  g_autoptr (ImwDescription) high = stellar_describe_tx (tx, NULL);
  g_autoptr (ImwDescription) absurd = NULL;
  g_autoptr (ImwDescription) small = NULL;

  g_assert_true (imw_description_has_warning (high, IMW_WARNING_HIGH_FEE));
  g_assert_false (imw_description_has_warning (high, IMW_WARNING_ABSURD_FEE));

  tx = new_tx (new_payment (USDC, 1));
  tx->fee_stroops = 5000001;
  absurd = stellar_describe_tx (tx, NULL);
  g_assert_true (imw_description_has_warning (absurd, IMW_WARNING_ABSURD_FEE));

  tx = new_tx (new_payment (USDC, 1));
  small = stellar_describe_tx (tx, NULL);
  g_assert_cmpuint (imw_description_get_n_warnings (small), ==, 0);
}

/* A fee bump, one that is signed, and one of before protocol 13 don't get as far. */
static void
test_containers (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-tx.json");
  const char *texts[2];

  texts[0] = imw_test_vectors_text (imw_test_vectors_object (root, "fee_bump"), "envelope");
  texts[1] = imw_test_vectors_text (
      imw_test_vectors_item (
          json_node_get_array (json_object_get_member (
              imw_test_vectors_item (imw_test_vectors_array (root, "transactions"), 0), "signed")),
          2),
      "envelope");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ImwStellarUnsigned payment = { 0, imw_stellar_envelope_parse_base64 (texts[i], NULL) };
      guint8             own[IMW_STELLAR_KEY_SIZE];
      g_autoptr (GBytes) bytes = imw_stellar_unsigned_serialize (&payment);
      g_autoptr (GError) error = NULL;

      g_assert_null (stellar_describe_bytes (bytes, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_clear_error (&error);
      g_assert_true (imw_stellar_key_parse (OWN, own, NULL));
      g_assert_null (imw_stellar_describe (stellar_params (), &payment, own, "m", &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      imw_stellar_envelope_free (payment.envelope);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stellar-describe/frame", test_frame);
  g_test_add_func ("/stellar-describe/acts", test_acts);
  g_test_add_func ("/stellar-describe/memo", test_memo);
  g_test_add_func ("/stellar-describe/fees", test_fees);
  g_test_add_func ("/stellar-describe/containers", test_containers);

  return g_test_run ();
}
