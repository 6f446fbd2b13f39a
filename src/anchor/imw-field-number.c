/* imw-field-number.c: numbers of banks, people and telephones that can be checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-field-check"

#include "config.h"

#include "imw-field-number.h"

#include <string.h>

#define DIGITS  "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SIGNS   DIGITS LETTERS

/* Lengths as in the IBAN registry (ISO 13616) of SWIFT. */
static const struct
{
  char   country[3];
  guint8 length;
} ibans[] = {
  { "AD", 24 },
  { "AE", 23 },
  { "AL", 28 },
  { "AT", 20 },
  { "AZ", 28 },
  { "BA", 20 },
  { "BE", 16 },
  { "BG", 22 },
  { "BH", 22 },
  { "BI", 27 },
  { "BR", 29 },
  { "BY", 28 },
  { "CH", 21 },
  { "CR", 22 },
  { "CY", 28 },
  { "CZ", 24 },
  { "DE", 22 },
  { "DJ", 27 },
  { "DK", 18 },
  { "DO", 28 },
  { "EE", 20 },
  { "EG", 29 },
  { "ES", 24 },
  { "FI", 18 },
  { "FK", 18 },
  { "FO", 18 },
  { "FR", 27 },
  { "GB", 22 },
  { "GE", 22 },
  { "GI", 23 },
  { "GL", 18 },
  { "GR", 27 },
  { "GT", 28 },
  { "HN", 28 },
  { "HR", 21 },
  { "HU", 28 },
  { "IE", 22 },
  { "IL", 23 },
  { "IQ", 23 },
  { "IS", 26 },
  { "IT", 27 },
  { "JO", 30 },
  { "KW", 30 },
  { "KZ", 20 },
  { "LB", 28 },
  { "LC", 32 },
  { "LI", 21 },
  { "LT", 20 },
  { "LU", 20 },
  { "LV", 21 },
  { "LY", 25 },
  { "MC", 27 },
  { "MD", 24 },
  { "ME", 22 },
  { "MK", 19 },
  { "MN", 20 },
  { "MR", 27 },
  { "MT", 31 },
  { "MU", 30 },
  { "NI", 28 },
  { "NL", 18 },
  { "NO", 15 },
  { "OM", 23 },
  { "PK", 24 },
  { "PL", 28 },
  { "PS", 29 },
  { "PT", 25 },
  { "QA", 29 },
  { "RO", 24 },
  { "RS", 22 },
  { "RU", 33 },
  { "SA", 24 },
  { "SC", 31 },
  { "SD", 18 },
  { "SE", 24 },
  { "SI", 19 },
  { "SK", 24 },
  { "SM", 27 },
  { "SO", 23 },
  { "ST", 25 },
  { "SV", 28 },
  { "TL", 23 },
  { "TN", 24 },
  { "TR", 26 },
  { "UA", 29 },
  { "VA", 22 },
  { "VG", 24 },
  { "XK", 20 },
  { "YE", 30 },
};

static guint
digit (const char *text, gsize index)
{
  return (guint) (text[index] - '0');
}

/**
 * imw_number_check_digits:
 * @text: compact form
 * @min_length: fewest digits
 * @max_length: most digits
 *
 * Returns: whether it is so many digits
 */
ImwFieldFault
imw_number_check_digits (const char *text, gsize min_length, gsize max_length)
{
  gsize length = strlen (text);

  if (strspn (text, DIGITS) != length)
    return IMW_FIELD_BAD_CHARACTERS;

  return length >= min_length && length <= max_length ? IMW_FIELD_FINE : IMW_FIELD_BAD_LENGTH;
}

/* Weights repeat; each product counts with its last digit only when @last_digit is set. The check digit makes the sum a
 * multiple of ten. */
