/* imw-amount.c: an exact amount of one asset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-amount"

#include "config.h"

#include "imw-amount.h"
#include "imw-amount-private.h"
#include "imw-error.h"

#include <string.h>

#define MAX_BITS        256
#define MAX_TEXT_LENGTH 160

/**
 * ImwAmount:
 *
 * A signed number of base units of one asset, its magnitude below 2^256. Immutable, counted, any
 * thread. Public values only: GMP leaves copies in ordinary memory.
 */

G_DEFINE_BOXED_TYPE (ImwAmount, imw_amount, imw_amount_ref, imw_amount_unref)

/**
 * imw_amount_new_unset:
 * @asset: what is counted
 *
 * Returns: (transfer full): zero, for the caller to change before anybody else sees it
 */
ImwAmount *
imw_amount_new_unset (ImwAsset *asset)
{
  ImwAmount *self = g_new0 (ImwAmount, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->asset = imw_asset_ref (asset);
  mpz_init (self->value);

  return self;
}

/**
 * imw_amount_check_size:
 * @self: (transfer full): a new amount
 * @error: return location
 *
 * Returns: (nullable) (transfer full): @self; %NULL with %IMW_ERROR_BAD_INPUT when its magnitude is
 *   2^256 or more
 */
ImwAmount *
imw_amount_check_size (ImwAmount *self,
                       GError   **error)
{
  if (mpz_sizeinbase (self->value, 2) <= MAX_BITS)
    return self;

  imw_amount_unref (self);
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Amount is too large");

  return NULL;
}

static gboolean
all_digits (const char *text,
            gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
    }

  return length > 0;
}

/**
 * imw_amount_parse_decimal:
 * @text: "-?digits[.digits]"
 * @allow_mark: whether there may be a "."
 * @value: (inout): set to all digits, as one number
 * @scale: (out): how many digits are behind the mark
 * @error: return location
 *
 * Returns: whether @text is that; on %FALSE @error is %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_amount_parse_decimal (const char *text,
                          gboolean    allow_mark,
                          mpz_t       value,
                          guint      *scale,
                          GError    **error)
{
  g_autofree char *digits = NULL;
  const char      *unsigned_text = text[0] == '-' ? text + 1 : text;
  gsize            length = strlen (unsigned_text);
  const char      *mark = allow_mark ? strchr (unsigned_text, '.') : NULL;
  gsize            n_whole = mark != NULL ? (gsize) (mark - unsigned_text) : length;
  gsize            n_behind = mark != NULL ? length - n_whole - 1 : 0;

  if (length > MAX_TEXT_LENGTH ||
      !all_digits (unsigned_text, n_whole) ||
      (mark != NULL && !all_digits (mark + 1, n_behind)))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a plain decimal number");
      return FALSE;
    }

  digits = g_strdup_printf ("%.*s%s", (int) n_whole, unsigned_text, mark != NULL ? mark + 1 : "");
  mpz_set_str (value, digits, 10);
  if (unsigned_text != text)
    mpz_neg (value, value);
  *scale = (guint) n_behind;

  return TRUE;
}

/**
 * imw_amount_multiply_power_of_ten:
 * @value: (inout): multiplied
 * @exponent: by ten to this
 */
void
imw_amount_multiply_power_of_ten (mpz_t value,
                                  guint exponent)
{
  mpz_t power;

  mpz_init (power);
  mpz_ui_pow_ui (power, 10, exponent);
  mpz_mul (value, value, power);
  mpz_clear (power);
}

/**
 * imw_amount_new:
 * @asset: what is counted
 * @base_units: how many base units
 *
 * Returns: (transfer full): an amount
 */
ImwAmount *
imw_amount_new (ImwAsset *asset,
                gint64    base_units)
{
  ImwAmount *self;

  g_return_val_if_fail (asset != NULL, NULL);

  self = imw_amount_new_unset (asset);
  mpz_set_si (self->value, base_units);

  return self;
}

/**
 * imw_amount_new_u64:
 * @asset: what is counted
 * @base_units: how many base units
 *
 * Returns: (transfer full): an amount
 */
ImwAmount *
imw_amount_new_u64 (ImwAsset *asset,
                    guint64   base_units)
{
  ImwAmount *self;

  g_return_val_if_fail (asset != NULL, NULL);

  self = imw_amount_new_unset (asset);
  mpz_set_ui (self->value, base_units);

  return self;
}

/**
 * imw_amount_new_zero:
 * @asset: what is counted
 *
 * A known nothing. What is not known is no amount at all.
 *
 * Returns: (transfer full): an amount
 */
ImwAmount *
imw_amount_new_zero (ImwAsset *asset)
{
  return imw_amount_new (asset, 0);
}

/**
 * imw_amount_new_from_base_text:
 * @asset: what is counted
 * @text: base units: digits, perhaps a "-" before them
 * @error: return location
 *
 * Returns: (nullable) (transfer full): an amount; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
ImwAmount *
imw_amount_new_from_base_text (ImwAsset   *asset,
                               const char *text,
                               GError    **error)
{
  g_autoptr (ImwAmount) self = NULL;
  guint scale;

  g_return_val_if_fail (asset != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self = imw_amount_new_unset (asset);
  if (!imw_amount_parse_decimal (text, FALSE, self->value, &scale, error))
    return NULL;

  return imw_amount_check_size (g_steal_pointer (&self), error);
}

/**
 * imw_amount_new_from_decimal_text:
 * @asset: what is counted
 * @text: whole units, "." as the mark, no grouping, no exponent, digits on both sides of the mark
 * @error: return location
 *
 * Returns: (nullable) (transfer full): an amount; on %NULL @error is %IMW_ERROR_BAD_INPUT, also
 *   when
 *   @text has more digits behind the mark than the asset
 */
