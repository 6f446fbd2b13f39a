/* imw-number.h: decimal text for people, both ways
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-locale.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_NUMBER_EMPTY,
  IMW_NUMBER_GOOD,
  IMW_NUMBER_AMBIGUOUS,   /* "1.234" or "1,234": two readings */
  IMW_NUMBER_TOO_PRECISE, /* more decimals than there are */
  IMW_NUMBER_BAD
} ImwNumberKind;

/* What was typed, as plain decimal text ("." only, no grouping). */
typedef struct
{
  ImwNumberKind kind;
  char         *value;       /* (nullable) with GOOD; with AMBIGUOUS the reading with decimals, if that is possible */
  char         *other_value; /* (nullable) with AMBIGUOUS the reading with grouping */
} ImwNumber;

void  imw_number_clear (ImwNumber *self);
void  imw_number_parse (const ImwLocale *locale, const char *text, guint max_decimals, ImwNumber *result);
char *imw_number_format (const ImwLocale *locale, const char *decimal_text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwNumber, imw_number_clear)

G_END_DECLS
