/* test-psbt.c: partially signed transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-chain.h"
#include "imw-psbt.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <string.h>

static ImwPsbt *
parse (JsonObject *item)
{
  g_autoptr (GError) error = NULL;
  ImwPsbt *psbt = imw_psbt_parse_base64 (imw_test_vectors_text (item, "base64"), &error);

  g_test_message ("%s", imw_test_vectors_text (item, "name"));
  g_assert_no_error (error);

  return psbt;
}

/* What is good comes out again: byte for byte where its records stand in our order, by type and
 * key; else with the same records in it. */
static void
check_good (JsonArray *cases,
            gboolean   ordered)
{
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *item = imw_test_vectors_item (cases, i);
      const char *original = imw_test_vectors_text (item, "base64");
      g_autoptr (ImwPsbt) psbt = parse (item);
      g_autofree char *text = imw_psbt_to_base64 (psbt);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwPsbt) again = imw_psbt_parse_base64 (text, &error);
      g_autofree char *twice = NULL;

      g_assert_no_error (error);
      twice = imw_psbt_to_base64 (again);
      g_assert_cmpstr (twice, ==, text);
      g_assert_cmpuint (strlen (text), ==, strlen (original));
      if (ordered)
        g_assert_cmpstr (text, ==, original);
    }
}

static void
test_valid (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-psbt.json");

  check_good (imw_test_vectors_array (root, "valid"), TRUE);
  check_good (imw_test_vectors_array (root, "walk"), FALSE);
}

static void
check_bad (JsonArray *cases)
{
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *item = imw_test_vectors_item (cases, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwPsbt) psbt =
          imw_psbt_parse_base64 (imw_test_vectors_text (item, "base64"), &error);

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      g_assert_null (psbt);
      g_assert_true (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT) ||
                     g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED));
    }
}

static void
test_invalid (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-psbt.json");

  check_bad (imw_test_vectors_array (root, "invalid"));
  check_bad (imw_test_vectors_array (root, "version_2"));
}

static void
test_refused_by_signer (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-psbt.json");
  JsonArray *cases = imw_test_vectors_array (root, "refused_by_signer");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      g_autoptr (ImwPsbt) psbt = parse (imw_test_vectors_item (cases, i));
      gboolean refused = FALSE;

      for (guint j = 0; j < psbt->inputs->len; j++)
        {
          g_autoptr (GError) error = NULL;

          if (imw_psbt_get_prevout (psbt, j, &error) == NULL)
            {
              g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
              refused = TRUE;
            }
        }
      g_assert_true (refused);
    }
}

/* Every truncation of every good one is refused; flipped bytes are refused or come out again as
 * they are. */
static void
test_damaged (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-psbt.json");
  JsonArray *cases = imw_test_vectors_array (root, "valid");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      gsize              length;
      const char        *text = imw_test_vectors_text (imw_test_vectors_item (cases, i), "base64");
      g_autofree guint8 *data = g_base64_decode (text, &length);

      for (gsize j = 0; j < length; j++)
        {
          g_autofree guint8 *piece = g_memdup2 (data, j);
          g_autoptr (GError) error = NULL;
          g_autoptr (ImwPsbt) psbt = NULL;

          g_assert_null (imw_psbt_parse (piece, j, &error));
          g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);

          data[j] ^= 1;
          psbt = imw_psbt_parse (data, length, NULL);
          data[j] ^= 1;
          if (psbt != NULL)
            {
              g_autoptr (GBytes) once = imw_psbt_serialize (psbt);
              g_autoptr (ImwPsbt) again =
                  imw_psbt_parse (g_bytes_get_data (once, NULL), g_bytes_get_size (once), NULL);
              g_autoptr (GBytes) twice = NULL;

              g_assert_nonnull (again);
              twice = imw_psbt_serialize (again);
              g_assert_true (g_bytes_equal (once, twice));
            }
        }
    }
}

