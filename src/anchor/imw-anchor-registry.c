/* imw-anchor-registry.c: the kinds of providers there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-registry.h"

#include "imw-anchor.h"
#include "imw-error.h"
#include "imw-http-swap.h"

/**
 * imw_anchor_registry_new_provider:
 * @domain: of the provider
 * @chain: a network where accounts can log in
 * @error: return location
 *
 * Returns: (transfer full): the provider; on %NULL @error is %IMW_ERROR_BAD_INPUT (no domain) or
 *   %IMW_ERROR_NOT_SUPPORTED (the network)
 */
ImwProvider *
imw_anchor_registry_new_provider (const char *domain, ImwChain *chain, GError **error)
{
  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (IMW_IS_CHAIN (chain), NULL);

  return imw_anchor_new (domain, chain, imw_http_get_default (), error);
}

/**
 * imw_anchor_registry_new_swap:
 * @environment: where the wallet lives
 * @practice_url: (nullable): of the practice server
 * @chains: (element-type ImwChain): networks whose assets are known
 * @error: return location
 *
 * Returns: (transfer full): who exchanges assets between networks; on %NULL @error is %IMW_ERROR_NOT_FOUND where nobody
 *   does, %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED for @practice_url
 */
ImwSwapProvider *
imw_anchor_registry_new_swap (ImwEnvironment environment,
                              const char    *practice_url,
                              GPtrArray     *chains,
                              GError       **error)
{
  g_return_val_if_fail (chains != NULL, NULL);

  if (environment == IMW_ENVIRONMENT_PRACTICE && practice_url != NULL)
    return imw_http_swap_new (practice_url, chains, imw_http_get_default (), error);

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "Nobody exchanges between networks here");

  return NULL;
}

/**
 * imw_anchor_registry_get_presets:
 * @environment: where the wallet lives
 *
 * Returns: (transfer none) (array zero-terminated=1): domains that come with the program, to be offered, not added
 */
const char *const *
imw_anchor_registry_get_presets (ImwEnvironment environment)
{
  static const char *const test[] = { "testanchor.stellar.org", NULL };
  static const char *const none[] = { NULL };

  return environment == IMW_ENVIRONMENT_TEST ? test : none;
}
