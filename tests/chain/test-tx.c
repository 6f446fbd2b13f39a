/* test-tx.c: transactions, signature hashes, verification
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bitcoin-codec.h"
#include "imw-bitcoin-sighash-private.h"
#include "imw-bitcoin-tx.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <string.h>

static gint64
get_int (JsonObject *item,
         const char *name)
{
  gint64 value = -1;
  g_autoptr (GError) error = NULL;
  gboolean good = imw_json_get_int (item, name, 0, G_MAXINT64, &value, &error);

  g_assert_no_error (error);
  g_assert_true (good);

  return value;
}

static ImwBitcoinTx *
parse_hex (const char *hex)
{
  g_autoptr (GError) error = NULL;
  ImwBitcoinTx *tx = imw_bitcoin_tx_parse_hex (hex, &error);

  g_assert_no_error (error);

  return tx;
}

static void
assert_hash (const guint8 hash[32],
             const char  *expected)
{
  g_autofree char *hex = imw_hex_encode (hash, 32);

  g_assert_cmpstr (hex, ==, expected);
}

/* As many outputs as there are inputs, all empty: for algorithms that look at one only. */
static GPtrArray *
blank_prevouts (ImwBitcoinTx *tx)
{
  GPtrArray *prevouts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);

  for (guint i = 0; i < tx->inputs->len; i++)
    g_ptr_array_add (prevouts, imw_bitcoin_output_new (0, empty));

  return prevouts;
}

static void
set_prevout (GPtrArray *prevouts,
             guint      index,
             guint64    value_sat,
             GBytes    *script)
{
  ImwBitcoinOutput *prevout = g_ptr_array_index (prevouts, index);

  prevout->value_sat = value_sat;
  g_bytes_unref (prevout->script);
  prevout->script = g_bytes_ref (script);
}

static void
check_bip143_signed (JsonObject *item,
                     guint       input,
                     guint64     value_sat)
{
  const char *signed_hex = imw_test_vectors_text (item, "signed_tx");
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (GBytes) script = NULL;
  g_autoptr (GPtrArray) prevouts = NULL;
  g_autoptr (GError) error = NULL;

  if (signed_hex == NULL)
    return;

  tx = parse_hex (signed_hex);
  script = imw_test_vectors_bytes (item, "prevout_script");
  prevouts = blank_prevouts (tx);
  set_prevout (prevouts, input, value_sat, script);
  {
    g_autoptr (ImwBitcoinSighash) sighash = imw_bitcoin_sighash_new (tx, prevouts);
    gboolean good = imw_bitcoin_verify_input (sighash, input, &error);

    g_assert_no_error (error);
    g_assert_true (good);
  }

  /* one sat less, and the signature is of something else */
  set_prevout (prevouts, input, value_sat - 1, script);
  {
    g_autoptr (ImwBitcoinSighash) sighash = imw_bitcoin_sighash_new (tx, prevouts);

    g_assert_false (imw_bitcoin_verify_input (sighash, input, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  }
}

static void
test_bip143 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-bip143.json");
  JsonArray *cases = imw_test_vectors_array (root, "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *item = imw_test_vectors_item (cases, i);
      guint       input = (guint) get_int (item, "input");
      guint64     value_sat = (guint64) get_int (item, "value_sat");
      guint8      hash[32];
      g_autoptr (ImwBitcoinTx) tx = parse_hex (imw_test_vectors_text (item, "unsigned_tx"));
      g_autoptr (GBytes) script_code = imw_test_vectors_bytes (item, "script_code");
      g_autoptr (GPtrArray) prevouts = blank_prevouts (tx);
      g_autoptr (ImwBitcoinSighash) sighash = NULL;

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      set_prevout (prevouts, input, value_sat, script_code);
      sighash = imw_bitcoin_sighash_new (tx, prevouts);
      g_assert_true (imw_bitcoin_sighash_segwit_v0 (sighash, input, script_code,
                                                    (guint32) get_int (item, "type"), hash));
      assert_hash (hash, imw_test_vectors_text (item, "sighash"));
      g_assert_false (
          imw_bitcoin_sighash_segwit_v0 (sighash, tx->inputs->len, script_code, 1, hash));
      check_bip143_signed (item, input, value_sat);
    }
}

static GPtrArray *
load_prevouts (JsonNode *root)
{
  JsonArray *array = imw_test_vectors_array (root, "prevouts");
  GPtrArray *prevouts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *item = imw_test_vectors_item (array, i);
      g_autoptr (GBytes) script = imw_test_vectors_bytes (item, "script");

      g_ptr_array_add (prevouts,
                       imw_bitcoin_output_new ((guint64) get_int (item, "value_sat"), script));
    }

  return prevouts;
}

