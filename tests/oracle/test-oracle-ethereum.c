/* test-oracle-ethereum.c: the same bytes as an independent library, for transactions, calls and addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-oracle.h"

#include "imw-abi.h"
#include "imw-ethereum-call.h"
#include "imw-ethereum-tx.h"
#include "imw-hex.h"
#include "imw-json.h"
#include "imw-keys-sign.h"

#include <string.h>

/* The kept file, or one made anew (for the comparison with what the library says today). */
static const char *oracle_path;
static ImwAsset   *ether;

static GBytes *
get_bytes (JsonObject *object, const char *name)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = imw_hex_decode (imw_test_oracle_get_string (object, name), &error);

  g_assert_no_error (error);

  return bytes;
}

static guint64
get_u64 (JsonObject *object, const char *name)
{
  guint64 value = 0;

  g_assert_true (g_ascii_string_to_unsigned (imw_test_oracle_get_string (object, name), 10, 0,
                                             G_MAXUINT64, &value, NULL));

  return value;
}

static void
set_amount (ImwAmount **target, JsonObject *entry, const char *name)
{
  g_autoptr (GError) error = NULL;

  imw_amount_unref (*target);
  *target = imw_amount_new_from_base_text (ether, imw_test_oracle_get_string (entry, name), &error);
  g_assert_no_error (error);
}

static void
set_bytes (GBytes **target, JsonObject *entry, const char *name)
{
  g_bytes_unref (*target);
  *target = get_bytes (entry, name);
}

/* From the fields, not from the bytes. */
static ImwEthereumTx *
make_tx (JsonObject *entry)
{
  gint64      type = json_object_get_int_member (entry, "type");
  const char *to = NULL;
  g_autoptr (GError) error = NULL;
  ImwEthereumTx *tx = imw_ethereum_tx_new ((guint8) type, get_u64 (entry, "chain_id"), ether);

  tx->nonce = get_u64 (entry, "nonce");
  tx->gas_limit = get_u64 (entry, "gas_limit");
  g_assert_true (imw_json_get_string_opt (entry, "to", &to, &error));
  tx->has_to = to != NULL;
  if (to != NULL)
    g_assert_true (imw_ethereum_address_parse (to, &tx->to, &error));
  g_assert_no_error (error);
  set_amount (&tx->value, entry, "value");
  set_amount (&tx->max_fee_per_gas, entry, "max_fee");
  set_amount (&tx->max_priority_fee_per_gas, entry, "tip");
  set_bytes (&tx->data, entry, "data");
  set_bytes (&tx->access_list, entry, "access_list");

  return tx;
}

static void
assert_hex (const guint8 *data, gsize length, JsonObject *entry, const char *name)
{
  g_autofree char *text = imw_hex_encode (data, length);

  g_assert_cmpstr (text, ==, imw_test_oracle_get_string (entry, name));
}

static void
assert_bytes (GBytes *bytes, JsonObject *entry, const char *name)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  assert_hex (data, length, entry, name);
}

/* What is read from the bytes is what was written into them. */
static void
check_parsed (JsonObject *entry, const char *name, ImwEthereumTx *made)
{
  g_autoptr (GBytes) bytes = get_bytes (entry, name);
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumTx) read = imw_ethereum_tx_parse (data, length, ether, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (read->type, ==, made->type);
  g_assert_cmpuint (read->chain_id, ==, made->chain_id);
  g_assert_cmpuint (read->nonce, ==, made->nonce);
  g_assert_cmpuint (read->gas_limit, ==, made->gas_limit);
  g_assert_true (read->has_to == made->has_to);
  g_assert_true (imw_ethereum_address_equal (&read->to, &made->to));
  g_assert_true (imw_amount_equal (read->value, made->value));
  g_assert_true (imw_amount_equal (read->max_fee_per_gas, made->max_fee_per_gas));
  g_assert_true (imw_amount_equal (read->max_priority_fee_per_gas, made->max_priority_fee_per_gas));
  g_assert_true (g_bytes_equal (read->data, made->data));
  g_assert_true (g_bytes_equal (read->access_list, made->access_list));
}

