/* test-ethereum-uri.c: addresses and EIP-681
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-ethereum-uri.h"

#include "imw-error.h"
#include "imw-test-vectors.h"

#include <string.h>

#define PAYEE  "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
#define USDT   "0xdAC17F958D2ee523a2206206994597C13D831ec7"
#define PAYEE2 "0x8e23ee67d1332ad560396262c48ffbb01f93d052"

static const ImwEthereumParams *mainnet;

static void
assert_amount (ImwAmount  *amount,
               const char *expected)
{
  g_autofree char *text = amount != NULL ? imw_amount_to_base_text (amount) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

/* The examples of the text; the first in lower case, as its mixed case is no checksum, and the second
 * with a token that the program knows. */
static void
test_examples (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-eip681.json");
  JsonArray  *uris = imw_test_vectors_array (root, "uris");
  JsonObject *native = imw_test_vectors_item (uris, 0);
  JsonObject *token = imw_test_vectors_item (uris, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPaymentRequest) request = NULL;
  g_autofree char *lower = g_ascii_strdown (imw_test_vectors_text (native, "uri"), -1);
  g_autoptr (GString) known = g_string_new (imw_test_vectors_text (token, "uri"));

  g_assert_null (imw_ethereum_uri_parse (mainnet, imw_test_vectors_text (native, "uri"), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
  g_clear_error (&error);
  request = imw_ethereum_uri_parse (mainnet, lower, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (request->address, ==, PAYEE);
  assert_amount (request->amount, imw_test_vectors_text (native, "value_wei"));
  g_assert_null (request->asset);
  g_clear_pointer (&request, imw_payment_request_free);

  g_assert_null (imw_ethereum_uri_parse (mainnet, known->str, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_string_replace (known, imw_test_vectors_text (token, "target_address"), USDT, 0);
  request = imw_ethereum_uri_parse (mainnet, known->str, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imw_asset_get_symbol (request->asset), ==, "USDT");
  g_assert_cmpint (g_ascii_strcasecmp (request->address, imw_test_vectors_text (token, "address")),
                   ==, 0);
  assert_amount (request->amount, imw_test_vectors_text (token, "uint256"));
}

static void
test_good (void)
{
  static const struct
  {
    const char *uri;
    const char *amount;
    const char *label;
  } cases[] = {
    { PAYEE, NULL, NULL },
    { "ethereum:" PAYEE, NULL, NULL },
    { "ETHEREUM:" PAYEE, NULL, NULL },
    { "ethereum:pay-" PAYEE, NULL, NULL },
    { "ethereum:" PAYEE "@1", NULL, NULL },
    { "ethereum:" PAYEE "@1?value=1", "1", NULL },
    { "ethereum:" PAYEE "?value=0", NULL, NULL },
    { "ethereum:" PAYEE "?value=+1e3", "1000", NULL },
    { "ethereum:" PAYEE "?value=1E3", "1000", NULL },
    { "ethereum:" PAYEE "?value=.5e1", "5", NULL },
    { "ethereum:" PAYEE "?value=2.50e1", "25", NULL },
    { "ethereum:" PAYEE "?value=2.0", "2", NULL },
    { "ethereum:" PAYEE "?value=1e", "1", NULL },
    { "ethereum:" PAYEE "?value=1e18&gas=21000&gasPrice=1e9&gasLimit=3&other=x",
      "1000000000000000000", NULL },
    { "ethereum:" PAYEE "?value=11579208923731619542357098500868790785326998466564056403945758400791"
      "3129639935",
      "115792089237316195423570985008687907853269984665640564039457584007913129639935", NULL },
    { "ethereum:" PAYEE "?label=Caf%C3%A9&value=7", "7", "Café" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwPaymentRequest) request =
          imw_ethereum_uri_parse (mainnet, cases[i].uri, &error);
      g_autoptr (ImwPaymentRequest) again = NULL;
      g_autofree char *uri = NULL;

      g_test_message ("%s", cases[i].uri);
      g_assert_no_error (error);
      g_assert_cmpstr (request->address, ==, PAYEE);
      assert_amount (request->amount, cases[i].amount);
      g_assert_cmpstr (request->label, ==, cases[i].label);

      uri = imw_ethereum_uri_build (mainnet, request);
      g_assert_nonnull (strstr (uri, "@1"));
      again = imw_ethereum_uri_parse (mainnet, uri, &error);
      g_assert_no_error (error);
      assert_amount (again->amount, cases[i].amount);
      g_assert_cmpstr (again->label, ==, cases[i].label);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *uri;
    gint        code;
  } cases[] = {
    { "", IMW_ERROR_BAD_ADDRESS },
    { "ethereum:", IMW_ERROR_BAD_ADDRESS },
    { "bitcoin:" PAYEE, IMW_ERROR_BAD_ADDRESS },
    { "ethereum:0x0000000000000000000000000000000000000000", IMW_ERROR_BAD_ADDRESS },
    { "ethereum:vitalik.eth", IMW_ERROR_NOT_SUPPORTED },
    { "vitalik.eth", IMW_ERROR_NOT_SUPPORTED },
    { "ethereum:" PAYEE "@5", IMW_ERROR_WRONG_NETWORK },
    { "ethereum:" PAYEE "@8453?value=1", IMW_ERROR_WRONG_NETWORK },
    { "ethereum:" PAYEE "@0", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "@", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "@1x", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "@99999999999999999999", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=-1", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=0x10", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1.", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1.5", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1.55e1", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1e78", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1e9999999999999999999999", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=e5", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1,5", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=11579208923731619542357098500868790785326998466564056403945758400791"
      "3129639936",
      IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value=1&value=2", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?value", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?=1", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?label=%zz", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "?label=%ff", IMW_ERROR_BAD_INPUT },
    { "ethereum:" PAYEE "/approve?address=" PAYEE2 "&uint256=1", IMW_ERROR_NOT_SUPPORTED },
    { "ethereum:" USDT "/approve?address=" PAYEE2 "&uint256=1", IMW_ERROR_NOT_SUPPORTED },
    { "ethereum:" USDT "/transfer?uint256=1", IMW_ERROR_BAD_INPUT },
    { "ethereum:" USDT "/transfer?address=" PAYEE2 "&uint256=1&value=1", IMW_ERROR_BAD_INPUT },
    { "ethereum:" USDT "/transfer?address=0x&uint256=1", IMW_ERROR_BAD_ADDRESS },
    { "ethereum:" USDT "@10/transfer?address=" PAYEE2 "&uint256=1", IMW_ERROR_WRONG_NETWORK },
  };
  g_autofree char *long_text = g_strnfill (9000, 'a');
  g_autoptr (GError) why = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].uri);
      g_assert_null (imw_ethereum_uri_parse (mainnet, cases[i].uri, &error));
      g_assert_error (error, IMW_ERROR, cases[i].code);
    }

  g_assert_null (imw_ethereum_uri_parse (mainnet, long_text, &why));
  g_assert_error (why, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

/* The other network is named, where it is known. */
static void
test_wrong_network_is_named (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_ethereum_uri_parse (mainnet, "ethereum:" PAYEE "@8453", &error));
  g_assert_nonnull (strstr (error->message, "Base"));
}

static void
test_tokens (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPaymentRequest) request = imw_ethereum_uri_parse (
      mainnet, "ethereum:" USDT "@1/transfer?address=" PAYEE2 "&uint256=2.5e7", &error);
  g_autoptr (ImwPaymentRequest) again = NULL;
  g_autofree char *uri = NULL;

  g_assert_no_error (error);
  assert_amount (request->amount, "25000000");
  uri = imw_ethereum_uri_build (mainnet, request);
  g_assert_true (g_str_has_prefix (uri, "ethereum:" USDT "@1/transfer?address=0x"));
  again = imw_ethereum_uri_parse (mainnet, uri, &error);
  g_assert_no_error (error);
  g_assert_true (imw_amount_equal (again->amount, request->amount));
  g_assert_true (imw_asset_equal (again->asset, request->asset));
  g_assert_cmpstr (again->address, ==, request->address);
}

static void
test_recipients (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwRecipient) plain = imw_ethereum_recipient_parse (mainnet, PAYEE2, &error);
  g_autoptr (ImwRecipient) contract = imw_ethereum_recipient_parse (mainnet, USDT, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plain->type, ==, "address");
  g_assert_cmpstr (plain->address, !=, PAYEE2); /* with its checksum */
  g_assert_cmpuint (g_bytes_get_size (plain->payload), ==, 20);
  g_assert_cmpstr (contract->type, ==, "token-contract");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mainnet = imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);

  g_test_add_func ("/chain/ethereum-uri/examples", test_examples);
  g_test_add_func ("/chain/ethereum-uri/good", test_good);
  g_test_add_func ("/chain/ethereum-uri/bad", test_bad);
  g_test_add_func ("/chain/ethereum-uri/wrong-network", test_wrong_network_is_named);
  g_test_add_func ("/chain/ethereum-uri/tokens", test_tokens);
  g_test_add_func ("/chain/ethereum-uri/recipients", test_recipients);

  return g_test_run ();
}