static void
test_bip341 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-bip341.json");
  g_autoptr (GError) error = NULL;
  JsonObject *top = imw_json_node_get_object (root, &error);
  JsonArray  *inputs = imw_test_vectors_array (root, "inputs");
  g_autoptr (ImwBitcoinTx) tx = parse_hex (imw_test_vectors_text (top, "unsigned_tx"));
  g_autoptr (ImwBitcoinTx) signed_tx = parse_hex (imw_test_vectors_text (top, "signed_tx"));
  g_autoptr (GPtrArray) prevouts = load_prevouts (root);
  g_autoptr (ImwBitcoinSighash) sighash = imw_bitcoin_sighash_new (tx, prevouts);
  g_autoptr (ImwBitcoinSighash) check = imw_bitcoin_sighash_new (signed_tx, prevouts);
  guint8 hash[32];

  assert_hash (sighash->sha_amounts, imw_test_vectors_text (top, "hash_amounts"));
  assert_hash (sighash->sha_outputs, imw_test_vectors_text (top, "hash_outputs"));
  assert_hash (sighash->sha_prevouts, imw_test_vectors_text (top, "hash_prevouts"));
  assert_hash (sighash->sha_scripts, imw_test_vectors_text (top, "hash_scripts"));
  assert_hash (sighash->sha_sequences, imw_test_vectors_text (top, "hash_sequences"));

  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *item = imw_test_vectors_item (inputs, i);

      g_assert_true (imw_bitcoin_sighash_taproot (
          sighash, (guint) get_int (item, "input"), (guint8) get_int (item, "type"), hash));
      assert_hash (hash, imw_test_vectors_text (item, "sighash"));
    }
  g_assert_false (imw_bitcoin_sighash_taproot (sighash, 0, 4, hash));
  g_assert_false (imw_bitcoin_sighash_taproot (sighash, 0, 0x80, hash));
  g_assert_false (imw_bitcoin_sighash_taproot (sighash, 9, 0, hash));
  g_assert_false (imw_bitcoin_sighash_taproot (sighash, 8, 3, hash)); /* no ninth output */

  /* all nine inputs of the signed form: taproot of each type, P2PKH and P2WPKH */
  for (guint i = 0; i < signed_tx->inputs->len; i++)
    {
      gboolean good = imw_bitcoin_verify_input (check, i, &error);

      g_assert_no_error (error);
      g_assert_true (good);
    }
}

static GBytes *
flip (GBytes *bytes,
      gsize   position)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint8       *copy = g_memdup2 (data, length);

  g_assert_cmpuint (position, <, length);
  copy[position] ^= 1;

  return g_bytes_new_take (copy, length);
}

static void
assert_refused (ImwBitcoinTx *tx,
                GPtrArray    *prevouts,
                guint         input,
                gint          code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBitcoinSighash) sighash = imw_bitcoin_sighash_new (tx, prevouts);

  g_assert_false (imw_bitcoin_verify_input (sighash, input, &error));
  g_assert_error (error, IMW_ERROR, code);
}

