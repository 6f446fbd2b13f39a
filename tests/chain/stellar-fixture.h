/* stellar-fixture.h: what tests of Stellar's payments share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-build.h"
#include "imw-stellar-describe.h"

#define OWN    "GBTSGBRWW663F4Q7PNYDCMEQ6DG6NCE4VVTHI6WYW666SWMBFPUUA3MW"
#define PAYEE  "GDWSXBEFGGPROXK542AEE75MCSZ2327O6YOSENXNNT4VRMARR3JGI6S3"
#define ISSUER "GBDRQEJXWS54SBP4DMJBWCGNLT46BKKLXNDD72BJO534SLXH4X7IBJ7B"
#define USDC   "USDC:GAGUIBBDV7Z2OT7UH3KQ2QTSOUV5CXA52L52MWIWNGN5VLVW2SHTWNBK"
#define CLAIM  "00000000abababababababababababababababababababababababababababababababab"
#define NOW_MS G_GINT64_CONSTANT (1700000100000)

const ImwStellarParams *stellar_params (void); /* practice */
ImwAsset               *stellar_asset (const char *text);
ImwAmount              *stellar_amount (const char *asset, const char *decimal);
ImwPaymentPlan         *stellar_plan (ImwPlanAct act, const char *asset, const char *available, const char *asset_available);
ImwDescription         *stellar_describe_bytes (GBytes *unsigned_tx, GError **error);
ImwDescription         *stellar_describe_tx (ImwStellarTx *tx, GError **error); /* tx: transfer full */
