/* imw-country.h: countries and their money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Static. ISO 3166-1 and ISO 4217. */
typedef struct
{
  const char *alpha2;
  const char *alpha3;
  const char *name;     /* English short name, as in the translations of iso-codes ("iso_3166-1") */
  const char *currency; /* (nullable) "MXN" */
  const char *dial;     /* "52" */
} ImwCountry;

const ImwCountry *imw_country_find (const char *code);              /* (nullable) alpha-2 or alpha-3, any case */
const ImwCountry *imw_country_get_all (guint *n_countries);
void              imw_country_get_flag (const ImwCountry *country, char flag[9]); /* regional indicators, UTF-8 */

G_END_DECLS
