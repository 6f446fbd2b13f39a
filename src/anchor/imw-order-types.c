/* imw-order-types.c: states of orders, and what forms ask for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-order"

#include "config.h"

#include "imw-order.h"

G_DEFINE_ENUM_TYPE (ImwOrderState,
                    imw_order_state,
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_INCOMPLETE, "incomplete"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_NEEDS_CUSTOMER, "needs-customer"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_NEEDS_INFO, "needs-info"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_NEEDS_USER, "needs-user"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_WAITS_FOR_PAYMENT, "waits-for-payment"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_LEDGER, "ledger"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_NEEDS_TRUSTLINE, "needs-trustline"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_PROVIDER, "provider"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_ON_HOLD, "on-hold"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_EXTERNAL, "external"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_READY_FOR_PICKUP, "ready-for-pickup"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_COMPLETED, "completed"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_REFUNDED, "refunded"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_EXPIRED, "expired"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_NO_MARKET, "no-market"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_TOO_SMALL, "too-small"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_TOO_LARGE, "too-large"),
                    G_DEFINE_ENUM_VALUE (IMW_ORDER_ERROR, "error"))

G_DEFINE_BOXED_TYPE (ImwField, imw_field, imw_field_copy, imw_field_free)
G_DEFINE_BOXED_TYPE (ImwCustomer, imw_customer, imw_customer_copy, imw_customer_free)

/**
 * imw_order_state_get_code:
 * @state: a state
 *
 * The word that stands for it in the store and on the command line.
 *
 * Returns: (transfer none): for example "completed"
 */
const char *
imw_order_state_get_code (ImwOrderState state)
{
  switch (state)
    {
    case IMW_ORDER_UNKNOWN:
      return "unknown";

    case IMW_ORDER_INCOMPLETE:
      return "incomplete";

    case IMW_ORDER_NEEDS_CUSTOMER:
      return "needs-customer";

    case IMW_ORDER_NEEDS_INFO:
      return "needs-info";

    case IMW_ORDER_NEEDS_USER:
      return "needs-user";

    case IMW_ORDER_WAITS_FOR_PAYMENT:
      return "waits-for-payment";

    case IMW_ORDER_LEDGER:
      return "ledger";

    case IMW_ORDER_NEEDS_TRUSTLINE:
      return "needs-trustline";

    case IMW_ORDER_PROVIDER:
      return "provider";

    case IMW_ORDER_ON_HOLD:
      return "on-hold";

    case IMW_ORDER_EXTERNAL:
      return "external";

    case IMW_ORDER_READY_FOR_PICKUP:
      return "ready-for-pickup";

    case IMW_ORDER_COMPLETED:
      return "completed";

    case IMW_ORDER_REFUNDED:
      return "refunded";

    case IMW_ORDER_EXPIRED:
      return "expired";

    case IMW_ORDER_NO_MARKET:
      return "no-market";

    case IMW_ORDER_TOO_SMALL:
      return "too-small";

    case IMW_ORDER_TOO_LARGE:
      return "too-large";

    case IMW_ORDER_ERROR:
      return "error";
    }

  g_return_val_if_reached ("unknown");
}

/**
 * imw_order_state_from_code:
 * @code: (nullable): a word
 * @state: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is exactly one of the words of imw_order_state_get_code()
 */
gboolean
imw_order_state_from_code (const char *code, ImwOrderState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = IMW_ORDER_UNKNOWN; i <= IMW_ORDER_ERROR; i++)
    {
      if (g_strcmp0 (code, imw_order_state_get_code ((ImwOrderState) i)) != 0)
        continue;

      *state = (ImwOrderState) i;
      return TRUE;
    }

  return FALSE;
}

/**
 * imw_order_state_get_final:
 * @state: a state
 *
 * Returns: whether nothing comes after it. "On hold", ready for pick-up and states that we do not know are no ends.
 */
gboolean
imw_order_state_get_final (ImwOrderState state)
{
  switch (state)
    {
    case IMW_ORDER_UNKNOWN:
    case IMW_ORDER_INCOMPLETE:
    case IMW_ORDER_NEEDS_CUSTOMER:
    case IMW_ORDER_NEEDS_INFO:
    case IMW_ORDER_NEEDS_USER:
    case IMW_ORDER_WAITS_FOR_PAYMENT:
    case IMW_ORDER_LEDGER:
    case IMW_ORDER_NEEDS_TRUSTLINE:
    case IMW_ORDER_PROVIDER:
    case IMW_ORDER_ON_HOLD:
    case IMW_ORDER_EXTERNAL:
    case IMW_ORDER_READY_FOR_PICKUP:
      return FALSE;

    case IMW_ORDER_COMPLETED:
    case IMW_ORDER_REFUNDED:
    case IMW_ORDER_EXPIRED:
    case IMW_ORDER_NO_MARKET:
    case IMW_ORDER_TOO_SMALL:
    case IMW_ORDER_TOO_LARGE:
    case IMW_ORDER_ERROR:
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_customer_state_get_code:
 * @state: how a provider sees a person
 *
 * Returns: (transfer none): "unknown", "needs-info", "processing", "accepted" or "rejected"
 */
const char *
imw_customer_state_get_code (ImwCustomerState state)
{
  switch (state)
    {
    case IMW_CUSTOMER_UNKNOWN:
      return "unknown";

    case IMW_CUSTOMER_NEEDS_INFO:
      return "needs-info";

    case IMW_CUSTOMER_PROCESSING:
      return "processing";

    case IMW_CUSTOMER_ACCEPTED:
      return "accepted";

    case IMW_CUSTOMER_REJECTED:
      return "rejected";
    }

  g_return_val_if_reached ("unknown");
}

/**
 * imw_field_new:
 * @name: its name in SEP-9, or the provider's own
 * @type: what is typed into it
 *
 * Returns: (transfer full): a field that is asked for
 */
ImwField *
imw_field_new (const char *name, ImwFieldType type)
{
  ImwField *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (ImwField, 1);
  self->name = g_strdup (name);
  self->type = type;

  return self;
}

/**
 * imw_field_copy:
 * @self: a field
 *
 * Returns: (transfer full): a copy
 */
ImwField *
imw_field_copy (const ImwField *self)
{
  ImwField *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = imw_field_new (self->name, self->type);
  copy->state = self->state;
  copy->description = g_strdup (self->description);
  copy->choices = g_strdupv (self->choices);
  copy->optional = self->optional;
  copy->error = g_strdup (self->error);

  return copy;
}

/**
 * imw_field_free:
 * @self: (transfer full): a field
 */
void
imw_field_free (ImwField *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->choices, g_strfreev);
  g_clear_pointer (&self->error, g_free);
  g_free (self);
}

static gpointer
copy_field (gconstpointer field, gpointer user_data)
{
  return imw_field_copy (field);
}

/**
 * imw_customer_copy:
 * @self: a person as a provider sees them
 *
 * Returns: (transfer full): a copy
 */
ImwCustomer *
imw_customer_copy (const ImwCustomer *self)
{
  ImwCustomer *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwCustomer, 1);
  copy->id = g_strdup (self->id);
  copy->state = self->state;
  copy->message = g_strdup (self->message);
  copy->fields = g_ptr_array_copy (self->fields, (GCopyFunc) copy_field, NULL);
  g_ptr_array_set_free_func (copy->fields, (GDestroyNotify) imw_field_free);

  return copy;
}

/**
 * imw_customer_free:
 * @self: (transfer full): a person as a provider sees them
 */
void
imw_customer_free (ImwCustomer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_free (self);
}
