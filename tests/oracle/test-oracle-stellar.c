/* test-oracle-stellar.c: the same bytes as an independent library, for Stellar's transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-oracle.h"

#include "imw-hex.h"
#include "imw-json.h"
#include "imw-keys-slip10.h"
#include "imw-stellar-params.h"
#include "imw-stellar-tx.h"

#include <string.h>

/* The kept file, or one made anew (for the comparison with what the library says today). */
static const char *oracle_path;

static const struct
{
  const char      *name;
  ImwStellarOpType type;
} kinds[] = {
  { "create", IMW_STELLAR_OP_CREATE_ACCOUNT },
  { "pay", IMW_STELLAR_OP_PAYMENT },
  { "receive", IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE },
  { "trust", IMW_STELLAR_OP_CHANGE_TRUST },
  { "merge", IMW_STELLAR_OP_ACCOUNT_MERGE },
  { "data", IMW_STELLAR_OP_MANAGE_DATA },
  { "send", IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND },
  { "claim", IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE },
};

static gint64
get_i64 (JsonObject *object,
         const char *name)
{
  gint64 value = 0;

  g_assert_true (g_ascii_string_to_signed (imw_test_oracle_get_string (object, name), 10, 0,
                                           G_MAXINT64, &value, NULL));

  return value;
}

static void
read_address (JsonObject        *object,
              const char        *name,
              ImwStellarAddress *address)
{
  g_autofree char *again = NULL;

  g_assert_true (
      imw_stellar_address_parse (imw_test_oracle_get_string (object, name), address, NULL));
  again = imw_stellar_address_to_text (address);
  g_assert_cmpstr (again, ==, imw_test_oracle_get_string (object, name));
}

static void
read_asset (const char      *text,
            ImwStellarAsset *asset)
{
  g_autofree char *again = NULL;

  g_assert_true (imw_stellar_asset_parse (text, asset, NULL));
  again = imw_stellar_asset_to_text (asset);
  g_assert_cmpstr (again, ==, text);
}

static void
read_path (JsonObject   *fields,
           ImwStellarOp *op)
{
  JsonArray *path = imw_test_oracle_get_array (fields, "path");

  for (guint i = 0; i < json_array_get_length (path); i++)
    {
      ImwStellarAsset asset;

      read_asset (imw_json_node_get_string (json_array_get_element (path, i), NULL), &asset);
      g_assert_true (imw_stellar_op_add_path (op, &asset));
    }
}

/* From the fields, not from the bytes. */
static ImwStellarOp *
make_op (JsonObject *fields)
{
  const char   *kind = imw_test_oracle_get_string (fields, "kind");
  ImwStellarOp *op = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kinds[i].name, kind) == 0)
        op = imw_stellar_op_new (kinds[i].type);
    }
  g_assert_nonnull (op);

  op->has_source = json_object_has_member (fields, "source");
  if (op->has_source)
    read_address (fields, "source", &op->source);
  if (json_object_has_member (fields, "to"))
    read_address (fields, "to", &op->destination);
  if (json_object_has_member (fields, "asset"))
    read_asset (imw_test_oracle_get_string (fields, "asset"), &op->asset);
  if (json_object_has_member (fields, "amount"))
    op->amount_stroops = get_i64 (fields, "amount");
  if (json_object_has_member (fields, "dest_asset"))
    {
      read_asset (imw_test_oracle_get_string (fields, "dest_asset"), &op->dest_asset);
      op->dest_stroops = get_i64 (fields, "dest_amount");
      read_path (fields, op);
    }
  if (json_object_has_member (fields, "name"))
    op->name = g_strdup (imw_test_oracle_get_string (fields, "name"));
  if (json_object_has_member (fields, "value"))
    op->value = imw_hex_decode (imw_test_oracle_get_string (fields, "value"), NULL);
  if (json_object_has_member (fields, "claim"))
    g_assert_true (imw_stellar_balance_id_parse (imw_test_oracle_get_string (fields, "claim"),
                                                 op->balance_id, NULL));

  return op;
}

static ImwStellarEnvelope *
make_envelope (JsonObject *entry)
{
  JsonArray        *ops = imw_test_oracle_get_array (entry, "ops");
  ImwStellarAddress source;
  ImwStellarTx     *tx = NULL;

  read_address (entry, "source", &source);
  tx = imw_stellar_tx_new (&source, (guint32) get_i64 (entry, "fee"), get_i64 (entry, "sequence"));
  imw_stellar_tx_set_time_bounds (tx, (guint64) get_i64 (entry, "min"),
                                  (guint64) get_i64 (entry, "max"));
  if (json_object_has_member (entry, "memo_type"))
    g_assert_true (imw_stellar_memo_parse (imw_test_oracle_get_string (entry, "memo_type"),
                                           imw_test_oracle_get_string (entry, "memo"), &tx->memo,
                                           NULL));
  for (guint i = 0; i < json_array_get_length (ops); i++)
    imw_stellar_tx_add_op (
        tx, make_op (imw_json_node_get_object (json_array_get_element (ops, i), NULL)));

  return imw_stellar_envelope_new (tx);
}

