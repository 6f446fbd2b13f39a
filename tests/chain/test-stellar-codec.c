/* test-stellar-codec.c: keys, transactions and envelopes of Stellar against published vectors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-stellar-params.h"
#include "imw-stellar-tx.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <string.h>

#define ALICE "GBTSGBRWW663F4Q7PNYDCMEQ6DG6NCE4VVTHI6WYW666SWMBFPUUA3MW"
#define SEED \
  "SDO2PPPZKMX6VV44WRVEMMMH7CZJUUQ3FXIIGEABSISB7XXFALDC57S2" /* published: never anybody's */

static const struct
{
  const char   *name;
  ImwStrkeyType type;
} type_names[] = {
  { "account", IMW_STRKEY_ACCOUNT },
  { "muxed", IMW_STRKEY_MUXED },
  { "signed-payload", IMW_STRKEY_SIGNED_PAYLOAD },
  { "contract", IMW_STRKEY_CONTRACT },
  { "liquidity-pool", IMW_STRKEY_LIQUIDITY_POOL },
  { "claimable-balance", IMW_STRKEY_CLAIMABLE_BALANCE },
};

static ImwStrkeyType
find_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    {
      if (strcmp (type_names[i].name, name) == 0)
        return type_names[i].type;
    }

  g_assert_not_reached ();
}

static void
test_strkey_valid (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-strkey.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");

  g_assert_cmpuint (json_array_get_length (valid), ==, 8);
  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject   *item = imw_test_vectors_item (valid, i);
      const char   *text = imw_test_vectors_text (item, "text");
      ImwStrkeyType type;
      gsize         length;
      const guint8 *data;
      g_autoptr (GBytes) expected = imw_test_vectors_bytes (item, "data");
      g_autoptr (GBytes) found = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *again = NULL;

      g_assert_true (imw_strkey_decode (text, &type, &found, &error));
      g_assert_no_error (error);
      g_assert_cmpint (type, ==, find_type (imw_test_vectors_text (item, "type")));
      g_assert_true (g_bytes_equal (found, expected));
      data = g_bytes_get_data (found, &length);
      again = imw_strkey_encode (type, data, length);
      g_assert_cmpstr (again, ==, text);
    }
}

static void
test_strkey_invalid (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-strkey.json");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");

  g_assert_cmpuint (json_array_get_length (invalid), ==, 15);
  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (imw_strkey_decode (imw_test_vectors_string (invalid, i), NULL, NULL, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
    }
}

