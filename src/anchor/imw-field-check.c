/* imw-field-check.c: whether what was typed into a provider's form can be right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-field-check"

#include "config.h"

#include "imw-field-check.h"
#include "imw-field-number.h"

#include "imw-country.h"
#include "imw-text.h"

#include <string.h>

/* Which number a field of SEP-9 is depends on the country and on the way the money goes: SEP-9 has one name for account
 * numbers of all kinds, and one for codes of banks. */

#define MAX_TEXT 1000

/* Fields of somebody else have the same names with one of these in front. */
static const char *const prefixes[] = {
  "organization.",
  "recipient_",
  "receiver_",
  "beneficiary_",
  "sender_",
};

static const struct
{
  const char *name;
  const char *kind;
} fixed_kinds[] = {
  { "clabe_number", "clabe" },
  { "cbu_number", "cbu" },
  { "cbu_alias", "cbu-alias" },
  { "mobile_number", "phone" },
  { "bank_phone_number", "phone" },
  { "mobile_money_number", "phone" },
  { "phone_number", "phone" },
  { "email_address", "email" },
  { "email", "email" },
  { "birth_date", "date" },
  { "id_issue_date", "date" },
  { "id_expiration_date", "date" },
  { "first_name", "name" },
  { "given_name", "name" },
  { "last_name", "name" },
  { "family_name", "name" },
  { "additional_name", "name" },
  { "name", "name" },
  { "bank_name", "bank-name" },
  { "bank_account_type", "account-type" },
  { "address", "address" },
  { "address_country_code", "country" },
  { "birth_country_code", "country" },
  { "id_country_code", "country" },
  { "iban", "iban" },
  { "swift", "bic" },
  { "bic", "bic" },
};

/* Countries in the registry of IBANs where people know their account by another number. */
static const char *const no_iban_in_use[] = { "GBR", "BRA", "RUS", "EGY", "GTM", "DOM", "SLV",
                                              "NIC", "HND", "MNG", "SOM", "SDN", "FLK", NULL };

/* Where one payment area spans countries: an account may lie in any of them (EPC409-09). */
static const char *const sepa[] = { "AD", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK",
                                    "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU",
                                    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MT",
                                    "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "SM",
                                    "VA", "AL", "MD", "ME", "MK", "RS", NULL };

/**
 * imw_field_fault_get_code:
 * @fault: what is wrong
 *
 * Returns: (transfer none): the word for it, stable
 */
const char *
imw_field_fault_get_code (ImwFieldFault fault)
{
  switch (fault)
    {
    case IMW_FIELD_FINE:
      return "fine";

    case IMW_FIELD_EMPTY:
      return "empty";

    case IMW_FIELD_BAD_LENGTH:
      return "bad-length";

    case IMW_FIELD_BAD_CHARACTERS:
      return "bad-characters";

    case IMW_FIELD_BAD_CHECKSUM:
      return "bad-checksum";

    case IMW_FIELD_BAD_PHONE:
      return "bad-phone";

    case IMW_FIELD_BAD_EMAIL:
      return "bad-email";

    case IMW_FIELD_BAD_DATE:
      return "bad-date";

    case IMW_FIELD_WRONG_COUNTRY:
      return "wrong-country";

    case IMW_FIELD_NOT_A_CHOICE:
      return "not-a-choice";
    }

  g_return_val_if_reached ("fine");
}

static gboolean
is_method (const char *method, const char *name)
{
  return method != NULL && g_ascii_strcasecmp (method, name) == 0;
}

static gboolean
uses_iban (const ImwCountry *country, const char *method)
{
  if (is_method (method, "SEPA") || is_method (method, "IBAN"))
    return TRUE;

  return country != NULL && imw_number_country_has_iban (country->alpha2) &&
         !g_strv_contains (no_iban_in_use, country->alpha3);
}

static const char *
get_account_kind (const ImwCountry *country, const char *method)
{
  const char *code = country != NULL ? country->alpha3 : "";

  if (is_method (method, "PIX") || (g_str_equal (code, "BRA") && !is_method (method, "TED")))
    return "pix";
  if (uses_iban (country, method))
    return "iban";
  if (g_str_equal (code, "NGA"))
    return "nuban";
  if (g_str_equal (code, "CHN"))
    return "card";
  if (g_str_equal (code, "GBR"))
    return "account-gb";
  if (g_str_equal (code, "MEX"))
    return "clabe";
  if (g_str_equal (code, "ARG"))
    return "cbu";

  return "account";
}