static void
check_transaction (JsonObject *entry)
{
  g_autoptr (ImwEthereumTx) tx = make_tx (entry);
  g_autoptr (GBytes) unsigned_bytes = imw_ethereum_tx_serialize_unsigned (tx);
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (GBytes) key = get_bytes (entry, "key");
  g_autoptr (GError) error = NULL;
  g_autofree char   *txid = NULL;
  g_autofree char   *from = NULL;
  ImwEthereumAddress sender;
  guint8             hash[32];
  guint8             signature[64];
  guint              recovery_id;

  assert_bytes (unsigned_bytes, entry, "unsigned");
  check_parsed (entry, "unsigned", tx);
  imw_ethereum_tx_get_sighash (tx, hash);
  assert_hex (hash, sizeof hash, entry, "sighash");

  g_assert_true (imw_keys_ecdsa_sign_recoverable (g_bytes_get_data (key, NULL), hash, signature,
                                                  &recovery_id, &error));
  g_assert_no_error (error);
  imw_ethereum_tx_set_signature (tx, signature, signature + 32, (guint8) recovery_id);
  signed_bytes = imw_ethereum_tx_serialize_signed (tx);
  assert_bytes (signed_bytes, entry, "signed");
  check_parsed (entry, "signed", tx);
  txid = imw_ethereum_tx_dup_txid_text (tx);
  g_assert_cmpstr (txid, ==, imw_test_oracle_get_string (entry, "txid"));
  g_assert_true (imw_ethereum_tx_recover_sender (tx, &sender, &error));
  from = imw_ethereum_address_to_text (&sender);
  g_assert_cmpstr (from, ==, imw_test_oracle_get_string (entry, "from"));
}

static void
test_transactions (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *entries =
      imw_test_oracle_get_array (imw_test_oracle_load (oracle_path, &root), "transactions");

  g_assert_cmpuint (json_array_get_length (entries), >=, 300);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    check_transaction (json_array_get_object_element (entries, i));
}

static void
test_addresses (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *entries =
      imw_test_oracle_get_array (imw_test_oracle_load (oracle_path, &root), "addresses");

  g_assert_cmpuint (json_array_get_length (entries), >=, 300);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject        *entry = json_array_get_object_element (entries, i);
      ImwEthereumAddress address;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      g_assert_true (imw_ethereum_address_parse (imw_test_oracle_get_string (entry, "lower"),
                                                 &address, &error));
      g_assert_no_error (error);
      text = imw_ethereum_address_to_text (&address);
      g_assert_cmpstr (text, ==, imw_test_oracle_get_string (entry, "checksummed"));
    }
}

static GBytes *
write_call (const char               *name,
            const ImwEthereumAddress *from,
            const ImwEthereumAddress *who,
            ImwAmount                *amount)
{
  g_autofree char *signature = NULL;
  ImwAbiWriter    *writer = NULL;

  if (strcmp (name, "transfer") == 0)
    return imw_erc20_transfer (who, amount);
  if (strcmp (name, "balanceOf") == 0)
    return imw_erc20_balance_of (who);

  signature = g_strdup_printf ("%s(%saddress,uint256)", name,
                               strcmp (name, "transferFrom") == 0 ? "address," : "");
  writer = imw_abi_writer_new (signature);
  if (strcmp (name, "transferFrom") == 0)
    imw_abi_writer_address (writer, from);
  imw_abi_writer_address (writer, who);
  imw_abi_writer_amount (writer, amount);

  return imw_abi_writer_free_to_bytes (writer);
}

static void
test_calls (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *entries =
      imw_test_oracle_get_array (imw_test_oracle_load (oracle_path, &root), "calls");

  g_assert_cmpuint (json_array_get_length (entries), >=, 100);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject        *entry = json_array_get_object_element (entries, i);
      const char        *name = imw_test_oracle_get_string (entry, "name");
      ImwEthereumAddress who;
      ImwEthereumAddress from;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwAmount) amount = imw_amount_new_from_base_text (
          ether, imw_test_oracle_get_string (entry, "amount"), &error);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (ImwEthereumCall) call = NULL;

      g_assert_no_error (error);
      g_assert_true (
          imw_ethereum_address_parse (imw_test_oracle_get_string (entry, "who"), &who, &error));
      g_assert_true (
          imw_ethereum_address_parse (imw_test_oracle_get_string (entry, "from"), &from, &error));
      bytes = write_call (name, &from, &who, amount);
      assert_bytes (bytes, entry, "encoded");

      call = imw_ethereum_call_read (bytes, &from, ether);
      if (strcmp (name, "balanceOf") == 0)
        {
          g_assert_cmpint (call->kind, ==, IMW_ETHEREUM_CALL_UNKNOWN);
          continue;
        }
      g_assert_true (g_str_has_prefix (call->signature, name));
      g_assert_true (imw_ethereum_address_equal (&call->other, &who));
      g_assert_true (imw_amount_equal (call->amount, amount));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *kept = g_build_filename (g_getenv ("IMW_VECTORS"), "oracle-ethereum.json", NULL);

  g_test_init (&argc, &argv, NULL);
  oracle_path = argc > 1 ? argv[1] : kept;
  ether = imw_asset_new ("ethereum", "ETH", "Ether", 18);
  g_test_add_func ("/oracle-ethereum/transactions", test_transactions);
  g_test_add_func ("/oracle-ethereum/addresses", test_addresses);
  g_test_add_func ("/oracle-ethereum/calls", test_calls);

  return g_test_run ();
}
