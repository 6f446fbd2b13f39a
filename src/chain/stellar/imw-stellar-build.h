/* imw-stellar-build.h: builds the unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-payment-plan.h"
#include "imw-stellar-params.h"

G_BEGIN_DECLS

/* Every act of ImwPlanAct. INSUFFICIENT_FUNDS, FEE_TOO_LOW, BAD_ADDRESS, BAD_INPUT, REFUSED (the ledger would not take it) */
ImwBuiltPayment *imw_stellar_build (const ImwStellarParams *params, ImwPaymentPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