static const char *
get_bank_kind (const ImwCountry *country, const char *method)
{
  const char *code = country != NULL ? country->alpha3 : "";

  if (is_method (method, "SWIFT"))
    return "bic";
  if (g_str_equal (code, "USA"))
    return "aba";
  if (g_str_equal (code, "GBR"))
    return "sort-code";
  if (g_str_equal (code, "IND"))
    return "ifsc";

  return uses_iban (country, method) ? "bic" : "bank-code";
}

/**
 * imw_field_get_kind:
 * @name: of a field, as of SEP-9 or the provider's own
 * @country: (nullable): ISO 3166-1 code of the country the money goes to or comes from
 * @method: (nullable): id of the method
 *
 * Returns: (nullable) (transfer none): which known number or text it is: "clabe", "cbu", "cbu-alias", "iban", "nuban",
 *   "card", "account", "account-gb", "pix", "cpf", "aba", "sort-code", "ifsc", "bic", "bank-code", "bank-name",
 *   "account-type", "phone", "phone-or-email", "email", "name", "date", "address", "country"; %NULL when only the
 *   provider's words explain it
 */
const char *
imw_field_get_kind (const char *name, const char *country, const char *method)
{
  const ImwCountry *place = imw_country_find (country);

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      if (g_str_has_prefix (name, prefixes[i]))
        name += strlen (prefixes[i]);
    }
  if (g_str_equal (name, "bank_account_number"))
    return get_account_kind (place, method);
  if (g_str_equal (name, "bank_number"))
    return get_bank_kind (place, method);
  if (g_str_equal (name, "tax_id"))
    return place != NULL && g_str_equal (place->alpha3, "BRA") ? "cpf" : NULL;
  if (g_str_equal (name, "mobile_money_number") &&
      (is_method (method, "ALIPAY") || is_method (method, "WECHAT")))
    return "phone-or-email";
  for (guint i = 0; i < G_N_ELEMENTS (fixed_kinds); i++)
    {
      if (g_str_equal (name, fixed_kinds[i].name))
        return fixed_kinds[i].kind;
    }

  return NULL;
}

static gboolean
is_kind (const char *kind, const char *name)
{
  return kind != NULL && g_str_equal (kind, name);
}

static gboolean
is_one_of (const char *kind, const char *const *names)
{
  return kind != NULL && g_strv_contains (names, kind);
}

/* Without anything that people put between digits. */
static char *
compact (const char *text, gboolean upper)
{
  GString *result = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || c == '-' || c == '.' || c == '/' || c == 0x2010 || c == 0x2011 ||
          c == 0x2013)
        continue;
      if (c >= 0xff10 && c <= 0xff19) /* full-width digits */
        c = c - 0xff10 + '0';
      if (upper && c < 0x80)
        c = (gunichar) g_ascii_toupper ((char) c);
      g_string_append_unichar (result, c);
    }

  return g_string_free (result, FALSE);
}

static char *
normalize_phone (const char *text, const ImwCountry *country)
{
  g_autofree char *plain = compact (text, FALSE);
  GString         *result = g_string_new (NULL);
  const char      *rest;

  for (const char *p = plain; *p != '\0'; p++)
    {
      if (*p != '(' && *p != ')')
        g_string_append_c (result, *p);
    }
  if (g_str_has_prefix (result->str, "00"))
    {
      g_string_erase (result, 0, 2);
      g_string_prepend_c (result, '+');
    }
  if (result->len == 0 || *result->str == '+' || country == NULL)
    return g_string_free (result, FALSE);

  /* a number without its country: the zero in front is for calls inside, but in Italy */
  rest = result->str;
  while (*rest == '0' && !g_str_equal (country->alpha2, "IT") &&
         !g_str_equal (country->alpha2, "SM"))
    rest++;
  g_string_erase (result, 0, rest - result->str);
  g_string_prepend (result, country->dial);
  g_string_prepend_c (result, '+');

  return g_string_free (result, FALSE);
}

