/* test-ethereum-chain.c: the networks and tokens that come with the program, and ImwChain over them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-chain.h"
#include "imw-ethereum-account.h"
#include "imw-resemble.h"
#include "imw-ethereum-unsigned.h"
#include "imw-network-facts.h"

#include "imw-error.h"

#include <string.h>

#define OWN     "0x9858EfFD232B4033E47d90003D41EC34EcaEda94"
#define ACCOUNT "[73c5da0a/44'/60'/0'/0/0]" OWN
#define USDT    "0xdAC17F958D2ee523a2206206994597C13D831ec7"

static ImwChain *
new_chain (const char *id, ImwEnvironment environment)
{
  g_autoptr (GError) error = NULL;
  ImwChain *chain = imw_chain_registry_new_chain (id, environment, NULL, &error);

  g_assert_no_error (error);

  return chain;
}

/* Every entry of the two files is one that the chains can be made of. */
static void
test_files (void)
{
  GPtrArray *networks = imw_network_facts_list ();
  GPtrArray *tokens = imw_token_facts_list ();
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < networks->len; i++)
    {
      const ImwNetworkFacts *facts = g_ptr_array_index (networks, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwChain) chain =
          imw_chain_registry_new_chain (facts->chain, facts->environment, facts->network, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (imw_chain_get_id (chain), ==, facts->chain);
      g_assert_cmpstr (imw_chain_get_network_name (chain), ==, facts->network);
      g_assert_cmpstr (imw_chain_get_name (chain), ==, facts->name);
      g_assert_true (imw_asset_equal (imw_chain_get_native_asset (chain), facts->asset));
      g_assert_cmpuint (imw_chain_get_final_confirmations (chain), ==, facts->final_confirmations);
      g_assert_true (
          g_hash_table_add (ids, g_strdup_printf ("%s %s", facts->chain, facts->network)));
      if (facts->chain_id != 0)
        g_assert_true (g_hash_table_add (numbers, (gpointer) &facts->chain_id));
    }

  for (guint i = 0; i < tokens->len; i++)
    {
      const ImwTokenFacts *facts = g_ptr_array_index (tokens, i);
      ImwEthereumAddress   contract;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *network = NULL;

      if (strcmp (facts->chain, "stellar") == 0) /* names its assets otherwise, and has a test of its own */
        continue;

      g_assert_true (imw_ethereum_address_parse (facts->contract, &contract, &error));
      g_assert_no_error (error);
      text = imw_ethereum_address_to_text (&contract);
      g_assert_cmpstr (text, ==, facts->contract);
      network = g_strdup_printf ("%s %s", facts->chain, facts->network);
      g_assert_true (g_hash_table_contains (ids, network));
      g_assert_true (g_hash_table_add (
          ids, g_strdup_printf ("%s %s %s", facts->chain, facts->network, facts->contract)));
    }
}

/* Numbers that are not to change by accident: EIP-155 chain ids as their networks publish them. */
static void
test_chain_ids (void)
{
  static const struct
  {
    const char    *chain;
    ImwEnvironment environment;
    guint64        number;
  } cases[] = {
    { "ethereum", IMW_ENVIRONMENT_MAIN, 1 },
    { "ethereum", IMW_ENVIRONMENT_TEST, 11155111 },
    { "ethereum", IMW_ENVIRONMENT_LOCAL, 31337 },
    { "ethereum", IMW_ENVIRONMENT_PRACTICE, 7777777 },
    { "base", IMW_ENVIRONMENT_MAIN, 8453 },
    { "base", IMW_ENVIRONMENT_TEST, 84532 },
    { "arbitrum", IMW_ENVIRONMENT_MAIN, 42161 },
    { "arbitrum", IMW_ENVIRONMENT_TEST, 421614 },
    { "optimism", IMW_ENVIRONMENT_MAIN, 10 },
    { "optimism", IMW_ENVIRONMENT_TEST, 11155420 },
    { "polygon", IMW_ENVIRONMENT_MAIN, 137 },
    { "polygon", IMW_ENVIRONMENT_TEST, 80002 },
    { "bsc", IMW_ENVIRONMENT_MAIN, 56 },
    { "bsc", IMW_ENVIRONMENT_TEST, 97 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ImwEthereumParams *params =
          imw_ethereum_params_find (cases[i].chain, cases[i].environment, NULL);

      g_assert_cmpuint (params->chain_id, ==, cases[i].number);
      g_assert_true (imw_ethereum_params_find_by_number (cases[i].number) == params);
      g_assert_cmpuint (params->coin_type, ==,
                        cases[i].environment == IMW_ENVIRONMENT_MAIN ? 60 : 1);
      g_assert_true (params->facts->has_l1_fee == (strcmp (cases[i].chain, "base") == 0 ||
                                                   strcmp (cases[i].chain, "optimism") == 0));
    }
  g_assert_null (imw_ethereum_params_find ("base", IMW_ENVIRONMENT_PRACTICE, NULL));
  g_assert_null (imw_ethereum_params_find ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL));
  g_assert_null (imw_ethereum_params_find_by_number (2));
}

