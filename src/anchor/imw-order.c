/* imw-order.c: one order at a provider, as the provider tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-order"

#include "config.h"

#include "imw-order-private.h"

#include "imw-anchor-json.h"
#include "imw-error.h"

/**
 * ImwOrder:
 *
 * One order at a provider at one moment, as the provider tells it. Counted, any thread, immutable once it was handed
 * out.
 */

G_DEFINE_BOXED_TYPE (ImwOrder, imw_order, imw_order_ref, imw_order_unref)

/* Members that are all of one kind, so that the store's form, its reader and freeing can't forget one. */
typedef struct
{
  const char *name;
  gsize       offset;
} Member;

#define MEMBER(name)                       \
  {                                        \
#name, G_STRUCT_OFFSET(ImwOrder, name) \
  }

static const Member texts[] = {
  MEMBER (raw_state),
  MEMBER (quote_id),
  MEMBER (pay_to),
  MEMBER (memo_type),
  MEMBER (memo),
  MEMBER (ledger_id),
  MEMBER (external_id),
  MEMBER (external_text),
  MEMBER (message),
  MEMBER (more_url),
  MEMBER (claim_id),
  MEMBER (asked_message),
};

static const Member times[] = {
  MEMBER (status_eta_s),
  MEMBER (eta_s),
  MEMBER (started_ms),
  MEMBER (updated_ms),
  MEMBER (completed_ms),
  MEMBER (act_before_ms),
};

static const Member amounts[] = {
  MEMBER (amount_in),
  MEMBER (amount_out),
  MEMBER (fee),
  MEMBER (refunded),
  MEMBER (refund_fee),
};

/**
 * imw_refund_free:
 * @self: (transfer full): a refund
 */
void
imw_refund_free (ImwRefund *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_free (self);
}

/**
 * imw_instruction_free:
 * @self: (transfer full): a line of what to do
 */
void
imw_instruction_free (ImwInstruction *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->description, g_free);
  g_free (self);
}

/**
 * imw_order_new:
 * @id: the provider's id
 *
 * Returns: (transfer full): an order of which nothing else is known
 */
ImwOrder *
imw_order_new (const char *id)
{
  ImwOrder *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_new0 (ImwOrder, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->raw_state = g_strdup ("");
  self->status_eta_s = -1;
  self->eta_s = -1;
  self->fee_lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_fee_line_free);
  self->refunds = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_refund_free);
  self->instructions = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_instruction_free);
  self->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_field_free);

  return self;
}

/**
 * imw_order_ref:
 * @self: an order
 *
 * Returns: (transfer full): @self
 */
ImwOrder *
imw_order_ref (ImwOrder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * imw_order_unref:
 * @self: (transfer full): an order
 */
void
imw_order_unref (ImwOrder *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      ImwAmount **amount = G_STRUCT_MEMBER_P (self, amounts[i].offset);

      g_clear_pointer (amount, imw_amount_unref);
    }
  g_ptr_array_unref (self->fee_lines);
  g_ptr_array_unref (self->refunds);
  g_ptr_array_unref (self->instructions);
  g_ptr_array_unref (self->asked);
  g_free (self);
}

/**
 * imw_order_equal:
 * @a: an order
 * @b: an order
 *
 * Returns: whether a person could see no difference
 */
gboolean
imw_order_equal (ImwOrder *a, ImwOrder *b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  left = imw_order_to_json (a);
  right = imw_order_to_json (b);

  return a == b || g_str_equal (left, right);
}

