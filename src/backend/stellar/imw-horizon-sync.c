/* imw-horizon-sync.c: one round of looking for what has changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include "imw-error.h"
#include "imw-stellar-account.h"

#include <string.h>

/* The newest ledger first: whatever a later answer does not have was not there when that ledger closed.
 * Then the account, what waits for it, what happened since the last round, and the fate of payments that
 * were not among that. */

#define MAX_BEHIND    16
#define MAX_PAGES     3
#define MAX_UNFINAL   30
#define MAX_CLAIMS    100
#define LEDGER_BITS   32
#define LEAST_ENTRIES 2 /* what an account is counted as */

typedef struct
{
  ImwSyncRequest  *request;
  char            *address;
  gboolean         is_history;
  ImwSyncBatch    *batch; /* (nullable) */
  ImwHorizonLedger ledger;
  ImwHorizonCursor cursor;
  gboolean         is_new; /* nothing was known before */
  ImwHorizonPage   page;
  guint            n_pages;
  guint            unfinal; /* those before it are decided */
} Sync;

static void ask_fate (GTask *task);
static void read_forward (GTask *task);

static void
clear_attempt (Sync *sync)
{
  g_clear_pointer (&sync->batch, imw_sync_batch_free);
  imw_horizon_page_clear (&sync->page);
  sync->n_pages = 0;
  sync->unfinal = 0;
}

static void
sync_free (gpointer user_data)
{
  Sync *sync = user_data;

  clear_attempt (sync);
  imw_sync_request_free (sync->request);
  g_free (sync->address);
  g_free (sync);
}

static void
finish_round (GTask *task)
{
  ImwHorizon            *self = g_task_get_source_object (task);
  const ImwHorizonRound *round = g_task_get_task_data (task);
  Sync                  *sync = round->data;
  ImwSyncBatch          *batch = sync->batch;

  imw_horizon_round_succeed (task);
  batch->cursor = imw_horizon_cursor_to_text (&sync->cursor);
  batch->n_requests = round->n_requests;
  batch->as_of_ms = self->last_good_ms;
  batch->history_more = !sync->cursor.is_done || sync->cursor.is_behind;
  batch->history_from_ms = sync->cursor.from_ms;
  batch->history_source = "index";
  if (!sync->is_history)
    imw_horizon_stream_watch (self, sync->address, imw_horizon_round_get_server (task)->url);
  g_task_return_pointer (task, g_steal_pointer (&sync->batch),
                         (GDestroyNotify) imw_sync_batch_free);
}

static gboolean
has_record (const ImwSyncBatch *batch, const char *txid)
{
  for (guint i = 0; i < batch->records->len; i++)
    if (g_ascii_strcasecmp (((ImwTxRecord *) g_ptr_array_index (batch->records, i))->txid, txid) ==
        0)
      return TRUE;

  return FALSE;
}

/* A failed one took the fee and did nothing else: the transaction alone says all. One that was done comes
 * with the account's operations, if not now then with the next round. */
static gboolean
take_fate (GTask *task, JsonNode *node, const char *txid, GError **error)
{
  ImwHorizon     *self = g_task_get_source_object (task);
  Sync           *sync = imw_horizon_round_get_data (task);
  JsonObject     *object = imw_json_node_get_object (node, error);
  const char     *hash = object != NULL ? imw_json_get_string (object, "hash", error) : NULL;
  gint64          height;
  ImwHorizonGroup group = { .txid = (char *) txid, .tx = node };
  g_autoptr (GPtrArray) ops = g_ptr_array_new ();
  ImwTxRecord *record;

  if (hash == NULL || !imw_json_get_int (object, "ledger", 1, G_MAXINT32, &height, error))
    return FALSE;
  if (g_ascii_strcasecmp (hash, txid) != 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another transaction than asked for");
      return FALSE;
    }
  group.last = height << LEDGER_BITS;
  group.ops = ops;
  record = imw_horizon_group_to_record (&group, self->params, sync->address,
                                        sync->request->assets, error);
  if (record == NULL)
    return error == NULL || *error == NULL;
  if (record->failed)
    g_ptr_array_add (sync->batch->records, record);
  else
    imw_tx_record_unref (record);

  return TRUE;
}

static void
fate_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  Sync       *sync = imw_horizon_round_get_data (task);
  const char *txid = g_ptr_array_index (sync->request->unfinal, sync->unfinal);

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      g_ptr_array_add (sync->batch->missing, g_strdup (txid));
    }
  else if (node != NULL)
    {
      if (!take_fate (task, node, txid, &error) && error == NULL)
        g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No such transaction is possible");
    }
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  sync->unfinal++;
  ask_fate (task);
}

static void
ask_fate (GTask *task)
{
  Sync *sync = imw_horizon_round_get_data (task);

  for (; sync->unfinal < MIN (sync->request->unfinal->len, MAX_UNFINAL); sync->unfinal++)
    {
      const char      *txid = g_ptr_array_index (sync->request->unfinal, sync->unfinal);
      g_autofree char *path = g_strdup_printf ("/transactions/%s", txid);

      if (has_record (sync->batch, txid))
        continue;
      imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, fate_got);
      return;
    }

  finish_round (task);
}

