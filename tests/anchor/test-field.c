/* test-field.c: whether what was typed into a provider's form can be right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-field-check.h"
#include "imw-field-number.h"
#include "imw-test-vectors.h"

#include <string.h>

static ImwFieldFault
check (const char *name, const char *country, const char *method, const char *text)
{
  g_autoptr (ImwField) field = imw_field_new (name, IMW_FIELD_TEXT);

  return imw_field_check (field, country, method, text, NULL);
}

/* Each line of the file: field, country, method, text, verdict, and maybe the code of the bank. */
static void
test_samples (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("anchor-fields.json");
  JsonArray *samples = imw_test_vectors_array (root, "samples");

  for (guint i = 0; i < json_array_get_length (samples); i++)
    {
      JsonObject *sample = imw_test_vectors_item (samples, i);
      const char *country = imw_test_vectors_text (sample, "country");
      const char *method = imw_test_vectors_text (sample, "method");
      const char *text = imw_test_vectors_text (sample, "text");
      const char *bank = imw_json_has (sample, "bank") ? imw_test_vectors_text (sample, "bank")
                                                       : NULL;
      g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (ImwField)
          field = imw_field_new (imw_test_vectors_text (sample, "field"), IMW_FIELD_TEXT);
      const char *verdict;

      if (bank != NULL)
        g_hash_table_insert (values, (gpointer) "bank_number", (gpointer) bank);
      verdict = imw_field_fault_get_code (imw_field_check (field, country, method, text, values));
      g_test_message ("%s %s: %s", field->name, text, verdict);
      g_assert_cmpstr (verdict, ==, imw_test_vectors_text (sample, "verdict"));
    }
  g_assert_cmpuint (json_array_get_length (samples), >, 60);
}

/* One wrong digit is always seen, in every place of every number that has a check digit. */
static void
test_wrong_digit (void)
{
  static const struct
  {
    const char *text;
    ImwFieldFault (*check) (const char *text);
  } numbers[] = {
    { "646180111803859359", imw_number_check_clabe },
    { "032180000118359719", imw_number_check_clabe },
    { "2850590940090418135201", imw_number_check_cbu },
    { "021000021", imw_number_check_aba },
    { "121122676", imw_number_check_aba },
    { "DE89370400440532013000", imw_number_check_iban },
    { "11144477735", imw_number_check_cpf },
    { "52998224725", imw_number_check_cpf },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_assert_cmpint (numbers[i].check (numbers[i].text), ==, IMW_FIELD_FINE);
      for (gsize k = 0; k < strlen (numbers[i].text); k++)
        {
          g_autofree char *wrong = g_strdup (numbers[i].text);

          if (!g_ascii_isdigit (wrong[k]))
            continue;
          wrong[k] = wrong[k] == '9' ? '0' : (char) (wrong[k] + 1);
          g_assert_cmpint (numbers[i].check (wrong), ==, IMW_FIELD_BAD_CHECKSUM);
        }
    }
}

static void
test_normalize (void)
{
  static const struct
  {
    const char *name;
    const char *country;
    const char *method;
    const char *text;
    const char *expected;
  } cases[] = {
    { "bank_account_number", "DEU", "SEPA", " de89 3704 0044 0532 0130 00 ",
      "DE89370400440532013000" },
    { "clabe_number", "MEX", NULL, "646-180-111803859359", "646180111803859359" },
    { "mobile_number", "MEX", NULL, "55 1234 5678", "+525512345678" },
    { "mobile_number", "GBR", NULL, "(020) 7946-0018", "+442079460018" },
    { "mobile_number", "ITA", NULL, "06 1234 5678", "+390612345678" },
    { "mobile_number", "KEN", NULL, "00254 712 345678", "+254712345678" },
    { "mobile_number", NULL, NULL, "+254 712 345678", "+254712345678" },
    { "bank_number", "GBR", NULL, "12-34-56", "123456" },
    { "bank_number", "IND", NULL, "sbin0000001", "SBIN0000001" },
    { "tax_id", "BRA", "PIX", "111.444.777-35", "11144477735" },
    { "bank_account_number", "BRA", "PIX", "111.444.777-35", "11144477735" },
    { "bank_account_number", "BRA", "PIX", "ana@example.org", "ana@example.org" },
    { "bank_account_number", "CHN", NULL, "6222 0202 0000 0000 008", "6222020200000000008" },
    { "bank_account_number", "CHN", NULL, "６２２２", "6222" },
    { "mobile_money_number", "CHN", "ALIPAY", "li@example.cn", "li@example.cn" },
    { "mobile_money_number", "CHN", "ALIPAY", "139 1099 8888", "+8613910998888" },
    { "first_name", "MEX", NULL, " Ana María ", "Ana María" },
    { "purpose", "IND", NULL, " family support ", "family support" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwField) field = imw_field_new (cases[i].name, IMW_FIELD_TEXT);
      g_autofree char *text =
          imw_field_normalize (field, cases[i].country, cases[i].method, cases[i].text);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_kinds (void)
{
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "DEU", "SEPA"), ==, "iban");
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "NGA", NULL), ==, "nuban");
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "CHN", "bank_account"), ==, "card");
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "GBR", NULL), ==, "account-gb");
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "GBR", "SEPA"), ==, "iban");
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "PHL", NULL), ==, "account");
  g_assert_cmpstr (imw_field_get_kind ("bank_account_number", "BRA", "PIX"), ==, "pix");
  g_assert_cmpstr (imw_field_get_kind ("bank_number", "USA", "ACH"), ==, "aba");
  g_assert_cmpstr (imw_field_get_kind ("bank_number", "GBR", NULL), ==, "sort-code");
  g_assert_cmpstr (imw_field_get_kind ("bank_number", "PHL", "SWIFT"), ==, "bic");
  g_assert_cmpstr (imw_field_get_kind ("recipient_first_name", "MEX", NULL), ==, "name");
  g_assert_cmpstr (imw_field_get_kind ("organization.bank_account_number", "DEU", NULL), ==,
                   "iban");
  g_assert_null (imw_field_get_kind ("purpose", "IND", NULL));
  g_assert_null (imw_field_get_kind ("tax_id", "USA", NULL));
}

