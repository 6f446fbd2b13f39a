/* imw-customer-parse.c: people as anchors tell them (SEP-12)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-order"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define MAX_CHOICES  300
#define MAX_ID_BYTES 200

static ImwFieldType
parse_type (const char *told)
{
  if (g_strcmp0 (told, "number") == 0)
    return IMW_FIELD_NUMBER;
  if (g_strcmp0 (told, "date") == 0)
    return IMW_FIELD_DATE;
  if (g_strcmp0 (told, "binary") == 0)
    return IMW_FIELD_BINARY;

  return IMW_FIELD_TEXT;
}

static ImwFieldState
parse_field_state (const char *told)
{
  if (g_strcmp0 (told, "REJECTED") == 0)
    return IMW_FIELD_STATE_REJECTED;
  if (g_strcmp0 (told, "PROCESSING") == 0)
    return IMW_FIELD_STATE_PROCESSING;
  if (g_strcmp0 (told, "VERIFICATION_REQUIRED") == 0)
    return IMW_FIELD_STATE_WANTS_CODE;

  return IMW_FIELD_STATE_ACCEPTED;
}

static char **
parse_choices (JsonObject *object)
{
  JsonArray *array = imw_anchor_told_array (object, "choices");
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_CHOICES); i++)
    {
      const char *choice = imw_json_node_get_string (json_array_get_element (array, i), NULL);

      /* sent back as it is, so it is there as it is or not at all */
      if (choice != NULL && *choice != '\0' && imw_text_is_printable (choice, IMW_ANCHOR_MAX_NAME))
        g_ptr_array_add (choices, g_strdup (choice));
    }
  if (choices->len == 0)
    return NULL;
  g_ptr_array_add (choices, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&choices), FALSE);
}

/**
 * imw_customer_parse_fields:
 * @object: field names with what they are
 * @are_given: whether these are what the provider has already
 * @fields: (element-type ImwField): they are added here
 */
void
imw_customer_parse_fields (JsonObject *object,
                           gboolean    are_given,
                           GPtrArray  *fields)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *name = names; name != NULL && fields->len < IMW_ANCHOR_MAX_LINES; name = name->next)
    {
      JsonObject      *item = imw_anchor_told_object (object, name->data);
      g_autofree char *type = imw_anchor_told_exact (item, "type", 20);
      g_autofree char *state = imw_anchor_told_exact (item, "status", 40);
      ImwField        *field;

      if (item == NULL || !imw_text_is_printable (name->data, IMW_ANCHOR_MAX_NAME) ||
          *(const char *) name->data == '\0')
        continue;

      field = imw_field_new (name->data, parse_type (type));
      field->description = imw_anchor_told_text (item, "description", IMW_ANCHOR_MAX_TEXT);
      field->choices = parse_choices (item);
      field->optional = imw_anchor_told_bool (item, "optional", FALSE);
      field->error = imw_anchor_told_text (item, "error", IMW_ANCHOR_MAX_TEXT);
      field->state = are_given ? parse_field_state (state) : IMW_FIELD_STATE_ASKED;
      if (field->choices != NULL)
        field->type = IMW_FIELD_CHOICE;
      g_ptr_array_add (fields, field);
    }
}

/**
 * imw_customer_parse:
 * @object: the answer of GET /customer
 * @error: return location
 *
 * Returns: (transfer full): the person; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwCustomer *
imw_customer_parse (JsonObject *object,
                    GError    **error)
{
  static const struct
  {
    const char      *told;
    ImwCustomerState state;
  } states[] = {
    { "NEEDS_INFO", IMW_CUSTOMER_NEEDS_INFO },
    { "PROCESSING", IMW_CUSTOMER_PROCESSING },
    { "ACCEPTED", IMW_CUSTOMER_ACCEPTED },
    { "REJECTED", IMW_CUSTOMER_REJECTED },
  };
  g_autofree char *told = imw_anchor_told_exact (object, "status", 40);
  JsonObject      *asked = imw_anchor_told_object (object, "fields");
  JsonObject      *given = imw_anchor_told_object (object, "provided_fields");
  ImwCustomer     *customer;

  if (told == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A customer without a state");
      return NULL;
    }

  customer = g_new0 (ImwCustomer, 1);
  customer->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_field_free);
  customer->id = imw_anchor_told_exact (object, "id", MAX_ID_BYTES);
  customer->message = imw_anchor_told_text (object, "message", IMW_ANCHOR_MAX_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_str_equal (told, states[i].told))
        customer->state = states[i].state;
    }
  if (asked != NULL)
    imw_customer_parse_fields (asked, FALSE, customer->fields);
  if (given != NULL)
    imw_customer_parse_fields (given, TRUE, customer->fields);

  return customer;
}