static void
add_refunds (JsonBuilder *builder, GPtrArray *refunds)
{
  json_builder_set_member_name (builder, "refunds");
  json_builder_begin_array (builder);
  for (guint i = 0; i < refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (refunds, i);

      json_builder_begin_object (builder);
      imw_anchor_json_add_text (builder, "id", refund->id);
      imw_anchor_json_add_bool (builder, "on_ledger", refund->on_ledger);
      imw_anchor_json_add_amount (builder, "amount", refund->amount);
      imw_anchor_json_add_amount (builder, "fee", refund->fee);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_instructions (JsonBuilder *builder, GPtrArray *instructions)
{
  json_builder_set_member_name (builder, "instructions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < instructions->len; i++)
    {
      const ImwInstruction *instruction = g_ptr_array_index (instructions, i);

      json_builder_begin_object (builder);
      imw_anchor_json_add_text (builder, "name", instruction->name);
      imw_anchor_json_add_text (builder, "value", instruction->value);
      imw_anchor_json_add_text (builder, "description", instruction->description);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_fields (JsonBuilder *builder, const char *name, GPtrArray *fields)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (fields, i);

      json_builder_begin_object (builder);
      imw_anchor_json_add_text (builder, "name", field->name);
      imw_anchor_json_add_int (builder, "type", field->type);
      imw_anchor_json_add_int (builder, "state", field->state);
      imw_anchor_json_add_text (builder, "description", field->description);
      imw_anchor_json_add_bool (builder, "optional", field->optional);
      imw_anchor_json_add_text (builder, "error", field->error);
      if (field->choices != NULL)
        {
          json_builder_set_member_name (builder, "choices");
          json_builder_begin_array (builder);
          for (guint k = 0; field->choices[k] != NULL; k++)
            json_builder_add_string_value (builder, field->choices[k]);
          json_builder_end_array (builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * imw_order_to_json:
 * @self: an order
 *
 * Returns: (transfer full): @self in our own form, for the store
 */
char *
imw_order_to_json (ImwOrder *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "id", self->id);
  imw_anchor_json_add_text (builder, "state", imw_order_state_get_code (self->state));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    imw_anchor_json_add_text (builder, texts[i].name,
                              G_STRUCT_MEMBER (char *, self, texts[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    imw_anchor_json_add_int (builder, times[i].name,
                             G_STRUCT_MEMBER (gint64, self, times[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    imw_anchor_json_add_amount (builder, amounts[i].name,
                                G_STRUCT_MEMBER (ImwAmount *, self, amounts[i].offset));
  imw_anchor_json_add_fee_lines (builder, "fee_lines", self->fee_lines);
  add_refunds (builder, self->refunds);
  add_instructions (builder, self->instructions);
  add_fields (builder, "asked", self->asked);

  return imw_anchor_json_end (builder);
}

static gboolean
incomplete (const char *what, GError **error)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s is not complete", what);

  return FALSE;
}

static gboolean
read_refund (ImwOrder *self, JsonObject *object, GError **error)
{
  ImwRefund *refund = g_new0 (ImwRefund, 1);

  g_ptr_array_add (self->refunds, refund);
  if (!imw_anchor_json_read_text (object, "id", &refund->id, error) ||
      !imw_json_get_bool (object, "on_ledger", &refund->on_ledger, error) ||
      !imw_anchor_json_read_amount (object, "amount", &refund->amount, error) ||
      !imw_anchor_json_read_amount (object, "fee", &refund->fee, error))
    return FALSE;

  return (refund->id != NULL && refund->amount != NULL) || incomplete ("A refund", error);
}

static gboolean
read_instruction (ImwOrder *self, JsonObject *object, GError **error)
{
  ImwInstruction *instruction = g_new0 (ImwInstruction, 1);

  g_ptr_array_add (self->instructions, instruction);
  if (!imw_anchor_json_read_text (object, "name", &instruction->name, error) ||
      !imw_anchor_json_read_text (object, "value", &instruction->value, error) ||
      !imw_anchor_json_read_text (object, "description", &instruction->description, error))
    return FALSE;

  return (instruction->name != NULL && instruction->value != NULL) ||
         incomplete ("An instruction", error);
}

static gboolean
read_choices (ImwField *field, JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;

  if (!imw_json_has (object, "choices"))
    return TRUE;
  array = imw_json_get_array (object, "choices", error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *choice = imw_json_node_get_string (json_array_get_element (array, i), error);

      if (choice == NULL)
        return FALSE;
      g_ptr_array_add (choices, g_strdup (choice));
    }
  g_ptr_array_add (choices, NULL);
  field->choices = (char **) g_ptr_array_free (g_steal_pointer (&choices), FALSE);

  return array != NULL;
}

static gboolean
read_field (ImwOrder *self, JsonObject *object, GError **error)
{
  g_autoptr (ImwField) field = imw_field_new ("", IMW_FIELD_TEXT);
  gint64 type;
  gint64 state;

  if (!imw_anchor_json_read_text (object, "name", &field->name, error) ||
      !imw_json_get_int (object, "type", IMW_FIELD_TEXT, IMW_FIELD_CHOICE, &type, error) ||
      !imw_json_get_int (object, "state", IMW_FIELD_STATE_ASKED, IMW_FIELD_STATE_WANTS_CODE, &state,
                         error) ||
      !imw_anchor_json_read_text (object, "description", &field->description, error) ||
      !imw_json_get_bool (object, "optional", &field->optional, error) ||
      !imw_anchor_json_read_text (object, "error", &field->error, error) ||
      !read_choices (field, object, error))
    return FALSE;
  if (field->name == NULL)
    return incomplete ("A field", error);

  field->type = (ImwFieldType) type;
  field->state = (ImwFieldState) state;
  g_ptr_array_add (self->asked, g_steal_pointer (&field));

  return TRUE;
}

static gboolean
read_list (ImwOrder   *self,
           JsonObject *object,
           const char *name,
           gboolean (*read_item) (ImwOrder *, JsonObject *, GError **),
           GError **error)
{
  JsonArray *array = imw_json_get_array (object, name, error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *item = imw_json_node_get_object (json_array_get_element (array, i), error);

      if (item == NULL || !read_item (self, item, error))
        return FALSE;
    }

  return array != NULL;
}

static gboolean
read_members (ImwOrder *self, JsonObject *object, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!imw_anchor_json_read_text (object, texts[i].name,
                                      G_STRUCT_MEMBER_P (self, texts[i].offset), error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      if (!imw_json_get_int (object, times[i].name, -1, G_MAXINT64,
                             G_STRUCT_MEMBER_P (self, times[i].offset), error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      if (!imw_anchor_json_read_amount (object, amounts[i].name,
                                        G_STRUCT_MEMBER_P (self, amounts[i].offset), error))
        return FALSE;
    }

  return TRUE;
}

static ImwOrder *
read_order (JsonObject *object, GError **error)
{
  const char *id = imw_json_get_string (object, "id", error);
  const char *state = id != NULL ? imw_json_get_string (object, "state", error) : NULL;
  g_autoptr (ImwOrder) self = NULL;
  GPtrArray *fee_lines;

  if (state == NULL)
    return NULL;

  self = imw_order_new (id);
  if (!imw_order_state_from_code (state, &self->state))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No state of an order");
      return NULL;
    }
  if (!read_members (self, object, error) ||
      (fee_lines = imw_anchor_json_read_fee_lines (object, "fee_lines", error)) == NULL)
    return NULL;

  g_ptr_array_unref (self->fee_lines);
  self->fee_lines = fee_lines;
  if (self->raw_state == NULL)
    self->raw_state = g_strdup ("");
  if (!read_list (self, object, "refunds", read_refund, error) ||
      !read_list (self, object, "instructions", read_instruction, error) ||
      !read_list (self, object, "asked", read_field, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_order_from_json:
 * @text: what imw_order_to_json() gave
 * @error: return location
 *
 * Returns: (transfer full): the order; on %NULL @error is %IMW_ERROR_CORRUPT
 */
ImwOrder *
imw_order_from_json (const char *text, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  ImwOrder   *self;

  g_return_val_if_fail (text != NULL, NULL);

  object = imw_anchor_json_parse_own (text, &root, error);
  self = object != NULL ? read_order (object, error) : NULL;
  if (self == NULL)
    imw_anchor_json_mark_corrupt (error);

  return self;
}
