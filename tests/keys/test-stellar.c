/* test-stellar.c: accounts and logins on Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-keys-registry.h"
#include "imw-test-keys.h"
#include "imw-test-login.h"

#include "imw-error.h"
#include "imw-stellar-account.h"
#include "imw-stellar-unsigned.h"

#include <string.h>

#define NOW_MS G_GINT64_CONSTANT (1800000000000)

static const ImwEnvironment environments[] = { IMW_ENVIRONMENT_MAIN, IMW_ENVIRONMENT_TEST,
                                               IMW_ENVIRONMENT_LOCAL, IMW_ENVIRONMENT_PRACTICE };

static const ImwKeysEntry *
get_entry (void)
{
  const ImwKeysEntry *entry = imw_keys_registry_find ("stellar", NULL);

  g_assert_nonnull (entry);

  return entry;
}

static const ImwStellarParams *
get_params (ImwEnvironment environment)
{
  const ImwStellarParams *params = imw_stellar_params_find ("stellar", environment, NULL);

  g_assert_nonnull (params);

  return params;
}

static char *
dup_address (ImwKeysTree *keys, guint32 number)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      get_entry ()->dup_account_key (keys, "stellar", "stellar", number, &error);
  ImwStellarAccountKey key;
  guint8               fingerprint[4];

  g_assert_no_error (error);
  g_assert_true (imw_stellar_account_key_parse (text, &key, &error));
  g_assert_cmpuint (key.number, ==, number);
  imw_keys_tree_get_fingerprint (keys, fingerprint);
  g_assert_cmpmem (key.fingerprint, 4, fingerprint, 4);

  return imw_stellar_key_to_text (key.key);
}

/* All fifty accounts of SEP-5, from the words on. */
static void
test_accounts (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("keys-sep5.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = imw_test_vectors_item (vectors, i);
      JsonArray  *accounts = imw_json_get_array (vector, "accounts", NULL);
      g_autoptr (ImwKeysTree)
          keys = imw_test_keys (imw_test_vectors_text (vector, "words"),
                                imw_test_vectors_text (vector, "passphrase"), IMW_ENVIRONMENT_MAIN);

      g_assert_cmpuint (json_array_get_length (accounts), ==, 10);
      for (guint32 number = 0; number < 10; number++)
        {
          g_autofree char *address = dup_address (keys, number);

          g_assert_cmpstr (address, ==, json_array_get_string_element (accounts, number));
        }
    }
}

/* The same account in each environment: the passphrase tells the networks apart. */
static void
test_environments (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (environments); i++)
    {
      g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, environments[i]);
      g_autofree char *address = dup_address (keys, 0);

      g_assert_cmpstr (address, ==, "GB3JDWCQJCWMJ3IILWIGDTQJJC5567PGVEVXSCVPEQOTDN64VJBDQBYX");
    }
}

