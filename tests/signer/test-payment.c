/* test-payment.c: describing, signing, and tricks between the two
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-payment.h"
#include "imw-test-session.h"

#include "imw-error.h"

static GBytes *
make_payment (const ImwTestPayment *payment)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, payment);

  return imw_psbt_serialize (psbt);
}

static guint64
describe (ImwTestWallet *wallet, GBytes *payment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = NULL;
  guint64 token = 0;

  description = imw_session_describe (wallet->session, "bitcoin", payment, &token, &error);
  g_assert_no_error (error);
  g_assert_nonnull (description);
  g_assert_cmpuint (token, !=, 0);

  return token;
}

static void
assert_not_signed (ImwTestWallet *wallet, guint64 token, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_session_sign (wallet->session, token, NULL, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static ImwBitcoinTx *
extract (GBytes *signed_tx)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPsbt) psbt =
      imw_psbt_parse (g_bytes_get_data (signed_tx, NULL), g_bytes_get_size (signed_tx), &error);
  ImwBitcoinTx *tx;

  g_assert_no_error (error);
  tx = imw_psbt_extract (psbt, &error);
  g_assert_no_error (error);

  return tx;
}

static void
test_sign (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwTestPayment payments[] = { IMW_TEST_PAYMENT_84, IMW_TEST_PAYMENT_86 };

  for (guint i = 0; i < G_N_ELEMENTS (payments); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) payment = make_payment (&payments[i]);
      guint64 token = describe (wallet, payment);
      g_autoptr (GBytes) signed_tx = imw_session_sign (wallet->session, token, NULL, &error);
      g_autoptr (ImwBitcoinTx) tx = NULL;

      g_assert_no_error (error);
      tx = extract (signed_tx);
      g_assert_cmpuint (imw_bitcoin_tx_get_output (tx, 0)->value_sat, ==, 150000);

      /* once */
      assert_not_signed (wallet, token, IMW_ERROR_REFUSED);
    }
}

static void
test_tokens (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwTestPayment plan = IMW_TEST_PAYMENT_84;
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (GBytes) junk = g_bytes_new_static ("psbt", 4);
  g_autoptr (GError) error = NULL;
  guint64 token, other;

  assert_not_signed (wallet, 0, IMW_ERROR_REFUSED);
  assert_not_signed (wallet, 1, IMW_ERROR_REFUSED);

  /* a guess costs the token */
  token = describe (wallet, payment);
  assert_not_signed (wallet, token + 1, IMW_ERROR_REFUSED);
  assert_not_signed (wallet, token, IMW_ERROR_REFUSED);

  /* the next description too, even one that fails */
  token = describe (wallet, payment);
  other = describe (wallet, payment);
  g_assert_cmpuint (token, !=, other);
  assert_not_signed (wallet, token, IMW_ERROR_REFUSED);
  token = describe (wallet, payment);
  g_assert_null (imw_session_describe (wallet->session, "bitcoin", junk, &other, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  assert_not_signed (wallet, token, IMW_ERROR_REFUSED);

  /* and the lock */
  token = describe (wallet, payment);
  imw_session_lock (wallet->session);
  assert_not_signed (wallet, token, IMW_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  assert_not_signed (wallet, token, IMW_ERROR_REFUSED);

  token = describe (wallet, payment);
  imw_clock_advance (wallet->clock, 300 * 1000);
  assert_not_signed (wallet, token, IMW_ERROR_LOCKED);
}

/* What is signed is what was described, whatever happens to the caller's bytes in between. */
static void
test_bytes_are_bound (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwTestPayment small = { 84, 2, 100000, 10000, 189000, FALSE };
  static const ImwTestPayment large = { 84, 2, 100000, 190000, 9000, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) described = make_payment (&small);
  g_autoptr (GBytes) meant = make_payment (&large);
  g_autoptr (GBytes) signed_tx = NULL;
  g_autoptr (ImwBitcoinTx) tx = NULL;
  guint64 token = describe (wallet, described);
  guint64 other = describe (wallet, meant);

  /* the first token does not sign the second payment; the second payment was described as what it is */
  assert_not_signed (wallet, token, IMW_ERROR_REFUSED);
  assert_not_signed (wallet, other, IMW_ERROR_REFUSED);
  token = describe (wallet, described);
  signed_tx = imw_session_sign (wallet->session, token, NULL, &error);
  g_assert_no_error (error);
  tx = extract (signed_tx);
  g_assert_cmpuint (imw_bitcoin_tx_get_output (tx, 0)->value_sat, ==, 10000);
}

/* Two requests, each with a true amount for one input and a lie for the other, would together make a payment with a fee
 * nobody has seen. Neither is described. */
static void
test_two_requests (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);

  for (guint previous = 0; previous < 2; previous++)
    for (guint lied = 0; lied < 2; lied++)
      {
        const ImwTestPayment plan = { 84, 2, 100000, 50000, 49000, previous == 0 };
        g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, &plan);
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GError) error = NULL;
        guint64 token;

        imw_psbt_get_input (psbt, lied)->witness_utxo->value_sat = 1000;
        bytes = imw_psbt_serialize (psbt);
        g_assert_null (imw_session_describe (wallet->session, "bitcoin", bytes, &token, &error));
        g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      }
}

