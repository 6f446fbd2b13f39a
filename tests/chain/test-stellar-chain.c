/* test-stellar-chain.c: addresses, links, assets and accounts of Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-stellar-account.h"
#include "imw-stellar-chain.h"
#include "imw-stellar-tx.h"

#include "imw-error.h"
#include "imw-test-vectors.h"

#include <string.h>

#define OWN "GBTSGBRWW663F4Q7PNYDCMEQ6DG6NCE4VVTHI6WYW666SWMBFPUUA3MW"
#define SEED \
  "SDO2PPPZKMX6VV44WRVEMMMH7CZJUUQ3FXIIGEABSISB7XXFALDC57S2" /* published: never anybody's */
#define ISSUER  "GCRCUE2C5TBNIPYHMEP7NK5RWTT2WBSZ75CMARH7GDOHDDCQH3XANFOB"
#define CIRCLE  "GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN"
#define KEY     "[f00dbabe/44'/148'/0']" OWN
#define PAY     "web+stellar:pay?destination=" OWN
#define PUBLIC  "&network_passphrase=Public%20Global%20Stellar%20Network%20%3B%20September%202015"
#define TESTNET "&network_passphrase=Test%20SDF%20Network%20%3B%20September%202015"

static ImwChain *
new_chain (ImwEnvironment environment)
{
  const ImwStellarParams *params = imw_stellar_params_find ("stellar", environment, NULL);

  g_assert_nonnull (params);

  return imw_stellar_chain_new (params);
}

/* The lists: every network and asset is what it says, and passphrases are what their networks publish. */
static void
test_files (void)
{
  static const struct
  {
    ImwEnvironment environment;
    const char    *network;
    const char    *passphrase;
  } networks[] = {
    { IMW_ENVIRONMENT_MAIN, "public", "Public Global Stellar Network ; September 2015" },
    { IMW_ENVIRONMENT_TEST, "testnet", "Test SDF Network ; September 2015" },
    { IMW_ENVIRONMENT_LOCAL, "standalone", "Standalone Network ; February 2017" },
    { IMW_ENVIRONMENT_PRACTICE, "practice", "IM Wallet Practice Network ; 2026" },
  };
  GPtrArray *tokens = imw_token_facts_list ();
  guint      n_tokens = 0;

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      const ImwStellarParams *params =
          imw_stellar_params_find ("stellar", networks[i].environment, NULL);

      g_assert_nonnull (params);
      g_assert_cmpstr (params->network, ==, networks[i].network);
      g_assert_cmpstr (params->passphrase, ==, networks[i].passphrase);
      g_assert_true (imw_stellar_params_find_by_passphrase (networks[i].passphrase) == params);
      g_assert_cmpuint (imw_asset_get_decimals (params->asset), ==, IMW_STELLAR_DECIMALS);
      n_tokens += params->tokens->len;
    }
  g_assert_null (imw_stellar_params_find_by_passphrase ("Somebody's network"));

  /* none was left out because it could not be read */
  for (guint i = 0; i < tokens->len; i++)
    {
      const ImwTokenFacts *facts = g_ptr_array_index (tokens, i);

      if (strcmp (facts->chain, "stellar") == 0)
        n_tokens--;
    }
  g_assert_cmpuint (n_tokens, ==, 0);
}

