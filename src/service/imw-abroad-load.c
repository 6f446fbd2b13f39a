/* imw-abroad-load.c: providers and transfers out of the books
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-abroad-load"

#include "config.h"

#include "imw-payment-private.h"
#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"
#include "imw-store-payment.h"
#include "imw-store-provider.h"

#include <string.h>

/* providers → transfers → which payment is whose → each payment that is over. At the end every transfer knows what became of its
 * money, before anybody is asked. */
typedef struct
{
  GPtrArray *claims; /* (element-type ImwStoreOrderPayment) (nullable) */
  guint      position;
} Load;

static void next_claim (GTask *task);

static void
load_free (Load *load)
{
  g_clear_pointer (&load->claims, g_ptr_array_unref);
  g_free (load);
}

static void
end_load (GTask *task)
{
  ImwWallet       *wallet = g_task_get_source_object (task);
  ImwWalletAbroad *self = imw_wallet_get_abroad (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      imw_transfer_refresh_facts (transfer);
      transfer->verdict = imw_transfer_judge (&transfer->facts);
    }

  self->loaded = TRUE;
  g_task_return_boolean (task, TRUE);
}

static ImwTransfer *
find_transfer (ImwWalletAbroad *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      /* the list keeps it alive */
      if (g_str_equal (transfer->id, id))
        return transfer;
    }

  return NULL;
}

static ImwPayment *
find_open_payment (ImwWallet *wallet, const char *id)
{
  GListModel *payments = imw_wallet_get_payments (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      if (g_str_equal (imw_payment_get_id (payment), id))
        return g_steal_pointer (&payment);
    }

  return NULL;
}

/* an order that is not the transfer's own is one of the exchange */
static gboolean
is_swap (const ImwStoreOrderPayment *claim)
{
  return g_str_has_prefix (claim->provider, "swap:");
}

/* an older order of the same transfer was given up unpaid, or the claim was made for nothing */
static gboolean
is_current (ImwTransfer *transfer, const ImwStoreOrderPayment *claim)
{
  if (is_swap (claim))
    return transfer->swap != NULL && g_strcmp0 (transfer->swap->id, claim->order_id) == 0;

  return transfer->facts.order != NULL &&
         g_strcmp0 (transfer->facts.order->id, claim->order_id) == 0;
}

static void
take (ImwTransfer *transfer, const ImwStoreOrderPayment *claim, ImwPayment *payment)
{
  char **place = is_swap (claim) ? &transfer->swap_payment_id : &transfer->payment_id;

  g_free (*place);
  *place = g_strdup (claim->payment);
  imw_transfer_take_payment (transfer, is_swap (claim), payment);
}

static void
payment_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet                  *wallet = g_task_get_source_object (task);
  ImwWalletAbroad            *abroad = imw_wallet_get_abroad (wallet);
  Load                       *load = g_task_get_task_data (task);
  const ImwStoreOrderPayment *claim = g_ptr_array_index (load->claims, load->position);
  ImwTransfer                *transfer = find_transfer (abroad, claim->transfer);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment)
      row = imw_store_get_payment_finish (IMW_STORE (object), result, &error);
  ImwAccount *account = row != NULL ? imw_wallet_find_account (wallet, row->account) : NULL;
  g_autoptr (ImwPayment) payment = account != NULL ? imw_payment_new_from_row (wallet, account, row)
                                                   : NULL;

  if (payment != NULL)
    take (transfer, claim, payment);
  else if (is_swap (claim))
    transfer->facts.swap_paid = IMW_PAID_OPEN;
  else
    /* what is not known any more was paid, as far as we can tell */
    transfer->facts.paid = IMW_PAID_OPEN;

  load->position++;
  next_claim (task);
}

