/* imw-esplora-sync.c: one round of looking for what has changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora"

#include "config.h"

#include "imw-esplora-sync-private.h"

#include "imw-error.h"
#include "imw-json.h"

/* The way of an attempt: derive scripts (thread) → tip of the server's chain → is our tip still in
 * it → addresses (imw-esplora-scan.c) → fate of what is not final → tip again, if a transaction is
 * above it → records (thread). Every step ends in imw_esplora_sync_settle (), which calls the
 * next. */

#define MAX_SMALL_BYTES (64 * 1024)
#define MAX_INDEX       1000000
#define MAX_HEIGHT      100000000
#define DEEP_GAP_FACTOR 5

static void step_tip (gpointer data);
static void step_unfinal (gpointer data);
static void step_tip_again (gpointer data);

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  ImwEsploraSync *self = user_data;

  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static ImwEsploraSync *
sync_new (GTask *task)
{
  ImwEsploraSync *self = g_new0 (ImwEsploraSync, 1);
  GCancellable   *cancellable = g_task_get_cancellable (task);

  self->ref_count = 1;
  self->task = g_object_ref (task);
  self->self = g_task_get_source_object (task);
  self->request = imw_esplora_round_get_data (task);
  self->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    {
      self->forward = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->forward, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->forward, g_main_context_get_thread_default ());
    }
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->txs =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) imw_esplora_tx_free);
  self->dropped = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->jobs);
  self->gap = self->request->deep ? self->request->gap_limit * DEEP_GAP_FACTOR
                                  : self->request->gap_limit;
  self->last_used[0] = -1;
  self->last_used[1] = -1;
  self->batch = imw_sync_batch_new ();

  return self;
}

/**
 * imw_esplora_sync_ref:
 * @self: an attempt
 *
 * Returns: (transfer full): @self
 */
ImwEsploraSync *
imw_esplora_sync_ref (ImwEsploraSync *self)
{
  self->ref_count++;

  return self;
}

/**
 * imw_esplora_sync_unref:
 * @self: (transfer full): an attempt
 */
void
imw_esplora_sync_unref (ImwEsploraSync *self)
{
  if (--self->ref_count > 0)
    return;

  g_queue_clear_full (&self->jobs, imw_esplora_job_free); /* some are left after a failure */
  if (self->forward != NULL)
    g_source_destroy (self->forward);
  g_clear_pointer (&self->forward, g_source_unref);
  g_clear_object (&self->task);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->txs, g_hash_table_unref);
  g_clear_pointer (&self->dropped, g_ptr_array_unref);
  g_clear_pointer (&self->tip_hash, g_free);
  g_clear_pointer (&self->batch, imw_sync_batch_free);
  g_free (self);
}

/**
 * imw_esplora_sync_fail:
 * @self: an attempt
 * @error: (transfer full): why it cannot go on
 *
 * Keeps the first error and ends the requests that run; the attempt fails when the last one has
 * ended.
 */
void
imw_esplora_sync_fail (ImwEsploraSync *self, GError *error)
{
  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    /* whatever we ask for, a server of this kind has an answer */
    error->code = IMW_ERROR_BAD_REPLY;
  self->error = error;
  g_cancellable_cancel (self->cancellable);
}

/**
 * imw_esplora_sync_get:
 * @self: an attempt
 * @path: what to get
 * @max_bytes: longest answer
 * @callback: (scope async): calls imw_esplora_sync_got(), and imw_esplora_sync_settle() as the
 *   last thing
 * @user_data: data for @callback
 *
 * Begins a request of the attempt, which it keeps alive.
 */
void
imw_esplora_sync_get (ImwEsploraSync     *self,
                      const char         *path,
                      gsize               max_bytes,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  imw_esplora_sync_ref (self);
  self->n_running++;
  imw_esplora_round_get (self->task, self->cancellable, path, max_bytes, callback, user_data);
}

/**
 * imw_esplora_sync_got:
 * @self: an attempt
 * @object: the object given to the callback
 * @result: the result given to the callback
 * @error: return location
 *
 * Ends what imw_esplora_sync_get() began.
 *
 * Returns: (transfer full): the answer; errors as for imw_http_get_finish()
 */
