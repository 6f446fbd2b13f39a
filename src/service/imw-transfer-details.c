/* imw-transfer-details.c: what the provider is told, and how a transfer ends before it was paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-details"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"
#include "imw-field-check.h"

#define CODE_SUFFIX "_verification"

/* names in the books first, sealed values second, then it leaves the machine, then the provider is asked again */
typedef enum
{
  STEP_CONSENT,
  STEP_SEAL,
  STEP_PUT,
  STEP_PUT_SENDER,
  STEP_ASK,
  STEP_END
} Step;

typedef struct
{
  Step        step;
  GHashTable *values; /* (element-type utf8 utf8) */
  GHashTable *sender; /* (element-type utf8 utf8): of the user themselves, where two are told */
  GHashTable *files;  /* (element-type utf8 GBytes) (nullable) */
} Flow;

static void run_step (GTask *task);

static void
flow_free (Flow *flow)
{
  g_clear_pointer (&flow->values, g_hash_table_unref);
  g_clear_pointer (&flow->sender, g_hash_table_unref);
  g_clear_pointer (&flow->files, g_hash_table_unref);
  g_free (flow);
}

static void
go_on (GTask *task, GError *error)
{
  Flow *flow = g_task_get_task_data (task);

  if (error != NULL)
    {
      imw_transfer_end_step (g_task_get_source_object (task), task, error);
      return;
    }

  flow->step++;
  run_step (task);
}

/* ---- checking ---- */

static gboolean
check_field (ImwTransfer    *self,
             const ImwField *field,
             GHashTable     *values,
             GHashTable     *files,
             GError        **error)
{
  const char      *text = g_hash_table_lookup (values, field->name);
  g_autofree char *code = g_strconcat (field->name, CODE_SUFFIX, NULL);
  ImwFieldFault    fault = IMW_FIELD_FINE;

  if (field->state == IMW_FIELD_STATE_WANTS_CODE)
    text = g_hash_table_lookup (values, code);
  else if (field->type == IMW_FIELD_BINARY)
    {
      if (field->optional || (files != NULL && g_hash_table_contains (files, field->name)))
        return TRUE;
      text = NULL;
    }

  if (text == NULL || text[0] == '\0')
    fault = field->optional && field->state != IMW_FIELD_STATE_WANTS_CODE ? IMW_FIELD_FINE
                                                                          : IMW_FIELD_EMPTY;
  else if (field->state != IMW_FIELD_STATE_WANTS_CODE)
    fault = imw_field_check (field, self->request->country, self->request->method, text, values);

  if (fault == IMW_FIELD_FINE)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s: %s", field->name,
               imw_field_fault_get_code (fault));

  return FALSE;
}

static const ImwField *
find_field (ImwTransfer *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const ImwField  *field = g_ptr_array_index (self->fields, i);
      g_autofree char *code = g_strconcat (field->name, CODE_SUFFIX, NULL);

      if (g_str_equal (field->name, name) || g_str_equal (code, name))
        return field;
    }

  return NULL;
}

/* only what is asked for leaves, in the form that is expected */
static gboolean
take_values (ImwTransfer *self, Flow *flow, GHashTable *values, GError **error)
{
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  for (guint i = 0; i < self->fields->len; i++)
    {
      if (!check_field (self, g_ptr_array_index (self->fields, i), values, flow->files, error))
        return FALSE;
    }

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const ImwField *field = find_field (self, name);
      gboolean        own = g_str_has_prefix (name, IMW_SENDER_PREFIX) && self->two_parties;
      char           *text = NULL;

      if (field == NULL || value == NULL || ((const char *) value)[0] == '\0')
        continue;

      text = g_str_equal (field->name, name)
                 ? imw_field_normalize (field, self->request->country, self->request->method, value)
                 : g_strdup (value);
      g_hash_table_replace (
          own ? flow->sender : flow->values,
          g_strdup (own ? (const char *) name + strlen (IMW_SENDER_PREFIX) : (const char *) name),
          text);
    }

  return TRUE;
}

/* ---- steps ---- */

