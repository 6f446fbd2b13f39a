/* test-ethereum.c: accounts, payments and messages of Ethereum and the networks like it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-ethereum.h"
#include "imw-test-keys.h"

#include "imw-error.h"
#include "imw-ethereum-account.h"
#include "imw-ethereum-message.h"
#include "imw-hex.h"
#include "imw-keys-ethereum.h"
#include "imw-keys-registry.h"

#include <string.h>

static char *
get_address (ImwKeysTree *keys, const char *chain, guint32 number)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = imw_keys_ethereum_dup_account_key (keys, chain, chain, number, &error);

  g_assert_no_error (error);

  return g_strdup (strrchr (text, ']') + 1);
}

static void
test_account (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autofree char *text =
      imw_keys_ethereum_dup_account_key (keys, "ethereum", "ethereum", 0, &error);
  g_autofree char      *again = NULL;
  ImwEthereumAccountKey key;

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "[73c5da0a/44'/60'/0'/0/0]" IMW_TEST_ETHEREUM_MAIN);
  g_assert_true (imw_ethereum_account_key_parse (imw_test_ethereum_params (IMW_ENVIRONMENT_MAIN),
                                                 text, &key, &error));
  g_assert_no_error (error);
  again = imw_ethereum_address_to_text (&key.address);
  g_assert_cmpstr (again, ==, IMW_TEST_ETHEREUM_MAIN);

  g_assert_null (imw_keys_ethereum_dup_account_key (keys, "ethereum", "ethereum-44", 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (imw_keys_ethereum_dup_account_key (keys, "ethereum", "base", 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (
      imw_keys_ethereum_dup_account_key (keys, "ethereum", "ethereum", 0x80000000u, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_keys_ethereum_dup_account_key (keys, "dogecoin", "dogecoin", 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

/* The networks of the list and no others, each in its environments and in no others. */
static void
test_networks (void)
{
  static const ImwEnvironment environments[] = { IMW_ENVIRONMENT_MAIN, IMW_ENVIRONMENT_TEST,
                                                 IMW_ENVIRONMENT_LOCAL, IMW_ENVIRONMENT_PRACTICE };
  GPtrArray                  *list = imw_network_facts_list ();
  guint                       n_found = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const ImwNetworkFacts *facts = g_ptr_array_index (list, i);
      const ImwKeysEntry    *entry = imw_keys_registry_find (facts->chain, NULL);

      g_assert_nonnull (entry);
      g_assert_cmpint (entry->sign_message != NULL, ==, g_str_equal (facts->kind, "evm"));
    }

  for (guint i = 0; i < G_N_ELEMENTS (environments); i++)
    {
      g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, environments[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *key = imw_keys_ethereum_dup_account_key (keys, "base", "base", 0, &error);

      if (key != NULL)
        n_found++;
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
    }
  g_assert_cmpuint (n_found, ==, 2);
}

/* One address on all networks of an environment; another one where the money is not real. */
static void
test_environments (void)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) test_keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_TEST);
  g_autofree char *first = get_address (keys, "ethereum", 0);
  g_autofree char *second = get_address (keys, "ethereum", 1);
  g_autofree char *on_base = get_address (keys, "base", 0);
  g_autofree char *on_test = get_address (test_keys, "ethereum", 0);

  g_assert_cmpstr (first, ==, on_base);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (first, !=, on_test);
}

static void
test_sign (void)
{
  const ImwEthereumParams *params = imw_test_ethereum_params (IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);

  for (guint8 type = 0; type <= 2; type++)
    for (guint32 account = 0; account < 3; account++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) payment = imw_test_ethereum_payment (
            params, type, account, IMW_TEST_ETHEREUM_TO, "1000000000000000000", NULL);
        g_autoptr (ImwDescription)
            description = imw_keys_ethereum_describe (keys, "ethereum", payment, &error);
        g_autoptr (GBytes) signed_tx = NULL;
        g_autoptr (GBytes) again = NULL;
        g_autoptr (ImwEthereumTx) tx = NULL;
        g_autofree char   *expected = get_address (keys, "ethereum", account);
        g_autofree char   *from_text = NULL;
        ImwEthereumAddress from;

        g_assert_no_error (error);
        g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_PAY);
        g_assert_cmpstr (imw_description_get_recipient (description, 0)->address, ==,
                         IMW_TEST_ETHEREUM_TO);

        signed_tx = imw_keys_ethereum_sign (keys, "ethereum", payment, &error);
        g_assert_no_error (error);
        again = imw_keys_ethereum_sign (keys, "ethereum", payment, &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (signed_tx, again));
        tx = imw_ethereum_signed_parse (params, signed_tx, &from, &error);
        g_assert_no_error (error);
        from_text = imw_ethereum_address_to_text (&from);
        g_assert_cmpstr (from_text, ==, expected);
        g_assert_cmpuint (tx->s[0], <, 0x80);
      }
}

