/* imw-country.c: countries and their money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-country"

#include "config.h"

#include "imw-country.h"
#include "imw-country-private.h"

#include <string.h>

#define REGIONAL_INDICATOR_A 0x1f1e6

/**
 * imw_country_find:
 * @code: (nullable): a code of ISO 3166-1 of two or three letters, in any case; of a code of ISO 3166-2 ("MX-CMX") the
 *   country counts
 *
 * Any thread.
 *
 * Returns: (nullable) (transfer none): the country
 */
const ImwCountry *
imw_country_find (const char *code)
{
  gsize length;

  if (code == NULL)
    return NULL;

  length = strcspn (code, "-");
  if (code[length] == '-' && length != 2)
    return NULL;
  for (guint i = 0; i < imw_n_countries && (length == 2 || length == 3); i++)
    {
      const ImwCountry *country = &imw_country_table[i];
      const char       *own = length == 2 ? country->alpha2 : country->alpha3;

      if (g_ascii_strncasecmp (own, code, length) == 0)
        return country;
    }

  return NULL;
}

/**
 * imw_country_get_all:
 * @n_countries: (out): how many
 *
 * Returns: (transfer none) (array length=n_countries): all countries, by their code of two letters
 */
const ImwCountry *
imw_country_get_all (guint *n_countries)
{
  g_return_val_if_fail (n_countries != NULL, NULL);

  *n_countries = imw_n_countries;

  return imw_country_table;
}

/**
 * imw_country_get_flag:
 * @country: a country
 * @flag: (out caller-allocates): two regional indicator symbols as UTF-8, which fonts show as a flag
 */
void
imw_country_get_flag (const ImwCountry *country, char flag[9])
{
  gsize length = 0;

  g_return_if_fail (country != NULL);

  for (guint i = 0; i < 2; i++)
    {
      gunichar letter = REGIONAL_INDICATOR_A + (gunichar) (country->alpha2[i] - 'A');

      length += (gsize) g_unichar_to_utf8 (letter, flag + length);
    }
  flag[length] = '\0';
}
