/* imw-locale.h: how a language writes numbers and dates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small table of our own: a fresh system has no locale of the user's language installed. */
typedef struct
{
  const char *language;    /* "en", "zh" */
  const char *decimal;     /* "." */
  const char *group;       /* "," */
  gboolean    indian;      /* 12,34,567 */
  gboolean    sign_before; /* "$5", otherwise "5 $" */
  const char *date;        /* g_date_time_format () of a day of this year */
  const char *date_year;   /* the same of another year */
  const char *time;        /* hours and minutes */
} ImwLocale;

const ImwLocale *imw_locale_find (const char *language);
const ImwLocale *imw_locale_get_current (void);
void             imw_locale_set_current (const char *language);
const char      *imw_locale_get_currency_sign (const ImwLocale *self, const char *iso_code);

G_END_DECLS