static void
test_consent (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwTestPayment plan = { 84, 2, 100000, 100000, 10000, FALSE }; /* fee 90,000 */
  static const char *const    wrong[] = { "high-fee", "yes", NULL };
  static const char *const    right[] = { "high-fee", "absurd-fee", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (GBytes) signed_tx = NULL;
  guint64 token = describe (wallet, payment);

  assert_not_signed (wallet, token, IMW_ERROR_REFUSED);
  token = describe (wallet, payment);
  g_assert_null (imw_session_sign (wallet->session, token, wrong, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  token = describe (wallet, payment);
  signed_tx = imw_session_sign (wallet->session, token, right, &error);
  g_assert_no_error (error);
  g_assert_nonnull (signed_tx);
}

static void
test_locked (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwTestPayment plan = IMW_TEST_PAYMENT_86;
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (GError) error = NULL;
  guint64 token;

  imw_session_lock (wallet->session);
  g_assert_null (imw_session_describe (wallet->session, "bitcoin", payment, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
}

static void
test_other_chain (ImwTestWallet *wallet, gconstpointer data)
{
  static const ImwTestPayment plan = IMW_TEST_PAYMENT_86;
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (GError) error = NULL;
  guint64 token;

  g_assert_null (imw_session_describe (wallet->session, "dogecoin", payment, &token, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

static void
test_junk (ImwTestWallet *wallet, gconstpointer data)
{
  for (guint run = 0; run < 2000; run++)
    {
      g_autoptr (GBytes) junk = NULL;
      g_autoptr (GError) error = NULL;
      guint8  buffer[200];
      gsize   length = (gsize) g_test_rand_int_range (0, sizeof buffer);
      guint64 token;

      for (gsize i = 0; i < length; i++)
        buffer[i] = (guint8) g_test_rand_int ();
      if (run % 2 && length >= 5)
        {
          const guint8 magic[5] = { 'p', 's', 'b', 't', 0xff };

          for (gsize i = 0; i < sizeof magic; i++)
            buffer[i] = magic[i];
        }
      junk = g_bytes_new (buffer, length);
      g_assert_null (imw_session_describe (wallet->session, "bitcoin", junk, &token, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                   \
  g_test_add ("/signer/payment/" name, ImwTestWallet, NULL, imw_test_wallet_set_up, func, \
              imw_test_wallet_tear_down)
  ADD ("sign", test_sign);
  ADD ("tokens", test_tokens);
  ADD ("bytes-are-bound", test_bytes_are_bound);
  ADD ("two-requests", test_two_requests);
  ADD ("consent", test_consent);
  ADD ("locked", test_locked);
  ADD ("other-chain", test_other_chain);
  ADD ("junk", test_junk);
#undef ADD

  return g_test_run ();
}