static char *
normalize_as (const char *kind, const char *text, const ImwCountry *country)
{
  static const char *const numbers[] = { "clabe", "cbu", "nuban", "card", "account-gb",
                                         "cpf", "aba", "sort-code", "iban", "ifsc",
                                         "bic", "bank-code", NULL };
  gboolean                 has_at = strchr (text, '@') != NULL;

  if (is_one_of (kind, numbers))
    return compact (text, TRUE);
  if (is_kind (kind, "phone") || (is_kind (kind, "phone-or-email") && !has_at))
    return normalize_phone (text, country);
  if (is_kind (kind, "pix") && !has_at && strlen (text) != 36)
    {
      g_autofree char *plain = normalize_phone (text, NULL); /* a telephone has its "+55" */

      return g_steal_pointer (&plain);
    }

  return g_strdup (text);
}

/**
 * imw_field_normalize:
 * @field: what is asked for
 * @country: (nullable): ISO 3166-1 code of the country the money goes to or comes from
 * @method: (nullable): id of the method
 * @text: what was typed
 *
 * Returns: (transfer full): the form to send: spaces and dashes out of numbers, IBAN in upper case, telephone with "+"
 *   and country
 */
char *
imw_field_normalize (const ImwField *field,
                     const char     *country,
                     const char     *method,
                     const char     *text)
{
  g_autofree char *trimmed = NULL;

  g_return_val_if_fail (field != NULL && text != NULL, NULL);

  trimmed = g_strstrip (g_utf8_make_valid (text, -1));
  if (field->choices != NULL || field->type == IMW_FIELD_DATE)
    return g_steal_pointer (&trimmed);

  return normalize_as (imw_field_get_kind (field->name, country, method), trimmed,
                       imw_country_find (country));
}

static ImwFieldFault
check_iban (const char *text, const ImwCountry *country, const char *method)
{
  ImwFieldFault    fault = imw_number_check_iban (text);
  g_autofree char *own = g_strndup (text, 2);

  if (fault != IMW_FIELD_FINE || country == NULL || g_str_equal (own, country->alpha2))
    return fault;
  if (is_method (method, "SEPA") && g_strv_contains (sepa, own))
    return fault;

  return IMW_FIELD_WRONG_COUNTRY;
}

static ImwFieldFault
check_bic (const char *text, const ImwCountry *country, const char *method)
{
  ImwFieldFault    fault = imw_number_check_bic (text);
  g_autofree char *own = fault == IMW_FIELD_FINE ? g_strndup (text + 4, 2) : NULL;

  if (own == NULL || country == NULL || g_str_equal (own, country->alpha2))
    return fault;
  if (imw_country_find (own) == NULL)
    return IMW_FIELD_BAD_CHARACTERS;

  return is_method (method, "SEPA") && g_strv_contains (sepa, own) ? fault
                                                                   : IMW_FIELD_WRONG_COUNTRY;
}

static ImwFieldFault
check_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *whole = NULL;

  if (strlen (text) != 10 || strspn (text, "0123456789-") != 10 || text[4] != '-' || text[7] != '-')
    return IMW_FIELD_BAD_DATE;

  whole = g_strconcat (text, "T12:00:00Z", NULL);
  time = g_date_time_new_from_iso8601 (whole, utc);

  return time != NULL ? IMW_FIELD_FINE : IMW_FIELD_BAD_DATE;
}

static ImwFieldFault
check_phone (const char *text, const char *name, const ImwCountry *country)
{
  ImwFieldFault fault = imw_number_check_phone (text);

  /* a purse in a telephone is one of that country; a person's own telephone can be of any */
  if (fault == IMW_FIELD_FINE && country != NULL && strstr (name, "mobile_money") != NULL &&
      !g_str_has_prefix (text + 1, country->dial))
    return IMW_FIELD_WRONG_COUNTRY;

  return fault;
}

static ImwFieldFault
check_name (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_isalpha (g_utf8_get_char (p)))
        return imw_text_is_printable (text, MAX_TEXT) ? IMW_FIELD_FINE : IMW_FIELD_BAD_CHARACTERS;
    }

  return IMW_FIELD_BAD_CHARACTERS;
}

