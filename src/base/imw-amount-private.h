/* imw-amount-private.h: what texts and arithmetic of amounts share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

#include <gmp.h>

G_BEGIN_DECLS

struct _ImwAmount
{
  gatomicrefcount ref_count;
  ImwAsset       *asset;
  mpz_t           value;
};

ImwAmount *imw_amount_new_unset (ImwAsset *asset);
ImwAmount *imw_amount_check_size (ImwAmount *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_amount_parse_decimal (const char *text, gboolean allow_mark, mpz_t value, guint *scale, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_amount_multiply_power_of_ten (mpz_t value, guint exponent);

G_END_DECLS
