/* imw-quote-facts.h: a quote like a receipt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-facts.h"
#include "imw-offers.h"

G_BEGIN_DECLS

void imw_quote_facts_add_offer (ImwFacts *facts, ImwWalletService *service, ImwOffer *offer);
void imw_quote_facts_add_quote (ImwFacts *facts, ImwWalletService *service, ImwQuote *quote);
char *imw_quote_facts_dup_rate (ImwQuote *quote);

G_END_DECLS