static gboolean
has_check_digit (const char  *text,
                 gsize        n_digits,
                 const guint *weights,
                 gsize        n_weights,
                 gboolean     last_digit)
{
  guint sum = 0;

  for (gsize i = 0; i < n_digits; i++)
    {
      guint product = digit (text, i) * weights[i % n_weights];

      sum += last_digit ? product % 10 : product;
    }

  return (10 - sum % 10) % 10 == digit (text, n_digits);
}

/**
 * imw_number_check_clabe:
 * @text: compact form
 *
 * Returns: whether it is a CLABE, the number of a bank account in Mexico (18 digits, weights 3 7 1)
 */
ImwFieldFault
imw_number_check_clabe (const char *text)
{
  static const guint weights[] = { 3, 7, 1 };
  ImwFieldFault      fault = imw_number_check_digits (text, 18, 18);

  if (fault != IMW_FIELD_FINE)
    return fault;

  return has_check_digit (text, 17, weights, G_N_ELEMENTS (weights), TRUE) ? IMW_FIELD_FINE
                                                                           : IMW_FIELD_BAD_CHECKSUM;
}

/**
 * imw_number_check_cbu:
 * @text: compact form
 *
 * Returns: whether it is a CBU, the number of a bank account in Argentina (22 digits in two blocks)
 */
ImwFieldFault
imw_number_check_cbu (const char *text)
{
  static const guint bank[] = { 7, 1, 3, 9, 7, 1, 3 };
  static const guint account[] = { 3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3 };
  ImwFieldFault      fault = imw_number_check_digits (text, 22, 22);

  if (fault != IMW_FIELD_FINE)
    return fault;
  if (!has_check_digit (text, 7, bank, G_N_ELEMENTS (bank), FALSE) ||
      !has_check_digit (text + 8, 13, account, G_N_ELEMENTS (account), FALSE))
    return IMW_FIELD_BAD_CHECKSUM;

  return IMW_FIELD_FINE;
}

/**
 * imw_number_check_aba:
 * @text: compact form
 *
 * Returns: whether it is a routing number of a bank in the United States (9 digits, weights 3 7 1)
 */
ImwFieldFault
imw_number_check_aba (const char *text)
{
  static const guint weights[] = { 3, 7, 1 };
  ImwFieldFault      fault = imw_number_check_digits (text, 9, 9);

  if (fault != IMW_FIELD_FINE)
    return fault;
  if (strspn (text, "0") == 9 || !has_check_digit (text, 8, weights, G_N_ELEMENTS (weights), FALSE))
    return IMW_FIELD_BAD_CHECKSUM;

  return IMW_FIELD_FINE;
}

/**
 * imw_number_check_nuban:
 * @text: compact form
 * @bank_code: (nullable): the three digits of the bank; without them only the length can be checked
 *
 * Returns: whether it is a NUBAN, the number of a bank account in Nigeria (9 digits and a check digit)
 */
ImwFieldFault
imw_number_check_nuban (const char *text, const char *bank_code)
{
  static const guint weights[] = { 3, 7, 3 };
  ImwFieldFault      fault = imw_number_check_digits (text, 10, 10);
  g_autofree char   *whole = NULL;

  if (fault != IMW_FIELD_FINE || bank_code == NULL ||
      imw_number_check_digits (bank_code, 3, 3) != IMW_FIELD_FINE)
    return fault;

  whole = g_strconcat (bank_code, text, NULL);

  return has_check_digit (whole, 12, weights, G_N_ELEMENTS (weights), FALSE)
             ? IMW_FIELD_FINE
             : IMW_FIELD_BAD_CHECKSUM;
}

/**
 * imw_number_check_luhn:
 * @text: compact form
 * @min_length: fewest digits
 * @max_length: most digits
 *
 * Returns: whether it is the number of a card by ISO/IEC 7812-1
 */