static void
next_claim (GTask *task)
{
  ImwWallet       *wallet = g_task_get_source_object (task);
  ImwWalletAbroad *abroad = imw_wallet_get_abroad (wallet);
  Load            *load = g_task_get_task_data (task);
  ImwStore        *store = imw_wallet_get_store (wallet);

  if (store == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wallet was closed");
      return;
    }

  for (; load->position < load->claims->len; load->position++)
    {
      const ImwStoreOrderPayment *claim = g_ptr_array_index (load->claims, load->position);
      ImwTransfer                *transfer = find_transfer (abroad, claim->transfer);
      g_autoptr (ImwPayment) payment = NULL;

      if (transfer == NULL || !is_current (transfer, claim))
        continue;

      payment = find_open_payment (wallet, claim->payment);
      if (payment != NULL)
        {
          take (transfer, claim, payment);
          continue;
        }

      imw_store_get_payment_async (store, claim->payment, g_task_get_cancellable (task),
                                   payment_got_cb, g_object_ref (task));
      return;
    }

  end_load (task);
}

static void
claims_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load   *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->claims = imw_store_list_order_payments_finish (IMW_STORE (object), result, &error);
  if (load->claims == NULL)
    g_task_return_error (task, error);
  else
    next_claim (task);
}

static void
transfers_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet       *wallet = g_task_get_source_object (task);
  ImwWalletAbroad *self = imw_wallet_get_abroad (wallet);
  GError          *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_transfers_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (ImwTransfer)
          transfer = imw_transfer_new_from_row (wallet, g_ptr_array_index (rows, i));

      if (transfer != NULL)
        g_list_store_append (self->transfers, transfer);
    }

  imw_store_list_order_payments_async (IMW_STORE (object), g_task_get_cancellable (task),
                                       claims_listed_cb, g_object_ref (task));
}

/**
 * imw_wallet_abroad_take_practice:
 * @self: part of a wallet
 *
 * The practice network's own provider is always there, once a network is whose accounts can sign in.
 */
void
imw_wallet_abroad_take_practice (ImwWalletAbroad *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  g_autoptr (ImwKnownProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  if (service == NULL || imw_wallet_service_get_environment (service) != IMW_ENVIRONMENT_PRACTICE ||
      imw_wallet_find_provider (self->wallet, IMW_PRACTICE_PROVIDER) != NULL)
    return;

  provider = imw_known_provider_new (self->wallet, IMW_PRACTICE_PROVIDER, &error);
  if (provider == NULL)
    {
      g_debug ("there is no practice provider: %s", error->message);
      return;
    }

  g_list_store_append (self->providers, provider);
  imw_known_provider_check_async (provider, imw_wallet_get_cancellable (self->wallet), NULL, NULL);
}

static void
providers_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet       *wallet = g_task_get_source_object (task);
  ImwWalletAbroad *self = imw_wallet_get_abroad (wallet);
  GError          *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_providers_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreProvider *row = g_ptr_array_index (rows, i);
      g_autoptr (GError) problem = NULL;
      g_autoptr (ImwKnownProvider)
          provider = imw_known_provider_new (wallet, row->domain, &problem);

      if (provider == NULL)
        {
          g_info ("a provider of the books can't be asked here: %s", problem->message);
          continue;
        }

      imw_known_provider_take_row (provider, row);
      g_list_store_append (self->providers, provider);
      imw_known_provider_check_async (provider, imw_wallet_get_cancellable (wallet), NULL, NULL);
    }

  imw_wallet_abroad_take_practice (self);
  imw_store_list_transfers_async (IMW_STORE (object), g_task_get_cancellable (task),
                                  transfers_listed_cb, g_object_ref (task));
}

/**
 * imw_wallet_abroad_load_async:
 * @self: part of a wallet whose accounts and payments are loaded
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread, with the wallet
 * @user_data: data for @callback
 *
 * Reads providers and transfers. Needs no password.
 */
void
imw_wallet_abroad_load_async (ImwWalletAbroad    *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self->wallet, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_wallet_abroad_load_async);
  g_task_set_task_data (task, g_new0 (Load, 1), (GDestroyNotify) load_free);
  g_list_store_remove_all (self->providers);
  g_list_store_remove_all (self->transfers);
  imw_store_list_providers_async (imw_wallet_get_store (self->wallet), cancellable,
                                  providers_listed_cb, g_steal_pointer (&task));
}

/**
 * imw_wallet_abroad_load_finish:
 * @self: part of a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when they are in memory. Errors are the store's.
 */
gboolean
imw_wallet_abroad_load_finish (ImwWalletAbroad *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self->wallet), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
