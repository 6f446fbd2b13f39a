/* imw-account-claim.h: money that waits for an account until it is claimed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"

G_BEGIN_DECLS

#define IMW_TYPE_ACCOUNT_CLAIM (imw_account_claim_get_type ())
/* Main thread. Never changes; imw_payment_new_claim () collects it. */
G_DECLARE_FINAL_TYPE (ImwAccountClaim, imw_account_claim, IMW, ACCOUNT_CLAIM, GObject)

ImwAccount *imw_account_claim_get_account (ImwAccountClaim *self); /* (nullable) once it is gone */
const char *imw_account_claim_get_id (ImwAccountClaim *self);
ImwAmount  *imw_account_claim_get_amount (ImwAccountClaim *self);
const char *imw_account_claim_get_from (ImwAccountClaim *self);          /* (nullable) */
gint64      imw_account_claim_get_not_before_ms (ImwAccountClaim *self); /* 0: now */
gint64      imw_account_claim_get_expires_ms (ImwAccountClaim *self);    /* 0: never */

G_END_DECLS
