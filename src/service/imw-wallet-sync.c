/* imw-wallet-sync.c: a wallet asks its networks, now and regularly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-sync"

#include "config.h"

#include "imw-wallet-private.h"

#include "imw-error.h"

#define INTERVAL_NEAR_MS 3000
#define INTERVAL_FAR_MS  30000
#define INTERVAL_MAX_MS  600000
#define SOON_MS          500

/* One round over all accounts. */
typedef struct
{
  ImwWallet *wallet;
  GPtrArray *accounts; /* (element-type ImwAccount) */
  guint      position;
  gboolean   deep;
  gboolean   changed;
  GError    *error; /* (nullable): the first */
} ImwSyncRound;

static void next_account (ImwSyncRound *round);
static void start_round (ImwWallet *self);

static void
sync_round_free (ImwSyncRound *round)
{
  g_clear_object (&round->wallet);
  g_clear_pointer (&round->accounts, g_ptr_array_unref);
  g_clear_error (&round->error);
  g_free (round);
}

static void
end_round (ImwSyncRound *round)
{
  ImwWallet *self = round->wallet;
  g_autoptr (GPtrArray) waiting = NULL;

  /* a deep one has joined */
  if (self->sync_deep && !round->deep && round->error == NULL && !self->closed)
    {
      start_round (self);
      sync_round_free (round);
      return;
    }

  waiting = g_steal_pointer (&self->sync_waiting);
  imw_wallet_notify_syncing (self);

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask   *task = g_ptr_array_index (waiting, i);
      GSource *watch = g_task_get_task_data (task);

      if (watch != NULL)
        g_source_destroy (watch);
      if (round->error == NULL)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_error_copy (round->error));
    }

  sync_round_free (round);
}

static void
round_reviewed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  ImwSyncRound *round = user_data;

  imw_wallet_review_payments_finish (round->wallet, result);
  end_round (round);
}

static void
round_refreshed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  ImwSyncRound *round = user_data;
  ImwWallet    *self = round->wallet;
  GError       *error = NULL;

  if (!imw_wallet_refresh_accounts_finish (self, result, &error))
    {
      if (round->error == NULL)
        round->error = error;
      else
        g_error_free (error);

      end_round (round);
      return;
    }

  if (round->changed)
    imw_wallet_books_changed (self);

  imw_wallet_review_payments_async (self, self->cancellable, round_reviewed_cb, round);
}

static void
account_synced_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  ImwSyncRound *round = user_data;
  GError       *error = NULL;
  gboolean      changed = FALSE;

  if (!imw_account_sync_finish (IMW_ACCOUNT (object), result, &changed, &error))
    {
      g_info ("account %s: %s", imw_account_get_id (IMW_ACCOUNT (object)), error->message);
      if (round->error == NULL)
        round->error = error;
      else
        g_error_free (error);
    }

  round->changed = round->changed || changed;
  round->position++;
  next_account (round);
}

static void
next_account (ImwSyncRound *round)
{
  ImwWallet *self = round->wallet;

  if (round->position == round->accounts->len || self->closed)
    {
      imw_wallet_refresh_accounts_async (self, self->cancellable, round_refreshed_cb, round);
      return;
    }

  imw_account_sync_async (g_ptr_array_index (round->accounts, round->position), round->deep,
                          self->cancellable, account_synced_cb, round);
}

static gboolean
has_server (ImwWallet  *self,
            ImwAccount *account)
{
  return self->service != NULL &&
         imw_wallet_service_find_backend (
             self->service, imw_chain_get_id (imw_account_get_chain (account))) != NULL;
}

/* A network for which no server is known is no failure of the others. */
static void
leave_out_unreachable (ImwSyncRound *round)
{
  guint n_reachable = 0;

  for (guint i = 0; i < round->accounts->len; i++)
    n_reachable += has_server (round->wallet, g_ptr_array_index (round->accounts, i));

  for (guint i = round->accounts->len; n_reachable > 0 && i > 0; i--)
    {
      if (!has_server (round->wallet, g_ptr_array_index (round->accounts, i - 1)))
        g_ptr_array_remove_index (round->accounts, i - 1);
    }
}

static void
start_round (ImwWallet *self)
{
  ImwSyncRound *round = g_new0 (ImwSyncRound, 1);

  round->wallet = g_object_ref (self);
  round->deep = self->sync_deep;
  round->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    g_ptr_array_add (round->accounts, g_list_model_get_item (G_LIST_MODEL (self->accounts), i));

  leave_out_unreachable (round);
  next_account (round);
}

static gboolean
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  ImwWallet *self = g_task_get_source_object (task);

  if (self->sync_waiting != NULL && g_ptr_array_remove (self->sync_waiting, task))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* takes @task */
