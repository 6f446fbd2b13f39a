/* test-address.c: addresses, scripts and payment URIs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-uri.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <string.h>

static const ImwBitcoinParams *
find (const char *name)
{
  const ImwBitcoinParams *params = imw_bitcoin_params_find (name);

  g_assert_nonnull (params);

  return params;
}

static void
check_round_trip (const ImwBitcoinParams *params,
                  const char             *text,
                  const char             *script_hex)
{
  ImwScriptType    type;
  g_autofree char *hex = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script = imw_bitcoin_address_decode (params, text, &type, &error);

  g_assert_no_error (error);
  hex = imw_hex_encode_bytes (script);
  g_assert_cmpstr (hex, ==, script_hex);
  g_assert_cmpint (
      type, ==,
      imw_bitcoin_script_type (g_bytes_get_data (script, NULL), g_bytes_get_size (script)));

  again = imw_bitcoin_address_encode (params, g_bytes_get_data (script, NULL),
                                      g_bytes_get_size (script));
  g_assert_true (g_ascii_strcasecmp (again, text) == 0);
}

static void
check_refused (const ImwBitcoinParams *params,
               const char             *text,
               gint                    code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script = imw_bitcoin_address_decode (params, text, NULL, &error);

  g_assert_error (error, IMW_ERROR, code);
  g_assert_null (script);
}

static void
test_segwit (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-segwit-addresses.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject *item = imw_test_vectors_item (valid, i);

      check_round_trip (find (imw_test_vectors_text (item, "network")),
                        imw_test_vectors_text (item, "address"),
                        imw_test_vectors_text (item, "script"));
    }

  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      const char *text = imw_test_vectors_text (imw_test_vectors_item (invalid, i), "address");

      for (const ImwBitcoinParams *const *params = imw_bitcoin_params_all (); *params != NULL;
           params++)
        check_refused (*params, text, IMW_ERROR_BAD_ADDRESS);
    }
}

static void
test_base58 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-base58-addresses.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");
  JsonArray *private = imw_test_vectors_array (root, "private");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject      *item = imw_test_vectors_item (valid, i);
      const char      *hash = imw_test_vectors_text (item, "hash");
      gboolean         pkh = strcmp (imw_test_vectors_text (item, "type"), "p2pkh") == 0;
      g_autofree char *script =
          pkh ? g_strconcat ("76a914", hash, "88ac", NULL) : g_strconcat ("a914", hash, "87", NULL);
      gboolean    main_net = strcmp (imw_test_vectors_text (item, "network"), "mainnet") == 0;
      const char *text = imw_test_vectors_text (item, "address");

      check_round_trip (find (main_net ? "mainnet" : "regtest"), text, script);
      check_refused (find (main_net ? "signet" : "mainnet"), text, IMW_ERROR_WRONG_NETWORK);
      check_refused (find ("practice"), text, IMW_ERROR_WRONG_NETWORK);
    }

  for (guint i = 0; i < json_array_get_length (private); i++)
    check_refused (find ("mainnet"), imw_test_vectors_string (private, i), IMW_ERROR_BAD_ADDRESS);
  for (guint i = 0; i < json_array_get_length (invalid); i++)
    check_refused (find ("mainnet"), imw_test_vectors_string (invalid, i), IMW_ERROR_BAD_ADDRESS);
}

static void
test_networks (void)
{
  static const char *const hrps[] = { "bc", "tb", "tb", "bcrt", "prac" };
  guint8                   program[32] = { 1, 2, 3 };
  guint                    i = 0;

  for (const ImwBitcoinParams *const *params = imw_bitcoin_params_all (); *params != NULL;
       params++, i++)
    {
      g_autoptr (GBytes) script = imw_bitcoin_script_witness (1, program, sizeof program);
      g_autofree char *text = imw_bitcoin_address_encode (*params, g_bytes_get_data (script, NULL),
                                                          g_bytes_get_size (script));

      g_assert_cmpstr ((*params)->hrp, ==, hrps[i]);
      g_assert_true (imw_bitcoin_params_find ((*params)->name) == *params);
      g_assert_cmpuint (strlen ((*params)->genesis_hash), ==, 64);
      g_assert_cmpuint ((*params)->coin_type, ==, i == 0 ? 0 : 1);
      for (const ImwBitcoinParams *const *other = imw_bitcoin_params_all (); *other != NULL;
           other++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) found = imw_bitcoin_address_decode (*other, text, NULL, &error);

          if (strcmp ((*other)->hrp, (*params)->hrp) == 0)
            {
              g_assert_no_error (error);
              g_assert_true (g_bytes_equal (found, script));
            }
          else
            {
              g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
              g_assert_nonnull (strstr (error->message, (*params)->name));
            }
        }
    }
  g_assert_cmpuint (i, ==, G_N_ELEMENTS (hrps));
  g_assert_null (imw_bitcoin_params_find ("testnet3"));
  g_assert_null (imw_bitcoin_params_find (NULL));
  g_assert_cmpstr (imw_bitcoin_params_for_environment (IMW_ENVIRONMENT_TEST)->name, ==, "testnet4");
  g_assert_cmpstr (imw_bitcoin_params_for_environment (IMW_ENVIRONMENT_MAIN)->name, ==, "mainnet");
  g_assert_cmpstr (imw_bitcoin_params_for_environment (IMW_ENVIRONMENT_LOCAL)->name, ==, "regtest");
  g_assert_cmpstr (imw_bitcoin_params_for_environment (IMW_ENVIRONMENT_PRACTICE)->name, ==,
                   "practice");
}

static void
test_odd_text (void)
{
  g_autofree char *endless = g_strnfill (100000, 'b');

  check_refused (find ("mainnet"), "", IMW_ERROR_BAD_ADDRESS);
  check_refused (find ("mainnet"), endless, IMW_ERROR_BAD_ADDRESS);
  check_refused (find ("mainnet"), " bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                 IMW_ERROR_BAD_ADDRESS);
  check_refused (find ("mainnet"), "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4\n",
                 IMW_ERROR_BAD_ADDRESS);
  check_refused (find ("mainnet"), "bc1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                 IMW_ERROR_BAD_ADDRESS);
  check_refused (find ("mainnet"), "0x52908400098527886E0F7030069857D2E4169EE7",
                 IMW_ERROR_BAD_ADDRESS);
}

static void
test_scripts (void)
{
  static const struct
  {
    const char   *hex;
    ImwScriptType type;
    const char   *code;
    guint64       dust_sat;
  } cases[] = {
    { "76a914000102030405060708090a0b0c0d0e0f1011121388ac", IMW_SCRIPT_P2PKH, "p2pkh", 546 },
    { "a914000102030405060708090a0b0c0d0e0f1011121387", IMW_SCRIPT_P2SH, "p2sh", 540 },
    { "0014000102030405060708090a0b0c0d0e0f10111213", IMW_SCRIPT_P2WPKH, "p2wpkh", 294 },
    { "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", IMW_SCRIPT_P2WSH,
      "p2wsh", 330 },
    { "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", IMW_SCRIPT_P2TR,
      "p2tr", 330 },
    { "51020102", IMW_SCRIPT_WITNESS_FUTURE, "witness-future", 240 },
    { "6a0401020304", IMW_SCRIPT_OP_RETURN, "op-return", 0 },
    { "6a", IMW_SCRIPT_OP_RETURN, "op-return", 0 },
    { "51", IMW_SCRIPT_OTHER, "other", 474 },
    { "", IMW_SCRIPT_OTHER, "other", 471 },
    { "0015000102030405060708090a0b0c0d0e0f1011121314", IMW_SCRIPT_OTHER, "other", 540 },
    { "61020102", IMW_SCRIPT_OTHER, "other", 483 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize         length;
      const guint8 *script;
      g_autoptr (GBytes) bytes = imw_hex_decode (cases[i].hex, NULL);

      script = g_bytes_get_data (bytes, &length);
      g_assert_cmpint (imw_bitcoin_script_type (script, length), ==, cases[i].type);
      g_assert_cmpstr (imw_script_type_get_code (cases[i].type), ==, cases[i].code);
      g_assert_cmpuint (imw_bitcoin_dust_sat (script, length), ==, cases[i].dust_sat);
    }
  g_assert_null (imw_bitcoin_address_encode (find ("mainnet"), (const guint8 *) "\x6a", 1));
}

static void
test_script_hash (void)
{
  /* the genesis block's P2PKH address, as the protocol documentation of Electrum gives it */
  g_autoptr (GBytes) script = imw_bitcoin_address_decode (
      find ("mainnet"), "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", NULL, NULL);
  g_autofree char *hash =
      imw_bitcoin_script_hash (g_bytes_get_data (script, NULL), g_bytes_get_size (script));

  g_assert_cmpstr (hash, ==, "8b01df4e368ea28f8dc0423bcf7a4923e3a12d307c875e47a0cfbf90b5c39161");
}

