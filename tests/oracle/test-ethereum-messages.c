/* test-ethereum-messages.c: the same addresses, hashes and signatures as an independent library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-oracle.h"

#include "imw-eip712.h"
#include "imw-error.h"
#include "imw-ethereum-message.h"
#include "imw-hex.h"
#include "imw-json.h"
#include "imw-keys-ethereum.h"
#include "imw-keys-seed.h"

#include <string.h>

/* The kept file, or one made anew (for the comparison with what the library says today). */
static const char *oracle_path;

static guint32
get_number (JsonObject *object, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 value;

  g_assert_true (imw_json_get_int (object, name, 0, 1000, &value, &error));
  g_assert_no_error (error);

  return (guint32) value;
}

static ImwKeysTree *
new_tree (JsonObject *entry, ImwEnvironment environment)
{
  const char *words_text = imw_test_oracle_get_string (entry, "words");
  const char *passphrase_text = imw_test_oracle_get_string (entry, "passphrase");
  g_autoptr (ImwSecret) words = imw_secret_new ((const guint8 *) words_text, strlen (words_text));
  g_autoptr (ImwSecret)
      passphrase = imw_secret_new ((const guint8 *) passphrase_text, strlen (passphrase_text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) seed = imw_keys_seed_new (words, passphrase, &error);
  ImwKeysTree *tree;

  g_assert_no_error (error);
  tree = imw_keys_tree_new (seed, environment, &error);
  g_assert_no_error (error);

  return tree;
}

static void
check_address (ImwKeysTree *tree, guint32 coin_type, guint32 number, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key =
      imw_keys_ethereum_dup_account_key (tree, "ethereum", "ethereum", number, &error);
  g_autofree char *tail = g_strdup_printf ("/44'/%u'/0'/0/%u]%s", coin_type, number, address);

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (key, tail));
}

static void
test_addresses (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *entries =
      imw_test_oracle_get_array (imw_test_oracle_load (oracle_path, &root), "addresses");

  g_assert_cmpuint (json_array_get_length (entries), ==, 200);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);
      JsonArray  *addresses = imw_test_oracle_get_array (entry, "main");
      g_autoptr (ImwKeysTree) tree = new_tree (entry, IMW_ENVIRONMENT_MAIN);
      g_autoptr (ImwKeysTree) test_tree = new_tree (entry, IMW_ENVIRONMENT_TEST);

      for (guint32 k = 0; k < json_array_get_length (addresses); k++)
        check_address (tree, 60, k, json_array_get_string_element (addresses, k));
      check_address (test_tree, 1, 0, imw_test_oracle_get_string (entry, "test"));
    }
}

/* Our hash and our signature are theirs, and their signature is accepted for their address and no other. */
static void
check_message (JsonArray *seeds, JsonObject *entry, ImwMessageForm form, const char *text)
{
  guint32     number = get_number (entry, "number");
  JsonObject *seed = json_array_get_object_element (seeds, get_number (entry, "seed"));
  const char *theirs = imw_test_oracle_get_string (entry, "signature");
  const char *own =
      json_array_get_string_element (imw_test_oracle_get_array (seed, "main"), number);
  const char *other =
      json_array_get_string_element (imw_test_oracle_get_array (seed, "main"), (number + 1) % 3);
  g_autoptr (ImwKeysTree) tree = new_tree (seed, IMW_ENVIRONMENT_MAIN);
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autofree char *hash_text = NULL;
  g_autofree char *signature = NULL;
  guint8           hash[32];

  g_assert_true (imw_ethereum_message_hash (form, message, hash, &error));
  g_assert_no_error (error);
  hash_text = imw_hex_encode (hash, sizeof hash);
  g_assert_cmpstr (hash_text, ==, imw_test_oracle_get_string (entry, "hash"));

  signature =
      imw_keys_ethereum_sign_message (tree, "ethereum", "ethereum", number, form, message, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (signature, ==, theirs);
  g_assert_true (imw_ethereum_message_verify (own, form, message, theirs, &error));
  g_assert_no_error (error);
  g_assert_false (imw_ethereum_message_verify (other, form, message, theirs, NULL));
}

static void
test_texts (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *oracle = imw_test_oracle_load (oracle_path, &root);
  JsonArray  *texts = imw_test_oracle_get_array (oracle, "texts");

  g_assert_cmpuint (json_array_get_length (texts), ==, 60);
  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      JsonObject *entry = json_array_get_object_element (texts, i);

      check_message (imw_test_oracle_get_array (oracle, "addresses"), entry, IMW_MESSAGE_TEXT,
                     imw_test_oracle_get_string (entry, "text"));
    }
}

