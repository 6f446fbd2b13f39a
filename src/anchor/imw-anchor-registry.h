/* imw-anchor-registry.h: the kinds of providers there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-provider.h"
#include "imw-swap-provider.h"

G_BEGIN_DECLS

/* One kind today: Stellar anchors. A further way to send money abroad is a line here. BAD_INPUT (no domain), NOT_SUPPORTED */
ImwProvider *imw_anchor_registry_new_provider (const char *domain, ImwChain *chain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* chains: (element-type ImwChain) whose assets are known. practice_url: of the practice server. NOT_FOUND where no swap provider exists */
ImwSwapProvider *imw_anchor_registry_new_swap (ImwEnvironment environment, const char *practice_url, GPtrArray *chains, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* domains that come with the program: {"testanchor.stellar.org"} in the test environment; the practice one is of the service */
const char *const *imw_anchor_registry_get_presets (ImwEnvironment environment);

G_END_DECLS