GBytes *
imw_esplora_sync_got (ImwEsploraSync *self, GObject *object, GAsyncResult *result, GError **error)
{
  self->n_running--;

  return imw_esplora_round_get_finish (object, result, error);
}

/**
 * imw_esplora_sync_settle:
 * @self: (transfer full): an attempt
 *
 * Goes on to the next step when nothing of this one runs any more, or ends the failed attempt.
 */
void
imw_esplora_sync_settle (ImwEsploraSync *self)
{
  void (*next) (gpointer sync) = self->next;

  if (self->n_running == 0 && next != NULL)
    {
      self->next = NULL;
      if (self->error != NULL)
        imw_esplora_round_fail (self->task, g_steal_pointer (&self->error));
      else
        next (self);
    }

  imw_esplora_sync_unref (self);
}

/**
 * imw_esplora_sync_take_tx:
 * @self: an attempt
 * @tx: (transfer full): a transaction that was seen
 * @error: return location
 *
 * Keeps @tx, or the better of the two when it was seen before.
 *
 * Returns: %TRUE on success; %IMW_ERROR_BAD_REPLY for an impossible height
 */
gboolean
imw_esplora_sync_take_tx (ImwEsploraSync *self, ImwEsploraTx *tx, GError **error)
{
  const ImwEsploraTx *other = g_hash_table_lookup (self->txs, tx->txid);

  /* some blocks may come while we ask, but not many */
  if (tx->height > self->tip_height + 144)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY,
                   "A transaction far above the tip of the chain");
      imw_esplora_tx_free (tx);
      return FALSE;
    }

  if (other == NULL || (tx->confirmed && tx->height >= other->height))
    g_hash_table_replace (self->txs, tx->txid, tx);
  else
    imw_esplora_tx_free (tx);

  return TRUE;
}

static void
tip_hash_again_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwEsploraSync *self = user_data;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);
  char *text = bytes != NULL ? imw_esplora_text (bytes, 64, &error) : NULL;

  g_free (self->tip_hash);
  self->tip_hash = text;
  if (text == NULL || !imw_esplora_check_hash (text, &error))
    imw_esplora_sync_fail (self, error);
  imw_esplora_sync_settle (self);
}

static gboolean
parse_height (GBytes *bytes, gint64 *height, GError **error)
{
  g_autofree char *text = imw_esplora_text (bytes, 10, error);
  guint64          value;

  if (text == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_HEIGHT, &value, NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not the height of a block");
      return FALSE;
    }

  *height = (gint64) value;

  return TRUE;
}

static void
tip_again_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwEsploraSync *self = user_data;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);
  gint64 height = -1;

  if (bytes == NULL || !parse_height (bytes, &height, &error))
    imw_esplora_sync_fail (self, error);
  else if (height > self->tip_height)
    {
      g_autofree char *path = g_strdup_printf ("/block-height/%" G_GINT64_FORMAT, height);

      self->tip_height = height;
      imw_esplora_sync_get (self, path, MAX_SMALL_BYTES, tip_hash_again_cb, self);
    }
  imw_esplora_sync_settle (self);
}

static void
step_tip_again (gpointer data)
{
  ImwEsploraSync *self = data;
  GHashTableIter  iter;
  gpointer        value;
  gboolean        is_above = FALSE;

  g_hash_table_iter_init (&iter, self->txs);
  while (!is_above && g_hash_table_iter_next (&iter, NULL, &value))
    is_above = ((const ImwEsploraTx *) value)->height > self->tip_height;

  self->next = imw_esplora_records_begin;
  if (is_above)
    imw_esplora_sync_get (self, "/blocks/tip/height", MAX_SMALL_BYTES, tip_again_cb, self);
  imw_esplora_sync_settle (imw_esplora_sync_ref (self));
}

/* What became of one transaction. */
typedef struct
{
  ImwEsploraSync *sync;
  char           *txid;
  guint           n_asked; /* servers: the one of the round first */
} Fate;

static void start_fates (ImwEsploraSync *self);
static void ask_fate (Fate *fate);

static void
end_fate (Fate *fate, GError *error)
{
  ImwEsploraSync *self = fate->sync;

  if (error != NULL)
    imw_esplora_sync_fail (self, error);
  g_free (fate->txid);
  g_free (fate);
  start_fates (self);
}

/* The server of the round does not know it. It counts as gone only when no other server that can be
 * reached knows it either, and never by the word of one that has not caught up. */
