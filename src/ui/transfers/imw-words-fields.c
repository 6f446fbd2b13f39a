/* imw-words-fields.c: what providers ask for, and how money is delivered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-words"

#include "config.h"

#include "imw-words-transfer.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *id;
  const char *text;
} Word;

static const Word methods[] = {
  { "bank_account", N_ ("Bank account") },
  { "bank", N_ ("Bank account") },
  { "SPEI", N_ ("Bank account (SPEI)") },
  { "SEPA", N_ ("Bank account (SEPA)") },
  { "ACH", N_ ("Bank account (ACH)") },
  { "WIRE", N_ ("Bank wire") },
  { "PIX", N_ ("PIX") },
  { "cash", N_ ("Cash pick-up") },
  { "CASH", N_ ("Cash pick-up") },
  { "mobile_money", N_ ("Mobile money") },
  { "ALIPAY", N_ ("Alipay") },
  { "WECHAT", N_ ("WeChat Pay") },
  { "paypal", N_ ("PayPal") },
  { "PAYPAL", N_ ("PayPal") },
  { "card", N_ ("Card") },
  { "CARD", N_ ("Card") },
};

/* by kind first, then by name */
static const struct
{
  const char *id;
  const char *title;
  const char *hint;
} fields[] = {
  { "clabe", N_ ("CLABE"), N_ ("18 digits, on the bank statement") },
  { "cbu", N_ ("CBU"), N_ ("22 digits") },
  { "iban", N_ ("IBAN"), N_ ("Begins with the country, as DE89 …") },
  { "nuban", N_ ("Account number (NUBAN)"), N_ ("10 digits") },
  { "aba", N_ ("Routing number (ABA)"), N_ ("9 digits") },
  { "sort-code", N_ ("Sort code"), N_ ("6 digits") },
  { "ifsc", N_ ("IFSC"), N_ ("11 characters, as HDFC0001234") },
  { "cpf", N_ ("CPF"), N_ ("11 digits") },
  { "pix", N_ ("PIX key"), N_ ("CPF, CNPJ, phone, e-mail or random key") },
  { "card", N_ ("Bank card number"), N_ ("16 to 19 digits") },
  { "phone", N_ ("Phone number"), N_ ("With the country's code: +86 …") },
  { "email", N_ ("E-mail address"), "" },
  { "bic", N_ ("BIC / SWIFT"), N_ ("8 or 11 characters") },
  { "bank-code", N_ ("Bank code"), "" },
  { "account", N_ ("Account number"), "" },
  { "first_name", N_ ("First name"), N_ ("As on the identity document") },
  { "given_name", N_ ("First name"), N_ ("As on the identity document") },
  { "last_name", N_ ("Family name"), N_ ("As on the identity document") },
  { "family_name", N_ ("Family name"), N_ ("As on the identity document") },
  { "additional_name", N_ ("Middle name"), "" },
  { "recipient_first_name", N_ ("Recipient's first name"), N_ ("As the bank knows it") },
  { "recipient_last_name", N_ ("Recipient's family name"), N_ ("As the bank knows it") },
  { "address_country_code", N_ ("Country"), "" },
  { "state_or_province", N_ ("State or province"), "" },
  { "city", N_ ("City"), "" },
  { "postal_code", N_ ("Postal code"), "" },
  { "address", N_ ("Address"), "" },
  { "mobile_number", N_ ("Phone number"), N_ ("With the country's code: +86 …") },
  { "email_address", N_ ("E-mail address"), "" },
  { "birth_date", N_ ("Date of birth"), "" },
  { "birth_place", N_ ("Place of birth"), "" },
  { "birth_country_code", N_ ("Country of birth"), "" },
  { "tax_id", N_ ("Tax number"), "" },
  { "occupation", N_ ("Occupation"), "" },
  { "employer_name", N_ ("Employer"), "" },
  { "language_code", N_ ("Language"), "" },
  { "id_type", N_ ("Kind of identity document"), "" },
  { "id_country_code", N_ ("Country of the identity document"), "" },
  { "id_issue_date", N_ ("Issued on"), "" },
  { "id_expiration_date", N_ ("Valid until"), "" },
  { "id_number", N_ ("Number of the identity document"), "" },
  { "photo_id_front", N_ ("Picture of the identity document, front"), N_ ("JPEG, PNG or PDF") },
  { "photo_id_back", N_ ("Picture of the identity document, back"), N_ ("JPEG, PNG or PDF") },
  { "photo_proof_residence", N_ ("Proof of residence"), N_ ("JPEG, PNG or PDF") },
  { "proof_of_income", N_ ("Proof of income"), N_ ("JPEG, PNG or PDF") },
  { "sex", N_ ("Sex"), "" },
  { "bank_name", N_ ("Bank"), "" },
  { "bank_account_type", N_ ("Kind of account"), "" },
  { "bank_account_number", N_ ("Account number"), "" },
  { "bank_number", N_ ("Bank code"), "" },
  { "bank_branch_number", N_ ("Branch"), "" },
  { "external_transfer_memo", N_ ("Reference"), N_ ("Must be in the bank transfer") },
  { "clabe_number", N_ ("CLABE"), N_ ("18 digits, on the bank statement") },
  { "cbu_number", N_ ("CBU"), N_ ("22 digits") },
  { "cbu_alias", N_ ("CBU alias"), "" },
  { "mobile_money_number", N_ ("Phone number of the purse"),
    N_ ("With the country's code: +254 …") },
  { "mobile_money_provider", N_ ("Purse"), "" },
  { "purpose", N_ ("Purpose"), "" },
  { "relationship", N_ ("Relationship"), "" },
  { "amount", N_ ("Amount"), "" },
  { "sender.first_name", N_ ("Your first name"), N_ ("As on your identity document") },
  { "sender.last_name", N_ ("Your family name"), N_ ("As on your identity document") },
  { "sender.email_address", N_ ("Your e-mail address"), "" },
  { "sender.mobile_number", N_ ("Your phone number"), N_ ("With the country's code: +254 …") },
  { "sender.birth_date", N_ ("Your date of birth"), "" },
  { "sender.address", N_ ("Your address"), "" },
};

