/* stellar-fixture.c: what tests of Stellar's payments share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stellar-fixture.h"

#define PATH "m/44'/148'/0'"

const ImwStellarParams *
stellar_params (void)
{
  const ImwStellarParams *params =
      imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_PRACTICE, NULL);

  g_assert_nonnull (params);

  return params;
}

ImwAsset *
stellar_asset (const char *text)
{
  ImwStellarAsset asset;

  g_assert_true (imw_stellar_asset_parse (text, &asset, NULL));

  return imw_stellar_params_dup_asset (stellar_params (), &asset);
}

ImwAmount *
stellar_amount (const char *asset,
                const char *decimal)
{
  g_autoptr (ImwAsset) found = stellar_asset (asset);
  g_autoptr (GError) error = NULL;
  ImwAmount *amount = imw_amount_new_from_decimal_text (found, decimal, &error);

  g_assert_no_error (error);

  return amount;
}

ImwPaymentPlan *
stellar_plan (ImwPlanAct  act,
              const char *asset,
              const char *available,
              const char *asset_available)
{
  ImwPaymentPlan *plan = imw_payment_plan_new ("[f00dbabe/44'/148'/0']" OWN);
  g_autoptr (ImwAsset) found = asset != NULL ? stellar_asset (asset) : NULL;
  g_autoptr (ImwAmount) lumens = available != NULL ? stellar_amount ("native", available) : NULL;
  g_autoptr (ImwAmount) units = asset_available != NULL ? stellar_amount (asset, asset_available)
                                                        : NULL;

  imw_payment_plan_set_asset (plan, found, lumens, units);
  plan->act = act;
  plan->fee_rate_milli = 100000;
  plan->sequence = 103420918407103889;
  plan->now_ms = NOW_MS;

  return plan;
}

ImwDescription *
stellar_describe_bytes (GBytes  *unsigned_tx,
                        GError **error)
{
  guint8 own[IMW_STELLAR_KEY_SIZE];
  g_autoptr (ImwStellarUnsigned) payment = imw_stellar_unsigned_parse (unsigned_tx, error);

  g_assert_true (imw_stellar_key_parse (OWN, own, NULL));

  return payment != NULL ? imw_stellar_describe (stellar_params (), payment, own, PATH, error)
                         : NULL;
}

ImwDescription *
stellar_describe_tx (ImwStellarTx *tx,
                     GError      **error)
{
  g_autoptr (ImwStellarUnsigned) payment = imw_stellar_unsigned_new (0, tx);
  g_autoptr (GBytes) bytes = imw_stellar_unsigned_serialize (payment);

  return stellar_describe_bytes (bytes, error);
}
