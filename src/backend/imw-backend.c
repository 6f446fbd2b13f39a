/* imw-backend.c: how a network is reached
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backend"

#include "config.h"

#include "imw-backend.h"

#include "imw-error.h"

/**
 * ImwBackend:
 *
 * How a network is reached: several servers behind one object. On networks with coins it reports
 * transactions and never a balance; on others a balance that could not be had is left out, so that no
 * failure can look like an empty account. Main thread.
 * `changed` fires when its state, its current server or the time of the last success changed.
 */

G_DEFINE_INTERFACE (ImwBackend, imw_backend, G_TYPE_OBJECT)

static void
sync_address_free (gpointer user_data)
{
  ImwSyncAddress *address = user_data;

  g_clear_pointer (&address->status, g_free);
  g_free (address);
}

static void
add_address (GPtrArray  *addresses,
             guint32     branch,
             guint32     index,
             const char *status,
             gboolean    used,
             gboolean    watch)
{
  ImwSyncAddress *address = g_new0 (ImwSyncAddress, 1);

  address->branch = branch;
  address->index = index;
  address->status = g_strdup (status);
  address->used = used;
  address->watch = watch;
  g_ptr_array_add (addresses, address);
}

static void
imw_backend_default_init (ImwBackendInterface *iface)
{
  /**
   * ImwBackend::changed:
   *
   * State, current server or time of the last success changed.
   */
  g_signal_new ("changed", IMW_TYPE_BACKEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);

  /**
   * ImwBackend::advanced:
   *
   * A server said by itself that there is a new block: a reason to look for what has changed.
   */
  g_signal_new ("advanced", IMW_TYPE_BACKEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

/**
 * imw_sync_request_new:
 * @account_key: public key text of the account
 *
 * Returns: (transfer full): a request about an account of which nothing is known yet, with a gap
 *   limit of 20
 */
ImwSyncRequest *
imw_sync_request_new (const char *account_key)
{
  ImwSyncRequest *self;

  g_return_val_if_fail (account_key != NULL, NULL);

  self = g_new0 (ImwSyncRequest, 1);
  self->account_key = g_strdup (account_key);
  self->addresses = g_ptr_array_new_with_free_func (sync_address_free);
  self->unfinal = g_ptr_array_new_with_free_func (g_free);
  self->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  self->tip_height = -1;
  self->gap_limit = 20;

  return self;
}

/**
 * imw_sync_request_free:
 * @self: (transfer full): a request
 */
void
imw_sync_request_free (ImwSyncRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->account_key, g_free);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->unfinal, g_ptr_array_unref);
  g_clear_pointer (&self->assets, g_ptr_array_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->tip_hash, g_free);
  g_free (self);
}

/**
 * imw_sync_request_add_address:
 * @self: a request
 * @branch: 0 for receiving, 1 for change
 * @index: index of the address
 * @status: (nullable): what the backend said about it last time
 * @used: whether it has ever been used
 * @watch: whether to ask about it in each round; others are asked about only in a deep one
 *
 * Adds an address that the wallet knows. All of them belong in, so that the backend knows which
 * outputs are the account's own.
 */
void
imw_sync_request_add_address (ImwSyncRequest *self,
                              guint32         branch,
                              guint32         index,
                              const char     *status,
                              gboolean        used,
                              gboolean        watch)
{
  g_return_if_fail (self != NULL);

  add_address (self->addresses, branch, index, status, used, watch);
}

/**
 * imw_sync_batch_new:
 *
 * Returns: (transfer full): an empty batch
 */
ImwSyncBatch *
imw_sync_batch_new (void)
{
  ImwSyncBatch *self = g_new0 (ImwSyncBatch, 1);

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_record_unref);
  self->addresses = g_ptr_array_new_with_free_func (sync_address_free);
  self->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  self->tip_height = -1;
  self->sequence = -1;
  self->history_from_ms = -1;

  return self;
}

/**
 * imw_sync_batch_free:
 * @self: (transfer full): a batch
 */
void
imw_sync_batch_free (ImwSyncBatch *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->balances, g_ptr_array_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->tip_hash, g_free);
  g_free (self);
}

/**
 * imw_sync_request_add_asset:
 * @self: a request
 * @asset: an asset beside the network's own
 *
 * Adds an asset whose balance is asked, on networks that tell balances.
 */
void
imw_sync_request_add_asset (ImwSyncRequest *self, ImwAsset *asset)
{
  g_return_if_fail (self != NULL && asset != NULL);

  g_ptr_array_add (self->assets, imw_asset_ref (asset));
}

/**
 * imw_sync_batch_add_balance:
 * @self: a batch
 * @amount: how much of its asset the account has at the batch's tip
 *
 * Adds a balance that a server has told.
 */
