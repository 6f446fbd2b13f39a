/* test-ethereum-codec.c: RLP, ABI, addresses and transactions against published vectors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-abi.h"
#include "imw-ethereum-tx.h"
#include "imw-rlp.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <secp256k1_recovery.h>
#include <string.h>

static ImwAsset *ether;

static GBytes *
decode_hex (const char *text)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = imw_hex_decode (g_str_has_prefix (text, "0x") ? text + 2 : text, &error);

  g_assert_no_error (error);

  return bytes;
}

static void
assert_hex (GBytes     *bytes,
            const char *expected)
{
  g_autofree char *text = imw_hex_encode_bytes (bytes);

  g_assert_cmpstr (text, ==, expected);
}

static void
write_value (ImwRlpWriter *writer,
             JsonNode     *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      imw_rlp_writer_begin_list (writer);
      for (guint i = 0; i < json_array_get_length (array); i++)
        write_value (writer, json_array_get_element (array, i));
      imw_rlp_writer_end_list (writer);
      return;
    }

  bytes = decode_hex (imw_json_node_get_string (value, &error));
  g_assert_no_error (error);
  imw_rlp_writer_gbytes (writer, bytes);
}

static ImwRlpItem *
decode_item (GBytes  *bytes,
             GError **error)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return imw_rlp_decode (data, length, error);
}

static void
test_rlp (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-rlp.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject   *item = imw_test_vectors_item (valid, i);
      const char   *expected = imw_test_vectors_text (item, "encoded");
      ImwRlpWriter *writer = imw_rlp_writer_new ();
      g_autoptr (GBytes) written = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwRlpItem) read = NULL;

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      write_value (writer, json_object_get_member (item, "value"));
      written = imw_rlp_writer_free_to_bytes (writer);
      assert_hex (written, expected);
      read = decode_item (written, &error);
      g_assert_no_error (error);
      again = imw_rlp_item_serialize (read);
      g_assert_true (g_bytes_equal (again, written));
    }

  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      JsonObject *item = imw_test_vectors_item (invalid, i);
      g_autoptr (GBytes) bytes = decode_hex (imw_test_vectors_text (item, "encoded"));
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      g_assert_null (decode_item (bytes, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_rlp_limits (void)
{
  static const char *const numbers[] = { "00", "820001", "c0",
                                         "a1010000000000000000000000000000000000000000000000000000"
                                         "000000000000" };
  guint8                   deep[18];
  guint64                  value;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GBytes) bytes = decode_hex (numbers[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwRlpItem) item = decode_item (bytes, &error);

      g_assert_no_error (error);
      g_assert_false (imw_rlp_item_get_u64 (item, &value, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_clear_error (&error);
      g_assert_null (imw_rlp_item_get_amount (item, ether, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }

  /* 17 lists in each other are one too many */
  for (guint i = 0; i < sizeof deep; i++)
    deep[i] = (guint8) (0xc0 + sizeof deep - 1 - i);
  for (gsize n = 16; n <= 17; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwRlpItem) item = imw_rlp_decode (deep + sizeof deep - n, n, &error);

      g_assert_true ((item != NULL) == (n == 16));
    }
  g_assert_null (imw_rlp_decode (NULL, 0, NULL));
}