static void
test_recipients (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwRecipient) recipient = NULL;
  g_autoptr (ImwRecipient) copy = NULL;

  recipient = imw_bitcoin_recipient_parse (find ("mainnet"),
                                           "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", &error);
  g_assert_no_error (error);
  copy = imw_recipient_copy (recipient);
  g_assert_cmpstr (copy->address, ==, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
  g_assert_cmpstr (copy->type, ==, "p2wpkh");
  g_assert_cmpstr (copy->title, ==, "SegWit address");
  g_assert_true (g_bytes_equal (copy->payload, recipient->payload));

  /* version 16, and version 1 with a program of 40 bytes */
  g_assert_null (imw_bitcoin_recipient_parse (find ("mainnet"), "BC1SW50QGDZ25J", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (imw_bitcoin_recipient_parse (
      find ("mainnet"),
      "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  {
    /* the field's prime is no coordinate of a point */
    guint8           program[32];
    g_autofree char *text = NULL;
    g_autoptr (GBytes) script = NULL;

    memset (program, 0xff, sizeof program);
    script = imw_bitcoin_script_witness (1, program, sizeof program);
    text = imw_bitcoin_address_encode (find ("mainnet"), g_bytes_get_data (script, NULL),
                                       g_bytes_get_size (script));
    g_assert_null (imw_bitcoin_recipient_parse (find ("mainnet"), text, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
  }
}

static void
test_uri_vectors (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-uri.json");
  JsonArray *cases = imw_test_vectors_array (root, "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject      *item = imw_test_vectors_item (cases, i);
      const char      *code = imw_test_vectors_text (item, "error");
      const char      *expected_amount = imw_test_vectors_text (item, "amount");
      g_autofree char *amount = NULL;
      g_autofree char *uri = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwPaymentRequest) request = NULL;
      g_autoptr (ImwPaymentRequest) again = NULL;

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      request =
          imw_bitcoin_uri_parse (find ("mainnet"), imw_test_vectors_text (item, "text"), &error);
      if (code != NULL)
        {
          g_assert_null (request);
          g_assert_true (error->domain == IMW_ERROR);
          g_assert_cmpstr (imw_error_code_to_nick ((ImwError) error->code), ==, code);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (request->address, ==, imw_test_vectors_text (item, "address"));
      g_assert_cmpstr (request->label, ==, imw_test_vectors_text (item, "label"));
      g_assert_cmpstr (request->message, ==, imw_test_vectors_text (item, "message"));
      amount = request->amount != NULL ? imw_amount_to_base_text (request->amount) : NULL;
      g_assert_cmpstr (amount, ==, expected_amount);

      uri = imw_bitcoin_uri_build (request);
      again = imw_bitcoin_uri_parse (find ("mainnet"), uri, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again->address, ==, request->address);
      g_assert_cmpstr (again->label, ==, request->label);
      g_assert_true ((again->amount == NULL) == (request->amount == NULL));
      if (again->amount != NULL)
        g_assert_true (imw_amount_equal (again->amount, request->amount));
    }
}

#define ADDRESS "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"

static void
test_uri_forms (void)
{
  static const struct
  {
    const char *text;
    gint        code; /* -1: good */
  } cases[] = {
    { ADDRESS, -1 },
    { "BiTcOiN:" ADDRESS, -1 },
    { "bitcoin:" ADDRESS "?", -1 },
    { "bitcoin:" ADDRESS "?amount=0.00000001", -1 },
    { "bitcoin:" ADDRESS "?AMOUNT=1", -1 },
    { "bitcoin:" ADDRESS "?amount=21000000", -1 },
    { "bitcoin:" ADDRESS "?amount=0", -1 },
    { "bitcoin:" ADDRESS "?label", -1 },
    { "bitcoin:" ADDRESS "?sp=1&sp=2", -1 },
    { "bitcoin:" ADDRESS "?amount=21000000.00000001", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=0.000000001", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=-1", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=1e3", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=1,5", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=%", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?amount=1&Amount=1", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?x=1&x=1", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?=1", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?label=%zz", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?label=%1", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?message=%ff", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?message=a%00b", IMW_ERROR_BAD_INPUT },
    { "bitcoin:%zz", IMW_ERROR_BAD_INPUT },
    { "bitcoin:" ADDRESS "?req-x=1", IMW_ERROR_NOT_SUPPORTED },
    { "bitcoin:?bc=%zz", IMW_ERROR_BAD_INPUT },
    { "bitcoin:?bc=1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", IMW_ERROR_BAD_INPUT },
    { "bitcoin:", IMW_ERROR_BAD_ADDRESS },
    { "bitcoin://" ADDRESS, IMW_ERROR_BAD_ADDRESS },
    { "bitcoin: " ADDRESS, IMW_ERROR_BAD_ADDRESS },
    { "litecoin:" ADDRESS, IMW_ERROR_BAD_ADDRESS },
    { "bitcoin:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", IMW_ERROR_WRONG_NETWORK },
    { "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", IMW_ERROR_WRONG_NETWORK },
  };
  g_autofree char *filler = g_strnfill (9000, 'a');
  g_autofree char *long_one = g_strconcat ("bitcoin:" ADDRESS "?x=", filler, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) why = NULL;
      g_autoptr (ImwPaymentRequest) request =
          imw_bitcoin_uri_parse (find ("mainnet"), cases[i].text, &why);

      g_test_message ("%s", cases[i].text);
      if (cases[i].code == -1)
        {
          g_assert_no_error (why);
          g_assert_cmpstr (request->address, ==, ADDRESS);
        }
      else
        {
          g_assert_null (request);
          g_assert_error (why, IMW_ERROR, cases[i].code);
        }
    }
  g_assert_null (imw_bitcoin_uri_parse (find ("mainnet"), long_one, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_uri_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount) amount = imw_amount_new_u64 (imw_bitcoin_get_asset (), 1);
  g_autoptr (ImwPaymentRequest) request =
      imw_payment_request_new (ADDRESS, amount, "小明 & Söhne?", "50% = a+b#c");
  g_autoptr (ImwPaymentRequest) again = NULL;
  g_autoptr (ImwPaymentRequest) hostile = NULL;
  g_autofree char *uri = imw_bitcoin_uri_build (request);

  g_assert_true (g_str_is_ascii (uri));
  g_assert_true (g_str_has_prefix (uri, "bitcoin:" ADDRESS "?amount=0.00000001&label="));
  again = imw_bitcoin_uri_parse (find ("mainnet"), uri, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->label, ==, request->label);
  g_assert_cmpstr (again->message, ==, request->message);
  g_assert_true (imw_amount_equal (again->amount, amount));

  /* a line break and a right-to-left override do not get through */
  hostile =
      imw_bitcoin_uri_parse (find ("mainnet"), "bitcoin:" ADDRESS "?label=a%0Ab%E2%80%AEc", &error);
  g_assert_no_error (error);
  g_assert_null (strchr (hostile->label, '\n'));
  g_assert_null (strstr (hostile->label, "\xe2\x80\xae"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/address/segwit", test_segwit);
  g_test_add_func ("/chain/address/base58", test_base58);
  g_test_add_func ("/chain/address/networks", test_networks);
  g_test_add_func ("/chain/address/odd-text", test_odd_text);
  g_test_add_func ("/chain/address/scripts", test_scripts);
  g_test_add_func ("/chain/address/script-hash", test_script_hash);
  g_test_add_func ("/chain/address/recipients", test_recipients);
  g_test_add_func ("/chain/uri/vectors", test_uri_vectors);
  g_test_add_func ("/chain/uri/forms", test_uri_forms);
  g_test_add_func ("/chain/uri/text", test_uri_text);

  return g_test_run ();
}