static void
wait_for_round (ImwWallet *self,
                GTask     *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL && cancellable != self->cancellable)
    {
      GSource *watch = g_cancellable_source_new (cancellable);

      g_task_attach_source (task, watch, G_SOURCE_FUNC (caller_cancelled_cb));
      g_task_set_task_data (task, watch, (GDestroyNotify) g_source_unref);
    }

  g_ptr_array_add (self->sync_waiting, task);
}

/**
 * imw_wallet_sync_async:
 * @self: a wallet whose books are open
 * @deep: every known address, and a gap of 100
 * @cancellable: (nullable): ends this caller's waiting, not the sync that others share
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the networks of all accounts for what is new. Calls made while one is running join it; a
 * deep one that joins a plain one starts again after it.
 */
void
imw_wallet_sync_async (ImwWallet          *self,
                       gboolean            deep,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_sync_async);

  if (!self->loaded || self->closed)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  if (imw_wallet_get_read_only (self))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                               "the data folder is open for reading only");
      return;
    }

  if (self->sync_waiting != NULL)
    {
      self->sync_deep = self->sync_deep || deep;
      wait_for_round (self, g_steal_pointer (&task));
      return;
    }

  self->sync_deep = deep;
  self->sync_waiting = g_ptr_array_new_with_free_func (g_object_unref);
  wait_for_round (self, g_steal_pointer (&task));
  imw_wallet_notify_syncing (self);
  start_round (self);
}

/**
 * imw_wallet_sync_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE if every account is up to date. On %FALSE @error is the first account's:
 * %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT, %IMW_ERROR_SERVER, %IMW_ERROR_RATE_LIMITED,
 * %IMW_ERROR_BAD_REPLY, %IMW_ERROR_WRONG_NETWORK, the store's, or %IMW_ERROR_BUSY in a read-only
 * service.
 */
gboolean
imw_wallet_sync_finish (ImwWallet    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- regularly ---- */

static void watch_later (ImwWallet *self);

static void
watch_synced_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  ImwWallet *self = IMW_WALLET (object);
  g_autoptr (GError) error = NULL;

  if (imw_wallet_sync_finish (self, result, &error))
    self->watch_failures = 0;
  else
    self->watch_failures++;

  watch_later (self);
}

static gboolean
watch_cb (gpointer user_data)
{
  ImwWallet *self = IMW_WALLET (user_data);

  self->watch_id = 0;
  imw_wallet_sync_async (self, FALSE, self->cancellable, watch_synced_cb, NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
is_near (ImwWallet *self)
{
  ImwEnvironment environment = self->service != NULL
                                   ? imw_wallet_service_get_environment (self->service)
                                   : IMW_ENVIRONMENT_MAIN;

  return environment == IMW_ENVIRONMENT_PRACTICE || environment == IMW_ENVIRONMENT_LOCAL;
}

static void
watch_later (ImwWallet *self)
{
  guint interval_ms = is_near (self) ? INTERVAL_NEAR_MS : INTERVAL_FAR_MS;

  if (!self->watching || self->closed || self->watch_id != 0)
    return;

  for (guint i = 0; i < self->watch_failures && interval_ms < INTERVAL_MAX_MS; i++)
    interval_ms *= 2;

  self->watch_id = g_timeout_add (MIN (interval_ms, INTERVAL_MAX_MS), watch_cb, self);
}

/**
 * imw_wallet_start_watching:
 * @self: a wallet whose books are open
 *
 * Syncs now and then regularly, less often while it fails, until the wallet is closed.
 */
void
imw_wallet_start_watching (ImwWallet *self)
{
  g_return_if_fail (IMW_IS_WALLET (self));

  if (self->watching || self->closed)
    return;

  self->watching = TRUE;
  imw_wallet_sync_async (self, FALSE, self->cancellable, watch_synced_cb, NULL);
}

/**
 * imw_wallet_look_soon:
 * @self: a wallet
 *
 * Makes the next regular sync come in a moment, when it waits for its time.
 */
void
imw_wallet_look_soon (ImwWallet *self)
{
  if (self->watch_id == 0 || self->closed)
    return;

  g_clear_handle_id (&self->watch_id, g_source_remove);
  self->watch_id = g_timeout_add (SOON_MS, watch_cb, self);
}

/**
 * imw_wallet_stop_watching:
 * @self: a wallet
 *
 * Ends the regular syncs.
 */
void
imw_wallet_stop_watching (ImwWallet *self)
{
  self->watching = FALSE;
  g_clear_handle_id (&self->watch_id, g_source_remove);
}