static ImwStellarEnvelope *
parse_envelope (JsonObject *object,
                const char *name)
{
  const char *text = imw_test_oracle_get_string (object, name);
  g_autoptr (GError) error = NULL;
  g_autofree char    *again = NULL;
  ImwStellarEnvelope *envelope = imw_stellar_envelope_parse_base64 (text, &error);

  g_assert_no_error (error);
  again = imw_stellar_envelope_to_base64 (envelope);
  g_assert_cmpstr (again, ==, text);

  return envelope;
}

static void
check_fee_bump (JsonObject  *fields,
                const guint8 network_id[32])
{
  guint8           payer[IMW_STELLAR_KEY_SIZE];
  g_autofree char *hash = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = parse_envelope (fields, "envelope");

  g_assert_true (imw_stellar_key_parse (imw_test_oracle_get_string (fields, "payer"), payer, NULL));
  hash = imw_stellar_envelope_dup_txid (envelope, network_id);
  g_assert_cmpstr (hash, ==, imw_test_oracle_get_string (fields, "hash"));
  g_assert_true (imw_stellar_envelope_is_signed_by (envelope, network_id, payer));
}

/* Signatures of Ed25519 have no choice in them: ours are the library's to the last bit. */
static void
check_signing (JsonObject               *entry,
               const ImwStellarEnvelope *made,
               const guint8              network_id[32])
{
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
  guint8           hash[32];
  guint8           signature[64];
  g_autofree char *text = NULL;
  g_autoptr (ImwStellarEnvelope) copy = parse_envelope (entry, "unsigned");

  g_assert_true (imw_hex_decode_fixed (imw_test_oracle_get_string (entry, "seed"), node.key,
                                       sizeof node.key, NULL));
  imw_stellar_envelope_get_hash (made, network_id, hash);
  g_assert_true (imw_keys_slip10_sign (&node, hash, sizeof hash, signature, NULL));
  imw_stellar_envelope_add_signature (copy, made->tx->source.key, signature);
  text = imw_stellar_envelope_to_base64 (copy);
  g_assert_cmpstr (text, ==, imw_test_oracle_get_string (entry, "signed"));
}

static void
check_transaction (JsonObject *entry,
                   JsonArray  *passphrases,
                   guint       number)
{
  JsonArray       *hashes = imw_test_oracle_get_array (entry, "hashes");
  g_autofree char *text = NULL;
  guint8           ids[3][32];
  g_autoptr (ImwStellarEnvelope) made = make_envelope (entry);
  g_autoptr (ImwStellarEnvelope) read = parse_envelope (entry, "unsigned");
  g_autoptr (ImwStellarEnvelope) signed_one = parse_envelope (entry, "signed");

  text = imw_stellar_envelope_to_base64 (made);
  g_assert_cmpstr (text, ==, imw_test_oracle_get_string (entry, "unsigned"));
  g_assert_true (imw_stellar_memo_equal (&made->tx->memo, &read->tx->memo));

  for (guint i = 0; i < 3; i++)
    {
      const char *passphrase =
          imw_json_node_get_string (json_array_get_element (passphrases, i), NULL);
      g_autofree char *hash = NULL;

      imw_stellar_network_id (passphrase, ids[i]);
      hash = imw_stellar_envelope_dup_txid (made, ids[i]);
      g_assert_cmpstr (hash, ==,
                       imw_json_node_get_string (json_array_get_element (hashes, i), NULL));
      g_assert_cmpint (
          imw_stellar_envelope_is_signed_by (signed_one, ids[i], made->tx->source.key), ==,
          i == number % 3);
    }

  check_signing (entry, made, ids[number % 3]);
  if (json_object_has_member (entry, "fee_bump"))
    check_fee_bump (imw_json_get_object (entry, "fee_bump", NULL), ids[number % 3]);
}

static void
test_transactions (void)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = imw_test_oracle_load (oracle_path, &root);
  JsonArray  *passphrases = imw_test_oracle_get_array (object, "passphrases");
  JsonArray  *transactions = imw_test_oracle_get_array (object, "transactions");

  g_assert_cmpuint (json_array_get_length (transactions), >=, 300);
  for (guint i = 0; i < json_array_get_length (transactions); i++)
    check_transaction (imw_json_node_get_object (json_array_get_element (transactions, i), NULL),
                       passphrases, i);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *kept = g_build_filename (g_getenv ("IMW_VECTORS"), "oracle-stellar.json", NULL);

  g_test_init (&argc, &argv, NULL);
  oracle_path = argc > 1 ? argv[1] : kept;

  g_test_add_func ("/oracle/stellar/transactions", test_transactions);

  return g_test_run ();
}