static void
test_base64 (void)
{
  static const char *const bad[] = {
    "",
    "cHNidP8",
    "cHNidP8BAAoAAAAAAAAAAAAAAA= =",
    "cHNidP8BAAoAAAAAAAAAAAAAAA==\n",
    " cHNidP8BAAoAAAAAAAAAAAAAAA==",
    "cHNidP8BAAoAAAAAAAAAAAAAAB==",
    "not base64",
  };
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *large = g_malloc0 (IMW_PSBT_MAX_BYTES + 1);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) why = NULL;

      g_assert_null (imw_psbt_parse_base64 (bad[i], &why));
      g_assert_error (why, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  g_assert_null (imw_psbt_parse (large, IMW_PSBT_MAX_BYTES + 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

/* The fields the wallet works with, out of the vectors of BIP371 and BIP174. */
static void
test_fields (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-psbt.json");
  JsonArray *cases = imw_test_vectors_array (root, "valid");
  guint      n_tap_origins = 0;
  guint      n_origins = 0;
  guint      n_redeem = 0;
  guint      n_final = 0;
  guint      n_sighash = 0;
  guint      n_sigs = 0;

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      g_autoptr (ImwPsbt) psbt = parse (imw_test_vectors_item (cases, i));

      for (guint j = 0; j < psbt->inputs->len; j++)
        {
          const ImwPsbtInput *input = imw_psbt_get_input (psbt, j);

          for (guint k = 0; k < input->origins->len; k++)
            {
              const ImwPsbtKeyOrigin *origin = g_ptr_array_index (input->origins, k);

              n_tap_origins += origin->pubkey_length == 32;
              n_origins += origin->pubkey_length == 33;
              g_assert_cmpuint (origin->path->len, <=, 255);
            }
          n_redeem += input->redeem_script != NULL;
          n_final += input->final_script_sig != NULL || input->final_witness != NULL;
          n_sighash += input->has_sighash_type;
          n_sigs += input->partial_sig != NULL || input->tap_key_sig != NULL;
        }
      for (guint j = 0; j < psbt->outputs->len; j++)
        g_assert_nonnull (imw_psbt_get_output (psbt, j)->origins);
    }
  g_assert_cmpuint (n_tap_origins, >, 0);
  g_assert_cmpuint (n_origins, >, 0);
  g_assert_cmpuint (n_redeem, >, 0);
  g_assert_cmpuint (n_final, >, 0);
  g_assert_cmpuint (n_sighash, >, 0);
  g_assert_cmpuint (n_sigs, >, 0);
}

static ImwPsbt *
parse_payment_psbt (JsonObject *item)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_test_vectors_bytes (item, "psbt");
  ImwPsbt *psbt = imw_psbt_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);

  g_assert_no_error (error);

  return psbt;
}

/* Puts the signatures of a signed transaction into the fields of an unsigned PSBT. */
static void
take_signatures (ImwPsbt      *psbt,
                 ImwBitcoinTx *from)
{
  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      ImwPsbtInput    *input = imw_psbt_get_input (psbt, i);
      ImwBitcoinInput *in = imw_bitcoin_tx_get_input (from, i);

      if (in->witness->len == 1)
        {
          input->tap_key_sig = g_bytes_ref (g_ptr_array_index (in->witness, 0));
        }
      else
        {
          input->partial_sig = g_bytes_ref (g_ptr_array_index (in->witness, 0));
          input->partial_pubkey = g_bytes_ref (g_ptr_array_index (in->witness, 1));
        }
    }
}

/* Payments that another library made and signed: our extractor gives its bytes, checked. */
static void
test_extract (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("oracle-bitcoin.json");
  JsonArray *payments = imw_test_vectors_array (root, "payments");
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);

  for (guint i = 0; i < json_array_get_length (payments); i++)
    {
      JsonObject      *item = imw_test_vectors_item (payments, i);
      const char      *expected = imw_test_vectors_text (item, "signed");
      g_autofree char *hex = NULL;
      g_autofree char *txid = NULL;
      g_autofree char *own_txid = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwPsbt) psbt = parse_payment_psbt (item);
      g_autoptr (ImwBitcoinTx) from = imw_bitcoin_tx_parse_hex (expected, &error);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) raw = NULL;

      g_assert_no_error (error);
      g_assert_null (imw_psbt_extract (psbt, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      g_clear_error (&error);

      take_signatures (psbt, from);
      bytes = imw_psbt_serialize (psbt);
      raw = imw_chain_extract_signed (chain, bytes, &txid, &error);
      g_assert_no_error (error);
      hex = imw_hex_encode_bytes (raw);
      g_assert_cmpstr (hex, ==, expected);
      own_txid = imw_bitcoin_tx_dup_txid_text (from);
      g_assert_cmpstr (txid, ==, own_txid);
      g_assert_true (imw_chain_check_raw (chain, raw, txid, &error));
      g_assert_no_error (error);
    }
}

static void
assert_extract_refused (ImwPsbt *psbt)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_psbt_extract (psbt, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
break_signature (GBytes **signature,
                 gsize    from_end,
                 guint8   mask)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (*signature, &length);
  guint8       *copy = g_memdup2 (data, length);

  copy[length - 1 - from_end] ^= mask;
  g_bytes_unref (*signature);
  *signature = g_bytes_new_take (copy, length);
}