static void
assert_address_fails (const char *text, ImwError code, const char *word)
{
  ImwStellarAddress address;
  g_autoptr (GError) error = NULL;

  g_assert_false (imw_stellar_address_parse (text, &address, &error));
  g_assert_error (error, IMW_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_address (void)
{
  ImwStellarAddress address;
  ImwStellarAddress muxed;
  guint8            key[IMW_STELLAR_KEY_SIZE];
  g_autofree char  *lower = g_ascii_strdown (ALICE, -1);
  g_autofree char  *seed_lower = g_ascii_strdown (SEED, -1);
  g_autofree char  *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_stellar_address_parse (ALICE, &address, &error));
  g_assert_no_error (error);
  g_assert_false (address.is_muxed);
  muxed = address;
  muxed.is_muxed = TRUE;
  muxed.id = G_MAXUINT64;
  text = imw_stellar_address_to_text (&muxed);
  g_assert_cmpint (text[0], ==, 'M');
  g_assert_cmpuint (strlen (text), ==, 69);
  g_assert_true (imw_stellar_address_parse (text, &address, &error));
  g_assert_no_error (error);
  g_assert_true (imw_stellar_address_equal (&address, &muxed));
  muxed.id = 0;
  g_assert_false (imw_stellar_address_equal (&address, &muxed));

  g_assert_false (imw_stellar_key_parse (text, key, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);

  assert_address_fails (SEED, IMW_ERROR_REFUSED, "secret");
  assert_address_fails (seed_lower, IMW_ERROR_REFUSED, "secret");
  assert_address_fails ("CA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUWDA",
                        IMW_ERROR_BAD_ADDRESS, "contract");
  assert_address_fails ("LA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUPJN",
                        IMW_ERROR_BAD_ADDRESS, "liquidity pool");
  assert_address_fails ("BAAD6DBUX6J22DMZOHIEZTEQ64CVCHEDRKWZONFEUL5Q26QD7R76RGR4TU",
                        IMW_ERROR_BAD_ADDRESS, "claimable balance");
  assert_address_fails (lower, IMW_ERROR_BAD_ADDRESS, "characters");
  assert_address_fails ("", IMW_ERROR_BAD_ADDRESS, "length");
  assert_address_fails ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", IMW_ERROR_BAD_ADDRESS,
                        "characters");
}

static ImwStellarEnvelope *
parse_envelope (const char *text)
{
  g_autoptr (GError) error = NULL;
  ImwStellarEnvelope *envelope = imw_stellar_envelope_parse_base64 (text, &error);

  g_assert_no_error (error);

  return envelope;
}

static void
assert_again (const ImwStellarEnvelope *envelope, const char *expected)
{
  g_autofree char *text = imw_stellar_envelope_to_base64 (envelope);

  g_assert_cmpstr (text, ==, expected);
}

/* Every bit of a signed transaction is covered by hash and signature. */
static void
check_signed (JsonNode *root, JsonObject *item, JsonObject *networks)
{
  const char *passphrase = imw_test_vectors_text (networks, "passphrase");
  const char *signer =
      json_node_get_string (json_object_get_member (json_node_get_object (root), "signer"));
  guint8           id[32];
  guint8           key[IMW_STELLAR_KEY_SIZE];
  g_autofree char *hash = NULL;
  g_autofree char *id_text = NULL;
  g_autoptr (ImwStellarEnvelope)
      envelope = parse_envelope (imw_test_vectors_text (item, "envelope"));

  imw_stellar_network_id (passphrase, id);
  id_text = imw_hex_encode (id, sizeof id);
  g_assert_cmpstr (id_text, ==, imw_test_vectors_text (networks, "id"));
  hash = imw_stellar_envelope_dup_txid (envelope, id);
  g_assert_cmpstr (hash, ==, imw_test_vectors_text (item, "hash"));
  assert_again (envelope, imw_test_vectors_text (item, "envelope"));

  g_assert_true (imw_stellar_key_parse (signer, key, NULL));
  g_assert_true (imw_stellar_envelope_is_signed_by (envelope, id, key));
  key[0] ^= 1;
  g_assert_false (imw_stellar_envelope_is_signed_by (envelope, id, key));
  key[0] ^= 1;
  id[31] ^= 1;
  g_assert_false (imw_stellar_envelope_is_signed_by (envelope, id, key));
}

static void
test_transactions (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-tx.json");
  JsonArray *networks = imw_test_vectors_array (root, "networks");
  JsonArray *transactions = imw_test_vectors_array (root, "transactions");

  g_assert_cmpuint (json_array_get_length (transactions), ==, 19);
  for (guint i = 0; i < json_array_get_length (transactions); i++)
    {
      JsonObject *item = imw_test_vectors_item (transactions, i);
      JsonArray  *all = json_node_get_array (json_object_get_member (item, "signed"));
      g_autoptr (ImwStellarEnvelope)
          envelope = parse_envelope (imw_test_vectors_text (item, "envelope"));

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      g_assert_cmpuint (envelope->signatures->len, ==, 0);
      assert_again (envelope, imw_test_vectors_text (item, "envelope"));
      g_assert_cmpuint (json_array_get_length (all), ==, 3);
      for (guint k = 0; k < 3; k++)
        check_signed (root, imw_test_vectors_item (all, k), imw_test_vectors_item (networks, k));
    }
}

static void
test_fee_bump (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-tx.json");
  JsonObject      *item = imw_test_vectors_object (root, "fee_bump");
  guint8           id[32];
  guint8           key[IMW_STELLAR_KEY_SIZE];
  g_autofree char *hash = NULL;
  g_autoptr (ImwStellarEnvelope)
      envelope = parse_envelope (imw_test_vectors_text (item, "envelope"));

  g_assert_cmpint (envelope->type, ==, IMW_STELLAR_ENVELOPE_FEE_BUMP);
  g_assert_cmpint (envelope->fee_stroops, ==, 600);
  assert_again (envelope, imw_test_vectors_text (item, "envelope"));
  imw_stellar_network_id ("IM Wallet Practice Network ; 2026", id);
  hash = imw_stellar_envelope_dup_txid (envelope, id);
  g_assert_cmpstr (hash, ==, imw_test_vectors_text (item, "hash"));
  g_assert_true (imw_stellar_key_parse (imw_test_vectors_text (item, "signer"), key, NULL));
  g_assert_true (imw_stellar_envelope_is_signed_by (envelope, id, key));
}

/* What was cut, lengthened or has an odd flag is no envelope. */
static void
test_malformed (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-tx.json");
  JsonArray *transactions = imw_test_vectors_array (root, "transactions");

  for (guint i = 0; i < json_array_get_length (transactions); i++)
    {
      JsonObject        *item = imw_test_vectors_item (transactions, i);
      gsize              length;
      g_autofree guint8 *data = g_base64_decode (imw_test_vectors_text (item, "envelope"), &length);
      g_autofree guint8 *longer = g_malloc0 (length + 4);

      memcpy (longer, data, length);
      g_assert_null (imw_stellar_envelope_parse (longer, length + 4, NULL));
      for (gsize cut = 0; cut < length; cut++)
        {
          g_autoptr (GError) error = NULL;
          g_autofree guint8 *shorter = g_memdup2 (data, MAX (cut, 1));

          g_assert_null (imw_stellar_envelope_parse (shorter, cut, &error));
          g_assert_nonnull (error);
        }
    }

  g_assert_null (imw_stellar_envelope_parse_base64 ("AAAA AgAA", NULL));
  g_assert_null (imw_stellar_envelope_parse_base64 ("", NULL));
}

/* Whatever changes in one byte either is no envelope or keeps its change. */
static void
test_flips (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-tx.json");
  JsonArray *transactions = imw_test_vectors_array (root, "transactions");

  for (guint i = 0; i < json_array_get_length (transactions); i++)
    {
      JsonObject        *item = imw_test_vectors_item (transactions, i);
      gsize              length;
      g_autofree guint8 *data = g_base64_decode (imw_test_vectors_text (item, "envelope"), &length);

      for (gsize at = 0; at < length; at++)
        {
          g_autoptr (ImwStellarEnvelope) envelope = NULL;

          data[at] ^= 1;
          envelope = imw_stellar_envelope_parse (data, length, NULL);
          if (envelope != NULL)
            {
              g_autoptr (GBytes) again = imw_stellar_envelope_serialize (envelope);
              g_autoptr (GBytes) expected = g_bytes_new (data, length);

              g_assert_true (g_bytes_equal (again, expected));
            }
          data[at] ^= 1;
        }
    }
}

static void
assert_memo (const char *type, const char *text, gboolean valid)
{
  ImwStellarMemo memo;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (imw_stellar_memo_parse (type, text, &memo, &error), ==, valid);
  if (valid)
    {
      g_autofree char *again = imw_stellar_memo_to_text (&memo);

      g_assert_cmpstr (again, ==, text);
      g_assert_cmpstr (imw_stellar_memo_get_type (&memo), ==, type);
      g_assert_true (imw_stellar_memo_equal (&memo, &memo));
    }
  else
    {
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_memo (void)
{
  g_autofree char *hash = g_strnfill (64, 'a');
  g_autofree char *longest = g_strnfill (28, 'x');
  g_autofree char *too_long = g_strnfill (29, 'x');

  assert_memo (NULL, NULL, TRUE);
  assert_memo ("text", "", TRUE);
  assert_memo ("text", longest, TRUE);
  assert_memo ("text", "汇款汇款汇款汇款汇a", TRUE);
  assert_memo ("text", "汇款汇款汇款汇款汇款", FALSE);
  assert_memo ("text", too_long, FALSE);
  assert_memo ("text", "\xff", FALSE);
  assert_memo ("text", NULL, FALSE);
  assert_memo ("id", "0", TRUE);
  assert_memo ("id", "18446744073709551615", TRUE);
  assert_memo ("id", "18446744073709551616", FALSE);
  assert_memo ("id", "-1", FALSE);
  assert_memo ("id", " 1", FALSE);
  assert_memo ("id", "+1", FALSE);
  assert_memo ("id", "", FALSE);
  assert_memo ("hash", hash, TRUE);
  assert_memo ("return", hash, TRUE);
  assert_memo ("hash", "aa", FALSE);
  assert_memo ("MEMO_TEXT", "x", FALSE);
}

static void
assert_stroops (const char *text, gint64 expected)
{
  gint64 stroops = -1;

  g_assert_cmpint (imw_stellar_stroops_parse (text, &stroops, NULL), ==, expected >= 0);
  g_assert_cmpint (stroops, ==, expected);
}

static void
test_assets (void)
{
  ImwStellarAsset asset;
  ImwStellarAsset other;

  g_assert_true (imw_stellar_asset_parse ("native", &asset, NULL));
  g_assert_true (imw_stellar_asset_is_native (&asset));
  g_assert_true (imw_stellar_asset_parse ("USDC:" ALICE, &asset, NULL));
  g_assert_true (imw_stellar_asset_parse ("usdc:" ALICE, &other, NULL));
  g_assert_false (imw_stellar_asset_equal (&asset, &other));
  g_assert_true (imw_stellar_asset_parse ("REMITTOKEN12:" ALICE, &asset, NULL));
  g_assert_false (imw_stellar_asset_parse ("REMITTOKEN123:" ALICE, &asset, NULL));
  g_assert_false (imw_stellar_asset_parse (":" ALICE, &asset, NULL));
  g_assert_false (imw_stellar_asset_parse ("US-C:" ALICE, &asset, NULL));
  g_assert_false (imw_stellar_asset_parse ("USDC:" SEED, &asset, NULL));
  g_assert_false (imw_stellar_asset_parse ("USDC", &asset, NULL));

  assert_stroops ("922337203685.4775807", G_MAXINT64);
  assert_stroops ("922337203685.4775808", -1);
  assert_stroops ("0.0000001", 1);
  assert_stroops ("0.00000001", -1);
  assert_stroops ("-1", -1);
  assert_stroops ("12.5", 125000000);
  assert_stroops ("0", 0);
  assert_stroops ("1e3", -1);
  assert_stroops ("", -1);
}

static void
test_predicates (void)
{
  g_autoptr (ImwStellarPredicate) predicate = imw_stellar_predicate_new (
      IMW_STELLAR_PREDICATE_AND,
      imw_stellar_predicate_new (
          IMW_STELLAR_PREDICATE_NOT,
          imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_BEFORE, NULL, NULL, 1000), NULL, 0),
      imw_stellar_predicate_new (
          IMW_STELLAR_PREDICATE_OR,
          imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_WITHIN, NULL, NULL, 500),
          imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_BEFORE, NULL, NULL, 1200), 0),
      0);
  g_autoptr (ImwStellarPredicate) copy = imw_stellar_predicate_copy (predicate);
  g_autoptr (ImwStellarPredicate)
      always = imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_ALWAYS, NULL, NULL, 0);
  g_autoptr (ImwStellarPredicate)
      long_one = imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_WITHIN, NULL, NULL, G_MAXINT64);

  g_assert_false (imw_stellar_predicate_holds (copy, 900, 999));
  g_assert_true (imw_stellar_predicate_holds (copy, 900, 1000));
  g_assert_true (imw_stellar_predicate_holds (copy, 900, 1399));
  g_assert_false (imw_stellar_predicate_holds (copy, 900, 1400));
  g_assert_true (imw_stellar_predicate_holds (copy, 100, 1199));
  g_assert_false (imw_stellar_predicate_holds (copy, 100, 1200));
  g_assert_true (imw_stellar_predicate_holds (always, 0, G_MAXINT64));
  g_assert_true (imw_stellar_predicate_holds (long_one, 1, G_MAXINT64));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stellar-codec/strkey/valid", test_strkey_valid);
  g_test_add_func ("/stellar-codec/strkey/invalid", test_strkey_invalid);
  g_test_add_func ("/stellar-codec/address", test_address);
  g_test_add_func ("/stellar-codec/transactions", test_transactions);
  g_test_add_func ("/stellar-codec/fee-bump", test_fee_bump);
  g_test_add_func ("/stellar-codec/malformed", test_malformed);
  g_test_add_func ("/stellar-codec/flips", test_flips);
  g_test_add_func ("/stellar-codec/memo", test_memo);
  g_test_add_func ("/stellar-codec/assets", test_assets);
  g_test_add_func ("/stellar-codec/predicates", test_predicates);

  return g_test_run ();
}