static void
test_typed (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *oracle = imw_test_oracle_load (oracle_path, &root);
  JsonArray  *typed = imw_test_oracle_get_array (oracle, "typed");

  g_assert_cmpuint (json_array_get_length (typed), ==, 160);
  for (guint i = 0; i < json_array_get_length (typed); i++)
    {
      JsonObject *entry = json_array_get_object_element (typed, i);
      const char *text = imw_test_oracle_get_string (entry, "json");
      g_autoptr (GBytes) json = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwEip712) data = imw_eip712_parse (json, &error);
      g_autofree char *type = NULL;

      g_assert_no_error (error);
      type = imw_eip712_dup_encoded_type (data);
      g_assert_cmpstr (type, ==, imw_test_oracle_get_string (entry, "type"));
      check_message (imw_test_oracle_get_array (oracle, "addresses"), entry, IMW_MESSAGE_TYPED_DATA,
                     text);
    }
}

static void
assert_refused (ImwKeysTree *tree, const guint8 *data, gsize length)
{
  g_autoptr (GBytes) message = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_keys_ethereum_describe_message (tree, "ethereum", "ethereum", 0,
                                                     IMW_MESSAGE_TEXT, message, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (imw_keys_ethereum_sign_message (tree, "ethereum", "ethereum", 0, IMW_MESSAGE_TEXT,
                                                 message, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (imw_keys_ethereum_sign_message (tree, "ethereum", "ethereum", 0,
                                                 IMW_MESSAGE_TYPED_DATA, message, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

/* As bytes, and written down in every usual way. */
static void
check_transaction (ImwKeysTree *tree, const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = imw_hex_decode (hex, &error);
  g_autofree char *prefixed = g_strdup_printf ("0x%s", hex);
  g_autofree char *upper = g_ascii_strup (hex, -1);
  g_autofree char *spaced = g_strdup_printf ("\n %s \n", prefixed);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", prefixed);
  const char      *forms[] = { hex, prefixed, upper, spaced, quoted };

  g_assert_no_error (error);
  assert_refused (tree, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    assert_refused (tree, (const guint8 *) forms[i], strlen (forms[i]));
}

static void
test_transactions (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *oracle = imw_test_oracle_load (oracle_path, &root);
  JsonArray  *transactions = imw_test_oracle_get_array (oracle, "transactions");
  g_autoptr (ImwKeysTree) tree =
      new_tree (json_array_get_object_element (imw_test_oracle_get_array (oracle, "addresses"), 0),
                IMW_ENVIRONMENT_MAIN);

  g_assert_cmpuint (json_array_get_length (transactions), ==, 120);
  for (guint i = 0; i < json_array_get_length (transactions); i++)
    check_transaction (tree, json_array_get_string_element (transactions, i));
}

int
main (int argc, char **argv)
{
  g_autofree char *kept =
      g_build_filename (g_getenv ("IMW_VECTORS"), "oracle-ethereum-messages.json", NULL);

  g_test_init (&argc, &argv, NULL);
  oracle_path = argc > 1 ? argv[1] : kept;
  g_test_add_func ("/oracle/ethereum/addresses", test_addresses);
  g_test_add_func ("/oracle/ethereum/texts", test_texts);
  g_test_add_func ("/oracle/ethereum/typed", test_typed);
  g_test_add_func ("/oracle/ethereum/transactions", test_transactions);

  return g_test_run ();
}
