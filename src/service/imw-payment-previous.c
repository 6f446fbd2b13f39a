/* imw-payment-previous.c: the transactions before, which the signer wants to see
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-previous"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"
#include "imw-store-raw.h"

#define MAX_AT_ONCE 4

/* Each is taken from the store, else from the network and then kept. A few are on their way at
 * once. */
typedef struct
{
  char     **txids;
  guint      next;
  guint      running;
  GPtrArray *raws;  /* (element-type GBytes) */
  GError    *error; /* (nullable): the first */
} ImwPreviousFetch;

/* One of them. */
typedef struct
{
  GTask *task;
  char  *txid;
} ImwPreviousOne;

static void fetch_more (GTask *task);

static void
previous_fetch_free (ImwPreviousFetch *fetch)
{
  g_clear_pointer (&fetch->txids, g_strfreev);
  g_clear_pointer (&fetch->raws, g_ptr_array_unref);
  g_clear_error (&fetch->error);
  g_free (fetch);
}

static void
end_one (ImwPreviousOne *one,
         GBytes         *raw,
         GError         *error)
{
  g_autoptr (GTask) task = one->task;
  ImwPreviousFetch *fetch = g_task_get_task_data (task);

  g_free (one->txid);
  g_free (one);
  fetch->running--;

  if (raw != NULL)
    g_ptr_array_add (fetch->raws, raw);
  else if (fetch->error == NULL)
    fetch->error = error;
  else
    g_error_free (error);

  fetch_more (task);
}

static void
raw_kept_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_store_put_raw_finish (IMW_STORE (object), result, &error))
    g_info ("a transaction was not kept: %s", error->message);
}

static void
raw_fetched_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  ImwPreviousOne *one = user_data;
  ImwPayment     *self = g_task_get_source_object (one->task);
  ImwChain       *chain = imw_account_get_chain (self->account);
  ImwStore       *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  GError         *error = NULL;
  g_autoptr (GBytes) raw = imw_backend_get_raw_finish (IMW_BACKEND (object), result, &error);

  if (raw != NULL && !imw_chain_check_raw (chain, raw, one->txid, &error))
    g_clear_pointer (&raw, g_bytes_unref);

  if (raw != NULL && store != NULL)
    imw_store_put_raw_async (store, imw_chain_get_id (chain), one->txid, raw, NULL, raw_kept_cb,
                             NULL);

  end_one (one, g_steal_pointer (&raw), error);
}

static void
raw_got_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  ImwPreviousOne   *one = user_data;
  ImwPayment       *self = g_task_get_source_object (one->task);
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  ImwChain         *chain = imw_account_get_chain (self->account);
  ImwBackend       *backend =
      service != NULL ? imw_wallet_service_find_backend (service, imw_chain_get_id (chain)) : NULL;
  g_autoptr (GError) error = NULL;
  GBytes *raw = imw_store_get_raw_finish (IMW_STORE (object), result, &error);

  if (raw != NULL)
    {
      end_one (one, raw, NULL);
      return;
    }

  if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      end_one (one, NULL, g_steal_pointer (&error));
      return;
    }

  if (backend == NULL)
    {
      end_one (one, NULL,
               g_error_new_literal (IMW_ERROR, IMW_ERROR_NETWORK,
                                    "no server can be asked for the transactions before"));
      return;
    }

  imw_backend_get_raw_async (backend, one->txid, g_task_get_cancellable (one->task), raw_fetched_cb,
                             one);
}

static void
fetch_more (GTask *task)
{
  ImwPayment       *self = g_task_get_source_object (task);
  ImwPreviousFetch *fetch = g_task_get_task_data (task);
  ImwStore         *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;

  if (store == NULL && fetch->error == NULL)
    fetch->error =
        g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "the wallet's books are not open");

  while (fetch->error == NULL && fetch->running < MAX_AT_ONCE && fetch->txids[fetch->next] != NULL)
    {
      ImwPreviousOne *one = g_new0 (ImwPreviousOne, 1);

      one->task = g_object_ref (task);
      one->txid = g_strdup (fetch->txids[fetch->next]);
      fetch->next++;
      fetch->running++;
      imw_store_get_raw_async (store, imw_chain_get_id (imw_account_get_chain (self->account)),
                               one->txid, g_task_get_cancellable (task), raw_got_cb, one);
    }

  if (fetch->running > 0)
    return;

  if (fetch->error != NULL)
    g_task_return_error (task, g_steal_pointer (&fetch->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&fetch->raws),
                           (GDestroyNotify) g_ptr_array_unref);
}

/**
 * imw_payment_fetch_previous_async:
 * @self: a payment
 * @txids: (nullable): which transactions
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Fetches raw transactions from the store or the network.
 */
void
imw_payment_fetch_previous_async (ImwPayment         *self,
                                  const char *const  *txids,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  static const char *const none[] = { NULL };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwPreviousFetch *fetch = g_new0 (ImwPreviousFetch, 1);

  g_task_set_source_tag (task, imw_payment_fetch_previous_async);
  fetch->txids = g_strdupv ((char **) (txids != NULL ? txids : none));
  fetch->raws = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_task_set_task_data (task, fetch, (GDestroyNotify) previous_fetch_free);
  fetch_more (task);
}

/**
 * imw_payment_fetch_previous_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type GBytes): in no order, or %NULL with the network's or the
 * store's error
 */
GPtrArray *
imw_payment_fetch_previous_finish (ImwPayment   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