/* Every byte of every signature matters, and so does every other way to be wrong. */
static void
test_verify_broken (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-bip341.json");
  g_autoptr (GError) error = NULL;
  JsonObject *top = imw_json_node_get_object (root, &error);
  const char *hex = imw_test_vectors_text (top, "signed_tx");
  g_autoptr (GPtrArray) prevouts = load_prevouts (root);

  for (guint i = 0; i < 9; i++)
    {
      g_autoptr (ImwBitcoinTx) tx = parse_hex (hex);
      ImwBitcoinInput *in = imw_bitcoin_tx_get_input (tx, i);
      gboolean         has_witness = in->witness->len > 0;
      GBytes          *item = has_witness ? g_ptr_array_index (in->witness, 0) : in->script_sig;
      gsize            length = g_bytes_get_size (item);
      g_autoptr (GBytes) original = g_bytes_ref (item);
      g_autoptr (GBytes) extra = g_bytes_new_static ("x", 1);

      for (gsize j = 0; j < length; j++)
        {
          GBytes *broken = flip (original, j);

          if (has_witness)
            {
              g_bytes_unref (g_ptr_array_index (in->witness, 0));
              g_ptr_array_index (in->witness, 0) = broken;
            }
          else
            {
              g_bytes_unref (in->script_sig);
              in->script_sig = broken;
            }
          assert_refused (tx, prevouts, i, IMW_ERROR_REFUSED);
        }

      if (has_witness)
        {
          gboolean taproot = in->witness->len == 1;

          g_bytes_unref (g_ptr_array_index (in->witness, 0));
          g_ptr_array_index (in->witness, 0) = g_bytes_ref (extra);
          assert_refused (tx, prevouts, i, IMW_ERROR_REFUSED);
          g_ptr_array_add (in->witness, g_bytes_ref (extra));
          assert_refused (tx, prevouts, i, taproot ? IMW_ERROR_NOT_SUPPORTED : IMW_ERROR_REFUSED);
          g_ptr_array_set_size (in->witness, 0);
          assert_refused (tx, prevouts, i, IMW_ERROR_REFUSED);
          g_bytes_unref (in->script_sig);
          in->script_sig = g_bytes_ref (extra);
          assert_refused (tx, prevouts, i, IMW_ERROR_REFUSED);
        }
      else
        {
          g_bytes_unref (in->script_sig);
          in->script_sig = g_bytes_ref (original);
          g_ptr_array_add (in->witness, g_bytes_ref (extra));
          assert_refused (tx, prevouts, i, IMW_ERROR_REFUSED);
        }
    }
}

static void
test_verify_other (void)
{
  static const char *const scripts[] = {
    "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "a914000102030405060708090a0b0c0d0e0f1011121387",
    "51020102",
    "6a",
    "51",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      guint8 txid[32] = { 0 };
      g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
      g_autoptr (GBytes) script = imw_hex_decode (scripts[i], NULL);
      g_autoptr (GPtrArray) prevouts = NULL;

      imw_bitcoin_tx_add_input (tx, txid, 0, 0);
      imw_bitcoin_tx_add_output (tx, 1, script);
      prevouts = blank_prevouts (tx);
      set_prevout (prevouts, 0, 1, script);
      assert_refused (tx, prevouts, 0, IMW_ERROR_NOT_SUPPORTED);
    }
}

/* SIGHASH_SINGLE without its output hashes to one; NONE and ANYONECANPAY leave out what they say.
 */
static void
test_legacy (void)
{
  guint8 txid[32] = { 7 };
  guint8 first[32];
  guint8 second[32];
  g_autoptr (GBytes) script = g_bytes_new_static ("\x51", 1);
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autoptr (GPtrArray) prevouts = NULL;
  g_autoptr (ImwBitcoinSighash) sighash = NULL;

  imw_bitcoin_tx_add_input (tx, txid, 0, 1);
  imw_bitcoin_tx_add_input (tx, txid, 1, 2);
  imw_bitcoin_tx_add_output (tx, 5, script);
  prevouts = blank_prevouts (tx);
  sighash = imw_bitcoin_sighash_new (tx, prevouts);

  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 1, script, 3, first));
  assert_hash (first, "0100000000000000000000000000000000000000000000000000000000000000");
  g_assert_false (imw_bitcoin_sighash_legacy (sighash, 2, script, 1, first));

  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 2, first));
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 0x82, second));
  g_assert_true (memcmp (first, second, 32) != 0);
  imw_bitcoin_tx_get_output (tx, 0)->value_sat = 6;
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 2, second));
  g_assert_true (memcmp (first, second, 32) == 0);

  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 0x83, first));
  imw_bitcoin_tx_get_input (tx, 1)->vout = 9;
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 0x83, second));
  g_assert_true (memcmp (first, second, 32) == 0);
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 3, first));
  imw_bitcoin_tx_get_input (tx, 1)->sequence = 9;
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 3, second));
  g_assert_true (memcmp (first, second, 32) == 0);
  imw_bitcoin_tx_get_input (tx, 1)->vout = 1;
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, script, 3, second));
  g_assert_true (memcmp (first, second, 32) != 0);
}

/* SIGHASH_SINGLE of a later input: the outputs before it are hashed as if they were empty and worth
 * -1. */
