/* imw-provider-facts.h: who a provider is, and who gets the money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-facts.h"
#include "imw-transfer.h"

G_BEGIN_DECLS

void imw_provider_facts_add_info (ImwFacts *facts, const ImwProviderInfo *info);
void imw_provider_facts_add_payout (ImwFacts *facts, ImwTransfer *transfer);
void imw_provider_facts_add_refunds (ImwFacts *facts, ImwTransfer *transfer);

G_END_DECLS