static void
consented_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_store_add_consents_finish (IMW_STORE (object), result, &error))
    g_debug ("%s", error->message);

  go_on (task, error);
}

static void
add_names (GStrvBuilder *builder, GHashTable *table)
{
  GHashTableIter iter;
  gpointer       name = NULL;

  if (table == NULL)
    return;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_strv_builder_add (builder, name);
}

static void
consent (GTask *task)
{
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray)
      consents = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_consent_free);
  g_auto (GStrv) names = NULL;

  add_names (builder, flow->values);
  add_names (builder, flow->sender);
  add_names (builder, flow->files);
  names = g_strv_builder_end (builder);
  g_ptr_array_add (consents,
                   imw_store_consent_new (self->domain, "transfer", (const char *const *) names));
  imw_store_add_consents_async (imw_wallet_get_store (self->wallet), consents, NULL, consented_cb,
                                g_object_ref (task));
}

static void
sealed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_transfer_seal_finish (IMW_TRANSFER (object), result, &error))
    g_debug ("%s", error->message);

  go_on (task, error);
}

static void
seal (GTask *task)
{
  ImwTransfer   *self = g_task_get_source_object (task);
  Flow          *flow = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  if (self->sent == NULL)
    self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  /* a code that was sent to a phone is not worth keeping */
  g_hash_table_iter_init (&iter, flow->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!g_str_has_suffix (name, CODE_SUFFIX))
        g_hash_table_replace (self->sent, g_strdup (name), g_strdup (value));
    }

  imw_transfer_seal_async (self, sealed_cb, g_object_ref (task));
}

static void
put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  Flow        *flow = g_task_get_task_data (task);
  GError      *error = NULL;
  char        *id = imw_provider_put_customer_finish (IMW_PROVIDER (object), result, &error);
  char       **place = &self->customer_id;

  if (self->two_parties)
    place = flow->step == STEP_PUT_SENDER ? &self->sender_id : &self->receiver_id;

  if (id != NULL)
    {
      g_free (*place);
      *place = id;
    }

  go_on (task, error);
}

static void
updated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_provider_update_order_finish (IMW_PROVIDER (object), result, &error))
    g_debug ("%s", error->message);

  go_on (task, error);
}

static void
put (GTask *task, gboolean sender)
{
  ImwTransfer        *self = g_task_get_source_object (task);
  Flow               *flow = g_task_get_task_data (task);
  ImwProvider        *provider = imw_known_provider_get_provider (self->known);
  GHashTable         *values = sender ? flow->sender : flow->values;
  ImwCustomerRequest *request = NULL;

  if (g_hash_table_size (values) == 0 && (sender || flow->files == NULL))
    {
      go_on (task, NULL);
      return;
    }

  if (!sender && self->facts.order != NULL && self->facts.order->state == IMW_ORDER_NEEDS_INFO)
    {
      imw_provider_update_order_async (provider, self->facts.route, self->facts.order->id, values,
                                       g_task_get_cancellable (task), updated_cb,
                                       g_object_ref (task));
      return;
    }

  request = imw_transfer_make_customer_request (self, sender);
  imw_provider_put_customer_async (provider, request, values, sender ? NULL : flow->files,
                                   g_task_get_cancellable (task), put_cb, g_object_ref (task));
  imw_customer_request_free (request);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* it has been told; how it likes it comes with the next question */
  if (!imw_transfer_ask_finish (IMW_TRANSFER (object), result, &error))
    g_info ("details were sent, the answer is not known yet: %s", error->message);

  go_on (task, NULL);
}

static void
leg_begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_transfer_begin_leg_finish (IMW_TRANSFER (object), result, &error))
    g_debug ("%s", error->message);

  go_on (task, error);
}