static void
assert_not_signed (ImwKeysTree *keys, const char *chain, GBytes *payment, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_keys_ethereum_describe (keys, chain, payment, &error));
  g_assert_error (error, IMW_ERROR, code);
  g_clear_error (&error);
  g_assert_null (imw_keys_ethereum_sign (keys, chain, payment, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static void
test_refused (void)
{
  const ImwEthereumParams *params = imw_test_ethereum_params (IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) practice = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (GBytes)
      payment = imw_test_ethereum_payment (params, 2, 0, IMW_TEST_ETHEREUM_TO, "1", NULL);
  g_autoptr (GBytes) no_account =
      imw_test_ethereum_payment (params, 2, 0x80000000u, IMW_TEST_ETHEREUM_TO, "1", NULL);
  g_autoptr (GBytes) nowhere = imw_test_ethereum_payment (
      params, 2, 0, "0x0000000000000000000000000000000000000000", "1", NULL);
  g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumUnsigned) parsed = imw_ethereum_unsigned_parse (params, payment, &error);
  g_autoptr (GBytes) bare = NULL;

  g_assert_no_error (error);
  bare = imw_ethereum_tx_serialize_unsigned (parsed->tx);
  assert_not_signed (keys, "base", payment, IMW_ERROR_WRONG_NETWORK);
  assert_not_signed (practice, "ethereum", payment, IMW_ERROR_WRONG_NETWORK);
  assert_not_signed (practice, "base", payment, IMW_ERROR_NOT_SUPPORTED);
  assert_not_signed (keys, "ethereum", no_account, IMW_ERROR_BAD_INPUT);
  assert_not_signed (keys, "ethereum", nowhere, IMW_ERROR_REFUSED);
  assert_not_signed (keys, "ethereum", text, IMW_ERROR_BAD_INPUT);
  assert_not_signed (keys, "ethereum", bare, IMW_ERROR_BAD_INPUT);
}

/* Whatever is changed: what is described is signed by the account it names, and the rest is neither. */
static void
test_mutations (void)
{
  const ImwEthereumParams *params = imw_test_ethereum_params (IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autoptr (GBytes) payment = imw_test_ethereum_payment (
      params, 2, 1, "0xdAC17F958D2ee523a2206206994597C13D831ec7", "0",
      "a9059cbb0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
      "00000000000000000000000000000000000000000000000000000000017d7840");
  gsize length = g_bytes_get_size (payment);
  guint n_signed = 0;

  for (gsize i = 0; i < length * 8; i++)
    {
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (payment, NULL), length);
      g_autoptr (GBytes) mutated = NULL;
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (GBytes) signed_tx = NULL;
      g_autoptr (ImwEthereumTx) tx = NULL;
      g_autoptr (GError) error = NULL;
      ImwEthereumAddress from;

      data[i / 8] = (guint8) (data[i / 8] ^ 1u << i % 8);
      mutated = g_bytes_new (data, length);
      description = imw_keys_ethereum_describe (keys, "ethereum", mutated, NULL);
      signed_tx = imw_keys_ethereum_sign (keys, "ethereum", mutated, NULL);
      g_assert_cmpint (description != NULL, ==, signed_tx != NULL);
      if (signed_tx == NULL)
        continue;
      n_signed++;
      tx = imw_ethereum_signed_parse (params, signed_tx, &from, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n_signed, >, 100);
  g_assert_cmpuint (n_signed, <, length * 8);
}

static void
test_message (void)
{
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_MAIN);
  g_autofree char *permit =
      imw_test_ethereum_permit (imw_test_ethereum_params (IMW_ENVIRONMENT_MAIN), "25000000");
  const char *const texts[] = { "hello", permit };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ImwMessageForm form = i == 0 ? IMW_MESSAGE_TEXT : IMW_MESSAGE_TYPED_DATA;
      g_autoptr (GBytes) message = g_bytes_new (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;
      g_autofree char *signature =
          imw_keys_ethereum_sign_message (keys, "ethereum", "ethereum", 2, form, message, &error);
      g_autofree char *own = get_address (keys, "ethereum", 2);

      g_assert_no_error (error);
      g_assert_cmpuint (strlen (signature), ==, 2 + 130);
      g_assert_true (imw_ethereum_message_verify (own, form, message, signature, &error));
      g_assert_no_error (error);

      g_assert_null (
          imw_keys_ethereum_sign_message (keys, "ethereum", "base", 2, form, message, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/ethereum/account", test_account);
  g_test_add_func ("/keys/ethereum/networks", test_networks);
  g_test_add_func ("/keys/ethereum/environments", test_environments);
  g_test_add_func ("/keys/ethereum/sign", test_sign);
  g_test_add_func ("/keys/ethereum/refused", test_refused);
  g_test_add_func ("/keys/ethereum/mutations", test_mutations);
  g_test_add_func ("/keys/ethereum/message", test_message);

  return g_test_run ();
}
