/* imw-practice-number.h: numbers of 256 bits as Ethereum writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* Never negative. All count base units of one asset, so that they can be compared whatever they count. */
ImwAsset  *imw_practice_number_get_asset (void); /* transfer none */
ImwAmount *imw_practice_number_new (guint64 value);
ImwAmount *imw_practice_number_from_text (const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* NULL gives 0; BAD_INPUT */
ImwAmount *imw_practice_number_from_hex (const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* "0x1a"; BAD_INPUT */
ImwAmount *imw_practice_number_from_word (const guint8 word[32]);
void       imw_practice_number_to_word (ImwAmount *self, guint8 word[32]);
char      *imw_practice_number_to_hex (ImwAmount *self);
ImwAmount *imw_practice_number_add (ImwAmount *a,
                                    ImwAmount *b);                    /* 2^256 - 1 when it would be more */
ImwAmount *imw_practice_number_subtract (ImwAmount *a, ImwAmount *b); /* @b not above @a */
ImwAmount *imw_practice_number_multiply (
    ImwAmount *a,
    guint64    numerator,
    guint64    denominator); /* rounded down; 2^256 - 1 when it would be more */

G_END_DECLS
