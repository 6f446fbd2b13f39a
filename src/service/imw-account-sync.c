/* imw-account-sync.c: an account asks its network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-sync"

#include "config.h"

#include "imw-account-private.h"

#include "imw-account-struct.h"
#include "imw-account-sync-private.h"
#include "imw-payment-private.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

/* One sync: addresses and unfinal transactions from the store → the network → one batch into the
 * store → the addresses that are now needed. */
typedef struct
{
  ImwBackend     *backend;
  ImwSyncRequest *request; /* (nullable) once given away */
  ImwSyncBatch   *batch;   /* (nullable) */
  gboolean        deep;
  gboolean        changed;
} ImwAccountSync;

static void
account_sync_free (ImwAccountSync *sync)
{
  g_clear_object (&sync->backend);
  g_clear_pointer (&sync->request, imw_sync_request_free);
  g_clear_pointer (&sync->batch, imw_sync_batch_free);
  g_free (sync);
}

/* Those after the last used one, those that hold coins, and those that were given out and wait to
 * be paid. */
static void
add_addresses (ImwSyncRequest *request, GPtrArray *rows)
{
  gint64 last_used[2] = { -1, -1 };

  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreAddress *row = g_ptr_array_index (rows, i);

      if (row->used && row->branch < G_N_ELEMENTS (last_used))
        last_used[row->branch] = MAX (last_used[row->branch], (gint64) row->index);
    }

  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreAddress *row = g_ptr_array_index (rows, i);
      gboolean               recent = FALSE;

      if (row->branch >= G_N_ELEMENTS (last_used))
        continue;

      recent = (gint64) row->index + IMW_GAP_LIMIT > last_used[row->branch];
      imw_sync_request_add_address (request, row->branch, row->index, row->status, row->used,
                                    recent || row->holds_coins || (row->issued && !row->used));
    }
}

static void
end_sync (GTask *task, GError *error)
{
  ImwAccount *self = g_task_get_source_object (task);

  imw_account_set_last_error (self, error);
  imw_account_set_syncing (self, FALSE);
  if (error == NULL)
    imw_account_start_history (self);

  if (error != NULL)
    {
      imw_account_notify_changed (self);
      g_task_return_error (task, error);
    }
  else
    g_task_return_boolean (task, TRUE);
}

static void
derived_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_account_derive_finish (IMW_ACCOUNT (object), result, &error))
    g_debug ("%s", error->message);
  end_sync (task, error);
}

static void
tell_news (ImwAccount *self, const ImwStoreBatchResult *news)
{
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;

  if (service == NULL || news->first_sync)
    return;

  for (guint i = 0; i < news->received->len; i++)
    imw_wallet_service_transaction_received (service, self->wallet, self->row->id,
                                             g_ptr_array_index (news->received, i));

  for (guint i = 0; i < news->confirmed->len; i++)
    {
      const char *txid = g_ptr_array_index (news->confirmed, i);

      /* after a reorganisation it is in a block a second time, which is no news */
      if (g_hash_table_add (self->told, g_strdup (txid)))
        imw_wallet_service_transaction_confirmed (service, self->wallet, self->row->id, txid);
    }
}

static void
applied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount     *self = g_task_get_source_object (task);
  ImwAccountSync *sync = g_task_get_task_data (task);
  GError         *error = NULL;
  g_autoptr (ImwStoreBatchResult)
      news = imw_store_apply_batch_finish (IMW_STORE (object), result, &error);

  if (news == NULL)
    {
      end_sync (task, error);
      return;
    }

  sync->changed = news->changed;
  self->history_more = sync->batch->history_more;
  imw_account_note_missing (self, sync->batch);
  tell_news (self, news);
  imw_account_derive_async (self, MAX (sync->batch->scanned[0], IMW_GAP_LIMIT),
                            MAX (sync->batch->scanned[1], IMW_GAP_LIMIT),
                            g_task_get_cancellable (task), derived_cb, g_object_ref (task));
}

/* what is in no list has turned up by itself */
static void
note_asset (ImwAccount *self, ImwStoreBatch *converted, ImwAsset *asset)
{
  ImwHolding *holding = NULL;

  if (imw_chain_get_trust (self->chain, asset) == IMW_TRUST_GENUINE)
    return;

  holding = imw_account_find_holding (self, imw_asset_get_id (asset));
  if (holding != NULL && imw_holding_get_trust (holding) == IMW_TRUST_OWN)
    return;

  if (converted->unknown_assets == NULL)
    converted->unknown_assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (converted->unknown_assets, g_strdup (imw_asset_get_id (asset)));
}

