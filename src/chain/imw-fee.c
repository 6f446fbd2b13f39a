/* imw-fee.c: fee choices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-fee"

#include "config.h"

#include "imw-fee.h"

/**
 * imw_fee_level_get_code:
 * @level: a fee level
 *
 * Returns: (transfer none): "slow", "normal" or "fast"
 */
const char *
imw_fee_level_get_code (ImwFeeLevel level)
{
  switch (level)
    {
    case IMW_FEE_SLOW:
      return "slow";

    case IMW_FEE_NORMAL:
      return "normal";

    case IMW_FEE_FAST:
      return "fast";
    }

  g_return_val_if_reached ("normal");
}

/**
 * imw_fee_level_from_code:
 * @code: (nullable): a word
 * @level: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is exactly one of the words of imw_fee_level_get_code()
 */
gboolean
imw_fee_level_from_code (const char  *code,
                         ImwFeeLevel *level)
{
  static const ImwFeeLevel levels[IMW_N_FEE_LEVELS] = { IMW_FEE_SLOW, IMW_FEE_NORMAL,
                                                        IMW_FEE_FAST };

  g_return_val_if_fail (level != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      if (g_strcmp0 (code, imw_fee_level_get_code (levels[i])) == 0)
        {
          *level = levels[i];
          return TRUE;
        }
    }

  return FALSE;
}