static void
test_legacy_single (void)
{
  static const char preimage[] = "02000000"
                                 "02"
                                 "0700000000000000000000000000000000000000000000000000000000000000"
                                 "000000000000000000"
                                 "0700000000000000000000000000000000000000000000000000000000000000"
                                 "01000000015102000000"
                                 "02"
                                 "ffffffffffffffff00"
                                 "06000000000000000151"
                                 "00000000"
                                 "03000000";
  guint8            txid[32] = { 7 };
  guint8            hash[32];
  guint8            expected[32];
  g_autoptr (GBytes) script = g_bytes_new_static ("\x51", 1);
  g_autoptr (GBytes) bytes = imw_hex_decode (preimage, NULL);
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autoptr (GPtrArray) prevouts = NULL;
  g_autoptr (ImwBitcoinSighash) sighash = NULL;

  for (guint i = 0; i < 2; i++)
    {
      imw_bitcoin_tx_add_input (tx, txid, i, 1 + i);
      imw_bitcoin_tx_add_output (tx, 5 + i, script);
    }
  prevouts = blank_prevouts (tx);
  sighash = imw_bitcoin_sighash_new (tx, prevouts);
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 1, script, 3, hash));
  imw_sha256d (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected);
  g_assert_cmpmem (hash, 32, expected, 32);
}