ImwAmount *
imw_amount_new_from_decimal_text (ImwAsset   *asset,
                                  const char *text,
                                  GError    **error)
{
  g_autoptr (ImwAmount) self = NULL;
  guint scale = 0;

  g_return_val_if_fail (asset != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self = imw_amount_new_unset (asset);
  if (!imw_amount_parse_decimal (text, TRUE, self->value, &scale, error))
    return NULL;
  if (scale > imw_asset_get_decimals (asset))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "More than %u digits behind the mark",
                   imw_asset_get_decimals (asset));
      return NULL;
    }
  imw_amount_multiply_power_of_ten (self->value, imw_asset_get_decimals (asset) - scale);

  return imw_amount_check_size (g_steal_pointer (&self), error);
}

/**
 * imw_amount_ref:
 * @self: an amount
 *
 * Returns: (transfer full): @self
 */
ImwAmount *
imw_amount_ref (ImwAmount *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * imw_amount_unref:
 * @self: (transfer full): an amount
 */
void
imw_amount_unref (ImwAmount *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  mpz_clear (self->value);
  imw_asset_unref (self->asset);
  g_free (self);
}

/**
 * imw_amount_get_asset:
 * @self: an amount
 *
 * Returns: (transfer none): what is counted
 */
ImwAsset *
imw_amount_get_asset (ImwAmount *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->asset;
}

/**
 * imw_amount_to_base_text:
 * @self: an amount
 *
 * Returns: (transfer full): base units in decimal digits, perhaps with a "-" before them
 */
char *
imw_amount_to_base_text (ImwAmount *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_malloc (mpz_sizeinbase (self->value, 10) + 2);

  return mpz_get_str (text, 10, self->value);
}

/**
 * imw_amount_to_decimal_text:
 * @self: an amount
 * @min_decimals: digits behind the mark that stay even when they are zeros; never more than the
 *   asset has
 *
 * Returns: (transfer full): whole units, exact, with "." as the mark
 */
char *
imw_amount_to_decimal_text (ImwAmount *self,
                            guint      min_decimals)
{
  g_autofree char *base = NULL;
  GString         *text;
  guint            decimals;
  gsize            start;

  g_return_val_if_fail (self != NULL, NULL);

  decimals = imw_asset_get_decimals (self->asset);
  base = imw_amount_to_base_text (self);
  text = g_string_new (base);
  start = base[0] == '-' ? 1 : 0;
  while (text->len - start < decimals + 1)
    g_string_insert_c (text, (gssize) start, '0');
  if (decimals > 0)
    g_string_insert_c (text, (gssize) (text->len - decimals), '.');
  while (decimals > min_decimals && text->str[text->len - 1] == '0')
    {
      g_string_truncate (text, text->len - 1);
      decimals--;
    }
  if (text->str[text->len - 1] == '.')
    g_string_truncate (text, text->len - 1);

  return g_string_free (text, FALSE);
}

/**
 * imw_amount_get_u64:
 * @self: an amount
 * @base_units: (out): set on %TRUE only
 *
 * Returns: %FALSE when it is negative or does not fit
 */
gboolean
imw_amount_get_u64 (ImwAmount *self,
                    guint64   *base_units)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (base_units != NULL, FALSE);

  if (!mpz_fits_ulong_p (self->value))
    return FALSE;
  *base_units = mpz_get_ui (self->value);

  return TRUE;
}

/**
 * imw_amount_get_i64:
 * @self: an amount
 * @base_units: (out): set on %TRUE only
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
imw_amount_get_i64 (ImwAmount *self,
                    gint64    *base_units)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (base_units != NULL, FALSE);

  if (!mpz_fits_slong_p (self->value))
    return FALSE;
  *base_units = mpz_get_si (self->value);

  return TRUE;
}

G_STATIC_ASSERT (sizeof (unsigned long) == sizeof (guint64));

/**
 * imw_amount_sign:
 * @self: an amount
 *
 * Returns: -1, 0 or 1
 */
gint
imw_amount_sign (ImwAmount *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return mpz_sgn (self->value);
}

/**
 * imw_amount_compare:
 * @a: an amount
 * @b: an amount of the same asset
 *
 * Returns: -1, 0 or 1, as @a is less than, equal to or more than @b
 */
gint
imw_amount_compare (ImwAmount *a,
                    ImwAmount *b)
{
  int result;

  g_return_val_if_fail (a != NULL && b != NULL, 0);
  g_return_val_if_fail (imw_asset_equal (a->asset, b->asset), 0);

  result = mpz_cmp (a->value, b->value);

  return CLAMP (result, -1, 1);
}

/**
 * imw_amount_equal:
 * @a: an amount
 * @b: an amount
 *
 * Returns: whether asset and number are the same
 */
gboolean
imw_amount_equal (ImwAmount *a,
                  ImwAmount *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return imw_asset_equal (a->asset, b->asset) && mpz_cmp (a->value, b->value) == 0;
}
