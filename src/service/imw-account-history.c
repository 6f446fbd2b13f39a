/* imw-account-history.c: older history of an account, read in the background
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-history"

#include "config.h"

#include "imw-account-struct.h"
#include "imw-account-sync-private.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

#define PAUSE_NEAR_MS 100
#define PAUSE_FAR_MS  1000

/* After a sync that said there is more: one bounded step backwards → into the store, with the
 * cursor → a pause → the next step, until the network has no more. A sync that begins ends the step
 * that runs: balances never wait, and a step that was not stored is made again from the same
 * cursor. Locking and closing the wallet end it too; the next sync takes it up again. */

static void start_step (ImwAccount *self);

static gboolean
pause_ended_cb (gpointer user_data)
{
  ImwAccount *self = IMW_ACCOUNT (user_data);

  self->history_id = 0;
  start_step (self);

  return G_SOURCE_REMOVE;
}

static void
end_history (ImwAccount *self)
{
  if (self->history_cancellable == NULL)
    return;

  g_clear_object (&self->history_cancellable);
  imw_account_notify_changed (self);
}

static void
pause_then_next (ImwAccount *self)
{
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  ImwEnvironment    environment = IMW_ENVIRONMENT_MAIN;

  if (service != NULL)
    environment = imw_wallet_service_get_environment (service);

  self->history_id =
      g_timeout_add (environment == IMW_ENVIRONMENT_PRACTICE || environment == IMW_ENVIRONMENT_LOCAL
                         ? PAUSE_NEAR_MS
                         : PAUSE_FAR_MS,
                     pause_ended_cb, self);
}

/* a step of an earlier run of the loop says nothing any more */
static gboolean
is_over (ImwAccount *self, GTask *task)
{
  return self->wallet == NULL || g_task_get_cancellable (task) != self->history_cancellable;
}

static void
history_refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_refresh_accounts_finish (IMW_WALLET (object), result, &error))
    g_info ("figures are not up to date: %s", error->message);
  else
    imw_wallet_books_changed (IMW_WALLET (object));

  g_task_return_boolean (task, TRUE);

  if (is_over (self, task))
    return;

  if (error == NULL && self->history_more)
    pause_then_next (self);
  else
    end_history (self);
}

static void
history_applied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatchResult)
      news = imw_store_apply_batch_finish (IMW_STORE (object), result, &error);

  if (news == NULL || self->wallet == NULL)
    {
      if (error != NULL)
        g_info ("older history was not stored: %s", error->message);

      if (!is_over (self, task))
        end_history (self);

      g_task_return_boolean (task, TRUE);
      return;
    }

  /* what is old is no news */
  imw_wallet_refresh_accounts_async (self->wallet, imw_wallet_get_cancellable (self->wallet),
                                     history_refreshed_cb, g_object_ref (task));
}

static void
step_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount *self = g_task_get_source_object (task);
  ImwStore   *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSyncBatch)
      batch = imw_backend_history_finish (IMW_BACKEND (object), result, &error);
  g_autoptr (ImwStoreBatch) converted = NULL;

  if (batch != NULL)
    self->n_requests += batch->n_requests;

  if (batch == NULL || store == NULL || is_over (self, task))
    {
      if (error != NULL)
        g_info ("older history of %s: %s", self->row->id, error->message);

      if (!is_over (self, task))
        end_history (self);

      g_task_return_boolean (task, TRUE);
      return;
    }

  self->history_more = batch->history_more;
  batch->tip_height = -1;
  converted = imw_account_convert_batch (self, batch, &error);
  if (converted == NULL)
    {
      g_info ("older history of %s: %s", self->row->id, error->message);
      end_history (self);
      g_task_return_boolean (task, TRUE);
      return;
    }

  imw_store_apply_batch_async (store, converted, NULL, history_applied_cb, g_object_ref (task));
}

static void
start_step (ImwAccount *self)
{
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  ImwBackend       *backend = NULL;
  g_autoptr (GTask) task = NULL;

  backend = service != NULL
                ? imw_wallet_service_find_backend (service, imw_chain_get_id (self->chain))
                : NULL;
  if (backend == NULL || self->syncing)
    {
      end_history (self);
      return;
    }

  task = g_task_new (self, self->history_cancellable, NULL, NULL);
  g_task_set_source_tag (task, start_step);
  imw_backend_history_async (backend, imw_account_make_request (self), self->history_cancellable,
                             step_ended_cb, g_steal_pointer (&task));
}

/**
 * imw_account_start_history:
 * @self: an account
 *
 * Goes on reading older history, if the network said that there is more and nobody stopped it.
 */
void
imw_account_start_history (ImwAccount *self)
{
  if (!self->history_more || self->history_cancellable != NULL || self->wallet == NULL ||
      imw_wallet_get_resting (self->wallet))
    return;

  self->history_cancellable = g_cancellable_new ();
  imw_account_notify_changed (self);
  pause_then_next (self);
}

/**
 * imw_account_stop_history:
 * @self: an account
 *
 * Ends the step that runs, and makes no further one until the next sync.
 */
void
imw_account_stop_history (ImwAccount *self)
{
  g_clear_handle_id (&self->history_id, g_source_remove);

  if (self->history_cancellable != NULL)
    {
      g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->history_cancellable);

      g_cancellable_cancel (cancellable);
      if (self->wallet != NULL)
        imw_account_notify_changed (self);
    }
}

/**
 * imw_account_get_history_from_ms:
 * @self: an account
 *
 * Returns: how far back the history is known (wall time, UTC): 0 to the beginning, or the birthday;
 *   -1 not known yet
 */
gint64
imw_account_get_history_from_ms (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), -1);

  /* where the network keeps the whole history of each address, one sync reads all of it */
  if (!imw_chain_has (self->chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    return self->row->last_sync_ms > 0 ? 0 : -1;

  return self->row->history_from_ms;
}

/**
 * imw_account_get_history_running:
 * @self: an account
 *
 * Returns: whether older history is being read in the background
 */
gboolean
imw_account_get_history_running (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), FALSE);

  return self->history_cancellable != NULL;
}

/**
 * imw_account_get_history_source:
 * @self: an account
 *
 * Returns: (nullable): "index" when a server that keeps histories was asked, "seen" when what is not
 *   a token's was only seen in blocks that were looked at; %NULL: not known, or always complete
 */
const char *
imw_account_get_history_source (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->row->history_source;
}

/**
 * imw_account_get_n_requests:
 * @self: an account
 *
 * Returns: how often servers were asked for it since the program started
 */
guint
imw_account_get_n_requests (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), 0);

  return self->n_requests;
}
