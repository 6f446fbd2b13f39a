/* imw-esplora-scan.c: asks about the addresses of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora"

#include "config.h"

#include "imw-esplora-sync-private.h"

#include "imw-bitcoin-address.h"
#include "imw-error.h"
#include "imw-json.h"

/* One job an address: its counts, and when these differ from last time, its history page by page.
 * A used address moves the end of the scan, so that it always stands a gap beyond the last used
 * one. */

#define MAX_STATS_BYTES      (64 * 1024)
#define MAX_PAGES            20000
#define MAX_TXS              250000
#define REORGANISATION_DEPTH 100

static void start_jobs (ImwEsploraSync *self);
static void ask_page (ImwEsploraJob *job);

static gint64
place_key (guint32 branch,
           guint32 index)
{
  return (gint64) (((guint64) branch << 32) | index);
}

static const ImwSyncAddress *
find_known (ImwEsploraSync *self,
            guint32         branch,
            guint32         index)
{
  gint64 key = place_key (branch, index);

  return g_hash_table_lookup (self->known, &key);
}

/**
 * imw_esplora_job_free:
 * @job: (transfer full): an #ImwEsploraJob
 */
void
imw_esplora_job_free (gpointer job)
{
  ImwEsploraJob *self = job;

  g_clear_pointer (&self->script, g_bytes_unref);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->last_txid, g_free);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_free (self);
}

static void
push_job (ImwEsploraSync *self,
          guint32         branch,
          guint32         index)
{
  ImwEsploraJob *job = g_new0 (ImwEsploraJob, 1);
  GBytes        *script = g_ptr_array_index (self->scripts->branches[branch], index);
  gsize          length;
  const guint8  *data = g_bytes_get_data (script, &length);

  job->sync = self;
  job->known = find_known (self, branch, index);
  job->branch = branch;
  job->index = index;
  job->script = g_bytes_ref (script);
  job->address = imw_bitcoin_address_encode (imw_bitcoin_chain_get_params (self->self->chain),
                                             data,
                                             length);
  job->low = G_MAXINT64;
  job->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_push_tail (&self->jobs, job);
}

static gboolean
is_wanted (const ImwEsploraSync *self,
           const ImwSyncAddress *known)
{
  return known == NULL || known->watch || self->request->deep;
}

/* Queues what has come within the gap. */
static gboolean
extend (ImwEsploraSync *self,
        GError        **error)
{
  for (guint32 branch = 0; branch < 2; branch++)
    {
      GPtrArray *scripts = self->scripts->branches[branch];
      guint32    limit = (guint32) (self->last_used[branch] + 1) + self->gap;

      if (scripts->len < limit &&
          !imw_esplora_scripts_derive (&self->scripts->key,
                                       branch,
                                       scripts->len,
                                       limit,
                                       scripts,
                                       error))
        return FALSE;

      for (; self->scanned[branch] < limit; self->scanned[branch]++)
        {
          guint32               index = self->scanned[branch];
          const ImwSyncAddress *known = find_known (self, branch, index);

          /* known ones beyond the first end were queued at the beginning */
          if (is_wanted (self, known) && (known == NULL || index < self->first_limit[branch]))
            push_job (self, branch, index);
        }
    }

  return TRUE;
}

/**
 * imw_esplora_scan_begin:
 * @self: an attempt whose scripts have been derived
 *
 * Starts asking. The attempt goes on to its next step when every address has been asked about.
 */
void
imw_esplora_scan_begin (ImwEsploraSync *self)
{
  GError *error = NULL;

  for (guint i = 0; i < self->request->addresses->len; i++)
    {
      ImwSyncAddress *address = g_ptr_array_index (self->request->addresses, i);
      gint64          key = place_key (address->branch, address->index);

      g_hash_table_insert (self->known, g_memdup2 (&key, sizeof key), address);
    }

  for (guint branch = 0; branch < 2; branch++)
    self->first_limit[branch] = (guint32) (self->last_used[branch] + 1) + self->gap;
  if (!extend (self, &error))
    {
      imw_esplora_sync_fail (self, error);
      return;
    }
  for (guint i = 0; i < self->request->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (self->request->addresses, i);

      if (address->index >= self->first_limit[address->branch] && is_wanted (self, address))
        push_job (self, address->branch, address->index);
    }

  start_jobs (self);
}