static void
test_empty_and_choices (void)
{
  static const char *const choices[] = { "checking", "savings", NULL };
  g_autoptr (ImwField) field = imw_field_new ("bank_account_type", IMW_FIELD_CHOICE);
  g_autoptr (ImwField) date = imw_field_new ("since", IMW_FIELD_DATE);

  g_assert_cmpint (check ("first_name", NULL, NULL, NULL), ==, IMW_FIELD_EMPTY);
  g_assert_cmpint (check ("first_name", NULL, NULL, "  "), ==, IMW_FIELD_EMPTY);
  field->choices = g_strdupv ((char **) choices);
  g_assert_cmpint (imw_field_check (field, NULL, NULL, "savings", NULL), ==, IMW_FIELD_FINE);
  g_assert_cmpint (imw_field_check (field, NULL, NULL, "other", NULL), ==, IMW_FIELD_NOT_A_CHOICE);
  field->optional = TRUE;
  g_assert_cmpint (imw_field_check (field, NULL, NULL, "", NULL), ==, IMW_FIELD_FINE);
  g_assert_cmpint (imw_field_check (date, NULL, NULL, "2024-02-29", NULL), ==, IMW_FIELD_FINE);
  g_assert_cmpint (imw_field_check (date, NULL, NULL, "2023-02-29", NULL), ==, IMW_FIELD_BAD_DATE);
  g_assert_cmpint (imw_field_check (date, NULL, NULL, "29.02.2024", NULL), ==, IMW_FIELD_BAD_DATE);
}

static void
test_mask (void)
{
  g_autofree char *clabe = imw_field_mask ("646180111803859359");
  g_autofree char *email = imw_field_mask ("jane@example.org");
  g_autofree char *little = imw_field_mask ("12345");

  g_assert_cmpstr (clabe, ==, "···· 9359");
  g_assert_cmpstr (email, ==, "j···@example.org");
  g_assert_cmpstr (little, ==, "····");
}

static void
test_usual (void)
{
  static const char *const countries[] = { "MEX", "CHN", "HKG", "USA", "BRA", "DEU",
                                           "GBR", "IND", "PHL", "NGA", "KEN", "VNM" };
  g_autoptr (GPtrArray) mexico = imw_field_list_usual ("MEX", "bank_account");
  g_autoptr (GPtrArray) alipay = imw_field_list_usual ("CHN", "ALIPAY");

  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    {
      g_autoptr (GPtrArray) fields = imw_field_list_usual (countries[i], "bank_account");

      g_assert_cmpuint (fields->len, >=, 3);
    }
  g_assert_cmpuint (mexico->len, ==, 3);
  g_assert_cmpstr (((ImwField *) mexico->pdata[2])->name, ==, "clabe_number");
  g_assert_cmpstr (((ImwField *) alipay->pdata[2])->name, ==, "mobile_money_number");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/field/samples", test_samples);
  g_test_add_func ("/anchor/field/wrong-digit", test_wrong_digit);
  g_test_add_func ("/anchor/field/normalize", test_normalize);
  g_test_add_func ("/anchor/field/kinds", test_kinds);
  g_test_add_func ("/anchor/field/empty-and-choices", test_empty_and_choices);
  g_test_add_func ("/anchor/field/mask", test_mask);
  g_test_add_func ("/anchor/field/usual", test_usual);

  return g_test_run ();
}