void
imw_sync_batch_add_balance (ImwSyncBatch *self, ImwAmount *amount)
{
  g_return_if_fail (self != NULL && amount != NULL);

  g_ptr_array_add (self->balances, imw_amount_ref (amount));
}

/**
 * imw_sync_batch_add_address:
 * @self: a batch
 * @branch: 0 for receiving, 1 for change
 * @index: index of the address
 * @status: (nullable): what to keep for the next round
 * @used: whether it has ever been used
 */
void
imw_sync_batch_add_address (ImwSyncBatch *self,
                            guint32       branch,
                            guint32       index,
                            const char   *status,
                            gboolean      used)
{
  g_return_if_fail (self != NULL);

  add_address (self->addresses, branch, index, status, used, FALSE);
}

/**
 * imw_backend_sync_async:
 * @self: a backend
 * @request: (transfer full): what is known and what to look for
 * @cancellable: (nullable): ends the round
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks for what has changed on one account.
 */
void
imw_backend_sync_async (ImwBackend         *self,
                        ImwSyncRequest     *request,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail (request != NULL);

  IMW_BACKEND_GET_IFACE (self)->sync_async (self, request, cancellable, callback, user_data);
}

/**
 * imw_backend_sync_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): what is new. On %NULL @error is %IMW_ERROR_NETWORK,
 *   %IMW_ERROR_TIMEOUT, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY,
 *   %IMW_ERROR_WRONG_NETWORK (the server serves another chain), %IMW_ERROR_REFUSED (the host is
 *   switched off), %IMW_ERROR_BAD_INPUT (the account key) or %G_IO_ERROR_CANCELLED
 */
ImwSyncBatch *
imw_backend_sync_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  return IMW_BACKEND_GET_IFACE (self)->sync_finish (self, result, error);
}

/**
 * imw_backend_get_fees_async:
 * @self: a backend
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks what fees are usual now.
 */
void
imw_backend_get_fees_async (ImwBackend         *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));

  IMW_BACKEND_GET_IFACE (self)->get_fees_async (self, cancellable, callback, user_data);
}

/**
 * imw_backend_get_fees_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @fees: (out caller-allocates): the fees; `known` is %FALSE when the server has no estimate
 * @error: return location
 *
 * Returns: %TRUE if a server answered; errors as for imw_backend_sync_finish()
 */
gboolean
imw_backend_get_fees_finish (ImwBackend   *self,
                             GAsyncResult *result,
                             ImwFeeTable  *fees,
                             GError      **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), FALSE);
  g_return_val_if_fail (fees != NULL, FALSE);

  return IMW_BACKEND_GET_IFACE (self)->get_fees_finish (self, result, fees, error);
}

/**
 * imw_backend_get_raw_async:
 * @self: a backend
 * @txid: id of a transaction
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for a whole transaction.
 */
void
imw_backend_get_raw_async (ImwBackend         *self,
                           const char         *txid,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail (txid != NULL);

  IMW_BACKEND_GET_IFACE (self)->get_raw_async (self, txid, cancellable, callback, user_data);
}

/**
 * imw_backend_get_raw_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the transaction, whose id has been computed again; errors as for
 *   imw_backend_sync_finish(), and %IMW_ERROR_NOT_FOUND
 */
GBytes *
imw_backend_get_raw_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  return IMW_BACKEND_GET_IFACE (self)->get_raw_finish (self, result, error);
}

/**
 * imw_backend_submit_async:
 * @self: a backend
 * @raw: a signed transaction
 * @txid: its id
 * @cancellable: (nullable): ends the request; whether the transaction went out is unknown then
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sends a transaction to the network. Sending the same one again is harmless.
 */
void
imw_backend_submit_async (ImwBackend         *self,
                          GBytes             *raw,
                          const char         *txid,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail (raw != NULL && txid != NULL);

  IMW_BACKEND_GET_IFACE (self)->submit_async (self, raw, txid, cancellable, callback, user_data);
}

/**
 * imw_backend_submit_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE if the network has the transaction, also when it had it before. On %FALSE @error
 *   is %IMW_ERROR_FEE_TOO_LOW or %IMW_ERROR_REFUSED (with the words of the server): it did not go
 *   out; %IMW_ERROR_BAD_INPUT: @raw is not @txid, nothing was sent; all others: unknown, send the
 *   same bytes again later
 */
gboolean
imw_backend_submit_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), FALSE);

  return IMW_BACKEND_GET_IFACE (self)->submit_finish (self, result, error);
}

static void
return_not_supported (ImwBackend         *self,
                      gpointer            tag,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "the network has no such thing");
}