static void
run_step (GTask *task)
{
  ImwTransfer  *self = g_task_get_source_object (task);
  Flow         *flow = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (flow->step)
    {
    case STEP_CONSENT:
      consent (task);
      break;

    case STEP_SEAL:
      seal (task);
      break;

    case STEP_PUT:
      put (task, FALSE);
      break;

    case STEP_PUT_SENDER:
      put (task, TRUE);
      break;

    case STEP_ASK:
      imw_transfer_add_event (self, "details-sent", NULL);
      imw_transfer_kick (self);
      if (self->facts.order == NULL)
        imw_transfer_begin_leg_async (self, cancellable, leg_begun_cb, g_object_ref (task));
      else
        imw_transfer_ask_async (self, cancellable, asked_cb, g_object_ref (task));
      break;

    case STEP_END:
      imw_transfer_end_step (self, task, NULL);
      break;
    }
}

/**
 * imw_transfer_send_details_async:
 * @self: a transfer that is asked for details
 * @values: (element-type utf8 utf8): by field, as typed; "NAME_verification" for a code
 * @files: (nullable) (element-type utf8 GBytes): by field
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sends what the user has agreed to send: only fields that are asked for. Their names go to the log of consents before they leave.
 */
void
imw_transfer_send_details_async (ImwTransfer        *self,
                                 GHashTable         *values,
                                 GHashTable         *files,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Flow   *flow = NULL;
  GError *error = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));
  g_return_if_fail (values != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_send_details_async);
  g_task_set_check_cancellable (task, FALSE);
  flow = g_new0 (Flow, 1);
  flow->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  flow->sender = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  flow->files = files != NULL ? g_hash_table_ref (files) : NULL;
  g_task_set_task_data (task, flow, (GDestroyNotify) flow_free);

  if (self->known == NULL || imw_known_provider_get_changed (self->known) != NULL ||
      self->fields->len == 0)
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "nothing is asked for");
  else if (self->wallet == NULL || !imw_wallet_get_unlocked (self->wallet))
    error = g_error_new_literal (IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
  else
    (void) take_values (self, flow, values, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (imw_transfer_begin_step (self, task))
    run_step (task);
}

/**
 * imw_transfer_send_details_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the provider has it. On %FALSE @error is %IMW_ERROR_BAD_INPUT ("FIELD: FAULT", by imw_field_check()),
 *   %IMW_ERROR_REFUSED (nothing is asked for), %IMW_ERROR_LOCKED, %IMW_ERROR_BUSY, the provider's or the store's.
 */
gboolean
imw_transfer_send_details_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- the end before it was paid ---- */

static void
cancel_committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = IMW_TRANSFER (object);
  GError      *error = NULL;

  if (!imw_transfer_commit_finish (self, result, &error))
    self->facts.cancelled = FALSE;

  imw_transfer_end_step (self, task, error);
}

static void
cancel_now (ImwTransfer *self, GTask *task)
{
  self->facts.cancelled = TRUE;
  imw_transfer_add_event (self, "cancelled", NULL);
  imw_transfer_commit_async (self, cancel_committed_cb, g_object_ref (task));
}

static void
payment_cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;

  if (imw_payment_cancel_finish (IMW_PAYMENT (object), result, &error))
    cancel_now (self, task);
  else
    imw_transfer_end_step (self, task, error);
}

/**
 * imw_transfer_cancel_async:
 * @self: a transfer
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gives it up before money has moved. The provider's order expires by itself.
 */
void
imw_transfer_cancel_async (ImwTransfer        *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwPayment *payment = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_cancel_async);
  g_task_set_check_cancellable (task, FALSE);

  if (imw_transfer_facts_money_moved (&self->facts) || imw_stage_get_final (self->verdict.stage))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "money has moved, or it is over already");
      return;
    }

  if (!imw_transfer_begin_step (self, task))
    return;

  payment = imw_transfer_in_swap (self) ? self->swap_payment : self->payment;
  if (payment != NULL && (imw_payment_get_state (payment) == IMW_PAYMENT_PREPARED ||
                          imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED))
    imw_payment_cancel_async (payment, NULL, payment_cancelled_cb, g_steal_pointer (&task));
  else
    cancel_now (self, task);
}

/**
 * imw_transfer_cancel_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is given up. On %FALSE @error is %IMW_ERROR_REFUSED (money has moved, or it is over), %IMW_ERROR_BUSY or
 *   the store's.
 */
gboolean
imw_transfer_cancel_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
