/* fuzz-description.c: descriptions from another process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-description.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (IMW_DESCRIPTION_VARIANT_TYPE), bytes, FALSE));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = imw_description_from_variant (variant, &error);
  g_autoptr (GVariant) again = NULL;
  g_autoptr (ImwAmount) sent = NULL;
  g_autoptr (ImwAmount) leaves = NULL;

  g_assert_true ((description == NULL) == (error != NULL));
  if (description == NULL)
    return 0;

  again = g_variant_ref_sink (imw_description_to_variant (description));
  sent = imw_description_dup_sent (description);
  leaves = imw_description_dup_leaves (description);
  g_assert_nonnull (again);

  return 0;
}
