/* test-payment.c: a payment through the process, and what is seen on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-signer-private.h"
#include "imw-test-keys.h"
#include "imw-test-payment.h"
#include "imw-test-signer.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

typedef struct
{
  ImwSigner      *signer;
  ImwSignerAdmin *admin;
  GBytes         *vault;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->signer = imw_test_signer_new (NULL);
  fixture->admin = imw_signer_admin_new (fixture->signer);
  imw_test_restore (fixture->admin, IMW_TEST_WORDS);
  fixture->vault = imw_test_create (fixture->admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  imw_signer_close (fixture->signer);
  g_clear_object (&fixture->admin);
  g_clear_object (&fixture->signer);
  g_clear_pointer (&fixture->vault, g_bytes_unref);
}

static GBytes *
make_payment (const ImwTestPayment *payment)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, payment);

  return imw_psbt_serialize (psbt);
}

static ImwDescription *
describe (ImwSigner *signer, GBytes *payment, guint64 *token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_signer_describe_async (signer, "bitcoin", payment, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);

  return imw_signer_describe_finish (signer, result, token, error);
}

static GBytes *
sign (ImwSigner *signer, guint64 token, const char *const *consents, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imw_signer_sign_async (signer, token, consents, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);

  return imw_signer_sign_finish (signer, result, error);
}

static void
assert_spendable (GBytes *signed_tx)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPsbt) psbt =
      imw_psbt_parse (g_bytes_get_data (signed_tx, NULL), g_bytes_get_size (signed_tx), &error);
  g_autoptr (ImwBitcoinTx) tx = NULL;

  g_assert_no_error (error);
  tx = imw_psbt_extract (psbt, &error);
  g_assert_no_error (error);
}

static void
test_sign (Fixture *fixture, gconstpointer data)
{
  static const ImwTestPayment payments[] = { IMW_TEST_PAYMENT_84, IMW_TEST_PAYMENT_86 };

  for (guint i = 0; i < G_N_ELEMENTS (payments); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) payment = make_payment (&payments[i]);
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (GBytes) signed_tx = NULL;
      guint64 token, fee_sat;

      description = describe (fixture->signer, payment, &token, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 1);
      g_assert_cmpuint (imw_description_get_n_change (description), ==, 1);
      g_assert_true (imw_amount_get_u64 (imw_description_get_fee (description), &fee_sat));
      g_assert_cmpuint (fee_sat, ==, 1000);

      signed_tx = sign (fixture->signer, token, NULL, &error);
      g_assert_no_error (error);
      assert_spendable (signed_tx);
      g_assert_null (sign (fixture->signer, token, NULL, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
    }
}

static void
test_consent (Fixture *fixture, gconstpointer data)
{
  static const ImwTestPayment plan = { 84, 2, 100000, 100000, 10000, FALSE };
  static const char *const    consents[] = { "absurd-fee", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (ImwDescription) again = NULL;
  g_autoptr (GBytes) signed_tx = NULL;
  guint64 token;

  description = describe (fixture->signer, payment, &token, &error);
  g_assert_true (imw_description_has_warning (description, IMW_WARNING_ABSURD_FEE));
  g_assert_null (sign (fixture->signer, token, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  again = describe (fixture->signer, payment, &token, &error);
  signed_tx = sign (fixture->signer, token, consents, &error);
  g_assert_no_error (error);
  assert_spendable (signed_tx);
}

static void
test_thousand_inputs (Fixture *fixture, gconstpointer data)
{
  static const ImwTestPayment plan = { 86, 1000, 100000, 99000000, 900000, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (GBytes) signed_tx = NULL;
  gint64  start_us = g_get_monotonic_time ();
  guint64 token;

  description = describe (fixture->signer, payment, &token, &error);
  g_assert_no_error (error);
  signed_tx = sign (fixture->signer, token, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("1000 inputs described and signed in %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - start_us) / 1000);
  assert_spendable (signed_tx);
}

/* Every message of both connections, as text and as bytes. */
typedef struct
{
  gatomicrefcount ref_count; /* the filters have their own references */
  GMutex          lock;
  GString        *seen;
} Wire;

static Wire *
wire_ref (Wire *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
wire_unref (gpointer data)
{
  Wire *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_string_free (self->seen, TRUE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static GDBusMessage *
listen_cb (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  Wire            *wire = data;
  g_autofree char *text = g_dbus_message_print (message, 0);

  g_mutex_lock (&wire->lock);
  g_string_append (wire->seen, text);
  g_mutex_unlock (&wire->lock);

  return message;
}

static void
test_wire (void)
{
  static const ImwTestPayment plan = IMW_TEST_PAYMENT_84;
  Wire                       *wire = g_new0 (Wire, 1);
  Fixture                     fixture;
  guint                       filters[2];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_text (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwSecret) data_key = imw_keys_tree_dup_data_key (keys);
  g_autofree char *data_key_hex = imw_test_secret_hex (data_key);
  g_autoptr (GBytes) payment = make_payment (&plan);
  g_autoptr (ImwDescription) description = NULL;
  guint64 attempt, token;

  g_atomic_ref_count_init (&wire->ref_count);
  wire->seen = g_string_new (NULL);
  g_mutex_init (&wire->lock);
  fixture.signer = imw_test_signer_new (NULL);
  for (guint i = 0; i < 2; i++)
    filters[i] = g_dbus_connection_add_filter (fixture.signer->connections[i], listen_cb,
                                               wire_ref (wire), wire_unref);
  fixture.admin = imw_signer_admin_new (fixture.signer);
  imw_test_restore (fixture.admin, IMW_TEST_WORDS);
  fixture.vault = imw_test_create (fixture.admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
  g_assert_true (imw_test_unlock (fixture.signer, &fixture.vault, IMW_TEST_PASSWORD, &error));
  attempt = imw_test_begin (fixture.signer, &fixture.vault, &error);
  imw_signer_admin_show_words_async (fixture.admin, attempt, password, NULL, imw_test_result_cb,
                                     &result);
  imw_test_wait (&result);
  g_assert_true (imw_signer_admin_show_words_finish (fixture.admin, result, NULL, &words, &error));
  description = describe (fixture.signer, payment, &token, &error);
  g_assert_no_error (error);

  g_mutex_lock (&wire->lock);
  g_assert_nonnull (strstr (wire->seen->str, "ShowWords"));
  g_assert_nonnull (strstr (wire->seen->str, "Describe"));
  g_assert_null (strstr (wire->seen->str, "abandon"));
  g_assert_null (strstr (wire->seen->str, IMW_TEST_PASSWORD));
  g_assert_null (strstr (wire->seen->str, data_key_hex));
  g_assert_null (strstr (wire->seen->str, "prv"));
  g_mutex_unlock (&wire->lock);

  /* the filters are gone when nobody may call them any more */
  for (guint i = 0; i < 2; i++)
    g_dbus_connection_remove_filter (fixture.signer->connections[i], filters[i]);
  tear_down (&fixture, NULL);
  wire_unref (wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/client/payment/sign", test_sign);
  ADD ("/client/payment/consent", test_consent);
  ADD ("/client/payment/thousand-inputs", test_thousand_inputs);
#undef ADD
  g_test_add_func ("/client/payment/wire", test_wire);

  return g_test_run ();
}