static ImwFieldFault
check_kind (const char       *kind,
            const char       *name,
            const char       *text,
            const ImwCountry *country,
            const char       *method,
            GHashTable       *values)
{
  if (g_str_equal (kind, "clabe"))
    return imw_number_check_clabe (text);
  if (g_str_equal (kind, "cbu"))
    return imw_number_check_cbu (text);
  if (g_str_equal (kind, "cbu-alias"))
    return strlen (text) < 6 || strlen (text) > 20 ? IMW_FIELD_BAD_LENGTH : IMW_FIELD_FINE;
  if (g_str_equal (kind, "iban"))
    return check_iban (text, country, method);
  if (g_str_equal (kind, "nuban"))
    return imw_number_check_nuban (
        text, values != NULL ? g_hash_table_lookup (values, "bank_number") : NULL);
  if (g_str_equal (kind, "card"))
    return imw_number_check_luhn (text, 16, 19);
  if (g_str_equal (kind, "account-gb"))
    return imw_number_check_digits (text, 8, 8);
  if (g_str_equal (kind, "pix"))
    return imw_number_check_pix (text);
  if (g_str_equal (kind, "cpf"))
    return strlen (text) == 14 ? imw_number_check_cnpj (text) : imw_number_check_cpf (text);
  if (g_str_equal (kind, "aba"))
    return imw_number_check_aba (text);
  if (g_str_equal (kind, "sort-code"))
    return imw_number_check_digits (text, 6, 6);
  if (g_str_equal (kind, "ifsc"))
    return imw_number_check_ifsc (text);
  if (g_str_equal (kind, "bic"))
    return check_bic (text, country, method);
  if (g_str_equal (kind, "phone") ||
      (g_str_equal (kind, "phone-or-email") && strchr (text, '@') == NULL))
    return check_phone (text, name, country);
  if (g_str_equal (kind, "email") || g_str_equal (kind, "phone-or-email"))
    return imw_number_check_email (text);
  if (g_str_equal (kind, "date"))
    return check_date (text);
  if (g_str_equal (kind, "name"))
    return check_name (text);
  if (g_str_equal (kind, "country"))
    return imw_country_find (text) != NULL && strlen (text) == 3 ? IMW_FIELD_FINE
                                                                 : IMW_FIELD_NOT_A_CHOICE;

  return IMW_FIELD_FINE;
}

/**
 * imw_field_check:
 * @field: what is asked for
 * @country: (nullable): ISO 3166-1 code of the country the money goes to or comes from
 * @method: (nullable): id of the method
 * @text: what was typed, in any usual form
 * @values: (nullable) (element-type utf8 utf8): the other fields by name: some numbers need another one
 *
 * Looks only at what can be known without asking anybody.
 *
 * Returns: what is wrong; %IMW_FIELD_FINE also for what is not known
 */
ImwFieldFault
imw_field_check (const ImwField *field,
                 const char     *country,
                 const char     *method,
                 const char     *text,
                 GHashTable     *values)
{
  g_autofree char *compacted = NULL;
  const char      *kind;

  g_return_val_if_fail (field != NULL, IMW_FIELD_FINE);

  compacted = text != NULL ? imw_field_normalize (field, country, method, text) : NULL;
  if (compacted == NULL || *compacted == '\0')
    return field->optional ? IMW_FIELD_FINE : IMW_FIELD_EMPTY;
  if (field->choices != NULL)
    return g_strv_contains ((const char *const *) field->choices, compacted)
               ? IMW_FIELD_FINE
               : IMW_FIELD_NOT_A_CHOICE;
  if (strlen (compacted) > MAX_TEXT)
    return IMW_FIELD_BAD_LENGTH;
  if (field->type == IMW_FIELD_DATE)
    return check_date (compacted);
  if (field->type == IMW_FIELD_NUMBER && strspn (compacted, "0123456789.") != strlen (compacted))
    return IMW_FIELD_BAD_CHARACTERS;

  kind = imw_field_get_kind (field->name, country, method);

  return kind != NULL
             ? check_kind (kind, field->name, compacted, imw_country_find (country), method, values)
             : IMW_FIELD_FINE;
}

/**
 * imw_field_mask:
 * @text: a number or an address
 *
 * Returns: (transfer full): as much of it as recognises it in a list: "···· 9359", "j···@example.org"
 */
char *
imw_field_mask (const char *text)
{
  const char *at;
  glong       length;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup ("····");
  at = strchr (text, '@');
  length = g_utf8_strlen (text, -1);
  if (at != NULL && at > text)
    {
      g_autofree char *first = g_utf8_substring (text, 0, 1);

      return g_strconcat (first, "···", at, NULL);
    }
  if (length <= 6)
    return g_strdup ("····");

  return g_strconcat ("···· ", g_utf8_offset_to_pointer (text, length - 4), NULL);
}