ImwFieldFault
imw_number_check_luhn (const char *text, gsize min_length, gsize max_length)
{
  ImwFieldFault fault = imw_number_check_digits (text, min_length, max_length);
  gsize         length = strlen (text);
  guint         sum = 0;

  if (fault != IMW_FIELD_FINE)
    return fault;

  for (gsize i = 0; i < length; i++)
    {
      guint value = digit (text, length - 1 - i);

      if (i % 2 == 1)
        value = value * 2 > 9 ? value * 2 - 9 : value * 2;
      sum += value;
    }

  return sum % 10 == 0 ? IMW_FIELD_FINE : IMW_FIELD_BAD_CHECKSUM;
}

/* Remainder by 97 of the digits, with A = 10 … Z = 35. */
static guint
iban_remainder (const char *text)
{
  gsize length = strlen (text);
  guint rest = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[(i + 4) % length];

      if (g_ascii_isdigit (c))
        rest = (rest * 10 + (guint) (c - '0')) % 97;
      else
        rest = (rest * 100 + (guint) (c - 'A') + 10) % 97;
    }

  return rest;
}

static gsize
iban_length (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (ibans); i++)
    {
      if (strncmp (ibans[i].country, text, 2) == 0)
        return ibans[i].length;
    }

  return 0;
}

/**
 * imw_number_country_has_iban:
 * @alpha2: code of a country
 *
 * Returns: whether accounts there have an IBAN
 */
gboolean
imw_number_country_has_iban (const char *alpha2)
{
  return strlen (alpha2) == 2 && iban_length (alpha2) != 0;
}

/**
 * imw_number_check_iban:
 * @text: compact form
 *
 * Returns: whether it is an IBAN (ISO 13616): known country, its length, remainder 1 by 97. %IMW_FIELD_BAD_CHARACTERS
 *   when it does not begin with a country that has one.
 */
ImwFieldFault
imw_number_check_iban (const char *text)
{
  gsize length = strlen (text);

  if (strspn (text, SIGNS) != length)
    return IMW_FIELD_BAD_CHARACTERS;
  if (length < 5)
    return IMW_FIELD_BAD_LENGTH;
  if (!g_ascii_isdigit (text[2]) || !g_ascii_isdigit (text[3]) || iban_length (text) == 0)
    return IMW_FIELD_BAD_CHARACTERS;
  if (length != iban_length (text))
    return IMW_FIELD_BAD_LENGTH;

  return iban_remainder (text) == 1 ? IMW_FIELD_FINE : IMW_FIELD_BAD_CHECKSUM;
}

/* Check digit of CPF and CNPJ over the first @n_digits, weights from 2 upwards from the right, beginning again after
 * @highest. */
static guint
brazilian_digit (const char *text, gsize n_digits, guint highest)
{
  guint sum = 0;
  guint weight = 2;

  for (gsize i = n_digits; i > 0; i--)
    {
      sum += digit (text, i - 1) * weight;
      weight = weight == highest ? 2 : weight + 1;
    }

  return sum % 11 < 2 ? 0 : 11 - sum % 11;
}

static ImwFieldFault
check_brazilian (const char *text, gsize length, guint highest)
{
  ImwFieldFault fault = imw_number_check_digits (text, length, length);
  char          first[2] = { text[0], '\0' };

  if (fault != IMW_FIELD_FINE)
    return fault;
  if (strspn (text, first) == length || /* one digit over and over would pass */
      brazilian_digit (text, length - 2, highest) != digit (text, length - 2) ||
      brazilian_digit (text, length - 1, highest) != digit (text, length - 1))
    return IMW_FIELD_BAD_CHECKSUM;

  return IMW_FIELD_FINE;
}

/**
 * imw_number_check_cpf:
 * @text: compact form
 *
 * Returns: whether it is a CPF, the number of a taxpayer in Brazil (11 digits)
 */
ImwFieldFault
imw_number_check_cpf (const char *text)
{
  return check_brazilian (text, 11, 11);
}

/**
 * imw_number_check_cnpj:
 * @text: compact form
 *
 * Returns: whether it is a CNPJ, the number of a company in Brazil (14 digits)
 */
ImwFieldFault
imw_number_check_cnpj (const char *text)
{
  return check_brazilian (text, 14, 9);
}

