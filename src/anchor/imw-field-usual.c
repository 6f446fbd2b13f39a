/* imw-field-usual.c: what is usually asked for, before a provider has been asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-field-check"

#include "config.h"

#include "imw-field-check.h"

#include "imw-country.h"

#include <string.h>

/* So that a recipient can be written down without a provider. A provider's own form always counts more. */
typedef struct
{
  const char *country; /* alpha-3, "*": any other */
  const char *method;  /* "*": any other */
  const char *fields;  /* by spaces */
} Usual;

#define NAMES "first_name last_name"

static const Usual usual[] = {
  { "MEX", "cash", NAMES " mobile_number" },
  { "MEX", "*", NAMES " clabe_number" },
  { "ARG", "*", NAMES " cbu_number" },
  { "BRA", "*", NAMES " tax_id bank_account_number" },
  { "GBR", "SEPA", NAMES " bank_account_number" },
  { "GBR", "*", NAMES " bank_number bank_account_number" },
  { "USA", "cash", NAMES " mobile_number" },
  { "USA", "*", NAMES " bank_number bank_account_number bank_account_type address" },
  { "IND", "*", NAMES " bank_number bank_account_number" },
  { "NGA", "*", NAMES " bank_number bank_account_number" },
  { "KEN", "*", NAMES " mobile_money_provider mobile_money_number" },
  { "GHA", "*", NAMES " mobile_money_provider mobile_money_number" },
  { "CHN", "ALIPAY", NAMES " mobile_money_number" },
  { "CHN", "WECHAT", NAMES " mobile_money_number" },
  { "*", "cash", NAMES " mobile_number" },
  { "*", "cash_pickup", NAMES " mobile_number" },
  { "*", "mobile_money", NAMES " mobile_money_provider mobile_money_number" },
  { "*", "SWIFT", NAMES " bank_number bank_account_number address" },
  { "*", "SEPA", NAMES " bank_account_number" },
  { "*", "paypal", "email_address" },
};

static gboolean
fits (const char *pattern, const char *text)
{
  return g_str_equal (pattern, "*") || (text != NULL && g_ascii_strcasecmp (pattern, text) == 0);
}

static ImwField *
make_field (const char *name)
{
  static const char *const account_types[] = { "checking", "savings", NULL };
  ImwField                *field = imw_field_new (name, IMW_FIELD_TEXT);

  if (g_str_equal (name, "bank_account_type"))
    {
      field->type = IMW_FIELD_CHOICE;
      field->choices = g_strdupv ((char **) account_types);
    }

  return field;
}

/**
 * imw_field_list_usual:
 * @country: (nullable): ISO 3166-1 code of the country the money goes to
 * @method: (nullable): id of a method
 *
 * Returns: (transfer container) (element-type ImwField): what is usually asked for there
 */
GPtrArray *
imw_field_list_usual (const char *country, const char *method)
{
  GPtrArray        *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_field_free);
  const ImwCountry *place = imw_country_find (country);
  const char       *code = place != NULL ? place->alpha3 : NULL;
  const char       *names = NULL;
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (usual) && names == NULL; i++)
    {
      if (fits (usual[i].country, code) && fits (usual[i].method, method))
        names = usual[i].fields;
    }
  if (names == NULL)
    {
      const char *kind = imw_field_get_kind ("bank_account_number", code, method);

      names = g_str_equal (kind, "iban") ? NAMES " bank_account_number"
                                         : NAMES " bank_name bank_account_number";
    }

  list = g_strsplit (names, " ", 0);
  for (guint i = 0; list[i] != NULL; i++)
    g_ptr_array_add (fields, make_field (list[i]));

  return fields;
}
