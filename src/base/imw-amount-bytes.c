/* imw-amount-bytes.c: amounts as big-endian bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-amount"

#include "config.h"

#include "imw-amount-private.h"
#include "imw-amount.h"
#include "imw-error.h"

#include <string.h>

/**
 * imw_amount_new_from_bytes:
 * @asset: what is counted
 * @data: (array length=length) (nullable): base units, the highest byte first; %NULL only with 0
 * @length: how many bytes; none is zero
 * @error: return location
 *
 * Returns: (nullable) (transfer full): an amount that is not negative; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT: 2^256 or more
 */
ImwAmount *
imw_amount_new_from_bytes (ImwAsset     *asset,
                           const guint8 *data,
                           gsize         length,
                           GError      **error)
{
  ImwAmount *self = NULL;

  g_return_val_if_fail (asset != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  self = imw_amount_new_unset (asset);
  if (length > 0)
    mpz_import (self->value, length, 1, 1, 1, 0, data);

  return imw_amount_check_size (self, error);
}

/**
 * imw_amount_to_bytes:
 * @self: an amount that is not negative
 * @out: (out caller-allocates) (array fixed-size=32): base units, the highest byte first
 *
 * Writes what imw_amount_new_from_bytes() reads.
 */
void
imw_amount_to_bytes (ImwAmount *self,
                     guint8     out[32])
{
  size_t length;

  g_return_if_fail (self != NULL && out != NULL);
  g_return_if_fail (mpz_sgn (self->value) >= 0);

  memset (out, 0, 32);
  if (mpz_sgn (self->value) == 0)
    return;

  length = (mpz_sizeinbase (self->value, 2) + 7) / 8;
  mpz_export (out + 32 - length, NULL, 1, 1, 1, 0, self->value);
}
