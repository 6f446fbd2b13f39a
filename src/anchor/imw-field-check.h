/* imw-field-check.h: whether what was typed into a provider's form can be right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-order.h"

G_BEGIN_DECLS

/* What is wrong; the faces hold the sentences. */
typedef enum
{
  IMW_FIELD_FINE,
  IMW_FIELD_EMPTY,
  IMW_FIELD_BAD_LENGTH,
  IMW_FIELD_BAD_CHARACTERS,
  IMW_FIELD_BAD_CHECKSUM,   /* a digit is wrong */
  IMW_FIELD_BAD_PHONE,      /* not E.164 */
  IMW_FIELD_BAD_EMAIL,
  IMW_FIELD_BAD_DATE,
  IMW_FIELD_WRONG_COUNTRY,  /* sound, but of another country */
  IMW_FIELD_NOT_A_CHOICE
} ImwFieldFault;

const char *imw_field_fault_get_code (ImwFieldFault fault); /* "bad-checksum" */

/* Which known number or text a field is, for its title and hint: "clabe" "cbu" "cbu-alias" "iban" "nuban" "card" "account" "account-gb" "pix"
 * "cpf" "aba" "sort-code" "ifsc" "bic" "bank-code" "bank-name" "account-type" "phone" "phone-or-email" "email" "name" "date" "address" "country";
 * NULL: only the provider's words. Static. */
const char *imw_field_get_kind (const char *name, const char *country, const char *method);
/* country: alpha-3, NULL unknown; values: the other fields by name (NUBAN needs the bank's code), nullable. What is not known is FINE. */
ImwFieldFault imw_field_check (const ImwField *field, const char *country, const char *method, const char *text, GHashTable *values);
/* canonical form to send: spaces and dashes out of numbers, upper case IBAN, phone as E.164; transfer full */
char *imw_field_normalize (const ImwField *field, const char *country, const char *method, const char *text);
/* fields that are usual there, before a provider has been asked: (element-type ImwField) transfer container; may be empty */
GPtrArray *imw_field_list_usual (const char *country, const char *method);
/* "···· 9359": for lists; the whole is shown on the review page only. transfer full */
char *imw_field_mask (const char *text);

G_END_DECLS