/**
 * imw_esplora_scan_collect_own:
 * @self: an attempt whose addresses have been asked about
 *
 * Returns: (transfer full) (element-type GBytes ImwEsploraOwn): the scripts of all addresses that
 *   the wallet knows or that have been scanned
 */
GHashTable *
imw_esplora_scan_collect_own (ImwEsploraSync *self)
{
  GHashTable *own = g_hash_table_new_full (g_bytes_hash,
                                           g_bytes_equal,
                                           (GDestroyNotify) g_bytes_unref,
                                           g_free);
  guint32     end[2] = { self->scanned[0], self->scanned[1] };

  for (guint i = 0; i < self->request->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (self->request->addresses, i);

      end[address->branch] = MAX (end[address->branch], address->index + 1);
    }

  for (guint32 branch = 0; branch < 2; branch++)
    for (guint32 index = 0; index < end[branch]; index++)
      {
        ImwEsploraOwn *place = g_new0 (ImwEsploraOwn, 1);

        place->branch = branch;
        place->index = index;
        g_hash_table_insert (own,
                             g_bytes_ref (g_ptr_array_index (self->scripts->branches[branch],
                                                             index)),
                             place);
      }

  return own;
}

static void
end_job (ImwEsploraJob *job,
         GError        *error)
{
  ImwEsploraSync *self = job->sync;

  if (error != NULL)
    {
      g_prefix_error (&error, "Address %u/%u: ", job->branch, job->index);
      imw_esplora_sync_fail (self, error);
    }
  else
    {
      g_autofree char *status = imw_esplora_stats_to_status (&job->stats);
      gboolean         used = job->stats.chain_txs + job->stats.mempool_txs > 0;

      if (job->known == NULL || g_strcmp0 (job->known->status, status) != 0 ||
          (used && !job->known->used))
        imw_sync_batch_add_address (self->batch,
                                    job->branch,
                                    job->index,
                                    status,
                                    used || (job->known != NULL && job->known->used));
    }

  imw_esplora_job_free (job);
  start_jobs (self);
}

static gboolean
take_tx (ImwEsploraJob *job,
         GBytes        *bytes,
         guint         *n_new,
         gboolean      *is_empty,
         GError       **error)
{
  g_autoptr (ImwEsploraTx) tx = imw_esplora_tx_parse_bytes (bytes, error);

  if (tx == NULL)
    return FALSE;
  if (!imw_esplora_tx_touches (tx, job->script))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A transaction of somebody else");
      return FALSE;
    }

  if (tx->confirmed)
    {
      if (tx->height > job->low)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The history is out of order");
          return FALSE;
        }

      *is_empty = FALSE;
      job->low = tx->height;
      g_free (job->last_txid);
      job->last_txid = g_strdup (tx->txid);
      if (g_hash_table_add (job->seen, g_strdup (tx->txid)))
        {
          (*n_new)++;
          job->n_seen++;
          if (tx->height <= job->sync->tip_height)
            job->n_settled++;
        }
    }

  return imw_esplora_sync_take_tx (job->sync, g_steal_pointer (&tx), error);
}

/* Takes the transactions of one page. @is_empty: none of them is in a block. */
static gboolean
take_page (ImwEsploraJob *job,
           GBytes        *bytes,
           gboolean      *is_empty,
           GError       **error)
{
  g_autoptr (GPtrArray) parts = imw_esplora_split_array (bytes, error);
  guint n_new = 0;

  if (parts == NULL)
    return FALSE;

  *is_empty = TRUE;
  for (guint i = 0; i < parts->len; i++)
    if (!take_tx (job, g_ptr_array_index (parts, i), &n_new, is_empty, error))
      return FALSE;

  if (!*is_empty && n_new == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The history repeats itself");
      return FALSE;
    }
  if (job->n_seen > MAX_TXS || job->n_pages > MAX_PAGES)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The history is too long");
      return FALSE;
    }

  return TRUE;
}

