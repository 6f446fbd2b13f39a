/* imw-field-number.h: numbers of banks, people and telephones that can be checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-field-check.h"

G_BEGIN_DECLS

/* All take the compact form: no spaces, no dashes, upper case. */
ImwFieldFault imw_number_check_clabe (const char *text);
ImwFieldFault imw_number_check_cbu (const char *text);
ImwFieldFault imw_number_check_aba (const char *text);
ImwFieldFault imw_number_check_nuban (const char *text, const char *bank_code); /* bank_code (nullable): of three digits */
ImwFieldFault imw_number_check_luhn (const char *text, gsize min_length, gsize max_length);
ImwFieldFault imw_number_check_iban (const char *text);
gboolean      imw_number_country_has_iban (const char *alpha2);
ImwFieldFault imw_number_check_cpf (const char *text);
ImwFieldFault imw_number_check_cnpj (const char *text);
ImwFieldFault imw_number_check_pix (const char *text);
ImwFieldFault imw_number_check_ifsc (const char *text);
ImwFieldFault imw_number_check_bic (const char *text);
ImwFieldFault imw_number_check_digits (const char *text, gsize min_length, gsize max_length);
ImwFieldFault imw_number_check_phone (const char *text); /* "+525512345678" */
ImwFieldFault imw_number_check_email (const char *text);

G_END_DECLS
