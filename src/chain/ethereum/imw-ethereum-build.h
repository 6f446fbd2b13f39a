/* imw-ethereum-build.h: builds the unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-params.h"
#include "imw-payment-plan.h"

G_BEGIN_DECLS

/* INSUFFICIENT_FUNDS ("N wei are missing", "N units are missing", "N wei are missing for the fee"), FEE_TOO_LOW, BAD_ADDRESS,
 * BAD_INPUT, REFUSED (the network would refuse it), NOT_SUPPORTED, WRONG_NETWORK */
ImwBuiltPayment *imw_ethereum_build (const ImwEthereumParams *params, ImwPaymentPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
