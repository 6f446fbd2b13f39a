/* imw-transfer-ask.c: what the provider says of a transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-ask"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"
#include "imw-store-tx.h"

/* ---- taking answers ---- */

static void
note_taken (ImwTransfer *self, ImwOrder *order, ImwTaken taken)
{
  if (taken & IMW_TAKEN_STATE)
    {
      g_autofree char *text =
          order->message != NULL
              ? g_strdup_printf ("%s: %s", order->raw_state != NULL ? order->raw_state : "?",
                                 order->message)
              : g_strdup (order->raw_state);

      self->state_ms = imw_transfer_now_ms (self);
      imw_transfer_add_event (self, "state", text);
    }

  if ((taken & IMW_TAKEN_STALE) && order->state != self->facts.order->state)
    imw_transfer_add_event (self, "out-of-order", order->raw_state);
  if (taken & IMW_TAKEN_INSTRUCTIONS)
    imw_transfer_add_event (self, "instructions", order->pay_to);
  if (taken & IMW_TAKEN_STOPPED)
    imw_transfer_add_event (self, "stopped", order->pay_to);
  if (taken & IMW_TAKEN_CHANGED_LATE)
    imw_transfer_add_event (self, "instructions-changed", order->pay_to);

  if (taken & IMW_TAKEN_REFUND)
    {
      g_autoptr (ImwAmount) sum = imw_order_sum_refunds (order);
      g_autofree char *text = sum != NULL ? imw_amount_to_decimal_text (sum, 0) : NULL;

      imw_transfer_add_event (self, "refund", text);
    }
}

static gboolean
amounts_differ (ImwAmount *told, ImwAmount *quoted)
{
  return told != NULL && quoted != NULL &&
         (!imw_asset_equal (imw_amount_get_asset (told), imw_amount_get_asset (quoted)) ||
          !imw_amount_equal (told, quoted));
}

/* more than was offered goes in, or less comes out */
static gboolean
differs_from_quote (ImwTransfer *self, ImwOrder *order)
{
  ImwAmount *put_in = self->request->put_in;
  ImwAmount *comes_out = NULL;

  if (self->quote != NULL)
    {
      put_in = imw_quote_get_put_in (self->quote);
      comes_out = imw_quote_get_comes_out (self->quote);
    }

  if (amounts_differ (order->amount_in, put_in))
    return TRUE;

  return amounts_differ (order->amount_out, comes_out) &&
         (!imw_asset_equal (imw_amount_get_asset (order->amount_out),
                            imw_amount_get_asset (comes_out)) ||
          imw_amount_compare (order->amount_out, comes_out) < 0);
}

/**
 * imw_transfer_take_order:
 * @self: a transfer
 * @order: what the provider says now
 *
 * Takes it and notes what has changed; the books follow with the next commit.
 */
void
imw_transfer_take_order (ImwTransfer *self, ImwOrder *order)
{
  ImwTaken taken = imw_transfer_facts_take (&self->facts, order);

  self->asked_ms = imw_transfer_now_ms (self);
  note_taken (self, order, taken);

  if ((taken & IMW_TAKEN_INSTRUCTIONS) && differs_from_quote (self, order))
    {
      self->facts.differs = TRUE;
      imw_transfer_add_event (self, "differs", NULL);
    }

  if (taken & IMW_TAKEN_STATE)
    imw_transfer_kick (self);

  if (self->facts.order->state != IMW_ORDER_NEEDS_CUSTOMER &&
      self->facts.order->state != IMW_ORDER_INCOMPLETE)
    {
      self->facts.customer = IMW_CUSTOMER_UNKNOWN;
      g_ptr_array_set_size (self->fields, 0);
    }

  if (self->facts.order->state == IMW_ORDER_NEEDS_INFO && self->facts.order->asked != NULL)
    {
      for (guint i = 0; i < self->facts.order->asked->len; i++)
        g_ptr_array_add (self->fields,
                         imw_field_copy (g_ptr_array_index (self->facts.order->asked, i)));
    }

  if (imw_order_state_get_final (self->facts.order->state))
    g_clear_pointer (&self->hosted_url, g_free);
}

/* ---- one question ---- */

static void
end_ask (GTask *task, GError *error)
{
  ImwTransfer *self = g_task_get_source_object (task);
  ImwVerdict   same = self->verdict;

  imw_transfer_set_last_error (self, error);
  if (error == NULL)
    {
      self->n_failures = 0;
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->n_failures++;
      if (self->stored)
        imw_transfer_notify (self, &same);
    }

  g_task_return_error (task, error);
}

static void
asked_committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_transfer_commit_finish (IMW_TRANSFER (object), result, &error))
    g_debug ("%s", error->message);

  imw_transfer_verify (IMW_TRANSFER (object));
  end_ask (task, error);
}