static void
test_chain (void)
{
  guint n;
  g_autoptr (ImwChain) chain = new_chain (IMW_ENVIRONMENT_MAIN);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *descriptor = NULL;

  g_assert_cmpstr (imw_chain_get_id (chain), ==, "stellar");
  g_assert_cmpstr (imw_chain_get_network_name (chain), ==, "public");
  g_assert_cmpstr (imw_chain_get_units (chain, &n)[0].symbol, ==, "XLM");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (imw_chain_get_fee_rate_unit (chain)->symbol, ==, "stroop");
  g_assert_cmpstr (imw_chain_get_account_kinds (chain, &n)->id, ==, "stellar");
  g_assert_cmpuint (imw_chain_get_account_kinds (chain, &n)->purpose, ==, 44);
  g_assert_true (imw_chain_has (chain, IMW_CHAIN_HAS_MEMO));
  g_assert_true (imw_chain_has (chain, IMW_CHAIN_HAS_LOGIN));
  g_assert_false (imw_chain_has (chain, IMW_CHAIN_HAS_REPLACEMENT));
  g_assert_false (imw_chain_has (chain, IMW_CHAIN_HAS_MESSAGES));

  address = imw_chain_derive_address (chain, KEY, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (address, ==, OWN);
  descriptor = imw_chain_export_descriptor (chain, KEY, &error);
  g_assert_cmpstr (descriptor, ==, OWN);
  g_assert_null (imw_chain_derive_address (chain, KEY, 0, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_accounts (void)
{
  static const char *const wrong[] = {
    "",
    OWN,
    "[f00dbabe/44'/148'/0'/0']" OWN,
    "[f00dbabe/44'/148'/0]" OWN,
    "[f00dbabe/44'/60'/0']" OWN,
    "[f00dbabe/49'/148'/0']" OWN,
    "[f00dbab/44'/148'/0']" OWN,
    "[f00dbabe/44'/148'/0']" SEED,
    "[f00dbabe/44'/148'/0']0x1111111111111111111111111111111111111111",
  };
  ImwStellarAccountKey key;
  g_autofree char     *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      imw_stellar_account_key_parse ("[f00dbabe/44'/148'/2147483647']" OWN, &key, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (key.number, ==, G_MAXINT32);
  text = imw_stellar_account_key_to_text (&key);
  g_assert_cmpstr (text, ==, "[f00dbabe/44'/148'/2147483647']" OWN);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (imw_stellar_account_key_parse (wrong[i], &key, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_clear_error (&error);
    }
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    ImwError    code;
  } wrong[] = {
    { "GBTSGBRWW663F4Q7PNYDCMEQ6DG6NCE4VVTHI6WYW666SWMBFPUUA3MX", IMW_ERROR_BAD_ADDRESS },
    { "CA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUWDA", IMW_ERROR_NOT_SUPPORTED },
    { "LA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUPJN", IMW_ERROR_BAD_ADDRESS },
    { "alice*example.org", IMW_ERROR_NOT_SUPPORTED },
    { SEED, IMW_ERROR_REFUSED },
    { "", IMW_ERROR_BAD_ADDRESS },
  };
  g_autoptr (ImwChain) chain = new_chain (IMW_ENVIRONMENT_MAIN);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwRecipient) account = imw_chain_parse_address (chain, OWN, &error);
  g_autoptr (ImwRecipient) muxed = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (account->type, ==, "account");
  g_assert_cmpuint (g_bytes_get_size (account->payload), ==, 32);
  muxed = imw_chain_parse_address (
      chain, "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muxed->type, ==, "muxed");
  g_assert_cmpuint (g_bytes_get_size (muxed->payload), ==, 40);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (imw_chain_parse_address (chain, wrong[i].text, &error));
      g_assert_error (error, IMW_ERROR, (gint) wrong[i].code);
      g_clear_error (&error);
    }
}

/* The examples of SEP-7, and what they become when written again. */
static void
test_uris (void)
{
  g_autoptr (ImwChain) chain = new_chain (IMW_ENVIRONMENT_MAIN);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (ImwPaymentRequest) request = imw_chain_parse_uri (
      chain,
      "web+stellar:pay?destination=GCALNQQBXAPZ2WIRSDDBMSTAKCUH5SG6U76YBFLQLIXJTF7FE5AX7AOO"
      "&amount=120.1234567&memo=skdjfasf&msg=pay%20me%20with%20lumens",
      &error);
  g_autoptr (ImwPaymentRequest) other = NULL;
  g_autoptr (ImwPaymentRequest) copy = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (request->address, ==,
                   "GCALNQQBXAPZ2WIRSDDBMSTAKCUH5SG6U76YBFLQLIXJTF7FE5AX7AOO");
  text = imw_amount_to_decimal_text (request->amount, 0);
  g_assert_cmpstr (text, ==, "120.1234567");
  g_assert_cmpstr (request->memo, ==, "skdjfasf");
  g_assert_cmpstr (request->memo_type, ==, "text");
  g_assert_cmpstr (request->message, ==, "pay me with lumens");
  g_assert_null (request->asset);
  g_assert_null (request->origin);
  again = imw_chain_build_uri (chain, request);
  g_assert_cmpstr (
      again, ==,
      "web+stellar:pay?destination=GCALNQQBXAPZ2WIRSDDBMSTAKCUH5SG6U76YBFLQLIXJTF7FE5AX7AOO"
      "&amount=120.1234567&memo=skdjfasf&memo_type=MEMO_TEXT&msg=pay%20me%20with%20lumens");

  other = imw_chain_parse_uri (chain,
                               PAY "&amount=120.123&asset_code=USD&asset_issuer=" ISSUER
                                   "&memo=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACo%3D"
                                   "&memo_type=MEMO_HASH&origin_domain=shop.example&signature=x",
                               &error);
  g_assert_no_error (error);
  copy = imw_payment_request_copy (other);
  g_assert_cmpstr (imw_asset_get_id (copy->asset), ==, "stellar/USD:" ISSUER);
  g_assert_cmpstr (copy->memo, ==,
                   "000000000000000000000000000000000000000000000000000000000000002a");
  g_assert_cmpstr (copy->memo_type, ==, "hash");
  g_assert_cmpstr (copy->origin, ==, "shop.example");
  g_free (again);
  again = imw_chain_build_uri (chain, copy);
  g_assert_cmpstr (again, ==,
                   PAY "&amount=120.123&asset_code=USD&asset_issuer=" ISSUER
                       "&memo=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACo%3D"
                       "&memo_type=MEMO_HASH");
}

static void
test_uri_rules (void)
{
  static const struct
  {
    const char *text;
    gint        code; /* -1: good */
  } cases[] = {
    { OWN, -1 },
    { PAY, -1 },
    { PAY PUBLIC, -1 },
    { PAY "&amount=0", -1 },
    { PAY "&asset_code=XLM", -1 },
    { PAY "&memo=77&memo_type=MEMO_ID", -1 },
    { PAY "&colour=red", -1 },
    { PAY TESTNET, IMW_ERROR_WRONG_NETWORK },
    { PAY "&network_passphrase=Mine", IMW_ERROR_WRONG_NETWORK },
    { PAY "&callback=url%3Ahttps%3A%2F%2Fshop.example", IMW_ERROR_NOT_SUPPORTED },
    { "web+stellar:tx?xdr=AAAA", IMW_ERROR_NOT_SUPPORTED },
    { "web+stellar:pay", IMW_ERROR_NOT_SUPPORTED },
    { "web+stellar:payment?destination=" OWN, IMW_ERROR_NOT_SUPPORTED },
    { "web+stellar:pay?amount=1", IMW_ERROR_BAD_INPUT },
    { "web+stellar:pay?destination=" SEED, IMW_ERROR_REFUSED },
    { "web+stellar:pay?destination=alice*example.org", IMW_ERROR_NOT_SUPPORTED },
    { PAY "&amount=1e3", IMW_ERROR_BAD_INPUT },
    { PAY "&amount=-1", IMW_ERROR_BAD_INPUT },
    { PAY "&amount=0.00000001", IMW_ERROR_BAD_INPUT },
    { PAY "&amount=1&amount=2", IMW_ERROR_BAD_INPUT },
    { PAY "&amount", IMW_ERROR_BAD_INPUT },
    { PAY "&asset_code=USD", IMW_ERROR_BAD_INPUT },
    { PAY "&asset_issuer=" ISSUER, IMW_ERROR_BAD_INPUT },
    { PAY "&asset_code=US-D&asset_issuer=" ISSUER, IMW_ERROR_BAD_INPUT },
    { PAY "&asset_code=USD&asset_issuer=" SEED, IMW_ERROR_REFUSED },
    { PAY "&memo=x&memo_type=MEMO_ID", IMW_ERROR_BAD_INPUT },
    { PAY "&memo=x&memo_type=MEMO_HASH", IMW_ERROR_BAD_INPUT },
    { PAY "&memo=x&memo_type=MEMO", IMW_ERROR_BAD_INPUT },
    { PAY "&memo=twenty-nine+bytes+of+memo+...", IMW_ERROR_BAD_INPUT },
    { PAY "&msg=%zz", IMW_ERROR_BAD_INPUT },
    { "bitcoin:x", IMW_ERROR_BAD_ADDRESS },
  };
  g_autoptr (ImwChain) chain = new_chain (IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwChain) test = new_chain (IMW_ENVIRONMENT_TEST);
  g_autoptr (ImwPaymentRequest) request = NULL;
  g_autofree char *uri = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwPaymentRequest) one = imw_chain_parse_uri (chain, cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, IMW_ERROR, cases[i].code);
      g_assert_true ((one == NULL) == (cases[i].code >= 0));
    }

  request = imw_payment_request_new (OWN, NULL, NULL, NULL);
  uri = imw_chain_build_uri (test, request);
  g_assert_cmpstr (uri, ==, PAY TESTNET);
}

static void
test_assets (void)
{
  g_autoptr (ImwChain) chain = new_chain (IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwAsset) by_symbol = imw_chain_find_asset (chain, "usdc", NULL);
  g_autoptr (ImwAsset) by_contract = imw_chain_find_asset (chain, "USDC:" CIRCLE, NULL);
  g_autoptr (ImwAsset) by_id = imw_chain_find_asset (chain, "stellar/USDC:" CIRCLE, NULL);
  g_autoptr (ImwAsset)
      false_one = imw_asset_new ("stellar/USDC:" ISSUER, "USDC", "USDC", IMW_STELLAR_DECIMALS);
  g_autoptr (ImwAsset)
      honest = imw_asset_new ("stellar/MXN:" ISSUER, "MXN", "MXN", IMW_STELLAR_DECIMALS);
  g_autoptr (ImwAsset)
      lumen = imw_asset_new ("stellar/XLM:" ISSUER, "XLM", "XLM", IMW_STELLAR_DECIMALS);
  g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_asset_equal (by_symbol, by_contract));
  g_assert_true (imw_asset_equal (by_symbol, by_id));
  g_assert_cmpstr (imw_chain_get_contract (chain, by_id), ==, "USDC:" CIRCLE);
  g_assert_cmpint (imw_chain_get_trust (chain, by_id), ==, IMW_TRUST_GENUINE);
  g_assert_cmpint (imw_chain_get_trust (chain, false_one), ==, IMW_TRUST_UNKNOWN);
  g_assert_true (imw_asset_equal (imw_chain_find_resembled (chain, false_one), by_id));
  g_assert_true (imw_asset_equal (imw_chain_find_resembled (chain, lumen),
                                  imw_chain_get_native_asset (chain)));
  g_assert_null (imw_chain_find_resembled (chain, honest));
  g_assert_null (imw_chain_find_resembled (chain, by_id));
  g_assert_cmpuint (assets->len, ==, 3);

  g_assert_null (imw_chain_find_asset (chain, "USDC:" ISSUER, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (imw_chain_find_asset (chain, "USDC:" SEED, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
}

static void
test_signed (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-stellar-tx.json");
  JsonObject *item = imw_test_vectors_item (
      json_node_get_array (json_object_get_member (
          imw_test_vectors_item (imw_test_vectors_array (root, "transactions"), 0), "signed")),
      2);
  gsize              length;
  const char        *hash = imw_test_vectors_text (item, "hash");
  g_autofree guint8 *data = g_base64_decode (imw_test_vectors_text (item, "envelope"), &length);
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (ImwChain) practice = new_chain (IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwChain) public = new_chain (IMW_ENVIRONMENT_MAIN);
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *txid = NULL;

  raw = imw_chain_extract_signed (practice, bytes, &txid, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (txid, ==, hash);
  g_assert_true (g_bytes_equal (raw, bytes));
  g_assert_true (imw_chain_check_raw (practice, raw, hash, &error));
  g_assert_no_error (error);

  g_assert_false (imw_chain_check_raw (public, raw, hash, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_null (imw_chain_extract_signed (public, bytes, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  data[length - 1] ^= 1;
  changed = g_bytes_new (data, length);
  g_assert_null (imw_chain_extract_signed (practice, changed, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stellar-chain/files", test_files);
  g_test_add_func ("/stellar-chain/chain", test_chain);
  g_test_add_func ("/stellar-chain/accounts", test_accounts);
  g_test_add_func ("/stellar-chain/addresses", test_addresses);
  g_test_add_func ("/stellar-chain/uris", test_uris);
  g_test_add_func ("/stellar-chain/uri-rules", test_uri_rules);
  g_test_add_func ("/stellar-chain/assets", test_assets);
  g_test_add_func ("/stellar-chain/signed", test_signed);

  return g_test_run ();
}