static void
test_registry (void)
{
  const char *const       *ids = imw_chain_registry_get_ids ();
  static const char *const expected[] = { "bitcoin", "ethereum", "stellar", "base", "arbitrum",
                                          "optimism", "polygon", "bsc", NULL };

  g_assert_true (g_strv_equal (ids, expected));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (ImwChain) chain = new_chain (ids[i], IMW_ENVIRONMENT_MAIN);

      g_assert_true (imw_chain_get_enabled_by_default (chain) == (i < 3));
    }
}

static void
test_prices (void)
{
  static const struct
  {
    const char *chain;
    const char *asset;
    const char *price;
  } cases[] = {
    { "bitcoin", "BTC", "BTC" },
    { "ethereum", "ETH", "ETH" },
    { "ethereum", "USDT", "USDT" },
    { "base", "ETH", "ETH" },
    { "base", "USDC", "USDC" },
    { "ethereum", "EURC", NULL },
    { "polygon", "POL", "POL" },
    { "arbitrum", "USDT", "USDT" },
    { "bsc", "BNB", "BNB" },
    { "ethereum", "DAI", "DAI" },
  };
  g_autoptr (ImwAsset) fake = imw_asset_new ("ethereum/0x00", "USDT", "Tether USD", 6);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwChain) chain = new_chain (cases[i].chain, IMW_ENVIRONMENT_MAIN);
      g_autoptr (ImwAsset) asset = imw_chain_find_asset (chain, cases[i].asset, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (imw_chain_registry_get_price_symbol (asset), ==, cases[i].price);
    }
  g_assert_null (imw_chain_registry_get_price_symbol (fake));
}

