/* imw-bitcoin-params.c: the Bitcoin networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-params"

#include "config.h"

#include "imw-bitcoin-params.h"

/* Constants of the real networks are those of Bitcoin Core's chainparams. testnet4, signet and
 * regtest share Base58 versions, and testnet4 and signet also share "tb": such an address is good
 * for each of them.
 *
 * The practice network shares nothing that could be mistaken: own prefix "prac", own Base58
 * versions 0x37
 * ("P") and 0x38 ("P"), and a genesis hash that is the double SHA-256 of the ASCII text
 * "imwallet practice bitcoin genesis", in display order. Only the extended keys have the test
 * version (tpub). */
static const ImwBitcoinParams mainnet = {
  .name = "mainnet",
  .environment = IMW_ENVIRONMENT_MAIN,
  .hrp = "bc",
  .p2pkh_version = 0x00,
  .p2sh_version = 0x05,
  .xpub_version = 0x0488b21e,
  .xprv_version = 0x0488ade4,
  .coin_type = 0,
  .genesis_hash = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
};

static const ImwBitcoinParams testnet4 = {
  .name = "testnet4",
  .environment = IMW_ENVIRONMENT_TEST,
  .hrp = "tb",
  .p2pkh_version = 0x6f,
  .p2sh_version = 0xc4,
  .xpub_version = 0x043587cf,
  .xprv_version = 0x04358394,
  .coin_type = 1,
  .genesis_hash = "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
};

static const ImwBitcoinParams signet = {
  .name = "signet",
  .environment = IMW_ENVIRONMENT_TEST,
  .hrp = "tb",
  .p2pkh_version = 0x6f,
  .p2sh_version = 0xc4,
  .xpub_version = 0x043587cf,
  .xprv_version = 0x04358394,
  .coin_type = 1,
  .genesis_hash = "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
};

static const ImwBitcoinParams regtest = {
  .name = "regtest",
  .environment = IMW_ENVIRONMENT_LOCAL,
  .hrp = "bcrt",
  .p2pkh_version = 0x6f,
  .p2sh_version = 0xc4,
  .xpub_version = 0x043587cf,
  .xprv_version = 0x04358394,
  .coin_type = 1,
  .genesis_hash = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
};

static const ImwBitcoinParams practice = {
  .name = "practice",
  .environment = IMW_ENVIRONMENT_PRACTICE,
  .hrp = "prac",
  .p2pkh_version = 0x37,
  .p2sh_version = 0x38,
  .xpub_version = 0x043587cf,
  .xprv_version = 0x04358394,
  .coin_type = 1,
  .genesis_hash = "63b8d1e33a4a31593fce44c5d5162d0c85bdaac002a1d27e0431e09120699531",
};

/* The first of an environment is its default. */
static const ImwBitcoinParams *const all[] = {
  &mainnet,
  &testnet4,
  &signet,
  &regtest,
  &practice,
  NULL,
};

/**
 * imw_bitcoin_params_find:
 * @name: (nullable): "mainnet", "testnet4", "signet", "regtest" or "practice"
 *
 * Returns: (transfer none) (nullable): the network of that name
 */
const ImwBitcoinParams *
imw_bitcoin_params_find (const char *name)
{
  for (guint i = 0; all[i] != NULL; i++)
    {
      if (g_strcmp0 (all[i]->name, name) == 0)
        return all[i];
    }

  return NULL;
}

/**
 * imw_bitcoin_params_for_environment:
 * @environment: an environment
 *
 * Returns: (transfer none): the default network of @environment (testnet4 for test)
 */
const ImwBitcoinParams *
imw_bitcoin_params_for_environment (ImwEnvironment environment)
{
  switch (environment)
    {
    case IMW_ENVIRONMENT_MAIN:
      return &mainnet;

    case IMW_ENVIRONMENT_TEST:
      return &testnet4;

    case IMW_ENVIRONMENT_LOCAL:
      return &regtest;

    case IMW_ENVIRONMENT_PRACTICE:
      return &practice;
    }

  g_return_val_if_reached (NULL);
}

/**
 * imw_bitcoin_params_all:
 *
 * Returns: (transfer none) (array zero-terminated=1): every network, %NULL-terminated
 */
const ImwBitcoinParams *const *
imw_bitcoin_params_all (void)
{
  return all;
}

/**
 * imw_bitcoin_get_asset:
 *
 * Bitcoin counts in sat with 8 decimals to the coin on every network.
 *
 * Returns: (transfer none): the native asset, made once
 */
ImwAsset *
imw_bitcoin_get_asset (void)
{
  static ImwAsset *asset = NULL;
  static gsize     once = 0;

  if (g_once_init_enter (&once))
    {
      asset = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
      g_once_init_leave (&once, 1);
    }

  return asset;
}