/* down to where nothing older is wanted */
static void
take_bottom (Sync *sync)
{
  ImwHorizonCursor *cursor = &sync->cursor;

  cursor->low = sync->page.end;
  if (sync->page.end_time_ms > 0)
    cursor->from_ms = sync->page.end_time_ms;
  cursor->is_done = !sync->page.is_full ||
                    (sync->request->birthday_ms > 0 && cursor->from_ms > 0 &&
                     cursor->from_ms < sync->request->birthday_ms);
  if (cursor->is_done)
    cursor->from_ms = 0;
}

static void
page_read (GTask *task)
{
  Sync *sync = imw_horizon_round_get_data (task);

  sync->n_pages++;
  if (!sync->page.is_descending)
    {
      sync->cursor.high = sync->page.end;
      sync->cursor.is_behind = sync->page.is_full;
      if (!sync->is_history && sync->page.is_full && sync->n_pages < MAX_PAGES)
        {
          read_forward (task);
          return;
        }
    }
  else
    {
      if (sync->is_new)
        sync->cursor.high = sync->page.begin;
      take_bottom (sync);
    }

  if (sync->is_history)
    finish_round (task);
  else
    ask_fate (task);
}

static void
read_forward (GTask *task)
{
  Sync *sync = imw_horizon_round_get_data (task);

  imw_horizon_page_read (task, &sync->page, FALSE, FALSE, sync->cursor.high, page_read);
}

static void
read_history (GTask *task)
{
  Sync *sync = imw_horizon_round_get_data (task);

  if (sync->is_new)
    imw_horizon_page_read (task, &sync->page, TRUE, TRUE, 0, page_read);
  else
    read_forward (task);
}

static void
claims_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon *self = g_task_get_source_object (task);
  Sync       *sync = imw_horizon_round_get_data (task);

  if (node != NULL)
    sync->batch->claims = imw_horizon_claims_parse (self->params, node, sync->address,
                                                    sync->ledger.closed_ms, &error);
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    g_clear_error (&error); /* a server without them: not asked */
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  read_history (task);
}

static void
ask_claims (GTask *task)
{
  Sync            *sync = imw_horizon_round_get_data (task);
  g_autofree char *path =
      g_strdup_printf ("/claimable_balances?claimant=%s&limit=%d", sync->address, MAX_CLAIMS);

  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, claims_got);
}

static void
add_balance (ImwSyncBatch *batch, ImwAsset *asset, gint64 stroops)
{
  g_autoptr (ImwAmount) amount = imw_amount_new (asset, stroops);

  imw_sync_batch_add_balance (batch, amount);
}

static gboolean
has_balance (const ImwSyncBatch *batch, ImwAsset *asset)
{
  for (guint i = 0; i < batch->balances->len; i++)
    if (imw_asset_equal (imw_amount_get_asset (g_ptr_array_index (batch->balances, i)), asset))
      return TRUE;

  return FALSE;
}

/* What is promised in open offers can't be spent, and is left out of what the account has to spend. */
static void
take_lines (ImwHorizon *self, Sync *sync, const ImwHorizonAccount *account)
{
  ImwSyncBatch *batch = sync->batch;

  batch->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  for (guint i = 0; account != NULL && i < account->lines->len; i++)
    {
      const ImwHorizonLine *line = &g_array_index (account->lines, ImwHorizonLine, i);
      g_autoptr (ImwAsset) asset = imw_stellar_params_dup_asset (self->params, &line->asset);

      add_balance (batch, asset, line->balance - line->selling);
      if (line->authorized)
        g_ptr_array_add (batch->opened, imw_asset_ref (asset));
    }

  /* an asset that is not opened is known: there is none of it */
  for (guint i = 0; i < sync->request->assets->len; i++)
    {
      ImwAsset       *asset = g_ptr_array_index (sync->request->assets, i);
      ImwStellarAsset stellar;

      if (imw_stellar_params_get_asset (self->params, asset, &stellar) &&
          !has_balance (batch, asset))
        add_balance (batch, asset, 0);
    }
}

static gboolean
take_account (GTask *task, const ImwHorizonAccount *account, GError **error)
{
  ImwHorizon   *self = g_task_get_source_object (task);
  Sync         *sync = imw_horizon_round_get_data (task);
  ImwSyncBatch *batch = sync->batch;
  gint64        reserved = 0;

  if (account != NULL && !imw_horizon_account_get_reserved (account, sync->ledger.reserve_stroops,
                                                            &reserved, error))
    return FALSE;

  batch->exists = account != NULL;
  batch->sequence = account != NULL ? account->sequence + 1 : -1;
  batch->reserved = imw_amount_new (self->params->asset, reserved);
  batch->reserve_step = imw_amount_new (self->params->asset, sync->ledger.reserve_stroops);
  batch->opening =
      imw_amount_new (self->params->asset, LEAST_ENTRIES * sync->ledger.reserve_stroops);
  add_balance (batch, self->params->asset, account != NULL ? account->native.balance : 0);
  take_lines (self, sync, account);

  return TRUE;
}

