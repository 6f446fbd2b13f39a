/* test-account.c: account keys, descriptors, the chain object and its registry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bitcoin-account.h"
#include "imw-bitcoin-address.h"
#include "imw-bitcoin-chain.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <string.h>

/* The account of a vector, whatever version its key text has, as an account of @params. */
static void
load_account (const ImwBitcoinParams *params,
              guint                   index,
              ImwBitcoinAccountKey   *key)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-accounts.json");
  JsonObject *item = imw_test_vectors_item (imw_test_vectors_array (root, "accounts"), index);
  g_autoptr (GError) error = NULL;
  gint64   purpose = 0;
  guint32  version;
  gboolean good;

  memset (key, 0, sizeof *key);
  good = imw_json_get_int (item, "purpose", 84, 86, &purpose, &error) &&
         imw_bip32_pub_parse (imw_test_vectors_text (item, "account_key"), &version, &key->key,
                              &error);
  g_assert_no_error (error);
  g_assert_true (good);
  key->purpose = (guint32) purpose;
  key->coin_type = params->coin_type;
  memcpy (key->fingerprint, "\x73\xc5\xda\x0a", 4);
}

static void
test_vectors (void)
{
  const ImwBitcoinParams *params = imw_bitcoin_params_find ("mainnet");
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-accounts.json");
  JsonArray *accounts = imw_test_vectors_array (root, "accounts");
  g_autoptr (ImwChain) chain = imw_bitcoin_chain_new (params);

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *item = imw_test_vectors_item (accounts, i);
      JsonArray  *addresses;
      g_autoptr (GError) error = NULL;
      g_autofree char     *text = NULL;
      ImwBitcoinAccountKey key;

      load_account (params, i, &key);
      text = imw_bitcoin_account_key_to_text (params, &key);
      addresses = imw_json_get_array (item, "addresses", &error);
      g_assert_no_error (error);
      for (guint j = 0; j < json_array_get_length (addresses); j++)
        {
          JsonObject      *one = imw_test_vectors_item (addresses, j);
          gint64           branch = 0;
          gint64           index = 0;
          guint8           pubkey[33];
          g_autofree char *address = NULL;
          g_autofree char *hex = NULL;
          g_autoptr (GBytes) script = NULL;
          gboolean good = imw_json_get_int (one, "branch", 0, 1, &branch, &error) &&
                          imw_json_get_int (one, "index", 0, 9, &index, &error);

          g_assert_true (good);
          address =
              imw_chain_derive_address (chain, text, (guint32) branch, (guint32) index, &error);
          g_assert_no_error (error);
          g_assert_cmpstr (address, ==, imw_test_vectors_text (one, "address"));

          script =
              imw_bitcoin_account_script (&key, (guint32) branch, (guint32) index, pubkey, &error);
          g_assert_no_error (error);
          hex = imw_hex_encode (pubkey, 33);
          g_assert_true (g_str_has_suffix (hex, imw_test_vectors_text (one, "pubkey")));
        }
    }
}