static void
test_addresses (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-eip55.json");
  JsonArray               *addresses = imw_test_vectors_array (root, "addresses");
  static const char *const wrong[] = { "", "0x", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                                       "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                                       "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
                                       "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
                                       "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
                                       "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
                                       "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe " };

  for (guint i = 0; i < json_array_get_length (addresses); i++)
    {
      const char        *text = imw_test_vectors_string (addresses, i);
      ImwEthereumAddress address;
      ImwEthereumAddress again;
      g_autoptr (GError) error = NULL;
      g_autofree char *lower = g_ascii_strdown (text, -1);
      g_autofree char *back = NULL;
      g_autofree char *broken = g_strdup (text);

      g_assert_true (imw_ethereum_address_parse (text, &address, &error));
      g_assert_no_error (error);
      back = imw_ethereum_address_to_text (&address);
      g_assert_cmpstr (back, ==, text);
      g_assert_true (imw_ethereum_address_parse (lower, &again, &error));
      g_assert_true (imw_ethereum_address_equal (&address, &again));

      /* one letter in the other case */
      for (guint k = 2; k < 42; k++)
        {
          if (!g_ascii_isalpha (text[k]) || strcmp (text, lower) == 0)
            continue;
          broken[k] = (char) (text[k] ^ 0x20);
          if (strcmp (broken, lower) != 0)
            g_assert_false (imw_ethereum_address_parse (broken, &again, NULL));
          broken[k] = text[k];
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      ImwEthereumAddress address;
      g_autoptr (GError) error = NULL;

      g_assert_false (imw_ethereum_address_parse (wrong[i], &address, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
    }
}

/* Encodes one argument of the published examples by its type. */
static void
write_argument (ImwAbiWriter *writer,
                const char   *type,
                JsonNode     *value)
{
  if (g_str_equal (type, "address"))
    {
      ImwEthereumAddress address;

      g_assert_true (imw_ethereum_address_parse (json_node_get_string (value), &address, NULL));
      imw_abi_writer_address (writer, &address);
    }
  else if (g_str_equal (type, "bytes3[2]"))
    {
      for (guint i = 0; i < 2; i++)
        imw_abi_writer_fixed (
            writer,
            (const guint8 *) json_array_get_string_element (json_node_get_array (value), i), 3);
    }
  else if (g_str_equal (type, "bytes10"))
    {
      imw_abi_writer_fixed (writer, (const guint8 *) json_node_get_string (value), 10);
    }
  else if (g_str_equal (type, "bytes"))
    {
      const char *text = json_node_get_string (value);

      imw_abi_writer_bytes (writer, (const guint8 *) text, strlen (text));
    }
  else if (g_str_has_suffix (type, "[]"))
    {
      JsonArray *array = json_node_get_array (value);
      guint64    numbers[8];
      guint      n = json_array_get_length (array);

      g_assert_cmpuint (n, <=, G_N_ELEMENTS (numbers));
      for (guint i = 0; i < n; i++)
        numbers[i] = (guint64) json_array_get_int_element (array, i);
      imw_abi_writer_numbers (writer, numbers, n);
    }
  else if (g_str_equal (type, "bool"))
    {
      imw_abi_writer_u64 (writer, json_node_get_boolean (value) ? 1 : 0);
    }
  else
    {
      imw_abi_writer_u64 (writer, (guint64) json_node_get_int (value));
    }
}

static void
test_abi_writer (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-abi.json");
  JsonArray *calls = imw_test_vectors_array (root, "calls");
  guint      n_done = 0;

  for (guint i = 0; i < json_array_get_length (calls); i++)
    {
      JsonObject      *item = imw_test_vectors_item (calls, i);
      const char      *signature = imw_test_vectors_text (item, "signature");
      JsonArray       *arguments = json_object_get_array_member (item, "arguments");
      ImwAbiWriter    *writer = NULL;
      g_autofree char *inside = g_strdup (strchr (signature, '(') + 1);
      g_auto (GStrv) types = NULL;
      g_autoptr (GBytes) bytes = NULL;

      /* arrays of arrays are nothing the wallet writes */
      if (strstr (signature, "[][]") != NULL)
        continue;

      inside[strlen (inside) - 1] = '\0';
      types = g_strsplit (inside, ",", -1);
      writer = imw_abi_writer_new (signature[0] == '(' ? NULL : signature);
      for (guint k = 0; types[k] != NULL; k++)
        write_argument (writer, types[k], json_array_get_element (arguments, k));
      bytes = imw_abi_writer_free_to_bytes (writer);
      assert_hex (bytes, imw_test_vectors_text (item, "encoded"));
      n_done++;
    }
  g_assert_cmpuint (n_done, ==, 7);
}

static void
test_abi_reader (void)
{
  ImwAbiWriter      *writer = imw_abi_writer_new (NULL);
  ImwEthereumAddress address = { { 1, 2, 3 } };
  ImwEthereumAddress read;
  ImwAbiReader       reader;
  gsize              length;
  const guint8      *data;
  g_autoptr (ImwAmount) all = imw_amount_new_from_base_text (
      ether, "115792089237316195423570985008687907853269984665640564039457584007913129639935",
      NULL);
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  imw_abi_writer_address (writer, &address);
  imw_abi_writer_amount (writer, all);
  imw_abi_writer_bytes (writer, (const guint8 *) "USDT", 4);
  imw_abi_writer_u64 (writer, 1);
  bytes = imw_abi_writer_free_to_bytes (writer);
  data = g_bytes_get_data (bytes, &length);
  imw_abi_reader_init (&reader, data, length);
  g_assert_true (imw_abi_reader_address (&reader, &read));
  g_assert_true (imw_ethereum_address_equal (&read, &address));
  amount = imw_abi_reader_amount (&reader, ether);
  g_assert_true (imw_amount_equal (amount, all));
  text = imw_abi_reader_bytes (&reader);
  g_assert_cmpmem (g_bytes_get_data (text, NULL), g_bytes_get_size (text), "USDT", 4);
  g_assert_true (imw_abi_reader_bool (&reader));
  g_assert_true (imw_abi_reader_finish (&reader, "test", &error));

  /* every cut fails, and fails for good */
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GBytes) part = NULL;
      g_autoptr (ImwAmount) number = NULL;

      imw_abi_reader_init (&reader, data, cut);
      imw_abi_reader_address (&reader, &read);
      number = imw_abi_reader_amount (&reader, ether);
      part = imw_abi_reader_bytes (&reader);
      imw_abi_reader_bool (&reader);
      g_assert_false (imw_abi_reader_finish (&reader, "test", NULL));
    }
}

/* What is not in the exact form is refused. */
static void
test_abi_strict (void)
{
  guint8             words[96];
  ImwAbiReader       reader;
  ImwEthereumAddress address;

  memset (words, 0, sizeof words);
  words[11] = 1;
  imw_abi_reader_init (&reader, words, 32);
  g_assert_false (imw_abi_reader_address (&reader, &address));
  imw_abi_reader_init (&reader, words, 32);
  g_assert_cmpuint (imw_abi_reader_u64 (&reader), ==, 0);
  g_assert_false (imw_abi_reader_ok (&reader));
  g_assert_false (imw_abi_reader_bool (&reader));

  memset (words, 0, sizeof words);
  words[31] = 2;
  imw_abi_reader_init (&reader, words, 32);
  g_assert_true (imw_abi_reader_bool (&reader) || !imw_abi_reader_ok (&reader));

  /* a text whose last word is not filled up with zeros */
  words[31] = 32;
  words[63] = 1;
  words[64] = 'a';
  words[65] = 'b';
  imw_abi_reader_init (&reader, words, sizeof words);
  g_assert_null (imw_abi_reader_bytes (&reader));
  words[65] = 0;
  imw_abi_reader_init (&reader, words, sizeof words);
  {
    g_autoptr (GBytes) good = imw_abi_reader_bytes (&reader);

    g_assert_nonnull (good);
  }
  /* an offset, then a length, beyond the end */
  words[31] = 65;
  imw_abi_reader_init (&reader, words, sizeof words);
  g_assert_null (imw_abi_reader_bytes (&reader));
  words[31] = 32;
  words[63] = 33;
  imw_abi_reader_init (&reader, words, sizeof words);
  g_assert_null (imw_abi_reader_bytes (&reader));
}

static void
test_token_texts (void)
{
  guint8 word[32] = { 'M', 'K', 'R' };
  g_autoptr (GError) error = NULL;
  g_autofree char *old = imw_erc20_read_text (word, sizeof word, &error);
  g_autofree char *text = NULL;
  ImwAbiWriter    *writer = imw_abi_writer_new (NULL);
  gsize            length;
  const guint8    *data;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (old, ==, "MKR");
  imw_abi_writer_bytes (writer, (const guint8 *) "USD\xe2\x80\xaeT", 7);
  bytes = imw_abi_writer_free_to_bytes (writer);
  data = g_bytes_get_data (bytes, &length);
  text = imw_erc20_read_text (data, length, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strstr (text, "\xe2\x80\xae"));

  word[5] = 'x';
  g_assert_null (imw_erc20_read_text (word, sizeof word, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_null (imw_erc20_read_text (NULL, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  word[0] = 0xff;
  word[5] = 0;
  g_assert_null (imw_erc20_read_text (word, sizeof word, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
}

static ImwEthereumTx *
parse_tx (const char *text,
          GError    **error)
{
  g_autoptr (GBytes) bytes = decode_hex (text);
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return imw_ethereum_tx_parse (data, length, ether, error);
}

static void
assert_amount (ImwAmount  *amount,
               const char *expected)
{
  g_autofree char *text = imw_amount_to_base_text (amount);

  if (expected != NULL)
    g_assert_cmpstr (text, ==, expected);
}

/* Signs again with the published key: the plain deterministic signature gives the same bytes. */
static void
sign_again (ImwEthereumTx *tx,
            const char    *key_text,
            gboolean       same)
{
  static secp256k1_context *context;
  g_autoptr (GBytes) key = decode_hex (key_text);
  g_autoptr (GBytes) before = imw_ethereum_tx_serialize_signed (tx);
  g_autoptr (GBytes) after = NULL;
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey                      pubkey;
  guint8                                hash[32];
  guint8                                compact[64];
  guint8                                uncompressed[65];
  size_t                                length = sizeof uncompressed;
  int                                   recovery_id;
  ImwEthereumAddress                    owner;
  ImwEthereumAddress                    sender;
  g_autoptr (GError) error = NULL;

  if (context == NULL)
    context = secp256k1_context_create (SECP256K1_CONTEXT_SIGN);
  g_assert_cmpint (secp256k1_ec_pubkey_create (context, &pubkey, g_bytes_get_data (key, NULL)), ==,
                   1);
  secp256k1_ec_pubkey_serialize (context, uncompressed, &length, &pubkey,
                                 SECP256K1_EC_UNCOMPRESSED);
  imw_ethereum_address_from_public_key (uncompressed, &owner);

  /* the frontier took a high s too, and one of the old vectors has one */
  if (imw_ethereum_tx_recover_sender (tx, &sender, &error))
    g_assert_true (imw_ethereum_address_equal (&owner, &sender));
  else
    g_assert_false (same);

  imw_ethereum_tx_get_sighash (tx, hash);
  g_assert_cmpint (secp256k1_ecdsa_sign_recoverable (context, &signature, hash,
                                                     g_bytes_get_data (key, NULL), NULL, NULL),
                   ==, 1);
  secp256k1_ecdsa_recoverable_signature_serialize_compact (context, compact, &recovery_id,
                                                           &signature);
  imw_ethereum_tx_set_signature (tx, compact, compact + 32, (guint8) recovery_id);
  g_assert_true (imw_ethereum_tx_recover_sender (tx, &sender, NULL));
  g_assert_true (imw_ethereum_address_equal (&owner, &sender));
  after = imw_ethereum_tx_serialize_signed (tx);
  if (same)
    g_assert_true (g_bytes_equal (before, after));
}

static void
check_signed (JsonObject *item)
{
  const char *text = imw_test_vectors_text (item, "signed");
  const char *name = imw_test_vectors_text (item, "name");
  const char *chain_id = imw_test_vectors_text (item, "chain_id");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumTx) tx = parse_tx (text, &error);
  g_autoptr (GBytes) again = NULL;
  g_autofree char *id_text = NULL;

  g_assert_no_error (error);
  again = imw_ethereum_tx_serialize_signed (tx);
  assert_hex (again, text);
  id_text = g_strdup_printf ("%" G_GUINT64_FORMAT, tx->chain_id);
  g_assert_cmpstr (id_text, ==, chain_id);
  assert_amount (tx->value, imw_test_vectors_text (item, "value"));
  assert_amount (tx->max_fee_per_gas, imw_test_vectors_text (item, "max_fee"));
  assert_amount (tx->max_priority_fee_per_gas, imw_test_vectors_text (item, "tip"));
  if (imw_test_vectors_text (item, "txid") != NULL)
    {
      g_autofree char *txid = imw_ethereum_tx_dup_txid_text (tx);

      g_assert_cmpstr (txid, ==, imw_test_vectors_text (item, "txid"));
    }
  sign_again (tx, imw_test_vectors_text (item, "private_key"),
              !g_str_has_prefix (name, "txtest"));
}

static void
check_unsigned (JsonObject *item)
{
  const char *text = imw_test_vectors_text (item, "unsigned");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumTx) tx = parse_tx (text, &error);
  g_autoptr (GBytes) again = NULL;
  g_autofree char *hash_text = NULL;
  guint8           hash[32];

  g_assert_no_error (error);
  g_assert_false (tx->has_signature);
  again = imw_ethereum_tx_serialize_unsigned (tx);
  assert_hex (again, text);
  imw_ethereum_tx_get_sighash (tx, hash);
  hash_text = imw_hex_encode (hash, sizeof hash);
  g_assert_cmpstr (hash_text, ==, imw_test_vectors_text (item, "sighash"));
}

static void
test_transactions (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-ethereum-tx.json");
  JsonArray *items = imw_test_vectors_array (root, "transactions");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = imw_test_vectors_item (items, i);

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      if (imw_test_vectors_text (item, "signed") != NULL)
        check_signed (item);
      if (imw_test_vectors_text (item, "unsigned") != NULL)
        check_unsigned (item);
    }
}

/* All that a node checks without knowing the state, on mainnet. */
static gboolean
is_taken (ImwEthereumTx      *tx,
          ImwEthereumAddress *sender)
{
  g_autoptr (ImwAmount) fee = NULL;

  if (tx == NULL || tx->chain_id > 1 || !imw_ethereum_tx_recover_sender (tx, sender, NULL) ||
      tx->gas_limit < imw_ethereum_tx_get_intrinsic_gas (tx))
    return FALSE;

  fee = imw_ethereum_tx_dup_max_fee (tx, NULL);

  return fee != NULL;
}

static void
test_transaction_rules (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-ethereum-tx-rules.json");
  JsonArray         *valid = imw_test_vectors_array (root, "valid");
  JsonArray         *invalid = imw_test_vectors_array (root, "invalid");
  ImwEthereumAddress sender;

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject *item = imw_test_vectors_item (valid, i);
      gint64      gas;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwEthereumTx) tx = parse_tx (imw_test_vectors_text (item, "signed"), &error);
      g_autofree char *sender_text = NULL;
      g_autofree char *lower = NULL;
      g_autofree char *txid = NULL;

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      g_assert_no_error (error);
      g_assert_true (is_taken (tx, &sender));
      sender_text = imw_ethereum_address_to_text (&sender);
      lower = g_ascii_strdown (sender_text, -1);
      g_assert_cmpstr (lower, ==, imw_test_vectors_text (item, "sender"));
      txid = imw_ethereum_tx_dup_txid_text (tx);
      g_assert_cmpstr (txid, ==, imw_test_vectors_text (item, "txid"));
      g_assert_true (imw_json_get_int (item, "intrinsic_gas", 0, G_MAXINT64, &gas, NULL));
      g_assert_cmpuint (imw_ethereum_tx_get_intrinsic_gas (tx), ==, (guint64) gas);
    }

  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      JsonObject *item = imw_test_vectors_item (invalid, i);
      g_autoptr (ImwEthereumTx) tx = parse_tx (imw_test_vectors_text (item, "signed"), NULL);

      g_test_message ("%s: %s", imw_test_vectors_text (item, "name"),
                      imw_test_vectors_text (item, "why"));
      g_assert_false (is_taken (tx, &sender));
    }
}

static void
test_transaction_forms (void)
{
  static const struct
  {
    const char *text;
    gint        code;
  } cases[] = {
    { "03c0", IMW_ERROR_NOT_SUPPORTED }, /* blobs */
    { "04c0", IMW_ERROR_NOT_SUPPORTED }, /* delegations */
    { "00c0", IMW_ERROR_NOT_SUPPORTED },
    { "7fc0", IMW_ERROR_NOT_SUPPORTED },
    { "c0", IMW_ERROR_BAD_INPUT },
    { "02c0", IMW_ERROR_BAD_INPUT },
    { "0280", IMW_ERROR_BAD_INPUT },
    { "02", IMW_ERROR_BAD_INPUT },
    { "c6808080808080", -1 },                        /* legacy, all empty: makes a contract */
    { "c9808080808080808080", IMW_ERROR_BAD_INPUT }, /* chain id 0 */
    { "c9808080808080018080", -1 },
    { "02c9018080808080808080", IMW_ERROR_BAD_INPUT }, /* access list is a string */
    { "02c90180808080808080c0", -1 },
    { "02c98080808080808080c0", IMW_ERROR_BAD_INPUT },       /* chain id 0 */
    { "02c90180018080808080c0", IMW_ERROR_BAD_INPUT },       /* tip over the whole */
    { "02cc0180808080808080c0808080", IMW_ERROR_BAD_INPUT }, /* signature of zeros */
    { "02cc0180808080808080c0020101", IMW_ERROR_BAD_INPUT }, /* parity 2 */
    { "02cc0180808080808080c0010101", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwEthereumTx) tx = parse_tx (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      if (cases[i].code >= 0)
        g_assert_error (error, IMW_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
      g_assert_true ((tx == NULL) == (error != NULL));
    }

  {
    g_autofree guint8 *large = g_malloc0 (IMW_ETHEREUM_MAX_TX_BYTES + 1);
    g_autoptr (GError) error = NULL;

    large[0] = 2;
    g_assert_null (imw_ethereum_tx_parse (large, IMW_ETHEREUM_MAX_TX_BYTES + 1, ether, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  }
}

/* A signature with a high s is somebody else's copy of it (EIP-2). */
static void
test_high_s (void)
{
  static const guint8 order[32] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
                                    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b,
                                    0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41 };
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-ethereum-tx.json");
  JsonObject *item = imw_test_vectors_item (imw_test_vectors_array (root, "transactions"), 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumTx) tx = parse_tx (imw_test_vectors_text (item, "signed"), &error);
  ImwEthereumAddress sender;
  guint              borrow = 0;
  guint8             high[32];

  g_assert_no_error (error);
  for (guint i = 32; i > 0; i--)
    {
      guint from = order[i - 1];
      guint what = tx->s[i - 1] + borrow;

      borrow = from < what ? 1 : 0;
      high[i - 1] = (guint8) (from + 256 * borrow - what);
    }
  g_assert_true (imw_ethereum_tx_recover_sender (tx, &sender, &error));
  imw_ethereum_tx_set_signature (tx, tx->r, high, (guint8) (1 - tx->y_parity));
  g_assert_false (imw_ethereum_tx_recover_sender (tx, &sender, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ether = imw_asset_new ("ethereum", "ETH", "Ether", 18);

  g_test_add_func ("/chain/ethereum/rlp", test_rlp);
  g_test_add_func ("/chain/ethereum/rlp-limits", test_rlp_limits);
  g_test_add_func ("/chain/ethereum/addresses", test_addresses);
  g_test_add_func ("/chain/ethereum/abi-writer", test_abi_writer);
  g_test_add_func ("/chain/ethereum/abi-reader", test_abi_reader);
  g_test_add_func ("/chain/ethereum/abi-strict", test_abi_strict);
  g_test_add_func ("/chain/ethereum/token-texts", test_token_texts);
  g_test_add_func ("/chain/ethereum/transactions", test_transactions);
  g_test_add_func ("/chain/ethereum/transaction-rules", test_transaction_rules);
  g_test_add_func ("/chain/ethereum/transaction-forms", test_transaction_forms);
  g_test_add_func ("/chain/ethereum/high-s", test_high_s);

  return g_test_run ();
}
