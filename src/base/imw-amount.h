/* imw-amount.h: an exact amount of one asset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-asset.h"

G_BEGIN_DECLS

/* Immutable, counted, boxed. Signed, magnitude below 2^256, in base units of its asset. */
typedef struct _ImwAmount ImwAmount;

typedef enum
{
  IMW_ROUND_DOWN, /* towards zero */
  IMW_ROUND_UP,   /* away from zero */
  IMW_ROUND_HALF_EVEN
} ImwRounding;

#define IMW_TYPE_AMOUNT (imw_amount_get_type ())

GType      imw_amount_get_type (void) G_GNUC_CONST;
ImwAmount *imw_amount_new (ImwAsset *asset, gint64 base_units);
ImwAmount *imw_amount_new_u64 (ImwAsset *asset, guint64 base_units);
ImwAmount *imw_amount_new_zero (ImwAsset *asset);
ImwAmount *imw_amount_new_from_base_text (ImwAsset *asset, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;    /* "-?[0-9]+" */
ImwAmount *imw_amount_new_from_decimal_text (ImwAsset *asset, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* "0.015": "." only, no grouping, no exponent, no excess digits */
ImwAmount *imw_amount_new_from_bytes (ImwAsset *asset, const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* big endian, up to 2^256 - 1 */
void       imw_amount_to_bytes (ImwAmount *self, guint8 out[32]);                          /* big endian; not negative */
ImwAmount *imw_amount_ref (ImwAmount *self);
void       imw_amount_unref (ImwAmount *self);
ImwAsset  *imw_amount_get_asset (ImwAmount *self); /* transfer none */
char      *imw_amount_to_base_text (ImwAmount *self);
char      *imw_amount_to_decimal_text (ImwAmount *self, guint min_decimals); /* exact, "." , zeros trimmed down to min_decimals */
gboolean   imw_amount_get_u64 (ImwAmount *self, guint64 *base_units);        /* FALSE when negative or too large */
gboolean   imw_amount_get_i64 (ImwAmount *self, gint64 *base_units);
gint       imw_amount_sign (ImwAmount *self);               /* -1, 0, 1 */
gint       imw_amount_compare (ImwAmount *a, ImwAmount *b); /* same asset, else a programming error */
gboolean   imw_amount_equal (ImwAmount *a, ImwAmount *b);
ImwAmount *imw_amount_add (ImwAmount *a, ImwAmount *b, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT on overflow or other asset */
ImwAmount *imw_amount_subtract (ImwAmount *a, ImwAmount *b, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAmount *imw_amount_negate (ImwAmount *self);
ImwAmount *imw_amount_multiply_ratio (ImwAmount *self, guint64 numerator, guint64 denominator, ImwRounding rounding, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* price: decimal text, how many whole @to one whole unit of self's asset costs ("61234.5") */
ImwAmount *imw_amount_convert (ImwAmount *self, ImwAsset *to, const char *price, ImwRounding rounding, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the other way: @to is what the price is quoted FOR */
ImwAmount *imw_amount_convert_inverse (ImwAmount *self, ImwAsset *to, const char *price, ImwRounding rounding, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwAmount, imw_amount_unref)

G_END_DECLS