static void
test_key_text (void)
{
  const ImwBitcoinParams *main_net = imw_bitcoin_params_find ("mainnet");
  const ImwBitcoinParams *practice = imw_bitcoin_params_find ("practice");
  ImwBitcoinAccountKey    key;
  ImwBitcoinAccountKey    again;
  g_autofree char        *text = NULL;
  g_autofree char        *with_h = NULL;
  g_autofree char        *xpub = NULL;
  g_autoptr (GError) error = NULL;

  load_account (main_net, 0, &key);
  text = imw_bitcoin_account_key_to_text (main_net, &key);
  g_assert_true (g_str_has_prefix (text, "[73c5da0a/84'/0'/0']xpub"));
  g_assert_true (imw_bitcoin_account_key_parse (main_net, text, &again, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&again, sizeof again, &key, sizeof key);

  xpub = g_strdup (strchr (text, ']') + 1);
  with_h = g_strconcat ("[73C5DA0A/84h/0h/0h]", xpub, NULL);
  g_assert_true (imw_bitcoin_account_key_parse (main_net, with_h, &again, &error));
  g_assert_cmpmem (&again, sizeof again, &key, sizeof key);

  g_assert_false (imw_bitcoin_account_key_parse (practice, text, &again, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
  g_clear_error (&error);

  {
    const char *const bad[] = { "",
                                "[",
                                "]",
                                "[73c5da0a]",
                                "[73c5da0a/84'/0'/0']",
                                "[73c5da0a/84'/0'/0']xpub1",
                                "[73c5da0x/84'/0'/0']",
                                "[73c5da0a/84'/0']",
                                "[73c5da0a/84'/0'/0'/0]",
                                "[73c5da0a/84'/0'/0]",
                                "[73c5da0a/44'/0'/0']",
                                "[73c5da0a/84'/0'/1']",
                                "[73c5da0a84'/0'/0']",
                                "73c5da0a/84'/0'/0'" };

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
      {
        g_autofree char *one = g_strconcat (bad[i], i > 5 ? xpub : "", NULL);

        g_test_message ("%s", bad[i]);
        g_assert_false (imw_bitcoin_account_key_parse (main_net, one, &again, &error));
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
        g_clear_error (&error);
      }
  }
}

static void
test_ranges (void)
{
  ImwBitcoinAccountKey key;
  g_autoptr (GError) error = NULL;

  load_account (imw_bitcoin_params_find ("mainnet"), 0, &key);
  g_assert_null (imw_bitcoin_account_script (&key, 2, 0, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_bitcoin_account_script (&key, 0, IMW_BIP32_HARDENED, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_assert_cmpuint (imw_bitcoin_account_input_vbytes (&key), ==, 68);
  key.purpose = 86;
  g_assert_cmpuint (imw_bitcoin_account_input_vbytes (&key), ==, 58);
}

static void
test_descriptors (void)
{
  const ImwBitcoinParams *params = imw_bitcoin_params_find ("mainnet");
  g_autoptr (JsonNode) root = imw_test_vectors_load ("chain-descriptors.json");
  JsonArray *cases = imw_test_vectors_array (root, "checksum");
  g_autoptr (ImwChain) chain = imw_bitcoin_chain_new (params);
  char checksum[9];

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *item = imw_test_vectors_item (cases, i);
      g_autoptr (GError) error = NULL;
      gboolean good = imw_descriptor_verify (imw_test_vectors_text (item, "text"), &error);

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      g_assert_cmpint (good, ==, imw_test_vectors_bool (item, "valid"));
      if (!good)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  g_assert_false (imw_descriptor_checksum ("raw(\xc3\x9c)", checksum));

  for (guint i = 0; i < 2; i++)
    {
      ImwBitcoinAccountKey key;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *both = NULL;
      g_autofree char *exported = NULL;

      load_account (params, i, &key);
      text = imw_bitcoin_account_key_to_text (params, &key);
      both = imw_bitcoin_descriptor (params, &key, -1);
      exported = imw_chain_export_descriptor (chain, text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (exported, ==, both);
      g_assert_true (g_str_has_prefix (both, i == 0 ? "wpkh([73c5da0a/84'/0'/0']xpub"
                                                    : "tr([73c5da0a/86'/0'/0']xpub"));
      g_assert_nonnull (strstr (both, "/<0;1>/*)#"));
      for (gint branch = 0; branch <= 1; branch++)
        {
          g_autofree char *one = imw_bitcoin_descriptor (params, &key, branch);

          g_assert_nonnull (strstr (one, branch == 0 ? "/0/*)#" : "/1/*)#"));
          g_assert_true (imw_descriptor_verify (one, &error));
          g_assert_no_error (error);
          one[10] = one[10] == 'a' ? 'b' : 'a';
          g_assert_false (imw_descriptor_verify (one, NULL));
        }
    }
}

static void
test_registry (void)
{
  static const struct
  {
    ImwEnvironment environment;
    const char    *name;
    const char    *expected; /* NULL: there is none */
  } cases[] = {
    { IMW_ENVIRONMENT_MAIN, NULL, "mainnet" },
    { IMW_ENVIRONMENT_TEST, NULL, "testnet4" },
    { IMW_ENVIRONMENT_TEST, "signet", "signet" },
    { IMW_ENVIRONMENT_LOCAL, NULL, "regtest" },
    { IMW_ENVIRONMENT_PRACTICE, NULL, "practice" },
    { IMW_ENVIRONMENT_PRACTICE, "mainnet", NULL },
    { IMW_ENVIRONMENT_MAIN, "nowhere", NULL },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) why = NULL;
      g_autoptr (ImwChain) chain =
          imw_chain_registry_new_chain ("bitcoin", cases[i].environment, cases[i].name, &why);

      if (cases[i].expected == NULL)
        {
          g_assert_error (why, IMW_ERROR, IMW_ERROR_NOT_FOUND);
          continue;
        }
      g_assert_no_error (why);
      g_assert_cmpstr (imw_chain_get_network_name (chain), ==, cases[i].expected);
      g_assert_cmpint (imw_chain_get_environment (chain), ==, cases[i].environment);
      g_assert_cmpstr (imw_bitcoin_chain_get_params (IMW_BITCOIN_CHAIN (chain))->name, ==,
                       cases[i].expected);
    }
  g_assert_null (imw_chain_registry_new_chain ("dogecoin", IMW_ENVIRONMENT_MAIN, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_assert_cmpstr (imw_chain_registry_get_ids ()[0], ==, "bitcoin");
  g_assert_cmpstr (imw_chain_registry_get_ids ()[1], ==, "ethereum");
}

static void
test_chain (void)
{
  guint n = 0;
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);

  g_assert_cmpstr (imw_chain_get_id (chain), ==, "bitcoin");
  g_assert_cmpstr (imw_chain_get_name (chain), ==, "Bitcoin");
  g_assert_true (imw_chain_has (chain, IMW_CHAIN_HAS_COINS | IMW_CHAIN_HAS_REPLACEMENT));
  g_assert_false (imw_chain_has (chain, IMW_CHAIN_HAS_MEMO));
  g_assert_cmpuint (imw_chain_get_final_confirmations (chain), ==, 6);
  g_assert_cmpstr (imw_asset_get_id (imw_chain_get_native_asset (chain)), ==, "bitcoin");
  g_assert_cmpstr (imw_chain_get_units (chain, &n)[0].symbol, ==, "BTC");
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (imw_chain_get_units (chain, &n)[0].decimals, ==, 8);
  g_assert_cmpstr (imw_chain_get_account_kinds (chain, &n)[1].id, ==, "bitcoin-86");
  g_assert_cmpuint (n, ==, 2);
}

/* What callers reach through the interface. */
static void
test_interface (void)
{
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (ImwRecipient) script =
      imw_chain_parse_address (chain, "3CMNFxN1oHBc4R1EpboAL5yzHGgE611Xou", &error);
  g_autoptr (ImwRecipient) copy = g_boxed_copy (IMW_TYPE_RECIPIENT, script);
  g_autoptr (ImwRecipient) long_one = NULL;
  g_autoptr (ImwPaymentRequest) request = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (copy->title, ==, "Script address");
  long_one = imw_chain_parse_address (
      chain, "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (long_one->type, ==, "p2wsh");
  g_assert_cmpstr (long_one->title, ==, "SegWit script address");

  request =
      imw_chain_parse_uri (chain, "bitcoin:3CMNFxN1oHBc4R1EpboAL5yzHGgE611Xou?amount=1.5", &error);
  g_assert_no_error (error);
  uri = imw_chain_build_uri (chain, request);
  g_assert_cmpstr (uri, ==, "bitcoin:3CMNFxN1oHBc4R1EpboAL5yzHGgE611Xou?amount=1.5");

  g_assert_null (imw_chain_derive_address (chain, "x", 0, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_chain_export_descriptor (chain, "x", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_account_ids (void)
{
  static const struct
  {
    const char *id;
    guint32     purpose; /* 0: no such account */
    guint32     number;
  } cases[] = {
    { "bitcoin-84", 84, 0 },
    { "bitcoin-86", 86, 0 },
    { "bitcoin-84-1", 84, 1 },
    { "bitcoin-86-12", 86, 12 },
    { "bitcoin-84-2147483647", 84, 2147483647 },
    { "bitcoin-84-2147483648", 0, 0 },
    { "bitcoin-84-0", 0, 0 },
    { "bitcoin-84-01", 0, 0 },
    { "bitcoin-84-", 0, 0 },
    { "bitcoin-841", 0, 0 },
    { "bitcoin-84--1", 0, 0 },
    { "bitcoin-84-1x", 0, 0 },
    { "bitcoin-44", 0, 0 },
    { "", 0, 0 },
  };
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 number = 99;
      g_autoptr (GError) error = NULL;
      const ImwAccountKind *kind = imw_chain_parse_account_id (chain, cases[i].id, &number, &error);

      if (cases[i].purpose == 0)
        {
          g_assert_null (kind);
          g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
        }
      else
        {
          g_autofree char *id = imw_chain_build_account_id (kind, number);

          g_assert_no_error (error);
          g_assert_cmpuint (kind->purpose, ==, cases[i].purpose);
          g_assert_cmpuint (number, ==, cases[i].number);
          g_assert_cmpstr (id, ==, cases[i].id);
        }
    }
}

/* The practice network's genesis is what its comment says. */
static void
test_practice_genesis (void)
{
  static const char text[] = "imwallet practice bitcoin genesis";
  guint8            hash[32];
  GString          *reversed = g_string_new (NULL);
  g_autofree char  *expected = NULL;

  imw_sha256d ((const guint8 *) text, strlen (text), hash);
  for (guint i = 32; i > 0; i--)
    g_string_append_printf (reversed, "%02x", hash[i - 1]);
  expected = g_string_free (reversed, FALSE);
  g_assert_cmpstr (imw_bitcoin_params_find ("practice")->genesis_hash, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/account/vectors", test_vectors);
  g_test_add_func ("/chain/account/key-text", test_key_text);
  g_test_add_func ("/chain/account/ranges", test_ranges);
  g_test_add_func ("/chain/account/descriptors", test_descriptors);
  g_test_add_func ("/chain/account/registry", test_registry);
  g_test_add_func ("/chain/account/chain", test_chain);
  g_test_add_func ("/chain/account/interface", test_interface);
  g_test_add_func ("/chain/account/ids", test_account_ids);
  g_test_add_func ("/chain/account/practice-genesis", test_practice_genesis);

  return g_test_run ();
}