static void
account_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  Sync *sync = imw_horizon_round_get_data (task);
  g_autoptr (ImwHorizonAccount) account = NULL;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (node != NULL)
    account = imw_horizon_account_parse (node, sync->address, &error);
  if (error == NULL && !take_account (task, account, &error) && error == NULL)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No such account is possible");
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  ask_claims (task);
}

static void
ledger_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  Sync            *sync = imw_horizon_round_get_data (task);
  g_autofree char *path = g_strconcat ("/accounts/", sync->address, NULL);

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    error->code = IMW_ERROR_BAD_REPLY;
  if (node != NULL && imw_horizon_ledger_parse (node, &sync->ledger, &error) &&
      sync->ledger.height + MAX_BEHIND < sync->request->tip_height &&
      !imw_horizon_round_is_last (task))
    g_set_error (&error, IMW_ERROR, IMW_ERROR_SERVER, "The server is far behind");
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  sync->batch->tip_height = sync->ledger.height;
  sync->batch->network_time_ms = sync->ledger.closed_ms;
  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, account_got);
}

static void
run_sync (GTask *task)
{
  Sync *sync = imw_horizon_round_get_data (task);

  clear_attempt (sync);
  sync->batch = imw_sync_batch_new ();
  imw_horizon_page_init (&sync->page, sync->address, sync->request->assets, sync->batch->records);
  sync->is_new = !imw_horizon_cursor_parse (sync->request->cursor, &sync->cursor);
  if (sync->is_new)
    sync->cursor.from_ms = -1;
  imw_horizon_round_get (task, "/ledgers?order=desc&limit=1", IMW_HORIZON_MAX_BYTES, ledger_got);
}

static void
run_history (GTask *task)
{
  Sync *sync = imw_horizon_round_get_data (task);

  clear_attempt (sync);
  sync->batch = imw_sync_batch_new ();
  sync->batch->exists = TRUE;
  imw_horizon_page_init (&sync->page, sync->address, sync->request->assets, sync->batch->records);
  if (!imw_horizon_cursor_parse (sync->request->cursor, &sync->cursor))
    imw_horizon_round_refuse (
        task, g_error_new (IMW_ERROR, IMW_ERROR_BAD_INPUT, "A round comes before its history"));
  else if (sync->cursor.is_behind)
    read_forward (task);
  else if (!sync->cursor.is_done)
    imw_horizon_page_read (task, &sync->page, FALSE, TRUE, sync->cursor.low, page_read);
  else
    finish_round (task);
}

static gboolean
check_request (const ImwSyncRequest *request, GError **error)
{
  for (guint i = 0; i < request->unfinal->len; i++)
    if (!imw_horizon_is_txid (g_ptr_array_index (request->unfinal, i)))
      {
        g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not the id of a transaction");
        return FALSE;
      }

  return TRUE;
}

static void
start (ImwBackend         *backend,
       ImwSyncRequest     *request,
       gboolean            is_history,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  Sync   *sync = g_new0 (Sync, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, start);
  sync->request = request;
  sync->is_history = is_history;
  sync->address = imw_horizon_account_address (request->account_key, &error);
  if (sync->address == NULL || !check_request (request, &error))
    {
      sync_free (sync);
      g_task_return_error (task, error);
      return;
    }

  imw_horizon_round_start (g_steal_pointer (&task), is_history ? run_history : run_sync, sync,
                           sync_free);
}

/**
 * imw_horizon_account_address:
 * @account_key: key text of an account
 * @error: return location
 *
 * Returns: (transfer full): its address, "G…"; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
char *
imw_horizon_account_address (const char *account_key, GError **error)
{
  ImwStellarAccountKey key;

  if (!imw_stellar_account_key_parse (account_key, &key, error))
    return NULL;

  return imw_stellar_key_to_text (key.key);
}

/**
 * imw_horizon_sync_async:
 * @backend: an #ImwHorizon
 * @request: (transfer full): what is known and what to look for
 * @cancellable: (nullable): ends the round
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_sync_async().
 */
void
imw_horizon_sync_async (ImwBackend         *backend,
                        ImwSyncRequest     *request,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  start (backend, request, FALSE, cancellable, callback, user_data);
}

/**
 * imw_horizon_sync_finish:
 * @backend: an #ImwHorizon
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_sync_finish()
 */
ImwSyncBatch *
imw_horizon_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * imw_horizon_history_async:
 * @backend: an #ImwHorizon
 * @request: (transfer full): what is known, with the cursor of the last batch
 * @cancellable: (nullable): ends the step
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_history_async().
 */
void
imw_horizon_history_async (ImwBackend         *backend,
                           ImwSyncRequest     *request,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  start (backend, request, TRUE, cancellable, callback, user_data);
}

/**
 * imw_horizon_history_finish:
 * @backend: an #ImwHorizon
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_history_finish()
 */
ImwSyncBatch *
imw_horizon_history_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
