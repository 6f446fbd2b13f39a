/* imw-keys-registry.c: the networks this signer signs for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-registry"

#include "config.h"

#include "imw-keys-registry.h"

#include "imw-keys-bitcoin.h"

#include "imw-error.h"

/* One line a network. */
static const ImwKeysEntry entries[] = {
  { "bitcoin", imw_keys_bitcoin_dup_account_key, imw_keys_bitcoin_describe, imw_keys_bitcoin_sign,
    NULL, NULL },
};

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
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].chain, chain))
      return &entries[i];

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "no signing for this network");

  return NULL;
}
