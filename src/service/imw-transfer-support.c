/* imw-transfer-support.c: steps that come first, the provider's page, and what support needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-support"

#include "config.h"

#include "imw-holding.h"
#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

/* ---- steps ---- */

/* another account of the same network that is open can open it */
static ImwPayment *
new_opening (ImwTransfer *self, GError **error)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  ImwAmount  *opening = imw_account_get_opening (self->account);

  for (guint i = 0; opening != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *address = NULL;
      ImwPayment      *payment = NULL;

      if (account == self->account ||
          imw_account_get_chain (account) != imw_account_get_chain (self->account) ||
          imw_account_get_exists (account) != IMW_TRUTH_YES)
        continue;

      address = imw_wallet_abroad_dup_address (imw_wallet_get_abroad (self->wallet), self->account);
      payment = imw_payment_new (self->wallet, account);
      imw_payment_add_recipient (payment, address, opening);
      return payment;
    }

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS,
                       "somebody has to send the least that opens the account");

  return NULL;
}

/**
 * imw_transfer_new_step:
 * @self: a transfer
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the next thing that has to be done on the ledger before the transfer can go on, to be reviewed
 *   and sent like any payment: open the account, open the asset, collect what waits. %NULL without an error: nothing is left. With
 *   one: %IMW_ERROR_INSUFFICIENT_FUNDS (the account is not open and no other one of the wallet's can open it), %IMW_ERROR_NOT_FOUND.
 */
ImwPayment *
imw_transfer_new_step (ImwTransfer *self, GError **error)
{
  ImwOrder *order = NULL;
  gboolean  receives = FALSE;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  if (self->account == NULL || self->wallet == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the account is not there");
      return NULL;
    }

  order = self->facts.order;
  receives = self->facts.route == IMW_ROUTE_DEPOSIT || self->facts.has_swap;
  if (imw_account_get_exists (self->account) == IMW_TRUTH_NO)
    return new_opening (self, error);

  if (order != NULL && order->claim_id != NULL)
    return imw_payment_new_claim (self->wallet, self->account, order->claim_id);

  imw_transfer_refresh_facts (self);
  if (receives && !self->facts.opened &&
      imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_TRUSTLINES))
    return imw_payment_new_opening (self->wallet, self->account, self->request->asset, FALSE);

  return NULL;
}

/* ---- the provider's page ---- */

static void
hosted_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  GError      *error = NULL;
  g_autoptr (ImwOrder)
      order = imw_provider_get_order_finish (IMW_PROVIDER (object), result, &error);

  if (order == NULL)
    g_task_return_error (task, error);
  else if (order->more_url == NULL)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the provider names no page");
  else
    {
      imw_transfer_take_order (self, order);
      imw_transfer_commit (self);
      g_task_return_pointer (task, g_strdup (order->more_url), g_free);
    }
}

/**
 * imw_transfer_reopen_hosted_async:
 * @self: a transfer that goes on in the provider's page
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Finds the address of the page again: that of this run, else what the provider names now.
 */
void
imw_transfer_reopen_hosted_async (ImwTransfer        *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_reopen_hosted_async);

  if (self->hosted_url != NULL)
    {
      g_task_return_pointer (task, g_strdup (self->hosted_url), g_free);
      return;
    }

  if (self->known == NULL || self->facts.order == NULL ||
      imw_known_provider_get_changed (self->known) != NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "there is no page");
      return;
    }

  imw_provider_get_order_async (imw_known_provider_get_provider (self->known), self->facts.route,
                                self->hosted, self->facts.order->id, cancellable, hosted_got_cb,
                                g_steal_pointer (&task));
}

/**
 * imw_transfer_reopen_hosted_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the address, which may hold a token: never to be kept. On %NULL @error is %IMW_ERROR_NOT_FOUND or the
 *   provider's.
 */
char *
imw_transfer_reopen_hosted_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- support ---- */

static void
add_line (GString *text, const char *name, const char *value)
{
  if (value != NULL && value[0] != '\0')
    g_string_append_printf (text, "%s: %s\n", name, value);
}

static void
add_time (GString *text, const char *name, gint64 time_ms)
{
  g_autoptr (GDateTime) time = time_ms > 0 ? g_date_time_new_from_unix_utc (time_ms / 1000) : NULL;
  g_autofree char *formatted = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  add_line (text, name, formatted);
}

