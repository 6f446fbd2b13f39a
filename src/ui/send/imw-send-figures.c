/* imw-send-figures.c: what a payment in the making would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-send-figures"

#include "config.h"

#include "imw-send-figures.h"
#include "imw-format.h"

#include <glib/gi18n.h>

/* "25 USDT ≈ $25"; without a value where no price is known */
static char *
both (ImwWalletService *service, ImwAmount *amount)
{
  g_autofree char *coins = imw_format_amount (service, amount, IMW_FORMAT_PLAIN);
  g_autofree char *value = imw_format_value (service, amount);

  if (g_strcmp0 (value, IMW_FORMAT_UNKNOWN) == 0)
    return g_steal_pointer (&coins);

  return g_strdup_printf ("%s ≈ %s", coins, value);
}

/**
 * imw_send_figures_leaves:
 * @service: for units and prices
 * @amount: (nullable): what the recipient gets
 * @fee: (nullable): the fee, or its bound; perhaps of another asset
 *
 * Returns: (transfer full): "0.0151 BTC ≈ $900, of it fee 0.0001 BTC"
 */
char *
imw_send_figures_leaves (ImwWalletService *service, ImwAmount *amount, ImwAmount *fee)
{
  g_autoptr (ImwAmount) sum = NULL;
  g_autofree char *coins = NULL;
  g_autofree char *fee_text = NULL;

  if (amount == NULL || fee == NULL)
    return g_strdup (IMW_FORMAT_UNKNOWN);

  fee_text = imw_format_amount (service, fee, IMW_FORMAT_PLAIN);
  if (imw_asset_equal (imw_amount_get_asset (amount), imw_amount_get_asset (fee)))
    sum = imw_amount_add (amount, fee, NULL);
  if (sum != NULL)
    {
      g_autofree char *value = imw_format_value (service, sum);

      coins = imw_format_amount (service, sum, IMW_FORMAT_PLAIN);
      if (g_strcmp0 (value, IMW_FORMAT_UNKNOWN) == 0)
        /* Translators: "0.0151 BTC, of it fee 0.0001 BTC" */
        return g_strdup_printf (_ ("%s, of it fee %s"), coins, fee_text);

      /* Translators: "0.0151 BTC ≈ $900, of it fee 0.0001 BTC" */
      return g_strdup_printf (_ ("%s ≈ %s, of it fee %s"), coins, value, fee_text);
    }
  coins = both (service, amount);

  /* Translators: "25 USDT ≈ $25, and fee 0.001 ETH" */
  return g_strdup_printf (_ ("%s, and fee %s"), coins, fee_text);
}

/**
 * imw_send_figures_fee:
 * @payment: that was estimated
 * @fee: its fee
 *
 * Returns: (transfer full): "Fee at most x, probably y" where the fee is a bound; "" elsewhere
 */
char *
imw_send_figures_fee (ImwPayment *payment, ImwAmount *fee)
{
  ImwWalletService *service = imw_wallet_get_service (imw_payment_get_wallet (payment));
  ImwAmount        *expected = imw_payment_get_expected_fee (payment);
  ImwAmount        *extra = imw_payment_get_extra_fee (payment);
  GString          *text = g_string_new (NULL);

  if (expected != NULL)
    {
      g_autofree char *most = imw_format_amount (service, fee, IMW_FORMAT_PLAIN);
      g_autofree char *probably = both (service, expected);

      /* Translators: "Fee at most 0.002 ETH, probably 0.001 ETH ≈ $2" */
      g_string_append_printf (text, _ ("Fee at most %s, probably %s"), most, probably);
    }
  if (extra != NULL && imw_amount_sign (extra) > 0)
    {
      g_autofree char *amount = imw_format_amount (service, extra, IMW_FORMAT_PLAIN);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Of it %s for the network below"), amount);
    }

  return g_string_free (text, FALSE);
}