static void
test_bad_accounts (void)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (GError) error = NULL;

  g_assert_null (get_entry ()->dup_account_key (keys, "stellar", "ethereum", 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (get_entry ()->dup_account_key (keys, "stellar", "stellar", G_MAXUINT32, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static GBytes *
sign_login (ImwKeysTree         *keys,
            guint32              number,
            const ImwLoginFacts *facts,
            GBytes              *challenge,
            GError             **error)
{
  return get_entry ()->sign_login (keys, "stellar", "stellar", number, facts, challenge, NOW_MS,
                                   error);
}

static void
check_answer (const ImwStellarParams *params,
              const char             *account,
              GBytes                 *challenge,
              GBytes                 *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStellarEnvelope) before = NULL;
  g_autoptr (ImwStellarEnvelope) after = NULL;
  guint8 key[IMW_STELLAR_KEY_SIZE];
  guint8 hash_before[32];
  guint8 hash_after[32];

  before = imw_stellar_envelope_parse (g_bytes_get_data (challenge, NULL),
                                       g_bytes_get_size (challenge), &error);
  g_assert_no_error (error);
  after = imw_stellar_envelope_parse (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                                      &error);
  g_assert_no_error (error);
  imw_stellar_envelope_get_hash (before, params->network_id, hash_before);
  imw_stellar_envelope_get_hash (after, params->network_id, hash_after);
  g_assert_cmpmem (hash_after, 32, hash_before, 32);
  g_assert_cmpuint (after->signatures->len, ==, before->signatures->len + 1);
  g_assert_true (imw_stellar_key_parse (account, key, &error));
  g_assert_true (imw_stellar_envelope_is_signed_by (after, params->network_id, key));
}

/* The whole published set, in every environment. */
static void
test_logins (void)
{
  for (guint e = 0; e < G_N_ELEMENTS (environments); e++)
    {
      g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, environments[e]);
      const ImwStellarParams *params = get_params (environments[e]);
      g_autofree char        *account = dup_address (keys, 3);
      g_autoptr (GPtrArray) logins = imw_test_login_list (params, account, NOW_MS);
      guint n_valid = 0;

      for (guint i = 0; i < logins->len; i++)
        {
          ImwTestLogin *login = g_ptr_array_index (logins, i);
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) answer = NULL;

          g_test_message ("%s", login->name);
          answer = sign_login (keys, 3, login->facts, login->challenge, &error);
          if (login->valid)
            {
              g_assert_no_error (error);
              check_answer (params, account, login->challenge, answer);
              n_valid++;
            }
          else
            {
              g_assert_null (answer);
              g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
            }
          g_clear_error (&error);

          /* the account is that of the call, whatever the challenge says */
          g_assert_null (sign_login (keys, 4, login->facts, login->challenge, &error));
          g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
        }
      g_assert_cmpuint (n_valid, ==, 5);
    }
}

static void
assert_login_refused (ImwKeysTree *keys, ImwStellarTx *tx)
{
  g_autoptr (ImwLoginFacts) facts = imw_test_login_facts ();
  g_autoptr (GBytes) challenge = imw_test_login_wrap (get_params (IMW_ENVIRONMENT_PRACTICE), tx);
  g_autoptr (GError) error = NULL;

  g_assert_null (sign_login (keys, 0, facts, challenge, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

/* What moves money is no login, however it is dressed, and a login is no payment. */
static void
test_crossed (void)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  const ImwStellarParams *params = get_params (IMW_ENVIRONMENT_PRACTICE);
  g_autofree char        *account = dup_address (keys, 0);
  g_autoptr (GPtrArray) logins = imw_test_login_list (params, account, NOW_MS);
  const ImwTestLogin *login = imw_test_login_find (logins, "valid");
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  guint8        server[IMW_STELLAR_KEY_SIZE];
  ImwStellarTx *tx;

  imw_test_login_server_key (server);
  assert_login_refused (keys, imw_test_stellar_tx (account, 77, NOW_MS));
  assert_login_refused (keys, imw_test_stellar_tx (account, 0, NOW_MS));

  /* from the provider's account, with the number of a login, but a payment of ours in it */
  tx = imw_test_stellar_tx (account, 0, NOW_MS);
  imw_stellar_op_set_source (g_ptr_array_index (tx->ops, 0), &tx->source);
  imw_stellar_address_from_key (server, &tx->source);
  assert_login_refused (keys, tx);

  /* a good login with a payment of ours behind it, signed by the provider */
  envelope = imw_stellar_envelope_parse (g_bytes_get_data (login->challenge, NULL),
                                         g_bytes_get_size (login->challenge), &error);
  g_assert_no_error (error);
  tx = imw_test_stellar_tx (account, 1, NOW_MS);
  imw_stellar_op_set_source (g_ptr_array_index (tx->ops, 0), &tx->source);
  imw_stellar_tx_add_op (envelope->tx, g_ptr_array_steal_index (tx->ops, 0));
  imw_stellar_tx_free (tx);
  assert_login_refused (keys, g_steal_pointer (&envelope->tx));
}

static GBytes *
wrap_payment (guint32 number, ImwStellarTx *tx)
{
  g_autoptr (ImwStellarUnsigned) payment = imw_stellar_unsigned_new (number, tx);

  return imw_stellar_unsigned_serialize (payment);
}

static void
assert_not_signed (ImwKeysTree *keys, ImwStellarTx *tx)
{
  g_autoptr (GBytes) payment = wrap_payment (0, tx);
  g_autoptr (GError) error = NULL;

  g_assert_null (get_entry ()->describe (keys, "stellar", payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (get_entry ()->sign (keys, "stellar", payment, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

/* A payment of ours is signed for the network of these keys alone; what is not ours, or is no payment, is not. */
static void
test_payments (void)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autofree char *account = dup_address (keys, 0);
  g_autofree char *other = dup_address (keys, 1);
  g_autoptr (GBytes) payment = wrap_payment (0, imw_test_stellar_tx (account, 5, NOW_MS));
  g_autoptr (GBytes) wrong_account = wrap_payment (1, imw_test_stellar_tx (account, 5, NOW_MS));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (GError) error = NULL;
  ImwStellarAddress address;
  ImwStellarTx     *tx;

  description = get_entry ()->describe (keys, "stellar", payment, &error);
  g_assert_no_error (error);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_PAY);
  answer = get_entry ()->sign (keys, "stellar", payment, &error);
  g_assert_no_error (error);
  envelope = imw_stellar_signed_parse (get_params (IMW_ENVIRONMENT_PRACTICE), answer, &error);
  g_assert_no_error (error);
  g_assert_nonnull (envelope);
  g_assert_null (imw_stellar_signed_parse (get_params (IMW_ENVIRONMENT_MAIN), answer, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* the account is that of the number, whatever the payment says */
  g_assert_null (get_entry ()->sign (keys, "stellar", wrong_account, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  assert_not_signed (keys, imw_test_stellar_tx (other, 5, NOW_MS));

  assert_not_signed (keys, imw_test_stellar_tx (account, 0, NOW_MS));
  assert_not_signed (keys, imw_test_stellar_tx (account, -1, NOW_MS));
  tx = imw_test_stellar_tx (account, 5, NOW_MS);
  imw_stellar_tx_set_time_bounds (tx, 0, 0);
  assert_not_signed (keys, tx);
  tx = imw_test_stellar_tx (account, 5, NOW_MS);
  g_assert_true (imw_stellar_address_parse (other, &address, &error));
  imw_stellar_op_set_source (g_ptr_array_index (tx->ops, 0), &address);
  assert_not_signed (keys, tx);
}

static void
test_garbage (void)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwLoginFacts) facts = imw_test_login_facts ();
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("\0\0\0\2garbage", 11);
  g_autoptr (GError) error = NULL;

  g_assert_null (sign_login (keys, 0, facts, nothing, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (sign_login (keys, 0, facts, garbage, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (get_entry ()->describe (keys, "stellar", garbage, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/stellar/accounts", test_accounts);
  g_test_add_func ("/keys/stellar/environments", test_environments);
  g_test_add_func ("/keys/stellar/bad-accounts", test_bad_accounts);
  g_test_add_func ("/keys/stellar/logins", test_logins);
  g_test_add_func ("/keys/stellar/crossed", test_crossed);
  g_test_add_func ("/keys/stellar/payments", test_payments);
  g_test_add_func ("/keys/stellar/garbage", test_garbage);

  return g_test_run ();
}
