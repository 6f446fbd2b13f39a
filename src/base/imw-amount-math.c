/* imw-amount-math.c: arithmetic with amounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-amount"

#include "config.h"

#include "imw-amount.h"
#include "imw-amount-private.h"
#include "imw-error.h"

static gboolean
check_same_asset (ImwAmount *a,
                  ImwAmount *b,
                  GError   **error)
{
  if (imw_asset_equal (a->asset, b->asset))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Amounts of different assets");

  return FALSE;
}

/* target = numerator / denominator, where the denominator is positive */
static void
divide_rounded (mpz_t       target,
                const mpz_t numerator,
                const mpz_t denominator,
                ImwRounding rounding)
{
  mpz_t    rest;
  gboolean away = FALSE;
  int      half;

  mpz_init (rest);
  mpz_tdiv_qr (target, rest, numerator, denominator);
  mpz_mul_2exp (rest, rest, 1);
  half = mpz_cmpabs (rest, denominator);

  switch (rounding)
    {
    case IMW_ROUND_DOWN:
      break;
    case IMW_ROUND_UP:
      away = mpz_sgn (rest) != 0;
      break;
    case IMW_ROUND_HALF_EVEN:
      away = half > 0 || (half == 0 && mpz_odd_p (target));
      break;
    }
  if (away && mpz_sgn (numerator) > 0)
    mpz_add_ui (target, target, 1);
  else if (away)
    mpz_sub_ui (target, target, 1);

  mpz_clear (rest);
}

static ImwAmount *
convert (ImwAmount  *self,
         ImwAsset   *to,
         const char *price,
         gboolean    inverse,
         ImwRounding rounding,
         GError    **error)
{
  ImwAmount *result = NULL;
  mpz_t      price_value;
  mpz_t      numerator;
  mpz_t      denominator;
  guint      scale = 0;

  mpz_init (price_value);
  if (!imw_amount_parse_decimal (price, TRUE, price_value, &scale, error))
    {
      g_prefix_error (error, "Price: ");
    }
  else if (mpz_sgn (price_value) <= 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Price is not above zero");
    }
  else
    {
      result = imw_amount_new_unset (to);
      mpz_init_set (numerator, self->value);
      mpz_init_set_ui (denominator, 1);
      mpz_mul (inverse ? denominator : numerator, inverse ? denominator : numerator, price_value);
      imw_amount_multiply_power_of_ten (inverse ? numerator : denominator, scale);
      imw_amount_multiply_power_of_ten (numerator, imw_asset_get_decimals (to));
      imw_amount_multiply_power_of_ten (denominator, imw_asset_get_decimals (self->asset));
      divide_rounded (result->value, numerator, denominator, rounding);
      mpz_clear (numerator);
      mpz_clear (denominator);
      result = imw_amount_check_size (result, error);
    }
  mpz_clear (price_value);

  return result;
}

/**
 * imw_amount_add:
 * @a: an amount
 * @b: an amount
 * @error: return location
 *
 * Returns: (nullable) (transfer full): the sum; on %NULL @error is %IMW_ERROR_BAD_INPUT: too large,
 *   or different assets
 */
ImwAmount *
imw_amount_add (ImwAmount *a,
                ImwAmount *b,
                GError   **error)
{
  ImwAmount *result;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  if (!check_same_asset (a, b, error))
    return NULL;
  result = imw_amount_new_unset (a->asset);
  mpz_add (result->value, a->value, b->value);

  return imw_amount_check_size (result, error);
}

/**
 * imw_amount_subtract:
 * @a: an amount
 * @b: an amount
 * @error: return location
 *
 * Returns: (nullable) (transfer full): @a - @b, may be negative; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT: too large, or different assets
 */
ImwAmount *
imw_amount_subtract (ImwAmount *a,
                     ImwAmount *b,
                     GError   **error)
{
  ImwAmount *result;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  if (!check_same_asset (a, b, error))
    return NULL;
  result = imw_amount_new_unset (a->asset);
  mpz_sub (result->value, a->value, b->value);

  return imw_amount_check_size (result, error);
}

/**
 * imw_amount_negate:
 * @self: an amount
 *
 * Returns: (transfer full): the same with the other sign
 */
ImwAmount *
imw_amount_negate (ImwAmount *self)
{
  ImwAmount *result;

  g_return_val_if_fail (self != NULL, NULL);

  result = imw_amount_new_unset (self->asset);
  mpz_neg (result->value, self->value);

  return result;
}

/**
 * imw_amount_multiply_ratio:
 * @self: an amount
 * @numerator: times this
 * @denominator: divided by this
 * @rounding: which way
 * @error: return location
 *
 * Returns: (nullable) (transfer full): the amount; on %NULL @error is %IMW_ERROR_BAD_INPUT: too
 *   large, or division by zero
 */
ImwAmount *
imw_amount_multiply_ratio (ImwAmount  *self,
                           guint64     numerator,
                           guint64     denominator,
                           ImwRounding rounding,
                           GError    **error)
{
  ImwAmount *result;
  mpz_t      product;
  mpz_t      divisor;

  g_return_val_if_fail (self != NULL, NULL);

  if (denominator == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Division by zero");
      return NULL;
    }

  result = imw_amount_new_unset (self->asset);
  mpz_init (product);
  mpz_init_set_ui (divisor, denominator);
  mpz_mul_ui (product, self->value, numerator);
  divide_rounded (result->value, product, divisor, rounding);
  mpz_clear (product);
  mpz_clear (divisor);

  return imw_amount_check_size (result, error);
}

/**
 * imw_amount_convert:
 * @self: an amount
 * @to: the asset wanted
 * @price: decimal text above zero: how many whole @to one whole unit of @self's asset costs
 * @rounding: which way
 * @error: return location
 *
 * Returns: (nullable) (transfer full): an amount of @to; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
ImwAmount *
imw_amount_convert (ImwAmount  *self,
                    ImwAsset   *to,
                    const char *price,
                    ImwRounding rounding,
                    GError    **error)
{
  g_return_val_if_fail (self != NULL && to != NULL && price != NULL, NULL);

  return convert (self, to, price, FALSE, rounding, error);
}

/**
 * imw_amount_convert_inverse:
 * @self: an amount
 * @to: the asset wanted
 * @price: decimal text above zero: how many whole units of @self's asset one whole @to costs
 * @rounding: which way
 * @error: return location
 *
 * Returns: (nullable) (transfer full): an amount of @to; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
ImwAmount *
imw_amount_convert_inverse (ImwAmount  *self,
                            ImwAsset   *to,
                            const char *price,
                            ImwRounding rounding,
                            GError    **error)
{
  g_return_val_if_fail (self != NULL && to != NULL && price != NULL, NULL);

  return convert (self, to, price, TRUE, rounding, error);
}