static void
fate_missing (Fate *fate)
{
  ImwEsploraSync *self = fate->sync;

  if (fate->n_asked < self->self->servers->len && !self->is_behind)
    {
      ask_fate (fate);
      return;
    }

  if (!self->is_behind)
    g_ptr_array_add (self->dropped, g_strdup (fate->txid));
  end_fate (fate, NULL);
}

static void
fate_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fate           *fate = user_data;
  ImwEsploraSync *self = fate->sync;
  gboolean        is_own_server = fate->n_asked == 1;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);
  g_autoptr (ImwEsploraTx) tx = NULL;

  if (bytes != NULL)
    tx = imw_esplora_tx_parse_bytes (bytes, &error);
  if (tx != NULL && !g_str_equal (tx->txid, fate->txid))
    {
      g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The answer is another transaction");
      g_clear_pointer (&tx, imw_esplora_tx_free);
    }

  if (tx != NULL && is_own_server)
    {
      if (imw_esplora_sync_take_tx (self, g_steal_pointer (&tx), &error))
        end_fate (fate, NULL);
      else
        end_fate (fate, error);
    }
  else if (tx != NULL)
    end_fate (fate, NULL); /* somebody still has it: it stays what it was */
  else if (is_own_server && !g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    end_fate (fate, error);
  else if (self->error != NULL || g_cancellable_is_cancelled (self->cancellable))
    end_fate (fate, error);
  else
    {
      g_error_free (error);
      fate_missing (fate);
    }

  imw_esplora_sync_settle (self);
}

static void
ask_fate (Fate *fate)
{
  ImwEsploraSync         *self = fate->sync;
  ImwEsploraRound        *round = g_task_get_task_data (self->task);
  guint                   place = (round->server + fate->n_asked++) % self->self->servers->len;
  const ImwEsploraServer *server = g_ptr_array_index (self->self->servers, place);
  g_autofree char        *url = g_strdup_printf ("%s/tx/%s", server->url, fate->txid);

  imw_esplora_sync_ref (self);
  self->n_running++;
  round->n_requests++;
  imw_http_get_async (self->self->http, IMW_PURPOSE_BITCOIN_SERVER, url, IMW_JSON_MAX_BYTES,
                      self->cancellable, fate_cb, fate);
}

static void
start_fates (ImwEsploraSync *self)
{
  const GPtrArray *unfinal = self->request->unfinal;

  while (self->error == NULL && self->n_running < IMW_ESPLORA_MAX_RUNNING &&
         self->next_unfinal < unfinal->len)
    {
      const char *txid = g_ptr_array_index (unfinal, self->next_unfinal++);
      Fate       *fate;

      if (g_hash_table_contains (self->txs, txid))
        continue;

      fate = g_new0 (Fate, 1);
      fate->sync = self;
      fate->txid = g_strdup (txid);
      ask_fate (fate);
    }
}

static void
step_unfinal (gpointer data)
{
  ImwEsploraSync *self = data;

  self->next = step_tip_again;
  start_fates (self);
  imw_esplora_sync_settle (imw_esplora_sync_ref (self));
}

static void
step_addresses (gpointer data)
{
  ImwEsploraSync *self = data;

  self->next = step_unfinal;
  imw_esplora_scan_begin (self);
  imw_esplora_sync_settle (imw_esplora_sync_ref (self));
}

static void
old_tip_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwEsploraSync *self = user_data;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);
  g_autofree char *hash = bytes != NULL ? imw_esplora_text (bytes, 64, &error) : NULL;

  if (hash == NULL || !imw_esplora_check_hash (hash, &error))
    imw_esplora_sync_fail (self, error);
  else
    self->is_reorganised = !g_str_equal (hash, self->request->tip_hash);
  imw_esplora_sync_settle (self);
}

/* A server whose chain is shorter than what we have seen is behind. It is used only when there is
 * no other: then the blocks it does not know count as gone, but nothing counts as dropped. */