static void
add_amount (GString *text, const char *name, ImwAmount *amount)
{
  g_autofree char *number = amount != NULL ? imw_amount_to_decimal_text (amount, 0) : NULL;
  g_autofree char *value =
      number != NULL
          ? g_strdup_printf ("%s %s", number, imw_asset_get_symbol (imw_amount_get_asset (amount)))
          : NULL;

  add_line (text, name, value);
}

static void
add_order (GString *text, ImwOrder *order)
{
  add_line (text, "Provider's number", order->id);
  add_line (text, "Provider's state", order->raw_state);
  add_time (text, "Provider's state of", order->updated_ms);
  add_line (text, "Quote", order->quote_id);
  add_amount (text, "Amount in", order->amount_in);
  add_amount (text, "Amount out", order->amount_out);
  add_line (text, "Ledger transaction", order->ledger_id);
  add_line (text, "External number", order->external_id);

  for (guint i = 0; order->refunds != NULL && i < order->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (order->refunds, i);

      add_line (text, "Refund", refund->id);
      add_amount (text, "Refund's amount", refund->amount);
    }
}

/**
 * imw_transfer_dup_support_bundle:
 * @self: a transfer
 *
 * Returns: (transfer full): English lines for the provider's support: numbers, hashes, states and times; nothing personal, no token
 */
char *
imw_transfer_dup_support_bundle (ImwTransfer *self)
{
  GString *text = NULL;

  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  text = g_string_new (NULL);
  add_line (text, "Provider", self->info != NULL ? self->info->domain : self->domain);
  add_line (text, "Wallet's number", self->code);
  add_line (text, "Route", imw_route_get_code (self->facts.route));
  add_line (text, "Country", self->request->country);
  add_line (text, "Method", self->request->method);
  add_line (text, "Stage", imw_stage_get_code (self->verdict.stage));
  add_line (text, "Need", imw_need_get_code (imw_transfer_get_need (self)));
  add_time (text, "Begun", self->created_ms);
  add_time (text, "In this stage since", self->since_ms);
  add_time (text, "Last answer", self->asked_ms);
  add_time (text, "Paid", self->paid_ms);
  if (self->facts.order != NULL)
    add_order (text, self->facts.order);
  if (self->payment != NULL)
    add_line (text, "Our payment", imw_payment_get_txid (self->payment));

  if (self->swap != NULL)
    {
      add_line (text, "Exchange's number", self->swap->id);
      add_line (text, "Exchange's state", imw_swap_state_get_code (self->swap->state));
      add_line (text, "Exchange received", self->swap->received_id);
      add_line (text, "Exchange sent", self->swap->sent_id);
      add_line (text, "Exchange refunded", self->swap->refund_id);
    }

  if (self->swap_payment != NULL)
    add_line (text, "Our payment to the exchange", imw_payment_get_txid (self->swap_payment));
  if (self->last_error != NULL && self->last_error->domain == IMW_ERROR)
    add_line (text, "Last error", imw_error_code_to_nick ((ImwError) self->last_error->code));

  return g_string_free (text, FALSE);
}

/**
 * imw_transfer_get_wallet:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): whose it is, %NULL when that is gone
 */
ImwWallet *
imw_transfer_get_wallet (ImwTransfer *self)
{
  g_return_val_if_fail (IMW_IS_TRANSFER (self), NULL);

  return self->wallet;
}

/* ---- the log ---- */

static void
events_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray)
      rows = imw_store_list_transfer_events_finish (IMW_STORE (object), result, &error);
  GPtrArray *events = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  events = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_transfer_event_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreTransferEvent *row = g_ptr_array_index (rows, i);
      ImwTransferEvent            *event = g_new0 (ImwTransferEvent, 1);

      event->time_ms = row->time_ms;
      event->code = g_strdup (row->code);
      event->text = g_strdup (row->text);
      if (!imw_stage_from_code (row->stage, &event->stage))
        event->stage = IMW_STAGE_DETAILS;
      g_ptr_array_add (events, event);
    }

  g_task_return_pointer (task, events, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * imw_transfer_list_events_async:
 * @self: a transfer
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads everything that was seen of it.
 */
void
imw_transfer_list_events_async (ImwTransfer        *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwStore *store = NULL;

  g_return_if_fail (IMW_IS_TRANSFER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transfer_list_events_async);
  store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  if (store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  imw_store_list_transfer_events_async (store, self->id, cancellable, events_listed_cb,
                                        g_steal_pointer (&task));
}

/**
 * imw_transfer_list_events_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwTransferEvent): oldest first; on %NULL @error is the store's
 */
GPtrArray *
imw_transfer_list_events_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