/* The first transaction there was, and the sizes of one with witness as BIP143 has it. */
static void
test_ids (void)
{
  g_autoptr (ImwBitcoinTx) genesis =
      parse_hex ("01000000010000000000000000000000000000000000000000000000000000000000000000fffffff"
                 "f4d04ffff001d0104455468652054"
                 "696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207"
                 "365636f6e64206261696c6f757420"
                 "666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b71"
                 "05cd6a828e03909a67962e0ea1f61"
                 "deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000");
  g_autofree char *txid = imw_bitcoin_tx_dup_txid_text (genesis);
  guint8           id[32];
  guint8           wtxid[32];
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (txid, ==, "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b");
  g_assert_cmpuint (imw_bitcoin_tx_get_weight (genesis), ==, 816);
  g_assert_cmpuint (imw_bitcoin_tx_get_vsize (genesis), ==, 204);
  imw_bitcoin_tx_get_txid (genesis, id);
  imw_bitcoin_tx_get_wtxid (genesis, wtxid);
  g_assert_cmpmem (id, 32, wtxid, 32);

  g_assert_true (imw_bitcoin_txid_from_text (txid, wtxid, &error));
  g_assert_cmpmem (id, 32, wtxid, 32);
  g_assert_false (imw_bitcoin_txid_from_text ("00", wtxid, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_round_trip (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-bip341.json");
  g_autoptr (GError) error = NULL;
  JsonObject *top = imw_json_node_get_object (root, &error);
  const char *hex = imw_test_vectors_text (top, "signed_tx");
  g_autoptr (ImwBitcoinTx) tx = parse_hex (hex);
  g_autoptr (GBytes) bytes = imw_bitcoin_tx_serialize (tx, TRUE);
  g_autoptr (GBytes) base = imw_bitcoin_tx_serialize (tx, FALSE);
  g_autofree char *again = imw_hex_encode_bytes (bytes);
  gsize            length;
  const guint8    *data = g_bytes_get_data (bytes, &length);
  guint8           id[32];
  guint8           wtxid[32];

  g_assert_cmpstr (again, ==, hex);
  g_assert_cmpuint (imw_bitcoin_tx_get_weight (tx), ==, g_bytes_get_size (base) * 3 + length);
  imw_bitcoin_tx_get_txid (tx, id);
  imw_bitcoin_tx_get_wtxid (tx, wtxid);
  g_assert_true (memcmp (id, wtxid, 32) != 0);

  /* any piece of it is refused, and so is anything behind it */
  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *piece =
          g_memdup2 (data, i + 1); /* exact, so that a read past the end is seen */
      g_autoptr (GError) why = NULL;

      if (i + 1 == length)
        break;
      g_assert_null (imw_bitcoin_tx_parse (piece, i + 1, &why));
      g_assert_error (why, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  {
    g_autofree char *longer = g_strconcat (hex, "00", NULL);

    g_assert_null (imw_bitcoin_tx_parse_hex (longer, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  }
}

#define IN "0000000000000000000000000000000000000000000000000000000000000000ffffffff00ffffffff"

static void
test_malformed (void)
{
  static const struct
  {
    const char *hex;
    gboolean    good;
  } cases[] = {
    { "0200000001" IN "01010000000000000000"
      "00000000",
      TRUE },
    { "02000000fd0100" IN "01010000000000000000"
      "00000000",
      FALSE }, /* count longer than needed */
    { "0200000001" IN "01010000000000000000fd0000"
      "00000000",
      FALSE },
    { "0200000001" IN "010140075af0750700"
      "0000000000",
      FALSE }, /* one sat over 21 million */
    { "0200000001" IN "010040075af0750700"
      "0000000000",
      TRUE },
    { "0200000001" IN "020040075af075070000"
      "010000000000000000"
      "00000000",
      FALSE }, /* the sum is */
    { "020000000000000000", FALSE },
    { "0200000000010000000000", FALSE },
    { "02000000000101" IN "0101000000000000000000"
      "00000000",
      FALSE }, /* witness form without a witness */
    { "02000000000101" IN "01010000000000000000010100"
      "00000000",
      TRUE },
    { "02000000000201" IN "01010000000000000000010100"
      "00000000",
      FALSE }, /* unknown flag */
    { "0200000001" IN "00"
      "00000000",
      FALSE }, /* no outputs */
    { "02000000ffffffffffffffffff", FALSE },
    { "0200000001" IN "ffffffffffffffffff", FALSE },
    { "", FALSE },
    { "zz", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_parse_hex (cases[i].hex, &error);

      g_test_message ("%u", i);
      if (cases[i].good)
        g_assert_no_error (error);
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }

  {
    g_autofree guint8 *large = g_malloc0 (4000001);
    g_autoptr (GError) error = NULL;

    g_assert_null (imw_bitcoin_tx_parse (large, 4000001, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  }
}

static void
test_compact (void)
{
  static const guint64 values[] = { 0,
                                    1,
                                    0xfc,
                                    0xfd,
                                    0xffff,
                                    0x10000,
                                    G_GUINT64_CONSTANT (0xffffffff),
                                    G_GUINT64_CONSTANT (0x100000000),
                                    G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (ImwWriter) writer = imw_writer_new ();
      gsize         length;
      const guint8 *data;
      ImwReader     reader;

      imw_bitcoin_write_compact (writer, values[i]);
      data = imw_writer_get_data (writer, &length);
      g_assert_cmpuint (length, ==, imw_bitcoin_compact_length (values[i]));
      imw_reader_init (&reader, data, length);
      g_assert_cmpuint (imw_bitcoin_read_compact (&reader), ==, values[i]);
      g_assert_true (imw_reader_ok (&reader));
    }
}

static void
test_sat (void)
{
  guint64 sum = IMW_BITCOIN_MAX_SAT - 1;
  guint64 fee = 0;

  g_assert_true (imw_bitcoin_sat_add (&sum, 1));
  g_assert_false (imw_bitcoin_sat_add (&sum, 1));
  g_assert_cmpuint (sum, ==, IMW_BITCOIN_MAX_SAT);
  g_assert_false (imw_bitcoin_sat_add (&sum, G_MAXUINT64));

  g_assert_true (imw_bitcoin_fee_for (1000, 141, &fee));
  g_assert_cmpuint (fee, ==, 141);
  g_assert_true (imw_bitcoin_fee_for (1001, 141, &fee));
  g_assert_cmpuint (fee, ==, 142);
  g_assert_false (imw_bitcoin_fee_for (G_MAXUINT64, 2, &fee));
  g_assert_false (imw_bitcoin_fee_for (G_MAXUINT64, 1, &fee));
  g_assert_false (imw_bitcoin_fee_for (G_MAXUINT64 / 2, 1, &fee));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/tx/bip143", test_bip143);
  g_test_add_func ("/chain/tx/bip341", test_bip341);
  g_test_add_func ("/chain/tx/verify-broken", test_verify_broken);
  g_test_add_func ("/chain/tx/verify-other", test_verify_other);
  g_test_add_func ("/chain/tx/legacy", test_legacy);
  g_test_add_func ("/chain/tx/legacy-single", test_legacy_single);
  g_test_add_func ("/chain/tx/ids", test_ids);
  g_test_add_func ("/chain/tx/round-trip", test_round_trip);
  g_test_add_func ("/chain/tx/malformed", test_malformed);
  g_test_add_func ("/chain/tx/compact", test_compact);
  g_test_add_func ("/chain/tx/sat", test_sat);

  return g_test_run ();
}