static const Word choices[] = {
  { "checking", N_ ("Checking account") },
  { "savings", N_ ("Savings account") },
  { "male", N_ ("Male") },
  { "female", N_ ("Female") },
  { "other", N_ ("Other") },
  { "passport", N_ ("Passport") },
  { "id_card", N_ ("Identity card") },
  { "drivers_license", N_ ("Driving licence") },
  { "family_support", N_ ("Family support") },
  { "education", N_ ("Education") },
  { "gift", N_ ("Gift") },
  { "savings_own", N_ ("Own savings") },
  { "business", N_ ("Business") },
  { "Alipay", N_ ("Alipay") },
  { "WeChat", N_ ("WeChat Pay") },
};

static const char *
find_word (const Word *words, gsize n_words, const char *id)
{
  for (gsize i = 0; id != NULL && i < n_words; i++)
    {
      if (strcmp (words[i].id, id) == 0)
        return _ (words[i].text);
    }

  return NULL;
}

/**
 * imw_words_method:
 * @id: (nullable): the provider's name of a way to deliver or to pay in
 *
 * Returns: (transfer none): in words, or @id itself
 */
const char *
imw_words_method (const char *id)
{
  const char *text = find_word (methods, G_N_ELEMENTS (methods), id);

  if (text != NULL)
    return text;

  return id != NULL ? id : "";
}

/**
 * imw_words_choice:
 * @field: name of the field
 * @choice: one of its choices
 *
 * Returns: (transfer none): in words, or @choice itself
 */
const char *
imw_words_choice (const char *field, const char *choice)
{
  const ImwCountry *country = NULL;
  const char       *text = find_word (choices, G_N_ELEMENTS (choices), choice);

  if (text == NULL && g_str_has_suffix (field, "country_code"))
    country = imw_country_find (choice);
  if (country != NULL)
    text = imw_words_country (country);

  return text != NULL ? text : choice;
}

static gsize
find_field (const char *id)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (fields) && g_strcmp0 (fields[i].id, id) != 0)
    i++;

  return i;
}

/* what it is known as: by kind, then by name, then by name without what the provider put in front */
static gsize
find_known (const char *name, const char *country, const char *method)
{
  gsize place = find_field (name); /* what is asked of the user themselves has a name of its own */

  if (place == G_N_ELEMENTS (fields))
    place = find_field (imw_field_get_kind (name, country, method));
  if (place == G_N_ELEMENTS (fields) && g_str_has_prefix (name, "organization."))
    place = find_field (name + strlen ("organization."));

  return place;
}

/**
 * imw_words_field:
 * @name: (not nullable): name of a field
 * @country: (nullable): alpha-3
 * @method: (nullable): how money is delivered
 *
 * Returns: (transfer none) (nullable): its title; NULL: only the provider's words are known
 */
const char *
imw_words_field (const char *name, const char *country, const char *method)
{
  gsize place = find_known (name, country, method);

  return place < G_N_ELEMENTS (fields) ? _ (fields[place].title) : NULL;
}

/**
 * imw_words_field_hint:
 * @name: name of a field
 * @country: (nullable): alpha-3
 * @method: (nullable): how money is delivered
 *
 * Returns: (transfer none): what it looks like; "" when nothing need be said
 */
const char *
imw_words_field_hint (const char *name, const char *country, const char *method)
{
  gsize place = find_known (name, country, method);

  if (place == G_N_ELEMENTS (fields) || *fields[place].hint == '\0')
    return "";

  return _ (fields[place].hint);
}