/**
 * imw_number_check_pix:
 * @text: a key of PIX: CPF, CNPJ, telephone in Brazil, e-mail address or random key (UUID)
 *
 * Returns: whether it can be one
 */
ImwFieldFault
imw_number_check_pix (const char *text)
{
  gsize length = strlen (text);

  if (strchr (text, '@') != NULL)
    return imw_number_check_email (text);
  if (*text == '+')
    {
      ImwFieldFault fault = imw_number_check_phone (text);

      if (fault == IMW_FIELD_FINE && !g_str_has_prefix (text, "+55"))
        return IMW_FIELD_WRONG_COUNTRY;
      return fault == IMW_FIELD_FINE && length != 13 && length != 14 ? IMW_FIELD_BAD_LENGTH : fault;
    }
  if (length == 36)
    return g_uuid_string_is_valid (text) ? IMW_FIELD_FINE : IMW_FIELD_BAD_CHARACTERS;
  if (strspn (text, DIGITS) != length)
    return IMW_FIELD_BAD_CHARACTERS;

  return length == 14 ? imw_number_check_cnpj (text) : imw_number_check_cpf (text);
}

/**
 * imw_number_check_ifsc:
 * @text: compact form
 *
 * Returns: whether it is an IFSC, the code of a branch of a bank in India: four letters, 0, six letters or digits
 */
ImwFieldFault
imw_number_check_ifsc (const char *text)
{
  gsize length = strlen (text);

  if (strspn (text, SIGNS) != length)
    return IMW_FIELD_BAD_CHARACTERS;
  if (length != 11)
    return IMW_FIELD_BAD_LENGTH;

  return strspn (text, LETTERS) >= 4 && text[4] == '0' ? IMW_FIELD_FINE : IMW_FIELD_BAD_CHARACTERS;
}

/**
 * imw_number_check_bic:
 * @text: compact form
 *
 * Returns: whether it is a BIC (ISO 9362): six letters, two and perhaps three more letters or digits
 */
ImwFieldFault
imw_number_check_bic (const char *text)
{
  gsize length = strlen (text);

  if (strspn (text, SIGNS) != length)
    return IMW_FIELD_BAD_CHARACTERS;
  if (length != 8 && length != 11)
    return IMW_FIELD_BAD_LENGTH;

  return strspn (text, LETTERS) >= 6 ? IMW_FIELD_FINE : IMW_FIELD_BAD_CHARACTERS;
}

/**
 * imw_number_check_phone:
 * @text: a telephone number
 *
 * Returns: whether it is a whole one as of ITU-T E.164: "+", not 0, 7 to 15 digits
 */
ImwFieldFault
imw_number_check_phone (const char *text)
{
  gsize n_digits = *text == '+' ? strspn (text + 1, DIGITS) : 0;

  if (*text != '+' || text[1 + n_digits] != '\0' || text[1] == '0' || n_digits < 7 || n_digits > 15)
    return IMW_FIELD_BAD_PHONE;

  return IMW_FIELD_FINE;
}

/**
 * imw_number_check_email:
 * @text: an e-mail address
 *
 * Returns: whether it can be one: the forms that are in use, not all that RFC 5322 allows
 */
ImwFieldFault
imw_number_check_email (const char *text)
{
  const char *at = strrchr (text, '@');
  const char *dot = at != NULL ? strrchr (at, '.') : NULL;
  gsize       n_local = at != NULL ? (gsize) (at - text) : 0;

  if (dot == NULL || n_local == 0 || n_local > 64 || strlen (text) > 254 || dot == at + 1 ||
      strlen (dot) < 3 || strstr (text, "..") != NULL || *text == '.' || at[-1] == '.' ||
      strpbrk (text, " \t\r\n<>()[]\\,;:\"") != NULL || memchr (text, '@', n_local) != NULL ||
      at[1] == '-')
    return IMW_FIELD_BAD_EMAIL;

  return IMW_FIELD_FINE;
}
