/* fuzz-anchor-customer.c: what anchors want to know of people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-anchor-private.h"
#include "imw-field-check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const countries[] = { "MEX", "DEU", "NGA", "BRA", "CHN", NULL };
  g_autoptr (JsonNode) root = imw_json_parse ((const char *) data,
                                              (gssize) size,
                                              IMW_ANCHOR_MAX_JSON,
                                              NULL);
  JsonObject      *object = root != NULL ? imw_json_node_get_object (root, NULL) : NULL;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwCustomer) customer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    {
      g_autoptr (ImwField) field = imw_field_new ("bank_account_number", IMW_FIELD_TEXT);
      g_autofree char *mask = imw_field_mask (text);

      imw_field_check (field, countries[i], "PIX", text, NULL);
      imw_field_check (field, countries[i], NULL, text, NULL);
    }
  if (object == NULL)
    return 0;
  customer = imw_customer_parse (object, &error);
  g_assert_true ((customer == NULL) == (error != NULL));
  for (guint i = 0; customer != NULL && i < customer->fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (customer->fields, i);

      g_assert_cmpstr (field->name, !=, "");
      imw_field_check (field, "MEX", NULL, text, NULL);
    }

  return 0;
}