static void
test_extract_refused (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("oracle-bitcoin.json");
  JsonArray *payments = imw_test_vectors_array (root, "payments");

  for (guint i = 0; i < json_array_get_length (payments); i++)
    {
      JsonObject *item = imw_test_vectors_item (payments, i);
      g_autoptr (ImwBitcoinTx) from =
          imw_bitcoin_tx_parse_hex (imw_test_vectors_text (item, "signed"), NULL);

      for (guint way = 0; way < 4; way++)
        {
          g_autoptr (ImwPsbt) psbt = parse_payment_psbt (item);
          ImwPsbtInput *input = imw_psbt_get_input (psbt, 0);
          GBytes      **signature;

          take_signatures (psbt, from);
          signature = input->tap_key_sig != NULL ? &input->tap_key_sig : &input->partial_sig;
          if (way == 0)
            break_signature (signature, 10, 1);
          else if (way == 1) /* SIGHASH_NONE, or for taproot just wrong */
            break_signature (signature, 0, 3);
          else if (way == 2)
            imw_bitcoin_tx_get_output (psbt->tx, 0)->value_sat -= 1;
          else if (input->non_witness_utxo != NULL)
            imw_bitcoin_tx_get_input (psbt->tx, 0)->vout += 1;
          else
            input->witness_utxo->value_sat += 1;
          assert_extract_refused (psbt);
        }
    }
}

/* A Taproot signature that says it covers no outputs, whatever it really does. */
static void
test_extract_taproot_type (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("oracle-bitcoin.json");
  JsonArray *payments = imw_test_vectors_array (root, "payments");
  guint      n_tried = 0;

  for (guint i = 0; i < json_array_get_length (payments); i++)
    {
      JsonObject *item = imw_test_vectors_item (payments, i);
      g_autoptr (ImwBitcoinTx) from =
          imw_bitcoin_tx_parse_hex (imw_test_vectors_text (item, "signed"), NULL);
      g_autoptr (ImwPsbt) psbt = parse_payment_psbt (item);
      ImwPsbtInput *input = imw_psbt_get_input (psbt, 0);
      guint8        with_type[65];

      take_signatures (psbt, from);
      if (input->tap_key_sig == NULL)
        continue;

      n_tried++;
      memcpy (with_type, g_bytes_get_data (input->tap_key_sig, NULL), 64);
      with_type[64] = 2;
      g_bytes_unref (input->tap_key_sig);
      input->tap_key_sig = g_bytes_new (with_type, 65);
      assert_extract_refused (psbt);
    }
  g_assert_cmpuint (n_tried, >, 0);
}

/* Final fields are no way round the check. */
static void
test_extract_final (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("oracle-bitcoin.json");
  JsonObject *item = imw_test_vectors_item (imw_test_vectors_array (root, "payments"), 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBitcoinTx) from =
      imw_bitcoin_tx_parse_hex (imw_test_vectors_text (item, "signed"), &error);
  g_autoptr (ImwPsbt) psbt = parse_payment_psbt (item);
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (GBytes) script = g_bytes_new_static ("\x01\x02", 2);
  g_autoptr (ImwBitcoinTx) nothing = imw_bitcoin_tx_new ();
  g_autoptr (ImwPsbt) empty = imw_psbt_new (nothing);

  for (guint i = 0; i < psbt->inputs->len; i++)
    imw_psbt_get_input (psbt, i)->final_witness =
        g_ptr_array_ref (imw_bitcoin_tx_get_input (from, i)->witness);
  tx = imw_psbt_extract (psbt, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tx);

  imw_psbt_get_input (psbt, 0)->final_script_sig = g_bytes_ref (script);
  assert_extract_refused (psbt);

  g_assert_null (imw_psbt_extract (empty, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/psbt/valid", test_valid);
  g_test_add_func ("/chain/psbt/invalid", test_invalid);
  g_test_add_func ("/chain/psbt/refused-by-signer", test_refused_by_signer);
  g_test_add_func ("/chain/psbt/damaged", test_damaged);
  g_test_add_func ("/chain/psbt/base64", test_base64);
  g_test_add_func ("/chain/psbt/fields", test_fields);
  g_test_add_func ("/chain/psbt/extract", test_extract);
  g_test_add_func ("/chain/psbt/extract-refused", test_extract_refused);
  g_test_add_func ("/chain/psbt/extract-taproot-type", test_extract_taproot_type);
  g_test_add_func ("/chain/psbt/extract-final", test_extract_final);

  return g_test_run ();
}