static void
commit (GTask *task)
{
  imw_transfer_commit_async (g_task_get_source_object (task), asked_committed_cb,
                             g_object_ref (task));
}

/* what is asked for, without what is fine already */
static void
take_fields (ImwTransfer *self, const ImwCustomer *customer, const char *prefix)
{
  for (guint i = 0; customer->fields != NULL && i < customer->fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (customer->fields, i);
      ImwField       *copy = NULL;

      if (field->state == IMW_FIELD_STATE_ACCEPTED || field->state == IMW_FIELD_STATE_PROCESSING)
        continue;

      copy = imw_field_copy (field);
      if (prefix != NULL)
        {
          g_free (copy->name);
          copy->name = g_strconcat (prefix, field->name, NULL);
        }
      g_ptr_array_add (self->fields, copy);
    }
}

static void
customer_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;
  g_autoptr (ImwCustomer)
      customer = imw_provider_get_customer_finish (IMW_PROVIDER (object), result, &error);

  if (customer == NULL)
    {
      /* the order's own state is worth keeping */
      imw_transfer_commit (self);
      end_ask (task, error);
      return;
    }

  if (customer->id != NULL)
    {
      g_free (self->customer_id);
      self->customer_id = g_strdup (customer->id);
    }

  if (self->facts.customer != customer->state)
    imw_transfer_add_event (self, "customer", imw_customer_state_get_code (customer->state));
  self->facts.customer = customer->state;
  g_ptr_array_set_size (self->fields, 0);
  if (customer->state == IMW_CUSTOMER_NEEDS_INFO || customer->state == IMW_CUSTOMER_UNKNOWN)
    take_fields (self, customer, NULL);
  commit (task);
}

/**
 * imw_transfer_make_customer_request:
 * @self: a transfer
 * @sender: where two parties are told: the user themselves
 *
 * Returns: (transfer full): which person is asked about
 */
ImwCustomerRequest *
imw_transfer_make_customer_request (ImwTransfer *self, gboolean sender)
{
  ImwCustomerRequest *request = g_new0 (ImwCustomerRequest, 1);

  if (!self->two_parties)
    {
      request->type = g_strdup ("sep6");
      request->id = g_strdup (self->customer_id);
    }
  else if (sender)
    {
      request->type = g_strdup ("sep31-sender");
      request->id = g_strdup (self->sender_id);
    }
  else
    {
      g_autofree char *digits = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->id, -1);

      /* several people behind one account are told apart by a number */
      digits[12] = '\0';
      request->type = g_strdup ("sep31-receiver");
      request->id = g_strdup (self->receiver_id);
      if (request->id == NULL)
        request->memo = g_strdup_printf ("%" G_GUINT64_FORMAT, g_ascii_strtoull (digits, NULL, 16));
    }

  if (self->facts.order != NULL)
    request->order_id = g_strdup (self->facts.order->id);

  return request;
}

static void
order_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;
  g_autoptr (ImwOrder)
      order = imw_provider_get_order_finish (IMW_PROVIDER (object), result, &error);
  ImwCustomerRequest *request = NULL;

  if (order != NULL && self->facts.order != NULL &&
      g_strcmp0 (order->id, self->facts.order->id) != 0)
    {
      g_clear_pointer (&order, imw_order_unref);
      error = g_error_new_literal (IMW_ERROR, IMW_ERROR_BAD_REPLY, "another order was answered");
    }

  if (order == NULL)
    {
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND) && !self->facts.forgotten)
        {
          self->facts.forgotten = TRUE;
          imw_transfer_add_event (self, "forgotten", NULL);
          imw_transfer_commit (self);
        }

      end_ask (task, error);
      return;
    }

  imw_transfer_take_order (self, order);
  if (self->hosted || (self->facts.order->state != IMW_ORDER_NEEDS_CUSTOMER &&
                       self->facts.order->state != IMW_ORDER_INCOMPLETE))
    {
      commit (task);
      return;
    }

  request = imw_transfer_make_customer_request (self, FALSE);
  imw_provider_get_customer_async (IMW_PROVIDER (object), request, g_task_get_cancellable (task),
                                   customer_got_cb, g_object_ref (task));
  imw_customer_request_free (request);
}

static void
swap_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer  *self = g_task_get_source_object (task);
  GError       *error = NULL;
  ImwSwapOrder *swap =
      imw_swap_provider_get_order_finish (IMW_SWAP_PROVIDER (object), result, &error);

  if (swap == NULL)
    {
      end_ask (task, error);
      return;
    }

  imw_transfer_take_swap (self, swap);
  commit (task);
}