/**
 * imw_backend_history_async:
 * @self: a backend
 * @request: (transfer full): what is known, with the cursor of the last batch
 * @cancellable: (nullable): ends the step
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks one bounded step further back in the history of one account.
 */
void
imw_backend_history_async (ImwBackend         *self,
                           ImwSyncRequest     *request,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail (request != NULL);

  if (IMW_BACKEND_GET_IFACE (self)->history_async != NULL)
    {
      IMW_BACKEND_GET_IFACE (self)->history_async (self, request, cancellable, callback, user_data);
      return;
    }

  imw_sync_request_free (request);
  return_not_supported (self, imw_backend_history_async, cancellable, callback, user_data);
}

/**
 * imw_backend_history_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): older transactions and the new cursor; its tip is unknown and it holds no
 *   balances. On %NULL @error is as of imw_backend_sync_finish(), or %IMW_ERROR_NOT_SUPPORTED.
 */
ImwSyncBatch *
imw_backend_history_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  if (g_async_result_is_tagged (result, imw_backend_history_async))
    return g_task_propagate_pointer (G_TASK (result), error);

  return IMW_BACKEND_GET_IFACE (self)->history_finish (self, result, error);
}

/**
 * imw_backend_examine_async:
 * @self: a backend
 * @plan: a payment that is to be built; read only until this call returns
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks what the network says of a payment before it is built.
 */
void
imw_backend_examine_async (ImwBackend         *self,
                           ImwPaymentPlan     *plan,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail (plan != NULL);

  if (IMW_BACKEND_GET_IFACE (self)->examine_async != NULL)
    {
      IMW_BACKEND_GET_IFACE (self)->examine_async (self, plan, cancellable, callback, user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_backend_examine_async);
  g_task_return_pointer (task, imw_payment_facts_new (), (GDestroyNotify) imw_payment_facts_free);
}

/**
 * imw_backend_examine_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): what the network says; without facts where nothing need be asked. On
 *   %NULL @error is as of imw_backend_sync_finish().
 */
ImwPaymentFacts *
imw_backend_examine_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  if (g_async_result_is_tagged (result, imw_backend_examine_async))
    return g_task_propagate_pointer (G_TASK (result), error);

  return IMW_BACKEND_GET_IFACE (self)->examine_finish (self, result, error);
}

/**
 * imw_backend_look_up_asset_async:
 * @self: a backend
 * @contract: a contract of the network
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks a contract what token it is.
 */
void
imw_backend_look_up_asset_async (ImwBackend         *self,
                                 const char         *contract,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail (contract != NULL);

  if (IMW_BACKEND_GET_IFACE (self)->look_up_asset_async != NULL)
    IMW_BACKEND_GET_IFACE (self)->look_up_asset_async (self, contract, cancellable, callback,
                                                       user_data);
  else
    return_not_supported (self, imw_backend_look_up_asset_async, cancellable, callback, user_data);
}

/**
 * imw_backend_look_up_asset_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the asset; symbol, name and decimals are the contract's word, cleaned of
 *   what can't be shown. On %NULL @error is %IMW_ERROR_NOT_FOUND when it is no token,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_NOT_SUPPORTED, or as of imw_backend_sync_finish().
 */
ImwAsset *
imw_backend_look_up_asset_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  if (g_async_result_is_tagged (result, imw_backend_look_up_asset_async))
    return g_task_propagate_pointer (G_TASK (result), error);

  return IMW_BACKEND_GET_IFACE (self)->look_up_asset_finish (self, result, error);
}

/**
 * imw_backend_get_state:
 * @self: a backend
 *
 * Returns: how the last request went
 */
ImwBackendState
imw_backend_get_state (ImwBackend *self)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), IMW_BACKEND_UNKNOWN);

  return IMW_BACKEND_GET_IFACE (self)->get_state (self);
}

/**
 * imw_backend_get_server:
 * @self: a backend
 *
 * Returns: (transfer none): base URL of the server in use
 */
const char *
imw_backend_get_server (ImwBackend *self)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  return IMW_BACKEND_GET_IFACE (self)->get_server (self);
}

/**
 * imw_backend_get_last_good_ms:
 * @self: a backend
 *
 * Returns: wall time of the last good answer in milliseconds, 0 when there was none
 */
gint64
imw_backend_get_last_good_ms (ImwBackend *self)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), 0);

  return IMW_BACKEND_GET_IFACE (self)->get_last_good_ms (self);
}

/**
 * imw_backend_get_last_error:
 * @self: a backend
 *
 * Returns: (nullable) (transfer none): why the last request failed; %NULL when it succeeded
 */
const GError *
imw_backend_get_last_error (ImwBackend *self)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  return IMW_BACKEND_GET_IFACE (self)->get_last_error (self);
}
