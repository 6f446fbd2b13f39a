/* test-country.c: countries and their money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-asset.h"
#include "imw-country.h"

#include <string.h>

static void
test_find (void)
{
  static const char *const mexico[] = { "MX", "mx", "MEX", "mex", "Mex", "MX-CMX" };
  static const char *const nothing[] = { "", "M", "MEXI", "XX", "ZZZ", "M-X", "MEX-CMX" };

  for (guint i = 0; i < G_N_ELEMENTS (mexico); i++)
    {
      const ImwCountry *country = imw_country_find (mexico[i]);

      g_assert_nonnull (country);
      g_assert_cmpstr (country->alpha3, ==, "MEX");
      g_assert_cmpstr (country->name, ==, "Mexico");
      g_assert_cmpstr (country->currency, ==, "MXN");
      g_assert_cmpstr (country->dial, ==, "52");
    }
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    g_assert_null (imw_country_find (nothing[i]));
  g_assert_null (imw_country_find (NULL));
}

static void
test_all (void)
{
  static const struct
  {
    const char *alpha3;
    const char *currency;
  } known[] = {
    { "CHN", "CNY" },
    { "HKG", "HKD" },
    { "USA", "USD" },
    { "BRA", "BRL" },
    { "DEU", "EUR" },
    { "GBR", "GBP" },
    { "IND", "INR" },
    { "PHL", "PHP" },
    { "NGA", "NGN" },
    { "KEN", "KES" },
    { "VNM", "VND" },
    { "PAK", "PKR" },
  };
  guint             n_countries = 0;
  const ImwCountry *all = imw_country_get_all (&n_countries);

  g_assert_cmpuint (n_countries, ==, 249);
  for (guint i = 0; i < n_countries; i++)
    {
      g_assert_true (imw_country_find (all[i].alpha2) == &all[i]);
      g_assert_true (imw_country_find (all[i].alpha3) == &all[i]);
      g_assert_true (g_utf8_validate (all[i].name, -1, NULL));
      g_assert_cmpuint (strspn (all[i].dial, "0123456789"), ==, strlen (all[i].dial));
      g_assert_cmpuint (strlen (all[i].dial), >, 0);
      if (all[i].currency != NULL)
        {
          g_autoptr (ImwAsset) money = imw_asset_new_fiat (all[i].currency);

          g_assert_nonnull (money);
        }
      else
        g_assert_cmpstr (all[i].alpha2, ==, "AQ");
      g_assert_true (i == 0 || strcmp (all[i - 1].alpha2, all[i].alpha2) < 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpstr (imw_country_find (known[i].alpha3)->currency, ==, known[i].currency);
}

static void
test_flag (void)
{
  char flag[9];

  imw_country_get_flag (imw_country_find ("MX"), flag);
  g_assert_cmpstr (flag, ==, "🇲🇽");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/country/find", test_find);
  g_test_add_func ("/anchor/country/all", test_all);
  g_test_add_func ("/anchor/country/flag", test_flag);

  return g_test_run ();
}