/**
 * imw_transfer_ask_async:
 * @self: a transfer with an order, or an exchange
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks once; what has changed is in the books at the end.
 */
void
imw_transfer_ask_async (ImwTransfer        *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwSwapProvider *swap = NULL;

  g_task_set_source_tag (task, imw_transfer_ask_async);
  g_task_set_check_cancellable (task, FALSE);

  if (imw_transfer_in_swap (self))
    {
      swap = self->wallet != NULL
                 ? imw_wallet_abroad_get_swap (imw_wallet_get_abroad (self->wallet))
                 : NULL;
      if (self->swap != NULL && swap != NULL)
        imw_swap_provider_get_order_async (swap, self->swap->id, cancellable, swap_got_cb,
                                           g_steal_pointer (&task));
      else
        end_ask (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK,
                                            "nobody can be asked about the exchange"));
      return;
    }

  if (self->facts.order == NULL)
    {
      end_ask (task, NULL);
      return;
    }

  if (self->known == NULL)
    {
      end_ask (task,
               g_error_new_literal (IMW_ERROR, IMW_ERROR_NOT_FOUND, "the provider was removed"));
      return;
    }

  if (imw_known_provider_get_changed (self->known) != NULL)
    {
      end_ask (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED,
                                          "the provider has changed and was not accepted again"));
      return;
    }

  imw_provider_get_order_async (imw_known_provider_get_provider (self->known), self->facts.route,
                                self->hosted, self->facts.order->id, cancellable, order_got_cb,
                                g_steal_pointer (&task));
}

/**
 * imw_transfer_ask_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the provider has answered and the answer is in the books. On %FALSE @error is %IMW_ERROR_NOT_FOUND (it does
 *   not know the order any more), the provider's or the store's.
 */
gboolean
imw_transfer_ask_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- who takes part ---- */

/* TRUE: nothing more is asked of that person */
static gboolean
take_party (ImwTransfer *self, ImwCustomer *customer, gboolean sender)
{
  char **place = sender ? &self->sender_id : &self->receiver_id;
  guint  before = self->fields->len;

  if (customer->id != NULL)
    {
      g_free (*place);
      *place = g_strdup (customer->id);
    }

  if (customer->state == IMW_CUSTOMER_NEEDS_INFO || customer->state == IMW_CUSTOMER_UNKNOWN)
    take_fields (self, customer, sender ? IMW_SENDER_PREFIX : NULL);

  if (customer->state == IMW_CUSTOMER_REJECTED || customer->state == IMW_CUSTOMER_PROCESSING)
    self->facts.customer = customer->state;

  return customer->state == IMW_CUSTOMER_ACCEPTED && self->fields->len == before;
}

static void
receiver_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  gboolean     sender_ready = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError      *error = NULL;
  g_autoptr (ImwCustomer)
      customer = imw_provider_get_customer_finish (IMW_PROVIDER (object), result, &error);

  if (customer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_int (task, take_party (self, customer, FALSE) && sender_ready ? 1 : 0);
}

static void
sender_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;
  g_autoptr (ImwCustomer)
      customer = imw_provider_get_customer_finish (IMW_PROVIDER (object), result, &error);
  ImwCustomerRequest *request = NULL;

  if (customer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, GINT_TO_POINTER (take_party (self, customer, TRUE)), NULL);
  request = imw_transfer_make_customer_request (self, FALSE);
  imw_provider_get_customer_async (IMW_PROVIDER (object), request, g_task_get_cancellable (task),
                                   receiver_got_cb, g_object_ref (task));
  imw_customer_request_free (request);
}

/**
 * imw_transfer_ask_parties_async:
 * @self: a transfer where sender and receiver are told before the order
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks what the provider wants to know of both (SEP-31).
 */
void
imw_transfer_ask_parties_async (ImwTransfer        *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwCustomerRequest *request = imw_transfer_make_customer_request (self, TRUE);

  g_task_set_source_tag (task, imw_transfer_ask_parties_async);
  g_ptr_array_set_size (self->fields, 0);
  self->facts.customer = IMW_CUSTOMER_UNKNOWN;
  imw_provider_get_customer_async (imw_known_provider_get_provider (self->known), request,
                                   cancellable, sender_got_cb, g_steal_pointer (&task));
  imw_customer_request_free (request);
}

/**
 * imw_transfer_ask_parties_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @ready: (out): nothing is missing
 * @error: return location
 *
 * Returns: %TRUE when both are known. On %FALSE @error is the provider's.
 */
gboolean
imw_transfer_ask_parties_finish (ImwTransfer  *self,
                                 GAsyncResult *result,
                                 gboolean     *ready,
                                 GError      **error)
{
  gssize value = -1;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_int (G_TASK (result), error);
  *ready = value == 1;

  return value >= 0;
}
