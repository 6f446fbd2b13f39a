/* imw-keys-registry.c: the networks this signer signs for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-registry"

#include "config.h"

#include "imw-keys-registry.h"

#include "imw-keys-bitcoin.h"
#include "imw-keys-ethereum.h"
#include "imw-keys-stellar.h"

#include "imw-error.h"

static char *
dup_bitcoin_account_key (ImwKeysTree *keys,
                         const char  *chain,
                         const char  *kind,
                         guint32      number,
                         GError     **error)
{
  return imw_keys_bitcoin_dup_account_key (keys, kind, number, error);
}

static ImwDescription *
describe_bitcoin (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error)
{
  return imw_keys_bitcoin_describe (keys, unsigned_tx, error);
}

static GBytes *
sign_bitcoin (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error)
{
  return imw_keys_bitcoin_sign (keys, unsigned_tx, error);
}

static const ImwKeysEntry bitcoin = { dup_bitcoin_account_key, describe_bitcoin, sign_bitcoin, NULL,
                                      NULL, NULL };

static const ImwKeysEntry ethereum = { imw_keys_ethereum_dup_account_key,
                                       imw_keys_ethereum_describe, imw_keys_ethereum_sign,
                                       imw_keys_ethereum_describe_message,
                                       imw_keys_ethereum_sign_message, NULL };

static const ImwKeysEntry stellar = { imw_keys_stellar_dup_account_key,
                                      imw_keys_stellar_describe,
                                      imw_keys_stellar_sign,
                                      NULL,
                                      NULL,
                                      imw_keys_stellar_sign_login };

/**
 * imw_keys_registry_find:
 * @chain: the id of a network
 * @error: return location
 *
 * Returns: (transfer none): its signing entry, or %NULL with %IMW_ERROR_NOT_SUPPORTED
 */
const ImwKeysEntry *
imw_keys_registry_find (const char *chain, GError **error)
{
  if (g_str_equal (chain, "bitcoin"))
    return &bitcoin;
  if (g_str_equal (chain, "stellar"))
    return &stellar;
  if (imw_keys_ethereum_has (chain))
    return &ethereum;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "no signing for this network");

  return NULL;
}