static void
compare_tips (ImwEsploraSync *self)
{
  const ImwSyncRequest *request = self->request;

  if (request->tip_height < 0 || request->tip_hash == NULL)
    return;

  if (self->tip_height < request->tip_height)
    {
      self->is_behind = TRUE;
      self->is_reorganised = TRUE;
      if (!imw_esplora_round_is_last (self->task))
        imw_esplora_sync_fail (self,
                               g_error_new (IMW_ERROR, IMW_ERROR_SERVER, "The server is behind"));
    }
  else if (self->tip_height == request->tip_height)
    self->is_reorganised = !g_str_equal (self->tip_hash, request->tip_hash);
  else
    {
      g_autofree char *path =
          g_strdup_printf ("/block-height/%" G_GINT64_FORMAT, request->tip_height);

      imw_esplora_sync_get (self, path, MAX_SMALL_BYTES, old_tip_cb, self);
    }
}

static void
tip_hash_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwEsploraSync *self = user_data;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);

  self->tip_hash = bytes != NULL ? imw_esplora_text (bytes, 64, &error) : NULL;
  if (self->tip_hash == NULL || !imw_esplora_check_hash (self->tip_hash, &error))
    imw_esplora_sync_fail (self, error);
  else
    compare_tips (self);
  imw_esplora_sync_settle (self);
}

static void
tip_height_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwEsploraSync *self = user_data;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);

  if (bytes == NULL || !parse_height (bytes, &self->tip_height, &error))
    imw_esplora_sync_fail (self, error);
  else
    {
      g_autofree char *path = g_strdup_printf ("/block-height/%" G_GINT64_FORMAT, self->tip_height);

      imw_esplora_sync_get (self, path, MAX_SMALL_BYTES, tip_hash_cb, self);
    }
  imw_esplora_sync_settle (self);
}

static void
step_tip (gpointer data)
{
  ImwEsploraSync *self = data;

  self->next = step_addresses;
  imw_esplora_sync_get (self, "/blocks/tip/height", MAX_SMALL_BYTES, tip_height_cb, self);
}

static void
run_sync (GTask *task)
{
  g_autoptr (ImwEsploraSync) self = sync_new (task);

  self->scripts = g_hash_table_lookup (self->self->scripts, self->request->account_key);
  for (guint i = 0; i < self->request->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (self->request->addresses, i);

      if (address->used)
        self->last_used[address->branch] =
            MAX (self->last_used[address->branch], (gint64) address->index);
    }
  self->next = step_tip;
  imw_esplora_scripts_begin (self);
}

static gboolean
ensure_scripts (ImwEsplora *self, const char *account_key, GError **error)
{
  ImwEsploraScripts   *scripts;
  ImwBitcoinAccountKey key;

  if (g_hash_table_contains (self->scripts, account_key))
    return TRUE;
  if (!imw_bitcoin_account_key_parse (imw_bitcoin_chain_get_params (self->chain), account_key, &key,
                                      error))
    return FALSE;

  scripts = g_new0 (ImwEsploraScripts, 1);
  scripts->key = key;
  scripts->branches[0] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  scripts->branches[1] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_hash_table_insert (self->scripts, g_strdup (account_key), scripts);

  return TRUE;
}

static gboolean
check_request (ImwEsplora *self, const ImwSyncRequest *request, GError **error)
{
  for (guint i = 0; i < request->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (request->addresses, i);

      if (address->branch > 1 || address->index > MAX_INDEX)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "An address outside of the account");
          return FALSE;
        }
    }
  for (guint i = 0; i < request->unfinal->len; i++)
    if (!imw_esplora_check_hash (g_ptr_array_index (request->unfinal, i), error))
      return FALSE;

  return ensure_scripts (self, request->account_key, error);
}

static void
request_free (gpointer data)
{
  imw_sync_request_free (data);
}

/**
 * imw_esplora_sync_async:
 * @backend: an #ImwEsplora
 * @request: (transfer full): what is known and what to look for
 * @cancellable: (nullable): ends the round
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_sync_async().
 */
void
imw_esplora_sync_async (ImwBackend         *backend,
                        ImwSyncRequest     *request,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, imw_esplora_sync_async);
  if (!check_request (IMW_ESPLORA (backend), request, &error))
    {
      imw_sync_request_free (request);
      g_task_return_error (task, error);
      return;
    }

  imw_esplora_round_start (g_steal_pointer (&task), run_sync, request, request_free);
}

/**
 * imw_esplora_sync_finish:
 * @backend: an #ImwEsplora
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_sync_finish()
 */
ImwSyncBatch *
imw_esplora_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
