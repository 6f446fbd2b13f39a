/* imw-practice-places.h: where the practice anchor pays, and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A way of paying. Paying out costs the fixed fee or the part, whichever is more; paying in costs both. */
typedef struct
{
  const char *name;          /* "bank_account" */
  const char *label;         /* "Bank transfer" */
  guint       out_fixed_c;   /* US cents */
  guint       out_permyriad; /* hundredths of a per cent */
  guint       in_fixed_c;
  guint       in_permyriad;
  gint64      out_s;  /* virtual seconds until it is paid out */
  gint64      in_s;   /* and until it is there, coming in */
  gboolean    cash;   /* picked up by a person */
  gboolean    hosted; /* coming in: on a page of the anchor only */
} ImwPracticeMethod;

typedef struct
{
  const char *name;
  const char *description;
  const char *choices; /* (nullable) separated by "|" */
  const char *pattern; /* (nullable) of a value that is taken */
  gboolean    optional;
} ImwPracticeField;

/* One way of paying in one country, and what has to be known of the payee */
typedef struct
{
  const char *method;
  const char *rail;   /* "SPEI" */
  const char *fields; /* names, separated by blanks */
} ImwPracticeRail;

#define IMW_PRACTICE_MAX_RAILS 6

typedef struct
{
  const char     *alpha2;
  const char     *alpha3;
  const char     *name;
  const char     *currency;
  ImwPracticeRail rails[IMW_PRACTICE_MAX_RAILS]; /* up to one without a method */
} ImwPracticePlace;

const ImwPracticePlace  *imw_practice_place_get (guint index);                                             /* NULL: past the last one */
const ImwPracticePlace  *imw_practice_place_find (const char *country);                                    /* either code; NULL */
const ImwPracticePlace  *imw_practice_place_find_currency (const char *code);                              /* the first one with it; NULL */
const ImwPracticeRail   *imw_practice_place_find_rail (const ImwPracticePlace *place, const char *method); /* NULL */
gboolean                 imw_practice_place_takes (const ImwPracticePlace *place, const char *method);     /* for paying in */
const ImwPracticeMethod *imw_practice_method_get (guint index);                                            /* NULL: past the last one */
const ImwPracticeMethod *imw_practice_method_find (const char *name);                                      /* also of other spellings; NULL */
const ImwPracticeField  *imw_practice_field_find (const char *name);                                       /* NULL */
guint                    imw_practice_currency_decimals (const char *code);

G_END_DECLS
