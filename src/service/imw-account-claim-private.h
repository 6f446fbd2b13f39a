/* imw-account-claim-private.h: how an account makes its claims
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account-claim.h"

#include "imw-store-claim.h"

G_BEGIN_DECLS

ImwAccountClaim *imw_account_claim_new (ImwAccount *account, const ImwStoreClaim *claim);
gboolean         imw_account_claim_is (ImwAccountClaim *self, const ImwStoreClaim *claim);

G_END_DECLS