static void
note_amount (ImwAccount *self, ImwStoreBatch *converted, ImwAmount *amount)
{
  if (amount != NULL)
    note_asset (self, converted, imw_amount_get_asset (amount));
}

static void
note_opening (ImwAccount *self, ImwStoreBatch *converted)
{
  for (guint i = 0; i < converted->balances->len; i++)
    note_amount (self, converted, g_ptr_array_index (converted->balances, i));

  for (guint i = 0; converted->opened != NULL && i < converted->opened->len; i++)
    note_asset (self, converted, g_ptr_array_index (converted->opened, i));

  for (guint i = 0; converted->claims != NULL && i < converted->claims->len; i++)
    {
      const ImwStoreClaim *claim = g_ptr_array_index (converted->claims, i);

      note_amount (self, converted, claim->amount);
    }
}

static void
convert_told (ImwAccount *self, ImwSyncBatch *batch, ImwStoreBatch *converted)
{
  for (guint i = 0; i < batch->records->len; i++)
    {
      ImwTxRecord *record = g_ptr_array_index (batch->records, i);

      note_amount (self, converted, record->net);
      for (guint k = 0; record->movements != NULL && k < record->movements->len; k++)
        note_amount (self, converted, g_ptr_array_index (record->movements, k));
    }

  for (guint i = 0; batch->balances != NULL && i < batch->balances->len; i++)
    g_ptr_array_add (converted->balances,
                     imw_amount_ref (g_ptr_array_index (batch->balances, i)));

  imw_account_convert_opening (self, batch, converted);
  note_opening (self, converted);
  converted->told = TRUE;
  converted->sequence = batch->sequence;
  converted->history_from_ms = batch->history_from_ms;
  g_free (converted->cursor);
  converted->cursor = g_strdup (batch->cursor);
  g_free (converted->history_source);
  converted->history_source = g_strdup (batch->history_source);
}

/**
 * imw_account_convert_batch:
 * @self: an account
 * @batch: what the network said
 * @error: return location
 *
 * Returns: (transfer full): the same for the store, or %NULL: %IMW_ERROR_BAD_INPUT
 */
ImwStoreBatch *
imw_account_convert_batch (ImwAccount *self, ImwSyncBatch *batch, GError **error)
{
  g_autoptr (ImwStoreBatch) converted = imw_store_batch_new (self->row->id);

  for (guint i = 0; i < batch->records->len; i++)
    imw_store_batch_add_record (converted, g_ptr_array_index (batch->records, i));

  for (guint i = 0; i < batch->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (batch->addresses, i);
      g_autofree char      *text = NULL;

      text = imw_chain_derive_address (self->chain, self->row->account_key, address->branch,
                                       address->index, error);
      if (text == NULL)
        return NULL;

      imw_store_batch_add_address (converted, address->branch, address->index, text,
                                   address->status, address->used);
    }

  converted->reorganised = batch->reorganised;
  converted->tip_height = batch->tip_height;
  g_free (converted->tip_hash);
  converted->tip_hash = g_strdup (batch->tip_hash);
  converted->scanned[0] = batch->scanned[0];
  converted->scanned[1] = batch->scanned[1];
  converted->as_of_ms = batch->as_of_ms;

  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    convert_told (self, batch, converted);

  return g_steal_pointer (&converted);
}

static void
backend_synced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount     *self = g_task_get_source_object (task);
  ImwAccountSync *sync = g_task_get_task_data (task);
  ImwStore       *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  GError         *error = NULL;
  g_autoptr (ImwStoreBatch) converted = NULL;

  sync->batch = imw_backend_sync_finish (IMW_BACKEND (object), result, &error);
  if (sync->batch == NULL || store == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wallet was closed");

      end_sync (task, error);
      return;
    }

  self->n_requests += sync->batch->n_requests;
  converted = imw_account_convert_batch (self, sync->batch, &error);
  if (converted == NULL)
    {
      end_sync (task, error);
      return;
    }

  imw_store_apply_batch_async (store, converted, g_task_get_cancellable (task), applied_cb,
                               g_object_ref (task));
}

/* Where nobody lists what waits for an address, what we sent is asked for by its id. */
static void
add_open_payments (ImwAccount *self, GPtrArray *unfinal)
{
  GListModel *payments = self->wallet != NULL ? imw_wallet_get_payments (self->wallet) : NULL;

  for (guint i = 0; payments != NULL && i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);
      const char *txid = imw_payment_get_txid (payment);

      if (imw_payment_get_account (payment) == self && txid != NULL &&
          imw_payment_get_watched (payment))
        g_ptr_array_add (unfinal, g_strdup (txid));
    }
}