static void
test_bad_files (void)
{
  static const char *const networks[] = {
    "",
    "{}",
    "{\"version\":2,\"networks\":[]}",
    "{\"version\":1,\"networks\":[{}]}",
    "{\"version\":1,\"networks\":[{\"chain\":\"x\",\"kind\":\"evm\",\"name\":\"X\",\"network\":"
    "\"mainnet\",\"environment\":\"moon\",\"enabled\":true,\"asset\":{\"symbol\":\"X\",\"name\":"
    "\"X\",\"decimals\":18},\"final_confirmations\":1,\"block_seconds\":1}]}",
    "{\"version\":1,\"networks\":[{\"chain\":\"x\",\"kind\":\"evm\",\"name\":\"X\",\"network\":"
    "\"mainnet\",\"environment\":\"main\",\"enabled\":true,\"asset\":{\"symbol\":\"X\",\"name\":"
    "\"X\",\"decimals\":18},\"final_confirmations\":1,\"block_seconds\":1}]}",
    "{\"version\":1,\"networks\":[{\"chain\":\"x\",\"kind\":\"evm\",\"name\":\"X\",\"network\":"
    "\"mainnet\",\"environment\":\"main\",\"enabled\":true,\"asset\":{\"symbol\":\"X\",\"name\":"
    "\"X\",\"decimals\":18},\"final_confirmations\":1,\"block_seconds\":1,\"chain_id\":5,"
    "\"l1_fee\":\"moon\",\"absurd_fee\":\"1\"}]}",
    "{\"version\":1,\"networks\":[{\"chain\":\"x\",\"kind\":\"evm\",\"name\":\"X\",\"network\":"
    "\"mainnet\",\"environment\":\"main\",\"enabled\":true,\"asset\":{\"symbol\":\"X\",\"name\":"
    "\"X\",\"decimals\":18},\"final_confirmations\":1,\"block_seconds\":1,\"chain_id\":5,"
    "\"absurd_fee\":\"much\"}]}",
  };
  static const char *const tokens[] = {
    "{\"version\":1,\"tokens\":[{\"chain\":\"x\"}]}",
    "{\"version\":1,\"tokens\":[{\"chain\":\"x\",\"network\":\"m\",\"contract\":\"0x\",\"symbol\":"
    "\"X\",\"name\":\"X\",\"decimals\":39,\"traits\":[]}]}",
    "{\"version\":1,\"tokens\":[{\"chain\":\"x\",\"network\":\"m\",\"contract\":\"0x\",\"symbol\":"
    "\"X\",\"name\":\"X\",\"decimals\":3,\"traits\":[\"good\"]}]}",
    "{\"version\":1,\"tokens\":[{\"chain\":\"x\",\"network\":\"m\",\"contract\":\"0x\",\"symbol\":"
    "\"X\",\"name\":\"X\",\"decimals\":3,\"traits\":[1]}]}",
    "{\"version\":1,\"tokens\":[{\"chain\":\"x\",\"network\":\"m\",\"contract\":\"0x\",\"symbol\":"
    "\"X\",\"name\":\"X\",\"decimals\":3}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (networks) + G_N_ELEMENTS (tokens); i++)
    {
      gboolean    is_network = i < G_N_ELEMENTS (networks);
      const char *text = is_network ? networks[i] : tokens[i - G_N_ELEMENTS (networks)];
      g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
      g_autoptr (GError) error = NULL;

      g_assert_null (is_network ? imw_network_facts_parse (bytes, &error)
                                : imw_token_facts_parse (bytes, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
    }
}

static void
test_chain (void)
{
  g_autoptr (ImwChain) chain = new_chain ("ethereum", IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwChain) polygon = new_chain ("polygon", IMW_ENVIRONMENT_MAIN);
  guint                 n;
  guint32               number = 0;
  const ImwUnit        *units = imw_chain_get_units (chain, &n);
  const ImwAccountKind *kind = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (units[0].symbol, ==, "ETH");
  g_assert_cmpuint (units[0].decimals, ==, 18);
  g_assert_cmpstr (units[1].symbol, ==, "gwei");
  g_assert_cmpuint (units[1].decimals, ==, 9);
  g_assert_cmpstr (units[2].symbol, ==, "wei");
  g_assert_cmpuint (units[2].decimals, ==, 0);
  g_assert_cmpstr (imw_chain_get_units (polygon, &n)[0].symbol, ==, "POL");
  g_assert_cmpstr (imw_chain_get_fee_rate_unit (chain)->symbol, ==, "gwei");
  g_assert_cmpuint (imw_chain_get_fee_rate_unit (chain)->decimals, ==, 12);
  g_assert_cmpint (imw_chain_get_environment (chain), ==, IMW_ENVIRONMENT_MAIN);
  g_assert_true (imw_chain_has (chain, IMW_CHAIN_HAS_TOKENS | IMW_CHAIN_HAS_SEQUENCE |
                                           IMW_CHAIN_HAS_TOLD_BALANCES));
  g_assert_false (imw_chain_has (chain, IMW_CHAIN_HAS_COINS));

  kind = imw_chain_parse_account_id (chain, "ethereum-3", &number, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (number, ==, 3);
  g_assert_cmpuint (kind->purpose, ==, 44);
  id = imw_chain_build_account_id (kind, 0);
  g_assert_cmpstr (id, ==, "ethereum");
  g_assert_null (imw_chain_parse_account_id (chain, "base", NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
}

static void
test_accounts (void)
{
  g_autoptr (ImwChain) chain = new_chain ("ethereum", IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwChain) test = new_chain ("ethereum", IMW_ENVIRONMENT_TEST);
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  ImwEthereumAccountKey key;
  g_autoptr (GError) error = NULL;
  g_autofree char         *address = imw_chain_derive_address (chain, ACCOUNT, 0, 0, &error);
  g_autofree char         *exported = imw_chain_export_descriptor (chain, ACCOUNT, &error);
  g_autofree char         *text = NULL;
  static const char *const bad[] = {
    "",
    OWN,
    "[73c5da0a]" OWN,
    "[73c5da0a/44'/60'/0'/0/0]",
    "[73c5da0a/44'/60'/0'/0/0]" OWN "x",
    "[73c5da0x/44'/60'/0'/0/0]" OWN,
    "[73c5da0a/49'/60'/0'/0/0]" OWN,
    "[73c5da0a/44'/60'/1'/0/0]" OWN,
    "[73c5da0a/44'/60'/0'/1/0]" OWN,
    "[73c5da0a/44'/60'/0'/0/0']" OWN,
    "[73c5da0a/44'/60'/0'/0]" OWN,
    "[73c5da0a/44'/60'/0'/0/0]0x9858EfFD232B4033E47d90003D41EC34EcaEda95",
  };

  g_assert_no_error (error);
  g_assert_cmpstr (address, ==, OWN);
  g_assert_cmpstr (exported, ==, OWN);
  g_assert_null (imw_chain_derive_address (chain, ACCOUNT, 0, 1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_chain_derive_address (chain, ACCOUNT, 1, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_chain_derive_address (test, ACCOUNT, 0, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  g_clear_error (&error);

  g_assert_true (imw_ethereum_account_key_parse (params, ACCOUNT, &key, &error));
  text = imw_ethereum_account_key_to_text (params, &key);
  g_assert_cmpstr (text, ==, ACCOUNT);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (imw_ethereum_account_key_parse (params, bad[i], &key, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_clear_error (&error);
    }
}

static void
test_assets (void)
{
  g_autoptr (ImwChain) chain = new_chain ("ethereum", IMW_ENVIRONMENT_MAIN);
  g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);
  g_autoptr (GError) error = NULL;
  static const char *const names[] = { "USDT", "usdt", USDT, "ethereum/" USDT,
                                       "0xdac17f958d2ee523a2206206994597c13d831ec7" };
  g_autoptr (ImwAsset) fake = imw_asset_new ("ethereum/" USDT, "USDT", "Tether USD", 18);

  g_assert_cmpstr (imw_asset_get_symbol (g_ptr_array_index (assets, 0)), ==, "ETH");
  g_assert_cmpuint (assets->len, >=, 4);
  for (guint i = 0; i < assets->len; i++)
    g_assert_cmpint (imw_chain_get_trust (chain, g_ptr_array_index (assets, i)), ==,
                     IMW_TRUST_GENUINE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ImwAsset) found = imw_chain_find_asset (chain, names[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (imw_asset_get_id (found), ==, "ethereum/" USDT);
      g_assert_cmpstr (imw_chain_get_contract (chain, found), ==, USDT);
      g_assert_cmpuint (imw_asset_get_decimals (found), ==, 6);
    }

  /* the genuine contract with other decimals is not the genuine asset */
  g_assert_cmpint (imw_chain_get_trust (chain, fake), ==, IMW_TRUST_UNKNOWN);
  g_assert_null (imw_chain_find_asset (chain, "DOGE", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (imw_chain_find_asset (chain, OWN, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (
      imw_chain_find_asset (chain, "0xdAC17F958D2ee523a2206206994597C13D831eC7", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS);
}

static void
test_resembled (void)
{
  static const struct
  {
    const char *symbol;
    const char *name;
    const char *resembled;
  } cases[] = {
    { "USDT", "Anything", "USDT" },
    { "usdt", "Anything", "USDT" },
    { "USDT.", "Anything", "USDT" },
    { "USD\xe2\x82\xae", "Anything", "USDT" }, /* tugrik sign */
    { "USD\xe2\x82\xae"
      "0",
      "USDT0", "USDT" },
    { "U\xd0\x85"
      "DT",
      "Anything", "USDT" },                                                     /* Cyrillic dze */
    { "USD\xd0\xa2", "Anything", "USDT" },                                      /* Cyrillic te */
    { "\xef\xbc\xb5\xef\xbc\xb3\xef\xbc\xa4\xef\xbc\xb4", "Anything", "USDT" }, /* wide */
    { "US\xe2\x80\x8b"
      "DT",
      "Anything", "USDT" }, /* nothing wide in between */
    { "U5DT", "Anything", "USDT" },
    { "VISIT usdt.example", "Anything", "USDT" },
    { "X", "Tether USD (visit example.com)", "USDT" },
    { "USDC\xcc\x81", "Anything", "USDC" }, /* with an accent */
    { "X", "USD C0in", "USDC" },
    { "ETH", "Anything", "ETH" },
    { "\xd0\x95TH", "Anything", "ETH" }, /* Cyrillic ie */
    { "X", "Ether", "ETH" },
    { "DA1", "Anything", "DAI" },
    { "DAl", "Anything", "DAI" },
    { "DAILY", "Daily News", NULL },
    { "stETH", "Liquid staked", NULL },
    { "UNI", "Uniswap", NULL },
    { "\xe2\x80\x8b", "\xe2\x80\x8b", NULL },
    { "", "", NULL },
  };
  g_autoptr (ImwChain) chain = new_chain ("ethereum", IMW_ENVIRONMENT_MAIN);
  g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwAsset)
          asset = imw_asset_new ("ethereum/" OWN, cases[i].symbol, cases[i].name, 6);
      ImwAsset *found = imw_chain_find_resembled (chain, asset);

      g_test_message ("%s %s", cases[i].symbol, cases[i].name);
      g_assert_cmpstr (found != NULL ? imw_asset_get_symbol (found) : NULL, ==, cases[i].resembled);
    }

  for (guint i = 0; i < assets->len; i++)
    g_assert_null (imw_chain_find_resembled (chain, g_ptr_array_index (assets, i)));
}

static void
test_containers (void)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  const ImwEthereumParams *base = imw_ethereum_params_find ("base", IMW_ENVIRONMENT_MAIN, NULL);
  ImwEthereumTx           *tx = imw_ethereum_tx_new (2, 1, params->asset);
  ImwEthereumAddress       contract = { { 9 } };
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autoptr (ImwEthereumUnsigned) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;
  const ImwEthereumClaim *claim = NULL;
  gsize                   length;
  const guint8           *data;

  tx->has_to = TRUE;
  payment = imw_ethereum_unsigned_new (7, tx);
  imw_ethereum_unsigned_add_claim (payment, &contract, 9, "SP\xc3\x84M \n");
  bytes = imw_ethereum_unsigned_serialize (payment);
  again = imw_ethereum_unsigned_parse (params, bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->account, ==, 7);
  g_assert_cmpuint (again->claims->len, ==, 1);
  claim = g_ptr_array_index (again->claims, 0);
  g_assert_cmpstr (claim->symbol, ==, "SP?M??");
  g_assert_cmpuint (claim->decimals, ==, 9);
  second = imw_ethereum_unsigned_serialize (again);
  g_assert_true (g_bytes_equal (bytes, second));

  g_assert_null (imw_ethereum_unsigned_parse (base, bytes, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  g_clear_error (&error);
  g_assert_null (imw_ethereum_signed_parse (params, bytes, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  /* every byte counts: what is changed is refused, or is another payment */
  data = g_bytes_get_data (bytes, &length);
  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GBytes) written = NULL;
      g_autoptr (ImwEthereumUnsigned) read = NULL;

      copy[i] ^= 1;
      changed = g_bytes_new (copy, length);
      read = imw_ethereum_unsigned_parse (params, changed, NULL);
      if (read == NULL)
        continue;
      written = imw_ethereum_unsigned_serialize (read);
      g_assert_true (g_bytes_equal (written, changed));
    }
}

static void
test_signed (void)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  g_autoptr (ImwChain) chain = new_chain ("ethereum", IMW_ENVIRONMENT_MAIN);
  g_autoptr (ImwChain) base = new_chain ("base", IMW_ENVIRONMENT_MAIN);
  static const guint8 raw[] = {
    0xf8, 0x6c, 0x09, 0x85, 0x04, 0xa8, 0x17, 0xc8, 0x00, 0x82, 0x52, 0x08, 0x94, 0x35, 0x35, 0x35,
    0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35,
    0x35, 0x88, 0x0d, 0xe0, 0xb6, 0xb3, 0xa7, 0x64, 0x00, 0x00, 0x80, 0x25, 0xa0, 0x28, 0xef, 0x61,
    0x34, 0x0b, 0xd9, 0x39, 0xbc, 0x21, 0x95, 0xfe, 0x53, 0x75, 0x67, 0x86, 0x60, 0x03, 0xe1, 0xa1,
    0x5d, 0x3c, 0x71, 0xff, 0x63, 0xe1, 0x59, 0x06, 0x20, 0xaa, 0x63, 0x62, 0x76, 0xa0, 0x67, 0xcb,
    0xe9, 0xd8, 0x99, 0x7f, 0x76, 0x1a, 0xec, 0xb7, 0x03, 0x30, 0x4b, 0x38, 0x00, 0xcc, 0xf5, 0x55,
    0xc9, 0xf3, 0xdc, 0x64, 0x21, 0x4b, 0x29, 0x7f, 0xb1, 0x96, 0x6a, 0x3b, 0x6d, 0x83
  }; /* the example of EIP-155 */
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEthereumTx) tx = imw_ethereum_tx_parse (raw, sizeof raw, params->asset, &error);
  ImwEthereumAddress sender;
  g_autoptr (GBytes) container = NULL;
  g_autoptr (GBytes) wrong = NULL;
  g_autoptr (GBytes) extracted = NULL;
  g_autofree char *txid = NULL;

  g_assert_no_error (error);
  g_assert_true (imw_ethereum_tx_recover_sender (tx, &sender, &error));
  container = imw_ethereum_signed_serialize (&sender, tx);
  extracted = imw_chain_extract_signed (chain, container, &txid, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (extracted, NULL), g_bytes_get_size (extracted), raw,
                   sizeof raw);
  g_assert_true (imw_chain_check_raw (chain, extracted, txid, &error));
  g_assert_false (imw_chain_check_raw (chain, container, txid, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_null (imw_chain_extract_signed (base, container, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  g_clear_error (&error);

  sender.bytes[0] ^= 1;
  wrong = imw_ethereum_signed_serialize (&sender, tx);
  g_assert_null (imw_chain_extract_signed (chain, wrong, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/ethereum-chain/files", test_files);
  g_test_add_func ("/chain/ethereum-chain/chain-ids", test_chain_ids);
  g_test_add_func ("/chain/ethereum-chain/registry", test_registry);
  g_test_add_func ("/chain/ethereum-chain/prices", test_prices);
  g_test_add_func ("/chain/ethereum-chain/bad-files", test_bad_files);
  g_test_add_func ("/chain/ethereum-chain/chain", test_chain);
  g_test_add_func ("/chain/ethereum-chain/accounts", test_accounts);
  g_test_add_func ("/chain/ethereum-chain/assets", test_assets);
  g_test_add_func ("/chain/ethereum-chain/resembled", test_resembled);
  g_test_add_func ("/chain/ethereum-chain/containers", test_containers);
  g_test_add_func ("/chain/ethereum-chain/signed", test_signed);

  return g_test_run ();
}