/* Blocks may come between two requests, so only transactions that were there at the beginning
 * count. When the wallet has seen the address before, everything new is above the tip it knew,
 * and what is not final is looked at again. */
static gboolean
is_complete (const ImwEsploraJob *job)
{
  const ImwEsploraSync *self = job->sync;
  gint64                depth;

  if (job->n_settled >= job->stats.chain_txs)
    return TRUE;
  if (job->known == NULL || self->request->tip_height < 0 ||
      imw_esplora_status_get_chain_txs (job->known->status) == 0)
    return FALSE;

  depth = REORGANISATION_DEPTH;
  if (!self->is_reorganised)
    depth = imw_chain_get_final_confirmations (IMW_CHAIN (self->self->chain));

  return job->n_seen > 0 && job->low <= self->request->tip_height - depth;
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  ImwEsploraJob  *job = user_data;
  ImwEsploraSync *self = job->sync;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);
  gboolean is_empty = TRUE;

  if (bytes != NULL && take_page (job, bytes, &is_empty, &error))
    {
      if (is_empty && job->n_pages > 1 && job->n_seen < job->stats.chain_txs && !is_complete (job))
        g_set_error (&error,
                     IMW_ERROR,
                     IMW_ERROR_BAD_REPLY,
                     "The history is shorter than announced");
      else if (!is_complete (job) && (!is_empty || job->n_pages == 1))
        {
          ask_page (job);
          imw_esplora_sync_settle (self);
          return;
        }
    }

  end_job (job, error);
  imw_esplora_sync_settle (self);
}

static void
ask_page (ImwEsploraJob *job)
{
  g_autofree char *path = NULL;

  if (job->n_pages == 0)
    path = g_strdup_printf ("/address/%s/txs", job->address);
  else if (job->last_txid == NULL)
    path = g_strdup_printf ("/address/%s/txs/chain", job->address);
  else
    path = g_strdup_printf ("/address/%s/txs/chain/%s", job->address, job->last_txid);
  job->n_pages++;
  imw_esplora_sync_get (job->sync, path, IMW_ESPLORA_MAX_PAGE_BYTES, page_cb, job);
}

static void
stats_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  ImwEsploraJob  *job = user_data;
  ImwEsploraSync *self = job->sync;
  GError         *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_sync_got (self, object, result, &error);
  g_autoptr (JsonNode) node = NULL;
  gboolean used = FALSE;

  if (bytes != NULL)
    node = imw_json_parse_bytes (bytes, MAX_STATS_BYTES, &error);
  if (node != NULL && imw_esplora_stats_parse (node, job->address, &job->stats, &error))
    {
      used = job->stats.chain_txs + job->stats.mempool_txs > 0;
      if (used && (gint64) job->index > self->last_used[job->branch])
        {
          self->last_used[job->branch] = (gint64) job->index;
          extend (self, &error);
        }
    }

  if (error == NULL && used)
    {
      g_autofree char *status = imw_esplora_stats_to_status (&job->stats);

      /* what waits for a block may be replaced by something with the same sums */
      if (self->is_reorganised || job->stats.mempool_txs > 0 || job->known == NULL ||
          g_strcmp0 (job->known->status, status) != 0)
        {
          ask_page (job);
          imw_esplora_sync_settle (self);
          return;
        }
    }

  end_job (job, error);
  imw_esplora_sync_settle (self);
}

static void
start_jobs (ImwEsploraSync *self)
{
  while (self->error == NULL && self->n_running < IMW_ESPLORA_MAX_RUNNING &&
         !g_queue_is_empty (&self->jobs))
    {
      ImwEsploraJob   *job = g_queue_pop_head (&self->jobs);
      g_autofree char *path = g_strdup_printf ("/address/%s", job->address);

      imw_esplora_sync_get (self, path, MAX_STATS_BYTES, stats_cb, job);
    }
}