static void
unfinal_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount     *self = g_task_get_source_object (task);
  ImwAccountSync *sync = g_task_get_task_data (task);
  GError         *error = NULL;
  g_auto (GStrv) txids = imw_store_list_unfinal_finish (IMW_STORE (object), result, &error);
  guint n_open = 0;

  if (txids == NULL)
    {
      end_sync (task, error);
      return;
    }

  /* first what we sent: a backend may ask for the first ones only */
  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_SEQUENCE))
    add_open_payments (self, sync->request->unfinal);
  n_open = sync->request->unfinal->len;

  for (gsize i = 0; txids[i] != NULL; i++)
    {
      gboolean there = FALSE;

      for (guint k = 0; k < n_open && !there; k++)
        there = g_str_equal (g_ptr_array_index (sync->request->unfinal, k), txids[i]);

      if (!there)
        g_ptr_array_add (sync->request->unfinal, g_strdup (txids[i]));
    }

  imw_backend_sync_async (sync->backend, g_steal_pointer (&sync->request),
                          g_task_get_cancellable (task), backend_synced_cb, g_object_ref (task));
}

static void
sync_addresses_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount     *self = g_task_get_source_object (task);
  ImwAccountSync *sync = g_task_get_task_data (task);
  GError         *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_addresses_finish (IMW_STORE (object), result, &error);
  gint64 final_height = 0;

  if (rows == NULL)
    {
      end_sync (task, error);
      return;
    }

  add_addresses (sync->request, rows);
  final_height = self->row->tip_height - (gint64) imw_chain_get_final_confirmations (self->chain);
  imw_store_list_unfinal_async (IMW_STORE (object), self->row->id, MAX (final_height, -1),
                                g_task_get_cancellable (task), unfinal_listed_cb,
                                g_object_ref (task));
}

/**
 * imw_account_make_request:
 * @self: an account
 *
 * Returns: (transfer full): what the books know, without addresses and transactions
 */
ImwSyncRequest *
imw_account_make_request (ImwAccount *self)
{
  ImwSyncRequest *request = imw_sync_request_new (self->row->account_key);

  request->tip_height = self->row->tip_height;
  g_free (request->tip_hash);
  request->tip_hash = g_strdup (self->row->tip_hash);
  g_free (request->cursor);
  request->cursor = g_strdup (self->row->cursor);
  request->birthday_ms = self->row->birthday_ms;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->holdings)); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (G_LIST_MODEL (self->holdings), i);

      /* what turned up by itself is not asked for */
      if (!imw_holding_get_native (holding) &&
          imw_holding_get_trust (holding) != IMW_TRUST_UNKNOWN)
        imw_sync_request_add_asset (request, imw_holding_get_asset (holding));
    }

  return request;
}

/**
 * imw_account_sync_async:
 * @self: an account
 * @deep: every known address, and a gap of 100
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the network for what is new and applies it to the books in one step. One at a time an
 * account.
 */
void
imw_account_sync_async (ImwAccount         *self,
                        gboolean            deep,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwAccountSync   *sync = g_new0 (ImwAccountSync, 1);
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  ImwStore         *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  ImwBackend       *backend = NULL;

  g_task_set_source_tag (task, imw_account_sync_async);
  g_task_set_task_data (task, sync, (GDestroyNotify) account_sync_free);

  backend = service != NULL
                ? imw_wallet_service_find_backend (service, imw_chain_get_id (self->chain))
                : NULL;
  if (backend == NULL || store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NETWORK, "no server can be asked");
      return;
    }

  sync->backend = g_object_ref (backend);
  sync->deep = deep;
  sync->request = imw_account_make_request (self);
  sync->request->gap_limit = deep ? IMW_GAP_LIMIT_DEEP : IMW_GAP_LIMIT;
  sync->request->deep = deep;
  if (deep)
    g_clear_pointer (&sync->request->cursor, g_free); /* the history is read anew */

  imw_account_stop_history (self);
  imw_account_set_syncing (self, TRUE);
  imw_store_list_addresses_async (store, self->row->id, -1, 0, 0, cancellable,
                                  sync_addresses_listed_cb, g_steal_pointer (&task));
}

/**
 * imw_account_sync_finish:
 * @self: an account
 * @result: the result given to the callback
 * @changed: (out) (optional): whether history or balances have changed
 * @error: return location
 *
 * Returns: %TRUE if the account is up to date. On %FALSE @error is the network's or the store's.
 */
gboolean
imw_account_sync_finish (ImwAccount *self, GAsyncResult *result, gboolean *changed, GError **error)
{
  ImwAccountSync *sync = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  sync = g_task_get_task_data (G_TASK (result));
  if (changed != NULL)
    *changed = sync->changed;

  return g_task_propagate_boolean (G_TASK (result), error);
}
