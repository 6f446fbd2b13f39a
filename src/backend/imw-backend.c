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
 * imw_backend_find_exchange_async:
 * @self: a backend
 * @give: (nullable): what is given, exactly; %NULL when @get is set
 * @give_asset: what is given
 * @get: (nullable): what comes back, exactly; %NULL when @give is set
 * @get_asset: what comes back
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks how one own asset can be exchanged for another on the network itself, now.
 */
void
imw_backend_find_exchange_async (ImwBackend         *self,
                                 ImwAmount          *give,
                                 ImwAsset           *give_asset,
                                 ImwAmount          *get,
                                 ImwAsset           *get_asset,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (IMW_IS_BACKEND (self));
  g_return_if_fail ((give == NULL) != (get == NULL));
  g_return_if_fail (give_asset != NULL && get_asset != NULL);

  if (IMW_BACKEND_GET_IFACE (self)->find_exchange_async != NULL)
    IMW_BACKEND_GET_IFACE (self)->find_exchange_async (self, give, give_asset, get, get_asset,
                                                       cancellable, callback, user_data);
  else
    return_not_supported (self, imw_backend_find_exchange_async, cancellable, callback, user_data);
}

/**
 * imw_backend_find_exchange_finish:
 * @self: a backend
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the best offer, whose sides have the assets that were asked for. On %NULL
 *   @error is %IMW_ERROR_NOT_FOUND when nobody offers it, %IMW_ERROR_BAD_INPUT (an asset that the
 *   network does not know), %IMW_ERROR_NOT_SUPPORTED, or as of imw_backend_sync_finish().
 */
ImwExchangeOffer *
imw_backend_find_exchange_finish (ImwBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_BACKEND (self), NULL);

  if (g_async_result_is_tagged (result, imw_backend_find_exchange_async))
    return g_task_propagate_pointer (G_TASK (result), error);

  return IMW_BACKEND_GET_IFACE (self)->find_exchange_finish (self, result, error);
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
